"""Backs of chairs that are one surface: panels, pads, medallions, framed sheets, bands."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import bent, oval, pierced, plate, rectangle
from pa3d.synthetic.pieces import Piece, box, ellipsoid, move, tube
from pa3d.synthetic.seating_plane import Back, rod, straight, uprights


def _outline(rng: np.random.Generator, half: float, height: float) -> Array:
    """The contour of a panel from y 0 to height: rectangle, rounded, arched, tapered, shield, keyhole, waved."""
    style = pick(rng, ("sharp", "round", "round", "oval", "arch", "arch", "taper", "shield", "wave"))
    if style == "sharp":
        shape = rectangle(half, height / 2)
    else:
        power = {"oval": rng.uniform(0.7, 1), "round": rng.uniform(0.15, 0.5)}.get(style, rng.uniform(0.1, 0.3))
        shape = oval(half, height / 2, float(power), 28)
    shape = np.add(shape, (0, height / 2))
    x, t = shape[:, 0] / half, shape[:, 1] / height
    if style == "arch":
        shape[:, 1] *= 1 - float(rng.uniform(0.08, 0.5)) * np.abs(x) ** float(rng.uniform(1.5, 4)) * t
    elif style == "taper":
        shape[:, 0] *= 1 - float(rng.uniform(-0.3, 0.45)) * t
    elif style == "shield":
        shape[:, 0] *= 0.45 + 0.55 * np.sin(np.clip(t, 0, 1) * np.pi * 0.6 + 0.2)
    elif style == "wave":
        shape[:, 1] += t * height * 0.06 * np.cos(x * np.pi * pick(rng, (1, 2, 3)))
    return shape


def panel(rng: np.random.Generator, b: Back) -> list[Piece]:
    """One board or sheet, thin or thick, maybe raised on posts, maybe with a hole."""
    gap = float(rng.uniform(0.1, 0.55)) * b.height if chance(rng, 0.4) else 0.0
    outline = np.add(_outline(rng, b.half_width, b.height - gap), (0, gap))
    thick = b.thick * float(rng.uniform(0.15, 1.0)) if chance(rng, 0.85) else 0.0
    if chance(rng, 0.15):
        pieces = [pierced(outline, float(rng.uniform(0.2, 0.8)), max(thick, 0.01))]
    elif chance(rng, 0.12):
        middle = outline.mean(0)
        hole = middle + oval(b.half_width * 0.35, b.height * 0.06, 0.5, len(outline)) + (0, b.height * 0.25)
        pieces = [pierced(outline, 0.5, max(thick, 0.01), hole)]
    else:
        pieces = [plate(outline, thick)]
    if gap:
        r = float(rng.uniform(0.008, 0.022)) * (b.height + 0.4)
        reach = gap + float(rng.uniform(0.1, 0.8)) * (b.height - gap)
        for x in (0.0,) if chance(rng, 0.25) else (-0.75, 0.75) if chance(rng, 0.5) else (-0.4, 0.4):
            wide = r * float(rng.uniform(1, 3)) if x == 0 else r
            post = rod(straight(x * b.half_width, 0, x * b.half_width, reach), wide, pick(rng, (4, 8)), r / wide)
            pieces.append(move(post, (0, 0, -thick / 2 - r * 0.5)))
    return pieces


def padded(rng: np.random.Generator, b: Back) -> list[Piece]:
    """Upholstery: a cushion, or several, on a frame or alone; tufts as rows of cushions; rolls."""
    pieces: list[Piece] = []
    low = 0.0
    thick = b.thick * float(rng.uniform(1.0, 2.4))
    if chance(rng, 0.4):
        pieces, _, _, _ = uprights(rng, b)
        low = float(rng.uniform(0.05, 0.4)) * b.height
    half, tall = b.half_width * float(rng.uniform(0.8, 1)), b.height - low
    style = pick(rng, ("one", "one", "contour", "rows", "columns", "tufts", "box"))
    if style == "one":
        pieces.append(
            move(ellipsoid((half, tall / 2, thick / 2), 20, 11, float(rng.uniform(0.2, 0.55))), (0, low + tall / 2, 0))
        )
    elif style == "contour":
        outline = np.add(_outline(rng, half, tall), (0, low))
        pieces.append(plate(outline, thick * 0.4, thick * float(rng.uniform(0.15, 0.4)), 5))
    elif style == "box":
        pieces.append(box((2 * half, tall, thick), (0, low + tall / 2, 0), thick * float(rng.uniform(0.1, 0.5))))
    else:
        columns = 1 if style == "rows" else int(rng.integers(2, 6))
        rows = 1 if style == "columns" else int(rng.integers(2, 6))
        cell = ellipsoid((half / columns, tall / rows / 2, thick / 2), 10, 7, 0.45)
        for i in range(columns):
            for j in range(rows):
                pieces.append(move(cell, (half * (2 * i + 1 - columns) / columns, low + tall * (j + 0.5) / rows, 0)))
    if chance(rng, 0.2):  # the hard shell behind
        pieces.append(move(plate(oval(half, tall / 2, 0.25), 0.01), (0, low + tall / 2, -thick / 2)))
    return pieces


def medallion(rng: np.random.Generator, b: Back) -> list[Piece]:
    """An oval or shaped frame with a panel in it, on two short posts."""
    gap = float(rng.uniform(0.05, 0.25)) * b.height
    tall, r = b.height - gap, float(rng.uniform(0.012, 0.028)) * (b.height + 0.4)
    outline = np.add(oval(b.half_width - r, tall / 2 - r, float(rng.uniform(0.35, 1.0))), (0, gap + tall / 2))
    ring = tube(np.column_stack([outline, np.zeros(len(outline))]), r, 6, closed=True)
    pieces = [ring]
    for x in (-0.5, 0.5):
        pieces.append(rod(straight(x * b.half_width, 0, x * b.half_width * 1.1, gap + tall * 0.12, 3), r, 8))
    if chance(rng, 0.8):
        pieces.append(plate(outline * 1.0, r * 0.4, r * float(rng.uniform(0, 0.8))))
    return pieces


def framed(rng: np.random.Generator, b: Back) -> list[Piece]:
    """A bent tube frame with a sheet, belts, a mesh of wires or a pad in it."""
    r = float(rng.uniform(0.008, 0.022)) * (b.height + 0.4)
    w, low = b.half_width - r, float(rng.uniform(0.05, 0.4)) * b.height
    closed = chance(rng, 0.4)
    corners = [(w, low if closed else 0, 0), (w, b.height - r, 0), (-w, b.height - r, 0), (-w, low if closed else 0, 0)]
    path = bent(corners, float(rng.uniform(0.02, 0.5)) * w, 5, closed)
    pieces = [tube(path, r, 8 if chance(rng, 0.6) else 4, closed=closed)]
    if closed:
        pieces.append(rod(straight(0, 0, 0, low + r, 3), r * float(rng.uniform(1, 4)), 4, 0.5))
    style = pick(rng, ("sheet", "sheet", "pad", "belts", "wires", "open"))
    tall, middle = b.height - r - low, (b.height - r + low) / 2
    if style == "sheet":
        pieces.append(move(plate(oval(w, tall / 2, 0.15), 0.0 if chance(rng, 0.5) else r * 0.5), (0, middle, 0)))
    elif style == "pad":
        pieces.append(move(plate(oval(w * 0.95, tall / 2, 0.25), r, r * 1.5, 4), (0, middle, 0)))
    elif style == "belts":
        count = int(rng.integers(2, 9))
        for x in (np.arange(count) + 0.5) / count * 2 - 1:
            pieces.append(rod(straight(x * w, low, x * w, b.height - r), 0.35 * w / count * 1.7, 4, 0.05))
    elif style == "wires":
        step = int(rng.integers(4, 8))
        for s in np.linspace(-0.85, 0.85, step):
            pieces += [
                rod(straight(s * w, low, s * w, b.height - r, 4), r * 0.3, 4),
                rod(straight(-w, middle + s * tall / 2, w, middle + s * tall / 2, 4), r * 0.3, 4),
            ]
    return pieces


def bands(rng: np.random.Generator, b: Back) -> list[Piece]:
    """One or two level pads on posts or on a bracket: stacking, office, bar and drafting chairs."""
    count = pick(rng, (1, 1, 2))
    tall = b.height * float(rng.uniform(0.16, 0.5)) / count
    power, thick = float(rng.uniform(0.15, 0.7)), b.thick * float(rng.uniform(0.3, 1.5))
    pieces = []
    for k in range(count):
        shape = plate(oval(b.half_width, tall / 2, power), thick * 0.5, thick * 0.25 * (rng.random() < 0.6), 4)
        pieces.append(move(shape, (0, b.height - tall / 2 - k * tall * 1.6, 0)))
    r = float(rng.uniform(0.01, 0.025)) * (b.height + 0.4)
    places = pick(rng, ((0.0,), (-0.8, 0.8), (-0.9, 0.9), (-0.3, 0.3)))
    for x in places:
        wide = r * float(rng.uniform(1, 3)) if len(places) == 1 else r
        post = rod(
            straight(x * b.half_width, 0, x * b.half_width, b.height - tall * 0.4), wide, pick(rng, (4, 8)), r / wide
        )
        pieces.append(move(post, (0, 0, -thick * 0.4)))
    return pieces
