"""Open vessels of the table and the yard: mug, bowl, wine glass, bucket."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import (
    bail,
    both,
    chance,
    disc,
    ear,
    knob,
    log_uniform,
    pick,
    radius_at,
    squared,
    turned,
    vessel,
)
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pails import pail
from pa3d.synthetic.pieces import (
    Piece,
    bar,
    box,
    cylinder,
    ellipsoid,
    join,
    lathe,
    mirror,
    move,
    spline,
    stretch,
    torus,
    tube,
    turn,
    warp,
)
from pa3d.synthetic.pottery import POTTERY

Rng = np.random.Generator


CUPS: dict[str, tuple[tuple[float, float], ...]] = {
    "straight": ((1, 0), (1, 1)),
    "taper": ((0.75, 0), (1, 1)),
    "wider below": ((1.15, 0), (0.95, 1)),
    "rounded": ((0.7, 0), (0.93, 0.06), (1, 0.2), (1, 1)),
    "barrel": ((0.8, 0), (1, 0.3), (1.02, 0.55), (0.85, 1)),
    "tulip": ((0.5, 0), (0.85, 0.15), (0.92, 0.5), (1.05, 1)),
    "teacup": ((0.45, 0), (0.5, 0.06), (0.85, 0.35), (1.05, 0.8), (1.15, 1)),
    "waist": ((0.95, 0), (0.8, 0.45), (1, 1)),
    "footed": ((0.7, 0), (0.55, 0.1), (0.9, 0.3), (1, 0.6), (1, 1)),
    "bulb": ((0.6, 0), (1, 0.25), (1.0, 0.5), (0.75, 0.75), (0.85, 1)),
    "stein": ((1.1, 0), (1.1, 0.08), (0.95, 0.12), (0.85, 0.9), (0.9, 1)),
    "lipped": ((0.9, 0), (0.92, 0.9), (1, 0.93), (1, 1)),
}


def _wall(rng: Rng, low: float = 0.02, high: float = 0.12) -> float:
    return float(pick(rng, (0.0, rng.uniform(low, high), -1.0), (3, 6, 0.6)))


def _cup_profile(rng: Rng, height: float) -> Array:
    profile = np.array(pick(rng, list(CUPS.values())), dtype=float)
    if len(profile) > 3 and chance(rng, 0.5):
        profile = spline(profile, 12)
    return profile * (1, height)


def mug(rng: Rng) -> Assembly:
    """Cup and handle: coffee mug, teacup, tankard, espresso cup, travel mug, two-handled and square ones."""
    made = Assembly()
    height = log_uniform(rng, 0.9, 3.2)
    profile = _cup_profile(rng, height)
    sections = int(pick(rng, (20, 24, 6, 8), (8, 6, 1, 1)))
    cup = vessel(profile, _wall(rng), sections)
    power = float(pick(rng, (2.0, rng.uniform(3, 8)), (7, 1)))
    made.add("cup", squared(cup, power) if power > 2 else cup)
    if chance(rng, 0.12):  # a travel mug's cover, the drink
        made.add("cup", disc(radius_at(profile, height * 0.85) * 0.97, height * rng.uniform(0.7, 0.98)))
    low, high = pick(rng, ((rng.uniform(0.08, 0.35), rng.uniform(0.65, 0.95)), (0.3, 0.7), (0.03, 0.98)), (8, 1, 1))
    thickness = log_uniform(rng, 0.03, 0.2)
    corners = [(radius_at(profile, height * at) * 0.97, height * at) for at in (low, high)]
    reach = log_uniform(rng, 0.25, 1.2) * min(1.0, 0.5 * height)
    round_ = power == 2 and sections > 8
    style = pick(rng, ("ear", "ring", "block", "hook", "wrap"), (9, 1, 1, 0.8, 0.3 * round_))
    if style == "ear":
        handle = ear(rng, corners[0], corners[1], reach, thickness)
    elif style == "ring":
        size = height * (high - low) / 2
        ring = turn(torus(size, thickness, 18, 8), "x", 90)
        handle = move(ring, (corners[1][0] + size * rng.uniform(0.5, 0.9), height * (low + high) / 2, 0))
    elif style == "block":  # bars at right angles
        far, wide = max(x for x, _ in corners) + reach, thickness * 1.6
        (x0, y0), (x1, y1) = corners
        parts = [box((far - x0, wide, wide * 2), ((far + x0) / 2, y0, 0)),
                 box((far - x1, wide, wide * 2), ((far + x1) / 2, y1, 0)),
                 box((wide, y1 - y0 + wide, wide * 2), (far, (y0 + y1) / 2, 0))]  # fmt: skip
        handle = join(*parts)
    elif style == "hook":  # fixed at one end only
        x, y = corners[1]
        path = spline([(x, y), (x + reach, y * 1.02), (x + reach, y * 0.6), (x + reach * 0.7, y * 0.3)], 12)
        handle = tube(np.column_stack([path, np.zeros(12)]), thickness, 8)
    else:  # a band round the cup, as on glass tea cups
        y = height * rng.uniform(0.4, 0.6)
        snug = max(radius_at(profile, y + off * height) for off in (-0.1, 0, 0.1)) * 1.04
        band = lathe([(snug, y - 0.1 * height), (snug, y + 0.1 * height)])
        handle = join(band, ear(rng, corners[0], corners[1], reach, thickness))
    made.add("handle", handle)
    if chance(rng, 0.06):
        made.add("handle", mirror(handle))
    return turned(made, "y", float(pick(rng, (0.0, 90.0, rng.uniform(0, 360)))))


def bowl(rng: Rng) -> Assembly:
    """Soup bowl, mixing bowl, dish, footed and lidded bowls."""
    made = Assembly()
    height = log_uniform(rng, 0.25, 1.3)
    profiles = (
        ((0.4, 0), (0.75, 0.25), (0.95, 0.65), (1, 1)),
        ((0.55, 0), (1, 1)),
        ((0.5, 0), (0.9, 0.12), (1, 0.4), (1, 1)),
        ((0.35, 0), (0.8, 0.3), (0.9, 0.7), (1.0, 0.9), (1.25, 1)),
        ((0.5, 0), (1, 0.3), (1.05, 0.6), (0.85, 1)),
        ((0.9, 0), (1.0, 1)),
    )
    profile = np.array(pick(rng, profiles), dtype=float)
    profile = spline(profile, 12) if chance(rng, 0.7) else profile
    profile = profile * (1, height)
    power = float(pick(rng, (2.0, rng.uniform(3, 8)), (6, 1)))
    long = float(pick(rng, (1.0, rng.uniform(1.2, 1.8)), (5, 1)))
    made.add("body", stretch(squared(vessel(profile, _wall(rng, 0.02, 0.1), 24), power), (long, 1, 1)))
    if chance(rng, 0.55):  # foot ring or stem
        drop = height * float(pick(rng, (rng.uniform(0.05, 0.15), rng.uniform(0.3, 1.0)), (4, 1)))
        wide = profile[0, 0] * rng.uniform(0.7, 1.05)
        foot = cylinder(wide * rng.uniform(1.0, 1.25), drop, top=wide, sections=20, caps=chance(rng, 0.5))
        made.add("base", move(stretch(foot, (long, 1, 1)), (0, -drop * 0.98, 0)))
    if chance(rng, 0.2):
        y, x = height * rng.uniform(0.7, 0.95), float(profile[-1, 0]) * long
        lug = turn(stretch(torus(0.2, 0.05, 10, 6, 180), (1, 1, 0.8)), "y", 90)
        made.add("handle", both(move(lug, (x * 0.95, y, 0))))
    if chance(rng, 0.15):
        rim = float(profile[-1, 0])
        dome = spline([(rim * 1.02, 0), (rim * 0.8, 0.2), (0.1, 0.32)], 8) * (1, rng.uniform(0.5, 1.4))
        lid = join(lathe(dome, 20), move(knob(rng, 0.12, 0.16), (0, dome[-1, 1] * 0.97, 0)))
        made.add("lid", move(stretch(squared(lid, power), (long, 1, 1)), (0, height, 0)))
    return made


def wine_glass(rng: Rng) -> Assembly:
    """Stemmed glasses: wine, champagne flute and coupe, martini, goblet, brandy, hurricane."""
    made = Assembly()
    shapes: dict[str, tuple[tuple[float, float], ...]] = {
        "wine": ((0.1, 0), (0.6, 0.12), (0.98, 0.4), (1, 0.55), (0.75, 1)),
        "bordeaux": ((0.1, 0), (0.7, 0.15), (0.95, 0.45), (0.85, 1)),
        "flute": ((0.15, 0), (0.7, 0.2), (1, 0.55), (0.85, 1)),
        "martini": ((0.08, 0), (1, 1)),
        "coupe": ((0.1, 0), (0.7, 0.15), (1, 0.6), (1.02, 1)),
        "goblet": ((0.3, 0), (0.9, 0.2), (1, 0.5), (1.05, 1)),
        "brandy": ((0.15, 0), (0.85, 0.2), (1, 0.5), (0.6, 1)),
        "hurricane": ((0.3, 0), (0.85, 0.2), (0.7, 0.6), (1, 1)),
        "tulip": ((0.1, 0), (0.9, 0.25), (0.75, 0.7), (0.95, 1)),
    }
    style = pick(rng, list(shapes))
    tall = rng.uniform(2.2, 4.5) if style == "flute" else rng.uniform(0.7, 2.6)
    profile = np.array(shapes[style]) * (1, tall)
    profile = profile if style == "martini" else spline(profile, 14)
    stem = float(rng.uniform(0.25, 2.6))
    thin = rng.uniform(0.04, 0.12)
    wall = float(pick(rng, (0.0, rng.uniform(0.02, 0.06)), (1, 2)))
    made.add("bowl", move(vessel(profile, wall, 20), (0, stem, 0)))
    waist = pick(
        rng, ([], [(thin * rng.uniform(1.5, 2.5), 0.5)], [(thin, 0.4), (thin * 2.2, 0.5), (thin, 0.6)]), (4, 1, 1)
    )
    line = np.array([(thin * rng.uniform(1, 2), 0.0), *waist, (thin * rng.uniform(1, 2), 1.0)]) * (1, stem * 1.03)
    made.add("stem", lathe(spline(line, 9), 10))
    foot = rng.uniform(0.6, 1.05)
    rise = float(pick(rng, (0.03, rng.uniform(0.06, 0.25))))
    made.add("base", lathe([(0, 0), (foot, 0), (foot, 0.02), (foot * 0.4, rise * 0.6), (thin, rise + 0.02)], 20))
    if chance(rng, 0.15):
        made.add("bowl", move(disc(radius_at(profile, tall * 0.5) * 0.95, tall * 0.5), (0, stem, 0)))
    return made


def bucket(rng: Rng) -> Assembly:
    """Pails, ice buckets, wooden and square buckets: a hoop handle at any angle, or two at the sides."""
    if chance(rng, 0.6):
        return pail(rng)
    made = Assembly()
    tall = log_uniform(rng, 0.9, 2.6)
    low = rng.uniform(0.6, 1.02)
    lines: tuple[list[tuple[float, float]], ...] = (
        [(low, 0), (1, 1)],
        [(low, 0), (0.97, 0.9), (1.06, 0.9), (1.06, 1)],
        [(low, 0), (low, 0.06), (0.96, 0.93), (1.05, 0.97), (1.0, 1)],
        [(low, 0), ((1 + low) / 2 + 0.08, 0.5), (1, 1)],
        [(low * 0.9, 0), (low, 0.05), ((1 + low) / 2, 0.6), ((1 + low) / 2 + 0.06, 0.62), (1, 1)],
    )
    profile = np.array(pick(rng, lines)) * (1, tall)
    power = float(pick(rng, (2.0, rng.uniform(3.5, 8)), (5, 1)))
    long = float(pick(rng, (1.0, rng.uniform(1.15, 1.6)), (5, 1)))
    body = vessel(profile, _wall(rng, 0.015, 0.09), int(pick(rng, (22, 12))))
    made.add("body", stretch(squared(_scuttle(rng, body, tall), power), (1, 1, long)))
    if chance(rng, 0.3):  # hoops
        for at in rng.uniform(0.1, 0.9, rng.integers(1, 4)):
            ring = lathe(
                [
                    (radius_at(profile, at * tall) * 1.02, at * tall - 0.04),
                    (radius_at(profile, at * tall) * 1.02, at * tall + 0.04),
                ],
                20,
            )
            made.add("body", stretch(squared(ring, power), (1, 1, long)))
    rim = radius_at(profile, tall * 0.95)
    thickness = rng.uniform(0.02, 0.07)
    if chance(rng, 0.85):
        _hoop_handle(rng, made, rim, tall * rng.uniform(0.86, 0.97), thickness, long)
    else:
        loop = ear(rng, (rim * 0.96, tall * 0.7), (rim * 0.98, tall * 0.9), rng.uniform(0.12, 0.35), thickness * 1.3)
        made.add("handle", both(loop))
    return made


def _scuttle(rng: Rng, body: Piece, tall: float) -> Piece:
    """The bucket, now and then with its rim raised in front or drawn out to a lip."""
    if not chance(rng, 0.15):
        return body
    rise, pull = pick(rng, ((0.3, 0.0), (0.0, 0.35), (0.15, 0.2)))

    def bend(vertices: Array) -> Array:
        front = np.clip(vertices[:, 2], 0, None) ** 3 * np.clip(vertices[:, 1] / tall - 0.4, 0, 1)
        vertices[:, 1] += rise * tall * front
        vertices[:, 2] += pull * front
        return vertices

    return warp(body, bend)


def _hoop_handle(rng: Rng, made: Assembly, rim: float, pivot: float, thickness: float, long: float) -> None:
    """A bail hinged at the two sides: upright, tipped, or lying on the rim or against the side."""
    half = rim + thickness
    lies = pick(rng, (0.0, rng.uniform(10, 75), rng.uniform(88, 100), rng.uniform(100, 150)), (5, 2, 2, 1))
    height = half * rng.uniform(0.75, 1.5) * (long if lies > 60 else 1)
    hoop = bail(half, height, thickness, float(pick(rng, (rng.uniform(0.45, 1.1), rng.uniform(1.1, 1.8)), (4, 1))), 18)
    if chance(rng, 0.4):  # grip
        wide = half * rng.uniform(0.2, 0.4)
        grip = bar((-wide, height, 0), (wide, height, 0), thickness * rng.uniform(1.6, 3), sections=8)
        hoop = join(hoop, grip)
    made.add("handle", move(turn(hoop, "x", float(lies)), (0, pivot, 0)))
    if chance(rng, 0.6):  # lugs
        size = rng.uniform(0.08, 0.16)
        lug = pick(rng, (box((size * 0.6, size * 2, size * 1.6)), ellipsoid((size * 0.5, size, size), 8, 6)))
        made.add("body", both(move(lug, (half - thickness * 0.5, pivot, 0))))


KINDS: tuple[Kind, ...] = (
    Kind("mug", mug, {
        "handle": ("mug handle", "cup handle", "grip", "ear", "loop"),
        "cup": ("mug body", "body", "cup body", "vessel", "container", "mug cup"),
    }, ("cup", "coffee mug", "coffee cup", "teacup", "beer mug", "tankard")),
    Kind("bowl", bowl, {
        "body": ("bowl body", "dish", "vessel", "container"),
        "base": ("foot", "bowl foot", "stand", "pedestal", "foot ring"),
        "handle": ("lug", "bowl handle", "grip"),
        "lid": ("cover", "bowl lid", "top"),
    }, ("dish", "soup bowl", "salad bowl", "mixing bowl")),
    Kind("wine glass", wine_glass, {
        "bowl": ("glass bowl", "cup", "body", "wine glass bowl", "glass"),
        "stem": ("glass stem", "stalk", "shaft", "wine glass stem"),
        "base": ("foot", "glass base", "stand", "bottom"),
    }, ("goblet", "champagne glass", "martini glass", "stemware", "cocktail glass")),
    Kind("bucket", bucket, {
        "handle": ("bail", "bucket handle", "grip", "hoop handle", "carrying handle"),
        "body": ("bucket body", "container", "pail", "vessel", "tub", "main body"),
    }, ("pail", "ice bucket", "tub")),
    *POTTERY,
)  # fmt: skip
