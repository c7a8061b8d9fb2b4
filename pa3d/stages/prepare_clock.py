"""How long the stages of a shape take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Clock:
    """Seconds by stage: `wall` and, with a `cpu ` in front, of the processor."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            for key, spent in ((stage, time.perf_counter() - wall), (f"cpu {stage}", time.process_time() - cpu)):
                self.seconds[key] = self.seconds.get(key, 0.0) + spent
