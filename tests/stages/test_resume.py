"""Runs that are killed, not asked: what they had saved is enough to end where the undisturbed run ends."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from tiny_shards import tiny_shards

import pa3d

from .conftest import ROOT, environment

STEPS = 24


@pytest.fixture
def arguments(tmp_path: Path, tiny_start: Path) -> list[str]:
    """A run that saves and reports every step."""
    loop = {"max_steps": STEPS, "save_minutes": 0.0, "log_every": 1, "warmup_steps": 5, "average": 0.9}
    settings = {
        "data": str(tiny_shards(tmp_path / "shards", 7)), "init": str(tiny_start), "train": "all", "batch": 3,
        "device": "cpu", "workers": 1, "loop": loop, "text_noise": 0.3, "augmentation": {"warp_share": 0.5},
    }  # fmt: skip
    config = tmp_path / "config.json"
    config.write_text(json.dumps(settings))
    return ["align", "--config", str(config)]


def started(arguments: list[str], before: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "pa3d", *arguments], env=environment(), cwd=ROOT, text=True, preexec_fn=before,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def steps_taken(folder: Path) -> int:
    try:
        return len((folder / "metrics.jsonl").read_text().splitlines())
    except FileNotFoundError:
        return 0


def killed_at(process: subprocess.Popen[str], folder: Path, step: int) -> None:
    """SIGKILL for the process and its workers once it has reported a step."""
    while steps_taken(folder) < step and process.poll() is None:
        time.sleep(0.002)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL


def finished(process: subprocess.Popen[str]) -> None:
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said


def assert_equal_runs(one: Path, other: Path) -> None:
    first, second = (pa3d.load(run / "last.safetensors", device="cpu") for run in (one, other))
    assert first.meta["training"]["steps"] == STEPS and first.score == second.score
    theirs = second.network.state_dict()
    assert all(torch.equal(value, theirs[name]) for name, value in first.network.state_dict().items())
    told = [
        [{key: value for key, value in json.loads(line).items() if key not in ("seconds", "samples_per_second")}
         for line in (run / "metrics.jsonl").read_text().splitlines()]
        for run in (one, other)
    ]  # fmt: skip
    assert told[0] == told[1] and len(told[0]) == STEPS
    assert not list(other.glob("**/*.tmp"))


def run_with_kills(arguments: list[str], folder: Path, kills: list[int]) -> None:
    command = [*arguments, "--out", str(folder)]
    for step in kills:
        killed_at(started(command), folder, step)
        command = ["align", "--resume", str(folder)]
    finished(started(command))


@pytest.mark.parametrize("kills", [[11]])
def test_a_killed_run_ends_as_the_undisturbed_one(tmp_path: Path, arguments: list[str], kills: list[int]) -> None:
    finished(started([*arguments, "--out", str(tmp_path / "whole")]))
    run_with_kills(arguments, tmp_path / "cut", kills)
    assert_equal_runs(tmp_path / "whole", tmp_path / "cut")


@pytest.mark.slow
def test_ten_kills_at_random_steps_change_nothing(tmp_path: Path, arguments: list[str]) -> None:
    finished(started([*arguments, "--out", str(tmp_path / "whole")]))
    run_with_kills(arguments, tmp_path / "cut", sorted(random.Random(0).sample(range(1, STEPS), 10)))
    assert_equal_runs(tmp_path / "whole", tmp_path / "cut")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_asked_to_end_says_so(tmp_path: Path, arguments: list[str], number: signal.Signals) -> None:
    folder = tmp_path / "run"
    process = started([*arguments, "--out", str(folder), "--json"])
    while steps_taken(folder) < 3:
        time.sleep(0.01)
        assert process.poll() is None, process.communicate()
    os.killpg(process.pid, number)  # as a terminal or a scheduler does, workers too
    out, _ = process.communicate(timeout=120)
    said = json.loads(out)
    assert process.returncode == 130 and (said["ok"], said["end"]) == (False, "interrupted")
    assert said["error"]["what"] == "Interrupted." and f"--resume {folder}" in said["error"]["do"]
    assert not (folder / "report.html").exists()  # who interrupts does not want to wait
    assert pa3d.load(folder / "last.safetensors", device="cpu").meta["training"]["steps"] == said["steps"]
    assert json.loads((folder / "run.json").read_text())["end"] == "interrupted"


def test_a_file_that_may_not_grow_ends_the_run_with_a_checkpoint(tmp_path: Path, arguments: list[str]) -> None:
    """What a full disk does, by a limit on the size of files, which the state reaches first."""
    folder = tmp_path / "run"
    finished(started([*arguments, "--out", str(folder), "--max-steps", "4"]))
    state = folder / "state" / "state.safetensors"
    before = state.read_bytes()
    assert len(before) == max(path.stat().st_size for path in folder.rglob("*") if path.is_file())

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) - 1, len(before) - 1))

    out, err = (process := started(["align", "--resume", str(folder), "--max-steps", "9"], limited)).communicate()
    assert process.returncode == 1 and out == "", err
    assert err.count("Error:") == 1 and f"{state} cannot be written. The system says: File too large." in err
    assert state.read_bytes() == before and [path.name for path in state.parent.iterdir()] == [state.name]
    assert pa3d.load(folder / "last.safetensors", device="cpu").meta["training"]["steps"] == 4
    assert json.loads((folder / "run.json").read_text())["end"] == "failed"
