"""Masks of everything in a picture: a SAM of `transformers`, asked at a grid of points, with the paper's filters.

The generation itself (grid, crops, filters, suppression; SAM, section on automatic masks) is written here: the one in
transformers needs torchvision, and leaves out the suppression within a crop and the preference for smaller crops.
"""

from __future__ import annotations

import contextlib
import inspect
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pa3d.config import DtypeChoice
from pa3d.engine.mask_filters import Proposals, keep_apart, smooth_regions
from pa3d.engine.pretrained import (
    PictureRule,
    load_model,
    locate_model,
    picture_rule,
    precision,
    shown_name,
    weights_sha256,
)
from pa3d.errors import CheckpointError, ShapeError, UsageError
from pa3d.shapes.records import Array

if TYPE_CHECKING:
    import torch

_PADDED_KINDS = ("sam", "sam_hq")  # pictures keep their proportions and are padded; later kinds stretch them
_EDGE = 20  # pixels: a mask that ends so close to a crop's edge is taken to be cut off by it


@dataclass(frozen=True)
class MaskConfig:
    """What is asked and what is kept; the paper's settings.

    least_pixels holds for a picture of reference_side squared, the paper's, and scales with the picture's area.
    """

    points_per_side: int = 20
    crop_points_divisor: int = 2  # crops of layer n ask points_per_side / divisor ** n points per side
    crop_layers: int = 1
    crop_overlap: float = 512 / 1500  # of the picture's shorter side
    iou: float = 0.75  # the model's own estimate of a mask's quality
    stability: float = 0.75  # IoU of the mask cut one logit higher and one lower
    box_overlap: float = 0.7  # of two masks whose boxes overlap more (IoU), one is kept
    least_pixels: int = 350  # smaller masks are dropped, smaller islands and holes removed
    reference_side: int = 500
    largest_share: float = 0.2  # of the picture
    points_at_once: int = 32

    def least_area(self, height: int, width: int) -> int:
        """Pixels a mask must have in a picture of this size."""
        return max(1, round(self.least_pixels * height * width / self.reference_side**2))


class Masker:
    """A loaded SAM. size: the side of its input in pixels."""

    def __init__(
        self,
        name: str,
        folder: Path,
        model: Any,
        rule: PictureRule,
        device: torch.device,
        half: bool,
        config: MaskConfig,
    ) -> None:
        self.name, self.config, self._folder = name, config, folder
        self._model, self._rule, self._device, self._half = model, rule, device, half
        self._padded = model.config.model_type in _PADDED_KINDS
        size = model.config.prompt_encoder_config.image_size
        self.size = int(size if isinstance(size, int) else max(size))
        self._wants_layers = "intermediate_embeddings" in inspect.signature(model.forward).parameters

    def masks(self, image: Array, shape: Array | None = None) -> Array:
        """Masks (K, H, W) bool of an image (H, W, 3) uint8, largest first, ties by their first pixel.

        shape (H, W) bool: where the picture shows the shape; a mask then needs its least pixels there, so that the
        background is not named. Raises ShapeError for other arrays.
        """
        if image.ndim != 3 or image.shape[-1] != 3 or image.dtype != np.uint8 or 0 in image.shape:
            raise ShapeError(
                f"An image {image.shape} {image.dtype} cannot be masked.", "Masks are made of (H, W, 3) uint8.",
                "Give the image of one view.",
            )  # fmt: skip
        height, width = image.shape[:2]
        if shape is not None and (shape.shape != (height, width) or shape.dtype != np.bool_):
            raise ShapeError(
                f"A map {shape.shape} {shape.dtype} does not say where the shape is.",
                f"The image is {height} x {width}; (H, W) bool is wanted.", "Give the view's own map.",
            )  # fmt: skip
        config = self.config
        found = Proposals.none(height, width)
        for layer, box in crop_boxes(height, width, config.crop_layers, config.crop_overlap):
            found = found.joined(self._crop_masks(image, box, layer))
        # Across crops the mask of the smaller crop wins: it saw more detail.
        left, top, right, bottom = found.crops.T
        found = found.select(
            keep_apart(found.boxes, 1 / np.maximum(1, (right - left) * (bottom - top)), config.box_overlap)
        )
        least = config.least_area(height, width)
        masks = smooth_regions(found.masks(), least, config.box_overlap)
        areas = masks.sum((1, 2))
        on_shape = areas if shape is None else (masks & shape).sum((1, 2))
        masks = masks[(on_shape >= least) & (areas <= config.largest_share * height * width)]
        first_pixels = masks.reshape(len(masks), height * width).argmax(1)  # (K, H, W) -> (K, H * W)
        return np.asarray(masks[np.lexsort((first_pixels, -masks.sum((1, 2))))])

    def record(self) -> dict[str, Any]:
        """What made the masks, for a manifest."""
        return {
            "name": self.name, "weights": weights_sha256(self._folder), "kind": self._model.config.model_type,
            "size": self.size, "half_precision_encoder": self._half, **asdict(self.config),
        }  # fmt: skip

    def _crop_masks(self, image: Array, box: tuple[int, int, int, int], layer: int) -> Proposals:
        """The masks of one crop (left, top, right, bottom), filtered and kept apart, in the whole picture."""
        import torch

        left, top, right, bottom = box
        crop = np.ascontiguousarray(image[top:bottom, left:right])
        per_side = max(1, int(self.config.points_per_side / self.config.crop_points_divisor**layer))
        points = torch.from_numpy(grid_points(per_side))  # (P, 2) in 0..1
        found = Proposals.none(*image.shape[:2])
        with torch.inference_mode():
            embeddings, inner = self._embed(crop)
            scale = torch.tensor([inner[1], inner[0]], dtype=torch.float32)
            for asked in torch.split(points * scale, self.config.points_at_once):
                logits, scores = self._ask(embeddings, asked)  # (P, 3, h, w), (P, 3)
                good = (scores > self.config.iou).flatten()
                # Those the model itself doubts are left behind before anything is enlarged.
                logits, scores = logits.flatten(0, 1)[good], scores.flatten()[good]
                for part, part_scores in zip(torch.split(logits, 64), torch.split(scores, 64), strict=True):
                    full = self._enlarge(part, inner, crop.shape[:2])  # (n, crop height, crop width)
                    stable = _stability(full) >= self.config.stability
                    masks = (full[stable] > 0).cpu().numpy()
                    found = found.joined(Proposals.of(masks, part_scores[stable].cpu().numpy(), box, found.size))
        found = found.select(~found.cut_off(_EDGE))
        return found.select(keep_apart(found.boxes, found.scores, self.config.box_overlap))

    def _embed(self, crop: Array) -> tuple[dict[str, Any], tuple[int, int]]:
        """What the model makes of a crop, and how many rows and columns of its input the crop fills."""
        import torch
        from torch.nn.functional import interpolate, pad

        height, width = crop.shape[:2]
        inner = (self.size, self.size)
        if self._padded:
            scale = self.size / max(height, width)
            inner = max(1, int(height * scale + 0.5)), max(1, int(width * scale + 0.5))
        picture = torch.from_numpy(crop).to(self._device).permute(2, 0, 1)[None].float() / 255  # (1, 3, H, W)
        picture = interpolate(picture, inner, mode="bilinear", antialias=True, align_corners=False)
        picture = self._rule.apply(picture)
        if self._padded:  # zeros behind the normalisation, at the right and at the bottom
            picture = pad(picture, (0, self.size - inner[1], 0, self.size - inner[0]))
        half = torch.autocast(self._device.type, torch.bfloat16) if self._half else contextlib.nullcontext()
        with half:
            embeddings = self._model.get_image_embeddings(picture)
        if self._wants_layers:
            return {"image_embeddings": _float(embeddings[0]), "intermediate_embeddings": _float(embeddings[1])}, inner
        return {"image_embeddings": _float(embeddings)}, inner

    def _ask(self, embeddings: dict[str, Any], points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits (P, 3, h, w) of masks at points (P, 2), x y in the input's pixels, and the model's scores (P, 3)."""
        import torch

        answer = self._model(
            **embeddings,
            input_points=points[None, :, None].to(self._device),  # (P, 2) -> (1, P, 1, 2)
            input_labels=torch.ones(1, len(points), 1, dtype=torch.long, device=self._device),
            multimask_output=True,
        )
        return answer.pred_masks[0].float(), answer.iou_scores[0].float()

    def _enlarge(self, logits: torch.Tensor, inner: tuple[int, int], size: tuple[int, int]) -> torch.Tensor:
        """Logits (n, h, w) at the size of the crop: (n, *size)."""
        from torch.nn.functional import interpolate

        grown = logits[:, None]
        if self._padded:  # as SAM does: to its input's size, without the padding, to the crop's
            grown = interpolate(grown, (self.size, self.size), mode="bilinear", align_corners=False)
            grown = grown[..., : inner[0], : inner[1]]
        return interpolate(grown, size, mode="bilinear", align_corners=False)[:, 0]


def load_masker(
    name: str,
    device: str = "auto",
    dtype: DtypeChoice = "auto",
    config: MaskConfig | None = None,
    download: bool = True,
) -> Masker:
    """The SAM (also SAM 2, SAM-HQ and what else transformers asks by points) of a hub name or folder.

    dtype: of the picture encoder (auto: bfloat16 on a GPU that has it, else float32); masks are always decoded in
    float32. Raises UsageError, FileError, CheckpointError.
    """
    import torch

    from pa3d.runtime import pick_device

    config = config or MaskConfig()
    _check(config)
    place = pick_device(device)
    folder = locate_model(name, "--masks", download)
    model = load_model(folder, "AutoModelForMaskGeneration", "--masks", torch.float32)
    if not hasattr(model, "get_image_embeddings") or not hasattr(model.config, "prompt_encoder_config"):
        raise CheckpointError(
            f"The model {name} makes no masks from points.", f"Its kind is {model.config.model_type}.",
            "Take a SAM, as facebook/sam-vit-huge.",
        )  # fmt: skip
    half = precision(dtype, place) == torch.bfloat16
    return Masker(shown_name(name), folder, model.to(place), picture_rule(folder), place, half, config)


def _check(config: MaskConfig) -> None:
    shares = ("iou", "stability", "box_overlap", "largest_share", "crop_overlap")
    counts = ("points_per_side", "crop_points_divisor", "reference_side", "points_at_once")
    wrong = [key for key in shares if not 0 <= getattr(config, key) <= 1]
    wrong += [key for key in counts if not 1 <= getattr(config, key) <= 4096]
    wrong += [key for key in ("least_pixels",) if getattr(config, key) < 0]
    wrong += [key for key in ("crop_layers",) if not 0 <= getattr(config, key) <= 3]
    if wrong:
        raise UsageError(
            f"The mask setting {wrong[0]} = {getattr(config, wrong[0])} is not allowed.",
            "Shares lie in 0..1, counts are positive, crop layers 0 to 3.",
            "Correct it.",
        )


def grid_points(per_side: int) -> Array:
    """Points (per_side ** 2, 2) float32, x y in 0..1, in the middle of their cells, row by row."""
    side = (np.arange(per_side, dtype=np.float32) + 0.5) / per_side
    return np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)


def crop_boxes(height: int, width: int, layers: int, overlap: float) -> list[tuple[int, tuple[int, int, int, int]]]:
    """(layer, (left, top, right, bottom)): the whole picture, then 4 ** n overlapping crops per layer n.

    overlap: of the shorter side in layer 1, less in later ones.
    """
    boxes = [(0, (0, 0, width, height))]
    for layer in range(1, layers + 1):
        per_side = 2**layer
        shared = int(overlap * min(height, width) * 2 / per_side)
        wide, high = (-(-(shared * (per_side - 1) + side) // per_side) for side in (width, height))
        for column in range(per_side):
            for row in range(per_side):
                left, top = (wide - shared) * column, (high - shared) * row
                boxes.append((layer, (left, top, min(left + wide, width), min(top + high, height))))
    return boxes


def _stability(logits: torch.Tensor) -> torch.Tensor:
    """IoU (n,) of masks (n, h, w) cut at +1 and at -1: how little they hang on where they are cut."""
    inner, outer = ((logits > level).flatten(1).sum(1) for level in (1.0, -1.0))
    return inner / outer.clamp(min=1)


def _float(embeddings: Any) -> Any:
    return [each.float() for each in embeddings] if isinstance(embeddings, list | tuple) else embeddings.float()
