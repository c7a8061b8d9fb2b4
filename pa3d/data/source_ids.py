"""Ids of shapes: letters, digits, `_` and `-` only, from their paths, no two alike."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePath

_LONGEST = 80  # tar names of over 100 characters cost an extra header, and .safetensors comes behind


def make_id(text: str) -> str:
    """A text as an id: lower case, accents dropped, everything but [a-z0-9_-] as `-`; `shape` when nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    name = re.sub(r"-{2,}", "-", re.sub(r"[^a-z0-9_-]+", "-", plain)).strip("-") or "shape"
    if len(name) <= _LONGEST:
        return name
    return f"{name[: _LONGEST - 11]}-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:10]}"


def ids_of_paths(paths: Sequence[PurePath]) -> tuple[str, ...]:
    """An id for every path below a source: its stem; where stems meet, its folders too, then its extension."""
    spellings = [
        [make_id(path.stem) for path in paths],
        [make_id("-".join((*path.parent.parts, path.stem))) for path in paths],
        [make_id("-".join(path.parts)) for path in paths],
    ]
    counts = [Counter(ids) for ids in spellings]
    chosen = []
    for forms in zip(*spellings, strict=True):
        alone = (form for form, count in zip(forms, counts, strict=True) if count[form] == 1)
        chosen.append(next(alone, forms[-1]))
    return distinct(chosen, set())


def distinct(ids: Iterable[str], taken: set[str]) -> tuple[str, ...]:
    """The ids, with -2, -3, ... behind those that come again or are taken; they are added to `taken`."""
    result = []
    for wanted in ids:
        free, number = wanted, 2
        while free in taken:
            free, number = f"{wanted[: _LONGEST - 8]}-{number}", number + 1
        taken.add(free)
        result.append(free)
    return tuple(result)
