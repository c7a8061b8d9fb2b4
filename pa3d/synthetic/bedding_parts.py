"""Parts of beds: mattresses, blankets, pillows, head and foot, rails."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import slab
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, box, ellipsoid, move, sheet, turn
from pa3d.synthetic.seating_backs import crossed, fan, hooped, ladder, scrolled, slatted, throne
from pa3d.synthetic.seating_panels import framed, padded, panel
from pa3d.synthetic.seating_plane import Back, placed

# The head of a bed lies at -z, its foot at +z.
HEADBOARDS = (panel, panel, panel, padded, padded, slatted, ladder, framed, crossed, throne, hooped, fan, scrolled)


def mattress(rng: np.random.Generator, w: float, d: float, low: float, thick: float) -> list[Piece]:
    """A mattress, perhaps in two, perhaps with a blanket over it; it sinks a little into what carries it."""
    low, thick = low - 0.01, thick + 0.01
    style = pick(rng, ("box", "soft", "soft", "soft", "double", "cover", "cover"))
    middle = (0, low + thick / 2, 0)
    if style == "box":
        return [box((2 * w, thick, 2 * d), middle)]
    if style == "double":
        half = box((w * 0.99, thick, 2 * d), (0, low + thick / 2, 0), thick * 0.3)
        return [move(half, (x * w / 2, 0, 0)) for x in (-1, 1)]
    body = box((2 * w, thick, 2 * d), middle, thick * float(rng.uniform(0.15, 0.5)))
    return [body] if style == "soft" else [body, _blanket(rng, w, d, low + thick)]


def _blanket(rng: np.random.Generator, w: float, d: float, level: float) -> Piece:
    """A cover over the lower part of a mattress, hanging down at the sides and the foot, a little wavy."""
    start, drop = float(rng.uniform(-0.6, 0.2)) * d, float(rng.uniform(0.05, 0.3))
    across = np.array([-1.03, -1.02, -1.0, -0.9, -0.5, 0.0, 0.5, 0.9, 1.0, 1.02, 1.03]) * w
    fall = np.array([drop, drop * 0.5, 0.02, -0.012, -0.015, -0.015, -0.015, -0.012, 0.02, drop * 0.5, drop])
    along = np.linspace(start, d * 1.01, 12)
    x, z = np.meshgrid(across, along, indexing="ij")
    y = level - np.repeat(fall[:, None], 12, 1) + rng.uniform(-0.008, 0.008, x.shape)
    return sheet(np.stack([x, y, z], -1), 0.0 if chance(rng, 0.5) else 0.015)


def add_pillows(rng: np.random.Generator, out: Assembly, w: float, d: float, level: float) -> None:
    """One to four pillows, flat or leaning on the head, maybe a bolster."""
    if chance(rng, 0.25):
        return
    count = 1 if w < 0.6 else pick(rng, (1, 2, 2, 2, 3))
    half = min(w / count * 0.85, 0.42)
    thick, deep = float(rng.uniform(0.05, 0.11)), float(rng.uniform(0.15, 0.26))
    power = float(rng.uniform(0.35, 0.6))
    lean = float(rng.uniform(15, 70)) if chance(rng, 0.4) else 0.0
    soft = chance(rng, 0.8)
    pillow = (
        ellipsoid((half, thick, deep), 16, 9, power)
        if soft
        else box((2 * half, 1.5 * thick, 2 * deep), (0, 0, 0), 0.03)
    )
    rise = thick * 0.8 + np.sin(np.deg2rad(lean)) * deep * 0.8
    for k in range(count):
        x = (2 * k + 1 - count) * w / count
        out.add("pillow", move(turn(pillow, "x", lean), (x, level + rise, -d + deep * 1.05)))
    if chance(rng, 0.2):
        out.add(
            "pillow",
            move(ellipsoid((half * 0.6, half * 0.45, thick), 14, 9, power), (0, level + half * 0.4, -d + 2 * deep)),
        )


def add_board(
    rng: np.random.Generator, out: Assembly, w: float, d: float, top: float, part: str, end: float, kind: int
) -> None:
    """A headboard (end -1) or footboard (end 1) from the floor or from the frame up to `top`."""
    low = 0.0 if chance(rng, 0.6) else top * 0.4
    b = Back(w * float(rng.uniform(1.0, 1.06)), top - low, float(rng.uniform(0.03, 0.1)))
    make = HEADBOARDS[kind]
    pieces = placed(rng, make(rng, b), b, (low, 0.0), float(rng.uniform(0, 6)))
    if end > 0:
        pieces = [turn(piece, "y", 180) for piece in pieces]
    out.add(part, *(move(piece, (0, 0, end * (d + b.thick * 0.5))) for piece in pieces))


def add_rails(rng: np.random.Generator, out: Assembly, w: float, d: float, low: float, high: float) -> None:
    """The frame below a mattress: box, rails with slats, platform."""
    style = pick(rng, ("box", "box", "rails", "platform"))
    t = float(rng.uniform(0.02, 0.05))
    if style == "box":
        out.add("frame", slab((-w, low, -d), (w, high, d)))
    elif style == "platform":
        over = float(rng.uniform(0.0, 0.15))
        out.add("frame", slab((-w - over, low, -d), (w + over, high, d + over)))
    else:
        out.add("frame", slab((-w - t, low, -d), (-w, high + 0.03, d)), slab((w, low, -d), (w + t, high + 0.03, d)))
        out.add("frame", slab((-w, low, d - t), (w, high, d)), slab((-w, low, -d), (w, high, -d + t)))
        for z in np.linspace(-d, d, int(rng.integers(4, 14)))[1:-1]:
            out.add("frame", box((2 * w, 0.015, 0.06), (0, high - 0.01, z)))
