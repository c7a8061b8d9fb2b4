"""What `bench` can be asked. Imports nothing heavy: the command line reads its defaults from here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Literal, get_args

from pa3d.benchmarks.protocols import (
    AbsentRule,
    Asked,
    Average,
    Background,
    Protocol,
    ProtocolName,
    Rotation,
    Sampling,
    protocol,
)
from pa3d.benchmarks.speed_config import SpeedConfig
from pa3d.config import Assignment, Axis, DtypeChoice, PromptStyle
from pa3d.errors import UsageError

Benchmark = Literal[
    "shapenetpart", "partnet", "faust", "scanobjectnn", "objaverse", "objaverse-unseen", "objaverse-shapenetpart",
    "compat", "compat-fine", "folder", "synthetic", "speed", "all",
]  # fmt: skip
BENCHMARKS: tuple[Benchmark, ...] = get_args(Benchmark)
ALL = tuple(name for name in BENCHMARKS if name not in ("folder", "speed", "all"))  # ... of which the data is here


@dataclass(frozen=True)
class BenchConfig:
    """A request to measure a model, or to compare two reports."""

    benchmark: Benchmark | None = None
    data: str | None = None  # the folder of the data; None: $PA3D_DATA/<benchmark>, else the cache
    download: bool = False  # fetch what the hub hosts
    compare: tuple[str, ...] = ()  # two reports instead of a run
    # The protocol; None: as the named one has it.
    protocol: ProtocolName | None = None  # None: the benchmark's paper's; pa3d for folder and synthetic
    prompt: PromptStyle | None = None
    names: str | None = None
    asked: Asked | None = None
    points: int | Literal["all"] | None = None
    sampling: Sampling | None = None
    background: Background | None = None
    absent: AbsentRule | None = None
    average: Average | None = None
    rotation: Rotation | None = None
    votes: int | None = None
    assign: Assignment | None = None
    up: Axis | None = None
    # The run.
    categories: tuple[str, ...] = ()  # only these
    limit: int | None = None  # shapes of each category, the first ones
    seeds: int = 1  # runs, with seeds from `seed` on
    seed: int = 0
    batch: int = 16  # shapes read and encoded together
    model: str = "small"  # small, base, a path, hf:REPO[:FILE]
    sample: int | None = None  # points per sample; None: the model's
    patches: int | None = None  # patches per sample; None: the model's
    device: str = "auto"
    dtype: DtypeChoice = "auto"
    out: str | None = None  # a folder, or a .json file
    overwrite: bool = False
    html: bool = False  # a page too
    speed: SpeedConfig = field(default_factory=SpeedConfig)  # of `speed`, whose model, seed and device are those above

    def __post_init__(self) -> None:
        if self.compare:
            _check_comparison(self)
        for name, value in (("--limit", self.limit), ("--seeds", self.seeds), ("--batch", self.batch)):
            if value is not None and value < 1:
                raise UsageError(f"{name} {value} is too small.", "The least is 1.", "Give a larger number.")
        for name, value in (("--sample", self.sample), ("--patches", self.patches)):
            if value is not None and value < 1:
                raise UsageError(f"{name} {value} is too small.", "The least is 1.", "Give a larger number.")
        if self.seed < 0:
            raise UsageError(f"--seed {self.seed} is negative.", "Seeds start at 0.", "Give another number.")
        if self.benchmark == "all" and self.out is not None and is_report_file(self.out):
            found = "Every benchmark writes its own report."
            raise UsageError(f"--out {self.out} is one file.", found, "Give a folder.")
        for name in ("model", "seed"):
            if getattr(self.speed, name) != getattr(SpeedConfig, name):
                found = f"{name!r} beside it holds for speed too."
                raise UsageError(f"The setting {name!r} stands within 'speed'.", found, "Move it out.")
        if self.benchmark == "speed":
            _check_unused(self, "speed", _SCORING, "Its settings stand under Speed in pa3d bench --help.")
        for name in self.benchmarks():
            self.protocol_for(name)  # contradictions are said before anything is loaded

    def benchmarks(self) -> tuple[str, ...]:
        """The benchmarks that are run one after another."""
        if self.benchmark is None or self.benchmark == "speed":
            return ()
        return ALL if self.benchmark == "all" else (self.benchmark,)

    def protocol_for(self, benchmark: str) -> Protocol:
        """The protocol of one benchmark: its own or the named one, with what was asked for changed."""
        return protocol(benchmark, self.protocol, {name: getattr(self, name) for name in PROTOCOL_OPTIONS})

    def speed_config(self) -> SpeedConfig:
        """What `speed` is asked: its own settings with this run's model, seed and device."""
        devices = self.speed.devices if self.device == "auto" else (self.device,)
        return replace(self.speed, model=self.model, seed=self.seed, devices=devices)


PROTOCOL_OPTIONS = (
    "prompt", "names", "asked", "points", "sampling", "background", "absent", "average", "rotation", "votes", "assign",
    "up",
)  # fmt: skip


def is_report_file(out: str) -> bool:
    """Whether --out names a file and not a folder."""
    return Path(out).suffix.lower() == ".json" and not Path(out).is_dir()


# What has no meaning where nothing is scored.
_SCORING = (
    "data", "download", "protocol", *PROTOCOL_OPTIONS, "categories", "limit", "seeds", "batch", "sample", "patches",
    "dtype",
)  # fmt: skip


def _check_unused(config: BenchConfig, kind: str, options: Sequence[str], found: str) -> None:
    for item in fields(config):
        if item.name in options and getattr(config, item.name) != item.default:
            raise UsageError(f"--{item.name} is not for {kind}.", found, "Drop it.")


def _check_comparison(config: BenchConfig) -> None:
    if len(config.compare) != 2:
        found = f"Found {len(config.compare)}."
        raise UsageError("--compare takes two reports.", found, "Give two, as in --compare a.json b.json.")
    if config.benchmark is not None:
        what = f"--compare and the benchmark {config.benchmark} are both given."
        raise UsageError(what, "Either two reports are compared, or one is made.", "Drop one.")
    _check_unused(config, "--compare", (*_SCORING, "model", "device"), "The reports are compared as they are.")
