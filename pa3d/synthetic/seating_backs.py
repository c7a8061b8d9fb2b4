"""Backs of chairs: flat designs in an upright plane, then leaned, bowed and curved together."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import oval, pierced, plate, rectangle
from pa3d.synthetic.pieces import Piece, ellipsoid, move, spline, stretch, tube, turn
from pa3d.synthetic.seating_panels import bands, framed, medallion, padded, panel
from pa3d.synthetic.seating_plane import Back, crest_rail, rod, straight, uprights


def slatted(rng: np.random.Generator, b: Back) -> list[Piece]:
    """Posts, two rails, upright slats or spindles between."""
    pieces, r, sections, w = uprights(rng, b)
    low = float(rng.uniform(0.02, 0.3)) * b.height
    pieces += [crest_rail(rng, b, w, r), rod(straight(-w, low, w, low), r * 0.8, 4)]
    count = int(rng.integers(1, 11))
    width = min(float(rng.uniform(0.15, 0.75)) * w / count, 0.6 * w)
    flat = sections == 8 and chance(rng, 0.6)
    for x in (np.arange(count) + 0.5) / count * 2 * w - w:
        pieces.append(
            rod(
                straight(x, low, x, b.height - r, 5),
                width if not flat else r * 0.5,
                4 if not flat else 6,
                1 if flat else min(1.0, 0.5 * r / width),
            )
        )
    return pieces


def ladder(rng: np.random.Generator, b: Back) -> list[Piece]:
    """Posts and level slats, some of them curved upwards."""
    pieces, r, _, w = uprights(rng, b)
    count = int(rng.integers(1, 8))
    low = float(rng.uniform(0.1, 0.55)) * b.height
    tall = (b.height - low) / count * float(rng.uniform(0.2, 0.85)) / 2
    arch = float(rng.uniform(0, 0.5)) * tall * (rng.random() < 0.5)
    x = np.linspace(-w, w, 8)
    for level in low + (np.arange(count) + 0.5) / count * (b.height - low):
        y = level + arch * (1 - (x / w) ** 2)
        pieces.append(rod(np.stack([x, y], 1), tall * 1.0, 4, min(1.0, r * 0.6 / tall)))
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
    pieces = [rod(hoop, r, 8)]
    style = pick(rng, ("spindles", "spindles", "inner", "rungs", "splat", "empty"))
    if style == "spindles":
        count = int(rng.integers(3, 12))
        for k in (np.arange(count) + 0.5) / count * 2 - 1:
            top = float(np.interp(k * w, x[::-1], y[::-1]))
            pieces.append(rod(straight(k * w * waist * 0.85, 0, k * w, top, 4), r * float(rng.uniform(0.5, 0.6)), 6))
    elif style == "inner":
        share = float(rng.uniform(0.5, 0.75))
        pieces.append(rod(hoop * share, r * 0.8, 8))
    elif style == "rungs":
        for level in rng.uniform(0.25, 0.75, int(rng.integers(1, 3))) * b.height:
            pieces.append(rod(straight(-w * 0.98, level, w * 0.98, level), r * 1.6, 4, 0.4))
    elif style == "splat":
        pieces.append(
            move(plate(oval(w * rng.uniform(0.2, 0.45), b.height / 2 * 0.98, 0.6, 16), r), (0, b.height / 2, 0))
        )
    return pieces


def splat(rng: np.random.Generator, b: Back) -> list[Piece]:
    """Posts, a shaped crest and one vase-shaped or pierced board in the middle."""
    pieces, r, _, w = uprights(rng, b)
    low = float(rng.uniform(0.0, 0.15)) * b.height
    t = np.linspace(0, 1, 12)
    wide = w * float(rng.uniform(0.2, 0.6))
    swell = 1 + float(rng.uniform(0, 0.5)) * np.sin(t * 2 * np.pi * pick(rng, (0.5, 1, 1.5)) + rng.uniform(0, 6))
    half = wide * swell / swell.max()
    y = low + t * (b.height - r - low)
    outline = np.concatenate([np.stack([half, y], 1), np.stack([-half, y], 1)[::-1]])
    board = pierced(outline, float(rng.uniform(0.3, 0.7)), r * 0.7) if chance(rng, 0.3) else plate(outline, r * 0.7)
    pieces += [crest_rail(rng, b, w, r), board]
    if low > 0.05 * b.height:
        pieces.append(rod(straight(-w, low, w, low), r * 0.8, 4))
    return pieces


def crossed(rng: np.random.Generator, b: Back) -> list[Piece]:
    """Posts, rails and one or more crosses, straight or curved, or other lattice."""
    pieces, r, sections, w = uprights(rng, b)
    low, top = float(rng.uniform(0.05, 0.3)) * b.height, b.height - r
    pieces += [crest_rail(rng, b, w, r), rod(straight(-w, low, w, low), r * 0.8, 4)]
    count = pick(rng, (1, 1, 1, 2, 3))
    sag = float(rng.uniform(-0.3, 0.3)) * (rng.random() < 0.4)
    s = np.linspace(0, 1, 7)
    for k in range(count):
        left, right = -w + 2 * w * k / count, -w + 2 * w * (k + 1) / count
        x = left + (right - left) * s
        for y0, y1 in ((low, top), (top, low)):
            y = y0 + (y1 - y0) * s + sag * (top - low) * s * (1 - s) * np.sign(y1 - y0)
            pieces.append(rod(np.stack([x, y], 1), r * 0.7, sections))
    return pieces


def fan(rng: np.random.Generator, b: Back) -> list[Piece]:
    """Boards side by side, spreading upwards, their ends in an arch: garden and Adirondack chairs."""
    count = int(rng.integers(3, 9))
    spread, arch = float(rng.uniform(1.0, 1.4)), float(rng.uniform(0, 0.35))
    half = b.half_width / count * float(rng.uniform(0.7, 0.98))
    pieces = []
    for k in (np.arange(count) + 0.5) / count * 2 - 1:
        top = b.height * (1 - arch * k * k)
        outline = np.add(oval(half, top / 2, float(rng.uniform(0.1, 0.12)), 16), (0, top / 2))
        board = move(plate(outline, 0.3 * b.thick, rings=2), (k * b.half_width / spread, 0, 0))
        board.vertices[:, 0] *= 1 + (spread - 1) * board.vertices[:, 1] / b.height
        pieces.append(board)
    for level in (0.25, 0.7):
        brace = rod(
            straight(-b.half_width * 0.9, level * b.height, b.half_width * 0.9, level * b.height), 0.3 * b.thick, 4, 0.5
        )
        pieces.append(move(brace, (0, 0, -0.3 * b.thick)))
    return pieces


def throne(rng: np.random.Generator, b: Back) -> list[Piece]:
    """A tall framed panel with finials or a carved crest."""
    pieces, r, _, w = uprights(rng, b)
    pieces.append(move(plate(rectangle(w, b.height * 0.42), r * 0.8, r * rng.uniform(0, 1)), (0, b.height * 0.5, 0)))
    knob = ellipsoid((r * 1.6, r * float(rng.uniform(1.5, 4)), r * 1.6), 8, 7, float(rng.uniform(0.8, 1.4)))
    pieces += [move(knob, (x, b.height + r, 0)) for x in (-w, w)]
    crest = oval(
        w * float(rng.uniform(0.6, 1)), b.height * float(rng.uniform(0.06, 0.16)), float(rng.uniform(0.8, 1.6))
    )
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
    stems = [
        rod(straight(x * wide, b.height * 0.8, x * wide, level), 0.012, 6)
        for x in ((0.0,) if chance(rng, 0.4) else (-0.4, 0.4))
    ]
    return [move(pad, (0, level, 0)), *stems]


def scrolled(rng: np.random.Generator, b: Back) -> list[Piece]:
    """Free curves: a lyre, a heart or rings between posts."""
    pieces, r, _, w = uprights(rng, b)
    pieces.append(crest_rail(rng, b, w, r))
    style = pick(rng, ("lyre", "rings", "waves"))
    if style == "lyre":
        path = spline([(w * 0.15, 0), (w * 0.6, b.height * 0.3), (w * 0.25, b.height * 0.65), (w * 0.7, b.height)], 12)
        side = rod(path, r * 0.7, 6)
        pieces += [side, Piece(side.vertices * (-1, 1, 1), side.faces[:, ::-1])]
    elif style == "rings":
        count = int(rng.integers(1, 4))
        size = min(w, b.height / 2 / count * 0.9)
        for k in range(count):
            ring = np.add(oval(size, b.height / 2 / count, 1.0, 16), (0, b.height * (k + 0.5) / count))
            pieces.append(tube(np.column_stack([ring, np.zeros(16)]), r * 0.7, 6, closed=True))
    else:
        count = int(rng.integers(2, 6))
        y = np.linspace(0, b.height, 10)
        for k in (np.arange(count) + 0.5) / count * 2 - 1:
            x = k * w * 0.9 + 0.12 * w * np.sin(y / b.height * 2 * np.pi) * np.sign(k + 1e-9)
            pieces.append(rod(np.stack([x, y], 1), r * 0.6, 6))
    return [turn(stretch(piece, 1.0), "y", 0) for piece in pieces]
