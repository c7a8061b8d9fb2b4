"""`pa3d segment`: the options, the table people read, and nothing else."""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING, Annotated

import typer

from pa3d.cli.console import error_text, print_json, progress, stdout
from pa3d.cli.options import Config, Device, Dtype, Json, PrintConfig, Quiet, Seed, Verbose, option
from pa3d.config import Assignment, Axis, PromptStyle, ScoreChoice, as_json, merge
from pa3d.stages.segment_config import SegmentConfig

if TYPE_CHECKING:
    from pa3d.stages.segment import Segmented, SegmentResult

EXAMPLES = """[bold]Examples[/bold]\n
pa3d segment chair.ply --parts "leg,seat,back" --render --html\n
pa3d segment scans/ --parts-file words.txt --out labelled/ --json\n
pa3d segment tree.laz --parts "trunk,crown" --threshold 0.3\n
pa3d segment mug.glb --category mug"""

WORDS, READING, ANSWER, OUTPUT = "Words", "Reading", "Answer", "Output"

Inputs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="INPUT...",
        help="Files, folders, globs. PLY LAS LAZ NPZ NPY XYZ TXT CSV PCD OBJ OFF STL GLB GLTF.",
        show_default=False,
    ),
]
Parts = Annotated[str | None, option('Part names: "leg,seat,back".', WORDS)]
PartsFile = Annotated[str | None, option("Part names in a file: one per line, or a JSON list.", WORDS)]
Category = Annotated[str | None, option("Kind of shape. Without --parts, its known parts are used.", WORDS)]
Prompt = Annotated[PromptStyle | None, option("plain: the name alone. category: 'leg of a chair'.", WORDS, "plain")]
Up = Annotated[Axis | None, option("Up axis.", READING, "z for LAS LAZ XYZ TXT CSV PCD STL, else y")]
ModelName = Annotated[str | None, option("small, base, a path, or hf:REPO[:FILE].", READING, "small")]
Points = Annotated[int | None, option("Points per sample.", ANSWER, "the model's: 2048")]
Patches = Annotated[int | None, option("Patches per sample.", ANSWER, "the model's: 128")]
Votes = Annotated[int | None, option("Samples per shape, averaged.", ANSWER, "4")]
Assign = Annotated[Assignment | None, option("How points take the answers of patches.", ANSWER, "interpolate")]
Threshold = Annotated[float | None, option("Points that score lower get no part (0 to 1).", ANSWER)]
Out = Annotated[str | None, option("Folder, or file for one input.", OUTPUT, "beside the input")]
Overwrite = Annotated[bool | None, option("Replace existing outputs.", OUTPUT, flag="--overwrite")]
Render = Annotated[bool | None, option("Also a picture (PNG).", OUTPUT, flag="--render")]
Html = Annotated[bool | None, option("Also a page to turn the shape around in.", OUTPUT, flag="--html")]
Colorize = Annotated[
    bool | None, option("Colour by part; the file's colours stay as original_red...", OUTPUT, flag="--colorize")
]
Split = Annotated[bool | None, option("One file per part instead.", OUTPUT, flag="--split")]
Scores = Annotated[ScoreChoice | None, option("all: a score for every name, not the best only.", OUTPUT, "best")]
Features = Annotated[bool | None, option("NPZ outputs also get the patch features.", OUTPUT, flag="--features")]


def segment(
    inputs: Inputs = None,
    parts: Parts = None,
    parts_file: PartsFile = None,
    category: Category = None,
    prompt: Prompt = None,
    up: Up = None,
    model: ModelName = None,
    points: Points = None,
    patches: Patches = None,
    votes: Votes = None,
    assign: Assign = None,
    threshold: Threshold = None,
    out: Out = None,
    overwrite: Overwrite = None,
    render: Render = None,
    html: Html = None,
    colorize: Colorize = None,
    split: Split = None,
    scores: Scores = None,
    features: Features = None,
    device: Device = None,
    dtype: Dtype = None,
    seed: Seed = None,
    config: Config = None,
    print_config: PrintConfig = False,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Give every point of 3D shapes the name of its part."""
    given = {name: value for name, value in locals().items() if name in SegmentConfig.__dataclass_fields__}
    given["inputs"] = tuple(inputs) if inputs else None
    settings = merge(SegmentConfig, config, given)
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
