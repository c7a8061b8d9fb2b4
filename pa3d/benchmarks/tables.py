"""A Report as tables: the one place that decides which numbers stand beside which. In percent, as papers print them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from pa3d.benchmarks.facts import facts_table
from pa3d.benchmarks.protocols import HEADLINES
from pa3d.benchmarks.report import Figure, Published, Report
from pa3d.view.tables import NOTHING, Cell, Column, Table, count, number

INTERVAL = "95 % interval"
ORACLE = "patch oracle"
# The metrics of a category, from left to right; what else there is follows.
_CATEGORY_METRICS = ("mIoU", "part mIoU", ORACLE, "point accuracy", "patch accuracy", "class-agnostic mIoU")


def report_tables(report: Report) -> tuple[Table, ...]:
    """Everything a reader of a report needs, in the order they need it; a table without rows is left out."""
    tables = (
        summary_table(report), published_table(report), category_table(report), part_table(report),
        facts_table("Protocol", report.protocol), facts_table("Model", report.model),
        facts_table("Run", run_facts(report)), failure_table(report),
    )  # fmt: skip
    return tuple(table for table in tables if table.rows)


def summary_table(report: Report) -> Table:
    """Every metric with its interval, and the number of shapes it stands on; the headline first."""
    headline = headline_of(report)
    rows = [
        (Cell(metric if metric != ORACLE else f"{ORACLE}, of {headline}", strong=metric == headline),
         number(100 * figure.value, strong=metric == headline), Cell(interval(figure)), count(figure.shapes))
        for metric, figure in sorted(report.summary.items(), key=lambda item: item[0] != headline)
    ]  # fmt: skip
    columns = (Column("metric"), Column("%", True, 100.0), Column(INTERVAL), Column("shapes", True))
    lead = "Intervals: bootstrap over shapes. The patch oracle names every patch by its majority label."
    return Table("Summary", columns, tuple(rows), lead)


def published_table(report: Report) -> Table:
    """This run beside published numbers of the same benchmark, each with its source and protocol below the table."""
    told = [one for one in report.published if one.category is None and math.isfinite(one.value)]
    metrics = [metric for metric in report.summary if any(one.metric == metric for one in told)]
    metrics += sorted({one.metric for one in told} - set(metrics))
    notes = _notes(told)
    ours = tuple(_figure(report.summary.get(metric), strong=True) for metric in metrics)
    rows = [(Cell("this run", strong=True), *ours)]
    systems = dict.fromkeys(one.system for one in told)
    first = {(one.system, one.metric): one.value for one in reversed(told)}
    order = sorted(systems, key=lambda system: -first.get((system, metrics[0]), -1.0))
    for system in order:
        rows.append((Cell(system), *(_published(told, notes, system, metric) for metric in metrics)))
    columns = (Column("system"), *(Column(metric, True) for metric in metrics))
    return Table(
        "Beside published numbers", columns, tuple(rows) if told else (), _caution(report), tuple(notes), wide=True
    )


def _caution(report: Report) -> str:
    """What stands between this run and the published numbers."""
    lead = "Numbers move by points with the protocol: a number is comparable as far as its note says so."
    if report.protocol.get("limit", "none") != "none" or report.protocol.get("categories", "all") != "all":
        return f"{lead} This run scored only a part of the benchmark: it is not comparable."
    return f"{lead} This run lacks the shapes that failed." if report.failures else lead


def category_table(report: Report) -> Table:
    """Every category: its metrics, and published numbers for it."""
    found = list(dict.fromkeys(metric for figures in report.by_category.values() for metric in figures))
    metrics = sorted(found, key=lambda metric: (*_CATEGORY_METRICS, metric).index(metric))
    told = [one for one in report.published if one.category in report.by_category and one.metric in metrics]
    systems = list(dict.fromkeys((one.system, one.metric) for one in told))
    notes = _notes(told)
    rows = []
    for category, figures in report.by_category.items():
        first, *others = [_figure(figures.get(metric), strong=i == 0) for i, metric in enumerate(metrics)]
        around = Cell(interval(figures[metrics[0]]) if metrics[0] in figures else NOTHING)
        here = [one for one in told if one.category == category]
        theirs = [_published(here, notes, system, metric) for system, metric in systems]
        shapes = max((figure.shapes for figure in figures.values()), default=0)
        rows.append((Cell(category), count(shapes), first, around, *others, *theirs))
    columns = (
        Column("category"), Column("shapes", True),
        *(Column(metric, True, 100.0) for metric in metrics[:1]), Column(INTERVAL),
        *(Column(metric, True) for metric in metrics[1:]),
        *(Column(system if len(metrics) == 1 else f"{system}, {metric}", True) for system, metric in systems),
    )  # fmt: skip
    return Table("By category", columns, tuple(rows), notes=tuple(notes), wide=True)


def part_table(report: Report) -> Table:
    """The IoU of every part over the shapes that have it."""
    rows = tuple(
        (Cell(category), Cell(part), count(figure.shapes), _figure(figure, strong=True), Cell(interval(figure)))
        for category, parts in report.by_part.items()
        for part, figure in parts.items()
    )
    columns = (Column("category"), Column("part"), Column("shapes", True), Column("IoU", True, 100.0), Column(INTERVAL))
    return Table("By part", columns, rows, wide=True, long=len(rows) > 40)


def failure_table(report: Report) -> Table:
    """The cases that could not be scored, and why."""
    rows = tuple(
        (Cell(one.id), Cell(" ".join(part for part in (one.what, one.found, one.do) if part)))
        for one in report.failures
    )
    lead = "These shapes were left out of every score above."
    return Table("Failures", (Column("shape"), Column("why")), rows, lead, wide=True)


def run_facts(report: Report) -> Mapping[str, Any]:
    """How a report was made: the command, how long it took, the machine."""
    return {**({"command": report.command} if report.command else {}), "seconds": report.seconds, **report.machine}


def interval(figure: Figure) -> str:
    """The interval in percent, `81.2 – 85.9`; nothing where there is none."""
    if math.isnan(figure.low) or math.isnan(figure.high):
        return NOTHING
    return f"{100 * figure.low:.1f} {NOTHING} {100 * figure.high:.1f}"


def headline_of(report: Report) -> str:
    """The metric that stands for the report: that of its protocol's average."""
    return HEADLINES[report.protocol["average"]]


def told_of(report: Report) -> str:
    """What a report stands on, in one line."""
    ids = {score.id for score in report.shapes}
    seeds = {score.seed for score in report.shapes}
    failed = f", {len(report.failures):,} failed" if report.failures else ""
    runs = f", {len(seeds)} seeds" if len(seeds) > 1 else ""
    return f"{len(ids):,} shape{'s' * (len(ids) != 1)} scored{failed}{runs}"


def _figure(figure: Figure | None, strong: bool = False) -> Cell:
    return Cell(NOTHING, math.nan) if figure is None else number(100 * figure.value, strong=strong)


def _published(told: list[Published], notes: list[str], system: str, metric: str) -> Cell:
    """What is published of a system: every number there is, each with its footnote."""
    found = [one for one in told if (one.system, one.metric) == (system, metric)]
    if not found:
        return Cell(NOTHING, math.nan)
    text = " / ".join(f"{one.value:.1f}" for one in found)
    marks = tuple(dict.fromkeys(notes.index(_note(one)) + 1 for one in found))
    return Cell(text, found[0].value, marks=marks)


def _notes(told: list[Published]) -> list[str]:
    return list(dict.fromkeys(map(_note, told)))


def _note(one: Published) -> str:
    return ". ".join(part.rstrip(". ") for part in (one.source, one.protocol) if part) + "."
