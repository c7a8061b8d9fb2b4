"""The test packs of 3DCoMPaT: layout B per shape, coarse and fine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from pa3d.benchmarks.compat import cases
from pa3d.errors import FileError, UsageError

from .pointwise import iou_of

POINTS = torch.tensor([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]])
# The third point is in two masks, the fourth in none; nobody is in the last.
MASKS = torch.tensor([[1, 0, 1, 0, 0], [0, 1, 1, 0, 1], [0, 0, 0, 0, 0]], dtype=torch.bool)


def write(folder: Path, names: str = "seat\nleg\nback\n") -> None:
    folder.mkdir(parents=True)
    torch.save(POINTS, folder / "points.pt")
    torch.save(MASKS, folder / "mask2points.pt")
    (folder / "mask_labels.txt").write_text(names)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write(tmp_path / "bar_stool" / "coarse_b'29_0cb'")
    write(tmp_path / "bar_stool" / "fine_b'29_0cb'", "seat top\nleg rod\nback rest\n")
    write(tmp_path / "apple" / "coarse_b'01_a'")
    return tmp_path


def test_a_miniature(data: Path) -> None:
    apple, stool = cases(data)
    assert (apple.id, stool.id, stool.category) == ("apple/coarse_b'01_a'", "bar_stool/coarse_b'29_0cb'", "bar stool")
    case = stool.read()
    assert case.points.tolist() == POINTS.tolist()
    assert case.labels.tolist() == [0, 1, -1, -1, 1] and case.parts == ("seat", "leg", "back") and case.up == "y"
    # Seat and leg: 1 of 2 each. Points in two masks or none do not count; nothing is a back.
    assert iou_of(case, (0, 1, 0, 2, 0), "compat") == pytest.approx((1 / 2 + 1 / 2) / 2)
    (fine,) = cases(data, level="fine")
    assert fine.id == "bar_stool/fine_b'29_0cb'" and fine.read().parts == ("seat top", "leg rod", "back rest")


def test_levels_as_folders_and_a_pack_of_one_level(tmp_path: Path) -> None:
    write(tmp_path / "both" / "coarse" / "chair" / "x1")
    write(tmp_path / "both" / "fine" / "chair" / "x1")
    assert [case.id for case in cases(tmp_path / "both", level="fine")] == ["fine/chair/x1"]
    assert [case.category for case in cases(tmp_path / "both")] == ["chair"]
    write(tmp_path / "flat" / "x1")
    assert [(case.id, case.category) for case in cases(tmp_path / "flat", level="fine")] == [("x1", "shape")]
    with pytest.raises(FileError, match="does not hold a fine test pack"):
        cases(tmp_path / "both" / "coarse", level="fine")


def test_the_form_of_objaverse(tmp_path: Path) -> None:
    folder = tmp_path / "seenclass" / "bar_stool_0a"
    folder.mkdir(parents=True)
    header = "FIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nCOUNT 1 1 1\nWIDTH 4\nHEIGHT 1\nPOINTS 4\nDATA ascii\n"
    (folder / "points5000.pcd").write_text(header + "0 0 0\n1 0 0\n0 1 0\n0 0 1\n")
    (folder / "label_map.json").write_text('{"1": "seat", "2": "leg"}')
    np.save(folder / "labels.npy", np.array([1, 2, 0, 1]))
    (case,) = cases(tmp_path)
    assert (case.id, case.category) == ("seenclass/bar_stool_0a", "bar stool")
    assert case.read().labels.tolist() == [0, 1, -1, 0] and case.read().id == case.id


def test_what_is_wrong(data: Path) -> None:
    folder = data / "apple" / "coarse_b'01_a'"
    torch.save(MASKS[:, :4], folder / "mask2points.pt")
    apple, stool = cases(data)
    with pytest.raises(FileError, match=r"mask2points\.pt"):
        apple.read()
    assert stool.read().parts
    torch.save({"points": POINTS, "more": Path()}, folder / "points.pt")
    with pytest.raises(FileError, match="more than tensors"):
        apple.read()
    with pytest.raises(UsageError, match="Levels: coarse, fine"):
        cases(data, level="middle")  # type: ignore[arg-type]
    with pytest.raises(FileError, match="does not hold a coarse test pack"):
        cases(data / "apple" / "coarse_b'01_a'" / "nothing")
