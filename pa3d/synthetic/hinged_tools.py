"""Scissors and shears, lying in the xy plane with their tips up."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick, turned
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, arc, cylinder, loft, mirror, move, spline, stretch, tube, turn
from pa3d.synthetic.vehicle_pieces import along_z

Rng = np.random.Generator
_SCISSORS = ("office", "moulded", "fine", "straight", "child", "garden", "tin")


def laid(rng: Rng, built: Assembly) -> Assembly:
    """The tool as built, or laid down along another axis."""
    form = rng.integers(3)
    return turned(built, "x" if form == 1 else "z", 90) if form else built


def flat_bar(path: Array, halves: Array, thick: float, square: float = 0.6) -> Piece:
    """A flat bar in the xy plane: half widths along the path, one thickness."""
    first = np.cross([0, 0, 1.0], path[1] - path[0])
    bar = tube(path, 1.0, 8, side=first, square=square)
    rings = bar.vertices[: len(path) * 8].reshape(len(path), 8, 3) - path[:, None]
    flat = rings * np.array([1, 1, 0]) * halves[:, None, None] + rings * np.array([0, 0, 1]) * thick / 2
    return loft(flat + path[:, None])


def _blade(sizes: dict[str, float]) -> Piece:
    """A blade leaning left at its top, from its tang below the origin; its inner face on z = 0."""
    long, wide, thick = sizes["blade"], sizes["width"], sizes["thick"]
    s = np.linspace(0, 1, 9)
    outer = wide * (1 - s ** sizes["belly"] * (1 - sizes["tip"]))
    y = s * long - wide * 0.6
    if sizes["round"]:  # a round end
        outer[-2:] *= (0.8, 0.35)
    edge = np.minimum(wide * 0.45, outer)
    x = np.stack([-outer * 0.55, -outer * 0.3, edge, edge], 1) + sizes["curve"] * long * (s**2)[:, None]
    z = np.tile([0.0, 1.0, 0.35, -0.1], (9, 1)) * thick
    blade = np.stack([x, np.repeat(y[:, None], 4, 1), z], -1)
    tang = blade[:1] * (0.6, 1, 1) - (0, sizes["tang"], 0)
    return loft(np.concatenate([tang, blade]))


def _loop(center: Array, radii: tuple[float, float], rim: Array, thick: float, slant: float) -> Piece:
    """A flat moulded ring: inner radii, its rim's breadth at each of the points, thickness."""
    angle = np.linspace(0, 2 * np.pi, len(rim), endpoint=False)
    unit = np.stack([np.cos(angle), np.sin(angle), 0 * angle], 1)
    inner = unit * (*radii, 0)
    outer = inner + unit * rim[:, None]
    lift = np.array([0, 0, thick / 2])
    edge = outer * (0.96, 0.96, 1)
    sides = [edge - lift, outer - lift * 0.5, outer + lift * 0.5, edge + lift, inner + lift, inner - lift]
    rings = np.stack(sides)
    piece = loft(rings, closed=True)
    return move(turn(Piece(piece.vertices, piece.faces[:, ::-1]), "z", slant), center)


def _moulded(rng: Rng, sizes: dict[str, float], other: bool) -> list[Piece]:
    """A broad plastic handle on the right below: shank, flat ring, a sleeve that may reach far up the blade."""
    wide, bow = sizes["width"], sizes["bow"] * (sizes["uneven"] if other else 1.0)
    long = bow * sizes["oval"] * (sizes["uneven"] if other else 1.0)
    thick, rim = sizes["rod"] * 2.2, sizes["rod"] * sizes["broad"]
    center = np.array([sizes["spread"] + bow + rim, -wide * 0.4 - sizes["shank"] - long * 0.8, 0])
    angle = np.linspace(0, 2 * np.pi, 18, endpoint=False)
    breadth = rim * (1 + sizes["swell"] * np.maximum(np.cos(angle - np.deg2rad(sizes["toward"])), 0) ** 2)
    pieces = [_loop(center, (bow, long), breadth, thick, sizes["slant"])]
    top = np.array([0, sizes["sleeve"], 0])
    path = spline([top, (0, -wide * 0.3, 0), (sizes["spread"] * 0.6, -wide * 0.4 - sizes["shank"] * 0.7, 0),
        np.add(center, (-bow * 0.6 - rim * 0.5, long * 0.75 + rim * 0.4, 0))], 9)  # fmt: skip
    halves = np.interp(np.linspace(0, 1, 9), [0, 0.4, 1], [wide * sizes["cover"], wide * 0.6, rim * 0.9 + wide * 0.1])
    pieces.append(flat_bar(path, halves, thick * 0.95))
    return pieces


def _rod_handle(sizes: dict[str, float], other: bool) -> list[Piece]:
    """A metal shank and a round ring on the right below."""
    wide, thick, shank = sizes["width"], sizes["thick"], sizes["shank"]
    bow = sizes["bow"] * (sizes["uneven"] if other else 1.0)
    start, reach, rod_thick = -wide * 0.4, sizes["spread"], sizes["rod"]
    center = np.array([reach + bow * 0.7, start - shank - bow * 0.9, 0])
    path = spline([(0, start * 0.3 + wide * 0.3, 0), (reach * 0.35, start - shank * 0.5, 0),
        (center[0] - bow * 0.55, center[1] + bow * 0.75, 0)], 6)  # fmt: skip
    pieces = [flat_bar(path, np.linspace(wide * 0.45, rod_thick * 1.1, 6), max(thick * 1.2, rod_thick))]
    angle = np.linspace(0, 2 * np.pi, 18, endpoint=False)
    stretch_y = sizes["oval"] * (sizes["uneven"] ** 0.5 if other else 1)
    loop = center + np.stack([bow * np.cos(angle), bow * stretch_y * np.sin(angle), 0 * angle], 1)
    loop[:, 1] -= bow * (stretch_y - 1)
    if sizes["slant"]:
        loop = turn(Piece(loop, np.zeros((0, 3), int)), "z", sizes["slant"], center).vertices
    pieces.append(tube(loop, rod_thick, 6, closed=True, flatten=sizes["flat"], side=(0, 0, 1)))
    return pieces


def _bare_handle(sizes: dict[str, float], other: bool, hook: float) -> list[Piece]:
    """A grip without a loop: straight, bent or with a hooked end; with or without a thicker sleeve."""
    wide, reach, long = sizes["width"], sizes["spread"] + 0.02, sizes["grip"] * (1.0 if not other else 0.97)
    path = spline([(0, sizes["sleeve"] * 0.5, 0), (reach * 0.9, -long * 0.2, 0), (reach * 1.5, -long * 0.65, 0),
        (reach * 1.4 + hook, -long, 0)], 9)  # fmt: skip
    halves = np.interp(np.linspace(0, 1, 9), [0, 0.3, 1], [wide * 0.5, sizes["rod"] * 1.5, sizes["rod"] * 1.9])
    pieces = [flat_bar(path, halves, sizes["thick"] * 2.5)]
    if sizes["broad"] > 1.5:
        pieces.append(flat_bar(path[3:], halves[3:] * 1.3, max(sizes["thick"] * 3.5, sizes["rod"] * 2), 0.8))
    return pieces


def _scissor_sizes(rng: Rng, style: str) -> dict[str, float]:
    u = rng.uniform
    fine, blunt, short = style == "fine", style == "child", style in ("garden", "tin")
    blade = u(0.2, 0.42) if short or blunt else u(0.35, 0.8)
    return {"blade": blade, "width": u(0.03, 0.05) if fine else blade * u(0.1, 0.3) if not short else u(0.06, 0.13),
        "thick": u(0.008, 0.022) * (1.6 if short else 1), "tip": u(0.35, 0.7) if blunt else u(0.02, 0.3),
        "belly": u(0.9, 3.5), "round": float(blunt and chance(rng, 0.7)),
        "curve": float(pick(rng, (0.0, u(-0.12, 0.12)), (3, 1))),
        "tang": u(0.0, 0.1) if style == "moulded" else 0.0, "shank": u(0.25, 0.45) if fine else u(0.0, 0.2),
        "bow": u(0.05, 0.1) if fine else u(0.075, 0.17),
        "uneven": float(pick(rng, (1.0, u(1.1, 1.6)), (2, 1.5))), "oval": u(0.95, 2.0), "spread": u(0.0, 0.08),
        "rod": u(0.009, 0.028) * (0.6 if fine else 1.0), "slant": float(pick(rng, (0.0, u(-30, 30)))),
        "flat": u(0.6, 1.8),
        "broad": u(0.9, 2.4), "swell": u(0.0, 1.6), "toward": u(60, 200), "grip": u(0.4, 0.8),
        "sleeve": blade * float(pick(rng, (u(0.0, 0.06), u(0.06, 0.35)))), "cover": u(0.45, 0.75)}  # fmt: skip


def scissors(rng: Rng) -> Assembly:
    """Office, tailor's, kitchen, children's, embroidery, surgical scissors, garden and sheep shears, tin snips."""
    built = Assembly()
    if chance(rng, 0.06):
        return laid(rng, _snips(rng, built))
    style = pick(rng, _SCISSORS, (3, 5, 1.5, 0.7, 1.5, 1.2, 0.7))
    u = rng.uniform
    sizes = _scissor_sizes(rng, style)
    angle = float(pick(rng, (0.0, u(1, 8), u(8, 20), u(20, 45)), (1.5, 1, 1.5, 1)))
    moulded = style == "moulded" or (style == "child" and chance(rng, 0.7))
    hook = float(pick(rng, (0.0, u(-0.08, 0.08))))
    for side in (1, -1):
        blade = _blade(sizes | ({"width": sizes["width"] * u(0.5, 0.9)} if style == "garden" and side < 0 else {}))
        if moulded:
            handle = _moulded(rng, sizes, side < 0)
        elif style in ("garden", "tin", "straight"):
            handle = _bare_handle(sizes, side < 0, hook)
        else:
            handle = _rod_handle(sizes, side < 0)
        if side < 0:
            blade = mirror(stretch(blade, (1, 1, -1)))
            handle = [mirror(piece) for piece in handle]
        built.add("blade", turn(blade, "z", side * angle))
        built.add("handle", *(turn(piece, "z", side * angle) for piece in handle))
    if style in ("garden", "tin") and chance(rng, 0.5):  # a spring between the grips
        _spring(built, sizes, angle)
    if chance(rng, 0.85):
        size = sizes["width"] * u(0.15, 0.45)
        high = max(sizes["thick"] * u(2.5, 5), (sizes["rod"] * 2.2 if moulded else 0) * 1.15)
        screw = along_z(move(cylinder(size, high, size * u(0.6, 1), int(pick(rng, (6, 10, 14)))), (0, -high / 2, 0)))
        built.add("screw", screw)
    return laid(rng, built)


def _spring(built: Assembly, sizes: dict[str, float], angle: float) -> None:
    """A coil across, halfway down the grips."""
    y = -sizes["grip"] * 0.25
    half = sizes["spread"] + 0.02 + abs(y) * np.sin(np.deg2rad(angle))
    step = np.linspace(-1, 1, 30)
    radius = sizes["rod"] * 0.9
    coil = np.stack([step * half, y + radius * np.cos(step * 20), radius * np.sin(step * 20)], 1)
    built.add("handle", tube(coil, radius * 0.25, 4))


def _snips(rng: Rng, built: Assembly) -> Assembly:
    """Thread snips and sheep shears: two blades on a spring bow."""
    wide, bow, long = rng.uniform(0.05, 0.1), rng.uniform(0.08, 0.13), rng.uniform(0.35, 0.5)
    curve = arc(bow, 180, 360, 9)
    path = np.concatenate([[(-wide * 0.4, 0.35)], [(-bow, 0.1)], curve, [(bow, 0.1)], [(wide * 0.4, 0.35)]])
    path = np.column_stack([path, np.zeros(len(path))])
    built.add("handle", flat_bar(path, np.full(len(path), 0.012), rng.uniform(0.03, 0.06)))
    s = np.linspace(0, 1, 5)
    half = np.stack([np.stack([-wide * (1 - s) * 0.9 + 0.01, 0.33 + s * long, 0 * s], 1),
        np.stack([0 * s + 0.01, 0.33 + s * long, 0 * s + 0.012], 1),
        np.stack([0 * s + 0.01, 0.33 + s * long, 0 * s - 0.004], 1)], 1)  # fmt: skip
    blade = loft(half)
    built.add("blade", blade, mirror(stretch(blade, (1, 1, -1))))
    return built
