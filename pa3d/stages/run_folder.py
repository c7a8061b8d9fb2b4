"""A run folder: config.json before work starts, run.json, metrics.jsonl, checkpoints; made, taken up again, ended."""

from __future__ import annotations

import dataclasses
import json
import math
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pa3d.benchmarks.machine import describe_machine
from pa3d.config import as_json
from pa3d.data.manifest import write_text
from pa3d.errors import FileError, Pa3dError, UsageError
from pa3d.io.lock import hold
from pa3d.stages.distributed import Team
from pa3d.stages.loop_config import FREE
from pa3d.stages.stage import LoopResult

CONFIG, RUN, METRICS = "config.json", "run.json", "metrics.jsonl"
LAST, BEST = "last.safetensors", "best.safetensors"
STATE = Path("state") / "state.safetensors"
_FREE = FREE | {"data", "device", "workers", "out", "resume", "upright"}  # data: the state knows it by what is in it


@contextmanager
def run_folder(folder: Path, config: Any, stage: str, team: Team, resume: bool) -> Iterator[None]:
    """The folder of a run for as long as the block runs: made or taken up, held, and its end written down.

    Only the first process of a team touches it. Raises FileError when it holds another run, is in use, or cannot be
    written; UsageError when a resumed run is asked for other settings than it was begun with.
    """
    if not team.first:
        yield
        return
    _make(folder)
    with hold(folder / ".lock", f"The run folder {folder}"):
        here = {"command": sys.argv, "started": _now(), "device": str(team.device), "processes": team.size,
                "machine": describe_machine()}  # fmt: skip
        if resume:
            _take_up(folder, config, here)
        else:
            _start(folder, config, {"stage": stage, **here, "seed": config.seed})
        try:
            yield
        except BaseException as error:
            with suppress(Pa3dError, OSError, ValueError):
                end = str(error) if isinstance(error, Pa3dError) else type(error).__name__
                note(folder, ended=_now(), end="failed", error=end)
            raise


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S%z")


def _make(folder: Path) -> None:
    try:
        (folder / STATE.parent).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        found = f"The system says: {error.strerror}."
        raise FileError(f"The run folder {folder} cannot be written.", found, "Give another --out.") from error


def _start(folder: Path, config: Any, run: Mapping[str, Any]) -> None:
    if (folder / CONFIG).exists():
        do = "Go on with it by --resume, give another --out, or remove it."
        raise FileError(f"{folder} holds a run already.", f"Found its {CONFIG}.", do)
    write_text(folder / CONFIG, _written(config))
    write_text(folder / RUN, json.dumps(run, indent=2, default=str) + "\n")


def _written(config: Any) -> str:
    """config.json: as it was asked, so that it can be given to another run."""
    return as_json(dataclasses.replace(config, resume=False)) + "\n"


def _take_up(folder: Path, config: Any, here: Mapping[str, Any]) -> None:
    """Raises FileError or UsageError where the folder holds no run, or not this one."""
    if not (folder / STATE).is_file():
        found = f"It has no {STATE}." if (folder / CONFIG).exists() else f"It has no {CONFIG}."
        raise FileError(f"{folder} is no run that can be taken up.", found, "Give the run folder of a begun run.")
    before, now = (flat_settings(json.loads(text)) for text in ((folder / CONFIG).read_text(), as_json(config)))
    differing = sorted(
        key for key in before.keys() | now.keys()
        if before.get(key) != now.get(key) and key.rpartition(".")[2] not in _FREE and not key.startswith("validation.")
    )  # fmt: skip
    if differing:
        told = ", ".join(f"{key} was {before.get(key)!r} and is {now.get(key)!r}" for key in differing[:8])
        raise UsageError(f"{folder} was begun with other settings.", f"{told}.", "Leave them out, or start a new run.")
    for half in (*folder.glob(".*.tmp"), *(folder / STATE.parent).glob(".*.tmp")):  # a killed run was writing them
        half.unlink(missing_ok=True)
    write_text(folder / CONFIG, _written(config))
    run = json.loads((folder / RUN).read_text())
    for key in ("ended", "end", "error"):
        run.pop(key, None)
    run["resumed"] = [*run.get("resumed", []), here]
    write_text(folder / RUN, json.dumps(run, indent=2, default=str) + "\n")


def flat_settings(config: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The settings with those of groups under `group.name`."""
    flat: dict[str, Any] = {}
    for key, value in config.items():
        flat.update(flat_settings(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value})
    return flat


def note(folder: Path, **more: Any) -> None:
    """Add to the run's run.json."""
    run = {**json.loads((folder / RUN).read_text()), **more}
    write_text(folder / RUN, json.dumps(run, indent=2, default=str) + "\n")


def note_end(folder: Path, result: LoopResult) -> None:
    """Add how the run ended to its run.json."""
    shapes = {"read": result.read, "broken": result.broken}
    note(folder, ended=_now(), end=result.end, steps=result.steps, seconds=round(result.seconds, 1), **shapes)


def add_metrics(folder: Path, line: Mapping[str, float]) -> None:
    """Append a line to metrics.jsonl. Raises FileError when the disk fails or is full."""
    told = {name: value if math.isfinite(value) else None for name, value in line.items()}
    try:
        with (folder / METRICS).open("a", encoding="utf-8") as file:
            file.write(json.dumps(told) + "\n")
    except OSError as error:
        found = f"The system says: {error.strerror}. The last saved checkpoint is kept."
        do = "Make room, and go on with --resume."
        raise FileError(f"{folder / METRICS} cannot be written.", found, do) from error


def cut_metrics(folder: Path, steps: int) -> None:
    """Leave out of metrics.jsonl what comes after a number of steps: it is about to happen again."""
    path = folder / METRICS
    if not path.exists():
        return
    kept = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        with suppress(ValueError, TypeError, KeyError):  # a killed run leaves half a line
            kept += [line] if json.loads(line)["step"] <= steps else []
    write_text(path, "".join(f"{line}\n" for line in kept))


def numbered(folder: Path, steps: int) -> Path:
    """Where the checkpoint of a number of steps lies."""
    return folder / f"step-{steps:08d}.safetensors"


def keep_latest(folder: Path, count: int) -> None:
    """Remove all numbered checkpoints but the latest."""
    for path in sorted(folder.glob("step-*.safetensors"))[:-count]:
        path.unlink(missing_ok=True)


def checkpoint_of(place: str) -> str:
    """What --init names: of a run folder its best checkpoint, else its last; anything else as it is.

    Raises FileError for a folder without either.
    """
    folder = Path(place)
    if not folder.is_dir():
        return place
    for name in (BEST, LAST):
        if (folder / name).is_file():
            return str(folder / name)
    raise FileError(f"--init {place} holds no checkpoint.", f"It has neither {BEST} nor {LAST}.", "Give another run.")
