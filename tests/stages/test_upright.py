"""The head that tells which way is up learns it from shapes that stand upright."""

from __future__ import annotations

import numpy as np
import torch

from pa3d.core.encoder import EncoderConfig, Patches
from pa3d.data.augmentation import Augmentation
from pa3d.data.names import name_table
from pa3d.data.synthetic_stream import SyntheticSource
from pa3d.progress import Silent
from pa3d.stages.upright import candidate_turns, learn_upright
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import box


def pin(generator: np.random.Generator) -> Assembly:
    shape = Assembly()
    shape.add("base", box((2, 0.2, 2)))
    shape.add("pole", box((0.3, 3 + generator.random(), 0.3), (0, 1.5, 0)))
    return shape


PINS = (Kind("pin", pin, {"base": (), "pole": ()}),)


def test_candidates_are_proper_turns_and_the_first_is_none() -> None:
    turns = candidate_turns()
    assert torch.equal(turns[0], torch.eye(3)) and torch.allclose(torch.linalg.det(turns), torch.ones(6))
    up = turns[:, 2]  # what becomes z
    assert len({tuple(row.tolist()) for row in up.round()}) == 6


class Looking(torch.nn.Module):
    """An encoder whose tokens are the points themselves."""

    config = EncoderConfig(points=128, width=3, heads=1)
    cls_token = torch.zeros(3)

    def forward(self, points: torch.Tensor) -> Patches:
        nothing = torch.zeros(len(points), 0, 3)
        return Patches(nothing, nothing.long(), points)


def test_it_learns_which_end_of_a_pin_is_up() -> None:
    source = SyntheticSource(PINS, name_table(PINS), seed=0)
    how = Augmentation(yaw=180, tilt=0, stretch=0, jitter_share=0, crop_share=0, density_share=0)
    first, again = (
        learn_upright(Looking(), (source.read(range(8 * i, 8 * i + 8)) for i in range(10)), 80, how, 0, Silent())
        for _ in range(2)
    )  # type: ignore[arg-type]
    assert first.accuracy > 0.9 and first.shapes == 80
    assert torch.equal(first.head.out.weight, again.head.out.weight)
