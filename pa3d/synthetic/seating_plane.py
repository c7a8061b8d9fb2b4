"""The plane a back is drawn in, and how what is drawn there is bowed, leaned and set in place."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.pieces import Piece, tube, warp


class Back(NamedTuple):
    """The plane a back is drawn in: x within +-half_width, y from 0 (at the seat) to height; z is towards the front."""

    half_width: float
    height: float
    thick: float


def rod(points: Array | list[tuple[float, float]], radius: float, sections: int, flatten: float = 1.0) -> Piece:
    """A bar along points (n, 2) of the plane; flatten is its depth over its breadth."""
    path = np.column_stack([np.asarray(points, dtype=float), np.zeros(len(points))])
    return tube(path, flatten * radius * (1.35 if sections == 4 else 1), sections, flatten=1 / flatten, side=(0, 0, 1))


def straight(x0: float, y0: float, x1: float, y1: float, count: int = 6) -> Array:
    return np.linspace((x0, y0), (x1, y1), count)


def uprights(rng: np.random.Generator, b: Back, low: float = 0.0) -> tuple[list[Piece], float, int, float]:
    """Two uprights, maybe closer above or below: pieces, radius, sections, half distance."""
    r = float(rng.uniform(0.012, 0.032)) * (b.height + 0.4)
    sections, w = pick(rng, (4, 4, 8)), b.half_width - r
    lean = float(rng.uniform(0.75, 1.0)) if chance(rng, 0.3) else 1.0
    post = rod(straight(w * lean, low, w, b.height, 7), r, sections)
    return [post, Piece(post.vertices * (-1, 1, 1), post.faces[:, ::-1])], r, sections, w


def crest_rail(rng: np.random.Generator, b: Back, w: float, r: float) -> Piece:
    """The rail on top: straight, arched, waved or drooping."""
    x = np.linspace(-w, w, 9)
    s = x / w
    wave = pick(rng, (0 * s, 1 - s**2, s**2, np.cos(3 * np.pi * s) * 0.5, (1 - s**2) ** 2))
    over = float(rng.uniform(1.0, 1.25)) if chance(rng, 0.25) else 1.0
    y = b.height - r + wave * float(rng.uniform(0.02, 0.14)) * b.height
    return rod(np.stack([x * over, y], 1), r * float(rng.uniform(1.0, 2.6)), 4, float(rng.uniform(0.3, 0.9)))


def placed(
    rng: np.random.Generator, pieces: list[Piece], b: Back, place: tuple[float, float], lean: float
) -> list[Piece]:
    """Flat pieces bowed and curved together, leaned by `lean` degrees, set at (y, z)."""
    bow = float(rng.uniform(0.05, 0.6)) * min(b.half_width, 0.3) * (rng.random() < 0.5)
    curve = float(rng.uniform(-0.12, 0.12)) * b.height * (rng.random() < 0.4)
    roll = float(rng.uniform(0, 0.12)) * b.height * (rng.random() < 0.15)
    tangent = np.tan(np.deg2rad(lean))

    def shape(v: Array) -> Array:
        t = v[:, 1] / b.height
        v[:, 2] += bow * (v[:, 0] / b.half_width) ** 2 * np.clip(t * 3, 0, 1) + curve * 4 * t * (1 - t)
        v[:, 2] -= tangent * v[:, 1] + roll * np.clip(t - 0.7, 0, 1) ** 2 * 11
        return np.add(v, (0, place[0], place[1]))

    return [warp(piece, shape) for piece in pieces]
