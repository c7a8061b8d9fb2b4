"""The frame rule: one function into the model's frame, and its inverse.

Model frame: centred, inside the unit sphere, z up after the method's axis rule. A y-up shape gets y and z swapped
(a reflection the released weights were trained with); any other shape is first turned to y up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np

from pa3d.config import Axis
from pa3d.errors import ShapeError, UsageError
from pa3d.shapes.records import Array

AXES: tuple[Axis, ...] = get_args(Axis)

# Rows of each matrix are the new axes: proper rotations that bring the named axis to y.
_TO_Y_UP: dict[Axis, Array] = {
    "y": np.eye(3),
    "z": np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]]),
    "x": np.array([[0.0, -1, 0], [1, 0, 0], [0, 0, 1]]),
    "-y": np.array([[1.0, 0, 0], [0, -1, 0], [0, 0, -1]]),
    "-z": np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]]),
    "-x": np.array([[0.0, 1, 0], [-1, 0, 0], [0, 0, 1]]),
}
_SWAP_Y_Z = np.array([[1.0, 0, 0], [0, 0, 1], [0, 1, 0]])


def axis_matrix(up: Axis) -> Array:
    """The orthogonal (3, 3) float64 matrix R with model = R @ shape, for a shape whose up axis is `up`."""
    if up not in _TO_Y_UP:
        raise UsageError(f"--up {up} is not an axis.", f"Allowed: {', '.join(AXES)}.", "Give one of them.")
    return _SWAP_Y_Z @ _TO_Y_UP[up]


@dataclass(frozen=True)
class Frame:
    """Where a shape stands: model = (shape - center) @ axis_matrix(up).T / scale, computed in float64.

    center (3,) float64; scale > 0, both in the units of the file.
    """

    center: Array
    scale: float
    up: Axis

    def apply(self, points: Array) -> Array:
        """Points (..., 3) of the file as model coordinates (..., 3) float32."""
        offset = np.asarray(points, dtype=np.float64) - self.center
        return (offset @ axis_matrix(self.up).T / self.scale).astype(np.float32)

    def invert(self, points: Array) -> Array:
        """Model coordinates (..., 3) as points of the file (..., 3) float64."""
        return np.asarray(points, dtype=np.float64) * self.scale @ axis_matrix(self.up) + self.center


def frame_of(points: Array, up: Axis, normalize: bool = True) -> Frame:
    """The frame of points (N, 3), N >= 1, finite: mean at the origin, the farthest point on the unit sphere.

    One point, or N equal points, get scale 1. normalize=False keeps position and size and only turns the axes.
    Raises ShapeError for another shape, for no points, and for coordinates that are not finite or overflow.
    """
    points = np.asarray(points, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 3 or len(points) == 0:
        raise ShapeError("Points must be (N, 3) with N >= 1.", f"Found shape {points.shape}.")
    if not np.isfinite(points).all():
        raise ShapeError("Points must be finite.", f"{(~np.isfinite(points)).any(1).sum()} rows are not.")
    if not normalize:
        return Frame(np.zeros(3), 1.0, up)
    with np.errstate(over="ignore", invalid="ignore"):
        center = points.mean(0)
        scale = float(np.sqrt(((points - center) ** 2).sum(1).max()))
    if not np.isfinite(scale):
        largest = np.abs(points).max()
        raise ShapeError("Points are too far apart to be measured.", f"The largest coordinate is {largest:.3g}.")
    return Frame(center, scale if scale > 0 else 1.0, up)
