"""From patches to points: a light decoder that answers for any point near the patches, finer than a patch.

Not in the paper, whose points take the answer of their nearest patch. It keeps one forward pass: tokens are made once,
and each point asks the patches around it what they know of the place where it lies.
"""

from __future__ import annotations

from collections.abc import Callable

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
        mean = _interpolation(points, centers)
        token = mean(tokens)
        offset = (points - mean(centers)) * OFFSET_SCALE
        corrected: Tensor = self.out(F.relu(self.token(token) + self.offset(offset.to(token.dtype))))
        return token + corrected


def _interpolation(points: Tensor, centers: Tensor) -> Callable[[Tensor], Tensor]:
    """What turns rows of the centres (B, G, C) into rows of the points (B, n, C): inverse-distance means of a few."""
    batch, groups, _ = centers.shape
    count = min(NEIGHBOURS, groups)
    squared, index = nearest_neighbours(points, centers, count)  # (B, n, k)
    weight = 1 / (squared + 1e-8)
    weight = (weight / weight.sum(-1, keepdim=True)).flatten(0, 1)  # (B*n, k)
    rows = (index + groups * torch.arange(batch, device=index.device)[:, None, None]).flatten(0, 1)

    def mean(table: Tensor) -> Tensor:
        flat = table.flatten(0, 1)  # (B*G, C)
        return F.embedding_bag(rows, flat, mode="sum", per_sample_weights=weight.to(flat.dtype)).view(
            batch, points.shape[1], flat.shape[-1]
        )

    return mean


class DecodedCosines:
    """Cosines of names for any points, from tokens and text given once: `text_features(decoder(...)) @ text.T`, faster.

    All but one ReLU of that is linear, so what concerns a centre is computed per centre, the lengths of the unit rows
    are read off the triangular factor of the text head, and a point costs one product with (D + 1 + L) columns.
    """

    def __init__(self, decoder: PointDecoder, head: nn.Linear, centers: Tensor, tokens: Tensor, text: Tensor) -> None:
        """centers (V, G, 3), tokens (V, G, D), text (L, E) unit rows."""
        tokens = tokens.float()
        out, bias = decoder.out.weight.float(), decoder.out.bias.float()
        weight = head.weight.float()
        constant = weight @ bias + head.bias.float()  # (E,)
        # |W f + c| = |R [f, 1]|, with R of the QR factors of [W, c]: E numbers become D + 1.
        factor = torch.linalg.qr(torch.cat([weight, constant[:, None]], 1), mode="r").R
        answers = torch.cat([factor, torch.cat([text @ weight, (text @ constant)[:, None]], 1)])  # (D+1+L, D+1)
        self.length = len(factor)
        self.offset = OFFSET_SCALE * decoder.offset.weight.float()  # (H, 3)
        self.mix = answers[:, :-1] @ out  # (D+1+L, H)
        hidden = F.linear(tokens, decoder.token.weight.float(), decoder.token.bias.float()) - centers @ self.offset.T
        # Weights of an interpolation sum to one, so constants may stand in the table too.
        self.table = torch.cat([hidden, tokens @ answers[:, :-1].T + answers[:, -1]], -1)  # (V, G, H+D+1+L)
        self.centers = centers

    def __call__(self, points: Tensor) -> Tensor:
        """Cosines (V, n, L) of points (V, n, 3) in the frame of the centres."""
        width = len(self.offset)
        known = _interpolation(points, self.centers)(self.table)  # (V, n, H+D+1+L)
        hidden = F.relu(known[..., :width] + points @ self.offset.T)
        answer = known[..., width:] + hidden @ self.mix.T
        length = answer[..., : self.length].norm(dim=-1, keepdim=True)
        cosine: Tensor = answer[..., self.length :] / length.clamp(min=1e-12)
        return cosine
