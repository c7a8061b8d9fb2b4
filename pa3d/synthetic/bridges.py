"""Beam, arch, stone, suspension, cable-stayed and truss bridges."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, move, sheet, tube
from pa3d.synthetic.walls import rods

Rng = np.random.Generator


def _deck(rise: float, wide: float, thick: float, length: float) -> Piece:
    """A roadway along x, arched by `rise`."""
    x = np.linspace(-length / 2, length / 2, 13)
    y = rise * (1 - (2 * x / length) ** 2)
    grid = np.stack([np.stack([x, y, np.full(13, z)], 1) for z in (-wide / 2, 0, wide / 2)])
    return sheet(grid, thick)


def _railing(rng: Rng, made: Assembly, rise: float, wide: float, length: float) -> None:
    high, style = rng.uniform(0.04, 0.12), pick(rng, ("posts", "wall", "bars"))
    x = np.linspace(-length / 2, length / 2, 13)
    y = rise * (1 - (2 * x / length) ** 2)
    for side in (-1, 1):
        z = np.full(13, side * wide * 0.47)
        if style == "wall":
            made.add("railing", sheet(np.stack([np.stack([0.995 * x, y + h, z], 1) for h in (0.012, high)]), 0.02))
            continue
        made.add("railing", tube(np.stack([x, y + high, z], 1), 0.008, 5))
        if style == "bars":
            made.add("railing", tube(np.stack([x, y + high * 0.5, z], 1), 0.006, 5))
        made.add("railing", rods(np.stack([x, y + 0.012, z], 1), np.stack([x, y + high, z], 1), 0.007))


def _arch_wall(rng: Rng, made: Assembly, wide: float, length: float, high: float, count: int) -> None:
    """A stone bridge: arches cut from a wall, as strips above each arch and piers between; all reach into the deck."""
    span = length / count
    pier = span * rng.uniform(0.12, 0.25)
    tall = high * rng.uniform(0.6, 0.9)
    part = "arch" if chance(rng, 0.5) else "pillar"
    for k in range(count):
        middle = -length / 2 + span * (k + 0.5)
        angle = np.linspace(np.pi, 0, 13)
        x = middle + (span - pier) / 2 * np.cos(angle)
        y = -high + tall * np.sin(angle)
        near, far = -wide / 2, wide / 2
        grid = [
            np.stack([x, y, np.full(13, near)], 1),
            np.stack([x, np.full(13, 0.01), np.full(13, near)], 1),
            np.stack([x, np.full(13, 0.01), np.full(13, far)], 1),
            np.stack([x, y, np.full(13, far)], 1),
            np.stack([x, y, np.full(13, near)], 1),
        ]
        made.add(part, sheet(np.stack(grid)))
    for k in range(count + 1):
        at = -length / 2 + span * k
        made.add("pillar", box((pier, high * 1.02, wide * 1.02), (at, 0.01 - high * 0.51, 0)))
        if chance(rng, 0.4):
            made.add("pillar", box((pier * 1.5, high * 0.15, wide * 1.2), (at, -high * 0.95, 0)))


def _hung(rng: Rng, made: Assembly, wide: float, length: float, high: float) -> None:
    """Suspension and cable-stayed bridges: pylons, main cables, hangers or stays."""
    tall, at = rng.uniform(0.35, 0.7), length * rng.uniform(0.22, 0.32)
    stayed = chance(rng, 0.5)
    thick = rng.uniform(0.02, 0.045)
    for x in (-at, at):
        for side in (-1, 1):
            made.add(
                "pillar",
                bar(
                    (x, -high, side * wide * 0.55),
                    (x, tall, side * wide * (0.5 if chance(rng, 0.7) else 0.1)),
                    thick,
                    sections=4,
                ),
            )
        for y in (tall * 0.95, tall * 0.5):
            made.add("pillar", box((thick, thick * 1.3, wide * 1.05), (x, y, 0)))
    for side in (-1, 1):
        z = side * wide * 0.5
        if stayed:
            step = np.tile(np.arange(1, 6), 4)
            foot, way = np.repeat([-at, -at, at, at], 5), np.repeat([-1, 1, -1, 1], 5)
            heads = np.stack([foot, tall * (0.55 + 0.08 * step), np.full(20, z)], 1)
            feet = np.stack([foot + way * step * at / 5 * 0.9, np.zeros(20), np.full(20, z)], 1)
            made.add("cable", rods(heads, feet, 0.006))
            continue
        line = np.linspace(-at, at, 11)
        middle = 0.06 + (tall - 0.08) * (line / at) ** 2
        outer = length / 2
        path = np.concatenate([[(-outer, 0, z)], np.stack([line, middle, np.full(11, z)], 1), [(outer, 0, z)]])
        low = np.stack([line, np.zeros(11), np.full(11, z)], 1)[1:-1]
        made.add("cable", tube(path, 0.012, 5), rods(low, path[2:-2], 0.005))


def _truss(rng: Rng, made: Assembly, wide: float, length: float) -> None:
    """Iron trusses on both sides of the deck, flat or bowed, sometimes joined overhead."""
    count, tall, bow = int(rng.integers(4, 9)), rng.uniform(0.15, 0.35), chance(rng, 0.5)
    x = np.linspace(-length / 2, length / 2, count + 1)
    y = tall * (1 - (2 * x / length) ** 2) ** 0.8 if bow else np.full(count + 1, tall)
    if not bow:
        y[[0, -1]] = 0
    thick = rng.uniform(0.01, 0.02)
    for side in (-1, 1):
        z = side * wide * 0.5
        upper = np.stack([x, y, np.full(count + 1, z)], 1)
        lower = upper * (1, 0, 1)
        foot = np.arange(count) + (np.arange(count) >= count / 2)
        head = np.arange(count) + (np.arange(count) < count / 2)
        made.add("truss", rods(upper[:-1], upper[1:], thick * 1.2), rods(lower[foot], upper[head], thick * 0.8))
        made.add("truss", rods(lower[1:-1], upper[1:-1], thick), rods(lower[:1], lower[-1:], thick * 1.2))
    if chance(rng, 0.5):
        made.add("truss", rods(upper[1:-1] * (1, 1, -1), upper[1:-1], thick))


def _at_both_ends(pillar: Piece) -> list[Piece]:
    return [move(pillar, (x, 0, 0)) for x in (-0.95, 0.95)]


def bridge(rng: Rng) -> Assembly:
    """Beam, arch, stone, suspension, cable-stayed and truss bridges."""
    made = Assembly()
    u = rng.uniform
    length, wide, high = 2.0, u(0.15, 0.5), u(0.2, 0.6)
    style = pick(rng, ("beam", "stone", "hung", "truss", "bow", "humped"), (3, 3, 3, 2, 1.5, 2))
    rise = u(0.15, 0.5) if style == "humped" else (u(0, 0.1) if style in ("beam", "stone") else 0.0)
    thick = u(0.03, 0.08)
    made.add("deck", move(_deck(0.0 if style == "stone" else rise, wide, thick, length), (0, thick / 2, 0)))
    if style == "beam":
        piers = int(rng.integers(2, 6))
        for x in np.linspace(-0.8, 0.8, piers):
            low = rise * (1 - x * x)
            for side in pick(rng, ((0,), (-1, 1))):
                if chance(rng, 0.5):
                    made.add(
                        "pillar",
                        move(
                            cylinder(wide * 0.12, high + low + 0.01, sections=10), (float(x), -high, side * wide * 0.3)
                        ),
                    )
                else:
                    made.add(
                        "pillar",
                        box(
                            (0.08, high + low, wide * (0.8 if side == 0 else 0.2)),
                            (float(x), (low - high) / 2 + 0.01, side * wide * 0.3),
                        ),
                    )
    elif style == "stone":
        _arch_wall(rng, made, wide * 0.96, length, high, int(rng.integers(1, 7)))
    elif style == "hung":
        _hung(rng, made, wide, length, high)
    elif style == "truss":
        _truss(rng, made, wide, length)
        if chance(rng, 0.6):
            made.add(
                "pillar",
                *(
                    box((0.1, high, wide * 0.9), (x, 0.01 - high / 2, 0))
                    for x in np.linspace(-0.9, 0.9, int(rng.integers(2, 4)))
                ),
            )
    elif style == "bow":  # an arch above or below the deck
        above = chance(rng, 0.5)
        tall, x = u(0.25, 0.5), np.linspace(-0.9, 0.9, 13)
        y = tall * (1 - (x / 0.9) ** 2) - (0 if above else tall)
        for z in (-wide * 0.48, wide * 0.48):
            made.add("arch", tube(np.stack([x, y, np.full(13, z)], 1), u(0.02, 0.03), 4))
            held = np.abs(y) > 0.02
            low, high_end = (np.stack([x, level, np.full(13, z)], 1)[held] for level in (np.zeros(13), y))
            made.add("cable" if above else "pillar", rods(low, high_end, 0.008 if above else 0.014))
        if chance(rng, 0.5):
            made.add("pillar", *_at_both_ends(box((0.12, tall * 1.1, wide * 1.1), (0, 0.01 - tall * 0.55, 0))))
    elif chance(rng, 0.5):
        made.add("pillar", *_at_both_ends(box((0.15, max(0.05, rise * 0.3), wide * 0.97), (0, -rise * 0.1, 0))))
    if chance(rng, 0.7) and style != "truss":
        _railing(rng, made, 0.0 if style == "stone" else rise, wide, length)
    return made
