"""When a run ends, and what no run can be asked."""

from __future__ import annotations

from typing import Any

import pytest

from pa3d.errors import UsageError
from pa3d.stages.loop_config import LoopConfig, steps_of


@pytest.mark.parametrize(
    ("given", "shapes", "steps"),
    [
        ({}, None, 3000),
        ({}, 100, 3000),
        ({"max_steps": 7}, None, 7),
        ({"epochs": 2.0}, 100, 7),  # 200 shapes, 32 at a time
        ({"epochs": 0.01}, 100, 1),
        ({"epochs": 2.0, "max_steps": 5}, 100, 5),
        ({"max_minutes": 3.0}, 100, None),
        ({"max_minutes": 3.0, "epochs": 1.0}, 64, 2),
    ],
)
def test_the_nearest_end_counts(given: dict[str, Any], shapes: int | None, steps: int | None) -> None:
    assert steps_of(LoopConfig(**given), 32, shapes, 3000) == steps


def test_the_world_has_no_epochs() -> None:
    with pytest.raises(UsageError, match="not for the synthetic world"):
        steps_of(LoopConfig(epochs=1.0), 32, None, 3000)


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_steps": 0}, {"learning_rate": 0.0}, {"max_minutes": 0}, {"log_every": 0}, {"average": 1.0},
        {"epochs": 0.0}, {"clip": -1.0}, {"accumulate": 0}, {"head_rate": 0.0}, {"weight_decay": -0.1},
        {"save_steps": 0}, {"keep": 0}, {"learning_rate": float("nan")}, {"warmup_steps": -1},
        {"largest_broken_share": 1.5}, {"save_minutes": float("inf")},
    ],
)  # fmt: skip
def test_a_pace_of_nothing_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=next(iter(wrong))):
        LoopConfig(**wrong)
