"""What training does to shapes before they are encoded: numbers only, imports nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Augmentation:
    """What happens to a shape in the model's frame before it is encoded."""

    yaw: float = 180.0  # degrees either way about the up axis, uniform
    tilt: float = 12.0  # standard deviation in degrees of a turn about a level axis
    tilt_share: float = 0.3  # of the shapes are tilted at all
    stretch: float = 0.2  # each axis is scaled by exp(uniform(-stretch, stretch))
    jitter: float = 0.008  # largest standard deviation of the noise; each shape draws its own
    jitter_share: float = 0.5  # of the shapes get noise
    crop_share: float = 0.15  # of the shapes lose the points beyond a random plane
    crop: float = 0.35  # at most this share of the points
    density_share: float = 0.3  # of the shapes are denser on one side
