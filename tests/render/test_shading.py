from __future__ import annotations

import numpy as np
import pytest

from pa3d.render.camera import view_axes
from pa3d.render.rays import Hits
from pa3d.render.shading import (
    NEUTRAL,
    Painter,
    shaded,
    softened,
    surface_colors,
    texture_at,
    texture_pyramid,
    toward_viewer,
)
from pa3d.shapes.records import Array, Material, Mesh, Skin

SQUARE = Mesh(np.array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]]), np.array([[0, 1, 2], [0, 2, 3]]))
AXES = np.eye(3)


def slow_texel(image: Array, u: float, v: float) -> Array:
    """The reference: one place, four texels, by hand."""
    height, width = image.shape[:2]
    x, y = u * width - 0.5, v * height - 0.5
    left, top = int(np.floor(x)), int(np.floor(y))
    total = np.zeros(3)
    for row, share in ((top, 1 - (y - top)), (top + 1, y - top)):
        for column, part in ((left, 1 - (x - left)), (left + 1, x - left)):
            total += share * part * image[row % height, column % width]
    return total / 255


def middle(face: int = 0) -> Hits:
    third = np.full((1, 2), 1 / 3, np.float32)
    return Hits(np.array([face], np.int32), np.ones(1, np.float32), third)


def test_textures_are_bilinear_and_repeat() -> None:
    generator = np.random.default_rng(0)
    image = generator.integers(0, 256, (5, 7, 3)).astype(np.uint8)
    uv = generator.uniform(-3, 4, (200, 2))
    wanted = np.array([slow_texel(image, u, v) for u, v in uv])
    np.testing.assert_allclose(texture_at([image], uv, np.ones(200)), wanted, atol=1e-5)
    # At the centre of a texel stands its own colour: row 0 is the top, v counts downwards.
    at_center = texture_at([image], np.array([[2.5 / 7, 0.5 / 5]]), np.ones(1))[0]
    np.testing.assert_allclose(at_center, image[0, 2] / 255, atol=1e-6)


def test_far_textures_are_averaged() -> None:
    checks = np.where(np.indices((64, 64)).sum(0) % 2, 255, 0).astype(np.uint8)[..., None].repeat(3, 2)
    pyramid = texture_pyramid(Material(np.ones(4, np.float32), checks))
    assert [level.shape[0] for level in pyramid] == [64, 32, 16, 8, 4, 2, 1]
    assert all((level == 128).all() for level in pyramid[1:])
    uv = np.random.default_rng(0).random((50, 2))
    assert texture_at(pyramid, uv, np.full(50, 1.0)).std() > 0.1
    np.testing.assert_allclose(texture_at(pyramid, uv, np.full(50, 9.0)), 128 / 255, atol=1e-6)
    assert np.isfinite(texture_at(pyramid, uv, np.array([np.nan, np.inf] * 25))).all()
    assert texture_pyramid(Material(np.ones(4, np.float32))) == []


def test_points_on_a_surface_take_its_colours() -> None:
    generator = np.random.default_rng(0)
    points = np.append(generator.random((500, 2)), np.zeros((500, 1)), 1)
    faces = np.where(points[:, 1] <= points[:, 0], 0, 1)
    assert surface_colors(SQUARE, None, points, faces) is None
    # Red grows to the right, green upwards: linear over both triangles.
    ramp = Mesh(SQUARE.vertices, SQUARE.faces, (SQUARE.vertices * 255).astype(np.uint8))
    found = surface_colors(ramp, None, points, faces)
    assert found is not None and found.dtype == np.uint8
    np.testing.assert_allclose(found, points * 255, atol=0.51)
    image = np.zeros((2, 2, 3), np.uint8)
    image[:, 1] = 255  # the right half is white
    uv = (SQUARE.vertices[SQUARE.faces][..., :2] * [1, -1] + [0, 1]).astype(np.float32)
    skin = Skin(uv, np.zeros(2, np.int32), (Material(np.ones(4, np.float32), image),))
    textured = surface_colors(SQUARE, skin, points, faces)
    assert textured is not None
    inner = np.abs(points[:, 0] - 0.5) < 0.25  # between the middles of the two texels; beyond, it repeats
    np.testing.assert_allclose(textured[inner, 0], (points[inner, 0] - 0.25) * 510, atol=1)


def test_what_a_face_is_painted_with() -> None:
    lit = shaded(np.ones((1, 3), np.float32), np.array([[0, 0, 1]], np.float32), AXES)[0]
    vertex_colors = np.repeat(np.array([[255, 128, 0]], np.uint8), 4, 0)
    red = Material(np.array([1, 0, 0, 1], np.float32))
    image = np.zeros((2, 2, 3), np.uint8)
    image[:] = [0, 0, 255]
    blue = Material(np.array([0.5, 0.5, 0.5, 1], np.float32), image)
    uv = np.full((2, 3, 2), np.nan, np.float32)
    uv[1] = [[0, 0], [1, 1], [0, 1]]

    def colors(mesh: Mesh, skin: Skin | None, face: int) -> Array:
        return np.asarray(Painter(mesh, skin).colors(middle(face), AXES, 0.01)[0] / lit)

    tinted = Mesh(SQUARE.vertices, SQUARE.faces, vertex_colors)
    np.testing.assert_allclose(colors(SQUARE, None, 0), NEUTRAL, atol=1e-5)
    np.testing.assert_allclose(colors(tinted, None, 0), [1, 128 / 255, 0], atol=1e-5)
    both = Skin(uv, np.array([0, 1], np.int32), (red, blue))
    np.testing.assert_allclose(colors(SQUARE, both, 0), [1, 0, 0], atol=1e-5)
    np.testing.assert_allclose(colors(SQUARE, both, 1), [0, 0, 0.5], atol=1e-5)
    np.testing.assert_allclose(colors(tinted, both, 1), [0, 0, 0], atol=1e-5)
    # A texture without coordinates: the base colour; a face without a material: grey.
    bare = Skin(uv, np.array([1, -1], np.int32), (red, blue))
    np.testing.assert_allclose(colors(SQUARE, bare, 0), 0.5, atol=1e-5)
    np.testing.assert_allclose(colors(SQUARE, bare, 1), NEUTRAL, atol=1e-5)


def test_every_seen_side_is_lit_and_sides_differ() -> None:
    axes = view_axes(20, 10)
    normals = np.random.default_rng(0).normal(size=(2000, 3)).astype(np.float32)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    seen = toward_viewer(normals, axes)
    assert (seen @ axes[2] >= -1e-6).all()
    np.testing.assert_allclose(np.abs(np.einsum("ij,ij->i", seen, normals)), 1, rtol=1e-5)
    grey = shaded(np.full((2000, 3), NEUTRAL, np.float32), seen, axes)
    assert grey.min() > 0.3 and grey.max() < 1
    box = shaded(np.full((3, 3), NEUTRAL, np.float32), np.eye(3, dtype=np.float32), view_axes(35, 30))[:, 0]
    assert np.abs(np.subtract.outer(box, box))[np.triu_indices(3, 1)].min() > 0.04


def test_softened_joins_one_surface_and_keeps_edges() -> None:
    normals = np.zeros((40, 60, 3), np.float32)
    normals[:, :30, 2] = 1
    normals[:, 30:50, 0] = 1  # and the background to the right
    image = np.ones((40, 60, 3), np.float32)
    image[:, :30] = np.random.default_rng(0).random((40, 30, 1))
    image[:, 30:50] = 0.25
    soft = softened(image.copy(), normals, 5.0)
    np.testing.assert_allclose(soft[:, 30:50], 0.25, atol=1e-6)
    np.testing.assert_allclose(soft[:, 50:], 1)
    assert soft[:, :30].std() < 0.5 * image[:, :30].std()
    assert soft[:, :30].mean() == pytest.approx(float(image[:, :30].mean()), abs=0.02)
    assert np.isfinite(softened(image[:1, :1], normals[:1, :1], 50.0)).all()
