"""Bottles of many sections, shoulders, necks and handles: flasks, canisters, jugs, decanters, thermoses, sprays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.bottle_lids import lid
from pa3d.synthetic.forms import bail, both, chance, ear, log_uniform, pick, radius_at
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, join, lathe, move, spline, torus, tube, turn, warp

Rng = np.random.Generator

# The side of a body, (half width, share of its height); the last point is replaced by the throat.
SIDES: dict[str, tuple[tuple[float, float], ...]] = {
    "round shoulder": ((0.93, 0), (1, 0.04), (1, 0.7), (0.92, 0.85), (0.6, 0.97), (0, 1)),
    "sharp shoulder": ((1, 0), (1, 0.9), (0, 1)),
    "flat top": ((0.97, 0), (1, 0.03), (1, 0.97), (0.95, 1), (0, 1)),
    "slope": ((0.95, 0), (1, 0.04), (1, 0.45), (0, 1)),
    "erlenmeyer": ((0.95, 0), (1, 0.05), (0.85, 0.25), (0, 1)),
    "globe": ((0.4, 0), (0.85, 0.15), (1, 0.45), (0.75, 0.8), (0, 1)),
    "gourd": ((0.7, 0), (1, 0.25), (0.6, 0.55), (0.72, 0.75), (0, 1)),
    "teardrop": ((0.7, 0), (1, 0.25), (0.75, 0.6), (0, 1)),
    "waisted": ((0.9, 0), (1, 0.1), (0.72, 0.5), (0.95, 0.8), (0.8, 0.93), (0, 1)),
    "wide shoulder": ((0.65, 0), (0.75, 0.3), (1, 0.78), (0.8, 0.92), (0, 1)),
    "stepped": ((1, 0), (1, 0.55), (0.8, 0.6), (0.8, 0.9), (0, 1)),
    "decanter": ((1, 0), (1, 0.06), (0.6, 0.35), (0, 1)),
    "can": ((0.9, 0), (1, 0.03), (1, 0.9), (0.85, 0.97), (0, 1)),
}
SMOOTH = ("round shoulder", "globe", "gourd", "teardrop", "waisted", "wide shoulder", "decanter", "erlenmeyer")


class Outline(NamedTuple):
    """body and neck profiles (n, 2) of (radius, height)."""

    body: Array
    neck: Array


def outline(rng: Rng) -> Outline:
    """A body about 1 in radius with a throat and a neck: none, short, long or wide, straight or flaring."""
    name = pick(rng, list(SIDES))
    tall = log_uniform(rng, *pick(rng, ((1.5, 5.0), (0.9, 1.5)), (8, 1)))
    throat = float(pick(rng, (rng.uniform(0.14, 0.3), rng.uniform(0.3, 0.6), rng.uniform(0.6, 0.9)), (3, 4, 2)))
    side = np.array(SIDES[name])
    side[-1, 0] = throat
    side[:-1, 0] = np.maximum(side[:-1, 0], throat * 1.03)
    smooth = name in SMOOTH and chance(rng, 0.8)
    body = (spline(side, 14) if smooth else side) * (1, tall)
    rise = float(pick(rng, (0.03, rng.uniform(0.06, 0.25), rng.uniform(0.12, 0.5) * tall), (2, 5, 2)))
    start, waist = body[-1], throat * rng.uniform(0.8, 1.0)
    lip = waist * rng.uniform(0.95, 1.35 if rise > 0.3 else 1.1)
    neck = np.array([start, (waist, tall + rise * rng.uniform(0.3, 0.8)), (lip, tall + rise)])
    if rise > 0.3 and chance(rng, 0.5):
        neck = spline(neck, 7)
    return Outline(body, neck)


def ribs(rng: Rng, body: Array) -> Array:
    """The profile with grooves or beads over a stretch of its height."""
    tall = float(body[-1, 1])
    low, high = rng.uniform(0.05, 0.35) * tall, rng.uniform(0.45, 0.8) * tall
    count, depth = int(rng.integers(2, 8)), rng.uniform(0.02, 0.08) * rng.choice([-1.0, 1.0])
    at = np.linspace(low, high, 2 * count + 1)
    ring = np.array([(radius_at(body, y) * (1 + depth * (i % 2)), y) for i, y in enumerate(at)])
    kept = np.concatenate([body[body[:, 1] < low], ring, body[body[:, 1] > high]])
    return kept


def sectioned(rng: Rng, piece: Piece, shoulder: float, tall: float, flat: float) -> Piece:
    """A lathed body whose section is square, oval, fluted or twisted below and round again at the throat."""
    style = pick(rng, ("square", "fluted", "petals", "twist", "plain"), (5, 1.2, 1.2, 0.3, 2 if flat < 1 else 0))
    power, lobes = rng.uniform(3, 10), int(rng.integers(5, 13))
    depth, spin = rng.uniform(0.02, 0.07), rng.uniform(-1.5, 1.5)

    def bend(vertices: Array) -> Array:
        share = np.clip((tall - vertices[:, 1]) / (tall - shoulder + 1e-9), 0, 1)
        angle = np.arctan2(vertices[:, 2], vertices[:, 0])
        factor = np.ones(len(vertices))
        if style in ("square", "twist"):
            sums = np.abs(np.cos(angle)) ** power + np.abs(np.sin(angle)) ** power
            factor = 1 + (sums ** (-1 / power) - 1) * share
        elif style == "fluted":
            factor = 1 + depth * np.cos(lobes * angle) * share
        elif style == "petals":  # five feet
            low = np.clip(1 - vertices[:, 1] / (0.18 * tall), 0, 1)
            factor = 1 - 0.12 * low * (1 - np.cos(5 * angle))
        vertices[:, 0] *= factor
        vertices[:, 2] *= factor * (1 - (1 - flat) * share)
        if style == "twist":
            turned = spin * vertices[:, 1] / tall
            x, z = vertices[:, 0].copy(), vertices[:, 2].copy()
            vertices[:, 0] = x * np.cos(turned) - z * np.sin(turned)
            vertices[:, 2] = x * np.sin(turned) + z * np.cos(turned)
        return vertices

    return warp(piece, bend)


def varied(rng: Rng) -> Assembly:
    """A bottle of any outline, section, neck, lid and handle."""
    made = Assembly()
    body, neck = outline(rng)
    tall = float(body[-1, 1])
    if chance(rng, 0.2):
        body = ribs(rng, body)
    throat = float(body[-1, 0])
    flat = max(float(pick(rng, (1.0, rng.uniform(0.3, 0.8)), (2, 1))), min(1.0, throat * 1.05))
    sections = int(pick(rng, (24, 16, 8, 6), (6, 2, 0.7, 0.5)))
    shape = lathe(np.concatenate([[(0, 0)], body]), 24 if flat < 1 else sections)
    bent = flat < 1 or chance(rng, 0.35)
    if bent:
        wide = body[:, 0] > 0.85 * body[:, 0].max()
        shape = sectioned(rng, shape, float(body[wide, 1].max()) * 0.97, tall, flat)
    made.add("body", shape)
    if chance(rng, 0.12):
        label = np.array([(radius_at(body, tall * at) * 1.01, tall * at) for at in (0.2, 0.35, 0.5)])
        if not bent:
            made.add("body", lathe(label, sections))
    made.add("neck", lathe(neck, 18))
    mouth, top = float(neck[-1, 0]), float(neck[-1, 1])
    _rings(rng, made, neck)
    if chance(rng, 0.9):
        made.add("lid", move(lid(rng, mouth, float(np.ptp(neck[:, 1]))), (0, top, 0)))
    if not bent and chance(rng, 0.1):  # the mouth beside the middle
        aside = -rng.uniform(0.1, 0.45)

        def lean(vertices: Array) -> Array:
            vertices[:, 0] += aside * np.clip((vertices[:, 1] / tall - 0.5) * 2, 0, 1) ** 1.5
            return vertices

        made.pieces[:] = [(part, warp(piece, lean)) for part, piece in made.pieces]
    if chance(rng, 0.2):
        made.add("handle", _handle(rng, body, neck))
    return made


def _rings(rng: Rng, made: Assembly, neck: Array) -> None:
    """Screw threads, the ring a lid was torn from, a collar, an inner tube."""
    low, high = float(neck[0, 1]), float(neck[-1, 1])
    if chance(rng, 0.35):
        for at in rng.uniform(0.1, 0.95, int(rng.integers(1, 4))):
            y = low + at * (high - low)
            ring = radius_at(neck, y)
            made.add("neck", move(torus(ring, ring * rng.uniform(0.04, 0.15), 16, 4), (0, y, 0)))
    if chance(rng, 0.25):
        made.add("neck", lathe(neck * (0.88, 1), 16))


def _handle(rng: Rng, body: Array, neck: Array) -> Piece:
    """An ear from body or neck, two of them, a finger ring, a hoop above, a strap over the shoulder."""
    tall = float(body[-1, 1])
    style = pick(rng, ("ear", "two", "ring", "hoop", "neck"), (4, 1, 1, 1, 2))
    thick = rng.uniform(0.05, 0.13)
    if style in ("ear", "two"):
        low, high = rng.uniform(0.15, 0.45) * tall, rng.uniform(0.65, 0.9) * tall
        loop = ear(rng, (radius_at(body, low) * 0.96, low), (radius_at(body, high) * 0.96, high),
                   rng.uniform(0.2, 0.6), thick)  # fmt: skip
        return both(loop) if style == "two" else loop
    y = (float(neck[0, 1]) + float(neck[-1, 1])) / 2
    if style == "ring":
        size = rng.uniform(0.12, 0.25)
        ring = turn(torus(size, size * rng.uniform(0.2, 0.35), 14, 6), "x", 90)
        return move(ring, (radius_at(neck, y) + size * 0.95, y - size * 0.4, 0))
    if style == "hoop":
        half = radius_at(body, tall * 0.85)
        hoop = bail(half, rng.uniform(0.5, 1.2) * half + float(np.ptp(neck[:, 1])) + 0.3, thick * 0.7, 0.7, 14)
        return move(turn(hoop, "x", float(pick(rng, (0.0, rng.uniform(-80, 80)), (2, 1)))), (0, tall * 0.85, 0))
    low = rng.uniform(0.3, 0.7) * tall
    foot = radius_at(body, low) * 0.96
    out = max(foot, radius_at(body, tall * 0.8)) + rng.uniform(0.05, 0.5)
    path = spline([(foot, low), (out, (low + y) / 2), (out * 0.85, y), (radius_at(neck, y) * 0.9, y)], 12)
    rod = tube(np.column_stack([path, np.zeros(12)]), thick, 8, flatten=rng.uniform(0.8, 1.6), side=(0.6, 1, 0))
    return join(rod)
