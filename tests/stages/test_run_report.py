"""The report of a run: made of its folder alone, with shapes where there is a model to label them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pa3d
from pa3d.errors import FileError
from pa3d.progress import Silent
from pa3d.stages.run_report import best_step, spread, usual_settings, write_report
from pa3d.stages.validate import prepare_validation
from pa3d.stages.validate_config import ValidationConfig
from pa3d.text.sources import DEFAULT_ENCODER


class Listening(Silent):
    """Keeps the notes."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, message: str) -> None:
        self.notes.append(message)


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    folder = tmp_path / "shapes"
    folder.mkdir()
    for i in range(3):
        points = np.random.default_rng(i).random((300, 3))
        np.savez(folder / f"stool-{i}.npz", points=points, labels=(points[:, 1] > 0.6).astype(np.int32),
                 names=np.array(["leg", "seat"]), category=np.array("<stool>"))  # fmt: skip
    return folder


@pytest.fixture
def run_folder(tmp_path: Path, shapes: Path) -> Path:
    folder = tmp_path / "my <run>"
    folder.mkdir()
    config = {"out": str(folder), "seed": 7, "batch": 32, "loop": {"max_steps": 60, "learning_rate": 1e-3},
              "validation": {"source": str(shapes), "every": 20}}  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config))
    run = {"stage": "align", "device": "cpu", "started": "2026-01-02T03:04:05+0000", "end": "interrupted",
           "command": ["pa3d", "align"], "machine": {"processor": "abacus", "cores": 2}}  # fmt: skip
    (folder / "run.json").write_text(json.dumps(run))
    lines = []
    for step in range(1, 41):
        lines.append({"step": step, "seconds": step / 2, "rate": 1e-3, "loss": 2 / step, "accuracy": 0.5, "odd one": 3})
        if step % 20 == 0:
            lines.append({"step": step, "validation mIoU": 0.7 - step / 100, "validation loss": 0.9})
    (folder / "metrics.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines) + '{"step": 41, "lo')
    return folder


def galleries(page: str) -> list[list[dict[str, Any]]]:
    text = page.split('<script type="application/json" id="data">')[1].split("</script>")[0]
    return list(json.loads(text)["galleries"])


def test_a_whole_run(run_folder: Path, tiny_model: Path) -> None:
    shutil.copy(tiny_model, run_folder / "best.safetensors")
    progress = Listening()
    path = write_report(run_folder, progress, device="cpu")
    page = path.read_text(encoding="utf-8")
    assert path == run_folder / "report.html" and progress.notes == []
    for words in (
        "align: my &lt;run&gt;", "Ended: interrupted, started 2026-01-02 03:04, on cpu, 1 line of metrics.jsonl",
        "Loss, logarithmic", "Odd one", "zero-shot mIoU, %", "at step 20", "50.0", "loop.learning_rate", "0.001",
        "0.0006", "abacus", "pa3d align", "as best.safetensors labels them. All", "pa3d bench folder",
    ):  # fmt: skip
        assert words in page, words
    (gallery,) = galleries(page)
    assert sorted(pair["title"] for pair in gallery) == ["stool-0.npz", "stool-1.npz", "stool-2.npz"]
    assert "<stool>" in gallery[0]["note"] and "<stool>" not in page
    settings = page.split("Settings that are not the defaults")[1].split("</table>")[0]
    assert "seed" in settings and "batch" not in settings
    assert [one.name for one in run_folder.iterdir() if one.name.startswith(".")] == []


def test_it_is_written_again_and_takes_the_validator_of_the_run(run_folder: Path, tiny_model: Path) -> None:
    shutil.copy(tiny_model, run_folder / "last.safetensors")
    (run_folder / "report.html").write_text("old")
    config = ValidationConfig(str(run_folder.parent / "shapes"), categories=(), limit=1)
    validator = prepare_validation(config, DEFAULT_ENCODER, (), Silent())
    shutil.rmtree(run_folder.parent / "shapes")  # nothing is read again
    page = write_report(run_folder, Silent(), validator, "cpu").read_text(encoding="utf-8")
    assert "as last.safetensors labels them" in page and len(galleries(page)) == 1


def test_without_shapes_the_page_has_curves_and_says_why(run_folder: Path, tiny_model: Path) -> None:
    def told() -> str:
        progress = Listening()
        page = write_report(run_folder, progress, device="cpu").read_text(encoding="utf-8")
        assert "Loss, logarithmic" in page and not galleries(page)
        (note,) = progress.notes
        assert note.startswith("report.html shows no shapes.")
        return note

    assert "holds no checkpoint" in told()
    (run_folder / "best.safetensors").write_bytes(b"broken")
    assert "best.safetensors" in told()
    shutil.copy(tiny_model, run_folder / "best.safetensors")
    shutil.rmtree(run_folder.parent / "shapes")
    assert "does not exist" in told()
    (run_folder / "config.json").write_text("{}")  # of a run that validated on none: nothing is missing
    progress = Listening()
    page = write_report(run_folder, progress, device="cpu").read_text(encoding="utf-8")
    assert not galleries(page) and progress.notes == []


def test_a_run_that_has_measured_nothing_yet(run_folder: Path) -> None:
    (run_folder / "metrics.jsonl").unlink()
    (run_folder / "run.json").unlink()
    page = write_report(run_folder, Silent()).read_text(encoding="utf-8")
    assert "Not ended" in page and "Settings that are not the defaults" in page and "Loss" not in page
    with pytest.raises(FileError, match="not a run folder"):
        write_report(run_folder.parent, Silent())


def test_the_best_validation() -> None:
    rows = [{"step": 1, "mIoU": 0.5, "loss": 1}, {"step": 2, "mIoU": 0.6, "loss": 2}, {"step": 3, "mIoU": 0.6}]
    assert best_step(rows) == 2
    assert best_step([{"step": 1, "loss": 2}, {"step": 2, "loss": 1}, {"step": 3, "loss": float("nan")}]) == 2
    assert best_step([]) is None


def test_examples_are_spread_from_the_best_to_the_worst(tiny_model: Path) -> None:
    config = ValidationConfig("synthetic", categories=("mug",), limit=4, points=200)
    validator = prepare_validation(config, DEFAULT_ENCODER, (), Silent())
    assert validator is not None
    found = validator(pa3d.load(tiny_model, device="cpu").network, Silent(), keep=True)
    scores = sorted((one.score.iou for one in found.scored), reverse=True)
    assert [one.score.iou for one in spread(found.scored, 3)] == [scores[0], scores[2], scores[3]]
    assert len(spread(found.scored, 9)) == 4


def test_defaults_are_those_of_the_stage() -> None:
    usual = usual_settings("align")
    assert usual["loop"]["learning_rate"] > 0 and usual["seed"] == 0 and "out" not in usual and usual["init"] is None
    assert usual_settings("distill")["loop"]["schedule"] == "constant" and usual_settings("bench") == {}
