"""Builds a vocabulary file. Deterministic: the same words and the same encoder give the same file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from pa3d.io.atomic import atomic_path
from pa3d.shapes.records import Array
from pa3d.text.sources import canonical_id
from pa3d.text.templates import CATEGORY_TEMPLATES, PLAIN_TEMPLATES, Prompt, unit_rows
from pa3d.text.vocabulary import entry

Encode = Callable[[Sequence[Prompt]], Array]


def build_vocabulary(prompts: Iterable[Prompt], encode: Encode, encoder_id: str, out: Path) -> int:
    """Write the vocabulary of cleaned prompts; returns how many. encode: (L,) prompts of like templates -> (L, E)."""
    from safetensors.numpy import save

    chosen = sorted(set(prompts), key=entry)
    vectors: dict[Prompt, Array] = {}
    for templates in (PLAIN_TEMPLATES, CATEGORY_TEMPLATES):
        group = [prompt for prompt in chosen if prompt.templates == templates]
        if group:
            vectors.update(zip(group, encode(group), strict=True))
    rows = unit_rows(np.stack([vectors[prompt] for prompt in chosen]))
    # Only directions count, so each row fills its bytes; they keep cosines to 1e-3, at half the size of float16.
    rows = np.rint(rows * (127 / np.abs(rows).max(1, keepdims=True))).astype(np.int8)
    entries = "\n".join(entry(prompt) for prompt in chosen).encode()
    described = {
        "format": 2,
        "encoder": canonical_id(encoder_id),
        "dimension": rows.shape[1],
        "templates": [PLAIN_TEMPLATES, CATEGORY_TEMPLATES],
    }
    # One metadata key: safetensors writes several in an order of their own, other each time.
    data = save(
        {"entries": np.frombuffer(entries, dtype=np.uint8), "vectors": rows}, metadata={"pa3d": json.dumps(described)}
    )
    with atomic_path(out, overwrite=True) as temporary:
        temporary.write_bytes(data)
    return len(chosen)
