"""Held-out generated shapes: the same on every machine, never one of training."""

from __future__ import annotations

import numpy as np
import pytest

from pa3d.benchmarks.synthetic import HELD_OUT_SEED, PER_KIND, cases
from pa3d.errors import UsageError
from pa3d.synthetic.kinds import KINDS
from pa3d.synthetic.world import build_shape


def test_every_kind_in_the_order_of_the_table() -> None:
    found = cases()
    assert len(found) == PER_KIND * len(KINDS) and len({case.id for case in found}) == len(found)
    assert [case.category for case in found[::PER_KIND]] == [kind.name for kind in KINDS]


def test_a_shape_is_the_same_each_time_and_has_all_parts_of_its_kind() -> None:
    (_, second) = cases(["Chair"], count=2, points=500)
    case, again = second.read(), second.read()
    kind = next(kind for kind in KINDS if kind.name == "chair")
    assert (case.id, case.category, case.up) == ("chair/1", "chair", "y")
    assert case.points.shape == (500, 3) and case.parts == tuple(kind.parts)
    np.testing.assert_array_equal(case.points, again.points)
    np.testing.assert_array_equal(case.labels, again.labels)
    mesh = build_shape(kind, HELD_OUT_SEED, 1)
    assert {case.parts[label] for label in np.unique(case.labels)} <= set(mesh.parts)
    assert case.labels.min() >= 0 and len(np.unique(case.labels)) >= 2


def test_the_stream_is_none_of_training() -> None:
    """Training draws from a seed people type and calibrates a little beyond; seeds below 2**32 mix into the index."""
    assert 1 << 31 < HELD_OUT_SEED < 1 << 32


def test_named_kinds_and_what_is_refused() -> None:
    assert [case.id for case in cases(["mug", "chair"], count=1)] == [
        f"{kind.name}/0" for kind in KINDS if kind.name in ("mug", "chair")
    ]
    with pytest.raises(UsageError, match=r"chairr is no kind of the synthetic world\. Nearest: chair"):
        cases(["chairr"])
    with pytest.raises(UsageError, match="1 or more"):
        cases(count=0)
