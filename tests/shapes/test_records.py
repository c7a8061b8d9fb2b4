"""Records of what was said about points."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from pa3d.shapes.records import PointLabels


@pytest.fixture
def labels() -> PointLabels:
    scores = np.random.default_rng(0).random((5, 2)).astype(np.float32)
    return PointLabels(("leg", "seat"), np.array([0, 1, -1, 1, 0], dtype=np.int32), scores.max(1), scores)


@pytest.mark.parametrize("rows", [np.array([3, 0, 3]), np.array([True, False, True, True, False])])
def test_select_takes_the_same_rows_of_everything(labels: PointLabels, rows: np.ndarray) -> None:
    some = labels.select(rows)
    assert some.names == labels.names and some.all_scores is not None and labels.all_scores is not None
    assert np.array_equal(some.labels, labels.labels[rows])
    assert np.array_equal(some.scores, labels.scores[rows])
    assert np.array_equal(some.all_scores, labels.all_scores[rows])


def test_select_without_all_scores(labels: PointLabels) -> None:
    assert dataclasses.replace(labels, all_scores=None).select(np.array([1])).all_scores is None


def test_records_are_frozen(labels: PointLabels) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        labels.names = ("a",)  # type: ignore[misc]
