"""ShapeNetPart as a benchmark: text written out here, and HDF5 where h5py is there."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pa3d.benchmarks.questions import find_names
from pa3d.benchmarks.shapenetpart import cases
from pa3d.data.shapenetpart import PARTS
from pa3d.errors import FileError, UsageError

from .pointwise import iou_of

# x y z nx ny nz label: a cap (6 crown, 7 brim), without a brim, its last point with a label of another category.
CAP = "0 0 0 0 1 0 6.000000\n1 0 0 0 1 0 6.000000\n0 1 0 0 1 0 6.000000\n0 0 1 0 1 0 12.000000\n"
CHAIR = "0 0 0 0 1 0 12.000000\n0 2 0 0 1 0 14.000000\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    root = tmp_path / "shapenetcore_partanno_segmentation_benchmark_v0_normal"
    for synset, name, text in [("02954340", "a1", CAP), ("03001627", "b2", CHAIR), ("03001627", "c3", CHAIR)]:
        (root / synset).mkdir(parents=True, exist_ok=True)
        (root / synset / f"{name}.txt").write_text(text)
    (root / "synsetoffset2category.txt").write_text("Cap\t02954340\nChair\t03001627\n")
    (root / "train_test_split").mkdir()
    for split, names in [("test", ["02954340/a1", "03001627/b2"]), ("train", ["03001627/c3"]), ("val", [])]:
        path = root / "train_test_split" / f"shuffled_{split}_file_list.json"
        path.write_text(json.dumps([f"shape_data/{name}" for name in names]))
    return tmp_path


def test_a_miniature(data: Path) -> None:
    cap, chair = cases(data)
    assert (cap.id, chair.id, chair.category) == ("Cap/a1", "Chair/b2", "Chair")
    case = cap.read()
    assert case.points.tolist() == [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert case.labels.tolist() == [0, 0, 0, -1] and case.parts == ("crown", "brim") and case.up == "y"
    # The crown: two of three points. No brim, though it is said of one. The last point has no part.
    assert iou_of(case, (0, 0, 1, 1), "shapenetpart") == pytest.approx(2 / 3)
    assert chair.read().labels.tolist() == [0, 2]
    assert [case.id for case in cases(data, split="train")] == ["Chair/c3"]


def test_a_broken_shape_is_one_failure(data: Path) -> None:
    (next(data.iterdir()) / "02954340" / "a1.txt").write_text("0 0 0 0 1 0\n")
    cap, chair = cases(data)
    with pytest.raises(FileError, match=r"a1\.txt"):
        cap.read()
    assert chair.read().labels.tolist() == [0, 2]


def test_other_splits_and_folders(data: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Splits: train, val, test"):
        cases(data, split="all")  # type: ignore[arg-type]
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileError, match="does not hold ShapeNetPart"):
        cases(tmp_path / "empty")


def test_the_names_of_find3d_fit_the_parts() -> None:
    names = find_names("find3d", "shapenetpart").table
    assert {category: len(words) for category, words in names.items()} == {c: len(p) for c, p in PARTS.items()}
    assert names["Chair"] == ["back", "seat pad", "leg", "armrest"]


def write_archive(path: Path, **changes: Any) -> None:
    """Two shapes of three points as the HDF5 form has them: a cap and a chair with a point of another category."""
    h5py = importlib.import_module("h5py")
    arrays = {
        "data": np.array([[[0, 0, 0], [1, 0, 0], [0, 1, 0]], [[0, 0, 0], [0, 2, 0], [0, 3, 0]]], np.float32),
        "label": np.array([[2], [4]], np.uint8),
        "pid": np.array([[6, 7, 6], [12, 14, 0]], np.uint8),
        **changes,
    }
    with h5py.File(path, "w") as archive:
        for name, array in arrays.items():
            if array is not None:
                archive[name] = array


def test_the_hdf5_form(tmp_path: Path) -> None:
    pytest.importorskip("h5py", reason="h5py is not installed")
    (tmp_path / "hdf5_data").mkdir()
    write_archive(tmp_path / "hdf5_data" / "ply_data_test0.h5")
    cap, chair = cases(tmp_path)
    assert (cap.id, chair.id) == ("Cap/ply_data_test0-0", "Chair/ply_data_test0-1")
    assert cap.read().labels.tolist() == [0, 1, 0] and cap.read().points.tolist() == [[0, 0, 0], [1, 0, 0], [0, 1, 0]]
    assert chair.read().labels.tolist() == [0, 2, -1] and chair.read().parts == ("back", "seat", "leg", "arm")


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("data", None), ("pid", np.zeros((2, 4), np.uint8)), ("label", np.array([2, 16])), ("label", np.array([2])),
        ("data", np.zeros((2, 3))), ("pid", np.array([[b"a"] * 3] * 2)), ("label", np.array([2.0, 4.0])),
    ],
)  # fmt: skip
def test_a_broken_archive(tmp_path: Path, name: str, array: Any) -> None:
    pytest.importorskip("h5py", reason="h5py is not installed")
    path = tmp_path / "ply_data_test0.h5"
    write_archive(path, **{name: array})
    with pytest.raises(FileError, match="cannot be read as ShapeNetPart in HDF5"):
        cases(tmp_path)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(FileError, match="cannot be read as ShapeNetPart in HDF5"):
        cases(tmp_path)


def test_an_archive_that_claims_or_leads_elsewhere(tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py", reason="h5py is not installed")
    path = tmp_path / "ply_data_test0.h5"
    with h5py.File(path, "w") as archive:  # nothing is stored: the space is only claimed
        archive.create_dataset("data", (1 << 30, 2048, 3), "f4", chunks=(1, 2048, 3))
        archive.create_dataset("pid", (1 << 30, 2048), "u1", chunks=(1, 2048))
        archive.create_dataset("label", (1 << 30,), "u1", chunks=(2048,))
    with pytest.raises(FileError, match=r"data is \(1073741824, 2048, 3\)"):
        cases(tmp_path)
    write_archive(tmp_path / "other.h5")
    with h5py.File(path, "w") as archive:
        for name in ("data", "pid", "label"):
            archive[name] = h5py.ExternalLink(str(tmp_path / "other.h5"), name)
    with pytest.raises(FileError, match="no array of numbers 'data' of its own"):
        cases(tmp_path)


def test_without_h5py_the_error_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ply_data_test0.h5").write_bytes(b"\x89HDF\r\n\x1a\n")
    real = importlib.import_module

    def missing(name: str, *rest: Any) -> Any:
        if name == "h5py":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr("pa3d.benchmarks.shapenetpart.import_module", missing)
    with pytest.raises(FileError, match=r"h5py, which reads HDF5, is not installed.*pip install h5py"):
        cases(tmp_path)
