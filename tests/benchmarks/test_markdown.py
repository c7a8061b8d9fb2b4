from __future__ import annotations

import re

from pa3d.benchmarks.markdown import as_grid, as_markdown
from pa3d.view.tables import Cell, Column, Table, number

from .samples import comparison, report, speed_report


def test_columns_are_aligned_in_plain_text() -> None:
    rows = ((Cell("a|b_ c_d"), number(1.5, marks=(1, 2))), (Cell("椅子"), number(float("nan"))))
    text = as_grid(Table("t", (Column("name"), Column("%", True)), rows))
    assert text.splitlines() == [
        "| name       |          % |",
        "| ---------- | ---------: |",
        "| a\\|b\\_ c_d | 1.5 [1, 2] |",
        "| 椅子       |          \N{EN DASH} |",
    ]


def test_a_report_for_an_appendix() -> None:
    text = as_markdown(report())
    assert text.startswith("# Labelled shapes\n\n4 shapes scored, 1 failed.\n")
    for told in ("| mIoU", "## Beside published numbers", "1. Paper A, table 1. plain names.", "## Protocol", "| votes",
                 "pa3d bench folder shapes", "a processor", "mug_1 is cut short."):  # fmt: skip
        assert told in text
    tables = re.findall(r"(?:^\|.*\n)+", text, re.M)
    assert len(tables) == 8
    for table in tables:
        assert len({line.count(" | ") for line in table.splitlines()}) == 1
        assert len(set(map(len, table.splitlines()))) == 1


def test_names_are_taken_literally() -> None:
    text = as_markdown(report(title="# a\n[x](javascript:1) <b> `c` *d* |_e_"))
    assert text.splitlines()[0] == "# # a \\[x\\](javascript:1) \\<b> \\`c\\` \\*d\\* \\|\\_e\\_"


def test_other_results() -> None:
    text = as_markdown(comparison())
    assert text.startswith("# Labelled shapes: a.json and b.json\n\n3 shapes in both: 2 better, 0 worse, 1 the same")
    assert "## Protocols differ" in text and "+6.7" in text
    text = as_markdown(speed_report())
    assert text.startswith("# Speed of small\n\n6 ways of running on cpu")
    assert "| 4 votes " in text and "1,375" in text and "Words: not measured." in text
