"""A picture of a labelled shape: several views, part colours, a legend. On white, made to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pa3d.config import Axis
from pa3d.errors import UsageError
from pa3d.render.camera import frame_points
from pa3d.shapes.palette import NO_PART_COLOR, PART_COLORS
from pa3d.shapes.records import Array, Cloud, Mesh
from pa3d.view.cloud_light import LitCloud
from pa3d.view.lettering import font_for, one_line, shortened, write
from pa3d.view.mesh_light import LitMesh
from pa3d.view.pane import ground_under, render
from pa3d.view.subject import mean_scores, subject_of

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

# (azimuth, elevation) in degrees: front three-quarter first and largest, then its other side, the back, from above.
VIEWS: tuple[tuple[float, float], ...] = ((35, 20), (-50, 12), (150, 22), (20, 62))
_INK, _SOFT, _FAINT = "#1d2129", "#6b7280", "#b4bac4"
_MOST_ENTRIES = 20


class Box(NamedTuple):
    """A part of the picture, in pixels."""

    left: int
    top: int
    width: int
    height: int


class Entry(NamedTuple):
    """A line of the legend. color: sRGB; share 0..1, None for the line that counts the rest."""

    name: str
    color: tuple[int, int, int] | None
    share: float | None
    score: float | None


def draw_picture(
    shape: Cloud | Mesh, labels: Array, names: Sequence[str], *,
    up: Axis = "y", title: str = "", scores: Array | None = None, size: tuple[int, int] = (1600, 900),
    views: Sequence[tuple[float, float]] = VIEWS, most_points: int = 200_000, legend: bool = True,
) -> Image:  # fmt: skip
    """A picture (RGB) of a shape in the colours of its parts.

    labels: (N,) for a cloud, (F,) for a mesh, index into names, -1 none. scores: like labels; their means go into the
    legend. size: width and height in pixels. views: (azimuth, elevation) in degrees, the first one large.
    Clouds of more than most_points are sampled. Raises ShapeError when labels do not fit or there is nothing to draw.
    """
    from PIL import Image, ImageDraw

    width, height = size
    if width < 64 or height < 64 or not views:
        raise UsageError(f"A picture of {width} x {height} with {len(views)} views cannot be drawn.",
                         "It takes 64 x 64 pixels and one view.", "Ask for more.")  # fmt: skip
    subject = subject_of(shape, labels, len(names), up, most_points)
    ready = LitCloud(subject) if subject.faces is None else LitMesh(subject)
    ground = ground_under(ready)
    canvas = Image.new("RGB", size, "white")
    for box, (azimuth, elevation) in zip(_boxes(size, len(views), bool(title), legend), views, strict=True):
        camera = frame_points(subject.vertices, azimuth, elevation, box.width, box.height, margin=0.075)
        canvas.paste(Image.fromarray(render(ready, ground, camera)), (box.left, box.top))
    draw = ImageDraw.Draw(canvas)
    unit = height / 900
    if title:
        text = shortened(title, round(34 * unit), width * 0.92)
        write(draw, (48 * unit, 58 * unit), text, round(34 * unit), _INK)
    if legend:
        means = None if scores is None else mean_scores(labels, scores, len(names))
        entries = legend_entries(names, subject.shares, means)
        _draw_legend(draw, entries, _legend_box(size, bool(title)), unit)
    return canvas


def picture_bytes(image: Image) -> bytes:
    """The picture as the bytes of a PNG file."""
    buffer = BytesIO()
    image.save(buffer, "PNG", optimize=False, compress_level=6)
    return buffer.getvalue()


def legend_entries(names: Sequence[str], shares: Array, scores: Array | None = None) -> list[Entry]:
    """What the legend says: parts in their order, then what bears no name; beyond twenty the largest and a count."""
    rows = [
        Entry(name, PART_COLORS[index % len(PART_COLORS)], float(shares[index]),
              None if scores is None or not np.isfinite(scores[index]) else float(scores[index]))
        for index, name in enumerate(names)
    ]  # fmt: skip
    if len(rows) > _MOST_ENTRIES:
        largest = sorted(range(len(rows)), key=lambda index: -float(shares[index]))[: _MOST_ENTRIES - 1]
        rows = [rows[index] for index in sorted(largest)] + [
            Entry(f"+ {len(rows) - len(largest)} more", None, None, None)
        ]
    unnamed = 1 - float(shares.sum())
    if unnamed > 5e-4:
        rows.append(Entry("no part", NO_PART_COLOR, unnamed, None))
    return rows


def _boxes(size: tuple[int, int], count: int, title: bool, legend: bool) -> list[Box]:
    """Where the views stand: the first at the left, the others in a column beside it, the legend at the right."""
    width, height = size
    top = round(height * (0.1 if title else 0.02))
    room = height - top - round(height * 0.02)
    right = round(width * (0.76 if legend else 1.0))
    if count == 1:
        return [Box(0, top, right, room)]
    others = count - 1
    columns = 1 if others <= 4 else 2
    rows = -(-others // columns)
    narrow = min(round(width * 0.21), round(room / rows * 1.25)) * columns
    first = Box(0, top, right - narrow, room)
    cells = []
    for index in range(others):
        row, column = divmod(index, columns)
        upper, lower = top + room * row // rows, top + room * (row + 1) // rows
        cells.append(Box(first.width + narrow // columns * column, upper, narrow // columns, lower - upper))
    return [first, *cells]


def _legend_box(size: tuple[int, int], title: bool) -> Box:
    width, height = size
    top = round(height * (0.1 if title else 0.02))
    return Box(round(width * 0.78), top, round(width * 0.19), height - 2 * top)


def _draw_legend(draw: ImageDraw, entries: Sequence[Entry], box: Box, unit: float) -> None:
    """Swatches, names and shares, in the middle of the box's height."""
    pitch = min(46 * unit, box.height / max(len(entries), 1))
    text, small = round(min(24 * unit, pitch * 0.62)), round(min(20 * unit, pitch * 0.52))
    if text < 6:
        return
    # Long names get a smaller hand before they are cut.
    with_scores = any(entry.score is not None for entry in entries)
    room = box.width - pitch * 0.8 - small * (5.6 if with_scores else 2.9)
    lines = [one_line(entry.name)[:100] for entry in entries]
    longest = max((font_for(line, text).getlength(line) for line in lines), default=0)
    text = max(round(text * min(1.0, room / max(longest, 1))), min(text, round(15 * unit)))
    y = box.top + (box.height - pitch * len(entries)) / 2 + pitch / 2
    side = pitch * 0.5
    share_at = box.left + box.width - (2.7 * small if with_scores else 0)
    if with_scores:
        write(draw, (share_at, y - pitch * 0.9), "share", round(small * 0.8), _FAINT, "rm")
        write(draw, (box.left + box.width, y - pitch * 0.9), "score", round(small * 0.8), _FAINT, "rm")
    for entry in entries:
        absent = entry.share is not None and entry.share <= 0
        square = (box.left, y - side / 2, box.left + side, y + side / 2)
        if entry.color is not None:
            edge = max(1, round(2 * unit))
            draw.rounded_rectangle(square, side * 0.25, None if absent else entry.color, entry.color, edge)
        write(draw, (box.left + side * 1.6, y), shortened(entry.name, text, room), text,
              _INK if entry.color is not None and not absent else _SOFT)  # fmt: skip
        if entry.share is not None:
            write(draw, (share_at, y), _percent(entry.share), small, _SOFT, "rm")
        if entry.score is not None:
            write(draw, (box.left + box.width, y), f"{entry.score:.2f}", small, _SOFT, "rm")
        y += pitch


def _percent(share: float) -> str:
    if share <= 0:
        return "0 %"
    return "< 1 %" if share < 0.01 else f"{100 * share:.0f} %"
