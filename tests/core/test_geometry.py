"""Farthest points, neighbours and patches against loops that say the same thing slowly."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from pa3d.core.geometry import (
    SKIPPED_SQUARED_NORM,
    farthest_points,
    gather_points,
    group_patches,
    nearest_neighbours,
)


def cloud(*shape: int, seed: int = 0) -> Tensor:
    return torch.rand(*shape, 3, generator=torch.Generator().manual_seed(seed)) * 2 - 1


def farthest_by_loop(points: Tensor, count: int) -> list[int]:
    """Points (N, 3): as the original kernel goes through them, one point and one distance at a time."""
    distance = [1e10] * len(points)
    chosen = [0]
    for _ in range(count - 1):
        best, farthest = 0, -1.0
        for i, point in enumerate(points):
            if float((point * point).sum()) <= SKIPPED_SQUARED_NORM:
                continue
            offset = point - points[chosen[-1]]
            distance[i] = min(distance[i], float((offset * offset).sum()))
            if distance[i] > farthest:
                best, farthest = i, distance[i]
        chosen.append(best)
    return chosen


@pytest.mark.parametrize("seed", range(3))
def test_farthest_points_are_those_of_a_plain_loop(seed: int) -> None:
    points = cloud(2, 60, seed=seed)
    points[:, 7:20] *= 0.01  # inside the skip rule
    chosen = farthest_points(points, 40)
    assert chosen.tolist() == [farthest_by_loop(one, 40) for one in points]


def test_a_point_near_the_origin_is_only_ever_taken_first() -> None:
    points = torch.tensor([[[0.0, 0, 0], [1, 0, 0], [0.03, 0, 0], [0, 0.5, 0], [0, 0.032, 0]]])
    assert farthest_points(points, 3).tolist() == [[0, 1, 3]]  # 0.032 squared is more than 1e-3, but nearer
    assert farthest_points(points, 4).tolist() == [[0, 1, 3, 4]]
    assert 2 not in farthest_points(points, 12)


def test_ties_go_to_the_lowest_index() -> None:
    points = torch.tensor([[[1.0, 0, 0], [-1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0]]])
    assert farthest_points(points, 4).tolist() == [[0, 1, 3, 4]]


def test_more_patches_than_points_repeats_points() -> None:
    points = cloud(1, 3)
    chosen = farthest_points(points, 7)
    assert chosen.tolist() == [farthest_by_loop(points[0], 7)]
    assert set(chosen[0].tolist()) == {0, 1, 2}
    assert farthest_points(torch.zeros(2, 4, 3), 5).tolist() == [[0] * 5] * 2


def test_shapes_of_a_batch_do_not_touch_each_other_and_inputs_stay() -> None:
    points = cloud(3, 50)
    before = points.clone()
    together = farthest_points(points, 12)
    assert torch.equal(points, before)
    for i in range(3):
        assert torch.equal(together[i : i + 1], farthest_points(points[i : i + 1], 12))


def test_neighbours_are_those_of_a_full_sort() -> None:
    queries, points = cloud(2, 9, seed=1), cloud(2, 40, seed=2)
    squared, index = nearest_neighbours(queries, points, 5)
    offsets = (queries[:, :, None] - points[:, None]).square().sum(-1)
    expected = offsets.sort(2)
    assert torch.equal(index, expected.indices[..., :5])
    assert torch.allclose(squared, expected.values[..., :5], atol=1e-6)


def test_neighbours_are_exact_far_from_the_origin() -> None:
    # |a|^2 - 2ab + |b|^2 in float32 would lose every digit here.
    points = torch.tensor([[[1000.0, 0, 0], [1000.25, 0, 0], [1000.5, 0, 0]]])
    squared, index = nearest_neighbours(torch.tensor([[[1000.3125, 0, 0]]]), points, 3)
    assert index.tolist() == [[[1, 2, 0]]]
    assert squared.flatten().tolist() == pytest.approx([0.0625**2, 0.1875**2, 0.3125**2])


def test_gathering_takes_rows() -> None:
    values = cloud(2, 5)
    indices = torch.tensor([[[0, 4], [2, 2]], [[1, 3], [0, 4]]])
    rows = gather_points(values, indices)
    assert rows.shape == (2, 2, 2, 3)
    for b, g, m in torch.cartesian_prod(*[torch.arange(2)] * 3).tolist():
        assert torch.equal(rows[b, g, m], values[b, indices[b, g, m]])


def test_patches_hold_the_points_nearest_to_their_centers() -> None:
    points = cloud(2, 64)
    centers, members = group_patches(points, 6, 10)
    assert centers.shape == (2, 6, 3) and members.shape == (2, 6, 10)
    assert torch.equal(centers[:, 0], points[:, 0])
    for b in range(2):
        for g in range(6):
            distance = (points[b] - centers[b, g]).norm(dim=1)
            assert set(members[b, g].tolist()) == set(distance.argsort()[:10].tolist())
            assert torch.equal(points[b, members[b, g, 0]], centers[b, g])  # the centre is its own first member


def test_a_cloud_smaller_than_a_patch_repeats_its_members_in_order() -> None:
    _, members = group_patches(cloud(1, 3), 2, 8)
    for patch in members[0].tolist():
        assert sorted(patch[:3]) == [0, 1, 2] and patch == (patch[:3] * 3)[:8]
