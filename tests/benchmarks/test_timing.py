"""Clocks and quantiles: by hand, with a clock that does what it is told."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import numpy as np
import pytest

from pa3d.benchmarks.timing import Work, peak_memory, round_robin, rounds_within, seconds_of, spread_of
from pa3d.progress import Silent


class FakeClock:
    """Seconds that pass only when somebody works."""

    def __init__(self) -> None:
        self.now = 0.0
        self.order: list[str] = []

    def __call__(self) -> float:
        return self.now

    def work(self, name: str, *seconds: float) -> Work:
        """Work that takes the given seconds, one after the other."""
        taken = iter(seconds)

        def call() -> None:
            self.order.append(name)
            self.now += next(taken)

        return Work(call)


class Counting(Silent):
    """A Progress that adds up."""

    def __init__(self) -> None:
        self.total: int | None = None
        self.done = 0

    def start(self, task: str, total: int | None) -> None:
        self.total = total

    def advance(self, steps: int = 1, fields: Mapping[str, float] | None = None) -> None:
        self.done += steps


def test_every_work_has_its_turn_in_every_round() -> None:
    clock, progress = FakeClock(), Counting()
    works = {"a": clock.work("a", 1, 2, 3), "b": clock.work("b", 10, 20, 30)}
    seconds = round_robin(works, 3, progress, clock)
    assert clock.order == ["a", "b", "a", "b", "a", "b"]
    assert seconds == {"a": (1, 2, 3), "b": (10, 20, 30)}
    assert progress.total == progress.done == 6


def test_only_the_call_is_timed() -> None:
    clock = FakeClock()
    clock.now = 100.0
    assert seconds_of(clock.work("a", 2.5), clock) == 2.5


def test_quantiles_lie_between_runs() -> None:
    spread = spread_of([5.0, 1.0, 3.0, 2.0, 4.0])  # sorted: 1 2 3 4 5; 10 % lies 0.4 of the way from 1 to 2
    assert spread.runs == 5
    assert spread.median == 3.0
    assert spread.low == pytest.approx(1.4)
    assert spread.high == pytest.approx(4.6)
    assert spread.fastest == 1.0


def test_one_run_is_its_own_spread() -> None:
    assert spread_of([2.0]) == (1, 2.0, 2.0, 2.0, 2.0)


@pytest.mark.parametrize(
    ("seconds", "one_round", "least", "rounds"),
    [(60, 6, 5, 10), (60, 59, 5, 5), (0, 6, 3, 3), (60, 0.001, 5, 200), (60, 0, 5, 200), (1, 0.001, 300, 300)],
)
def test_rounds_fit_the_time_but_for_the_least(seconds: float, one_round: float, least: int, rounds: int) -> None:
    assert rounds_within(seconds, one_round, least) == rounds


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux measures a peak anew")
def test_peak_memory_is_of_this_call_alone() -> None:
    def take(megabytes: int) -> Work:
        return Work(lambda: np.ones(megabytes << 17).sum())  # of 8 bytes each

    large = peak_memory(take(64))
    if large is None:
        pytest.skip("this container does not let a process restart its peak")
    small = peak_memory(take(8))
    assert small is not None
    assert 60 << 20 < large < 80 << 20
    assert 6 << 20 < small < 20 << 20
