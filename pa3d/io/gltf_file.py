"""glTF 2.0 as a record: the JSON, its buffers, and accessors as arrays. Every claim is held against the buffers."""

from __future__ import annotations

import base64
import binascii
import json
import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard
from urllib.parse import unquote

import numpy as np

from pa3d.io.source import PathLike, read_bytes, refuse
from pa3d.shapes.records import Array

_COMPONENTS = {5120: "i1", 5121: "u1", 5122: "i2", 5123: "u2", 5125: "u4", 5126: "f4"}
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}
_JSON_CHUNK, _BIN_CHUNK = 0x4E4F534A, 0x004E4942
_LISTS = (
    "buffers", "bufferViews", "accessors", "meshes", "nodes", "scenes", "materials", "textures", "images",
    "extensionsRequired",
)  # fmt: skip
# What changes how geometry is stored; anything else is about looks and may be passed over.
_PACKED = ("KHR_draco_mesh_compression", "EXT_meshopt_compression", "KHR_meshopt_compression")


@dataclass(frozen=True)
class GltfFile:
    """The tree of a file and the bytes of its buffers."""

    path: Path
    tree: dict[str, Any]
    buffers: tuple[bytes, ...]

    def entry(self, kind: str, index: Any) -> dict[str, Any]:
        """tree[kind][index]. Raises FileError when there is none."""
        entries = self.tree.get(kind)
        if not isinstance(entries, list) or not isinstance(index, int) or not 0 <= index < len(entries):
            held = len(entries) if isinstance(entries, list) else 0
            raise refuse(self.path, "glTF", f"It refers to number {index!r} of its {held} {kind}.")
        if not isinstance(entries[index], dict):
            raise refuse(self.path, "glTF", f"Number {index} of its {kind} is no object.")
        entry: dict[str, Any] = entries[index]
        return entry

    def accessor(self, index: Any) -> Array:
        """An accessor as (count, width), integers as fractions where it says normalized. Raises FileError."""
        entry = self.entry("accessors", index)
        code, width = _COMPONENTS.get(_key(entry.get("componentType"))), _WIDTHS.get(_key(entry.get("type")))
        count = entry.get("count")
        if code is None or width is None or not _is_count(count):
            raise refuse(self.path, "glTF", f"Accessor {index} has an unknown type or count.")
        values = self._values(f"Accessor {index}", entry, f"<{code}", width, count)
        if "sparse" in entry:
            values = self._sparse(index, entry["sparse"], values, f"<{code}", width)
        if entry.get("normalized") and code != "f4":
            values = np.maximum(values / np.iinfo(code).max, -1.0)
        return values

    def _values(self, name: str, entry: dict[str, Any], dtype: str, width: int, count: int) -> Array:
        """count rows of width numbers where entry points; without a view, zeros (for sparse ones)."""
        size = np.dtype(dtype).itemsize * width
        if "bufferView" not in entry:
            largest = sum(map(len, self.buffers))
            if "sparse" not in entry or count > max(largest, 1):
                raise refuse(self.path, "glTF", f"{name} of {count} rows has no data.")
            return np.zeros((count, width), dtype)
        view = self.entry("bufferViews", entry["bufferView"])
        if any(key in view.get("extensions", {}) for key in _PACKED):
            raise packed(self.path)
        buffer = view.get("buffer")
        if not isinstance(buffer, int) or not 0 <= buffer < len(self.buffers):
            raise refuse(self.path, "glTF", f"It refers to number {buffer!r} of its {len(self.buffers)} buffers.")
        numbers = [view.get("byteOffset", 0), view.get("byteLength", 0), entry.get("byteOffset", 0)]
        stride = view.get("byteStride", size)
        if not all(map(_is_count, (*numbers, stride))) or stride < size:
            raise refuse(self.path, "glTF", f"{name} has offsets {numbers} and stride {stride!r}.")
        start, length, inside = numbers
        needed = inside + ((count - 1) * stride + size if count else 0)
        if start + length > len(self.buffers[buffer]) or needed > length:
            held = max(0, min(length, len(self.buffers[buffer]) - start))
            raise refuse(self.path, "glTF", f"{name} claims {needed} bytes; its buffer view holds {held}.")
        return np.ndarray(
            (count, width), dtype, self.buffers[buffer], start + inside, (stride, np.dtype(dtype).itemsize)
        )

    def view_bytes(self, index: Any) -> bytes:
        """The bytes of a buffer view, as pictures are kept in them. Raises FileError."""
        view = self.entry("bufferViews", index)
        numbers = [view.get("byteOffset", 0), view.get("byteLength"), view.get("buffer")]
        if not all(map(_is_count, numbers)) or numbers[2] >= len(self.buffers):
            raise refuse(self.path, "glTF", f"Buffer view {index} has the offset, length and buffer {numbers}.")
        start, length, buffer = numbers
        held = max(0, len(self.buffers[buffer]) - start)
        if length > held:
            raise refuse(self.path, "glTF", f"Buffer view {index} claims {length} bytes; its buffer holds {held}.")
        data: bytes = self.buffers[buffer][start : start + length]
        return data

    def _sparse(self, index: Any, sparse: Any, values: Array, dtype: str, width: int) -> Array:
        try:
            count, indices = sparse["count"], sparse["indices"]
            code = _COMPONENTS[indices["componentType"]]
            rows = self._values(f"Accessor {index}", indices, f"<{code}", 1, int(count))[:, 0].astype(np.int64)
            new = self._values(f"Accessor {index}", sparse["values"], dtype, width, int(count))
        except (KeyError, TypeError, ValueError):
            raise refuse(self.path, "glTF", f"Accessor {index} is sparse in a broken way.") from None
        if rows.max(initial=-1) >= len(values):
            raise refuse(self.path, "glTF", f"Accessor {index} replaces rows it does not have.")
        values = values.copy()
        values[rows] = new
        return values

    def node_matrix(self, node: dict[str, Any]) -> Array:
        """The (4, 4) float64 transform of a node: points are columns."""
        try:
            if "matrix" in node:
                matrix = np.array(node["matrix"], dtype=np.float64).reshape(4, 4).T
            else:
                x, y, z, w = (float(v) for v in node.get("rotation", (0, 0, 0, 1)))
                norm = math.sqrt(x * x + y * y + z * z + w * w) or 1.0
                x, y, z, w = x / norm, y / norm, z / norm, w / norm
                matrix = np.eye(4)
                matrix[:3, :3] = [
                    [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
                    [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
                    [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
                ]
                with np.errstate(all="ignore"):  # what is not finite is refused below
                    matrix[:3, :3] *= np.array(node.get("scale", (1, 1, 1)), dtype=np.float64).reshape(1, 3)
                matrix[:3, 3] = np.array(node.get("translation", (0, 0, 0)), dtype=np.float64).reshape(3)
        except (ValueError, TypeError, OverflowError):
            raise refuse(self.path, "glTF", "A node has a broken transform.") from None
        if not np.isfinite(matrix).all():
            raise refuse(self.path, "glTF", "A node has a transform that is not finite.")
        return matrix


def _is_count(value: Any) -> TypeGuard[int]:
    """Whether a value counts something."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _key(value: Any) -> Any:
    """What can be looked up in a table; None for anything else."""
    return value if isinstance(value, int | str) else None


def packed(path: PathLike) -> Exception:
    """The error for compressed geometry."""
    do = "Save it without mesh compression, for example `gltf-transform copy in.glb out.glb`."
    return refuse(path, "glTF", "Its geometry is compressed (Draco or meshopt), which is not read.", do)


def read_glb_file(path: PathLike) -> GltfFile:
    """A .glb: one JSON chunk and perhaps one of bytes. Raises FileError."""
    data = read_bytes(path, "GLB", (b"glTF",))
    if len(data) < 20:
        raise refuse(path, "GLB", f"It is cut off: {len(data)} bytes.")
    version, length = struct.unpack_from("<II", data, 4)
    if version != 2 or length > len(data):
        raise refuse(path, "GLB", f"Its header says version {version} and {length} bytes; the file has {len(data)}.")
    chunks: list[tuple[int, bytes]] = []
    at = 12
    while at + 8 <= length:
        size, kind = struct.unpack_from("<II", data, at)
        if at + 8 + size > length:
            raise refuse(path, "GLB", f"A chunk claims {size} bytes; {length - at - 8} are left.")
        chunks.append((kind, data[at + 8 : at + 8 + size]))
        at += 8 + size
    if not chunks or chunks[0][0] != _JSON_CHUNK:
        raise refuse(path, "GLB", "Its first chunk is not JSON.")
    body = next((chunk for kind, chunk in chunks if kind == _BIN_CHUNK), None)
    return _with_buffers(path, _tree(path, chunks[0][1]), body)


def read_gltf_file(path: PathLike) -> GltfFile:
    """A .gltf: JSON with buffers inside it or beside it. Raises FileError."""
    return _with_buffers(path, _tree(path, read_bytes(path, "glTF")), None)


def _tree(path: PathLike, data: bytes) -> dict[str, Any]:
    try:
        tree = json.loads(data.decode("utf-8-sig").rstrip("\0 "))
    except (ValueError, RecursionError) as error:
        raise refuse(path, "glTF", f"Its JSON is broken: {error}.") from None
    if not isinstance(tree, dict) or not isinstance(tree.get("asset"), dict):
        raise refuse(path, "glTF", "Its JSON is not glTF: it has no asset.")
    for kind in _LISTS:
        listed(path, tree, kind)
    return tree


def listed(path: PathLike, entry: dict[str, Any], key: str) -> list[Any]:
    """entry[key], a list; empty when it is not there. Raises FileError when it is anything else."""
    value = entry.get(key)
    if value is not None and not isinstance(value, list):
        raise refuse(path, "glTF", f"Its {key} are no list but {str(value)[:40]!r}.")
    return value or []


def _with_buffers(path: PathLike, tree: dict[str, Any], body: bytes | None) -> GltfFile:
    if any(key in (tree.get("extensionsRequired") or ()) for key in _PACKED):
        raise packed(path)
    buffers: list[bytes] = []
    for entry in tree.get("buffers") or ():
        uri = entry.get("uri") if isinstance(entry, dict) else None
        if uri is None and not buffers and body is not None:
            buffers.append(body)
        elif isinstance(uri, str) and uri.startswith("data:"):
            try:
                buffers.append(base64.b64decode(uri.partition(",")[2], validate=True))
            except (binascii.Error, ValueError):
                raise refuse(path, "glTF", "A buffer in its JSON is not base64.") from None
        elif isinstance(uri, str):
            buffers.append(_beside(path, uri))
        else:
            raise refuse(path, "glTF", f"Its buffer {len(buffers)} has no data.")
    return GltfFile(Path(path), tree, tuple(buffers))


def _beside(path: PathLike, uri: str) -> bytes:
    """A buffer file in the folder of the glTF file or below it; nothing else is opened."""
    folder = Path(path).resolve().parent
    try:
        target = (folder / unquote(uri)).resolve()
        inside = target.is_relative_to(folder) and "://" not in uri
    except (OSError, ValueError):
        inside = False
    if not inside:
        raise refuse(path, "glTF", f"Its buffer {uri[:80]!r} is not in its folder.", "Put the buffer beside the file.")
    return read_bytes(target, "a buffer of glTF")
