"""Beds: single and double, with headboards of every kind, bunks, cots, canopies, platforms, hospital beds."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import Footprint, caster, leg, oval, pierced, plate, slab
from pa3d.synthetic.furniture_bases import four_legs, sled, slabs
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, ellipsoid, lathe, move, sheet, spline, tube, turn, warp
from pa3d.synthetic.seating_backs import Back, crossed, fan, framed, hooped, ladder, padded, panel, placed, scrolled, slatted, throne

# The head of a bed lies at -z, its foot at +z.
HEADBOARDS = (panel, panel, panel, padded, padded, slatted, ladder, framed, crossed, throne, hooped, fan, scrolled)


def _mattress(rng: np.random.Generator, w: float, d: float, low: float, thick: float) -> list[Piece]:
    """A mattress, perhaps in two, perhaps with a blanket over it."""
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


def _pillows(rng: np.random.Generator, out: Assembly, w: float, d: float, level: float) -> None:
    """One to four pillows, flat or leaning on the head, maybe a bolster."""
    if chance(rng, 0.25):
        return
    count = 1 if w < 0.6 else pick(rng, (1, 2, 2, 2, 3))
    half = min(w / count * 0.85, 0.42)
    thick, deep = float(rng.uniform(0.05, 0.11)), float(rng.uniform(0.15, 0.26))
    power = float(rng.uniform(0.35, 0.6))
    lean = float(rng.uniform(15, 70)) if chance(rng, 0.4) else 0.0
    soft = chance(rng, 0.8)
    pillow = ellipsoid((half, thick, deep), 16, 9, power) if soft else box((2 * half, 1.5 * thick, 2 * deep), (0, 0, 0), 0.03)
    rise = thick * 0.8 + np.sin(np.deg2rad(lean)) * deep * 0.8
    for k in range(count):
        x = (2 * k + 1 - count) * w / count
        out.add("pillow", move(turn(pillow, "x", lean), (x, level + rise, -d + deep * 1.05)))
    if chance(rng, 0.2):
        out.add("pillow", move(ellipsoid((half * 0.6, half * 0.45, thick), 14, 9, power), (0, level + half * 0.4, -d + 2 * deep)))


def _head(rng: np.random.Generator, out: Assembly, w: float, d: float, top: float, part: str, end: float, kind: int) -> None:
    """A headboard (end -1) or footboard (end 1) from the floor or from the frame up to `top`."""
    low = 0.0 if chance(rng, 0.6) else top * 0.4
    b = Back(w * float(rng.uniform(1.0, 1.06)), top - low, float(rng.uniform(0.03, 0.1)))
    make = HEADBOARDS[kind]
    pieces = placed(rng, make(rng, b), b, (low, 0.0), float(rng.uniform(0, 6)))
    if end > 0:
        pieces = [turn(piece, "y", 180) for piece in pieces]
    out.add(part, *(move(piece, (0, 0, end * (d + b.thick * 0.5))) for piece in pieces))


def _rails(rng: np.random.Generator, out: Assembly, w: float, d: float, low: float, high: float) -> None:
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


def _plain_bed(rng: np.random.Generator) -> Assembly:
    """A mattress on a frame with a headboard, often a footboard, pillows."""
    out = Assembly()
    w, d = float(rng.uniform(0.4, 0.55)) if chance(rng, 0.45) else float(rng.uniform(0.6, 1.0)), float(rng.uniform(0.9, 1.08))
    low = float(rng.uniform(0.0, 0.25))
    rail = low + float(rng.uniform(0.06, 0.25))
    thick = float(rng.uniform(0.1, 0.28))
    _rails(rng, out, w, d, low, rail)
    out.add("sleep area", *_mattress(rng, w * 0.98, d * 0.98, rail, thick))
    _pillows(rng, out, w, d, rail + thick)
    kind = int(rng.integers(len(HEADBOARDS)))
    if chance(rng, 0.88):
        _head(rng, out, w, d, rail + thick + float(rng.uniform(0.15, 0.8)), "headboard", -1, kind)
    if chance(rng, 0.4):
        _head(rng, out, w, d, rail + thick * float(rng.uniform(0.3, 2.0)), "footboard", 1, kind)
    if low > 0.03:
        base = pick(rng, (four_legs, four_legs, four_legs, slabs, sled))
        out.add("leg", *base(rng, Footprint(w * 0.97, d * 0.97, low + 0.004)).legs)
    if chance(rng, 0.04):  # night stands that belong to it
        for x in (-1, 1):
            out.add("frame", box((0.4, 0.03, 0.35), (x * (w + 0.25), rail + 0.05, -d + 0.2)))
    return out


def _upholstered_bed(rng: np.random.Generator) -> Assembly:
    """A box bed: padded sides, deep headboard with wings or cushions, daybed with three sides, sleigh."""
    out = Assembly()
    w, d = float(rng.uniform(0.45, 0.95)), float(rng.uniform(0.92, 1.05))
    low, rail, thick = float(rng.uniform(0.0, 0.1)), float(rng.uniform(0.25, 0.4)), float(rng.uniform(0.1, 0.25))
    t = float(rng.uniform(0.05, 0.14))
    top = rail + thick + float(rng.uniform(0.25, 0.6))
    style = pick(rng, ("wings", "sleigh", "sleigh", "daybed", "box", "round"))
    soft = t * 0.4 * (rng.random() < 0.5)
    if style == "round":
        out.add("frame", lathe([(d, low), (d * 1.05, rail), (d * 0.97, rail)], 24, True))
        out.add("sleep area", lathe([(d * 0.95, rail * 0.8), (d * 0.97, rail + thick), (d * 0.9, rail + thick + 0.03), (0, rail + thick + 0.03)], 24))
        b = Back(d * 0.8, top, t)
        bow = placed(rng, [plate(oval(d * 0.8, top / 2, 0.3) + (0, top / 2), t)], b, (0, -d * 0.85), 0)
        out.add("headboard", *(warp(piece, lambda v: v + np.stack([0 * v[:, 0], 0 * v[:, 0], 0.5 * (v[:, 0] / d) ** 2], 1)) for piece in bow))
        _pillows(rng, out, d * 0.6, d * 0.8, rail + thick)
        return out
    out.add("frame", slab((-w - t, low, -d), (-w, rail + 0.06, d), soft), slab((w, low, -d), (w + t, rail + 0.06, d), soft))
    out.add("frame", slab((-w - t, low, d), (w + t, rail + 0.06, d + t), soft), slab((-w, low + 0.02, -d), (w, rail, d)))
    out.add("sleep area", *_mattress(rng, w, d, rail, thick))
    _pillows(rng, out, w, d, rail + thick)
    if style == "sleigh":
        for end, high, part in ((-1, top, "headboard"), (1, rail + thick + 0.1, "footboard")):
            roll = float(rng.uniform(0.08, 0.2))
            path = spline([(0, low, 0), (0, high * 0.6, -0.03), (0, high * 0.9, roll * 0.5), (0, high, roll)], 10)
            board = tube(path, w * 1.414, 4, flatten=t * 0.5 / w, side=(1, 0, 0))
            board = move(board, (0, 0, d + 0.02))
            out.add(part, board if end > 0 else turn(board, "y", 180))
    else:
        out.add("headboard", slab((-w - t, low, -d - t), (w + t, top, -d), soft))
        if style == "wings":
            reach = float(rng.uniform(0.1, 0.5))
            out.add("headboard", *(slab((x - t / 2, rail, -d), (x + t / 2, top, -d + reach), soft) for x in (-w - t / 2, w + t / 2)))
        if style == "daybed":
            out.add("frame", slab((-w - t, low, -d), (-w, top * 0.9, d), soft))
            out.add("footboard", slab((-w - t, low, d), (w + t, top * 0.9, d + t), soft))
        elif chance(rng, 0.5):
            columns = int(rng.integers(2, 6))
            pad = ellipsoid((w / columns, (top - rail - thick) / 2, t * 0.6), 10, 7, 0.4)
            out.add("headboard", *(move(pad, ((2 * k + 1 - columns) * w / columns, (top + rail + thick) / 2, -d)) for k in range(columns)))
    if low > 0.03:
        out.add("leg", *four_legs(rng, Footprint(w, d, low + 0.01), pick(rng, ("square", "taper", "bun", "round"))).legs)
    return out


def _posted_bed(rng: np.random.Generator) -> Assembly:
    """Four tall posts, often with a canopy frame or a cloth on top."""
    out = Assembly()
    w, d = float(rng.uniform(0.5, 0.95)), float(rng.uniform(0.95, 1.05))
    low, thick, tall = float(rng.uniform(0.2, 0.35)), float(rng.uniform(0.15, 0.28)), float(rng.uniform(0.9, 2.1))
    r, style = float(rng.uniform(0.02, 0.05)), pick(rng, ("square", "turned", "round"))
    _rails(rng, out, w, d, low, low + 0.12)
    out.add("sleep area", *_mattress(rng, w * 0.97, d * 0.97, low + 0.12, thick))
    _pillows(rng, out, w, d, low + 0.12 + thick)
    posts = [(x * w, z * d) for x in (-1, 1) for z in (-1, 1)]
    shape = leg(rng, style, (0, low, 0), (0, tall, 0), r, 1.0)
    for x, z in posts:
        out.add("leg", leg(rng, "square" if style == "square" else "round", (x, 0, z), (x, low, z), r, 1.0))
        out.add("frame", move(shape, (x, 0, z)))
    _head(rng, out, w * 0.96, d, low + 0.12 + thick + float(rng.uniform(0.2, 0.6)), "headboard", -1, int(rng.integers(len(HEADBOARDS))))
    if chance(rng, 0.65):
        out.add("frame", *(bar((x, tall, -d), (x, tall, d), r * 0.7, sections=4) for x in (-w, w)), *(bar((-w, tall, z), (w, tall, z), r * 0.7, sections=4) for z in (-d, d)))
        if chance(rng, 0.4):
            out.add("frame", slab((-w, tall, -d), (w, tall + 0.01, d)))
    return out


def _bunk(rng: np.random.Generator) -> Assembly:
    """Two beds one over the other, or one above a desk; posts, rails, a ladder."""
    out = Assembly()
    w, d, r = float(rng.uniform(0.4, 0.55)), float(rng.uniform(0.9, 1.02)), float(rng.uniform(0.02, 0.045))
    levels = (0.3, float(rng.uniform(1.1, 1.4))) if chance(rng, 0.7) else (float(rng.uniform(0.9, 1.4)),)
    top = levels[-1] + float(rng.uniform(0.3, 0.5))
    for x in (-w, w):
        for z in (-d, d):
            out.add("leg", leg(rng, "square", (x, 0, z), (x, levels[0], z), r))
            out.add("frame", leg(rng, "square", (x, levels[0], z), (x, top, z), r))
    for level in levels:
        out.add("frame", *(slab((x - 0.015, level - 0.1, -d), (x + 0.015, level + 0.04, d)) for x in (-w, w)))
        out.add("sleep area", *_mattress(rng, w * 0.95, d * 0.97, level, 0.12))
        _pillows(rng, out, w, d, level + 0.12)
        for z in (-d, d):
            part = "headboard" if z < 0 and chance(rng, 0.7) else "frame"
            count = int(rng.integers(1, 5))
            out.add(part, *(bar((-w, level + 0.1 + 0.22 * k / count, z), (w, level + 0.1 + 0.22 * k / count, z), r * 0.6, sections=4) for k in range(1, count + 1)))
    rail = levels[-1] + 0.25
    out.add("frame", *(bar((x, rail, -d), (x, rail, d * float(rng.uniform(0.3, 1))), r * 0.6, sections=4) for x in (-w, w)))
    z, slope = d * float(rng.uniform(0.4, 0.8)), float(rng.uniform(0, 0.3))
    rungs = np.linspace(0.1, 0.95, int(rng.integers(3, 7)))
    foot, head = np.array([w + 0.03 + slope, 0, z]), np.array([w + 0.03, levels[-1] + 0.1, z])
    out.add("ladder", *(bar(foot + (0, 0, s), head + (0, 0, s), r * 0.7, sections=4) for s in (-0.2, 0.2)))
    out.add("ladder", *(bar(foot + (head - foot) * t + (0, 0, -0.2), foot + (head - foot) * t + (0, 0, 0.2), r * 0.6, sections=6) for t in rungs))
    return out


def _cot(rng: np.random.Generator) -> Assembly:
    """A crib with bars or a cradle on rockers."""
    out = Assembly()
    w, d, high = float(rng.uniform(0.3, 0.4)), float(rng.uniform(0.55, 0.7)), float(rng.uniform(0.75, 1.0))
    level, r = float(rng.uniform(0.25, 0.45)), float(rng.uniform(0.015, 0.03))
    out.add("sleep area", *_mattress(rng, w * 0.95, d * 0.97, level, 0.1))
    for x in (-w, w):
        out.add("frame", bar((x, high, -d), (x, high, d), r, sections=4), bar((x, level, -d), (x, level, d), r, sections=4))
        for z in np.linspace(-d, d, int(rng.integers(6, 14)))[1:-1]:
            out.add("frame", bar((x, level, z), (x, high, z), r * 0.4, sections=4))
    kind = pick(rng, (0, 0, 5, 6))
    _head(rng, out, w, d, high + float(rng.uniform(0, 0.2)), "headboard", -1, kind)
    _head(rng, out, w, d, high, "footboard", 1, kind)
    for x in (-w, w):
        for z in (-d, d):
            out.add("leg", leg(rng, "square", (x, 0.0, z), (x, level, z), r * 1.2))
    if chance(rng, 0.3):
        out.add("pillow", move(ellipsoid((w * 0.6, 0.04, 0.12), 12, 7, 0.5), (0, level + 0.13, -d * 0.75)))
    return out


def _hospital(rng: np.random.Generator) -> Assembly:
    """A bed in sections on a wheeled frame, side rails, head and foot panels; or a simple camp bed."""
    out = Assembly()
    w, d, level = float(rng.uniform(0.4, 0.5)), float(rng.uniform(0.9, 1.0)), float(rng.uniform(0.4, 0.65))
    raise_head = float(rng.uniform(0, 45))
    pivot = (0, level, -0.1 * d)
    upper = box((2 * w, 0.1, 0.9 * d), (0, level + 0.05, -0.55 * d), 0.03)
    out.add("sleep area", turn(upper, "x", raise_head, pivot), box((2 * w, 0.1, 1.1 * d), (0, level + 0.05, 0.45 * d), 0.03))
    out.add("frame", slab((-w, level - 0.08, -d), (w, level - 0.01, d)))
    high = level + float(rng.uniform(0.25, 0.45))
    board = pierced(oval(w, 0.28, 0.3), 0.6, 0.03) if chance(rng, 0.5) else plate(oval(w, 0.28, 0.3), 0.03)
    out.add("headboard", move(board, (0, high - 0.15, -d - 0.02)))
    if chance(rng, 0.7):
        out.add("footboard", move(board, (0, high - 0.25, d + 0.02)))
    if chance(rng, 0.6):
        for x in (-w - 0.03, w + 0.03):
            rail = tube(np.array([(x, level, -0.5 * d), (x, level + 0.25, -0.45 * d), (x, level + 0.25, 0.2 * d), (x, level, 0.25 * d)]), 0.015, 6)
            out.add("frame", rail, bar((x, level + 0.13, -0.47 * d), (x, level + 0.13, 0.22 * d), 0.01, sections=5))
    f = Footprint(w * 0.9, d * 0.8, level - 0.07)
    for x in (-1, 1):
        for z in (-1, 1):
            foot = (x * f.half_width, 0, z * f.half_depth)
            out.add("leg", bar((foot[0], 0.08, foot[2]), (foot[0], f.height, foot[2]), 0.025, sections=4))
            out.add("wheel", caster(rng, foot, 0.045, "single"))
    _pillows(rng, out, w, d, level + 0.1 + 0.35 * d * float(np.sin(np.deg2rad(raise_head))))
    return out


def _floor_bed(rng: np.random.Generator) -> Assembly:
    """A futon, a pallet, a mattress on the floor, a swimming-pool lounger, a camp bed."""
    out = Assembly()
    w, d = float(rng.uniform(0.4, 0.9)), float(rng.uniform(0.9, 1.05))
    style = pick(rng, ("pallet", "camp", "floating", "storage"))
    thick = float(rng.uniform(0.08, 0.25))
    if style == "camp":
        r, h = 0.018, float(rng.uniform(0.3, 0.45))
        sag: Array = np.array([0.0, -0.03, -0.04, -0.03, 0.0])
        x, z = np.meshgrid(np.linspace(-w, w, 5), np.linspace(-d, d, 9), indexing="ij")
        out.add("sleep area", sheet(np.stack([x, h + np.repeat(sag[:, None], 9, 1), z], -1), 0.01))
        out.add("frame", *(bar((s * w, h, -d), (s * w, h, d), r) for s in (-1, 1)))
        for k in (-0.7, 0.0, 0.7):
            out.add("leg", bar((-w, 0, k * d), (w, h, k * d), r), bar((w, 0, k * d + 0.03), (-w, h, k * d + 0.03), r))
        _pillows(rng, out, w, d, h)
        return out
    low = float(rng.uniform(0.08, 0.35))
    if style == "pallet":
        for k in np.linspace(-d, d, 9):
            out.add("frame", box((2 * w + 0.1, 0.02, 0.12), (0, low - 0.01, k)))
        out.add("frame", *(box((0.1, low - 0.02, 2 * d), (k * w, (low - 0.02) / 2, 0)) for k in (-0.95, 0, 0.95)))
    elif style == "floating":
        out.add("frame", slab((-w - 0.1, low - 0.06, -d - 0.05), (w + 0.1, low, d + 0.1)))
        out.add("leg", slab((-w * 0.7, 0, -d * 0.8), (w * 0.7, low - 0.05, d * 0.8)))
    else:
        out.add("frame", slab((-w, 0, -d), (w, low, d)))
        for k in range(int(rng.integers(1, 4))):
            z0 = -d + 0.1 + k * 0.6
            out.add("frame", *(box((0.02, low * 0.7, 0.5), (s * (w + 0.01), low / 2, z0 + 0.25)) for s in (-1, 1)))
    out.add("sleep area", *_mattress(rng, w, d, low, thick))
    _pillows(rng, out, w, d, low + thick)
    if chance(rng, 0.6):
        out.add("headboard", slab((-w - 0.1, 0, -d - 0.08), (w + 0.1, low + thick + float(rng.uniform(0.1, 0.6)), -d - 0.02)))
        if chance(rng, 0.4):
            out.add("headboard", slab((-w - 0.1, low + thick + 0.1, -d - 0.3), (w + 0.1, low + thick + 0.13, -d)))
    if chance(rng, 0.15):
        out.add("pillow", move(turn(cylinder(0.09, 1.6 * w, sections=12), "z", 90), (0.8 * w, low + thick + 0.08, -d + 0.15)))
    return out


def bed(rng: np.random.Generator) -> Assembly:
    """A bed of any style."""
    makers = (_plain_bed, _upholstered_bed, _posted_bed, _bunk, _cot, _hospital, _floor_bed)
    return pick(rng, makers, (7, 3, 1.6, 1.6, 0.8, 1, 1.5))(rng)


KINDS: tuple[Kind, ...] = (
    Kind(
        "bed",
        bed,
        {
            "frame": ("bed frame", "bedframe", "bed base", "side rail", "bedstead"),
            "sleep area": ("mattress", "sleeping area", "bed surface", "sleeping surface"),
            "headboard": ("head board", "bed head", "head panel"),
            "footboard": ("foot board", "bed end", "foot panel"),
            "pillow": ("pillows", "cushion", "head cushion"),
            "leg": ("bed leg", "legs", "foot", "support"),
            "ladder": ("bunk ladder", "steps", "stairs"),
            "wheel": ("caster", "castor", "roller"),
        },
        ("double bed", "single bed", "bunk bed", "bedstead", "crib"),
    ),
)
