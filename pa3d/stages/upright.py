"""Teaching a trained encoder which way is up: a head on its frozen tokens, learned on the synthetic world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from pa3d.core.encoder import Encoder
from pa3d.core.upright import UprightHead
from pa3d.data.augmentation import Augmentation
from pa3d.data.batches import Loaded, RawBatch, prepare_points, to_device
from pa3d.progress import Progress
from pa3d.shapes.frame import AXES, axis_matrix

HIDDEN = 96
ROUNDS = 400  # full-batch steps; the features are made once
HELD_OUT = 0.2  # of the shapes are kept to measure on


class Upright(NamedTuple):
    """The head, and how often its best guess was right among shapes kept from it."""

    head: UprightHead
    accuracy: float
    shapes: int


def candidate_turns() -> Tensor:
    """Turns (6, 3, 3) of a shape in the model frame into the frame it would have, were another axis taken for up."""
    right = np.linalg.inv(axis_matrix("y"))
    return torch.from_numpy(np.stack([axis_matrix(axis) @ right for axis in AXES])).float()


@torch.no_grad()
def _pooled(
    encoder: Encoder, batches: Iterator[Loaded[RawBatch]], shapes: int, how: Augmentation, progress: Progress
) -> Tensor:
    """Pooled tokens (shapes, 6, 3 * D); the first candidate is the right one."""
    where = encoder.cls_token.device
    turns = candidate_turns().to(where)
    rows: list[Tensor] = []
    progress.start("which way is up", shapes)
    while sum(map(len, rows)) < shapes:
        raw = to_device(next(batches).batch, where)
        points = prepare_points(raw.keys, raw.points, encoder.config.points, how).points
        turned = torch.einsum("aij,bnj->bani", turns, points).flatten(0, 1)  # (B * 6, N, 3)
        tokens = torch.cat([UprightHead.pooled(encoder(part).tokens) for part in torch.split(turned, 24)])
        rows.append(tokens.view(len(points), len(turns), -1))
        progress.advance(len(points))
    progress.finish()
    return torch.cat(rows)[:shapes]


def learn_upright(
    encoder: Encoder, batches: Iterator[Loaded[RawBatch]], shapes: int, how: Augmentation, seed: int, progress: Progress
) -> Upright:
    """A head for this encoder, in evaluation mode, from shapes that stand upright (kinds with gravity)."""
    features = _pooled(encoder, batches, shapes, how, progress)
    kept = max(1, round(len(features) * HELD_OUT))
    learned, measured = features[kept:], features[:kept]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        head = UprightHead(encoder.config.width, HIDDEN).to(features.device)
    optimizer = torch.optim.AdamW(head.parameters(), lr=3e-3, weight_decay=0.05)
    generator = torch.Generator().manual_seed(seed)
    first = torch.zeros(len(learned), dtype=torch.long, device=features.device)
    with torch.enable_grad():
        for step in range(ROUNDS):
            for group in optimizer.param_groups:
                group["lr"] = 3e-3 * (1 - step / ROUNDS)
            some = torch.randperm(len(learned), generator=generator)[:512].to(features.device)
            logits = head(learned[some].flatten(0, 1)).view(-1, len(AXES))
            loss = F.cross_entropy(logits, first[some], label_smoothing=0.05)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    head.eval()
    with torch.no_grad():
        right = head(measured.flatten(0, 1)).view(-1, len(AXES)).argmax(1) == 0
    return Upright(head, float(right.float().mean()), len(features))
