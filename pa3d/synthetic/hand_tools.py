"""Screwdrivers and hammers standing along +y; scissors and pliers lying in the xy plane, tips up."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick, turned
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import (
    Piece,
    arc,
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
from pa3d.synthetic.vehicle_pieces import along_x, along_z, rod

Rng = np.random.Generator


def _laid(rng: Rng, built: Assembly) -> Assembly:
    """The tool as built, or laid down along another axis."""
    form = rng.integers(3)
    return turned(built, "x" if form == 1 else "z", 90) if form else built


def _flat_bar(path: Array, halves: Array, thick: float, square: float = 0.6) -> Piece:
    """A flat bar in the xy plane: half widths along the path, one thickness."""
    first = np.cross([0, 0, 1.0], path[1] - path[0])
    bar = tube(path, 1.0, 8, side=first, square=square)
    rings = bar.vertices[: len(path) * 8].reshape(len(path), 8, 3) - path[:, None]
    flat = rings * np.array([1, 1, 0]) * halves[:, None, None] + rings * np.array([0, 0, 1]) * thick / 2
    return loft(flat + path[:, None])


def _scissor_half(rng: Rng, style: str, sizes: dict[str, float], other: bool) -> tuple[Piece, list[Piece]]:
    """A blade leaning left at its top and a handle on the right below, about the pivot at the origin; z = 0."""
    long, wide, thick = sizes["blade"], sizes["width"], sizes["thick"]
    s = np.linspace(0, 1, 7)
    tip = sizes["tip"]
    outer = wide * (1 - s ** sizes["belly"] * (1 - tip))
    x = np.stack([-outer * 0.55, -outer * 0.3, 0 * s + wide * 0.45, 0 * s + wide * 0.45], 1)
    z = np.tile([0.0, 1.0, 0.35, -0.1], (7, 1)) * thick
    y = np.repeat((s * long - wide * 0.6)[:, None], 4, 1)
    blade = loft(np.stack([x, y, z], -1))
    shank, bow = sizes["shank"], sizes["bow"] * (sizes["uneven"] if other else 1.0)
    start, reach = -wide * 0.4, sizes["spread"]
    center = np.array([reach + bow * 0.7, start - shank - bow * 0.9, 0])
    rod_thick = sizes["rod"]
    pieces = []
    if style == "straight":  # shears without loops
        path = spline([(0, start * 0.3, 0), (reach * 0.8, start - shank * 0.5, 0), (reach * 1.2, start - shank - bow, 0), (reach * 1.1, start - shank - bow * 2, 0)], 8)
        return blade, [_flat_bar(path, np.linspace(wide * 0.5, rod_thick * 1.8, 8), thick * 2.5)]
    path = spline([(0, start * 0.3 + wide * 0.3, 0), (reach * 0.35, start - shank * 0.5, 0), (center[0] - bow * 0.55, center[1] + bow * 0.75, 0)], 6)
    pieces.append(_flat_bar(path, np.linspace(wide * 0.45, rod_thick * 1.1, 6), max(thick * 1.2, rod_thick)))
    angle = np.linspace(0, 2 * np.pi, 18, endpoint=False)
    stretch_y = sizes["oval"] * (sizes["uneven"] ** 0.5 if other else 1)
    loop = center + np.stack([bow * np.cos(angle), bow * stretch_y * np.sin(angle), 0 * angle], 1)
    loop[:, 1] -= bow * (stretch_y - 1)
    if sizes["slant"]:
        loop = turn(Piece(loop, np.zeros((0, 3), int)), "z", sizes["slant"], center).vertices
    pieces.append(tube(loop, rod_thick, 6, closed=True, flatten=sizes["flat"], side=(0, 0, 1)))
    return blade, pieces


def scissors(rng: Rng) -> Assembly:
    """Office, tailor's, children's, embroidery, surgical scissors, shears and snips."""
    built = Assembly()
    if chance(rng, 0.08):
        return _laid(rng, _snips(rng, built))
    style = pick(rng, ("office", "tailor", "fine", "straight", "child"), (4, 2, 2, 1, 1.5))
    u = rng.uniform
    bow = u(0.1, 0.17) if style != "fine" else u(0.06, 0.1)
    sizes = {
        "blade": u(0.4, 0.62) if style != "child" else u(0.3, 0.42), "width": u(0.05, 0.1) if style != "fine" else u(0.03, 0.05), "thick": u(0.008, 0.02),
        "tip": u(0.02, 0.2) if style != "child" else u(0.4, 0.7), "belly": u(0.9, 3), "shank": u(0.05, 0.2) if style != "fine" else u(0.25, 0.45), "bow": bow,
        "uneven": u(1.1, 1.5) if style == "tailor" else 1.0, "oval": u(0.95, 1.7), "spread": u(0.0, 0.06), "rod": u(0.013, 0.03) * (0.6 if style == "fine" else 1.0),
        "slant": float(pick(rng, (0.0, u(-25, 25)))), "flat": u(0.7, 1.6),
    }  # fmt: skip
    angle = float(pick(rng, (0.0, u(5, 20), u(20, 35)), (1, 1, 1)))
    for side in (1, -1):
        blade, handle = _scissor_half(rng, style, sizes, side < 0)
        if side < 0:
            blade = mirror(stretch(blade, (1, 1, -1)))
            handle = [mirror(piece) for piece in handle]
        built.add("blade", turn(blade, "z", side * angle))
        built.add("handle", *(turn(piece, "z", side * angle) for piece in handle))
    if chance(rng, 0.9):
        size, high = sizes["width"] * u(0.2, 0.4), sizes["thick"] * u(3, 5)
        screw = along_z(move(cylinder(size, high, size * u(0.6, 1), 10), (0, -high / 2, 0)))
        built.add("screw", screw)
    return _laid(rng, built)


def _snips(rng: Rng, built: Assembly) -> Assembly:
    """Thread snips and sheep shears: two blades on a spring bow."""
    wide, bow, long = rng.uniform(0.05, 0.1), rng.uniform(0.08, 0.13), rng.uniform(0.35, 0.5)
    curve = arc(bow, 180, 360, 9)
    path = np.concatenate([[(-wide * 0.4, 0.35)], [(-bow, 0.1)], curve, [(bow, 0.1)], [(wide * 0.4, 0.35)]])
    path = np.column_stack([path, np.zeros(len(path))])
    built.add("handle", _flat_bar(path, np.full(len(path), 0.012), rng.uniform(0.03, 0.06)))
    s = np.linspace(0, 1, 5)
    half = np.stack([np.stack([-wide * (1 - s) * 0.9 + 0.01, 0.33 + s * long, 0 * s], 1), np.stack([0 * s + 0.01, 0.33 + s * long, 0 * s + 0.012], 1), np.stack([0 * s + 0.01, 0.33 + s * long, 0 * s - 0.004], 1)], 1)
    blade = loft(half)
    built.add("blade", blade, mirror(stretch(blade, (1, 1, -1))))
    return built


def pliers(rng: Rng) -> Assembly:
    """Combination, long-nose, water-pump, cutting and pincer pliers, tongs."""
    built = Assembly()
    style = pick(rng, ("combination", "nose", "pump", "cutter", "pincer"), (3, 2, 1.5, 1.5, 1))
    u = rng.uniform
    thick, wide = u(0.05, 0.1), u(0.05, 0.09)
    jaw = {"nose": u(0.3, 0.45), "cutter": u(0.12, 0.18), "pincer": u(0.15, 0.22)}.get(style, u(0.18, 0.28))
    leg, spread, grip = u(0.5, 0.8), u(0.08, 0.17), u(0.018, 0.035)
    angle = float(pick(rng, (0.0, u(3, 10), u(10, 25))))
    sleeve = chance(rng, 0.5)
    for side in (1, -1):
        s = np.linspace(0, 1, 6)
        outer = {"nose": wide * (0.85 - 0.7 * s**0.6), "cutter": wide * (1.1 - 0.8 * s**2), "combination": wide * (0.95 - 0.35 * s**2), "pump": wide * (0.8 - 0.3 * s)}.get(style, wide * (0.8 + 0 * s))
        if style == "pincer":
            path = spline([(0.01, 0, 0), (wide * 1.6, jaw * 0.5, 0), (wide * 1.1, jaw * 0.95, 0), (0.012, jaw * 1.05, 0)], 8)
            head = _flat_bar(path, np.full(8, wide * 0.3), thick)
        else:
            inner = np.where((s > 0.15) & (s < 0.6), wide * 0.12, 0.004) if style != "cutter" else 0.003 + 0 * s
            ring = np.stack([np.stack([inner, outer, outer, inner], 1), np.repeat((s * jaw)[:, None], 4, 1), np.array([-0.5, -0.5, 0.5, 0.5]) * thick * (1 - (0.5 if style == "nose" else 0.15) * s)[:, None]], -1)
            head = loft(ring)
            if style == "pump":
                head = move(turn(head, "z", -25), (0.02, 0, 0))
        legs = [(0, 0.0), (-wide * 0.75, -wide * 0.8), (-spread, -leg * 0.4), (-spread * u(0.8, 1.3), -leg)]
        if style == "pump":
            legs = [(0.02, 0.03), (-wide * 0.5, -wide), (-spread * 0.7, -leg * 0.5), (-spread * 0.9, -leg * 1.2)]
        path = np.column_stack([spline(legs, 10), np.zeros(10)])
        halves = np.interp(np.linspace(0, 1, 10), [0, 0.25, 1], [wide * 0.6, grip * 0.9, grip])
        half = [_flat_bar(path, halves, thick * 0.7)]
        if sleeve:
            half.append(_flat_bar(path[4:], halves[4:] * 1.35, thick * 0.95, 0.9))
        if side < 0:
            head, half = mirror(head), [mirror(piece) for piece in half]
        built.add("jaw", turn(head, "z", -side * angle))
        built.add("leg", *(turn(piece, "z", -side * angle) for piece in half))
    size = wide * u(0.3, 0.6)
    if chance(rng, 0.8):
        built.add("joint", along_z(move(cylinder(size, thick * 1.15, sections=12), (0, -thick * 0.575, 0))))
    if chance(rng, 0.6) and style != "pincer":
        built.add("jaw", along_z(move(cylinder(wide * 0.9, thick * 0.9, sections=14), (0, -thick * 0.45, 0))))
    return _laid(rng, built)


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
    profile = np.concatenate([[(0.0, 0.0)], np.stack([radius, -long * s * 0.93], 1), [(radius[-1] * 0.7, -long), (0, -long)]])
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
        built.add("handle", along_x(move(stretch(_driver_handle(rng, reach * 2, wide * 0.8), (1, 1, 1)), (0, reach, 0))), rod((0, 0, 0), (0, 0.08, 0), wide * 0.5))
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
        rings = np.array([[(x * a, y, z * b) for x, z in ((1, 1), (-1, 1), (-1, -1), (1, -1))] for y, a, b in ((shaft - 0.005, 0.75, 0.75), (shaft + tip * 0.5, flare, 0.5), (shaft + tip, flare * 0.95, 0.15))])
        built.add("tip", loft(rings * (thin, 1, thin)))
    elif form == 1:  # a cross head
        fin = np.array([[(x * a, y, z * b) for x, z in ((1, 1), (-1, 1), (-1, -1), (1, -1))] for y, a, b in ((shaft - 0.005, 1.0, 0.35), (shaft + tip * 0.55, 0.9, 0.3), (shaft + tip, 0.25, 0.2))]) * (thin, 1, thin)
        built.add("tip", loft(fin), turn(loft(fin), "y", 90), rod((0, shaft, 0), (0, shaft + tip * 0.9, 0), thin * 0.7, thin * 0.2))
    else:  # a socket or a star
        built.add("tip", rod((0, shaft - 0.005, 0), (0, shaft + tip, 0), thin * u(0.6, 2.0), sections=6))
    return _laid(rng, built)


def _claw(rng: Rng, head: float, size: float) -> Piece:
    """Two prongs curving backwards and down from the origin along -z."""
    drop, gap = head * rng.uniform(0.0, 0.5), size * rng.uniform(0.25, 0.5)
    path = spline([(0, 0, 0.02), (gap * 0.5, 0.02 * head, -head * 0.3), (gap, -drop * 0.4, -head * 0.7), (gap * 1.1, -drop, -head)], 7)
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
            profile = [(0, -half), (wide * 0.9, -half), (wide, -half * 0.8), (wide * bulge, 0), (wide, half * 0.8), (wide * 0.9, half), (0, half)]
            head = [along_z(lathe(profile, 18))]
        else:
            head = [box((wide * 1.5, wide * 2, half * 2), (0, 0, 0), u(0.0, 0.03))]
    elif style == "sledge":
        head = [rod((0, 0, -reach * 1.2), (0, 0, reach * 1.2), size * 1.2, sections=sections), rod((0, 0, -reach * 1.3), (0, 0, reach * 1.3), size, sections=sections)]
    else:
        eye = box((size * 1.1, size * u(1.2, 1.7), size * 1.3), (0, 0, 0), 0.0 if chance(rng, 0.6) else 0.01)
        face = rod((0, 0, reach * u(0.6, 0.8)), (0, 0, reach * 1.2), size * u(0.7, 1.0), sections=sections)
        neck = rod((0, 0, 0), (0, 0, reach * 0.9), size * 0.65, size * u(0.45, 0.7), max(sections, 6))
        head = [eye, face, neck]
        if style == "claw":
            head.append(_claw(rng, reach * u(1.2, 1.7), size * 0.6))
        elif style == "ball":
            head += [rod((0, 0, 0), (0, 0, -reach * 0.8), size * 0.5), move(ellipsoid((size * 0.7,) * 3, 12, 8), (0, 0, -reach))]
        elif style == "wedge":
            flat = np.array([[(x * a, h * b, z) for x, h in ((1, 1), (-1, 1), (-1, -1), (1, -1))] for z, a, b in ((0, 0.6, 0.7), (-reach * u(1.0, 1.5), 0.7, 0.08))])
            head.append(loft(flat * (size, size, 1)))
        else:
            path = spline([(0, 0, 0), (0, 0, -reach), (0, -reach * u(0.1, 0.6), -reach * 2)], 6)
            head.append(tube(path, np.linspace(size * 0.6, 0.006, 6), 4, side=(1, 0, 0)))
    built.add("head", *(move(piece, (0, y, 0)) for piece in head))
    built.add("handle", *_shaft(rng, style, y + size * u(0.0, 0.9), size))
    return _laid(rng, built)


def _shaft(rng: Rng, style: str, top: float, size: float) -> list[Piece]:
    """A hammer's handle from y = 0 to the head: turned wood, steel with a grip, or a fork of flat bars."""
    thick = size * rng.uniform(0.3, 0.55)
    form = rng.integers(3)
    if form == 0 or style == "gavel":
        swell = rng.uniform(1.1, 1.5)
        path = [(0, 0, 0), (0, top * 0.1, 0), (0, top * 0.35, 0), (0, top * 0.6, 0), (0, top, 0)]
        return [tube(path, [thick * swell * 0.8, thick * swell, thick * swell * 0.9, thick * 0.8, thick * 0.9], 10, flatten=rng.uniform(1.0, 1.6), side=(1, 0, 0))]
    if form == 1:
        cut = top * rng.uniform(0.35, 0.5)
        grip = tube([(0, 0, 0), (0, cut * 0.15, 0), (0, cut * 0.6, 0), (0, cut, 0)], [thick * 1.2, thick * 1.4, thick * 1.15, thick * 1.3], 10, flatten=1.3, side=(1, 0, 0))
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
        ("plier", "tongs", "pincers", "wire cutter", "wrench"),
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
