"""Reports as pages: one HTML file with charts, sortable tables, and shapes to turn, truth beside prediction."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from pa3d.benchmarks.compare import Comparison
from pa3d.benchmarks.comparison_page import comparison_content
from pa3d.benchmarks.facts import facts_table
from pa3d.benchmarks.report import Figure, Report
from pa3d.benchmarks.speed_page import speed_content
from pa3d.benchmarks.speed_report import SpeedReport
from pa3d.benchmarks.summary import ScoreTable, score_table
from pa3d.benchmarks.tables import (
    ORACLE,
    category_table,
    failure_table,
    headline_of,
    interval,
    part_table,
    published_table,
    run_facts,
    summary_table,
    told_of,
)
from pa3d.view.charts import Bar, Dot, Marks, bar_chart, histogram, scatter
from pa3d.view.report import Chart, Gallery, Page, Pair, Section, Tile, report_page
from pa3d.view.tables import NOTHING, Cell, Column, Table, count, number

_FEW = 3  # shapes: fewer need no chart
_MOST_MARKS = 3  # published systems in the chart: more cannot be told apart


def as_page(
    result: Report | Comparison | SpeedReport, galleries: Mapping[str, Sequence[Pair]] | None = None
) -> str:  # fmt: skip
    """A result as one HTML file.

    galleries: shapes under a heading each, such as {"Best": [...], "Worst": [...]}; at most about twelve in all.
    """
    if isinstance(result, Comparison):
        return report_page(comparison_content(result))
    if isinstance(result, SpeedReport):
        return report_page(speed_content(result))
    return report_page(report_content(result, galleries or {}))


def report_content(report: Report, galleries: Mapping[str, Sequence[Pair]]) -> Page:
    """What the page of a benchmark says."""
    shown = [Gallery(title, tuple(pairs)) for title, pairs in galleries.items() if pairs]
    scores = score_table(report.shapes, report.protocol["absent"])
    names = {"Protocol": report.protocol, "Model": report.model, "Run": run_facts(report)}
    facts = [facts_table(title, values) for title, values in names.items()]
    sections = (
        Section("Scores", (summary_table(report), *_spread(scores), *_filled(published_table(report)))),
        Section("Categories", (*_category_charts(report), *_filled(category_table(report)))),
        Section("Shapes", (*_shape_charts(scores), *shown, *_filled(_shape_table(scores)))),
        Section("Parts", _filled(part_table(report))),
        Section("Protocol", _filled(*facts)),
        Section("Failures", _filled(failure_table(report))),
    )
    lead = f"{report.model.get('name', 'model')}: {told_of(report)}"
    return Page(report.title, lead, _tiles(report), sections)


def _filled(*tables: Table) -> tuple[Table, ...]:
    return tuple(table for table in tables if table.rows)


def _tiles(report: Report) -> tuple[Tile, ...]:
    """The headline, what bounds it, and the other metrics."""
    headline = headline_of(report)
    order = sorted(report.summary, key=lambda metric: (metric != headline, metric != ORACLE))
    return tuple(
        Tile(metric, _percent(report.summary[metric]), _interval_note(report.summary[metric])) for metric in order
    )


def _percent(figure: Figure) -> str:
    return f"{100 * figure.value:.1f}" if math.isfinite(figure.value) else NOTHING


def _interval_note(figure: Figure) -> str:
    return interval(figure) if math.isfinite(figure.low) else f"{figure.shapes} shape{'s' * (figure.shapes != 1)}"


def _category_charts(report: Report) -> tuple[Chart, ...]:
    """mIoU of every category with its interval, beside the oracle and what is published per category."""
    figures = {name: found["mIoU"] for name, found in report.by_category.items() if "mIoU" in found}
    if not figures:
        return ()
    bars = [Bar(name, 100 * one.value, 100 * one.low, 100 * one.high) for name, one in figures.items()]
    told = {(one.system, one.category): one.value for one in report.published if one.category and one.metric == "mIoU"}
    systems = list(dict.fromkeys(system for system, category in told if category in figures))[:_MOST_MARKS]
    bound = [report.by_category[name].get(ORACLE) for name in figures]
    marks = [Marks(ORACLE, [100 * one.value if one else math.nan for one in bound], "tick")]
    marks += [Marks(system, [told.get((system, name), math.nan) for name in figures]) for system in systems]
    svg = bar_chart(bars, marks, high=100.0, label="mIoU by category")
    return (Chart("mIoU by category, %", svg),)


def _spread(scores: ScoreTable) -> tuple[Chart, ...]:
    """How far shapes lie apart."""
    if len(scores.keys) < _FEW:
        return ()
    svg = histogram((100 * scores.iou).tolist(), (100 * scores.oracle).tolist())
    return (Chart("How many shapes score how much", svg, wide=False),)


def _shape_charts(scores: ScoreTable) -> tuple[Chart, ...]:
    if len(scores.keys) < _FEW:
        return ()
    rows = zip(scores.keys, (100 * scores.oracle).tolist(), (100 * scores.iou).tolist(), strict=True)
    dots = [Dot(x, y, f"{shape} ({category})", category) for (category, shape), x, y in rows]
    svg = scatter(dots, x_name="patch oracle, %", y_name="IoU, %", width=1200, height=400)
    return (Chart("Each shape against its patch oracle", svg),)


def _shape_table(scores: ScoreTable) -> Table:
    """Every shape, over its seeds."""
    rows = []
    for i, (category, shape) in enumerate(scores.keys):
        points = int(scores.points[i])
        right = 100 * scores.right[i] / points if points else math.nan
        rest = (number(100 * scores.oracle[i]), number(right), number(100 * scores.agnostic[i]), count(points))
        rows.append((Cell(shape), Cell(category), number(100 * scores.iou[i], strong=True), *rest))
    columns = (
        Column("shape"), Column("category"), Column("IoU, %", True, 100.0), Column("patch oracle", True),
        Column("point accuracy", True), Column("class-agnostic", True), Column("points", True),
    )  # fmt: skip
    return Table("Every shape", columns, tuple(rows), long=True, wide=True)
