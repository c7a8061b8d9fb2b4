"""The head that tells which way is up learns it from shapes that stand upright."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator

import numpy as np
import pytest
import torch

from pa3d.core.network import PatchAlign
from pa3d.core.upright import axis_logits, six_poses
from pa3d.data.augmentation import Augmentation
from pa3d.data.batches import Loaded, RawBatch, normalize_batch
from pa3d.data.names import name_table
from pa3d.data.synthetic_stream import SyntheticSource
from pa3d.progress import Silent
from pa3d.stages.upright import learn_upright
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import box


def pin(generator: np.random.Generator) -> Assembly:
    shape = Assembly()
    shape.add("base", box((2, 0.2, 2)))
    shape.add("pole", box((0.3, 3 + generator.random(), 0.3), (0, 1.5, 0)))
    return shape


PINS = (Kind("pin", pin, {"base": (), "pole": ()}),)


HOW = Augmentation(yaw=180, tilt=0, stretch=0, jitter_share=0, crop_share=0, density_share=0)


def stream(kinds: tuple[Kind, ...], seed: int = 0) -> Iterator[Loaded[RawBatch]]:
    source = SyntheticSource(kinds, name_table(kinds), seed, 256)
    return (source.read(range(8 * i, 8 * i + 8)) for i in itertools.count())


def test_it_learns_which_end_of_a_pin_is_up(tiny_network: PatchAlign) -> None:
    encoder = tiny_network.encoder
    before = copy.deepcopy(encoder.state_dict())
    found = learn_upright(encoder, stream(PINS), 320, HOW, 0, Silent())
    assert found.accuracy > 0.9 and found.shapes == 320 and not found.head.training
    assert all(torch.equal(value, before[name]) for name, value in encoder.state_dict().items())


def test_it_is_less_sure_of_what_may_lie(tiny_network: PatchAlign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pa3d.stages.upright.LYING", 2)
    monkeypatch.setattr("pa3d.stages.upright.RATE", 0.01)
    encoder = tiny_network.encoder
    pins = six_poses(encoder, normalize_batch(next(stream(PINS, seed=1)).batch.points[:, :128]))
    chances = []
    for lying in (None, stream(PINS)):
        found = learn_upright(encoder, stream(PINS), 160, HOW, 0, Silent(), lying)
        with torch.no_grad():
            chances.append(axis_logits(found.head, pins).softmax(1)[:, 0].mean().item())
    assert chances[1] < 0.7 < chances[0], chances  # every other pin has no up


def test_the_same_shapes_teach_the_same(tiny_network: PatchAlign) -> None:
    first, again = (learn_upright(tiny_network.encoder, stream(PINS), 20, HOW, 0, Silent()) for _ in range(2))
    assert all(map(torch.equal, first.head.parameters(), again.head.parameters()))
    assert first.accuracy == again.accuracy
