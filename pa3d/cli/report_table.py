"""Benchmark reports on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    from pa3d.benchmarks.compare import Comparison
    from pa3d.benchmarks.report import Report
    from pa3d.benchmarks.speed_report import SpeedReport
    from pa3d.view.tables import Cell, Table


def show_report(report: Report, console: Console) -> None:
    """Print a report: summary, published numbers, categories, parts, protocol, circumstances, failures."""
    from pa3d.benchmarks.tables import report_tables, told_of

    show_tables(report.title, told_of(report), report_tables(report), console)


def show_comparison(comparison: Comparison, console: Console) -> None:
    """Print two reports side by side."""
    from pa3d.benchmarks.comparison_tables import comparison_tables, told_of

    show_tables(comparison.title, told_of(comparison), comparison_tables(comparison), console)


def show_speed(report: SpeedReport, console: Console) -> None:
    """Print a speed report."""
    from pa3d.benchmarks.speed_tables import speed_tables, told_of

    show_tables(report.title, told_of(report), speed_tables(report), console)


def show_tables(title: str, lead: str, tables: Sequence[Table], console: Console) -> None:
    """A title, a sentence, and tables with their footnotes."""
    from rich.text import Text

    console.print(Text(title, style="bold"), soft_wrap=True)
    console.print(Text(lead, style="dim"), soft_wrap=True)
    for table in tables:
        console.print()
        console.print(Text(table.title, style="bold"))
        if table.lead:
            console.print(Text(table.lead, style="dim"))
        console.print(_rich(table))
        for i, note in enumerate(table.notes, 1):
            console.print(Text(f"[{i}] {note}", style="dim"))


def _rich(table: Table) -> RichTable:
    from rich import box
    from rich.table import Table as RichTable

    made = RichTable(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for column in table.columns:
        # Numbers are never broken; their headings are, between words.
        name = column.name.replace(" ", "\n") if column.numeric and len(table.columns) > _FEW else column.name
        side = "right" if column.numeric else "left"
        made.add_column(name, justify=side, overflow="fold", no_wrap=column.numeric, vertical="bottom")  # type: ignore[arg-type]
    for row in table.rows:
        made.add_row(*map(_text, row))
    return made


_FEW = 5  # columns whose headings stand on one line


def _text(cell: Cell) -> Text:
    from rich.text import Text

    marks = f" [{','.join(map(str, cell.marks))}]" if cell.marks else ""
    return Text.assemble((cell.text, "bold" if cell.strong else ""), (marks, "dim"))
