"""Hinged hand tools: scissors and pliers, lying in the xy plane with their tips up."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick, turned
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, arc, cylinder, loft, mirror, move, spline, stretch, tube, turn
from pa3d.synthetic.vehicle_pieces import along_z

Rng = np.random.Generator


def laid(rng: Rng, built: Assembly) -> Assembly:
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
        path = spline([(0, start * 0.3, 0), (reach * 0.8, start - shank * 0.5, 0),
            (reach * 1.2, start - shank - bow, 0), (reach * 1.1, start - shank - bow * 2, 0)], 8)  # fmt: skip
        return blade, [_flat_bar(path, np.linspace(wide * 0.5, rod_thick * 1.8, 8), thick * 2.5)]
    path = spline([(0, start * 0.3 + wide * 0.3, 0), (reach * 0.35, start - shank * 0.5, 0),
        (center[0] - bow * 0.55, center[1] + bow * 0.75, 0)], 6)  # fmt: skip
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
        return laid(rng, _snips(rng, built))
    style = pick(rng, ("office", "tailor", "fine", "straight", "child"), (4, 2, 2, 1, 1.5))
    u = rng.uniform
    bow = u(0.1, 0.17) if style != "fine" else u(0.06, 0.1)
    sizes = {"blade": u(0.45, 0.75) if style != "child" else u(0.32, 0.48),
        "width": u(0.05, 0.1) if style != "fine" else u(0.03, 0.05), "thick": u(0.008, 0.02),
        "tip": u(0.02, 0.2) if style != "child" else u(0.4, 0.7), "belly": u(0.9, 3),
        "shank": u(0.05, 0.2) if style != "fine" else u(0.25, 0.45), "bow": bow,
        "uneven": u(1.1, 1.5) if style == "tailor" else 1.0, "oval": u(0.95, 1.7), "spread": u(0.0, 0.06),
        "rod": u(0.011, 0.026) * (0.6 if style == "fine" else 1.0), "slant": float(pick(rng, (0.0, u(-25, 25)))),
        "flat": u(0.7, 1.6)}  # fmt: skip
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
    return laid(rng, built)


def _snips(rng: Rng, built: Assembly) -> Assembly:
    """Thread snips and sheep shears: two blades on a spring bow."""
    wide, bow, long = rng.uniform(0.05, 0.1), rng.uniform(0.08, 0.13), rng.uniform(0.35, 0.5)
    curve = arc(bow, 180, 360, 9)
    path = np.concatenate([[(-wide * 0.4, 0.35)], [(-bow, 0.1)], curve, [(bow, 0.1)], [(wide * 0.4, 0.35)]])
    path = np.column_stack([path, np.zeros(len(path))])
    built.add("handle", _flat_bar(path, np.full(len(path), 0.012), rng.uniform(0.03, 0.06)))
    s = np.linspace(0, 1, 5)
    half = np.stack([np.stack([-wide * (1 - s) * 0.9 + 0.01, 0.33 + s * long, 0 * s], 1),
        np.stack([0 * s + 0.01, 0.33 + s * long, 0 * s + 0.012], 1),
        np.stack([0 * s + 0.01, 0.33 + s * long, 0 * s - 0.004], 1)], 1)  # fmt: skip
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
        outer = {"nose": wide * (0.85 - 0.7 * s**0.6), "cutter": wide * (1.1 - 0.8 * s**2),
            "combination": wide * (0.95 - 0.35 * s**2), "pump": wide * (0.8 - 0.3 * s)}.get(style,
            wide * (0.8 + 0 * s))  # fmt: skip
        if style == "pincer":
            path = spline([(0.01, 0, 0), (wide * 1.6, jaw * 0.5, 0), (wide * 1.1, jaw * 0.95, 0),
                (0.012, jaw * 1.05, 0)], 8)  # fmt: skip
            head = _flat_bar(path, np.full(8, wide * 0.3), thick)
        else:
            inner = np.where((s > 0.15) & (s < 0.6), wide * 0.12, 0.004) if style != "cutter" else 0.003 + 0 * s
            ring = np.stack([np.stack([inner, outer, outer, inner], 1), np.repeat((s * jaw)[:, None], 4, 1),
                np.array([-0.5, -0.5, 0.5, 0.5]) * thick * (1 - (0.5 if style == "nose" else 0.15) * s)[:, None]],
                -1)  # fmt: skip
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
    return laid(rng, built)
