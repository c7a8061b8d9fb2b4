"""Figures: every average by hand, intervals against a slow twin and against theory."""

from __future__ import annotations

import numpy as np
import pytest

from pa3d.benchmarks.report import ShapeScore
from pa3d.benchmarks.summary import (
    figures,
    known_mean,
    measure,
    once,
    resamples,
    score_table,
    weighted_mean,
)

from .scores import score

NAN = float("nan")
# Chairs: parts a and b; the second chair lacks b. One mug with one part. IoUs: a 1/2, b 1/4 | a 1 | a 1/5.
SCORES = [
    score("1", "chair", [(1, 2, 1), (1, 4, 4)], 3 / 8),
    score("2", "chair", [(3, 3, 3), (0, 1, 0)], 1.0),
    score("1", "mug", [(1, 5, 5)], 1 / 5),
]


def test_every_average_by_hand() -> None:
    found = figures(SCORES, "skip", "shape")
    values = {name: figure.value for name, figure in found.summary.items()}
    chair = (3 / 8 + 1) / 2
    parts = ((1 / 2 + 1) / 2 + 1 / 4) / 2  # a over both chairs, b over the one that has it
    assert values == pytest.approx({
        "mIoU": (3 / 8 + 1 + 1 / 5) / 3, "cIoU": (chair + 1 / 5) / 2, "part mIoU": (parts + 1 / 5) / 2,
        "point accuracy": 6 / 13, "patch accuracy": 1 / 2, "class-agnostic mIoU": (3 / 8 + 1 + 1 / 5) / 3,
        "patch oracle": 1.0,
    })  # fmt: skip
    assert found.by_category["chair"]["mIoU"].value == pytest.approx(chair)
    assert found.by_category["chair"]["part mIoU"].value == pytest.approx(parts)
    assert found.by_category["mug"]["point accuracy"].value == pytest.approx(1 / 5)
    assert {name: (f.value, f.shapes) for name, f in found.by_part["chair"].items()} == {
        "a": (pytest.approx(3 / 4), 2), "b": (pytest.approx(1 / 4), 1)
    }  # fmt: skip
    assert {name: figure.shapes for name, figure in found.summary.items()} == dict.fromkeys(values, 3)
    assert found.by_category["chair"]["mIoU"].shapes == 2


def test_one_shape_has_no_interval_and_neither_has_a_mean_over_its_category() -> None:
    found = figures(SCORES, "skip", "shape")
    for figure in (found.by_category["mug"]["mIoU"], found.by_part["chair"]["b"], found.summary["cIoU"]):
        assert np.isnan(figure.low) and np.isnan(figure.high)
    assert found.summary["mIoU"].low < found.summary["mIoU"].value < found.summary["mIoU"].high


def test_seeds_are_means_of_their_shape() -> None:
    runs = [score("1", "chair", [(1, 2, 2)], 0.5, seed=0), score("1", "chair", [(2, 2, 2)], 1.0, seed=1),
            score("2", "chair", [(0, 2, 2)], 0.0, seed=0), score("2", "chair", [(0, 0, 0)], NAN, seed=1)]  # fmt: skip
    table = score_table(runs, "skip")
    assert table.keys == (("chair", "1"), ("chair", "2"))
    assert table.iou.tolist() == [0.75, 0.0], "a seed without a score is left out"
    assert table.points.tolist() == [4, 2] and table.right.tolist() == [3, 0]
    assert figures(runs, "skip", "shape").summary["mIoU"].shapes == 2


def test_shapes_without_a_score_are_not_counted() -> None:
    runs = [*SCORES, score("3", "chair", [(0, 0, 0), (0, 0, 0)], NAN, agnostic=NAN)]
    found = figures(runs, "skip", "shape")
    assert found.summary["mIoU"].value == pytest.approx((3 / 8 + 1 + 1 / 5) / 3)
    assert found.summary["mIoU"].shapes == 3 and found.by_category["chair"]["mIoU"].shapes == 2


def many(count: int, seed: int = 0) -> list[ShapeScore]:
    generator = np.random.default_rng(seed)
    made = []
    for i in range(count):
        truth = generator.integers(0, 50, 3)
        both = (truth * generator.random(3)).astype(int)
        counts = [(int(b), int(t) + 3, int(t)) for b, t in zip(both, truth, strict=True)]
        made.append(score(str(i), f"c{i % 4}", counts, float(generator.random())))
    return made


def test_weights_are_repeated_shapes() -> None:
    scores = many(13)
    table = score_table(scores, "skip")
    draw = next(resamples(table, seed=5, count=3))
    found = measure(table, draw, "partslip")
    for r in range(3):
        times = draw.over_all[r].astype(int)
        assert times.sum() == 13
        repeated = np.repeat(table.iou, times)
        assert found["", "", "mIoU"][r] == pytest.approx(repeated.mean())
        within = draw.by_category[r].astype(int)
        means, parts = [], []
        for category, group in table.parts.items():
            assert within[group.rows].sum() == len(group.rows), "as many of each category as there are"
            means.append(np.repeat(table.iou[group.rows], within[group.rows]).mean())
            columns = np.repeat(group.iou, within[group.rows], axis=0).T
            own = [np.nanmean(column) for column in columns if np.isfinite(column).any()]
            parts.append(np.mean(own))
            assert found[category, "", "part mIoU"][r] == pytest.approx(parts[-1])
        assert found["", "", "cIoU"][r] == pytest.approx(np.mean(means))
        assert found["", "", "part mIoU"][r] == pytest.approx(np.mean(parts))


def test_the_interval_is_that_of_a_mean() -> None:
    scores = many(400)
    found = figures(scores, "skip", "shape").summary["mIoU"]
    half = 1.96 * np.std([score.iou for score in scores]) / 20
    assert found.low == pytest.approx(found.value - half, abs=0.15 * half)
    assert found.high == pytest.approx(found.value + half, abs=0.15 * half)
    assert figures(scores, "skip", "shape") == figures(scores, "skip", "shape"), "seeded"
    other = figures(scores, "skip", "shape", seed=1).summary["mIoU"]
    assert other.low != found.low and other.low == pytest.approx(found.low, abs=0.2 * half)


def test_the_oracle_goes_with_the_average() -> None:
    runs = [score("1", "chair", [(1, 4, 4), (1, 4, 4)], 0.25, oracle_intersection=(1, 2)),
            score("2", "chair", [(1, 4, 4), (0, 4, 0)], 0.25, oracle_intersection=(4, 0)),
            score("3", "mug", [(1, 4, 4)], 0.25, oracle_intersection=(3,))]  # fmt: skip
    shapes = [(1 / 4 + 2 / 4) / 2, 1.0, 3 / 4]
    by_part = ((1 / 4 + 1) / 2 + 2 / 4) / 2
    expected = {
        "shape": sum(shapes) / 3,
        "find3d": ((shapes[0] + 1) / 2 + 3 / 4) / 2,
        "partslip": (by_part + 3 / 4) / 2,
    }
    table = score_table(runs, "skip")
    for average, value in expected.items():
        found = measure(table, once(table), average)  # type: ignore[arg-type]
        assert found["", "", "patch oracle"].item() == pytest.approx(value)
    assert score_table(runs, "union").oracle[1] == 1 / 2, "an absent part that the oracle predicts"


def test_means_of_what_is_known() -> None:
    values = np.array([[1.0, NAN], [3.0, NAN], [NAN, 5.0]])
    assert known_mean(values).tolist() == [1.0, 3.0, 5.0] and np.isnan(known_mean(np.array([NAN])))
    weights = np.array([[1.0, 3.0, 2.0], [0.0, 0.0, 4.0]])
    found = weighted_mean(values, weights)
    assert found[0].tolist() == [2.5, 5.0] and np.isnan(found[1, 0]) and found[1, 1] == 5.0
