"""The command `pa3d`: one verb per file, and the boundary where errors become text and exit codes."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pa3d.cli import align, segment
from pa3d.cli.console import fail
from pa3d.errors import Pa3dError
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
app.command("align")(align.align)


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
    as_json, verbose = "--json" in sys.argv, "-v" in sys.argv or "--verbose" in sys.argv
    try:
        sys.exit(app(standalone_mode=True))
    except Pa3dError as error:
        sys.exit(fail(error, as_json, verbose))
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted; files being written were removed, finished ones are kept.\n")
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read the output is gone: nothing more to say
        sys.exit(1)


if __name__ == "__main__":
    main()
