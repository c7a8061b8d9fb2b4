"""The panel of a training, drawn and looked at as text; plain lines where there is no terminal."""

from __future__ import annotations

import io
import sys
import time

import pytest
from rich.console import Console

from pa3d.cli import training_panel as module
from pa3d.cli.training_panel import TrainingLines, TrainingPanel, training_progress
from pa3d.progress import Progress, Silent


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def drawn(panel: TrainingPanel, width: int = 100, encoding: str = "utf-8") -> str:
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    Console(file=file, width=width, legacy_windows=False).print(panel)
    file.flush()
    assert isinstance(file.buffer, io.BytesIO)
    return file.buffer.getvalue().decode(encoding)


def train(progress: Progress, clock: list[float], reports: int, seconds: float | None = None) -> None:
    progress.start("train", 1000)
    if seconds is not None:
        progress.advance(0, {"seconds_left": seconds})
    for i in range(1, reports + 1):
        clock[0] += 2
        progress.advance(20, {"loss": 8 / i, "accuracy": 0.75, "rate": 5e-4, "samples_per_second": 31.44})


@pytest.fixture
def panel(clock: list[float], monkeypatch: pytest.MonkeyPatch) -> TrainingPanel:
    monkeypatch.setattr(module, "stderr", lambda: Console(file=io.StringIO(), width=100))
    return TrainingPanel("runs/a [b]")


def test_the_panel_tells_everything(panel: TrainingPanel, clock: list[float]) -> None:
    train(panel, clock, 20)
    text = drawn(panel)
    for words in ("runs/a [b]", "step 400 of 1,000", "40 s spent, 60 s left", "loss 0.4", "█", "▁",
                  "patch accuracy 0.750", "learning rate 0.0005", "samples/s 31.4"):  # fmt: skip
        assert words in text, words
    assert "validation" not in text
    panel.start("validate", 12)
    panel.advance(8)
    assert "validate 8 of 12" in drawn(panel)
    panel.finish()
    panel.advance(0, {"validation mIoU": 0.5, "validation loss": 1.25})
    text = drawn(panel)
    assert "validate 8" not in text and "step 400 of 1,000" in text
    assert "validation at step 400, the best 0.5 at step 400" in text and "mIoU 0.500" in text and "loss 1.25" in text
    panel.finish()
    assert "step 400" in drawn(panel)  # it stays as it was last


@pytest.mark.parametrize("width", [40, 60, 200])
def test_it_fits_any_terminal(panel: TrainingPanel, clock: list[float], width: int) -> None:
    train(panel, clock, 20)
    lines = drawn(panel, width).rstrip("\n").split("\n")
    assert {len(line) for line in lines} == {width} and any("loss 0.4" in line for line in lines)
    panel.close()


def test_a_terminal_of_plain_letters(panel: TrainingPanel, clock: list[float]) -> None:
    train(panel, clock, 20)
    assert "step 400 of 1,000" in drawn(panel, encoding="ascii")
    panel.close()


def test_tasks_before_and_after_have_a_bar(panel: TrainingPanel, clock: list[float]) -> None:
    panel.start("read shapes", 3)
    panel.advance()
    assert panel._live is None and panel._other._bars is not None
    train(panel, clock, 2)
    assert panel._live is not None and panel._other._bars is None
    panel.note("[brackets] stay")
    file = panel._live.console.file
    assert isinstance(file, io.StringIO) and "[brackets] stay" in file.getvalue()
    panel.start("validate", 3)
    panel.start("deeper", None)
    panel.close()
    assert panel._live is None
    panel.start("calibrate", 40)
    panel.advance()
    assert panel._other._bars is not None
    panel.close()
    assert panel._other._bars is None


def test_a_panel_ends_with_whatever_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with pytest.raises(ZeroDivisionError), training_progress(False, "x") as shown:
        shown.start("train", 3)
        shown.start("validate", 3)
        raise ZeroDivisionError
    assert isinstance(shown, TrainingPanel) and shown._live is None


def test_lines_elsewhere(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    with training_progress(False, "x") as shown:
        assert isinstance(shown, TrainingLines)
        train(shown, clock, 12, seconds=60)
        shown.start("validate", 5)
        shown.advance(5)
        shown.finish()
        shown.advance(0, {"validation mIoU": 0.5})
        shown.note("step 240: validation on 5 shapes: mIoU 0.500")
        shown.finish()
        shown.start("calibrate", 40)
        shown.note("[done]")
    assert capsys.readouterr().err.splitlines() == [
        "step 20 of 1,000  loss 8  patch accuracy 0.750  learning rate 0.0005  samples/s 31.4  58 s left",
        "step 120 of 1,000  loss 1.333  patch accuracy 0.750  learning rate 0.0005  samples/s 31.4  48 s left",
        "step 220 of 1,000  loss 0.7273  patch accuracy 0.750  learning rate 0.0005  samples/s 31.4  38 s left",
        "step 240: validation on 5 shapes: mIoU 0.500",
        "calibrate",
        "[done]",
    ]


def test_quiet_is_silent() -> None:
    with training_progress(True, "x") as shown:
        assert isinstance(shown, Silent)
