"""What `distill` can be asked. Imports nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pa3d.data.augmentation import Augmentation
from pa3d.errors import UsageError
from pa3d.stages.align_config import Preset, check_batch
from pa3d.stages.loop_config import LoopConfig, Schedule


@dataclass(frozen=True)
class DistillPace(LoopConfig):
    """The paper's: two rates, held constant, no clipping (method, section 2)."""

    learning_rate: float = 1e-4
    head_rate: float | None = 5e-4
    schedule: Schedule = "constant"
    warmup_steps: int = 0
    clip: float | None = None


@dataclass(frozen=True)
class DistillConfig:
    """Everything that decides a stage-1 run."""

    out: Path  # the run folder
    data: str | None = None  # shards with teacher features: a folder, or a URL
    preset: Preset = "small"  # sizes of a fresh encoder
    init: str | None = None  # start from this model or run instead
    batch: int = 32  # shapes per step, of all processes together
    held_out: int = 0  # shapes that are not learned from but validated on
    validate_every: int = 500  # steps between validations, where shapes are held out
    device: str = "auto"
    workers: int = 1  # processes that read shapes
    seed: int = 0
    resume: bool = False  # go on with the run in `out`
    loop: DistillPace = field(default_factory=DistillPace)
    augmentation: Augmentation | None = field(default_factory=Augmentation)  # the paper tells of none in stage 1

    def __post_init__(self) -> None:
        check_batch(self.batch, self.workers, self.seed)
        if self.held_out < 0 or self.validate_every < 1:
            found = f"Found {self.held_out} and {self.validate_every}."
            raise UsageError("--hold-out is 0 or more, --validate-every 1 or more.", found, "Give other numbers.")
        if self.data == "synthetic":
            do = "Run pa3d prepare synthetic:2000 --teacher MODEL --out SHARDS, then --data SHARDS."
            raise UsageError("--data synthetic has no teacher.", "The world is streamed without pictures.", do)
