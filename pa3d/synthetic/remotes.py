"""Remote controls: bars, waisted and bent wands, discs, key fobs, boxes with sticks; buttons in mixed fields."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, log_uniform, pick, turned
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, bar, box, lathe, loft, move, torus, tube, warp
from pa3d.synthetic.switch_controls import layered, push, round_layered
from pa3d.synthetic.vehicle_pieces import along_z

Rng = np.random.Generator


def _key(rng: Rng, wide: float, tall: float) -> Piece:
    """One button on z = 0: round, oval, square, a bar; flat, raised or a dome."""
    unit = min(wide, tall)
    proud, style = unit * log_uniform(rng, 0.05, 0.6), pick(rng, ("round", "oval", "box", "soft"), (3, 2, 2, 2))
    if style == "box":
        return box((wide, tall, proud + 0.02), (0, 0, (proud - 0.02) / 2))
    if style == "round":
        wide = tall = unit
    corner = unit / 2 if style in ("round", "oval") else unit * 0.2
    return layered(wide, tall, corner, [(0, -0.02), (0, proud * 0.7), (unit * rng.uniform(0.03, 0.2), proud)], 3)


def _field(rng: Rng, made: Assembly, wide: float, low: float, high: float) -> None:
    """Rows of buttons on z = 0 between two heights; all alike, or rows that differ."""
    columns, cell = int(rng.integers(2, 6)), wide * rng.uniform(0.16, 0.34)
    rows = max(1, int((high - low) / cell))
    alike = chance(rng, 0.6)
    size = (wide * 0.86 / columns * rng.uniform(0.5, 0.9), cell * rng.uniform(0.4, 0.85))
    key = _key(rng, *size)
    for row in range(min(rows, 9)):
        y = high - (row + 0.5) * (high - low) / rows
        count = columns
        if not alike and chance(rng, 0.4):
            count = int(rng.integers(1, 5))
            key = _key(rng, wide * 0.86 / max(count, columns - 1) * rng.uniform(0.5, 0.9), size[1])
        if rows > 4 and chance(rng, 0.1):
            continue
        for x in (np.arange(count) - (count - 1) / 2) * wide * 0.86 / max(count, 2):
            made.add("button", move(key, (float(x), y, 0)))


def _pad(rng: Rng, made: Assembly, wide: float, y: float) -> float:
    """A ring of directions with a middle button; returns its radius."""
    radius = wide * rng.uniform(0.22, 0.42)
    inner, high = radius * rng.uniform(0.35, 0.6), radius * rng.uniform(0.05, 0.3)
    style = pick(rng, ("ring", "torus", "cross", "disc"), (4, 1, 2, 1))
    if style == "ring":
        line = [
            (inner * 1.1, -0.02),
            (radius, -0.02),
            (radius, high * 0.8),
            (radius * 0.95, high),
            (inner * 1.15, high * 0.8),
            (inner * 1.1, -0.02),
        ]
        made.add("button", move(along_z(lathe(line, 20)), (0, y, 0)))
    elif style == "torus":
        made.add("button", move(along_z(torus(radius * 0.8, radius * 0.18, 18, 6)), (0, y, 0)))
    elif style == "cross":
        made.add("button", box((radius * 2, inner, high * 2), (0, y, 0)), box((inner, radius * 2, high * 2), (0, y, 0)))
        return radius
    middle = inner if style != "disc" else radius
    made.add("button", move(round_layered(middle, [(0, -0.02), (0, high), (middle * 0.15, high * 1.2)], 4), (0, y, 0)))
    return radius


def _layout(rng: Rng, made: Assembly, wide: float, tall: float) -> None:
    """Buttons over a face of that width and height about the origin at z = 0."""
    low, high = -tall / 2 * rng.uniform(0.2, 0.95), tall / 2 * rng.uniform(0.85, 0.95)
    if chance(rng, 0.6):  # power alone at the top
        size = wide * rng.uniform(0.12, 0.25)
        key = _key(rng, size, size)
        made.add("button", move(key, (float(pick(rng, (-0.3, 0.0, 0.3))) * wide, high - size / 2, 0)))
        high -= size * 1.6
    if chance(rng, 0.55) and high - low > wide:
        y = high - wide * 0.45 - rng.uniform(0, 1) * (high - low - wide)
        radius = _pad(rng, made, wide, y)
        for a, b in ((y + radius * 1.15, high), (low, y - radius * 1.15)):
            if b - a > wide * 0.2:
                _field(rng, made, wide, a, b)
    elif high - low > wide * 0.2:
        _field(rng, made, wide, low, high)
    if not made.pieces:
        made.add("button", _key(rng, wide * 0.5, wide * 0.5))


def _bar_body(rng: Rng, wide: float, tall: float, thick: float) -> Piece:
    """The handset with its front at z = 0: boxy, soft, waisted, wedge-shaped along its length."""
    style = pick(rng, ("layers", "waist", "round back"), (5, 2, 2))
    if style == "layers":
        edge = min(wide, thick) * rng.uniform(0.03, 0.3)
        corner = wide * float(pick(rng, (0.0, rng.uniform(0.02, 0.25), 0.5)))
        back = edge * rng.uniform(0.2, 2.0)
        return layered(
            wide,
            tall,
            corner,
            [(min(back, wide * 0.3), -thick), (0, -thick + min(edge, thick * 0.4)), (0, -edge * 0.5), (edge * 0.5, 0)],
            5,
        )
    y = np.linspace(-1, 1, 11)
    half = np.full(11, wide / 2)
    if style == "waist":
        half = half * (1 - rng.uniform(0.08, 0.3) * np.exp(-((y - rng.uniform(-0.2, 0.4)) ** 2) / 0.15))
    half[[0, -1]] *= rng.uniform(0.75, 1.0)
    angle = np.linspace(0, -np.pi, 9)
    x, z = np.cos(angle), np.sin(angle)
    belly = thick * (1 - rng.uniform(-0.4, 0.5) * y * float(pick(rng, (-1, 1))) * 0.6)
    power = rng.uniform(0.3, 1.0)
    across, down = np.sign(x) * np.abs(x) ** power, -(np.abs(z) ** power)
    rings = np.stack([half[:, None] * across, np.repeat((y * tall / 2)[:, None], 9, 1), belly[:, None] * down], -1)
    return loft(rings)


def _handset(rng: Rng) -> Assembly:
    made = Assembly()
    wide, thick = log_uniform(rng, 0.16, 0.6), rng.uniform(0.04, 0.16)
    _layout(rng, made, wide * rng.uniform(0.75, 0.95), 0.96)
    made.add("body", _bar_body(rng, wide, 1.0, thick))
    if chance(rng, 0.2):  # a panel on the face
        share = rng.uniform(0.75, 0.93)
        made.add("body", layered(wide * share, share, wide * 0.1, [(0, -0.01), (0, 0.004)]))
    if chance(rng, 0.1):
        made.add("body", move(layered(wide * 0.7, 0.12, 0.01, [(0, -0.02), (0, 0.008)]), (0, 0.36, 0)))
    bow = float(pick(rng, (0.0, rng.uniform(-0.15, 0.15)), (3, 1)))
    if bow:

        def bend(points: Array) -> Array:
            bent: Array = points + np.column_stack([0 * points[:, :2], bow * points[:, 1] ** 2])
            return bent

        made = Assembly([(part, warp(piece, bend)) for part, piece in made.pieces])
    return made


def _fob(rng: Rng) -> Assembly:
    """A car key's or a gate's remote, a disc, an egg: few buttons, a ring or a key."""
    made = Assembly()
    wide, tall, thick = 0.6, rng.uniform(0.6, 1.1), rng.uniform(0.1, 0.25)
    corner = rng.uniform(0.08, 0.3)
    edge = thick * rng.uniform(0.1, 0.45)
    made.add("body", layered(wide, tall, corner, [(edge, -thick), (0, -thick + edge), (0, -edge), (edge, 0)], 5))
    count = int(rng.integers(1, 5))
    size = min(tall * 0.8 / count, wide * 0.6) * rng.uniform(0.5, 0.95)
    key = _key(rng, size * rng.uniform(1.0, 1.6) if size < 0.3 else size, size)
    for y in (np.arange(count) - (count - 1) / 2) * tall * 0.8 / count:
        made.add("button", move(key, (0, float(y), 0)))
    end = pick(rng, ("ring", "key", "none"))
    if end == "ring":
        made.add("body", move(along_z(torus(0.12, 0.02, 14, 5)), (0, tall / 2 + 0.09, -thick / 2)))
    elif end == "key":
        made.add("body", box((0.14, 0.6, 0.04), (0, tall / 2 + 0.28, -thick / 2)))
    return made


def _transmitter(rng: Rng) -> Assembly:
    """A box with sticks and an antenna, or a game pad."""
    made = Assembly()
    wide, tall, thick = 1.0, rng.uniform(0.45, 0.9), rng.uniform(0.12, 0.3)
    made.add(
        "body",
        layered(wide, tall, rng.uniform(0.02, 0.22), [(0.03, -thick), (0, -thick * 0.8), (0, -0.03), (0.03, 0)], 5),
    )
    y = tall * rng.uniform(-0.1, 0.15)
    for x in (-0.27, 0.27):
        if chance(rng, 0.7):
            made.add("body", move(round_layered(0.13, [(0, -0.01), (0, 0.03), (0.05, 0.04)]), (x, y, 0)))
            made.add(
                "button",
                bar((x, y, 0), (x, y, 0.16), 0.02, sections=6),
                move(round_layered(0.05, [(0, 0.15), (0, 0.19)]), (x, y, 0)),
            )
        else:
            made.add("button", *(move(piece, (x, y, 0)) for piece in push(rng, 0.25, 0.25).moving))
    key = _key(rng, 0.07, 0.05)
    for x in np.linspace(-0.2, 0.2, int(rng.integers(2, 6))):
        made.add("button", move(key, (float(x), -tall * 0.36, 0)))
    if chance(rng, 0.5):
        made.add("body", bar((0, tall / 2, -thick / 2), (0, tall / 2 + rng.uniform(0.3, 0.9), -thick / 2), 0.025))
    if chance(rng, 0.4):
        for x in (-0.4, 0.4):
            made.add(
                "body", tube([(x, -tall * 0.2, -thick / 2), (x * 1.05, -tall * 0.8, -thick * 0.6)], (0.13, 0.1), 10)
            )
    return made


def remote(rng: Rng) -> Assembly:
    """A remote control of any sort, lying or upright."""
    made = pick(rng, (_handset, _fob, _transmitter), (7, 1.2, 0.8))(rng)
    return made if chance(rng, 0.25) else turned(made, "x", -90)
