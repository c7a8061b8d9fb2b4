"""Wider names of parts: what else a person may type for them, for training to have heard of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def wider_names() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Kind -> part -> its wider names, cleaned: everyday words, technical ones, phrases that describe the part.

    None of them is a name the part has already, nor one of another part of the kind, nor a wording kept for measuring.
    """
    table = json.loads((files("pa3d.synthetic") / "wider_names.json").read_text(encoding="utf-8"))
    return {kind: {part: tuple(names) for part, names in parts.items()} for kind, parts in table.items()}
