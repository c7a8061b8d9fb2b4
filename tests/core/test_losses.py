"""Losses over ragged name lists against loops over one shape, one patch and one name at a time."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from pa3d.core.losses import (
    align_loss_paper,
    align_loss_release,
    align_loss_softmax,
    distill_loss,
    patch_accuracy,
    patch_label_fractions,
)

COUNTS = (1, 3, 4)  # names of each shape
GROUPS = 5


@pytest.fixture(scope="module")
def ragged() -> tuple[Tensor, Tensor, Tensor]:
    """cosine (B, G, L), fractions (B, G, L) and valid (B, L); padding has cosines but no fractions."""
    generator = torch.Generator().manual_seed(4)
    cosine = torch.rand(len(COUNTS), GROUPS, max(COUNTS), generator=generator) * 2 - 1
    valid = torch.arange(max(COUNTS)) < torch.tensor(COUNTS)[:, None]
    fractions = torch.randint(0, 5, cosine.shape, generator=generator) / 4 * valid[:, None]
    fractions[:, 2] = 0  # a patch inside no mask
    return cosine, fractions, valid


def log_sigmoid(value: float) -> float:
    return -math.log1p(math.exp(-value))


def cross_entropy(cosine: Tensor, fractions: Tensor, count: int, scale: float, bias: float, weight: float) -> float:
    total = 0.0
    for g in range(GROUPS):
        for name in range(count):
            logit = scale * float(cosine[g, name]) + bias
            target = float(fractions[g, name])
            total -= weight * target * log_sigmoid(logit) + (1 - target) * log_sigmoid(-logit)
    return total / (count * GROUPS)


def test_the_released_loss_is_a_loop(ragged: tuple[Tensor, Tensor, Tensor]) -> None:
    cosine, fractions, valid = ragged
    ours = align_loss_release(cosine, fractions, valid, torch.tensor(6.0))
    for i, count in enumerate(COUNTS):
        expected = cross_entropy(cosine[i], fractions[i], count, 6.0, 0.0, max(1, count - 1))
        assert float(ours[i]) == pytest.approx(expected, rel=1e-5)


def test_the_papers_loss_is_a_loop(ragged: tuple[Tensor, Tensor, Tensor]) -> None:
    cosine, fractions, valid = ragged
    ours = align_loss_paper(cosine, fractions, valid, torch.tensor(10.0), torch.tensor(-3.0))
    for i, count in enumerate(COUNTS):
        expected = cross_entropy(cosine[i], fractions[i], count, 10.0, -3.0, 1.0)
        assert float(ours[i]) == pytest.approx(expected, rel=1e-5)


def test_the_softmax_loss_is_a_loop(ragged: tuple[Tensor, Tensor, Tensor]) -> None:
    cosine, fractions, valid = ragged
    ours = align_loss_softmax(cosine, fractions, valid, torch.tensor(5.0))
    for i, count in enumerate(COUNTS):
        losses = []
        for g in range(GROUPS):
            total = float(fractions[i, g].sum())
            if total == 0:
                continue
            whole = sum(math.exp(5 * float(cosine[i, g, name])) for name in range(count))
            chance = [math.exp(5 * float(cosine[i, g, name])) / whole for name in range(count)]
            losses.append(-sum(float(fractions[i, g, n]) / total * math.log(chance[n]) for n in range(count)))
        assert float(ours[i]) == pytest.approx(sum(losses) / max(len(losses), 1), rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("loss", ["release", "paper", "softmax"])
def test_padding_changes_neither_loss_nor_gradient(ragged: tuple[Tensor, Tensor, Tensor], loss: str) -> None:
    cosine, fractions, valid = ragged
    scale, bias = torch.tensor(8.0), torch.tensor(-1.0)

    def value(inputs: Tensor) -> Tensor:
        if loss == "release":
            return align_loss_release(inputs, fractions, valid, scale)
        if loss == "paper":
            return align_loss_paper(inputs, fractions, valid, scale, bias)
        return align_loss_softmax(inputs, fractions, valid, scale)

    inputs = cosine.clone().requires_grad_()
    value(inputs).sum().backward()
    assert inputs.grad is not None
    padding = ~valid[:, None].expand_as(cosine)
    assert (inputs.grad[padding] == 0).all() and inputs.grad.isfinite().all()
    assert torch.allclose(value(cosine.masked_fill(padding, 0.99)), value(cosine))


def test_a_shape_without_a_covered_patch_has_no_softmax_loss() -> None:
    cosine = torch.rand(1, 3, 2, requires_grad=True)
    loss = align_loss_softmax(cosine, torch.zeros(1, 3, 2), torch.ones(1, 2, dtype=torch.bool), torch.tensor(5.0))
    loss.sum().backward()
    assert loss.item() == 0 and cosine.grad is not None and (cosine.grad == 0).all()


def test_fractions_count_members_inside_the_mask() -> None:
    generator = torch.Generator().manual_seed(0)
    masks = torch.rand(2, 3, 10, generator=generator) < 0.5
    indices = torch.randint(0, 10, (2, 4, 6), generator=generator)
    ours = patch_label_fractions(masks, indices)
    assert ours.shape == (2, 4, 3)
    for b in range(2):
        for g in range(4):
            for name in range(3):
                inside = sum(bool(masks[b, name, n]) for n in indices[b, g].tolist())
                assert float(ours[b, g, name]) == pytest.approx(inside / 6)


def test_accuracy_counts_covered_patches_and_lets_ties_be_right() -> None:
    valid = torch.tensor([[True, True, False]])
    fractions = torch.tensor([[[0.5, 0.5, 0], [1, 0, 0], [0, 0.2, 0], [0, 0, 0]]])
    cosine = torch.tensor([[[0.1, 0.3, 0.9], [0.1, 0.3, 0.9], [0.1, 0.3, 0.9], [0.1, 0.3, 0.9]]])
    assert patch_accuracy(cosine, fractions, valid).tolist() == [2, 3]


def test_each_patch_is_distilled_from_the_nearest_teacher_center() -> None:
    generator = torch.Generator().manual_seed(2)
    features, targets = torch.randn(2, 4, 6, generator=generator), torch.randn(2, 9, 6, generator=generator).half()
    centers, places = torch.rand(2, 4, 3, generator=generator), torch.rand(2, 9, 3, generator=generator)
    ours = distill_loss(features, centers, places, targets)
    for b in range(2):
        total = 0.0
        for g in range(4):
            k = int((places[b] - centers[b, g]).norm(dim=1).argmin())
            a, t = features[b, g], targets[b, k].float()
            total += 1 - float(a @ t / a.norm() / t.norm())
        assert float(ours[b]) == pytest.approx(total / 4, rel=1e-4)
    assert float(distill_loss(3 * targets.float(), places, places, targets).abs().max()) < 1e-3


def test_balance_lets_small_parts_weigh_more() -> None:
    """One patch of the first part, four of the second: by n ** -balance they weigh 1 to 4, 1 to 2, 1 to 1."""
    fractions = torch.tensor([[[1.0, 0]] + [[0.0, 1]] * 4])
    cosine = torch.tensor([[[0.2, 0.1]] + [[0.3, 0.9]] * 4])
    valid, scale = torch.ones(1, 2, dtype=torch.bool), torch.tensor(5.0)
    small, large = (-torch.log_softmax(5 * cosine[0, row], 0)[part] for row, part in ((0, 0), (1, 1)))
    for balance, weight in ((0.0, 4.0), (0.5, 2.0), (1.0, 1.0)):
        loss = align_loss_softmax(cosine, fractions, valid, scale, balance)
        assert float(loss) == pytest.approx(float((small + weight * large) / (1 + weight)), abs=1e-6)
