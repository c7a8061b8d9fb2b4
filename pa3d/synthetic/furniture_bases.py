"""What furniture stands on: four legs, pedestals, stars, sleds, slabs, crossed bars, wires, rockers, drums."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import (
    LEG_STYLES,
    Base,
    Footprint,
    around,
    bent,
    caster,
    leg,
    rectangle,
    slab,
)
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, extrude, lathe, loft, mirror, move, spline, torus, tube, turn


def _corners(f: Footprint, inset: float = 0.0) -> Array:
    """The four corners (4, 3) the base carries: front right, front left, back left, back right."""
    w, d = f.half_width - inset, f.half_depth - inset
    return np.array([[w, f.height, d], [-w, f.height, d], [-w, f.height, -d], [w, f.height, -d]])


def _stretchers(rng: np.random.Generator, feet: Array, heads: Array, radius: float) -> list[Piece]:
    """Bars between four straight legs: around, H, X, at the sides, doubled, or only in front."""
    sections = pick(rng, (4, 8))
    thin = radius * rng.uniform(0.4, 0.8)

    def at(index: int, t: float) -> Array:
        return np.asarray(feet[index] * (1 - t) + heads[index] * t)

    def rail(i: int, j: int, t: float) -> Piece:
        return bar(at(i, t), at(j, t), thin, sections=sections)

    t, s = rng.uniform(0.12, 0.55, 2)
    sides = [rail(0, 3, t), rail(1, 2, t)]
    style = pick(rng, ("around", "H", "X", "sides", "double", "front", "foot"))
    if style == "around":
        return [*sides, rail(0, 1, s), rail(2, 3, s)]
    if style == "H":
        share = rng.uniform(0.35, 0.65)
        ends = [at(i, t) * (1 - share) + at(j, t) * share for i, j in ((0, 3), (1, 2))]
        return [*sides, bar(ends[0], ends[1], thin, sections=sections)]
    if style == "X":
        return [rail(0, 2, t), rail(1, 3, t)]
    if style == "double":
        return [rail(i, j, k) for i, j in ((0, 1), (1, 2), (2, 3), (3, 0)) for k in (t, t + 0.25)]
    if style == "front":
        return [*sides, rail(0, 1, s)]
    return [rail(0, 1, t), *([rail(2, 3, t)] if style == "foot" else sides)]


def four_legs(rng: np.random.Generator, f: Footprint, style: str | None = None) -> Base:
    """Four legs, straight or splayed, often with bars between them, seldom on casters."""
    style = style or pick(rng, LEG_STYLES)
    radius = float(rng.uniform(0.013, 0.042)) * f.scale
    splay_x, splay_z = rng.uniform(0.0, 0.28, 2) * f.height * (rng.random(2) < 0.45)
    heads = _corners(f, radius * float(rng.uniform(0.3, 1.3)))
    feet = heads * (1, 0, 1) + np.sign(heads) * (splay_x, 0, splay_z)
    if chance(rng, 0.25):  # only the back legs rake
        feet[:2] = heads[:2] * (1, 0, 1)
        feet[2:, 2] -= float(rng.uniform(0, 0.2)) * f.height
    slim = float(rng.uniform(0.4, 1.0))
    wheels: list[Piece] = []
    if chance(rng, 0.06) and f.height > 8 * radius:
        wheel = radius * float(rng.uniform(0.9, 1.5))
        feet[:, 1] = 1.8 * wheel
        wheels = [caster(rng, foot, wheel, pick(rng, ("single", "twin", "ball"))) for foot in feet]
    straight = style in ("square", "taper", "round", "turned", "flat")
    back = pick(rng, ("sabre", "square", style)) if style in ("turned", "cabriole") else style
    legs = [leg(rng, style if i < 2 else back, feet[i], heads[i], radius, slim) for i in range(4)]
    if style == "turned" and back == style:
        legs[1:] = [move(legs[0], (0, 0, 0)) for _ in range(3)]
        legs = [Piece(legs[0].vertices * (np.sign(h[0]), 1, np.sign(h[2])), legs[0].faces) for h in heads]
    if straight and chance(rng, 0.5):
        legs += _stretchers(rng, feet, heads, radius)
    return Base(legs, wheels)


def few_legs(rng: np.random.Generator, f: Footprint) -> Base:
    """Three, five, six or eight legs on a circle, sometimes with a ring that joins them."""
    count = pick(rng, (3, 3, 3, 5, 6, 8))
    radius = float(rng.uniform(0.012, 0.04)) * f.scale
    top = 0.9 * min(f.half_width, f.half_depth)
    spread = top * float(rng.uniform(0.95, 1.5))
    inner = top * float(rng.uniform(0.3, 1.0))
    style = pick(rng, ("round", "round", "square", "taper", "sabre"))
    feet = around(rng, count, spread)
    heads = around(rng, count, inner) + (0, f.height, 0)
    legs = [leg(rng, style, feet[i], heads[i], radius, float(rng.uniform(0.5, 1))) for i in range(count)]
    if chance(rng, 0.5) and style != "sabre":
        t = float(rng.uniform(0.15, 0.6))
        legs.append(move(torus(spread * (1 - t) + inner * t, radius * 0.5, 20, 6), (0, f.height * t, 0)))
    return Base(legs, [])


def star(rng: np.random.Generator, f: Footprint, rolling: bool | None = None) -> Base:
    """A column on three to six arms, with casters or glides: office chairs, swivel chairs, bistro tables."""
    count = pick(rng, (3, 4, 4, 5, 5, 5, 5, 6))
    rolling = chance(rng, 0.65) if rolling is None else rolling
    scale = f.scale
    reach = float(np.hypot(f.half_width, f.half_depth)) * float(rng.uniform(0.65, 1.05))
    wheel = float(rng.uniform(0.022, 0.045)) * scale if rolling else 0.0
    low = 1.9 * wheel + float(rng.uniform(0.012, 0.03)) * scale
    hub = low + float(rng.uniform(0.0, 0.25)) * f.height
    hub = min(hub, 0.6 * f.height)
    thick, thin = rng.uniform(0.022, 0.05) * scale, rng.uniform(0.012, 0.03) * scale
    sections, flatten = pick(rng, (4, 4, 8)), float(rng.uniform(0.6, 1.6))
    legs, wheels = [], []
    style = pick(rng, ("single", "twin", "twin", "ball"))
    arch = chance(rng, 0.4)
    for foot in around(rng, count, reach, None if chance(rng, 0.6) else 45):
        end = foot + (0, low, 0)
        start = np.array([0.0, hub, 0.0])
        middle = start * 0.45 + end * 0.55 + (0, (hub - low) * 0.4 if arch else 0, 0)
        path = spline([start, middle, end], 5) if arch else np.stack([start, end])
        legs.append(tube(path, np.linspace(thick, thin, len(path)), sections, flatten=flatten, side=(0, 1, 0)))
        if rolling:
            wheels.append(caster(rng, foot, wheel, style))
        elif low > 0.02 * scale:
            legs.append(move(cylinder(thin * 0.8, low, sections=8), foot))
    column = float(rng.uniform(0.02, 0.05)) * scale
    split = hub + (f.height - hub) * float(rng.uniform(0.3, 0.8))
    legs.append(lathe([(column * 1.4, hub - thick), (column * 1.3, split), (column * 0.7, split), (column * 0.7, f.height)], 12, True))
    if chance(rng, 0.5):  # the plate or mechanism under the seat
        plate = box((f.half_width * rng.uniform(0.5, 1), 0.03 * scale, f.half_depth * rng.uniform(0.5, 1.2)))
        legs.append(move(plate, (0, f.height - 0.012 * scale, 0)))
    return Base(legs, wheels)


def pedestal(rng: np.random.Generator, f: Footprint) -> Base:
    """A column on a disc, a dome, a trumpet (tulip), a square plate or a cone."""
    reach = min(f.half_width, f.half_depth) * float(rng.uniform(0.6, 1.15))
    r = float(rng.uniform(0.018, 0.06)) * f.scale
    h, e = f.height, float(rng.uniform(0.01, 0.04)) * f.height
    top = float(rng.uniform(1.0, 4.0))
    style = pick(rng, ("disc", "dome", "tulip", "tulip", "square", "cone", "turned"))
    if style == "square":
        plate = slab((-reach, 0, -reach), (reach, 2 * e, reach))
        side = pick(rng, (4, 10))
        return Base([plate, bar((0, e, 0), (0, h, 0), r * 1.3, sections=side)], [])
    if style == "disc":
        profile = [(reach, 0), (reach, e), (reach * 0.95, 2 * e), (r, 2 * e), (r, h * 0.9), (r * top, h)]
    elif style == "dome":
        profile = [(reach, 0), (reach, e), (reach * 0.8, 3 * e), (reach * 0.4, 5 * e), (r, 6 * e), (r, h)]
    elif style == "tulip":
        t = np.linspace(0, 1, 10)
        waist = float(rng.uniform(0.35, 0.7))
        low = np.clip(1 - t / waist, 0, 1) ** float(rng.uniform(1.8, 4)) * (reach - r)
        high = np.clip((t - waist) / (1 - waist), 0, 1) ** 2.5 * r * (top - 1)
        return Base([lathe(np.stack([r + low + high, t * h], 1), 18, True)], [])
    elif style == "cone":
        profile = [(reach, 0), (reach * float(rng.uniform(0.15, 0.5)), h)]
        if chance(rng, 0.4):
            profile = [(reach, 0), (r * 2, h / 2), (reach * 0.9, h)]
    else:
        heights = np.sort(rng.uniform(2 * e, h, 7))
        profile = [(reach, 0), (reach, e), *zip(rng.uniform(0.8, 3, 7) * r, heights, strict=True), (2 * r, h)]
    return Base([lathe(np.array(profile), 18, True)], [])


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
    side = tube(path, r * (1.3 if sections == 4 else 1), sections, closed, flatten=rng.uniform(0.4, 1.6), side=(1, 0, 0))
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
    return Base([tube(bent(path, bend), r * (1.3 if sections == 4 else 1), sections, flatten=rng.uniform(0.5, 1.4), side=(0, 1, 0))], [])


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
        rings = [np.column_stack([np.full(len(o), x), o[:, 1] + h / 2, o[:, 0]]) for x, o in ((w, outline), (w, middle), (w - t, middle), (w - t, outline))]
        side = loft(np.stack(rings), caps=False, closed=True)
    elif style == "slant":
        shift = float(rng.uniform(-0.3, 0.3)) * d
        outline = np.array([[-d, 0], [d * 0.8 + shift, 0], [d, h], [-d * 0.8, h]])
        side = move(turn(extrude(outline, t), "y", -90), (w - t / 2, 0, 0))
    elif style == "arch":
        gap = float(rng.uniform(0.3, 0.75)) * d
        arch = [(gap * np.cos(a), h * 0.8 * np.sin(a)) for a in np.linspace(0, np.pi, 11)]
        inner = np.array([*arch]) * (1, float(rng.uniform(0.2, 1)))
        outer = np.array([(d, 0), (d, h * 0.5), (d, h), *[(x, h) for x in np.linspace(d * 0.6, -d * 0.6, 5)], (-d, h), (-d, h * 0.5), (-d, 0)])
        rings = [np.column_stack([np.full(11, x), o[:, 1], o[:, 0]]) for x, o in ((w, outer), (w, inner), (w - t, inner), (w - t, outer))]
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
    pieces = [tube(spline(path, 8) if len(path) > 2 else np.array(path), r, sections, side=(1, 0, 0)) for path in (ahead, behind)]
    legs = [*pieces, *(mirror(piece) for piece in pieces)]
    for z, level in ((d * spread, 0.0), (-d * spread, 0.0), (0.0, h * 0.5)):
        if chance(rng, 0.6):
            level = max(level, r)
            legs.append(bar((-w, level, z), (w, level, z), r * 0.7, sections=sections))
    return Base([turn(piece, "y", 90) for piece in legs] if across else legs, [])


def wires(rng: np.random.Generator, f: Footprint) -> Base:
    """Thin rods: hairpins at the corners, or a tower of crossing struts."""
    r = float(rng.uniform(0.005, 0.013)) * f.scale
    heads = _corners(f, 2 * r)
    legs: list[Piece] = []
    if chance(rng, 0.5):
        gap = float(rng.uniform(0.1, 0.35)) * min(f.half_width, f.half_depth)
        for head in heads:
            sign = np.sign(head) * (1, 0, 1)
            foot = head * (1, 0, 1) + sign * float(rng.uniform(0, 0.0001)) + (0, r, 0)
            legs += [bar(foot, head - sign * (gap, 0, 0), r, sections=6), bar(foot, head - sign * (0, 0, gap), r, sections=6)]
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
        rings = [np.column_stack([o[:, 0] * w * k, np.full(len(o), y), o[:, 1] * d * k]) for o, k, y in ((rectangle(1, 1, 3), low * top, 0.0), (rectangle(1, 1, 3), high, h))]
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
        "A": [rod((d, 0), (d * 0.15, h)), rod((-d, 0), (-d * 0.15, h)), rod((d * 0.6, h * 0.4), (-d * 0.6, h * 0.4), 0.7)],
        "I": [rod((d * 0.9, r), (-d * 0.9, r)), rod((0, 0), (0, h), 1.4), rod((d * 0.9, h - r), (-d * 0.9, h - r))],
        "T": [rod((d, r), (-d, r)), rod((d * 0.3, 0), (d * 0.3, h)), rod((-d * 0.3, 0), (-d * 0.3, h))],
        "V": [rod((d * 0.1, 0), (d, h)), rod((-d * 0.1, 0), (-d, h))],
        "U": [rod((d, 0), (d, h)), rod((-d, 0), (-d, h)), rod((d, h - r), (-d, h - r))],
        "Y": [rod((d, 0), (0, h * 0.45)), rod((-d, 0), (0, h * 0.45)), rod((0, h * 0.4), (0, h))],
    }[style]
    legs = [*side, *(mirror(piece) for piece in side)]
    if style != "V" and chance(rng, 0.75):
        level = h * float(rng.uniform(0.15, 0.6)) if style != "U" else h - r
        legs.append(tube(np.array([(-w, level, 0), (w, level, 0)]), r, 4, flatten=float(rng.uniform(0.4, 1.5)), side=(0, 1, 0)))
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
    runner = tube(np.stack([np.full(9, f.half_width - r), sag, z], 1), r, 4, flatten=rng.uniform(0.6, 1.5), side=(1, 0, 0))
    return Base([*legs, runner, mirror(runner)], [])


BaseTable = tuple[tuple[Callable[[np.random.Generator, Footprint], Base], float], ...]

CHAIR_BASES: BaseTable = (
    (four_legs, 9), (few_legs, 1), (star, 3), (pedestal, 2), (sled, 2.2), (cantilever, 1.6), (slabs, 1.6),
    (scissors, 1.3), (wires, 1.3), (drum, 1.0), (trestle, 1.0), (rockers, 0.8),
)  # fmt: skip
TABLE_BASES: BaseTable = (
    (four_legs, 8), (few_legs, 1), (star, 1), (pedestal, 2.5), (sled, 1.6), (cantilever, 0.3), (slabs, 2.2),
    (scissors, 1.4), (wires, 1.4), (drum, 1.2), (trestle, 2.2),
)  # fmt: skip


def any_base(rng: np.random.Generator, table: BaseTable) -> Callable[[np.random.Generator, Footprint], Base]:
    """One way to stand, drawn by the weights of a table."""
    return pick(rng, [make for make, _ in table], [share for _, share in table])
