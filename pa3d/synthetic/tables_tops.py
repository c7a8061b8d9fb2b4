"""Tops of tables: outlines and how they are built."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import lying, oval, pierced, plate, rectangle
from pa3d.synthetic.pieces import Piece, box


def top_outline(rng: np.random.Generator, w: float, d: float, style: str) -> Array:
    """The contour of a top, x and -z."""
    if style == "sharp":
        return rectangle(w, d)
    if style == "round":
        return oval(w, w, 1.0, 28)
    if style == "oval":
        return oval(w, d, float(rng.uniform(0.55, 1.0)), 28)
    if style == "polygon":
        sides = pick(rng, (6, 8, 3, 5))
        angle = np.linspace(0, 2 * np.pi, sides, endpoint=False) + np.pi / 2
        corner = np.stack([w * np.cos(angle), d * np.sin(angle)], 1)
        t = np.linspace(0, 1, 5, endpoint=False)[:, None]
        return np.concatenate([corner[i] * (1 - t) + corner[(i + 1) % sides] * t for i in range(sides)])
    shape = oval(w, d, float(rng.uniform(0.1, 0.4)), 28)
    x, y = shape.T / np.array([[w], [d]])
    if style == "boat":
        shape[:, 1] *= 1 - float(rng.uniform(0.1, 0.4)) * x**2
    elif style == "half":
        angle = np.linspace(np.pi, 2 * np.pi, 20)
        rim = np.stack([w * np.cos(angle), 1.6 * d * np.sin(angle) + 0.8 * d], 1)
        shape = np.concatenate([rim, np.linspace(rim[-1], rim[0], 8, endpoint=False)[1:]])
    elif style == "kidney":
        shape = oval(w, d, 1.0, 28)
        shape[:, 1] -= np.where(y > 0, float(rng.uniform(0.3, 0.8)) * d * np.exp(-6 * x**2), 0)
    elif style == "trapezoid":
        shape[:, 0] *= 1 - float(rng.uniform(0.1, 0.35)) * y
    elif style == "free":
        angle = np.arctan2(y, x)
        shape *= (
            1
            + 0.12 * np.cos(2 * angle + rng.uniform(0, 6))[:, None]
            + 0.1 * np.cos(3 * angle + rng.uniform(0, 6))[:, None]
        )
    return shape


TOPS = (
    "sharp",
    "sharp",
    "sharp",
    "rounded",
    "rounded",
    "round",
    "round",
    "oval",
    "boat",
    "half",
    "polygon",
    "kidney",
    "trapezoid",
    "free",
)


def top_pieces(rng: np.random.Generator, outline: Array, height: float, thick: float) -> list[Piece]:
    """A board, a sheet, a board with an edge, a framed or tray-like top, layers, planks with gaps."""
    style = pick(
        rng, ("board", "board", "board", "board", "sheet", "edge", "frame", "tray", "double", "planks", "bowl")
    )
    w, d = outline.max(0)
    if style == "sheet":
        return [lying(plate(outline, 0.0), height)]
    if style == "edge":
        return [
            lying(plate(outline, thick * 0.5), height - thick * 0.25),
            lying(pierced(outline, 0.93, thick * 1.5), height - thick * 0.9),
        ]
    if style == "frame":
        return [
            lying(pierced(outline, float(rng.uniform(0.75, 0.93)), thick), height - thick / 2),
            lying(plate(outline * 0.95, thick * 0.3), height - thick * 0.4),
        ]
    if style == "tray":
        rim = float(rng.uniform(0.5, 2)) * thick
        return [lying(plate(outline, thick), height - thick / 2), lying(pierced(outline, 0.95, rim), height + rim / 2)]
    if style == "double":
        return [
            lying(plate(outline, thick * 0.4), height - thick * 0.2),
            lying(plate(outline * float(rng.uniform(0.8, 0.97)), thick * 0.6), height - thick * 0.7),
        ]
    if style == "planks":
        count, along = int(rng.integers(3, 9)), chance(rng, 0.6)
        half = (d if along else w) / count * float(rng.uniform(0.8, 0.97))
        pieces = []
        for k in (np.arange(count) + 0.5) / count * 2 - 1:
            size, place = (
                ((2 * w, thick, 2 * half), (0, height - thick / 2, k * d))
                if along
                else ((2 * half, thick, 2 * d), (k * w, height - thick / 2, 0))
            )
            pieces.append(box(size, place))
        return pieces
    if style == "bowl":
        return [lying(plate(outline, thick * 0.3, thick * 0.5, 4), height - thick * 0.6)]
    return [lying(plate(outline, thick), height - thick / 2)]


def table_size(rng: np.random.Generator) -> tuple[float, float, float, float]:
    """Half width, half depth, height, thickness of a top: dining, coffee, side, console, bar, long."""
    thick = float(rng.uniform(0.012, 0.05)) if chance(rng, 0.8) else float(rng.uniform(0.05, 0.14))
    style = pick(rng, ("dining", "dining", "coffee", "coffee", "side", "console", "bar", "long"))
    w, d, h = {
        "dining": (rng.uniform(0.45, 1.0), rng.uniform(0.35, 0.55), rng.uniform(0.66, 0.8)),
        "coffee": (rng.uniform(0.4, 0.75), rng.uniform(0.25, 0.6), rng.uniform(0.25, 0.48)),
        "side": (rng.uniform(0.2, 0.35), rng.uniform(0.2, 0.32), rng.uniform(0.4, 0.75)),
        "console": (rng.uniform(0.45, 0.9), rng.uniform(0.14, 0.25), rng.uniform(0.7, 0.9)),
        "bar": (rng.uniform(0.25, 0.45), rng.uniform(0.25, 0.45), rng.uniform(0.95, 1.15)),
        "long": (rng.uniform(1.0, 1.8), rng.uniform(0.35, 0.6), rng.uniform(0.6, 0.8)),
    }[style]
    return float(w), float(d), float(h), thick
