"""Switches that are no plate on a wall: breakers, knife, foot, cord, desk, pull switches."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import chance, lying, pick, turned
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, ellipsoid, extrude, lathe, move, spline, tube, turn
from pa3d.synthetic.switch_controls import CONTROLS, Control, layered, push, round_layered, slider
from pa3d.synthetic.switch_layouts import GRID_WEIGHTS, GRIDS, fill, place
from pa3d.synthetic.vehicle_pieces import along_z

Rng = np.random.Generator


def breakers(rng: Rng) -> Assembly:
    """Modules for a rail, one to four abreast: a stepped side view, small levers in the nose."""
    made = Assembly()
    module, tall, deep = rng.uniform(0.2, 0.4), 1.0, rng.uniform(0.5, 0.9)
    nose, step = rng.uniform(0.15, 0.35), rng.uniform(0.1, 0.3)
    line = [(-deep, -0.5), (0, -0.5), (0, -nose), (step, -nose), (step, nose), (0, nose), (0, 0.5), (-deep, 0.5),
        (-deep, 0.12),        (-deep * 0.94, 0.1), (-deep * 0.94, -0.1), (-deep, -0.12)]  # fmt: skip
    case = turn(extrude([(-z, y * tall) for z, y in line], module * 0.97), "y", 90)
    slot = slider(rng, module * 0.6, nose * 1.6).still
    high = rng.uniform(0.08, 0.3)
    lever = layered(
        module * rng.uniform(0.4, 0.8), rng.uniform(0.05, 0.14), 0.01, [(0, -0.05), (0, high * 0.8), (0.02, high)]
    )
    count = int(pick(rng, (1, 2, 3, 4), (3, 2, 2, 1)))
    joined = count > 1 and chance(rng, 0.4)
    angle = rng.uniform(15, 40)
    for k in range(count):
        x = (k - (count - 1) / 2) * module
        made.add("body", move(case, (x, 0, 0)))
        one = turn(lever, "x", angle if joined or chance(rng, 0.5) else -angle)
        place(made, Control([one], slot), x, 0.0, step)
    if joined:
        rod = box((module * count * 0.9, 0.05, 0.06), (0, 0, high * 0.9))
        made.add("switch", move(turn(rod, "x", angle), (0, 0, step)))
    return made


def knife(rng: Rng) -> Assembly:
    """Copper blades hinged between clips on a board, joined by a handle."""
    made = Assembly()
    poles = int(pick(rng, (1, 2, 3), (2, 3, 2)))
    apart, long, thick = rng.uniform(0.25, 0.4), rng.uniform(0.6, 1.0), rng.uniform(0.02, 0.05)
    wide = apart * poles + rng.uniform(0.1, 0.3)
    deep = rng.uniform(0.06, 0.25)
    made.add("body", layered(wide, long * rng.uniform(1.3, 1.8), 0.03, [(0, -deep), (0, -0.02), (0.02, 0)]))
    angle, high = float(pick(rng, (0.0, rng.uniform(15, 100)))), rng.uniform(0.1, 0.22)
    parts: list[Piece] = []
    for k in range(poles):
        x = (k - (poles - 1) / 2) * apart
        for y in (-long / 2, long / 2 - 0.08):
            made.add("body", box((0.12, 0.16, 0.03), (x, y, 0.01)))
            made.add(
                "body", *(box((thick, 0.12, high * 1.3), (x + side * thick * 1.2, y, high * 0.6)) for side in (-1, 1))
            )
        parts.append(box((thick, long, high * 0.45), (x, 0, high)))
    if poles > 1:
        parts.append(box((apart * (poles - 1) + 0.1, 0.08, 0.08), (0, long / 2 + 0.03, high)))
    reach = rng.uniform(0.25, 0.6)
    grip = [(0.03, 0), (0.045, 0.1), (0.06, reach * 0.7), (0.04, reach), (0, reach)]
    parts.append(move(lathe(grip, 10), (0, long / 2 + 0.02, high)))
    made.add("switch", *(turn(piece, "x", angle, (0, -long / 2, high)) for piece in parts))
    return made


def pedal(rng: Rng) -> Assembly:
    """A foot switch: a treadle on a base, a button on a stomp box, a dome."""
    made = Assembly()
    wide, long, low = rng.uniform(0.5, 1.0), rng.uniform(0.7, 1.3), rng.uniform(0.08, 0.3)
    corner = min(wide, long) * rng.uniform(0.02, 0.4)
    made.add("body", layered(wide, long, corner, [(0, 0), (0, low * 0.8), (0.02, low)]))
    if chance(rng, 0.55):
        plate = layered(
            wide * rng.uniform(0.7, 1.0), long * rng.uniform(0.75, 1.0), corner, [(0, 0), (0, 0.05), (0.015, 0.07)]
        )
        made.add("switch", turn(move(plate, (0, 0, low + 0.03)), "x", rng.uniform(4, 16), (0, -long / 2, low)))
        if chance(rng, 0.4):
            made.add("body", box((wide * 1.05, 0.08, low + 0.1), (0, -long * 0.45, low * 0.6)))
    else:
        place(made, push(rng, wide * 0.9, long * 0.6), 0, -long * rng.uniform(-0.1, 0.2), low)
    if chance(rng, 0.6):
        _cord(rng, made, (0.0, long / 2 - 0.02, low / 2), 1)
    return turned(made, "x", -90)


def _cord(rng: Rng, made: Assembly, start: tuple[float, float, float], ahead: int) -> None:
    """A cable from a start along +y or -y, belonging to the body."""
    length, bend = rng.uniform(0.3, 1.6), rng.uniform(-0.4, 0.4)
    x, y, z = start
    path = spline(
        [
            (x, y, z),
            (x, y + ahead * length * 0.4, z),
            (x + bend, y + ahead * length * 0.8, z),
            (x + bend, y + ahead * length, z),
        ],
        12,
    )
    made.add("body", tube(path, rng.uniform(0.02, 0.05), 6))


def inline(rng: Rng) -> Assembly:
    """The switch in a lamp's cord: an oval or boxy capsule with a wheel, rocker, slider or button."""
    made = Assembly()
    wide, long, thick = rng.uniform(0.3, 0.5), rng.uniform(0.7, 1.2), rng.uniform(0.15, 0.4)
    if chance(rng, 0.4):
        made.add("body", ellipsoid((wide / 2, long / 2, thick), 16, 11, rng.uniform(0.5, 1)))
        level = thick * 0.85
    else:
        edge = wide * rng.uniform(0.03, 0.2)
        made.add(
            "body",
            layered(
                wide, long, wide * rng.uniform(0.1, 0.5), [(edge, 0), (0, edge), (0, thick - edge), (edge, thick)], 5
            ),
        )
        level = thick
    style = pick(rng, ("wheel", "rocker", "slider", "push"), (1.5, 3, 2, 2))
    place(made, CONTROLS[style](rng, wide * 0.6, long * rng.uniform(0.3, 0.55)), 0, 0, level)
    for ahead in pick(rng, ((1, -1), (1, -1), (1,))):
        _cord(rng, made, (0.0, ahead * (long / 2 - 0.03), thick * 0.3), ahead)
    return turned(made, "x", -90)


def console(rng: Rng) -> Assembly:
    """A sloping desk case with controls, or a joystick or lever on a base."""
    made = Assembly()
    wide, deep, low, high = rng.uniform(0.8, 1.5), rng.uniform(0.6, 1.0), rng.uniform(0.1, 0.3), rng.uniform(0.3, 0.7)
    if chance(rng, 0.5):
        side = [(-deep / 2, 0), (deep / 2, 0), (deep / 2, low), (-deep / 2, high)]
        made.add("body", turn(extrude(side, wide), "y", -90))
        slope = np.rad2deg(np.arctan2(high - low, deep))
        part = Assembly()
        style = pick(rng, tuple(CONTROLS), (3, 3, 3, 3, 1.5, 1, 0.5))
        grid = pick(rng, GRIDS, GRID_WEIGHTS)
        fill(rng, part, (wide * 0.85, deep * 0.85), 0.0, style, grid)
        for name, piece in part.pieces:
            made.add(name, move(turn(lying(piece), "x", slope), (0, (low + high) / 2, 0)))
        return made
    base = (
        round_layered(wide * 0.4, [(0, 0), (0, low), (0.05, low * 1.2)])
        if chance(rng, 0.5)
        else layered(wide, deep, 0.05, [(0, 0), (0, low), (0.04, low * 1.15)])
    )
    boot = along_z(lathe([(0.25, low), (0.2, low + 0.06), (0.08, low + 0.2), (0, low + 0.2)], 14))
    tip = rng.uniform(0.4, 1.0) + low
    stick = [
        bar((0, 0, low), (0, 0, tip), 0.04, 0.045),
        pick(
            rng, (ellipsoid((0.12, 0.12, 0.12), 12, 8), along_z(cylinder(0.09, 0.3, 0.11, 10)), box((0.35, 0.1, 0.1)))
        ),
    ]
    stick[1] = move(stick[1], (0, 0, tip))
    made.add("body", base, boot)
    made.add("switch", *(turn(piece, "x", rng.uniform(-1, 1) * 0, (0, 0, low)) for piece in stick))
    lean = float(pick(rng, (0.0, rng.uniform(-30, 30))))
    made.pieces = [
        (name, turn(piece, "x", lean, (0, 0, low)) if name == "switch" else piece) for name, piece in made.pieces
    ]
    return turned(made, "x", -90) if chance(rng, 0.7) else made


def pull(rng: Rng) -> Assembly:
    """A ceiling or wall switch with a pull cord and a bead."""
    made = Assembly()
    radius, deep, long = rng.uniform(0.3, 0.5), rng.uniform(0.12, 0.35), rng.uniform(0.6, 1.8)
    made.add(
        "body",
        turn(
            lathe([(0, 0), (radius, 0), (radius, deep * 0.5), (radius * rng.uniform(0.6, 0.9), deep), (0, deep)], 20),
            "x",
            180,
        ),
    )
    x = rng.uniform(0, 0.5) * radius
    bead = lathe([(0.03, 0.3), (0.09, 0.05), (0.05, 0.0), (0, 0)], 10)
    made.add(
        "switch", bar((x, 0, 0), (x, -long, 0), rng.uniform(0.012, 0.03), sections=6), move(bead, (x, -long - 0.2, 0))
    )
    return made
