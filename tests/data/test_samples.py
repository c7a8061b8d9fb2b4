"""A shape into bytes and back."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

from pa3d.data.samples import Sample, pack_shape, unpack_shape
from pa3d.errors import FileError, ShapeError
from pa3d.shapes.records import Shape


def shape_of(count: int = 11, labels: int = 3, seed: int = 0, **changes: object) -> Shape:
    """A random shape with everything a shape may have."""
    generator = np.random.default_rng(seed)
    shape = Shape(
        id="chair_7-a", points=generator.random((count, 3), dtype=np.float32),
        label_masks=generator.random((labels, count)) < 0.5,
        label_names=tuple((f"part {i}", f"synonym {i}") for i in range(labels)), category="chair", source="test",
        license="CC0", normals=generator.random((count, 3), dtype=np.float32),
        colors=generator.integers(0, 256, (count, 3), dtype=np.uint8),
        teacher_centers=generator.random((4, 3), dtype=np.float32),
        teacher_features=generator.random((4, 6)).astype(np.float16),
    )  # fmt: skip
    return dataclasses.replace(shape, **changes)  # type: ignore[arg-type]


def assert_equal_shapes(one: Shape, other: Shape) -> None:
    """Every field the same, arrays to the bit and of the same type."""
    for field in dataclasses.fields(Shape):
        first, second = getattr(one, field.name), getattr(other, field.name)
        if isinstance(first, np.ndarray):
            assert first.dtype == second.dtype, field.name
            np.testing.assert_array_equal(first, second, err_msg=field.name)
        else:
            assert first == second, field.name


@pytest.mark.parametrize("count", [1, 7, 8, 9, 1000])
@pytest.mark.parametrize("labels", [0, 1, 5])
def test_what_goes_in_comes_out(count: int, labels: int) -> None:
    shape = shape_of(count, labels)
    assert_equal_shapes(unpack_shape(pack_shape(shape), "x"), shape)


def test_a_bare_shape() -> None:
    bare = shape_of(normals=None, colors=None, teacher_centers=None, teacher_features=None, category=None, license=None)
    assert_equal_shapes(unpack_shape(pack_shape(bare), "x"), bare)


def test_the_same_shape_gives_the_same_bytes_and_masks_take_a_bit_each() -> None:
    shape = shape_of(8000, 2, normals=None, colors=None, teacher_centers=None, teacher_features=None)
    assert pack_shape(shape) == pack_shape(shape)
    assert 8000 * 12 + 2 * 1000 <= len(pack_shape(shape).arrays) < 8000 * 12 + 2 * 1000 + 500


def test_words_say_what_else_is_asked_of_them() -> None:
    words = json.loads(pack_shape(shape_of(), {"seen": 0.5}).words)
    assert words["seen"] == 0.5 and words["names"][1] == ["part 1", "synonym 1"] and words["points"] == 11


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "Chair.7"}, "Chair.7"),
        ({"id": ""}, "''"),
        ({"points": np.zeros((0, 3), np.float32)}, "(0, 3)"),
        ({"points": np.full((11, 3), np.nan, np.float32)}, "11 of 11"),
        ({"label_masks": np.zeros((2, 11), bool)}, "(2, 11)"),
        ({"label_masks": np.zeros((3, 10), bool)}, "(3, 10)"),
        ({"normals": np.zeros((10, 3), np.float32)}, "(10, 3)"),
        ({"colors": np.zeros((11, 3), np.float32)}, "bytes"),
        ({"teacher_features": None}, "go together"),
        ({"teacher_features": np.zeros((5, 6), np.float16)}, "(5, 3)"),
        ({"teacher_features": np.full((4, 6), np.inf, np.float16)}, "4 of 4"),
        ({"teacher_features": np.zeros((4, 0), np.float16)}, "(4, 0)"),
    ],
)
def test_what_is_no_shape_is_not_packed(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ShapeError) as refused:
        pack_shape(shape_of(**changes))
    assert said in str(refused.value) and refused.value.found and refused.value.do


def test_broken_samples_are_named() -> None:
    arrays, words = pack_shape(shape_of())
    fewer = json.loads(words)
    fewer["names"] = fewer["names"][:2]
    other = json.dumps({**json.loads(words), "format": 9}).encode()
    lying = bytearray(arrays)
    lying[:8] = (1 << 40).to_bytes(8, "little")  # a header of a terabyte
    broken = [
        (Sample(arrays[:-5], words), "cannot be read"),
        (Sample(b"", words), "cannot be read"),
        (Sample(bytes(lying), words), "cannot be read"),
        (Sample(arrays, words[:20]), "JSON"),
        (Sample(arrays, b"[]"), "list"),
        (Sample(arrays, json.dumps(fewer).encode()), "2 names"),
        (Sample(arrays, other), "format 9"),
        (Sample(arrays, json.dumps({**json.loads(words), "names": [[]]}).encode()), "names"),
        (Sample(arrays, json.dumps({**json.loads(words), "source": None}).encode()), "source"),
        (Sample(arrays, b"[" * 200_000), "JSON"),
    ]
    for sample, said in broken:
        with pytest.raises(FileError, match="thing") as refused:
            unpack_shape(sample, "the thing")
        assert said in str(refused.value) and refused.value.do
