"""Points drawn from surfaces: on their triangle, uniform by area, the same for the same generator."""

from __future__ import annotations

import numpy as np
import pytest

from pa3d.shapes.records import Array
from pa3d.shapes.surface import face_areas, sample_surface

# A right triangle of area 0.5 at z = 0, and one of area 4.5 at z = 1.
VERTICES = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [3, 0, 1], [0, 3, 1]])
FACES = np.array([[0, 1, 2], [3, 4, 5]])


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_areas() -> None:
    assert face_areas(VERTICES, FACES).tolist() == pytest.approx([0.5, 4.5])


def test_points_lie_on_their_triangle() -> None:
    points, faces = sample_surface(VERTICES, FACES, 500, generator())
    assert points.shape == (500, 3) and faces.shape == (500,)
    assert np.allclose(points[:, 2], faces)
    edge = np.where(faces == 0, 1.0, 3.0)
    assert (points[:, :2] >= 0).all() and (points[:, :2].sum(1) <= edge + 1e-12).all()


def test_faces_get_points_by_their_area() -> None:
    _, faces = sample_surface(VERTICES, FACES, 1000, generator())
    assert abs(int((faces == 0).sum()) - 100) <= 1  # stratified: even the chance is even


def test_points_are_uniform_inside_a_triangle() -> None:
    points, _ = sample_surface(VERTICES[:3], FACES[:1], 20_000, generator())
    x, y = points[:, 0], points[:, 1]
    assert points.mean(0)[:2] == pytest.approx([1 / 3, 1 / 3], abs=0.01)
    # The triangle cut into four equal ones by its edges' middles.
    quarters = [(x > 0.5).mean(), (y > 0.5).mean(), (x + y < 0.5).mean()]
    assert quarters == pytest.approx([0.25] * 3, abs=0.015)


def test_order_says_nothing_about_place() -> None:
    _, faces = sample_surface(VERTICES, FACES, 1000, generator())
    assert 20 < (faces[:500] == 0).sum() < 80


def test_the_generator_decides() -> None:
    def draw(seed: int) -> Array:
        return sample_surface(VERTICES, FACES, 50, generator(seed)).points

    assert np.array_equal(draw(1), draw(1)) and not np.array_equal(draw(1), draw(2))


def test_faces_without_area_get_nothing_unless_no_face_has_any() -> None:
    faces = np.array([[0, 1, 1], [0, 1, 2], [2, 2, 2]])
    assert (sample_surface(VERTICES, faces, 200, generator()).faces == 1).all()
    points, chosen = sample_surface(VERTICES, faces[[0, 2]], 200, generator())
    assert np.isfinite(points).all() and set(chosen) == {0, 1}


def test_no_points() -> None:
    assert sample_surface(VERTICES, FACES, 0, generator()).points.shape == (0, 3)
