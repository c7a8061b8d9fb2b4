"""What is trained, and that nothing else moves, asks for a graph, or drops anything."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn

from pa3d.core.network import PatchAlign
from pa3d.stages.align_config import Train
from pa3d.stages.freezing import TrainedEncoder, choose_trained

BLOCK = ("encoder.blocks.1.", "encoder.norm.", "text_head.", "log_scale")
EXPECTED = {
    "last-block": BLOCK,
    "release": (*BLOCK, "encoder.embed.reduce.", "encoder.cls_token", "encoder.cls_position"),
    "all": ("encoder.", "text_head.", "log_scale"),
}


def chosen(network: PatchAlign, train: Train) -> PatchAlign:
    choose_trained(network, train, [network.text_head, network.log_scale, None])
    return network


@pytest.mark.parametrize("train", ["last-block", "release", "all"])
def test_what_is_trained(tiny_network: PatchAlign, train: Train) -> None:
    network = chosen(tiny_network, train)
    for name, parameter in network.named_parameters():
        assert parameter.requires_grad == name.startswith(EXPECTED[train]), name


@pytest.mark.parametrize("train", ["last-block", "release", "all"])
def test_frozen_modules_are_in_evaluation_mode(tiny_network: PatchAlign, train: Train) -> None:
    network = chosen(tiny_network.train(), train)
    assert network.encoder.blocks[1].training and network.encoder.blocks[0].training == (train == "all")
    for norm in (network.encoder.embed.lift_norm, network.encoder.embed.mix_norm):
        assert norm.training == (train == "all")


@pytest.mark.parametrize("train", ["last-block", "release"])
def test_frozen_weights_and_statistics_stay_through_steps(tiny_network: PatchAlign, train: Train) -> None:
    network = chosen(tiny_network.train(), train)
    before = copy.deepcopy(network.state_dict())
    encode = TrainedEncoder(network.encoder)
    optimizer = torch.optim.AdamW([p for p in network.parameters() if p.requires_grad], lr=0.01)
    for _ in range(3):
        network.text_features(encode(torch.randn(4, 128, 3), torch.rand(4, 2, 2)).tokens)[..., 0].sum().backward()
        optimizer.step()
    for name, value in network.state_dict().items():
        moved = not torch.equal(value, before[name])
        assert moved == (name.startswith(EXPECTED[train]) and name != "log_scale"), name


def test_no_graph_lies_below_the_last_block(tiny_network: PatchAlign) -> None:
    network = chosen(tiny_network, "last-block")
    asked = []
    for block in network.encoder.blocks:
        block.mlp_out.register_forward_hook(lambda _, given, out: asked.append(out.requires_grad))
        block.attention.qkv.register_forward_hook(lambda _, given, out: asked.append(given[0].requires_grad))
    last = network.encoder.blocks[-1]
    last.register_forward_hook(lambda _, given, out: asked.append((given[0].requires_grad, out.requires_grad)))
    TrainedEncoder(network.encoder)(torch.randn(2, 128, 3))
    # The frozen block writes over its tokens; the trained one has its first product ask for its weights alone.
    assert asked == [False, True, (False, True)]


def test_the_norm_of_the_first_trained_block_learns_the_same(tiny_network: PatchAlign) -> None:
    """Its gain and shift go into the weights of a product where the tokens ask for no gradient."""
    block = tiny_network.encoder.blocks[0].train()
    with torch.no_grad():
        block.attention_norm.weight.normal_()
        block.attention_norm.bias.normal_()
    weights = [block.attention_norm.weight, block.attention_norm.bias, block.attention.qkv.weight]
    tokens, learned = torch.randn(2, 9, 32), []
    for asks in (False, True):
        block.zero_grad()
        out = block(tokens.clone().requires_grad_(asks))
        (out * torch.linspace(-1, 1, out.numel()).view_as(out)).sum().backward()
        learned.append([out.detach(), *(weight.grad.clone() for weight in weights if weight.grad is not None)])
    assert len(learned[0]) == 4
    for given, expected in zip(*learned, strict=True):
        assert torch.allclose(given, expected, atol=1e-4 * float(expected.abs().max()))


@torch.no_grad()
def test_a_frozen_block_writes_the_same_over_its_tokens(tiny_network: PatchAlign) -> None:
    block = tiny_network.encoder.blocks[0].eval()
    tokens = torch.randn(2, 9, 32)
    expected = block(tokens)
    assert block.is_frozen(tokens)
    block.overwrite(tokens)
    assert torch.allclose(tokens, expected, atol=1e-5)
    with torch.autocast("cpu", torch.bfloat16):
        expected = block(tokens)
        block.overwrite(tokens)
    assert tokens.dtype is torch.float32 and torch.allclose(tokens, expected, atol=1e-5)


def test_all_blocks_in_place_are_the_blocks_one_after_another(tiny_network: PatchAlign) -> None:
    encoder = tiny_network.encoder.eval()
    tokens, position = torch.randn(3, 9, 32), torch.randn(3, 9, 32)
    expected = tokens
    for block in encoder.blocks:
        expected = block(expected + position)  # with a graph, so by the other way
    before = position.clone()
    with torch.no_grad():
        given = tokens.clone()
        assert torch.allclose(encoder.through(2, given, position), expected, atol=1e-5)
        assert torch.allclose(given, expected, atol=1e-5) and torch.equal(position, before)
    encoder.requires_grad_(False)
    learned = position.requires_grad_()
    encoder.through(2, tokens.clone(), learned).sum().backward()  # a position that learns is not written over
    assert learned.grad is not None


def test_what_learns_is_not_frozen(tiny_network: PatchAlign) -> None:
    block, tokens = tiny_network.encoder.blocks[0].eval(), torch.randn(2, 9, 32)
    assert not block.is_frozen(tokens)  # its weights
    block.requires_grad_(False)
    assert block.is_frozen(tokens) and not block.is_frozen(tokens.clone().requires_grad_())
    with torch.no_grad():
        assert not block.train().is_frozen(tokens)  # it drops branches


def test_the_folded_twin_gives_the_same_tokens(tiny_network: PatchAlign) -> None:
    network = chosen(tiny_network, "last-block").eval()
    points = torch.randn(3, 128, 3)
    encode = TrainedEncoder(network.encoder)
    assert torch.allclose(encode(points).tokens, network.encoder(points).tokens, atol=1e-5)
    assert isinstance(network.encoder.embed.lift_norm, nn.BatchNorm1d)  # the network's own is not touched


def test_the_twin_is_of_the_weights_at_the_first_step(tiny_network: PatchAlign) -> None:
    """A resumed run loads its weights after the stage is put together."""
    network = chosen(tiny_network, "last-block").eval()
    encode = TrainedEncoder(network.encoder)
    with torch.no_grad():
        network.encoder.embed.gather.weight.mul_(2)
    points = torch.randn(3, 128, 3)
    assert torch.allclose(encode(points).tokens, network.encoder(points).tokens, atol=1e-5)


def test_branches_are_dropped_by_the_draws_of_their_sample(tiny_network: PatchAlign) -> None:
    network = tiny_network.train()
    block = network.encoder.blocks[1]
    block.drop_path = 0.5
    tokens = torch.randn(4, 9, 32)
    draws = torch.tensor([[0.1, 0.9], [0.9, 0.1], [0.1, 0.1], [0.9, 0.9]])
    out = block(tokens, draws)
    assert torch.equal(out[2], tokens[2])  # both branches are gone
    for row in range(4):
        assert torch.allclose(block(tokens[row : row + 1], draws[row : row + 1])[0], out[row], atol=1e-6)
    whole = copy.deepcopy(block).eval()(tokens)
    attended = tokens + 2 * block.attention(block.attention_norm(tokens))
    assert torch.allclose(out[1], attended[1], atol=1e-6) and not torch.allclose(out[3], whole[3])
