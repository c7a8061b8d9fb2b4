"""Skins of living bodies: tapered tubes with oval sections that flow into one another, hidden joints, flesh that is never quite regular."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, Vector, join, loft, spline

Rng = np.random.Generator
Controls = Sequence[Sequence[float]] | Array


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
    ahead = np.gradient(path, axis=0)
    tangent = ahead / (np.linalg.norm(ahead, axis=1, keepdims=True) + 1e-12)
    if side is None:
        side = np.eye(3)[np.abs(tangent).max(0).argmin()]
    first = side - tangent * (tangent @ side)[:, None]
    first /= np.linalg.norm(first, axis=1, keepdims=True) + 1e-12
    return np.stack([first, np.cross(first, tangent)], 1)


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
        points = np.concatenate([points, points[:, 3:]], 1)
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
    angle = np.linspace(0, 2 * np.pi, look.sections, endpoint=False) + (np.pi / 4 if look.sections == 4 else 0)
    section = np.stack([np.cos(angle), np.sin(angle)], 1) * (1.3 if look.sections == 4 else 1.0)
    section = np.sign(section) * np.abs(section) ** look.square
    scaled = axes * points[:, 3:, None]  # (n, 2, 3)
    rings = points[:, None, :3] + np.einsum("sk,nkd->nsd", section, scaled)  # (n, S, 3)
    return Skin(loft(rings), points[:, :3], axes, points[:, 3:])


def _bulged(points: Array, axes: Array, amount: float) -> tuple[Array, Array]:
    """Controls and axes with three rings more, which round off the far end."""
    end = points[-1]
    ahead = end[:3] - points[-2, :3]
    ahead = ahead / (np.linalg.norm(ahead) + 1e-12) * end[3:].min() * amount
    angle = np.deg2rad([32.0, 58.0, 80.0])[:, None]
    more = np.concatenate([end[:3] + ahead * np.sin(angle), end[3:] * np.cos(angle)], 1)
    return np.concatenate([points, more]), np.concatenate([axes, np.repeat(axes[-1:], 3, 0)])


def mirrored(body: Skin) -> Skin:
    """The skin reflected through x = 0."""
    sign = np.array([-1.0, 1.0, 1.0])
    return Skin(Piece(body.piece.vertices * sign, body.piece.faces[:, ::-1]), body.path * sign, body.axes * sign, body.sizes)


def within(points: Array, body: Skin, scale: float) -> Array:
    """Which points (V, 3) lie inside a skin shrunk to `scale` of its sections."""
    low, high = body.piece.vertices.min(0), body.piece.vertices.max(0)
    candidates = np.flatnonzero(((points > low) & (points < high)).all(1))
    inside = np.zeros(len(points), dtype=bool)
    if len(candidates) == 0:
        return inside
    gap = points[candidates, None] - body.path[None]  # (v, n, 3)
    near = np.einsum("vnk,vnk->vn", gap, gap).argmin(1)
    offset = gap[np.arange(len(candidates)), near]
    local = np.einsum("vk,vjk->vj", offset, body.axes[near])
    along = np.einsum("vk,vk->v", offset, offset) - (local**2).sum(1)
    step = np.linalg.norm(np.gradient(body.path, axis=0), axis=1)[near]
    inside[candidates] = (((local / (body.sizes[near] * scale)) ** 2).sum(1) < 1) & (along < step**2)
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
    everything = join(*(piece for _, piece in assembly.pieces)).vertices
    size = float(np.ptp(everything, axis=0).max())
    waves = rng.normal(size=(3, 3)) * rng.uniform(4, 11) / size
    pushes = rng.normal(size=(3, 3)) * amount * size / 3
    phase = rng.uniform(0, 2 * np.pi, 3)
    moved = everything + np.sin(everything @ waves.T + phase) @ pushes
    counts = np.cumsum([len(piece.vertices) for _, piece in assembly.pieces])[:-1]
    return Assembly(
        [(part, Piece(new, piece.faces)) for (part, piece), new in zip(assembly.pieces, np.split(moved, counts), strict=True)]
    )


def any_look(rng: Rng) -> Look:
    """Smooth, coarse (low-poly) or boxy skins."""
    draw = rng.random()
    if draw < 0.68:
        return Look(int(rng.integers(10, 15)), float(rng.uniform(2.2, 3.0)))
    if draw < 0.84:
        return Look(int(rng.integers(5, 9)), float(rng.uniform(1.0, 1.6)), 1.0, bool(rng.random() < 0.4))
    if draw < 0.93:
        return Look(12, 2.0, float(rng.uniform(0.4, 0.8)))
    return Look(4, 1.0, 1.0, False)
