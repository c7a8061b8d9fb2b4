"""PCD, the format of the Point Cloud Library: ascii, binary, binary_compressed. Every field is kept."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pa3d.io import lzf
from pa3d.io.ply import shape_of
from pa3d.io.ply_format import Element, PlyFile
from pa3d.io.source import PathLike, read_bytes, refuse
from pa3d.shapes.records import Array, Cloud, Mesh

_TYPES = {"F": "f", "I": "i", "U": "u"}
_SIZES = {"F": (4, 8), "I": (1, 2, 4, 8), "U": (1, 2, 4, 8)}
# Names of PLY that readers look for in lower case.
_LOWER = {"x", "y", "z", "red", "green", "blue", "rgb", "rgba"}
# One byte pair of LZF copies 264 bytes at most.
_LZF_GROWTH = 264


@dataclass(frozen=True)
class _Field:
    """A field of a point: dtype a NumPy code; count values."""

    name: str
    dtype: str
    count: int


class _Header(NamedTuple):
    fields: tuple[_Field, ...]
    total: int
    data: str
    notes: tuple[str, ...]
    body: int


def read_pcd(path: PathLike) -> Cloud | Mesh:
    """The cloud of a PCD file, its fields as PLY properties; packed rgb becomes red, green, blue. Raises FileError."""
    data = read_bytes(path, "PCD")
    header = _parse_header(path, data)
    dtype = np.dtype([(f"{i}", f"<{f.dtype}", (f.count,)) for i, f in enumerate(header.fields)])
    if header.data == "ascii":
        rows = _read_text(path, header, data, dtype)
    elif header.data == "binary":
        held = (len(data) - header.body) // dtype.itemsize
        if header.total > held:
            raise refuse(path, "PCD", f"Its header promises {header.total} points; it holds {held}.")
        rows = np.frombuffer(data, dtype, header.total, header.body)
    else:
        rows = _read_compressed(path, header, data, dtype)
    columns: dict[str, Array] = {}
    for index, field in enumerate(header.fields):
        if field.name == "_":  # padding
            continue
        for j in range(field.count):
            name = field.name if field.count == 1 else f"{field.name}_{j}"
            for key, values in _as_ply(name, rows[f"{index}"][:, j]).items():
                columns[key if key not in columns else f"{key}_{index}"] = values
    vertex = Element("vertex", header.total, ()).with_scalars(columns)
    return shape_of(path, PlyFile(False, "<", header.notes, (vertex,)), "PCD")


def _as_ply(name: str, values: Array) -> dict[str, Array]:
    """A field as PLY properties: 64-bit integers that double cannot hold exactly take two of 32 bits."""
    name = name.lower() if name.lower() in _LOWER else name
    if name in ("rgb", "rgba") and values.dtype.itemsize == 4:
        channels = np.ascontiguousarray(values).view("<u4")[:, None] >> np.array([16, 8, 0, 24], dtype=np.uint32)
        red, green, blue, alpha = (channels & 255).astype(np.uint8).T
        return {"red": red, "green": green, "blue": blue, **({"alpha": alpha} if name == "rgba" else {})}
    if values.dtype.kind in "iu" and values.dtype.itemsize == 8:
        if len(values) == 0 or (abs(int(values.min())) <= 1 << 53 and abs(int(values.max())) <= 1 << 53):
            return {name: values.astype(np.float64)}
        high = (values >> values.dtype.type(32)).astype(np.int32 if values.dtype.kind == "i" else np.uint32)
        return {f"{name}_high": high, f"{name}_low": (values & values.dtype.type(0xFFFFFFFF)).astype(np.uint32)}
    return {name: values}


def _parse_header(path: PathLike, data: bytes) -> _Header:
    entries: dict[str, list[str]] = {}
    notes, at = [], 0
    while "DATA" not in entries:
        end = data.find(b"\n", at, at + 65536)
        line = data[at : end if end >= 0 else at + 65536].decode("latin-1").strip()
        words = line.split()
        if words and not line.startswith("#"):
            if not re.fullmatch(r"VERSION|FIELDS|COLUMNS|SIZE|TYPE|COUNT|WIDTH|HEIGHT|VIEWPOINT|POINTS|DATA", words[0]):
                raise refuse(path, "PCD", f"Its header has the line {line[:60]!r}.")
            entries["FIELDS" if words[0] == "COLUMNS" else words[0]] = words[1:]
            if words[0] in ("WIDTH", "HEIGHT", "VIEWPOINT"):
                notes.append(f"comment pcd {line}")
        elif words:
            notes.append(f"comment {line}")
        if end < 0 and "DATA" not in entries:
            raise refuse(path, "PCD", "Its header has no DATA line.")
        at = end + 1 if end >= 0 else len(data)
    missing = [key for key in ("FIELDS", "SIZE", "TYPE") if key not in entries]
    if missing:
        raise refuse(path, "PCD", f"Its header has no {' and no '.join(missing)} line.")
    try:
        width, height = (int(entries.get(key, ["1"])[0]) for key in ("WIDTH", "HEIGHT"))
        total = int(entries["POINTS"][0]) if "POINTS" in entries else width * height
        sizes = [int(size) for size in entries["SIZE"]]
        counts = [int(count) for count in entries.get("COUNT", ["1"] * len(sizes))]
        fields = [
            _Field(name, f"{_TYPES[kind]}{size}", count)
            for name, kind, size, count in zip(entries["FIELDS"], entries["TYPE"], sizes, counts, strict=True)
            if size in _SIZES[kind] and 0 < count <= 65536
        ]
        form = entries["DATA"][0]
    except (ValueError, KeyError, IndexError):
        raise refuse(
            path, "PCD", "Its header lines FIELDS, SIZE, TYPE, COUNT and POINTS do not fit together."
        ) from None
    if len(fields) != len(sizes) or not fields or total < 0 or form not in ("ascii", "binary", "binary_compressed"):
        raise refuse(path, "PCD", f"Its header has fields or a form (DATA {form}) that do not exist.")
    return _Header(tuple(fields), total, form, tuple(notes), at)


def _read_text(path: PathLike, header: _Header, data: bytes, dtype: np.dtype[np.void]) -> Array:
    width = sum(field.count for field in header.fields)
    if header.total == 0:
        return np.empty(0, dtype)
    text = data[header.body :].strip()
    if header.total * width * 2 - 1 > len(text):
        raise refuse(path, "PCD", f"Its header promises {header.total} points; it has {len(text)} characters of them.")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            # Integers are parsed as such, so that 64 bits and packed colours survive.
            flat = [(f"{i}_{j}", f"<{f.dtype}") for i, f in enumerate(header.fields) for j in range(f.count)]
            rows = np.loadtxt(io.BytesIO(text), np.dtype(flat), comments=None, ndmin=1, encoding="latin-1")
        except (ValueError, UserWarning, OverflowError) as error:
            raise refuse(
                path, "PCD", f"Its points are no rows of {width} numbers: {str(error).splitlines()[0]}"
            ) from None
    if len(rows) != header.total:
        raise refuse(path, "PCD", f"Its header promises {header.total} points; it has {len(rows)} lines.")
    return rows.view(dtype)


def _read_compressed(path: PathLike, header: _Header, data: bytes, dtype: np.dtype[np.void]) -> Array:
    """Fields one after the other, each for all points."""
    packed, size = (int.from_bytes(data[header.body + i : header.body + i + 4], "little") for i in (0, 4))
    body = data[header.body + 8 : header.body + 8 + packed]
    if len(body) != packed or size != header.total * dtype.itemsize or size > packed * _LZF_GROWTH:
        needed = header.total * dtype.itemsize
        found = f"It claims {packed} bytes that unpack to {size}; {header.total} points take {needed}."
        raise refuse(path, "PCD", found)
    try:
        plain = lzf.unpack(body, size)
    except ValueError as error:
        raise refuse(path, "PCD", f"Its packed points are broken: {error}.") from None
    rows, at = np.empty(header.total, dtype), 0
    for index, field in enumerate(header.fields):
        values = np.frombuffer(plain, f"<{field.dtype}", header.total * field.count, at)
        rows[f"{index}"] = values.reshape(header.total, field.count)
        at += values.nbytes
    return rows
