"""What `align` can be asked. Imports nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pa3d.config import check_range
from pa3d.data.augmentation import Augmentation
from pa3d.errors import UsageError
from pa3d.stages.loop_config import LoopConfig
from pa3d.stages.validate_config import ValidationConfig

Loss = Literal["softmax", "release", "paper"]
Preset = Literal["small", "base"]
Train = Literal["last-block", "release", "all"]
SYNTHETIC = "synthetic"
_FEWEST_UPRIGHT = 10


@dataclass(frozen=True)
class AlignConfig:
    """Everything that decides a stage-2 run."""

    out: Path  # the run folder
    data: str = SYNTHETIC  # the world, streamed; or shards: a folder, or a URL
    preset: Preset = "small"  # sizes of a fresh encoder
    init: str | None = None  # start from this model or run instead
    train: Train | None = None  # None: last-block after stage 1 (as in the paper), else all
    decoder: int | None = None  # hidden width of the point decoder; None: as in the paper, patches alone
    decoded_points: int = 512  # points per shape the decoder is judged on
    word_adapter: int | None = None  # hidden width of what learns to read words; None: as in the paper, it does not
    text: str | None = None  # the text encoder; None: the one of --init, else the compact default
    loss: Loss = "softmax"  # over the shape's own names
    batch_loss: float = 0.3  # weight of the softmax over all names of the batch (softmax loss only)
    part_balance: float = 0.0  # patches of a part that n show weigh n ** -part_balance (softmax loss only)
    text_noise: float = 0.0  # norm of the noise on the unit vectors of names, new at every step
    upright: int | None = None  # shapes that the last and best model learn from which way is up; None: they do not
    batch: int = 32  # shapes per step, of all processes together
    withheld_kinds: tuple[str, ...] = ()  # kinds of the world never seen in training
    kind_weights: tuple[str, ...] = ()  # "chair=2": such kinds of the world are drawn twice as often
    withheld_names: tuple[str, ...] = ()  # wordings never seen in training
    category_prompts: float = 0.0  # share of the shapes of shards asked "X of a CATEGORY"; the world's is 0.25
    category_too: bool = False  # the category's own name is a label like others
    drop_unknown: bool = False  # names nobody can encode are left out; else they are an error
    device: str = "auto"
    workers: int = 1  # processes that read or build shapes
    seed: int = 0
    resume: bool = False  # go on with the run in `out`
    loop: LoopConfig = field(default_factory=LoopConfig)
    augmentation: Augmentation | None = field(default_factory=Augmentation)
    validation: ValidationConfig = field(default_factory=ValidationConfig)

    def __post_init__(self) -> None:
        check_batch(self.batch, self.workers, self.seed)
        check_range(self, ("batch_loss", "text_noise"))
        check_range(self, ("category_prompts", "part_balance"), most=1)
        check_range(self, ("decoder", "decoded_points", "word_adapter"), least=1)
        if self.part_balance and self.loss != "softmax":
            what = f"--part-balance is for the softmax loss, not for --loss {self.loss}."
            raise UsageError(what, "The others are as released and as in the paper.", "Leave it out.")
        if self.kind_weights and self.data != SYNTHETIC:
            found = f"--data is {self.data}; what lies there is drawn evenly."
            raise UsageError("--kind-weights is for the synthetic world alone.", found, "Leave it out.")
        if self.upright is not None and self.data != SYNTHETIC:
            found = f"--data is {self.data}; of its shapes nobody knows whether they stand."
            raise UsageError("--upright is for the synthetic world alone.", found, "Leave it out.")
        if self.upright is not None and self.upright < _FEWEST_UPRIGHT:
            what = f"--upright {self.upright} is too few."
            raise UsageError(what, f"The least is {_FEWEST_UPRIGHT}.", "Give 3000.")


def check_batch(batch: int, workers: int, seed: int) -> None:
    """Raise UsageError for numbers that no run can have."""
    if batch < 2:
        raise UsageError(f"--batch {batch} is too small.", "BatchNorm needs 2 shapes.", "Give --batch 2 or more.")
    for name, value in (("--workers", workers), ("--seed", seed)):
        if value < 0:
            raise UsageError(f"{name} {value} is negative.", "The least is 0.", "Give another number.")
