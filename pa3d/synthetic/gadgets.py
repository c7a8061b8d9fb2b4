"""Gadgets: phone, telephone; and what is worn on the head and the feet."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.earphones import EARPHONES
from pa3d.synthetic.forms import both, chance, lying, pick, plate
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, extrude, join, move, spline, stretch, tube, turn
from pa3d.synthetic.wearables import WEARABLES

Rng = np.random.Generator


def phone(rng: Rng) -> Assembly:
    """Smart phone, phone with keys, flip phone, slider."""
    made = Assembly()
    tall, thick = rng.uniform(1.6, 2.2), rng.uniform(0.06, 0.22)
    corner = rng.uniform(0.02, 0.3)
    style = pick(rng, ("smart", "keys", "flip", "slide"), (3, 3, 3, 1))
    face = thick / 2
    size = rng.uniform(0.06, 0.1)
    if style == "smart":
        made.add("body", plate(1, tall, thick, corner))
        made.add("screen", move(plate(0.92, tall * rng.uniform(0.72, 0.96), 0.01, corner * 0.8), (0, 0, face)))
        if chance(rng, 0.5):
            made.add("button", move(turn(cylinder(size, 0.02, sections=12), "x", 90), (0, -tall * 0.45, face)))
        for y in rng.uniform(0.0, 0.35, int(rng.integers(1, 4))):
            side = float(rng.choice([-1, 1]))
            made.add("button", box((0.04, rng.uniform(0.08, 0.25), thick * 0.4), (side * 0.5, y * tall, 0)))
        if chance(rng, 0.4):
            made.add("camera", move(turn(cylinder(0.08, 0.03, sections=10), "x", -90), (0.3, tall * 0.38, -face)))
        return _laid(rng, made)
    rows, low, high = int(rng.integers(4, 6)), -tall * 0.46, rng.uniform(-0.1, 0.1) * tall
    keys = [box((0.24, (high - low) / rows * 0.7, 0.03), (x, y, face)) for x in (-0.3, 0, 0.3)
            for y in np.linspace(low + 0.08, high - 0.06, rows)]  # fmt: skip
    if style == "keys":
        made.add("body", plate(1, tall, thick, corner))
        made.add("screen", move(plate(0.85, tall * 0.42, 0.015, 0.03), (0, tall * 0.25, face)))
        made.add("button", join(*keys))
        if chance(rng, 0.35):
            made.add("antenna", bar((0.35, tall * 0.48, 0), (0.35, tall * rng.uniform(0.6, 0.85), 0), 0.06))
        return _laid(rng, made)
    span = tall / 2
    lower = move(plate(1, span, thick, corner), (0, -span / 2, 0))
    keys = [move(stretch(key, (1, 0.95, 1)), (0, 0, 0)) for key in keys]
    made.add("body", lower)
    made.add(
        "button",
        *(
            Piece(
                key.vertices * (1, span * 0.9 / (high - low), 1)
                + (0, -span * 0.5 - (high + low) / 2 * span * 0.9 / (high - low), 0),
                key.faces,
            )
            for key in keys
        ),
    )
    lid_thick = thick * rng.uniform(0.5, 1)
    lid = move(plate(1, span, lid_thick, corner), (0, span / 2, 0))
    glass = move(plate(0.8, span * 0.75, 0.015, 0.02), (0, span / 2, lid_thick / 2))
    if style == "flip":
        angle = rng.uniform(0, 100)
        lid, glass = (turn(piece, "x", angle, (0, 0, face)) for piece in (lid, glass))
        made.add("body", bar((-0.42, 0, 0), (0.42, 0, 0), thick * 0.6))
    else:
        lid, glass = (move(piece, (0, -0.1, thick)) for piece in (lid, glass))
    made.add("lid", lid)
    made.add("screen", glass)
    return _laid(rng, made)


def _laid(rng: Rng, made: Assembly) -> Assembly:
    if chance(rng, 0.4):
        return Assembly([(part, lying(piece)) for part, piece in made.pieces])
    return made


def telephone(rng: Rng) -> Assembly:
    """A desk telephone: base, handset across or beside, keys or a dial, a curly cord."""
    made = Assembly()
    wide, deep, low, high = rng.uniform(0.9, 1.3), rng.uniform(0.8, 1.2), rng.uniform(0.1, 0.25), rng.uniform(0.25, 0.6)
    wedge = turn(
        extrude([(-deep / 2, 0), (deep / 2, 0), (deep / 2, low), (-deep * 0.1, high), (-deep / 2, high)], wide),
        "y",
        -90,
    )
    made.add("body", wedge)
    across = chance(rng, 0.6)
    length = wide * rng.uniform(1.0, 1.2) if across else deep * 1.0
    handle = tube(
        spline([(-length / 2, 0, 0), (-length * 0.3, 0.1, 0), (length * 0.3, 0.1, 0), (length / 2, 0, 0)], 10),
        rng.uniform(0.07, 0.1),
        8,
        square=0.7,
    )
    ends = both(move(cylinder(0.17, 0.16, top=0.13, sections=12), (length * 0.42, -0.1, 0)))
    handset = join(handle, ends)
    place = (0.0, high + 0.1, -deep * 0.3) if across else (-wide * 0.33, (low + high) / 2 + 0.15, 0.0)
    made.add("handset", move(handset if across else turn(handset, "y", 90), place))
    slope = np.rad2deg(np.arctan2(high - low, deep * 0.6))
    middle = (0.0 if across else wide * 0.15, (low + high) / 2, deep * 0.2)
    if chance(rng, 0.3):
        dial = join(cylinder(0.3, 0.05, sections=18), cylinder(0.12, 0.08, sections=12))
        made.add("button", move(turn(dial, "x", slope), middle))
    else:
        keys = [box((0.12, 0.05, 0.09), (x * 0.17, 0.02, z * 0.14)) for x in (-1, 0, 1) for z in (-1.5, -0.5, 0.5, 1.5)]
        made.add("button", move(turn(join(*keys), "x", slope), middle))
    if chance(rng, 0.5):
        turns = np.linspace(0, 1, 40)
        angle = turns * 2 * np.pi * 8
        cord = np.stack([-wide * 0.55 - 0.12 * np.sin(np.pi * turns) + 0.04 * np.cos(angle), 0.1 + 0.04 * np.sin(angle),
                         -deep * 0.3 + deep * 0.6 * turns], 1)  # fmt: skip
        made.add("cord", tube(cord, 0.018, 4))
    return made


KINDS: tuple[Kind, ...] = (
    Kind("phone", phone, {
        "body": ("phone body", "case", "housing", "main body"),
        "button": ("key", "keys", "phone button", "keypad"),
        "screen": ("display", "touch screen", "phone screen"),
        "lid": ("cover", "flip", "flap", "phone lid"),
        "camera": ("lens", "phone camera"),
        "antenna": ("aerial", "stub antenna"),
    }, ("mobile phone", "cell phone", "smartphone", "telephone")),
    Kind("telephone", telephone, {
        "body": ("base", "telephone body", "housing", "main body"),
        "handset": ("receiver", "telephone receiver", "handle"),
        "button": ("key", "keypad", "dial", "keys"),
        "cord": ("cable", "wire", "telephone cord"),
    }, ("desk phone", "landline phone", "phone")),
    *EARPHONES,
    *WEARABLES,
)  # fmt: skip
