"""What is known of a training while it runs, and how it is put into words and marks. Prints nothing."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pa3d.stages.validate_config import PREFIX

_LABELS = {
    "accuracy": "patch accuracy", "point_accuracy": "point accuracy", "rate": "learning rate",
    "samples_per_second": "samples/s",
}  # fmt: skip
_UNSAID = ("seconds_left", "seconds", "step")  # told apart
_JUDGES = {f"{PREFIX}mIoU": 1, f"{PREFIX}loss": -1}  # what the best validation is known by; -1: smaller is better
_MARKS = 30  # reports that the pace is taken over
_HELD = 256  # losses held for the sparkline
_BLOCKS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True)
class Watched:
    """A training. Never changed in place, so that a panel can be drawn at any moment.

    deadline: when its minutes are over, as the loop told last. marks: (time, steps done) of the last reports. losses:
    of the whole run, `each` reports in one, `pending` of them not yet. validated: the step of the last validation;
    best: step and figure of the best one.
    """

    total: int | None
    started: float
    deadline: float | None = None
    done: int = 0
    marks: tuple[tuple[float, int], ...] = ()
    fields: Mapping[str, float] = dataclasses.field(default_factory=dict)
    losses: tuple[float, ...] = ()
    pending: tuple[float, ...] = ()
    each: int = 1
    validated: int | None = None
    best: tuple[int, float] | None = None

    def advanced(self, steps: int, fields: Mapping[str, float], now: float) -> Watched:
        """After some steps; those that come without a loss are of an earlier sitting and say nothing of the pace."""
        done = self.done + steps
        marks = self.marks
        if steps:
            marks = (*marks, (now, done))[-_MARKS:] if "loss" in fields else ((now, done),)
        deadline = now + fields["seconds_left"] if "seconds_left" in fields else self.deadline
        after = dataclasses.replace(self, done=done, deadline=deadline, marks=marks, fields={**self.fields, **fields})
        if math.isfinite(fields.get("loss", math.nan)):
            after = after._noted(fields["loss"])
        judge = next((name for name in _JUDGES if name in fields), None)
        if judge is None:
            return after
        found = fields[judge]
        better = self.best is None or (found - self.best[1]) * _JUDGES[judge] > 0
        best = (done, found) if better and math.isfinite(found) else self.best
        return dataclasses.replace(after, validated=done, best=best)

    def _noted(self, loss: float) -> Watched:
        pending = (*self.pending, loss)
        if len(pending) < self.each:
            return dataclasses.replace(self, pending=pending)
        losses, each = (*self.losses, sum(pending) / len(pending)), self.each
        if len(losses) == _HELD:
            losses, each = tuple((a + b) / 2 for a, b in zip(losses[::2], losses[1::2], strict=True)), 2 * each
        return dataclasses.replace(self, losses=losses, pending=(), each=each)

    def seconds_left(self, now: float) -> float | None:
        """Until the steps or the minutes are over; None where nothing tells."""
        ends = [] if self.deadline is None else [self.deadline - now]
        if len(self.marks) > 1 and self.total is not None:
            (first, before), (last, done) = self.marks[0], self.marks[-1]
            if done > before and last > first:
                ends.append((self.total - done) * (last - first) / (done - before) - (now - last))
        return max(min(ends), 0.0) if ends else None

    @property
    def training(self) -> dict[str, str]:
        """The last figures of training in words."""
        known = {name: value for name, value in self.fields.items() if not name.startswith(PREFIX)}
        return {label(name): figure(name, value) for name, value in known.items() if name not in _UNSAID}

    @property
    def validation(self) -> dict[str, str]:
        """The figures of the last validation in words."""
        known = {name: value for name, value in self.fields.items() if name.startswith(PREFIX)}
        return {name.removeprefix(PREFIX): figure(name, value) for name, value in known.items()}


def label(name: str) -> str:
    """A metric as people call it."""
    return _LABELS.get(name, name.replace("_", " "))


def figure(name: str, value: float) -> str:
    """A metric in as many digits as say something."""
    if name == "samples_per_second":
        return f"{value:,.1f}"
    if name.endswith(("accuracy", "mIoU", "oracle", "cosine")):
        return f"{value:.3f}"
    return f"{value:.4g}"


def duration(seconds: float) -> str:
    """A span of time: 42 s, 18 min, 2 h 05 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02d} min"


def sparkline(values: Sequence[float], width: int) -> str:
    """Values as at most `width` blocks, the greatest as the highest; "" where nothing can be drawn."""
    if len(values) < 2 or width < 2:
        return ""
    columns = min(width, len(values))
    edges = [i * len(values) // columns for i in range(columns + 1)]
    means = [sum(values[a:b]) / (b - a) for a, b in pairwise(edges)]
    low, high = min(means), max(means)
    span = high - low or 1.0
    return "".join(_BLOCKS[round((value - low) / span * (len(_BLOCKS) - 1))] for value in means)
