"""ScanObjectNN parts from floats written out here."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import pytest

from pa3d.benchmarks.scanobjectnn import cases
from pa3d.errors import FileError, UsageError

from .pointwise import iou_of

# xyz, then normal, rgb, one more, and last the instance: two points of the object (7), one of another (2), one more.
POINTS = (
    (0.0, 0.0, 0.0, 0, 0, 1, 255, 0, 0, 1, 7),
    (1.0, 0.0, 0.0, 0, 0, 1, 255, 0, 0, 1, 7),
    (9.0, 9.0, 9.0, 0, 0, 1, 0, 0, 0, 1, 2),
    (0.0, 1.0, 0.5, 0, 0, 1, 255, 0, 0, 1, 7),
    (0.0, 2.0, 0.5, 0, 0, 1, 255, 0, 0, 1, 7),
    (8.0, 9.0, 9.0, 0, 0, 1, 0, 0, 0, 1, 2),
)


def write(folder: Path, name: str, parts: Sequence[float], points: tuple[tuple[float, ...], ...] = POINTS) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rows = b"".join(struct.pack("<11f", *row) for row in points)
    (folder / f"{name}.bin").write_bytes(struct.pack("<f", len(points)) + rows)
    pairs = b"".join(struct.pack("<2f", 7, part) for part in parts)
    (folder / f"{name}_part.bin").write_bytes(struct.pack("<f", len(parts)) + pairs)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A sofa, a bin and a chair to test; a sofa to train on."""
    root = tmp_path / "object_dataset_complete_with_parts_"
    write(root / "sofa", "scene0001_00_00003", [1, 4, 0, 0, 1, 0])  # no arm, no base, an unlabelled point
    write(root / "bin", "005_00001", [1, 4, 0, 3, 2, 0])
    write(root / "chair", "005_00002", [1, 5, 0, 4, 2, 0])
    lines = ["scene0001_00_00003.bin\t13\tt", "sofa_x.bin\t13", "005_00001.bin\t1\tt", "005_00002.bin\t4\tt"]
    (root / "split_new.txt").write_text("\n".join(lines) + "\n")
    return tmp_path


def test_a_miniature(data: Path) -> None:
    sofa, waste, chair = cases(data)
    assert [case.id for case in (sofa, waste, chair)] == ["sofa/scene0001_00_00003", "bin/005_00001", "chair/005_00002"]
    case = sofa.read()
    assert case.points.tolist() == [[0, 0, 0], [1, 0, 0], [0, 1, 0.5], [0, 2, 0.5]]  # the foreign instance is gone
    assert case.labels.tolist() == [0, 3, -1, 0] and case.parts == ("back", "arm", "base", "seat") and case.up == "y"
    # The back has 1 of 2, the seat is right; an arm is not there, though it is said.
    assert iou_of(case, (0, 3, 0, 1), "scanobjectnn") == pytest.approx((1 / 2 + 1) / 2)


def test_the_remaps_of_the_field(data: Path) -> None:
    _, waste, chair = cases(data)
    assert waste.read().labels.tolist() == [0, 2, -1, 1] and waste.read().parts[2] == "cover"
    assert chair.read().labels.tolist() == [-1, 3, 2, 0] and chair.read().parts == ("back", "arm", "base", "seat")
    _, waste, chair = cases(data, remap=False)
    with pytest.raises(FileError, match="from 0 to 3; bin has 3 parts"):
        waste.read()
    with pytest.raises(FileError, match="from 0 to 4; chair has 4 parts"):
        chair.read()


def test_the_object_is_the_instance_that_has_parts(tmp_path: Path) -> None:
    crowd = (*POINTS[:2], *[(5.0, 5.0, 5.0, 0, 0, 1, 0, 0, 0, 1, 9)] * 4)
    write(tmp_path / "pillow", "a", [1, 1, 0, 0, 0, 0], crowd)
    (tmp_path / "split_new.txt").write_text("a.bin\t11\tt\n")
    assert cases(tmp_path)[0].read().points.tolist() == [[0, 0, 0], [1, 0, 0]]


def test_the_other_split(data: Path) -> None:
    assert [case.id for case in cases(data, split="train")] == ["sofa/sofa_x"]
    with pytest.raises(UsageError, match="Splits: test, train"):
        cases(data, split="val")  # type: ignore[arg-type]


def test_names_of_classes_instead_of_numbers(data: Path) -> None:
    root = data / "object_dataset_complete_with_parts_"
    (root / "split_new.txt").write_text("sofa/scene0001_00_00003.bin\tsofa\tt\n")
    assert [case.id for case in cases(root)] == ["sofa/scene0001_00_00003"]


@pytest.mark.parametrize("line", ["../../etc/passwd\t13\tt", "a.bin\t99\tt", "a.bin t", "..\t13\tt", "a b\tx\tt"])
def test_a_split_that_leads_elsewhere(data: Path, line: str) -> None:
    root = data / "object_dataset_complete_with_parts_"
    (root / "split_new.txt").write_text(line + "\n")
    if line.startswith("../../"):
        assert cases(root)[0].id == "sofa/passwd"  # the name alone is taken
        return
    with pytest.raises(FileError, match="It has the line"):
        cases(root)


def test_broken_files_are_one_failure_each(data: Path) -> None:
    root = data / "object_dataset_complete_with_parts_"
    bins = [
        root / "sofa" / "scene0001_00_00003.bin",
        root / "bin" / "005_00001_part.bin",
        root / "chair" / "005_00002.bin",
    ]
    bins[0].write_bytes(bins[0].read_bytes()[:-4])
    bins[1].write_bytes(bins[1].read_bytes()[:-8])
    bins[2].unlink()
    found = cases(data)
    for case, why in zip(found, ["not a header of 4", "6 points and 5 part ids", "does not exist"], strict=True):
        with pytest.raises(FileError, match=why):
            case.read()


@pytest.mark.parametrize("part", [6.0, -1.0, 1.5, float("nan"), float("inf")])
@pytest.mark.parametrize(("number", "name"), [(4, "chair"), (13, "sofa")])
def test_part_ids_that_are_none(tmp_path: Path, part: float, number: int, name: str) -> None:
    write(tmp_path / name, "a", [1, part, 0, 1, 1, 0])
    (tmp_path / "split_new.txt").write_text(f"a.bin\t{number}\tt\n")
    with pytest.raises(FileError, match=r"part id|labels"):
        cases(tmp_path)[0].read()


def test_another_folder(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="does not hold ScanObjectNN with parts"):
        cases(tmp_path)
    (tmp_path / "split_new.txt").write_text("a.bin\t4\n")
    with pytest.raises(FileError, match="names no object of the test split"):
        cases(tmp_path)
