from __future__ import annotations

import io

import numpy as np
import pytest

from pa3d.engine.overlay import PURPLE, TINT, mark, png
from pa3d.errors import ShapeError


def test_the_mask_is_tinted_outlined_and_nothing_else_changes() -> None:
    image = np.full((100, 100, 3), 200, np.uint8)
    mask = np.zeros((100, 100), bool)
    mask[40:60, 20:50] = True
    picture = mark(image, mask)
    assert picture.shape == (100, 202, 3) and picture.dtype == np.uint8
    left = picture[:, :100]
    np.testing.assert_array_equal(left[40, 20:50], np.tile(PURPLE, (30, 1)))
    tinted = np.rint(200 + TINT * (np.array(PURPLE) - 200.0))
    np.testing.assert_array_equal(left[50, 35], tinted)
    assert (left[~mask] == 200).all() and (image == 200).all()


def test_the_close_up_shows_the_mask_large() -> None:
    image = np.full((120, 120, 3), 255, np.uint8)
    mask = np.zeros((120, 120), bool)
    mask[10:20, 100:115] = True
    close = mark(image, mask)[:, 122:]
    purple = (abs(close.astype(int) - 255).sum(-1) > 60).mean()
    assert purple > 0.2 > 10 * mask.mean()
    tiny = np.zeros((120, 120), bool)
    tiny[60, 60] = True
    assert (abs(mark(image, tiny)[:, 122:].astype(int) - 255).sum(-1) > 60).mean() < 0.02, "no closer than a sixth"


@pytest.mark.parametrize("size", [(60, 90), (90, 60)])
def test_views_that_are_not_square(size: tuple[int, int]) -> None:
    image = np.zeros((*size, 3), np.uint8)
    for mask in (np.ones(size, bool), np.zeros(size, bool), np.arange(size[0] * size[1]).reshape(size) == 0):
        assert mark(image, mask).shape == (size[0], size[1] + 2 + size[0], 3)


def test_a_picture_as_png() -> None:
    from PIL import Image

    picture = np.random.default_rng(0).integers(0, 256, (7, 9, 3), dtype=np.uint8)
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(png(picture)))), picture)


def test_masks_of_another_picture_are_refused() -> None:
    with pytest.raises(ShapeError, match="does not lie on an image"):
        mark(np.zeros((5, 5, 3), np.uint8), np.zeros((5, 6), bool))
