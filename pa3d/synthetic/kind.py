"""What a family delivers: pieces with part names, and the kinds it can build."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from pa3d.shapes.records import LabelledMesh
from pa3d.synthetic.pieces import Piece, join


@dataclass
class Assembly:
    """A shape being built: pieces under the names of their parts."""

    pieces: list[tuple[str, Piece]] = field(default_factory=list)

    def add(self, part: str, *pieces: Piece) -> None:
        """Give pieces to a part."""
        self.pieces.extend((part, piece) for piece in pieces)

    def mesh(self, kind: str) -> LabelledMesh:
        """All pieces as one labelled mesh; parts in order of first use."""
        parts = tuple(dict.fromkeys(part for part, _ in self.pieces))
        whole = join(*(piece for _, piece in self.pieces))
        counts = [len(piece.faces) for _, piece in self.pieces]
        face_parts = np.repeat([parts.index(part) for part, _ in self.pieces], counts).astype(np.int32)
        return LabelledMesh(whole.vertices, whole.faces, face_parts, parts, kind)


@dataclass(frozen=True)
class Kind:
    """One kind of shape.

    name: singular, as people say it. build: a function of randomness alone. parts: every part the builder may use
    -> other names for the same part (the first word is the plain name, the rest are synonyms, specific and general).
    synonyms: other names of the kind. gravity: the shape has one natural up axis. weight: how often the
    world draws it. within: finer part -> the part it belongs to when nobody asks for it (a hand is arm). wider: part ->
    more that people may type for it, cleaned: heard in training, never shown.
    """

    name: str
    build: Callable[[np.random.Generator], Assembly]
    parts: Mapping[str, tuple[str, ...]]
    synonyms: tuple[str, ...] = ()
    gravity: bool = True
    within: Mapping[str, str] = field(default_factory=dict)
    weight: float = 1.0
    wider: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
