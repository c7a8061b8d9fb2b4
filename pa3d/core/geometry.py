"""Farthest points, nearest neighbours, gathering: what patches are cut with (paper section 3.1)."""

from __future__ import annotations

import torch
from torch import Tensor

# The farthest-point kernel the released weights were trained with never selects a point whose squared norm is at
# most this, except the first; kept so that the same centres come out.
SKIPPED_SQUARED_NORM = 1e-3


FEW = 4  # up to so many neighbours, that many passes for the smallest are quicker than a selection


def gather_points(values: Tensor, indices: Tensor) -> Tensor:
    """Rows of values (B, N, C) at indices (B, ...) int64: (B, ..., C)."""
    channels = values.shape[-1]
    flat = indices.flatten(1)[..., None].expand(-1, -1, channels)  # (B, K, C)
    return values.gather(1, flat).reshape(*indices.shape, channels)


def farthest_points(points: Tensor, count: int) -> Tensor:
    """Indices (B, count) int64 of points (B, N, 3): the first is point 0, each next the farthest from those before.

    Ties go to the lowest index. Points within the skip rule above are never taken after the first; when nothing is
    left to take, point 0 repeats.
    """
    batch = points.shape[0]
    planes = points.transpose(1, 2).contiguous()  # (B, 3, N)
    skipped = (points.square().sum(-1) <= SKIPPED_SQUARED_NORM).float()
    # Distances never rise, so -1 stays the smallest value a skipped point can have; point 0 wins where all are skipped.
    distance = torch.full(points.shape[:2], 1e10, device=points.device, dtype=points.dtype)
    distance = torch.where(skipped.bool(), -1.0, distance)
    chosen = torch.zeros(batch, count, dtype=torch.long, device=points.device)
    last = chosen[:, :1]
    for i in range(1, count):
        here = planes.gather(2, last[:, None].expand(-1, 3, -1))  # (B, 3, 1)
        offset = planes - here
        distance = torch.minimum(distance, offset.square_().sum(1))
        last = distance.argmax(1, keepdim=True)
        chosen[:, i] = last[:, 0]
    return chosen


def nearest_neighbours(queries: Tensor, points: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Squared distances and indices, both (B, Q, count), of the points (B, N, 3) nearest to queries (B, Q, 3).

    Exact differences (no expanded square), nearest first. count must be at most N.
    """
    distance = torch.cdist(queries, points, compute_mode="donot_use_mm_for_euclid_dist")  # (B, Q, N)
    if count > FEW:
        near = distance.topk(count, dim=2, largest=False)
        return near.values.square(), near.indices
    found = []
    for _ in range(count):
        found.append(distance.min(2, keepdim=True))
        distance.scatter_(2, found[-1].indices, torch.inf)
    return torch.cat([each.values for each in found], 2).square(), torch.cat([each.indices for each in found], 2)


def group_patches(points: Tensor, patches: int, patch_size: int) -> tuple[Tensor, Tensor]:
    """Centres (B, G, 3) and member indices (B, G, M) of points (B, N, 3).

    A cloud of fewer than M points fills a patch by repeating its members in order of distance.
    """
    centers = gather_points(points, farthest_points(points, patches))
    available = min(patch_size, points.shape[1])
    _, members = nearest_neighbours(centers, points, available)
    if available < patch_size:
        repeat = torch.arange(patch_size, device=points.device) % available
        members = members[:, :, repeat]
    return centers, members
