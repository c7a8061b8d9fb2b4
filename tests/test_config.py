"""Configuration: defaults, then a file, then flags; whatever does not fit is named."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest

from pa3d.config import as_json, check_range, merge, read_config
from pa3d.errors import UsageError
from pa3d.stages.align_config import AlignConfig
from pa3d.stages.segment_config import SegmentConfig


@dataclass(frozen=True)
class Inner:
    rate: float = 0.5
    clip: float | None = None


@dataclass(frozen=True)
class Settings:
    out: Path
    count: int = 3
    names: tuple[str, ...] = ()
    kind: Literal["plain", "fancy"] = "plain"
    deep: bool = False
    limit: int | None = None
    inner: Inner = field(default_factory=Inner)


def written(tmp_path: Path, content: Any) -> Path:
    path = tmp_path / "config.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_flags_beat_the_file_and_the_file_beats_defaults(tmp_path: Path) -> None:
    file = written(tmp_path, {"out": "there", "count": 5, "kind": "fancy", "inner": {"clip": 2}})
    settings = merge(Settings, file, {"count": 7, "kind": None})
    assert settings == Settings(Path("there"), count=7, kind="fancy", inner=Inner(0.5, 2))


def test_a_printed_config_reads_back_the_same(tmp_path: Path) -> None:
    settings = Settings(Path("a/b"), names=("x", "ü"), limit=4, inner=Inner(1e-9))
    assert merge(Settings, written(tmp_path, as_json(settings)), {}) == settings
    align = AlignConfig(Path("run"), withheld_kinds=("mug",))
    assert merge(AlignConfig, written(tmp_path, as_json(align)), {}) == align
    segment = SegmentConfig(("a.ply", "b"), parts="leg,seat", threshold=0.5)
    assert merge(SegmentConfig, written(tmp_path, as_json(segment)), {}) == segment


def test_numbers_out_of_their_range_are_named() -> None:
    for settings in (Settings(Path("o"), limit=2), Settings(Path("o")), Settings(Path("o"), limit=0)):
        check_range(settings, ("limit",), most=2)
    with pytest.raises(UsageError, match=r"limit = 4 is not allowed\. The least is 0, and the most 3\."):
        check_range(Settings(Path("o"), limit=4), ("count", "limit"), most=3)
    for rate in (math.nan, math.inf, -math.inf, 0.9):
        with pytest.raises(UsageError, match=rf"rate = {rate} is not allowed\. The least is 1, and it must be finite"):
            check_range(Inner(rate), ("rate", "clip"), least=1)


@pytest.mark.parametrize(
    ("content", "near"),
    [({"cuont": 1}, "count"), ({"inner": {"rat": 1}}, "rate"), ({"zzz": 1}, ""), ({"": 1}, "")],
)
def test_an_unknown_key_is_an_error_with_the_nearest_one(tmp_path: Path, content: dict[str, Any], near: str) -> None:
    with pytest.raises(UsageError, match="is not a setting") as caught:
        merge(Settings, written(tmp_path, {"out": "o", **content}), {})
    assert near in caught.value.found and "nearest" in caught.value.found


@pytest.mark.parametrize(
    "content",
    [
        {"count": "3"}, {"count": 3.5}, {"count": True}, {"count": None}, {"names": "abc"}, {"names": [1]},
        {"kind": "plainer"}, {"kind": ["plain"]}, {"deep": 1}, {"limit": "4"}, {"out": 3}, {"inner": 3},
        {"inner": {"rate": True}},
    ],
)  # fmt: skip
def test_a_wrong_value_is_an_error_with_the_value(tmp_path: Path, content: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="is not allowed") as caught:
        merge(Settings, written(tmp_path, {"out": "o", **content}), {})
    key, value = next(iter(content.items()))
    key, value = next(iter(value.items())) if isinstance(value, dict) else (key, value)
    assert caught.value.what == f"{key} = {value!r} is not allowed." and caught.value.found.startswith("Wanted: ")


def test_none_means_off_where_the_field_allows_it(tmp_path: Path) -> None:
    settings = merge(Settings, written(tmp_path, {"out": "o", "limit": None, "inner": {"clip": None}}), {})
    assert settings.limit is None and settings.inner.clip is None


def test_what_has_no_default_must_be_given(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'out'"):
        merge(Settings, written(tmp_path, {"count": 1}), {"out": None})
    assert merge(Settings, None, {"out": Path("o")}) == Settings(Path("o"))


@pytest.mark.parametrize("content", ["", "{", "[1]", "3", "null", "[" * 100_000])
def test_a_file_that_is_no_json_object_is_named(tmp_path: Path, content: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(UsageError, match="config"):
        read_config(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.json"):
        merge(Settings, tmp_path / "nowhere.json", {"out": Path("o")})


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(b"\xff\xfe{}")
    with pytest.raises(UsageError, match=r"config\.json"):
        read_config(path)
