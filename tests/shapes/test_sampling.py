"""Which rows are drawn."""

from __future__ import annotations

import numpy as np
import pytest

from pa3d.errors import ShapeError
from pa3d.shapes.sampling import draw_rows, thin_rows


def test_rows_are_drawn_without_replacement_while_there_are_enough() -> None:
    generator = np.random.default_rng(0)
    rows = draw_rows(100, 60, generator)
    assert len(set(rows.tolist())) == 60 and rows.max() < 100
    few = draw_rows(5, 60, generator)
    assert len(few) == 60 and set(few.tolist()) == set(range(5))
    assert draw_rows(60, 60, generator).tolist() == list(range(60))
    again = draw_rows(60, 60, generator, as_is=False)
    assert again.tolist() != list(range(60)) and sorted(again.tolist()) == list(range(60))


def test_thinning_keeps_what_is_there() -> None:
    generator = np.random.default_rng(0)
    assert thin_rows(5, 60, generator).tolist() == list(range(5))
    rows = thin_rows(100, 60, generator)
    assert len(set(rows.tolist())) == 60 and rows.tolist() != sorted(rows.tolist())
    assert thin_rows(0, 3, generator).tolist() == []


def test_nothing_cannot_be_drawn_from() -> None:
    with pytest.raises(ShapeError, match="no points"):
        draw_rows(0, 5, np.random.default_rng(0))
