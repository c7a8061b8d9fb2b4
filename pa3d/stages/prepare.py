"""Prepare: sources in, shards out. Runs what is missing, so that a killed run ends like one that was left alone."""

from __future__ import annotations

import dataclasses
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from pa3d.config import as_json
from pa3d.data.manifest import (
    MANIFEST,
    Failure,
    ShardRecord,
    check_models,
    merge_records,
    read_sidecar,
    shard_path,
    sidecar_path,
    write_json,
)
from pa3d.data.shard_write import Made, write_shard
from pa3d.data.shards import finished
from pa3d.errors import FileError
from pa3d.io.lock import hold
from pa3d.progress import Progress
from pa3d.stages.prepare_config import PrepareConfig, Share, share_of
from pa3d.stages.prepare_plan import Plan, begin, content, plan_of, resolved, taken_up
from pa3d.stages.prepare_pool import Answer, Pool
from pa3d.stages.prepare_shape import setup
from pa3d.version import VERSION

_MOST_WORKERS = 8  # by default: each holds a shape and its views in memory
_WORTH_A_WORKER = 8  # shapes: starting a process takes as long as making some


@dataclass(frozen=True)
class PrepareResult:
    """What a run did: shards made and found finished by this worker, and those still missing of the others.

    count: shapes in this worker's shards; failures in them. seconds by stage are sums over the shapes made now.
    """

    out: Path
    count: int
    made: int
    finished: int
    missing: int
    failures: tuple[Failure, ...]
    shapes: int
    seconds: float = 0.0
    stages: Mapping[str, float] = field(default_factory=dict)
    traces: tuple[str, ...] = ()


def run(config: PrepareConfig, progress: Progress) -> PrepareResult:
    """Make the shards of this worker that are not finished; then, where all are, the manifest.

    Raises Pa3dError for what concerns the run: a wrong request, a folder with another run, a full disk, an endpoint
    that is away. Failures of single shapes are in the result.
    """
    started = time.perf_counter()
    config = resolved(config)
    share = share_of(config.worker)
    progress.start("look through the sources", None)
    plan = plan_of(config)
    out = Path(config.out or "")
    if share.total > 1:
        progress.note(f"Worker {share.number} of {share.total}, counted from 0 (told by {share.origin}).")
    workers = config.workers or default_workers(-(-len(plan.items) // share.total), config, plan.identity.get("device"))
    there = taken_up(out, plan, progress)
    with Pool(setup, as_json(_for_one(config, workers)), workers) as pool:
        if not there:
            if "device" in plan.identity:  # models that cannot be loaded leave no folder
                _load(pool, progress)
            begin(out, config, plan)
        with hold(out / f".worker-{share.number}-of-{share.total}.lock", str(out)):
            result = _work(config, plan, out, share, pool, progress)
            result = dataclasses.replace(result, seconds=time.perf_counter() - started)
            _write_run(out, share, config, workers, result)
    return result


def _work(config: PrepareConfig, plan: Plan, out: Path, share: Share, pool: Pool, progress: Progress) -> PrepareResult:
    """Find what this worker's shards lack, make it, and merge."""
    mine = range(share.number, plan.shards, share.total)
    records = _finished(out, mine, config.retry, progress)
    wanted = [shard for shard in mine if shard not in records]
    tally = _Tally(progress, records)
    if wanted:
        if "device" in plan.identity:
            _load(pool, progress)
        for record in records.values():
            check_models(pool.record, record)
        (out / MANIFEST).unlink(missing_ok=True)  # until all are there again
        records |= _make(config, plan, out, wanted, tally, pool)
    progress.finish()
    missing = _merge(out, plan, config)
    ended = [records[shard] for shard in mine]
    return PrepareResult(
        out, sum(record.count for record in ended), len(wanted), len(ended) - len(wanted), missing,
        tuple(failure for record in ended for failure in record.failures), tally.shapes,
        stages=dict(tally.stages), traces=tuple(tally.traces),
    )  # fmt: skip


def _load(pool: Pool, progress: Progress) -> None:
    """Have a first process load the models of the run, unless one did."""
    if not pool.record:
        progress.start("load the models", None)
        pool.begin()


def _finished(out: Path, shards: Sequence[int], retry: bool, progress: Progress) -> dict[int, ShardRecord]:
    """The shards among those given that need not be made; what is wrong with others is noted."""
    records = {}
    there = [shard for shard in shards if sidecar_path(out, shard).exists()]
    if there:
        progress.start("check finished shards", len(there))
    for shard in there:
        found = finished(out, shard)
        progress.advance()
        if isinstance(found, FileError):
            progress.note(f"{found.what} {found.found} It is made anew.")
        elif found is not None and not (retry and found.failures):
            records[shard] = found
    return records


def _make(
    config: PrepareConfig, plan: Plan, out: Path, shards: Sequence[int], tally: _Tally, pool: Pool
) -> dict[int, ShardRecord]:
    """Make shards, several shapes at a time, across the borders of shards."""
    size = config.shard_size
    ranges = [range(shard * size, min((shard + 1) * size, len(plan.items))) for shard in shards]
    items = [plan.items[place] for places in ranges for place in places]
    tally.begin(len(items))
    made = tally.watched(pool.made(items))
    return {
        shard: write_shard(out, shard, places.start, islice(made, len(places)), pool.record)
        for shard, places in zip(shards, ranges, strict=True)
    }


def default_workers(shapes: int, config: PrepareConfig, device: str | None) -> int:
    """Processes for a number of shapes: one per core, where they pay; fewer where large models share a GPU."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    most = _MOST_WORKERS
    if device == "cuda" and config.masks is not None:
        most = 2 if config.captioner is None or "://" in config.captioner else 1
    return max(1, min(cores, most, shapes // _WORTH_A_WORKER))


def _for_one(config: PrepareConfig, workers: int) -> PrepareConfig:
    """The config as one of the workers uses it: its share of what an endpoint may be asked."""
    everywhere = workers * share_of(config.worker).total
    rate = None if config.caption_rate is None else config.caption_rate / everywhere
    concurrency = max(1, config.caption_concurrency // workers)
    return dataclasses.replace(config, caption_rate=rate, caption_concurrency=concurrency)


def _merge(out: Path, plan: Plan, config: PrepareConfig) -> int:
    """Write the manifest where every shard is there; returns how many are not."""
    records = []
    for shard in range(plan.shards):
        with suppress(FileError):  # another worker is at it
            record = read_sidecar(out, shard)
            if shard_path(out, shard).is_file():
                records.append(record)
    missing = plan.shards - len(records)
    if missing == 0:
        versions = {"pa3d": VERSION, "numpy": np.__version__, "world": plan.identity["world"]}
        made_of = {key: value for key, value in plan.identity.items() if key not in ("settings", "world")}
        more = {"config": content(config), "versions": versions, "made_of": made_of}
        write_json(out / MANIFEST, merge_records(records, more))
    return missing


def _write_run(out: Path, share: Share, config: PrepareConfig, workers: int, result: PrepareResult) -> None:
    """What happened here and now: times, versions, command."""
    name = "run.json" if share.total == 1 else f"run-{share.number}-of-{share.total}.json"
    versions = {"pa3d": VERSION, "python": sys.version.split()[0], "numpy": np.__version__}
    record = {
        "command": sys.argv, "versions": versions, "workers": workers, "device": config.device,
        "ended": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "seconds": round(result.seconds, 1),
        "shards_made": result.made, "shards_finished_before": result.finished, "shapes_made": result.shapes,
        "failures": len(result.failures), "seconds_per_shape": _per_shape(result),
    }  # fmt: skip
    write_json(out / name, record)


def _per_shape(result: PrepareResult) -> dict[str, float]:
    return {name: round(seconds / max(result.shapes, 1), 5) for name, seconds in sorted(result.stages.items())}


def report(result: PrepareResult) -> dict[str, Any]:
    """The result as `--json` prints it."""
    return {
        "ok": not result.failures, "schema": 1, "out": str(result.out), "shapes": result.count,
        "shards": {"made": result.made, "finished_before": result.finished, "missing": result.missing},
        "manifest": str(result.out / MANIFEST) if result.missing == 0 else None,
        "failures": [dataclasses.asdict(failure) for failure in result.failures],
        "seconds": round(result.seconds, 3), "seconds_per_shape": _per_shape(result), "version": VERSION,
    }  # fmt: skip


class _Tally:
    """What progress is told while answers pass by."""

    def __init__(self, progress: Progress, records: Mapping[int, ShardRecord]) -> None:
        self._progress, self._started = progress, time.perf_counter()
        self._failed = sum(len(record.failures) for record in records.values())
        self.stages: Counter[str] = Counter()
        self.traces: list[str] = []
        self.shapes = 0

    def begin(self, items: int) -> None:
        self._started = time.perf_counter()
        self._progress.start("prepare", items)

    def watched(self, answers: Iterator[Answer]) -> Iterator[Made]:
        for answer in answers:
            self.shapes += 1
            self.stages.update(answer.seconds)
            if answer.made.failure is not None:
                self._failed += 1
            if answer.trace:
                self.traces.append(answer.trace)
            rate = self.shapes / (time.perf_counter() - self._started)
            self._progress.advance(1, {"failed": self._failed, "shapes/s": rate})
            yield answer.made
