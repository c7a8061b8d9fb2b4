"""What `segment` can be asked. Imports nothing heavy: the command line reads its defaults from here."""

from __future__ import annotations

from dataclasses import dataclass

from pa3d.config import Assignment, DtypeChoice, PromptStyle, ScoreChoice, UpChoice
from pa3d.errors import UsageError


@dataclass(frozen=True)
class SegmentConfig:
    """A request to label shapes."""

    inputs: tuple[str, ...] = ()  # files, folders, globs
    parts: str | None = None  # names, separated by commas
    parts_file: str | None = None  # ... or in a file
    category: str | None = None  # the kind of shape: its known parts when none are named
    prompt: PromptStyle = "plain"  # "category" asks for "{part} of a {category}"
    model: str = "small"  # small, base, a path, hf:REPO[:FILE]
    up: UpChoice | None = None  # the shapes' up axis; None: the format's usual one; auto: as the model sees it
    threshold: float | None = None  # points whose best score is lower get no part
    votes: int = 4  # samples of each shape, averaged
    assign: Assignment | None = None  # how points take the answers of patches; None: as finely as the model can
    points: int | None = None  # points per sample; None: the model's
    patches: int | None = None  # patches per sample; None: the model's
    out: str | None = None  # a folder, or a file for a single input; None: beside the input
    overwrite: bool = False  # replace outputs that exist
    colorize: bool = False  # colour points by part also where the file has colours
    split: bool = False  # one file per part
    scores: ScoreChoice = "best"  # "all": a score for every name, not only for the best
    features: bool = False  # NPZ outputs also get the patches and their features
    render: bool = False  # a picture beside each output
    html: bool = False  # a page beside each output
    device: str = "auto"
    dtype: DtypeChoice = "auto"
    seed: int = 0  # which points are drawn

    def __post_init__(self) -> None:
        if self.parts is not None and self.parts_file is not None:
            raise UsageError("--parts and --parts-file are both given.", "One list of names is used.", "Drop one.")
        for name, value in (("--votes", self.votes), ("--points", self.points), ("--patches", self.patches)):
            if value is not None and value < 1:
                raise UsageError(f"{name} {value} is too small.", "The least is 1.", "Give a larger number.")
        if self.seed < 0:
            raise UsageError(f"--seed {self.seed} is negative.", "Seeds start at 0.", "Give another number.")
        if self.threshold is not None and not 0 <= self.threshold <= 1:
            raise UsageError(
                f"--threshold {self.threshold} is no score.", "Scores lie from 0 to 1.", "Give such a number."
            )
        if self.points is not None and self.patches is not None and self.patches > self.points:
            found = "A sample has at least as many points as patches."
            raise UsageError(f"--patches {self.patches} exceeds --points {self.points}.", found, "Give fewer patches.")
