"""Tables as plain data: what a terminal, a Markdown file and a page show alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

NOTHING = "\N{EN DASH}"  # what stands where there is no number


class Cell(NamedTuple):
    """What stands in a table.

    value: what a number is sorted by (None for words, nan sorts last). marks: the footnotes of the table it refers to,
    from 1. strong: the eye should find it.
    """

    text: str
    value: float | None = None
    marks: tuple[int, ...] = ()
    strong: bool = False


class Column(NamedTuple):
    """bar: a page draws the value, a share of `bar`, behind the number (None: no bar)."""

    name: str
    numeric: bool = False
    bar: float | None = None


@dataclass(frozen=True)
class Table:
    """lead: a sentence above the rows. notes: footnotes, which cells name by number.

    On a page: long ones scroll, wide ones take the whole width, facts (names and values) stand as a list.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    lead: str = ""
    notes: tuple[str, ...] = ()
    long: bool = False
    wide: bool = False
    facts: bool = False


def number(value: float, digits: int = 1, *, marks: tuple[int, ...] = (), strong: bool = False) -> Cell:
    """A number; a dash where it is nan."""
    return Cell(NOTHING if math.isnan(value) else f"{value:,.{digits}f}", value, marks, strong)


def count(value: int) -> Cell:
    """A whole number."""
    return Cell(f"{value:,}", float(value))


def marked(text: str, marks: tuple[int, ...]) -> str:
    """A text with the numbers of its footnotes: `text [1, 3]`."""
    return f"{text} [{', '.join(map(str, marks))}]" if marks else text
