"""`pa3d bench`: the options, and what a run is told of."""

from __future__ import annotations

import dataclasses
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pa3d.benchmarks.protocols import AbsentRule, Asked, Average, Background, ProtocolName, Rotation, Sampling
from pa3d.cli.console import print_error, print_json, stdout
from pa3d.cli.options import Config, Device, Dtype, Json, PrintConfig, Quiet, Seed, Verbose, option
from pa3d.cli.progress import shown_progress
from pa3d.config import Assignment, Axis, PromptStyle, as_json, merge
from pa3d.errors import UsageError
from pa3d.stages.bench_config import BenchConfig, Benchmark

if TYPE_CHECKING:
    from pa3d.stages.bench import BenchResult

EXAMPLES = """[bold]Examples[/bold]\n
pa3d bench synthetic --limit 1\n
pa3d bench folder labelled/ --out report/ --html\n
pa3d bench shapenetpart --data DATA --protocol patchalign3d --seeds 3\n
pa3d bench partnet --download --average partslip --background zero\n
pa3d bench --compare old/report.json new/report.json\n
pa3d bench speed --tables encode,whole --patches 64,256 --seconds 30"""

DATA, PROTOCOL, RUN, OUTPUT, SPEED = "Data", "Protocol", "Run", "Output", "Speed"

Name = Annotated[Benchmark | None, typer.Argument(metavar="BENCHMARK", help="What to measure.", show_default=False)]
Place = Annotated[str | None, typer.Argument(metavar="PATH", help="The folder of its data.", show_default=False)]
Data = Annotated[str | None, option("The same as PATH.", DATA, "$PA3D_DATA/BENCHMARK, else the user's cache")]
Download = Annotated[
    bool | None, option("Fetch what the hub hosts; size and licence are told first.", DATA, flag="--download")
]
Compare = Annotated[
    tuple[str, str] | None,
    typer.Option(help="Two report.json of one benchmark, shape by shape.", rich_help_panel=DATA, show_default=False),
]
Named = Annotated[
    ProtocolName | None,
    option("All of the options below at once.", PROTOCOL, "the paper's; pa3d for folder, synthetic"),
]
Prompt = Annotated[PromptStyle | None, option("plain: the name alone. category: 'leg of a chair'.", PROTOCOL)]
Names = Annotated[str | None, option("Whose words: paper, find3d, wordings-1 to -3 (untrained), or a file.", PROTOCOL)]
AskedParts = Annotated[Asked | None, option("Parts asked: all of the category, or those this shape has.", PROTOCOL)]
Points = Annotated[str | None, option("Points drawn and scored: a number, or all.", PROTOCOL)]
Drawn = Annotated[Sampling | None, option("How they are drawn; farthest: among 10,000 random ones.", PROTOCOL)]
Rest = Annotated[
    Background | None,
    option(
        "Points without a part: labelled (not scored), zero (a logit of zero), category (its name is asked too).",
        PROTOCOL,
    ),
]
Absent = Annotated[
    AbsentRule | None, option("Parts the truth lacks: skip; union (0 if predicted); one (else 1).", PROTOCOL)
]
Mean = Annotated[
    Average | None, option("shape: mIoU. find3d: shapes, then categories. partslip: parts, then categories.", PROTOCOL)
]
Turned = Annotated[Rotation | None, option("Turn every shape: about its up axis, or any way.", PROTOCOL)]
Votes = Annotated[str | None, option("Samples per shape, averaged; for speed a list: 1,2,4,8.", PROTOCOL)]
Assign = Annotated[Assignment | None, option("How points take the answers of patches.", PROTOCOL)]
Up = Annotated[Axis | None, option("Up axis of all shapes.", PROTOCOL, "as the benchmark has it")]
Categories = Annotated[str | None, option('Only these: "chair,cap".', RUN, "all")]
Limit = Annotated[int | None, option("Shapes of each category, the first ones.", RUN, "all")]
Seeds = Annotated[int | None, option("Runs, with seeds from --seed on; a shape's score is their mean.", RUN, "1")]
Batch = Annotated[int | None, option("Shapes encoded together.", RUN, "16")]
ModelName = Annotated[str | None, option("small, base, a path, or hf:REPO[:FILE].", RUN, "small")]
Sample = Annotated[str | None, option("Points per sample; for speed a list.", RUN, "the model's: 2048")]
Patches = Annotated[str | None, option("Patches per sample; for speed a list.", RUN, "the model's: 128")]
Out = Annotated[str | None, option("Folder for report.json and report.md, or a .json file.", OUTPUT)]
Overwrite = Annotated[bool | None, option("Replace existing reports.", OUTPUT, flag="--overwrite")]
Html = Annotated[bool | None, option("Also a page: charts, tables, the best and worst shapes.", OUTPUT, flag="--html")]
Tables = Annotated[str | None, option("Of encode, text, assignment, whole.", SPEED, "all")]
Precisions = Annotated[str | None, option("Of float32, bfloat16.", SPEED, "both")]
Batches = Annotated[str | None, option("Shapes encoded at once.", SPEED, "1,8,16,32")]
Clouds = Annotated[str | None, option("Points that get a label.", SPEED, "2048,10000,100000")]
Seconds = Annotated[float | None, option("Time for repeated runs.", SPEED, "60")]
RandomWeights = Annotated[bool | None, option("Only the sizes of --model base.", SPEED, flag="--random-weights")]


def bench(
    benchmark: Name = None,
    path: Place = None,
    data: Data = None,
    download: Download = None,
    compare: Compare = None,
    protocol: Named = None,
    prompt: Prompt = None,
    names: Names = None,
    asked: AskedParts = None,
    points: Points = None,
    sampling: Drawn = None,
    background: Rest = None,
    absent: Absent = None,
    average: Mean = None,
    rotation: Turned = None,
    votes: Votes = None,
    assign: Assign = None,
    up: Up = None,
    categories: Categories = None,
    limit: Limit = None,
    seeds: Seeds = None,
    batch: Batch = None,
    model: ModelName = None,
    sample: Sample = None,
    patches: Patches = None,
    out: Out = None,
    overwrite: Overwrite = None,
    html: Html = None,
    tables: Tables = None,
    precisions: Precisions = None,
    batches: Batches = None,
    clouds: Clouds = None,
    seconds: Seconds = None,
    random_weights: RandomWeights = None,
    device: Device = None,
    dtype: Dtype = None,
    seed: Seed = None,
    config: Config = None,
    print_config: PrintConfig = False,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Measure a model on benchmarks: shapenetpart, partnet, faust, scanobjectnn, objaverse, compat, folder, synthetic;
    all of those whose data is here; or its speed. Every choice that moves a score is an option, and in the report."""
    settings = _settings(locals(), config)
    if print_config:
        typer.echo(as_json(settings))
        return
    from pa3d.stages.bench import report, run

    with shown_progress(quiet) as progress:
        result = run(settings, progress)
    if json:
        print_json(report(result))
    elif not quiet:
        _show(result)
    for name, error in result.failed:
        sys.stderr.write(f"{name}: ")
        print_error(error, verbose)
    if result.failures:
        scored = {(score.category, score.id) for one in result.reports for score in one.shapes}
        for failure in result.failures[:_MOST_SAID]:
            said = " ".join(part for part in (failure.what, failure.found) if part)
            sys.stderr.write(f"Failed: {failure.id}: {' '.join(said.split())}\n")
        sys.stderr.write(f"{len(result.failures)} of {len(result.failures) + len(scored)} shapes failed.\n")
    if not result.ok:
        raise typer.Exit(1)


_MOST_SAID = 20  # failures named on stderr; the report lists all
_LISTS = {"categories": str, "tables": str, "precisions": str, "batches": int, "clouds": int}
_SPEED = ("tables", "precisions", "batches", "clouds", "seconds", "random_weights")
_SIZES = ("sample", "patches", "votes")  # one number each, but for speed a list


def _settings(flags: dict[str, Any], config: Path | None) -> BenchConfig:
    """The flags as a config: lists split, the path and the speed options where they belong."""
    given = {name: value for name, value in flags.items() if value is not None}
    for name, kind in _LISTS.items():
        if name in given:
            given[name] = _list(name, given[name], kind)
    if "path" in given:
        if "data" in given:
            raise UsageError(f"{given['path']} and --data {given['data']} are both given.", "", "Drop one.")
        given["data"] = given["path"]
    if "points" in given and given["points"] != "all":
        given["points"] = _number("points", given["points"], int)
    sizes = {name: given.pop(name) for name in _SIZES if name in given}
    own = {name: value for name, value in given.items() if name in BenchConfig.__dataclass_fields__}
    settings = merge(BenchConfig, config, own)
    speed = {name: given[name] for name in _SPEED if name in given}
    if settings.benchmark == "speed":
        speed |= {name: _list(name, text, int) for name, text in sizes.items()}
    elif speed:
        what = f"--{next(iter(speed)).replace('_', '-')} is for speed."
        raise UsageError(what, f"Found the benchmark {settings.benchmark}.", "Drop it, or measure the speed.")
    changes: dict[str, Any] = {"speed": dataclasses.replace(settings.speed, **speed)} if speed else {}
    if settings.benchmark != "speed":
        changes |= {name: _number(name, text, int) for name, text in sizes.items()}
    if settings.html and settings.out is None:
        changes["out"] = str(Path("runs") / time.strftime("bench-%Y%m%d-%H%M%S"))
    return dataclasses.replace(settings, **changes)


def _list(name: str, text: str, kind: type) -> tuple[Any, ...]:
    return tuple(_number(name, item.strip(), kind) for item in text.split(",") if item.strip())


def _number(name: str, text: str, kind: type) -> Any:
    try:
        return kind(text)
    except ValueError:
        found = "A whole number is wanted" + (", or all." if name == "points" else ".")
        raise UsageError(f"--{name} {text} is not a number.", found, "Correct it.") from None


def _show(result: BenchResult) -> None:
    from pa3d.cli.report_table import show_comparison, show_report, show_speed

    console = stdout()
    for report in result.reports:
        show_report(report, console)
    if result.comparison is not None:
        show_comparison(result.comparison, console)
    if result.speed is not None:
        show_speed(result.speed, console)
    for name, error in result.skipped:
        sys.stdout.write(f"{name} was skipped: {error.what}\n")
    for path in result.files:
        sys.stdout.write(f"{path}\n")
