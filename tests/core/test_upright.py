"""Six poses of a shape, and what the head says of its axes."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

from pa3d.core.encoder import Encoder, EncoderConfig
from pa3d.core.network import PatchAlign
from pa3d.core.upright import (
    WORDS,
    UprightHead,
    axis_evidence,
    axis_logits,
    candidate_turns,
    directions_seen,
    six_poses,
)


def test_candidates_are_proper_turns_and_the_first_is_none() -> None:
    turns = candidate_turns()
    assert torch.equal(turns[0], torch.eye(3)) and torch.allclose(torch.linalg.det(turns), torch.ones(6))
    up = turns[:, 2]  # what becomes z
    assert len({tuple(row.tolist()) for row in up.round()}) == 6


def test_in_the_pose_of_an_axis_that_axis_is_where_y_was() -> None:
    seen = directions_seen()
    assert seen.diagonal().tolist() == [0] * 6 and seen[0].tolist() == list(range(6))
    assert all(sorted(row) == list(range(6)) for row in seen.tolist())


def test_the_head_begins_where_the_last_block_of_the_encoder_ends(tiny_network: PatchAlign) -> None:
    encoder = tiny_network.encoder
    head = UprightHead(encoder.config, hidden=8).eval()
    head.start_from(encoder)
    points = torch.rand(3, 128, 3, generator=torch.Generator().manual_seed(0)) - 0.5
    tokens = six_poses(encoder, points)  # (18, 1+G, D)
    assert tokens.shape == (18, 9, 32)
    ended = head.norm(head.block(tokens))[:, 1:].view(3, 6, 8, 32)
    for pose, turn in enumerate(candidate_turns()):
        expected = encoder(points @ turn.T).tokens  # cut anew: into the same patches
        assert torch.allclose(ended[:, pose], expected, atol=1e-5)
    assert head.block.mlp_in.weight is not encoder.blocks[-1].mlp_in.weight


class Sure(torch.nn.Module):
    """Says of the poses of one shape in turn, where up is."""

    def __init__(self, directions: torch.Tensor) -> None:
        super().__init__()
        self.directions = directions

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        return torch.eye(6)[self.directions].repeat(len(tokens) // 6, 1)


@pytest.mark.parametrize("axis", range(6))
def test_what_is_seen_in_poses_is_said_of_axes(axis: int) -> None:
    told = axis_logits(Sure(directions_seen()[:, axis]), torch.zeros(12, 1, 1))  # type: ignore[arg-type]
    assert torch.equal(told, torch.eye(6)[axis].expand(2, 6))


def test_words_speak_for_the_pose_they_are_found_in() -> None:
    chances = torch.tensor([[-4.0, -2.0]] * 5 + [[-0.2, -0.2]] + [[-1.0, -1.0]] * 6)  # of two shapes, two patches
    told = axis_evidence(chances)
    assert told.shape == (2, 6) and told[0].argmax() == 5
    assert told[0, 5] - told[0, 0] == pytest.approx(WORDS * 2.8) and len(set(told[1].tolist())) == 1


def test_words_count_beside_the_head(tiny_network: PatchAlign) -> None:
    tiny_network.upright = UprightHead(tiny_network.encoder.config, 8)
    network = tiny_network.eval().requires_grad_(False)
    samples = torch.rand(2, 128, 3, generator=torch.Generator().manual_seed(0)) - 0.5
    text = F.normalize(torch.randn(3, 12, generator=torch.Generator().manual_seed(1)), dim=-1)
    alone = network.axis_logits(samples)
    assert torch.equal(network.axis_logits(samples, text[:0]), alone)
    added = network.axis_logits(samples, text, (20.0, -3.0)) - alone
    for pose, turn in enumerate(candidate_turns()):
        cosine = network.text_features(network.encoder(samples @ turn.T).tokens) @ text.T
        expected = WORDS * F.logsigmoid(20 * cosine.amax(-1) - 3).mean(-1)
        assert torch.allclose(added[:, pose], expected, atol=1e-4)


def test_one_patch_is_enough() -> None:
    config = EncoderConfig(points=6, patches=1, patch_size=4, width=8, depth=1, heads=1, embedding=(4, 4, 4, 4))
    told = axis_logits(UprightHead(config, 4).eval(), six_poses(Encoder(config).eval(), torch.rand(2, 6, 3)))
    assert told.shape == (2, 6) and told.isfinite().all()
