"""OBJ: vertices and polygons in the order of the file, with their groups, materials and texture coordinates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from pa3d.io.ply import face_element, shape_of, to_uint8
from pa3d.io.ply_format import Element, ListColumn, PlyFile, Property
from pa3d.io.source import PathLike, read_bytes, refuse
from pa3d.shapes.records import Array, Cloud, Mesh

# Statements that name what the faces below them belong to, and the face property we keep them in.
_OWNERS = {b"o": "object", b"g": "group", b"usemtl": "material"}


@dataclass(frozen=True)
class ObjFile:
    """The statements of a file. faces: for each, vertices and texture coordinates so far, and its corners.

    owners: for `object`, `group` and `material` the number of the name each face is under, -1 none; names: the numbers.
    """

    path: PathLike
    vertices: list[bytes]
    textures: list[bytes]
    faces: list[tuple[int, int, list[bytes]]]
    owners: dict[str, list[int]]
    names: dict[str, dict[str, int]]
    libraries: list[bytes]


def read_obj(path: PathLike) -> Cloud | Mesh:
    """The mesh of an OBJ file (a Cloud without faces). Raises FileError.

    Colours behind a vertex are taken; normals (vn), lines, curves and material libraries are not.
    """
    return obj_record(parse_obj(path))


def parse_obj(path: PathLike) -> ObjFile:
    """The statements of an OBJ file. Raises FileError."""
    data = read_bytes(path, "OBJ")
    if b"\0" in data[:4096]:
        raise refuse(path, "OBJ", "It holds binary data.")
    if b"\\" in data:
        data = data.replace(b"\\\r\n", b" ").replace(b"\\\n", b" ")
    vertices: list[bytes] = []
    textures: list[bytes] = []
    libraries: list[bytes] = []
    faces: list[tuple[int, int, list[bytes]]] = []
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
        elif kind == b"mtllib":
            libraries.append(rest)
    if not vertices:
        raise refuse(path, "OBJ", "It has no vertices (lines `v x y z`).")
    return ObjFile(path, vertices, textures, faces, owners, names, libraries)


def obj_record(obj: ObjFile) -> Cloud | Mesh:
    """The mesh the statements describe (a Cloud without faces). Raises FileError."""
    path, names = obj.path, obj.names
    elements: tuple[Element, ...] = (_vertex_element(path, obj.vertices),)
    notes: list[str] = []
    if obj.faces:
        face = _face_element(path, obj.faces, _table(path, obj.textures)[:, :2] if obj.textures else None)
        for name, indices in obj.owners.items():
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
    except (ValueError, OverflowError) as error:
        raise refuse(path, "OBJ", f"A face has a corner that is no number: {error}.") from None
    if textures is None or not all(len(word) > 1 and word[1] for word in words):
        return element
    places = _texture_places(path, faces, lengths, words, len(textures))
    values = textures[places].astype(np.float32).reshape(-1)
    column = ListColumn(lengths * textures.shape[1], values)
    length_type = "u1" if column.lengths.max(initial=0) < 256 else "u4"
    return replace(
        element,
        properties=(*element.properties, Property("texcoord", "f4", length_type)),
        columns={**element.columns, "texcoord": column},
    )


def face_textures(obj: ObjFile) -> tuple[Array, Array, Array] | None:
    """Polygon lengths (P,), for each corner its row of texture coordinates (-1 none), and these rows (n, 2) float64.

    None where the file has no texture coordinates. Raises FileError for a corner that names one beyond them.
    """
    if not obj.textures:
        return None
    table = _table(obj.path, obj.textures)
    if table.ndim != 2 or table.shape[1] < 2:
        return None
    lengths = np.array([len(corners) for _, _, corners in obj.faces])
    words = [word.split(b"/") for _, _, corners in obj.faces for word in corners]
    return lengths, _texture_places(obj.path, obj.faces, lengths, words, len(table)), table[:, :2]


def _texture_places(
    path: PathLike, faces: list[tuple[int, int, list[bytes]]], lengths: Array, words: list[list[bytes]], count: int
) -> Array:
    """The row of `count` texture coordinates that each corner names, -1 where it names none."""
    try:
        rows = [int(word[1]) if len(word) > 1 and word[1] else 0 for word in words]
        values = np.array(rows, dtype=np.int64)
        named = np.array([len(word) > 1 and bool(word[1]) for word in words]) if (values == 0).any() else values != 0
        places = _resolve(np.where(named, values, 1), faces, lengths, 1)
    except (ValueError, OverflowError) as error:
        raise refuse(path, "OBJ", f"A face has a corner that is no number: {error}.") from None
    if ((places < 0) | (places >= count))[named].any():
        raise refuse(path, "OBJ", f"A face names a texture coordinate beyond the {count} there are.")
    return np.where(named, places, -1)


def _resolve(indices: Array, faces: Iterable[tuple[int, int, list[bytes]]], lengths: Array, which: int) -> Array:
    """Indices from 0 of indices from 1, or from -1 backwards from where the face stands; 0 is nothing."""
    if (indices == 0).any() or np.abs(indices).max(initial=0) > 2**31 - 1:
        raise ValueError("an index is 0 or over two thousand million")
    if (indices > 0).all():
        return indices - 1
    before = np.repeat(np.array([face[which] for face in faces], dtype=np.int64), lengths)
    return np.where(indices > 0, indices - 1, before + indices)
