"""Shape scores out of a few numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pa3d.benchmarks.report import ShapeScore


def score(
    case_id: str, category: str, counts: Sequence[tuple[int, int, int]], iou: float, seed: int = 0, **more: Any
) -> ShapeScore:
    """A score whose parts a, b, ... have (intersection, union, truth); the oracle gets every union right."""
    both, either, truth = (tuple(column) for column in zip(*counts, strict=True))
    values: dict[str, Any] = {
        "parts": tuple("abcdef"[: len(counts)]), "intersection": both, "union": either, "truth": truth,
        "oracle_intersection": either, "oracle_union": either, "points": sum(truth), "right": sum(both),
        "patches": 10, "patches_right": 5, "agnostic": iou, "iou": iou,
    }  # fmt: skip
    return ShapeScore(case_id, category, seed, **{**values, **more})
