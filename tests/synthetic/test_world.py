"""The world as one stream of shapes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.kinds import KINDS
from pa3d.synthetic.pieces import box
from pa3d.synthetic.world import build_shape, draw_shape


def cube(generator: np.random.Generator) -> Assembly:
    shape = Assembly()
    shape.add("side", box((1, 1, generator.random())))
    shape.add("lid", box((1, 1, 1), (0, 1, 0)))
    shape.add("side", box((1, 1, 1), (2, 0, 0)))
    return shape


RARE = Kind("crate", cube, {"side": (), "lid": ()})
COMMON = replace(RARE, name="carton", weight=4.0)


def test_a_shape_is_a_function_of_seed_and_index() -> None:
    first, again = draw_shape(3, 17), draw_shape(3, 17)
    assert first.kind == again.kind and first.parts == again.parts
    assert np.array_equal(first.vertices, again.vertices) and np.array_equal(first.face_parts, again.face_parts)
    stream = [draw_shape(seed, index, (RARE,)).vertices for seed in (3, 4) for index in (0, 1)]
    assert len({vertices.tobytes() for vertices in stream}) == 4


def test_kinds_are_drawn_by_weight() -> None:
    drawn = Counter(draw_shape(0, index, (RARE, COMMON)).kind for index in range(500))
    assert 360 < drawn["carton"] < 440 and drawn["crate"] == 500 - drawn["carton"]


def test_drawing_one_kind_is_building_it() -> None:
    assert build_shape(RARE, 0, 0).kind == "crate"
    assert {draw_shape(0, index, (COMMON,)).kind for index in range(5)} == {"carton"}


def test_pieces_of_a_part_are_one_part() -> None:
    mesh = build_shape(RARE, 0, 0)
    assert mesh.parts == ("side", "lid")
    assert mesh.face_parts.tolist() == [0] * 12 + [1] * 12 + [0] * 12
    assert mesh.vertices.shape == (24, 3) and mesh.faces.max() == 23


def test_the_whole_world_is_drawn() -> None:
    weights = np.array([kind.weight for kind in KINDS])
    assert (weights / weights.sum()).max() < 0.2  # no kind takes the world over
