"""What training does to shapes before they are encoded: numbers only, imports nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

from pa3d.config import check_range

AugmentationName = Literal["strong", "wild", "paper", "none"]
_DEGREES = ("yaw", "tilt", "twist", "turn")
_LARGEST_CROP = 0.5  # a shape is read with twice the points that are drawn


@dataclass(frozen=True)
class Augmentation:
    """What happens to a shape in the model's frame before it is encoded."""

    yaw: float = 180.0  # degrees either way about the up axis, uniform
    tilt: float = 12.0  # standard deviation in degrees of a turn about a level axis
    tilt_share: float = 0.3  # of the shapes are tilted at all
    stretch: float = 0.2  # each axis is scaled by exp(uniform(-stretch, stretch))
    warp_share: float = 0.0  # of the shapes are bent: tapered, twisted, and moved by a smooth random field
    warp: float = 0.08  # largest amplitude of the field, of the unit sphere; each shape draws its own
    twist: float = 25.0  # largest turn in degrees of a cut about the up axis per unit of height
    taper: float = 0.3  # largest change of a cut's size per unit of height
    jitter: float = 0.008  # largest standard deviation of the noise; each shape draws its own
    jitter_share: float = 0.5  # of the shapes get noise
    crop_share: float = 0.15  # of the shapes lose the points beyond a random plane
    crop: float = 0.35  # at most this share of the points
    density_share: float = 0.3  # of the shapes are denser on one side
    mirror_share: float = 0.5  # of the shapes are mirrored
    turn: float = 0.0  # degrees either way about each of the three axes, uniform
    share: float = 1.0  # of the shapes any of this happens to, but for the choice of points

    def __post_init__(self) -> None:
        check_range(self, _DEGREES, most=360)
        # Shares; and lengths, where the shape lies in the unit sphere.
        check_range(self, (each.name for each in fields(self) if each.name not in _DEGREES), most=1)
        check_range(self, ("crop",), most=_LARGEST_CROP)


AUGMENTATIONS: dict[AugmentationName, Augmentation | None] = {
    "strong": Augmentation(),
    "wild": Augmentation(stretch=0.3, tilt_share=0.4, jitter=0.012, warp_share=0.5),
    # The paper's: turns within 20 degrees about each axis and noise of 0.01, for nine of ten. Its scaling and moving
    # are undone by the unit sphere, and its draw is per batch where ours is per shape.
    "paper": Augmentation(
        yaw=0,
        tilt_share=0,
        stretch=0,
        jitter=0.01,
        jitter_share=1,
        crop_share=0,
        density_share=0,
        mirror_share=0,
        turn=20,
        share=0.9,
    ),
    "none": None,
}
