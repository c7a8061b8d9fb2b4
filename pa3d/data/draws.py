"""Random numbers that belong to a sample: a function of its key alone, wherever and beside whomever it is drawn.

So a batch may be cut over processes, pieces and resumed runs, and every sample keeps its draws; there is no random
state to save. The same numbers come on a CPU and on a GPU.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from pa3d.shapes.records import Array

_STEP = -0x61C8864680B583EB  # the odd constants of splitmix64 (Steele, Lea, Flood 2014), as signed numbers
_FIRST = -0x40A7B892E31B1A47
_SECOND = -0x6B2FB644ECCEEE15


def _shifted(value: Tensor, bits: int) -> Tensor:
    return (value >> bits) & ((1 << (64 - bits)) - 1)  # torch shifts the sign in


def _mixed(value: Tensor) -> Tensor:
    """splitmix64's finalizer on int64, in place; products wrap around."""
    value = (value ^ _shifted(value, 30)).mul_(_FIRST)
    value = (value ^ _shifted(value, 27)).mul_(_SECOND)
    return value ^ _shifted(value, 31)


def sample_keys(seed: int, numbers: Array) -> Array:
    """Keys (B,) int64 of the samples with these numbers in the stream of a seed."""
    words = np.random.SeedSequence(seed).generate_state(1, np.uint64)
    mixed = torch.from_numpy(numbers.astype(np.int64)) * _STEP
    return np.asarray(_mixed(mixed + int(words.view(np.int64)[0])).numpy())


def keys_within(keys: Tensor, numbers: Tensor) -> Tensor:
    """Keys of what is numbered within samples: keys and numbers are int64 and broadcast."""
    return _mixed(_mixed(keys) + numbers * _STEP)


class Draws:
    """Draws of samples with keys (B,) int64, one after the other: each call gives numbers not given before."""

    def __init__(self, keys: Tensor) -> None:
        self._keys, self._given = keys, 0

    def uniform(self, *shape: int) -> Tensor:
        """Numbers (B, *shape) float32, uniform in [0, 1)."""
        count = math.prod(shape)
        counter = torch.arange(self._given + 1, self._given + count + 1, device=self._keys.device)
        self._given += count
        bits = _mixed(self._keys[:, None] + counter.mul_(_STEP))  # (B, count)
        return _shifted(bits, 40).float().mul_(2.0**-24).view(len(self._keys), *shape)

    def between(self, *shape: int) -> Tensor:
        """Numbers (B, *shape) float32, uniform in [-1, 1)."""
        return self.uniform(*shape).mul_(2).sub_(1)

    def normal(self, *shape: int) -> Tensor:
        """Numbers (B, *shape) float32 of the standard normal distribution (Box and Muller)."""
        angle, height = self.uniform(2, *shape).unbind(1)
        return (-2 * (1 - height).log()).sqrt_() * (2 * math.pi * angle).cos_()

    def subset(self, weights: Tensor, count: int) -> Tensor:
        """`count` different columns (B, count) int64, drawn by weights (B, N) >= 0, at least `count` of them > 0."""
        waiting = -(1 - self.uniform(weights.shape[1])).log()  # of a race: the rarer the heavier
        return waiting.div_(weights).topk(count, 1, largest=False).indices
