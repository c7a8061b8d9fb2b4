"""What the page of a Comparison says."""

from __future__ import annotations

import math

from pa3d.benchmarks.compare import Comparison
from pa3d.benchmarks.comparison_tables import (
    category_changes,
    category_metric,
    certain,
    change_table,
    protocol_difference,
    signed,
    told_of,
)
from pa3d.benchmarks.facts import facts_table
from pa3d.view.charts import Bar, Marks, bar_chart
from pa3d.view.report import Chart, Page, Section, Tile
from pa3d.view.tables import NOTHING


def comparison_content(comparison: Comparison) -> Page:
    """Tiles, every change, the categories of both, and what each run was made with."""
    facts = [facts_table(f"The {name}", model) for name, model in zip(_NAMES, comparison.models, strict=True)]
    differing = protocol_difference(comparison)
    sections = (
        Section("Protocols", (differing,) if differing.rows else ()),
        Section("Change", (change_table(comparison),)),
        Section("Categories", (*_charts(comparison), category_changes(comparison)) if comparison.by_category else ()),
        Section("Models", tuple(table for table in facts if table.rows)),
    )
    title = f"{comparison.title}: {comparison.first} and {comparison.second}"
    return Page(title, told_of(comparison), _tiles(comparison), sections)


_NAMES = ("first", "second")


def _tiles(comparison: Comparison) -> tuple[Tile, ...]:
    pair = comparison.summary[comparison.headline]
    change = pair.difference
    sure = "the interval leaves out zero" if certain(change) else "the interval holds zero"
    around = f"{signed(100 * change.low)} to {signed(100 * change.high)}, " if math.isfinite(change.low) else ""
    values = [_percent(value) for value in (pair.first, pair.second)]
    return (
        Tile(f"change of {comparison.headline}", signed(100 * change.value), f"{around}{sure}"),
        Tile("first", values[0], comparison.first), Tile("second", values[1], comparison.second),
        Tile("shapes better, worse", f"{comparison.better:,}, {comparison.worse:,}", f"{comparison.same:,} the same"),
    )  # fmt: skip


def _percent(value: float) -> str:
    return f"{100 * value:.1f}" if math.isfinite(value) else NOTHING


def _charts(comparison: Comparison) -> tuple[Chart, ...]:
    metric = category_metric(comparison.by_category, comparison.headline)
    found = {name: pairs[metric] for name, pairs in comparison.by_category.items() if metric in pairs}
    bars = [Bar(name, 100 * pair.second) for name, pair in found.items()]
    first = Marks("first", [100 * pair.first for pair in found.values()])
    return (Chart(f"{metric} by category, %", bar_chart(bars, [first], name="second", high=100.0)),) if bars else ()
