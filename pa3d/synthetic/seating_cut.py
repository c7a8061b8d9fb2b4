"""Cuts a surface where a function of place is zero, so that the border between two parts is a clean line."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece


def parted(piece: Piece, level: Callable[[Array], Array]) -> tuple[Piece, Piece]:
    """Where `level` of vertices (K, 3) is negative, and where it is positive; triangles between are cut in three."""
    value = np.asarray(level(piece.vertices), dtype=float)
    value = np.where(np.abs(value) < 1e-9, 1e-9, value)
    high = value > 0
    count = high[piece.faces].sum(1)  # (F,)
    mixed = (count == 1) | (count == 2)
    faces = piece.faces[mixed]
    odd = np.where((count[mixed] == 1)[:, None], high[faces], ~high[faces]).argmax(1)
    rows = np.arange(len(faces))
    a, b, c = faces[rows, odd], faces[rows, (odd + 1) % 3], faces[rows, (odd + 2) % 3]
    cuts = []
    for other in (b, c):
        share = value[a] / (value[a] - value[other])
        cuts.append(piece.vertices[a] + share[:, None] * (piece.vertices[other] - piece.vertices[a]))
    vertices = np.concatenate([piece.vertices, *cuts])
    ab = len(piece.vertices) + rows
    ac = ab + len(faces)
    tip = np.stack([a, ab, ac], 1)
    rest = np.concatenate([np.stack([ab, b, c], 1), np.stack([ab, c, ac], 1)])
    tip_high = high[a]
    rest_high = np.tile(~tip_high, 2)
    return (
        _kept(vertices, np.concatenate([piece.faces[count == 0], tip[~tip_high], rest[~rest_high]])),
        _kept(vertices, np.concatenate([piece.faces[count == 3], tip[tip_high], rest[rest_high]])),
    )


def _kept(vertices: Array, faces: Array) -> Piece:
    """The faces with the vertices they use."""
    used, index = np.unique(faces, return_inverse=True)
    return Piece(vertices[used], index.reshape(-1, 3))


def add_parted(out: Assembly, low: str, high: str, piece: Piece, level: Callable[[Array], Array]) -> None:
    """Both sides of a cut under their names; a side without faces is left out."""
    for name, side in zip((low, high), parted(piece, level), strict=True):
        if len(side.faces):
            out.add(name, side)
