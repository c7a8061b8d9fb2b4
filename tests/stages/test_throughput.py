"""Reading shards costs training hardly anything: a step fed from disk against the same step fed from memory.

By processor time, with the reading in the process that trains: the worst there can be. With a worker of its own on a
free core, reading costs the step nothing at all.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tiny_shards import tiny_shape, write_shards

from pa3d.core.encoder import PRESETS
from pa3d.core.network import PatchAlign
from pa3d.data.augmentation import Augmentation
from pa3d.data.batches import Loaded, RawBatch, TaughtBatch
from pa3d.data.read_ahead import Cut, Source, read_ahead
from pa3d.data.shard_names import read_names
from pa3d.data.shard_stream import NamedShards, TaughtShards, taught_places
from pa3d.data.shards import Shards, open_shards
from pa3d.progress import Silent
from pa3d.runtime import keep_freed_memory
from pa3d.stages.align_config import AlignConfig, Train
from pa3d.stages.align_step import align_terms
from pa3d.stages.distill import distill_terms
from pa3d.stages.freezing import TrainedEncoder, choose_trained
from pa3d.stages.stage import Terms

pytestmark = pytest.mark.slow
SHAPES, BATCH, ROUNDS, STEPS = 64, 32, 5, 3
POINTS, CENTERS, WIDTH = 8192, 512, 768  # as `prepare` makes them with a DINOv2 of the paper's size


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Shards:
    """Shapes as large as real ones."""
    generator = np.random.default_rng(0)
    shapes = []
    for number in range(SHAPES):
        shape = tiny_shape(number, None, labels=4, points=POINTS)
        features = generator.normal(size=(CENTERS, WIDTH))
        features = (features / np.linalg.norm(features, axis=1, keepdims=True)).astype(np.float16)
        normals = np.ones_like(shape.points)
        shapes.append(
            dataclasses.replace(
                shape, normals=normals, teacher_centers=shape.points[:CENTERS], teacher_features=features
            )
        )
    return open_shards(write_shards(tmp_path_factory.mktemp("shards"), shapes, per_shard=32))


def seconds_of(step: Callable[[Any], Terms], batches: Iterator[Loaded[Any]]) -> float:
    """Processor time of some steps."""
    start = time.process_time()
    for _ in range(STEPS):
        step(next(batches).batch).losses.mean().backward()  # type: ignore[no-untyped-call]
    return time.process_time() - start


def share_of_memory_speed(step: Callable[[Any], Terms], source: Source[Any]) -> float:
    """How fast the step is fed from shards, as a share of what it is fed from memory; the two take turns."""
    kept = [source.read(range(i * BATCH, (i + 1) * BATCH)) for i in range(STEPS)]
    from_disk, from_memory = [], []
    disk = read_ahead(source, Cut(BATCH))
    for _ in range(ROUNDS):
        from_disk.append(seconds_of(step, disk))
        from_memory.append(seconds_of(step, iter(kept)))
    return min(from_memory) / min(from_disk)


@pytest.mark.parametrize("train", ["all", "last-block"])
def test_align_from_shards_is_as_fast_as_from_memory(shards: Shards, train: Train) -> None:
    keep_freed_memory()
    names = read_names(shards, Silent())
    bank = torch.nn.functional.normalize(torch.randn(len(names.rows), 384), dim=-1)
    network = PatchAlign(PRESETS["small"], 384, None)
    choose_trained(network, train, [network.text_head, network.log_scale])
    encode, config = TrainedEncoder(network.encoder), AlignConfig(Path("unused"))

    def step(batch: RawBatch) -> Terms:
        return align_terms(network, bank, batch, config, encode=encode)

    share = share_of_memory_speed(step, NamedShards(shards, names, 0))
    assert share >= 0.85, f"align --train {train}: {share:.3f} of the speed from memory"


def test_distill_from_shards_is_as_fast_as_from_memory(shards: Shards) -> None:
    keep_freed_memory()
    network = PatchAlign(PRESETS["small"], None, WIDTH)

    def step(batch: TaughtBatch) -> Terms:
        return distill_terms(network, batch, Augmentation())

    share = share_of_memory_speed(step, TaughtShards(shards, *taught_places(shards, Silent()), 0))
    assert share >= 0.85, f"distill: {share:.3f} of the speed from memory"
