"""What a source hands over: a shape as it was found, y up, before anything is sampled or rendered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pa3d.errors import ShapeError, UsageError
from pa3d.shapes.records import Array, Cloud, Mesh, Skin
from pa3d.text.names import clean_name

_NO_NAMES = ("unknown", "none")  # what captioners say when they do not know


@dataclass(frozen=True)
class Raw:
    """A shape with y up, in float64; its coordinates are finite, and it has an extent.

    skin: colours of a mesh's triangles, from materials. face_parts (F,) int32: index into part_names, -1 none, for a
    mesh with labels. label_masks (L, N) bool and label_names: those of a cloud; a point may bear several. Every name is
    a tuple: the plain name, then its synonyms. teacher_centers (G, 3) float32 in the frame of the points and
    teacher_features (G, E) float16, unit rows: where the source brings its own. notes: what was missing and done
    without (a texture that is not there), one line each.
    """

    geometry: Cloud | Mesh
    category: str | None = None
    license: str | None = None
    skin: Skin | None = None
    face_parts: Array | None = None
    part_names: tuple[tuple[str, ...], ...] = ()
    label_masks: Array | None = None
    label_names: tuple[tuple[str, ...], ...] = ()
    teacher_centers: Array | None = None
    teacher_features: Array | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """A shape that is not read yet. id: [a-z0-9_-]+; source: the name of the source, without its place.

    load raises FileError for whatever is wrong with the file; it can be sent to another process.
    """

    id: str
    source: str
    load: Callable[[], Raw]


def named_masks(masks: Array, names: Sequence[str]) -> tuple[Array, tuple[tuple[str, ...], ...]]:
    """Masks (K, N) bool with a name each, as (L, N) masks of the L different names, in order of first use.

    Names are cleaned; masks of one name are united. "unknown", names without a letter, and masks without a point are
    dropped. Raises ShapeError when there are not as many names as masks.
    """
    if masks.ndim != 2 or len(masks) != len(names):
        raise ShapeError("Masks and names must be equally many.", f"Found {masks.shape} masks, {len(names)} names.")
    united: dict[str, Array] = {}
    for mask, name in zip(masks.astype(bool), names, strict=True):
        try:
            clean = clean_name(name)
        except UsageError:
            continue
        if clean not in _NO_NAMES and mask.any():
            united[clean] = united[clean] | mask if clean in united else mask
    kept = np.stack(list(united.values())) if united else np.zeros((0, masks.shape[1]), dtype=bool)
    return kept, tuple((name,) for name in united)
