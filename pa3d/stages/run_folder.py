"""A run folder: config.json before work starts, run.json, metrics.jsonl, checkpoints; made, taken up again, ended."""

from __future__ import annotations

import dataclasses
import json
import math
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

from pa3d.benchmarks.machine import describe_machine
from pa3d.config import as_json
from pa3d.data.manifest import write_text
from pa3d.errors import FileError, Pa3dError, UsageError
from pa3d.io.checkpoint import LAST
from pa3d.io.lock import hold
from pa3d.progress import Progress, Silent
from pa3d.stages.checkpoints import check_identity
from pa3d.stages.distributed import Team
from pa3d.stages.loop_config import ENDS, FREE
from pa3d.stages.stage import LoopResult

CONFIG, RUN, METRICS = "config.json", "run.json", "metrics.jsonl"
STATE = Path("state") / "state.safetensors"
_LOCK = ".lock"
_FREE = FREE | {"data", "device", "workers", "out", "resume", "upright"}  # data: the state knows it by what is in it


def check_folder(folder: Path, team: Team, resume: bool) -> None:
    """Raise FileError, before work is done for it, where a folder cannot take a run, or has none to take up."""
    if not team.first:
        return
    (_check_begun if resume else _check_free)(folder)
    if (folder / _LOCK).exists():
        with _held(folder, resume):
            pass


def _held(folder: Path, resume: bool) -> AbstractContextManager[None]:
    do = "Wait for that run to end" + (", or stop it." if resume else ", or give another --out.")
    return hold(folder / _LOCK, f"The run folder {folder}", do)


@contextmanager
def run_folder(
    folder: Path,
    config: Any,
    stage: str,
    team: Team,
    resume: bool,
    identity: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Iterator[None]:
    """The folder of a run for as long as the block runs: made or taken up, held, and its end written down.

    Only the first process of a team touches it. identity: of what a resumed run must find again. Raises FileError when
    it holds another run, is in use, or cannot be written; UsageError when a resumed run is asked for other settings
    than it was begun with, CheckpointError for other data. A run that is refused stays as it was.
    """
    if not team.first:
        yield
        return
    _make(folder)
    with _held(folder, resume):
        here = {"command": sys.argv, "started": _now(), "device": str(team.device), "processes": team.size,
                "machine": describe_machine()}  # fmt: skip
        if resume:
            _take_up(folder, config, here, identity, progress or Silent())
        else:
            _start(folder, config, {"stage": stage, **here, "seed": config.seed})
        try:
            yield
        except BaseException as error:
            with suppress(Pa3dError, OSError, ValueError):
                said = str(error) if isinstance(error, Pa3dError) else type(error).__name__
                known = json.loads((folder / RUN).read_text()).get("end")
                note(folder, ended=_now(), end=known if known == "interrupted" else "failed", error=said)
            raise


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S%z")


def _make(folder: Path) -> None:
    try:
        (folder / STATE.parent).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        found = f"The system says: {error.strerror}."
        raise FileError(f"The run folder {folder} cannot be written.", found, "Give another --out.") from error


def _check_free(folder: Path) -> None:
    """A run that was killed before it wrote a state has nothing to lose."""
    found = next((name for name in (STATE, METRICS, LAST) if (folder / name).exists()), None)
    if found is not None:
        do = "Go on with it by --resume, give another --out, or remove it."
        raise FileError(f"{folder} holds a run already.", f"Found its {found}.", do)


def _check_begun(folder: Path) -> None:
    if (folder / STATE).is_file():
        return
    what = f"{folder} is no run that can be taken up."
    if (folder / CONFIG).exists():
        do = "It ended before its first step: begin it anew, with --out."
        raise FileError(what, f"It has no {STATE}.", do)
    raise FileError(what, f"It has no {CONFIG}.", "Give the run folder of a begun run.")


def _start(folder: Path, config: Any, run: Mapping[str, Any]) -> None:
    _check_free(folder)
    write_text(folder / CONFIG, _written(config))
    write_text(folder / RUN, json.dumps(run, indent=2, default=str) + "\n")


def _written(config: Any) -> str:
    """config.json: as it was asked, so that it can be given to another run."""
    return as_json(dataclasses.replace(config, resume=False)) + "\n"


def _take_up(
    folder: Path, config: Any, here: Mapping[str, Any], identity: Mapping[str, Any] | None, progress: Progress
) -> None:
    """Raises FileError, UsageError or CheckpointError where the folder holds no run, or not this one."""
    _check_begun(folder)
    before, now = (flat_settings(json.loads(text)) for text in ((folder / CONFIG).read_text(), as_json(config)))
    differing = sorted(
        key for key in before.keys() | now.keys()
        if before.get(key) != now.get(key) and key.rpartition(".")[2] not in _FREE and not key.startswith("validation.")
    )  # fmt: skip
    if differing:
        told = ", ".join(f"{key} was {before.get(key)!r} and is {now.get(key)!r}" for key in differing[:8])
        raise UsageError(f"{folder} was begun with other settings.", f"{told}.", "Leave them out, or start a new run.")
    if identity is not None:
        check_identity(folder / STATE, identity)
    moved = any(before.get(f"loop.{key}") != now.get(f"loop.{key}") for key in ENDS)
    if moved and now.get("loop.schedule") == "cosine":
        progress.note("It shall end elsewhere than it was begun for: from here on its learning rate follows that.")
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
