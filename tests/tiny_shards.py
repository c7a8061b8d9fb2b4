"""Shards of a few tiny shapes, whose words the bundled vocabulary knows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pa3d.data.manifest import merge_records, write_json
from pa3d.data.samples import pack_shape
from pa3d.data.shard_write import Made, write_shard
from pa3d.shapes.records import Shape

NAMES = (("seat", "sitting surface"), ("leg", "support"), ("back", "backrest"), ("arm", "armrest"))
TEACHER = np.random.default_rng(7).normal(size=(4, 10))


def tiny_shape(number: int, teacher: int | None = 10, labels: int = 3, points: int = 300) -> Shape:
    """A box of points whose parts are its quarters from below; a teacher that says where a point is, in `teacher`
    numbers.
    """
    generator = np.random.default_rng(number)
    cloud = generator.uniform(-1, 1, (points, 3)) * np.array([1, 2, 1]) * generator.uniform(0.8, 1.2, 3) + number
    height = np.clip(((cloud[:, 1] - number + 2.4) / 4.8 * labels).astype(int), 0, max(labels - 1, 0))
    masks = np.equal(height, np.arange(labels)[:, None])
    centers = features = None
    if teacher is not None:
        centers = cloud[:40].astype(np.float32)
        where = np.concatenate([np.abs(centers - centers.mean(0)), np.ones((40, 1))], 1)
        features = np.tanh(where @ TEACHER[:, :1].repeat(teacher, 1) + np.arange(teacher) * where[:, 1:2])
        features = (features / np.linalg.norm(features, axis=1, keepdims=True)).astype(np.float16)
    return Shape(
        id=f"shape-{number}", points=cloud.astype(np.float32), label_masks=masks, label_names=NAMES[:labels],
        category="chair", source="test", teacher_centers=centers, teacher_features=features,
    )  # fmt: skip


def write_shards(folder: Path, shapes: Sequence[Shape], per_shard: int = 4) -> Path:
    """The folder, with the shapes in shards and a manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    records = []
    for start in range(0, len(shapes), per_shard):
        made = [
            Made(
                shape.id,
                pack_shape(shape, {"teacher": None if shape.teacher_features is None else "source"}),
                teacher=None if shape.teacher_features is None else shape.teacher_features.shape[1],
            )
            for shape in shapes[start : start + per_shard]
        ]
        records.append(write_shard(folder, len(records), start, made))
    write_json(folder / "manifest.json", merge_records(records, {}))
    return folder


def tiny_shards(folder: Path, count: int = 10, per_shard: int = 4, teacher: int | None = 10, labels: int = 3) -> Path:
    """A folder of `count` tiny shapes."""
    return write_shards(folder, [tiny_shape(i, teacher, labels) for i in range(count)], per_shard)


def break_sample(folder: Path, shard: int, index: int) -> None:
    """Damage the arrays of a sample where it lies."""
    from pa3d.data.shards import open_shards

    shards = open_shards(folder)
    offset, _ = shards.entries(shard)[index].arrays
    with shards.paths[shard].open("r+b") as file:
        file.seek(offset)
        file.write(b"\xff" * 8)
