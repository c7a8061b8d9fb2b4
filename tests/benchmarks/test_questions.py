"""What is asked: words for parts, merged, renamed, left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pa3d.benchmarks.protocols import protocol
from pa3d.benchmarks.questions import find_names, question, unmatched
from pa3d.errors import FileError, Pa3dError, ShapeError, UsageError

from .pointwise import line

HOW = protocol("folder")
CASE = line((0, 1, 2, -1), ("Back", "seat_pad", "leg"), category="Office Chair")


def written(folder: Path, content: Any) -> str:
    path = folder / "names.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(path)


def test_the_benchmarks_own_words_are_cleaned() -> None:
    asked = question(CASE, find_names("paper", "folder"), HOW)
    assert asked.words == ("back", "seat pad", "leg") and asked.parts == CASE.parts
    assert asked.category == "office chair"
    assert asked.truth(CASE.labels).tolist() == [0, 1, 2, -1]


def test_words_of_a_file(tmp_path: Path) -> None:
    table = {"office_chair": {"seat_pad": "seat", "leg": None}, "*": {"Back": "backrest"}, "Mug": {"x": "y"}}
    names = find_names(written(tmp_path, table), "folder")
    asked = question(CASE, names, HOW)
    assert asked.words == ("backrest", "seat") and asked.parts == ("Back", "seat_pad")
    assert asked.truth(CASE.labels).tolist() == [0, 1, -1, -1]
    assert unmatched(names, {"Office Chair": {"Back", "seat_pad"}}) == ["office_chair/leg", "Mug"]
    listed = find_names(written(tmp_path, {"*": ["a", "b", "A!"]}), "folder")
    merged = question(CASE, listed, HOW)
    assert merged.words == ("a", "b") and merged.truth(CASE.labels).tolist() == [0, 1, 0, -1]


def test_find3ds_words() -> None:
    cap = line((0, 1), ("crown", "brim"), category="Cap")
    asked = question(cap, find_names("find3d", "shapenetpart"), protocol("shapenetpart", "find3d"))
    assert asked.words == ("panels or crown", "visor or peak") and asked.parts == ("crown", "brim")
    with pytest.raises(UsageError, match="They are known for partnet, shapenetpart"):
        find_names("find3d", "faust")


def test_only_present_parts() -> None:
    how = protocol("folder", None, {"asked": "present"})
    some = line((1, -1, 1), ("back", "seat", "leg"))
    asked = question(some, find_names("paper", "folder"), how)
    assert asked.words == ("seat",) and asked.truth(some.labels).tolist() == [0, -1, 0]
    with pytest.raises(ShapeError, match="no part to ask for"):
        question(line((-1,), ("back",)), find_names("paper", "folder"), how)


@pytest.mark.parametrize("content", ["{", "[]", {"chair": "leg"}, {"chair": {"leg": 3}}, {"chair": [1]}, "\xff"])
def test_files_that_are_no_names(tmp_path: Path, content: Any) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        find_names(written(tmp_path, content), "folder")


def test_names_that_do_not_fit(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="nowhere"):
        find_names(str(tmp_path / "nowhere"), "folder")
    for table, said in (({"*": ["a"]}, "1 names"), ({"*": {"leg": "!!"}}, "not a name")):
        with pytest.raises(Pa3dError, match=said):
            question(CASE, find_names(written(tmp_path, table), "folder"), HOW)


def test_truth_takes_every_label() -> None:
    asked = question(CASE, find_names("paper", "folder"), HOW)
    labels = np.array([[0, 2], [-1, 1]])
    assert asked.truth(labels).tolist() == [[0, 2], [-1, 1]]
