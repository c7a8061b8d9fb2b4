"""Which points are asked: as many as wanted, the same again, turned as wanted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pa3d.benchmarks.case import Case
from pa3d.benchmarks.draw import case_generator, draw_points, random_turn
from pa3d.benchmarks.protocols import protocol
from pa3d.config import Axis
from pa3d.shapes.records import Array

POINTS = np.random.default_rng(0).normal(size=(500, 3)) * (1, 2, 3) + 10
CASE = Case("a", "chair", POINTS, np.arange(500, dtype=np.int32), ("back",), "z")


def drawn(seed: int = 0, case: Case = CASE, **changes: Any) -> tuple[Array, Array]:
    return draw_points(case, protocol("folder", None, changes), seed)


def test_all_points_as_they_are() -> None:
    points, labels = drawn()
    assert np.array_equal(points, POINTS) and np.array_equal(labels, CASE.labels)


@pytest.mark.parametrize(("sampling", "repeats"), [("random", False), ("replacement", True), ("farthest", False)])
def test_drawn_points_keep_their_labels(sampling: str, repeats: bool) -> None:
    points, labels = drawn(points=200, sampling=sampling)
    assert len(labels) == 200 and np.array_equal(points, POINTS[labels])
    assert (len(set(labels)) < 200) == repeats
    again, other = drawn(points=200, sampling=sampling)[1], drawn(seed=1, points=200, sampling=sampling)[1]
    assert np.array_equal(again, labels) and not np.array_equal(other, labels)
    namesake = drawn(case=replace(CASE, id="b"), points=200, sampling=sampling)[1]
    assert not np.array_equal(namesake, labels), "every case has its own draw"


def test_a_small_case_repeats_points() -> None:
    few = replace(CASE, points=POINTS[:5], labels=CASE.labels[:5])
    for sampling in ("random", "replacement", "farthest"):
        points, labels = drawn(case=few, points=20, sampling=sampling)
        assert points.shape == (20, 3) and set(labels) <= set(range(5))


def test_farthest_points_lie_apart() -> None:
    far, near = drawn(points=50, sampling="farthest")[0], drawn(points=50, sampling="random")[0]

    def closest(points: Array) -> float:
        between = np.linalg.norm(points[:, None] - points[None], axis=-1) + 99 * np.eye(len(points))
        return float(between.min())

    assert closest(far) > 3 * closest(near)


@pytest.mark.parametrize("up", ["y", "z", "-x"])
def test_yaw_leaves_the_up_axis_alone(up: Axis) -> None:
    turn = random_turn("yaw", up, np.random.default_rng(0))
    axis = {"x": 0, "y": 1, "z": 2}[up[-1]]
    assert np.allclose(turn @ np.eye(3)[axis], np.eye(3)[axis])
    assert np.allclose(turn @ turn.T, np.eye(3)) and np.linalg.det(turn) == pytest.approx(1)
    assert not np.allclose(turn, np.eye(3))


def test_any_turn_is_a_rotation_and_evenly_spread() -> None:
    generator = np.random.default_rng(0)
    turns = np.stack([random_turn("so3", "y", generator) for _ in range(6000)])
    assert np.allclose(turns @ turns.transpose(0, 2, 1), np.eye(3)) and np.allclose(np.linalg.det(turns), 1)
    assert np.abs(turns.mean(0)).max() < 0.05
    # Of a uniform rotation every entry is the height of a uniform point on the sphere: uniform in [-1, 1].
    assert np.abs(np.sort(turns[:, 2, 1]) - np.linspace(-1, 1, 6000)).max() < 0.05


def test_turned_points_are_the_same_shape() -> None:
    points, labels = drawn(rotation="so3")
    assert not np.allclose(points, POINTS) and np.array_equal(labels, CASE.labels)
    assert np.allclose(np.linalg.norm(points, axis=1), np.linalg.norm(POINTS, axis=1))
    assert case_generator(CASE, 0).random() == case_generator(CASE, 0).random() != case_generator(CASE, 1).random()
