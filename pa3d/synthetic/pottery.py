"""Pottery and glass that keeps things: vase, jar, flower pot."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.crocks import varied_jar, varied_vase
from pa3d.synthetic.forms import both, chance, disc, ear, knob, log_uniform, pick, radius_at, squared, vessel
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, lathe, move, spline, stretch, tube

Rng = np.random.Generator


def vase(rng: Rng) -> Assembly:
    """Vases and amphoras: belly, neck, foot, sometimes two handles."""
    if chance(rng, 0.5):
        return varied_vase(rng)
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
    if chance(rng, 0.5):
        return varied_jar(rng)
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
            made.add(
                "lid", move(knob(rng, rng.uniform(0.1, 0.2), rng.uniform(0.12, 0.3)), (0, tall + lids[style][-1][1], 0))
            )
    if chance(rng, 0.25):
        spread = (
            (radius_at(profile, tall * 0.45) * 0.97, tall * 0.45),
            (radius_at(profile, tall * 0.75) * 0.97, tall * 0.75),
        )
        handle = ear(rng, spread[0], spread[1], rng.uniform(0.15, 0.4), 0.07)
        made.add("handle", both(handle) if chance(rng, 0.7) else handle)
    return made


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


POTTERY: tuple[Kind, ...] = (
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
    Kind("flower pot", flower_pot, {
        "pot": ("planter", "container", "plant pot", "body", "vessel"),
        "saucer": ("dish", "tray", "drip tray", "plate"),
        "soil": ("earth", "dirt", "ground"),
        "plant": ("leaf", "leaves", "foliage", "greenery"),
    }, ("plant pot", "planter", "potted plant")),
)  # fmt: skip
