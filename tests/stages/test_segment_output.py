"""What segment leaves behind for one shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pa3d.errors import FileError, UsageError
from pa3d.io.formats import read
from pa3d.progress import Silent
from pa3d.shapes.records import Cloud, Mesh
from pa3d.stages.segment import Segmented, run
from pa3d.stages.segment_config import SegmentConfig

POINTS = np.random.default_rng(0).random((300, 3))
TETRAHEDRON = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n"

Run = Callable[..., Segmented]


@pytest.fixture
def ask(tiny_model: Path, tmp_path: Path) -> Run:
    np.savez(tmp_path / "cloud.npz", points=POINTS, other=np.arange(3))
    np.savetxt(tmp_path / "cloud.xyz", POINTS)
    (tmp_path / "mesh.obj").write_text(TETRAHEDRON)
    config = SegmentConfig(parts="leg,seat", model=str(tiny_model), device="cpu", dtype="float32")

    def call(name: str, **changes: object) -> Segmented:
        (item,) = run(replace(config, inputs=(str(tmp_path / name),), **changes), Silent()).items  # type: ignore[arg-type]
        return item

    return call


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if ".parts" in path.name or path.name.startswith(".")}


def test_counts_are_of_the_file_written(ask: Run) -> None:
    item = ask("cloud.npz", scores="all", features=True)
    assert item.output is not None
    written = np.load(item.output)
    counts = np.bincount(written["labels"], minlength=2)
    assert [part.points for part in item.parts] == counts.tolist()
    for i, part in enumerate(item.parts):
        assert part.fraction == pytest.approx(counts[i] / 300)
        assert part.score == pytest.approx(written["scores"][written["labels"] == i, i].mean(), abs=1e-6)
    assert written["scores"].shape == (300, 2) and written["other"].tolist() == [0, 1, 2]
    assert written["patch_features"].shape == (8, 384) and written["patch_centers"].shape == (8, 3)
    low, high = POINTS.min(0) - 1e-6, POINTS.max(0) + 1e-6
    assert ((written["patch_centers"] >= low) & (written["patch_centers"] <= high)).all(), "in the units of the file"


def test_shares_of_a_mesh_are_of_its_area(ask: Run) -> None:
    item = ask("mesh.obj")
    assert item.mesh and item.points == 4 and item.output is not None
    mesh = read(item.output)
    assert isinstance(mesh, Mesh)
    part = mesh.kept.element("face").columns["part"]
    side, slope = 0.5, np.sqrt(3) / 2
    areas = np.array([side, side, side, slope])
    for i, summary in enumerate(item.parts):
        assert summary.fraction == pytest.approx(areas[part == i].sum() / areas.sum())


def test_one_file_per_part(ask: Run, tmp_path: Path) -> None:
    item = ask("cloud.xyz", split=True, out=str(tmp_path / "out"))
    assert item.output is None and len(item.others) == 2
    sizes = []
    for path in item.others:
        cloud = read(path)
        assert isinstance(cloud, Cloud)
        sizes.append(len(cloud.points))
    assert sizes == [part.points for part in item.parts] and sum(sizes) == 300
    assert names(tmp_path / "out") == {"cloud.parts.leg.ply", "cloud.parts.seat.ply"}
    again = ask("cloud.xyz", split=True, out=str(tmp_path / "out"))
    assert isinstance(again.error, FileError) and "cloud.parts.leg.ply exists already" in again.error.what


def test_pictures_and_pages_stand_beside(ask: Run, tmp_path: Path) -> None:
    item = ask("mesh.obj", render=True, html=True)
    assert item.error is None
    assert names(tmp_path) == {"mesh.parts.ply", "mesh.parts.png", "mesh.parts.html"}
    assert (tmp_path / "mesh.parts.png").read_bytes().startswith(b"\x89PNG")


def test_an_existing_picture_stops_everything(ask: Run, tmp_path: Path) -> None:
    (tmp_path / "cloud.parts.html").write_text("precious")
    item = ask("cloud.xyz", render=True, html=True)
    assert isinstance(item.error, FileError) and "cloud.parts.html exists already" in item.error.what
    assert names(tmp_path) == {"cloud.parts.html"}


def test_a_failing_write_leaves_nothing(ask: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pa3d.io.labelled.write_ply_file", full)
    item = ask("cloud.xyz", html=True)
    assert isinstance(item.error, FileError) and "No space left" in str(item.error)
    assert names(tmp_path) == set()


def test_features_need_an_npz(ask: Run, tmp_path: Path) -> None:
    item = ask("cloud.xyz", features=True)
    assert isinstance(item.error, UsageError) and "--out FILE.npz" in item.error.do
    assert ask("cloud.xyz", features=True, out=str(tmp_path / "out.npz")).error is None


def test_a_streamed_cloud_is_written_drawn_and_counted(ask: Run, tmp_path: Path) -> None:
    laspy = pytest.importorskip("laspy")
    las = laspy.LasData(laspy.LasHeader(point_format=3, version="1.2"))
    las.x, las.y, las.z = (POINTS * 10).T
    las.write(tmp_path / "scan.las")
    item = ask("scan.las", html=True)
    assert item.error is None and item.up == "z" and item.output is not None
    written = laspy.read(item.output)
    assert np.bincount(written["part"], minlength=2).tolist() == [part.points for part in item.parts]
    assert (tmp_path / "scan.parts.html").exists()


def test_inputs_are_never_written(ask: Run, tmp_path: Path) -> None:
    before = (tmp_path / "cloud.npz").read_bytes()
    item = ask("cloud.npz", out=str(tmp_path / "cloud.npz"), overwrite=True)
    assert isinstance(item.error, FileError) and "is an input" in item.error.what
    assert (tmp_path / "cloud.npz").read_bytes() == before
