"""From raw samples to what the encoder sees: frame, draw, augmentation, masks."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from torch import Tensor

from pa3d.data.augmentation import Augmentation
from pa3d.data.batches import RawBatch, keep_weights, name_masks, normalize_batch, prepare_points, random_transforms
from pa3d.shapes.frame import frame_of

STILL = Augmentation(yaw=0, tilt=0, stretch=0, jitter_share=0, crop_share=0, density_share=0)


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def raw(count: int = 500) -> RawBatch:
    """Two shapes; the part of a point is its half along x."""
    points = torch.randn(2, count, 3, generator=seeded()) * torch.tensor([3.0, 1, 0.5]) + 4
    empty = torch.zeros(2, 0, dtype=torch.long)
    return RawBatch(points, (points[..., 0] > 4).long(), empty, empty, torch.zeros(2, 0, dtype=torch.bool))


def assert_in_frame(points: Tensor) -> None:
    assert points.mean(1).abs().max() < 1e-5
    assert points.norm(dim=-1).amax(1).tolist() == pytest.approx([1.0] * len(points), abs=1e-5)


def test_the_batched_frame_is_the_frame() -> None:
    points = raw().points
    ours = normalize_batch(points)
    for i in range(2):
        one = points[i].numpy()
        assert np.allclose(ours[i].numpy(), frame_of(one, "y").apply(one), atol=1e-5)
    assert (normalize_batch(torch.ones(1, 5, 3)) == 0).all()


def test_without_augmentation_points_are_drawn_once_and_keep_their_part() -> None:
    batch = raw()
    points, parts = prepare_points(batch, 300, None, seeded())
    whole = normalize_batch(batch.points)
    for i in range(2):
        rows = [int((whole[i] == point).all(1).nonzero()) for point in points[i]]
        assert len(set(rows)) == 300
        assert torch.equal(parts[i], batch.point_parts[i, rows])


@pytest.mark.parametrize("seed", range(4))
def test_augmentation_ends_in_the_frame(seed: int) -> None:
    strong = Augmentation(crop_share=1.0, density_share=1.0, tilt_share=1.0, jitter_share=1.0)
    points, parts = prepare_points(raw(), 200, strong, seeded(seed))
    assert points.shape == (2, 200, 3) and parts.shape == (2, 200) and points.isfinite().all()
    assert_in_frame(points)


def test_the_generator_decides_everything() -> None:
    first, second = (prepare_points(raw(), 100, Augmentation(), seeded(5)) for _ in range(2))
    assert torch.equal(first[0], second[0]) and torch.equal(first[1], second[1])
    assert not torch.equal(first[0], prepare_points(raw(), 100, Augmentation(), seeded(6))[0])


def test_inputs_are_not_written_into() -> None:
    batch = raw()
    before = batch.points.clone()
    prepare_points(batch, 100, Augmentation(crop_share=1.0), seeded())
    assert torch.equal(batch.points, before)


def test_yaw_keeps_heights_and_distances() -> None:
    maps = random_transforms(50, dataclasses.replace(STILL, yaw=180.0), seeded(), torch.zeros(1))
    assert torch.allclose(maps @ maps.transpose(1, 2), torch.eye(3).expand(50, 3, 3), atol=1e-5)
    assert torch.allclose(maps[:, 2], torch.tensor([0.0, 0, 1]).expand(50, 3), atol=1e-6)
    determinants = torch.linalg.det(maps)
    assert 10 < int((determinants < 0).sum()) < 40  # mirrored about every other time
    assert len(torch.unique(maps[:, 0, 0])) > 40


def test_tilt_and_stretch_stay_as_small_as_asked() -> None:
    tilted = random_transforms(400, dataclasses.replace(STILL, tilt=10.0, tilt_share=0.5), seeded(), torch.zeros(1))
    lean = torch.rad2deg(tilted[:, 2, 2].clamp(-1, 1).acos())
    assert 0.4 < float((lean > 0.5).float().mean()) < 0.6 and lean.max() < 45
    stretched = random_transforms(100, dataclasses.replace(STILL, stretch=0.2), seeded(), torch.zeros(1))
    sizes = torch.linalg.svdvals(stretched)
    assert sizes.max() <= np.exp(0.2) + 1e-5 and sizes.min() >= np.exp(-0.2) - 1e-5


def test_noise_is_drawn_per_shape_up_to_its_limit() -> None:
    batch = RawBatch(*(value[:1].expand(60, *value.shape[1:]) for value in raw(200)))
    clean, _ = prepare_points(batch, 200, STILL, seeded(1))
    noisy, _ = prepare_points(batch, 200, dataclasses.replace(STILL, jitter_share=0.5, jitter=0.05), seeded(1))
    mirrored = torch.minimum((noisy - clean).square().mean((1, 2)), (noisy * torch.tensor([-1.0, 1, 1]) - clean)
                             .square().mean((1, 2)))  # fmt: skip
    error = mirrored.sqrt()
    assert error.max() < 0.06 and 15 < int((error < 1e-4).sum()) < 45


def test_a_crop_takes_one_side_away() -> None:
    points = normalize_batch(raw(400).points)
    weight = keep_weights(points, dataclasses.replace(STILL, crop_share=1.0, crop=0.35), seeded(3))
    for cloud, kept in zip(points, weight > 0, strict=True):
        share = float(kept.float().mean())
        assert 0.65 <= share <= 1
        if share < 1:  # what was taken lies beyond a plane: the two sides' means are apart
            assert (cloud[kept].mean(0) - cloud[~kept].mean(0)).norm() > 0.1
    assert (keep_weights(points, STILL, seeded()) == 1).all()


def test_masks_are_where_the_part_is() -> None:
    parts = torch.tensor([[0, 1, 1, -1], [2, 0, -1, 2]])
    part_of = torch.tensor([[1, 0], [2, -1]])
    masks = name_masks(parts, part_of)
    assert masks.tolist() == [
        [[False, True, True, False], [True, False, False, False]],
        [[True, False, False, True], [False] * 4],
    ]
