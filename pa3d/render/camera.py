"""Cameras: where pixels look, and where points fall.

World: right-handed, y up. Camera axes: x right, y up, z towards the viewer. Pixels: x to the right, y down; the pixel
in column i and row j covers [i, i + 1) x [j, j + 1). Depth is measured along the viewing direction, from the eye.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from pa3d.errors import ShapeError
from pa3d.shapes.records import Array

Projection = Literal["orthographic", "perspective"]


class Pixels(NamedTuple):
    """Where points fall: at (N, 2) float64 pixels (x, y), NaN behind the eye; depth (N,) float64, <= 0 there."""

    at: Array
    depth: Array


class Rays(NamedTuple):
    """origins (n, 3) and unit directions (n, 3), float64 or float32."""

    origins: Array
    directions: Array


@dataclass(frozen=True)
class Camera:
    """A pinhole or a parallel camera.

    eye (3,); axes (3, 3): rows are right, up, back (towards the viewer), orthonormal. width, height in pixels.
    half_height: half the picture's height: world units (orthographic), or tangent of half the vertical field of view.
    """

    eye: Array
    axes: Array
    width: int
    height: int
    half_height: float
    projection: Projection = "perspective"

    def pixel_size(self, depth: Array | float = 1.0) -> Array:
        """World units per pixel at a depth, float64, of the shape of `depth`."""
        spread = np.asarray(depth, dtype=np.float64) if self.projection == "perspective" else np.ones(np.shape(depth))
        return 2 * self.half_height / self.height * spread

    def project(self, points: Array) -> Pixels:
        """Points (N, 3) as pixels and depths."""
        local = (np.asarray(points, dtype=np.float64) - self.eye) @ self.axes.T
        depth = -local[:, 2]
        size = self.pixel_size(np.where(depth > 0, depth, np.nan))[:, None]
        at = local[:, :2] / size * [1, -1] + [self.width / 2, self.height / 2]
        return Pixels(at, depth)

    def rays(self, pixels: Array) -> Rays:
        """The rays through pixel coordinates (n, 2). Float32 coordinates give float32 rays, quicker."""
        pixels = np.asarray(pixels)
        kind = pixels.dtype if pixels.dtype == np.float32 else np.dtype(np.float64)
        step = 2 * self.half_height / self.height * (self.axes[:2] * [[1], [-1]])  # one pixel right, one down
        corner = -(self.width / 2 * step[0] + self.height / 2 * step[1])
        plane = pixels.astype(kind) @ step.astype(kind) + corner.astype(kind)  # (n, 3)
        if self.projection == "orthographic":
            return Rays(self.eye.astype(kind) + plane, np.broadcast_to(-self.axes[2].astype(kind), plane.shape))
        directions = plane - self.axes[2].astype(kind)
        directions /= np.sqrt(np.einsum("ij,ij->i", directions, directions))[:, None]
        return Rays(np.broadcast_to(self.eye.astype(kind), plane.shape), directions)

    def unproject(self, pixels: Array, depth: Array) -> Array:
        """Points (n, 3) at pixel coordinates (n, 2) and depths (n,): the inverse of project."""
        rays = self.rays(pixels)
        kind = rays.directions.dtype
        along = np.asarray(depth, dtype=kind) / -(rays.directions @ self.axes[2].astype(kind))
        return np.asarray(rays.origins + rays.directions * along[:, None])

    def centers(self, rows: slice | None = None, columns: slice | None = None) -> Array:
        """The centres (n, 2) float32 of all pixels (H * W), row by row, or of those in a window."""
        x, y = (np.arange(size, dtype=np.float32) + np.float32(0.5) for size in (self.width, self.height))
        x, y = (x if columns is None else x[columns]), (y if rows is None else y[rows])
        grid = np.empty((len(y), len(x), 2), np.float32)
        grid[..., 0], grid[..., 1] = x, y[:, None]
        return grid.reshape(-1, 2)


def view_axes(azimuth: float, elevation: float, up: Array | None = None) -> Array:
    """Axes (3, 3) of a camera that stands at these degrees and looks at the middle.

    azimuth 0 stands on +z and 90 on +x; elevation 90 on +y. up: another up direction (3,) than +y.
    """
    turn, lift = np.radians([azimuth, elevation])
    back = np.array([np.sin(turn) * np.cos(lift), np.sin(lift), np.cos(turn) * np.cos(lift)])
    # Straight down has no right hand of its own: the azimuth still says which way it is.
    right = np.array([np.cos(turn), 0.0, -np.sin(turn)]) if up is None else np.cross(up, back)
    length = np.linalg.norm(right)
    if length < 1e-9:
        raise ShapeError("The up direction is the viewing direction.", f"Found up = {up}.", "Turn one of them.")
    right = right / length
    return np.stack([right, np.cross(back, right), back])


def look_at(
    target: Array, azimuth: float, elevation: float, distance: float, width: int, height: int, half_height: float,
    projection: Projection = "perspective", up: Array | None = None,
) -> Camera:  # fmt: skip
    """A camera `distance` away from target (3,), looking at it; angles in degrees as in view_axes."""
    axes = view_axes(azimuth, elevation, up)
    return Camera(np.asarray(target) + distance * axes[2], axes, width, height, half_height, projection)


def frame_points(
    points: Array, azimuth: float, elevation: float, width: int, height: int,
    margin: float = 0.05, field: float = 24.0, projection: Projection = "perspective",
) -> Camera:  # fmt: skip
    """The nearest camera in a direction that sees all points (N, 3), with a margin (a share of each side).

    field: vertical field of view in degrees, for a perspective camera. One point gets a camera one unit away.
    """
    axes = view_axes(azimuth, elevation)
    x, y, z = (np.asarray(points, dtype=np.float64) @ axes.T).T
    room = np.array([width / height, 1.0]) * (1 - 2 * margin)  # half sizes in units of half_height
    if projection == "orthographic":
        low, high = np.array([x.min(), y.min()]), np.array([x.max(), y.max()])
        half_height = float(((high - low) / 2 / room).max()) or 1.0
        middle, distance = (low + high) / 2, z.max() + max(half_height, 1e-9)
        return Camera(np.array([*middle, distance]) @ axes, axes, width, height, half_height, projection)
    half_height = float(np.tan(np.radians(field) / 2))
    slope = half_height * room
    # A point is inside when |x - eye_x| <= slope * (eye_z - z): the tightest pair of planes on each axis gives both.
    low = np.array([(x - slope[0] * z).min(), (y - slope[1] * z).min()])
    high = np.array([(x + slope[0] * z).max(), (y + slope[1] * z).max()])
    distance = float(((high - low) / (2 * slope)).max())
    distance = distance if distance > z.max() + 1e-9 else z.max() + 1.0
    return Camera(np.array([*(low + high) / 2, distance]) @ axes, axes, width, height, half_height, projection)
