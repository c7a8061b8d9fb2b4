"""Upholstery: seats of any thickness in layers, backs with cushions, wings and rolls, massive arms."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import lying, oval, plate, slab
from pa3d.synthetic.pieces import Piece, cylinder, ellipsoid, extrude, loft, mirror, move, sheet, tube, turn
from pa3d.synthetic.seating_arms import Arm, Seat
from pa3d.synthetic.seating_plane import Back


def pillow(rng: np.random.Generator, low: Array | tuple[float, ...], high: Array | tuple[float, ...]) -> Piece:
    """A cushion between two corners: plain, rounded, bulging, swollen or flat with an edge."""
    a, b = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    size, middle = b - a, (a + b) / 2
    style = pick(rng, ("box", "round", "round", "bulge", "soft", "lens"))
    if style == "box":
        return slab(a, b)
    if style == "round":
        return slab(a, b, float(size.min()) * float(rng.uniform(0.1, 0.5)))
    if style == "bulge":
        return move(ellipsoid(size / 2, 16, 11, float(rng.uniform(0.15, 0.4))), middle)
    if style == "soft":
        return move(ellipsoid(size / 2 * 1.04, 16, 9, float(rng.uniform(0.4, 0.6))), middle)
    thin = int(np.argmin(size))
    wide, tall = (size[0], size[1]) if thin == 2 else (size[0], size[2]) if thin == 1 else (size[2], size[1])
    flat = plate(oval(wide / 2, tall / 2, float(rng.uniform(0.12, 0.35)), 20), size[thin] * 0.3, size[thin] * 0.35, 4)
    if thin == 1:
        flat = lying(flat)
    return move(turn(flat, "y", 90) if thin == 0 else flat, middle)


def _waterfall(rng: np.random.Generator, s: Seat) -> Piece:
    """A seat whose side view is drawn freely: rounded front, hollow, rising or falling, cut away below."""
    z = np.linspace(-1, 1, 12)
    fall = float(rng.uniform(0.1, 0.9)) * s.thick
    top = s.top - fall * np.clip((z - float(rng.uniform(0.3, 0.8))) / 0.7, 0, None) ** 2
    top -= float(rng.uniform(0, 0.3)) * s.thick * (1 - z * z)
    under = s.top - s.thick + float(rng.uniform(0, 0.5)) * s.thick * (z * 0.5 + 0.5) ** 2
    under = np.minimum(under, top - 0.05 * s.thick)
    side = np.concatenate([np.stack([z, top], 1), np.stack([z, under], 1)[::-1]]) * (s.half_depth, 1)
    return turn(extrude(side, 2 * s.half_width), "y", -90)


def _skirted(rng: np.random.Generator, s: Seat, foot: float) -> list[Piece]:
    """A cushion with cloth that hangs from it, plain or in folds."""
    count = 48 if chance(rng, 0.5) else 20
    outline = oval(s.half_width, s.half_depth, 1.0 if s.round else float(rng.uniform(0.12, 0.3)), count)
    fold = float(rng.uniform(0.01, 0.04)) * (1 - 2 * (np.arange(count) % 2)) * (count == 48)
    flare = float(rng.uniform(0.95, 1.15))
    rings = []
    for share, y in ((0.0, s.top - 0.3 * s.thick), (1.0, foot)):
        grow = (1 + (flare - 1) * share) * (1 + fold * share)
        rings.append(np.column_stack([outline[:, 0] * grow, np.full(count, y), outline[:, 1] * grow]))
    top = lying(plate(outline, 0.4 * s.thick, 0.25 * s.thick, 4), s.top - 0.4 * s.thick)
    return [loft(np.stack(rings), caps=chance(rng, 0.5)), top]


def thick_seat(rng: np.random.Generator, s: Seat, foot: float) -> list[Piece]:
    """A deep seat; foot: how low cloth may hang."""
    w, d, low = s.half_width, s.half_depth, s.top - s.thick
    style = pick(
        rng,
        ("one", "one", "based", "based", "based", "layers", "fall", "fall", "roll", "piped", "skirt", "shaped", "sunk"),
    )
    if style == "one":
        return [pillow(rng, (-w, low, -d), (w, s.top, d))]
    if style == "fall":
        return [_waterfall(rng, s)]
    if style == "skirt":
        return _skirted(rng, s, foot + float(rng.uniform(0, 0.5)) * (low - foot))
    if style == "shaped":
        outline = oval(w, d, float(rng.uniform(0.2, 0.7)))
        outline[:, 0] *= 1 - float(rng.uniform(-0.15, 0.2)) * outline[:, 1] / d
        puff = s.thick * float(rng.uniform(0.05, 0.3))
        return [lying(plate(outline, s.thick - 2 * puff, puff, 5), s.top - s.thick / 2)]
    if style == "sunk":  # a box with a cushion let into it
        rim = float(rng.uniform(0.04, 0.15)) * w
        inner = pillow(rng, (-w + rim, s.top - 0.5 * s.thick, -d + rim), (w - rim, s.top, d - rim))
        return [slab((-w, low, -d), (w, s.top - s.thick * float(rng.uniform(0.05, 0.3)), d)), inner]
    if style == "roll":
        r = s.thick * float(rng.uniform(0.35, 0.5))
        front = move(turn(cylinder(r, 2 * w, sections=14), "z", 90), (w, s.top - r, d - r))
        return [slab((-w, low, -d), (w, s.top - 0.4 * r, d - r)), front]
    if style == "piped":
        power = float(rng.uniform(0.12, 0.4))
        outline, puff = oval(w, d, power), s.thick * float(rng.uniform(0.05, 0.2))
        body = lying(plate(outline, s.thick - 2 * puff, puff, 4), s.top - s.thick / 2)
        r = float(rng.uniform(0.006, 0.014))
        edges = [s.top - puff, low + puff] if chance(rng, 0.6) else [s.top - s.thick / 2]
        ring = np.column_stack([outline[:, 0], np.zeros(len(outline)), outline[:, 1]])
        return [body, *(tube(np.add(ring, (0, y, 0)), r, 5, closed=True) for y in edges)]
    count = int(rng.integers(2, 5)) if style == "layers" else 2
    levels = np.concatenate([[0], np.sort(rng.uniform(0.25, 0.8, count - 1)), [1]])
    pieces = []
    for k in range(count):
        inset = float(rng.uniform(0, 0.08)) * (rng.random() < 0.6)
        a, b = low + levels[k] * s.thick, low + levels[k + 1] * s.thick
        corner = (w * (1 - inset), d * (1 - inset))
        if k == 0 and style == "based":
            pieces.append(slab((-corner[0], a, -corner[1]), (corner[0], b, corner[1])))
            continue
        split = int(rng.integers(2, 4)) if k == count - 1 and w > 0.4 and chance(rng, 0.5) else 1
        step = 2 * corner[0] / split
        for i in range(split):
            left = -corner[0] + i * step
            pieces.append(pillow(rng, (left, a, -corner[1]), (left + 0.99 * step, b, corner[1])))
    return pieces


def cushioned(rng: np.random.Generator, b: Back) -> list[Piece]:
    """An upholstered back of any thickness: block, frame and cushions, rolls, channels, fan, crest; wings and rests."""
    w, h, t = b.half_width, b.height, b.thick
    style = pick(rng, ("one", "one", "fronted", "fronted", "rolls", "channels", "fan", "tiers", "humped", "bolster"))
    pieces: list[Piece] = []
    if style in ("one", "bolster", "fronted"):
        pieces.append(pillow(rng, (-w, 0, -t / 2), (w, h, t / 2)))
    if style == "fronted":
        count = pick(rng, (1, 1, 2)) if w < 0.45 else pick(rng, (1, 2, 3))
        high, low = h * float(rng.uniform(0.6, 1.1)), h * float(rng.uniform(0, 0.25))
        step, deep = 2 * w / count, t * float(rng.uniform(0.5, 1.5))
        for k in range(count):
            left = -w + k * step + 0.01
            pieces.append(pillow(rng, (left, low, 0.3 * t), (left + step - 0.02, high, 0.3 * t + deep)))
    elif style == "bolster":
        r = t * float(rng.uniform(0.4, 0.9))
        level = h * float(rng.uniform(0.1, 1.05))
        pieces.append(move(turn(cylinder(r, 1.9 * w, sections=12), "z", 90), (0.95 * w, level, 0.5 * t)))
    elif style == "rolls":
        count = int(rng.integers(2, 7))
        roll = ellipsoid((w, h / count * 0.53, t / 2), 16, 9, float(rng.uniform(0.25, 0.7)))
        pieces += [move(roll, (0, h * (k + 0.5) / count, 0)) for k in range(count)]
    elif style == "channels":
        count = int(rng.integers(3, 9))
        roll = ellipsoid((w / count * 1.06, h / 2, t / 2), 12, 9, float(rng.uniform(0.3, 0.6)))
        pieces += [move(roll, (w * (2 * k + 1 - count) / count, h / 2, 0)) for k in range(count)]
    elif style == "fan":
        count = int(rng.integers(5, 10))
        for a in np.linspace(-75, 75, count):
            petal = ellipsoid((w * 2.2 / count, h / 2, t / 2), 10, 9, 0.6)
            reach = 1 / max(abs(np.sin(np.deg2rad(a))) * h / w, 1.0)
            petal = Piece(petal.vertices * (1, reach, 1) + (0, h / 2 * reach, 0), petal.faces)
            pieces.append(turn(petal, "z", -a))
    elif style == "tiers":
        edges = np.concatenate([[0], np.sort(rng.uniform(0.3, 0.85, int(rng.integers(1, 3)))), [1]]) * h
        for low, high in pairwise(edges):
            half = w * float(rng.uniform(0.6, 1.0))
            pieces.append(pillow(rng, (-half, low, -t / 2), (half, high - 0.01, t * float(rng.uniform(0.3, 0.7)))))
    elif style == "humped":
        outline = np.add(oval(w, h / 2, float(rng.uniform(0.15, 0.6)), 28), (0, h / 2))
        s = outline[:, 0] / w
        wave = pick(rng, (1 - s**2, np.cos(2 * np.pi * s), np.cos(np.pi * s) ** 3, s**2))
        outline[:, 1] += outline[:, 1] / h * float(rng.uniform(0.05, 0.22)) * h * wave
        pieces.append(plate(outline, t * 0.5, t * float(rng.uniform(0.1, 0.4)), 4))
    if w < 0.45 and style not in ("fan", "tiers") and chance(rng, 0.25):
        pieces += wings(rng, b)
    if chance(rng, 0.18):
        half, tall = w * float(rng.uniform(0.35, 0.9)), h * float(rng.uniform(0.06, 0.13))
        level = h * float(rng.uniform(0.85, 1.08))
        pieces.append(pillow(rng, (-half, level - tall, 0.1 * t), (half, level + tall, 0.1 * t + t)))
    return pieces


def wings(rng: np.random.Generator, b: Back) -> list[Piece]:
    """Ears at both sides of a back: wing chairs, racing seats, privacy shells."""
    low = b.height * float(rng.uniform(0.0, 0.6))
    reach, thick = float(rng.uniform(0.06, 0.32)), b.thick * float(rng.uniform(0.15, 0.8))
    y = np.linspace(0, 1, 9)
    swell = np.clip(np.sin(np.pi * (0.12 + 0.8 * y)) ** float(rng.uniform(0.3, 1.5)), 0.15, 1) * reach
    u = np.linspace(0, 1, 5)
    turned_out = float(rng.uniform(-0.5, 0.6))
    x = b.half_width + swell[:, None] * u * turned_out
    grid = np.stack(
        [x, np.broadcast_to((low + (b.height - low) * y)[:, None], x.shape), swell[:, None] * u - 0.2 * b.thick], -1
    )
    wing = sheet(grid, thick)
    return [wing, mirror(wing)]


def massive(rng: np.random.Generator, a: Arm) -> list[Piece]:
    """A heavy arm: block, wedge, roll on a wall, bolster, stepped or padded block, drum-ended."""
    left, right = a.x - a.thick / 2, a.x + a.thick / 2
    style = pick(rng, ("pillow", "pillow", "wedge", "rolled", "capped", "scroll", "leaf"))
    if style == "pillow":
        return [pillow(rng, (left, a.low, a.back), (right, a.top, a.front))]
    if style == "capped":
        cap = a.top - (a.top - a.low) * float(rng.uniform(0.12, 0.4))
        over = a.thick * float(rng.uniform(-0.1, 0.3))
        top = pillow(rng, (left - over, cap, a.back), (right + over, a.top, a.front + max(over, 0)))
        return [slab((left, a.low, a.back), (right, cap + 0.01, a.front)), top]
    if style == "rolled":
        r = a.thick * float(rng.uniform(0.5, 0.8))
        roll = turn(cylinder(r, a.front - a.back, r * float(rng.uniform(0.7, 1.3)), 12), "x", 90)
        wall = slab((left + 0.2 * a.thick, a.low, a.back), (right, a.top - r, a.front - 0.01))
        return [wall, move(roll, (a.x + float(rng.uniform(0, 0.6)) * r, a.top - r, a.back))]
    z = np.linspace(0, 1, 12)
    tall, deep = a.top - a.low, a.front - a.back
    start, power = float(rng.uniform(0.9, 1.5)), float(rng.uniform(0.5, 3))
    crown = {
        "wedge": start + (float(rng.uniform(0.4, 1.0)) - start) * z,
        "scroll": 1 + (start - 1) * (1 - z) ** 3 - 0.25 * np.sin(z * np.pi) ** 2,
        "leaf": np.clip(1 - z**power, 0.08, 1),
    }[style]
    side = np.concatenate([np.stack([z, crown], 1), np.stack([z, 0 * z], 1)[::-1]]) * (deep, tall) + (a.back, a.low)
    return [move(turn(extrude(side, a.thick), "y", -90), (a.x, 0, 0))]
