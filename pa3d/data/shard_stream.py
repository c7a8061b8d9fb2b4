"""Shards as an endless stream of samples, for both stages. A sample that is broken is left out and told."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

import numpy as np
import torch

from pa3d.data.batches import Loaded, RawBatch, TaughtBatch
from pa3d.data.draws import sample_keys
from pa3d.data.named import RAW_POINTS, Named, no_named, stack_named
from pa3d.data.shard_names import ShardNames, ask, clean_category, labels_of
from pa3d.data.shard_order import Order
from pa3d.data.shards import Shards
from pa3d.errors import FileError, Pa3dError, ShapeError
from pa3d.progress import Progress
from pa3d.shapes.records import Array, Shape
from pa3d.shapes.sampling import draw_rows

Taken = TypeVar("Taken")


class NamedShards:
    """Shapes with names, of `points` points each, in the order of the seed."""

    def __init__(self, shards: Shards, names: ShardNames, seed: int, points: int = RAW_POINTS) -> None:
        self.shards, self.names, self.seed, self.points = shards, names, seed, points
        self.order = Order(len(names.places), seed)

    def read(self, numbers: range) -> Loaded[RawBatch]:
        """These samples of the stream, without those that are broken."""
        found = _read(self.shards, self.names.places, self.order, numbers, self._named)
        if not found.taken:
            return Loaded(no_named(self.points), (), found.broken)
        keys = sample_keys(self.seed, np.array(found.numbers))
        return Loaded(stack_named(keys, found.taken), found.ids, found.broken)

    def _named(self, shape: Shape, number: int) -> Named:
        generator = np.random.default_rng((self.seed, number, 2))
        chosen = draw_rows(len(shape.points), self.points, generator)
        category = clean_category(shape.category)
        labels = labels_of(shape.label_names, category, self.names.category_too)
        rows, bearers, right = ask(self.names, labels, category, generator)
        thinned = shape.label_masks[:, chosen]
        masks = np.stack([np.any(thinned[bearing], axis=0) for bearing in bearers])  # (L, N)
        return Named(shape.points[chosen], masks, rows, right)


class TaughtShards:
    """Shapes with a teacher's features of one width, of `points` points each, in the order of the seed."""

    def __init__(self, shards: Shards, places: Array, width: int, seed: int, points: int = RAW_POINTS) -> None:
        self.shards, self.places, self.width, self.seed, self.points = shards, places, width, seed, points
        self.order = Order(len(places), seed)

    def read(self, numbers: range) -> Loaded[TaughtBatch]:
        """These samples of the stream, without those that are broken."""
        found = _read(self.shards, self.places, self.order, numbers, self._taught)
        if not found.taken:
            return Loaded(self._nothing(), (), found.broken)
        most = max(len(centers) for _, centers, _ in found.taken)
        filled = [np.arange(most) % len(centers) for _, centers, _ in found.taken]
        batch = TaughtBatch(
            torch.from_numpy(sample_keys(self.seed, np.array(found.numbers))),
            torch.from_numpy(np.stack([points for points, _, _ in found.taken])),
            torch.from_numpy(np.stack([each[1][rows] for each, rows in zip(found.taken, filled, strict=True)])),
            torch.from_numpy(np.stack([each[2][rows] for each, rows in zip(found.taken, filled, strict=True)])),
        )
        return Loaded(batch, found.ids, found.broken)

    def _nothing(self) -> TaughtBatch:
        features = torch.zeros(0, 1, self.width, dtype=torch.float16)
        keys = torch.zeros(0, dtype=torch.long)
        return TaughtBatch(keys, torch.zeros(0, self.points, 3), torch.zeros(0, 1, 3), features)

    def _taught(self, shape: Shape, number: int) -> tuple[Array, Array, Array]:
        centers, features = shape.teacher_centers, shape.teacher_features
        if centers is None or features is None:
            raise ShapeError(f"{shape.id} has no teacher features.")
        if features.shape[1] != self.width:
            raise ShapeError(f"{shape.id} has teacher features of width {features.shape[1]}.", f"Not {self.width}.")
        chosen = draw_rows(len(shape.points), self.points, np.random.default_rng((self.seed, number, 2)))
        return shape.points[chosen], centers, features


class _Found(NamedTuple):
    taken: list  # type: ignore[type-arg]
    numbers: list[int]
    ids: tuple[str, ...]
    broken: tuple[str, ...]


def _read(shards: Shards, places: Array, order: Order, numbers: range, take: Callable[[Shape, int], Taken]) -> _Found:
    taken: list[Taken] = []
    sound: list[int] = []
    ids: list[str] = []
    broken: list[str] = []
    for number in numbers:
        shard, index = places[order.place(number)].tolist()
        try:
            shape = shards.shape(shard, index)
            taken.append(take(shape, number))
        except Pa3dError as error:
            broken.append(f"{error.what} {error.found}".strip())
            continue
        except OSError as error:
            broken.append(f"Sample {index} of {shards.paths[shard]} cannot be read: {error.strerror}.")
            continue
        sound.append(number)
        ids.append(shape.id)
    return _Found(taken, sound, tuple(ids), tuple(broken))


def taught_places(shards: Shards, progress: Progress) -> tuple[Array, int]:
    """(shard, index) of the samples (n, 2) that have teacher features, and the width of those.

    Raises FileError for shards without any, or with several widths.
    """
    told = (shards.manifest.get("teacher") or {}).get("widths") or {}
    widths = {int(width): int(count) for width, count in told.items()}
    if not widths:
        found = f"None of their {len(shards)} shapes has any."
        do = "Prepare them with a teacher: pa3d prepare SOURCE --teacher facebook/dinov2-base --out SHARDS."
        raise FileError(f"The shards in {shards.folder} have no teacher features to distil from.", found, do)
    if len(widths) > 1:
        found = ", ".join(f"{count} shapes of width {width}" for width, count in sorted(widths.items()))
        do = "Prepare them with one --teacher, and --ignore-own."
        raise FileError(f"The shards in {shards.folder} have features of several teachers.", f"Found {found}.", do)
    ((width, count),) = widths.items()
    every = [(shard, index) for shard, number in enumerate(shards.counts) for index in range(number)]
    if count < len(every):
        every = [place for place in every if _is_taught(shards, *place, progress)]
    return np.array(every), width


def _is_taught(shards: Shards, shard: int, index: int, progress: Progress) -> bool:
    try:
        return shards.words(shard, index).get("teacher", "not said") is not None
    except FileError:
        return True  # told as broken when it is its turn


def held_out(places: Array, count: int) -> tuple[Array, Array]:
    """The places (n, 2) to learn from, and `count` of them that are not, always the same."""
    order = np.random.default_rng(0).permutation(len(places))
    return places[np.sort(order[count:])], places[np.sort(order[:count])]


def raw_points(points: int) -> int:
    """How many points of a shape a batch holds, for an encoder that draws `points` of them."""
    return max(RAW_POINTS, 2 * points)
