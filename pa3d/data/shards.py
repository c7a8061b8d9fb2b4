"""Reading shards: in order as a stream, or any sample by (shard, index). Every header is held against the file."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from pa3d.data.manifest import MANIFEST, ShardRecord, read_json, read_sidecar, shard_path, sidecar_path
from pa3d.data.samples import ARRAYS, WORDS, Sample, unpack_shape, unpack_words
from pa3d.errors import FileError
from pa3d.io.source import file_sha256, open_file
from pa3d.shapes.records import Shape

_REMAKE = "Run the same `pa3d prepare` again: it makes broken shards anew."


class Entry(NamedTuple):
    """Where a sample lies in its tar: offset and size of its JSON and of its arrays."""

    id: str
    words: tuple[int, int]
    arrays: tuple[int, int]


def read_index(path: Path) -> tuple[Entry, ...]:
    """The samples of a tar in order, found by its headers. Raises FileError for a tar that is broken or cut off."""
    places: dict[str, dict[str, tuple[int, int]]] = {}
    with open_file(path) as stream:
        size = stream.seek(0, 2)
        stream.seek(max(size - 1024, 0))
        if size % 512 or size < 1024 or stream.read(1024).strip(b"\0"):
            raise FileError(f"{path} is cut off.", f"It has {size} bytes and no end-of-archive mark.", _REMAKE)
        stream.seek(0)
        try:
            with tarfile.open(fileobj=stream, mode="r:") as archive:
                for member in archive:
                    key, _, kind = member.name.partition(".")
                    if not member.isfile() or member.issparse():
                        raise FileError(f"{path} is no shard.", f"{member.name!r} is not a plain file.", _REMAKE)
                    if member.offset_data + member.size > size:
                        found = f"{member.name!r} claims {member.size} bytes at {member.offset_data} of {size}."
                        raise FileError(f"{path} is cut off.", found, _REMAKE)
                    if kind in places.setdefault(key, {}):
                        raise FileError(f"{path} is no shard.", f"It holds {member.name!r} twice.", _REMAKE)
                    places[key][kind] = (member.offset_data, member.size)
        except (tarfile.TarError, ValueError, OSError, EOFError) as error:
            raise FileError(f"{path} is no tar archive.", f"{error}.", _REMAKE) from error
    for key, kinds in places.items():
        if WORDS not in kinds or ARRAYS not in kinds:
            raise FileError(f"{path} is no shard.", f"Of {key!r} it holds {', '.join(kinds)} only.", _REMAKE)
    return tuple(Entry(key, kinds[WORDS], kinds[ARRAYS]) for key, kinds in places.items())


def read_shard(path: Path) -> Iterator[Shape]:
    """The shapes of one tar, in order. Raises FileError for a broken tar, and at a broken sample, which it names."""
    for entry in read_index(path):
        yield read_sample(path, entry)


def read_sample(path: Path, entry: Entry) -> Shape:
    """One sample of a tar. Raises FileError, naming it, where it is broken."""
    with open_file(path) as stream:
        sample = Sample(_piece(stream, path, entry.arrays), _piece(stream, path, entry.words))
    shape = unpack_shape(sample, f"{entry.id} in {path}")
    if shape.id != entry.id:
        raise FileError(f"{entry.id} in {path} is broken.", f"Its JSON says it is {shape.id!r}.", _REMAKE)
    return shape


def _piece(stream: BinaryIO, path: Path, place: tuple[int, int]) -> bytes:
    offset, size = place
    stream.seek(offset)
    content = stream.read(size)
    if len(content) != size:
        raise FileError(f"{path} is cut off.", f"It ends {size - len(content)} bytes early.", _REMAKE)
    return content


def shard_fault(folder: Path, record: ShardRecord) -> FileError | None:
    """What stands against a finished shard: missing, of another size, or of other bytes than its sidecar says."""
    path = shard_path(folder, record.shard)
    if not path.is_file():
        return FileError(f"{path} is missing.", "Its sidecar is there.", _REMAKE)
    size = path.stat().st_size
    if size != record.bytes:
        return FileError(f"{path} is cut off or changed.", f"It has {size} of {record.bytes} bytes.", _REMAKE)
    if file_sha256(path) != record.sha256:
        return FileError(f"{path} has changed.", "Its sha256 is not the one in its sidecar.", _REMAKE)
    return None


def finished(folder: Path, shard: int) -> ShardRecord | FileError | None:
    """The record of a shard that is finished and whole, what is wrong with it, or None where it was never made."""
    if not sidecar_path(folder, shard).exists():
        # A tar without its sidecar was whole when it was renamed, but what failed in it is not known: it is made again.
        return None
    try:
        record = read_sidecar(folder, shard)
    except FileError as error:
        return error
    return shard_fault(folder, record) or record


class Shards:
    """The shards of a folder with a manifest: any sample by (shard, index). Each process may have its own copy."""

    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        self.folder, self.manifest = folder, manifest
        try:
            listed = manifest["shards"]
            self.paths = tuple(folder / Path(str(entry["name"])).name for entry in listed)
            self.counts = tuple(int(entry["count"]) for entry in listed)
            sizes = tuple(int(entry["bytes"]) for entry in listed)
        except (KeyError, TypeError, ValueError) as error:
            found = f"{type(error).__name__}: {error}."
            raise FileError(f"{folder / MANIFEST} is no manifest.", found, "Run `pa3d prepare` again.") from error
        for path, size in zip(self.paths, sizes, strict=True):
            found_size = path.stat().st_size if path.is_file() else None
            if found_size != size:
                found = "It is missing." if found_size is None else f"It has {found_size} of {size} bytes."
                raise FileError(f"{path} is not the shard of the manifest.", found, _REMAKE)
        self._indexes: dict[int, tuple[Entry, ...]] = {}

    def __len__(self) -> int:
        """Shapes in all shards."""
        return sum(self.counts)

    def entries(self, shard: int) -> tuple[Entry, ...]:
        """The samples of a shard; its headers are read once."""
        if shard not in self._indexes:
            entries = read_index(self.paths[shard])
            if len(entries) != self.counts[shard]:
                found = f"It holds {len(entries)} samples, the manifest says {self.counts[shard]}."
                raise FileError(f"{self.paths[shard]} is not the shard of the manifest.", found, _REMAKE)
            self._indexes[shard] = entries
        return self._indexes[shard]

    def shape(self, shard: int, index: int) -> Shape:
        """Sample `index` of shard number `shard`. Raises FileError, naming it, where it is broken."""
        return read_sample(self.paths[shard], self.entries(shard)[index])

    def words(self, shard: int, index: int) -> dict[str, Any]:
        """The JSON of a sample, its arrays left alone."""
        entry = self.entries(shard)[index]
        path = self.paths[shard]
        with open_file(path) as stream:
            return unpack_words(_piece(stream, path, entry.words), f"{entry.id} in {path}")


def open_shards(place: Path) -> Shards:
    """The shards of a folder, or of a manifest. Raises FileError where a shard is missing or of another size."""
    path = place / MANIFEST if place.is_dir() else place
    if not path.exists() and place.is_dir() and any(place.glob("shard-*.tar")):
        raise FileError(f"{place} is not finished.", f"It has shards and no {MANIFEST}.", _REMAKE)
    return Shards(path.parent, read_json(path))
