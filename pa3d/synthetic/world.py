"""The world: a shape is a pure function of (seed, index) and of WORLD_VERSION, on any machine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pa3d.shapes.records import LabelledMesh
from pa3d.synthetic.kind import Kind
from pa3d.synthetic.kinds import KINDS

WORLD_VERSION = 4  # raised whenever a builder changes: another version is another world


def draw_shape(seed: int, index: int, kinds: Sequence[Kind] = KINDS) -> LabelledMesh:
    """Shape `index` of the stream `seed`: a kind drawn by weight, built with its own generator."""
    generator = np.random.default_rng((WORLD_VERSION, seed, index))
    weights = np.cumsum([kind.weight for kind in kinds])
    kind = kinds[int(np.searchsorted(weights, generator.random() * weights[-1], side="right"))]
    return kind.build(generator).mesh(kind.name)


def build_shape(kind: Kind, seed: int, index: int) -> LabelledMesh:
    """Shape `index` of one kind."""
    return kind.build(np.random.default_rng((WORLD_VERSION, seed, index))).mesh(kind.name)
