"""One update of the weights: AdamW's groups, the learning rate, number types, the running mean."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from torch import nn

from pa3d.errors import UsageError
from pa3d.stages.loop_config import Decayed, LoopConfig
from pa3d.stages.loop_config import Precision as PrecisionName

FLOOR = 0.01  # the cosine ends at this share of the peak
FIRST_LOSS_SCALE = 2.0**16  # of float16, halved when a gradient overflows
_CALM = 2000  # steps without an overflow after which it is doubled


def parameter_groups(
    network: nn.Module, weight_decay: float, head_factor: float = 1.0, decayed: Decayed = "matrices"
) -> list[dict[str, Any]]:
    """AdamW's groups of what is trained; `factor` times the learning rate is the rate of a group.

    The encoder learns at the rate, everything else at head_factor times it. decayed: matrices alone, without vectors,
    scalars and normalisation; or all.
    """
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            factor = 1.0 if name.startswith("encoder.") else head_factor
            decay = weight_decay if decayed == "all" or parameter.ndim >= 2 else 0.0
            groups.setdefault((factor, decay), []).append(parameter)
    return [{"params": params, "weight_decay": decay, "factor": factor} for (factor, decay), params in groups.items()]


def make_optimizer(network: nn.Module, config: LoopConfig) -> torch.optim.AdamW:
    """AdamW over what is trained. Raises UsageError when nothing is."""
    factor = 1.0 if config.head_rate is None else config.head_rate / config.learning_rate
    groups = parameter_groups(network, config.weight_decay, factor, config.decayed)
    if not groups:
        raise UsageError("Nothing is trained.", "Every weight is frozen.", "Give another --train.")
    return torch.optim.AdamW(groups, lr=config.learning_rate)


def learning_rate(config: LoopConfig, taken: int, steps: int | None, minutes: float) -> float:
    """The encoder's rate of the next step: a warm-up, then constant or a cosine over steps or minutes, whichever are
    further on.
    """
    warm = min(1.0, (taken + 1) / max(config.warmup_steps, 1))
    if config.schedule == "constant":
        return config.learning_rate * warm
    done = 0.0 if steps is None else taken / steps
    if config.max_minutes is not None:
        done = max(done, minutes / config.max_minutes)
    return config.learning_rate * warm * (FLOOR + (1 - FLOOR) * 0.5 * (1 + math.cos(math.pi * min(done, 1.0))))


def trained(optimizer: torch.optim.Optimizer) -> Iterator[nn.Parameter]:
    """Every parameter the optimiser moves."""
    for group in optimizer.param_groups:
        yield from group["params"]


def training_dtype(choice: PrecisionName, device: torch.device) -> torch.dtype:
    """The number type of products in training. Weights, their sums and the losses stay float32."""
    if choice == "auto":
        fast = device.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)
        return torch.bfloat16 if fast else torch.float32
    return {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}[choice]


def mixed(device: torch.device, dtype: torch.dtype) -> AbstractContextManager[Any]:
    """Where the network computes: products in the number type."""
    return nullcontext() if dtype == torch.float32 else torch.autocast(device.type, dtype)


def next_loss_scale(scale: float, calm: int, overflowed: bool) -> tuple[float, int]:
    """The scale of float16 losses after a step, and the steps since it changed."""
    if overflowed:
        return max(scale / 2, 1.0), 0
    return (scale * 2, 0) if calm + 1 >= _CALM else (scale, calm + 1)


@torch.no_grad()
def follow(kept: nn.Module, network: nn.Module, decay: float) -> None:
    """Move a running mean a little towards the network; statistics of BatchNorms move along."""
    for mean, value in zip(kept.state_dict().values(), network.state_dict().values(), strict=True):
        if mean.is_floating_point():
            mean.lerp_(value, 1 - decay)
        else:
            mean.copy_(value)
