"""What stands beside the shards: a sidecar for each, and the manifest they are merged into.

Both are pure functions of the shards: no time and no machine stands in them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from pa3d.errors import FileError
from pa3d.io.atomic import atomic_path

FORMAT = 1
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Failure:
    """A shape that is not in its shard, and why."""

    id: str
    source: str
    what: str
    found: str
    do: str


@dataclass(frozen=True)
class Note:
    """A shape that is in its shard, though not as its source meant it: a texture was missing, say."""

    id: str
    text: str


@dataclass(frozen=True)
class ShardRecord:
    """The sidecar of a shard: items first..first+items of the source list, `count` of which became samples.

    names, synonyms, categories: word -> shapes that bear it (names: the plain ones). teacher: width -> shapes that have
    features of it. labelled: shapes with at least one name. tokens: of a captioner, summed.
    """

    shard: int
    first: int
    items: int
    count: int
    bytes: int
    sha256: str
    points: int
    labelled: int
    names: Mapping[str, int]
    synonyms: Mapping[str, int]
    categories: Mapping[str, int]
    teacher: Mapping[str, int]
    tokens: Mapping[str, int] = field(default_factory=dict)
    engine: Mapping[str, Any] = field(default_factory=dict)
    failures: tuple[Failure, ...] = ()
    notes: tuple[Note, ...] = ()


def shard_name(shard: int) -> str:
    """`shard-000012.tar`."""
    return f"shard-{shard:06d}.tar"


def shard_path(folder: Path, shard: int) -> Path:
    """Where shard number `shard` of a folder lies."""
    return folder / shard_name(shard)


def sidecar_path(folder: Path, shard: int) -> Path:
    """Where its sidecar lies."""
    return shard_path(folder, shard).with_suffix(".json")


def write_json(path: Path, value: Any) -> None:
    """Indented ASCII JSON, sorted and written whole; replaces what was there."""
    write_text(path, json.dumps(value, indent=1, sort_keys=True) + "\n")


def write_text(path: Path, text: str) -> None:
    """A text in UTF-8, written whole; replaces what was there."""
    with atomic_path(path, overwrite=True) as temporary:
        temporary.write_text(text, encoding="utf-8")


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object of a file beside shards. Raises FileError."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FileError(f"{path} does not exist.", "No such file.", "Run `pa3d prepare` to its end.") from None
    except (OSError, ValueError, RecursionError) as error:
        raise FileError(f"{path} cannot be read.", f"{error}.", "Remove it and run `pa3d prepare` again.") from error
    if not isinstance(value, dict):
        found = f"Found {type(value).__name__}."
        raise FileError(f"{path} is no JSON object.", found, "Remove it and run `pa3d prepare` again.")
    return value


def write_sidecar(folder: Path, record: ShardRecord) -> None:
    """Write a shard's sidecar: from then on the shard is finished."""
    write_json(sidecar_path(folder, record.shard), {"format": FORMAT, **asdict(record)})


def read_sidecar(folder: Path, shard: int) -> ShardRecord:
    """The sidecar of a shard. Raises FileError."""
    path = sidecar_path(folder, shard)
    value = read_json(path)
    try:
        value["failures"] = tuple(Failure(**failure) for failure in value["failures"])
        value["notes"] = tuple(Note(**note) for note in value["notes"])
        record = ShardRecord(**{entry.name: value[entry.name] for entry in fields(ShardRecord)})
        numbers = (record.first, record.items, record.count, record.bytes, record.points, record.labelled)
        if record.shard != shard or not all(isinstance(number, int) and number >= 0 for number in numbers):
            raise ValueError(f"it is the record of shard {record.shard!r}, with the numbers {numbers}")
        for words in (record.names, record.synonyms, record.categories, record.teacher, record.tokens):
            Counter(words)  # a mapping
    except (KeyError, TypeError, ValueError) as error:
        found = f"{type(error).__name__}: {error}."
        raise FileError(f"{path} is no sidecar.", found, "Remove it and run `pa3d prepare` again.") from error
    return record


def merge_records(records: Sequence[ShardRecord], plan: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest of all shards of a folder, in order. plan: the resolved config, versions and sources.

    Raises FileError as check_models.
    """
    widths = _sum(record.teacher for record in records)
    engine: dict[str, Any] = {}
    for record in records:
        check_models(engine, record)
        engine.update(record.engine)
    return {
        "format": FORMAT,
        "count": sum(record.count for record in records),
        "items": sum(record.items for record in records),
        "labelled": sum(record.labelled for record in records),
        "points": sum(record.points for record in records),
        "bytes": sum(record.bytes for record in records),
        "shards": [
            {"name": shard_name(record.shard), "count": record.count, "bytes": record.bytes, "sha256": record.sha256}
            for record in records
        ],
        "vocabulary": {
            "names": _sum(record.names for record in records),
            "synonyms": _sum(record.synonyms for record in records),
            "categories": _sum(record.categories for record in records),
        },
        # One width is what a training run can use; several are told by `widths`.
        "teacher": {"dimension": int(next(iter(widths))) if len(widths) == 1 else None, "widths": widths},
        "engine": engine,
        "tokens": _sum(record.tokens for record in records),
        "failures": [asdict(failure) for record in records for failure in record.failures],
        "notes": [asdict(note) for record in records for note in record.notes],
        **plan,
    }


def check_models(engine: Mapping[str, Any], record: ShardRecord) -> None:
    """Raise FileError where a finished shard was made by other weights than those that `engine` records: a model may
    change under its name, and features of two models in one folder teach neither."""
    for part in ("teacher", "masks", "captions"):
        here, there = (each.get(part, {}).get("weights") for each in (engine, record.engine))
        if here and there and here != there:
            what = f"{shard_name(record.shard)} was made by other weights ({part})."
            found = f"Their sha256 was {there}, and is {here} elsewhere in this run."
            raise FileError(what, found, "Give the same model, or another --out.")


def _sum(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return dict(sorted(total.items()))
