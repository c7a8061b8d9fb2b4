"""Rockets, missiles and shuttles. Built standing along +y; some are laid down."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick, turned
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import (
    Piece,
    Vector,
    box,
    cylinder,
    ellipsoid,
    join,
    lathe,
    loft,
    move,
    sheet,
    spline,
    turn,
)
from pa3d.synthetic.vehicle_pieces import rod

Rng = np.random.Generator


def _nose(radius: float, high: float, form: str, sections: int) -> Array:
    """The profile of a nose from its base at height 0 to the tip."""
    s = np.linspace(0, 1, 2 if form == "cone" else 7)
    if form == "cone":
        share = 1 - s
    elif form == "ogive":
        share = 1 - s**1.7
    elif form == "dome":
        share = np.sqrt(1 - s**2)
    elif form == "needle":
        share = (1 - s) ** 1.4
    else:  # a blunt cone
        share = np.sqrt(np.maximum(1 - s**6, 0)) * (1 - 0.6 * s)
    return np.stack([radius * share, high * s], 1)


def _fin_sheet(corners: Sequence[Vector], thickness: float, curved: bool) -> Piece:
    """One fin in the xy plane: (x, y) corners inner top, outer top, outer bottom, inner bottom."""
    a, b, c, d = (np.asarray(corner, dtype=float) for corner in corners)
    count = 7 if curved else 2
    s = np.linspace(0, 1, count)[:, None]
    if curved:
        bulge = np.array([[0.0, 0.25 * (a[1] - c[1])]])
        top, low = a + (b - a) * s + bulge * s * (1 - s) * 2, d + (c - d) * s + bulge * s * (1 - s) * 1.2
    else:
        top, low = a + (b - a) * s, d + (c - d) * s
    flat = np.stack([top, low], 1)  # (count, 2, 2)
    grid = np.concatenate([flat, np.zeros((*flat.shape[:2], 1))], -1)
    if thickness == 0:
        return sheet(grid)
    taper = np.linspace(1, 0.5, count)[:, None] * thickness / 2
    offset = np.stack([0 * taper, 0 * taper, taper], -1)
    front, back = grid + offset, grid - offset
    return loft(np.stack([front[:, 0], front[:, 1], back[:, 1], back[:, 0]], 1))


def _around(piece: Piece, count: int, start: float = 0.0) -> Piece:
    """Copies of a piece turned about y."""
    return join(*(turn(piece, "y", start + 360 * k / count) for k in range(count)))


def _fins(rng: Rng, radius: float, y: float, high: float, reach: float, count: int, thickness: float) -> Piece:
    """A set of fins whose roots run from y to y + high, out of several outlines."""
    form, outer = rng.integers(5), radius + reach
    inner = radius * 0.9
    top = y + high
    if form == 0:  # swept back
        low = y - high * rng.uniform(0, 0.4)
        corners = [(inner, top), (outer, low + high * rng.uniform(0.2, 0.5)), (outer, low), (inner, y)]
    elif form == 1:  # a triangle
        corners = [(inner, top), (outer, y + high * 0.05), (outer, y), (inner, y)]
    elif form == 2:  # a clipped delta
        corners = [(inner, top), (outer, y + high * rng.uniform(0.4, 0.8)), (outer, y + high * 0.1), (inner, y)]
    elif form == 3:  # a plain rectangle
        corners = [(inner, top), (outer, top), (outer, y), (inner, y)]
    else:  # a diamond swept both ways
        corners = [(inner, top), (outer, y + high * 0.6), (outer, y + high * 0.3), (inner, y)]
    return _around(_fin_sheet(corners, thickness, chance(rng, 0.3)), count, rng.choice([0.0, 45.0]))


def _bell(radius: float, high: float, sections: int = 12) -> Piece:
    """A nozzle hanging below y = 0."""
    s = np.linspace(0, 1, 5)
    return lathe(np.stack([radius * (0.35 + 0.65 * s**0.6), -high * s], 1)[::-1], sections)


def _engine_name(rng: Rng) -> str:
    """Nozzles are a part of their own in most shapes, and belong to the body in the others."""
    return "engine" if chance(rng, 0.65) else "body"


def _slender(rng: Rng, rocket: Assembly) -> None:
    """A tube with a nose, one or two sets of fins: missiles, sounding rockets, hobby rockets."""
    radius, sections = rng.uniform(0.03, 0.09), int(rng.integers(10, 19))
    nose = rng.uniform(0.1, 0.3)
    top = 1 - nose
    rocket.add("body", cylinder(radius, top, radius, sections))
    form = pick(rng, ("cone", "ogive", "dome", "needle", "blunt"))
    rocket.add("nose", move(lathe(_nose(radius, nose, form, sections), sections, caps=True), (0, top - 0.006, 0)))
    count, thickness = int(rng.integers(3, 5)), rng.choice([0.0, 0.006, 0.012])
    rocket.add("fin", _fins(rng, radius, 0.0, rng.uniform(0.08, 0.25), radius * rng.uniform(0.8, 3), count, thickness))
    if chance(rng, 0.35):
        place = rng.uniform(0.35, 0.7) * top
        rocket.add("fin", _fins(rng, radius, place, rng.uniform(0.05, 0.15), radius * rng.uniform(0.6, 2), count,
            thickness))  # fmt: skip
    if chance(rng, 0.4):
        rocket.add(_engine_name(rng), _bell(radius * rng.uniform(0.6, 0.95), radius * rng.uniform(0.5, 1.2)))
    for share in rng.uniform(0.1, 0.95, int(rng.integers(0, 4))):
        rocket.add("body", move(cylinder(radius * 1.04, 0.015, sections=sections), (0, share * top, 0)))


def _spindle(rng: Rng, rocket: Assembly) -> None:
    """The fat rocket of comics and toys, on fins that reach below it."""
    wide, cut, sections = rng.uniform(0.14, 0.28), rng.uniform(0.6, 0.8), int(rng.integers(14, 21))
    s = np.linspace(0, 1, 15)
    peak = rng.uniform(0.35, 0.55)
    foot = rng.uniform(0.3, 0.75)
    profile = spline([(wide * foot, 0), (wide, peak), (wide * rng.uniform(0.5, 0.75), cut), (0.002, 1.0)], 15)
    profile[:, 0] = np.clip(profile[:, 0], 0.002, None)
    split = int(np.searchsorted(s, cut))
    rocket.add("body", lathe(profile[: split + 1], sections, caps=True))
    rocket.add("nose", lathe(profile[split:], sections))
    if chance(rng, 0.3):
        rocket.add("nose", move(ellipsoid((0.012, 0.05, 0.012), 8, 5), (0, 1.0, 0)))
    reach, drop = wide * rng.uniform(0.5, 1.3), rng.uniform(0.05, 0.25)
    root, high = wide * (foot + 0.1), rng.uniform(0.15, 0.35)
    corners = [(root, high), (wide * foot + reach, 0.08 - drop * 0.3),
        (wide * foot + reach * rng.uniform(0.7, 1), -drop), (wide * foot * 0.9, 0.0)]  # fmt: skip
    count = int(rng.integers(3, 5))
    rocket.add("fin", _around(_fin_sheet(corners, rng.choice([0.0, 0.02, 0.05]), chance(rng, 0.7)), count))
    if chance(rng, 0.3):
        rocket.add("fin", _around(move(ellipsoid((0.03, 0.09, 0.03), 8, 7), (wide * foot + reach, -drop * 0.7, 0)),
            count))  # fmt: skip
    if chance(rng, 0.6):
        rocket.add(_engine_name(rng), _bell(wide * foot * rng.uniform(0.6, 0.9), rng.uniform(0.04, 0.12)))
    if chance(rng, 0.5):  # a porthole
        ring = turn(move(cylinder(wide * 0.35, wide * 0.12, sections=14), (0, wide * 0.9, 0)), "x", 90)
        rocket.add("body", move(ring, (0, peak + 0.05, 0)))


def _staged(rng: Rng, rocket: Assembly) -> None:
    """Stages of falling width, a payload fairing or an escape tower, bells below."""
    sections = int(rng.integers(14, 21))
    radius = rng.uniform(0.05, 0.1)
    count = int(rng.integers(2, 5))
    heights = rng.dirichlet([4] * count) * rng.uniform(0.7, 0.85)
    profile, y, wide = [], 0.0, radius
    for high in heights:
        profile += [(wide, y), (wide, y + high * 0.88)]
        y += high
        wide *= rng.uniform(0.6, 1.0)
    rocket.add("body", lathe([*profile, (wide, y)], sections, caps=True))
    nose = rng.uniform(0.07, 0.2)
    if chance(rng, 0.4):  # a fairing wider than its stage
        broad = wide * rng.uniform(1.1, 1.5)
        tip = _nose(broad, nose, pick(rng, ("ogive", "cone", "blunt")), sections) + np.array([0, nose * 0.5])
        rocket.add("nose", move(lathe([(wide, 0), (broad, nose * 0.15), *tip], sections), (0, y, 0)))
    else:
        rocket.add("nose", move(lathe(_nose(wide, nose, pick(rng, ("cone", "ogive", "dome")), sections), sections),
            (0, y, 0)))  # fmt: skip
    if chance(rng, 0.35):
        rocket.add("nose", rod((0, y + nose * 0.8, 0), (0, y + nose + rng.uniform(0.04, 0.12), 0), wide * 0.12,
            sections=6))  # fmt: skip
    if chance(rng, 0.55):
        rocket.add("fin", _fins(rng, radius, 0.0, rng.uniform(0.06, 0.12), radius * rng.uniform(0.4, 1.2), 4, 0.01))
    bell = _bell(radius * rng.uniform(0.3, 0.45), radius * rng.uniform(0.6, 1.0), 10)
    name = _engine_name(rng)
    if chance(rng, 0.6):
        rocket.add(name, _around(move(bell, (radius * 0.55, 0, 0)), int(rng.integers(3, 6))))
    rocket.add(name, bell)


def _boosted(rng: Rng, rocket: Assembly) -> None:
    """A core with strap-on boosters: two large ones or a ring of cones."""
    sections = int(rng.integers(12, 17))
    radius, high = rng.uniform(0.05, 0.09), rng.uniform(0.7, 0.85)
    rocket.add("body", cylinder(radius, high, radius * rng.uniform(0.8, 1), sections))
    tip = _nose(radius, 1 - high, pick(rng, ("ogive", "cone", "dome")), sections)
    rocket.add("nose", move(lathe(tip, sections), (0, high, 0)))
    count = int(rng.choice([2, 2, 3, 4, 4, 6]))
    wide, tall = radius * rng.uniform(0.45, 1.0), high * rng.uniform(0.35, 0.85)
    conical = chance(rng, 0.35)
    cone = tall * (0.6 if conical else rng.uniform(0.12, 0.25))
    cap = _nose(wide, cone, "cone" if conical else "ogive", sections) + np.array([0, tall - cone])
    profile = [(wide, 0.0), (wide, tall - cone), *cap]
    booster = move(lathe(profile, 12, caps=True), (radius + wide * 1.02, rng.uniform(-0.03, 0.05), 0))
    rocket.add("booster", _around(booster, count, 0.0))
    bell = _bell(wide * 0.7, wide * rng.uniform(0.6, 1.2), 10)
    name = _engine_name(rng)
    rocket.add(name, _around(move(bell, (radius + wide * 1.02, 0.0, 0)), count), _bell(radius * 0.7, radius * 0.8))
    if chance(rng, 0.4):
        rocket.add("fin", _fins(rng, radius, 0.0, 0.1, radius * rng.uniform(0.5, 1.0), 4, 0.008))
    if chance(rng, 0.3):  # an orbiter on its back
        rocket.add("body", move(lathe([(0.05, 0), (0.055, 0.3), (0.035, 0.4), (0, 0.45)], 12, caps=True),
            (0, 0.08, radius + 0.05)))  # fmt: skip
        wing = _fin_sheet([(0, 0.3), (0.2, 0.06), (0.2, 0.0), (0, 0.0)], 0.01, False)
        rocket.add("fin", move(join(wing, turn(wing, "y", 180)), (0, 0.09, radius + 0.03)))


def _bomb(rng: Rng, rocket: Assembly) -> None:
    """A drop with a tapering tail and a finned, sometimes boxed end."""
    sections, wide = int(rng.integers(12, 19)), rng.uniform(0.1, 0.22)
    cut = rng.uniform(0.62, 0.8)
    profile = [(wide * rng.uniform(0.2, 0.4), 0.0), (wide * 0.6, 0.15), (wide, rng.uniform(0.35, 0.5)), (wide, cut)]
    rocket.add("body", lathe(spline(profile, 10), sections, caps=True))
    rocket.add("nose", move(lathe(_nose(wide, 1 - cut, pick(rng, ("dome", "ogive", "blunt")), sections), sections),
        (0, cut, 0)))  # fmt: skip
    reach = wide * rng.uniform(0.8, 1.2)
    fin = _fin_sheet([(0.02, 0.26), (reach, rng.uniform(0.05, 0.15)), (reach, -0.05), (0.02, -0.05)], 0.01, False)
    rocket.add("fin", _around(fin, 4))
    if chance(rng, 0.4):
        rocket.add("fin", move(cylinder(reach, 0.1, sections=sections, caps=False), (0, -0.05, 0)))


def _lander(rng: Rng, rocket: Assembly) -> None:
    """A slim reusable booster or spaceship: legs or flaps at both ends, engines below."""
    radius, high, sections = rng.uniform(0.05, 0.11), rng.uniform(0.65, 0.85), 18
    rocket.add("body", cylinder(radius, high, sections=sections))
    rocket.add("nose", move(lathe(_nose(radius, 1 - high, pick(rng, ("ogive", "dome", "cone")), sections), sections),
        (0, high, 0)))  # fmt: skip
    if chance(rng, 0.6):
        for y, tall, reach in ((0.0, 0.2, 1.3), (high * 0.95, 0.12, 0.8)):
            flap = _fin_sheet([(radius * 0.8, y + tall), (radius * (1 + reach), y + tall * 0.4),
                (radius * (1 + reach), y), (radius * 0.8, y)], 0.012, False)  # fmt: skip
            rocket.add("fin", flap, turn(flap, "y", 180))
    else:
        leg = rod((radius, 0.12, 0), (radius * rng.uniform(2, 3.2), -0.06, 0), 0.012, sections=6)
        strut = rod((radius, 0.02, 0), (radius * 2, -0.02, 0), 0.008, sections=4)
        rocket.add("fin", _around(join(leg, strut), 4))
        grid = box((radius * 0.7, 0.015, radius * 0.6), (radius * 1.35, high * 0.96, 0))
        rocket.add("fin", _around(grid, 4, 45))
    bell = _bell(radius * 0.3, radius * 0.5, 10)
    rocket.add(_engine_name(rng), bell, _around(move(bell, (radius * 0.62, 0, 0)), int(rng.integers(3, 8))))


_STYLES: tuple[Callable[[Rng, Assembly], None], ...] = (
    _slender, _slender, _slender, _spindle, _spindle, _staged, _staged, _boosted, _bomb, _lander,
)  # fmt: skip


def rocket(rng: Rng) -> Assembly:
    """A rocket of one of the styles, standing or lying along z."""
    built = Assembly()
    pick(rng, _STYLES)(rng, built)
    return turned(built, "x", 90) if chance(rng, 0.35) else built


KINDS: tuple[Kind, ...] = (
    Kind(
        "rocket",
        rocket,
        {
            "body": ("rocket body", "fuselage", "main body", "hull", "tube", "stage", "airframe"),
            "fin": ("rocket fin", "tail fin", "wing", "stabilizer", "stabiliser fin"),
            "nose": ("nose cone", "tip", "rocket nose", "top", "nosecone"),
            "engine": ("nozzle", "thruster", "exhaust", "rocket engine", "engine bell", "exhaust nozzle"),
            "booster": ("rocket booster", "side booster", "solid rocket booster", "strap on booster"),
        },
        ("missile", "spaceship", "space rocket", "launch vehicle", "spacecraft"),
        gravity=False,
    ),
)
