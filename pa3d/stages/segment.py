"""Segment: files in, the same files with part names out. The first of the three walks, and it stays straight."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pa3d.config import Axis
from pa3d.errors import Pa3dError, UsageError
from pa3d.io.atomic import check_output, make_folder
from pa3d.io.formats import Source, format_of, output_extension, read, survey
from pa3d.io.provenance import Provenance
from pa3d.loading import load
from pa3d.model import SURVEY_POINTS, Model
from pa3d.patch_labels import PatchLabels
from pa3d.progress import Progress, Silent
from pa3d.shapes.records import Array, Cloud, Mesh
from pa3d.stages.jobs import Job, find_jobs, is_one_file
from pa3d.stages.segment_config import SegmentConfig
from pa3d.stages.segment_output import Written, write_outputs
from pa3d.text.names import parse_names, read_names_file
from pa3d.up_axis import UpGuess
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
    mesh: bool = False  # its points are vertices
    points: int = 0
    up: str = ""
    parts: tuple[PartSummary, ...] = ()
    unlabelled: int = 0  # points below the threshold, or not finite
    seconds: float = 0.0
    error: Pa3dError | None = None
    guess: UpGuess | None = None  # with --up auto; what is unsure was not followed


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
    guess: UpGuess | None = None


def run(config: SegmentConfig, progress: Progress) -> SegmentResult:
    """Label every input; a failed one does not stop the rest. Raises Pa3dError only for what concerns all of them."""
    started = time.perf_counter()
    names = asked_names(config)
    jobs = find_jobs(config.inputs, config.out, config.render or config.html)
    # Of one input its phases are told, of several how many are done.
    overall, phases = (Silent(), progress) if len(jobs) == 1 else (progress, Silent())
    overall.start("segment", len(jobs))
    phases.start("load the model", None)
    model = load(config.model, config.device, config.dtype).resized(config.points, config.patches)
    if doubt := _doubt(model, config.model):
        progress.note(doubt)
    phases.start("look up the names", None)
    text = model.text(names, config.category, config.prompt)
    if config.out is not None:
        make_folder(Path(config.out).parent if is_one_file(config.out) else Path(config.out))
    if config.colorize and any(job.output and job.output.suffix in (".las", ".laz", ".npz") for job in jobs):
        progress.note("--colorize is for PLY: LAS, LAZ and NPZ outputs keep their colours as they are.")
    done: dict[Path, Segmented] = {}

    def settle(item: Segmented) -> None:
        done[item.path] = item
        overall.advance()

    for group in _groups(jobs, config, phases, settle):
        phases.start("encode", None)
        clock = time.perf_counter()
        if config.up == "auto":
            group = [_stood_up(opened, model, text, config.seed, progress) for opened in group]
        answers = model.patch_labels(
            [opened.points for opened in group], [opened.up for opened in group], names, text,
            votes=config.votes, assign=config.assign, seed=config.seed,
        )  # fmt: skip
        encoding = (time.perf_counter() - clock) / len(group)
        for opened, answer in zip(group, answers, strict=True):
            settle(_finish(opened, answer, model, config, encoding, phases))
    progress.finish()
    items = tuple(done[job.path] for job in jobs)
    dtype = str(model.dtype).removeprefix("torch.")
    return SegmentResult(items, names, config.model, model.sha256, dtype, time.perf_counter() - started)


def asked_names(config: SegmentConfig) -> tuple[str, ...]:
    """The names to look for: given, from a file, or those known for the category. Raises UsageError, FileError."""
    if config.parts is not None:
        return parse_names(config.parts)
    if config.parts_file is not None:
        return read_names_file(config.parts_file)
    if config.category is None:
        raise UsageError(
            "Nothing says which parts to look for.",
            "Neither --parts, --parts-file nor --category is given.",
            'Name them, as in --parts "leg,seat,back", or give a kind, as in --category chair.',
        )
    from pa3d.synthetic.kinds import known_parts

    return known_parts(config.category)


def _doubt(model: Model, name: str) -> str | None:
    """What to know of the scores, which every output bears, of a model that is not what its training ended with."""
    calibrated = (model.meta.get("training") or {}).get("calibrated", True)
    if calibrated is True:
        return None
    how = f"calibrated {calibrated}, on few shapes" if calibrated else "not calibrated, and may be far too high"
    better = "What its training ends with has better ones; pa3d align --resume ends one that was cut short."
    return f"{name} was saved on the way or cut short: its scores are {how}. {better}"


def _groups(
    jobs: Sequence[Job], config: SegmentConfig, phases: Progress, settle: Callable[[Segmented], None]
) -> Iterator[list[_Opened]]:
    """Readable inputs in groups that fit in memory; what cannot be read is settled with its error."""
    group: list[_Opened] = []
    for job in jobs:
        try:
            group.append(_open(job, config, phases))
        except Exception as error:  # whatever a file does to its reader, the next one is read
            settle(Segmented(job.path, error=_named(error, job)))
            continue
        held = sum(item.total for item in group if isinstance(item.source, Cloud | Mesh))
        if len(group) == GROUP_SHAPES or held > GROUP_POINTS:
            yield group
            group = []
    if group:
        yield group


def _open(job: Job, config: SegmentConfig, phases: Progress) -> _Opened:
    """Read and survey an input, once nothing stands against its output."""
    started = time.perf_counter()
    if job.error is not None:
        raise job.error
    assert job.output is not None
    if config.features and job.output.suffix != ".npz":
        what = f"{job.path}: --features cannot be kept in {job.output.suffix}."
        instead = ", or give --out FILE.npz" if job.output.suffix == ".ply" else ""
        raise UsageError(what, "Only NPZ outputs hold arrays.", f"Drop --features{instead}.")
    if config.out is not None:
        make_folder(job.output.parent)
    if not config.split:
        check_output(job.output, config.overwrite, [job.path])
    phases.start(f"read {job.path.name}", None)
    source = read(job.path)
    if config.out is None or not is_one_file(config.out):
        job = job._replace(output=job.output.with_suffix(output_extension(job.path, source)))
    points, total = survey(source, SURVEY_POINTS, config.seed)
    up = format_of(job.path).default_up if config.up is None or config.up == "auto" else config.up
    return _Opened(job, source, points, total, up, time.perf_counter() - started)


def _stood_up(opened: _Opened, model: Model, text: Array, seed: int, progress: Progress) -> _Opened:
    """With the axis the model takes for up; where it is unsure, with the usual one, which is said."""
    guess = model.up_axis(opened.points, text=text, seed=seed)
    if guess.sure:
        return opened._replace(up=guess.axis, guess=guess)
    progress.note(
        f"{opened.job.path}: unsure which way is up (best guess {guess.axis}, {guess.chance:.0%}); "
        f"{opened.up} is taken, usual for its format. --up says another."
    )
    return opened._replace(guess=guess)


def _named(error: Exception, job: Job) -> Pa3dError:
    """The error of one input, which says of which; what is no error of ours is a fault, and said to be one."""
    if not isinstance(error, Pa3dError):
        found = f"{type(error).__name__}: {error}."
        named = Pa3dError(f"{job.path} cannot be labelled.", found, "Please report it, with what -v prints.")
    elif str(job.path) in str(error) or (job.output and str(job.output.with_suffix("")) in str(error)):
        return error
    else:
        named = type(error)(f"{job.path}: {error.what}", error.found, error.do)
    named.__cause__ = error
    return named


def _finish(
    opened: _Opened, answer: PatchLabels, model: Model, config: SegmentConfig, encoding: float, phases: Progress
) -> Segmented:
    """Label and write one input, its error in place of its outputs where that fails."""
    started = time.perf_counter()
    job = opened.job
    provenance = Provenance(config.model, model.sha256, answer.names, opened.up, config.seed, VERSION)
    try:
        written = write_outputs(opened.source, opened.points, job, answer, provenance, config, phases)
    except Exception as error:  # as in _groups
        return Segmented(job.path, points=opened.total, up=opened.up, error=_named(error, job))
    return Segmented(
        path=job.path,
        output=written.output,
        others=written.others,
        mesh=isinstance(opened.source, Mesh),
        points=opened.total,
        up=opened.up,
        guess=opened.guess,
        parts=_summaries(answer.names, written),
        unlabelled=opened.total - int(written.counts.sum()),
        seconds=opened.seconds + encoding + time.perf_counter() - started,
    )


def _summaries(names: tuple[str, ...], written: Written) -> tuple[PartSummary, ...]:
    return tuple(
        PartSummary(name, int(count), float(share), float(score))
        for name, count, share, score in zip(names, written.counts, written.shares, written.scores, strict=True)
    )


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
        "up_guess": None if item.guess is None else _guess_report(item.guess),
        "parts": parts,
        "seconds": round(item.seconds, 4),
        "error": None if item.error is None else item.error.as_dict(),
    }


def _guess_report(guess: UpGuess) -> dict[str, Any]:
    return {"axis": guess.axis, "chance": round(guess.chance, 4), "sure": guess.sure}


def _rounded(score: float) -> float | None:
    return None if np.isnan(score) else round(score, 4)
