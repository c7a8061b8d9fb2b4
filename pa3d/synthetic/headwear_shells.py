"""Caps by how brim and crown meet: one smooth skin, a brim drawn far round, sewn panels, two brims."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.brims import COLUMNS, around, crown_grid, crown_piece, cuff, edge_at, lifted, ring_brim, visor
from pa3d.synthetic.forms import chance, log_uniform, pick
from pa3d.synthetic.headwear_caps import DOMES, Head, any_visor, button, head_size, wall
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, ellipsoid, join, move, sheet, tube

Rng = np.random.Generator


def any_crown(rng: Rng, low: float, high: float) -> tuple[Head, Array]:
    """A head and the grid of a plain crown for it: domes of any height, leaning, squared, now and then flat above."""
    head = head_size(rng, low, high)
    profile = pick(rng, DOMES)
    if chance(rng, 0.2):
        top = rng.uniform(0.75, 1.1)
        profile = ((1.0, 0.0), ((1 + top) / 2, 0.5), (top, 0.9), (top * 0.9, 1.0), (0.0, 1.0))
    grid = crown_grid(profile, head.width, head.height, head.length, lean=rng.uniform(-0.3, 0.2),
                      tip=rng.uniform(-0.15, 0.35), seams=float(pick(rng, (0.0, rng.uniform(0.01, 0.06)))),
                      oblong=rng.uniform(1.9, 2.7))  # fmt: skip
    return head, grid


def merged(rng: Rng) -> Assembly:
    """Crown and brim of one skin: the wall runs out into the brim without a crease."""
    cap = Assembly()
    head, grid = any_crown(rng, 0.45, 1.4)
    half = float(pick(rng, (rng.uniform(45, 95), rng.uniform(95, 170), 180.0), (6, 1.5, 2)))
    away = np.abs((np.rad2deg(around()) - 90 + 180) % 360 - 180)
    share = np.clip(1 - (away / half) ** rng.uniform(1.6, 4), 0, 1) ** 0.5
    length = log_uniform(rng, 0.25, 1.1)
    width = length * share
    if half == 180.0:
        width = length * (rng.uniform(0.25, 1.0) + np.clip(np.sin(around()), 0, 1) * rng.uniform(0, 0.8))
    radial = (grid[0] - grid[0].mean(0)) * (1, 0, 1)
    radial /= np.linalg.norm(radial, axis=1, keepdims=True)
    fan = rng.uniform(0.2, 1.0) if half < 95 else 1.0
    ahead = fan * radial + (1 - fan) * np.array([0.0, 0.0, 1.0])
    step = np.linspace(1, 0, 7)[:, None, None]
    brim = grid[0] + step[:-1] * ahead * width[:, None]
    fall = rng.uniform(-0.1, 0.7) + rng.uniform(0, 0.6) * (grid[0][:, 0] / head.width) ** 2
    brim[..., 1] -= step[:-1, :, 0] * fall * width
    skin = np.concatenate([brim, grid])  # (6 + rows, C, 3), brim's outer rim first
    for _ in range(int(rng.integers(1, 7))):
        near = (share > 0.05)[None, :, None] if half < 180 else True
        smooth = (skin[3:8] + 2 * skin[4:9] + skin[5:10]) / 4
        skin[4:9] = np.where(near, smooth, skin[4:9])
    cut = 6 + int(rng.integers(-1, 2))
    columns = np.flatnonzero(width > 0.02)
    if len(columns) == COLUMNS:
        outer = skin[: cut + 1]
        cap.add("brim", crown_piece(outer, 0.0))
    else:
        order = columns[np.argsort((np.rad2deg(around())[columns] + 90) % 360)]
        cap.add("brim", sheet(skin[: cut + 1, order], float(pick(rng, (0.0, 0.02, 0.05)))))
    thickness = wall(rng)
    crown = skin[cut:].copy()
    if cut < 6:  # columns without a brim end at the edge
        crown[: 6 - cut] = np.where((width > 0.02)[None, :, None], crown[: 6 - cut], skin[6])
    cap.add("crown", crown_piece(crown, thickness if cut == 6 else min(thickness, 0.0)))
    if chance(rng, 0.4):
        cap.add("crown", button(rng, grid))
    if chance(rng, 0.25):
        cap.add("crown", cuff(grid[0], head.height * rng.uniform(0.1, 0.3), -0.04, -0.02, 0.0, 0.0))
    return cap


def wrapped(rng: Rng) -> Assembly:
    """A brim that goes far round the crown, or all round and wider in front."""
    cap = Assembly()
    head, grid = any_crown(rng, 0.45, 1.3)
    lift = np.zeros(COLUMNS)
    if chance(rng, 0.3):
        lift = np.clip(rng.uniform(0.05, 0.25) * np.sin(around()), 0, 0.5)
    grid = lifted(grid, lift)
    edge = grid[0]
    cap.add("crown", crown_piece(grid, wall(rng)))
    thickness = float(pick(rng, (0.0, rng.uniform(0.01, 0.06), rng.uniform(0.06, 0.14)), (4, 4, 1)))
    if chance(rng, 0.5):
        front = (0.5 + 0.5 * np.sin(around())) ** rng.uniform(0.8, 6)
        back = log_uniform(rng, 0.04, 0.4)
        width = back + rng.uniform(0.1, 0.9) * front
        curl: Array = rng.uniform(-0.25, 0.2) * np.cos(around()) ** 2 * width
        cap.add("brim", ring_brim(edge, width, rng.uniform(-15, 50), curl, thickness))
    else:
        length = log_uniform(rng, 0.2, 0.9)
        cap.add("brim", visor(edge, rng.uniform(95, 172), length, pick(rng, ("round", "shovel"), (3, 1)),
                              drop=rng.uniform(-0.3, 0.9), bend=rng.uniform(0, 0.35), fan=rng.uniform(0.85, 1),
                              power=rng.uniform(1.6, 5), thickness=thickness))  # fmt: skip
    if chance(rng, 0.35):
        cap.add("crown", cuff(edge, head.height * rng.uniform(0.1, 0.4), 0.015, -0.03, 0.0, 0.0))
    if chance(rng, 0.3):
        cap.add("crown", button(rng, grid))
    return cap


def panelled(rng: Rng) -> Assembly:
    """A crown sewn of four to ten panels, each a surface of its own, with seams, eyelets, a patch in front."""
    cap = Assembly()
    head, grid = any_crown(rng, 0.5, 1.5)
    count = int(pick(rng, (6, 5, 10, 3), (6, 2, 1, 1)))
    size = COLUMNS // count
    bulge, thickness = rng.uniform(0, 0.07), float(pick(rng, (0.0, rng.uniform(0.01, 0.04))))
    middle = np.array([0.0, grid[..., 1].mean() * 0.5, grid[..., 2].mean()])
    shift = int(rng.integers(size))
    # The very top is one point: a panel with thickness ends a little short of it.
    crown = grid.copy()
    if thickness:
        crown[-1] = 0.93 * grid[-1] + 0.07 * grid[-2]
    for k in range(count):
        columns = (np.arange(size + 1) + k * size + shift) % COLUMNS
        swell = 1 + bulge * np.sin(np.pi * np.linspace(0, 1, size + 1))[None, :, None]
        cap.add("crown", sheet((crown[:, columns] - middle) * swell + middle, thickness))
        if chance(rng, 0.1):
            eyelet = crown[7, columns[size // 2]]
            cap.add("crown", move(ellipsoid((0.04, 0.04, 0.04), 6, 4), eyelet))
    if chance(rng, 0.3):  # seams
        for k in range(count):
            line = grid[1:-1:2, (k * size + shift) % COLUMNS]
            cap.add("crown", tube(line, rng.uniform(0.01, 0.03), 4))
    if chance(rng, 0.6):
        cap.add("crown", button(rng, grid))
    if chance(rng, 0.3):  # a patch or an emblem
        wide = int(rng.integers(3, 6))
        columns = np.arange(7 - wide // 2, 8 + wide // 2)
        cap.add("crown", sheet(grid[2:7, columns] * (1.02, 1, 1.02) + (0, 0, 0.02)))
    if chance(rng, 0.4):
        cap.add("crown", cuff(grid[0], head.height * rng.uniform(0.1, 0.25), -0.04, -0.02, 0.0, 0.0))
    cap.add("brim", any_visor(rng, grid[0], tuck=float(pick(rng, (1.0, 0.93, 0.8)))))
    return cap


def two_brims(rng: Rng) -> Assembly:
    """A brim parted in the middle, two brims one above the other, a brim turned up against the crown."""
    cap = Assembly()
    head, grid = any_crown(rng, 0.45, 1.2)
    edge = grid[0]
    cap.add("crown", crown_piece(grid, wall(rng)))
    style = pick(rng, ("parted", "stacked", "turned up", "high"))
    half, length = rng.uniform(50, 85), rng.uniform(0.35, 0.9)
    drop, bend, fan = rng.uniform(0, 0.5), rng.uniform(0, 0.4), rng.uniform(0.1, 0.6)
    if style == "parted":
        slit = rng.uniform(1, 10)
        for sign in (-1, 1):
            part = visor(edge, (half - slit) / 2, length, "shovel", drop, 0.0, fan, front=90 + sign * (half + slit) / 2)
            cap.add("brim", part)
    elif style == "stacked":
        gap = rng.uniform(0.02, 0.12)
        first = visor(edge, half, length, "round", drop, bend, fan, thickness=0.015)
        cap.add("brim", join(first, move(first, (0, -gap, 0))))
    elif style == "turned up":
        up = visor(edge, half, length * 0.6, "round", -rng.uniform(1.0, 3.5), 0.0, 0.7, thickness=0.02)
        cap.add("brim", up)
    else:  # set on the crown's front, above its edge
        row = int(rng.integers(1, 4))
        ring = grid[row] * (1.005, 1, 1.005)
        cap.add("brim", visor(ring, half, length, "round", drop, bend, fan, thickness=float(pick(rng, (0.0, 0.03)))))
    if chance(rng, 0.3):
        cap.add("crown", cuff(edge, head.height * rng.uniform(0.1, 0.3), 0.02, 0.0, 0.0, 0.0))
    return cap


def jockey(rng: Rng) -> Assembly:
    """Jockey's, riding, cycling and school caps: a close crown, a short peak, often a chin strap and a rim."""
    cap = Assembly()
    _, grid = any_crown(rng, 0.65, 1.15)
    edge = grid[0]
    cap.add("crown", crown_piece(grid, wall(rng)))
    if chance(rng, 0.4):
        cap.add("crown", _roll(edge, rng.uniform(0.02, 0.06)))
    if chance(rng, 0.5):
        cap.add("crown", button(rng, grid))
    up = chance(rng, 0.25)
    cap.add("brim", visor(edge, rng.uniform(28, 75), rng.uniform(0.12, 0.5), pick(rng, ("round", "shovel"), (4, 1)),
                          drop=-rng.uniform(0.2, 1.5) if up else rng.uniform(0, 0.8), bend=rng.uniform(0, 0.5),
                          fan=rng.uniform(0.1, 0.9), power=rng.uniform(1.7, 3), tuck=float(pick(rng, (1.0, 0.9))),
                          thickness=float(pick(rng, (0.0, rng.uniform(0.01, 0.1))))))  # fmt: skip
    if chance(rng, 0.25):
        ends = edge_at(edge, np.array([15.0, 165.0]))
        drop = rng.uniform(0.5, 1.0)
        path = [ends[0], ends[0] * (0.8, 1, 1) - (0, drop, 0), ends[1] * (0.8, 1, 1) - (0, drop, 0), ends[1]]
        cap.add("crown", tube(np.array(path), 0.035, 4, flatten=0.3))
    return cap


def _roll(edge: Array, radius: float) -> Piece:
    """A rounded rim along a crown's edge."""
    return tube(edge, radius, 6, closed=True)
