"""What furniture may stand on, with weights for chairs and for tables."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import Base, Footprint
from pa3d.synthetic.furniture_frames import cantilever, drum, rockers, scissors, slabs, sled, trestle, wires
from pa3d.synthetic.furniture_legs import few_legs, four_legs, pedestal, star
from pa3d.synthetic.kind import Assembly

BaseTable = tuple[tuple[Callable[[np.random.Generator, Footprint], Base], float], ...]


CHAIR_BASES: BaseTable = (
    (four_legs, 9), (few_legs, 1), (star, 3), (pedestal, 2), (sled, 2.2), (cantilever, 1.6), (slabs, 1.6),
    (scissors, 1.3), (wires, 1.3), (drum, 1.0), (trestle, 1.0), (rockers, 0.8),
)  # fmt: skip


TABLE_BASES: BaseTable = (
    (four_legs, 8), (few_legs, 1), (star, 1), (pedestal, 2.5), (sled, 1.6), (cantilever, 0.3), (slabs, 2.2),
    (scissors, 1.4), (wires, 1.4), (drum, 1.2), (trestle, 2.2),
)  # fmt: skip


def any_base(rng: np.random.Generator, table: BaseTable) -> Callable[[np.random.Generator, Footprint], Base]:
    """One way to stand, drawn by the weights of a table."""
    return pick(rng, [make for make, _ in table], [share for _, share in table])


def add_base(rng: np.random.Generator, out: Assembly, base: Base) -> None:
    """A base as leg; its casters as wheel or as leg, as annotators differ."""
    out.add("leg", *base.legs)
    if base.wheels:
        out.add("wheel" if chance(rng, 0.6) else "leg", *base.wheels)
