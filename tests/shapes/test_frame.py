"""The frame rule: axes, there and back, coordinates of any size."""

from __future__ import annotations

import numpy as np
import pytest

from pa3d.errors import ShapeError, UsageError
from pa3d.shapes.frame import AXES, axis_matrix, frame_of
from pa3d.shapes.records import Array

UP = {
    "x": (1, 0, 0), "y": (0, 1, 0), "z": (0, 0, 1), "-x": (-1, 0, 0), "-y": (0, -1, 0), "-z": (0, 0, -1),
}  # fmt: skip


@pytest.fixture
def points() -> Array:
    return np.random.default_rng(0).normal(size=(40, 3))


def test_y_up_swaps_y_and_z_and_z_up_gives_x_minus_y_z() -> None:
    point = np.array([1.0, 2, 3])
    assert (axis_matrix("y") @ point).tolist() == [1, 3, 2]
    assert (axis_matrix("z") @ point).tolist() == [1, -2, 3]


@pytest.mark.parametrize("up", AXES)
def test_every_axis_ends_up_on_z_by_the_same_reflection(up: str) -> None:
    matrix = axis_matrix(up)  # type: ignore[arg-type]
    assert (matrix @ UP[up]).tolist() == [0, 0, 1]
    assert np.array_equal(matrix @ matrix.T, np.eye(3))
    assert np.linalg.det(matrix) == -1  # a turn to y up, then the swap the weights were trained with


def test_an_unknown_axis_is_refused() -> None:
    with pytest.raises(UsageError, match=r"--up w is not an axis.*-z"):
        axis_matrix("w")  # type: ignore[arg-type]


@pytest.mark.parametrize("up", AXES)
def test_invert_undoes_apply(points: Array, up: str) -> None:
    points = points * 7 + (3, -8, 100)
    frame = frame_of(points, up)  # type: ignore[arg-type]
    placed = frame.apply(points)
    assert placed.dtype == np.float32
    assert np.allclose(frame.invert(placed), points, atol=1e-5)
    assert np.abs(placed.mean(0)).max() < 1e-6
    assert np.linalg.norm(placed, axis=1).max() == pytest.approx(1, abs=1e-6)


def test_the_same_shape_stored_y_up_or_z_up_lands_in_the_same_place(points: Array) -> None:
    stored_z_up = points[:, [0, 2, 1]] * (1, -1, 1)  # (x, y, z) -> (x, -z, y): the file's y up becomes z up
    assert np.allclose(frame_of(points, "y").apply(points), frame_of(stored_z_up, "z").apply(stored_z_up), atol=1e-6)


def test_utm_coordinates_survive(points: Array) -> None:
    far = points + np.array([500_000.0, 5_400_000.0, 300.0])
    near = frame_of(points, "z").apply(points)
    placed = frame_of(far, "z").apply(far)
    assert np.abs(placed - near).max() < 1e-6  # float32 at 5,400,000 has steps of 0.5
    assert np.abs(frame_of(far, "z").invert(placed) - far).max() < 1e-5


def test_without_normalizing_only_the_axes_turn(points: Array) -> None:
    frame = frame_of(points * 5 + 1, "y", normalize=False)
    assert np.allclose(frame.apply(points), points[:, [0, 2, 1]], atol=1e-6)


@pytest.mark.parametrize("count", [1, 4])
def test_equal_points_get_scale_one(count: int) -> None:
    points = np.full((count, 3), 7.5)
    frame = frame_of(points, "y")
    assert frame.scale == 1 and (frame.apply(points) == 0).all()
    assert np.array_equal(frame.invert(frame.apply(points)), points)


@pytest.mark.parametrize("shape", [(0, 3), (3,), (4, 2), (1, 4, 3)])
def test_other_shapes_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError) as caught:
        frame_of(np.zeros(shape), "y")
    assert str(shape) in caught.value.found


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_coordinates_that_are_not_finite_are_counted(points: Array, bad: float) -> None:
    points[[2, 5], 1] = bad
    with pytest.raises(ShapeError, match="2 rows"):
        frame_of(points, "y")


def test_apply_and_invert_keep_leading_axes_and_their_input(points: Array) -> None:
    frame = frame_of(points, "x")
    before = points.copy()
    blocks = frame.apply(points.reshape(4, 10, 3))
    assert np.array_equal(points, before)
    assert np.array_equal(blocks.reshape(-1, 3), frame.apply(points))
