"""Desks: cabinets beneath, hutches above, corner desks."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.cabinetry import Cell, drawer_front, framed_body, hinged_front, split_levels
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import Footprint, leg, lying, plate, slab
from pa3d.synthetic.furniture_frames import slabs, trestle
from pa3d.synthetic.furniture_legs import four_legs
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, box, move
from pa3d.synthetic.tables_tops import top_outline


def cabinet_under(
    rng: np.random.Generator, out: Assembly, x0: float, x1: float, low: float, high: float, d: float
) -> None:
    """A box of drawers or with a door beneath a top; its case is leg (it carries the top)."""
    out.add("leg", *framed_body(rng, (x0, low, -d), (x1, high, d), float(rng.uniform(0.012, 0.03))))
    inner = Cell(x0 + 0.02, x1 - 0.02, low + 0.02, high - 0.015, d)
    style = pick(rng, ("drawers", "drawers", "door", "mixed", "open"))
    if style == "door":
        hinged_front(rng, out, inner, left=chance(rng, 0.5))
    elif style != "open":
        cells = split_levels(rng, inner, int(rng.integers(1, 5)))
        for i, cell in enumerate(cells):
            if style == "mixed" and i == 0 and len(cells) > 1:
                hinged_front(rng, out, cell, left=chance(rng, 0.5))
            else:
                drawer_front(rng, out, cell, 1.6 * d)


def plain_desk(rng: np.random.Generator) -> Assembly:
    """A desk with cabinets on one or both sides, panels, a keyboard tray, shelves above."""
    out = Assembly()
    w, d, h, t = (
        float(rng.uniform(0.5, 0.95)),
        float(rng.uniform(0.25, 0.45)),
        float(rng.uniform(0.68, 0.8)),
        float(rng.uniform(0.018, 0.05)),
    )
    out.add(
        "desktop", lying(plate(top_outline(rng, w, d, pick(rng, ("sharp", "sharp", "rounded", "boat"))), t), h - t / 2)
    )
    wide, over = float(rng.uniform(0.2, 0.45)) * w * 1.4, float(rng.uniform(0, 0.06))
    style = pick(rng, ("both", "both", "one", "one", "drawer", "bureau"))
    low = float(rng.uniform(0, 0.14)) if chance(rng, 0.6) else 0.0
    high, dd = h - 0.8 * t, d * 0.94  # what carries the top sinks a little into it
    if style in ("both", "one", "bureau"):
        sides = (-1, 1) if style != "one" else (pick(rng, (-1, 1)),)
        for side in sides:
            x0, x1 = sorted((side * (w - over), side * (w - over - wide)))
            cabinet_under(rng, out, x0, x1, low, high, dd)
            if low > 0.02:
                feet = four_legs(
                    rng, Footprint(wide / 2, dd, low + 0.005), pick(rng, ("square", "taper", "bun", "round"))
                )
                out.add("leg", *(move(piece, ((x0 + x1) / 2, 0, 0)) for piece in feet.legs))
        if style == "one":
            out.add("leg", *_end_support(rng, -sides[0], w - over, dd, high))
    else:
        out.add("leg", *pick(rng, (four_legs, slabs, trestle))(rng, Footprint(w * 0.95, dd, high)).legs)
    inner = w - over - wide if style in ("both", "bureau") else w * 0.6
    if chance(rng, 0.5):
        out.add("leg", slab((-w + over, h * float(rng.uniform(0.05, 0.6)), -dd), (w - over, high, -dd + 0.015)))
    if style != "one" and inner > 0.15 and (chance(rng, 0.4) or style == "drawer"):
        tall = float(rng.uniform(0.05, 0.14))
        out.add("leg", slab((-inner, high - tall, -dd * 0.9), (inner, high, dd * 0.9)))
        for cell in (
            (Cell(-inner, 0.0, high - tall, high, dd * 0.92), Cell(0.0, inner, high - tall, high, dd * 0.92))
            if chance(rng, 0.4)
            else (Cell(-inner, inner, high - tall, high, dd * 0.92),)
        ):
            drawer_front(rng, out, cell, d)
    if chance(rng, 0.12):
        out.add("desktop", box((0.5, 0.015, 0.25), (0, high - 0.09, d * 0.6)))
    if chance(rng, 0.25) or style == "bureau":
        _hutch(rng, out, w, d, h)
    return out


def _end_support(rng: np.random.Generator, side: int, x: float, d: float, high: float) -> list[Piece]:
    """What carries the end of a desk without a cabinet: a panel or two legs."""
    if chance(rng, 0.5):
        return [slab((side * x, 0, -d), (side * (x - 0.03), high, d))]
    r, style = float(rng.uniform(0.015, 0.03)), pick(rng, ("square", "taper", "round", "sabre"))
    place = side * (x - r)
    return [leg(rng, style, (place, 0, z), (place, high, z), r) for z in (-d + r, d - r)]


def _hutch(rng: np.random.Generator, out: Assembly, w: float, d: float, h: float) -> None:
    """Shelves standing on the back of a desk."""
    tall, deep, t = float(rng.uniform(0.12, 0.6)), float(rng.uniform(0.25, 0.7)) * d, 0.018
    count = int(rng.integers(2, 5))
    low, back = h - 0.2 * t, -0.99 * d
    xs = np.linspace(-w + t, w - t, count)
    part = pick(rng, ("leg", "leg", "desktop"))
    out.add(part, *(slab((x - t / 2, low, back), (x + t / 2, h + tall, -d + deep)) for x in xs))
    for level in np.linspace(h + tall, h + tall * 0.45, int(rng.integers(1, 3))):
        out.add(part, slab((-w, level - t, back), (w, level, -d + deep)))
    if chance(rng, 0.4):
        out.add(part, slab((-0.99 * w, low, back), (0.99 * w, h + tall, back + 0.01)))


def corner_desk(rng: np.random.Generator) -> Assembly:
    """An L-shaped desk."""
    out = Assembly()
    w, reach, d = float(rng.uniform(0.6, 0.9)), float(rng.uniform(0.6, 1.0)), float(rng.uniform(0.25, 0.4))
    h, t = float(rng.uniform(0.68, 0.78)), float(rng.uniform(0.02, 0.05))
    wing = float(rng.uniform(0.4, 0.6))
    side = pick(rng, (-1, 1))
    out.add("desktop", slab((-w, h - t, -d), (w, h, d)), slab((side * w, h - t, d), (side * (w - wing), h, d + reach)))
    high, edge, end = h - 0.8 * t, side * (w - 0.004), d + reach - 0.004  # a little within the top
    x0, x1 = sorted((-side * w * 0.98, -side * (w - 0.42)))
    cabinet_under(rng, out, x0, x1, 0.0, high, d * 0.95)
    if chance(rng, 0.5):
        out.add(
            "leg",
            slab((edge, 0, d + reach - 0.03), (side * (w - wing + 0.004), high, end)),
            slab((edge, 0, -0.99 * d), (side * (w - 0.02), high, d)),
        )
    else:
        r = 0.025
        for x, z in ((side * (w - r), -d + r), (side * (w - r), d + reach - r), (side * (w - wing + r), d + reach - r)):
            out.add("leg", leg(rng, "square", (x, 0, z), (x, high, z), r))
    if chance(rng, 0.4):
        out.add("leg", slab((-0.99 * w, 0.2, -0.985 * d), (0.99 * w, high, -d + 0.015)))
    return out
