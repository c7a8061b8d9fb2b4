from __future__ import annotations

import importlib.util
import sys
import time
from pathlib import Path

import pytest

from pa3d.errors import WordError
from pa3d.text import sources
from pa3d.text.sources import DEFAULT_ENCODER, PAPER_ENCODER, cache_key, canonical_id, locate_encoder


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A hub that answers nobody, and an empty cache of it."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))


@pytest.fixture
def no_words_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "WORDS_MODULE", "a_package_nobody_has")


def test_one_encoder_has_one_id() -> None:
    assert canonical_id("all-MiniLM-L6-v2") == canonical_id("MiniLM") == DEFAULT_ENCODER
    assert canonical_id("ViT-bigG-14/laion2b_s39b_b160k") == PAPER_ENCODER
    assert canonical_id("stabilityai/stable-diffusion-xl-base-1.0") == PAPER_ENCODER
    assert canonical_id("laion/CLIP-ViT-bigG-14-laion2B-39B-b160k") == PAPER_ENCODER
    assert canonical_id("Someone/Model") == "Someone/Model"


def test_other_weights_in_a_folder_are_another_cache(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"one")
    first = cache_key(str(tmp_path))
    assert first == cache_key(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"other")
    assert first != cache_key(str(tmp_path))


@pytest.mark.usefixtures("no_network", "no_words_package")
@pytest.mark.parametrize("name", [DEFAULT_ENCODER, PAPER_ENCODER, "someone/model"])
def test_without_a_network_the_answer_comes_at_once(name: str) -> None:
    start = time.perf_counter()
    with pytest.raises(WordError) as error:
        locate_encoder(name)
    assert time.perf_counter() - start < 6
    assert name in error.value.what
    assert "127.0.0.1" in error.value.found
    assert ("pa3d[words]" in error.value.do) == (name == DEFAULT_ENCODER)


@pytest.mark.usefixtures("no_network", "no_words_package")
def test_downloads_can_be_switched_off() -> None:
    with pytest.raises(WordError, match="switched off"):
        locate_encoder(DEFAULT_ENCODER, download=False)


@pytest.mark.parametrize("name", ["nothing", "/no/such/folder", "./nothing", "a/b/c"])
def test_what_is_neither_folder_nor_hub_name(name: str) -> None:
    with pytest.raises(WordError, match="neither a folder nor a hub name"):
        locate_encoder(name)


def test_pickled_weights_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(WordError, match="pickled weights are never read"):
        locate_encoder(str(tmp_path))


def test_the_package_of_words_is_found_and_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "some_words"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('its code is not run')")
    (package / "model" / "config.json").write_text("{}")
    (package / "model" / "model.safetensors").write_bytes(b"weights")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sources, "WORDS_MODULE", "some_words")
    with pytest.raises(WordError, match="other weights than expected"):
        locate_encoder(DEFAULT_ENCODER)
    monkeypatch.setattr(sources, "WORDS_SHA256", sources.file_sha256(package / "model" / "model.safetensors"))
    assert locate_encoder(DEFAULT_ENCODER).weights == package / "model"
    assert "some_words" not in sys.modules


@pytest.mark.skipif(importlib.util.find_spec(sources.WORDS_MODULE) is None, reason="the package of words is missing")
def test_the_real_package_is_the_one_expected() -> None:
    assert locate_encoder(DEFAULT_ENCODER).weights.name == "model"
