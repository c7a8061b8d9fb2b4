"""Charts are read back as XML: what they draw is where the values say."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

import pytest

from pa3d.view.charts import Bar, Dot, Marks, bar_chart, histogram, scatter

NAN = math.nan
NASTY = "a</text><script>&\"'\n"


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def having(svg: str, tag: str, *kinds: str) -> list[ElementTree.Element]:
    return [one for one in parsed(svg).iter(tag) if set(kinds) <= set(one.get("class", "").split())]


def words(svg: str) -> list[str]:
    return [one.text or "" for one in parsed(svg).iter("text")]


def filled(row: ElementTree.Element) -> ElementTree.Element:
    return next(one for one in row.iter("rect") if "fill" in one.get("class", ""))


def test_bars_are_as_long_as_their_values() -> None:
    svg = bar_chart([Bar("a", 50, 40, 60), Bar("b", 25), Bar("c", NAN, NAN, NAN)], high=100.0)
    rows = parsed(svg).findall("g")
    assert [row.get("data-tip") for row in rows] == [
        "a\nthis run 50.0 % (40.0 \N{EN DASH} 60.0)", "b\nthis run 25.0 %", "c\nthis run \N{EN DASH}",
    ]  # fmt: skip
    first, second = (filled(row) for row in rows[:2])
    assert float(first.get("width", "")) == pytest.approx(2 * float(second.get("width", "")), abs=0.05)
    (whisker,) = having(svg, "path", "ink")
    start, width = float(first.get("x", "")), float(first.get("width", ""))
    ends = re.search(r"M([\d.]+) [\d.]+H([\d.]+)M", whisker.get("d", ""))
    assert ends is not None
    assert [float(end) for end in ends.groups()] == pytest.approx([start + 0.8 * width, start + 1.2 * width], abs=0.05)
    assert words(svg).count("\N{EN DASH}") == 1 and "95 % interval" in words(svg)


def test_marks_stand_beside_bars() -> None:
    marks = [Marks("bound", [75, NAN], "tick"), Marks("Other", [NAN, 20])]
    svg = bar_chart([Bar("a", 50), Bar("b", 25)], marks, high=100.0, say="{:.0f}".format, unit="")
    a, b = parsed(svg).findall("g")
    assert (a.get("data-tip"), b.get("data-tip")) == ("a\nthis run 50\nbound 75", "b\nthis run 25\nOther 20")
    bar = filled(a)
    (tick,) = a.iter("line")
    assert float(tick.get("x1", "")) == pytest.approx(
        float(bar.get("x", "")) + 1.5 * float(bar.get("width", "")), abs=0.1
    )
    assert len(list(b.iter("path"))) == 1


def test_a_histogram_counts_everything_once() -> None:
    svg = histogram([0, 4.9, 5, 100, 130, NAN], [50.0])
    bars = [one for one in parsed(svg).iter("rect") if one.get("data-tip")]
    assert [one.get("data-tip") for one in bars] == [
        "2 shapes\nfrom 0 to 5", "1 shape\nfrom 5 to 10", "2 shapes\nfrom 95 to 100",
    ]  # fmt: skip
    tall = [float(one.get("height", "")) for one in bars]
    assert tall[0] == pytest.approx(2 * tall[1], abs=0.05) and tall[2] == tall[0]
    assert "its mean 48.0" in words(svg) and "patch oracle" in words(svg)
    assert len(having(svg, "path", "still")) == 1


def test_dots_stand_where_they_belong() -> None:
    dots = [Dot(92, 50, NASTY, "chair"), Dot(100, 100, "b", "cap"), Dot(NAN, 1, "c", "cap")]
    svg = scatter(dots, x_name="oracle", y_name="IoU")
    a, b = having(svg, "circle", "dot")
    assert a.get("data-tip") == "a</text><script>&\"'\nIoU 50.0\noracle 92.0"
    assert {a.get("class"), b.get("class")} == {"s0 fill dot", "s1 fill dot"}
    # The level axis begins at the last ten below the dots, the upright one at zero.
    (diagonal,) = having(svg, "line", "faint")
    left, right, top = (float(diagonal.get(key, "")) for key in ("x1", "x2", "y2"))
    assert float(a.get("cx", "")) == pytest.approx(left + 0.2 * (right - left), abs=0.05)
    assert (float(b.get("cx", "")), float(b.get("cy", ""))) == (right, top)
    assert "90" in words(svg)


def test_many_groups_are_of_one_colour_and_many_dots_are_sampled() -> None:
    svg = scatter([Dot(i % 100, i % 90, "", str(i % 12)) for i in range(5000)], x_name="x", y_name="y")
    assert {one.get("class") for one in having(svg, "circle")} == {"s0 fill dot"}
    assert len(having(svg, "circle")) == 4000


def test_words_cannot_break_out_and_are_cut() -> None:
    svg = bar_chart([Bar(NASTY, 1), Bar("very " * 100 + "long", 2)], [Marks(NASTY, [1, 2])], name=NASTY, label=NASTY)
    assert [one.tag for one in parsed(svg).iter("script")] == []
    assert any("…" in each for each in words(svg)) and max(map(len, words(svg))) < 60


def test_nothing_to_draw() -> None:
    for svg in (bar_chart([]), histogram([], []), scatter([], x_name="x", y_name="y"), bar_chart([Bar("a", NAN)])):
        assert parsed(svg).tag == "svg" and not re.search(r'="[^"]*\bnan\b', svg.partition(">")[2])
