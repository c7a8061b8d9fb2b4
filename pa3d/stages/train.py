"""The only training loop: a stage brings a step and its parameters; the loop brings the schedule and the run folder.

Run folder: config.json before work starts, run.json, metrics.jsonl, last.safetensors (whole at any moment).
"""

from __future__ import annotations

import copy
import json
import math
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from pa3d.config import as_json
from pa3d.errors import FileError, Pa3dError
from pa3d.progress import Progress
from pa3d.stages.loop_config import LoopConfig

Item = TypeVar("Item")


@dataclass(frozen=True)
class LoopResult:
    """steps taken, seconds they took, why the loop ended (`done` or `interrupted`), and the network to keep."""

    steps: int
    seconds: float
    end: str
    network: nn.Module


def start_run(folder: Path, config: object, run: Mapping[str, Any]) -> None:
    """Make the run folder and write config.json and run.json.

    Raises FileError when it holds another run or cannot be written.
    """
    if (folder / "config.json").exists():
        raise FileError(f"{folder} holds a run already.", "Found its config.json.", "Give another --out, or remove it.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.json").write_text(as_json(config) + "\n")
        (folder / "run.json").write_text(json.dumps(run, indent=2, default=str) + "\n")
    except OSError as error:
        found = f"The system says: {error.strerror}."
        raise FileError(f"The run folder {folder} cannot be written.", found, "Give another --out.") from error


def finish_run(folder: Path, result: LoopResult) -> None:
    """Add how the run ended to its run.json."""
    path = folder / "run.json"
    run = json.loads(path.read_text())
    ended = {"ended": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "end": result.end}
    run.update(ended, steps=result.steps, seconds=round(result.seconds, 1))
    path.write_text(json.dumps(run, indent=2) + "\n")


def fit(
    network: nn.Module,
    batches: Iterator[Item],
    step: Callable[[Item], dict[str, Tensor]],
    save: Callable[[int, nn.Module], None],
    config: LoopConfig,
    folder: Path,
    progress: Progress,
) -> LoopResult:
    """Train until the steps or minutes are over, or a signal asks to end; `save` runs on the way and at the end.

    save(steps, network) gets the network to keep: the one trained, or with config.average the running mean of it.

    step(batch) returns named scalars, the first of them `loss`, on which it has a graph. Raises Pa3dError when the loss
    is not finite (the last saved checkpoint stays).
    """
    optimizer = torch.optim.AdamW(parameter_groups(network, config.weight_decay), lr=config.learning_rate)
    kept = network if config.average is None else copy.deepcopy(network)
    started = saved = time.monotonic()
    taken, end = 0, "done"
    pending: list[dict[str, float]] = []
    progress.start("train", config.max_steps)

    def log() -> None:
        means = {name: sum(values[name] for values in pending) / len(pending) for name in pending[0]}
        line = {"step": taken, "seconds": round(time.monotonic() - started, 1), "rate": rate, **means}
        metrics.write(json.dumps(line) + "\n")
        metrics.flush()
        progress.advance(len(pending), means)
        pending.clear()

    with _signals() as asked_to_end, (folder / "metrics.jsonl").open("a") as metrics:
        while taken < config.max_steps:
            spent = (time.monotonic() - started) / 60
            if config.max_minutes is not None and spent >= config.max_minutes:
                break
            if asked_to_end:
                end = "interrupted"
                break
            rate = _rate(config, taken, spent)
            pending.append(_update(network, optimizer, step(next(batches)), rate, config.clip, taken))
            taken += 1
            if config.average is not None:
                _average(kept, network, min(config.average, taken / (10 + taken)))  # a short run has a short memory
            if len(pending) == config.log_every:
                log()
            if time.monotonic() - saved > config.save_minutes * 60:
                save(taken, kept)
                saved = time.monotonic()
        if pending:
            log()
    progress.finish()
    save(taken, kept)
    return LoopResult(taken, time.monotonic() - started, end, kept)


@torch.no_grad()
def _average(kept: nn.Module, network: nn.Module, decay: float) -> None:
    """Move what is kept a little towards the network; statistics of BatchNorms move along."""
    for mean, value in zip(kept.state_dict().values(), network.state_dict().values(), strict=True):
        if mean.is_floating_point():
            mean.lerp_(value, 1 - decay)
        else:
            mean.copy_(value)


def _update(
    network: nn.Module,
    optimizer: torch.optim.Optimizer,
    values: dict[str, Tensor],
    rate: float,
    clip: float | None,
    taken: int,
) -> dict[str, float]:
    loss = values["loss"]
    if not torch.isfinite(loss):
        raise Pa3dError(
            f"The loss of step {taken} is {loss.item()}.",
            "The last saved checkpoint is kept.",
            "Lower --learning-rate, or look at that batch.",
        )
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    norm = nn.utils.clip_grad_norm_(network.parameters(), torch.inf if clip is None else clip)
    if not torch.isfinite(norm):
        raise Pa3dError(
            f"The gradient of step {taken} is {norm.item()}.",
            "The last saved checkpoint is kept.",
            "Lower --learning-rate, or look at that batch.",
        )
    optimizer.step()
    return {name: float(value.detach()) for name, value in values.items()}


def _rate(config: LoopConfig, taken: int, minutes: float) -> float:
    """Warm-up, then a cosine to 1 % of the peak over whichever of steps and minutes is further on."""
    done = taken / config.max_steps
    if config.max_minutes is not None:
        done = max(done, minutes / config.max_minutes)
    warm = min(1.0, (taken + 1) / max(config.warmup_steps, 1))
    return config.learning_rate * warm * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(done, 1.0))))


def parameter_groups(network: nn.Module, weight_decay: float) -> list[dict[str, Any]]:
    """Trainable matrices with decay; vectors, scalars and normalisation without."""
    trained = [parameter for parameter in network.parameters() if parameter.requires_grad]
    return [
        {"params": [p for p in trained if p.ndim >= 2], "weight_decay": weight_decay},
        {"params": [p for p in trained if p.ndim < 2], "weight_decay": 0.0},
    ]


@contextmanager
def _signals() -> Iterator[list[int]]:
    """A list that fills when SIGINT or SIGTERM arrives; a second one falls through to the old handler."""
    arrived: list[int] = []
    old = {int(number): signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def note(number: int, _frame: FrameType | None) -> None:
        arrived.append(number)
        signal.signal(number, old[number])

    try:
        for number in old:
            signal.signal(number, note)
    except ValueError:  # not in the main thread: signals stay with whoever has them
        yield arrived
        return
    try:
        yield arrived
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
