"""A Comparison as tables: two runs, and how sure their difference is."""

from __future__ import annotations

import math
from collections.abc import Mapping

from pa3d.benchmarks.compare import Comparison, Pair
from pa3d.benchmarks.facts import facts_table, said
from pa3d.benchmarks.report import Figure
from pa3d.benchmarks.tables import INTERVAL, interval
from pa3d.view.tables import NOTHING, Cell, Column, Table, count, number


def comparison_tables(comparison: Comparison) -> tuple[Table, ...]:
    """What differs in the question first, then the answer; a table without rows is left out."""
    models = zip((comparison.first, comparison.second), comparison.models, strict=True)
    names = ("first", "second")
    tables = (
        protocol_difference(comparison), change_table(comparison), category_changes(comparison),
        *(facts_table(f"The {name}: {told}", model) for name, (told, model) in zip(names, models, strict=True)),
    )  # fmt: skip
    return tuple(table for table in tables if table.rows)


def protocol_difference(comparison: Comparison) -> Table:
    """The options that are not the same in both: then the difference is not of the models alone."""
    rows = tuple((Cell(name), Cell(said(a)), Cell(said(b))) for name, (a, b) in comparison.differing.items())
    lead = "The two runs were asked differently: what follows is not the models' difference alone."
    return Table("Protocols differ", (Column("option"), Column("first"), Column("second")), rows, lead, wide=True)


def change_table(comparison: Comparison) -> Table:
    """Every metric of both and the change, the headline first; a change whose interval leaves out zero is strong."""
    found = sorted(comparison.summary.items(), key=lambda item: item[0] != comparison.headline)
    rows = tuple((Cell(metric, strong=metric == comparison.headline), *_change(pair)) for metric, pair in found)
    lead = "Intervals: paired bootstrap over shapes. A change is bold where its interval leaves out zero."
    return Table("Every metric", (Column("metric"), *_COLUMNS), rows, lead, wide=True)


def category_changes(comparison: Comparison) -> Table:
    """The change of every category."""
    metric = category_metric(comparison.by_category, comparison.headline)
    rows = tuple(
        (Cell(name), *_change(pairs[metric])) for name, pairs in comparison.by_category.items() if metric in pairs
    )
    return Table(f"{metric} by category", (Column("category"), *_COLUMNS), rows, wide=True)


def category_metric(by_category: Mapping[str, Mapping[str, Pair]], headline: str) -> str:
    """What stands for a category: the headline where it has it, else mIoU (of which cIoU is the mean)."""
    return headline if any(headline in pairs for pairs in by_category.values()) else "mIoU"


def told_of(comparison: Comparison) -> str:
    """What a comparison stands on, in one line."""
    left = [f"{n:,} {'is' if n == 1 else 'are'} only in the {name}" for n, name in _alone(comparison) if n]
    moved = f"{comparison.better:,} better, {comparison.worse:,} worse, {comparison.same:,} the same in the second"
    return f"{comparison.shapes:,} shapes in both: {moved}.{''.join(f' {text[0].upper()}{text[1:]}.' for text in left)}"


def certain(figure: Figure) -> bool:
    """Whether the interval of a difference leaves out zero."""
    return figure.low > 0 or figure.high < 0


_COLUMNS = (
    Column("first", True), Column("second", True), Column("change", True), Column(INTERVAL), Column("shapes", True),
)  # fmt: skip


def _alone(comparison: Comparison) -> tuple[tuple[int, str], ...]:
    return (comparison.only_first, "first"), (comparison.only_second, "second")


def _change(pair: Pair) -> tuple[Cell, ...]:
    figure = pair.difference
    change = Cell(signed(100 * figure.value), 100 * figure.value, strong=certain(figure))
    return (
        number(100 * pair.first),
        number(100 * pair.second),
        change,
        Cell(_signed_interval(figure)),
        count(figure.shapes),
    )


def _signed_interval(figure: Figure) -> str:
    known = math.isfinite(figure.low) and math.isfinite(figure.high)
    return f"{signed(100 * figure.low)} to {signed(100 * figure.high)}" if known else interval(figure)


def signed(value: float) -> str:
    """A change with its sign: +1.2."""
    return f"{value:+.1f}" if math.isfinite(value) else NOTHING
