"""What bench can be asked: contradictions are said before anything is loaded."""

from __future__ import annotations

from typing import Any

import pytest

from pa3d.benchmarks.layouts import LAYOUTS
from pa3d.benchmarks.speed_config import SpeedConfig
from pa3d.errors import UsageError
from pa3d.stages.bench_config import ALL, BENCHMARKS, BenchConfig


def test_every_benchmark_can_be_named() -> None:
    assert set(BENCHMARKS) == {*LAYOUTS, "speed", "all"}
    assert set(ALL) == set(LAYOUTS) - {"folder"}
    assert BenchConfig("all").benchmarks() == ALL and BenchConfig("faust").benchmarks() == ("faust",)
    assert BenchConfig("speed").benchmarks() == ()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"limit": 0}, "--limit 0"), ({"seeds": 0}, "--seeds 0"), ({"batch": 0}, "--batch 0"), ({"seed": -1}, "--seed"),
        ({"sample": 0}, "--sample 0"), ({"patches": 0}, "--patches 0"), ({"compare": ("a",)}, "two reports"),
        ({"benchmark": "faust", "compare": ("a", "b")}, "both given"),
        ({"benchmark": "all", "out": "x.json"}, "one file"),
        ({"benchmark": "speed", "limit": 2}, "--limit is not for speed"),
        ({"benchmark": "speed", "dtype": "float32"}, "--dtype is not for speed"),
        ({"compare": ("a", "b"), "points": 9}, "--points is not for --compare"),
        ({"benchmark": "speed", "speed": SpeedConfig(model="base")}, "'model' stands within"),
        ({"benchmark": "all", "votes": 0}, "--votes 0"), ({"benchmark": "folder", "sampling": "random"}, "how many"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(values: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        BenchConfig(**values)


def test_the_speed_run_takes_model_seed_and_device_from_above() -> None:
    own = SpeedConfig(batches=(2,), devices=("cpu",))
    asked = BenchConfig("speed", model="base", seed=3, speed=own).speed_config()
    assert (asked.model, asked.seed, asked.batches, asked.devices) == ("base", 3, (2,), ("cpu",))
    assert BenchConfig("speed", device="cuda:1", speed=own).speed_config().devices == ("cuda:1",)


def test_options_reach_every_protocol() -> None:
    config = BenchConfig("all", votes=3, protocol="partslip")
    assert {config.protocol_for(name).votes for name in ALL} == {3}
    assert {config.protocol_for(name).average for name in ALL} == {"partslip"}
