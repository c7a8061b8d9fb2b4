"""Skins of GLB, glTF and OBJ."""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pa3d.errors import FileError
from pa3d.io.formats import read
from pa3d.io.materials import Skinned, linear_to_srgb, read_skinned
from pa3d.shapes.records import Array, Cloud, Mesh, Skin

PAINT = np.arange(48, dtype=np.uint8).reshape(4, 4, 3) * 5


def png(pixels: Array = PAINT) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()


def skin_of(found: Skinned) -> Skin:
    assert found.skin is not None and isinstance(found.record, Mesh)
    skin = found.skin
    assert skin.uv.shape == (len(found.record.faces), 3, 2) and skin.uv.dtype == np.float32
    assert skin.material.shape == (len(found.record.faces),) and skin.material.dtype == np.int32
    assert all(material.base.shape == (4,) and material.base.dtype == np.float32 for material in skin.materials)
    return skin


def scene(**changes: Any) -> dict[str, Any]:
    """Two triangles: the first with a textured material, the second (in a mirrored node) with a plain one."""
    points = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], "<f4").tobytes()
    first = np.array([[0, 0], [1, 0], [0, 1]], "<f4").tobytes()
    second = np.array([[0, 0], [255, 0], [0, 51]], "u1").tobytes()
    picture = png()
    body = points + first + second + b"\0\0" + picture
    spans = [(0, 36), (36, 24), (60, 6), (68, len(picture))]
    tree: dict[str, Any] = {
        "asset": {"version": "2.0", "extras": {"license": "CC-BY-4.0"}},
        "buffers": [{"uri": "data:;base64," + base64.b64encode(body).decode(), "byteLength": len(body)}],
        "bufferViews": [{"buffer": 0, "byteOffset": start, "byteLength": size} for start, size in spans],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "type": "VEC3", "count": 3},
            {"bufferView": 1, "componentType": 5126, "type": "VEC2", "count": 3},
            {"bufferView": 2, "componentType": 5121, "type": "VEC2", "count": 3, "normalized": True},
        ],
        "images": [{"bufferView": 3, "mimeType": "image/png", "name": "paint"}],
        "textures": [{"source": 0}],
        "materials": [
            {"pbrMetallicRoughness": {"baseColorFactor": [0.2140411, 1, 0, 0.5]}},
            {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}},
        ],
        "meshes": [
            {"primitives": [{"attributes": {"POSITION": 0, "TEXCOORD_0": 1, "TEXCOORD_1": 2}, "material": 1}]},
            {"primitives": [{"attributes": {"POSITION": 0}, "material": 0}, {"attributes": {"POSITION": 0}}]},
        ],
        "nodes": [{"mesh": 0}, {"mesh": 1, "scale": [-1, 1, 1]}],
        "scenes": [{"nodes": [0, 1]}],
    }
    return {**tree, **changes}


def read_scene(folder: Path, tree: dict[str, Any]) -> Skinned:
    (folder / "a.gltf").write_text(json.dumps(tree))
    return read_skinned(folder / "a.gltf")


def test_a_scene_brings_its_skin(tmp_path: Path) -> None:
    found = read_scene(tmp_path, scene())
    skin = skin_of(found)
    assert found.license == "CC-BY-4.0" and not found.notes
    assert skin.material.tolist() == [0, 1, -1]
    assert (skin.materials[0].texture == PAINT).all() and skin.materials[0].base.tolist() == [1, 1, 1, 1]
    assert skin.materials[1].texture is None and np.allclose(skin.materials[1].base, [0.5, 1, 0, 0.5])
    assert skin.uv[0].tolist() == [[0, 0], [1, 0], [0, 1]] and np.isnan(skin.uv[1:]).all()
    plain = read(tmp_path / "a.gltf")
    assert isinstance(plain, Mesh) and isinstance(found.record, Mesh)
    assert plain.faces.tolist() == found.record.faces.tolist()


def test_mirrored_triangles_keep_their_coordinates(tmp_path: Path) -> None:
    found = read_scene(tmp_path, scene(nodes=[{"mesh": 0}, {"mesh": 0, "scale": [-1, 1, 1]}]))
    skin, mesh = skin_of(found), found.record
    assert isinstance(mesh, Mesh)
    corners = mesh.vertices[mesh.faces]
    assert np.allclose(np.abs(corners[..., :2]), skin.uv)  # u is |x|, v is y


def test_other_ways_to_say_a_texture(tmp_path: Path) -> None:
    moved = {"offset": [0.5, 0.25], "scale": [2, 1], "rotation": np.pi / 2, "texCoord": 1}
    pointer = {"index": 0, "extensions": {"KHR_texture_transform": moved}}
    tree = scene()
    tree["materials"][1] = {"pbrMetallicRoughness": {"baseColorTexture": pointer}}
    uv = skin_of(read_scene(tmp_path, tree)).uv[0]
    # Coordinates (0, 0), (1, 0), (0, 0.2): scaled, turned so that u becomes -v, moved.
    assert np.allclose(uv, [[0.5, 0.25], [0.5, 0.25 - 2], [0.5 + 0.2, 0.25]], atol=1e-6)
    gloss = {"diffuseFactor": [1, 0, 0, 1], "diffuseTexture": {"index": 0, "texCoord": 1}}
    tree["materials"][1] = {"extensions": {"KHR_materials_pbrSpecularGlossiness": gloss}}
    skin = skin_of(read_scene(tmp_path, tree))
    assert skin.materials[0].base.tolist() == [1, 0, 0, 1] and np.allclose(skin.uv[0], [[0, 0], [1, 0], [0, 0.2]])
    (tmp_path / "my paint.png").write_bytes(png())
    for uri in ("my%20paint.png", "data:image/png;base64," + base64.b64encode(png()).decode()):
        skin = skin_of(read_scene(tmp_path, scene(images=[{"uri": uri}])))
        assert (skin.materials[0].texture == PAINT).all()
    skin = skin_of(read_scene(tmp_path, scene(textures=[{"extensions": {"EXT_texture_webp": {"source": 0}}}])))
    assert (skin.materials[0].texture == PAINT).all()


@pytest.mark.parametrize(
    ("images", "says"),
    [
        ([{"uri": "none.png"}], "texture 'none.png' is not there"),
        ([{"uri": "../outside.png"}], "outside"),
        ([{"uri": "data:image/png;base64,***"}], "image 0 is not base64"),
        ([{"uri": "data:image/png;base64,AAAA"}], "image 0 cannot be decoded"),
        ([{"name": "wood"}], "'wood' has no data"),
    ],
)
def test_a_missing_texture_is_noted(tmp_path: Path, images: list[dict[str, Any]], says: str) -> None:
    found = read_scene(tmp_path, scene(images=images))
    skin = skin_of(found)
    assert len(found.notes) == 1 and says in found.notes[0]
    assert skin.material.tolist() == [0, 1, -1] and skin.materials[0].texture is None


@pytest.mark.parametrize(
    ("kind", "index", "change"),
    [
        ("bufferViews", 3, {"byteLength": 4_000_000_000}),
        ("bufferViews", 3, {"byteOffset": -1}),
        ("bufferViews", 3, {"buffer": 9}),
        ("images", 0, {"bufferView": 9}),
        ("textures", 0, {"source": 9}),
        ("materials", 1, {"pbrMetallicRoughness": {"baseColorTexture": {"index": 9}}}),
        ("materials", 1, {"pbrMetallicRoughness": {"baseColorTexture": 0}}),
        ("materials", 1, {"pbrMetallicRoughness": {"baseColorFactor": ["red"]}}),
        ("accessors", 1, {"count": 2_000_000_000}),
        ("accessors", 1, {"count": 2}),
        ("accessors", 1, {"type": ["VEC2"]}),
        ("bufferViews", 1, {"byteStride": True}),
        ("nodes", 0, {"matrix": [float("inf")] * 16}),
        ("nodes", 0, {"children": 7}),
    ],
)
def test_lying_skins_are_refused(tmp_path: Path, kind: str, index: int, change: dict[str, Any]) -> None:
    tree = scene()
    tree[kind][index] |= change
    with pytest.raises(FileError):
        read_scene(tmp_path, tree)


@pytest.mark.parametrize(
    "changes",
    [
        {"images": 5},
        {"materials": {"a": 1}},
        {"meshes": [{"primitives": 1.5}]},
        {"meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "material": []}]}]},
    ],
)
def test_trees_of_another_form_are_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(FileError):
        read_scene(tmp_path, scene(**changes))


def test_a_texture_of_gigabytes_is_refused(tmp_path: Path) -> None:
    data, header = png(), b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    assert data[12:16] == b"IHDR"
    lying = data[:12] + header + struct.pack(">I", zlib.crc32(header)) + data[33:]
    uri = "data:image/png;base64," + base64.b64encode(lying).decode()
    with pytest.raises(FileError, match="pixels"):
        read_scene(tmp_path, scene(images=[{"uri": uri}]))
    (tmp_path / "large.png").write_bytes(lying)
    with pytest.raises(FileError, match="pixels"):
        write_obj(tmp_path, OBJ, MTL.replace("my wood.png", "large.png"))


def test_points_have_no_skin(tmp_path: Path) -> None:
    found = read_scene(tmp_path, scene(meshes=[{"primitives": [{"attributes": {"POSITION": 0}, "mode": 0}]}], nodes=[]))
    assert isinstance(found.record, Cloud) and found.skin is None and found.license == "CC-BY-4.0"


OBJ = """mtllib a.mtl
v 0 0 0
v 1 0 0
v 1 1 0
v 0 1 0
vt 0 0
vt 1 0
vt 1 1
vt 0 0.25
f 1/1 2/2 3/3
usemtl wood grain
f 1/1 2/2 3/3 4/4
usemtl steel
f 1 2 3
usemtl nowhere
f 1 2 3
"""
MTL = """# a library
newmtl wood grain
Kd 0.5 1 1
map_Kd -s 2 3 1 -o 0.5 my wood.png
newmtl steel
Kd 0.1 0.2 2
d 0.25
newmtl unused
map_Kd gone.png
"""


def write_obj(folder: Path, obj: str = OBJ, mtl: str = MTL) -> Skinned:
    (folder / "my wood.png").write_bytes(png())
    (folder / "a.mtl").write_text(mtl)
    (folder / "a.obj").write_text(obj)
    return read_skinned(folder / "a.obj")


def test_obj_brings_its_skin(tmp_path: Path) -> None:
    found = write_obj(tmp_path)
    skin = skin_of(found)
    assert found.notes == ("material 'nowhere' is not in its libraries",)
    assert skin.material.tolist() == [-1, 0, 0, 1, -1]
    assert np.allclose(skin.materials[0].base, [0.5, 1, 1, 1]) and (skin.materials[0].texture == PAINT).all()
    assert np.allclose(skin.materials[1].base, [0.1, 0.2, 1, 0.25]) and skin.materials[1].texture is None
    # u * 2 + 0.5; v * 3, then from the top: the quadrangle as two triangles.
    assert np.allclose(skin.uv[1], [[0.5, 1], [2.5, 1], [2.5, -2]])
    assert np.allclose(skin.uv[2], [[0.5, 1], [2.5, -2], [0.5, 0.25]])
    assert np.isnan(skin.uv[[0, 3, 4]]).all()
    assert read(tmp_path / "a.obj").faces.tolist() == found.record.faces.tolist()  # type: ignore[union-attr]


def test_obj_without_what_it_names(tmp_path: Path) -> None:
    found = write_obj(tmp_path, OBJ.replace("a.mtl", "b.mtl"))
    assert found.skin is None and found.notes == ("material library 'b.mtl' is not there",)
    found = write_obj(tmp_path, OBJ, MTL.replace("my wood.png", "none.png"))
    assert "texture 'none.png' is not there" in found.notes
    assert np.allclose(skin_of(found).materials[0].base[:3], [0.5, 1, 1])
    (tmp_path / "c.mtl").write_text("newmtl steel\nKd 1 0 0\n")
    found = write_obj(tmp_path, OBJ.replace("a.mtl", "c.mtl a.mtl"))
    assert len(skin_of(found).materials) == 2 and np.allclose(skin_of(found).materials[1].base[:3], [1, 0, 0])
    with pytest.raises(FileError, match="texture coordinate"):
        write_obj(tmp_path, OBJ.replace("4/4", "4/9"))
    assert write_obj(tmp_path, "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n").skin is None


def test_a_black_colour_does_not_hide_a_texture(tmp_path: Path) -> None:
    found = write_obj(tmp_path, OBJ, "newmtl wood grain\nKd 0 0 0\nmap_Kd my wood.png\nnewmtl steel\nKd 0 0 0\n")
    assert skin_of(found).materials[0].base.tolist() == [1, 1, 1, 1]
    assert skin_of(found).materials[1].base.tolist() == [0, 0, 0, 1]


@pytest.mark.parametrize("extension", ["glb", "obj"])
def test_what_another_library_wrote_looks_as_it_reads_it(tmp_path: Path, extension: str) -> None:
    trimesh = pytest.importorskip("trimesh")
    box = trimesh.creation.icosphere(subdivisions=1)
    generator = np.random.default_rng(0)
    uv = generator.random((len(box.vertices), 2))
    image = Image.fromarray(generator.integers(0, 256, (16, 16, 3), dtype=np.uint8))
    if extension == "glb":
        material = trimesh.visual.material.PBRMaterial(baseColorTexture=image, baseColorFactor=[255, 255, 255, 255])
    else:
        material = trimesh.visual.material.SimpleMaterial(image=image, diffuse=[255, 255, 255, 255])
    box.visual = trimesh.visual.TextureVisuals(uv=uv, material=material)
    path = tmp_path / f"a.{extension}"
    box.export(path)
    theirs = trimesh.load(path, force="mesh", process=False)
    found = read_skinned(path)
    skin = skin_of(found)
    assert isinstance(found.record, Mesh) and not found.notes
    triangles = found.record.vertices[found.record.faces]
    assert np.allclose(triangles, theirs.triangles, atol=1e-6)
    their_uv = theirs.visual.uv[theirs.faces] * [1, -1] + [0, 1]  # theirs count from the bottom
    assert np.allclose(skin.uv, their_uv, atol=1e-6)
    their_material = theirs.visual.material
    picture = their_material.baseColorTexture if extension == "glb" else their_material.image
    assert skin.materials[0].texture is not None
    assert (skin.materials[0].texture == np.array(picture.convert("RGB"))).all()


def test_light_becomes_srgb() -> None:
    assert np.allclose(linear_to_srgb(np.array([0, 0.002, 0.2140411, 1, 3, np.nan])), [0, 0.02584, 0.5, 1, 1, 0])
