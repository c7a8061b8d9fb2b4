"""Generated shapes that no training saw, as a benchmark that needs no data."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from functools import partial

import numpy as np

from pa3d.benchmarks.case import Case, CaseFile
from pa3d.errors import UsageError
from pa3d.shapes.surface import sample_surface
from pa3d.synthetic.kind import Kind
from pa3d.synthetic.kinds import KINDS
from pa3d.synthetic.world import build_shape
from pa3d.text.names import clean_name

# The stream of these shapes. Training draws from small seeds and calibrates a million and three beyond its own.
HELD_OUT_SEED = 3_141_592_653
POINTS = 10_000
PER_KIND = 4


def cases(kinds: Sequence[str] | None = None, count: int = PER_KIND, points: int = POINTS) -> Sequence[CaseFile]:
    """`count` shapes of every kind of the synthetic world (or of the named ones), in the order of its table.

    Parts are all parts of the kind under their plain names, absent ones included. Raises UsageError for an unknown
    kind and for a count below 1.
    """
    if count < 1 or points < 1:
        raise UsageError(f"{count} shapes of {points} points are none.", "Both are 1 or more.", "Give larger numbers.")
    return tuple(
        CaseFile(f"{kind.name}/{index}", kind.name, partial(_build, kind, index, points))
        for kind in _chosen(kinds)
        for index in range(count)
    )


def _chosen(names: Sequence[str] | None) -> Sequence[Kind]:
    if names is None:
        return KINDS
    wanted = {clean_name(name) for name in names}
    known = [kind.name for kind in KINDS]
    for name in sorted(wanted):
        if name not in known:
            near = ", ".join(difflib.get_close_matches(name, known, 5, 0.0))
            raise UsageError(f"{name} is no kind of the synthetic world.", f"Nearest: {near}.", "Give one of them.")
    return [kind for kind in KINDS if kind.name in wanted]


def _build(kind: Kind, index: int, count: int) -> Case:
    mesh = build_shape(kind, HELD_OUT_SEED, index)
    generator = np.random.default_rng((HELD_OUT_SEED, index, 1))
    sample = sample_surface(mesh.vertices, mesh.faces, count, generator)
    parts = tuple(kind.parts)
    # Every part of the kind is asked for, so a finer one (Kind.within) keeps its own name.
    place = np.array([parts.index(part) for part in mesh.parts], dtype=np.int32)
    labels = place[mesh.face_parts[sample.faces]]
    return Case(f"{kind.name}/{index}", kind.name, sample.points, labels, parts, "y")
