"""Rarer designs of chairs: waved loungers, rows of seats, wheelchairs, corner chairs; and the table of all designs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pa3d.synthetic.forms import chance, log_uniform, pick
from pa3d.synthetic.furniture import Footprint, bent, slab
from pa3d.synthetic.furniture_bases import add_base
from pa3d.synthetic.furniture_frames import slabs, sled, trestle
from pa3d.synthetic.furniture_legs import four_legs, pedestal
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import bar, box, move, sheet, spline, torus, tube, turn
from pa3d.synthetic.seating_arms import Seat, both, seats
from pa3d.synthetic.seating_backs import fan, slatted
from pa3d.synthetic.seating_cushions import cushioned, pillow, thick_seat
from pa3d.synthetic.seating_cut import add_parted
from pa3d.synthetic.seating_designs import (
    caged_chair,
    director_chair,
    flowing_chair,
    morris_chair,
    savonarola,
    stick_chair,
    strap_chair,
)
from pa3d.synthetic.seating_panels import padded, panel
from pa3d.synthetic.seating_plane import Back, placed


def wave_lounger(rng: np.random.Generator) -> Assembly:
    """A long waved pad for back, seat and calves on a light stand or a solid foot."""
    out = Assembly()
    w, h = float(rng.uniform(0.22, 0.36)), float(rng.uniform(0.2, 0.4))
    d, tall = float(rng.uniform(0.25, 0.4)), float(rng.uniform(0.3, 0.6))
    reach, lean = float(rng.uniform(0.2, 0.75)), float(rng.uniform(0.5, 1.4)) * tall
    knee = float(rng.uniform(-0.05, 0.15))
    points = [(d + reach, h + float(rng.uniform(-0.25, 0.05))), (d, h + knee), (0.0, h - 0.02), (-d * 0.8, h),
              (-d - lean * 0.5, h + tall * 0.55), (-d - lean, h + tall)]  # fmt: skip
    path = spline(points, 30)
    thick = log_uniform(rng, 0.008, 0.12)
    grid = np.stack([np.column_stack([np.full(30, x), path[:, 1], path[:, 0]]) for x in np.linspace(-w, w, 5)], 1)
    add_parted(out, "back", "seat", sheet(grid, thick), lambda v: v[:, 2] + 0.85 * d)
    if chance(rng, 0.3):
        pad = pillow(rng, (-0.8 * w, -0.07, -0.04), (0.8 * w, 0.07, 0.04))
        angle = float(np.degrees(np.arctan2(lean, tall)))
        out.add("back", move(turn(pad, "x", -angle), (0, h + tall * 0.92, -d - lean * 0.92 + 0.5 * thick)))
    floor = float(grid[:, :, 1].min())
    if floor < 0.02:
        out.pieces = [(name, move(piece, (0, 0.06 - floor, 0))) for name, piece in out.pieces]
        h += 0.06 - floor
    make = pick(rng, (four_legs, sled, slabs, pedestal, trestle))
    add_base(rng, out, make(rng, Footprint(w * 0.9, d * 0.7, h - 0.5 * thick - 0.04)))
    if chance(rng, 0.3):
        out.add(
            "arm", *both([tube(spline([(w, h, -d), (w + 0.03, h + 0.2, -d), (w + 0.03, h + 0.18, 0.2)], 8), 0.02, 6)])
        )
    return out


def seat_row(rng: np.random.Generator) -> Assembly:
    """Two to four equal seats on a beam or a shared stand: waiting rooms, stadiums, theatres."""
    out = Assembly()
    count, w = int(rng.integers(2, 5)), float(rng.uniform(0.2, 0.28))
    seat, thick = float(rng.uniform(0.38, 0.48)), log_uniform(rng, 0.015, 0.14)
    s = Seat(w * 0.96, w, seat, thick)
    unit = Assembly()
    unit.add("seat", *(thick_seat(rng, s, seat - thick) if thick > 0.06 else seats(rng, s)))
    b = Back(w * 0.95, float(rng.uniform(0.25, 0.6)), log_uniform(rng, 0.015, 0.12))
    flat = cushioned(rng, b) if thick > 0.06 else panel(rng, b)
    unit.add("back", *placed(rng, flat, b, (seat - thick * 0.5, -w), float(rng.uniform(2, 20))))
    step = 2 * w * float(rng.uniform(1.0, 1.25))
    middles = (np.arange(count) - (count - 1) / 2) * step
    for x in middles:
        out.pieces += [(name, move(piece, (x, 0, 0))) for name, piece in unit.pieces]
    if chance(rng, 0.65):
        high, t = seat + float(rng.uniform(0.14, 0.24)), float(rng.uniform(0.02, 0.06))
        everywhere = np.append(middles - step / 2, middles[-1] + step / 2)
        closed = chance(rng, 0.3)
        for x in everywhere if chance(rng, 0.6) else everywhere[[0, -1]]:
            out.add("arm", box((t, 0.03, 1.6 * w), (x, high, 0)))
            out.add("arm", slab((x - t / 3, seat - thick, -0.6 * w), (x + t / 3, high, (0.5 if closed else -0.4) * w)))
    long, r = float(middles[-1]) + w, float(rng.uniform(0.02, 0.04))
    out.add("leg", bar((-long, seat - thick - r, 0), (long, seat - thick - r, 0), r * 1.4, sections=4))
    for x in (-0.7 * long, 0.7 * long) if chance(rng, 0.7) else tuple(middles):
        out.add("leg", bar((x, 0.02, 0), (x, seat - thick - r, 0), r, sections=4))
        out.add("leg", box((2.2 * r, 0.03, 1.7 * w), (x, 0.015, 0)))
    return out


def wheeled_chair(rng: np.random.Generator) -> Assembly:
    """A wheelchair or an antique invalid chair: two large wheels at the sides, small ones in front."""
    out = Assembly()
    w, d, seat = float(rng.uniform(0.2, 0.26)), float(rng.uniform(0.2, 0.25)), float(rng.uniform(0.45, 0.52))
    r, big = float(rng.uniform(0.01, 0.016)), float(rng.uniform(0.2, 0.32))
    thick = float(rng.uniform(0.01, 0.08))
    out.add("seat", *seats(rng, Seat(w, d, seat, thick)))
    b = Back(w, float(rng.uniform(0.35, 0.55)), 0.04)
    out.add("back", *placed(rng, pick(rng, (panel, padded))(rng, b), b, (seat - thick, -d), float(rng.uniform(2, 12))))
    name = "wheel" if chance(rng, 0.6) else "leg"
    wheel = turn(torus(big - 0.015, 0.015, 28, 6), "z", 90)
    spokes = [
        bar((0, 0, 0), (0, np.cos(a) * big, np.sin(a) * big), 0.004, sections=4) for a in np.linspace(0, 6.28, 9)[:8]
    ]
    for piece in (wheel, *spokes):
        out.add(name, *both([move(piece, (w + 0.05, big, -d * 0.8))]))
    small = turn(torus(0.06, 0.02, 14, 6), "z", 90)
    out.add(name, *both([move(small, (w, 0.08, d * 1.1))]))
    out.add("leg", *both([bar((w, 0.08, d * 1.1), (w, seat, d), r), bar((w, big, -d * 0.8), (w, seat, -d * 0.8), r)]))
    out.add(
        "leg", bar((-w - 0.05, big, -d * 0.8), (w + 0.05, big, -d * 0.8), r), *both([bar((w, 0.2, d), (w, 0.2, -d), r)])
    )
    out.add(
        "leg",
        *both(
            [bar((w * 0.8, seat, d), (w * 0.7, 0.12, d * 1.7), r), box((0.13, 0.015, 0.14), (w * 0.6, 0.11, d * 1.8))]
        ),
    )
    high = seat + float(rng.uniform(0.16, 0.24))
    arm = tube(bent([(w, seat, d * 0.8), (w, high, d * 0.8), (w, high, -d)], 0.05), r, 8)
    out.add("arm", *both([arm, box((0.05, 0.03, d * 1.3), (w, high + r, 0))]))
    return out


def corner_chair(rng: np.random.Generator) -> Assembly:
    """A square seat turned on its corner, a rail around the two sides behind."""
    out = Assembly()
    w, seat, rise = float(rng.uniform(0.2, 0.28)), float(rng.uniform(0.4, 0.47)), float(rng.uniform(0.2, 0.36))
    r, thick = float(rng.uniform(0.012, 0.025)), float(rng.uniform(0.02, 0.12))
    corners = np.array([(w, w), (-w, w), (-w, -w), (w, -w)])
    out.add("seat", *seats(rng, Seat(w, w, seat, thick)))
    out.add("leg", *four_legs(rng, Footprint(w, w, seat - 0.9 * thick)).legs)
    high = seat + rise
    for i in (1, 2, 3):
        x, z = corners[i]
        out.add("back", bar((x, seat - thick, z), (x, high, z), r, sections=pick(rng, (4, 8))))
    path = spline(
        [(-w, high, 1.1 * w), (-w, high, 0), (-0.93 * w, high, -0.93 * w), (0, high, -w), (1.1 * w, high, -w)], 20
    )
    out.add("back", tube(path, r * float(rng.uniform(1, 2)), 4, flatten=float(rng.uniform(0.4, 1.5)), side=(0, 1, 0)))
    for k in np.linspace(-0.7, 0.7, int(rng.integers(1, 7))):
        for x, z in ((k * w, -w), (-w, k * w)):
            out.add("back", bar((x, seat, z), (x, high, z), r * 0.6, sections=6))
    if chance(rng, 0.7):
        out.pieces = [(name, turn(piece, "y", -45)) for name, piece in out.pieces]
    return out


def moulded_chair(rng: np.random.Generator) -> Assembly:
    """One plastic casting: a slotted or plain shell whose arms run down into broad bent legs (garden monobloc)."""
    out = Assembly()
    w, d, seat = float(rng.uniform(0.2, 0.27)), float(rng.uniform(0.2, 0.26)), float(rng.uniform(0.36, 0.45))
    tall, t, lean = float(rng.uniform(0.3, 0.5)), float(rng.uniform(0.005, 0.025)), float(rng.uniform(8, 25))
    out.add("seat", *seats(rng, Seat(w, d, seat, t)))
    b = Back(w, tall, max(t, 0.012))
    flat = pick(rng, (panel, slatted, panel, fan))(rng, b)
    out.add("back", *placed(rng, flat, b, (seat - t, -d), lean))
    for x, z in ((w, d), (w, -d)):  # legs of an L or U section
        foot, wide = np.array([x * 1.12, 0, z * 1.2]), float(rng.uniform(0.025, 0.06))
        head = np.array([x, seat, z])
        inward = -np.sign(z) * wide
        for edge in ((0, 0, inward), (-wide, 0, 0)):
            strip = np.array([[foot, foot + np.multiply(edge, 0.6)], [head, head + edge]])
            out.add("leg", *both([sheet(strip, t)]))
    if chance(rng, 0.75):
        rise, wide = float(rng.uniform(0.15, 0.24)), float(rng.uniform(0.02, 0.05))
        back = -d - np.tan(np.deg2rad(lean)) * rise
        path = spline([(w, seat + rise, back), (w + 0.04, seat + rise, 0), (w + 0.03, seat + rise - 0.01, 0.8 * d),
                       (w + 0.01, seat + 0.4 * rise, 1.05 * d), (w, seat - t, d)], 16)  # fmt: skip
        out.add("arm", *both([tube(path, wide, 4, flatten=float(rng.uniform(0.2, 0.6)), side=(1, 0, 0.3))]))
    return out


def kneeling_chair(rng: np.random.Generator) -> Assembly:
    """A seat that falls forward, knee pads below it, a slanting frame on runners or casters."""
    out = Assembly()
    w, seat, r = float(rng.uniform(0.2, 0.25)), float(rng.uniform(0.45, 0.6)), float(rng.uniform(0.012, 0.025))
    pad = pillow(rng, (-w, -0.05, -0.16), (w, 0.03, 0.16))
    out.add("seat", turn(move(pad, (0, seat, -0.1)), "x", float(rng.uniform(8, 22)), (0, seat, -0.1)))
    name, wide, single = pick(rng, ("seat", "leg")), float(rng.uniform(0.3, 0.5)) * w, chance(rng, 0.5)
    reach = w if single else wide
    knee = turn(pillow(rng, (-reach, -0.04, -0.1), (reach, 0.04, 0.1)), "x", 35)
    for x in (0.0,) if single else (-0.6 * w, 0.6 * w):
        out.add(name, move(knee, (x, 0.5 * seat, 0.3)))
    for x in (-0.6 * w, 0.6 * w):
        out.add("leg", bar((x, r, -0.3), (x, 0.5 * seat, 0.32), r, sections=4))
        out.add("leg", bar((x, r, 0.35), (x, seat, -0.15), r, sections=4))
    for z in (-0.3, 0.35):
        out.add("leg", bar((-w, r, z), (w, r, z), r, sections=4))
    if chance(rng, 0.5):
        b = Back(w, float(rng.uniform(0.2, 0.4)), 0.06)
        out.add("back", *placed(rng, cushioned(rng, b), b, (seat, -0.27), 5.0))
    return out


DESIGNS: tuple[tuple[Callable[[np.random.Generator], Assembly], float], ...] = (
    (caged_chair, 2), (strap_chair, 1), (director_chair, 1), (savonarola, 0.6), (morris_chair, 2.2), (stick_chair, 0.5),
    (flowing_chair, 1.8), (wave_lounger, 0.8), (seat_row, 0.5), (wheeled_chair, 0.25), (corner_chair, 0.25),
    (moulded_chair, 0.8), (kneeling_chair, 0.2),
)  # fmt: skip
