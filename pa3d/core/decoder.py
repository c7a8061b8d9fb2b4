"""From patches to points: a light decoder that answers for any point near the patches, finer than a patch.

Not in the paper, whose points take the answer of their nearest patch. It keeps one forward pass: tokens are made once,
and each point asks the patches around it what they know of the place where it lies.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pa3d.core.geometry import nearest_neighbours

NEIGHBOURS = 3  # patches a point asks
OFFSET_SCALE = 8.0  # offsets from a centre are about an eighth of the unit sphere: brought to the size of tokens


class PointDecoder(nn.Module):
    """Tokens (B, G, D) at centers (B, G, 3) to features (B, n, D) of points (B, n, 3), in the frame of the centres.

    A point takes the tokens of its nearest centres, weighted by inverse distance, and a correction: what a small MLP
    makes of that mean and of where the point lies among the centres. At the start of training the correction is zero.
    """

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.token = nn.Linear(width, hidden)
        self.offset = nn.Linear(3, hidden, bias=False)
        self.out = nn.Linear(hidden, width)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, points: Tensor, centers: Tensor, tokens: Tensor) -> Tensor:
        """Features (B, n, D) in the dtype of the tokens."""
        batch, groups, width = tokens.shape
        count = min(NEIGHBOURS, groups)
        squared, index = nearest_neighbours(points, centers, count)  # (B, n, k)
        weight = 1 / (squared + 1e-8)
        weight = weight / weight.sum(-1, keepdim=True)
        rows = (index + groups * torch.arange(batch, device=index.device)[:, None, None]).view(-1, count)  # (B*n, k)
        share = weight.view(-1, count)

        def mean(table: Tensor) -> Tensor:  # of rows (B*G, C), per point (B, n, C)
            taken = F.embedding_bag(rows, table, mode="sum", per_sample_weights=share.to(table.dtype))
            return taken.view(batch, -1, table.shape[-1])

        token = mean(tokens.reshape(-1, width))
        offset = (points - mean(centers.reshape(-1, 3))) * OFFSET_SCALE
        corrected: Tensor = self.out(F.relu(self.token(token) + self.offset(offset.to(token.dtype))))
        return token + corrected
