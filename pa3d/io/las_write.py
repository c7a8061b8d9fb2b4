"""The labelled LAS or LAZ file: a new header and records, the points with more bytes, the rest as it was."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np

from pa3d.errors import FileError
from pa3d.io.las_layout import (
    OWN_DIMENSION,
    STANDARD_BYTES,
    Dimension,
    LasFile,
    Vlr,
    describe,
    extra_dimensions,
    make_vlr,
    rename,
    split_record,
)
from pa3d.io.provenance import Provenance
from pa3d.shapes.records import Array, PointLabels


@dataclass(frozen=True)
class OutputLayout:
    """How the output differs from the input.

    kept (bytes of a record) int64: the columns of a point that stay; added: the bytes behind them; vlrs: all records,
    less the one LASzip needs.
    """

    kept: Array
    added: int
    vlrs: tuple[Vlr, ...]
    compressed: bool
    all_scores: bool

    def append(self, rows: Array, labels: PointLabels) -> Array:
        """Points (n, record_bytes) uint8 with their labels behind: (n, kept + added) uint8."""
        columns = [labels.labels.astype("<i4")[:, None], labels.scores.astype("<f4")[:, None].view("<i4")]
        if self.all_scores:
            assert labels.all_scores is not None
            columns.append(np.ascontiguousarray(labels.all_scores, "<f4").view("<i4"))
        records = np.empty((len(rows), len(self.kept) + self.added), dtype=np.uint8)
        if len(self.kept) == rows.shape[1]:
            records[:, : len(self.kept)] = rows
        else:
            records[:, : len(self.kept)] = rows[:, self.kept]
        records[:, len(self.kept) :] = np.concatenate(columns, axis=1).view(np.uint8)
        return records


def output_layout(
    las: LasFile, names: tuple[str, ...], provenance: Provenance, compressed: bool, all_scores: bool
) -> OutputLayout:
    """The layout of the labelled file. Raises FileError when a point would grow over 65535 bytes."""
    dimensions = extra_dimensions(las)
    if las.ours:
        dimensions = tuple(d for d in dimensions if not OWN_DIMENSION.fullmatch(d.name))
    dimensions = tuple(rename(d, f"original_{d.name}") if OWN_DIMENSION.fullmatch(d.name) else d for d in dimensions)
    standard = np.arange(STANDARD_BYTES[las.point_format])
    kept = np.concatenate([standard, *(np.arange(d.start, d.start + d.size) for d in dimensions)])
    described = [d.raw for d in dimensions]
    described += [describe("part", "index of the part, -1 none", 6), describe("part_score", "score of the part", 9)]
    if all_scores:
        described += [describe(f"score_{i}", name, 9) for i, name in enumerate(names)]
    added = 4 * (2 + len(names) * all_scores)
    if len(kept) + added > 65535 or len(described) * 192 > 65535:
        found = f"{len(names)} names take more bytes than a LAS point or its description has."
        raise FileError(f"{las.path} cannot carry every score.", found, "Leave out --scores all, or ask fewer names.")
    return OutputLayout(kept, added, _records(las, dimensions, described, names, provenance), compressed, all_scores)


def _records(
    las: LasFile,
    dimensions: tuple[Dimension, ...],
    described: list[bytes],
    names: tuple[str, ...],
    provenance: Provenance,
) -> tuple[Vlr, ...]:
    """The records of the input in order, with the extra bytes described anew and ours behind."""
    extra = make_vlr("LASF_Spec", 4, "Extra Bytes Record", b"".join(described))
    vlrs: list[Vlr] = []
    for vlr in las.vlrs:
        if (vlr.user, vlr.record) == ("LASF_Spec", 4):
            vlrs += [] if extra in vlrs else [extra]
        elif (vlr.user, vlr.record) == ("copc", 1):
            # Its offsets into the points hold no more: kept, under a name that no reader follows.
            vlrs.append(make_vlr("original_copc", 1, "COPC info of the original", vlr.data))
        elif vlr.user not in ("pa3d", "laszip encoded"):
            vlrs.append(vlr)
    vlrs += [] if extra in vlrs else [extra]
    data = provenance.as_json(names).encode("ascii")
    return (*vlrs, *split_record("pa3d", "Names of part, and their origin", data))


class LasWriter:
    """A labelled file being written: points first, what follows them and the final header with finish().

    counted: the header gets the number and extent of what is written; without it, those of the input stay.
    """

    def __init__(self, las: LasFile, layout: OutputLayout, stream: BinaryIO, counted: bool) -> None:
        self.las, self.layout, self.stream, self.counted = las, layout, stream, counted
        self.record_bytes = len(layout.kept) + layout.added
        self.total, self.returns = 0, np.zeros(16, dtype=np.int64)
        self.low, self.high = np.full(3, np.iinfo(np.int32).max), np.full(3, np.iinfo(np.int32).min)
        vlrs, self.compressor = layout.vlrs, None
        laszip: Any = None
        if layout.compressed:
            import lazrs

            laszip = lazrs.LazVlr.new_for_compression(
                las.point_format, self.record_bytes - STANDARD_BYTES[las.point_format]
            )
            vlrs = (*vlrs, make_vlr("laszip encoded", 22204, "lazrs", bytes(laszip.record_data())))
        records = b"".join(vlr.raw for vlr in vlrs)
        self.header = bytearray(las.header)
        self.points_at = len(self.header) + len(records) + len(las.gap)
        code = las.point_format | (0x80 if layout.compressed else 0)
        struct.pack_into("<IIBH", self.header, 96, self.points_at, len(vlrs), code, self.record_bytes)
        stream.write(self.header)
        stream.write(records)
        stream.write(las.gap)
        if layout.compressed and las.total:
            self.compressor = lazrs.ParLasZipCompressor(stream, laszip)

    def write(self, records: Array) -> None:
        """Points (n, record_bytes) uint8."""
        if self.compressor is not None:
            self.compressor.compress_many(records.reshape(-1))
        else:
            self.stream.write(records.data)
        if self.counted:
            self._count(records)

    def _count(self, records: Array) -> None:
        self.total += len(records)
        integers = np.ascontiguousarray(records[:, :12]).view("<i4")
        self.low = np.minimum(self.low, integers.min(0, initial=self.low.max()))
        self.high = np.maximum(self.high, integers.max(0, initial=self.high.min()))
        mask = 7 if self.las.point_format < 6 else 15
        self.returns += np.bincount(records[:, 14] & mask, minlength=16)

    def finish(self) -> None:
        """Everything behind the points, and the header."""
        if self.compressor is not None:
            self.compressor.done()
        self.stream.seek(0, 2)
        with self.las.path.open("rb") as source:
            for start, end in self.las.regions:
                self._move_pointers(start, end, self.stream.tell())
                source.seek(start)
                for size in (min(1 << 20, end - at) for at in range(start, end, 1 << 20)):
                    self.stream.write(source.read(size))
        if self.counted:
            self._write_counts()
        self.stream.seek(0)
        self.stream.write(self.header)
        self.stream.flush()

    def _move_pointers(self, start: int, end: int, to: int) -> None:
        """Header fields that point into a region of the input, made to point into its copy."""
        for at, minor in ((227, 3), (235, 4)):
            if self.las.minor >= minor:
                pointer = struct.unpack_from("<Q", self.las.header, at)[0]
                if start <= pointer < end:
                    struct.pack_into("<Q", self.header, at, pointer - start + to)

    def _write_counts(self) -> None:
        legacy = self.las.minor < 4 or (self.las.point_format < 6 and self.total < 1 << 32)
        struct.pack_into("<I5I", self.header, 107, *((self.total, *self.returns[1:6]) if legacy else (0,) * 6))
        if self.las.minor == 4:
            struct.pack_into("<Q15Q", self.header, 247, self.total, *self.returns[1:16])
        extent = np.stack([self.high, self.low], axis=1) * self.las.scales[:, None] + self.las.offsets[:, None]
        struct.pack_into("<6d", self.header, 179, *extent.reshape(-1))
