"""Meshes with the colours of their materials: geometry and skin from one reading, for those who draw them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pa3d.io.formats import Source, call_reader, read
from pa3d.io.images import MOST_PIXELS, TextureMissing, decode_texture
from pa3d.io.source import PathLike, refuse
from pa3d.shapes.records import Array, Skin

_READERS = {".glb": "gltf_skin:read_skinned", ".gltf": "gltf_skin:read_skinned", ".obj": "obj_skin:read_skinned"}
FARTHEST = 1e6  # repeats of a texture: coordinates beyond say nothing
_MOST_TOTAL = 16 * MOST_PIXELS  # of all textures of a file: what unpacking them may cost in time


class Skinned(NamedTuple):
    """A record as `read` gives it, and the skin of a mesh whose materials say how it is coloured.

    notes: textures and material libraries that are missing or broken; their places have the base colour alone.
    license: what the file says of its rights.
    """

    record: Source
    skin: Skin | None = None
    notes: tuple[str, ...] = ()
    license: str | None = None


def read_skinned(path: PathLike) -> Skinned:
    """What `formats.read` reads, with its skin: GLB, glTF and OBJ have one, other formats at most colours of vertices.

    Raises FileError as `formats.read` does, and for textures that claim more pixels than are ever unpacked.
    """
    reader = _READERS.get(Path(path).suffix.lower())
    if reader is None:
        return Skinned(read(path))
    skinned: Skinned = call_reader(path, reader)
    return skinned


class Textures:
    """The textures of one file: each is unpacked once, those that cannot be are noted once. side: the longest kept."""

    def __init__(self, path: PathLike, expected: int) -> None:
        self._path = path
        self._side = 2048 if expected <= 16 else 1024 if expected <= 64 else 512  # memory stays within a gigabyte
        self._known: dict[Hashable, Array | None] = {}
        self._pixels = 0
        self.notes: list[str] = []

    def get(self, key: Hashable, name: str, fetch: Callable[[], bytes]) -> Array | None:
        """The texture (H, W, 3) uint8 behind a key, row 0 the top; None, and a note, where there is none."""
        if key not in self._known:
            try:
                texture = decode_texture(self._path, name, fetch(), self._side)
                self._count(texture)
            except TextureMissing as missing:
                self.note(f"texture {missing}")
                texture = None
            self._known[key] = texture
        return self._known[key]

    def _count(self, texture: Array) -> None:
        self._pixels += texture.shape[0] * texture.shape[1]
        if self._pixels > _MOST_TOTAL:
            raise refuse(self._path, "a textured mesh", f"Its textures have over {_MOST_TOTAL} pixels together.")

    def note(self, text: str) -> None:
        """One line about what is missing, told once."""
        line = " ".join(text.split())
        if line not in self.notes:
            self.notes.append(line)


def linear_to_srgb(values: Array) -> Array:
    """Linear light 0..1 as sRGB 0..1."""
    values = np.clip(np.nan_to_num(np.asarray(values, dtype=np.float64)), 0, 1)
    return np.where(values <= 0.0031308, 12.92 * values, 1.055 * values ** (1 / 2.4) - 0.055)


def skin_or_none(skin: Skin) -> Skin | None:
    """The skin, unless none of its triangles has a material."""
    return skin if (skin.material >= 0).any() else None
