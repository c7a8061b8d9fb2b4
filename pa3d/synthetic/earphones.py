"""Earphones: headphones, headsets, buds on a wire, clips over the ear."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import both, chance, log_uniform, pick, squared
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import (
    Piece,
    bar,
    box,
    ellipsoid,
    join,
    lathe,
    mirror,
    move,
    spline,
    stretch,
    torus,
    tube,
    turn,
)

Rng = np.random.Generator


def earphone(rng: Rng) -> Assembly:
    """Headphones over or on the ear, behind the neck, gaming headsets, buds with a wire."""
    return pick(rng, (_headphones, _buds, _clips), (6.5, 2.5, 1))(rng)


def _cup(rng: Rng, radius: float, deep: float) -> Piece:
    """One ear cup, its pad towards -x: round, oval, squarish, or a thin speaker."""
    inner = rng.uniform(0.45, 0.8)
    pad, shoulder = rng.uniform(0.15, 0.5), rng.uniform(0.5, 0.95)
    line = [(0.0, deep), (radius * shoulder, deep * rng.uniform(0.85, 1.05)), (radius, deep * 0.5)]
    line += [(radius * 0.95, deep * 0.25), (radius * 1.05, 0.15 * deep), (radius * 1.05, -deep * pad)]
    if chance(rng, 0.6):  # room for the ear
        line += [(radius * inner, -deep * pad * 1.1), (radius * inner, 0.0), (0.0, 0.0)]
    else:
        line += [(radius * inner, -deep * pad * 1.1), (0.0, -deep * pad * rng.uniform(0.6, 1.2))]
    cup = lathe(line, 18)
    if chance(rng, 0.2):
        cup = squared(cup, rng.uniform(2.5, 6))
    return stretch(turn(cup, "z", -90), (1, rng.uniform(0.95, 1.5), 1))


def _band(rng: Rng, half: float, rise: float, attach: float) -> list[Piece]:
    """The arc over the head, from height `attach` on both sides."""
    arch = rng.uniform(0.5, 1.1)
    angle = np.linspace(0, np.pi, 19)
    across = half * np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** arch
    path = np.stack([across, attach + rise * np.sin(angle) ** arch, np.zeros(19)], 1)
    style = pick(rng, ("band", "wire", "double", "padded", "split"), (5, 2, 1.5, 3, 1))
    width = rng.uniform(0.06, 0.24)
    if style == "wire":
        return [tube(path, rng.uniform(0.02, 0.05), 8)]
    if style == "double":
        rod, gap = tube(path, rng.uniform(0.018, 0.035), 6), rng.uniform(0.06, 0.14)
        pad = tube(path[4:15] * (0.96, 0.93, 1), rng.uniform(0.1, 0.18), 4, flatten=0.15, side=(0, 0, 1))
        return [move(rod, (0, 0, gap)), move(rod, (0, 0, -gap)), pad]
    widths = width * (1 - rng.uniform(0, 0.6) * np.abs(np.cos(angle)) ** 2)
    thin, square = rng.uniform(0.1, 0.45), float(pick(rng, (0.4, 1.0)))
    if style == "split":  # the middle slides over the two ends
        ends = both(tube(path[:8], width * 0.5, 6, flatten=0.4, side=(0, 0, 1)))
        return [ends, tube(path[5:14] * (1.02, 1.01, 1), width, 8, flatten=thin, square=square, side=(0, 0, 1))]
    band = [tube(path, widths, 8, flatten=thin, square=square, side=(0, 0, 1))]
    if style == "padded":
        band.append(tube(path[5:14] * (0.95, 0.95, 1), width * 0.95, 8, flatten=0.4, side=(0, 0, 1)))
    return band


def _headphones(rng: Rng) -> Assembly:
    """Two cups on an arc over the head, or behind the neck; now and then one cup and a pad."""
    made = Assembly()
    half, rise, radius = rng.uniform(0.55, 0.95), rng.uniform(0.7, 1.5), log_uniform(rng, 0.16, 0.6)
    deep = radius * rng.uniform(0.25, 0.95)
    cup = _cup(rng, radius, deep)
    tall = float(cup.vertices[:, 1].max())
    cup = turn(turn(cup, "z", rng.uniform(-8, 12)), "y", rng.uniform(-15, 15))
    if chance(rng, 0.06):  # turned flat for travel
        cup = turn(cup, "y", 90)
    attach = tall * rng.uniform(-0.1, 1.0)
    out = half + deep * rng.uniform(0.1, 0.9)
    band = _band(rng, out, rise, attach)
    if chance(rng, 0.35):  # yokes
        fork = turn(torus(radius * 1.12, radius * rng.uniform(0.06, 0.14), 12, 6, 180), "x", -90)
        fork = turn(stretch(fork, (1, tall / radius, 1)), "y", 90)
        band.append(both(move(fork, (half + deep * 0.3, 0, 0))))
    elif attach > tall * 0.8:
        band.append(both(bar((out, attach + 0.02, 0), (half + deep * 0.2, attach * 0.6, 0), rng.uniform(0.03, 0.07))))
    if chance(rng, 0.06):
        made.add("earcup", move(cup, (half, 0, 0)))
        band.append(move(box((0.06, 0.3, 0.12)), (-out, attach, 0)))
    else:
        made.add("earcup", both(move(cup, (half, 0, 0))))
    behind = chance(rng, 0.08)
    made.add("headband", *(turn(piece, "x", -rng.uniform(80, 110)) if behind else piece for piece in band))
    if chance(rng, 0.2):  # microphone
        first, middle = (half + deep * 0.3, -radius * 0.3, radius * 0.5), (half * 0.95, -radius * 1.1, half * 0.7)
        boom = spline([first, middle, (half * 0.5, -radius * 1.5, half * rng.uniform(0.8, 1.2))], 9)
        made.add("earcup", tube(boom, 0.025, 6), move(ellipsoid((0.08, 0.06, 0.06), 8, 6), boom[-1]))
    if chance(rng, 0.5):
        _leads(rng, made, np.array([half + deep * 0.3, -tall * 0.95, 0.0]))
    return made


def _cable(rng: Rng, start: Array, end: Array, sway: float, radius: float) -> Piece:
    """A slack cable between two points: it wanders, and may wind up in loops on the way."""
    inner = int(rng.integers(2, 6))
    share = np.linspace(0, 1, inner + 2)[1:-1, None]
    points = [start, *(start + (end - start) * share + rng.uniform(-sway, sway, (inner, 3))), end]
    if chance(rng, 0.15):
        middle, size = points[inner // 2 + 1], rng.uniform(0.1, 0.35)
        angle = np.linspace(0, 2 * np.pi * rng.integers(1, 4), 14)
        loops = middle + size * np.stack([np.cos(angle), np.sin(angle), 0.05 * angle], 1)
        points = [*points[: inner // 2 + 1], *loops, *points[inner // 2 + 2 :]]
    return tube(spline(points, 3 * len(points) + 6), radius, 6)


def _leads(rng: Rng, made: Assembly, low: Array) -> None:
    """The wire of headphones, from one cup or from both, to a plug."""
    radius, long = rng.uniform(0.012, 0.04), rng.uniform(0.5, 2.6)
    reach = rng.uniform(-0.8, 0.8, 3)
    if chance(rng, 0.3):  # two wires that meet
        meet = np.array([rng.uniform(-0.2, 0.2), low[1] - long * rng.uniform(0.3, 0.8), rng.uniform(-0.3, 0.3)])
        for start in (low, low * (-1, 1, 1)):
            made.add("data wire", _cable(rng, start, meet, 0.08, radius))
    else:
        meet = low
    end = meet + np.array([reach[0], -long, reach[2]])
    made.add("data wire", _cable(rng, meet, end, 0.15 * long, radius), bar(end, end - (0, 0.14, 0), radius * 2))


def _bud(rng: Rng, size: float) -> tuple[Piece, Array]:
    """An ear bud that looks along +x, and where its wire leaves."""
    line = np.array([(0, -0.9), (0.6, -0.9), (0.75, -0.2), (1, 0), (1, 0.6), (0.4, 1), (0, 1)])
    if chance(rng, 0.5):  # rubber tip
        line = np.array([(0, -1.6), (0.45, -1.6), (0.7, -0.8), (0.3, -0.8), (0.4, -0.2), (0.8, 0), (0.8, 0.8), (0, 1)])
    bud = turn(lathe(line * size * (1, rng.uniform(0.7, 1.2)), 14), "z", rng.uniform(60, 120))
    if chance(rng, 0.75):
        low = np.array([-0.02, -size * rng.uniform(1.5, 4.5), 0.0])
        return join(bud, bar((0, 0, 0), low, size * rng.uniform(0.2, 0.45))), low
    return bud, np.array([-size * 0.8, -size * 0.3, 0.0])


def _buds(rng: Rng) -> Assembly:
    """Two buds whose wires meet and run on to a plug, hung up or thrown down; without wire now and then."""
    made = Assembly()
    apart, size = rng.uniform(0.15, 0.6), rng.uniform(0.08, 0.2)
    bud, low = _bud(rng, size)
    radius = rng.uniform(0.012, 0.04)
    meet = np.array([rng.uniform(-0.15, 0.15), -rng.uniform(0.5, 1.6), rng.uniform(-0.2, 0.2)])
    if chance(rng, 0.07):
        made.add("earcup", both(move(bud, (-apart, 0, 0))))
        return made
    for side in (-1, 1):
        piece = bud if side < 0 else mirror(bud)
        away = np.array([side * apart, rng.uniform(-0.05, 0.05), 0])
        made.add("earcup", move(piece, away))
        sway = float(pick(rng, (0.05, 0.2)))
        made.add("data wire", _cable(rng, low * (-side, 1, 1) + away, meet, sway, radius))
    end = meet + np.array([rng.uniform(-0.6, 0.6), -rng.uniform(0.3, 1.6), rng.uniform(-0.3, 0.3)])
    made.add("data wire", _cable(rng, meet, end, rng.uniform(0.05, 0.3), radius * 1.2))
    made.add("data wire", bar(end, end - (0, rng.uniform(0.1, 0.25), 0), radius * 2.4))
    if chance(rng, 0.4):  # where the wires part
        made.add("data wire", box((radius * 5, radius * 9, radius * 4), meet))
    return made


def _clips(rng: Rng) -> Assembly:
    """Sports clips: a hook over each ear, a band behind the neck or a wire."""
    made = Assembly()
    half, size = rng.uniform(0.45, 0.65), rng.uniform(0.12, 0.25)
    made.add("earcup", both(move(_cup(rng, size, size), (half, 0, 0))))
    x = half + 0.1
    hook = [(x, 0, size), (x, size * 1.6, size * 0.7), (x, size * 2.0, -size), (x, 0, -size * 2)]
    made.add("headband", both(tube(spline(hook, 12), rng.uniform(0.02, 0.05), 6)))
    angle = np.linspace(0, np.pi, 17)
    rear = np.stack([x * np.cos(angle), -0.1 * np.sin(angle), -size * 2 - rng.uniform(0.4, 0.8) * np.sin(angle)], 1)
    if chance(rng, 0.6):
        made.add("headband", tube(rear, rng.uniform(0.02, 0.06), 6, flatten=rng.uniform(0.4, 1)))
    else:
        _leads(rng, made, np.array([half, -size, 0.0]))
    return made


EARPHONES: tuple[Kind, ...] = (
    Kind(
        "earphone",
        earphone,
        {
            "earcup": ("ear cup", "earpiece", "ear pad", "speaker", "cushion", "earbud"),
            "headband": ("band", "head band", "arch", "headset band", "strap"),
            "data wire": ("wire", "cable", "cord", "headphone cable", "plug"),
        },
        ("headphone", "headset", "headphones", "earbuds", "earpods"),
        weight=1.5,
    ),
)
