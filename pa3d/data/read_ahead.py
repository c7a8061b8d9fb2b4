"""Batches read ahead by worker processes: which samples make a batch is a pure function of its number."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Generic, NamedTuple, Protocol

from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from pa3d.data.batches import Batch, Loaded


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


class _Batches(IterableDataset[Loaded[Batch]], Generic[Batch]):
    """Batches first, first + 1, ...; several workers take turns, the order stays."""

    def __init__(self, source: Source[Batch], cut: Cut) -> None:
        self.source: Source[Batch] = source
        self.cut = cut

    def __iter__(self) -> Iterator[Loaded[Batch]]:
        worker = get_worker_info()
        start, step = (0, 1) if worker is None else (worker.id, worker.num_workers)
        number = self.cut.first + start
        while True:
            yield self.source.read(self.cut.numbers(number))
            number += step


def read_ahead(source: Source[Batch], cut: Cut, workers: int = 0, pinned: bool = False) -> Iterator[Loaded[Batch]]:
    """Endless batches, read ahead by worker processes (0: in this one); pinned: for copies to a GPU."""
    loader: DataLoader[Loaded[Batch]] = DataLoader(
        _Batches(source, cut), batch_size=None, num_workers=workers, worker_init_fn=_ignore_signals,
        pin_memory=pinned,
    )  # fmt: skip
    return iter(loader)


def _ignore_signals(_: int) -> None:
    # Ctrl-C, and the end of a job, reach every process; the loop needs batches until it has saved.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
