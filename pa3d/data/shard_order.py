"""The order in which shards are learned from: a pure function of (seed, epoch), without repeats and without drops."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array


class Order:
    """An endless stream of places 0..count-1, epoch after epoch, each in an order of its own."""

    def __init__(self, count: int, seed: int) -> None:
        assert count > 0
        self.count, self.seed = count, seed
        self._epochs: dict[int, Array] = {}

    def place(self, number: int) -> int:
        """The place of sample `number` of the stream."""
        epoch, position = divmod(number, self.count)
        if epoch not in self._epochs:
            # A batch may lie across two epochs; older ones are never asked for again.
            self._epochs = {known: order for known, order in self._epochs.items() if known == epoch - 1}
            self._epochs[epoch] = np.random.default_rng((self.seed, epoch)).permutation(self.count)
        return int(self._epochs[epoch][position])
