"""What a model said of a shape, asked for any of its points: exactly, by cells, in pieces."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from pa3d import patch_labels
from pa3d.config import Assignment
from pa3d.patch_labels import CHUNK, PatchLabels
from pa3d.shapes.frame import frame_of
from pa3d.shapes.records import Array

NAMES = ("top", "side", "bottom")


def sphere(count: int, seed: int = 0) -> Array:
    points = np.random.default_rng(seed).normal(size=(count, 3))
    return points / np.linalg.norm(points, axis=1, keepdims=True) * 5 + 100


def smooth_labels(assign: Assignment = "interpolate") -> PatchLabels:
    """Two votes over a sphere; a patch looks like the name its height asks for."""
    samples = sphere(600).reshape(2, 300, 3)
    frame = frame_of(sphere(600), "z")
    placed = torch.from_numpy(frame.apply(samples))
    centers = placed[:, :40]
    height = centers[..., 2:]
    near = torch.cdist(centers, placed).topk(8, largest=False).indices
    cosines = torch.cat([height, 0.7 - height.abs(), -height], -1)
    return PatchLabels(frame, NAMES, centers, cosines, (10.0, -2.0), assign, near, placed, torch.zeros(2, 40, 4))


@pytest.mark.parametrize("assign", ["nearest", "membership", "interpolate"])
def test_labels_follow_the_patches(assign: Assignment) -> None:
    points = sphere(500, seed=1)
    labels = smooth_labels(assign).at(points)
    height = (points[:, 2] - 100) / 5
    for name, where in (("top", height > 0.8), ("bottom", height < -0.8), ("side", np.abs(height) < 0.03)):
        assert np.mean(labels.labels[where] == NAMES.index(name)) > 0.9, name


def test_pieces_and_order_do_not_matter() -> None:
    said = smooth_labels()
    points = sphere(CHUNK + 50, seed=2)
    whole = said.at(points, all_scores=True)
    ends = said.at(points[[0, CHUNK - 1, CHUNK, -1]], all_scores=True)
    assert whole.all_scores is not None and ends.all_scores is not None
    assert np.allclose(whole.all_scores[[0, CHUNK - 1, CHUNK, -1]], ends.all_scores, atol=1e-6)


def test_answers_by_cell_agree_with_exact_ones() -> None:
    points = sphere(20_000, seed=3)
    exact, by_cell = smooth_labels().at(points), smooth_labels().at(points, stream=True)
    assert np.mean(exact.labels == by_cell.labels) > 0.97
    assert np.abs(exact.scores - by_cell.scores).mean() < 0.02


def test_a_streamed_cloud_answers_as_one_piece_and_only_once_per_cell() -> None:
    points = sphere(9000, seed=4)
    whole = smooth_labels().at(points, stream=True, all_scores=True, threshold=0.95)
    said = smooth_labels()
    pieces = [said.at(piece, stream=True, all_scores=True, threshold=0.95) for piece in np.split(points, 3)]
    assert np.array_equal(np.concatenate([piece.labels for piece in pieces]), whole.labels)
    assert np.allclose(np.concatenate([piece.all_scores for piece in pieces if piece.all_scores is not None]),
                       whole.all_scores, atol=1e-6)  # fmt: skip
    assert (whole.labels == -1).any() and (whole.labels >= 0).any()


def test_large_questions_are_answered_by_cell() -> None:
    points = np.repeat(sphere(1, seed=5), patch_labels.EXACT_POINTS + 1, axis=0)
    labels = smooth_labels().at(points)
    assert len(set(labels.scores)) == 1 and len(labels.labels) == len(points)
    exact = smooth_labels().at(points[:1])
    assert labels.scores[0] == pytest.approx(exact.scores[0], abs=0.05)


@pytest.mark.parametrize("stream", [False, True])
def test_rows_that_are_not_finite_get_none(stream: bool) -> None:
    points = sphere(20)
    expected = smooth_labels().at(points[1:], stream=stream)
    points[0, 1] = np.nan
    labels = smooth_labels().at(points, stream=stream)
    assert labels.labels[0] == -1 and labels.scores[0] == 0
    assert np.array_equal(labels.labels[1:], expected.labels) and np.array_equal(labels.scores[1:], expected.scores)
    nothing = smooth_labels().at(np.full((3, 3), np.nan), stream=stream, all_scores=True)
    assert nothing.labels.tolist() == [-1] * 3 and nothing.all_scores is not None and nothing.all_scores.shape == (3, 3)


def test_the_best_name_wins_where_scores_are_saturated() -> None:
    said = smooth_labels("nearest")
    points = sphere(300, seed=6)
    sure = dataclasses.replace(said, score=(100.0, 60.0))  # a score of 1.0 for most names
    labels = sure.at(points, all_scores=True)
    assert labels.all_scores is not None and ((labels.all_scores == 1).sum(1) > 1).any()
    assert np.array_equal(labels.labels, said.at(points).labels)


@pytest.mark.parametrize("assign", ["nearest", "membership", "interpolate"])
def test_small_pieces_give_the_same_answers(assign: Assignment, monkeypatch: pytest.MonkeyPatch) -> None:
    said, points = smooth_labels(assign), sphere(500, seed=7)
    whole = said.at(points, all_scores=True)
    monkeypatch.setattr(patch_labels, "HELD_NUMBERS", 2 * 300 * 7)  # seven points against all samples
    pieces = said.at(points, all_scores=True)
    assert np.array_equal(whole.labels, pieces.labels) and whole.all_scores is not None
    assert np.allclose(whole.all_scores, pieces.all_scores, atol=1e-6)


def test_cells_answer_with_and_without_every_score_in_any_order() -> None:
    said, points = smooth_labels(), sphere(3000, seed=8)
    first = said.at(points[:1000], stream=True)
    every = said.at(points, stream=True, all_scores=True)
    strict = said.at(points, stream=True, threshold=0.9)
    assert first.all_scores is None and every.all_scores is not None and every.all_scores.shape == (3000, 3)
    assert np.array_equal(every.labels[:1000], first.labels)
    assert np.array_equal(strict.labels, np.where(every.scores < 0.9, -1, every.labels))
    assert np.array_equal(said.at(points, stream=True).labels, every.labels)  # the threshold left nothing behind


def test_no_points_and_one_name() -> None:
    assert smooth_labels().at(np.zeros((0, 3))).labels.shape == (0,)
    said = smooth_labels()
    alone = dataclasses.replace(said, names=NAMES[:1], cosines=said.cosines[..., :1])
    labels = alone.at(sphere(50), threshold=0.5)
    assert set(labels.labels) == {0, -1}
