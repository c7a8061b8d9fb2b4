"""A mesh under rays: what is seen, and how much light gets there."""

from __future__ import annotations

import numpy as np

from pa3d.render.camera import Camera
from pa3d.render.normals import corner_normals, unit
from pa3d.render.rays import Tracer
from pa3d.shapes.records import Array
from pa3d.view.light import Surface, pixel_centers, sphere
from pa3d.view.subject import Subject

_RAYS = 7
_SHADOW_RAYS = 2


class LitMesh:
    """A mesh under rays."""

    def __init__(self, subject: Subject) -> None:
        assert subject.faces is not None
        self.subject = subject
        self.tracer = Tracer(subject.vertices, subject.faces)
        self.corners = corner_normals(subject.vertices, subject.faces)

    def surface(self, camera: Camera, within: Array | None = None) -> Surface:
        """What the camera sees in the pixels `within` (n,) int64 of the flat picture (None: all)."""
        asked = np.arange(camera.width * camera.height) if within is None else within
        rays = camera.rays(pixel_centers(asked, camera.width))
        hits = self.tracer.first_hits(rays.origins, rays.directions)
        hit = np.flatnonzero(hits.faces >= 0)
        pixels, ids, distance, directions = asked[hit], hits.faces[hit], hits.distances[hit], rays.directions[hit]
        positions = rays.origins[hit] + directions * distance[:, None]
        second, third = hits.barycentric[hit, :1], hits.barycentric[hit, 1:]
        corner = self.corners[ids]
        normals = unit(corner[:, 0] * (1 - second - third) + corner[:, 1] * second + corner[:, 2] * third)
        away = np.einsum("ij,ij->i", normals, directions) > 0
        normals[away] *= -1
        depth = distance * -(directions @ camera.axes[2].astype(np.float32))
        return Surface(pixels, ids, positions, normals.astype(np.float32), depth)

    def openness(self, surface: Surface, key: Array) -> tuple[Array, Array]:
        """For each seen pixel: the share of the sky (n,), and of a soft light from `key` (3,), that reaches it."""
        count = len(surface.ids)
        # Neighbouring pixels use different directions; the blur that follows joins them.
        turns = np.linalg.qr(np.random.default_rng(0).normal(size=(64, 3, 3)))[0].astype(np.float32)
        table = sphere(_RAYS) @ turns  # (64, rays, 3): each set is spread evenly
        which = np.random.default_rng(1).integers(0, 64, count)
        origins = surface.positions + 2e-3 * surface.normals
        sky = np.zeros(count, np.float32)
        light = np.zeros(count, np.float32)
        key = key.astype(np.float32)
        for ray in range(_RAYS):
            # A unit normal plus a unit vector is cosine-weighted around the normal.
            toward = unit(surface.normals + 0.999 * table[which, ray])
            sky += ~self.tracer.blocked(origins, toward)
            if ray < _SHADOW_RAYS:
                light += ~self.tracer.blocked(origins, unit(key + 0.14 * table[which, -1 - ray]))
        return sky / _RAYS, light / _SHADOW_RAYS

    def ground_openness(self, places: Array) -> Array:
        """The share of the sky (n,) that places (n, 3) float32 on the ground see."""
        sky = np.zeros(len(places), np.float32)
        count = 64
        table = unit(sphere(count * 16) + np.array([0, 0.999, 0], np.float32))
        table = table[np.random.default_rng(0).permutation(len(table))].reshape(16, count, 3)
        which = np.random.default_rng(1).integers(0, 16, len(places))
        for ray in range(count):
            sky += ~self.tracer.blocked(places, table[which, ray])
        return np.asarray(sky / count)
