"""Open vessels of the table and the yard: mug, bowl, wine glass, vase, jar, bucket, flower pot."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import (
    bail, both, chance, disc, ear, knob, log_uniform, pick, radius_at, squared, turned, vessel,
)  # fmt: skip
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import (
    Piece, bar, box, cylinder, ellipsoid, join, lathe, mirror, move, spline, stretch, torus, tube, turn,
)  # fmt: skip

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
    low, high = rng.uniform(0.08, 0.35), rng.uniform(0.65, 0.95)
    thickness = rng.uniform(0.05, 0.17)
    corners = [(radius_at(profile, height * at) * 0.97, height * at) for at in (low, high)]
    reach = rng.uniform(0.35, 1.0) * min(1.0, 0.5 * height)
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
        ring = max(radius_at(profile, y + off * height) for off in (-0.1, 0, 0.1)) * 1.04
        band = lathe([(ring, y - 0.1 * height), (ring, y + 0.1 * height)])
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
    waist = pick(rng, ([], [(thin * rng.uniform(1.5, 2.5), 0.5)], [(thin, 0.4), (thin * 2.2, 0.5), (thin, 0.6)]), (4, 1, 1))
    line = np.array([(thin * rng.uniform(1, 2), 0.0), *waist, (thin * rng.uniform(1, 2), 1.0)]) * (1, stem * 1.03)
    made.add("stem", lathe(spline(line, 9), 10))
    foot = rng.uniform(0.6, 1.05)
    rise = float(pick(rng, (0.03, rng.uniform(0.06, 0.25))))
    made.add("base", lathe([(0, 0), (foot, 0), (foot, 0.02), (foot * 0.4, rise * 0.6), (thin, rise + 0.02)], 20))
    if chance(rng, 0.15):
        made.add("bowl", move(disc(radius_at(profile, tall * 0.5) * 0.95, tall * 0.5), (0, stem, 0)))
    return made


def vase(rng: Rng) -> Assembly:
    """Vases and amphoras: belly, neck, foot, sometimes two handles."""
    made = Assembly()
    belly, low, tall = rng.uniform(0.5, 1.0), rng.uniform(0.2, 0.5), rng.uniform(1.0, 3.0)
    with_neck = chance(rng, 0.7)
    throat = belly * (rng.uniform(0.2, 0.55) if with_neck else rng.uniform(0.6, 1.0))
    peak = rng.uniform(0.35, 0.75)
    body = spline([(low, 0), ((low + belly) / 1.9, peak * 0.4), (belly, peak), ((belly + throat) / 1.8, (1 + peak) / 2),
                   (throat, 1)], 14) * (1, tall)  # fmt: skip
    if chance(rng, 0.2):
        body = np.array([(low, 0), (belly, tall * peak), (throat, tall)])
    lip = throat * rng.uniform(1.0, 1.8)
    up = tall * rng.uniform(0.1, 0.9)
    neck = spline([(throat, 0), (throat * rng.uniform(0.85, 1.05), 0.5), (lip, 1)], 7) * (1, up)
    wall = float(pick(rng, (0.0, rng.uniform(0.03, 0.08)), (1, 1)))
    sections = int(pick(rng, (20, 6, 8, 4), (8, 1, 1, 0.5)))
    power = float(pick(rng, (2.0, rng.uniform(3, 7)), (8, 1)))
    if with_neck:
        made.add("body", squared(lathe(body, sections), power))
        tube_piece = vessel(neck, wall, sections, floor=False)
        made.add("neck", squared(move(tube_piece, (0, tall, 0)), power))
        if wall == 0:
            made.add("body", disc(low, 0, sections))
    else:
        made.add("body", squared(vessel(body, wall, sections), power))
    if chance(rng, 0.5):
        foot = rng.uniform(0.9, 1.4) * low
        drop = tall * rng.uniform(0.04, 0.2)
        made.add("base", lathe([(0, -drop), (foot, -drop), (foot * 0.95, -drop * 0.6), (low * 0.9, 0.01)], sections))
    if chance(rng, 0.3) and with_neck:
        start = (radius_at(body, tall * 0.7) * 0.95, tall * rng.uniform(0.6, 0.8))
        end = (throat, tall + up * rng.uniform(0.5, 0.95))
        handle = ear(rng, start, end, rng.uniform(0.15, 0.5), rng.uniform(0.05, 0.1))
        made.add("handle", both(handle) if chance(rng, 0.75) else handle)
    return made


def jar(rng: Rng) -> Assembly:
    """Jam, cookie, ginger and canister jars with their lids."""
    made = Assembly()
    tall = log_uniform(rng, 0.9, 2.8)
    mouth = rng.uniform(0.55, 1.0)
    shapes = (
        ((0.95, 0), (1, 0.06), (1, 0.8), (mouth, 0.93), (mouth, 1)),
        ((0.7, 0), (1, 0.35), (0.97, 0.7), (mouth, 1)),
        ((0.55, 0), (0.75, 0.3), (1, 0.75), (mouth, 1)),
        ((1, 0), (1, 1)),
    )
    index = int(rng.integers(len(shapes)))
    profile = np.array(shapes[index], dtype=float)
    profile = (spline(profile, 12) if index in (1, 2) else profile) * (1, tall)
    power = float(pick(rng, (2.0, rng.uniform(3, 8)), (3, 1)))
    made.add("body", squared(vessel(profile, float(pick(rng, (0.0, 0.05))), 20), power))
    rim = float(profile[-1, 0])
    over = rim * rng.uniform(0.98, 1.1)
    cap = rng.uniform(0.1, 0.35)
    style = pick(rng, ("screw", "dome", "flat", "cork"))
    lids = {
        "screw": [(over, -cap), (over, -0.02), (over * 0.96, 0.03), (0, 0.03)],
        "dome": [(over, -0.04), (over, 0.02), (over * 0.85, cap * 0.6), (over * 0.4, cap), (0, cap * 1.05)],
        "flat": [(0, -0.01), (over, -0.01), (over, 0.06), (0, 0.06)],
        "cork": [(rim * 0.95, -cap), (rim * 1.0, cap), (0, cap)],
    }
    if chance(rng, 0.9):
        made.add("lid", move(squared(lathe(lids[style], 20), power), (0, tall, 0)))
        if style in ("dome", "flat"):
            made.add("lid", move(knob(rng, rng.uniform(0.1, 0.2), rng.uniform(0.12, 0.3)), (0, tall + lids[style][-1][1], 0)))
    if chance(rng, 0.25):
        spread = (radius_at(profile, tall * 0.45) * 0.97, tall * 0.45), (radius_at(profile, tall * 0.75) * 0.97, tall * 0.75)
        handle = ear(rng, spread[0], spread[1], rng.uniform(0.15, 0.4), 0.07)
        made.add("handle", both(handle) if chance(rng, 0.7) else handle)
    return made


def bucket(rng: Rng) -> Assembly:
    """Pails, ice buckets, wooden and square buckets: a hoop handle at any angle, or two at the sides."""
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
    made.add("body", stretch(squared(body, power), (1, 1, long)))
    if chance(rng, 0.3):  # hoops
        for at in rng.uniform(0.1, 0.9, rng.integers(1, 4)):
            ring = lathe([(radius_at(profile, at * tall) * 1.02, at * tall - 0.04), (radius_at(profile, at * tall) * 1.02, at * tall + 0.04)], 20)
            made.add("body", stretch(squared(ring, power), (1, 1, long)))
    rim = radius_at(profile, tall * 0.95)
    thickness = rng.uniform(0.02, 0.07)
    if chance(rng, 0.85):
        _hoop_handle(rng, made, rim, tall * rng.uniform(0.86, 0.97), thickness, long)
    else:
        loop = ear(rng, (rim * 0.96, tall * 0.7), (rim * 0.98, tall * 0.9), rng.uniform(0.12, 0.35), thickness * 1.3)
        made.add("handle", both(loop))
    return made


def _hoop_handle(rng: Rng, made: Assembly, rim: float, pivot: float, thickness: float, long: float) -> None:
    """A bail hinged at the two sides: upright, tipped, or lying on the rim or against the side."""
    half = rim + thickness
    lies = pick(rng, (0.0, rng.uniform(10, 75), rng.uniform(88, 100), rng.uniform(100, 150)), (5, 2, 2, 1))
    height = half * rng.uniform(0.75, 1.5) * (long if lies > 60 else 1)
    hoop = bail(half, height, thickness, rng.uniform(0.45, 1.1), 18)
    if chance(rng, 0.4):  # grip
        wide = half * rng.uniform(0.2, 0.4)
        grip = bar((-wide, height, 0), (wide, height, 0), thickness * rng.uniform(1.6, 3), sections=8)
        hoop = join(hoop, grip)
    made.add("handle", move(turn(hoop, "x", float(lies)), (0, pivot, 0)))
    if chance(rng, 0.6):  # lugs
        size = rng.uniform(0.08, 0.16)
        lug = pick(rng, (box((size * 0.6, size * 2, size * 1.6)), ellipsoid((size * 0.5, size, size), 8, 6)))
        made.add("body", both(move(lug, (half - thickness * 0.5, pivot, 0))))


def flower_pot(rng: Rng) -> Assembly:
    """A plant pot: straight, rimmed, bellied, square or a long planter; with a saucer, soil or a low plant."""
    made = Assembly()
    tall = log_uniform(rng, 0.7, 2.2)
    low = rng.uniform(0.55, 1.0)
    lines = ([(low, 0), (1, 1)], [(low, 0), (0.9, 0.75), (1.06, 0.77), (1.1, 1)],
             [(0.6, 0), (1.05, 0.4), (0.85, 0.9), (1, 1)])  # fmt: skip
    profile = np.array(pick(rng, lines)) * (1, tall)
    power = float(pick(rng, (2.0, rng.uniform(4, 9)), (3, 1)))
    long = float(pick(rng, (1.0, rng.uniform(1.4, 3.5)))) if power > 2 else 1.0
    made.add("pot", stretch(squared(vessel(profile, 0.06, 20), power), (long, 1, 1)))
    if chance(rng, 0.5):
        dish = vessel([(low * 1.1, -0.02), (low * 1.3, 0.12)], 0.0, 20)
        made.add("saucer", stretch(squared(dish, power), (long, 1, 1)))
    if chance(rng, 0.5):
        soil = disc(radius_at(profile, tall * 0.88) * 0.96, tall * 0.85, 20)
        made.add("soil", stretch(squared(soil, power), (long, 1, 1)))
    if chance(rng, 0.6):
        for _ in range(int(rng.integers(4, 14))):
            made.add("plant", _leaf(rng, tall * 0.8, rng.uniform(0.6, 2.0), rng.uniform(-0.6, 0.6) * long))
    return made


def _leaf(rng: Rng, start: float, length: float, x: float) -> Piece:
    """A blade that grows up and bends outwards."""
    angle, bend = rng.uniform(0, 2 * np.pi), rng.uniform(0.1, 0.8)
    step = np.linspace(0, 1, 7)
    out = bend * length * step**2 + 0.15 * step
    path = np.stack([x + out * np.cos(angle), start + length * step * (1 - 0.4 * bend * step), out * np.sin(angle)], 1)
    width = 0.16 * np.sin(np.pi * np.clip(step * 0.85 + 0.12, 0, 1)) + 0.005
    return tube(path, width, 4, flatten=0.15, side=(-np.sin(angle), 0, np.cos(angle)))


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
    Kind("vase", vase, {
        "body": ("vase body", "belly", "main body", "container"),
        "neck": ("vase neck", "throat", "opening", "bottleneck"),
        "base": ("foot", "vase base", "pedestal", "stand", "bottom"),
        "handle": ("vase handle", "ear", "grip", "lug"),
    }, ("urn", "amphora", "flower vase", "pitcher vase")),
    Kind("jar", jar, {
        "body": ("jar body", "container", "vessel"),
        "lid": ("cover", "cap", "jar lid", "stopper", "top"),
        "handle": ("jar handle", "ear", "grip", "lug"),
    }, ("canister", "cookie jar", "jam jar", "pot", "urn")),
    Kind("bucket", bucket, {
        "handle": ("bail", "bucket handle", "grip", "hoop handle", "carrying handle"),
        "body": ("bucket body", "container", "pail", "vessel", "tub", "main body"),
    }, ("pail", "ice bucket", "tub")),
    Kind("flower pot", flower_pot, {
        "pot": ("planter", "container", "plant pot", "body", "vessel"),
        "saucer": ("dish", "tray", "drip tray", "plate"),
        "soil": ("earth", "dirt", "ground"),
        "plant": ("leaf", "leaves", "foliage", "greenery"),
    }, ("plant pot", "planter", "potted plant")),
)  # fmt: skip
