"""Motorbikes and scooters. The front looks along +z; wheels stand on y = 0."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, box, ellipsoid, join, lathe, move, sheet, spline, tube, turn
from pa3d.synthetic.vehicle_pieces import along_z, both, hull, road_wheel, rod, spoked_wheel

Rng = np.random.Generator


def _grips(rng: Rng, width: float, rise: float, pull: float, thick: float) -> Piece:
    """A handlebar about the origin: straight, raised, swept back or hung high, with grips."""
    form = rng.integers(4)
    if form == 0:
        half = [(0, 0, 0), (width, rise * 0.2, -pull * 0.3)]
    elif form == 1:
        half = [(0, 0, 0), (width * 0.3, 0, 0), (width * 0.5, rise, -pull * 0.2), (width, rise * 0.9, -pull)]
    elif form == 2:
        half = [(0, 0, 0), (width * 0.6, rise * 0.6, pull * 0.1), (width * 0.9, rise * 0.6, -pull * 0.6),
            (width * 0.85, rise * 0.4, -pull * 1.5)]  # fmt: skip
    else:
        half = [(width * 0.3, 0, 0), (width * 0.55, rise * 1.8, 0), (width, rise * 1.8, -pull * 0.6)]
    path = spline(half, 8) if form in (1, 2) else np.array(half, dtype=float)
    bend = tube(path, thick, 6)
    grip = rod(path[-1] * 0.75 + path[-2] * 0.25 if form in (0, 3) else path[-2], path[-1], thick * 1.7, sections=8)
    return both(join(bend, grip))


def _cushion(points: list[tuple[float, float, float, float]], square: float = 0.6, count: int = 9) -> Piece:
    """A seat or tank through stations of z, y, half width, half height."""
    return hull(points, 12, count, square=square)


def _engine_block(rng: Rng, z: float, y: float, size: float) -> list[Piece]:
    """Crankcase, cylinders (one, two in a V, or a row) and an exhaust."""
    found = [box((size * 1.1, size * 0.9, size * 1.5), (0, y, z), rng.choice([0.0, 0.02]))]
    wide, high = size * 0.35, size * rng.uniform(0.9, 1.3)
    barrel = lathe([(wide, 0), (wide, high), (wide * 0.6, high * 1.1), (0, high * 1.1)], 10)
    form = rng.integers(3)
    for tilt in ((-25, 25), (rng.uniform(-5, 30),), (rng.uniform(60, 80),))[form]:
        found.append(move(turn(barrel, "x", tilt), (0, y + size * 0.3, z)))
    side = size * 0.8
    pipe = [(side * 0.5, y + size, z + size * 0.7), (side, y, z + size), (side, y - size * 0.45, z + size * 0.3),
        (side, y - size * 0.4, z - size)]  # fmt: skip
    muffler = rod((side, y - size * 0.4, z - size), (side * 1.1, y - size * rng.uniform(-0.5, 0.4),
        z - size * rng.uniform(2.2, 3.2)), size * 0.16, size * rng.uniform(0.16, 0.25))  # fmt: skip
    exhaust = join(tube(spline(pipe, 8), size * 0.11, 6), muffler)
    found.append(both(exhaust) if chance(rng, 0.35) else exhaust)
    return found


def _mudguard(z: float, radius: float, width: float, start: float, end: float) -> Piece:
    """A strip around a wheel from angle start to end, degrees from the front."""
    angle = np.deg2rad(np.linspace(start, end, 9))
    path = np.stack([0 * angle, radius * np.sin(angle), radius * np.cos(angle)], 1)
    across = np.array([-width / 2, 0, width / 2])
    grid = path[:, None] * np.array([1, 1, 1]) + across[None, :, None] * np.array([1, 0, 0])
    grid[:, 1] *= 1.06
    return move(sheet(grid), (0, 0, z))


def _bike_wheels(
    rng: Rng, built: Assembly, front: float, rear: float, radius: float, wide: float, style: str
) -> tuple[float, float]:
    """Both wheels; returns their radii."""
    second = radius * (rng.uniform(0.85, 1.0) if style != "dirt" else 0.88)
    spoked = chance(rng, 0.45)
    for z, size, thick in ((front, radius, wide), (rear, second, wide * rng.uniform(1.0, 1.5))):
        if spoked ^ chance(rng, 0.12):
            wheel = spoked_wheel(size, thick / 2, 2 * int(rng.integers(4, 12)))
        else:
            wheel = road_wheel(rng, size, thick)
        built.add("wheel", move(wheel, (0, size, z)))
    return radius, second


def _motor_scooter(rng: Rng, built: Assembly) -> None:
    """Step-through: leg shield, floor board, hooded rear with a long seat."""
    radius, front, rear = rng.uniform(0.11, 0.15), rng.uniform(0.33, 0.4), rng.uniform(-0.38, -0.3)
    _bike_wheels(rng, built, front, rear, radius, radius * 0.6, "scooter")
    head, floor, half = (0.62 + rng.uniform(0, 0.1), front - 0.13), radius * rng.uniform(1.0, 1.3), rng.uniform(0.08,
        0.12)  # fmt: skip
    lean = rng.uniform(0.02, 0.08)
    shield = np.array([[(x * half * w, y, z - 0.03 * abs(x)) for x in (-1, -0.5, 0, 0.5, 1)] for y, z,
        w in ((floor, front - 0.17, 1), ((floor + head[0]) / 2, front - 0.14, 1.1),
        (head[0] - 0.05, front - 0.14 - lean, 0.6))])  # fmt: skip
    built.add("engine", sheet(shield, 0.02), box((half * 1.8, 0.03, 0.3), (0, floor, front - 0.32)))
    built.add("engine", _cushion([(rear + 0.25, floor + 0.05, half * 0.6, 0.08),
        (rear + 0.12, floor + 0.13, half, 0.15), (rear - 0.05, floor + 0.17, half * 0.9, 0.1),
        (rear - 0.17, floor + 0.2, half * 0.4, 0.04)], 0.9))  # fmt: skip
    built.add("engine", move(_mudguard(0, radius * 1.12, radius * 0.9, 20, 160), (0, radius, front)))
    built.add("engine", rod((0, radius, front), (0, head[0], head[1] - lean), 0.025))
    high = floor + rng.uniform(0.235, 0.275)
    built.add("seat", _cushion([(rear + 0.22, high - 0.02, half * 0.4, 0.02), (rear + 0.12, high, half * 0.8, 0.035),
        (rear - 0.02, high + 0.02, half * 0.85, 0.04), (rear - 0.15, high + 0.02, half * 0.5, 0.03)]))  # fmt: skip
    built.add("handle", move(_grips(rng, rng.uniform(0.14, 0.2), 0.02, 0.04, 0.012), (0, head[0], head[1] - lean)))
    built.add("headlight", move(ellipsoid((0.045, 0.045, 0.04), 10, 7),
        (0, head[0] - rng.uniform(0.0, 0.15), head[1] - lean + 0.05)))  # fmt: skip


def _seat(rng: Rng, style: str, start: float, y: float, half: float) -> Piece:
    """The saddle behind the tank, from z = start backwards."""
    long = rng.uniform(0.2, 0.42)
    if style == "chopper":
        rise = rng.uniform(0.02, 0.12)
        return _cushion([(start, y, half * 0.5, 0.02), (start - long * 0.4, y - 0.04, half * 1.2, 0.03),
            (start - long * 0.75, y + rise * 0.3, half, 0.03), (start - long, y + rise, half * 0.5, 0.03)])  # fmt: skip
    if style == "sport":
        return _cushion([(start, y, half * 0.4, 0.02), (start - long * 0.5, y + 0.01, half, 0.025),
            (start - long * 0.55, y + 0.06, half * 0.8, 0.03), (start - long, y + 0.1, half * 0.3, 0.015)])  # fmt: skip
    return _cushion([(start, y, half * 0.5, 0.025), (start - long * 0.3, y + 0.005, half, 0.03),
        (start - long * 0.8, y + 0.02, half, 0.035), (start - long, y + 0.03, half * 0.7, 0.02)])  # fmt: skip


def motorbike(rng: Rng) -> Assembly:
    """Choppers, sport bikes, standards, cafe racers, dirt bikes and scooters."""
    built = Assembly()
    style = pick(rng, ("standard", "chopper", "sport", "dirt", "cafe", "tourer", "scooter"), (3, 3, 3, 2, 1, 1, 1.5))
    if style == "scooter":
        _motor_scooter(rng, built)
        return built
    radius, wide = rng.uniform(0.165, 0.21), rng.uniform(0.05, 0.09) * (0.8 if style == "dirt" else 1)
    front, rear = rng.uniform(0.32, 0.37) + (rng.uniform(0, 0.15) if style == "chopper" else 0), rng.uniform(-0.36,
        -0.3)  # fmt: skip
    first, second = _bike_wheels(rng, built, front, rear, radius, wide, style)
    rake = front - rng.uniform(0.12, 0.18) - (rng.uniform(0.05, 0.15) if style == "chopper" else 0)
    top = rng.uniform(0.46, 0.54) + (0.06 if style == "dirt" else 0)
    fork = both(rod((wide * 0.8, first, front), (wide * 0.8, top, rake), 0.014, 0.018, 6))
    built.add("engine", fork, rod((-wide, top - 0.03, rake + 0.01), (wide, top - 0.03, rake + 0.01), 0.018, sections=6))
    high = top - rng.uniform(0.02, 0.08)
    tank_end = rng.uniform(-0.08, 0.02)
    half = rng.uniform(0.06, 0.1)
    tall = rng.uniform(0.045, 0.08)
    tank = [(rake - 0.02, high - 0.01, half * 0.45, tall * 0.6), (rake - 0.1, high + 0.02, half, tall),
        ((rake + tank_end) / 2 - 0.03, high, half * 0.9, tall * 0.85),
        (tank_end, high - 0.05, half * 0.45, tall * 0.4)]  # fmt: skip
    built.add("gas tank", _cushion(tank, rng.uniform(0.6, 1.0)))
    built.add("seat", _seat(rng, style, tank_end + 0.03, high - rng.uniform(0.02,
        0.05) - (0.05 if style == "chopper" else 0), half * 0.85))  # fmt: skip
    low = second * rng.uniform(0.9, 1.2)
    size = rng.uniform(0.09, 0.13)
    middle = (rake + rear) / 2 + 0.03
    built.add("engine", *_engine_block(rng, middle, low + size * 0.3, size))
    built.add("engine", rod((0, top - 0.05, rake), (0, low, middle + size * 0.9), 0.018, sections=6),
        rod((0, high - 0.03, rake), (0, high - 0.07, rear + 0.1), 0.02, sections=6))  # fmt: skip
    built.add("engine", both(rod((wide * 0.9, second, rear), (wide * 0.9, low, middle - size * 0.6), 0.016,
        sections=6)), both(rod((wide * 0.9, second, rear), (wide * 0.9, high - 0.06, rear + rng.uniform(0.05, 0.15)),
        0.016, sections=6)))  # fmt: skip
    if chance(rng, 0.8):
        built.add("engine", move(_mudguard(0, second * 1.1, wide * 1.2, rng.uniform(50, 90), rng.uniform(130, 190)),
            (0, second, rear)))  # fmt: skip
    if chance(rng, 0.75):
        lift = 1.5 if style == "dirt" else 1.1
        built.add("engine", move(_mudguard(0, first * lift, wide * 1.2, rng.uniform(10, 60), rng.uniform(100, 140)),
            (0, first, front)))  # fmt: skip
    _dress(rng, built, style, (rake, top), front, half, low, middle)
    return built


def _dress(
    rng: Rng,
    built: Assembly,
    style: str,
    head: tuple[float, float],
    front: float,
    half: float,
    low: float,
    middle: float,
) -> None:
    """Handlebar, headlight, fairing, bags, mirrors."""
    rake, top = head
    reach = rng.uniform(0.15, 0.24)
    rise = {"chopper": rng.uniform(0.06, 0.2), "sport": -0.01, "cafe": -0.02}.get(style, rng.uniform(0.02, 0.07))
    built.add("handle", move(_grips(rng, reach, rise, rng.uniform(0.04, 0.1), rng.uniform(0.009, 0.014)),
        (0, top + 0.01, rake)))  # fmt: skip
    size = rng.uniform(0.035, 0.065)
    lamp_form = rng.integers(3)
    lamp = (ellipsoid((size, size, size * 0.9), 12, 7), along_z(lathe([(0, -size), (size, 0), (size, size * 0.3),
        (0, size * 0.4)], 14)), box((size * 1.6, size * 1.3, size), (0, 0, 0), 0.01))[lamp_form]  # fmt: skip
    place = (0, top - rng.uniform(0.02, 0.09), rake + 0.07 + (0.04 if style == "sport" else 0))
    built.add("headlight", move(lamp, place))
    if style in ("sport", "tourer"):
        wide = half * rng.uniform(1.2, 1.6)
        nose = [(place[2] - 0.01, top - 0.06, wide * 0.5, 0.05), (rake - 0.02, top - 0.11, wide, 0.1),
            (rake - 0.12, low + 0.09, wide, 0.13), (middle - 0.08, low + 0.02, wide * 0.8, 0.08)]  # fmt: skip
        built.add("engine", hull(nose, 14, 9, square=0.8, caps=False))
        screen = np.array([[(x * wide, y, z) for x in (-0.5, 0, 0.5)] for y,
            z in ((top, place[2] - 0.03), (top + rng.uniform(0.06, 0.16), rake - 0.03))])  # fmt: skip
        built.add("engine", sheet(screen))
    if style == "tourer" or chance(rng, 0.12):
        built.add("engine", both(box((0.09, 0.15, 0.22), (half * 1.6, low + 0.18, -0.33), 0.025)))
    if chance(rng, 0.35):
        mirror = move(ellipsoid((0.03, 0.022, 0.008), 8, 5), (reach * 0.8, top + rise + 0.09, rake))
        built.add("handle", both(join(mirror, rod((reach * 0.45, top + min(rise * 0.2, 0), rake),
            (reach * 0.8, top + rise + 0.09, rake), 0.005, sections=4))))  # fmt: skip


KINDS: tuple[Kind, ...] = (
    Kind(
        "motorbike",
        motorbike,
        {
            "gas tank": ("fuel tank", "petrol tank", "tank"),
            "seat": ("saddle", "motorbike seat", "cushion", "motorcycle seat"),
            "wheel": ("tire", "tyre", "motorcycle wheel", "rim"),
            "handle": ("handlebar", "handles or handlebars", "handle bar", "handles", "grip", "steering handle"),
            "headlight": ("light", "lamp", "front light", "head lamp"),
            "engine": ("engine or frame", "frame", "motor", "engine block", "chassis", "body"),
        },
        ("motorcycle", "bike", "scooter", "chopper", "moped", "motor scooter"),
    ),
)
