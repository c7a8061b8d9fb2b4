"""What is moved on a switch, with the collar or bezel around it: made on the plane z = 0, looking along +z."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick, rounded_outline
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, ellipsoid, join, lathe, loft, move, stretch, turn
from pa3d.synthetic.vehicle_pieces import along_z

Rng = np.random.Generator


class Control(NamedTuple):
    """The pieces that move and those that stay with the body."""

    moving: list[Piece]
    still: list[Piece]


def layered(wide: float, tall: float, corner: float, layers: Sequence[tuple[float, float]], steps: int = 4) -> Piece:
    """A solid through rounded rectangles: (inset, z) from its back to its front; a front that turns back is hollow."""
    rings = []
    for inset, z in layers:
        line = rounded_outline(wide - 2 * inset, tall - 2 * inset, max(corner - inset, 1e-4 * wide), steps)[::-1]
        rings.append(np.column_stack([line, np.full(len(line), z)]))
    return loft(np.stack(rings))


def round_layered(radius: float, layers: Sequence[tuple[float, float]], steps: int = 5) -> Piece:
    """The same through circles."""
    return layered(2 * radius, 2 * radius, radius, layers, steps)


def _bezel(rng: Rng, wide: float, tall: float, corner: float, high: float) -> Piece:
    """A raised rim around an opening, its floor just over z = 0."""
    rim = min(wide, tall) * rng.uniform(0.04, 0.12)
    return layered(wide + 2 * rim, tall + 2 * rim, corner + rim,
        [(0, -high * 0.3), (0, high * 0.7), (rim * 0.3, high), (rim, high), (rim, high * 0.05)])  # fmt: skip


def _strip(y: Array, half: Array, low: float, high: Array) -> Piece:
    """A slab along y with its front at heights `high` (n,) and its back at z = low."""
    edge = half * 0.94
    top = np.maximum(high - half * 0.05, low)
    x = np.stack([-half, half, half, edge, -edge, -half], 1)
    z = np.stack([0 * y + low, 0 * y + low, top, high, high, top], 1)
    return loft(np.stack([x, np.repeat(y[:, None], 6, 1), z], -1)[::-1])


def rocker(rng: Rng, wide: float, tall: float) -> Control:
    """Paddles and rockers: tilted slabs, wedges, hollow and round backs; flush, proud, standing out at one end."""
    unit = min(wide, tall)
    style = pick(rng, ("slab", "wedge", "bent", "round", "flush"), (3, 3, 2, 1.5, 1.5))
    if style == "slab":
        thick, angle = unit * rng.uniform(0.05, 0.3), rng.uniform(2, 15) * pick(rng, (-1, 1))
        slab = layered(wide, tall, unit * float(pick(rng, (0.0, rng.uniform(0.02, 0.3)))),
            [(0, -thick / 2), (0, thick * 0.4), (unit * 0.02, thick / 2)])  # fmt: skip
        lift = thick * 0.3 + tall * np.sin(np.deg2rad(abs(angle))) * rng.uniform(0.0, 0.5)
        moving = [move(turn(slab, "x", angle), (0, 0, lift))]
    elif style == "flush":
        proud = unit * rng.uniform(0.012, 0.05)
        corner = unit * float(pick(rng, (0.0, rng.uniform(0.02, 0.5))))
        moving = [layered(wide, tall, corner, [(0, -0.05 * unit), (0, proud * 0.6), (unit * 0.03, proud)])]
    else:
        y = np.linspace(-1, 1, 3 if style == "bent" else 9 if style == "round" else 2)
        out, tilt = unit * rng.uniform(0.08, 0.35), rng.uniform(-0.5, 0.5)
        bow = {"wedge": 0.0, "bent": rng.uniform(-0.6, 0.6), "round": rng.uniform(-0.7, 0.5)}[style]
        high = out * np.maximum(0.5 + tilt * y - bow * (1 - y**2), 0.08)
        moving = [_strip(y * tall / 2, np.full(len(y), wide / 2), -0.06 * unit, high)]
    if chance(rng, 0.25):  # a line, a dot or a lamp on it
        height = max(float(piece.vertices[:, 2].max()) for piece in moving)
        spot = float(pick(rng, (-0.34, 0.34))) * tall
        mark = pick(rng, (box((wide * 0.4, tall * 0.03, height)), along_z(cylinder(unit * 0.07, height, sections=10))))
        moving.append(move(mark, (0, spot, 0)))
    still = [_bezel(rng, wide, tall, unit * 0.04, unit * rng.uniform(0.03, 0.2))] if chance(rng, 0.4) else []
    return Control(moving, still)


def toggle(rng: Rng, wide: float, tall: float) -> Control:
    """A stick in a slot, a collar or a boot: round, flat, ball-ended, short or long, leaning or upright."""
    unit = min(wide, tall)
    long, thick = unit * rng.uniform(0.35, 1.6), unit * rng.uniform(0.05, 0.16)
    style = pick(rng, ("bat", "square", "paddle", "ball", "peg"), (3, 3, 2, 1.5, 1))
    end = thick * rng.uniform(0.7, 1.7)
    if style == "paddle":
        stick = turn(layered(thick * rng.uniform(2, 5), thick * rng.uniform(0.8, 1.6), thick * 0.1,
            [(0, -unit * 0.05), (0, long * 0.9), (thick * 0.2, long)]), "z", 0)  # fmt: skip
    elif style == "peg":
        stick = along_z(lathe([(thick, -0.1 * unit), (thick * 1.2, long * 0.5), (thick, long), (0, long)], 10))
    else:
        stick = bar((0, 0, -unit * 0.05), (0, 0, long), thick, end, sections=4 if style == "square" else 10)
    if style in ("ball", "bat") and chance(rng, 0.7):
        size = end * (rng.uniform(1.3, 2.2) if style == "ball" else 1.0)
        stick = join(stick, move(ellipsoid((size, size, size), 10, 6), (0, 0, long)))
    lean = float(pick(rng, (0.0, rng.uniform(12, 38), -rng.uniform(12, 38)), (1, 3, 3)))
    moving, still = [turn(stick, "x", lean)], []
    base = pick(rng, ("none", "slot", "nut", "cone"), (1.5, 2.5, 2, 1))
    if base == "slot":
        across, up = thick * rng.uniform(2.4, 4.5), max(thick * 3, unit * rng.uniform(0.3, 0.7))
        still = [_bezel(rng, across, up, thick * 0.2, unit * rng.uniform(0.02, 0.1))]
    elif base == "nut":
        size, high = thick * rng.uniform(1.8, 3.5), thick * rng.uniform(0.5, 2.5)
        still = [along_z(cylinder(size, high * 0.4, sections=6)), along_z(cylinder(size * 0.7, high, sections=12))]
        moving = [move(moving[0], (0, 0, high * 0.8))]
    elif base == "cone":
        foot = lathe([(thick * 3.5, 0), (thick * 2.6, thick), (thick * 0.8, thick * 3)], 12)
        (moving if chance(rng, 0.5) else still).append(along_z(foot))
    return Control(moving, still)


def dial(rng: Rng, wide: float, tall: float) -> Control:
    """Rotary knobs: smooth, ribbed, skirted, winged, with a pointer or a groove; low or long."""
    radius = min(wide, tall) * rng.uniform(0.3, 0.5)
    high = radius * rng.uniform(0.2, 1.6)
    skirt = rng.uniform(1.0, 1.35) if chance(rng, 0.35) else 1.0
    radius /= skirt
    top = rng.uniform(0.65, 1.0)
    line = [(radius * skirt, -0.03 * radius), (radius * skirt, high * 0.15), (radius, high * 0.25),
        (radius * top, high * 0.9), (radius * top * 0.9, high), (0, high * rng.uniform(0.9, 1.05))]  # fmt: skip
    style = pick(rng, ("smooth", "ribbed", "wing", "faceted"), (4, 2, 2.5, 1))
    sections = {"smooth": 20, "ribbed": 30, "wing": 18, "faceted": int(pick(rng, (6, 8, 12)))}[style]
    if style == "wing":
        line = [(radius, -0.03 * radius), (radius * 0.97, high * 0.35), (0, high * 0.4)]
    body = along_z(lathe(line, sections))
    if style == "ribbed":
        angle = np.arctan2(body.vertices[:, 1], body.vertices[:, 0])
        factor = 1 - rng.uniform(0.04, 0.12) * (np.round(angle * sections / 2 / np.pi) % 2)
        body = Piece(body.vertices * np.stack([factor, factor, 0 * factor + 1], 1), body.faces)
    parts = [body]
    if style == "wing":
        parts.append(box((radius * rng.uniform(0.25, 0.6), radius * 1.9, high), (0, 0, high * 0.5)))
    elif chance(rng, 0.6):
        parts.append(box((radius * 0.1, radius * top * 0.8, high * 0.1), (0, radius * top * 0.45, high)))
    spin = float(pick(rng, (0.0, 90.0, rng.uniform(-150, 150))))
    still = []
    if chance(rng, 0.35):
        still.append(round_layered(radius * skirt * rng.uniform(1.1, 1.5), [(0, -0.02), (0, high * 0.1)]))
    return Control([turn(join(*parts), "z", spin)], still)


def push(rng: Rng, wide: float, tall: float) -> Control:
    """Push buttons: round, square, domed, dished, mushroom heads; flush in a collar or proud."""
    unit = min(wide, tall)
    round_ = chance(rng, 0.65)
    size = unit * rng.uniform(0.35, 0.95)
    across, up = (
        (size, size) if round_ or chance(rng, 0.5) else (wide * rng.uniform(0.6, 0.95), tall * rng.uniform(0.4, 0.95))
    )
    corner = size / 2 if round_ else min(across, up) * float(pick(rng, (0.0, 0.1, 0.3)))
    high = unit * rng.uniform(0.04, 0.45)
    style = pick(rng, ("flat", "dome", "dish", "mushroom"), (4, 2, 1.5, 1.5))
    still, low = [], -0.03 * unit
    if style == "mushroom":
        head, stem = min(across, up) * rng.uniform(0.35, 0.5), rng.uniform(0.4, 0.75)
        high = max(high, head * 0.5)
        line = [
            (head * stem, low),
            (head * stem, high * 0.5),
            (head, high * 0.55),
            (head, high * 0.8),
            (head * 0.75, high),
            (0, high * 1.1),
        ]
        moving = [along_z(lathe(line, 18))]
        still.append(
            round_layered(head * rng.uniform(0.85, 1.3), [(0, low), (0, high * 0.35), (head * 0.1, high * 0.4)])
        )
        return Control(moving, still)
    edge = min(across, up) * rng.uniform(0.02, 0.12)
    top = {"flat": [(edge, high)], "dome": [(edge * 1.5, high), (min(across, up) * 0.3, high + edge * 2)],
        "dish": [(edge * 0.5, high), (edge * 1.5, high), (min(across, up) * 0.3, high - edge)]}[style]  # fmt: skip
    moving = [layered(across, up, corner, [(0, low), (0, high - edge * 0.6), *top], 5)]
    if chance(rng, 0.5):
        rim = min(across, up) * rng.uniform(0.05, 0.25)
        collar = high * float(pick(rng, (rng.uniform(0.1, 0.5), rng.uniform(0.9, 1.4))))
        still.append(layered(across + 2 * rim, up + 2 * rim, corner + rim,
            [(0, low), (0, collar * 0.8), (rim * 0.4, collar), (rim * 0.95, collar), (rim * 0.95, 0)], 5))  # fmt: skip
    return Control(moving, still)


def slider(rng: Rng, wide: float, tall: float) -> Control:
    """A cap that slides in a groove or along a rail, ribbed or plain."""
    unit = min(wide, tall)
    long, across = tall * rng.uniform(0.6, 1.0), unit * rng.uniform(0.25, 0.7)
    cap_wide, cap_tall = across * rng.uniform(0.6, 1.3), long * rng.uniform(0.12, 0.5)
    high = unit * rng.uniform(0.08, 0.4)
    place = rng.uniform(-1, 1) * (long - cap_tall) / 2
    moving = [
        move(
            layered(
                cap_wide,
                cap_tall,
                0.1 * cap_wide,
                [(0, -0.02 * unit), (0, high * 0.8), (min(cap_wide, cap_tall) * 0.15, high)],
            ),
            (0, place, 0),
        )
    ]
    if chance(rng, 0.4):
        ribs = np.linspace(-0.35, 0.35, 4) * cap_tall
        moving.append(join(*(box((cap_wide * 0.8, cap_tall * 0.07, high * 0.2), (0, place + y, high)) for y in ribs)))
    still = []
    if chance(rng, 0.75):
        still.append(_bezel(rng, across, long, across * float(pick(rng, (0.02, 0.5))), unit * rng.uniform(0.015, 0.1)))
    built = Control(moving, still)
    return built if chance(rng, 0.7) else spun(built, 90 if wide >= tall else 0)


def crank(rng: Rng, wide: float, tall: float) -> Control:
    """A handle turned about its hub in the plane of the front, often with a grip."""
    unit = min(wide, tall)
    hub, out = unit * rng.uniform(0.12, 0.25), unit * rng.uniform(0.1, 0.4)
    reach, broad = unit * rng.uniform(0.4, 1.1), hub * rng.uniform(0.5, 1.3)
    arm = layered(broad, reach, broad * 0.45, [(0, 0), (0, broad * 0.4), (broad * 0.1, broad * 0.5)])
    parts = [along_z(cylinder(hub, out, sections=14)), move(arm, (0, reach * 0.4, out * 0.8))]
    if chance(rng, 0.4):
        parts.append(move(along_z(cylinder(broad * 0.45, unit * 0.3, broad * 0.55, 10)), (0, reach * 0.82, out)))
    spin = float(pick(rng, (0.0, 90.0, rng.uniform(-120, 120))))
    still = [round_layered(hub * rng.uniform(1.2, 1.9), [(0, -0.02), (0, out * 0.3)])] if chance(rng, 0.5) else []
    return Control([turn(join(*parts), "z", spin)], still)


def wheel(rng: Rng, wide: float, tall: float) -> Control:
    """A thumb wheel half sunk in the front."""
    radius = min(wide, tall) * rng.uniform(0.25, 0.5)
    broad = radius * rng.uniform(0.3, 0.9)
    disc = turn(move(cylinder(radius, broad, sections=int(pick(rng, (12, 20)))), (0, -broad / 2, 0)), "z", 90)
    disc = move(disc, (0, 0, -radius * rng.uniform(0.2, 0.8)))
    still = [_bezel(rng, broad * 1.2, radius * 2.1, 0.01, radius * 0.1)] if chance(rng, 0.6) else []
    return Control([disc if chance(rng, 0.6) else turn(disc, "z", 90)], still)


def lamp(rng: Rng, wide: float, tall: float) -> Control:
    """A signal lamp, a blank or a socket: nothing moves."""
    size = min(wide, tall) * rng.uniform(0.15, 0.42)
    if chance(rng, 0.6):
        dome = stretch(ellipsoid((size, size, size), 12, 6), (0.8, 0.8, rng.uniform(0.3, 1.0)))
        return Control([], [round_layered(size, [(0, -0.02), (0, size * 0.3)]), move(dome, (0, 0, size * 0.3))])
    hole = layered(
        size * 2.4, size * 1.6, size * 0.2, [(0, -0.02), (0, size * 0.2), (size * 0.2, size * 0.2), (size * 0.25, 0)]
    )
    return Control([], [hole])


def spun(control: Control, degrees: float) -> Control:
    """The control turned about the z axis."""
    return Control(*([turn(piece, "z", degrees) for piece in pieces] for pieces in control))


CONTROLS: dict[str, Callable[[Rng, float, float], Control]] = {
    "rocker": rocker, "toggle": toggle, "dial": dial, "push": push, "slider": slider, "crank": crank, "wheel": wheel,
}  # fmt: skip
