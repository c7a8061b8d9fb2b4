"""What `distill` and `align` share: options of learning, and how they become a config."""

from __future__ import annotations

import dataclasses
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pa3d.cli.options import RUNNING, option
from pa3d.config import as_json, merge, read_config
from pa3d.data.augmentation import AUGMENTATIONS, AugmentationName
from pa3d.errors import FileError, UsageError
from pa3d.stages.align_config import Preset
from pa3d.stages.loop_config import Precision, Schedule

if TYPE_CHECKING:
    from pa3d.stages.align import AlignResult
    from pa3d.stages.align_config import AlignConfig
    from pa3d.stages.distill import DistillResult
    from pa3d.stages.distill_config import DistillConfig

    Settings = TypeVar("Settings", AlignConfig, DistillConfig)

START, PACE, SAVING = "Where it starts", "Pace", "Saving"

PresetName = Annotated[Preset | None, option("Sizes of a fresh encoder.", START, "small")]
Init = Annotated[str | None, option("Start from a run folder, small, base, a path, hf:REPO[:FILE].", START)]
Resume = Annotated[Path | None, option("Go on with the run in this folder, exactly where it was.", START)]
Batch = Annotated[int | None, option("Shapes per step, of all processes together.", PACE, "32")]
MaxSteps = Annotated[int | None, option("Steps at most.", PACE)]
Epochs = Annotated[float | None, option("Rounds over the shards at most.", PACE)]
MaxMinutes = Annotated[float | None, option("Minutes at most; the rate falls towards the nearest end.", PACE)]
HeadRate = Annotated[float | None, option("Learning rate of heads and decoder.", PACE)]
ScheduleName = Annotated[Schedule | None, option("How the learning rate goes on after the warm-up.", PACE)]
WarmupSteps = Annotated[int | None, option("Steps in which the learning rate rises.", PACE)]
WeightDecay = Annotated[float | None, option("Of AdamW, on matrices.", PACE, "0.05")]
Accumulate = Annotated[
    int | None, option("Pieces a batch is cut into where memory is small; BatchNorms that learn see one at a time.",
                       PACE, "1")
]  # fmt: skip
PrecisionName = Annotated[Precision | None, option("Number type of products in training.", PACE, "auto")]
Average = Annotated[float | None, option("Keep a running mean of the weights with this decay per step.", PACE)]
Augment = Annotated[AugmentationName | None, option("What happens to shapes beforehand.", PACE, "strong")]
SaveSteps = Annotated[int | None, option("Also keep a numbered checkpoint every so many steps.", SAVING)]
Keep = Annotated[int | None, option("Numbered checkpoints that are kept.", SAVING, "3")]
Report = Annotated[Path | None, option("Only write report.html of the run in this folder, and stop.", SAVING)]
Workers = Annotated[int | None, option("Processes that read or build shapes.", RUNNING, "1")]

_LOOP = (
    "max_steps", "epochs", "max_minutes", "learning_rate", "head_rate", "schedule", "warmup_steps", "weight_decay",
    "accumulate", "precision", "average", "save_steps", "keep",
)  # fmt: skip


def training_settings(kind: type[Settings], verb: str, flags: Mapping[str, Any]) -> Settings:
    """The config of a training run from its flags (None: not given); `flags` may hold more than the config has.

    --resume takes the config of that run. Raises UsageError, FileError.
    """
    known = {field.name for field in dataclasses.fields(kind)} - {"resume", "loop", "augmentation", "validation"}
    given = {name: value for name, value in flags.items() if name in known}
    file, folder = flags["config"], flags["resume"]
    if folder is not None:
        file = _resumed(folder, verb, flags)
        given["out"] = folder
    elif not _names_folder(flags):
        given["out"] = Path("runs") / time.strftime(f"{verb}-%Y%m%d-%H%M%S")
    settings = merge(kind, file, given)
    pace = {name: flags[name] for name in _LOOP if flags.get(name) is not None}
    more: dict[str, Any] = {"loop": dataclasses.replace(settings.loop, **pace), "resume": folder is not None}
    if flags.get("augment") is not None:
        more["augmentation"] = AUGMENTATIONS[flags["augment"]]
    return dataclasses.replace(settings, **more)


def _resumed(folder: Path, verb: str, flags: Mapping[str, Any]) -> Path:
    for name in ("out", "config"):
        if flags[name] is not None:
            what = f"--resume {folder} and --{name} {flags[name]} do not go together."
            raise UsageError(what, "A resumed run keeps its folder and its settings.", "Give one of them.")
    file = folder / "config.json"
    if not file.is_file():
        raise FileError(f"{folder} is no run that can be taken up.", "It has no config.json.", "Give a run folder.")
    run = folder / "run.json"
    begun = read_config(run).get("stage", verb) if run.is_file() else verb
    if begun != verb:
        raise UsageError(f"{folder} is not a run of {verb}.", f"It is one of {begun}.", f"Use pa3d {begun} --resume.")
    return file


def _names_folder(flags: Mapping[str, Any]) -> bool:
    """Whether flags or their --config say where the run goes."""
    file = flags["config"]
    return flags["out"] is not None or (file is not None and "out" in read_config(file))


def printed(settings: AlignConfig | DistillConfig, flags: Mapping[str, Any]) -> str:
    """What --print-config prints. A run folder that nobody named is left out: each run makes its own."""
    told = json.loads(as_json(settings))
    if flags["resume"] is None and not _names_folder(flags):
        del told["out"]
    return json.dumps(told, indent=2)


def told_end(result: AlignResult | DistillResult, folder: Path, verb: str, **figures: float | None) -> dict[str, Any]:
    """What --json prints of a run that ended: figures that are known, and what to do where it was interrupted."""
    told: dict[str, Any] = {
        "ok": result.end == "done", "schema": 1, "checkpoint": str(result.checkpoint), "end": result.end,
        "steps": result.steps, "seconds": round(result.seconds, 1), "broken": result.broken,
        **{name: value for name, value in figures.items() if value is not None},
    }  # fmt: skip
    if result.end != "done":
        found = f"It was saved after {result.steps} steps."
        told["error"] = {"what": "Interrupted.", "found": found, "do": f"Go on: pa3d {verb} --resume {folder}"}
    return told


def speaks() -> bool:
    """Whether this process talks: of several, the first."""
    return os.environ.get("RANK", "0") in ("", "0")


def write_report_of(folder: Path, device: str | None, quiet: bool) -> Path:
    """report.html of a run, made anew from its folder."""
    from pa3d.cli.progress import shown_progress
    from pa3d.stages.run_report import write_report

    with shown_progress(quiet) as progress:
        return write_report(folder, progress, device=device or "auto")
