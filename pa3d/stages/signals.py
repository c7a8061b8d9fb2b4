"""Ctrl-C and the polite end of a job, kept until the loop has time for them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def kept_signals() -> Iterator[list[int]]:
    """A list that fills when SIGINT, SIGTERM or SIGHUP (a closed terminal) arrives; a second one falls through to the
    old handler. What is ignored stays ignored, as under nohup.
    """
    arrived: list[int] = []
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    old = {int(number): signal.getsignal(number) for name in names if (number := getattr(signal, name, None))}
    old = {number: handler for number, handler in old.items() if handler not in (signal.SIG_IGN, None)}

    def note(number: int, _frame: FrameType | None) -> None:
        arrived.append(number)
        signal.signal(number, old[number])

    try:
        for number in old:
            signal.signal(number, note)
    except ValueError:  # not in the main thread: signals stay with whoever has them
        yield arrived
        return
    try:
        yield arrived
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
