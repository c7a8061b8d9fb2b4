"""Drawings as SVG text. Colours are classes (s0 to s15: the palette of parts), which the page's style fills in."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import NamedTuple

from pa3d.shapes.palette import PART_COLORS
from pa3d.view.axes import Scale, tick_text
from pa3d.view.lettering import font_for, one_line, shortened

TEXT = 13  # pixels, of all words in charts
_WIDER = 1.13  # than our font, at most: browsers choose their own


class Key(NamedTuple):
    """A line of a chart's legend.

    shape: bar, line, tick, dot, diamond, outline or dash. series: its colour, None: ink.
    """

    name: str
    shape: str
    series: int | None = None


def tag(name: str, *content: str, **attributes: str | float | None) -> str:
    """An element; content is markup already, attributes are escaped, `class_` is class, None is left out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_escaped(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>{''.join(content)}</{name}>" if content else f"<{name}{said}/>"


def _escaped(value: str | float) -> str:
    """A value between quotes; lines stay lines, for XML readers too."""
    return html.escape(str(value)).replace("\n", "&#10;")


def text(x: float, y: float, words: str, anchor: str = "start", class_: str | None = None) -> str:
    """One line of words, its middle at height y."""
    place = None if anchor == "start" else anchor
    return tag("text", html.escape(words), class_=class_, text_anchor=place, x=round(x, 2), y=round(y, 2), dy="0.35em")


def drawing(width: float, height: float, label: str, *content: str, **attributes: str | None) -> str:
    """The whole drawing; label: what it shows, for those who cannot see it."""
    box, widest = f"0 0 {width:g} {height:g}", f"max-width:{width:g}px"
    frame = {"viewBox": box, "role": "img", "aria_label": one_line(label), "style": widest, **attributes}
    return tag("svg", *content, class_="chart", **frame)


def series_class(series: int | None, *others: str) -> str:
    """The classes of an element in the colour of a series."""
    return " ".join(((f"s{series % len(PART_COLORS)}" if series is not None else "ink"), *others))


def words_width(words: str, size: int = TEXT) -> float:
    """How wide a line of words is, at most."""
    return float(font_for(words, size).getlength(words)) * _WIDER


def fitted(words: str, width: float) -> str:
    """Words cut to a width with an ellipsis."""
    return shortened(words, TEXT, width / _WIDER)


def legend(keys: Sequence[Key], x: float, y: float, width: float) -> tuple[str, float]:
    """The legend's markup from the upper left corner on, in as many lines as it needs, and its height."""
    pieces, across, line = [], 0.0, 0
    for key in keys:
        name = fitted(key.name, min(260.0, width - 40))
        wide = 24 + words_width(name) + 22
        if across and across + wide > width:
            across, line = 0.0, line + 1
        left, middle = x + across, y + line * 22 + 11
        pieces.append(_swatch(key, left, middle) + text(left + 24, middle, name, class_="soft"))
        across += wide
    return "".join(pieces), (line + 1) * 22.0 if keys else 0.0


def diamond(x: float, y: float, radius: float, **attributes: str | float | None) -> str:
    """A square on its corner."""
    points = f"M{x:g} {y - radius:g}l{radius:g} {radius:g}l{-radius:g} {radius:g}l{-radius:g} {-radius:g}z"
    return tag("path", d=points, **attributes)


def bottom_axis(scale: Scale, top: float, bottom: float, name: str = "", ticks: Sequence[float] | None = None) -> str:
    """Thin upright lines at round values (or at `ticks`), the values below them, and what they are."""
    pieces = []
    for tick in scale.ticks(6) if ticks is None else ticks:
        x = scale.at(tick)
        pieces.append(tag("line", x1=x, x2=x, y1=top, y2=bottom, class_="grid"))
        pieces.append(text(x, bottom + 14, tick_text(tick), "middle", "soft"))
    if name:
        pieces.append(text((scale.start + scale.end) / 2, bottom + 36, name, "middle", "soft"))
    return "".join(pieces)


def left_axis(scale: Scale, left: float, right: float, name: str = "") -> str:
    """Thin level lines at round values, the values left of them, and above them what they are."""
    pieces = []
    for tick in scale.ticks(5):
        y = scale.at(tick)
        pieces.append(tag("line", x1=left, x2=right, y1=y, y2=y, class_="grid"))
        pieces.append(text(left - 8, y, tick_text(tick), "end", "soft"))
    if name:
        pieces.append(text(left - 8, min(scale.start, scale.end) - 16, name, "start", "soft"))
    return "".join(pieces)


def _swatch(key: Key, x: float, y: float) -> str:
    colour = series_class(key.series)
    if key.shape == "bar":
        return tag("rect", x=x, y=y - 5, width=16, height=10, rx=2, class_=f"{colour} fill")
    if key.shape == "outline":
        return tag("rect", x=x, y=y - 5, width=16, height=10, class_=f"{colour} stroke")
    if key.shape == "tick":
        return tag("line", x1=x + 8, x2=x + 8, y1=y - 7, y2=y + 7, class_=f"{colour} stroke thick")
    if key.shape == "diamond":
        return diamond(x + 8, y, 5, class_=f"{colour} fill")
    if key.shape == "dot":
        return tag("circle", cx=x + 8, cy=y, r=4.5, class_=f"{colour} fill")
    dash = " dash" if key.shape == "dash" else ""
    return tag("line", x1=x, x2=x + 16, y1=y, y2=y, class_=f"{colour} stroke thick{dash}")
