"""Rays against triangles (Embree): the exact face, depth and place behind every pixel."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import NamedTuple

import numpy as np

from pa3d.errors import Pa3dError, ShapeError
from pa3d.render.camera import Camera
from pa3d.render.normals import face_normals, unit
from pa3d.shapes.records import Array


class Hits(NamedTuple):
    """What n rays meet first: faces (n,) int32, -1 nothing; distances (n,) float32, inf where nothing;
    barycentric (n, 2) float32: the weights of the second and third corner."""

    faces: Array
    distances: Array
    barycentric: Array


class FaceMap(NamedTuple):
    """What a camera sees of a mesh: faces (H, W) int32, -1 background; depth (H, W) float32, inf background;
    barycentric (H, W, 2) float32: the weights of the second and third corner of the face."""

    faces: Array
    depth: Array
    barycentric: Array


class Tracer:
    """A mesh ready for rays: vertices (K, 3), faces (F, 3), F >= 1, all finite.

    Embree counts in float32, so the mesh is centred and scaled first: shapes far from the origin keep their detail.
    """

    def __init__(self, vertices: Array, faces: Array) -> None:
        try:
            from embreex.mesh_construction import TriangleMesh
            from embreex.rtcore_scene import EmbreeScene
        except ImportError as error:
            raise Pa3dError(
                "Views of meshes need the package embreex.",
                "It is not installed, and has no build for some processors.",
                "Install it, or do without pictures.",
            ) from error

        vertices = np.asarray(vertices, dtype=np.float64)
        if vertices.ndim != 2 or vertices.shape[1] != 3 or faces.ndim != 2 or faces.shape[1] != 3 or not len(faces):
            raise ShapeError(
                "Rays need vertices (K, 3) and faces (F, 3), F >= 1.", f"Found {vertices.shape} and {faces.shape}."
            )
        low, high = vertices.min(0), vertices.max(0)
        if not (np.isfinite(low).all() and np.isfinite(high).all()):
            raise ShapeError("Rays need finite vertices.", "Found some that are not.", "Drop their faces first.")
        self._vertices, self._faces = vertices, faces
        self._low, self._high = low, high
        self._center = (low + high) / 2
        self._scale = self.size = float((high - low).max()) or 1.0
        self._scene = EmbreeScene()
        scaled = ((vertices - self._center) / self._scale).astype(np.float32)
        TriangleMesh(scene=self._scene, vertices=scaled, indices=np.ascontiguousarray(faces, dtype=np.int32))

    def _scaled(self, origins: Array, directions: Array) -> tuple[Array, Array]:
        # Float32 origins (a caller that works near the origin and in a hurry) are left in float32.
        kind = np.float32 if origins.dtype == np.float32 else np.float64
        scaled = (origins - self._center.astype(kind)) * kind(1 / self._scale)
        return np.ascontiguousarray(scaled, dtype=np.float32), np.ascontiguousarray(directions, dtype=np.float32)

    def first_hits(self, origins: Array, directions: Array) -> Hits:
        """The first face along each ray: origins (n, 3), unit directions (n, 3)."""
        return self._first(*self._scaled(origins, directions))

    def behind(self, camera: Camera, pixels: Array) -> Hits:
        """The first face behind pixel coordinates (n, 2) float32 of a camera; quick and exact wherever the shape is."""
        rays = self._brought_in(camera).rays(np.asarray(pixels, dtype=np.float32))
        # Embree takes one direction for all rays.
        directions = rays.directions[:1] if camera.projection == "orthographic" else rays.directions
        return self._first(np.ascontiguousarray(rays.origins), np.ascontiguousarray(directions))

    def _brought_in(self, camera: Camera) -> Camera:
        """The same camera around the centred and scaled mesh."""
        half = camera.half_height / self._scale if camera.projection == "orthographic" else camera.half_height
        return replace(camera, eye=(camera.eye - self._center) / self._scale, half_height=half)

    def _first(self, origins: Array, directions: Array) -> Hits:
        if not len(origins):
            return Hits(np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros((0, 2), np.float32))
        found = self._scene.run(origins, directions, output=1)
        faces, distances = found["primID"], found["tfar"]
        distances[faces < 0] = np.inf
        distances *= np.float32(self._scale)
        barycentric = np.empty((len(faces), 2), np.float32)
        barycentric[:, 0], barycentric[:, 1] = found["u"], found["v"]
        return Hits(faces, distances, barycentric)

    def window(self, camera: Camera) -> tuple[slice, slice]:
        """The rows and columns of a camera's pixels outside of which nothing of the mesh is seen."""
        corners = np.array(list(product(*zip(self._low, self._high, strict=True))))
        at, depth = camera.project(corners)
        if not (depth > 0).all():
            return slice(0, camera.height), slice(0, camera.width)
        size = [camera.width, camera.height]
        first = np.clip(np.floor(at.min(0)) - 1, 0, size).astype(int)
        last = np.clip(np.ceil(at.max(0)) + 1, first, size).astype(int)
        return slice(int(first[1]), int(last[1])), slice(int(first[0]), int(last[0]))

    def normals(self, faces: Array) -> Array:
        """Unit normals (n, 3) float64 of faces (n,)."""
        return unit(face_normals(self._vertices, self._faces[faces]))

    def blocked(self, origins: Array, directions: Array) -> Array:
        """Whether anything stands in the way of each ray, (n,) bool; quicker than first_hits."""
        if not len(origins):
            return np.zeros(0, dtype=bool)
        return np.asarray(self._scene.run(*self._scaled(origins, directions), query="OCCLUDED") >= 0)


def face_map(tracer: Tracer, camera: Camera) -> FaceMap:
    """The face behind the centre of every pixel of a camera."""
    rows, columns = tracer.window(camera)
    pixels = camera.centers(rows, columns)
    hits = tracer.behind(camera, pixels)
    grid = (rows.stop - rows.start, columns.stop - columns.start)
    size = (camera.height, camera.width)
    seen = FaceMap(np.full(size, -1, np.int32), np.full(size, np.inf, np.float32), np.zeros((*size, 2), np.float32))
    depth = hits.distances
    if camera.projection == "perspective":
        depth = depth * -(camera.rays(pixels).directions @ camera.axes[2].astype(np.float32))
    seen.faces[rows, columns] = hits.faces.reshape(grid)
    seen.depth[rows, columns] = depth.reshape(grid)
    seen.barycentric[rows, columns] = hits.barycentric.reshape(*grid, 2)
    return seen
