"""What can be done to shapes: the named ways stand, numbers that make no sense are refused."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pytest

from pa3d.data.augmentation import AUGMENTATIONS, Augmentation
from pa3d.errors import UsageError


@pytest.mark.parametrize(
    "wrong",
    [
        {"yaw": -10.0}, {"tilt": math.inf}, {"turn": 361.0}, {"twist": -1.0}, {"tilt_share": 1.1}, {"warp_share": -0.1},
        {"jitter": -0.01}, {"jitter": math.nan}, {"stretch": 1.5}, {"warp": -0.1}, {"taper": 2.0}, {"crop": 0.6},
        {"share": -1.0},
    ],
)  # fmt: skip
def test_a_number_out_of_range_is_named(wrong: dict[str, Any]) -> None:
    ((name, value),) = wrong.items()
    with pytest.raises(UsageError, match=rf"{name} = {value} is not allowed\. The least is 0, and the most "):
        Augmentation(**wrong)


def test_every_number_has_a_range() -> None:
    for each in dataclasses.fields(Augmentation):
        with pytest.raises(UsageError, match=each.name):
            Augmentation(**{each.name: -0.001})
        assert getattr(Augmentation(**{each.name: 0.0}), each.name) == 0
    assert set(AUGMENTATIONS) == {"strong", "wild", "paper", "none"}
