"""A cloud under light: its points as beads or discs, lit by what is seen of them from many sides."""

from __future__ import annotations

import numpy as np

from pa3d.render.camera import Camera, view_axes
from pa3d.render.normals import neighbourhood, unit
from pa3d.render.splats import point_map
from pa3d.shapes.records import Array
from pa3d.view.light import Surface, pixel_centers, sphere
from pa3d.view.subject import Subject

_SKY = 56
_MOST_BEADS = 40_000
_LARGEST = 0.035  # of the shape's radius: a handful of points stays a handful of beads, and is drawn as fast
_MOST_CASTERS = 60_000


class LitCloud:
    """A cloud of discs, lit by what points are seen from many sides."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        near = neighbourhood(subject.vertices)
        usual = max(float(np.median(near.reach)), 1e-3)
        # Few points become beads, many a surface of discs. The sixth neighbour is farther where points are sparse:
        # there discs grow to close the gap, though not around lone points.
        self.beads = len(subject.vertices) <= _MOST_BEADS
        most, part = (1.25, 0.68) if self.beads else (2.0, 1.05)
        radius = np.clip(near.reach, 0.7 * usual, most * usual) * np.float32(part)
        self.radius = np.minimum(radius, np.float32(_LARGEST))
        given = subject.normals
        self.normals = near.normals if given is None else unit(np.nan_to_num(given)).astype(np.float32)
        self.points = subject.vertices
        self.places = self.points.astype(np.float32)
        rng = np.random.default_rng(0)
        self.casters = rng.permutation(len(self.points))[:_MOST_CASTERS]
        thinning = np.sqrt(len(self.points) / len(self.casters))
        self.cell = float(np.clip(usual * thinning * 1.2, 0.004, 0.2))
        self._sides = self._evened(self._sky_of_points(), near.around[:, :9])

    def _seen(self, places: Array, toward: Array) -> Array:
        """Whether nothing of the cloud stands between places (n, 3) and the far end of a direction, (n,) bool."""
        azimuth, elevation = np.arctan2(toward[0], toward[2]), np.arcsin(np.clip(toward[1], -1, 1))
        axes = view_axes(float(np.degrees(azimuth)), float(np.degrees(elevation))).astype(np.float32)
        cells = int(np.ceil(2.4 / self.cell))
        first = np.full(cells * cells, np.inf, np.float32)
        where, far = self._cells(self.places[self.casters], axes, cells)
        np.minimum.at(first, where, far)
        where, far = self._cells(places, axes, cells)
        return np.asarray(far <= first[where] + np.float32(2.2 * self.cell))

    def _cells(self, places: Array, axes: Array, cells: int) -> tuple[Array, Array]:
        """The cell (n,) int64 of a square grid that places (n, 3) fall into along axes, and how far away they are."""
        local = places.astype(np.float32, copy=False) @ axes.T
        column, row = np.clip((local[:, :2] + np.float32(1.2)) * np.float32(1 / self.cell), 0, cells - 1).T
        return row.astype(np.int64) * cells + column.astype(np.int64), -local[:, 2]

    def _sky_of_points(self) -> Array:
        """The share of the sky (N, 2) that each side of each point sees: the normal's side, and the other."""
        total, seen = np.zeros((2, len(self.points), 2), np.float32)
        for toward in sphere(_SKY):
            facing = self.normals @ toward
            open_there = self._seen(self.places, toward)
            for side, sign in enumerate((1, -1)):
                weight = np.maximum(sign * facing, 0)
                total[:, side] += weight
                seen[:, side] += weight * open_there
        return np.asarray(seen / np.maximum(total, 1e-6))

    def _evened(self, sides: Array, around: Array) -> Array:
        """The mean over neighbours of what the same side of them sees."""
        same = np.einsum("nki,ni->nk", self.normals[around], self.normals) >= 0
        both = sides[around]  # (N, k, 2)
        return np.asarray(np.where(same[..., None], both, both[..., ::-1]).mean(1))

    def surface(self, camera: Camera) -> Surface:
        """What the camera sees."""
        seen = point_map(self.points, camera, self.radius, None if self.beads else self.normals)
        pixels = np.flatnonzero(seen.points.ravel() >= 0)
        ids, depth = seen.points.ravel()[pixels], seen.depth.ravel()[pixels]
        positions = camera.unproject(pixel_centers(pixels, camera.width), depth).astype(np.float32)
        normals = self.normals[ids]
        away = np.einsum("ij,ij->i", normals, positions - camera.eye.astype(np.float32)) > 0
        normals = np.where(away[:, None], -normals, normals)
        if self.beads:
            normals = unit(0.35 * normals + self._bead_normals(ids, positions, camera))
        return Surface(pixels, ids, positions, normals.astype(np.float32), depth)

    def _bead_normals(self, ids: Array, positions: Array, camera: Camera) -> Array:
        """Normals (n, 3) float32 of the balls at the pixels that show them."""
        axes = camera.axes.astype(np.float32)
        aside = ((positions - self.places[ids]) @ axes[:2].T) / self.radius[ids, None]
        back = np.sqrt(np.clip(1 - np.einsum("ij,ij->i", aside, aside), 0.05, 1))
        return np.asarray(aside @ axes[:2] + back[:, None] * axes[2])

    def openness(self, surface: Surface, key: Array) -> tuple[Array, Array]:
        """For each seen pixel: the share of the sky (n,), and of a soft light from `key` (3,), that reaches it."""
        other = np.einsum("ij,ij->i", surface.normals, self.normals[surface.ids]) < 0
        light = np.zeros(len(self.points), np.float32)
        table = sphere(8)
        for jitter in table:
            light += self._seen(self.places, unit(key + 0.14 * jitter))
        return self._sides[surface.ids, other.astype(int)], light[surface.ids] / len(table)

    def ground_openness(self, places: Array) -> Array:
        """The share of the sky (n,) that places (n, 3) on the ground see."""
        sky, total = np.zeros(len(places), np.float32), 0.0
        for toward in sphere(2 * _SKY):
            if toward[1] > 0:
                sky += toward[1] * self._seen(places, toward)
                total += float(toward[1])
        return np.asarray(sky / total)
