"""Chairs that are one form: shells, eggs, balls, slings, ribbons, clubs, wings, folding and garden chairs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import Base, Footprint, bent, divide, lying, oval, plate, slab
from pa3d.synthetic.furniture_bases import add_base
from pa3d.synthetic.furniture_frames import sled
from pa3d.synthetic.furniture_legs import four_legs, pedestal, star
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import bar, box, cylinder, loft, mirror, move, spline, tube, turn, warp
from pa3d.synthetic.seating_arms import both
from pa3d.synthetic.seating_cut import add_parted
from pa3d.synthetic.seating_shells import bean_bag, bowl_chair, egg_chair, ribbon, ribbon_chair, shell_chair


def club_chair(rng: np.random.Generator) -> Assembly:
    """An upholstered tub: one curved wall as arms and back, deep seat, short legs or none."""
    out = Assembly()
    w, d = float(rng.uniform(0.32, 0.46)), float(rng.uniform(0.32, 0.45))
    foot, seat = float(rng.uniform(0.0, 0.2)), float(rng.uniform(0.32, 0.45))
    arm_top = seat + float(rng.uniform(0.1, 0.26))
    top = arm_top + float(rng.uniform(0.0, 0.35))
    thick, power = float(rng.uniform(0.05, 0.14)), float(rng.uniform(0.35, 1.0))
    angle = np.deg2rad(np.linspace(-30, 210, 29))
    x = w * np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** power
    z = -d * np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** power
    x, z = (
        np.concatenate([[w * 0.97], x[np.sin(angle) > 0], [-w * 0.97]]),
        np.concatenate([[d], z[np.sin(angle) > 0], [d]]),
    )
    blend = np.clip((-z / d + 0.1) / float(rng.uniform(0.5, 1.1)), 0, 1)
    high = arm_top + (top - arm_top) * blend**2 * (3 - 2 * blend)
    flare, soft = float(rng.uniform(0.95, 1.15)), 1 + float(rng.uniform(0, 0.07))
    rings = []
    for share, level, grow in (
        (1.0, 0, 1.0),
        (1.0, 1, flare),
        (0.85, soft, flare),
        (0.15, soft, flare),
        (0.0, 1, flare),
        (0.0, 0, 1.0),
    ):
        inset = 1 - (1 - share) * thick / w
        y = foot + (high - foot) * level
        rings.append(np.stack([x * inset * grow, y, z * inset * grow], 1))
    wall = loft(np.stack(rings).transpose(1, 0, 2))
    border = float(rng.uniform(0.05, 0.6))
    add_parted(out, "back", "arm", wall, lambda v: v[:, 2] + border * d)
    inner = 1 - thick / w
    out.add(
        "seat", lying(plate(oval(w * inner, d * 0.95, min(power, 0.5)), seat - foot - 0.066), (seat - 0.054 + foot) / 2)
    )
    out.add(
        "seat",
        move(
            lying(plate(oval(w * inner * 0.97, d * 0.93, min(power, 0.5)), 0.05, 0.035, 5), seat - 0.05),
            (0, 0, 0.06 * d),
        ),
    )
    if foot > 0.03:
        base = pick(rng, (four_legs, pedestal, star), (2, 1, 1))
        add_base(rng, out, base(rng, Footprint(w * 0.8, d * 0.8, foot + 0.01)))
    return out


def wing_chair(rng: np.random.Generator) -> Assembly:
    """A tall upholstered back with wings and rolled or plain arms; wings are back or arm as they lie."""
    out = Assembly()
    w, d = float(rng.uniform(0.28, 0.4)), float(rng.uniform(0.28, 0.38))
    foot, seat = float(rng.uniform(0.08, 0.22)), float(rng.uniform(0.38, 0.48))
    arm_top, top = seat + float(rng.uniform(0.15, 0.24)), seat + float(rng.uniform(0.5, 0.8))
    thick = float(rng.uniform(0.07, 0.13))
    lean = float(rng.uniform(4, 14))
    pivot = (0, seat, -d)
    back = box((2 * w, top - seat + 0.1, thick), (0, (top + seat) / 2 - 0.05, -d), thick * 0.4)
    crown = float(rng.uniform(0, 0.1))
    back = warp(
        back, lambda v: v + np.stack([0 * v[:, 0], crown * (1 - (v[:, 0] / w) ** 2) * (v[:, 1] > seat), 0 * v[:, 0]], 1)
    )
    out.add("back", turn(back, "x", -lean, pivot))
    reach = float(rng.uniform(0.25, 0.7)) * d
    outline = spline(
        [
            (0, arm_top - 0.02),
            (reach * 0.9, arm_top + 0.05),
            (reach, (arm_top + top) / 2),
            (reach * 0.7, top - 0.05),
            (0, top),
        ],
        12,
    )
    wing = turn(
        plate(np.concatenate([outline, [(0.0, (arm_top + top) / 2)]]), 0.04, 0.02),
        "y",
        -90 + float(rng.uniform(-20, 20)),
    )
    wing = turn(move(wing, (w, 0, -d)), "x", -lean, pivot)
    out.add("back", wing, mirror(wing))
    out.add("seat", slab((-w, foot, -d), (w, seat - 0.09, d)))
    out.add("seat", box((2 * w - 0.02, 0.12, 2 * d), (0, seat - 0.05, 0.03), 0.04))
    arm = [slab((w - 0.01, foot, -d), (w + thick * 0.7, arm_top - thick * 0.5, d))]
    r = thick * float(rng.uniform(0.5, 0.7))
    arm.append(move(turn(cylinder(r, 2 * d, sections=12), "x", 90), (w + thick * 0.4, arm_top - r, -d)))
    out.add("arm", *both(arm))
    add_base(rng, out, four_legs(rng, Footprint(w, d, foot + 0.01)))
    return out


def sling_chair(rng: np.random.Generator) -> Assembly:
    """Cloth or leather hung in a light frame: deck, butterfly, director's and lounge chairs."""
    out = Assembly()
    w, h = float(rng.uniform(0.25, 0.36)), float(rng.uniform(0.25, 0.42))
    d, tall, r = float(rng.uniform(0.26, 0.4)), float(rng.uniform(0.4, 0.7)), float(rng.uniform(0.01, 0.022))
    lean = float(rng.uniform(0.25, 0.9)) * tall
    sag = float(rng.uniform(0.02, 0.14))
    points = [
        (d, h + 0.04),
        (d * 0.3, h - sag),
        (-d * 0.5, h - sag),
        (-d * 0.9, h + 0.04),
        (-d - lean * 0.5, h + tall * 0.5),
        (-d - lean, h + tall),
    ]
    path = spline(points, 32)
    cloth = ribbon(
        path, np.full(32, w - r), np.full(32, float(rng.uniform(-0.05, 0.02))), pick(rng, (0.0, 0.006, 0.03)), 7
    )
    corner = -d * 0.8
    for name, piece in zip(("seat", "back"), divide(cloth, lambda m: (m[:, 2] < corner).astype(int)), strict=True):
        out.add(name, piece)
    front, top = np.array([w, h + 0.04, d]), np.array([w, h + tall, -d - lean])
    style = pick(rng, ("X", "X", "loop", "rails", "rails"))
    if style == "X":
        legs = [bar((w, 0, -d - lean * 0.6), front, r), bar((w, 0, d), (w, h + tall * 0.3, -d - lean * 0.3), r)]
        out.add("back", *both([bar((w, h + tall * 0.3, -d - lean * 0.3), top, r)]))
        out.add(
            "leg", *both(legs), bar((-w, r, -d - lean * 0.6), (w, r, -d - lean * 0.6), r), bar((-w, r, d), (w, r, d), r)
        )
    elif style == "loop":
        loop = tube(bent([front, (w, r, d * 0.8), (w, r, -d), (w, h, -d)], 0.08), r, 8)
        out.add("leg", loop, mirror(loop))
        side = tube(spline([(w, y, z) for z, y in points], 12), r, 6)
        for name, piece in zip(("seat", "back"), divide(side, lambda m: (m[:, 2] < corner).astype(int)), strict=True):
            out.add(name, piece, mirror(piece))
    else:
        out.add(
            "leg",
            *both(
                [
                    bar((w, 0, d * 0.8), (w, h, d * 0.8), r * 1.3, sections=4),
                    bar((w, 0, -d), (w, h + 0.05, -d * 0.9), r * 1.3, sections=4),
                ]
            ),
        )
        out.add("seat", *both([bar((w, h, d), (w, h, -d), r * 1.2, sections=4)]))
        out.add("back", *both([bar((w, h, -d * 0.9), top, r * 1.2, sections=4)]))
    out.add("back", bar(top * (-1, 1, 1), top, r))
    if chance(rng, 0.5):
        y = h + float(rng.uniform(0.15, 0.24))
        z = -d - lean * (y - h) / tall
        arm = [
            tube(np.array([(w, y, z), (w, y, d * 0.7)]), r * 2, 4, flatten=0.4, side=(1, 0, 0)),
            bar((w, h, d * 0.6), (w, y, d * 0.6), r),
        ]
        out.add("arm", *both(arm))
    return out


def lounger(rng: np.random.Generator) -> Assembly:
    """A low long chair: chaise, lounge chair with padded sections, often on a star or sled."""
    out = Assembly()
    w, h = float(rng.uniform(0.24, 0.36)), float(rng.uniform(0.22, 0.38))
    d, tall = float(rng.uniform(0.28, 0.75)), float(rng.uniform(0.4, 0.7))
    tilt, lean = float(rng.uniform(0, 14)), float(rng.uniform(18, 50))
    thick = float(rng.uniform(0.03, 0.1))
    count = pick(rng, (1, 1, 2, 3))
    pads = [move(lying(plate(oval(w, d / 1, 0.25), thick * 0.6, thick * 0.3, 5), h), (0, 0, 0))]
    out.add("seat", *(turn(pad, "x", -tilt, (0, h, -d)) for pad in pads))
    for k in range(count):
        size = tall / count
        pad = move(
            plate(oval(w, size * 0.49, 0.25), thick * 0.6, thick * 0.3, 5), (0, h + size * (k + 0.5), -d + thick * 0.5)
        )
        out.add("back", turn(pad, "x", -lean + k * float(rng.uniform(0, 6)), (0, h, -d)))
    if chance(rng, 0.4):
        shell = move(plate(oval(w * 1.02, tall / 2, 0.3), 0.012), (0, h + tall / 2, -d - thick * 0.3))
        out.add("back", turn(shell, "x", -lean, (0, h, -d)))
    if chance(rng, 0.55):
        z = -d + 0.1
        arm = tube(
            spline([(w, h + 0.1, z - 0.1), (w + 0.03, h + 0.2, z), (w + 0.04, h + 0.2, z + min(d, 0.35))], 8),
            0.025,
            6,
            flatten=1.5,
        )
        out.add(
            "arm", arm, mirror(arm), *both([bar((w + 0.02, h - 0.02, z + 0.12), (w + 0.03, h + 0.2, z + 0.12), 0.015)])
        )
    level, slope = h - thick * 0.4 - 0.02, float(np.tan(np.deg2rad(tilt)))
    make = pick(rng, (star, sled, four_legs, pedestal) if d < 0.45 else (four_legs, sled))
    base = make(rng, Footprint(w * 0.9, d * 0.85, level))

    def follow(v: Array) -> Array:  # legs grow towards the front as the seat rises
        v[:, 1] *= 1 + slope * (v[:, 2] + d) / level
        return v

    add_base(rng, out, Base([warp(piece, follow) for piece in base.legs], base.wheels))
    return out


WHOLE_CHAIRS: tuple[tuple[Callable[[np.random.Generator], Assembly], float], ...] = (
    (shell_chair, 3), (ribbon_chair, 1.3), (egg_chair, 0.9), (club_chair, 1.6), (wing_chair, 1.1), (sling_chair, 1.2),
    (lounger, 1.1), (bowl_chair, 0.35), (bean_bag, 0.15),
)  # fmt: skip
