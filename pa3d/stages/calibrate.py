"""Scores that mean something: sigmoid(scale * cosine + bias) fitted to how often a name is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from pa3d.core.losses import patch_label_fractions
from pa3d.core.network import PatchAlign
from pa3d.data.augmentation import Augmentation
from pa3d.data.batches import Loaded, RawBatch, chosen_masks, prepare_points, to_device
from pa3d.data.draws import Draws
from pa3d.errors import Pa3dError
from pa3d.progress import Progress

BATCHES = 40
QUERIES = 128  # points of a shape, with a point decoder; they come in random order
FOREIGN_NAMES = 8  # names of other shapes of the batch, asked as negatives of each shape


@dataclass(frozen=True)
class Calibration:
    """scale and bias of the score; error: expected calibration error over ten bins; pairs: (place, name) pairs used."""

    scale: float
    bias: float
    error: float
    pairs: int


@torch.no_grad()
def calibrate(
    network: PatchAlign,
    bank: Tensor,
    batches: Iterator[Loaded[RawBatch]],
    how: Augmentation | None,
    progress: Progress,
    learned: tuple[float, float] | None = None,
    count: int = BATCHES,
) -> Calibration:
    """Fit on fresh batches: asked names, and some of other shapes, against the share of the patch each covers.

    With a point decoder, against what each point bears: scores are read off points then. learned: a scale and bias
    that the loss has trained, whose error is measured instead of a fit. count: of batches.

    Raises Pa3dError when all of their shapes are broken.
    """
    cosines, targets = [], []
    progress.start("calibrate", count)
    for _ in range(count):
        loaded = next(batches)
        if loaded.ids:
            for cosine, target in _pairs(network, bank, to_device(loaded.batch, bank.device), how):
                cosines.append(cosine)
                targets.append(target)
        progress.advance()
    progress.finish()
    if not cosines:
        found = f"All shapes of {count} batches are broken."
        raise Pa3dError("The scores cannot be calibrated.", found, "Run the same `pa3d prepare` again.")
    cosine, target = torch.cat(cosines).double(), torch.cat(targets).double()
    scale, bias = fit_logistic(cosine, target) if learned is None else learned
    error = calibration_error(torch.sigmoid(scale * cosine + bias), target)
    return Calibration(scale, bias, error, len(cosine))


def _pairs(
    network: PatchAlign, bank: Tensor, raw: RawBatch, how: Augmentation | None
) -> Iterator[tuple[Tensor, Tensor]]:
    """Cosines and shares (n,) of the asked names, then of names of other shapes, which are right nowhere."""
    ready = prepare_points(raw.keys, raw.points, network.encoder.config.points, how)
    patches = network.encoder(ready.points)
    masks = chosen_masks(raw.masks, ready.chosen)  # (B, L, N)
    if network.decoder is None:
        features = network.text_features(patches.tokens)  # (B, Q, E), here of patches
        fractions = patch_label_fractions(masks, patches.indices)  # (B, Q, L)
    else:
        decoded = network.decoder(ready.points[:, :QUERIES], patches.centers, patches.tokens)
        features = network.text_features(decoded)  # (B, Q, E), here of points
        fractions = masks[..., :QUERIES].transpose(1, 2).float()  # (B, Q, L)
    own = torch.einsum("bge,ble->bgl", features, network.understood(bank[raw.asked.clamp(min=0)]))
    valid = (raw.asked >= 0)[:, None].expand_as(own)
    yield own[valid], fractions[valid]
    every = raw.asked[raw.asked >= 0]
    foreign = every[(Draws(raw.keys + 1).uniform(FOREIGN_NAMES) * len(every)).long()]
    wrong = (foreign[..., None] != raw.right[:, None]).all(-1)  # (B, FOREIGN_NAMES)
    other = torch.einsum("bge,ble->bgl", features, network.understood(bank[foreign]))
    taken = other[wrong[:, None].expand_as(other)]
    yield taken, torch.zeros_like(taken)


def fit_logistic(cosine: Tensor, target: Tensor, rounds: int = 50) -> tuple[float, float]:
    """The scale and bias (n,) pairs ask for: Newton's method on the cross-entropy with targets in [0, 1]."""
    features = torch.stack([cosine, torch.ones_like(cosine)], 1)  # (n, 2)
    weights = torch.zeros(2, dtype=cosine.dtype, device=cosine.device)
    for _ in range(rounds):
        chance = torch.sigmoid(features @ weights)
        slope = features.T @ (chance - target)
        curve = (features.T * (chance * (1 - chance))) @ features
        curve += 1e-6 * len(cosine) * torch.eye(2, dtype=cosine.dtype, device=cosine.device)
        move = torch.linalg.solve(curve, slope).clamp(-5, 5)
        weights = weights - move
        if move.abs().max() < 1e-6:
            break
    return float(weights[0]), float(weights[1])


def calibration_error(score: Tensor, target: Tensor, bins: int = 10) -> float:
    """Mean distance of score and truth over equal bins of the score, weighted by how many fall into each."""
    place = (score * bins).long().clamp(max=bins - 1)
    count = torch.bincount(place, minlength=bins).double()
    gap = torch.zeros(bins, dtype=score.dtype, device=score.device).index_add_(0, place, score - target)
    return float(gap.abs().sum() / count.sum().clamp(min=1))
