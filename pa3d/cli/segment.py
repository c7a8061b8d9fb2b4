"""`pa3d segment`: the options, the table people read, and nothing else."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pa3d.cli.console import print_error, print_json
from pa3d.cli.options import Config, Device, Dtype, Json, PrintConfig, Quiet, Seed, Verbose, option
from pa3d.cli.part_table import show_parts
from pa3d.cli.progress import shown_progress
from pa3d.config import Assignment, PromptStyle, ScoreChoice, UpChoice, as_json, merge
from pa3d.stages.segment_config import SegmentConfig

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
Up = Annotated[
    UpChoice | None, option("Up axis. auto: the model looks, and tries the names.", READING,
                            "z for LAS LAZ XYZ TXT CSV PCD STL, else y")
]  # fmt: skip
ModelName = Annotated[str | None, option("small, base, a path, or hf:REPO[:FILE].", READING, "small")]
Points = Annotated[int | None, option("Points per sample.", ANSWER, "the model's: 2048")]
Patches = Annotated[int | None, option("Patches per sample.", ANSWER, "the model's: 128")]
Votes = Annotated[int | None, option("Samples per shape, averaged.", ANSWER, "4")]
Assign = Annotated[
    Assignment | None,
    option("How points take the answers of patches.", ANSWER, "decode where the model can, else interpolate"),
]
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

    with shown_progress(quiet) as progress:
        result = run(settings, progress)
    if json:
        print_json(report(result))
    elif not quiet:
        show_parts(result)
    errors = [item.error for item in result.items if item.error is not None]
    for error in errors:
        print_error(error, verbose)
    if errors:
        if len(result.items) > 1:
            sys.stderr.write(f"{len(errors)} of {len(result.items)} inputs failed.\n")
        raise typer.Exit(1)
