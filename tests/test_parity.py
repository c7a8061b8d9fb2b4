"""The original code's numbers, through a `.pt` as it would have written it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

import pa3d
from pa3d.core.losses import align_loss_release, distill_loss, patch_accuracy, patch_label_fractions
from pa3d.model import Model
from pa3d.patch_labels import PatchLabels
from pa3d.shapes.frame import frame_of

Golden = dict[str, Tensor]


@pytest.fixture(scope="module")
def model(original_checkpoint: Path) -> Model:
    return pa3d.load(original_checkpoint, device="cpu", dtype="float32", heads=3)


def relative(ours: Tensor, theirs: Tensor) -> float:
    return float((ours - theirs).abs().max() / theirs.abs().max())


@pytest.fixture(scope="module")
def encoded(model: Model, golden: Golden) -> pa3d.Encoded:
    return model.encode(golden["in.points"], up="y", normalize=False)


def test_encoder_equals_the_original(golden: Golden, encoded: pa3d.Encoded) -> None:
    assert torch.equal(encoded.centers, golden["out.patch_centers"].transpose(1, 2))
    assert torch.equal(encoded.indices.sort(-1).values, golden["out.patch_idx"].sort(-1).values)
    assert relative(encoded.tokens, golden["out.patch_emb"].transpose(1, 2)) < 1e-4
    assert relative(encoded.text_features, golden["out.patch_feat"]) < 1e-4
    logits = encoded.text_features @ golden["in.text"].T / 0.07
    assert relative(logits, golden["out.logits"]) < 1e-4


def test_nearest_assignment_equals_the_original(model: Model, golden: Golden, encoded: pa3d.Encoded) -> None:
    from pa3d.core.assignment import nearest_center

    swapped = golden["in.points"][..., [0, 2, 1]]
    for i, points in enumerate(swapped):
        ours = nearest_center(points, encoded.centers[i : i + 1], golden["out.logits"][i : i + 1])
        assert torch.equal(ours, golden["out.point_logits_nearest"][i])


def test_points_get_the_original_labels_and_scores(model: Model, golden: Golden, encoded: pa3d.Encoded) -> None:
    # The original was fed these points unscaled, so the frame only turns the axes.
    for i, points in enumerate(golden["in.points"].double().numpy()):
        one = slice(i, i + 1)
        said = PatchLabels(
            frame_of(points, "y", normalize=False), ("a", "b", "c", "d"), encoded.centers[one],
            encoded.text_features[one] @ golden["in.text"].T, model.score, "nearest",
            encoded.indices[one], torch.from_numpy(points)[None].float(), encoded.text_features[one],
        ).at(points, all_scores=True)  # fmt: skip
        logits = golden["out.point_logits_nearest"][i]
        assert np.array_equal(said.labels, logits.argmax(-1))
        assert said.all_scores is not None and np.allclose(said.all_scores, torch.sigmoid(logits), atol=1e-4)


def test_losses_equal_the_original(golden: Golden, encoded: pa3d.Encoded) -> None:
    masks = golden["in.masks"]
    fractions = patch_label_fractions(masks, encoded.indices)
    valid = torch.ones(2, 4, dtype=torch.bool)
    for i in range(2):
        assert torch.allclose(fractions[i], golden[f"out.patch_label_distribution_{i}"], atol=1e-6)
    text = torch.nn.functional.normalize(golden["in.text"], dim=-1)
    cosine = encoded.text_features @ text.T
    loss = align_loss_release(cosine, fractions, valid, torch.tensor(1 / 0.07))
    assert torch.allclose(loss, golden["out.stage2_loss_per_sample"], rtol=1e-5, atol=1e-5)
    assert torch.allclose(loss.mean(), golden["out.stage2_loss"], rtol=1e-5, atol=1e-5)
    first = distill_loss(
        encoded.text_features, encoded.centers, golden["in.teacher_centers"], golden["in.teacher_feats"]
    )
    assert torch.allclose(first, golden["out.stage1_loss_per_sample"], rtol=1e-5, atol=1e-5)


def test_patch_accuracy_equals_the_original_but_for_ties(golden: Golden, encoded: pa3d.Encoded) -> None:
    # The original lets one of two equal shares win; ours counts both as right.
    cosine = encoded.text_features @ golden["in.text"].T
    majority = torch.stack([golden[f"out.patch_majority_label_{i}"] for i in range(2)])
    assert (cosine.argmax(-1) == majority).float().mean() == golden["out.stage2_patch_acc"]
    single = torch.nn.functional.one_hot(majority, 4).float()
    right, counted = patch_accuracy(cosine, single, torch.ones(2, 4, dtype=torch.bool))
    assert counted == 32 and right / counted == golden["out.stage2_patch_acc"]
