from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pa3d.errors import FileError
from pa3d.io.formats import FORMATS, format_of, is_shape_file, read


def test_extension_decides_in_any_case() -> None:
    assert is_shape_file("a/B.PLY") and not is_shape_file("a/b.doc")
    assert {name for name, form in FORMATS.items() if form.default_up == "z"} == {
        ".las",
        ".laz",
        ".xyz",
        ".txt",
        ".csv",
        ".pcd",
        ".stl",
    }
    assert {form.output for form in FORMATS.values()} == {".ply", ".las", ".laz", ".npz", ".glb"}
    for name in ("a.doc", "a"):
        with pytest.raises(FileError, match=r"\.ply, \.las"):
            format_of(name)


def test_missing_folder_and_closed(tmp_path: Path) -> None:
    (tmp_path / "folder.ply").mkdir()
    os.mkfifo(tmp_path / "pipe.ply")
    for name, words in (("no.ply", "does not exist"), ("folder.ply", "is a folder"), ("pipe.ply", "not a plain file")):
        with pytest.raises(FileError, match=words):
            read(tmp_path / name)
    (tmp_path / "closed.ply").write_bytes(b"ply")
    (tmp_path / "closed.ply").chmod(0)
    if not os.access(tmp_path / "closed.ply", os.R_OK):
        with pytest.raises(FileError, match="Permission denied"):
            read(tmp_path / "closed.ply")


@pytest.mark.parametrize("extension", sorted(FORMATS))
def test_empty_and_noise(tmp_path: Path, extension: str) -> None:
    for data in (b"", b"\xff\xfe\x00\x01" * 300, b"LASF", b"ply\n", b"glTF", b"PK\x03\x04", b"\x93NUMPY"):
        (tmp_path / f"a{extension}").write_bytes(data)
        with pytest.raises(FileError) as caught:
            read(tmp_path / f"a{extension}")
        assert caught.value.found and "\n" not in str(caught.value)


def test_a_ply_imports_no_more_than_it_needs(tmp_path: Path) -> None:
    (tmp_path / "a.ply").write_bytes(
        b"ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nproperty float y\nproperty float z\n"
        b"end_header\n1 2 3\n"
    )
    code = f"import sys; from pa3d.io.formats import read; read({str(tmp_path / 'a.ply')!r}); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"torch", "scipy", "trimesh", "laspy", "lazrs", "plyfile", "transformers"} & set(loaded)
