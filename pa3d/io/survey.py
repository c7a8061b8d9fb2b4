"""The points a model looks at: a seeded draw from any source."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pa3d.errors import FileError
from pa3d.shapes.records import Array, Cloud, Mesh
from pa3d.shapes.sampling import thin_rows
from pa3d.shapes.surface import sample_surface


class Survey(NamedTuple):
    """points (n, 3) float64, finite, in the units of the file; total: points of the file (vertices of a mesh)."""

    points: Array
    total: int


def survey_record(record: Cloud | Mesh, count: int, seed: int) -> Survey:
    """`count` points of a cloud without replacement (all, in order, when it has no more), or of a mesh's surface.

    Rows of a cloud that are not finite, and triangles with such a corner, are passed over. Raises FileError when
    nothing finite is left.
    """
    generator = np.random.default_rng(seed)
    if isinstance(record, Mesh):
        finite = np.asarray(np.isfinite(record.vertices).all(axis=1))  # (K,)
        faces = record.faces[finite[record.faces].all(axis=1)]  # (f, 3)
        if len(faces) == 0:
            raise FileError("The mesh has no triangle with finite corners.", f"It has {len(record.faces)} triangles.")
        return Survey(sample_surface(record.vertices, faces, count, generator).points, len(record.vertices))
    total = len(record.points)
    finite = np.asarray(np.isfinite(record.points).all(axis=1))  # (N,)
    if finite.all():
        rows = thin_rows(total, count, generator)
    else:
        rows = np.flatnonzero(finite)
        rows = rows[thin_rows(len(rows), count, generator)]
    if len(rows) == 0:
        found = "It has no points." if total == 0 else f"None of its {total} points has finite coordinates."
        raise FileError("The cloud has no usable point.", found, "Give a file with at least one point.")
    return Survey(record.points[rows], total)
