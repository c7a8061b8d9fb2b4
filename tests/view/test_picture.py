from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from pa3d.errors import ShapeError, UsageError
from pa3d.shapes.palette import NO_PART_COLOR, PART_COLORS
from pa3d.shapes.records import Array, Cloud, Mesh
from pa3d.view.picture import draw_picture, legend_entries, picture_bytes

SMALL = (320, 180)
# Two boxes, one on the other: a cube's faces twice.
CORNERS = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], dtype=np.float64)
QUADS = [[1, 5, 7, 3], [0, 2, 6, 4], [4, 6, 7, 5], [0, 1, 3, 2], [2, 3, 7, 6], [0, 4, 5, 1]]
CUBE = np.array([triangle for a, b, c, d in QUADS for triangle in ((a, b, c), (a, c, d))])
TOWER = Mesh(np.concatenate([CORNERS, CORNERS + np.array([0, 1, 0])]), np.concatenate([CUBE, CUBE + 8]))


def hue_near(pixels: Array, color: tuple[int, int, int]) -> Array:
    """Which pixels are this colour, lit or shaded: by direction in RGB, among the coloured ones."""
    pixels = pixels.astype(np.float64)
    direction = pixels / np.maximum(np.linalg.norm(pixels, axis=-1, keepdims=True), 1)
    wanted = np.array(color) / np.linalg.norm(color)
    return (direction @ wanted > 0.97) & (np.ptp(pixels, axis=-1) > 60)


def test_the_upper_part_is_above_the_lower_one() -> None:
    labels = np.repeat([0, 1], 12)
    image = np.asarray(draw_picture(TOWER, labels, ["base", "top"], size=SMALL, legend=False, views=[(30, 15)]))
    assert image.shape == (180, 320, 3)
    base, top = (np.argwhere(hue_near(image, PART_COLORS[part])) for part in (0, 1))
    assert min(len(base), len(top)) > 500
    assert top[:, 0].mean() < base[:, 0].mean() - 20
    assert (image[:4] == 255).all() and (image[:, :4] == 255).all()


def test_up_turns_the_shape() -> None:
    lying = Mesh(TOWER.vertices[:, [0, 2, 1]] * [1, -1, 1], TOWER.faces)  # the tower along z, not mirrored
    labels = np.repeat([0, 1], 12)
    upright = np.asarray(draw_picture(TOWER, labels, ["a", "b"], size=SMALL, up="y"), dtype=int)
    turned = np.asarray(draw_picture(lying, labels, ["a", "b"], size=SMALL, up="z"), dtype=int)
    assert np.abs(upright - turned).mean() < 0.5


@pytest.mark.parametrize("count", [1, 2, 3000])
def test_clouds(count: int) -> None:
    points = np.random.default_rng(0).uniform(-1, 1, (count, 3))
    labels = np.where(points[:, 1] > 0, 1, 0) if count > 2 else np.zeros(count, int)
    image = np.asarray(draw_picture(Cloud(points), labels, ["low", "high"], size=SMALL, legend=False, views=[(30, 15)]))
    assert hue_near(image, PART_COLORS[0]).sum() > 40
    assert (hue_near(image, PART_COLORS[1]).sum() > 40) == (count > 2)


def test_a_dense_cloud_and_its_own_normals() -> None:
    points = np.random.default_rng(0).normal(size=(41_000, 3))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    cloud = Cloud(points, normals=points.astype(np.float32))
    image = draw_picture(cloud, np.zeros(41_000, int), ["ball"], size=SMALL, legend=False, views=[(0, 0)])
    ball = hue_near(np.asarray(image), PART_COLORS[0])
    rows, columns = np.nonzero(ball)
    assert abs(np.ptp(rows) - np.ptp(columns)) <= 3
    assert ball.sum() > 0.97 * np.pi / 4 * np.ptp(rows) * np.ptp(columns)  # no holes


def test_the_same_call_draws_the_same_picture() -> None:
    labels = np.repeat([0, -1], 12)
    first, again = (picture_bytes(draw_picture(TOWER, labels, ["a"], size=SMALL, title="t")) for _ in range(2))
    assert first == again
    assert Image.open(BytesIO(first)).size == SMALL


def test_legend_says_shares_and_counts_the_rest() -> None:
    entries = legend_entries(["leg", "seat"], np.array([0.25, 0.0]), np.array([0.5, np.nan]))
    assert [(entry.name, entry.share, entry.score) for entry in entries] == [
        ("leg", 0.25, 0.5), ("seat", 0.0, None), ("no part", 0.75, None),
    ]  # fmt: skip
    assert entries[2].color == NO_PART_COLOR
    many = legend_entries([f"part {index}" for index in range(50)], np.arange(50) / 1225)
    assert len(many) == 20
    assert many[-1].name == "+ 31 more"
    assert many[0].name == "part 31"


def test_names_of_any_kind_and_number() -> None:
    names = ["</script>", "椅子", "very long " * 40, "", "a\nb", *[f"part {index}" for index in range(40)]]
    labels = np.arange(24) % len(names)
    scores = np.linspace(0, 1, 24)
    assert draw_picture(TOWER, labels, names, size=SMALL, title="x" * 300, scores=scores).size == SMALL
    assert draw_picture(TOWER, np.full(24, -1), [], size=(80, 64)).size == (80, 64)


def test_what_cannot_be_drawn() -> None:
    with pytest.raises(UsageError, match="10 x 10"):
        draw_picture(TOWER, np.zeros(24, int), ["a"], size=(10, 10))
    with pytest.raises(ShapeError, match="one label for each face"):
        draw_picture(TOWER, np.zeros(16, int), ["a"], size=SMALL)
    flat = Mesh(np.zeros((3, 3)), np.array([[0, 1, 2]]))
    assert draw_picture(flat, np.zeros(1, int), ["a"], size=SMALL).size == SMALL
