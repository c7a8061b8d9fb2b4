"""More faucets: kitchen mixers, pillars, waterfalls, bath mixers with a hand shower, jointed and pump spouts."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import both, chance, pick, squared
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, ellipsoid, lathe, move, spline, tube, turn
from pa3d.synthetic.switch_controls import layered

Rng = np.random.Generator


def _column(rng: Rng, thick: float, high: float, power: float) -> Piece:
    """A standing body with a foot: straight, waisted or swelling."""
    foot, swell = thick * rng.uniform(1.0, 1.9), rng.uniform(0.75, 1.3)
    line = [
        (0, 0),
        (foot, 0),
        (foot, 0.04),
        (thick * 1.05, 0.1),
        (thick * swell, high * 0.5),
        (thick, high * 0.97),
        (thick * 0.9, high),
        (0, high),
    ]
    return squared(lathe(line, 16), power)


def _tall_mixer(rng: Rng) -> Assembly:
    """A pillar whose spout bends out of it at right angles or in an arc, with a lever at its side or a pull-out end."""
    made = Assembly()
    thick, high, reach = rng.uniform(0.08, 0.18), rng.uniform(0.9, 2.6), rng.uniform(0.7, 1.6)
    low = high * rng.uniform(0.2, 0.6)
    square = chance(rng, 0.3)
    made.add("base", _column(rng, thick * 1.4, low, 6.0 if square else 2.0))
    drop = rng.uniform(0.05, 0.6)
    form = pick(rng, ("arc", "corner", "slant", "spring"))
    points = {
        "arc": [(low * 0.9, 0), (high * 0.8, 0), (high, reach * 0.25), (high, reach * 0.7),
            (high - drop * 0.6, reach), (high - drop - 0.2, reach)],
        "spring": [(low * 0.9, 0), (high * 0.8, 0), (high, reach * 0.25), (high, reach * 0.6),
            (high * 0.85, reach * 0.85), (high * 0.5, reach * 0.85)],
        "corner": [(low * 0.9, 0), (high, 0), (high, reach), (high - drop * 0.5, reach)],
        "slant": [(low * 0.9, 0), (high * 0.8, reach * 0.1), (high, reach)],
    }[form]  # fmt: skip
    path = spline(points, 16) if form in ("arc", "spring") else np.array(points)
    path = np.column_stack([np.zeros(len(path)), path])
    made.add("spout", tube(path, thick * rng.uniform(0.7, 1.0), 4 if square else 10, side=(1, 0, 0)))
    if form == "spring" or chance(rng, 0.4):
        size = thick * rng.uniform(1.0, 1.5)
        made.add(
            "spout", bar(path[-1], path[-1] - (0, rng.uniform(0.15, 0.4), 0), size, size * rng.uniform(0.7, 1.2), 12)
        )
    _side_lever(rng, made, thick * 1.4, low * rng.uniform(0.4, 0.75))
    return made


def _side_lever(rng: Rng, made: Assembly, thick: float, y: float) -> None:
    """A hub and a lever or a knob at the column's side, one or both."""
    hub = turn(cylinder(thick * rng.uniform(0.5, 0.95), thick * rng.uniform(0.8, 2.0), sections=12), "z", -90)
    form = pick(rng, ("rod", "flat", "knob"), (3, 2, 1))
    angle, long = rng.uniform(-20, 95), rng.uniform(0.25, 0.75)
    lever = {"rod": bar((0, 0, 0), (long, 0, 0), 0.045, rng.uniform(0.02, 0.05)),
        "flat": box((long, 0.05, 0.14), (long / 2, 0, 0)),
        "knob": ellipsoid((0.14, 0.14, 0.14), 12, 8)}[form]  # fmt: skip
    parts = [move(hub, (thick * 0.7, y, 0)), move(turn(lever, "z", angle), (thick * 1.7, y, 0))]
    sides = chance(rng, 0.25)
    made.add("switch", *(both(piece) for piece in parts) if sides else parts)


def _waterfall(rng: Rng) -> Assembly:
    """A flat open spout on a block, a plate lever or a stick on top."""
    made = Assembly()
    wide, high, deep = rng.uniform(0.35, 0.8), rng.uniform(0.4, 1.8), rng.uniform(0.3, 0.5)
    made.add("base", layered(wide, deep, wide * float(pick(rng, (0.0, 0.1, 0.4))), [(0, 0), (0, high)]))
    made.pieces[0] = ("base", turn(made.pieces[0][1], "x", -90))
    out, slope = rng.uniform(0.5, 1.2), rng.uniform(0, 15)
    level = high * rng.uniform(0.75, 0.95)
    if chance(rng, 0.5):
        pieces = [
            box((wide * 0.9, 0.05, out), (0, level, out / 2)),
            *(box((0.05, 0.14, out), (x * wide * 0.45, level + 0.05, out / 2)) for x in (-1, 1)),
        ]
    else:
        pieces = [box((wide * rng.uniform(0.4, 0.9), rng.uniform(0.08, 0.2), out), (0, level, out / 2))]
    made.add("spout", *(turn(piece, "x", slope, (0, level, 0)) for piece in pieces))
    lift = rng.uniform(5, 35)
    lever = pick(
        rng,
        (
            box((wide * rng.uniform(0.3, 1.0), 0.05, rng.uniform(0.4, 0.9)), (0, 0.06, 0.15)),
            bar((0, 0, 0), (0, 0.7, 0), 0.045),
        ),
    )
    made.add(
        "switch",
        move(cylinder(0.12, 0.1, sections=12), (0, high - 0.02, 0)),
        move(turn(lever, "x", -lift), (0, high + 0.05, 0)),
    )
    return made


def _bath_mixer(rng: Rng) -> Assembly:
    """A bar on the wall or on legs with knobs at its ends or a lever on top, a spout, at times a hand shower."""
    made = Assembly()
    half, thick = rng.uniform(0.5, 1.0), rng.uniform(0.1, 0.2)
    made.add("base", bar((-half, 0, 0), (half, 0, 0), thick, sections=12))
    for x in (-half * 0.75, half * 0.75):
        rose = turn(
            lathe([(0, 0), (thick * 1.8, 0), (thick * 1.6, 0.06), (thick * 0.7, 0.1), (thick * 0.7, 0.4)], 12), "x", 90
        )
        made.add("base", move(rose, (x, 0, -0.42)))
    out = rng.uniform(0.4, 1.0)
    path = spline([(0, -thick * 0.3, 0), (0, -0.05, out * 0.7), (0, -rng.uniform(0.2, 0.5), out)], 9)
    made.add("spout", tube(path, thick * 0.7, 10))
    if chance(rng, 0.6):
        knob = lathe(
            [(0, 0), (thick * 1.1, 0), (thick * 1.2, 0.2), (thick * 0.9, rng.uniform(0.25, 0.4)), (0, 0.35)],
            int(pick(rng, (8, 14))),
        )
        made.add("switch", both(move(turn(knob, "z", -90), (half - 0.02, 0, 0))))
    else:
        made.add(
            "switch",
            move(cylinder(thick * 0.9, 0.2, sections=12), (0, thick * 0.8, 0)),
            bar((0, thick + 0.15, 0), (0, thick + 0.4, 0.6), 0.07, 0.05),
        )
    if chance(rng, 0.4):
        made.add("switch", move(cylinder(0.05, 0.14, 0.07, 8), (0, thick * 0.9, out * 0.4)))
    if chance(rng, 0.35):
        hose = spline([(0, -thick, 0.05), (half * 0.4, -1.0, 0.2), (half * 1.1, -0.6, 0.2), (half * 0.8, 0.6, 0.1)], 16)
        made.add("base", tube(hose, 0.04, 6), bar((half * 0.8, 0.6, 0.1), (half * 0.5, 1.1, 0.25), 0.06, 0.08))
        made.add("spout", move(turn(cylinder(0.2, 0.08, 0.15, 12), "x", 70), (half * 0.48, 1.13, 0.3)))
    return made


def _pillar(rng: Rng) -> Assembly:
    """A single old tap: body, short spout, cross or capstan on top; sometimes two of them abreast."""
    made = Assembly()
    thick, high = rng.uniform(0.13, 0.22), rng.uniform(0.5, 1.1)
    reach, drop = rng.uniform(0.4, 0.9), rng.uniform(0.05, 0.35)
    level = high * rng.uniform(0.5, 0.75)
    path = spline([(0, level, 0), (0, level + 0.1, reach * 0.5), (0, level, reach * 0.9), (0, level - drop, reach)], 9)
    spokes = int(pick(rng, (2, 3, 4)))
    size = rng.uniform(0.2, 0.4)
    pieces = [("base", _column(rng, thick, high, 2.0)), ("spout", tube(path, thick * 0.75, 10)),
        ("switch", move(cylinder(thick * 0.5, 0.25, sections=10), (0, high - 0.02, 0)))]  # fmt: skip
    for k in range(spokes):
        a = 2 * np.pi * k / spokes
        tip = np.array([size * np.cos(a), high + 0.2, size * np.sin(a)])
        pieces += [
            ("switch", bar((0, high + 0.2, 0), tip, 0.05)),
            ("switch", move(ellipsoid((0.08, 0.08, 0.08), 8, 5), tip)),
        ]
    if chance(rng, 0.25):
        apart = rng.uniform(0.4, 0.8)
        pieces = [(part, both(move(piece, (apart, 0, 0)))) for part, piece in pieces]
    made.pieces += pieces
    return made


MORE_FAUCETS = (_tall_mixer, _waterfall, _bath_mixer, _pillar)
