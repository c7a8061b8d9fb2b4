"""From a name to a model: the bundled one, the released one, a file, a repository."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

from pa3d.config import DtypeChoice
from pa3d.core.restore import build
from pa3d.errors import CheckpointError, UsageError
from pa3d.io.checkpoint import Checkpoint, read_checkpoint
from pa3d.io.hub import fetch
from pa3d.model import Model
from pa3d.runtime import keep_freed_memory, pick_device, pick_dtype
from pa3d.text.sources import PAPER_ENCODER

RELEASED = "hf:patchalign3d/patchalign3d-encoder:patchalign3d.pt"  # what the name `base` stands for
RELEASED_TEXT_WIDTH = 1280  # of PAPER_ENCODER; an original checkpoint of this width was aligned with it


def load(
    name: str | Path = "small",
    device: str = "auto",
    dtype: DtypeChoice = "auto",
    *,
    heads: int | None = None,
    fold: bool = True,
) -> Model:
    """A model: `small` (bundled), `base` (the released weights, from the hub), a path, or `hf:REPO[:FILE]`.

    heads: attention heads, for an original checkpoint of a width no preset has. fold: fold the BatchNorms for
    inference. Raises CheckpointError, FileError, UsageError.
    """
    where = pick_device(device)
    if where.type == "cpu":
        keep_freed_memory()
    checkpoint = _find(str(name))
    try:
        network, meta = build(checkpoint, heads)
        text = meta.get("text")
        if text and "encoder" not in text and text["dimension"] == RELEASED_TEXT_WIDTH:
            meta["text"] = {**text, "encoder": PAPER_ENCODER}
    except (KeyError, TypeError, AttributeError) as error:
        found = f"{type(error).__name__}: {error}."
        raise CheckpointError(f"{name} describes no model.", found, "Give a whole, unchanged file.") from error
    return Model(network, meta, where, pick_dtype(dtype, where), checkpoint.sha256, fold)


def _find(name: str) -> Checkpoint:
    if name == "small":
        with as_file(files("pa3d.assets").joinpath("small.safetensors")) as path:
            return read_checkpoint(path)
    if name == "base":
        return read_checkpoint(fetch(RELEASED))
    if name.startswith("hf:"):
        return read_checkpoint(fetch(name))
    if not Path(name).exists() and "/" not in name and "." not in name:
        raise UsageError(f"--model {name} is not a model.", "Known: small, base, a path, hf:REPO[:FILE].", "Give one.")
    return read_checkpoint(Path(name))
