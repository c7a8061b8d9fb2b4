"""Houses, churches, castles; and the kinds of towers."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.churches import large_church
from pa3d.synthetic.forms import chance, log_uniform, pick, vessel
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import bar, box, cylinder, join, lathe, move, turn
from pa3d.synthetic.towers import castle_tower, lighthouse, tower, windmill
from pa3d.synthetic.walls import (
    battlements,
    door,
    gable_walls,
    on_wall,
    roof,
    spire,
    window,
    windows_on,
)  # fmt: skip

Rng = np.random.Generator
FACES = ("+z", "-z", "+x", "-x")


def _block(
    rng: Rng, made: Assembly, plan: tuple[float, float], height: float, style: str, pitch: float, at: tuple[float,
    float, float],
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
    foot = height + thick * 0.9 - (0.006 if style in ("shed", "arched") else 0)  # flat below: sunk into the wall
    pieces.append(("roof", move(roof(rng, wide, deep, pitch, style, eaves, thick), (0, foot, 0))))
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
        local.add(
            "door", on_wall(box((wide * 0.3, door_tall, 0.03), (0, door_tall / 2, 0)), "+z", deep / 2, wide * 0.33, 0.0)
        )
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
        _block(
            rng, made, small, low, style, pitch * 0.6, (x, 0, z), turned=chance(rng, 0.5) and small[0] < small[1] * 1.2
        )
        if chance(rng, 0.6):
            pane = window(rng, low * 0.3, low * 0.4, "cross", 0.02)
            made.add("window", on_wall(pane, "+z", z + small[1] / 2, x, low * 0.5))
    if style != "flat" and chance(rng, 0.6):
        _chimney(rng, made, (wide, deep), height, pitch)
    if chance(rng, 0.2):
        _porch(rng, made, wide, deep, height)
    if chance(rng, 0.25):
        made.add(
            "base", box((wide * 1.08 if chance(rng, 0.5) else wide * 1.6, 0.05, deep * u(1.08, 1.7)), (0, -0.02, 0))
        )
    if chance(rng, 0.1):
        for step in range(3):
            made.add(
                "stair", box((0.25, 0.035, 0.06 * (3 - step)), (0, 0.0175 + 0.035 * step, deep / 2 + 0.03 * (3 - step)))
            )
    return made


def _hut(rng: Rng) -> Assembly:
    """A round hut, an igloo or a tent."""
    made = Assembly()
    u = rng.uniform
    style = pick(rng, ("hut", "tent", "igloo"))
    if style == "hut":
        radius, height = u(0.4, 0.6), u(0.3, 0.6)
        made.add("wall", vessel([(radius, 0), (radius, height)], pick(rng, (0.0, 0.03)), 18, floor=False))
        made.add(
            "roof",
            move(
                lathe([(radius * u(1.05, 1.4), -0.05), (radius * 0.5, u(0.2, 0.4)), (0, u(0.45, 0.8))], 18),
                (0, height, 0),
            ),
        )
        made.add("door", on_wall(door(rng, 0.2, height * 0.75, 0.04), "+z", radius - 0.01, 0, 0))
    elif style == "tent":
        wide, deep = u(0.8, 1.3), u(0.6, 1.0)
        made.add("roof", turn(roof(rng, wide, deep, u(0.5, 0.9), "gable", 0.0, 0.02), "y", 90))
        made.add("door", on_wall(door(rng, deep * 0.3, 0.35, 0.03), "+z", wide / 2, 0, 0))
    else:
        radius = u(0.5, 0.7)
        made.add(
            "wall", lathe([(radius, 0), (radius * 0.93, radius * 0.4), (radius * 0.65, radius * 0.78), (0, radius)], 20)
        )
        angle = np.linspace(0, np.pi, 8)
        arch = np.stack([0.2 * np.cos(angle), 0.28 * np.sin(angle)], 1)
        tunnel = join(*(bar((*a, radius * 0.8), (*a, radius * 1.35), 0.05, sections=4) for a in arch))
        made.add("door", tunnel)
    return made


def church(rng: Rng) -> Assembly:
    """A nave with a tower or a steeple, cross on top."""
    if chance(rng, 0.5):
        return large_church(rng)
    made = Assembly()
    u = rng.uniform
    wide, long, height = u(0.4, 0.6), u(0.8, 1.4), u(0.35, 0.6)
    _block(
        rng,
        made,
        (long, wide),
        height,
        pick(rng, ("gable", "gable", "hip")),
        wide * u(0.4, 0.9),
        (0, 0, 0),
        turned=True,
    )
    side = wide * u(0.35, 0.6)
    high = height * u(1.5, 2.6)
    z = long / 2 + side * 0.3 * pick(rng, (-1, 0, 1))
    x = pick(rng, (0.0, 0.0, wide * 0.5))
    made.add("tower", box((side, high + 0.01, side), (x, high / 2 - 0.005, z)))
    top = u(0.3, 0.9)
    cap = (
        roof(rng, side, side, top, "pyramid", u(0.0, 0.04), 0.0)
        if chance(rng, 0.5)
        else spire(rng, side * 0.6, top, pick(rng, (4, 8, 12)))
    )
    made.add("roof", move(cap, (x, high - 0.003, z)))
    peak = high + cap.vertices[:, 1].max()
    if chance(rng, 0.7):
        arm = u(0.05, 0.1)
        made.add(
            "cross",
            box((0.02, arm * 3, 0.02), (x, peak + arm * 1.3, z)),
            box((arm * 1.6, 0.02, 0.02), (x, peak + arm * 1.8, z)),
        )
    front = z + side / 2 if x == 0 else long / 2
    made.add(
        "door",
        on_wall(door(rng, u(0.12, 0.2), u(0.25, 0.35), 0.03), "+z", max(front, long / 2) if x == 0 else front, 0, 0),
    )
    for facing in ("+x", "-x"):
        windows_on(rng, made, facing, wide / 2, long, [height * 0.55], (0.09, height * 0.55), "arch")
    belfry = window(rng, side * 0.35, side * 0.6, "arch", 0.02)
    for facing in FACES:
        distance = side / 2 + {"+z": z, "-z": -z, "+x": x, "-x": -x}[facing]
        made.add(
            "window", on_wall(belfry, facing, distance, {"+z": x, "-z": -x, "+x": -z, "-x": z}[facing], high * 0.85)
        )
    return made


def _curtain(rng: Rng, made: Assembly, half: float, deep: float, wall: float) -> float:
    """Four walls with battlements; returns how thick."""
    thick = rng.uniform(0.05, 0.12)
    teeth = rng.uniform(0.04, 0.07)
    for facing in FACES:
        length, distance = (2 * half, deep) if facing[1] == "z" else (2 * deep, half)
        made.add("wall", on_wall(box((length, wall, thick)), facing, distance, 0, wall / 2))
        row = battlements(rng, length * 0.85, teeth, thick * 0.4)
        made.add("battlement", on_wall(row, facing, distance + thick * 0.36, 0, wall - 0.006))
    return thick


def castle(rng: Rng) -> Assembly:
    """Curtain walls between towers, a gate, a keep."""
    made = Assembly()
    u = rng.uniform
    half, deep, wall = u(0.5, 0.8), u(0.4, 0.8), u(0.25, 0.45)
    style = pick(rng, ("round", "round", "square"))
    radius, height = u(0.1, 0.2), wall * u(1.2, 2.2)
    corners = [(-half, deep), (half, deep), (half, -deep), (-half, -deep)]
    for at in corners:
        castle_tower(rng, made, at, radius, height, style)
    thick = _curtain(rng, made, half, deep, wall)
    made.add(
        "gate",
        on_wall(
            move(window(rng, u(0.15, 0.25), wall * 0.7, "arch", 0.03), (0, wall * 0.35, 0)),
            "+z",
            deep + thick / 2,
            0,
            0,
        ),
    )
    if chance(rng, 0.4):
        for side in (-1, 1):
            castle_tower(rng, made, (side * 0.2, deep), radius * 0.8, height * 0.9, style)
    if chance(rng, 0.6):
        size, high = half * u(0.5, 0.9), height * u(1.0, 1.6)
        made.add("wall", box((size, high, size), (0, high / 2, -deep * 0.2)))
        made.add(
            "roof",
            move(
                roof(rng, size, size, size * u(0.3, 1.0), pick(rng, ("pyramid", "gable", "flat")), 0.03, 0.0),
                (0, high, -deep * 0.2),
            ),
        )
    if chance(rng, 0.3):
        made.add("base", box((half * 2.6, 0.05, deep * 2.6), (0, -0.02, 0)))
    return made


_WORDS: dict[str, tuple[str, ...]] = {
    "roof": ("rooftop", "house roof", "top", "roofing"), "wall": ("house wall", "walls", "facade", "outer wall"),
    "door": ("entrance", "front door", "doorway", "house door"), "window": ("windows", "window pane", "house window",
    "glass"),
    "chimney": ("smokestack", "stack", "flue"), "column": ("pillar", "post", "porch column"), "base": ("foundation",
    "ground", "plinth", "floor"),
    "stair": ("steps", "stairs", "step", "staircase"), "tower": ("turret", "spire tower", "castle tower"),
    "cross": ("crucifix", "church cross"),
    "battlement": ("merlon", "crenellation", "parapet"), "gate": ("gateway", "door", "entrance", "portal"),
    "leg": ("support", "foot", "pillar"), "tank": ("water tank", "container", "reservoir"), "antenna": ("aerial",
    "mast", "spike"),
    "clock": ("clock face", "dial", "clock dial"), "platform": ("viewing platform", "deck", "floor"),
    "gallery": ("balcony", "railing", "walkway"),
    "lamp": ("lantern", "light", "lamp room", "lantern room"), "blade": ("sail", "rotor blade", "windmill blade",
    "vane"), "hub": ("nacelle", "rotor hub"),
}  # fmt: skip


def _parts(*names: str, **more: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {**{name: _WORDS[name] for name in names}, **more}


KINDS: tuple[Kind, ...] = (
    Kind("house", house, _parts("roof", "wall", "door", "window", "chimney", "column", "base", "stair"),
         ("building", "home", "cottage", "barn", "hut", "cabin", "apartment building", "villa", "shed"), weight=1.2),
    Kind("church", church, _parts("roof", "wall", "door", "window", "tower", "cross"), ("chapel", "cathedral",
        "building"), weight=0.4),
    Kind("castle", castle, _parts("tower", "wall", "roof", "battlement", "gate", "window", "base"), ("fortress",
        "palace", "fort"), weight=0.5),
    Kind("tower", tower, _parts("wall", "roof", "door", "window", "battlement", "leg", "tank", "antenna", "clock",
        "platform"),
         ("skyscraper", "pagoda", "water tower", "clock tower", "building", "high rise"), weight=0.6),
    Kind("lighthouse", lighthouse, _parts("gallery", "lamp", "roof", "door", "window", "base", tower=("shaft",
        "trunk", "body")),
         ("light house", "beacon"), weight=0.35),
    Kind("windmill", windmill, _parts("blade", "roof", "door", "window", "hub", tower=("pole", "body", "mast", "mill")),
         ("wind turbine", "mill", "wind generator"), weight=0.4),
)  # fmt: skip
