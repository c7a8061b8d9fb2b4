"""Closed vessels: bottle, dispenser, trash can."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.bottle_forms import outline, sectioned, varied
from pa3d.synthetic.forms import both, chance, ear, log_uniform, pick, plate, radius_at, squared, vessel
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import (
    Piece,
    bar,
    box,
    cylinder,
    join,
    lathe,
    move,
    spline,
    stretch,
    torus,
    turn,
    warp,
)
from pa3d.synthetic.pumps import pump, trigger

Rng = np.random.Generator


def _bottle_lines(rng: Rng) -> tuple[Array, Array, str]:
    """Body and neck profiles (radius, height), and what it is; the neck starts where the body ends."""
    style = pick(
        rng, ("wine", "beer", "water", "soda", "flask", "sport", "baby", "pill", "milk", "squat", "flared"),
        (4, 3, 4, 2, 2, 3, 1, 1.5, 1, 2, 1),
    )  # fmt: skip
    tall = {"wine": 3.5, "beer": 3.0, "water": 3.6, "soda": 3.6, "flask": 1.6, "sport": 3.2, "baby": 2.6, "pill": 1.6,
            "milk": 2.6, "squat": 1.3, "flared": 2.0}[style] * rng.uniform(0.7, 1.3)  # fmt: skip
    throat = rng.uniform(0.25, 0.45)
    if style in ("sport", "baby", "pill"):
        throat = rng.uniform(0.6, 0.95)
    high = tall * rng.uniform(0.55, 0.75)
    shoulder = tall * rng.uniform(0.8, 0.95)
    if style in ("pill", "sport", "baby", "squat"):
        high, shoulder = tall * rng.uniform(0.8, 0.93), tall
    corner = rng.uniform(0.02, 0.1) * tall
    side: list[tuple[float, float]] = [(0.93, 0), (1, corner)]
    if style == "soda":
        side += [(0.85, high * 0.4), (1, high * 0.75)]
    elif style == "sport" and chance(rng, 0.5):
        side += [(rng.uniform(0.8, 0.9), high * 0.55)]
    elif style == "flared":
        side = [(1, 0), (1, corner), (0.7, high * 0.6)]
    elif style in ("water", "soda") and chance(rng, 0.4):
        for at in np.linspace(0.2, 0.8, 5):
            side += [(1, high * (at - 0.03)), (0.95, high * at), (1, high * (at + 0.03))]
    top = side[-1][0] if style == "flared" else 1.0
    slope = spline(
        [(top, high), ((top + throat) / 2 * rng.uniform(0.95, 1.3), (high + shoulder) / 2), (throat, shoulder)], 7
    )
    if chance(rng, 0.2):
        slope = slope[[0, -1]]
    body = np.concatenate([np.array(side), slope])
    rise = tall * {"wine": 0.3, "beer": 0.25, "milk": 0.15, "water": 0.08, "soda": 0.1}.get(style, 0.07)
    rise *= rng.uniform(0.6, 1.5)
    lip = throat * rng.uniform(0.9, 1.12)
    neck = np.array(
        [(throat, shoulder), (throat * rng.uniform(0.85, 1), shoulder + rise * 0.5), (lip, shoulder + rise)]
    )
    return body, neck, style


def bottle(rng: Rng) -> Assembly:
    """Wine, beer, water, soda, flask, sports, baby, pill, milk, perfume bottles and jugs with a handle."""
    if chance(rng, 0.5):
        return varied(rng)
    made = Assembly()
    body, neck, style = _bottle_lines(rng)
    power = float(rng.uniform(3, 9)) if chance(rng, 0.4 if style in ("squat", "flask", "pill") else 0.12) else 2.0
    flat = float(rng.uniform(0.35, 0.7)) if style == "flask" or chance(rng, 0.08) else 1.0
    if style == "flask":
        body, neck = body * (1, 1.6), neck * (1, 1.6)
    sections = int(pick(rng, (22, 14, 8, 6), (6, 2, 0.5, 0.5)))
    high = float(neck[-1, 1])
    squash = np.array([1, 1, flat])
    line = np.concatenate([[(0, 0)], body])
    if flat < 1 or power > 2:  # the narrower round neck stands on it
        line = np.concatenate([line, [body[-1] * (0.3, 1)]])
    made.add("body", stretch(squared(lathe(line, sections), power), squash))
    if chance(rng, 0.15):  # an inner side nobody sees
        made.add("body", stretch(squared(lathe(body * (0.94, 0.97) + (0, 0.03), sections), power), squash))
    throat = lathe(neck, sections)
    if flat < 1 or power > 2:  # from the body's section to a round mouth
        throat = lathe(neck * (min(1.0, flat * 1.1), 1), sections)
    made.add("neck", throat)
    if chance(rng, 0.4):
        ring = float(neck[1, 0]) * min(1.0, flat * 1.1)
        made.add("neck", move(torus(ring, ring * rng.uniform(0.06, 0.2), 16, 6), (0, float(neck[1, 1]), 0)))
    mouth = float(neck[-1, 0]) * min(1.0, flat * 1.1)
    if chance(rng, 0.85):
        _bottle_lid(rng, made, mouth, high, float(np.ptp(neck[:, 1])), style)
    jug = chance(rng, 0.06)  # the mouth off the middle, away from the handle
    if jug:
        aside, shoulder = -rng.uniform(0.15, 0.4), float(body[-1, 1])

        def lean(vertices: Array) -> Array:
            share = np.clip((vertices[:, 1] / shoulder - 0.5) * 2, 0, 1)
            vertices[:, 0] += aside * share**1.5
            return vertices

        made.pieces[:] = [(part, warp(piece, lean)) for part, piece in made.pieces]
    if jug or chance(rng, 0.12):
        low, top = float(body[-1, 1]) * 0.45, float(body[-1, 1]) * 0.98
        first, last = (radius_at(body, low) * 0.97, low), (radius_at(body, top) * 0.97, top)
        made.add("handle", ear(rng, first, last, rng.uniform(0.2, 0.5), rng.uniform(0.08, 0.14)))
    return made


def _bottle_lid(rng: Rng, made: Assembly, mouth: float, high: float, neck: float, style: str) -> None:
    """A screw cap, cork, crown cap, cup, nozzle, nipple, flip top or stopper."""
    over = mouth * rng.uniform(1.04, 1.2)
    down = min(neck * rng.uniform(0.4, 1.0), over * 1.5)
    tall = over * rng.uniform(0.05, 0.5)
    choices = {"wine": ("cork", "screw", "stopper"), "beer": ("crown", "screw"), "baby": ("nipple", "cup"),
               "sport": ("nozzle", "screw", "loop", "cup"), "pill": ("screw", "cup")}  # fmt: skip
    kind = pick(rng, choices.get(style, ("screw", "screw", "cup", "stopper", "nozzle")))
    line: list[tuple[float, float]] = [(over, -down), (over, tall * 0.8), (over * 0.93, tall), (0, tall)]
    if kind == "cork":
        line = [(mouth * 0.85, -0.1), (mouth * 0.9, over * rng.uniform(0.3, 1.2)), (0, over * 1.0)]
    elif kind == "crown":
        line = [(over * 1.15, -over * 0.4), (over, over * 0.1), (over * 0.7, over * 0.2), (0, over * 0.2)]
    elif kind == "cup":
        line = [(over, -down), (over * rng.uniform(0.8, 1.1), over * rng.uniform(1, 2.2)), (0, over * 1.6)]
        line[2] = (0, line[1][1])
    elif kind == "nipple":
        line = [
            (over, -down),
            (over, 0.1),
            (over * 0.6, 0.15),
            (over * 0.3, over * 0.9),
            (over * 0.2, over * 1.2),
            (0, over * 1.3),
        ]
    elif kind == "nozzle":
        line = [(over, -down), (over, 0.1), (over * 0.5, 0.3), (over * 0.35, 0.3), (over * 0.35, over), (0, over)]
    elif kind == "stopper":
        line = [
            (mouth * 0.8, -0.1),
            (mouth * 0.8, 0.05),
            (over * 1.2, over * 0.3),
            (over * 1.3, over),
            (over * 0.5, over * 1.5),
            (0, over * 1.5),
        ]
    made.add("lid", move(lathe(line, 18), (0, high, 0)))
    if kind == "loop":
        size = over * 0.5
        made.add("lid", move(turn(torus(size, size * 0.25, 14, 6, 180), "x", -90), (0, high + tall * 0.9, 0)))


def dispenser(rng: Rng) -> Assembly:
    """Soap pump, lotion pump, trigger spray, sprayer cap, foam pump."""
    made = Assembly()
    tall = log_uniform(rng, 1.2, 3.4)
    throat = rng.uniform(0.25, 0.5)
    line = pick(rng, (
        [(0.95, 0), (1, 0.05), (1, 0.85), (0.85, 0.95), (throat, 1)],
        [(0.8, 0), (1, 0.2), (0.9, 0.7), (throat, 1)],
        [(1, 0), (0.9, 0.6), (throat, 1)],
        [(0.7, 0), (1, 0.45), (0.7, 0.85), (throat, 1)],
        [(1, 0), (1, 0.97), (throat, 1)],
    ))  # fmt: skip
    profile = np.array(line) * (1, tall)
    profile = spline(profile, 12) if chance(rng, 0.4) else profile
    power = float(pick(rng, (2.0, rng.uniform(3, 9))))
    flat = float(pick(rng, (1.0, rng.uniform(0.45, 0.8))))
    if chance(rng, 0.45):
        profile = outline(rng).body
        tall, throat = float(profile[-1, 1]), float(profile[-1, 0])
        flat = max(flat, min(1.0, throat))
        whole = lathe(np.concatenate([[(0, 0)], profile, [(0, tall)]]), 22)
        body = sectioned(rng, whole, tall * 0.8, tall, flat) if chance(rng, 0.5) else stretch(whole, (1, 1, flat))
    else:
        whole = lathe(np.concatenate([[(0, 0)], profile, [(0, tall)]]), 20)
        body = stretch(squared(whole, power), (1, 1, flat))
    made.add("body", body)
    collar, up = throat * min(1, flat * 1.3) * rng.uniform(1.0, 1.3), rng.uniform(0.12, 0.4)
    top = tall
    if chance(rng, 0.9):
        top += up * 1.1
        made.add(
            "lid",
            move(
                lathe([(collar, -0.03), (collar, up), (collar * rng.uniform(0.4, 0.9), up * 1.15), (0, up * 1.15)], 16),
                (0, tall, 0),
            ),
        )
    if chance(rng, 0.7):
        pump(rng, made, top, collar)
    else:
        trigger(rng, made, top, collar)
    return made


def trash_can(rng: Rng) -> Assembly:
    """Pedal bin, swing-top, wheeled street bin, open basket, dome top, recycling box, framed bag."""
    made = Assembly()
    style = pick(rng, ("pedal", "swing", "wheeled", "open", "dome", "frame"), (4, 2, 3, 2, 2, 1))
    tall = log_uniform(rng, 1.2, 3.4)
    low = rng.uniform(0.7, 1.02)
    power = float(pick(rng, (2.0, rng.uniform(4, 10))))
    deep = float(pick(rng, (1.0, rng.uniform(0.6, 1.3))))
    if style == "wheeled":
        power, tall, low = float(rng.uniform(6, 12)), rng.uniform(1.6, 2.6), rng.uniform(0.65, 0.9)
    line = np.array([(low * 0.97, 0), (low, 0.03), (1, 0.96), (rng.uniform(1, 1.08), 1)]) * (1, tall)
    if chance(rng, 0.15):
        line = spline([(low, 0), (1.1, 0.45 * tall), (1, tall)], 9)
    sections = 24
    body = vessel(line, float(pick(rng, (0.0, 0.04))), sections)
    made.add("body", stretch(squared(body, power), (1, 1, deep)))
    rim = float(line[-1, 0]) * 1.02
    rise = {"pedal": rng.uniform(0.03, 0.35), "swing": rng.uniform(0.3, 0.8), "wheeled": rng.uniform(0.05, 0.25),
            "dome": rng.uniform(0.5, 1.0), "open": 0.1, "frame": 0.1}[style]  # fmt: skip
    if style not in ("open", "frame") or chance(rng, 0.2):
        shape = pick(rng, ([(rim, -0.05), (rim, rise * 0.4), (rim * 0.85, rise), (0, rise)],
                           [(rim, 0), (rim * 0.92, rise * 0.5), (rim * 0.6, rise * 0.9), (0, rise)],
                           [(rim, 0), (rim * 0.55, rise), (0, rise)]))  # fmt: skip
        lid = stretch(squared(lathe(shape, sections), power), (1, 1, deep))
        if chance(rng, 0.2) and style in ("pedal", "wheeled"):
            lid = turn(lid, "x", -rng.uniform(20, 110), (0, 0, -rim * deep))
        made.add("lid", move(lid, (0, tall, 0)))
    front = (radius_at(line, tall * 0.05)) * deep
    if style == "pedal" and chance(rng, 0.9):
        wide = rng.uniform(0.15, 0.45)
        pedal = pick(
            rng,
            (
                box((wide, 0.06, 0.35), (0, 0.08, front + 0.1), 0.02),
                stretch(cylinder(0.2, 0.05, sections=12), (wide * 4, 1, 1)),
            ),
        )
        if pedal.vertices[:, 2].max() < front:
            pedal = move(pedal, (0, 0.06, front + 0.05))
        made.add("footpedal", pedal)
    if style in ("swing", "dome") and chance(rng, 0.75):
        high, wide = (rise * 0.6, rim * 0.9) if style == "dome" else (tall * 0.2, rim)
        panel = plate(wide, max(high, 0.25), 0.04, 0.05)
        at = tall + rise * 0.45 if style == "dome" else tall * 0.8
        made.add("door", move(turn(panel, "x", -rng.uniform(0, 40)), (0, at, rim * deep * 0.93)))
    if style == "wheeled":
        size = rng.uniform(0.15, 0.3)
        wheel = turn(move(cylinder(size, 0.12, sections=14), (0, -0.06, 0)), "z", 90)
        made.add("wheel", both(move(wheel, (low * 0.85, size * 0.7, -low * deep * 0.95))))
        if chance(rng, 0.7):
            made.add("handle", bar((-0.7, tall * 0.95, -deep * 1.12), (0.7, tall * 0.95, -deep * 1.12), 0.05),
                     both(box((0.08, 0.08, 0.3), (0.65, tall * 0.95, -deep * 1.02))))  # fmt: skip
    if style == "frame":
        _outside_frame(rng, made, tall, deep)
    elif chance(rng, 0.15):
        loop = both(ear(rng, (0.97, tall * 0.7), (0.98, tall * 0.85), 0.15, 0.04))
        made.add("handle", loop)
    return made


def _outside_frame(rng: Rng, made: Assembly, tall: float, deep: float) -> None:
    """Posts and rings that carry the container."""
    out, lift = rng.uniform(1.12, 1.3), rng.uniform(0.05, 0.4)
    made.pieces[:] = [(part, move(piece, (0, lift, 0))) for part, piece in made.pieces]
    corners = [(x * out * 0.72, z * out * 0.72 * deep) for x in (-1, 1) for z in (-1, 1)]
    posts: list[Piece] = [
        bar((x, 0, z), (x, tall + lift, z), 0.05, sections=int(pick(rng, (4, 8)))) for x, z in corners
    ]
    rings = [move(stretch(torus(out, 0.05, 18, 6), (1, 1, deep)), (0, at, 0)) for at in (tall + lift, lift)]
    made.add("outside frame", join(*posts, *rings))


KINDS: tuple[Kind, ...] = (
    Kind("bottle", bottle, {
        "body": ("bottle body", "main body", "container", "vessel", "flask"),
        "neck": ("bottle neck", "bottleneck", "throat"),
        "lid": ("cap", "bottle cap", "cover", "stopper", "cork", "top"),
        "handle": ("bottle handle", "grip", "loop"),
    }, ("flask", "water bottle", "wine bottle", "beer bottle", "jug")),
    Kind("dispenser", dispenser, {
        "head": ("pump", "pump head", "nozzle", "spray head", "sprayer", "press head"),
        "lid": ("cap", "collar", "cover", "closure"),
        "body": ("bottle", "container", "dispenser body", "main body"),
    }, ("soap dispenser", "pump bottle", "spray bottle", "lotion bottle")),
    Kind("trash can", trash_can, {
        "body": ("container", "bin", "trash can body", "bucket", "main body"),
        "lid": ("cover", "top", "cap", "trash can lid"),
        "footpedal": ("foot pedal", "pedal", "foot lever"),
        "door": ("flap", "swing door", "swing flap", "opening"),
        "wheel": ("caster", "roller"),
        "handle": ("grip", "pull bar"),
        "outside frame": ("frame", "outer frame", "stand", "rack"),
    }, ("bin", "garbage can", "waste bin", "dustbin", "rubbish bin", "wastebasket")),
)  # fmt: skip
