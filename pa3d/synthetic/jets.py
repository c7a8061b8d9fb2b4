"""Jets: airliners, business jets, fighters, deltas, stealth planes and flying wings. The nose looks along +z."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.airframes import canopy, fin, fuselage, jet, landing_gear, tail, wings
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, box, ellipsoid, move
from pa3d.synthetic.vehicle_pieces import both, hull, pod

Rng = np.random.Generator


def airliner(rng: Rng, plane: Assembly) -> None:
    """Airliners, narrow, wide and with an upper deck."""
    radius = rng.uniform(0.045, 0.075)
    plane.add("body", fuselage(radius, radius * rng.uniform(0.95, 1.2), rng.uniform(0.1, 0.18), rng.uniform(0.3, 0.4),
                                tip=rng.uniform(0.08, 0.3), lift=rng.uniform(0.2, 0.9)))  # fmt: skip
    if rng.random() < 0.15:  # the jumbo's upper deck
        plane.add("body", move(ellipsoid((radius * 0.8, radius, 0.17), 12, 9), (0, radius * 0.6, 0.27)))
    root, chord, span = rng.uniform(0.08, 0.2), rng.uniform(0.16, 0.28), rng.uniform(0.38, 0.56)
    sweep, high = rng.uniform(0.15, 0.35), rng.random() < 0.15
    y, rise = (radius * 0.8, -0.02) if high else (-radius * rng.uniform(0.3, 0.8), span * rng.uniform(0.03, 0.14))
    winglet = rng.uniform(0.03, 0.07) if rng.random() < 0.4 else 0.0
    plane.add("wing", wings(root, chord, span, sweep=sweep, taper=rng.uniform(0.18, 0.4), rise=rise, y=y,
        winglet=winglet))  # fmt: skip
    rear = rng.random() < 0.25
    size = rng.uniform(0.13, 0.2)
    plane.add("tail", tail(rng, "t" if rear or high else "plain", -0.49, radius * 0.75, size, rng.uniform(0.5, 0.9)))
    thick, long = radius * rng.uniform(0.35, 0.65), rng.uniform(0.09, 0.16)
    nacelle = jet(rng, thick, long)
    if rear:
        plane.add("engine", both(move(nacelle, (radius + thick * 1.05, radius * 0.3, -0.27))))
    for share in () if rear else (0.34, 0.62)[: 1 + (rng.random() < 0.35)]:
        place = np.array([span * share, y + rise * share - thick * rng.uniform(0.9, 1.3),
            root - sweep * share + long * 0.05])  # fmt: skip
        plane.add("engine", both(move(nacelle, place)))
        plane.add("engine", both(box((0.012, thick * 1.1, long * 0.7),
            place + np.array([0, thick * 0.8, -long * 0.3]))))  # fmt: skip
    if rng.random() < 0.12:
        plane.add("engine", move(nacelle, (0, radius + thick * 1.3, -0.4)))
    if rng.random() < 0.25:
        plane.add("body", landing_gear(rng, -radius * 0.6, radius * 2.2, radius * 1.3, -0.02, 0.35))


def business_jet(rng: Rng, plane: Assembly) -> None:
    """Small jets with engines at the rear, on the wings' roots, or one over the body; canards and pushers."""
    radius = rng.uniform(0.05, 0.075)
    plane.add("body", fuselage(radius, radius * 1.05, rng.uniform(0.2, 0.32), rng.uniform(0.3, 0.45),
        droop=rng.uniform(0.2, 0.7), blunt=0.7, lift=rng.uniform(0.3, 1.0)))  # fmt: skip
    root, span, sweep = rng.uniform(-0.02, 0.12), rng.uniform(0.4, 0.55), rng.uniform(0.05, 0.25)
    canard = chance(rng, 0.2)
    root -= 0.2 if canard else 0.0
    plane.add("wing", wings(root, rng.uniform(0.14, 0.2), span, sweep=sweep, taper=rng.uniform(0.25, 0.6),
        rise=rng.uniform(0, 0.05), y=-radius * 0.7, winglet=0.05 if chance(rng, 0.5) else 0.0))  # fmt: skip
    if canard:
        plane.add("wing", wings(0.38, 0.07, 0.18, sweep=0.03, taper=0.6, y=-radius * 0.2))
    if chance(rng, 0.8) or not canard:
        plane.add("tail", tail(rng, "fin" if canard else pick(rng, ("t", "t", "cross", "plain", "v")), -0.5,
            radius * 0.7, rng.uniform(0.12, 0.18), rng.uniform(0.4, 0.9)))  # fmt: skip
    thick = radius * rng.uniform(0.45, 0.65)
    nacelle = jet(rng, thick, rng.uniform(0.12, 0.2))
    place = root - rng.uniform(0.25, 0.32) if not canard else -0.36
    if chance(rng, 0.12):
        plane.add("engine", move(nacelle, (0, radius + thick, -0.2)))
    else:
        plane.add("engine", both(move(nacelle, (radius + thick * 0.95, radius * 0.35, place))))
    if chance(rng, 0.3):
        plane.add("body", landing_gear(rng, -radius * 0.6, radius * 2.0, radius * 1.5, root - 0.1, 0.35))


def fighter(rng: Rng, plane: Assembly) -> None:
    """Military jets, delta or swept, with one or two nozzles."""
    width, height = rng.uniform(0.05, 0.09), rng.uniform(0.045, 0.07)
    plane.add("body", fuselage(width, height, rng.uniform(0.35, 0.5), 0.2, tip=rng.uniform(0.6, 0.9), droop=0.4,
        lift=0.1, blunt=rng.uniform(0.75, 1.0), square=rng.uniform(0.6, 1.0)))  # fmt: skip
    plane.add("body", canopy(rng, rng.uniform(0.16, 0.25), height * 0.75, width * 0.4, rng.uniform(0.07, 0.12)))
    delta, canard = rng.random() < 0.45, rng.random() < 0.25
    root, span = rng.uniform(0.02, 0.14), rng.uniform(0.26, 0.4)
    chord = rng.uniform(0.38, 0.5) if delta else rng.uniform(0.25, 0.36)
    sweep, thickness = chord * (rng.uniform(0.75, 0.95) if delta else rng.uniform(0.3, 0.75)), rng.choice([0.03, 0.05,
        0.0])  # fmt: skip
    y = rng.uniform(-0.4, 0.6) * height
    taper = rng.uniform(0.05, 0.2) if delta else rng.uniform(0.2, 0.5)
    plane.add("wing", wings(root, chord, span, sweep=sweep, taper=taper, rise=rng.uniform(-0.03, 0.02), y=y,
        x=width * 0.6, thickness=thickness))  # fmt: skip
    if canard:
        plane.add("wing", wings(root + 0.2, 0.1, span * 0.5, sweep=0.07, taper=0.3, y=y + 0.015, thickness=0.04))
    layout = "fin" if delta else ("twin", "plain", "twin", "v")[rng.integers(4)]
    plane.add("tail", tail(rng, layout, rng.uniform(-0.55, -0.46), height * 0.6, rng.uniform(0.13, 0.2),
        rng.uniform(0.6, 1.1)))  # fmt: skip
    pair, thick = rng.random() < 0.55, width * rng.uniform(0.5, 0.65)
    nozzle = pod([(thick * 0.7, -0.09), (thick * 0.75, -0.02), (thick, 0.05), (thick * 0.75, -0.09), (0, -0.03)], 12)
    if pair:
        plane.add("engine", both(move(nozzle, (width * 0.55, 0, -0.49))))
        trunk = hull([(0.12, 0, 0.4, 0.8), (0.1, 0, 0.6, 0.9), (-0.2, 0, 0.6, 0.9), (-0.5, 0, 0.5, 0.8)], 10,
            square=0.5)  # fmt: skip
        trunk = Piece(trunk.vertices * (width, height, 1), trunk.faces)
        plane.add("body", both(move(trunk, (width * 0.9, -height * 0.2, 0))))
    else:
        plane.add("engine", move(nozzle, (0, 0, -0.5)))
        plane.add("body", box((width, height * 0.8, 0.4), (0, -height * 0.8, 0)))
    if rng.random() < 0.35:  # stores under the wings
        store = hull([(0.13, 0, 0.001, 0.001), (0.08, 0, 0.01, 0.01), (-0.12, 0, 0.01, 0.01)], 6)
        plane.add("wing", both(move(store, (span * rng.uniform(0.5, 0.95), y - 0.022, root - sweep * 0.6 - 0.05))))


def supersonic(rng: Rng, plane: Assembly) -> None:
    """Ogival deltas, shuttles and other tailless shapes."""
    shuttle = rng.random() < 0.35
    radius = rng.uniform(0.07, 0.1) if shuttle else rng.uniform(0.025, 0.045)
    plane.add("body", fuselage(radius, radius, 0.2 if shuttle else 0.28, 0.2, tip=0.85 if shuttle else 0.2, lift=0.3,
        droop=0.5, blunt=0.5 if shuttle else 0.8, square=rng.uniform(0.7, 1)))  # fmt: skip
    root, span = rng.uniform(0.15, 0.3), rng.uniform(0.24, 0.36)
    chord = 0.42 + root
    plane.add("wing", wings(root, chord, span, sweep=chord * rng.uniform(0.75, 0.95), taper=0.06,
        y=-radius * rng.uniform(0.4, 0.9), bow=-rng.uniform(0.3, 0.9), thickness=0.03))  # fmt: skip
    plane.add("tail", tail(rng, "fin", -0.49, radius * 0.8, rng.uniform(0.12, 0.2), rng.uniform(0.6, 1.0)))
    if shuttle:
        bell = pod([(radius * 0.15, 0.05), (radius * 0.3, -0.06), (radius * 0.2, -0.03), (0, 0)], 10)
        plane.add("engine", both(move(bell, (radius * 0.45, -radius * 0.1, -0.52))),
            move(bell, (0, radius * 0.5, -0.52)))  # fmt: skip
        plane.add("engine", both(move(hull([(0.1, 0, 0.005, 0.005), (0.05, 0, 0.03, 0.03), (-0.1, 0, 0.03, 0.03)], 8),
            (radius * 0.6, radius * 0.8, -0.42))))  # fmt: skip
        return
    wide = rng.uniform(0.05, 0.08)
    block = box((wide, 0.035, rng.uniform(0.18, 0.3)), (span * rng.uniform(0.35, 0.5), -radius - 0.015, -0.3))
    plane.add("engine", both(block))


def stealth(rng: Rng, plane: Assembly) -> None:
    """Flat-sided arrowheads: the body and the wing run into each other, tails lean outwards."""
    half, tall = rng.uniform(0.1, 0.16), rng.uniform(0.04, 0.07)
    nose = [(0.5, 0, 0.004, 0.004), (0.25, 0, half * 0.5, tall * 0.8), (0.0, 0, half, tall),
        (-0.3, 0, half * 0.9, tall * 0.7), (-0.46, 0, half * 0.7, tall * 0.25)]  # fmt: skip
    plane.add("body", hull(nose, int(pick(rng, (6, 8, 12))), square=rng.choice([1.0, 1.6])),
        canopy(rng, 0.2, tall * 0.8, half * 0.25, 0.08))  # fmt: skip
    chord, span = rng.uniform(0.38, 0.5), rng.uniform(0.32, 0.48)
    plane.add("wing", wings(rng.uniform(0.05, 0.14), chord, span, sweep=chord * rng.uniform(0.6, 0.95),
        taper=rng.uniform(0.12, 0.35), x=half * 0.6, thickness=0.03))  # fmt: skip
    lean = rng.uniform(0.04, 0.14)
    plane.add("tail", both(fin(-0.3, tall * 0.3, 0.16, rng.uniform(0.11, 0.18), 0.1, 0.5, lean, x=half * 0.6)))
    if chance(rng, 0.6):
        plane.add("tail", wings(-0.38, 0.14, span * 0.7, sweep=0.1, taper=0.4, x=half * 0.5, thickness=0.03))
    plane.add("engine", both(box((half * 0.5, tall * 0.6, 0.08), (half * 0.4, 0, -0.46))))
    if chance(rng, 0.5):
        plane.add("engine", both(box((half * 0.4, tall * 0.9, 0.1), (half * 0.95, 0, 0.1))))


def flying_wing(rng: Rng, plane: Assembly) -> None:
    """All wing, a low hump for a body."""
    span, chord, sweep = rng.uniform(0.55, 0.9), rng.uniform(0.35, 0.5), rng.uniform(0.25, 0.45)
    plane.add("wing", wings(0.2, chord, span, sweep=sweep, taper=rng.uniform(0.15, 0.35),
        thickness=rng.uniform(0.06, 0.12), x=0.04))  # fmt: skip
    width = rng.uniform(0.07, 0.14)
    plane.add("body", hull([(0.3, 0, 0.01, 0.004), (0.2, 0.005, 0.6 * width, 0.035), (0.03, 0.012, width, 0.055),
        (-0.15, 0.01, width * 0.8, 0.035), (-0.3, 0, width * 0.3, 0.006)], 14, 10))  # fmt: skip
    engine = hull([(0.08, 0, 0.03, 0.008), (0.04, 0, 0.035, 0.022), (-0.1, 0, 0.03, 0.015), (-0.16, 0, 0.02, 0.004)],
        10)  # fmt: skip
    plane.add("engine", both(move(engine, (width * 1.4, 0.025, 0.0))))
    if rng.random() < 0.35:
        plane.add("tail", both(fin(-0.12, 0.01, 0.13, 0.12, 0.07, 0.5, rng.uniform(-0.03, 0.06),
            x=rng.uniform(0.1, 0.3))))  # fmt: skip
