"""Labels that a file already has: NPZ (points, labels, names) and PLY (vertex property `part` or `label`)."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

import numpy as np

from pa3d.config import Axis
from pa3d.io.formats import Source, read
from pa3d.io.npz import NpzFile
from pa3d.io.ply_format import PlyFile
from pa3d.io.source import PathLike, refuse
from pa3d.shapes.frame import AXES
from pa3d.shapes.records import Array, Cloud, Mesh

_PROPERTIES = ("part", "label")
_PART_NOTE = re.compile(r"comment pa3d part (\d+) (.*)")
_UP_NOTE = re.compile(r"comment pa3d up (\S+)")
_DO = "Give an NPZ with points, labels and names, or a PLY as pa3d writes it."


class Truth(NamedTuple):
    """points (N, 3) float64 (vertices of a mesh); labels (N,) int32: index into names, -1 none; names: L, as spelled.

    category and up: what the file says, None where it says nothing.
    """

    points: Array
    labels: Array
    names: tuple[str, ...]
    category: str | None
    up: Axis | None


def read_truth(path: PathLike) -> Truth:
    """The labelled points of an NPZ or PLY, our own outputs among them.

    Raises FileError for a broken file, one without labels or names, and labels that are no index into the names.
    """
    return truth_of(path, read(path))


def truth_of(path: PathLike, record: Source) -> Truth:
    """The labelled points of a record that was read from `path`. Raises FileError as read_truth."""
    if isinstance(record, Cloud | Mesh) and isinstance(record.kept, NpzFile):
        labels, names, category, up = _of_npz(path, record.kept)
    elif isinstance(record, Cloud | Mesh) and isinstance(record.kept, PlyFile):
        labels, names, category, up = _of_ply(path, record.kept)
    else:
        raise refuse(path, "labelled points", "Only NPZ and PLY carry labels that are read.", _DO)
    points = record.vertices if isinstance(record, Mesh) else record.points
    if labels.shape != (len(points),):
        raise refuse(path, "labelled points", f"It has {len(points)} points and labels of shape {labels.shape}.", _DO)
    if labels.dtype.kind not in "iu":
        raise refuse(path, "labelled points", f"Its labels are {labels.dtype}, not integers.", _DO)
    if len(labels) and not (int(labels.min()) >= -1 and int(labels.max()) < len(names)):
        found = f"Its labels go from {labels.min()} to {labels.max()}; it has {len(names)} names."
        raise refuse(path, "labelled points", found, "Labels count names from 0; -1 is no part.")
    return Truth(points, labels.astype(np.int32), names, category, up)


def _of_npz(path: PathLike, kept: NpzFile) -> tuple[Array, tuple[str, ...], str | None, Axis | None]:
    missing = [key for key in ("labels", "names") if key not in kept.arrays]
    if missing:
        held = ", ".join(kept.arrays)
        raise refuse(path, "labelled points", f"It has no array {' and no '.join(missing)}; it has {held}.", _DO)
    names = kept.arrays["names"]
    if names.ndim != 1 or names.dtype.kind != "U":
        found = f"Its names are {names.dtype} {names.shape}."
        raise refuse(path, "labelled points", found, "Write them as a list of strings.")
    category, up = _text(kept, "category"), _text(kept, "up") or _up_of_run(kept)
    return kept.arrays["labels"], tuple(map(str, names.tolist())), category, _axis(path, up)


def _text(kept: NpzFile, key: str) -> str | None:
    """A string kept as an array of one, None where there is none."""
    array = kept.arrays.get(key)
    return str(array.item()) if array is not None and array.size == 1 and array.dtype.kind == "U" else None


def _up_of_run(kept: NpzFile) -> str | None:
    try:
        run = json.loads(_text(kept, "pa3d") or "{}")
    except (ValueError, RecursionError):
        return None
    return run.get("up") if isinstance(run, dict) and isinstance(run.get("up"), str) else None


def _of_ply(path: PathLike, ply: PlyFile) -> tuple[Array, tuple[str, ...], str | None, Axis | None]:
    vertex = ply.element("vertex")
    assert vertex is not None  # reading saw to it
    labels = next((column for name in _PROPERTIES if (column := vertex.scalar(name)) is not None), None)
    if labels is None:
        found = f"Its vertices have no property part or label; they have {', '.join(vertex.names())}."
        raise refuse(path, "labelled points", found, _DO)
    found_notes = [match for note in ply.all_notes() if (match := _PART_NOTE.fullmatch(note))]
    numbered: dict[str, str] = {match.group(1): match.group(2) for match in found_notes}
    names = [numbered.get(str(index)) for index in range(len(numbered))]
    if not names or None in names:
        found = "Its header names no parts (`comment pa3d part 0 leg`), or not in order from 0."
        raise refuse(path, "labelled points", found, _DO)
    ups = [match.group(1) for note in ply.all_notes() if (match := _UP_NOTE.fullmatch(note))]
    return labels, tuple(_unescape(path, name or "") for name in names), None, _axis(path, ups[0] if ups else None)


def _unescape(path: PathLike, text: str) -> str:
    """A name as it was before Provenance.as_comments escaped it."""
    try:
        return text.encode("ascii").decode("unicode_escape")
    except UnicodeError:
        raise refuse(path, "labelled points", f"Its header has the part name {text!r}.", _DO) from None


def _axis(path: PathLike, up: str | None) -> Axis | None:
    if up is not None and up not in AXES:
        raise refuse(path, "labelled points", f"It says that {up!r} is up.", f"Allowed: {', '.join(AXES)}.")
    return next((axis for axis in AXES if axis == up), None)
