"""Snowmen."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.bodies import point
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import bar, ellipsoid, join, lathe, move

Rng = np.random.Generator


def snowman(rng: Rng) -> Assembly:
    """Two or three balls, sticks for arms, a carrot, often a hat."""
    body = Assembly()
    count = pick(rng, (2, 3))
    radius, height = 0.5, 0.0
    for level in range(count):
        squash = rng.uniform(0.85, 1.0)
        height += radius * squash * (1.0 if level else 0.95)
        part = "head" if level == count - 1 else "body"
        body.add(part, move(ellipsoid((radius, radius * squash, radius), 16, 10), (0, height, 0)))
        if part == "body":
            shoulder, girth = height + radius * 0.4, radius
            height += radius * squash * rng.uniform(0.75, 0.9)
            radius *= rng.uniform(0.6, 0.85)
    if chance(rng, 0.8):
        for side in (-1, 1):
            root = np.array([side * girth * 0.7, shoulder, 0])
            tip = root + point(side * rng.uniform(0.3, 0.6), rng.uniform(-0.2, 0.5), rng.uniform(-0.1, 0.2))
            twigs = [bar(root, tip, 0.035, 0.02, 6)]
            for spread in (-0.15, 0.12) if chance(rng, 0.6) else ():
                twigs.append(bar(root + (tip - root) * 0.75, tip + point(0, spread, 0), 0.02, 0.012, 6))
            body.add("arm", join(*twigs))
    if chance(rng, 0.8):
        body.add(
            "nose", bar((0, height, radius * 0.9), (0, height - 0.03, radius * rng.uniform(1.4, 2.2)), 0.06, 0.01, 8)
        )
    if chance(rng, 0.6):
        r, h = radius * rng.uniform(0.55, 0.85), radius * rng.uniform(0.6, 1.3)
        brim = r * rng.uniform(1.2, 1.8)
        hat = lathe([(0, 0), (brim, 0), (brim, 0.05), (r, 0.06), (r * rng.uniform(0.6, 1.1), h), (0, h)], 16)
        body.add("hat", move(hat, (0, height + radius * 0.72, 0)))
    return body
