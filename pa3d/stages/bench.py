"""Bench: benchmarks in, reports out; also two reports compared, and the speed measured."""

from __future__ import annotations

import dataclasses
import difflib
import shlex
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pa3d.benchmarks.case import CaseFile
from pa3d.benchmarks.compare import Comparison, compare
from pa3d.benchmarks.layouts import download, home_of, layout_of, locate
from pa3d.benchmarks.machine import describe_machine
from pa3d.benchmarks.protocols import described
from pa3d.benchmarks.published import published_for
from pa3d.benchmarks.questions import Names, find_names, unmatched
from pa3d.benchmarks.report import Failure, Report
from pa3d.benchmarks.report_file import plain, read_report
from pa3d.benchmarks.speed_report import SpeedReport
from pa3d.benchmarks.summary import figures
from pa3d.errors import FileError, Pa3dError, UsageError
from pa3d.loading import load
from pa3d.model import DEFAULT_VOTES, Model
from pa3d.progress import Progress
from pa3d.stages.bench_config import BenchConfig
from pa3d.stages.bench_output import Destination, Finished, destinations, write_finished
from pa3d.stages.bench_run import Outcome, Run, run_cases
from pa3d.text.names import clean_name

_NEAREST = 8  # categories an error tells of


@dataclass(frozen=True)
class BenchResult:
    """What was measured, in order. Of `all`: skipped, benchmarks whose data is not here, and failed, those of which no
    case could be scored, and why. files: written.
    """

    reports: tuple[Report, ...] = ()
    comparison: Comparison | None = None
    speed: SpeedReport | None = None
    every: bool = False  # `all` was asked for
    skipped: tuple[tuple[str, Pa3dError], ...] = ()
    failed: tuple[tuple[str, Pa3dError], ...] = ()
    files: tuple[Path, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything that was begun was done."""
        return not self.failures and not self.failed

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Every case that could not be scored."""
        return tuple(failure for report in self.reports for failure in report.failures)


def run(config: BenchConfig, progress: Progress) -> BenchResult:
    """Measure what is asked. A failed case is a failure of its report; a benchmark of `all` without data is skipped.

    Raises UsageError, FileError, CheckpointError for what concerns everything, and when no case could be scored.
    """
    if config.benchmark is None and not config.compare:
        raise UsageError(
            "Nothing says what to measure.",
            "Neither a benchmark nor --compare is given.",
            "Name one, as in pa3d bench synthetic.",
        )
    places = destinations(config)
    if config.compare:
        return _compare(config, places)
    if config.benchmark == "speed":
        return _speed(config, places, progress)
    return _measure(config, places, progress)


def _compare(config: BenchConfig, places: Mapping[str, Destination]) -> BenchResult:
    first, second = config.compare
    found = compare(read_report(Path(first)), read_report(Path(second)), (first, second), config.seed)
    return BenchResult(comparison=found, files=write_finished(Finished(found), places["compare"], config.overwrite))


def _speed(config: BenchConfig, places: Mapping[str, Destination], progress: Progress) -> BenchResult:
    from pa3d.benchmarks.speed import measure

    found = measure(config.speed_config(), progress)
    return BenchResult(speed=found, files=write_finished(Finished(found), places["speed"], config.overwrite))


def _measure(config: BenchConfig, places: Mapping[str, Destination], progress: Progress) -> BenchResult:
    every = config.benchmark == "all"
    found: list[tuple[str, Names, list[CaseFile]]] = []
    skipped: list[tuple[str, Pa3dError]] = []
    for name in config.benchmarks():
        try:
            names = find_names(config.protocol_for(name).names, name)
            found.append((name, names, find_cases(name, config, progress)))
        except (FileError, UsageError) as error:
            if not every:
                raise
            skipped.append((name, error))
            progress.note(f"{name} is skipped. {error.what} {error.found}")
    progress.start("load the model", None)
    model = load(config.model, config.device, config.dtype).resized(config.sample, config.patches)
    reports: list[Report] = []
    failed: list[tuple[str, Pa3dError]] = []
    files: tuple[Path, ...] = ()
    for name, names, cases in found:
        try:
            report, outcome = run_benchmark(name, names, cases, model, config, progress)
        except Pa3dError as error:
            if not every:
                raise
            failed.append((name, error))
            continue
        reports.append(report)
        files += write_finished(Finished(report, *outcome.extremes()), places[name], config.overwrite)
    if every and not reports:
        raise (failed or skipped)[0][1]
    return BenchResult(tuple(reports), every=every, skipped=tuple(skipped), failed=tuple(failed), files=files)


def find_cases(name: str, config: BenchConfig, progress: Progress) -> list[CaseFile]:
    """The cases of a benchmark that are asked for: of some categories, the first ones of each."""
    data = None if config.data is None else Path(config.data)
    if data is not None and config.benchmark == "all":
        data = data / home_of(name)  # a reader that searches far down would take the shapes of others for its own
    layout = layout_of(name)
    fetch = config.download and (layout.hub is not None or config.benchmark != "all")  # all: what the hub hosts
    place = download(name, progress, data=data) if fetch else locate(name, data)
    files = layout.cases(place)
    known = {clean_name(file.category): file.category for file in files}
    wanted = {clean_name(category): category for category in config.categories}
    for category in [name for name in wanted if name not in known]:
        near = difflib.get_close_matches(category, known, _NEAREST, 0.0)
        wrong = f"--categories {wanted[category]} is not a category of {layout.title}."
        found = f"It has {len(known)}; nearest: {', '.join(known[name] for name in near)}."
        raise UsageError(wrong, found, "Give some of its categories.")
    taken: Counter[str] = Counter()
    chosen = []
    for file in files:
        category = clean_name(file.category)
        taken[category] += 1
        if (not wanted or category in wanted) and (config.limit is None or taken[category] <= config.limit):
            chosen.append(file)
    return chosen


def run_benchmark(
    name: str, names: Names, files: Sequence[CaseFile], model: Model, config: BenchConfig, progress: Progress
) -> tuple[Report, Outcome]:
    """The report of one benchmark, and the shapes to look at. Raises FileError when no case could be scored."""
    started = time.perf_counter()
    layout, protocol = layout_of(name), config.protocol_for(name)
    seeds = range(config.seed, config.seed + config.seeds)
    progress.start(f"bench {name}", len(files))
    outcome = run_cases(files, Run(model, protocol, names, seeds, config.batch, config.html), progress)
    progress.finish()
    if not outcome.scores:
        raise _nothing_scored(layout.title, outcome.failures)
    for key in unmatched(names, outcome.parts) if names.own else ():
        if "/" in key or not config.categories:  # categories left out on purpose are no misspelling
            progress.note(f"--names {names.source}: nothing here is called {key!r}.")
    found = figures(outcome.scores, protocol.absent, protocol.average, config.seed)
    report = Report(
        benchmark=name,
        title=layout.title,
        protocol={
            **described(dataclasses.replace(protocol, votes=protocol.votes or DEFAULT_VOTES)),
            "assign": outcome.assign,
            "categories": list(config.categories) or "all",
            "limit": config.limit or "none",
            "seeds": list(seeds),
        },
        model=_described(config.model, model),
        machine=describe_machine(),
        summary=found.summary,
        by_category=found.by_category,
        by_part=found.by_part,
        published=published_for(name),
        shapes=tuple(outcome.scores),
        failures=tuple(outcome.failures),
        seconds=time.perf_counter() - started,
        command=command_of(config, name),
    )
    return report, outcome


def _nothing_scored(title: str, failures: Sequence[Failure]) -> FileError:
    what = f"No shape of {title} could be scored."
    if not failures:
        return FileError(what, "There is none.", "Check the data.")
    first = failures[0]
    return FileError(what, f"{len(failures)} failed; the first: {first.what} {first.found}", first.do)


def _described(name: str, model: Model) -> dict[str, Any]:
    network, sizes = model.network, model.config
    return {
        "name": name,
        "sha256": model.sha256,
        "stage": model.meta.get("stage"),
        "parameters": sum(weight.numel() for weight in network.parameters()),
        "text_encoder": (model.meta.get("text") or {}).get("encoder"),
        "points": sizes.points,
        "patches": sizes.patches,
        "patch_size": sizes.patch_size,
        "device": str(model.device),
        "dtype": str(model.dtype).removeprefix("torch."),
    }


_POSITIONS = ("benchmark", "data")
_QUIET = ("out", "overwrite", "html", "download", "compare", "speed")  # they move no score


def command_of(config: BenchConfig, name: str) -> str:
    """The command line that makes this report again."""
    words = ["pa3d", "bench", name, *([config.data] if config.data else [])]
    for item in dataclasses.fields(config):
        value = getattr(config, item.name)
        if item.name in (*_POSITIONS, *_QUIET) or value == item.default:
            continue
        words += [f"--{item.name}", ",".join(value) if isinstance(value, tuple) else str(value)]
    return shlex.join(words)


def report(result: BenchResult) -> dict[str, Any]:
    """The result as `--json` prints it: under "report", "reports" (of `all`), "comparison" or "speed"."""
    undone = {"skipped": result.skipped, "failed": result.failed}
    found: dict[str, Any] = {"comparison": result.comparison, "speed": result.speed}
    found |= {"reports": result.reports} if result.every else dict(zip(("report",), result.reports, strict=False))
    said = {name: plain(value) for name, value in found.items() if value is not None}
    files = [str(path) for path in result.files]
    told = {
        kind: [{"benchmark": name, "error": error.as_dict()} for name, error in some] for kind, some in undone.items()
    }
    return {"ok": result.ok, "schema": 1, **said, **told, "files": files, "error": None}
