"""3DCoMPaT200 in the test packs of CoSMo3D: layout B per shape, a coarse and a fine labelling of each.

`<category>/coarse_b'<id>'/` and `<category>/fine_b'<id>'/` hold points.pt, mask2points.pt and mask_labels.txt. No file
of labels is documented, so the truth is what CoSMo3D's own evaluation takes: a point has the name of the one mask it
lies in; in none, or in several, it has no label. Packs in the form of Objaverse-General (points5000.pcd, labels.npy,
label_map.json), which the released script reads, are taken too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np

from pa3d.benchmarks import objaverse
from pa3d.benchmarks.case import Case, CaseFile
from pa3d.benchmarks.checked import checked_case, not_the_layout
from pa3d.config import Axis
from pa3d.data.layout_b import read_masks
from pa3d.errors import UsageError
from pa3d.io.source import refuse
from pa3d.io.tensor_file import read_array

_Reader = Callable[[Path, str, str, Axis], Case]
Level = Literal["coarse", "fine"]
LEVELS: tuple[Level, ...] = ("coarse", "fine")
_WANTED = "<category>/coarse_b'<id>'/points.pt, mask2points.pt and mask_labels.txt"


def cases(folder: Path, level: Level = "coarse", up: Axis = "y") -> Sequence[CaseFile]:
    """The shapes of a level, sorted by path. category: the folder a shape lies in, `_` as a space.

    The level is told by the start of a shape's folder, or by a folder above it called coarse or fine. up: y, as
    CoSMo3D reads the packs. Raises FileError when there is no such shape, UsageError for another level.
    """
    if level not in LEVELS:
        raise UsageError(f"{level} is no level of 3DCoMPaT.", f"Levels: {', '.join(LEVELS)}.", "Give one of them.")
    other = LEVELS[1 - LEVELS.index(level)]
    for mark, read in (("mask_labels.txt", _read_masks), ("label_map.json", _read_pcd)):
        found = sorted({path.parent for path in folder.rglob(mark)}) if folder.is_dir() else []
        shapes = [shape for shape in found if not _is_of(folder, shape, other)]
        if any(_is_of(folder, shape, other) for shape in found):
            shapes = [shape for shape in shapes if _is_of(folder, shape, level)]
        if shapes:
            return tuple(_case_file(folder, shape, read, up) for shape in shapes)
    raise not_the_layout(folder, f"a {level} test pack of 3DCoMPaT", _WANTED)


def _is_of(folder: Path, shape: Path, level: Level) -> bool:
    above = shape.relative_to(folder).parts[:-1]
    return shape.name.lower().startswith(level) or level in [part.lower() for part in (*above, folder.name)]


def _category(folder: Path, shape: Path) -> str:
    above = [part for part in shape.relative_to(folder).parts[:-1] if part.lower() not in (*LEVELS, *objaverse.SPLITS)]
    return above[-1].replace("_", " ") if above else "shape"


def _case_file(folder: Path, shape: Path, read: _Reader, up: Axis) -> CaseFile:
    case_id = shape.relative_to(folder).as_posix()
    category = _category(folder, shape)
    if read is _read_pcd and category == "shape":
        category = objaverse.category_of(shape.name)
    return CaseFile(case_id, category, partial(read, shape, case_id, category, up))


def _read_masks(shape: Path, case_id: str, category: str, up: Axis) -> Case:
    points = read_array(shape / "points.pt", (None, 3), "f")
    masks, names = read_masks(shape, len(points))
    if masks is None or not len(masks):
        raise refuse(shape, "a labelled shape", "It has no masks.", "Get the pack again, or leave this shape out.")
    alone = masks.sum(axis=0) == 1  # (N,)
    return checked_case(shape, case_id, category, points, np.where(alone, masks.argmax(axis=0), -1), names, up)


def _read_pcd(shape: Path, case_id: str, category: str, up: Axis) -> Case:
    case = objaverse.read_shape(shape, up)
    return Case(case_id, category, case.points, case.labels, case.parts, up)
