"""What segment found, for people: a table per shape, or a line per shape when they are many."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pa3d.cli.console import stdout

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from pa3d.stages.segment import Segmented, SegmentResult

_TABLES = 20  # more shapes than this get one line each
_ROWS = 16  # of more names than this, those without points are only counted


def show_parts(result: SegmentResult) -> None:
    """Print every shape that was labelled; errors are not for stdout."""
    done = [item for item in result.items if item.error is None]
    if len(done) > _TABLES:
        for item in done:
            sys.stdout.write(f"{_line(item)}\n")
    elif done:
        console = stdout()
        for item in done:
            _print_table(console, item)
    if done:
        rate = f" ({len(done) / result.seconds:.1f} per second)" if len(done) > _TABLES else ""
        sys.stdout.write(f"{len(done)} labelled in {result.seconds:.1f} s{rate} with {result.model}, {result.dtype}\n")


def _line(item: Segmented) -> str:
    shares = ", ".join(f"{part.name} {part.fraction:.0%}" for part in item.parts if part.points or part.fraction)
    return f"{item.output or item.path} ({item.up} up): {shares or 'no part'}"


def _print_table(console: Console, item: Segmented) -> None:
    from rich.text import Text

    unit = "vertices" if item.mesh else "points"
    # Paths may be longer than the terminal is wide; they are printed whole, to be copied.
    title = f"{item.path}: {item.points:,} {unit}, {item.up} up{_guessed(item)}, {item.seconds:.2f} s"
    console.print(Text(title, style="bold"), soft_wrap=True)
    console.print(_table(item, unit))
    for path in (item.output, *item.others):
        if path is not None:
            console.print(Text(f"  {path}"), soft_wrap=True)
    sys.stdout.write("\n")


def _guessed(item: Segmented) -> str:
    """How the axis was found, where the model looked."""
    if item.guess is None:
        return ""
    return f" (seen, {item.guess.chance:.0%} sure)" if item.guess.sure else " (as usual, the model is unsure)"


def _table(item: Segmented, unit: str) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from pa3d.shapes.palette import PART_COLORS

    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for heading in ("part", unit, "share of area" if item.mesh else "share", "mean score"):
        table.add_column(heading, justify="left" if heading == "part" else "right", overflow="fold")
    empty = 0
    for i, part in enumerate(item.parts):
        if len(item.parts) > _ROWS and not part.points and not part.fraction:
            empty += 1
            continue
        color = "#{:02x}{:02x}{:02x}".format(*PART_COLORS[i % len(PART_COLORS)])
        score = "-" if part.score != part.score else f"{part.score:.2f}"
        table.add_row(Text.assemble(("■ ", color), part.name), f"{part.points:,}", f"{part.fraction:.1%}", score)
    if empty:
        table.add_row(Text(f"{empty:,} more names", style="dim"), "0", "0.0%", "-")
    if item.unlabelled:
        table.add_row(Text("no part", style="dim"), f"{item.unlabelled:,}", "", "")
    return table
