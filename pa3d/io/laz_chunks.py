"""The chunks of a LAZ file, checked before lazrs sees them: it allocates what they claim, and panics on some lies."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from pa3d.io.las_layout import LasFile
from pa3d.io.source import refuse

_VARIABLE = 0xFFFFFFFF
# Layers of the items of a layered chunk; extra bytes (14) have one each.
_LAYERS = {10: 9, 11: 1, 12: 2, 13: 1}


@contextmanager
def decoding(las: LasFile) -> Iterator[None]:
    """Turns what lazrs raises on broken data into a FileError; its panics are no Exception, so they go by name."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ not in ("LazrsError", "PanicException"):
            raise
        do = "The file is cut off or damaged: download or export it again."
        raise refuse(las.path, "LAZ", f"Its compressed points are broken: {error}.", do) from None


def check_chunks(las: LasFile) -> None:
    """Raises FileError unless the chunks hold the points promised, within the bytes that are there."""
    record = las.laszip
    count = int.from_bytes(record[32:34], "little") if record is not None else 0
    if record is None or len(record) < 34 + 6 * count or count == 0:
        raise refuse(las.path, "LAZ", "It is compressed, and the record that says how is missing or cut off.")
    items = [struct.unpack_from("<HH", record, 34 + 6 * i) for i in range(count)]
    if sum(size for _, size in items) != las.record_bytes:
        found = f"Its points take {las.record_bytes} bytes, packed ones {sum(size for _, size in items)}."
        raise refuse(las.path, "LAZ", found)
    compressor, size = int.from_bytes(record[:2], "little"), int.from_bytes(record[12:16], "little")
    if compressor not in (2, 3) or size == 0:
        do = "Write it again with a current LASzip, for example `laszip -i old.laz -o new.laz`."
        raise refuse(las.path, "LAZ", f"It was compressed without chunks (compressor {compressor}).", do)
    with las.path.open("rb") as stream:
        chunks = _read_table(las, stream, record)
        held = sum(points for points, _ in chunks) if size == _VARIABLE else len(chunks) * size
        if las.total > held:
            raise refuse(las.path, "LAZ", f"Its header promises {las.total} points; its chunks hold {held} at most.")
        if compressor == 3:
            layers = sum(item if kind == 14 else _LAYERS.get(kind, 0) for kind, item in items)
            _check_layers(las, stream, chunks, layers)


def largest_chunk(las: LasFile) -> int:
    """The most points a chunk says it holds."""
    record = las.laszip
    assert record is not None
    size = int.from_bytes(record[12:16], "little")
    if size != _VARIABLE:
        return size
    with las.path.open("rb") as stream:
        return max((points for points, _ in _read_table(las, stream, record)), default=0)


def _read_table(las: LasFile, stream: BinaryIO, record: bytes) -> list[tuple[int, int]]:
    """Points and bytes of every chunk."""
    import lazrs

    end = stream.seek(0, 2)
    stream.seek(las.points_at)
    table = int.from_bytes(stream.read(8), "little", signed=True)
    if table == -1:  # written to a pipe: the place stands at the end
        stream.seek(-8, 2)
        table = int.from_bytes(stream.read(8), "little", signed=True)
    room = table - las.points_at - 8
    if room < 0 or table > end - 8:
        raise refuse(las.path, "LAZ", f"Its chunk table should be at {table}; the file has {end} bytes.")
    stream.seek(table + 4)
    count = int.from_bytes(stream.read(4), "little")
    if count > room:
        raise refuse(las.path, "LAZ", f"Its chunk table claims {count} chunks in {room} bytes.")
    stream.seek(las.points_at)
    with decoding(las):
        chunks: list[tuple[int, int]] = lazrs.read_chunk_table(stream, lazrs.LazVlr(record))
    claimed = sum(size for _, size in chunks)
    if claimed > room or any(size < las.record_bytes for _, size in chunks if las.total):
        raise refuse(las.path, "LAZ", f"Its chunk table claims {claimed} bytes of points; there are {room}.")
    return chunks


def _check_layers(las: LasFile, stream: BinaryIO, chunks: list[tuple[int, int]], layers: int) -> None:
    """Of a layered chunk: its first point, the number of points, the size of every layer, the layers."""
    head = struct.Struct(f"<I{layers}I")
    start = las.points_at + 8
    for _, size in chunks:
        stream.seek(start + las.record_bytes)
        raw = stream.read(head.size)
        room = size - las.record_bytes - head.size
        if len(raw) < head.size or sum(head.unpack(raw)[1:]) > room:
            raise refuse(las.path, "LAZ", f"A chunk claims more than the {size} bytes it has.")
        start += size
