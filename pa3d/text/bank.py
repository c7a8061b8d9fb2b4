"""The text bank: vectors of the asked names, from the nearest place that has them.

Vocabulary, then disk cache, then the encoder. A name none of them knows is an error, never a zero vector.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence

import numpy as np

from pa3d.config import PromptStyle
from pa3d.errors import UsageError, WordError
from pa3d.shapes.records import Array
from pa3d.text.cache import Note, VectorCache
from pa3d.text.sources import DEFAULT_ENCODER, INSTALL_WORDS, cache_key, canonical_id
from pa3d.text.templates import Prompt, make_prompt, pool_templates
from pa3d.text.vocabulary import Vocabulary

_PROMPTS_AT_ONCE = 4096
_WORDS_IN_MESSAGE = 5


def _warn(message: str) -> None:
    warnings.warn(message, RuntimeWarning, stacklevel=4)


def text_vectors(
    names: Sequence[str],
    *,
    encoder_id: str = DEFAULT_ENCODER,
    style: PromptStyle = "plain",
    category: str | None = None,
    device: str = "cpu",
    download: bool = True,
    note: Note = _warn,
) -> Array:
    """Unit vectors (L, E) float32 of L names, cleaned here; style "category" puts each into "{} of a {category}".

    Raises UsageError for no name, an empty one, or a category missing; WordError as `prompt_vectors` does.
    """
    prompts = [make_prompt(name, style, category) for name in names]
    return prompt_vectors(prompts, encoder_id=encoder_id, device=device, download=download, note=note)


def prompt_vectors(
    prompts: Sequence[Prompt],
    *,
    encoder_id: str = DEFAULT_ENCODER,
    device: str = "cpu",
    download: bool = True,
    note: Note = _warn,
) -> Array:
    """Unit vectors (L, E) float32 of L prompts, with and without category mixed as they come; repeats cost nothing.

    device: where an encoder would run. download: whether the hub may be asked. note: told of a damaged or unwritable
    cache (a warning by default). Raises WordError, with the closest known names, for a word nothing here can encode.
    """
    if not prompts:
        raise UsageError("No name was given to encode.", "The list is empty.", "Give at least one.")
    encoder_id = canonical_id(encoder_id)
    wanted = dict.fromkeys(prompts)
    vocabulary = Vocabulary.load()
    # A view of the bundled words only where the same encoder made them.
    found = vocabulary.lookup(wanted) if vocabulary.encoder_id == encoder_id else {}
    for templates in sorted({prompt.templates for prompt in wanted if prompt not in found}):
        group = [prompt for prompt in wanted if prompt not in found and prompt.templates == templates]
        cache = VectorCache(cache_key(encoder_id), templates, note)
        cached = cache.read()
        found.update((prompt, cached[prompt]) for prompt in group if prompt in cached)
        missing = [prompt for prompt in group if prompt not in found]
        # In pieces, each kept at once: an interrupted run of a million names goes on where it stopped.
        for start in range(0, len(missing), _PROMPTS_AT_ONCE):
            piece = missing[start : start + _PROMPTS_AT_ONCE]
            encoded = _encode(piece, encoder_id, device, download, vocabulary)
            cache.write(encoded)
            found.update(encoded)
    return np.stack([found[prompt] for prompt in prompts])


def bundled_vectors(names: Iterable[str], encoder_id: str) -> dict[str, Array]:
    """Unit vectors (E,) float32 of those names that the bundled vocabulary has; none for another encoder's."""
    vocabulary = Vocabulary.load()
    if vocabulary.encoder_id != canonical_id(encoder_id):
        return {}
    return {prompt.name: row for prompt, row in vocabulary.lookup(Prompt(name) for name in names).items()}


def encode_prompts(prompts: Sequence[Prompt], encoder_id: str, device: str = "cpu", download: bool = True) -> Array:
    """Unit vectors (L, E) float32 of L prompts with the same templates, from the encoder itself.

    Raises WordError when the encoder is not at hand.
    """
    from pa3d.text.encoders import load_text_encoder

    encoder = load_text_encoder(encoder_id, device, download)
    texts = [text for prompt in prompts for text in prompt.texts]  # L * T
    return pool_templates(encoder.encode(texts), len(prompts[0].templates))


def _encode(
    prompts: list[Prompt], encoder_id: str, device: str, download: bool, vocabulary: Vocabulary
) -> dict[Prompt, Array]:
    try:
        return dict(zip(prompts, encode_prompts(prompts, encoder_id, device, download), strict=True))
    except WordError as error:
        if encoder_id != vocabulary.encoder_id:
            raise
        raise _unknown_words(prompts, vocabulary, error) from error


def _unknown_words(prompts: Iterable[Prompt], vocabulary: Vocabulary, cause: WordError) -> WordError:
    """The error for words outside the vocabulary while their encoder is out of reach."""
    words = [str(prompt) for prompt in prompts]
    shown = ", ".join(f'"{word}"' for word in words[:_WORDS_IN_MESSAGE])
    if len(words) > _WORDS_IN_MESSAGE:
        shown += f" and {len(words) - _WORDS_IN_MESSAGE} more"
    near = [name for word in words[:_WORDS_IN_MESSAGE] for name in vocabulary.closest(word)]
    closest = f"Closest known names: {', '.join(dict.fromkeys(near))}." if near else "No known name is close."
    plural = "s are" if len(words) > 1 else " is"
    return WordError(
        f"The word{plural} outside the bundled vocabulary: {shown}.",
        f"{closest} {cause.what} {cause.found}",
        f"Use a known name, or install the words' encoder: {INSTALL_WORDS}.",
    )
