"""Text in pictures: a font that is always there, shortened lines, names of any script."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

# Where the bundled font has no glyph, the first of these that the system has and that knows it.
_WIDER = (
    "DejaVuSans.ttf", "NotoSansCJK-Regular.ttc", "NotoSans-Regular.ttf", "wqy-zenhei.ttc", "Arial Unicode.ttf",
    "PingFang.ttc", "msyh.ttc", "arial.ttf",
)  # fmt: skip


@lru_cache(maxsize=64)
def _font(size: int, file: str = "") -> Any:
    from PIL import ImageFont

    if not file:
        return ImageFont.load_default(size)
    try:
        return ImageFont.truetype(file, size)
    except OSError:
        return None


def _knows(font: Any, text: str) -> bool:
    missing = bytes(font.getmask("\uffff"))
    return all(char.isspace() or bytes(font.getmask(char)) != missing for char in set(text) if ord(char) > 126)


@lru_cache(maxsize=512)
def font_for(text: str, size: int) -> Any:
    """A font of a size in pixels that has the glyphs of a text, as far as this machine has one."""
    usual = _font(size)
    if _knows(usual, text):
        return usual
    for file in _WIDER:
        font = _font(size, file)
        if font is not None and _knows(font, text):
            return font
    return usual


def one_line(text: str) -> str:
    """A text without line breaks, tabs and control characters, which no legend can show."""
    plain = "".join(" " if unicodedata.category(char)[0] in "ZC" else char for char in str(text))
    return " ".join(plain.split())


def shortened(text: str, size: int, width: float) -> str:
    """A text that takes at most `width` pixels, cut with an ellipsis where it must be."""
    text = one_line(text)[:500]
    font = font_for(text, size)
    if font.getlength(text) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if font.getlength(_cut(text, middle)) <= width else (low, middle - 1)
    return _cut(text, low)


def _cut(text: str, kept: int) -> str:
    """The first third and the last two thirds of `kept` characters: long names differ at the end."""
    head = kept // 3
    return text[:head].rstrip() + "…" + text[len(text) - (kept - head) :].lstrip()


def write(draw: ImageDraw, at: tuple[float, float], text: str, size: int, color: str, anchor: str = "lm") -> float:
    """Draw one line of text at a place (pillow anchors); its width in pixels."""
    font = font_for(text, size)
    draw.text(at, text, font=font, fill=color, anchor=anchor)
    return float(font.getlength(text))
