"""What is known of a running training: pace, course of the loss, the best validation."""

from __future__ import annotations

import math

import pytest

from pa3d.cli.training_watch import Watched, duration, figure, sparkline


def trained(reports: int, total: int | None = 1000, minutes: float | None = None) -> Watched:
    """Ten steps a second, told every two seconds."""
    watched = Watched(total, 0.0)
    if minutes is not None:
        watched = watched.advanced(0, {"seconds_left": 60 * minutes}, 0.0)
    for i in range(1, reports + 1):
        watched = watched.advanced(20, {"loss": 1 / i}, 2.0 * i)
    return watched


def test_time_left_follows_the_pace() -> None:
    assert trained(0).seconds_left(0) is None and trained(1).seconds_left(2) is None
    assert trained(10).seconds_left(20) == pytest.approx(80)
    assert trained(10).seconds_left(25) == pytest.approx(75)  # between two reports it runs down
    assert trained(10).seconds_left(1000) == 0
    assert trained(10, minutes=1).seconds_left(20) == pytest.approx(40)  # the nearer end
    assert trained(10, total=None, minutes=1).seconds_left(20) == pytest.approx(40)
    assert trained(10, total=None).seconds_left(20) is None
    told = trained(10, minutes=1).advanced(20, {"loss": 1.0, "seconds_left": 7.0}, 22.0)  # the loop knows better
    assert told.seconds_left(24) == pytest.approx(5)
    validated = told.advanced(0, {"validation mIoU": 0.5}, 25.0)
    assert validated.seconds_left(26) == pytest.approx(3) and validated.marks == told.marks


def test_only_recent_steps_tell_the_pace() -> None:
    watched = trained(10, total=10_000)
    for i in range(40):
        watched = watched.advanced(20, {"loss": 1.0}, 20 + 4.0 * (i + 1))  # half as fast from here on
    assert watched.seconds_left(180) == pytest.approx((10_000 - 1000) / 5)


def test_steps_of_an_earlier_sitting_are_no_pace() -> None:
    watched = Watched(1000, 0.0).advanced(500, {}, 0.1)
    assert watched.seconds_left(0.2) is None
    minutes = Watched(1000, 0.0).advanced(500, {"seconds_left": 30.0}, 0.1)  # what is left of them, not all
    assert minutes.seconds_left(0.1) == pytest.approx(30) and minutes.marks == watched.marks
    watched = watched.advanced(20, {"loss": 1.0}, 2.1).advanced(20, {"loss": 1.0}, 4.1)
    assert watched.done == 540 and watched.seconds_left(4.1) == pytest.approx(46)


def test_a_long_course_is_kept_short_and_whole() -> None:
    watched = Watched(None, 0.0)
    for i in range(5000):
        watched = watched.advanced(1, {"loss": math.nan if i == 7 else float(i)}, i)
    assert 128 <= len(watched.losses) <= 256 and len(watched.pending) < watched.each
    known = [float(i) for i in range(5000) if i != 7]
    assert watched.losses[0] == pytest.approx(sum(known[: watched.each]) / watched.each)
    assert sorted(watched.losses) == list(watched.losses) and watched.losses[-1] > 4900


def test_the_best_validation_is_remembered() -> None:
    watched = trained(1).advanced(0, {"validation mIoU": 0.5, "validation loss": 1.0}, 3)
    assert (watched.validated, watched.best) == (20, (20, 0.5))
    watched = watched.advanced(20, {"loss": 1.0}, 4).advanced(0, {"validation mIoU": 0.4}, 5)
    assert (watched.validated, watched.best) == (40, (20, 0.5))
    watched = watched.advanced(0, {"validation mIoU": math.nan}, 5)
    assert watched.best == (20, 0.5)
    assert watched.training == {"loss": "1"} and watched.validation["mIoU"] == "nan"
    by_loss = trained(1).advanced(0, {"validation loss": 1.0}, 3).advanced(20, {"validation loss": 0.9}, 4)
    assert by_loss.advanced(20, {"validation loss": 1.1}, 5).best == (40, 0.9)


def test_words() -> None:
    assert [duration(s) for s in (0, 42.4, 89, 95, 3600, 5400, 90_000)] == [
        "0 s", "42 s", "89 s", "2 min", "60 min", "1 h 30 min", "25 h 00 min"
    ]  # fmt: skip
    assert figure("rate", 6e-4) == "0.0006" and figure("accuracy", 0.5) == "0.500"
    assert figure("samples_per_second", 1234.56) == "1,234.6" and figure("loss", 0.123456) == "0.1235"


def test_a_sparkline_shows_the_course() -> None:
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8) == "▁▂▃▄▅▆▇█"
    assert sparkline([7, 7, 0, 0], 2) == "█▁" and sparkline([1, 1, 1], 9) == "▁▁▁"
    assert sparkline([1], 9) == sparkline([], 9) == sparkline([1, 2], 1) == ""
    assert len(sparkline(list(range(256)), 60)) == 60
