"""Shapes that are bent: the ones drawn for it, as far as asked, smoothly."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from torch import Tensor

from pa3d.data.augmentation import Augmentation
from pa3d.data.batches import normalize_batch, prepare_points
from pa3d.data.deformation import Deformation, random_deformation
from pa3d.data.draws import Draws, sample_keys

WARPED = Augmentation(warp_share=1.0, warp=0.08, twist=0, taper=0)


def bent_by(how: Augmentation, count: int = 200) -> Deformation:
    return random_deformation(how, Draws(torch.from_numpy(sample_keys(0, np.arange(count)))), torch.ones(count))


def balls(count: int = 200, points: int = 60) -> Tensor:
    drawn = torch.randn(count, points, 3, generator=torch.Generator().manual_seed(0))
    return normalize_batch(drawn)


def test_a_share_is_bent_and_the_rest_stays_exactly() -> None:
    shapes = balls()
    still = (bent_by(dataclasses.replace(WARPED, warp_share=0.3)).apply(shapes) == shapes).all(-1).all(-1)
    assert 110 < int(still.sum()) < 170
    untouched = random_deformation(WARPED, Draws(torch.arange(200)), torch.zeros(200))
    assert torch.equal(untouched.apply(shapes), shapes)


def test_the_field_is_small_and_smooth_and_leaves_the_middle() -> None:
    shapes, bent = balls(), bent_by(WARPED)
    moved = (bent.apply(shapes) - shapes).abs().amax((1, 2))
    assert 0.05 < float(moved.max()) <= 2 * 0.08
    assert bent.apply(torch.zeros(200, 1, 3)).abs().max() < 1e-6
    step = 1e-2 * torch.nn.functional.normalize(torch.ones(3), dim=0)
    stretch = ((bent.apply(shapes + step) - bent.apply(shapes)).norm(dim=-1) / 1e-2 - 1).abs()
    assert stretch.max() < 0.08 * 4 * 3  # neighbours stay neighbours: amplitude times frequency, of three axes


@pytest.mark.parametrize("height", [-0.8, 0.5])
def test_taper_and_twist_go_with_height(height: float) -> None:
    rim = torch.tensor([[[0.4, 0.0, height], [0.0, 0.4, height], [0.4, 0, 0]]]).expand(200, 3, 3)
    bent = bent_by(dataclasses.replace(WARPED, warp=0, twist=25.0, taper=0.3)).apply(rim)
    assert torch.equal(bent[..., 2], rim[..., 2]) and torch.equal(bent[:, 2], rim[:, 2])  # nothing happens at height 0
    radius = bent[:, :2, :2].norm(dim=-1) / 0.4
    assert torch.allclose(radius[:, 0], radius[:, 1], atol=1e-5)
    assert 0.15 * abs(height) < float((radius - 1).abs().max()) <= 0.3 * abs(height) + 1e-5
    turned = torch.rad2deg(torch.atan2(bent[:, 0, 1], bent[:, 0, 0])).abs()
    assert 12 * abs(height) < float(turned.max()) <= 25 * abs(height) + 1e-3


def test_without_bending_the_other_draws_stay_as_they_are() -> None:
    keys, raw = torch.arange(3), balls(3)
    plain = prepare_points(keys, raw, 50, Augmentation())
    bent = prepare_points(keys, raw, 50, Augmentation(warp_share=1e-9))
    assert plain.bent is None and bent.bent is not None and torch.equal(plain.points, bent.points)
