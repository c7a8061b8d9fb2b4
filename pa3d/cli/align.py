"""`pa3d align`: train a model on named parts."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import Annotated, Optional

import typer

from pa3d.cli.console import print_json, progress


def align(
    data: Annotated[str, typer.Option(help="What to learn from: synthetic, the generated world.")] = "synthetic",
    out: Annotated[Optional[Path], typer.Option(help="Run folder. [default: runs/align-TIME]")] = None,  # noqa: UP045
    preset: Annotated[Optional[str], typer.Option(help="Sizes of a fresh encoder: small, base.")] = None,  # noqa: UP045
    init: Annotated[Optional[str], typer.Option(help="Start from this model: small, a path, hf:REPO[:FILE].")] = None,  # noqa: UP045
    max_steps: Annotated[Optional[int], typer.Option(help="Steps; the rate falls to its end here.")] = None,  # noqa: UP045
    max_minutes: Annotated[Optional[float], typer.Option(help="Minutes, if they are over sooner.")] = None,  # noqa: UP045
    batch: Annotated[Optional[int], typer.Option(help="Shapes per step. [default: 32]")] = None,  # noqa: UP045
    learning_rate: Annotated[Optional[float], typer.Option(help="Peak rate. [default: 6e-4]")] = None,  # noqa: UP045
    loss: Annotated[Optional[str], typer.Option(help="softmax, release or paper. [default: softmax]")] = None,  # noqa: UP045
    workers: Annotated[Optional[int], typer.Option(help="Processes that build shapes. [default: 1]")] = None,  # noqa: UP045
    device: Annotated[Optional[str], typer.Option(help="auto, cpu, cuda, cuda:N. [default: auto]")] = None,  # noqa: UP045
    seed: Annotated[Optional[int], typer.Option(help="Of everything random. [default: 0]")] = None,  # noqa: UP045
    config: Annotated[Optional[Path], typer.Option(help="JSON of settings, as --print-config prints; flags win.")] = None,  # noqa: UP045
    print_config: Annotated[bool, typer.Option("--print-config", help="Print the settings and stop.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The result as one JSON object.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Tracebacks with errors.")] = False,
) -> None:  # fmt: skip
    """Learn part names (stage 2 of the method); writes last.safetensors into a run folder."""
    from pa3d.config import as_json, merge
    from pa3d.stages.align_config import AlignConfig

    flags = dict(
        data=data, out=out, preset=preset, init=init, batch=batch, loss=loss, workers=workers, device=device, seed=seed,
    )
    loop = dict(max_steps=max_steps, max_minutes=max_minutes, learning_rate=learning_rate)
    if out is None and config is None:
        flags["out"] = Path("runs") / time.strftime("align-%Y%m%d-%H%M%S")
    settings = merge(AlignConfig, config, flags)
    given = {name: value for name, value in loop.items() if value is not None}
    settings = dataclasses.replace(settings, loop=dataclasses.replace(settings.loop, **given))
    if print_config:
        typer.echo(as_json(settings))
        return
    from pa3d.stages.align import run

    result = run(settings, progress(quiet or json))
    calibration = result.calibration
    if json:
        print_json({
            "ok": result.end == "done", "schema": 1, "checkpoint": str(result.checkpoint), "steps": result.steps,
            "seconds": round(result.seconds, 1), "end": result.end, "calibration_error": calibration.error,
        })  # fmt: skip
    elif not quiet:
        typer.echo(f"{result.checkpoint}: {result.steps} steps in {result.seconds / 60:.1f} minutes, {result.end}")
        typer.echo(f"Scores: scale {calibration.scale:.2f}, bias {calibration.bias:.2f}, calibration error {calibration.error:.3f}")
    if result.end != "done":
        raise typer.Exit(130)
