"""A model whose answer to every point is chosen: what scores must come out can be counted by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from pa3d.benchmarks.case import Case
from pa3d.config import Assignment, Axis, PromptStyle
from pa3d.patch_labels import PatchLabels
from pa3d.shapes.frame import frame_of
from pa3d.shapes.records import Array

SCORE = (1.0, 0.0)


def line(labels: Sequence[int], parts: tuple[str, ...], case_id: str = "one", category: str = "chair") -> Case:
    """Points (0, 0, 0), (1, 0, 0), ... with labels."""
    points = np.zeros((len(labels), 3))
    points[:, 0] = np.arange(len(labels))
    return Case(case_id, category, points, np.array(labels, dtype=np.int32), parts)


class Pointwise:
    """Says of the point (x, 0, 0) the name said[x], -1: none of them. Patches hold `size` neighbours on the line."""

    def __init__(self, said: Sequence[int], size: int = 1) -> None:
        self.said, self.size = np.array(said), size
        self.asked: list[tuple[str, ...]] = []

    def text(self, names: Sequence[str], category: str | None = None, prompt: PromptStyle = "plain") -> Array:
        return np.eye(len(names), 9, dtype=np.float32)

    def patch_labels(
        self,
        surveys: Sequence[Array],
        ups: Sequence[Axis],
        names: Sequence[str],
        text: Array,
        *,
        votes: int = 1,
        assign: Assignment = "nearest",
        seed: int = 0,
    ) -> list[PatchLabels]:
        self.asked.append(tuple(names))
        assert text.shape == (len(names), 9)
        answers = []
        for survey, up in zip(surveys, ups, strict=True):
            frame = frame_of(survey, up)
            samples = torch.from_numpy(frame.apply(survey))[None]  # (1, N, 3)
            starts = torch.arange(0, len(survey), self.size)
            members = (starts[:, None] + torch.arange(self.size))[None]  # (1, G, M)
            centers = samples[:, members[0]].mean(2)
            name = torch.from_numpy(self.said[survey[starts.numpy(), 0].astype(int)])
            cosines = torch.where(torch.arange(len(names)) == name[:, None], 1.0, -1.0)[None]
            features = torch.zeros(1, len(starts), 4)
            answers.append(
                PatchLabels(frame, tuple(names), centers, cosines, SCORE, assign, members, samples, features)
            )
        return answers
