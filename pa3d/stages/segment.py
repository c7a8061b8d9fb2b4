"""Segment: files in, the same files with part names out. The first of the three walks, and it stays straight."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pa3d.config import Axis
from pa3d.errors import Pa3dError, UsageError
from pa3d.io.atomic import check_output
from pa3d.io.formats import Source, format_of, read, survey
from pa3d.io.provenance import Provenance
from pa3d.model import SURVEY_POINTS, Model, load
from pa3d.patch_labels import PatchLabels
from pa3d.progress import Progress
from pa3d.shapes.records import Array, Cloud, Mesh
from pa3d.stages.jobs import Job, find_jobs, out_is_folder
from pa3d.stages.segment_config import SegmentConfig
from pa3d.stages.segment_output import Written, write_outputs
from pa3d.text.names import parse_names, read_names_file
from pa3d.version import VERSION

GROUP_SHAPES = 16  # shapes encoded together
GROUP_POINTS = 4_000_000  # ... as long as no more points than this are held


@dataclass(frozen=True)
class PartSummary:
    """points: of the cloud, or vertices of the mesh; fraction: of the points, or of the mesh's area; score: mean."""

    name: str
    points: int
    fraction: float
    score: float


@dataclass(frozen=True)
class Segmented:
    """What became of one input: its outputs and parts, or an error."""

    path: Path
    output: Path | None = None
    others: tuple[Path, ...] = ()  # pictures, pages, files of single parts
    points: int = 0
    up: str = ""
    parts: tuple[PartSummary, ...] = ()
    unlabelled: int = 0  # points below the threshold, or not finite
    seconds: float = 0.0
    error: Pa3dError | None = None


@dataclass(frozen=True)
class SegmentResult:
    """All inputs in order, and what was asked of which model."""

    items: tuple[Segmented, ...]
    names: tuple[str, ...]
    model: str
    model_sha256: str
    dtype: str
    seconds: float


class _Opened(NamedTuple):
    job: Job
    source: Source
    points: Array
    total: int
    up: Axis
    seconds: float


def run(config: SegmentConfig, progress: Progress) -> SegmentResult:
    """Label every input; a failed one does not stop the rest. Raises Pa3dError only for what concerns all of them."""
    started = time.perf_counter()
    names = asked_names(config)
    jobs = find_jobs(config.inputs, config.out)
    model = load(config.model, config.device, config.dtype).resized(config.points, config.patches)
    text = model.text(names, config.category, config.prompt)
    if config.out is not None and (len(jobs) > 1 or out_is_folder(config.out) or not Path(config.out).suffix):
        _make_folder(Path(config.out))
    progress.start("segment", len(jobs))
    done: dict[Path, Segmented] = {}
    for group in _groups(jobs, config, done):
        clock = time.perf_counter()
        answers = model.patch_labels(
            [opened.points for opened in group], [opened.up for opened in group], names, text,
            votes=config.votes, assign=config.assign, seed=config.seed,
        )  # fmt: skip
        encoding = (time.perf_counter() - clock) / len(group)
        for opened, answer in zip(group, answers, strict=True):
            done[opened.job.path] = _finish(opened, answer, model, config, encoding)
            progress.advance()
    progress.finish()
    items = tuple(done[job.path] for job in jobs)
    dtype = str(model.dtype).removeprefix("torch.")
    return SegmentResult(items, names, config.model, model.sha256, dtype, time.perf_counter() - started)


def asked_names(config: SegmentConfig) -> tuple[str, ...]:
    """The names to look for: given, from a file, or those known for the category."""
    if config.parts is not None:
        return parse_names(config.parts)
    if config.parts_file is not None:
        return read_names_file(config.parts_file)
    from pa3d.synthetic.kinds import known_parts

    assert config.category is not None
    return known_parts(config.category)


def _groups(jobs: Sequence[Job], config: SegmentConfig, done: dict[Path, Segmented]) -> Iterator[list[_Opened]]:
    """Readable inputs in groups that fit in memory; what cannot be read goes to `done` with its error."""
    group: list[_Opened] = []
    for job in jobs:
        try:
            opened = _open(job, config)
        except Pa3dError as error:
            done[job.path] = Segmented(job.path, error=error)
            continue
        group.append(opened)
        held = sum(item.total for item in group if isinstance(item.source, Cloud | Mesh))
        if len(group) == GROUP_SHAPES or held > GROUP_POINTS:
            yield group
            group = []
    if group:
        yield group


def _open(job: Job, config: SegmentConfig) -> _Opened:
    started = time.perf_counter()
    if job.error is not None:
        raise job.error
    assert job.output is not None
    if job.output.parent != Path(config.out or ".") and config.out is not None:
        _make_folder(job.output.parent)
    check_output(job.output, config.overwrite, [job.path])
    source = read(job.path)
    points, total = survey(source, SURVEY_POINTS, config.seed)
    up = config.up or format_of(job.path).default_up
    return _Opened(job, source, points, total, up, time.perf_counter() - started)


def _finish(opened: _Opened, answer: PatchLabels, model: Model, config: SegmentConfig, encoding: float) -> Segmented:
    started = time.perf_counter()
    job = opened.job
    provenance = Provenance(config.model, model.sha256, answer.names, opened.up, config.seed, VERSION)
    try:
        written = write_outputs(opened.source, opened.points, job, answer, provenance, config)
    except Pa3dError as error:
        return Segmented(job.path, error=error, points=opened.total, up=opened.up)
    seconds = opened.seconds + encoding + time.perf_counter() - started
    return Segmented(
        path=job.path,
        output=written.output,
        others=written.others,
        points=opened.total,
        up=opened.up,
        parts=_summaries(answer.names, written),
        unlabelled=opened.total - int(written.counts.sum()),
        seconds=seconds,
    )


def _summaries(names: tuple[str, ...], written: Written) -> tuple[PartSummary, ...]:
    return tuple(
        PartSummary(name, int(count), float(share), float(score))
        for name, count, share, score in zip(names, written.counts, written.shares, written.scores, strict=True)
    )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"--out {folder} cannot be made a folder.", f"The system says: {error.strerror}.", "Give another place."
        ) from error


def report(result: SegmentResult) -> dict[str, Any]:
    """The result as `--json` prints it."""
    return {
        "ok": all(item.error is None for item in result.items),
        "schema": 1,
        "inputs": [_item_report(item) for item in result.items],
        "names": list(result.names),
        "model": {"name": result.model, "sha256": result.model_sha256, "dtype": result.dtype},
        "version": VERSION,
        "seconds": round(result.seconds, 3),
    }


def _item_report(item: Segmented) -> dict[str, Any]:
    parts = [
        {"name": p.name, "points": p.points, "fraction": round(p.fraction, 6), "score": _rounded(p.score)}
        for p in item.parts
    ]
    return {
        "path": str(item.path),
        "output": None if item.output is None else str(item.output),
        "others": [str(path) for path in item.others],
        "points": item.points,
        "unlabelled": item.unlabelled,
        "up": item.up or None,
        "parts": parts,
        "seconds": round(item.seconds, 4),
        "error": None if item.error is None else item.error.as_dict(),
    }


def _rounded(score: float) -> float | None:
    return None if np.isnan(score) else round(score, 4)
