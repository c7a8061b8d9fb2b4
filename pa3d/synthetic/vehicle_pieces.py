"""Pieces that vehicles share: hulls, lifting surfaces, wheels, propellers. Length runs along z, the front at +z."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.pieces import Piece, Vector, box, cylinder, ellipsoid, join, lathe, loft, move, sheet, spline, turn

_AIRFOIL = np.array([(0, 0), (0.12, 0.42), (0.4, 0.5), (1, 0.04), (1, -0.04), (0.4, -0.32), (0.12, -0.3)], dtype=float)


def select(piece: Piece, keep: Array) -> Piece:
    """The faces where `keep` (F,) is true; vertices stay."""
    return Piece(piece.vertices, piece.faces[keep])


def both(piece: Piece) -> Piece:
    """The piece and its reflection through x = 0."""
    flipped = Piece(piece.vertices * (-1, 1, 1), piece.faces[:, ::-1])
    return join(piece, flipped)


def along_x(piece: Piece) -> Piece:
    """A piece standing along y laid along x."""
    return turn(piece, "z", -90)


def along_z(piece: Piece) -> Piece:
    """A piece standing along y laid along z, its top forwards."""
    return turn(piece, "x", 90)


def hull(
    stations: Array | Sequence[Vector], sections: int = 14, count: int = 0, square: float = 1.0, caps: bool = True
) -> Piece:
    """A skin through cross-sections: stations (n, 4) of z, middle height y, half width, half height.

    count: smooth the stations to that many. square below 1 makes the sections boxy.
    """
    stations = np.asarray(stations, dtype=float)
    if count:
        stations = spline(stations, count)
        stations[:, 2:] = np.maximum(stations[:, 2:], 1e-4)
    angle = -np.linspace(0, 2 * np.pi, sections, endpoint=False)
    cosine, sine = np.cos(angle), np.sin(angle)
    across = np.sign(cosine) * np.abs(cosine) ** square
    upward = np.sign(sine) * np.abs(sine) ** square
    z, y, wide, high = stations.T[:, :, None]
    rings = np.stack([wide * across, y + high * upward, z + 0 * across], -1)  # (n, S, 3)
    return loft(rings, caps)


def lifting_surface(
    leading: Array | Sequence[Vector], chords: Vector, thickness: float, upward: Vector = (0.0, 1.0, 0.0)
) -> Piece:
    """A wing through leading-edge points (n, 3) with chords (n,) running backwards; thickness relative to the chord.

    `upward` is the direction of the profile's upper side. Thickness 0 gives a single sheet.
    """
    leading, chord = np.asarray(leading, dtype=float), np.asarray(chords, dtype=float)
    back = np.array([0.0, 0.0, -1.0])
    if thickness <= 0:
        return sheet(np.stack([leading, leading + chord[:, None] * back], 1))
    along = _AIRFOIL[:, :1] * back
    raised = _AIRFOIL[:, 1:] * thickness * np.asarray(upward, dtype=float)
    return loft(leading[:, None] + chord[:, None, None] * (along + raised))


def propeller(radius: float, blades: int, width: float, spinner: float, disc: bool = False) -> Piece:
    """Blades in the xy plane about the origin, facing z, with a spinner of the given radius (0: a small hub)."""
    hub = max(spinner, radius * 0.07)
    nose = move(ellipsoid((hub, hub, hub * 1.6), 10, 7), (0, 0, 0))
    if disc:
        return join(nose, move(along_z(cylinder(radius, radius * 0.02, sections=18)), (0, 0, 0)))
    reach = np.array([0.05, 0.35, 0.75, 1.0]) * radius
    half = np.array([0.5, 1.0, 0.9, 0.4]) * width
    twist = np.deg2rad([55, 35, 20, 12])
    offset = np.stack([half * np.cos(twist), 0 * half, half * np.sin(twist)], 1)
    middle = np.stack([0 * reach, reach, 0 * reach], 1)
    blade = sheet(np.stack([middle - offset, middle + offset], 1))
    return join(nose, *(turn(blade, "z", 360 * k / blades) for k in range(blades)))


def pod(profile: Array | Sequence[Vector], sections: int = 12, caps: bool = False) -> Piece:
    """A body turned about the z axis: profile (n, 2) of (radius, z)."""
    return along_z(lathe(profile, sections, caps))


def rod(start: Vector, end: Vector, radius: float, end_radius: float | None = None, sections: int = 8) -> Piece:
    """A straight rod between two points, as pieces.bar but four times as quick: vehicles have dozens."""
    first, last = np.asarray(start, dtype=float), np.asarray(end, dtype=float)
    x, y, z = (last - first).tolist()
    length = (x * x + y * y + z * z) ** 0.5 + 1e-12
    flat = (x * x + z * z) ** 0.5
    if flat < 0.1 * length:  # nearly upright: x serves as the side
        flat = (x * x + y * y) ** 0.5
        side, up = (y / flat, -x / flat, 0.0), (x * z / flat, y * z / flat, -flat)
    else:
        side, up = (z / flat, 0.0, -x / flat), (x * y / flat, -flat, z * y / flat)
    circle = _circle(sections) @ np.array([side, np.array(up) / length])
    vertices = np.concatenate([first + radius * circle, last + (radius if end_radius is None else end_radius) * circle,
        [first, last]])  # fmt: skip
    return Piece(vertices, _rod_faces(sections))


@cache
def _circle(sections: int) -> Array:
    """Unit circle (sections, 2); a square one stands on its sides."""
    angle = np.linspace(0, 2 * np.pi, sections, endpoint=False) + (np.pi / 4 if sections == 4 else 0)
    return np.stack([np.cos(angle), np.sin(angle)], 1)


@cache
def _rod_faces(sections: int) -> Array:
    """Sides and end discs of a rod whose two centres come last."""
    here = np.arange(sections)
    after, far = np.roll(here, -1), here + sections
    first, last = np.full(sections, 2 * sections), np.full(sections, 2 * sections + 1)
    sides = [np.stack([here, far, after + sections], 1), np.stack([here, after + sections, after], 1)]
    return np.concatenate([*sides, np.stack([first, here, after], 1), np.stack([last, after + sections, far], 1)])


def ring(radius: float, thick: float, sections: int = 24, around: int = 6) -> Piece:
    """A tyre about the x axis: outer radius, half thickness; a torus without the cost of a swept path."""
    angle = np.linspace(0, 2 * np.pi, around + 1)
    return along_x(lathe(np.stack([radius - thick + thick * np.cos(angle), thick * np.sin(angle)], 1), sections))


def spoked_wheel(radius: float, thick: float, spokes: int, sections: int = 24) -> Piece:
    """A thin tyre of half thickness `thick` with hub and flat spokes, about the x axis; spokes 0 gives a disc."""
    tyre = ring(radius, thick, sections)
    hub = along_x(move(cylinder(radius * 0.07, thick * 4, sections=8), (0, -thick * 2, 0)))
    if spokes == 0:
        return join(tyre, hub, along_x(move(cylinder(radius - thick, thick * 0.6, sections=20), (0, -thick * 0.3, 0))))
    angle = np.linspace(0, 2 * np.pi, spokes, endpoint=False)
    sides = thick * 1.5 * (-1.0) ** np.arange(spokes)
    outward = np.stack([0 * angle, np.sin(angle), np.cos(angle)], 1)
    across = np.stack([0 * angle, np.cos(angle), -np.sin(angle)], 1) * max(radius * 0.006, 0.002)
    inner = outward * radius * 0.06 + sides[:, None] * np.array([1.0, 0, 0])
    outer = outward * (radius - thick)
    corners = np.stack([inner - across, inner + across, outer + across, outer - across], 1)  # (n, 4, 3)
    base = 4 * np.arange(spokes)[:, None]
    faces = np.concatenate([base + np.array([0, 1, 2]), base + np.array([0, 2, 3])])
    return join(tyre, hub, Piece(corners.reshape(-1, 3), faces))


def road_wheel(rng: np.random.Generator, radius: float, width: float) -> Piece:
    """A wheel about the x axis, centred, with one of several hubs; the same generator state gives the same wheel."""
    half, style = width / 2, rng.integers(5)
    rim, dish = radius * rng.uniform(0.5, 0.78), half * rng.uniform(-0.3, 0.9)
    edge = radius * rng.uniform(0.02, 0.12)
    tyre = [(rim, -half), (radius - edge, -half), (radius, -half + edge), (radius, half - edge), (radius - edge, half)]
    sections = int(rng.integers(14, 21))
    if style == 0:  # a plain disc
        return along_x(lathe([(0, -half), *tyre[1:], (0, half)], sections))
    if style in (1, 2):  # a dished hub on the outside, flat or open inside
        profile = [*tyre, (rim, half), (rim * 0.95, dish), (rim * 0.3, dish * rng.uniform(0.6, 1.2)), (0, dish)]
        if style == 1:
            profile = [(0, -half * 0.9), *profile]
        return along_x(lathe(profile, sections))
    ring = along_x(lathe([*tyre, (rim, half), (rim, -half)], sections))
    spoke = box((half * 0.5, rim * 2, radius * rng.uniform(0.1, 0.25)), (dish * 0.6, 0, 0))
    count = int(rng.integers(2, 5))
    spokes = [turn(spoke, "x", 180 * k / count) for k in range(count)]
    hub = along_x(move(cylinder(radius * 0.15, width * 0.7, sections=8), (0, -width * 0.35, 0)))
    return join(ring, hub, *spokes)


def wheel_pair(wheel: Piece, half_track: float, height: float, z: float) -> Piece:
    """The wheel on both sides at x = +-half_track."""
    return both(move(wheel, (half_track, height, z)))
