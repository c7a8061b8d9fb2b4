"""Lamps: standing on table or floor, arms that bend, hung from the ceiling, fixed to a wall, chandeliers, lanterns."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import around, oval, plate, turned_profile
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.lamps_hanging import chandelier, outdoor_lamp, pendant, wall_lamp
from pa3d.synthetic.lamps_shades import bulb, reflector, shade
from pa3d.synthetic.lamps_stands import foot_of, vase
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, ellipsoid, lathe, move, spline, stretch, tube, turn


def table_lamp(rng: np.random.Generator) -> Assembly:
    """A shade over a body or a thin stem on a foot."""
    out = Assembly()
    tall = float(rng.uniform(0.3, 0.75))
    wide = float(rng.uniform(0.12, 0.3))
    high = float(rng.uniform(0.6, 1.6)) * wide
    foot = float(rng.uniform(0.01, 0.035))
    reach = wide * float(rng.uniform(0.4, 0.8))
    body = chance(rng, 0.6)
    top = tall - high * float(rng.uniform(0.4, 0.9)) if body else tall
    top = max(top, 0.35 * tall)
    if chance(rng, 0.75) or not body:
        out.add("base", *foot_of(rng, reach, foot))
    stem = float(rng.uniform(0.006, 0.014))
    if body:
        end = top * float(rng.uniform(0.6, 0.98))
        out.add(
            "base" if chance(rng, 0.6) else "body", *vase(rng, foot * 0.8, end, wide * float(rng.uniform(0.3, 0.75)))
        )
        out.add("pole", bar((0, end * 0.95, 0), (0, top + high * 0.3, 0), stem))
    elif chance(rng, 0.6):
        out.add("pole", bar((0, foot * 0.5, 0), (0, top + high * 0.2, 0), stem * float(rng.uniform(0.7, 2))))
    else:
        profile = turned_profile(rng, stem * 2.5, 12) * (1, top)
        out.add("pole", lathe(profile, 10, True))
    level = top - (0.0 if body else high * float(rng.uniform(0.3, 0.9)))
    for part, pieces in shade(rng, wide, high):
        out.add(part, *(move(piece, (0, level, 0)) for piece in pieces))
    if chance(rng, 0.4):
        out.add("bulb", move(bulb(rng, 0.03), (0, level + high * 0.35, 0)))
    return out


def floor_lamp(rng: np.random.Generator) -> Assembly:
    """A tall pole on a foot, a tripod, an arc, several arms, or a lit column."""
    out = Assembly()
    tall, r = float(rng.uniform(1.2, 1.75)), float(rng.uniform(0.008, 0.02))
    wide, foot = float(rng.uniform(0.1, 0.3)), float(rng.uniform(0.015, 0.04))
    high = float(rng.uniform(0.5, 1.5)) * wide
    style = pick(rng, ("pole", "pole", "tripod", "tripod", "arc", "arms", "column", "uplight", "offset"))
    place, tilt = np.array([0.0, tall - high, 0.0]), 0.0
    if style in ("pole", "uplight", "offset"):
        out.add("base", *foot_of(rng, float(rng.uniform(0.12, 0.22)), foot))
        out.add(
            "pole",
            bar((0, 0, 0), (0, tall - high * 0.5, 0), r)
            if chance(rng, 0.7)
            else lathe(turned_profile(rng, r * 1.6, 12) * (1, tall - high * 0.5), 8),
        )
        if chance(rng, 0.15):
            out.add(
                "base" if chance(rng, 0.5) else "pole",
                move(lathe([(0.2, 0), (0.2, 0.02), (0, 0.02)], 18), (0, tall * 0.4, 0)),
            )
    if style == "offset":
        side = float(rng.uniform(0.15, 0.4))
        out.add("pole", bar((0, tall - high * 0.5, 0), (side, tall - high * 0.4, 0), r))
        place = np.array([side, tall - high * 1.3, 0])
    elif style == "tripod":
        spread, knot = float(rng.uniform(0.2, 0.42)), tall * float(rng.uniform(0.45, 0.85))
        part = pick(rng, ("base", "base", "pole"))
        inner = float(rng.uniform(0, 0.08))
        for p in around(rng, pick(rng, (3, 3, 4)), 1.0):
            out.add(
                part,
                bar(p * spread, p * inner + (0, knot, 0), r * float(rng.uniform(0.8, 1.8)), sections=pick(rng, (4, 8))),
            )
        out.add("pole", bar((0, knot - 0.05, 0), (0, tall - high * 0.5, 0), r))
    elif style == "arc":
        return _arc_lamp(rng, tall, r, wide, high, foot)
    elif style == "arms":
        return _armed_lamp(rng, tall, r, foot)
    elif style == "column":
        out.add("base", *foot_of(rng, wide * 1.1, foot))
        sections = pick(rng, (4, 18, 18, 6))
        profile = [(wide * 0.9, foot), (wide * float(rng.uniform(0.6, 1)), tall)]
        out.add("lampshade", lathe(profile, sections, chance(rng, 0.5)))
        return out
    for part, pieces in reflector(rng, wide, high) if style == "uplight" else shade(rng, wide, high):
        shape = [stretch(piece, (1, -1, 1)) for piece in pieces] if style == "uplight" else pieces
        shape = [Piece(p.vertices, p.faces[:, ::-1]) for p in shape] if style == "uplight" else shape
        out.add(
            part,
            *(
                move(turn(piece, "x", tilt), np.add(place, (0, high if style == "uplight" else 0, 0)))
                for piece in shape
            ),
        )
    if chance(rng, 0.3):
        out.add("bulb", move(bulb(rng, 0.035), np.add(place, (0, high * 0.4, 0))))
    return out


def _arc_lamp(rng: np.random.Generator, tall: float, r: float, wide: float, high: float, foot: float) -> Assembly:
    """A pole that bends over to a hanging hood."""
    out = Assembly()
    reach, drop = float(rng.uniform(0.4, 1.0)), float(rng.uniform(0.1, 0.5))
    out.add("base", *foot_of(rng, float(rng.uniform(0.14, 0.24)), foot * 1.5))
    path = spline([(0, 0, 0), (0.01, tall * 0.6, 0), (reach * 0.4, tall, 0), (reach, tall - drop, 0)], 16)
    out.add("pole", tube(path, r, 8))
    for part, pieces in reflector(rng, wide, high):
        out.add(part, *(move(piece, (reach, tall - drop - high, 0)) for piece in pieces))
    return out


def _armed_lamp(rng: np.random.Generator, tall: float, r: float, foot: float) -> Assembly:
    """A pole with several small hoods on arms."""
    out = Assembly()
    out.add("base", *foot_of(rng, float(rng.uniform(0.12, 0.22)), foot))
    out.add("pole", bar((0, 0, 0), (0, tall, 0), r))
    for p in around(rng, int(rng.integers(2, 6)), 1.0):
        level, reach = tall * float(rng.uniform(0.75, 1)), float(rng.uniform(0.12, 0.35))
        end = p * reach + (0, level + 0.1, 0)
        out.add(
            "pole", tube(spline([(0, level - 0.15, 0), p * reach * 0.6 + (0, level - 0.05, 0), end], 7), r * 0.7, 6)
        )
        for part, pieces in reflector(rng, 0.08, 0.12):
            out.add(part, *(move(turn(piece, "z", float(rng.uniform(-60, 60))), end) for piece in pieces))
    return out


def _banker_lamp(rng: np.random.Generator, out: Assembly, start: Array, r: float, size: float) -> Assembly:
    """A lying half cylinder of glass on a short pole."""
    end = np.add(start, (0, 0.28, 0.02))
    out.add("pole", bar(start, end, r * 1.3))
    hood = tube([(-0.13, 0, 0), (0.13, 0, 0)], 0.06, 10)
    hood = Piece(hood.vertices, hood.faces[hood.vertices[hood.faces].mean(1)[:, 1] > -0.01])
    out.add("lampshade", move(stretch(hood, (size * 10, 1, 1)), np.add(end, (0, 0.02, 0.03))))
    if chance(rng, 0.4):
        out.add("bulb", move(tube(np.array([(-0.08, 0, 0), (0.08, 0, 0)]), 0.015, 6), np.add(end, (0, 0, 0.03))))
    return out


def desk_lamp(rng: np.random.Generator) -> Assembly:
    """A jointed, curved or clamped arm with a reflector that can be turned."""
    out = Assembly()
    r, foot = float(rng.uniform(0.006, 0.014)), float(rng.uniform(0.015, 0.04))
    size = float(rng.uniform(0.06, 0.13))
    if chance(rng, 0.85):
        out.add("base", *foot_of(rng, float(rng.uniform(0.08, 0.14)), foot))
    else:
        out.add("base", box((0.06, 0.07, 0.08), (0, 0.035, 0)), bar((0, -0.05, 0.02), (0, 0.03, 0.02), 0.01))
    style = pick(rng, ("joints", "joints", "joints", "gooseneck", "gooseneck", "banker", "strip"))
    first, second = float(rng.uniform(0.2, 0.42)), float(rng.uniform(0.18, 0.42))
    low, high = np.deg2rad(rng.uniform(60, 125)), np.deg2rad(rng.uniform(-25, 45))
    start = np.array([0, foot, 0])
    elbow = start + first * np.array([0, np.sin(low), np.cos(low)])
    end = elbow + second * np.array([0, np.sin(high), np.cos(high)])
    if style == "gooseneck":
        bow = float(rng.uniform(0.05, 0.2))
        path = spline(
            [
                start,
                np.add(start, (0, first * 0.8, -bow * 0.3)),
                np.add(start, (0, first + second * 0.5, bow)),
                np.add(start, (0, first + second * 0.3, second * 0.8)),
            ],
            14,
        )
        out.add("pole", tube(path, r, 8))
        end = path[-1]
    elif style == "banker":
        return _banker_lamp(rng, out, start, r, size)
    else:
        gap = float(rng.uniform(0.012, 0.03)) if chance(rng, 0.4) else 0.0
        for a, b in ((start, elbow), (elbow, end)):
            for x in (-gap, gap) if gap else (0.0,):
                out.add(
                    "pole",
                    bar(
                        np.add(a, (x, 0, 0)), np.add(b, (x, 0, 0)), r * (0.6 if gap else 1), sections=pick(rng, (4, 6))
                    ),
                )
        knob = turn(move(cylinder(r * 2.2, 0.05, sections=8), (0, -0.025, 0)), "z", 90)
        out.add("pole", move(knob, np.add(start, (0, 0.01, 0))), move(knob, elbow), move(knob, end))
    tilt = float(rng.uniform(-30, 40))
    if style == "strip":
        head = box(
            (size * float(rng.uniform(0.8, 3)), 0.02, size * float(rng.uniform(0.6, 2.5))),
            (0, -0.01, size * 0.5),
            0.005,
        )
        out.add("lampshade", move(turn(head, "x", tilt * 0.5), end))
        return out
    high = size * float(rng.uniform(0.9, 2))
    for part, pieces in reflector(rng, size, high):
        hung = [turn(move(piece, (0, -high, 0)), "x", -tilt) for piece in pieces]
        out.add(part, *(move(piece, end) for piece in hung))
    return out


def sculpted_lamp(rng: np.random.Generator) -> Assembly:
    """A mushroom, a ball on a plate, a paper column, a candle-like stick or a wire cage."""
    out = Assembly()
    style = pick(rng, ("mushroom", "ball", "paper", "cage", "lava", "panel"))
    w, h = float(rng.uniform(0.12, 0.25)), float(rng.uniform(0.2, 0.5))
    if style == "mushroom":
        stem = np.array([(0.7, 0), (0.45, 0.3), (0.3, 0.7), (0.35, 1)]) * (w * float(rng.uniform(0.5, 1)), h)
        out.add("base", lathe(stem, 16, True))
        cap = np.array([(1, 0), (1, 0.15), (0.85, 0.6), (0.5, 0.92), (0, 1)]) * (
            w * 1.2,
            w * float(rng.uniform(0.6, 1.2)),
        )
        out.add("lampshade", move(lathe(cap, 18), (0, h * 0.9, 0)))
    elif style == "ball":
        out.add("base", *foot_of(rng, w * 0.7, 0.03))
        out.add("lampshade", move(ellipsoid((w, w * float(rng.uniform(0.6, 1.3)), w), 18, 11), (0, w + 0.02, 0)))
    elif style == "paper":
        sections = pick(rng, (4, 4, 18, 6))
        t = np.linspace(0, 1, 12)
        out.add("base", *foot_of(rng, w * 0.8, 0.02))
        out.add(
            "lampshade",
            lathe(np.stack([w * (0.9 + 0.15 * np.sin(t * rng.uniform(0, 30))), 0.02 + t * h * 2], 1), sections),
        )
    elif style == "cage":
        out.add("base", *foot_of(rng, w, 0.03))
        for k in np.linspace(0, 180, int(rng.integers(4, 9)), endpoint=False):
            path = [
                (w * np.sin(a), h / 2 - h / 2 * np.cos(a), 0) for a in np.linspace(0, 2 * np.pi, 16, endpoint=False)
            ]
            out.add("lampshade", turn(tube(np.add(np.array(path), (0, 0.03, 0)), 0.005, 4, closed=True), "y", k))
        out.add("bulb", move(bulb(rng, 0.05), (0, h * 0.45, 0)))
        out.add("pole", bar((0, 0.02, 0), (0, h * 0.42, 0), 0.015))
    elif style == "lava":
        out.add("base", lathe([(w * 0.5, 0), (w * 0.3, h * 0.4), (w * 0.5, h * 0.6)], 16, True))
        out.add(
            "lampshade",
            lathe([(w * 0.5, h * 0.6), (w * 0.6, h), (w * 0.3, h * 2)], 16, True),
            lathe([(w * 0.32, h * 1.95), (w * 0.25, h * 2.2)], 12, True),
        )
    else:
        out.add("base", box((2 * w, 0.03, w), (0, 0.015, 0)))
        out.add(
            "lampshade",
            box((1.8 * w, h * 1.5, 0.05), (0, h * 0.75 + 0.03, 0))
            if chance(rng, 0.5)
            else move(plate(oval(w, w), 0.03), (0, w + 0.03, 0)),
        )
    return out


def lamp(rng: np.random.Generator) -> Assembly:
    """A lamp of any style."""
    makers = (table_lamp, floor_lamp, desk_lamp, pendant, wall_lamp, chandelier, outdoor_lamp, sculpted_lamp)
    return pick(rng, makers, (6, 5, 4, 4.5, 2.5, 2, 1.2, 1.2))(rng)


KINDS: tuple[Kind, ...] = (
    Kind(
        "lamp",
        lamp,
        {
            "base": ("lamp base", "foot", "stand", "bottom", "pedestal"),
            "lampshade": ("shade", "lamp shade", "lampshades", "shade cover", "lamp cover", "reflector"),
            "fixing bracket": ("canopy", "bracket", "mount", "ceiling mount", "wall mount", "mounting plate"),
            "pole": ("stem", "arm", "rod", "tube", "post", "lamp arm", "cord"),
            "body": ("lamp body", "column", "vase"),
            "bulb": ("light bulb", "lightbulb", "light source", "bulbs"),
        },
        ("light", "table lamp", "floor lamp", "desk lamp", "pendant light", "chandelier", "wall light"),
    ),
)
