"""What caps and hats are made of: crowns as grids from the lower edge to the top, visors, brims all round, cuffs.

Angles go round the y axis from +x; the front is at 90 degrees (+z).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.pieces import Piece, Vector, loft, sheet, spline

COLUMNS = 30
VisorShape = Literal["round", "square", "pointed", "shovel"]


def around(columns: int = COLUMNS) -> Array:
    """The angles (columns,) of a crown's columns, in radians."""
    return np.linspace(0, 2 * np.pi, columns, endpoint=False)


def crown_grid(
    profile: Sequence[Vector], width: float, height: float, length: float,
    lean: float = 0.0, tip: float = 0.0, seams: float = 0.0, oblong: float = 2.0, rows: int = 11,
) -> Array:  # fmt: skip
    """A crown (rows, COLUMNS, 3) from control points (radius, height) of its side, lower edge first.

    lean moves the top along z, tip raises the front and lowers the back, seams is the depth of six grooves,
    oblong above 2 makes the head squarer.
    """
    radius, rise = spline(profile, rows).T
    radius = np.maximum(radius, 0)
    theta = around()
    unit = np.stack([np.cos(theta), np.sin(theta)])
    unit = unit * (np.abs(unit) ** oblong).sum(0) ** (-1 / oblong)
    # Grooves fade towards the edge and the top, as cloth does.
    depth = np.outer(np.sin(np.clip(rise, 0, 1) * np.pi), np.abs(np.cos(3 * theta)) ** 6) * seams
    x = np.outer(radius, unit[0] * width) * (1 - depth)
    z = np.outer(radius, unit[1] * length) * (1 - depth) + lean * rise[:, None]
    y = height * rise[:, None] + tip * height * np.outer(rise * radius, unit[1])
    return np.stack([x, np.broadcast_to(y, x.shape), z], -1)


def lifted(grid: Array, lift: Array) -> Array:
    """The grid with the lower edge of each column moved up by lift (COLUMNS,), a share of the column in [0, 1)."""
    rows = len(grid)
    share = np.linspace(0, 1, rows)[:, None]
    place = (lift + (1 - lift) * share) * (rows - 1)
    low = np.minimum(place.astype(int), rows - 2)
    column = np.arange(grid.shape[1])
    part = (place - low)[..., None]
    mixed: Array = grid[low, column] * (1 - part) + grid[low + 1, column] * part
    return mixed


def gap(columns: int, middle: float, half: float, height: float) -> Array:
    """A lift (columns,) that cuts an arch of half width `half` (degrees) at angle `middle` to `height`."""
    away = np.abs((np.rad2deg(around(columns)) - middle + 180) % 360 - 180)
    return height * np.sqrt(np.clip(1 - (away / half) ** 2, 0, 1))


def crown_piece(grid: Array, wall: float) -> Piece:
    """The crown's skin: wall 0 a single sheet, below 0 closed below, above 0 with an inner side `wall` away."""
    if wall <= 0:
        return loft(grid, caps=wall < 0)
    size = np.ptp(grid[0, :, 0]) / 2
    middle = grid[0].mean(0) * (1, 0, 1)
    inner = (grid - middle) * (1 - wall / size) + middle
    return loft(np.concatenate([inner[::-1], grid]), caps=False)


def edge_at(ring: Array, degrees: Array) -> Array:
    """Points (n, 3) of a closed ring (C, 3) at angles (n,) of its columns."""
    columns = len(ring)
    place = (degrees % 360) / 360 * columns
    low = place.astype(int) % columns
    part = (place - np.floor(place))[:, None]
    points: Array = ring[low] * (1 - part) + ring[(low + 1) % columns] * part
    return points


def visor(
    edge: Array, half: float, length: float, shape: VisorShape = "round", drop: float = 0.0, bend: float = 0.0,
    fan: float = 0.3, power: float = 2.2, thickness: float = 0.0, tuck: float = 1.0, front: float = 90.0,
) -> Piece:  # fmt: skip
    """A sheet that leaves the edge (C, 3) of a crown over `half` degrees to both sides of `front`.

    drop: tangent of its slope; bend: how far its sides hang, in half widths; fan 0 straight ahead, 1 radial;
    tuck below 1 starts it inside the crown.
    """
    side = np.linspace(-1, 1, 17)
    inner = edge_at(edge, front + side * half)
    middle = edge.mean(0)
    width = np.ptp(edge[:, 0]) / 2
    ahead = np.array([np.cos(np.deg2rad(front)), 0.0, np.sin(np.deg2rad(front))])
    across = np.array([ahead[2], 0.0, -ahead[0]])
    radial = (inner - middle) * (1, 0, 1)
    radial /= np.linalg.norm(radial, axis=1, keepdims=True)
    away = np.abs(side)
    reach = {
        "round": (1 - away**power) ** (1 / 2),
        "square": (1 - away**8) ** (1 / 3),
        "pointed": 1 - away**1.4,
        "shovel": 0.35 + 0.65 * (1 - away**6) ** 0.5,
    }[shape]
    direction = (1 - fan) * ahead + fan * radial
    outward = direction * (length * np.maximum(reach, 0.02))[:, None]
    step = np.linspace(0, 1, 6)[:, None, None]
    inner = middle * (1, 0, 1) * (1 - tuck) + inner * (tuck, 1, tuck)
    grid = inner + step * outward  # (6, 17, 3)
    off = ((grid - middle) @ across) / width
    run = np.linalg.norm(step * outward, axis=-1)
    grid[..., 1] -= drop * run + bend * width * off**2 * step[..., 0] ** 0.7
    return sheet(grid, thickness)


def ring_brim(
    edge: Array, width: Array | float, slope: float, curl: Array | float = 0.0, thickness: float = 0.0, rows: int = 6
) -> Piece:
    """A brim all round from a crown's edge (C, 3).

    width: one, or (C,). slope: degrees below the horizontal; curl: rise at the outer rim, one or (C,), units.
    """
    radial = (edge - edge.mean(0)) * (1, 0, 1)
    radial /= np.linalg.norm(radial, axis=1, keepdims=True)
    size = np.broadcast_to(np.asarray(width, dtype=float), (len(edge),))
    step = np.linspace(0, 1, rows)[:, None]
    angle = np.deg2rad(slope)
    grid = edge + radial * (step * size * np.cos(angle))[..., None]
    grid[..., 1] += -step * size * np.sin(angle) + step**2.5 * curl
    if thickness == 0:
        return loft(grid, caps=False)
    lower = grid - (0, thickness, 0)
    return loft(np.concatenate([grid, lower[::-1]]), closed=True)


def cuff(edge: Array, height: float, out: float, flare: float, bulge: float, thickness: float) -> Piece:
    """A band outside a crown's lower edge (C, 3): a turned-up rim, a fur band, a ribbon."""
    radial = (edge - edge.mean(0)) * (1, 0, 1)
    radial /= np.linalg.norm(radial, axis=1, keepdims=True)
    step = np.linspace(0, 1, 5)[:, None, None]
    away = out + flare * step + bulge * np.sin(np.pi * step)
    grid = edge + radial * away + np.array([0.0, height, 0.0]) * step
    if thickness == 0:
        return loft(grid, caps=False)
    inner = edge + radial * (out + flare * step - thickness) + np.array([0.0, height, 0.0]) * step
    return loft(np.concatenate([grid, inner[::-1]]), closed=True)
