from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pa3d.errors import UsageError, WordError
from pa3d.text import encoders, sources
from pa3d.text.bank import encode_prompts, prompt_vectors, text_vectors
from pa3d.text.sources import PAPER_ENCODER
from pa3d.text.templates import Prompt
from pa3d.text.vocabulary import Vocabulary


@pytest.fixture
def no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with neither the package of words nor a network."""
    encoders._load.cache_clear()
    monkeypatch.setattr(sources, "WORDS_MODULE", "a_package_nobody_has")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", "/no/such/cache")


@pytest.mark.usefixtures("no_encoder", "own_cache")
def test_known_words_need_no_encoder() -> None:
    vectors = text_vectors(["Leg", "door_handle", "leg"])
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(vectors[0], vectors[2])
    of_chair = text_vectors(["leg"], style="category", category="Chair")
    assert 0.2 < of_chair[0] @ vectors[0] < 0.99
    np.testing.assert_array_equal(text_vectors(["leg"], category="Chair")[0], vectors[0])


@pytest.mark.usefixtures("no_encoder", "own_cache")
def test_unknown_words_without_an_encoder() -> None:
    with pytest.raises(WordError) as error:
        text_vectors(["leg", "hedlightt", "zzqqxx"])
    assert '"hedlightt", "zzqqxx"' in error.value.what
    assert '"leg"' not in error.value.what
    assert "headlight" in error.value.found
    assert 'pip install "pa3d[words]"' in error.value.do
    with pytest.raises(WordError, match="hedlightt of chair"):
        text_vectors(["hedlightt"], style="category", category="chair")
    with pytest.raises(WordError, match="and 1995 more"):
        text_vectors([f"zzz{index}" for index in range(2000)])


@pytest.mark.usefixtures("no_encoder", "own_cache")
def test_the_vocabulary_answers_for_its_own_encoder_only() -> None:
    with pytest.raises(WordError, match="bigG"):
        text_vectors(["leg"], encoder_id=PAPER_ENCODER)


def test_vectors_come_from_the_cache_the_second_time(
    clip_folder: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts = [Prompt("leg"), Prompt("leg", "chair"), Prompt("seat"), Prompt("leg")]
    first = prompt_vectors(prompts, encoder_id=str(clip_folder))
    assert first.shape == (4, 20)
    np.testing.assert_allclose(first[[0, 2]], encode_prompts([prompts[0], prompts[2]], str(clip_folder)), atol=1e-6)
    np.testing.assert_allclose(first[1:2], encode_prompts(prompts[1:2], str(clip_folder)), atol=1e-6)
    assert list(own_cache.rglob("*.safetensors"))

    def refuse(*_: object) -> None:
        raise AssertionError("the encoder was asked again")

    monkeypatch.setattr(encoders, "load_text_encoder", refuse)
    np.testing.assert_array_equal(prompt_vectors(prompts, encoder_id=str(clip_folder)), first)


def test_a_damaged_cache_is_said_and_encoded_again(clip_folder: Path, own_cache: Path) -> None:
    first = text_vectors(["leg"], encoder_id=str(clip_folder))
    (path,) = own_cache.rglob("*.safetensors")
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.warns(RuntimeWarning, match="damaged"):
        again = text_vectors(["leg"], encoder_id=str(clip_folder))
    np.testing.assert_array_equal(first, again)
    path.parent.joinpath("bad.safetensors").write_bytes(b"?")
    notes: list[str] = []
    text_vectors(["leg"], encoder_id=str(clip_folder), note=notes.append)
    assert len(notes) == 1


@pytest.mark.usefixtures("own_cache")
def test_what_is_asked_wrongly() -> None:
    with pytest.raises(UsageError):
        text_vectors([])
    with pytest.raises(UsageError):
        text_vectors(["leg", "!"])
    with pytest.raises(UsageError):
        text_vectors(["leg"], style="category")


def test_every_row_is_the_vocabularys() -> None:
    names = Vocabulary.load().names[:1000]
    vectors = text_vectors(names)
    lookup = Vocabulary.load().lookup([Prompt(name) for name in names])
    np.testing.assert_array_equal(vectors, np.stack([lookup[Prompt(name)] for name in names]))
