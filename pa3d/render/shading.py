"""What surfaces look like to a 2D network: colours of materials, textures and vertices under one soft light.

The light is a lamp beside the viewer and a bright sky: every face that is seen is lit, and faces that lean differently
differ. Nothing casts a shadow, so that no edge in a picture comes from anything but the shape.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from pa3d.render.normals import corner_normals, unit
from pa3d.render.rays import Hits
from pa3d.shapes.records import Array, Material, Mesh, Skin
from pa3d.shapes.surface import face_areas

NEUTRAL = 0.82  # sRGB grey of what has no colour of its own
_LAMP = np.array([-0.35, 0.40, 0.85]) / np.linalg.norm([-0.35, 0.40, 0.85])  # camera axes: right, up, to the viewer
_FLOOR, _SKY, _HEADLIGHT = 0.18, 0.19, 0.55  # together below 1: white things stay apart from a white background
_ALIKE = 0.75  # cosine between the normals of pixels that belong to one smooth surface


def toward_viewer(normals: Array, axes: Array) -> Array:
    """Normals (n, 3) float32 of either sign, turned to the side from which they are seen; axes (3, 3) of the camera."""
    away = normals @ axes[2].astype(np.float32) < 0
    return np.where(away[:, None], -normals, normals)


def shaded(colors: Array, normals: Array, axes: Array) -> Array:
    """Colours (n, 3) float32 in 0..1 (sRGB) of places with colours (n, 3) sRGB and unit normals (n, 3) float32.

    axes (3, 3) of the camera; normals of either sign.
    """
    lamp, up = (toward_viewer(normals, axes) @ np.stack([_LAMP @ axes, [0.0, 1.0, 0.0]], -1).astype(np.float32)).T
    amount = _FLOOR + _SKY * (0.5 + 0.5 * up) + _HEADLIGHT * np.maximum(lamp, 0)
    # Light multiplies linear colours; of sRGB ones that is a multiplication by the root.
    return np.asarray(np.minimum(colors * (amount ** np.float32(1 / 2.2))[:, None], 1))


def softened(image: Array, normals: Array, reach: float) -> Array:
    """An image (H, W, 3) of flat discs of about `reach` pixels as one smooth surface: every pixel takes the mean of
    those around it that face the same way. normals (H, W, 3) float32, zero in the background."""
    step = max(round(reach / 2), 1)
    for axis in (1, 0):
        total, weight = image.copy(), np.ones((*image.shape[:2], 1), np.float32)
        for offset in (step, 2 * step):
            if offset >= image.shape[axis]:
                break
            there, here = slice(offset, None), slice(None, -offset)
            first, second = (there, here) if axis == 0 else ((slice(None), there), (slice(None), here))
            alike = np.einsum("yxi,yxi->yx", normals[first], normals[second])[..., None] > _ALIKE
            for one, other in ((first, second), (second, first)):
                total[one] += np.where(alike, image[other], 0)
                weight[one] += alike
        image = total / weight
    return image


class Painter:
    """A mesh's colours and normals, ready to be asked for places on its faces."""

    def __init__(self, mesh: Mesh, skin: Skin | None = None) -> None:
        self._mesh, self._skin = mesh, skin
        self._pyramids = [] if skin is None else [texture_pyramid(material) for material in skin.materials]
        self._texels = None if skin is None else _texels_per_unit(mesh, skin, self._pyramids)

    @cached_property
    def _corners(self) -> Array:
        return corner_normals(self._mesh.vertices, self._mesh.faces).astype(np.float32)

    def colors(self, hits: Hits, axes: Array, pixel_size: Array | float) -> Array:
        """Shaded colours (n, 3) float32 in 0..1 (sRGB) of hits, none of which is a miss.

        pixel_size: world units of a pixel at the hit, one or (n,): textures are read as coarsely as they are seen.
        """
        second, third = hits.barycentric[:, :1], hits.barycentric[:, 1:]
        weights = np.concatenate([1 - second - third, second, third], 1)  # (n, 3)
        normals = unit(np.einsum("nc,nci->ni", weights, self._corners[hits.faces]))
        return shaded(self.plain(hits.faces, weights, pixel_size), normals, axes)

    def plain(self, faces: Array, weights: Array, pixel_size: Array | float) -> Array:
        """Colours (n, 3) float32 in 0..1 before any light, on faces (n,) at weights (n, 3) of their corners."""
        mesh, skin = self._mesh, self._skin
        plain = np.full((len(faces), 3), NEUTRAL, np.float32)
        if mesh.colors is not None:
            corner = mesh.colors[mesh.faces[faces]].astype(np.float32) / np.float32(255)  # (n, 3, 3)
            plain = np.einsum("nc,nci->ni", weights, corner)
        if skin is None or self._texels is None:
            return plain
        which = skin.material[faces]
        for index in np.unique(which[which >= 0]).tolist():
            rows = np.flatnonzero(which == index)
            paint = np.broadcast_to(skin.materials[index].base[:3].astype(np.float32), (len(rows), 3))
            if self._pyramids[index]:
                uv = np.einsum("nc,nci->ni", weights[rows], skin.uv[faces[rows]])
                sizes = np.broadcast_to(np.asarray(pixel_size, dtype=np.float32), (len(faces),))[rows]
                placed = np.isfinite(uv).all(1)
                texel = texture_at(self._pyramids[index], uv[placed], self._texels[faces[rows[placed]]] * sizes[placed])
                paint = paint.copy()
                paint[placed] *= texel
            # A material multiplies colours of vertices; where there are none it stands alone.
            plain[rows] = paint if mesh.colors is None else plain[rows] * paint
        return plain


def surface_colors(mesh: Mesh, skin: Skin | None, points: Array, faces: Array) -> Array | None:
    """Colours (n, 3) uint8 of points (n, 3) on the triangles faces (n,), before any light; None of a mesh without any.

    A texture is read as coarsely as the points lie, if they are spread over the whole surface.
    """
    if mesh.colors is None and skin is None:
        return None
    first, second, third = np.moveaxis(mesh.vertices[mesh.faces[faces]], 1, 0)  # (n, 3) each
    normal = np.cross(second - first, third - first)
    doubled = np.maximum(np.einsum("ni,ni->n", normal, normal), np.finfo(np.float64).tiny)
    right = np.einsum("ni,ni->n", np.cross(points - first, third - first), normal) / doubled
    down = np.einsum("ni,ni->n", np.cross(second - first, points - first), normal) / doubled
    weights = np.clip(np.stack([1 - right - down, right, down], -1), 0, 1).astype(np.float32)
    spacing = float(np.sqrt(face_areas(mesh.vertices, mesh.faces).sum() / max(len(points), 1)))
    return np.round(np.clip(Painter(mesh, skin).plain(faces, weights, spacing), 0, 1) * 255).astype(np.uint8)


def texture_pyramid(material: Material) -> list[Array]:
    """The material's texture and its halvings (H, W, 3) uint8, finest first; empty where it has none."""
    if material.texture is None or not material.texture.size:
        return []
    levels = [material.texture]
    while min(levels[-1].shape[:2]) >= 2:
        height, width = (size // 2 * 2 for size in levels[-1].shape[:2])
        rows = levels[-1][:height:2, :width].astype(np.uint16) + levels[-1][1:height:2, :width]
        levels.append(((rows[:, ::2] + rows[:, 1::2] + 2) >> 2).astype(np.uint8))
    return levels


def texture_at(pyramid: list[Array], uv: Array, texels: Array) -> Array:
    """Colours (n, 3) float32 in 0..1 of a repeating texture at uv (n, 2), v downwards: bilinear.

    texels (n,): how many texels of the finest level a pixel covers, along one side; it chooses the level.
    """
    level = np.log2(np.maximum(np.nan_to_num(texels, nan=1.0, posinf=1.0), 1))
    level = np.clip(np.round(level), 0, len(pyramid) - 1).astype(int)
    answer = np.empty((len(uv), 3), np.float32)
    for step in np.unique(level).tolist():
        rows = np.flatnonzero(level == step)
        answer[rows] = _bilinear(pyramid[step], uv[rows])
    return answer


def _bilinear(image: Array, uv: Array) -> Array:
    """Colours (n, 3) float32 in 0..1 of an image (H, W, 3) uint8 that repeats, between the centres of its texels."""
    height, width = image.shape[:2]
    # Brought into one repeat first, in float64: coordinates may count hundreds of them.
    place = (uv.astype(np.float64) % 1) * [width, height] - 0.5
    low = np.floor(place).astype(np.int64)
    right, down = (place - low).astype(np.float32).T[..., None]
    x, y = low[:, 0] % width, low[:, 1] % height
    x_next, y_next = (x + 1) % width, (y + 1) % height
    upper = image[y, x] * (1 - right) + image[y, x_next] * right
    lower = image[y_next, x] * (1 - right) + image[y_next, x_next] * right
    return np.asarray((upper * (1 - down) + lower * down) / np.float32(255), dtype=np.float32)


def _texels_per_unit(mesh: Mesh, skin: Skin, pyramids: list[list[Array]]) -> Array:
    """Texels per world unit (F,) float32 on every face; 0 where it has no texture."""
    sizes = np.array([*(level[0].shape[0] * level[0].shape[1] if level else 0 for level in pyramids), 0], np.float64)
    first, second = (skin.uv[:, corner] - skin.uv[:, 0] for corner in (1, 2))
    covered = np.abs(first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]) / 2 * sizes[skin.material]  # -1: the last
    area = face_areas(mesh.vertices, mesh.faces)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.sqrt(np.where(area > 0, covered / area, 0)).astype(np.float32)
