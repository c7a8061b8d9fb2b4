"""Batches for training: raw samples in, then frame, draw and augmentation on the device.

A RawBatch holds what a worker can prepare; `prepare_points` does the rest where the model is.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from pa3d.data.augmentation import Augmentation

Generator = torch.Generator


class RawBatch(NamedTuple):
    """points (B, N, 3) float32, y up, unscaled; point_parts (B, N) int64: the part of a point, -1 none;
    asked (B, L) int64: rows of the name table, -1 padding; part_of (B, L) int64: the part an asked name stands for, -1
    padding; blocked (B, R) bool over all rows of the name table: names that would be right though nobody asked them.
    """

    points: Tensor
    point_parts: Tensor
    asked: Tensor
    part_of: Tensor
    blocked: Tensor


def normalize_batch(points: Tensor) -> Tensor:
    """Points (B, N, 3) y up to the model frame: y and z swapped, mean at the origin, farthest point on the unit sphere.

    The batched twin of `shapes.frame.frame_of(points, "y").apply`; a test holds them together.
    """
    return _to_unit_sphere(points[..., [0, 2, 1]])


def _to_unit_sphere(points: Tensor) -> Tensor:
    centered = points - points.mean(1, keepdim=True)
    farthest: Tensor = centered.norm(dim=-1).amax(1)  # (B,)
    return centered / farthest[:, None, None].clamp(min=1e-9)


def _uniform(shape: tuple[int, ...], generator: Generator, like: Tensor) -> Tensor:
    return torch.rand(shape, generator=generator, device=like.device) * 2 - 1


def _turn(angle: Tensor, axis: Tensor) -> Tensor:
    """Rotation matrices (B, 3, 3) by angle (B,) radians about unit axis (B, 3) (Rodrigues)."""
    x, y, z = axis.unbind(-1)
    zero = torch.zeros_like(x)
    skew = torch.stack([zero, -z, y, z, zero, -x, -y, x, zero], -1).view(-1, 3, 3)
    angle = angle[:, None, None]
    eye = torch.eye(3, device=angle.device)
    return eye + angle.sin() * skew + (1 - angle.cos()) * (skew @ skew)


def random_transforms(count: int, how: Augmentation, generator: Generator, like: Tensor) -> Tensor:
    """Linear maps (count, 3, 3) for model-frame rows (z up): stretch, then tilt, then yaw, sometimes mirrored."""
    up = torch.tensor([0.0, 0.0, 1.0], device=like.device).expand(count, 3)
    yaw = _turn(torch.deg2rad(_uniform((count,), generator, like) * how.yaw), up)
    heading = _uniform((count,), generator, like) * torch.pi
    level = torch.stack([heading.cos(), heading.sin(), torch.zeros_like(heading)], -1)
    lean = torch.randn(count, generator=generator, device=like.device) * how.tilt
    tilted = torch.rand(count, generator=generator, device=like.device) < how.tilt_share
    tilt = _turn(torch.deg2rad(lean * tilted), level)
    scale = (_uniform((count, 3), generator, like) * how.stretch).exp()
    mirrored = torch.rand(count, generator=generator, device=like.device) < 0.5
    scale[:, 0] *= torch.where(mirrored, -1.0, 1.0)
    return yaw @ tilt @ torch.diag_embed(scale)


def keep_weights(points: Tensor, how: Augmentation, generator: Generator) -> Tensor:
    """Weights (B, N) for drawing points: zero beyond a random plane for some shapes, uneven for others."""
    batch, count, _ = points.shape
    side = torch.nn.functional.normalize(_uniform((batch, 1, 3), generator, points), dim=-1)
    depth = (points * side).sum(-1)  # (B, N)
    share = torch.rand(batch, generator=generator, device=points.device) * how.crop
    share = share * (torch.rand(batch, generator=generator, device=points.device) < how.crop_share)
    rank = depth.argsort(1).argsort(1) / count
    slope = _uniform((batch, 1), generator, points).mul(1.5)
    slope = slope * (torch.rand(batch, 1, generator=generator, device=points.device) < how.density_share)
    return (rank >= share[:, None]).float() * (slope * depth).exp()


def prepare_points(
    batch: RawBatch, count: int, how: Augmentation | None, generator: Generator
) -> tuple[Tensor, Tensor]:
    """Model-frame points (B, count, 3) and their parts (B, count): frame, draw, augmentation, frame again."""
    points = normalize_batch(batch.points)
    if how is None:
        chosen = torch.rand(points.shape[:2], generator=generator, device=points.device).argsort(1)[:, :count]
    else:
        weight = keep_weights(points, how, generator)
        chosen = torch.multinomial(weight, count, generator=generator)  # without replacement
    parts = batch.point_parts.gather(1, chosen)
    points = points.gather(1, chosen[..., None].expand(-1, -1, 3))  # (B, count, 3)
    if how is None:
        return points, parts
    points = points @ random_transforms(len(points), how, generator, points).transpose(1, 2)
    noisy = torch.rand(len(points), 1, 1, generator=generator, device=points.device)
    size = (noisy - (1 - how.jitter_share)).clamp(min=0) / max(how.jitter_share, 1e-9) * how.jitter
    points = points + size * torch.randn(points.shape, generator=generator, device=points.device)
    return _to_unit_sphere(points), parts


def name_masks(parts: Tensor, part_of: Tensor) -> Tensor:
    """Masks (B, L, N) bool: point n bears asked name l. parts (B, N), part_of (B, L), -1 matches nothing."""
    return (parts[:, None] == part_of[..., None]) & (part_of[..., None] >= 0)
