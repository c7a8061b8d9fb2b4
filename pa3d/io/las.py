"""LAS and LAZ in streaming passes: a survey of the points, then labels for all of them.

Memory does not grow with the cloud. Only lazrs is used beside our own layout: laspy would parse every record, and
hangs on a header that lies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from pa3d.errors import FileError, UsageError
from pa3d.io.atomic import atomic_path
from pa3d.io.labelled import part_path
from pa3d.io.las_layout import LasFile, read_layout
from pa3d.io.las_write import LasWriter, output_layout
from pa3d.io.laz_chunks import check_chunks, decoding, largest_chunk
from pa3d.io.ply import to_uint8
from pa3d.io.provenance import Provenance
from pa3d.io.source import PathLike, refuse
from pa3d.io.survey import Survey
from pa3d.shapes.records import Array, Cloud, PointLabels
from pa3d.shapes.sampling import thin_rows

# Points in memory at once, in every pass: ten chunks of a usual LAZ.
CHUNK_POINTS = 500_000
_PARALLEL_BYTES = 1 << 25
_COLORS_AT = {2: 20, 3: 28, 5: 28, 7: 30, 8: 30, 10: 30}


def open_las(path: PathLike) -> LasFile:
    """A LAS or LAZ file, its header checked against its size. Raises FileError."""
    las = read_layout(path)
    if las.compressed and las.total:
        check_chunks(las)
    return las


def _chunks(las: LasFile, coordinates_only: bool = False) -> Iterator[Array]:
    """The points in order, up to CHUNK_POINTS rows (n, record_bytes) uint8 at a time; the array is used again.

    coordinates_only: the rest of a row may be left as it is, where the format lets coordinates alone be unpacked.
    """
    buffer = np.empty((min(CHUNK_POINTS, las.total), las.record_bytes), dtype=np.uint8)
    with las.path.open("rb") as stream:
        stream.seek(las.points_at)
        unpack = _decompressor(las, stream, coordinates_only) if las.compressed and las.total else None
        for start in range(0, las.total, CHUNK_POINTS):
            rows = buffer[: min(CHUNK_POINTS, las.total - start)]
            if unpack is not None:
                with decoding(las):
                    unpack(rows.reshape(-1))
            elif stream.readinto(rows.reshape(-1).data) != rows.nbytes:
                raise refuse(las.path, "LAS", f"It ends after {start} of {las.total} points.")
            yield rows


def _decompressor(las: LasFile, stream: BinaryIO, coordinates_only: bool) -> Callable[[Array], Any]:
    import lazrs

    fields = lazrs.SELECTIVE_DECOMPRESS_ALL
    if coordinates_only:
        fields = lazrs.SELECTIVE_DECOMPRESS_XY_RETURNS_CHANNEL | lazrs.SELECTIVE_DECOMPRESS_Z
    # In parallel lazrs holds whole chunks; one after the other it holds none.
    parallel = largest_chunk(las) * las.record_bytes <= _PARALLEL_BYTES
    kind = lazrs.ParLasZipDecompressor if parallel else lazrs.LasZipDecompressor
    stream.seek(las.points_at)
    with decoding(las):
        decompressor = kind(stream, las.laszip, lazrs.DecompressionSelection(fields))
    unpack: Callable[[Array], Any] = decompressor.decompress_many
    return unpack


def coordinates(las: LasFile, rows: Array) -> Array:
    """The coordinates (n, 3) float64 of points (n, record_bytes) uint8."""
    integers = np.ascontiguousarray(rows[:, :12]).view("<i4")  # (n, 3)
    return integers * las.scales + las.offsets


def survey_las(las: LasFile, count: int, seed: int) -> Survey:
    """`count` points without replacement (all, in order, when there are no more), in one pass. Raises FileError."""
    return Survey(coordinates(las, _drawn_records(las, count, seed, coordinates_only=True)), las.total)


def sample_las(las: LasFile, count: int, seed: int) -> Cloud:
    """The points of `survey_las` as a cloud, with colours where the point format has them. Raises FileError."""
    records = _drawn_records(las, count, seed, coordinates_only=False)
    at = _COLORS_AT.get(las.point_format)
    colors = None if at is None else to_uint8(np.ascontiguousarray(records[:, at : at + 6]).view("<u2"))
    return Cloud(coordinates(las, records), None, colors)


def _drawn_records(las: LasFile, count: int, seed: int, coordinates_only: bool) -> Array:
    """min(total, count) records (n, record_bytes) uint8 of different points."""
    if las.total == 0:
        raise FileError(f"{las.path} has no points.", "Its header says 0.", "Give a file with at least one point.")
    chosen = thin_rows(las.total, count, np.random.default_rng(seed))
    order = np.argsort(chosen, kind="stable")
    wanted = chosen[order]
    records = np.empty((len(chosen), las.record_bytes), dtype=np.uint8)
    if not las.compressed:
        shape = (las.total, las.record_bytes)
        records[order] = np.memmap(las.path, np.uint8, "r", las.points_at, shape)[wanted]
        return records
    start = 0
    for rows in _chunks(las, coordinates_only):
        first, last = np.searchsorted(wanted, (start, start + len(rows)))
        records[order[first:last]] = rows[wanted[first:last] - start]
        start += len(rows)
    return records


def load_las(las: LasFile) -> Cloud:
    """All points in memory, with colours where the point format has them. Raises FileError."""
    points = np.empty((las.total, 3))
    at = _COLORS_AT.get(las.point_format)
    colors = None if at is None else np.empty((las.total, 3), dtype=np.uint16)
    start = 0
    for rows in _chunks(las):
        points[start : start + len(rows)] = coordinates(las, rows)
        if colors is not None and at is not None:
            colors[start : start + len(rows)] = np.ascontiguousarray(rows[:, at : at + 6]).view("<u2")
        start += len(rows)
    return Cloud(points, None, None if colors is None else to_uint8(colors))


def label_las(
    las: LasFile,
    path: PathLike,
    names: tuple[str, ...],
    label_chunk: Callable[[Array], PointLabels],
    provenance: Provenance,
    *,
    all_scores: bool = False,
    split: bool = False,
    overwrite: bool = False,
    inputs: tuple[PathLike, ...] = (),
) -> tuple[Path, ...]:
    """The file again with the extra bytes `part` and `part_score` (and score_0, ... with all_scores), in one pass.

    label_chunk answers for points (n, 3) float64, n <= CHUNK_POINTS; it must not keep them. `.laz` is compressed,
    `.las` is not. split: one file per part at part_path(path, name) instead; points without a part are
    in none. Returns the paths written, all of them or none. Raises FileError.
    """
    if Path(path).suffix.lower() not in (".las", ".laz"):
        raise UsageError(
            f"{path!s} is no name for a LAS file.", "LAS and LAZ are written as they are read.", "End it in .laz."
        )
    layout = output_layout(las, names, provenance, Path(path).suffix.lower() == ".laz", all_scores)
    inputs = (las.path, *inputs)
    with ExitStack() as stack:
        written: dict[int, tuple[Path, LasWriter]] = {}

        def writer(index: int) -> LasWriter:
            if index not in written:
                taken = frozenset(target for target, _ in written.values())
                target = part_path(path, names[index], taken) if split else Path(path)
                temporary = stack.enter_context(atomic_path(target, overwrite, inputs))
                output = stack.enter_context(temporary.open("w+b"))
                written[index] = target, LasWriter(las, layout, output, counted=split)
            return written[index][1]

        if not split:
            writer(0)
        for rows in _chunks(las):
            labels = label_chunk(coordinates(las, rows))
            if len(labels.labels) != len(rows):
                raise ValueError(f"label_chunk gave {len(labels.labels)} labels for {len(rows)} points")
            records = layout.append(rows, labels)
            for index in np.unique(labels.labels).tolist() if split else (0,):
                if index >= 0:
                    writer(index).write(records[labels.labels == index] if split else records)
        for _, open_writer in written.values():
            open_writer.finish()
    return tuple(target for target, _ in written.values())
