"""Scoring: what the model says of cases, against their truth, in exact counts.

Points without a part, by the protocol's background rule:
- labelled: they are not scored, and every scored point gets one of the asked names;
- zero: all points are scored; a point has no part where every name's logit (scale * cosine + bias) is below zero;
- category: all points are scored; the name of the category is asked too, and what it wins has no part.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pa3d.benchmarks.case import Case
from pa3d.benchmarks.draw import draw_points
from pa3d.benchmarks.metrics import agnostic_iou, part_counts, shape_iou
from pa3d.benchmarks.oracle import PatchTruth, oracle_labels, patch_truth
from pa3d.benchmarks.protocols import Protocol
from pa3d.benchmarks.questions import Question
from pa3d.benchmarks.report import ShapeScore
from pa3d.config import Assignment, Axis
from pa3d.errors import ShapeError
from pa3d.model import SURVEY_POINTS, Model
from pa3d.patch_labels import PatchLabels
from pa3d.shapes.records import Array
from pa3d.shapes.sampling import thin_rows
from pa3d.text.bank import text_vectors

_ZERO_LOGIT = 0.5  # the score of a logit of zero


class Asked(NamedTuple):
    """A case ready to be asked: points (n, 3) and truth (n,), label of the question or -1; survey: what is encoded,
    rows of them.
    """

    case: Case
    question: Question
    points: Array
    truth: Array
    survey: Array
    up: Axis


class Scored(NamedTuple):
    """A score, the labels (n,) it is made of, and how points took the answers of patches."""

    score: ShapeScore
    asked: Asked
    predicted: Array
    assign: Assignment


def prepare_case(case: Case, question: Question, protocol: Protocol, seed: int) -> Asked:
    """The points of a case that are asked. Raises ShapeError when none of them has a part that is asked for."""
    points, labels = draw_points(case, protocol, seed)
    truth = question.truth(labels)
    if not (truth >= 0).any():
        found = f"Of its {len(labels):,} points asked, {int((labels >= 0).sum()):,} bear a part."
        raise ShapeError(f"{case.id} has nothing to score.", found, "Leave it out, or ask for the parts it has.")
    survey = thin_rows(len(points), SURVEY_POINTS, np.random.default_rng(seed))
    return Asked(case, question, points, truth, survey, protocol.up or case.up)


def question_words(question: Question, protocol: Protocol) -> tuple[str, ...]:
    """The names the model is asked for: the parts, and for the background rule "category" that name as the last."""
    return (*question.words, question.category) if protocol.background == "category" else question.words


def text_of(model: Model, question: Question, protocol: Protocol) -> Array:
    """The vectors of `question_words`; the category itself leans on nothing. Raises WordError, CheckpointError."""
    words = model.text(question.words, question.category, protocol.prompt)
    if protocol.background != "category":
        return words
    encoder = model.meta["text"]["encoder"]  # else it has no words either
    return np.concatenate([words, text_vectors([question.category], encoder_id=encoder, device=str(model.device))])


def score_cases(model: Model, asked: Sequence[Asked], text: Array, protocol: Protocol, seed: int) -> list[Scored]:
    """The scores of cases with one question, encoded together."""
    options = {"votes": protocol.votes, "assign": protocol.assign}
    answers = model.patch_labels(
        [item.points[item.survey] for item in asked],
        [item.up for item in asked],
        question_words(asked[0].question, protocol),
        text,
        seed=seed,
        **{name: value for name, value in options.items() if value is not None},  # type: ignore[arg-type]
    )
    return [_score(answer, item, protocol, seed) for answer, item in zip(answers, asked, strict=True)]


def _score(answer: PatchLabels, asked: Asked, protocol: Protocol, seed: int) -> Scored:
    """Counts of one case. The truth holds at least one point with a part."""
    question, truth = asked.question, asked.truth
    count = len(question.words)
    everywhere = protocol.background != "labelled"
    predicted = answer.at(asked.points, threshold=_ZERO_LOGIT if protocol.background == "zero" else None).labels
    predicted = np.where(predicted == count, -1, predicted)  # the category's name
    patches = patch_truth(answer, asked.points[asked.survey], truth[asked.survey], count, everywhere)
    perfect = oracle_labels(answer, patches.majority, count, asked.points)
    scored = np.ones(len(truth), dtype=bool) if everywhere else truth >= 0
    own = part_counts(predicted[scored], truth[scored], range(count))
    best = part_counts(perfect[scored], truth[scored], range(count))
    score = ShapeScore(
        id=asked.case.id,
        category=asked.case.category,
        seed=seed,
        parts=question.parts,
        intersection=tuple(own.intersection.tolist()),
        union=tuple(own.union.tolist()),
        truth=tuple(np.bincount(truth[truth >= 0], minlength=count).tolist()),
        oracle_intersection=tuple(best.intersection.tolist()),
        oracle_union=tuple(best.union.tolist()),
        points=int(scored.sum()),
        right=int((predicted == truth)[scored].sum()),
        patches=int(patches.known.sum()),
        patches_right=_patches_right(answer, patches, count, protocol),
        agnostic=agnostic_iou(predicted[scored], truth[scored]),
        iou=shape_iou(own, protocol.absent),
    )
    return Scored(score, asked, predicted, answer.assign)


def _patches_right(answer: PatchLabels, patches: PatchTruth, count: int, protocol: Protocol) -> int:
    """Patches the model gives their majority label, by the same rule as points."""
    best = answer.cosines.max(-1)
    said = best.indices.cpu().numpy()  # (V, G)
    said = np.where(said == count, -1, said)
    if protocol.background == "zero":
        scale, bias = answer.score
        said = np.where((scale * best.values + bias).cpu().numpy() < 0, -1, said)
    return int(((said == patches.majority) & patches.known).sum())
