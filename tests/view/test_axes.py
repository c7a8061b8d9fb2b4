from __future__ import annotations

import math

import pytest

from pa3d.view.axes import Scale, log_ticks, round_ticks, scale_of, tick_text


def test_places_are_in_proportion_and_stay_inside() -> None:
    across = Scale(0, 100, 50, 250)
    assert [across.at(value) for value in (0, 25, 100, -5, 1e9)] == [50, 100, 250, 50, 250]
    up = Scale(0, 10, 300, 100)
    assert up.at(2.5) == 250
    log = Scale(1, 1000, 0, 300, log=True)
    assert [log.at(value) for value in (1, 10, 100, 0, -3)] == [0, 100, 200, 0, 0]


def test_what_has_a_place() -> None:
    linear, log = Scale(0, 1, 0, 1), Scale(1, 10, 0, 1, log=True)
    assert linear.shows(-3) and not linear.shows(math.nan) and not linear.shows(math.inf)
    assert log.shows(0.1) and not log.shows(0) and not log.shows(-1)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(0, 100, [0, 20, 40, 60, 80, 100]), (0, 0.7, [0, 0.2, 0.4, 0.6]), (-3, 4, [-2, 0, 2, 4]), (90.5, 97, [92, 94, 96]),
     (0, 1e-3, [0, 2e-4, 4e-4, 6e-4, 8e-4, 1e-3])],
)  # fmt: skip
def test_round_values(low: float, high: float, ticks: list[float]) -> None:
    assert round_ticks(low, high, 5) == pytest.approx(ticks)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(1, 1000, [1, 10, 100, 1000]), (0.1, 3, [0.1, 0.2, 0.5, 1, 2]), (2.1, 2.9, [2.2, 2.4, 2.6, 2.8]),
     (1e-12, 1, [1e-12, 1e-9, 1e-6, 1e-3, 1])],
)  # fmt: skip
def test_round_values_on_a_logarithm(low: float, high: float, ticks: list[float]) -> None:
    assert log_ticks(low, high, 6) == pytest.approx(ticks)


@pytest.mark.parametrize(
    ("values", "options", "ends"),
    [([3, 97], {}, (0, 100)), ([3, 97, math.nan, math.inf], {"zero": True}, (0, 100)), ([5, 5], {}, (2, 8)),
     ([1e-4, 1e-4], {}, (4e-5, 1.6e-4)),
     ([0, 0], {"zero": True}, (0, 0.5)), ([], {}, (0, 1)), ([], {"log": True}, (0.1, 1)), 
     ([-1, 0], {"log": True}, (0.1, 1)),
     ([4, 4], {"log": True}, (2 / 1.05, 8 * 1.05)), ([-7, -2], {"zero": True}, (-8, 0))],
)  # fmt: skip
def test_a_scale_holds_its_values(values: list[float], options: dict[str, bool], ends: tuple[float, float]) -> None:
    scale = scale_of(values, 0, 100, **options)
    assert (scale.low, scale.high) == pytest.approx(ends)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.25, "0.25"), (250, "250"), (1000, "1k"), (2500, "2.5k"), (2048, "2,048"), (3e6, "3M"), (2e9, "2G"),
     (-5000, "-5k"), (2e-5, "2e-5"), (0.001, "0.001"), (0.30000000000000004, "0.3")],
)  # fmt: skip
def test_values_in_few_letters(value: float, text: str) -> None:
    assert tick_text(value) == text
