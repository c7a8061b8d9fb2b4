"""STL, binary and ASCII; the three corners every triangle brings are merged where they are the same point."""

from __future__ import annotations

import re

import numpy as np

from pa3d.io.ply import face_element, shape_of
from pa3d.io.ply_format import Element, PlyFile
from pa3d.io.source import PathLike, read_bytes, refuse
from pa3d.shapes.records import Array, Cloud, Mesh

_TRIANGLE = np.dtype([("normal", "<f4", (3,)), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
_NUMBER = rb"[ \t]+([-+]?[0-9.][-+0-9.eE]*|[-+]?(?:nan|inf)\w*)"
_VERTEX = re.compile(rb"^[ \t]*vertex" + _NUMBER * 3 + rb"[ \t]*$", re.IGNORECASE | re.MULTILINE)
_FACET = re.compile(rb"^[ \t]*facet[ \t]+normal", re.IGNORECASE | re.MULTILINE)


def read_stl(path: PathLike) -> Cloud | Mesh:
    """The mesh of an STL file, vertices in the order they first appear. Raises FileError."""
    data = read_bytes(path, "STL")
    claimed = int.from_bytes(data[80:84], "little") if len(data) >= 84 else -1
    if len(data) >= 84 and len(data) == 84 + 50 * claimed:
        return _binary(path, data, claimed)
    if data[:512].lstrip()[:5].lower() == b"solid" and b"\0" not in data[:512]:
        return _ascii(path, data)
    if len(data) < 84 or 84 + 50 * claimed > len(data):
        held = max(0, (len(data) - 84) // 50)
        raise refuse(path, "STL", f"Its header promises {max(claimed, 0)} triangles; there is room for {held}.")
    return _binary(path, data, claimed)


def _binary(path: PathLike, data: bytes, count: int) -> Cloud | Mesh:
    triangles = np.frombuffer(data, _TRIANGLE, count, 84)
    faces: dict[str, Array] = dict(zip(("nx", "ny", "nz"), triangles["normal"].T, strict=True))
    if triangles["attribute"].any():
        faces["attribute"] = triangles["attribute"]
    title = data[:80].split(b"\0")[0].decode("latin-1").strip()
    return _merged(path, triangles["corners"].reshape(-1, 3), faces, title)


def _ascii(path: PathLike, data: bytes) -> Cloud | Mesh:
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    found = _VERTEX.findall(data)
    try:
        corners = np.array(found, dtype=bytes).astype(np.float64).reshape(-1, 3)
    except ValueError as error:
        raise refuse(path, "STL", f"A vertex is not made of numbers: {error}.") from None
    if len(corners) % 3 or len(corners) != 3 * len(_FACET.findall(data)):
        facets = len(_FACET.findall(data))
        raise refuse(path, "STL", f"It has {len(corners)} vertices for {facets} facets; every facet takes three.")
    return _merged(path, corners, {}, data.partition(b"\n")[0].decode("latin-1").strip())


def _merged(path: PathLike, corners: Array, faces: dict[str, Array], title: str) -> Cloud | Mesh:
    if len(corners) == 0:
        raise refuse(path, "STL", "It has no triangles.")
    # + 0.0 makes -0.0 and 0.0 one; NaN corners stay apart.
    with np.errstate(invalid="ignore"):
        points, first, inverse = np.unique(corners + 0.0, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    vertex = Element("vertex", len(points), ()).with_scalars(dict(zip("xyz", points[order].T, strict=True)))
    face = face_element(np.full(len(corners) // 3, 3), place[inverse.reshape(-1)]).with_scalars(faces)
    notes = (f"comment stl {title}",) if title and title.isprintable() else ()
    return shape_of(path, PlyFile(False, "<", notes, (vertex, face)), "STL")
