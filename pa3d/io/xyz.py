"""XYZ, TXT, CSV: a point per line, columns by comma, semicolon or space, with or without a line of names.

Lines starting with # or // are comments. Every column is kept: the first three, or x, y, z by name, are the point.
"""

from __future__ import annotations

import io
import re
import warnings

import numpy as np

from pa3d.io.ply import shape_of
from pa3d.io.ply_format import Element, PlyFile
from pa3d.io.source import PathLike, read_bytes, refuse
from pa3d.shapes.records import Array, Cloud, Mesh

_COMMENT = re.compile(rb"^[ \t]*(?:#|//)[^\n]*\n?", re.MULTILINE)
_COLOR = {"r": "red", "g": "green", "b": "blue", "red": "red", "green": "green", "blue": "blue"}


def read_xyz(path: PathLike) -> Cloud | Mesh:
    """The cloud of a text file; extra columns become properties, named by the header or c3, c4, ...

    Raises FileError when a line is no row of numbers, or rows differ in length. A file of one bare number followed by
    as many rows is read too.
    """
    data = read_bytes(path, "text").removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"\0" in data[:4096]:
        raise refuse(path, "text", "It holds binary data.")
    comments = [line.decode("latin-1").strip() for line in _COMMENT.findall(data)]
    if comments:
        data = _COMMENT.sub(b"", data)
    data = data.strip(b"\n \t")
    if not data:
        raise refuse(path, "text", "It has no line with a point.")
    first, _, rest = data.partition(b"\n")
    header: list[str] | None = None
    if first.strip().isdigit() and rest:
        data, first = rest, rest.partition(b"\n")[0]
    delimiter = _delimiter(first)
    if not _is_numbers(first, delimiter):
        header, data = _cells(first.decode("latin-1"), delimiter), rest
        delimiter = _delimiter(rest.lstrip().partition(b"\n")[0]) if delimiter is None else delimiter
    elif comments:
        words = _cells(comments[-1].lstrip("#/ \t"), delimiter)
        known = {word.lower() for word in words}
        header = words if {"x", "y", "z"} <= known else None
    table = _table(path, data, delimiter)
    names = _names(header, table.shape[1])
    columns = {name: _typed(name, column) for name, column in zip(names, table.T, strict=True)}
    vertex = Element("vertex", len(table), ()).with_scalars(columns)
    notes = tuple(f"comment {line}" for line in comments if line.isprintable())
    return shape_of(path, PlyFile(False, "<", notes, (vertex,)), "text")


def _delimiter(line: bytes) -> str | None:
    for mark in (";", ","):
        if mark.encode() in line:
            return mark
    return None


def _cells(line: str, delimiter: str | None) -> list[str]:
    return [cell.strip().strip("\"'") for cell in line.rstrip(f" \t{delimiter or ''}").split(delimiter)]


def _is_numbers(line: bytes, delimiter: str | None) -> bool:
    for cell in _cells(line.decode("latin-1"), delimiter):
        try:
            float(cell.replace(",", ".") if delimiter == ";" else cell)
        except ValueError:
            return False
    return True


def _table(path: PathLike, data: bytes, delimiter: str | None) -> Array:
    """All rows (N, columns) float64."""
    if delimiter == ";" and b"," in data:
        data = data.replace(b",", b".")  # 1,5;2,5: the comma is the decimal mark
    if delimiter is not None and data.partition(b"\n")[0].rstrip().endswith(delimiter.encode()):
        data = re.sub(re.escape(delimiter.encode()) + rb"[ \t]*(\n|$)", rb"\1", data)
    if not data.strip():
        raise refuse(path, "text", "It has names but no line with a point.")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            table: Array = np.loadtxt(
                io.BytesIO(data), dtype=np.float64, delimiter=delimiter, comments=None, ndmin=2, encoding="latin-1"
            )
        except (ValueError, UserWarning) as error:
            reason = re.sub(r";\s*use `usecols`.*", "", str(error).splitlines()[0]).rstrip(".")
            do = "Leave only numbers, the same number in every line; names go in the first line."
            raise refuse(path, "text", f"{reason[:1].upper()}{reason[1:]}.", do) from None
    if table.shape[1] < 3:
        raise refuse(path, "text", f"Its rows have {table.shape[1]} columns.", "Give x, y and z at least.")
    return table


def _names(header: list[str] | None, count: int) -> list[str]:
    """A property name per column: x, y, z once, colours by their PLY names, the rest as the header has them."""
    words = header if header is not None and len(header) == count else []
    names = [re.sub(r"[^\x21-\x7e]+", "_", word) for word in words] or [f"c{i}" for i in range(count)]
    lower = [name.lower() for name in names]
    if all(lower.count(axis) == 1 for axis in "xyz"):
        places = {lower.index(axis): axis for axis in "xyz"}
    else:
        places = dict(enumerate("xyz"))
    known = {"nx", "ny", "nz"}
    if {"r", "g", "b"} <= set(lower) or {"red", "green", "blue"} <= set(lower):
        names = [_COLOR.get(word, name) for word, name in zip(lower, names, strict=True)]
    names = [word if word in known else name for word, name in zip(lower, names, strict=True)]
    taken: list[str] = []
    for index, name in enumerate(names):
        fresh = places.get(index, name)
        if index not in places and (not fresh or fresh in taken or fresh in places.values()):
            fresh = f"c{index}" if f"c{index}" not in names else f"column_{index}"
        taken.append(fresh)
    return taken


def _typed(name: str, column: Array) -> Array:
    """A column in the smallest type of PLY that holds it exactly; coordinates always double."""
    if name in ("x", "y", "z") or not np.isfinite(column).all() or (column != np.floor(column)).any():
        return column
    low, high = column.min(initial=0), column.max(initial=0)
    if name in ("red", "green", "blue") and low >= 0 and high <= 255:
        return column.astype(np.uint8)
    return column.astype(np.int32) if low >= -(2**31) and high < 2**31 else column
