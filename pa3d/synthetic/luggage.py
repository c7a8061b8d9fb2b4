"""Luggage: backpack, suitcase, basket, and the sacks and straps that bags share."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import bail, both, chance, ear, log_uniform, pick, plate, rounded_outline
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import (
    Piece,
    bar,
    box,
    cylinder,
    ellipsoid,
    join,
    loft,
    mirror,
    move,
    spline,
    stretch,
    tube,
    turn,
)

Rng = np.random.Generator


def sack(
    rng: Rng, low: tuple[float, float], high: tuple[float, float], height: float, round_: float, open_: bool,
    belly: float = 0.0,
) -> Piece:  # fmt: skip
    """A bag standing on y = 0 whose plan goes from low (width, depth) to high; belly swells it halfway."""
    step = np.linspace(0, 1, 9)
    outline = rounded_outline(1.0, 1.0, round_ / 2, 5)
    width = np.interp(step, [0, 1], [low[0], high[0]]) * (1 + belly * np.sin(np.pi * step))
    depth = np.interp(step, [0, 1], [low[1], high[1]]) * (1 + 2 * belly * np.sin(np.pi * step))
    rings = np.empty((9, len(outline), 3))
    rings[..., 0] = width[:, None] * outline[:, 0]
    rings[..., 1] = (height * step)[:, None]
    rings[..., 2] = depth[:, None] * outline[:, 1]
    floor = rings[:1] * 0.02
    floor[..., 1] = 0
    rings = np.concatenate([floor, rings])
    if open_ and chance(rng, 0.5):  # an inner side
        inside = rings[::-1] * (0.97, 1, 0.94)
        inside[-1, :, 1] += 0.03 * height
        rings = np.concatenate([rings, inside])
        return loft(rings, caps=False)
    return loft(rings, caps=not open_)


def strap_loop(rng: Rng, half: float, height: float, thick: float, flat: bool) -> Piece:
    """A carrying loop in the xy plane standing on y = 0."""
    style = pick(rng, ("arch", "square", "peak"), (4, 2, 1))
    if style == "peak":
        path = spline([(-half, 0), (-half * 0.7, height * 0.8), (0, height), (half * 0.7, height * 0.8), (half, 0)], 16)
    else:
        angle = np.linspace(np.pi, 0, 16)
        power = 1.0 if style == "arch" else 0.4
        path = np.stack([half * np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** power,
                         height * np.abs(np.sin(angle)) ** power], 1)  # fmt: skip
    path = np.column_stack([path, np.zeros(len(path))])
    if flat:
        return tube(path, thick * 2.2, 4, flatten=0.12, side=(0, 0, 1))
    return tube(path, thick, 7)


def backpack(rng: Rng) -> Assembly:
    """School, hiking, laptop and drawstring packs: two straps behind (-z), a loop on top."""
    made = Assembly()
    wide, deep, tall = rng.uniform(0.7, 1.1), rng.uniform(0.25, 0.6), rng.uniform(0.9, 1.4)
    hiking = chance(rng, 0.25)
    tall += 0.5 * hiking
    body = sack(rng, (wide, deep), (wide * rng.uniform(0.7, 1), deep * rng.uniform(0.4, 0.95)), tall,
                 rng.uniform(0.3, 1), False, rng.uniform(0, 0.2))  # fmt: skip
    made.add("body", body)
    if chance(rng, 0.6):
        dome = ellipsoid((wide * 0.44, deep * 0.45, deep * 0.42), 16, 7, rng.uniform(0.5, 1))
        made.add("body", move(dome, (0, tall * 0.99, 0)))
    if chance(rng, 0.75):  # pockets
        high = tall * rng.uniform(0.25, 0.5)
        pocket = plate(wide * rng.uniform(0.55, 0.9), high, deep * rng.uniform(0.2, 0.5), 0.12, rng.uniform(0.8, 1))
        made.add("body", move(pocket, (0, high / 2 + tall * 0.06, deep * 0.6)))
    if chance(rng, 0.3):
        side = stretch(cylinder(1, tall * 0.35, sections=12), (0.13, 1, deep * 0.35))
        made.add("body", both(move(side, (wide / 2, 0.05, 0))))
    if hiking and chance(rng, 0.6):
        made.add(
            "body", move(turn(cylinder(0.16, wide * 1.1, sections=12), "z", 90), (wide * 0.55, tall + deep * 0.4, 0))
        )
    back, away = -deep / 2, rng.uniform(0.12, 0.4)
    x = wide * rng.uniform(0.2, 0.36)
    path = spline(
        [
            (x * 0.7, tall * 0.95, back * 0.9),
            (x, tall * 0.85, back - away),
            (x * 1.15, tall * 0.5, back - away * 1.1),
            (x * 1.2, tall * 0.2, back - away * 0.4),
            (x * 1.2, tall * 0.08, back),
        ],
        14,
    )
    width = rng.uniform(0.04, 0.1)
    straps = both(tube(path, width, 4, flatten=rng.uniform(0.1, 0.4), side=(1, 0, 0)))
    made.add("shoulder strap", straps)
    if chance(rng, 0.8):
        loop = strap_loop(rng, rng.uniform(0.08, 0.2), rng.uniform(0.08, 0.25), 0.025, chance(rng, 0.5))
        made.add("handle", move(loop, (0, tall * 0.99, back * 0.8)))
    return made


def suitcase(rng: Rng) -> Assembly:
    """Upright trolleys on two or four wheels, old cases with a handle on top, cabin bags, with wheels or without."""
    made = Assembly()
    trolley = chance(rng, 0.75)
    wide, tall, deep = rng.uniform(0.7, 1.1), rng.uniform(0.9, 1.7), rng.uniform(0.3, 0.6)
    if not trolley:
        wide, tall = max(wide, tall), min(wide, tall)
    made.add("body", move(plate(wide, tall, deep, rng.uniform(0.01, 0.2)), (0, tall / 2, 0)))
    if chance(rng, 0.4):
        front = plate(wide * 0.8, tall * rng.uniform(0.4, 0.8), 0.12, 0.1, 0.95)
        made.add("body", move(front, (0, tall * 0.45, deep / 2)))
    if chance(rng, 0.3):  # ribs of a hard shell
        for x in np.linspace(-0.35, 0.35, int(rng.integers(3, 7))):
            made.add("body", box((0.05, tall * 0.85, deep * 1.04), (x * wide, tall / 2, 0)))
    if not trolley:
        loop = bail(rng.uniform(0.15, 0.25), rng.uniform(0.12, 0.25), 0.035, rng.uniform(0.3, 0.9))
        made.add("handle", move(loop, (0, tall * 0.99, 0)))
        return made
    size = rng.uniform(0.05, 0.13)
    for z in pick(rng, ((-1,), (-1, 1))):
        wheel = turn(move(cylinder(size, size * 0.9, sections=10), (0, -size * 0.45, 0)), "z", 90)
        made.add("wheel", both(move(wheel, (wide * 0.38, -size * 0.6, z * deep * 0.34))))
    if chance(rng, 0.85):
        half, high, back = wide * rng.uniform(0.15, 0.3), rng.uniform(0.1, 1.0), -deep * 0.35
        rods = both(bar((half, tall * 0.95, back), (half, tall + high, back), rng.uniform(0.015, 0.03), sections=6))
        grip = box((half * 2.2, rng.uniform(0.06, 0.12), 0.08), (0, tall + high, back))
        made.add("handle", rods, grip)
    if chance(rng, 0.6) or len(made.pieces) < 3:
        made.add("handle", move(bail(0.16, 0.12, 0.03, 0.4, 12), (0, tall * 0.99, 0)))
    if chance(rng, 0.35):
        side = turn(bail(0.16, 0.1, 0.03, 0.4, 12), "z", -90)
        made.add("handle", move(side, (wide * 0.495, tall * 0.5, 0)))
    return made


def strap_pair(piece: Piece, offset: float, tilt: float) -> Piece:
    """A strap on the front and its twin behind, each leaning out by `tilt` degrees."""
    front = move(turn(piece, "x", tilt), (0, 0, offset))
    return join(front, mirror(front, "z"))


def basket(rng: Rng) -> Assembly:
    """A shopping or picnic basket: a wide body and a hoop or two."""
    made = Assembly()
    wide, deep, tall = rng.uniform(1.0, 1.6), rng.uniform(0.7, 1.1), rng.uniform(0.4, 0.8)
    flare = rng.uniform(1.0, 1.3)
    made.add("body", sack(rng, (wide, deep), (wide * flare, deep * flare), tall, rng.uniform(0.1, 1.0), True))
    thick = rng.uniform(0.03, 0.07)
    if chance(rng, 0.3):
        rim = rounded_outline(wide * flare, deep * flare, 0.2, 5)
        path = np.stack([rim[:, 0], np.full(len(rim), tall), rim[:, 1]], 1)
        made.add("body", tube(path, thick, 6, closed=True))
    if chance(rng, 0.6):
        hoop = bail(wide * flare / 2, rng.uniform(0.6, 1.3), thick, rng.uniform(0.4, 1))
        made.add(
            "handle",
            move(hoop if chance(rng, 0.6) else stretch(turn(hoop, "y", 90), (1, 1, deep / wide)), (0, tall * 0.95, 0)),
        )
    elif chance(rng, 0.5):
        loop = bail(wide * rng.uniform(0.2, 0.4), rng.uniform(0.4, 0.8), thick, rng.uniform(0.4, 1))
        made.add("handle", move(strap_pair(loop, deep * flare * 0.48, rng.uniform(-40, 10)), (0, tall * 0.95, 0)))
    else:
        reach = (wide * flare / 2 * 0.96, tall * 0.65), (wide * flare / 2 * 0.99, tall * 0.9)
        made.add("handle", both(ear(rng, reach[0], reach[1], log_uniform(rng, 0.12, 0.3), thick)))
    return made


LUGGAGE: tuple[Kind, ...] = (
    Kind("backpack", backpack, {
        "body": ("bag body", "backpack body", "main body", "main compartment", "pack"),
        "handle": ("grab handle", "top handle", "carry loop", "hanging loop"),
        "shoulder strap": ("strap", "backpack strap", "carrying strap", "straps"),
    }, ("rucksack", "school bag", "knapsack", "bag")),
    Kind("suitcase", suitcase, {
        "body": ("suitcase body", "case", "shell", "main body", "luggage body"),
        "handle": ("suitcase handle", "pull handle", "telescopic handle", "grip", "carry handle"),
        "wheel": ("caster", "suitcase wheel", "roller", "castor"),
    }, ("luggage", "trolley case", "travel case", "trolley bag")),
    Kind("basket", basket, {
        "body": ("basket body", "container", "main body", "bin"),
        "handle": ("basket handle", "grip", "hoop", "carrying handle"),
    }, ("shopping basket", "picnic basket", "hamper")),
)  # fmt: skip
