"""The page of prepared shapes."""

from __future__ import annotations

import base64
import dataclasses
import io
import re

import numpy as np
import pytest

from pa3d.render.views import ViewConfig, cameras_for, enclosing, render_views, seen_pixels
from pa3d.shapes.records import Cloud, Mesh
from pa3d.shapes.surface import sample_surface
from pa3d.view.gallery import Specimen, feature_colors, gallery_page

COLORS = {"blue": (0, 114, 178), "orange": (230, 159, 0)}


@pytest.fixture(scope="module")
def specimen() -> Specimen:
    """A square plate with two labels, seen from the front and from behind."""
    mesh = Mesh(np.array([[-1.0, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]), np.array([[0, 1, 2], [0, 2, 3]]))
    sample = sample_surface(mesh.vertices, mesh.faces, 3000, np.random.default_rng(0))
    cameras = cameras_for(ViewConfig(count=2, elevations=(0.0,), size=224), *enclosing(mesh))
    views = render_views(mesh, None, cameras)
    labels = (sample.points[:, 0] > 0).astype(np.int64)
    return Specimen(
        "a <plate>", Cloud(sample.points, np.tile(np.float32([0, 0, 1]), (3000, 1))), labels, ["left", "right & more"],
        [("source", "<test>")], views, seen_pixels(sample.points, views, sample.faces),
        sample.points[:9].astype(np.float32), np.random.default_rng(1).random((9, 5)).astype(np.float16),
    )  # fmt: skip


def page_of(*specimens: Specimen) -> str:
    return gallery_page("Shards <in> x", [("shapes", "1")], [("left", 3), ("<b>", 1)], specimens)


def pictures(page: str) -> list[np.ndarray]:
    from PIL import Image

    found = re.findall(r'src="data:image/jpeg;base64,([^"]+)"', page)
    return [np.asarray(Image.open(io.BytesIO(base64.b64decode(text)))).astype(int) for text in found]


def near(picture: np.ndarray, color: tuple[int, int, int], reach: int = 60) -> np.ndarray:
    return np.abs(picture - np.array(color)).sum(2) < reach


def test_rows_show_pictures_depth_and_points_where_they_are(specimen: Specimen) -> None:
    found = pictures(page_of(specimen))
    assert len(found) == 3 * 2 + 3 * 2, "three rows of two views, three panels of two sides"
    front, behind = found[4:6]
    for picture, left in ((front, "blue"), (behind, "orange")):
        columns = {name: np.flatnonzero(near(picture, color).any(0)) for name, color in COLORS.items()}
        right = "orange" if left == "blue" else "blue"
        assert columns[left].size > 10 and columns[left].max() < columns[right].min() + 3
    depth = found[2]
    inside = depth[60:160, 60:160].reshape(-1, 3)
    assert np.ptp(inside, axis=0).max() < 12 and (depth[:5] > 240).all(), "one depth, on white"


def test_it_loads_nothing_and_names_are_escaped(specimen: Specimen) -> None:
    page = page_of(specimen)
    assert "http:" not in page and "https:" not in page and "{{" not in page
    assert "a &lt;plate&gt;" in page and "right &amp; more" in page and "&lt;b&gt;" in page and "<b>, " not in page
    assert "&lt;test&gt;" in page and "Shards &lt;in&gt; x" in page
    assert "default-src 'none'" in page and "<script" not in page


def test_colours_are_shown_where_there_are_any(specimen: Specimen) -> None:
    red = np.tile(np.uint8([200, 0, 0]), (3000, 1))
    bare = dataclasses.replace(specimen, views=None, pixels=None, centers=None, features=None)
    found = pictures(page_of(dataclasses.replace(bare, cloud=Cloud(bare.cloud.points, bare.cloud.normals, red))))
    assert len(found) == 2 * 2
    assert (found[2][..., 0] - found[2][..., 1] > 100).mean() > 0.1


def test_without_views_labels_or_teacher(specimen: Specimen) -> None:
    bare = dataclasses.replace(
        specimen, views=None, pixels=None, centers=None, features=None, note="No views: gone.",
        labels=np.full(3000, -1), names=[],
    )  # fmt: skip
    page = page_of(bare)
    assert len(pictures(page)) == 2 and "No views: gone." in page and "no name" in page
    assert "No shape bears a name" in gallery_page("x", [], [], [])


def test_features_as_colours_tell_what_differs() -> None:
    generator = np.random.default_rng(0)
    centers = generator.random((50, 3))
    side = centers[:, 0] > 0.5
    features = np.where(side[:, None], 1.0, -1.0) * np.ones((50, 8)) + generator.normal(0, 0.01, (50, 8))
    colors = feature_colors(centers, centers, features.astype(np.float16))
    assert colors.shape == (50, 3) and colors.min() >= 0 and colors.max() <= 255
    assert abs(colors[side, 0].mean() - colors[~side, 0].mean()) > 200
    same = feature_colors(centers, centers[:1], np.ones((1, 8), np.float16))
    assert np.isfinite(same).all()
