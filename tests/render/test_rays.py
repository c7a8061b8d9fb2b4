from __future__ import annotations

import numpy as np
import pytest

from pa3d.errors import ShapeError
from pa3d.render.camera import Projection, look_at
from pa3d.render.rays import Tracer, face_map

# A cube of side 2: faces 0-1 at +z, 2-3 at -z, 4-5 at +x, 6-7 at -x, 8-9 at +y, 10-11 at -y.
CORNERS = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], dtype=np.float64)
QUADS = [[1, 5, 7, 3], [0, 2, 6, 4], [4, 6, 7, 5], [0, 1, 3, 2], [2, 3, 7, 6], [0, 4, 5, 1]]
FACES = np.array([triangle for a, b, c, d in QUADS for triangle in ((a, b, c), (a, c, d))])


@pytest.mark.parametrize(
    ("azimuth", "elevation", "quad"), [(0, 0, 0), (180, 0, 1), (90, 0, 2), (-90, 0, 3), (0, 90, 4)]
)
def test_face_map_of_a_cube(azimuth: float, elevation: float, quad: int) -> None:
    camera = look_at(np.zeros(3), azimuth, elevation, 5.0, 40, 40, 2.0, "orthographic")
    seen = face_map(Tracer(CORNERS, FACES), camera)
    assert set(np.unique(seen.faces)) == {-1, 2 * quad, 2 * quad + 1}
    assert (seen.faces >= 0).sum() == 20 * 20
    assert (seen.faces[10:30, 10:30] >= 0).all()
    np.testing.assert_allclose(seen.depth[seen.faces >= 0], 4, atol=1e-5)
    assert np.isinf(seen.depth[seen.faces < 0]).all()


def test_depth_and_barycentric_say_the_same_place() -> None:
    camera = look_at(np.zeros(3), 35, 25, 6.0, 50, 40, 0.4)
    seen = face_map(Tracer(CORNERS, FACES), camera)
    hit = np.flatnonzero(seen.faces.ravel() >= 0)
    by_depth = camera.unproject(camera.centers()[hit], seen.depth.ravel()[hit])
    second, third = seen.barycentric.reshape(-1, 2)[hit].T[..., None]
    a, b, c = np.moveaxis(CORNERS[FACES[seen.faces.ravel()[hit]]], 1, 0)
    np.testing.assert_allclose(by_depth, a * (1 - second - third) + b * second + c * third, atol=1e-4)
    np.testing.assert_allclose(np.abs(by_depth).max(1), 1, atol=1e-4)


def test_far_from_the_origin_nothing_is_lost() -> None:
    away = np.array([635000.0, 4850000.0, 120.0])
    camera = look_at(away, 20, 30, 6.0, 30, 30, 0.4)
    here = look_at(np.zeros(3), 20, 30, 6.0, 30, 30, 0.4)
    moved, still = face_map(Tracer(CORNERS + away, FACES), camera), face_map(Tracer(CORNERS, FACES), here)
    assert (moved.faces == still.faces).mean() > 0.99


def test_blocked() -> None:
    tracer = Tracer(CORNERS, FACES)
    origins = np.array([[0.0, 0, 5], [0, 0, 5], [0, 0, 0]])
    directions = np.array([[0.0, 0, -1], [0, 0, 1], [1, 0, 0]])
    assert tracer.blocked(origins, directions).tolist() == [True, False, True]
    assert tracer.blocked(origins[:0], directions[:0]).shape == (0,)
    assert tracer.first_hits(origins[:0], directions[:0]).faces.shape == (0,)


def test_what_cannot_be_traced() -> None:
    with pytest.raises(ShapeError, match="F >= 1"):
        Tracer(CORNERS, np.zeros((0, 3), dtype=int))
    with pytest.raises(ShapeError, match="finite"):
        Tracer(np.where(CORNERS > 0, np.nan, CORNERS), FACES)


@pytest.mark.parametrize("projection", ["orthographic", "perspective"])
@pytest.mark.parametrize("distance", [6.0, 0.5])
def test_the_window_leaves_nothing_out(projection: Projection, distance: float) -> None:
    """Rays of all pixels against those of the window alone; near cameras stand inside the cube."""
    tracer = Tracer(CORNERS + np.array([3.0, 0, 0]), FACES)
    camera = look_at(np.array([3.0, 0.4, 0]), 35, 25, distance, 50, 40, 1.6, projection)
    rays = camera.rays(camera.centers())
    hits = tracer.first_hits(rays.origins, rays.directions)
    seen = face_map(tracer, camera)
    assert (seen.faces.ravel() == hits.faces).mean() > 0.995
    rows, columns = tracer.window(camera)
    assert rows.stop - rows.start <= 40 and columns.stop - columns.start <= 50
    outside = np.ones((40, 50), dtype=bool)
    outside[rows, columns] = False
    assert (hits.faces.reshape(40, 50)[outside] == -1).all()
    aside = look_at(np.array([30.0, 0, 0]), 0, 0, 6.0, 50, 40, 1.6, "orthographic")
    assert (face_map(tracer, aside).faces == -1).all()


def test_normals_point_outwards() -> None:
    expected = np.repeat([[0, 0, 1], [0, 0, -1], [1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0]], 2, axis=0)
    np.testing.assert_allclose(Tracer(CORNERS, FACES).normals(np.arange(12)), expected)
