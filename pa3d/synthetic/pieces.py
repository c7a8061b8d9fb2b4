"""Geometry the families build with: closed or open triangle pieces, y up, units free.

Every function returns a Piece; transforms return a new one. Outlines and profiles are (n, 2), paths (n, 3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array

Vector = Sequence[float] | Array


class Piece(NamedTuple):
    """vertices (K, 3) float64; faces (F, 3) int64."""

    vertices: Array
    faces: Array


def join(*pieces: Piece) -> Piece:
    """Several pieces as one."""
    offsets = np.cumsum([0, *(len(piece.vertices) for piece in pieces[:-1])])
    faces = [piece.faces + offset for piece, offset in zip(pieces, offsets, strict=True)]
    return Piece(np.concatenate([piece.vertices for piece in pieces]), np.concatenate(faces))


def move(piece: Piece, offset: Vector) -> Piece:
    """The piece shifted by (x, y, z)."""
    return Piece(piece.vertices + np.asarray(offset, dtype=float), piece.faces)


def stretch(piece: Piece, factors: Vector | float) -> Piece:
    """The piece scaled about the origin, by one factor or by (x, y, z)."""
    return Piece(piece.vertices * np.asarray(factors, dtype=float), piece.faces)


def turn(piece: Piece, axis: str, degrees: float, about: Vector = (0.0, 0.0, 0.0)) -> Piece:
    """The piece rotated about the named axis through `about`, right-handed."""
    first, second = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
    angle = np.deg2rad(degrees)
    center = np.asarray(about, dtype=float)
    old = piece.vertices - center
    new = old.copy()
    new[:, first] = np.cos(angle) * old[:, first] - np.sin(angle) * old[:, second]
    new[:, second] = np.sin(angle) * old[:, first] + np.cos(angle) * old[:, second]
    return Piece(new + center, piece.faces)


def mirror(piece: Piece, axis: str = "x") -> Piece:
    """The piece reflected through the plane where the named coordinate is 0."""
    sign = np.ones(3)
    sign["xyz".index(axis)] = -1
    return Piece(piece.vertices * sign, piece.faces[:, ::-1])


def warp(piece: Piece, function: Callable[[Array], Array]) -> Piece:
    """The piece with vertices (K, 3) sent through a function; use finely cut pieces."""
    return Piece(function(piece.vertices.copy()), piece.faces)


def _grid_faces(rows: int, columns: int, close_rows: bool = False, close_columns: bool = False) -> Array:
    """Triangles of a rows x columns vertex grid, wrapped where asked."""
    index = np.arange(rows * columns).reshape(rows, columns)
    if close_rows:
        index = np.concatenate([index, index[:1]])
    if close_columns:
        index = np.concatenate([index, index[:, :1]], axis=1)
    a, b, c, d = index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]
    return np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])


def loft(rings: Array, caps: bool = True, closed: bool = False) -> Piece:
    """A skin over rings (R, S, 3); `caps` closes both ends, `closed` joins the last ring to the first."""
    count, sections, _ = rings.shape
    vertices = rings.reshape(-1, 3)
    faces = _grid_faces(count, sections, close_rows=closed, close_columns=True)
    if not caps or closed:
        return Piece(vertices, faces)
    middle = np.stack([rings[0].mean(0), rings[-1].mean(0)])
    around = np.arange(sections)
    after = np.roll(around, -1)
    first = np.stack([np.full(sections, len(vertices)), around, after], 1)
    base = (count - 1) * sections
    last = np.stack([np.full(sections, len(vertices) + 1), base + after, base + around], 1)
    return Piece(np.concatenate([vertices, middle]), np.concatenate([faces, first, last]))


def sheet(grid: Array, thickness: float = 0.0) -> Piece:
    """A surface through grid (R, C, 3); with thickness it gets a second side along its normals and a rim."""
    rows, columns, _ = grid.shape
    faces = _grid_faces(rows, columns)
    if thickness == 0:
        return Piece(grid.reshape(-1, 3), faces)
    normal = np.cross(np.gradient(grid, axis=0), np.gradient(grid, axis=1))
    normal /= np.linalg.norm(normal, axis=2, keepdims=True) + 1e-12
    top, bottom = grid + normal * thickness / 2, grid - normal * thickness / 2
    index = np.arange(rows * columns).reshape(rows, columns)
    rim = np.concatenate([index[0], index[1:, -1], index[-1, -2::-1], index[-2:0:-1, 0]])
    shift = rows * columns
    after = np.roll(rim, -1)
    sides = np.concatenate([np.stack([rim, after, after + shift], 1), np.stack([rim, after + shift, rim + shift], 1)])
    vertices = np.concatenate([top.reshape(-1, 3), bottom.reshape(-1, 3)])
    return Piece(vertices, np.concatenate([faces, faces[:, ::-1] + shift, sides]))


def lathe(profile: Array | Sequence[Vector], sections: int = 20, caps: bool = False, degrees: float = 360.0) -> Piece:
    """A profile (n, 2) of (radius, height) turned about the y axis, wholly or through `degrees`."""
    profile = np.asarray(profile, dtype=float)
    whole = degrees >= 360
    angle = np.deg2rad(np.linspace(0, degrees, sections, endpoint=not whole))
    x, z = np.outer(profile[:, 0], np.cos(angle)), np.outer(profile[:, 0], np.sin(angle))
    rings = np.stack([x, np.repeat(profile[:, 1:], sections, 1), z], -1)  # (n, S, 3)
    return loft(rings, caps) if whole else sheet(rings)


def cylinder(radius: float, height: float, top: float | None = None, sections: int = 16, caps: bool = True) -> Piece:
    """Standing on y = 0, of radius `radius` below and `top` above."""
    top = radius if top is None else top
    return lathe([(radius, 0.0), (top, height)], sections, caps)


def ellipsoid(radii: Vector, sections: int = 16, rings: int = 9, square: float = 1.0) -> Piece:
    """Centred; `square` below 1 makes it boxier (0.3: a pillow), above 1 pointed."""
    latitude = np.linspace(-np.pi / 2, np.pi / 2, rings)[:, None]
    longitude = np.linspace(0, 2 * np.pi, sections, endpoint=False)[None]

    def power(value: Array) -> Array:
        return np.sign(value) * np.abs(value) ** square

    x = power(np.cos(latitude)) * power(np.cos(longitude))
    y = power(np.sin(latitude)) * np.ones_like(longitude)
    z = power(np.cos(latitude)) * power(np.sin(longitude))
    return loft(np.stack([x, y, z], -1) * np.asarray(radii, dtype=float), caps=False)


def box(size: Vector, center: Vector = (0.0, 0.0, 0.0), rounding: float = 0.0) -> Piece:
    """Edges (x, y, z) about a centre; `rounding` is the radius of its edges and corners."""
    half = np.asarray(size, dtype=float) / 2
    if rounding <= 0:
        corner = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]) * half
        quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
        faces = np.array([(a, b, c) for a, b, c, _ in quads] + [(a, c, d) for a, _, c, d in quads])
        return Piece(corner + np.asarray(center, dtype=float), faces)
    rounding = min(rounding, float(half.min()))
    ball = ellipsoid((1, 1, 1), sections=16, rings=10)
    # Offset from the axes so that no direction of the ball has a zero sign: each goes to one corner.
    ball = turn(ball, "y", 11.25)
    inner = np.sign(ball.vertices) * (half - rounding)
    return loft((inner + ball.vertices * rounding + np.asarray(center, dtype=float)).reshape(10, 16, 3), caps=True)


def torus(ring: float, tube_radius: float, sections: int = 24, around: int = 8, degrees: float = 360.0) -> Piece:
    """A ring of radius `ring` in the xz plane, or an arc of it."""
    whole = degrees >= 360
    angle = np.deg2rad(np.linspace(0, degrees, sections, endpoint=not whole))
    path = np.stack([ring * np.cos(angle), np.zeros(sections), ring * np.sin(angle)], 1)
    return tube(path, tube_radius, around, closed=whole)


def tube(
    path: Array | Sequence[Vector],
    radius: float | Array | Sequence[float],
    sections: int = 8,
    closed: bool = False,
    flatten: float = 1.0,
    square: float = 1.0,
    side: Vector | None = None,
) -> Piece:
    """A section swept along path (n, 3) without twist.

    radius: one, or one per path point. flatten scales the section's second axis; square below 1 makes it boxy.
    side: wanted direction of the section's first axis (so that flat bars lie as meant).
    """
    path = np.asarray(path, dtype=float)
    count = len(path)
    ahead = np.roll(path, -1, 0) - np.roll(path, 1, 0) if closed else np.gradient(path, axis=0)
    tangent = ahead / (np.linalg.norm(ahead, axis=1, keepdims=True) + 1e-12)
    first = np.asarray(side, dtype=float) if side is not None else np.eye(3)[np.abs(tangent[0]).argmin()]
    axes = np.empty((count, 2, 3))
    for i in range(count):  # each frame is carried on from the one before: no closed form
        first = first - tangent[i] * (first @ tangent[i])
        first = first / (np.linalg.norm(first) + 1e-12)
        axes[i] = first, _cross(first, tangent[i])
    angle = np.linspace(0, 2 * np.pi, sections, endpoint=False) + (np.pi / 4 if sections == 4 else 0)
    cosine, sine = np.cos(angle), np.sin(angle)
    section = np.stack([np.sign(cosine) * np.abs(cosine) ** square, np.sign(sine) * np.abs(sine) ** square], 1)
    section = section * (1.0, flatten)
    radii = np.broadcast_to(np.asarray(radius, dtype=float), (count,))
    rings = path[:, None] + radii[:, None, None] * np.einsum("sk,nkd->nsd", section, axes)  # (n, S, 3)
    return loft(rings, caps=not closed, closed=closed)


def _cross(a: Array, b: Array) -> Array:
    """np.cross for two single vectors, ten times quicker."""
    return np.array([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def bar(start: Vector, end: Vector, radius: float, end_radius: float | None = None, sections: int = 8) -> Piece:
    """A straight rod between two points; sections=4 gives a square one (radius: half its diagonal)."""
    radii = (radius, radius if end_radius is None else end_radius)
    return tube(np.array([start, end], dtype=float), radii, sections)


def extrude(outline: Array | Sequence[Vector], depth: float, taper: float = 1.0) -> Piece:
    """An outline (n, 2) in the xy plane, star-shaped about its mean, swept along z from -depth/2 to depth/2.

    taper scales the far end about the outline's mean.
    """
    outline = np.asarray(outline, dtype=float)
    x, y = outline.T
    if (x * np.roll(y, -1) - y * np.roll(x, -1)).sum() > 0:
        outline = outline[::-1]  # clockwise along z: the skin faces outwards
    middle = outline.mean(0)
    far = middle + (outline - middle) * taper
    near_ring = np.column_stack([outline, np.full(len(outline), -depth / 2)])
    far_ring = np.column_stack([far, np.full(len(outline), depth / 2)])
    return loft(np.stack([near_ring, far_ring]))


def spline(points: Array | Sequence[Vector], count: int = 16) -> Array:
    """A smooth path (count, d) through control points (n, d) (Catmull-Rom)."""
    points = np.asarray(points, dtype=float)
    padded = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    place = np.linspace(0, len(points) - 1, count)
    start = np.minimum(place.astype(int), len(points) - 2)
    t = (place - start)[:, None]
    p0, p1, p2, p3 = (padded[start + k] for k in range(4))
    quadratic, cubic = 2 * p0 - 5 * p1 + 4 * p2 - p3, 3 * p1 - p0 - 3 * p2 + p3
    path: Array = 0.5 * (2 * p1 + (p2 - p0) * t + quadratic * t**2 + cubic * t**3)
    return path


def arc(radius: float, start: float, end: float, count: int = 12) -> Array:
    """Points (count, 2) on a circle about the origin, degrees anticlockwise from the first axis."""
    angle = np.deg2rad(np.linspace(start, end, count))
    return radius * np.stack([np.cos(angle), np.sin(angle)], 1)
