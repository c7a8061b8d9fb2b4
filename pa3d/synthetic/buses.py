"""Buses and trams. The front looks along +z; wheels stand on y = 0."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, box, cylinder, move, sheet
from pa3d.synthetic.vehicle_pieces import along_z, both, hull, road_wheel, rod, select, wheel_pair

Rng = np.random.Generator


class _Shell(NamedTuple):
    """The coach's box: half width, floor and roof heights, ends along z; rows of windows as (low, high)."""

    half: float
    floor: float
    high: float
    front: float
    rear: float
    rows: tuple[tuple[float, float], ...]


def _panes(rng: Rng, shell: _Shell) -> Array:
    """Rear and front ends (n, 2) of the windows along a side."""
    front, rear = shell.front - rng.uniform(0.02, 0.09), shell.rear + rng.uniform(0.02, 0.08)
    if chance(rng, 0.15):
        return np.array([(rear, front)])
    count = int(rng.integers(3, 13))
    gap = (front - rear) / count
    starts = rear + gap * np.arange(count)
    return np.stack([starts, starts + gap * rng.uniform(0.75, 0.94)], 1)


def _cut(rng: Rng, bus: Assembly, shell: _Shell) -> None:
    """A skin whose windows are cut from it: no wall behind them."""
    half, floor, high = shell.half, shell.floor, shell.high
    panes = _panes(rng, shell)
    edge = rng.uniform(0.01, 0.03)
    z = np.unique(np.concatenate([panes.ravel(), [shell.rear, shell.front, shell.rear + 0.01, shell.front - edge]]))
    lean, round_ = rng.uniform(0.0, 0.08), rng.uniform(0.02, 0.06)
    levels = [floor, *(y for row in shell.rows for y in row), high - round_]
    share = (np.array(levels) - floor) / (high - floor)
    side = half * (1 - lean * np.maximum(share - 0.5, 0) * 2)
    side[0] *= 0.96
    across = np.concatenate([side, [side[-1] - round_ * 0.3, side[-1] - round_, 0.0]])
    upward = np.concatenate([levels, [high - round_ * 0.3, high, high + half * rng.uniform(0, 0.08)]])
    x = np.concatenate([across, -across[:-1][::-1]])
    y = np.concatenate([upward, upward[:-1][::-1]])
    snub = np.ones(len(z))
    snub[-1], snub[0] = rng.uniform(0.88, 0.98), 0.97
    grid = np.stack([x[None] * snub[:, None], floor + (y[None] - floor) * (0.3 + 0.7 * snub[:, None]),
        np.repeat(z[:, None], len(x), 1)], -1)  # fmt: skip
    skin = sheet(grid)
    columns = len(x) - 1
    row, column = np.divmod(np.tile(np.arange((len(z) - 1) * columns), 2), columns)
    middle = (z[:-1] + z[1:])[row] / 2
    inside = ((panes[:, 0] < middle[:, None]) & (middle[:, None] < panes[:, 1])).any(1)
    bands = [1 + 2 * k for k in range(len(shell.rows))]
    glass = inside & np.isin(np.minimum(column, columns - 1 - column), bands)
    bus.add("body", select(skin, ~glass))
    sunk = rng.uniform(0.002, 0.008) * pick(rng, (-1, 1), (1, 3))  # panes stand out a little, or lie in the wall
    bus.add("window", Piece(skin.vertices * (1 - sunk / half, 1, 1), skin.faces[glass]))
    _end_walls(rng, bus, shell, grid, sunk)
    if chance(rng, 0.7):
        bus.add("body", box((half * 1.9, 0.01, shell.front - shell.rear - 0.01),
            (0, floor + 0.005, (shell.front + shell.rear) / 2)))  # fmt: skip
    if chance(rng, 0.25):
        for place in np.linspace(shell.rear + 0.06, shell.front - 0.15, 7):
            bus.add("body", both(box((half * 0.7, 0.07, 0.03), (half * 0.5, shell.rows[0][0] - 0.03, place))))


def _end_walls(rng: Rng, bus: Assembly, shell: _Shell, grid: Array, sunk: float) -> None:
    """Front and rear walls; the part between the window's heights is glass in front, and mostly behind."""
    count = grid.shape[1] // 2
    for ring, glazed, inward in ((grid[-1], True, -sunk), (grid[0], chance(rng, 0.7), sunk)):
        right, left = ring[: count + 1], ring[::-1][: count + 1]
        wall = sheet(np.stack([right, (right + left) / 2, left], 1))
        row = np.divmod(np.tile(np.arange(count * 2), 2), 2)[0]
        glass = np.isin(row, [1 + 2 * k for k in range(len(shell.rows))]) & glazed
        bus.add("body", select(wall, ~glass))
        if glazed:
            bus.add("window", move(select(wall, glass), (0, 0, inward)))


def _stuck(rng: Rng, bus: Assembly, shell: _Shell) -> None:
    """A rounded solid with panes standing proud of it."""
    half, proud = shell.half, rng.uniform(0.006, 0.014)
    y, tall = (shell.floor + shell.high) / 2, (shell.high - shell.floor) / 2
    snub, slope, power = rng.uniform(0.88, 1.0), rng.uniform(0.0, 0.04), rng.uniform(0.1, 0.35)
    front, rear = shell.front, shell.rear
    bus.add("body", hull([(front, y - slope, half * snub, tall * snub), (front - 0.04, y, half, tall),
        (rear + 0.03, y, half, tall), (rear, y, half * 0.97, tall * 0.97)], 24, square=power))  # fmt: skip
    for low, up in shell.rows:
        for start, end in _panes(rng, shell):
            bus.add("window", both(box((proud, up - low, end - start), (half, (low + up) / 2, (start + end) / 2))))
        if chance(rng, 0.9):
            bus.add("window", box((half * 1.7, up - low * 0.95, proud),
                (0, (low * 0.95 + up) / 2, front - slope * 0.3 + 0.003)))  # fmt: skip
        if chance(rng, 0.7):
            bus.add("window", box((half * 1.5, (up - low) * 0.9, proud), (0, (low + up) / 2, rear)))


def _shell(rng: Rng, style: str) -> tuple[_Shell, float]:
    """The measures of a style and the wheels' radius."""
    half, radius = rng.uniform(0.1, 0.15), rng.uniform(0.04, 0.06)
    high = rng.uniform(0.26, 0.34)
    if style == "mini":
        half, radius, high = half * 1.5, radius * 1.5, high * 1.35
    if style == "double":
        high *= rng.uniform(1.3, 1.5)
    floor = radius * rng.uniform(0.5, 1.0)
    front = rng.uniform(0.3, 0.38) if style == "school" else 0.5
    tall = high - floor
    if style == "double":
        rows = ((floor + tall * rng.uniform(0.24, 0.3), floor + tall * rng.uniform(0.42, 0.48)),
            (floor + tall * rng.uniform(0.62, 0.68), floor + tall * rng.uniform(0.83, 0.88)))  # fmt: skip
        return _Shell(half, floor, high, front, -0.5, rows), radius
    low = floor + tall * rng.uniform(0.35, 0.55)
    return _Shell(half, floor, high, front, -0.5, ((low, floor + tall * rng.uniform(0.76, 0.88)),)), radius


def bus(rng: Rng) -> Assembly:
    """City buses, coaches, school, double-decker and small buses."""
    built = Assembly()
    style = pick(rng, ("city", "school", "double", "mini"), (5, 2, 2, 1.5))
    shell, radius = _shell(rng, style)
    (_cut if chance(rng, 0.65) else _stuck)(rng, built, shell)
    half, floor, low, front = shell.half, shell.floor, shell.rows[0][0], shell.front
    if style == "school" or (style == "mini" and chance(rng, 0.4)):
        middle, nose = (floor + low) / 2, 0.5 if style == "school" else front + 0.12
        built.add("body", hull([(nose, middle, half * 0.6, (low - floor) / 2),
            (front - 0.02, middle, half * 0.85, (low - floor) / 2)], 14, square=0.4))  # fmt: skip
    if chance(rng, 0.4):
        built.add("body", box((half * 1.3, 0.03, rng.uniform(0.1, 0.6)), (0, shell.high, rng.uniform(-0.15, 0.1))))
    if chance(rng, 0.4):
        built.add("body", both(rod((half, low, front), (half + 0.03, low + 0.05, front + 0.02), 0.008, sections=4)))
    if chance(rng, 0.4):
        built.add("body", *(box((half * 2, 0.03, 0.02), (0, floor + 0.01, z)) for z in (shell.rear, front)))
    wheel = road_wheel(rng, radius, radius * rng.uniform(0.5, 0.9))
    axles = [front - rng.uniform(0.08, 0.18) if style != "school" else front + 0.03,
        shell.rear + rng.uniform(0.12, 0.25)]  # fmt: skip
    if chance(rng, 0.25):
        axles.append(axles[1] + radius * 2.1)
    for z in axles:
        built.add("wheel", wheel_pair(wheel, half - radius * rng.uniform(0.1, 0.3), radius, z))
    if chance(rng, 0.3) and style != "mini":
        lamp = along_z(cylinder(0.015, 0.015, sections=8))
        built.add("body", both(move(lamp, (half * 0.7, floor + 0.05, (0.5 if style == "school" else front) - 0.005))))
    return built
