from __future__ import annotations

import numpy as np
import pytest

from pa3d.config import Axis
from pa3d.errors import ShapeError
from pa3d.shapes.frame import AXES
from pa3d.shapes.records import Cloud, Mesh
from pa3d.view.subject import mean_scores, subject_of, to_y_up

TRIANGLES = Mesh(
    vertices=np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 2], [np.nan, 0, 0]]),
    faces=np.array([[0, 1, 2], [0, 1, 3], [0, 1, 4]]),
)


@pytest.mark.parametrize("up", AXES)
def test_every_axis_stands_upright_and_nothing_is_mirrored(up: Axis) -> None:
    turn = to_y_up(up)
    axis = np.eye(3)["xyz".index(up[-1])] * (-1 if up.startswith("-") else 1)
    np.testing.assert_allclose(turn @ axis, [0, 1, 0])
    assert np.linalg.det(turn) == pytest.approx(1)


def test_a_cloud_is_centred_and_scaled_wherever_it_is() -> None:
    points = np.random.default_rng(0).uniform(-1, 1, (100, 3)) * [2, 3, 1] + [635000.0, 4850000.0, 100.0]
    subject = subject_of(Cloud(points), np.zeros(100, int), 1, "z")
    low, high = subject.vertices.min(0), subject.vertices.max(0)
    np.testing.assert_allclose(low, -high, atol=1e-6)
    assert np.linalg.norm(high) == pytest.approx(1)
    assert (high - low)[1] == pytest.approx(np.ptp(points[:, 2]) / np.linalg.norm(np.ptp(points, axis=0)) * 2)


def test_what_is_not_finite_is_left_out() -> None:
    mesh = subject_of(TRIANGLES, np.array([0, 1, 1]), 2)
    assert mesh.rows.tolist() == [0, 1]
    assert mesh.faces is not None and mesh.faces.max() == 3
    np.testing.assert_allclose(mesh.shares, [1 / 3, 2 / 3])  # by area
    points = np.array([[0.0, 0, 0], [np.inf, 0, 0], [1, 1, 1]])
    assert subject_of(Cloud(points), np.array([0, 0, -1]), 1).labels.tolist() == [0, -1]
    with pytest.raises(ShapeError, match="nothing to draw"):
        subject_of(Cloud(points[1:2]), np.array([0]), 1)
    with pytest.raises(ShapeError, match="nothing to draw"):
        subject_of(Cloud(np.zeros((0, 3))), np.zeros(0, int), 1)


def test_labels_must_fit() -> None:
    with pytest.raises(ShapeError, match="each face"):
        subject_of(TRIANGLES, np.zeros(5, int), 1)
    with pytest.raises(ShapeError, match="Label 3 has no name"):
        subject_of(TRIANGLES, np.array([0, 3, 0]), 2)


def test_large_clouds_are_sampled_the_same_way_each_time() -> None:
    cloud = Cloud(np.random.default_rng(0).normal(size=(5000, 3)))
    labels = np.arange(5000) % 4 - 1
    first, again = (subject_of(cloud, labels, 3, most=100) for _ in range(2))
    assert len(first.rows) == 100
    assert (first.rows == again.rows).all()
    assert (first.labels == labels[first.rows]).all()
    np.testing.assert_allclose(first.shares, 0.25)  # of all points, not of the sample


def test_extreme_sizes_are_drawable() -> None:
    for size in (1e-300, 1e300):
        subject = subject_of(Cloud(np.array([[0.0, 0, 0], [size, size, 0]])), np.zeros(2, int), 1)
        assert np.linalg.norm(subject.vertices[1]) == pytest.approx(1)
    assert (subject_of(Cloud(np.ones((3, 3))), np.zeros(3, int), 1).vertices == 0).all()


def test_mean_scores() -> None:
    means = mean_scores(np.array([0, 0, 2, -1]), np.array([0.2, 0.4, np.nan, 0.9]), 3)
    assert means[0] == pytest.approx(0.3)
    assert np.isnan(means[1:]).all()
