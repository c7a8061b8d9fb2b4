"""Records with labels, written in the format of their file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pa3d.errors import ShapeError, UsageError
from pa3d.io.atomic import atomic_path
from pa3d.io.npz import NpzFile, select_points, write_labelled_npz
from pa3d.io.ply import face_element, labelled_ply
from pa3d.io.ply_body import write_ply_file
from pa3d.io.ply_format import PlyFile
from pa3d.io.provenance import Provenance
from pa3d.io.source import PathLike
from pa3d.shapes.records import Array, Cloud, Mesh, PointLabels


class Labelled(NamedTuple):
    """A record with its labels: of points or vertices, and of triangles for a mesh."""

    record: Cloud | Mesh
    labels: PointLabels
    face_labels: PointLabels | None = None


def write_labelled(
    labelled: Labelled,
    path: PathLike,
    provenance: Provenance,
    *,
    colorize: bool = False,
    overwrite: bool = False,
    inputs: tuple[PathLike, ...] = (),
    extras: Mapping[str, Array] | None = None,
) -> None:
    """The record's file with labels in it, written whole or not at all, in the format of the path's extension.

    .ply takes anything, .npz a cloud, .glb a mesh. extras: further arrays, NPZ only. Raises FileError when the path
    cannot be written, ShapeError for labels of another length, UsageError for a format that cannot hold what is asked.
    """
    record, labels, face_labels = labelled
    path = Path(path)
    count = len(record.vertices if isinstance(record, Mesh) else record.points)
    if len(labels.labels) != count:
        raise ShapeError("Labels must match the points.", f"{len(labels.labels)} labels, {count} points.")
    if isinstance(record, Mesh) and face_labels is not None and len(face_labels.labels) != len(record.faces):
        found = f"{len(face_labels.labels)} labels, {len(record.faces)} triangles."
        raise ShapeError("Face labels must match the triangles.", found)
    extension = path.suffix.lower()
    if extension not in (".ply", ".npz" if isinstance(record, Cloud) else ".glb"):
        shape, allowed = ("points", ".ply or .npz") if isinstance(record, Cloud) else ("a mesh", ".ply or .glb")
        raise UsageError(
            f"{path} cannot hold {shape}.", f"Written are {allowed}.", f"Give an output ending in {allowed}."
        )
    if extras and extension != ".npz":
        raise UsageError(f"{path} cannot hold {', '.join(extras)}.", "Only .npz can.", "Give an output ending in .npz.")
    if isinstance(record, Mesh) and face_labels is None:
        raise ShapeError("A mesh is written with labels of its triangles.", "Found none.", "Give face_labels.")
    with atomic_path(path, overwrite, inputs) as temporary:
        if extension == ".npz" and isinstance(record, Cloud):
            write_labelled_npz(record, temporary, labels, provenance, extras)
        elif extension == ".glb" and isinstance(record, Mesh) and face_labels is not None:
            from pa3d.io.glb_write import write_labelled_glb

            write_labelled_glb(record, temporary, labels, face_labels, provenance)
        else:
            write_ply_file(labelled_ply(record, labels, face_labels, provenance, colorize), temporary)


def split_by_part(labelled: Labelled) -> Iterator[tuple[str, Labelled]]:
    """One (name, record with labels) for every name that has points (triangles for a mesh), in the order of names.

    A part of a mesh keeps the vertices its triangles use. Points without a part are in none of them.
    """
    record, labels, face_labels = labelled
    for index, name in enumerate(labels.names):
        if isinstance(record, Mesh) and face_labels is not None:
            faces = np.flatnonzero(face_labels.labels == index)
            if len(faces):
                yield name, select_faces(labelled, faces)
        else:
            rows = np.flatnonzero(labels.labels == index)
            if len(rows):
                yield name, select_rows(labelled, rows)


def part_path(path: PathLike, name: str, taken: Collection[Path] = ()) -> Path:
    """`chair.parts.ply` and `seat` as `chair.parts.seat.ply`, none of those taken.

    Characters a file name cannot carry become `_`.
    """
    path = Path(path)
    clean = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', "_", name).strip(". ")[:80] or "part"
    candidate, number = path.with_name(f"{path.stem}.{clean}{path.suffix}"), 2
    while candidate in taken:
        candidate, number = path.with_name(f"{path.stem}.{clean}-{number}{path.suffix}"), number + 1
    return candidate


def select_rows(labelled: Labelled, rows: Array) -> Labelled:
    """Some points of a cloud, with whatever its file says about each of them."""
    cloud = labelled.record
    assert isinstance(cloud, Cloud)
    kept = cloud.kept
    if isinstance(kept, PlyFile):
        # Other elements name vertices by number, so they do not outlive the choice.
        vertex = kept.element("vertex")
        kept = None if vertex is None else replace(kept, elements=(vertex.select(rows),))
    elif isinstance(kept, NpzFile):
        kept = select_points(kept, rows)
    else:
        kept = None
    normals, colors = (None if a is None else a[rows] for a in (cloud.normals, cloud.colors))
    return Labelled(Cloud(cloud.points[rows], normals, colors, kept), labelled.labels.select(rows))


def select_faces(labelled: Labelled, faces: Array) -> Labelled:
    """Some triangles of a mesh, the vertices they use, and whatever the file says about each of both.

    A polygon that loses some of its triangles is left as the triangles it keeps, each with the polygon's values.
    """
    mesh, face_labels = labelled.record, labelled.face_labels
    assert isinstance(mesh, Mesh) and face_labels is not None
    used, corners = np.unique(mesh.faces[faces], return_inverse=True)
    corners = corners.reshape(-1, 3)
    kept: Any
    if isinstance(mesh.kept, PlyFile):
        kept = _select_faces_of_ply(mesh.kept, faces if mesh.polygons is None else mesh.polygons[faces], used, corners)
    else:
        kept = None if mesh.kept is None else mesh.kept.select(used)
    colors = None if mesh.colors is None else mesh.colors[used]
    part = Mesh(mesh.vertices[used], corners, colors, None, kept)
    return Labelled(part, labelled.labels.select(used), face_labels.select(faces))


def _select_faces_of_ply(ply: PlyFile, polygons: Array, used: Array, corners: Array) -> PlyFile:
    """Vertices `used` and triangles `corners` (f, 3), each with the values of its polygon (f,)."""
    vertex, face = ply.element("vertex"), ply.element("face")
    assert vertex is not None and face is not None
    values = face.select(polygons).without(("vertex_indices", "vertex_index"))
    plain = face_element(np.full(len(corners), 3), corners.reshape(-1))
    properties, columns = (*plain.properties, *values.properties), {**plain.columns, **values.columns}
    return replace(ply, elements=(vertex.select(used), replace(plain, properties=properties, columns=columns)))
