"""Legs and columns under furniture: four or more legs with bars between them, stars on casters, pedestals."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import LEG_STYLES, Base, Footprint, around, caster, leg, slab
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, lathe, move, spline, torus, tube


def corners(f: Footprint, inset: float = 0.0) -> Array:
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
    heads = corners(f, radius * float(rng.uniform(0.3, 1.3)))
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
    heads = np.add(around(rng, count, inner), (0, f.height, 0))
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
        end = np.add(foot, (0, low, 0))
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
    legs.append(
        lathe(
            [(column * 1.4, hub - thick), (column * 1.3, split), (column * 0.7, split), (column * 0.7, f.height)],
            12,
            True,
        )
    )
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
