"""What every reader starts from: the bytes of a file, and the one error that refuses it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from pa3d.errors import FileError

PathLike = str | os.PathLike[str]


def refuse(
    path: PathLike, kind: str, found: str, do: str = "Check where the file comes from, or export it again."
) -> FileError:
    """The error for a file that cannot be read as `kind`; found says what is wrong inside, in a sentence."""
    return FileError(f"{os.fspath(path)} cannot be read as {kind}.", found, do)


def open_file(path: PathLike) -> BinaryIO:
    """An existing plain file, opened for reading. Raises FileError when missing, a folder, or not readable."""
    path = Path(path)
    try:
        if path.exists() and not path.is_file():
            what = "a folder" if path.is_dir() else "not a plain file"
            raise FileError(f"{path} is {what}.", "A file is needed.", "Give the path of one shape file.")
        return path.open("rb")
    except FileNotFoundError:
        raise FileError(f"{path} does not exist.", "No such file.", "Check the spelling of the path.") from None
    except PermissionError:
        raise FileError(f"{path} may not be read.", "Permission denied.", "Change its permissions.") from None
    except (OSError, ValueError) as error:
        raise FileError(f"{path!s} cannot be opened.", f"The system says: {error}.", "Check the path.") from error


def file_sha256(path: Path) -> str:
    """The sha256 of a file, read in pieces (Python 3.10 has no `hashlib.file_digest`)."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def read_bytes(path: PathLike, kind: str, magic: tuple[bytes, ...] = ()) -> bytes:
    """The whole file; refused when it is empty, or before reading on when it starts with none of `magic`."""
    with open_file(path) as stream:
        try:
            start = stream.read(max((len(m) for m in magic), default=1))
            if not start:
                raise refuse(path, kind, "The file is empty (0 bytes).")
            if magic and not start.startswith(magic):
                raise refuse(path, kind, f"It starts with {start!r} instead of {magic[0]!r}.")
            return start + stream.read()
        except OSError as error:
            raise refuse(path, kind, f"Reading failed: {error}.") from error
