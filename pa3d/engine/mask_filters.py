"""Proposed masks of a picture: kept packed, kept apart, and freed of specks and holes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array

Box = tuple[int, int, int, int]


class Proposals(NamedTuple):
    """n masks of one picture of size (H, W).

    packed (n, ceil(H * W / 8)) uint8; scores (n,) float32; boxes and crops (n, 4) int64 (left, top, right, bottom):
    the pixels a mask spans (right and bottom included, zeros for an empty mask), and the crop it was found in.
    """

    size: tuple[int, int]
    packed: Array
    scores: Array
    boxes: Array
    crops: Array

    @classmethod
    def none(cls, height: int, width: int) -> Proposals:
        """No masks."""
        packed = np.zeros((0, -(-height * width // 8)), np.uint8)
        return cls((height, width), packed, np.zeros(0, np.float32), np.zeros((0, 4), int), np.zeros((0, 4), int))

    @classmethod
    def of(cls, masks: Array, scores: Array, crop: Box, size: tuple[int, int]) -> Proposals:
        """Masks (n, h, w) bool of a crop, in the whole picture; empty ones are left out."""
        filled = masks.any((1, 2))
        masks, scores = masks[filled], scores[filled]
        whole = np.zeros((len(masks), *size), dtype=bool)
        left, top, right, bottom = crop
        whole[:, top:bottom, left:right] = masks
        packed = np.packbits(whole.reshape(len(whole), size[0] * size[1]), axis=1)
        crops = np.tile(np.array(crop, dtype=np.int64), (len(masks), 1))
        return cls(size, packed, scores.astype(np.float32), mask_boxes(whole), crops)

    def joined(self, other: Proposals) -> Proposals:
        """These and then the others."""
        pairs = zip(self[1:], other[1:], strict=True)
        return Proposals(self.size, *(np.concatenate(pair) for pair in pairs))

    def select(self, rows: Array) -> Proposals:
        """Some of them: rows (k,) indices or a boolean mask."""
        return Proposals(self.size, self.packed[rows], self.scores[rows], self.boxes[rows], self.crops[rows])

    def masks(self) -> Array:
        """The masks (n, H, W) bool."""
        bits = np.unpackbits(self.packed, axis=1, count=self.size[0] * self.size[1])
        return bits.reshape(len(self.packed), *self.size).astype(bool)

    def cut_off(self, margin: int) -> Array:
        """Whether (n,) bool a mask ends within `margin` pixels of an edge of its crop that is none of the picture's."""
        height, width = self.size
        near_crop = np.abs(self.boxes - self.crops) <= margin
        near_picture = np.abs(self.boxes - np.array([0, 0, width, height])) <= margin
        return np.asarray((near_crop & ~near_picture).any(1))


def mask_boxes(masks: Array) -> Array:
    """(n, 4) int64 left, top, right, bottom of masks (n, H, W) bool; the last two included, zeros where empty."""
    rows, columns = np.any(masks, axis=2), np.any(masks, axis=1)  # (n, H), (n, W)
    height, width = masks.shape[1:]
    boxes = np.stack(
        [
            columns.argmax(1),
            rows.argmax(1),
            width - 1 - columns[:, ::-1].argmax(1),
            height - 1 - rows[:, ::-1].argmax(1),
        ],
        axis=1,
    )
    return np.asarray(np.where(np.any(rows, axis=1)[:, None], boxes, 0))


def keep_apart(boxes: Array, scores: Array, overlap: float) -> Array:
    """Indices of boxes (n, 4) of which no two overlap by more than `overlap` (IoU), best score first.

    Non-maximum suppression; equal scores keep their order.
    """
    left, top, right, bottom = boxes.T.astype(np.float64)
    areas = (right - left) * (bottom - top)
    order = np.argsort(-scores, kind="stable")
    alive = np.ones(len(boxes), dtype=bool)
    kept = []
    for index in order:
        if not alive[index]:
            continue
        kept.append(index)
        wide = np.minimum(right, right[index]) - np.maximum(left, left[index])
        high = np.minimum(bottom, bottom[index]) - np.maximum(top, top[index])
        shared = np.maximum(wide, 0) * np.maximum(high, 0)
        # Multiplied out: two boxes of no area do not divide by zero.
        alive &= shared <= overlap * (areas + areas[index] - shared)
        alive[index] = False
    return np.array(kept, dtype=np.int64)


def smooth_regions(masks: Array, least: int, overlap: float) -> Array:
    """Masks (n, H, W) bool without islands and holes of fewer than `least` pixels, kept apart again.

    A mask of small islands only keeps its largest. Where two now overlap, one that needed no change is preferred.
    """
    if not len(masks):
        return masks
    result = masks.copy()
    for mask, (left, top, right, bottom) in zip(result, mask_boxes(masks), strict=True):
        window = mask[top : bottom + 1, left : right + 1]  # a view: what is outside of the box cannot change
        window[:] = _without_specks(_without_holes(window, least), least)
    unchanged = (result == masks).all((1, 2)).astype(np.float32)
    return np.asarray(result[keep_apart(mask_boxes(result), unchanged, overlap)])


def _without_holes(mask: Array, least: int) -> Array:
    labels, sizes = _regions(~np.pad(mask, 1))
    small = sizes < least
    small[[0, labels[0, 0]]] = False  # the mask itself, and what surrounds it
    return np.asarray(mask | small[labels[1:-1, 1:-1]])


def _without_specks(mask: Array, least: int) -> Array:
    labels, sizes = _regions(mask)
    small = sizes < least
    small[0] = False
    if len(sizes) > 1 and small[1:].all():
        return np.asarray(labels == 1 + sizes[1:].argmax())
    return np.asarray(mask & ~small[labels])


def _regions(mask: Array) -> tuple[Array, Array]:
    """Connected regions, over corners too: labels (H, W), 0 outside, and the pixels of each label."""
    from scipy.ndimage import label

    labels, _ = label(mask, structure=np.ones((3, 3), dtype=int))
    return labels, np.bincount(labels.ravel())
