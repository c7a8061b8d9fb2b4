"""NPZ and NPY: points among other arrays, all of them kept.

An archive is read with zipfile and the header of every array is held against the bytes that are there, so that
neither a header nor a compression ratio decides how much memory is taken. Object arrays (pickles) are refused.
"""

from __future__ import annotations

import io
import math
import tokenize
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pa3d.io.ply import to_uint8
from pa3d.io.provenance import Provenance
from pa3d.io.source import PathLike, open_file, read_bytes, refuse
from pa3d.shapes.records import Array, Cloud, PointLabels

# Where points are looked for, in this order; else the only array of that shape is taken.
_POINT_KEYS = ("points", "xyz", "pos", "positions", "vertices", "coords", "coordinates", "pc", "point_cloud", "cloud")
_OWN_KEYS = ("labels", "scores", "names", "pa3d")
# An archive that grows beyond both is refused: honest arrays of this size do not shrink a hundredfold.
_LARGEST_GROWTH = 100
_HARMLESS_BYTES = 1 << 30
# What zipfile raises for an archive that is broken; ValueError: the name of a member is no text.
BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError,
)  # fmt: skip


@dataclass(frozen=True)
class NpzFile:
    """What an archive holds: arrays by key, other members as bytes; points_key names the array of the points."""

    arrays: Mapping[str, Array]
    others: Mapping[str, bytes]
    points_key: str
    compressed: bool


def read_npz(path: PathLike) -> Cloud:
    """The cloud of an NPZ archive. Raises FileError for a broken or lying one, and without points (N, 3 or more)."""
    arrays: dict[str, Array] = {}
    others: dict[str, bytes] = {}
    with open_file(path) as stream:
        size = stream.seek(0, io.SEEK_END)
        try:
            with zipfile.ZipFile(stream) as archive:
                members = [member for member in archive.infolist() if not member.is_dir()]
                total = sum(member.file_size for member in members)
                if total > max(_HARMLESS_BYTES, _LARGEST_GROWTH * size):
                    raise refuse(path, "NPZ", f"It has {size} bytes and claims to unpack to {total}.")
                for member in members:
                    key, data = member.filename.removesuffix(".npy"), archive.read(member)
                    if key in arrays or member.filename in others:
                        raise refuse(path, "NPZ", f"Two members are called {member.filename!r}.")
                    if key == member.filename:
                        others[key] = data
                    else:
                        arrays[key] = _array(path, "NPZ", data, key)
        except BROKEN_ARCHIVE as error:
            raise refuse(path, "NPZ", f"The archive is broken: {error}.") from error
    compressed = any(member.compress_type != zipfile.ZIP_STORED for member in members)
    return _cloud(path, NpzFile(arrays, others, _points_key(path, arrays), compressed))


def read_npy(path: PathLike) -> Cloud:
    """The cloud of an NPY file (N, 3 or more). Raises FileError."""
    array = _array(path, "NPY", read_bytes(path, "NPY", (b"\x93NUMPY",)), "points")
    if not _holds_points(array):
        raise refuse(
            path, "NPY", f"Its array is {array.dtype} {array.shape}.", "Give an array of numbers (N, 3 or more)."
        )
    return _cloud(path, NpzFile({"points": array}, {}, "points", False))


def _array(path: PathLike, kind: str, data: bytes, key: str) -> Array:
    """The array in the bytes of an NPY file, without copying them."""
    stream = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(stream)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of headers Python 2 wrote
            if version == (1, 0):
                shape, fortran, dtype = np.lib.format.read_array_header_1_0(stream)
            elif version == (2, 0):
                shape, fortran, dtype = np.lib.format.read_array_header_2_0(stream)
            else:
                raise ValueError(f"NPY version {version} is not known")
    except (ValueError, TypeError, SyntaxError, EOFError, tokenize.TokenError) as error:
        reason = str(error).splitlines()[0]
        raise refuse(path, kind, f"The header of the array {key!r} is broken: {reason}.") from None
    if dtype.hasobject:
        do = "Save it again with plain number or string arrays only."
        raise refuse(path, kind, f"The array {key!r} holds pickled Python objects, which are never loaded.", do)
    claimed, held = math.prod(shape) * dtype.itemsize, len(data) - stream.tell()
    if claimed > held or min(shape, default=0) < 0:
        raise refuse(path, kind, f"The array {key!r} claims {shape} {dtype}, {claimed} bytes; it has {held}.")
    if dtype.itemsize == 0:
        return np.empty(shape, dtype) if math.prod(shape) <= len(data) else np.empty(0, dtype)
    flat = np.frombuffer(data, dtype, math.prod(shape), stream.tell())
    return flat.reshape(shape, order="F" if fortran else "C")


def _holds_points(array: Array) -> bool:
    return array.ndim == 2 and array.shape[1] >= 3 and array.dtype.kind in "fiu"


def _points_key(path: PathLike, arrays: Mapping[str, Array]) -> str:
    for key in _POINT_KEYS:
        if key in arrays and _holds_points(arrays[key]):
            return key
    fitting = [key for key, array in arrays.items() if _holds_points(array)]
    if len(fitting) == 1:
        return fitting[0]
    held = ", ".join(f"{key} {array.shape}" for key, array in arrays.items()) or "nothing"
    raise refuse(path, "NPZ", f"Which array holds the points is not clear; it has {held}.", "Call it points, (N, 3).")


def _cloud(path: PathLike, kept: NpzFile) -> Cloud:
    array = kept.arrays[kept.points_key]
    normals, colors = (kept.arrays.get(key) for key in ("normals", "colors"))
    size = (len(array), 3)
    fits = normals is not None and normals.shape == size and normals.dtype.kind in "fiu"
    colored = colors is not None and colors.shape == size and colors.dtype.kind in "fiu"
    return Cloud(
        array[:, :3].astype(np.float64),
        normals.astype(np.float32) if normals is not None and fits else None,
        to_uint8(colors) if colors is not None and colored else None,
        kept,
    )


def write_labelled_npz(
    cloud: Cloud, path: PathLike, labels: PointLabels, provenance: Provenance, extras: Mapping[str, Array] | None = None
) -> None:
    """An archive with points (N, 3), labels, scores ((N, L) when all are there), names, pa3d (JSON) and what was kept.

    An array of the input that one of these would replace becomes original_NAME, unless it came from us. extras:
    further arrays of this run, such as patch features.
    """
    kept = cloud.kept if isinstance(cloud.kept, NpzFile) else _plain(cloud)
    source = kept.arrays[kept.points_key]
    written: dict[str, Array] = {
        "points": source[:, :3],
        "labels": labels.labels.astype(np.int32),
        "scores": (labels.scores if labels.all_scores is None else labels.all_scores).astype(np.float32),
        "names": np.array(labels.names, dtype=str),
        "pa3d": np.array(provenance.as_json(labels.names)),
        **(extras or {}),
    }
    earlier = "pa3d" in kept.arrays
    for key, array in kept.arrays.items():
        if key == kept.points_key == "points" and array.shape[1] == 3:
            continue
        if earlier and (key in _OWN_KEYS or key in (extras or {})):
            continue
        free = key
        while free in written or (free != key and free in kept.arrays):
            free = f"original_{free}"
        written[free] = array
    with zipfile.ZipFile(path, "w") as archive:
        for key, array in written.items():
            with archive.open(_member(f"{key}.npy", kept.compressed), "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asanyarray(array), allow_pickle=False)
        for key, data in kept.others.items():
            archive.writestr(_member(key, kept.compressed), data)


def _member(name: str, compressed: bool) -> zipfile.ZipInfo:
    """A member with a fixed time, so that the same labels give the same bytes."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    return info


def _plain(cloud: Cloud) -> NpzFile:
    """The arrays of a cloud that came from no archive."""
    arrays = {"points": cloud.points, "normals": cloud.normals, "colors": cloud.colors}
    return NpzFile({key: array for key, array in arrays.items() if array is not None}, {}, "points", False)


def select_points(kept: NpzFile, rows: Array) -> NpzFile:
    """The archive for some of its points: every array with one row per point is cut alike."""
    total = len(kept.arrays[kept.points_key])
    arrays = {key: a[rows] if a.ndim and len(a) == total else a for key, a in kept.arrays.items()}
    return NpzFile(arrays, kept.others, kept.points_key, kept.compressed)
