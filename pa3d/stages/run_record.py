"""A run folder as it is read again: what was asked, what ran, and what was measured on the way."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pa3d.errors import FileError
from pa3d.stages.run_folder import CONFIG, METRICS, RUN
from pa3d.stages.validate_config import PREFIX

Row = Mapping[str, float]


@dataclass(frozen=True)
class RunRecord:
    """A training run.

    config: config.json. run: run.json. training, validation: lines of metrics.jsonl by ascending step, each with its
    "step"; validation figures keep their PREFIX. skipped: lines that could not be read.
    """

    folder: Path
    config: Mapping[str, Any]
    run: Mapping[str, Any]
    training: tuple[Row, ...]
    validation: tuple[Row, ...]
    skipped: int = 0

    @property
    def stage(self) -> str:
        """align or distill; what run.json does not say, it did not say yet when there was only align."""
        return str(self.run.get("stage", "align"))


def read_run(folder: Path) -> RunRecord:
    """Read a run folder, of a run that is still going too.

    A run that was resumed wrote some steps twice: the later line counts. Raises FileError where there is no run.
    """
    if not (folder / CONFIG).is_file():
        found = f"It has no {CONFIG}." if folder.is_dir() else "There is no such folder."
        raise FileError(f"{folder} is not a run folder.", found, "Give the --out of pa3d align or pa3d distill.")
    lines, skipped = _lines(folder / METRICS)
    rows: dict[bool, dict[float, Row]] = {True: {}, False: {}}
    latest = 0.0
    for line in lines:
        step = line["step"]
        if step < latest:  # the run was resumed from here on: what came later is not its past
            rows = {kind: {at: row for at, row in known.items() if at <= step} for kind, known in rows.items()}
        rows[any(name.startswith(PREFIX) for name in line)][step] = line
        latest = step
    return RunRecord(
        folder,
        _json(folder / CONFIG),
        _json(folder / RUN),
        tuple(rows[False].values()),
        tuple(rows[True].values()),
        skipped,
    )


def _json(path: Path) -> dict[str, Any]:
    """The object of a JSON file; nothing where there is no file."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise FileError(f"{path} cannot be read.", f"{error}.", "Restore it from a copy.") from error
    if not isinstance(value, dict):
        raise FileError(f"{path} is no JSON object.", f"It is a {type(value).__name__}.", "Restore it from a copy.")
    return value


def _lines(path: Path) -> tuple[list[Row], int]:
    """The lines that are figures of a step, and how many are not: a killed run leaves half a line."""
    try:
        texts = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return [], 0
    except OSError as error:
        raise FileError(f"{path} cannot be read.", f"The system says: {error.strerror}.", "Check the disk.") from error
    rows = [row for text in texts for row in _row(text)]
    return rows, sum(bool(text.strip()) for text in texts) - len(rows)


def _row(text: str) -> Iterator[Row]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(values, dict) and isinstance(values.get("step"), int):
        yield {name: math.nan if value is None else float(value) for name, value in values.items() if _number(value)}


def _number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
