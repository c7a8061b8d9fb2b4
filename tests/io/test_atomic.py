from __future__ import annotations

import errno
from pathlib import Path

import pytest

from pa3d.errors import FileError
from pa3d.io.atomic import atomic_path


def test_writes_whole_and_leaves_nothing_else(tmp_path: Path) -> None:
    with atomic_path(tmp_path / "a.ply") as temporary:
        temporary.write_bytes(b"new")
        assert not (tmp_path / "a.ply").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["a.ply"]
    assert (tmp_path / "a.ply").read_bytes() == b"new"


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, SystemExit])
def test_any_exception_keeps_the_old_file(tmp_path: Path, failure: type[BaseException]) -> None:
    (tmp_path / "a.ply").write_bytes(b"old")
    with pytest.raises(failure), atomic_path(tmp_path / "a.ply", overwrite=True) as temporary:
        temporary.write_bytes(b"half")
        raise failure
    assert [p.name for p in tmp_path.iterdir()] == ["a.ply"]
    assert (tmp_path / "a.ply").read_bytes() == b"old"


def test_existing_file_needs_overwrite(tmp_path: Path) -> None:
    (tmp_path / "a.ply").write_bytes(b"old")
    with pytest.raises(FileError) as caught, atomic_path(tmp_path / "a.ply"):
        raise AssertionError("the block must not run")
    assert "--overwrite" in caught.value.do


def test_input_is_never_written(tmp_path: Path) -> None:
    source = tmp_path / "a.ply"
    source.write_bytes(b"input")
    (tmp_path / "link.ply").symlink_to(source)
    for name in ("a.ply", "link.ply"):
        with pytest.raises(FileError, match="is an input"), atomic_path(tmp_path / name, True, (source,)):
            raise AssertionError("the block must not run")
    assert source.read_bytes() == b"input"


def test_the_longest_names_are_written_too(tmp_path: Path) -> None:
    path = tmp_path / ("椅" * 83 + ".ply")  # 253 bytes of the 255 a name may have
    with atomic_path(path) as temporary:
        temporary.write_bytes(b"new")
    assert path.read_bytes() == b"new"


def test_missing_folder_folder_and_full_disk(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "no" / "a.ply", "does not exist"), (tmp_path, "is a folder")):
        with pytest.raises(FileError, match=words), atomic_path(path):
            raise AssertionError("the block must not run")
    with pytest.raises(FileError, match="cannot be written"), atomic_path(tmp_path / "a.ply"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert list(tmp_path.iterdir()) == []
