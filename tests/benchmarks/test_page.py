"""Pages of results; how they look is for eyes, that they hold everything is for tests."""

from __future__ import annotations

import re

import numpy as np

from pa3d.benchmarks.page import as_page
from pa3d.benchmarks.report import Report
from pa3d.view.report import Pair

from .samples import NASTY, comparison, report, speed_report
from .scores import score


def headings(text: str) -> list[str]:
    return re.findall(r"<h2>(.*?)</h2>", text)


def pair(title: str) -> Pair:
    points = np.random.default_rng(0).normal(size=(60, 3))
    return Pair(points, np.arange(60) % 2, np.zeros(60, int), ("a", "b"), title, "62.5")


def test_a_benchmark() -> None:
    text = as_page(report(), {"Best": [pair("chair_2")], "Worst": [pair(NASTY)], "None": []})
    assert headings(text) == ["Scores", "Categories", "Shapes", "Parts", "Protocol", "Failures"]
    assert text.count('class="gallery wide"') == 2
    assert text.count("<svg ") == text.count('class="drawn"') == 3  # spread, categories, oracle
    for told in ("4 shapes scored, 1 failed", "<b>69.4</b>", "Paper A, table 1.", "pa3d bench folder shapes",
                 "mug_1 is cut short."):  # fmt: skip
        assert told in text
    assert text.count("<script") == 2 and "<b>|" not in text
    bars = text[text.index("mIoU by category") :]
    assert 'data-tip="chair&#10;this run 62.5 %' in bars and "patch oracle 100.0 %&#10;Other 51.5 %" in bars


def test_one_shape_without_anything_to_compare() -> None:
    one: Report = report([score("a", "chair", [(1, 2, 2)], 0.5)], published=(), failures=())
    text = as_page(one)
    assert headings(text) == ["Scores", "Categories", "Shapes", "Parts", "Protocol"]
    assert "1 shape</small>" in text and "nan" not in re.sub(r"(?s)<(script|style).*?</\1>", "", text)


def test_thousands_of_shapes_stay_light() -> None:
    scores = [score(f"shape {i}", f"kind {i % 45}", [(i % 50, 60, 55)] * 5, i % 50 / 60) for i in range(2000)]
    text = as_page(report(scores))
    assert text.count("<circle") == 2000 and len(text) < 3_000_000
    assert 'type="search"' in text


def test_a_comparison() -> None:
    text = as_page(comparison())
    assert headings(text) == ["Protocols", "Change", "Categories", "Models"]
    assert "<b>+6.7</b>" in text and "the interval holds zero" in text and "asked differently" in text


def test_speed() -> None:
    text = as_page(speed_report())
    assert headings(text) == [
        "From points to labels", "Encode: samples to patches", "Labels for points", "The machine", "Circumstances",
    ]  # fmt: skip
    assert "<b>1,375</b>" in text and "10,000 points, 4 votes" in text
    assert text.count("data-lines=") == 2  # shapes per second by batch, milliseconds by points
