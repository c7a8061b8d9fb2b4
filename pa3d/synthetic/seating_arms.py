"""Seats and arms of chairs and sofas."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import bent, lying, oval, pierced, plate, rectangle, slab
from pa3d.synthetic.pieces import (
    Piece,
    bar,
    box,
    cylinder,
    ellipsoid,
    extrude,
    mirror,
    move,
    sheet,
    spline,
    tube,
    turn,
    warp,
)


class Seat(NamedTuple):
    """half_width, half_depth of the seat; top and thick: its height and thickness; round: a disc."""

    half_width: float
    half_depth: float
    top: float
    thick: float
    round: bool = False


def _contour(rng: np.random.Generator, s: Seat) -> Array:
    """The outline of a seat in x and -z: disc, rounded, tapered to the back, D-shaped, sharp."""
    if s.round:
        return oval(s.half_width, s.half_depth, 1.0)
    style = pick(rng, ("sharp", "rounded", "rounded", "taper", "taper", "saddle"))
    shape = (
        rectangle(s.half_width, s.half_depth)
        if style == "sharp"
        else oval(s.half_width, s.half_depth, float(rng.uniform(0.12, 0.55)))
    )
    t = shape[:, 1] / s.half_depth
    if style == "taper":
        shape[:, 0] *= 1 - float(rng.uniform(0.03, 0.18)) * (1 + t)
    if style == "saddle":
        shape[:, 1] -= np.where(t < 0, 0.12 * s.half_depth * (1 - (shape[:, 0] / s.half_width) ** 2), 0)
    return shape


def _dished(rng: np.random.Generator, s: Seat, piece: Piece) -> Piece:
    """A seat bent: a hollow in the middle, a waterfall front, raised sides."""
    hollow, fall, sides = rng.uniform(0, 0.035), rng.uniform(0, 0.06), rng.uniform(-0.02, 0.05)

    def shape(v: Array) -> Array:
        x, z = v[:, 0] / s.half_width, v[:, 2] / s.half_depth
        v[:, 1] += hollow * ((x * x + z * z) / 2 - 0.6) + sides * x * x - fall * np.clip(z, 0, None) ** 3
        return v

    return warp(piece, shape)


def seats(rng: np.random.Generator, s: Seat) -> list[Piece]:
    """The seat's pieces: board, dished sheet, cushion, cushion on a frame, slats, weave, ring, deep box."""
    low, middle = s.top - s.thick, s.top - s.thick / 2
    outline = _contour(rng, s)
    style = pick(
        rng,
        (
            "board",
            "board",
            "dished",
            "dished",
            "cushion",
            "cushion",
            "framed",
            "framed",
            "slats",
            "sheet",
            "tufted",
            "box",
            "ring",
        ),
    )
    if style == "board":
        return [lying(plate(outline, s.thick), middle)]
    if style == "dished":
        return [_dished(rng, s, lying(plate(outline, s.thick * float(rng.uniform(0.3, 1)), rings=5), middle))]
    if style == "sheet":
        return [_dished(rng, s, lying(plate(outline, 0.0, rings=5), middle))]
    if style == "cushion":
        puff = s.thick * float(rng.uniform(0.1, 0.35))
        return [lying(plate(outline, s.thick - 2 * puff, puff, 5), middle)]
    if style == "box" and not s.round:
        return [
            box((2 * s.half_width, s.thick, 2 * s.half_depth), (0, middle, 0), s.thick * float(rng.uniform(0.1, 0.5)))
        ]
    if style == "slats" and not s.round:
        return _slats(rng, s)
    if style == "tufted" and not s.round:
        n = int(rng.integers(2, 5))
        cell = ellipsoid((s.half_width / n, s.thick * 0.5, s.half_depth / n), 10, 7, 0.4)
        step = (2 * np.arange(n) + 1 - n) / n
        return [move(cell, (x * s.half_width, middle, z * s.half_depth)) for x in step for z in step]
    if style == "ring" and chance(rng, 0.3):
        return [lying(pierced(outline, float(rng.uniform(0.1, 0.8)), s.thick), middle)]
    rail = s.thick * float(rng.uniform(0.35, 0.6))
    frame = lying(plate(outline, rail), low + rail / 2)
    puff = (s.thick - rail) * float(rng.uniform(0.1, 0.4))
    pad = lying(
        plate(outline * float(rng.uniform(0.85, 0.98)), s.thick - rail - puff, puff, 5),
        low + rail + (s.thick - rail - puff) / 2,
    )
    return [frame, pad]


def _slats(rng: np.random.Generator, s: Seat) -> list[Piece]:
    """Boards, belts or wires with gaps, running to the front or across, on a frame."""
    count = int(rng.integers(3, 12))
    along = chance(rng, 0.5)
    across, length = (s.half_width, s.half_depth) if along else (s.half_depth, s.half_width)
    half = across / count * float(rng.uniform(0.35, 0.92))
    thick = s.thick * float(rng.uniform(0.2, 0.6))
    pieces = []
    for k in (np.arange(count) + 0.5) / count * 2 - 1:
        level = s.top - thick / 2
        if along:
            pieces.append(box((2 * half, thick, 2 * length), (k * across, level, 0)))
        else:
            pieces.append(box((2 * length, thick, 2 * half), (0, level, k * across)))
    tall = s.thick - thick
    middle = s.top - thick - tall / 2
    for k in (-0.8, 0.8):
        if along:
            pieces.append(box((2 * s.half_width, tall, 0.05 * s.half_depth), (0, middle, k * s.half_depth)))
        else:
            pieces.append(box((0.05 * s.half_width, tall, 2 * s.half_depth), (k * s.half_width, middle, 0)))
    return pieces


def apron(rng: np.random.Generator, s: Seat) -> list[Piece]:
    """The frame below a seat: four boards set back from its edge."""
    tall, t = float(rng.uniform(0.03, 0.09)), float(rng.uniform(0.012, 0.03))
    w, d, high = s.half_width * 0.92, s.half_depth * 0.92, s.top - s.thick * 0.9
    sides = [slab((-w, high - tall, z - t / 2), (w, high, z + t / 2)) for z in (-d, d)]
    return [*sides, *(slab((x - t / 2, high - tall, -d), (x + t / 2, high, d)) for x in (-w, w))]


class Arm(NamedTuple):
    """Where an arm may be: x of its middle, from y low to top, from z back to front; thick: its breadth."""

    x: float
    low: float
    top: float
    back: float
    front: float
    thick: float


def railed(rng: np.random.Generator, a: Arm) -> list[Piece]:
    """A rail on one or two posts, straight, sloping or curved at its end."""
    r = a.thick * float(rng.uniform(0.2, 0.5))
    droop = float(rng.uniform(-0.15, 0.3)) * (a.top - a.low)
    out = float(rng.uniform(-0.05, 0.15)) * (a.front - a.back)
    start, end = np.array([a.x, a.top, a.back]), np.array([a.x + out, a.top - droop, a.front])
    points = [start, start * 0.5 + end * 0.5 + (0, float(rng.uniform(-0.1, 0.25)) * (a.top - a.low), 0), end]
    if chance(rng, 0.3):
        points.append(np.add(end, (0, -0.12 * (a.top - a.low), 0.06 * (a.front - a.back))))
    flat, sections = float(rng.uniform(0.35, 1.2)), pick(rng, (4, 4, 8))
    path = spline(points, 8) if chance(rng, 0.6) else np.stack([start, end])
    rail = tube(path, r * float(rng.uniform(1, 1.8)), sections, flatten=flat, side=(1, 0, 0))
    foot = np.add(end, (-out, 0, -float(rng.uniform(0.05, 0.4)) * (a.front - a.back)))
    foot[1] = a.low
    post = spline(
        [
            foot,
            (foot + end) / 2 + (0, 0, float(rng.uniform(-0.15, 0.1)) * (a.front - a.back)),
            np.add(end, (0, 0, (foot - end)[2] * 0.8)),
        ],
        5,
    )
    pieces = [rail, tube(post, r, pick(rng, (4, 8)), side=(1, 0, 0))]
    for k in rng.uniform(0.2, 0.7, int(rng.integers(0, 5)) * (rng.random() < 0.3)):
        head = start * (1 - k) + end * k
        pieces.append(bar((a.x, a.low, head[2]), head, r * 0.5, sections=6))
    return pieces


def looped(rng: np.random.Generator, a: Arm) -> list[Piece]:
    """A bent tube or flat bar: closed ring, bridge or hook, maybe with a pad."""
    r = a.thick * float(rng.uniform(0.12, 0.35))
    low = a.low + float(rng.uniform(-0.1, 0.3)) * (a.top - a.low)
    corners = [(a.x, low, a.back), (a.x, a.top, a.back), (a.x, a.top, a.front), (a.x, low, a.front)]
    slant = float(rng.uniform(-0.25, 0.25)) * (a.front - a.back)
    corners[3] = (a.x, low, a.front - abs(slant))
    style = pick(rng, ("ring", "bridge", "bridge", "hook"))
    if style == "hook":
        corners = corners[1:]
    path = bent(corners, float(rng.uniform(0.1, 0.5)) * (a.top - low), 5, style == "ring")
    pieces = [
        tube(path, r, pick(rng, (4, 8, 8)), style == "ring", flatten=float(rng.uniform(0.3, 1.5)), side=(1, 0, 0))
    ]
    if chance(rng, 0.4):
        pieces.append(
            box(
                (a.thick, a.thick * 0.5, (a.front - a.back) * rng.uniform(0.5, 0.9)),
                (a.x, a.top + r, (a.front + a.back) / 2),
            )
        )
    return pieces


def panelled(rng: np.random.Generator, a: Arm) -> list[Piece]:
    """A full side: block, padded block, thin board, sloping or scooped board, open frame, slatted."""
    tall, deep = a.top - a.low, a.front - a.back
    middle = (a.low + a.top) / 2, (a.back + a.front) / 2
    style = pick(rng, ("block", "soft", "soft", "rolled", "rolled", "profile", "frame", "slatted"))
    if style == "block":
        return [box((a.thick, tall, deep), (a.x, *middle))]
    if style == "soft":
        return [box((a.thick, tall, deep), (a.x, *middle), a.thick * float(rng.uniform(0.15, 0.5)))]
    if style == "rolled":
        r = a.thick * float(rng.uniform(0.55, 0.85))
        roll = move(
            turn(cylinder(r, deep, sections=14), "x", 90), (a.x + float(rng.uniform(0, 0.4)) * r, a.top - r, a.back)
        )
        return [slab((a.x - a.thick / 2, a.low, a.back), (a.x + a.thick / 2, a.top - r, a.front)), roll]
    if style == "frame":
        outline = rectangle(deep / 2, tall / 2)
        return [move(turn(pierced(outline, float(rng.uniform(0.6, 0.88)), a.thick * 0.5), "y", 90), (a.x, *middle))]
    if style == "slatted":
        t = a.thick * 0.4
        pieces = [slab((a.x - a.thick / 2, a.top - t, a.back), (a.x + a.thick / 2, a.top, a.front))]
        for z in np.linspace(a.back, a.front, int(rng.integers(3, 9))):
            pieces.append(slab((a.x - t / 3, a.low, z - t / 2), (a.x + t / 3, a.top - t / 2, z + t / 2)))
        return pieces
    z = np.linspace(0, 1, 9)
    crown = a.low + tall * (
        1
        - float(rng.uniform(0, 0.7)) * z ** float(rng.uniform(0.7, 3))
        - float(rng.uniform(0, 0.3)) * np.sin(z * np.pi)
    )
    side = np.concatenate(
        [np.stack([a.back + deep * z, crown], 1), np.stack([a.back + deep * z[::-1], np.full(9, a.low)], 1)]
    )
    board = extrude(side, a.thick * float(rng.uniform(0.2, 1)))
    turned = turn(board, "y", -90)
    return [move(turned, (a.x, 0, 0))]


def bracketed(rng: np.random.Generator, a: Arm) -> list[Piece]:
    """A pad on one upright from under the seat: T or L seen from the side or the front."""
    deep, z = (a.front - a.back) * float(rng.uniform(0.5, 0.85)), (a.front + a.back) / 2
    pad = box(
        (a.thick * rng.uniform(0.8, 1.3), a.thick * rng.uniform(0.3, 0.7), deep),
        (a.x, a.top, z),
        a.thick * 0.2 * (rng.random() < 0.6),
    )
    low = a.low - float(rng.uniform(0.0, 0.35)) * (a.top - a.low)
    flat, r = float(rng.uniform(1, 2.5)), a.thick * float(rng.uniform(0.2, 0.4))
    inward = [(a.x * 0.5, low, z), (a.x, low, z)] if chance(rng, 0.6) else [(a.x, low, z)]
    path = bent([*inward, (a.x, a.top, z)], 0.1 * (a.top - low), 4)
    return [pad, tube(path, r, pick(rng, (4, 8)), flatten=flat, side=(1, 0, 0))]


def floating(rng: np.random.Generator, a: Arm) -> list[Piece]:
    """An arm held by the back alone, thick at its root."""
    reach = a.back + (a.front - a.back) * float(rng.uniform(0.5, 0.95))
    path = spline(
        [
            (a.x * 0.96, a.top - 0.2 * (a.top - a.low), a.back - 0.01),
            (a.x, a.top, a.back * 0.6 + reach * 0.4),
            (a.x, a.top, reach),
        ],
        7,
    )
    return [
        tube(path, np.linspace(1, 0.6, 7) * a.thick * 0.45, 8, flatten=float(rng.uniform(0.5, 1.4)), side=(1, 0, 0))
    ]


def boarded(rng: np.random.Generator, a: Arm) -> list[Piece]:
    """A broad flat board on a plain post, as garden chairs have it."""
    deep = a.front - a.back
    wide = a.thick * float(rng.uniform(1.2, 2.2))
    board = lying(plate(oval(wide / 2, deep / 2, float(rng.uniform(0.12, 0.5))), a.thick * 0.3), a.top)
    post = slab(
        (a.x - a.thick * 0.2, a.low, a.front - 0.15 * deep),
        (a.x + a.thick * 0.2, a.top, a.front - 0.15 * deep + a.thick),
    )
    return [move(board, (a.x, 0, (a.front + a.back) / 2)), post]


def winged(rng: np.random.Generator, a: Arm) -> list[Piece]:
    """A thin curved sheet that flares outwards."""
    u, v = np.meshgrid(np.linspace(0, 1, 10), np.linspace(0, 1, 7), indexing="ij")
    flare = float(rng.uniform(0, 0.3)) * (a.top - a.low)
    dip = float(rng.uniform(0, 0.6))
    y = a.low + (a.top - a.low) * v * (1 - dip * u**2)
    grid = np.stack([a.x + flare * v**2, y, a.back + (a.front - a.back) * u], -1)
    return [sheet(grid, 0.0 if chance(rng, 0.3) else a.thick * float(rng.uniform(0.1, 0.5)))]


ARMS: tuple[tuple[Callable[[np.random.Generator, Arm], list[Piece]], float], ...] = (
    (railed, 3), (looped, 2), (panelled, 2), (bracketed, 1.5), (floating, 0.7), (boarded, 0.8), (winged, 0.7),
)  # fmt: skip


def both(pieces: list[Piece]) -> list[Piece]:
    """Pieces and their mirror images."""
    return [*pieces, *(mirror(piece) for piece in pieces)]
