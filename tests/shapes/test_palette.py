"""The colours of parts."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.palette import NO_PART_COLOR, PART_COLORS, part_colors


def test_labels_get_their_color_and_none_gets_grey() -> None:
    count = len(PART_COLORS)
    colors = part_colors(np.array([0, count - 1, count, -1], dtype=np.int32))
    assert colors.dtype == np.uint8
    assert colors.tolist() == [list(PART_COLORS[i]) for i in (0, -1, 0)] + [list(NO_PART_COLOR)]
    assert part_colors(np.zeros(0, dtype=np.int32)).shape == (0, 3)


def test_no_two_colors_are_alike() -> None:
    colors = np.array([*PART_COLORS, NO_PART_COLOR], dtype=float)
    distance = np.linalg.norm(colors[:, None] - colors[None], axis=-1) + 1000 * np.eye(len(colors))
    assert distance.min() > 30
