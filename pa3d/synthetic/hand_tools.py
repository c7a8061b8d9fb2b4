"""Screwdrivers and hammers standing along +y, and the table of hand tools."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.hinged_tools import laid, scissors
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import (
    Piece,
    box,
    cylinder,
    ellipsoid,
    join,
    lathe,
    loft,
    mirror,
    move,
    spline,
    stretch,
    tube,
    turn,
)
from pa3d.synthetic.pliers import pliers
from pa3d.synthetic.vehicle_pieces import along_x, along_z, rod

Rng = np.random.Generator


def _driver_handle(rng: Rng, long: float, wide: float) -> Piece:
    """A grip from y = 0 down to -long."""
    form = rng.integers(5)
    s = np.linspace(0, 1, 9)
    if form == 0:  # a barrel with a neck
        share = 0.75 + 0.3 * np.sin(np.pi * s**1.3) - 0.35 * np.exp(-(((s - 0.12) / 0.1) ** 2))
    elif form == 1:  # a pear
        share = 0.5 + 0.5 * np.sin(np.pi / 2 * s) ** 1.5
    elif form == 2:
        share = np.ones_like(s)
    elif form == 3:  # two swellings
        share = 0.8 + 0.2 * np.cos(2 * np.pi * s * 1.5)
    else:
        share = 0.55 + 0.45 * np.minimum(s * 3, 1)
    radius = wide * np.clip(share, 0.3, 1.1)
    profile = np.concatenate([[(0.0, 0.0)], np.stack([radius, -long * s * 0.93], 1),
        [(radius[-1] * 0.7, -long), (0, -long)]])  # fmt: skip
    sections = 18 if chance(rng, 0.7) else 6
    grip = lathe(profile[::-1], sections)
    if sections == 18 and chance(rng, 0.6):  # flutes
        count, deep = int(rng.choice([6, 9])), rng.uniform(0.05, 0.2)
        angle = np.arctan2(grip.vertices[:, 2], grip.vertices[:, 0])
        factor = 1 - deep * (np.cos(count * angle) < -0.2)
        grip = Piece(grip.vertices * np.stack([factor, 0 * factor + 1, factor], 1), grip.faces)
    return grip


def screwdriver(rng: Rng) -> Assembly:
    """Slotted, cross-head, stubby, precision, T-handled and nut drivers."""
    built = Assembly()
    style = pick(rng, ("plain", "stubby", "precision", "tee"), (5, 1, 1.5, 1))
    u = rng.uniform
    grip = u(0.3, 0.5) if style != "precision" else u(0.4, 0.6)
    wide = {"precision": u(0.025, 0.04), "stubby": u(0.14, 0.2)}.get(style, u(0.05, 0.1))
    shaft = {"stubby": u(0.12, 0.2)}.get(style, u(0.35, 0.75))
    thin = min(wide * u(0.18, 0.4), 0.035)
    if style == "tee":
        reach = u(0.15, 0.25)
        built.add("handle", along_x(move(stretch(_driver_handle(rng, reach * 2, wide * 0.8), (1, 1, 1)),
            (0, reach, 0))), rod((0, 0, 0), (0, 0.08, 0), wide * 0.5))  # fmt: skip
    else:
        built.add("handle", _driver_handle(rng, grip, wide))
    if style == "precision":
        built.add("handle", move(cylinder(wide * 1.1, 0.03, sections=14), (0, -grip - 0.02, 0)))
    if chance(rng, 0.3):
        built.add("shaft", move(cylinder(thin * 1.9, 0.04, sections=int(pick(rng, (6, 12)))), (0, -0.005, 0)))
    tip = shaft * u(0.06, 0.16) + thin * 0.8
    built.add("shaft", rod((0, -0.02, 0), (0, shaft, 0), thin, sections=int(pick(rng, (4, 6, 10), (1, 1, 4)))))
    form = rng.integers(3)
    if form == 0:  # slotted
        flare = u(0.9, 1.6)
        rings = np.array([[(x * a, y, z * b) for x, z in ((1, 1), (-1, 1), (-1, -1), (1, -1))] for y, a,
            b in ((shaft - 0.005, 0.75, 0.75), (shaft + tip * 0.5, flare, 0.5),
            (shaft + tip, flare * 0.95, 0.15))])  # fmt: skip
        built.add("tip", loft(rings * (thin, 1, thin)))
    elif form == 1:  # a cross head
        fin = np.array([[(x * a, y, z * b) for x, z in ((1, 1), (-1, 1), (-1, -1), (1, -1))] for y, a,
            b in ((shaft - 0.005, 1.0, 0.35), (shaft + tip * 0.55, 0.9, 0.3), (shaft + tip, 0.25, 0.2))]) * (thin, 1,
            thin)  # fmt: skip
        built.add("tip", loft(fin), turn(loft(fin), "y", 90), rod((0, shaft, 0), (0, shaft + tip * 0.9, 0), thin * 0.7,
            thin * 0.2))  # fmt: skip
    else:  # a socket or a star
        built.add("tip", rod((0, shaft - 0.005, 0), (0, shaft + tip, 0), thin * u(0.6, 2.0), sections=6))
    return laid(rng, built)


def _claw(rng: Rng, head: float, size: float) -> Piece:
    """Two prongs curving backwards and down from the origin along -z."""
    drop, gap = head * rng.uniform(0.0, 0.5), size * rng.uniform(0.25, 0.5)
    path = spline([(0, 0, 0.02), (gap * 0.5, 0.02 * head, -head * 0.3), (gap, -drop * 0.4, -head * 0.7),
        (gap * 1.1, -drop, -head)], 7)  # fmt: skip
    prong = tube(path, np.linspace(size * 0.75, size * 0.15, 7), 6, flatten=0.7, side=(1, 0, 0))
    return join(prong, mirror(prong))


def hammer(rng: Rng) -> Assembly:
    """Claw, ball, cross, sledge, mallet, gavel, club and mason's hammers."""
    built = Assembly()
    style = pick(rng, ("claw", "ball", "wedge", "sledge", "mallet", "gavel", "pick"), (3, 1.2, 1.5, 1.5, 1.5, 0.6, 0.8))
    u = rng.uniform
    long, size = u(0.7, 0.95), u(0.05, 0.08)
    reach = u(0.1, 0.16)
    y = long
    sections = int(pick(rng, (4, 8, 14)))
    if style in ("mallet", "gavel"):
        wide, half = u(0.08, 0.15), u(0.12, 0.2)
        if chance(rng, 0.6):
            bulge = u(0.9, 1.15)
            profile = [(0, -half), (wide * 0.9, -half), (wide, -half * 0.8), (wide * bulge, 0), (wide, half * 0.8),
                (wide * 0.9, half), (0, half)]  # fmt: skip
            head = [along_z(lathe(profile, 18))]
        else:
            head = [box((wide * 1.5, wide * 2, half * 2), (0, 0, 0), u(0.0, 0.03))]
    elif style == "sledge":
        head = [rod((0, 0, -reach * 1.2), (0, 0, reach * 1.2), size * 1.2, sections=sections),
            rod((0, 0, -reach * 1.3), (0, 0, reach * 1.3), size, sections=sections)]  # fmt: skip
    else:
        eye = box((size * 1.1, size * u(1.2, 1.7), size * 1.3), (0, 0, 0), 0.0 if chance(rng, 0.6) else 0.01)
        face = rod((0, 0, reach * u(0.6, 0.8)), (0, 0, reach * 1.2), size * u(0.7, 1.0), sections=sections)
        neck = rod((0, 0, 0), (0, 0, reach * 0.9), size * 0.65, size * u(0.45, 0.7), max(sections, 6))
        head = [eye, face, neck]
        if style == "claw":
            head.append(_claw(rng, reach * u(1.2, 1.7), size * 0.6))
        elif style == "ball":
            head += [rod((0, 0, 0), (0, 0, -reach * 0.8), size * 0.5),
                move(ellipsoid((size * 0.7,) * 3, 12, 8), (0, 0, -reach))]  # fmt: skip
        elif style == "wedge":
            flat = np.array([[(x * a, h * b, z) for x, h in ((1, 1), (-1, 1), (-1, -1), (1, -1))] for z, a,
                b in ((0, 0.6, 0.7), (-reach * u(1.0, 1.5), 0.7, 0.08))])  # fmt: skip
            head.append(loft(flat * (size, size, 1)))
        else:
            path = spline([(0, 0, 0), (0, 0, -reach), (0, -reach * u(0.1, 0.6), -reach * 2)], 6)
            head.append(tube(path, np.linspace(size * 0.6, 0.006, 6), 4, side=(1, 0, 0)))
    built.add("head", *(move(piece, (0, y, 0)) for piece in head))
    built.add("handle", *_shaft(rng, style, y + size * u(0.0, 0.9), size))
    return laid(rng, built)


def _shaft(rng: Rng, style: str, top: float, size: float) -> list[Piece]:
    """A hammer's handle from y = 0 to the head: turned wood, steel with a grip, or a fork of flat bars."""
    thick = size * rng.uniform(0.3, 0.55)
    form = rng.integers(3)
    if form == 0 or style == "gavel":
        swell = rng.uniform(1.1, 1.5)
        path = [(0, 0, 0), (0, top * 0.1, 0), (0, top * 0.35, 0), (0, top * 0.6, 0), (0, top, 0)]
        return [tube(path, [thick * swell * 0.8, thick * swell, thick * swell * 0.9, thick * 0.8, thick * 0.9], 10,
            flatten=rng.uniform(1.0, 1.6), side=(1, 0, 0))]  # fmt: skip
    if form == 1:
        cut = top * rng.uniform(0.35, 0.5)
        grip = tube([(0, 0, 0), (0, cut * 0.15, 0), (0, cut * 0.6, 0), (0, cut, 0)],
            [thick * 1.2, thick * 1.4, thick * 1.15, thick * 1.3], 10, flatten=1.3, side=(1, 0, 0))  # fmt: skip
        return [grip, rod((0, cut * 0.9, 0), (0, top, 0), thick * 0.7)]
    return [rod((0, 0, 0), (0, top, 0), thick * 1.2, thick, int(pick(rng, (4, 8, 12))))]


KINDS: tuple[Kind, ...] = (
    Kind(
        "scissors",
        scissors,
        {
            "blade": ("scissor blade", "cutting edge", "edge"),
            "handle": ("grip", "finger loop", "loop", "finger hole", "bow"),
            "screw": ("pivot", "rivet", "joint", "bolt", "pin"),
        },
        ("shears", "scissor", "snips", "clippers"),
        gravity=False,
    ),
    Kind(
        "pliers",
        pliers,
        {
            "leg": ("handle", "grip", "pliers handle", "arm"),
            "jaw": ("nose", "head", "pliers jaw", "clamp", "gripping jaw"),
            "joint": ("pivot", "screw", "rivet", "bolt"),
        },
        ("plier", "tongs", "pincers", "wire cutter"),
        gravity=False,
    ),
    Kind(
        "screwdriver",
        screwdriver,
        {
            "handle": ("grip", "screwdriver handle", "hold"),
            "shaft": ("shank", "rod", "stem", "blade"),
            "tip": ("head", "point", "bit", "screwdriver tip", "end"),
        },
        ("screw driver", "driver", "turnscrew"),
        gravity=False,
    ),
    Kind(
        "hammer",
        hammer,
        {
            "head": ("hammer head", "hammerhead", "metal head", "top"),
            "handle": ("grip", "shaft", "hammer handle", "haft", "stick"),
        },
        ("mallet", "sledgehammer", "claw hammer", "gavel"),
        gravity=False,
    ),
)
