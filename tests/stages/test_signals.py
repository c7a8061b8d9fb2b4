"""Signals that wait until the loop has time for them."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from pa3d.stages.signals import kept_signals


@pytest.fixture
def restored() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_is_kept(restored: None, number: signal.Signals) -> None:
    signal.signal(number, signal.default_int_handler)
    with kept_signals() as arrived:
        os.kill(os.getpid(), number)
        assert arrived == [number]
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_what_is_ignored_stays_ignored(restored: None, number: signal.Signals) -> None:
    """As of a command that a script put into the background, or that runs under nohup."""
    signal.signal(number, signal.SIG_IGN)
    with kept_signals() as arrived:
        os.kill(os.getpid(), number)
        assert signal.getsignal(number) == signal.SIG_IGN
    assert arrived == []
