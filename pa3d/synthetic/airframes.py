"""What airplanes are put together from: fuselages, wings, tails, nacelles, landing gear. The nose looks along +z."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.pieces import Piece, cylinder, ellipsoid, join, move
from pa3d.synthetic.vehicle_pieces import along_x, both, hull, lifting_surface, pod, rod

Rng = np.random.Generator


def fuselage(
    width: float,
    height: float,
    nose: float = 0.15,
    rear: float = 0.35,
    *,
    lift: float = 0.6,
    droop: float = 0.2,
    tip: float = 0.15,
    blunt: float = 0.6,
    square: float = 1.0,
    front: float = 0.0,
) -> Piece:
    """A body from z = 0.5 to -0.5 of half sizes width and height.

    lift: how far the tail's end rises; blunt: 0.5 round nose, 1 a cone; front: radius share of the nose's tip.
    """
    s = np.linspace(0, 1, 6)
    swell = np.maximum(front + (1 - front) * (1 - (1 - s) ** 2) ** blunt, 0.01)
    shrink = 1 - (1 - tip) * s**1.5
    z = np.concatenate([0.5 - nose * s**1.4, -0.5 + rear * (1 - s)])
    size = np.concatenate([swell, shrink])
    y = np.concatenate([-droop * height * (1 - swell), lift * height * (1 - shrink)])
    return hull(np.stack([z, y, width * size, height * size], 1), 14, square=square)


def wings(
    root: float,
    chord: float,
    span: float,
    *,
    sweep: float = 0.0,
    taper: float = 0.5,
    rise: float = 0.0,
    y: float = 0.0,
    x: float = 0.0,
    thickness: float = 0.1,
    bow: float = 0.0,
    winglet: float = 0.0,
) -> Piece:
    """Both wings: leading edge at z = root at the body, moved back by `sweep` at the half span, raised by `rise`.

    bow: 0 straight edges; above 0 rounded like an ellipse (half of it before, half behind); below 0 an ogive.
    """
    s = np.linspace(0, 1, 8) ** 0.8 if bow else np.array([0.0, 1.0])
    straight = 1 - (1 - taper) * s
    share = straight if bow <= 0 else (1 - bow) * straight + bow * np.sqrt(np.maximum(1 - s**2, 0.01))
    ahead = root - sweep * s - (chord * (straight - share) * 0.5 if bow > 0 else bow * 0.8 * sweep * s * (1 - s) * 2)
    chords = share * chord
    if bow < 0:  # an ogive keeps its trailing edge straight
        chords = np.maximum(chord * taper**s - (root - ahead - sweep * s), 0.01)
    line = np.stack([x + (span - x) * s, y + rise * s, ahead], 1)
    if winglet:
        line = np.concatenate([line, line[-1:] + np.array([[winglet * 0.3, winglet, -winglet * 0.7]])])
        chords = np.append(chords, chords[-1] * 0.5)
    return both(lifting_surface(line, chords, thickness))


def fin(
    root: float, y: float, chord: float, high: float, sweep: float, taper: float, lean: float = 0.0, x: float = 0.0
) -> Piece:
    """One upright surface at x, leaning outwards by `lean`."""
    line = [(x, y, root), (x + lean, y + high, root - sweep)]
    return lifting_surface(line, (chord, chord * taper), 0.09, (1, 0, 0))


def tail(rng: Rng, layout: str, end: float, y: float, size: float, sweep: float) -> Piece:
    """Tail surfaces whose roots end near z = end at height y; size is the fin's height."""
    chord, taper = size * rng.uniform(0.6, 1.1), rng.uniform(0.3, 0.8)
    back = sweep * size * rng.uniform(0.6, 1.2)
    span, plane = size * rng.uniform(0.9, 1.5), chord * rng.uniform(0.6, 1.0)
    root = end + chord
    upright = fin(root, y, chord, size, back, taper)
    low = {"sweep": back * rng.uniform(0.5, 1.2), "taper": taper, "rise": span * rng.uniform(-0.05, 0.15)}
    if layout == "t":
        return join(upright, wings(root - back, plane, span, y=y + size * 0.97, **low))
    if layout == "cross":
        return join(upright, wings(root - back * 0.5, plane, span, y=y + size * 0.5, **low))
    if layout == "v":
        return both(fin(root, y, chord, size, back, taper, lean=size * rng.uniform(0.6, 1.2)))
    if layout == "h":
        ends = both(fin(root, y - size * 0.3, chord, size, back * 0.5, taper, x=span))
        return join(wings(root, plane, span, y=y, sweep=0.0, taper=0.9), ends)
    if layout == "twin":
        lean = size * rng.uniform(0, 0.5)
        fins = both(fin(root, y, chord, size, back, taper, lean, x=rng.uniform(0.03, 0.06)))
        return join(fins, wings(root - chord * 0.3, plane, span, y=y - 0.01, x=0.03, **low))
    if layout == "fin":
        return upright
    return join(upright, wings(root - chord * 0.2, plane, span, y=y - size * rng.uniform(0.05, 0.2), **low))


def jet(rng: Rng, radius: float, length: float) -> Piece:
    """A nacelle about z, open or closed at the mouth."""
    mouth, end = radius * rng.uniform(0.8, 1.0), radius * rng.uniform(0.45, 0.8)
    front = [(mouth * 0.8, length * 0.3), (mouth * 0.85, length * 0.5)] if rng.random() < 0.6 else [(0.0, length * 0.5)]
    rear = [(end, -length * 0.5), (0.0, -length * rng.uniform(0.4, 0.75))]
    return pod([*front[:1], *front[1:], (mouth, length * 0.5), (radius, length * 0.2), (radius * 0.95, -length * 0.1),
        *rear])  # fmt: skip


def landing_gear(rng: Rng, low: float, reach: float, track: float, z: float, nose: float) -> Piece:
    """Fixed landing gear: two main wheels at z and one at nose (or tail), down to y = -reach."""
    radius = reach * rng.uniform(0.12, 0.27)
    wheel = along_x(move(cylinder(radius, radius * 0.8, sections=10), (0, -radius * 0.4, 0)))
    legs = both(join(rod((track * 0.5, low, z), (track, -reach + radius, z), 0.006, sections=4),
                     move(wheel, (track, -reach + radius, z))))  # fmt: skip
    third = join(rod((0, low, nose), (0, -reach + radius, nose), 0.006, sections=4),
        move(wheel, (0, -reach + radius, nose)))  # fmt: skip
    return join(legs, third)


def canopy(rng: Rng, z: float, y: float, width: float, long: float) -> Piece:
    """A bubble over the pilot."""
    return move(ellipsoid((width, width * rng.uniform(0.7, 1.3), long), 10, 7), (0, y, z))
