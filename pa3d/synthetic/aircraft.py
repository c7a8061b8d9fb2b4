"""Airplanes. The nose looks along +z; lengths are about 1."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pa3d.synthetic.airframes import canopy, fin, fuselage, landing_gear, tail, wings
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.jets import airliner, business_jet, fighter, flying_wing, stealth, supersonic
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, box, join, move
from pa3d.synthetic.vehicle_pieces import both, hull, pod, propeller, rod

Rng = np.random.Generator


def _turboprop(rng: Rng, plane: Assembly) -> None:
    """Transports and bombers with propellers on the wings."""
    radius = rng.uniform(0.05, 0.085)
    plane.add("body", fuselage(radius, radius * rng.uniform(0.9, 1.2), rng.uniform(0.1, 0.2), rng.uniform(0.35, 0.5),
                                lift=rng.uniform(0.5, 1.0), square=rng.choice([1.0, 0.7])))  # fmt: skip
    high = rng.random() < 0.65
    y = radius * 0.9 if high else -radius * rng.uniform(0.3, 0.8)
    root, chord, span = rng.uniform(0.08, 0.18), rng.uniform(0.12, 0.18), rng.uniform(0.45, 0.65)
    rise, sweep = rng.uniform(0, 0.06), rng.uniform(0, 0.05)
    plane.add("wing", wings(root, chord, span, sweep=sweep, taper=rng.uniform(0.4, 0.8), rise=rise, y=y))
    layout = ("t", "plain", "h", "plain")[rng.integers(4)]
    plane.add("tail", tail(rng, layout, -0.49, radius * 0.8, rng.uniform(0.13, 0.2), rng.uniform(0.1, 0.6)))
    thick, long = radius * rng.uniform(0.3, 0.5), chord * rng.uniform(1.0, 1.5)
    blades, wide, disc = int(rng.integers(2, 7)), rng.uniform(0.008, 0.014), rng.random() < 0.15
    nacelle = pod([(0, -long * 0.6), (thick * 0.6, -long * 0.4), (thick, 0), (thick * 0.8, long * 0.4),
        (0, long * 0.45)], 10)  # fmt: skip
    fan = move(propeller(thick * rng.uniform(2.2, 3.2), blades, wide, thick * 0.4, disc), (0, 0, long * 0.48))
    for share in (0.33, 0.6)[: 1 + (rng.random() < 0.5)]:
        place = (span * share, y + rise * share + thick * rng.uniform(-0.4, 0.2), root - sweep * share)
        plane.add("engine", both(move(join(nacelle, fan), place)))
    if rng.random() < 0.4:
        plane.add("body", landing_gear(rng, -radius * 0.6, radius * 2.1, radius * 1.2, 0.02, 0.36))


def _light(rng: Rng, plane: Assembly) -> None:
    """Small single-engine planes, high or low wing, and the warbirds of old."""
    warbird = rng.random() < 0.4
    width, height = rng.uniform(0.05, 0.08), rng.uniform(0.07, 0.11)
    plane.add("body", fuselage(width, height, rng.uniform(0.1, 0.2), rng.uniform(0.5, 0.68),
        tip=rng.uniform(0.08, 0.25), lift=rng.uniform(0.2, 0.8), front=0.6, square=rng.choice([1.0, 0.6])))  # fmt: skip
    high = not warbird and rng.random() < 0.55
    root, chord, span = rng.uniform(0.18, 0.3), rng.uniform(0.16, 0.25), rng.uniform(0.48, 0.75)
    if high:
        cabin = hull([(0.28, 0, width * 0.8, 0.03), (0.2, height * 0.7, width * 0.9, height * 0.55),
                      (0.0, height * 0.7, width * 0.85, height * 0.5), (-0.2, height * 0.2, width * 0.4, height * 0.3)],
                     12, square=0.6)  # fmt: skip
        y = height * 1.2
    else:
        cabin, y = canopy(rng, rng.uniform(0, 0.1), height * 0.8, width * 0.7, rng.uniform(0.1, 0.2)), -height * 0.6
    plane.add("body", cabin)
    rise = span * (rng.uniform(0, 0.04) if high else rng.uniform(0.05, 0.14))
    bow = rng.uniform(0.4, 1.0) if rng.random() < (0.6 if warbird else 0.2) else 0.0
    plane.add("wing", wings(root, chord, span, sweep=rng.uniform(-0.02, 0.06), taper=rng.uniform(0.5, 1.0), rise=rise,
        y=y, bow=bow))  # fmt: skip
    if high and rng.random() < 0.7:
        plane.add("wing", both(rod((width * 0.8, -height * 0.6, root - chord * 0.3),
            (span * 0.5, y + rise * 0.5, root - chord * 0.3), 0.008, sections=4)))  # fmt: skip
    layout = "t" if rng.random() < 0.12 else "plain"
    plane.add("tail", tail(rng, layout, -0.5, height * 0.2, rng.uniform(0.13, 0.2), rng.uniform(0.1, 0.7)))
    nose = pod([(0, 0.08), (width * 0.5, 0.08), (width * 0.8, 0.05), (width * rng.uniform(0.85, 1.0), -0.04)], 12)
    fan = propeller(rng.uniform(0.12, 0.2), int(rng.integers(2, 5)), 0.013, rng.uniform(0.015, 0.035),
        rng.random() < 0.15)  # fmt: skip
    plane.add("engine", move(nose, (0, -0.15 * height, 0.44)), move(fan, (0, -0.15 * height, 0.53)))
    if not warbird and chance(rng, 0.15):  # a floatplane
        low = -height * rng.uniform(1.8, 2.3)
        float_ = hull([(0.45, low + 0.02, 0.004, 0.004), (0.36, low, 0.03, 0.03), (0.0, low, 0.035, 0.035),
            (-0.3, low + 0.02, 0.008, 0.01)], 8)  # fmt: skip
        struts = [rod((width * 0.7, -height * 0.6, z), (width * 1.6, low, z), 0.007, sections=4) for z in (0.3, 0.05)]
        plane.add("body", both(move(float_, (width * 1.7, 0, 0))), *(both(strut) for strut in struts))
    elif chance(rng, 0.65):
        plane.add("body", landing_gear(rng, -height * 0.6, height * rng.uniform(1.7, 2.3), width * 2.2, root - 0.06,
            -0.4 if warbird else 0.4))  # fmt: skip


def _biplane(rng: Rng, plane: Assembly) -> None:
    """Two or three wings one over the other, braced."""
    width, height = rng.uniform(0.045, 0.065), rng.uniform(0.055, 0.09)
    plane.add("body", fuselage(width, height, 0.1, rng.uniform(0.6, 0.75), tip=0.12, lift=rng.uniform(0.2, 0.9),
        front=0.7, square=rng.choice([1.0, 0.5])))  # fmt: skip
    count = 3 if rng.random() < 0.2 else 2
    root, chord, span = rng.uniform(0.28, 0.36), rng.uniform(0.13, 0.19), rng.uniform(0.45, 0.65)
    gap, stagger = height * rng.uniform(2.4, 3.4), rng.uniform(0, 0.07)
    low = -height * rng.uniform(0.6, 0.95)
    bow = rng.uniform(0.2, 0.5) if rng.random() < 0.5 else 0.0
    thickness = rng.choice([0.0, 0.08])
    for k in range(count):
        level = k / (count - 1)
        plane.add("wing", wings(root + stagger * level - 0.04, chord, span * (0.9 + 0.1 * level), taper=0.95,
            y=low + gap * level, rise=rng.uniform(0, 0.02), bow=bow, thickness=thickness))  # fmt: skip
    for x in (span * rng.uniform(0.6, 0.8), width * 0.8):
        for z in (0.02, 0.11):
            plane.add("wing", both(rod((x, low, root - z - 0.02), (x, low + gap, root - z), 0.006, sections=4)))
    plane.add("tail", tail(rng, "plain", -0.51, height * 0.2, rng.uniform(0.12, 0.18), rng.uniform(0.1, 0.5)))
    cowl = pod([(0, 0.06), (width * 0.6, 0.07), (width * 1.1, 0.03), (width * 1.1, -0.05)], 14)
    plane.add("engine", move(cowl, (0, 0, 0.47)))
    plane.add("engine", move(propeller(rng.uniform(0.14, 0.2), int(rng.integers(2, 4)), 0.015, 0.02,
        rng.random() < 0.1), (0, 0, 0.55)))  # fmt: skip
    plane.add("body", landing_gear(rng, -height * 0.6, height * rng.uniform(1.9, 2.6), width * 2, root - 0.04, -0.42))


def _glider(rng: Rng, plane: Assembly) -> None:
    """Sailplanes and long-winged drones."""
    radius = rng.uniform(0.035, 0.055)
    stations = [(0.5, -0.005, 0.004, 0.004), (0.42, 0, 0.7, 0.8), (0.25, 0, 1, 1.15), (0.05, 0.01, 0.7, 0.7),
        (-0.15, 0.015, 0.25, 0.3), (-0.5, 0.02, 0.18, 0.2)]  # fmt: skip
    skin = np.array(stations) * np.array([1, 1, radius, radius])
    skin[0, 2:] = 0.004
    plane.add("body", hull(skin, 12, 12))
    plane.add("body", canopy(rng, 0.28, radius * 0.6, radius * 0.75, 0.1))
    root, span, chord = rng.uniform(0.1, 0.2), rng.uniform(0.8, 1.25), rng.uniform(0.07, 0.13)
    plane.add("wing", wings(root, chord, span, sweep=rng.uniform(-0.02, 0.08), taper=rng.uniform(0.3, 0.6),
        y=radius * rng.uniform(0.3, 0.9), rise=span * rng.uniform(0.01, 0.08), bow=rng.choice([0.0, 0.4])))  # fmt: skip
    plane.add("tail", tail(rng, ("t", "v", "plain", "t")[rng.integers(4)], -0.5, 0.02, rng.uniform(0.12, 0.17),
        rng.uniform(0.1, 0.5)))  # fmt: skip
    if rng.random() < 0.35:  # a drone's pusher
        plane.add("engine", move(pod([(0.02, 0.04), (0.02, -0.04), (0.008, -0.05)], 8, caps=True), (0, 0.06, -0.1)))
        plane.add("engine", move(propeller(0.08, 2, 0.01, 0.012), (0, 0.06, -0.16)))


def _twin_boom(rng: Rng, plane: Assembly) -> None:
    """Two booms carry the tail; engines before the booms or one behind the short body."""
    gap, long = rng.uniform(0.12, 0.22), rng.uniform(0.45, 0.55)
    half = rng.uniform(0.045, 0.07)
    plane.add("body", hull([(0.3, 0, half * 0.3, half * 0.3), (0.22, 0, half * 0.9, half),
        (0.02, 0.01, half, half * 1.2), (-0.14, 0.01, half * 0.5, half * 0.6)], 12, 10))  # fmt: skip
    thick = rng.uniform(0.02, 0.035)
    boom = hull([(0.24, 0, thick, thick), (0.0, 0, thick, thick * 1.1), (-long, 0, thick * 0.4, thick * 0.5)], 10)
    plane.add("body", both(move(boom, (gap, 0, 0))))
    plane.add("wing", wings(0.16, rng.uniform(0.15, 0.22), rng.uniform(0.5, 0.75), sweep=rng.uniform(0, 0.05),
        taper=rng.uniform(0.4, 0.8), rise=rng.uniform(0, 0.06), bow=rng.choice([0.0, 0.5])))  # fmt: skip
    high = rng.uniform(0.1, 0.16)
    plane.add("tail", both(fin(-long + 0.07, -0.02, 0.12, high, 0.04, 0.6, x=gap)),
        wings(-long + 0.08, 0.1, gap, taper=1.0, y=rng.choice([0.0, high * 0.9])))  # fmt: skip
    fan = propeller(rng.uniform(0.1, 0.15), int(rng.integers(2, 5)), 0.012, 0.02, chance(rng, 0.15))
    if chance(rng, 0.35):
        plane.add("engine", move(fan, (0, 0.01, -0.16)))
    else:
        cowl = pod([(0.0, 0.12), (thick * 0.8, 0.11), (thick * 1.3, 0.03), (thick * 1.15, -0.1)], 12)
        plane.add("engine", both(move(join(cowl, move(fan, (0, 0, 0.13))), (gap, 0, 0.24))))


def _toy(rng: Rng, plane: Assembly) -> None:
    """Toys, balsa gliders and sketches: slabs and single sheets on a stick or a sausage."""
    thick = float(pick(rng, (0.0, 0.05, 0.15)))
    width = rng.uniform(0.02, 0.11)
    if width < 0.04 or chance(rng, 0.3):
        plane.add("body", box((width, width * rng.uniform(1, 2), 1.0), (0, 0, 0)))
    else:
        plane.add("body", fuselage(width, width * rng.uniform(0.9, 1.3), 0.25, 0.5, tip=rng.uniform(0.2, 0.5),
            blunt=0.5))  # fmt: skip
    high = chance(rng, 0.4)
    bow = float(pick(rng, (0.0, 0.5, 1.0)))
    plane.add("wing", wings(rng.uniform(0.1, 0.25), rng.uniform(0.18, 0.3), rng.uniform(0.4, 0.65),
        sweep=rng.uniform(-0.03, 0.2), taper=rng.uniform(0.5, 1.0), rise=rng.uniform(0, 0.1),
        y=width * (0.8 if high else -0.2), thickness=thick, bow=bow))  # fmt: skip
    size = rng.uniform(0.14, 0.24)
    plane.add("tail", fin(-0.5 + size * 0.8, width * 0.3, size * 0.8, size, size * rng.uniform(0.1, 0.8),
        rng.uniform(0.4, 0.9)), wings(-0.5 + size * 0.7, size * 0.7, size * rng.uniform(0.9, 1.5),
        sweep=rng.uniform(0, 0.1), taper=0.7, y=width * 0.2, thickness=thick))  # fmt: skip
    form = rng.integers(4)
    if form == 0:
        plane.add("engine", move(propeller(rng.uniform(0.1, 0.2), int(rng.integers(2, 5)), 0.02,
            rng.uniform(0.02, 0.05)), (0, 0, 0.51)))  # fmt: skip
    elif form == 1:
        plane.add("engine", both(move(pod([(0, 0.1), (0.035, 0.1), (0.04, 0), (0.03, -0.1), (0, -0.1)], 12),
            (rng.uniform(0.2, 0.32), -0.03, 0.05))))  # fmt: skip


_STYLES: tuple[Callable[[Rng, Assembly], None], ...] = (
    airliner, airliner, airliner, airliner, airliner, _turboprop, _turboprop, _light, _light, _light, _biplane,
    fighter, fighter, fighter, fighter, supersonic, _glider, flying_wing,
    business_jet, business_jet, _twin_boom, _toy, stealth,
)  # fmt: skip


def airplane(rng: Rng) -> Assembly:
    """A plane of one of the styles, stretched a little."""
    plane = Assembly()
    _STYLES[rng.integers(len(_STYLES))](rng, plane)
    factors = rng.uniform(0.85, 1.15, 3)
    plane.pieces = [(part, Piece(piece.vertices * factors, piece.faces)) for part, piece in plane.pieces]
    return plane


KINDS: tuple[Kind, ...] = (
    Kind(
        "airplane",
        airplane,
        {
            "body": ("fuselage", "hull", "airplane body", "plane body", "main body", "cabin"),
            "wing": ("airplane wing", "main wing", "airfoil", "plane wing", "side wing"),
            "tail": ("tail fin", "stabilizer", "empennage", "rear fin", "tail wing", "vertical stabilizer", "rudder"),
            "engine": ("jet engine", "turbine", "nacelle", "motor", "engine pod", "airplane engine"),
        },
        ("plane", "aeroplane", "aircraft", "jet", "airliner", "fighter jet"),
    ),
)
