"""Pages of results: tiles, charts, sortable tables, shapes with truth beside prediction. One offline HTML file.

Knows no benchmark and no run: `pa3d.benchmarks.page.as_page(report, galleries)` makes a Page of a benchmark's Report.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from pa3d.config import Axis
from pa3d.errors import ShapeError
from pa3d.shapes.palette import NO_PART_COLOR, PART_COLORS
from pa3d.shapes.records import Array, Cloud
from pa3d.version import VERSION
from pa3d.view.lettering import one_line
from pa3d.view.packing import hex_color, packed, packed_geometry, page_file, script_json
from pa3d.view.subject import subject_of
from pa3d.view.tables import Cell, Column, Table

_MOST_POINTS = 240_000  # in all pairs of a page together: four megabytes
_MOST_POINTS_EACH = 16_000
_UNBROKEN = 20  # letters of a cell that stand on one line
_FILTERED = 30  # rows from which a scrolled table can be searched
_PALE = ("#e2e5ea", "#41464f")  # what is right where mistakes are shown, in light and in dark


@dataclass(frozen=True)
class Tile:
    """A number in large type. note: what it means, or its interval."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Pair:
    """A shape twice: its true parts and the predicted ones.

    points (N, 3), in the units of the file, with up as their up axis. truth, predicted (N,) int: index into names, -1
    no part. part_notes: a word per name for the legend, such as its IoU. figure: the shape's score, in large type;
    note: what else to say.
    """

    points: Array
    truth: Array
    predicted: Array
    names: Sequence[str]
    title: str
    figure: str = ""
    note: str = ""
    part_notes: Sequence[str] = ()
    up: Axis = "y"


@dataclass(frozen=True)
class Gallery:
    """Pairs under a heading."""

    title: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Chart:
    """svg: what pa3d.view.charts or line_charts drew. wide: it takes the page's whole width."""

    title: str
    svg: str
    note: str = ""
    wide: bool = True


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it, in order; one without parts is left out."""

    title: str
    parts: tuple[Table | Chart | Gallery, ...]
    lead: str = ""


@dataclass(frozen=True)
class Page:
    """What a page says, from top to bottom."""

    title: str
    lead: str = ""
    tiles: tuple[Tile, ...] = ()
    sections: tuple[Section, ...] = ()


def report_page(page: Page) -> str:
    """The page as text (UTF-8), nothing loaded from anywhere. Raises ShapeError for a pair whose labels do not fit."""
    sections = [section for section in page.sections if section.parts]
    galleries = [part for section in sections for part in section.parts if isinstance(part, Gallery)]
    most = min(_MOST_POINTS_EACH, _MOST_POINTS // max(sum(len(one.pairs) for one in galleries), 1))
    data = {
        "galleries": [[_packed(pair, most) for pair in gallery.pairs] for gallery in galleries],
        "none": hex_color(NO_PART_COLOR), "pale": _PALE,
    }  # fmt: skip
    links = [f'<a href="#{_anchor(i)}">{escape(section.title)}</a>' for i, section in enumerate(sections)]
    body = [_tiles(page.tiles), *(_section(section, _anchor(i)) for i, section in enumerate(sections))]
    parts = {
        "title": escape(one_line(page.title) or "Report"), "lead": escape(one_line(page.lead)), "version": VERSION,
        "nav": f'<nav aria-label="Sections">{"".join(links)}</nav>' if len(links) > 1 else "",
        "body": "\n".join(body), "data": script_json(data),
        "style": page_file("theme.css") + page_file("report.css") + _palette(),
        "script": page_file("drawing.js") + page_file("report.js"),
    }  # fmt: skip
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], page_file("report.html"))


def _anchor(index: int) -> str:
    return f"section-{index + 1}"


def _palette() -> str:
    """The colours of series: the palette of parts, lighter on dark paper."""
    plain = [hex_color(color) for color in PART_COLORS]
    light = "".join(f"--s{i}:{color};" for i, color in enumerate(plain))
    dark = "".join(f"--s{i}:color-mix(in srgb,{color} 72%,white);" for i, color in enumerate(plain))
    classes = "".join(f".s{i}{{--s:var(--s{i})}}" for i in range(len(plain)))
    return f":root{{{light}}}\n@media screen{{:root[data-theme=dark]{{{dark}}}}}\n{classes}\n"


def _tiles(tiles: Sequence[Tile]) -> str:
    each = "".join(
        f"<li><span>{escape(tile.label)}</span><b>{escape(tile.value)}</b>"
        f"<small>{escape(tile.note) or '&nbsp;'}</small></li>"
        for tile in tiles
    )
    return f'<ul class="tiles">{each}</ul>' if tiles else ""


def _section(section: Section, anchor: str) -> str:
    lead = f"<p>{escape(section.lead)}</p>" if section.lead else ""
    parts = []
    for i, part in enumerate(section.parts):
        if isinstance(part, Table):
            parts.append(_facts(part) if part.facts else _table(part, f"{anchor}-{i}", part.title != section.title))
        elif isinstance(part, Chart):
            parts.append(_chart(part))
        else:
            parts.append(_gallery(part))
    grid = "\n".join(parts)
    return f'<section id="{anchor}"><h2>{escape(section.title)}</h2>{lead}<div class="grid">\n{grid}\n</div></section>'


def _chart(chart: Chart) -> str:
    note = f'<p class="said">{escape(chart.note)}</p>' if chart.note else ""
    frame = "wide" if chart.wide else "half"
    return f'<figure class="{frame}"><h3>{escape(chart.title)}</h3><div class="drawn">{chart.svg}</div>{note}</figure>'


def _gallery(gallery: Gallery) -> str:
    return (
        f'<div class="gallery wide"><div class="heading"><h3>{escape(gallery.title)}</h3>'
        '<label><input type="checkbox">only the mistakes</label></div><div class="cards">'
        "<noscript>Shapes are drawn with JavaScript, which is switched off here.</noscript></div>"
        '<p class="hint">Drag to turn, Ctrl + wheel to zoom, double-click to reset; both sides turn together.</p></div>'
    )


def _facts(table: Table) -> str:
    rows = "".join(f"<dt>{escape(key.text)}</dt><dd>{escape(value.text)}</dd>" for key, value in table.rows)
    lead = f'<p class="said">{escape(table.lead)}</p>' if table.lead else ""
    return f'<div class="half"><h3>{escape(table.title)}</h3>{lead}<dl class="facts">{rows}</dl></div>'


def _table(table: Table, key: str, headed: bool) -> str:
    sortable = len(table.rows) > 1
    heads = "".join(_head(column, sortable) for column in table.columns)
    rows = "\n".join(f"<tr>{''.join(map(_cell, row, table.columns))}</tr>" for row in table.rows)
    title = f"<h3>{escape(table.title)}</h3>" if headed else ""
    lead = f'<p class="said">{escape(table.lead)}</p>' if table.lead else ""
    if table.long and len(table.rows) >= _FILTERED:
        search = f'<input type="search" placeholder="Filter" aria-label="Filter rows" aria-controls="{key}">'
        title = f'<div class="filter">{title}{search}</div>'
    notes = "".join(f"<li>{escape(note)}</li>" for note in table.notes)
    frame = ("wide" if table.wide else "half") + (" unprinted" if table.long and len(table.rows) > 200 else "")
    return (
        f'<div class="{frame}">{title}{lead}<div class="scroll{" long" if table.long else ""}" tabindex="0">'
        f'<table id="{key}"{" class=sortable" if sortable else ""}><thead><tr>{heads}</tr></thead>'
        f"<tbody>\n{rows}\n</tbody></table></div>{f'<ol class=notes>{notes}</ol>' if notes else ''}</div>"
    )


def _head(column: Column, sortable: bool) -> str:
    tag, end = ('button type="button"', "button") if sortable else ("span", "span")
    kind = ' class="num"' if column.numeric else ""
    return f'<th scope="col"{kind}><{tag}>{escape(column.name)}</{end}></th>'


def _cell(cell: Cell, column: Column) -> str:
    kinds = ["num"] * column.numeric + ["strong"] * cell.strong + ["bar"] * (column.bar is not None)
    kinds += ["short"] * (len(cell.text) <= _UNBROKEN)
    known = cell.value is not None and math.isfinite(cell.value)
    value = f' data-value="{cell.value:.6g}"' if known else ""
    said = escape(cell.text)
    said += f"<sup>{', '.join(map(str, cell.marks))}</sup>" if cell.marks else ""
    if column.bar is not None:
        share = min(max(cell.value / column.bar, 0.0), 1.0) if known and cell.value is not None else 0.0
        said = f'<div><i{"" if known else " class=none"} style="--part:{share:.4f}"></i><span>{said}</span></div>'
    frame = f' class="{" ".join(kinds)}"' if kinds else ""
    return f"<td{frame}{value}>{said}</td>"


def _packed(pair: Pair, most_points: int) -> dict[str, Any]:
    """A pair as JSON: its points once, its labels twice, and words."""
    truth, predicted = np.asarray(pair.truth), np.asarray(pair.predicted)
    if truth.shape != predicted.shape:
        raise ShapeError(f"Truth and prediction of {pair.title} differ.", f"Found {truth.shape}, {predicted.shape}.")
    names = [one_line(name) for name in pair.names]
    if len(predicted) and int(predicted.max()) >= len(names):
        raise ShapeError(f"Label {int(predicted.max())} has no name.", f"There are {len(names)} names.")
    subject = subject_of(Cloud(np.asarray(pair.points)), truth, len(names), pair.up, most_points)
    arrays = packed_geometry(subject)
    arrays["truth"] = packed(subject.labels + 1, "<u2")
    arrays["predicted"] = packed(predicted[subject.rows] + 1, "<u2")
    met = set(np.unique(truth)) | set(np.unique(predicted))
    notes = list(pair.part_notes) or [""] * len(names)
    parts = [
        {"name": name, "color": hex_color(PART_COLORS[i % len(PART_COLORS)]), "note": one_line(note), "shown": i in met}
        for i, (name, note) in enumerate(zip(names, notes, strict=True))
    ]
    return {
        "title": one_line(pair.title) or "shape", "figure": pair.figure, "note": one_line(pair.note), "parts": parts,
        "count": len(subject.rows), "arrays": arrays,
    }  # fmt: skip
