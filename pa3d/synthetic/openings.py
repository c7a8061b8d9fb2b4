"""Doors and windows as things of their own."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.cabinetry import HANDLES, handle
from pa3d.synthetic.door_leaves import LEAVES, leaf
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import pierced, plate, rectangle, slab
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, bar, box, join, lathe, move, tube, turn


def _arched(w: float, h: float, rise: float) -> Array:
    """A rectangle from y 0 to h whose top bulges by `rise`: (28, 2); rise 0 is sharp."""
    base = np.add(rectangle(w, h / 2, 7), (0, h / 2))
    top = base[:, 1] > h * 0.999
    base[top, 1] += rise * np.sqrt(np.clip(1 - (base[top, 0] / w) ** 2, 0, 1))
    return base


def _frame(
    rng: np.random.Generator, w: float, h: float, rim: float, deep: float, rise: float, sill: bool
) -> list[Piece]:
    """Jambs and lintel around an opening; closed below for windows."""
    if rise > 0:
        outer, inner = _arched(w, h, rise), np.add(_arched(w - rim, h - rim, rise * 0.95), (0, rim if sill else 0.001))
        if sill:
            inner[:, 1] = np.maximum(inner[:, 1] - rim, rim * 0.999)
        return [pierced(outer, 0.5, deep, inner)]
    pieces = [slab((-w, 0, -deep / 2), (-w + rim, h, deep / 2)), slab((w - rim, 0, -deep / 2), (w, h, deep / 2))]
    pieces.append(slab((-w + rim, h - rim, -deep / 2), (w - rim, h, deep / 2)))
    if sill:
        over = float(rng.uniform(0, 0.06))
        pieces.append(slab((-w - over, 0, -deep / 2), (w + over, rim, deep / 2 + over * 2)))
    return pieces


def _leaf(rng: np.random.Generator, w: float, h: float, thick: float, rise: float, style: str) -> list[Piece]:
    """A door leaf, x from 0 to w, y from 0 to h: plain, panelled, glazed, planked, barred, flush sheet."""
    middle = (w / 2, h / 2, 0)
    if style in LEAVES:
        return leaf(rng, w, h, thick, style)
    if style == "plain":
        return [move(plate(_arched(w / 2, h, rise), thick), (w / 2, 0, 0))] if rise else [box((w, h, thick), middle)]
    if style == "sheet":
        return [move(plate(rectangle(w / 2, h / 2), 0.0), middle)]
    if style == "panels":
        pieces = [box((w, h, thick * 0.7), middle)]
        rows, columns = int(rng.integers(1, 5)), int(rng.integers(1, 3))
        for i in range(rows):
            for j in range(columns):
                cell = box(
                    (w / columns * 0.7, h / rows * 0.75, thick * 1.3),
                    (w * (j + 0.5) / columns, h * (i + 0.5) / rows, 0),
                )
                pieces.append(cell)
        return pieces
    if style == "glass":
        hole = rectangle(w * float(rng.uniform(0.25, 0.42)), h * float(rng.uniform(0.2, 0.45)))
        hole = np.add(hole, (0, h * 0.48 - hole[:, 1].max()))
        pieces = [move(pierced(rectangle(w / 2, h / 2), 0.5, thick, hole), middle)]
        pieces.append(move(plate(hole, thick * 0.2), middle))
        return pieces
    if style == "planks":
        count = int(rng.integers(3, 8))
        pieces = [box((w / count * 0.97, h, thick), (w * (k + 0.5) / count, h / 2, 0)) for k in range(count)]
        pieces += [box((w * 0.95, 0.12, thick), (w / 2, h * y, -thick * 0.8)) for y in (0.15, 0.85)]
        return pieces
    if style == "grid":
        rows, columns = int(rng.integers(2, 7)), int(rng.integers(1, 4))
        rim = 0.08
        pieces = [move(pierced(rectangle(w / 2, h / 2), 0.5, thick, rectangle(w / 2 - rim, h / 2 - rim)), middle)]
        pieces += [box((0.025, h - 2 * rim, thick * 0.7), (w * k / columns, h / 2, 0)) for k in range(1, columns)]
        pieces += [box((w - 2 * rim, 0.025, thick * 0.7), (w / 2, h * k / rows, 0)) for k in range(1, rows)]
        if chance(rng, 0.6):
            pieces.append(move(plate(rectangle(w / 2 - rim, h / 2 - rim, 3), 0.0, rings=1), middle))
        return pieces
    pieces = [move(pierced(rectangle(w / 2, h / 2), 0.5, thick, rectangle(w / 2 - 0.05, h / 2 - 0.05)), middle)]
    pieces += [
        bar((x, 0.05, 0), (x, h - 0.05, 0), 0.01, sections=6) for x in np.linspace(0, w, int(rng.integers(5, 12)))[1:-1]
    ]
    return pieces


def _grip(rng: np.random.Generator, thick: float) -> Piece:
    """A door handle at the origin on the side +z: lever, knob, bar, pull, ring, thumb plate."""
    style = pick(rng, ("lever", "lever", "knob", "long", "cabinet"))
    z = thick / 2
    rose = box((0.045, float(rng.uniform(0.05, 0.22)), 0.012), (0, 0, z + 0.006))
    if style == "lever":
        path = np.array([(0, 0, z), (0, 0, z + 0.06), (0.12, 0, z + 0.06)])
        return join(rose, tube(path, 0.011, 6))
    if style == "knob":
        return move(
            turn(
                lathe(
                    [
                        (0.045, 0),
                        (0.045, 0.008),
                        (0.012, 0.012),
                        (0.012, 0.035),
                        (0.032, 0.045),
                        (0.03, 0.068),
                        (0, 0.075),
                    ],
                    10,
                ),
                "x",
                90,
            ),
            (0, 0, z),
        )
    if style == "long":
        half = float(rng.uniform(0.1, 0.5))
        return join(
            bar((0, -half, z + 0.05), (0, half, z + 0.05), 0.014),
            *(bar((0, y, z), (0, y, z + 0.05), 0.01, sections=5) for y in (-half * 0.8, half * 0.8)),
        )
    return move(turn(handle(rng, pick(rng, HANDLES), 0.16, 0.05), "z", 90), (0, 0, z))


def door(rng: np.random.Generator) -> Assembly:
    """A door: one or two leaves, hinged, sliding, folding, in a frame; sometimes without it, or with side lights."""
    out = Assembly()
    h, rim, deep = float(rng.uniform(1.9, 2.4)), float(rng.uniform(0.03, 0.16)), float(rng.uniform(0.06, 0.25))
    double = chance(rng, 0.4)
    w = float(rng.uniform(0.38, 0.55)) * (1.9 if double else 1)
    rise = float(rng.uniform(0.1, 0.9)) * w if chance(rng, 0.12) and not double else 0.0
    framed = chance(rng, 0.9)
    transom = chance(rng, 0.12) and framed and not rise
    top = h - rim if framed else h
    if framed:
        out.add("frame", *_frame(rng, w, h + (0.4 if transom else 0), rim, deep, rise, chance(rng, 0.12)))
    if transom:
        out.add("frame", slab((-w, h - rim, -deep / 2), (w, h, deep / 2)))
    thick = float(rng.uniform(0.02, 0.06))
    style = pick(rng, ("plain", "plain", "panels", "panels", "glass", "planks", "grid", "bars", "sheet"))
    if chance(rng, 0.4):
        style = pick(rng, LEAVES)
    style = "plain" if rise else style
    gap = float(rng.uniform(0.002, 0.012)) * pick(rng, (-1, 1)) if framed else 0.0  # free of the frame, or let in
    inner, top = w - (rim + gap if framed else 0), top - gap
    sliding = double and chance(rng, 0.25)
    folding = chance(rng, 0.08)
    count = int(rng.integers(3, 6)) if folding else 2 if double else 1
    wide = 2 * inner / count
    angle = float(rng.uniform(5, 110)) if chance(rng, 0.45) and not sliding else 0.0
    grip, look = _grip(rng, thick), int(rng.integers(2**31))
    for k in range(count):
        left = k % 2 == 0
        board = _leaf(np.random.default_rng(look), wide, top, thick, rise if count == 1 else 0, style)
        hold = [move(grip, (wide * 0.92, top * 0.47, 0))]
        if chance(rng, 0.7):
            hold.append(Piece(hold[0].vertices * (1, 1, -1), hold[0].faces[:, ::-1]))
        swing = angle if not folding else 25.0
        sign = -1 if left else 1
        for part, pieces in (
            ("door", board),
            ("handle", hold if chance(rng, 0.92) and (not folding or k == 0) else []),
        ):
            for piece in pieces:
                placed = piece if left else Piece(piece.vertices * (-1, 1, 1), piece.faces[:, ::-1])
                placed = turn(placed, "y", sign * swing)
                x = -inner + k * wide if left else -inner + (k + 1) * wide
                out.add(part, move(placed, (x * (0.75 if sliding else 1), 0, 0.03 * (k * sliding))))
    if framed and chance(rng, 0.1):
        out.add("frame", slab((-w - 0.4, 0, -deep / 2), (-w, h, deep / 2)))
    return out


def _sash(
    rng: np.random.Generator,
    out: Assembly,
    place: tuple[float, float, float, float],
    deep: float,
    bars: tuple[int, int],
) -> list[tuple[str, Piece]]:
    """A movable window in x0, x1, y0, y1: its rim, bars and pane."""
    x0, x1, y0, y1 = place
    gap = min(x1 - x0, y1 - y0) * float(rng.uniform(0.002, 0.012)) * pick(rng, (-1, 1))  # free of the frame, or let in
    x0, x1, y0, y1 = x0 + gap, x1 - gap, y0 + gap, y1 - gap
    w, h = (x1 - x0) / 2, (y1 - y0) / 2
    rim = min(w, h) * float(rng.uniform(0.06, 0.22))
    center = (x0 + w, y0 + h, 0)
    pieces = [move(pierced(rectangle(w, h), 0.5, deep, rectangle(w - rim, h - rim)), center)]
    rows, columns = bars
    pieces += [
        box((rim * 0.4, 2 * (h - rim), deep * 0.6), (x0 + 2 * w * k / columns, center[1], 0)) for k in range(1, columns)
    ]
    pieces += [
        box((2 * (w - rim), rim * 0.4, deep * 0.6), (center[0], y0 + 2 * h * k / rows, 0)) for k in range(1, rows)
    ]
    if chance(rng, 0.8):
        pieces.append(move(plate(rectangle(w - rim, h - rim, 3), 0.0 if chance(rng, 0.5) else 0.006, rings=1), center))
    return [("window", piece) for piece in pieces]


def window(rng: np.random.Generator) -> Assembly:
    """A window: casements, sliding sashes, awnings, fixed lights, in a frame with or without a sill."""
    out = Assembly()
    w, h = float(rng.uniform(0.3, 1.0)), float(rng.uniform(0.6, 1.7))
    rim, deep = float(rng.uniform(0.02, 0.09)), float(rng.uniform(0.05, 0.16))
    rise = float(rng.uniform(0.2, 0.9)) * w if chance(rng, 0.12) else 0.0
    out.add("frame", *_frame(rng, w, h, rim, deep, rise, True))
    x0, x1, y0, y1 = -w + rim, w - rim, rim, h - rim
    if rise:  # a fixed light in the arch
        out.add("frame", slab((-w + rim, y1, -deep / 2), (w - rim, h, deep / 2)))
        light = np.stack(
            [(w - rim) * np.cos(np.linspace(0, np.pi, 12)), h + (rise - rim) * np.sin(np.linspace(0, np.pi, 12))], 1
        )
        out.add("window", plate(light, 0.004, rings=1))
    style = pick(rng, ("casement", "casement", "casement", "sliding", "hung", "awning", "grid"))
    bars = pick(rng, ((1, 1), (1, 1), (1, 2), (2, 1), (2, 2), (3, 2), (4, 2)))
    thick = deep * float(rng.uniform(0.25, 0.6))
    if style == "hung":
        middle = (y0 + y1) / 2
        slide = float(rng.uniform(0, 0.4)) * h * (rng.random() < 0.5)
        for k, (low, high) in enumerate(((y0, middle + 0.02), (middle - 0.02, y1))):
            for part, piece in _sash(rng, out, (x0, x1, low, high), thick, bars):
                out.add(part, move(piece, (0, slide if k == 0 else 0, thick * (k - 0.5))))
        return out
    columns, rows = (pick(rng, (2, 3)), 1) if style == "sliding" else (pick(rng, (1, 2, 2, 3)), pick(rng, (1, 1, 2)))
    if style == "grid":
        columns, rows = pick(rng, (2, 3, 4)), pick(rng, (2, 3, 4))
    xs, ys = np.linspace(x0, x1, columns + 1), np.linspace(y0, y1, rows + 1)
    if style in ("casement", "awning", "grid"):
        out.add("frame", *(slab((x - rim / 3, y0, -deep / 2), (x + rim / 3, y1, deep / 2)) for x in xs[1:-1]))
        out.add("frame", *(slab((x0, y - rim / 3, -deep / 2), (x1, y + rim / 3, deep / 2)) for y in ys[1:-1]))
    angle = float(rng.uniform(8, 100)) if chance(rng, 0.5) else 0.0
    for i in range(columns):
        for j in range(rows):
            sash = _sash(rng, out, (float(xs[i]), float(xs[i + 1]), float(ys[j]), float(ys[j + 1])), thick, bars)
            left = i % 2 == 0
            for part, piece in sash:
                if style == "sliding":
                    piece = move(piece, (0, 0, thick * (i % 2)))
                elif style == "awning" and angle:
                    piece = turn(piece, "x", -min(angle, 50), (0, float(ys[j + 1]), 0))
                elif style == "casement" and angle and j == 0:
                    piece = turn(piece, "y", (-1 if left else 1) * angle, (float(xs[i] if left else xs[i + 1]), 0, 0))
                out.add(part, piece)
            if chance(rng, 0.4) and not angle:
                spot = float(xs[i + 1] - rim * 0.3 if left else xs[i] + rim * 0.3)
                out.add("handle", box((0.02, 0.1, 0.04), (spot, float(ys[j] + ys[j + 1]) / 2, thick / 2 + 0.02)))
    return out


KINDS: tuple[Kind, ...] = (
    Kind(
        "door",
        door,
        {
            "frame": ("door frame", "outside frame", "doorframe", "jamb", "door casing"),
            "door": ("door leaf", "door panel", "leaf", "door slab"),
            "handle": ("door handle", "knob", "doorknob", "lever", "grip", "pull"),
        },
        ("front door", "entrance door", "gate", "doorway"),
    ),
    Kind(
        "window",
        window,
        {
            "window": ("sash", "window pane", "pane", "glass", "casement", "window sash"),
            "frame": ("window frame", "outer frame", "sill", "casing"),
            "handle": ("window handle", "latch", "grip", "knob"),
        },
        ("casement window", "sash window", "sliding window"),
    ),
)
