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


def linear(colors: Array) -> Array:
    """Base colours (n, 3) float32 in linear light, of part colours (n, 3) uint8: a little lighter than pure black."""
    return np.asarray((0.06 + 0.9 / 255 * colors.astype(np.float32)) ** np.float32(2.2))


def shade(base: Array, normals: Array, sky: Array, light: Array, axes: Array) -> Array:
    """Colours (n, 3) float32 in 0..1 (sRGB) of places with linear base colours (n, 3), as a matt material.

    normals (n, 3); sky and light (n,): shares of the sky and the key light; axes (3, 3) of the camera.
    """
    # The dot products with the key light, a weaker one from the right, and straight up, at once.
    toward = np.stack([_KEY @ axes, np.array([0.7, 0.1, 0.7]) @ axes, [0, 1, 0]], -1).astype(np.float32)
    key, fill, up = (normals @ toward).T
    amount = (0.56 + 0.14 * up + 0.16 * np.maximum(fill, 0)) * sky + 0.60 * np.maximum(key, 0) * light
    return np.asarray(np.minimum(base * amount[:, None], 1) ** np.float32(1 / 2.2))


def key_direction(axes: Array) -> Array:
    """Towards the key light (3,) in world axes, for a camera with these axes."""
    return np.asarray(_KEY @ axes)
