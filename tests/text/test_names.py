from __future__ import annotations

from pathlib import Path

import pytest

from pa3d.errors import FileError, UsageError
from pa3d.text.names import clean_name, parse_names, read_names_file, unique_names


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Leg", "leg"),
        ("door_handle", "door handle"),
        ("  left--front/leg. ", "left front leg"),
        ("ＬＥＧ２", "leg2"),  # noqa: RUF001 (full-width letters are the point)
        ("driver's seat", "driver s seat"),
        ("Stuhlbein größe", "stuhlbein größe"),
        ("椅子の脚", "椅子の脚"),
        ("İ", "i̇"),
    ],
)
def test_clean_name(raw: str, clean: str) -> None:
    assert clean_name(raw) == clean
    assert clean_name(clean) == clean


@pytest.mark.parametrize("raw", ["", "  ", "_-_", "!?", "\t\n"])
def test_a_name_without_a_letter_is_refused(raw: str) -> None:
    with pytest.raises(UsageError) as error:
        clean_name(raw)
    assert repr(raw) in error.value.what
    assert error.value.do


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("leg,seat,back", ("leg", "seat", "back")),
        (' leg , "arm rest", "left, upper arm" ', ("leg", "arm rest", "left upper arm")),
        ("leg,,seat,", ("leg", "seat")),
        ("Leg,LEG,leg_", ("leg",)),
        ("leg\nseat, back", ("leg", "seat", "back")),
        ("leg，seat", ("leg", "seat")),  # noqa: RUF001 (a full-width comma)
    ],
)
def test_parse_names(text: str, names: tuple[str, ...]) -> None:
    assert parse_names(text) == names


@pytest.mark.parametrize("text", ["", " , ", '"leg', "leg,!"])
def test_parse_names_refuses(text: str) -> None:
    with pytest.raises(UsageError):
        parse_names(text)


def test_a_thousand_names_keep_their_order() -> None:
    names = [f"part {index}" for index in range(1000)]
    assert unique_names([*names, *names]) == tuple(names)


def test_one_text_is_no_list_of_names() -> None:
    with pytest.raises(UsageError, match="'leg' is one text"):
        unique_names("leg")


def test_read_names_file(tmp_path: Path) -> None:
    lines = tmp_path / "parts.txt"
    lines.write_bytes("\ufeff# a chair\r\nLeg\r\n\r\nseat # the flat one\r\narm_rest\r\n".encode())
    assert read_names_file(lines) == ("leg", "seat", "arm rest")
    listed = tmp_path / "parts.json"
    listed.write_text('["Leg", "seat, upper"]', encoding="utf-8")
    assert read_names_file(listed) == ("leg", "seat upper")


@pytest.mark.parametrize("content", [b"", b"# nothing", b"[1, 2]", b"[", b"[" * 100_000, b"\xff\xfe\x00", b'"leg'])
def test_read_names_file_refuses(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "parts"
    path.write_bytes(content)
    with pytest.raises(FileError) as error:
        read_names_file(path)
    assert str(path) in error.value.what


def test_a_names_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="No such file"):
        read_names_file(tmp_path / "none.txt")
