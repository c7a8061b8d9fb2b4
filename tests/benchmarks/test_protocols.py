"""Protocols: the papers' values, and single changes to them."""

from __future__ import annotations

import json
from typing import Any, get_args

import numpy as np
import pytest

from pa3d.benchmarks.metrics import PartCounts, shape_iou
from pa3d.benchmarks.protocols import AbsentRule, ProtocolName, described, protocol
from pa3d.errors import UsageError


@pytest.mark.parametrize(
    ("benchmark", "expected"),
    [
        ("shapenetpart", {"points": 2048, "sampling": "replacement", "average": "shape", "absent": "skip"}),
        ("partnet", {"points": 2048, "sampling": "farthest", "average": "find3d", "background": "labelled"}),
        ("faust", {"points": 2048, "absent": "one"}),
        ("objaverse-unseen", {"points": 2048, "sampling": "random"}),
        ("folder", {"name": "pa3d", "points": "all", "votes": None, "assign": None}),
        ("synthetic", {"name": "pa3d"}),
    ],
)
def test_a_benchmark_is_asked_as_its_paper_does(benchmark: str, expected: dict[str, Any]) -> None:
    values = described(protocol(benchmark))
    assert {key: values[key] for key in expected} == expected
    if values["name"] == "patchalign3d":
        assert (values["votes"], values["assign"], values["prompt"], values["names"]) == (
            1,
            "nearest",
            "plain",
            "paper",
        )


def test_a_name_sets_all_options_together() -> None:
    find3d, partslip = protocol("partnet", "find3d"), protocol("partnet", "partslip")
    assert (find3d.prompt, find3d.background, find3d.absent, find3d.headline) == ("category", "zero", "union", "cIoU")
    assert (partslip.prompt, partslip.background, partslip.headline) == ("plain", "zero", "part mIoU")
    whole = protocol("shapenetpart", "find3d")
    assert whole.background == "labelled" and whole.names == "find3d", "every point has a part there"


def test_single_options_change_one_thing() -> None:
    plain = protocol("partnet")
    changed = protocol("partnet", None, {"votes": 4, "background": "zero", "prompt": None})
    assert {key for key in described(plain) if described(plain)[key] != described(changed)[key]} == {
        "name", "votes", "background"
    }  # fmt: skip
    assert (plain.name, changed.name) == ("patchalign3d", "patchalign3d, changed")
    assert protocol("partnet", None, {"sampling": plain.sampling}).name == plain.name
    every = protocol("partnet", None, {"points": "all"})
    assert (every.points, every.sampling) == (None, "all")
    some = protocol("folder", None, {"points": 512})
    assert (some.points, some.sampling) == (512, "random")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"points": 100, "sampling": "all"}, "contradict"),
        ({"points": "all", "sampling": "farthest"}, "contradict"),
        ({"sampling": "farthest"}, "how many"),
        ({"points": 0}, "--points 0"),
        ({"votes": 0}, "--votes 0"),
    ],
)
def test_contradictions(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        protocol("folder", None, changes)


@pytest.mark.parametrize("name", get_args(ProtocolName))
def test_every_option_can_be_printed(name: ProtocolName) -> None:
    for benchmark in ("shapenetpart", "partnet", "faust", "scanobjectnn", "objaverse", "compat", "folder"):
        values = described(protocol(benchmark, name))
        assert json.loads(json.dumps(values)) == values and values["name"] == name


def test_every_rule_for_absent_parts() -> None:
    # Part 0: IoU 1/2. Part 1 is absent and predicted, part 2 absent and not, of which the rules differ.
    counts = PartCounts(np.array([1, 0, 0]), np.array([2, 3, 0]), np.array([True, False, False]))
    expected: dict[AbsentRule, float] = {"skip": 1 / 2, "union": 1 / 4, "one": 1 / 2}
    assert set(expected) == set(get_args(AbsentRule))
    for rule, value in expected.items():
        assert shape_iou(counts, rule) == pytest.approx(value)
