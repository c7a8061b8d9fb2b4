"""One item into one sample, with tiny random models and a stub of an endpoint: the plumbing, no more."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from engine.conftest import StubEndpoint, write_backbone, write_sam

from pa3d.config import as_json
from pa3d.data.raw import Item, Raw
from pa3d.data.samples import unpack_shape
from pa3d.data.shards import open_shards
from pa3d.errors import FileError, Pa3dError
from pa3d.progress import Silent
from pa3d.shapes.records import Array, Cloud, Mesh, Shape
from pa3d.stages.prepare import run
from pa3d.stages.prepare_clock import Clock
from pa3d.stages.prepare_config import PrepareConfig
from pa3d.stages.prepare_pool import Answer, Stop
from pa3d.stages.prepare_shape import draw, setup

SMALL = PrepareConfig(points=600, views=4, view_size=70, teacher_patches=20, device="cpu")


def block(size: float = 1.0, at: float = 0.0, labels: bool = True) -> Raw:
    """A box whose upper half is the lid."""
    x, y, z = np.meshgrid(*[[0.0, 1.0]] * 3, indexing="ij")
    corners = np.stack([x, y, z], -1).reshape(-1, 3)
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = np.array([face for a, b, c, d in quads for face in ((a, b, c), (a, c, d))])
    mesh = Mesh(corners * size + at, faces)
    if not labels:
        return Raw(mesh, "box")
    parts = np.where(faces[:, :].min(1) >= 0, 1, 0)
    parts[6:8] = 0  # the face y = 1
    return Raw(mesh, "box", face_parts=parts.astype(np.int32), part_names=(("lid", "cover"), ("body",)))


def item_of(raw: Raw, name: str = "thing") -> Item:
    return Item(name, "test", partial(_given, raw))


def _given(raw: Raw) -> Raw:
    return raw


def shape_of(answer: Answer) -> Shape:
    assert answer.made.failure is None and answer.made.sample is not None, answer.made.failure
    return unpack_shape(answer.made.sample, "it")


def made(raw: Raw, config: PrepareConfig = SMALL) -> Answer:
    make, _ = setup(as_json(config))
    return make(item_of(raw))


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("teacher")
    write_backbone(folder, "Dinov2")
    return str(folder)


@pytest.fixture(scope="module")
def sam(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("sam")
    write_sam(folder)
    return str(folder)


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[StubEndpoint]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "PA3D_CAPTION_KEY"):
        monkeypatch.delenv(name, raising=False)
    stub = StubEndpoint()
    yield stub
    stub.close()


def test_a_labelled_mesh() -> None:
    answer = made(block())
    shape = shape_of(answer)
    assert shape.points.shape == (600, 3) and shape.label_names == (("lid", "cover"), ("body",))
    lid = shape.label_masks[0]
    assert lid.mean() == pytest.approx(1 / 6, abs=0.05) and (shape.label_masks.sum(0) == 1).all()
    np.testing.assert_array_equal(lid, shape.points[:, 1] > 1 - 1e-6)
    assert shape.normals is not None
    np.testing.assert_allclose(np.abs(shape.normals[lid, 1]), 1, atol=1e-6)
    assert set(answer.seconds) == {"read", "cpu read", "sample", "cpu sample", "pack", "cpu pack"}, (
        "nothing is rendered"
    )


def test_points_depend_on_seed_and_id_alone() -> None:
    raw, other = block(), dataclasses.replace(SMALL, seed=1)
    points = draw(item_of(raw), raw, SMALL).points
    np.testing.assert_array_equal(draw(item_of(raw), raw, SMALL).points, points)
    assert (draw(item_of(raw, "another"), raw, SMALL).points != points).any()
    assert (draw(item_of(raw), raw, other).points != points).any()


def test_points_of_a_coloured_mesh_are_coloured() -> None:
    plain = block()
    assert isinstance(plain.geometry, Mesh) and shape_of(made(plain)).colors is None
    red = np.repeat(np.array([[200, 10, 30]], np.uint8), 8, 0)
    painted = dataclasses.replace(plain, geometry=Mesh(plain.geometry.vertices, plain.geometry.faces, red))
    colors = shape_of(made(painted)).colors
    assert colors is not None and (colors == [200, 10, 30]).all() and len(colors) == 600


def test_names_that_no_point_bears_are_left_out() -> None:
    raw = dataclasses.replace(block(), face_parts=np.zeros(12, np.int32))
    assert shape_of(made(raw)).label_names == (("lid", "cover"),)


def unit_rows(rows: Array) -> None:
    np.testing.assert_allclose(np.linalg.norm(rows.astype(np.float32), axis=1), 1, atol=2e-3)


@pytest.mark.parametrize(("size", "at"), [(1.0, 0.0), (1e-3, 0.0), (1e3, 5e3)])
def test_teacher_patches_cover_the_shape_whatever_its_units(teacher: str, size: float, at: float) -> None:
    answer = made(block(size, at), dataclasses.replace(SMALL, teacher=teacher))
    shape = shape_of(answer)
    assert answer.made.teacher == 24 and shape.teacher_centers is not None and shape.teacher_features is not None
    assert shape.teacher_centers.shape == (20, 3) and shape.teacher_features.shape == (20, 24)
    unit_rows(shape.teacher_features)
    far = np.linalg.norm(shape.points[:, None] - shape.teacher_centers[None], axis=2).min(1)
    assert far.max() < 0.7 * size, "no point is far from all centres"
    assert len(np.unique(shape.teacher_centers, axis=0)) == 20
    assert {"views", "visibility", "teacher", "lift"} <= set(answer.seconds)


def test_a_cloud_with_fewer_points_than_patches(teacher: str) -> None:
    points = np.random.default_rng(0).random((9, 3))
    shape = shape_of(made(Raw(Cloud(points)), dataclasses.replace(SMALL, teacher=teacher)))
    assert shape.teacher_features is not None and shape.teacher_features.shape == (9, 24)
    np.testing.assert_array_equal(shape.points, points.astype(np.float32))


def test_what_a_source_brings_is_kept_unless_told(teacher: str) -> None:
    rows = np.eye(3, 24, dtype=np.float16)
    cloud = Raw(
        Cloud(np.random.default_rng(0).random((50, 3))), label_masks=np.ones((1, 50), bool), label_names=(("all",),),
        teacher_centers=np.zeros((3, 3), np.float32), teacher_features=rows,
    )  # fmt: skip
    taught = dataclasses.replace(SMALL, teacher=teacher)
    kept, fresh = shape_of(made(cloud, taught)), shape_of(made(cloud, dataclasses.replace(taught, ignore_own=True)))
    assert kept.teacher_features is not None and fresh.teacher_features is not None
    np.testing.assert_array_equal(kept.teacher_features, rows)
    assert kept.label_names == (("all",),) and fresh.label_names == () and fresh.teacher_features.shape == (20, 24)
    other = dataclasses.replace(cloud, teacher_features=np.eye(3, 8, dtype=np.float16))
    failure = made(other, taught).made.failure
    assert failure is not None and "another width" in failure.what and "8 wide" in failure.found


def engine_config(sam: str, endpoint: StubEndpoint, cache: Path) -> PrepareConfig:
    return dataclasses.replace(
        SMALL, masks=sam, captioner=endpoint.url, caption_model="stub", caption_cache=str(cache), mask_points=4,
        mask_iou=0.0, mask_stability=0.0, mask_least_pixels=1, mask_largest_share=1.0, mask_crops=0, views=2,
        caption_tries=2, caption_timeout=10.0, ignore_own=True,
    )  # fmt: skip


def test_masks_are_named_once_and_lifted(sam: str, endpoint: StubEndpoint, tmp_path: Path) -> None:
    config = engine_config(sam, endpoint, tmp_path)
    answer = made(block(), config)
    shape, asked = shape_of(answer), len(endpoint.requests)
    assert asked > 0 and answer.made.tokens["answers"] == asked == answer.made.tokens["masks"]
    assert answer.made.tokens["prompt_tokens"] == 700 * asked
    assert shape.label_names == (("leg",),) and shape.label_masks.any(), "all masks bear the stub's one name"
    again = made(block(), config)
    assert len(endpoint.requests) == asked, "nothing is paid twice"
    assert again.made.sample == answer.made.sample and again.made.tokens == answer.made.tokens


def test_labels_of_the_source_are_not_paid_for(sam: str, endpoint: StubEndpoint, tmp_path: Path) -> None:
    config = dataclasses.replace(engine_config(sam, endpoint, tmp_path), ignore_own=False)
    assert shape_of(made(block(), config)).label_names[0] == ("lid", "cover") and not endpoint.requests
    assert shape_of(made(block(labels=False), config)).label_names == (("leg",),)


def test_an_endpoint_that_is_away_stops_the_run(sam: str, endpoint: StubEndpoint, tmp_path: Path) -> None:
    config = engine_config(sam, endpoint, tmp_path)
    endpoint.script = [401] * 1000
    make, _ = setup(as_json(config))
    with pytest.raises(Stop):
        make(item_of(block()))


def with_models(teacher: str, sam: str, endpoint: StubEndpoint, folder: Path) -> PrepareConfig:
    config = engine_config(sam, endpoint, folder / "cache")
    return dataclasses.replace(
        config, sources=("synthetic:3",), teacher=teacher, shard_size=2, points=300, workers=1, out=str(folder / "one")
    )


def test_a_run_with_models_stops_and_is_taken_up(
    teacher: str, sam: str, endpoint: StubEndpoint, tmp_path: Path
) -> None:
    config = with_models(teacher, sam, endpoint, tmp_path)
    endpoint.script = ["seat", "Unknown", *[401] * 10_000]
    with pytest.raises(Pa3dError, match="endpoint") as stopped:
        run(config, Silent())
    assert stopped.value.do and not list((tmp_path / "one").glob("*.tar"))
    endpoint.script = []
    run(config, Silent())
    manifest = open_shards(tmp_path / "one").manifest
    assert manifest["teacher"]["dimension"] == manifest["engine"]["teacher"]["width"] == 24
    assert manifest["engine"]["captions"]["model"] == "stub" and manifest["tokens"]["answers"] > 0
    moved = dataclasses.replace(config, captioner=endpoint.url.replace("127.0.0.1", "localhost"))
    assert run(moved, Silent()).made == 0, "an endpoint may move"
    prompt = tmp_path / "prompt.txt"
    prompt.write_text("What is this?")
    with pytest.raises(FileError, match="prompt_sha256"):
        run(dataclasses.replace(moved, prompt_file=str(prompt)), Silent())


@pytest.mark.slow
def test_several_processes_with_models_make_the_same(
    teacher: str, sam: str, endpoint: StubEndpoint, tmp_path: Path
) -> None:
    config = with_models(teacher, sam, endpoint, tmp_path)
    run(config, Silent())
    asked = len(endpoint.requests)
    run(dataclasses.replace(config, out=str(tmp_path / "two"), workers=2), Silent())
    assert len(endpoint.requests) == asked
    assert open_shards(tmp_path / "one").manifest == open_shards(tmp_path / "two").manifest


@pytest.mark.slow
def test_a_model_that_changed_under_its_name_is_told(tmp_path: Path) -> None:
    write_backbone(tmp_path / "model", "Dinov2")
    config = dataclasses.replace(
        SMALL, sources=("synthetic:2",), teacher=str(tmp_path / "model"), out=str(tmp_path / "out"), shard_size=1
    )
    run(config, Silent())
    versions = open_shards(tmp_path / "out").manifest["engine"]["versions"]
    assert set(versions) == {"torch", "transformers"}
    (tmp_path / "out" / "shard-000001.json").unlink()
    write_backbone(tmp_path / "model", "Dinov2", layerscale_value=0.5, intermediate_size=40, mlp_ratio=2)
    with pytest.raises(FileError, match=r"shard-000000.*other weights \(teacher\)"):
        run(config, Silent())


def test_models_that_cannot_be_loaded_leave_no_folder(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    config = dataclasses.replace(
        SMALL, sources=("synthetic:2",), teacher=str(tmp_path / "model"), out=str(tmp_path / "out"), workers=2
    )
    with pytest.raises(FileError, match="holds no complete model"):
        run(config, Silent())
    assert not (tmp_path / "out").exists()


def test_a_device_that_is_too_small_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    def too_much(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 3 GiB.")

    monkeypatch.setattr("pa3d.stages.prepare_shape.make_sample", too_much)
    make, _ = setup(as_json(SMALL))
    with pytest.raises(Stop) as stopped:
        make(item_of(block()))
    assert "3 GiB" in stopped.value.error.found and "--workers" in stopped.value.error.do


def test_the_clock_adds_up() -> None:
    clock = Clock()
    for _ in range(3):
        with clock("sleep"):
            sum(range(1000))
    assert set(clock.seconds) == {"sleep", "cpu sleep"} and clock.seconds["sleep"] > 0
