"""One mask of a view, drawn for somebody who is to name it."""

from __future__ import annotations

import numpy as np

from pa3d.errors import ShapeError
from pa3d.shapes.records import Array

PURPLE = (135, 0, 255)  # as in Find3D: hardly anything is of that colour
TINT = 0.4
_MARGIN = 0.3  # of the mask's longer side, around it in the close-up
_CLOSEST = 6  # the close-up shows at least this fraction of the view: nothing is blown up beyond recognition


def mark(image: Array, mask: Array) -> Array:
    """An image (H, W, 3) uint8 with a mask (H, W) bool tinted and outlined, and beside it a close-up of the mask.

    The picture is (H, 2 H + gap, 3) for a square view: a part of twenty pixels can hardly be named without the one,
    nor told from its neighbours without the other. Raises ShapeError for other arrays.
    """
    if image.ndim != 3 or image.shape[-1] != 3 or image.dtype != np.uint8 or mask.shape != image.shape[:2]:
        raise ShapeError(
            f"A mask {mask.shape} does not lie on an image {image.shape} {image.dtype}.",
            "Masks are (H, W) bool, images (H, W, 3) uint8.", "Give masks of this image.",
        )  # fmt: skip
    height = image.shape[0]
    marked = image.astype(np.float32)
    marked[mask] += TINT * (np.array(PURPLE, dtype=np.float32) - marked[mask])
    result = np.rint(marked).astype(np.uint8)
    thickness = max(1, round(max(mask.shape) / 250))
    result[_outline(mask, thickness)] = PURPLE
    gap = np.full((height, max(2, height // 60), 3), 255, dtype=np.uint8)
    return np.concatenate([result, gap, _close_up(result, mask)], axis=1)


def png(picture: Array) -> bytes:
    """A picture (H, W, 3) uint8 as a PNG."""
    import io

    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, "PNG")
    return stream.getvalue()


def _outline(mask: Array, thickness: int) -> Array:
    """The pixels (H, W) of a mask next to others, and as many around them as the line is thick."""
    from scipy.ndimage import binary_dilation, binary_erosion

    edge = mask & ~binary_erosion(mask, border_value=1)
    return np.asarray(edge if thickness == 1 else binary_dilation(edge, iterations=thickness - 1))


def _close_up(picture: Array, mask: Array) -> Array:
    """A square window (H, H, 3) around the mask, as high as the picture; white outside of it."""
    from PIL import Image

    height, width = mask.shape
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    top, bottom = (rows[0], rows[-1] + 1) if len(rows) else (0, height)
    left, right = (columns[0], columns[-1] + 1) if len(columns) else (0, width)
    side = max((1 + 2 * _MARGIN) * max(bottom - top, right - left), max(height, width) / _CLOSEST)
    side = int(min(side, max(height, width)))
    # Kept inside the picture where it fits.
    top, left = (
        int(np.clip((low + high - side) // 2, min(0, length - side), max(0, length - side)))
        for low, high, length in ((top, bottom, height), (left, right, width))
    )
    window = np.full((side, side, 3), 255, dtype=np.uint8)
    inside = picture[max(top, 0) : top + side, max(left, 0) : left + side]
    window[max(-top, 0) :, max(-left, 0) :][: inside.shape[0], : inside.shape[1]] = inside
    return np.asarray(Image.fromarray(window).resize((height, height), Image.Resampling.BICUBIC))
