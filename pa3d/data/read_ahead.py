"""Batches read ahead by worker processes: which samples make a batch is a pure function of its number."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from ctypes import c_bool
from functools import partial
from multiprocessing.sharedctypes import RawValue
from typing import Any, Generic, NamedTuple, Protocol

from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from pa3d.data.batches import Batch, Loaded
from pa3d.errors import Pa3dError, first_line


class Source(Protocol[Batch]):
    """Samples by their number in the stream, 0, 1, 2, ..."""

    def read(self, numbers: range) -> Loaded[Batch]:
        """These samples as one batch, without those that are broken. A pure function of the numbers."""


class Cut(NamedTuple):
    """How the stream of samples is cut: `size` to a batch over all processes; first: the number of the first batch."""

    size: int
    first: int = 0
    process: int = 0
    processes: int = 1

    def numbers(self, batch: int) -> range:
        """The samples of a batch that are this process's: neighbours, as many as the other processes have, or one
        more.
        """
        start, stop = (self.size * (self.process + end) // self.processes for end in (0, 1))
        return range(batch * self.size + start, batch * self.size + stop)


class _Batches(IterableDataset[Loaded[Batch] | Pa3dError], Generic[Batch]):
    """Batches first, first + 1, ...; several workers take turns, the order stays.

    An error is handed over as a value: raised in a worker it would lose its parts.
    """

    def __init__(self, source: Source[Batch], cut: Cut) -> None:
        self.source: Source[Batch] = source
        self.cut = cut

    def __iter__(self) -> Iterator[Loaded[Batch] | Pa3dError]:
        worker = get_worker_info()
        start, step = (0, 1) if worker is None else (worker.id, worker.num_workers)
        number = self.cut.first + start
        while True:
            try:
                yield self.source.read(self.cut.numbers(number))
            except Pa3dError as error:
                yield error
            number += step


def read_ahead(
    source: Source[Batch], cut: Cut, workers: int = 0, pinned: bool = False
) -> Generator[Loaded[Batch], None, None]:
    """Endless batches, read ahead by worker processes (0: in this one); pinned: for copies to a GPU.

    Close it when the last batch is taken: the workers end then.
    """
    ended = RawValue(c_bool, False)
    loader: DataLoader[Loaded[Batch] | Pa3dError] = DataLoader(
        _Batches(source, cut), batch_size=None, num_workers=workers, worker_init_fn=partial(_hear_signals, ended),
        pin_memory=pinned,
    )  # fmt: skip
    try:
        for loaded in loader:
            if isinstance(loaded, Pa3dError):
                raise loaded
            yield loaded
    finally:
        ended.value = True


def _hear_signals(ended: Any, _: int) -> None:
    """Ctrl-C, and the end of a job, reach every process; the loop needs batches until it has saved.

    Once it has ended, workers must go when they are told to: whoever started them waits for that.
    """

    def leave(_number: int, _frame: object) -> None:
        if ended.value:
            os._exit(0)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, leave)


@contextmanager
def lost_readers() -> Iterator[None]:
    """Within, a worker process that the system has ended is told as such; its end may show anywhere."""
    try:
        yield
    except (RuntimeError, EOFError, ConnectionError) as error:  # the latter where it was handing over a batch
        if isinstance(error, RuntimeError) and not str(error).startswith("DataLoader worker (pid"):
            raise
        do = "Give --workers 0, or more memory; to a container also more shared memory (/dev/shm)."
        raise Pa3dError("A process that reads shapes was ended by the system.", first_line(error), do) from error
