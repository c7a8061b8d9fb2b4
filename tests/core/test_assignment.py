"""From patches to points: every rule against a loop over points and votes."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from pa3d.core.assignment import interpolate, membership, nearest_center, spread_to_members

VOTES, GROUPS, NAMES, ENCODED, SIZE = 3, 7, 4, 20, 5


@pytest.fixture(scope="module")
def world() -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(11)
    encoded = torch.rand(VOTES, ENCODED, 3, generator=generator)
    # Members are among the first twelve: some encoded points are in no patch, some in several. Patch g is cut around g.
    others = torch.rand(VOTES, GROUPS, 12, generator=generator)
    others[:, range(GROUPS), range(GROUPS)] = -1
    indices = others.argsort(-1)[..., :SIZE]
    return {
        "points": torch.rand(30, 3, generator=generator),
        "centers": torch.stack([encoded[v, indices[v, :, 0]] for v in range(VOTES)]),
        "logits": torch.randn(VOTES, GROUPS, NAMES, generator=generator),
        "encoded": encoded,
        "indices": indices,
    }


def closest(point: Tensor, places: Tensor) -> int:
    return min(range(len(places)), key=lambda i: (float((places[i] - point).square().sum()), i))


def test_nearest_center_is_a_loop(world: dict[str, Tensor]) -> None:
    points, centers, logits = world["points"], world["centers"], world["logits"]
    ours = nearest_center(points, centers, logits)
    for i, point in enumerate(points):
        expected = sum(logits[v, closest(point, centers[v])] for v in range(VOTES)) / VOTES
        assert torch.allclose(ours[i], torch.as_tensor(expected), atol=1e-6)


def test_interpolation_is_a_loop(world: dict[str, Tensor]) -> None:
    points, centers, logits = world["points"], world["centers"], world["logits"]
    ours = interpolate(points, centers, logits)
    for i, point in enumerate(points):
        expected = torch.zeros(NAMES)
        for v in range(VOTES):
            squared = (centers[v] - point).square().sum(1)
            order = squared.argsort()[:3]
            weight = 1 / (squared[order] + 1e-8)
            expected += (weight[:, None] * logits[v, order]).sum(0) / weight.sum() / VOTES
        assert torch.allclose(ours[i], expected, atol=1e-4)


def test_interpolation_is_exact_at_a_center() -> None:
    generator = torch.Generator().manual_seed(0)
    centers = torch.rand(1, 9, 3, generator=generator)
    logits = torch.randn(1, 9, 2, generator=generator)
    assert torch.allclose(interpolate(centers[0], centers, logits), logits[0], atol=1e-4)


def test_interpolation_stays_between_its_neighbours_and_keeps_constants(world: dict[str, Tensor]) -> None:
    points, centers, logits = world["points"], world["centers"], world["logits"]
    mixed = interpolate(points, centers[:1], logits[:1])
    assert (mixed <= logits[0].amax(0) + 1e-5).all() and (mixed >= logits[0].amin(0) - 1e-5).all()
    same = torch.full_like(logits, 0.7)
    assert torch.allclose(interpolate(points, centers, same), torch.full((30, NAMES), 0.7), atol=1e-5)


def test_fewer_centers_than_neighbours() -> None:
    centers, logits = torch.zeros(1, 1, 3), torch.tensor([[[2.0, -1.0]]])
    assert torch.allclose(interpolate(torch.ones(4, 3), centers, logits), logits[0].expand(4, -1))


def members_mean(world: dict[str, Tensor], vote: int, point: int) -> Tensor | None:
    hit = [g for g in range(GROUPS) if point in world["indices"][vote, g].tolist()]
    return world["logits"][vote, hit].mean(0) if hit else None


def test_members_take_the_mean_of_their_patches(world: dict[str, Tensor]) -> None:
    spread, covered = spread_to_members(ENCODED, world["indices"], world["logits"])
    for v in range(VOTES):
        for n in range(ENCODED):
            expected = members_mean(world, v, n)
            assert bool(covered[v, n]) == (expected is not None)
            if expected is not None:
                assert torch.allclose(spread[v, n], expected, atol=1e-6)
    assert not covered[:, 12:].any() and covered.any(1).all()


def test_membership_is_a_loop(world: dict[str, Tensor]) -> None:
    points, centers, logits, encoded = (world[key] for key in ("points", "centers", "logits", "encoded"))
    ours = membership(points, centers, logits, world["indices"], encoded)
    for i, point in enumerate(points):
        expected = torch.zeros(NAMES)
        for v in range(VOTES):
            n = closest(point, encoded[v])
            mean = members_mean(world, v, n)
            expected += (logits[v, closest(encoded[v, n], centers[v])] if mean is None else mean) / VOTES
        assert torch.allclose(ours[i], expected, atol=1e-5)


@pytest.mark.parametrize("rule", ["nearest", "interpolate", "membership"])
def test_votes_are_averaged(world: dict[str, Tensor], rule: str) -> None:
    def answer(votes: slice) -> Tensor:
        points, centers, logits = world["points"], world["centers"][votes], world["logits"][votes]
        if rule == "nearest":
            return nearest_center(points, centers, logits)
        if rule == "interpolate":
            return interpolate(points, centers, logits)
        return membership(points, centers, logits, world["indices"][votes], world["encoded"][votes])

    singles = torch.stack([answer(slice(v, v + 1)) for v in range(VOTES)])
    assert torch.allclose(answer(slice(None)), singles.mean(0), atol=1e-5)
