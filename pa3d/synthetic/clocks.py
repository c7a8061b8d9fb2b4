"""Clocks: on the wall, with bells, on the mantel, long-case, cuckoo, station, sunburst; the face looks along +z."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import both, chance, log_uniform, pick
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import (
    Piece,
    bar,
    box,
    cylinder,
    ellipsoid,
    extrude,
    join,
    lathe,
    loft,
    move,
    torus,
    tube,
    turn,
)
from pa3d.synthetic.switch_controls import layered
from pa3d.synthetic.vehicle_pieces import along_z

Rng = np.random.Generator


def _hand(rng: Rng, style: str, length: float, width: float, thick: float) -> list[Piece]:
    """A hand pointing up from the origin: a bar, a needle, a leaf, a spade, an arrow; its tail below."""
    tail = rng.uniform(0.0, 0.3) * length
    if style == "bar":
        return [box((width, length + tail, thick), (0, (length - tail) / 2, 0))]
    if style == "needle":
        return [
            extrude([(-width / 2, -tail), (width / 2, -tail), (width * 0.08, length), (-width * 0.08, length)], thick)
        ]
    if style == "leaf":
        line = [
            (0, -tail - 0.02),
            (width * 0.3, 0),
            (width * 0.9, length * 0.45),
            (0, length),
            (-width * 0.9, length * 0.45),
            (-width * 0.3, 0),
        ]
        return [extrude(line, thick)]
    stick = box((width * 0.5, length * 0.85 + tail, thick), (0, (length * 0.85 - tail) / 2, 0))
    wide = width * rng.uniform(1.2, 2.2)
    if style == "spade":
        ring = torus(wide * 0.7, width * 0.25, 12, 4) if chance(rng, 0.5) else cylinder(wide * 0.8, thick, sections=10)
        return [
            stick,
            move(along_z(ring), (0, length * 0.68, -thick / 2)),
            extrude([(-wide * 0.5, length * 0.8), (wide * 0.5, length * 0.8), (0, length)], thick),
        ]
    return [stick, extrude([(-wide, length * 0.72), (wide, length * 0.72), (0, length)], thick)]


def _hands(rng: Rng, made: Assembly, radius: float, front: float) -> None:
    """Hour and minute hand over a face of that radius, often a second hand, on a pin."""
    style = pick(rng, ("bar", "needle", "leaf", "spade", "arrow"), (3, 3, 2, 1.5, 1))
    width, thick = radius * log_uniform(rng, 0.025, 0.13), radius * rng.uniform(0.01, 0.04)
    gap = thick * rng.uniform(1.1, 2.0)
    hour, minute = rng.uniform(0.38, 0.62) * radius, rng.uniform(0.65, 0.92) * radius
    for level, (length, wide) in enumerate(((hour, width), (minute, width * rng.uniform(0.6, 1.0)))):
        angle = rng.uniform(0, 360)
        made.add(
            "hand",
            *(
                move(turn(piece, "z", angle), (0, 0, front + gap * (level + 0.5)))
                for piece in _hand(rng, style, length, wide, thick)
            ),
        )
    if chance(rng, 0.45):
        second = _hand(rng, pick(rng, ("bar", "needle")), rng.uniform(0.6, 0.92) * radius, width * 0.35, thick)
        angle = rng.uniform(0, 360)
        made.add("hand", *(move(turn(piece, "z", angle), (0, 0, front + gap * 2.5)) for piece in second))
    made.add("hand", move(along_z(cylinder(width * rng.uniform(0.6, 1.3), gap * 3, sections=10)), (0, 0, front)))


def _marks(rng: Rng, made: Assembly, radius: float, front: float) -> None:
    """Strokes, dots or blocks for the hours; twelve or four."""
    if chance(rng, 0.4):
        return
    long, wide = radius * rng.uniform(0.06, 0.2), radius * rng.uniform(0.02, 0.07)
    thick = radius * 0.02
    one = (
        box((wide, long, thick))
        if chance(rng, 0.75)
        else along_z(move(cylinder(wide, thick, sections=8), (0, -thick / 2, 0)))
    )
    count = int(pick(rng, (12, 12, 4)))
    for k in range(count):
        big = 1.4 if k % (count // 4) == 0 and chance(rng, 0.5) else 1.0
        mark = Piece(one.vertices * (big, big, 1), one.faces)
        made.add("body", turn(move(mark, (0, radius * 0.97 - long * big, front)), "z", 360.0 * k / count))


def _face(rng: Rng, made: Assembly, radius: float, front: float, rim: bool) -> None:
    """The dial at z = front, in a rim or bare, under a glass now and then; with marks and hands."""
    if rim:
        wide, high = radius * rng.uniform(0.05, 0.25), radius * rng.uniform(0.04, 0.25)
        line = [(radius, front - 0.05), (radius, front + high * 0.6), (radius + wide * 0.4, front + high),
            (radius + wide, front + high * 0.5), (radius + wide, front - 0.05)]  # fmt: skip
        made.add("body", along_z(lathe(line, 26)))
    made.add("body", along_z(lathe([(radius * 1.01, front - 0.04), (radius * 1.01, front), (0, front)], 26)))
    _marks(rng, made, radius, front)
    _hands(rng, made, radius, front + radius * 0.01)
    if chance(rng, 0.06):
        made.add(
            "body",
            along_z(
                lathe([(radius, front + 0.05), (radius * 0.7, front + radius * 0.22), (0, front + radius * 0.28)], 18)
            ),
        )


def _outline(rng: Rng, radius: float) -> Array:
    """The surround of a wall clock (n, 2): round, square, many-sided, a flower, a star, a shield, an oval."""
    style = pick(rng, ("round", "square", "many", "flower", "star", "shield", "oval"), (4, 3, 2, 1, 1, 0.7, 1))
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    r = np.full(48, radius)
    if style == "many":
        count = int(pick(rng, (3, 5, 6, 8, 12)))
        r = radius * np.cos(np.pi / count) / np.cos((angle % (2 * np.pi / count)) - np.pi / count)
    elif style == "square":
        power = float(pick(rng, (4.0, 8.0, 30.0)))
        r = radius * (np.abs(np.cos(angle)) ** power + np.abs(np.sin(angle)) ** power) ** (-1 / power)
    elif style in ("flower", "star"):
        count = int(rng.integers(5, 13))
        wave = np.abs(((angle * count / 2 / np.pi) % 1) - 0.5) * 4 - 1 if style == "star" else np.cos(angle * count)
        r = radius * (1 + rng.uniform(0.05, 0.3) * wave)
    line = np.stack([r * np.cos(angle), r * np.sin(angle)], 1)
    if style == "oval":
        line *= (1, rng.uniform(1.15, 1.6)) if chance(rng, 0.6) else (rng.uniform(1.15, 1.6), 1)
    if style == "shield":
        line[:, 1] *= np.where(line[:, 1] < 0, rng.uniform(1.2, 1.7), 1)
    return line[::-1]


def _wall(rng: Rng) -> Assembly:
    made = Assembly()
    deep, line = log_uniform(rng, 0.05, 0.6), _outline(rng, rng.uniform(1.05, 1.6))
    sunk = chance(rng, 0.4)
    bevel = 1 - rng.uniform(0.0, 0.12)
    levels = [(1.0, -deep), (1.0, -deep * 0.4), (bevel, 0.0)]
    if sunk:
        hole = 0.96 * bevel - 0.02
        levels += [(hole, 0.0), (hole, -deep * rng.uniform(0.2, 0.7))]
    made.add("body", loft(np.stack([np.column_stack([line * scale, np.full(len(line), z)]) for scale, z in levels])))
    floor = levels[-1][1]
    smallest = float(np.linalg.norm(line, axis=1).min()) * levels[-1][0]
    _face(rng, made, smallest * rng.uniform(0.75, 0.97), floor + 0.015, not sunk and chance(rng, 0.5))
    if chance(rng, 0.15):  # rays
        count, reach = int(rng.integers(12, 30)), rng.uniform(1.4, 2.3)
        ray = bar((0, 1.0, -deep / 2), (0, reach, -deep / 2), 0.05, 0.015, sections=4)
        made.add("body", *(turn(ray, "z", 360 * k / count) for k in range(count)))
    if chance(rng, 0.15):  # a pendulum
        drop = rng.uniform(1.8, 2.8)
        bob = along_z(lathe([(0.25, -0.03), (0.25, 0.03), (0, 0.06)], 14))
        made.add("body", bar((0, -0.9, -deep / 2), (0, -drop, -deep / 2), 0.03), move(bob, (0, -drop, -deep / 2)))
    if chance(rng, 0.08):  # a station clock on its bracket
        made.add("body", bar((0, 1.0, -deep / 2), (0, 1.9, -deep / 2), 0.08), box((0.9, 0.1, 0.4), (0, 1.9, -deep / 2)))
    return made


def _alarm(rng: Rng) -> Assembly:
    """A drum on feet with bells, or a soft block with a button and feet."""
    made = Assembly()
    deep = rng.uniform(0.3, 1.0)
    if chance(rng, 0.7):
        back = rng.uniform(0.75, 1.0)
        made.add(
            "body", along_z(lathe([(0, -deep), (0.8 * back, -deep), (back, -deep * 0.85), (1.0, -0.1), (1.0, 0.0)], 24))
        )
    else:
        made.add(
            "body",
            layered(
                2.1,
                rng.uniform(2.0, 2.3),
                rng.uniform(0.1, 0.9),
                [(0.2, -deep), (0, -deep * 0.8), (0, -0.05), (0.03, 0)],
            ),
        )
    _face(rng, made, 0.88, 0.01, True)
    if chance(rng, 0.85):
        x, thick = rng.uniform(0.35, 0.65), rng.uniform(0.05, 0.12)
        foot = bar(
            (x, -0.8, -deep / 2),
            (x * rng.uniform(1.1, 1.7), -rng.uniform(1.1, 1.4), -deep / 2),
            thick,
            thick * rng.uniform(0.5, 1.2),
        )
        made.add("leg", both(foot))
    if chance(rng, 0.65):
        size, lean = rng.uniform(0.25, 0.48), rng.uniform(20, 42)
        bell = lathe(np.array([(1, 0), (0.95, 0.3), (0.6, 0.6), (0, 0.7)]) * size, 14)
        made.add(
            "body",
            both(move(turn(join(bell, cylinder(0.05, size * 0.2, sections=6)), "z", -lean), (0.6, 0.9, -deep / 2))),
        )
        if chance(rng, 0.6):
            made.add(
                "body",
                bar((0, 0.9, -deep / 2), (0, 1.25, -deep / 2), 0.03),
                box((0.2, 0.1, 0.08), (0, 1.28, -deep / 2)),
            )
    if chance(rng, 0.6):
        loop = torus(rng.uniform(0.25, 0.6), rng.uniform(0.03, 0.07), 14, 6, 180)
        made.add("handle", move(turn(loop, "x", -90), (0, rng.uniform(0.95, 1.15), -deep / 2)))
    return made


def _mantel(rng: Rng) -> Assembly:
    """A block, an arch, a hat-shaped or gabled case on a plinth; a carriage clock with a handle; columns."""
    made = Assembly()
    deep, wide, tall = rng.uniform(0.5, 1.4), rng.uniform(1.15, 1.5), rng.uniform(1.15, 1.8)
    style = pick(rng, ("block", "arch", "tambour", "gable", "columns"), (3, 2, 1.5, 1, 1))
    across = np.linspace(1, -1, 21)
    top = {
        "arch": tall - 0.9 + 0.9 * np.sqrt(1 - across**2),
        "tambour": -0.6 + 1.8 * np.exp(-((across / 0.5) ** 2) * 1.3),
        "gable": tall - 0.7 * np.abs(across),
    }.get(style, np.full(21, tall))
    half = wide * (rng.uniform(1.6, 2.2) if style == "tambour" else 1.0)
    rows = np.stack([np.column_stack([across * half, top, np.full(21, z)]) for z in (-deep, 0.0)])
    floor = rows * (1, 0, 1) - (0, 1.2, 0)
    rings = np.stack([floor[0], rows[0], rows[1], floor[1]], 1)
    made.add("body", loft(rings))
    if chance(rng, 0.75):
        made.add(
            "body",
            box(
                (half * 2 * rng.uniform(1.03, 1.3), rng.uniform(0.1, 0.35), deep * rng.uniform(1.05, 1.4)),
                (0, -1.25, -deep / 2),
            ),
        )
    if style == "columns":
        post = cylinder(rng.uniform(0.08, 0.16), tall + 1.2, sections=10)
        made.add(
            "body",
            both(move(post, (wide * 1.1, -1.2, -deep * 0.2))),
            box((wide * 2.7, 0.18, deep * 1.3), (0, tall + 0.05, -deep / 2)),
        )
    _face(rng, made, rng.uniform(0.75, 0.98) * (0.9 if style == "tambour" else 1), 0.02, chance(rng, 0.7))
    if style in ("block", "columns") and chance(rng, 0.4):
        path = [
            (-wide * 0.6, tall, -deep / 2),
            (-wide * 0.6, tall + 0.5, -deep / 2),
            (wide * 0.6, tall + 0.5, -deep / 2),
            (wide * 0.6, tall, -deep / 2),
        ]
        made.add("handle", tube(path, 0.06, 6))
    if chance(rng, 0.4):
        foot = pick(rng, (ellipsoid((0.14, 0.14, 0.14), 8, 6), box((0.2, 0.2, 0.2)), cylinder(0.08, 0.2, 0.12, 8)))
        made.add("leg", *(both(move(foot, (half * 0.85, -1.42, z))) for z in (-deep * 0.85, -deep * 0.15)))
    return made


def _tall(rng: Rng) -> Assembly:
    """Long-case clocks: hood, waist with a glazed or panelled door, plinth; a pendulum and weights within."""
    made = Assembly()
    wide, deep = rng.uniform(1.15, 1.4), rng.uniform(0.5, 1.2)
    waist, long, foot = wide * rng.uniform(0.65, 0.95), rng.uniform(2.5, 5.0), rng.uniform(0.6, 1.4)
    made.add("body", layered(wide * 2, 2.5, 0.01, [(0, -deep), (0, 0), (0.1, 0), (0.1, -0.06)]))
    hollow = chance(rng, 0.5)
    layers = [(0, -deep * 0.9), (0, -0.08), (waist * 0.25, -0.08), (waist * 0.25, -deep * 0.6)][: 4 if hollow else 2]
    made.add("body", move(layered(waist * 2, long + 0.1, 0.01, layers), (0, -1.2 - long / 2, 0)))
    if hollow:
        drop = long * rng.uniform(0.5, 0.75)
        bob = move(along_z(cylinder(waist * 0.4, 0.08, sections=14)), (0, -1.3 - drop, -0.3))
        made.add("body", bar((0, -1.3, -0.27), (0, -1.3 - drop, -0.27), 0.03), bob)
    else:
        made.add("body", box((waist * 1.3, long * 0.8, 0.1), (0, -1.2 - long / 2, -0.08)))
    made.add("body", box((wide * 2.05, foot, deep * 1.1), (0, -1.2 - long - foot / 2, -deep * 0.5)))
    for y in (1.25, -1.25, -1.2 - long):
        if chance(rng, 0.6):
            made.add("body", box((wide * 2.2, 0.14, deep * 1.2), (0, y, -deep * 0.5)))
    crown = pick(rng, ("none", "gable", "arch", "swan"))
    if crown == "gable":
        made.add("body", move(extrude([(-wide, 0), (wide, 0), (0, rng.uniform(0.4, 0.9))], deep), (0, 1.25, -deep / 2)))
    elif crown != "none":
        dome = along_z(lathe([(0, -deep), (wide * 0.85, -deep), (wide * 0.85, 0), (0, 0)], 20))
        made.add("body", move(Piece(dome.vertices * (1, 0.7, 1), dome.faces), (0, 1.2, 0)))
        if crown == "swan":
            made.add("body", move(ellipsoid((0.15, 0.25, 0.15), 8, 6), (0, 1.3 + wide * 0.6, -deep * 0.4)))
    if chance(rng, 0.3):
        made.add(
            "leg",
            *(
                both(move(box((0.25, 0.25, 0.25)), (wide * 0.85, -1.3 - long - foot, z)))
                for z in (-deep * 0.9, -deep * 0.1)
            ),
        )
    _face(rng, made, 0.95, -0.04, chance(rng, 0.3))
    return made


def _cuckoo(rng: Rng) -> Assembly:
    """A little house: gable roof, small dial, weights on chains."""
    made = Assembly()
    wide, tall, deep = rng.uniform(1.2, 2.0), rng.uniform(1.2, 2.2), rng.uniform(0.6, 1.3)
    peak = wide * rng.uniform(0.5, 1.1)
    made.add(
        "body",
        move(
            extrude(
                [(-wide, -tall), (wide, -tall), (wide, tall * 0.6), (0, tall * 0.6 + peak), (-wide, tall * 0.6)], deep
            ),
            (0, 0, -deep / 2),
        ),
    )
    slope = np.hypot(wide, peak) * 1.25
    angle = np.rad2deg(np.arctan2(peak, wide))
    slab = turn(box((slope, 0.12, deep * 1.35), (slope * 0.48, 0, -deep / 2 + 0.1)), "z", -angle)
    made.add("body", both(move(slab, (0, tall * 0.6 + peak + 0.05, 0))))
    if chance(rng, 0.6):
        made.add("body", box((0.4, 0.5, 0.08), (0, tall * 0.75, 0.02)))
    _face(rng, made, min(wide, tall) * rng.uniform(0.5, 0.85), 0.03, chance(rng, 0.6))
    drop = rng.uniform(1.0, 3.0)
    for x in (-0.4, 0.4):
        made.add("body", bar((x, -tall, -deep / 2), (x, -tall - drop, -deep / 2), 0.02, sections=4))
        made.add("body", move(cylinder(0.1, 0.5, 0.14, 8), (x, -tall - drop - 0.5, -deep / 2)))
    return made


def clock(rng: Rng) -> Assembly:
    """A clock of any sort."""
    return pick(rng, (_wall, _alarm, _mantel, _tall, _cuckoo), (5, 2.5, 2.5, 1.5, 0.7))(rng)
