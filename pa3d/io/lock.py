"""A folder in use: two runs that would write the same files find out before they start."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pa3d.errors import FileError

_BUSY = (BlockingIOError, PermissionError)  # how POSIX and Windows say that somebody else holds it


@contextmanager
def hold(path: Path, what: str, do: str = "Wait for that run to end, or give another --out.") -> Iterator[None]:
    """Hold the lock file `path` for as long as the block runs; the system lets go when the process ends, however.

    Raises FileError when another process holds it; `what` says what is in use, with its path, `do` what to do then.
    File systems without locks are gone without.
    """
    handle = _opened(path)
    try:
        while True:
            try:
                _lock(handle)
            except _BUSY:
                raise FileError(f"{what} is in use.", f"Another process holds {path}.", do) from None
            except OSError:
                break  # a file system without locks
            if _lies_at(path, handle):
                break
            # Whoever held it has removed it meanwhile: a lock on what is no longer there would keep nobody out.
            fresh = _opened(path)
            os.close(handle)
            handle = fresh
        try:
            yield
        finally:
            with suppress(OSError):
                path.unlink()
    finally:
        os.close(handle)


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_CREAT | os.O_RDWR, 0o666)
    except OSError as error:
        found = f"The system says: {error.strerror}."
        raise FileError(f"{path.parent} cannot be written.", found, "Check the disk and the permissions.") from error


def _lies_at(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


if sys.platform == "win32":

    def _lock(handle: int) -> None:
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:

    def _lock(handle: int) -> None:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
