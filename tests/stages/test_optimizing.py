"""AdamW's groups, the rate, number types."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from pa3d.core.network import PatchAlign
from pa3d.errors import UsageError
from pa3d.stages.loop_config import LoopConfig
from pa3d.stages.optimizing import (
    follow,
    learning_rate,
    make_optimizer,
    next_loss_scale,
    parameter_groups,
    trained,
    training_dtype,
)


def test_only_matrices_decay_and_only_what_is_trained_is_given() -> None:
    network = nn.Sequential(nn.Linear(2, 3), nn.LayerNorm(3), nn.Linear(3, 1))
    network[2].requires_grad_(False)
    decayed, free = parameter_groups(network, 0.05)
    assert [p.shape for p in decayed["params"]] == [(3, 2)] and decayed["weight_decay"] == 0.05
    assert [p.shape for p in free["params"]] == [(3,)] * 3 and free["weight_decay"] == 0.0
    everything = parameter_groups(network, 0.05, decayed="all")
    assert [len(group["params"]) for group in everything] == [4] and everything[0]["weight_decay"] == 0.05


def test_heads_learn_at_their_own_rate(tiny_network: PatchAlign) -> None:
    optimizer = make_optimizer(tiny_network, LoopConfig(learning_rate=1e-4, head_rate=5e-4))
    names = {id(parameter): name for name, parameter in tiny_network.named_parameters()}
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            expected = 1.0 if names[id(parameter)].startswith("encoder.") else 5.0
            assert group["factor"] == pytest.approx(expected), names[id(parameter)]
    assert len(list(trained(optimizer))) == len(names)
    with pytest.raises(UsageError, match="Nothing is trained"):
        make_optimizer(tiny_network.requires_grad_(False), LoopConfig())


def test_rates() -> None:
    constant = LoopConfig(learning_rate=1.0, schedule="constant", warmup_steps=4)
    assert [learning_rate(constant, taken, 100, 0) for taken in (0, 3, 50, 99)] == [0.25, 1, 1, 1]
    cosine = LoopConfig(learning_rate=1.0, warmup_steps=0, max_minutes=10.0)
    assert learning_rate(cosine, 0, 100, 0) == 1
    assert learning_rate(cosine, 50, 100, 0) == pytest.approx(0.505)
    assert learning_rate(cosine, 0, 100, 5.0) == pytest.approx(0.505)  # minutes are further on
    assert learning_rate(cosine, 7, None, 10.0) == pytest.approx(0.01) == learning_rate(cosine, 7, None, 99.0)


def test_number_types() -> None:
    cpu = torch.device("cpu")
    assert training_dtype("auto", cpu) == torch.float32
    assert training_dtype("bfloat16", cpu) == torch.bfloat16


def test_the_scale_of_losses_follows_overflows() -> None:
    assert next_loss_scale(1024.0, 5, True) == (512.0, 0)
    assert next_loss_scale(1024.0, 5, False) == (1024.0, 6)
    assert next_loss_scale(1024.0, 1999, False) == (2048.0, 0)
    assert next_loss_scale(1.0, 0, True) == (1.0, 0)


def test_a_running_mean_follows_statistics_too() -> None:
    kept, network = nn.BatchNorm1d(2), nn.BatchNorm1d(2)
    network(torch.randn(8, 2) + 3)
    assert kept.running_mean is not None and network.running_mean is not None
    follow(kept, network, 0.75)
    assert torch.allclose(kept.running_mean, network.running_mean / 4)
    assert kept.num_batches_tracked == 1
