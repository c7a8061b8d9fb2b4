"""One item into one sample: the second walk, from what a source has to what a shard holds."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pa3d.config import merge
from pa3d.data.raw import Item, Raw
from pa3d.data.samples import pack_shape
from pa3d.data.shard_write import Made
from pa3d.errors import Pa3dError, ShapeError
from pa3d.render.normals import face_normals, unit
from pa3d.render.shading import surface_colors
from pa3d.render.views import ViewConfig, Views, cameras_for, enclosing, render_views, seen_pixels
from pa3d.shapes.frame import frame_of
from pa3d.shapes.records import Array, Mesh, Shape
from pa3d.shapes.surface import sample_surface
from pa3d.stages.prepare_clock import Clock
from pa3d.stages.prepare_config import PrepareConfig
from pa3d.stages.prepare_engine import Engine, label, load_engine
from pa3d.stages.prepare_pool import Answer, Maker, Stop, failed

if TYPE_CHECKING:
    from pa3d.engine.teacher import Teacher

# A training patch is 32 of 2048 points: of any number of points, this share covers as much of the surface.
_PATCH_SHARE = 32 / 2048
Names = tuple[tuple[str, ...], ...]


class Drawn(NamedTuple):
    """The points of a shape: points (N, 3) float64, faces (N,) int64 they lie on (None: a cloud), normals (N, 3) and
    colors (N, 3) where there are any, and the source's own label_masks (L, N) bool with their names."""

    points: Array
    faces: Array | None
    normals: Array | None
    colors: Array | None
    label_masks: Array
    label_names: Names


def setup(settings: str) -> tuple[Maker, dict[str, Any]]:
    """What a process of the pool starts with: its maker, and the record of its models. settings: a config as JSON."""
    config = merge(PrepareConfig, None, {}, json.loads(settings))
    view_config(config)
    engine = load_engine(config)

    def make(item: Item) -> Answer:
        clock = Clock()
        try:
            return dataclasses.replace(make_sample(item, config, engine, clock), seconds=clock.seconds)
        except Stop:
            raise
        except Exception as error:  # whatever a file does to its reader, the next one is made
            _stop_where_memory_is_short(error)
            return dataclasses.replace(failed(item, error), seconds=clock.seconds)

    return make, engine.record


def _stop_where_memory_is_short(error: Exception) -> None:
    """Raise Stop for a device that is too small for the models: the next shape would end alike."""
    if type(error).__name__ == "OutOfMemoryError":  # torch's, which may not have been imported
        found = (str(error).splitlines() or [""])[0][:200]
        do = "Give fewer --workers, or a smaller --teacher-size or --view-size."
        raise Stop(Pa3dError("The device is out of memory.", found, do)) from error


def view_config(config: PrepareConfig) -> ViewConfig:
    """The views of a config. Raises UsageError for values that make none."""
    return ViewConfig(
        config.views, config.elevations, config.view_size, config.projection, config.view_distance,
        config.view_margin, config.background,
    )  # fmt: skip


def make_sample(item: Item, config: PrepareConfig, engine: Engine, clock: Clock) -> Answer:
    """The sample of an item. Raises whatever stands against it; Stop where the run cannot go on."""
    with clock("read"):
        raw = item.load()
    with clock("sample"):
        drawn = draw(item, raw, config)
    own_features = raw.teacher_features is not None and not config.ignore_own
    own_labels = len(drawn.label_names) > 0 and not config.ignore_own
    centers, features = (raw.teacher_centers, raw.teacher_features) if own_features else (None, None)
    masks, names = (drawn.label_masks, drawn.label_names) if own_labels else (drawn.label_masks[:0], ())
    tokens: dict[str, int] = {}
    said: dict[str, Any] = {
        "teacher": "source" if own_features else None,
        "labelled_by": "source" if own_labels else None,
    }
    wants_features = engine.teacher is not None and not own_features
    wants_labels = engine.captioner is not None and not own_labels
    if engine.teacher is not None and features is not None and features.shape[1] != engine.teacher.width:
        found = f"They are {features.shape[1]} wide, those of --teacher {engine.teacher.width}."
        raise ShapeError(f"{item.id} brings teacher features of another width.", found, "Give --ignore-own.")
    if wants_features or wants_labels:
        with clock("views"):
            views = views_of(raw, config)
        with clock("visibility"):
            pixels = seen_pixels(drawn.points, views, drawn.faces)
        said["seen"] = round(float((pixels >= 0).any(0).mean()), 4)
    if wants_features and engine.teacher is not None:
        centers, features = teach(drawn.points, views, pixels, engine.teacher, config.teacher_patches, clock)
        said["teacher"] = engine.teacher.name
    if wants_labels:
        masks, names, tokens = label(engine, views, pixels, raw.category, clock)
        said["labelled_by"] = "engine"
    with clock("pack"):
        shape = Shape(
            id=item.id, points=drawn.points.astype(np.float32), label_masks=masks, label_names=names,
            category=raw.category, source=item.source, license=raw.license, normals=drawn.normals,
            colors=drawn.colors, teacher_centers=centers, teacher_features=features,
        )  # fmt: skip
        sample = pack_shape(shape, said)
    width = None if features is None else features.shape[1]
    return Answer(Made(item.id, sample, notes=raw.notes, teacher=width, tokens=tokens))


def draw(item: Item, raw: Raw, config: PrepareConfig) -> Drawn:
    """The points of a shape that are kept: on a mesh drawn by area; of a cloud all, or as many, drawn without repeats.

    Which ones depends on the seed and the id alone, not on what else is prepared.
    """
    digest = hashlib.sha256(item.id.encode()).digest()
    generator = np.random.default_rng((config.seed, int.from_bytes(digest[:8], "little")))
    geometry = raw.geometry
    if isinstance(geometry, Mesh):
        sample = sample_surface(geometry.vertices, geometry.faces, config.points, generator)
        across = unit(face_normals(geometry.vertices, geometry.faces[sample.faces])).astype(np.float32)
        colors = surface_colors(geometry, raw.skin, sample.points, sample.faces)
        return Drawn(sample.points, sample.faces, across, colors, *_mesh_masks(raw, sample.faces))
    count = len(geometry.points)
    # In the order of the source, so that a cloud that is kept whole comes out as it went in.
    rows = np.arange(count)
    if count > config.points:
        rows = np.sort(generator.choice(count, config.points, replace=False))
    normals, colors = (None if each is None else each[rows] for each in (geometry.normals, geometry.colors))
    masks = np.zeros((0, len(rows)), dtype=bool) if raw.label_masks is None else raw.label_masks[:, rows]
    return Drawn(geometry.points[rows], None, normals, colors, *_present(masks, raw.label_names))


def _mesh_masks(raw: Raw, faces: Array) -> tuple[Array, Names]:
    """Masks (L, N) of the parts that points on faces (N,) lie on."""
    if raw.face_parts is None:
        return np.zeros((0, len(faces)), dtype=bool), ()
    masks = np.equal(raw.face_parts[faces], np.arange(len(raw.part_names))[:, None])  # (L, N)
    return _present(masks, raw.part_names)


def _present(masks: Array, names: Names) -> tuple[Array, Names]:
    """Masks with at least one point: a name that nothing bears teaches nothing."""
    kept = np.flatnonzero(masks.any(1))
    return masks[kept], tuple(names[index] for index in kept.tolist())


def views_of(raw: Raw, config: PrepareConfig) -> Views:
    """The views of a shape, as teacher, masks and captions see them."""
    return render_views(
        raw.geometry, raw.skin, cameras_for(view_config(config), *enclosing(raw.geometry)), config.background
    )


def teach(
    points: Array, views: Views, pixels: Array, teacher: Teacher, patches: int, clock: Clock
) -> tuple[Array, Array]:
    """Centres (G, 3) float32 and teacher features (G, E) float16 of patches over points (N, 3).

    Training draws centres of its own and takes the target of the nearest stored one (method, section 2): patches as
    large as its own, and more of them than it draws, so that a stored one is near. Raises ShapeError when no view sees
    the shape.
    """
    from pa3d.engine.lifting import fill_unseen, lift_features, pool_patches

    with clock("teacher"):
        maps = teacher.features(views.images)
    with clock("lift"):
        features, seen = lift_features(maps, pixels, views.images.shape[1:3])
        features = fill_unseen(points, features, seen)
        centers, indices = _patches(points, patches)
        return points[centers].astype(np.float32), pool_patches(features, indices)


def _patches(points: Array, count: int) -> tuple[Array, Array]:
    """Farthest-point centres (G,) among points (N, 3), and their nearest points (G, M), as indices."""
    import torch
    from scipy.spatial import cKDTree

    from pa3d.core.geometry import farthest_points

    count, members = min(count, len(points)), max(1, round(len(points) * _PATCH_SHARE))
    # In the unit sphere: the rule by which centres are chosen knows lengths.
    inside = frame_of(points, "y").apply(points)
    centers = farthest_points(torch.from_numpy(inside)[None], count)[0].numpy()
    _, indices = cKDTree(inside).query(inside[centers], k=np.arange(1, members + 1))
    return centers, indices
