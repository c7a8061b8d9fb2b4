"""What `align` can be asked. Imports nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pa3d.data.augmentation import Augmentation
from pa3d.errors import UsageError
from pa3d.stages.loop_config import LoopConfig

Loss = Literal["softmax", "release", "paper"]
Preset = Literal["small", "base"]


@dataclass(frozen=True)
class AlignConfig:
    """Everything that decides a stage-2 run."""

    out: Path  # the run folder
    data: str = "synthetic"  # the world, streamed
    preset: Preset = "small"  # sizes of a fresh encoder
    init: str | None = None  # start from this model instead
    decoder: int | None = None  # hidden width of the point decoder; None: as in the paper, patches alone
    decoded_points: int = 512  # points per shape the decoder is judged on
    loss: Loss = "softmax"  # over the shape's own names
    batch_loss: float = 0.3  # weight of the softmax over all names of the batch (softmax loss only)
    batch: int = 32  # shapes per step
    withheld_kinds: tuple[str, ...] = ()  # kinds never seen in training
    withheld_names: tuple[str, ...] = ()  # wordings never seen in training
    device: str = "auto"
    workers: int = 1  # processes that build shapes
    seed: int = 0
    loop: LoopConfig = field(default_factory=LoopConfig)
    augmentation: Augmentation = field(default_factory=Augmentation)

    def __post_init__(self) -> None:
        if self.data != "synthetic":
            raise UsageError(f"--data {self.data} cannot be read.", "Allowed: synthetic.", "Use --data synthetic.")
        if self.batch < 2:
            raise UsageError(
                f"--batch {self.batch} is too small.", "BatchNorm needs 2 shapes.", "Give --batch 2 or more."
            )
        for name, value in (("--workers", self.workers), ("--seed", self.seed)):
            if value < 0:
                raise UsageError(f"{name} {value} is negative.", "The least is 0.", "Give another number.")
