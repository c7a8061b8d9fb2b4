"""Shell completions: the files are what typer makes today, and the shell gets answers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pa3d.cli.completions import scripts, write_scripts

FOLDER = Path(__file__).parents[2] / "completions"


def test_the_files_are_current(tmp_path: Path) -> None:
    write_scripts(tmp_path / "new")
    assert {path.name for path in FOLDER.iterdir()} == set(scripts()) == {"pa3d.bash", "_pa3d", "pa3d.fish"}
    for path in FOLDER.iterdir():
        again = "write them again: python -m pa3d.cli.completions"
        assert path.read_text(encoding="utf-8") == (tmp_path / "new" / path.name).read_text(encoding="utf-8"), again


def test_the_shell_gets_options() -> None:
    asked = {"COMP_WORDS": "pa3d segment --thr", "COMP_CWORD": "2", "_PA3D_COMPLETE": "complete_bash"}
    program = "import sys; sys.argv = ['pa3d']; from pa3d.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **asked}, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["--threshold"]
