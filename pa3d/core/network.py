"""The whole network: encoder, the heads of both stages, and the temperature the second stage learns."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pa3d.core.encoder import Encoder, EncoderConfig

MAX_SCALE = 100.0  # the release clamps the learned scale here


class PatchAlign(nn.Module):
    """Encoder plus a teacher head (stage 1, D to teacher width), a text head (stage 2, D to text width), or both.

    log_scale and bias belong to the stage-2 loss; scores use the checkpoint's calibrated pair.
    """

    def __init__(self, config: EncoderConfig, text_width: int | None, teacher_width: int | None) -> None:
        super().__init__()
        self.encoder = Encoder(config)
        self.text_head = None if text_width is None else nn.Linear(config.width, text_width)
        self.teacher_head = None if teacher_width is None else nn.Linear(config.width, teacher_width)
        self.log_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))
        self.bias = nn.Parameter(torch.tensor(0.0))

    def scale(self) -> Tensor:
        """The learned multiplier of the cosine, clamped."""
        return self.log_scale.exp().clamp(max=MAX_SCALE)

    def text_features(self, tokens: Tensor) -> Tensor:
        """Tokens (B, G, D) as unit rows (B, G, E) float32 in the space of the text encoder."""
        assert self.text_head is not None
        return F.normalize(self.text_head(tokens).float(), dim=-1)

    def teacher_features(self, tokens: Tensor) -> Tensor:
        """Tokens (B, G, D) as unit rows (B, G, E) float32 in the space of the 2D teacher."""
        assert self.teacher_head is not None
        return F.normalize(self.teacher_head(tokens).float(), dim=-1)
