"""Beds: single and double, with headboards of every kind, bunks, cots, canopies, platforms, hospital beds."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.bedding_frames import bunk_bed, cot, floor_bed, hospital_bed, posted_bed
from pa3d.synthetic.bedding_parts import HEADBOARDS, add_board, add_pillows, add_rails, mattress
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import Footprint, oval, plate, slab
from pa3d.synthetic.furniture_frames import slabs, sled
from pa3d.synthetic.furniture_legs import four_legs
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import box, ellipsoid, lathe, move, spline, tube, turn, warp
from pa3d.synthetic.seating_plane import Back, placed


def _plain_bed(rng: np.random.Generator) -> Assembly:
    """A mattress on a frame with a headboard, often a footboard, pillows."""
    out = Assembly()
    w, d = (
        float(rng.uniform(0.4, 0.55)) if chance(rng, 0.45) else float(rng.uniform(0.6, 1.0)),
        float(rng.uniform(0.9, 1.08)),
    )
    low = float(rng.uniform(0.0, 0.25))
    rail = low + float(rng.uniform(0.06, 0.25))
    thick = float(rng.uniform(0.1, 0.28))
    add_rails(rng, out, w, d, low, rail)
    out.add("sleep area", *mattress(rng, w * 0.98, d * 0.98, rail, thick))
    add_pillows(rng, out, w, d, rail + thick)
    kind = int(rng.integers(len(HEADBOARDS)))
    if chance(rng, 0.88):
        add_board(rng, out, w, d, rail + thick + float(rng.uniform(0.15, 0.8)), "headboard", -1, kind)
    if chance(rng, 0.4):
        add_board(rng, out, w, d, rail + thick * float(rng.uniform(0.3, 2.0)), "footboard", 1, kind)
    if low > 0.03:
        base = pick(rng, (four_legs, four_legs, four_legs, slabs, sled))
        out.add("leg", *base(rng, Footprint(w * 0.97, d * 0.97, low + 0.004)).legs)
    if chance(rng, 0.04):  # night stands that belong to it
        for x in (-1, 1):
            out.add("frame", box((0.4, 0.03, 0.35), (x * (w + 0.25), rail + 0.05, -d + 0.2)))
    return out


def _round_bed(
    rng: np.random.Generator, d: float, low: float, rail: float, thick: float, top: float, t: float
) -> Assembly:
    """A round mattress with a curved head."""
    out = Assembly()
    out.add("frame", lathe([(d, low), (d * 1.05, rail), (d * 0.97, rail)], 24, True))
    out.add(
        "sleep area",
        lathe(
            [
                (d * 0.95, rail * 0.8),
                (d * 0.97, rail + thick),
                (d * 0.9, rail + thick + 0.03),
                (0, rail + thick + 0.03),
            ],
            24,
        ),
    )
    b = Back(d * 0.8, top, t)
    bow = placed(rng, [plate(np.add(oval(d * 0.8, top / 2, 0.3), (0, top / 2)), t)], b, (0, -d * 0.85), 0)
    out.add(
        "headboard",
        *(
            warp(piece, lambda v: v + np.stack([0 * v[:, 0], 0 * v[:, 0], 0.5 * (v[:, 0] / d) ** 2], 1))
            for piece in bow
        ),
    )
    add_pillows(rng, out, d * 0.6, d * 0.8, rail + thick)
    return out


def _upholstered_bed(rng: np.random.Generator) -> Assembly:
    """A box bed: padded sides, deep headboard with wings or cushions, daybed with three sides, sleigh."""
    out = Assembly()
    w, d = float(rng.uniform(0.45, 0.95)), float(rng.uniform(0.92, 1.05))
    low, rail, thick = float(rng.uniform(0.0, 0.1)), float(rng.uniform(0.25, 0.4)), float(rng.uniform(0.1, 0.25))
    t = float(rng.uniform(0.05, 0.14))
    top = rail + thick + float(rng.uniform(0.25, 0.6))
    style = pick(rng, ("wings", "sleigh", "sleigh", "daybed", "box", "round"))
    soft = t * 0.4 * (rng.random() < 0.5)
    if style == "round":
        return _round_bed(rng, d, low, rail, thick, top, t)
    out.add(
        "frame", slab((-w - t, low, -d), (-w, rail + 0.06, d), soft), slab((w, low, -d), (w + t, rail + 0.06, d), soft)
    )
    out.add(
        "frame", slab((-w - t, low, d), (w + t, rail + 0.06, d + t), soft), slab((-w, low + 0.02, -d), (w, rail, d))
    )
    out.add("sleep area", *mattress(rng, w * 0.99, d * 0.99, rail, thick))
    add_pillows(rng, out, w, d, rail + thick)
    if style == "sleigh":
        for end, high, part in ((-1, top, "headboard"), (1, rail + thick + 0.1, "footboard")):
            roll = float(rng.uniform(0.08, 0.2))
            path = spline([(0, low, 0), (0, high * 0.6, -0.03), (0, high * 0.9, roll * 0.5), (0, high, roll)], 10)
            board = tube(path, w * 1.414, 4, flatten=t * 0.5 / w, side=(1, 0, 0))
            board = move(board, (0, 0, d + 0.02))
            out.add(part, board if end > 0 else turn(board, "y", 180))
    else:
        out.add("headboard", slab((-w - t - 0.005, low - 0.003, -d - t), (w + t + 0.005, top, 0.006 - d), soft))
        if style == "wings":
            reach, half = float(rng.uniform(0.1, 0.5)), t / 2 + 0.004
            out.add(
                "headboard",
                *(slab((x - half, rail, -d), (x + half, top, -d + reach), soft) for x in (-w - t / 2, w + t / 2)),
            )
        if style == "daybed":
            out.add("frame", slab((-w - t, low, -d), (-w, top * 0.9, d), soft))
            edge = w + t + 0.006  # it hides the foot of the frame
            out.add("footboard", slab((-edge, low - 0.004, d - 0.006), (edge, top * 0.9, d + t + 0.006), soft))
        elif chance(rng, 0.5):
            columns = int(rng.integers(2, 6))
            pad = ellipsoid((w / columns, (top - rail - thick) / 2, t * 0.6), 10, 7, 0.4)
            out.add(
                "headboard",
                *(
                    move(pad, ((2 * k + 1 - columns) * w / columns, (top + rail + thick) / 2, -d))
                    for k in range(columns)
                ),
            )
    if low > 0.03:
        out.add(
            "leg", *four_legs(rng, Footprint(w, d, low + 0.01), pick(rng, ("square", "taper", "bun", "round"))).legs
        )
    return out


def bed(rng: np.random.Generator) -> Assembly:
    """A bed of any style."""
    makers = (_plain_bed, _upholstered_bed, posted_bed, bunk_bed, cot, hospital_bed, floor_bed)
    return pick(rng, makers, (7, 3, 1.6, 1.6, 0.8, 1, 1.5))(rng)


KINDS: tuple[Kind, ...] = (
    Kind(
        "bed",
        bed,
        {
            "frame": ("bed frame", "bedframe", "bed base", "side rail", "bedstead"),
            "sleep area": ("mattress", "sleeping area", "bed surface", "sleeping surface"),
            "headboard": ("head board", "bed head", "head panel"),
            "footboard": ("foot board", "bed end", "foot panel"),
            "pillow": ("pillows", "cushion", "head cushion"),
            "leg": ("bed leg", "legs", "foot", "support"),
            "ladder": ("bunk ladder", "steps", "stairs"),
            "wheel": ("caster", "castor", "roller"),
        },
        ("double bed", "single bed", "bunk bed", "bedstead", "crib"),
    ),
)
