from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from pa3d.engine.teacher import load_teacher
from pa3d.errors import CheckpointError, FileError, Pa3dError, ShapeError, UsageError
from pa3d.shapes.records import Array

Make = Callable[..., Any]
MEAN, STD = torch.tensor([0.5, 0.4, 0.3]), torch.tensor([0.2, 0.25, 0.5])


def pictures(count: int = 3, height: int = 56, width: int = 56) -> Array:
    return np.random.default_rng(0).integers(0, 256, (count, height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    ("kind", "sizes", "leading"),
    [
        ("Dinov2", {}, 1),
        ("Dinov2WithRegisters", {"num_register_tokens": 4}, 5),
        ("DINOv3ViT", {"num_register_tokens": 3}, 4),
        ("ViT", {}, 1),
        ("SiglipVision", {}, 0),
    ],
)
def test_features_are_the_tokens_behind_class_token_and_registers(
    kind: str, sizes: dict[str, int], leading: int, tmp_path: Path, make_backbone: Make
) -> None:
    model = make_backbone(tmp_path, kind, **sizes)
    images = pictures()
    normal = ((torch.from_numpy(images) / 255 - MEAN) / STD).permute(0, 3, 1, 2)
    with torch.no_grad():
        tokens = model(pixel_values=normal).last_hidden_state
    expected = tokens[:, leading:].reshape(3, 4, 4, 24).numpy()
    teacher = load_teacher(str(tmp_path), "cpu", size=56, batch=2)
    features = teacher.features(images)
    assert features.dtype == np.float16 and features.shape == (3, 4, 4, 24)
    np.testing.assert_allclose(features, expected, atol=2e-3 * np.abs(expected).max())
    assert np.abs(expected[:, 0, 0] - expected[:, 1, 1]).max() > 0.1  # cells differ, so an offset would show
    assert teacher.width == 24 and teacher.registers == sizes.get("num_register_tokens", 0)


def test_images_of_other_sizes_are_resized_to_whole_patches(tmp_path: Path, make_backbone: Make) -> None:
    make_backbone(tmp_path, "Dinov2")
    teacher = load_teacher(str(tmp_path), "cpu", size=84)
    assert teacher.features(pictures(1, 50, 50)).shape == (1, 6, 6, 24)
    assert teacher.features(pictures(1, 120, 60)).shape == (1, 6, 3, 24)
    flat = np.full((1, 33, 33, 3), 200, np.uint8)
    large = np.full((1, 84, 84, 3), 200, np.uint8)
    np.testing.assert_allclose(teacher.features(flat), teacher.features(large), atol=1e-2)  # resizing keeps the level


def test_the_default_size_is_the_most_whole_patches_of_the_papers_picture(tmp_path: Path, make_backbone: Make) -> None:
    make_backbone(tmp_path / "14", "Dinov2")
    assert load_teacher(str(tmp_path / "14"), "cpu").size == 518


@pytest.mark.parametrize("size", [0, 57, 518 * 14])
def test_a_size_that_is_no_multiple_of_the_patch_is_refused(size: int, tmp_path: Path, make_backbone: Make) -> None:
    make_backbone(tmp_path, "Dinov2")
    with pytest.raises(UsageError, match=r"patches are 14 pixels") as caught:
        load_teacher(str(tmp_path), "cpu", size=size)
    assert caught.value.do.startswith("Use --teacher-size ")


def test_half_precision_comes_close_and_its_record_says_so(tmp_path: Path, make_backbone: Make) -> None:
    make_backbone(tmp_path, "Dinov2")
    full, half = (load_teacher(str(tmp_path), "cpu", dtype, size=56) for dtype in ("float32", "bfloat16"))
    one, other = (teacher.features(pictures()).astype(np.float32) for teacher in (full, half))
    assert 0 < np.abs(one - other).max() < 0.2 * np.abs(one).max()
    assert (full.record()["dtype"], half.record()["dtype"]) == ("float32", "bfloat16")
    assert full.record()["weights"] == half.record()["weights"]
    json.dumps(full.record())


def test_tokens_that_are_no_patches_are_refused(tmp_path: Path, make_backbone: Make) -> None:
    make_backbone(tmp_path / "deit", "DeiT")  # a second leading token that no setting speaks of
    with pytest.raises(CheckpointError, match=r"18 tokens for 4 x 4 patches and says it has 0 registers"):
        load_teacher(str(tmp_path / "deit"), "cpu", size=56).features(pictures())
    make_backbone(tmp_path / "registers", "Dinov2WithRegisters", num_register_tokens=4)
    teacher = load_teacher(str(tmp_path / "registers"), "cpu", size=56)
    teacher.registers = 2
    with pytest.raises(CheckpointError, match="21 tokens"):
        teacher.features(pictures())


def test_a_pyramid_of_windows_has_no_token_per_patch(tmp_path: Path) -> None:
    from transformers import SwinConfig, SwinModel

    config = SwinConfig(image_size=56, patch_size=7, embed_dim=8, depths=[1, 1], num_heads=[1, 1], window_size=2)
    SwinModel(config).save_pretrained(tmp_path)
    with pytest.raises(CheckpointError, match="are not the patches"):
        load_teacher(str(tmp_path), "cpu", size=56).features(pictures())


def test_features_too_large_for_half_precision_are_an_error(tmp_path: Path, make_backbone: Make) -> None:
    make_backbone(tmp_path, "Dinov2")
    path = tmp_path / "model.safetensors"
    weights = load_file(path)
    weights["layernorm.weight"] *= 1e7
    save_file(weights, path, metadata={"format": "pt"})
    with pytest.raises(Pa3dError, match="half-precision"):
        load_teacher(str(tmp_path), "cpu", size=56).features(pictures())


def test_other_arrays_are_refused(tmp_path: Path, make_backbone: Make) -> None:
    make_backbone(tmp_path, "Dinov2")
    teacher = load_teacher(str(tmp_path), "cpu", size=56)
    for wrong in (pictures().astype(np.float32), pictures()[0], pictures()[:0]):
        with pytest.raises(ShapeError, match="cannot be looked at"):
            teacher.features(wrong)


def test_missing_weights_are_never_made_up(tmp_path: Path, make_backbone: Make) -> None:
    make_backbone(tmp_path, "Dinov2")
    path = tmp_path / "model.safetensors"
    weights = load_file(path)
    del weights["layernorm.weight"]
    save_file(weights, path, metadata={"format": "pt"})
    with pytest.raises(CheckpointError, match=r"layernorm\.weight"):
        load_teacher(str(tmp_path), "cpu")


def test_broken_folders_are_named(tmp_path: Path, make_backbone: Make) -> None:
    make_backbone(tmp_path / "cut", "Dinov2")
    path = tmp_path / "cut" / "model.safetensors"
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(CheckpointError, match="cannot be loaded"):
        load_teacher(str(tmp_path / "cut"), "cpu")
    path.rename(path.with_name("pytorch_model.bin"))
    with pytest.raises(FileError, match="pickled weights are never read"):
        load_teacher(str(tmp_path / "cut"), "cpu")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileError, match=r"no config\.json"):
        load_teacher(str(tmp_path / "empty"), "cpu")
    (tmp_path / "cut" / "config.json").write_text('{"model_type": "no_such_thing"}')
    path.with_name("pytorch_model.bin").rename(path)
    with pytest.raises(CheckpointError, match="cannot be loaded"):
        load_teacher(str(tmp_path / "cut"), "cpu")


def test_code_of_a_models_own_is_not_run(tmp_path: Path, make_backbone: Make) -> None:
    make_backbone(tmp_path, "Dinov2")
    config = json.loads((tmp_path / "config.json").read_text())
    config["model_type"], config["auto_map"] = "mine", {"AutoConfig": "mine.C", "AutoModel": "mine.M"}
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "mine.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    with pytest.raises(CheckpointError, match="cannot be loaded"):
        load_teacher(str(tmp_path), "cpu")
    assert not (tmp_path / "ran").exists()


def test_a_name_that_is_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(FileError, match="Downloads are switched off") as caught:
        load_teacher("nobody/nothing-at-all", "cpu")
    assert "--teacher" in caught.value.do
    with pytest.raises(UsageError, match="neither a folder nor a hub name"):
        load_teacher("./missing/folder/of/mine", "cpu")


def test_without_a_network_the_answer_comes_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(FileError, match=r"facebook/dinov2-base is not on this machine.*127\.0\.0\.1"):
        load_teacher("facebook/dinov2-base", "cpu")


def test_weights_in_several_files(tmp_path: Path, make_backbone: Make) -> None:
    model = make_backbone(tmp_path / "one", "Dinov2")
    model.save_pretrained(tmp_path / "many", max_shard_size="20KB")
    parts = sorted((tmp_path / "many").glob("model-*.safetensors"))
    assert len(parts) > 1
    one, many = (load_teacher(str(tmp_path / name), "cpu", size=56) for name in ("one", "many"))
    many._rule = one._rule
    np.testing.assert_array_equal(one.features(pictures()), many.features(pictures()))
    parts[0].unlink()
    with pytest.raises(FileError, match=rf"Missing: {parts[0].name}"):
        load_teacher(str(tmp_path / "many"), "cpu")


def test_the_rule_of_a_model_without_a_preprocessor_file_is_imagenets(tmp_path: Path, make_backbone: Make) -> None:
    make_backbone(tmp_path, "Dinov2")
    path = tmp_path / "preprocessor_config.json"
    for content, found in (('{"image_mean": "x"}', "image_mean"), ('{"image_mean": [1, 1, 1], "image_std": 0}', "0.0")):
        path.write_text(content)
        with pytest.raises(FileError, match=found):
            load_teacher(str(tmp_path), "cpu")
    path.write_text("{")
    with pytest.raises(FileError, match="Not a JSON object"):
        load_teacher(str(tmp_path), "cpu")
    path.unlink()
    record = load_teacher(str(tmp_path), "cpu").record()
    assert record["mean"] == [0.485, 0.456, 0.406] and record["picture_rule"].startswith("ImageNet")
