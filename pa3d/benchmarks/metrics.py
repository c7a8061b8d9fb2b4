"""Scores of point labels, with every convention spelled out. NumPy only; letters: N points, P parts, S shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np

from pa3d.shapes.records import Array

# What a part scores that is neither in the truth nor predicted: left out (the release), or 1 (older tables).
AbsentRule = Literal["skip", "one"]


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

    Parts the truth lacks are left out ("skip", also when they are predicted: the release's rule), or score 1 when
    unpredicted and 0 when predicted ("one").
    """
    with np.errstate(invalid="ignore"):
        iou = counts.intersection / counts.union
    if absent == "one":
        return float(np.where(counts.union == 0, 1.0, iou).mean())
    return float(iou[counts.present].mean()) if counts.present.any() else float("nan")


def category_means(scores: Array, categories: Sequence[str]) -> Mapping[str, float]:
    """The mean of shape scores (S,) within each category, in order of first appearance; nan scores are left out."""
    names = list(dict.fromkeys(categories))
    each = np.asarray(categories)
    return {name: float(np.nanmean(scores[each == name])) for name in names}


def accuracy(predicted: Array, truth: Array) -> float:
    """The share of points (N,) with the right label, over points that have one (truth >= 0)."""
    known = truth >= 0
    return float((predicted[known] == truth[known]).mean()) if known.any() else float("nan")
