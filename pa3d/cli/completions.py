"""Shell completions: `python -m pa3d.cli.completions` writes those of the repository again, into completions/."""

from __future__ import annotations

import sys
from pathlib import Path

from typer.completion import get_completion_script  # type: ignore[attr-defined] # imported there from a private module

FILES = {"bash": "pa3d.bash", "zsh": "_pa3d", "fish": "pa3d.fish"}


def scripts() -> dict[str, str]:
    """File name -> what it holds, as typer makes it: each asks `pa3d` itself, so none grows old with its options."""
    return {
        name: get_completion_script(prog_name="pa3d", complete_var="_PA3D_COMPLETE", shell=shell).strip() + "\n"
        for shell, name in FILES.items()
    }


def write_scripts(folder: Path) -> None:
    """Write every shell's file into an existing or new folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in scripts().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_scripts(Path(sys.argv[1] if len(sys.argv) > 1 else "completions"))
