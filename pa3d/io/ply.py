"""PLY files as clouds and meshes, and with labels in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from pa3d.io.ply_body import read_ply_file
from pa3d.io.ply_format import Element, ListColumn, PlyFile, Property, ranges
from pa3d.io.provenance import Provenance
from pa3d.io.source import PathLike, refuse
from pa3d.shapes.palette import part_colors
from pa3d.shapes.records import Array, Cloud, Mesh, PointLabels

_RGB = ("red", "green", "blue")
_COLOR_NAMES = (_RGB, ("r", "g", "b"), ("diffuse_red", "diffuse_green", "diffuse_blue"))
# Notes, and properties, of an earlier run of ours: replaced. The same names from anywhere else: kept as original_*.
_OWN_NOTE = "comment pa3d "
_OWN_COLORS = "comment pa3d colors parts"
_OWN_PROPERTY = re.compile(r"part|part_score|score_\d+")


def read_ply(path: PathLike) -> Cloud | Mesh:
    """A PLY file: a Mesh when it has a face of three or more corners, else a Cloud. Raises FileError."""
    return shape_of(path, read_ply_file(path))


def shape_of(path: PathLike, ply: PlyFile, kind: str = "PLY") -> Cloud | Mesh:
    """The shape a PlyFile describes; it is kept in the record. Raises FileError without vertices x, y, z."""
    vertex = ply.element("vertex")
    if vertex is None:
        names = ", ".join(element.name for element in ply.elements) or "none"
        raise refuse(path, kind, f"It has no vertices; its elements: {names}.")
    found = [vertex.scalar(name) for name in axis_names(vertex)]
    axes = [axis for axis in found if axis is not None]
    if len(axes) < 3:
        raise refuse(path, kind, f"Its vertices have no x, y, z; their properties: {', '.join(vertex.names())}.")
    with np.errstate(invalid="ignore"):  # signalling NaNs
        points = np.stack(axes, axis=1).astype(np.float64)  # (K, 3)
    colors = vertex_colors(vertex)
    triangles = _triangles(path, ply, len(points), kind)
    if triangles is not None:
        return Mesh(points, triangles.corners, colors, triangles.polygons, ply)
    normals = [vertex.scalar(name) for name in ("nx", "ny", "nz")]
    held = [axis for axis in normals if axis is not None]
    return Cloud(points, np.stack(held, axis=1).astype(np.float32) if len(held) == 3 else None, colors, ply)


def axis_names(vertex: Element) -> tuple[str, ...]:
    """The properties that hold x, y and z, in either case."""
    return ("X", "Y", "Z") if "x" not in vertex.names() and "X" in vertex.names() else ("x", "y", "z")


def vertex_colors(vertex: Element) -> Array | None:
    """Colours (K, 3) uint8 of vertices: fractions are spread to 255, 16 bits are cut to 8. None without colours."""
    for names in _COLOR_NAMES:
        channels = [column for column in map(vertex.scalar, names) if column is not None]
        if len(channels) == 3:
            return to_uint8(np.stack(channels, axis=1))
    return None


def to_uint8(colors: Array) -> Array:
    """Colours of any number type as uint8: 0..1 for floating point up to 1, 0..65535 for more than 255, else 0..255."""
    if colors.dtype.kind in "iub" and colors.dtype.itemsize == 1:
        return colors.astype(np.uint8)
    values = np.nan_to_num(colors.astype(np.float64), posinf=0, neginf=0)
    most = values.max(initial=0)
    if colors.dtype.kind == "f" and most <= 1:
        values = values * 255
    elif most > 255:
        values = values / 257
    return np.clip(np.round(values), 0, 255).astype(np.uint8)


class _Triangles(NamedTuple):
    """corners (F, 3) int64; polygons (F,) int64: the row of the face element each came from."""

    corners: Array
    polygons: Array


def _face_list(ply: PlyFile) -> tuple[Element, ListColumn] | None:
    face = ply.element("face")
    for name in ("vertex_indices", "vertex_index"):
        column = None if face is None else face.columns.get(name)
        if face is not None and isinstance(column, ListColumn):
            return face, column
    return None


def _triangles(path: PathLike, ply: PlyFile, vertices: int, kind: str) -> _Triangles | None:
    found = _face_list(ply)
    if found is None or not (found[1].lengths >= 3).any():
        return None
    column = found[1]
    corners = column.values.astype(np.int64)
    if corners.min() < 0 or corners.max() >= vertices:
        wrong = corners[(corners < 0) | (corners >= vertices)][0]
        raise refuse(path, kind, f"A face names the vertex {wrong}; there are {vertices}.")
    return fan(column.lengths, corners)


def fan(lengths: Array, corners: Array) -> _Triangles:
    """Polygons of lengths (P,) with their corners one after the other, fanned from the first corner of each."""
    count = np.maximum(lengths - 2, 0)
    starts = np.cumsum(lengths) - lengths
    first = np.repeat(starts, count)
    second = ranges(starts + 1, count)
    triangles = np.stack([corners[first], corners[second], corners[second + 1]], axis=1)
    return _Triangles(triangles, np.repeat(np.arange(len(lengths)), count))


def labelled_ply(
    record: Cloud | Mesh,
    labels: PointLabels,
    face_labels: PointLabels | None,
    provenance: Provenance,
    colorize: bool = False,
) -> PlyFile:
    """The kept PLY of a record (or a new one) with `part`, `part_score` and, where asked or absent, colours.

    labels: of the points or vertices; face_labels: of the triangles of a mesh. A polygon of several triangles takes
    the label of its best scored one.
    """
    ply = record.kept if isinstance(record.kept, PlyFile) else plain_ply(record)
    earlier = any(note.startswith(_OWN_NOTE) for note in ply.all_notes())
    colored = _OWN_COLORS in ply.all_notes()
    vertex = ply.element("vertex")
    assert vertex is not None
    vertex = _with_labels(vertex, labels, earlier)
    plain = vertex_colors(vertex) is None
    if plain or colorize or colored:
        vertex = vertex.without(_RGB) if colored else vertex.renamed(_free_names(vertex, _RGB))
        vertex = vertex.with_scalars(dict(zip(_RGB, part_colors(labels.labels).T, strict=True)))
    ply = ply.replaced(vertex)
    found = _face_list(ply)
    if isinstance(record, Mesh) and face_labels is not None and found is not None:
        ply = ply.replaced(_with_labels(found[0], _polygon_labels(record, face_labels, found[0].count), earlier))
    elements = tuple(replace(e, notes=tuple(n for n in e.notes if not n.startswith(_OWN_NOTE))) for e in ply.elements)
    notes = [note for note in ply.notes if not note.startswith(_OWN_NOTE)]
    notes += [f"comment {line}" for line in provenance.as_comments(labels.names)]
    notes += [_OWN_COLORS] if plain or colorize or colored else []
    return replace(ply, notes=tuple(notes), elements=elements)


def _with_labels(element: Element, labels: PointLabels, earlier: bool) -> Element:
    """An element with part and part_score, and score_0, score_1, ... when every score is there."""
    taken = [name for name in element.names() if _OWN_PROPERTY.fullmatch(name)]
    element = element.without(taken) if earlier else element.renamed(_free_names(element, taken))
    added = {"part": labels.labels.astype(np.int32), "part_score": labels.scores.astype(np.float32)}
    if labels.all_scores is not None:
        added |= {f"score_{i}": column.astype(np.float32) for i, column in enumerate(labels.all_scores.T)}
    return element.with_scalars(added)


def _free_names(element: Element, names: tuple[str, ...] | list[str]) -> Mapping[str, str]:
    """original_NAME for every name the element has, with more of `original_` while that is taken."""
    renamed = {}
    for name in names:
        new = f"original_{name}"
        while new in element.names():
            new = f"original_{new}"
        renamed[name] = new
    return renamed


def _polygon_labels(mesh: Mesh, labels: PointLabels, count: int) -> PointLabels:
    """Labels (count,) of polygons from those of their triangles: the best scored triangle speaks; none: -1, 0."""
    polygons = np.arange(len(mesh.faces)) if mesh.polygons is None else mesh.polygons
    order = np.argsort(labels.scores, kind="stable")
    best = np.full(count, -1)
    best[polygons[order]] = order
    empty = best < 0
    chosen = labels.select(best)
    everything = None if chosen.all_scores is None else np.where(empty[:, None], 0, chosen.all_scores)
    return PointLabels(labels.names, np.where(empty, -1, chosen.labels), np.where(empty, 0, chosen.scores), everything)


def plain_ply(record: Cloud | Mesh) -> PlyFile:
    """A binary PLY of a record alone: coordinates in double, normals, colours, faces."""
    points = record.vertices if isinstance(record, Mesh) else record.points
    columns = dict(zip("xyz", points.T.astype(np.float64), strict=True))
    if isinstance(record, Cloud) and record.normals is not None:
        columns |= dict(zip(("nx", "ny", "nz"), record.normals.T.astype(np.float32), strict=True))
    if record.colors is not None:
        columns |= dict(zip(_RGB, record.colors.T.astype(np.uint8), strict=True))
    vertex = Element("vertex", len(points), ()).with_scalars(columns)
    if not isinstance(record, Mesh):
        return PlyFile(False, "<", (), (vertex,))
    return PlyFile(False, "<", (), (vertex, face_element(np.full(len(record.faces), 3), record.faces.reshape(-1))))


def face_element(lengths: Array, corners: Array) -> Element:
    """A face element of polygons: lengths (P,), corners one after the other."""
    length_type = "u1" if lengths.max(initial=0) < 256 else "u4"
    column = ListColumn(lengths, corners.astype(np.int32))
    return Element(
        "face", len(lengths), (Property("vertex_indices", "i4", length_type),), (), {"vertex_indices": column}
    )
