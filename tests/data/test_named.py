"""Shapes with different numbers of names in one batch."""

from __future__ import annotations

import numpy as np

from pa3d.data.named import Named, stack_named


def test_lists_are_padded() -> None:
    points = np.zeros((3, 4, 3), dtype=np.float32)
    rows = [
        Named(points[0], np.ones((2, 4), dtype=bool), [5, 1], [1, 2, 5]),
        Named(points[1], np.eye(1, 4, dtype=bool), [7], []),
        Named(points[2], np.zeros((0, 4), dtype=bool), [], [3]),
    ]
    batch = stack_named(np.arange(3), rows)
    assert batch.asked.tolist() == [[5, 1], [7, -1], [-1, -1]]
    assert batch.right.tolist() == [[1, 2, 5], [-1, -1, -1], [3, -1, -1]]
    assert batch.masks.sum(-1).tolist() == [[4, 4], [1, 0], [0, 0]]
