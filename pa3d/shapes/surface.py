"""Points on a surface, drawn by area."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array


class SurfaceSample(NamedTuple):
    """points (n, 3) float64 on the triangles faces (n,) int64."""

    points: Array
    faces: Array


def face_areas(vertices: Array, faces: Array) -> Array:
    """Areas (F,) float64 of triangles faces (F, 3) over vertices (K, 3)."""
    corner = vertices[faces]  # (F, 3, 3)
    doubled: Array = np.linalg.norm(np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1)
    return doubled / 2


def sample_surface(vertices: Array, faces: Array, count: int, generator: np.random.Generator) -> SurfaceSample:
    """`count` points uniform by area. A mesh without any area is sampled evenly over its triangles."""
    weight = np.cumsum(face_areas(vertices, faces))
    if len(weight) and weight[-1] > 0:
        # The fractional start with even steps keeps small faces from being missed by chance.
        ticks = (np.arange(count) + generator.random(count)) / max(count, 1) * weight[-1]
        chosen = np.minimum(np.searchsorted(weight, ticks, side="right"), len(faces) - 1)
    else:
        chosen = generator.integers(0, len(faces), count)
    first, second = generator.random((2, count, 1))
    over = first + second > 1
    first, second = np.where(over, 1 - first, first), np.where(over, 1 - second, second)
    corner = vertices[faces[chosen]]  # (n, 3, 3)
    points = corner[:, 0] + first * (corner[:, 1] - corner[:, 0]) + second * (corner[:, 2] - corner[:, 0])
    order = generator.permutation(count)
    return SurfaceSample(points[order], chosen[order])
