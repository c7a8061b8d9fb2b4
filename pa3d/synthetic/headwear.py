"""Headwear: caps with visors and hats with brims."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, disc, pick, turned
from pa3d.synthetic.headwear_caps import baseball, field_cap, newsboy, peaked, sun_visor
from pa3d.synthetic.headwear_hats import brimmed, bucket, helmet, knitted
from pa3d.synthetic.headwear_shells import jockey, merged, panelled, two_brims, wrapped
from pa3d.synthetic.headwear_soft import beanie, beret, flowing, folded, fur_cap
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import stretch, warp

Rng = np.random.Generator


STYLES = (
    (baseball, 15), (field_cap, 2), (peaked, 2), (newsboy, 2.5), (bucket, 2.5), (brimmed, 4), (knitted, 2),
    (sun_visor, 1), (helmet, 1.5),
    (merged, 4), (wrapped, 2.5), (panelled, 4), (two_brims, 1.5), (jockey, 2.5), (beret, 1), (beanie, 1.5),
    (fur_cap, 0.5), (folded, 0.7), (flowing, 1.2),
)  # fmt: skip


def _crumpled(rng: Rng, made: Assembly) -> Assembly:
    """The cloth as it lies: low waves through the whole cap, and a shear."""
    wave = rng.uniform(0.5, 2.5, (3, 3)) * rng.choice([-1.0, 1.0], (3, 3))
    phase = rng.uniform(0, 6.3, 3)
    size = rng.uniform(0.02, 0.09)
    shear = rng.uniform(-0.15, 0.15, 2)

    def bend(vertices: Array) -> Array:
        out: Array = vertices + size * np.sin(vertices @ wave + phase)
        out[:, [0, 2]] += vertices[:, 1:2] * shear
        return out

    return Assembly([(part, warp(piece, bend)) for part, piece in made.pieces])


def cap(rng: Rng) -> Assembly:
    """Any cap or hat with a crown and a brim."""
    build = pick(rng, [style for style, _ in STYLES], [weight for _, weight in STYLES])
    made = build(rng)
    if chance(rng, 0.08):  # a lining closes the crown below
        made.add("crown", stretch(disc(0.93, 0.02), (1, 1, 1.1)))
    if chance(rng, 0.3):
        made = _crumpled(rng, made)
    if chance(rng, 0.3):
        made = turned(made, "x", rng.uniform(-25, 25))
    if chance(rng, 0.15):  # askew; some lie on their back or upside down
        made = turned(made, "z", rng.uniform(-20, 20))
    if chance(rng, 0.03):
        made = turned(made, "x", float(pick(rng, (rng.uniform(-110, -40), 180 + rng.uniform(-25, 25)))))
    return made


KINDS: tuple[Kind, ...] = (
    Kind(
        "cap",
        cap,
        {
            "crown": ("cap crown", "hat crown", "top", "dome", "cap body", "panel", "top of the hat", "body"),
            "brim": ("visor", "bill", "peak", "cap brim", "hat brim", "cap visor", "rim", "sun shield"),
        },
        ("hat", "baseball cap", "headwear", "bucket hat", "beanie", "sun hat", "fedora", "headgear", "cowboy hat"),
        weight=2.0,
    ),
)  # fmt: skip
