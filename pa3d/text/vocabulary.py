"""The bundled vocabulary: vectors of everyday names, so that the usual run needs no text model."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pa3d.errors import FileError
from pa3d.shapes.records import Array
from pa3d.text.templates import CATEGORY_TEMPLATES, PLAIN_TEMPLATES, Prompt, unit_rows

ASSET = "vocabulary.safetensors"
_SEPARATOR = "\t"  # between a name and its category; no cleaned name holds one


def entry(prompt: Prompt) -> str:
    """The key a prompt is filed under."""
    return prompt.name if prompt.category is None else f"{prompt.name}{_SEPARATOR}{prompt.category}"


class Vocabulary(NamedTuple):
    """Directions (K, E) int8 of K entries, of any length; rows: entry -> row; encoder_id: what made them."""

    encoder_id: str
    rows: dict[str, int]
    vectors: Array

    @classmethod
    def load(cls, path: Path | None = None) -> Vocabulary:
        """The bundled vocabulary, read once per process, or another file of its form.

        Raises FileError for a file that is missing or not of its form.
        """
        return _load(path or Path(str(files("pa3d") / "assets" / ASSET)))

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that stands alone, sorted."""
        return tuple(key for key in self.rows if _SEPARATOR not in key)

    def __contains__(self, prompt: object) -> bool:
        return isinstance(prompt, Prompt) and entry(prompt) in self.rows

    def lookup(self, prompts: Iterable[Prompt]) -> dict[Prompt, Array]:
        """Unit vectors (E,) float32 of the prompts it has; the others are left out."""
        known = {prompt: self.rows[entry(prompt)] for prompt in prompts if entry(prompt) in self.rows}
        if not known:
            return {}
        return dict(zip(known, unit_rows(self.vectors[list(known.values())]), strict=True))

    def closest(self, word: str, count: int = 3) -> tuple[str, ...]:
        """Up to `count` of its names spelled most like a word, best first; for messages."""
        from difflib import SequenceMatcher

        matcher = SequenceMatcher(b=word, autojunk=False)
        scored = []
        for name in self.names:
            matcher.set_seq1(name)
            # Two cheap upper bounds first: the exact ratio is computed for a few names only.
            if matcher.real_quick_ratio() >= 0.6 and matcher.quick_ratio() >= 0.6 and (ratio := matcher.ratio()) >= 0.6:
                scored.append((-ratio, name))
        return tuple(name for _, name in sorted(scored)[:count])


@lru_cache(maxsize=2)
def _load(path: Path) -> Vocabulary:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="np") as file:
            described = json.loads((file.metadata() or {})["pa3d"])
            entries = file.get_tensor("entries").tobytes().decode().split("\n")
            vectors = file.get_tensor("vectors")
        if described["templates"] != [list(PLAIN_TEMPLATES), list(CATEGORY_TEMPLATES)]:
            raise ValueError("it was built with other templates")
        if vectors.shape != (len(entries), described["dimension"]):
            raise ValueError(f"vectors {vectors.shape} do not fit its {len(entries)} entries")
        return Vocabulary(described["encoder"], {key: row for row, key in enumerate(entries)}, np.asarray(vectors))
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise FileError(
            f"The vocabulary {path} cannot be read.",
            f"{error}.",
            "Install pa3d again, or run python -m pa3d.data.vocabulary.",
        ) from error
