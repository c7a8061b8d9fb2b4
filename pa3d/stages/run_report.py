"""report.html of a training run, made from its folder alone: at the end of a run, and on demand."""

from __future__ import annotations

import dataclasses
import json
import math
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pa3d.benchmarks.facts import facts_table, said
from pa3d.benchmarks.scoring import Scored
from pa3d.config import merge
from pa3d.errors import Pa3dError
from pa3d.io.atomic import atomic_path
from pa3d.io.checkpoint import checkpoint_of
from pa3d.loading import load
from pa3d.progress import Progress
from pa3d.stages.align_config import AlignConfig
from pa3d.stages.bench import command_of
from pa3d.stages.bench_output import as_pair
from pa3d.stages.distill_config import DistillConfig
from pa3d.stages.run_folder import flat_settings
from pa3d.stages.run_record import Row, RunRecord, read_run
from pa3d.stages.validate import Validation, Validator, bench_config, prepare_validation
from pa3d.stages.validate_config import PREFIX, ValidationConfig
from pa3d.text.sources import DEFAULT_ENCODER
from pa3d.view.report import report_page
from pa3d.view.run_page import Run, run_page
from pa3d.view.tables import Table

REPORT = "report.html"
EXAMPLES = 9
_HEADLINES = {"mIoU": 1, "loss": -1}  # what a validation is judged by, where it has it; -1: smaller is better


class _Examples(NamedTuple):
    """A checkpoint validated once more, for the shapes to look at; why not, where the run has such shapes."""

    found: Validation | None = None
    checkpoint: str = ""
    why: str = ""


def write_report(folder: Path, progress: Progress, validator: Validator | None = None, device: str = "auto") -> Path:
    """Write report.html into a run folder, of a run that still goes on too, in place of an older one.

    validator: the run's, to save reading its shapes again. Where these cannot be shown a note says why, and the page
    has its curves. Raises FileError where there is no run, or the page cannot be written.
    """
    record = read_run(folder)
    examples = _examples(record, progress, validator, device)
    if examples.why:
        progress.note(f"{REPORT} shows no shapes. {examples.why}")
    path = folder / REPORT
    with atomic_path(path, overwrite=True) as temporary:
        temporary.write_text(report_page(run_page(_told(record, examples))), encoding="utf-8")
    return path


def _examples(record: RunRecord, progress: Progress, validator: Validator | None, device: str) -> _Examples:
    try:
        config = merge(ValidationConfig, None, {}, record.config.get("validation") or {})
        if config.source is None:
            return _Examples()
        checkpoint = checkpoint_of(record.folder)
        model = load(checkpoint, device, "float32")
        if model.network.text_head is None:
            return _Examples(why=f"The model of {checkpoint} knows no words.")
        text = model.meta.get("text") or {}
        encoder, meanings = text.get("encoder") or DEFAULT_ENCODER, text.get("meanings") or {}
        withheld = record.config.get("withheld_kinds") or ()
        ready = validator or prepare_validation(config, encoder, withheld, progress, meanings)
        assert ready is not None
        return _Examples(ready(model.network.to(model.device), progress, model.meta, keep=True), checkpoint.name)
    except Pa3dError as error:  # curves are worth a page without shapes
        return _Examples(why=str(error))


def _told(record: RunRecord, examples: _Examples) -> Run:
    validation = tuple(_plain(row) for row in record.validation)
    found, run = examples.found, record.run
    total = record.config.get("loop", {}).get("max_steps")
    pairs = tuple(as_pair(one) for one in spread(found.scored, EXAMPLES)) if found else ()
    return Run(
        title=f"{record.stage}: {record.folder.resolve().name}",
        lead=_lead(record),
        training=record.training,
        validation=validation,
        best=best_step(validation),
        total=total if isinstance(total, int) else None,
        steps=run["steps"] if isinstance(run.get("steps"), int) else None,
        categories=found.by_category if found else {},
        scores=[one.score.iou for one in found.scored] if found else (),
        pairs=pairs,
        shown=_shown(record, examples, len(pairs)),
        settings=tuple(_changed(record.config, usual_settings(record.stage))),
        facts=_facts(run, record),
    )


def _lead(record: RunRecord) -> str:
    end = record.run.get("end")
    words = [{None: "Not ended", "done": "Ended as planned"}.get(end, f"Ended: {end}")]
    if "started" in record.run:
        words.append(f"started {str(record.run['started'])[:16].replace('T', ' ')}")
    if "device" in record.run:
        words.append(f"on {record.run['device']}")
    if record.skipped:
        words.append(f"{record.skipped} line{'s' * (record.skipped > 1)} of metrics.jsonl could not be read")
    return ", ".join(words)


def _plain(row: Row) -> Row:
    return {name.removeprefix(PREFIX): value for name, value in row.items()}


def best_step(validation: Sequence[Row]) -> float | None:
    """The step of the best of some validations, the first of equal ones, by mIoU, else by loss."""
    for name, sign in _HEADLINES.items():
        known = [row for row in validation if math.isfinite(row.get(name, math.nan))]
        if known:
            return max(known, key=lambda row: sign * row[name])["step"]
    return None


def spread(scored: Sequence[Scored], most: int) -> list[Scored]:
    """At most so many shapes at even ranks between the best and the worst, both among them."""
    ranked = sorted((one for one in scored if math.isfinite(one.score.iou)), key=lambda one: -one.score.iou)
    if len(ranked) <= most:
        return ranked
    return [ranked[round(i * (len(ranked) - 1) / (most - 1))] for i in range(most)]


def _shown(record: RunRecord, examples: _Examples, count: int) -> str:
    found = examples.found
    if found is None:
        return ""
    config = bench_config(
        merge(ValidationConfig, None, {}, record.config["validation"]), str(record.folder / examples.checkpoint)
    )
    command = command_of(config, str(config.benchmark))
    which = "All" if count == found.shapes else f"{count} of {found.shapes}, at even ranks from the best to the worst"
    return f"Shapes that were validated on, as {examples.checkpoint} labels them. {which}. All scores: {command}"


def usual_settings(stage: str) -> dict[str, Any]:
    """The defaults of a stage, as plain data; a setting without one is left out."""
    kinds: dict[str, Any] = {"align": AlignConfig, "distill": DistillConfig}
    if stage not in kinds:
        return {}
    values = {}
    for item in dataclasses.fields(kinds[stage]):
        if item.default_factory is not dataclasses.MISSING:
            values[item.name] = item.default_factory()
        elif item.default is not dataclasses.MISSING:
            values[item.name] = item.default
    return dict(json.loads(json.dumps(values, default=_as_plain)))


def _as_plain(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else dataclasses.asdict(value)


def _changed(config: Mapping[str, Any], usual: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Settings that differ: name, of the run, by default."""
    ours, theirs = flat_settings(config), flat_settings(usual)
    for name, value in ours.items():
        if name not in theirs or theirs[name] != value:
            yield name, said(value), said(theirs[name]) if name in theirs else "set by each run"


def _facts(run: Mapping[str, Any], record: RunRecord) -> tuple[Table, ...]:
    """run.json, its groups (such as the machine) apart, and the settings that are the defaults."""
    single = {name: value for name, value in run.items() if not isinstance(value, Mapping)}
    if isinstance(single.get("command"), list):
        single["command"] = shlex.join(map(str, single["command"]))
    groups = {name: value for name, value in run.items() if isinstance(value, Mapping)}
    usual = flat_settings(usual_settings(record.stage))
    settings = flat_settings(record.config)
    same = {name: value for name, value in settings.items() if name in usual and usual[name] == value}
    tables = [facts_table(name.replace("_", " ").capitalize(), values) for name, values in groups.items()]
    return (facts_table("This run", single), *tables, facts_table("Settings that are the defaults", same))
