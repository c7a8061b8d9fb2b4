"""Leaves, blossoms and single flowers."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick, vessel
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, ellipsoid, join, move, sheet, spline, tube, turn

Rng = np.random.Generator


def leaf(
    rng: Rng, root: Array, way: Array, length: float, width: float, style: str, thick: float, bend: float
) -> Piece:
    """One leaf from its root along a direction, sagging by `bend`: blade, heart, oval, grass, lobed."""
    way = way / (np.linalg.norm(way) + 1e-12)
    across = np.cross(way, (0.0, 1.0, 0.0))
    if np.linalg.norm(across) < 0.1:
        across = np.array([1.0, 0, 0])
    across = across / np.linalg.norm(across)
    t = np.array([0.0, 0.15, 0.35, 0.6, 0.82, 1.0])
    shape = {
        "blade": (0.35, 0.7, 1.0, 0.85, 0.5, 0.03), "heart": (0.25, 1.0, 0.95, 0.65, 0.3, 0.02), "oval": (0.12, 0.6,
        0.95, 1.0, 0.7, 0.08),
        "grass": (0.8, 0.95, 1.0, 0.8, 0.45, 0.02), "lobed": (0.2, 0.9, 0.5, 1.0, 0.45, 0.1), "spoon": (0.15, 0.25,
        0.5, 0.95, 1.0, 0.3),
    }[style]  # fmt: skip
    half = np.array(shape)[:, None] * width
    line = root + t[:, None] * length * way - np.outer(t**2, (0, 1, 0)) * bend * length
    fold = rng.uniform(-0.1, 0.35)
    edges = [line + across * half * s + np.array([0, 1, 0]) * half * fold * abs(s) for s in (-1, 0, 1)]
    return sheet(np.stack(edges, 1), thick)


def blossom(rng: Rng, top: Array, size: float, count: int) -> Piece:
    """A whole flower head as one piece."""
    lift = rng.uniform(-0.1, 0.9)
    petals = [
        leaf(rng, top, np.array([np.cos(a), lift, np.sin(a)]), size, size * 0.4, "oval", 0.0, -0.2)
        for a in np.arange(count) * 2 * np.pi / count
    ]
    return join(*petals, move(ellipsoid(np.array([1, 0.6, 1]) * size * 0.3, 8, 5), top))


def flower(rng: Rng) -> Assembly:
    """A single flower: petals round a middle, stem, leaves; or a tulip's cup, a rose's layers, a bell."""
    plant = Assembly()
    u = rng.uniform
    height, size = u(0.5, 1.4), u(0.2, 0.45)
    top = np.array([u(-0.15, 0.15), height, u(-0.1, 0.2)])
    if chance(rng, 0.92):
        path = spline([(0, 0, 0), (u(-0.08, 0.08), height * 0.5, u(-0.08, 0.08)), top], 9)
        plant.add("stem", tube(path, u(0.012, 0.035), 7))
        for k in range(int(rng.integers(0, 4))):
            at = path[int(rng.integers(1, 6))]
            way = np.array([np.cos(k * 2.7), u(0.4, 1.2), np.sin(k * 2.7)])
            plant.add(
                "leaf",
                leaf(
                    rng,
                    at,
                    way,
                    u(0.25, 0.5),
                    u(0.04, 0.1),
                    pick(rng, ("blade", "oval", "grass")),
                    pick(rng, (0.0, 0.01)),
                    u(0, 0.5),
                ),
            )
    style = pick(rng, ("daisy", "tulip", "rose", "sun", "bell"), (4, 2, 2, 2, 1))
    head = _flower_head(rng, style, size)
    tilt = u(0, 70) if style != "bell" else u(90, 160)
    for part, piece in head:
        plant.add(part, move(turn(piece, "x", tilt), top))
    return plant


def _flower_head(rng: Rng, style: str, size: float) -> list[tuple[str, Piece]]:
    """Petals and middle about the origin, opening upward."""
    u, _zero = rng.uniform, np.zeros(3)
    pieces: list[tuple[str, Piece]] = []
    thick = pick(rng, (0.0, 0.012))
    if style in ("daisy", "sun"):
        count, rows = int(rng.integers(5, 9) if style == "daisy" else rng.integers(12, 22)), pick(rng, (1, 1, 2))
        lift, width, form = (
            u(-0.2, 0.6),
            size * (0.9 if style == "daisy" else 0.45) * 2.2 / count,
            pick(rng, ("oval", "blade", "spoon")),
        )
        middle = size * u(0.15, 0.3) if style == "daisy" else size * u(0.35, 0.6)
        for k in range(count * rows):
            angle = 2 * np.pi * k / count + (np.pi / count) * (k >= count)
            way = np.array([np.cos(angle), lift + 0.3 * (k >= count), np.sin(angle)])
            root = np.array([np.cos(angle), 0, np.sin(angle)]) * middle * 0.7
            pieces.append(("petal", leaf(rng, root, way, size, width * u(0.95, 1.3), form, thick, u(-0.1, 0.1))))
        pieces.append(("center", ellipsoid((middle, middle * u(0.3, 0.8), middle), 14, 8)))
        return pieces
    if style == "bell":
        flare = size * u(0.5, 0.9)
        bell = vessel([(0.02, 0), (size * 0.35, size * 0.2), (size * 0.42, size * 0.7), (flare, size * 1.1)], thick, 16)
        waves = 1 + 0.12 * np.cos(5 * np.arctan2(bell.vertices[:, 2], bell.vertices[:, 0]))[:, None] * (
            bell.vertices[:, 1:2] / size
        )
        pieces.append(
            ("petal", Piece(bell.vertices * np.concatenate([waves, np.ones_like(waves), waves], 1), bell.faces))
        )
        pieces.append(("center", tube(np.array([(0, size * 0.1, 0), (0, size * 0.9, 0)]), size * 0.06, 6)))
        return pieces
    layers = 1 if style == "tulip" else int(rng.integers(2, 4))
    for layer in range(layers):
        count = 6 - layer if style == "tulip" else 5
        out = 0.45 * size * (1 - 0.28 * layer)
        for k in range(count):
            angle = 2 * np.pi * k / count + layer * 0.6
            t = np.linspace(0, 1, 6)
            radius = out * np.interp(t, (0, 0.35, 0.75, 1), (0.25, 1.0, 0.9, u(0.5, 1.3)))
            span = np.linspace(-1, 1, 5)[None] * (4.4 / count / 1.5) * np.sin(np.pi * (0.12 + 0.75 * t))[:, None] ** 0.6
            around = angle + span
            grid = np.stack(
                [
                    radius[:, None] * np.cos(around),
                    np.repeat(t[:, None] * size * 1.1, 5, 1),
                    radius[:, None] * np.sin(around),
                ],
                -1,
            )
            pieces.append(("petal", sheet(grid, thick)))
    pieces.append(("center", ellipsoid((size * 0.14, size * 0.3, size * 0.14), 10, 6)))
    return pieces
