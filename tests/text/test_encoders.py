from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoTokenizer, BertModel, CLIPTextModelWithProjection

from pa3d.errors import WordError
from pa3d.text.encoders import load_text_encoder
from pa3d.text.sources import DEFAULT_ENCODER, WORDS_MODULE

TEXTS = ["leg", "a leg of a chair", "x", "an arm", "the wheel", "leg"]


def test_a_short_context_gives_the_vectors_of_the_full_one(clip_folder: Path) -> None:
    tokens: Any = AutoTokenizer.from_pretrained(clip_folder)(TEXTS, padding="max_length", return_tensors="pt")
    assert tokens["input_ids"].shape[1] == 24
    model = CLIPTextModelWithProjection.from_pretrained(clip_folder).eval()
    with torch.no_grad():
        full = model(input_ids=tokens["input_ids"]).text_embeds
    expected = torch.nn.functional.normalize(full, dim=-1).numpy()
    encoder = load_text_encoder(str(clip_folder))
    assert encoder.dimension == 20
    for batch_size in (1, 2, 100):
        np.testing.assert_allclose(encoder.encode(TEXTS, batch_size), expected, atol=1e-5)
    assert np.abs(expected[0] - expected[2]).max() > 0.1  # the words do matter


def test_mean_pooling_leaves_padding_out(bert_folder: Path) -> None:
    tokenizer: Any = AutoTokenizer.from_pretrained(bert_folder)
    model = BertModel.from_pretrained(bert_folder, add_pooling_layer=False).eval()
    rows = []
    for text in TEXTS:  # one by one: no padding to leave out
        with torch.no_grad():
            rows.append(model(**tokenizer(text, return_tensors="pt")).last_hidden_state[0].mean(0))
    expected = torch.nn.functional.normalize(torch.stack(rows), dim=-1).numpy()
    vectors = load_text_encoder(str(bert_folder)).encode(TEXTS)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, expected, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_first_token_pooling_where_the_model_says_so(tmp_path: Path, make_bert: Callable[..., None]) -> None:
    make_bert(tmp_path, "pooling_mode_cls_token")
    tokenizer: Any = AutoTokenizer.from_pretrained(tmp_path)
    model = BertModel.from_pretrained(tmp_path, add_pooling_layer=False).eval()
    with torch.no_grad():
        first = model(**tokenizer("leg", return_tensors="pt")).last_hidden_state[0, 0]
    expected = torch.nn.functional.normalize(first, dim=-1).numpy()
    np.testing.assert_allclose(load_text_encoder(str(tmp_path)).encode(["leg"])[0], expected, atol=1e-5)


def test_an_unknown_pooling_is_refused(tmp_path: Path, make_bert: Callable[..., None]) -> None:
    make_bert(tmp_path, "pooling_mode_max_tokens")
    with pytest.raises(WordError, match="pooling_mode_max_tokens"):
        load_text_encoder(str(tmp_path))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_the_second_tower_of_a_picture_model_in_half_precision(
    tmp_path: Path, dtype: torch.dtype, make_clip: Callable[..., None]
) -> None:
    make_clip(tmp_path / "half" / "text_encoder_2", tmp_path / "half" / "tokenizer_2", dtype, variant="fp16")
    make_clip(tmp_path / "full", tmp_path / "full")
    half = load_text_encoder(str(tmp_path / "half")).encode(TEXTS)
    full = load_text_encoder(str(tmp_path / "full")).encode(TEXTS)
    assert half.dtype == np.float32
    assert (half * full).sum(1).min() > 0.999
    assert np.abs(half - full).max() > 0  # it did read the half-precision file


def test_a_long_sentence_is_cut(clip_folder: Path, bert_folder: Path) -> None:
    for folder in (clip_folder, bert_folder):
        rows = load_text_encoder(str(folder)).encode(["leg " * 100, "leg " * 200])
        np.testing.assert_allclose(rows[0], rows[1], atol=1e-6)


def test_an_encoder_is_loaded_once(clip_folder: Path) -> None:
    assert load_text_encoder(str(clip_folder)) is load_text_encoder(str(clip_folder))


def test_missing_weights_are_never_made_up(clip_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(clip_folder, tmp_path / "broken")
    path = tmp_path / "broken" / "model.safetensors"
    weights = load_file(path)
    del weights["text_projection.weight"]
    save_file(weights, path, metadata={"format": "pt"})
    with pytest.raises(WordError, match=r"text_projection\.weight"):
        load_text_encoder(str(tmp_path / "broken"))


def test_broken_weights_and_other_kinds_of_model(clip_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(clip_folder, tmp_path / "cut")
    path = tmp_path / "cut" / "model.safetensors"
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(WordError, match="cannot be loaded"):
        load_text_encoder(str(tmp_path / "cut"))
    shutil.copytree(clip_folder, tmp_path / "other")
    config = tmp_path / "other" / "config.json"
    config.write_text(json.dumps({"model_type": "siglip"}))
    with pytest.raises(WordError, match="siglip"):
        load_text_encoder(str(tmp_path / "other"))


@pytest.mark.skipif(importlib.util.find_spec(WORDS_MODULE) is None, reason="the package of words is not installed")
def test_the_default_encoder_knows_what_words_mean() -> None:
    encoder = load_text_encoder(DEFAULT_ENCODER)
    assert encoder.dimension == 384
    cup, mug, wheel = encoder.encode(["cup", "mug", "wheel"])
    assert cup @ mug > 0.6 > cup @ wheel
