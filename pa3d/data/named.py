"""Shapes with the names asked of them, stacked into a batch; their lists of names are of any length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch

from pa3d.data.batches import RawBatch
from pa3d.shapes.records import Array

RAW_POINTS = 4096  # of a shape in a batch; a training sample draws from these


class Named(NamedTuple):
    """points (N, 3) float32, y up; asked: rows of the name table; masks (L, N) bool: the points that bear each;
    right: rows that would be right though nobody asked them.
    """

    points: Array
    masks: Array
    asked: Sequence[int]
    right: Sequence[int]


def stack_named(keys: Array, shapes: Sequence[Named]) -> RawBatch:
    """One batch of B >= 1 shapes with as many points each; keys (B,) int64."""
    masks = np.zeros((len(shapes), max(len(shape.asked) for shape in shapes), len(shapes[0].points)), dtype=bool)
    for row, shape in zip(masks, shapes, strict=True):
        row[: len(shape.asked)] = shape.masks
    return RawBatch(
        torch.from_numpy(keys),
        torch.from_numpy(np.stack([shape.points for shape in shapes])),
        torch.from_numpy(masks),
        torch.from_numpy(_padded([shape.asked for shape in shapes])),
        torch.from_numpy(_padded([shape.right for shape in shapes])),
    )


def no_named(points: int) -> RawBatch:
    """A batch without a shape."""
    none = torch.zeros(0, 1, dtype=torch.long)
    return RawBatch(none[:, 0], torch.zeros(0, points, 3), torch.zeros(0, 1, points, dtype=torch.bool), none, none)


def _padded(lists: Sequence[Sequence[int]]) -> Array:
    rows = np.full((len(lists), max(map(len, lists))), -1, dtype=np.int64)
    for row, numbers in zip(rows, lists, strict=True):
        row[: len(numbers)] = numbers
    return rows
