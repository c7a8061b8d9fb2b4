"""Ids of shapes."""

from __future__ import annotations

import re
from pathlib import PurePath

from pa3d.data.source_ids import distinct, ids_of_paths, make_id


def test_ids_have_no_dots_and_nothing_odd() -> None:
    assert make_id("Chair 01.v2") == "chair-01-v2" and make_id("Stühle__A") == "stuhle__a"
    assert make_id("椅子") == make_id("...") == "shape"
    long, other = make_id("x" * 300), make_id("x" * 299 + "y")
    assert long != other and len(long) <= 80
    for text in (long, make_id("a/b\\c:d*\n")):
        assert re.fullmatch(r"[a-z0-9_-]+", text)


def test_ids_of_paths() -> None:
    paths = ["a/chair.ply", "b/chair.ply", "b/table.ply", "c/lamp.obj", "c/lamp.stl", "x.y.ply", "椅.ply", "桌.ply"]
    ids = ids_of_paths([PurePath(path) for path in paths])
    assert ids[:6] == ("a-chair", "b-chair", "table", "c-lamp-obj", "c-lamp-stl", "x-y")
    assert len(set(ids)) == len(ids)
    shapenet = [PurePath(f"02691156/{name}/models/model_normalized.obj") for name in ("1a", "2b")]
    assert ids_of_paths(shapenet)[0] == "02691156-1a-models-model_normalized"


def test_what_comes_again_is_numbered() -> None:
    taken = {"b"}
    assert distinct(["a", "a", "b", "a-2"], taken) == ("a", "a-2", "b-2", "a-2-2")
    assert taken == {"a", "a-2", "b", "b-2", "a-2-2"}
