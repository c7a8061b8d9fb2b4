"""The command line called from inside this process, and shapes for it."""

from __future__ import annotations

import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from pa3d.cli.main import main


class Outcome(NamedTuple):
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str


Command = Callable[..., Outcome]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Command]:
    """Calls `pa3d` with arguments, in this process."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    show = warnings.showwarning

    def call(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["pa3d", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        return Outcome(int(stopped.value.code or 0), *capsys.readouterr())

    yield call
    warnings.showwarning = show
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture
def shape(tmp_path: Path) -> Path:
    """300 points as text, in a folder of their own."""
    path = tmp_path / "in" / "shape.xyz"
    path.parent.mkdir()
    np.savetxt(path, np.random.default_rng(0).random((300, 3)))
    return path
