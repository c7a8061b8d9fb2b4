"""Switches: wall plates, control boxes, parts of machines, breakers, knife, foot, cord and pull switches."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import chance, log_uniform, pick
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, box, cylinder, join, lathe, move, turn
from pa3d.synthetic.switch_controls import CONTROLS, lamp, layered, push, round_layered
from pa3d.synthetic.switch_devices import breakers, console, inline, knife, pedal, pull
from pa3d.synthetic.switch_layouts import GRID_WEIGHTS, GRIDS, fill, place
from pa3d.synthetic.vehicle_pieces import along_z

Rng = np.random.Generator


def _front(rng: Rng, wide: float, tall: float, corner: float, deep: float) -> tuple[list[Piece], float, float]:
    """A plate or box with its front at z = 0: pieces, the rim kept free, and the height controls stand on."""
    unit = min(wide, tall)
    bevel = min(unit * rng.uniform(0.01, 0.12), deep * 0.9)
    rim = unit * rng.uniform(0.06, 0.2)
    style = pick(rng, ("flat", "chamfer", "pillow", "stepped", "tray", "frame", "dished"), (3, 2, 1.5, 1.5, 2.5, 2, 1))
    back, sink = (0.0, -deep), min(deep * rng.uniform(0.15, 0.8), unit * rng.uniform(0.02, 0.12))
    layers = {
        "flat": [back, (0, 0)],
        "chamfer": [back, (0, -bevel), (bevel, 0)],
        "pillow": [back, (0, -bevel), (bevel * 0.3, -bevel * 0.35), (bevel, -bevel * 0.05), (bevel * 2, 0)],
        "stepped": [back, (0, -deep * 0.5), (rim * 0.8, -deep * 0.5), (rim * 0.8, 0)],
        "tray": [back, (0, -bevel), (bevel * 0.5, 0), (rim, 0), (rim, -sink)],
        "frame": [back, (0, -bevel), (rim * 0.3, 0), (rim * 0.9, 0), (rim * 0.9, -sink), (rim, -sink),
            (rim, -sink * 0.2)],
        "dished": [back, (0, 0), (rim * 0.3, 0), (rim * 1.2, -sink)],
    }[style]  # fmt: skip
    level = {"tray": -sink, "dished": -sink, "frame": -sink * 0.2}.get(style, 0.0)
    pieces = [layered(wide, tall, corner, layers, 5 if corner > unit * 0.3 else 4)]
    if style == "tray" and chance(rng, 0.15):  # a second skin within
        pieces.append(layered(wide * 0.97, tall * 0.97, corner, [(0, -deep * 0.97), (0, -max(sink * 1.1, deep * 0.5))]))
    return pieces, rim * 1.05, level


def _wall_plate(rng: Rng) -> Assembly:
    """One to six controls in a plate; with screws, a wider frame or a box behind."""
    made = Assembly()
    columns, rows = pick(rng, GRIDS, GRID_WEIGHTS)
    cell = rng.uniform(0.45, 1.0)
    wide, tall = cell * columns + rng.uniform(0.05, 0.4), max(rng.uniform(0.8, 1.25), rows * rng.uniform(0.35, 0.6))
    if chance(rng, 0.2):
        wide, tall = tall, wide
        columns, rows = rows, columns
    round_ = columns * rows <= 2 and chance(rng, 0.15)
    if round_:
        wide = tall
    deep = log_uniform(rng, 0.03, 0.7) * min(1.0, wide, tall)
    corner = (
        wide / 2
        if round_
        else min(wide, tall) * float(pick(rng, (0.0, rng.uniform(0.01, 0.08), rng.uniform(0.08, 0.3))))
    )
    pieces, rim, level = _front(rng, wide, tall, corner, deep)
    made.add("body", *pieces)
    if chance(rng, 0.25):  # a wider plate behind
        over = rng.uniform(1.04, 1.35)
        made.add(
            "body",
            layered(wide * over, tall * over, corner * over, [(0, -deep * 1.02), (0, -deep * rng.uniform(0.5, 0.9))]),
        )
    if chance(rng, 0.3):  # the box within the wall
        share, far = rng.uniform(0.55, 0.9), deep + rng.uniform(0.1, 0.8)
        made.add("body", layered(wide * share, tall * share, corner * share, [(0, -far), (0, -deep * 0.9)]))
    room = (wide - 2 * rim, tall - 2 * rim)
    if round_:
        room = (room[0] * 0.72, room[1] * 0.72)
    screws = chance(rng, 0.35)
    if screws and level == 0 and min(wide, tall) > 0.4:
        size = rng.uniform(0.018, 0.04)
        upright = chance(rng, 0.6)
        spot = np.array([0, tall / 2 - rim * 0.6]) if upright else np.array([wide / 2 - rim * 0.6, 0])
        head = join(
            round_layered(size, [(0, -0.01), (0, size * 0.5), (size * 0.4, size * 0.8)], 3),
            box((size * 1.6, size * 0.3, size * 1.9)),
        )
        made.add("body", *(move(head, (*(spot * side), 0)) for side in (-1, 1)))
        room = (room[0], room[1] * 0.85) if upright else (room[0] * 0.85, room[1])
    style = pick(rng, tuple(CONTROLS), (6, 3, 2.5, 2, 1.2, 0.7, 0.2))
    if chance(rng, 0.08):  # sockets or a lamp beside the switches
        place(made, lamp(rng, room[0] * 0.4, room[1] * 0.8), -room[0] / 4, 0, level)
        part = Assembly()
        fill(rng, part, (room[0] / 2, room[1]), level, style, (1, rows))
        made.pieces += [(name, move(piece, (room[0] / 4, 0, 0))) for name, piece in part.pieces]
    else:
        fill(rng, made, room, level, style, (columns, rows))
    return made


def _control_box(rng: Rng) -> Assembly:
    """Industrial stations: a deep box with buttons, lamps, selectors and an emergency stop; glands and ears."""
    made = Assembly()
    count = int(pick(rng, (1, 2, 3, 4), (2.5, 2.5, 2, 1)))
    wide = rng.uniform(0.6, 1.0)
    tall, deep = wide * rng.uniform(0.75, 1.05) * max(1, count * 0.75), wide * rng.uniform(0.3, 1.0)
    pieces, _, level = _front(rng, wide, tall, wide * rng.uniform(0.0, 0.15), deep)
    made.add("body", *pieces)
    if chance(rng, 0.4):  # lid seam
        seam = deep * rng.uniform(0.4, 0.7)
        made.add("body", layered(wide * 1.04, tall * 1.02, wide * 0.1, [(0, -seam), (0, -seam + deep * 0.08)]))
    for y in np.linspace(-1, 1, count) * (tall / 2 - wide * 0.4) if count > 1 else [0.0]:
        size = wide * rng.uniform(0.4, 0.75)
        style = pick(rng, ("push", "dial", "lamp", "toggle", "rocker", "crank"), (5, 2, 1, 1, 0.8, 0.8))
        control = (
            lamp(rng, size, size)
            if style == "lamp" and y > -tall / 4
            else CONTROLS[style if style != "lamp" else "push"](rng, size, size)
        )
        place(made, control, 0.0, float(y), level)
    if chance(rng, 0.4):
        gland = lathe(
            [(wide * 0.16, 0), (wide * 0.16, 0.06), (wide * 0.1, 0.08), (wide * 0.1, rng.uniform(0.12, 0.5))], 10
        )
        ends = pick(rng, ((180,), (0, 180), (0,)))
        made.add("body", *(turn(move(gland, (0, tall / 2 - 0.01, -deep / 2)), "z", angle, (0, 0, 0)) for angle in ends))
    if chance(rng, 0.15):  # a lever on its side
        part = CONTROLS["crank"](rng, tall * 0.7, tall * 0.7)
        moving = [turn(turn(piece, "y", 90), "x", rng.uniform(-30, 30)) for piece in part.moving[:1]]
        made.add("switch", *(move(piece, (wide / 2, 0, -deep / 2)) for piece in moving))
    if chance(rng, 0.3):
        ear = layered(wide * 0.3, tall + wide * 0.4, wide * 0.14, [(0, -deep * 1.01), (0, -deep * 0.95)])
        made.add("body", ear)
    return made


def _component(rng: Rng) -> Assembly:
    """A switch as a part of a machine: a small housing with pins, a collar or a flange, one control in front."""
    made = Assembly()
    wide, tall, deep = rng.uniform(0.5, 1.1), rng.uniform(0.8, 1.4), log_uniform(rng, 0.3, 1.4)
    round_ = chance(rng, 0.25)
    if round_:
        wide = tall = rng.uniform(0.6, 0.9)
    made.add("body", layered(wide, tall, wide / 2 if round_ else 0.02, [(0, -deep), (0, -0.01)], 5))
    if chance(rng, 0.5):
        over = rng.uniform(1.1, 1.35)
        edge = 0.05
        made.add(
            "body",
            layered(
                wide * over, tall * over, wide / 2 * over if round_ else 0.05, [(0, -0.06), (0, 0.0), (edge, 0.03)], 5
            ),
        )
    pins = int(rng.integers(2, 5))
    long = rng.uniform(0.1, 0.5)
    columns = pick(rng, ((0.0,), (-wide * 0.3, wide * 0.3)))
    for y in np.linspace(-tall * 0.3, tall * 0.3, pins):
        for x in columns if not round_ else (0.0,):
            made.add("body", box((rng.uniform(0.03, 0.12), 0.06, long), (x, y, -deep - long / 2 + 0.01)))
    front = 0.02
    style = pick(rng, tuple(CONTROLS), (3, 4, 1.5, 3, 2, 0.6, 0.6))
    if style in ("toggle", "push", "dial") and chance(rng, 0.6):
        neck, radius = rng.uniform(0.1, 0.6), min(wide, tall) * rng.uniform(0.25, 0.45)
        made.add("body", along_z(cylinder(radius, neck, sections=14)))
        if chance(rng, 0.5):
            made.add(
                "body",
                move(along_z(cylinder(radius * 1.4, neck * 0.3, sections=6)), (0, 0, neck * rng.uniform(0.1, 0.6))),
            )
        place(made, CONTROLS[style](rng, radius * 1.9, radius * 1.9), 0, 0, neck)
        return made
    share = rng.uniform(0.5, 0.9)
    place(
        made,
        CONTROLS[style](rng, wide * share * (0.75 if round_ else 1), tall * share * (0.75 if round_ else 1)),
        0,
        0,
        front,
    )
    return made


STYLES = (_wall_plate, _control_box, _component, breakers, knife, pedal, inline, console, pull)


def switch(rng: Rng) -> Assembly:
    """A switch of any sort; what is mounted on a wall faces +z."""
    made = pick(rng, STYLES, (11, 3, 3, 1.2, 0.7, 0.8, 0.9, 1.2, 0.25))(rng)
    if not any(part == "switch" for part, _ in made.pieces):  # a box of lamps alone
        place(made, push(rng, 0.4, 0.4), 0.0, 0.0, 0.0)
    return made


SWITCHES: tuple[Kind, ...] = (
    Kind("switch", switch, {
        "switch": ("button", "rocker", "toggle", "knob", "lever", "switch button"),
        "body": ("base body", "switch body", "plate", "wall plate", "frame", "housing", "base"),
    }, ("light switch", "wall switch", "toggle switch", "electrical switch")),
)  # fmt: skip
