"""Forms that several families share: open vessels, handles, knobs, rounded plates, and drawing by chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, Vector, ellipsoid, extrude, join, lathe, move, spline, tube, turn, warp

Option = TypeVar("Option")


def chance(rng: np.random.Generator, probability: float) -> bool:
    """True with that probability."""
    return bool(rng.random() < probability)


def pick(rng: np.random.Generator, options: Sequence[Option], weights: Sequence[float] | None = None) -> Option:
    """One of the options, evenly or by weights."""
    if weights is None:
        return options[int(rng.integers(len(options)))]
    edges = np.cumsum(weights)
    return options[int(np.searchsorted(edges, rng.random() * edges[-1], side="right"))]


def log_uniform(rng: np.random.Generator, low: float, high: float) -> float:
    """Between two positive bounds, even in ratio."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def turned(assembly: Assembly, axis: str, degrees: float) -> Assembly:
    """The whole assembly rotated about an axis through the origin."""
    return Assembly([(part, turn(piece, axis, degrees)) for part, piece in assembly.pieces])


def vessel(profile: Array | Sequence[Vector], wall: float, sections: int = 18, floor: bool = True) -> Piece:
    """An open vessel from its outer profile (n, 2), bottom to rim; wall 0 is a single sheet, below 0 a solid.

    floor: closed below (profiles may start at any radius).
    """
    outer = np.asarray(profile, dtype=float)
    start = [(0.0, outer[0, 1])] if floor and outer[0, 0] > 1e-9 else []
    outer = np.concatenate([np.asarray(start).reshape(-1, 2), outer])
    if wall == 0:
        return lathe(outer, sections)
    if wall < 0:
        return lathe(np.concatenate([outer, [(0.0, outer[-1, 1])]]), sections)
    inner = outer[::-1] * (1.0, 1.0)
    inner[:, 0] = np.maximum(inner[:, 0] - wall, 0)
    inner[:, 1] = np.maximum(inner[:, 1], outer[0, 1] + (wall if floor else 0))
    return lathe(np.concatenate([outer, inner]), sections)


def squared(piece: Piece, power: float) -> Piece:
    """The piece with circles about the y axis drawn out to superellipses: power 2 none, 6 a rounded square."""

    def bend(vertices: Array) -> Array:
        x, z = vertices[:, 0], vertices[:, 2]
        radius = np.hypot(x, z) + 1e-12
        # On the axis the sum is 0: any finite factor does.
        factor = np.maximum(np.abs(x / radius) ** power + np.abs(z / radius) ** power, 1e-9) ** (-1 / power)
        return vertices * np.stack([factor, np.ones_like(factor), factor], 1)

    return warp(piece, bend)


def radius_at(profile: Array | Sequence[Vector], height: float) -> float:
    """The radius of a profile (n, 2) at a height, where it last passes it."""
    outline = np.asarray(profile, dtype=float)
    order = np.argsort(outline[:, 1], kind="stable")
    return float(np.interp(height, outline[order, 1], outline[order, 0]))


def disc(radius: float, height: float, sections: int = 18) -> Piece:
    """A flat round sheet at a height."""
    return lathe([(0.0, height), (radius, height)], sections)


def knob(rng: np.random.Generator, radius: float, height: float) -> Piece:
    """A lid's knob standing on y = 0: ball, mushroom, button, cone or peg."""
    style = pick(rng, ("ball", "mushroom", "peg", "cone"))
    if style == "ball":
        ball = ellipsoid((radius, height / 2, radius), 10, 7)
        return move(ball, (0, height * 0.48, 0))
    profiles = {
        "mushroom": [(0.5, 0), (0.4, 0.5), (1, 0.6), (1, 0.85), (0.6, 1), (0, 1)],
        "peg": [(1, 0), (1, 0.9), (0.85, 1), (0, 1)],
        "cone": [(0.3, 0), (0.35, 0.3), (1, 0.7), (0.8, 1), (0, 1)],
    }
    return lathe(np.array(profiles[style]) * (radius, height), 10)


def ear(rng: np.random.Generator, low: Vector, high: Vector, reach: float, thickness: float) -> Piece:
    """A handle in the plane z = 0 from (x, y) low to high, `reach` beyond the farther in +x.

    Loops, squares, triangles, drooping ears; round, flat or boxy in section.
    """
    (x0, y0), (x1, y1) = low, high
    span, far = y1 - y0, max(x0, x1) + reach
    style = pick(rng, ("loop", "square", "ear", "low", "high", "sharp"), (5, 3, 3, 1, 1, 1))
    middle = {
        "loop": [(0.75, 0.0), (1.0, 0.5), (0.75, 1.0)],
        "square": [(0.9, 0.02), (1.0, 0.12), (1.0, 0.88), (0.9, 0.98)],
        "ear": [(0.5, 0.08), (0.85, 0.45), (1.0, 0.85), (0.7, 1.08)],
        "low": [(0.8, -0.1), (1.0, 0.2), (0.6, 0.8)],
        "high": [(0.5, 0.3), (1.0, 0.75), (0.9, 1.1), (0.5, 1.15)],
        "sharp": [(1.0, 0.9), (0.95, 1.0)],
    }[style]
    base = min(x0, x1)
    points = [(x0, y0), *((base + (far - base) * u, y0 + span * v) for u, v in middle), (x1, y1)]
    path = np.array(points) if style == "sharp" else spline(points, 14)
    flatten = pick(rng, (1.0, float(rng.uniform(1.3, 3.0))))
    square = pick(rng, (1.0, 0.4))
    return tube(np.column_stack([path, np.zeros(len(path))]), thickness / max(1.0, flatten**0.5), 8,
                flatten=flatten, square=square, side=(0.6, 1.0, 0.0))  # fmt: skip


def bail(half: float, height: float, radius: float, arch: float = 1.0, count: int = 16) -> Piece:
    """A hoop in the plane z = 0 from (-half, 0) over (0, height) to (half, 0); arch below 1 is boxier."""
    angle = np.linspace(np.pi, 0, count)
    x = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** arch
    y = np.abs(np.sin(angle)) ** arch
    return tube(np.stack([half * x, height * y, np.zeros(count)], 1), radius, 6)


def rounded_outline(width: float, height: float, radius: float, steps: int = 4) -> Array:
    """A rectangle (n, 2) about the origin with rounded corners."""
    radius = min(radius, width / 2 * 0.999, height / 2 * 0.999)
    angle = np.deg2rad(np.linspace(0, 90, steps))
    corner = radius * np.stack([np.cos(angle), np.sin(angle)], 1) + (width / 2 - radius, height / 2 - radius)
    other = corner[::-1] * (-1, 1)
    return np.concatenate([corner, other, corner * (-1, -1), other * (-1, -1)])


def plate(width: float, height: float, depth: float, radius: float, taper: float = 1.0) -> Piece:
    """A slab with rounded corners, its face in the xy plane, centred."""
    if radius <= 0:
        radius = 1e-4 * min(width, height)
    return extrude(rounded_outline(width, height, radius), depth, taper)


def lying(piece: Piece) -> Piece:
    """A piece made in the xy plane laid down: its +z face looks up."""
    return turn(piece, "x", -90)


def both(piece: Piece) -> Piece:
    """The piece and its mirror image in x."""
    reflected = piece.vertices * (-1, 1, 1)
    return join(piece, Piece(reflected, piece.faces[:, ::-1]))
