"""The synthetic world as an endless stream of raw batches: batch i is a pure function of (seed, i)."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from pa3d.data.batches import RawBatch
from pa3d.data.names import NameTable, draw_names
from pa3d.shapes.surface import sample_surface
from pa3d.synthetic.kind import Kind
from pa3d.synthetic.world import draw_shape

RAW_POINTS = 4096  # sampled from a mesh; a training sample draws from these


class SyntheticBatches(IterableDataset[RawBatch]):
    """Batches first, first + 1, ... of `size` shapes; several workers take turns, the order stays."""

    def __init__(self, kinds: Sequence[Kind], table: NameTable, size: int, seed: int, first: int = 0) -> None:
        self.kinds, self.table, self.size, self.seed, self.first = kinds, table, size, seed, first
        self._kinds = {kind.name: kind for kind in kinds}

    def __iter__(self) -> Iterator[RawBatch]:
        worker = get_worker_info()
        start, step = (0, 1) if worker is None else (worker.id, worker.num_workers)
        number = self.first + start
        while True:
            yield self.batch(number)
            number += step

    def batch(self, number: int) -> RawBatch:
        """Batch `number` of the stream."""
        rows = [self._shape(number * self.size + i) for i in range(self.size)]
        longest = max(len(asked) for _, _, asked, _, _ in rows)
        asked, part_of = np.full((2, self.size, longest), -1, dtype=np.int64)
        for i, (_, _, names, parts, _) in enumerate(rows):
            asked[i, : len(names)], part_of[i, : len(parts)] = names, parts
        return RawBatch(
            torch.from_numpy(np.stack([row[0] for row in rows])),
            torch.from_numpy(np.stack([row[1] for row in rows])),
            torch.from_numpy(asked),
            torch.from_numpy(part_of),
            torch.from_numpy(np.stack([row[4] for row in rows])),
        )

    def _shape(self, index: int) -> tuple[np.ndarray, np.ndarray, list[int], list[int], np.ndarray]:
        mesh = draw_shape(self.seed, index, self.kinds)
        generator = np.random.default_rng((self.seed, index, 1))
        sample = sample_surface(mesh.vertices, mesh.faces, RAW_POINTS, generator)
        known = list(self.table.choices[mesh.kind])  # parts of the kind, in the table's order
        part_number = np.array([known.index(part) for part in mesh.parts], dtype=np.int64)
        parts = part_number[mesh.face_parts[sample.faces]]
        names: list[int] = []
        part_of: list[int] = []
        chosen = draw_names(self.table, mesh.kind, mesh.parts, generator)
        for part, rows in enumerate(chosen):
            fresh = [row for row in rows if row not in names]  # two parts of one name: the first keeps it
            names += fresh
            part_of += [part] * len(fresh)
        if not names:  # asking nothing teaches nothing: ask the first present part that has a name
            rows_of = self.table.choices[mesh.kind]
            first = next(part for part in (*mesh.parts, *known) if len(rows_of[part]))
            names, part_of = [int(rows_of[first][0])], [known.index(first)]
        within = self._kinds[mesh.kind].within
        for finer, whole in within.items():
            if known.index(finer) not in part_of:
                parts = np.where(parts == known.index(finer), known.index(whole), parts)
        present = [self.table.part_index[mesh.kind][part] for part in mesh.parts]
        blocked: np.ndarray = np.any(self.table.stands_for[present], axis=0)
        return sample.points.astype(np.float32), parts, names, part_of, blocked


def synthetic_loader(stream: SyntheticBatches, workers: int) -> Iterator[RawBatch]:
    """The stream, read ahead by worker processes (0: in this one)."""
    loader: DataLoader[RawBatch] = DataLoader(
        stream, batch_size=None, num_workers=workers, worker_init_fn=_ignore_interrupts
    )
    return iter(loader)


def _ignore_interrupts(_: int) -> None:
    # Ctrl-C reaches every process of the terminal; the loop needs batches until it has saved.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
