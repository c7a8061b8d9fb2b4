"""Helicopters. The nose looks along +z."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, box, cylinder, ellipsoid, join, move, tube, turn
from pa3d.synthetic.vehicle_pieces import along_x, both, hull, lifting_surface, pod, rod

Rng = np.random.Generator


def _rotor(rng: Rng, radius: float, blades: int, high: float) -> Piece:
    """Blades in the xz plane about the top of a mast that stands on y = 0."""
    width, thick = radius * rng.uniform(0.05, 0.11), radius * 0.012
    droop = rng.uniform(-0.05, 0.05) * radius
    if chance(rng, 0.08):
        fan = move(cylinder(radius, thick, sections=24), (0, high, 0))
    else:
        flat = [(0.05 * radius, width * 0.4), (0.15 * radius, width), (radius, width * rng.uniform(0.6, 1.0))]
        path = [(x, high + droop * (x / radius) ** 2, 0) for x, _ in flat]
        blade = tube(path, [w / 2 for _, w in flat], 4 if chance(rng, 0.5) else 6, flatten=0.2, side=(0, 0, 1))
        start = rng.uniform(0, 360)
        fan = join(*(turn(blade, "y", start + 360 * k / blades) for k in range(blades)))
    mast = cylinder(radius * rng.uniform(0.015, 0.03), high * 1.05, sections=8)
    hub = move(cylinder(radius * rng.uniform(0.04, 0.08), radius * 0.05, radius * 0.03, 10),
        (0, high - radius * 0.02, 0))  # fmt: skip
    return join(fan, mast, hub)


def _tail_rotor(rng: Rng, radius: float, x: float, y: float, z: float) -> Piece:
    """A small rotor facing sideways."""
    blades = int(rng.integers(2, 5))
    blade = box((radius * 0.05, radius * 2 if blades % 2 == 0 else radius, radius * 0.18),
        (0, 0 if blades % 2 == 0 else radius / 2, 0))  # fmt: skip
    count = blades // 2 if blades % 2 == 0 else blades
    fan = join(*(turn(blade, "x", 360 * k / blades) for k in range(count)))
    return move(join(fan, along_x(move(cylinder(radius * 0.12, radius * 0.5, sections=8), (0, -radius * 0.4, 0)))),
        (x, y, z))  # fmt: skip


def _skids(rng: Rng, half: float, low: float, drop: float, front: float, back: float) -> Piece:
    """Two runners with cross tubes, below y = low."""
    thick, y = rng.uniform(0.008, 0.014), low - drop
    lip = rng.uniform(0.02, 0.07)
    runner = [(half, y, back), (half, y, front), (half, y + lip * 0.3, front + lip * 0.7), (half, y + lip, front + lip)]
    legs = []
    for z in (front - 0.05, back + 0.08):
        if chance(rng, 0.5):
            legs.append(tube([(-half, y, z), (-half * 0.75, low, z), (half * 0.75, low, z), (half, y, z)], thick * 0.8,
                6))  # fmt: skip
        else:
            legs.append(both(rod((half, y, z), (half * 0.4, low + 0.02, z), thick * 0.8, sections=6)))
    return join(both(tube(runner, thick, 6)), *legs)


def _wheels(rng: Rng, half: float, low: float, drop: float, front: float, back: float) -> Piece:
    """Two main wheels and one or two more, with struts."""
    radius = drop * rng.uniform(0.4, 0.6)
    wheel = along_x(move(cylinder(radius, radius * 0.7, sections=12), (0, -radius * 0.35, 0)))
    strut = rod((half * 0.6, low + 0.02, 0), (half, low - drop + radius, 0), 0.01, sections=4)
    main = both(move(join(strut, move(wheel, (half, low - drop + radius, 0))), (0, 0, front)))
    other = join(rod((0, low + 0.03, back), (0, low - drop + radius, back), 0.01, sections=4),
        move(wheel, (0, low - drop + radius, back)))  # fmt: skip
    return join(main, other)


def _fin(root: float, y: float, chord: float, high: float, sweep: float) -> Piece:
    """An upright surface."""
    return lifting_surface([(0, y, root), (0, y + high, root - sweep)], (chord, chord * 0.6), 0.12, (1, 0, 0))


def _single(
    rng: Rng, craft: Assembly, front: float, half: float, tall: float, back: float, boom: float, square: float
) -> None:
    """A cabin from z = front to back with a boom to z = back - boom; y = 0 is mid-cabin."""
    bulge = rng.uniform(0.75, 1.0)
    stations = [(front, -tall * 0.25, half * 0.15, tall * 0.12), (front - 0.05, -tall * 0.15, half * 0.6, tall * 0.5),
        (front - 0.17, 0, half, tall), (back + 0.13, 0.01, half * bulge, tall * bulge),
        (back, tall * 0.3, half * 0.5, tall * 0.5)]  # fmt: skip
    craft.add("body", hull(stations, 16, 14, square=square))
    end, lift = back - boom, rng.uniform(0.0, 0.5) * tall
    thick = half * rng.uniform(0.2, 0.45)
    if chance(rng, 0.15):  # an open lattice boom
        rails = [rod((x, y, back + 0.06), (0.3 * x, lift + y * 0.3, end), 0.007, sections=4)
                 for x, y in ((half * 0.5, 0.0), (-half * 0.5, 0.0), (0.0, tall * 0.7))]  # fmt: skip
        for k in range(5):
            z, s = back - boom * k / 5, 1 - 0.14 * k
            rails.append(tube([(half * 0.5 * s, 0, z), (-half * 0.5 * s, 0, z), (0, tall * 0.7 * s, z)], 0.006, 4,
                closed=True))  # fmt: skip
        craft.add("tail", *rails)
    else:
        shape = [(back + 0.05, tall * 0.3, half * 0.45, tall * 0.45), (back - 0.08, tall * 0.35, thick, thick * 1.1),
            (end, tall * 0.35 + lift, thick * 0.45, thick * 0.5)]  # fmt: skip
        craft.add("tail", hull(shape, 10))
    high, chord = rng.uniform(0.1, 0.2), rng.uniform(0.08, 0.14)
    top = tall * 0.35 + lift
    sweep = rng.uniform(0, 0.12)
    craft.add("tail", _fin(end + chord * 0.6, top - high * rng.uniform(0, 0.5), chord, high, sweep))
    span, plane = rng.uniform(0.09, 0.2), chord * rng.uniform(0.5, 0.8)
    if chance(rng, 0.75):
        place = end + rng.uniform(0.05, 0.2)
        stabilizer = lifting_surface([(0, top, place), (span, top, place)], (plane, plane * 0.8), 0.1)
        craft.add("tail", both(stabilizer))
        if chance(rng, 0.3):
            craft.add("tail", both(move(_fin(place, top - 0.05, plane, 0.11, 0.02), (span, 0, 0))))
    if chance(rng, 0.2):  # a shrouded fan
        ring = along_x(move(cylinder(0.08, 0.04, sections=16, caps=False), (0, -0.02, 0)))
        craft.add("tail", move(ring, (0, top, end)))
        craft.add("rotor", _tail_rotor(rng, 0.07, 0, top, end))
    elif chance(rng, 0.85):
        craft.add("rotor", _tail_rotor(rng, rng.uniform(0.07, 0.13), 0.03, top + high * rng.uniform(-0.2, 0.5),
            end + 0.01))  # fmt: skip


def _mast(rng: Rng, craft: Assembly, z: float, tall: float, reach: float) -> None:
    """The doghouse over the cabin and the main rotor."""
    craft.add("body", hull([(z + 0.12, tall * 0.8, 0.02, 0.01), (z + 0.06, tall * 0.95, 0.045, 0.05),
        (z - 0.08, tall * 0.95, 0.045, 0.05), (z - 0.2, tall * 0.6, 0.03, 0.02)], 10, square=0.7))  # fmt: skip
    blades = int(rng.integers(2, 6))
    rotor = _rotor(rng, reach, blades, rng.uniform(0.06, 0.13))
    craft.add("rotor", move(rotor, (0, tall * 0.95, z)))
    if chance(rng, 0.1):  # a coaxial second rotor
        craft.add("rotor", move(turn(rotor, "y", 40), (0, tall * 0.95 + 0.06, z)))


def _light(rng: Rng, craft: Assembly) -> None:
    """Small helicopters on skids."""
    half, tall = rng.uniform(0.08, 0.14), rng.uniform(0.09, 0.15)
    back, boom = rng.uniform(-0.1, 0.05), rng.uniform(0.4, 0.7)
    _single(rng, craft, back + rng.uniform(0.36, 0.5), half, tall, back, boom, 1.0)
    _mast(rng, craft, back + 0.16, tall, boom * rng.uniform(0.8, 1.1) + 0.1)
    drop = rng.uniform(0.05, 0.1)
    craft.add("skid", _skids(rng, half * rng.uniform(0.8, 1.2), -tall * 0.85, drop, back + 0.3, back - 0.03))


def _utility(rng: Rng, craft: Assembly) -> None:
    """Transports with a boxier cabin."""
    half, tall = rng.uniform(0.08, 0.12), rng.uniform(0.08, 0.12)
    back, boom = rng.uniform(-0.2, -0.05), rng.uniform(0.35, 0.55)
    _single(rng, craft, back + rng.uniform(0.5, 0.65), half, tall, back, boom, rng.uniform(0.5, 0.8))
    _mast(rng, craft, back + 0.25, tall, boom + 0.15)
    if chance(rng, 0.6):
        jet = pod([(0, 0.1), (0.03, 0.08), (0.035, 0), (0.025, -0.1), (0.0, -0.08)], 10)
        craft.add("body", both(move(jet, (half * 0.7, tall, back + 0.15))))
    if chance(rng, 0.5):
        craft.add("wheel", _wheels(rng, half * 1.1, -tall * 0.85, 0.07, back + 0.4, back - rng.uniform(0, 0.3)))
    else:
        craft.add("skid", _skids(rng, half * 1.1, -tall * 0.85, 0.06, back + 0.4, back))


def _gunship(rng: Rng, craft: Assembly) -> None:
    """Narrow attack helicopters with stub wings."""
    half, tall = rng.uniform(0.05, 0.07), rng.uniform(0.09, 0.12)
    back, boom = rng.uniform(-0.2, -0.1), rng.uniform(0.35, 0.5)
    _single(rng, craft, back + rng.uniform(0.55, 0.7), half, tall, back, boom, 0.7)
    craft.add("body", hull([(back + 0.55, tall * 0.3, 0.02, 0.02), (back + 0.45, tall * 0.9, 0.04, 0.05),
        (back + 0.3, tall, 0.045, 0.06), (back + 0.2, tall, 0.03, 0.03)], 10, square=0.6))  # fmt: skip
    _mast(rng, craft, back + 0.2, tall, boom + 0.18)
    wing = both(lifting_surface([(0, -tall * 0.2, back + 0.26), (0.22, -tall * 0.3, back + 0.24)], (0.1, 0.08), 0.15))
    rack = both(move(pod([(0, 0.08), (0.025, 0.08), (0.025, -0.08), (0, -0.08)], 8),
        (0.17, -tall * 0.3 - 0.04, back + 0.2)))  # fmt: skip
    craft.add("body", wing, rack, rod((0, -tall * 0.8, back + 0.5), (0, -tall * 0.9, back + 0.72), 0.01, sections=6))
    craft.add("wheel", _wheels(rng, half * 1.8, -tall * 0.7, 0.08, back + 0.38, back - boom * 0.9 + 0.05))


def _tandem(rng: Rng, craft: Assembly) -> None:
    """Two large rotors over the ends of a long cabin; the rear pylon is the tail."""
    half, tall = rng.uniform(0.08, 0.12), rng.uniform(0.08, 0.12)
    craft.add("body", hull([(0.5, -tall * 0.3, half * 0.3, tall * 0.3), (0.42, 0, half * 0.9, tall * 0.9),
        (0.25, 0, half, tall), (-0.3, 0, half, tall), (-0.5, tall * 0.4, half * 0.8, tall * 0.5)], 14, 14,
        square=0.5))  # fmt: skip
    craft.add("body", hull([(0.4, tall, 0.04, 0.02), (0.33, tall * 1.2, 0.05, 0.05), (0.15, tall, 0.03, 0.02)], 10))
    rise = rng.uniform(0.12, 0.22)
    craft.add("tail", hull([(-0.22, tall, 0.03, 0.02), (-0.36, tall + rise * 0.5, 0.06, rise * 0.6),
        (-0.5, tall + rise * 0.4, 0.05, rise * 0.7)], 10, square=0.6))  # fmt: skip
    reach, blades = rng.uniform(0.4, 0.55), int(rng.integers(3, 5))
    craft.add("rotor", move(_rotor(rng, reach, blades, 0.07), (0, tall * 1.3, 0.33)),
        move(_rotor(rng, reach, blades, 0.07), (0, tall + rise, -0.42)))  # fmt: skip
    craft.add("wheel", _wheels(rng, half * 1.1, -tall * 0.8, 0.07, 0.25, -0.35))


def _toy(rng: Rng, craft: Assembly) -> None:
    """A round toy: an egg with a stick tail and a big rotor."""
    half = rng.uniform(0.14, 0.22)
    craft.add("body", ellipsoid((half * rng.uniform(0.8, 1), half, half * rng.uniform(1.1, 1.5)), 16, 11))
    end = -half * rng.uniform(2.8, 4)
    craft.add("tail", rod((0, 0.02, -half * 0.9), (0, 0.05, end), half * 0.25, half * 0.12),
        _fin(end + 0.07, 0.0, 0.13, 0.16, 0.04))  # fmt: skip
    craft.add("rotor", _tail_rotor(rng, 0.09, 0.04, 0.06, end + 0.02))
    craft.add("rotor", move(_rotor(rng, half * rng.uniform(2.2, 3.2), int(rng.integers(2, 5)), 0.1),
        (0, half * 0.95, 0)))  # fmt: skip
    craft.add("skid", _skids(rng, half * 0.8, -half * 0.7, half * 0.5, half * 0.8, -half * 0.7))


_STYLES: tuple[Callable[[Rng, Assembly], None], ...] = (_light, _light, _utility, _utility, _gunship, _tandem, _toy)


def helicopter(rng: Rng) -> Assembly:
    """A helicopter of one of the styles."""
    craft = Assembly()
    pick(rng, _STYLES)(rng, craft)
    return craft


KINDS: tuple[Kind, ...] = (
    Kind(
        "helicopter",
        helicopter,
        {
            "body": ("fuselage", "cabin", "cockpit", "helicopter body", "main body", "hull"),
            "rotor": ("rotor blade", "main rotor", "propeller", "blade", "helicopter rotor", "fan"),
            "tail": ("tail boom", "boom", "tail fin", "helicopter tail", "rear fin"),
            "skid": ("landing skid", "landing gear", "runner", "undercarriage", "foot"),
            "wheel": ("tire", "landing wheel", "tyre"),
        },
        ("chopper", "copter", "rotorcraft", "gunship"),
    ),
)
