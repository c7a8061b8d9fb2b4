"""OBJ: vertices and polygons in the order of the file, with their groups, materials and texture coordinates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from pa3d.io.ply import face_element, shape_of, to_uint8
from pa3d.io.ply_format import Element, ListColumn, PlyFile, Property
from pa3d.io.source import PathLike, read_bytes, refuse
from pa3d.shapes.records import Array, Cloud, Mesh

# Statements that name what the faces below them belong to, and the face property we keep them in.
_OWNERS = {b"o": "object", b"g": "group", b"usemtl": "material"}


def read_obj(path: PathLike) -> Cloud | Mesh:
    """The mesh of an OBJ file (a Cloud without faces). Raises FileError.

    Colours behind a vertex are taken; normals (vn), lines, curves and material libraries are not.
    """
    data = read_bytes(path, "OBJ")
    if b"\0" in data[:4096]:
        raise refuse(path, "OBJ", "It holds binary data.")
    if b"\\" in data:
        data = data.replace(b"\\\r\n", b" ").replace(b"\\\n", b" ")
    vertices: list[bytes] = []
    textures: list[bytes] = []
    faces: list[tuple[int, int, list[bytes]]] = []  # vertices and texture coordinates so far, corners
    owners: dict[str, list[int]] = {name: [] for name in _OWNERS.values()}
    names: dict[str, dict[str, int]] = {name: {} for name in _OWNERS.values()}
    current = dict.fromkeys(owners, -1)
    for line in data.splitlines():
        words = line.split(None, 1)
        if len(words) < 2:
            continue
        kind, rest = words
        if kind == b"v":
            vertices.append(rest)
        elif kind == b"vt":
            textures.append(rest)
        elif kind == b"f":
            faces.append((len(vertices), len(textures), rest.partition(b"#")[0].split()))
            for name, index in current.items():
                owners[name].append(index)
        elif kind in _OWNERS:
            known = names[_OWNERS[kind]]
            current[_OWNERS[kind]] = known.setdefault(rest.decode("latin-1").strip(), len(known))
    if not vertices:
        raise refuse(path, "OBJ", "It has no vertices (lines `v x y z`).")
    elements: tuple[Element, ...] = (_vertex_element(path, vertices),)
    notes: list[str] = []
    if faces:
        face = _face_element(path, faces, _table(path, textures)[:, :2] if textures else None)
        for name, indices in owners.items():
            if len(names[name]) > 1:
                face = face.with_scalars({name: np.array(indices, dtype=np.int32)})
                notes += [f"comment obj {name} {i} {text}" for text, i in names[name].items() if text.isprintable()]
        elements = (*elements, face)
    return shape_of(path, PlyFile(False, "<", tuple(notes), elements), "OBJ")


def _table(path: PathLike, lines: list[bytes]) -> Array:
    """Rows of numbers (n, columns) float64; short rows are filled with NaN up to the longest."""
    rows = [line.partition(b"#")[0].split() for line in lines]
    width = max(map(len, rows))
    try:
        if any(len(row) != width for row in rows):
            rows = [row + [b"nan"] * (width - len(row)) for row in rows]
        return np.array(rows, dtype=bytes).astype(np.float64) if width <= 16 else np.empty((0, 0))
    except ValueError as error:
        raise refuse(path, "OBJ", f"A row of coordinates is not made of numbers: {error}.") from None


def _vertex_element(path: PathLike, lines: list[bytes]) -> Element:
    """x y z, then nothing, a weight, or a colour."""
    table = _table(path, lines)
    if table.ndim != 2 or not 3 <= table.shape[1] <= 8:
        raise refuse(path, "OBJ", f"Its vertices have {table.shape[-1]} numbers.", "Give three, or six with a colour.")
    columns = dict(zip("xyz", table.T[:3], strict=True))
    if table.shape[1] >= 6:
        columns |= dict(zip(("red", "green", "blue"), to_uint8(np.nan_to_num(table[:, 3:6])).T, strict=True))
    elif table.shape[1] == 4:
        columns["w"] = table[:, 3]
    return Element("vertex", len(table), ()).with_scalars(columns)


def _face_element(path: PathLike, faces: list[tuple[int, int, list[bytes]]], textures: Array | None) -> Element:
    lengths = np.array([len(corners) for _, _, corners in faces])
    words = [word.split(b"/") for _, _, corners in faces for word in corners]
    try:
        corners = _resolve(np.array([int(word[0]) for word in words], dtype=np.int64), faces, lengths, 0)
        element = face_element(lengths, corners)
        if textures is None or not all(len(word) > 1 and word[1] for word in words):
            return element
        places = _resolve(np.array([int(word[1]) for word in words], dtype=np.int64), faces, lengths, 1)
    except (ValueError, OverflowError) as error:
        raise refuse(path, "OBJ", f"A face has a corner that is no number: {error}.") from None
    if places.min(initial=0) < 0 or places.max(initial=-1) >= len(textures):
        raise refuse(path, "OBJ", f"A face names a texture coordinate beyond the {len(textures)} there are.")
    values = textures[places].astype(np.float32).reshape(-1)
    column = ListColumn(lengths * textures.shape[1], values)
    length_type = "u1" if column.lengths.max(initial=0) < 256 else "u4"
    return replace(
        element,
        properties=(*element.properties, Property("texcoord", "f4", length_type)),
        columns={**element.columns, "texcoord": column},
    )


def _resolve(indices: Array, faces: Iterable[tuple[int, int, list[bytes]]], lengths: Array, which: int) -> Array:
    """Indices from 0 of indices from 1, or from -1 backwards from where the face stands; 0 is nothing."""
    if (indices == 0).any() or np.abs(indices).max(initial=0) > 2**31 - 1:
        raise ValueError("an index is 0 or over two thousand million")
    if (indices > 0).all():
        return indices - 1
    before = np.repeat(np.array([face[which] for face in faces], dtype=np.int64), lengths)
    return np.where(indices > 0, indices - 1, before + indices)
