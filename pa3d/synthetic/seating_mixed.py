"""Chairs of free combination: any base, seat, back and arms, in wide proportions, upright or reclined."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, log_uniform, pick
from pa3d.synthetic.furniture import Base, Footprint, leg, slab
from pa3d.synthetic.furniture_bases import CHAIR_BASES, add_base, any_base
from pa3d.synthetic.furniture_frames import drum, slabs, sled
from pa3d.synthetic.furniture_legs import corners, four_legs, pedestal, star
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, bar, move, spline, tube, turn, warp
from pa3d.synthetic.seating_arms import ARMS, Arm, Seat, apron, both, seats
from pa3d.synthetic.seating_backs import BACKS, headrest
from pa3d.synthetic.seating_cushions import cushioned, massive, pillow, thick_seat
from pa3d.synthetic.seating_plane import Back, placed


class Frame(NamedTuple):
    """The proportions of a chair: its seat, how far the back leans (degrees), its height, the seat's slope."""

    seat: Seat
    tall: float
    lean: float
    tilt: float


def drawn_frame(rng: np.random.Generator) -> Frame:
    """Proportions over the whole range of real chairs, usual ones more often."""
    style = pick(rng, ("usual", "easy", "bar", "thin", "wide", "low"), (5, 3, 0.9, 0.9, 0.9, 0.8))
    width, height, rise, most = {
        "usual": ((0.19, 0.28), (0.38, 0.5), (0.28, 0.75), 0.2),
        "easy": ((0.24, 0.42), (0.3, 0.46), (0.3, 0.7), 0.45),
        "bar": ((0.15, 0.25), (0.55, 0.85), (0.12, 0.5), 0.12),
        "thin": ((0.15, 0.23), (0.34, 0.5), (0.6, 1.1), 0.15),
        "wide": ((0.35, 0.6), (0.28, 0.46), (0.25, 0.6), 0.4),
        "low": ((0.22, 0.4), (0.14, 0.3), (0.3, 0.7), 0.25),
    }[style]
    w, top, tall = log_uniform(rng, *width), log_uniform(rng, *height), log_uniform(rng, *rise)
    deep = w * float(rng.uniform(0.8, 1.15)) if w < 0.34 else float(rng.uniform(0.24, 0.42))
    thick = min(
        log_uniform(rng, 0.05 if style in ("easy", "wide") else 0.012, most), top * float(rng.uniform(0.6, 0.97))
    )
    reclined = chance(rng, 0.2)
    lean = float(rng.uniform(18, 50)) if reclined else float(rng.uniform(-1, 20))
    tilt = float(rng.uniform(4, 18)) if reclined else float(rng.uniform(0, 6)) * (rng.random() < 0.4)
    return Frame(Seat(w, deep, top, thick, chance(rng, 0.08)), tall, lean, tilt)


def block_legs(rng: np.random.Generator, f: Footprint) -> Base:
    """Four massive posts or blocks under the corners."""
    r = min(float(rng.uniform(0.025, 0.08)), 0.35 * f.half_width, 0.35 * f.half_depth)
    style = pick(rng, ("square", "square", "taper", "round"))
    heads = corners(f, r)
    return Base([leg(rng, style, head * (1, 0, 1), head, r, float(rng.uniform(0.5, 1))) for head in heads], [])


def _plinth(rng: np.random.Generator, f: Footprint) -> Base:
    """A low box set back, or two or four boards on edge."""
    k = float(rng.uniform(0.75, 1.0))
    w, d = f.half_width * k, f.half_depth * k
    if chance(rng, 0.6):
        return Base([slab((-w, 0, -d), (w, f.height, d))], [])
    t = float(rng.uniform(0.015, 0.05))
    boards = [slab((-w, 0, z - t), (w, f.height, z + t)) for z in (-d + t, d - t)]
    if chance(rng, 0.5):
        boards += [slab((x - t, 0, -d), (x + t, f.height, d)) for x in (-w + t, w - t)]
    return Base(boards, [])


def drawn_base(rng: np.random.Generator, f: Footprint) -> Base:
    """What fits under a seat of that height: any base, or low feet."""
    if f.height < 0.012:
        return Base([], [])
    if f.height > 0.24:
        make = block_legs if chance(rng, 0.1) else any_base(rng, CHAIR_BASES)
        return make(rng, f)
    if f.height < 0.1 and chance(rng, 0.5):
        return four_legs(rng, f, pick(rng, ("square", "taper", "round", "sabre")))
    low = (block_legs, _plinth, drum, sled, slabs) if f.height < 0.14 else (
        four_legs, four_legs, block_legs, _plinth, drum, sled, slabs, star, pedestal)  # fmt: skip
    return pick(rng, low)(rng, f)


def drawn_back(rng: np.random.Generator, f: Frame, thick: float, half: float) -> list[Piece]:
    """A back of any design at its place: raised above the seat, on it, or down to the seat's lower side."""
    s = f.seat
    soft = chance(rng, 0.25 + 0.5 * (s.thick > 0.09))
    b = Back(half, f.tall, thick)
    if soft:
        flat = cushioned(rng, b)
    else:
        flat = pick(rng, [make for make, _ in BACKS], [share for _, share in BACKS])(
            rng, b._replace(thick=min(thick, 0.08))
        )
        if chance(rng, 0.06):
            flat += headrest(rng, b)
    gap = float(rng.uniform(0.02, 0.25)) * f.tall if chance(rng, 0.15) else 0.0
    if gap:  # held by one to three stems
        flat = [move(piece, (0, gap, 0)) for piece in flat]
        r = float(rng.uniform(0.008, 0.025))
        for x in pick(rng, ((0.0,), (-0.5, 0.5), (-0.8, 0.8))):
            path = np.linspace((x * half, -0.01, -0.3 * thick), (x * half, gap + 0.3 * f.tall, -0.3 * thick), 4)
            flat.append(tube(path, r, pick(rng, (4, 8)), flatten=float(rng.uniform(0.4, 1.2)), side=(1, 0, 0)))
    sink = float(rng.uniform(0.2, 1)) if chance(rng, 0.7) else 0.3
    inside = thick * 0.5 if soft and chance(rng, 0.6) else thick * float(rng.uniform(-0.5, 0.4))
    if sink * s.thick > 0.08 and soft:  # the lower end stands behind the seat
        inside = min(inside, -0.3 * thick)
    place = (s.top - s.thick * sink, -s.half_depth + inside)
    if soft:
        tangent = float(np.tan(np.deg2rad(f.lean)))
        bend = float(rng.uniform(0, 0.25)) * half * (rng.random() < 0.3)

        def lean(v: Array) -> Array:
            v[:, 2] += bend * (v[:, 0] / half) ** 2 - tangent * v[:, 1]
            return np.add(v, (0, *place))

        return [warp(piece, lean) for piece in flat]
    return placed(rng, flat, b, place, f.lean)


def _swept_arms(rng: np.random.Generator, f: Frame, out: Assembly, x: float, rise: float, floor: float) -> None:
    """An arm that comes out of the back or stays on a front leg that rises: rod, bar or plank, one bend or several."""
    s = f.seat
    r = log_uniform(rng, 0.008, 0.04)
    z = -s.half_depth - np.tan(np.deg2rad(f.lean)) * rise
    front = s.half_depth * float(rng.uniform(0.4, 1.1))
    droop = float(rng.uniform(-0.03, 0.08))
    style = pick(rng, ("cantilever", "leg", "leg", "hook"))
    path = [(x * 0.97, s.top + rise, z), (x * 1.04, s.top + rise + 0.01, 0.0), (x, s.top + rise - droop, front)]
    if style == "hook":
        path += [(x, s.top + 0.5 * rise, front * 0.9), (x * 0.95, s.top - 0.5 * s.thick, front * 0.5)]
    flat, sections = float(rng.uniform(0.3, 1.4)), pick(rng, (4, 8))
    out.add("arm", *both([tube(spline(path, 12), r, sections, flatten=flat, side=(1, 0, 0))]))
    if style == "leg":  # the post goes on to the floor: arm above the seat, leg below it
        head = np.array([x, s.top + rise - droop, front * 0.95])
        knee = np.array([x, s.top - s.thick, front * float(rng.uniform(0.9, 1.1))])
        foot = knee * (1, 0, 1) + (0, floor, float(rng.uniform(-0.03, 0.06)))
        out.add("arm", *both([bar(knee, head, r, sections=sections)]))
        out.add("leg", *both([bar(foot, knee, r * float(rng.uniform(0.7, 1.1)), r, sections=sections)]))


def drawn_arms(rng: np.random.Generator, f: Frame, out: Assembly, foot: float) -> None:
    """Arms of any kind: light ones at the seat, swept ones, massive ones at seat or floor."""
    s = f.seat
    rise = min(log_uniform(rng, 0.05, 0.4), max(0.05, float(rng.uniform(0.5, 1.1)) * f.tall))
    behind = -s.half_depth - np.tan(np.deg2rad(f.lean)) * rise * float(rng.uniform(0.5, 1))
    ahead = s.half_depth * float(rng.uniform(0.3, 1.08))
    style = pick(rng, ("light", "swept", "massive"), (3, 1.6, 3.5 if s.thick > 0.08 else 0.8))
    if style == "swept":
        _swept_arms(rng, f, out, s.half_width * float(rng.uniform(0.95, 1.12)), rise, 0.0)
        return
    if style == "light":
        thick = float(rng.uniform(0.02, 0.12))
        x = s.half_width + thick * float(rng.uniform(-0.4, 0.7))
        low = s.top - s.thick * float(rng.uniform(0.1, 1.0))
        make = pick(rng, [make for make, _ in ARMS], [share for _, share in ARMS])
        out.add("arm", *both(make(rng, Arm(x, low, s.top + rise, behind, ahead, thick))))
        return
    thick = log_uniform(rng, 0.04, 0.3)
    low = pick(rng, (0.0, foot, foot, s.top - s.thick, s.top - 0.3 * s.thick))
    over = thick * float(rng.uniform(-0.3, 0.02))  # a little into the seat, or beside it
    place = Arm(s.half_width + thick / 2 + over, low, s.top + rise, behind, ahead, thick)
    sides = both(massive(rng, place))
    out.add("arm", *(sides if chance(rng, 0.97) else sides[: len(sides) // 2]))


def mixed_chair(rng: np.random.Generator) -> Assembly:
    """One of the many combinations."""
    f = drawn_frame(rng)
    s, out = f.seat, Assembly()
    foot = s.top - s.thick
    thick_back = (
        min(log_uniform(rng, 0.015, 0.3), 0.9 * s.half_depth) if s.thick > 0.07 else log_uniform(rng, 0.012, 0.1)
    )
    deep = s.thick > 0.06 and not chance(rng, 0.25)
    out.add("seat", *(thick_seat(rng, s, 0.02) if deep else seats(rng, s)))
    half = s.half_width * float(rng.uniform(0.72, 1.06)) * (0.8 if s.round else 1)
    out.add("back", *drawn_back(rng, f, thick_back, half))
    if chance(rng, 0.12) and f.tall > 0.3:  # loose pillows
        half_pillow = min(0.2, 0.6 * s.half_width)
        loose = pillow(rng, (-half_pillow, 0, -0.05), (half_pillow, 1.6 * half_pillow, 0.05))
        place = (0, s.top, -s.half_depth + thick_back + 0.02)
        out.add("back", move(turn(loose, "x", -f.lean - 8), place))
    if chance(rng, 0.15 if f.lean > 18 else 0.015):  # the seat goes on as a footrest
        reach = float(rng.uniform(0.15, 0.45))
        rest = pillow(rng, (-0.95 * s.half_width, s.top - min(s.thick, 0.1), 0), (0.95 * s.half_width, s.top, reach))
        drop = float(rng.uniform(0, 80))
        out.add("seat", turn(move(rest, (0, 0, s.half_depth)), "x", drop, (0, s.top, s.half_depth)))
    if chance(rng, 0.5):
        drawn_arms(rng, f, out, foot)
    upper = out.pieces
    low_arms = min((float(p.vertices[:, 1].min()) for name, p in upper if name in ("arm", "leg")), default=foot)
    tilt = f.tilt if low_arms > foot - 0.02 else 0.0
    pivot = (0, foot, -s.half_depth)
    out.pieces = [(name, turn(piece, "x", -tilt, pivot)) for name, piece in upper]
    shrink = 0.7 if s.round else float(rng.uniform(0.8, 1.0))
    base = drawn_base(rng, Footprint(s.half_width * shrink, s.half_depth * shrink, foot + 0.003))
    slope = float(np.tan(np.deg2rad(tilt)))

    def follow(v: Array) -> Array:  # legs grow towards the front as the seat rises
        v[:, 1] *= 1 + slope * np.clip(v[:, 2] + s.half_depth, 0, None) / max(foot, 0.05)
        return v

    add_base(rng, out, Base([warp(piece, follow) for piece in base.legs] if tilt else base.legs, base.wheels))
    if base.legs and foot > 0.2 and not s.round and chance(rng, 0.2):
        out.add("seat", *(turn(piece, "x", -tilt, pivot) for piece in apron(rng, s)))
    return out
