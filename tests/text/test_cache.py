from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from pa3d.shapes.records import Array
from pa3d.text.cache import VectorCache, cache_folder
from pa3d.text.templates import PLAIN_TEMPLATES, Prompt


def vectors(*names: str) -> dict[Prompt, Array]:
    return {Prompt(name): np.full(4, len(name), np.float32) for name in names}


def make_cache(folder: Path, notes: list[str] | None = None, key: str = "encoder") -> VectorCache:
    return VectorCache(key, PLAIN_TEMPLATES, (notes if notes is not None else []).append, folder)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    cache = make_cache(tmp_path)
    assert cache.read() == {}
    cache.write(vectors("leg", "seat"))
    cache.write({Prompt("leg", "chair"): np.arange(4, dtype=np.float32)})
    found = make_cache(tmp_path).read()
    assert set(found) == {Prompt("leg"), Prompt("seat"), Prompt("leg", "chair")}
    np.testing.assert_array_equal(found[Prompt("leg", "chair")], np.arange(4))


def test_encoders_and_templates_are_kept_apart(tmp_path: Path) -> None:
    make_cache(tmp_path).write(vectors("leg"))
    assert make_cache(tmp_path, key="other").read() == {}
    assert VectorCache("encoder", ("{}",), print, tmp_path).read() == {}


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "foreign"])
def test_a_damaged_file_is_said_and_left_out(tmp_path: Path, damage: str) -> None:
    cache = make_cache(tmp_path, notes := [])
    cache.write(vectors("leg"))
    (path,) = tmp_path.rglob("*.safetensors")
    data = path.read_bytes()
    flipped = data[:-1] + bytes([data[-1] ^ 1])
    path.write_bytes({"cut": data[:-3], "flipped": flipped, "empty": b"", "foreign": b"hello, world"}[damage])
    cache.write(vectors("seat"))
    assert set(cache.read()) == {Prompt("seat")}
    assert len(notes) == 1
    assert "damaged" in notes[0]
    assert set(cache.read()) == {Prompt("seat")}
    assert len(notes) == 1  # the file is gone, so it is said once


def test_many_files_become_one(tmp_path: Path) -> None:
    cache = make_cache(tmp_path)
    names = [f"part {index}" for index in range(80)]
    for name in names:
        cache.write(vectors(name))
    assert len(list(tmp_path.rglob("*.safetensors"))) < 40
    assert {prompt.name for prompt in cache.read()} == set(names)
    assert not list(tmp_path.rglob("*.tmp"))


def test_writers_do_not_disturb_each_other(tmp_path: Path) -> None:
    notes: list[str] = []

    def work(worker: int) -> None:
        cache = make_cache(tmp_path, notes)
        for index in range(10):
            cache.write(vectors(f"part {worker} {index}"))
            cache.read()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert notes == []
    found = make_cache(tmp_path, notes).read()
    assert all(row.shape == (4,) for row in found.values())
    assert len(found) == 40


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    make_cache(tmp_path / "file", notes := []).write(vectors("leg"))
    assert len(notes) == 1
    assert "PA3D_CACHE" in notes[0]


def test_cache_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PA3D_CACHE", "/somewhere")
    assert cache_folder() == Path("/somewhere")
    monkeypatch.delenv("PA3D_CACHE")
    if sys.platform == "linux":
        monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
        assert cache_folder() == Path("/caches/pa3d")
        monkeypatch.delenv("XDG_CACHE_HOME")
        assert cache_folder() == Path("~/.cache/pa3d").expanduser()
