"""What a network makes of the vectors of words: a residual MLP between the frozen text encoder and the cosine.

Not in the paper, whose cosines take the text encoder's vectors as they are. A sentence encoder orders words by what is
written about them, so that two names of one part may lie farther apart than names of two; one linear head for the
shapes cannot mend that, a few nonlinear units for the words can.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn


class WordAdapter(nn.Module):
    """Unit vectors (..., E) to unit vectors (..., E) float32; the same ones at the start of training."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.lift = nn.Linear(width, hidden)
        self.out = nn.Linear(hidden, width)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, text: Tensor) -> Tensor:
        change: Tensor = self.out(F.gelu(self.lift(text.to(self.lift.weight.dtype))))
        return F.normalize(text.float() + change.float(), dim=-1)
