"""`pa3d prepare`: sources into training shards, and a look at what is in them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from pa3d.cli.console import print_error, print_json, stdout
from pa3d.cli.options import Config, Device, Dtype, Json, PrintConfig, Quiet, Seed, Verbose, option
from pa3d.cli.progress import shown_progress
from pa3d.config import Axis, as_json, merge
from pa3d.errors import Pa3dError, UsageError
from pa3d.stages.prepare_config import Background, Kind, PrepareConfig, Projection

EXAMPLES = """[bold]Examples[/bold]\n
pa3d prepare synthetic:2000 --out shards\n
pa3d prepare meshes/ scans/*.las --teacher facebook/dinov2-base --out shards\n
pa3d prepare meshes/ --masks facebook/sam-vit-huge --captioner http://localhost:8000/v1 --caption-model qwen --dry-run\n
pa3d prepare --inspect shards"""

READING, VIEWS, TEACHER, LABELS, RUNS = "Sources", "Views", "Teacher", "Masks and captions", "Running"

Sources = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SOURCE...",
        help="Files, folders, globs, released data sets (layout A or B, ShapeNetPart), synthetic:N.",
        show_default=False,
    ),
]
Out = Annotated[
    str | None, option("Folder of the shards; an unfinished run there is taken up.", default="runs/prepare-TIME")
]
Inspect = Annotated[Path | None, option("Look at the shards of this folder instead: figures, and a gallery (HTML).")]
Gallery = Annotated[Path | None, option("With --inspect: where the gallery goes.", default="DIR/gallery.html")]
Shown = Annotated[int | None, option("With --inspect: shapes in the gallery; 0 for none.", default="12")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what the run would take, and stop.")]
From = Annotated[Kind | None, option("What the sources are.", READING, "recognised", flag="--from")]
Split = Annotated[str | None, option("Of sources that have splits.", READING, "train")]
Up = Annotated[Axis | None, option("Up axis of plain files.", READING, "the format's usual one")]
Limit = Annotated[int | None, option("Only the first shapes.", READING)]
Points = Annotated[int | None, option("Points per shape.", READING, "8192")]
IgnoreOwn = Annotated[
    bool | None, option("Leave out labels and features that sources bring.", READING, flag="--ignore-own")
]
ShardSize = Annotated[int | None, option("Shapes per shard.", READING, "256")]
ViewCount = Annotated[int | None, option("Cameras around the shape.", VIEWS, "10")]
Elevations = Annotated[str | None, option("Degrees, taken in turn.", VIEWS, '"30,-20"')]
ViewSize = Annotated[int | None, option("Pixels of a side.", VIEWS, "518")]
Projecting = Annotated[Projection | None, option("How cameras see.", VIEWS, "orthographic")]
Distance = Annotated[float | None, option("Of the eye, in radii of the shape.", VIEWS, "3")]
Margin = Annotated[float | None, option("Left free on each side, a share of the picture.", VIEWS, "0.05")]
Behind = Annotated[Background | None, option("Behind the shape.", VIEWS, "white")]
TeacherName = Annotated[str | None, option("A vision backbone: hub name or folder, as facebook/dinov2-base.", TEACHER)]
TeacherSize = Annotated[int | None, option("Pixels of its input.", TEACHER, "518, whole patches")]
TeacherPatches = Annotated[int | None, option("Patches stored per shape.", TEACHER, "512")]
Masks = Annotated[str | None, option("A SAM: hub name or folder, as facebook/sam-vit-huge.", LABELS)]
MaskPoints = Annotated[int | None, option("Points asked per side.", LABELS, "20")]
MaskCrops = Annotated[int | None, option("Layers of crops asked again.", LABELS, "1")]
MaskIou = Annotated[float | None, option("Least quality.", LABELS, "0.75")]
MaskStability = Annotated[float | None, option("Least stability.", LABELS, "0.75")]
MaskLeast = Annotated[int | None, option("Least pixels, in a picture of 500 x 500.", LABELS, "350")]
MaskLargest = Annotated[float | None, option("Largest share of the picture.", LABELS, "0.2")]
CaptionerName = Annotated[
    str | None, option("URL of an OpenAI-compatible endpoint, or a local image-text model.", LABELS)
]
CaptionModel = Annotated[str | None, option("The endpoint's name of the model.", LABELS)]
PromptFile = Annotated[str | None, option("What is asked, in place of the built-in prompt.", LABELS)]
KeyVariable = Annotated[str | None, option("Environment variable with the endpoint's key.", LABELS, "PA3D_CAPTION_KEY")]
Concurrency = Annotated[int | None, option("Requests under way at a time.", LABELS, "8")]
Rate = Annotated[float | None, option("Most requests per minute.", LABELS)]
Timeout = Annotated[float | None, option("Seconds to wait for an answer.", LABELS, "60")]
Tries = Annotated[int | None, option("Of a request, before the run stops.", LABELS, "6")]
CaptionCache = Annotated[str | None, option("Folder of answers already had.", LABELS, "in the user's cache")]
Workers = Annotated[int | None, option("Processes on this machine.", RUNS, "as many as pay")]
Worker = Annotated[str | None, option("This machine's share: i/n, from 0/n.", RUNS, "as torchrun or Slurm say")]
Retry = Annotated[bool | None, option("Make shards with failures anew.", RUNS, flag="--retry")]

_ROWS = 24  # names in the table of an inspection


def prepare(
    sources: Sources = None,
    out: Out = None,
    inspect: Inspect = None,
    gallery: Gallery = None,
    shown: Shown = None,
    dry_run: DryRun = False,
    kind: From = None,
    split: Split = None,
    up: Up = None,
    limit: Limit = None,
    points: Points = None,
    ignore_own: IgnoreOwn = None,
    shard_size: ShardSize = None,
    views: ViewCount = None,
    elevations: Elevations = None,
    view_size: ViewSize = None,
    projection: Projecting = None,
    view_distance: Distance = None,
    view_margin: Margin = None,
    background: Behind = None,
    teacher: TeacherName = None,
    teacher_size: TeacherSize = None,
    teacher_patches: TeacherPatches = None,
    masks: Masks = None,
    mask_points: MaskPoints = None,
    mask_crops: MaskCrops = None,
    mask_iou: MaskIou = None,
    mask_stability: MaskStability = None,
    mask_least_pixels: MaskLeast = None,
    mask_largest_share: MaskLargest = None,
    captioner: CaptionerName = None,
    caption_model: CaptionModel = None,
    prompt_file: PromptFile = None,
    caption_key_variable: KeyVariable = None,
    caption_concurrency: Concurrency = None,
    caption_rate: Rate = None,
    caption_timeout: Timeout = None,
    caption_tries: Tries = None,
    caption_cache: CaptionCache = None,
    workers: Workers = None,
    worker: Worker = None,
    retry: Retry = None,
    device: Device = None,
    dtype: Dtype = None,
    seed: Seed = None,
    config: Config = None,
    print_config: PrintConfig = False,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Turn shapes into training shards: views, teacher features, named masks (the method's data engine)."""
    given = {name: value for name, value in locals().items() if name in PrepareConfig.__dataclass_fields__}
    given["sources"] = tuple(sources) if sources else None
    given["elevations"] = None if elevations is None else _degrees(elevations)
    if inspect is not None:
        more = {**given, "config": config, "print_config": print_config or None, "dry_run": dry_run or None}
        names = {"sources": "SOURCE", "kind": "--from"}
        others = [names.get(key, f"--{key.replace('_', '-')}") for key, value in more.items() if value is not None]
        if others:
            do = "Give --inspect DIR with --gallery, --shown, --json or -q only."
            raise UsageError("--inspect prepares nothing.", f"Found {', '.join(others)} too.", do)
        _inspect(inspect, gallery, shown, json, quiet)
        return
    if gallery is not None or shown is not None:
        found = f"Found {'--gallery' if shown is None else '--shown'} alone."
        raise UsageError("--gallery and --shown belong to --inspect.", found, "Give --inspect DIR too.")
    settings = merge(PrepareConfig, config, given)
    if print_config:
        typer.echo(as_json(settings))
        return
    _run(settings, dry_run, json, quiet, verbose)


def _run(settings: PrepareConfig, dry_run: bool, json: bool, quiet: bool, verbose: bool) -> None:
    if dry_run:
        from pa3d.stages.prepare_estimate import estimate_lines, estimate_run

        figures = estimate_run(settings)
        if json:
            print_json({"ok": True, "schema": 1, "estimate": figures})
        else:
            typer.echo("\n".join(estimate_lines(figures)))
        return
    from pa3d.stages.prepare import report, run

    with shown_progress(quiet) as progress:
        result = run(settings, progress)
    if json:
        print_json(report(result))
    elif not quiet:
        done = result.made + result.finished
        kept = f", {result.finished} of them finished before" if result.finished else ""
        typer.echo(f"{result.out}: {result.count} shapes in {done} shards{kept}, {result.seconds:.1f} s")
        if result.missing:
            typer.echo(f"{result.missing} shards of other workers are missing; the last one writes the manifest.")
    for trace in result.traces if verbose else ():
        sys.stderr.write(trace)
    if result.failures:
        total = result.count + len(result.failures)
        for failure in result.failures[: None if verbose else 10]:
            print_error(Pa3dError(f"{failure.id}: {failure.what}", failure.found, failure.do), False)
        sys.stderr.write(f"{len(result.failures)} of {total} shapes failed; all are named beside their shards.\n")
        raise typer.Exit(1)


def _degrees(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(each) for each in text.split(","))
    except ValueError:
        found = "Allowed are degrees separated by commas."
        do = 'Write them as in --elevations "30,-20".'
        raise UsageError(f"--elevations {text} cannot be read.", found, do) from None


def _inspect(folder: Path, gallery: Path | None, shown: int | None, json: bool, quiet: bool) -> None:
    from pa3d.stages.prepare_inspect import inspect_shards

    with shown_progress(quiet) as progress:
        found = inspect_shards(folder, 12 if shown is None else shown, gallery, progress)
    if json:
        print_json(found)
    elif not quiet:
        _show(found)
    if not found["ok"]:
        faults = len(found["broken"]) + len(found["missing_shards"])
        what, do = f"{folder} is not whole.", "Run the same `pa3d prepare` again."
        print_error(Pa3dError(what, f"Faults found: {faults}.", do), False)
        raise typer.Exit(1)


def _show(found: dict[str, Any]) -> None:
    """The figures of an inspection, for people."""
    from rich.table import Table

    lines = [
        f"{found['folder']}: {found['shapes']:,} shapes in {found['shards']} shards, {found['bytes'] / 1e9:.2f} GB",
        f"points per shape: {found['points_mean']:,.0f}; with labels: {found['labelled']:,}; "
        f"teacher features: {_widths(found['teacher'])}",
        f"failures recorded: {len(found['failures'])}; faults: {len(found['broken'])}; "
        f"shards missing: {len(found['missing_shards'])}",
    ]  # fmt: skip
    typer.echo("\n".join(lines))
    for fault in found["broken"]:
        typer.echo(f"  {fault['what']} {fault['found']}")
    if found["names"]:
        table = Table(title=f"{len(found['names'])} names, by shapes that bear them", title_justify="left")
        for heading in ("name", "shapes", "share of their points"):
            table.add_column(heading, justify="left" if heading == "name" else "right")
        for name, figures in list(found["names"].items())[:_ROWS]:
            table.add_row(name, f"{figures['shapes']:,}", f"{figures['share']:.1%}")
        stdout().print(table)
    if found["gallery"]:
        typer.echo(f"gallery: {found['gallery']}")


def _widths(widths: dict[str, int]) -> str:
    return ", ".join(f"{count:,} shapes {width} wide" for width, count in widths.items()) or "none"
