"""Which way surfaces face: of mesh corners, and of points from their neighbours."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array

_MOST_AROUND = 64
_MOST_FACES = 400_000


class Neighbourhood(NamedTuple):
    """normals (N, 3) float32, unit, of unknown sign; reach (N,) float32: the distance to the sixth neighbour;
    around (N, k) int64: the nearest points, the point itself first."""

    normals: Array
    reach: Array
    around: Array


def unit(vectors: Array) -> Array:
    """Vectors (..., 3) of length one; zero stays zero."""
    length = np.sqrt(np.einsum("...i,...i->...", vectors, vectors))[..., None]
    return np.asarray(vectors / np.maximum(length, 1e-30))


def face_normals(vertices: Array, faces: Array) -> Array:
    """Normals (F, 3) of triangles, unnormalised: their length is twice the area."""
    first, second, third = (vertices[faces[:, corner]] for corner in range(3))
    return np.cross(second - first, third - first)


def merged_vertices(vertices: Array) -> Array:
    """The same number (K,) for vertices at the same place (to a millionth of the size)."""
    low = vertices.min(0)
    size = float((vertices.max(0) - low).max()) or 1.0
    cell = np.round((vertices - low) * (1e6 / size)).astype(np.int64)
    return np.unique((cell[:, 0] << 42) + (cell[:, 1] << 21) + cell[:, 2], return_inverse=True)[1].reshape(-1)


def corner_normals(vertices: Array, faces: Array, crease: float = 40.0) -> Array:
    """Unit normals (F, 3, 3) of the corners of each triangle: smooth, except over edges sharper than `crease` degrees.

    Very large meshes get flat triangles: they are smaller than pixels.
    """
    weighted = face_normals(vertices, faces).astype(np.float32)
    flat = unit(weighted)
    if len(faces) > _MOST_FACES:
        return np.repeat(flat[:, None], 3, axis=1)
    owner = merged_vertices(vertices)[faces].ravel()  # (3F,)
    order = np.argsort(owner, kind="stable")
    count = np.bincount(owner)
    start = np.cumsum(count) - count
    # Every corner asks every face around its vertex, up to a number that only degenerate fans exceed.
    around = np.minimum(count[owner], _MOST_AROUND)
    corner = np.repeat(np.arange(len(owner)), around)
    step = np.arange(len(corner)) - np.repeat(np.cumsum(around) - around, around)
    other = order[start[owner[corner]] + step] // 3
    alike = np.einsum("ij,ij->i", flat[corner // 3], flat[other]) > np.cos(np.radians(crease))
    total = np.stack(
        [np.bincount(corner[alike], weighted[other[alike], axis], minlength=len(owner)) for axis in range(3)], -1
    )
    smooth = unit(total.astype(np.float32)).reshape(len(faces), 3, 3)
    lost = np.einsum("ijk,ijk->ij", smooth, smooth) < 0.5
    return np.where(lost[..., None], flat[:, None], smooth)


def neighbourhood(points: Array, neighbours: int = 12) -> Neighbourhood:
    """Normals (a plane fitted to the nearest neighbours) of points (N, 3), and who is near whom."""
    from scipy.spatial import cKDTree

    points = np.asarray(points, dtype=np.float64)
    count = min(neighbours, len(points) - 1)
    if count < 3:
        spread = float(np.ptp(points, axis=0).max()) or 1.0
        itself = np.arange(len(points))[:, None]
        return Neighbourhood(np.zeros(points.shape, np.float32), np.full(len(points), 0.1 * spread, np.float32), itself)
    distance, index = cKDTree(points).query(points, count + 1)
    patch = points[index]  # (N, k, 3)
    patch -= patch.mean(1, keepdims=True)
    covariance = np.einsum("nki,nkj->nij", patch, patch)
    normals = np.linalg.eigh(covariance)[1][:, :, 0].astype(np.float32)
    near = normals[index[:, 1:7]]
    alike = np.einsum("nki,ni->nk", near, normals)
    # Averaged over the like-minded neighbours only, so that edges stay sharp.
    weight = np.where(np.abs(alike) > 0.8, np.sign(alike), 0)
    normals = unit(normals + np.einsum("nk,nki->ni", weight, near)).astype(np.float32)
    return Neighbourhood(normals, distance[:, min(6, count)].astype(np.float32), index)
