"""The training loop on a network of one layer: schedule, run folder, how it ends."""

from __future__ import annotations

import copy
import json
import math
import os
import signal
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from pa3d.errors import FileError, Pa3dError, UsageError
from pa3d.progress import Silent
from pa3d.stages.loop_config import LoopConfig
from pa3d.stages.train import LoopResult, fit, parameter_groups, start_run


class Run:
    """One run of `fit` on a line, with the steps at which it saved."""

    def __init__(self, folder: Path) -> None:
        torch.manual_seed(0)
        self.folder, self.network, self.saved = folder, nn.Linear(2, 1), []
        self.kept: dict[str, Tensor] = {}

    def fit(self, config: LoopConfig, before: Callable[[int], None] = lambda _: None, scale: float = 1.0) -> LoopResult:
        def step(number: int) -> dict[str, Tensor]:
            before(number)
            wrong = self.network(torch.tensor([[1.0, 2.0], [3.0, -1.0]])) - torch.tensor([[1.0], [0.0]])
            return {"loss": wrong.square().mean() * scale, "number": torch.tensor(float(number))}

        def save(steps: int, kept: nn.Module) -> None:
            self.saved.append(steps)
            self.kept = copy.deepcopy(kept.state_dict())

        return fit(self.network, count(), step, save, config, self.folder, Silent())

    def metrics(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "metrics.jsonl").read_text().splitlines()]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path)


def test_it_learns_takes_every_step_and_saves_at_the_end(run: Run) -> None:
    result = run.fit(LoopConfig(max_steps=60, learning_rate=0.1, warmup_steps=1, log_every=10))
    assert (result.steps, result.end, run.saved) == (60, "done", [60])
    lines = run.metrics()
    assert [line["step"] for line in lines] == [10, 20, 30, 40, 50, 60]
    assert lines[-1]["loss"] < 0.01 * lines[0]["loss"]
    assert [line["number"] for line in lines] == [4.5, 14.5, 24.5, 34.5, 44.5, 54.5]  # means of the ten steps each


def test_the_rate_rises_then_falls_to_a_hundredth(run: Run) -> None:
    run.fit(LoopConfig(max_steps=100, learning_rate=0.01, warmup_steps=10, log_every=1))
    rates = [line["rate"] for line in run.metrics()]
    assert rates[0] == pytest.approx(0.001) and rates[4] == pytest.approx(0.005, rel=0.02)
    expected = [0.01 * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * i / 100))) for i in range(10, 100)]
    assert rates[10:] == pytest.approx(expected)
    assert rates[-1] < 0.0002


def test_minutes_end_a_run_too(run: Run) -> None:
    result = run.fit(LoopConfig(max_steps=10**6, max_minutes=0.002))
    assert 0 < result.steps < 10**6 and result.end == "done" and run.saved == [result.steps]


def test_it_saves_on_the_way(run: Run) -> None:
    run.fit(LoopConfig(max_steps=3, save_minutes=0.0))
    assert run.saved == [1, 2, 3, 3]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_run_after_its_step_with_a_checkpoint(run: Run, number: signal.Signals) -> None:
    handlers = [signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM)]
    result = run.fit(LoopConfig(max_steps=50), lambda step: os.kill(os.getpid(), number) if step == 7 else None)
    assert (result.steps, result.end, run.saved) == (8, "interrupted", [8])
    assert [signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM)] == handlers


def test_a_second_interrupt_is_not_caught(run: Run) -> None:
    def twice(step: int) -> None:
        if step == 2:
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        run.fit(LoopConfig(max_steps=50), twice)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_loss_that_is_not_finite_ends_the_run_and_changes_nothing(run: Run, bad: float) -> None:
    before = run.network.weight.clone()
    with pytest.raises(Pa3dError, match=f"loss of step 0 is {bad}"):
        run.fit(LoopConfig(max_steps=5), scale=bad)
    assert torch.equal(run.network.weight, before) and run.saved == []


def test_gradients_are_clipped(run: Run) -> None:
    run.fit(LoopConfig(max_steps=1, clip=0.5), scale=1e6)
    assert run.network.weight.grad is not None and run.network.bias.grad is not None
    norm = math.hypot(run.network.weight.grad.norm().item(), run.network.bias.grad.norm().item())
    assert norm == pytest.approx(0.5, rel=1e-3)
    run.fit(LoopConfig(max_steps=1, clip=None), scale=1e6)
    assert run.network.weight.grad.norm() > 100


def test_only_matrices_decay_and_only_what_is_trained_is_given() -> None:
    network = nn.Sequential(nn.Linear(2, 3), nn.LayerNorm(3), nn.Linear(3, 1))
    network[2].requires_grad_(False)
    decayed, free = parameter_groups(network, 0.05)
    assert [p.shape for p in decayed["params"]] == [(3, 2)] and decayed["weight_decay"] == 0.05
    assert [p.shape for p in free["params"]] == [(3,)] * 3 and free["weight_decay"] == 0.0


def test_a_run_folder_says_what_runs_before_it_runs(tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "one"
    start_run(folder, LoopConfig(max_steps=7), {"device": "cpu"})
    assert json.loads((folder / "config.json").read_text())["max_steps"] == 7
    assert json.loads((folder / "run.json").read_text()) == {"device": "cpu"}
    with pytest.raises(FileError, match="holds a run already"):
        start_run(folder, LoopConfig(), {})
    assert json.loads((folder / "config.json").read_text())["max_steps"] == 7
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FileError, match="cannot be written"):
        start_run(tmp_path / "file" / "run", LoopConfig(), {})


@pytest.mark.parametrize("wrong", [{"max_steps": 0}, {"learning_rate": 0.0}, {"max_minutes": 0}, {"log_every": 0}])
def test_a_pace_of_nothing_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        LoopConfig(**wrong)


def test_the_mean_of_the_weights_is_what_is_kept(run: Run) -> None:
    steps: list[Tensor] = []
    config = LoopConfig(max_steps=20, learning_rate=0.1, warmup_steps=1, average=0.5)
    result = run.fit(config, lambda _: steps.append(run.network.weight.detach().clone()))
    mean, decays = steps[0], [min(0.5, taken / (10 + taken)) for taken in range(1, 21)]
    for weight, decay in zip([*steps[1:], run.network.weight.detach()], decays, strict=True):
        mean = decay * mean + (1 - decay) * weight
    assert torch.allclose(result.network.weight, mean, atol=1e-6) and torch.equal(
        result.network.weight, run.kept["weight"]
    )
    assert not torch.equal(result.network.weight, run.network.weight)


@pytest.mark.parametrize("decay", [0.0, 1.0, -0.5])
def test_a_decay_outside_of_zero_and_one_is_refused(decay: float) -> None:
    with pytest.raises(UsageError, match="is no decay"):
        LoopConfig(average=decay)
