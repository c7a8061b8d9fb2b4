"""Options several verbs share, and how the command line marks defaults that stand in a config."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from pa3d.config import DtypeChoice

RUNNING = "Running"


def option(help_text: str, panel: str | None = None, default: str | None = None, flag: str | None = None) -> Any:
    """An option that is None when not given; `default` is shown, and stands in the verb's config.

    flag: the only name of a switch (so that it gets no `--no-` twin).
    """
    names = () if flag is None else (flag,)
    shown = "" if default is None else rf" \[default: {default}]"  # the backslash keeps rich from taking it as a tag
    return typer.Option(*names, help=help_text + shown, rich_help_panel=panel, show_default=False)


Device = Annotated[str | None, option("auto, cpu, cuda, cuda:N.", RUNNING, "auto")]
Dtype = Annotated[DtypeChoice | None, option("Number type of the network.", RUNNING, "auto")]
Seed = Annotated[int | None, option("Of everything random: same seed, same result.", RUNNING, "0")]
Config = Annotated[Path | None, option("JSON of settings, as --print-config prints it; flags win.", RUNNING)]
PrintConfig = Annotated[
    bool, typer.Option("--print-config", help="Print the settings and stop.", rich_help_panel=RUNNING)
]
Json = Annotated[bool, typer.Option("--json", help="The result as one JSON object.", rich_help_panel=RUNNING)]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No table, no progress.", rich_help_panel=RUNNING)]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Tracebacks with errors.", rich_help_panel=RUNNING)]
