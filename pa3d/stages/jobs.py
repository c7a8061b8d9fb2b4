"""Which files are read and where their outputs go."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pa3d.errors import FileError, Pa3dError, UsageError
from pa3d.io.find import find_shape_files
from pa3d.io.formats import FORMATS, format_of, is_shape_file

WRITTEN = tuple(dict.fromkeys(kind.output for kind in FORMATS.values()))


class Job(NamedTuple):
    """An input and its output; error: why it cannot be done, known before reading."""

    path: Path
    output: Path | None = None
    error: Pa3dError | None = None


def find_jobs(inputs: Sequence[str], out: str | None = None, pictures: bool = False) -> list[Job]:
    """Every input once, in the order given (folders and globs sorted), with its output.

    Folders are searched through; own outputs in them are passed over. A missing file, an unknown extension, a glob or
    folder without shapes is a job with an error. pictures: outputs get pictures or pages beside them, so two of them
    must differ in more than their extension. Raises UsageError for no input, and for --out one file that cannot be it.
    """
    if not inputs:
        found = "Files, folders and globs are read."
        raise UsageError("No input was given.", found, "Name one, as in pa3d segment shape.ply.")
    jobs: dict[str, Job] = {}
    for text in inputs:
        for job in _jobs_of(text):
            jobs.setdefault(_spot(job.path), job)
    paths = [job.path for job in jobs.values() if job.error is None]
    if out is not None and is_one_file(out):
        _check_one_file(out, len(jobs))
        places = {path: Path(out) for path in paths}
    else:
        places = _places(paths, None if out is None else Path(out), pictures)
    return [job._replace(output=places.get(job.path)) for job in jobs.values()]


def is_one_file(out: str) -> bool:
    """Whether --out names a file: it has a shape's extension, and neither is a folder nor ends like one."""
    return is_shape_file(out) and not out.endswith(("/", os.sep)) and not Path(out).is_dir()


def _check_one_file(out: str, inputs: int) -> None:
    if inputs > 1:
        raise UsageError(f"--out {out} is one file.", f"There are {inputs} inputs.", "Give a folder.")
    if Path(out).suffix.lower() not in WRITTEN:
        raise UsageError(
            f"--out {out} has an extension that is not written.", f"Written are {', '.join(WRITTEN)}.", "Give one."
        )


def _jobs_of(text: str) -> list[Job]:
    try:
        return [Job(path) for path in find_shape_files(text)]
    except FileError as error:
        return [Job(Path(text), error=error)]


def _places(paths: Sequence[Path], folder: Path | None, pictures: bool) -> dict[Path, Path]:
    """The output of each input: beside it, or in the folder, no two the same.

    Inputs gathered in one folder keep their folders, from the last common one on, where two would meet; what still
    meets (chair.ply beside chair.obj) keeps its extension in the name.
    """
    names = {path: f"{path.stem}.parts{format_of(path).output}" for path in paths}
    places = {path: (path.parent if folder is None else folder) / name for path, name in names.items()}
    if folder is not None:
        parents = {path: _spot(path.parent) for path in paths}
        for path in _meeting(places, pictures):
            inside = os.path.relpath(parents[path], os.path.commonpath(parents.values()))
            places[path] = folder / inside / names[path]
    for path in _meeting(places, pictures):
        distinct = f"{path.stem}{path.suffix.replace('.', '_')}.parts{format_of(path).output}"
        places[path] = places[path].with_name(distinct)
    return places


def _meeting(places: Mapping[Path, Path], pictures: bool) -> list[Path]:
    """The inputs whose output is also another's."""
    keys = {path: _spot(place.with_suffix("") if pictures else place) for path, place in places.items()}
    count = Counter(keys.values())
    return [path for path, key in keys.items() if count[key] > 1]


def _spot(path: Path) -> str:
    """One text for all spellings of a place; links stay what they are."""
    return os.path.normpath(path.absolute())
