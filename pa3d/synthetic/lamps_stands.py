"""What lamps stand with: feet and bulky bodies."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import pick
from pa3d.synthetic.furniture import around, turned_profile
from pa3d.synthetic.pieces import Piece, bar, box, ellipsoid, lathe, move, spline, torus, tube


def foot_of(rng: np.random.Generator, reach: float, height: float) -> list[Piece]:
    """What a lamp stands with: disc, dome, cone, square, stepped, ring, three or four feet, block, rock."""
    style = pick(rng, ("disc", "disc", "dome", "cone", "square", "steps", "ring", "feet", "bars", "block"))
    h = height
    if style == "square":
        return [
            box(
                (2 * reach * 0.9, h, 2 * reach * float(rng.uniform(0.5, 0.9))),
                (0, h / 2, 0),
                h * 0.3 * (rng.random() < 0.3),
            )
        ]
    if style == "block":
        return [box((1.2 * reach, 2 * h, 1.2 * reach), (0, h, 0))]
    if style == "ring":
        return [
            move(torus(reach, h * 0.4, 24, 6), (0, h * 0.4, 0)),
            bar((-reach, h * 0.4, 0), (reach, h * 0.4, 0), h * 0.4),
        ]
    if style in ("feet", "bars"):
        count = pick(rng, (3, 3, 4, 5))
        rise = h * float(rng.uniform(1.5, 4)) if style == "feet" else h
        pieces = []
        for place in around(rng, count, reach):
            path = spline(
                [
                    (0, rise, 0),
                    place * 0.5 + (0, rise * float(rng.uniform(0.5, 1.1)), 0),
                    np.add(place, (0, h * 0.3, 0)),
                ],
                6,
            )
            pieces.append(tube(path, np.linspace(1, 0.6, 6) * h * 0.4, 6))
        return pieces
    profile = {
        "disc": [(1, 0), (1, 0.8), (0.95, 1), (0, 1)],
        "dome": [(1, 0), (0.97, 0.5), (0.8, 1.2), (0.45, 1.8), (0.1, 2), (0, 2)],
        "cone": [(1, 0), (1, 0.2), (0.5, 1.2), (0.15, 3), (0, 3)],
        "steps": [(1, 0), (1, 0.6), (0.7, 0.6), (0.7, 1.2), (0.4, 1.2), (0.3, 2), (0, 2)],
    }[style]
    return [lathe(np.array(profile) * (reach, h), 18)]


def vase(rng: np.random.Generator, low: float, high: float, radius: float) -> list[Piece]:
    """The bulky body of a table lamp: gourd, ball, jar, turned column, stack, block, figure, faceted."""
    tall = high - low
    style = pick(rng, ("gourd", "gourd", "ball", "jar", "turned", "stack", "block", "cone", "figure", "twist"))
    if style == "ball":
        return [move(ellipsoid((radius, tall / 2, radius), 18, 10, float(rng.uniform(0.5, 1))), (0, low + tall / 2, 0))]
    if style == "block":
        return [box((2 * radius, tall, 2 * radius * float(rng.uniform(0.3, 1))), (0, low + tall / 2, 0))]
    if style == "stack":
        count = int(rng.integers(2, 5))
        sizes = rng.uniform(0.5, 1, count)
        return [
            move(
                ellipsoid((radius * k, tall / count * 0.52, radius * k), 14, 8), (0, low + tall * (i + 0.5) / count, 0)
            )
            for i, k in enumerate(sizes)
        ]
    if style == "figure":  # something carved: a few soft lumps
        lumps = [
            (rng.uniform(-0.3, 0.3, 2) * radius, rng.uniform(0.3, 0.8) * radius, y) for y in np.linspace(0.15, 0.85, 4)
        ]
        return [move(ellipsoid((r, tall * 0.2, r * 0.8), 12, 7), (x, low + tall * y, z)) for (x, z), r, y in lumps]
    t = np.linspace(0, 1, 14)
    if style == "gourd":
        waist = float(rng.uniform(0.45, 0.75))
        shape = np.where(
            t < waist,
            np.sin(np.pi * (0.15 + 0.75 * t / waist)),
            0.25 + 0.35 * np.sin(np.pi * (t - waist) / (1 - waist)),
        )
    elif style == "jar":
        shape = 0.45 + 0.55 * np.sin(np.pi * np.clip(t * float(rng.uniform(0.7, 1.3)), 0, 1)) ** float(
            rng.uniform(0.5, 2)
        )
    elif style == "cone":
        shape = 1 - float(rng.uniform(0.4, 0.9)) * t
    elif style == "turned":
        profile = turned_profile(rng, 0.7, 14)
        t, shape = profile[:, 1], profile[:, 0]
    else:
        shape = 0.6 + 0.3 * np.sin(t * 20)
    sections = pick(rng, (4, 6, 8, 18, 18, 18))
    return [lathe(np.stack([shape * radius, low + t * tall], 1), sections, True)]
