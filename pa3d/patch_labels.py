"""What the model says of one shape, ready to answer for any of its points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from pa3d.config import Assignment
from pa3d.core.assignment import interpolate, membership, nearest_center
from pa3d.shapes.cells import Cells
from pa3d.shapes.frame import Frame
from pa3d.shapes.records import Array, PointLabels

CHUNK = 32_768  # points answered at once
EXACT_POINTS = 200_000  # a larger question is answered once per grid cell (shapes.cells), not per point


@dataclass(frozen=True)
class PatchLabels:
    """Cosines of patches and names, with where the patches are.

    centers (V, G, 3) in the model frame; cosines (V, G, L); members (V, G, M) into samples (V, N, 3), what was encoded;
    features (V, G, E): the patches in text space; score: (scale, bias).
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
        scores = self._cell_scores(placed, all_scores, threshold) if by_cell else None
        known = scores if scores is not None else self._decide(self._scores(placed), threshold, all_scores)
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

    def _decide(self, scores: Array, threshold: float | None, all_scores: bool) -> PointLabels:
        """Scores (n, L) -> the best name of each row, or none below the threshold."""
        labels = scores.argmax(1).astype(np.int32)
        best = np.take_along_axis(scores, labels[:, None], 1)[:, 0]
        if threshold is not None:
            labels[best < threshold] = -1
        return PointLabels(self.names, labels, best, scores if all_scores else None)

    @torch.inference_mode()
    def _scores(self, placed: Array) -> Array:
        """Scores (n, L) float32 of points (n, 3) in the model frame."""
        scale, bias = self.score
        parts = [torch.zeros(0, len(self.names))]
        for piece in torch.split(torch.from_numpy(placed), CHUNK):
            cosines = self._assign(piece.to(self.centers.device))
            parts.append(torch.sigmoid(scale * cosines + bias).cpu())
        return torch.cat(parts).numpy()

    def _assign(self, points: Tensor) -> Tensor:
        if self.assign == "nearest":
            return nearest_center(points, self.centers, self.cosines)
        if self.assign == "membership":
            return membership(points, self.centers, self.cosines, self.members, self.samples)
        return interpolate(points, self.centers, self.cosines)

    @cached_property
    def _cells(self) -> tuple[Cells, list[Array]]:
        return Cells(), [np.zeros((0, len(self.names)), dtype=np.float32)]

    def _cell_scores(self, placed: Array, all_scores: bool, threshold: float | None) -> PointLabels:
        cells, known = self._cells
        rows, fresh = cells.rows(placed)
        if len(fresh):
            known[:] = [np.concatenate([*known, self._scores(fresh)])]
        of_cells = self._decide(known[0], threshold, all_scores)
        return of_cells.select(rows)
