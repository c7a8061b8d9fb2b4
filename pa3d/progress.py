"""Progress as an argument: stages report through a Progress they are given and never print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Progress(Protocol):
    """What a stage tells the world while it runs."""

    def start(self, task: str, total: int | None) -> None:
        """A task begins; total is the number of steps, None when unknown.

        A task that begins while `train` runs is part of it: its finish() returns to the training.
        """

    def advance(self, steps: int = 1, fields: Mapping[str, float] | None = None) -> None:
        """Steps of the current task are done; fields are figures to show beside it."""

    def note(self, message: str) -> None:
        """One line worth reading."""

    def finish(self) -> None:
        """The current task ends."""


class Silent:
    """A Progress that says nothing."""

    def start(self, task: str, total: int | None) -> None: ...

    def advance(self, steps: int = 1, fields: Mapping[str, float] | None = None) -> None: ...

    def note(self, message: str) -> None: ...

    def finish(self) -> None: ...
