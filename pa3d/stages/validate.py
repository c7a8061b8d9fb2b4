"""Validation while a model learns: zero-shot scores of labelled shapes, by the code that benchmarks use."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from pa3d.benchmarks.protocols import Protocol
from pa3d.benchmarks.report import Failure, ShapeScore
from pa3d.benchmarks.scoring import Scored, score_cases
from pa3d.benchmarks.summary import measure, once, score_table
from pa3d.core.network import PatchAlign
from pa3d.data.batches import RawBatch, to_device
from pa3d.errors import Pa3dError
from pa3d.model import Model
from pa3d.progress import Progress
from pa3d.shapes.records import Array
from pa3d.stages.bench_config import BenchConfig
from pa3d.stages.validate_config import PREFIX, SYNTHETIC, ValidationConfig
from pa3d.stages.validation_shapes import Group, loss_batches, read_shapes
from pa3d.text.lean import Meanings
from pa3d.text.names import clean_name

Item = TypeVar("Item")
# step(network, batch, bank (R, E) of the words batches ask for): figures by name, each (2,): a sum and its count.
LossStep = Callable[[PatchAlign, RawBatch, Tensor], Mapping[str, Tensor]]

WITHHELD = "withheld mIoU"
_SHOWN = ("mIoU", "point accuracy", "patch accuracy", "class-agnostic mIoU", "patch oracle")


@dataclass(frozen=True)
class Validation:
    """What one validation found.

    figures: by name, each beginning with PREFIX. value: what the best checkpoint has most of. shapes: how many it
    stands on. by_category: mIoU. scored: every shape with its prediction, where it was asked to keep them.
    """

    figures: Mapping[str, float]
    value: float
    shapes: int
    seconds: float
    by_category: Mapping[str, float]
    scored: tuple[Scored, ...] = ()

    @property
    def said(self) -> str:
        """One line for people."""
        each = ", ".join(f"{name.removeprefix(PREFIX)} {value:.3f}" for name, value in self.figures.items())
        return f"validation on {self.shapes} shapes: {each}"


@dataclass(frozen=True)
class Validator:
    """Labelled shapes ready to be asked; called with a network, it says how good that is.

    withheld: cleaned categories that training never sees; their mIoU is told apart. batches, bank: the same shapes as
    training batches, for the loss. failures: shapes that could not be read.
    """

    groups: tuple[Group, ...]
    protocol: Protocol
    seed: int
    withheld: frozenset[str]
    batches: tuple[RawBatch, ...]
    bank: Array
    failures: tuple[Failure, ...]

    @property
    def shapes(self) -> int:
        """How many shapes are asked."""
        return sum(len(group.asked) for group in self.groups)

    @torch.no_grad()
    def __call__(
        self,
        network: PatchAlign,
        progress: Progress,
        meta: Mapping[str, Any] | None = None,
        step: LossStep | None = None,
        keep: bool = False,
    ) -> Validation:
        """Score a network, which stays as it is, as does every random state.

        meta: of the checkpoint it is saved as. step: gives the loss, without augmentation. keep: return the
        predictions too.
        """
        started = time.perf_counter()
        model = Model(network, meta or {})  # asked on a folded copy in evaluation mode
        scores: list[ShapeScore] = []
        kept: list[Scored] = []
        progress.start("validate", self.shapes)
        for group in self.groups:
            found = score_cases(model, group.asked, group.text, self.protocol, self.seed)
            scores += [one.score for one in found]
            kept += found if keep else []
            progress.advance(len(found))
        values, by_category = self._figures(scores)
        if step is not None:
            values["loss"] = self._loss(model, step)
        progress.finish()
        figures = {PREFIX + name: value for name, value in values.items()}
        spent = time.perf_counter() - started
        return Validation(figures, values["mIoU"], self.shapes, spent, by_category, tuple(kept))

    def _figures(self, scores: Sequence[ShapeScore]) -> tuple[dict[str, float], dict[str, float]]:
        """Figures of a benchmark's summary, with the mIoU of what training never saw; and mIoU by category."""
        table = score_table(scores, self.protocol.absent)
        found = {place: float(value[0]) for place, value in measure(table, once(table), self.protocol.average).items()}
        values = {name: found["", "", name] for name in _SHOWN}
        rows = [i for i, (category, _) in enumerate(table.keys) if clean_name(category) in self.withheld]
        if 0 < len(rows) < len(table.keys):
            known = table.iou[rows][np.isfinite(table.iou[rows])]
            values[WITHHELD] = float(known.mean()) if len(known) else float("nan")
        return values, {category: found[category, "", "mIoU"] for category in table.parts}

    def _loss(self, model: Model, step: LossStep) -> float:
        bank = torch.from_numpy(self.bank).to(model.device)
        found = (step(model.inference, to_device(batch, model.device), bank) for batch in self.batches)
        return _ratios(_totals(found))["loss"]


def prepare_validation(
    config: ValidationConfig,
    encoder_id: str,
    withheld: Iterable[str],
    progress: Progress,
    meanings: Meanings = MappingProxyType({}),
) -> Validator | None:
    """Read the shapes and encode their words; None where nothing is to be validated.

    meanings: that the checkpoint will say its model has heard; words lean on them as they do when it is asked.

    Raises FileError when no shape can be scored, UsageError for an unknown category, WordError for unknown words.
    """
    if config.source is None:
        return None
    bench = bench_config(config)
    groups, failures = read_shapes(bench, encoder_id, progress, meanings)
    if failures:
        first = failures[0]
        left = f"{len(failures)} shape{'s are' if len(failures) > 1 else ' is'} not validated on"
        progress.note(f"{left}{'; the first' if len(failures) > 1 else ''}: {first.what} {first.found}")
    batches, bank = loss_batches(groups, config.batch, config.seed)
    assert bench.benchmark is not None
    return Validator(
        groups=groups,
        protocol=bench.protocol_for(bench.benchmark),
        seed=config.seed,
        withheld=frozenset(map(clean_name, withheld)),
        batches=batches,
        bank=bank,
        failures=failures,
    )


def bench_config(config: ValidationConfig, model: str = "small") -> BenchConfig:
    """The benchmark that gives the same scores. Raises UsageError as BenchConfig does."""
    synthetic = config.source == SYNTHETIC
    return BenchConfig(
        benchmark="synthetic" if synthetic else "folder",
        data=None if synthetic else config.source,
        points="all" if config.points is None else config.points,
        votes=config.votes,
        categories=config.categories,
        limit=1 if synthetic and config.limit is None else config.limit,
        seed=config.seed,
        batch=config.batch,
        model=model,
        dtype="float32",
    )


@torch.no_grad()
def validate_step(
    network: nn.Module, step: Callable[[Item], Mapping[str, Tensor]], batches: Iterable[Item]
) -> Validation:
    """Means of what a training step finds on held-out batches, in evaluation mode meanwhile.

    step(batch): figures by name, each (2,): a sum and its count; that of "loss" counts the shapes. value: the loss,
    less being better. Raises Pa3dError without a shape.
    """
    started = time.perf_counter()
    modes = [(module, module.training) for module in network.modules()]
    network.eval()
    try:
        totals = _totals(map(step, batches))
    finally:
        for module, training in modes:
            module.training = training
    shapes = int(totals["loss"][1]) if totals else 0
    if not shapes:
        do = "Hold other shapes out, or none."
        raise Pa3dError("There is no shape to validate on.", "None is held out, or all of those are broken.", do)
    found = _ratios(totals)
    figures = {PREFIX + name: value for name, value in found.items()}
    return Validation(figures, -found["loss"], shapes, time.perf_counter() - started, {})


def _totals(found: Iterable[Mapping[str, Tensor]]) -> dict[str, Tensor]:
    """Every figure's sum and count (2,)."""
    totals: dict[str, Tensor] = {}
    for figures in found:
        for name, value in figures.items():
            totals[name] = totals[name] + value.double() if name in totals else value.double()
    return totals


def _ratios(totals: Mapping[str, Tensor]) -> dict[str, float]:
    """Sums over counts, nan where nothing was counted."""
    return {name: float(total[0] / total[1]) for name, total in totals.items()}
