"""The table of parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from pa3d.cli.part_table import show_parts
from pa3d.stages.segment import PartSummary, Segmented, SegmentResult


def shown(capsys: pytest.CaptureFixture[str], *items: Segmented) -> str:
    show_parts(SegmentResult(items, (), "small", "", "float32", 2.0))
    return capsys.readouterr().out


def test_names_without_points_are_counted_when_they_are_many(capsys: pytest.CaptureFixture[str]) -> None:
    parts = [PartSummary(f"name {i}", 100 if i < 2 else 0, 0.5 if i < 2 else 0.0, float("nan")) for i in range(1000)]
    text = shown(capsys, Segmented(Path("a.ply"), Path("a.parts.ply"), points=200, up="y", parts=tuple(parts)))
    assert "name 1 " in text and "name 2 " not in text and "998 more names" in text
    few = shown(capsys, Segmented(Path("a.ply"), points=200, up="y", parts=tuple(parts[:3])))
    assert "name 2" in few


def test_everything_is_there_within_eighty_columns(capsys: pytest.CaptureFixture[str]) -> None:
    parts = (PartSummary("a part of quite a long name", 1_234_567, 0.25, 0.5), PartSummary("b", 0, 0.0, float("nan")))
    item = Segmented(Path("in.obj"), Path("out.ply"), (Path("out.png"),), True, 2_000_000, "-z", parts, 7, 1.5)
    text = shown(capsys, item)
    for told in ("in.obj: 2,000,000 vertices, -z up", "1,234,567", "25.0%", "0.50", "no part", "7", "out.png"):
        assert told in text
    assert max(map(len, text.splitlines())) <= 80


def test_failures_are_not_results(capsys: pytest.CaptureFixture[str]) -> None:
    from pa3d.errors import FileError

    assert shown(capsys, Segmented(Path("a.ply"), error=FileError("a.ply is gone."))) == ""
