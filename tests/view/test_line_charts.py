from __future__ import annotations

import json
import math
import re
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from pa3d.view.line_charts import Series, line_chart


def curves(svg: str) -> list[str]:
    found = ElementTree.fromstring(svg).iter("path")
    return [one.get("d", "") for one in found if "curve" in one.get("class", "")]


def read(svg: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ElementTree.fromstring(svg).get("data-lines", ""))
    return found


def test_a_curve_goes_through_its_values() -> None:
    svg = line_chart([Series("a", [0, 5, 10], [0.0, 1.0, 0.5])], width=580, height=340)
    ((one,), (path,)) = read(svg), curves(svg)
    assert path == "M" + "L".join(f"{x:g} {y:g}" for x, y, _, _ in one["at"])
    (x0, y0, *_), (x1, y1, *_), (x2, y2, *told) = one["at"]
    assert x1 - x0 == pytest.approx(x2 - x1) and y0 - y1 == pytest.approx(2 * (y2 - y1))
    assert told == ["10", "0.5"]


def test_gaps_stay_gaps() -> None:
    svg = line_chart([Series("a", [1, 2, 3, 4], [1.0, math.nan, 2.0, 3.0])])
    assert curves(svg)[0].count("M") == 2 and len(read(svg)[0]["at"]) == 3
    log = line_chart([Series("a", [0, 1, 10], [0.0, 1.0, 10.0])], log_x=True, log_y=True)
    assert [place[2:] for place in read(log)[0]["at"]] == [["1", "1"], ["10", "10"]]


def test_long_curves_keep_their_extremes() -> None:
    x = np.arange(100_000)
    y = np.sin(x / 500)
    y[71_234], y[345] = 9.0, -7.0
    svg = line_chart([Series("a", x.tolist(), y.tolist())])
    told = [float(place[3]) for place in read(svg)[0]["at"]]
    assert len(told) < 1000 and max(told) == 9 and min(told) == -7
    assert len(svg) < 100_000


def test_few_places_are_all_named() -> None:
    batches = [1, 4, 16, 32]
    svg = line_chart([Series("a", batches, [1.0, 2, 3, 4])], log_x=True, x_name="shapes at once")
    found = [one.text for one in ElementTree.fromstring(svg).iter("text")]
    assert [text for text in found if text in map(str, (1, 2, 4, 5, 10, 16, 20, 32))][:4] == ["1", "4", "16", "32"]


def test_bands_dots_and_faint_curves() -> None:
    band = Series("a", [1, 2, 3], [2.0, 3, 4], low=[1.0, math.nan, 3], high=[3.0, 4, 5])
    svg = line_chart([band, Series("behind", [1, 3], [1.0, 9.0], faint=True, color=17)], dots=True)
    root = ElementTree.fromstring(svg)
    drawn = [one.get("class", "").split() for one in root.iter("path")]
    assert drawn == [["s1", "stroke", "curve", "faint"], ["s0", "fill", "band"], ["s0", "stroke", "curve"]]
    assert [one["name"] for one in read(svg)] == ["a"]
    assert len(list(root.iter("circle"))) == 5


def test_one_value_and_none() -> None:
    svg = line_chart([Series("a", [5], [3.0]), Series("b", [], []), Series("c", [1], [math.nan])])
    assert len(list(ElementTree.fromstring(svg).iter("circle"))) == 1
    assert not re.search(r"\bnan\b|\binf\b", svg)
    assert read(line_chart([])) == []


def test_names_cannot_break_out() -> None:
    svg = line_chart([Series('"><script>', [1, 2], [1.0, 2])], x_name="<b>", y_name="&")
    assert read(svg)[0]["name"] == '"><script>' and "<script" not in svg and "<b>" not in svg
