"""Boats and ships. The bow looks along +z; y = 0 is near the waterline."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, box, cylinder, join, loft, move, sheet, spline, tube
from pa3d.synthetic.vehicle_pieces import both, hull, rod

Rng = np.random.Generator


class _Lines(NamedTuple):
    """The lines of a hull at the places z (n,) from stern to bow: half beam, keel and rail heights, all (n,)."""

    z: Array
    half: Array
    keel: Array
    rail: Array

    def at(self, values: Array, z: float) -> float:
        """One of the lines' values at a place."""
        return float(np.interp(z, self.z, values))


def _form(rng: Rng, half: float, deep: float, rail: float, sharp: float, stern: float, sheer: float) -> _Lines:
    """Lines of a hull: sharp above 1 keeps the beam full towards the bow, stern is the transom's share of the beam."""
    s = np.linspace(0, 1, 16)
    entry, exit_ = np.maximum(s - 0.45, 0) / 0.55, np.maximum(0.4 - s, 0) / 0.4
    beam = half * np.sqrt(np.maximum(1 - entry ** (2 * sharp), 0)) * (1 - (1 - stern) * exit_**2)
    keel = -deep * (1 - rng.uniform(0.5, 1.0) * entry**4 - (1 - stern) * 0.6 * exit_**3)
    edge = rail * (1 + sheer * (6 * np.maximum(s - 0.5, 0) ** 2 + 2 * np.maximum(0.5 - s, 0) ** 2))
    return _Lines(s - 0.5, np.maximum(beam, half * 0.012), keel, edge)


def _hull_skin(rng: Rng, lines: _Lines, vee: float, deck: float | None, wall: float = 0.0) -> list[Piece]:
    """The outside with a deck at share `deck` of the height of the rail, or open with an inner wall (deck None)."""
    s = np.linspace(0, 1, 6)
    across = np.sin(s * np.pi / 2) ** (0.6 + vee)
    high = s ** (1.6 - 0.5 * vee)
    half_x = lines.half[:, None] * across
    y = lines.keel[:, None] + (lines.rail - lines.keel)[:, None] * high
    x = np.concatenate([-half_x[:, ::-1], half_x[:, 1:]], 1)
    y = np.concatenate([y[:, ::-1], y[:, 1:]], 1)
    z = np.repeat(lines.z[:, None], 11, 1)
    flare = rng.uniform(0, 0.08) * (y - lines.keel[:, None]) / (np.ptp(y) + 1e-9)
    skin = sheet(np.stack([x, y, z + flare * (z > 0.3) * (z - 0.3) * 5], -1), wall)
    pieces = [skin]
    stern = np.stack([np.stack([x[0], y[0], z[0]], -1), np.stack([x[0], np.full(11, lines.rail[0]), z[0]], -1)])
    pieces.append(sheet(stern))
    if deck is not None:
        level = lines.keel + (lines.rail - lines.keel) * deck
        width = lines.half * min(1.0, (0.55 + 0.45 * deck))
        pieces.append(sheet(np.stack([np.stack([a * width, level, lines.z], 1) for a in (-1, 0, 1)], 1)))
    return pieces


def _lines(rng: Rng, half: tuple[float, float], deep: tuple[float, float], rail: tuple[float, float]) -> _Lines:
    """A yacht's or motorboat's lines within the given ranges."""
    u = rng.uniform
    return _form(rng, u(*half), u(*deep), u(*rail), u(0.8, 1.6), u(0.15, 0.95), u(0.0, 0.5))


def _sail(rng: Rng, corners: list[tuple[float, float]], belly: float, angle: float) -> Piece:
    """A bellied sheet with (z, y) corners foot front, foot rear, head rear, head front, swung by angle."""
    a, b, c, d = (np.array(corner) for corner in corners)
    s = np.linspace(0, 1, 6)
    front, rear = a + (d - a) * s[:, None], b + (c - b) * s[:, None]
    grid = front[:, None] + (rear - front)[:, None] * s[None, :, None]
    depth = np.abs(rear - front)[:, :1] * belly * np.sin(np.pi * s)[None] * np.sin(np.pi * np.clip(s, 0.05, 0.95))[:,
        None]  # fmt: skip
    back = grid[..., 0] - front[:, :1]
    return sheet(np.stack([depth + back * np.sin(angle), grid[..., 1], front[:, :1] + back * np.cos(angle)], -1))


def _square_sail(rng: Rng, z: float, low: float, high: float, half: float, belly: float) -> Piece:
    """A sail hung from a yard across the ship, blown forwards."""
    s = np.linspace(-1, 1, 7)
    t = np.linspace(0, 1, 5)
    width = half * (1 - 0.15 * t)[:, None]
    bulge = belly * (1 - s**2)[None] * np.sin(np.pi * np.clip(t, 0.1, 0.95))[:, None]
    return sheet(np.stack([s[None] * width, np.repeat((low + (high - low) * t)[:, None], 7, 1), z + bulge], -1))


def _sailboat(rng: Rng, boat: Assembly) -> None:
    """One or two masts with fore-and-aft sails; sometimes a catamaran; fin keel and rudder."""
    lines = _lines(rng, (0.09, 0.17), (0.04, 0.1), (0.05, 0.1))
    cat = chance(rng, 0.15)
    if cat:
        slim = [Piece(piece.vertices * (0.35, 1, 1), piece.faces) for piece in _hull_skin(rng, lines, 0.5, 0.98)]
        gap = rng.uniform(0.14, 0.2)
        boat.add("hull", *(both(move(piece, (gap, 0, 0))) for piece in slim))
        boat.add("hull", box((gap * 2, 0.02, rng.uniform(0.2, 0.5)), (0, lines.rail.mean(), -0.1)))
    else:
        boat.add("hull", *_hull_skin(rng, lines, rng.uniform(0, 0.8), 0.95))
    rail = lines.at(lines.rail, 0)
    foot, high = rng.uniform(0.0, 0.2), rng.uniform(0.8, 1.4)
    boat.add("mast", rod((0, -0.02, foot), (0, high, foot - rng.uniform(0, 0.04)), 0.01, 0.006))
    boom, lift = rng.uniform(0.3, 0.48), rail + rng.uniform(0.05, 0.12)
    angle = rng.uniform(-0.5, 0.5)
    swing = np.array([-np.sin(angle), 0, -np.cos(angle)])
    boat.add("mast", rod((0, lift, foot), tuple(np.array([0, lift, foot]) + swing * boom), 0.007))
    if chance(rng, 0.85):
        peak = rng.uniform(0.02, 0.3)
        boat.add("sail", _sail(rng, [(foot - 0.01, lift + 0.02), (foot - boom, lift + 0.02),
            (foot - boom * peak - 0.02, high * 0.97), (foot - 0.015, high * 0.96)], rng.uniform(0, 0.12),
            -angle))  # fmt: skip
        if chance(rng, 0.75):
            boat.add("sail", _sail(rng, [(0.48, rail + 0.05), (foot + rng.uniform(-0.1, 0.05), rail + 0.06),
                (foot + 0.02, high * 0.85), (foot + 0.03, high * 0.87)], rng.uniform(0.02, 0.15),
                rng.uniform(-0.25, 0.25)))  # fmt: skip
    if chance(rng, 0.6):
        long = rng.uniform(0.2, 0.4)
        boat.add("cabin", hull([(foot + 0.05, rail, 0.03, 0.015), (foot - 0.03, rail + 0.01, 0.06, 0.05),
            (foot - long, rail + 0.01, 0.07, 0.06)], 12, square=0.4))  # fmt: skip
    if chance(rng, 0.6) and not cat:
        boat.add("hull", both(sheet(np.array([[(0.004, -0.03, 0.08), (0.004, -0.03, -0.1)],
            [(0.004, -0.22, 0.02), (0.004, -0.22, -0.08)]]))), box((0.01, 0.16, 0.06), (0, -0.08, -0.46)))  # fmt: skip


def _tall_ship(rng: Rng, boat: Assembly) -> None:
    """Galleons, clippers, longships and junks: square sails on one to four masts."""
    lines = _form(rng, rng.uniform(0.1, 0.15), rng.uniform(0.08, 0.13), rng.uniform(0.06, 0.1), rng.uniform(0.8, 1.3),
        rng.uniform(0.5, 0.9), rng.uniform(0.3, 1.2))  # fmt: skip
    boat.add("hull", *_hull_skin(rng, lines, 0.2, 0.8))
    count = int(rng.integers(1, 4))
    if count > 1:
        rise = rng.uniform(0.05, 0.14)
        boat.add("hull", hull([(-0.28, lines.rail[3], 0.09, rise * 0.6),
            (-0.49, lines.rail[0] + rise * 0.5, 0.08, rise * 1.2)], 10, square=0.3))  # fmt: skip
    reefed = chance(rng, 0.15)
    for place in ((0.0,), (0.18, -0.15), (0.28, 0.02, -0.26))[count - 1]:
        high = rng.uniform(0.6, 0.95) * (1 - 0.3 * abs(place))
        boat.add("mast", rod((0, 0, place), (0, high, place), 0.012, 0.006))
        tiers = int(rng.integers(1, 4)) if count > 1 else 1
        edges = np.linspace(0.18, high * 0.97, tiers + 1)
        for low, up in pairwise(edges):
            half = rng.uniform(0.16, 0.24) * (1 - 0.4 * (low / high))
            boat.add("mast", rod((-half, up, place + 0.012), (half, up, place + 0.012), 0.006, sections=6))
            if not reefed:
                boat.add("sail", _square_sail(rng, place + 0.015, low + 0.02, up - 0.005, half * 0.95,
                    rng.uniform(0.02, 0.07)))  # fmt: skip
    if chance(rng, 0.7) and count > 1:
        boat.add("mast", rod((0, lines.rail[-1], 0.45), (0, lines.rail[-1] + 0.12, 0.72), 0.009, 0.005, 6))
        boat.add("sail", _sail(rng, [(0.68, lines.rail[-1] + 0.1), (0.35, 0.2), (0.3, 0.55), (0.31, 0.56)], 0.1, 0.1))
    if count == 1:  # the longship's oars and shields
        oar = join(rod((0, 0, 0), (0.22, -0.16, 0), 0.004, sections=4), box((0.05, 0.002, 0.025), (0.22, -0.16, 0)))
        boat.add("oar", *(both(move(oar, (lines.at(lines.half, z), lines.at(lines.rail, z),
            z))) for z in np.linspace(-0.3, 0.25, int(rng.integers(3, 7)))))  # fmt: skip


def _rowboat(rng: Rng, boat: Assembly) -> None:
    """Rowing boats, canoes, kayaks, dinghies and rubber boats."""
    slim = chance(rng, 0.45)
    if not slim and chance(rng, 0.25):  # a rubber boat
        ring = spline([(0.12, 0, -0.45), (0.16, 0, -0.2), (0.16, 0.0, 0.15), (0.1, 0.03, 0.4), (0, 0.05, 0.5)], 12)
        boat.add("hull", both(tube(ring, 0.06, 10)), box((0.24, 0.02, 0.8), (0, -0.04, 0)),
            box((0.2, 0.1, 0.02), (0, 0, -0.42)))  # fmt: skip
    else:
        stern = 0.05 if slim else rng.uniform(0.5, 0.95)
        lines = _form(rng, rng.uniform(0.06, 0.1) if slim else rng.uniform(0.14, 0.22), rng.uniform(0.05, 0.08),
            rng.uniform(0.04, 0.08), 0.8, stern, rng.uniform(0.1, 0.7))  # fmt: skip
        boat.add("hull", *_hull_skin(rng, lines, rng.uniform(0, 0.6), None, rng.choice([0.0, 0.012])))
        for z in (-0.25, 0.02, 0.25)[: int(rng.integers(1, 4))]:
            boat.add("seat", box((lines.at(lines.half, z) * 1.8, 0.012, 0.07), (0, lines.at(lines.rail, z) * 0.55, z)))
        if slim and chance(rng, 0.3):
            boat.add("hull", sheet(np.stack([np.stack([a * lines.half, lines.rail + 0.02 * (a == 0), lines.z],
                1) for a in (-1, 0, 1)], 1)))  # fmt: skip
    if chance(rng, 0.6):
        reach = rng.uniform(0.2, 0.35)
        oar = join(rod((-0.1, 0.06, 0), (reach, -0.05, -0.05), 0.008, sections=6),
            move(box((0.12, 0.004, 0.05)), (reach + 0.05, -0.065, -0.05)))  # fmt: skip
        boat.add("oar", both(move(oar, (0.15, 0.05, 0))))
    if chance(rng, 0.3):
        boat.add("engine", box((0.06, 0.1, 0.08), (0, 0.12, -0.54), 0.015), box((0.03, 0.2, 0.04), (0, 0, -0.54)))


def _motorboat(rng: Rng, boat: Assembly) -> None:
    """Speedboats, cabin cruisers, yachts, fishing boats and tugs."""
    lines = _lines(rng, (0.12, 0.18), (0.05, 0.09), (0.07, 0.13))
    boat.add("hull", *_hull_skin(rng, lines, rng.uniform(0.3, 1.0), rng.uniform(0.75, 0.98)))
    rail, half = lines.at(lines.rail, 0), lines.at(lines.half, 0)
    front, rear = rng.uniform(0.05, 0.3), rng.uniform(-0.4, -0.1)
    levels = int(rng.integers(0, 4))
    y, width = rail * 0.9, half * rng.uniform(0.6, 0.9)
    lean = rng.uniform(0.0, 0.12)
    for _ in range(levels):
        tall = rng.uniform(0.05, 0.09)
        boat.add("cabin", loft(np.array([[(x * w, level, z) for x,
            z in ((1, f), (1, rear), (-1, rear), (-1, f))] for level, w,
            f in ((y, width, front), (y + tall, width * 0.9, front - lean))])))  # fmt: skip
        y, width, front, rear = y + tall - 0.003, width * rng.uniform(0.75, 0.95), front - lean - rng.uniform(0.0,
            0.06), rear + rng.uniform(0.0, 0.08)  # fmt: skip
        if front - rear < 0.08:
            break
    if levels == 0:
        screen = np.array([[(x * half * 0.8, h, z - 0.12 * abs(x) ** 2) for x in (-1, -0.4, 0, 0.4, 1)] for h,
            z in ((rail * 0.9, 0.15), (rail + 0.08, 0.08))])  # fmt: skip
        boat.add("cabin", sheet(screen))
        boat.add("seat", *(box((half * 1.4, 0.05, 0.08), (0, rail * 0.8, z)) for z in (0.0, -0.2)))
        boat.add("engine", box((0.06, 0.1, 0.07), (0, rail, -0.53), 0.01),
            box((0.025, 0.16, 0.04), (0, rail - 0.1, -0.53)))  # fmt: skip
    elif chance(rng, 0.6):
        boat.add("mast", rod((0, y - 0.01, rear + 0.06), (0, y + rng.uniform(0.1, 0.35), rear + 0.04), 0.007, 0.004, 6))
    if levels and chance(rng, 0.3):
        boat.add("chimney", move(cylinder(0.03, 0.12, sections=12), (0, y - 0.01, (front + rear) / 2)))
    if chance(rng, 0.4):
        edge = np.stack([lines.half * 0.95, lines.rail + 0.05, lines.z], 1)[8:]
        boat.add("hull", both(tube(edge, 0.004, 4)))


def _large_ship(rng: Rng, boat: Assembly) -> None:
    """Freighters, tankers, liners, warships and ferries."""
    style = pick(rng, ("cargo", "liner", "war", "tanker"))
    lines = _form(rng, rng.uniform(0.055, 0.09), rng.uniform(0.03, 0.06), rng.uniform(0.04, 0.08),
        rng.uniform(0.9, 1.9), rng.uniform(0.6, 0.95), rng.uniform(0.0, 0.3))  # fmt: skip
    boat.add("hull", *_hull_skin(rng, lines, 0.05, 0.97))
    rail, half = lines.at(lines.rail, 0), float(lines.half.max())
    y = rail * 0.95
    if style in ("cargo", "tanker"):
        place = rng.uniform(-0.42, -0.3) if chance(rng, 0.75) else rng.uniform(-0.1, 0.3)
        tall = rng.uniform(0.12, 0.22)
        boat.add("cabin", box((half * 1.7, tall, 0.07), (0, y + tall / 2, place)),
            box((half * 2.1, 0.025, 0.04), (0, y + tall * 0.9, place + 0.02)))  # fmt: skip
        boat.add("chimney", move(cylinder(0.02, 0.07, sections=10), (0, y + tall * 0.7, place - 0.05)))
        blocks = [z for z in np.linspace(-0.38, 0.36, int(rng.integers(4, 9))) if abs(z - place) > 0.1]
        for z in blocks:
            if style == "cargo":
                high = rng.uniform(0.03, 0.12)
                boat.add("container", box((half * 1.75, high, 0.075), (0, y + high / 2, z)))
            elif chance(rng, 0.4):
                boat.add("mast", rod((0, y, z), (0, y + 0.14, z), 0.006, 0.005, 6))
        if style == "tanker":
            boat.add("hull", *(box((0.012, 0.012, 0.6), (x * half, y + 0.01, 0)) for x in (-0.2, 0, 0.2)))
    else:
        front, rear, width = rng.uniform(0.18, 0.33), rng.uniform(-0.45, -0.25), half * 1.8
        for _ in range(int(rng.integers(2, 6)) if style == "liner" else 3):
            tall = rng.uniform(0.02, 0.04)
            boat.add("cabin", box((width, tall, front - rear), (0, y + tall / 2, (front + rear) / 2)))
            y, front, rear, width = y + tall, front - rng.uniform(0.01, 0.07), rear + rng.uniform(0.01,
                0.07), width * rng.uniform(0.85, 1.0)  # fmt: skip
            if style == "war":
                rear += 0.05
        middle = (front + rear) / 2
        for k in range(int(rng.integers(1, 4))):
            boat.add("chimney", move(cylinder(0.022, rng.uniform(0.06, 0.12), sections=10),
                (0, y - 0.01, middle - 0.08 + 0.1 * k)))  # fmt: skip
        if style == "war":
            gun = join(hull([(0.04, 0, 0.02, 0.015), (-0.03, 0, 0.03, 0.02)], 8, square=0.5),
                both(rod((0.01, 0.005, 0.02), (0.01, 0.02, 0.12), 0.004, sections=6)))  # fmt: skip
            boat.add("gun", *(move(gun, (0, rail + 0.015 + lift, z)) for z, lift in ((0.36, 0.01), (0.28, 0.03))))
        boat.add("mast", rod((0, y - 0.02, front - 0.02), (0, y + rng.uniform(0.1, 0.2), front - 0.03), 0.006, 0.003,
            6))  # fmt: skip


def boat(rng: Rng) -> Assembly:
    """A vessel of one of the styles."""
    built = Assembly()
    styles: tuple[Callable[[Rng, Assembly], None], ...] = (_sailboat, _tall_ship, _rowboat, _motorboat, _large_ship)
    pick(rng, styles, (3, 2, 2, 3, 3))(rng, built)
    return built


KINDS: tuple[Kind, ...] = (
    Kind(
        "boat",
        boat,
        {
            "hull": ("boat hull", "body", "ship hull", "main body", "deck"),
            "mast": ("pole", "ship mast", "boom", "spar"),
            "sail": ("boat sail", "canvas", "mainsail", "jib"),
            "cabin": ("superstructure", "bridge", "wheelhouse", "cockpit", "deckhouse"),
            "oar": ("paddle", "scull"),
            "seat": ("bench", "thwart"),
            "engine": ("outboard motor", "motor", "outboard engine"),
            "chimney": ("funnel", "smokestack", "exhaust stack"),
            "container": ("cargo", "cargo container", "freight"),
            "gun": ("cannon", "gun turret", "turret"),
        },
        ("ship", "sailboat", "yacht", "vessel", "watercraft", "sailing boat", "motorboat"),
    ),
)
