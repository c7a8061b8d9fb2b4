"""What the command line writes: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
import time
import traceback
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pa3d.errors import Pa3dError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bars


def stderr() -> Console:
    """A rich console on stderr."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def stdout() -> Console:
    """A rich console on stdout; off a terminal it does not cut lines at 80 columns."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else 120)


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def error_text(error: Pa3dError) -> str:
    """The three parts of an error in one line."""
    return " ".join(part.strip() for part in (error.what, error.found, error.do) if part)


def fail(error: Pa3dError, as_json: bool, verbose: bool) -> int:
    """Print an error that ended the command; returns the exit code."""
    if verbose:
        traceback.print_exception(error, file=sys.stderr)
    sys.stderr.write(f"Error: {error_text(error)}\n")
    if as_json:
        print_json({"ok": False, "schema": 1, "inputs": [], "error": error.as_dict()})
    return error.exit_code


class Quiet:
    """Progress for -q: nothing but notes are dropped too."""

    def start(self, task: str, total: int | None) -> None: ...

    def advance(self, steps: int = 1, fields: Mapping[str, float] | None = None) -> None: ...

    def note(self, message: str) -> None: ...

    def finish(self) -> None: ...


class Lines:
    """Progress as plain lines on stderr, at most one in ten seconds: for logs and pipes."""

    def __init__(self) -> None:
        self._task, self._total, self._done, self._said = "", None, 0, time.monotonic()

    def start(self, task: str, total: int | None) -> None:
        self._task, self._total, self._done, self._said = task, total, 0, time.monotonic()  # type: ignore[assignment]

    def advance(self, steps: int = 1, fields: Mapping[str, float] | None = None) -> None:
        self._done += steps
        if time.monotonic() - self._said >= 10:
            self._said = time.monotonic()
            total = "" if self._total is None else f"/{self._total}"
            sys.stderr.write(f"{self._task} {self._done}{total}{_figures(fields)}\n")

    def note(self, message: str) -> None:
        sys.stderr.write(f"{message}\n")

    def finish(self) -> None: ...


class Bar:
    """Progress as a rich bar on a terminal's stderr, shown for tasks of more than one step."""

    def __init__(self) -> None:
        self._bars: Bars | None = None
        self._task: Any = None

    def start(self, task: str, total: int | None) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self.finish()
        if total == 1:
            return
        columns = (
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
            TextColumn("{task.fields[figures]}"),
        )  # fmt: skip
        self._bars = Progress(*columns, console=stderr(), transient=True)
        self._bars.start()
        self._task = self._bars.add_task(task, total=total, figures="")

    def advance(self, steps: int = 1, fields: Mapping[str, float] | None = None) -> None:
        if self._bars is not None:
            self._bars.update(self._task, advance=steps, figures=_figures(fields))

    def note(self, message: str) -> None:
        stderr().print(message, markup=False)

    def finish(self) -> None:
        if self._bars is not None:
            self._bars.stop()
            self._bars = None


def _figures(fields: Mapping[str, float] | None) -> str:
    return "".join(f"  {name} {value:.4g}" for name, value in (fields or {}).items())


def progress(quiet: bool) -> Quiet | Lines | Bar:
    """The progress that fits: none, a bar on a terminal, lines elsewhere."""
    if quiet:
        return Quiet()
    return Bar() if sys.stderr.isatty() else Lines()
