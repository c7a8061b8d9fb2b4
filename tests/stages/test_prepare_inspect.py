"""A look at shards: figures, faults, the gallery."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from pa3d.data.manifest import shard_path
from pa3d.data.shards import read_index
from pa3d.errors import FileError
from pa3d.progress import Silent
from pa3d.stages.prepare import run
from pa3d.stages.prepare_config import PrepareConfig
from pa3d.stages.prepare_inspect import inspect_shards

from .test_prepare import sphere


@pytest.fixture
def shards(tmp_path: Path) -> Path:
    """Three labelled spheres and a file that is none, in two shards."""
    data = tmp_path / "data"
    data.mkdir()
    for name in "abc":
        sphere(data / f"{name}.npz", 200)
    (data / "x.ply").write_bytes(b"")
    config = PrepareConfig(
        (str(data),), str(tmp_path / "shards"), points=100, shard_size=2, workers=1, views=2, view_size=64
    )
    run(config, Silent())
    return tmp_path / "shards"


def test_figures_of_whole_shards(shards: Path) -> None:
    found = inspect_shards(shards, 0, None, Silent())
    assert found["ok"] and (found["shapes"], found["shards"], found["labelled"]) == (3, 2, 3)
    assert found["points_mean"] == 100 and found["categories"] == {"ball": 3} and found["teacher"] == {}
    assert found["names"]["dome"]["shapes"] == 3 and 0.4 < found["names"]["dome"]["share"] < 0.6
    assert [failure["id"] for failure in found["failures"]] == ["x"] and found["gallery"] is None
    assert found["bytes"] == sum(path.stat().st_size for path in shards.glob("*.tar"))
    json.dumps(found)


def test_every_fault_is_named(shards: Path) -> None:
    entry = read_index(shard_path(shards, 0))[1]
    with shard_path(shards, 0).open("r+b") as stream:
        stream.seek(entry.words[0])
        stream.write(b"!")
    shard_path(shards, 1).unlink()
    found = inspect_shards(shards, 0, None, Silent())
    assert not found["ok"] and found["missing_shards"] == ["shard-000001.tar"] and found["shapes"] == 1
    said = [fault["what"] + fault["found"] for fault in found["broken"]]
    assert len(said) == 2 and "sha256" in said[0] and said[1].startswith("b in ")


def test_the_gallery_shows_shapes_with_their_views(shards: Path, tmp_path: Path) -> None:
    found = inspect_shards(shards, 2, None, Silent())
    page = Path(found["gallery"]).read_text()
    assert Path(found["gallery"]) == shards / "gallery.html"
    assert page.count("<section>") == 2 and page.count("<img") == 2 * (3 * 2 + 2 * 2) and "No views" not in page
    assert "dome" in page and ">a<" in page and ">c<" in page, "the first and the last of three"
    elsewhere = tmp_path / "page.html"
    assert inspect_shards(shards, 1, elsewhere, Silent())["gallery"] == str(elsewhere)


def test_sources_that_changed_or_went_away_leave_the_points(shards: Path) -> None:
    data = shards.parent / "data"
    points = np.random.default_rng(5).random((200, 3))
    np.savez(data / "a.npz", points=points)
    page = Path(inspect_shards(shards, 3, None, Silent())["gallery"]).read_text()
    assert page.count("its source has changed since") == 1 and page.count("<section>") == 3
    for path in data.iterdir():
        path.unlink()
    page = Path(inspect_shards(shards, 3, None, Silent())["gallery"]).read_text()
    assert page.count("No views") == 3 and page.count("<img") == 3 * 2
    (shards / "plan.json").unlink()
    (shards / "config.json").unlink()
    assert inspect_shards(shards, 1, None, Silent())["ok"], "shards that came without their papers"


def test_folders_without_shards(tmp_path: Path) -> None:
    for folder, said in ((tmp_path / "no", "no such folder"), (tmp_path, r"no shard-\*")):
        with pytest.raises(FileError, match=said):
            inspect_shards(folder, 0, None, Silent())


def test_a_point_with_several_names_shows_the_rarest() -> None:
    from pa3d.shapes.records import Shape
    from pa3d.stages.prepare_inspect import _specimen

    masks = np.array([[1, 1, 1, 0], [0, 1, 0, 0]], bool)
    points = np.random.default_rng(0).random((4, 3)).astype(np.float32)
    shape = Shape("x", points, masks, (("body",), ("button",)), None, "test")
    specimen = _specimen(shape, None, None, "gone")
    assert specimen.labels.tolist() == [0, 1, 0, -1] and specimen.note == "No views: gone."
    assert dataclasses.replace(specimen).names == ["body", "button"]
