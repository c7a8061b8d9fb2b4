from __future__ import annotations

import pytest

from pa3d.benchmarks.facts import bytes_said, facts_table, said


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "none"), (True, "yes"), (False, "no"), (3_912_004, "3,912,004"), (0.25, "0.25"), ("a b", "a b"),
        ([1, 2], "1, 2"), ([], "none"), ({}, "none"), ([{"name": "H100", "memory": 80_000_000_000}], "H100, 80 GB"),
        (list(range(14)), "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more"),
    ],
)  # fmt: skip
def test_values_as_words(value: object, text: str) -> None:
    assert said(value) == text


def test_groups_are_written_out() -> None:
    table = facts_table("Model", {"text_encoder": "x", "training": {"steps": 10, "memory": 1500}})
    assert [(key.text, value.text) for key, value in table.rows] == [
        ("text encoder", "x"), ("training: steps", "10"), ("training: memory", "1.5 kB"),
    ]  # fmt: skip
    assert table.facts


@pytest.mark.parametrize(
    ("count", "text"),
    [(None, ""), (float("nan"), ""), (12, "12 B"), (12_345, "12.3 kB"), (640_000_000, "640 MB"), (8.1e9, "8.1 GB"),
     (2.5e12, "2,500 GB")],
)  # fmt: skip
def test_memory(count: float | None, text: str) -> None:
    assert bytes_said(count) == text
