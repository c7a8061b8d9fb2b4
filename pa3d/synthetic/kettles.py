"""Vessels that pour or cook: kettle, teapot, kitchen pot, frying pan. Spouts point along +x."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import bail, both, chance, ear, knob, log_uniform, pick, radius_at, squared, vessel
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import (
    Piece,
    bar,
    box,
    cylinder,
    join,
    lathe,
    mirror,
    move,
    sheet,
    spline,
    stretch,
    torus,
    tube,
    turn,
)
from pa3d.synthetic.pouring import pourer

Rng = np.random.Generator

BELLIES: dict[str, tuple[tuple[float, float], ...]] = {
    "round": ((0.6, 0), (0.95, 0.2), (1, 0.45), (0.8, 0.8), (0.5, 1)),
    "low": ((0.9, 0), (1, 0.12), (0.95, 0.4), (0.75, 0.8), (0.5, 1)),
    "cone": ((1, 0), (1, 0.08), (0.75, 0.55), (0.55, 1)),
    "pear": ((0.75, 0), (1, 0.25), (0.85, 0.55), (0.55, 0.85), (0.5, 1)),
    "drum": ((0.95, 0), (1, 0.05), (1, 0.75), (0.85, 0.93), (0.6, 1)),
    "tall": ((0.95, 0), (0.9, 0.5), (0.78, 1)),
    "squat": ((0.5, 0), (0.98, 0.3), (1, 0.5), (0.9, 0.75), (0.55, 1)),
    "urn": ((0.55, 0), (0.6, 0.08), (1, 0.5), (0.95, 0.75), (0.5, 1)),
}


def _belly(rng: Rng, names: tuple[str, ...], low: float, high: float) -> Array:
    profile = np.array(pick(rng, [BELLIES[name] for name in names]), dtype=float)
    height = log_uniform(rng, low, high)
    smooth = spline(profile, 13) if len(profile) > 4 or chance(rng, 0.3) else profile
    return smooth * (1, height)


def _spout(rng: Rng, profile: Array, style: str) -> Piece:
    """A spout on the +x side: gooseneck, straight, short cone, beak at the rim."""
    tall = float(profile[-1, 1])
    if style == "beak":
        rim = float(profile[-1, 0])
        wide, down = rim * rng.uniform(0.4, 0.85), tall * rng.uniform(0.15, 0.6)
        reach = rng.uniform(0.15, 0.5)
        lower = radius_at(profile, tall - down)
        back = np.sqrt(max(rim**2 - wide**2, 0))
        lip = spline([(back, tall, wide), (rim + reach * 0.5, tall * 1.01, wide * rng.uniform(0.3, 0.6)),
                      (rim + reach, tall * 1.03, 0)], 5)  # fmt: skip
        lip = np.concatenate([lip, lip[-2::-1] * (1, 1, -1)])
        low_end = np.array([lower * 0.97, tall - down, 0.0])
        return sheet(np.stack([lip, lip * 0.55 + low_end * 0.45, np.broadcast_to(low_end, lip.shape)]))
    start = tall * (rng.uniform(0.1, 0.35) if style == "goose" else rng.uniform(0.3, 0.75))
    foot = radius_at(profile, start) * 0.93
    out, up = rng.uniform(0.45, 1.0), tall * rng.uniform(0.75, 1.15)
    if style == "goose":
        points = [(foot, start), (foot + out * 0.5, start + 0.1 * up), (foot + out * 0.7, up * 0.75), (foot + out, up),
                  (foot + out * 1.15, up)]  # fmt: skip
    elif style == "curved":
        points = [(foot, start), (foot + out * 0.4, start + 0.12 * tall), (foot + out * 0.75, up * 0.93)]
    else:
        out *= 0.7 if style == "straight" else 0.4
        up = max(start + out * rng.uniform(0.4, 1.4), start + 0.1)
        points = [(foot, start), (foot + out, up)]
    thick = rng.uniform(0.1, 0.2) if style == "goose" else rng.uniform(0.15, 0.38)
    thin = thick * rng.uniform(0.3, 0.8)
    path = spline(points, 12)
    radii = thin + (thick - thin) * np.linspace(1, 0, 12) ** rng.uniform(0.8, 2.0)
    return tube(np.column_stack([path, np.zeros(12)]), radii, 10)


def _lid(rng: Rng, radius: float, top: float) -> Piece:
    """A lid with its knob, resting at height `top`."""
    style = pick(rng, ("dome", "flat", "inset", "cone"), (5, 3, 1, 1))
    rise = radius * {"dome": rng.uniform(0.2, 0.7), "flat": 0.06, "inset": 0.05, "cone": rng.uniform(0.3, 0.8)}[style]
    lines = {
        "dome": [(radius * 1.02, -0.02), (radius * 0.95, rise * 0.4), (radius * 0.55, rise * 0.85), (0, rise)],
        "flat": [(0, -0.02), (radius * 1.03, -0.02), (radius * 1.03, rise), (0, rise)],
        "inset": [(radius * 0.97, 0.02), (radius * 0.9, -0.03), (0, -0.03)],
        "cone": [(radius * 1.02, 0), (radius * 0.15, rise), (0, rise)],
    }[style]
    peak = lines[-1][1]
    pieces = [lathe(lines, 16)]
    size = rng.uniform(0.07, 0.15)
    if chance(rng, 0.9):
        pieces.append(move(knob(rng, size, size * rng.uniform(1.0, 2.6)), (0, peak - 0.01, 0)))
    return move(join(*pieces), (0, top, 0))


def _top_handle(rng: Rng, profile: Array, overhead: float) -> Piece:
    """A handle over the lid: a hoop along x or across, or a bar on two posts."""
    tall = float(profile[-1, 1])
    at = tall * rng.uniform(0.75, 0.97)
    half = radius_at(profile, at) * rng.uniform(0.85, 1.0)
    thick = rng.uniform(0.03, 0.08)
    rise = overhead + rng.uniform(0.2, 0.8)
    style = pick(rng, ("hoop", "bar", "crook"), (6, 2.5, 1.2))
    if style == "crook":  # held at the back only, free in front
        points = [(-half, 0), (-half * 1.05, rise * 0.7), (-half * 0.5, rise), (half * rng.uniform(0.1, 0.8), rise)]
        path = np.column_stack([spline(points, 14), np.zeros(14)])
        return move(tube(path, np.linspace(thick, thick * 1.6, 14), 8, flatten=rng.uniform(0.6, 1)), (0, at, 0))
    if style == "bar":
        grip = bar((-half, rise, 0), (half, rise, 0), thick * 1.5)
        posts = both(bar((half, 0, 0), (half * 0.95, rise, 0), thick))
        made = join(grip, posts)
    else:
        made = bail(half, rise, thick, rng.uniform(0.45, 1.05))
        if chance(rng, 0.35):
            wide = half * rng.uniform(0.3, 0.6)
            made = join(made, bar((-wide, rise * 0.99, 0), (wide, rise * 0.99, 0), thick * 1.8))
    if chance(rng, 0.2):
        made = turn(made, "y", 90)
        if chance(rng, 0.3):  # tipped aside
            made = turn(made, "z", rng.uniform(20, 80))
    return move(made, (0, at, 0))


def _side_handle(rng: Rng, profile: Array) -> Piece:
    """A loop on the -x side."""
    tall = float(profile[-1, 1])
    low, high = tall * rng.uniform(0.1, 0.4), tall * rng.uniform(0.7, 0.97)
    first, last = (radius_at(profile, low) * 0.96, low), (radius_at(profile, high) * 0.96, high)
    return mirror(ear(rng, first, last, rng.uniform(0.35, 0.75), rng.uniform(0.05, 0.11)))


def kettle(rng: Rng) -> Assembly:
    """Stove kettles with a handle above, electric ones with a handle at the side, long-necked pouring kettles."""
    electric = chance(rng, 0.4)
    if chance(rng, 0.55):
        return pourer(rng, electric)
    made = Assembly()
    if electric:
        profile = _belly(rng, ("tall", "cone", "drum", "pear", "low"), 1.5, 2.8)
        spout_style = pick(rng, ("beak", "short", "goose", "straight"), (4, 2, 2, 1))
    else:
        profile = _belly(rng, ("round", "low", "cone", "drum", "squat", "pear"), 0.8, 1.8)
        spout_style = pick(rng, ("goose", "curved", "straight", "short"), (2, 3, 3, 2))
    tall, mouth = float(profile[-1, 1]), float(profile[-1, 0])
    made.add("body", vessel(profile, float(pick(rng, (0.0, 0.04))), 22))
    if chance(rng, 0.4):
        made.add("body", move(cylinder(mouth, tall * 0.04, sections=18, caps=False), (0, tall * 0.98, 0)))
    made.add("spout", _spout(rng, profile, spout_style))
    open_lid = chance(rng, 0.06)
    lid = _lid(rng, mouth, 0.0)
    if open_lid:
        lid = turn(lid, "z", rng.uniform(50, 100), (-mouth, 0, 0))
    if chance(rng, 0.95):
        made.add("lid", move(lid, (0, tall, 0)))
    if electric or chance(rng, 0.15):
        made.add("handle", _side_handle(rng, profile))
    else:
        made.add("handle", _top_handle(rng, profile, 0.35 + 0.5 * mouth))
    if electric and chance(rng, 0.6):  # the heating base belongs to the body for the people who label
        wide = float(profile[0, 0]) * rng.uniform(1.0, 1.2)
        made.add("body", move(cylinder(wide, 0.12, sections=18), (0, -0.12, 0)))
    return made


def teapot(rng: Rng) -> Assembly:
    """Round, tall, faceted and square teapots, coffee pots: spout before, loop behind or hoop above."""
    if chance(rng, 0.4):
        return pourer(rng, electric=False)
    made = Assembly()
    profile = _belly(rng, tuple(BELLIES), 0.9, 2.0)
    tall, mouth = float(profile[-1, 1]), float(profile[-1, 0])
    sections = int(pick(rng, (22, 6, 8), (8, 1, 1)))
    power = float(pick(rng, (2.0, rng.uniform(3, 6)), (7, 1)))
    made.add("body", squared(vessel(profile, float(pick(rng, (0.0, 0.05))), sections), power))
    if chance(rng, 0.35):
        foot = float(profile[0, 0])
        made.add("body", move(cylinder(foot * rng.uniform(1, 1.15), 0.12, top=foot * 0.9, caps=False), (0, -0.1, 0)))
    made.add(
        "spout", _spout(rng, profile, pick(rng, ("curved", "goose", "straight", "short", "beak"), (4, 4, 2, 1, 0.5)))
    )
    if chance(rng, 0.95):
        made.add("lid", squared(_lid(rng, mouth, tall), power))
    if chance(rng, 0.78):
        made.add("handle", _side_handle(rng, profile))
    elif chance(rng, 0.6):
        made.add("handle", _top_handle(rng, profile, 0.35 + 0.5 * mouth))
    else:  # a rod at the side, as on Japanese pots
        y = tall * 0.55
        x = radius_at(profile, y) * 0.95
        rod = bar((0, y, x), (0, y + rng.uniform(0, 0.4), x + rng.uniform(0.6, 1.1)), 0.09, rng.uniform(0.09, 0.16))
        made.add("handle", rod)
    return made


def _pot_ears(rng: Rng, radius: float, y: float) -> Piece:
    """Two small handles at the sides of a pot."""
    style = pick(rng, ("arc", "bracket", "tab", "upright"))
    thick = rng.uniform(0.03, 0.07)
    if style == "tab":
        ears = box((rng.uniform(0.2, 0.35), thick * 1.5, rng.uniform(0.3, 0.6)), (radius + 0.08, y, 0))
    else:
        wide, out = rng.uniform(0.2, 0.45), rng.uniform(0.15, 0.35)
        hoop = bail(wide, out, thick, {"arc": 1.0, "bracket": 0.35, "upright": 0.7}[style], 12)
        tilt = rng.uniform(20, 60) if style == "upright" else rng.uniform(75, 100)
        ears = move(turn(turn(hoop, "x", tilt), "y", 90), (radius * 0.97, y, 0))
    return both(ears)


def _long_handle(rng: Rng, radius: float, y: float, long: float) -> Piece:
    """A pan's handle along +x."""
    rise, thick = rng.uniform(-0.02, 0.35) * long, rng.uniform(0.05, 0.1)
    path = spline([(radius * 0.96, y), (radius + long * 0.3, y + rise * 0.7), (radius + long, y + rise)], 9)
    radii = thick * np.interp(np.linspace(0, 1, 9), [0, 0.3, 0.8, 1], [0.7, 0.7, 1.1, 0.8])
    return tube(np.column_stack([path, np.zeros(9)]), radii * 1.3, 8, flatten=rng.uniform(0.3, 1.0), side=(0, 0, 1))


def kitchen_pot(rng: Rng) -> Assembly:
    """Stock pots, casseroles, saucepans, pressure cookers, woks."""
    made = Assembly()
    style = pick(rng, ("stock", "casserole", "sauce", "pressure", "wok", "cauldron"), (3, 4, 3, 1, 1, 1.5))
    low, high = {"stock": (1.2, 2.2), "casserole": (0.5, 1.1), "sauce": (0.6, 1.3), "pressure": (0.8, 1.6),
                 "wok": (0.35, 0.6), "cauldron": (0.8, 1.6)}[style]  # fmt: skip
    tall = rng.uniform(low, high)
    if style == "wok":
        profile = spline([(0.4, 0), (0.75, 0.35), (1, 1)], 9) * (1, tall)
    elif style == "cauldron":
        neck = rng.uniform(0.6, 0.9)
        belly = [(0.4, 0), (0.85, 0.2), (1, 0.5), (neck, 0.9), (neck * rng.uniform(1, 1.2), 1)]
        profile = spline(belly, 12) * (1, tall)
    else:
        base = rng.uniform(0.8, 1.0)
        profile = np.array([(base * 0.93, 0), (base, 0.05), (1, 0.95), (rng.uniform(1, 1.06), 1)]) * (1, tall)
    long = float(pick(rng, (1.0, rng.uniform(1.2, 1.5)), (6, 1)))
    wall = float(pick(rng, (0.0, rng.uniform(0.02, 0.08)), (1, 2)))
    power = float(pick(rng, (2.0, rng.uniform(3, 8)), (8, 1)))
    made.add("body", stretch(squared(vessel(profile, wall, 24), power), (1, 1, long)))
    rim = float(profile[-1, 0])
    if chance(rng, 0.85):
        rise = rng.uniform(0.04, 0.45)
        dome = spline([(rim * 1.02, -0.02), (rim * 0.8, rise * 0.7), (0.0, rise)], 7)
        if chance(rng, 0.3):
            dome = np.array([(rim * 1.03, -0.03), (rim * 1.03, 0.04), (0, 0.04 + rise * 0.2)])
        top = float(dome[-1, 1])
        grip = move(knob(rng, rng.uniform(0.06, 0.22), rng.uniform(0.08, 0.3)), (0, top - 0.01, 0))
        if chance(rng, 0.3):
            hoop = bail(rng.uniform(0.12, 0.4), rng.uniform(0.12, 0.3), rng.uniform(0.02, 0.06), 0.5, 12)
            grip = move(turn(hoop, "y", float(pick(rng, (0.0, 90.0)))), (0, top - 0.02, 0))
        lid = join(stretch(squared(lathe(dome, 24), power), (1, 1, long)), grip)
        if chance(rng, 0.25):  # a steel band round a glass lid
            band = lathe([(rim * 1.03, -0.05), (rim * 1.05, 0), (rim * 0.97, 0.03)], 24)
            lid = join(lid, stretch(squared(band, power), (1, 1, long)))
        where = (0, tall, 0)
        if chance(rng, 0.12):  # set ajar
            lid = turn(lid, "z", rng.uniform(8, 30), (-rim, 0, 0))
        made.add("lid", move(lid, where))
    y = tall * rng.uniform(0.65, 0.93)
    side = radius_at(profile, y)
    if style in ("sauce", "pressure") or (style == "wok" and chance(rng, 0.5)):
        made.add("handle", _long_handle(rng, side, y, rng.uniform(0.8, 1.8)))
        if chance(rng, 0.3):
            made.add("handle", mirror(move(torus(0.15, 0.04, 12, 6), (side + 0.1, y, 0))))
    elif style == "cauldron" and chance(rng, 0.6):
        hoop = bail(side, rim * rng.uniform(0.8, 1.6) + tall - y, rng.uniform(0.02, 0.06), rng.uniform(0.5, 1.1), 14)
        made.add("handle", move(turn(hoop, "x", float(pick(rng, (0.0, rng.uniform(-85, 85))))), (0, y, 0)))
    else:
        made.add("handle", _pot_ears(rng, side, y))
    if style == "cauldron" and chance(rng, 0.6):
        for angle in (0.5, 2.6, 4.7):
            x, z = 0.5 * np.cos(angle), 0.5 * np.sin(angle)
            made.add("body", bar((x, 0.1 * tall, z), (x * 1.2, -0.15, z * 1.2), 0.06))
    return made


def frying_pan(rng: Rng) -> Assembly:
    """Frying pan, skillet, griddle, crepe pan."""
    made = Assembly()
    tall = rng.uniform(0.1, 0.5)
    low = rng.uniform(0.7, 0.97)
    profile = spline([(low * 0.9, 0), (low, tall * 0.1), (1, tall)], 6)
    power = float(pick(rng, (2.0, rng.uniform(4, 9)), (6, 1)))
    made.add("body", squared(vessel(profile, float(pick(rng, (0.0, 0.03, 0.06))), 24), power))
    y = tall * rng.uniform(0.5, 0.95)
    handle = _long_handle(rng, radius_at(profile, y), y, rng.uniform(0.8, 2.0))
    made.add("handle", handle)
    if chance(rng, 0.2):
        made.add("handle", mirror(move(torus(0.16, 0.045, 12, 6), (1.05, y, 0))))
    if chance(rng, 0.15):
        dome = spline([(1.02, 0), (0.8, 0.18), (0.0, 0.3)], 7) * (1, rng.uniform(0.5, 1.3))
        top = move(knob(rng, 0.1, 0.15), (0, float(dome[-1, 1]) - 0.01, 0))
        made.add("lid", move(squared(join(lathe(dome, 22), top), power), (0, tall, 0)))
    return made


_POURING = {
    "body": ("main body", "vessel", "container", "belly"),
    "handle": ("grip", "hoop handle", "carrying handle"),
    "spout": ("beak", "pouring spout", "nozzle", "snout"),
    "lid": ("cover", "cap", "top", "lid with knob"),
}

KINDS: tuple[Kind, ...] = (
    Kind("kettle", kettle, {part: (f"kettle {part}", *words) for part, words in _POURING.items()},
         ("tea kettle", "electric kettle", "water kettle", "water boiler")),
    Kind("teapot", teapot, {part: (f"teapot {part}", *words) for part, words in _POURING.items()},
         ("tea pot", "coffee pot", "pot")),
    Kind("kitchen pot", kitchen_pot, {
        "body": ("pot body", "pot", "container", "vessel", "main body"),
        "lid": ("pot lid", "cover", "top", "pot cover"),
        "handle": ("pot handle", "grip", "ear", "side handle"),
    }, ("pot", "cooking pot", "saucepan", "casserole", "stockpot", "pressure cooker")),
    Kind("frying pan", frying_pan, {
        "body": ("pan", "pan body", "cooking surface", "dish", "main body"),
        "handle": ("pan handle", "grip", "shaft"),
        "lid": ("pan lid", "cover", "top"),
    }, ("pan", "skillet", "cooking pan")),
)  # fmt: skip
