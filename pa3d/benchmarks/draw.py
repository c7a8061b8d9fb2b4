"""Which points of a case are asked, and how it is turned before. A pure function of case, protocol and seed."""

from __future__ import annotations

import zlib

import numpy as np
import torch

from pa3d.benchmarks.case import Case
from pa3d.benchmarks.protocols import FARTHEST_POOL, Protocol, Rotation
from pa3d.config import Axis
from pa3d.core.geometry import farthest_points
from pa3d.shapes.frame import axis_matrix, frame_of
from pa3d.shapes.records import Array
from pa3d.shapes.sampling import draw_rows


def case_generator(case: Case, seed: int) -> np.random.Generator:
    """Randomness of one case: the same whichever other cases are in the run."""
    return np.random.default_rng((seed, zlib.crc32(case.id.encode()), zlib.crc32(case.category.encode())))


def draw_points(case: Case, protocol: Protocol, seed: int) -> tuple[Array, Array]:
    """Points (n, 3) float64 that are asked, turned as the protocol wants, and their labels (n,)."""
    generator = case_generator(case, seed)
    up = protocol.up or case.up
    turn = random_turn(protocol.rotation, up, generator)
    rows = _rows(case, protocol, up, generator)
    return np.asarray(case.points[rows], dtype=np.float64) @ turn.T, case.labels[rows]


def random_turn(rotation: Rotation, up: Axis, generator: np.random.Generator) -> Array:
    """A rotation (3, 3): none, about the up axis by an even angle, or any with equal chance."""
    if rotation == "none":
        return np.eye(3)
    if rotation == "yaw":
        angle = generator.uniform(0, 2 * np.pi)
        level = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
        axes = axis_matrix(up)  # to where z is up, and back
        return np.asarray(axes.T @ level @ axes)
    # The orthogonal factor of a normal matrix, its signs fixed by the triangular one, is uniform (Mezzadri 2007).
    factor, triangle = np.linalg.qr(generator.normal(size=(3, 3)))
    factor = factor * np.sign(np.diag(triangle))
    return np.asarray(factor * np.linalg.det(factor))  # of odd size: a reflection times -1 is a rotation


def _rows(case: Case, protocol: Protocol, up: Axis, generator: np.random.Generator) -> Array:
    total = len(case.points)
    if protocol.sampling == "all" or protocol.points is None:
        return np.arange(total)
    if protocol.sampling == "replacement":
        return generator.integers(0, total, protocol.points)
    if protocol.sampling == "random":
        return draw_rows(total, protocol.points, generator, as_is=False)
    pool = generator.permutation(total)[:FARTHEST_POOL]
    placed = frame_of(case.points[pool], up).apply(case.points[pool])
    return np.asarray(pool[farthest_points(torch.from_numpy(placed)[None], protocol.points)[0].numpy()])
