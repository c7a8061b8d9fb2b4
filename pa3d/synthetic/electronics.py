"""Electronics: remote, camera; and the computers."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.computers import COMPUTERS
from pa3d.synthetic.forms import chance, log_uniform, lying, pick, plate
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import box, cylinder, extrude, join, lathe, move, spline, torus, tube, turn

Rng = np.random.Generator


def remote(rng: Rng) -> Assembly:
    """A long slab with rows of buttons; some curved, some with a ring and a number pad."""
    made = Assembly()
    wide, thick = rng.uniform(0.16, 0.45), rng.uniform(0.05, 0.14)
    body = lying(plate(wide, 1.0, thick, rng.uniform(0.0, wide / 2), rng.uniform(0.85, 1)))
    waist = float(pick(rng, (0.0, rng.uniform(0.1, 0.35)), (3, 1)))
    if waist:
        line = np.linspace(-0.5, 0.5, 12)
        radii = wide / 2 * (1 - waist * np.exp(-((line - 0.1) ** 2) / 0.03))
        body = tube(
            np.column_stack([np.zeros(12), np.zeros(12), line]),
            radii,
            12,
            flatten=thick / wide,
            square=0.6,
            side=(1, 0, 0),
        )
    made.add("body", body)
    top = thick / 2
    size = wide * rng.uniform(0.06, 0.12)
    round_ = chance(rng, 0.5)
    columns = int(rng.integers(2, 5))
    start = -0.43
    if chance(rng, 0.5):
        ring = torus(wide * 0.25, wide * 0.06, 16, 6)
        place = rng.uniform(-0.2, 0.2)
        made.add("button", move(ring, (0, top, place)), move(cylinder(wide * 0.12, 0.02, sections=10), (0, top, place)))
        stops = [z for z in np.linspace(start, 0.4, 9) if abs(z - place) > wide * 0.45]
    else:
        stops = list(np.linspace(start, rng.uniform(0.1, 0.42), int(rng.integers(4, 10))))
    spots = [(x, z) for z in stops for x in (np.arange(columns) - (columns - 1) / 2) * wide * 0.75 / columns]
    one = cylinder(size, 0.03, sections=8) if round_ else box((size * 2, 0.03, size * 1.4), (0, 0.015, 0))
    keep = spots[: int(rng.integers(max(3, len(spots) // 2), len(spots) + 1))]
    made.add("button", join(*(move(one, (x * (1 - waist), top - 0.005, z)) for x, z in keep)))
    pose = pick(rng, (0.0, 90.0), (3, 1))
    return Assembly([(part, turn(piece, "x", float(pose))) for part, piece in made.pieces])


def camera(rng: Rng) -> Assembly:
    """Compact, reflex, film, folding and action cameras; the lens looks along +z."""
    made = Assembly()
    wide, tall, deep = 1.0, rng.uniform(0.5, 0.85), rng.uniform(0.2, 0.5)
    style = pick(rng, ("compact", "reflex", "box", "instant", "camcorder"), (3, 4, 1, 1, 1.5))
    if style == "box":
        tall, deep = rng.uniform(0.9, 1.3), rng.uniform(0.6, 1.0)
    elif style == "camcorder":
        wide, tall, deep = rng.uniform(0.35, 0.5), rng.uniform(0.4, 0.6), rng.uniform(0.9, 1.3)
    made.add("body", plate(wide, tall, deep, rng.uniform(0.0, 0.15) * tall))
    top = tall / 2
    if style == "reflex":
        grip = box((0.2, tall * 0.95, deep * 0.6), (-wide * 0.4, 0, deep * 0.5), 0.05)
        hump = extrude([(-0.22, 0), (0.22, 0), (0.13, 0.2), (-0.13, 0.2)], deep * 1.1)
        made.add("body", move(hump, (0, top - 0.02, 0)))
        if chance(rng, 0.7):
            made.add("body", grip)
    elif style == "instant":
        made.add("body", box((wide, tall * 0.3, deep * 0.8), (0, -tall * 0.5, deep * 0.4)))
    elif chance(rng, 0.5):
        made.add(
            "body", box((rng.uniform(0.15, 0.3), 0.08, deep * 0.6), (rng.uniform(-0.2, 0.3) * wide, top + 0.03, 0))
        )
    radius = min(tall, wide) * rng.uniform(0.2, 0.46)
    long = float(rng.uniform(0.05, 0.35) if style != "reflex" else log_uniform(rng, 0.2, 1.2))
    steps = np.sort(rng.uniform(0.1, 0.95, int(rng.integers(1, 4))))
    line: list[tuple[float, float]] = [(radius, 0)]
    for at in steps:
        line += [(line[-1][0], at * long), (radius * rng.uniform(0.75, 1.05), at * long)]
    line += [(line[-1][0], long), (line[-1][0] * 0.85, long), (line[-1][0] * 0.7, long * 0.8), (0, long * 0.85)]
    lens = move(
        turn(lathe(line, 18), "x", 90), (rng.uniform(-0.12, 0.12) * wide, rng.uniform(-0.08, 0.02), deep / 2 - 0.01)
    )
    made.add("lens", lens)
    for _ in range(int(rng.integers(1, 4))):
        size = rng.uniform(0.03, 0.08)
        place = (float(rng.choice([-1, 1])) * wide * rng.uniform(0.25, 0.42), top - 0.01, rng.uniform(-0.2, 0.2) * deep)
        made.add("button", move(cylinder(size, rng.uniform(0.02, 0.07), sections=10), place))
    if chance(rng, 0.12):
        strap = spline(
            [
                (-wide / 2, tall * 0.3, 0),
                (-wide * 0.6, tall * 1.4, -0.1),
                (wide * 0.6, tall * 1.4, -0.1),
                (wide / 2, tall * 0.3, 0),
            ],
            16,
        )
        made.add("strap", tube(strap, 0.04, 4, flatten=0.15, side=(0, 0, 1)))
    return made


KINDS: tuple[Kind, ...] = (
    Kind("remote", remote, {
        "button": ("key", "remote button", "buttons", "keypad"),
        "body": ("remote body", "case", "shell", "housing"),
    }, ("remote control", "tv remote", "controller")),
    Kind("camera", camera, {
        "lens": ("camera lens", "objective", "lens barrel", "optic"),
        "button": ("shutter button", "camera button", "knob", "dial"),
        "body": ("camera body", "case", "housing", "main body"),
        "strap": ("camera strap", "neck strap", "belt"),
    }, ("photo camera", "digital camera", "camcorder", "slr")),
    *COMPUTERS,
)  # fmt: skip
