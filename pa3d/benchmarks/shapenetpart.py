"""ShapeNetPart as a benchmark: the text form, which data.shapenetpart reads, and the HDF5 form."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import numpy as np

from pa3d.benchmarks.case import Case, CaseFile
from pa3d.benchmarks.checked import checked_case, not_the_layout
from pa3d.config import Axis
from pa3d.data.shapenetpart import FIRST_LABEL, FOLDER, PARTS, SPLITS, Entry, find_root, read_rows, read_split
from pa3d.errors import FileError, UsageError
from pa3d.io.source import open_file, refuse
from pa3d.shapes.records import Array

Split = Literal["train", "val", "test"]
_KIND = "ShapeNetPart in HDF5"
_MOST_SHAPES = 1 << 20
_MOST_POINTS = 1 << 20
_WANTED = "synsetoffset2category.txt (text form) or ply_data_test0.h5, ... (HDF5 form)"
_AGAIN = "Get the data set again."


def cases(folder: Path, split: Split = "test", up: Axis = "y") -> Sequence[CaseFile]:
    """The shapes of a split in the order of its list or its files; 2874 for the test split.

    Raises FileError when the folder holds neither form, and for HDF5 without h5py; UsageError for another split.
    """
    if split not in SPLITS:
        raise UsageError(f"{split} is no split of ShapeNetPart.", f"Splits: {', '.join(SPLITS)}.", "Give one of them.")
    root = find_root(folder)
    if root is not None:
        return tuple(
            CaseFile(f"{entry.category}/{entry.id}", entry.category, partial(_read_text, entry, up))
            for entry in read_split(root, split)
        )
    places = (folder, folder / "hdf5_data", folder / FOLDER, folder / "shapenet_part_seg_hdf5_data" / "hdf5_data")
    for place in places:
        archives = sorted(place.glob(f"*{split}*.h5")) if place.is_dir() else []
        if archives:
            return tuple(case for archive in archives for case in _archive_cases(archive, up))
    raise not_the_layout(folder, "ShapeNetPart", _WANTED)


def _read_text(entry: Entry, up: Axis) -> Case:
    rows = read_rows(entry)
    case_id = f"{entry.category}/{entry.id}"
    return checked_case(entry.path, case_id, entry.category, rows.points, rows.labels, PARTS[entry.category], up)


def _h5py(path: Path) -> Any:
    try:
        return import_module("h5py")
    except ImportError:
        do = "Run `pip install h5py`, or get the text form."
        raise FileError(f"{path} cannot be read.", "h5py, which reads HDF5, is not installed.", do) from None


def _archive_cases(path: Path, up: Axis) -> list[CaseFile]:
    """A case per row of `data` (S, N, 3), `pid` (S, N) and `label` (S,) or (S, 1): the number of the category."""
    h5py = _h5py(path)
    open_file(path).close()
    categories = tuple(PARTS)
    try:
        with h5py.File(path, "r") as archive:
            data, pid, label = (_dataset(path, archive, name) for name in ("data", "pid", "label"))
            count = len(data)
            fits = len(pid) == len(label) == count <= _MOST_SHAPES and data.ndim == 3 and data.shape[2] == 3
            if not fits or pid.shape != data.shape[:2] or label.size != count or data.shape[1] > _MOST_POINTS:
                found = f"data is {data.shape}, pid {pid.shape}, label {label.shape}."
                raise refuse(path, _KIND, found, _AGAIN)
            kinds = label[()].reshape(-1)
    except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:
        raise refuse(path, _KIND, f"{str(error).splitlines()[0]}.", _AGAIN) from error
    if kinds.dtype.kind not in "iu" or (count and not 0 <= kinds.min() <= kinds.max() < len(categories)):
        raise refuse(path, _KIND, f"Its categories are no numbers from 0 to {len(categories) - 1}.", _AGAIN)
    names = [categories[int(kind)] for kind in kinds]
    ids = [f"{name}/{path.stem}-{row}" for row, name in enumerate(names)]
    return [
        CaseFile(case_id, name, partial(_read_row, path, row, case_id, name, up))
        for row, (case_id, name) in enumerate(zip(ids, names, strict=True))
    ]


def _dataset(path: Path, archive: Any, name: str) -> Any:
    """An array that lies in this file itself. Raises FileError."""
    h5py = _h5py(path)
    link = archive.get(name, getlink=True)
    found = archive.get(name) if isinstance(link, h5py.HardLink) else None
    if not isinstance(found, h5py.Dataset) or found.is_virtual or found.external or found.dtype.kind not in "fiu":
        raise refuse(path, _KIND, f"It has no array of numbers {name!r} of its own.", _AGAIN)
    return found


def _read_row(path: Path, row: int, case_id: str, category: str, up: Axis) -> Case:
    h5py = _h5py(path)
    try:
        with h5py.File(path, "r") as archive:
            points: Array = _dataset(path, archive, "data")[row]
            parts: Array = _dataset(path, archive, "pid")[row].astype(np.int64)
    except (OSError, RuntimeError, ValueError, KeyError, IndexError) as error:
        raise refuse(path, _KIND, f"Shape {row}: {str(error).splitlines()[0]}.", _AGAIN) from error
    local = parts - FIRST_LABEL[category]  # numbered on over all categories
    inside = (local >= 0) & (local < len(PARTS[category]))
    return checked_case(path, case_id, category, points, np.where(inside, local, -1), PARTS[category], up)
