"""Run folders read again: whole ones, killed ones, resumed ones."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from pa3d.errors import FileError
from pa3d.stages.run_record import read_run


def run_folder(folder: Path, *lines: object, run: object = None) -> Path:
    folder.mkdir()
    (folder / "config.json").write_text('{"seed": 3}')
    if run is not None:
        (folder / "run.json").write_text(json.dumps(run))
    text = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (folder / "metrics.jsonl").write_text("\n".join(text))
    return folder


def test_training_and_validation_are_told_apart(tmp_path: Path) -> None:
    lines = {"step": 20, "loss": 1.5}, {"step": 20, "validation mIoU": None}, {"step": 40, "loss": math.nan}
    record = read_run(run_folder(tmp_path / "run", *lines, run={"stage": "distill"}))
    assert (record.stage, record.config, record.skipped) == ("distill", {"seed": 3}, 0)
    assert [row["step"] for row in record.training] == [20, 40] and record.training[0]["loss"] == 1.5
    assert math.isnan(record.training[1]["loss"]) and math.isnan(record.validation[0]["validation mIoU"])


def test_a_run_that_was_killed_and_resumed(tmp_path: Path) -> None:
    before = [{"step": 20, "loss": 1.0}, {"step": 40, "loss": 0.9}, {"step": 40, "validation mIoU": 0.5},
              {"step": 60, "loss": 0.8}, {"step": 60, "validation mIoU": 0.6}]  # fmt: skip
    after = [{"step": 30, "loss": 0.7}, {"step": 60, "loss": 0.6}]
    record = read_run(run_folder(tmp_path / "run", *before, '{"step": 80, "lo', "", *after, '{"st'))
    assert [(row["step"], row["loss"]) for row in record.training] == [(20, 1.0), (30, 0.7), (60, 0.6)]
    assert record.validation == () and record.skipped == 2 and record.stage == "align"


def test_what_is_no_figure_is_left_out(tmp_path: Path) -> None:
    lines = [{"step": 1, "loss": 1, "name": "x", "flag": True}, {"loss": 1}, [1], {"step": "2"}, "nonsense"]
    record = read_run(run_folder(tmp_path / "run", *lines))
    assert record.training == ({"step": 1.0, "loss": 1.0},) and record.skipped == 4


def test_a_young_run_has_no_metrics_yet(tmp_path: Path) -> None:
    folder = run_folder(tmp_path / "run")
    (folder / "metrics.jsonl").unlink()
    record = read_run(folder)
    assert (record.training, record.validation, record.run) == ((), (), {})


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such folder"):
        read_run(tmp_path / "nowhere")
    with pytest.raises(FileError, match=r"no config\.json"):
        read_run(tmp_path)
    folder = run_folder(tmp_path / "run")
    (folder / "run.json").write_text("[]")
    with pytest.raises(FileError, match="is no JSON object"):
        read_run(folder)
    (folder / "run.json").write_text("{")
    with pytest.raises(FileError, match="cannot be read"):
        read_run(folder)
