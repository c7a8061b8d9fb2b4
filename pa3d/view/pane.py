"""One view of a subject as pixels."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pa3d.render.camera import Camera
from pa3d.shapes.palette import part_colors
from pa3d.shapes.records import Array
from pa3d.view.cloud_light import LitCloud
from pa3d.view.light import Surface, key_direction, linear, pixel_centers, shade
from pa3d.view.mesh_light import LitMesh

_GRID = 96
_REACH = 2.0
_SHADOW = 0.62
_TILE = 4
_FINE = 3


@dataclass(frozen=True)
class Ground:
    """The shadow under a subject: openness (_GRID, _GRID) float32 over the square |x|, |z| <= _REACH, at a height."""

    height: float
    openness: Array

    def at(self, x: Array, z: Array) -> Array:
        """The openness at places on the ground, 1 outside the square."""
        u, v = (np.clip((value / _REACH + 1) / 2 * (_GRID - 1), 0, _GRID - 1.001) for value in (x, z))
        column, row = u.astype(int), v.astype(int)
        right, down = u - column, v - row
        grid = self.openness
        upper = grid[row, column] * (1 - right) + grid[row, column + 1] * right
        lower = grid[row + 1, column] * (1 - right) + grid[row + 1, column + 1] * right
        return np.asarray(upper * (1 - down) + lower * down)


def ground_under(subject: LitMesh | LitCloud) -> Ground:
    """The ground just below the lowest place of a subject."""
    height = float(subject.subject.vertices[:, 1].min()) - 4e-3
    line = np.linspace(-_REACH, _REACH, _GRID, dtype=np.float32)
    x, z = np.meshgrid(line, line)
    places = np.stack([x, np.full_like(x, height), z], -1).reshape(-1, 3)
    openness = subject.ground_openness(places).reshape(_GRID, _GRID)
    for _ in range(2):
        padded = np.pad(openness, 1, mode="edge")
        openness = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4
        openness = (openness[:, :-2] + 2 * openness[:, 1:-1] + openness[:, 2:]) / 4
    # White at the rim, whatever stands there: the picture has no horizon.
    rim = np.clip((1 - np.hypot(x, z) / _REACH) / 0.35, 0, 1)
    return Ground(height, (1 - (1 - openness) * rim).astype(np.float32))


def render(subject: LitMesh | LitCloud, ground: Ground, camera: Camera) -> Array:
    """A view (H, W, 3) uint8 on white: part colours under soft light, a shadow on the ground, smooth edges."""
    colors = linear(part_colors(subject.subject.labels))
    floor = _floor(ground, camera)
    floor = floor.reshape(-1, 1).repeat(3, 1)
    if isinstance(subject, LitMesh):
        picture = _mesh_pixels(subject, colors, floor, camera)
    else:
        picture = _cloud_pixels(subject, colors, floor, camera)
    return np.asarray(np.round(picture.reshape(camera.height, camera.width, 3) * 255), dtype=np.uint8)


def _cloud_pixels(subject: LitCloud, colors: Array, floor: Array, camera: Camera) -> Array:
    """The picture (H * W, 3) of a cloud over the floor (H * W, 3): four places in every pixel."""
    fine = replace(camera, width=camera.width * 2, height=camera.height * 2)
    seen = subject.surface(fine)
    sky, light = subject.openness(seen, key_direction(camera.axes))
    grid = floor.reshape(camera.height, camera.width, 3).repeat(2, 0).repeat(2, 1)
    grid.reshape(-1, 3)[seen.pixels] = shade(colors[seen.ids], seen.normals, sky, light, camera.axes)
    return np.asarray(grid.reshape(camera.height, 2, camera.width, 2, 3).mean((1, 3))).reshape(-1, 3)


def _mesh_pixels(subject: LitMesh, colors: Array, floor: Array, camera: Camera) -> Array:
    """The picture (H * W, 3) of a mesh over the floor (H * W, 3): one place in every pixel, nine along edges."""
    seen = subject.surface(camera)
    sky, light = subject.openness(seen, key_direction(camera.axes))
    values = _blurred(seen, np.stack([sky, light], -1), camera)
    picture = floor.copy()
    picture[seen.pixels] = shade(colors[seen.ids], seen.normals, values[:, 0], values[:, 1], camera.axes)
    edge = _edges(subject, seen, camera)
    fine = replace(camera, width=camera.width * _FINE, height=camera.height * _FINE)
    row, column = np.divmod(edge, camera.width)
    step = np.arange(_FINE)
    places = (row[:, None, None] * _FINE + step[:, None]) * fine.width + column[:, None, None] * _FINE + step
    places = places.reshape(-1)  # (n, 3, 3) -> (9n,)
    detail = subject.surface(fine, places)
    sky, light = _upsampled(seen, values, detail, camera, _FINE).T
    samples = floor[edge].repeat(_FINE * _FINE, 0)
    samples[np.isin(places, detail.pixels, assume_unique=True)] = shade(
        colors[detail.ids], detail.normals, sky, light, camera.axes
    )
    picture[edge] = samples.reshape(-1, _FINE * _FINE, 3).mean(1)
    return picture


def _edges(subject: LitMesh, seen: Surface, camera: Camera) -> Array:
    """The pixels (n,) int64 where one place is not enough: at borders of parts, folds, outlines, and thin parts."""
    shape = (camera.height, camera.width)
    label, depth = np.full(shape, -2, np.int32), np.full(shape, 1e3, np.float32)
    normal = np.zeros((*shape, 3), np.float32)
    label.reshape(-1)[seen.pixels] = subject.subject.labels[seen.ids]
    depth.reshape(-1)[seen.pixels] = seen.depth
    normal.reshape(-1, 3)[seen.pixels] = seen.normals
    jump = 4 * float(camera.pixel_size(float(np.linalg.norm(camera.eye))))
    mask = np.zeros(shape, dtype=bool)
    for down, right in ((0, 1), (1, 0), (1, 1)):
        here = (slice(0, shape[0] - down), slice(0, shape[1] - right))
        there = (slice(down, None), slice(right, None))
        differs = (label[here] != label[there]) | (np.abs(depth[here] - depth[there]) > jump)
        differs |= np.abs(normal[here] - normal[there]).max(-1) > 0.15
        mask[here] |= differs
        mask[there] |= differs
    # Thin parts slip between the places: look again at the background near anything seen, and near any vertex.
    near = _near(subject.subject.vertices, seen.pixels, camera)
    return np.flatnonzero(mask | (near & (label == -2)))


def _near(vertices: Array, pixels: Array, camera: Camera) -> Array:
    """Which pixels (H, W) bool lie within a tile of the given pixels or of a vertex."""
    rows, columns = -(-camera.height // _TILE), -(-camera.width // _TILE)
    tiles = np.zeros((rows + 2, columns + 2), dtype=bool)
    tiles[pixels // camera.width // _TILE + 1, pixels % camera.width // _TILE + 1] = True
    at = camera.project(vertices).at
    column, row = np.floor(np.nan_to_num(at, nan=-1).T / _TILE).astype(int)
    inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
    tiles[row[inside] + 1, column[inside] + 1] = True
    grown = np.zeros((rows, columns), dtype=bool)
    for dy in range(3):
        for dx in range(3):
            grown |= tiles[dy : dy + rows, dx : dx + columns]
    return grown.repeat(_TILE, 0).repeat(_TILE, 1)[: camera.height, : camera.width]


def _floor(ground: Ground, camera: Camera) -> Array:
    """Grey (H, W) float32 in 0..1 of the ground behind everything."""
    every = np.arange(camera.width * camera.height)
    rays = camera.rays(pixel_centers(every, camera.width))
    down = np.minimum(rays.directions[:, 1], -1e-3)
    along = (ground.height - rays.origins[:, 1]) / down
    place = rays.origins[:, ::2] + along[:, None] * rays.directions[:, ::2]
    there = (rays.directions[:, 1] < -1e-3) & (along > 0)
    dark = np.where(there, 1 - ground.at(place[:, 0], place[:, 1]), 0)
    dark = _SHADOW * np.maximum(dark - 0.04, 0).reshape(camera.height, camera.width)
    # The shadow ends before the view does: views stand side by side without frames.
    edges = [np.minimum(np.arange(size) + 0.5, size - np.arange(size) - 0.5) / size for size in dark.shape]
    fade = [np.clip(edge / 0.18, 0, 1) for edge in edges]
    fade = [value * value * (3 - 2 * value) for value in fade]
    return np.asarray(1 - dark * fade[0][:, None] * fade[1], dtype=np.float32)


def _blurred(surface: Surface, values: Array, camera: Camera) -> Array:
    """Values (n, c) of the seen pixels averaged over neighbours at the same depth that face the same way."""
    size = camera.width * camera.height
    place = np.full(size + 1, -1, np.int64)
    place[surface.pixels] = np.arange(len(surface.pixels))
    column, row = surface.pixels % camera.width, surface.pixels // camera.width
    tolerance = 6 * camera.pixel_size(surface.depth).astype(np.float32)
    for step in (1, 2):
        # One table, so that each neighbour is fetched from memory once; its last row is nobody.
        table = np.column_stack([surface.normals, surface.depth, values])
        table = np.concatenate([table, np.zeros((1, table.shape[1]), np.float32)])
        total, weights = values.copy(), np.ones((len(values), 1), np.float32)
        for dy in (-step, 0, step):
            for dx in (-step, 0, step):
                x, y = column + dx, row + dy
                inside = (x >= 0) & (x < camera.width) & (y >= 0) & (y < camera.height) & ((dx != 0) | (dy != 0))
                other = place[np.where(inside, y * camera.width + x, size)]
                found = table[other]
                alike = np.maximum(np.einsum("ij,ij->i", surface.normals, found[:, :3]), 0)
                near = np.abs(surface.depth - found[:, 3]) < tolerance * step
                alike *= alike
                alike *= alike
                weight = (alike * alike * near)[:, None]
                total += weight * found[:, 4:]
                weights += weight
        values = total / weights
    return values


def _upsampled(coarse: Surface, values: Array, fine: Surface, camera: Camera, factor: int) -> Array:
    """Values (n, c) of coarse pixels at the fine pixels (m, c), from the coarse neighbours of most like depth."""
    size = camera.width * camera.height
    place = np.full(size + 1, -1, np.int64)
    place[coarse.pixels] = np.arange(len(coarse.pixels))
    x = (fine.pixels % (camera.width * factor) + 0.5) / factor - 0.5
    y = (fine.pixels // (camera.width * factor) + 0.5) / factor - 0.5
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    total = np.full((len(fine.pixels), values.shape[1]), 1e-9, np.float32)
    weights = np.full((len(fine.pixels), 1), 1e-9, np.float32)
    pixel_size = camera.pixel_size(fine.depth).astype(np.float32)
    for dx in (0, 1):
        for dy in (0, 1):
            column, row = left + dx, top + dy
            inside = (column >= 0) & (column < camera.width) & (row >= 0) & (row < camera.height)
            other = place[np.where(inside, row * camera.width + column, size)]
            apart = np.abs(fine.depth - coarse.depth[other]) / pixel_size
            alike = np.maximum(np.einsum("ij,ij->i", fine.normals, coarse.normals[other]), 0) ** 4
            bilinear = (1 - np.abs(x - column)) * (1 - np.abs(y - row))
            weight = (np.where(other >= 0, bilinear * (alike + 0.02) / (1 + apart**2), 0))[:, None].astype(np.float32)
            total += weight * values[other]
            weights += weight
    return total / weights
