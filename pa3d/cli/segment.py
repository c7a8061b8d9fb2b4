"""`pa3d segment`: the options, the table people read, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from pa3d.cli.console import error_text, print_json, progress, stdout
from pa3d.config import Assignment, Axis, DtypeChoice, PromptStyle, ScoreChoice, as_json, merge
from pa3d.stages.segment_config import SegmentConfig

if TYPE_CHECKING:
    from pa3d.stages.segment import Segmented, SegmentResult

EXAMPLES = """[bold]Examples[/bold]\n
pa3d segment chair.ply --parts "leg,seat,back" --render --html\n
pa3d segment scans/ --parts-file words.txt --out labelled/ --json\n
pa3d segment tree.laz --parts "trunk,crown" --threshold 0.3\n
pa3d segment mug.glb --category mug"""

# The defaults of all these options stand in SegmentConfig; None means "not given".
WORDS, READING, ANSWER, OUTPUT, RUNNING = "Words", "Reading", "Answer", "Output", "Running"


def segment(
    inputs: Annotated[
        Optional[list[str]],  # noqa: UP045 (typer reads the annotation at run time)
        typer.Argument(metavar="INPUT...", help="Files, folders, globs: PLY LAS LAZ NPZ NPY XYZ TXT CSV PCD OBJ OFF STL GLB GLTF."),
    ] = None,
    parts: Annotated[str | None, typer.Option(help='Part names: "leg,seat,back".', rich_help_panel=WORDS)] = None,
    parts_file: Annotated[str | None, typer.Option(help="Names in a file, one per line or a JSON list.", rich_help_panel=WORDS)] = None,
    category: Annotated[str | None, typer.Option(help="Kind of shape; without --parts, its known parts are used.", rich_help_panel=WORDS)] = None,
    prompt: Annotated[PromptStyle | None, typer.Option(help="plain: the name alone; category: 'leg of a chair'. [default: plain]", rich_help_panel=WORDS)] = None,
    up: Annotated[Axis | None, typer.Option(help="Up axis. [default: z for LAS LAZ XYZ TXT CSV PCD STL, else y]", rich_help_panel=READING)] = None,
    model: Annotated[str | None, typer.Option(help="small, base, a path, or hf:REPO[:FILE]. [default: small]", rich_help_panel=READING)] = None,
    points: Annotated[int | None, typer.Option(help="Points per sample. [default: the model's, 2048]", rich_help_panel=ANSWER)] = None,
    patches: Annotated[int | None, typer.Option(help="Patches per sample. [default: the model's, 128]", rich_help_panel=ANSWER)] = None,
    votes: Annotated[int | None, typer.Option(help="Samples per shape, averaged. [default: 4]", rich_help_panel=ANSWER)] = None,
    assign: Annotated[Assignment | None, typer.Option(help="How points take the answers of patches. [default: interpolate]", rich_help_panel=ANSWER)] = None,
    threshold: Annotated[float | None, typer.Option(help="Points scoring lower get no part (0 to 1).", rich_help_panel=ANSWER)] = None,
    out: Annotated[str | None, typer.Option(help="Folder, or file for one input. [default: beside the input]", rich_help_panel=OUTPUT)] = None,
    overwrite: Annotated[bool | None, typer.Option("--overwrite", help="Replace existing outputs.", rich_help_panel=OUTPUT)] = None,
    render: Annotated[bool | None, typer.Option("--render", help="Also a picture (PNG).", rich_help_panel=OUTPUT)] = None,
    html: Annotated[bool | None, typer.Option("--html", help="Also a page to turn the shape around in.", rich_help_panel=OUTPUT)] = None,
    colorize: Annotated[bool | None, typer.Option("--colorize", help="Colour by part; original colours are kept as original_red...", rich_help_panel=OUTPUT)] = None,
    split: Annotated[bool | None, typer.Option("--split", help="One file per part instead.", rich_help_panel=OUTPUT)] = None,
    scores: Annotated[ScoreChoice | None, typer.Option(help="all: a score for every name. [default: best]", rich_help_panel=OUTPUT)] = None,
    features: Annotated[bool | None, typer.Option("--features", help="NPZ also gets the patch features.", rich_help_panel=OUTPUT)] = None,
    device: Annotated[str | None, typer.Option(help="auto, cpu, cuda, cuda:N. [default: auto]", rich_help_panel=RUNNING)] = None,
    dtype: Annotated[DtypeChoice | None, typer.Option(help="Number type of the network. [default: auto]", rich_help_panel=RUNNING)] = None,
    seed: Annotated[int | None, typer.Option(help="Which points are drawn. [default: 0]", rich_help_panel=RUNNING)] = None,
    config: Annotated[Path | None, typer.Option(help="JSON of settings, as --print-config prints; flags win.", rich_help_panel=RUNNING)] = None,
    print_config: Annotated[bool, typer.Option("--print-config", help="Print the settings and stop.", rich_help_panel=RUNNING)] = False,
    json: Annotated[bool, typer.Option("--json", help="The result as one JSON object.", rich_help_panel=RUNNING)] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No table, no progress.", rich_help_panel=RUNNING)] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Tracebacks with errors.", rich_help_panel=RUNNING)] = False,
) -> None:  # fmt: skip
    """Give every point of 3D shapes the name of its part."""
    flags = dict(
        inputs=tuple(inputs) if inputs else None, parts=parts, parts_file=parts_file, category=category, prompt=prompt,
        up=up, model=model, points=points, patches=patches, votes=votes, assign=assign, threshold=threshold, out=out,
        overwrite=overwrite, render=render, html=html, colorize=colorize, split=split, scores=scores, features=features,
        device=device, dtype=dtype, seed=seed,
    )  # fmt: skip
    settings = merge(SegmentConfig, config, flags)
    if print_config:
        typer.echo(as_json(settings))
        return
    from pa3d.stages.segment import report, run

    result = run(settings, progress(quiet or json))
    if json:
        print_json(report(result))
    elif not quiet:
        _show(result)
    failed = [item for item in result.items if item.error is not None]
    for item in failed:
        assert item.error is not None
        sys.stderr.write(f"Error: {error_text(item.error)}\n")
        if verbose:
            import traceback

            traceback.print_exception(item.error, file=sys.stderr)
    if failed:
        if len(result.items) > 1:
            sys.stderr.write(f"{len(failed)} of {len(result.items)} inputs failed.\n")
        raise typer.Exit(1)


_TABLES = 20  # more shapes than this get one line each


def _show(result: SegmentResult) -> None:
    done = [item for item in result.items if item.error is None]
    if len(done) > _TABLES:
        _show_lines(result, done)
        return
    from rich.table import Table
    from rich.text import Text

    from pa3d.shapes.palette import PART_COLORS

    console = stdout()
    for item in done:
        table = Table(title=Text(_title(item)), title_justify="left", title_style="", header_style="bold")
        table.add_column("part")
        table.add_column("points", justify="right")
        table.add_column("share", justify="right")
        table.add_column("mean score", justify="right")
        for i, part in enumerate(item.parts):
            color = "#{:02x}{:02x}{:02x}".format(*PART_COLORS[i % len(PART_COLORS)])
            score = "-" if part.score != part.score else f"{part.score:.2f}"
            name = Text.assemble(("■ ", color), part.name)
            table.add_row(name, f"{part.points:,}", f"{part.fraction:.1%}", score)
        if item.unlabelled:
            table.add_row(Text("no part", style="dim"), f"{item.unlabelled:,}", "", "")
        console.print(table)
        for path in (item.output, *item.others):
            if path is not None:
                console.print(Text(f"  {path}"), soft_wrap=True)
    if done:
        console.print(Text(f"{len(done)} labelled in {result.seconds:.1f} s with {result.model} ({result.dtype})"))


def _show_lines(result: SegmentResult, done: list[Segmented]) -> None:
    for item in done:
        shares = ", ".join(f"{part.name} {part.fraction:.0%}" for part in item.parts if part.points)
        sys.stdout.write(f"{item.output or item.path}: {shares}\n")
    rate = len(done) / result.seconds
    sys.stdout.write(f"{len(done)} labelled in {result.seconds:.1f} s ({rate:.1f} per second) with {result.model}\n")


def _title(item: Segmented) -> str:
    return f"{item.path}  {item.points:,} points, {item.up} up, {item.seconds:.2f} s"
