"""Fetching from the hub, played by a stub that answers as the hub does; unpacking archives that mean harm."""

from __future__ import annotations

import shutil
import stat
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import huggingface_hub
import pytest
from huggingface_hub import constants

from pa3d.benchmarks import download as downloads
from pa3d.benchmarks.download import HubData, fetch_data, unpack_zip
from pa3d.benchmarks.layouts import download
from pa3d.errors import FileError
from pa3d.progress import Silent

DATA = HubData("owner/set", ("meta.json", "data/test.zip"), "Mind the terms.")


class Notes(Silent):
    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, message: str) -> None:
        self.notes.append(message)


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A hub with one data set, whose files lie in the folder returned."""
    shelf = tmp_path / "hub"
    (shelf / "data").mkdir(parents=True)
    (shelf / "meta.json").write_text("{}")
    with zipfile.ZipFile(shelf / "data" / "test.zip", "w") as archive:
        archive.writestr("test/Chair/1/pc.ply", "ply\n")
        archive.writestr("test/Chair/1/label.npy", "x")

    def info(self: Any, repository: str, files_metadata: bool) -> Any:
        assert files_metadata
        names = sorted(path.relative_to(shelf).as_posix() for path in shelf.rglob("*") if path.is_file())
        files = [SimpleNamespace(rfilename=name, size=(shelf / name).stat().st_size) for name in names]
        return SimpleNamespace(siblings=files, card_data={"license": "cc-by-4.0"})

    def fetch(repository: str, name: str, *, repo_type: str, local_dir: str) -> str:
        assert repo_type == "dataset"
        if not (shelf / name).is_file():
            raise OSError("404\nmore")
        target = Path(local_dir) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        return str(shutil.copy(shelf / name, target))

    monkeypatch.setattr(huggingface_hub.HfApi, "dataset_info", info)
    monkeypatch.setattr(huggingface_hub, "hf_hub_download", fetch)
    monkeypatch.setattr(downloads, "hub_silence", lambda: None)
    return shelf


def test_size_and_licence_come_first_then_the_files_unpacked(hub: Path, tmp_path: Path) -> None:
    place, progress, asked = tmp_path / "place", Notes(), []

    def confirm(line: str) -> bool:
        assert not place.exists()
        asked.append(line)
        return True

    fetch_data(DATA, place, progress, confirm)
    assert asked == progress.notes[:1]
    assert "2 files" in asked[0] and "MB" in asked[0] and "cc-by-4.0. Mind the terms." in asked[0]
    names = sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())
    assert names == ["data/test/Chair/1/label.npy", "data/test/Chair/1/pc.ply", "meta.json"]


def test_partnet_is_where_its_reader_looks(hub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (hub / "meta.json").rename(hub / "PartNetE_meta.json")
    (hub / "PartNetE_meta.json").write_text('{"Chair": ["arm"]}')
    monkeypatch.setenv("PA3D_DATA", str(tmp_path / "all"))
    assert download("partnet", Notes()) == tmp_path / "all" / "partnet"
    progress = Notes()
    download("partnet", progress)
    assert "already" in progress.notes[0] and len(progress.notes) == 1


def test_no_is_an_answer(hub: Path, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="declined"):
        fetch_data(DATA, tmp_path / "place", Notes(), lambda _: False)
    assert not (tmp_path / "place").exists()


def test_what_the_hub_lacks_or_refuses(hub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileError, match=r"It has no gone\.json"):
        fetch_data(DATA._replace(files=("gone.json",)), tmp_path / "place", Notes())
    everything = DATA._replace(files=None)
    fetch_data(everything, tmp_path / "whole", Notes())
    assert (tmp_path / "whole" / "meta.json").is_file()
    monkeypatch.setattr(huggingface_hub, "hf_hub_download", lambda *_, **__: (_ for _ in ()).throw(OSError("404\nx")))
    with pytest.raises(FileError, match=r"meta.json of owner/set cannot be fetched. 404 Try again"):
        fetch_data(DATA, tmp_path / "place", Notes())


def test_a_full_disk_is_said_before_anything_is_fetched(
    hub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads.shutil, "disk_usage", lambda _: SimpleNamespace(free=10))
    with pytest.raises(FileError, match="has no room"):
        fetch_data(DATA, tmp_path / "place", Notes())
    assert not list((tmp_path / "place").iterdir())


def test_without_a_network_the_answer_comes_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(FileError, match=r"cannot be reached.*https://huggingface.co/datasets/owner/set.*--data"):
        fetch_data(DATA, tmp_path / "place", Notes())
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(FileError, match="switched off"):
        fetch_data(DATA, tmp_path / "place", Notes())


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    "name", ["../out.txt", "a/../../out.txt", "/tmp/out.txt", "a\\..\\out.txt", "C:/out.txt", link("a"), "."]
)
def test_members_that_lead_elsewhere_are_refused(tmp_path: Path, name: str | zipfile.ZipInfo) -> None:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "evil.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("good.txt", "good")
        archive.writestr(name, "../../out.txt")
    with pytest.raises(FileError, match="leads elsewhere"):
        unpack_zip(path, tmp_path / "in")
    assert [entry.name for entry in (tmp_path / "in").iterdir()] == ["evil.zip"]
    assert not (tmp_path / "out.txt").exists()


def test_a_bomb_is_refused_by_what_it_claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "HARMLESS_BYTES", 1000)
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(1 << 20))
    with pytest.raises(FileError, match="claims 1 files of 1048576 bytes"):
        unpack_zip(path, tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["bomb.zip"]


def test_a_liar_a_broken_one_and_one_that_would_overwrite(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("test/a.txt", "hello hello")
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"hello hello", b"hello HELLO"))
    with pytest.raises(FileError, match="It is broken"):
        unpack_zip(path, tmp_path)
    path.write_bytes(whole[:-30])
    with pytest.raises(FileError, match="It is broken"):
        unpack_zip(path, tmp_path)
    path.write_bytes(whole)
    (tmp_path / "test").mkdir()
    with pytest.raises(FileError, match="has test already"):
        unpack_zip(path, tmp_path)
    (tmp_path / "test").rmdir()
    unpack_zip(path, tmp_path)
    assert (tmp_path / "test" / "a.txt").read_text() == "hello hello"
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "w") as archive:
        archive.writestr("b.txt", "1")
        archive.writestr("b.txt", "2")
    with pytest.raises(FileError, match=r"has 'b.txt' twice"):
        unpack_zip(path, tmp_path)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.zip", "test"]
