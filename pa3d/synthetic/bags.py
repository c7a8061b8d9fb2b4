"""Bags: handbag, tote, briefcase, duffel, shoulder bag, carrier bag, and luggage seen as bags."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import bail, chance, pick, plate, squared
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.luggage import LUGGAGE, backpack, sack, strap_loop, strap_pair, suitcase
from pa3d.synthetic.pieces import box, ellipsoid, extrude, lathe, move, stretch, turn

Rng = np.random.Generator


def _fallen(rng: Rng, tilt: float) -> float:
    """The tilt of a strap, which now and then has fallen over."""
    return float(rng.uniform(60, 165)) if chance(rng, 0.15) else tilt


def _handbag(rng: Rng) -> Assembly:
    """A trapezium or a half moon with one or two loops."""
    made = Assembly()
    wide, deep, tall = rng.uniform(0.9, 1.8), rng.uniform(0.25, 0.7), rng.uniform(0.6, 1.3)
    narrow = rng.uniform(0.55, 1.1)
    body = sack(rng, (wide, deep), (wide * narrow, deep * rng.uniform(0.1, 0.9)), tall, rng.uniform(0.1, 1.0),
                 chance(rng, 0.3), rng.uniform(0, 0.15))  # fmt: skip
    made.add("body", body)
    if chance(rng, 0.35):  # flap, pocket, clasp
        made.add("body", box((wide * narrow * 0.9, tall * rng.uniform(0.3, 0.6), 0.03), (0, tall * 0.75, deep * 0.45)))
    half, high, thick = wide * narrow * rng.uniform(0.2, 0.45), rng.uniform(0.25, 1.1), rng.uniform(0.02, 0.05)
    loop = strap_loop(rng, half, high + 0.1, thick, chance(rng, 0.5))
    if chance(rng, 0.6):
        loop = strap_pair(loop, deep * rng.uniform(0.05, 0.4), _fallen(rng, rng.uniform(-10, 25)))
    made.add("handle", move(loop, (0, tall - 0.1, 0)))
    if chance(rng, 0.15):  # a long strap too
        made.add(
            "handle", move(strap_loop(rng, wide * narrow * 0.48, rng.uniform(0.8, 1.6), 0.03, True), (0, tall * 0.9, 0))
        )
    return made


def _tote(rng: Rng) -> Assembly:
    """Shopping, tote and paper bags: open above, straps on both faces or cut from the sides."""
    made = Assembly()
    wide, deep, tall = rng.uniform(0.8, 1.4), rng.uniform(0.05, 0.6), rng.uniform(0.8, 1.7)
    made.add("body", sack(rng, (wide, deep), (wide * rng.uniform(0.9, 1.25), deep * rng.uniform(0.6, 1.1)), tall,
                           rng.uniform(0.0, 0.3) + 1e-3, True, rng.uniform(0, 0.08)))  # fmt: skip
    half, high = wide * rng.uniform(0.15, 0.38), rng.uniform(0.2, 0.9)
    loop = strap_loop(rng, half, high + 0.15, rng.uniform(0.015, 0.045), chance(rng, 0.6))
    made.add("handle", move(strap_pair(loop, deep * 0.49, _fallen(rng, rng.uniform(-5, 15))), (0, tall - 0.15, 0)))
    return made


def _briefcase(rng: Rng) -> Assembly:
    """A flat rounded case with a short handle on its edge."""
    made = Assembly()
    wide, deep, tall = rng.uniform(1.1, 1.7), rng.uniform(0.15, 0.5), rng.uniform(0.7, 1.1)
    made.add("body", move(plate(wide, tall, deep, rng.uniform(0.0, 0.25)), (0, tall / 2, 0)))
    if chance(rng, 0.4):
        made.add("body", move(plate(wide * 1.02, tall * 1.02, 0.05, 0.1), (0, tall / 2, 0)))
    if chance(rng, 0.4):
        for x in (-1, 1):
            made.add("body", box((0.12, 0.1, 0.04), (x * wide * 0.3, tall * rng.uniform(0.8, 0.95), deep / 2)))
    half, high = wide * rng.uniform(0.1, 0.2), rng.uniform(0.12, 0.3)
    loop = bail(half, high, rng.uniform(0.025, 0.055), rng.uniform(0.3, 0.9))
    if chance(rng, 0.15):
        loop = turn(loop, "x", rng.uniform(30, 90))
    made.add("handle", move(loop, (0, tall * 0.99, 0)))
    return made


def _duffel(rng: Rng) -> Assembly:
    """A lying roll with two loops over it, now and then a long strap."""
    made = Assembly()
    long, radius = rng.uniform(1.4, 2.4), rng.uniform(0.35, 0.6)
    power = float(pick(rng, (2.0, rng.uniform(2.5, 5))))
    roll = lathe(np.array([(0, -0.5), (0.9, -0.5), (1, -0.47), (1, 0.47), (0.9, 0.5), (0, 0.5)]) * (radius, long), 18)
    if power > 2:
        roll = squared(roll, power)
    elif chance(rng, 0.3):
        roll = stretch(ellipsoid((1, 1, 1), 18, 9, 0.6), (radius, long / 2, radius))
    made.add("body", move(turn(roll, "z", 90), (0, radius, 0)))
    half, high = long * rng.uniform(0.12, 0.25), rng.uniform(0.4, 0.9)
    loop = strap_loop(rng, half, high, rng.uniform(0.02, 0.045), chance(rng, 0.7))
    made.add(
        "handle",
        move(
            strap_pair(loop, radius * rng.uniform(0.5, 0.9), _fallen(rng, rng.uniform(-25, 20))), (0, radius * 1.5, 0)
        ),
    )
    if chance(rng, 0.3):
        made.add("handle", move(strap_loop(rng, long * 0.49, rng.uniform(0.7, 1.4), 0.03, True), (0, radius * 1.2, 0)))
    return made


def _shoulder_bag(rng: Rng) -> Assembly:
    """Messenger, hobo, bucket and cross-body bags: one long strap from side to side."""
    made = Assembly()
    wide, deep, tall = rng.uniform(0.8, 1.5), rng.uniform(0.2, 0.55), rng.uniform(0.6, 1.2)
    if chance(rng, 0.3):  # hobo: a crescent
        angle = np.deg2rad(np.linspace(200, 340, 12))
        lower = np.stack([np.cos(angle), np.sin(angle)], 1) * (wide * 0.6, tall)
        upper = lower[::-1] * (0.98, rng.uniform(0.25, 0.6))
        outline = np.concatenate([lower, upper])
        outline = outline - outline.mean(0) + (0, tall / 2)
        body = extrude(outline, deep, 1.0)
        top = float(outline[:, 1].max())
        half = float(outline[:, 0].max()) * 0.95
    else:
        body = sack(rng, (wide, deep), (wide * rng.uniform(0.85, 1.05), deep * rng.uniform(0.6, 1)), tall,
                     rng.uniform(0.05, 0.9), False, rng.uniform(0, 0.1))  # fmt: skip
        top, half = tall, wide * 0.47
        if chance(rng, 0.6):
            made.add("body", box((wide * 0.97, tall * rng.uniform(0.4, 0.75), 0.04), (0, tall * 0.68, deep * 0.5)))
    made.add("body", body)
    high = rng.uniform(0.5, 2.2)
    strap = strap_loop(rng, half, high, rng.uniform(0.02, 0.05), chance(rng, 0.8))
    made.add(
        "handle", move(turn(strap, "x", _fallen(rng, rng.uniform(-15, 15))), (0, top * rng.uniform(0.75, 0.98), 0))
    )
    return made


def _plastic_bag(rng: Rng) -> Assembly:
    """Thin carrier bag with two loops, drawstring sack, gift bag with cords."""
    made = Assembly()
    wide, deep, tall = rng.uniform(0.7, 1.1), rng.uniform(0.3, 0.6), rng.uniform(0.8, 1.4)
    made.add("body", sack(rng, (wide * 0.8, deep * 0.8), (wide, deep * 0.5), tall, 0.6, True, rng.uniform(0.1, 0.3)))
    for side in (-1, 1):
        loop = strap_loop(rng, deep * rng.uniform(0.2, 0.3), rng.uniform(0.3, 0.6), 0.05, True)
        made.add("handle", move(turn(turn(loop, "y", 90), "z", -12 * side), (side * wide * 0.44, tall - 0.05, 0)))
    return made


def bag(rng: Rng) -> Assembly:
    """Handle and body, any bag carried in the hand or over the shoulder."""
    styles = (_handbag, _tote, _briefcase, _duffel, _shoulder_bag, _plastic_bag, _pack_as_bag, _case_as_bag)
    return pick(rng, styles, (5, 4, 3, 3, 4, 1, 3, 2))(rng)


def _pack_as_bag(rng: Rng) -> Assembly:
    pack = backpack(rng)
    return Assembly([("body" if part == "body" else "handle", piece) for part, piece in pack.pieces])


def _case_as_bag(rng: Rng) -> Assembly:
    case = suitcase(rng)
    return Assembly([("handle" if part == "handle" else "body", piece) for part, piece in case.pieces])


KINDS: tuple[Kind, ...] = (
    Kind("bag", bag, {
        "handle": ("bag handle", "strap", "grip", "bag strap", "carrying handle", "handle strap"),
        "body": ("bag body", "main body", "container", "compartment", "pouch", "main compartment"),
    }, ("handbag", "purse", "tote bag", "shopping bag", "briefcase", "luggage")),
    *LUGGAGE,
)  # fmt: skip
