"""The 2D teacher: dense patch features of a vision backbone (method, section 2)."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pa3d.config import DtypeChoice
from pa3d.engine.pretrained import (
    PictureRule,
    load_model,
    locate_model,
    picture_rule,
    precision,
    shown_name,
    weights_sha256,
)
from pa3d.errors import CheckpointError, Pa3dError, ShapeError, UsageError
from pa3d.shapes.records import Array

if TYPE_CHECKING:
    import torch

TEACHER_SIZE = 518  # the paper's; 37 patches of 14 pixels
_LARGEST_SIZE = 4096


class Teacher:
    """A loaded backbone. width: E; patch: pixels per patch side; size: pixels of an image's longer side in it.

    registers: tokens between the class token and the patches, as its configuration says.
    """

    def __init__(
        self, name: str, folder: Path, model: Any, rule: PictureRule, device: torch.device, size: int, batch: int
    ) -> None:
        self.name, self.size, self.batch = name, size, batch
        self.width, self.patch = int(model.config.hidden_size), _patch_size(model.config, name)
        self.registers = int(getattr(model.config, "num_register_tokens", 0) or 0)
        self._folder, self._model, self._rule, self._device = folder, model, rule, device
        # Backbones trained on one grid need to be told that another one is meant; some always adapt.
        adapts = "interpolate_pos_encoding" in inspect.signature(model.forward).parameters
        self._options = {"interpolate_pos_encoding": True} if adapts else {}

    def features(self, images: Array) -> Array:
        """Patch features (V, h, w, E) float16 of V images (V, H, W, 3) uint8, rows from the top.

        An image is resized to `size` pixels on its longer side (bicubic; the shorter to the nearest whole patch), so
        square views give h = w = size / patch. Raises ShapeError for other arrays, CheckpointError for a model whose
        tokens are not the patches, Pa3dError for features that are no finite half-precision numbers.
        """
        import torch

        if images.ndim != 4 or images.shape[-1] != 3 or images.dtype != np.uint8 or 0 in images.shape:
            raise ShapeError(
                f"Images {images.shape} {images.dtype} cannot be looked at.",
                "The teacher takes (V, H, W, 3) uint8.",
                "Give the images of the views.",
            )
        height, width = self._pixels(*images.shape[1:3])
        grid = height // self.patch, width // self.patch
        maps = []
        for start in range(0, len(images), self.batch):
            with torch.inference_mode():
                pictures = torch.from_numpy(np.ascontiguousarray(images[start : start + self.batch]))
                pictures = pictures.to(self._device).permute(0, 3, 1, 2).float() / 255  # (v, 3, H, W)
                if pictures.shape[-2:] != (height, width):
                    pictures = torch.nn.functional.interpolate(
                        pictures, (height, width), mode="bicubic", antialias=True, align_corners=False
                    ).clamp(0, 1)
                pictures = self._rule.apply(pictures).to(self._model.dtype)
                tokens = self._model(pixel_values=pictures, **self._options).last_hidden_state
                patches = self._patch_tokens(tokens, grid)  # (v, h * w, E)
                maps.append(patches.reshape(len(patches), *grid, -1).float().cpu())
        found = torch.cat(maps)
        if not bool((found.abs() <= float(np.finfo(np.float16).max)).all()):
            raise Pa3dError(
                f"The features of {self.name} cannot be stored.",
                "Some are no finite half-precision numbers.",
                "Use --dtype float32, or another --teacher.",
            )
        return np.asarray(found.half().numpy())

    def record(self) -> dict[str, Any]:
        """What made the features, for a manifest."""
        return {
            "name": self.name, "weights": weights_sha256(self._folder), "width": self.width, "size": self.size,
            "patch": self.patch, "registers": self.registers, "dtype": str(self._model.dtype).removeprefix("torch."),
            "mean": list(self._rule.mean), "std": list(self._rule.std), "picture_rule": self._rule.source,
        }  # fmt: skip

    def _pixels(self, height: int, width: int) -> tuple[int, int]:
        longest = max(height, width)
        return tuple(max(1, round(side * self.size / longest / self.patch)) * self.patch for side in (height, width))  # type: ignore[return-value]

    def _patch_tokens(self, tokens: torch.Tensor, grid: tuple[int, int]) -> torch.Tensor:
        """The patches (v, h * w, E) among the tokens (v, T, E): behind the class token and the registers, if any."""
        patches, count = grid[0] * grid[1], tokens.shape[1] if tokens.ndim == 3 else -1
        leading = count - patches
        # Without registers a class token is there or not; anything else in front would be a guess.
        if leading == 1 + self.registers or (leading == 0 and self.registers == 0):
            return tokens[:, leading:]
        raise CheckpointError(
            f"The tokens of {self.name} are not the patches of its images.",
            f"It gives {count} tokens for {grid[0]} x {grid[1]} patches and says it has {self.registers} registers.",
            "Take a backbone with one token per patch behind at most a class token and its registers.",
        )


def load_teacher(
    name: str,
    device: str = "auto",
    dtype: DtypeChoice = "auto",
    size: int | None = None,
    batch: int = 10,
    download: bool = True,
) -> Teacher:
    """The teacher of a hub name or folder.

    size: pixels (None: the most whole patches within 518); batch: images at once; dtype: see `precision`.
    Raises UsageError, FileError, CheckpointError.
    """
    from pa3d.runtime import pick_device

    place = pick_device(device)
    folder = locate_model(name, "--teacher", download)
    model = load_model(folder, "AutoModel", "--teacher", precision(dtype, place))
    model = getattr(model, "vision_model", model)  # the picture half of a model of pictures and words
    if not hasattr(model.config, "hidden_size") or not hasattr(model, "forward"):
        raise CheckpointError(
            f"The teacher {name} is no vision transformer.",
            f"Its kind is {getattr(model.config, 'model_type', 'unknown')}, without one token per patch.",
            "Take a DINOv2, DINOv3, ViT, CLIP or SigLIP backbone.",
        )
    patch = _patch_size(model.config, name)
    pixels = TEACHER_SIZE // patch * patch if size is None else size
    if pixels <= 0 or pixels % patch or pixels > _LARGEST_SIZE:
        near = max(1, round(min(max(pixels, 1), _LARGEST_SIZE) / patch)) * patch
        raise UsageError(
            f"--teacher-size {pixels} does not fit {name}.",
            f"Its patches are {patch} pixels wide; multiples of that up to {_LARGEST_SIZE} are allowed.",
            f"Use --teacher-size {near}.",
        )
    if batch < 1:
        raise UsageError(f"A batch of {batch} images is none.", "At least 1 is needed.", "Give a positive number.")
    return Teacher(shown_name(name), folder, model.to(place), picture_rule(folder), place, pixels, batch)


def _patch_size(config: Any, name: str) -> int:
    patch = getattr(config, "patch_size", None)
    if isinstance(patch, list | tuple) and len(set(patch)) == 1:
        patch = patch[0]
    if not isinstance(patch, int) or patch < 1:
        raise CheckpointError(
            f"The teacher {name} has no square patches.",
            f"Its configuration says patch_size = {patch}.",
            "Take a DINOv2, DINOv3, ViT, CLIP or SigLIP backbone.",
        )
    return patch
