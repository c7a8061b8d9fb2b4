from __future__ import annotations

import pytest

from pa3d.engine.estimate import MASKS_PER_VIEW, estimate


def test_points_alone_need_no_views() -> None:
    found = estimate(1000)
    assert (found.views, found.masks, found.requests, found.prompt_tokens) == (0, 0, 0, 0)
    assert found.shard_gigabytes == pytest.approx(1000 * (8192 * 27 + 15 * 1024 + 4096) / 1e9)


def test_a_teacher_adds_its_features() -> None:
    plain, taught = estimate(1000), estimate(1000, teacher_width=768, patches=128)
    assert taught.views == 10_000 and taught.masks == 0
    assert taught.shard_gigabytes - plain.shard_gigabytes == pytest.approx(1000 * 128 * (12 + 1536) / 1e9)


def test_captions_are_counted_by_masks() -> None:
    found = estimate(100, views=4, masks=True, captions=True, prompt="x" * 400)
    assert found.masks == found.requests == 100 * 4 * MASKS_PER_VIEW
    picture = 518 * (2 * 518 + 8) / 784
    assert found.prompt_tokens == pytest.approx(found.requests * (picture + 100 + 20), rel=1e-3)
    assert found.answer_tokens == 3 * found.requests
    named = estimate(100, views=4, masks=True, captions=False)
    assert named.masks == found.masks and named.requests == named.picture_gigabytes == 0
    half = estimate(100, views=4, masks=True, captions=True, masks_per_view=6)
    assert half.requests * 2 == found.requests
    assert half.picture_gigabytes * 2 == pytest.approx(found.picture_gigabytes)


def test_no_shapes_take_nothing() -> None:
    found = estimate(0, teacher_width=768, masks=True, captions=True)
    assert not any(vars(found).values())
