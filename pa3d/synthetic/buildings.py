"""Houses, churches, castles, towers, lighthouses, windmills."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import chance, log_uniform, pick, vessel
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, ellipsoid, join, lathe, move, torus, turn
from pa3d.synthetic.walls import (
    battlements, door, gable_walls, on_wall, rods, roof, round_battlements, spire, window, windows_on,
)  # fmt: skip

Rng = np.random.Generator
FACES = ("+z", "-z", "+x", "-x")


def _block(
    rng: Rng, made: Assembly, plan: tuple[float, float], height: float, style: str, pitch: float, at: tuple[float, float, float],
    turned: bool = False,
) -> None:  # fmt: skip
    """Walls and roof of one wing of a house, its ridge along x, or along z where turned."""
    wide, deep = plan
    eaves = rng.uniform(0.0, 0.12) * deep
    thick = pick(rng, (0.0, 0.03, 0.05)) if style in ("gable", "gambrel", "arched") else 0.0
    pieces = [("wall", box((wide, height, deep), (0, height / 2, 0)))]
    if chance(rng, 0.25):  # four slabs instead of a solid
        t = 0.03
        pieces = [("wall", box((wide, height, t), (0, height / 2, s * (deep - t) / 2))) for s in (-1, 1)]
        pieces += [("wall", box((t, height, deep), (s * (wide - t) / 2, height / 2, 0))) for s in (-1, 1)]
    pieces.append(("roof", move(roof(rng, wide, deep, pitch, style, eaves, thick), (0, height + thick * 0.9, 0))))
    ends = gable_walls(wide, deep, pitch, style)
    if ends is not None:
        pieces.append(("wall", move(ends, (0, height, 0))))
    for part, piece in pieces:
        made.add(part, move(turn(piece, "y", 90) if turned else piece, at))


def _fit_openings(rng: Rng, made: Assembly, plan: tuple[float, float], height: float, x: float = 0.0) -> None:
    """Door in front, windows on all sides of a block about (x, 0, 0)."""
    wide, deep = plan
    floors = 1 if height < 0.55 else int(rng.integers(1, 4))
    storey = height / floors
    middles = [storey * (k + 0.55) for k in range(floors)]
    size = (storey * rng.uniform(0.2, 0.4), storey * rng.uniform(0.3, 0.5))
    style = pick(rng, ("pane", "frame", "cross", "cross", "arch"))
    local = Assembly()
    door_wide, door_tall = storey * rng.uniform(0.3, 0.45), storey * rng.uniform(0.6, 0.8)
    place = rng.uniform(-0.3, 0.3) * wide * pick(rng, (0, 1))
    if chance(rng, 0.9):
        local.add("door", on_wall(door(rng, door_wide, door_tall, 0.03), "+z", deep / 2, place, 0.0))
    if chance(rng, 0.9):
        for facing in FACES[: pick(rng, (1, 2, 4, 4))]:
            across, distance = (wide, deep / 2) if facing[1] == "z" else (deep, wide / 2)
            skip = (place - door_wide / 2, place + door_wide / 2) if facing == "+z" else None
            windows_on(rng, local, facing, distance, across, middles, size, style, skip)
    if chance(rng, 0.12):  # a garage door
        local.add("door", on_wall(box((wide * 0.3, door_tall, 0.03), (0, door_tall / 2, 0)), "+z", deep / 2, wide * 0.33, 0.0))
    made.pieces += [(part, move(piece, (x, 0, 0))) for part, piece in local.pieces]


def _chimney(rng: Rng, made: Assembly, plan: tuple[float, float], height: float, pitch: float) -> None:
    wide, deep = plan
    size = rng.uniform(0.06, 0.14)
    x, z = rng.uniform(-0.4, 0.4) * wide, rng.uniform(-0.3, 0.3) * deep
    tall = pitch * rng.uniform(0.8, 1.3) + 0.12
    stack = [box((size, tall, size), (x, height + tall / 2, z))]
    if chance(rng, 0.5):
        stack.append(box((size * 1.3, size * 0.3, size * 1.3), (x, height + tall, z)))
    made.add("chimney", *stack)


def _porch(rng: Rng, made: Assembly, wide: float, deep: float, height: float) -> None:
    """A roof on posts before the door, with a floor."""
    out, across = rng.uniform(0.15, 0.35), wide * rng.uniform(0.4, 1.0)
    tall = height * rng.uniform(0.55, 0.9)
    for x in np.linspace(-0.46, 0.46, int(rng.integers(2, 5))) * across:
        made.add("column", move(cylinder(0.025, tall, sections=8), (float(x), 0, deep / 2 + out * 0.9)))
    made.add("roof", box((across, 0.03, out), (0, tall, deep / 2 + out / 2)))
    made.add("base", box((across, 0.05, out), (0, 0.0, deep / 2 + out / 2)))


def house(rng: Rng) -> Assembly:
    """Cottages, barns, huts, villas, blocks of flats."""
    made = Assembly()
    if chance(rng, 0.08):
        return _hut(rng)
    u = rng.uniform
    wide, deep, height = log_uniform(rng, 0.7, 1.6), u(0.5, 1.0), log_uniform(rng, 0.3, 1.3)
    style = pick(rng, ("gable", "hip", "flat", "pyramid", "shed", "gambrel", "arched"), (6, 3, 2, 1.5, 1, 1.5, 0.5))
    pitch = deep * u(0.2, 0.8)
    ridge_ahead = chance(rng, 0.3)
    if ridge_ahead:
        _block(rng, made, (deep, wide), height, style, wide * u(0.2, 0.6), (0, 0, 0), turned=True)
        made = Assembly(made.pieces)
        _fit_openings(rng, made, (wide, deep), height)
    else:
        _block(rng, made, (wide, deep), height, style, pitch, (0, 0, 0))
        _fit_openings(rng, made, (wide, deep), height)
    if chance(rng, 0.3):  # a second wing
        side = pick(rng, (-1, 1))
        small = (wide * u(0.35, 0.6), deep * u(0.5, 0.9))
        low = height * u(0.5, 1.0)
        x, z = side * (wide / 2 + small[0] * 0.3), u(-0.2, 0.4) * deep
        _block(rng, made, small, low, style, pitch * 0.6, (x, 0, z), turned=chance(rng, 0.5) and small[0] < small[1] * 1.2)
        if chance(rng, 0.6):
            pane = window(rng, low * 0.3, low * 0.4, "cross", 0.02)
            made.add("window", on_wall(pane, "+z", z + small[1] / 2, x, low * 0.5))
    if style != "flat" and chance(rng, 0.6):
        _chimney(rng, made, (wide, deep), height, pitch)
    if chance(rng, 0.2):
        _porch(rng, made, wide, deep, height)
    if chance(rng, 0.25):
        made.add("base", box((wide * 1.08 if chance(rng, 0.5) else wide * 1.6, 0.05, deep * u(1.08, 1.7)), (0, -0.02, 0)))
    if chance(rng, 0.1):
        for step in range(3):
            made.add("stair", box((0.25, 0.035, 0.06 * (3 - step)), (0, 0.0175 + 0.035 * step, deep / 2 + 0.03 * (3 - step))))
    return made


def _hut(rng: Rng) -> Assembly:
    """A round hut, an igloo or a tent."""
    made = Assembly()
    u = rng.uniform
    style = pick(rng, ("hut", "tent", "igloo"))
    if style == "hut":
        radius, height = u(0.4, 0.6), u(0.3, 0.6)
        made.add("wall", vessel([(radius, 0), (radius, height)], pick(rng, (0.0, 0.03)), 18, floor=False))
        made.add("roof", move(lathe([(radius * u(1.05, 1.4), -0.05), (radius * 0.5, u(0.2, 0.4)), (0, u(0.45, 0.8))], 18), (0, height, 0)))
        made.add("door", on_wall(door(rng, 0.2, height * 0.75, 0.04), "+z", radius - 0.01, 0, 0))
    elif style == "tent":
        wide, deep = u(0.8, 1.3), u(0.6, 1.0)
        made.add("roof", turn(roof(rng, wide, deep, u(0.5, 0.9), "gable", 0.0, 0.02), "y", 90))
        made.add("door", on_wall(door(rng, deep * 0.3, 0.35, 0.03), "+z", wide / 2, 0, 0))
    else:
        radius = u(0.5, 0.7)
        made.add("wall", lathe([(radius, 0), (radius * 0.93, radius * 0.4), (radius * 0.65, radius * 0.78), (0, radius)], 20))
        angle = np.linspace(0, np.pi, 8)
        arch = np.stack([0.2 * np.cos(angle), 0.28 * np.sin(angle)], 1)
        tunnel = join(*(bar((*a, radius * 0.8), (*a, radius * 1.35), 0.05, sections=4) for a in arch))
        made.add("door", tunnel)
    return made


def church(rng: Rng) -> Assembly:
    """A nave with a tower or a steeple, cross on top."""
    made = Assembly()
    u = rng.uniform
    wide, long, height = u(0.4, 0.6), u(0.8, 1.4), u(0.35, 0.6)
    _block(rng, made, (long, wide), height, pick(rng, ("gable", "gable", "hip")), wide * u(0.4, 0.9), (0, 0, 0), turned=True)
    side = wide * u(0.35, 0.6)
    high = height * u(1.5, 2.6)
    z = long / 2 + side * 0.3 * pick(rng, (-1, 0, 1))
    x = pick(rng, (0.0, 0.0, wide * 0.5))
    made.add("tower", box((side, high, side), (x, high / 2, z)))
    top = u(0.3, 0.9)
    cap = roof(rng, side, side, top, "pyramid", u(0.0, 0.04), 0.0) if chance(rng, 0.5) else spire(rng, side * 0.6, top, pick(rng, (4, 8, 12)))
    made.add("roof", move(cap, (x, high, z)))
    peak = high + cap.vertices[:, 1].max()
    if chance(rng, 0.7):
        arm = u(0.05, 0.1)
        made.add("cross", box((0.02, arm * 3, 0.02), (x, peak + arm * 1.3, z)), box((arm * 1.6, 0.02, 0.02), (x, peak + arm * 1.8, z)))
    front = z + side / 2 if x == 0 else long / 2
    made.add("door", on_wall(door(rng, u(0.12, 0.2), u(0.25, 0.35), 0.03), "+z", max(front, long / 2) if x == 0 else front, 0, 0))
    for facing in ("+x", "-x"):
        windows_on(rng, made, facing, wide / 2, long, [height * 0.55], (0.09, height * 0.55), "arch")
    belfry = window(rng, side * 0.35, side * 0.6, "arch", 0.02)
    for facing in FACES:
        distance = side / 2 + {"+z": z, "-z": -z, "+x": x, "-x": -x}[facing]
        made.add("window", on_wall(belfry, facing, distance, {"+z": x, "-z": -x, "+x": -z, "-x": z}[facing], high * 0.85))
    return made


def _castle_tower(rng: Rng, made: Assembly, at: tuple[float, float], radius: float, height: float, style: str) -> None:
    sections = 4 if style == "square" else 16
    body = lathe([(radius * 1.1, 0), (radius, 0.1), (radius, height)], sections)
    flare = radius * rng.uniform(1.0, 1.25)
    head = lathe([(radius, height * 0.86), (flare, height * 0.92), (flare, height), (0, height)], sections)
    if style == "square":
        body, head = turn(body, "y", 45), turn(head, "y", 45)
    pieces = [("tower", body), ("tower", head)]
    if chance(rng, 0.5):
        cap = spire(rng, flare * 1.1, radius * rng.uniform(1.5, 3.5), sections)
        pieces.append(("roof", move(turn(cap, "y", 45) if style == "square" else cap, (0, height, 0))))
    elif style == "square":
        edge = flare * 1.414
        teeth = battlements(rng, edge, radius * 0.35, radius * 0.2)
        pieces += [("battlement", on_wall(teeth, facing, edge / 2 - radius * 0.1, 0, height)) for facing in FACES]
    else:
        pieces.append(("battlement", move(round_battlements(flare, radius * 0.35, 8), (0, height, 0))))
    if chance(rng, 0.5):
        slit = box((radius * 0.15, radius * 0.5, 0.02))
        pieces += [("window", on_wall(slit, "+z", radius * (0.72 if style == "square" else 1.0), 0, height * level)) for level in (0.4, 0.65)]
    made.pieces += [(part, move(piece, (at[0], 0, at[1]))) for part, piece in pieces]


def castle(rng: Rng) -> Assembly:
    """Curtain walls between towers, a gate, a keep."""
    made = Assembly()
    u = rng.uniform
    half, deep, wall = u(0.5, 0.8), u(0.4, 0.8), u(0.25, 0.45)
    style = pick(rng, ("round", "round", "square"))
    radius, height = u(0.1, 0.2), wall * u(1.2, 2.2)
    corners = [(-half, deep), (half, deep), (half, -deep), (-half, -deep)]
    for at in corners:
        _castle_tower(rng, made, at, radius, height, style)
    thick = u(0.05, 0.12)
    teeth = u(0.04, 0.07)
    for facing in FACES:
        length, distance = (2 * half, deep) if facing[1] == "z" else (2 * deep, half)
        made.add("wall", on_wall(box((length, wall, thick)), facing, distance, 0, wall / 2))
        made.add("battlement", on_wall(battlements(rng, length * 0.85, teeth, thick * 0.4), facing, distance + thick * 0.3, 0, wall))
    made.add("gate", on_wall(move(window(rng, u(0.15, 0.25), wall * 0.7, "arch", 0.03), (0, wall * 0.35, 0)), "+z", deep + thick / 2, 0, 0))
    if chance(rng, 0.4):
        for side in (-1, 1):
            _castle_tower(rng, made, (side * 0.2, deep), radius * 0.8, height * 0.9, style)
    if chance(rng, 0.6):
        size, high = half * u(0.5, 0.9), height * u(1.0, 1.6)
        made.add("wall", box((size, high, size), (0, high / 2, -deep * 0.2)))
        made.add("roof", move(roof(rng, size, size, size * u(0.3, 1.0), pick(rng, ("pyramid", "gable", "flat")), 0.03, 0.0), (0, high, -deep * 0.2)))
    if chance(rng, 0.3):
        made.add("base", box((half * 2.6, 0.05, deep * 2.6), (0, -0.02, 0)))
    return made


def tower(rng: Rng) -> Assembly:
    """Skyscrapers, castle and clock towers, pagodas, water and lattice towers."""
    made = Assembly()
    u = rng.uniform
    style = pick(rng, ("skyscraper", "keep", "clock", "pagoda", "water", "lattice"), (3, 2, 2, 2, 1, 1.5))
    tall, wide = u(1.2, 2.2), u(0.3, 0.5)
    if style == "keep":
        _castle_tower(rng, made, (0, 0), wide * 0.6, tall * 0.8, pick(rng, ("round", "square")))
        for part, piece in list(made.pieces):
            made.pieces.remove((part, piece))
            made.add("wall" if part == "tower" else part, piece)
        made.add("door", on_wall(door(rng, 0.14, 0.25, 0.05), "+z", wide * 0.62, 0, 0))
    elif style == "skyscraper":
        level, size = 0.0, wide
        for k in range(int(rng.integers(1, 5))):
            part_tall = tall * u(0.2, 0.6)
            sections = pick(rng, (4, 4, 16))
            made.add("wall", move(turn(cylinder(size * 0.7, part_tall, sections=sections), "y", 45), (0, level, 0)))
            if sections == 4:
                inner = Assembly()
                floors = [part_tall * (f + 0.5) / 5 for f in range(5)]
                for facing in FACES:
                    windows_on(rng, inner, facing, size * 0.7 * 0.7071, size, floors, (size * 0.14, part_tall * 0.11), "pane")
                made.pieces += [(part, move(piece, (0, level, 0))) for part, piece in inner.pieces]
            level += part_tall
            size *= u(0.6, 1.0)
        made.add("roof", move(box((size, 0.03, size)), (0, level, 0)) if chance(rng, 0.5) else move(spire(rng, size * 0.6, u(0.1, 0.5), 4), (0, level, 0)))
        if chance(rng, 0.4):
            made.add("antenna", bar((0, level, 0), (0, level + u(0.2, 0.6), 0), 0.02, 0.006, 6))
    elif style == "clock":
        made.add("wall", box((wide, tall, wide), (0, tall / 2, 0)), box((wide * 1.12, tall * 0.2, wide * 1.12), (0, tall * 0.85, 0)))
        for facing in FACES:
            made.add("clock", on_wall(window(rng, wide * 0.75, wide * 0.75, "round", 0.03), facing, wide * 0.57, 0, tall * 0.85))
            windows_on(rng, made, facing, wide / 2, wide, [tall * 0.3, tall * 0.55], (wide * 0.2, wide * 0.4), "arch")
        made.add("roof", move(roof(rng, wide * 1.12, wide * 1.12, u(0.2, 0.8), "pyramid", 0.03, 0.0), (0, tall * 0.95, 0)))
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
        cap = lathe([(size * 0.9, low + storey * 0.68), (lip, low + storey * 0.72), (lip, low + storey * 0.76), (size * 0.9, low + storey * 1.02)], sections)
        made.add("roof", turn(cap, "y", 180 / sections))
    made.add("roof", turn(lathe([(wide * shrink ** (count - 1) * 1.3, tall * 0.97), (0.04, tall * 1.1), (0, tall * 1.3)], sections), "y", 180 / sections))
    made.add("door", on_wall(door(rng, wide * 0.35, storey * 0.6, 0.04), "+z", wide * 0.92, 0, 0))


def _water_tower(rng: Rng, made: Assembly, tall: float, wide: float) -> None:
    high, radius = tall * 0.65, wide * rng.uniform(0.8, 1.2)
    for k in range(4):
        angle = np.pi / 4 + k * np.pi / 2
        way = np.array([np.cos(angle), 0, np.sin(angle)])
        made.add("leg", bar(way * radius, way * radius * 0.7 + (0, high + 0.05, 0), 0.03, sections=6))
    for level in (0.3, 0.65):
        made.add("leg", move(torus(radius * (1 - 0.3 * level) * 1.0, 0.015, 4, 5), (0, high * level, 0)) if chance(rng, 0.4)
                 else move(torus(radius * (1 - 0.3 * level), 0.012, 16, 5), (0, high * level, 0)))  # fmt: skip
    tank = tall * 0.35
    made.add("tank", move(lathe([(0, -tank * 0.2), (radius * 0.7, 0), (radius, tank * 0.15), (radius, tank), (0, tank)], 18), (0, high, 0)))
    made.add("roof", move(lathe([(radius * 1.08, tank * 0.98), (0, tank * 1.3)], 18), (0, high, 0)))


def _lattice_tower(rng: Rng, made: Assembly, tall: float, wide: float) -> None:
    """Pylons and iron towers."""
    levels = np.linspace(0, 1, int(rng.integers(4, 7)))
    power = rng.uniform(1.0, 2.2)
    half = wide * 0.6 * (1 - levels) ** power + 0.03
    corner = [np.array([x, 0, z]) for x, z in ((1, 1), (-1, 1), (-1, -1), (1, -1))]
    thick = rng.uniform(0.012, 0.022)
    for a in range(len(levels) - 1):
        low = np.array([here * half[a] + (0, levels[a] * tall, 0) for here in corner])
        high = np.array([here * half[a + 1] + (0, levels[a + 1] * tall, 0) for here in corner])
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
    made.add("gallery", lathe([(0, tall), (rim, tall), (rim, tall + 0.04), (0, tall + 0.04)], sections))
    if chance(rng, 0.6):
        made.add("gallery", move(torus(rim * 0.96, 0.008, 18, 5), (0, tall + 0.12, 0)))
        angle = np.arange(10) * 0.628
        foot = np.stack([rim * 0.96 * np.cos(angle), np.full(10, tall), rim * 0.96 * np.sin(angle)], 1)
        made.add("gallery", rods(foot, foot + (0, 0.12, 0), 0.007))
    room = u(0.15, 0.3)
    made.add("lamp", lathe([(top * 0.75, tall + 0.03), (top * 0.75, tall + room)], sections))
    made.add("roof", move(spire(rng, top * u(0.85, 1.1), u(0.12, 0.3), sections), (0, tall + room, 0)))
    made.add("door", on_wall(door(rng, 0.13, 0.25, 0.06), "+z", low * 0.93, 0, 0))
    for level in (0.3, 0.5, 0.7)[: int(rng.integers(0, 4))]:
        made.add("window", on_wall(box((0.06, 0.1, 0.04)), "+z", float(np.interp(level, (0, 0.45, 1), (low, (low + top) / 2 * curve, top))), 0, tall * level))
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
        made.add("hub" if chance(rng, 0.5) else "tower", move(ellipsoid((0.045, 0.045, 0.13), 10, 7, 0.7), (0, tall, 0.02)))
        hub = np.array([0, tall, 0.13])
        blade = Piece(*lathe([(0.012, 0), (0.04, reach * 0.15), (0.03, reach * 0.5), (0.006, reach)], 10))
        blades = [Piece(blade.vertices * (1, 1, 0.3), blade.faces)]
    else:
        low, top, sections = u(0.25, 0.4), u(0.16, 0.25), pick(rng, (4, 8, 16))
        made.add("tower", turn(lathe([(low, 0), (top, tall), (0, tall)], sections), "y", 180 / sections))
        made.add("roof", move(spire(rng, top * 1.1, u(0.15, 0.4), max(8, sections)), (0, tall, 0)))
        hub = np.array([0, tall * 0.97, top * 1.25])
        made.add("blade", bar((0, hub[1], 0), tuple(hub), 0.025, sections=8))
        blades = [bar((0, 0, 0), (0, reach, 0), 0.014, sections=4), box((0.13, reach * 0.72, 0.012), (u(0.0, 0.06), reach * 0.62, 0))]
        made.add("door", on_wall(door(rng, 0.14, 0.25, 0.05), "+z", low * 0.93, 0, 0))
        if chance(rng, 0.7):
            made.add("window", on_wall(window(rng, 0.08, 0.1, "cross", 0.03), "+z", (low + top) / 2 * 0.97, 0, tall * 0.5))
    for k in range(count):
        made.add("blade", *(move(turn(piece, "z", spin + 360 * k / count), hub) for piece in blades))
    made.add("hub" if chance(rng, 0.3) else "blade", move(ellipsoid((0.035, 0.035, 0.045), 10, 6), hub))
    return made


_WORDS: dict[str, tuple[str, ...]] = {
    "roof": ("rooftop", "house roof", "top", "roofing"), "wall": ("house wall", "walls", "facade", "outer wall"),
    "door": ("entrance", "front door", "doorway", "house door"), "window": ("windows", "window pane", "house window", "glass"),
    "chimney": ("smokestack", "stack", "flue"), "column": ("pillar", "post", "porch column"), "base": ("foundation", "ground", "plinth", "floor"),
    "stair": ("steps", "stairs", "step", "staircase"), "tower": ("turret", "spire tower", "castle tower"), "cross": ("crucifix", "church cross"),
    "battlement": ("merlon", "crenellation", "parapet"), "gate": ("gateway", "door", "entrance", "portal"),
    "leg": ("support", "foot", "pillar"), "tank": ("water tank", "container", "reservoir"), "antenna": ("aerial", "mast", "spike"),
    "clock": ("clock face", "dial", "clock dial"), "platform": ("viewing platform", "deck", "floor"), "gallery": ("balcony", "railing", "walkway"),
    "lamp": ("lantern", "light", "lamp room", "lantern room"), "blade": ("sail", "rotor blade", "windmill blade", "vane"), "hub": ("nacelle", "rotor hub"),
}  # fmt: skip


def _parts(*names: str, **more: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {**{name: _WORDS[name] for name in names}, **more}


KINDS: tuple[Kind, ...] = (
    Kind("house", house, _parts("roof", "wall", "door", "window", "chimney", "column", "base", "stair"),
         ("building", "home", "cottage", "barn", "hut", "cabin", "apartment building", "villa", "shed"), weight=1.2),
    Kind("church", church, _parts("roof", "wall", "door", "window", "tower", "cross"), ("chapel", "cathedral", "building"), weight=0.4),
    Kind("castle", castle, _parts("tower", "wall", "roof", "battlement", "gate", "window", "base"), ("fortress", "palace", "fort"), weight=0.5),
    Kind("tower", tower, _parts("wall", "roof", "door", "window", "battlement", "leg", "tank", "antenna", "clock", "platform"),
         ("skyscraper", "pagoda", "water tower", "clock tower", "building", "high rise"), weight=0.6),
    Kind("lighthouse", lighthouse, _parts("gallery", "lamp", "roof", "door", "window", "base", tower=("shaft", "trunk", "body")),
         ("light house", "beacon"), weight=0.35),
    Kind("windmill", windmill, _parts("blade", "roof", "door", "window", "hub", tower=("pole", "body", "mast", "mill")),
         ("wind turbine", "mill", "wind generator"), weight=0.4),
)  # fmt: skip
