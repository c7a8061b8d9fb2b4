"""The world as batches: the same for the same seed and number, whoever builds them."""

from __future__ import annotations

import multiprocessing
import os
import signal
from itertools import islice

import numpy as np
import pytest
import torch

from pa3d.data.batches import RawBatch, name_masks
from pa3d.data.names import name_table
from pa3d.data.synthetic_stream import RAW_POINTS, SyntheticBatches, synthetic_loader
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import box


def two_boxes(generator: np.random.Generator) -> Assembly:
    shape = Assembly()
    shape.add("arm", box((1, 1, 1)))
    if generator.random() < 0.7:
        shape.add("hand", box((1, 1, 1), (3, 0, 0)))
    return shape


def slab(generator: np.random.Generator) -> Assembly:
    shape = Assembly()
    shape.add("top", box((1, generator.random() + 0.1, 1)))
    return shape


KINDS = (
    Kind("crane", two_boxes, {"arm": ("boom",), "hand": ("claw",)}, within={"hand": "arm"}),
    Kind("desk", slab, {"top": ("surface",), "leg": ("boom",)}),
)
TABLE = name_table(KINDS)


def stream(seed: int = 0, first: int = 0, size: int = 4) -> SyntheticBatches:
    return SyntheticBatches(KINDS, TABLE, size, seed, first)


def equal(first: RawBatch, second: RawBatch) -> bool:
    return all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_a_batch_is_a_function_of_seed_and_number() -> None:
    assert equal(stream().batch(5), stream().batch(5))
    assert equal(next(iter(stream(first=5))), stream().batch(5))
    assert not torch.equal(stream().batch(5).points, stream().batch(6).points)
    assert not torch.equal(stream().batch(5).points, stream(seed=1).batch(5).points)


def test_the_order_does_not_depend_on_workers() -> None:
    alone = list(islice(synthetic_loader(stream(first=2), 0), 3))
    two = list(islice(synthetic_loader(stream(first=2), 2), 3))
    assert all(equal(a, b) and equal(a, stream().batch(2 + i)) for i, (a, b) in enumerate(zip(alone, two, strict=True)))


def test_an_interrupt_leaves_the_workers_at_work() -> None:
    """Ctrl-C reaches every process of the terminal: the loop decides when to end, with batches still coming."""
    batches = synthetic_loader(stream(), 1)
    first = next(batches)
    for worker in multiprocessing.active_children():
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGINT)
    later = list(islice(batches, 6))
    assert equal(first, stream().batch(0)) and equal(later[-1], stream().batch(6))


def test_shapes_of_tensors() -> None:
    batch = stream().batch(0)
    assert batch.points.shape == (4, RAW_POINTS, 3) and batch.points.dtype == torch.float32
    assert batch.point_parts.shape == (4, RAW_POINTS) and batch.blocked.shape == (4, len(TABLE.prompts))
    assert batch.asked.shape == batch.part_of.shape and batch.asked.shape[0] == 4


@pytest.fixture(scope="module")
def many() -> list[RawBatch]:
    return [stream(size=8).batch(i) for i in range(12)]


def is_crane(batch: RawBatch, row: int) -> bool:
    names = {TABLE.prompts[i].name for i in batch.blocked[row].nonzero().flatten().tolist()}
    return "arm" in names


def test_names_ask_for_the_part_they_stand_for(many: list[RawBatch]) -> None:
    for batch in many:
        for row in range(8):
            kind = KINDS[0] if is_crane(batch, row) else KINDS[1]
            parts = list(kind.parts)
            names = batch.asked[row][batch.asked[row] >= 0].tolist()
            assert names and len(set(names)) == len(names)
            for name, part in zip(batch.asked[row].tolist(), batch.part_of[row].tolist(), strict=True):
                assert (name < 0) == (part < 0)
                if name >= 0:
                    assert TABLE.stands_for[TABLE.part_index[kind.name][parts[part]], name]


def test_names_that_would_be_right_are_blocked(many: list[RawBatch]) -> None:
    """`boom` is a crane's arm and a desk's leg: right for a crane, wrong for a desk without legs."""
    boom = next(i for i, prompt in enumerate(TABLE.prompts) if prompt.name == "boom" and prompt.category is None)
    for batch in many:
        for row in range(8):
            assert bool(batch.blocked[row, boom]) == is_crane(batch, row)
            covered = name_masks(batch.point_parts, batch.part_of)[row].any(-1)
            asked = batch.asked[row]
            assert batch.blocked[row, asked[covered]].all()  # whatever is right is blocked


def test_a_part_within_another_belongs_to_it_when_nobody_asks(many: list[RawBatch]) -> None:
    seen = set()
    for batch in many:
        for row in range(8):
            if not is_crane(batch, row):
                continue
            right = batch.points[row, :, 0] > 2  # where the hand is, if there is one
            if not right.any():
                continue
            asked = 1 in batch.part_of[row].tolist()
            seen.add(asked)
            assert set(batch.point_parts[row, right].tolist()) == {1 if asked else 0}
            assert set(batch.point_parts[row, ~right].tolist()) == {0}
    assert seen == {True, False}


def test_every_shape_asks_for_something(many: list[RawBatch]) -> None:
    for batch in many:
        assert (batch.asked >= 0).any(1).all()


def test_a_part_all_of_whose_names_are_withheld_is_never_asked() -> None:
    table = name_table(KINDS, frozenset({"top", "tops", "surface", "surfaces"}))
    for number in range(4):
        batch = SyntheticBatches(KINDS[1:], table, 8, 0).batch(number)
        assert (batch.part_of.amax(1) == 1).all() and 0 not in batch.part_of  # the absent leg alone
