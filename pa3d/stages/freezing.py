"""Which weights a stage trains. The others are truly frozen: evaluation mode, and no graph below what is trained."""

from __future__ import annotations

import copy
from collections.abc import Iterable

import torch
from torch import Tensor, nn

from pa3d.core.embedding import PatchEmbedding
from pa3d.core.encoder import Encoder, Patches
from pa3d.core.geometry import group_patches
from pa3d.core.network import PatchAlign
from pa3d.stages.align_config import Train


def choose_trained(network: PatchAlign, train: Train, heads: Iterable[nn.Module | nn.Parameter | None]) -> None:
    """Mark what is trained: `heads`, and of the encoder its last block and norm; in the release also the last layer
    of the patch embedding and the CLS token and position; or all of it.
    """
    network.requires_grad_(False)
    encoder = network.encoder
    chosen: list[nn.Module | nn.Parameter | None] = [*heads]
    if train == "all":
        chosen.append(encoder)
    else:
        chosen += [encoder.blocks[-1], encoder.norm]
    if train == "release":
        chosen += [encoder.embed.reduce, encoder.cls_token, encoder.cls_position]
    for part in chosen:
        if part is not None:
            part.requires_grad_(True)
    set_modes(network)


def set_modes(network: nn.Module) -> None:
    """Training mode for modules with something trained in them, evaluation mode for all others: their BatchNorm
    statistics stay, and no branch of theirs is dropped.
    """
    for module in network.modules():
        module.training = any(parameter.requires_grad for parameter in module.parameters())


class TrainedEncoder:
    """The encoder as a training step runs it.

    A frozen patch embedding runs as a folded twin, made at the first call, which gives the same tokens sooner. Below
    the first trained weight autograd keeps nothing: neither points nor frozen weights ask for gradients.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._embed: PatchEmbedding | None = None

    def __call__(self, points: Tensor, draws: Tensor | None = None) -> Patches:
        """Patches of points (B, N, 3); draws (B, depth, 2) as Encoder.forward takes them."""
        config, own = self._encoder.config, self._encoder.embed
        if self._embed is None and not any(parameter.requires_grad for parameter in own.parameters()):
            self._embed = copy.deepcopy(own).eval()
            self._embed.fold()
        with torch.no_grad():
            centers, indices = group_patches(points, config.patches, config.patch_size)
        return Patches(centers, indices, self._encoder.tokens(points, centers, indices, draws, self._embed))
