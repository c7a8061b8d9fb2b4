"""What the README says is true: its first command, its Python, its pictures."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import TESTS

from pa3d.io.formats import read
from pa3d.shapes.records import Mesh

ROOT = TESTS.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the first command writes, run as the README has it but into another folder."""
    install, command = blocks("bash")[0].strip().split(" && ")
    assert install == "pip install ."
    words = shlex.split(command)
    assert words[0] == "pa3d" and words[-2:] == ["--out", "."]
    folder = tmp_path_factory.mktemp("readme")
    done = subprocess.run([sys.executable, "-m", *words[:-1], str(folder)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_first_command_names_the_parts_of_the_sample(outputs: Path) -> None:
    assert sorted(path.name for path in outputs.iterdir()) == ["chair.parts.html", "chair.parts.ply", "chair.parts.png"]
    chair = read(outputs / "chair.parts.ply")
    assert isinstance(chair, Mesh)
    labels = chair.kept.element("face").columns["part"]
    middles = chair.vertices[chair.faces].mean(1)
    low, high = chair.vertices.min(0), chair.vertices.max(0)
    height = (middles[:, 1] - low[1]) / (high[1] - low[1])
    names = ["leg", "seat", "back", "arm"]
    assert {names[i] for i in np.unique(labels)} == set(names)
    assert (labels[height < 0.08] == 0).mean() > 0.9  # feet are leg
    assert (labels[height > 0.9] == 2).mean() > 0.9  # the top is back


def test_the_second_command_runs_the_tests() -> None:
    assert [block.strip() for block in blocks("bash")][1] == 'pip install ".[dev]" && pytest'


def test_python_parses_and_pictures_exist() -> None:
    for block in blocks("python"):
        ast.parse(block)
    pictures = re.findall(r"!\[.*?\]\((.*?)\)", README)
    assert pictures
    for picture in pictures:
        assert (ROOT / picture).is_file(), picture
    assert "@" not in re.sub(r"@inproceedings", "", README)  # no gap left to fill
