"""Points as depth-buffered discs: the point behind every pixel. NumPy only."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pa3d.render.camera import Camera
from pa3d.shapes.records import Array

_BULGE = 0.35
# Discs seen from the side keep this much of their width: normals are estimates.
_LEAST_FACING = 0.2


class PointMap(NamedTuple):
    """What a camera sees of a cloud: points (H, W) int32, -1 background; depth (H, W) float32, inf background."""

    points: Array
    depth: Array


class Disc(NamedTuple):
    """Pixels of a disc around its middle: dx, dy (k,) int, distance (k,) float, nearest first."""

    dx: Array
    dy: Array
    distance: Array


def disc(radius: float) -> Disc:
    """The whole-pixel offsets within a radius (pixels); always at least the middle."""
    reach = np.arange(-int(radius), int(radius) + 1)
    dx, dy = (grid.ravel() for grid in np.meshgrid(reach, reach))
    distance = np.hypot(dx, dy)
    order = np.argsort(distance, kind="stable")
    order = order[distance[order] <= max(radius, 0)]
    return Disc(dx[order], dy[order], distance[order])


def nearest_map(points: Array, camera: Camera) -> PointMap:
    """The nearest of the points (N, 3) that fall into each pixel, without any size."""
    at, depth = camera.project(points)
    front = depth > 0
    column = np.floor(np.where(front, at[:, 0], -1)).astype(np.int64)
    row = np.floor(np.where(front, at[:, 1], -1)).astype(np.int64)
    inside = np.flatnonzero(front & (column >= 0) & (column < camera.width) & (row >= 0) & (row < camera.height))
    # Written from far to near: the last write of a pixel stands, and it is the nearest.
    inside = inside[np.argsort(-depth[inside], kind="stable")]
    pixel = row[inside] * camera.width + column[inside]
    ids = np.full(camera.height * camera.width, -1, dtype=np.int32)
    ids[pixel] = inside
    seen = ids >= 0
    depths = np.full(len(ids), np.inf, dtype=np.float32)
    depths[seen] = depth[ids[seen]]
    return PointMap(ids.reshape(camera.height, camera.width), depths.reshape(camera.height, camera.width))


def point_map(points: Array, camera: Camera, radius: Array | float, normals: Array | None = None) -> PointMap:
    """Points (N, 3) as discs: the foremost disc in every pixel.

    radius: world units, one or (N,); never less than the pixel the point falls into. Discs face the camera, or lie
    across their unit normals (N, 3), whose sign does not matter. Discs that overlap at one depth meet midway.
    A point hidden by another in its own pixel is left out: the discs are centred on pixels, so it could not be seen.
    """
    base = nearest_map(points, camera)
    flat, depths = base.points.ravel().copy(), base.depth.ravel().copy()
    pixel = np.flatnonzero(flat >= 0)
    ids, depth = flat[pixel], depths[pixel]
    size = np.broadcast_to(np.asarray(radius, dtype=np.float32), (len(points),))[ids]
    reach = size / camera.pixel_size(depth).astype(np.float32)  # pixels
    order = np.argsort(-reach, kind="stable")
    pixel, ids, depth, size, reach = pixel[order], ids[order], depth[order], size[order], reach[order]
    slope = np.zeros((len(ids), 2), np.float32) if normals is None else _slopes(normals[ids], camera)
    row, column = np.divmod(pixel, camera.width)
    heights = depths.copy()
    offsets = disc(float(reach[0]) if len(reach) else 0)
    for dx, dy, distance in zip(offsets.dx[1:], offsets.dy[1:], offsets.distance[1:], strict=True):
        count = int(np.searchsorted(-reach, -distance, side="right"))
        x, y = column[:count] + dx, row[:count] + dy
        along = slope[:count, 0] * dx + slope[:count, 1] * dy  # pixels towards the viewer
        apart = (distance**2 + along**2) / reach[:count] ** 2
        inside = np.flatnonzero((x >= 0) & (x < camera.width) & (y >= 0) & (y < camera.height) & (apart <= 1))
        target = y[inside] * camera.width + x[inside]
        place = depth[inside] - along[inside] * (size[inside] / reach[inside])
        # Discs bulge a little in the depth test alone: the nearer middle wins.
        height = place + _BULGE * size[inside] * apart[inside]
        nearer = height < heights[target]
        target, inside = target[nearer], inside[nearer]
        # One offset never sends two pixels to the same place, so these writes do not collide.
        heights[target] = height[nearer]
        depths[target] = place[nearer]
        flat[target] = ids[inside]
    return PointMap(flat.reshape(base.points.shape), depths.reshape(base.depth.shape))


def _slopes(normals: Array, camera: Camera) -> Array:
    """How far discs (n, 3) come towards the viewer per pixel right and per pixel down, (n, 2) float32."""
    local = normals.astype(np.float32) @ camera.axes.T.astype(np.float32)
    back = np.where(local[:, 2] < 0, -1, 1) * np.maximum(np.abs(local[:, 2]), _LEAST_FACING)
    return np.asarray(local[:, :2] / back[:, None] * np.array([-1, 1], np.float32))
