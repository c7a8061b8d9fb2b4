"""Buckets: pails, paint cans, coolers, mop and coal buckets, baskets; handles of wire, strap or wood at any angle."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import both, chance, ear, log_uniform, pick, radius_at, squared, turned, vessel
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import (
    Piece,
    bar,
    box,
    cylinder,
    ellipsoid,
    join,
    lathe,
    mirror,
    move,
    stretch,
    torus,
    tube,
    turn,
    warp,
)

Rng = np.random.Generator


def _side(rng: Rng, style: str, tall: float) -> Array:
    """The outer profile (n, 2), its widest about 1."""
    low = rng.uniform(0.6, 0.95)
    sides = {
        "pail": [(low * 0.97, 0), (low, 0.03), (0.97, 0.93), (1.05, 0.93), (1.05, 1)],
        "plain": [(low, 0), (1, 1)],
        "paint can": [(1.03, 0), (1.03, 0.03), (1, 0.03), (1, 0.96), (1.03, 0.96), (1.03, 1), (0.88, 0.99)],
        "champagne": [(0.55, 0), (0.6, 0.05), (0.45, 0.1), (0.8, 0.3), (0.95, 0.7), (1.0, 0.97), (1.12, 1)],
        "round": [(0.6, 0), (0.9, 0.15), (1, 0.5), (0.95, 0.9), (1.0, 1)],
        "stepped": [(low * 0.9, 0), (low * 0.95, 0.5), (low, 0.52), (0.97, 0.9), (1.06, 0.92), (1.06, 1)],
        "barrel": [(0.85, 0), (1, 0.45), (0.93, 1)],
        "flared": [(0.6, 0), (0.65, 0.5), (0.8, 0.8), (1.1, 1)],
        "drum": [(1, 0), (1, 1)],
    }
    return np.array(sides[style]) * (1, tall)


def _grip(rng: Rng, half: float, height: float, thick: float) -> Piece | None:
    """A wooden or plastic roll on the middle of a hoop."""
    wide = half * rng.uniform(0.2, 0.5)
    fat = thick * rng.uniform(1.6, 3.5)
    style = pick(rng, ("roll", "barrel", "block", "none"), (3, 2, 1, 4))
    if style == "roll":
        return bar((-wide, height, 0), (wide, height, 0), fat)
    if style == "barrel":
        x = np.linspace(-wide, wide, 7)
        path = np.column_stack([x, np.full(7, height), np.zeros(7)])
        return tube(path, fat * (0.7 + 0.5 * np.cos(x / wide * np.pi / 2)), 8)
    return box((2 * wide, fat * 1.6, fat * 1.3), (0, height, 0)) if style == "block" else None


def _hoop(rng: Rng, half: float, high: float) -> Piece:
    """A bail from (-half, 0) over (0, high) to (half, 0): round, boxy, pointed, with straight legs or a hump."""
    thin = log_uniform(rng, 0.012, 0.08)
    style = pick(rng, ("arc", "box", "legs", "peak", "hump"), (5, 2, 2, 1, 1))
    angle = np.linspace(np.pi, 0, 20)
    x, y = np.cos(angle), np.sin(angle)
    if style == "box":
        power = rng.uniform(0.3, 0.7)
        x, y = np.sign(x) * np.abs(x) ** power, y**power
    elif style == "peak":
        x, y = np.sign(x) * np.abs(x) ** rng.uniform(1.1, 1.6), y ** rng.uniform(1.0, 1.3)
    elif style == "legs":
        share = rng.uniform(0.2, 0.6)
        y = np.where((angle == np.pi) | (angle == 0), 0, share + (1 - share) * y)
    elif style == "hump":
        y = y + 0.18 * np.exp(-((x / 0.3) ** 2))
    path = np.stack([half * x, high * y, np.zeros(20)], 1)
    strap = chance(rng, 0.35)
    hoop = tube(path, thin * (2.2 if strap else 1), 6, flatten=rng.uniform(0.1, 0.35) if strap else 1.0, side=(0, 0, 1))
    grip = _grip(rng, half, high * float(y.max()), thin)
    hoop = hoop if grip is None else join(hoop, grip)
    if chance(rng, 0.25):  # eyes at the ends
        eye = turn(torus(thin * 3, thin, 10, 6), "z", 90)
        hoop = join(hoop, both(move(eye, (half, 0, 0))))
    return hoop


def _bail_at(rng: Rng, made: Assembly, profile: Array, long: float, tall: float) -> None:
    """A hoop at its pivots: upright, tipped, resting on the rim, hanging down the side."""
    at = tall * rng.uniform(0.8, 0.98)
    half = radius_at(profile, at) + rng.uniform(0.01, 0.08)
    rim = float(profile[:, 0].max())
    pose = pick(rng, ("up", "tipped", "rim", "down"), (4, 2.5, 3, 2))
    high = half * rng.uniform(0.7, 1.7)
    if pose in ("rim", "down"):
        high = max(high, rim * long * rng.uniform(1.03, 1.15))
    angle = {"up": 0.0, "tipped": rng.uniform(10, 75), "down": rng.uniform(105, 165),
             "rim": 90 - np.rad2deg(np.arctan2(tall - at + 0.04, high))}[pose]  # fmt: skip
    if chance(rng, 0.5):
        angle = -angle
    made.add("handle", move(turn(_hoop(rng, half, high), "x", float(angle)), (0, at, 0)))
    size = rng.uniform(0.05, 0.17)
    lugs = {
        "plate": box((size * 0.4, size * 2, size * 1.6)),
        "ball": ellipsoid((size * 0.6, size, size), 8, 6),
        "disc": turn(move(cylinder(size, size * 0.5, sections=12), (0, -size * 0.25, 0)), "z", 90),
        "tall": box((size * 0.4, size * 3.5, size), (0, size, 0)),
    }
    name = pick(rng, ("none", *lugs), (2, 1.5, 1, 1.5, 1))
    if name != "none":
        made.add("body", both(move(lugs[name], (half - size * 0.15, at, 0))))


def _side_handles(rng: Rng, made: Assembly, profile: Array, tall: float) -> None:
    """Two grips at the sides: loops, rings, rods, tabs of the rim; sometimes one."""
    style = pick(rng, ("loop", "ring", "tab", "rope", "one"), (4, 2, 1, 1, 1))
    high = tall * rng.uniform(0.75, 0.95)
    x = radius_at(profile, high)
    thick = rng.uniform(0.03, 0.08)
    if style in ("loop", "one"):
        low = high - tall * rng.uniform(0.12, 0.4) * (1.6 if style == "one" else 1)
        low = max(low, tall * 0.08)
        grip = ear(rng, (radius_at(profile, low) * 0.97, low), (x * 0.98, high), rng.uniform(0.1, 0.4), thick)
        if style == "one":
            made.add("handle", turn(mirror(grip) if chance(rng, 0.5) else grip, "y", 90))
            return
    elif style == "ring":
        size = rng.uniform(0.12, 0.3)
        ring = turn(torus(size, thick * 0.7, 16, 6), "z", 90)
        grip = move(turn(ring, "z", -rng.uniform(0, 25)), (x + thick * 1.3, high - size * 0.8, 0))
    elif style == "tab":
        grip = box((rng.uniform(0.15, 0.3), thick, rng.uniform(0.4, 0.8)), (x + 0.1, high, 0))
    else:
        wide, hang = rng.uniform(0.2, 0.45), rng.uniform(0.1, 0.4)
        step = np.linspace(-1, 1, 11)
        sag = high - hang * (1 - step**2) if chance(rng, 0.5) else high + hang * (1 - step**2)
        grip = tube(np.column_stack([x * 0.97 + 0.12 * (1 - step**2), sag, wide * step]), thick, 6)
    made.add("handle", both(grip))


def _spouted(rng: Rng, piece: Piece, tall: float) -> Piece:
    """A lip drawn from the rim in front."""
    pull, narrow = rng.uniform(0.15, 0.45), rng.uniform(2, 8)

    def bend(vertices: Array) -> Array:
        angle = np.arctan2(vertices[:, 2], vertices[:, 0])
        share = np.clip(vertices[:, 1] / tall - 0.55, 0, 1) / 0.45 * np.clip(np.sin(angle), 0, 1) ** narrow
        factor = 1 + pull * share
        vertices[:, 2] *= factor
        vertices[:, 1] += 0.1 * tall * share**2
        return vertices

    return warp(piece, bend)


def pail(rng: Rng) -> Assembly:
    """A bucket of any outline, section, wall and handle."""
    made = Assembly()
    style = pick(rng, ("pail", "plain", "paint can", "champagne", "round", "stepped", "barrel", "flared", "drum"),
                 (4, 3, 1.5, 1, 1, 1.5, 1, 1, 1))  # fmt: skip
    tall = log_uniform(rng, 0.7, 2.6)
    profile = _side(rng, style, tall)
    power = float(pick(rng, (2.0, rng.uniform(3, 9)), (4, 1)))
    long = float(pick(rng, (1.0, rng.uniform(0.65, 1.6)), (4, 1)))
    wall = float(pick(rng, (0.0, rng.uniform(0.01, 0.05), rng.uniform(0.05, 0.2), -1.0), (3, 4, 2, 0.5)))
    body = squared(vessel(profile, wall, int(pick(rng, (24, 16, 10), (5, 2, 1)))), power)
    if chance(rng, 0.12):
        body = _spouted(rng, body, tall)
    made.add("body", stretch(body, (1, 1, long)))
    rings = []
    for at in rng.uniform(0.08, 0.92, int(rng.integers(1, 5)) if chance(rng, 0.35) else 0):
        r, y, swell = radius_at(profile, at * tall), at * tall, rng.uniform(1.01, 1.05)
        rings.append(lathe([(r, y - 0.05), (r * swell, y - 0.03), (r * swell, y + 0.03), (r, y + 0.05)], 20))
    if chance(rng, 0.08):  # what it holds
        y = tall * rng.uniform(0.4, 0.9)
        rings.append(lathe([(0, y + rng.uniform(0, 0.15)), (radius_at(profile, y) * 0.97, y)], 20))
    if chance(rng, 0.15):  # a standing ring below
        r = float(profile[0, 0])
        rings.append(lathe([(r * 1.02, -0.08 * tall), (r * 0.98, 0.02)], 20))
    made.add("body", *(stretch(squared(ring, power), (1, 1, long)) for ring in rings))
    if chance(rng, 0.72):
        _bail_at(rng, made, profile, long * (1.0 if power == 2 else 1.1), tall)
    else:
        _side_handles(rng, made, profile, tall)
    return turned(made, "y", float(pick(rng, (0.0, 90.0), (3, 1))))
