"""Rays against triangles (Embree): the exact face, depth and place behind every pixel."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pa3d.errors import Pa3dError, ShapeError
from pa3d.render.camera import Camera
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
                "Pictures of meshes need the package embreex.",
                "It is not installed, and has no build for some processors.",
                "Install it, or leave out --render.",
            ) from error

        vertices = np.asarray(vertices, dtype=np.float64)
        if vertices.ndim != 2 or vertices.shape[1] != 3 or faces.ndim != 2 or faces.shape[1] != 3 or not len(faces):
            raise ShapeError(
                "Rays need vertices (K, 3) and faces (F, 3), F >= 1.", f"Found {vertices.shape} and {faces.shape}."
            )
        low, high = vertices.min(0), vertices.max(0)
        if not (np.isfinite(low).all() and np.isfinite(high).all()):
            raise ShapeError("Rays need finite vertices.", "Found some that are not.", "Drop their faces first.")
        self._center = (low + high) / 2
        self._scale = float((high - low).max()) or 1.0
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
        if not len(origins):
            return Hits(np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros((0, 2), np.float32))
        found = self._scene.run(*self._scaled(origins, directions), output=1)
        faces = found["primID"].astype(np.int32)
        distances = np.where(faces >= 0, found["tfar"] * np.float32(self._scale), np.float32(np.inf))
        return Hits(faces, distances.astype(np.float32), np.stack([found["u"], found["v"]], -1))

    def blocked(self, origins: Array, directions: Array) -> Array:
        """Whether anything stands in the way of each ray, (n,) bool; quicker than first_hits."""
        if not len(origins):
            return np.zeros(0, dtype=bool)
        return np.asarray(self._scene.run(*self._scaled(origins, directions), query="OCCLUDED") >= 0)


def face_map(tracer: Tracer, camera: Camera) -> FaceMap:
    """The face behind the centre of every pixel of a camera."""
    rays = camera.rays(camera.centers())
    hits = tracer.first_hits(rays.origins, rays.directions)
    depth = hits.distances * -(rays.directions @ camera.axes[2]).astype(np.float32)
    grid = (camera.height, camera.width)
    return FaceMap(hits.faces.reshape(grid), depth.reshape(grid), hits.barycentric.reshape(*grid, 2))
