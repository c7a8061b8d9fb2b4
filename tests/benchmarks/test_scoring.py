"""Scores counted by hand, under every rule for points without a part and parts without points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from pa3d.benchmarks.case import Case
from pa3d.benchmarks.protocols import protocol
from pa3d.benchmarks.questions import Names, find_names, question
from pa3d.benchmarks.report import ShapeScore
from pa3d.benchmarks.scoring import prepare_case, question_words, score_cases, text_of
from pa3d.errors import ShapeError
from pa3d.loading import load
from pa3d.text.bank import text_vectors

from .pointwise import Pointwise, line

PARTS = ("back", "seat", "leg")
TRUTH = (0, 0, 0, 1, 1, -1, -1, -1)  # no leg; three points without a part
SAID = (0, 0, 1, 1, 1, 0, -1, 2)


def scored(
    case: Case, said: Sequence[int] = SAID, size: int = 1, names: Names | None = None, **changes: Any
) -> ShapeScore:
    how = protocol("folder", None, {"votes": 1, "assign": "nearest", **changes})
    model: Any = Pointwise(said, size)
    asked = question(case, names or find_names("paper", "folder"), how)
    ready = prepare_case(case, asked, how, 0)
    (result,) = score_cases(model, [ready], text_of(model, asked, how), how, 0)
    assert model.asked == [question_words(asked, how)]
    return result.score


def test_only_labelled_points_count() -> None:
    score = scored(line(TRUTH, PARTS))
    assert score.parts == PARTS and score.points == 5 and score.right == 4
    assert score.truth == (3, 2, 0)
    assert score.intersection == (2, 2, 0) and score.union == (3, 3, 0)
    assert score.iou == pytest.approx((2 / 3 + 2 / 3) / 2)
    # Segments: back is points 0, 1; seat 2, 3, 4. Best with the true back 2/3, with the true seat 2/3.
    assert score.agnostic == pytest.approx(2 / 3)
    assert scored(line(TRUTH, PARTS), absent="one").iou == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)


def test_a_zero_logit_is_a_name_of_its_own() -> None:
    score = scored(line(TRUTH, PARTS), background="zero")
    # Point 6 is rightly none; 5 is called back and 7 leg, which have no part.
    assert score.points == 8 and score.right == 5
    assert score.intersection == (2, 2, 0) and score.union == (4, 3, 1)
    assert score.iou == pytest.approx((2 / 4 + 2 / 3) / 2)
    assert scored(line(TRUTH, PARTS), background="zero", absent="union").iou == pytest.approx((2 / 4 + 2 / 3 + 0) / 3)


def test_the_category_can_be_asked_too() -> None:
    said = (0, 0, 1, 1, 3, 0, 3, 2)  # 3 is the category
    score = scored(line(TRUTH, PARTS), said, background="category")
    assert score.parts == PARTS
    assert score.intersection == (2, 1, 0) and score.union == (4, 3, 1)
    assert score.points == 8 and score.right == 4


def test_the_category_leans_on_nothing(tiny_model: Any) -> None:
    model = load(tiny_model, "cpu", "float32")
    model.meta["text"] |= {"meanings": {"cart": {"wheel": ["axle"], "bed": ["platform"]}}}
    how = protocol("folder", None, {"background": "category"})
    asked = question(line(TRUTH, PARTS), find_names("paper", "folder"), how)
    vectors = text_of(model, asked, how)
    assert np.array_equal(vectors[:-1], model.text(PARTS)) and not np.allclose(model.text(["chair"]), vectors[-1])
    assert np.array_equal(vectors[-1:], text_vectors(["chair"], encoder_id=model.meta["text"]["encoder"]))


def test_patches_and_what_a_perfect_one_would_get() -> None:
    # Patches of two: (0, 0), (0, 1), (1, none), (none, none). The second is called back, the tie goes to the first.
    score = scored(line(TRUTH, PARTS), (0, 0, 1, 1, 1, 1, 1, 1), size=2)
    assert score.patches == 3, "the fourth bears no part"
    assert score.patches_right == 2
    assert score.oracle_intersection == (3, 1, 0) and score.oracle_union == (4, 2, 0)
    everywhere = scored(line(TRUTH, PARTS), (0, 0, 1, 1, 1, 1, -1, -1), size=2, background="zero")
    assert everywhere.patches == 4 and everywhere.patches_right == 3
    # The third patch is half seat, half none: the tie goes to the part, and point 5 is called seat.
    assert everywhere.oracle_intersection == (3, 1, 0) and everywhere.oracle_union == (4, 3, 0)


def test_only_the_parts_a_shape_has() -> None:
    score = scored(line(TRUTH, PARTS), asked="present")
    assert score.parts == ("back", "seat") and score.intersection == (2, 2)


def test_names_merge_and_leave_out_parts() -> None:
    names = Names("a file", {"chair": {"back": "body", "seat": "Body", "leg": None}})
    case = line((0, 1, 2, -1, 0), PARTS)
    score = scored(case, (0, 0, 0, 0, 0), names=names)
    assert score.parts == ("back",) and score.truth == (3,) and score.points == 3 and score.iou == 1


def test_nothing_to_score_is_an_error() -> None:
    how = protocol("folder")
    case = line((-1, -1), PARTS)
    with pytest.raises(ShapeError, match="one has nothing to score"):
        prepare_case(case, question(case, find_names("paper", "folder"), how), how, 0)


def test_the_answer_is_the_one_segment_gives(tiny_model: Any) -> None:
    model = load(tiny_model, "cpu", "float32")
    generator = np.random.default_rng(0)
    points = generator.random((400, 3))
    labels = generator.integers(-1, 2, 400).astype(np.int32)
    case = Case("a", "chair", points, labels, ("leg", "seat"), "z")
    how = protocol("folder")
    asked = question(case, find_names("paper", "folder"), how)
    (result,) = score_cases(model, [prepare_case(case, asked, how, 3)], text_of(model, asked, how), how, 3)
    said = model.segment(points, ["leg", "seat"], up="z", seed=3).labels
    assert np.array_equal(result.predicted, said)
    known = labels >= 0
    both = [int(((said == part) & (labels == part)).sum()) for part in (0, 1)]
    either = [int((((said == part) & known) | (labels == part)).sum()) for part in (0, 1)]
    assert result.score.intersection == tuple(both) and result.score.union == tuple(either)
    assert result.score.right == sum(both) and result.score.points == int(known.sum())
    assert result.score.patches == 4 * model.config.patches, "four votes"
