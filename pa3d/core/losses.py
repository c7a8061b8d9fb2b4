"""Losses of both stages, as pure functions over a batch (paper sections 3.2 and 3.3).

Part lists are ragged: each shape has its own names. They are padded to the longest, with `valid` saying which are real.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from pa3d.core.geometry import nearest_neighbours


def patch_label_fractions(masks: Tensor, indices: Tensor) -> Tensor:
    """How much of each patch lies in each mask: (B, G, L), from masks (B, L, N) in {0, 1} and indices (B, G, M)."""
    batch, groups, size = indices.shape
    flat = indices.flatten(1)[:, None].expand(-1, masks.shape[1], -1)  # (B, L, G*M)
    inside = masks.float().gather(2, flat).view(batch, masks.shape[1], groups, size).mean(-1)  # (B, L, G)
    return inside.transpose(1, 2)


def distill_loss(features: Tensor, centers: Tensor, teacher_centers: Tensor, teacher_features: Tensor) -> Tensor:
    """Stage 1: mean over patches of 1 - cosine, per sample (B,).

    features (B, G, E) at centers (B, G, 3); each takes the target of the nearest of teacher_centers (B, K, 3),
    teacher_features (B, K, E).
    """
    _, index = nearest_neighbours(centers, teacher_centers, 1)  # (B, G, 1)
    target = teacher_features.gather(1, index.expand(-1, -1, teacher_features.shape[-1]))  # (B, G, E)
    return (1 - F.cosine_similarity(features.float(), target.float(), dim=-1)).mean(1)


def align_loss_release(cosine: Tensor, fractions: Tensor, valid: Tensor, scale: Tensor) -> Tensor:
    """Stage 2 as released: binary cross-entropy with soft targets, per sample (B,).

    cosine, fractions (B, G, L); valid (B, L) bool; positives weigh max(1, L - 1); mean over patches and names.
    """
    count = valid.sum(1).float()  # (B,)
    weight = (count - 1).clamp(min=1)[:, None, None]
    logits = cosine * scale
    loss = -(weight * fractions * F.logsigmoid(logits) + (1 - fractions) * F.logsigmoid(-logits))
    return (loss * valid[:, None]).sum((1, 2)) / (count * cosine.shape[1])


def align_loss_paper(cosine: Tensor, fractions: Tensor, valid: Tensor, scale: Tensor, bias: Tensor) -> Tensor:
    """Stage 2 as reported: sigmoid loss with a bias and fractional labels, per sample (B,)."""
    logits = cosine * scale + bias
    loss = -(fractions * F.logsigmoid(logits) + (1 - fractions) * F.logsigmoid(-logits))
    return (loss * valid[:, None]).sum((1, 2)) / (valid.sum(1) * cosine.shape[1])


def align_loss_softmax(cosine: Tensor, fractions: Tensor, valid: Tensor, scale: Tensor, balance: float = 0.0) -> Tensor:
    """Stage 2 with a softmax over the shape's names and soft targets, per sample (B,).

    Targets are the fractions divided by their sum; a patch inside no named mask does not count. balance: a patch of a
    part that n patches show weighs n ** -balance: 0 lets large parts rule, 1 lets every part of a shape weigh the same.
    """
    logits = (cosine * scale).masked_fill(~valid[:, None], -1e4)
    total = fractions.sum(-1, keepdim=True)
    target = fractions / total.clamp(min=1e-6)
    entropy = -(target * F.log_softmax(logits, -1)).sum(-1)  # (B, G)
    counted = (total[..., 0] > 0).float()
    if balance:
        shown = (target * counted[..., None]).sum(1, keepdim=True).clamp(min=1)  # (B, 1, L)
        counted = counted * (target * shown**-balance).sum(-1)
    return (entropy * counted).sum(1) / counted.sum(1).clamp(min=1e-6)


def patch_accuracy(cosine: Tensor, fractions: Tensor, valid: Tensor) -> Tensor:
    """Right and counted patches (2,): the best name is the majority label; patches inside no mask are left out."""
    best = cosine.masked_fill(~valid[:, None], -torch.inf).argmax(-1)  # (B, G)
    counted = fractions.sum(-1) > 0
    right = (fractions.gather(2, best[..., None])[..., 0] >= fractions.amax(-1)) & counted
    return torch.stack([right.sum(), counted.sum()])
