"""Which axis of a shape points up, as a model sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from pa3d.config import Axis
from pa3d.shapes.frame import AXES, frame_of
from pa3d.shapes.records import Array
from pa3d.shapes.sampling import draw_rows

DRAWS = 4  # samples whose answers are averaged
SHARPNESS = 1.75  # the mean answer is too even: chosen by the likelihood of the right axes of generated shapes
SURE = 0.6  # a best chance below this is called unsure; of generated shapes 2 % are sure and wrong, 10 % unsure


class UpGuess(NamedTuple):
    """The likeliest axis, its chance, and the chances of all six, which sum to one."""

    axis: Axis
    chance: float
    chances: Mapping[Axis, float]

    @property
    def sure(self) -> bool:
        """Whether the guess is worth acting on."""
        return self.chance >= SURE


@torch.no_grad()
def guess_up(points: Array, count: int, axis_logits: Callable[[Tensor], Tensor], seed: int) -> UpGuess:
    """The guess for points (N, 3), finite; `count` of them are drawn for each sample.

    axis_logits: samples (S, count, 3) in the model frame of a y-up shape to logits (S, 6) of its axes, as AXES.
    """
    generator = np.random.default_rng(seed)
    frame = frame_of(points, "y")
    logits = torch.zeros(len(AXES))
    for _ in range(DRAWS):
        sample = points[draw_rows(len(points), count, generator, as_is=False)]
        logits += axis_logits(torch.from_numpy(frame.apply(sample)[None]))[0].cpu()
    chances = torch.softmax(logits * (SHARPNESS / DRAWS), 0).tolist()
    best = max(range(len(AXES)), key=chances.__getitem__)
    return UpGuess(AXES[best], chances[best], dict(zip(AXES, chances, strict=True)))
