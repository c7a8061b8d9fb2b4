"""Teaching a trained encoder which way is up: a head beside its last block, learned on the synthetic world."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from pa3d.core.encoder import Encoder
from pa3d.core.upright import UprightHead, axis_logits, six_poses
from pa3d.data.augmentation import Augmentation
from pa3d.data.batches import Loaded, RawBatch, prepare_points, to_device
from pa3d.progress import Progress
from pa3d.shapes.frame import AXES

HIDDEN = 96
RATE = 1e-3  # peak of the learning rate
WARM_UP = 0.05  # of the shapes; then linearly to zero
SMOOTHING = 0.03  # of the labels
HELD_OUT = 0.05  # of the shapes are kept to measure on
LYING = 10  # every so many batches one of shapes that lie any way round


class Upright(NamedTuple):
    """The head, and how often its best guess was right among shapes kept from it."""

    head: UprightHead
    accuracy: float
    shapes: int


def learn_upright(
    encoder: Encoder,
    batches: Iterator[Loaded[RawBatch]],
    shapes: int,
    how: Augmentation,
    seed: int,
    progress: Progress,
    lying: Iterator[Loaded[RawBatch]] | None = None,
) -> Upright:
    """A head for this encoder, in evaluation mode, from shapes that stand upright (kinds with gravity), each seen once.

    lying: shapes without an upright, which are to look the same any way round. The encoder stays as it is.
    """
    frozen = copy.deepcopy(encoder).eval().requires_grad_(False)
    frozen.embed.fold()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        head = UprightHead(encoder.config, HIDDEN)
    head.start_from(frozen)
    head.to(frozen.cls_token.device)
    optimizer = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=0.05)
    kept = max(1, round(shapes * HELD_OUT))
    progress.start("which way is up", shapes)
    learned = step = 0
    even = torch.full((len(AXES),), 1 / len(AXES))
    upright = torch.eye(len(AXES))[AXES.index("y")]
    while learned < shapes - kept:
        step += 1
        done = learned / (shapes - kept)
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(0.1 + done / WARM_UP, 1 - done)
        if lying is not None and step % LYING == 0:
            tokens, target = _tokens(frozen, next(lying), how), even
        else:
            tokens, target = _tokens(frozen, next(batches), how, shapes - kept - learned), upright
            learned += len(tokens) // len(AXES)
            progress.advance(len(tokens) // len(AXES))
        with torch.enable_grad():
            logits = axis_logits(head, tokens)
            loss = F.cross_entropy(logits, target.to(logits).expand_as(logits), label_smoothing=SMOOTHING)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(head.parameters(), 1.0)
        optimizer.step()
    right = _right(head.eval(), frozen, batches, kept, how, progress)
    progress.finish()
    return Upright(head, right / kept, shapes)


@torch.no_grad()
def _tokens(encoder: Encoder, loaded: Loaded[RawBatch], how: Augmentation, most: int | None = None) -> Tensor:
    """What a head takes of at most so many of the shapes: (B * 6, 1+G, D)."""
    keys, points = (values[:most] for values in to_device(loaded.batch, encoder.cls_token.device)[:2])
    return six_poses(encoder, prepare_points(keys, points, encoder.config.points, how).points)


@torch.no_grad()
def _right(
    head: UprightHead,
    encoder: Encoder,
    batches: Iterator[Loaded[RawBatch]],
    shapes: int,
    how: Augmentation,
    progress: Progress,
) -> int:
    """How many of so many more shapes it knows the up axis of."""
    right = measured = 0
    while measured < shapes:
        best = axis_logits(head, _tokens(encoder, next(batches), how, shapes - measured)).argmax(1)
        right += int((best == AXES.index("y")).sum())
        measured += len(best)
        progress.advance(len(best))
    return right
