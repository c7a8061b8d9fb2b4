"""Controls set on a switch's front: one, or a grid of equal or mixed ones."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import chance, log_uniform, pick
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import move
from pa3d.synthetic.switch_controls import CONTROLS, Control, lamp, spun

Rng = np.random.Generator


def place(made: Assembly, control: Control, x: float, y: float, z: float) -> None:
    """The control set at (x, y, z): what moves is switch, the rest body."""
    made.add("switch", *(move(piece, (x, y, z)) for piece in control.moving))
    made.add("body", *(move(piece, (x, y, z)) for piece in control.still))


def fill(rng: Rng, made: Assembly, room: tuple[float, float], z: float, style: str, grid: tuple[int, int]) -> None:
    """A grid (columns, rows) of controls within width and height about the origin, of one kind or mixed."""
    columns, rows = grid
    cell = np.array([room[0] / columns, room[1] / rows])
    full = style == "rocker" and chance(rng, 0.65)
    share = (
        rng.uniform(0.85, 0.99, 2) if full else np.array([log_uniform(rng, 0.38, 0.97), log_uniform(rng, 0.45, 0.97)])
    )
    wide, tall = cell * share
    if not full:  # long cells hold controls of moderate proportions
        wide, tall = min(wide, tall * 1.6), min(tall, wide * 2.2)
    mixed = columns * rows > 1 and chance(rng, 0.25)
    one = CONTROLS[style](rng, wide, tall)
    turned_one = spun(one, 90) if chance(rng, 0.12) and not full else one
    for k in range(columns * rows):
        x, y = (k % columns - (columns - 1) / 2) * cell[0], (k // columns - (rows - 1) / 2) * cell[1]
        control = turned_one
        if mixed and k:
            other = pick(rng, ("lamp", *CONTROLS))
            control = lamp(rng, wide, tall) if other == "lamp" else CONTROLS[other](rng, wide, tall)
        place(made, spun(control, 180) if chance(rng, 0.3) else control, float(x), float(y), z)


GRIDS = ((1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (1, 2), (1, 3), (2, 2), (3, 2), (2, 3), (1, 4))
GRID_WEIGHTS = (7, 4, 2.5, 1.2, 0.4, 0.4, 1.5, 1, 1, 0.5, 0.4, 0.4)
