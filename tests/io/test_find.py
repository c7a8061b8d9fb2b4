"""Which files a text names."""

from __future__ import annotations

from pathlib import Path

import pytest

from pa3d.errors import FileError
from pa3d.io.find import find_shape_files


def test_folders_globs_and_files(tmp_path: Path) -> None:
    for name in ("b.ply", "a/c.OBJ", "a/c.parts.ply", ".hidden.ply", "notes.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert find_shape_files(str(tmp_path)) == [tmp_path / "a" / "c.OBJ", tmp_path / "b.ply"]
    assert find_shape_files(str(tmp_path / "*" / "c*")) == [tmp_path / "a" / "c.OBJ"]
    assert find_shape_files(str(tmp_path / "a" / "c.parts.ply")) == [tmp_path / "a" / "c.parts.ply"]
    (tmp_path / "d[1].ply").touch()
    assert find_shape_files(str(tmp_path / "d[1].ply")) == [tmp_path / "d[1].ply"]


@pytest.mark.parametrize("text", ["none.ply", "*.glb", "empty", "notes.md", "notes"])
def test_what_names_no_shape_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.md").touch()
    with pytest.raises(FileError) as caught:
        find_shape_files(str(tmp_path / text))
    assert text in caught.value.what and caught.value.found and caught.value.do
