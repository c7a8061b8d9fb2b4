"""Errors people read: what is wrong, what was found, what to do.

Library code raises these; only `cli` turns them into text and an exit code.
"""

from __future__ import annotations


class Pa3dError(Exception):
    """Something failed while running.

    what: what is wrong, with the value in it. found: what was found, or what is allowed. do: what to do next.
    """

    exit_code = 1

    def __init__(self, what: str, found: str = "", do: str = "") -> None:
        super().__init__(what, found, do)
        self.what, self.found, self.do = what, found, do

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.found, self.do) if part)

    def as_dict(self) -> dict[str, str]:
        """The three parts, as `--json` prints them."""
        return {"what": self.what, "found": self.found, "do": self.do}


class UsageError(Pa3dError):
    """The request itself is wrong: a flag, a config key, a combination. Exit code 2."""

    exit_code = 2


class FileError(Pa3dError):
    """A file is missing, broken, refused, or cannot be written."""


class WordError(Pa3dError):
    """A word has no vector: it is outside the vocabulary and no encoder is at hand."""


class CheckpointError(Pa3dError):
    """A checkpoint does not describe a model, or its weights do not fit the model it describes."""


class ShapeError(Pa3dError, ValueError):
    """An array has another shape or dtype than the function takes."""


def first_line(error: BaseException) -> str:
    """The first line of what somebody else's exception says, at most 300 characters."""
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__
