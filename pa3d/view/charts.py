"""Charts as inline SVG: bars with intervals, histograms, scatters. Lines are in line_charts.

Whatever is not a number is left out; words are escaped; an element that a pointer may ask carries `data-tip`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.view.axes import Scale, scale_of
from pa3d.view.lettering import one_line
from pa3d.view.svg import (
    Key,
    bottom_axis,
    diamond,
    drawing,
    fitted,
    left_axis,
    legend,
    series_class,
    tag,
    text,
    words_width,
)
from pa3d.view.tables import NOTHING

_ROW = 28.0
_MOST_DOTS = 4000
_MOST_COLOURS = 8
_LEAST_COUNT = 4  # where a histogram ends at least: shapes are whole


class Bar(NamedTuple):
    """A bar and the interval around its end (nan: none)."""

    label: str
    value: float
    low: float = math.nan
    high: float = math.nan


class Marks(NamedTuple):
    """A value beside every bar (nan: none). shape: tick or diamond."""

    name: str
    values: Sequence[float]
    shape: str = "diamond"


class Dot(NamedTuple):
    """A dot of a scatter."""

    x: float
    y: float
    label: str
    group: str = ""


def bar_chart(
    bars: Sequence[Bar], marks: Sequence[Marks] = (), *, name: str = "this run", unit: str = " %",
    high: float | None = None, width: float = 1200, interval: str = "95 % interval",
    say: Callable[[float], str] = "{:.1f}".format, label: str = "",
) -> str:  # fmt: skip
    """Level bars from zero, one row each, with intervals and marks.

    high: the axis' end (None: the values'). say: how numbers are written. interval: what the whiskers are.
    """
    names = [one_line(bar.label) or NOTHING for bar in bars]
    room = min(max((words_width(each) for each in names), default=0.0), width * 0.28)
    keys = [Key(name, "bar", 0), *([Key(interval, "line")] if any(map(_has_interval, bars)) else [])]
    keys += [Key(one.name, one.shape, _series(i, one)) for i, one in enumerate(marks)]
    head, top = legend(keys, 0, 0, width)
    left, right, top = room + 14, width - 64, top + 12
    bottom = top + len(bars) * _ROW + 4
    values = [value for bar in bars for value in (bar.value, bar.high)] + [v for one in marks for v in one.values]
    scale = scale_of(values, left, right, zero=True) if high is None else Scale(0.0, high, left, right)
    body = [head, bottom_axis(scale, top, bottom, ticks=scale.ticks(10))]
    for i, (bar, words) in enumerate(zip(bars, names, strict=True)):
        y = top + i * _ROW + _ROW / 2
        others = [(one, _series(k, one), one.values[i]) for k, one in enumerate(marks) if scale.shows(one.values[i])]
        told = [_told(name, bar, unit, say), *(f"{one.name} {say(value)}{unit}" for one, _, value in others)]
        row = [tag("rect", x=0, y=y - _ROW / 2, width=width, height=_ROW, class_="hit")]
        row += [text(left - 10, y, fitted(words, room + 4), "end"), _bar(bar, scale, y)]
        row += [_mark(one.shape, series, scale.at(value), y) for one, series, value in others]
        row.append(text(width, y, say(bar.value) if scale.shows(bar.value) else NOTHING, "end", "value"))
        body.append(tag("g", *row, data_tip="\n".join([words, *told])))
    return drawing(width, bottom + 26, label or f"Bars of {len(bars)} values", *body)


def histogram(
    values: Sequence[float], other: Sequence[float] = (), *, low: float = 0.0, high: float = 100.0, bins: int = 20,
    name: str = "this run", other_name: str = "patch oracle", axis: str = "IoU, %",
    width: float = 578, height: float = 340,
) -> str:  # fmt: skip
    """How many values fall into equal bins over [low, high], and the outline of others' counts; a line at the mean."""
    edges = np.linspace(low, high, bins + 1)
    counts, others = (np.histogram(np.clip(_known(each), low, high), edges)[0].tolist() for each in (values, other))
    keys = [Key(name, "bar", 0), Key(f"its mean {_mean(values):.1f}", "dash")] if len(_known(values)) else []
    keys += [Key(other_name, "outline", 4)] if len(_known(other)) else []
    head, top = legend(keys, 0, 0, width)
    left, right, top, bottom = 48.0, width - 10, top + 34, height - 48
    across = Scale(low, high, left, right)
    up = scale_of([_LEAST_COUNT, *counts, *others], bottom, top, zero=True)
    body = [head, left_axis(up, left, right, "shapes"), bottom_axis(across, bottom, bottom, axis)]
    for i, found in enumerate(counts):
        x, y = across.at(edges[i]) + 1, up.at(found)
        if found:
            side = {"x": x, "y": y, "width": round(across.at(edges[i + 1]) - x - 1, 2), "height": round(bottom - y, 2)}
            told = f"{found} shape{'s' * (found != 1)}\nfrom {edges[i]:g} to {edges[i + 1]:g}"
            body.append(tag("rect", **side, rx=1.5, class_=series_class(0, "fill"), data_tip=told))
    if any(others):
        body.append(tag("path", d=_outline(others, edges, across, up), class_=series_class(4, "stroke", "still")))
    if len(_known(values)):
        x = across.at(_mean(values))
        body.append(tag("line", x1=x, x2=x, y1=top, y2=bottom, class_="ink stroke dash still"))
    return drawing(width, height, f"Histogram of {len(_known(values))} values, mean {_mean(values):.1f}", *body)


def scatter(
    dots: Sequence[Dot], *, x_name: str, y_name: str, low: float = 0.0, high: float = 100.0,
    width: float = 578, height: float = 340,
) -> str:  # fmt: skip
    """Dots in the unit of both axes, with the line where they are equal; in colours when their groups are few.

    low, high: the ends of the axes; the level one begins where the dots do. More than 4,000 dots are sampled.
    """
    known = [dot for dot in dots if math.isfinite(dot.x) and math.isfinite(dot.y)]
    shown = known
    if len(known) > _MOST_DOTS:
        rows = np.sort(np.random.default_rng(0).choice(len(known), _MOST_DOTS, replace=False))
        shown = [known[i] for i in rows]
    groups = list(dict.fromkeys(dot.group for dot in dots))
    coloured = 1 < len(groups) <= _MOST_COLOURS
    keys = [Key(group, "dot", i) for i, group in enumerate(groups)] if coloured else []
    head, top = legend(keys, 0, 0, width)
    left, right, top, bottom = 48.0, width - 10, top + 34, height - 48
    first = min((dot.x for dot in known), default=low)
    step = (high - low) / 10
    start = min(max(low, low + step * math.floor((first - low) / step)), high - step)
    across, up = Scale(start, high, left, right), Scale(low, high, bottom, top)
    body = [head, bottom_axis(across, top, bottom, x_name), left_axis(up, left, right, y_name)]
    body.append(tag("line", x1=left, y1=up.at(start), x2=right, y2=top, class_="ink stroke dash faint"))
    radius = 4.0 if len(shown) <= 150 else 3.0 if len(shown) <= 800 else 2.2
    for dot in shown:
        told = f"{one_line(dot.label)}\n{y_name} {dot.y:.1f}\n{x_name} {dot.x:.1f}"
        colour = series_class(groups.index(dot.group) if coloured else 0, "fill", "dot")
        body.append(tag("circle", cx=across.at(dot.x), cy=up.at(dot.y), r=radius, class_=colour, data_tip=told))
    return drawing(width, height, f"{len(shown)} dots: {y_name} against {x_name}", *body)


def _outline(counts: Sequence[int], edges: Array, across: Scale, up: Scale) -> str:
    """The path around the bins of a histogram."""
    path = f"M{across.at(edges[0]):g} {up.start:g}"
    path += "".join(f"V{up.at(n):g}H{across.at(edge):g}" for n, edge in zip(counts, edges[1:], strict=True))
    return f"{path}V{up.start:g}"


def _bar(bar: Bar, scale: Scale, y: float) -> str:
    if not scale.shows(bar.value):
        return ""
    end = scale.at(bar.value)
    pieces = [tag("rect", x=scale.start, y=y - 7, width=round(end - scale.start, 2), height=14, rx=2,
                  class_=series_class(0, "fill"))]  # fmt: skip
    if _has_interval(bar):
        low, high = scale.at(bar.low), scale.at(bar.high)
        path = f"M{low:g} {y - 4:g}v8M{low:g} {y:g}H{high:g}M{high:g} {y - 4:g}v8"
        pieces.append(tag("path", d=path, class_="ink stroke"))
    return "".join(pieces)


def _mark(shape: str, series: int | None, x: float, y: float) -> str:
    if shape == "tick":
        return tag("line", x1=x, x2=x, y1=y - 10, y2=y + 10, class_=series_class(series, "stroke", "thick"))
    return diamond(x, y, 5, class_=series_class(series, "fill", "rim"))


def _told(name: str, bar: Bar, unit: str, say: Callable[[float], str]) -> str:
    if not math.isfinite(bar.value):
        return f"{name} {NOTHING}"
    around = f" ({say(bar.low)} {NOTHING} {say(bar.high)})" if _has_interval(bar) else ""
    return f"{name} {say(bar.value)}{unit}{around}"


def _has_interval(bar: Bar) -> bool:
    return math.isfinite(bar.low) and math.isfinite(bar.high)


def _series(index: int, marks: Marks) -> int:
    """The colour of the marks: vermilion for a tick (a bound), then what the bars leave over."""
    return 4 if marks.shape == "tick" else (1, 2, 3, 7, 8, 9, 10, 11)[index % 8]


def _known(values: Sequence[float]) -> list[float]:
    return [value for value in values if math.isfinite(value)]


def _mean(values: Sequence[float]) -> float:
    known = _known(values)
    return sum(known) / len(known) if known else math.nan
