"""Words a model never learned lean towards those it did.

A sentence encoder puts "finger ring" somewhere between what it means and how it is spelled, where a small model has
learned nothing. A mean of the learned names around it lies where the model knows its way; a learned name stays itself.
"""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array

# Chosen on generated shapes asked with wordings kept from training; sharper or softer, more or less, changes little.
SHARPNESS = 20.0  # of the softmax over cosines: names half as close in angle hardly count
SHARE = 0.75  # of the mean in the result; the rest is the word itself


def lean_towards(vectors: Array, learned: Array) -> Array:
    """Unit vectors (L, E) float32 drawn towards the unit vectors (K, E) of names a model was trained on."""
    closeness = SHARPNESS * (vectors @ learned.T)  # (L, K)
    weights = np.exp(closeness - closeness.max(1, keepdims=True))
    mean = (weights / weights.sum(1, keepdims=True)) @ learned  # (L, E)
    mean /= np.linalg.norm(mean, axis=1, keepdims=True)
    mixed = SHARE * mean + (1 - SHARE) * vectors
    leaning: Array = (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32)
    return leaning
