"""Gadgets: telephone and the table of phones; and what is worn on the head and the feet."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.earphones import EARPHONES
from pa3d.synthetic.forms import both, chance
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.phones import phone
from pa3d.synthetic.pieces import box, cylinder, extrude, join, move, spline, tube, turn
from pa3d.synthetic.wearables import WEARABLES

Rng = np.random.Generator


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
    place = (0.0, high + 0.115, -deep * 0.3) if across else (-wide * 0.33, (low + high) / 2 + 0.15, 0.0)
    made.add("handset", move(handset if across else turn(handset, "y", 90), place))
    slope = np.rad2deg(np.arctan2(high - low, deep * 0.6))
    middle = (0.0 if across else wide * 0.15, (low + high) / 2, deep * 0.2)
    if chance(rng, 0.3):
        dial = join(cylinder(0.3, 0.05, sections=18), cylinder(0.12, 0.08, sections=12))
        made.add("button", move(turn(dial, "x", slope), np.subtract(middle, (0, 0.02, 0))))
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
