"""GLB and glTF as one mesh: every instance in the scene, transforms applied, strips and fans as triangles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from pa3d.io.gltf_file import GltfFile, listed, packed, read_glb_file, read_gltf_file
from pa3d.io.ply import to_uint8
from pa3d.io.source import PathLike, refuse
from pa3d.shapes.records import Array, Cloud, Mesh

_POINTS, _TRIANGLES, _STRIP, _FAN = 0, 4, 5, 6
# Nodes deeper than this are a loop, or an attempt to make one.
_DEEPEST = 200
_MOST_INSTANCES = 100_000


class ScenePiece(NamedTuple):
    """A primitive of the file as it stands in the scene: how many vertices and triangles of the mesh are its own."""

    primitive: dict[str, Any]
    vertices: int
    faces: int


@dataclass(frozen=True)
class GltfScene:
    """What the writer needs of a scene: per vertex attributes (K, width) float32 in the frame of the scene.

    pieces: where vertices and triangles come from, in their order; empty for a selection.
    """

    tree: dict[str, Any]
    attributes: dict[str, Array]
    pieces: tuple[ScenePiece, ...] = ()

    def select(self, vertices: Array) -> GltfScene:
        """The scene for some of its vertices: indices (n,) int64."""
        return GltfScene(self.tree, {name: values[vertices] for name, values in self.attributes.items()})


def read_glb(path: PathLike) -> Cloud | Mesh:
    """The mesh of a .glb file, or the cloud of one with points only. Raises FileError."""
    return scene_record(read_glb_file(path))


def read_gltf(path: PathLike) -> Cloud | Mesh:
    """The mesh of a .gltf file, or the cloud of one with points only. Raises FileError."""
    return scene_record(read_gltf_file(path))


@dataclass(frozen=True)
class _Piece:
    """A primitive in the scene: vertices (k, 3) float64, faces (f, 3), and what its vertices carry."""

    vertices: Array
    faces: Array
    colors: Array | None
    attributes: dict[str, Array]
    primitive: dict[str, Any]


def scene_record(gltf: GltfFile) -> Cloud | Mesh:
    """The mesh of a scene, or its points where it has no triangles; a mesh keeps a GltfScene. Raises FileError."""
    pieces = []
    held = sum(map(len, gltf.buffers))
    taken = 0
    for mesh, matrix in _instances(gltf):
        for primitive in listed(gltf.path, mesh, "primitives"):
            piece = _piece(gltf, primitive, matrix)
            if piece is not None:
                taken += piece.vertices.nbytes + piece.faces.nbytes
                if taken > max(1 << 30, 1000 * held):
                    raise refuse(gltf.path, "glTF", f"Its {held} bytes are repeated to over {taken} by its nodes.")
                pieces.append(piece)
    solid = [piece for piece in pieces if len(piece.faces)]
    if not solid and not pieces:
        raise refuse(gltf.path, "glTF", "It has no triangles and no points.")
    chosen = solid or pieces
    vertices = np.concatenate([piece.vertices for piece in chosen])
    starts = np.cumsum([0, *(len(piece.vertices) for piece in chosen)])
    colors = _joined([piece.colors for piece in chosen], chosen, 255)
    names = {name for piece in chosen for name in piece.attributes}
    joined = {name: _joined([p.attributes.get(name) for p in chosen], chosen, 0) for name in sorted(names)}
    if not solid:
        return Cloud(vertices, None, colors)
    faces = np.concatenate([piece.faces + start for piece, start in zip(chosen, starts[:-1], strict=True)])
    origins = tuple(ScenePiece(piece.primitive, len(piece.vertices), len(piece.faces)) for piece in chosen)
    kept = GltfScene(gltf.tree, {name: values for name, values in joined.items() if values is not None}, origins)
    return Mesh(vertices, faces, colors, None, kept)


def _joined(columns: list[Array | None], pieces: list[_Piece], fill: int) -> Array | None:
    """One column over all pieces, filled where a piece has none; None when none has it."""
    first = next((column for column in columns if column is not None), None)
    if first is None:
        return None
    width = max(column.shape[1] for column in columns if column is not None)
    out = np.full((sum(len(piece.vertices) for piece in pieces), width), fill, first.dtype)
    at = 0
    for column, piece in zip(columns, pieces, strict=True):
        if column is not None:
            out[at : at + len(column), : column.shape[1]] = column
        at += len(piece.vertices)
    return out


def _instances(gltf: GltfFile) -> Iterator[tuple[dict[str, Any], Array]]:
    """Every mesh the scene shows, with its (4, 4) transform; all meshes where there is no scene."""
    tree = gltf.tree
    if not tree.get("nodes"):
        for index in range(len(tree.get("meshes") or ())):
            yield gltf.entry("meshes", index), np.eye(4)
        return
    if tree.get("scenes"):
        roots = listed(gltf.path, gltf.entry("scenes", tree.get("scene", 0)), "nodes")
    else:
        nodes = [gltf.entry("nodes", index) for index in range(len(tree["nodes"]))]
        children = [child for node in nodes for child in listed(gltf.path, node, "children")]
        inner = {child for child in children if isinstance(child, int)}
        roots = [index for index in range(len(nodes)) if index not in inner]
    stack: list[tuple[Any, Array, int]] = [(root, np.eye(4), 0) for root in reversed(roots)]
    visited = 0
    while stack:
        index, above, depth = stack.pop()
        visited += 1
        if depth > _DEEPEST or visited > _MOST_INSTANCES:
            raise refuse(gltf.path, "glTF", "Its nodes contain themselves, or are nested without end.")
        node = gltf.entry("nodes", index)
        with np.errstate(all="ignore"):
            matrix = above @ gltf.node_matrix(node)
        if not np.isfinite(matrix).all():
            raise refuse(gltf.path, "glTF", "Its nodes together move it beyond all numbers.")
        if "mesh" in node:
            yield gltf.entry("meshes", node["mesh"]), matrix
        stack += [(child, matrix, depth + 1) for child in reversed(listed(gltf.path, node, "children"))]


def _piece(gltf: GltfFile, primitive: Any, matrix: Array) -> _Piece | None:
    """A primitive in the scene; None for lines and for one without positions."""
    if not isinstance(primitive, dict) or not isinstance(primitive.get("attributes"), dict):
        raise refuse(gltf.path, "glTF", "A mesh has a primitive without attributes.")
    if "KHR_draco_mesh_compression" in (primitive.get("extensions") or {}):
        raise packed(gltf.path)
    attributes, mode = primitive["attributes"], primitive.get("mode", _TRIANGLES)
    if "POSITION" not in attributes or mode not in (_POINTS, _TRIANGLES, _STRIP, _FAN):
        return None
    local = gltf.accessor(attributes["POSITION"]).astype(np.float64)
    if local.shape[1] != 3:
        raise refuse(gltf.path, "glTF", f"Positions have {local.shape[1]} coordinates.")
    count = len(local)
    if "indices" in primitive:
        indices = gltf.accessor(primitive["indices"])[:, 0].astype(np.int64)
        if indices.max(initial=-1) >= count or indices.min(initial=0) < 0:
            raise refuse(gltf.path, "glTF", f"A triangle names the vertex {indices.max()}; there are {count}.")
    else:
        indices = np.arange(count)
    faces = _faces(indices, mode)
    if np.linalg.det(matrix[:3, :3]) < 0:
        faces = faces[:, ::-1]  # a mirrored instance keeps its outside
    carried = {
        name: gltf.accessor(attributes[name]) for name in ("COLOR_0", "NORMAL", "TEXCOORD_0") if name in attributes
    }
    if any(len(values) != count for values in carried.values()):
        raise refuse(gltf.path, "glTF", f"A primitive of {count} vertices has attributes of another length.")
    color = carried.pop("COLOR_0", None)
    if "NORMAL" in carried:
        turned = carried["NORMAL"].astype(np.float64) @ np.linalg.pinv(matrix[:3, :3])
        carried["NORMAL"] = turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-30)
    vertices = local @ matrix[:3, :3].T + matrix[:3, 3]
    kept = {name: values.astype(np.float32) for name, values in carried.items()}
    colors = None if color is None else to_uint8(color[:, :3].astype(np.float64))
    return _Piece(vertices, faces, colors, kept, primitive)


def _faces(indices: Array, mode: int) -> Array:
    """Triangles (f, 3) of an index list; points have none."""
    if mode == _TRIANGLES:
        return indices[: len(indices) // 3 * 3].reshape(-1, 3)
    if mode == _POINTS or len(indices) < 3:
        return np.empty((0, 3), dtype=np.int64)
    if mode == _FAN:
        return np.stack([np.full(len(indices) - 2, indices[0]), indices[1:-1], indices[2:]], axis=1)
    strip = np.stack([indices[:-2], indices[1:-1], indices[2:]], axis=1)
    strip[1::2] = strip[1::2, [1, 0, 2]]
    return strip
