"""Shapes bent as wholes, into styles that nobody built."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from pa3d.data.augmentation import Augmentation
from pa3d.data.draws import Draws

_FASTEST = 4.0  # radians per unit of length: at most about one period over a shape


class Deformation(NamedTuple):
    """Of shapes in the model frame, z up: a taper and a twist along the up axis, then a smooth field.

    taper (B, 1, 1): change of a cut's size, and twist (B, 1, 1): its turn in radians, per unit of height. reach
    (B, 1, 1), waves (B, 3, 3), phase (B, 1, 3): amplitude, wave vectors (columns) and phases of the field.
    """

    taper: Tensor
    twist: Tensor
    reach: Tensor
    waves: Tensor
    phase: Tensor

    def apply(self, points: Tensor) -> Tensor:
        """Points (B, K, 3) of the shapes, bent; a shape of strength 0 stays exactly as it is."""
        height = points[..., 2:]
        size, angle = 1 + self.taper * height, self.twist * height
        x, y = points[..., :1] * size, points[..., 1:2] * size
        points = torch.cat([x * angle.cos() - y * angle.sin(), x * angle.sin() + y * angle.cos(), height], -1)
        return points + self.reach * (torch.sin(points @ self.waves + self.phase) - torch.sin(self.phase))


def random_deformation(how: Augmentation, draws: Draws, touched: Tensor) -> Deformation:
    """Each of the `touched` (B,) shapes draws whether it is bent, and how strongly."""
    strength = (draws.uniform() * (draws.uniform() < how.warp_share) * touched)[:, None, None]  # (B, 1, 1)
    return Deformation(
        taper=strength * draws.between(1, 1) * how.taper,
        twist=strength * torch.deg2rad(draws.between(1, 1) * how.twist),
        reach=strength * how.warp,
        waves=draws.between(3, 3) * _FASTEST,
        phase=draws.between(1, 3) * torch.pi,
    )
