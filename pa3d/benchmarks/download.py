"""Data sets of the hub: told first, then fetched, then unpacked with nothing taken on trust."""

from __future__ import annotations

import contextlib
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pa3d.errors import FileError
from pa3d.io.hub import hub_silence
from pa3d.io.source import refuse
from pa3d.progress import Progress

# An archive that grows beyond both is refused: clouds in binary shrink a few times, not fifty.
LARGEST_GROWTH = 50
HARMLESS_BYTES = 1 << 30
_MOST_MEMBERS = 1 << 22

Confirm = Callable[[str], bool]


class HubData(NamedTuple):
    """A data set on the hub. files: those that are needed, None for all. terms: what is known of size and licence."""

    repository: str
    files: tuple[str, ...] | None
    terms: str


class _Listing(NamedTuple):
    """What the hub says: file -> bytes, and the licence."""

    sizes: dict[str, int]
    license: str | None


def fetch_data(data: HubData, place: Path, progress: Progress, confirm: Confirm | None = None) -> None:
    """The files of a data set in `place`, its zip archives unpacked where they lie and then removed.

    Size and licence are noted before anything is fetched; confirm is asked with the same line and may say no.
    Raises FileError when the hub cannot be reached, refuses, lacks a file, when the disk is too small, or confirm says
    no. What was fetched stays: the next call goes on from there.
    """
    listing = _listing(data)
    total = sum(listing.sizes.values())
    line = (
        f"{data.repository}: {len(listing.sizes)} files, {_readable(total)} to fetch into {place}; licence: "
        f"{listing.license or 'not stated on the hub'}. {data.terms}"
    )
    progress.note(line)
    if confirm is not None and not confirm(line):
        raise FileError(f"{data.repository} was not fetched.", "The download was declined.", "Say yes, or give --data.")
    _make_room(place, total)
    progress.start(f"fetch {data.repository}", len(listing.sizes))
    archives = []
    for name in listing.sizes:
        path = _fetch_file(data.repository, name, place)
        archives += [path] if path.suffix.lower() == ".zip" else []
        progress.advance()
    progress.finish()
    for archive in archives:
        progress.note(f"Unpacking {archive}.")
        unpack_zip(archive, archive.parent)
        archive.unlink()


def _listing(data: HubData) -> _Listing:
    what = f"{data.repository} cannot be fetched."
    do = f"Go online, or fetch https://huggingface.co/datasets/{data.repository} elsewhere and give it with --data."
    if silence := hub_silence():
        raise FileError(what, silence, do)
    from huggingface_hub import HfApi

    try:
        info = HfApi().dataset_info(data.repository, files_metadata=True)
    except Exception as error:  # the hub client has no common root for network, missing and refused
        raise FileError(what, _reason(error), do) from error
    there = {file.rfilename: int(file.size or 0) for file in info.siblings or ()}
    wanted = data.files if data.files is not None else tuple(sorted(name for name in there if not name.startswith(".")))
    missing = [name for name in wanted if name not in there]
    if missing or not wanted:
        found = f"It has no {', '.join(missing) or 'files'}."
        raise FileError(f"{data.repository} is not what it was.", found, "Look at its page on the hub.")
    card = info.card_data
    return _Listing({name: there[name] for name in wanted}, None if card is None else card.get("license"))


def _fetch_file(repository: str, name: str, place: Path) -> Path:
    from huggingface_hub import hf_hub_download

    try:
        path = Path(hf_hub_download(repository, name, repo_type="dataset", local_dir=str(place)))
    except Exception as error:
        do = "Try again (it goes on where it stopped), or give --data."
        raise FileError(f"{name} of {repository} cannot be fetched.", _reason(error), do) from error
    return path


def _reason(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _make_room(place: Path, total: int) -> None:
    try:
        place.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(place).free
    except OSError as error:
        raise FileError(f"{place} cannot be written.", f"{error.strerror}.", "Set PA3D_DATA to another.") from error
    if free < 2 * total:  # the archive and what comes out of it
        found = f"{_readable(free)} are free; {_readable(2 * total)} are needed."
        raise FileError(f"{place} has no room.", found, "Set PA3D_DATA to a larger disk.")


def _readable(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"


def unpack_zip(path: Path, folder: Path) -> None:
    """Unpack an archive into a folder: all of it or nothing.

    Raises FileError for members that lead out of the folder, links, names twice, an archive that claims to grow more
    than fiftyfold (beyond 1 GB) or than the disk holds, a broken one, and for a name that is in the folder already.
    """
    do = "Fetch it again; if it stays so, tell its publisher."
    try:
        with zipfile.ZipFile(path) as archive, _temporary(folder) as inside:
            members = _checked_members(path, archive, folder)
            for member in members:
                target = inside / member.filename
                if member.is_dir():
                    target.mkdir(parents=True, exist_ok=True)
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as source, target.open("xb") as out:
                    shutil.copyfileobj(source, out, 1 << 20)  # zipfile reads no more than the member claims
            taken = [entry.name for entry in inside.iterdir() if (folder / entry.name).exists()]
            if taken:
                found = f"{folder} has {', '.join(sorted(taken)[:3])} already."
                raise FileError(f"{path} is not unpacked.", found, "Move that away, or use it with --data.")
            for entry in sorted(inside.iterdir()):
                entry.rename(folder / entry.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise refuse(path, "a zip archive", f"It is broken: {error}.", do) from error
    except OSError as error:
        raise FileError(f"{path} cannot be unpacked.", f"{error.strerror or error}.", "Check the disk.") from error


@contextlib.contextmanager
def _temporary(folder: Path) -> Iterator[Path]:
    inside = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=folder))
    try:
        yield inside
    finally:
        shutil.rmtree(inside, ignore_errors=True)


def _checked_members(path: Path, archive: zipfile.ZipFile, folder: Path) -> list[zipfile.ZipInfo]:
    members = archive.infolist()
    claimed, size = sum(member.file_size for member in members), path.stat().st_size
    free = shutil.disk_usage(folder).free
    if len(members) > _MOST_MEMBERS or claimed > min(max(HARMLESS_BYTES, LARGEST_GROWTH * size), free):
        found = f"It has {size} bytes and claims {len(members)} files of {claimed} bytes; {free} are free."
        raise refuse(path, "a zip archive", found, "Make room, or fetch it again.")
    seen = set()
    for member in members:
        name = member.filename
        parts = PurePosixPath(name).parts
        outside = not parts or name.startswith("/") or ".." in parts or "\\" in name or ":" in parts[0] or "\0" in name
        if outside or stat.S_ISLNK(member.external_attr >> 16):
            raise refuse(path, "a zip archive", f"Its member {name[:80]!r} leads elsewhere.", "Do not use it.")
        if name.rstrip("/") in seen:
            raise refuse(path, "a zip archive", f"It has {name[:80]!r} twice.", "Fetch it again.")
        seen.add(name.rstrip("/"))
    return members
