"""Which way is up: the axis of a shape that points up, read off what the encoder makes of it in six poses."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pa3d.core.encoder import Block, Encoder, EncoderConfig
from pa3d.core.geometry import group_patches
from pa3d.shapes.frame import AXES, axis_matrix

WORDS = 0.5  # what the words asked for weigh beside the head; chosen on generated shapes, whole and half lists of parts


class UprightHead(nn.Module):
    """Tokens (B, 1+G, D) with positions, as the encoder's last block takes them, to logits (B, 6): which direction of
    the frame is up, in the order of AXES in a y-up shape.

    A block of its own takes the place of the encoder's last, which knows more of parts than of poses; then mean,
    largest and spread of its tokens.
    """

    def __init__(self, config: EncoderConfig, hidden: int) -> None:
        super().__init__()
        self.block = Block(config, drop_path=0)
        self.norm = nn.LayerNorm(config.width)
        self.lift = nn.Linear(3 * config.width, hidden)
        self.out = nn.Linear(hidden, len(AXES))

    def start_from(self, encoder: Encoder) -> None:
        """Take over the encoder's last block and norm, in place."""
        self.block.load_state_dict(encoder.blocks[-1].state_dict())
        self.norm.load_state_dict(encoder.norm.state_dict())

    def forward(self, tokens: Tensor) -> Tensor:
        seen = self.norm(self.block(tokens))[:, 1:]  # (B, G, D)
        spread = seen.std(1, unbiased=False)  # zero for a single patch, not nan
        logits: Tensor = self.out(F.gelu(self.lift(torch.cat([seen.mean(1), seen.amax(1), spread], -1))))
        return logits


def candidate_turns() -> Tensor:
    """Turns (6, 3, 3) of a shape in the model frame into the frame it would have, were another axis taken for up."""
    right = np.linalg.inv(axis_matrix("y"))
    return torch.from_numpy(np.stack([axis_matrix(axis) @ right for axis in AXES])).float()


def directions_seen() -> Tensor:
    """Which direction each axis of a shape is in each of its six poses: (6 poses, 6 axes) int64, both as AXES."""
    turns = candidate_turns()
    axes = turns[:, 2]  # what a pose takes for up: AXES in the model frame
    return (torch.einsum("pij,aj->pai", turns, axes) @ axes.T).argmax(-1)


def six_poses(encoder: Encoder, points: Tensor) -> Tensor:
    """What an UprightHead takes of points (B, N, 3): tokens (B * 6, 1+G, D).

    The patches are cut once: a turn moves no point out of its patch.
    """
    centers, indices = group_patches(points, encoder.config.patches, encoder.config.patch_size)
    turns = candidate_turns().to(points)
    posed, posed_centers = (torch.einsum("pij,bnj->bpni", turns, x).flatten(0, 1) for x in (points, centers))
    tokens, position = encoder.start(posed, posed_centers, indices.repeat_interleave(len(turns), 0))
    return encoder.through(len(encoder.blocks) - 1, tokens, position) + position


def axis_logits(head: UprightHead, tokens: Tensor) -> Tensor:
    """Logits (B, 6) of the axes of shapes, from their tokens in six poses (B * 6, 1+G, D): the mean over poses."""
    told = head(tokens).float().view(-1, len(AXES), len(AXES))  # (B, poses, directions)
    of_axes: Tensor = told.gather(2, directions_seen().to(told.device).expand_as(told))  # (B, poses, axes)
    return of_axes.mean(1)


def axis_evidence(chances: Tensor) -> Tensor:
    """What the words asked for add to the logits, (B, 6): in the pose a shape has in life, they name its parts.

    chances: the log of the chance that the best of them is right, of the patches of each pose (B * 6, G).
    """
    told: Tensor = WORDS * chances.mean(1).view(-1, len(AXES))  # pose and axis have one number: it is taken for up
    return told
