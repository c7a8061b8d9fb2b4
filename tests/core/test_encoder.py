"""The point transformer: a batch is a loop of singles, positions enter every block, wrong shapes are named."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from pa3d.core.encoder import PRESETS, Attention, Block, Encoder, EncoderConfig
from pa3d.core.network import PatchAlign
from pa3d.errors import ShapeError


def cloud(*shape: int) -> Tensor:
    return torch.rand(*shape, 3, generator=torch.Generator().manual_seed(5)) * 2 - 1


def test_a_batch_is_a_loop_of_singles(tiny_network: PatchAlign) -> None:
    points = cloud(3, 128)
    together = tiny_network.encoder(points)
    assert together.tokens.shape == (3, 8, 32) and together.indices.shape == (3, 8, 6)
    for i in range(3):
        alone = tiny_network.encoder(points[i : i + 1])
        assert torch.equal(alone.centers[0], together.centers[i])
        assert torch.equal(alone.indices[0], together.indices[i])
        assert torch.allclose(alone.tokens[0], together.tokens[i], atol=1e-5)


def test_patches_are_moved_to_their_center(tiny_network: PatchAlign) -> None:
    """Without the position, a patch's token does not know where the patch is."""
    encoder = tiny_network.encoder
    for parameter in encoder.position.parameters():
        parameter.data.zero_()
    points = cloud(1, 64)
    centers, indices = points[:, :4], torch.arange(24).view(1, 4, 6)
    moved = encoder.tokens(points + 0.5, centers + 0.5, indices)
    assert torch.allclose(moved, encoder.tokens(points, centers, indices), atol=1e-4)


def test_the_position_is_added_before_every_block(tiny_network: PatchAlign) -> None:
    encoder = tiny_network.encoder
    seen: list[Tensor] = []
    left: list[Tensor] = []
    for block in encoder.blocks:
        block.register_forward_pre_hook(lambda _, args: seen.append(args[0]))
        block.register_forward_hook(lambda _, __, out: left.append(out))
    patches = encoder(cloud(2, 128))
    added = seen[1] - left[0]  # what came between the first block and the second
    assert torch.allclose(added[:, 1:], encoder.position(patches.centers), atol=1e-5)
    assert torch.allclose(added[:, 0], encoder.cls_position.expand(2, -1), atol=1e-5)
    assert torch.allclose(encoder.norm(left[-1])[:, 1:], patches.tokens)  # CLS is dropped


def test_attention_is_the_textbook_formula() -> None:
    torch.manual_seed(1)
    attention = Attention(12, 3)
    tokens = torch.randn(2, 5, 12)
    query, key, value = attention.qkv(tokens).chunk(3, -1)
    expected = torch.empty_like(tokens)
    for head in range(3):
        part = slice(4 * head, 4 * head + 4)
        weight = (query[..., part] @ key[..., part].transpose(1, 2) / math.sqrt(4)).softmax(-1)
        expected[..., part] = weight @ value[..., part]
    assert torch.allclose(attention(tokens), attention.out(expected), atol=1e-6)


def test_drop_path_removes_a_branch_of_whole_samples_while_training() -> None:
    torch.manual_seed(2)
    config = EncoderConfig(width=8, heads=2, mlp_ratio=2)
    block = Block(config, drop_path=0.5)
    torch.nn.init.zeros_(block.mlp_out.weight)
    torch.nn.init.zeros_(block.mlp_out.bias)  # one branch is left: attention
    tokens = torch.randn(1, 4, 8).expand(200, -1, -1)
    branch = block.eval()(tokens)[0] - tokens[0]
    change = block.train()(tokens) - tokens
    dropped = change.abs().amax((1, 2)) == 0
    assert 60 < int(dropped.sum()) < 140
    assert torch.allclose(change[~dropped], 2 * branch.expand(int((~dropped).sum()), -1, -1), atol=1e-5)


def test_drop_path_grows_linearly_to_the_last_block() -> None:
    encoder = Encoder(EncoderConfig(width=8, heads=2, depth=3, embedding=(4, 4, 4, 4), drop_path=0.1))
    assert [block.drop_path for block in encoder.blocks if isinstance(block, Block)] == pytest.approx([0, 0.05, 0.1])


@pytest.mark.parametrize("shape", [(128, 3), (1, 128, 4), (1, 0, 3)])
def test_wrong_shapes_are_named(tiny_network: PatchAlign, shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError, match=r"\(B, N, 3\)") as caught:
        tiny_network.encoder(torch.zeros(shape))
    assert str(shape) in caught.value.found


@pytest.mark.parametrize("count", [1, 2, 5])
def test_tiny_clouds_are_encoded(tiny_network: PatchAlign, count: int) -> None:
    patches = tiny_network.encoder(cloud(1, count))
    assert patches.tokens.shape == (1, 8, 32) and patches.tokens.isfinite().all()
    assert patches.indices.max() < count


def test_base_has_the_papers_number_of_parameters() -> None:
    encoder = Encoder(PRESETS["base"])
    assert sum(parameter.numel() for parameter in encoder.parameters()) == pytest.approx(21.86e6, rel=1e-3)
