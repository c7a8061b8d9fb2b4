"""A SpeedReport as tables."""

from __future__ import annotations

import math

from pa3d.benchmarks.facts import bytes_said, facts_table
from pa3d.benchmarks.published import published_for
from pa3d.benchmarks.speed_config import SpeedTable
from pa3d.benchmarks.speed_report import SpeedReport
from pa3d.view.tables import NOTHING, Cell, Column, Table

TITLES: dict[SpeedTable, str] = {
    "whole": "From points to labels", "encode": "Encode: samples to patches", "assignment": "Labels for points",
    "text": "Text: names to vectors",
}  # fmt: skip
_LEADS: dict[SpeedTable, str] = {
    "whole": "What pa3d segment does, but for files; one setting changed at a time. The default is bold.",
    "encode": "The network alone.",
    "assignment": "Once the patches are known.",
    "text": "For one list of names.",
}


def speed_tables(report: SpeedReport) -> tuple[Table, ...]:
    """The steps, what the machine could do, and the circumstances; a table without rows is left out."""
    steps = [step_table(report, name) for name in TITLES]
    run = {"seconds": report.seconds, **report.machine}
    facts = (facts_table("Asked", report.protocol), facts_table("Model", report.model), facts_table("Run", run))
    found = (*steps, published_table(), peak_table(report), note_table(report), *facts)
    return tuple(table for table in found if table.rows)


def step_table(report: SpeedReport, name: SpeedTable) -> Table:
    """The rows of one step; what is the same of all is told once above them."""
    rows = report.table(name)
    columns: list[tuple[Column, list[Cell]]] = [
        (Column("way"), [Cell(row.name, strong=row.default) for row in rows]),
        (Column("device"), [Cell(row.device) for row in rows]),
        (Column("type"), [Cell(row.dtype) for row in rows]),
        (Column("ms", True), [Cell(ms(row.seconds), 1000 * row.seconds, strong=True) for row in rows]),
        (Column("10 to 90 %"), [Cell(f"{ms(row.low)} to {ms(row.high)}") for row in rows]),
        (Column("per second", True), [Cell(rounded(row.per_second), row.per_second) for row in rows]),
        (Column("ratio", True), [_known(row.ratio, "{:.2f}") for row in rows]),
        (Column("share of peak", True), [_known(row.share, "{:.0%}") for row in rows]),
        (Column("G multiply-adds", True), [_known(row.multiply_adds, "{:.2f}", 1e-9) for row in rows]),
        (Column("memory", True), [Cell(bytes_said(row.memory) or NOTHING, row.memory or math.nan) for row in rows]),
        (Column("runs", True), [Cell(f"{row.runs:,}", float(row.runs)) for row in rows]),
    ]
    told = {column.name: cells[0].text for column, cells in columns if len({cell.text for cell in cells}) == 1}
    kept = [(column, cells) for column, cells in columns if column.name not in _TOLD_ONCE or column.name not in told]
    kept = [(column, cells) for column, cells in kept if any(cell.text != NOTHING for cell in cells)]
    shown = tuple(zip(*(cells for _, cells in kept), strict=True))
    lead = " ".join([_LEADS[name], *(_TOLD_ONCE[key].format(told[key]) for key in _TOLD_ONCE if key in told)])
    lead += f" Ratios: to {report.yardsticks[name]}." if name in report.yardsticks else ""
    return Table(TITLES[name], tuple(column for column, _ in kept), shown, lead, wide=True)


# Columns that are left out where they say the same in every row, and what is said instead.
_TOLD_ONCE = {"device": "On {}.", "type": "In {}.", "runs": "{} runs each."}


def published_table() -> Table:
    """Published seconds per shape: an order of magnitude, since nobody says on what hardware."""
    told: dict[tuple[str, str], list[float]] = {}  # a system and its source: its fastest, perhaps its slowest
    for one in published_for("speed"):
        told.setdefault((one.system, f"{one.source}."), []).append(one.value)
    notes = list(dict.fromkeys(source for _, source in told))
    rows = tuple(
        (Cell(system), Cell(" to ".join(map(rounded, values)), values[0], (notes.index(source) + 1,)))
        for (system, source), values in told.items()
    )
    lead = "Hardware, batch and points are not recorded: an order of magnitude, not a comparison."
    return Table("Published elsewhere", (Column("system"), Column("s per shape", True)), rows, lead, tuple(notes))


def peak_table(report: SpeedReport) -> Table:
    """What the machine's matrix products reached in the same run."""
    rows = tuple(
        (Cell(peak.device), Cell(peak.dtype), Cell(f"{peak.size:,}", float(peak.size)),
         Cell(rounded(peak.operations_per_second / 1e9), peak.operations_per_second / 1e9, strong=True))
        for peak in report.peaks
    )  # fmt: skip
    columns = (Column("device"), Column("type"), Column("size", True), Column("G operations per second", True))
    lead = "The fastest square matrix product seen between the rows of this run; two operations per multiply-add."
    return Table("Matrix peak", columns, rows, lead)


def note_table(report: SpeedReport) -> Table:
    """What was not measured, and why."""
    return Table("Not measured", (Column("what"),), tuple((Cell(note),) for note in report.notes))


def told_of(report: SpeedReport) -> str:
    """What a speed report stands on, in one line."""
    devices = ", ".join(dict.fromkeys(row.device for row in report.rows))
    return f"{len(report.rows)} ways of running on {devices or 'no device'}, medians of runs that took turns."


def ms(seconds: float) -> str:
    """Seconds as milliseconds, in three figures."""
    return rounded(1000 * seconds)


def rounded(value: float) -> str:
    """A number in three figures, whole from 100 on."""
    if not math.isfinite(value):
        return NOTHING
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _known(value: float | None, form: str, factor: float = 1.0) -> Cell:
    return Cell(NOTHING, math.nan) if value is None else Cell(form.format(factor * value), factor * value)
