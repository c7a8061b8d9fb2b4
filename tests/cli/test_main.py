"""The boundary: every way to fail is one clear line, the right exit code, and one JSON object where asked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from pa3d.version import VERSION

from .conftest import Command

PA3D = [sys.executable, "-m", "pa3d"]
ALONE = {**os.environ, "OMP_NUM_THREADS": "1"}

WRONG_USES = [
    (["segmen", "x"], "No such command 'segmen'"),
    (["segment", "x.ply", "--bogus"], "--bogus"),
    (["segment", "x.ply", "--parts"], "'--parts' requires an argument"),
    (["segment", "x.ply", "--parts", "a", "--up", "w"], "'w' is not one of"),
    (["segment", "x.ply", "--parts", "a", "--votes", "many"], "--votes"),
    (["segment", "--parts", "a"], "No input was given"),
    (["segment", "x.ply"], "Nothing says which parts"),
    (["segment", "x.ply", "--parts", ", ,"], "No part name was given"),
    (["segment", "x.ply", "--parts", "a", "--parts-file", "b"], "both given"),
    (["segment", "x.ply", "--parts", "a", "--votes", "0"], "--votes 0"),
    (["segment", "x.ply", "--parts", "a", "--seed", "-1"], "--seed -1"),
    (["segment", "x.ply", "--parts", "a", "--threshold", "nan"], "--threshold nan"),
    (["segment", "x.ply", "--parts", "a", "--points", "5", "--patches", "6"], "--patches 6"),
    (["segment", "x.ply", "y.ply", "--parts", "a", "--out", "z.ply"], "one file"),
    (["segment", "x.ply", "--parts", "a", "--out", "z.obj"], "not written"),
    (["segment", "x.ply", "--category", "no such kind at all"], "not a known kind"),
    (["segment", "x.ply", "--parts", "a", "--model", "nomodel"], "nomodel"),
    (["segment", "x.ply", "--parts", "a", "--config", "nowhere.json"], "nowhere.json"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG_USES)
def test_wrong_use_is_one_line_and_two(command: Command, arguments: list[str], said: str) -> None:
    outcome = command(*arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.startswith("Error: ") and outcome.err.count("\n") == 1
    assert said in outcome.err


@pytest.mark.parametrize(("arguments", "said"), WRONG_USES)
def test_wrong_use_is_one_object_with_json(command: Command, arguments: list[str], said: str) -> None:
    outcome = command(*arguments, "--json")
    if arguments[-1] == "--parts":
        return  # here --json is what --parts asks for
    report = json.loads(outcome.out)
    assert outcome.code == 2
    assert report["ok"] is False and report["schema"] == 1 and report["inputs"] == []
    assert said in report["error"]["what"] + report["error"]["found"]
    assert set(report["error"]) == {"what", "found", "do"}


def test_version_and_help(command: Command) -> None:
    assert command("--version") == (0, f"pa3d {VERSION}\n", "")
    code, out, err = command("segment", "-h")
    assert (code, err) == (0, "") and "--threshold" in out
    assert command().code == 2, "nothing asked: the help, and wrong usage"


def test_traceback_only_when_asked(command: Command) -> None:
    assert "Traceback" not in command("segment", "x.ply", "--bogus").err
    outcome = command("segment", "x.ply", "-qv", "--bogus")
    assert outcome.err.startswith("Traceback") and outcome.err.splitlines()[-1].startswith("Error: ")


def test_a_fault_of_ours_is_one_line(command: Command, monkeypatch: pytest.MonkeyPatch, tiny_model: Path) -> None:
    def broken(*_: object) -> None:
        raise KeyError("inside")

    monkeypatch.setattr("pa3d.stages.segment.run", broken)
    outcome = command("segment", "x.ply", "--parts", "leg", "--json")
    assert outcome.code == 1
    assert "KeyError: 'inside'" in json.loads(outcome.out)["error"]["found"]
    assert outcome.err.count("\n") == 1


@pytest.fixture
def many(tmp_path: Path) -> Path:
    folder = tmp_path / "many"
    folder.mkdir()
    points = np.random.default_rng(0).random((50, 3))
    for i in range(600):
        np.save(folder / f"{i:03}.npy", points)
    return folder


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_leaves_whole_files_only(number: signal.Signals, many: Path, tiny_model: Path) -> None:
    out = many.parent / "out"
    command = [*PA3D, "segment", str(many), "--parts", "leg,seat", "--model", str(tiny_model), "--out", str(out)]
    running = subprocess.Popen(
        [*command, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ALONE
    )
    started = time.monotonic()
    while running.poll() is None and time.monotonic() - started < 60 and not list(out.glob("*.npz")):
        time.sleep(0.02)
    running.send_signal(number)
    stdout, stderr = running.communicate(timeout=60)
    assert running.returncode == 130, stderr
    assert json.loads(stdout)["error"]["what"] == "Interrupted."
    assert stderr.count("\n") == 1
    written = list(out.iterdir())
    assert 0 < len([path for path in written if path.suffix == ".npz"]) < 600
    assert not [path for path in written if path.name.startswith(".")], "temporary files were removed"
    for path in out.glob("*.npz"):
        assert len(np.load(path)["labels"]) == 50


def test_a_closed_pipe_is_no_traceback(tiny_model: Path, shape: Path) -> None:
    command = [*PA3D, "segment", str(shape), "--parts", "leg", "--model", str(tiny_model)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ALONE)
    assert running.stdout is not None and running.stderr is not None
    running.stdout.close()
    with running.stderr:
        said = running.stderr.read()
    assert running.wait(60) == 1
    assert said == ""
    assert shape.with_name("shape.parts.ply").exists()
