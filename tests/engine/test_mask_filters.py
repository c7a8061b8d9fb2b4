from __future__ import annotations

import numpy as np

from pa3d.engine.mask_filters import Proposals, keep_apart, mask_boxes, smooth_regions


def test_keeping_apart_equals_the_slow_way() -> None:
    generator = np.random.default_rng(0)
    corners = generator.integers(0, 60, (80, 2))
    boxes = np.concatenate([corners, corners + generator.integers(0, 40, (80, 2))], axis=1)
    scores = generator.integers(0, 8, 80) / 8  # with ties
    kept: list[int] = []
    for index in sorted(range(80), key=lambda index: -scores[index]):
        fine = True
        for other in kept:
            a, b = boxes[index], boxes[other]
            wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
            shared = max(wide, 0) * max(high, 0)
            both = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared
            fine &= both == 0 or shared / both <= 0.3
        if fine:
            kept.append(index)
    # A box without an area overlaps nothing, in either way.
    assert keep_apart(boxes, scores, 0.3).tolist() == kept
    assert len(kept) < 60


def test_boxes_of_masks() -> None:
    masks = np.zeros((2, 5, 7), bool)
    masks[0, 1:4, 2:6] = True
    assert mask_boxes(masks).tolist() == [[2, 1, 5, 3], [0, 0, 0, 0]]
    assert mask_boxes(masks[:0]).shape == (0, 4)


def test_masks_of_a_crop_lie_where_the_crop_lies() -> None:
    crop = np.zeros((2, 4, 5), bool)
    crop[0, 1, 2:4] = True
    proposals = Proposals.of(crop, np.array([0.5, 0.9]), (3, 2, 8, 6), (9, 11))
    assert len(proposals.scores) == 1, "an empty mask is none"
    whole = np.zeros((1, 9, 11), bool)
    whole[0, 3, 5:7] = True
    np.testing.assert_array_equal(proposals.masks(), whole)
    assert proposals.boxes.tolist() == [[5, 3, 6, 3]]
    both = Proposals.none(9, 11).joined(proposals).joined(proposals)
    assert len(both.scores) == 2 and both.select(np.array([1])).masks().shape == (1, 9, 11)


def test_a_mask_that_ends_at_a_crops_edge_is_cut_off() -> None:
    crop, size = (0, 0, 60, 100), (100, 100)
    masks = np.zeros((3, 100, 60), bool)
    masks[0, 40:60, 0:20] = True  # at the picture's own edge
    masks[1, 40:60, 20:30] = True  # inside
    masks[2, 40:60, 30:60] = True  # at the crop's
    assert Proposals.of(masks, np.ones(3), crop, size).cut_off(20).tolist() == [False, False, True]


def test_specks_and_holes_go_and_what_was_clean_is_preferred() -> None:
    mask = np.zeros((40, 40), bool)
    mask[5:25, 5:25] = True
    clean = mask.copy()
    speckled = mask.copy()
    speckled[10:12, 10:12] = False
    speckled[32:34, 32:34] = True
    result = smooth_regions(np.stack([speckled, clean]), 10, 0.7)
    assert len(result) == 1 and (result[0] == clean).all()
    assert (smooth_regions(speckled[None], 10, 0.7)[0] == clean).all()
    assert (smooth_regions(speckled[None], 0, 0.7)[0] == speckled).all()
    small = np.zeros((40, 40), bool)
    small[0:2, 0:2] = small[10:13, 10:13] = True
    kept = smooth_regions(small[None], 50, 0.7)[0]
    assert kept.sum() == 9 and kept[11, 11]
    assert smooth_regions(mask[None][:0], 10, 0.7).shape == (0, 40, 40)
