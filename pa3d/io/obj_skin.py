"""The skin of OBJ: diffuse colours and textures of its material libraries, on the triangles that `obj` reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pa3d.io.images import TextureMissing, read_beside
from pa3d.io.materials import FARTHEST, Skinned, Textures, skin_or_none
from pa3d.io.obj import ObjFile, face_textures, obj_record, parse_obj
from pa3d.io.ply import fan
from pa3d.io.source import PathLike
from pa3d.shapes.records import Array, Material, Mesh, Skin

_UP = 1  # folders above its own in which an OBJ may have its textures, as ShapeNet's do
# Options before the file name of a texture, and how many words each takes at most (the first so many, if numbers).
_OPTIONS = {
    "-blendu": 1, "-blendv": 1, "-boost": 1, "-mm": 2, "-o": 3, "-s": 3, "-t": 3, "-texres": 1, "-clamp": 1, "-bm": 1,
    "-imfchan": 1, "-type": 1, "-cc": 1,
}  # fmt: skip
_NUMBERS = ("-o", "-s", "-t", "-mm")  # of these, as many words as are numbers
_UNSAID = (0.8, 0.8, 0.8)  # a material without a colour


@dataclass
class _Entry:
    """A material as its library has it: Kd, d, the file name of map_Kd, and its scale and offset (u, v)."""

    color: tuple[float, ...] | None = None
    opacity: float = 1.0
    texture: str | None = None
    scale: tuple[float, float] = (1.0, 1.0)
    offset: tuple[float, float] = (0.0, 0.0)


def read_skinned(path: PathLike) -> Skinned:
    """An OBJ file with its skin. Raises FileError as `read_obj`, and for textures that claim too much."""
    obj = parse_obj(path)
    record = obj_record(obj)
    names = obj.names["material"]
    if not isinstance(record, Mesh) or not names:
        return Skinned(record)
    textures = Textures(path, len(names))
    library = _libraries(obj, textures)
    materials: list[Material] = []
    entries: list[_Entry] = []
    number = np.full(len(names) + 1, -1, dtype=np.int32)  # by the file's number; the last is that of no material
    for name, index in names.items():
        if name in library:
            number[index] = len(materials)
            entries.append(library[name])
            materials.append(_material(path, library[name], textures))
        elif library:
            textures.note(f"material {name[:80]!r} is not in its libraries")
    polygons = np.arange(len(record.faces)) if record.polygons is None else record.polygons
    material = number[np.array(obj.owners["material"], dtype=np.int64)[polygons]]
    uv = _coordinates(obj, material, entries, [each.texture is not None for each in materials])
    skin = Skin(uv, material, tuple(materials))
    return Skinned(record, skin_or_none(skin), tuple(textures.notes))


def _coordinates(obj: ObjFile, material: Array, entries: list[_Entry], textured: list[bool]) -> Array:
    """Texture coordinates (F, 3, 2) float32 of the triangles with a material (F,), v downwards; NaN without."""
    uv = np.full((len(material), 3, 2), np.nan)
    found = face_textures(obj) if any(textured) else None
    if found is None:
        return uv.astype(np.float32)
    lengths, places, table = found
    corners = fan(lengths, places).corners  # (F, 3) rows of the table, -1 none
    known = (corners >= 0).all(axis=1) & np.array([*textured, False])[material]
    scale = np.array([*(entry.scale for entry in entries), (1, 1)])[material[known], None]
    offset = np.array([*(entry.offset for entry in entries), (0, 0)])[material[known], None]
    with np.errstate(all="ignore"):
        uv[known] = table[corners[known]] * scale + offset
        uv[..., 1] = 1 - uv[..., 1]
        uv[~(np.abs(uv) < FARTHEST).all(axis=(1, 2))] = np.nan
    return uv.astype(np.float32)


def _libraries(obj: ObjFile, textures: Textures) -> dict[str, _Entry]:
    """The materials of all libraries the file names; one that is missing is noted."""
    entries: dict[str, _Entry] = {}
    for line in dict.fromkeys(obj.libraries):
        whole = _file_name(line)
        try:
            texts = [read_beside(obj.path, whole, _UP)]
        except TextureMissing as missing:
            words, texts = whole.split(), []
            for word in words if len(words) > 1 else ():  # several libraries on one line, none with a space in it
                try:
                    texts.append(read_beside(obj.path, word, _UP))
                except TextureMissing as other:
                    textures.note(f"material library {other}")
            if len(words) < 2:
                textures.note(f"material library {missing}")
        for text in texts:
            entries = _library(text) | entries
    return entries


def _file_name(raw: bytes) -> str:
    """A file name as written in the file: UTF-8, else Latin-1."""
    try:
        return raw.decode("utf-8").strip()
    except UnicodeDecodeError:
        return raw.decode("latin-1").strip()


def _library(data: bytes) -> dict[str, _Entry]:
    """The materials of a library; statements it does not understand are about other things than colour."""
    entries: dict[str, _Entry] = {}
    current = _Entry()
    for line in data.splitlines():
        kind, _, rest = line.strip().replace(b"\t", b" ").partition(b" ")
        kind, rest = kind.lower(), rest.strip()
        if kind == b"newmtl":
            current = entries.setdefault(rest.decode("latin-1").strip(), _Entry())
        elif kind == b"kd":
            numbers = _numbers(rest.decode("latin-1").split())
            if numbers:
                current.color = numbers[:3] if len(numbers) >= 3 else numbers[:1] * 3
        elif kind in (b"d", b"tr"):
            numbers = _numbers(rest.decode("latin-1").split()[-1:])
            if numbers:
                current.opacity = numbers[0] if kind == b"d" else 1 - numbers[0]
        elif kind == b"map_kd" and rest:
            _set_texture(current, _file_name(rest))
    return entries


def _numbers(words: list[str]) -> tuple[float, ...]:
    """The numbers that the words begin with."""
    found: list[float] = []
    for word in words:
        try:
            found.append(float(word))
        except ValueError:
            break
    return tuple(found)


def _set_texture(entry: _Entry, text: str) -> None:
    """What stands behind map_Kd: options, then a file name that may hold spaces."""
    while (option := text.partition(" ")[0].lower()) in _OPTIONS:
        words = text.split()
        values = _numbers(words[1 : 1 + _OPTIONS[option]])
        taken = max(1, len(values)) if option in _NUMBERS else _OPTIONS[option]
        if option == "-s" and values:
            entry.scale = values[0], values[min(1, len(values) - 1)]
        elif option == "-o" and values:
            entry.offset = values[0], values[1] if len(values) > 1 else 0.0
        if len(words) <= 1 + taken:
            return
        text = text.split(None, 1 + taken)[-1]
    entry.texture = text.strip()


def _material(path: PathLike, entry: _Entry, textures: Textures) -> Material:
    """Kd is taken as sRGB, as exporters write it. Black behind a texture means unset: it would hide the texture."""
    name = entry.texture
    texture = None
    if name is not None:
        texture = textures.get(name, repr(name[-80:]), lambda: read_beside(path, name, _UP))
    color = entry.color if entry.color is not None else (1.0, 1.0, 1.0) if texture is not None else _UNSAID
    if texture is not None and not any(color):
        color = (1.0, 1.0, 1.0)
    base = np.clip(np.nan_to_num([*color, entry.opacity]), 0, 1).astype(np.float32)
    return Material(base, texture)
