"""GLB with labels: one coloured submesh per part, named after it, in the frame of the scene."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np

from pa3d.io.glb import GltfScene
from pa3d.io.provenance import Provenance
from pa3d.shapes.palette import part_colors
from pa3d.shapes.records import Array, Mesh, PointLabels

_FLOAT, _UINT = 5126, 5125
_ARRAY_BUFFER, _INDEX_BUFFER = 34962, 34963
_TYPES = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4"}
_NO_PART = "none"


def write_labelled_glb(
    mesh: Mesh, path: Path, labels: PointLabels, face_labels: PointLabels, provenance: Provenance
) -> None:
    """One node and mesh per part that has triangles (`none` for those without), coloured by the palette.

    Normals, texture coordinates, and colours (as _ORIGINAL_COLOR) of the vertices are kept; `_PART` and `_PART_SCORE`
    are the vertices' own labels. Where a translation keeps precision, the nodes carry it.
    """
    body = _Body()
    center = _center(mesh.vertices)
    tree: dict[str, Any] = {
        "asset": {"version": "2.0", "generator": f"pa3d {provenance.version}", **_asset(mesh)},
        "scene": 0,
        "scenes": [{"nodes": []}],
        "nodes": [], "meshes": [], "materials": [],
        "extras": {"pa3d": provenance.as_dict(face_labels.names)},
    }  # fmt: skip
    for label in np.unique(face_labels.labels).tolist():
        rows = np.flatnonzero(face_labels.labels == label)
        used, corners = np.unique(mesh.faces[rows], return_inverse=True)
        name = face_labels.names[label] if label >= 0 else _NO_PART
        index = len(tree["meshes"])
        primitive = {
            "attributes": {
                key: body.add(values, _ARRAY_BUFFER) for key, values in _attributes(mesh, labels, used, center)
            },
            "indices": body.add(corners.reshape(-1, 1).astype(np.uint32), _INDEX_BUFFER),
            "material": index,
            "mode": 4,
        }
        extras = {"part": label, "name": name, "part_score": float(face_labels.scores[rows].mean())}
        tree["meshes"].append({"name": name, "primitives": [primitive], "extras": extras})
        tree["materials"].append({"name": name, "doubleSided": True, "pbrMetallicRoughness": _paint(label)})
        node = {"name": name, "mesh": index}
        if center.any():
            node["translation"] = center.tolist()
        tree["nodes"].append(node)
        tree["scenes"][0]["nodes"].append(index)
    tree |= {"accessors": body.accessors, "bufferViews": body.views}
    if body.size:
        tree["buffers"] = [{"byteLength": body.size}]
    _write(path, tree, b"".join(body.pieces))


def _center(vertices: Array) -> Array:
    """The translation (3,) that keeps float32 positions exact enough; zero where they are so already."""
    finite = vertices[np.isfinite(vertices).all(1)]
    if len(finite) == 0:
        return np.zeros(3)
    low, high = finite.min(0), finite.max(0)
    far = np.abs((low + high) / 2).max() > 64 * max((high - low).max(), 1e-30)
    return (low + high) / 2 if far else np.zeros(3)


def _asset(mesh: Mesh) -> dict[str, Any]:
    asset = mesh.kept.tree["asset"] if isinstance(mesh.kept, GltfScene) else {}
    return {key: asset[key] for key in ("copyright", "extras") if key in asset}


def _attributes(mesh: Mesh, labels: PointLabels, used: Array, center: Array) -> list[tuple[str, Array]]:
    kept = mesh.kept.attributes if isinstance(mesh.kept, GltfScene) else {}
    found = [("POSITION", (mesh.vertices[used] - center).astype(np.float32))]
    found += [(name, values[used].astype(np.float32)) for name, values in kept.items()]
    if mesh.colors is not None:
        found.append(("_ORIGINAL_COLOR", (mesh.colors[used] / 255).astype(np.float32)))
    found.append(("_PART", labels.labels[used, None].astype(np.float32)))
    found.append(("_PART_SCORE", labels.scores[used, None].astype(np.float32)))
    return found


def _paint(label: int) -> dict[str, Any]:
    """The palette is sRGB, glTF factors are linear."""
    color = part_colors(np.array([label]))[0] / 255
    linear = np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)
    return {"baseColorFactor": [*np.round(linear, 6).tolist(), 1.0], "metallicFactor": 0.0, "roughnessFactor": 0.8}


class _Body:
    """The binary chunk while it grows."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.size = 0
        self.views: list[dict[str, int]] = []
        self.accessors: list[dict[str, Any]] = []

    def add(self, values: Array, target: int) -> int:
        """The accessor of values (n, width) float32 or uint32."""
        data = np.ascontiguousarray(values).tobytes()
        self.views.append({"buffer": 0, "byteOffset": self.size, "byteLength": len(data), "target": target})
        component = _FLOAT if values.dtype == np.float32 else _UINT
        accessor: dict[str, Any] = {
            "bufferView": len(self.views) - 1, "componentType": component, "count": len(values),
            "type": _TYPES[values.shape[1]],
        }  # fmt: skip
        if values.shape[1] == 3 and len(values) and np.isfinite(values).all():
            accessor |= {"min": values.min(0).tolist(), "max": values.max(0).tolist()}
        self.accessors.append(accessor)
        self.pieces.append(data)
        self.size += len(data)
        return len(self.accessors) - 1


def _write(path: Path, tree: dict[str, Any], body: bytes) -> None:
    text = json.dumps(tree, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    body += b"\0" * (-len(body) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text
    if body:
        chunks += struct.pack("<II", len(body), 0x004E4942) + body
    path.write_bytes(struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks)
