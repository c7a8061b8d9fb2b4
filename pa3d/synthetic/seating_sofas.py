"""Sofas: upholstered blocks, frames with cushions, chesterfields, corners, chaises and daybeds."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import Footprint, slab
from pa3d.synthetic.furniture_frames import drum, slabs, sled, wires
from pa3d.synthetic.furniture_legs import four_legs
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, box, cylinder, ellipsoid, loft, move, spline, tube, turn, warp
from pa3d.synthetic.seating_arms import Arm, both, looped, panelled, railed
from pa3d.synthetic.seating_cushions import cushioned, massive, pillow
from pa3d.synthetic.seating_plane import Back

# How far one part sinks into its neighbour, or stands out where both would lie in one plane: with shared faces
# nobody could tell whose surface it is.
SUNK = 0.008


def _cushion(
    rng: np.random.Generator, low: tuple[float, float, float], high: tuple[float, float, float], soft: float
) -> Piece:
    """A cushion between two corners; soft 0 is a plain box, 1 a pillow."""
    a, b = np.array(low), np.array(high)
    if soft < 0.25:
        return slab(a, b)
    if soft < 0.7:
        return slab(a, b, float((b - a).min()) * float(rng.uniform(0.15, 0.5)))
    if chance(rng, 0.4):
        return pillow(rng, a, b)
    return move(ellipsoid((b - a) / 2 * 1.03, 20, 11, float(rng.uniform(0.25, 0.45))), (a + b) / 2)


def _row(
    rng: np.random.Generator, count: int, w: float, y: tuple[float, float], z: tuple[float, float], soft: float
) -> list[Piece]:
    """Cushions side by side from -w to w."""
    step = 2 * w / count
    gap = 0.01 * step
    return [
        _cushion(rng, (-w + k * step + gap, y[0], z[0]), (-w + (k + 1) * step - gap, y[1], z[1]), soft)
        for k in range(count)
    ]


def _feet(rng: np.random.Generator, out: Assembly, w: float, d: float, foot: float) -> None:
    if foot > 0.02:
        base = pick(rng, (four_legs, four_legs, four_legs, sled, slabs, wires, drum))
        out.add("leg", *base(rng, Footprint(w, d, foot + 0.005)).legs)


def block_sofa(rng: np.random.Generator, count: int) -> Assembly:
    """Base, `count` seat cushions, back with or without cushions, arms of any height."""
    out = Assembly()
    w = 0.32 * count * float(rng.uniform(0.85, 1.2)) + (0.1 if count == 1 else 0)
    d, foot = float(rng.uniform(0.32, 0.5)), float(rng.uniform(0.0, 0.2)) * (rng.random() < 0.8)
    seat = float(rng.uniform(0.34, 0.48))
    pad = float(rng.uniform(0.08, 0.22))
    top, arm_top = seat + float(rng.uniform(0.22, 0.5)), seat + float(rng.uniform(0.02, 0.28))
    thick, arm = float(rng.uniform(0.08, 0.22)), float(rng.uniform(0.05, 0.25))
    soft = float(rng.random())
    out.add("base", slab((-w, foot, -d), (w, seat - pad, d * 0.98)))
    seats = count if chance(rng, 0.75) else 1
    out.add("seat", *_row(rng, seats, w, (seat - pad - SUNK, seat), (-d + thick * 0.8, d), soft))
    lean = float(rng.uniform(0, 14))
    back = [
        slab(
            (-w + SUNK / 2, foot if chance(rng, 0.5) else seat - pad, -d),
            (w - SUNK / 2, top, -d + thick),
            0 if soft < 0.3 else thick * 0.3,
        )
    ]
    if chance(rng, 0.2):
        back = [move(p, (0, seat - pad, -d + thick / 2)) for p in cushioned(rng, Back(w, top - seat + pad, thick))]
    elif chance(rng, 0.6):
        pads = _row(
            rng,
            seats,
            w,
            (seat - SUNK, top + float(rng.uniform(-0.05, 0.08))),
            (-d + thick * 0.7, -d + thick + float(rng.uniform(0.06, 0.16))),
            soft,
        )
        back += pads if chance(rng, 0.85) else pads[:1]
    back_part = [turn(piece, "x", -lean, (0, seat, -d)) for piece in back]
    if chance(rng, 0.25):
        crown = float(rng.uniform(0.05, 0.2))
        back_part = [
            warp(
                p,
                lambda v: np.stack(
                    [v[:, 0], v[:, 1] + crown * (1 - (v[:, 0] / w) ** 2) * (v[:, 1] > seat + 0.1), v[:, 2]], 1
                ),
            )
            for p in back_part
        ]
    out.add("back", *back_part)
    if chance(rng, 0.88):
        low = foot if chance(rng, 0.7) else seat - pad
        place = Arm(w + arm / 2 - SUNK, low + SUNK / 2, arm_top, SUNK - d, d * float(rng.uniform(0.8, 1.02)), arm)
        style = pick(rng, (panelled, panelled, massive, massive, massive, looped, railed))
        sides = both(style(rng, place))
        out.add("arm", *(sides if chance(rng, 0.93) else sides[: len(sides) // 2]))
    if chance(rng, 0.3):
        for x in (-0.8 * w, 0.8 * w)[: int(rng.integers(1, 3))]:
            pillow = ellipsoid((0.16, 0.16, 0.06), 14, 9, 0.5)
            out.add(
                "back", move(turn(turn(pillow, "x", -20), "y", -20 * np.sign(x)), (x, seat + 0.15, -d + thick + 0.15))
            )
    _feet(rng, out, w * 0.95, d * 0.9, foot)
    return out


def framed_sofa(rng: np.random.Generator, count: int) -> Assembly:
    """A wooden or metal frame with loose cushions: settees, futons, garden sofas."""
    out = Assembly()
    w, d = 0.3 * count * float(rng.uniform(0.85, 1.15)), float(rng.uniform(0.3, 0.42))
    seat, pad = float(rng.uniform(0.36, 0.48)), float(rng.uniform(0.07, 0.16))
    rail, t = seat - pad, float(rng.uniform(0.03, 0.06))
    out.add("base", slab((-w, rail - t * 1.5, d - t), (w, rail, d)), slab((-w, rail - t * 1.5, -d), (w, rail, -d + t)))
    out.add("base", *(slab((x - t / 2, rail - t, -d), (x + t / 2, rail, d)) for x in np.linspace(-w, w, 5)))
    soft = float(rng.uniform(0.3, 1))
    seats = count if chance(rng, 0.7) else 1
    out.add("seat", *_row(rng, seats, w * 0.98, (rail - SUNK, seat), (-d + 0.06, d + SUNK), soft))
    top, lean = seat + float(rng.uniform(0.3, 0.5)), float(rng.uniform(4, 18))
    back = _row(rng, count, w * 0.98, (seat - 0.02, top), (-d + 0.03, -d + 0.03 + pad), soft)
    for x in np.linspace(-w, w, int(rng.integers(2, 16))):
        back.append(slab((x - t / 3, rail, -d - t / 2), (x + t / 3, top - 0.02, -d + t / 2)))
    back.append(slab((-w, top - 0.06, -d - t / 2), (w, top - 0.02, -d + t / 2)))
    out.add("back", *(turn(piece, "x", -lean, (0, rail, -d)) for piece in back))
    place = Arm(w + t / 2, rail, seat + float(rng.uniform(0.08, 0.22)), -d, d, float(rng.uniform(0.05, 0.1)))
    out.add("arm", *both(pick(rng, (railed, looped, panelled))(rng, place)))
    out.add("leg", *four_legs(rng, Footprint(w, d, rail - t * 0.5)).legs)
    return out


def _corner_sofa(rng: np.random.Generator) -> Assembly:
    """An L: a long side and a shorter one or a chaise."""
    out = Assembly()
    w, d, foot = float(rng.uniform(0.9, 1.4)), float(rng.uniform(0.4, 0.5)), float(rng.uniform(0.0, 0.12))
    reach = d + float(rng.uniform(0.3, 1.0))
    wing = float(rng.uniform(0.7, 0.95))
    seat, pad, thick = float(rng.uniform(0.36, 0.45)), float(rng.uniform(0.1, 0.2)), float(rng.uniform(0.1, 0.2))
    top, soft, arm = seat + float(rng.uniform(0.25, 0.42)), float(rng.random()), float(rng.uniform(0.08, 0.22))
    out.add("base", slab((-w, foot, -d), (w, seat - pad, d)), slab((-w, foot, d), (-w + wing, seat - pad, reach)))
    low, inner = seat - pad - SUNK, -d + thick - SUNK
    chaise = _cushion(rng, (-w + thick * 0.5, low, inner), (-w + wing + SUNK, seat, reach + SUNK), soft)
    rest = _row(rng, int(rng.integers(1, 4)), (2 * w - wing) / 2, (low, seat), (inner, d + SUNK), soft)
    out.add("seat", chaise, *(move(piece, (wing / 2, 0, 0)) for piece in rest))
    left, back = -w - SUNK / 2, -d - SUNK / 2  # the back stands out from the base that it hides
    out.add("back", slab((left, foot + SUNK, back), (-left, top, -d + thick), thick * 0.3 * (soft > 0.3)))
    if chance(rng, 0.6):
        ahead = (-d + thick, -d + thick + 0.14)
        pads = _row(rng, int(rng.integers(2, 5)), w - thick, (seat - SUNK, top + 0.05), ahead, soft)
        out.add("back", *pads)
    if chance(rng, 0.6):  # the short side has a back, else it is an open chaise
        end = (-w + thick, top, reach + 2 * SUNK)
        out.add("back", slab((left, foot + SUNK, back), end, thick * 0.3 * (soft > 0.3)))
    else:
        out.add("arm", slab((-w - arm, foot + SUNK / 2, SUNK - d), (-w + SUNK, seat + 0.15, d + SUNK / 2)))
    high = seat + float(rng.uniform(0.05, 0.25))
    place = Arm(w + arm / 2 - SUNK, foot + SUNK / 2, high, SUNK - d, d + SUNK / 2, arm)
    out.add("arm", *panelled(rng, place))
    _feet(rng, out, w, d * 0.9, foot)
    if chance(rng, 0.5):
        out.pieces = [(name, Piece(p.vertices * (-1, 1, 1), p.faces[:, ::-1])) for name, p in out.pieces]
    return out


def round_sofa(rng: np.random.Generator, count: int) -> Assembly:
    """A curved back that runs into the arms: tubs, camel backs, cabriole and round sofas."""
    out = Assembly()
    w, d = 0.14 + 0.22 * count * float(rng.uniform(0.85, 1.15)), float(rng.uniform(0.35, 0.5))
    foot, seat = float(rng.uniform(0.04, 0.2)), float(rng.uniform(0.36, 0.46))
    thick, power = float(rng.uniform(0.06, 0.16)), float(rng.uniform(0.3, 0.8))
    arm_top, rise = seat + float(rng.uniform(0.1, 0.25)), float(rng.uniform(0.0, 0.25))
    angle = np.linspace(0, np.pi, 25)
    x = np.concatenate([[w], w * np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** power, [-w]])
    z = np.concatenate([[d], -d * np.sin(angle) ** power, [d]])
    s = np.clip(-z / d, 0, 1)
    high = arm_top + rise * s**2 * (1 + float(rng.uniform(0, 0.5)) * (1 - (x / w) ** 2))
    flare = 1 + float(rng.uniform(0, 0.1))
    rings = []
    for inset, level in ((0, 0.0), (0, 1.0), (0.3, 1.05), (0.7, 1.05), (1, 1.0), (1, 0.0)):
        grow = flare if level else 1.0
        rings.append(
            np.stack(
                [
                    (x - np.sign(x) * thick * inset * np.abs(x / w)) * grow,
                    foot + (high - foot) * level,
                    z * grow + thick * inset * s,
                ],
                1,
            )
        )
    wall = np.stack(rings).transpose(1, 0, 2)
    cut = int(rng.integers(3, 9))
    for part, rows in (
        ("arm", slice(0, cut + 1)),
        ("back", slice(cut, len(x) - cut)),
        ("arm", slice(len(x) - cut - 1, None)),
    ):
        out.add(part, loft(wall[rows], caps=part == "arm"))  # where two meet, one end is enough
    pad, soft = float(rng.uniform(0.1, 0.16)), float(rng.uniform(0.3, 1))
    inner = w - thick
    level, behind = seat - pad - SUNK, -d + thick - SUNK
    out.add("base", slab((-inner, foot + SUNK / 2, behind - SUNK / 2), (inner, seat - pad, d * 0.97)))
    out.add("seat", *_row(rng, count if chance(rng, 0.6) else 1, inner, (level, seat), (behind, d), soft))
    if chance(rng, 0.3):
        roll = tube(spline(np.stack([x, high, z], 1)[1:-1], 20), thick * 0.5, 8)
        out.add("back", roll)
    out.add("leg", *four_legs(rng, Footprint(w * 0.9, d * 0.85, foot + 0.01)).legs)
    return out


def _daybed(rng: np.random.Generator) -> Assembly:
    """A long seat with one raised end, a bolster, and part of a back: recamier, chaise longue."""
    out = Assembly()
    w, d = float(rng.uniform(0.7, 1.0)), float(rng.uniform(0.28, 0.4))
    foot, seat = float(rng.uniform(0.1, 0.25)), float(rng.uniform(0.36, 0.46))
    pad = float(rng.uniform(0.06, 0.14))
    out.add("base", slab((-w, foot, -d), (w, seat - pad, d)))
    low, high = np.array((-w, seat - pad, -d)) - SUNK, np.array((w + SUNK, seat, d + SUNK))
    out.add("seat", _cushion(rng, tuple(low), tuple(high), float(rng.random())))
    rise = float(rng.uniform(0.2, 0.4))
    path = spline([(w - 0.04, seat - pad - SUNK, 0), (w + 0.05, seat + rise * 0.5, 0), (w + 0.16, seat + rise, 0)], 8)
    end = tube(path, d * 1.2, 4, flatten=float(rng.uniform(0.08, 0.18)), side=(0, 0, 1), square=1)
    out.add("arm", end)
    if chance(rng, 0.5):
        out.add("arm", Piece(end.vertices * (-1, 1, 1), end.faces[:, ::-1]))
    if chance(rng, 0.6):
        reach = float(rng.uniform(-0.6, 0.6)) * w
        out.add("back", box((w - reach, rise * 1.3, 0.08), ((w + reach) / 2, seat + rise * 0.4, -d), 0.03))
    if chance(rng, 0.4):
        out.add(
            "back" if chance(rng, 0.3) else "seat",
            move(turn(cylinder(0.08, 2 * d * 0.95), "x", 90), (w * 0.85, seat + 0.07, -d * 0.95)),
        )
    _feet(rng, out, w * 0.95, d * 0.95, foot)
    return out


def sofa(rng: np.random.Generator) -> Assembly:
    """A sofa of any style."""
    share = rng.random()
    if share < 0.5:
        return block_sofa(rng, int(rng.integers(1, 5)))
    if share < 0.65:
        return framed_sofa(rng, int(rng.integers(2, 5)))
    if share < 0.78:
        return _corner_sofa(rng)
    return round_sofa(rng, int(rng.integers(2, 5))) if share < 0.92 else _daybed(rng)
