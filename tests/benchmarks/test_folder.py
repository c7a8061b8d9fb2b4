"""A folder of labelled files: NPZ, PLY, and what segment wrote."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from conftest import shared

from pa3d.benchmarks.folder import cases
from pa3d.errors import FileError

from .pointwise import iou_of

PLY = """ply
format ascii 1.0
comment pa3d part 0 leg
comment pa3d part 1 seat
element vertex 3
property float x
property float y
property float z
property int part
end_header
0 0 0 1
1 0 0 -1
0 1 0 0
"""
POINTS = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], np.float32)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    root = tmp_path / "mine"
    (root / "stool").mkdir(parents=True)
    (root / "stool" / "b.ply").write_text(PLY)
    names = np.array(["base/leg", "seat", "arm"])
    np.savez(root / "a.npz", points=POINTS, labels=np.array([1, -1, 0]), names=names, category="Chair", up="z")
    np.savez(root / "a.parts.npz", points=POINTS, labels=np.array([0, 0, 0]), names=names)
    return root


def test_a_miniature(data: Path) -> None:
    chair, stool = cases(data)
    assert [(case.id, case.category) for case in (chair, stool)] == [("a.npz", "Chair"), ("stool/b.ply", "stool")]
    case = chair.read()
    assert case.labels.tolist() == [1, -1, 0] and case.parts == ("leg", "seat", "arm") and case.up == "z"
    assert iou_of(case, (0, 2, 0), "folder") == pytest.approx((1 / 2 + 0) / 2)  # the leg has 1 of 2, the seat none
    assert case.points.tolist() == POINTS.tolist() and case.category == "Chair"
    case = stool.read()
    assert case.labels.tolist() == [1, -1, 0] and case.parts == ("leg", "seat") and case.up == "y"
    assert cases(data, up="x")[0].read().up == "x"


def test_own_outputs_count_only_where_nothing_else_is(data: Path) -> None:
    (data / "a.npz").unlink()
    (data / "stool" / "b.ply").unlink()
    (only,) = cases(data)
    assert (only.id, only.category) == ("a.parts.npz", "mine") and only.read().labels.tolist() == [0, 0, 0]


def test_one_file(data: Path) -> None:
    (only,) = cases(data / "stool" / "b.ply")
    assert (only.id, only.category) == ("b.ply", "stool")


def test_a_member_whose_name_is_no_text_is_one_failure(data: Path) -> None:
    content = bytearray((data / "a.npz").read_bytes())
    entry = content.index(b"PK\x01\x02")
    content[entry + 9] |= 0x08  # the name is said to be UTF-8
    content[entry + 46] = 0xFF
    (data / "a.npz").write_bytes(bytes(content))
    broken, _ = cases(data)
    with pytest.raises(FileError, match="archive is broken"):
        broken.read()


def test_broken_files_are_one_failure_each(data: Path) -> None:
    (data / "a.npz").write_bytes(b"PK nothing")
    (data / "stool" / "b.ply").write_text(PLY.replace("pa3d part 1", "pa3d part 5"))
    broken, unnamed = cases(data)
    with pytest.raises(FileError, match="archive is broken"):
        broken.read()
    with pytest.raises(FileError, match="names no parts"):
        unnamed.read()


def test_folders_without_shapes(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="holds no labelled shape"):
        cases(tmp_path)
    with pytest.raises(FileError, match="There is no such folder"):
        cases(tmp_path / "gone")


def test_real_labelled_shapes() -> None:
    found = cases(shared("real", "labelled"))
    assert {"chair", "cap", "StorageFurniture"} <= {case.category for case in found}
    for case in found:
        assert not any("/" in part for part in case.read().parts)
