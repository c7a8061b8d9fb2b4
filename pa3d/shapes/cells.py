"""A fine grid over the unit ball: huge clouds are answered once per occupied cell instead of once per point."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array

RESOLUTION = 256  # cells along each axis: a side of 1/128 of the shape's radius, a twentieth of a patch


class Cells:
    """Numbers occupied cells in the order they are met; memory does not depend on the number of points."""

    def __init__(self) -> None:
        self._row = np.full(RESOLUTION**3, -1, dtype=np.int32)
        self.count = 0

    def rows(self, points: Array) -> tuple[Array, Array]:
        """For points (n, 3) in the model frame: their cells' numbers (n,) and the centres (m, 3) float32 of the m cells
        not met before, numbered on from `count`. Points outside the unit cube take the nearest cell of its border.
        """
        place = ((points + 1) * (RESOLUTION / 2)).clip(0, RESOLUTION - 1).astype(np.int32)
        key = (place[:, 0] * RESOLUTION + place[:, 1]) * RESOLUTION + place[:, 2]
        fresh = np.unique(key[self._row[key] < 0])
        self._row[fresh] = np.arange(self.count, self.count + len(fresh), dtype=np.int32)
        self.count += len(fresh)
        corner = np.stack([fresh // RESOLUTION**2, fresh // RESOLUTION % RESOLUTION, fresh % RESOLUTION], 1)
        return self._row[key], ((corner + 0.5) * (2 / RESOLUTION) - 1).astype(np.float32)
