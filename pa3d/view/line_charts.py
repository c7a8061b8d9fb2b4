"""Curves as inline SVG: several series over one axis, with a reading line that follows the pointer."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from pa3d.shapes.palette import PART_COLORS
from pa3d.view.axes import Scale, scale_of
from pa3d.view.lettering import one_line
from pa3d.view.svg import Key, bottom_axis, drawing, left_axis, legend, series_class, tag

_FEW = 8  # places that are all named below a logarithmic axis
_COLUMN = 1.5  # pixels: of a curve's values that lie closer, the least and the greatest are drawn


@dataclass(frozen=True)
class Series:
    """A curve: x ascending; y, where not finite, leaves a gap. low, high: a band around it. faint: drawn behind."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] = field(default=())
    high: Sequence[float] = field(default=())
    faint: bool = False
    color: int | None = None  # of the palette; None: the series' place


def line_chart(
    series: Sequence[Series], *, x_name: str = "", y_name: str = "", log_x: bool = False, log_y: bool = False,
    zero: bool = False, dots: bool = False, width: float = 578, height: float = 340,
) -> str:  # fmt: skip
    """Curves over common axes. zero: the upright axis begins there. dots: every value is marked.

    On a logarithmic axis what is not positive is left out. Long curves are thinned, keeping their extremes.
    """
    colors = [i if one.color is None else one.color for i, one in enumerate(series)]
    keys = [Key(one.name, "line", color) for one, color in zip(series, colors, strict=True) if one.name]
    head, top = legend(keys, 0, 0, width)
    left, right, top, bottom = 58.0, width - 12, top + (34 if y_name else 12), height - (48 if x_name else 26)
    places = sorted({x for one in series for x in one.x})
    across = _tight(scale_of([x for one in series for x in one.x], left, right, log_x), series)
    every = [y for one in series for y in (*one.y, *one.low, *one.high)]
    up = scale_of(every, bottom, top, log_y, zero)
    ticks = [x for x in places if across.shows(x)] if log_x and 1 < len(places) <= _FEW else None
    body = [head, bottom_axis(across, top, bottom, x_name, ticks), left_axis(up, left, right, y_name)]
    read = []
    for one, color in sorted(zip(series, colors, strict=True), key=lambda pair: not pair[0].faint):
        rows = _thinned(one, across)
        body += [_band(one, rows, across, up, color), _curve(one, rows, across, up, color, dots)]
        at = [
            [across.at(one.x[i]), up.at(one.y[i]), _read(one.x[i]), _read(one.y[i])] for i in rows if up.shows(one.y[i])
        ]
        if at and not one.faint:
            read.append({"name": one_line(one.name), "color": color % len(PART_COLORS), "at": at})
    body.append(tag("line", x1=0, x2=0, y1=top, y2=bottom, class_="reading"))
    told = f"Curves over {x_name or 'x'}: {', '.join(one_line(one.name) for one in series)}"
    return drawing(width, height, told, *body, data_lines=json.dumps(read, separators=(",", ":")))


def _tight(scale: Scale, series: Sequence[Series]) -> Scale:
    """The level axis ends where the curves do: training stops at 4,321 steps, not at 5,000."""
    known = [x for one in series for x in one.x if scale.shows(x)]
    if not known or min(known) == max(known):
        return scale
    return Scale(min(known), max(known), scale.start, scale.end, scale.log)


def _thinned(one: Series, across: Scale) -> list[int]:
    """Rows of a curve that can be told apart on paper: of every column the least and the greatest value."""
    columns: dict[int, list[int]] = {}
    for i, x in enumerate(one.x):
        if across.shows(x):
            columns.setdefault(int(across.at(x) / _COLUMN), []).append(i)
    kept: set[int] = set()
    for piece in columns.values():
        known = [i for i in piece if math.isfinite(one.y[i])] or piece
        kept |= {min(known, key=lambda i: one.y[i]), max(known, key=lambda i: one.y[i])}
    return sorted(kept)


def _curve(one: Series, rows: list[int], across: Scale, up: Scale, color: int, dots: bool) -> str:
    path, pen = [], "M"
    for i in rows:
        if not up.shows(one.y[i]):
            pen = "M"
            continue
        path.append(f"{pen}{across.at(one.x[i]):g} {up.at(one.y[i]):g}")
        pen = "L"
    kinds = ("stroke", "curve", "faint") if one.faint else ("stroke", "curve")
    drawn = tag("path", d="".join(path), class_=series_class(color, *kinds))
    alone = sum(up.shows(one.y[i]) for i in rows) == 1
    if dots or alone:
        places = [(across.at(one.x[i]), up.at(one.y[i])) for i in rows if up.shows(one.y[i])]
        drawn += "".join(tag("circle", cx=x, cy=y, r=3.2, class_=series_class(color, "fill", "rim")) for x, y in places)
    return drawn if path else ""


def _band(one: Series, rows: list[int], across: Scale, up: Scale, color: int) -> str:
    if not len(one.low) or not len(one.high):
        return ""
    known = [i for i in rows if up.shows(one.low[i]) and up.shows(one.high[i])]
    if len(known) < 2:
        return ""
    there = [f"{across.at(one.x[i]):g} {up.at(one.high[i]):g}" for i in known]
    back = [f"{across.at(one.x[i]):g} {up.at(one.low[i]):g}" for i in reversed(known)]
    return tag("path", d=f"M{'L'.join([*there, *back])}z", class_=series_class(color, "fill", "band"))


def _read(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4g}"
