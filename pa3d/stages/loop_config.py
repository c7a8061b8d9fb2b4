"""How long and how fast the training loop learns."""

from __future__ import annotations

from dataclasses import dataclass

from pa3d.errors import UsageError


@dataclass(frozen=True)
class LoopConfig:
    """How long and how fast to learn."""

    max_steps: int = 3000  # the cosine ends here
    max_minutes: float | None = None  # ... or here, whichever comes first; the rate follows the nearer end
    learning_rate: float = 6e-4  # AdamW's peak
    weight_decay: float = 0.05  # on matrices only
    warmup_steps: int = 100  # linear rise
    clip: float | None = 1.0  # largest gradient norm
    average: float | None = None  # the saved weights are a running mean with this decay per step; None: the last
    log_every: int = 20  # steps between lines of metrics.jsonl
    save_minutes: float = 5.0  # between writings of last.safetensors

    def __post_init__(self) -> None:
        if self.max_steps < 1 or self.learning_rate <= 0:
            found = f"Found {self.max_steps} and {self.learning_rate}."
            raise UsageError("--max-steps and --learning-rate must be positive.", found, "Give larger ones.")
        if self.max_minutes is not None and self.max_minutes <= 0:
            raise UsageError(f"--max-minutes {self.max_minutes} is no time.", "Above 0.", "Give more, or leave it out.")
        if self.average is not None and not 0 < self.average < 1:
            raise UsageError(
                f"average = {self.average} is no decay.", "Between 0 and 1.", "Give 0.999, or leave it out."
            )
        if self.log_every < 1:
            raise UsageError(f"log_every = {self.log_every} is too small.", "The least is 1.", "Give a larger number.")
