from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pa3d.shapes.records import Array
from pa3d.text.build import build_vocabulary
from pa3d.text.templates import Prompt
from pa3d.text.vocabulary import Vocabulary

PROMPTS = [Prompt("seat"), Prompt("leg"), Prompt("leg", "chair"), Prompt("leg")]


def encode(prompts: Sequence[Prompt]) -> Array:
    """A vector of length one, known for each prompt."""
    return np.stack([np.eye(64, dtype=np.float32)[len(str(prompt))] for prompt in prompts])


def test_a_built_vocabulary_is_found_again(tmp_path: Path) -> None:
    path = tmp_path / "words.safetensors"
    assert build_vocabulary(PROMPTS, encode, "minilm", path) == 3
    vocabulary = Vocabulary.load(path)
    assert vocabulary.encoder_id == "sentence-transformers/all-MiniLM-L6-v2"
    assert vocabulary.names == ("leg", "seat")
    found = vocabulary.lookup([*PROMPTS, Prompt("arm")])
    assert set(found) == set(PROMPTS)
    assert all(row.argmax() == len(str(prompt)) for prompt, row in found.items())
    assert list(tmp_path.iterdir()) == [path]


def test_the_same_words_make_the_same_file(tmp_path: Path) -> None:
    build_vocabulary(PROMPTS, encode, "e", tmp_path / "a")
    build_vocabulary(reversed(PROMPTS), encode, "e", tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
