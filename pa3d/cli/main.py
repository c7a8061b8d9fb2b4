"""The command `pa3d`: one verb per file, and the boundary where errors become text and exit codes."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Annotated, NoReturn

import typer

from pa3d.cli import align, bench, distill, prepare, segment
from pa3d.cli.console import drop_stdout, fail, set_up_streams
from pa3d.errors import Pa3dError, UsageError
from pa3d.version import VERSION

app = typer.Typer(
    name="pa3d",
    help="Name the parts of 3D shapes: zero-shot, on a laptop.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("segment", no_args_is_help=True, epilog=segment.EXAMPLES)(segment.segment)
app.command("prepare", no_args_is_help=True, epilog=prepare.EXAMPLES)(prepare.prepare)
app.command("distill", epilog=distill.EXAMPLES)(distill.distill)
app.command("align", epilog=align.EXAMPLES)(align.align)
app.command("bench", no_args_is_help=True, epilog=bench.EXAMPLES)(bench.bench)

# What the parser raises. Newer releases of typer carry their own click, so its classes are found through typer's.
_ParserError: type[Exception] = typer.BadParameter.__bases__[0].__bases__[0]


class Interrupted(BaseException):
    """Ctrl-C, or a polite end from outside. Not a KeyboardInterrupt, which typer would turn into a bare exit code."""


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"pa3d {VERSION}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Name the parts of 3D shapes: zero-shot, on a laptop."""


def main() -> None:
    """Run the command line; the only place that exits."""
    as_json, verbose = _asked(sys.argv, "--json"), _asked(sys.argv, "--verbose", "v")
    set_up_streams(verbose)
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) != signal.SIG_IGN:  # as under nohup: then it stays ignored
            signal.signal(number, _interrupt)
    try:
        code = _run(as_json, verbose)
        sys.stdout.flush()
    except BrokenPipeError:
        drop_stdout()
        code = 1
    except OSError as error:
        drop_stdout()
        code = fail(Pa3dError("The result cannot be written to stdout.", f"{error.strerror}."), False, verbose)
    sys.exit(code)


def _run(as_json: bool, verbose: bool) -> int:
    """The exit code of one command, its failure said."""
    try:
        return int(app(standalone_mode=False) or 0)
    except Pa3dError as error:
        return fail(error, as_json, verbose)
    except _ParserError as error:
        return _fail_parsing(error, as_json, verbose)
    except Interrupted:
        stopped = Pa3dError("Interrupted.", "Files being written were removed, finished ones are kept.")
        stopped.exit_code = 130
        return fail(stopped, as_json, verbose)
    except BrokenPipeError:
        raise
    except Exception as error:
        found = f"{type(error).__name__}: {error}."
        fault = Pa3dError("pa3d failed unexpectedly.", found, "Please report it, with what -v prints.")
        fault.__cause__ = error
        return fail(fault, as_json, verbose)


def _fail_parsing(error: Exception, as_json: bool, verbose: bool) -> int:
    """Say what the parser found, in our own form. Without a message it has already shown the help instead."""
    message: str = error.format_message().strip()  # type: ignore[attr-defined]
    if not message:
        return UsageError.exit_code
    # "No such option: --bogus (Possible options: --out)" and "No such command 'x'. Did you mean 'y'?" have two parts.
    what, *found = re.split(r"\.? \(|\. ", message.replace("Value error, ", "").rstrip(".)"), maxsplit=1)
    context = getattr(error, "ctx", None)
    command = "pa3d" if context is None else context.command_path
    wrong = UsageError(f"{what}.", "".join(f"{part}." for part in found).replace("?.", "?"), f"See {command} --help.")
    wrong.__cause__ = error
    return fail(wrong, as_json, verbose)


def _asked(arguments: Sequence[str], flag: str, letter: str = "") -> bool:
    """Whether a switch is among the arguments; needed where they could not be parsed."""
    cluster = re.compile(rf"-[a-z]*{letter}[a-z]*") if letter else None
    return any(text == flag or (cluster and cluster.fullmatch(text)) for text in arguments)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    # What follows is the removal of half-written files: no second signal may cut it short.
    for again in (signal.SIGINT, signal.SIGTERM):
        signal.signal(again, signal.SIG_IGN)
    raise Interrupted


if __name__ == "__main__":
    main()
