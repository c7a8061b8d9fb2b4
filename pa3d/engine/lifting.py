"""From pixels to points: features averaged over the views that see a point, masks with their names.

Letters: V views, H and W their pixels, h and w the teacher's grid, N points, E width, K masks, L names, G patches of M.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pa3d.errors import ShapeError
from pa3d.shapes.records import Array

_CUBIC = -0.75  # the constant of torch's bicubic interpolation
_UNNAMED = {"", "unknown", "none"}


def lift_features(maps: Array, pixels: Array, size: tuple[int, int]) -> tuple[Array, Array]:
    """Features (N, E) float32 of points, and which points are seen at all (N,) bool; rows of the others are 0.

    maps (V, h, w, E): one vector per cell of each view; pixels (V, N): where seen_pixels says each point is seen;
    size: (H, W) of the views. A point's vector in a view is what bicubic upsampling of the map to the view's size
    gives in its pixel (method, section 2); its feature is the mean over the views that see it, each as it is.
    """
    import torch

    views, height, width, wide = maps.shape if maps.ndim == 4 else (0, 0, 0, 0)
    if not views or pixels.ndim != 2 or len(pixels) != views:
        raise ShapeError("Maps must be (V, h, w, E) and pixels (V, N).", f"Found {maps.shape} and {pixels.shape}.",
                         "Give one map per view.")  # fmt: skip
    _check_pixels(pixels, size)
    # Ordered by point: all the cells a point reads stand in one row of a sparse matrix.
    points, view = np.nonzero(pixels.T >= 0)
    y, x = np.divmod(pixels[view, points], size[1])
    rows, down = _taps(y, size[0], height)  # (n, 4)
    columns, across = _taps(x, size[1], width)
    cells = (view[:, None, None] * height + rows[:, :, None]) * width + columns[:, None, :]  # (n, 4, 4)
    weights = down[:, :, None] * across[:, None, :]
    count = np.bincount(points, minlength=pixels.shape[1])
    weights /= count[points][:, None, None]
    starts = np.concatenate([[0], np.cumsum(count)[:-1] * 16]) if len(count) else np.zeros(0, np.int64)
    table = torch.from_numpy(np.ascontiguousarray(maps)).reshape(-1, wide).float()
    lifted = torch.nn.functional.embedding_bag(
        torch.from_numpy(cells.reshape(-1)), table, torch.from_numpy(starts.astype(np.int64)), mode="sum",
        per_sample_weights=torch.from_numpy(weights.reshape(-1).astype(np.float32)),
    )  # fmt: skip
    return lifted.numpy(), count > 0


def _check_pixels(pixels: Array, size: tuple[int, int]) -> None:
    if pixels.size and int(pixels.max()) >= size[0] * size[1]:
        raise ShapeError(f"Pixel {int(pixels.max())} lies outside its view.", f"A view has {size[0]} x {size[1]}.",
                         "Give the size the pixels were counted with.")  # fmt: skip


def _taps(pixel: Array, fine: int, coarse: int) -> tuple[Array, Array]:
    """The four cells (n, 4) int64 of `coarse` that upsampling to `fine` reads at pixels (n,), and their weights."""
    place = (pixel + 0.5) * (coarse / fine) - 0.5
    low = np.floor(place)
    offset = (place - low)[:, None] - np.array([-1.0, 0.0, 1.0, 2.0])  # (n, 4)
    far = np.abs(offset)
    inner = ((_CUBIC + 2) * far - (_CUBIC + 3)) * far**2 + 1
    outer = ((far - 5) * far + 8) * far * _CUBIC - 4 * _CUBIC
    cells = low.astype(np.int64)[:, None] + np.arange(-1, 3)
    return np.clip(cells, 0, coarse - 1), np.where(far <= 1, inner, outer)


def fill_unseen(points: Array, features: Array, seen: Array, neighbours: int = 20) -> Array:
    """Features (N, E) float32 with the rows of points that no view sees filled in.

    points (N, 3); seen (N,) bool. An unseen point takes the mean over the seen ones among its nearest neighbours; where
    none of these is seen, the feature of the nearest seen point. Raises ShapeError when no point is seen.
    """
    from scipy.spatial import cKDTree

    if not (len(points) == len(features) == len(seen)):
        raise ShapeError("Points, features and seen must go together.",
                         f"Found {len(points)}, {len(features)} and {len(seen)} rows.")  # fmt: skip
    if not seen.any():
        raise ShapeError("No view sees any point of the shape.", f"Found {len(points)} points.",
                         "Check its cameras and its size.")  # fmt: skip
    filled: Array = np.array(features, dtype=np.float32)
    hidden = np.flatnonzero(~seen)
    if not len(hidden):
        return filled
    # The nearest is the point itself.
    near = cKDTree(points).query(points[hidden], min(neighbours + 1, len(points)))[1].reshape(len(hidden), -1)
    known = seen[near]
    count = known.sum(1)
    total = np.zeros((len(hidden), filled.shape[1]), np.float32)
    for column in range(near.shape[1]):
        total += np.where(known[:, column, None], filled[near[:, column]], 0)
    filled[hidden] = total / np.maximum(count, 1)[:, None]
    alone = hidden[count == 0]
    visible = np.flatnonzero(seen)
    if len(alone):
        filled[alone] = filled[visible[cKDTree(points[visible]).query(points[alone])[1]]]
    return filled


def pool_patches(features: Array, indices: Array) -> Array:
    """Targets (G, E) float16, unit rows, of patches indices (G, M) into features (N, E): the mean of unit features."""
    rows = _unit_rows(np.asarray(features, dtype=np.float32))
    return _unit_rows(rows[indices].mean(1)).astype(np.float16)


def _unit_rows(rows: Array) -> Array:
    length = np.sqrt(np.einsum("...e,...e->...", rows, rows))[..., None]
    return np.asarray(rows / np.maximum(length, 1e-12))


def lift_masks(
    masks: Sequence[Array], names: Sequence[Sequence[str | None]], pixels: Array, size: tuple[int, int]
) -> tuple[Array, tuple[str, ...]]:
    """Which points each name covers: (L, N) bool, and the L names in the order they are first met.

    masks: for every view (K_v, H, W) bool; names: for every view one per mask; pixels (V, N) from seen_pixels; size
    (H, W). A point bears a name when a mask of that name, in any view, covers the pixel that sees it. None and
    "unknown" are dropped, and names that reach no point.
    """
    if not (len(masks) == len(names) == len(pixels)):
        raise ShapeError("Every view needs masks, names and pixels.",
                         f"Found {len(masks)}, {len(names)} and {len(pixels)} views.")  # fmt: skip
    _check_pixels(pixels, size)
    covered: dict[str, Array] = {}
    for view, (mask, called, pixel) in enumerate(zip(masks, names, pixels, strict=True)):
        if len(mask) != len(called) or (len(mask) and mask.shape[1:] != size):
            raise ShapeError(
                f"The masks of view {view} must be (K, {size[0]}, {size[1]}), with K names.",
                f"Found {mask.shape} and {len(called)} names.",
                "Give one name, or None, for each mask.",
            )
        if not len(mask):
            continue
        seen = np.flatnonzero(pixel >= 0)
        inside = np.asarray(mask, dtype=bool).reshape(len(mask), -1)[:, pixel[seen]]  # (K, n)
        for name, row in zip(called, inside, strict=True):
            if name is not None and name.strip().lower() not in _UNNAMED:
                covered.setdefault(name, np.zeros(pixels.shape[1], dtype=bool))[seen[row]] = True
    kept = {name: points for name, points in covered.items() if points.any()}
    table = np.stack(list(kept.values())) if kept else np.zeros((0, pixels.shape[1]), dtype=bool)
    return table, tuple(kept)
