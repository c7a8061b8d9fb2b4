"""Words that are no plain name lean towards those they stand for, in the light of the others asked."""

from __future__ import annotations

import numpy as np
import pytest

from pa3d.text.bank import bundled_vectors, text_vectors
from pa3d.text.lean import Heard, Leaning, heard, joined, kept_meanings, lean_towards
from pa3d.text.sources import DEFAULT_ENCODER

MEANINGS = {
    "chair": {"leg": ["foot", "stilt"], "seat": ["cushion"], "arm": ["armrest"]},
    "person": {"leg": ["shin"], "arm": ["forearm"], "head": ["face"]},
}


@pytest.fixture(scope="module")
def known() -> Heard:
    found = heard(MEANINGS, DEFAULT_ENCODER)
    assert found is not None
    return found


def plain(*words: str) -> np.ndarray:
    return text_vectors(words)


def test_names_lie_part_by_part_and_category_by_category(known: Heard) -> None:
    assert known.first_name.tolist() == [0, 2, 4, 6, 8, 10] and len(known.names) == 12  # nobody bundled "stilt"
    assert known.first_part.tolist() == [0, 3] and np.allclose(known.plain[:2], plain("leg", "seat"))
    assert np.allclose(known.names[:2], plain("leg", "foot"))


def test_a_heard_name_comes_close_to_the_plain_one(known: Heard) -> None:
    asked = plain("armrest", "cushion")
    leaning = lean_towards(asked, known)
    assert leaning.dtype == np.float32 and np.allclose(np.linalg.norm(leaning, axis=1), 1, atol=1e-5)
    goals = plain("arm", "seat")
    assert ((leaning * goals).sum(1) > (asked * goals).sum(1) + 0.15).all()


def test_plain_names_hardly_move(known: Heard) -> None:
    asked = plain("leg", "seat", "arm")
    assert ((lean_towards(asked, known) * asked).sum(1) > 0.97).all()


def test_words_asked_together_decide_which_kind_is_meant() -> None:
    """What a "pad" stands for depends on its company."""
    found = heard({"chair": {"seat": ["pad"], "leg": []}, "cat": {"paw": ["pad"], "whisker": []}}, DEFAULT_ENCODER)
    assert found is not None
    goals = plain("seat", "paw")
    with_leg = lean_towards(plain("pad", "leg"), found)[0] @ goals.T
    with_whisker = lean_towards(plain("pad", "whisker"), found)[0] @ goals.T
    assert with_leg[0] > with_leg[1] and with_whisker[1] > with_whisker[0]


def test_a_part_is_left_to_the_word_that_names_it_better() -> None:
    """Alone "support" is the leg, whose name it is; beside "leg" itself it has to be another part."""
    found = heard({"lamp": {"leg": ["support"], "base": ["stand", "pedestal"]}}, DEFAULT_ENCODER)
    assert found is not None
    goals = plain("leg", "base")
    alone = lean_towards(plain("support"), found)[0] @ goals.T
    beside = lean_towards(plain("support", "leg"), found)[0] @ goals.T
    assert alone[0] > alone[1] and beside[1] - beside[0] > alone[1] - alone[0] + 0.1


def test_plain_words_stay_and_strange_ones_lean(known: Heard) -> None:
    asked = plain("leg", "cushion")
    leaning = Leaning(MEANINGS, DEFAULT_ENCODER)(["Leg", "cushion"], asked)
    assert (leaning[0] == asked[0]).all() and np.allclose(leaning[1], lean_towards(asked, known)[1])
    assert Leaning({}, DEFAULT_ENCODER)(["leg", "cushion"], asked) is asked


def test_many_words_still_mean_their_kind() -> None:
    """All names of a chair at once, and twice; a kind with one part wins nothing by having nowhere to go."""
    names = ["leg", "foot", "castor", "seat", "cushion", "arm", "armrest", "back", "backrest"] * 5
    found = heard({"chair": {"leg": ["foot", "castor"], "seat": ["cushion"], "arm": ["armrest"], "back": ["backrest"]},
                   "ball": {"ball": ["sphere"]}}, DEFAULT_ENCODER)  # fmt: skip
    assert found is not None
    nearest = lean_towards(plain(*names), found) @ plain("leg", "seat", "arm", "back", "ball").T
    assert nearest.argmax(1).tolist() == [0, 0, 0, 1, 1, 2, 2, 3, 3] * 5


def test_only_bundled_words_of_the_same_encoder_count() -> None:
    assert set(bundled_vectors(["leg", "zxqvbn"], DEFAULT_ENCODER)) == {"leg"}
    assert not bundled_vectors(["leg"], "some/other") and not bundled_vectors([], DEFAULT_ENCODER)
    assert bundled_vectors(["leg"], DEFAULT_ENCODER)["leg"] == pytest.approx(text_vectors(["leg"])[0])
    assert heard({}, DEFAULT_ENCODER) is None and heard(MEANINGS, "some/other") is None


def test_what_two_models_heard_is_joined() -> None:
    both = joined({"mug": {"handle": ["grip"]}}, {"mug": {"handle": ["grip", "ear"], "body": []}, "fork": {"tine": []}})
    assert both == {"mug": {"handle": ["grip", "ear"], "body": []}, "fork": {"tine": []}}


def test_meanings_are_cut_to_some_words() -> None:
    kept = kept_meanings(MEANINGS, {"foot", "seat", "cushion", "head"})
    assert kept == {"chair": {"foot": [], "seat": ["cushion"]}, "person": {"head": []}}
