"""A training as people watch it: a live panel on a terminal, plain lines elsewhere, nothing with -q.

While the task "train" runs, a task that starts is part of it (such as a validation), and finish() returns to the
training. Fields of training: its metrics by name, `rate`, `samples_per_second`, `seconds_left` until its
minutes are over, and the figures of a validation, whose names begin with validate_config.PREFIX.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pa3d.cli.console import stderr
from pa3d.cli.progress import Bar, Lines
from pa3d.cli.training_watch import Watched, duration, sparkline
from pa3d.progress import Progress, Silent

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.live import Live

TRAIN = "train"
_SECONDS_BETWEEN_LINES = 10.0


@contextmanager
def training_progress(quiet: bool, title: str) -> Iterator[Progress]:
    """The progress that fits; whatever happens inside, the terminal is left as it was.

    title: of the panel, such as the run folder.
    """
    if quiet:
        yield Silent()
        return
    if not sys.stderr.isatty():
        yield TrainingLines()
        return
    panel = TrainingPanel(title)
    try:
        yield panel
    finally:
        panel.close()


class TrainingLines:
    """Plain lines on stderr: of training at most one in ten seconds."""

    def __init__(self) -> None:
        self._watched: Watched | None = None
        self._inside = 0  # tasks within the training
        self._other = Lines()
        self._said = -_SECONDS_BETWEEN_LINES

    def start(self, task: str, total: int | None) -> None:
        if self._watched is not None:
            self._inside += 1
        elif task == TRAIN:
            self._watched = Watched(total, time.monotonic())
        else:
            self._other.start(task, total)

    def advance(self, steps: int = 1, fields: Mapping[str, float] | None = None) -> None:
        if self._watched is None:
            self._other.advance(steps, fields)
        elif not self._inside:
            now = time.monotonic()
            self._watched = self._watched.advanced(steps, fields or {}, now)
            if steps and fields and now - self._said >= _SECONDS_BETWEEN_LINES:
                self._said = now
                self.note(_line(self._watched, now))

    def note(self, message: str) -> None:
        self._other.note(message)

    def finish(self) -> None:
        if self._inside:
            self._inside -= 1
        else:
            self._watched = None


def _line(watched: Watched, now: float) -> str:
    total = "" if watched.total is None else f" of {watched.total:,}"
    left = watched.seconds_left(now)
    figures = "".join(f"  {name} {value}" for name, value in watched.training.items())
    return f"step {watched.done:,}{total}{figures}" + ("" if left is None else f"  {duration(left)} left")


class TrainingPanel:
    """A panel on a terminal's stderr that stays as it was last when the training ends; a bar for other tasks."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._watched: Watched | None = None
        self._inside: list[tuple[str, int | None, int]] = []  # tasks within the training: name, total, done
        self._other = Bar()
        self._live: Live | None = None

    def start(self, task: str, total: int | None) -> None:
        if self._live is not None:
            self._inside.append((task, total, 0))
        elif task == TRAIN:
            from rich.live import Live

            self._other.finish()
            self._watched = Watched(total, time.monotonic())
            self._live = Live(self, console=stderr(), refresh_per_second=4)
            self._live.start()
        else:
            self._other.start(task, total)

    def advance(self, steps: int = 1, fields: Mapping[str, float] | None = None) -> None:
        if self._live is None or self._watched is None:
            self._other.advance(steps, fields)
        elif self._inside:
            task, total, done = self._inside[-1]
            self._inside[-1] = (task, total, done + steps)
        else:
            self._watched = self._watched.advanced(steps, fields or {}, time.monotonic())

    def note(self, message: str) -> None:
        if self._live is None:
            self._other.note(message)
        else:
            self._live.console.print(message, markup=False)

    def finish(self) -> None:
        if self._inside:
            self._inside.pop()
        else:
            self.close()

    def close(self) -> None:
        """End whatever is shown, with all tasks within it."""
        self._inside.clear()
        self._other.finish()
        if self._live is not None:
            self._live.stop()
            self._live = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        watched = self._watched
        if watched is not None:
            yield _panel(self._title, watched, self._inside[-1:], time.monotonic(), options)


def _panel(
    title: str, watched: Watched, inside: list[tuple[str, int | None, int]], now: float, options: ConsoleOptions
) -> RenderableType:
    """What is known of a training, in the width there is."""
    from rich.console import Group
    from rich.panel import Panel
    from rich.text import Text

    rows: list[RenderableType] = [_bar(watched, now), _figures(watched, options)]
    if watched.validated is not None:
        best = "" if watched.best is None else f", the best {watched.best[1]:.4g} at step {watched.best[0]:,}"
        rows += [Text(f"validation at step {watched.validated:,}{best}", "cyan"), _columns(watched.validation)]
    for task, total, done in inside:
        rows.append(Text(f"{task} {done:,}" + ("" if total is None else f" of {total:,}"), "italic"))
    return Panel(Group(*rows), title=Text(title), title_align="left", padding=(0, 1), border_style="dim")


def _bar(watched: Watched, now: float) -> RenderableType:
    from rich.progress_bar import ProgressBar
    from rich.table import Table

    left = watched.seconds_left(now)
    spent = f"{duration(now - watched.started)} spent" + ("" if left is None else f", {duration(left)} left")
    total = "" if watched.total is None else f" of {watched.total:,}"
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    grid.add_column(no_wrap=True, justify="right")
    grid.add_row(
        f"step {watched.done:,}{total}", ProgressBar(watched.total, watched.done, complete_style="green"), spent
    )
    return grid


def _figures(watched: Watched, options: ConsoleOptions) -> RenderableType:
    """Figures in columns; beside the loss the course it took."""
    from rich.console import Group
    from rich.text import Text

    figures = watched.training
    width = min(options.max_width - 30, 60)
    course = "" if options.ascii_only else sparkline((*watched.losses, *watched.pending), width)
    loss = Text.assemble(("loss ", "dim"), (figures.pop("loss", ""), "bold"), "  ", (course, "green"))
    return Group(loss, _columns(figures))


def _columns(figures: Mapping[str, str]) -> RenderableType:
    """Names with their values, in as many columns as fit."""
    from rich.columns import Columns
    from rich.text import Text

    return Columns([Text.assemble((f"{name} ", "dim"), value) for name, value in figures.items()], padding=(0, 3))
