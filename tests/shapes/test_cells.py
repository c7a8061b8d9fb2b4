"""The grid huge clouds are answered on: every point near its cell, cells numbered once over all pieces."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.cells import RESOLUTION, Cells


def test_pieces_get_the_cells_of_the_whole() -> None:
    points = np.random.default_rng(0).uniform(-1, 1, (3000, 3)).astype(np.float32)
    points[1000:2000] = points[:1000] + 1e-5  # mostly known cells
    cells = Cells()
    rows, centers = [], []
    for piece in np.split(points, 3):
        row, fresh = cells.rows(piece)
        rows.append(row)
        centers.append(fresh)
    row, center = np.concatenate(rows), np.concatenate(centers)
    assert len(center) == cells.count == len(np.unique(row)) == row.max() + 1
    assert len(np.unique(center, axis=0)) == len(center)
    half = 1 / RESOLUTION
    assert np.abs(center[row] - points).max() <= half * 1.01
    assert len(centers[1]) < 100


def test_a_known_cell_is_not_given_again() -> None:
    cells = Cells()
    points = np.zeros((5, 3), dtype=np.float32)
    first, fresh = cells.rows(points)
    again, none = cells.rows(points)
    assert len(fresh) == 1 and none.shape == (0, 3) and np.array_equal(first, again)


def test_points_outside_take_the_border() -> None:
    """Also points so far off that their cell's number would not fit an integer."""
    cells = Cells()
    points = np.array([[1e12, 0, 0], [1, 0, 0], [-1e12, 0, 0], [-1, 0, 0], [0, 3, 0]], dtype=np.float32)
    row, centers = cells.rows(points)
    assert row[0] == row[1] and row[2] == row[3]
    assert centers[row[0], 0] > 0.99 and centers[row[2], 0] < -0.99 and centers[row[4], 1] > 0.99
