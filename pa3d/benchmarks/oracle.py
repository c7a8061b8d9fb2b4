"""The patch oracle: what a perfect classifier of patches would get. The one place that knows patches and truth."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np
import torch

from pa3d.patch_labels import PatchLabels
from pa3d.shapes.records import Array

_NO_PART = -1


class PatchTruth(NamedTuple):
    """majority (V, G) int64: the label most members of a patch bear, -1 for no part; known (V, G) bool: whether any
    member says. A patch without such a member bears the label of the nearest point that has one.
    """

    majority: Array
    known: Array


def patch_truth(answer: PatchLabels, points: Array, truth: Array, count: int, none_counts: bool) -> PatchTruth:
    """The true label of every patch.

    points (n, 3), in the units of the file, are what the samples were drawn from; truth (n,) their labels among
    `count`, -1 none. none_counts: having no part is a label like another; else such points say nothing.
    """
    from scipy.spatial import cKDTree

    placed = answer.frame.apply(points)
    samples = answer.samples.cpu().numpy()  # (V, N, 3)
    _, row = cKDTree(placed).query(samples.reshape(-1, 3))
    label = truth[row].reshape(samples.shape[:2])  # (V, N)
    members = answer.members.cpu().numpy()  # (V, G, M)
    label = np.take_along_axis(label, members.reshape(len(members), -1), 1).reshape(members.shape)
    slot = np.where(label < 0, count, label)  # no part: the last
    votes = (slot[..., None] == np.arange(count + 1)).sum(2)  # (V, G, count + 1)
    if not none_counts:
        votes = votes[..., :count]
    known = votes.sum(-1) > 0
    majority = votes.argmax(-1)
    majority[majority == count] = _NO_PART
    if not known.all():
        named = truth >= 0
        _, near = cKDTree(placed[named]).query(answer.centers.cpu().numpy()[~known])
        majority[~known] = truth[named][near]
    return PatchTruth(majority, known)


def oracle_labels(answer: PatchLabels, majority: Array, count: int, points: Array) -> Array:
    """The labels (n,) points get when every patch bears its majority (V, G), by the answer's own assignment and votes.

    A model with a decoder does not hand labels from patches to points: there the oracle interpolates.
    """
    slot = torch.from_numpy(np.where(majority < 0, count, majority))
    perfect = torch.nn.functional.one_hot(slot, count + 1).float().to(answer.cosines.device)  # (V, G, count + 1)
    names = (*answer.names[:count], "")
    assign = "interpolate" if answer.assign == "decode" else answer.assign
    told = dataclasses.replace(answer, names=names, cosines=perfect, score=(1.0, 0.0), assign=assign).at(points).labels
    return np.where(told == count, _NO_PART, told)
