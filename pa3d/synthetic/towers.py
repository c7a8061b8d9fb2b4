"""Castle and clock towers, skyscrapers, pagodas, water and lattice towers, lighthouses, windmills."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.bodies import point
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, ellipsoid, lathe, move, torus, turn
from pa3d.synthetic.walls import (
    battlements,
    door,
    on_wall,
    rods,
    roof,
    round_battlements,
    spire,
    window,
    windows_on,
)  # fmt: skip

Rng = np.random.Generator
FACES = ("+z", "-z", "+x", "-x")


def castle_tower(rng: Rng, made: Assembly, at: tuple[float, float], radius: float, height: float, style: str) -> None:
    sections = 4 if style == "square" else 16
    body = lathe([(radius * 1.1, 0), (radius, 0.1), (radius, height)], sections)
    flare = radius * rng.uniform(1.0, 1.25)
    head = lathe([(radius, height * 0.86), (flare, height * 0.92), (flare, height), (0, height)], sections)
    if style == "square":
        body, head = turn(body, "y", 45), turn(head, "y", 45)
    pieces = [("tower", body), ("tower", head)]
    if chance(rng, 0.5):
        cap = spire(rng, flare * 1.1, radius * rng.uniform(1.5, 3.5), sections)
        pieces.append(("roof", move(turn(cap, "y", 45) if style == "square" else cap, (0, height - 0.01, 0))))
    elif style == "square":
        edge = flare * 1.414
        distance, foot = edge / 2 - radius * 0.07, height - 0.008
        teeth = battlements(rng, edge, radius * 0.35, radius * 0.2)
        pieces += [("battlement", on_wall(teeth, facing, distance, 0, foot)) for facing in FACES]
    else:
        pieces.append(("battlement", move(round_battlements(flare, radius * 0.35, 8), (0, height - 0.008, 0))))
    if chance(rng, 0.5):
        slit = box((radius * 0.15, radius * 0.5, 0.02))
        pieces += [
            ("window", on_wall(slit, "+z", radius * (0.72 if style == "square" else 1.0), 0, height * level))
            for level in (0.4, 0.65)
        ]
    made.pieces += [(part, move(piece, (at[0], 0, at[1]))) for part, piece in pieces]


def tower(rng: Rng) -> Assembly:
    """Skyscrapers, castle and clock towers, pagodas, water and lattice towers."""
    made = Assembly()
    u = rng.uniform
    style = pick(rng, ("skyscraper", "keep", "clock", "pagoda", "water", "lattice"), (3, 2, 2, 2, 1, 1.5))
    tall, wide = u(1.2, 2.2), u(0.3, 0.5)
    if style == "keep":
        castle_tower(rng, made, (0, 0), wide * 0.6, tall * 0.8, pick(rng, ("round", "square")))
        for part, piece in list(made.pieces):
            made.pieces.remove((part, piece))
            made.add("wall" if part == "tower" else part, piece)
        made.add("door", on_wall(door(rng, 0.14, 0.25, 0.05), "+z", wide * 0.62, 0, 0))
    elif style == "skyscraper":
        level, size = 0.0, wide
        for _k in range(int(rng.integers(1, 5))):
            part_tall = tall * u(0.2, 0.6)
            sections = pick(rng, (4, 4, 16))
            made.add("wall", move(turn(cylinder(size * 0.7, part_tall, sections=sections), "y", 45), (0, level, 0)))
            if sections == 4:
                inner = Assembly()
                floors = [part_tall * (f + 0.5) / 5 for f in range(5)]
                for facing in FACES:
                    windows_on(
                        rng, inner, facing, size * 0.7 * 0.7071, size, floors, (size * 0.14, part_tall * 0.11), "pane"
                    )
                made.pieces += [(part, move(piece, (0, level, 0))) for part, piece in inner.pieces]
            level += part_tall
            size *= u(0.6, 1.0)
        made.add(
            "roof",
            move(box((size, 0.03, size)), (0, level, 0))
            if chance(rng, 0.5)
            else move(spire(rng, size * 0.6, u(0.1, 0.5), 4), (0, level - 0.01, 0)),
        )
        if chance(rng, 0.4):
            made.add("antenna", bar((0, level, 0), (0, level + u(0.2, 0.6), 0), 0.02, 0.006, 6))
    elif style == "clock":
        made.add(
            "wall",
            box((wide, tall, wide), (0, tall / 2, 0)),
            box((wide * 1.12, tall * 0.2, wide * 1.12), (0, tall * 0.85, 0)),
        )
        for facing in FACES:
            made.add(
                "clock",
                on_wall(window(rng, wide * 0.75, wide * 0.75, "round", 0.03), facing, wide * 0.57, 0, tall * 0.85),
            )
            windows_on(rng, made, facing, wide / 2, wide, [tall * 0.3, tall * 0.55], (wide * 0.2, wide * 0.4), "arch")
        made.add(
            "roof", move(roof(rng, wide * 1.12, wide * 1.12, u(0.2, 0.8), "pyramid", 0.03, 0.0), (0, tall * 0.95, 0))
        )
        made.add("door", on_wall(door(rng, wide * 0.35, tall * 0.15, 0.03), "+z", wide / 2, 0, 0))
    else:
        {"pagoda": _pagoda, "water": _water_tower, "lattice": _lattice_tower}[style](rng, made, tall, wide)
    return made


def _pagoda(rng: Rng, made: Assembly, tall: float, wide: float) -> None:
    count, sections = int(rng.integers(3, 8)), pick(rng, (4, 6, 8))
    storey, shrink = tall / count, rng.uniform(0.8, 0.96)
    for k in range(count):
        size, low = wide * shrink**k, storey * k
        made.add("wall", turn(move(cylinder(size, storey, sections=sections), (0, low, 0)), "y", 180 / sections))
        lip = size * rng.uniform(1.35, 1.5)
        cap = lathe(
            [
                (size * 0.9, low + storey * 0.68),
                (lip, low + storey * 0.72),
                (lip, low + storey * 0.76),
                (size * 0.9, low + storey * 1.02),
            ],
            sections,
        )
        made.add("roof", turn(cap, "y", 180 / sections))
    made.add(
        "roof",
        turn(
            lathe([(wide * shrink ** (count - 1) * 1.3, tall * 0.97), (0.04, tall * 1.1), (0, tall * 1.3)], sections),
            "y",
            180 / sections,
        ),
    )
    made.add("door", on_wall(door(rng, wide * 0.35, storey * 0.6, 0.04), "+z", wide * 0.92, 0, 0))


def _water_tower(rng: Rng, made: Assembly, tall: float, wide: float) -> None:
    high, radius = tall * 0.65, wide * rng.uniform(0.8, 1.2)
    for k in range(4):
        angle = np.pi / 4 + k * np.pi / 2
        way = np.array([np.cos(angle), 0, np.sin(angle)])
        made.add("leg", bar(way * radius, way * radius * 0.7 + point(0, high + 0.05, 0), 0.03, sections=6))
    for level in (0.3, 0.65):
        made.add(
            "leg",
            move(torus(radius * (1 - 0.3 * level) * 1.0, 0.015, 4, 5), (0, high * level, 0))
            if chance(rng, 0.4)
            else move(torus(radius * (1 - 0.3 * level), 0.012, 16, 5), (0, high * level, 0)),
        )
    tank = tall * 0.35
    made.add(
        "tank",
        move(
            lathe([(0, -tank * 0.2), (radius * 0.7, 0), (radius, tank * 0.15), (radius, tank), (0, tank)], 18),
            (0, high, 0),
        ),
    )
    made.add("roof", move(lathe([(radius * 1.08, tank * 0.98), (0, tank * 1.3)], 18), (0, high, 0)))


def _lattice_tower(rng: Rng, made: Assembly, tall: float, wide: float) -> None:
    """Pylons and iron towers."""
    levels = np.linspace(0, 1, int(rng.integers(4, 7)))
    power = rng.uniform(1.0, 2.2)
    half = wide * 0.6 * (1 - levels) ** power + 0.03
    corner = [np.array([x, 0, z]) for x, z in ((1, 1), (-1, 1), (-1, -1), (1, -1))]
    thick = rng.uniform(0.012, 0.022)
    for a in range(len(levels) - 1):
        low = np.array([here * half[a] + point(0, levels[a] * tall, 0) for here in corner])
        high = np.array([here * half[a + 1] + point(0, levels[a + 1] * tall, 0) for here in corner])
        after = np.roll(high, -1, 0)
        made.add("leg" if a < 2 else "wall", rods(low, high, thick * 1.3))
        made.add("wall", rods(np.concatenate([low, high]), np.concatenate([after, after]), thick))
    if chance(rng, 0.6):
        made.add("platform", box((half[1] * 2.2, 0.04, half[1] * 2.2), (0, levels[1] * tall, 0)))
    made.add("antenna", bar((0, tall * 0.98, 0), (0, tall * rng.uniform(1.1, 1.3), 0), 0.02, 0.008, 6))


def lighthouse(rng: Rng) -> Assembly:
    """A tapering tower, a gallery, a lamp room under a cap."""
    made = Assembly()
    u = rng.uniform
    low, top, tall, sections = u(0.2, 0.35), u(0.12, 0.18), u(1.0, 1.8), pick(rng, (8, 18, 18))
    curve = u(0.75, 1.0)
    made.add("tower", lathe([(low, 0), ((low + top) / 2 * curve, tall * 0.45), (top, tall), (0, tall)], sections))
    rim = top * u(1.2, 1.6)
    made.add("gallery", lathe([(0, tall - 0.01), (rim, tall - 0.01), (rim, tall + 0.04), (0, tall + 0.04)], sections))
    if chance(rng, 0.6):
        made.add("gallery", move(torus(rim * 0.96, 0.008, 18, 5), (0, tall + 0.12, 0)))
        angle = np.arange(10) * 0.628
        foot = np.stack([rim * 0.96 * np.cos(angle), np.full(10, tall), rim * 0.96 * np.sin(angle)], 1)
        made.add("gallery", rods(foot, foot + point(0, 0.12, 0), 0.007))
    room = u(0.15, 0.3)
    made.add("lamp", lathe([(top * 0.75, tall + 0.03), (top * 0.75, tall + room)], sections))
    made.add("roof", move(spire(rng, top * u(0.85, 1.1), u(0.12, 0.3), sections), (0, tall + room, 0)))
    made.add("door", on_wall(door(rng, 0.13, 0.25, 0.06), "+z", low * 0.93, 0, 0))
    for level in (0.3, 0.5, 0.7)[: int(rng.integers(0, 4))]:
        made.add(
            "window",
            on_wall(
                box((0.06, 0.1, 0.04)),
                "+z",
                float(np.interp(level, (0, 0.45, 1), (low, (low + top) / 2 * curve, top))),
                0,
                tall * level,
            ),
        )
    if chance(rng, 0.4):
        made.add("base", lathe([(0, -0.15), (low * 1.8, -0.15), (low * u(1.3, 1.7), 0.01), (0, 0.01)], sections))
    return made


def windmill(rng: Rng) -> Assembly:
    """A mill with sails, or a slim wind turbine."""
    made = Assembly()
    u = rng.uniform
    turbine = chance(rng, 0.45)
    tall = u(1.2, 1.8) if turbine else u(0.8, 1.3)
    count = pick(rng, (3, 3, 2)) if turbine else pick(rng, (4, 4, 6))
    reach, spin = tall * u(0.4, 0.65), u(0, 120)
    if turbine:
        made.add("tower", lathe([(u(0.03, 0.06), 0), (0.025, tall), (0, tall)], 14))
        made.add(
            "hub" if chance(rng, 0.5) else "tower", move(ellipsoid((0.045, 0.045, 0.13), 10, 7, 0.7), (0, tall, 0.02))
        )
        hub = np.array([0, tall, 0.13])
        blade = Piece(*lathe([(0.012, 0), (0.04, reach * 0.15), (0.03, reach * 0.5), (0.006, reach)], 10))
        blades = [Piece(blade.vertices * (1, 1, 0.3), blade.faces)]
    else:
        low, top, sections = u(0.25, 0.4), u(0.16, 0.25), pick(rng, (4, 8, 16))
        made.add("tower", turn(lathe([(low, 0), (top, tall), (0, tall)], sections), "y", 180 / sections))
        made.add("roof", move(spire(rng, top * 1.1, u(0.15, 0.4), max(8, sections)), (0, tall - 0.01, 0)))
        hub = np.array([0, tall * 0.97, top * 1.25])
        made.add("blade", bar((0, hub[1], 0), tuple(hub), 0.025, sections=8))
        blades = [
            bar((0, 0, 0), (0, reach, 0), 0.014, sections=4),
            box((0.13, reach * 0.72, 0.012), (u(0.0, 0.06), reach * 0.62, 0)),
        ]
        made.add("door", on_wall(door(rng, 0.14, 0.25, 0.05), "+z", low * 0.93, 0, 0))
        if chance(rng, 0.7):
            made.add(
                "window", on_wall(window(rng, 0.08, 0.1, "cross", 0.03), "+z", (low + top) / 2 * 0.97, 0, tall * 0.5)
            )
    for k in range(count):
        made.add("blade", *(move(turn(piece, "z", spin + 360 * k / count), hub) for piece in blades))
    made.add("hub" if chance(rng, 0.3) else "blade", move(ellipsoid((0.035, 0.035, 0.045), 10, 6), hub))
    return made
