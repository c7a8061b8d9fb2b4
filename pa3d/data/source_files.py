"""Single files as shapes for training: any format that is read, y up, finite, with skin or labels where it has them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from pa3d.config import Axis
from pa3d.data.raw import Raw, named_masks
from pa3d.errors import FileError, UsageError
from pa3d.io.formats import format_of
from pa3d.io.materials import Skinned, read_skinned
from pa3d.io.npz import NpzFile
from pa3d.io.truth import Truth, truth_of
from pa3d.shapes.frame import axis_matrix
from pa3d.shapes.records import Array, Cloud, Mesh, Skin
from pa3d.shapes.sampling import thin_rows
from pa3d.shapes.surface import face_areas
from pa3d.text.names import clean_name

MOST_POINTS = 200_000  # a cloud of more gives this many, drawn by a fixed seed: views of 518 pixels show no more
_MOST_BYTES = 4 << 30  # of a file that is held in memory (LAS and LAZ are streamed)
_FAR = 1e4  # a shape this many times its own size away from the origin loses detail in float32: it is moved there
_LARGEST, _SMALLEST = 1e15, 1e-15  # beyond, areas and squares of float32 coordinates overflow or vanish


def load_file(path: Path, up: Axis | None = None, labels: bool = False) -> Raw:
    """A mesh or cloud file as a Raw. up: its up axis, else what the file says, else the usual one of its format.

    labels: it must have some. Clouds lose rows that are not finite, meshes triangles with such a corner and vertices
    without a triangle. A shape far from the origin for its size is moved there. Raises FileError for what cannot be
    read, and for a shape without extent, without area, or too large or small for float32.
    """
    form = format_of(path)
    size = path.stat().st_size if path.is_file() else 0
    if size > _MOST_BYTES and form.name not in ("LAS", "LAZ"):
        found = f"It has {size} bytes; {_MOST_BYTES} are read."
        raise FileError(f"{path} is too large.", found, "Simplify or split it.")
    found_skin = read_skinned(path)
    record = found_skin.record
    axis: Axis = up or form.default_up
    if isinstance(record, Mesh):
        if labels:
            raise FileError(f"{path} has no labels.", "It is a mesh.", "Give an NPZ with points, labels and names.")
        return _mesh_raw(path, record, found_skin, axis)
    if isinstance(record, Cloud):
        return _cloud_raw(path, record, up, axis, labels)
    from pa3d.io.las import sample_las

    return _cloud_raw(path, sample_las(record, MOST_POINTS, 0), up, axis, labels)


def _mesh_raw(path: Path, mesh: Mesh, found: Skinned, up: Axis) -> Raw:
    finite = np.asarray(np.isfinite(mesh.vertices).all(axis=1))  # (K,)
    rows = np.flatnonzero(finite[mesh.faces].all(axis=1))
    if len(rows) == 0:
        count = f"It has {len(mesh.faces)} triangles."
        raise FileError(f"{path} has no triangle with finite corners.", count, "Export it again.")
    used = np.zeros(len(finite), dtype=bool)
    used[mesh.faces[rows]] = True
    place = np.cumsum(used) - 1
    vertices, faces = _placed(path, mesh.vertices[used], up), place[mesh.faces[rows]]
    extent = float(np.ptp(vertices, axis=0).max())
    if not face_areas(vertices, faces).sum() > 1e-12 * extent**2:
        area = f"Its {len(faces)} triangles are lines or points."
        raise FileError(f"{path} has no surface.", area, "Give a mesh with an area.")
    skin = None if found.skin is None else select_skin(found.skin, rows)
    colors = None if mesh.colors is None else mesh.colors[used]
    return Raw(Mesh(vertices, faces, colors), skin=skin, license=found.license, notes=found.notes)


def select_skin(skin: Skin, rows: Array) -> Skin:
    """The skin of some of the triangles."""
    return replace(skin, uv=skin.uv[rows], material=skin.material[rows])


def _cloud_raw(path: Path, cloud: Cloud, given: Axis | None, usual: Axis, must: bool) -> Raw:
    truth = _truth(path, cloud, must)
    up = given or (truth.up if truth else None) or usual
    rows = np.flatnonzero(np.isfinite(cloud.points).all(axis=1))
    if len(rows) == 0:
        raise FileError(f"{path} has no usable point.", f"It has {len(cloud.points)} points.", "Give another file.")
    rows = rows[thin_rows(len(rows), MOST_POINTS, np.random.default_rng(0))]
    kept = Cloud(
        _placed(path, cloud.points[rows], up),
        None if cloud.normals is None else (cloud.normals[rows] @ _to_y_up(up).T).astype(np.float32),
        None if cloud.colors is None else cloud.colors[rows],
    )
    if truth is None:
        return Raw(kept)
    masks, names = named_masks(truth.labels[rows] == np.arange(len(truth.names))[:, None], truth.names)
    return Raw(kept, _name(truth.category), label_masks=masks, label_names=names)


def _truth(path: Path, cloud: Cloud, must: bool) -> Truth | None:
    """The labels of an archive that has labels and names. Raises FileError where they fit neither points nor names."""
    has = isinstance(cloud.kept, NpzFile) and {"labels", "names"} <= set(cloud.kept.arrays)
    return truth_of(path, cloud) if has or must else None


def _name(text: str | None) -> str | None:
    try:
        return None if text is None else clean_name(text)
    except UsageError:
        return None


def _to_y_up(up: Axis) -> Array:
    """The rotation (3, 3) that brings an axis to y: the model's frame without the swap that follows in it."""
    return axis_matrix("y") @ axis_matrix(up)


def _placed(path: Path, points: Array, up: Axis) -> Array:
    """Points (n, 3) y up, near the origin where float32 would not hold them otherwise. Raises FileError."""
    low, high = points.min(0), points.max(0)
    largest = float(np.abs([low, high]).max())
    extent = float((high - low).max())
    if largest > _LARGEST:
        found = f"The largest coordinate is {largest:.3g}; {_LARGEST:g} is the limit."
        raise FileError(f"{path} is too large to be measured.", found, "Export it in other units.")
    if extent < _SMALLEST:
        found = f"Its {len(points)} points are within {extent:.3g} of each other."
        raise FileError(f"{path} has no extent.", found, "Give a shape with a size.")
    if largest > _FAR * extent:
        points = points - (low + high) / 2
    return points @ _to_y_up(up).T
