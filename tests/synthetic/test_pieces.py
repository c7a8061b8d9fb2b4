"""Geometry the world is built with: sizes, areas, closed skins that face outwards."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from pa3d.shapes.surface import face_areas
from pa3d.synthetic.pieces import (
    Piece,
    arc,
    bar,
    box,
    cylinder,
    ellipsoid,
    extrude,
    join,
    lathe,
    loft,
    mirror,
    move,
    sheet,
    spline,
    stretch,
    torus,
    tube,
    turn,
    warp,
)

GRID = np.stack(np.meshgrid(np.arange(4.0), np.arange(3.0), [0.0], indexing="ij"), -1)[:, :, 0]
CLOSED = {
    "box": box((1, 2, 3)),
    "rounded box": box((1, 2, 3), rounding=0.2),
    "cylinder": cylinder(0.5, 2),
    "cone": cylinder(0.5, 2, top=0.1),
    "ellipsoid": ellipsoid((1, 2, 0.5)),
    "torus": torus(1, 0.2),
    "arc of a torus": torus(1, 0.2, degrees=120),
    "tube": tube([(0, 0, 0), (0, 1, 0), (1, 2, 0)], [0.1, 0.2, 0.1]),
    "flat tube": tube([(0, 0, 0), (2, 0, 1)], 0.2, sections=4, flatten=0.3, side=(0, 1, 0)),
    "bar": bar((0, 0, 0), (1, 1, 1), 0.1, 0.05),
    "clockwise extrusion": extrude([(0, 0), (0, 1), (2, 1), (2, 0)], 0.5),
    "anticlockwise extrusion": extrude([(0, 0), (2, 0), (2, 1), (0, 1)], 0.5, taper=0.5),
    "lathe": lathe([(0.2, 0), (0.5, 1), (0.1, 2)], caps=True),
    "thick sheet": sheet(GRID, 0.1),
    "mirrored": mirror(box((1, 2, 3), (4, 0, 0))),
    "turned": turn(cylinder(0.5, 2), "z", 40),
}


def volume(piece: Piece) -> float:
    """Signed: positive where faces run anticlockwise seen from outside."""
    a, b, c = (piece.vertices[piece.faces[:, i]] for i in range(3))
    return float((np.cross(a, b) * c).sum() / 6)


def area(piece: Piece) -> float:
    return float(face_areas(piece.vertices, piece.faces).sum())


def size(piece: Piece) -> list[float]:
    return np.ptp(piece.vertices, axis=0).tolist()


@pytest.mark.parametrize("name", CLOSED)
def test_closed_pieces_are_closed_and_face_outwards(name: str) -> None:
    piece = CLOSED[name]
    # Edges between places, not vertices: poles are many vertices in one place.
    _, place = np.unique(piece.vertices.round(9), axis=0, return_inverse=True)
    faces = place.ravel()[piece.faces]
    edges = Counter(
        (int(face[i]), int(face[(i + 1) % 3])) for face in faces for i in range(3) if face[i] != face[i - 2]
    )
    assert all(edges[b, a] == count for (a, b), count in edges.items()), "an edge without its neighbour"
    assert volume(piece) > 0
    moved = move(piece, (5, -3, 2))
    assert volume(moved) == pytest.approx(volume(piece))  # true of closed skins only


def test_box_and_cylinder_have_the_areas_of_the_schoolbook() -> None:
    assert area(box((1, 2, 3))) == pytest.approx(22) and volume(box((1, 2, 3))) == pytest.approx(6)
    smooth = cylinder(0.5, 2, sections=256)
    assert area(smooth) == pytest.approx(2 * np.pi * 0.5 * (0.5 + 2), rel=1e-3)
    assert volume(smooth) == pytest.approx(np.pi * 0.25 * 2, rel=1e-3)
    assert area(cylinder(0.5, 2, sections=256, caps=False)) == pytest.approx(2 * np.pi * 0.5 * 2, rel=1e-3)
    ball = ellipsoid((1, 1, 1), sections=128, rings=65)
    assert area(ball) == pytest.approx(4 * np.pi, rel=2e-3) and volume(ball) == pytest.approx(4 / 3 * np.pi, rel=2e-3)
    ring = torus(1, 0.2, sections=128, around=64)
    assert area(ring) == pytest.approx(4 * np.pi**2 * 0.2, rel=5e-3)


def test_sizes_and_places() -> None:
    assert size(box((1, 2, 3), rounding=0.3)) == pytest.approx([1, 2, 3], rel=0.03)
    assert box((1, 2, 3), (4, 5, 6)).vertices.mean(0) == pytest.approx([4, 5, 6])
    standing = cylinder(0.5, 2).vertices
    assert standing[:, 1].min() == 0 and standing[:, 1].max() == 2
    assert np.ptp(extrude([(0, 0), (2, 0), (2, 1), (0, 1)], 0.5).vertices, axis=0).tolist() == [2, 1, 0.5]
    assert size(sheet(GRID, 0.1)) == pytest.approx([3, 2, 0.1])
    assert len(sheet(GRID).vertices) == 12 and area(sheet(GRID)) == pytest.approx(6)


def test_transforms() -> None:
    piece = box((1, 2, 3), (1, 0, 0))
    before = piece.vertices.copy()
    assert turn(piece, "y", 90).vertices.mean(0) == pytest.approx([0, 0, -1])  # right-handed: x goes to -z
    assert turn(piece, "z", 90).vertices.mean(0) == pytest.approx([0, 1, 0])
    assert turn(piece, "x", 33, about=(1, 0, 0)).vertices.mean(0) == pytest.approx([1, 0, 0])
    assert mirror(piece).vertices.mean(0) == pytest.approx([-1, 0, 0])
    assert volume(stretch(piece, (2, 1, 0.5))) == pytest.approx(6) and volume(stretch(piece, 2)) == pytest.approx(48)
    assert warp(piece, lambda v: v * 3).vertices.max() == 4.5
    assert np.array_equal(piece.vertices, before)


def test_joined_pieces_keep_their_faces() -> None:
    pieces = [box((1, 1, 1)), cylinder(1, 1), box((2, 1, 1), (9, 9, 9))]
    whole = join(*pieces)
    assert len(whole.vertices) == sum(len(piece.vertices) for piece in pieces)
    assert area(whole) == pytest.approx(sum(area(piece) for piece in pieces))
    assert volume(whole) == pytest.approx(sum(volume(piece) for piece in pieces))


def test_a_tube_keeps_its_width_around_bends() -> None:
    path = spline([(0, 0, 0), (0, 2, 0), (2, 2, 1), (2, 0, 1)], 40)
    piece = tube(path, 0.1, sections=8)
    distance = np.linalg.norm(piece.vertices[:-2].reshape(40, 8, 3) - path[:, None], axis=-1)
    assert distance == pytest.approx(np.full((40, 8), 0.1))


def test_paths() -> None:
    corners = np.array([(0.0, 0), (1, 2), (3, 1)])
    path = spline(corners, 21)
    assert path.shape == (21, 2) and path[[0, 10, 20]] == pytest.approx(corners)
    turned = arc(2, 0, 90, 5)
    assert np.linalg.norm(turned, axis=1) == pytest.approx(2) and turned[-1] == pytest.approx([0, 2])
    assert loft(np.zeros((3, 4, 3)), caps=False).faces.shape == (16, 3)
