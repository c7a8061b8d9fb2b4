"""Metrics against the original's numbers and against counts made by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest
from conftest import TESTS
from safetensors import safe_open

from pa3d.benchmarks.metrics import accuracy, agnostic_iou, category_means, part_counts, shape_iou


def test_equals_the_original() -> None:
    with safe_open(TESTS / "golden" / "metrics.safetensors", "np") as file:
        meta = file.metadata()
        predicted, target, category, expected = (
            file.get_tensor(key) for key in ("pred", "target", "category", "inst_ious")
        )
    names = json.loads(meta["id2cat"])
    parts = json.loads(meta["seg_classes"])
    categories = [names[str(index)] for index in category.tolist()]
    scores = np.array([
        shape_iou(part_counts(guess, truth, parts[name]))
        for guess, truth, name in zip(predicted, target, categories, strict=True)
    ])  # fmt: skip
    assert np.allclose(scores, expected, atol=1e-6)
    means = category_means(scores, categories)
    for name, value in json.loads(meta["per_cat_iou"]).items():
        assert means[name] == pytest.approx(value, abs=1e-6)
    assert accuracy(predicted.ravel(), target.ravel()) == pytest.approx(float(meta["acc"]), abs=1e-6)


def test_absent_parts_by_hand() -> None:
    truth = np.array([0, 0, 0, 1, 1, 1])
    predicted = np.array([0, 0, 1, 1, 1, 2])
    counts = part_counts(predicted, truth, [0, 1, 2, 3])
    assert counts.intersection.tolist() == [2, 2, 0, 0]
    assert counts.union.tolist() == [3, 4, 1, 0]
    # Part 2 is predicted and absent, part 3 neither.
    assert shape_iou(counts, "skip") == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert shape_iou(counts, "one") == pytest.approx((2 / 3 + 1 / 2 + 0 + 1) / 4)


def test_a_shape_without_any_part_has_no_score() -> None:
    counts = part_counts(np.zeros(3, int), np.full(3, -1), [0, 1])
    assert np.isnan(shape_iou(counts))
    assert np.isnan(accuracy(np.zeros(3, int), np.full(3, -1)))
    assert category_means(np.array([0.5, np.nan, 1.0]), ["a", "a", "b"]) == {"a": 0.5, "b": 1.0}


def test_segments_without_names_by_hand() -> None:
    truth = np.array([0, 0, 0, 1, 1, -1])
    predicted = np.array([7, 7, 5, 5, 5, -1])
    # The true 0 overlaps segment 7 by 2 of 3, the true 1 segment 5 by 2 of 3; -1 is no part to be found.
    assert agnostic_iou(predicted, truth) == pytest.approx(2 / 3)
    assert agnostic_iou(np.full(6, -1), truth) == pytest.approx((3 / 6 + 2 / 6) / 2), "one segment serves both"
    assert agnostic_iou(truth + 3, truth) == 1
    assert np.isnan(agnostic_iou(predicted, np.full(6, -1)))
