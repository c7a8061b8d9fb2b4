"""Backs of chairs: flat designs in an upright plane, then leaned, bowed and curved together."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import bent, oval, pierced, plate, rectangle
from pa3d.synthetic.pieces import Piece, box, ellipsoid, move, spline, stretch, tube, turn, warp


class Back(NamedTuple):
    """The plane a back is drawn in: x within +-half_width, y from 0 (at the seat) to height; z is towards the front."""

    half_width: float
    height: float
    thick: float


def _rod(points: Array | list[tuple[float, float]], radius: float, sections: int, flatten: float = 1.0) -> Piece:
    """A bar along points (n, 2) of the plane; flatten is its depth over its breadth."""
    path = np.column_stack([np.asarray(points, dtype=float), np.zeros(len(points))])
    return tube(path, flatten * radius * (1.35 if sections == 4 else 1), sections, flatten=1 / flatten, side=(0, 0, 1))


def _line(x0: float, y0: float, x1: float, y1: float, count: int = 6) -> Array:
    return np.linspace((x0, y0), (x1, y1), count)


def _posts(rng: np.random.Generator, b: Back, low: float = 0.0) -> tuple[list[Piece], float, int, float]:
    """Two uprights, maybe closer above or below: pieces, radius, sections, half distance."""
    r = float(rng.uniform(0.012, 0.032)) * (b.height + 0.4)
    sections, w = pick(rng, (4, 4, 8)), b.half_width - r
    lean = float(rng.uniform(0.75, 1.0)) if chance(rng, 0.3) else 1.0
    post = _rod(_line(w * lean, low, w, b.height, 7), r, sections)
    return [post, Piece(post.vertices * (-1, 1, 1), post.faces[:, ::-1])], r, sections, w


def _crest(rng: np.random.Generator, b: Back, w: float, r: float) -> Piece:
    """The rail on top: straight, arched, waved or drooping."""
    x = np.linspace(-w, w, 9)
    s = x / w
    wave = pick(rng, (0 * s, 1 - s**2, s**2, np.cos(3 * np.pi * s) * 0.5, (1 - s**2) ** 2))
    over = float(rng.uniform(1.0, 1.25)) if chance(rng, 0.25) else 1.0
    y = b.height - r + wave * float(rng.uniform(0.02, 0.14)) * b.height
    return _rod(np.stack([x * over, y], 1), r * float(rng.uniform(1.0, 2.6)), 4, float(rng.uniform(0.3, 0.9)))


def slatted(rng: np.random.Generator, b: Back) -> list[Piece]:
    """Posts, two rails, upright slats or spindles between."""
    pieces, r, sections, w = _posts(rng, b)
    low = float(rng.uniform(0.02, 0.3)) * b.height
    pieces += [_crest(rng, b, w, r), _rod(_line(-w, low, w, low), r * 0.8, 4)]
    count = int(rng.integers(1, 11))
    width = min(float(rng.uniform(0.15, 0.75)) * w / count, 0.6 * w)
    flat = sections == 8 and chance(rng, 0.6)
    for x in (np.arange(count) + 0.5) / count * 2 * w - w:
        pieces.append(_rod(_line(x, low, x, b.height - r, 5), width if not flat else r * 0.5, 4 if not flat else 6, 1 if flat else min(1.0, 0.5 * r / width)))
    return pieces


def ladder(rng: np.random.Generator, b: Back) -> list[Piece]:
    """Posts and level slats, some of them curved upwards."""
    pieces, r, _, w = _posts(rng, b)
    count = int(rng.integers(1, 8))
    low = float(rng.uniform(0.1, 0.55)) * b.height
    tall = (b.height - low) / count * float(rng.uniform(0.2, 0.85)) / 2
    arch = float(rng.uniform(0, 0.5)) * tall * (rng.random() < 0.5)
    x = np.linspace(-w, w, 8)
    for level in low + (np.arange(count) + 0.5) / count * (b.height - low):
        y = level + arch * (1 - (x / w) ** 2)
        pieces.append(_rod(np.stack([x, y], 1), tall * 1.0, 4, min(1.0, r * 0.6 / tall)))
    return pieces


def hooped(rng: np.random.Generator, b: Back) -> list[Piece]:
    """A bent hoop with spindles, or empty, as Windsor, balloon and bistro chairs have it."""
    r = float(rng.uniform(0.009, 0.022)) * (b.height + 0.4)
    w, waist = b.half_width - r, float(rng.uniform(0.65, 1.1))
    power = float(rng.uniform(0.45, 1.0))
    angle = np.linspace(0, np.pi, 17)
    x, y = np.cos(angle), np.sin(angle)
    shoulder = float(rng.uniform(0.0, 0.7)) * b.height
    x = w * np.sign(x) * np.abs(x) ** power
    y = shoulder + (b.height - shoulder) * y**power
    hoop = np.concatenate([[(w * waist, 0)], np.stack([x, y], 1), [(-w * waist, 0)]])
    pieces = [_rod(hoop, r, 8)]
    style = pick(rng, ("spindles", "spindles", "inner", "rungs", "splat", "empty"))
    if style == "spindles":
        count = int(rng.integers(3, 12))
        for k in (np.arange(count) + 0.5) / count * 2 - 1:
            top = float(np.interp(k * w, x[::-1], y[::-1]))
            pieces.append(_rod(_line(k * w * waist * 0.85, 0, k * w, top, 4), r * float(rng.uniform(0.5, 0.6)), 6))
    elif style == "inner":
        share = float(rng.uniform(0.5, 0.75))
        pieces.append(_rod(hoop * share, r * 0.8, 8))
    elif style == "rungs":
        for level in rng.uniform(0.25, 0.75, int(rng.integers(1, 3))) * b.height:
            pieces.append(_rod(_line(-w * 0.98, level, w * 0.98, level), r * 1.6, 4, 0.4))
    elif style == "splat":
        pieces.append(move(plate(oval(w * rng.uniform(0.2, 0.45), b.height / 2 * 0.98, 0.6, 16), r), (0, b.height / 2, 0)))
    return pieces


def splat(rng: np.random.Generator, b: Back) -> list[Piece]:
    """Posts, a shaped crest and one vase-shaped or pierced board in the middle."""
    pieces, r, _, w = _posts(rng, b)
    low = float(rng.uniform(0.0, 0.15)) * b.height
    t = np.linspace(0, 1, 12)
    wide = w * float(rng.uniform(0.2, 0.6))
    swell = 1 + float(rng.uniform(0, 0.5)) * np.sin(t * 2 * np.pi * pick(rng, (0.5, 1, 1.5)) + rng.uniform(0, 6))
    half = wide * swell / swell.max()
    y = low + t * (b.height - r - low)
    outline = np.concatenate([np.stack([half, y], 1), np.stack([-half, y], 1)[::-1]])
    board = pierced(outline, float(rng.uniform(0.3, 0.7)), r * 0.7) if chance(rng, 0.3) else plate(outline, r * 0.7)
    pieces += [_crest(rng, b, w, r), board]
    if low > 0.05 * b.height:
        pieces.append(_rod(_line(-w, low, w, low), r * 0.8, 4))
    return pieces


def crossed(rng: np.random.Generator, b: Back) -> list[Piece]:
    """Posts, rails and one or more crosses, straight or curved, or other lattice."""
    pieces, r, sections, w = _posts(rng, b)
    low, top = float(rng.uniform(0.05, 0.3)) * b.height, b.height - r
    pieces += [_crest(rng, b, w, r), _rod(_line(-w, low, w, low), r * 0.8, 4)]
    count = pick(rng, (1, 1, 1, 2, 3))
    sag = float(rng.uniform(-0.3, 0.3)) * (rng.random() < 0.4)
    s = np.linspace(0, 1, 7)
    for k in range(count):
        left, right = -w + 2 * w * k / count, -w + 2 * w * (k + 1) / count
        x = left + (right - left) * s
        for y0, y1 in ((low, top), (top, low)):
            y = y0 + (y1 - y0) * s + sag * (top - low) * s * (1 - s) * np.sign(y1 - y0)
            pieces.append(_rod(np.stack([x, y], 1), r * 0.7, sections))
    return pieces


def _outline(rng: np.random.Generator, half: float, height: float) -> Array:
    """The contour of a panel from y 0 to height: rectangle, rounded, arched, tapered, shield, keyhole, waved."""
    style = pick(rng, ("sharp", "round", "round", "oval", "arch", "arch", "taper", "shield", "wave"))
    if style == "sharp":
        shape = rectangle(half, height / 2)
    else:
        power = {"oval": rng.uniform(0.7, 1), "round": rng.uniform(0.15, 0.5)}.get(style, rng.uniform(0.1, 0.3))
        shape = oval(half, height / 2, float(power), 28)
    shape = shape + (0, height / 2)
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
    outline = _outline(rng, b.half_width, b.height - gap) + (0, gap)
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
            post = _rod(_line(x * b.half_width, 0, x * b.half_width, reach), wide, pick(rng, (4, 8)), r / wide)
            pieces.append(move(post, (0, 0, -thick / 2 - r * 0.5)))
    return pieces


def padded(rng: np.random.Generator, b: Back) -> list[Piece]:
    """Upholstery: a cushion, or several, on a frame or alone; tufts as rows of cushions; rolls."""
    pieces: list[Piece] = []
    low = 0.0
    thick = b.thick * float(rng.uniform(1.0, 2.4))
    if chance(rng, 0.4):
        pieces, _, _, _ = _posts(rng, b)
        low = float(rng.uniform(0.05, 0.4)) * b.height
    half, tall = b.half_width * float(rng.uniform(0.8, 1)), b.height - low
    style = pick(rng, ("one", "one", "contour", "rows", "columns", "tufts", "box"))
    if style == "one":
        pieces.append(move(ellipsoid((half, tall / 2, thick / 2), 20, 11, float(rng.uniform(0.2, 0.55))), (0, low + tall / 2, 0)))
    elif style == "contour":
        outline = _outline(rng, half, tall) + (0, low)
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
    outline = oval(b.half_width - r, tall / 2 - r, float(rng.uniform(0.35, 1.0))) + (0, gap + tall / 2)
    ring = tube(np.column_stack([outline, np.zeros(len(outline))]), r, 6, closed=True)
    pieces = [ring]
    for x in (-0.5, 0.5):
        pieces.append(_rod(_line(x * b.half_width, 0, x * b.half_width * 1.1, gap + tall * 0.12, 3), r, 8))
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
        pieces.append(_rod(_line(0, 0, 0, low + r, 3), r * float(rng.uniform(1, 4)), 4, 0.5))
    style = pick(rng, ("sheet", "sheet", "pad", "belts", "wires", "open"))
    tall, middle = b.height - r - low, (b.height - r + low) / 2
    if style == "sheet":
        pieces.append(move(plate(oval(w, tall / 2, 0.15), 0.0 if chance(rng, 0.5) else r * 0.5), (0, middle, 0)))
    elif style == "pad":
        pieces.append(move(plate(oval(w * 0.95, tall / 2, 0.25), r, r * 1.5, 4), (0, middle, 0)))
    elif style == "belts":
        count = int(rng.integers(2, 9))
        for x in (np.arange(count) + 0.5) / count * 2 - 1:
            pieces.append(_rod(_line(x * w, low, x * w, b.height - r), 0.35 * w / count * 1.7, 4, 0.05))
    elif style == "wires":
        step = int(rng.integers(4, 8))
        for s in np.linspace(-0.85, 0.85, step):
            pieces += [_rod(_line(s * w, low, s * w, b.height - r, 4), r * 0.3, 4), _rod(_line(-w, middle + s * tall / 2, w, middle + s * tall / 2, 4), r * 0.3, 4)]
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
        post = _rod(_line(x * b.half_width, 0, x * b.half_width, b.height - tall * 0.4), wide, pick(rng, (4, 8)), r / wide)
        pieces.append(move(post, (0, 0, -thick * 0.4)))
    return pieces


def fan(rng: np.random.Generator, b: Back) -> list[Piece]:
    """Boards side by side, spreading upwards, their ends in an arch: garden and Adirondack chairs."""
    count = int(rng.integers(3, 9))
    spread, arch = float(rng.uniform(1.0, 1.4)), float(rng.uniform(0, 0.35))
    half = b.half_width / count * float(rng.uniform(0.7, 0.98))
    pieces = []
    for k in (np.arange(count) + 0.5) / count * 2 - 1:
        top = b.height * (1 - arch * k * k)
        outline = oval(half, top / 2, float(rng.uniform(0.1, 0.12)), 16) + (0, top / 2)
        board = move(plate(outline, 0.3 * b.thick, rings=2), (k * b.half_width / spread, 0, 0))
        board.vertices[:, 0] *= 1 + (spread - 1) * board.vertices[:, 1] / b.height
        pieces.append(board)
    for level in (0.25, 0.7):
        brace = _rod(_line(-b.half_width * 0.9, level * b.height, b.half_width * 0.9, level * b.height), 0.3 * b.thick, 4, 0.5)
        pieces.append(move(brace, (0, 0, -0.3 * b.thick)))
    return pieces


def throne(rng: np.random.Generator, b: Back) -> list[Piece]:
    """A tall framed panel with finials or a carved crest."""
    pieces, r, _, w = _posts(rng, b)
    pieces.append(move(plate(rectangle(w, b.height * 0.42), r * 0.8, r * rng.uniform(0, 1)), (0, b.height * 0.5, 0)))
    knob = ellipsoid((r * 1.6, r * float(rng.uniform(1.5, 4)), r * 1.6), 8, 7, float(rng.uniform(0.8, 1.4)))
    pieces += [move(knob, (x, b.height + r, 0)) for x in (-w, w)]
    crest = oval(w * float(rng.uniform(0.6, 1)), b.height * float(rng.uniform(0.06, 0.16)), float(rng.uniform(0.8, 1.6)))
    pieces.append(move(plate(crest, r), (0, b.height * 0.95, 0)))
    return pieces


BACKS: tuple[tuple[Callable[[np.random.Generator, Back], list[Piece]], float], ...] = (
    (slatted, 2.2), (ladder, 2), (hooped, 1.6), (splat, 1.3), (crossed, 1), (panel, 3.4), (padded, 2.6),
    (medallion, 0.9), (framed, 2), (bands, 1.8), (fan, 0.7), (throne, 0.5),
)  # fmt: skip


def headrest(rng: np.random.Generator, b: Back) -> list[Piece]:
    """A pad above the back on one or two stems."""
    wide, tall = b.half_width * float(rng.uniform(0.4, 0.75)), b.height * float(rng.uniform(0.08, 0.16))
    level = b.height + tall * float(rng.uniform(0.9, 1.8))
    pad = plate(oval(wide, tall, float(rng.uniform(0.2, 0.7))), b.thick * 0.4, b.thick * 0.3, 4)
    stems = [_rod(_line(x * wide, b.height * 0.8, x * wide, level), 0.012, 6) for x in ((0.0,) if chance(rng, 0.4) else (-0.4, 0.4))]
    return [move(pad, (0, level, 0)), *stems]


def placed(rng: np.random.Generator, pieces: list[Piece], b: Back, place: tuple[float, float], lean: float) -> list[Piece]:
    """Flat pieces bowed and curved together, leaned by `lean` degrees, set at (y, z)."""
    bow = float(rng.uniform(0.05, 0.6)) * b.half_width * (rng.random() < 0.5)
    curve = float(rng.uniform(-0.12, 0.12)) * b.height * (rng.random() < 0.4)
    roll = float(rng.uniform(0, 0.12)) * b.height * (rng.random() < 0.15)
    tangent = np.tan(np.deg2rad(lean))

    def shape(v: Array) -> Array:
        t = v[:, 1] / b.height
        v[:, 2] += bow * (v[:, 0] / b.half_width) ** 2 * np.clip(t * 3, 0, 1) + curve * 4 * t * (1 - t)
        v[:, 2] -= tangent * v[:, 1] + roll * np.clip(t - 0.7, 0, 1) ** 2 * 11
        return v + (0, place[0], place[1])

    return [warp(piece, shape) for piece in pieces]


def scrolled(rng: np.random.Generator, b: Back) -> list[Piece]:
    """Free curves: a lyre, a heart or rings between posts."""
    pieces, r, _, w = _posts(rng, b)
    pieces.append(_crest(rng, b, w, r))
    style = pick(rng, ("lyre", "rings", "waves"))
    if style == "lyre":
        path = spline([(w * 0.15, 0), (w * 0.6, b.height * 0.3), (w * 0.25, b.height * 0.65), (w * 0.7, b.height)], 12)
        side = _rod(path, r * 0.7, 6)
        pieces += [side, Piece(side.vertices * (-1, 1, 1), side.faces[:, ::-1])]
    elif style == "rings":
        count = int(rng.integers(1, 4))
        size = min(w, b.height / 2 / count * 0.9)
        for k in range(count):
            ring = oval(size, b.height / 2 / count, 1.0, 16) + (0, b.height * (k + 0.5) / count)
            pieces.append(tube(np.column_stack([ring, np.zeros(16)]), r * 0.7, 6, closed=True))
    else:
        count = int(rng.integers(2, 6))
        y = np.linspace(0, b.height, 10)
        for k in (np.arange(count) + 0.5) / count * 2 - 1:
            x = k * w * 0.9 + 0.12 * w * np.sin(y / b.height * 2 * np.pi) * np.sign(k + 1e-9)
            pieces.append(_rod(np.stack([x, y], 1), r * 0.6, 6))
    return [turn(stretch(piece, 1.0), "y", 0) for piece in pieces]
