"""`pa3d distill`: train tokens on what a 2D teacher sees."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pa3d.cli.console import print_json
from pa3d.cli.options import Config, Device, Json, PrintConfig, Quiet, Seed, Verbose, option
from pa3d.cli.training import (
    PACE,
    Accumulate,
    Average,
    Batch,
    Epochs,
    HeadRate,
    Init,
    Keep,
    MaxMinutes,
    MaxSteps,
    PrecisionName,
    PresetName,
    Report,
    Resume,
    SaveSteps,
    ScheduleName,
    WarmupSteps,
    WeightDecay,
    Workers,
    printed,
    speaks,
    told_end,
    training_settings,
    write_report_of,
)
from pa3d.cli.training_panel import training_progress
from pa3d.data.augmentation import AugmentationName
from pa3d.stages.distill_config import DistillConfig

WATCHING = "Watching"
EXAMPLES = """[bold]Examples[/bold]\n
pa3d distill --data ./shards --epochs 100\n
torchrun --nproc-per-node 4 -m pa3d distill --data ./shards --preset base --batch 128\n
pa3d distill --resume runs/distill-20260101-120000"""

Data = Annotated[str | None, option("Shards with teacher features: a folder, or a URL.")]
Out = Annotated[Path | None, option("Run folder.", default="runs/distill-TIME")]
LearningRate = Annotated[float | None, option("Learning rate of the encoder.", PACE, "0.0001")]
Augment = Annotated[
    AugmentationName | None, option("What happens to shapes beforehand. The paper tells of none here.", PACE, "strong")
]
HoldOut = Annotated[int | None, option("Shapes not learned from but validated on.", WATCHING, "0")]
ValidateEvery = Annotated[int | None, option("Steps between validations.", WATCHING, "500")]


def distill(
    data: Data = None,
    out: Out = None,
    preset: PresetName = None,
    init: Init = None,
    resume: Resume = None,
    batch: Batch = None,
    max_steps: MaxSteps = None,
    epochs: Epochs = None,
    max_minutes: MaxMinutes = None,
    learning_rate: LearningRate = None,
    head_rate: HeadRate = None,
    schedule: ScheduleName = None,
    warmup_steps: WarmupSteps = None,
    weight_decay: WeightDecay = None,
    average: Average = None,
    augment: Augment = None,
    accumulate: Accumulate = None,
    precision: PrecisionName = None,
    hold_out: HoldOut = None,
    validate_every: ValidateEvery = None,
    save_steps: SaveSteps = None,
    keep: Keep = None,
    report: Report = None,
    workers: Workers = None,
    device: Device = None,
    seed: Seed = None,
    config: Config = None,
    print_config: PrintConfig = False,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Learn what a 2D teacher sees (stage 1 of the method); writes last.safetensors into a run folder."""
    if report is not None:
        typer.echo(write_report_of(report, device, quiet))
        return
    settings = training_settings(DistillConfig, "distill", {**locals(), "held_out": hold_out})
    if print_config:
        typer.echo(printed(settings, locals()))
        return
    _run(settings, json, quiet)


def _run(settings: DistillConfig, json: bool, quiet: bool) -> None:
    from pa3d.stages.distill import run

    quiet = quiet or not speaks()
    with training_progress(quiet, f"distill {settings.out}") as progress:
        result = run(settings, progress)
    if json and speaks():
        print_json(told_end(result, settings.out, "distill"))
    elif not quiet:
        minutes = result.seconds / 60
        typer.echo(f"{result.checkpoint}: {result.steps} steps in {minutes:.1f} minutes, {result.end}")
    if result.end != "done":
        raise typer.Exit(130)
