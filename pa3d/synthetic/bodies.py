"""Skins of living bodies: tapered tubes with oval sections that flow into one another, joints hidden."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, Vector, loft, spline

Rng = np.random.Generator
Controls = Sequence[Sequence[float]] | Array


_BULGE = np.stack([np.sin(np.deg2rad([32.0, 58.0, 80.0])), np.cos(np.deg2rad([32.0, 58.0, 80.0]))], 1)


class Skin(NamedTuple):
    """A lofted limb: its piece, centre line (n, 3), section axes (n, 2, 3), half sizes (n, 2)."""

    piece: Piece
    path: Array
    axes: Array
    sizes: Array


class Look(NamedTuple):
    """How skins are cut: sections around, rings per control point, squareness, smooth or straight between controls."""

    sections: int = 12
    rings: float = 2.5
    square: float = 1.0
    smooth: bool = True


def _axes(path: Array, side: Array | None) -> Array:
    """Section axes (n, 2, 3) along a path (n, 3): the first as near to `side` as can be."""
    ahead = np.empty_like(path)
    ahead[1:-1] = path[2:] - path[:-2]
    ahead[0], ahead[-1] = path[1] - path[0], path[-1] - path[-2]
    tangent = _unit(ahead)
    if side is None:
        side = np.eye(3)[np.abs(tangent).max(0).argmin()]
    axes = np.empty((len(path), 2, 3))
    first = axes[:, 0] = _unit(side - tangent * (tangent @ side)[:, None])
    (x, y, z), (u, v, w) = first.T, tangent.T
    axes[:, 1, 0], axes[:, 1, 1], axes[:, 1, 2] = y * w - z * v, z * u - x * w, x * v - y * u
    return axes


def point(x: float, y: float, z: float) -> Array:
    """A point or a direction (3,)."""
    return np.array([x, y, z], dtype=float)


def _unit(vectors: Array) -> Array:
    """Rows (n, 3) of length one."""
    lengths: Array = np.sqrt(np.einsum("nk,nk->n", vectors, vectors) + 1e-24)[:, None]
    return np.asarray(vectors / lengths)


@lru_cache(maxsize=512)
def _skin_faces(count: int, sections: int) -> Array:
    """Faces of a capped loft over count rings; the same for all of that size."""
    faces: Array = loft(np.zeros((count, sections, 3))).faces
    faces.setflags(write=False)
    return faces


@lru_cache(maxsize=64)
def _section(sections: int, square: float) -> Array:
    """A unit section (S, 2): round, squarish or, with four corners, a square."""
    angle = np.linspace(0, 2 * np.pi, sections, endpoint=False) + (np.pi / 4 if sections == 4 else 0)
    section = np.stack([np.cos(angle), np.sin(angle)], 1) * (1.3 if sections == 4 else 1.0)
    return np.sign(section) * np.abs(section) ** square


def skin(
    controls: Controls,
    look: Look,
    side: Vector | None = None,
    ends: tuple[float, float] = (0.0, 0.8),
) -> Skin:
    """A tube through controls (c, 4 or 5): x, y, z, half width along `side`, and half depth (the width where missing).

    ends: how far each end bulges out beyond its control, in its own radius; 0 is flat.
    """
    points = np.asarray(controls, dtype=float)
    if points.shape[1] == 4:
        points = points[:, [0, 1, 2, 3, 3]]
    if look.smooth and len(points) > 2:
        points = spline(points, max(len(points), round(len(points) * look.rings)))
        np.maximum(points[:, 3:], 1e-4, out=points[:, 3:])
    direction = None if side is None else np.asarray(side, dtype=float)
    axes = _axes(points[:, :3], direction)
    if ends[0] > 0:
        points, axes = _bulged(points[::-1], axes[::-1], ends[0])
        points, axes = points[::-1], axes[::-1]
    if ends[1] > 0:
        points, axes = _bulged(points, axes, ends[1])
    scaled = axes * points[:, 3:, None]  # (n, 2, 3)
    rings = points[:, None, :3] + _section(look.sections, look.square) @ scaled  # (n, S, 3)
    vertices = np.concatenate([rings.reshape(-1, 3), points[:1, :3], points[-1:, :3]])
    return Skin(Piece(vertices, _skin_faces(len(points), look.sections)), points[:, :3], axes, points[:, 3:])


def _bulged(points: Array, axes: Array, amount: float) -> tuple[Array, Array]:
    """Controls and axes with three rings more, which round off the far end."""
    end = points[-1]
    ahead = end[:3] - points[-2, :3]
    ahead = ahead / (np.sqrt(ahead @ ahead) + 1e-12) * end[3:].min() * amount
    more = np.empty((3, 5))
    more[:, :3] = end[:3] + ahead * _BULGE[:, :1]
    more[:, 3:] = end[3:] * _BULGE[:, 1:]
    return np.concatenate([points, more]), np.concatenate([axes, axes[[-1, -1, -1]]])


def mirrored(body: Skin) -> Skin:
    """The skin reflected through x = 0."""
    sign = np.array([-1.0, 1.0, 1.0])
    piece = Piece(body.piece.vertices * sign, body.piece.faces[:, ::-1])
    return Skin(piece, body.path * sign, body.axes * sign, body.sizes)


def within(points: Array, body: Skin, scale: float) -> Array:
    """Which points (V, 3) lie inside a skin shrunk to `scale` of its sections."""
    low, high = body.piece.vertices.min(0), body.piece.vertices.max(0)
    candidates = np.flatnonzero(((points > low) & (points < high)).all(1))
    inside = np.zeros(len(points), dtype=bool)
    if len(candidates) == 0:
        return inside
    chosen = points[candidates]
    square = np.einsum("nk,nk->n", body.path, body.path)
    near = (square - 2 * chosen @ body.path.T).argmin(1)
    offset = chosen - body.path[near]
    local = np.einsum("vk,vjk->vj", offset, body.axes[near])
    along = np.einsum("vk,vk->v", offset, offset) - np.einsum("vj,vj->v", local, local)
    step = body.path[1:] - body.path[:-1]
    length = np.einsum("nk,nk->n", step, step)
    reach = np.maximum(np.append(length, 0), np.append(0, length))[near]
    local /= body.sizes[near] * scale
    inside[candidates] = (np.einsum("vj,vj->v", local, local) < 1) & (along < reach)
    return inside


def carved(piece: Piece, bodies: Sequence[Skin], scale: float = 0.97) -> Piece:
    """The piece without the faces that lie wholly inside other skins."""
    hidden = np.zeros(len(piece.vertices), dtype=bool)
    for body in bodies:
        hidden |= within(piece.vertices, body, scale)
    if not hidden.any():
        return piece
    keep = ~hidden[piece.faces].all(1)
    if not keep.any():
        return piece
    return Piece(piece.vertices, piece.faces[keep])


def add_body(
    assembly: Assembly, core: Sequence[tuple[str, Skin]], limbs: Sequence[tuple[str, Skin]], clean: bool
) -> None:
    """Core and limbs as parts; `clean` cuts away what one hides of the other, as in a scan."""
    if not clean:
        for part, body in (*core, *limbs):
            assembly.add(part, body.piece)
        return
    inner = [body for _, body in core]
    for part, body in core:
        others = [other for other in inner if other is not body]
        assembly.add(part, carved(body.piece, [*others, *(limb for _, limb in limbs)], 0.95))
    for part, body in limbs:
        assembly.add(part, carved(body.piece, inner))


def split(body: Skin, fraction: float) -> tuple[Piece, Piece]:
    """The skin's piece cut in two at a fraction of its rings, so that two parts share one surface."""
    count = len(body.path)
    sections = (len(body.piece.vertices) - 2) // count
    ring = np.minimum(np.arange(len(body.piece.vertices)) // sections, count - 1)
    ring[-2:] = 0, count - 1
    cut = max(1, min(count - 2, round(fraction * (count - 1))))
    first = ring[body.piece.faces].max(1) <= cut
    return Piece(body.piece.vertices, body.piece.faces[first]), Piece(body.piece.vertices, body.piece.faces[~first])


def flesh(rng: Rng, assembly: Assembly, amount: float) -> Assembly:
    """The assembly with every surface gently uneven: three long waves through space. amount: share of its size."""
    everything = np.concatenate([piece.vertices for _, piece in assembly.pieces])
    size = float(np.ptp(everything, axis=0).max())
    waves = rng.normal(size=(3, 3)) * rng.uniform(4, 11) / size
    pushes = rng.normal(size=(3, 3)) * amount * size / 3
    phase = rng.uniform(0, 2 * np.pi, 3)
    moved = everything + np.sin(everything @ waves.T + phase) @ pushes
    counts = np.cumsum([len(piece.vertices) for _, piece in assembly.pieces])[:-1]
    parted = zip(assembly.pieces, np.split(moved, counts), strict=True)
    return Assembly([(part, Piece(new, piece.faces)) for (part, piece), new in parted])


def any_look(rng: Rng) -> Look:
    """Smooth, coarse (low-poly) or boxy skins."""
    draw = rng.random()
    if draw < 0.68:
        return Look(int(rng.integers(10, 15)), float(rng.uniform(1.8, 2.5)))
    if draw < 0.84:
        return Look(int(rng.integers(5, 9)), float(rng.uniform(1.0, 1.6)), 1.0, bool(rng.random() < 0.4))
    if draw < 0.93:
        return Look(12, 2.0, float(rng.uniform(0.4, 0.8)))
    return Look(4, 1.0, 1.0, False)
