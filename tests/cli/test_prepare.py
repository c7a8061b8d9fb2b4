"""`pa3d prepare` as people and programs meet it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from pa3d.data.shards import open_shards

from .conftest import Command

SMALL = ("--points", 100, "--shard-size", 16, "--workers", 2)


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No share of anything, and a folder for what has a default name."""
    for name in ("RANK", "WORLD_SIZE", "SLURM_PROCID", "SLURM_NTASKS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_world_into_shards_and_a_look_at_them(command: Command) -> None:
    made = command("prepare", "synthetic:24", "--out", "S", *SMALL)
    assert made.code == 0 and "S: 24 shapes in 2 shards" in made.out
    assert len(open_shards(Path("S"))) == 24
    again = command("prepare", "synthetic:24", "--out", "S", *SMALL, "--json")
    report = json.loads(again.out)
    assert report["ok"] and report["shards"] == {"made": 0, "finished_before": 2, "missing": 0}
    assert report["manifest"] == "S/manifest.json" and report["shapes"] == 24
    look = command("prepare", "--inspect", "S", "--shown", 1)
    assert look.code == 0 and "24 shapes in 2 shards" in look.out and "gallery: S/gallery.html" in look.out
    seen = json.loads(command("prepare", "--inspect", "S", "--shown", 0, "--json", "-q").out)
    assert seen["ok"] and seen["shapes"] == 24 and seen["gallery"] is None
    Path("S/shard-000001.tar").write_bytes(b"")
    look = command("prepare", "--inspect", "S", "--shown", 0)
    assert look.code == 1 and "S is not whole" in look.err and "cut off" in look.out


def test_failures_are_an_exit_code_and_lines(command: Command) -> None:
    Path("data").mkdir()
    np.save("data/good.npy", np.random.default_rng(0).random((50, 3)))
    Path("data/bad.ply").write_bytes(b"")
    made = command("prepare", "data", "--out", "S", *SMALL, "-q")
    assert made.code == 1 and made.out == ""
    lines = made.err.splitlines()
    assert len(lines) == 2 and lines[0].startswith("Error: bad: ") and lines[1].startswith("1 of 2 shapes failed")
    report = json.loads(command("prepare", "data", "--out", "S", *SMALL, "--json", "-q").out)
    assert report["ok"] is False and report["failures"][0]["id"] == "bad" and report["shapes"] == 1


def test_what_a_run_would_take(command: Command) -> None:
    asked = ("prepare", "synthetic:1000", "--teacher", "x/y", "--masks", "x/z", "--captioner", "http://localhost:1/v1")
    said = command(*asked, "--caption-model", "m", "--dry-run", "--device", "cpu")
    assert said.code == 0 and "1,000 shapes in 4 shards" in said.out and "10,000 views" in said.out
    assert "tokens" in said.out and not list(Path().iterdir())
    figures = json.loads(command(*asked, "--dry-run", "--device", "cpu", "--json", "--worker", "1/3").out)["estimate"]
    assert figures["shapes"] == 1000 and figures["requests"] > 0 and figures["shards_of_this_worker"] == 1


def test_printed_config_is_read_again(command: Command) -> None:
    asked = ("synthetic:5", "--elevations", "45,-10,0", "--from", "synthetic", "--views", 6, "--ignore-own")
    printed = command("prepare", *asked, "--print-config").out
    Path("config.json").write_text(printed)
    assert command("prepare", "--config", "config.json", "--print-config").out == printed
    settings = json.loads(printed)
    assert settings["elevations"] == [45, -10, 0] and settings["kind"] == "synthetic" and settings["ignore_own"]


def test_without_a_name_it_goes_to_runs(command: Command) -> None:
    assert command("prepare", "synthetic:1", *SMALL, "-q").code == 0
    (folder,) = Path("runs").iterdir()
    assert folder.name.startswith("prepare-2") and len(open_shards(folder)) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--elevations", "up"), "--elevations up"),
        (("--worker", "4/4"), "--worker 4/4"),
        (("--points", 0), "--points 0"),
        (("--view-size", 3), "view size = 3"),
        (("--masks", "x/y"), "without --captioner"),
        (("--inspect", "S"), "Found SOURCE, --out too"),
        (("--shown", "3"), "belong to --inspect"),
        (("--dry-run", "--elevations", "100"), "elevations"),
        (("--from", "nonsense"), "nonsense"),
        (("--device", "gpu", "--teacher", "x/y"), "--device gpu"),
    ],
)
def test_wrong_usage(command: Command, arguments: tuple[object, ...], said: str) -> None:
    outcome = command("prepare", "synthetic:2", "--out", "S", *arguments)
    assert outcome.code == 2 and said in outcome.err and outcome.err.count("\n") == 1
    assert not Path("S").exists()
