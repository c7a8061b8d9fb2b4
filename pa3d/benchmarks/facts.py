"""Settings and circumstances as words: what a protocol, a model, a machine is said to be in every report."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from pa3d.view.tables import Cell, Column, Table

_MOST_SHOWN = 12  # items of a list


def facts_table(title: str, facts: Mapping[str, Any], lead: str = "") -> Table:
    """Names and values, one per row; groups of them are written out."""
    rows = tuple((Cell(name), Cell(value)) for name, value in _flat("", facts))
    return Table(title, (Column("what"), Column("value")), rows, lead, facts=True)


def said(value: Any) -> str:
    """A plain value as people write it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        return ", ".join(text for _, text in _flat("", value)) or "none"
    if isinstance(value, list | tuple):
        more = f" and {len(value) - _MOST_SHOWN} more" if len(value) > _MOST_SHOWN else ""
        return (", ".join(map(said, value[:_MOST_SHOWN])) or "none") + more
    return str(value)


def bytes_said(count: float | None) -> str:
    """An amount of memory: 640 kB, 12.3 MB, 8.1 GB; nothing where it is not known."""
    if count is None or math.isnan(count):
        return ""
    for unit, letter in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if count >= unit:
            return f"{count / unit:.3g} {letter}" if count < 1000 * unit else f"{count / unit:,.0f} {letter}"
    return f"{count:.0f} B"


def _flat(prefix: str, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in facts.items():
        label = f"{prefix}{name}".replace("_", " ")
        if isinstance(value, Mapping):
            yield from _flat(f"{label}: ", value)
        elif name == "memory" and isinstance(value, int):
            yield label, bytes_said(value)
        else:
            yield label, said(value)
