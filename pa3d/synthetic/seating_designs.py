"""Known designs of chairs: tube cages with cushions, strap chairs, director's, Savonarola, plank, Morris, garden."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from pa3d.synthetic.forms import chance, log_uniform, pick
from pa3d.synthetic.furniture import Footprint, bent, leg, slab
from pa3d.synthetic.furniture_bases import add_base
from pa3d.synthetic.furniture_frames import sled, trestle
from pa3d.synthetic.furniture_legs import four_legs
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import bar, box, mirror, move, sheet, spline, tube, turn
from pa3d.synthetic.seating_arms import Seat, both, seats
from pa3d.synthetic.seating_cushions import cushioned, pillow, thick_seat
from pa3d.synthetic.seating_cut import add_parted
from pa3d.synthetic.seating_panels import padded, panel
from pa3d.synthetic.seating_plane import Back, placed


def caged_chair(rng: np.random.Generator) -> Assembly:
    """Thick cushions for seat, back and arms in a cage of tubes or bars."""
    out = Assembly()
    w, d = float(rng.uniform(0.24, 0.42)), float(rng.uniform(0.26, 0.4))
    foot, seat = float(rng.uniform(0.03, 0.2)), float(rng.uniform(0.34, 0.47))
    arm = float(rng.uniform(0.05, 0.18))
    arm_top, top = seat + float(rng.uniform(0.1, 0.25)), seat + float(rng.uniform(0.2, 0.5))
    top = arm_top if chance(rng, 0.4) else max(top, arm_top)
    thick, r = float(rng.uniform(0.08, 0.2)), float(rng.uniform(0.008, 0.025))
    count = pick(rng, (1, 2, 2))
    levels = np.linspace(foot + 2 * r, seat, count + 1)
    for low, high in pairwise(levels):
        out.add("seat", pillow(rng, (-w, low, -d + thick), (w, high, d)))
    out.add("back", pillow(rng, (-w, seat - 0.02 if chance(rng, 0.6) else foot + 2 * r, -d), (w, top, -d + thick)))
    padded_arms = chance(rng, 0.75)
    if padded_arms:
        low = foot + 2 * r if chance(rng, 0.7) else seat - 0.05
        out.add("arm", *both([pillow(rng, (w, low, -d), (w + arm, arm_top, d))]))
    x, ahead, behind = w + (arm if padded_arms else 0) + r, d + r, -d - r
    sections = pick(rng, (4, 8, 8))
    high = arm_top - float(rng.uniform(0, 0.1)) * padded_arms
    for z in (ahead, behind):
        out.add("leg", *both([bar((x, 0, z), (x, foot + r, z), r, sections=sections)]))
        out.add("arm", *both([bar((x, foot + r, z), (x, high, z), r, sections=sections)]))
    out.add("arm", *both([bar((x, high, behind), (x, high, ahead), r, sections=sections)]))
    for level in (foot, *([foot + 0.5 * (high - foot)] if chance(rng, 0.3) else [])):
        out.add("leg", *both([bar((x, level, behind), (x, level, ahead), r, sections=sections)]))
        out.add("leg", *(bar((-x, level, z), (x, level, z), r, sections=sections) for z in (ahead, behind)))
    out.add("back", bar((-x, high, behind), (x, high, behind), r, sections=sections))
    return out


def strap_chair(rng: np.random.Generator) -> Assembly:
    """A cage of bent tube with straps and slings for seat, back and arms (Wassily and kin)."""
    out = Assembly()
    w, d = float(rng.uniform(0.26, 0.38)), float(rng.uniform(0.26, 0.36))
    seat, rise, r = float(rng.uniform(0.32, 0.44)), float(rng.uniform(0.15, 0.28)), float(rng.uniform(0.009, 0.016))
    tilt, lean, tall = float(rng.uniform(2, 14)), float(rng.uniform(8, 30)), float(rng.uniform(0.28, 0.5))
    high, t = seat + rise, pick(rng, (0.0, 0.006, 0.02))
    ring = [(w, r, d), (w, r, -d), (w, high, -d), (w, high, d)]
    side = tube(bent(ring, float(rng.uniform(0.04, 0.12)), 4, True), r, 8, True)
    for piece in (side, mirror(side)):
        add_parted(out, "leg", "arm", piece, lambda v: v[:, 1] - (seat - 0.06))
    if chance(rng, 0.6):
        out.add("leg", *(bar((-w, r, z), (w, r, z), r) for z in (-d, d)))
    inner = w - float(rng.uniform(0.02, 0.08))
    drop = float(np.sin(np.deg2rad(tilt)))
    cloth = np.array([[(x, seat - drop * (d * 0.9 - z), z) for z in np.linspace(d * 0.9, -d * 0.8, 6)]
                      for x in np.linspace(-inner, inner, 5)])  # fmt: skip
    cloth[:, :, 1] -= float(rng.uniform(0, 0.05)) * (1 - (cloth[:, :, 0] / inner) ** 2)
    out.add("seat", sheet(cloth, t), *both([bar((inner, seat, d * 0.9), (inner, seat - drop * 1.7 * d, -d * 0.8), r)]))
    out.add("seat", *(bar((-w, seat - 0.02, z), (w, seat - 0.02, z), r) for z in (d * 0.8,)))
    count = pick(rng, (1, 2, 3))
    base = np.array([0, seat - drop * 1.6 * d, -0.75 * d])
    up = np.array([0, np.cos(np.deg2rad(lean)), -np.sin(np.deg2rad(lean))]) * tall
    for k in range(count):
        a, b = base + up * (k + 0.15) / count, base + up * (k + 0.95) / count
        span = np.array([[(-inner, *a[1:]), (inner, *a[1:])], [(-inner, *b[1:]), (inner, *b[1:])]])
        out.add("back", sheet(span, t))
    end = base + up
    out.add(
        "back", *both([bar((inner, *base[1:]), (inner, *end[1:]), r)]), bar((-inner, *end[1:]), (inner, *end[1:]), r)
    )
    band = float(rng.uniform(0.02, 0.06))
    out.add(
        "arm", *both([box((max(t, 0.004) if chance(rng, 0.5) else 0.05, band, 1.7 * d), (w, high - band * 0.3, 0))])
    )
    return out


def director_chair(rng: np.random.Generator) -> Assembly:
    """Cloth seat and back band between two sides; crossed or straight legs, flat arms."""
    out = Assembly()
    w, d = float(rng.uniform(0.22, 0.3)), float(rng.uniform(0.18, 0.25))
    seat = float(rng.uniform(0.4, 0.5)) if chance(rng, 0.75) else float(rng.uniform(0.6, 0.75))
    r, rise, tall = float(rng.uniform(0.01, 0.022)), float(rng.uniform(0.15, 0.24)), float(rng.uniform(0.3, 0.48))
    sections, t = pick(rng, (4, 4, 8)), pick(rng, (0.0, 0.006, 0.02))
    sag = float(rng.uniform(0, 0.05))
    x = np.linspace(-w, w, 9)
    low = seat - sag * (1 - (x / w) ** 2)
    out.add("seat", sheet(np.stack([np.column_stack([x, low, np.full(9, z)]) for z in (d, -d)]), t))
    out.add("seat", *both([bar((w, seat, -d), (w, seat, d), r, sections=sections)]))
    behind = -d * float(rng.uniform(0.8, 1.0))
    lean = float(rng.uniform(0, 0.12))
    first = seat + tall * float(rng.uniform(0.35, 0.6))
    bow = float(rng.uniform(0, 0.08))
    rows = [np.column_stack([x, np.full(9, y), behind - lean * (y - seat) / tall - bow * (1 - (x / w) ** 2)])
            for y in (first, seat + tall)]  # fmt: skip
    out.add("back", sheet(np.stack(rows), t))
    out.add("back", *both([bar((w, seat, behind), (w, seat + tall, behind - lean), r, sections=sections)]))
    out.add("arm", *both([box((float(rng.uniform(0.03, 0.07)), 0.02, 2 * d), (w, seat + rise, 0))]))
    out.add("arm", *both([bar((w, seat, d * 0.85), (w, seat + rise, d * 0.85), r, sections=sections)]))
    if chance(rng, 0.6):
        for z in (-d * 0.85, d * 0.85):
            out.add("leg", bar((-w, r, z), (w, seat, z), r, sections=sections))
            out.add("leg", bar((w, r, z + 1.5 * r), (-w, seat, z + 1.5 * r), r, sections=sections))
        out.add("leg", *both([bar((w, r, -d), (w, r, d), r, sections=sections)]))
    else:
        add_base(rng, out, pick(rng, (four_legs, sled, trestle))(rng, Footprint(w, d, seat - sag - 0.01)))
    return out


def savonarola(rng: np.random.Generator) -> Assembly:
    """Curved or straight slats that cross under the seat and rise into the arms, one behind the other."""
    out = Assembly()
    w, d = float(rng.uniform(0.24, 0.34)), float(rng.uniform(0.18, 0.26))
    seat, rise = float(rng.uniform(0.38, 0.5)), float(rng.uniform(0.12, 0.28))
    count, r = pick(rng, (2, 2, 4, 6, 8)), float(rng.uniform(0.01, 0.022))
    curved = chance(rng, 0.7)
    path = [
        (w, 0, 0),
        (0.6 * w, 0.3 * seat, 0),
        (0, 0.55 * seat, 0),
        (-0.9 * w, 0.85 * seat, 0),
        (-w * 1.05, seat + rise, 0),
    ]
    line = spline(path if curved else [path[0], path[2], (-w, seat, 0), (-w, seat + rise, 0)], 14)
    rod = tube(line, r, 4, side=(0, 0, 1))
    for k, z in enumerate(np.linspace(-d, d, count)):
        for piece in (move(rod, (0, 0, z)), move(mirror(rod), (0, 0, z + (1.6 * r if k < count - 1 else -1.6 * r)))):
            add_parted(out, "leg", "arm", piece, lambda v: v[:, 1] - seat)
    out.add("arm", *both([slab((w - r, seat + rise, -d * 1.15), (w + 0.05, seat + rise + 0.03, d * 1.15))]))
    if chance(rng, 0.6):
        out.add("leg", *both([slab((w - 0.03, 0, -d * 1.1), (w + 0.03, 0.035, d * 1.1))]))
    s = Seat(w * 0.95, d * 1.02, seat + 0.01, float(rng.uniform(0.01, 0.07)))
    out.add("seat", *seats(rng, s))
    if chance(rng, 0.9):
        b = Back(w * 1.02, float(rng.uniform(0.08, 0.3)), 0.03)
        level = seat + rise if chance(rng, 0.6) else seat
        out.add("back", *placed(rng, pick(rng, (panel, padded))(rng, b), b, (level, -d), float(rng.uniform(0, 12))))
        if level > seat and chance(rng, 0.5):
            out.add("back", *both([bar((w, seat, -d), (w, level + 0.05, -d), r, sections=4)]))
    return out


def morris_chair(rng: np.random.Generator) -> Assembly:
    """Four posts as high as the broad flat arms, slats or panels below these, loose cushions, a leaning back."""
    out = Assembly()
    w, d = float(rng.uniform(0.25, 0.38)), float(rng.uniform(0.27, 0.42))
    seat, rise = float(rng.uniform(0.34, 0.46)), float(rng.uniform(0.12, 0.26))
    r, thick = float(rng.uniform(0.015, 0.045)), float(rng.uniform(0.05, 0.17))
    high, rail = seat + rise, seat - thick
    style = pick(rng, ("square", "square", "round", "turned", "taper"))
    for z in (-d, d):
        middle = np.array([w + r, rail, z])
        foot = middle * (1, 0, 1) + (float(rng.uniform(0, 0.04)), 0, np.sign(z) * float(rng.uniform(0, 0.06)))
        out.add("leg", *both([leg(rng, style, foot, middle, r, float(rng.uniform(0.6, 1)))]))
        out.add(
            "arm",
            *both([leg(rng, "square" if style == "taper" else style, middle, middle * (1, 0, 1) + (0, high, 0), r, 1)]),
        )
    wide, t = r * float(rng.uniform(1.2, 3.5)), float(rng.uniform(0.012, 0.035))
    fall = float(rng.uniform(-4, 8))
    board = box((2 * wide, t, 2 * d + 4 * r + float(rng.uniform(0, 0.08))), (w + r, high + t / 2, 0))
    out.add("arm", *both([turn(board, "x", fall * (rng.random() < 0.4), (0, high, -d))]))
    for z in (-d, d):
        out.add("seat", box((2 * w, 0.05, r), (0, rail - 0.025, z)))
    out.add("seat", *both([box((r, 0.05, 2 * d), (w + r, rail - 0.025, 0))]))
    count, low = int(rng.integers(0, 10)), rail * float(rng.uniform(0.2, 1.0))
    if count > 1 and chance(rng, 0.6):
        for z in np.linspace(-0.85 * d, 0.85 * d, count):
            half = 0.5 * d / count
            out.add("arm", *both([slab((w + 0.7 * r, rail - 0.02, z - half), (w + 1.3 * r, high, z + half))]))
            if low < 0.8 * rail:
                out.add("leg", *both([slab((w + 0.7 * r, low, z - half), (w + 1.3 * r, rail - 0.02, z + half))]))
        if low < 0.8 * rail:
            out.add("leg", *both([box((r, 0.03, 2 * d), (w + r, low, 0))]))
    out.add("seat", *thick_seat(rng, Seat(w, d, seat, thick), rail))
    b = Back(w * float(rng.uniform(0.9, 1)), float(rng.uniform(0.35, 0.75)), float(rng.uniform(0.05, 0.16)))
    lean = float(rng.uniform(5, 35))
    flat = cushioned(rng, b) if chance(rng, 0.75) else padded(rng, b)
    out.add("back", *(turn(move(p, (0, seat - 0.02, -d + 0.05)), "x", -lean, (0, seat, -d)) for p in flat))
    if chance(rng, 0.5):
        posts = both([slab((w - r, rail, -d - r), (w, rail + b.height, -d + r))])
        out.add("back", *(turn(p, "x", -lean, (0, seat, -d)) for p in posts))
    return out


def stick_chair(rng: np.random.Generator) -> Assembly:
    """Slanted boards for seat and back on a lattice of sticks that run past each other (Rietveld and kin)."""
    out = Assembly()
    w, d = float(rng.uniform(0.22, 0.34)), float(rng.uniform(0.26, 0.38))
    seat, high = float(rng.uniform(0.3, 0.4)), float(rng.uniform(0.46, 0.62))
    r, past, t = float(rng.uniform(0.012, 0.026)), float(rng.uniform(0.0, 0.06)), float(rng.uniform(0.008, 0.03))
    for z in (-0.7 * d, 0.0, 0.8 * d)[:: 1 if chance(rng, 0.5) else 2]:
        out.add("leg", *both([bar((w + r, 0, z), (w + r, seat, z), r * 1.4, sections=4)]))
        out.add("arm", *both([bar((w + r, seat, z), (w + r, high, z), r * 1.4, sections=4)]))
        out.add("leg", bar((-w - past, seat - 0.1, z + 2 * r), (w + past, seat - 0.1, z + 2 * r), r * 1.4, sections=4))
    out.add("leg", *both([bar((w + 3 * r, 0.12, -d - past), (w + 3 * r, 0.12, d + past), r * 1.4, sections=4)]))
    out.add("arm", *both([box((float(rng.uniform(0.03, 0.11)), 2 * r, 2 * d * 0.95), (w + r, high + r, 0.05 * d))]))
    tilt, lean, tall = float(rng.uniform(6, 20)), float(rng.uniform(12, 35)), float(rng.uniform(0.5, 0.9))
    out.add("seat", turn(slab((-w, seat, -d), (w, seat + t, d)), "x", -tilt, (0, seat, d * 0.8)))
    low = seat - 1.8 * d * np.sin(np.deg2rad(tilt))
    out.add("back", turn(slab((-w * 0.95, low - 0.08, -d), (w * 0.95, low + tall, -d + t)), "x", -lean, (0, low, -d)))
    return out


def flowing_chair(rng: np.random.Generator) -> Assembly:
    """One tube or bent strip at each side: back, arm, front post, floor in one sweep; pads hang between."""
    out = Assembly()
    w, d = float(rng.uniform(0.22, 0.34)), float(rng.uniform(0.22, 0.34))
    seat, rise = float(rng.uniform(0.36, 0.47)), float(rng.uniform(0.12, 0.26))
    r, tall = log_uniform(rng, 0.009, 0.03), float(rng.uniform(0.3, 0.6))
    lean, front = float(rng.uniform(0.02, 0.3)) * tall, d + float(rng.uniform(0.0, 0.15))
    high, behind = seat + rise, -d - float(rng.uniform(-0.05, 0.1))
    points = [
        (w, r, behind),
        (w, r, front - 0.05),
        (w, seat - 0.05, front),
        (w, high, front - 0.04),
        (w, high, -d - 0.5 * lean),
    ]
    path = bent(points, float(rng.uniform(0.05, 0.22)), 6)
    fine = np.concatenate([np.linspace(a, b, 3, endpoint=False) for a, b in pairwise(path)] + [path[-1:]])
    side = tube(fine, r, pick(rng, (4, 8)), flatten=float(rng.uniform(0.4, 2.5)), side=(1, 0, 0))
    for piece in (side, mirror(side)):
        add_parted(out, "leg", "arm", piece, lambda v: v[:, 1] - (seat - 0.03))
    out.add("leg", bar((-w, r, behind), (w, r, behind), r))
    if chance(rng, 0.4):
        out.add("arm", *both([box((0.05, 0.025, d * 1.2), (w, high + r, 0))]))
    thick = log_uniform(rng, 0.02, 0.14)
    s = Seat(w - r, d, seat, thick)
    out.add("seat", *(thick_seat(rng, s, seat) if thick > 0.06 else seats(rng, s)))
    out.add("seat", *(bar((-w, seat - thick, z), (w, seat - thick, z), r * 0.8) for z in (-0.7 * d, 0.9 * d)))
    b = Back(w - r, tall, log_uniform(rng, 0.02, 0.13))
    flat = cushioned(rng, b) if chance(rng, 0.5) else pick(rng, (padded, panel))(rng, b)
    out.add("back", *placed(rng, flat, b, (seat - 0.5 * thick, -d + 0.02), float(np.degrees(np.arctan2(lean, tall)))))
    return out
