from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pa3d.errors import FileError, UsageError
from pa3d.io.formats import read
from pa3d.io.labelled import Labelled, split_by_part, write_labelled
from pa3d.io.provenance import Provenance
from pa3d.shapes.records import Cloud, PointLabels

PROVENANCE = Provenance("small", "ab12", ("leg",), "y", 0, "0.1.0")


def labels_for(count: int, everything: bool = False) -> PointLabels:
    scores = np.linspace(0, 1, count, dtype=np.float32)
    return PointLabels(
        ("leg", "arm"), np.arange(count) % 2, scores, np.stack([scores, 1 - scores], 1) if everything else None
    )


def cloud_of(path: Path) -> Cloud:
    cloud = read(path)
    assert isinstance(cloud, Cloud)
    return cloud


def test_other_arrays_are_kept(tmp_path: Path) -> None:
    arrays: dict[str, Any] = {
        "xyz": np.random.default_rng(0).random((6, 5)).astype("f4"),
        "labels": np.arange(6),
        "note": np.array("é"),
    }
    np.savez_compressed(tmp_path / "a.npz", **arrays)
    cloud = cloud_of(tmp_path / "a.npz")
    np.testing.assert_array_equal(cloud.points, arrays["xyz"][:, :3])
    write_labelled(Labelled(cloud, labels_for(6)), tmp_path / "b.npz", PROVENANCE, extras={"features": np.ones((2, 3))})
    with np.load(tmp_path / "b.npz", allow_pickle=False) as out:
        assert set(out) == {"points", "labels", "scores", "names", "pa3d", "xyz", "original_labels", "note", "features"}
        assert out["points"].dtype == np.float32 and out["points"].shape == (6, 3)
        np.testing.assert_array_equal(out["xyz"], arrays["xyz"])
        np.testing.assert_array_equal(out["original_labels"], np.arange(6))
        assert out["names"].tolist() == ["leg", "arm"] and json.loads(str(out["pa3d"]))["model_sha256"] == "ab12"


def test_again_and_all_scores(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.arange(8.0).reshape(2, 4))
    write_labelled(Labelled(cloud_of(tmp_path / "a.npy"), labels_for(2)), tmp_path / "b.npz", PROVENANCE)
    write_labelled(Labelled(cloud_of(tmp_path / "b.npz"), labels_for(2, True)), tmp_path / "c.npz", PROVENANCE)
    with np.load(tmp_path / "c.npz") as out:
        assert set(out) == {"points", "labels", "scores", "names", "pa3d", "original_points"}
        assert out["scores"].shape == (2, 2) and out["original_points"].shape == (2, 4)


def test_split(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", points=np.random.default_rng(0).random((6, 3)), intensity=np.arange(6))
    parts = dict(split_by_part(Labelled(cloud_of(tmp_path / "a.npz"), labels_for(6))))
    write_labelled(parts["arm"], tmp_path / "arm.npz", PROVENANCE)
    with np.load(tmp_path / "arm.npz") as out:
        assert out["intensity"].tolist() == [1, 3, 5] and out["labels"].tolist() == [1, 1, 1]


def header(shape: str, descr: str = "<f8") -> bytes:
    text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


def test_lies_and_pickles_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.npy").write_bytes(header("(4000000000000, 3)") + bytes(24))
    with pytest.raises(FileError, match="claims"):
        read(tmp_path / "a.npy")
    (tmp_path / "a.npy").write_bytes(header("(1, 3)", "|O") + bytes(24))
    with pytest.raises(FileError, match="pickled"):
        read(tmp_path / "a.npy")
    np.savez(tmp_path / "a.npz", points=np.zeros((2, 3)), extra=np.array([{"a": 1}], dtype=object))
    with pytest.raises(FileError, match="pickled"):
        read(tmp_path / "a.npz")


def test_zip_bomb_is_refused_unopened(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("points.npy", header("(1, 3)") + bytes(24))
    data = bytearray(packed.getvalue())
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = (0xFFFFFFF0).to_bytes(4, "little")
    (tmp_path / "a.npz").write_bytes(data)
    with pytest.raises(FileError, match="claims to unpack"):
        read(tmp_path / "a.npz")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"hello"])
def test_broken_archives(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.npz").write_bytes(data)
    with pytest.raises(FileError):
        read(tmp_path / "a.npz")


def test_unclear_points_and_wrong_outputs(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", a=np.zeros((2, 3)), b=np.zeros((2, 3)))
    with pytest.raises(FileError, match="not clear"):
        read(tmp_path / "a.npz")
    labelled = Labelled(Cloud(np.zeros((2, 3))), labels_for(2))
    for name in ("a.glb", "a.las", "a"):
        with pytest.raises(UsageError):
            write_labelled(labelled, tmp_path / name, PROVENANCE)
    with pytest.raises(UsageError):
        write_labelled(labelled, tmp_path / "a.ply", PROVENANCE, extras={"features": np.zeros(1)})


@pytest.mark.parametrize(
    "header", [b"{'descr': '<f4', 'shape': (1L,), 'fortran_order': False}", b"{'descr': (((", b'"""']
)
def test_odd_array_headers_are_refused_without_a_word_of_numpy(tmp_path: Path, header: bytes) -> None:
    body = b"\x93NUMPY\x01\x00" + len(header + b"\n").to_bytes(2, "little") + header + b"\n"
    (tmp_path / "odd.npy").write_bytes(body)
    with pytest.raises(FileError, match=r"odd\.npy"):
        read(tmp_path / "odd.npy")
