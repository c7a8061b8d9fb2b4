"""Small fittings of the house: switch, clock, globe."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.belongings import BELONGINGS
from pa3d.synthetic.clocks import clock
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import (
    arc,
    bar,
    cylinder,
    ellipsoid,
    join,
    lathe,
    move,
    torus,
    tube,
    turn,
)
from pa3d.synthetic.switches import SWITCHES

Rng = np.random.Generator


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
    *SWITCHES,
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
