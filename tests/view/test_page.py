from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pa3d.errors import ShapeError, UsageError
from pa3d.shapes.records import Cloud, Mesh
from pa3d.view.page import Exhibit, page

SQUARE = Mesh(
    np.array([[0.0, 0, 0], [1, 0, 0], [1, 2, 0], [0, 2, 0]]), np.array([[0, 1, 2], [0, 2, 3]]),
    colors=np.array([[255, 0, 0]] * 4, dtype=np.uint8),
)  # fmt: skip
NASTY = ["</script><script>alert(1)</script>", "<!-- <b>&amp;\"' -->", "{{data}} {{script}} \\u003c \\1", "椅子"]


def data_of(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    assert found is not None
    content: dict[str, Any] = json.loads(found[1])
    return content


def numbers(text: str, kind: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), dtype=kind)


def test_a_mesh_is_packed() -> None:
    text = page(Exhibit(SQUARE, np.array([1, -1]), ["a", "b"], "square", scores=np.array([0.5, 1.0])))
    (shape,) = data_of(text)["shapes"]
    assert (shape["kind"], shape["count"], shape["total"]) == ("mesh", 2, 2)
    assert [part["share"] for part in shape["parts"]] == [0, pytest.approx(0.5)]
    assert shape["parts"][1]["score"] == 0.5
    arrays = shape["arrays"]
    assert numbers(arrays["labels"], "<u2").tolist() == [2, 0]
    assert numbers(arrays["scores"], "u1").tolist() == [128, 255]
    assert numbers(arrays["faces"], "<u4").reshape(-1, 3).tolist() == SQUARE.faces.tolist()
    assert numbers(arrays["colors"], "u1").reshape(-1, 3).tolist() == [[255, 0, 0]] * 2
    positions = numbers(arrays["positions"], "<u2").reshape(-1, 3) / 65535 * 2 - 1
    np.testing.assert_allclose(positions, (SQUARE.vertices - [0.5, 1, 0]) / np.sqrt(1.25), atol=1e-4)
    assert len(numbers(arrays["normals"], "i1")) == 2 * 3 * 2


def test_a_cloud_is_sampled_and_says_so() -> None:
    points = np.random.default_rng(0).normal(size=(500, 3))
    (shape,) = data_of(page(Exhibit(Cloud(points), np.arange(500) % 3 - 1, ["a", "b"]), most_points=50))["shapes"]
    assert (shape["kind"], shape["count"], shape["total"]) == ("cloud", 50, 500)
    assert len(numbers(shape["arrays"]["sizes"], "u1")) == 50
    assert shape["arrays"]["radius"] > 0
    assert "scores" not in shape["arrays"] and "colors" not in shape["arrays"]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]


def test_names_cannot_break_out() -> None:
    text = page(Exhibit(SQUARE, np.array([0, 1]), NASTY, NASTY[0], note=NASTY[1]), title=NASTY[2] + NASTY[0])
    assert text.count("<script") == 2
    assert "<!--" not in text
    shape = data_of(text)["shapes"][0]
    assert [part["name"] for part in shape["parts"]] == NASTY
    assert (shape["title"], shape["note"]) == (NASTY[0], NASTY[1])
    tags = _Tags()
    tags.feed(text)
    assert tags.tags.count("script") == 2
    assert "b" not in tags.tags


def test_nothing_is_loaded_from_anywhere() -> None:
    text = page([Exhibit(SQUARE, np.array([0, 0]), ["a"]), Exhibit(SQUARE, np.array([0, 0]), ["b"])])
    assert not re.search(r"https?://|@import|url\(|fetch\(|XMLHttpRequest|import\(", text)
    assert "default-src 'none'" in text
    tags = _Tags()
    tags.feed(text)
    assert tags.links == []
    assert len(data_of(text)["shapes"]) == 2
    assert "{{" not in text


def test_what_cannot_be_shown() -> None:
    with pytest.raises(UsageError, match="needs a shape"):
        page([])
    with pytest.raises(ShapeError, match="Scores must go with labels"):
        page(Exhibit(SQUARE, np.zeros(2, int), ["a"], scores=np.zeros(3)))


def test_scores_that_are_not_numbers_are_zero() -> None:
    text = page(Exhibit(SQUARE, np.zeros(2, int), ["a"], scores=np.array([np.nan, 2.0])))
    assert numbers(data_of(text)["shapes"][0]["arrays"]["scores"], "u1").tolist() == [0, 255]


@pytest.mark.slow
def test_a_browser_draws_it(tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium here")
    target = tmp_path / "page.html"
    target.write_text(page(Exhibit(SQUARE, np.array([0, 1]), ["a", "b"], scores=np.ones(2))), encoding="utf-8")
    # fmt: off
    flags = [
        "--headless", "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
        "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--virtual-time-budget=8000", "--dump-dom",
    ]
    # fmt: on
    command = [browser, *flags, f"--user-data-dir={tmp_path / 'profile'}", target.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert 'data-ready="true"' in done.stdout
    assert 'aria-pressed="true"' in done.stdout
