"""The point-cloud transformer: points to one token per patch (paper section 3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pa3d.core.embedding import PatchEmbedding, PositionEmbedding
from pa3d.core.geometry import gather_points, group_patches
from pa3d.errors import ShapeError


@dataclass(frozen=True)
class EncoderConfig:
    """Sizes of an encoder; the defaults are the paper's."""

    points: int = 2048  # drawn from a shape
    patches: int = 128  # G
    patch_size: int = 32  # M
    width: int = 384  # D
    depth: int = 12
    heads: int = 6
    mlp_ratio: int = 4
    embedding: tuple[int, int, int, int] = (128, 256, 512, 256)  # shared layers of the mini-PointNet
    position: int = 128  # hidden width of the position MLP
    drop_path: float = 0.1  # of the last block; linear from 0

    def __post_init__(self) -> None:
        if self.heads < 1 or self.width % self.heads:
            raise ShapeError(
                f"{self.heads} heads do not divide a width of {self.width}.", "", "Give another number of heads."
            )


PRESETS: dict[str, EncoderConfig] = {
    "base": EncoderConfig(),
    # Sized for two laptop cores: a tenth of base's arithmetic; 64-wide heads as in base.
    "small": EncoderConfig(width=192, depth=4, heads=3, embedding=(32, 64, 128, 192), drop_path=0.0),
}


class Patches(NamedTuple):
    """centers (B, G, 3), indices (B, G, M) into the points, tokens (B, G, D)."""

    centers: Tensor
    indices: Tensor
    tokens: Tensor


class Attention(nn.Module):
    """Multi-head self-attention; qkv without bias."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width)

    def forward(self, tokens: Tensor) -> Tensor:
        out: Tensor = self.out(self.gather(self.qkv(tokens)))
        return out

    def gather(self, qkv: Tensor) -> Tensor:
        """What tokens gather from each other, (B, T, D), by their queries, keys and values (B, T, 3*D)."""
        batch, count, width = qkv.shape[0], qkv.shape[1], qkv.shape[2] // 3
        qkv = qkv.view(batch, count, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2])  # (B, heads, T, D/heads)
        return mixed.transpose(1, 2).reshape(batch, count, width)


class Block(nn.Module):
    """A pre-norm transformer block; drop_path removes a branch for whole samples while training."""

    def __init__(self, config: EncoderConfig, drop_path: float) -> None:
        super().__init__()
        width = config.width
        self.drop_path = drop_path
        self.attention_norm = nn.LayerNorm(width)
        self.attention = Attention(width, config.heads)
        self.mlp_norm = nn.LayerNorm(width)
        self.mlp_in = nn.Linear(width, config.mlp_ratio * width)
        self.mlp_out = nn.Linear(config.mlp_ratio * width, width)

    def forward(self, tokens: Tensor, draws: Tensor | None = None) -> Tensor:
        """draws (B, 2) uniform in [0, 1): decide which branches a sample goes without; None: drawn here."""
        if not self.training or self.drop_path == 0:
            tokens = tokens + self._attended(tokens)
            whole: Tensor = tokens + self.mlp_out(F.gelu(self.mlp_in(self.mlp_norm(tokens))))
            return whole
        draws = torch.rand(len(tokens), 2, device=tokens.device) if draws is None else draws
        gain = ((draws >= self.drop_path) / (1 - self.drop_path)).to(tokens.dtype)[..., None, None]  # (B, 2, 1, 1)
        tokens = tokens + self._attended(tokens) * gain[:, 0]
        dropped: Tensor = tokens + self.mlp_out(F.gelu(self.mlp_in(self.mlp_norm(tokens)))) * gain[:, 1]
        return dropped

    def _attended(self, tokens: Tensor) -> Tensor:
        """attention(attention_norm(tokens))."""
        norm, attention = self.attention_norm, self.attention
        if not torch.is_grad_enabled() or tokens.requires_grad or not norm.weight.requires_grad:
            attended: Tensor = attention(norm(tokens))
            return attended
        # The first trained block: of what enters the product only the norm's gain and shift would ask the gradient. Put
        # into the product's weights they get theirs without it, and one product is saved.
        plain = F.layer_norm(tokens, norm.normalized_shape, eps=norm.eps)
        weight = attention.qkv.weight
        asked = F.linear(plain, weight * norm.weight, weight @ norm.bias)
        learned: Tensor = attention.out(attention.gather(asked))
        return learned

    def is_frozen(self, tokens: Tensor) -> bool:
        """Whether nothing learns here: evaluation, and no gradient asked, of the tokens or of a weight."""
        if self.training:
            return False
        asked = tokens.requires_grad or any(weight.requires_grad for weight in self.parameters())
        return not (asked and torch.is_grad_enabled())

    def overwrite(self, tokens: Tensor) -> None:
        """Put what comes of the tokens in their place, where the block is frozen."""
        norm, attention = self.attention_norm, self.attention
        _add(tokens, attention.gather(attention.qkv(norm(tokens))), attention.out)
        _add(tokens, F.gelu(self.mlp_in(self.mlp_norm(tokens))), self.mlp_out)


def _add(tokens: Tensor, rows: Tensor, layer: nn.Linear) -> None:
    """Add layer(rows (B, T, K)) to the tokens (B, T, D), in place; the product itself does the sum."""
    if rows.dtype != torch.float32:  # shorter types round less when the tokens are added last
        tokens += layer(rows)
        return
    flat = tokens.view(-1, tokens.shape[-1])
    torch.addmm(flat, rows.flatten(0, 1), layer.weight.T, out=flat)  # by this form the product is counted, too
    tokens += layer.bias


class Encoder(nn.Module):
    """Points (B, N, 3) in the model frame to Patches. The position is added before every block; CLS is dropped."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.config = config
        self.embed = PatchEmbedding(config.embedding, config.width)
        self.position = PositionEmbedding(config.position, config.width)
        self.cls_token = nn.Parameter(torch.randn(config.width) * 0.02)
        self.cls_position = nn.Parameter(torch.randn(config.width) * 0.02)
        rates = torch.linspace(0, config.drop_path, config.depth).tolist()
        self.blocks = nn.ModuleList(Block(config, rate) for rate in rates)
        self.norm = nn.LayerNorm(config.width)

    def forward(self, points: Tensor, draws: Tensor | None = None) -> Patches:
        """draws (B, depth, 2): as a Block takes them. Raises ShapeError unless points are (B, N, 3)."""
        if points.ndim != 3 or points.shape[-1] != 3 or points.shape[1] == 0:
            raise ShapeError("The encoder takes points (B, N, 3) with N >= 1.", f"Found {tuple(points.shape)}.")
        centers, indices = group_patches(points, self.config.patches, self.config.patch_size)
        return Patches(centers, indices, self.tokens(points, centers, indices, draws))

    def tokens(
        self,
        points: Tensor,
        centers: Tensor,
        indices: Tensor,
        draws: Tensor | None = None,
        embed: PatchEmbedding | None = None,
    ) -> Tensor:
        """Tokens (B, G, D) of patches already cut: centers (B, G, 3), indices (B, G, M) into points (B, N, 3).

        embed: a folded twin that stands in for this encoder's own embedding, where that is frozen.
        """
        tokens, position = self.start(points, centers, indices, embed)
        normed: Tensor = self.norm(self.through(len(self.blocks), tokens, position, draws))[:, 1:]
        return normed

    def through(self, depth: int, tokens: Tensor, position: Tensor, draws: Tensor | None = None) -> Tensor:
        """Tokens (B, 1+G, D) after the first blocks, as many as depth. Frozen blocks are not called, so that hooks on
        them are silent: they write over the tokens given.
        """
        learned = position.requires_grad and torch.is_grad_enabled()
        for i, block in enumerate(self.blocks[:depth]):
            assert isinstance(block, Block)
            if block.is_frozen(tokens) and not learned:
                block.overwrite(tokens.add_(position))
            else:
                tokens = block(tokens + position, None if draws is None else draws[:, i])
        return tokens

    def start(
        self, points: Tensor, centers: Tensor, indices: Tensor, embed: PatchEmbedding | None = None
    ) -> tuple[Tensor, Tensor]:
        """Tokens before any block and the position added before every block, both (B, 1+G, D); as `tokens` asks."""
        kind = self.embed.reduce.weight.dtype
        patches = gather_points(points, indices) - centers[:, :, None]  # (B, G, M, 3)
        embedded = (embed or self.embed)(patches.to(kind))
        batch = len(points)
        position = torch.cat(
            [self.cls_position.expand(batch, 1, -1), self.position(centers.to(kind))], 1
        )  # (B, 1+G, D)
        tokens = torch.cat([self.cls_token.expand(batch, 1, -1), embedded], 1)  # (B, 1+G, D)
        return tokens, position
