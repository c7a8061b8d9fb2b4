from __future__ import annotations

import numpy as np
import pytest

from pa3d.errors import UsageError
from pa3d.text.templates import Prompt, make_prompt, pool_templates, unit_rows


def test_the_sentences_of_the_paper() -> None:
    assert Prompt("leg").texts == ("leg", "a leg", "leg part")
    assert Prompt("leg", "chair").texts == (
        "a leg of a chair",
        "the leg of a chair",
        "leg of chair",
        "a leg part of a chair",
    )


def test_make_prompt() -> None:
    assert make_prompt("Door_Handle") == Prompt("door handle")
    assert make_prompt("leg", "plain", "chair") == Prompt("leg")
    assert make_prompt("Leg", "category", "Swivel_Chair") == Prompt("leg", "swivel chair")
    with pytest.raises(UsageError, match="needs a category"):
        make_prompt("leg", "category")
    with pytest.raises(UsageError, match="not a prompt style"):
        make_prompt("leg", "poem")  # type: ignore[arg-type]


def test_braces_in_a_name_are_no_template() -> None:
    assert make_prompt("{0.__class__}").texts[1] == "a 0 class"


def test_pooling_against_a_slow_reference() -> None:
    vectors = np.random.default_rng(0).normal(size=(5 * 3, 7)).astype(np.float32) * 9
    pooled = pool_templates(vectors, 3)
    for row, name in zip(pooled, vectors.reshape(5, 3, 7), strict=True):
        mean = sum(vector / np.linalg.norm(vector) for vector in name) / 3
        np.testing.assert_allclose(row, mean / np.linalg.norm(mean), atol=1e-6)


def test_a_zero_vector_never_passes() -> None:
    with pytest.raises(AssertionError, match="zero"):
        unit_rows(np.zeros((1, 4), np.float32))
