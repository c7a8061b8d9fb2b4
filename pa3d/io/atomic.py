"""Files that are either written whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pa3d.errors import FileError
from pa3d.io.source import PathLike

# What a full or failing disk raises while a file is written.
_WRITE_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})


def check_output(path: PathLike, overwrite: bool = False, inputs: Iterable[PathLike] = ()) -> Path:
    """The path as a Path, when a file may be written there.

    Raises FileError for an existing file without overwrite, a folder, a missing or closed parent folder, and, with or
    without overwrite, for a path that is one of `inputs`.
    """
    path = Path(path)
    parent = path.parent
    if path.is_dir():
        raise FileError(f"{path} is a folder.", "A file is to be written there.", "Give another output name.")
    if path.exists() and any(Path(source).exists() and path.samefile(source) for source in inputs):
        raise FileError(f"{path} is an input.", "Inputs are never written.", "Give another output with --out.")
    if os.path.lexists(path) and not overwrite:
        raise FileError(f"{path} exists already.", "Existing files are kept.", "Give --overwrite or another --out.")
    if not parent.is_dir():
        raise FileError(f"{path} cannot be written.", f"The folder {parent} does not exist.", "Create it first.")
    return path


def make_folder(folder: PathLike) -> None:
    """Make a folder for outputs, and those above it; it may be there already. Raises FileError."""
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        found = f"The system says: {error.strerror}."
        raise FileError(f"--out {folder} cannot be made a folder.", found, "Give another place.") from error


@contextmanager
def atomic_path(path: PathLike, overwrite: bool = False, inputs: Iterable[PathLike] = ()) -> Iterator[Path]:
    """A temporary path beside `path`, renamed to it when the block ends, removed when the block raises anything.

    The temporary file exists (empty) when the block starts. Raises FileError as check_output does, when the folder
    may not be written, and when the disk fails or is full.
    """
    path = check_output(path, overwrite, inputs)
    # Forty letters, of up to four bytes each: the longest name a folder takes is 255 bytes.
    temporary = path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}.tmp")
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    except OSError as error:
        raise _write_error(path, error) from error
    try:
        yield temporary
        check_output(path, overwrite, inputs)
        temporary.replace(path)
    except OSError as error:
        if error.errno in _WRITE_ERRORS or isinstance(error, PermissionError):
            raise _write_error(path, error) from error
        raise
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _write_error(path: Path, error: OSError) -> FileError:
    reason = error.strerror or str(error)
    return FileError(f"{path} cannot be written.", f"The system says: {reason}.", "Check the disk and the permissions.")
