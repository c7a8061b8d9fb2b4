"""The synthetic world as an endless stream of samples: sample i is a pure function of (seed, i)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pa3d.data.batches import Loaded, RawBatch
from pa3d.data.draws import sample_keys
from pa3d.data.named import RAW_POINTS, Named, stack_named
from pa3d.data.names import NameTable, draw_names
from pa3d.shapes.surface import sample_surface
from pa3d.synthetic.kind import Kind
from pa3d.synthetic.world import draw_shape


class SyntheticSource:
    """Generated shapes of some kinds, of `points` points each."""

    def __init__(self, kinds: Sequence[Kind], table: NameTable, seed: int, points: int = RAW_POINTS) -> None:
        self.kinds, self.table, self.seed, self.points = kinds, table, seed, points
        self._kinds = {kind.name: kind for kind in kinds}

    def read(self, numbers: range) -> Loaded[RawBatch]:
        """These shapes of the stream."""
        rows = [self._shape(number) for number in numbers]
        ids = tuple(f"{kind} {number} of seed {self.seed}" for number, (kind, _) in zip(numbers, rows, strict=True))
        return Loaded(stack_named(sample_keys(self.seed, np.array(numbers)), [shape for _, shape in rows]), ids)

    def _shape(self, index: int) -> tuple[str, Named]:
        mesh = draw_shape(self.seed, index, self.kinds)
        generator = np.random.default_rng((self.seed, index, 1))
        sample = sample_surface(mesh.vertices, mesh.faces, self.points, generator)
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
        right = np.flatnonzero(np.any(self.table.stands_for[present], axis=0))
        masks = parts == np.array(part_of)[:, None]  # (L, N)
        return mesh.kind, Named(sample.points.astype(np.float32), masks, names, right.tolist())
