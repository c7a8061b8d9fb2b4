"""What the command line writes: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import os
import sys
import traceback
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from pa3d.errors import Pa3dError

if TYPE_CHECKING:
    from rich.console import Console

_OUR_NOTES = Path(__file__).parents[1] / "text"  # the one room that speaks through warnings, of its cache


def stderr() -> Console:
    """A rich console on stderr."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def stdout() -> Console:
    """A rich console on stdout; off a terminal it does not cut lines at 80 columns."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else 120)


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object on stdout, in ASCII: whatever the locale and the names of files, any reader takes it."""
    sys.stdout.write(json.dumps(value, indent=2) + "\n")


def print_error(error: Pa3dError, verbose: bool) -> None:
    """The three parts of an error in one line; the traceback before it when asked for."""
    if verbose:
        traceback.print_exception(error, file=sys.stderr)
    sys.stderr.write(f"Error: {' '.join(str(error).split())}\n")


def fail(error: Pa3dError, as_json: bool, verbose: bool) -> int:
    """Say what ended the command; returns the exit code."""
    print_error(error, verbose)
    if as_json:
        print_json({"ok": False, "schema": 1, "inputs": [], "error": error.as_dict()})
    return error.exit_code


def set_up_streams(verbose: bool) -> None:
    """Make any name printable, and keep the warnings of libraries to those who ask for them."""
    nowhere = os.devnull  # where a stream goes that was closed by whoever started us
    sys.stdout = sys.stdout or open(nowhere, "w")  # noqa: SIM115, PTH123 (open until the end)
    sys.stderr = sys.stderr or open(nowhere, "w")  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if not verbose:
        warnings.showwarning = _show_warning


def drop_stdout() -> None:
    """Whoever read stdout is gone: let the rest, and what Python flushes at its end, go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    if Path(filename).is_relative_to(_OUR_NOTES):
        sys.stderr.write(f"Note: {message}\n")
