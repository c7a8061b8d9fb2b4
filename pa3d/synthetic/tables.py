"""Tables and desks: tops of any outline on any base, drawers and cabinets under them, desks, benches for work."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.cabinetry import Cell, drawer_front, framed_body, hinged_front, split_levels
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import Base, Footprint, around, bent, caster, leg, lying, oval, pierced, plate, rectangle, slab
from pa3d.synthetic.furniture_bases import TABLE_BASES, any_base, four_legs, slabs, trestle
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, box, cylinder, ellipsoid, lathe, mirror, move, spline, torus, tube, turn


def _outline(rng: np.random.Generator, w: float, d: float, style: str) -> Array:
    """The contour of a top, x and -z."""
    if style == "sharp":
        return rectangle(w, d)
    if style == "round":
        return oval(w, w, 1.0, 28)
    if style == "oval":
        return oval(w, d, float(rng.uniform(0.55, 1.0)), 28)
    if style == "polygon":
        sides = pick(rng, (6, 8, 3, 5))
        angle = np.linspace(0, 2 * np.pi, sides, endpoint=False) + np.pi / 2
        corner = np.stack([w * np.cos(angle), d * np.sin(angle)], 1)
        t = np.linspace(0, 1, 5, endpoint=False)[:, None]
        return np.concatenate([corner[i] * (1 - t) + corner[(i + 1) % sides] * t for i in range(sides)])
    shape = oval(w, d, float(rng.uniform(0.1, 0.4)), 28)
    x, y = shape.T / np.array([[w], [d]])
    if style == "boat":
        shape[:, 1] *= 1 - float(rng.uniform(0.1, 0.4)) * x**2
    elif style == "half":
        angle = np.linspace(np.pi, 2 * np.pi, 20)
        rim = np.stack([w * np.cos(angle), 1.6 * d * np.sin(angle) + 0.8 * d], 1)
        shape = np.concatenate([rim, np.linspace(rim[-1], rim[0], 8, endpoint=False)[1:]])
    elif style == "kidney":
        shape = oval(w, d, 1.0, 28)
        shape[:, 1] -= np.where(y > 0, float(rng.uniform(0.3, 0.8)) * d * np.exp(-6 * x**2), 0)
    elif style == "trapezoid":
        shape[:, 0] *= 1 - float(rng.uniform(0.1, 0.35)) * y
    elif style == "free":
        angle = np.arctan2(y, x)
        shape *= 1 + 0.12 * np.cos(2 * angle + rng.uniform(0, 6))[:, None] + 0.1 * np.cos(3 * angle + rng.uniform(0, 6))[:, None]
    return shape


TOPS = ("sharp", "sharp", "sharp", "rounded", "rounded", "round", "round", "oval", "boat", "half", "polygon", "kidney", "trapezoid", "free")


def _top(rng: np.random.Generator, outline: Array, height: float, thick: float) -> list[Piece]:
    """A board, a sheet, a board with an edge, a framed or tray-like top, layers, planks with gaps."""
    style = pick(rng, ("board", "board", "board", "board", "sheet", "edge", "frame", "tray", "double", "planks", "bowl"))
    w, d = outline.max(0)
    if style == "sheet":
        return [lying(plate(outline, 0.0), height)]
    if style == "edge":
        return [lying(plate(outline, thick * 0.5), height - thick * 0.25), lying(pierced(outline, 0.93, thick * 1.5), height - thick * 0.9)]
    if style == "frame":
        return [lying(pierced(outline, float(rng.uniform(0.75, 0.93)), thick), height - thick / 2), lying(plate(outline * 0.95, thick * 0.3), height - thick * 0.4)]
    if style == "tray":
        rim = float(rng.uniform(0.5, 2)) * thick
        return [lying(plate(outline, thick), height - thick / 2), lying(pierced(outline, 0.95, rim), height + rim / 2)]
    if style == "double":
        return [lying(plate(outline, thick * 0.4), height - thick * 0.2), lying(plate(outline * float(rng.uniform(0.8, 0.97)), thick * 0.6), height - thick * 0.7)]
    if style == "planks":
        count, along = int(rng.integers(3, 9)), chance(rng, 0.6)
        half = (d if along else w) / count * float(rng.uniform(0.8, 0.97))
        pieces = []
        for k in (np.arange(count) + 0.5) / count * 2 - 1:
            size, place = ((2 * w, thick, 2 * half), (0, height - thick / 2, k * d)) if along else ((2 * half, thick, 2 * d), (k * w, height - thick / 2, 0))
            pieces.append(box(size, place))
        return pieces
    if style == "bowl":
        return [lying(plate(outline, thick * 0.3, thick * 0.5, 4), height - thick * 0.6)]
    return [lying(plate(outline, thick), height - thick / 2)]


def _size(rng: np.random.Generator) -> tuple[float, float, float, float]:
    """Half width, half depth, height, thickness of a top: dining, coffee, side, console, bar, long."""
    thick = float(rng.uniform(0.012, 0.05)) if chance(rng, 0.8) else float(rng.uniform(0.05, 0.14))
    style = pick(rng, ("dining", "dining", "coffee", "coffee", "side", "console", "bar", "long"))
    w, d, h = {
        "dining": (rng.uniform(0.45, 1.0), rng.uniform(0.35, 0.55), rng.uniform(0.66, 0.8)),
        "coffee": (rng.uniform(0.4, 0.75), rng.uniform(0.25, 0.6), rng.uniform(0.25, 0.48)),
        "side": (rng.uniform(0.2, 0.35), rng.uniform(0.2, 0.32), rng.uniform(0.4, 0.75)),
        "console": (rng.uniform(0.45, 0.9), rng.uniform(0.14, 0.25), rng.uniform(0.7, 0.9)),
        "bar": (rng.uniform(0.25, 0.45), rng.uniform(0.25, 0.45), rng.uniform(0.95, 1.15)),
        "long": (rng.uniform(1.0, 1.8), rng.uniform(0.35, 0.6), rng.uniform(0.6, 0.8)),
    }[style]
    return float(w), float(d), float(h), thick


def _stand(rng: np.random.Generator, out: Assembly, base: Base) -> None:
    out.add("leg", *base.legs)
    if base.wheels:
        out.add("wheel" if chance(rng, 0.6) else "leg", *base.wheels)


def _apron(rng: np.random.Generator, out: Assembly, w: float, d: float, high: float, tall: float) -> None:
    """Boards under the top, sometimes with drawers in front."""
    t = 0.02
    part = pick(rng, ("leg", "leg", "desktop"))
    out.add(part, slab((-w, high - tall, -d), (w, high, -d + t)), slab((-w, high - tall, -d), (-w + t, high, d)), slab((w - t, high - tall, -d), (w, high, d)))
    count = int(rng.integers(1, 5)) if chance(rng, 0.5) else 0
    if not count:
        out.add(part, slab((-w, high - tall, d - t), (w, high, d)))
        return
    edges = np.linspace(-w + t, w - t, count + 1)
    for left, right in zip(edges[:-1], edges[1:], strict=True):
        drawer_front(rng, out, Cell(left + 0.008, right - 0.008, high - tall + 0.006, high - 0.006, d), d * 1.2)


def _plain_table(rng: np.random.Generator) -> Assembly:
    """A top on any base, maybe a frame with drawers under it, maybe a shelf."""
    out = Assembly()
    w, d, h, thick = _size(rng)
    style = pick(rng, TOPS)
    if style in ("round", "polygon"):
        w = d = min(w, max(d, 0.6 * w))
    out.add("desktop", *_top(rng, _outline(rng, w, d, style), h, thick))
    square = style in ("sharp", "rounded", "boat", "trapezoid")
    share = float(rng.uniform(0.8, 0.98)) if square else float(rng.uniform(0.55, 0.68))
    shift = 0.0
    if style == "half":
        share, shift = 0.52, -0.25 * d
    base = any_base(rng, TABLE_BASES)
    f = Footprint(w * share, d * share, h - thick * 0.9)
    stand = base(rng, f)
    _stand(rng, out, Base([move(p, (0, 0, shift)) for p in stand.legs], [move(p, (0, 0, shift)) for p in stand.wheels]))
    if base is four_legs and square and chance(rng, 0.5):
        _apron(rng, out, w * share, d * share, h - thick * 0.9, float(rng.uniform(0.05, 0.18)))
    if base in (four_legs, slabs) and chance(rng, 0.22):
        level = float(rng.uniform(0.12, 0.6)) * h
        shelf = rectangle(f.half_width * 0.98, f.half_depth * 0.98) if square else oval(f.half_width, f.half_depth)
        out.add("leg", lying(plate(shelf, float(rng.uniform(0.008, 0.03))), level))
    return out


def _cabinet_under(rng: np.random.Generator, out: Assembly, x0: float, x1: float, low: float, high: float, d: float) -> None:
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


def _desk(rng: np.random.Generator) -> Assembly:
    """A desk with cabinets on one or both sides, panels, a keyboard tray, shelves above."""
    out = Assembly()
    w, d, h, t = float(rng.uniform(0.5, 0.95)), float(rng.uniform(0.25, 0.45)), float(rng.uniform(0.68, 0.8)), float(rng.uniform(0.018, 0.05))
    out.add("desktop", lying(plate(_outline(rng, w, d, pick(rng, ("sharp", "sharp", "rounded", "boat"))), t), h - t / 2))
    wide, over = float(rng.uniform(0.2, 0.45)) * w * 1.4, float(rng.uniform(0, 0.06))
    style = pick(rng, ("both", "both", "one", "one", "drawer", "bureau"))
    low = float(rng.uniform(0, 0.14)) if chance(rng, 0.6) else 0.0
    high, dd = h - t, d * 0.94
    if style in ("both", "one", "bureau"):
        sides = (-1, 1) if style != "one" else (pick(rng, (-1, 1)),)
        for side in sides:
            x0, x1 = sorted((side * (w - over), side * (w - over - wide)))
            _cabinet_under(rng, out, x0, x1, low, high, dd)
            if low > 0.02:
                feet = four_legs(rng, Footprint(wide / 2, dd, low + 0.005), pick(rng, ("square", "taper", "bun", "round")))
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
        for cell in (Cell(-inner, 0.0, high - tall, high, dd * 0.92), Cell(0.0, inner, high - tall, high, dd * 0.92)) if chance(rng, 0.4) else (Cell(-inner, inner, high - tall, high, dd * 0.92),):
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
    xs = np.linspace(-w + t, w - t, count)
    part = pick(rng, ("leg", "leg", "desktop"))
    out.add(part, *(slab((x - t / 2, h, -d), (x + t / 2, h + tall, -d + deep)) for x in xs))
    for level in np.linspace(h + tall, h + tall * 0.45, int(rng.integers(1, 3))):
        out.add(part, slab((-w, level - t, -d), (w, level, -d + deep)))
    if chance(rng, 0.4):
        out.add(part, slab((-w, h, -d), (w, h + tall, -d + 0.01)))


def _corner_desk(rng: np.random.Generator) -> Assembly:
    """An L-shaped desk."""
    out = Assembly()
    w, reach, d = float(rng.uniform(0.6, 0.9)), float(rng.uniform(0.6, 1.0)), float(rng.uniform(0.25, 0.4))
    h, t = float(rng.uniform(0.68, 0.78)), float(rng.uniform(0.02, 0.05))
    wing = float(rng.uniform(0.4, 0.6))
    side = pick(rng, (-1, 1))
    out.add("desktop", slab((-w, h - t, -d), (w, h, d)), slab((side * w, h - t, d), (side * (w - wing), h, d + reach)))
    high = h - t
    _cabinet_under(rng, out, *sorted((-side * w * 0.98, -side * (w - 0.42))), 0.0, high, d * 0.95)
    if chance(rng, 0.5):
        out.add("leg", slab((side * w, 0, d + reach - 0.03), (side * (w - wing), high, d + reach)), slab((side * w, 0, -d), (side * (w - 0.02), high, d)))
    else:
        r = 0.025
        for x, z in ((side * (w - r), -d + r), (side * (w - r), d + reach - r), (side * (w - wing + r), d + reach - r)):
            out.add("leg", leg(rng, "square", (x, 0, z), (x, high, z), r))
    if chance(rng, 0.4):
        out.add("leg", slab((-w, 0.2, -d), (w, high, -d + 0.015)))
    return out


def _cube_table(rng: np.random.Generator) -> Assembly:
    """A solid or hollow block, a bent band, nested slabs, a night stand with drawers."""
    out = Assembly()
    w, d, h = float(rng.uniform(0.22, 0.6)), float(rng.uniform(0.2, 0.45)), float(rng.uniform(0.3, 0.65))
    t = float(rng.uniform(0.015, 0.08))
    style = pick(rng, ("stand", "stand", "stand", "band", "block", "cee"))
    out.add("desktop", box((2 * w, t, 2 * d), (0, h - t / 2, 0), 0.3 * t * (rng.random() < 0.3)))
    if style == "stand":
        low = float(rng.uniform(0, 0.25)) * h
        split = low + (h - t - low) * (float(rng.uniform(0.2, 0.7)) if chance(rng, 0.5) else 0.0)
        _cabinet_under(rng, out, -w * 0.97, w * 0.97, split, h - t, d * 0.97)
        if split > 0.02:
            _stand(rng, out, four_legs(rng, Footprint(w * 0.97, d * 0.95, split + 0.005)))
        if split > low + 0.05 and low > 0.03:
            out.add("leg", slab((-w * 0.95, low, -d * 0.95), (w * 0.95, low + 0.015, d * 0.95)))
    elif style == "band":
        out.add("leg", slab((-w, 0, -d), (-w + t, h - t, d)), slab((w - t, 0, -d), (w, h - t, d)), slab((-w, 0, -d), (w, t, d)))
    elif style == "block":
        k = float(rng.uniform(0.5, 1.0))
        out.add("leg", slab((-w * k, 0, -d * k), (w * k, h - t, d * k)))
    else:
        out.add("leg", slab((-w, 0, -d), (-w + t, h - t, d)), slab((-w, 0, -d), (w, t, d)))
    return out


def _special_table(rng: np.random.Generator) -> Assembly:
    """Picnic table, drafting table, pool or ping-pong table, workbench, trolley, drop leaf, free-form base."""
    out = Assembly()
    style = pick(rng, ("picnic", "draft", "pool", "work", "trolley", "trolley", "leaf", "sculpted", "sculpted", "tiers"))
    w, d, h, t = float(rng.uniform(0.5, 0.9)), float(rng.uniform(0.3, 0.5)), float(rng.uniform(0.65, 0.8)), float(rng.uniform(0.015, 0.05))
    if style == "picnic":
        out.add("desktop", *_top(rng, rectangle(w, d), h, t))
        for side in (-1, 1):
            out.add("leg", slab((-w, 0.42, side * (d + 0.18)), (w, 0.46, side * (d + 0.42))), box((0.05, 0.08, 2 * d + 0.8), (side * w * 0.7, 0.4, 0)))
            for x in (-w * 0.7, w * 0.7):
                out.add("leg", leg(rng, "square", (x, 0, side * (d + 0.2)), (x, h - t, side * d * 0.4), 0.035))
    elif style == "draft":
        tilt = float(rng.uniform(8, 50))
        out.add("desktop", turn(lying(plate(rectangle(w, d), t), h + 0.05), "x", tilt, (0, h, 0)))
        out.add("leg", *pick(rng, (four_legs, trestle))(rng, Footprint(w * 0.8, d * 0.7, h)).legs)
    elif style == "pool":
        rim = float(rng.uniform(0.04, 0.12))
        out.add("desktop", slab((-w, h - 0.12, -d), (w, h, d)), lying(pierced(rectangle(w, d), 0.88, rim), h + rim / 4))
        if chance(rng, 0.3):
            out.add("desktop", box((0.01, 0.1, 2 * d), (0, h + 0.05, 0)))
        out.add("leg", *four_legs(rng, Footprint(w * 0.95, d * 0.92, h - 0.11), pick(rng, ("turned", "square", "taper"))).legs)
    elif style == "work":
        out.add("desktop", *_top(rng, rectangle(w, d), h, 0.06))
        out.add("leg", *four_legs(rng, Footprint(w * 0.95, d * 0.95, h - 0.05), "square").legs, slab((-w, 0.15, -d), (w, 0.18, d)))
        if chance(rng, 0.6):
            out.add("leg", slab((-w, h, -d), (w, h + float(rng.uniform(0.2, 0.6)), -d + 0.02)))
        _cabinet_under(rng, out, *sorted((w * 0.9, w * 0.3)), h * 0.45, h - 0.06, d * 0.9)
    elif style in ("trolley", "tiers"):
        _tiers(rng, out, w * 0.6, d * 0.8, h, style == "trolley")
    elif style == "leaf":
        out.add("desktop", lying(plate(rectangle(w * 0.4, d), t), h))
        flap = plate(oval(w * 0.4, d, 0.35), t)
        for side in (-1, 1):
            hinged = turn(move(lying(flap), (side * w * 0.8, 0, 0)), "z", -side * float(pick(rng, (0, 0, 85))), (side * w * 0.4, 0, 0))
            out.add("desktop", move(hinged, (0, h, 0)))
        out.add("leg", *four_legs(rng, Footprint(w * 0.36, d * 0.9, h - t * 0.4)).legs)
    else:
        _sculpted(rng, out, w * 0.9, d, h * float(rng.uniform(0.5, 1)), t)
    return out


def _tiers(rng: np.random.Generator, out: Assembly, w: float, d: float, h: float, rolling: bool) -> None:
    """Two to four trays between posts, on casters when it rolls."""
    foot = 0.07 if rolling else 0.0
    r, style = float(rng.uniform(0.01, 0.02)), pick(rng, ("round", "square", "turned"))
    outline = rectangle(w, d) if chance(rng, 0.6) else oval(w, d, float(rng.uniform(0.3, 1)))
    spread = 0.95 if len(outline) == 24 and abs(outline[0, 0]) > 0.99 * w else 0.72
    levels = np.linspace(h, float(rng.uniform(0.15, 0.3)), int(rng.integers(2, 5)))
    for i, level in enumerate(levels):
        out.add("desktop" if i == 0 else "leg", lying(plate(outline, 0.02), level))
        if chance(rng, 0.4):
            out.add("desktop" if i == 0 else "leg", lying(pierced(outline, 0.95, 0.05), level + 0.02))
    posts = np.array([(x * w * spread, 0, z * d * spread) for x in (-1, 1) for z in (-1, 1)])
    for post in posts:
        out.add("leg", leg(rng, style, post + (0, foot * 0.8, 0), post + (0, h, 0), r, 1.0))
        if rolling:
            out.add("wheel", caster(rng, post, foot * 0.5, "single"))
    if rolling and chance(rng, 0.4):
        side = w * spread
        grip = tube(bent([(side, h * 0.8, d * 0.6), (side + 0.1, h + 0.05, d * 0.6), (side + 0.1, h + 0.05, -d * 0.6), (side, h * 0.8, -d * 0.6)], 0.04), 0.01, 6)
        out.add("handle", grip)


def _sculpted(rng: np.random.Generator, out: Assembly, w: float, d: float, h: float, t: float) -> None:
    """A glass or stone top on spheres, curved blades, a ring, a coil or a stem that branches."""
    outline = _outline(rng, w, d, pick(rng, ("oval", "rounded", "free", "round")))
    w, d = float(outline[:, 0].max()), float(outline[:, 1].max())
    out.add("desktop", lying(plate(outline, t * pick(rng, (0.0, 0.5, 1.0))), h - t / 2))
    style = pick(rng, ("blades", "spheres", "ring", "branch", "loops", "cage"))
    r = min(w, d) * 0.7
    if style == "blades":
        for angle in np.linspace(0, 360, pick(rng, (2, 3, 4)), endpoint=False):
            path = spline([(r, 0, 0), (r * 0.2, h * 0.3, 0.1 * r), (r * 0.4, h * 0.7, 0), (r * 0.9, h - t, 0)], 10)
            out.add("leg", turn(tube(path, 0.05, 4, flatten=float(rng.uniform(0.2, 1.5)), side=(0, 0, 1)), "y", angle + 20))
    elif style == "spheres":
        ball = ellipsoid((0.3 * r, (h - t) / 2, 0.3 * r), 14, 9)
        out.add("leg", *(move(ball, place * 0.7 + (0, (h - t) / 2, 0)) for place in around(rng, 3, r)))
    elif style == "ring":
        hoop = turn(torus((h - t) / 2 * 0.95, 0.04, 24, 6), "x", 90)
        out.add("leg", *(turn(move(hoop, (0, (h - t) / 2, 0)), "y", a) for a in ((0, 90) if chance(rng, 0.6) else (0, 60, 120))))
    elif style == "branch":
        out.add("leg", cylinder(0.05, h * 0.5, 0.04), lying(plate(oval(r, r), 0.02), 0.01))
        for place in around(rng, pick(rng, (3, 4, 5)), r):
            out.add("leg", tube(spline([(0, h * 0.45, 0), place * 0.4 + (0, h * 0.6, 0), place + (0, h - t, 0)], 7), 0.025, 6))
    elif style == "loops":
        loop = tube(bent([(w * 0.7, 0.02, d * 0.7), (w * 0.7, 0.02, -d * 0.7), (w * 0.7, h - t, -d * 0.7), (w * 0.7, h - t, d * 0.7)], float(rng.uniform(0, 0.25)), closed=True), 0.025, 4, closed=True)
        out.add("leg", loop, mirror(loop))
    else:
        waist = float(rng.uniform(0.3, 1.0))
        for k in range(int(rng.integers(8, 18))):
            a, b = np.deg2rad(k * 360 / 17), np.deg2rad(k * 360 / 17 + rng.uniform(20, 60))
            path = [(r * np.cos(a), 0, r * np.sin(a)), (r * waist * np.cos((a + b) / 2), h / 2, r * waist * np.sin((a + b) / 2)), (r * np.cos(b), h - t, r * np.sin(b))]
            out.add("leg", tube(np.array(path), 0.01, 4))
        out.add("leg", lathe([(r, 0), (r, 0.02), (r * 0.95, 0.02)], 20))


def table(rng: np.random.Generator) -> Assembly:
    """A table of any style."""
    share = rng.random()
    if share < 0.56:
        return _plain_table(rng)
    if share < 0.72:
        return _desk(rng)
    if share < 0.77:
        return _corner_desk(rng)
    return _cube_table(rng) if share < 0.87 else _special_table(rng)


def desk(rng: np.random.Generator) -> Assembly:
    """A desk, its support called base."""
    made = _desk(rng) if chance(rng, 0.75) else _corner_desk(rng)
    names = {"leg": "base", "door": "base", "handle": "drawer", "wheel": "base"}
    return Assembly([(names.get(part, part), piece) for part, piece in made.pieces])


KINDS: tuple[Kind, ...] = (
    Kind(
        "table",
        table,
        {
            "desktop": ("tabletop", "table top", "top", "surface", "top board", "counter", "top panel"),
            "leg": ("support", "table leg", "legs", "base", "table base", "stand", "leg or support"),
            "drawer": ("drawers", "drawer front", "table drawer"),
            "door": ("cabinet door", "cupboard door", "doors"),
            "handle": ("knob", "pull", "grip", "drawer handle", "door handle"),
            "wheel": ("caster", "castor", "roller", "wheels"),
        },
        ("desk", "coffee table", "dining table", "side table", "console", "workbench"),
    ),
    Kind(
        "desk",
        desk,
        {
            "desktop": ("desk top", "tabletop", "top", "work surface", "surface", "writing surface"),
            "base": ("leg", "desk base", "support", "legs", "stand", "frame"),
            "drawer": ("drawers", "drawer front", "desk drawer"),
        },
        ("writing desk", "office desk", "computer desk", "bureau", "table"),
    ),
)
