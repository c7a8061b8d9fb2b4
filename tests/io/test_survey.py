from __future__ import annotations

import numpy as np
import pytest

from pa3d.errors import FileError
from pa3d.io.formats import survey
from pa3d.shapes.records import Cloud, Mesh


def test_without_replacement_and_seeded() -> None:
    points = np.random.default_rng(0).random((1000, 3))
    drawn = survey(Cloud(points), 100, 7)
    assert drawn.total == 1000 and len(np.unique(drawn.points, axis=0)) == 100
    np.testing.assert_array_equal(drawn.points, survey(Cloud(points), 100, 7).points)
    assert not np.array_equal(drawn.points, survey(Cloud(points), 100, 8).points)
    np.testing.assert_array_equal(survey(Cloud(points), 1000, 7).points, points)


def test_passes_over_what_is_not_finite() -> None:
    points = np.array([[0, 0, 0], [np.nan, 0, 0], [1, 1, 1], [0, np.inf, 0]])
    np.testing.assert_array_equal(survey(Cloud(points), 10, 0).points, points[[0, 2]])
    mesh = Mesh(np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [np.nan, 0, 0]]), np.array([[0, 1, 2], [0, 1, 3]]))
    assert np.isfinite(survey(mesh, 50, 0).points).all()


def test_nothing_left() -> None:
    for source in (
        Cloud(np.empty((0, 3))),
        Cloud(np.full((2, 3), np.nan)),
        Mesh(np.full((3, 3), np.nan), np.array([[0, 1, 2]])),
    ):
        with pytest.raises(FileError):
            survey(source, 10, 0)
