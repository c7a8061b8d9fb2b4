"""When the next request may go: so many a minute, and not before the endpoint wants it."""

from __future__ import annotations

import email.utils
import threading
import time
from collections.abc import Callable

Check = Callable[[], None]  # raises when nobody should wait any longer


class Pace:
    """Turns for requests of several threads, evenly spaced. per_minute None: as fast as they come."""

    def __init__(self, per_minute: float | None) -> None:
        self._gap = 60 / per_minute if per_minute else 0.0
        self._next = 0.0
        self._woken = threading.Condition()

    def turn(self, check: Check) -> None:
        """Wait for a turn of one's own."""
        while True:
            check()
            with self._woken:
                now = time.monotonic()
                if now >= self._next:
                    self._next = now + self._gap if self._gap else self._next
                    return
                self._woken.wait(self._next - now)

    def hold(self, seconds: float) -> None:
        """Nobody gets a turn for so long."""
        with self._woken:
            self._next = max(self._next, time.monotonic() + seconds)

    def pause(self, seconds: float, check: Check) -> None:
        """Wait for so long; `wake` ends it where `check` then raises."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            check()
            with self._woken:
                self._woken.wait(left)
        check()

    def wake(self) -> None:
        """Let everybody who waits look whether it is still worth it."""
        with self._woken:
            self._woken.notify_all()


def stated_wait(header: str | None) -> float | None:
    """Seconds out of a Retry-After header, a number or a date; None where it says nothing usable."""
    if header is None:
        return None
    try:
        return max(0.0, float(header)) if float(header) < 1e9 else None
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(header).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None
