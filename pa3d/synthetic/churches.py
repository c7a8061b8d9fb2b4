"""Churches with transepts, apses, twin towers, crossing towers and domes, belfries on the ridge."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import box, cylinder, lathe, move, turn
from pa3d.synthetic.walls import door, gable_walls, on_wall, roof, spire, window, windows_on

Rng = np.random.Generator


def _wing(
    rng: Rng,
    made: Assembly,
    size: tuple[float, float, float],
    pitch: float,
    ahead: bool,
    at: tuple[float, float, float],
) -> None:
    """Walls and a gabled roof; size: across the ridge, along it, high. ahead: the ridge runs along z."""
    wide, long, height = size
    thick = float(pick(rng, (0.0, 0.03)))
    pieces = [("wall", box((long, height, wide), (0, height / 2, 0)))]
    top = roof(rng, long, wide, pitch, "gable", rng.uniform(0.0, 0.08) * wide, thick)
    pieces.append(("roof", move(top, (0, height + thick * 0.9 + 0.003, 0))))
    ends = gable_walls(long, wide, pitch, "gable")
    if ends is not None:
        pieces.append(("wall", move(ends, (0, height, 0))))
    made.pieces += [(part, move(turn(piece, "y", 90) if ahead else piece, at)) for part, piece in pieces]


def _tower(
    rng: Rng, made: Assembly, at: tuple[float, float], size: tuple[float, float], round_: bool, cap: str
) -> float:
    """A tower on y just below 0 with its cap and belfry openings; returns the height of its peak."""
    (x, z), (side, high) = at, size
    shaft = (
        cylinder(side / 2, high + 0.01, sections=12)
        if round_
        else box((side, high + 0.01, side), (0, high / 2 + 0.005, 0))
    )
    made.add("tower", move(shaft, (x, -0.01, z)))
    top = side * rng.uniform(0.5, 2.2)
    cover = roof(rng, side, side, top, "pyramid", rng.uniform(0.005, 0.05), 0.0)
    if cap == "spire" or round_:
        cover = spire(rng, side * 0.62, top * 1.3, int(pick(rng, (4, 8, 12))))
    elif cap == "flat":
        cover = box((side * 1.08, side * 0.15, side * 1.08), (0, side * 0.07, 0))
    made.add("roof", move(cover, (x, high - 0.002, z)))
    pane = window(rng, side * rng.uniform(0.2, 0.45), side * rng.uniform(0.4, 0.8), "arch", 0.03)
    half = side / 2
    for facing, turned_x, turned_z in (("+z", x, z), ("-z", -x, -z), ("+x", -z, x), ("-x", z, -x)):
        made.add("window", on_wall(pane, facing, half + turned_z, turned_x, high * 0.87))
    return float(high + cover.vertices[:, 1].max())


def _cross(rng: Rng, made: Assembly, x: float, y: float, z: float) -> None:
    arm = rng.uniform(0.04, 0.1)
    thin = arm * rng.uniform(0.15, 0.35)
    made.add(
        "cross", box((thin, arm * 3, thin), (x, y + arm * 1.3, z)), box((arm * 1.7, thin, thin), (x, y + arm * 1.8, z))
    )


def _towers(rng: Rng, made: Assembly, size: tuple[float, float, float], ridge: float) -> None:
    """Two in front, one over the crossing, a dome, or a little belfry on the ridge."""
    wide, long, height = size
    style = pick(rng, ("twin", "crossing", "dome", "belfry", "side"))
    cap = pick(rng, ("pyramid", "spire", "flat"))
    round_ = chance(rng, 0.15)
    peak, spot = ridge, (0.0, long * 0.46)
    if style == "twin":
        side, high = wide * rng.uniform(0.3, 0.45), ridge * rng.uniform(1.0, 1.7)
        look = int(rng.integers(2**31))
        for x in (-1, 1):
            peak = _tower(
                np.random.default_rng(look), made, (x * wide * 0.52, long / 2 - side * 0.3), (side, high), round_, cap
            )
            if chance(rng, 0.5):
                _cross(rng, made, x * wide * 0.52, peak, long / 2 - side * 0.3)
        return
    if style == "dome":
        radius = wide * rng.uniform(0.3, 0.5)
        drum = height + (ridge - height) * 0.9
        made.add("tower", move(cylinder(radius, drum * 0.6, sections=16), (0, drum * 0.6, 0)))
        line = [
            (radius * 1.03, 0),
            (radius * 0.95, radius * 0.45),
            (radius * 0.6, radius * 0.85),
            (radius * 0.1, radius),
            (radius * 0.1, radius * 1.2),
            (0, radius * 1.3),
        ]
        made.add("roof", move(lathe(line, 16), (0, drum * 1.2, 0)))
        peak, spot = drum * 1.2 + radius * 1.25, (0.0, 0.0)
    else:
        share = {"crossing": rng.uniform(0.45, 0.75), "belfry": rng.uniform(0.2, 0.35), "side": rng.uniform(0.35, 0.6)}[
            style
        ]
        side = wide * share
        spot = {
            "crossing": (0.0, -long * 0.1),
            "belfry": (0.0, long / 2 - side * 0.6),
            "side": (wide * 0.6, -long * rng.uniform(-0.3, 0.4)),
        }[style]
        peak = _tower(rng, made, spot, (side, ridge * rng.uniform(1.15, 1.7)), round_, cap)
    if chance(rng, 0.75):
        _cross(rng, made, spot[0], peak, spot[1])


def large_church(rng: Rng) -> Assembly:
    """A nave along z with what larger churches have; the door looks along +z."""
    made = Assembly()
    u = rng.uniform
    wide, long, height = u(0.35, 0.65), u(0.7, 1.6), u(0.3, 0.7)
    pitch = wide * u(0.35, 0.9)
    _wing(rng, made, (wide, long, height), pitch, True, (0, 0, 0))
    if chance(rng, 0.5):  # a transept
        _wing(
            rng,
            made,
            (wide * u(0.6, 0.95), wide * u(1.6, 2.4), height * u(0.8, 0.98)),
            pitch * 0.8,
            False,
            (0, -0.004, -long * u(0.05, 0.2)),
        )
    if chance(rng, 0.5):  # an apse
        radius, high = wide * u(0.35, 0.48), height * u(0.7, 0.97)
        made.add("wall", move(cylinder(radius, high, sections=16), (0, -0.003, -long / 2)))
        made.add("roof", move(lathe([(radius * 1.04, 0), (0, radius * u(0.4, 1.0))], 16), (0, high - 0.006, -long / 2)))
    if chance(rng, 0.4):  # aisles
        low = height * u(0.45, 0.75)
        for x in (-1, 1):
            made.add("wall", box((wide * 0.35, low, long * 0.92), (x * wide * 0.6, low / 2 - 0.003, 0)))
            made.add("roof", turn(box((wide * 0.42, 0.03, long * 0.94)), "z", -x * 25, (0, 0, 0)))
            made.pieces[-1] = ("roof", move(made.pieces[-1][1], (x * wide * 0.62, low + wide * 0.06, 0)))
    side = wide * (0.775 if made.pieces[-1][0] == "roof" and chance(rng, 0.5) else 0.5)
    for facing in ("+x", "-x"):
        windows_on(
            rng,
            made,
            facing,
            wide / 2,
            long * 0.9,
            [height * 0.62],
            (long * u(0.04, 0.09), height * u(0.3, 0.55)),
            "arch",
        )
    if chance(rng, 0.4):  # buttresses
        for z in np.linspace(-0.42, 0.42, int(rng.integers(4, 8))) * long:
            for x in (-1, 1):
                made.add("wall", box((0.08, height * 0.8, 0.04), (x * (side + 0.02), height * 0.4 - 0.002, float(z))))
    front = long / 2
    doors = (0.0,) if chance(rng, 0.7) else (-wide * 0.32, 0.0, wide * 0.32)
    for place in doors:
        one = door(rng, wide * u(0.16, 0.24), height * u(0.4, 0.7), u(0.03, 0.06))
        made.add("door", on_wall(one, "+z", front, place, 0.002))
    if chance(rng, 0.6):
        style = pick(rng, ("round", "arch"))
        rose = window(rng, wide * u(0.2, 0.35), wide * u(0.25, 0.4), style, 0.05)
        made.add("window", on_wall(rose, "+z", front, 0.0, height * u(0.95, 1.1)))
    _towers(rng, made, (wide, long, height), height + pitch)
    return made
