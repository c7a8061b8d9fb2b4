"""Unknown words lean towards learned ones; learned ones stay."""

from __future__ import annotations

import numpy as np
import pytest

from pa3d.text.bank import bundled_vectors, text_vectors
from pa3d.text.lean import lean_towards
from pa3d.text.sources import DEFAULT_ENCODER

LEARNED = ["leg", "seat", "backrest", "armrest", "wheel"]


def learned() -> np.ndarray:
    return bundled_vectors(LEARNED, DEFAULT_ENCODER)


def test_learned_names_stay_what_they_are() -> None:
    leaning = lean_towards(learned(), learned())
    assert leaning.dtype == np.float32 and np.allclose(np.linalg.norm(leaning, axis=1), 1, atol=1e-5)
    assert ((leaning * learned()).sum(1) > 0.99).all()


def test_other_words_come_closer_to_the_nearest_learned_one() -> None:
    asked = text_vectors(["armrest pad", "car wheel"])
    before, after = asked @ learned().T, lean_towards(asked, learned()) @ learned().T
    assert before.argmax(1).tolist() == after.argmax(1).tolist() == [3, 4]
    assert (after.max(1) > before.max(1) + 0.02).all()


def test_only_bundled_words_of_the_same_encoder_count() -> None:
    assert bundled_vectors(["leg", "zxqvbn"], DEFAULT_ENCODER).shape == (1, learned().shape[1])
    assert len(bundled_vectors(LEARNED, "some/other")) == 0 == len(bundled_vectors([], DEFAULT_ENCODER))
    assert bundled_vectors(["leg"], DEFAULT_ENCODER)[0] == pytest.approx(text_vectors(["leg"])[0])
