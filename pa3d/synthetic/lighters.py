"""Lighters: with a hinged lid, disposable, long, torch and table lighters."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, lathe, move, tube, turn
from pa3d.synthetic.switch_controls import layered

Rng = np.random.Generator


def _prism(wide: float, deep: float, corner: float, layers: list[tuple[float, float]]) -> Piece:
    """A rounded solid standing on y: (inset, y) upwards."""
    return turn(layered(wide, deep, corner, layers), "x", -90)


def _spark_wheel(rng: Rng, radius: float, broad: float) -> Piece:
    """A wheel about the z axis."""
    return turn(move(cylinder(radius, broad, sections=int(pick(rng, (12, 18)))), (0, -broad / 2, 0)), "x", 90)


def _hinged(rng: Rng) -> Assembly:
    """A metal case whose lid swings about an edge; a chimney and a wheel within."""
    made = Assembly()
    wide, tall, deep = rng.uniform(0.5, 0.85), rng.uniform(0.8, 1.5), rng.uniform(0.18, 0.36)
    corner, cap = rng.uniform(0.01, deep * 0.49), rng.uniform(0.3, 0.65)
    made.add("body", _prism(wide, deep, corner, [(0.02, 0), (0, 0.03), (0, tall)]))
    chimney = rng.uniform(0.15, 0.32)
    chimney = min(chimney, cap * 0.9)
    stack = _prism(wide * rng.uniform(0.4, 0.65), deep * 0.75, 0.04, [(0, tall - 0.05), (0, tall + chimney)])
    made.add("body", move(stack, (-wide * 0.08, 0, 0)))
    hollow = chance(rng, 0.6)
    inside = (
        [(0, 0), (0, cap - 0.03), (0.03, cap)]
        if not hollow
        else [(0.025, cap * 0.8), (0.025, 0.0), (0, 0), (0, cap - 0.03), (0.03, cap)]
    )
    opened = float(pick(rng, (0.0, rng.uniform(15, 90), rng.uniform(90, 190)), (1, 2, 3)))
    lid = turn(_prism(wide, deep, corner, inside), "z", opened, (-wide / 2, 0, 0))
    made.add("lid", move(lid, (0, tall + 0.012, 0)))
    size = rng.uniform(0.06, 0.13)
    made.add("wheel", move(_spark_wheel(rng, size, deep * 0.5), (wide * 0.22, tall + size * 1.1, 0)))
    if chance(rng, 0.4):
        made.add("button", move(box((0.05, 0.18, deep * 0.4)), (wide * 0.36, tall + 0.06, 0)))
    return made


def _disposable(rng: Rng) -> Assembly:
    """A plastic tank with a metal hood, wheel and thumb lever; oval, round or boxy."""
    made = Assembly()
    wide, tall, deep = rng.uniform(0.4, 0.8), rng.uniform(1.1, 2.0), rng.uniform(0.2, 0.42)
    corner = min(wide, deep) * float(pick(rng, (0.499, rng.uniform(0.1, 0.4))))
    made.add("body", _prism(wide, deep, corner, [(0, 0), (0, tall * 0.1), (0, tall)]))
    hood, place = rng.uniform(0.2, 0.45), -wide * rng.uniform(0.1, 0.2)
    layers = [(0, tall - 0.03), (0, tall + hood), (0.03, tall + hood), (0.03, tall)]
    made.add("body", move(_prism(wide * rng.uniform(0.5, 0.65), deep * 0.94, corner * 0.7, layers), (place, 0, 0)))
    size = rng.uniform(0.08, 0.16)
    x = wide * rng.uniform(0.12, 0.22)
    if chance(rng, 0.8):
        gap = deep * rng.uniform(0.3, 0.7)
        wheel = _spark_wheel(rng, size, gap)
        made.add("wheel", move(wheel, (x, tall + hood * rng.uniform(0.6, 1.0), 0)))
    slope = rng.uniform(-25, 10)
    made.add(
        "button",
        move(
            turn(
                box((wide * rng.uniform(0.25, 0.42), rng.uniform(0.05, 0.14), deep * rng.uniform(0.5, 0.85))),
                "z",
                slope,
            ),
            (wide * 0.3, tall + 0.09, 0),
        ),
    )
    if chance(rng, 0.12):
        made.add(
            "lid",
            _prism(
                wide * 1.04, deep * 1.04, corner, [(0, tall + 0.02), (0, tall + hood * 1.6), (0.02, tall + hood * 1.65)]
            ),
        )
    return made


def _torch(rng: Rng) -> Assembly:
    """A block or a pistol-like torch with a press button and a flap over the nozzle."""
    made = Assembly()
    wide, tall, deep = rng.uniform(0.45, 0.8), rng.uniform(0.8, 1.5), rng.uniform(0.3, 0.5)
    corner = deep * rng.uniform(0.05, 0.49)
    made.add("body", _prism(wide, deep, corner, [(0.02, 0), (0, 0.04), (0, tall - 0.05), (0.03, tall)]))
    made.add("body", move(cylinder(deep * 0.22, 0.12, sections=12), (-wide * 0.2, tall - 0.02, 0)))
    if chance(rng, 0.7):
        flap = turn(box((wide * 0.55, 0.05, deep * 0.85), (wide * 0.27, 0.025, 0)), "z", rng.uniform(0, 110), (0, 0, 0))
        flap = Piece(flap.vertices * (-1, 1, 1), flap.faces[:, ::-1])
        made.add("lid", move(flap, (wide * 0.05, tall + 0.13, 0)))
    made.add("button", move(box((wide * 0.35, rng.uniform(0.1, 0.3), deep * 0.7)), (wide * 0.3, tall + 0.02, 0)))
    if chance(rng, 0.35):  # the flame's size is set below
        made.add("wheel", move(cylinder(deep * 0.35, 0.08, sections=12), (0, -0.06, 0)))
    return made


def _long(rng: Rng) -> Assembly:
    """A stick lighter: grip, trigger, tube."""
    made = Assembly()
    grip, thick = rng.uniform(0.8, 1.4), rng.uniform(0.1, 0.2)
    path = [(0, 0, 0), (rng.uniform(-0.1, 0.1), grip * 0.5, 0), (0, grip, 0)]
    made.add(
        "body",
        tube(
            path, (thick, thick * rng.uniform(0.8, 1.4), thick * 0.8), 10, flatten=rng.uniform(0.6, 1.0), side=(1, 0, 0)
        ),
    )
    stick = rng.uniform(0.03, 0.07)
    end = grip + rng.uniform(0.5, 1.5)
    bend = rng.uniform(0, 0.4) if chance(rng, 0.3) else 0.0
    made.add("body", bar((0, grip - 0.1, 0), (bend, end, 0), stick))
    if chance(rng, 0.4):
        made.add("body", move(lathe([(stick * 1.5, 0), (stick * 1.5, 0.12)], 10), (bend, end - 0.06, 0)))
    y = grip * rng.uniform(0.6, 0.85)
    trigger = turn(box((0.08, rng.uniform(0.15, 0.35), thick * 0.9)), "z", rng.uniform(-20, 20))
    made.add("button", move(trigger, (thick, y, 0)))
    if chance(rng, 0.4):  # a guard or a window
        hoop = [
            (thick * 0.6, y + 0.2, 0),
            (thick + 0.2, y + 0.15, 0),
            (thick + 0.2, y - 0.2, 0),
            (thick * 0.6, y - 0.25, 0),
        ]
        made.add("body", tube(hoop, 0.025, 6))
    return made


def lighter(rng: Rng) -> Assembly:
    """A lighter of any sort, mostly standing."""
    made = pick(rng, (_hinged, _disposable, _torch, _long), (4, 4, 1.2, 1))(rng)
    return made if chance(rng, 0.85) else Assembly([(part, turn(piece, "x", 90)) for part, piece in made.pieces])
