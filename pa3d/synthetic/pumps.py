"""Pump heads, trigger sprayers and press buttons, for dispensers and bottles."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import cylinder, extrude, lathe, move, spline, tube, turn

Rng = np.random.Generator


def pump(rng: Rng, made: Assembly, top: float, collar: float) -> None:
    """A press head on a thin stem, its nozzle to +x."""
    rise, stem = rng.uniform(0.1, 0.6), collar * rng.uniform(0.15, 0.35)
    made.add("head", move(cylinder(stem, rise, sections=10), (0, top - 0.02, 0)))
    at = top + rise
    long, thick = rng.uniform(0.4, 1.1), rng.uniform(0.06, 0.14)
    cap = collar * rng.uniform(0.35, 0.9)
    style = pick(rng, ("bar", "bent", "disc", "wedge"))
    if style != "bar":
        made.add(
            "head",
            move(cylinder(cap, rng.uniform(0.08, 0.25), top=cap * rng.uniform(0.8, 1), sections=14), (0, at - 0.03, 0)),
        )
    if style == "wedge":
        wedge = extrude([(-0.2, 0), (long, 0.04), (long, 0.12), (-0.2, 0.2)], cap * 1.2)
        made.add("head", move(wedge, (0, at, 0)))
        return
    drop = rng.uniform(0.05, 0.3) if style != "disc" else 0.02
    path = spline([(0, at, 0), (long * 0.4, at + 0.05, 0), (long * 0.85, at, 0), (long, at - drop, 0)], 9)
    made.add("head", tube(path, np.linspace(thick, thick * 0.7, 9), 8))


def trigger(rng: Rng, made: Assembly, top: float, collar: float) -> None:
    """A spray gun head with trigger and nozzle, or a plain press button."""
    if chance(rng, 0.3):
        made.add(
            "head",
            move(
                lathe([(collar * 0.8, 0), (collar * 0.8, 0.3), (collar * 0.5, 0.45), (0, 0.45)], 14), (0, top - 0.02, 0)
            ),
        )
        return
    high, back = rng.uniform(0.35, 0.6), rng.uniform(0.3, 0.7)
    gun = extrude(
        np.array([(-back, 0.55), (-collar * 0.6, 0), (collar * 0.6, 0), (0.35, 0.55), (0.6, 0.6), (0.6, 1), (-back, 1)])
        * (1, high),
        collar * rng.uniform(0.8, 1.4),
    )
    made.add("head", move(gun, (0, top - 0.02, 0)))
    made.add("head", move(turn(cylinder(0.12, 0.15, sections=10), "z", -90), (0.58, top + high * 0.8, 0)))
    path = spline([(0.3, top + high * 0.6, 0), (0.5, top + high * 0.2, 0), (0.4, top - rng.uniform(0.1, 0.5), 0)], 8)
    made.add("head", tube(path, 0.05, 6, flatten=2.0, side=(1, 0, 0)))
