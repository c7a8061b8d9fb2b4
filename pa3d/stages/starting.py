"""What a training starts from: another model's weights, or what its own run folder tells of the network."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from pa3d.core.encoder import EncoderConfig
from pa3d.core.network import PatchAlign
from pa3d.errors import Pa3dError
from pa3d.loading import load
from pa3d.model import Model
from pa3d.stages.checkpoints import sizes_within
from pa3d.stages.run_folder import STATE
from pa3d.text.lean import Meanings


def initial_model(place: str) -> Model:
    """The model that --init names, on the CPU in float32. Raises Pa3dError as `load` does."""
    try:
        return load(place, device="cpu", dtype="float32", fold=False)
    except Pa3dError as error:
        parts = (part.replace("--model", "--init") for part in (error.what, error.found, error.do))
        raise type(error)(*parts) from error


def sizes_of(network: PatchAlign, meanings: Meanings | None = None) -> dict[str, Any]:
    """From which `begun_network` builds it, without its weights. meanings: that it had heard when the run began."""
    return {
        "encoder": dataclasses.asdict(network.encoder.config),
        "parts": network.widths(),
        "meanings": {} if meanings is None else dict(meanings),
    }


def begun_network(folder: Path) -> PatchAlign | None:
    """The network of the run in this folder, whose state has its weights; None where no state tells of it.

    Raises CheckpointError for a state that cannot be read.
    """
    sizes = _begun(folder)
    if not sizes:
        return None
    encoder: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in sizes["encoder"].items()
    }
    return PatchAlign(EncoderConfig(**encoder), **sizes["parts"])


def begun_meanings(folder: Path) -> Meanings:
    """What the network of the run in this folder had heard when it began."""
    meanings: Meanings = _begun(folder).get("meanings", {})
    return meanings


def _begun(folder: Path) -> dict[str, Any]:
    """What `sizes_of` told when the run began; nothing where no state tells of it."""
    return (sizes_within(folder / STATE) if (folder / STATE).is_file() else None) or {}
