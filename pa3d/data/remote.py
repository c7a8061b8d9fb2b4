"""Shards behind a URL: fetched once into the user's cache, each held against the manifest's sha256."""

from __future__ import annotations

import hashlib
import json
import os
import time
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

from pa3d.data.manifest import MANIFEST, read_json, write_json
from pa3d.errors import FileError, UsageError
from pa3d.io.atomic import atomic_path
from pa3d.io.source import file_sha256
from pa3d.progress import Progress
from pa3d.text.cache import cache_folder

_LOST = (OSError, HTTPException)  # what goes wrong on the way
_TRIES = 3
_SECONDS = 60.0  # without a byte
_LARGEST_MANIFEST = 1 << 30


def is_remote(place: str) -> bool:
    """Whether a place of shards is a URL, of whatever kind."""
    return "://" in place


def fetch_shards(url: str, progress: Progress) -> Path:
    """The local folder of the shards at a URL (of their folder, or of their manifest.json), fetched where missing.

    In $PA3D_DATA/shards, else the user's cache. What is there already is checked, not fetched. Raises FileError when
    the server sends other bytes than the manifest says, or does not answer and nothing is here; UsageError for a URL
    that is none, or of another kind than http.
    """
    parts = _parts(url)
    base = parts.path.removesuffix(MANIFEST).rstrip("/")
    shown = urlunsplit((parts.scheme, parts.netloc, base, "", ""))

    def address(name: str) -> str:
        return urlunsplit((parts.scheme, parts.netloc, f"{base}/{name}", parts.query, ""))

    home = Path(os.environ["PA3D_DATA"]).expanduser() if os.environ.get("PA3D_DATA") else cache_folder()
    folder = home / "shards" / hashlib.sha256(shown.encode()).hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"{folder} cannot be made.", f"{error.strerror}.", "Set PA3D_DATA to another.") from error
    try:
        manifest = _manifest(address(MANIFEST), shown)
    except FileError as error:
        if not isinstance(error.__cause__, _LOST) or _final(error.__cause__) or not (folder / MANIFEST).is_file():
            raise
        manifest = read_json(folder / MANIFEST)
        progress.note(f"{error.found} What was fetched from {shown} before is used.")
    listed = _listed(manifest, shown)
    progress.note(f"{shown}: {len(listed)} shards, {sum(size for _, size, _ in listed) / 1e6:.0f} MB, in {folder}.")
    progress.start(f"fetch {shown}", len(listed))
    for name, size, sha256 in listed:
        path = folder / name
        if not (path.is_file() and path.stat().st_size == size and file_sha256(path) == sha256):
            _fetch(address(name), path, size, sha256)
        progress.advance()
    progress.finish()
    write_json(folder / MANIFEST, manifest)
    return folder


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise UsageError(f"{url} is no URL.", f"{error}.", "Correct the address.") from error
    if parts.scheme not in ("http", "https"):
        do = "Fetch the shards with other means, and give their folder."
        raise UsageError(f"{url} cannot be fetched.", "Only http and https are known.", do)
    if "@" in parts.netloc:
        do = "Fetch the shards with other means, and give their folder."
        raise UsageError(f"--data has a name or password for {parts.hostname}.", "They are not sent.", do)
    return parts


def _manifest(url: str, shown: str) -> dict[str, Any]:
    for attempt in range(_TRIES):
        try:
            with _opened(url) as answer:
                content = answer.read(_LARGEST_MANIFEST)
            manifest = json.loads(content)
            if not isinstance(manifest, dict):
                raise ValueError(f"it is a {type(manifest).__name__}")
            return manifest
        except (*_LOST, ValueError, RecursionError) as error:
            if attempt + 1 < _TRIES and not _final(error):
                time.sleep(2**attempt)
                continue
            do = "Check the address: it must be that of a folder made by pa3d prepare."
            raise FileError(f"{shown} has no {MANIFEST} that can be read.", f"{error}.", do) from error
    raise AssertionError


def _listed(manifest: dict[str, Any], shown: str) -> list[tuple[str, int, str]]:
    try:
        listed = [(str(entry["name"]), int(entry["bytes"]), str(entry["sha256"])) for entry in manifest["shards"]]
    except (KeyError, TypeError, ValueError) as error:
        found = f"{type(error).__name__}: {error}."
        do = "Run pa3d prepare again there."
        raise FileError(f"The {MANIFEST} of {shown} lists no shards.", found, do) from error
    for name, _, _ in listed:
        if Path(name).name != name or not name.endswith(".tar") or name.startswith("."):
            raise FileError(f"The {MANIFEST} of {shown} is not sound.", f"It lists {name!r}.", "Do not use it.")
    return listed


def _fetch(url: str, path: Path, size: int, sha256: str) -> None:
    """One file, whole and right or not at all."""
    what = f"{path.name} cannot be fetched from {urlsplit(url).hostname}."
    for attempt in range(_TRIES):
        try:
            with atomic_path(path, overwrite=True) as temporary:
                digest, written = hashlib.sha256(), 0
                with _opened(url) as answer, temporary.open("wb") as out:
                    while written <= size and (piece := answer.read(1 << 20)):
                        out.write(piece)
                        digest.update(piece)
                        written += len(piece)
                if written != size or digest.hexdigest() != sha256:
                    found = f"{written} bytes came of {size}, or others than its sha256 says."
                    raise FileError(what, found, "Try again; if it stays so, its publisher must prepare it again.")
            return
        except (*_LOST, FileError) as error:
            if attempt + 1 < _TRIES and not _final(error):
                time.sleep(2**attempt)
                continue
            if isinstance(error, FileError):
                raise
            raise FileError(what, f"{error}.", "Check the network and the address.") from error


def _opened(url: str) -> Any:
    import urllib.request

    return urllib.request.urlopen(url, timeout=_SECONDS)


def _final(error: Exception) -> bool:
    """Whether asking again cannot help: the server has answered, or the disk has failed."""
    code = getattr(error, "code", None)
    return isinstance(error, ValueError) or (isinstance(code, int) and code < 500 and code not in (408, 429))
