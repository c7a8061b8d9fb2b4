"""Two reports of one benchmark, shape by shape: how far apart the models are, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pa3d.benchmarks.protocols import HEADLINES
from pa3d.benchmarks.report import Figure, Report
from pa3d.benchmarks.summary import (
    Place,
    ScoreTable,
    fewest_shapes,
    figure,
    measure,
    once,
    resamples,
    score_table,
    shape_counts,
)
from pa3d.errors import UsageError
from pa3d.shapes.records import Array

EQUAL = 1e-9  # IoUs that differ by less are the same


@dataclass(frozen=True)
class Pair:
    """A figure of both reports over the shapes both have, and the second minus the first with its paired interval."""

    first: float
    second: float
    difference: Figure


@dataclass(frozen=True)
class Comparison:
    """Two reports over the shapes both hold. Figures are shares from 0 to 1, differences second minus first.

    headline: the metric of the first report's average. first, second: what the reports are called (their files).
    models: what each was made with. summary: metric -> Pair; by_category: category -> metric -> Pair. differing:
    protocol field -> (first, second), for those that differ: then the difference is not of the models alone.
    only_first, only_second: shapes that the other lacks. better, worse, same: shapes whose IoU the second raises,
    lowers, leaves.
    """

    benchmark: str
    title: str
    headline: str
    first: str
    second: str
    models: tuple[Mapping[str, Any], Mapping[str, Any]]
    shapes: int
    summary: Mapping[str, Pair]
    by_category: Mapping[str, Mapping[str, Pair]]
    differing: Mapping[str, tuple[Any, Any]]
    only_first: int
    only_second: int
    better: int
    worse: int
    same: int
    schema: int = field(default=1)


def compare(first: Report, second: Report, names: tuple[str, str] = ("first", "second"), seed: int = 0) -> Comparison:
    """The paired comparison: a resample draws the same shapes of both. Each report's own rules stand behind its scores.

    Raises UsageError for reports of different benchmarks or without a shape in common.
    """
    if first.benchmark != second.benchmark:
        raise UsageError(
            f"{names[0]} and {names[1]} are of different benchmarks.",
            f"Found {first.benchmark} and {second.benchmark}.",
            "Compare reports of one benchmark.",
        )
    tables = [score_table(report.shapes, report.protocol["absent"]) for report in (first, second)]
    places = [{key: row for row, key in enumerate(table.keys)} for table in tables]
    shared = [key for key in tables[0].keys if key in places[1]]
    if not shared:
        found = f"They hold {len(tables[0].keys)} and {len(tables[1].keys)} shapes."
        raise UsageError(f"{names[0]} and {names[1]} share no shape.", found, "Compare runs over the same shapes.")
    one, two = (table.select([place[key] for key in shared]) for table, place in zip(tables, places, strict=True))
    change = two.iou - one.iou
    summary, by_category = _pairs(one, two, first, second, seed)
    return Comparison(
        benchmark=first.benchmark,
        title=first.title,
        headline=HEADLINES[first.protocol["average"]],
        first=names[0],
        second=names[1],
        models=(first.model, second.model),
        shapes=len(shared),
        summary=summary,
        by_category=by_category,
        differing=_differing(first.protocol, second.protocol),
        only_first=len(tables[0].keys) - len(shared),
        only_second=len(tables[1].keys) - len(shared),
        better=int((change > EQUAL).sum()),
        worse=int((change < -EQUAL).sum()),
        same=int((np.abs(change) <= EQUAL).sum()),
    )


def _pairs(
    one: ScoreTable, two: ScoreTable, first: Report, second: Report, seed: int
) -> tuple[dict[str, Pair], dict[str, dict[str, Pair]]]:
    averages = first.protocol["average"], second.protocol["average"]
    left, right = measure(one, once(one), averages[0]), measure(two, once(one), averages[1])
    wanted = [place for place in left if place in right and not place[1]]
    drawn: dict[Place, list[Array]] = {place: [] for place in wanted}
    for draw in resamples(one, seed):
        a, b = measure(one, draw, averages[0]), measure(two, draw, averages[1])
        for place in wanted:
            drawn[place].append(b[place] - a[place])
    counts, fewest = shape_counts(one), fewest_shapes(one, averages[0])
    summary: dict[str, Pair] = {}
    by_category: dict[str, dict[str, Pair]] = {}
    for place in wanted:
        category, _, metric = place
        values = left[place].item(), right[place].item()
        shapes = counts[place]
        change = figure(values[1] - values[0], np.concatenate(drawn[place]), shapes, fewest.get(place, shapes))
        pair = Pair(*values, change)
        (by_category.setdefault(category, {}) if category else summary)[metric] = pair
    return summary, by_category


def _differing(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    fields = dict.fromkeys((*first, *second))
    return {name: (first.get(name), second.get(name)) for name in fields if first.get(name) != second.get(name)}
