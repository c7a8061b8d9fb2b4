"""Vases and jars of any outline and section: flutes, twists, ribs, lobed rims, clip tops, stoppers, two handles."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.bottle_forms import SIDES, SMOOTH, ribs, sectioned
from pa3d.synthetic.bottle_lids import lid
from pa3d.synthetic.forms import both, chance, ear, knob, log_uniform, pick, radius_at, squared, vessel
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, bar, cylinder, join, lathe, move, spline, torus, turn, warp

Rng = np.random.Generator


def _walls(rng: Rng, throat: float, tall: float) -> Array:
    """A side from the bottle's outlines that ends at the throat."""
    name = pick(rng, list(SIDES))
    side = np.array(SIDES[name])
    side[-1, 0] = throat
    side[:-1, 0] = np.maximum(side[:-1, 0], throat * 1.02)
    body: Array = (spline(side, 14) if name in SMOOTH else side) * (1, tall)
    return ribs(rng, body) if chance(rng, 0.15) else body


def _lobed(rng: Rng, piece: Piece, low: float, high: float) -> Piece:
    """Its upper end pressed into waves or lobes."""
    count, depth, rise = int(rng.integers(3, 9)), rng.uniform(0.05, 0.25), rng.uniform(0, 0.15)

    def bend(vertices: Array) -> Array:
        share = np.clip((vertices[:, 1] - low) / (high - low), 0, 1) ** 2
        wave = np.cos(count * np.arctan2(vertices[:, 2], vertices[:, 0])) * share
        vertices[:, [0, 2]] *= (1 + depth * wave)[:, None]
        vertices[:, 1] += rise * wave
        return vertices

    return warp(piece, bend)


def varied_vase(rng: Rng) -> Assembly:
    """Tubes, trumpets, amphoras, gourds, fluted and twisted vases; neck, foot and handles when they stand apart."""
    made = Assembly()
    tall, wall = log_uniform(rng, 0.9, 3.5), float(pick(rng, (0.0, rng.uniform(0.02, 0.09))))
    bent = chance(rng, 0.3)
    if chance(rng, 0.3):  # no neck: a tube, a trumpet, a bowl
        top = rng.uniform(0.5, 1.7)
        middle = (rng.uniform(0.35, 1), tall * rng.uniform(0.3, 0.7))
        line = spline([(rng.uniform(0.35, 0.9), 0), middle, (top, tall)], 10)
        piece = vessel(line, wall, 24)
        if chance(rng, 0.25):
            piece = _lobed(rng, piece, tall * 0.5, tall)
        elif bent:
            piece = sectioned(rng, piece, tall * 0.8, tall * 1.2, rng.uniform(0.5, 1.0))
        made.add("body", piece)
        body = line
    else:
        throat = rng.uniform(0.12, 0.75)
        body = _walls(rng, throat, tall)
        piece = lathe(np.concatenate([[(0, float(body[0, 1]))], body]), 24)
        if bent:
            flat = max(rng.uniform(0.5, 1.0), min(1.0, throat))
            piece = sectioned(rng, piece, tall * 0.75, tall, flat)
        made.add("body", piece)
        up = tall * rng.uniform(0.08, 1.0)
        waist = throat * rng.uniform(0.75, 1.0)
        neck = spline([(throat, tall), (waist, tall + up * 0.5), (throat * rng.uniform(0.8, 2.2), tall + up)], 8)
        spout = vessel(neck, min(wall, throat * 0.3), 20, floor=False)
        made.add("neck", _lobed(rng, spout, tall + up * 0.4, tall + up) if chance(rng, 0.12) else spout)
        if chance(rng, 0.3):
            low = tall * rng.uniform(0.45, 0.8)
            high = tall + up * rng.uniform(0.3, 0.85)
            start, end = (radius_at(body, low) * 0.95, low), (radius_at(neck, high) * 0.95, high)
            loop = ear(rng, start, end, rng.uniform(0.1, 0.5), rng.uniform(0.04, 0.1))
            made.add("handle", both(loop) if chance(rng, 0.7) else loop)
    if not bent and chance(rng, 0.45):
        low = float(body[0, 0])
        drop = tall * float(pick(rng, (rng.uniform(0.02, 0.08), rng.uniform(0.08, 0.35))))
        wide, thin = low * rng.uniform(0.9, 1.6 if low < 0.6 else 1.1), low * rng.uniform(0.4, 1.0)
        foot = [(0, -drop), (wide, -drop), (wide, -drop * 0.85), (thin, -drop * 0.5), (low * 0.9, 0.01)]
        made.add("base", lathe(foot, 20))
        if chance(rng, 0.2):  # a plinth under it
            made.add("base", move(cylinder(wide * 1.3, drop * 0.5, sections=4), (0, -drop * 1.5, 0)))
    return made


def varied_jar(rng: Rng) -> Assembly:
    """Preserving, apothecary, spice, biscuit and ginger jars; their lids from thin to tall, on, off or clipped down."""
    made = Assembly()
    tall, mouth = log_uniform(rng, 0.7, 3.0), rng.uniform(0.35, 1.0)
    body = _walls(rng, mouth, tall)
    lip = rng.uniform(0.03, 0.25)
    line = np.concatenate([body, [(mouth, tall + lip * 0.6), (mouth * rng.uniform(1.0, 1.08), tall + lip)]])
    piece = vessel(line, float(pick(rng, (0.0, rng.uniform(0.02, 0.08)))), 24)
    square = chance(rng, 0.25)
    if square:
        piece = sectioned(rng, piece, tall * 0.9, tall, max(rng.uniform(0.6, 1.0), mouth))
    made.add("body", piece)
    top, over = tall + lip, mouth * rng.uniform(1.0, 1.12)
    style = pick(rng, ("made", "dome", "disc", "inset", "clip"), (3, 3, 2, 1, 1.2))
    rise = over * rng.uniform(0.1, 0.8)
    if style == "made":
        cover = lid(rng, mouth, lip)
    else:
        lines = {
            "dome": spline([(over, -0.02), (over * 0.9, rise * 0.5), (over * 0.5, rise * 0.9), (0, rise)], 8),
            "disc": np.array([(0, -0.02), (over, -0.02), (over, rise * 0.3), (0, rise * 0.3)]),
            "inset": np.array([(mouth * 0.95, -lip), (mouth * 0.95, 0), (over, 0), (over, 0.08), (0, 0.1)]),
            "clip": np.array([(over, -0.05), (over, rise * 0.2), (over * 0.8, rise * 0.4), (0, rise * 0.4)]),
        }
        cover = lathe(lines[style], 22)
        peak = float(lines[style][-1, 1])
        if style == "clip":
            ring = move(torus(over * 1.02, 0.03, 18, 4), (0, -lip * 0.7, 0))
            wire = bar((over, -lip, 0), (over * 1.05, rise * 0.4, 0), 0.03, sections=6)
            cover = join(cover, ring, both(wire))
        elif chance(rng, 0.75):
            size = over * rng.uniform(0.1, 0.35)
            cover = join(cover, move(knob(rng, size, size * rng.uniform(0.8, 2)), (0, peak - 0.01, 0)))
    if chance(rng, 0.92):
        cover = squared(cover, rng.uniform(3, 7)) if square and mouth > 0.8 and chance(rng, 0.5) else cover
        if chance(rng, 0.07):
            cover = turn(cover, "z", rng.uniform(15, 110), (-mouth, 0, 0))
        made.add("lid", move(cover, (0, top, 0)))
    if chance(rng, 0.25):
        low, high = tall * rng.uniform(0.25, 0.5), tall * rng.uniform(0.6, 0.9)
        loop = ear(rng, (radius_at(body, low) * 0.96, low), (radius_at(body, high) * 0.96, high),
                   rng.uniform(0.12, 0.45), rng.uniform(0.04, 0.1))  # fmt: skip
        made.add("handle", both(loop) if chance(rng, 0.7) else loop)
    return made
