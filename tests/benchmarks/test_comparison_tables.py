from __future__ import annotations

import dataclasses

import pytest

from pa3d.benchmarks.comparison_tables import certain, change_table, comparison_tables, told_of
from pa3d.benchmarks.report import Figure

from .samples import NAN, comparison


def test_changes_with_their_signs() -> None:
    first = change_table(comparison()).rows[0]
    # Chairs of 0.625, 1 and 0.25 against 0.725, 1 and 0.35.
    assert [cell.text for cell in first[:4]] == ["mIoU", "62.5", "69.2", "+6.7"]
    assert first[3].value == pytest.approx(20 / 3) and first[5].text == "3"
    assert first[4].text == "+0.0 to +10.0" and not first[3].strong


def test_what_was_asked_differently_comes_first() -> None:
    tables = comparison_tables(comparison())
    assert [table.title for table in tables] == [
        "Protocols differ", "Every metric", "mIoU by category", "The first: a.json", "The second: b.json",
    ]  # fmt: skip
    assert [cell.text for cell in tables[0].rows[0]] == ["votes", "none", "8"]
    assert [row[0].text for row in tables[2].rows] == ["chair"]
    same = dataclasses.replace(comparison(), differing={})
    assert comparison_tables(same)[0].title == "Every metric"


def test_shapes_of_one_side_are_counted() -> None:
    told = told_of(comparison())
    assert told == "3 shapes in both: 2 better, 0 worse, 1 the same in the second. 1 is only in the first."


@pytest.mark.parametrize(
    ("low", "high", "sure"),
    [(0.1, 0.2, True), (-0.2, -0.1, True), (-0.1, 0.1, False), (0.0, 0.1, False), (NAN, NAN, False)],
)
def test_a_change_is_certain_when_its_interval_leaves_out_zero(low: float, high: float, sure: bool) -> None:
    assert certain(Figure(0.1, low, high, 5)) is sure
