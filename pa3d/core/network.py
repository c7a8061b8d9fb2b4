"""The whole network: encoder, point decoder, the heads of both stages, the temperature the second stage learns."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pa3d.core.decoder import PointDecoder
from pa3d.core.encoder import Encoder, EncoderConfig
from pa3d.core.upright import UprightHead, axis_evidence, axis_logits, six_poses
from pa3d.core.word_adapter import WordAdapter
from pa3d.errors import CheckpointError

MAX_SCALE = 100.0  # the release clamps the learned scale here
FIRST_SCALE = 1 / 0.07  # ... and starts it here


class PatchAlign(nn.Module):
    """Encoder plus a teacher head (stage 1, D to teacher width), a text head (stage 2, D to text width), or both.

    decoder: hidden width of the point decoder; None (the paper's form): points take the answers of patches.
    upright: hidden width of the head that tells which way is up; None: it cannot tell.
    words: hidden width of the word adapter; None (the paper's form): words are taken as the text encoder gives them.
    log_scale and bias belong to the stage-2 loss; scores use the checkpoint's calibrated pair.
    """

    def __init__(
        self,
        config: EncoderConfig,
        text_width: int | None,
        teacher_width: int | None,
        decoder: int | None = None,
        upright: int | None = None,
        words: int | None = None,
    ) -> None:
        super().__init__()
        self.encoder = Encoder(config)
        self.decoder = None if decoder is None else PointDecoder(config.width, decoder)
        self.upright = None if upright is None else UprightHead(config, upright)
        self.text_head = None if text_width is None else nn.Linear(config.width, text_width)
        self.teacher_head = None if teacher_width is None else nn.Linear(config.width, teacher_width)
        self.words = None if words is None or text_width is None else WordAdapter(text_width, words)
        self.log_scale = nn.Parameter(torch.tensor(math.log(FIRST_SCALE)))
        self.bias = nn.Parameter(torch.tensor(0.0))

    def widths(self) -> dict[str, int | None]:
        """Widths of the parts a network may go without, as the constructor takes them."""
        layers: dict[str, nn.Linear | None] = {
            "text_width": self.text_head,
            "teacher_width": self.teacher_head,
            "decoder": None if self.decoder is None else self.decoder.token,
            "upright": None if self.upright is None else self.upright.lift,
            "words": None if self.words is None else self.words.lift,
        }
        return {name: None if layer is None else layer.out_features for name, layer in layers.items()}

    def scale(self) -> Tensor:
        """The learned multiplier of the cosine, clamped."""
        return self.log_scale.exp().clamp(max=MAX_SCALE)

    @torch.no_grad()
    def start_score(self, scale: float = FIRST_SCALE, bias: float = 0.0) -> None:
        """Put the learned multiplier and bias to where a loss starts from, in place."""
        self.log_scale.fill_(math.log(scale))
        self.bias.fill_(bias)

    def text_features(self, tokens: Tensor) -> Tensor:
        """Tokens (B, G, D) as unit rows (B, G, E) float32 in the space of the text encoder."""
        assert self.text_head is not None
        return F.normalize(self.text_head(tokens).float(), dim=-1)

    def text_cosines(self, tokens: Tensor) -> Callable[[Tensor], Tensor]:
        """What turns unit rows of text (L, E) or (B, L, E) into cosines (B, G, L): `text_features(tokens) @ text.mT`,
        with fewer products and no features.

        The head W x + b goes to the few rows of text instead of the many tokens x, and the lengths of the features come
        from |W x + b|^2 = x.(W'W x + 2 W'b) + b.b.
        """
        assert self.text_head is not None
        tokens, weight, bias = tokens.float(), self.text_head.weight.float(), self.text_head.bias.float()
        turned = F.linear(tokens, weight.T @ weight, 2 * (bias @ weight))  # (B, G, D)
        squared = (tokens * turned).sum(-1, keepdim=True) + bias @ bias
        length = squared.clamp(min=1e-12).sqrt()  # (B, G, 1)
        return lambda text: (tokens @ (text @ weight).mT + (text @ bias)[..., None, :]) / length

    def understood(self, text: Tensor) -> Tensor:
        """Unit vectors (..., E) of words as this network compares them with its features."""
        vectors: Tensor = text if self.words is None else self.words(text)
        return vectors

    def axis_logits(
        self, samples: Tensor, text: Tensor | None = None, score: tuple[float, float] = (1.0, 0.0)
    ) -> Tensor:
        """Logits (S, 6) float32 of which of AXES is up, from samples (S, N, 3) in the model frame of a y-up shape.

        text: names of its parts (L, E), as `understood` gives them; score: a name is right with sigmoid(scale * cosine
        + bias).
        """
        assert self.upright is not None
        tokens = six_poses(self.encoder, samples.to(self.log_scale.device))
        logits = axis_logits(self.upright, tokens)
        if text is None or not len(text):
            return logits
        known = self.encoder.norm(self.encoder.blocks[-1](tokens))[:, 1:]  # (S * 6, G, D)
        scale, bias = score
        best = self.text_cosines(known)(text).amax(-1)  # (S * 6, G)
        return logits + axis_evidence(F.logsigmoid(scale * best + bias))

    def teacher_features(self, tokens: Tensor) -> Tensor:
        """Tokens (B, G, D) as unit rows (B, G, E) float32 in the space of the 2D teacher."""
        assert self.teacher_head is not None
        return F.normalize(self.teacher_head(tokens).float(), dim=-1)


def load_strictly(network: PatchAlign, weights: Mapping[str, Tensor]) -> None:
    """Put weights into the network. Raises CheckpointError listing what is missing, unexpected or misshaped."""
    wanted = network.state_dict()
    optional = {"log_scale", "bias"}  # an original stage-1 file has no temperature, an original stage-2 file no bias
    missing = sorted(set(wanted) - set(weights) - optional)
    unexpected = sorted(set(weights) - set(wanted))
    misshaped = [
        f"{name} {tuple(weights[name].shape)} instead of {tuple(wanted[name].shape)}"
        for name in sorted(set(wanted) & set(weights))
        if weights[name].shape != wanted[name].shape
    ]
    problems = {"Missing": missing, "Unexpected": unexpected, "Misshaped": misshaped}
    found = " ".join(
        f"{what}: {', '.join(names[:10])}{' ...' if len(names) > 10 else ''}."
        for what, names in problems.items()
        if names
    )
    if found:
        raise CheckpointError("The weights do not fit the model they describe.", found, "Give a whole, unchanged file.")
    network.load_state_dict({**wanted, **weights})
