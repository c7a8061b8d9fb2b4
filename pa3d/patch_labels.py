"""What the model says of one shape, ready to answer for any of its points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import torch
from torch import Tensor

from pa3d.config import Assignment
from pa3d.core.assignment import NEIGHBOURS, interpolate, membership, nearest_center
from pa3d.shapes.cells import Cells
from pa3d.shapes.frame import Frame
from pa3d.shapes.records import Array, PointLabels

CHUNK = 32_768  # points answered at once, at most
HELD_NUMBERS = 1 << 24  # distances, or cosines of neighbours, held for the points answered at once
EXACT_POINTS = 200_000  # a larger question is answered once per grid cell (shapes.cells), not per point

Answerer: TypeAlias = Callable[[Tensor], Tensor]  # points (n, 3) in the model frame to cosines (n, L)


@dataclass(frozen=True)
class PatchLabels:
    """Cosines of patches and names, with where the patches are.

    centers (V, G, 3) in the model frame; cosines (V, G, L); members (V, G, M) into samples (V, N, 3), what was encoded;
    features (V, G, E): the patches in text space; score: (scale, bias). decode: cosines (n, L) of points (n, 3) in the
    model frame, from a point decoder.
    """

    frame: Frame
    names: tuple[str, ...]
    centers: Tensor
    cosines: Tensor
    score: tuple[float, float]
    assign: Assignment
    members: Tensor
    samples: Tensor
    features: Tensor
    decode: Answerer | None = None

    def at(
        self, points: Array, threshold: float | None = None, all_scores: bool = False, stream: bool = False
    ) -> PointLabels:
        """Labels of points (n, 3), in the units of the file; rows that are not finite get -1 and score 0.

        stream: these points are a piece of a huge cloud, so answer by cells.
        """
        finite = np.isfinite(points).all(1)
        everywhere = bool(finite.all())
        placed = self.frame.apply(points if everywhere else points[finite])
        by_cell = stream or len(points) > EXACT_POINTS
        known = self._answer_by_cell(placed, all_scores) if by_cell else self._answer(placed, all_scores)
        if threshold is not None:
            known.labels[known.scores < threshold] = -1
        if everywhere:
            return known
        whole = PointLabels(
            self.names,
            np.full(len(points), -1, dtype=np.int32),
            np.zeros(len(points), dtype=np.float32),
            np.zeros((len(points), len(self.names)), dtype=np.float32) if all_scores else None,
        )
        whole.labels[finite], whole.scores[finite] = known.labels, known.scores
        if whole.all_scores is not None:
            whole.all_scores[finite] = known.all_scores
        return whole

    @torch.inference_mode()
    def _answer(self, placed: Array, all_scores: bool) -> PointLabels:
        """The best name of points (n, 3) in the model frame, whatever its score. Nothing (n, L) is held unasked."""
        scale, bias = self.score
        labels, scores = np.empty(len(placed), dtype=np.int32), np.empty(len(placed), dtype=np.float32)
        every = np.empty((len(placed), len(self.names)), dtype=np.float32) if all_scores else None
        size = self._piece_size()
        for start in range(0, len(placed), size):
            piece = slice(start, start + size)
            logits = scale * self._assign(torch.from_numpy(placed[piece]).to(self.centers.device)) + bias  # (n, L)
            best = logits.argmax(1)  # not of the scores: float32 calls every one above a logit of 17 the same
            labels[piece] = best.cpu()
            scores[piece] = torch.sigmoid(logits.gather(1, best[:, None])[:, 0]).cpu()
            if every is not None:
                every[piece] = torch.sigmoid(logits).cpu()
        return PointLabels(self.names, labels, scores, every)

    def _piece_size(self) -> int:
        """Points answered at once: fewer where each is held against more patches, points or names."""
        votes, patches, names = self.cosines.shape
        if self.assign == "decode":
            return max(1, min(CHUNK, HELD_NUMBERS // (votes * (patches + 4 * self.features.shape[2] + 2 * names))))
        others = self.samples.shape[1] if self.assign == "membership" else patches
        return max(1, min(CHUNK, HELD_NUMBERS // (votes * max(others, NEIGHBOURS * names))))

    def _assign(self, points: Tensor) -> Tensor:
        if self.assign == "decode":
            assert self.decode is not None
            return self.decode(points)
        if self.assign == "nearest":
            return nearest_center(points, self.centers, self.cosines)
        if self.assign == "membership":
            return membership(points, self.centers, self.cosines, self.members, self.samples)
        return interpolate(points, self.centers, self.cosines)

    @cached_property
    def _cells(self) -> dict[bool, tuple[Cells, PointLabels]]:
        """The cells met and the answers of their centres in order; with every score apart from without."""
        return {}

    def _answer_by_cell(self, placed: Array, all_scores: bool) -> PointLabels:
        """As _answer, for the centres of the cells the points lie in; a cell is answered once."""
        cells, known = self._cells.get(all_scores) or (Cells(), self._answer(placed[:0], all_scores))
        rows, fresh = cells.rows(placed)
        if len(fresh):
            new = self._answer(fresh, all_scores)
            every = None
            if known.all_scores is not None and new.all_scores is not None:
                every = np.concatenate([known.all_scores, new.all_scores])
            labels, scores = np.concatenate([known.labels, new.labels]), np.concatenate([known.scores, new.scores])
            known = PointLabels(self.names, labels, scores, every)
        self._cells[all_scores] = cells, known
        return known.select(rows)
