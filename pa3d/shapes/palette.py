"""The colours of parts: one place, used by files, pictures and pages alike."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array

# Distinct under common colour-vision deficiencies for the first eight (after Okabe and Ito), then lighter cousins.
PART_COLORS: tuple[tuple[int, int, int], ...] = (
    (0, 114, 178), (230, 159, 0), (0, 158, 115), (204, 121, 167), (213, 94, 0), (86, 180, 233), (240, 228, 66),
    (148, 103, 189), (140, 86, 75), (23, 190, 207), (188, 189, 34), (255, 152, 150), (152, 223, 138), (31, 63, 140),
    (196, 156, 148), (247, 182, 210),
)  # fmt: skip
NO_PART_COLOR: tuple[int, int, int] = (160, 160, 160)


def part_colors(labels: Array) -> Array:
    """Colours (N, 3) uint8 of labels (N,) int, -1 none; the palette repeats after its last colour."""
    table = np.array([*PART_COLORS, NO_PART_COLOR], dtype=np.uint8)
    return table[np.where(labels < 0, len(PART_COLORS), labels % len(PART_COLORS))]
