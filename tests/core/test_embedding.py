"""The mini-PointNet as the paper writes it, and what folding and computing the global half once may not change."""

from __future__ import annotations

import copy

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from pa3d.core.embedding import PatchEmbedding, PositionEmbedding


@pytest.fixture
def embedding() -> PatchEmbedding:
    torch.manual_seed(3)
    module = PatchEmbedding((8, 16, 20, 24), 12)
    for norm in (module.lift_norm, module.mix_norm):
        assert isinstance(norm, torch.nn.BatchNorm1d) and norm.running_mean is not None and norm.running_var is not None
        torch.nn.init.normal_(norm.weight)
        torch.nn.init.normal_(norm.bias)
        norm.running_mean.normal_()
        norm.running_var.uniform_(0.001, 2)  # small enough for eps to count
    return module


def patches() -> Tensor:
    return torch.randn(2, 5, 7, 3, generator=torch.Generator().manual_seed(0))


def as_written(module: PatchEmbedding, inputs: Tensor) -> Tensor:
    """The paper's order: the maximum repeated for every point and concatenated in front of its own features."""
    batch, groups, size, _ = inputs.shape
    points = inputs.reshape(-1, 3)
    local = module.expand(F.relu(module.lift_norm(module.lift(points)))).view(batch * groups, size, -1)
    whole = local.max(1, keepdim=True).values.expand(-1, size, -1)
    both = torch.cat([whole, local], -1).flatten(0, 1)
    mixed = module.gather(F.relu(module.mix_norm(module.mix(both)))).view(batch * groups, size, -1)
    return module.reduce(mixed.max(1).values).view(batch, groups, -1)


@pytest.mark.parametrize("training", [False, True])
def test_the_global_half_once_equals_the_concatenation(embedding: PatchEmbedding, training: bool) -> None:
    twin = copy.deepcopy(embedding).train(training)
    ours = embedding.train(training)(patches())
    assert torch.allclose(ours, as_written(twin, patches()), atol=1e-5)
    for mine, other in zip(embedding.buffers(), twin.buffers(), strict=True):
        assert torch.allclose(mine, other, atol=1e-6)  # training moved the statistics alike


def test_folding_changes_nothing(embedding: PatchEmbedding) -> None:
    embedding.eval()
    before = embedding(patches()).detach()
    embedding.fold()
    assert not any(isinstance(module, torch.nn.BatchNorm1d) for module in embedding.modules())
    after = embedding(patches()).detach()
    assert float((after - before).abs().max() / before.abs().max()) < 1e-5
    embedding.fold()  # a second time is harmless
    assert torch.equal(embedding(patches()), after)


def test_gradients_reach_every_weight(embedding: PatchEmbedding) -> None:
    embedding.train()(patches()).square().sum().backward()
    for name, parameter in embedding.named_parameters():
        assert parameter.grad is not None and parameter.grad.abs().sum() > 0, name


def test_members_have_no_order_and_inputs_stay(embedding: PatchEmbedding) -> None:
    embedding.eval()
    inputs = patches()
    before = inputs.clone()
    tokens = embedding(inputs)
    assert torch.equal(inputs, before)
    assert torch.allclose(embedding(inputs.flip(2)), tokens, atol=1e-6)
    assert torch.allclose(embedding(inputs.flip(1)), tokens.flip(1), atol=1e-6)


def test_positions_depend_on_their_center_alone() -> None:
    torch.manual_seed(0)
    position = PositionEmbedding(8, 12)
    centers = torch.randn(2, 5, 3)
    assert position(centers).shape == (2, 5, 12)
    assert torch.allclose(position(centers.flip(1)), position(centers).flip(1), atol=1e-6)


def test_patches_are_folded_a_cache_at_a_time(embedding: PatchEmbedding, monkeypatch: pytest.MonkeyPatch) -> None:
    embedding.eval().fold()
    whole = embedding(patches())
    lifted = []
    embedding.lift.register_forward_hook(lambda _, given, out: lifted.append(len(given[0])))
    monkeypatch.setattr("pa3d.core.embedding._CACHED_FLOATS", 4 * 7 * 20 // torch.get_num_threads())  # of four patches
    assert torch.allclose(embedding(patches()), whole, atol=1e-6)
    assert sum(lifted) == 10 and max(lifted) <= 4
    assert embedding(patches()[:0]).shape == (0, 5, 12)
