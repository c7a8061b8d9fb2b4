"""A run folder: made, held, taken up, ended."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pa3d.errors import FileError, Pa3dError, UsageError
from pa3d.io.lock import hold
from pa3d.stages.distributed import Team
from pa3d.stages.loop_config import LoopConfig
from pa3d.stages.run_folder import STATE, add_metrics, check_folder, cut_metrics, note_end, run_folder
from pa3d.stages.stage import LoopResult


@dataclass(frozen=True)
class Config:
    out: Path
    seed: int = 3
    workers: int = 1
    resume: bool = False
    loop: LoopConfig = field(default_factory=LoopConfig)


def opened(folder: Path, config: Config | None = None, resume: bool = False, team: Team | None = None):  # type: ignore[no-untyped-def]
    return run_folder(folder, config or Config(folder), "align", team or Team(), resume)


def read(folder: Path, name: str) -> dict[str, object]:
    return json.loads((folder / name).read_text())  # type: ignore[no-any-return]


def test_a_run_folder_says_what_runs_before_it_runs(tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "one"
    with opened(folder):
        assert read(folder, "config.json")["seed"] == 3
        run = read(folder, "run.json")
        assert (run["stage"], run["device"], run["processes"], run["seed"]) == ("align", "cpu", 1, 3)
        assert {"command", "started"} <= set(run) and "end" not in run
        assert {"processor", "cores", "pa3d", "torch", "python", "threads"} <= set(run["machine"])  # type: ignore[call-overload]
        note_end(folder, LoopResult(7, 1.25, "done", None, 70, 2))  # type: ignore[arg-type]
    run = read(folder, "run.json")
    assert (run["end"], run["steps"], run["read"], run["broken"]) == ("done", 7, 70, 2)
    with opened(folder):  # it was killed before it wrote a state: nothing is lost
        pass
    (folder / STATE).touch()
    with pytest.raises(FileError, match=r"holds a run already\. Found its state"), opened(folder):
        pass
    with pytest.raises(FileError, match="holds a run already"):
        check_folder(folder, Team(), False)
    check_folder(folder, Team(), True)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FileError, match="cannot be written"), opened(tmp_path / "file" / "run"):
        pass


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    with hold(folder / ".lock", "it"), pytest.raises(FileError, match="run is in use"), opened(folder):
        pass
    assert not (folder / "config.json").exists()
    with hold(folder / ".lock", "it"), pytest.raises(FileError, match=r"in use.*another --out"):
        check_folder(folder, Team(), False)
    (folder / STATE).touch()
    with hold(folder / ".lock", "it"), pytest.raises(FileError, match=r"in use.*or stop it"):
        check_folder(folder, Team(), True)


def test_a_failure_is_written_down(tmp_path: Path) -> None:
    with pytest.raises(Pa3dError), opened(tmp_path):
        raise Pa3dError("The loss of step 3 is nan.", "Shapes: a.", "Look.")
    run = read(tmp_path, "run.json")
    assert run["end"] == "failed" and run["error"] == "The loss of step 3 is nan. Shapes: a. Look."
    (tmp_path / STATE).touch()
    with opened(tmp_path, resume=True):
        assert "end" not in read(tmp_path, "run.json")
    (sitting,) = read(tmp_path, "run.json")["resumed"]  # type: ignore[misc]
    assert sitting["machine"]["torch"]


def test_only_a_begun_run_is_taken_up_and_with_its_settings(tmp_path: Path) -> None:
    with (
        pytest.raises(FileError, match=r"no run that can be taken up\. It has no config"),
        opened(tmp_path, resume=True),
    ):
        pass
    with opened(tmp_path):
        pass
    with pytest.raises(FileError, match=r"It has no state.state\.safetensors"), opened(tmp_path, resume=True):
        pass
    (tmp_path / STATE).touch()
    free = Config(tmp_path, workers=4, resume=True, loop=LoopConfig(max_steps=9, log_every=1, keep=7))
    with opened(tmp_path, free, resume=True):
        config = read(tmp_path, "config.json")
        assert config["workers"] == 4 and config["resume"] is False
    other = Config(tmp_path, seed=4, loop=LoopConfig(learning_rate=1.0))
    with (
        pytest.raises(UsageError, match=r"loop\.learning_rate was 0.0006 and is 1.0, seed was 3 and is 4"),
        opened(tmp_path, other, resume=True),
    ):
        pass


def test_files_that_a_killed_run_was_writing_are_removed(tmp_path: Path) -> None:
    with opened(tmp_path):
        pass
    halves = [tmp_path / ".last.safetensors.5f0346e2.tmp", tmp_path / STATE.parent / ".state.safetensors.0a.tmp"]
    for path in (*halves, tmp_path / STATE, tmp_path / "mine.tmp"):
        path.touch()
    with opened(tmp_path, resume=True):
        assert not any(path.exists() for path in halves)
        assert (tmp_path / STATE).exists() and (tmp_path / "mine.tmp").exists()


def test_only_the_first_process_touches_it(tmp_path: Path) -> None:
    with opened(tmp_path / "run", team=Team(1, 2)):
        pass
    assert not (tmp_path / "run").exists()


def test_metrics_are_lines_and_can_be_cut(tmp_path: Path) -> None:
    cut_metrics(tmp_path, 5)  # nothing there yet
    for step in (1, 2, 3):
        add_metrics(tmp_path, {"step": step, "loss": 0.5, "validation mIoU": float("nan")})
    cut_metrics(tmp_path, 2)
    lines = (tmp_path / "metrics.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [{"step": i, "loss": 0.5, "validation mIoU": None} for i in (1, 2)]
    (tmp_path / "metrics.jsonl").unlink()
    (tmp_path / "metrics.jsonl").mkdir()
    with pytest.raises(FileError, match="last saved checkpoint is kept"):
        add_metrics(tmp_path, {"step": 1})
