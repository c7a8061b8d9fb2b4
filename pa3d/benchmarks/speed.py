"""`pa3d bench speed`: seconds per shape of every step, beside what this machine could do at best.

All rows take turns (timing.round_robin), and so do the matrix products that show the machine's peak.
"""

from __future__ import annotations

import dataclasses
import tempfile
import time
from collections.abc import Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

from pa3d.benchmarks.arithmetic import multiply_adds, product_size
from pa3d.benchmarks.machine import describe_machine
from pa3d.benchmarks.speed_config import SpeedConfig
from pa3d.benchmarks.speed_report import MatrixPeak, SpeedReport, SpeedRow
from pa3d.benchmarks.speed_rows import Subject, Trial, assignment_trials, encode_trials, whole_trials
from pa3d.benchmarks.speed_text import FIRST_RUNS, encoder_absence, encoder_of, first_trials, later_trials
from pa3d.benchmarks.timing import Spread, Work, peak_memory, round_robin, rounds_within, seconds_of, spread_of
from pa3d.core.encoder import PRESETS
from pa3d.core.network import PatchAlign
from pa3d.errors import CheckpointError, FileError, UsageError, WordError
from pa3d.loading import RELEASED_TEXT_WIDTH, load
from pa3d.model import Model
from pa3d.progress import Progress
from pa3d.runtime import keep_freed_memory, pick_device, square_product
from pa3d.shapes.surface import sample_surface

KIND = "chair"  # the shape that is timed
YARDSTICKS = {
    "encode": "the layers as the paper writes them, BatchNorms unfolded, float32, one shape at a time",
    "whole": "the defaults of pa3d segment, one shape at a time",
}
_Kind = tuple[torch.device, torch.dtype]
_OUT_OF_MEMORY = ("out of memory", "can't allocate memory", "not enough memory")


class _Measured(NamedTuple):
    """A trial that could be run, and what its warm-up told."""

    trial: Trial
    seconds: float
    memory: int | None
    multiply_adds: int | None


def measure(config: SpeedConfig, progress: Progress) -> SpeedReport:
    """Time every row asked for.

    Raises UsageError, FileError, CheckpointError for a model or device that cannot be had. What cannot be measured
    (an encoder that is not at hand, a batch that does not fit into memory) is a note of the report.
    """
    started = time.perf_counter()
    machine = describe_machine()  # before this run is a load of its own
    if (machine["load"] or 0) > machine["cores"] / 2:
        busy = f"The machine is busy: load {machine['load']} on {machine['cores']} cores."
        progress.note(f"{busy} Times will be longer than it can do.")
    progress.start("load the model", None)
    devices = _devices(config.devices)
    model = _model(config)
    notes: list[str] = []
    rows: list[SpeedRow] = []
    encoder: str | None = None
    if "text" in config.tables:
        encoder = encoder_of(model.meta.get("text"))
        if absence := encoder_absence(encoder):
            notes.append(f"Words from the encoder: not measured. {absence.what} {absence.found}")
            encoder = None
    with tempfile.TemporaryDirectory() as folder:
        trials = [*_trials(config, model, devices)]
        if "text" in config.tables:
            rows += _time_first(first_trials(encoder), progress)
            trials += later_trials(encoder, Path(folder))
        warm = _warm_up(trials, progress, notes)
        products = _products(warm)
        seconds = _time(warm, products, config, progress)
    peaks = [_peak(kind, seconds[kind]) for kind in products]
    rows += _rows(warm, [seconds[index] for index in range(len(warm))], peaks)
    progress.finish()
    return SpeedReport(
        title=f"Speed of {config.model}",
        model=_described(config, model),
        machine=machine,
        protocol={**dataclasses.asdict(config), "devices": [str(device) for device in devices], "kind": KIND},
        peaks=tuple(peaks),
        rows=tuple(sorted(rows, key=lambda row: config.tables.index(row.table))),
        yardsticks={table: words for table, words in YARDSTICKS.items() if table in config.tables},
        notes=tuple(notes),
        seconds=time.perf_counter() - started,
    )


def _devices(asked: Sequence[str]) -> list[torch.device]:
    """The devices asked for; by default the CPU and every CUDA device."""
    names = asked or ("cpu", *(f"cuda:{index}" for index in range(torch.cuda.device_count())))
    return list(dict.fromkeys(pick_device(name) for name in names))


def _model(config: SpeedConfig) -> Model:
    """The model on the CPU in float32, trained or with the random weights that were asked for."""
    if not config.random_weights:
        try:
            return load(config.model, "cpu", "float32")
        except FileError as error:
            if config.model != "base":
                raise
            do = f"{error.do} Or time random weights of its sizes: --random-weights."
            raise FileError(error.what, error.found, do) from error
    if config.model != "base":
        what = f"--random-weights does not go with --model {config.model}."
        raise UsageError(what, "They stand in for the released weights of base.", "Drop it, or give --model base.")
    keep_freed_memory()
    with torch.random.fork_rng():
        torch.manual_seed(config.seed)
        network = PatchAlign(PRESETS["base"], RELEASED_TEXT_WIDTH, None)
    return Model(network.eval(), {}, torch.device("cpu"), torch.float32)


def _subject(config: SpeedConfig, model: Model) -> Subject:
    """A generated shape, its part names and their vectors: random ones where the model's own are not at hand."""
    from pa3d.synthetic.kinds import KINDS, known_parts
    from pa3d.synthetic.world import build_shape

    mesh = build_shape(next(kind for kind in KINDS if kind.name == KIND), config.seed, 0)
    count = max(*config.clouds, *config.sample, 4 * model.config.points, 0)
    surface = sample_surface(mesh.vertices, mesh.faces, count, np.random.default_rng(config.seed)).points
    names = known_parts(KIND)
    try:
        text = model.text(names)
    except (WordError, CheckpointError):
        head = model.network.text_head
        width = 0 if head is None else head.out_features  # without a head, a question in words is refused by the model
        text = np.random.default_rng(config.seed).normal(size=(len(names), width)).astype(np.float32)
    return Subject(model, surface, names, text)


def _trials(config: SpeedConfig, model: Model, devices: Iterable[torch.device]) -> Iterable[Trial]:
    if set(config.tables) == {"text"}:
        return
    subject = _subject(config, model)
    for device in devices:
        if "encode" in config.tables:
            yield from encode_trials(subject, config, device)
        if "assignment" in config.tables:
            yield from assignment_trials(subject, config, device)
        if "whole" in config.tables:
            yield from whole_trials(subject, config, device)


def _warm_up(trials: Sequence[Trial], progress: Progress, notes: list[str]) -> list[_Measured]:
    """Run every trial: first at all, then for its memory, its time and its arithmetic. What does not fit is noted."""
    progress.start("warm up", len(trials))
    counts: dict[Hashable, int] = {}
    warm = []
    for trial in trials:
        row = trial.row
        try:
            seconds_of(trial.work)
            memory = None if row.table == "text" else peak_memory(trial.work)
            seconds = seconds_of(trial.work)
            # The same for every batch, number type and device, and slow to count in a large batch.
            alike = (row.table, row.points, row.patches, row.votes, row.cloud, trial.yardstick)
            if trial.counted and alike not in counts:
                counts[alike] = multiply_adds(trial.work.call) // row.batch
            warm.append(_Measured(trial, seconds, memory, counts[alike] if trial.counted else None))
        except (RuntimeError, MemoryError) as error:
            if not isinstance(error, MemoryError) and not any(sign in str(error) for sign in _OUT_OF_MEMORY):
                raise
            notes.append(f"{row.table}, {row.name}, {row.dtype} on {row.device}: did not fit into memory.")
        progress.advance()
    return warm


def _products(warm: Iterable[_Measured]) -> dict[_Kind, Work]:
    """A square product for every device and number type that multiplies in some row."""
    kinds = dict.fromkeys(
        (item.trial.work.device, getattr(torch, item.trial.row.dtype)) for item in warm if item.multiply_adds
    )
    return {
        (device, dtype): Work(square_product(product_size(device), dtype, device), device) for device, dtype in kinds
    }


def _time(
    warm: Sequence[_Measured], products: Mapping[_Kind, Work], config: SpeedConfig, progress: Progress
) -> dict[Hashable, tuple[float, ...]]:
    """Seconds of every run: of the trials by their number, of the products by their kind."""
    one_round = sum(item.seconds for item in warm) + sum(seconds_of(work) for work in products.values())
    works: dict[Hashable, Work] = {index: item.trial.work for index, item in enumerate(warm)}
    return round_robin({**works, **products}, rounds_within(config.seconds, one_round, config.runs), progress)


def _time_first(trials: Sequence[Trial], progress: Progress) -> list[SpeedRow]:
    """Rows of what is slow the first time; not warmed up."""
    seconds = round_robin({index: trial.work for index, trial in enumerate(trials)}, FIRST_RUNS, progress)
    return [_timed(trial.row, spread_of(seconds[index])) for index, trial in enumerate(trials)]


def _peak(kind: _Kind, seconds: Sequence[float]) -> MatrixPeak:
    device, dtype = kind
    size, spread = product_size(device), spread_of(seconds)
    return MatrixPeak(str(device), _name(dtype), size, 2 * size**3 / spread.fastest, spread.runs)


def _rows(warm: Sequence[_Measured], seconds: Sequence[Sequence[float]], peaks: Sequence[MatrixPeak]) -> list[SpeedRow]:
    """Every row with its times, its share of the peak, and its ratio to the yardstick of its table and device."""
    rows = [
        dataclasses.replace(
            _timed(item.trial.row, spread_of(times)), memory=item.memory, multiply_adds=item.multiply_adds
        )
        for item, times in zip(warm, seconds, strict=True)
    ]
    best = {(peak.device, peak.dtype): peak.operations_per_second for peak in peaks}
    yardsticks = {
        (row.table, row.device): row.seconds for row, item in zip(rows, warm, strict=True) if item.trial.yardstick
    }
    return [_compared(row, best.get((row.device, row.dtype)), yardsticks.get((row.table, row.device))) for row in rows]


def _timed(row: SpeedRow, spread: Spread) -> SpeedRow:
    """The row with the times of its calls, per shape."""
    median, low, high = (value / row.batch for value in (spread.median, spread.low, spread.high))
    return dataclasses.replace(row, runs=spread.runs, seconds=median, low=low, high=high)


def _compared(row: SpeedRow, peak: float | None, yardstick: float | None) -> SpeedRow:
    share = 2 * row.multiply_adds / row.seconds / peak if row.multiply_adds and peak else None
    return dataclasses.replace(row, share=share, ratio=yardstick / row.seconds if yardstick else None)


def _described(config: SpeedConfig, model: Model) -> dict[str, Any]:
    network, sizes = model.network, model.config
    return {
        "name": config.model,
        "sha256": model.sha256 or None,
        "weights": "random" if config.random_weights else "trained",
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "points": sizes.points,
        "patches": sizes.patches,
        "width": sizes.width,
        "depth": sizes.depth,
        "heads": sizes.heads,
        "decoder": network.decoder is not None,
    }


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
