"""Small fittings of the house: switch, clock, globe."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.belongings import BELONGINGS
from pa3d.synthetic.forms import both, chance, log_uniform, pick, plate
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import (
    Piece,
    arc,
    bar,
    box,
    cylinder,
    ellipsoid,
    extrude,
    join,
    lathe,
    move,
    torus,
    tube,
    turn,
)

Rng = np.random.Generator


def _component(rng: Rng) -> Assembly:
    """A switch as a part of a machine: a small housing with pins behind, a toggle, rocker or slider in front."""
    made = Assembly()
    wide, tall, deep = rng.uniform(0.5, 1.1), rng.uniform(0.8, 1.4), rng.uniform(0.5, 1.2)
    made.add("body", box((wide, tall, deep), (0, 0, -deep / 2)))
    if chance(rng, 0.5):
        made.add("body", box((wide * 1.25, tall * 1.2, 0.08)))
    pins = int(rng.integers(2, 4))
    long = rng.uniform(0.15, 0.5)
    for y in np.linspace(-tall * 0.35, tall * 0.35, pins):
        for x in pick(rng, ((0.0,), (-wide * 0.3, wide * 0.3))):
            made.add("body", box((0.04, 0.12, long), (x, y, -deep - long / 2 + 0.01)))
    style = pick(rng, ("toggle", "rocker", "slider", "push"))
    front = 0.03
    if style in ("toggle", "push"):
        neck = rng.uniform(0.1, 0.4)
        made.add("body", turn(cylinder(min(wide, tall) * rng.uniform(0.2, 0.35), neck, sections=12), "x", 90))
        front = neck - 0.02
    made.add("switch", move(_switch_piece(rng, style, wide * 0.85, tall * 0.85), (0, 0, front)))
    return made


def switch(rng: Rng) -> Assembly:
    """Wall plates with rockers or toggles, boxes with levers and knobs, slide and foot switches. Faces +z."""
    made = Assembly()
    if chance(rng, 0.12):
        return _component(rng)
    style = pick(rng, ("rocker", "toggle", "lever", "knob", "push", "slider"), (5, 3, 2, 2, 1.5, 1))
    count = int(pick(rng, (1, 2, 3, 4), (5, 3, 1.5, 0.7)))
    cell, tall = rng.uniform(0.45, 0.8), rng.uniform(0.75, 1.3)
    wide = cell * count + rng.uniform(0.1, 0.35)
    round_ = False
    deep = log_uniform(rng, 0.06, 0.6)
    if count == 1 and chance(rng, 0.2):
        body = turn(cylinder(tall / 2, deep, top=tall / 2 * rng.uniform(0.85, 1), sections=24), "x", 90)
        body = move(body, (0, 0, -deep / 2))
        wide = tall
        cell, round_ = tall * 0.7, True
    else:
        body = plate(wide, tall, deep, float(pick(rng, (0.0, rng.uniform(0.02, 0.15)))), rng.uniform(0.85, 1.0))
    made.add("body", body)
    if chance(rng, 0.35):  # a raised or wider frame
        made.add("body", move(plate(wide * 1.12, tall * 1.12, deep * 0.35, 0.06), (0, 0, -deep * 0.45)))
    if chance(rng, 0.3):
        made.add("body", both(move(turn(cylinder(0.03, 0.02, sections=8), "x", 90), (0.0, tall * 0.42, deep / 2))))
    across = chance(rng, 0.2) and count > 1
    share = rng.uniform(0.4, 0.65) if round_ else rng.uniform(0.45, 0.95)
    rows = 2 if not across and not round_ and chance(rng, 0.12) else 1
    room = (wide * 0.7, tall / count * 0.85) if across else (cell * rng.uniform(0.6, 1.0), tall * share / rows)
    one = _switch_piece(rng, style, min(room[0], 0.9), room[1])
    flipped = turn(one, "z", 180)
    for k in range(count * rows):
        across_at, row = k % count - (count - 1) / 2, k // count - (rows - 1) / 2
        at = np.array([across_at * cell, row * tall * 0.48, deep / 2])
        if across:
            at = np.array([0, across_at * tall / count, deep / 2])
        made.add("switch", move(flipped if chance(rng, 0.3) else one, at))
    if style == "lever" and chance(rng, 0.5):
        made.add(
            "body", bar((0, tall / 2, 0), (0, tall * 0.8, 0), 0.1), bar((0, -tall / 2, 0), (0, -tall * 0.75, 0), 0.1)
        )
    return made


def _switch_piece(rng: Rng, style: str, wide: float, tall: float) -> Piece:
    """The part that moves, on the plane z = 0."""
    if style == "rocker":
        out = rng.uniform(0.025, 0.22)
        tilt = rng.uniform(-0.5, 0.5) * out * 1.4
        side = [
            (-tall / 2, 0),
            (-tall / 2, out * 0.5 - tilt),
            (0, out * rng.uniform(0.3, 0.8)),
            (tall / 2, out * 0.5 + tilt),
            (tall / 2, 0),
        ]
        wedge = extrude([(max(z, 0.01), y) for y, z in side], wide)
        return turn(wedge, "y", -90)
    if style == "toggle":
        base = plate(wide * 0.45, tall * 0.45, 0.04, 0.02)
        stick = bar((0, 0, 0), (0, 0, rng.uniform(0.2, 0.45)), 0.06, 0.09, sections=int(pick(rng, (4, 10))))
        stick = turn(stick, "x", float(pick(rng, (-1, 1))) * rng.uniform(10, 35))
        return join(base, stick) if chance(rng, 0.5) else stick
    if style == "lever":
        hub = turn(cylinder(0.12, 0.15, sections=12), "x", 90)
        arm = box((0.1, tall * rng.uniform(0.5, 0.9), 0.07), (0, tall * 0.3, 0.12), 0.02)
        return join(hub, turn(arm, "z", rng.uniform(-90, 90)))
    if style == "knob":
        radius = min(wide, tall) * rng.uniform(0.25, 0.48)
        dial = lathe([(radius, 0), (radius * 0.95, rng.uniform(0.08, 0.3)), (0, 0.25)], int(pick(rng, (18, 12, 8))))
        return join(turn(dial, "x", 90), turn(box((0.05, radius * 1.7, 0.08), (0, 0, 0.27)), "z", rng.uniform(0, 180)))
    if style == "push":
        radius = min(wide, tall) * rng.uniform(0.2, 0.45)
        cap = lathe([(radius * 0.8, 0), (radius * 0.8, 0.12), (radius, 0.13), (radius * 0.9, 0.24), (0, 0.3)], 16)
        return turn(cap, "x", 90)
    return box((wide * 0.35, tall * 0.25, 0.15), (0, tall * rng.uniform(-0.25, 0.25), 0.06))


def clock(rng: Rng) -> Assembly:
    """Wall, alarm, mantel, square, long-case clocks; the face looks along +z."""
    made = Assembly()
    style = pick(rng, ("wall", "alarm", "mantel", "square", "tall"), (5, 3, 2, 2, 1.5))
    deep = log_uniform(rng, 0.08, 0.6)
    if style in ("wall", "alarm"):
        rim = rng.uniform(0.04, 0.2)
        line = [
            (0, -deep / 2),
            (1, -deep / 2),
            (1, deep / 2 + rim * 0.5),
            (1 - rim, deep / 2 + rim * 0.5),
            (1 - rim, deep / 2),
            (0, deep / 2),
        ]
        made.add("body", turn(lathe(line, 28), "x", 90))
    else:
        wide, tall = rng.uniform(2.0, 2.6), rng.uniform(2.0, 2.8)
        made.add("body", plate(wide, tall, deep, float(pick(rng, (0.0, 0.2, 0.6)))))
        made.add("body", move(turn(cylinder(0.98, 0.03, sections=28), "x", 90), (0, 0, deep / 2)))
        if style == "mantel":
            made.add("body", box((wide * rng.uniform(1.1, 1.6), 0.3, deep * 1.5), (0, -tall / 2, 0)))
            if chance(rng, 0.5):
                made.add("body", move(extrude([(-wide / 2, 0), (wide / 2, 0), (0, 0.6)], deep), (0, tall / 2, 0)))
        if style == "tall":
            low = rng.uniform(2.5, 4.5)
            made.add("body", box((wide * 0.75, low, deep * 1.0), (0, -tall / 2 - low / 2, 0)))
            made.add("body", box((wide * 1.05, 0.9, deep * 1.2), (0, -tall / 2 - low, 0)))
    if style == "alarm":
        for x in (-0.5, 0.5):
            made.add("leg", bar((x, -0.8, 0), (x * 1.5, -1.2, 0), 0.07, 0.05))
        if chance(rng, 0.7):
            bell = lathe(np.array([(1, 0), (0.85, 0.4), (0, 0.65)]) * 0.38, 14)
            made.add("body", both(move(turn(bell, "z", -35), (0.6, 0.92, 0))))
            made.add("handle", move(turn(torus(0.35, 0.05, 14, 6, 180), "x", -90), (0, 1.05, 0)))
    front = deep / 2 + rng.uniform(0.03, 0.08)
    thick = rng.uniform(0.02, 0.05)
    for length, width in (
        (rng.uniform(0.4, 0.55), rng.uniform(0.04, 0.12)),
        (rng.uniform(0.62, 0.85), rng.uniform(0.03, 0.09)),
    ):
        end = width * rng.uniform(0.15, 1)
        hand = extrude([(-width / 2, -0.12), (width / 2, -0.12), (end / 2, length), (-end / 2, length)], thick)
        made.add("hand", move(turn(hand, "z", rng.uniform(0, 360)), (0, 0, front)))
    if chance(rng, 0.4):
        made.add("hand", turn(box((0.02, 1.0, 0.02), (0, 0.35, front + 0.03)), "z", rng.uniform(0, 360)))
    made.add("hand", move(turn(cylinder(0.06, 0.06, sections=10), "x", 90), (0, 0, front - 0.02)))
    if chance(rng, 0.45):  # marks
        for k in range(12):
            made.add("body", turn(box((0.05, 0.14, 0.03), (0, 0.82 * 0.95, deep / 2 + 0.01)), "z", 30.0 * k))
    return made


def globe(rng: Rng) -> Assembly:
    """Sphere on a foot, in a half ring, in a full ring, in a four-legged stand."""
    made = Assembly()
    made.add("sphere", ellipsoid((1, 1, 1), 24, 15))
    tilt = float(pick(rng, (23.4, rng.uniform(0, 40))))
    gap, thick = rng.uniform(1.05, 1.2), rng.uniform(0.025, 0.07)
    style = pick(rng, ("half", "ring", "post", "floor"), (5, 2, 1, 2))
    low = -gap - rng.uniform(0.1, 0.9)
    if style in ("half", "ring", "floor"):
        bend = arc(gap, -90, 90 if style == "half" else 269, 20)
        path = np.column_stack([bend, np.zeros(len(bend))])
        ring = tube(path, thick, 6, flatten=rng.uniform(0.4, 2.2), side=(0, 0, 1), closed=style != "half")
        pole = bar((0, -gap, 0), (0, gap, 0), 0.03)
        made.add("frame", turn(join(ring, pole), "z", -tilt if style == "half" else tilt))
    if style == "floor":
        made.add("frame", torus(gap * 1.08, rng.uniform(0.05, 0.12), 24, 4))
        legs = int(pick(rng, (3, 4)))
        for k in range(legs):
            at = 2 * np.pi * (k + 0.5) / legs
            out = np.array([np.cos(at), 0, np.sin(at)]) * gap * 1.08
            made.add("base", bar(out, out * rng.uniform(0.7, 1.0) + (0, low - 0.3, 0), 0.07, 0.05))
        if chance(rng, 0.6):
            made.add("base", move(cylinder(gap * 0.8, 0.08, sections=16), (0, low - 0.2, 0)))
        return made
    turned_line = [
        (0, low),
        (rng.uniform(0.45, 0.8), low),
        (0.5, low + 0.08),
        (0.12, low + 0.16),
        (rng.uniform(0.06, 0.2), (low - gap) / 2),
        (0.08, -gap + 0.05 if style != "post" else -0.98),
    ]
    made.add("base", lathe(turned_line, 16))
    return made


KINDS: tuple[Kind, ...] = (
    Kind("switch", switch, {
        "switch": ("button", "rocker", "toggle", "knob", "lever", "switch button"),
        "body": ("base body", "switch body", "plate", "wall plate", "frame", "housing", "base"),
    }, ("light switch", "wall switch", "toggle switch", "electrical switch")),
    Kind("clock", clock, {
        "hand": ("clock hand", "pointer", "needle", "hour hand", "minute hand"),
        "body": ("clock body", "dial", "clock face", "case", "frame"),
        "leg": ("foot", "clock leg", "feet"),
        "handle": ("grip", "carrying handle"),
    }, ("wall clock", "alarm clock", "watch", "grandfather clock")),
    Kind("globe", globe, {
        "sphere": ("ball", "globe", "globe sphere", "earth", "world"),
        "base": ("stand", "foot", "globe base", "pedestal"),
        "frame": ("ring", "meridian", "bracket", "arc", "support"),
    }, ("world globe", "terrestrial globe", "desk globe")),
    *BELONGINGS,
)  # fmt: skip
