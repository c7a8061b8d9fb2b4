"""Where shapes come from."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import numpy as np
import pytest

from pa3d.data.sources import KINDS, Source, SourceKind, open_source, open_sources
from pa3d.errors import FileError, UsageError
from pa3d.shapes.records import Mesh

REAL = Path(__file__).parents[3] / "shared" / "real"
on_real_files = pytest.mark.skipif(not REAL.exists(), reason=f"{REAL} is not here")
TRIANGLE = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"


def ids(*sources: Source) -> list[str]:
    return [item.id for source in sources for item in source.items]


def test_the_synthetic_world() -> None:
    source = open_source("synthetic:1000000", seed=3)
    assert source.kind == "synthetic" and len(source.items) == 1_000_000
    item = source.items[7]
    assert item.id == "synthetic-3-000007" == source.items[5:9][2].id and source.items[-1].id == "synthetic-3-999999"
    raw = item.load()
    assert isinstance(raw.geometry, Mesh) and raw.category and raw.face_parts is not None
    assert raw.face_parts.shape == (len(raw.geometry.faces),) and raw.face_parts.max() < len(raw.part_names)
    again = pickle.loads(pickle.dumps(item)).load()  # noqa: S301 (our own bytes: items go to other processes)
    assert (again.geometry.vertices == raw.geometry.vertices).all() and again.part_names == raw.part_names
    with pytest.raises(IndexError):
        _ = source.items[1_000_000]


@pytest.mark.parametrize(
    "text", ["synthetic:", "synthetic:0", "synthetic:-1", "synthetic:many", "synthetic:9999999999"]
)
def test_numbers_of_shapes(text: str) -> None:
    with pytest.raises(UsageError):
        open_source(text)


def test_folders_files_and_globs(tmp_path: Path) -> None:
    folder = tmp_path / "My Chairs"
    for name in ("a/one.obj", "b/one.obj", "two.obj", "two.parts.obj", "license.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(TRIANGLE)
    source = open_source(str(folder))
    assert source.name == "my-chairs" and source.kind == "files" and ids(source) == ["a-one", "b-one", "two"]
    assert source.items[0].source == "my-chairs" and isinstance(source.items[0].load().geometry, Mesh)
    assert ids(open_source(str(folder / "*" / "one.obj"))) == ["a-one", "b-one"]
    single = open_source(str(folder / "two.obj"))
    assert single.name == "my-chairs" and ids(single) == ["two"]
    up = open_source(str(folder / "two.obj"), up="z").items[0].load().geometry
    assert isinstance(up, Mesh) and up.vertices[2].tolist() == [0, 0, -1]
    notes = tmp_path / "scans"
    notes.mkdir()
    (notes / "a.txt").write_text("0 0 0\n1 1 1\n")
    assert ids(open_source(str(notes))) == ["a"]  # nothing else is there: a cloud
    for text in ("nowhere", "*.ply"):
        with pytest.raises(FileError):
            open_source(str(tmp_path / text))
    with pytest.raises(FileError, match="npz"):
        open_source(str(folder), "npz")


def test_ids_are_unique_over_sources(tmp_path: Path) -> None:
    for name in ("x/chair.obj", "y/chair.obj", "y/synthetic-0-000001.obj", "z/x/chair.obj"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TRIANGLE)
    texts = [str(tmp_path / name) for name in ("x", "y", "x/chair.obj", "z/x")]
    sources = open_sources(["synthetic:3", *texts])
    found = ids(*sources)
    assert found[3:] == ["chair", "y-chair", "y-synthetic-0-000001", "x-chair"]  # the file named twice comes once
    assert len(set(found)) == len(found) and all(re.fullmatch(r"[a-z0-9_-]+", each) for each in found)
    assert ids(*open_sources(["synthetic:3", *texts])) == found
    with pytest.raises(UsageError, match="synthetic"):
        open_sources(["synthetic:3", "synthetic:4"])
    assert pickle.loads(pickle.dumps(sources[2].items[0])).load().skin is None  # noqa: S301 (as above)


def test_kinds(tmp_path: Path) -> None:
    assert len(KINDS) == 6
    with pytest.raises(UsageError, match="Allowed"):
        open_source(str(tmp_path), "meshes")  # type: ignore[arg-type]
    kinds: tuple[SourceKind, ...] = ("layout-a", "layout-b", "shapenetpart")
    for kind in kinds:
        with pytest.raises(FileError):
            open_source(str(tmp_path), kind)
    (tmp_path / "train.txt").write_text("0 0 0\n1 1 1\n")
    assert open_source(str(tmp_path)).kind == "files"  # a list of no folders is a cloud
    (tmp_path / "train.txt").write_text("\n")
    with pytest.raises(FileError, match="lists no shapes"):
        open_source(str(tmp_path), "layout-b")


@on_real_files
def test_real_shapes_and_labels() -> None:
    items = {item.id: item for item in open_source(str(REAL / "shapes")).items}
    assert {"teapot-obj", "teapot-stl", "screwdriver", "screwdriver_bigendian"} <= set(items)
    raws = {name: items[name].load() for name in ("duck", "milk_truck", "armchair", "screwdriver_bigendian")}
    duck, truck = raws["duck"], raws["milk_truck"]
    assert duck.skin is not None and duck.skin.materials[0].texture is not None
    assert truck.skin is not None and len(truck.skin.materials) == 4 and not duck.notes
    assert "armchair.mtl" in raws["armchair"].notes[0]
    for raw in raws.values():
        assert isinstance(raw.geometry, Mesh) and np.isfinite(raw.geometry.vertices).all()
    labelled = open_source(str(REAL / "labelled"), "npz").items
    assert all(item.load().label_names for item in labelled)


@on_real_files
def test_real_broken_files() -> None:
    for item in open_source(str(REAL / "files")).items:
        try:
            raw = item.load()
        except FileError as error:
            assert error.what and error.found
        else:
            assert raw.label_masks is None
