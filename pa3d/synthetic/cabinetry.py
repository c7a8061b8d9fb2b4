"""Fronts and cases that cabinets, desks and kitchens share: doors, drawers, handles, panels."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np

from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import bent, pierced, plate, rectangle, slab
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, ellipsoid, join, lathe, move, tube, turn


class Cell(NamedTuple):
    """An opening in a front: x from left to right, y from low to high, at z = front."""

    left: float
    right: float
    low: float
    high: float
    front: float


def split_levels(rng: np.random.Generator, cell: Cell, count: int, even: float = 0.6) -> list[Cell]:
    """The cell cut into rows, bottom first."""
    weights = np.ones(count) if chance(rng, even) else rng.uniform(0.5, 1.5, count)
    edges = cell.low + np.concatenate([[0], np.cumsum(weights) / weights.sum()]) * (cell.high - cell.low)
    return [cell._replace(low=float(a), high=float(b)) for a, b in itertools.pairwise(edges)]


def split_columns(rng: np.random.Generator, cell: Cell, count: int, even: float = 0.7) -> list[Cell]:
    """The cell cut into columns, left first."""
    weights = np.ones(count) if chance(rng, even) else rng.uniform(0.5, 1.5, count)
    edges = cell.left + np.concatenate([[0], np.cumsum(weights) / weights.sum()]) * (cell.right - cell.left)
    return [cell._replace(left=float(a), right=float(b)) for a, b in itertools.pairwise(edges)]


def framed_body(
    rng: np.random.Generator,
    low: tuple[float, float, float],
    high: tuple[float, float, float],
    t: float,
    back: float = 0.85,
) -> list[Piece]:
    """A case of boards, open in front, mostly with a back."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    pieces = [
        slab((x0, y0, z0), (x0 + t, y1, z1)),
        slab((x1 - t, y0, z0), (x1, y1, z1)),
        slab((x0 + t, y0, z0), (x1 - t, y0 + t, z1)),
        slab((x0 + t, y1 - t, z0), (x1 - t, y1, z1)),
    ]
    if chance(rng, back):
        pieces.append(slab((x0, y0, z0), (x1, y1, z0 + 0.4 * t)))
    return pieces


HANDLES = ("bar", "bar", "bow", "knob", "knob", "ring", "cup", "flat", "bail")


def handle(rng: np.random.Generator, style: str, length: float, size: float) -> Piece:
    """A handle on the plane z = 0, looking along +z, its length along x; size: how far it stands out."""
    half = length / 2
    if style == "knob":
        profile = [(0.4, 0), (0.35, 0.5), (0.8, 0.7), (0.75, 0.95), (0, 1)]
        return turn(lathe(np.array(profile) * size, 8), "x", 90)
    if style == "bar":
        rod = bar((-half, 0, size), (half, 0, size), size * 0.22, sections=pick(rng, (4, 6)))
        posts = [bar((x, 0, 0), (x, 0, size), size * 0.2, sections=4) for x in (-0.8 * half, 0.8 * half)]
        return join(rod, *posts)
    if style == "bow":
        path = bent([(-half, 0, 0), (-half * 0.8, 0, size), (half * 0.8, 0, size), (half, 0, 0)], 0.3 * half, 3)
        return tube(path, size * 0.22, 4 if chance(rng, 0.5) else 6, flatten=1.4)
    if style == "ring":
        hoop = [
            (half * 0.5 * np.cos(a), half * 0.5 * np.sin(a) - half * 0.4, size * 0.4)
            for a in np.linspace(0, 2 * np.pi, 12, endpoint=False)
        ]
        return join(
            tube(np.array(hoop), size * 0.16, 5, closed=True),
            box((half * 0.3, half * 0.3, size * 0.5), (0, 0, size * 0.25)),
        )
    if style == "cup":
        return move(ellipsoid((half * 0.7, size * 0.7, size), 10, 6), (0, 0, 0))
    if style == "bail":
        path = bent(
            [(-half, 0, 0.3 * size), (-half, -size, size * 0.6), (half, -size, size * 0.6), (half, 0, 0.3 * size)],
            0.3 * half,
            3,
        )
        return join(tube(path, size * 0.16, 5), box((2.3 * half, size * 0.5, size * 0.2), (0, 0, 0.1 * size)))
    return box((length, size * 0.5, size * 0.6), (0, 0, size * 0.3))


def _front(rng: np.random.Generator, cell: Cell, thick: float, style: str) -> list[Piece]:
    """A board that fills a cell: flat, framed, raised, louvred, glazed, doubled."""
    w, h = (cell.right - cell.left) / 2, (cell.high - cell.low) / 2
    center = (cell.left + w, cell.low + h, cell.front)
    if style == "framed" and min(w, h) > 0.04:
        rim = min(w, h) * 0.25
        hole = rectangle(w - rim, h - rim)
        return [
            move(pierced(rectangle(w, h), 0.5, thick, hole), center),
            box((2 * (w - rim), 2 * (h - rim), thick * 0.4), center),
        ]
    if style == "raised" and min(w, h) > 0.04:
        inner = box((1.5 * w, 2 * h - 0.5 * w if h > w else 1.5 * h, thick), np.add(center, (0, 0, thick * 0.35)))
        return [box((2 * w, 2 * h, thick), center), inner]
    if style == "louvred" and h > 0.1:
        pieces = [move(pierced(rectangle(w, h), 0.5, thick, rectangle(w * 0.82, h * 0.85)), center)]
        for y in np.linspace(-0.8, 0.8, min(12, int(h * 24) + 3)):
            pieces.append(
                turn(
                    box((1.66 * w, 0.035, 0.006), (center[0], center[1] + y * h, center[2])),
                    "x",
                    30,
                    np.add(center, (0, y * h, 0)),
                )
            )
        return pieces
    if style == "sheet":
        return [move(plate(rectangle(w, h, 3), 0.0, rings=1), np.add(center, (0, 0, thick / 2)))]
    return [box((2 * w, 2 * h, thick), center)]


def _handle_part(rng: np.random.Generator, own: str) -> str:
    """Handles are their own part, or belong to what they open."""
    return "handle" if chance(rng, 0.75) else own


def drawer_front(rng: np.random.Generator, out: Assembly, cell: Cell, deep: float, open_share: float = 0.12) -> None:
    """A drawer in a cell: front, now and then pulled out with its box, one or two handles or none."""
    gap = 0.004
    inner = Cell(cell.left + gap, cell.right - gap, cell.low + gap, cell.high - gap, cell.front)
    w, h = inner.right - inner.left, inner.high - inner.low
    pieces = _front(
        rng, inner, float(rng.uniform(0.012, 0.03)), pick(rng, ("flat", "flat", "framed", "raised", "sheet"))
    )
    out_by = float(rng.uniform(0.1, 0.7)) * deep if chance(rng, open_share) else 0.0
    if out_by or chance(rng, 0.25):  # the box behind: models often hide it inside
        y1 = inner.low + 0.75 * h
        x0, x1, z0, z1 = inner.left + 0.01, inner.right - 0.01, inner.front - 0.9 * deep, inner.front
        pieces += [
            slab((x0, inner.low, z0), (x1, inner.low + 0.008, z1)),
            slab((x0, inner.low, z0), (x0 + 0.008, y1, z1)),
        ]
        pieces += [slab((x1 - 0.008, inner.low, z0), (x1, y1, z1)), slab((x0, inner.low, z0), (x1, y1, z0 + 0.008))]
    grips: list[Piece] = []
    if chance(rng, 0.85):
        style = pick(rng, HANDLES)
        length = min(float(rng.uniform(0.06, 0.18)), 0.7 * w)
        size = min(float(rng.uniform(0.015, 0.035)), 0.35 * h)
        grip = handle(rng, style, length, size)
        level = inner.low + h * float(pick(rng, (0.5, 0.5, 0.75)))
        places = (0.27, 0.73) if w > 0.45 and chance(rng, 0.5) else (0.5,)
        grips = [move(grip, (inner.left + k * w, level, inner.front + 0.008)) for k in places]
    shift = (0, 0, out_by)
    out.add("drawer", *(move(piece, shift) for piece in pieces))
    if grips:
        out.add(_handle_part(rng, "drawer"), *(move(piece, shift) for piece in grips))


def hinged_front(
    rng: np.random.Generator, out: Assembly, cell: Cell, left: bool, open_share: float = 0.15, style: str = ""
) -> None:
    """A door in a cell, hinged at its left or right edge, now and then open."""
    gap = 0.004
    inner = Cell(cell.left + gap, cell.right - gap, cell.low + gap, cell.high - gap, cell.front)
    w, h = inner.right - inner.left, inner.high - inner.low
    style = style or pick(rng, ("flat", "flat", "framed", "framed", "raised", "louvred", "sheet"))
    pieces = _front(rng, inner, float(rng.uniform(0.012, 0.03)), style)
    grips: list[Piece] = []
    if chance(rng, 0.85):
        kind = pick(rng, HANDLES[:-1])
        grip = handle(
            rng, kind, min(float(rng.uniform(0.06, 0.3)), 0.5 * h), min(float(rng.uniform(0.015, 0.04)), 0.2 * w)
        )
        if kind != "ring":
            grip = turn(grip, "z", 90)
        x = inner.right - 0.1 * w if left else inner.left + 0.1 * w
        grips = [move(grip, (x, inner.low + h * float(pick(rng, (0.5, 0.5, 0.75, 0.3))), inner.front + 0.008))]
    angle = float(rng.uniform(10, 110)) if chance(rng, open_share) else 0.0
    pivot = (inner.left if left else inner.right, 0, inner.front)
    sign = -1 if left else 1
    out.add("door", *(turn(piece, "y", sign * angle, pivot) for piece in pieces))
    if grips:
        out.add(_handle_part(rng, "door"), *(turn(piece, "y", sign * angle, pivot) for piece in grips))


def feet(rng: np.random.Generator, w: float, d: float, height: float) -> list[Piece]:
    """Short feet at four corners, a recessed plinth, or a frame."""
    if chance(rng, 0.35):
        k = float(rng.uniform(0.85, 1.0))
        return [slab((-w * k, 0, -d * k), (w * k, height, d * k))]
    r = float(rng.uniform(0.015, 0.04))
    round_foot = cylinder(r * 0.7, height, r, 8)
    square = box((2 * r, height, 2 * r), (0, height / 2, 0))
    foot = pick(rng, (round_foot, square))
    return [move(foot, (x * (w - r), 0, z * (d - r))) for x in (-1, 1) for z in (-1, 1)]
