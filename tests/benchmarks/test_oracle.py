"""The patch oracle, against a slow obvious twin."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from pa3d.benchmarks.oracle import oracle_labels, patch_truth
from pa3d.config import Assignment
from pa3d.core.network import PatchAlign
from pa3d.model import Model
from pa3d.patch_labels import PatchLabels
from pa3d.shapes.records import Array

POINTS = np.random.default_rng(0).random((700, 3)) * 9 + 100
TRUTH = np.where(POINTS[:, 0] < 103, 0, np.where(POINTS[:, 1] < 105, 1, -1)).astype(np.int32)


@pytest.fixture
def answers(tiny_network: PatchAlign) -> dict[Assignment, PatchLabels]:
    model = Model(tiny_network, {"score": {"scale": 20.0, "bias": -3.0}})
    text = np.random.default_rng(1).normal(size=(2, 12))
    kinds: tuple[Assignment, ...] = ("nearest", "membership", "interpolate")
    return {kind: model.patch_labels([POINTS], ["z"], ["a", "b"], text, votes=3, assign=kind)[0] for kind in kinds}


def slow_majority(answer: PatchLabels, none_counts: bool) -> tuple[Array, Array]:
    placed = answer.frame.apply(POINTS)
    majority, known = np.zeros(answer.members.shape[:2], int), np.zeros(answer.members.shape[:2], bool)
    for vote in range(len(majority)):
        for patch in range(majority.shape[1]):
            found: Counter[int] = Counter()
            for member in answer.members[vote, patch].tolist():
                sample = answer.samples[vote, member].numpy()
                found[int(TRUTH[np.abs(placed - sample).sum(1).argmin()])] += 1
            told = {label: count for label, count in found.items() if none_counts or label >= 0}
            known[vote, patch] = bool(told)
            if told:  # ties: parts in order, none last
                majority[vote, patch] = min(told, key=lambda label: (-told[label], label % 99))
    return majority, known


@pytest.mark.parametrize("none_counts", [False, True])
def test_equals_the_slow_twin(answers: dict[Assignment, PatchLabels], none_counts: bool) -> None:
    found = patch_truth(answers["nearest"], POINTS, TRUTH, 2, none_counts)
    majority, known = slow_majority(answers["nearest"], none_counts)
    assert np.array_equal(found.known, known) and np.array_equal(found.majority[known], majority[known])
    assert set(np.unique(found.majority)) == ({-1, 0, 1} if none_counts else {0, 1})
    assert found.known.all() == none_counts, "here some patches bear no part at all"


@pytest.mark.parametrize("kind", ["nearest", "membership", "interpolate"])
def test_labels_follow_the_majorities(answers: dict[Assignment, PatchLabels], kind: Assignment) -> None:
    answer = answers[kind]
    truth = patch_truth(answer, POINTS, TRUTH, 2, none_counts=True)
    labels = oracle_labels(answer, truth.majority, 2, POINTS)
    assert set(np.unique(labels)) == {-1, 0, 1}
    assert (labels == TRUTH).mean() > 0.6, "much better than chance, and not perfect: patches are coarse"
    same = np.full_like(truth.majority, 1)
    assert (oracle_labels(answer, same, 2, POINTS) == 1).all()
    assert answer.names == ("a", "b") and answer.score == (20.0, -3.0), "the answer itself is left alone"
