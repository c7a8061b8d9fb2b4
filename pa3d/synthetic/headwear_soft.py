"""Soft and folded headwear: berets, beanies with a peak, fur caps, tricorns, sombreros, cloches, rain hats."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.brims import COLUMNS, around, crown_grid, crown_piece, cuff, edge_at, lifted, ring_brim, visor
from pa3d.synthetic.forms import chance, log_uniform, pick
from pa3d.synthetic.headwear_caps import DOMES, any_visor, button, hanging, head_size, wall
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import ellipsoid, loft, move, sheet

Rng = np.random.Generator


def beret(rng: Rng) -> Assembly:
    """Berets, tams and painters' caps: a soft wide top hanging to one side over a narrow band, at times a peak."""
    cap = Assembly()
    head = head_size(rng, 0.35, 0.85)
    puff = rng.uniform(1.1, 1.6)
    profile = ((1, 0), (1.0, 0.12), (puff, 0.4), (puff * 0.95, 0.75), (puff * 0.5, 1.0), (0, 1))
    grid = crown_grid(profile, head.width, head.height, head.length, lean=rng.uniform(-0.6, 0.3),
                      tip=rng.uniform(-0.5, 0.3), rows=14)  # fmt: skip
    grid[..., 0] += rng.uniform(-0.4, 0.4) * grid[..., 1]
    cap.add("crown", crown_piece(grid, wall(rng)))
    if chance(rng, 0.6):
        cap.add("crown", button(rng, grid))
    if chance(rng, 0.55):
        cap.add("brim", visor(grid[0], rng.uniform(35, 75), rng.uniform(0.15, 0.6), "round", drop=rng.uniform(0, 0.8),
                              bend=rng.uniform(0, 0.4), fan=rng.uniform(0, 0.6),
                              thickness=float(pick(rng, (0.0, 0.03, 0.06)))))  # fmt: skip
    else:
        cap.add("brim", cuff(grid[0], head.height * rng.uniform(0.12, 0.3), rng.uniform(0, 0.05), 0.0, 0.03, 0.0))
    return cap


def beanie(rng: Rng) -> Assembly:
    """Knitted and fleece caps with a peak: a turned-up cuff above it, a pompom, ear flaps, ribs."""
    cap = Assembly()
    head = head_size(rng, 0.7, 1.5)
    grid = crown_grid(pick(rng, DOMES), head.width, head.height, head.length, lean=rng.uniform(-0.3, 0.1))
    if chance(rng, 0.4):  # ribs
        grid[1:-1, ::2, ::2] *= 1 + rng.uniform(0.01, 0.04)
    if chance(rng, 0.25):  # the top falls over
        slump = np.clip(grid[..., 1] / head.height - 0.55, 0, 1)
        grid[..., 2] -= rng.uniform(0.5, 2.0) * slump
        grid[..., 1] -= rng.uniform(0.2, 0.8) * slump * head.height
    cap.add("crown", crown_piece(grid, wall(rng)))
    if chance(rng, 0.5):
        out = rng.uniform(0.02, 0.1)
        cap.add("crown", cuff(grid[0], head.height * rng.uniform(0.15, 0.4), out, 0.0, rng.uniform(0, 0.06), 0.0))
    cap.add("brim", any_visor(rng, grid[0], rng.uniform(0.5, 0.9), tuck=float(pick(rng, (1.0, 0.9)))))
    if chance(rng, 0.4):
        size = rng.uniform(0.1, 0.28)
        cap.add("crown", move(ellipsoid((size, size, size), 10, 7), grid[-1].mean(0) + np.array([0, size * 0.7, 0])))
    if chance(rng, 0.35):
        cap.add("crown", *hanging(rng, grid[0]))
    return cap


def fur_cap(rng: Rng) -> Assembly:
    """Trapper's and aviator's caps: flaps over the ears or tied up, and a flap of fur turned up in front."""
    cap = Assembly()
    head = head_size(rng, 0.7, 1.1)
    grid = crown_grid(pick(rng, DOMES), head.width, head.height, head.length)
    cap.add("crown", crown_piece(grid, wall(rng)))
    side = np.linspace(-1, 1, 13)
    for middle in (0.0, 180.0):
        half, long = rng.uniform(35, 60), rng.uniform(0.4, 0.9)
        line = edge_at(grid[0], middle + half * side) * (1.04, 1, 1.04)
        fall = long * (1 - np.abs(side) ** 3) ** 0.5
        rows = [line - np.column_stack([0 * fall, fall * at, 0 * fall]) for at in np.linspace(-0.2, 1, 5)]
        cap.add("crown", sheet(np.stack(rows), float(pick(rng, (0.0, 0.05)))))
    angles = 90 + rng.uniform(45, 75) * side
    line = edge_at(grid[0], angles) * (1.05, 1, 1.05)
    if chance(rng, 0.6):
        high = head.height * rng.uniform(0.3, 0.65) * (1 - np.abs(side) ** 4) ** 0.5
        rows = [line + np.column_stack([0 * high, high * at, 0.12 * at * high]) for at in np.linspace(0, 1, 4)]
        cap.add("brim", sheet(np.stack(rows), float(pick(rng, (0.0, 0.05, 0.1)))))
    else:
        cap.add("brim", any_visor(rng, grid[0], 0.6))
    return cap


def folded(rng: Rng) -> Assembly:
    """Tricorns, bicorns, Robin Hood's and Australian hats: a wide brim folded up at some sides."""
    cap = Assembly()
    head = head_size(rng, 0.5, 1.0)
    grid = crown_grid(pick(rng, DOMES), head.width, head.height, head.length)
    theta = around()
    count = int(pick(rng, (1, 2, 3)))
    phase = rng.uniform(0, 6.3) if chance(rng, 0.3) else float(pick(rng, (0.0, np.pi / 2)))
    up = (0.5 + 0.5 * np.cos(count * (theta - phase))) ** rng.uniform(0.7, 2)
    width = rng.uniform(0.4, 1.0)
    steep = np.deg2rad(rng.uniform(50, 100)) * up + np.deg2rad(rng.uniform(-15, 20)) * (1 - up)
    radial = (grid[0] - grid[0].mean(0)) * (1, 0, 1)
    radial /= np.linalg.norm(radial, axis=1, keepdims=True)
    step = np.linspace(0, 1, 7)[:, None]
    bend = steep * np.minimum(1, step * 3)  # it leaves the crown level, then turns up
    out = np.cumsum(np.cos(bend), 0) / 7 * width
    rise = np.cumsum(np.sin(bend), 0) / 7 * width
    out, rise = out - out[:1], rise - rise[:1]
    brim: Array = grid[0] + radial * out[..., None]
    brim[..., 1] += rise
    cap.add("crown", crown_piece(grid, wall(rng)))
    lower = brim - (0, 0.03, 0)
    thick = chance(rng, 0.5)
    cap.add("brim", loft(np.concatenate([brim, lower[::-1]]), closed=True) if thick else loft(brim, caps=False))
    if chance(rng, 0.3):
        cap.add("crown", cuff(grid[0], head.height * rng.uniform(0.1, 0.3), 0.01, -0.03, 0.0, 0.0))
    return cap


def flowing(rng: Rng) -> Assembly:
    """Sombreros, cloches, straw and rain hats: the crown's side runs out into a brim that curls or hangs."""
    cap = Assembly()
    head = head_size(rng, 0.5, 1.5)
    style = pick(rng, ("sombrero", "cloche", "rain", "straw", "cone"), (2, 2, 1.5, 2, 1))
    if style == "cone":  # the crown itself runs straight out
        cone = ((1, 0), (0.7, 0.33), (0.4, 0.66), (0.15, 0.9), (0, 1))
        grid = crown_grid(cone, head.width, head.height, head.length)
        slope = float(np.rad2deg(np.arctan(head.height))) * rng.uniform(0.5, 1.0)
        width: Array | float = log_uniform(rng, 0.3, 1.0)
        curl: Array | float = 0.0
    else:
        tall = style == "sombrero"
        profile = ((1, 0), (0.75, 0.4), (0.5, 0.85), (0.25, 1), (0, 1)) if tall else pick(rng, DOMES)
        grid = crown_grid(profile, head.width, head.height, head.length)
        theta = around()
        slope = {"sombrero": rng.uniform(0, 12), "cloche": rng.uniform(45, 80), "rain": rng.uniform(20, 45),
                 "straw": rng.uniform(0, 25)}[style]  # fmt: skip
        wide = {"sombrero": (0.8, 1.6), "cloche": (0.2, 0.55), "rain": (0.3, 0.6), "straw": (0.4, 1.2)}[style]
        width = np.full(COLUMNS, rng.uniform(*wide))
        if style == "rain":  # longer behind
            width = width * (1 + rng.uniform(0.3, 1.2) * np.clip(-np.sin(theta), 0, 1) ** 2)
        curl = width * {"sombrero": rng.uniform(0.25, 0.7), "straw": rng.uniform(-0.15, 0.35)}.get(style, 0.0)
        if style in ("cloche", "straw") and chance(rng, 0.4):
            curl = curl + 0.08 * np.sin(rng.integers(2, 6) * theta)
    if chance(rng, 0.2):
        grid = lifted(grid, np.clip(0.15 * np.sin(around()), 0, 1))
    cap.add("crown", crown_piece(grid, wall(rng)))
    cap.add("brim", ring_brim(grid[0], width, slope, curl, float(pick(rng, (0.0, 0.02, 0.05)))))
    if chance(rng, 0.35):
        cap.add("crown", cuff(grid[0], head.height * rng.uniform(0.08, 0.25), 0.01, -0.03, 0.0, 0.0))
    return cap
