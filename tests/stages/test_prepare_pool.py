"""The pool of processes, with makers that misbehave."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from pool_deeds import act, setup

from pa3d.data.raw import Item
from pa3d.errors import FileError, Pa3dError
from pa3d.stages.prepare_pool import Pool


def items(*deeds: str) -> list[Item]:
    return [Item(f"i{number}", "test", partial(act, number, deed)) for number, deed in enumerate(deeds)]


def test_answers_come_in_order_whoever_is_slow() -> None:
    with Pool(setup, "x", 3) as pool:
        answers = list(pool.made(items("slow", "", "", "print", "", "slow", "")))
    assert [answer.made.id for answer in answers] == [f"i{number}" for number in range(7)]
    for number, answer in enumerate(answers):
        assert answer.made.sample is not None and answer.made.sample.words == b"1", "one thread each"
        assert (np.frombuffer(answer.made.sample.arrays) == number).all()
        assert answer.seconds == {"read": 0.5} and answer.made.teacher == 3
    assert pool.record == {"settings": "x"}


def test_what_fails_is_said_and_the_rest_is_made(tmp_path: Path) -> None:
    deeds = items("", "die", "", "fail", "fault", f"once {tmp_path / 'seen'}", "")
    with Pool(setup, "", 2) as pool:
        answers = list(pool.made(deeds))
    good = [answer.made.sample is not None for answer in answers]
    assert good == [True, False, True, False, False, True, True], "who died once gets another try"
    died, broken, fault = (answers[index].made.failure for index in (1, 3, 4))
    assert died is not None and "SIGKILL, twice" in died.what and died.do
    assert broken is not None and broken.what == "file.ply is broken." and broken.source == "test"
    assert fault is not None and "ValueError: what is this" in fault.found
    assert "Traceback" in answers[4].trace and not answers[3].trace


def test_a_stop_ends_the_run_with_its_reason() -> None:
    started = time.monotonic()
    with Pool(setup, "", 2) as pool, pytest.raises(FileError, match="Nobody answers") as stopped:
        list(pool.made(items("", "", "stop", *["slow"] * 200)))
    assert stopped.value.do == "Start the endpoint." and time.monotonic() - started < 50


@pytest.mark.parametrize(("settings", "said"), [("refuse", "The model is none"), ("die", "exit code 3")])
def test_a_setup_that_fails_is_not_tried_for_ever(settings: str, said: str) -> None:
    with Pool(setup, settings, 2) as pool, pytest.raises(Pa3dError, match=said):
        list(pool.made(items("", "")))


def test_deaths_in_a_row_are_not_the_shapes() -> None:
    with Pool(setup, "", 1) as pool, pytest.raises(Pa3dError, match="keep ending"):
        list(pool.made(items(*["die"] * 9)))


def test_nothing_to_make_starts_nothing() -> None:
    with Pool(setup, "die", 2) as pool:
        assert list(pool.made([])) == []
