"""Door leaves with openings of several sorts: glazed above, louvred, with a round light, framed panels, slats."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import pierced, plate, rectangle
from pa3d.synthetic.pieces import Piece, box, cylinder, move, turn

LEAVES = ("half", "louvred", "porthole", "framed", "crossed", "strips")


def _opening(w: float, h: float, thick: float, half: tuple[float, float], middle: float) -> list[Piece]:
    """A leaf with one rectangular hole, its middle at a share of the height."""
    hole = np.add(rectangle(*half), (0, (middle - 0.5) * h))
    return [move(pierced(rectangle(w / 2, h / 2), 0.5, thick, hole), (w / 2, h / 2, 0))]


def _bars(rng: np.random.Generator, w: float, y: float, half: tuple[float, float], thick: float) -> list[Piece]:
    """Glazing bars over a hole about (w / 2, y), and mostly the pane."""
    rows, columns = int(rng.integers(1, 5)), int(rng.integers(1, 4))
    xs = np.linspace(-1, 1, columns + 1)[1:-1] * half[0]
    ys = np.linspace(-1, 1, rows + 1)[1:-1] * half[1]
    pieces = [box((0.02, 2 * half[1], thick * 0.6), (w / 2 + float(x), y, 0)) for x in xs]
    pieces += [box((2 * half[0], 0.02, thick * 0.6), (w / 2, y + float(dy), 0)) for dy in ys]
    if chance(rng, 0.8):
        pieces.append(move(plate(rectangle(*half), float(pick(rng, (0.0, thick * 0.2)))), (w / 2, y, 0)))
    return pieces


def leaf(rng: np.random.Generator, w: float, h: float, thick: float, style: str) -> list[Piece]:
    """A leaf of one of LEAVES: x from 0 to w, y from 0 to h, about z = 0."""
    middle = (w / 2, h / 2, 0)
    if style == "half":
        half, share = (w * rng.uniform(0.2, 0.4), h * rng.uniform(0.14, 0.22)), rng.uniform(0.66, 0.74)
        pieces = _opening(w, h, thick, half, share) + _bars(rng, w, h * share, half, thick)
        columns = int(rng.integers(1, 3))
        pieces += [
            box((w / columns * 0.65, h * 0.25, thick * 1.3), (w * (k + 0.5) / columns, h * 0.24, 0))
            for k in range(columns)
        ]
        return pieces
    if style == "louvred":
        half = (w * rng.uniform(0.32, 0.42), h * rng.uniform(0.38, 0.46))
        pieces = _opening(w, h, thick, half, 0.5)
        slats = int(rng.integers(10, 24))
        slat = turn(box((2 * half[0] + 0.01, 2 * half[1] / slats * 1.2, 0.008)), "x", 35)
        pieces += [move(slat, (w / 2, h / 2 + float(y), 0)) for y in np.linspace(-0.95, 0.95, slats) * half[1]]
        return pieces
    if style == "porthole":
        size = w * rng.uniform(0.12, 0.28)
        rim = turn(move(cylinder(size, thick * 1.8, sections=18), (0, -thick * 0.9, 0)), "x", 90)
        pane = turn(move(cylinder(size * 0.8, thick * 2.1, sections=18), (0, -thick * 1.05, 0)), "x", 90)
        return [box((w, h, thick), middle), *(move(piece, (w / 2, h * 0.7, 0)) for piece in (rim, pane))]
    if style == "framed":
        half = (w * rng.uniform(0.3, 0.42), h * rng.uniform(0.4, 0.46))
        pieces = _opening(w, h, thick, half, 0.5)
        pieces.append(box((2 * half[0] + 0.01, 2 * half[1] + 0.01, thick * 0.4), middle))
        for share in np.sort(rng.uniform(0.25, 0.75, int(rng.integers(0, 3)))):
            pieces.append(box((2 * half[0], h * 0.06, thick * 0.95), (w / 2, h * float(share), 0)))
        return pieces
    if style == "crossed":  # a barn door
        reach, angle = float(np.hypot(w, h / 2)) * 0.95, float(np.rad2deg(np.arctan2(h / 2, w)))
        brace = box((reach, 0.1, thick * 0.6))
        lift = thick * 0.75
        pieces = [box((w, h, thick), middle)]
        pieces += [box((w, 0.12, thick * 0.6), (w / 2, y, lift)) for y in (0.06, h / 2, h - 0.06)]
        pieces += [box((0.12, h, thick * 0.55), (x, h / 2, lift)) for x in (0.06, w - 0.06)]
        signs = pick(rng, ((1, 1), (1, -1), (-1, 1)))
        pieces += [
            move(turn(brace, "z", sign * angle), (w / 2, y * h, lift))
            for sign, y in zip(signs, (0.25, 0.75), strict=True)
        ]
        return pieces
    count = int(rng.integers(3, 8))
    across = chance(rng, 0.5)
    pieces = [box((w, h, thick * 0.7), middle)]
    for k in range(count):
        share = (k + 0.5) / count
        pieces.append(box((w * 0.94, h / count * 0.8, thick), (w / 2, h * share, 0)) if across else
            box((w / count * 0.75, h * 0.96, thick), (w * share, h / 2, 0)))  # fmt: skip
    return pieces
