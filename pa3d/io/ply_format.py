"""PLY as a record: header in, header out. The values behind it are read and written by ply_body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

import numpy as np

from pa3d.io.source import PathLike, refuse
from pa3d.shapes.records import Array

_TYPES = {
    "char": "i1", "int8": "i1", "uchar": "u1", "uint8": "u1", "short": "i2", "int16": "i2", "ushort": "u2",
    "uint16": "u2", "int": "i4", "int32": "i4", "uint": "u4", "uint32": "u4", "float": "f4", "float32": "f4",
    "double": "f8", "float64": "f8",
}  # fmt: skip
_NAMES = {code: name for name, code in reversed(_TYPES.items())}
_FORMATS: dict[str, tuple[bool, Literal["<", ">"]]] = {
    "ascii": (True, "<"),
    "binary_little_endian": (False, "<"),
    "binary_big_endian": (False, ">"),
}
# A header longer than this is no header.
_LONGEST_HEADER = 1 << 24


class ListColumn(NamedTuple):
    """A list per row: lengths (n,) int64, and all values one row after the other."""

    lengths: Array
    values: Array


Column = Array | ListColumn


@dataclass(frozen=True)
class Property:
    """A property of an element: dtype a NumPy code like f4; length_dtype the code of a list's length, else None."""

    name: str
    dtype: str
    length_dtype: str | None = None


@dataclass(frozen=True)
class Element:
    """Rows of one kind. notes: the comment and obj_info lines below its element line. columns: by property name."""

    name: str
    count: int
    properties: tuple[Property, ...]
    notes: tuple[str, ...] = ()
    columns: Mapping[str, Column] = field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        """The names of the properties in order."""
        return tuple(prop.name for prop in self.properties)

    def scalar(self, name: str) -> Array | None:
        """The values (count,) of a scalar property, None where there is none of that name."""
        column = self.columns.get(name)
        return None if isinstance(column, ListColumn) else column

    def with_scalars(self, added: Mapping[str, Array]) -> Element:
        """The element with columns (count,) appended, in the type of each array."""
        properties = tuple(Property(name, f"{a.dtype.kind}{a.dtype.itemsize}") for name, a in added.items())
        return replace(self, properties=(*self.properties, *properties), columns={**self.columns, **added})

    def without(self, dropped: Iterable[str]) -> Element:
        """The element less some properties; names it does not have are passed over."""
        gone = set(dropped)
        properties = tuple(prop for prop in self.properties if prop.name not in gone)
        return replace(self, properties=properties, columns={p.name: self.columns[p.name] for p in properties})

    def renamed(self, names: Mapping[str, str]) -> Element:
        """The element with some properties under other names."""
        properties = tuple(replace(prop, name=names.get(prop.name, prop.name)) for prop in self.properties)
        return replace(
            self, properties=properties, columns={names.get(name, name): c for name, c in self.columns.items()}
        )

    def select(self, rows: Array) -> Element:
        """Some of the rows: indices (n,) int64."""
        columns = {name: _select(column, rows) for name, column in self.columns.items()}
        return replace(self, count=len(rows), columns=columns)


@dataclass(frozen=True)
class PlyFile:
    """A PLY file. notes: the comment and obj_info lines above the first element, as they stand."""

    text: bool
    byte_order: Literal["<", ">"]
    notes: tuple[str, ...]
    elements: tuple[Element, ...]

    def element(self, name: str) -> Element | None:
        """The element of that name, None where there is none."""
        return next((element for element in self.elements if element.name == name), None)

    def replaced(self, new: Element) -> PlyFile:
        """The file with the element of the same name replaced."""
        return replace(self, elements=tuple(new if e.name == new.name else e for e in self.elements))

    def all_notes(self) -> tuple[str, ...]:
        """Every comment and obj_info line."""
        return (*self.notes, *(note for element in self.elements for note in element.notes))


def _select(column: Column, rows: Array) -> Column:
    if not isinstance(column, ListColumn):
        return column[rows]
    lengths = column.lengths[rows]
    starts = (np.cumsum(column.lengths) - column.lengths)[rows]
    return ListColumn(lengths, column.values[ranges(starts, lengths)])


def ranges(starts: Array, lengths: Array) -> Array:
    """start, start + 1, ... for every row, one row after the other: (sum of lengths,) int64."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))


def parse_header(path: PathLike, data: bytes) -> tuple[PlyFile, int]:
    """The header as a PlyFile without columns, and the offset of the body. Raises FileError."""
    lines, body = _header_lines(path, data)
    form: tuple[bool, Literal["<", ">"]] | None = None
    notes: list[str] = []
    elements: list[Element] = []
    for line in lines:
        words = line.split()
        if not words:
            continue
        if words[0] in ("comment", "obj_info"):
            if elements:
                elements[-1] = replace(elements[-1], notes=(*elements[-1].notes, line.strip()))
            else:
                notes.append(line.strip())
        elif words[0] == "format" and len(words) == 3 and words[1] in _FORMATS:
            form = _FORMATS[words[1]]
        elif words[0] == "element" and len(words) == 3 and words[2].isascii() and words[2].isdigit():
            if any(element.name == words[1] for element in elements):
                raise refuse(path, "PLY", f"Two elements are called {words[1]!r}.")
            elements.append(Element(words[1], int(words[2]), ()))
        elif words[0] == "property" and elements:
            elements[-1] = _with_property(path, elements[-1], words)
        else:
            raise refuse(path, "PLY", f"Its header has the line {line[:80]!r}.")
    if form is None:
        raise refuse(path, "PLY", "Its header has no format line.")
    return PlyFile(*form, tuple(notes), tuple(elements)), body


def _header_lines(path: PathLike, data: bytes) -> tuple[list[str], int]:
    """The lines between `ply` and `end_header`, and where the body starts; line ends are LF, CR LF or CR."""
    end = data.find(b"end_header", 0, _LONGEST_HEADER)
    while end > 0 and data[end - 1 : end] not in (b"\n", b"\r") and data[:end].splitlines()[-1].strip():
        end = data.find(b"end_header", end + 1, _LONGEST_HEADER)
    if end < 0:
        raise refuse(path, "PLY", "Its header has no end_header line.", "The file is cut off: export it again.")
    # Latin-1 maps bytes to characters one to one, so comments in any encoding survive.
    lines = data[:end].decode("latin-1").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[0].strip() != "ply":
        raise refuse(path, "PLY", f"Its first line is {lines[0][:40]!r} instead of 'ply'.")
    body = end + len(b"end_header")
    while body < len(data) and data[body : body + 1] in (b" ", b"\t"):
        body += 1
    if data[body : body + 2] == b"\r\n":
        return lines[1:], body + 2
    if data[body : body + 1] in (b"\n", b"\r"):
        return lines[1:], body + 1
    if body == len(data):
        return lines[1:], body
    raise refuse(path, "PLY", f"After end_header stands {data[body : body + 20]!r}.")


def _with_property(path: PathLike, element: Element, words: list[str]) -> Element:
    length: str | None = None
    if len(words) == 5 and words[1] == "list":
        length = _TYPES.get(words[2])
        if length is None or length[0] == "f":
            raise refuse(path, "PLY", f"The list property {words[4]!r} counts in {words[2]!r}.")
    elif len(words) != 3:
        raise refuse(path, "PLY", f"Its header has the line {' '.join(words)[:80]!r}.")
    if words[-2] not in _TYPES:
        raise refuse(path, "PLY", f"The property {words[-1]!r} has the unknown type {words[-2]!r}.")
    if words[-1] in element.names():
        raise refuse(path, "PLY", f"Two properties of {element.name!r} are called {words[-1]!r}.")
    return replace(element, properties=(*element.properties, Property(words[-1], _TYPES[words[-2]], length)))


def render_header(ply: PlyFile) -> bytes:
    """The header of a file, from `ply` to the line end after `end_header`."""
    form = "ascii" if ply.text else f"binary_{'little' if ply.byte_order == '<' else 'big'}_endian"
    lines = ["ply", f"format {form} 1.0", *ply.notes]
    for element in ply.elements:
        lines += [f"element {element.name} {element.count}", *element.notes]
        for prop in element.properties:
            length = "" if prop.length_dtype is None else f"list {_NAMES[prop.length_dtype]} "
            lines.append(f"property {length}{_NAMES[prop.dtype]} {prop.name}")
    return "\n".join([*lines, "end_header", ""]).encode("latin-1")
