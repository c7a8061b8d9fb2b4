"""Shards as streams: every shape once an epoch, the broken ones left out and told."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_shards import break_sample, tiny_shape, tiny_shards, write_shards

from pa3d.data.manifest import read_json, write_json
from pa3d.data.read_ahead import Cut, read_ahead
from pa3d.data.shard_names import read_names
from pa3d.data.shard_stream import NamedShards, TaughtShards, held_out, raw_points, taught_places
from pa3d.data.shards import open_shards
from pa3d.errors import FileError
from pa3d.progress import Silent


def named(folder: Path, seed: int = 0, points: int = 256) -> NamedShards:
    shards = open_shards(folder)
    return NamedShards(shards, read_names(shards, Silent()), seed, points)


def taught(folder: Path, seed: int = 0) -> TaughtShards:
    shards = open_shards(folder)
    return TaughtShards(shards, *taught_places(shards, Silent()), seed, 256)


def test_an_epoch_has_every_shape_once(tmp_path: Path) -> None:
    tiny_shards(tmp_path, 10)
    for source in (named(tmp_path), taught(tmp_path)):
        ids = [id for start in range(0, 20, 5) for id in source.read(range(start, start + 5)).ids]
        assert sorted(ids[:10]) == sorted(ids[10:]) == sorted(f"shape-{i}" for i in range(10)) and ids[:10] != ids[10:]


def test_a_batch_has_what_the_shapes_have(tmp_path: Path) -> None:
    tiny_shards(tmp_path, 6)
    source = named(tmp_path)
    loaded = source.read(range(6))
    batch = loaded.batch
    assert batch.points.shape == (6, 256, 3) and batch.masks.shape == (6, 3, 256)
    prompts = source.names.prompts
    for row, id in enumerate(loaded.ids):
        shape = tiny_shape(int(id.removeprefix("shape-")))
        place = [int(np.flatnonzero((shape.points == point).all(1))[0]) for point in batch.points[row].numpy()]
        assert len(set(place)) == 256
        for name, mask in zip(batch.asked[row].tolist(), batch.masks[row].numpy(), strict=True):
            label = next(i for i, names in enumerate(shape.label_names) if prompts[name].name in names)
            assert (mask == shape.label_masks[label][place]).all()
        assert {prompts[i].name for i in batch.right[row].tolist()} == {n for names in shape.label_names for n in names}
    teaching = taught(tmp_path).read(range(6))
    assert teaching.batch.teacher_features.dtype == torch.float16
    for row, id in enumerate(teaching.ids):
        shape = tiny_shape(int(id.removeprefix("shape-")))
        assert (teaching.batch.teacher_centers[row].numpy() == shape.teacher_centers).all()
        assert (teaching.batch.teacher_features[row].numpy() == shape.teacher_features).all()


def test_samples_do_not_depend_on_who_reads_them(tmp_path: Path) -> None:
    tiny_shards(tmp_path, 7)
    whole = named(tmp_path).read(range(8, 14)).batch
    parts = [next(read_ahead(named(tmp_path), Cut(6, 0, i, 2), 1)) for i in range(2)]
    assert [id for part in parts for id in part.ids] == list(named(tmp_path).read(range(6)).ids)
    one = named(tmp_path).read(range(10, 11)).batch
    assert torch.equal(one.points[0], whole.points[2]) and torch.equal(one.keys[0], whole.keys[2])
    assert not torch.equal(named(tmp_path, seed=1).read(range(8, 14)).batch.keys, whole.keys)


def test_a_shape_of_few_points_fills_its_row(tmp_path: Path) -> None:
    source = named(write_shards(tmp_path, [tiny_shape(0, points=50), tiny_shape(1)]))
    assert source.read(range(2)).batch.points.shape == (2, 256, 3)


def test_fewer_centres_repeat(tmp_path: Path) -> None:
    shape = tiny_shape(1)
    assert shape.teacher_centers is not None and shape.teacher_features is not None
    few = dataclasses.replace(
        shape, teacher_centers=shape.teacher_centers[:3], teacher_features=shape.teacher_features[:3]
    )
    loaded = taught(write_shards(tmp_path, [tiny_shape(0), few])).read(range(2))
    row = loaded.ids.index("shape-1")
    assert loaded.batch.teacher_centers.shape == (2, 40, 3)
    assert torch.equal(loaded.batch.teacher_centers[row, 3:6], loaded.batch.teacher_centers[row, :3])


def test_a_broken_sample_is_left_out_and_told(tmp_path: Path) -> None:
    tiny_shards(tmp_path, 6)
    break_sample(tmp_path, 0, 1)
    for source in (named(tmp_path), taught(tmp_path)):
        loaded = source.read(range(6))
        assert len(loaded.ids) == len(loaded.batch.keys) == 5 and "shape-1" not in loaded.ids
        (said,) = loaded.broken
        assert "shape-1" in said and "is broken" in said
        place = next(i for i in range(6) if source.read(range(i + 1)).broken)
        nothing = source.read(range(place, place + 1))
        assert (nothing.ids, nothing.broken) == ((), loaded.broken)
        assert [value.shape[0] for value in nothing.batch] == [0] * len(nothing.batch)
        assert all(one.dtype == all_.dtype for one, all_ in zip(nothing.batch, loaded.batch, strict=True))


def test_teacher_features_are_asked_of_the_manifest(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"no teacher features to distil from\. None of their 4"):
        taught(tiny_shards(tmp_path / "none", 4, teacher=None))
    mixed = write_shards(tmp_path / "mixed", [tiny_shape(0, 10), tiny_shape(1, 6)])
    with pytest.raises(FileError, match=r"several teachers\. Found 1 shapes of width 6, 1 shapes of width 10"):
        taught(mixed)
    some = write_shards(tmp_path / "some", [tiny_shape(i, 10 if i % 2 else None) for i in range(6)])
    places, width = taught_places(open_shards(some), Silent())
    assert (places.tolist(), width) == ([[0, 1], [0, 3], [1, 1]], 10)


def test_a_shape_of_another_width_than_the_manifest_says_is_broken(tmp_path: Path) -> None:
    write_shards(tmp_path, [tiny_shape(0, 10), tiny_shape(1, 6), tiny_shape(2, None)])
    manifest = read_json(tmp_path / "manifest.json")
    write_json(tmp_path / "manifest.json", {**manifest, "teacher": {"widths": {"10": 3}}})
    loaded = taught(tmp_path).read(range(3))
    assert loaded.ids == ("shape-0",) and sorted(loaded.broken) == [
        "shape-1 has teacher features of width 6. Not 10.", "shape-2 has no teacher features.",
    ]  # fmt: skip


def test_shapes_are_held_out_for_good() -> None:
    places = np.arange(20).reshape(10, 2)
    kept, out = held_out(places, 3)
    again = held_out(places, 3)
    assert (kept == again[0]).all() and (out == again[1]).all() and (len(kept), len(out)) == (7, 3)
    assert Counter(map(tuple, [*kept.tolist(), *out.tolist()])) == Counter(map(tuple, places.tolist()))
    assert len(held_out(places, 0)[1]) == 0


def test_more_points_are_held_than_an_encoder_draws() -> None:
    assert raw_points(128) == raw_points(2048) == 4096 and raw_points(4096) == 8192
