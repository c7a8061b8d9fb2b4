"""What the page of a SpeedReport says."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pa3d.benchmarks.facts import facts_table
from pa3d.benchmarks.speed_config import SpeedTable
from pa3d.benchmarks.speed_report import SpeedReport, SpeedRow
from pa3d.benchmarks.speed_tables import (
    TITLES,
    ms,
    note_table,
    peak_table,
    published_table,
    rounded,
    step_table,
    told_of,
)
from pa3d.view.charts import Bar, bar_chart
from pa3d.view.line_charts import Series, line_chart
from pa3d.view.report import Chart, Page, Section, Tile


def speed_content(report: SpeedReport) -> Page:
    """Tiles of the default way, a section per step, what the machine could do, and the circumstances."""
    steps = [Section(TITLES[name], (*_charts(report, name), step_table(report, name))) for name in _shown(report)]
    run = {"seconds": report.seconds, **report.machine}
    facts = (facts_table("Asked", report.protocol), facts_table("Model", report.model), facts_table("Run", run))
    machine = tuple(table for table in (peak_table(report), published_table(), note_table(report)) if table.rows)
    sections = (*steps, Section("The machine", machine), Section("Circumstances", facts))
    return Page(report.title, told_of(report), _tiles(report), sections)


def _shown(report: SpeedReport) -> list[SpeedTable]:
    return [name for name in TITLES if report.table(name)]


def _tiles(report: SpeedReport) -> tuple[Tile, ...]:
    """The defaults from points to labels, and the fastest way to encode, on every device."""
    tiles = []
    for row in report.table("whole"):
        if row.default:
            tiles.append(Tile(f"ms per shape, {row.device}", ms(row.seconds), f"{row.cloud or 0:,} points, {row.name}"))
    for device in dict.fromkeys(row.device for row in report.table("encode")):
        best = min((row for row in report.table("encode") if row.device == device), key=lambda row: row.seconds)
        tiles.append(
            Tile(f"shapes encoded per second, {device}", rounded(best.per_second), f"{best.name}, {best.dtype}")
        )
    tiles += [
        Tile(f"G operations per second, {peak.device}", rounded(peak.operations_per_second / 1e9), peak.dtype)
        for peak in report.peaks
    ]
    return tuple(tiles)


def _charts(report: SpeedReport, name: SpeedTable) -> tuple[Chart, ...]:
    rows = report.table(name)
    several = len({(row.device, row.dtype) for row in rows}) > 1
    bars = [Bar(f"{row.name}, {row.device} {row.dtype}" if several else row.name, *_thousand(row)) for row in rows]
    charts = [Chart("Milliseconds per shape" if name != "text" else "Milliseconds",
                    bar_chart(bars, name="median", unit=" ms", interval="10 to 90 %", say=rounded))]  # fmt: skip
    if name == "encode":
        usual = [row for row in rows if row.name == f"{row.batch} at once"]
        curves = _curves(usual, lambda row: row.batch, lambda row: row.per_second)
        charts += _lines("Shapes per second by batch", curves, "shapes at once", "shapes per second")
    if name == "assignment":
        curves = _curves(rows, lambda row: row.cloud, lambda row: 1000 * row.seconds)
        charts += _lines("Milliseconds by points", curves, "points that get a label", "ms")
    return tuple(charts)


def _thousand(row: SpeedRow) -> tuple[float, float, float]:
    return 1000 * row.seconds, 1000 * row.low, 1000 * row.high


def _curves(
    rows: Sequence[SpeedRow], x: Callable[[SpeedRow], int | None], y: Callable[[SpeedRow], float]
) -> list[Series]:  # fmt: skip
    """A curve per device and number type; the first row of each x counts."""
    curves = []
    for kind in dict.fromkeys((row.device, row.dtype) for row in rows):
        found: dict[int, float] = {}
        for row in rows:
            place = x(row)
            if (row.device, row.dtype) == kind and place is not None:
                found.setdefault(place, y(row))
        places = sorted(found)
        if len(places) > 1:
            curves.append(Series(" ".join(kind), places, [found[place] for place in places]))
    return curves


def _lines(title: str, curves: Sequence[Series], x_name: str, y_name: str) -> list[Chart]:
    if not curves:
        return []
    svg = line_chart(curves, x_name=x_name, y_name=y_name, log_x=True, zero=True, dots=True, width=1200)
    return [Chart(title, svg)]
