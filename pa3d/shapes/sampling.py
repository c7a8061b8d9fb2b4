"""Which rows of a shape are looked at: seeded draws. NumPy only."""

from __future__ import annotations

import numpy as np

from pa3d.errors import ShapeError
from pa3d.shapes.records import Array


def draw_rows(total: int, count: int, generator: np.random.Generator, as_is: bool = True) -> Array:
    """`count` of `total` rows (int64): without replacement, with replacement when there are fewer.

    as_is: exactly `count` rows are taken in their order. Raises ShapeError when there is no row.
    """
    if total == 0:
        raise ShapeError("There are no points to label.", "Every row is missing or not finite.", "Give points.")
    if total == count and as_is:
        return np.arange(total)
    return generator.choice(total, count, replace=total < count)


def thin_rows(total: int, count: int, generator: np.random.Generator) -> Array:
    """min(total, count) different rows (int64): all in order when they fit, else in drawn order."""
    return np.arange(total) if total <= count else generator.choice(total, count, replace=False)
