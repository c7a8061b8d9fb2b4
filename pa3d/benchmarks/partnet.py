"""PartNet-E (PartSLIP): `test/<Category>/<id>/pc.ply` and `label.npy`, 45 categories, 1906 shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from pa3d.benchmarks.case import Case, CaseFile
from pa3d.benchmarks.checked import checked_case, not_the_layout, part_names, read_json, subfolders
from pa3d.benchmarks.pickles import read_npy
from pa3d.config import Axis
from pa3d.errors import FileError
from pa3d.io.formats import read
from pa3d.io.source import refuse
from pa3d.shapes.records import Array, Cloud, Mesh

META = "PartNetE_meta.json"
_WANTED = f"test/<Category>/<id>/pc.ply and label.npy (and {META})"


def cases(folder: Path, up: Axis = "y") -> Sequence[CaseFile]:
    """Every shape under `folder` (or its `test`, or `data/test`), by category, then id.

    Part names come from PartNetE_meta.json beside or above the shapes, else from our table of the same names. up: y,
    because PartSLIP renders these clouds unturned with cameras whose up is y, and Find3D and the release read them as
    y up; unlike the meshes of PartNet-Mobility in a simulator, which are z up.
    Raises FileError when there is no such shape.
    """
    for root in (folder / "test", folder / "data" / "test", folder / "data", folder):
        found = [(category, shape) for category in _folders(root) for shape in subfolders(category)]
        found = [(c, s) for c, s in found if (s / "pc.ply").exists() or (s / "label.npy").exists()]
        if found:
            names = _names(root)
            return tuple(
                CaseFile(f"{c.name}/{s.name}", c.name, partial(_read, s, c.name, names.get(c.name), up))
                for c, s in found
            )
    raise not_the_layout(folder, "PartNet-E", _WANTED)


def _folders(root: Path) -> list[Path]:
    return subfolders(root) if root.is_dir() else []


def _names(root: Path) -> Mapping[str, tuple[str, ...]]:
    """Category -> part names in label order, from the meta file where there is one."""
    meta = next((place / META for place in (root, *list(root.parents)[:2]) if (place / META).is_file()), None)
    if meta is None:
        return part_names("partnet")
    table = read_json(meta)
    sound = isinstance(table, dict) and all(
        isinstance(names, list) and names and all(isinstance(name, str) and name.strip() for name in names)
        for names in table.values()
    )
    if not sound:
        raise refuse(meta, "PartNet-E's part names", "It is no table of category: [names].", "Get it again.")
    return {category: tuple(names) for category, names in table.items()}


def _read(folder: Path, category: str, parts: tuple[str, ...] | None, up: Axis) -> Case:
    if parts is None:
        known = ", ".join(sorted(part_names("partnet")))
        raise FileError(f"{category} ({folder}) has no part names.", f"Named are {known}.", f"Add it to {META}.")
    cloud = read(folder / "pc.ply")
    assert isinstance(cloud, Cloud | Mesh)  # a PLY
    points = cloud.points if isinstance(cloud, Cloud) else cloud.vertices
    labels = semantic_labels(folder / "label.npy")
    return checked_case(folder, f"{category}/{folder.name}", category, points, labels, parts, up)


def semantic_labels(path: Path) -> Array:
    """`semantic_seg` (N,) of a label.npy, a pickled dict that is read as data. Raises FileError."""
    held = read_npy(path)
    table = held.item() if held.dtype == object and held.size == 1 else None
    if not isinstance(table, dict):
        raise refuse(path, "PartNet-E labels", f"It holds {held.dtype} {held.shape}, not a dict.", "Get it again.")
    labels = table.get("semantic_seg")
    if not isinstance(labels, np.ndarray):
        keys = ", ".join(map(str, list(table)[:10])) or "nothing"
        raise refuse(path, "PartNet-E labels", f"It has no array semantic_seg; it has {keys}.", "Get it again.")
    return labels
