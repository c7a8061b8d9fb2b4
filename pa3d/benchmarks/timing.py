"""How long calls take on a machine that does other things too, and how much memory they hold at their peak."""

from __future__ import annotations

import ctypes
import sys
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import torch

from pa3d.progress import Progress

MOST_ROUNDS = 200  # more say nothing new

Key = TypeVar("Key", bound=Hashable)
Clock = Callable[[], float]


class Work(NamedTuple):
    """A call to be timed, and the device that is busy with it."""

    call: Callable[[], object]
    device: torch.device = torch.device("cpu")


class Spread(NamedTuple):
    """Runs of one call: how many, their median, 10 and 90 % quantiles, and the fastest."""

    runs: int
    median: float
    low: float
    high: float
    fastest: float


def spread_of(seconds: Sequence[float]) -> Spread:
    """The spread of at least one run; quantiles between two runs are interpolated linearly."""
    low, median, high = np.quantile(np.asarray(seconds, dtype=np.float64), (0.1, 0.5, 0.9))
    return Spread(len(seconds), float(median), float(low), float(high), float(min(seconds)))


def seconds_of(work: Work, clock: Clock = time.perf_counter) -> float:
    """How long one call takes, until its device is done."""
    _settle(work.device)
    start = clock()
    work.call()
    _settle(work.device)
    return clock() - start


def round_robin(
    works: Mapping[Key, Work],
    rounds: int,
    progress: Progress,
    clock: Clock = time.perf_counter,
) -> dict[Key, tuple[float, ...]]:
    """Seconds of every run of every work: each runs once, then each again.

    What else the machine does comes and goes in seconds: it meets every work of a round alike, where one work after
    another would each have met its own.
    """
    seconds: dict[Key, list[float]] = {key: [] for key in works}
    progress.start("time", rounds * len(works))
    for _ in range(rounds):
        for key, work in works.items():
            seconds[key].append(seconds_of(work, clock))
            progress.advance()
    return {key: tuple(values) for key, values in seconds.items()}


def rounds_within(seconds: float, one_round: float, least: int) -> int:
    """How many rounds fit into some seconds; at least `least`, at most MOST_ROUNDS unless `least` is more."""
    fitting = int(seconds / one_round) if one_round > 0 else MOST_ROUNDS
    return max(least, min(fitting, MOST_ROUNDS))


def peak_memory(work: Work) -> int | None:
    """Bytes held at the peak of a call beyond what was held before; run it once before, so that caches are there.

    CUDA: what torch allocates. CPU: resident memory, which Linux alone measures anew; None elsewhere.
    """
    if work.device.type == "cuda":
        _settle(work.device)
        torch.cuda.reset_peak_memory_stats(work.device)
        before = torch.cuda.memory_allocated(work.device)
        work.call()
        _settle(work.device)
        return torch.cuda.max_memory_allocated(work.device) - before
    if not sys.platform.startswith("linux"):
        return None
    try:
        ctypes.CDLL("libc.so.6").malloc_trim(0)  # freed blocks that are kept would hide what the call takes
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak restarts here
    except (OSError, AttributeError):
        return None  # another C library, or a container that does not allow it
    before = _resident("VmRSS")
    work.call()
    return max(0, _resident("VmHWM") - before)


def _resident(field: str) -> int:
    """A field of Linux's account of this process, in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{field}:"))


def _settle(device: torch.device) -> None:
    """Wait until a CUDA device has done what it was given; a CPU call returns when it is done."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
