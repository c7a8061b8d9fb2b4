"""Scores that mean something: sigmoid(scale * cosine + bias) fitted to how often a name is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from pa3d.core.losses import patch_label_fractions
from pa3d.core.network import PatchAlign
from pa3d.data.augmentation import Augmentation
from pa3d.data.batches import RawBatch, name_masks, prepare_points
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
    network: PatchAlign, bank: Tensor, batches: Iterator[RawBatch], how: Augmentation, progress: Progress
) -> Calibration:
    """Fit on fresh batches: asked names, and some of other shapes, against the share of the patch each covers.

    With a point decoder, against what each point bears: scores are read off points then.
    """
    generator = torch.Generator(bank.device).manual_seed(0)
    cosines, targets = [], []
    progress.start("calibrate", BATCHES)
    for _ in range(BATCHES):
        raw = RawBatch(*(value.to(bank.device) for value in next(batches)))
        points, parts = prepare_points(raw, network.encoder.config.points, how, generator)
        patches = network.encoder(points)
        masks = name_masks(parts, raw.part_of)  # (B, L, N)
        if network.decoder is None:
            features = network.text_features(patches.tokens)  # (B, Q, E), here of patches
            fractions = patch_label_fractions(masks, patches.indices)  # (B, Q, L)
        else:
            decoded = network.decoder(points[:, :QUERIES], patches.centers, patches.tokens)
            features = network.text_features(decoded)  # (B, Q, E), here of points
            fractions = masks[..., :QUERIES].transpose(1, 2).float()  # (B, Q, L)
        own = torch.einsum("bge,ble->bgl", features, bank[raw.asked.clamp(min=0)])
        valid = (raw.asked >= 0)[:, None].expand_as(own)
        cosines.append(own[valid])
        targets.append(fractions[valid])
        every = raw.asked[raw.asked >= 0]
        foreign = every[
            torch.randint(len(every), (len(points), FOREIGN_NAMES), generator=generator, device=bank.device)
        ]
        wrong = ~raw.blocked.gather(1, foreign)  # (B, FOREIGN_NAMES)
        other = torch.einsum("bge,ble->bgl", features, bank[foreign])
        taken = wrong[:, None].expand_as(other)
        cosines.append(other[taken])
        targets.append(torch.zeros_like(cosines[-1]))
        progress.advance()
    progress.finish()
    cosine, target = torch.cat(cosines).double(), torch.cat(targets).double()
    scale, bias = fit_logistic(cosine, target)
    error = calibration_error(torch.sigmoid(scale * cosine + bias), target)
    return Calibration(scale, bias, error, len(cosine))


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
