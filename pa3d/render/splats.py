"""Points as depth-buffered discs: the point behind every pixel. NumPy only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from pa3d.render.camera import Camera, Pixels
from pa3d.shapes.records import Array

_BULGE = 0.35
_MOST_REACH = 200.0
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
    ids, depths = _nearest(camera.project(points), camera.width, camera.height, 0)
    return PointMap(ids.reshape(camera.height, camera.width), depths.reshape(camera.height, camera.width))


def _nearest(pixels: Pixels, width: int, height: int, rim: int) -> tuple[Array, Array]:
    """Ids int32 and depths float32 of the nearest points, flat, over a picture with a rim of pixels around it."""
    wide, tall = width + 2 * rim, height + 2 * rim
    at, depth = pixels
    # Coordinates behind the eye are NaN, and fail every comparison.
    inside = np.flatnonzero(
        (depth > 0)
        & (at[:, 0] >= -rim) & (at[:, 0] < width + rim) & (at[:, 1] >= -rim) & (at[:, 1] < height + rim)
    )  # fmt: skip
    # Written from far to near: the last write of a pixel stands, and it is the nearest.
    inside = inside[np.argsort(-depth[inside], kind="stable")]
    column, row = np.floor(at[inside]).astype(np.int64).T + rim
    ids = np.full(wide * tall, -1, dtype=np.int32)
    ids[row * wide + column] = inside
    depths = np.full(wide * tall, np.inf, dtype=np.float32)
    seen = np.flatnonzero(ids >= 0)
    depths[seen] = depth[ids[seen]]
    return ids, depths


def point_map(points: Array, camera: Camera, radius: Array | float, normals: Array | None = None) -> PointMap:
    """Points (N, 3) as discs: the foremost disc in every pixel.

    radius: world units, one or (N,), drawn to half a pixel; at least one pixel, at most 200. Discs face the camera,
    or lie across their unit normals (N, 3), whose sign does not matter. Discs that overlap at one depth meet midway.
    A point hidden by another in its own pixel is left out: discs are centred on pixels, so it could not be seen.
    """
    places = camera.project(points)
    size = np.broadcast_to(np.asarray(radius, dtype=np.float32), (len(points),))
    with np.errstate(invalid="ignore", divide="ignore"):
        reach = np.minimum(size / camera.pixel_size(places.depth), _MOST_REACH)
        reach = (np.round(2 * reach) / 2).astype(np.float32)  # half pixels
    front = reach[places.depth > 0]
    # The rim holds what reaches into the picture from outside, and catches what reaches out of it.
    rim = int(np.ceil(front.max())) if len(front) else 0
    ids, depths = _nearest(places, camera.width, camera.height, 2 * rim)
    wide, tall = camera.width + 4 * rim, camera.height + 4 * rim
    margin = np.zeros((tall, wide), dtype=bool)
    margin[rim : tall - rim, rim : wide - rim] = True
    pixel = np.flatnonzero((ids >= 0) & margin.ravel())
    # Widest first, and in the order of memory among equals: pictures are larger than caches.
    pixel = pixel[np.argsort(-reach[ids[pixel]], kind="stable")].astype(np.int32)
    _spread(_Discs(pixel, ids[pixel], depths[pixel], reach[ids[pixel]], size[ids[pixel]]),
            None if normals is None else _slopes(normals[ids[pixel]], camera), ids, depths, wide)  # fmt: skip
    window = (slice(2 * rim, 2 * rim + camera.height), slice(2 * rim, 2 * rim + camera.width))
    return PointMap(ids.reshape(tall, wide)[window].copy(), depths.reshape(tall, wide)[window].copy())


class _Discs(NamedTuple):
    """Discs, widest first: their middle pixel, point, depth, and radius in pixels and world units, all (n,)."""

    pixel: Array
    ids: Array
    depth: Array
    reach: Array
    size: Array


class _Step(NamedTuple):
    """Discs that are written at once, and where around their middles: one offset of many discs, or all of one disc."""

    discs: slice
    dx: Array
    dy: Array
    squared: Array


def _steps(reach: Array) -> Iterator[_Step]:
    """Every offset but the middle of discs with these radii (n,) in pixels, widest first, in the fewer steps: a few
    points may have discs of a hundred thousand pixels each."""
    offsets = disc(float(reach[0]) if len(reach) else 0)
    dx, dy = (part.astype(np.int32) for part in offsets[:2])
    squared = (offsets.distance**2).astype(np.float32)
    if len(reach) < len(dx):
        ends = np.searchsorted(offsets.distance, reach, side="right")
        for row, end in enumerate(ends.tolist()):
            yield _Step(slice(row, row + 1), dx[1:end], dy[1:end], squared[1:end])
    else:
        counts = np.searchsorted(-reach, -offsets.distance, side="right")
        for row, count in enumerate(counts[1:].tolist(), 1):
            yield _Step(slice(count), dx[row], dy[row], squared[row])


def _spread(discs: _Discs, slope: Array | None, ids: Array, depths: Array, wide: int) -> None:
    """Write discs into the flat maps ids and depths; slope (n, 2): towards the viewer per pixel right and down."""
    heights = depths.copy()
    bulge = _BULGE * discs.size / np.maximum(discs.reach, 1e-6) ** 2
    scale = discs.size / np.maximum(discs.reach, 1e-6)
    for chosen, dx, dy, squared in _steps(discs.reach):
        target = discs.pixel[chosen] + (dy * np.int32(wide) + dx)
        # Discs bulge a little in the depth test alone: the nearer middle wins.
        if slope is None:
            place = np.broadcast_to(discs.depth[chosen], target.shape)
            height = place + squared * bulge[chosen]
            nearer = np.flatnonzero(height < heights[target])
        else:
            along = slope[chosen, 0] * np.float32(dx) + slope[chosen, 1] * np.float32(dy)  # pixels
            apart = along * along + squared
            place = discs.depth[chosen] - along * scale[chosen]
            height = place + apart * bulge[chosen]
            nearer = np.flatnonzero((height < heights[target]) & (apart <= discs.reach[chosen] ** 2))
        # Within a step no two pixels are the same place, so these writes do not collide.
        target = target[nearer]
        heights[target] = height[nearer]
        depths[target] = place[nearer]
        ids[target] = np.broadcast_to(discs.ids[chosen], height.shape)[nearer]


def _slopes(normals: Array, camera: Camera) -> Array:
    """How far discs (n, 3) come towards the viewer per pixel right and per pixel down, (n, 2) float32."""
    local = normals.astype(np.float32) @ camera.axes.T.astype(np.float32)
    back = np.where(local[:, 2] < 0, -1, 1) * np.maximum(np.abs(local[:, 2]), _LEAST_FACING)
    return np.asarray(local[:, :2] / back[:, None] * np.array([-1, 1], np.float32))
