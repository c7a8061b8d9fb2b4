"""FAUST coarse from text written out here."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from pa3d.benchmarks.faust import cases
from pa3d.errors import FileError

from .pointwise import iou_of

OBJ = """# a scan
v 0 0 0
v 1 0 0
v 0 1 0
v 0 0 1
v 1 1 1
f 1 2 3
f 1 3 4
"""
# No leg; the fourth vertex has no part.
LABELS = ["torso", "arm", "arm", "unknown", "head"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "scans").mkdir()
    for number in (0, 10):
        (tmp_path / "scans" / f"tr_scan_{number:03}.obj").write_text(OBJ)
    (tmp_path / "coarse_gt.json").write_text(json.dumps({"tr_scan_010": LABELS, "tr_scan_000": LABELS}))
    return tmp_path


def test_a_miniature(data: Path) -> None:
    first, second = cases(data)
    assert (first.id, second.id, first.category) == ("tr_scan_000", "tr_scan_010", "human")
    scan = first.read()
    assert scan.parts == ("arm", "head", "leg", "torso") and scan.up == "y"
    assert scan.labels.tolist() == [3, 0, 0, -1, 1]
    # Torso and arm: 1 of 2 each; the head is right; a leg, neither there nor said, scores 1.
    assert iou_of(scan, (3, 0, 3, 0, 1), "faust") == pytest.approx((1 / 2 + 1 / 2 + 1 + 1) / 4)
    assert scan.points.tolist() == [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]]  # the last has no triangle


def test_the_npz_form_with_names_in_another_order_and_as_objects(tmp_path: Path) -> None:
    points = np.zeros((4, 3), np.float32)
    names = np.array(["torso", "leg", "head", "arm"], dtype=object)
    np.savez(tmp_path / "tr_scan_003_pts4.npz", points=points, labels=np.array([0, 3, 2, -1]), label_names=names)
    np.savez(tmp_path / "tr_scan_004_pts4.npz", points=points, labels=np.array([3, 0, 1, 2]))
    np.savez(tmp_path / "tr_scan_005_pts4.npz", points=points, labels=np.array([0, 4, 2, 1]), label_names=names)
    np.savez(tmp_path / "tr_scan_006_pts4.npz", labels=np.array([0]))
    first, second, third, fourth = cases(tmp_path)
    assert first.id == "tr_scan_003_pts4" and first.read().labels.tolist() == [3, 0, 1, -1]
    assert second.read().labels.tolist() == [3, 0, 1, 2]
    with pytest.raises(FileError, match="human has 4 parts"):
        third.read()
    with pytest.raises(FileError, match="no array points"):
        fourth.read()


def test_what_is_wrong_is_one_failure(data: Path) -> None:
    table = {
        "tr_scan_000": LABELS[:-1], "tr_scan_001": LABELS, "../x": LABELS, "tr_scan_010": ["tail"] * 5, "z": "arm",
        "tr_scan_011": [["arm"]] * 5,
    }  # fmt: skip
    (data / "coarse_gt.json").write_text(json.dumps(table))
    (data / "scans" / "tr_scan_011.obj").write_text(OBJ)
    whys = ["names the scan '../x'", "5 points and labels of shape", "does not exist", "A vertex is called 'tail'"]
    whys += ["A vertex is called unhashable", "no list"]
    for case, why in zip(cases(data), whys, strict=True):
        with pytest.raises(FileError, match=why):
            case.read()


@pytest.mark.parametrize("text", ["[1]", "{}", "{", '"\xff'])
def test_labels_that_are_no_table(data: Path, text: str) -> None:
    (data / "coarse_gt.json").write_text(text, encoding="latin-1")
    with pytest.raises(FileError, match=r"coarse_gt.json cannot be read"):
        cases(data)


def test_another_folder(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"does not hold FAUST\. It holds nothing. Give the folder with scans/"):
        cases(tmp_path)
