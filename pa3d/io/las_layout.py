"""LAS and LAZ as bytes: header, variable length records, the layout of a point; nothing is read beyond them.

The records stay the bytes they are, so what is not understood is kept as well. Every count and offset of the header
is held against the size of the file here, before anything reads points. (ASPRS LAS 1.4 R15.)
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from pa3d.io.source import PathLike, open_file, refuse
from pa3d.shapes.records import Array

STANDARD_BYTES = {0: 20, 1: 28, 2: 26, 3: 34, 4: 57, 5: 63, 6: 30, 7: 36, 8: 38, 9: 59, 10: 67}
_HEADER_BYTES = {0: 227, 1: 227, 2: 227, 3: 235, 4: 375}
_VLR, _EVLR = struct.Struct("<2x16sHH32s"), struct.Struct("<2x16sHQ32s")
_ITEM_BYTES = (1, 1, 2, 2, 4, 4, 8, 8, 4, 8)
# Dimensions of an earlier run of ours.
OWN_DIMENSION = re.compile(r"part|part_score|score_\d+")


class Vlr(NamedTuple):
    """A variable length record: who defined it, its number, and all its bytes, header included."""

    user: str
    record: int
    raw: bytes

    @property
    def data(self) -> bytes:
        """The bytes after the header."""
        return self.raw[_VLR.size :]


def make_vlr(user: str, record: int, description: str, data: bytes) -> Vlr:
    """A new record of at most 65535 bytes."""
    head = _VLR.pack(user.encode("ascii"), record, len(data), description.encode("ascii"))
    return Vlr(user, record, head + data)


class Dimension(NamedTuple):
    """Extra bytes of a point: the name, where they are in the record, and the 192 bytes that describe them."""

    name: str
    start: int
    size: int
    raw: bytes


@dataclass(frozen=True)
class LasFile:
    """A LAS or LAZ file before its points are read.

    header: its bytes; vlrs; gap: the bytes between them and the points. total points of record_bytes each start at
    points_at. scales, offsets (3,) float64. regions: (start, end) of everything behind the points that is kept.
    """

    path: Path
    minor: int
    header: bytes
    vlrs: tuple[Vlr, ...]
    gap: bytes
    point_format: int
    compressed: bool
    record_bytes: int
    total: int
    points_at: int
    scales: Array
    offsets: Array
    regions: tuple[tuple[int, int], ...]

    @property
    def laszip(self) -> bytes | None:
        """The record that says how points are compressed."""
        return next((vlr.data for vlr in self.vlrs if (vlr.user, vlr.record) == ("laszip encoded", 22204)), None)

    @property
    def ours(self) -> bool:
        """Whether an earlier run of ours wrote the file."""
        return any(vlr.user == "pa3d" for vlr in self.vlrs)


def read_layout(path: PathLike) -> LasFile:
    """The layout of a file. Raises FileError for anything the file cannot hold."""
    with open_file(path) as stream:
        size = stream.seek(0, 2)
        stream.seek(0)
        start = stream.read(375)
        kind = "LAZ" if Path(path).suffix.lower() == ".laz" else "LAS"
        if size == 0:
            raise refuse(path, kind, "The file is empty (0 bytes).")
        if start[:4] != b"LASF":
            raise refuse(path, kind, f"It starts with {start[:4]!r} instead of b'LASF'.")
        if len(start) < 227:
            raise refuse(path, kind, f"Its header is cut off: {size} bytes of at least 227.")
        major, minor = start[24], start[25]
        if major != 1 or minor not in _HEADER_BYTES:
            raise refuse(path, kind, f"Its version is {major}.{minor}; read are 1.0 to 1.4.")
        header_bytes, points_at, vlr_count, code, record_bytes, total = struct.unpack_from("<HIIBHI", start, 94)
        if minor == 4 and len(start) == 375:
            total = struct.unpack_from("<Q", start, 247)[0] or total
        point_format, compressed = code & 0x3F, code & 0xC0 == 0x80
        if point_format not in STANDARD_BYTES or code & 0xC0 not in (0, 0x80):
            raise refuse(path, kind, f"Its point format is {code}; read are 0 to 10, plain or compressed.")
        if record_bytes < STANDARD_BYTES[point_format]:
            least = STANDARD_BYTES[point_format]
            raise refuse(path, kind, f"A point takes {record_bytes} bytes; format {point_format} needs {least}.")
        if not _HEADER_BYTES[minor] <= header_bytes <= points_at <= size:
            found = f"Its header of {header_bytes} bytes puts the points at {points_at}; the file has {size} bytes."
            raise refuse(path, kind, found)
        if not compressed and total * record_bytes > size - points_at:
            found = f"Its header promises {total} points; there is room for {(size - points_at) // record_bytes}."
            raise refuse(path, kind, found)
        stream.seek(0)
        head = stream.read(points_at)
        vlrs, end = _read_vlrs(path, kind, head, header_bytes, vlr_count)
        scaling = np.frombuffer(start, "<f8", 6, 131)
        with np.errstate(over="ignore", invalid="ignore"):
            if not np.isfinite(scaling[:3] * 2.0**31 + scaling[3:]).all():
                raise refuse(path, kind, f"Its scales and offsets are {scaling.tolist()}.")
        points_end = points_at if compressed else points_at + total * record_bytes
        regions = _regions(path, kind, stream, head, minor, points_end, size, compressed)
    return LasFile(
        Path(path), minor, head[:header_bytes], vlrs, head[end:], point_format, compressed, record_bytes, total,
        points_at, scaling[:3].copy(), scaling[3:].copy(), regions,
    )  # fmt: skip


def _read_vlrs(path: PathLike, kind: str, head: bytes, start: int, count: int) -> tuple[tuple[Vlr, ...], int]:
    """The records in the bytes before the points, and where they end."""
    if count * _VLR.size > len(head) - start:
        room = (len(head) - start) // _VLR.size
        raise refuse(path, kind, f"Its header promises {count} variable length records; there is room for {room}.")
    vlrs: list[Vlr] = []
    for _ in range(count):
        if start + _VLR.size > len(head):
            raise refuse(path, kind, f"Its variable length record {len(vlrs)} runs into the points.")
        user, record, length, _ = _VLR.unpack_from(head, start)
        end = start + _VLR.size + length
        if end > len(head):
            raise refuse(path, kind, f"Its variable length record {len(vlrs)} of {length} bytes runs into the points.")
        vlrs.append(Vlr(user.split(b"\0")[0].decode("latin-1"), record, head[start:end]))
        start = end
    return tuple(vlrs), start


def _regions(
    path: PathLike, kind: str, stream: BinaryIO, head: bytes, minor: int, points_end: int, size: int, compressed: bool
) -> tuple[tuple[int, int], ...]:
    """What stands outside header and points: behind plain points everything, else the records the header names."""
    regions = [(points_end, size)] if not compressed and points_end < size else []
    start, end = evlr_span(path, kind, stream, head, size) if minor == 4 else (0, 0)
    if end > start and not any(a <= start and end <= b for a, b in regions):
        regions.append((start, end))
    waveform = struct.unpack_from("<Q", head, 227)[0] if minor >= 3 else 0
    if points_end <= waveform <= size - _EVLR.size and not any(a <= waveform < b for a, b in regions):
        stream.seek(waveform)
        length = _EVLR.unpack(stream.read(_EVLR.size))[2]
        regions.append((waveform, min(waveform + _EVLR.size + length, size)))
    return tuple(sorted(regions))


def evlr_span(path: PathLike, kind: str, stream: BinaryIO, head: bytes, size: int) -> tuple[int, int]:
    """Where the extended records of a 1.4 file start and end; (0, 0) without any."""
    start, count = struct.unpack_from("<QI", head, 235)
    if count == 0:
        return 0, 0
    if start > size or count * _EVLR.size > size - start:
        raise refuse(path, kind, f"Its header promises {count} extended records at {start}; the file has {size} bytes.")
    end = start
    for index in range(count):
        stream.seek(end)
        raw = stream.read(_EVLR.size)
        length = _EVLR.unpack(raw)[2] if len(raw) == _EVLR.size else size
        end += _EVLR.size + length
        if end > size:
            raise refuse(path, kind, f"Its extended record {index} of {length} bytes runs over the end of the file.")
    return start, end


def extra_dimensions(las: LasFile) -> tuple[Dimension, ...]:
    """The extra bytes of a point, described or not, in order and without a hole."""
    start = STANDARD_BYTES[las.point_format]
    found = []
    for vlr in las.vlrs:
        if (vlr.user, vlr.record) != ("LASF_Spec", 4):
            continue
        for raw in (vlr.data[i : i + 192] for i in range(0, len(vlr.data) - 191, 192)):
            code, options = raw[2], raw[3]
            size = options if code == 0 else _ITEM_BYTES[(code - 1) % 10] * (1 + (code - 1) // 10) if code <= 30 else 0
            if size and start + size <= las.record_bytes:
                found.append(Dimension(raw[4:36].split(b"\0")[0].decode("latin-1"), start, size, raw))
                start += size
    while start < las.record_bytes:
        size = min(255, las.record_bytes - start)
        found.append(Dimension("undocumented", start, size, describe("undocumented", "", 0, size)))
        start += size
    return tuple(found)


def describe(name: str, description: str, code: int, options: int = 0) -> bytes:
    """The 192 bytes that describe a dimension; code 6: int32, 9: float32, 0: `options` bytes of anything."""
    return struct.pack("<2xBB32s4x120x32s", code, options, _short(name), _short(description))


def _short(text: str) -> bytes:
    """At most 32 bytes of UTF-8, cut between characters."""
    return text.encode()[:32].decode(errors="ignore").encode()


def rename(dimension: Dimension, name: str) -> Dimension:
    """The dimension under another name."""
    raw = dimension.raw[:4] + _short(name).ljust(32, b"\0") + dimension.raw[36:]
    return dimension._replace(name=name, raw=raw)


def split_record(user: str, description: str, data: bytes) -> Iterator[Vlr]:
    """Data of any length as records 1, 2, ... of one user."""
    for number, start in enumerate(range(0, len(data), 65000), 1):
        yield make_vlr(user, number, description, data[start : start + 65000])
