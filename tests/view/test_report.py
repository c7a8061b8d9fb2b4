from __future__ import annotations

import base64
import json
import math
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pa3d.errors import ShapeError
from pa3d.view.charts import Bar, bar_chart
from pa3d.view.line_charts import Series, line_chart
from pa3d.view.report import Chart, Gallery, Page, Pair, Section, Tile, report_page
from pa3d.view.tables import Cell, Column, Table, count, number

NASTY = '</script><script>alert(1)</script><!-- {{data}} \\u003c &amp; " 椅子'
POINTS = np.random.default_rng(0).normal(size=(300, 3))
PAIR = Pair(POINTS, np.arange(300) % 3 - 1, np.arange(300) % 2, ("a", NASTY), NASTY, "62.5", NASTY, ("50", NASTY))
TABLE = Table(
    "Numbers", (Column("name"), Column("%", True, 100.0), Column("n", True)),
    ((Cell("b"), number(50.0, strong=True), count(2)), (Cell("a 10"), number(math.nan), count(30)),
     (Cell("a 9"), number(75.0, marks=(1,)), count(1))),
    lead="a <lead>", notes=(NASTY,), long=True,
)  # fmt: skip


class Reader(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def data_of(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    assert found is not None
    content: dict[str, Any] = json.loads(found[1])
    return content


def everything() -> Page:
    svg = line_chart([Series(NASTY, [1, 2, 3], [1.0, 3.0, 2.0])])
    facts = Table("Facts", (Column("what"), Column("value")), ((Cell(NASTY), Cell("x")),), facts=True)
    parts = (TABLE, Chart(NASTY, svg, NASTY, wide=False), Gallery(NASTY, (PAIR, PAIR)), facts)
    return Page(NASTY, NASTY, (Tile(NASTY, "1", NASTY),), (Section(NASTY, parts, NASTY), Section("Empty", ())))


def test_words_cannot_break_out() -> None:
    text = report_page(everything())
    assert text.count("<script") == 2 and "<!--" not in text and "<b>{{" not in text
    page = Reader(text)
    assert len(page.of("script")) == 2 and not page.of("lead")
    assert data_of(text)["galleries"][0][0]["title"] == NASTY


def test_nothing_is_loaded_from_anywhere() -> None:
    text = report_page(everything())
    assert not re.search(r"https?://|@import|url\(|fetch\(|XMLHttpRequest|import\(", text)
    assert "default-src 'none'" in text
    page = Reader(text)
    links = [one["href"] for one in page.of("a")]
    assert links == [] and not any("src" in attributes for _, attributes in page.found)


def test_sections_are_linked_when_they_are_several_and_empty_ones_are_left_out() -> None:
    text = report_page(Page("t", sections=(Section("A", (TABLE,)), Section("Empty", ()), Section("B", (TABLE,)))))
    page = Reader(text)
    assert [one["href"] for one in page.of("a")] == ["#section-1", "#section-2"]
    assert [one["id"] for one in page.of("section")] == ["section-1", "section-2"]


def shown(table: Table) -> str:
    return report_page(Page("t", sections=(Section("Numbers", (table,)),)))


def test_a_table_can_be_sorted_by_what_it_shows() -> None:
    text = shown(TABLE)
    page = Reader(text)
    assert [one.get("class") for one in page.of("table")] == ["sortable"]
    assert [one.get("data-value") for one in page.of("td")] == [None, "50", "2", None, None, "30", None, "75", "1"]
    assert len(page.of("th")) == 3 and text.count('<button type="button">') == 3
    assert 'style="--part:0.7500"' in text and "<sup>1</sup>" in text and "a &lt;lead&gt;" in text
    assert "<h3>Numbers" not in text  # the section says so already
    one_row = Table("One", (Column("name"),), ((Cell("x"),),))
    assert [one.get("class") for one in Reader(shown(one_row)).of("table")] == [None]


def test_a_pair_shares_its_points() -> None:
    data = data_of(report_page(everything()))
    pair = data["galleries"][0][0]
    assert pair["count"] == 300 and len(base64.b64decode(pair["arrays"]["positions"])) == 300 * 6
    truth, predicted = (np.frombuffer(base64.b64decode(pair["arrays"][key]), "<u2") for key in ("truth", "predicted"))
    np.testing.assert_array_equal(truth, PAIR.truth + 1)
    np.testing.assert_array_equal(predicted, PAIR.predicted + 1)
    assert [part["shown"] for part in pair["parts"]] == [True, True]


def test_many_pairs_are_thinned_together() -> None:
    points = np.random.default_rng(0).normal(size=(30_000, 3))
    pair = Pair(points, np.zeros(30_000, int), np.arange(30_000) % 2, ("a", "b", "c"), "t")
    few = data_of(report_page(Page("t", sections=(Section("s", (Gallery("g", (pair,)),)),))))["galleries"][0]
    assert few[0]["count"] == 16_000 and [part["shown"] for part in few[0]["parts"]] == [True, True, False]
    truth, predicted = (np.frombuffer(base64.b64decode(few[0]["arrays"][key]), "<u2") for key in ("truth", "predicted"))
    assert set(truth) == {1} and set(predicted) == {1, 2}


def test_pairs_that_do_not_fit() -> None:
    def paired(**changes: Any) -> str:
        values = {"points": POINTS, "truth": np.zeros(300, int), "predicted": np.zeros(300, int), "names": ("a",)}
        pair = Pair(title="chair_1", **{**values, **changes})
        return report_page(Page("t", sections=(Section("s", (Gallery("g", (pair,)),)),)))

    assert paired()
    with pytest.raises(ShapeError, match=r"Truth and prediction of chair_1 differ. Found \(300,\), \(299,\)"):
        paired(predicted=np.zeros(299, int))
    with pytest.raises(ShapeError, match="one label for each point"):
        paired(points=POINTS[:9])
    with pytest.raises(ShapeError, match="Label 1 has no name"):
        paired(predicted=np.ones(300, int))


CLICKS = """<script>
const found = {};
const texts = (at) => [...document.querySelectorAll("tbody tr")].map((row) => row.cells[at].textContent);
const heads = document.querySelectorAll("th button");
heads[1].click(); found.down = texts(0); heads[1].click(); found.up = texts(0);
heads[0].click(); found.names = texts(0);
found.sort = [...document.querySelectorAll("th")].map((head) => head.getAttribute("aria-sort"));
const svg = document.querySelector("svg[data-lines]"), box = svg.getBoundingClientRect();
svg.dispatchEvent(new PointerEvent("pointermove", { clientX: box.right - 15, clientY: box.top + 50, bubbles: true }));
found.tip = document.getElementById("tip").textContent;
setTimeout(() => {
  const colours = () => [...document.querySelectorAll(".card canvas")].map((canvas) => {
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data, seen = new Set();
    for (let i = 0; i < pixels.length; i += 4) seen.add([0, 1, 2].map((k) => pixels[i + k] >> 5).join());
    return seen.size;
  });
  found.before = colours(); document.querySelector(".gallery input").click();
  setTimeout(() => { found.after = colours(); document.body.dataset.found = JSON.stringify(found); }, 900);
}, 900);
</script></body>"""


@pytest.mark.slow
def test_a_browser_sorts_reads_and_draws(tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium here")
    chart = Chart("c", bar_chart([Bar("a", 1.0)]))
    page = everything()
    page = Page("t", sections=(*page.sections, Section("Bars", (chart,))))
    target = tmp_path / "page.html"
    target.write_text(report_page(page).replace("</body>", CLICKS), encoding="utf-8")
    # fmt: off
    flags = [
        "--headless", "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
        "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--virtual-time-budget=8000", "--window-size=1200,4000", "--dump-dom",
    ]
    # fmt: on
    command = [browser, *flags, f"--user-data-dir={tmp_path / 'profile'}", target.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=True)
    found = json.loads(Reader(done.stdout).of("body")[0]["data-found"] or "")
    assert found["down"] == ["a 9", "b", "a 10"] and found["up"] == ["b", "a 9", "a 10"]  # what is no number is last
    assert found["names"] == ["a 9", "a 10", "b"] and found["sort"] == ["ascending", None, None]
    assert found["tip"].startswith("3") and found["tip"].endswith("2")
    assert len(found["before"]) == 4 and min(found["before"]) > 3
    assert found["before"][0] == found["after"][0] and found["before"][1] != found["after"][1]
