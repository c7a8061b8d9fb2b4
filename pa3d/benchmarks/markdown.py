"""Reports as Markdown, aligned so that the plain text reads as well."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from pa3d.benchmarks import comparison_tables, speed_tables, tables
from pa3d.benchmarks.compare import Comparison
from pa3d.benchmarks.report import Report
from pa3d.benchmarks.speed_report import SpeedReport
from pa3d.view.tables import Cell, Column, Table, marked


def as_markdown(result: Report | Comparison | SpeedReport) -> str:
    """A result as one would put it into a paper's appendix."""
    if isinstance(result, Report):
        return document(result.title, f"{tables.told_of(result)}.", tables.report_tables(result))
    if isinstance(result, Comparison):
        title = f"{result.title}: {result.first} and {result.second}"
        return document(title, comparison_tables.told_of(result), comparison_tables.comparison_tables(result))
    return document(result.title, speed_tables.told_of(result), speed_tables.speed_tables(result))


def document(title: str, lead: str, content: Sequence[Table]) -> str:
    """A Markdown file: a title, a sentence, tables with headings."""
    blocks = [f"# {_inline(title)}", _inline(lead)]
    for table in content:
        blocks += [f"## {_inline(table.title)}", *([_inline(table.lead)] if table.lead else []), as_grid(table)]
        blocks += ["\n".join(f"{i}. {_inline(note)}" for i, note in enumerate(table.notes, 1))] if table.notes else []
    return "\n\n".join(block for block in blocks if block) + "\n"


def as_grid(table: Table) -> str:
    """The rows of a table in pipes, every column as wide as its widest cell."""
    heads = [_inline(column.name) or " " for column in table.columns]
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    widths = [max(map(_width, (head, "---", *column))) for head, *column in zip(heads, *rows, strict=True)]
    ends = [":" if column.numeric else "-" for column in table.columns]
    rule = ["-" * (width - 1) + end for width, end in zip(widths, ends, strict=True)]
    lines = [_line(heads, widths, table.columns), "| " + " | ".join(rule) + " |"]
    return "\n".join([*lines, *(_line(row, widths, table.columns) for row in rows)])


def _line(cells: Sequence[str], widths: Sequence[int], columns: Sequence[Column]) -> str:
    padded = [
        " " * (width - _width(cell)) + cell if column.numeric else cell + " " * (width - _width(cell))
        for cell, width, column in zip(cells, widths, columns, strict=True)
    ]
    return "| " + " | ".join(padded) + " |"


def _cell(cell: Cell) -> str:
    return marked(_inline(cell.text), cell.marks)


def _inline(text: str) -> str:
    """A text on one line that Markdown takes literally."""
    # An underscore between letters is one; anywhere else it may open emphasis.
    return re.sub(r"([\\|`*<\[\]]|(?<![^\W_])_|_(?![^\W_]))", r"\\\1", " ".join(text.split()))


def _width(text: str) -> int:
    """Columns a text takes in a terminal or an editor: wide characters two, combining ones none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
