"""Figures out of shape scores: means, and how far they would move with other shapes. NumPy only.

Letters: S shapes, R resamples, P parts. Conventions, for every figure:
- a shape's score is its mean over seeds; the interval is over shapes, so seeds do not make it narrower;
- what is nan (a part a shape lacks, a shape without a part) is left out, and `shapes` counts what is left;
- counts (points, patches) are summed over shapes and divided once;
- for what is over shapes, a resample draws S of the S shapes with replacement; for what is within or over categories it
  draws as many shapes of each category as there are, since the categories are the benchmark's. A category of one shape
  has no interval, and neither has a mean over categories that holds one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pa3d.benchmarks.metrics import PartCounts, shape_iou
from pa3d.benchmarks.protocols import AbsentRule, Average
from pa3d.benchmarks.report import Figure, ShapeScore
from pa3d.shapes.records import Array

RESAMPLES = 2000
INTERVAL = (2.5, 97.5)  # percentiles
_AT_ONCE = 200  # resamples held at once: their weights are (R, S)

# A figure's place: category and part, "" for all of them, and the metric.
Place = tuple[str, str, str]


class Draw(NamedTuple):
    """How often each of S shapes counts in R resamples, both (R, S): drawn among all, and within their categories."""

    over_all: Array
    by_category: Array


class Parts(NamedTuple):
    """The IoU (n, P) of each part for n shapes of one category, rows into the table; nan where the truth lacks it."""

    names: tuple[str, ...]
    rows: Array
    iou: Array
    oracle: Array


@dataclass(frozen=True)
class ScoreTable:
    """Scores of S shapes as columns (S,), each the mean (or for counts the sum) over seeds; keys: (category, id)."""

    keys: tuple[tuple[str, str], ...]
    iou: Array
    oracle: Array
    agnostic: Array
    points: Array
    right: Array
    patches: Array
    patches_right: Array
    parts: Mapping[str, Parts]

    def select(self, rows: Sequence[int]) -> ScoreTable:
        """Some of the shapes, in the order of rows."""
        chosen = np.asarray(rows, dtype=np.int64)
        place = np.full(len(self.keys), -1)
        place[chosen] = np.arange(len(chosen))
        parts = {}
        for category, group in self.parts.items():
            kept = place[group.rows] >= 0
            if kept.any():
                rows_now = place[group.rows[kept]]
                parts[category] = Parts(group.names, rows_now, group.iou[kept], group.oracle[kept])
        return ScoreTable(
            keys=tuple(self.keys[row] for row in rows),
            iou=self.iou[chosen],
            oracle=self.oracle[chosen],
            agnostic=self.agnostic[chosen],
            points=self.points[chosen],
            right=self.right[chosen],
            patches=self.patches[chosen],
            patches_right=self.patches_right[chosen],
            parts=parts,
        )


def score_table(scores: Sequence[ShapeScore], absent: AbsentRule) -> ScoreTable:
    """The scores by shape, those of several seeds merged."""
    runs: dict[tuple[str, str], list[ShapeScore]] = {}
    for score in scores:
        runs.setdefault((score.category, score.id), []).append(score)
    each = list(runs.values())

    def mean(values: Sequence[Sequence[float]]) -> Array:
        return np.array([known_mean(np.array(row)) for row in values])

    def total(values: Sequence[Sequence[int]]) -> Array:
        return np.array([sum(row) for row in values], dtype=np.float64)

    return ScoreTable(
        keys=tuple(runs),
        iou=mean([[run.iou for run in group] for group in each]),
        oracle=mean([[_oracle(run, absent) for run in group] for group in each]),
        agnostic=mean([[run.agnostic for run in group] for group in each]),
        points=total([[run.points for run in group] for group in each]),
        right=total([[run.right for run in group] for group in each]),
        patches=total([[run.patches for run in group] for group in each]),
        patches_right=total([[run.patches_right for run in group] for group in each]),
        parts=_part_tables(runs),
    )


def _oracle(score: ShapeScore, absent: AbsentRule) -> float:
    counts = PartCounts(np.array(score.oracle_intersection), np.array(score.oracle_union), np.array(score.truth) > 0)
    return shape_iou(counts, absent)


def _part_tables(runs: Mapping[tuple[str, str], Sequence[ShapeScore]]) -> dict[str, Parts]:
    categories: dict[str, list[int]] = {}
    for row, (category, _) in enumerate(runs):
        categories.setdefault(category, []).append(row)
    each = list(runs.values())
    tables = {}
    for category, rows in categories.items():
        names = tuple(dict.fromkeys(name for row in rows for run in each[row] for name in run.parts))
        own, oracle = np.full((2, len(rows), len(names)), np.nan)
        for i, row in enumerate(rows):
            for j, name in enumerate(names):
                found = [(run, run.parts.index(name)) for run in each[row] if name in run.parts]
                found = [(run, k) for run, k in found if run.truth[k]]
                if found:
                    own[i, j] = np.mean([run.intersection[k] / run.union[k] for run, k in found])
                    oracle[i, j] = np.mean([run.oracle_intersection[k] / run.oracle_union[k] for run, k in found])
        tables[category] = Parts(names, np.array(rows), own, oracle)
    return tables


def measure(table: ScoreTable, drawn: Draw, average: Average) -> dict[Place, Array]:
    """Every figure (R,) for shapes that count as often as drawn; nan where nothing counts."""
    found: dict[Place, Array] = {}
    oracles: dict[str, Array] = {}
    for category, group in table.parts.items():
        own = drawn.by_category[:, group.rows]
        found.update({(category, "", name): value for name, value in _means(table, group.rows, own).items()})
        parts = weighted_mean(group.iou, own)  # (R, P)
        found[category, "", "part mIoU"] = known_mean(parts)
        oracles[category] = known_mean(weighted_mean(group.oracle, own))
        found.update({(category, name, "IoU"): parts[:, j] for j, name in enumerate(group.names)})
    categories = list(table.parts)
    whole = _means(table, np.arange(len(table.keys)), drawn.over_all)

    def over_categories(metric: str) -> Array:
        return known_mean(np.stack([found[category, "", metric] for category in categories], 1))

    if average == "find3d":
        whole["patch oracle"] = over_categories("patch oracle")
    elif average == "partslip":
        whole["patch oracle"] = known_mean(np.stack(list(oracles.values()), 1))
        found.update({(category, "", "patch oracle"): value for category, value in oracles.items()})
    summary = {"mIoU": whole.pop("mIoU"), "cIoU": over_categories("mIoU"), "part mIoU": over_categories("part mIoU")}
    return {**{("", "", name): value for name, value in {**summary, **whole}.items()}, **found}


def _means(table: ScoreTable, rows: Array, weights: Array) -> dict[str, Array]:
    """Figures over the shapes `rows`, weights (R, n) theirs."""
    with np.errstate(invalid="ignore"):
        points = (weights @ table.right[rows]) / (weights @ table.points[rows])
        patches = (weights @ table.patches_right[rows]) / (weights @ table.patches[rows])
    return {
        "mIoU": weighted_mean(table.iou[rows, None], weights)[:, 0],
        "point accuracy": points,
        "patch accuracy": patches,
        "class-agnostic mIoU": weighted_mean(table.agnostic[rows, None], weights)[:, 0],
        "patch oracle": weighted_mean(table.oracle[rows, None], weights)[:, 0],
    }


def shape_counts(table: ScoreTable) -> dict[Place, int]:
    """How many shapes each figure stands on."""
    counts: dict[Place, int] = {}
    places = [("", np.arange(len(table.keys))), *((name, group.rows) for name, group in table.parts.items())]
    for category, rows in places:
        scored = int(np.isfinite(table.iou[rows]).sum())
        counts.update({(category, "", metric): scored for metric in ("mIoU", "cIoU", "part mIoU", "patch oracle")})
        counts[category, "", "class-agnostic mIoU"] = int(np.isfinite(table.agnostic[rows]).sum())
        counts[category, "", "point accuracy"] = int((table.points[rows] > 0).sum())
        counts[category, "", "patch accuracy"] = int((table.patches[rows] > 0).sum())
    for category, group in table.parts.items():
        for j, name in enumerate(group.names):
            counts[category, name, "IoU"] = int(np.isfinite(group.iou[:, j]).sum())
    return counts


def once(table: ScoreTable) -> Draw:
    """Every shape once: the figures themselves."""
    ones = np.ones((1, len(table.keys)))
    return Draw(ones, ones)


def resamples(table: ScoreTable, seed: int, count: int = RESAMPLES) -> Iterator[Draw]:
    """`count` resamples, some at a time; the same for the same seed and numbers of shapes."""
    generator = np.random.default_rng(seed)
    total = len(table.keys)
    groups = [group.rows for group in table.parts.values()]
    order = np.concatenate(groups)  # shapes, category by category
    sizes = np.concatenate([np.full(len(rows), len(rows)) for rows in groups])
    first = np.concatenate([np.full(len(rows), start) for rows, start in zip(groups, _starts(groups), strict=True)])
    for start in range(0, count, _AT_ONCE):
        here = min(_AT_ONCE, count - start)
        anywhere = generator.integers(0, total, (here, total))
        inside = order[first + (generator.random((here, total)) * sizes).astype(np.int64)]
        yield Draw(_times(anywhere, total), _times(inside, total))


def _starts(groups: Sequence[Array]) -> list[int]:
    """Where each group begins once they are joined."""
    return [
        int(end) - len(group) for group, end in zip(groups, np.cumsum([len(group) for group in groups]), strict=True)
    ]


def _times(chosen: Array, total: int) -> Array:
    """How often each of `total` is in each row of chosen (R, S), as (R, total) float64."""
    rows = np.arange(len(chosen))[:, None] * total
    return np.bincount((chosen + rows).ravel(), minlength=len(chosen) * total).reshape(-1, total).astype(np.float64)


def weighted_mean(values: Array, weights: Array) -> Array:
    """Means (R, P) of values (S, P) with weights (R, S); nan values are left out, nan where nothing is left."""
    known = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.asarray((weights @ np.where(known, values, 0.0)) / (weights @ known))


def known_mean(values: Array) -> Array:
    """The mean over the last axis of what is not nan; nan where nothing is."""
    known = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(known, values, 0.0).sum(-1) / known.sum(-1))


class Figures(NamedTuple):
    """A report's figures; see report.Report."""

    summary: dict[str, Figure]
    by_category: dict[str, dict[str, Figure]]
    by_part: dict[str, dict[str, Figure]]


def figures(scores: Sequence[ShapeScore], absent: AbsentRule, average: Average, seed: int = 0) -> Figures:
    """All figures of a run with their intervals."""
    table = score_table(scores, absent)
    values = measure(table, once(table), average)
    drawn = [measure(table, draw, average) for draw in resamples(table, seed)]
    counts, fewest = shape_counts(table), fewest_shapes(table, average)
    found = {
        place: figure(
            value.item(),
            np.concatenate([part[place] for part in drawn]),
            counts[place],
            fewest.get(place, counts[place]),
        )
        for place, value in values.items()
    }
    return arranged(found)


def fewest_shapes(table: ScoreTable, average: Average) -> dict[Place, int]:
    """For means over categories: the number of scored shapes of the smallest."""
    least = min(int(np.isfinite(table.iou[group.rows]).sum()) for group in table.parts.values())
    over = ("cIoU", "part mIoU", *(("patch oracle",) if average != "shape" else ()))
    return {("", "", metric): least for metric in over}


def figure(value: float, resampled: Array, shapes: int, fewest: int) -> Figure:
    """A number with the 95 % interval of its resamples; without one where fewer than two shapes bear a part of it."""
    known = resampled[np.isfinite(resampled)]
    if fewest < 2 or not len(known):
        return Figure(value, float("nan"), float("nan"), shapes)
    low, high = np.percentile(known, INTERVAL)
    return Figure(value, float(low), float(high), shapes)


def arranged(found: Mapping[Place, Figure]) -> Figures:
    """Figures by place as a report nests them."""
    result = Figures({}, {}, {})
    for (category, part, metric), value in found.items():
        if part:
            result.by_part.setdefault(category, {})[part] = value
        elif category:
            result.by_category.setdefault(category, {})[metric] = value
        else:
            result.summary[metric] = value
    return result
