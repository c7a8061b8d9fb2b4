"""Words a model does not know plainly lean towards those it does.

A sentence encoder puts "finger ring" somewhere between what it means and how it is spelled, where a small model has
learned little. Names it has heard tell what such a word stands for: the plain names of the parts whose names lie
around it. The words asked together say which kinds of shapes are meant, so that "pad" of a chair is not that of a paw.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.text.bank import bundled_vectors
from pa3d.text.names import clean_name

Meanings = Mapping[str, Mapping[str, Sequence[str]]]  # category -> plain name of a part -> its other names

# Chosen on names that no model had heard; sharper or softer, more or less, changes little.
SHARPNESS = 15.0  # of the softmax over cosines: names half as close in angle hardly count
CERTAINTY = 60.0  # of the softmax over categories: of the mean over the words of how close the category's names come
SHARE = 0.6  # of the plain names in the result; the rest is the word itself


class Heard(NamedTuple):
    """Unit vectors. names (K, E): of all parts, category by category; plain (K, E): the plain name of the part each is
    of; first (C,): where each category begins.
    """

    names: Array
    plain: Array
    first: Array


def heard(meanings: Meanings, encoder_id: str) -> Heard | None:
    """What a model has heard, of the words that the bundled vocabulary has; None where it has none of them."""
    known = bundled_vectors(words_of(meanings), encoder_id)
    names: list[Array] = []
    plain: list[Array] = []
    first: list[int] = []
    for parts in meanings.values():
        start = len(names)
        for own, others in parts.items():
            if own in known:
                names += (bearers := [known[word] for word in (own, *others) if word in known])
                plain += [known[own]] * len(bearers)
        if len(names) > start:
            first.append(start)
    return Heard(np.stack(names), np.stack(plain), np.array(first)) if names else None


class Leaning:
    """Words lean on what one model has heard; its vectors are gathered when the first word comes that is not plain."""

    def __init__(self, meanings: Meanings, encoder_id: str) -> None:
        self._plain = {name for parts in meanings.values() for name in parts}
        self._gather = lru_cache(1)(lambda: heard(meanings, encoder_id))

    def __call__(self, words: Sequence[str], vectors: Array) -> Array:
        """The vectors (L, E) of words asked together; plain ones stay as they are."""
        strange = np.array([clean_name(word) not in self._plain for word in words])
        known = self._gather() if strange.any() else None
        return vectors if known is None else np.where(strange[:, None], lean_towards(vectors, known), vectors)


def lean_towards(vectors: Array, known: Heard) -> Array:
    """Unit vectors (L, E) float32 of words asked together, drawn towards plain names of parts."""
    closeness = vectors @ known.names.T  # (L, K)
    nearest = np.maximum.reduceat(closeness, known.first, axis=1).mean(0)  # (C,)
    chance = np.exp(CERTAINTY * (nearest - nearest.max()))
    sizes = np.diff([*known.first, len(known.names)])
    weights = np.exp(SHARPNESS * (closeness - closeness.max(1, keepdims=True))) * np.repeat(chance, sizes)
    mean = (weights / weights.sum(1, keepdims=True)) @ known.plain  # (L, E)
    mean /= np.linalg.norm(mean, axis=1, keepdims=True)
    mixed = SHARE * mean + (1 - SHARE) * vectors
    leaning: Array = (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32)
    return leaning


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
