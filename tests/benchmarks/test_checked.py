"""What no reader lets through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pa3d.benchmarks.checked import checked_case, read_json, read_lines, subfolders
from pa3d.errors import FileError

POINTS = np.zeros((3, 3), np.float32)
PATH = Path("shape")


def check(points: Any = POINTS, labels: Any = (0, -1, 1), parts: tuple[str, ...] = ("leg", "seat")) -> Any:
    return checked_case(PATH, "a", "chair", np.asarray(points), np.asarray(labels), parts, "y")


def test_what_is_sound_comes_out_in_the_types_of_a_case() -> None:
    case = check(labels=np.array([0.0, -1, 1]))
    assert case.points.dtype == np.float64 and case.labels.dtype == np.int32 and case.labels.tolist() == [0, -1, 1]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"points": np.zeros((3, 2))}, r"points are float64 \(3, 2\)"),
        ({"points": np.zeros((0, 3)), "labels": []}, r"points are float64 \(0, 3\)"),
        ({"points": np.array([["a"] * 3] * 3)}, "points are <U1"),
        ({"points": [[0, 0, np.inf]] * 3}, "3 of its 3 points are not finite"),
        ({"labels": [0, 1]}, r"labels of shape \(2,\)"),
        ({"labels": [[0], [1], [0]]}, r"labels of shape \(3, 1\)"),
        ({"labels": [0, 1.5, 0]}, "not whole"),
        ({"labels": [0, np.nan, 0]}, "not whole"),
        ({"labels": [0, np.inf, 0]}, "not whole"),
        ({"labels": ["a", "b", "c"]}, "not whole"),
        ({"labels": [0, 1e300, 0]}, "has 2 parts"),
        ({"labels": [0, -2, 0]}, "from -2 to 0"),
        ({"labels": [0, 2, 0]}, r"from 0 to 2; chair has 2 parts \(leg, seat\)"),
        ({"labels": [-1, -1, -1]}, "None of its 3 points"),
        ({"parts": ("leg", "?")}, "has no name"),
    ],
)
def test_what_is_not_is_a_file_error(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(FileError, match=why):
        check(**changes)


def test_texts_and_folders(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[" * 100_000)
    (tmp_path / "b.txt").write_bytes(b"\xff\xfe\x00")
    for read, name in [(read_json, "a.json"), (read_json, "b.txt"), (read_json, "c.json"), (read_lines, "b.txt")]:
        with pytest.raises(FileError, match="cannot be read"):
            read(tmp_path / name)
    (tmp_path / "l.txt").write_text(" one \r\n\n two\n")
    assert read_lines(tmp_path / "l.txt") == ["one", "two"]
    for name in ("b", "a", "__MACOSX", ".git"):
        (tmp_path / "d" / name).mkdir(parents=True)
    assert [folder.name for folder in subfolders(tmp_path / "d")] == ["a", "b"]
