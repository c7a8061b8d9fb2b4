"""Text encoders: sentences to unit vectors, through `transformers`, which is imported only here and only when needed.

Two families: the text towers of CLIP models (projected, pooled at the end-of-text token) and sentence encoders
(token vectors averaged over the attention mask, or the first token where the model's own files say so).
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from pa3d.errors import WordError, first_line
from pa3d.shapes.records import Array
from pa3d.text.sources import EncoderFiles, cache_key, canonical_id, locate_encoder

if TYPE_CHECKING:
    import torch

Pooling = Literal["clip", "mean", "first"]
_CLIP_KINDS = ("clip", "clip_text_model")


class TextEncoder:
    """A loaded encoder. id: its canonical id; dimension: E; pooling: how token vectors become one."""

    def __init__(self, encoder_id: str, model: Any, tokenizer: Any, pooling: Pooling, dimension: int) -> None:
        self.id, self.pooling, self.dimension = encoder_id, pooling, dimension
        self._model, self._tokenizer = model, tokenizer
        positions = int(getattr(model.config, "max_position_embeddings", 512))
        self._context = min(positions, int(tokenizer.model_max_length))

    def encode(self, texts: Sequence[str], batch_size: int = 128) -> Array:
        """Unit rows (n, E) float32 for n sentences, in their order. A sentence beyond the context is cut at its end."""
        import torch

        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        # A batch is as long as its longest sentence, so like lengths share one: names are short, the context is not.
        order = sorted(range(len(texts)), key=lambda index: (len(texts[index]), texts[index]))
        for start in range(0, len(order), batch_size):
            chosen = order[start : start + batch_size]
            with torch.inference_mode():
                vectors = self._embed([texts[index] for index in chosen])
                rows[chosen] = torch.nn.functional.normalize(vectors.float(), dim=-1).cpu().numpy()
        return rows

    def _embed(self, texts: list[str]) -> torch.Tensor:
        tokens = self._tokenizer(
            texts, padding=True, truncation=True, max_length=self._context, return_tensors="pt"
        ).to(self._model.device)  # (n, S)
        ids, mask = tokens["input_ids"], tokens["attention_mask"]
        if self.pooling == "clip":
            # Causal: what follows the end-of-text token, padding included, cannot change the vector taken there.
            return self._model(input_ids=ids).text_embeds  # type: ignore[no-any-return]  # (n, E)
        hidden = self._model(**tokens).last_hidden_state  # (n, S, E)
        if self.pooling == "first":
            return hidden[:, 0]  # type: ignore[no-any-return]
        weight = mask[..., None].to(hidden.dtype)  # (n, S, 1)
        return (hidden * weight).sum(1) / weight.sum(1)  # type: ignore[no-any-return]


def load_text_encoder(encoder_id: str, device: str = "cpu", download: bool = True) -> TextEncoder:
    """The encoder of a hub id, an OpenCLIP name or a folder, in float32 on `device`; loaded once per process.

    Raises WordError when its files are not at hand, are no text encoder, or do not fit the model they describe.
    """
    return _load(canonical_id(encoder_id), cache_key(encoder_id), str(device), download)


@lru_cache(maxsize=2)
def _load(encoder_id: str, key: str, device: str, download: bool) -> TextEncoder:
    from safetensors import SafetensorError

    files = locate_encoder(encoder_id, download)
    with quiet_transformers():
        try:
            return _from_files(encoder_id, files, device)
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            do = "Check its files, or take another encoder."
            raise WordError(f"The text encoder {encoder_id} cannot be loaded.", first_line(error), do) from error


def _from_files(encoder_id: str, files: EncoderFiles, device: str) -> TextEncoder:
    from transformers import AutoConfig, AutoModel, AutoTokenizer, CLIPTextModelWithProjection

    config = AutoConfig.from_pretrained(files.weights)
    clip = config.model_type in _CLIP_KINDS
    if not clip and (hasattr(config, "vision_config") or not hasattr(config, "hidden_size")):
        raise ValueError(f"Its kind is {config.model_type}; CLIP text towers and sentence encoders are supported.")
    family: Any = CLIPTextModelWithProjection if clip else AutoModel
    model, report = family.from_pretrained(
        files.weights, variant=files.variant, use_safetensors=True, output_loading_info=True
    )
    # transformers fills missing weights with random numbers; the unused pooler of a BERT may well be missing.
    wrong = [name for name in report["missing_keys"] if not name.startswith("pooler.")]
    wrong += [str(name) for name in report["mismatched_keys"]]
    if wrong:
        raise ValueError(f"Weights missing or misshaped: {', '.join(sorted(wrong))}.")
    tokenizer = AutoTokenizer.from_pretrained(files.tokenizer)
    tokenizer.padding_side = tokenizer.truncation_side = "right"
    pooling: Pooling = "clip" if clip else _sentence_pooling(files.weights)
    dimension = model.config.projection_dim if clip else model.config.hidden_size
    return TextEncoder(encoder_id, model.eval().float().to(device), tokenizer, pooling, int(dimension))


def _sentence_pooling(folder: Path) -> Pooling:
    """Mean pooling, unless the model's own pooling file asks for the first token."""
    path = folder / "1_Pooling" / "config.json"
    modes = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    asked = sorted(name for name, value in modes.items() if name.startswith("pooling_mode_") and value is True)
    if asked in ([], ["pooling_mode_mean_tokens"]):
        return "mean"
    if asked == ["pooling_mode_cls_token"]:
        return "first"
    raise ValueError(f"It pools by {', '.join(asked)}; mean and first token are supported.")


@contextlib.contextmanager
def quiet_transformers() -> Iterator[None]:
    """No bars and no remarks of transformers, as about unused weights while a tower is taken out of a larger model."""
    from transformers.utils import logging as module

    logging: Any = module  # its functions carry no annotations
    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()
