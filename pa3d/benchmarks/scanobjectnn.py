"""ScanObjectNN with parts: real scans as binary float32, 15 classes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np

from pa3d.benchmarks.case import Case, CaseFile
from pa3d.benchmarks.checked import checked_case, first_holding, not_the_layout, part_names, read_lines
from pa3d.config import Axis
from pa3d.errors import UsageError
from pa3d.io.source import read_bytes, refuse
from pa3d.shapes.records import Array

SPLIT = "split_new.txt"
CLASSES = (
    "bag", "bin", "box", "cabinet", "chair", "desk", "display", "door", "shelf", "table", "bed", "pillow", "sink",
    "sofa", "toilet",
)  # fmt: skip
# Part id of the file -> part id used in the field, 0 the background; -1 is dropped.
REMAPS = {"bin": (0, 1, 2, -1, 3), "chair": (0, -1, 1, 2, 3, 4)}
_WANTED = f"{SPLIT} and <class>/<name>.bin with <name>_part.bin"
_SANE = re.compile(r"[A-Za-z0-9_.-]+")
_DO = "Get the data set again, or leave this shape out."


def cases(
    folder: Path, split: Literal["test", "train"] = "test", remap: bool = True, up: Axis = "y"
) -> Sequence[CaseFile]:
    """The objects of a split, in the order of split_new.txt.

    remap: the two remaps of part ids used in the field (bin, chair). up: y, as these objects are aligned and as the
    release reads them. Raises FileError when there is no such data, UsageError for another split.
    """
    if split not in ("test", "train"):
        raise UsageError(f"{split} is no split of ScanObjectNN.", "Splits: test, train.", "Give one of them.")
    names = ("object_dataset_complete_with_parts_", "object_dataset_complete_with_parts")
    root = first_holding([folder, *(folder / name for name in names)], SPLIT)
    if root is None:
        raise not_the_layout(folder, "ScanObjectNN with parts", _WANTED)
    found = []
    for line in read_lines(root / SPLIT):
        fields = line.split()
        if ("t" in fields[1:]) != (split == "test"):
            continue
        category, stem = _object(root, line, fields)
        found.append(CaseFile(f"{category}/{stem}", category, partial(_read, root, category, stem, remap, up)))
    if not found:
        raise refuse(root / SPLIT, "the splits of ScanObjectNN", f"It names no object of the {split} split.", _DO)
    return tuple(found)


def _object(root: Path, line: str, fields: list[str]) -> tuple[str, str]:
    """Class and name of a line `<name>.bin TAB <class number> [TAB t]`; the class may also stand before the name."""
    before, _, last = fields[0].replace("\\", "/").rpartition("/")
    stem = re.sub(r"\.(bin|txt)$", "", last)
    number = next((int(f) for f in fields[1:] if f.isascii() and f.isdigit() and int(f) < len(CLASSES)), None)
    named = next((f for f in (before, *fields[1:]) if f in CLASSES), None)
    category = named or (CLASSES[number] if number is not None else None)
    if category is None or not _SANE.fullmatch(stem) or set(stem) <= {"."}:
        raise refuse(root / SPLIT, "the splits of ScanObjectNN", f"It has the line {line[:80]!r}.", _DO)
    return category, stem


def _read(root: Path, category: str, stem: str, remap: bool, up: Axis) -> Case:
    path = root / category / f"{stem}.bin"
    rows = _rows(path, 11)
    parts = _rows(root / category / f"{stem}_part.bin", 2)[:, -1]
    if len(parts) != len(rows):
        raise refuse(path, "a ScanObjectNN object", f"It has {len(rows)} points and {len(parts)} part ids.", _DO)
    keep = _own_points(rows[:, -1], parts)
    names = part_names("scanobjectnn")[category]
    labels = _labels(path, category, parts[keep], remap)
    return checked_case(path, f"{category}/{stem}", category, rows[keep, :3], labels, names, up)


def _rows(path: Path, width: int) -> Array:
    """The rows (N, width) float32 behind the one value of the header."""
    data = read_bytes(path, "a ScanObjectNN object")
    values = (len(data) // 4) - 1
    if len(data) % 4 or values < width or values % width:
        found = f"It has {len(data)} bytes: not a header of 4 and rows of {4 * width}."
        raise refuse(path, "a ScanObjectNN object", found, _DO)
    return np.frombuffer(data, "<f4", values, 4).reshape(-1, width)


def _own_points(instance: Array, parts: Array) -> Array:
    """Mask (N,) of the object's own points: the instance most of the points with a part belong to.

    The field takes the commonest instance beyond 0, 1 and 2 (unlabelled, wall, floor), which is the same one wherever
    the object outweighs what stands around it.
    """
    voters = instance[parts > 0] if (parts > 0).any() else instance
    values, counts = np.unique(voters, return_counts=True)
    return np.asarray(instance == values[counts.argmax()])


def _labels(path: Path, category: str, parts: Array, remap: bool) -> Array:
    """Indices into the names (N,) of part ids: 0, the background, has none."""
    table = REMAPS.get(category) if remap else None
    if table is not None:
        if not ((parts >= 0) & (parts < len(table))).all() or (parts != np.floor(parts)).any():
            found = f"Its part ids go from {parts.min()} to {parts.max()}; {category} has 0 to {len(table) - 1}."
            raise refuse(path, "a ScanObjectNN object", found, _DO)
        parts = np.maximum(np.array(table)[parts.astype(np.int64)], 0)
    elif parts.min() < 0:
        raise refuse(path, "a ScanObjectNN object", f"It has the part id {parts.min()}.", _DO)
    return parts - 1
