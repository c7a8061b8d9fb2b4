from __future__ import annotations

import numpy as np
import pytest

from pa3d.render.camera import Camera, look_at
from pa3d.render.splats import disc, nearest_map, point_map
from pa3d.shapes.records import Array


def camera_of(width: int = 40, height: int = 30) -> Camera:
    return look_at(np.zeros(3), 0, 0, 4.0, width, height, 1.0, "orthographic")


def slow_map(points: Array, camera: Camera, radius: float) -> Array:
    """The reference: every pixel asks every disc, discs centred on their pixels."""
    at, depth = camera.project(points)
    cell, reach = np.floor(at), np.round(2 * radius / float(camera.pixel_size())) / 2
    answer = np.full((camera.height, camera.width), -1)
    for row in range(camera.height):
        for column in range(camera.width):
            apart = ((cell - [column, row]) ** 2).sum(1)
            height = np.where(apart <= reach**2, depth + 0.35 * radius * apart / reach**2, np.inf)
            answer[row, column] = height.argmin() if np.isfinite(height).any() else -1
    return answer


def test_one_point_fills_its_own_pixel() -> None:
    camera = camera_of()
    point = camera.unproject(np.array([[7.3, 21.8]]), np.array([3.5]))
    seen = nearest_map(point, camera)
    assert np.argwhere(seen.points == 0).tolist() == [[21, 7]]
    assert seen.depth[21, 7] == np.float32(3.5)
    assert (seen.points >= 0).sum() == 1


def test_the_nearer_point_wins() -> None:
    seen = nearest_map(np.array([[0.0, 0, -1], [0, 0, 1], [0, 0, 0]]), camera_of())
    assert seen.points.max() == 1
    assert (seen.points >= 0).sum() == 1


def test_behind_the_eye_and_outside_nothing_is_seen() -> None:
    camera = look_at(np.zeros(3), 0, 0, 4.0, 40, 30, 0.5)
    seen = point_map(np.array([[0.0, 0, 9], [50, 0, 0], [np.nan, 0, 0]]), camera, 0.1)
    assert (seen.points == -1).all()
    assert np.isinf(seen.depth).all()
    assert (point_map(np.zeros((0, 3)), camera, 0.1).points == -1).all()


def test_discs_are_round_and_cut_at_the_edge() -> None:
    camera = camera_of()
    pixel = float(camera.pixel_size())
    middle = point_map(camera.unproject(np.array([[20.5, 15.5]]), np.array([4.0])), camera, 5 * pixel)
    assert (middle.points == 0).sum() == len(disc(5).dx)
    corner = point_map(camera.unproject(np.array([[-1.5, 15.5]]), np.array([4.0])), camera, 5 * pixel)
    assert corner.points[15, :5].tolist() == [0, 0, 0, 0, -1]
    assert (corner.points[:, 10:] == -1).all()


@pytest.mark.parametrize(("count", "radius"), [(60, 0.22), (20, 0.5)])  # more discs than pixels in one, and fewer
def test_fast_equals_slow(count: int, radius: float) -> None:
    points = np.random.default_rng(0).uniform(-0.8, 0.8, (count, 3))
    camera = camera_of()
    np.testing.assert_array_equal(point_map(points, camera, radius).points, slow_map(points, camera, radius))


def test_leaning_discs_are_the_same_alone_and_among_many() -> None:
    generator = np.random.default_rng(0)
    points, normals = generator.uniform(-0.8, 0.8, (20, 3)), generator.normal(size=(20, 3))
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    far = np.concatenate([points, np.tile([[0, 0, -9.0]], (300, 1)) + generator.uniform(-1, 1, (300, 3))])
    camera = look_at(np.zeros(3), 0, 0, 20.0, 40, 30, 1.0, "orthographic")
    few = point_map(points, camera, 0.5, normals)
    many = point_map(far, camera, 0.5, np.concatenate([normals, np.tile([[0.0, 0, 1]], (300, 1))]))
    near = many.points < 20
    np.testing.assert_array_equal(few.points[near], many.points[near])
    np.testing.assert_array_equal(few.depth[near], many.depth[near])


def test_a_leaning_disc_is_narrow_and_deep() -> None:
    camera = camera_of(60, 60)
    normal = np.array([[np.sqrt(0.75), 0, 0.5]])  # 60 degrees away from the viewer: half as wide
    seen = point_map(np.zeros((1, 3)), camera, 0.5, normal)
    rows, columns = np.nonzero(seen.points == 0)
    assert np.ptp(rows) == 30
    assert 14 <= np.ptp(columns) <= 16
    # It faces right, so its left side comes nearer.
    assert seen.depth[30, columns.min()] < 4 < seen.depth[30, columns.max()]
    np.testing.assert_array_equal(point_map(np.zeros((1, 3)), camera, 0.5, -normal).depth, seen.depth)
