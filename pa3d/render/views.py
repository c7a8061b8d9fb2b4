"""Pictures of a shape from around it, what stands behind every pixel, and which pixels see a point.

Letters: V views, H and W their pixels, N points, F triangles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pa3d.errors import ShapeError, UsageError
from pa3d.render.camera import Camera, Projection, look_at
from pa3d.render.normals import neighbourhood, unit
from pa3d.render.rays import Hits, Tracer, face_map
from pa3d.render.shading import NEUTRAL, Painter, shaded, softened, toward_viewer
from pa3d.render.splats import point_map
from pa3d.shapes.records import Array, Cloud, Mesh, Skin

Background = Literal["white", "grey", "black"]
BACKGROUNDS: dict[Background, float] = {"white": 1.0, "grey": 0.5, "black": 0.0}
MOST_DRAWN = 200_000  # points of a cloud that are drawn: more than two views have pixels for
_SMALLEST, _LARGEST = 14, 4096
_CONTRAST = 0.06  # neighbouring pixels that differ by more are drawn again, finer
_FINE = np.array([[-0.25, -0.25], [0.25, -0.25], [-0.25, 0.25], [0.25, 0.25]], np.float32)
# How far, in pixels, the surface behind a pixel's centre may lie off the plane of a point that falls into the pixel.
_OFF_PLANE = 0.1
# The same for a disc of a cloud, in radii of the disc.
_OFF_DISC = 0.3
_HIDDEN, _PARALLEL = 2e-6, 0.5  # of the shape's size, and a cosine: such a cover of a point is its own surface


@dataclass(frozen=True)
class ViewConfig:
    """Where the cameras stand. The defaults are the paper's: ten views on a zigzag around the shape."""

    count: int = 10  # views, evenly around the vertical axis, the first one in front
    elevations: tuple[float, ...] = (30.0, -20.0)  # degrees, taken in turn
    size: int = 518  # pixels of a side: 37 patches of 14 for a DINOv2
    projection: Projection = "orthographic"
    distance: float = 3.0  # of the eye from the middle, in radii of the shape
    margin: float = 0.05  # left free on each side, a share of the picture
    background: Background = "white"

    def __post_init__(self) -> None:
        lifts = self.elevations
        _allow(self.count >= 1, "views", self.count, "1 or more")
        _allow(bool(lifts) and all(-90 <= lift <= 90 for lift in lifts), "elevations", lifts, "degrees from -90 to 90")
        _allow(_SMALLEST <= self.size <= _LARGEST, "view size", self.size, f"{_SMALLEST} to {_LARGEST} pixels")
        _allow(self.distance > 1, "view distance", self.distance, "more than 1: nearer eyes stand inside the shape")
        _allow(0 <= self.margin < 0.45, "view margin", self.margin, "0 up to 0.45")
        _allow(self.projection in ("orthographic", "perspective"), "projection", self.projection,
               "orthographic or perspective")  # fmt: skip
        _allow(self.background in BACKGROUNDS, "background", self.background, ", ".join(BACKGROUNDS))


def _allow(fine: bool, name: str, value: object, allowed: str) -> None:
    if not fine:
        raise UsageError(f"{name} = {value} is not allowed.", f"Allowed: {allowed}.", "Give another value.")


@dataclass(frozen=True)
class Discs:
    """A cloud as it is drawn: points (n, 3) float64 with unit normals (n, 3) and disc radii (n,), float32.

    rows (n,) int64: which points of the cloud these are.
    """

    points: Array
    normals: Array
    radius: Array
    rows: Array


@dataclass(frozen=True)
class Views:
    """What cameras see of a shape: images (V, H, W, 3) uint8; depth (V, H, W) float32, inf background; ids (V, H, W)
    int32: the face (of a mesh) or point (of a cloud) behind the centre of the pixel, -1 background.

    surface: the shape itself, as seen_pixels asks it again.
    """

    images: Array
    depth: Array
    ids: Array
    cameras: tuple[Camera, ...]
    surface: Tracer | Discs


def enclosing(geometry: Cloud | Mesh) -> tuple[Array, float]:
    """The middle (3,) of a shape's box, and the distance from it to the farthest place of the shape.

    Raises ShapeError for a shape without points or faces, and for coordinates that are not finite.
    """
    if isinstance(geometry, Mesh):
        used = np.zeros(len(geometry.vertices), dtype=bool)
        used[geometry.faces] = True
        points = geometry.vertices[used]
    else:
        points = geometry.points
    if not len(points):
        raise ShapeError("There is nothing to look at.", "Found no points or faces.", "Leave the shape out.")
    low, high = points.min(0), points.max(0)
    if not (np.isfinite(low).all() and np.isfinite(high).all()):
        raise ShapeError("Views need finite coordinates.", f"The shape reaches from {low} to {high}.",
                         "Drop the points or faces that are not finite.")  # fmt: skip
    center = (low + high) / 2
    return center, float(np.sqrt(((points - center) ** 2).sum(1).max()))


def cameras_for(config: ViewConfig, center: Array, radius: float) -> tuple[Camera, ...]:
    """Cameras around a shape, y up, that see all within `radius` of center (3,); a radius of 0 counts as 1."""
    radius = radius or 1.0
    # Across the sphere, or the tangent of the cone that touches it.
    reach = radius if config.projection == "orthographic" else 1 / np.sqrt(config.distance**2 - 1)
    half_height = reach / (1 - 2 * config.margin)
    return tuple(
        look_at(center, 360 / config.count * view, config.elevations[view % len(config.elevations)],
                config.distance * radius, config.size, config.size, float(half_height), config.projection)
        for view in range(config.count)
    )  # fmt: skip


def render_views(
    geometry: Cloud | Mesh, skin: Skin | None, cameras: Sequence[Camera], background: Background = "white"
) -> Views:
    """What cameras (all of one size) see of a shape, y up.

    Meshes are ray-cast: ids and depth are exact for the centre of every pixel, colours come from the skin, else the
    vertices, else are grey, under a soft light. Clouds are drawn as discs as large as the gaps between their points,
    in their own colours without light, else in grey under it. Raises ShapeError for shapes that enclosing refuses.
    """
    enclosing(geometry)
    sizes = {(camera.height, camera.width) for camera in cameras}
    if len(sizes) != 1:
        raise ShapeError("Views need cameras of one size.", f"Found {sorted(sizes) or 'none'}.", "Give one size.")
    empty = BACKGROUNDS[background]
    surface: Tracer | Discs
    if isinstance(geometry, Mesh):
        if skin is not None and (skin.uv.shape != (len(geometry.faces), 3, 2) or len(skin.material) != len(skin.uv)):
            raise ShapeError(
                f"The skin of a mesh of {len(geometry.faces)} faces must have uv ({len(geometry.faces)}, 3, 2).",
                f"Found uv {skin.uv.shape} and {len(skin.material)} materials.",
                "Read the skin together with its mesh.",
            )
        surface, painter = Tracer(geometry.vertices, geometry.faces), Painter(geometry, skin)
        seen = [_mesh_view(surface, painter, camera, empty) for camera in cameras]
    else:
        surface = discs_of(geometry)
        seen = [_cloud_view(surface, geometry.colors, camera, empty) for camera in cameras]
    images, depth, ids = (np.stack(parts) for parts in zip(*seen, strict=True))
    return Views(images, depth, ids, tuple(cameras), surface)


def _mesh_view(tracer: Tracer, painter: Painter, camera: Camera, empty: float) -> tuple[Array, Array, Array]:
    """Image, depth and faces of one view."""
    seen = face_map(tracer, camera)
    size = camera.pixel_size(seen.depth).ravel()
    image = np.full((camera.height * camera.width, 3), empty, np.float32)
    hit = np.flatnonzero(seen.faces.ravel() >= 0)
    hits = Hits(seen.faces.ravel()[hit], seen.depth.ravel()[hit], seen.barycentric.reshape(-1, 2)[hit])
    image[hit] = painter.colors(hits, camera.axes, size[hit])
    # Edges, in the picture only: four places in the pixel instead of its centre.
    rough = np.flatnonzero(_contrast(image.reshape(camera.height, camera.width, 3)) > _CONTRAST)
    centers = np.stack([rough % camera.width, rough // camera.width], -1).astype(np.float32) + np.float32(0.5)
    fine = (centers[:, None] + _FINE).reshape(-1, 2)
    hits = tracer.behind(camera, fine)
    hit = np.flatnonzero(hits.faces >= 0)
    colors = np.full((len(fine), 3), empty, np.float32)
    inner = camera.pixel_size(hits.distances[hit]) / 2
    colors[hit] = painter.colors(Hits(*(part[hit] for part in hits)), camera.axes, inner)
    image[rough] = colors.reshape(-1, len(_FINE), 3).mean(1)
    return _as_bytes(image, camera), seen.depth, seen.faces


def _contrast(image: Array) -> Array:
    """By how much each pixel of an image (H, W, 3) differs from the neighbours in its row and column, (H * W,)."""
    most = np.zeros(image.shape[:2], np.float32)
    for channel in np.ascontiguousarray(np.moveaxis(image, 2, 0)):
        across, down = np.abs(np.diff(channel, axis=1)), np.abs(np.diff(channel, axis=0))
        for part, step in ((most[:, 1:], across), (most[:, :-1], across), (most[1:], down), (most[:-1], down)):
            np.maximum(part, step, out=part)
    return most.ravel()


def _as_bytes(image: Array, camera: Camera) -> Array:
    return np.round(image * 255).astype(np.uint8).reshape(camera.height, camera.width, 3)


def discs_of(cloud: Cloud) -> Discs:
    """A cloud as discs that close the gaps between its points; of more than MOST_DRAWN, a sample (always the same)."""
    rows = np.arange(len(cloud.points))
    if len(rows) > MOST_DRAWN:
        rows = np.sort(np.random.default_rng(0).choice(len(rows), MOST_DRAWN, replace=False))
    points = np.asarray(cloud.points[rows], dtype=np.float64)
    near = neighbourhood(points)
    # The sixth neighbour is farther where points are sparse: there discs grow, though not around lone points. Among
    # points strewn at random discs of that size leave gaps of 1 in 400; a little larger ones, 1 in 1500.
    usual = float(np.median(near.reach))
    radius = 1.1 * np.clip(near.reach, 0.7 * usual, 2 * usual)
    given = cloud.normals
    normals = near.normals if given is None else unit(np.nan_to_num(given[rows])).astype(np.float32)
    return Discs(points, normals, radius.astype(np.float32), rows)


def _cloud_view(discs: Discs, colors: Array | None, camera: Camera, empty: float) -> tuple[Array, Array, Array]:
    """Image, depth and points of one view."""
    seen = point_map(discs.points, camera, discs.radius, discs.normals)
    image = np.full((camera.height * camera.width, 3), empty, np.float32)
    hit = np.flatnonzero(seen.points.ravel() >= 0)
    which = seen.points.ravel()[hit]
    facing = toward_viewer(discs.normals[which], camera.axes)
    if colors is None:
        image[hit] = shaded(np.full((len(hit), 3), NEUTRAL, np.float32), facing, camera.axes)
    else:
        image[hit] = colors[discs.rows[which]] / np.float32(255)
    if len(hit):
        reach = np.median(discs.radius[which] / camera.pixel_size(seen.depth.ravel()[hit]))
        normals = np.zeros((camera.height, camera.width, 3), np.float32)
        normals.reshape(-1, 3)[hit] = facing
        rows, columns = _around(hit, camera)
        picture = image.reshape(camera.height, camera.width, 3)
        picture[rows, columns] = softened(picture[rows, columns], normals[rows, columns], float(reach))
    ids = np.where(seen.points >= 0, discs.rows[seen.points], -1).astype(np.int32)
    return _as_bytes(image, camera), seen.depth, ids


def _around(pixels: Array, camera: Camera) -> tuple[slice, slice]:
    """The rows and columns that hold pixels (n,), n >= 1."""
    rows, columns = np.divmod(pixels, camera.width)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns.min()), int(columns.max()) + 1)


def seen_pixels(points: Array, views: Views, faces: Array | None = None) -> Array:
    """Which pixel sees each point: (V, N) int64, y * W + x, -1 where the point is not visible.

    points (N, 3) on the shape that the views show; faces (N,): the triangles they lie on, where they are known.
    A point asks the pixel it projects to. On a mesh the point must be visible itself, by a ray through it, so that the
    two sides of a plate never mix however thin it is; and what the pixel's centre shows must be the point's own face,
    or a surface that goes on from it: within a tenth of a pixel of its plane, and it of theirs. (In depth that
    allows more where the surface leans away.) Points of a cloud must lie near the disc that the pixel shows.
    """
    points = np.asarray(points, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 3 or (faces is not None and faces.shape != (len(points),)):
        raise ShapeError("Points must be (N, 3), and faces (N,).",
                         f"Found {points.shape} and {None if faces is None else faces.shape}.")  # fmt: skip
    answer = np.full((len(views.cameras), len(points)), -1, dtype=np.int64)
    for view, camera in enumerate(views.cameras):
        at, depth = camera.project(points)
        with np.errstate(invalid="ignore"):
            inside = (depth > 0) & (at >= 0).all(1) & (at < [camera.width, camera.height]).all(1)
        rows = np.flatnonzero(inside)
        column, row = at[rows].astype(np.int64).T
        pixels = row * camera.width + column
        behind = views.ids[view].ravel()[pixels]
        rows, pixels, behind = (part[behind >= 0] for part in (rows, pixels, behind))
        centers = np.stack([pixels % camera.width, pixels // camera.width], -1) + 0.5
        places = camera.unproject(centers, views.depth[view].ravel()[pixels])
        if isinstance(views.surface, Discs):
            agree = _near_disc(points[rows], behind, views.surface)
        else:
            own = None if faces is None else faces[rows]
            agree = _goes_on(points[rows], own, behind, places, at[rows], camera, views.surface)
        answer[view, rows[agree]] = pixels[agree]
    return answer


def _goes_on(
    points: Array, own: Array | None, behind: Array, places: Array, at: Array, camera: Camera, tracer: Tracer
) -> Array:
    """Whether points (n, 3) on faces `own` (n,) are visible at `at` (n, 2), and the face `behind` (n,) their pixel's
    centre, met at places (n, 3), is theirs or goes on from theirs; (n,) bool."""
    rays = camera.rays(at)
    hits = tracer.first_hits(rays.origins, rays.directions)
    met = hits.faces >= 0
    visible = np.zeros(len(points), dtype=bool) if own is None else hits.faces == own
    own = np.where(met, hits.faces, behind) if own is None else own
    normals, others, first = (tracer.normals(faces) for faces in (own, behind, np.where(met, hits.faces, own)))
    # A face that lies on the point's own, or within rounding of it, hides nothing.
    distance = np.einsum("ij,ij->i", points - rays.origins, rays.directions)
    gap = np.where(met, distance - hits.distances, 0) * np.abs(np.einsum("ij,ij->i", normals, rays.directions))
    parallel = np.abs(np.einsum("ij,ij->i", normals, first)) > _PARALLEL
    visible = visible | (met & parallel & (gap <= _HIDDEN * tracer.size))
    pixel = camera.pixel_size(np.einsum("ij,j->i", points - camera.eye, -camera.axes[2]))
    apart = places - points
    near = np.maximum(*(np.abs(np.einsum("ij,ij->i", apart, each)) for each in (normals, others)))
    return np.asarray(visible & ((own == behind) | (near <= _OFF_PLANE * pixel)))


def _near_disc(points: Array, behind: Array, discs: Discs) -> Array:
    """Whether points (n, 3) lie on the discs of the cloud's points `behind` (n,), (n,) bool."""
    which = np.searchsorted(discs.rows, behind)
    radius = discs.radius[which]
    apart = points - discs.points[which]
    off = np.abs(np.einsum("ij,ij->i", apart, discs.normals[which].astype(np.float64)))
    across = np.sqrt(np.einsum("ij,ij->i", apart, apart))
    # A disc around a point without a normal is a ball.
    return np.asarray((off <= _OFF_DISC * radius) & (across <= 2.5 * radius))
