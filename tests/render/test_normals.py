from __future__ import annotations

import numpy as np

from pa3d.render.normals import corner_normals, merged_vertices, neighbourhood, unit

# A strip of two squares that meet at a right angle along the z axis, then the same with a bend of 10 degrees.
FACES = np.array([[0, 1, 3], [0, 3, 2], [1, 4, 5], [1, 5, 3]])


def bent(degrees: float) -> np.ndarray:
    turn = np.radians(degrees)
    rows = [(0.0, 0.0), (1.0, 0.0), (1 + np.cos(turn), np.sin(turn))]
    return np.array([[x, y, z] for x, y in rows for z in (0.0, 1.0)])[[0, 2, 1, 3, 4, 5]]


def test_sharp_edges_stay_sharp_and_soft_ones_are_smoothed() -> None:
    sharp = corner_normals(bent(90), FACES)
    np.testing.assert_allclose(np.abs(sharp[:2, :, 1]), 1, atol=1e-6)
    np.testing.assert_allclose(np.abs(sharp[2:, :, 0]), 1, atol=1e-6)
    soft = corner_normals(bent(10), FACES)
    np.testing.assert_allclose(soft[0, 1], soft[2, 0], atol=1e-6)
    flat = unit(np.cross(bent(10)[1] - bent(10)[0], bent(10)[3] - bent(10)[0]))
    assert 0.98 < abs(float(soft[0, 1] @ flat)) < 0.9999


def test_vertices_that_stand_twice_are_one() -> None:
    points = bent(90)
    twice = merged_vertices(np.concatenate([points, points]))
    assert len(np.unique(twice)) == 6
    assert (twice[:6] == twice[6:]).all()
    assert len(np.unique(merged_vertices(np.zeros((4, 3))))) == 1


def test_a_triangle_without_area_has_a_finite_normal() -> None:
    normals = corner_normals(np.zeros((3, 3)), np.array([[0, 1, 2]]))
    assert np.isfinite(normals).all()


def test_points_of_a_sphere_face_outwards_or_inwards() -> None:
    points = unit(np.random.default_rng(0).normal(size=(2000, 3)))
    near = neighbourhood(points)
    assert (np.abs(np.einsum("ij,ij->i", near.normals, points)) > 0.97).all()
    # Six neighbours share a disc of pi r^2; each of 2000 points owns 4 pi / 2000.
    assert abs(np.median(near.reach) / np.sqrt(6 * 4 / 2000) - 1) < 0.1
    assert (near.around[:, 0] == np.arange(2000)).all()


def test_few_points_have_a_neighbourhood_too() -> None:
    for count in (1, 2, 3, 4, 5):
        near = neighbourhood(np.random.default_rng(0).normal(size=(count, 3)))
        assert np.isfinite(near.normals).all()
        assert (near.reach > 0).all()
    assert (neighbourhood(np.zeros((20, 3))).reach >= 0).all()
