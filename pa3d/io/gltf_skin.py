"""The skin of GLB and glTF: base colours and textures of materials, on the triangles that `glb` reads."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pa3d.io.glb import GltfScene, ScenePiece, scene_record
from pa3d.io.gltf_file import GltfFile, listed, read_glb_file, read_gltf_file
from pa3d.io.images import TextureMissing, read_beside
from pa3d.io.materials import FARTHEST, Skinned, Textures, linear_to_srgb, skin_or_none
from pa3d.io.source import PathLike, refuse
from pa3d.shapes.records import Array, Material, Mesh, Skin

_GLOSSINESS = "KHR_materials_pbrSpecularGlossiness"  # the older way to say a base colour; many scans still do
_MOVED = "KHR_texture_transform"
_PICTURES = ("EXT_texture_webp", "EXT_texture_avif", "KHR_texture_basisu", "MSFT_texture_dds")


@dataclass(frozen=True)
class _Look:
    """A material of the skin, and how its texture lies: the set of coordinates and what is done to them."""

    material: Material
    coordinates: int = 0
    turn: Array | None = None  # (2, 3): new = turn @ (u, v, 1)


def read_skinned(path: PathLike) -> Skinned:
    """A .glb or .gltf file with its skin. Raises FileError as `read_glb`, and for textures that claim too much."""
    gltf = read_glb_file(path) if Path(path).suffix.lower() == ".glb" else read_gltf_file(path)
    record = scene_record(gltf)
    if not isinstance(record, Mesh):
        return Skinned(record, license=_license(gltf))
    textures = Textures(path, len(listed(gltf.path, gltf.tree, "images")))
    skin = _skin(gltf, record, textures)
    return Skinned(record, skin_or_none(skin), tuple(textures.notes), _license(gltf))


def _license(gltf: GltfFile) -> str | None:
    """What the asset says of its rights: Sketchfab's `license`, else its copyright."""
    asset = gltf.tree["asset"]
    extras = asset.get("extras")
    for text in (extras.get("license") if isinstance(extras, dict) else None, asset.get("copyright")):
        if isinstance(text, str) and text.strip():
            return " ".join(text.split())[:500]
    return None


def _skin(gltf: GltfFile, mesh: Mesh, textures: Textures) -> Skin:
    """uv and material of every triangle of the mesh that was read from this file."""
    assert isinstance(mesh.kept, GltfScene)
    uv = np.full((len(mesh.faces), 3, 2), np.nan, dtype=np.float32)
    material = np.full(len(mesh.faces), -1, dtype=np.int32)
    looks: dict[int, tuple[int, _Look]] = {}  # by the file's number: ours, and the look
    vertex = face = 0
    for piece in mesh.kept.pieces:
        rows = slice(face, face + piece.faces)
        index = piece.primitive.get("material")
        if index is not None:
            if not isinstance(index, int):
                raise refuse(gltf.path, "glTF", f"A primitive names the material {str(index)[:40]!r}.")
            if index not in looks:
                looks[index] = len(looks), _look(gltf, index, textures)
            material[rows], look = looks[index]
            if look.material.texture is not None:
                uv[rows] = _coordinates(gltf, piece, look)[mesh.faces[rows] - vertex]
        vertex, face = vertex + piece.vertices, face + piece.faces
    uv[~np.isfinite(uv).all(axis=(1, 2))] = np.nan
    return Skin(uv, material, tuple(look.material for _, look in looks.values()))


def _coordinates(gltf: GltfFile, piece: ScenePiece, look: _Look) -> Array:
    """Texture coordinates (vertices of the piece, 2) float64; NaN where it has none."""
    name = f"TEXCOORD_{look.coordinates}"
    if name not in piece.primitive["attributes"]:
        return np.full((piece.vertices, 2), np.nan)
    values = gltf.accessor(piece.primitive["attributes"][name]).astype(np.float64)
    if values.shape != (piece.vertices, 2):
        found = f"A primitive of {piece.vertices} vertices has texture coordinates {values.shape}."
        raise refuse(gltf.path, "glTF", found)
    if look.turn is not None:
        with np.errstate(all="ignore"):
            values = values @ look.turn[:, :2].T + look.turn[:, 2]
    return np.where(np.abs(values) < FARTHEST, values, np.nan)


def _look(gltf: GltfFile, index: int, textures: Textures) -> _Look:
    entry = gltf.entry("materials", index)
    older = _inner(_inner(entry, "extensions"), _GLOSSINESS)
    plain = _inner(entry, "pbrMetallicRoughness")
    factor = older.get("diffuseFactor") if older else plain.get("baseColorFactor")
    base = _color(gltf, index, [1.0, 1.0, 1.0, 1.0] if factor is None else factor)
    pointer = older.get("diffuseTexture") if older else plain.get("baseColorTexture")
    if pointer is None:
        return _Look(Material(base))
    if not isinstance(pointer, dict):
        raise refuse(gltf.path, "glTF", f"Material {index} has a texture that is no object.")
    texture = _texture(gltf, pointer.get("index"), textures)
    moved = _inner(_inner(pointer, "extensions"), _MOVED)
    coordinates = moved.get("texCoord", pointer.get("texCoord", 0))
    if not isinstance(coordinates, int):
        raise refuse(gltf.path, "glTF", f"Material {index} asks for texture coordinates {coordinates!r}.")
    return _Look(Material(base, texture), coordinates, _turn(gltf, index, moved) if moved else None)


def _inner(entry: dict[str, Any], key: str) -> dict[str, Any]:
    """entry[key] when it is an object, else an empty one."""
    value = entry.get(key)
    return value if isinstance(value, dict) else {}


def _color(gltf: GltfFile, index: int, factor: Any) -> Array:
    """A linear factor of four as an sRGB colour (4,) float32, opacity as it is."""
    try:
        values = np.array(factor, dtype=np.float64).reshape(4)
    except (TypeError, ValueError, OverflowError):
        raise refuse(gltf.path, "glTF", f"Material {index} has the colour {str(factor)[:80]}.") from None
    return np.append(linear_to_srgb(values[:3]), np.clip(np.nan_to_num(values[3]), 0, 1)).astype(np.float32)


def _turn(gltf: GltfFile, index: int, moved: dict[str, Any]) -> Array:
    """KHR_texture_transform as (2, 3)."""
    try:
        angle = float(moved.get("rotation", 0))
        offset = np.array(moved.get("offset", (0, 0)), dtype=np.float64).reshape(2)
        scale = np.array(moved.get("scale", (1, 1)), dtype=np.float64).reshape(2)
    except (TypeError, ValueError, OverflowError):
        raise refuse(gltf.path, "glTF", f"Material {index} has a broken texture transform.") from None
    rotation = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return np.concatenate([rotation * scale, offset[:, None]], axis=1)


def _texture(gltf: GltfFile, index: Any, textures: Textures) -> Array | None:
    """The picture of a texture of the file."""
    entry = gltf.entry("textures", index)
    extensions = _inner(entry, "extensions")
    other = next((inner["source"] for key in _PICTURES if "source" in (inner := _inner(extensions, key))), None)
    source = entry.get("source", other)  # the plain picture, where one stands beside a newer kind
    if source is None:
        textures.note(f"texture {index} has no picture")
        return None
    image = gltf.entry("images", source)
    name = image.get("name") or image.get("uri")
    shown = repr(name[:80]) if isinstance(name, str) and not name.startswith("data:") else f"image {source}"
    return textures.get(source, shown, lambda: _image_bytes(gltf, image, shown))


def _image_bytes(gltf: GltfFile, image: dict[str, Any], shown: str) -> bytes:
    if "bufferView" in image:
        return gltf.view_bytes(image["bufferView"])
    uri = image.get("uri")
    if not isinstance(uri, str):
        raise TextureMissing(f"{shown} has no data")
    if not uri.startswith("data:"):
        from urllib.parse import unquote

        return read_beside(gltf.path, unquote(uri))
    try:
        return base64.b64decode(uri.partition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        raise TextureMissing(f"{shown} is not base64") from None
