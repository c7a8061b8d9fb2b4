"""What `pa3d bench speed` can be asked. Imports nothing heavy: the command line reads its defaults from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from pa3d.errors import UsageError

SpeedTable = Literal["encode", "text", "assignment", "whole"]
Precision = Literal["float32", "bfloat16"]


@dataclass(frozen=True)
class SpeedConfig:
    """What is timed, over what, and for how long. A list of values is a group of rows that differ in nothing else."""

    model: str = "small"  # small, base, a path, hf:REPO[:FILE]
    random_weights: bool = False  # take only the sizes of `base`: speed does not depend on the weights
    tables: tuple[SpeedTable, ...] = get_args(SpeedTable)
    devices: tuple[str, ...] = ()  # empty: the CPU and every CUDA device
    precisions: tuple[Precision, ...] = get_args(Precision)  # of the encode table; the others take the default
    batches: tuple[int, ...] = (1, 8, 16, 32)  # shapes encoded at once
    sample: tuple[int, ...] = (1024, 4096, 8192)  # points per sample beside the model's own number
    patches: tuple[int, ...] = (64, 256, 512)  # patches per sample beside the model's own number
    votes: tuple[int, ...] = (1, 2, 4, 8)  # samples per shape, averaged
    clouds: tuple[int, ...] = (2_048, 10_000, 100_000)  # points that get a label
    seconds: float = 60.0  # spent on repeated runs, after the warm-up
    runs: int = 5  # of each row at least, however long it takes
    seed: int = 0

    def __post_init__(self) -> None:
        lists = {"batches": self.batches, "sample": self.sample, "patches": self.patches}
        for name, values in {**lists, "votes": self.votes, "clouds": self.clouds, "runs": (self.runs,)}.items():
            for value in values:
                if value < 1:
                    raise UsageError(f"--{name} {value} is too small.", "The least is 1.", "Give a larger number.")
        if not 0 <= self.seconds < float("inf"):
            found = "Seconds are a finite number from 0."
            raise UsageError(f"--seconds {self.seconds} is no such time.", found, "Give another number.")
        if self.seed < 0:
            raise UsageError(f"--seed {self.seed} is negative.", "Seeds start at 0.", "Give another number.")
        allowed = {"tables": get_args(SpeedTable), "precisions": get_args(Precision)}
        for name, choices in allowed.items():
            given = getattr(self, name)
            if wrong := [value for value in given if value not in choices]:
                found = f"Allowed: {', '.join(choices)}."
                raise UsageError(f"--{name} {wrong[0]} is not known.", found, "Give one of them.")
            if not given:
                raise UsageError(f"--{name} is empty.", f"Allowed: {', '.join(choices)}.", "Give at least one.")
