"""Words a model does not know plainly lean towards those it does.

A sentence encoder puts "finger ring" somewhere between what it means and how it is spelled, where a small model has
learned little. The names it has heard tell what such a word stands for: the plain names of the parts whose names lie
around it. The words asked together say which kinds of shapes are meant, so that the "pad" of a chair is not that of a
paw; and, as nobody asks twice for one part, a part that one word names better is left to it by the others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.text.bank import bundled_vectors
from pa3d.text.names import clean_name

Meanings = Mapping[str, Mapping[str, Sequence[str]]]  # category -> plain name of a part -> its other names

# Chosen on names that the model had not heard, none of them of the lists that benchmarks ask.
SHARPNESS = 18.0  # of how close names are: by a tenth more of the cosine a name counts six times as much
CERTAINTY = 60.0  # of which category is meant, by the mean closeness of the words to its parts
ROUNDS = 20  # in which words leave parts to each other
SHARE = 0.65  # of the plain names in the result; the rest is the word itself


class Heard(NamedTuple):
    """Unit vectors: names (K, E) of all parts, part by part; plain (P, E) of the parts, category by category. Where the
    names of each part begin: first_name (P,); and the parts of each category: first_part (C,).
    """

    names: Array
    plain: Array
    first_name: Array
    first_part: Array


def heard(meanings: Meanings, encoder_id: str) -> Heard | None:
    """What a model has heard, of the words that the bundled vocabulary has; None where it has none of them."""
    known = bundled_vectors(words_of(meanings), encoder_id)
    names: list[Array] = []
    plain: list[Array] = []
    first_name: list[int] = []
    first_part: list[int] = []
    for parts in meanings.values():
        bundled = {own: others for own, others in parts.items() if own in known}
        first_part += [len(plain)] if bundled else []
        for own, others in bundled.items():
            first_name.append(len(names))
            plain.append(known[own])
            names += [known[word] for word in (own, *others) if word in known]
    if not names:
        return None
    return Heard(np.stack(names), np.stack(plain), np.array(first_name), np.array(first_part))


class Leaning:
    """Words lean on what one model has heard; its vectors are gathered when the first word comes that is not plain."""

    def __init__(self, meanings: Meanings, encoder_id: str) -> None:
        self._meanings, self._encoder_id = meanings, encoder_id
        self._plain = {name for parts in meanings.values() for name in parts}

    @cached_property
    def _heard(self) -> Heard | None:
        return heard(self._meanings, self._encoder_id)

    def __call__(self, words: Sequence[str], vectors: Array) -> Array:
        """The vectors (L, E) of words asked together; plain ones stay as they are."""
        strange = np.array([clean_name(word) not in self._plain for word in words])
        known = self._heard if strange.any() else None
        return vectors if known is None else np.where(strange[:, None], lean_towards(vectors, known), vectors)


def lean_towards(vectors: Array, known: Heard) -> Array:
    """Unit vectors (L, E) float32 of words asked together, drawn towards plain names of parts."""
    nearness = np.exp(SHARPNESS * (vectors @ known.names.T - 1))  # (L, K)
    names_of_part = np.diff([*known.first_name, len(known.names)])
    weight = np.add.reduceat(nearness, known.first_name, axis=1) / names_of_part  # (L, P)
    closeness = np.log(weight.clip(1e-30)) / SHARPNESS
    chosen = _within_categories(weight, known)
    for _ in range(ROUNDS):
        chosen = _within_categories(chosen / chosen.sum(0).clip(1), known)
    near = np.add.reduceat(chosen * closeness, known.first_part, axis=1).mean(0)  # (C,)
    chance = np.exp(CERTAINTY * (near - near.max()))
    parts_of_category = np.diff([*known.first_part, len(known.plain)])
    mean = (chosen * np.repeat(chance / chance.sum(), parts_of_category)) @ known.plain  # (L, E)
    mean /= np.linalg.norm(mean, axis=1, keepdims=True)
    mixed = SHARE * mean + (1 - SHARE) * vectors
    leaning: Array = (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32)
    return leaning


def _within_categories(weight: Array, known: Heard) -> Array:
    """Weights (L, P) so that those of a word over the parts of each category sum to one."""
    sums = np.add.reduceat(weight, known.first_part, axis=1)
    divided: Array = weight / np.repeat(sums, np.diff([*known.first_part, len(known.plain)]), axis=1).clip(1e-30)
    return divided


def words_of(meanings: Meanings) -> set[str]:
    """All names, plain or not."""
    return {word for parts in meanings.values() for plain, others in parts.items() for word in (plain, *others)}


def joined(first: Meanings, second: Meanings) -> dict[str, dict[str, list[str]]]:
    """What either of two says that words mean."""
    both: dict[str, dict[str, list[str]]] = {}
    for meanings in (first, second):
        for category, parts in meanings.items():
            for plain, others in parts.items():
                known = both.setdefault(category, {}).setdefault(plain, [])
                known += [name for name in dict.fromkeys(others) if name != plain and name not in known]
    return both


def kept_meanings(meanings: Meanings, words: Collection[str]) -> dict[str, dict[str, list[str]]]:
    """Of these words alone; a part whose plain name is none of them is called by the first that is."""
    kept: dict[str, dict[str, list[str]]] = {}
    for category, parts in meanings.items():
        for plain, others in parts.items():
            if names := [name for name in (plain, *others) if name in words]:
                kept.setdefault(category, {}).setdefault(names[0], []).extend(names[1:])
    return kept
