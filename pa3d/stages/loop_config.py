"""How long and how fast the training loop learns. Imports nothing heavy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from pa3d.config import check_range
from pa3d.errors import UsageError

Schedule = Literal["cosine", "constant"]
Precision = Literal["auto", "float32", "bfloat16", "float16"]
Decayed = Literal["matrices", "all"]

# A resumed run may have others of these: they change when it ends and what it tells, not what it learns from. A cosine
# follows the new end from there on, which the run is told.
ENDS = frozenset({"max_steps", "epochs", "max_minutes"})
FREE = ENDS | {"log_every", "save_minutes", "save_steps", "keep", "largest_broken_share"}


@dataclass(frozen=True)
class LoopConfig:
    """How long and how fast to learn."""

    max_steps: int | None = None  # the cosine ends here
    epochs: float | None = None  # ... or after this many rounds over the shards
    max_minutes: float | None = None  # ... or here; whichever comes first, and the rate follows the nearest end
    learning_rate: float = 6e-4  # AdamW's peak, for the encoder
    head_rate: float | None = None  # ... for heads, decoder and temperature; None: as for the encoder
    schedule: Schedule = "cosine"  # from the peak to 1 % of it; constant: as in the paper
    warmup_steps: int = 100  # linear rise
    weight_decay: float = 0.05
    decayed: Decayed = "matrices"  # all: biases, norms and the temperature too, as in the release
    clip: float | None = 1.0  # largest gradient norm
    average: float | None = None  # the saved weights are a running mean with this decay per step; None: the last
    # Pieces each process cuts its part of a batch into, one after the other. BatchNorms that learn (in distill, and
    # where all is trained) take their statistics over a piece, and move them with each.
    accumulate: int = 1
    precision: Precision = "auto"  # of products in training; auto: bfloat16 on a GPU that has it, else float32
    log_every: int = 20  # steps between lines of metrics.jsonl
    save_minutes: float = 5.0  # between writings of last.safetensors
    save_steps: int | None = None  # steps between checkpoints that are kept under their number
    keep: int = 3  # numbered checkpoints, the latest
    largest_broken_share: float = 0.01  # of the shapes of an epoch; beyond ten of them, more end the run

    def __post_init__(self) -> None:
        for name in ("max_steps", "log_every", "save_steps", "accumulate", "keep"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise UsageError(f"{name} = {value} is too small.", "The least is 1.", "Give a larger number.")
        for name in ("epochs", "max_minutes", "learning_rate", "head_rate", "clip"):
            value = getattr(self, name)
            if value is not None and not 0 < value < math.inf:
                raise UsageError(f"{name} = {value} is no pace.", "It must be above 0, and finite.", "Give another.")
        check_range(self, ("warmup_steps", "weight_decay", "save_minutes"))
        check_range(self, ("largest_broken_share",), most=1)
        if self.average is not None and not 0 < self.average < 1:
            raise UsageError(
                f"average = {self.average} is no decay.", "Between 0 and 1.", "Give 0.999, or leave it out."
            )


def steps_of(config: LoopConfig, batch: int, shapes: int | None, usual: int) -> int | None:
    """How many steps a run takes at most; None: until its minutes are over.

    shapes: in an epoch, None for the endless world. usual: where the config names no end at all. Raises UsageError for
    epochs of something endless.
    """
    if config.epochs is not None and shapes is None:
        raise UsageError("--epochs are not for the synthetic world.", "It never ends.", "Give --max-steps.")
    ends = [] if config.max_steps is None else [config.max_steps]
    if config.epochs is not None and shapes is not None:
        ends.append(math.ceil(config.epochs * shapes / batch))
    if not ends and config.max_minutes is None:
        return usual
    return min(ends, default=None)
