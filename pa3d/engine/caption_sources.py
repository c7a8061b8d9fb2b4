"""The captioner a command line names: an address, or a model on this machine."""

from __future__ import annotations

from pathlib import Path

from pa3d.config import DtypeChoice
from pa3d.engine.caption_cache import CaptionCache
from pa3d.engine.captions import Asker, ModelCaptioner, read_prompt
from pa3d.errors import UsageError


def load_captioner(
    where: str,
    model: str | None = None,
    *,
    prompt_file: Path | None = None,
    cache_folder: Path | None = None,
    key_variable: str = "PA3D_CAPTION_KEY",
    parallel: int = 8,
    per_minute: float | None = None,
    timeout: float = 60.0,
    tries: int = 6,
    max_tokens: int = 16,
    batch: int = 8,
    device: str = "auto",
    dtype: DtypeChoice = "auto",
    download: bool = True,
) -> ModelCaptioner:
    """`where`: http://HOST/v1 or https://.. (then `model` is the name asked for there), or a hub name or folder of an
    image-text-to-text model. parallel, per_minute, timeout, tries: of an endpoint, per process; batch, device, dtype:
    of a local model. Raises UsageError, FileError, CheckpointError.
    """
    prompt, cache = read_prompt(prompt_file), CaptionCache(cache_folder)
    asker: Asker
    if "://" in where:
        from pa3d.engine.caption_http import Endpoint, EndpointConfig

        asker = Endpoint(
            EndpointConfig(
                where, model or "", key_variable, parallel, per_minute, timeout, tries, max_tokens=max_tokens
            )
        )
    elif model is not None:
        raise UsageError(
            f"--caption-model {model} has no endpoint.",
            f"--captioner {where} is a model on this machine, not an address.",
            "Give http://HOST/v1 with --captioner, or leave --caption-model out.",
        )
    else:
        from pa3d.engine.caption_local import load_local_model

        asker = load_local_model(where, device, dtype, batch, max_tokens, download)
    return ModelCaptioner(asker, prompt, cache)
