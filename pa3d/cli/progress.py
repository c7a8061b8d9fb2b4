"""Progress as people see it: a bar on a terminal, plain lines elsewhere, nothing with -q."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pa3d.cli.console import stderr
from pa3d.progress import Progress, Silent

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import ProgressColumn, TaskID

_SECONDS_BETWEEN_LINES = 10.0


@contextmanager
def shown_progress(quiet: bool) -> Iterator[Progress]:
    """The progress that fits; whatever happens inside, the terminal is left as it was."""
    fitting: Progress = Silent() if quiet else Bar() if sys.stderr.isatty() else Lines()
    try:
        yield fitting
    finally:
        fitting.finish()


class Lines:
    """Plain lines on stderr, at most one in ten seconds: for logs and pipes."""

    def __init__(self) -> None:
        self._task, self._total, self._done = "", None, 0
        self._said = time.monotonic()

    def start(self, task: str, total: int | None) -> None:
        self._task, self._total, self._done = task, total, 0  # type: ignore[assignment]
        self._say(task)

    def advance(self, steps: int = 1, fields: Mapping[str, float] | None = None) -> None:
        self._done += steps
        total = "" if self._total is None else f" of {self._total:,}"
        self._say(f"{self._task}: {self._done:,}{total}{_figures(fields)}")

    def note(self, message: str) -> None:
        sys.stderr.write(f"{message}\n")

    def finish(self) -> None: ...

    def _say(self, line: str) -> None:
        if time.monotonic() - self._said >= _SECONDS_BETWEEN_LINES:
            self._said = time.monotonic()
            sys.stderr.write(f"{line}\n")


class Bar:
    """A rich bar on a terminal's stderr, or a spinner for a task of unknown length; gone when the task ends."""

    def __init__(self) -> None:
        self._bars: Bars | None = None
        self._task: TaskID | None = None

    def start(self, task: str, total: int | None) -> None:
        from rich.markup import escape
        from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bars

        self.finish()
        columns: list[ProgressColumn] = [SpinnerColumn(), TextColumn("{task.description}")]
        if total is not None:
            columns += [BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.fields[figures]}")]
        self._bars = Bars(*columns, console=stderr(), transient=True)
        self._bars.start()
        self._task = self._bars.add_task(escape(task), total=total, figures="")

    def advance(self, steps: int = 1, fields: Mapping[str, float] | None = None) -> None:
        if self._bars is not None and self._task is not None:
            self._bars.update(self._task, advance=steps, figures=_figures(fields))

    def note(self, message: str) -> None:
        console = stderr() if self._bars is None else self._bars.console
        console.print(message, markup=False)

    def finish(self) -> None:
        if self._bars is not None:
            self._bars.stop()
            self._bars = None


def _figures(fields: Mapping[str, float] | None) -> str:
    return "".join(f"  {name} {value:.4g}" for name, value in (fields or {}).items())
