"""Draws that belong to samples: fair, and the same whoever stands beside."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from pa3d.data.draws import Draws, keys_within, sample_keys


def keys(count: int = 64, seed: int = 0) -> torch.Tensor:
    return torch.from_numpy(sample_keys(seed, np.arange(count)))


def test_numbers_are_uniform_and_unlike_each_other() -> None:
    drawn = Draws(keys()).uniform(2000).double()
    assert drawn.min() >= 0 and drawn.max() < 1
    assert drawn.mean().item() == pytest.approx(0.5, abs=0.003)
    assert drawn.var().item() * 12 == pytest.approx(1, abs=0.01)
    counts = torch.bincount((drawn.flatten() * 100).long(), minlength=100).double()
    assert ((counts - 1280).square() / 1280).sum() < 150  # chi-square with 99 degrees of freedom
    between = torch.corrcoef(drawn)  # of samples
    assert (between - torch.eye(64)).abs().max() < 0.12
    assert torch.corrcoef(torch.stack([drawn[:, 1:].flatten(), drawn[:, :-1].flatten()]))[0, 1].abs() < 0.01
    assert len(torch.unique(drawn)) > 0.99 * drawn.numel()


def test_numbers_are_normal() -> None:
    drawn = Draws(keys()).normal(1000, 3).double()
    assert drawn.shape == (64, 1000, 3)
    assert drawn.mean().item() == pytest.approx(0, abs=0.01) and drawn.std().item() == pytest.approx(1, abs=0.01)
    assert (drawn**4).mean().item() == pytest.approx(3, abs=0.1) and drawn.isfinite().all()


def test_a_sample_keeps_its_numbers_beside_others() -> None:
    whole, some = Draws(keys()), Draws(keys()[[5, 40]])
    for _ in range(2):  # one draw after the other
        assert torch.equal(whole.uniform(3, 2)[[5, 40]], some.uniform(3, 2))
    assert torch.equal(whole.normal(4)[[5, 40]], some.normal(4))


def test_calls_seeds_and_samples_differ() -> None:
    draws = Draws(keys())
    first, second = draws.uniform(10), draws.uniform(10)
    assert not (first == second).any()
    assert not (first == Draws(keys(seed=1)).uniform(10)).any()
    assert len(np.unique(sample_keys(3, np.arange(100_000)))) == 100_000


def test_a_subset_has_no_repeats_and_follows_the_weights() -> None:
    weights = torch.ones(64, 50)
    weights[:, :10], weights[:, 40:] = 4.0, 0.0
    chosen = Draws(keys()).subset(weights, 20)
    assert chosen.shape == (64, 20) and all(len(set(row)) == 20 for row in chosen.tolist())
    assert chosen.max() < 40
    heavy = (chosen < 10).float().sum(1).mean().item()
    expected = 8.4  # of 10, measured with torch.multinomial
    reference = torch.multinomial(weights[:1].repeat(4000, 1), 20, generator=torch.Generator().manual_seed(0))
    assert (reference < 10).float().sum(1).mean().item() == pytest.approx(expected, abs=0.3)
    assert heavy == pytest.approx(expected, abs=0.5)
    everything = Draws(keys()).subset(torch.ones(64, 20), 20)
    assert torch.equal(everything.sort(1).values, torch.arange(20).expand(64, 20))


def test_what_is_numbered_within_samples_has_keys_of_its_own() -> None:
    within = keys_within(keys()[:, None], torch.arange(50))
    assert within.shape == (64, 50) and len(within.unique()) == 64 * 50
    assert torch.equal(keys_within(keys()[3:4, None], torch.arange(5, 9)), within[3:4, 5:9])
    assert torch.isin(within, keys()).sum() == 0


def splitmix(value: int) -> int:
    """The reference, in Python's integers (Steele, Lea, Flood 2014)."""
    value &= 2**64 - 1
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 & (2**64 - 1)
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB & (2**64 - 1)
    return value ^ (value >> 31)


def test_numbers_are_splitmix64() -> None:
    step = 0x9E3779B97F4A7C15
    for key in (1, -5, 2**62):
        expected = [(splitmix(key + (place + 1) * step) >> 40) / 2**24 for place in range(5)]
        assert Draws(torch.tensor([key])).uniform(5)[0].tolist() == expected
    seed = int(np.random.SeedSequence(7).generate_state(1, np.uint64)[0])
    assert [key % 2**64 for key in sample_keys(7, np.arange(3)).tolist()] == [
        splitmix(number * step + seed) for number in range(3)
    ]
