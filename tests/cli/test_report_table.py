"""Reports on a terminal."""

from __future__ import annotations

import io

from benchmarks.samples import comparison, report, speed_report
from rich.console import Console

from pa3d.cli.report_table import show_comparison, show_report, show_speed, show_tables
from pa3d.view.tables import Cell, Column, Table, number


def console(width: int = 120) -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, width=width, highlight=False), out


def test_a_report_within_the_terminal() -> None:
    for width in (80, 120):
        screen, out = console(width)
        show_report(report(), screen)
        text = out.getvalue()
        assert max(map(len, text.splitlines())) <= width
        for told in ("Labelled shapes", "4 shapes scored, 1 failed", "69.4", "this run", "[1] Paper A", "votes",
                     "mug_1 is cut short."):  # fmt: skip
            assert told in text


def test_numbers_are_not_broken() -> None:
    screen, out = console(40)
    row = (Cell("a name of many words that must be folded"), number(1234.5, marks=(1,)))
    table = Table("t", (Column("n"), Column("a number", True)), (row,), notes=("why [b]",))
    show_tables("[red]title", "lead", [table], screen)
    text = out.getvalue()
    assert "1,234.5 [1]" in text and "[1] why [b]" in text and text.startswith("[red]title\nlead\n")


def test_other_results() -> None:
    screen, out = console()
    show_comparison(comparison(), screen)
    assert "Protocols differ" in out.getvalue() and "+6.7" in out.getvalue()
    screen, out = console()
    show_speed(speed_report(), screen)
    assert "1,375" in out.getvalue() and "Words: not measured." in out.getvalue()
