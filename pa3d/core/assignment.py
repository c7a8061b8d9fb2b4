"""From patches to points: which logits does a point take (paper section 3.4, and two finer rules).

All functions: points (n, 3), centers (V, G, 3), logits (V, G, L) -> (n, L), averaged over the V votes.
"""

from __future__ import annotations

import torch
from torch import Tensor

from pa3d.core.geometry import gather_points, nearest_neighbours

NEIGHBOURS = 3  # centres a point interpolates between


def nearest_center(points: Tensor, centers: Tensor, logits: Tensor) -> Tensor:
    """The logits of the nearest centre: the paper's rule."""
    _, index = nearest_neighbours(points.expand(len(centers), -1, -1), centers, 1)  # (V, n, 1)
    return gather_points(logits, index[..., 0]).mean(0)


def interpolate(points: Tensor, centers: Tensor, logits: Tensor, neighbours: int = NEIGHBOURS) -> Tensor:
    """The mean of the nearest centres' logits, weighted by inverse distance (PointNet++'s feature propagation)."""
    count = min(neighbours, centers.shape[1])
    squared, index = nearest_neighbours(points.expand(len(centers), -1, -1), centers, count)  # (V, n, k)
    weight = 1 / (squared + 1e-8)
    weight = weight / weight.sum(-1, keepdim=True)
    return (gather_points(logits, index) * weight[..., None]).sum(2).mean(0)


def spread_to_members(count: int, indices: Tensor, logits: Tensor) -> tuple[Tensor, Tensor]:
    """The mean logits (V, N, L) of the patches each of N encoded points belongs to, and whether it has any (V, N).

    indices (V, G, M): members of each patch; logits (V, G, L).
    """
    votes, groups, size = indices.shape
    names = logits.shape[-1]
    # A patch of a tiny cloud repeats members: a repeated member counts once per repetition, which leaves the mean alone
    # for equal repetition and is exact for clouds of at least M points.
    flat = indices.reshape(votes, -1, 1)  # (V, G*M, 1)
    source = logits[:, :, None].expand(-1, -1, size, -1).reshape(votes, groups * size, names)
    total = logits.new_zeros(votes, count, names).scatter_add_(1, flat.expand(-1, -1, names), source)
    hits = logits.new_zeros(votes, count, 1).scatter_add_(1, flat, torch.ones_like(source[..., :1]))
    return total / hits.clamp(min=1), hits[..., 0] > 0


def membership(points: Tensor, centers: Tensor, logits: Tensor, indices: Tensor, encoded: Tensor) -> Tensor:
    """The mean logits of the patches a point is a member of.

    indices (V, G, M) into encoded (V, N, 3), the points that were cut into patches. A point takes the patches of the
    encoded point nearest to it; where that one is in no patch, the nearest centre.
    """
    spread, covered = spread_to_members(encoded.shape[1], indices, logits)
    _, near_center = nearest_neighbours(encoded, centers, 1)  # (V, N, 1)
    spread = torch.where(covered[..., None], spread, gather_points(logits, near_center[..., 0]))
    _, index = nearest_neighbours(points.expand(len(centers), -1, -1), encoded, 1)  # (V, n, 1)
    return gather_points(spread, index[..., 0]).mean(0)
