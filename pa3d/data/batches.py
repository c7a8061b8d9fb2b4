"""Batches for training: raw samples in, then frame, draw and augmentation on the device.

A worker prepares a RawBatch or a TaughtBatch; `prepare_points` does the rest where the model is. Every draw belongs to
its sample (data/draws.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

import torch
from torch import Tensor

from pa3d.data.augmentation import Augmentation
from pa3d.data.deformation import Deformation, random_deformation
from pa3d.data.draws import Draws


class RawBatch(NamedTuple):
    """Shapes with names, for alignment.

    keys (B,) int64: what a sample's draws are keyed by. points (B, N, 3) float32, y up, unscaled. asked (B, L) int64:
    rows of the name table, -1 padding; masks (B, L, N) bool: the points that bear an asked name. right (B, K) int64:
    rows that would be right though nobody asked them, -1 padding.
    """

    keys: Tensor
    points: Tensor
    masks: Tensor
    asked: Tensor
    right: Tensor


class TaughtBatch(NamedTuple):
    """Shapes with a teacher's features, for distillation.

    keys, points as in RawBatch. teacher_centers (B, C, 3) float32 in the frame of points; teacher_features (B, C, E)
    float16. Shapes with fewer centres than others repeat them.
    """

    keys: Tensor
    points: Tensor
    teacher_centers: Tensor
    teacher_features: Tensor


Batch = TypeVar("Batch", RawBatch, TaughtBatch)


@dataclass(frozen=True)
class Loaded(Generic[Batch]):
    """A batch as it was read; without a shape where all are broken.

    ids: of its shapes; broken: for each shape that was to be in it and is not, why.
    """

    batch: Batch
    ids: tuple[str, ...]
    broken: tuple[str, ...] = ()

    def pin_memory(self) -> Loaded[Batch]:
        """The same in memory a GPU copies from while it computes (a DataLoader calls this by its name)."""
        return Loaded(type(self.batch)(*(value.pin_memory() for value in self.batch)), self.ids, self.broken)


def to_device(batch: Batch, device: torch.device) -> Batch:
    """Every tensor of the batch on the device."""
    return type(batch)(*(value.to(device, non_blocking=True) for value in batch))


def pieces_of(batch: Batch, count: int) -> list[Batch]:
    """The batch cut into `count` pieces as even as can be; some are empty where it has fewer shapes."""
    rows = len(batch.keys)
    cuts = [rows * i // count for i in range(count + 1)]
    return [type(batch)(*(value[a:b] for value in batch)) for a, b in pairwise(cuts)]


class Affine(NamedTuple):
    """linear (B, 3, 3) and shift (B, 3): maps of shapes."""

    linear: Tensor
    shift: Tensor

    def apply(self, points: Tensor) -> Tensor:
        """Points (B, K, 3) of the shapes, mapped."""
        return points @ self.linear.mT + self.shift[:, None]


class Prepared(NamedTuple):
    """points (B, n, 3) as the encoder takes them; chosen (B, n): their rows among the raw ones.

    What brought them there: the map into the frame, the bending, the map of all the rest.
    """

    points: Tensor
    chosen: Tensor
    frame: Affine
    bent: Deformation | None = None
    change: Affine | None = None

    def carry(self, raw: Tensor) -> Tensor:
        """Raw points (B, K, 3) of the shapes taken along, without noise."""
        points = self.frame.apply(raw)
        if self.bent is not None:
            points = self.bent.apply(points)
        return points if self.change is None else self.change.apply(points)


def normalize_batch(points: Tensor) -> Tensor:
    """Points (B, N, 3) y up to the model frame: y and z swapped, mean at the origin, farthest point on the unit sphere.

    The batched twin of `shapes.frame.frame_of(points, "y").apply`; a test holds them together.
    """
    return _to_unit_sphere(points[..., [0, 2, 1]])[0]


def _to_unit_sphere(points: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The points centred and scaled, and the centre (B, 3) and radius (B,) they had."""
    center = points.mean(1)
    centered = points - center[:, None]
    farthest: Tensor = centered.norm(dim=-1).amax(1).clamp(min=1e-9)  # (B,)
    return centered / farthest[:, None, None], center, farthest


def _turn(angle: Tensor, axis: Tensor) -> Tensor:
    """Rotation matrices (B, 3, 3) by angle (B,) radians about unit axis (B, 3) (Rodrigues)."""
    x, y, z = axis.unbind(-1)
    zero = torch.zeros_like(x)
    skew = torch.stack([zero, -z, y, z, zero, -x, -y, x, zero], -1).view(-1, 3, 3)
    angle = angle[:, None, None]
    eye = torch.eye(3, device=angle.device)
    return eye + angle.sin() * skew + (1 - angle.cos()) * (skew @ skew)


def random_transforms(count: int, how: Augmentation, draws: Draws) -> Tensor:
    """Linear maps (count, 3, 3) for model-frame rows (z up): stretch, then turns about each axis, tilt, yaw; sometimes
    mirrored.
    """
    angle, heading = draws.between() * how.yaw, draws.between() * torch.pi
    axes = torch.eye(3, device=angle.device)
    yaw = _turn(torch.deg2rad(angle), axes[2].expand(count, 3))
    level = torch.stack([heading.cos(), heading.sin(), torch.zeros_like(heading)], -1)
    tilted = draws.normal() * how.tilt * (draws.uniform() < how.tilt_share)
    linear = yaw @ _turn(torch.deg2rad(tilted), level)
    for angle, axis in zip(torch.deg2rad(draws.between(3) * how.turn).unbind(1), axes, strict=True):
        linear = linear @ _turn(angle, axis.expand(count, 3))
    scale = (draws.between(3) * how.stretch).exp()
    scale[:, 0] *= torch.where(draws.uniform() < how.mirror_share, -1.0, 1.0)
    return linear @ torch.diag_embed(scale)


def keep_weights(points: Tensor, how: Augmentation, draws: Draws) -> Tensor:
    """Weights (B, N) for drawing points: zero beyond a random plane for some shapes, uneven for others."""
    count = points.shape[1]
    side = torch.nn.functional.normalize(draws.between(1, 3), dim=-1)
    depth = (points * side).sum(-1)  # (B, N)
    share = draws.uniform() * how.crop * (draws.uniform() < how.crop_share)
    rank = depth.argsort(1).argsort(1) / count
    slope = draws.between(1) * 1.5 * (draws.uniform(1) < how.density_share)
    return (rank >= share[:, None]).float() * (slope * depth).exp()


def prepare_points(keys: Tensor, raw: Tensor, count: int, how: Augmentation | None) -> Prepared:
    """Raw points (B, N, 3) as the encoder takes them: frame, draw of `count`, augmentation, frame again."""
    draws = Draws(keys)
    whole, center, radius = _to_unit_sphere(raw[..., [0, 2, 1]])
    swap = torch.eye(3, device=raw.device)[[0, 2, 1]]
    frame = Affine(swap / radius[:, None, None], -center / radius[:, None])
    weights = torch.ones_like(whole[..., 0]) if how is None else keep_weights(whole, how, draws)
    chosen = draws.subset(weights, count)
    points = whole.gather(1, chosen[..., None].expand(-1, -1, 3))  # (B, count, 3)
    if how is None:
        return Prepared(points, chosen, frame)
    touched = draws.uniform() < how.share  # (B,)
    change = random_transforms(len(keys), how, draws)  # (B, 3, 3)
    change = torch.where(touched[:, None, None], change, torch.eye(3, device=raw.device))
    noise = (draws.uniform() - (1 - how.jitter_share)).clamp(min=0) / max(how.jitter_share, 1e-9) * how.jitter * touched
    noise = noise[:, None, None] * draws.normal(count, 3)
    bent = random_deformation(how, draws, touched) if how.warp_share else None
    points = points if bent is None else bent.apply(points)
    points, center, radius = _to_unit_sphere(points @ change.mT + noise)
    return Prepared(points, chosen, frame, bent, Affine(change / radius[:, None, None], -center / radius[:, None]))


def chosen_masks(masks: Tensor, chosen: Tensor) -> Tensor:
    """Masks (B, L, n) of the chosen (B, n) points, from masks (B, L, N)."""
    return masks.gather(2, chosen[:, None].expand(-1, masks.shape[1], -1))


def drop_path_draws(keys: Tensor, depth: int) -> Tensor:
    """Uniform numbers (B, depth, 2) that decide which branches of which block a sample goes without."""
    return Draws(~keys).uniform(depth, 2)
