"""Counts of multiply-adds against those written out by hand."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from conftest import TINY, random_network
from torch.utils.flop_counter import FlopCounterMode

from pa3d.benchmarks.arithmetic import CPU_PRODUCT, CUDA_PRODUCT, multiply_adds, product_size
from pa3d.core.encoder import PRESETS, EncoderConfig
from pa3d.core.network import PatchAlign
from pa3d.runtime import square_product


def by_hand(config: EncoderConfig, text_width: int, fold: bool) -> int:
    """Multiply-adds of encoder and text head for one shape (paper section 3.1)."""
    patches, size, width = config.patches, config.patch_size, config.width
    first, pooled, second, out = config.embedding
    members = patches * size
    mixing = members * first * second + patches * pooled * second if fold else members * 2 * pooled * second
    embedding = members * (3 * first + first * pooled) + mixing + members * second * out + patches * out * width
    position = patches * (3 * config.position + config.position * width)
    tokens = patches + 1  # and CLS
    linear = tokens * width * (3 * width + width + 2 * config.mlp_ratio * width)
    attention = 2 * tokens * tokens * width
    return embedding + position + config.depth * (linear + attention) + patches * width * text_width


@pytest.mark.parametrize("fold", [False, True])
def test_the_count_is_the_arithmetic_written_out(fold: bool) -> None:
    network = random_network(text_width=12)
    if fold:
        network.encoder.embed.fold()
    points = torch.rand(1, TINY.points, 3)
    with torch.no_grad():
        counted = multiply_adds(lambda: network.text_features(network.encoder(points).tokens))
    assert counted == by_hand(TINY, 12, fold)


def test_the_size_of_the_paper_takes_what_is_known_of_it() -> None:
    config = PRESETS["base"]
    network = PatchAlign(config, 1280, None).eval().to("meta")
    with torch.device("meta"), torch.no_grad():
        patches = torch.empty(1, config.patches, config.patch_size, 3)
        embedding = multiply_adds(lambda: network.encoder.embed(patches))
        tokens = torch.empty(1, config.patches + 1, config.width)
        block = multiply_adds(lambda: network.encoder.blocks[0](tokens))
        position = multiply_adds(lambda: network.encoder.position(torch.empty(1, config.patches, 3)))
    whole = embedding + position + config.depth * block
    assert whole == pytest.approx(4.65e9, rel=0.005)  # the method's own number
    assert embedding / whole == pytest.approx(0.38, abs=0.005)


def test_a_batch_counts_for_each_of_its_shapes() -> None:
    network = random_network(text_width=12)
    with torch.no_grad():
        one, three = (multiply_adds(lambda n=n: network.encoder(torch.rand(n, TINY.points, 3))) for n in (1, 3))
    assert three == 3 * one


def test_attention_is_counted_where_torch_itself_does_not() -> None:
    queries = torch.rand(1, 2, 5, 8)  # 2 heads, 5 tokens, 8 wide
    assert multiply_adds(lambda: F.scaled_dot_product_attention(queries, queries, queries)) == 2 * (2 * 5 * 5 * 8)


def test_linear_layers_agree_with_the_counter_of_torch() -> None:
    embed = random_network(text_width=12).encoder.embed
    patches = torch.rand(2, TINY.patches, TINY.patch_size, 3)
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        embed(patches)
    with torch.no_grad():
        assert 2 * multiply_adds(lambda: embed(patches)) == counter.get_total_flops()


def test_nothing_is_nothing() -> None:
    assert multiply_adds(lambda: torch.ones(3).cumsum(0)) == 0


def test_the_product_of_a_device_is_of_the_size_said() -> None:
    cpu, cuda = torch.device("cpu"), torch.device("cuda")
    assert (product_size(cpu), product_size(cuda)) == (CPU_PRODUCT, CUDA_PRODUCT)
    assert multiply_adds(square_product(16, torch.bfloat16, cpu)) == 16**3
