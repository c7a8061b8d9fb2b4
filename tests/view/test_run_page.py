"""The page of a run: what is drawn of which figures, in which unit, and that any number of rows will do."""

from __future__ import annotations

import json
import math
import re
from html import unescape

import numpy as np
import pytest

from pa3d.view.report import Chart, Gallery, Page, Pair, report_page
from pa3d.view.run_page import Run, run_page, smoothed
from pa3d.view.tables import NOTHING, Table


def rows(count: int, **others: float) -> list[dict[str, float]]:
    return [{"step": 20.0 * (i + 1), "seconds": 6.0 * i, "rate": 1e-4, "loss": 2 / (i + 1), "accuracy": 0.5, **others}
            for i in range(count)]  # fmt: skip


def titles(page: Page) -> dict[str, list[str]]:
    return {section.title: [part.title for part in section.parts] for section in page.sections if section.parts}


def read(page: Page, title: str) -> dict[str, list[str]]:
    """What the pointer reads off a chart: values by the name of the curve."""
    (chart,) = [part for one in page.sections for part in one.parts if isinstance(part, Chart) and part.title == title]
    told = re.search(r'data-lines="([^"]*)"', chart.svg)
    assert told is not None
    return {one["name"]: [place[3] for place in one["at"]] for one in json.loads(unescape(told[1]))}


def test_smoothing_keeps_lines_and_averages_noise() -> None:
    noise = np.random.default_rng(0).normal(size=2000)
    assert abs(smoothed(noise)).max() < 0.5 and smoothed(noise).std() < 0.25 * noise.std()
    line = np.arange(2000.0)
    assert smoothed(line)[100:-100] == pytest.approx(line[100:-100])
    gaps = np.where(np.arange(2000) % 3 == 0, np.nan, 5.0)
    assert smoothed(gaps) == pytest.approx(np.full(2000, 5.0))
    few = smoothed([1.0, math.nan, 3.0])  # drawn as they are
    assert few[0] == 1 and np.isnan(few[1]) and few[2] == 3
    assert np.isnan(smoothed([math.nan] * 50)).all() and len(smoothed([])) == 0


def test_an_alignment_run() -> None:
    validation = [{"step": 400.0, "mIoU": 0.41, "patch accuracy": 0.8, "point accuracy": 0.7, "loss": 1.0,
                   "patch oracle": 0.9}, {"step": 800.0, "mIoU": 0.52, "patch oracle": math.nan}]  # fmt: skip
    pair = Pair(np.random.default_rng(0).random((50, 3)), np.zeros(50, int), np.zeros(50, int), ["leg"], "stool")
    run = Run("align: x", "lead", rows(40, point_accuracy=0.6, scale=30), validation, 800.0, 1000,
              {"chair": 0.5, "<cap>": math.nan}, [0.5, math.nan, 0.2, 0.9], [pair], "Shapes.",
              [("seed", "3", "0")])  # fmt: skip
    page = run_page(run)
    assert titles(page) == {
        "Learning": ["Loss", "Loss, logarithmic", "Accuracy", "Scale of cosines", "Learning rate"],
        "Validation": ["Zero-shot scores of the validation shapes", "Every validation"],
        "Shapes": ["By category", "How many shapes score how much", "Truth beside prediction"],
        "Settings": ["Settings that are not the defaults"],
    }
    tiles = {tile.label: (tile.value, tile.note) for tile in page.tiles}
    assert tiles["zero-shot mIoU, %"] == ("52.0", "at step 800") and tiles["patch accuracy, %"][0] == "50.0"
    assert tiles["steps"] == ("800", "of 1,000") and tiles["minutes"][0] == "3.9" and "point accuracy, %" in tiles
    accuracy = read(page, "Accuracy")
    assert set(accuracy["points, training"]) == {"60"} and accuracy["points, validation"] == ["70"]
    assert read(page, "Loss")["validation"] == ["1"] and len(read(page, "Loss")["training"]) == 40
    assert read(page, "Zero-shot scores of the validation shapes") == {"mIoU": ["41", "52"], "patch oracle": ["90"]}
    table = page.sections[1].parts[1]
    assert isinstance(table, Table)
    assert [cell.strong for row in table.rows for cell in row[:1]] == [False, True]
    assert [cell.text for cell in table.rows[1]] == ["800", "52.0", *[NOTHING] * 4]
    assert "&lt;cap&gt;" in report_page(page) and "<cap>" not in report_page(page)


def test_a_distillation_run_validates_by_its_loss() -> None:
    validation = [{"step": 400.0, "loss": 0.3, "cosine": 0.8}]
    page = run_page(Run("distill: x", "", rows(30, cosine=0.7), validation, 400.0))
    assert titles(page)["Learning"][3:] == ["Cosine with the teacher", "Learning rate"]
    assert titles(page)["Validation"] == ["Every validation"]
    cosine = read(page, "Cosine with the teacher")
    assert cosine["validation"] == ["0.8"] and set(cosine["cosine"]) == {"0.7"}
    assert "zero-shot mIoU, %" not in [tile.label for tile in page.tiles]


@pytest.mark.parametrize("count", [0, 1, 2, 30_000])
def test_any_number_of_rows(count: int) -> None:
    page = run_page(Run("align: x", "", rows(count)))
    text = report_page(page)
    assert ("Loss" in text) == (count > 0) and len(text) < 2_000_000
    assert "nan" not in text.split("<main>")[1].split("</main>")[0]


def test_a_loss_that_is_not_finite_leaves_a_gap() -> None:
    measured = rows(60)
    measured[20]["loss"] = math.nan
    measured[-1] = {"step": 1200.0, "seconds": 1.0}  # and a row may lack a figure
    page = run_page(Run("align: x", "", measured))
    assert len(read(page, "Loss")["training"]) == 59
    assert not any(isinstance(part, Gallery) for section in page.sections for part in section.parts)


def test_a_run_that_ended_between_two_lines_says_how_many_steps_it_took() -> None:
    page = run_page(Run("align: x", "", rows(12), total=3000, steps=246))
    assert [tile.value for tile in page.tiles if tile.label == "steps"] == ["246"]
    few = [1 / step for step in range(1, 31)]
    assert smoothed(few).tolist() == few  # so short a curve begins where it was measured
