"""Where labels come from: what every output carries."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Provenance:
    """The run that made the labels of a file.

    model: its name; model_sha256: of its file; words: the words asked; up: the axis used; seed; version: of pa3d.
    """

    model: str
    model_sha256: str
    words: tuple[str, ...]
    up: str
    seed: int
    version: str

    def as_dict(self, names: tuple[str, ...]) -> dict[str, Any]:
        """The fields and the names the labels count in."""
        return {"names": list(names), **asdict(self), "words": list(self.words)}

    def as_json(self, names: tuple[str, ...]) -> str:
        """One line of ASCII JSON."""
        return json.dumps(self.as_dict(names))

    def as_comments(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Lines of printable ASCII starting with `pa3d `; other characters are escaped as in Python."""
        words = (f"pa3d word {i} {_escape(word)}" for i, word in enumerate(self.words))
        return (
            *(f"pa3d part {i} {_escape(name)}" for i, name in enumerate(names)),
            f"pa3d model {_escape(self.model)}",
            f"pa3d model_sha256 {_escape(self.model_sha256)}",
            *words,
            f"pa3d up {_escape(self.up)}",
            f"pa3d seed {self.seed}",
            f"pa3d version {_escape(self.version)}",
        )


def _escape(text: str) -> str:
    return text.encode("unicode_escape").decode("ascii")
