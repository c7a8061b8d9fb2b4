"""Scores of point labels, with every convention spelled out. NumPy only; letters: N points, P parts, S shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from pa3d.benchmarks.protocols import AbsentRule
from pa3d.shapes.records import Array


class PartCounts(NamedTuple):
    """Exact counts per part (P,): points in both, in either; and whether the truth has the part at all."""

    intersection: Array
    union: Array
    present: Array


def part_counts(predicted: Array, truth: Array, parts: Sequence[int]) -> PartCounts:
    """Counts for labels (N,) of one shape, over the part ids of its category."""
    ids = np.asarray(parts)[:, None]
    guess, right = predicted[None] == ids, truth[None] == ids  # (P, N)
    return PartCounts((guess & right).sum(1), (guess | right).sum(1), right.any(1))


def shape_iou(counts: PartCounts, absent: AbsentRule = "skip") -> float:
    """The mean IoU over the parts of one shape; nan when no part counts.

    Parts the truth lacks are left out ("skip", also when they are predicted: the release's rule); score 0 when
    predicted and are left out otherwise ("union"); or score 0 when predicted and 1 otherwise ("one").
    """
    with np.errstate(invalid="ignore"):
        iou = counts.intersection / counts.union
    if absent == "one":
        return float(np.where(counts.union == 0, 1.0, iou).mean())
    counted = counts.present if absent == "skip" else counts.union > 0
    return float(iou[counted].mean()) if counted.any() else float("nan")


def category_means(scores: Array, categories: Sequence[str]) -> Mapping[str, float]:
    """The mean of shape scores (S,) within each category, in order of first appearance; nan scores are left out."""
    names = list(dict.fromkeys(categories))
    each = np.asarray(categories)
    return {name: float(np.nanmean(scores[each == name])) for name in names}


def accuracy(predicted: Array, truth: Array) -> float:
    """The share of points (N,) with the right label, over points that have one (truth >= 0)."""
    known = truth >= 0
    return float((predicted[known] == truth[known]).mean()) if known.any() else float("nan")


def agnostic_iou(predicted: Array, truth: Array) -> float:
    """Class-agnostic mIoU of one shape: for each true part the best IoU with any predicted segment, then their mean.

    A segment is all points of one predicted label, "no part" (-1) among them; segments may serve several parts. nan
    when the truth has no part.
    """
    parts, part_of = np.unique(truth, return_inverse=True)
    segments, segment_of = np.unique(predicted, return_inverse=True)
    both = np.bincount(part_of * len(segments) + segment_of, minlength=len(parts) * len(segments))
    both = both.reshape(len(parts), len(segments))  # (T, P) points in part t and segment p
    either = both.sum(1, keepdims=True) + both.sum(0, keepdims=True) - both
    best = (both / either).max(1, initial=0.0)[parts >= 0]
    return float(best.mean()) if len(best) else float("nan")
