"""Hats with a brim all round or a turned-up rim, and helmets."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.brims import COLUMNS, around, crown_grid, crown_piece, cuff, ring_brim
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.headwear_caps import DOMES, Head, any_visor, hanging, head_size, wall
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import ellipsoid, move, tube

Rng = np.random.Generator


def bucket(rng: Rng) -> Assembly:
    """Bucket, fishing and rain hats: a flat-topped cone and a sloping brim all round."""
    cap = Assembly()
    head = head_size(rng, 0.6, 1.1)
    top = rng.uniform(0.6, 0.95)
    profile: tuple[tuple[float, float], ...] = (
        (1, 0),
        ((1 + top) / 2, 0.5),
        (top, 0.95),
        (top * 0.9, 1.0),
        (top * 0.4, 1.01),
        (0, 1.02),
    )
    if chance(rng, 0.3):
        profile = pick(rng, DOMES)
    grid = crown_grid(profile, head.width, head.height, head.length, rows=14)
    theta = around()
    width = rng.uniform(0.25, 0.9) * (1 + rng.uniform(-0.3, 0.3) * np.sin(theta))
    wave = rng.uniform(0, 0.06) * np.sin(rng.integers(2, 6) * theta + rng.uniform(0, 6))
    cap.add("crown", crown_piece(grid, wall(rng)))
    cap.add("brim", ring_brim(grid[0], width, rng.uniform(5, 65), wave, float(pick(rng, (0.0, 0.02, 0.05)))))
    return cap


def brimmed(rng: Rng) -> Assembly:
    """Sun hat, boater, fedora, cowboy hat, top hat, bowler, witch's hat: by the crown and the curl of the brim."""
    style = pick(rng, ("sun", "boater", "fedora", "cowboy", "top", "bowler", "witch"), (4, 1, 3, 2, 2, 2, 0.7))
    theta = around()
    low, high, wide = {
        "sun": (0.5, 1.0, (0.5, 1.5)), "boater": (0.4, 0.7, (0.3, 0.7)), "fedora": (0.7, 1.2, (0.3, 0.7)),
        "cowboy": (0.8, 1.3, (0.5, 1.0)), "top": (1.2, 2.4, (0.2, 0.6)), "bowler": (0.7, 1.0, (0.2, 0.45)),
        "witch": (1.5, 3.0, (0.4, 1.0)),
    }[style]  # fmt: skip
    head = head_size(rng, low, high)
    taper = rng.uniform(0.7, 1.0)
    drum = ((1, 0), ((1 + taper) / 2, 0.5), (taper, 0.95), (taper * 0.95, 1.0), (taper * 0.5, 1.0), (0, 1.0))
    pinched = ((1, 0), (0.93, 0.4), (0.8, 0.85), (0.62, 1.0), (0.3, 0.98), (0, 0.95))
    cone = ((1, 0), (0.66, 0.3), (0.4, 0.6), (0.15, 0.9), (0, 1.0))
    profile = {"boater": drum, "top": drum, "fedora": pinched, "cowboy": pinched, "witch": cone}.get(
        style, pick(rng, DOMES)
    )
    flare = rng.uniform(0, 0.25) if style == "witch" else rng.uniform(-0.05, 0.1)
    grid = crown_grid(profile, head.width, head.height, head.length, lean=flare * head.height, rows=14)
    if style in ("fedora", "cowboy"):  # the crease along the top, the pinch in front
        ridge = np.exp(-((grid[..., 0] / (0.3 * head.width)) ** 2)) * np.clip(grid[..., 1] / head.height - 0.5, 0, 1)
        grid[..., 1] -= rng.uniform(0.1, 0.5) * head.height * ridge
        front = np.clip(grid[..., 2] / head.length, 0, 1) * grid[..., 1] / head.height
        grid[..., 0] *= 1 - rng.uniform(0, 0.45) * front
    width = rng.uniform(*wide)
    side = np.cos(theta) ** 2
    curl: Array = {
        "cowboy": rng.uniform(0.3, 0.9) * side - rng.uniform(0, 0.15),
        "fedora": rng.uniform(0, 0.2) * side - rng.uniform(0, 0.25) * np.clip(np.sin(theta), 0, 1),
        "sun": rng.uniform(-0.2, 0.15) + rng.uniform(0, 0.12) * np.sin(rng.integers(2, 7) * theta),
        "top": rng.uniform(0, 0.5) * side,
        "bowler": rng.uniform(0.2, 0.6) * (0.5 + 0.5 * side),
    }.get(style, np.zeros(COLUMNS))
    cap = Assembly()
    cap.add("crown", crown_piece(grid, wall(rng)))
    slope = rng.uniform(-5, 25) if style == "sun" else rng.uniform(-4, 6)
    cap.add("brim", ring_brim(grid[0], width, slope, curl * width, float(pick(rng, (0.0, 0.02, 0.06)))))
    if chance(rng, 0.4):
        cap.add("crown", cuff(grid[0], head.height * rng.uniform(0.1, 0.3), 0.01, -0.03, 0.0, 0.0))
    return cap


def knitted(rng: Rng) -> Assembly:
    """Beanies, fur hats, sailor's hats and Santa's: the rim is turned up into a band."""
    cap = Assembly()
    head = head_size(rng, 0.7, 1.6)
    grid = crown_grid(pick(rng, DOMES), head.width, head.height, head.length, lean=rng.uniform(-0.3, 0.1))
    band = head.height * rng.uniform(0.15, 0.5)
    out = rng.uniform(0.02, 0.1)
    cap.add("crown", crown_piece(grid, wall(rng)))
    flare = float(pick(rng, (0.0, rng.uniform(0, 0.25))))
    cap.add("brim", cuff(grid[0], band, out, flare, rng.uniform(0, 0.12), float(pick(rng, (0.0, out)))))
    if chance(rng, 0.12):
        cap.add("crown", *hanging(rng, grid[0]))
    if chance(rng, 0.35):
        size = rng.uniform(0.12, 0.3)
        cap.add("crown", move(ellipsoid((size, size, size), 10, 7), grid[-1].mean(0) + np.array([0, size * 0.7, 0])))
    return cap


def helmet(rng: Rng) -> Assembly:
    """Hard hat, riding, batting and pith helmets: a firm shell with a lip all round, a visor, or both."""
    cap = Assembly()
    head = head_size(rng, 0.7, 1.15)
    grid = crown_grid(DOMES[0], head.width, head.height, head.length)
    edge = grid[0]
    cap.add("crown", crown_piece(grid, wall(rng)))
    thickness = float(pick(rng, (0.0, 0.03, 0.06)))
    style = pick(rng, ("visor", "lip", "both", "pith"))
    if style in ("lip", "both"):
        cap.add("brim", ring_brim(edge, rng.uniform(0.05, 0.25), rng.uniform(-5, 30), 0.0, thickness, rows=3))
    if style == "pith":
        ahead = np.abs(np.sin(around()))
        cap.add("brim", ring_brim(edge, 0.2 + rng.uniform(0.1, 0.5) * ahead, rng.uniform(15, 50), 0.0, thickness))
    if style in ("visor", "both"):
        cap.add("brim", any_visor(rng, edge, 0.7))
    if chance(rng, 0.4):  # ridges
        for x in pick(rng, ((0.0,), (-0.25, 0.25), (-0.3, 0.0, 0.3))):
            line = np.column_stack([np.full(9, x), *_over(head, x)])
            cap.add("crown", tube(line, rng.uniform(0.03, 0.07), 6))
    return cap


def _over(head: Head, x: float) -> tuple[Array, Array]:
    """Heights and depths (9,) of a path over a dome from front to back at x."""
    angle = np.linspace(0.25, np.pi - 0.25, 9)
    room = np.sqrt(1 - (x / head.width) ** 2)
    return head.height * 0.98 * room * np.sin(angle) ** 0.8, head.length * room * np.cos(angle)
