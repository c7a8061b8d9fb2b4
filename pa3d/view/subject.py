"""A shape as pictures and pages want it: upright, centred, of size one, finite, and not too large."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pa3d.config import Axis
from pa3d.errors import ShapeError
from pa3d.shapes.frame import axis_matrix
from pa3d.shapes.records import Array, Cloud, Mesh
from pa3d.shapes.surface import face_areas


@dataclass(frozen=True)
class Subject:
    """A shape to look at: y up, right-handed, the middle of its box at the origin, half its longest diagonal is 1.

    vertices (N, 3) float64: the corners of the mesh, or the points of the cloud. faces (F, 3) int64, None for a cloud.
    rows (n,) int64: which faces or points of the record these are; labels (n,) int32 goes with them, and so do
    normals (n, 3) float32 and colors (n, 3) uint8 where there are any. total: how many the record has.
    shares (L,) float64: the share of each part, of points or of area.
    """

    vertices: Array
    faces: Array | None
    rows: Array
    labels: Array
    shares: Array
    total: int
    normals: Array | None = None
    colors: Array | None = None


def to_y_up(up: Axis) -> Array:
    """The rotation (3, 3) that turns the named axis to y. Proper, unlike the model's frame: nothing is mirrored."""
    return axis_matrix("y").T @ axis_matrix(up)


def subject_of(
    shape: Cloud | Mesh, labels: Array, names_count: int, up: Axis = "y", most: int = 300_000, seed: int = 0
) -> Subject:
    """What can be drawn of a shape and its labels: one label for each point of a cloud, each face of a mesh.

    Rows that are not finite are left out; a cloud of more than `most` points is sampled. Raises ShapeError when the
    labels do not fit or nothing is left.
    """
    labels = np.asarray(labels)
    is_mesh = isinstance(shape, Mesh)
    total = len(shape.faces) if isinstance(shape, Mesh) else len(shape.points)
    if labels.shape != (total,):
        kind = "face of the mesh" if is_mesh else "point of the cloud"
        raise ShapeError(f"There must be one label for each {kind}.", f"Found {labels.shape} labels for {total}.")
    if len(labels) and int(labels.max()) >= names_count:
        raise ShapeError(f"Label {int(labels.max())} has no name.", f"There are {names_count} names.")
    points = np.asarray(shape.vertices if isinstance(shape, Mesh) else shape.points, dtype=np.float64)
    finite = np.asarray(np.isfinite(points).all(axis=1))
    if isinstance(shape, Mesh):
        rows = np.flatnonzero(finite[shape.faces].all(1))
        used = np.unique(shape.faces[rows])
    else:
        rows = np.flatnonzero(finite)
        if len(rows) > most:
            rows = np.sort(np.random.default_rng(seed).choice(rows, most, replace=False))
        used = rows
    if not len(rows):
        raise ShapeError("There is nothing to draw.", "Found no finite " + ("faces." if is_mesh else "points."))
    vertices = _placed(points, used, up)
    if isinstance(shape, Mesh):
        faces = np.searchsorted(used, shape.faces[rows])
        colors = None if shape.colors is None else shape.colors[shape.faces[rows]].mean(1).astype(np.uint8)
        shares = _shares(labels[rows], face_areas(vertices, faces), names_count)
        return Subject(vertices, faces, rows, labels[rows].astype(np.int32), shares, total, None, colors)
    turned = None if shape.normals is None else (shape.normals[rows] @ to_y_up(up).T).astype(np.float32)
    colors = None if shape.colors is None else np.asarray(shape.colors[rows], dtype=np.uint8)
    shares = _shares(labels, np.ones(total), names_count)
    return Subject(vertices, None, rows, labels[rows].astype(np.int32), shares, total, turned, colors)


def _placed(points: Array, used: Array, up: Axis) -> Array:
    """The used points, turned upright, centred on their box and scaled."""
    chosen = points[used]
    low, high = chosen.min(0), chosen.max(0)
    # Halves first: the width of a shape as large as float64 goes is still a number.
    half = high / 2 - low / 2
    size = float(np.sqrt(((half / (half.max() or 1.0)) ** 2).sum())) * float(half.max()) or 1.0
    return np.asarray(((chosen - (low / 2 + high / 2)) / size) @ to_y_up(up).T)


def _shares(labels: Array, weights: Array, names_count: int) -> Array:
    given = labels >= 0
    total = float(weights.sum()) or 1.0
    return np.bincount(labels[given], weights[given], minlength=names_count) / total


def mean_scores(labels: Array, scores: Array, names_count: int) -> Array:
    """The mean score (L,) float64 of the places that bear each name; NaN for a name that nothing bears."""
    labels, scores = np.asarray(labels), np.asarray(scores, dtype=np.float64)
    good = (labels >= 0) & np.isfinite(scores)
    total = np.bincount(labels[good], scores[good], minlength=names_count)
    count = np.bincount(labels[good], minlength=names_count)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
