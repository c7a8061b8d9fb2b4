"""Which way is up: one score for how upright a shape looks, read off its tokens."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class UprightHead(nn.Module):
    """Tokens (B, G, D) of shapes in the model frame to logits (B,): higher where the z axis of the frame is up.

    The candidates of one shape are compared: a softmax over their logits gives the chance of each.
    """

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(3 * width)
        self.lift = nn.Linear(3 * width, hidden)
        self.out = nn.Linear(hidden, 1)

    @staticmethod
    def pooled(tokens: Tensor) -> Tensor:
        """What is looked at (B, 3 * D): mean, largest and spread of the tokens."""
        spread = tokens.std(1, unbiased=False)  # zero for a single patch, not nan
        return torch.cat([tokens.mean(1), tokens.amax(1), spread], -1)

    def forward(self, pooled: Tensor) -> Tensor:
        """Logits (B,) of pooled tokens (B, 3 * D)."""
        logits: Tensor = self.out(torch.relu(self.lift(self.norm(pooled))))[:, 0]
        return logits
