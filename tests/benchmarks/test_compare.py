"""Two reports: paired over the shapes both hold, and honest about what else differs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pa3d.benchmarks.compare import compare
from pa3d.benchmarks.report import Report, ShapeScore
from pa3d.benchmarks.summary import figures
from pa3d.errors import UsageError

from .scores import score


def made(scores: list[ShapeScore], **changes: Any) -> Report:
    protocol = {"absent": "skip", "average": "shape", "votes": 4, **changes}
    return Report("folder", "Shapes", protocol, {"name": "m"}, {}, *figures(scores, "skip", "shape"), (), tuple(scores))


def shapes(ious: list[float], category: str = "chair") -> list[ShapeScore]:
    return [score(str(i), category, [(int(100 * iou), 100, 100)], iou) for i, iou in enumerate(ious)]


def test_by_hand() -> None:
    first = made([*shapes([0.1, 0.5, 0.6]), *shapes([0.2], "mug")])
    second = made([*shapes([0.3, 0.5, 0.5, 0.9]), *shapes([0.4], "mug")], votes=1)
    found = compare(first, second, ("a.json", "b.json"))
    assert (found.first, found.second, found.headline, found.benchmark) == ("a.json", "b.json", "mIoU", "folder")
    assert (found.shapes, found.only_first, found.only_second) == (4, 0, 1)
    assert (found.better, found.worse, found.same) == (2, 1, 1)
    pair = found.summary["mIoU"]
    assert (pair.first, pair.second) == pytest.approx((1.4 / 4, 1.7 / 4))
    assert pair.difference.value == pytest.approx(0.3 / 4) and pair.difference.shapes == 4
    assert pair.difference.low <= pair.difference.value <= pair.difference.high
    mug = found.by_category["mug"]["mIoU"].difference
    assert mug.value == pytest.approx(0.2) and np.isnan(mug.low)
    assert found.differing == {"votes": (4, 1)}


def test_pairing_narrows_the_interval() -> None:
    base = np.random.default_rng(0).random(60) * 0.8
    steady = compare(made(shapes(base.tolist())), made(shapes((base + 0.1).tolist())))
    change = steady.summary["mIoU"].difference
    assert change.low == pytest.approx(0.1) and change.high == pytest.approx(0.1)
    shuffled = compare(made(shapes(base.tolist())), made(shapes((base[::-1] + 0.1).tolist())))
    assert shuffled.summary["mIoU"].difference.high - shuffled.summary["mIoU"].difference.low > 0.1
    assert steady.differing == {}


def test_a_report_equals_itself() -> None:
    report = made(shapes([0.1, 0.5]))
    found = compare(report, report)
    assert (found.better, found.worse, found.same) == (0, 0, 2)
    assert all(pair.difference.value == 0 for pair in found.summary.values())


def test_order_and_seeds_do_not_matter() -> None:
    scores = shapes([0.1, 0.5, 0.7])
    twice = [*scores, *(replace(one, seed=1) for one in scores)][::-1]
    found = compare(made(scores), made(twice))
    assert found.shapes == 3 and found.same == 3


def test_what_cannot_be_compared() -> None:
    report = made(shapes([0.1]))
    with pytest.raises(UsageError, match="different benchmarks"):
        compare(report, replace(report, benchmark="faust"))
    with pytest.raises(UsageError, match="share no shape"):
        compare(report, made(shapes([0.1], "mug")))
