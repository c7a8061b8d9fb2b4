"""Objaverse-General from files written out here."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from pa3d.benchmarks.objaverse import cases, category_of
from pa3d.errors import FileError, UsageError

from .pointwise import iou_of

PCD = b"""# .PCD v0.7 - Point Cloud Data file format
VERSION 0.7
FIELDS x y z rgb normal_x normal_y normal_z
SIZE 4 4 4 4 4 4 4
TYPE F F F F F F F
COUNT 1 1 1 1 1 1 1
WIDTH 4
HEIGHT 1
VIEWPOINT 0 0 0 1 0 0 0
POINTS 4
DATA binary
""" + b"".join(
    struct.pack("<3f4B3f", x, y, z, 9, 9, 9, 0, 0, 1, 0) for x, y, z in [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)]
)
MAP = '{"2": "spout", "1": "body", "3": "lid"}'


def npy(labels: list[int]) -> bytes:
    """labels.npy: one int64 per point."""
    header = f"{{'descr': '<i8', 'fortran_order': False, 'shape': ({len(labels)},), }}".encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + struct.pack(f"<{len(labels)}q", *labels)


def write(folder: Path, labels: list[int], names: str = MAP) -> None:
    folder.mkdir(parents=True)
    (folder / "points5000.pcd").write_bytes(PCD)
    (folder / "labels.npy").write_bytes(npy(labels))
    (folder / "label_map.json").write_text(names)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """No lid, and a point without a label, in the teapot."""
    write(tmp_path / "seenclass" / "tea_pot_0a1b", [1, 2, 0, 1])
    write(tmp_path / "seenclass" / "cup_ffff", [3, 3, 3, 3])
    write(tmp_path / "unseen" / "kettle_0000", [1, 1, 2, 2])
    return tmp_path


def test_a_miniature(data: Path) -> None:
    cup, pot = cases(data)
    assert (cup.id, pot.id, pot.category) == ("cup_ffff", "tea_pot_0a1b", "tea pot")
    case = pot.read()
    assert case.points.tolist() == [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert case.labels.tolist() == [0, 1, -1, 0] and case.parts == ("body", "spout", "lid") and case.up == "y"
    # The body has 1 of 2; the spout is right but for a point without a label; the lid is not there.
    assert iou_of(case, (0, 1, 1, 2), "objaverse") == pytest.approx((1 / 2 + 1) / 2)
    assert iou_of(case, (0, 1, 1, 2), "objaverse", "find3d") == pytest.approx((1 / 2 + 1 / 2 + 0) / 3)
    assert cup.read().labels.tolist() == [2, 2, 2, 2]


def test_splits_and_where_they_lie(data: Path, tmp_path: Path) -> None:
    assert [case.id for case in cases(data, split="unseen")] == ["kettle_0000"]
    assert [case.id for case in cases(data / "unseen", split="unseen")] == ["kettle_0000"]
    assert [case.id for case in cases(tmp_path.parent, split="unseen")] == ["kettle_0000"]
    with pytest.raises(FileError, match="does not hold the seenclass split"):
        cases(data / "unseen")
    with pytest.raises(FileError, match="does not hold the shapenetpart split"):
        cases(data, split="shapenetpart")
    with pytest.raises(UsageError, match="Splits: seenclass, unseen, shapenetpart"):
        cases(data, split="seen")  # type: ignore[arg-type]
    assert category_of("plain") == "plain"


@pytest.mark.parametrize(
    ("labels", "names", "why"),
    [
        ([1, 2, 4, 1], MAP, "numbers 1, 2, 3, and 0 is unlabelled"),
        ([1, 2, -1, 1], MAP, "numbers 1, 2, 3, and 0 is unlabelled"),
        ([0, 0, 0, 0], MAP, "None of its 4 points has a label"),
        ([1, 2, 3], MAP, "4 points and labels of shape"),
        ([1, 1, 1, 1], '{"0": "body"}', "no table such as"),
        ([1, 1, 1, 1], '{"1": "body", "01": "lid"}', "no table such as"),
        ([1, 1, 1, 1], '{"1": 5}', "no table such as"),
        ([1, 1, 1, 1], "{}", "no table such as"),
        ([1, 1, 1, 1], "[", "cannot be read as JSON"),
        ([1, 1, 1, 1], '{"1": "--"}', "A part or its category has no name"),
    ],
)
def test_what_is_wrong_is_one_failure(tmp_path: Path, labels: list[int], names: str, why: str) -> None:
    write(tmp_path / "seenclass" / "cup_1", labels, names)
    (case,) = cases(tmp_path)
    with pytest.raises(FileError, match=why):
        case.read()


def test_labels_that_are_no_whole_numbers(tmp_path: Path) -> None:
    write(tmp_path / "seenclass" / "cup_1", [1, 1, 1, 1])
    path = tmp_path / "seenclass" / "cup_1" / "labels.npy"
    np.save(path, np.array([1.0, 2, 0, 3]))
    assert cases(tmp_path)[0].read().labels.tolist() == [0, 1, -1, 2]
    np.save(path, np.array([1.0, 2.5, 0, np.nan]))
    with pytest.raises(FileError, match=r"Its labels \(float64\) are not all in it"):
        cases(tmp_path)[0].read()
    (tmp_path / "seenclass" / "cup_1" / "points5000.pcd").unlink()
    with pytest.raises(FileError, match="does not exist"):
        cases(tmp_path)[0].read()
