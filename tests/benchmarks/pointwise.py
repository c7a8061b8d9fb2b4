"""A model whose answer to every point is chosen: what scores must come out can be counted by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import torch

from pa3d.benchmarks.case import Case
from pa3d.benchmarks.protocols import ProtocolName, protocol
from pa3d.benchmarks.questions import find_names, question
from pa3d.benchmarks.scoring import prepare_case, score_cases, text_of
from pa3d.config import Assignment, Axis, PromptStyle
from pa3d.patch_labels import PatchLabels
from pa3d.shapes.frame import frame_of
from pa3d.shapes.records import Array
from pa3d.text.sources import DEFAULT_ENCODER

SCORE = (1.0, 0.0)


def line(labels: Sequence[int], parts: tuple[str, ...], case_id: str = "one", category: str = "chair") -> Case:
    """Points (0, 0, 0), (1, 0, 0), ... with labels."""
    points = np.zeros((len(labels), 3))
    points[:, 0] = np.arange(len(labels))
    return Case(case_id, category, points, np.array(labels, dtype=np.int32), parts)


class Pointwise:
    """Says of the point (x, 0, 0) the name said[x], -1: none of them. Patches hold `size` neighbours on the line.

    in_order: says said[i] of point i, wherever it lies.
    """

    meta: ClassVar = {"text": {"encoder": DEFAULT_ENCODER}}
    device = "cpu"
    width = 384  # of that encoder's vectors

    def __init__(self, said: Sequence[int], size: int = 1, in_order: bool = False) -> None:
        self.said, self.size, self.in_order = np.array(said), size, in_order
        self.asked: list[tuple[str, ...]] = []

    def text(self, names: Sequence[str], category: str | None = None, prompt: PromptStyle = "plain") -> Array:
        return np.eye(len(names), self.width, dtype=np.float32)

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
        assert text.shape == (len(names), self.width)
        answers = []
        for survey, up in zip(surveys, ups, strict=True):
            frame = frame_of(survey, up)
            samples = torch.from_numpy(frame.apply(survey))[None]  # (1, N, 3)
            starts = torch.arange(0, len(survey), self.size)
            members = (starts[:, None] + torch.arange(self.size))[None]  # (1, G, M)
            centers = samples[:, members[0]].mean(2)
            place = starts.numpy() if self.in_order else survey[starts.numpy(), 0].astype(int)
            name = torch.from_numpy(self.said[place])
            cosines = torch.where(torch.arange(len(names)) == name[:, None], 1.0, -1.0)[None]
            features = torch.zeros(1, len(starts), 4)
            answers.append(
                PatchLabels(frame, tuple(names), centers, cosines, SCORE, assign, members, samples, features)
            )
        return answers


def iou_of(case: Case, said: Sequence[int], benchmark: str, name: ProtocolName | None = None) -> float:
    """The score of a case whose points, all of them and in their order, are called said: by a benchmark's own rules."""
    how = protocol(benchmark, name, {"points": "all", "votes": 1, "assign": "nearest"})
    model: Any = Pointwise(said, in_order=True)
    asked = question(case, find_names(how.names, benchmark), how)
    (result,) = score_cases(model, [prepare_case(case, asked, how, 0)], text_of(model, asked, how), how, 0)
    return result.score.iou
