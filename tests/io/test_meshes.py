"""OBJ, OFF, STL, GLB and glTF."""

from __future__ import annotations

import base64
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pa3d.errors import FileError, ShapeError
from pa3d.io.formats import output_extension, read
from pa3d.io.labelled import Labelled, split_by_part, write_labelled
from pa3d.io.provenance import Provenance
from pa3d.shapes.records import Cloud, Mesh, PointLabels

PROVENANCE = Provenance("small", "ab12", ("leg",), "y", 0, "0.1.0")


def mesh_of(path: Path, data: str | bytes) -> Mesh:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    mesh = read(path)
    assert isinstance(mesh, Mesh)
    return mesh


def test_obj(tmp_path: Path) -> None:
    text = (
        "mtllib a.mtl\nv 0 0 0 1 0 0\nv 1 0 0 0 1 0\nv 1 1 0 0 0 1\nv 0 1 0 1 1 1\nvt 0 0\nvt 1 0.5\n"
        "usemtl wood\nf 1/1 2/2 3/2 \\\n4/1\nusemtl steel\nf -4/1//-1 -2/2 -1/1 # back\nv 9 9 9 0 0 0\n"
    )
    mesh = mesh_of(tmp_path / "a.obj", text)
    assert mesh.faces.tolist() == [[0, 1, 2], [0, 2, 3], [0, 2, 3]] and mesh.polygons is not None
    assert mesh.polygons.tolist() == [0, 0, 1] and len(mesh.vertices) == 5
    assert mesh.colors is not None and mesh.colors[0].tolist() == [255, 0, 0]
    face = mesh.kept.element("face")
    assert face.scalar("material").tolist() == [0, 1] and "comment obj material 1 steel" in mesh.kept.notes
    assert face.columns["texcoord"].values.tolist() == [0, 0, 1, 0.5, 1, 0.5, 0, 0, 0, 0, 1, 0.5, 0, 0]


def test_off(tmp_path: Path) -> None:
    body = "3 2 0\n0 0 0\n1 0 0\n# note\n0 1 0\n3 0 1 2 255 0 0\n3 2 1 0 0 255 0\n"
    for start in ("OFF\n", "OFF", "OFF "):
        mesh = mesh_of(tmp_path / "a.off", start + body)
        assert mesh.faces.tolist() == [[0, 1, 2], [2, 1, 0]]
        assert mesh.kept.element("face").scalar("green").tolist() == [0, 255]
    mesh = mesh_of(tmp_path / "a.off", "COFF\n3 1 0\n0 0 0 9 8 7 255\n1 0 0 9 8 7 255\n0 1 0 9 8 7 255\n3 0 1 2\n")
    assert mesh.colors is not None and mesh.colors.tolist() == [[9, 8, 7]] * 3


def stl(count: int, claimed: int) -> bytes:
    corners = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], dtype="<f4")
    triangle = np.zeros(3, "<f4").tobytes() + corners.tobytes() + b"\x05\x00"
    return b"solid but binary".ljust(80, b"\0") + struct.pack("<I", claimed) + triangle * count


def test_stl(tmp_path: Path) -> None:
    mesh = mesh_of(tmp_path / "a.stl", stl(2, 2))
    assert mesh.faces.tolist() == [[0, 1, 2], [0, 1, 2]] and len(mesh.vertices) == 3
    assert mesh.kept.element("face").scalar("attribute").tolist() == [5, 5]
    facet = "facet normal 0 0 1\n outer loop\n  vertex 0 0 0\n  vertex 1e0 0 -0\n  vertex 0 1 0\n endloop\nendfacet\n"
    mesh = mesh_of(tmp_path / "a.stl", f"solid name\n{facet}{facet}endsolid name\n")
    assert mesh.faces.tolist() == [[0, 1, 2], [0, 1, 2]] and len(mesh.vertices) == 3


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.obj", b""),
        ("a.obj", b"f 1 2 3\n"),
        ("a.obj", b"v 0 0 0\nf 1 2 3\n"),
        ("a.obj", b"v 0 0\n"),
        ("a.obj", b"v 0 0 0\nf 0 1 1\n"),
        ("a.obj", b"v 0 0 x\n"),
        ("a.obj", b"v 0 0 0\nf 1 a 1\n"),
        ("a.obj", b"v 0 0 0\nf 1 1 999999999999999999999\n"),
        ("a.obj", b"v 0 0 0\nf -5 1 1\n"),
        ("a.obj", b"\x00\x01"),
        ("a.off", b""),
        ("a.off", b"OFF\n"),
        ("a.off", b"OFF\n4000000000 4000000000 0\n0 0 0\n"),
        ("a.off", b"OFF\n1 1 0\n0 0 0\n3 0 0 7\n"),
        ("a.off", b"OFF\n1 1 0\n0 0 0\n4000000000 0 0\n"),
        ("a.off", b"OFF BINARY\n"),
        ("a.off", b"OFF\n0 0 0\n"),
        ("a.off", b"OFF\n2 0 0\n0 0 0\n1 1\n"),
        ("a.stl", b""),
        ("a.stl", b"solid a\nendsolid a\n"),
        ("a.stl", stl(1, 4_000_000_000)),
        ("a.stl", stl(0, 0)),
        ("a.stl", stl(2, 2)[:-1]),
        ("a.stl", b"solid a\nfacet normal 0 0 1\nvertex 0 0 0\nvertex 1 0 0\nendfacet\n"),
        ("a.glb", b""),
        ("a.glb", b"glTF" + struct.pack("<II", 2, 4_000_000_000) + bytes(8)),
        ("a.glb", b"glTF" + struct.pack("<IIII", 2, 20, 99, 0x4E4F534A)),
        ("a.gltf", b"{"),
        ("a.gltf", b"[]"),
        ("a.gltf", b'{"asset": {}}'),
        ("a.gltf", b'{"asset": {}, "buffers": [{"uri": "../a.bin"}]}'),
        ("a.gltf", b'{"asset": {}, "extensionsRequired": ["KHR_draco_mesh_compression"]}'),
        ("a.gltf", b'{"asset": {}, "nodes": [{"children": [0]}], "scenes": [{"nodes": [0]}]}'),
    ],
)
def test_broken_meshes(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(FileError) as caught:
        mesh_of(tmp_path / name, data)
    assert "\n" not in str(caught.value)


def gltf(**changes: Any) -> dict[str, Any]:
    """Two instances of a strip of two triangles, one mirrored and moved."""
    points = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0]], "<f4").tobytes()
    body = points + np.array([0, 1, 2, 3], "<u2").tobytes()
    tree = {
        "asset": {"version": "2.0", "copyright": "someone"},
        "buffers": [{"uri": "data:;base64," + base64.b64encode(body).decode(), "byteLength": len(body)}],
        "bufferViews": [{"buffer": 0, "byteLength": 48}, {"buffer": 0, "byteOffset": 48, "byteLength": 8}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "type": "VEC3", "count": 4},
            {"bufferView": 1, "componentType": 5123, "type": "SCALAR", "count": 4},
        ],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1, "mode": 5}]}],
        "nodes": [
            {"children": [1, 2], "translation": [10, 0, 0]},
            {"mesh": 0},
            {"mesh": 0, "scale": [-1, 1, 1], "rotation": [0, 0, 0, 1]},
        ],
        "scenes": [{"nodes": [0]}],
    }
    return {**tree, **changes}


def normals_z(mesh: Mesh) -> Any:
    corner = mesh.vertices[mesh.faces]
    return np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])[:, 2].tolist()


def test_scene_to_glb_with_parts(tmp_path: Path) -> None:
    mesh = mesh_of(tmp_path / "a.gltf", json.dumps(gltf()))
    assert output_extension("a.gltf", mesh) == ".glb"
    assert normals_z(mesh) == [1, 1, 1, 1]  # the strip and the mirror keep their outside
    assert mesh.vertices[:, 0].min() == 9 and mesh.vertices[:, 0].max() == 11
    faces = PointLabels(("leg", "seat"), np.array([0, 1, 1, -1]), np.ones(4))
    labelled = Labelled(mesh, PointLabels(("leg", "seat"), np.zeros(8, int), np.ones(8)), faces)
    write_labelled(labelled, tmp_path / "b.glb", PROVENANCE)
    data = (tmp_path / "b.glb").read_bytes()
    tree = json.loads(data[20 : 20 + struct.unpack_from("<I", data, 12)[0]])
    assert [m["name"] for m in tree["meshes"]] == ["none", "leg", "seat"] and tree["asset"]["copyright"] == "someone"
    assert tree["extras"]["pa3d"]["model_sha256"] == "ab12"
    assert len({tuple(m["pbrMetallicRoughness"]["baseColorFactor"]) for m in tree["materials"]}) == 3
    again = read(tmp_path / "b.glb")
    assert isinstance(again, Mesh) and len(again.faces) == 4 and normals_z(again) == [1, 1, 1, 1]
    write_labelled(dict(split_by_part(labelled))["seat"], tmp_path / "seat.glb", PROVENANCE)
    seat = read(tmp_path / "seat.glb")
    assert isinstance(seat, Mesh) and len(seat.faces) == 2
    with pytest.raises(ShapeError):
        write_labelled(labelled._replace(face_labels=None), tmp_path / "c.glb", PROVENANCE)


def test_points_of_a_scene_are_a_cloud(tmp_path: Path) -> None:
    tree = gltf(meshes=[{"primitives": [{"attributes": {"POSITION": 0}, "mode": 0}]}])
    (tmp_path / "a.gltf").write_text(json.dumps(tree))
    cloud = read(tmp_path / "a.gltf")
    assert isinstance(cloud, Cloud) and len(cloud.points) == 8 and output_extension("a.gltf", cloud) == ".ply"


@pytest.mark.parametrize(
    ("kind", "index", "change"),
    [
        ("accessors", 0, {"count": 4_000_000_000}),
        ("accessors", 1, {"count": 5}),
        ("accessors", 0, {"type": "MAT9"}),
        ("bufferViews", 0, {"byteLength": 10**12}),
        ("bufferViews", 0, {"buffer": 3}),
        ("bufferViews", 0, {"byteOffset": -4}),
        ("accessors", 0, {"bufferView": 9}),
        ("nodes", 1, {"mesh": 5}),
        ("nodes", 1, {"matrix": [1, 2]}),
        ("nodes", 2, {"children": [0]}),
    ],
)
def test_lying_scenes(tmp_path: Path, kind: str, index: int, change: dict[str, Any]) -> None:
    tree = gltf()
    tree[kind][index] |= change
    with pytest.raises(FileError):
        mesh_of(tmp_path / "a.gltf", json.dumps(tree))
