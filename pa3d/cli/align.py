"""`pa3d align`: train a model on named parts."""

from __future__ import annotations

import dataclasses
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import typer

from pa3d.cli.console import print_json
from pa3d.cli.options import Config, Device, Json, PrintConfig, Quiet, Seed, Verbose, option
from pa3d.cli.training import (
    PACE,
    START,
    Accumulate,
    Augment,
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
from pa3d.stages.align_config import AlignConfig, Loss, Train
from pa3d.text.names import parse_names, read_names_file

LEARNING, WATCHING = "What is learned", "Watching"
EXAMPLES = """[bold]Examples[/bold]\n
pa3d align --config small --max-minutes 60\n
pa3d align --data ./shards --init runs/distill-20260101-120000 --validate synthetic\n
pa3d align --data ./my-shards --init small --max-steps 300 --learning-rate 0.0001\n
torchrun --nproc-per-node 4 -m pa3d align --data ./shards --preset base --batch 128\n
pa3d align --resume runs/align-20260101-120000"""

Data = Annotated[
    str | None, option("What to learn from: synthetic (the generated world), or shards: a folder, a URL.",
                       default="synthetic")
]  # fmt: skip
Out = Annotated[Path | None, option("Run folder.", default="runs/align-TIME")]
TrainName = Annotated[
    Train | None, option("Of the encoder.", START, "last-block where --init is a stage-1 model, else all")
]
Decoder = Annotated[
    int | None, option("Hidden width of a point decoder, finer than patches. The bundled model has 256.", START)
]
WordAdapter = Annotated[
    int | None, option("Hidden width of what learns to read words. The bundled model has 512.", START)
]
Text = Annotated[str | None, option("Text encoder: minilm, ViT-bigG-14, a hub name, a folder.", LEARNING, "minilm")]
LossName = Annotated[
    Loss | None, option("softmax: over the shape's names; the release's; the paper's.", LEARNING, "softmax")
]
BatchLoss = Annotated[
    float | None, option("Weight of the softmax over all names of a batch; 0 where labels leave parts out.", LEARNING,
                         "0.3")
]  # fmt: skip
TextNoise = Annotated[
    float | None, option("Norm of the noise on the unit vectors of names, new at every step.", LEARNING, "0")
]
PartBalance = Annotated[
    float | None,
    option("How much small parts are lifted (softmax loss): 0 not, 1 all parts weigh alike.", LEARNING, "0"),
]
WithholdKinds = Annotated[
    str | None, option("Kinds of the synthetic world never seen in training, comma-separated.", LEARNING,
                       flag="--withhold-kinds")
]  # fmt: skip
KindWeights = Annotated[
    str | None, option("Kinds of the synthetic world drawn more often (or less): chair=2,bottle=1.5.", LEARNING,
                       flag="--kind-weights")
]  # fmt: skip
WithholdNames = Annotated[
    Path | None, option("File of wordings never seen in training, one to a line.", LEARNING, flag="--withhold-names")
]
CategoryPrompts = Annotated[float | None, option("Share of shapes asked 'X of a CATEGORY' (shards).", LEARNING, "0")]
CategoryToo = Annotated[
    bool | None, option("A label that is the category's own name counts too.", LEARNING, flag="--category-too")
]
DropUnknown = Annotated[bool | None, option("Leave out names that cannot be encoded.", LEARNING, flag="--drop-unknown")]
Upright = Annotated[
    int | None, option("Learn --up auto too, at the end, from so many generated shapes, say 3000.", LEARNING)
]
LearningRate = Annotated[float | None, option("Peak of the learning rate.", PACE, "0.0006")]
Validate = Annotated[str | None, option("Zero-shot scores on the way: synthetic, or labelled shapes.", WATCHING)]
ValidateEvery = Annotated[int | None, option("Steps between validations.", WATCHING, "1000")]


def align(
    data: Data = None,
    out: Out = None,
    preset: PresetName = None,
    init: Init = None,
    resume: Resume = None,
    train: TrainName = None,
    decoder: Decoder = None,
    word_adapter: WordAdapter = None,
    text: Text = None,
    loss: LossName = None,
    batch_loss: BatchLoss = None,
    part_balance: PartBalance = None,
    text_noise: TextNoise = None,
    withheld_kinds: WithholdKinds = None,
    kind_weights: KindWeights = None,
    withheld_names: WithholdNames = None,
    category_prompts: CategoryPrompts = None,
    category_too: CategoryToo = None,
    drop_unknown: DropUnknown = None,
    upright: Upright = None,
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
    validate: Validate = None,
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
    """Learn part names (stage 2 of the method); writes last.safetensors into a run folder."""
    if report is not None:
        typer.echo(write_report_of(report, device, quiet))
        return
    lists = {
        "kind_weights": None if kind_weights is None else tuple(filter(None, map(str.strip, kind_weights.split(",")))),
        "withheld_kinds": None if withheld_kinds is None else parse_names(withheld_kinds),
        "withheld_names": None if withheld_names is None else read_names_file(withheld_names),
    }
    config = _recipe(config)
    settings = training_settings(AlignConfig, "align", {**locals(), **lists})
    watched: dict[str, Any] = {"source": validate, "every": validate_every}
    watched = {name: value for name, value in watched.items() if value is not None}
    settings = dataclasses.replace(settings, validation=dataclasses.replace(settings.validation, **watched))
    if print_config:
        typer.echo(printed(settings, locals()))
        return
    _run(settings, json, quiet)


def _recipe(config: Path | None) -> Path | None:
    """The file that --config names; `small`, where no such file lies here, is the bundled model's training."""
    if config is None or str(config) != "small" or config.exists():
        return config
    return Path(str(files("pa3d.assets") / "small.json"))


def _run(settings: AlignConfig, json: bool, quiet: bool) -> None:
    from pa3d.stages.align import run

    quiet = quiet or not speaks()
    with training_progress(quiet, f"align {settings.out}") as progress:
        result = run(settings, progress)
    calibration = result.calibration
    if json and speaks():
        more = {} if calibration is None else {"calibration_error": calibration.error}
        print_json(told_end(result, settings.out, "align", **more, upright=result.upright))
    elif not quiet:
        minutes = result.seconds / 60
        typer.echo(f"{result.checkpoint}: {result.steps} steps in {minutes:.1f} minutes, {result.end}")
        if calibration is not None:
            typer.echo(f"calibration error of the scores: {calibration.error:.3f}")
        if result.upright is not None:
            typer.echo(f"which way is up: right for {result.upright:.1%} of generated shapes kept aside")
    if result.end != "done":
        raise typer.Exit(130)
