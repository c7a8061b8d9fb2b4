"""Scores that mean something: the fit finds what made the data, and the error measures the distance."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from tiny_shards import tiny_shape, write_shards

from pa3d.core.decoder import PointDecoder
from pa3d.core.network import PatchAlign
from pa3d.core.word_adapter import WordAdapter
from pa3d.data.batches import Loaded, RawBatch
from pa3d.data.shard_names import read_names
from pa3d.data.shard_stream import NamedShards
from pa3d.data.shards import open_shards
from pa3d.progress import Silent
from pa3d.stages.calibrate import Calibration, calibrate, calibration_error, fit_logistic


@pytest.mark.parametrize(("scale", "bias"), [(3.0, 0.5), (40.0, -12.0), (-2.0, 0.0)])
def test_the_fit_recovers_what_made_the_targets(scale: float, bias: float) -> None:
    cosine = torch.linspace(-1, 1, 2001, dtype=torch.float64)
    chance = torch.sigmoid(scale * cosine + bias)
    assert fit_logistic(cosine, chance) == pytest.approx((scale, bias), rel=1e-3, abs=1e-3)
    many = cosine.repeat(50)
    drawn = torch.bernoulli(chance.repeat(50), generator=torch.Generator().manual_seed(0))
    assert fit_logistic(many, drawn) == pytest.approx((scale, bias), rel=0.05, abs=0.05)


def test_the_fit_is_the_minimum_of_the_cross_entropy() -> None:
    generator = torch.Generator().manual_seed(1)
    cosine = torch.rand(500, generator=generator, dtype=torch.float64)
    target = (cosine + 0.3 * torch.rand(500, generator=generator, dtype=torch.float64)).clamp(max=1) ** 3

    def entropy(scale: float, bias: float) -> float:
        logits = scale * cosine + bias
        return torch.nn.functional.binary_cross_entropy_with_logits(logits, target).item()

    scale, bias = fit_logistic(cosine, target)
    best = entropy(scale, bias)
    assert all(entropy(scale + a, bias + b) > best for a in (-0.05, 0.05) for b in (-0.05, 0, 0.05))


def test_targets_all_alike_give_a_finite_fit() -> None:
    cosine = torch.linspace(-1, 1, 100, dtype=torch.float64)
    for value in (0.0, 1.0):
        scale, bias = fit_logistic(cosine, torch.full_like(cosine, value))
        score = torch.sigmoid(scale * cosine + bias)
        assert torch.isfinite(score).all() and (score - value).abs().max() < 0.05


def test_the_error_is_the_distance_of_score_and_truth() -> None:
    target = torch.tensor([1.0, 0, 1, 0] * 25)
    assert calibration_error(torch.full((100,), 0.5), target) == pytest.approx(0)
    assert calibration_error(torch.full((100,), 0.9), target) == pytest.approx(0.4)
    # Half the pairs are off by 0.2, the other half by 0.3 the other way: bins do not cancel each other.
    score = torch.tensor([0.25] * 50 + [0.85] * 50)
    truth = torch.tensor([0.45] * 50 + [0.55] * 50)
    assert calibration_error(score, truth) == pytest.approx(0.25)
    assert calibration_error(torch.tensor([0.0, 1.0]), torch.tensor([0.0, 1.0])) == 0


@pytest.mark.parametrize("decoder", [None, 16])
def test_words_are_calibrated_as_the_adapter_reads_them(
    tiny_network: PatchAlign, tmp_path: Path, decoder: int | None
) -> None:
    """Names of the shape and names of others: as on a bank that has been through the adapter before."""
    shards = open_shards(write_shards(tmp_path, [tiny_shape(i, labels=1 + i % 4) for i in range(8)]))
    names = read_names(shards, Silent())
    batch = NamedShards(shards, names, 0, 256).read(range(8))
    torch.manual_seed(1)
    bank = torch.nn.functional.normalize(torch.randn(len(names.rows), 12), dim=-1)
    tiny_network.decoder = None if decoder is None else PointDecoder(32, decoder)
    adapter = WordAdapter(12, 5)
    torch.nn.init.normal_(adapter.out.weight)

    def found(bank: torch.Tensor, words: WordAdapter | None) -> Calibration:
        tiny_network.words = words
        batches: list[Loaded[RawBatch]] = [batch]
        return calibrate(tiny_network, bank, iter(batches), None, Silent(), (5.0, -1.0), 1)

    with torch.no_grad():
        before = adapter(bank)
    read = found(bank, adapter)
    assert read.pairs > 100 and read.error == pytest.approx(found(before, None).error, abs=1e-6)
    assert abs(read.error - found(bank, None).error) > 1e-4
