from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import torch

from pa3d.engine.lifting import fill_unseen, lift_features, lift_masks, pool_patches
from pa3d.errors import ShapeError
from pa3d.render.views import ViewConfig, Views, cameras_for, enclosing, render_views, seen_pixels
from pa3d.shapes.records import Array, LabelledMesh, Mesh
from pa3d.shapes.surface import SurfaceSample, sample_surface
from pa3d.synthetic.kinds import KINDS
from pa3d.synthetic.world import build_shape


def random_pixels(views: int, points: int, size: tuple[int, int], seed: int = 0) -> Array:
    generator = np.random.default_rng(seed)
    pixels = generator.integers(0, size[0] * size[1], (views, points))
    return np.where(generator.random((views, points)) < 0.4, pixels, -1)


@pytest.mark.parametrize(("grid", "size"), [((5, 7), (70, 98)), ((6, 6), (45, 31)), ((1, 1), (9, 9)), ((8, 8), (8, 8))])
def test_lifting_is_the_mean_of_bicubic_pictures(grid: tuple[int, int], size: tuple[int, int]) -> None:
    maps = np.random.default_rng(1).normal(size=(4, *grid, 6)).astype(np.float16)
    pixels = random_pixels(4, 50, size)
    whole = torch.nn.functional.interpolate(
        torch.from_numpy(maps).permute(0, 3, 1, 2).double(), size=size, mode="bicubic", align_corners=False
    )
    pictures = whole.permute(0, 2, 3, 1).reshape(4, -1, 6).numpy()
    wanted = np.zeros((50, 6))
    for point in range(50):
        of = [pictures[view, pixels[view, point]] for view in range(4) if pixels[view, point] >= 0]
        wanted[point] = np.mean(of, 0) if of else 0
    lifted, seen = lift_features(maps, pixels, size)
    assert lifted.dtype == np.float32 and lifted.shape == (50, 6)
    np.testing.assert_allclose(lifted, wanted, atol=2e-6)
    np.testing.assert_array_equal(seen, (pixels >= 0).any(0))
    assert 0 < seen.sum() < 50


def test_nothing_seen_and_what_does_not_fit() -> None:
    lifted, seen = lift_features(np.ones((2, 3, 3, 4), np.float16), np.full((2, 5), -1), (12, 12))
    assert lifted.shape == (5, 4) and not seen.any() and not lifted.any()
    assert lift_features(np.ones((2, 3, 3, 4), np.float16), np.zeros((2, 0), int), (12, 12))[0].shape == (0, 4)
    with pytest.raises(ShapeError, match=r"Maps must be \(V, h, w, E\)"):
        lift_features(np.ones((3, 3, 3, 4)), np.zeros((2, 5), int), (12, 12))
    with pytest.raises(ShapeError, match="Pixel 200 lies outside"):
        lift_features(np.ones((1, 3, 3, 4)), np.full((1, 5), 200), (12, 12))


def test_filling_equals_a_slow_search() -> None:
    generator = np.random.default_rng(0)
    points, features = generator.random((80, 3)), generator.normal(size=(80, 5)).astype(np.float32)
    seen = generator.random(80) < 0.3
    filled = fill_unseen(points, features, seen, neighbours=3)
    alone = 0
    for point in range(80):
        near = np.argsort(np.linalg.norm(points - points[point], axis=1), kind="stable")[1:]
        known = [other for other in near[:3] if seen[other]]
        if seen[point]:
            wanted = features[point]
        elif known:
            wanted = features[known].mean(0)
        else:
            alone += 1
            wanted = features[next(other for other in near if seen[other])]
        np.testing.assert_allclose(filled[point], wanted, atol=1e-6)
    assert alone > 3
    assert fill_unseen(points[:2], features[:2], np.array([True, False]))[1] == pytest.approx(features[0])
    with pytest.raises(ShapeError, match="No view sees any point"):
        fill_unseen(points, features, np.zeros(80, dtype=bool))
    with pytest.raises(ShapeError, match="go together"):
        fill_unseen(points, features, seen[:5])


def test_patches_are_means_of_unit_features() -> None:
    features = np.array([[3.0, 0], [0, 0.1], [0, 0], [-2, 0]], np.float32)
    pooled = pool_patches(features, np.array([[0, 0], [0, 1], [2, 1], [2, 2], [0, 3]]))
    half = np.sqrt(0.5)
    assert pooled.dtype == np.float16
    np.testing.assert_allclose(pooled, [[1, 0], [half, half], [0, 1], [0, 0], [0, 0]], atol=1e-3)


def test_masks_and_their_names() -> None:
    masks = [np.zeros((3, 2, 4), dtype=bool), np.zeros((0, 2, 4), dtype=bool), np.ones((3, 2, 4), dtype=bool)]
    masks[0][0, 0, :2] = masks[0][1, 0, 1:3] = masks[0][2, 1, 3] = True
    names = [["leg", "seat", "back"], [], ["leg", None, "Unknown"]]
    pixels = np.array([[0, 1, 2, 3, -1], [0, 1, 2, 3, 4], [-1, -1, -1, -1, 7]])
    lifted, called = lift_masks(masks, names, pixels, (2, 4))
    # "back" covers no pixel that sees a point; "leg" comes from two views.
    assert called == ("leg", "seat")
    np.testing.assert_array_equal(lifted, np.array([[1, 1, 0, 0, 1], [0, 1, 1, 0, 0]], dtype=bool))
    nothing, none = lift_masks(masks[1:2], [[]], pixels[1:2], (2, 4))
    assert nothing.shape == (0, 5) and nothing.dtype == bool and none == ()
    for wrong in ((masks, names[:2], pixels), (masks, [["leg"], [], names[2]], pixels), (masks, names, pixels[:1])):
        with pytest.raises(ShapeError):
            lift_masks(*wrong, (2, 4))
    with pytest.raises(ShapeError, match="must be"):
        lift_masks(masks, names, pixels % 4, (4, 2))


def painted(views: Views) -> Array:
    """The place of the surface behind every pixel (V, H, W, 3): a feature that says where it comes from."""
    maps = np.zeros((*views.ids.shape, 3))
    for view, camera in enumerate(views.cameras):
        hit = np.flatnonzero(views.ids[view] >= 0)
        centers = camera.centers()[hit].astype(np.float64)
        maps[view].reshape(-1, 3)[hit] = camera.unproject(centers, views.depth[view].ravel()[hit])
    return maps


def sampled(mesh: Mesh, config: ViewConfig, count: int) -> tuple[Views, SurfaceSample, Array]:
    views = render_views(mesh, None, cameras_for(config, *enclosing(mesh)))
    sample = sample_surface(mesh.vertices, mesh.faces, count, np.random.default_rng(0))
    return views, sample, seen_pixels(sample.points, views, sample.faces)


def test_a_painted_sphere() -> None:
    """Every pixel carries the place it shows, at full resolution: a point gets exactly that of the pixels that see it,
    and these show it."""
    lift, turn = np.meshgrid(np.linspace(0.02, np.pi - 0.02, 41), np.linspace(0, 2 * np.pi, 81), indexing="ij")
    corners = np.stack([np.sin(lift) * np.sin(turn), np.cos(lift), np.sin(lift) * np.cos(turn)], -1).reshape(-1, 3)
    a = (np.arange(40)[:, None] * 81 + np.arange(80)).ravel()
    mesh = Mesh(corners, np.concatenate([np.stack([a, a + 81, a + 82], -1), np.stack([a, a + 82, a + 1], -1)]))
    views, sample, pixels = sampled(mesh, ViewConfig(size=140), 3000)
    maps = painted(views)
    features, seen = lift_features(maps, pixels, (140, 140))
    assert seen.mean() > 0.98  # what two rings of views see of a ball
    wanted = np.zeros((3000, 3))
    for view in range(10):
        rows = np.flatnonzero(pixels[view] >= 0)
        shown = maps[view].reshape(-1, 3)[pixels[view, rows]]
        wanted[rows] += shown
        # One pixel is 2.2 / 140 wide, and wider on a surface that leans away.
        facing = np.abs(sample.points[rows] @ views.cameras[view].axes[2])
        assert (np.linalg.norm(shown - sample.points[rows], axis=1) < 0.75 * 0.0159 / facing.clip(0.02) + 2e-3).all()
    np.testing.assert_allclose(features[seen], (wanted / np.maximum((pixels >= 0).sum(0), 1)[:, None])[seen], atol=1e-5)


@pytest.mark.parametrize("thickness", [0.05, 1e-3])
def test_a_thin_plate_painted_on_both_sides(thickness: float) -> None:
    """Two triangles a side, the front worth 1 and the back -1: no point gets anything of the other side."""
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (0, thickness)], dtype=np.float64)
    quads = [[1, 5, 7, 3], [0, 2, 6, 4], [4, 6, 7, 5], [0, 1, 3, 2], [2, 3, 7, 6], [0, 4, 5, 1]]
    mesh = Mesh(corners, np.array([face for a, b, c, d in quads for face in ((a, b, c), (a, c, d))]))
    worth = np.array([1, 1, -1, -1, *[0] * 8, 0], np.float32)  # the last: background
    views, sample, pixels = sampled(mesh, ViewConfig(size=140), 4000)
    features, seen = lift_features(worth[views.ids][..., None], pixels, (140, 140))
    assert seen[sample.faces < 4].all()
    # Pixels of the rim walls are worth 0, so a point at the rim may be worth less, never the other side's.
    assert (features[np.isin(sample.faces, (0, 1)), 0] >= 0).all() and (
        features[sample.faces < 2, 0] == 1
    ).mean() > 0.98
    assert (features[np.isin(sample.faces, (2, 3)), 0] <= 0).all()
    assert (features[np.isin(sample.faces, (2, 3)), 0] == -1).mean() > 0.98


@cache
def overlaps(kind: str, size: int) -> dict[str, float]:
    """The IoU on seen points of every part of a labelled mesh, lifted from masks cut from its true part images."""
    mesh: LabelledMesh = build_shape(next(entry for entry in KINDS if entry.name == kind), 0, 0)
    views, sample, pixels = sampled(Mesh(mesh.vertices, mesh.faces), ViewConfig(size=size), 4096)
    parts = np.append(mesh.face_parts, -1)[views.ids]  # (V, H, W)
    masks = [np.stack([part == index for index in range(len(mesh.parts))]) for part in parts]
    lifted, names = lift_masks(masks, [mesh.parts] * len(masks), pixels, (size, size))
    seen = (pixels >= 0).any(0)
    answer = {}
    for index, name in enumerate(mesh.parts):
        true = (mesh.face_parts[sample.faces] == index) & seen
        if true.any():
            found = lifted[names.index(name)]
            answer[name] = float((found & true).sum() / (found | true).sum())
    return answer


@pytest.mark.parametrize("kind", ["chair", "mug", "airplane", "guitar", "scissors", "cow", "bicycle", "lamp", "table"])
def test_masks_of_true_parts_come_back(kind: str) -> None:
    by_part = overlaps(kind, 224)
    assert len(by_part) >= 2
    assert np.mean(list(by_part.values())) >= 0.95, by_part


def test_masks_come_back_over_kinds() -> None:
    kinds = ["chair", "mug", "airplane", "guitar", "scissors", "cow", "bicycle", "lamp", "table"]
    assert np.mean([value for kind in kinds for value in overlaps(kind, 224).values()]) >= 0.98
