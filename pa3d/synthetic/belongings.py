"""Things carried about: umbrella, lighter, pen."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import chance, log_uniform, pick, turned
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.lighters import lighter
from pa3d.synthetic.pieces import (
    Piece,
    arc,
    bar,
    box,
    cylinder,
    ellipsoid,
    join,
    lathe,
    move,
    spline,
    tube,
)

Rng = np.random.Generator


def umbrella(rng: Rng) -> Assembly:
    """Open, folded and sun umbrellas; hook, straight and ball grips."""
    style = pick(rng, ("open", "folded", "parasol"), (5, 2, 1.5))
    made = Assembly()
    long = rng.uniform(1.3, 2.2)
    thin = rng.uniform(0.015, 0.04)
    top = long
    if style == "folded":
        wide = rng.uniform(0.09, 0.22)
        low = long * rng.uniform(0.2, 0.4)
        line = spline([(thin * 1.5, low), (wide, low + 0.15 * long), (wide * 0.75, long * 0.7), (thin, long)], 10)
        cloth = lathe(line, 16)
        folds = 1 + 0.2 * np.cos(8 * np.arctan2(cloth.vertices[:, 2], cloth.vertices[:, 0])) * (
            cloth.vertices[:, 1] < long * 0.9
        )
        made.add("canopy", Piece(cloth.vertices * np.stack([folds, np.ones_like(folds), folds], 1), cloth.faces))
    else:
        radius, drop = rng.uniform(0.8, 1.3), rng.uniform(0.15, 0.75)
        ribs = int(pick(rng, (6, 8, 10, 12)))
        made.add("canopy", _canopy(rng, radius, drop, top, ribs))
        if chance(rng, 0.5):
            at = top - drop * 0.9 - rng.uniform(0, 0.15)
            for angle in np.linspace(0, 2 * np.pi, ribs, endpoint=False):
                out = np.array([np.cos(angle), 0, np.sin(angle)])
                made.add("rib", bar((0, at, 0), out * radius * 0.5 + (0, top - drop * 0.3, 0), 0.01, sections=4))
    made.add("shaft", bar((0, 0, 0), (0, top + rng.uniform(0.02, 0.15), 0), thin))
    if style == "parasol":
        foot = pick(
            rng,
            (
                cylinder(rng.uniform(0.25, 0.45), 0.08, sections=16),
                box((0.5, 0.08, 0.5), (0, 0.04, 0)),
                join(box((0.7, 0.06, 0.08), (0, 0.03, 0)), box((0.08, 0.06, 0.7), (0, 0.03, 0))),
            ),
        )
        made.add("base", foot)
        return made
    grip = rng.uniform(1.2, 2.2) * thin
    if chance(rng, 0.6):
        size = rng.uniform(0.08, 0.16)
        bend = arc(size, 0, -rng.uniform(150, 200), 10)
        hook = np.column_stack([bend[:, 0] - size, bend[:, 1], np.zeros(10)])
        made.add("handle", tube(np.concatenate([[(0, rng.uniform(0.1, 0.3), 0)], hook]), grip, 8))
    elif chance(rng, 0.6):
        made.add("handle", move(cylinder(grip * rng.uniform(1, 1.6), 0.25, top=grip, sections=10), (0, -0.12, 0)))
    else:
        made.add("handle", move(ellipsoid((grip * 2.2, grip * 2.2, grip * 2.2), 10, 7), (0, 0, 0)))
    if chance(rng, 0.3):
        made = turned(made, "x", float(pick(rng, (rng.uniform(20, 110), 180.0))))
    return made


def _canopy(rng: Rng, radius: float, drop: float, top: float, ribs: int) -> Piece:
    """A cloth dome whose edge hangs between the ribs' ends."""
    step = np.linspace(0, 1, 8)
    angle = np.linspace(0, 2 * np.pi, ribs * 3, endpoint=False)
    sag = 1 - rng.uniform(0.02, 0.14) * np.sin(angle * ribs / 2) ** 2
    radial = radius * step[:, None] * (1 - (1 - sag) * step[:, None])
    height = top - drop * step ** rng.uniform(1.2, 2.6)
    grid = np.stack([radial * np.cos(angle), np.repeat(height[:, None], len(angle), 1), radial * np.sin(angle)], -1)
    from_loft = grid.reshape(-1, 3)
    index = np.arange(len(from_loft)).reshape(8, -1)
    index = np.concatenate([index, index[:, :1]], 1)
    a, b, c, d = index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]
    return Piece(
        from_loft, np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])
    )


def pen(rng: Rng) -> Assembly:
    """Ball pen with a button, pen with a cap, marker, fountain pen; lying or standing."""
    made = Assembly()
    long, thick = 2.0, log_uniform(rng, 0.045, 0.26)
    tip = rng.uniform(0.1, 0.55)
    sections = int(pick(rng, (14, 6), (4, 1)))
    body = [
        (thick * 0.25, tip * 0.5),
        (thick * rng.uniform(0.8, 1), tip),
        (thick, long * 0.5),
        (thick * rng.uniform(0.8, 1), long),
        (0, long),
    ]
    if chance(rng, 0.3):  # a grip
        y = np.linspace(tip, tip + rng.uniform(0.3, 0.6), 7)
        rings = thick * 1.02 * (1 + rng.uniform(0, 0.03) * (np.arange(7) % 2))
        made.add("body", lathe(np.stack([rings, y], 1), sections))
    made.add("body", lathe(body, sections), lathe([(0, 0), (thick * 0.12, 0.05), (thick * 0.25, tip * 0.5)], 8))
    if chance(rng, 0.5):
        over = thick * rng.uniform(1.09, 1.3)
        cover = rng.uniform(0.45, 1.15)
        on_back = chance(rng, 0.3)
        start = long - cover * 0.6 if on_back else -0.05
        line = np.array([(over * 0.5, 0), (over, 0.08), (over, cover), (thick * 0.9, cover)])
        cap = move(lathe(np.concatenate([[(0, 0)], line]), 12), (0, start, 0))
        if on_back:
            cap = move(
                lathe(np.concatenate([[(thick * 0.9, 0)], [(over, 0)], [(over, cover)], [(0, cover)]]), 12),
                (0, start, 0),
            )
        made.add("cap", cap)
        if chance(rng, 0.7):
            clip, out = cover * rng.uniform(0.5, 0.9), over * rng.uniform(1.05, 1.35)
            top = start + cover * 0.95 if on_back else start + cover * 0.1
            middle = top - clip / 2 if on_back else top + clip / 2
            made.add(
                "cap", box((thick * rng.uniform(0.15, 0.5), clip, thick * rng.uniform(0.3, 0.8)), (out, middle, 0))
            )
            made.add("cap", box((thick * 0.6, clip * 0.1, thick * 0.4), (out - thick * 0.2, top, 0)))
    else:
        made.add(
            "button",
            move(cylinder(thick * rng.uniform(0.35, 0.7), rng.uniform(0.06, 0.2), sections=10), (0, long - 0.01, 0)),
        )
        if chance(rng, 0.8):
            made.add(
                "clip",
                box((thick * 0.4, 0.6, thick * 0.5), (thick * 1.3, long - 0.35, 0)),
                box((thick, 0.06, thick * 0.5), (thick, long - 0.06, 0)),
            )
    return turned(made, "z", float(pick(rng, (90.0, 0.0, 180.0, rng.uniform(20, 70)))))


BELONGINGS: tuple[Kind, ...] = (
    Kind("umbrella", umbrella, {
        "canopy": ("umbrella canopy", "cover", "cloth", "fabric", "umbrella top", "shade"),
        "shaft": ("pole", "stick", "rod", "umbrella shaft", "tube"),
        "handle": ("grip", "umbrella handle", "hook", "hook handle"),
        "rib": ("ribs", "stretcher", "spoke"),
        "base": ("stand", "foot", "umbrella stand"),
    }, ("parasol", "sunshade", "beach umbrella", "patio umbrella"), gravity=False),
    Kind("lighter", lighter, {
        "lid": ("cap", "cover", "lighter lid", "top"),
        "wheel": ("flint wheel", "spark wheel", "roller"),
        "button": ("lever", "fork", "trigger", "lighter button"),
        "body": ("case", "lighter body", "fuel tank", "housing"),
    }, ("cigarette lighter", "gas lighter")),
    Kind("pen", pen, {
        "cap": ("pen cap", "lid", "cover", "top"),
        "button": ("push button", "clicker", "pen button"),
        "clip": ("pen clip", "pocket clip"),
        "body": ("barrel", "shaft", "pen body", "tube"),
    }, ("ballpoint pen", "fountain pen", "marker", "ball pen"), gravity=False),
)  # fmt: skip
