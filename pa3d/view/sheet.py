"""Many shapes on one picture, each in the colours of its parts, with or without captions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pa3d.config import Axis
from pa3d.errors import UsageError
from pa3d.shapes.records import Array, Cloud, Mesh
from pa3d.view.lettering import shortened, write
from pa3d.view.picture import draw_picture

if TYPE_CHECKING:
    from PIL.Image import Image


class Tile(NamedTuple):
    """A shape of a sheet; labels as draw_picture takes them; caption: a line below it, "" for none."""

    shape: Cloud | Mesh
    labels: Array
    names: Sequence[str]
    caption: str = ""
    up: Axis = "y"


def draw_sheet(tiles: Sequence[Tile], columns: int = 8, side: int = 240) -> Image:
    """The tiles in rows of `columns`, each `side` pixels square. Raises UsageError for no tile."""
    from PIL import Image, ImageDraw

    if not tiles or columns < 1 or side < 72:
        raise UsageError(
            f"A sheet of {len(tiles)} tiles of {side} pixels cannot be drawn.", "", "Give some, of 72 or more."
        )
    rows = -(-len(tiles) // columns)
    sheet = Image.new("RGB", (min(columns, len(tiles)) * side, rows * side), "white")
    draw = ImageDraw.Draw(sheet)
    for number, tile in enumerate(tiles):
        left, top = number % columns * side, number // columns * side
        room = side // 9 if tile.caption else 0
        picture = draw_picture(
            tile.shape, tile.labels, tile.names, up=tile.up, size=(side, side - room), views=((35, 20),), legend=False
        )
        sheet.paste(picture, (left, top))
        if tile.caption:
            size = max(side // 18, 8)
            write(
                draw,
                (left + side / 2, top + side - room / 2),
                shortened(tile.caption, size, side * 0.95),
                size,
                "#1d2129",
                "mm",
            )
    return sheet
