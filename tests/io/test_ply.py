from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pa3d.errors import FileError
from pa3d.io.labelled import Labelled, split_by_part, write_labelled
from pa3d.io.ply import read_ply
from pa3d.io.ply_body import read_ply_file, write_ply_file
from pa3d.io.ply_format import PlyFile
from pa3d.io.provenance import Provenance
from pa3d.shapes.records import Cloud, Mesh, PointLabels

PROVENANCE = Provenance("small", "ab12", ("leg", "sïtz\n"), "y", 0, "0.1.0")
MIXED = b"""ply
format ascii 1.0
comment caf\xc3\xa9
obj_info scanner 7
element vertex 5
comment of vertices
property float x
property double y
property int z
property uchar red
property uchar green
property uchar blue
property short part
element face 2
property list uchar int vertex_indices
property float quality
element range_grid 3
property list uchar int vertex_indices
end_header
0.1 0 0 1 2 3 7
1 0.1 0 4 5 6 7
1 1 -5 7 8 9 7
0 1 0 1 2 3 7
2 2 0 1 2 3 7
4 0 1 2 3 0.5
3 0 3 4 0.25
0
1 0
2 1 2
"""


def labels_for(count: int, names: tuple[str, ...] = ("leg", "sïtz\n")) -> PointLabels:
    return PointLabels(names, np.arange(count, dtype=np.int32) % 3 - 1, np.linspace(0, 1, count, dtype=np.float32))


def save(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def form(ply: PlyFile, text: bool, order: str) -> PlyFile:
    return PlyFile(text, order, ply.notes, ply.elements)  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "order"), [(True, "<"), (False, "<"), (False, ">")])
def test_three_forms_hold_the_same(tmp_path: Path, text: bool, order: str) -> None:
    first = read_ply_file(save(tmp_path / "a.ply", MIXED))
    write_ply_file(form(first, text, order), tmp_path / "b.ply")
    second = read_ply_file(tmp_path / "b.ply")
    assert second.notes == first.notes and second.elements[0].notes == ("comment of vertices",)
    for a, b in zip(first.elements, second.elements, strict=True):
        assert a.properties == b.properties
        for name in a.names():
            np.testing.assert_equal(b.columns[name], a.columns[name])


def test_agrees_with_plyfile(tmp_path: Path) -> None:
    plyfile = pytest.importorskip("plyfile")
    # plyfile reads neither other than ASCII in comments nor an empty list in text.
    plain = MIXED.replace(b"caf\xc3\xa9", b"cafe").replace(b"\n0\n1 0\n", b"\n1 2\n1 0\n")
    ours = read_ply_file(save(tmp_path / "a.ply", plain))
    for text, order in ((True, "<"), (False, "<"), (False, ">")):
        write_ply_file(form(ours, text, order), tmp_path / "b.ply")
        theirs = plyfile.PlyData.read(tmp_path / "b.ply")
        assert [tuple(row) for row in theirs["vertex"].data][2] == (1, 1, -5, 7, 8, 9, 7)
        assert [row.tolist() for row in theirs["face"]["vertex_indices"]] == [[0, 1, 2, 3], [0, 3, 4]]
        assert [row.tolist() for row in theirs["range_grid"]["vertex_indices"]] == [[2], [0], [1, 2]]


def test_mesh_is_labelled_and_nothing_is_lost(tmp_path: Path) -> None:
    mesh = read_ply(save(tmp_path / "a.ply", MIXED))
    assert isinstance(mesh, Mesh) and mesh.polygons is not None
    assert mesh.faces.tolist() == [[0, 1, 2], [0, 2, 3], [0, 3, 4]] and mesh.polygons.tolist() == [0, 0, 1]
    faces = PointLabels(("leg", "sïtz\n"), np.array([0, 1, 0]), np.array([0.2, 0.9, 0.5]))
    write_labelled(Labelled(mesh, labels_for(5), faces), tmp_path / "b.ply", PROVENANCE, colorize=True)
    ply = read_ply_file(tmp_path / "b.ply")
    vertex, face = ply.element("vertex"), ply.element("face")
    assert vertex is not None and face is not None
    assert vertex.scalar("original_part") is not None  # it came from elsewhere
    np.testing.assert_equal(vertex.scalar("original_red"), [1, 4, 7, 1, 1])
    np.testing.assert_equal(vertex.scalar("part"), [-1, 0, 1, -1, 0])
    np.testing.assert_equal(face.scalar("part"), [1, 0])  # the best scored triangle of the square speaks
    np.testing.assert_equal(face.scalar("quality"), [0.5, 0.25])
    assert "comment caf\xc3\xa9" in ply.notes and "obj_info scanner 7" in ply.notes
    assert "comment pa3d part 1 s\\xeftz\\n" in ply.notes and "comment pa3d model_sha256 ab12" in ply.notes
    assert ply.element("range_grid") is not None


def test_own_output_is_replaced_not_piled_up(tmp_path: Path) -> None:
    path = save(tmp_path / "a.ply", b"ply\nformat ascii 1.0\nelement vertex 1\n" + XYZ + b"end_header\n1 2 3\n")
    write_labelled(Labelled(read_ply(path), labels_for(1)), tmp_path / "b.ply", PROVENANCE)
    write_labelled(Labelled(read_ply(tmp_path / "b.ply"), labels_for(1)), tmp_path / "c.ply", PROVENANCE)
    assert (tmp_path / "b.ply").read_bytes() == (tmp_path / "c.ply").read_bytes()


XYZ = b"property float x\nproperty float y\nproperty float z\n"


def test_non_finite_rows_stay(tmp_path: Path) -> None:
    data = b"ply\r\nformat ascii 1.0\r\nelement vertex 2\r\n" + XYZ.replace(b"\n", b"\r\n")
    cloud = read_ply(save(tmp_path / "a.ply", data + b"end_header\r\n1 2 nan\r\n-inf 1 1\r\n"))
    assert isinstance(cloud, Cloud)
    np.testing.assert_equal(cloud.points, [[1, 2, np.nan], [-np.inf, 1, 1]])


def test_colors_of_other_types(tmp_path: Path) -> None:
    head = b"ply\nformat ascii 1.0\nelement vertex 1\n" + XYZ
    for kind, value, expected in ((b"float", b"0.5", 128), (b"ushort", b"65535", 255), (b"uchar", b"9", 9)):
        names = b"".join(b"property " + kind + b" " + name + b"\n" for name in (b"red", b"green", b"blue"))
        cloud = read_ply(save(tmp_path / "a.ply", head + names + b"end_header\n0 0 0 " + b" ".join([value] * 3)))
        assert isinstance(cloud, Cloud) and cloud.colors is not None and cloud.colors.tolist() == [[expected] * 3]


CORNERS = b"property list %s int vertex_indices\n"
HEAD = b"ply\nformat %s 1.0\nelement vertex %d\n" + XYZ


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"solid", "starts with"),
        (b"ply\nformat ascii 1.0\nelement ver", "end_header"),
        (HEAD % (b"ascii", 4_000_000_000) + b"end_header\n1 2 3\n", "room|at most"),
        (HEAD % (b"binary_little_endian", 4_000_000_000) + b"end_header\n" + bytes(12), "at most"),
        (HEAD % (b"ascii", 1) + b"end_header\n1 2 x\n", "not a number"),
        (HEAD % (b"ascii", 1) + b"end_header\n1 2 3 4\n", "describes"),
        (HEAD % (b"ascii", 1) + b"property uchar a\nend_header\n1 2 3 256\n", "8 bits"),
        (HEAD % (b"ascii", 1) + b"property uchar x\nend_header\n1 2 3 256\n", "Two properties"),
        (HEAD % (b"ascii", 1) + b"element face 1\n" + CORNERS % b"uchar" + b"end_header\n1 2 3 3 0 0 9", "vertex 9"),
        (
            HEAD % (b"binary_little_endian", 0)
            + b"element face 2\n"
            + CORNERS % b"uint"
            + b"end_header\n"
            + b"\xff" * 8,
            "at most",
        ),
        (b"ply\nformat ascii 1.0\nelement vertex 4000000000\nend_header\n", "nothing"),
        (b"ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nend_header\n1\n", "no x, y, z"),
    ],
)
def test_broken_files_are_refused_in_one_line(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(FileError, match=words) as caught:
        read_ply(save(tmp_path / "a.ply", data))
    assert caught.value.do and "\n" not in str(caught.value)


def test_parts_of_a_mesh_keep_their_values(tmp_path: Path) -> None:
    mesh = read_ply(save(tmp_path / "a.ply", MIXED))
    faces = PointLabels(("leg", "arm"), np.array([0, 1, 1]), np.ones(3))
    parts = dict(split_by_part(Labelled(mesh, labels_for(5, ("leg", "arm")), faces)))
    write_labelled(parts["arm"], tmp_path / "arm.ply", PROVENANCE)
    arm = read_ply(tmp_path / "arm.ply")
    assert isinstance(arm, Mesh) and isinstance(mesh, Mesh)
    np.testing.assert_equal(arm.vertices[arm.faces], mesh.vertices[mesh.faces[1:]])
    np.testing.assert_equal(arm.kept.element("face").scalar("quality"), [0.5, 0.25])
