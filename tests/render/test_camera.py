from __future__ import annotations

import numpy as np
import pytest

from pa3d.errors import ShapeError
from pa3d.render.camera import Projection, frame_points, look_at, view_axes

PROJECTIONS: tuple[Projection, ...] = ("orthographic", "perspective")


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_points_fall_on_pixels_and_come_back(projection: Projection) -> None:
    points = np.random.default_rng(0).uniform(-1, 1, (50, 3))
    camera = look_at(np.array([0.1, 0.2, 0.3]), 40, 25, 5.0, 320, 200, 0.8, projection)
    at, depth = camera.project(points)
    assert (depth > 0).all()
    np.testing.assert_allclose(camera.unproject(at, depth), points, atol=1e-9)


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_rays_through_a_pixel_pass_through_its_points(projection: Projection) -> None:
    camera = look_at(np.zeros(3), -70, 10, 4.0, 64, 48, 0.5, projection)
    points = np.random.default_rng(1).uniform(-0.5, 0.5, (20, 3))
    rays = camera.rays(camera.project(points).at)
    np.testing.assert_allclose(np.linalg.norm(rays.directions, axis=1), 1)
    np.testing.assert_allclose(np.cross(points - rays.origins, rays.directions), 0, atol=1e-9)


def test_float32_pixels_give_the_same_rays_in_float32() -> None:
    camera = look_at(np.zeros(3), 30, 20, 3.0, 40, 30, 0.4)
    exact, quick = camera.rays(camera.centers().astype(np.float64)), camera.rays(camera.centers())
    assert quick.directions.dtype == np.float32
    np.testing.assert_allclose(quick.directions, exact.directions, atol=1e-6)


def test_the_target_is_in_the_middle_and_right_is_right() -> None:
    camera = look_at(np.zeros(3), 0, 0, 2.0, 100, 80, 0.5)
    at, depth = camera.project(np.array([[0.0, 0, 0], [0.1, 0, 0], [0, 0.1, 0], [0, 0, 5.0]]))
    np.testing.assert_allclose(at[0], [50, 40])
    np.testing.assert_allclose(depth[:3], 2)
    assert at[1, 0] > 50
    assert at[2, 1] < 40
    assert depth[3] < 0
    assert np.isnan(at[3]).all()


def test_azimuth_and_elevation() -> None:
    np.testing.assert_allclose(view_axes(90, 0)[2], [1, 0, 0], atol=1e-12)
    np.testing.assert_allclose(view_axes(0, 90)[2], [0, 1, 0], atol=1e-12)
    for axes in (view_axes(33, 70), view_axes(0, 90), view_axes(10, 20, np.array([0.0, 0, 1]))):
        np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-12)
        assert np.linalg.det(axes) == pytest.approx(1)
    with pytest.raises(ShapeError, match="viewing direction"):
        view_axes(0, 90, np.array([0.0, 1, 0]))


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_framing_is_tight_and_complete(projection: Projection) -> None:
    points = np.random.default_rng(2).normal(size=(300, 3)) * [3, 1, 0.2]
    camera = frame_points(points, 35, 20, 300, 200, margin=0.1, projection=projection)
    at, depth = camera.project(points)
    assert (depth > 0).all()
    low, high = at.min(0), at.max(0)
    assert low[0] >= 30 - 1e-6 and high[0] <= 270 + 1e-6 and low[1] >= 20 - 1e-6 and high[1] <= 180 + 1e-6
    assert max((high[0] - low[0]) / 240, (high[1] - low[1]) / 160) == pytest.approx(1)


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_one_point_is_framed(projection: Projection) -> None:
    camera = frame_points(np.array([[1.0, 2, 3]]), 35, 20, 30, 20, projection=projection)
    at, depth = camera.project(np.array([[1.0, 2, 3]]))
    np.testing.assert_allclose(at, [[15, 10]], atol=1e-6)
    assert depth[0] > 0
