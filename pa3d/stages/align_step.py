"""One step of alignment: what a batch says of the network (paper, section 3.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from pa3d.core.encoder import Patches
from pa3d.core.losses import (
    align_loss_paper,
    align_loss_release,
    align_loss_softmax,
    patch_accuracy,
    patch_label_fractions,
)
from pa3d.core.network import PatchAlign
from pa3d.data.batches import RawBatch, chosen_masks, drop_path_draws, prepare_points
from pa3d.stages.align_config import AlignConfig
from pa3d.stages.distributed import Team
from pa3d.stages.optimizing import mixed
from pa3d.stages.stage import Terms

Encode = Callable[[Tensor, Tensor], Patches]


def names_of(batch: RawBatch, team: Team | None = None) -> Tensor:
    """The rows (U,) that anybody asks for in this batch, over all processes, ascending."""
    rows: Tensor = torch.unique(batch.asked[batch.asked >= 0])
    if team is not None and team.size > 1:
        rows = torch.unique(team.gather(rows))
    return rows


def align_terms(
    network: PatchAlign,
    bank: Tensor,
    batch: RawBatch,
    config: AlignConfig,
    *,
    names: Tensor | None = None,
    encode: Encode | None = None,
    dtype: torch.dtype = torch.float32,
) -> Terms:
    """Losses of the shapes and accuracy of their patches, and of their points where there is a decoder.

    bank (R, E): a unit row per name of the table. names (U,): the rows of the whole batch, where this is a piece of it.
    encode: how points become patches, else the network's encoder. dtype: of the products in the network.
    """
    sizes = network.encoder.config
    ready = prepare_points(batch.keys, batch.points, sizes.points, config.augmentation)
    asked = _asked(batch, bank, names_of(batch) if names is None else names)
    masks = chosen_masks(batch.masks, ready.chosen)  # (B, L, N)
    decoded = None
    with mixed(bank.device, dtype):
        patches = (encode or network.encoder)(ready.points, drop_path_draws(batch.keys, sizes.depth))
        features = network.text_features(patches.tokens)  # (B, G, E)
        if network.decoder is not None:
            # Points come in an order drawn before, so the first are as good as any.
            queries = ready.points[:, : config.decoded_points]
            decoded = network.text_features(network.decoder(queries, patches.centers, patches.tokens))
    fractions = patch_label_fractions(masks, patches.indices)  # (B, G, L)
    losses, cosine = _judged(network, features, fractions, asked, config)
    scale = network.scale().detach()
    figures = {
        "accuracy": patch_accuracy(cosine.detach(), fractions, asked.valid),
        "scale": torch.stack([scale, torch.ones_like(scale)]),
    }
    if decoded is not None:
        bears = masks[..., : config.decoded_points].transpose(1, 2).float()  # (B, n, L)
        point_losses, cosine = _judged(network, decoded, bears, asked, config)
        losses = losses + point_losses
        figures["point_accuracy"] = patch_accuracy(cosine.detach(), bears, asked.valid)
    return Terms(losses, figures)


class _Asked(NamedTuple):
    """The names of a batch: text (U, E) of all of them, place (B, L) of a shape's names among them, valid (B, L): not
    padding, open_names (B, U): those a shape is judged on, its own and those wrong for all its parts.
    """

    text: Tensor
    place: Tensor
    valid: Tensor
    open_names: Tensor


def _asked(batch: RawBatch, bank: Tensor, names: Tensor) -> _Asked:
    valid = batch.asked >= 0
    place = torch.searchsorted(names, batch.asked.clamp(min=0))  # (B, L)
    own = _among(place, valid, names)
    near = torch.searchsorted(names, batch.right.clamp(min=0)).clamp(max=len(names) - 1)  # (B, K)
    right = _among(near, names[near] == batch.right, names)
    return _Asked(bank[names], place, valid, own | ~right)


def _among(place: Tensor, counts: Tensor, names: Tensor) -> Tensor:
    """(B, U) bool: the names that places (B, K) which count (B, K) stand for."""
    hits = torch.zeros(len(place), len(names), device=place.device)
    return hits.scatter_add_(1, place, counts.float()) > 0


def _judged(
    network: PatchAlign, features: Tensor, fractions: Tensor, asked: _Asked, config: AlignConfig
) -> tuple[Tensor, Tensor]:
    """The losses (B,), and cosines (B, Q, L), of features (B, Q, E) of patches or points that bear names by
    fractions.
    """
    scale = network.scale()
    if config.loss != "softmax" or config.batch_loss == 0:  # a shape's own names are enough
        cosine = torch.bmm(features, asked.text[asked.place].mT)  # (B, Q, L)
        if config.loss == "release":
            return align_loss_release(cosine, fractions, asked.valid, scale), cosine
        if config.loss == "paper":
            return align_loss_paper(cosine, fractions, asked.valid, scale, network.bias), cosine
        return align_loss_softmax(cosine, fractions, asked.valid, scale), cosine
    place = asked.place[:, None].expand(-1, features.shape[1], -1)  # (B, Q, L)
    every = features @ asked.text.T  # (B, Q, U)
    cosine = every.gather(2, place)
    losses = align_loss_softmax(cosine, fractions, asked.valid, scale)
    wide = torch.zeros_like(every).scatter_add_(2, place, fractions * asked.valid[:, None])
    return losses + config.batch_loss * align_loss_softmax(every, wide, asked.open_names, scale), cosine
