"""Batches read ahead: the same in any number of workers and processes, and deaf to signals."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
from itertools import islice
from pathlib import Path

import pytest
import torch

from pa3d.data.batches import Loaded, TaughtBatch
from pa3d.data.read_ahead import Cut, lost_readers, read_ahead
from pa3d.errors import FileError, Pa3dError


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


class Broken(Numbers):
    """Its second batch cannot be read."""

    def read(self, numbers: range) -> Loaded[TaughtBatch]:
        if numbers.start:
            raise FileError("The disk is gone.", "Sample 2.", "Look for it.")
        return super().read(numbers)


@pytest.mark.parametrize("workers", [0, 1])
def test_an_error_of_a_worker_keeps_its_parts(workers: int) -> None:
    batches = read_ahead(Broken(), Cut(2), workers)
    next(batches)
    with pytest.raises(FileError) as caught:
        next(batches)
    assert caught.value.args == ("The disk is gone.", "Sample 2.", "Look for it.")


FAULT = """
    import sys
    from pa3d.data.read_ahead import Cut, read_ahead
    class Faulty:
        def read(self, numbers):
            raise ValueError("a fault of ours")
    def work():
        batches = read_ahead(Faulty(), Cut(2), 1)
        try:
            next(batches)
        finally:
            batches.close()
    try:
        work()
    except ValueError as error:
        kept = error  # as a command keeps it, to tell it
        sys.exit(7)
"""


def test_a_process_ends_after_a_fault_of_its_worker() -> None:
    """Workers that do not go when they are told to would keep it for ever."""
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(FAULT)], timeout=120, cwd=Path(__file__).parents[2])
    assert done.returncode == 7


LOST = """
    import multiprocessing, sys, torch
    from pa3d.data.batches import Loaded, TaughtBatch
    from pa3d.data.read_ahead import Cut, lost_readers, read_ahead
    from pa3d.errors import Pa3dError
    class Numbers:
        def read(self, numbers):
            rows = torch.tensor(list(numbers))
            return Loaded(TaughtBatch(rows, rows, rows, rows), ())
    try:
        with lost_readers():
            batches = read_ahead(Numbers(), Cut(2), 1)
            next(batches)
            (worker,) = multiprocessing.active_children()
            worker.kill()
            for _ in range(50):
                next(batches)
    except Pa3dError as error:
        print(error)
"""


def test_a_worker_that_the_system_ends_is_told() -> None:
    """In a process of its own: the end of a worker shows anywhere."""
    command = [sys.executable, "-c", textwrap.dedent(LOST)]
    done = subprocess.run(command, timeout=120, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True)
    assert done.stdout.startswith("A process that reads shapes was ended by the system. ")
    assert "Give --workers 0" in done.stdout
    with pytest.raises(RuntimeError, match="another"), lost_readers():
        raise RuntimeError("another")
    with pytest.raises(Pa3dError, match="ended by the system"), lost_readers():
        raise EOFError
