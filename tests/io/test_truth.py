"""Labels that files have already."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pa3d.errors import FileError
from pa3d.io.labelled import Labelled, write_labelled
from pa3d.io.provenance import Provenance
from pa3d.io.truth import read_truth
from pa3d.shapes.records import Cloud, Mesh, PointLabels

POINTS = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
LABELS = PointLabels(("Bein", "lehné \\ 2"), np.array([1, -1, 0, 0], np.int32), np.ones(4, np.float32))
RUN = Provenance("small", "0" * 64, ("Bein",), "z", 0, "0.1")


@pytest.mark.parametrize("name", ["shape.ply", "shape.npz"])
def test_own_outputs_come_back(tmp_path: Path, name: str) -> None:
    write_labelled(Labelled(Cloud(POINTS), LABELS), tmp_path / name, RUN)
    truth = read_truth(tmp_path / name)
    assert truth.names == LABELS.names and truth.up == "z" and truth.category is None
    assert truth.points.tolist() == POINTS.tolist() and truth.points.dtype == np.float64
    assert truth.labels.tolist() == [1, -1, 0, 0] and truth.labels.dtype == np.int32


def test_a_labelled_mesh_gives_its_vertices(tmp_path: Path) -> None:
    mesh = Mesh(POINTS, np.array([[0, 1, 2]]))
    faces = PointLabels(LABELS.names, np.array([0], np.int32), np.ones(1, np.float32))
    write_labelled(Labelled(mesh, LABELS, faces), tmp_path / "shape.ply", RUN)
    assert read_truth(tmp_path / "shape.ply").labels.tolist() == [1, -1, 0, 0]


def test_a_property_called_label(tmp_path: Path) -> None:
    header = "ply\nformat ascii 1.0\ncomment pa3d part 0 leg\nelement vertex 1\nproperty float x\nproperty float y\n"
    (tmp_path / "a.ply").write_text(header + "property float z\nproperty uchar label\nend_header\n0 0 0 0\n")
    assert read_truth(tmp_path / "a.ply").labels.tolist() == [0]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"labels": None}, "no array labels"),
        ({"names": None}, "no array names"),
        ({"names": np.array([1, 2])}, "Its names are int64"),
        ({"names": np.array("leg")}, r"Its names are <U3 \(\)"),
        ({"labels": np.array([0, 1, 2, 0])}, "from 0 to 2; it has 2 names"),
        ({"labels": np.array([0, 1, -2, 0])}, "from -2 to 1"),
        ({"labels": np.array([0, 1, 0])}, r"4 points and labels of shape \(3,\)"),
        ({"labels": np.array([0.0, 1, 0, 0])}, "labels are float64"),
        ({"up": np.array("w")}, "says that 'w' is up"),
    ],
)
def test_archives_that_are_refused(tmp_path: Path, changes: dict[str, Any], why: str) -> None:
    arrays = {"points": POINTS, "labels": LABELS.labels, "names": np.array(["leg", "seat"]), **changes}
    np.savez(tmp_path / "a.npz", **{key: array for key, array in arrays.items() if array is not None})
    with pytest.raises(FileError, match=why):
        read_truth(tmp_path / "a.npz")


def test_files_without_labels_are_refused(tmp_path: Path) -> None:
    plain = "ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nproperty float y\nproperty float z\n"
    (tmp_path / "a.ply").write_text(plain + "end_header\n0 0 0\n")
    with pytest.raises(FileError, match="no property part or label; they have x, y, z"):
        read_truth(tmp_path / "a.ply")
    (tmp_path / "b.ply").write_text(plain + "property int part\nend_header\n0 0 0 0\n")
    with pytest.raises(FileError, match="names no parts"):
        read_truth(tmp_path / "b.ply")
    bad = plain.replace("element", "comment pa3d part 0 \\xZZ\nelement")
    (tmp_path / "c.ply").write_text(bad + "property int part\nend_header\n0 0 0 0\n")
    with pytest.raises(FileError, match="has the part name"):
        read_truth(tmp_path / "c.ply")
    (tmp_path / "d.xyz").write_text("0 0 0\n1 1 1\n")
    with pytest.raises(FileError, match="no property part or label"):
        read_truth(tmp_path / "d.xyz")
