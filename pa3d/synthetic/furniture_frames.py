"""Frames under furniture: sleds, cantilevers, slabs, crossed bars, wires, blocks, trestles, rockers."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import Base, Footprint, bent, rectangle, slab
from pa3d.synthetic.furniture_legs import corners, four_legs
from pa3d.synthetic.pieces import Piece, bar, box, extrude, lathe, loft, mirror, move, spline, tube, turn


def sled(rng: np.random.Generator, f: Footprint) -> Base:
    """Two loops with runners on the floor, at the sides or front and back, joined by bars; or one bent frame."""
    r = float(rng.uniform(0.008, 0.03)) * f.scale
    w, d, h = f.half_width - r, f.half_depth, f.height
    lean, foot = rng.uniform(-0.15, 0.25), rng.uniform(-0.1, 0.2)
    across = chance(rng, 0.2)
    if across:
        w, d = d, w
    sections, radius = pick(rng, (4, 8)), float(rng.uniform(0.0, 0.12)) * f.scale
    loop = [(w, h, d), (w, r, d + lean * h), (w, r, -d - foot * h), (w, h, -d)]
    closed = chance(rng, 0.5)
    path = bent(loop, radius, closed=closed)
    side = tube(
        path, r * (1.3 if sections == 4 else 1), sections, closed, flatten=rng.uniform(0.4, 1.6), side=(1, 0, 0)
    )
    legs = [side, mirror(side)]
    for share in (0.15, 0.85) if chance(rng, 0.5) else (0.5,):
        z = -d + 2 * d * share
        level = h - r if chance(rng, 0.6) else r
        legs.append(bar((-w, level, z), (w, level, z), r * 0.8, sections=sections))
    return Base([turn(piece, "y", 90) for piece in legs] if across else legs, [])


def cantilever(rng: np.random.Generator, f: Footprint) -> Base:
    """One bent tube: along the seat, down in front, back over the floor, across behind."""
    r = float(rng.uniform(0.01, 0.028)) * f.scale
    w, d, h = f.half_width - r, f.half_depth, f.height - r
    front = d + float(rng.uniform(-0.05, 0.15)) * h
    back = -d - float(rng.uniform(-0.1, 0.25)) * h
    half = [(0, r, back), (w, r, back), (w, r, front), (w, h, d), (w, h, -d * rng.uniform(-0.3, 1))]
    if chance(rng, 0.25):  # front cross instead of back cross: a C seen from the side
        half = [(0, r, front), (w, r, front), (w, r, back), (w, h * 0.5, back - 0.1 * h), (w, h, -d)]
    right = np.array(half)
    path = np.concatenate([(right[1:] * (-1, 1, 1))[::-1], right[1:]])
    sections = pick(rng, (4, 8, 8))
    bend = float(rng.uniform(0.03, 0.14)) * f.scale
    return Base(
        [
            tube(
                bent(path, bend),
                r * (1.3 if sections == 4 else 1),
                sections,
                flatten=rng.uniform(0.5, 1.4),
                side=(0, 1, 0),
            )
        ],
        [],
    )


def slabs(rng: np.random.Generator, f: Footprint) -> Base:
    """Panels instead of legs: two sides, three sides, with a cut-out, slanted, or with a shelf between."""
    t = float(rng.uniform(0.01, 0.06)) * f.scale
    w, d, h = f.half_width, f.half_depth, f.height
    style = pick(rng, ("two", "two", "three", "hole", "slant", "arch", "cross"))
    if style == "cross":
        return Base([box((2 * w, h, t), (0, h / 2, 0)), box((t, h, 2 * d), (0, h / 2, 0))], [])
    if style == "hole":
        outline = rectangle(d, h / 2)
        rail = float(rng.uniform(0.5, 0.9))
        middle = outline * rail
        rings = [
            np.column_stack([np.full(len(o), x), o[:, 1] + h / 2, o[:, 0]])
            for x, o in ((w, outline), (w, middle), (w - t, middle), (w - t, outline))
        ]
        side = loft(np.stack(rings), caps=False, closed=True)
    elif style == "slant":
        shift = float(rng.uniform(-0.3, 0.3)) * d
        outline = np.array([[-d, 0], [d * 0.8 + shift, 0], [d, h], [-d * 0.8, h]])
        side = move(turn(extrude(outline, t), "y", -90), (w - t / 2, 0, 0))
    elif style == "arch":
        gap = float(rng.uniform(0.3, 0.75)) * d
        arch = [(gap * np.cos(a), h * 0.8 * np.sin(a)) for a in np.linspace(0, np.pi, 11)]
        inner = np.array([*arch]) * (1, float(rng.uniform(0.2, 1)))
        outer = np.array(
            [
                (d, 0),
                (d, h * 0.5),
                (d, h),
                *[(x, h) for x in np.linspace(d * 0.6, -d * 0.6, 5)],
                (-d, h),
                (-d, h * 0.5),
                (-d, 0),
            ]
        )
        rings = [
            np.column_stack([np.full(11, x), o[:, 1], o[:, 0]])
            for x, o in ((w, outer), (w, inner), (w - t, inner), (w - t, outer))
        ]
        side = loft(np.stack(rings).transpose(1, 0, 2), caps=True)
    else:
        side = slab((w - t, 0, -d), (w, h, d))
    legs = [side, mirror(side)]
    if style == "three":
        legs.append(slab((-w, h * rng.uniform(0, 0.5), -d), (w, h, -d + t)))
    elif chance(rng, 0.35):
        level = float(rng.uniform(0.1, 0.7)) * h
        legs.append(slab((-w, level, -d * rng.uniform(0.1, 1)), (w, level + t, d * rng.uniform(0.1, 1))))
    return Base(legs, [])


def scissors(rng: np.random.Generator, f: Footprint) -> Base:
    """Crossed bars at both sides or in front and behind, as folding and curule furniture has them."""
    r = float(rng.uniform(0.01, 0.032)) * f.scale
    w, d, h = f.half_width - r, f.half_depth, f.height
    across = chance(rng, 0.4)
    if across:
        w, d = d, w
    sections, spread = pick(rng, (4, 8)), float(rng.uniform(0.9, 1.25))
    ahead = [(w, 0, d * spread), (w, h, -d)]
    behind = [(w - 1.6 * r, 0, -d * spread), (w - 1.6 * r, h, d)]
    if chance(rng, 0.25):  # curved like a curule seat
        ahead = [(w, 0, d * spread), (w, h * 0.42, d * 0.1), (w, h * 0.58, -d * 0.2), (w, h, -d)]
        behind = [(x, y, -z) for x, y, z in ahead]
    pieces = [
        tube(spline(path, 8) if len(path) > 2 else np.array(path), r, sections, side=(1, 0, 0))
        for path in (ahead, behind)
    ]
    legs = [*pieces, *(mirror(piece) for piece in pieces)]
    for z, level in ((d * spread, 0.0), (-d * spread, 0.0), (0.0, h * 0.5)):
        if chance(rng, 0.6):
            level = max(level, r)
            legs.append(bar((-w, level, z), (w, level, z), r * 0.7, sections=sections))
    return Base([turn(piece, "y", 90) for piece in legs] if across else legs, [])


def wires(rng: np.random.Generator, f: Footprint) -> Base:
    """Thin rods: hairpins at the corners, or a tower of crossing struts."""
    r = float(rng.uniform(0.005, 0.013)) * f.scale
    heads = corners(f, 2 * r)
    legs: list[Piece] = []
    if chance(rng, 0.5):
        gap = float(rng.uniform(0.1, 0.35)) * min(f.half_width, f.half_depth)
        for head in heads:
            sign = np.sign(head) * (1, 0, 1)
            foot = head * (1, 0, 1) + sign * float(rng.uniform(0, 0.0001)) + (0, r, 0)
            legs += [
                bar(foot, head - sign * (gap, 0, 0), r, sections=6),
                bar(foot, head - sign * (0, 0, gap), r, sections=6),
            ]
        return Base(legs, [])
    feet = heads * (1.05, 0, 1.05)
    waist, inner = float(rng.uniform(0.45, 0.8)) * f.height, float(rng.uniform(0.1, 0.5))
    for i in range(4):
        legs.append(bar(feet[i], heads[i] * (0.6, 1, 0.6), r * 1.2, sections=6))
        knot = (heads[i] + heads[(i + 1) % 4]) / 2 * (inner, 0, inner) + (0, waist, 0)
        legs += [bar(feet[i], knot, r, sections=6), bar(feet[(i + 1) % 4], knot, r, sections=6)]
        legs.append(bar(knot, heads[i] * (0.7, 1, 0.7), r, sections=6))
    return Base(legs, [])


def drum(rng: np.random.Generator, f: Footprint) -> Base:
    """A solid foot: block, recessed plinth, barrel, hourglass or cone."""
    w, d, h = f.half_width, f.half_depth, f.height
    style = pick(rng, ("block", "plinth", "barrel", "column", "ring"))
    share = float(rng.uniform(0.5, 1.0))
    if style in ("block", "plinth"):
        top = share if style == "plinth" else 1.0
        low, high = (share, 1.0) if style == "block" else (share, share * 0.9)
        rings = [
            np.column_stack([o[:, 0] * w * k, np.full(len(o), y), o[:, 1] * d * k])
            for o, k, y in ((rectangle(1, 1, 3), low * top, 0.0), (rectangle(1, 1, 3), high, h))
        ]
        return Base([loft(np.stack(rings))], [])
    r = min(w, d)
    if style == "column":
        return Base([box((2 * w * share * 0.6, h, 2 * d * share * 0.6), (0, h / 2, 0))], [])
    if style == "ring":
        return Base([lathe([(r * share, 0), (r * share, h), (r * share * 0.93, h), (r * share * 0.93, 0)], 20)], [])
    bulge = float(rng.uniform(-0.5, 0.35))
    t = np.linspace(0, 1, 7)
    radius = r * share * (1 + bulge * 4 * t * (1 - t))
    return Base([lathe(np.stack([radius, t * h], 1), 20, True)], [])


def trestle(rng: np.random.Generator, f: Footprint) -> Base:
    """Two feet, each an A, an I, an X, a V or an upside-down U, joined by a beam."""
    r = float(rng.uniform(0.014, 0.04)) * f.scale
    w, d, h = f.half_width * float(rng.uniform(0.7, 1)), f.half_depth, f.height
    sections, style = pick(rng, (4, 4, 8)), pick(rng, ("A", "I", "T", "V", "U", "Y"))

    def rod(a: tuple[float, float], b: tuple[float, float], thick: float = 1.0) -> Piece:
        return tube(np.array([(w, a[1], a[0]), (w, b[1], b[0])]), r * thick, sections, side=(1, 0, 0))

    side = {
        "A": [
            rod((d, 0), (d * 0.15, h)),
            rod((-d, 0), (-d * 0.15, h)),
            rod((d * 0.6, h * 0.4), (-d * 0.6, h * 0.4), 0.7),
        ],
        "I": [rod((d * 0.9, r), (-d * 0.9, r)), rod((0, 0), (0, h), 1.4), rod((d * 0.9, h - r), (-d * 0.9, h - r))],
        "T": [rod((d, r), (-d, r)), rod((d * 0.3, 0), (d * 0.3, h)), rod((-d * 0.3, 0), (-d * 0.3, h))],
        "V": [rod((d * 0.1, 0), (d, h)), rod((-d * 0.1, 0), (-d, h))],
        "U": [rod((d, 0), (d, h)), rod((-d, 0), (-d, h)), rod((d, h - r), (-d, h - r))],
        "Y": [rod((d, 0), (0, h * 0.45)), rod((-d, 0), (0, h * 0.45)), rod((0, h * 0.4), (0, h))],
    }[style]
    legs = [*side, *(mirror(piece) for piece in side)]
    if style != "V" and chance(rng, 0.75):
        level = h * float(rng.uniform(0.15, 0.6)) if style != "U" else h - r
        legs.append(
            tube(np.array([(-w, level, 0), (w, level, 0)]), r, 4, flatten=float(rng.uniform(0.4, 1.5)), side=(0, 1, 0))
        )
    return Base(legs, [])


def rockers(rng: np.random.Generator, f: Footprint) -> Base:
    """Four legs on two curved runners."""
    raised = Footprint(f.half_width, f.half_depth, f.height * 0.86)
    legs = four_legs(rng, raised, pick(rng, ("square", "round", "turned"))).legs
    legs = [move(piece, (0, f.height * 0.14, 0)) for piece in legs]
    r = float(rng.uniform(0.015, 0.035)) * f.scale
    reach = f.half_depth * float(rng.uniform(1.5, 2.3))
    z = np.linspace(-reach, reach, 9)
    sag = f.height * 0.14 - r + (z / f.half_depth) ** 2 * 0.02 * f.scale
    runner = tube(
        np.stack([np.full(9, f.half_width - r), sag, z], 1), r, 4, flatten=rng.uniform(0.6, 1.5), side=(1, 0, 0)
    )
    return Base([*legs, runner, mirror(runner)], [])
