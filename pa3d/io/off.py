"""OFF and its variants with colours, normals and texture coordinates; ASCII only."""

from __future__ import annotations

import re

import numpy as np

from pa3d.io.ply import face_element, shape_of, to_uint8
from pa3d.io.ply_format import Element, PlyFile
from pa3d.io.source import PathLike, read_bytes, refuse
from pa3d.shapes.records import Array, Cloud, Mesh

# ST, C and N before OFF say what follows a vertex; some writers leave out the line break behind OFF.
_KEYWORD = re.compile(rb"(ST)?(C)?(N)?(4)?OFF")


def read_off(path: PathLike) -> Cloud | Mesh:
    """The mesh of an OFF file (a Cloud without faces), vertices and faces in its order. Raises FileError."""
    data = read_bytes(path, "OFF").removeprefix(b"\xef\xbb\xbf")
    lines = [line for line in (raw.partition(b"#")[0].strip() for raw in data.splitlines()) if line]
    keyword = _KEYWORD.match(lines[0]) if lines else None
    if not keyword or b"BINARY" in lines[0] or keyword[4]:
        start = lines[0][:20] if lines else b""
        raise refuse(path, "OFF", f"It starts with {start!r} instead of OFF.", "Convert it to plain ASCII OFF.")
    lines[0] = lines[0][keyword.end() :].strip()
    lines = lines if lines[0] else lines[1:]
    counts = lines[0].split() if lines else []
    if len(counts) < 2 or not all(count.isdigit() for count in counts):
        raise refuse(path, "OFF", "Its line of counts (vertices faces edges) is missing or no numbers.")
    vertices, faces = int(counts[0]), int(counts[1])
    if vertices + faces > len(lines) - 1:
        found = f"Its header promises {vertices} vertices and {faces} faces; it has {len(lines) - 1} lines of them."
        raise refuse(path, "OFF", found, "The file is cut off or its header is wrong: export it again.")
    if vertices == 0:
        raise refuse(path, "OFF", "It has no vertices.")
    vertex = _vertices(path, lines[1 : 1 + vertices], keyword)
    elements: tuple[Element, ...] = (vertex,)
    if faces:
        elements = (vertex, _faces(path, lines[1 + vertices : 1 + vertices + faces]))
    notes = tuple(f"comment off line {line.decode('latin-1')}" for line in lines[1 + vertices + faces :][:1000])
    return shape_of(path, PlyFile(False, "<", notes, elements), "OFF")


def _vertices(path: PathLike, lines: list[bytes], keyword: re.Match[bytes]) -> Element:
    rows = [line.split() for line in lines]
    width = len(rows[0])
    if width < 3 or any(len(row) != width for row in rows):
        raise refuse(path, "OFF", "Its vertices differ in how many numbers they have, or have fewer than three.")
    try:
        table: Array = np.array(rows, dtype=bytes).astype(np.float64)
    except ValueError as error:
        raise refuse(path, "OFF", f"A vertex is not made of numbers: {error}.") from None
    names = ["x", "y", "z", *(("nx", "ny", "nz") if keyword[3] else ())]
    colors = ("red", "green", "blue", "alpha")[: width - len(names) - (2 if keyword[1] else 0)] if keyword[2] else ()
    names += [*colors, *(("s", "t") if keyword[1] else ())]
    if not keyword[2] and width - len(names) in (3, 4):
        names += ("red", "green", "blue", "alpha")[: width - len(names)]
    names = (names + [f"c{i}" for i in range(len(names), width)])[:width]
    columns: dict[str, Array] = dict(zip(names, table.T, strict=True))
    if {"red", "green", "blue"} <= columns.keys():
        held = [name for name in ("red", "green", "blue", "alpha") if name in columns]
        columns |= dict(zip(held, _colors(rows, table[:, [names.index(name) for name in held]]).T, strict=True))
    return Element("vertex", len(rows), ()).with_scalars(columns)


def _colors(rows: list[list[bytes]], values: Array) -> Array:
    """Whole numbers are 0 to 255, others fractions."""
    whole = not any(b"." in word for row in rows[:100] for word in row[3:])
    return to_uint8(values.astype(np.int64) if whole and np.isfinite(values).all() else values)


def _faces(path: PathLike, lines: list[bytes]) -> Element:
    """Polygons: a number of corners, the corners, then perhaps a colour."""
    rows = [line.split() for line in lines]
    try:
        lengths = np.array([int(row[0]) for row in rows], dtype=np.int64)
        if lengths.min() < 0 or any(length + 1 > len(row) for length, row in zip(lengths.tolist(), rows, strict=True)):
            raise refuse(path, "OFF", "A face has fewer corners than it says.")
        corners = np.array(
            [int(word) for length, row in zip(lengths.tolist(), rows, strict=True) for word in row[1 : length + 1]],
            dtype=np.int64,
        )
        if corners.size and (corners.max() > 2**31 - 1 or corners.min() < 0):
            raise refuse(path, "OFF", "A face names a vertex that cannot be.")
        element = face_element(lengths, corners)
        tails = [row[length + 1 :] for length, row in zip(lengths.tolist(), rows, strict=True)]
        if all(len(tail) == len(tails[0]) for tail in tails) and len(tails[0]) in (3, 4):
            values = np.array(tails, dtype=bytes).astype(np.float64)
            whole = [[b"0"] * 3 + tail for tail in tails]
            names = ("red", "green", "blue", "alpha")[: values.shape[1]]
            element = element.with_scalars(dict(zip(names, _colors(whole, values).T, strict=True)))
        return element
    except (ValueError, OverflowError) as error:
        raise refuse(path, "OFF", f"A face is not made of numbers: {error}.") from None
