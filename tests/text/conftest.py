"""Tiny random text models, written to disk as the real ones are."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertModel, CLIPTextConfig, CLIPTextModelWithProjection

LETTERS = "abcdefghijklmnopqrstuvwxyz"
CONTEXT = 24


def write_clip(folder: Path, tokenizer: Path, dtype: torch.dtype = torch.float32, variant: str | None = None) -> None:
    """A text tower of two layers and its tokenizer of letters; padded with `!`, as the bigG tower's is."""
    # The ids end with the two marks, as in the real vocabulary: begin, end of text.
    words = ["!", *LETTERS, *(f"{letter}</w>" for letter in LETTERS), "<|startoftext|>", "<|endoftext|>"]
    config = CLIPTextConfig(
        vocab_size=len(words), hidden_size=32, intermediate_size=64, projection_dim=20, num_hidden_layers=2,
        num_attention_heads=2, max_position_embeddings=CONTEXT, hidden_act="gelu",
        bos_token_id=len(words) - 2, eos_token_id=len(words) - 1, pad_token_id=0,
    )  # fmt: skip
    torch.manual_seed(0)
    model = CLIPTextModelWithProjection(config)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    model.to(dtype).save_pretrained(folder, variant=variant)
    tokenizer.mkdir(parents=True, exist_ok=True)
    (tokenizer / "vocab.json").write_text(json.dumps({word: index for index, word in enumerate(words)}))
    (tokenizer / "merges.txt").write_text("#version: 0.2\n")
    marks = {"bos_token": words[-2], "eos_token": words[-1], "unk_token": words[-1], "pad_token": "!"}
    (tokenizer / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "CLIPTokenizer", "model_max_length": CONTEXT, **marks})
    )


def write_bert(folder: Path, pooling: str | None = None) -> None:
    """A sentence encoder of two layers over single letters."""
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS, *(f"##{letter}" for letter in LETTERS)]
    config = BertConfig(
        vocab_size=len(words), hidden_size=24, intermediate_size=48, num_hidden_layers=2, num_attention_heads=2,
        max_position_embeddings=CONTEXT,
    )  # fmt: skip
    torch.manual_seed(1)
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(words) + "\n")
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "BertTokenizer", "do_lower_case": True, "model_max_length": 512})
    )
    if pooling:
        (folder / "1_Pooling").mkdir()
        modes = {"word_embedding_dimension": 24, "pooling_mode_mean_tokens": False, pooling: True}
        (folder / "1_Pooling" / "config.json").write_text(json.dumps(modes))


@pytest.fixture(scope="session")
def make_clip() -> Callable[..., None]:
    return write_clip


@pytest.fixture(scope="session")
def make_bert() -> Callable[..., None]:
    return write_bert


@pytest.fixture(scope="session")
def clip_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clip")
    write_clip(folder, folder)
    return folder


@pytest.fixture(scope="session")
def bert_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bert")
    write_bert(folder)
    return folder


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    monkeypatch.setenv("PA3D_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"
