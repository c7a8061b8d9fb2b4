"""From raw samples to what the encoder sees: frame, draw, augmentation, masks."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from torch import Tensor

from pa3d.data.augmentation import AUGMENTATIONS, Augmentation
from pa3d.data.batches import (
    TaughtBatch,
    chosen_masks,
    drop_path_draws,
    keep_weights,
    normalize_batch,
    pieces_of,
    prepare_points,
    random_transforms,
)
from pa3d.data.draws import Draws, sample_keys
from pa3d.shapes.frame import frame_of

STILL = Augmentation(yaw=0, tilt=0, stretch=0, jitter_share=0, crop_share=0, density_share=0, mirror_share=0)

WILD = AUGMENTATIONS["wild"]
assert WILD is not None
BENT = dataclasses.replace(WILD, jitter=0, warp_share=1.0)


def keyed(count: int = 2, seed: int = 0) -> Tensor:
    return torch.from_numpy(sample_keys(seed, np.arange(count)))


def draws(count: int = 2, seed: int = 0) -> Draws:
    return Draws(keyed(count, seed))


def raw(count: int = 500) -> Tensor:
    """Points of two shapes."""
    points = torch.randn(2, count, 3, generator=torch.Generator().manual_seed(0))
    return points * torch.tensor([3.0, 1, 0.5]) + 4


def assert_in_frame(points: Tensor) -> None:
    assert points.mean(1).abs().max() < 1e-5
    assert points.norm(dim=-1).amax(1).tolist() == pytest.approx([1.0] * len(points), abs=1e-5)


def test_the_batched_frame_is_the_frame() -> None:
    points = raw()
    ours = normalize_batch(points)
    for i in range(2):
        one = points[i].numpy()
        assert np.allclose(ours[i].numpy(), frame_of(one, "y").apply(one), atol=1e-5)
    assert (normalize_batch(torch.ones(1, 5, 3)) == 0).all()


def test_without_augmentation_points_are_drawn_once() -> None:
    ready = prepare_points(keyed(), raw(), 300, None)
    whole = normalize_batch(raw())
    for i in range(2):
        assert len(set(ready.chosen[i].tolist())) == 300
        assert torch.equal(ready.points[i], whole[i, ready.chosen[i]])


@pytest.mark.parametrize("seed", range(4))
def test_augmentation_ends_in_the_frame(seed: int) -> None:
    strong = Augmentation(crop_share=1.0, density_share=1.0, tilt_share=1.0, jitter_share=1.0, turn=20)
    ready = prepare_points(keyed(seed=seed), raw(), 200, strong)
    assert ready.points.shape == (2, 200, 3) and ready.chosen.shape == (2, 200) and ready.points.isfinite().all()
    assert_in_frame(ready.points)


@pytest.mark.parametrize("how", [None, Augmentation(jitter=0, turn=30), BENT])
def test_other_points_of_a_shape_are_taken_along(how: Augmentation | None) -> None:
    ready = prepare_points(keyed(), raw(), 200, how)
    there = raw().gather(1, ready.chosen[..., None].expand(-1, -1, 3))
    assert torch.allclose(ready.carry(there), ready.points, atol=2e-6)


@pytest.mark.parametrize("how", [Augmentation(), dataclasses.replace(WILD, warp_share=1.0)])
def test_the_keys_decide_everything(how: Augmentation) -> None:
    first, second = (prepare_points(keyed(), raw(), 100, how) for _ in range(2))
    assert torch.equal(first.points, second.points) and torch.equal(first.chosen, second.chosen)
    assert not torch.equal(first.points, prepare_points(keyed(seed=6), raw(), 100, how).points)
    alone = prepare_points(keyed()[1:], raw()[1:], 100, how)
    assert torch.equal(alone.chosen[0], first.chosen[1]) and torch.allclose(alone.points[0], first.points[1], atol=1e-6)


def test_inputs_are_not_written_into() -> None:
    points = raw()
    prepare_points(keyed(), points, 100, Augmentation(crop_share=1.0))
    assert torch.equal(points, raw())


def test_the_papers_turns_happen_to_nine_of_ten() -> None:
    how = AUGMENTATIONS["paper"]
    assert how is not None
    points = raw(300)[:1].expand(300, -1, -1)
    ready = prepare_points(keyed(300), points, 300, how)
    still = normalize_batch(points).gather(1, ready.chosen[..., None].expand(-1, -1, 3))
    moved = (ready.points - still).norm(dim=-1).amax(1) > 1e-5
    assert 250 < int(moved.sum()) < 290
    assert ready.change is not None
    linear = ready.change.linear
    rotations = linear / torch.linalg.det(linear).abs().pow(1 / 3)[:, None, None]
    assert torch.linalg.det(rotations).min() > 0.99  # nothing is mirrored
    angles = torch.rad2deg(torch.arccos(((rotations.diagonal(dim1=1, dim2=2).sum(1) - 1) / 2).clamp(-1, 1)))
    assert 15 < angles.max() < 36  # at most 20 about each of three axes


def test_yaw_keeps_heights_and_distances() -> None:
    maps = random_transforms(50, dataclasses.replace(STILL, yaw=180.0, mirror_share=0.5), draws(50))
    assert torch.allclose(maps @ maps.transpose(1, 2), torch.eye(3).expand(50, 3, 3), atol=1e-5)
    assert torch.allclose(maps[:, 2], torch.tensor([0.0, 0, 1]).expand(50, 3), atol=1e-6)
    determinants = torch.linalg.det(maps)
    assert 10 < int((determinants < 0).sum()) < 40  # mirrored about every other time
    assert len(torch.unique(maps[:, 0, 0])) > 40


def test_tilt_and_stretch_stay_as_small_as_asked() -> None:
    tilted = random_transforms(400, dataclasses.replace(STILL, tilt=10.0, tilt_share=0.5), draws(400))
    lean = torch.rad2deg(tilted[:, 2, 2].clamp(-1, 1).acos())
    assert 0.4 < float((lean > 0.5).float().mean()) < 0.6 and lean.max() < 45
    stretched = random_transforms(100, dataclasses.replace(STILL, stretch=0.2), draws(100))
    sizes = torch.linalg.svdvals(stretched)
    assert sizes.max() <= np.exp(0.2) + 1e-5 and sizes.min() >= np.exp(-0.2) - 1e-5


def test_noise_is_drawn_per_shape_up_to_its_limit() -> None:
    points = raw(200)[:1].expand(60, -1, -1)
    clean = prepare_points(keyed(60), points, 200, STILL).points
    how = dataclasses.replace(STILL, jitter_share=0.5, jitter=0.05)
    error = (prepare_points(keyed(60), points, 200, how).points - clean).square().mean((1, 2)).sqrt()
    assert error.max() < 0.06 and 15 < int((error < 1e-4).sum()) < 45


def test_a_crop_takes_one_side_away() -> None:
    points = normalize_batch(raw(400))
    weight = keep_weights(points, dataclasses.replace(STILL, crop_share=1.0, crop=0.35), draws(seed=3))
    for cloud, kept in zip(points, weight > 0, strict=True):
        share = float(kept.float().mean())
        assert 0.65 <= share <= 1
        if share < 1:  # what was taken lies beyond a plane: the two sides' means are apart
            assert (cloud[kept].mean(0) - cloud[~kept].mean(0)).norm() > 0.1
    assert (keep_weights(points, STILL, draws()) == 1).all()


def test_masks_follow_the_points() -> None:
    masks = torch.tensor([[[True, False, True], [False, False, True]], [[False, True, True], [True, False, False]]])
    chosen = torch.tensor([[2, 0], [1, 1]])
    assert chosen_masks(masks, chosen).tolist() == [[[True, True], [True, False]], [[True, True], [False, False]]]


@pytest.mark.parametrize(
    ("rows", "count", "sizes"), [(7, 3, [2, 2, 3]), (4, 1, [4]), (2, 5, [0, 0, 1, 0, 1]), (6, 2, [3, 3])]
)
def test_a_batch_is_cut_into_even_pieces(rows: int, count: int, sizes: list[int]) -> None:
    batch = TaughtBatch(torch.arange(rows), *(torch.rand(rows, 2, 3) for _ in range(3)))
    pieces = pieces_of(batch, count)
    assert [len(piece.keys) for piece in pieces] == sizes
    together = [torch.cat(parts) for parts in zip(*pieces, strict=True)]
    assert all(torch.equal(whole, value) for whole, value in zip(together, batch, strict=True))


def test_branches_are_dropped_by_sample() -> None:
    drawn = drop_path_draws(keyed(5), 3)
    assert drawn.shape == (5, 3, 2) and torch.equal(drop_path_draws(keyed(5)[2:4], 3), drawn[2:4])
    assert not torch.equal(drawn.flatten(1), Draws(keyed(5)).uniform(6))  # nothing else is drawn by these numbers
