"""A network from the checkpoint that describes it."""

from __future__ import annotations

import dataclasses
from typing import Any

from pa3d.core.encoder import PRESETS, EncoderConfig
from pa3d.core.network import PatchAlign, load_strictly
from pa3d.errors import CheckpointError
from pa3d.io.checkpoint import Checkpoint

# What the meta of a checkpoint says of the parts a network may go without: under which key it says the width.
PARTS = {
    "text": ("text_width", "dimension"),
    "teacher": ("teacher_width", "dimension"),
    "decoder": ("decoder", "hidden"),
    "upright": ("upright", "hidden"),
    "words": ("words", "hidden"),
}


def build(checkpoint: Checkpoint, heads: int | None = None) -> tuple[PatchAlign, dict[str, Any]]:
    """The network a checkpoint describes, with its weights, and its meta. Strict: every weight must fit."""
    meta = dict(checkpoint.meta)
    sizes: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in meta["encoder"].items()
    }
    if "heads" in sizes and heads not in (None, sizes["heads"]):
        found = f"The checkpoint says {sizes['heads']}."
        raise CheckpointError(f"heads={heads} contradicts the checkpoint.", found, "Leave heads out.")
    if "heads" not in sizes:
        known = [preset.heads for preset in PRESETS.values() if preset.width == sizes["width"]]
        if heads is None and not known:
            raise CheckpointError(
                f"The number of attention heads of a width of {sizes['width']} is not known.",
                "The weights do not tell, and no preset has this width.",
                "Give it: pa3d.load(path, heads=3).",
            )
        sizes["heads"] = heads if heads is not None else known[0]
    fields = {field.name for field in dataclasses.fields(EncoderConfig)}
    if unknown := set(sizes) - fields:
        raise CheckpointError(
            "The checkpoint has sizes this version does not know.", f"{sorted(unknown)}.", "Update pa3d."
        )
    config = EncoderConfig(**sizes)
    widths = {width: meta[part][key] if meta.get(part) else None for part, (width, key) in PARTS.items()}
    network = PatchAlign(config, **widths)
    load_strictly(network, checkpoint.weights)
    return network.eval(), meta
