"""Light: where it comes from, and how a matt surface looks under it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array

# Towards the key light, in camera axes: over the viewer's left shoulder.
_KEY = np.array([-0.45, 0.75, 0.62]) / np.linalg.norm([-0.45, 0.75, 0.62])


class Surface(NamedTuple):
    """The seen pixels of a view: pixels (n,) int64 into the flat picture, ids (n,) int32, positions and normals (n, 3)
    float32, normals towards the viewer, depth (n,) float32."""

    pixels: Array
    ids: Array
    positions: Array
    normals: Array
    depth: Array


def sphere(count: int, seed: int = 1) -> Array:
    """Directions (count, 3) float32 spread evenly over the sphere."""
    index = np.arange(count) + 0.5
    lift, turn = 1 - 2 * index / count, index * np.pi * (3 - np.sqrt(5)) + seed
    ring = np.sqrt(1 - lift**2)
    return np.stack([ring * np.cos(turn), lift, ring * np.sin(turn)], -1).astype(np.float32)


def pixel_centers(pixels: Array, width: int) -> Array:
    """The centres (n, 2) float32 of pixels (n,) of a flat picture."""
    return np.stack([pixels % width, pixels // width], -1).astype(np.float32) + np.float32(0.5)


def shade(base: Array, normals: Array, sky: Array, light: Array, axes: Array) -> Array:
    """Colours (n, 3) float32 in 0..1 (sRGB) of places with base colours (n, 3) in 0..1 (sRGB), as a matt material.

    normals (n, 3); sky and light (n,): shares of the sky and the key light; axes (3, 3) of the camera.
    """
    local = normals @ axes.T.astype(np.float32)
    key = np.maximum(local @ _KEY.astype(np.float32), 0) * light
    fill = np.maximum(local @ np.array([0.7, 0.1, 0.7], np.float32), 0)
    upward = 0.5 + 0.5 * normals[:, 1]
    amount = (0.42 + 0.28 * upward + 0.16 * fill) * sky + 0.60 * key
    linear = np.asarray(base, np.float32) ** 2.2 * amount[:, None]
    return np.clip(linear, 0, 1).astype(np.float32) ** np.float32(1 / 2.2)


def key_direction(axes: Array) -> Array:
    """Towards the key light (3,) in world axes, for a camera with these axes."""
    return _KEY @ axes
