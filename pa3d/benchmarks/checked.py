"""What every benchmark reader checks: arrays of a case, names of parts, JSON, folders."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from pa3d.benchmarks.case import Case
from pa3d.config import Axis
from pa3d.errors import FileError, UsageError
from pa3d.io.source import refuse
from pa3d.shapes.records import Array
from pa3d.text.names import clean_name

LARGEST_JSON = 1 << 28
_AGAIN = "Get the data set again, or leave this shape out."


@cache
def part_names(benchmark: str) -> Mapping[str, tuple[str, ...]]:
    """Category -> names of its parts in label order, of partnet, faust and scanobjectnn, as their papers have them."""
    path = files("pa3d.benchmarks") / "names" / f"{benchmark}.json"
    table = json.loads(path.read_text(encoding="utf-8"))["paper"]
    return {category: tuple(names) for category, names in table.items()}


def checked_case(
    path: Path, case_id: str, category: str, points: Array, labels: Array, parts: Sequence[str], up: Axis
) -> Case:
    """A Case of arrays that came from a file: points (N, 3) finite, labels (N,) -1..P-1, P parts.

    Raises FileError, with path in it, for anything else, for a part or category without a letter in its name, and
    where no point has a label.
    """
    for name in (category, *parts):
        try:
            clean_name(name)
        except UsageError as error:
            found = f"A part or its category has no name: {error.what}"
            raise refuse(path, "a labelled shape", found, "Correct the name.") from None
    if points.ndim != 2 or points.shape[1] != 3 or points.dtype.kind not in "fiu" or len(points) == 0:
        raise refuse(path, "a labelled shape", f"Its points are {points.dtype} {points.shape}, not (N, 3).", _AGAIN)
    if labels.shape != (len(points),):
        found = f"It has {len(points)} points and labels of shape {labels.shape}."
        raise refuse(path, "a labelled shape", found, _AGAIN)
    if labels.dtype.kind not in "iuf" or not (labels == np.floor(labels)).all() or np.isinf(labels).any():
        raise refuse(path, "a labelled shape", f"Its labels ({labels.dtype}) are not whole numbers.", _AGAIN)
    if not np.isfinite(points).all():
        wrong = int((~np.isfinite(points)).any(axis=1).sum())
        raise refuse(path, "a labelled shape", f"{wrong} of its {len(points)} points are not finite.", _AGAIN)
    low, high = int(labels.min()), int(labels.max())
    if low < -1 or high >= len(parts):
        found = f"Its labels go from {low} to {high}; {category} has {len(parts)} parts ({', '.join(parts)})."
        raise refuse(path, "a labelled shape", found, _AGAIN)
    if high < 0:
        raise refuse(path, "a labelled shape", f"None of its {len(points)} points has a label.", _AGAIN)
    return Case(case_id, category, points.astype(np.float64), labels.astype(np.int32), tuple(parts), up)


def read_json(path: Path) -> Any:
    """What a JSON file holds. Raises FileError."""
    try:
        size = path.stat().st_size
        if size > LARGEST_JSON:
            raise refuse(path, "JSON", f"It has {size} bytes; at most {LARGEST_JSON} are read.", _AGAIN)
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise refuse(path, "JSON", f"{reason or type(error).__name__}.", _AGAIN) from None


def read_lines(path: Path, largest: int = 1 << 26) -> list[str]:
    """The lines of a UTF-8 text file that are not blank, without spaces around them. Raises FileError."""
    try:
        size = path.stat().st_size
        if size > largest:
            raise refuse(path, "text", f"It has {size} bytes; at most {largest} are read.", _AGAIN)
        return [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        found = "It is not UTF-8." if isinstance(error, UnicodeDecodeError) else f"{error.strerror}."
        raise refuse(path, "text", found, _AGAIN) from None


def subfolders(folder: Path) -> list[Path]:
    """The folders inside one, sorted by name, without hidden ones and what archivers leave behind (__MACOSX)."""
    try:
        return sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith((".", "__")))
    except OSError as error:
        raise FileError(f"{folder} cannot be listed.", f"{error.strerror}.", "Check its permissions.") from error


def not_the_layout(folder: Path, title: str, wanted: str) -> FileError:
    """The error for a folder that does not hold a benchmark: wanted says what was looked for in it."""
    if not folder.is_dir():
        found = "It is a file." if folder.exists() else "There is no such folder."
        return FileError(f"{folder} does not hold {title}.", found, f"Give the folder with {wanted}.")
    inside = sorted(p.name for p in folder.iterdir())
    held = ", ".join(inside[:5]) + (", ..." if len(inside) > 5 else "") if inside else "nothing"
    return FileError(f"{folder} does not hold {title}.", f"It holds {held}.", f"Give the folder with {wanted}.")


def first_holding(places: Sequence[Path], *names: str) -> Path | None:
    """The first of some folders that holds every one of the names."""
    return next((place for place in places if all((place / name).exists() for name in names)), None)
