"""Batches read ahead: the same in any number of workers and processes, and deaf to signals."""

from __future__ import annotations

import multiprocessing
import os
import signal
from itertools import islice

import pytest
import torch

from pa3d.data.batches import Loaded, TaughtBatch
from pa3d.data.read_ahead import Cut, read_ahead


class Numbers:
    """A source whose samples are their numbers."""

    def read(self, numbers: range) -> Loaded[TaughtBatch]:
        rows = torch.tensor(list(numbers))
        return Loaded(TaughtBatch(rows, rows, rows, rows), tuple(map(str, numbers)))


def numbers(cut: Cut, workers: int, count: int) -> list[list[int]]:
    return [loaded.batch.keys.tolist() for loaded in islice(read_ahead(Numbers(), cut, workers), count)]


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_the_order_does_not_depend_on_workers(workers: int) -> None:
    assert numbers(Cut(3, first=2), workers, 3) == [[6, 7, 8], [9, 10, 11], [12, 13, 14]]


@pytest.mark.parametrize(("size", "processes"), [(8, 2), (7, 3), (4, 4), (5, 1)])
def test_processes_share_a_batch_without_repeats_and_drops(size: int, processes: int) -> None:
    parts = [numbers(Cut(size, 1, process, processes), 0, 2) for process in range(processes)]
    for batch in range(2):
        together = [number for part in parts for number in part[batch]]
        assert together == list(range((batch + 1) * size, (batch + 2) * size))
    assert max(len(part[0]) for part in parts) - min(len(part[0]) for part in parts) <= 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_leave_the_workers_at_work(number: signal.Signals) -> None:
    """They reach every process of a terminal or a job: the loop decides when to end, with batches still coming."""
    batches = read_ahead(Numbers(), Cut(2), 1)
    assert next(batches).batch.keys.tolist() == [0, 1]
    for worker in multiprocessing.active_children():
        assert worker.pid is not None
        os.kill(worker.pid, number)
    assert [loaded.batch.keys[0].item() for loaded in islice(batches, 6)] == [2, 4, 6, 8, 10, 12]
