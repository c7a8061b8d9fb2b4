"""Reports as JSON: what `--json` prints, `--out` writes and `--compare` reads. No number is null in memory: nan is."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from pa3d.benchmarks.protocols import AbsentRule, Average
from pa3d.benchmarks.report import Failure, Figure, Published, Report, ShapeScore
from pa3d.errors import FileError
from pa3d.io.source import read_bytes, refuse

SCHEMA = 1
_KIND = "a benchmark report"
_DO = "Give a report.json that pa3d bench --out wrote."


def plain(record: Any) -> Any:
    """A record as JSON takes it: dataclasses as objects, tuples as lists, paths as text, nan and infinities as null."""
    if dataclasses.is_dataclass(record) and not isinstance(record, type):
        return {item.name: plain(getattr(record, item.name)) for item in dataclasses.fields(record)}
    if isinstance(record, Mapping):
        return {str(key): plain(value) for key, value in record.items()}
    if isinstance(record, list | tuple):
        return [plain(value) for value in record]
    if isinstance(record, float):
        return record if math.isfinite(record) else None
    return str(record) if isinstance(record, Path) else record


def as_text(record: Any) -> str:
    """A record as the text of a JSON file."""
    return json.dumps(plain(record), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def read_report(path: Path) -> Report:
    """A report written by `as_text`, or printed by `--json`. Raises FileError for anything else."""
    try:
        data = json.loads(read_bytes(path, _KIND).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise refuse(path, _KIND, f"It is not JSON: {error}.", _DO) from error
    if isinstance(data, dict) and isinstance(data.get("report"), dict):
        data = data["report"]
    if not isinstance(data, dict) or "benchmark" not in data or "shapes" not in data:
        raise refuse(path, _KIND, "It does not hold a benchmark and shapes.", _DO)
    if data.get("schema") != SCHEMA:
        found = f"Its schema is {data.get('schema')!r}; this version reads {SCHEMA}."
        raise FileError(f"{path} has another form.", found, "Use the version of pa3d that wrote it.")
    try:
        return _report(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise refuse(path, _KIND, f"Something is missing or out of place: {error!r}.", _DO) from error


def _report(data: Mapping[str, Any]) -> Report:
    nested = {
        name: {key: {inner: _figure(value) for inner, value in group.items()} for key, group in data[name].items()}
        for name in ("by_category", "by_part")
    }
    rest = {
        item.name: data[item.name]
        for item in dataclasses.fields(Report)
        if item.name in data and item.name not in _CONVERTED
    }
    protocol = rest["protocol"]
    if protocol["absent"] not in get_args(AbsentRule) or protocol["average"] not in get_args(Average):
        raise ValueError("the protocol lacks its rules")
    return Report(
        **rest,
        summary={name: _figure(value) for name, value in data["summary"].items()},
        by_category=nested["by_category"],
        by_part=nested["by_part"],
        published=tuple(Published(**one) for one in data["published"]),
        shapes=tuple(_shape(one) for one in data["shapes"]),
        failures=tuple(Failure(**one) for one in data["failures"]),
    )


_CONVERTED = ("summary", "by_category", "by_part", "published", "shapes", "failures")


def _figure(data: Mapping[str, Any]) -> Figure:
    return Figure(_number(data["value"]), _number(data["low"]), _number(data["high"]), int(data["shapes"]))


def _shape(data: Mapping[str, Any]) -> ShapeScore:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
    values.update(agnostic=_number(data["agnostic"]), iou=_number(data["iou"]))
    score = ShapeScore(**values)
    counts = (score.intersection, score.union, score.truth, score.oracle_intersection, score.oracle_union)
    if any(len(each) != len(score.parts) for each in counts):
        raise ValueError(f"counts and parts of {score.id} do not fit")
    if not all(type(number) is int and number >= 0 for each in counts for number in each):
        raise ValueError(f"a count of {score.id} is not a number")
    if any(true > either for true, either in zip(score.truth, score.union, strict=True)):
        raise ValueError(f"a part of {score.id} has more points than its union")
    return score


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)
