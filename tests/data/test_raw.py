"""Masks and their names."""

from __future__ import annotations

import numpy as np
import pytest

from pa3d.data.raw import named_masks
from pa3d.errors import ShapeError


def test_masks_of_one_name_are_united() -> None:
    masks = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0], [1, 1, 1, 1], [1, 0, 0, 0]], dtype=bool)
    before = masks.copy()
    united, names = named_masks(masks, ["Table_Leg", "top", "table leg", "drawer", "unknown", "?!"])
    assert names == (("table leg",), ("top",))
    assert united.tolist() == [[True, False, True, False], [False, True, False, False]]
    assert (masks == before).all()
    none, no_names = named_masks(masks[:0], [])
    assert none.shape == (0, 4) and none.dtype == bool and no_names == ()
    with pytest.raises(ShapeError):
        named_masks(masks, ["leg"])
