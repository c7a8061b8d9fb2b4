"""Layout B (the CoSMo3D pack): folders of tensors, named in a list. The one reader, for training and for benchmarks.

`<split>.txt` names folders, one per line; each has points.pt (N, 3), and where they are there normals.pt (N, 3), rgb.pt
(N, 3), mask2points.pt (K, N) bool with mask_labels.txt (K lines).
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from pa3d.errors import FileError
from pa3d.io.ply import to_uint8
from pa3d.io.source import read_bytes, refuse
from pa3d.io.tensor_file import read_array
from pa3d.shapes.records import Array

_KIND = "layout B"


class PackShape(NamedTuple):
    """points (N, 3) float64; normals (N, 3) float32; colors (N, 3) uint8; masks (K, N) bool with names (K,) as their
    file spells them, empty ones included; None where the folder has none."""

    points: Array
    normals: Array | None
    colors: Array | None
    masks: Array | None
    names: tuple[str, ...]


def is_layout_b(folder: Path, split: str = "train") -> bool:
    """Whether a folder has a list of a split whose first entry is a folder of tensors."""
    try:
        names = read_split(folder, split)
    except FileError:
        return False
    return bool(names) and (names[0] / "points.pt").is_file()


def read_split(folder: Path, split: str) -> tuple[Path, ...]:
    """The folders that `<split>.txt` names, in its order. Raises FileError, also for a name that leads elsewhere."""
    path = folder / f"{split}.txt"
    try:
        lines = read_bytes(path, _KIND).decode("utf-8").splitlines()
    except UnicodeDecodeError:
        raise refuse(path, _KIND, "It is not UTF-8 text.") from None
    names = dict.fromkeys(line.strip().strip("/") for line in lines if line.strip())
    for name in names:
        if ".." in name.split("/") or "\\" in name or "\0" in name:
            raise refuse(path, _KIND, f"{name[:100]!r} is not a folder beside it.", "Name folders only.")
    return tuple(folder / name for name in names)


def read_pack_shape(folder: Path) -> PackShape:
    """The tensors of one folder. Raises FileError for missing points, and for arrays that do not fit each other."""
    points = read_array(folder / "points.pt", (None, 3), "f").astype(np.float64)
    count = len(points)
    normals = read_beside(folder / "normals.pt", count)
    rgb = read_beside(folder / "rgb.pt", count)
    masks, names = read_masks(folder, count)
    return PackShape(
        points,
        None if normals is None else normals.astype(np.float32),
        None if rgb is None else to_uint8(rgb),
        masks,
        names,
    )


def read_beside(path: Path, count: int) -> Array | None:
    """The tensor (count, 3) of a file that may be absent. Raises FileError."""
    return read_array(path, (count, 3)) if path.exists() else None


def read_masks(folder: Path, count: int) -> tuple[Array | None, tuple[str, ...]]:
    """mask2points.pt as (K, count) bool and the K lines of mask_labels.txt; (None, ()) where neither is there."""
    path, lines = folder / "mask2points.pt", folder / "mask_labels.txt"
    if not path.exists() and not lines.exists():
        return None, ()
    masks = read_array(path, (None, count), "biuf") > 0
    try:
        text = lines.read_text(encoding="utf-8") if len(masks) or lines.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise refuse(lines, "names of masks", f"{error}.", "Write one name per line, in UTF-8.") from error
    names = tuple(text.removesuffix("\n").split("\n")) if text else ()
    if len(names) != len(masks):
        found = f"It has {len(names)} lines; mask2points.pt beside it has {len(masks)} masks."
        raise refuse(lines, "names of masks", found, "Write one name per mask.")
    return masks, tuple(name.strip() for name in names)
