from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from pa3d.errors import FileError
from pa3d.text.bank import encode_prompts
from pa3d.text.sources import DEFAULT_ENCODER, WORDS_MODULE
from pa3d.text.templates import Prompt
from pa3d.text.vocabulary import Vocabulary
from pa3d.text.wordlists import parse_words, word_list_prompts

# What people ask of the things around them.
EVERYDAY = """
handle lid spout wheel leg arm seat backrest armrest cushion drawer door knob hinge shelf panel roof window chimney
stairs railing fence gate wall ceiling floor blade grip trigger barrel scope stock hilt sheath wing tail fuselage
cockpit propeller engine nose fin rudder mast sail hull deck oar anchor bumper headlight windshield mirror hood
trunk tire tyre rim spoke pedal chain handlebar saddle frame fork brake antenna radiator gear spring bolt nut screw
valve pipe hose nozzle pump tank filter fan motor battery cable plug socket switch button dial display screen
keyboard key speaker lens strap buckle zipper pocket sleeve collar cuff sole heel toe tongue brim crown visor head
face eye ear mouth lip tooth chin hair beard neck shoulder elbow wrist hand finger thumb chest belly waist hip thigh
knee shin ankle foot paw claw hoof horn antler tusk snout beak feather mane fur shell scale tentacle leaf stem
branch root flower petal string fret bridge base pole shade bulb cord candle wick flame pendulum cork bowl tine
burner faucet basin drain headboard mattress pillow tabletop turret cannon ladder hook bucket cab grille legs wheels
teeth leaves shelves feet eyes wings blades colour color
"""


def test_everyday_words_are_known() -> None:
    vocabulary = Vocabulary.load()
    assert [word for word in EVERYDAY.split() if Prompt(word) not in vocabulary] == []


def test_every_name_of_the_benchmarks_is_known_with_its_plural_and_its_category() -> None:
    path = Path(__file__).parents[2] / "pa3d" / "text" / "words" / "benchmarks.txt"
    vocabulary = Vocabulary.load()
    prompts = parse_words(path.read_text(encoding="utf-8"))
    assert len(prompts) > 500
    assert not [prompt for prompt in prompts if prompt not in vocabulary]
    assert Prompt("fixing bracket", "lamp") in vocabulary
    assert Prompt("motorbikes") in vocabulary


def test_the_asset_holds_the_lists_and_is_small() -> None:
    vocabulary = Vocabulary.load()
    assert not [prompt for prompt in word_list_prompts() if prompt not in vocabulary]
    assert len(vocabulary.names) >= 8000
    assert vocabulary.encoder_id == DEFAULT_ENCODER
    assert vocabulary.vectors.dtype == np.int8
    assert (np.abs(vocabulary.vectors.astype(np.int16)).max(1) == 127).all()


def test_loading_is_quick_and_imports_no_model() -> None:
    code = (
        "import sys, time; start = time.perf_counter()\n"
        "from pa3d.text.bank import text_vectors\n"
        "assert text_vectors(['leg', 'seat']).shape == (2, 384)\n"
        "loaded = {'torch', 'transformers', 'huggingface_hub', 'scipy'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_closest_names_are_near_and_come_quickly() -> None:
    vocabulary = Vocabulary.load()
    start = time.perf_counter()
    assert "headlight" in vocabulary.closest("hedlight")
    assert vocabulary.closest("wheell", 1) == ("wheel",)
    assert vocabulary.closest("qqqqqqqqqq") == ()
    assert time.perf_counter() - start < 1


@pytest.mark.skipif(importlib.util.find_spec(WORDS_MODULE) is None, reason="the package of words is not installed")
def test_the_bundled_vectors_are_the_encoders() -> None:
    for prompts in ([Prompt("leg"), Prompt("door handle")], [Prompt("leg", "chair"), Prompt("lid", "kettle")]):
        bundled = np.stack(list(Vocabulary.load().lookup(prompts).values()))
        cosines = (bundled * encode_prompts(prompts, DEFAULT_ENCODER)).sum(1)
        np.testing.assert_allclose(cosines, 1, atol=1e-4)  # a byte a number


def test_a_file_that_is_no_vocabulary(tmp_path: Path) -> None:
    from safetensors.numpy import save_file

    with pytest.raises(FileError):
        Vocabulary.load(tmp_path / "none.safetensors")
    (tmp_path / "broken.safetensors").write_bytes(b"nothing")
    with pytest.raises(FileError):
        Vocabulary.load(tmp_path / "broken.safetensors")
    metadata = {"pa3d": json.dumps({"encoder": "x", "dimension": 4, "templates": [["{}"], ["{} of {}"]]})}
    tensors = {"entries": np.frombuffer(b"leg", np.uint8), "vectors": np.ones((1, 4), np.float16)}
    save_file(tensors, tmp_path / "other.safetensors", metadata=metadata)
    with pytest.raises(FileError, match="other templates"):
        Vocabulary.load(tmp_path / "other.safetensors")
