"""How a training run is validated. Imports nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass

from pa3d.errors import UsageError

SYNTHETIC = "synthetic"
PREFIX = "validation "  # so begin the names of validation figures, in metrics.jsonl and on the panel


@dataclass(frozen=True)
class ValidationConfig:
    """Zero-shot scores of labelled shapes, taken while a model learns. They are `pa3d bench`'s of the same shapes."""

    source: str | None = None  # synthetic (generated, held out), or a folder of labelled shapes; None: no validation
    every: int = 1000  # steps between two
    categories: tuple[str, ...] = ()  # only these; none: every category of the source
    limit: int | None = None  # shapes of each category, the first ones; None: 1 of synthetic kinds, all of a folder
    points: int | None = 4096  # points of each shape that are asked and scored; None: all
    votes: int = 1  # samples averaged: one says as much of the weights as four, in a quarter of the time
    batch: int = 16  # shapes encoded together
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("every", "limit", "points", "votes", "batch"):
            value = getattr(self, name)
            if value is not None and value < 1:
                what = f"validation.{name} = {value} is too small."
                raise UsageError(what, "The least is 1.", "Give a larger number.")
        if self.seed < 0:
            raise UsageError(f"validation.seed = {self.seed} is negative.", "The least is 0.", "Give another number.")
