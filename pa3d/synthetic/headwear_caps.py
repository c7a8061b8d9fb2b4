"""Caps with a visor in front: baseball, patrol, peaked, newsboy caps, sun visors."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.brims import COLUMNS, around, crown_grid, crown_piece, cuff, edge_at, gap, lifted, visor
from pa3d.synthetic.forms import chance, log_uniform, pick
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, ellipsoid, join, move, sheet, spline, tube

Rng = np.random.Generator


DOMES = (
    ((1.0, 0.0), (1.02, 0.25), (0.93, 0.6), (0.62, 0.9), (0.0, 1.0)),
    ((1.0, 0.0), (1.0, 0.4), (0.96, 0.75), (0.72, 0.95), (0.0, 1.0)),
    ((1.0, 0.0), (0.97, 0.25), (0.85, 0.55), (0.55, 0.85), (0.0, 1.0)),
    ((1.0, 0.0), (1.06, 0.3), (1.05, 0.6), (0.75, 0.92), (0.0, 1.0)),
    ((1.0, 0.0), (0.94, 0.45), (0.86, 0.85), (0.6, 0.98), (0.0, 1.0)),
)


class Head(NamedTuple):
    """Half sizes of a crown: width (x), length (z), height."""

    width: float
    length: float
    height: float


def head_size(rng: Rng, low: float, high: float) -> Head:
    width = float(rng.uniform(0.85, 1.0))
    return Head(width, width * float(rng.uniform(0.95, 1.35)), log_uniform(rng, low, high))


def wall(rng: Rng) -> float:
    return float(pick(rng, (0.0, rng.uniform(0.01, 0.06), -1.0), (5, 4, 1)))


def button(rng: Rng, grid: Array) -> Piece:
    size = rng.uniform(0.04, 0.12)
    return move(ellipsoid((size, size * rng.uniform(0.3, 1.0), size), 8, 5), grid[-1].mean(0))


def any_visor(rng: Rng, edge: Array, scale: float = 1.0, tuck: float = 1.0) -> Piece:
    """A cap's visor: any length, width, curve and thickness."""
    curved = chance(rng, 0.65)
    drop = pick(rng, (rng.uniform(-0.1, 0.55), rng.uniform(0.5, 1.4), rng.uniform(-1.2, -0.1)), (12, 1.5, 0.7))
    reach = pick(rng, ((0.35, 1.35), (0.12, 0.35), (1.35, 1.8)), (9, 1.2, 0.5))
    length = scale * log_uniform(rng, *reach)
    half = pick(rng, (rng.uniform(42, 95), rng.uniform(26, 42), rng.uniform(95, 130)), (10, 1, 1))
    plain = visor(
        edge, half=float(half), length=length,
        shape=pick(rng, ("round", "square", "shovel", "pointed"), (8, 3, 1, 0.7)),
        drop=float(drop), bend=rng.uniform(0.1, 0.9) / max(1.0, length) if curved else rng.uniform(0, 0.06),
        fan=rng.uniform(0, 0.6), power=rng.uniform(1.6, 4), tuck=tuck,
        thickness=float(pick(rng, (0.0, rng.uniform(0.01, 0.08), rng.uniform(0.08, 0.15)), (5, 5, 1))),
    )  # fmt: skip
    if chance(rng, 0.12):  # an upper and a lower cloth, not joined
        return join(plain, move(plain, (0, -rng.uniform(0.01, 0.06), 0)))
    return plain


def baseball(rng: Rng) -> Assembly:
    """Panels, a visor in front, often a gap with a strap behind."""
    cap = Assembly()
    head = head_size(rng, 0.6, 1.55)
    grid = crown_grid(
        pick(rng, DOMES), head.width, head.height, head.length, lean=rng.uniform(-0.25, 0.12),
        tip=rng.uniform(-0.05, 0.3), seams=float(pick(rng, (0.0, rng.uniform(0.01, 0.05)))),
        oblong=rng.uniform(1.9, 2.6),
    )  # fmt: skip
    lift = gap(COLUMNS, 90, rng.uniform(50, 110), rng.uniform(0, 0.2)) if chance(rng, 0.5) else np.zeros(COLUMNS)
    if chance(rng, 0.15):  # cut lower over the ears or the neck
        lift = np.clip(lift + rng.uniform(0.05, 0.2) * np.sin(around()), 0, 0.5)
    edge = lifted(grid, lift)[0]
    if chance(rng, 0.45):
        half = rng.uniform(22, 40)
        lift = lift + gap(COLUMNS, 270, half, rng.uniform(0.2, 0.42))
        if chance(rng, 0.85):
            cap.add("crown", _band(grid[0], 270, half + 4, head.height * rng.uniform(0.08, 0.18)))
    grid = lifted(grid, lift)
    cap.add("crown", crown_piece(grid, wall(rng)))
    if chance(rng, 0.25):  # sweatband
        cap.add("crown", cuff(edge, head.height * rng.uniform(0.1, 0.25), -0.04, -0.02, 0.0, 0.0))
    if chance(rng, 0.6):
        cap.add("crown", button(rng, grid))
    cap.add("brim", any_visor(rng, edge, tuck=float(pick(rng, (1.0, 0.97, 0.85)))))
    if chance(rng, 0.05):  # deerstalker
        cap.add(
            "brim", visor(edge, rng.uniform(45, 75), rng.uniform(0.3, 0.7), drop=rng.uniform(0.1, 0.8), front=270.0)
        )
    if chance(rng, 0.1):
        cap.add("crown", *hanging(rng, edge))
    return cap


def hanging(rng: Rng, edge: Array) -> list[Piece]:
    """Ear flaps, a neck cloth, or a strap under the chin."""
    style = pick(rng, ("flaps", "neck", "strap"))
    long = rng.uniform(0.3, 0.9)
    if style == "strap":
        left, right = edge_at(edge, np.array([180.0, 0.0]))
        path = spline(
            [
                left,
                left * 0.9 - (0, long, 0),
                (left + right) / 2 - (0, long * 1.6, 0),
                right * 0.9 - (0, long, 0),
                right,
            ],
            14,
        )
        return [tube(path, 0.04, 4, flatten=0.2, side=(0, 0, 1))]
    spans = ((0.0, 40.0), (180.0, 40.0)) if style == "flaps" else ((270.0, rng.uniform(60, 95)),)
    made = []
    for middle, half in spans:
        side = np.linspace(-1, 1, 11)
        line = edge_at(edge, middle + half * side)
        fall = long * (1 - np.abs(side) ** 3) ** 0.5 if style == "flaps" else np.full(11, long)
        rows = [line - np.column_stack([0 * fall, fall * step, 0 * fall]) for step in np.linspace(0, 1, 5)]
        made.append(sheet(np.stack(rows)))
    return made


def _band(ring: Array, middle: float, half: float, height: float) -> Piece:
    """A strip standing on part of a ring."""
    line = edge_at(ring, middle + np.linspace(-half, half, 9))
    return sheet(np.stack([line, line + np.array([0, height, 0])]))


def field_cap(rng: Rng) -> Assembly:
    """Patrol cap, kepi, cadet cap: a drum with a flat or sloping top."""
    cap = Assembly()
    head = head_size(rng, 0.45, 1.1)
    top = rng.uniform(0.7, 1.08)
    sag = rng.uniform(-0.08, 0.1)
    profile = ((1, 0), ((1 + top) / 2, 0.5), (top, 0.94), (top * 0.93, 1.0), (top * 0.5, 1 + sag / 2), (0, 1 + sag))
    grid = crown_grid(profile, head.width, head.height, head.length, lean=rng.uniform(-0.15, 0.35),
                      tip=rng.uniform(-0.5, 0.2), rows=16)  # fmt: skip
    cap.add("crown", crown_piece(grid, wall(rng)))
    if chance(rng, 0.4):
        cap.add("crown", cuff(grid[0], head.height * rng.uniform(0.15, 0.4), 0.02, 0.0, 0.0, 0.0))
    cap.add("brim", any_visor(rng, grid[0], rng.uniform(0.5, 0.9)))
    return cap


def peaked(rng: Rng) -> Assembly:
    """Police, sailor and officer caps: a band, a wide top, a small steep visor."""
    cap = Assembly()
    head = head_size(rng, 0.45, 0.95)
    band, wide = rng.uniform(0.25, 0.5), rng.uniform(1.12, 1.55)
    rim = band + (1 - band) * rng.uniform(0.4, 0.9)
    crest = rim + rng.uniform(0.0, 0.25)
    profile = ((1, 0), (1, band), (wide, rim), (wide * 0.93, rim + 0.07), (wide * 0.5, crest), (0, crest))
    grid = crown_grid(profile, head.width, head.height, head.length, tip=rng.uniform(-0.1, 0.5),
                      lean=rng.uniform(-0.1, 0.2), rows=16)  # fmt: skip
    cap.add("crown", crown_piece(grid, wall(rng)))
    if chance(rng, 0.5):
        cap.add("crown", cuff(grid[0], head.height * band * 0.9, 0.02, 0.0, 0.0, 0.0))
    if chance(rng, 0.5):  # badge or cord
        badge = ellipsoid((0.12, 0.14, 0.04), 8, 5)
        cap.add("crown", move(badge, (0, head.height * rim * 0.7, grid[3:6, :, 2].max())))
    steep = visor(grid[0], rng.uniform(45, 80), rng.uniform(0.3, 0.75), pick(rng, ("round", "square")),
                  drop=rng.uniform(0.2, 1.2), bend=rng.uniform(0, 0.5), fan=rng.uniform(0.1, 0.8),
                  thickness=float(pick(rng, (0.0, 0.02, 0.05))))  # fmt: skip
    cap.add("brim", steep)
    return cap


def newsboy(rng: Rng) -> Assembly:
    """Flat, ivy and newsboy caps: a low puffed crown that hangs over a small visor."""
    cap = Assembly()
    head = head_size(rng, 0.3, 0.75)
    puff = rng.uniform(1.05, 1.4)
    profile = ((1, 0), (puff * 0.98, 0.22), (puff, 0.45), (puff * 0.85, 0.8), (puff * 0.5, 0.97), (0, 1))
    ahead = rng.uniform(0.05, 0.5)
    grid = crown_grid(profile, head.width, head.height, head.length * rng.uniform(1, 1.25), lean=ahead,
                      tip=rng.uniform(-0.5, -0.05), seams=float(pick(rng, (0.0, 0.06))))  # fmt: skip
    cap.add("crown", crown_piece(grid, wall(rng)))
    if chance(rng, 0.4):
        cap.add("crown", button(rng, grid))
    cap.add("brim", visor(grid[0], rng.uniform(45, 80), rng.uniform(0.3, 0.75), "round", drop=rng.uniform(0, 0.5),
                          bend=rng.uniform(0.05, 0.4), fan=rng.uniform(0, 0.5), power=rng.uniform(1.8, 3),
                          thickness=float(pick(rng, (0.0, 0.03, 0.06)))))  # fmt: skip
    return cap


def sun_visor(rng: Rng) -> Assembly:
    """Tennis visor: the crown is a band, open above."""
    cap = Assembly()
    head = head_size(rng, 0.25, 0.6)
    profile = ((1, 0), (rng.uniform(0.9, 1.0), 0.5), (rng.uniform(0.8, 0.97), 1.0))
    grid = crown_grid(profile, head.width, head.height, head.length, rows=5)
    height = np.clip(0.35 + 0.65 * np.sin(around()), 0.25, 1) if chance(rng, 0.6) else np.ones(COLUMNS)
    grid[..., 1] *= height
    cap.add("crown", crown_piece(grid, float(pick(rng, (0.0, 0.03)))))
    cap.add("brim", any_visor(rng, grid[0]))
    return cap
