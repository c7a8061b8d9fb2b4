"""Shards behind a URL, from a server on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.client import IncompleteRead
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tiny_shards import tiny_shards

from pa3d.data import remote
from pa3d.data.remote import fetch_shards, is_remote
from pa3d.data.shards import open_shards
from pa3d.errors import FileError, UsageError
from pa3d.progress import Silent


class Quiet(SimpleHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012

    def log_message(self, *_: object) -> None: ...

    def do_GET(self) -> None:
        self.asked.append(self.path)
        super().do_GET()


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Path]]:
    """The address of a folder of shards, and the folder."""
    monkeypatch.setenv("PA3D_DATA", str(tmp_path / "cache"))
    monkeypatch.setattr(remote.time, "sleep", lambda _: None)
    folder = tiny_shards(tmp_path / "served", 6)
    Quiet.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/served", folder
    server.shutdown()
    server.server_close()
    thread.join()


def test_shards_are_fetched_once(served: tuple[str, Path], tmp_path: Path) -> None:
    url, folder = served
    place = fetch_shards(url, Silent())
    assert place.is_relative_to(tmp_path / "cache" / "shards")
    assert len(open_shards(place)) == 6 and open_shards(place).shape(1, 1).id == "shape-5"
    assert fetch_shards(f"{url}/manifest.json", Silent()) == fetch_shards(f"{url}/", Silent()) == place
    assert Quiet.asked.count("/served/shard-000000.tar") == 1
    assert (place / "shard-000001.tar").read_bytes() == (folder / "shard-000001.tar").read_bytes()


def test_what_was_damaged_here_is_fetched_again(served: tuple[str, Path]) -> None:
    place = fetch_shards(served[0], Silent())
    good = (place / "shard-000000.tar").read_bytes()
    (place / "shard-000000.tar").write_bytes(good[:-1] + b"x")
    fetch_shards(served[0], Silent())
    assert (place / "shard-000000.tar").read_bytes() == good


@pytest.mark.parametrize("change", [lambda whole: whole[:-1] + b"x", lambda whole: whole[:512], lambda w: w + b"more"])
def test_other_bytes_than_the_manifest_says_are_refused(served: tuple[str, Path], change) -> None:  # type: ignore[no-untyped-def]
    url, folder = served
    shard = folder / "shard-000000.tar"
    shard.write_bytes(change(shard.read_bytes()))
    with pytest.raises(FileError, match=r"shard-000000\.tar cannot be fetched from 127\.0\.0\.1"):
        fetch_shards(url, Silent())
    assert not list(Path(remote.os.environ["PA3D_DATA"]).rglob("*.tar*"))


def test_a_place_without_a_manifest_is_told(served: tuple[str, Path]) -> None:
    with pytest.raises(FileError, match=r"has no manifest\.json that can be read\. HTTP Error 404"):
        fetch_shards(served[0] + "/elsewhere", Silent())
    (served[1] / "manifest.json").write_text("[1]")
    with pytest.raises(FileError, match="it is a list"):
        fetch_shards(served[0], Silent())
    with pytest.raises(FileError, match=r"has no manifest\.json that can be read"):
        fetch_shards("http://127.0.0.1:9/nobody", Silent())


@pytest.mark.parametrize("name", ["../out.tar", "/etc/x.tar", "a/b.tar", ".hidden.tar", "shard.sh"])
def test_names_that_lead_elsewhere_are_refused(served: tuple[str, Path], name: str) -> None:
    path = served[1] / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["shards"][0]["name"] = name
    path.write_text(json.dumps(manifest))
    with pytest.raises(FileError, match="is not sound"):
        fetch_shards(served[0], Silent())


def test_what_a_url_is() -> None:
    assert is_remote("https://host/x") and is_remote("HTTP://host") and not is_remote("./shards")
    for place in ("s3://bucket/x", "file:///x", "http://[bad/", "https://me:secret@host/x"):
        assert is_remote(place)
        with pytest.raises(UsageError) as refused:
            fetch_shards(place, Silent())
        assert "secret" not in str(refused.value)


def test_what_was_fetched_serves_without_a_network(served: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    place = fetch_shards(served[0], Silent())
    for error in (OSError("Network is unreachable"), IncompleteRead(b"")):
        monkeypatch.setattr(remote, "_opened", failing(error))
        assert fetch_shards(served[0], Silent()) == place
        with pytest.raises(FileError, match="has no manifest"):
            fetch_shards(served[0] + "/others", Silent())
    monkeypatch.undo()


def failing(error: Exception) -> Callable[[str], object]:
    def fail(_: str) -> object:
        raise error

    return fail
