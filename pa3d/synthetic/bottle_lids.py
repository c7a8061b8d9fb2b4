"""What closes a bottle: screw caps, cups, nozzles, flip tops, stoppers, droppers, pumps, swing tops."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, ear, pick, squared
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, ellipsoid, join, lathe, move, torus, tube, turn, warp
from pa3d.synthetic.pumps import pump, trigger

Rng = np.random.Generator
# Each draws a lid for a mouth of radius `over` (a little more than the neck's) at y = 0, reaching `down` below it.
Maker = Callable[[Rng, float, float], Piece]


def _screw(rng: Rng, over: float, down: float) -> Piece:
    """Low or tall, tapered, rounded or knurled above."""
    rise = over * rng.uniform(0.04, 1.0)
    top = over * rng.uniform(0.75, 1.1)
    edge = min(rise * 0.5, over * rng.uniform(0.02, 0.3))
    cap = lathe([(over, -down), (top, rise - edge), (top - edge, rise), (0, rise)], 24)
    if chance(rng, 0.3):
        cap = _knurled(cap, int(pick(rng, (6, 8, 12))), rng.uniform(0.02, 0.08))
    if chance(rng, 0.2):  # the torn-off ring below
        band = lathe([(over, -down * 1.45), (over * 1.03, -down * 1.1)], 20)
        cap = join(cap, band)
    if chance(rng, 0.25):  # a cap within the cap
        cap = join(cap, lathe([(over * 0.9, -down), (over * 0.9, rise * 0.9), (0, rise * 0.9)], 16))
    return cap


def _knurled(piece: Piece, lobes: int, depth: float) -> Piece:
    def bend(vertices: Array) -> Array:
        angle = np.arctan2(vertices[:, 2], vertices[:, 0])
        vertices[:, [0, 2]] *= (1 + depth * np.cos(lobes * angle))[:, None]
        return vertices

    return warp(piece, bend)


def _cup(rng: Rng, over: float, down: float) -> Piece:
    """A drinking cup put over the neck, sometimes with a handle of its own."""
    wide, tall = over * rng.uniform(1.0, 1.7), over * rng.uniform(0.8, 2.4)
    top = wide * rng.uniform(0.7, 1.1)
    cup = lathe([(wide, -down), (top, tall * 0.92), (top * 0.9, tall), (0, tall)], 22)
    if chance(rng, 0.2):
        cup = join(cup, ear(rng, (wide * 0.95, 0.0), (wide * 0.9, tall * 0.8), wide * 0.5, wide * 0.1))
    return cup


def _nozzle(rng: Rng, over: float, down: float) -> Piece:
    """A cone, thin spout or pull valve on a screw base."""
    base, tall = over * rng.uniform(0.1, 0.6), over * rng.uniform(0.8, 3.0)
    tip = over * rng.uniform(0.08, 0.35)
    step = over * float(pick(rng, (0.95, rng.uniform(0.3, 0.7))))
    line = [(over, -down), (over, base), (step, base), (tip, base + tall), (0, base + tall)]
    if chance(rng, 0.4):  # a valve to pull
        line = [*line[:-1], (tip * 1.6, base + tall), (tip * 1.6, base + tall * 1.2), (0, base + tall * 1.2)]
    return lathe(line, 18)


def _flip(rng: Rng, over: float, down: float) -> Piece:
    """A flip top: drum, hinge, sometimes open; a shampoo bottle's wide one."""
    wide, rise = over * rng.uniform(1.0, 1.6), over * rng.uniform(0.2, 0.9)
    drum = lathe([(wide, -down), (wide, rise), (0, rise)], 20)
    leaf = lathe([(0, 0), (wide, 0), (wide, rise * 0.4), (wide * 0.9, rise * 0.5), (0, rise * 0.5)], 20)
    if chance(rng, 0.4):
        leaf = turn(leaf, "z", rng.uniform(20, 130), (-wide, 0, 0))
        drum = join(drum, move(cylinder(wide * 0.2, rise * 0.4, sections=10), (0, rise, 0)))
    hinge = box((wide * 0.15, rise * 0.5, wide * 0.5), (-wide, rise, 0))
    return join(drum, move(leaf, (0, rise, 0)), hinge)


def _stopper(rng: Rng, over: float, down: float) -> Piece:
    """A plug with a large ball, block, disc, cone or facetted head, as perfume and decanters have."""
    size = min(over * rng.uniform(1.1, 3.0), max(0.8, over * 1.1))
    plug = lathe([(over * 0.8, -down * 0.7), (over * 0.85, over * 0.2)], 14)
    style = pick(rng, ("ball", "block", "drum", "cone", "drop", "facets"))
    tall = size * rng.uniform(0.8, 2.2)
    if style == "ball":
        head = move(ellipsoid((size, tall * 0.6, size)), (0, tall * 0.55, 0))
    elif style == "block":
        head = box((size * 1.7, tall, size * rng.uniform(0.9, 1.7)), (0, tall / 2 + over * 0.05, 0))
    else:
        line = {"drum": [(0, 0), (1, 0), (1, 1), (0, 1)], "cone": [(0.6, 0), (1, 0.2), (0.1, 1), (0, 1)],
                "drop": [(0.3, 0), (0.9, 0.3), (0.8, 0.6), (0.2, 0.9), (0, 1)],
                "facets": [(0.4, 0), (1, 0.4), (0.7, 1), (0, 1)]}[style]  # fmt: skip
        head = lathe(np.array(line) * (size, tall), 8 if style == "facets" else 18)
    return join(plug, head)


def _plug(rng: Rng, over: float, down: float) -> Piece:
    """A cork or rubber bung, level or standing out."""
    out = over * rng.uniform(0.1, 1.4)
    wide = over * rng.uniform(0.85, 1.1)
    return lathe([(over * 0.8, -down * 0.6), (wide, out), (wide * 0.9, out * 1.08), (0, out * 1.08)], 16)


def _dropper(rng: Rng, over: float, down: float) -> Piece:
    """Screw ring and rubber bulb."""
    ring, bulb = over * rng.uniform(0.4, 1.0), over * rng.uniform(0.8, 1.8)
    line = [(1, -down / over), (1, 0), (0.7, 0.02), (0.55, 0.3), (0.6, 0.7), (0.35, 1), (0, 1.05)]
    points = np.array(line) * (over, bulb)
    points[0, 1] = -down
    points[2:, 1] += ring
    points[1, 1] = ring
    return lathe(points, 16)


def _swing(rng: Rng, over: float, down: float) -> Piece:
    """A china head held by wires over a ring, as beer has."""
    head = lathe([(over * 0.9, 0), (over, over * 0.3), (over * 0.7, over * 0.9), (0, over)], 14)
    ring = move(torus(over, over * 0.08, 16, 4), (0, -down * 0.7, 0))
    pieces = [head, ring]
    for side in (-1.0, 1.0):
        path = np.array([(0, over * 0.6, over * 0.9 * side), (over * 0.2, over * 0.5, over * 1.2 * side),
                         (over * 0.4, -down * 0.7, over * 1.05 * side)])  # fmt: skip
        pieces.append(tube(path, over * 0.06, 4))
    return join(*pieces)


def _domed(rng: Rng, over: float, down: float) -> Piece:
    """A dome, with a loop, a straw or a tab now and then."""
    rise = over * rng.uniform(0.3, 1.1)
    dome = lathe([(over, -down), (over, 0), (over * 0.9, rise * 0.5), (over * 0.5, rise * 0.9), (0, rise)], 20)
    extra = pick(rng, ("none", "loop", "straw", "tab"))
    if extra == "loop":
        size = over * rng.uniform(0.3, 0.8)
        loop = move(turn(torus(size, size * 0.2, 14, 6, 180), "x", -90), (0, rise * 0.8, 0))
        return join(dome, loop)
    if extra == "straw":
        lean = rng.uniform(-0.5, 0.8) * over
        return join(dome, bar((0, rise * 0.7, 0), (lean, rise + over * rng.uniform(0.6, 1.8), 0), over * 0.12))
    if extra == "tab":
        return join(dome, box((over * 1.2, over * 0.12, over * 0.5), (over * 0.7, -down * 0.2, 0)))
    return dome


def _pumped(rng: Rng, over: float, down: float) -> Piece:
    """A lotion pump or a trigger sprayer: closure and head are one lid."""
    up = over * rng.uniform(0.2, 0.8)
    made = Assembly()
    (pump if chance(rng, 0.65) else trigger)(rng, made, up, max(over, 0.12))
    ring = lathe([(over, -down), (over, up), (0, up)], 16)
    return join(ring, *(piece for _, piece in made.pieces))


def _crown(rng: Rng, over: float, down: float) -> Piece:
    """A crown cork, or a foil over mouth and neck."""
    if chance(rng, 0.4):
        top = over * 0.15
        return lathe([(over * 1.1, -max(down, over) * 1.6), (over, 0), (over * 0.97, top), (0, top)], 18)
    return _knurled(
        lathe([(over * 1.15, -over * 0.4), (over, over * 0.1), (over * 0.7, over * 0.2), (0, over * 0.2)], 24), 12, 0.04
    )


MAKERS: tuple[tuple[Maker, float], ...] = (
    (_screw, 7), (_cup, 2), (_nozzle, 2), (_flip, 1.5), (_stopper, 2), (_plug, 1.5), (_dropper, 0.7), (_swing, 0.7),
    (_domed, 2), (_pumped, 1.5), (_crown, 1),
)  # fmt: skip


def lid(rng: Rng, mouth: float, neck: float) -> Piece:
    """A lid for a mouth of that radius at y = 0 over a neck of that height."""
    make = pick(rng, [maker for maker, _ in MAKERS], [weight for _, weight in MAKERS])
    over = mouth * rng.uniform(1.03, 1.25)
    down = min(max(neck, 0.03) * rng.uniform(0.4, 1.0), over * 1.6)
    made = make(rng, over, down)
    return squared(made, rng.uniform(3, 8)) if make in (_screw, _cup) and chance(rng, 0.08) else made
