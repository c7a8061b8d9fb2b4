"""FAUST with the coarse parts of SATR: 100 scans, a part name for every vertex; or the same as NPZ."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from pa3d.benchmarks.case import Case, CaseFile
from pa3d.benchmarks.checked import checked_case, first_holding, not_the_layout, part_names, read_json
from pa3d.benchmarks.pickles import read_npz
from pa3d.config import Axis
from pa3d.io.formats import read
from pa3d.io.source import refuse
from pa3d.shapes.records import Array, Cloud, Mesh

CATEGORY = "human"
LABELS = "coarse_gt.json"
_UNLABELLED = ("", "unknown", "none")
_WANTED = f"scans/tr_scan_000.obj, ... and {LABELS} (or NPZ with points, labels, label_names)"
_DO = "Get the labels again from SATR."


def cases(folder: Path, up: Axis = "y") -> Sequence[CaseFile]:
    """Every scan, sorted by name. The points are the vertices, all of them; parts: arm, head, leg, torso.

    With coarse_gt.json the scans it names are the cases; without it, the NPZ files. A vertex named "unknown", "none",
    "" or null has no label. Raises FileError when neither is there.
    """
    places = [folder, *(folder / name for name in ("FAUST", "faust", "data/FAUST"))]
    root = first_holding(places, LABELS)
    if root is None:
        archives = sorted(folder.rglob("*.npz")) if folder.is_dir() else []
        if not archives:
            raise not_the_layout(folder, "FAUST", _WANTED)
        return tuple(CaseFile(path.stem, CATEGORY, partial(_read_npz, path, up)) for path in archives)
    table = read_json(root / LABELS)
    if not isinstance(table, dict) or not table:
        raise refuse(root / LABELS, "FAUST labels", "It is no table of scan: [part names].", _DO)
    return tuple(CaseFile(scan, CATEGORY, partial(_read_scan, root, scan, table[scan], up)) for scan in sorted(table))


def _read_scan(root: Path, scan: str, names: object, up: Axis) -> Case:
    if Path(scan).name != scan or scan in ("", ".", ".."):
        raise refuse(root / LABELS, "FAUST labels", f"It names the scan {scan!r}.", _DO)
    if not isinstance(names, list):
        raise refuse(root / LABELS, "FAUST labels", f"The labels of {scan} are no list.", _DO)
    path = root / "scans" / f"{scan}.obj"
    record = read(path)
    assert isinstance(record, Cloud | Mesh)  # an OBJ
    points = record.vertices if isinstance(record, Mesh) else record.points
    parts = part_names("faust")[CATEGORY]
    return checked_case(path, scan, CATEGORY, points, _indices(root / LABELS, names, parts), parts, up)


def _indices(path: Path, names: Sequence[object], parts: tuple[str, ...]) -> Array:
    """The index in parts of every name (N,) int32, -1 for none. Raises FileError for another name."""
    index: dict[object, int] = {part: i for i, part in enumerate(parts)} | dict.fromkeys((*_UNLABELLED, None), -1)
    try:
        return np.array([index[name] for name in names], dtype=np.int32)
    except (KeyError, TypeError) as error:
        found = f"A vertex is called {str(error)[:40]}; the parts are {', '.join(parts)}."
        raise refuse(path, "FAUST labels", found, _DO) from None


def _read_npz(path: Path, up: Axis) -> Case:
    arrays = read_npz(path, ("points", "labels", "label_names"))
    missing = [key for key in ("points", "labels") if key not in arrays]
    if missing:
        raise refuse(path, "a FAUST scan", f"It has no array {' and no '.join(missing)}.", _DO)
    parts = part_names("faust")[CATEGORY]
    labels = arrays["labels"]
    if "label_names" in arrays:  # the same names, perhaps in another order
        place = _indices(path, arrays["label_names"].reshape(-1).tolist(), parts)
        inside = (labels >= 0) & (labels < len(place)) if labels.dtype.kind in "iu" else np.zeros(labels.shape, bool)
        labels = np.where(inside, place[np.where(inside, labels, 0)], np.where(labels == -1, -1, len(parts)))
    return checked_case(path, path.stem, CATEGORY, arrays["points"], labels, parts, up)
