from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from pa3d.engine.masks import MaskConfig, Masker, crop_boxes, grid_points, load_masker
from pa3d.engine.pretrained import PictureRule
from pa3d.errors import CheckpointError, ShapeError, UsageError
from pa3d.shapes.records import Array

Make = Callable[..., Any]
EVERYTHING = MaskConfig(iou=0.0, stability=0.0, least_pixels=0, largest_share=1.0)
SIDE = 128


class ColorSam:
    """What asks like a SAM and knows its answer: at a point, the pixels of the point's colour.

    Its three masks are the region, the region with everything, and nothing; its scores prefer the first.
    """

    dtype = torch.float32

    def __init__(self, kind: str) -> None:
        self.config = SimpleNamespace(model_type=kind, prompt_encoder_config=SimpleNamespace(image_size=SIDE))
        self.pictures: list[torch.Tensor] = []

    def get_image_embeddings(self, picture: torch.Tensor) -> torch.Tensor:
        assert picture.shape == (1, 3, SIDE, SIDE)
        self.pictures.append(picture)
        return picture

    def forward(
        self, image_embeddings: torch.Tensor, input_points: Any, input_labels: Any, multimask_output: bool
    ) -> Any:
        assert multimask_output and (input_labels == 1).all()
        where = input_points[0, :, 0].round().long().clamp(0, SIDE - 1)  # (P, 2) x, y
        color = image_embeddings[0][:, where[:, 1], where[:, 0]]  # (3, P)
        same = (image_embeddings[0][:, None] - color[..., None, None]).abs().amax(0) < 0.3  # (P, H, W)
        logits = torch.where(same, 4.0, -4.0)
        logits = torch.stack([logits, torch.full_like(logits, 4.0), torch.full_like(logits, -4.0)], dim=1)
        scores = torch.tensor([0.9, 0.8, 0.7]).expand(len(where), 3)
        return SimpleNamespace(pred_masks=logits[None], iou_scores=scores[None])

    __call__ = forward


def color_masker(kind: str, **settings: Any) -> tuple[Masker, ColorSam]:
    model = ColorSam(kind)
    rule = PictureRule((0.0, 0.0, 0.0), (1.0, 1.0, 1.0), "none")
    return Masker("colors", Path(), model, rule, torch.device("cpu"), False, MaskConfig(**settings)), model


def painted(height: int, width: int) -> tuple[Array, dict[str, Array]]:
    """A picture of a disc, a bar and a dot on white, and where they are."""
    y, x = np.mgrid[:height, :width]
    regions = {
        "disc": (y - 0.3 * height) ** 2 + (x - 0.3 * width) ** 2 < (0.18 * min(height, width)) ** 2,
        "bar": (abs(y - 0.75 * height) < 0.08 * height) & (abs(x - 0.5 * width) < 0.3 * width),
        "dot": (abs(y - 0.25 * height) < 11) & (abs(x - 0.8 * width) < 11),
    }
    image = np.full((height, width, 3), 255, np.uint8)
    for region, color in zip(regions.values(), ((200, 0, 0), (0, 150, 0), (0, 0, 220)), strict=True):
        image[region] = color
    return image, regions


def overlap(one: Array, other: Array) -> float:
    return float((one & other).sum() / (one | other).sum())


@pytest.mark.parametrize("kind", ["sam", "sam2"])
@pytest.mark.parametrize("size", [(128, 128), (150, 200), (200, 150)])
def test_painted_regions_come_back_once_and_in_place(kind: str, size: tuple[int, int]) -> None:
    image, regions = painted(*size)
    masker, model = color_masker(kind, points_per_side=16, least_pixels=350)
    masks = masker.masks(image)
    assert masks.dtype == np.bool_ and masks.shape[1:] == size
    found = sorted(regions, key=lambda name: -regions[name].sum())
    assert len(masks) == 3, "white is too large, each region comes once although crops saw it again"
    for mask, name in zip(masks, found, strict=True):
        assert overlap(mask, regions[name]) > 0.85, name
    assert len(model.pictures) == 5  # the picture and four crops


def test_small_masks_are_dropped_by_the_pictures_area() -> None:
    image, regions = painted(200, 200)
    assert MaskConfig().least_area(500, 500) == 350 and MaskConfig().least_area(250, 250) == 88
    dot = regions["dot"].sum() * 6.25  # in a picture of 500 x 500
    for least, count in ((0.8 * dot, 3), (1.1 * dot, 2)):
        masker, _ = color_masker("sam2", points_per_side=12, crop_layers=0, least_pixels=round(least))
        assert len(masker.masks(image)) == count


def test_large_masks_are_dropped() -> None:
    image, regions = painted(200, 200)
    bar, disc = sorted((regions["bar"].mean(), regions["disc"].mean()))
    for largest, count in ((disc * 1.05, 3), ((bar + disc) / 2, 2), (bar * 0.9, 1)):
        masker, _ = color_masker("sam2", points_per_side=12, crop_layers=0, largest_share=largest)
        assert len(masker.masks(image)) == count


def test_the_background_needs_no_name() -> None:
    image, regions = painted(200, 200)
    masker, _ = color_masker("sam2", points_per_side=8, crop_layers=0, largest_share=1.0, least_pixels=600)
    whole = len(masker.masks(image))
    shape = regions["disc"] | regions["bar"]
    masks = masker.masks(image, shape)
    # White covers everything but reaches no pixel of the shape; the mask of everything does.
    assert len(masks) == whole - 1
    assert all((mask & shape).sum() >= 96 for mask in masks)


def test_quality_and_stability_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    image, _ = painted(128, 128)
    masker, _ = color_masker("sam2", points_per_side=8, crop_layers=0, iou=0.95)
    assert masker.masks(image).shape == (0, 128, 128)
    masker, _ = color_masker("sam2", points_per_side=8, crop_layers=0, largest_share=1.0)

    def unsure(model: ColorSam, **asked: Any) -> Any:
        answer = model.forward(**asked)
        answer.pred_masks = answer.pred_masks / 8  # half a logit: nothing remains when cut at one
        return answer

    assert len(masker.masks(image)) > 0
    monkeypatch.setattr(ColorSam, "__call__", unsure)
    assert len(masker.masks(image)) == 0


@pytest.mark.parametrize("kind", ["Sam", "SamHQ", "Sam2"])
def test_every_sam_of_transformers_answers(kind: str, tmp_path: Path, make_sam: Make) -> None:
    make_sam(tmp_path, kind)
    masker = load_masker(str(tmp_path), "cpu", config=dataclasses.replace(EVERYTHING, points_per_side=4))
    image = painted(70, 70)[0]
    masks = masker.masks(image)
    assert masks.dtype == np.bool_ and masks.shape[1:] == (70, 70) and len(masks)
    areas = masks.sum((1, 2))
    assert (np.diff(areas) <= 0).all() and areas[-1] > 0
    np.testing.assert_array_equal(masks, masker.masks(image))
    assert json.loads(json.dumps(masker.record()))["kind"] == {"Sam": "sam", "SamHQ": "sam_hq", "Sam2": "sam2"}[kind]


def test_masks_at_a_point_equal_those_of_the_models_own_processor(tmp_path: Path, make_sam: Make) -> None:
    from PIL import Image
    from transformers import SamProcessor

    model = make_sam(tmp_path)
    try:
        from transformers import SamImageProcessorPil as ImageProcessor
    except ImportError:
        from transformers import SamImageProcessor as ImageProcessor
    sizes = {"size": {"longest_edge": 64}, "pad_size": {"height": 64, "width": 64}}
    processor: Any = SamProcessor(ImageProcessor(**sizes))
    image = painted(40, 64)[0]
    inputs = processor(Image.fromarray(image), input_points=[[[10, 12]]], return_tensors="pt")
    with torch.no_grad():
        answer = model(**{key: inputs[key] for key in ("pixel_values", "input_points")}, multimask_output=True)
    expected = processor.image_processor.post_process_masks(
        answer.pred_masks, inputs["original_sizes"], inputs["reshaped_input_sizes"], binarize=False
    )[0]
    masker = load_masker(str(tmp_path), "cpu", config=EVERYTHING)
    with torch.inference_mode():
        embeddings, inner = masker._embed(image)
        logits, scores = masker._ask(embeddings, torch.tensor([[10.0, 12.0]]))
        found = masker._enlarge(logits[0], inner, image.shape[:2])
    np.testing.assert_allclose(scores[0], answer.iou_scores[0, 0], atol=1e-5)
    np.testing.assert_allclose(found, expected[0], atol=1e-4 * float(expected.abs().max()))


def test_the_encoder_in_half_precision(tmp_path: Path, make_sam: Make) -> None:
    make_sam(tmp_path)
    image = painted(64, 64)[0]
    pair = [load_masker(str(tmp_path), "cpu", dtype, EVERYTHING) for dtype in ("float32", "bfloat16")]
    with torch.inference_mode():
        full, half = (masker._embed(image)[0]["image_embeddings"] for masker in pair)
    assert half.dtype == torch.float32 and 0 < (full - half).abs().max() < 0.1 * full.abs().max()
    assert [masker.record()["half_precision_encoder"] for masker in pair] == [False, True]


def test_grid_and_crops_are_sams() -> None:
    np.testing.assert_allclose(grid_points(2), [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]])
    boxes = crop_boxes(500, 500, 1, 512 / 1500)
    assert boxes[0] == (0, (0, 0, 500, 500))
    assert [box for _, box in boxes[1:]] == [
        (0, 0, 335, 335),
        (0, 165, 335, 500),
        (165, 0, 500, 335),
        (165, 165, 500, 500),
    ]
    assert len(crop_boxes(500, 500, 2, 512 / 1500)) == 1 + 4 + 16


@pytest.mark.parametrize("wrong", [{"iou": 1.5}, {"points_per_side": 0}, {"crop_layers": 9}, {"least_pixels": -1}])
def test_settings_that_make_no_sense(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="is not allowed"):
        load_masker("facebook/sam-vit-huge", "cpu", config=MaskConfig(**wrong))


def test_other_arrays_and_other_models_are_refused(tmp_path: Path, make_sam: Make, make_backbone: Make) -> None:
    make_sam(tmp_path / "sam")
    masker = load_masker(str(tmp_path / "sam"), "cpu")
    image = painted(64, 64)[0]
    with pytest.raises(ShapeError, match="cannot be masked"):
        masker.masks(image[None])
    with pytest.raises(ShapeError, match="does not say where the shape is"):
        masker.masks(image, np.ones((64, 63), bool))
    make_backbone(tmp_path / "vit", "Dinov2")
    with pytest.raises(CheckpointError, match="cannot be loaded"):
        load_masker(str(tmp_path / "vit"), "cpu")
