"""Single files as shapes for training."""

from __future__ import annotations

import pickle
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from pa3d.data import source_files
from pa3d.data.raw import Raw
from pa3d.data.source_files import load_file
from pa3d.errors import FileError
from pa3d.shapes.frame import axis_matrix
from pa3d.shapes.records import Array, Cloud, Mesh

POINTS = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 3.0]])


def cloud_of(raw: Raw) -> Cloud:
    assert isinstance(raw.geometry, Cloud) and raw.geometry.points.dtype == np.float64
    return raw.geometry


def save(path: Path, **arrays: Array | list[str] | str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for key, array in arrays.items():
            with archive.open(f"{key}.npy", "w") as member:
                np.lib.format.write_array(member, np.asarray(array))
    return path


def test_formats_come_y_up(tmp_path: Path) -> None:
    lines = "\n".join(" ".join(map(str, row)) for row in POINTS.tolist())
    (tmp_path / "a.xyz").write_text(lines)
    # z is up: (x, y, z) becomes (x, z, -y).
    turned = cloud_of(load_file(tmp_path / "a.xyz")).points
    assert turned.tolist() == [[0, 0, 0], [1, 0, 0], [0, 0, -2], [0, 3, 0]]
    assert cloud_of(load_file(tmp_path / "a.xyz", "y")).points.tolist() == POINTS.tolist()
    save(tmp_path / "a.npz", points=POINTS, normals=POINTS[::-1], colors=np.full((4, 3), 9, np.uint8))
    raw = load_file(tmp_path / "a.npz", "-x")
    cloud = cloud_of(raw)
    assert cloud.normals is not None and np.allclose(cloud.normals, cloud.points[::-1])
    assert cloud.colors is not None and raw.label_masks is None and cloud.kept is None
    # In the model's frame, y and z of a y-up shape are swapped: the same as going there at once.
    assert np.allclose(cloud.points[:, [0, 2, 1]], POINTS @ axis_matrix("-x").T)


def test_labelled_archives(tmp_path: Path) -> None:
    labels = np.array([0, 2, -1, 2])
    path = save(tmp_path / "a.npz", points=POINTS, labels=labels, names=["Leg", "seat", "arm_rest"], category="Chair")
    for raw in (load_file(path), load_file(path, labels=True)):
        assert raw.category == "chair" and raw.label_names == (("leg",), ("arm rest",))
        assert raw.label_masks is not None
        assert raw.label_masks.tolist() == [[True, False, False, False], [False, True, False, True]]
    bare = save(tmp_path / "b.npz", points=POINTS, labels=labels)
    assert load_file(bare).label_masks is None
    with pytest.raises(FileError, match="names"):
        load_file(bare, labels=True)
    turned = save(tmp_path / "c.npz", points=POINTS, labels=labels, names=["a", "b", "c"], up="z")
    assert cloud_of(load_file(turned)).points[3].tolist() == [0, 3, 0]
    assert cloud_of(load_file(turned, "y")).points[3].tolist() == [0, 0, 3]


@pytest.mark.parametrize(
    ("labels", "names"),
    [([0, 1, 0], ["a", "b"]), ([0, 1, 2, 0], ["a", "b"]), ([0, -2, 0, 0], ["a"]), ([0.5] * 4, ["a"]), ([0] * 4, [1])],
)
def test_labels_that_do_not_fit_are_refused(tmp_path: Path, labels: list[int], names: list[str]) -> None:
    path = save(tmp_path / "a.npz", points=POINTS, labels=np.array(labels), names=names)
    with pytest.raises(FileError, match=r"a\.npz"):
        load_file(path)


def test_large_clouds_are_thinned_with_their_labels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_files, "MOST_POINTS", 50)
    points = np.random.default_rng(0).random((300, 3))
    points[7] = np.nan
    path = save(tmp_path / "a.npz", points=points, labels=(points[:, 0] > 0.5).astype(int), names=["low", "high"])
    raw = load_file(path)
    kept = cloud_of(raw).points
    assert kept.shape == (50, 3) and np.isfinite(kept).all() and raw.label_masks is not None
    assert (raw.label_masks[raw.label_names.index(("high",))] == (kept[:, 0] > 0.5)).all()
    assert (cloud_of(load_file(path)).points == kept).all()


def write_ply(path: Path, vertices: Array, faces: list[list[int]], colors: Array | None = None) -> Path:
    kind = "property uchar red\nproperty uchar green\nproperty uchar blue\n" if colors is not None else ""
    header = (
        f"ply\nformat ascii 1.0\nelement vertex {len(vertices)}\nproperty double x\nproperty double y\n"
        f"property double z\n{kind}element face {len(faces)}\nproperty list uchar int vertex_indices\nend_header\n"
    )
    extra = [[]] * len(vertices) if colors is None else colors.tolist()
    rows = [" ".join(map(str, [*row, *more])) for row, more in zip(vertices.tolist(), extra, strict=True)]
    path.write_text(header + "\n".join([*rows, *(" ".join(map(str, [len(face), *face])) for face in faces)]) + "\n")
    return path


def test_meshes_lose_what_is_not_finite(tmp_path: Path) -> None:
    vertices = np.concatenate([POINTS, [[np.nan, 0, 0], [900, 900, 900]]])
    colors = np.arange(18).reshape(6, 3)
    path = write_ply(tmp_path / "a.ply", vertices, [[0, 1, 2], [0, 1, 4], [0, 2, 3]], colors)
    mesh = load_file(path).geometry
    assert isinstance(mesh, Mesh) and mesh.vertices.tolist() == POINTS.tolist()
    assert mesh.faces.tolist() == [[0, 1, 2], [0, 2, 3]]
    assert mesh.colors is not None and mesh.colors.tolist() == colors[:4].tolist()
    with pytest.raises(FileError, match="mesh"):
        load_file(path, labels=True)


def test_skins_follow_the_triangles(tmp_path: Path) -> None:
    (tmp_path / "a.mtl").write_text("newmtl red\nKd 1 0 0\nnewmtl blue\nKd 0 0 1\nmap_Kd none.png\n")
    lines = ["mtllib a.mtl", "v 0 0 0", "v 1 0 0", "v 0 1 0", "v nan 0 0", "vt 0 0", "usemtl red", "f 1/1 2/1 3/1",
             "usemtl blue", "f 1/1 2/1 4/1", "f 3/1 2/1 1/1"]  # fmt: skip
    (tmp_path / "a.obj").write_text("\n".join(lines))
    raw = load_file(tmp_path / "a.obj")
    assert raw.skin is not None and raw.skin.material.tolist() == [0, 1] and raw.skin.uv.shape == (2, 3, 2)
    assert raw.notes == ("texture 'none.png' is not there",)


@pytest.mark.parametrize(
    ("vertices", "says"),
    [
        (POINTS * 0 + 5, "no extent"),
        (POINTS * 1e-20, "no extent"),
        (POINTS * 1e20, "too large to be measured"),
        (POINTS * [[1.0, 0, 0]], "no surface"),
        (POINTS * np.nan, "finite corners"),
    ],
)
def test_degenerate_meshes_are_refused(tmp_path: Path, vertices: Array, says: str) -> None:
    path = write_ply(tmp_path / "a.ply", vertices, [[0, 1, 2], [0, 2, 3]])
    with pytest.raises(FileError, match=says) as caught:
        load_file(path)
    assert caught.value.found and caught.value.do


def test_far_from_the_origin_a_shape_keeps_its_detail(tmp_path: Path) -> None:
    fine = POINTS / 100
    path = save(tmp_path / "a.npz", points=fine + np.array([500_000.0, 4_500_000.0, 100.0]))
    near = cloud_of(load_file(path)).points
    assert np.abs(near).max() < 1 and np.allclose(near - near[0], fine - fine[0], atol=1e-8)
    path = save(tmp_path / "b.npz", points=fine + np.array([10.0, 0, 0]))  # not far: where it was
    assert cloud_of(load_file(path)).points[0].tolist() == [10, 0, 0]


def las(count: int, claimed: int, rgb: bool) -> bytes:
    """LAS 1.2 of points (i, 2 i, 3 i) millimetres, format 2 (with colours 257 i) or 0."""
    size = 26 if rgb else 20
    header = bytearray(227)
    header[:4] = b"LASF"
    struct.pack_into("<BB", header, 24, 1, 2)
    struct.pack_into("<HIIBHI", header, 94, 227, 227, 0, 2 if rgb else 0, size, claimed)
    struct.pack_into("<3d", header, 131, 1e-3, 1e-3, 1e-3)
    records = b"".join(
        struct.pack("<3i8x", i, 2 * i, 3 * i) + (struct.pack("<3H", 257 * i, 0, 0) if rgb else b"")
        for i in range(count)
    )
    return bytes(header) + records


def test_las_brings_colours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.las").write_bytes(las(200, 200, rgb=True))
    cloud = cloud_of(load_file(tmp_path / "a.las"))
    assert np.allclose(cloud.points[100], [0.1, 0.3, -0.2]) and cloud.colors is not None
    assert cloud.colors[100].tolist() == [100, 0, 0]
    monkeypatch.setattr(source_files, "MOST_POINTS", 20)
    cloud = cloud_of(load_file(tmp_path / "a.las"))
    assert len(cloud.points) == 20 and cloud.colors is not None
    assert np.allclose(cloud.points[:, 0] * 1000, cloud.colors[:, 0])
    (tmp_path / "b.las").write_bytes(las(9, 9, rgb=False))
    assert cloud_of(load_file(tmp_path / "b.las")).colors is None


def test_bad_files_are_file_errors(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.npz"
    with zipfile.ZipFile(bomb, "w") as archive:
        archive.writestr("points.npy", bytes(100))
    data = bytearray(bomb.read_bytes())
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 4_000_000_000)  # what it claims to unpack to
    bomb.write_bytes(data)
    pickled = tmp_path / "pickled.npz"
    np.savez(pickled, points=np.array([object()], dtype=object), allow_pickle=True)
    (tmp_path / "run.npy").write_bytes(pickle.dumps(print))
    (tmp_path / "empty.obj").write_bytes(b"")
    (tmp_path / "claims.las").write_bytes(las(3, 4_000_000_000, rgb=True))
    (tmp_path / "claims.stl").write_bytes(bytes(80) + struct.pack("<I", 4_000_000_000))
    (tmp_path / "cut.glb").write_bytes(b"glTF" + struct.pack("<II", 2, 4_000_000_000) + bytes(8))
    (tmp_path / "one.xyz").write_text("1 2 3\n")
    (tmp_path / "nan.xyz").write_text("nan 2 3\nnan 1 2\n")
    for path in (*sorted(tmp_path.iterdir()), tmp_path / "gone.ply", tmp_path / "shape.unknown"):
        with pytest.raises(FileError) as caught:
            load_file(path)
        assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_a_file_too_large_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.obj"
    with path.open("wb") as stream:
        stream.truncate((4 << 30) + 1)  # a sparse file: it takes no room
    with pytest.raises(FileError, match="too large"):
        load_file(path)
