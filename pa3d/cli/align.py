"""`pa3d align`: train a model on named parts."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from pa3d.cli.console import print_json
from pa3d.cli.options import Config, Device, Json, PrintConfig, Quiet, Seed, Verbose, option
from pa3d.cli.progress import shown_progress
from pa3d.config import as_json, merge, read_config
from pa3d.stages.align_config import AlignConfig, Loss, Preset

LEARNING = "Learning"

Data = Annotated[str | None, option("What to learn from: synthetic, the generated world.", default="synthetic")]
Out = Annotated[Path | None, option("Run folder.", default="runs/align-TIME")]
PresetName = Annotated[Preset | None, option("Sizes of a fresh encoder.", LEARNING, "small")]
Init = Annotated[str | None, option("Start from this model: small, a path, hf:REPO[:FILE].", LEARNING)]
LossName = Annotated[
    Loss | None, option("softmax: over the shape's names; the release's; the paper's.", LEARNING, "softmax")
]
Decoder = Annotated[
    int | None, option("Hidden width of a point decoder, finer than patches. The bundled model has 256.", LEARNING)
]
Average = Annotated[float | None, option("Keep a running mean of the weights with this decay per step.", LEARNING)]
Batch = Annotated[int | None, option("Shapes per step.", LEARNING, "32")]
MaxSteps = Annotated[int | None, option("Steps; the learning rate falls until here.", LEARNING, "3000")]
MaxMinutes = Annotated[float | None, option("Minutes, where they are over sooner.", LEARNING)]
LearningRate = Annotated[float | None, option("Peak of the learning rate.", LEARNING, "0.0006")]
Workers = Annotated[int | None, option("Processes that build shapes.", LEARNING, "1")]


def align(
    data: Data = None,
    out: Out = None,
    preset: PresetName = None,
    init: Init = None,
    decoder: Decoder = None,
    loss: LossName = None,
    batch: Batch = None,
    max_steps: MaxSteps = None,
    max_minutes: MaxMinutes = None,
    learning_rate: LearningRate = None,
    average: Average = None,
    workers: Workers = None,
    device: Device = None,
    seed: Seed = None,
    config: Config = None,
    print_config: PrintConfig = False,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Learn part names (stage 2 of the method); writes last.safetensors into a run folder."""
    given = {name: value for name, value in locals().items() if name in AlignConfig.__dataclass_fields__}
    if out is None and (config is None or "out" not in read_config(config)):
        given["out"] = Path("runs") / time.strftime("align-%Y%m%d-%H%M%S")
    pace = {"max_steps": max_steps, "max_minutes": max_minutes, "learning_rate": learning_rate, "average": average}
    settings = merge(AlignConfig, config, given)
    loop: dict[str, Any] = {name: value for name, value in pace.items() if value is not None}
    settings = dataclasses.replace(settings, loop=dataclasses.replace(settings.loop, **loop))
    if print_config:
        typer.echo(as_json(settings))
        return
    from pa3d.stages.align import run

    with shown_progress(quiet) as progress:
        result = run(settings, progress)
    error = result.calibration.error
    if json:
        figures = {"steps": result.steps, "seconds": round(result.seconds, 1), "calibration_error": error}
        done = result.end == "done"
        print_json({"ok": done, "schema": 1, "checkpoint": str(result.checkpoint), "end": result.end, **figures})
    elif not quiet:
        minutes = result.seconds / 60
        typer.echo(f"{result.checkpoint}: {result.steps} steps in {minutes:.1f} minutes, {result.end}")
        typer.echo(f"calibration error of the scores: {error:.3f}")
    if result.end != "done":
        raise typer.Exit(130)
