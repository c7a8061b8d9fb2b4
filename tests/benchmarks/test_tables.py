"""Which numbers stand beside which."""

from __future__ import annotations

import pytest

from pa3d.benchmarks.report import Figure
from pa3d.benchmarks.tables import (
    category_table,
    failure_table,
    interval,
    part_table,
    published_table,
    report_tables,
    summary_table,
    told_of,
)
from pa3d.view.tables import Table

from .samples import NAN, SCORES, report
from .scores import score


def column(table: Table, name: str) -> list[str]:
    index = [one.name for one in table.columns].index(name)
    return [row[index].text for row in table.rows]


def test_the_summary_is_in_percent_with_the_headline_first() -> None:
    table = summary_table(report())
    assert table.rows[0][0].text == "mIoU" and table.rows[0][0].strong
    shown = dict(zip(column(table, "metric"), column(table, "%"), strict=True))
    assert shown["mIoU"] == "69.4"  # (0.625 + 1 + 0.25 + 0.9) / 4
    assert shown["cIoU"] == "76.2"  # (0.625 + 0.9) / 2
    assert shown["patch oracle, of mIoU"] == "100.0"
    assert set(column(table, "shapes")) == {"4"}
    assert summary_table(report(average="partslip")).rows[0][0].text == "part mIoU"


def test_published_numbers_stand_below_ours_in_order_with_their_notes() -> None:
    table = published_table(report())
    assert [one.name for one in table.columns] == ["system", "mIoU", "cIoU"]
    assert column(table, "system") == ["this run", "Better", "Other"]
    assert column(table, "mIoU") == ["69.4", "60.0", "56.9"]
    assert column(table, "cIoU") == ["76.2", "\N{EN DASH}", "53.1"]
    assert table.notes == ("Paper A, table 1. plain names.", "Paper B. sentences.")
    assert table.rows[1][1].marks == (2,) and table.rows[2][1].marks == table.rows[2][2].marks == (1,)
    assert not published_table(report(published=())).rows
    some = {**report().protocol, "limit": 2, "categories": "all"}
    assert "not comparable" in published_table(report(protocol=some)).lead
    assert "not comparable" not in table.lead and "failed" in table.lead


def test_categories_have_their_own_published_numbers() -> None:
    table = category_table(report())
    assert column(table, "category") == ["chair", "cap"]
    assert column(table, "shapes") == ["3", "1"]
    assert column(table, "mIoU") == ["62.5", "90.0"]
    assert column(table, "Other, mIoU") == ["51.5", "\N{EN DASH}"]  # the airplane's is not of a category here
    assert table.notes == ("Paper C. searched.",)
    assert column(table, "95 % interval")[1] == "\N{EN DASH}"  # a single cap


def test_parts_stand_on_the_shapes_that_have_them() -> None:
    table = part_table(report())
    rows = [tuple(cell.text for cell in row[:4]) for row in table.rows]
    assert rows == [("chair", "a", "3", "66.7"), ("chair", "b", "2", "75.0"), ("cap", "a", "1", "90.0")]


def test_everything_is_told_once() -> None:
    tables = report_tables(report())
    assert [table.title for table in tables] == [
        "Summary", "Beside published numbers", "By category", "By part", "Protocol", "Model", "Run", "Failures",
    ]  # fmt: skip
    options = {row[0].text: row[1].text for row in tables[4].rows}
    assert set(options) == set(report().protocol)
    assert options["votes"] == "none" and options["seeds"] == "0"
    assert {row[0].text: row[1].text for row in tables[6].rows} == {
        "command": "pa3d bench folder shapes", "seconds": "12.34", "processor": "a processor", "memory": "8.1 GB",
        "gpus": "none",
    }  # fmt: skip
    assert failure_table(report()).rows[0][1].text == "mug_1 is cut short. Found 3 rows. Get it again."
    assert "Failures" not in [table.title for table in report_tables(report(failures=()))]


def test_what_a_report_stands_on() -> None:
    assert told_of(report()) == "4 shapes scored, 1 failed"
    again = [*SCORES, *(score(one.id, one.category, [(1, 2, 2)], 0.5, seed=1) for one in SCORES)]
    assert told_of(report(again, failures=())) == "4 shapes scored, 2 seeds"
    assert told_of(report(SCORES[:1], failures=())) == "1 shape scored"


@pytest.mark.parametrize(
    ("figure", "text"),
    [(Figure(0.5, 0.41239, 0.6, 4), "41.2 \N{EN DASH} 60.0"), (Figure(0.5, NAN, NAN, 1), "\N{EN DASH}")],
)
def test_intervals(figure: Figure, text: str) -> None:
    assert interval(figure) == text


def test_a_report_where_no_part_counts_still_has_its_tables() -> None:
    tables = report_tables(report([score("a", "chair", [(0, 5, 0)], NAN)], published=()))
    assert tables[0].rows[0][1].text == "\N{EN DASH}"
