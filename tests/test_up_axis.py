"""Which way is up: what the guess promises, and that a head learns it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

import pa3d
from pa3d.core.network import PatchAlign
from pa3d.core.upright import UprightHead, candidate_turns
from pa3d.errors import CheckpointError, ShapeError, UsageError
from pa3d.io.formats import read
from pa3d.model import Model
from pa3d.shapes.frame import AXES, axis_matrix, frame_of
from pa3d.up_axis import UpGuess, guess_up


def by_height(samples: torch.Tensor) -> torch.Tensor:
    """Calls an axis up when most of the points lie low along it."""
    heights = samples @ candidate_turns()[:, 2].T  # (S, N, 6)
    low, high = heights.amin(1), heights.amax(1)
    return -40 * (heights.mean(1) - low) / (high - low)


def pear(count: int = 900) -> np.ndarray:
    """A shape heavy at the bottom, y up."""
    generator = np.random.default_rng(0)
    points = generator.normal(size=(count, 3)) * 0.4
    points[:, 1] = generator.random(count) ** 3 * 4
    return points


@pytest.mark.parametrize("axis", AXES)
def test_a_turned_shape_is_found_turned(axis: str) -> None:
    turn = np.linalg.inv(axis_matrix(axis)) @ axis_matrix("y")  # y of the pear to `axis`
    guess = guess_up(pear() @ turn.T, 300, by_height, seed=0)
    assert guess.axis == axis and guess.sure
    assert sum(guess.chances.values()) == pytest.approx(1, abs=1e-5)
    assert guess.chance == max(guess.chances.values())


def test_the_axes_of_a_turned_shape_give_the_same_frame() -> None:
    turn = np.linalg.inv(axis_matrix("z")) @ axis_matrix("y")
    assert np.allclose(frame_of(pear() @ turn.T, "z").apply(pear() @ turn.T), frame_of(pear(), "y").apply(pear()))


def test_what_looks_alike_from_everywhere_is_unsure() -> None:
    ball = np.random.default_rng(0).normal(size=(2000, 3))
    ball /= np.linalg.norm(ball, axis=1, keepdims=True)
    assert not guess_up(ball, 500, by_height, seed=0).sure


def test_a_model_says_when_it_cannot_tell_and_keeps_its_head(tiny_network: PatchAlign, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="cannot tell which way is up"):
        Model(tiny_network, {}).up_axis(pear())
    tiny_network.upright = UprightHead(tiny_network.encoder.config, 8).eval()
    model = Model(tiny_network, {"upright": {"accuracy": 0.5}})
    guess = model.up_axis(pear())
    assert isinstance(guess, UpGuess) and guess == model.up_axis(pear())
    model.save(tmp_path / "model.safetensors")
    loaded = pa3d.load(tmp_path / "model.safetensors", device="cpu", dtype="float32")
    assert loaded.up_axis(pear()).chance == pytest.approx(guess.chance, abs=1e-6)
    assert loaded.meta["upright"] == {"accuracy": 0.5, "hidden": 8}


def test_the_bundled_model_stands_its_chair_up() -> None:
    """However it is turned; and it has all the parts that its card tells of."""
    model = pa3d.load("small", device="cpu", dtype="float32")
    assert model.network.words is not None and model.network.decoder is not None and model.meta["text"]["meanings"]
    chair = read(Path(pa3d.__file__).parent / "assets" / "chair.ply")
    points = np.asarray(chair.vertices, dtype=float)
    for axis in AXES:
        guess = model.up_axis(points @ (np.linalg.inv(axis_matrix(axis)) @ axis_matrix("y")).T)
        assert (guess.axis, guess.sure) == (axis, True)


def test_words_that_do_not_fit_are_refused(tiny_network: PatchAlign) -> None:
    tiny_network.upright = UprightHead(tiny_network.encoder.config, 8).eval()
    model = Model(tiny_network, {"score": {"scale": 20.0, "bias": -3.0}})
    for text in (np.ones((2, 13)), np.ones(12)):
        with pytest.raises(ShapeError, match="Text vectors must be"):
            model.up_axis(pear(), text=text)
    with pytest.raises(UsageError, match="is one text"):
        model.up_axis(pear(), "seat,back")
    uncalibrated = Model(tiny_network, {})
    assert uncalibrated.up_axis(pear(), text=np.ones((2, 12))) == uncalibrated.up_axis(pear())
    tiny_network.text_head = None
    with pytest.raises(CheckpointError, match="knows no words"):
        model.up_axis(pear(), text=np.ones((2, 12)))


def test_names_and_their_vectors_say_the_same() -> None:
    model = pa3d.load("small", device="cpu", dtype="float32")
    names = ["seat", "back", "leg"]
    told = model.up_axis(pear(), names)
    assert told == model.up_axis(pear(), text=model.text(names)) != model.up_axis(pear())
