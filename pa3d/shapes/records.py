"""Records of shapes and of what was said about their points. NumPy only; knows no file and no model.

Letters: N points, F triangles, K vertices, L names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Cloud:
    """A point cloud as its file has it: no axis rule, no scaling.

    points (N, 3) float64; normals (N, 3) float32; colors (N, 3) uint8.
    kept: whatever `io` needs to write the file back whole; no other room looks inside.
    """

    points: Array
    normals: Array | None = None
    colors: Array | None = None
    kept: Any = None


@dataclass(frozen=True)
class Mesh:
    """A triangle mesh as its file has it: polygons fanned into triangles, scene transforms applied.

    vertices (K, 3) float64; faces (F, 3) int64; colors (K, 3) uint8, per vertex;
    polygons (F,) int64: the polygon of the file each triangle came from (None: triangle i is polygon i).
    kept: as for Cloud.
    """

    vertices: Array
    faces: Array
    colors: Array | None = None
    polygons: Array | None = None
    kept: Any = None


@dataclass(frozen=True)
class PointLabels:
    """One name, or none, for every point.

    names: the L asked names. labels (N,) int32: index into names, -1 none. scores (N,) float32: the score of the
    label (of the best name where the label is -1). all_scores (N, L) float32, only when asked for.
    """

    names: tuple[str, ...]
    labels: Array
    scores: Array
    all_scores: Array | None = None

    def select(self, rows: Array) -> PointLabels:
        """The same names for some of the points: rows (n,) indices or a boolean mask."""
        everything = None if self.all_scores is None else self.all_scores[rows]
        return PointLabels(self.names, self.labels[rows], self.scores[rows], everything)


@dataclass(frozen=True)
class LabelledMesh:
    """A mesh whose triangles know their part.

    vertices (K, 3) float64, y up; faces (F, 3) int64; face_parts (F,) int32: index into parts.
    parts: the name of each part as its kind's table has it. kind: the kind's name.
    extras: what a family wants to say about the shape, for inspection only.
    """

    vertices: Array
    faces: Array
    face_parts: Array
    parts: tuple[str, ...]
    kind: str
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Material:
    """How a surface is coloured: base (4,) float32 in 0..1, sRGB, times texture (H, W, 3) uint8, row 0 the top."""

    base: Array
    texture: Array | None = None


@dataclass(frozen=True)
class Skin:
    """The colours of a Mesh's triangles, where they come from materials.

    uv (F, 3, 2) float32: texture coordinates per corner, v downwards from the top; nan where a triangle has none.
    material (F,) int32: index into materials, -1 none.
    """

    uv: Array
    material: Array
    materials: tuple[Material, ...]


@dataclass(frozen=True)
class Shape:
    """A shape as training reads it: y up, position and size as its source left them.

    points (N, 3) float32; normals (N, 3) float32; colors (N, 3) uint8. label_masks (L, N) bool: a point may bear
    several labels; label_names: for every label its name and synonyms, the plain name first. id: [a-z0-9_-]+.
    teacher_centers (G, 3) float32 in the frame of points; teacher_features (G, E) float16, unit rows.
    """

    id: str
    points: Array
    label_masks: Array
    label_names: tuple[tuple[str, ...], ...]
    category: str | None
    source: str
    license: str | None = None
    normals: Array | None = None
    colors: Array | None = None
    teacher_centers: Array | None = None
    teacher_features: Array | None = None
