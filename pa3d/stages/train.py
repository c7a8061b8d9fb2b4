"""The only training loop. A stage brings network, batches and step; the loop brings schedule, processes and folder."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Generic, NamedTuple

import torch
from torch import Tensor, nn

from pa3d.data.batches import Batch, Loaded, to_device
from pa3d.data.read_ahead import lost_readers
from pa3d.errors import Pa3dError
from pa3d.io.checkpoint import BEST, LAST
from pa3d.progress import Progress
from pa3d.stages.checkpoints import Position, load_state, save_state
from pa3d.stages.distributed import Team
from pa3d.stages.loop_config import LoopConfig
from pa3d.stages.memory import is_out_of_memory, too_large
from pa3d.stages.optimizing import (
    FIRST_LOSS_SCALE,
    follow,
    learning_rate,
    make_optimizer,
    next_loss_scale,
    trained,
    training_dtype,
)
from pa3d.stages.run_folder import STATE, add_metrics, cut_metrics, keep_latest, numbered
from pa3d.stages.signals import kept_signals
from pa3d.stages.stage import Found, LoopResult, Stage

_FEW_BROKEN = 10  # shapes that may be broken whatever their share
_SHOWN = 8  # shapes of a batch an error names


def fit(
    stage: Stage[Batch],
    config: LoopConfig,
    folder: Path,
    progress: Progress,
    team: Team | None = None,
    resume: bool = False,
) -> LoopResult:
    """Train until the steps or minutes are over, or a signal asks to end; checkpoints are written on the way.

    What is saved is the network or, with config.average, the running mean of it. Raises Pa3dError when the loss is not
    finite, a batch does not fit into memory, or too many shapes are broken; FileError when the disk is full. The last
    saved checkpoint stays.
    """
    return _Loop(stage, config, folder, progress, team or Team(), resume).run()


class _Agreed(NamedTuple):
    """What all processes know after a step: over all of them, shapes, those broken, the sum of losses, signals; the
    first one's clock and whether it wants to save; the norm of the gradient of the mean loss.
    """

    rows: float
    broken: float
    loss: float
    signals: float
    clock: float
    save: float
    norm: float


class _Loop(Generic[Batch]):
    """One run of the loop; position and weights change, everything else stays."""

    def __init__(
        self, stage: Stage[Batch], config: LoopConfig, folder: Path, progress: Progress, team: Team, resume: bool
    ) -> None:
        self.stage: Stage[Batch] = stage
        self.config, self.folder, self.progress, self.team = config, folder, progress, team
        self.network = stage.network
        self.kept = self.network if config.average is None else copy.deepcopy(self.network)
        self.optimizer = make_optimizer(self.network, config)
        self.at = Position()
        if training_dtype(config.precision, team.device) == torch.float16:
            self.at.loss_scale = FIRST_LOSS_SCALE
        self.resumed = resume
        if resume:
            self.at = load_state(folder / STATE, self.network, self.kept, self.optimizer, stage.identity)
        self.saved = time.monotonic()
        self.logged = self.saved - self.at.unlogged
        self.started, self.clock = self.saved - self.at.seconds, self.at.seconds
        self.window: dict[str, Tensor] = {
            # Sums of the other processes were put with the first one's.
            name: torch.tensor(pair if team.first else (0.0, 0.0), dtype=torch.float64, device=team.device)
            for name, pair in self.at.pending.items()
        }

    def run(self) -> LoopResult:
        """Train to the end."""
        if self.team.first:
            cut_metrics(self.folder, self.at.steps)
            if not self.resumed:  # so that a run killed at any moment can be taken up
                self._write_state()
            if self.at.best_due:
                self._save_best()
        self.team.wait()
        self.progress.start("train", self.stage.steps)
        if self.at.steps or self.config.max_minutes is not None:
            self.progress.advance(self.at.steps, self._time_left() or None)
        end = "done"
        with kept_signals() as arrived, lost_readers(), closing(_each(self.stage.batches(self.at.steps))) as batches:
            while not self._over():
                agreed = self._step(next(batches), arrived)
                if self.at.window >= self.config.log_every:
                    self._log()
                if self.stage.validate is not None and self.at.steps % self.stage.validate_every == 0:
                    self._validate(self.stage.validate)
                numbered_now = self.config.save_steps is not None and self.at.steps % self.config.save_steps == 0
                # One process need not wait for the next step to know.
                asked_to_end = len(arrived) if self.team.size == 1 else agreed.signals
                if asked_to_end:
                    end = "interrupted"
                    self._save(numbered_now)
                    break
                if agreed.save or numbered_now:
                    self._save(numbered_now)
        if end == "done":
            self._end()
        self.progress.finish()
        return LoopResult(self.at.steps, self.clock, end, self.kept, self.at.read, self.at.broken)

    def _end(self) -> None:
        if self.at.window:
            self._log()
        self._save(False)
        if self.stage.validate is not None and self.at.validated != self.at.steps:
            self._validate(self.stage.validate)
            if self.team.first:  # so that it is not done again
                self._write_state()

    def _over(self) -> bool:
        minutes = self.config.max_minutes
        if self.stage.steps is not None and self.at.steps >= self.stage.steps:
            return True
        return minutes is not None and self.clock >= minutes * 60

    def _time_left(self) -> dict[str, float]:
        """What a watcher cannot know of a run that was taken up: when its minutes are over."""
        minutes = self.config.max_minutes
        return {} if minutes is None else {"seconds_left": minutes * 60 - (time.monotonic() - self.started)}

    def _step(self, loaded: Loaded[Batch], arrived: list[int]) -> _Agreed:
        rate = learning_rate(self.config, self.at.steps, self.stage.steps, self.clock / 60)
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["factor"]
        try:
            return self._taken(loaded, len(arrived))
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            error.__traceback__ = None  # its frames hold what filled the memory
        self.optimizer.zero_grad(set_to_none=True)
        trial = partial(self._fits, loaded.batch) if self.team.size == 1 else None
        raise too_large(len(loaded.ids), self.config.accumulate, self.team.device, trial)

    def _taken(self, loaded: Loaded[Batch], signals: int) -> _Agreed:
        self.optimizer.zero_grad(set_to_none=True)
        figures, losses = self._backward(to_device(loaded.batch, self.team.device))
        agreed = self._agree(loaded, losses, signals)
        self.clock = agreed.clock
        self._check(loaded, losses, agreed)
        overflowed = agreed.norm - agreed.norm != 0  # nan or infinite
        if not overflowed:
            self.optimizer.step()
        if self.at.loss_scale != 1:
            self.at.loss_scale, self.at.calm = next_loss_scale(self.at.loss_scale, self.at.calm, overflowed)
        self.at.steps += 1
        self.at.window += 1
        self.at.read += int(agreed.rows + agreed.broken)
        self.at.broken += int(agreed.broken)
        if self.config.average is not None:
            # A short run has a short memory.
            follow(self.kept, self.network, min(self.config.average, self.at.steps / (10 + self.at.steps)))
        for name, value in figures.items():
            self.window[name] = self.window[name] + value if name in self.window else value
        return agreed

    def _backward(self, batch: Batch) -> tuple[dict[str, Tensor], Tensor]:
        """Through every piece; returns sums and counts (2,) of the figures, and the losses (b,)."""
        if not len(batch.keys) and self.team.size == 1:
            return {}, torch.zeros(0, dtype=torch.float64)
        figures: dict[str, Tensor] = {}
        losses = []
        for terms in self.stage.step(batch, self._pieces(len(batch.keys))):
            scaled = terms.losses.float().sum() * (self.at.loss_scale / self.stage.size)
            scaled.backward()  # type: ignore[no-untyped-call]
            losses.append(terms.losses.detach().double())
            for name, value in terms.with_loss().items():
                figures[name] = figures[name] + value if name in figures else value
        return figures, torch.cat(losses)

    def _pieces(self, rows: int) -> int:
        """How many pieces a part of so many shapes is cut into: as many in every process, for what they add up on the
        way, though some be empty.
        """
        most = max(1, min(self.config.accumulate, rows))
        return self.team.largest(most) if self.team.size > 1 and self.config.accumulate > 1 else most

    def _fits(self, batch: Batch, pieces: int) -> bool:
        """Whether a step of the first of so many pieces goes through; the weights are of no use afterwards."""
        try:
            loss = next(iter(self.stage.step(to_device(batch, self.team.device), pieces))).losses.sum()
            loss.backward()  # type: ignore[no-untyped-call]
            self.optimizer.step()
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            error.__traceback__ = None
            return False
        return True

    def _agree(self, loaded: Loaded[Batch], losses: Tensor, signals: int) -> _Agreed:
        """Gradients of the mean loss over the shapes of all processes, clipped; and what all have to know."""
        parameters = list(trained(self.optimizer))
        now = time.monotonic()
        clock = now - self.started if self.team.first else 0.0
        due = self.team.first and now - self.saved >= self.config.save_minutes * 60
        mine = torch.tensor([len(loaded.ids), len(loaded.broken), 0.0, signals, clock, due], dtype=torch.float64)
        mine = mine.to(self.team.device)
        mine[_Agreed._fields.index("loss")] = losses.sum()
        said = self.team.add_up(mine)
        self.team.add_gradients(parameters)
        gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
        # Each loss was divided by the size of a whole batch; a batch that lost broken shapes is smaller.
        if self.team.size > 1 or loaded.broken or self.at.loss_scale != 1:
            factor = (self.stage.size / (said[0] * self.at.loss_scale)).float()
            for gradient in gradients:
                gradient.mul_(factor)
        largest = torch.inf if self.config.clip is None else self.config.clip
        norm = nn.utils.clip_grad_norm_([p for p in parameters if p.grad is not None], largest)
        return _Agreed(*torch.cat([said, norm.detach().double()[None].to(said.device)]).tolist())

    def _check(self, loaded: Loaded[Batch], losses: Tensor, agreed: _Agreed) -> None:
        """Raise when training cannot go on."""
        if agreed.broken:
            self._check_broken(self.team.gather_texts(loaded.broken), agreed)
        sound = losses.isfinite()
        wrong = agreed.loss - agreed.loss != 0
        if not wrong and (agreed.norm - agreed.norm == 0 or self.at.loss_scale > 1):
            return
        mine = [name for name, good in zip(loaded.ids, sound.tolist(), strict=True) if not (wrong and good)]
        names = self.team.gather_texts(mine)
        shown = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
        which, value = ("loss", agreed.loss / agreed.rows) if wrong else ("gradient", agreed.norm)
        found = f"Shapes: {shown}. The last saved checkpoint is kept."
        do = "Lower --learning-rate, or look at these shapes."
        raise Pa3dError(f"The {which} of step {self.at.steps} is {value}.", found, do)

    def _check_broken(self, broken: tuple[str, ...], agreed: _Agreed) -> None:
        """Raise when too many different shapes have been left out, or all of a batch."""
        new = [text for text in dict.fromkeys(broken) if text not in self.at.left_out]
        self.at.left_out += new
        for text in new:
            self.progress.note(f"Left out: {text}")
        do = "Run the same `pa3d prepare` again."
        if not agreed.rows:
            raise Pa3dError(f"All {len(broken)} shapes of a batch are broken.", f"The first: {broken[0]}", do)
        read = int(self.at.read + agreed.rows + agreed.broken)
        shapes = read if self.stage.shapes is None else min(read, self.stage.shapes)
        if len(self.at.left_out) > max(_FEW_BROKEN, self.config.largest_broken_share * shapes):
            found = f"{len(self.at.left_out)} of {shapes} shapes read so far; the last: {self.at.left_out[-1]}"
            raise Pa3dError("Too many shapes are broken.", found, do)

    def _collect(self) -> None:
        """Put the sums of all processes with the first one's."""
        names = sorted(self.window)
        if names and self.team.size > 1:
            every = self.team.add_up(torch.stack([self.window[name] for name in names]))
            for i, name in enumerate(names):
                self.window[name] = every[i] if self.team.first else torch.zeros_like(every[i])
        pairs = torch.stack([self.window[name] for name in names]).tolist() if names else []
        self.at.pending = {name: (pair[0], pair[1]) for name, pair in zip(names, pairs, strict=True)}

    def _log(self) -> None:
        self._collect()
        now = time.monotonic()
        shapes, spent = self.at.pending["loss"][1], max(now - self.logged, 1e-9)
        means = {name: total / max(count, 1.0) for name, (total, count) in self.at.pending.items()}
        told = {"rate": self.optimizer.param_groups[0]["lr"] / self.optimizer.param_groups[0]["factor"]}
        told |= {"samples_per_second": round(shapes / spent, 2), **means}
        if self.team.first:
            add_metrics(self.folder, {"step": self.at.steps, "seconds": round(self.clock, 1), **told})
        told |= self._time_left() | ({"broken": self.at.broken} if self.at.broken else {})
        self.progress.advance(self.at.window, told)
        self.window, self.at.pending, self.at.window, self.logged = {}, {}, 0, now

    def _validate(self, validate: Callable[[nn.Module], Found]) -> None:
        began = time.monotonic()
        if self.team.first:
            found = validate(self.kept)
            add_metrics(self.folder, {"step": self.at.steps, "seconds": round(self.clock, 1), **found.figures})
            self.progress.advance(0, found.figures)
            self.progress.note(f"step {self.at.steps}: {found.said}")
            best = -math.inf if self.at.best is None or math.isnan(self.at.best) else self.at.best
            if math.isfinite(found.value) and found.value > best:
                self.at.best, self.at.best_due = found.value, True
        self.at.validated = self.at.steps
        self.team.wait()
        self._collect()
        self.logged += time.monotonic() - began  # nothing was learned meanwhile
        if self.at.best_due and self.team.first:
            # First, so that no run is taken up from before its best checkpoint and comes by another way.
            self._write_state()
            self._save_best()

    def _save_best(self) -> None:
        self.stage.save(self.folder / BEST, self.kept, self.at.steps)
        self.at.best_due = False

    def _save(self, numbered_too: bool) -> None:
        self._collect()
        if self.team.first:
            self._write_state()
            self.stage.save(self.folder / LAST, self.kept, self.at.steps)
            if numbered_too:
                self.stage.save(numbered(self.folder, self.at.steps), self.kept, self.at.steps)
                keep_latest(self.folder, self.config.keep)
        self.saved = time.monotonic()

    def _write_state(self) -> None:
        self.at.seconds, self.at.unlogged = self.clock, time.monotonic() - self.logged
        path = self.folder / STATE
        path.parent.mkdir(exist_ok=True)
        save_state(path, self.network, self.kept, self.optimizer, self.at, self.stage.identity, self.stage.sizes)


def _each(batches: Iterator[Loaded[Batch]]) -> Generator[Loaded[Batch], None, None]:
    """The batches; closing this closes them, where they can be closed."""
    yield from batches
