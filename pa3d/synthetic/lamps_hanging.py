"""Lamps that hang or are fixed: pendants, chandeliers, wall and outdoor lamps."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import around, oval, plate
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.lamps_shades import bulb, reflector, shade
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, ellipsoid, lathe, move, spline, torus, tube, turn


def _canopy(rng: np.random.Generator, radius: float, level: float) -> Piece:
    """The plate at the ceiling: disc, dome, cone or square."""
    style = pick(rng, ("disc", "dome", "dome", "cone", "square"))
    if style == "square":
        return box((2 * radius, 0.025, 2 * radius), (0, level - 0.0125, 0))
    profile = {
        "disc": [(1, 0), (1, -0.3), (0, -0.3)],
        "dome": [(1, 0), (0.9, -0.35), (0.5, -0.65), (0, -0.75)],
        "cone": [(1, 0), (0.15, -1.2), (0, -1.2)],
    }[style]
    return move(lathe(np.array(profile) * radius, 16), (0, level, 0))


def _hood(rng: np.random.Generator, wide: float, high: float) -> list[tuple[str, list[Piece]]]:
    return reflector(rng, wide, high) if chance(rng, 0.6) else shade(rng, wide, high)


def _bowl(rng: np.random.Generator, out: Assembly, wide: float) -> float:
    """A ceiling bowl, glass ball, lantern or paper ball about the origin; how high its top lies."""
    style = pick(rng, ("bowl", "ball", "lantern", "paper", "rings", "artichoke"))
    if style == "bowl":
        profile = np.array([(0, -0.5), (0.6, -0.4), (0.9, -0.15), (1, 0.1), (0.97, 0.1), (0, 0.05)]) * wide
        out.add("lampshade", lathe(profile[: 4 if chance(rng, 0.5) else 6], 18))
        out.add("pole", *(bar(p * wide * 0.9, (0, 0.8 * wide, 0), 0.006, sections=5) for p in around(rng, 3, 1.0)))
        return 0.8 * wide
    if style == "ball" or style == "paper":
        tall = float(rng.uniform(0.6, 1.4)) if style == "paper" else 1.0
        out.add("lampshade", ellipsoid((wide, wide * tall, wide), 18, 11))
        return wide * tall * 0.98
    if style == "lantern":
        tall, sides = wide * float(rng.uniform(1, 2)), pick(rng, (4, 6))
        out.add(
            "lampshade",
            lathe([(wide * float(rng.uniform(0.5, 1)), -tall), (wide, tall * 0.6)], sections=sides),
            lathe([(wide * 1.15, tall * 0.6), (0.1 * wide, tall), (0.0, tall)], sides),
        )
        if chance(rng, 0.5):
            out.add("bulb", bulb(rng, 0.2 * wide))
        return tall
    if style == "rings":
        for k in range(int(rng.integers(1, 4))):
            hoop = torus(wide * (1 - 0.25 * k), 0.02 * (1 + wide), 24, 4)
            out.add("lampshade", move(turn(hoop, "x", float(rng.uniform(-25, 25))), (0, -0.15 * k * wide, 0)))
        out.add("pole", *(bar(p * wide * 0.95, (0, 1.2 * wide, 0), 0.004, sections=4) for p in around(rng, 3, 1.0)))
        return 1.2 * wide
    for k in np.linspace(0, 1, int(rng.integers(3, 7))):
        out.add(
            "lampshade",
            move(
                lathe([(wide * (1 - 0.7 * abs(k - 0.4)), 0), (wide * 0.2, wide * 0.3)], 14),
                (0, wide * (0.8 - 1.6 * k), 0),
            ),
        )
    out.add("pole", bar((0, -0.5 * wide, 0), (0, wide * 1.1, 0), 0.01))
    return wide * 1.05


def pendant(rng: np.random.Generator) -> Assembly:
    """One or several lights on cords or rods from a ceiling plate or a bar."""
    out = Assembly()
    wide, high = float(rng.uniform(0.1, 0.28)), float(rng.uniform(0.1, 0.3))
    drop = float(rng.uniform(0.15, 1.1))
    r = float(rng.uniform(0.003, 0.012))
    style = pick(rng, ("one", "one", "one", "bowl", "bowl", "several", "bar", "flush", "fan"))
    if style == "flush":
        out.add("fixing bracket", _canopy(rng, wide * float(rng.uniform(0.4, 0.9)), high * 1.1))
        out.add("lampshade", lathe(np.array([(1, 1), (0.95, 0.4), (0.6, 0.1), (0, 0)]) * (wide * 1.2, high * 0.9), 18))
        return out
    if style == "one":
        for part, pieces in _hood(rng, wide, high):
            out.add(part, *pieces)
        out.add("pole", bar((0, high * 0.95, 0), (0, high + drop, 0), r))
        if chance(rng, 0.8):
            out.add("fixing bracket", _canopy(rng, float(rng.uniform(0.04, 0.09)), high + drop))
        if chance(rng, 0.3):
            out.add("pole", move(cylinder(r * 4, high * 0.25, sections=8), (0, high * 0.9, 0)))
        return out
    if style == "bowl":
        top = _bowl(rng, out, wide)
        out.add("pole", bar((0, top * 0.9, 0), (0, top + drop, 0), r))
        if chance(rng, 0.8):
            out.add("fixing bracket", _canopy(rng, float(rng.uniform(0.04, 0.09)), top + drop))
        return out
    if style == "fan":
        return _fan_light(rng, out, wide, high, drop)
    count = int(rng.integers(2, 7))
    span = count * wide * float(rng.uniform(0.9, 1.6))
    places = np.linspace(-span, span, count) if style == "bar" else np.zeros(count)
    for k, x in enumerate(places):
        length = drop * (1.0 if style == "bar" else float(rng.uniform(0.5, 1.2)))
        z = 0.0
        if style == "several":
            x, z = wide * 1.2 * np.cos(k * 2 * np.pi / count), wide * 1.2 * np.sin(k * 2 * np.pi / count)
        for part, pieces in _hood(np.random.default_rng(count), wide * 0.7, high):
            out.add(part, *(move(piece, (x, drop - length, z)) for piece in pieces))
        out.add("pole", bar((x, drop - length + high * 0.95, z), (x, high + drop, z), r))
    if style == "bar":
        out.add("fixing bracket", box((2 * span + 0.1, 0.03, 0.05), (0, high + drop, 0)))
    else:
        out.add("fixing bracket", _canopy(rng, wide * 1.15, high + drop))
    return out


def _fan_light(rng: np.random.Generator, out: Assembly, wide: float, high: float, drop: float) -> Assembly:
    """A cluster of spots on a short rail."""
    out.add(
        "fixing bracket",
        box((wide * 4, 0.03, 0.08), (0, drop, 0)) if chance(rng, 0.5) else _canopy(rng, wide * 0.8, drop),
    )
    for x in np.linspace(-1.6, 1.6, int(rng.integers(2, 5))) * wide:
        neck = np.array([x, drop - 0.08, 0.0])
        out.add("pole", bar((x * 0.6, drop, 0), neck, 0.008))
        for part, pieces in reflector(rng, wide * 0.5, high * 0.7):
            tilt = float(rng.uniform(-50, 50))
            out.add(part, *(move(turn(move(piece, (0, -high * 0.7, 0)), "x", tilt), neck) for piece in pieces))
    return out


def chandelier(rng: np.random.Generator) -> Assembly:
    """Curved arms from a middle column, each with a candle, bulb or small shade; or a hoop of lights."""
    out = Assembly()
    count, reach = int(rng.integers(3, 10)), float(rng.uniform(0.25, 0.5))
    r, drop = float(rng.uniform(0.007, 0.014)), float(rng.uniform(0.15, 0.6))
    tall = float(rng.uniform(0.2, 0.5))
    upward = chance(rng, 0.65)
    sag = float(rng.uniform(0.05, 0.25)) * (1 if upward else -0.4)
    profile = np.stack([rng.uniform(0.01, 0.05, 8), np.linspace(-0.1, tall, 8)], 1)
    profile[-1, 0] = profile[0, 0] = 0.008
    hoop = chance(rng, 0.25)
    out.add("pole", bar((0, tall, 0), (0, tall + drop, 0), r * 0.7))
    out.add("fixing bracket", _canopy(rng, float(rng.uniform(0.05, 0.1)), tall + drop))
    if not hoop:
        out.add("body" if chance(rng, 0.3) else "pole", lathe(profile, 10))
    else:
        out.add(
            "pole",
            torus(reach, r * 1.5, 28, 6),
            *(bar(p * reach, (0, tall, 0), r * 0.5, sections=5) for p in around(rng, 3, 1.0)),
        )
    style = pick(rng, ("candle", "shade", "glass", "bulb"))
    size = float(rng.uniform(0.04, 0.09))
    cup = reflector(rng, size, size * 1.3)
    hat = shade(rng, size, size * 1.2)
    lamp_bulb = bulb(rng, size * 0.35)
    light = "bulb" if chance(rng, 0.9) else "lampshade"
    for p in around(rng, count, 1.0):
        end = p * reach + (0, 0.05 if upward and not hoop else 0, 0)
        if not hoop:
            path = spline(
                [(0, 0.02, 0), p * reach * 0.45 + (0, -sag, 0), p * reach * 0.85 + (0, -sag * 0.6, 0), end], 10
            )
            out.add("pole", tube(path, r, 6))
        if style == "candle" or style == "bulb":
            out.add("pole", move(cylinder(size * 0.25, size * 1.2, sections=8), end))
            out.add(light, move(lamp_bulb, np.add(end, (0, size * 1.6, 0))))
        elif style == "shade":
            out.add("pole", bar(end, np.add(end, (0, size * 0.8, 0)), r))
            out.add(
                "lampshade", *(move(piece, np.add(end, (0, size * 0.6, 0))) for _, pieces in hat for piece in pieces)
            )
        else:
            for part, pieces in cup:
                for piece in pieces:
                    flipped = (
                        Piece(piece.vertices * (1, -1, 1), piece.faces[:, ::-1])
                        if upward
                        else move(piece, (0, -2.6 * size, 0))
                    )
                    out.add(part, move(flipped, np.add(end, (0, size * 1.3, 0))))
    return out


def _plate(rng: np.random.Generator, size: float) -> Piece:
    """A wall plate at z = 0."""
    outline = oval(size * float(rng.uniform(0.5, 1)), size, float(pick(rng, (1.0, 0.12, 0.5))), 20)
    return plate(outline, 0.02, float(rng.uniform(0, 0.02)))


def wall_lamp(rng: np.random.Generator) -> Assembly:
    """A plate on the wall with an arm and a shade, a swing arm, a box, a half bowl or a lantern."""
    out = Assembly()
    size, reach = float(rng.uniform(0.05, 0.12)), float(rng.uniform(0.08, 0.35))
    wide, high = float(rng.uniform(0.06, 0.15)), float(rng.uniform(0.1, 0.25))
    style = pick(rng, ("arm", "arm", "arm", "half", "box", "pair", "swing"))
    plate_name = "fixing bracket" if chance(rng, 0.7) else "base"
    out.add(plate_name, _plate(rng, size))
    if style == "half":
        bowl = lathe(np.array([(0.05, -1), (0.6, -0.7), (1, 0), (1, 0.3)]) * (wide, high), 12, degrees=180)
        out.add("lampshade", move(bowl, (0, 0, 0.01)))
    elif style == "box":
        out.add(
            "lampshade",
            box((wide, 2 * high, wide), (0, 0, 0.01 + wide / 2))
            if chance(rng, 0.5)
            else move(cylinder(wide * 0.5, 2 * high, caps=False), (0, -high, wide * 0.55)),
        )
    else:
        r = float(rng.uniform(0.006, 0.014))
        for x in (-0.12, 0.12) if style == "pair" else (0.0,):
            end = np.array([x, float(rng.uniform(-0.02, 0.12)) if style != "pair" else 0.05, reach])
            if style == "swing":
                elbow = np.array([0.15, 0, reach * 0.5])
                path: Array = np.array([(0, 0, 0), elbow, end])
            else:
                path = spline([(0, 0, 0), (x * 0.6, float(rng.uniform(-0.1, 0.15)), reach * 0.6), end], 9)
            out.add("pole", tube(path, r, 6))
            up = chance(rng, 0.6)
            for part, pieces in shade(rng, wide, high) if up else reflector(rng, wide, high):
                out.add(part, *(move(piece, np.add(end, (0, 0.0 if up else -high, 0))) for piece in pieces))
            if up and chance(rng, 0.5):
                out.add("bulb", move(bulb(rng, wide * 0.25), np.add(end, (0, high * 0.4, 0))))
    return out


def outdoor_lamp(rng: np.random.Generator) -> Assembly:
    """A street lamp, a lantern on a post, a bollard."""
    out = Assembly()
    tall, r = float(rng.uniform(1.2, 3.2)), float(rng.uniform(0.02, 0.05))
    out.add(
        "base",
        lathe(np.array([(3, 0), (3, 1), (2.2, 2), (1.6, 4), (1, 5)]) * r, 12, True)
        if chance(rng, 0.6)
        else box((8 * r, 2 * r, 8 * r), (0, r, 0)),
    )
    style = pick(rng, ("arm", "arm", "double", "lantern", "globe", "bollard"))
    if style == "bollard":
        tall *= 0.3
        out.add("pole", cylinder(r * 2, tall, sections=12))
        out.add("lampshade", move(lathe(np.array([(1.9, 0), (1.9, 4), (2.4, 4.2), (0, 5.5)]) * r, 12), (0, tall, 0)))
        return out
    out.add("pole", bar((0, 0, 0), (0, tall, 0), r, r * 0.6))
    if style in ("arm", "double"):
        reach = float(rng.uniform(0.2, 0.6)) * tall * 0.5
        for side in (1, -1) if style == "double" else (1,):
            path = spline(
                [
                    (0, tall * 0.97, 0),
                    (side * reach * 0.5, tall * float(rng.uniform(1, 1.08)), 0),
                    (side * reach, tall, 0),
                ],
                8,
            )
            out.add("pole", tube(path, r * 0.6, 6))
            head = move(ellipsoid((reach * 0.25, r * 1.2, r * 2.5), 12, 7, 0.6), (side * reach, tall, 0))
            out.add("lampshade", head)
    elif style == "globe":
        for p in around(rng, pick(rng, (2, 3, 4)), 0.25) if chance(rng, 0.4) else np.zeros((1, 3)):
            out.add("pole", bar((0, tall * 0.95, 0), np.add(p, (0, tall, 0)), r * 0.6))
            out.add("lampshade", move(ellipsoid((0.13, 0.13, 0.13), 14, 9), np.add(p, (0, tall + 0.12, 0))))
    else:
        s = float(rng.uniform(0.1, 0.18))
        out.add(
            "lampshade",
            move(lathe(np.array([(0.6, 0), (1, 1.8)]) * s, pick(rng, (4, 6))), (0, tall, 0)),
            move(lathe(np.array([(1.2, 1.8), (0.3, 2.6), (0, 2.9)]) * s, pick(rng, (4, 6))), (0, tall, 0)),
        )
        if chance(rng, 0.4):
            out.add("bulb", move(bulb(rng, s * 0.3), (0, tall + s, 0)))
    return out
