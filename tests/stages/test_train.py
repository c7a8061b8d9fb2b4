"""The training loop on a network of one layer: schedule, run folder, how it ends."""

from __future__ import annotations

import copy
import dataclasses
import errno
import json
import math
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from pa3d.data.batches import Loaded, RawBatch, pieces_of
from pa3d.errors import CheckpointError, FileError, Pa3dError, UsageError
from pa3d.progress import Silent
from pa3d.stages.loop_config import LoopConfig
from pa3d.stages.run_folder import keep_latest, numbered
from pa3d.stages.stage import LoopResult, Stage, Terms
from pa3d.stages.train import fit

ROWS = torch.tensor([[[1.0, 2.0, 1.0]], [[3.0, -1.0, 0.0]]])  # x, y and what the line should give there


def loaded(number: int) -> Loaded[RawBatch]:
    """Two shapes of one point."""
    none = torch.zeros(2, 0, dtype=torch.long)
    keys = torch.tensor([number, number])
    return Loaded(RawBatch(keys, ROWS, torch.zeros(2, 0, 1, dtype=torch.bool), none, none), ("left", "right"))


class Run:
    """One run of `fit` on a line, with the steps at which it saved."""

    def __init__(self, folder: Path) -> None:
        torch.manual_seed(0)
        self.folder, self.network, self.saved = folder, nn.Linear(2, 1), []
        self.kept: dict[str, Tensor] = {}
        self.names: list[str] = []

    def stage(
        self, config: LoopConfig, before: Callable[[int], None] = lambda _: None, scale: float = 1.0
    ) -> Stage[RawBatch]:
        def step(batch: RawBatch, pieces: int) -> Iterator[Terms]:
            before(int(batch.keys[0]))
            for piece in pieces_of(batch, pieces):
                rows = piece.points[:, 0]
                losses = (self.network(rows[:, :2])[:, 0] - rows[:, 2]).square() * scale
                yield Terms(losses, {"number": torch.stack([piece.keys.sum(), torch.tensor(len(piece.keys))])})

        def save(path: Path, kept: nn.Module, steps: int) -> None:
            self.saved.append(steps)
            self.names.append(path.name)
            self.kept = copy.deepcopy(kept.state_dict())

        return Stage(self.network, lambda first: map(loaded, count(first)), step, save, 2, config.max_steps)

    def fit(self, config: LoopConfig, before: Callable[[int], None] = lambda _: None, scale: float = 1.0) -> LoopResult:
        return fit(self.stage(config, before, scale), config, self.folder, Silent())

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


# Taking up a run, pieces, broken shapes, memory, number types, validation.


def lines(folder: Path) -> list[dict[str, Any]]:
    """Lines of metrics.jsonl without what a clock said."""
    told = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    return [{key: line[key] for key in line if key not in ("seconds", "samples_per_second")} for line in told]


@pytest.mark.parametrize("stop", [1, 5, 7, 13])
def test_a_resumed_run_is_the_undisturbed_one(tmp_path: Path, stop: int) -> None:
    config = LoopConfig(max_steps=17, learning_rate=0.05, warmup_steps=4, log_every=5, average=0.9)
    (tmp_path / "whole").mkdir()
    (tmp_path / "cut").mkdir()
    whole = Run(tmp_path / "whole")
    whole.fit(config)
    cut = Run(tmp_path / "cut")
    ended = cut.fit(config, lambda step: os.kill(os.getpid(), signal.SIGTERM) if step == stop - 1 else None)
    assert (ended.steps, ended.end) == (stop, "interrupted")
    again = Run(tmp_path / "cut")
    with torch.no_grad():
        again.network.weight += 1  # what a new process starts with does not matter
    result = fit(again.stage(config), config, again.folder, Silent(), resume=True)
    assert (result.steps, result.end) == (17, "done")
    assert all(torch.equal(value, again.kept[name]) for name, value in whole.kept.items())
    assert torch.equal(whole.network.weight, again.network.weight)
    assert lines(cut.folder) == lines(whole.folder)


def test_a_run_that_was_done_goes_on_when_it_may(run: Run) -> None:
    run.fit(LoopConfig(max_steps=4, log_every=1))
    longer = LoopConfig(max_steps=6, log_every=1)
    result = fit(run.stage(longer), longer, run.folder, Silent(), resume=True)
    assert result.steps == 6 and [line["step"] for line in run.metrics()] == [1, 2, 3, 4, 5, 6]
    same = fit(run.stage(longer), longer, run.folder, Silent(), resume=True)
    assert same.steps == 6 and len(run.metrics()) == 6


def test_metrics_after_the_saved_step_are_written_anew(run: Run) -> None:
    run.fit(LoopConfig(max_steps=3, log_every=1))
    with (run.folder / "metrics.jsonl").open("a") as file:
        file.write('{"step": 4, "loss": 9}\n{"step": 5, "lo')  # of a process that was killed before it saved
    longer = LoopConfig(max_steps=5, log_every=1)
    fit(run.stage(longer), longer, run.folder, Silent(), resume=True)
    assert [line["step"] for line in run.metrics()] == [1, 2, 3, 4, 5] and run.metrics()[3]["loss"] != 9


def test_a_state_of_other_data_is_refused(run: Run) -> None:
    config = LoopConfig(max_steps=2)
    fit(dataclasses.replace(run.stage(config), identity={"teacher width": 768}), config, run.folder, Silent())
    other = dataclasses.replace(run.stage(config), identity={"teacher width": 384})
    with pytest.raises(CheckpointError, match="the teacher width was 768 and is 384"):
        fit(other, config, run.folder, Silent(), resume=True)


def test_pieces_give_the_gradient_of_the_whole(tmp_path: Path) -> None:
    weights = []
    for pieces in (1, 2):
        (tmp_path / str(pieces)).mkdir()
        run = Run(tmp_path / str(pieces))
        run.fit(LoopConfig(max_steps=10, learning_rate=0.05, accumulate=pieces))
        weights.append(run.network.weight)
        assert len(run.metrics()) == 1 and run.metrics()[0]["number"] == 4.5
    assert torch.allclose(weights[0], weights[1], atol=1e-6)


def with_broken(run: Run, config: LoopConfig, every: int) -> Stage[RawBatch]:
    """Batches of which each `every`-th has lost its second shape."""

    def batches(first: int) -> Iterator[Loaded[RawBatch]]:
        for number in count(first):
            whole = loaded(number)
            if number % every:
                yield whole
            else:
                yield Loaded(pieces_of(whole.batch, 2)[0], ("left",), (f"right {number} is broken.",))

    return dataclasses.replace(run.stage(config), batches=batches)


def test_the_mean_is_over_the_shapes_that_are_there(tmp_path: Path) -> None:
    """A batch without its second shape teaches as a batch of the first alone."""
    config = LoopConfig(max_steps=1, learning_rate=0.1, clip=None)
    run = Run(tmp_path)
    expected = Run(tmp_path)
    rows = ROWS[0, 0]
    loss = (expected.network(rows[None, :2])[0, 0] - rows[2]).square()
    loss.backward()
    result = fit(with_broken(run, config, 1), config, run.folder, Silent())
    assert torch.allclose(run.network.weight.grad, expected.network.weight.grad, atol=1e-6)  # type: ignore[arg-type]
    assert (result.read, result.broken) == (2, 1) and run.metrics()[0]["loss"] == pytest.approx(loss.item(), rel=1e-5)


def few_broken(number: int) -> Loaded[RawBatch]:
    """Three shapes are broken, each of them in every twelfth batch."""
    whole = loaded(number)
    if number % 4:
        return whole
    return Loaded(pieces_of(whole.batch, 2)[0], ("left",), (f"right {number % 12} is broken.",))


def test_a_batch_without_a_shape_ends_the_run(run: Run) -> None:
    def batches(first: int) -> Iterator[Loaded[RawBatch]]:
        yield loaded(first)
        yield Loaded(pieces_of(loaded(1).batch, 3)[0], (), ("left is broken.", "right is broken."))

    config = LoopConfig(max_steps=5)
    stage = dataclasses.replace(run.stage(config), batches=batches)
    with pytest.raises(Pa3dError, match=r"All 2 shapes of a batch are broken\. The first: left is broken"):
        fit(stage, config, run.folder, Silent())


def test_too_many_broken_shapes_end_the_run(run: Run) -> None:
    config = LoopConfig(max_steps=500, largest_broken_share=0.2)
    assert fit(with_broken(run, config, 4), config, run.folder, Silent()).broken == 125
    (run.folder / "metrics.jsonl").unlink()
    few = dataclasses.replace(with_broken(run, config, 4), shapes=40)  # met again and again, they stay few
    again = dataclasses.replace(few, batches=lambda first: (few_broken(number) for number in count(first)))
    assert fit(again, config, run.folder, Silent()).broken == 125
    with pytest.raises(Pa3dError, match=r"Too many shapes are broken\. 11 of 42 shapes.*the last: right 20 is broken"):
        fit(with_broken(run, config, 2), config, run.folder, Silent())


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_shapes_whose_loss_is_not_finite_are_named(run: Run, bad: float) -> None:
    config = LoopConfig(max_steps=5)

    def step(batch: RawBatch, pieces: int) -> Iterator[Terms]:
        losses = self_loss(run.network, batch)
        yield Terms(losses * torch.tensor([1.0, bad if batch.keys[0] == 2 else 1.0]), {})

    with pytest.raises(Pa3dError, match=r"loss of step 2 is (nan|inf)\. Shapes: right\. The last saved"):
        fit(dataclasses.replace(run.stage(config), step=step), config, run.folder, Silent())


def failing(error: Exception) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def self_loss(network: nn.Module, batch: RawBatch) -> Tensor:
    rows = batch.points[:, 0]
    return (network(rows[:, :2])[:, 0] - rows[:, 2]).square()


@pytest.mark.parametrize("error", [torch.OutOfMemoryError("CUDA out of memory."), MemoryError(),
                                   RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried")])  # fmt: skip
def test_a_batch_that_does_not_fit_says_what_would(run: Run, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    config = LoopConfig(max_steps=5)

    def step(batch: RawBatch, pieces: int) -> Iterator[Terms]:
        for piece in pieces_of(batch, pieces):
            if len(piece.keys) > 1:
                raise error
            yield Terms(self_loss(run.network, piece), {})

    stage = dataclasses.replace(run.stage(config), step=step)
    with pytest.raises(Pa3dError, match=r"batch of 2 shapes does not fit into memory\. Tried: 1 at a time fit\. Give "
                                        r"--accumulate 2"):  # fmt: skip
        fit(stage, config, run.folder, Silent())
    assert run.saved == []
    with monkeypatch.context() as patch:  # AdamW makes its moments at the first step: the usual place to run out
        patch.setattr(torch.optim.AdamW, "step", failing(error))
        with pytest.raises(Pa3dError, match=r"does not fit into memory\. Not even one shape"):
            fit(run.stage(config), config, run.folder, Silent())
    halves = LoopConfig(max_steps=5, accumulate=2)
    assert fit(stage, halves, run.folder, Silent()).steps == 5


def test_a_fault_that_is_not_of_memory_stays_what_it_is(run: Run) -> None:
    def fault(_: int) -> None:
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    with pytest.raises(RuntimeError, match="cannot be multiplied"):
        run.fit(LoopConfig(max_steps=5), fault)


def test_a_gradient_that_overflows_halves_the_scale_and_changes_nothing(run: Run) -> None:
    config = LoopConfig(max_steps=5, precision="float16", log_every=1, clip=None)
    before = run.network.weight.clone()
    run.fit(config, scale=1e36)  # times 65536, and half of that, it is beyond float32
    assert torch.equal(run.network.weight, before) and len(run.metrics()) == 5
    calm = Run(run.folder)
    calm.fit(LoopConfig(max_steps=1, precision="float16", clip=None))
    plain = Run(run.folder)
    plain.fit(LoopConfig(max_steps=1, clip=None))
    assert torch.allclose(calm.network.weight.grad, plain.network.weight.grad, rtol=1e-5)  # type: ignore[arg-type]


@dataclasses.dataclass(frozen=True)
class Judged:
    figures: dict[str, float]
    value: float
    said: str = "well"


def test_the_best_validation_is_kept(run: Run) -> None:
    config = LoopConfig(max_steps=8, log_every=4, save_steps=2, keep=2)
    values = iter([0.3, 0.9, 0.5, 0.7])

    def validate(network: nn.Module) -> Judged:
        value = next(values)
        return Judged({"validation mIoU": value, "validation nothing": math.nan}, value)

    stage = dataclasses.replace(run.stage(config), validate=validate, validate_every=2)
    fit(stage, config, run.folder, Silent())
    assert [(name, steps) for name, steps in zip(run.names, run.saved, strict=True) if name == "best.safetensors"] == [
        ("best.safetensors", 2), ("best.safetensors", 4),
    ]  # fmt: skip
    told = [line for line in run.metrics() if "validation mIoU" in line]
    assert [line["validation mIoU"] for line in told] == [0.3, 0.9, 0.5, 0.7]
    assert told[0]["validation nothing"] is None and [line["step"] for line in told] == [2, 4, 6, 8]
    assert [name for name in run.names if name.startswith("step-")] == [
        f"step-0000000{i}.safetensors" for i in (2, 4, 6, 8)
    ]


def test_the_last_step_is_validated_too_and_no_nan_is_best(run: Run) -> None:
    config = LoopConfig(max_steps=5)
    values = iter([math.nan, 0.3, 0.4, 0.5])

    def validate(network: nn.Module) -> Judged:
        value = next(values)
        return Judged({"validation mIoU": value}, value)

    stage = dataclasses.replace(run.stage(config), validate=validate, validate_every=2)
    fit(stage, config, run.folder, Silent())
    assert [line["step"] for line in run.metrics() if "validation mIoU" in line] == [2, 4, 5]
    best = [steps for name, steps in zip(run.names, run.saved, strict=True) if name == "best.safetensors"]
    assert best == [4, 5]
    assert fit(stage, config, run.folder, Silent(), resume=True).steps == 5
    assert next(values) == 0.5  # nothing new was learned


@pytest.mark.parametrize("moment", ["writing it", "a step later"])
def test_no_best_checkpoint_is_of_a_future_that_was_not_taken(tmp_path: Path, moment: str) -> None:
    """Killed while it writes its best checkpoint, or soon after, a run is taken up from there, not from before."""
    for name in ("whole", "cut"):
        (tmp_path / name).mkdir()

    def sit(name: str, values: list[float], steps: int = 8, resume: bool = False, kill: str = "") -> list[Any]:
        """Of one sitting the best checkpoints it writes: step and weights."""
        run, best, found = Run(tmp_path / name), list[Any](), iter(values)
        config = LoopConfig(max_steps=steps, log_every=1, average=0.5)

        def save(path: Path, kept: nn.Module, taken: int) -> None:
            if path.name == "best.safetensors":
                if (kill, taken) == ("writing it", 4):
                    raise KeyboardInterrupt
                best.append((taken, [value.tolist() for value in kept.parameters()]))

        def before(step: int) -> None:
            if (kill, step) == ("a step later", 5):
                raise KeyboardInterrupt

        def validate(_: nn.Module) -> Judged:
            return Judged({"validation mIoU": 0.0}, next(found))

        stage = dataclasses.replace(run.stage(config, before), save=save, validate=validate, validate_every=2)
        with pytest.raises(KeyboardInterrupt) if kill else nullcontext():
            fit(stage, config, run.folder, Silent(), resume=resume)
        return best

    whole = sit("whole", [0.3, 0.9, 0.5, 0.4])
    cut = sit("cut", [0.3, 0.9], kill=moment)
    again = sit("cut", [0.5, 0.4], steps=7, resume=True)  # it ends elsewhere: this is another future
    assert [step for step, _ in whole] == [2, 4] and (cut + again)[-1] == whole[-1]
    assert [line["step"] for line in Run(tmp_path / "cut").metrics() if "loss" not in line] == [2, 4, 6, 7]
    assert sit("cut", [], steps=7, resume=True) == []  # what was written stays, calibrated since


def test_an_interrupt_keeps_the_numbered_checkpoint_of_its_step(run: Run) -> None:
    config = LoopConfig(max_steps=50, save_steps=4)
    stage = run.stage(config, lambda step: os.kill(os.getpid(), signal.SIGTERM) if step == 7 else None)
    assert fit(stage, config, run.folder, Silent()).end == "interrupted"
    assert run.names[-2:] == ["last.safetensors", "step-00000008.safetensors"] and run.saved[-2:] == [8, 8]


def test_a_resumed_run_may_report_more_often(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("pa3d.stages.train.time.monotonic", lambda: now[0])

    def second(step: int) -> None:
        now[0] += 1
        if step == 6:
            os.kill(os.getpid(), signal.SIGTERM)

    rare = LoopConfig(max_steps=20, log_every=15)
    assert fit(run.stage(rare, second), rare, run.folder, Silent()).steps == 7
    now[0] = 1000
    often = dataclasses.replace(rare, log_every=5)
    fit(run.stage(often, second), often, run.folder, Silent(), resume=True)
    lines = run.metrics()
    assert [line["step"] for line in lines] == [8, 13, 18, 20]
    assert [line["samples_per_second"] for line in lines] == [2.0] * 4  # those of before had their time


def test_a_validation_takes_no_time_from_the_samples_per_second(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("pa3d.stages.train.time.monotonic", lambda: now[0])
    config = LoopConfig(max_steps=12, log_every=4)

    def second(_: int) -> None:
        now[0] += 1

    def validate(network: nn.Module) -> Judged:
        now[0] += 100
        return Judged({}, 0.0)

    stage = dataclasses.replace(run.stage(config, second), validate=validate, validate_every=3)
    fit(stage, config, run.folder, Silent())
    told = [line["samples_per_second"] for line in run.metrics() if "loss" in line]
    assert told == [2.0, 2.0, 2.0]  # two shapes a second


class Watching(Silent):
    """What a panel is told of the time left, with the steps."""

    def __init__(self) -> None:
        self.told: list[tuple[int, float]] = []

    def advance(self, steps: int = 1, fields: Mapping[str, float] | None = None) -> None:
        if fields and "seconds_left" in fields:
            self.told.append((steps, fields["seconds_left"]))


def test_the_minutes_left_are_those_of_all_sittings(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("pa3d.stages.train.time.monotonic", lambda: now[0])

    def second(_: int) -> None:
        now[0] += 1

    first = LoopConfig(max_steps=6, max_minutes=1, log_every=5, warmup_steps=0)
    fit(run.stage(first, second), first, run.folder, before := Watching())
    assert before.told == [(0, 60), (5, 55), (1, 54)]
    now[0] = 1000
    longer = dataclasses.replace(first, max_steps=10, max_minutes=2)
    result = fit(run.stage(longer, second), longer, run.folder, after := Watching(), resume=True)
    assert after.told[:2] == [(6, 114), (4, 110)] and result.steps == 10
    assert all("seconds_left" not in line for line in run.metrics())


def test_only_the_latest_numbered_checkpoints_stay(tmp_path: Path) -> None:
    for steps in (5, 10, 200, 30):
        numbered(tmp_path, steps).touch()
    keep_latest(tmp_path, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "step-00000030.safetensors",
        "step-00000200.safetensors",
    ]


def test_a_full_disk_ends_the_run_and_keeps_the_last_checkpoint(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run.fit(LoopConfig(max_steps=2))
    state = (run.folder / "state" / "state.safetensors").read_bytes()

    def full(self: Path, *_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    longer = LoopConfig(max_steps=4)
    with pytest.raises(FileError, match="No space left"):
        fit(run.stage(longer), longer, run.folder, Silent(), resume=True)
    assert (run.folder / "state" / "state.safetensors").read_bytes() == state
    assert [path.name for path in (run.folder / "state").iterdir()] == ["state.safetensors"]
