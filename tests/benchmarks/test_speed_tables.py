from __future__ import annotations

import pytest

from pa3d.benchmarks.speed_tables import ms, peak_table, published_table, rounded, speed_tables, step_table

from .samples import NAN, speed_report


def test_what_all_rows_share_is_told_once() -> None:
    table = step_table(speed_report(), "encode")
    names = [column.name for column in table.columns]
    assert names == ["way", "ms", "10 to 90 %", "per second", "ratio", "share of peak", "G multiply-adds", "memory"]
    for told in ("On cpu.", "In float32.", "5 runs each.", "Ratios: to one shape at a time."):
        assert told in table.lead
    assert [cell.text for cell in table.rows[0]] == [
        "1 at once", "20", "10 to 40", "50", "1.50", "25%", "0.42", "12.3 MB",
    ]  # fmt: skip
    assert [cell.text for cell in table.rows[1]][-2:] == ["\N{EN DASH}"] * 2


def test_what_differs_is_a_column_and_what_nobody_knows_is_none() -> None:
    table = step_table(speed_report(), "whole")
    assert [column.name for column in table.columns] == ["way", "ms", "10 to 90 %", "per second", "runs"]
    assert table.rows[0][0].strong and not table.rows[1][0].strong
    assert table.rows[0][1].text == "1,375" and table.rows[0][1].value == pytest.approx(1375)


def test_every_step_that_was_measured_has_a_table() -> None:
    titles = [table.title for table in speed_tables(speed_report())]
    assert titles[:3] == ["From points to labels", "Encode: samples to patches", "Labels for points"]
    assert titles[3:] == ["Published elsewhere", "Matrix peak", "Not measured", "Asked", "Model", "Run"]
    shown = {row[0].text: row[1].text for row in published_table().rows}
    assert shown["Find3D"] == "0.4 to 0.9" and shown["COPS"] == "1.38" and "PatchAlign3D" not in shown
    assert [cell.text for cell in peak_table(speed_report()).rows[0]] == ["cpu", "float32", "2,048", "16.5"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0004236, "0.000424"), (1.375, "1.38"), (99.94, "99.9"), (1374.6, "1,375"), (NAN, "\N{EN DASH}")],
)
def test_three_figures(value: float, text: str) -> None:
    assert rounded(value) == text
    assert ms(value / 1000) == text
