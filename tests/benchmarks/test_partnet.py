"""PartNet-E from bytes written out here, as the data set's page describes them."""

from __future__ import annotations

import json
import os
import pickle
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pa3d.benchmarks.checked import part_names
from pa3d.benchmarks.partnet import cases, semantic_labels
from pa3d.errors import FileError

from .pointwise import iou_of

PLY = b"""ply
format ascii 1.0
element vertex 4
property float x
property float y
property float z
property uchar red
property uchar green
property uchar blue
end_header
0 0 0 255 0 0
1 0 0 255 0 0
0 1 0 0 255 0
0 0 1 0 0 255
"""
# {"semantic_seg": array([0, 3, -1, 0])} as np.save wrote it when the data set was made: NumPy 1, protocol 3.
PICKLE = (
    b"\x80\x03cnumpy.core.multiarray\n_reconstruct\nq\x00cnumpy\nndarray\nq\x01K\x00\x85q\x02C\x01bq\x03\x87q\x04Rq\x05"
    b"(K\x01)cnumpy\ndtype\nq\x06X\x02\x00\x00\x00O8q\x07\x89\x88\x87q\x08Rq\t(K\x03X\x01\x00\x00\x00|q\nNNNJ\xff\xff"
    b"\xff\xffJ\xff\xff\xff\xffK?tq\x0bb\x89]q\x0c}q\rX\x0c\x00\x00\x00semantic_segq\x0eh\x00h\x01K\x00\x85q\x0fh\x03"
    b"\x87q\x10Rq\x11(K\x01K\x04\x85q\x12h\x06X\x02\x00\x00\x00i8q\x13\x89\x88\x87q\x14Rq\x15(K\x03X\x01\x00\x00\x00<q"
    b"\x16NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tq\x17b\x89C "
    + struct.pack("<4q", 0, 3, -1, 0)
    + b"q\x18tq\x19bsatq\x1ab."
)
HEADER = b"{'descr': '|O', 'fortran_order': False, 'shape': (), }".ljust(117) + b"\n"
LABEL = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(HEADER)) + HEADER + PICKLE


def write(folder: Path, label: bytes = LABEL, ply: bytes = PLY) -> None:
    folder.mkdir(parents=True)
    (folder / "pc.ply").write_bytes(ply)
    (folder / "label.npy").write_bytes(label)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two chairs and a bottle; the first chair has no back, leg or wheel, and a point without a part."""
    write(tmp_path / "test" / "Chair" / "179")
    write(tmp_path / "test" / "Chair" / "2001")
    write(tmp_path / "test" / "Bottle" / "3380", LABEL.replace(struct.pack("<q", 3), struct.pack("<q", -1)))
    (tmp_path / "test" / "Chair" / "list.txt").write_text("179\n")
    return tmp_path


def test_the_literal_pickle_is_what_numpy_would_load() -> None:
    assert pickle.loads(PICKLE).item()["semantic_seg"].tolist() == [0, 3, -1, 0]  # noqa: S301


def test_a_miniature(data: Path) -> None:
    found = cases(data)
    assert [(case.id, case.category) for case in found] == [
        ("Bottle/3380", "Bottle"), ("Chair/179", "Chair"), ("Chair/2001", "Chair"),
    ]  # fmt: skip
    chair = found[1].read()
    assert chair.points.tolist() == [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert chair.points.dtype == np.float64 and chair.labels.dtype == np.int32
    assert chair.labels.tolist() == [0, 3, -1, 0]
    # The arm is said of points 0, 1, 2, the back of 3. Among labelled points the arm has 1 of 3, the seat none.
    assert iou_of(chair, (0, 0, 0, 1), "partnet") == pytest.approx((1 / 3 + 0) / 2)
    # Find3D scores every point, and a part that is not there: the arm has 1 of 4, seat and back none.
    assert iou_of(chair, (0, 0, 0, 1), "partnet", "find3d") == pytest.approx((1 / 4 + 0 + 0) / 3)
    assert chair.parts == ("arm", "back", "leg", "seat", "wheel") and chair.up == "y"
    bottle = found[0].read()
    assert bottle.labels.tolist() == [0, -1, -1, 0] and bottle.parts == ("lid",)
    assert cases(data / "test")[1].id == "Chair/179"
    assert cases(data, up="z")[1].read().up == "z"


def test_the_meta_file_names_the_parts(data: Path) -> None:
    (data / "PartNetE_meta.json").write_text(json.dumps({"Chair": ["rest", "rear", "foot", "pad"], "Bottle": ["cap"]}))
    found = cases(data)
    assert found[1].read().parts == ("rest", "rear", "foot", "pad") and found[0].read().parts == ("cap",)
    (data / "PartNetE_meta.json").write_text('{"Chair": ["rest", 3]}')
    with pytest.raises(FileError, match="no table of category"):
        cases(data)


def test_the_table_is_the_published_one() -> None:
    table = part_names("partnet")
    assert len(table) == 45 and sum(len(names) == 1 for names in table.values()) == 13


def test_a_malicious_label_runs_nothing_and_is_one_failure(data: Path) -> None:
    class Evil:
        def __reduce__(self) -> Any:
            return os.mkdir, (str(data / "ran"),)

    array = np.empty((), dtype=object)
    array[()] = {"semantic_seg": Evil()}
    np.save(data / "test" / "Chair" / "179" / "label.npy", array, allow_pickle=True)
    found = cases(data)
    with pytest.raises(FileError, match=r"mkdir.*Nothing in it was run"):
        found[1].read()
    assert not (data / "ran").exists()
    assert found[0].read().id == "Bottle/3380" and found[2].read().id == "Chair/2001"


@pytest.mark.parametrize(
    ("label", "why"),
    [
        (LABEL[:-40], r"refused"),
        (LABEL[:50], r"header of the array is broken"),
        (b"", r"empty"),
        (LABEL.replace(struct.pack("<q", 3), struct.pack("<q", 5)), r"from -1 to 5; Chair has 5 parts \(arm, back"),
        (LABEL.replace(struct.pack("<q", -1), struct.pack("<q", -2)), r"from -2 to 3"),
        (LABEL.replace(b"semantic_seg", b"semantic_SEG"), r"no array semantic_seg; it has semantic_SEG"),
        (LABEL.replace(struct.pack("<4q", 0, 3, -1, 0), struct.pack("<4q", -1, -1, -1, -1)), "None of its 4 points"),
    ],
)
def test_a_broken_label_is_one_failure(tmp_path: Path, label: bytes, why: str) -> None:
    write(tmp_path / "test" / "Chair" / "1", label)
    (found,) = cases(tmp_path)
    with pytest.raises(FileError, match=why):
        found.read()


def test_other_counts_and_coordinates_that_are_not_finite(tmp_path: Path) -> None:
    write(tmp_path / "test" / "Chair" / "1", ply=PLY.replace(b"vertex 4", b"vertex 3").removesuffix(b"0 0 1 0 0 255\n"))
    write(tmp_path / "test" / "Chair" / "2", ply=PLY.replace(b"\n0 1 0 0", b"\n0 nan 0 0"))
    (tmp_path / "test" / "Chair" / "3").mkdir()
    (tmp_path / "test" / "Chair" / "3" / "pc.ply").write_bytes(PLY)
    write(tmp_path / "test" / "Boat" / "4")
    boat, *chairs = cases(tmp_path)
    for case, why in zip(
        (boat, *chairs),
        ["has no part names", "3 points and labels of shape", "1 of its 4 points are not finite", "label.npy does not"],
        strict=True,
    ):
        with pytest.raises(FileError, match=why):
            case.read()


def test_a_plain_array_is_no_dict(tmp_path: Path) -> None:
    np.save(tmp_path / "label.npy", np.array([0, 1]))
    with pytest.raises(FileError, match="not a dict"):
        semantic_labels(tmp_path / "label.npy")


def test_another_folder_is_told_what_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("nothing")
    with pytest.raises(FileError, match=r"does not hold PartNet-E. It holds readme.txt. Give the folder with test/"):
        cases(tmp_path)
    with pytest.raises(FileError, match="There is no such folder"):
        cases(tmp_path / "gone")
