"""Writing a shard: a WebDataset tar whose bytes depend on its samples alone, whole or not at all, then its sidecar."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from pa3d.data.manifest import Failure, Note, ShardRecord, shard_path, sidecar_path, write_sidecar
from pa3d.data.samples import ARRAYS, WORDS, Sample, unpack_words
from pa3d.io.atomic import atomic_path


@dataclass(frozen=True)
class Made:
    """What became of one item: a sample, or a failure.

    teacher: width of its features; tokens: what its masks and captions came to.
    """

    id: str
    sample: Sample | None = None
    failure: Failure | None = None
    notes: tuple[str, ...] = ()
    teacher: int | None = None
    tokens: Mapping[str, int] = field(default_factory=dict)


def write_shard(
    folder: Path, shard: int, first: int, made: Iterable[Made], engine: Mapping[str, Any] | None = None
) -> ShardRecord:
    """Write shard number `shard` from its items in order, then its sidecar; replaces both.

    made may be made while it is read: one sample is held at a time. engine: what made features and labels, for the
    sidecar; read when the last item has come. Raises FileError when the disk fails or is full.
    """
    counts = _Counts()
    sidecar_path(folder, shard).unlink(missing_ok=True)  # from here on the shard is not finished
    with atomic_path(shard_path(folder, shard), overwrite=True) as temporary:
        for left in folder.glob(f".{shard_path(folder, shard).name}.*.tmp"):
            if left != temporary:
                left.unlink(missing_ok=True)  # of a run that was killed
        with temporary.open("wb") as stream:
            hashing = _Hashing(stream)
            # "w|": a plain stream of blocks, so that every byte is hashed on its way.
            with tarfile.open(fileobj=hashing, mode="w|", format=tarfile.GNU_FORMAT) as archive:  # type: ignore[call-overload]
                for item in made:
                    counts.add(item)
                    if item.sample is not None:
                        _add(archive, f"{item.id}.{WORDS}", item.sample.words)
                        _add(archive, f"{item.id}.{ARRAYS}", item.sample.arrays)
    record = ShardRecord(
        shard=shard, first=first, items=counts.items, count=counts.count, bytes=hashing.written,
        sha256=hashing.digest.hexdigest(), points=counts.points, labelled=counts.labelled,
        names=counts.sorted("names"), synonyms=counts.sorted("synonyms"), categories=counts.sorted("categories"),
        teacher=counts.sorted("teacher"), tokens=counts.sorted("tokens"), engine=dict(engine or {}),
        failures=tuple(counts.failures), notes=tuple(counts.notes),
    )  # fmt: skip
    write_sidecar(folder, record)
    return record


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)  # time 0, owner 0, mode 0644: nothing of this machine
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


class _Hashing:
    """A file that is only written to, and hashed on the way."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.digest, self.written = stream, hashlib.sha256(), 0

    def write(self, piece: bytes) -> int:
        self.digest.update(piece)
        self.written += len(piece)
        return self._stream.write(piece)


class _Counts:
    """What a sidecar sums up."""

    def __init__(self) -> None:
        self.items = self.count = self.points = self.labelled = 0
        self.failures: list[Failure] = []
        self.notes: list[Note] = []
        self._words: dict[str, Counter[str]] = {
            kind: Counter() for kind in ("names", "synonyms", "categories", "teacher", "tokens")
        }

    def add(self, item: Made) -> None:
        self.items += 1
        self._words["tokens"].update(item.tokens)
        if item.failure is not None:
            self.failures.append(item.failure)
        if item.sample is None:
            return
        words = unpack_words(item.sample.words, item.id)
        self.count += 1
        self.points += words["points"]
        self.labelled += bool(words["names"])
        self.notes += [Note(item.id, text) for text in item.notes]
        self._words["names"].update({names[0] for names in words["names"]})
        self._words["synonyms"].update({name for names in words["names"] for name in names[1:]})
        self._words["categories"].update([words["category"]] if words["category"] else [])
        self._words["teacher"].update([] if item.teacher is None else [str(item.teacher)])

    def sorted(self, kind: str) -> dict[str, int]:
        return dict(sorted(self._words[kind].items()))
