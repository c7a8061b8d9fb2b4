from __future__ import annotations

import numpy as np
import pytest

from pa3d.errors import ShapeError, UsageError
from pa3d.render import views as module
from pa3d.render.rays import Tracer, face_map
from pa3d.render.views import BACKGROUNDS, ViewConfig, Views, cameras_for, enclosing, render_views, seen_pixels
from pa3d.shapes.records import Array, Cloud, Mesh, Skin
from pa3d.shapes.surface import SurfaceSample, sample_surface

SMALL = ViewConfig(size=64)


def ball(rings: int = 24, segments: int = 48, radius: float = 1.0) -> Mesh:
    """A closed sphere, wound outwards."""
    lift, turn = np.meshgrid(
        np.linspace(0, np.pi, rings + 1), np.arange(segments) / segments * 2 * np.pi, indexing="ij"
    )
    places = np.stack([np.sin(lift) * np.sin(turn), np.cos(lift), np.sin(lift) * np.cos(turn)], -1).reshape(-1, 3)
    row, column = (grid.ravel() for grid in np.meshgrid(np.arange(rings), np.arange(segments), indexing="ij"))
    beside = (column + 1) % segments
    a, b = row * segments + column, (row + 1) * segments + column
    c, d = (row + 1) * segments + beside, row * segments + beside
    # At a pole the ring is one point.
    faces = np.concatenate([np.stack([a, b, c], -1)[row < rings - 1], np.stack([a, c, d], -1)[row > 0]])
    return Mesh(places * radius, faces)


def box(low: tuple[float, float, float], high: tuple[float, float, float]) -> Mesh:
    """Faces 0-1 at +z, 2-3 at -z, 4-5 at +x, 6-7 at -x, 8-9 at +y, 10-11 at -y."""
    corners = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], dtype=np.float64)
    quads = [[1, 5, 7, 3], [0, 2, 6, 4], [4, 6, 7, 5], [0, 1, 3, 2], [2, 3, 7, 6], [0, 4, 5, 1]]
    faces = np.array([triangle for a, b, c, d in quads for triangle in ((a, b, c), (a, c, d))])
    return Mesh(np.array(low) + corners * (np.array(high) - low), faces)


def seen_from(mesh: Mesh, config: ViewConfig, count: int = 3000) -> tuple[Views, SurfaceSample, Array]:
    views = render_views(mesh, None, cameras_for(config, *enclosing(mesh)))
    sample = sample_surface(mesh.vertices, mesh.faces, count, np.random.default_rng(0))
    return views, sample, seen_pixels(sample.points, views, sample.faces)


def test_the_papers_cameras() -> None:
    center = np.array([4.0, 5, 6])
    cameras = cameras_for(ViewConfig(), center, 2.0)
    assert len(cameras) == 10
    backs = np.array([camera.axes[2] for camera in cameras])
    lifts = np.degrees(np.arcsin(backs[:, 1]))
    np.testing.assert_allclose(lifts, [30, -20] * 5)
    np.testing.assert_allclose(np.degrees(np.arctan2(backs[:, 0], backs[:, 2])) % 360, np.arange(10) * 36, atol=1e-9)
    np.testing.assert_allclose([np.linalg.norm(camera.eye - center) for camera in cameras], 6)
    assert {(camera.width, camera.height, camera.projection) for camera in cameras} == {(518, 518, "orthographic")}


@pytest.mark.parametrize("projection", ["orthographic", "perspective"])
@pytest.mark.parametrize("distance", [1.2, 3.0])
def test_cameras_see_the_whole_sphere_and_little_more(projection: str, distance: float) -> None:
    config = ViewConfig(4, (10.0,), 100, projection, distance, margin=0.1)  # type: ignore[arg-type]
    center = np.array([0.0, 7, 0])
    directions = ball(120, 240).vertices
    for camera in cameras_for(config, center, 3.0):
        at, depth = camera.project(center + 3 * directions)
        assert (depth > 0).all()
        np.testing.assert_allclose([at.min(), at.max()], [10, 90], atol=0.1)


def test_wrong_views() -> None:
    for wrong in ({"count": 0}, {"elevations": ()}, {"elevations": (91.0,)}, {"size": 4}, {"distance": 1.0},
                  {"margin": 0.5}, {"projection": "fisheye"}, {"background": "pink"}):  # fmt: skip
        with pytest.raises(UsageError, match="is not allowed") as caught:
            ViewConfig(**wrong)  # type: ignore[arg-type]
        assert caught.value.found and caught.value.do


def test_what_cannot_be_looked_at() -> None:
    cube = box((0, 0, 0), (1, 1, 1))
    with pytest.raises(ShapeError, match="nothing to look at"):
        enclosing(Cloud(np.zeros((0, 3))))
    with pytest.raises(ShapeError, match="nothing to look at"):
        enclosing(Mesh(cube.vertices, np.zeros((0, 3), np.int64)))
    with pytest.raises(ShapeError, match="finite"):
        enclosing(Mesh(np.where(cube.vertices > 0, np.nan, 0), cube.faces))
    with pytest.raises(ShapeError, match="one size"):
        render_views(cube, None, ())
    cameras = cameras_for(SMALL, *enclosing(cube))
    with pytest.raises(ShapeError, match="must have uv"):
        render_views(cube, Skin(np.zeros((3, 3, 2)), np.zeros(3, int), ()), cameras)
    views = render_views(cube, None, cameras)
    with pytest.raises(ShapeError, match="must be"):
        seen_pixels(np.zeros((3, 3)), views, np.zeros(2, int))


def test_vertices_that_no_face_uses_are_not_looked_at() -> None:
    cube = box((-1, -1, -1), (1, 1, 1))
    center, radius = enclosing(Mesh(np.concatenate([cube.vertices, [[50.0, 0, 0]]]), cube.faces))
    np.testing.assert_allclose(center, 0)
    assert radius == pytest.approx(np.sqrt(3))


def test_a_mesh_is_seen_exactly_and_drawn_softly() -> None:
    mesh = ball()
    config = ViewConfig(size=96)
    cameras = cameras_for(config, *enclosing(mesh))
    views = render_views(mesh, None, cameras)
    tracer = Tracer(mesh.vertices, mesh.faces)
    for view, camera in enumerate(cameras):
        exact = face_map(tracer, camera)
        np.testing.assert_array_equal(views.ids[view], exact.faces)
        np.testing.assert_array_equal(views.depth[view], exact.depth)
    assert views.images.shape == (10, 96, 96, 3) and views.images.dtype == np.uint8
    assert (np.isinf(views.depth) == (views.ids < 0)).all()
    # Away from the rim the background is pure, the ball is grey, lit, and nowhere black.
    inside, edge = views.images[views.ids >= 0], views.images[views.ids < 0]
    assert (edge == 255).mean() > 0.95
    assert inside.min() > 60 and inside.max() < 250
    assert inside.std() > 10
    # The rim is neither: edges are smooth.
    line = views.images[0, 48, :, 0].astype(int)
    first = int(np.argmax(line < 255))
    assert views.ids[0, 48, first + 2] >= 0 and np.abs(np.diff(line)).max() < 200


@pytest.mark.parametrize("background", ["white", "grey", "black"])
def test_backgrounds(background: str) -> None:
    mesh = ball(8, 12)
    views = render_views(mesh, None, cameras_for(SMALL, *enclosing(mesh)), background)  # type: ignore[arg-type]
    assert (views.images[:, 0, 0] == round(255 * BACKGROUNDS[background])).all()  # type: ignore[index]


def slow_hit(origin: Array, direction: Array, mesh: Mesh) -> tuple[int, float]:
    """The first face along a ray, and where: every triangle is asked (Moeller and Trumbore)."""
    a, b, c = np.moveaxis(mesh.vertices[mesh.faces], 1, 0)
    across = np.cross(direction, c - a)
    size = np.einsum("fi,fi->f", b - a, across)
    u = np.einsum("fi,fi->f", origin - a, across) / size
    lean = np.cross(origin - a, b - a)
    v, distance = lean @ direction / size, np.einsum("fi,fi->f", c - a, lean) / size
    distance = np.where((u >= 0) & (v >= 0) & (u + v <= 1) & (distance > 0), distance, np.inf)
    first = int(distance.argmin())
    return (first, float(distance[first])) if np.isfinite(distance[first]) else (-1, np.inf)


@pytest.mark.parametrize("projection", ["orthographic", "perspective"])
def test_seen_pixels_among_triangles_equal_a_slow_search(projection: str) -> None:
    """Random triangles that pierce each other: every pair of a point and a view is judged by brute force."""
    generator = np.random.default_rng(3)
    corners = generator.uniform(-1, 1, (14, 1, 3)) + generator.normal(0, 0.35, (14, 3, 3))
    mesh = Mesh(corners.reshape(-1, 3), np.arange(42).reshape(14, 3))
    config = ViewConfig(3, (25.0, -40.0), 48, projection)  # type: ignore[arg-type]
    views, sample, pixels = seen_from(mesh, config, 150)
    found = np.zeros(3, int)
    for view, camera in enumerate(views.cameras):
        at, _ = camera.project(sample.points)
        for point in range(150):
            column, row = np.floor(at[point]).astype(int)
            rays = camera.rays(np.array([at[point], [column + 0.5, row + 0.5]]))
            distance = float((sample.points[point] - rays.origins[0]) @ rays.directions[0])
            _, first = slow_hit(rays.origins[0], rays.directions[0], mesh)
            center_face, _ = slow_hit(rays.origins[1], rays.directions[1], mesh)
            assert views.ids[view, row, column] == center_face
            if first < distance - 1e-3:
                assert pixels[view, point] == -1  # something stands in front
            elif center_face == sample.faces[point]:
                assert pixels[view, point] == row * 48 + column
            else:
                assert pixels[view, point] in (-1, row * 48 + column)
            found += [first < distance - 1e-3, pixels[view, point] >= 0, center_face not in (-1, sample.faces[point])]
    assert (found > 20).all()  # hidden, seen, and seen by a pixel of another face: all three were asked


@pytest.mark.parametrize("projection", ["orthographic", "perspective"])
def test_the_front_of_a_ball_is_seen_and_the_back_is_not(projection: str) -> None:
    smooth = ball(48, 96)
    views, sample, pixels = seen_from(smooth, ViewConfig(size=128, projection=projection))  # type: ignore[arg-type]
    assert isinstance(views.surface, Tracer)
    for camera, row in zip(views.cameras, pixels, strict=True):
        toward = camera.eye - sample.points
        toward /= np.linalg.norm(toward, axis=1, keepdims=True)
        if projection == "orthographic":
            toward = np.broadcast_to(camera.axes[2], toward.shape)
        facing = np.einsum("ij,ij->i", views.surface.normals(sample.faces), toward)
        assert (row[facing < -0.05] == -1).all()
        # Nearer to edge-on, a pixel shows places too far apart for one plane.
        assert (row[facing > 0.2] >= 0).mean() > 0.985


@pytest.mark.parametrize("thickness", [0.1, 1e-3, 1e-4])
@pytest.mark.parametrize("winding", ["outwards", "inwards", "mixed"])
def test_the_two_sides_of_a_thin_plate_never_mix(thickness: float, winding: str) -> None:
    plate = box((-1, -1, 0), (1, 1, thickness))
    flipped = {"outwards": 0, "inwards": 12, "mixed": 3}[winding]
    faces = plate.faces.copy()
    faces[:flipped] = faces[:flipped, ::-1]
    mesh = Mesh(plate.vertices, faces)
    views, sample, pixels = seen_from(mesh, ViewConfig(6, (10.0, -60.0), 100))
    shown = np.where(pixels >= 0, np.take_along_axis(views.ids.reshape(6, -1), np.maximum(pixels, 0), 1), -1)
    for side, other in (((0, 1), (2, 3)), ((2, 3), (0, 1))):
        on_side = np.isin(sample.faces, side)
        assert not np.isin(shown[:, on_side], other).any()
        toward = np.array([camera.axes[2][2] for camera in views.cameras]) > 0
        sees = (pixels[:, on_side] >= 0).mean(1)
        assert (sees[toward == (0 in side)] > 0.95).all()
        assert (sees[toward != (0 in side)] == 0).all()
    # Without the faces the points tell the sides apart just as well.
    np.testing.assert_array_equal(seen_pixels(sample.points, views) >= 0, pixels >= 0)


def test_large_and_fine_faces_see_the_same() -> None:
    """A box of twelve triangles, and the same box of thousands smaller than pixels."""
    coarse = box((-1, -0.6, -0.8), (1, 0.6, 0.8))
    vertices, faces = coarse.vertices, coarse.faces
    for _ in range(5):
        a, b, c = np.moveaxis(vertices[faces], 1, 0)
        count = len(faces)
        vertices = np.concatenate([a, b, c, (a + b) / 2, (b + c) / 2, (c + a) / 2])
        first, second, third, ab, bc, ca = np.arange(6 * count).reshape(6, count)
        faces = np.concatenate(
            [np.stack(corners, -1) for corners in
             ((first, ab, ca), (ab, second, bc), (ca, bc, third), (ab, bc, ca))]
        )  # fmt: skip
    fine = Mesh(vertices, faces)
    cameras = cameras_for(ViewConfig(size=64), *enclosing(coarse))
    sample = sample_surface(fine.vertices, fine.faces, 4000, np.random.default_rng(0))
    by_fine = seen_pixels(sample.points, render_views(fine, None, cameras), sample.faces)
    by_coarse = seen_pixels(sample.points, render_views(coarse, None, cameras))
    assert (by_fine == by_coarse).mean() > 0.995


def test_far_from_the_origin_and_small_nothing_is_lost() -> None:
    mesh = ball(16, 24)
    moved = Mesh(mesh.vertices * 0.01 + [635000.0, 120, 4850000], mesh.faces)
    _, _, still = seen_from(mesh, SMALL, 1000)
    views, _, away = seen_from(moved, SMALL, 1000)
    assert (still == away).mean() > 0.99
    assert np.isfinite(views.depth[views.ids >= 0]).all()


def test_a_cloud_is_a_closed_surface() -> None:
    surface = ball(48, 96)
    sample = sample_surface(surface.vertices, surface.faces, 6000, np.random.default_rng(0))
    cloud = Cloud(sample.points, None, np.repeat(np.array([[200, 40, 90]], np.uint8), 6000, 0))
    views = render_views(cloud, None, cameras_for(ViewConfig(size=96), *enclosing(cloud)))
    hit = face_map(Tracer(surface.vertices, surface.faces), views.cameras[0]).faces >= 0
    assert (views.ids[0] >= 0)[hit].mean() > 0.999
    assert (views.images[views.ids >= 0] == [200, 40, 90]).all()
    assert (views.images[views.ids < 0] == 255).all()
    pixels = seen_pixels(sample.points, views)
    for camera, row in zip(views.cameras, pixels, strict=True):
        facing = sample.points @ camera.axes[2]
        assert (row[facing < -0.2] == -1).all()
        assert (row[facing > 0.2] >= 0).mean() > 0.985


def test_the_two_sides_of_a_plate_of_points() -> None:
    plate = box((-1, -1, 0), (1, 1, 0.15))
    sample = sample_surface(plate.vertices, plate.faces, 8000, np.random.default_rng(0))
    cloud = Cloud(sample.points)
    views = render_views(cloud, None, cameras_for(ViewConfig(2, (10.0,), 128), *enclosing(cloud)))
    pixels = seen_pixels(sample.points, views) >= 0
    inner = (np.abs(sample.points[:, :2]) < 0.9).all(1)
    front, back = inner & (sample.faces < 2), inner & (sample.faces >= 2) & (sample.faces < 4)
    assert pixels[0, front].mean() > 0.98 and pixels[0, back].mean() < 0.002
    assert pixels[1, back].mean() > 0.98 and pixels[1, front].mean() < 0.002


def test_huge_clouds_are_sampled_and_keep_their_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_DRAWN", 500)
    surface = ball()
    sample = sample_surface(surface.vertices, surface.faces, 4000, np.random.default_rng(0))
    cloud = Cloud(sample.points)
    views = render_views(cloud, None, cameras_for(SMALL, *enclosing(cloud)))
    shown = np.unique(views.ids[views.ids >= 0])
    assert len(shown) <= 500 and shown.max() > 500
    hit = np.flatnonzero(views.ids[0] >= 0)
    places = views.cameras[0].unproject(views.cameras[0].centers()[hit], views.depth[0].ravel()[hit])
    assert np.linalg.norm(places - sample.points[views.ids[0].ravel()[hit]], axis=1).max() < 0.5
    assert (seen_pixels(sample.points, views) >= 0).any(0).mean() > 0.8


def test_clouds_of_one_point_and_of_equal_points() -> None:
    for count in (1, 2, 30):
        cloud = Cloud(np.full((count, 3), 7.0))
        views = render_views(cloud, None, cameras_for(SMALL, *enclosing(cloud)))
        assert (views.ids >= 0).any(axis=(1, 2)).all()
        assert (seen_pixels(cloud.points, views) >= 0).any()
