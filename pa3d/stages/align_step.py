"""One step of alignment: what a batch says of the network (paper, section 3.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
import torch.nn.functional as F
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
from pa3d.data.draws import Draws, keys_within
from pa3d.stages.align_config import AlignConfig
from pa3d.stages.distributed import Team
from pa3d.stages.optimizing import mixed
from pa3d.stages.stage import Terms

_LAST_KEY = torch.iinfo(torch.int64).max  # of a part without a shape

Encode = Callable[[Tensor, Tensor], Patches]


class Names(NamedTuple):
    """What anybody asks for in a batch: rows (U,) of the name table, ascending, and their unit vectors text (U, E)."""

    rows: Tensor
    text: Tensor


def names_of(batch: RawBatch, bank: Tensor, noise: float = 0.0, team: Team | None = None) -> Names:
    """The names of this batch over all processes. noise: as in `noisy`, drawn for each name and batch."""
    rows: Tensor = torch.unique(batch.asked[batch.asked >= 0])
    first = torch.cat([batch.keys, batch.keys.new_tensor([_LAST_KEY])]).min()  # stands for the batch, however cut
    if team is not None and team.size > 1:
        rows = torch.unique(team.gather(rows))
        first = team.gather(first[None]).min() if noise else first
    return Names(rows, noisy(bank[rows], keys_within(~first, rows), noise))


def noisy(text: Tensor, keys: Tensor, noise: float) -> Tensor:
    """Unit vectors (..., E) with Gaussian noise of this norm, so to say other wordings; keys (...) decide its draws."""
    if not noise:
        return text
    width = text.shape[-1]
    drawn = Draws(keys.flatten()).normal(width).view(text.shape)
    return F.normalize(text + drawn * (noise / width**0.5), dim=-1)


def align_terms(
    network: PatchAlign,
    bank: Tensor,
    batch: RawBatch,
    config: AlignConfig,
    *,
    names: Names | None = None,
    encode: Encode | None = None,
    dtype: torch.dtype = torch.float32,
) -> Terms:
    """Losses of the shapes and accuracy of their patches, and of their points where there is a decoder.

    bank (R, E): a unit row per name of the table. names: of the whole batch, where this is a piece of it. encode: how
    points become patches, else the network's encoder. dtype: of the products in the network.
    """
    sizes = network.encoder.config
    ready = prepare_points(batch.keys, batch.points, sizes.points, config.augmentation)
    asked = _asked(network, batch, bank, config.text_noise, names or names_of(batch, bank, config.text_noise))
    masks = chosen_masks(batch.masks, ready.chosen)  # (B, L, N)
    decoded = None
    with mixed(bank.device, dtype):
        patches = (encode or network.encoder)(ready.points, drop_path_draws(batch.keys, sizes.depth))
        if network.decoder is not None:
            # Points come in an order drawn before, so the first are as good as any.
            queries = ready.points[:, : config.decoded_points]
            decoded = network.decoder(queries, patches.centers, patches.tokens)  # (B, n, D)
    fractions = patch_label_fractions(masks, patches.indices)  # (B, G, L)
    losses, cosine = _judged(network, patches.tokens, fractions, asked, config)
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
    """The names of a batch as the network understands them: text (U, E) of all, own (B, L, E) of a shape's names,
    place (B, L) of these among them, valid (B, L): not padding, open_names (B, U): those a shape is judged on, its own
    and those wrong for all its parts.
    """

    text: Tensor
    own: Tensor
    place: Tensor
    valid: Tensor
    open_names: Tensor


def _asked(network: PatchAlign, batch: RawBatch, bank: Tensor, noise: float, names: Names) -> _Asked:
    rows, asked = names.rows, batch.asked.clamp(min=0)  # (B, L)
    own = noisy(bank[asked], keys_within(batch.keys[:, None], asked), noise)  # (B, L, E)
    valid = batch.asked >= 0
    place = torch.searchsorted(rows, asked)
    mine = _among(place, valid, rows)
    near = torch.searchsorted(rows, batch.right.clamp(min=0)).clamp(max=len(rows) - 1)  # (B, K)
    right = _among(near, rows[near] == batch.right, rows)
    return _Asked(network.understood(names.text), network.understood(own), place, valid, mine | ~right)


def _among(place: Tensor, counts: Tensor, names: Tensor) -> Tensor:
    """(B, U) bool: the names that places (B, K) which count (B, K) stand for."""
    hits = torch.zeros(len(place), len(names), device=place.device)
    return hits.scatter_add_(1, place, counts.float()) > 0


def _judged(
    network: PatchAlign, tokens: Tensor, fractions: Tensor, asked: _Asked, config: AlignConfig
) -> tuple[Tensor, Tensor]:
    """The losses (B,), and cosines (B, Q, L), of tokens (B, Q, D) of patches or points that bear names by
    fractions.
    """
    scale = network.scale()
    cosines = network.text_cosines(tokens)
    cosine = cosines(asked.own)  # (B, Q, L)
    if config.loss == "release":
        return align_loss_release(cosine, fractions, asked.valid, scale), cosine
    if config.loss == "paper":
        return align_loss_paper(cosine, fractions, asked.valid, scale, network.bias), cosine
    losses = align_loss_softmax(cosine, fractions, asked.valid, scale, config.part_balance)
    if config.batch_loss == 0:  # a shape's own names are enough
        return losses, cosine
    place = asked.place[:, None].expand(-1, tokens.shape[1], -1)  # (B, Q, L)
    every = cosines(asked.text)  # (B, Q, U)
    wide = torch.zeros_like(every).scatter_add_(2, place, fractions * asked.valid[:, None])
    wider = align_loss_softmax(every, wide, asked.open_names, scale, config.part_balance)
    return losses + config.batch_loss * wider, cosine
