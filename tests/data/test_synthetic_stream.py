"""The world as batches: the same for the same seed and number, whoever builds them."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from pa3d.data.batches import RawBatch
from pa3d.data.named import RAW_POINTS
from pa3d.data.names import name_table
from pa3d.data.synthetic_stream import SyntheticSource
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


def source(seed: int = 0, points: int = RAW_POINTS) -> SyntheticSource:
    return SyntheticSource(KINDS, TABLE, seed, points)


def equal(first: RawBatch, second: RawBatch) -> bool:
    return all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_a_sample_is_a_function_of_seed_and_number() -> None:
    batch = source().read(range(4, 8))
    assert equal(batch.batch, source().read(range(4, 8)).batch)
    assert torch.equal(source().read(range(5, 6)).batch.points[0], batch.batch.points[1])
    assert not torch.equal(batch.batch.points, source().read(range(8, 12)).batch.points)
    assert not torch.equal(batch.batch.points, source(seed=1).read(range(4, 8)).batch.points)
    assert batch.ids[1].endswith(" 5 of seed 0") and len(batch.ids) == 4 and batch.broken == ()


def test_shapes_of_tensors() -> None:
    batch = source(points=5000).read(range(4)).batch
    assert batch.points.shape == (4, 5000, 3) and batch.points.dtype == torch.float32
    assert batch.masks.shape == (4, batch.asked.shape[1], 5000) and batch.masks.dtype == torch.bool
    assert batch.asked.shape[0] == batch.right.shape[0] == 4 and batch.keys.shape == (4,)


@pytest.fixture(scope="module")
def many() -> list[RawBatch]:
    return [source().read(range(8 * i, 8 * i + 8)).batch for i in range(12)]


def rows_of(batch: RawBatch, row: int, field: str) -> list[int]:
    return [number for number in getattr(batch, field)[row].tolist() if number >= 0]


def is_crane(batch: RawBatch, row: int) -> bool:
    return "arm" in {TABLE.prompts[i].name for i in rows_of(batch, row, "right")}


def parts_of(batch: RawBatch, row: int) -> list[str]:
    """The part each asked name stands for."""
    kind = KINDS[0] if is_crane(batch, row) else KINDS[1]
    return [
        next(part for part in kind.parts if TABLE.stands_for[TABLE.part_index[kind.name][part], name])
        for name in rows_of(batch, row, "asked")
    ]


def test_names_ask_for_a_part_of_the_kind(many: list[RawBatch]) -> None:
    for batch in many:
        for row in range(8):
            names = rows_of(batch, row, "asked")
            assert names and len(set(names)) == len(names) and len(parts_of(batch, row)) == len(names)
            assert not batch.masks[row, len(names) :].any()


def test_names_that_would_be_right_are_told(many: list[RawBatch]) -> None:
    """`boom` is a crane's arm and a desk's leg: right for a crane, wrong for a desk without legs."""
    boom = next(i for i, prompt in enumerate(TABLE.prompts) if prompt.name == "boom" and prompt.category is None)
    for batch in many:
        for row in range(8):
            right = rows_of(batch, row, "right")
            assert (boom in right) == is_crane(batch, row)
            covered = batch.masks[row].any(-1)
            assert set(batch.asked[row, covered].tolist()) <= set(right)


def test_a_part_within_another_belongs_to_it_when_nobody_asks(many: list[RawBatch]) -> None:
    seen = set()
    for batch in many:
        for row in range(8):
            hand = batch.points[row, :, 0] > 2  # where the hand is, if there is one
            if not is_crane(batch, row) or not hand.any():
                continue
            parts = parts_of(batch, row)
            seen.add("hand" in parts)
            for mask, part in zip(batch.masks[row], parts, strict=False):
                if part == "hand":
                    assert torch.equal(mask, hand)
                else:
                    assert torch.equal(mask, ~hand if "hand" in parts else torch.ones_like(hand))
    assert seen == {True, False}


def test_a_part_all_of_whose_names_are_withheld_is_never_asked() -> None:
    table = name_table(KINDS, frozenset({"top", "tops", "surface", "surfaces"}))
    batch = SyntheticSource(KINDS[1:], table, 0).read(range(32)).batch
    assert not batch.masks.any() and (batch.asked >= 0).any(1).all()  # the absent leg alone is asked
