"""Objaverse-General (Find3D): `<split>/<category>_<uid>/` with points5000.pcd, labels.npy, label_map.json."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np

from pa3d.benchmarks.case import Case, CaseFile
from pa3d.benchmarks.checked import checked_case, not_the_layout, read_json, subfolders
from pa3d.benchmarks.pickles import read_npy
from pa3d.config import Axis
from pa3d.errors import UsageError
from pa3d.io.formats import read
from pa3d.io.source import refuse
from pa3d.shapes.records import Array, Cloud, Mesh

Split = Literal["seenclass", "unseen", "shapenetpart"]
SPLITS: tuple[Split, ...] = ("seenclass", "unseen", "shapenetpart")
FILES = ("points5000.pcd", "labels.npy", "label_map.json")
_WANTED = "seenclass/<category>_<uid>/points5000.pcd, labels.npy and label_map.json"
_DO = "Get the data set again, or leave this shape out."


def cases(folder: Path, split: Split = "seenclass", up: Axis = "y") -> Sequence[CaseFile]:
    """The shapes of a split (50 seen, 50 unseen, 32 of ShapeNetPart's kinds), by name.

    The folder may hold the splits, or a folder with them, or be one split itself. up: y, as in Objaverse's glTF files.
    Raises FileError when there is no such shape, UsageError for another split.
    """
    if split not in SPLITS:
        raise UsageError(f"{split} is no split of Objaverse-General.", f"Splits: {', '.join(SPLITS)}.", "Give one.")
    above = [folder, *subfolders(folder)] if folder.is_dir() else []
    places = [place / split for place in above]
    splits_there = any((place / other).is_dir() for place in above for other in SPLITS)
    if folder.name == split or (folder.name not in SPLITS and not splits_there):
        places.append(folder)
    for place in places:
        shapes = [f for f in subfolders(place) if any((f / name).exists() for name in FILES)] if place.is_dir() else []
        if shapes:
            return tuple(CaseFile(f.name, category_of(f.name), partial(read_shape, f, up)) for f in shapes)
    raise not_the_layout(folder, f"the {split} split of Objaverse-General", _WANTED)


def category_of(name: str) -> str:
    """`coffee_maker_<uid>` as `coffee maker`."""
    before, _, _ = name.rpartition("_")
    return " ".join(before.split("_")) or name


def read_shape(folder: Path, up: Axis) -> Case:
    """One shape; parts in the order of the numbers of label_map.json, 0 in labels.npy is unlabelled."""
    record = read(folder / FILES[0])
    assert isinstance(record, Cloud | Mesh)  # a PCD
    points = record.points if isinstance(record, Cloud) else record.vertices
    numbers, names = _label_map(folder / FILES[2])
    labels = read_npy(folder / FILES[1])
    labels = labels.reshape(-1) if labels.size == len(points) else labels
    if labels.dtype.kind not in "iuf" or not np.isin(labels, [0, *numbers]).all():
        known = ", ".join(map(str, numbers))
        found = f"Its labels ({labels.dtype}) are not all in it: label_map.json numbers {known}, and 0 is unlabelled."
        raise refuse(folder / FILES[1], "labels", found, _DO)
    place: Array = np.searchsorted(numbers, labels)
    local = np.where(labels > 0, place, -1)
    return checked_case(folder, folder.name, category_of(folder.name), points, local, names, up)


def _label_map(path: Path) -> tuple[list[int], tuple[str, ...]]:
    """Numbers from 1, ascending, and their names."""
    table = read_json(path)
    sound = isinstance(table, dict) and all(
        key.isascii() and key.isdigit() and 0 < int(key) <= 1 << 20 and isinstance(name, str)
        for key, name in table.items()
    )
    if not sound or not table or len({int(key) for key in table}) < len(table):
        raise refuse(path, "a label map", 'It is no table such as {"1": "seat"}.', _DO)
    ordered = sorted((int(key), name) for key, name in table.items())
    return [number for number, _ in ordered], tuple(name for _, name in ordered)
