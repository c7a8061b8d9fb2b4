"""Elements that seats, tables, lamps, cabinets and beds share: plates, bent paths, outlines, single legs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.pieces import Piece, Vector, bar, box, cylinder, lathe, loft, move, spline, tube, turn


class Footprint(NamedTuple):
    """The rectangle a base carries: its corners lie at (+-half_width, height, +-half_depth)."""

    half_width: float
    half_depth: float
    height: float

    @property
    def scale(self) -> float:
        """A length that sections of legs are measured against: 1 for a usual chair."""
        return 2.2 * float(np.sqrt(self.half_width * self.half_depth)) + 0.8 * self.height


class Base(NamedTuple):
    """What stands under a seat or a top."""

    legs: list[Piece]
    wheels: list[Piece]


def bent(points: Sequence[Vector] | Array, radius: float, cuts: int = 4, closed: bool = False) -> Array:
    """A path (n, 3) through points with corners rounded over `radius`, as a bent tube has them."""
    path = np.asarray(points, dtype=float)
    count = len(path)
    out: list[Array] = []
    t = np.linspace(0, 1, cuts)[:, None]
    for i in range(count):
        if not closed and i in (0, count - 1):
            out.append(path[i : i + 1])
            continue
        before, after = path[i - 1] - path[i], path[(i + 1) % count] - path[i]
        first, second = float(np.linalg.norm(before)), float(np.linalg.norm(after))
        reach = min(radius, 0.48 * first, 0.48 * second)
        a, b = path[i] + before * (reach / (first + 1e-9)), path[i] + after * (reach / (second + 1e-9))
        out.append((1 - t) ** 2 * a + 2 * t * (1 - t) * path[i] + t**2 * b)
    return np.concatenate(out)


def oval(half_width: float, half_height: float, power: float = 1.0, count: int = 24) -> Array:
    """An outline (count, 2) about the origin: power 1 an ellipse, 0.3 a rounded and 0.1 a nearly sharp rectangle."""
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False) + np.pi / count
    cosine, sine = np.cos(angle), np.sin(angle)
    x, y = np.sign(cosine) * np.abs(cosine) ** power, np.sign(sine) * np.abs(sine) ** power
    return np.stack([half_width * x, half_height * y], 1)


def rectangle(half_width: float, half_height: float, cuts: int = 6) -> Array:
    """A sharp rectangle about the origin with `cuts` steps along each edge: (4 * cuts, 2)."""
    corner = np.array([[1, -1], [1, 1], [-1, 1], [-1, -1]], dtype=float) * (half_width, half_height)
    t = np.linspace(0, 1, cuts, endpoint=False)[:, None]
    return np.concatenate([corner[i] * (1 - t) + corner[(i + 1) % 4] * t for i in range(4)])


def plate(outline: Array, thickness: float, puff: float = 0.0, rings: int = 3) -> Piece:
    """A filled outline (n, 2) in the xy plane, finely enough cut to be bent.

    thickness 0 gives a single sheet. puff makes it swell by that much on both sides (a cushion).
    """
    middle = outline.mean(0)
    share = np.linspace(0.02, 1, rings + 1)
    swell = np.sqrt(np.clip(1 - share**2.5, 0, 1)) * puff
    flat = middle + share[:, None, None] * (outline - middle)  # (R, n, 2)
    front = np.concatenate([flat, np.broadcast_to((thickness / 2 + swell)[:, None, None], (*flat.shape[:2], 1))], 2)
    if thickness == 0 and puff == 0:
        return loft(front, caps=False)
    back = front * (1, 1, -1)
    return loft(np.concatenate([front, back[::-1]]), caps=False)


def pierced(outline: Array, share: float, thickness: float, hole: Array | None = None) -> Piece:
    """A plate with one hole: the outline shrunk to `share` about its middle, or `hole` (same count)."""
    middle = outline.mean(0)
    inner = middle + share * (outline - middle) if hole is None else hole
    rings = []
    for z in (thickness / 2, -thickness / 2):
        both = [np.column_stack([ring, np.full(len(ring), z)]) for ring in (outline, (outline + inner) / 2, inner)]
        rings.extend(both if z > 0 else both[::-1])
    return loft(np.stack(rings), caps=False, closed=True)


def lying(piece: Piece, height: float = 0.0) -> Piece:
    """A piece made in the xy plane laid down: its y becomes -z, its front looks up."""
    return move(turn(piece, "x", -90), (0, height, 0))


def slab(low: Vector, high: Vector, rounding: float = 0.0) -> Piece:
    """A box between two opposite corners."""
    first, second = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    return box(np.abs(second - first), (first + second) / 2, rounding)


def sheared(unit: Piece, foot: Vector, head: Vector) -> Piece:
    """A piece standing on the origin with heights 0..1, drawn out from foot to head."""
    low, high = np.asarray(foot, dtype=float), np.asarray(head, dtype=float)
    t = unit.vertices[:, 1:2]
    return Piece(unit.vertices * (1, 0, 1) + low * (1 - t) + high * t, unit.faces)


def turned_profile(rng: np.random.Generator, radius: float, count: int = 9) -> Array:
    """A lathe-turned leg (n, 2): beads, vases and necks at random, height 0 to 1."""
    height = np.concatenate([[0, 0.02], np.sort(rng.uniform(0.05, 0.95, count - 4)), [0.97, 1]])
    width = radius * rng.uniform(0.45, 1.25, count)
    width[-2:] = radius * rng.uniform(0.9, 1.2)
    return np.stack([width, height], 1)


LEG_STYLES = ("square", "square", "taper", "taper", "round", "round", "turned", "sabre", "flat", "cabriole", "bun")


def leg(rng: np.random.Generator, style: str, foot: Vector, head: Vector, radius: float, slim: float = 0.6) -> Piece:
    """One leg of a named style from the floor to what it carries."""
    low, high = np.asarray(foot, dtype=float), np.asarray(head, dtype=float)
    outward = np.sign(low) * (1, 0, 1)
    if style == "square":
        return tube(np.stack([low, high]), 1.3 * radius, 4, side=(1, 0, 0))
    if style == "taper":
        return tube(np.stack([low, high]), (1.3 * radius * slim, 1.3 * radius), 4, side=(1, 0, 0))
    if style == "flat":
        return tube(np.stack([low, high]), (1.9 * radius * slim, 1.9 * radius), 4, flatten=0.45, side=(1, 0, 0))
    if style == "turned":
        return sheared(lathe(turned_profile(rng, 1.2 * radius), 8, caps=True), low, high)
    if style == "bun":
        profile = [(0.5, 0), (1.1, 0.2), (1.2, 0.5), (0.9, 0.8), (0.6, 0.9), (0.8, 1)]
        return sheared(lathe(np.array(profile) * (1.4 * radius, 1), 10, caps=True), low, high)
    if style == "sabre":
        rise = high[1] - low[1]
        middle = (low + high) / 2 - outward * rise * 0.06
        path = spline([low + outward * rise * 0.07, middle, high], 6)
        return tube(path, np.linspace(slim, 1, 6) * 1.3 * radius, 4 if slim > 0.6 else 8, side=(1, 0, 0))
    if style == "cabriole":
        rise = high[1] - low[1]
        steps = np.array([0.05, -0.01, 0.0, 0.05, 0.07, 0.02])[:, None] * rise
        t = np.array([0.0, 0.12, 0.4, 0.72, 0.86, 1.0])[:, None]
        path = low * (1 - t) + high * t + outward * steps
        return tube(path, radius * np.array([1.0, 0.7, 0.65, 1.1, 1.4, 1.5]), 8)
    return bar(low, high, radius * slim, radius, sections=8)


def around(rng: np.random.Generator, count: int, radius: float, start: float | None = None) -> Array:
    """Points (count, 3) on a circle on the floor, one of them straight ahead unless `start` (degrees) says other."""
    angle = np.deg2rad((90 if start is None else start) + 360 / count * np.arange(count))
    return np.stack([radius * np.cos(angle), np.zeros(count), radius * np.sin(angle)], 1)


def caster(rng: np.random.Generator, place: Vector, radius: float, style: str) -> Piece:
    """A wheel standing on the floor under `place`."""
    x, _, z = place
    if style == "ball":
        profile = [(0.0, 0.0), (0.8, 0.3), (1.0, 1.0), (0.8, 1.7), (0.0, 2.0)]
        return move(lathe(np.array(profile) * radius, 8), (x, 0, z))
    width = radius * (0.7 if style == "single" else 1.4)
    wheel = move(turn(move(cylinder(radius, width, sections=10), (0, -width / 2, 0)), "z", 90), (0, radius, 0))
    wheel = turn(wheel, "y", float(rng.uniform(0, 180)))
    stem = box((0.8 * radius, 0.8 * radius, 0.8 * radius), (0, 2.1 * radius, 0))
    whole = [wheel, stem]
    vertices = np.concatenate([piece.vertices for piece in whole])
    faces = np.concatenate([whole[0].faces, whole[1].faces + len(whole[0].vertices)])
    return move(Piece(vertices, faces), (x, 0, z))


def divide(piece: Piece, part: Callable[[Array], Array]) -> list[Piece]:
    """The piece cut along its edges: part maps places (F, 3) to part numbers (F,) 0, 1, 2...; one piece each.

    The place of a face is the middle of its bounding box, so that both triangles of a quad go the same way.
    """
    corner = piece.vertices[piece.faces]
    middle = (corner.min(1) + corner.max(1)) / 2
    number = part(middle)
    out = []
    for value in range(int(number.max()) + 1):
        faces = piece.faces[number == value]
        used, index = np.unique(faces, return_inverse=True)
        out.append(Piece(piece.vertices[used], index.reshape(-1, 3)))
    return out
