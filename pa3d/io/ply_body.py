"""The values of a PLY file: bytes or text to columns and back.

The room of a file is its body: numbers (float64) for text, bytes for binary. A row of an element takes cells of it:
one number each in text, its size in bytes in binary. No count of the header is believed before the room is there.
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from pa3d.errors import FileError
from pa3d.io.ply_format import Column, Element, ListColumn, PlyFile, Property, parse_header, ranges, render_header
from pa3d.io.source import PathLike, read_bytes, refuse
from pa3d.shapes.records import Array

# Codes of the struct module.
_STRUCT = {"i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I"}
# Rows turned into text or bytes at once.
_BLOCK_ROWS = 1 << 16


def read_ply_file(path: PathLike) -> PlyFile:
    """A PLY file with all its columns. Raises FileError for whatever the file does not hold as its header says."""
    data = read_bytes(path, "PLY", (b"ply",))
    header, body = parse_header(path, data)
    room = _numbers(path, data[body:]) if header.text else np.frombuffer(data, np.uint8)[body:]
    elements, position = [], 0
    for element in header.elements:
        columns, position = _Body(path, header, element, room).read(position)
        elements.append(replace(element, columns=columns))
    if header.text and position != len(room):
        raise refuse(path, "PLY", f"Its header describes {position} numbers; its body holds {len(room)}.")
    return replace(header, elements=tuple(elements))


def _numbers(path: PathLike, text: bytes) -> Array:
    """All numbers of a text (n,) float64."""
    if not text.strip():
        return np.empty(0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return np.fromstring(text.decode("latin-1"), dtype=np.float64, sep=" ")
        except (ValueError, DeprecationWarning):
            raise refuse(path, "PLY", "Its body has something that is not a number.") from None


def _length_field(prop: Property) -> str:
    return f"{prop.name} length"  # no property of a header has a space in its name


def _row_dtype(
    properties: tuple[Property, ...], order: str, lengths: dict[str, int], cell: str | None = None
) -> np.dtype[Any]:
    """The dtype of rows whose lists have these lengths; cell: the type of every value, None for its own."""
    fields: list[tuple[str, str] | tuple[str, str, tuple[int]]] = []
    for prop in properties:
        if prop.length_dtype is None:
            fields.append((prop.name, order + (cell or prop.dtype)))
        else:
            fields.append((_length_field(prop), order + (cell or prop.length_dtype)))
            fields.append((prop.name, order + (cell or prop.dtype), (lengths.get(prop.name, 0),)))
    return np.dtype(fields)


class _Body:
    """One element of a file while it is read: the cells its rows take in the room."""

    def __init__(self, path: PathLike, header: PlyFile, element: Element, room: Array) -> None:
        self.path, self.text, self.element, self.room = path, header.text, element, room
        self.order: str = "=" if header.text else header.byte_order

    def read(self, position: int) -> tuple[dict[str, Column], int]:
        """The columns of the rows that start at a position of the room, and where they end."""
        element = self.element
        if element.count and not element.properties:
            raise refuse(self.path, "PLY", f"The element {element.name!r} has {element.count} rows of nothing.")
        if not element.properties:
            return {}, position
        least = sum(self.cells(p.length_dtype or p.dtype) for p in element.properties)
        if element.count * least > len(self.room) - position:
            raise self.cut_off((len(self.room) - position) // least)
        first = {name: int(n[0]) for name, n in self.walk(position, 1)[0].items()} if element.count else {}
        return self.read_even(position, first) or self.read_uneven(position)

    def cells(self, dtype: str) -> int:
        return 1 if self.text else np.dtype(dtype).itemsize

    def cut_off(self, rows: int) -> FileError:
        found = f"Its header promises {self.element.count} rows of {self.element.name!r}; it holds {rows} at most."
        return refuse(self.path, "PLY", found, "The file is cut off or its header is wrong: export it again.")

    def read_even(self, position: int, lengths: dict[str, int]) -> tuple[dict[str, Column], int] | None:
        """The columns when every row has lists of these lengths, else None."""
        count = self.element.count
        dtype = _row_dtype(self.element.properties, self.order, lengths, "f8" if self.text else None)
        width = dtype.itemsize // (8 if self.text else 1)
        if count * width > len(self.room) - position:
            return None
        rows = self.room[position : position + count * width].view(dtype)
        columns: dict[str, Column] = {}
        for prop in self.element.properties:
            if prop.length_dtype is not None and (rows[_length_field(prop)] != lengths.get(prop.name, 0)).any():
                return None
        for prop in self.element.properties:
            values = self.typed(prop, rows[prop.name])
            if prop.length_dtype is not None:
                columns[prop.name] = ListColumn(np.full(count, lengths.get(prop.name, 0)), values.reshape(-1))
            else:
                columns[prop.name] = values
        return columns, position + count * width

    def read_uneven(self, position: int) -> tuple[dict[str, Column], int]:
        """The columns of rows whose lists differ in length: walked row by row, gathered by property."""
        lists, places, end = self.walk(position, self.element.count)
        columns: dict[str, Column] = {}
        for prop in self.element.properties:
            if prop.length_dtype is None:
                columns[prop.name] = self.gather(prop, places[prop.name])
            else:
                lengths = lists[prop.name]
                steps = ranges(np.zeros_like(lengths), lengths) * self.cells(prop.dtype)
                starts = np.repeat(places[prop.name], lengths) + steps
                columns[prop.name] = ListColumn(lengths, self.gather(prop, starts))
        return columns, end

    def walk(self, position: int, count: int) -> tuple[dict[str, Array], dict[str, Array], int]:
        """Lengths of the lists (count,), places of the values (count,), by property, and the end, of `count` rows."""
        steps = [(p.name, self.length_reader(p), self.cells(p.dtype)) for p in self.element.properties]
        places: dict[str, list[int]] = {p.name: [] for p in self.element.properties}
        lengths: dict[str, list[int]] = {p.name: [] for p in self.element.properties if p.length_dtype}
        for row in range(count):
            for name, (head, read_length), size in steps:
                if position + head > len(self.room):
                    raise self.cut_off(row)
                length = 1 if read_length is None else read_length(position)
                if length < 0:
                    raise refuse(self.path, "PLY", f"A list of {name!r} has {length} entries.")
                position += head
                places[name].append(position)
                if read_length is not None:
                    lengths[name].append(length)
                position += length * size
            if position > len(self.room):
                raise self.cut_off(row)
        found = {name: np.array(values, dtype=np.int64) for name, values in lengths.items()}
        return found, {name: np.array(values, dtype=np.int64) for name, values in places.items()}, position

    def length_reader(self, prop: Property) -> tuple[int, Callable[[int], int] | None]:
        """The cells a list's length takes, and what reads it at a position; (0, None) for a scalar."""
        if prop.length_dtype is None:
            return 0, None
        if self.text:
            return 1, self.text_length
        unpack = struct.Struct(self.order + _STRUCT[prop.length_dtype]).unpack_from
        data = self.room.data
        return self.cells(prop.length_dtype), lambda position: int(unpack(data, position)[0])

    def text_length(self, position: int) -> int:
        number = float(self.room[position])
        if not number.is_integer():
            raise refuse(self.path, "PLY", f"A list of {self.element.name!r} has {number} entries.")
        return int(number)

    def gather(self, prop: Property, places: Array) -> Array:
        """The values (n,) that stand at places (n,) of the room."""
        if self.text:
            return self.typed(prop, self.room[places])
        size = self.cells(prop.dtype)
        raw = self.room[places[:, None] + np.arange(size)]  # (n, size) uint8
        return raw.reshape(-1).view(self.order + prop.dtype)

    def typed(self, prop: Property, values: Array) -> Array:
        """Numbers of a text in the property's own type; refused where the type cannot hold them."""
        if not self.text:
            return values
        if prop.dtype[0] == "f":
            with np.errstate(over="ignore"):
                return values.astype(prop.dtype)
        limits = np.iinfo(prop.dtype)
        wrong = ~((values >= limits.min) & (values <= limits.max) & (values == np.floor(values)))
        if wrong.any():
            found = (
                f"The property {prop.name!r} is an integer of {limits.bits} bits and has the value {values[wrong][0]}."
            )
            raise refuse(self.path, "PLY", found)
        return values.astype(prop.dtype)


def write_ply_file(ply: PlyFile, path: PathLike) -> None:
    """The file at path, in the form (text or byte order) of the record."""
    with Path(path).open("wb") as stream:
        stream.write(render_header(ply))
        for element in ply.elements:
            if ply.text:
                _write_text(stream, element)
            else:
                for start in range(0, element.count, _BLOCK_ROWS):
                    rows = np.arange(start, min(start + _BLOCK_ROWS, element.count))
                    stream.write(_pack(element.select(rows), ply.byte_order))


def _write_text(stream: BinaryIO, element: Element) -> None:
    for start in range(0, element.count, _BLOCK_ROWS):
        block = element.select(np.arange(start, min(start + _BLOCK_ROWS, element.count)))
        cells = []
        for prop in block.properties:
            column = block.columns[prop.name]
            if isinstance(column, ListColumn):
                words, ends = _words(column.values), np.cumsum(column.lengths).tolist()
                counts = column.lengths.tolist()
                cells.append([" ".join([str(n), *words[end - n : end]]) for n, end in zip(counts, ends, strict=True)])
            else:
                cells.append(_words(column))
        stream.write("".join(" ".join(row) + "\n" for row in zip(*cells, strict=True)).encode("ascii"))


def _words(values: Array) -> list[str]:
    """Numbers as text that reads back to the same number."""
    words: list[str] = values.astype(str).tolist()
    return words


def _pack(element: Element, order: str) -> bytes:
    """The rows of an element as bytes. Rows of like lengths are packed together and put where they belong."""
    lists = {name: column.lengths for name, column in element.columns.items() if isinstance(column, ListColumn)}
    if not lists or element.count == 0:
        return _pack_even(element, order, {})
    kinds, kind = np.unique(np.stack(list(lists.values())), axis=1, return_inverse=True)  # (lists, kinds)
    kind = kind.reshape(-1)
    packed = [
        (rows, _pack_even(element.select(rows), order, dict(zip(lists, kinds[:, k].tolist(), strict=True))))
        for k, rows in ((k, np.flatnonzero(kind == k)) for k in range(kinds.shape[1]))
    ]
    sizes = np.empty(element.count, dtype=np.int64)
    for rows, data in packed:
        sizes[rows] = len(data) // len(rows)
    starts = np.cumsum(sizes) - sizes
    body = np.empty(int(sizes.sum()), dtype=np.uint8)
    for rows, data in packed:
        body[starts[rows][:, None] + np.arange(sizes[rows[0]])] = np.frombuffer(data, np.uint8).reshape(len(rows), -1)
    return body.tobytes()


def _pack_even(element: Element, order: str, lengths: dict[str, int]) -> bytes:
    """Rows whose lists all have these lengths, as bytes."""
    rows = np.empty(element.count, dtype=_row_dtype(element.properties, order, lengths))
    for prop in element.properties:
        column = element.columns[prop.name]
        if isinstance(column, ListColumn):
            rows[_length_field(prop)] = column.lengths
            rows[prop.name] = column.values.reshape(element.count, lengths.get(prop.name, 0))
        else:
            rows[prop.name] = column
    return rows.tobytes()
