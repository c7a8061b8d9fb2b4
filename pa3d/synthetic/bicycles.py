"""Bicycles and skateboards. The front looks along +z; wheels stand on y = 0."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, arc, box, cylinder, ellipsoid, join, move, sheet, spline, stretch, tube, turn
from pa3d.synthetic.vehicle_pieces import along_x, both, hull, ring, rod, spoked_wheel

Rng = np.random.Generator


def _handlebar(rng: Rng, form: str, half: float, thick: float) -> Piece:
    """A bar about the top of its stem."""
    if form == "drop":
        curve = [(0, 0, 0), (half * 0.8, 0, 0.02), (half, 0, 0.09), (half, -0.06, 0.13), (half, -0.12, 0.08),
            (half, -0.12, 0.0)]  # fmt: skip
        path = spline(curve, 9)
    elif form == "swept":
        path = spline([(0, 0, 0), (half * 0.4, 0.03, 0.05), (half * 0.9, 0.06, -0.02), (half, 0.05, -0.15)], 8)
    elif form == "bmx":
        path = np.array([(0, 0, 0), (half * 0.3, 0.0, 0), (half * 0.55, 0.16, 0.0), (half, 0.17, -0.03)])
    elif form == "chopper":
        path = np.array([(half * 0.15, 0, 0), (half * 0.5, 0.28, -0.02), (half, 0.3, -0.1)])
    else:
        path = np.array([(0, 0, 0), (half * 0.5, 0.005, 0.0), (half, 0.01, rng.uniform(-0.05, 0))])
    start = path[-2] * 0.6 + path[-1] * 0.4 if form != "drop" else path[-2]
    return both(join(tube(path, thick, 6), rod(start, path[-1], thick * 1.6, sections=6)))


def _saddle(rng: Rng, wide: float, long: float) -> Piece:
    """Narrow nose forwards, broad rear, its top about y = 0."""
    thick = rng.uniform(0.012, 0.03)
    return hull([(long * 0.55, -0.01, wide * 0.18, thick * 0.6), (long * 0.1, 0, wide * 0.35, thick),
        (-long * 0.25, 0.005, wide * 0.95, thick), (-long * 0.45, 0.01, wide * 0.7, thick * 0.8)], 10, 8)  # fmt: skip


def _crank(rng: Rng, size: float, half: float) -> Piece:
    """Chainwheel, two cranks and pedals about the bottom bracket."""
    angle = rng.uniform(0, 360)
    plate = along_x(move(cylinder(size * rng.uniform(0.45, 0.65), 0.01, sections=14), (0, half * 0.5, 0)))
    arm = rod((half * 0.9, 0, 0), (half * 1.1, 0, size), 0.012, 0.009, 4)
    pedal = box((size * 0.55, 0.02, size * 0.45), (half * 1.1 + size * 0.28, 0, size))
    right = turn(join(arm, pedal), "x", angle)
    left = turn(stretch(join(arm, pedal), (-1, 1, -1)), "x", angle)
    axle = rod((-half, 0, 0), (half, 0, 0), 0.012, sections=6)
    return join(plate, right, left, axle)


def _frame(rng: Rng, form: str, place: dict[str, Array], thick: float) -> Piece:
    """The tubes between head, seat, bottom bracket and rear axle."""
    head, seat, crank, rear = (place[name] for name in ("head", "seat", "crank", "rear"))
    low = place["head low"]
    stays = [both(rod(crank + np.array([0.02, 0, 0]), rear + np.array([0.035, 0, 0]), thick * 0.6, sections=6)),
        both(rod(seat * 0.95 + crank * 0.05 + np.array([0.02, 0, 0]), rear + np.array([0.035, 0, 0]), thick * 0.5,
        sections=6))]  # fmt: skip
    post = rod(crank, seat, thick, sections=8)
    if form == "diamond":
        main = [rod(head, seat * 0.97 + crank * 0.03, thick, sections=8), rod(low, crank, thick * 1.15, sections=8),
            post]  # fmt: skip
    elif form == "step":
        knee = seat * 0.45 + crank * 0.55
        main = [tube(spline([head, (head + knee) / 2 - (0, 0.06, 0.02), knee], 6), thick, 6),
            rod(low, crank, thick, sections=8), post]  # fmt: skip
    elif form == "beam":  # one thick tube: folding and child's bicycles
        main = [tube(spline([low, (low + crank) / 2 + (0, rng.uniform(-0.04, 0.05), 0), crank * 0.75 + seat * 0.25], 6),
            thick * 2, 8), post]  # fmt: skip
    elif form == "cruiser":
        sag = rng.uniform(0.03, 0.09)
        main = [tube(spline([head, (head + seat) / 2 + (0, sag, 0), seat * 0.9 + crank * 0.1, rear], 9), thick, 6),
            tube(spline([low, (low + crank) / 2 - (0, sag * 0.6, 0), crank], 6), thick, 6), post]  # fmt: skip
    else:  # full suspension
        pivot = crank * 0.65 + seat * 0.35
        main = [rod(head, pivot + np.array([0, 0.05, 0.05]), thick * 1.4, sections=8),
            rod(low, crank, thick * 1.6, sections=8), rod(pivot, seat, thick, sections=8),
            rod(crank, pivot + np.array([0, 0.06, 0]), thick, sections=6)]  # fmt: skip
    return join(rod(low - (head - low) * 0.2, head + (head - low) * 0.3, thick * 1.3, sections=8), *main, *stays)


def _guard(radius: float, z: float, width: float, start: float, end: float) -> Piece:
    """A mudguard over a wheel, degrees from the front."""
    rim = arc(radius, start, end, 9)
    grid = np.stack([np.stack([0 * rim[:, 0] + x, rim[:, 1], rim[:, 0]], 1) for x in (-width, 0, width)], 1)
    return move(sheet(grid), (0, 0, z))


def _upright(rng: Rng, built: Assembly, style: str) -> None:
    """Two equal wheels and a rider between them."""
    small = style in ("bmx", "folding", "child")
    radius = rng.uniform(0.15, 0.2) if small else rng.uniform(0.21, 0.26)
    base = rng.uniform(0.44, 0.54) if not small else rng.uniform(0.36, 0.52)
    base = max(base, radius * 2.15)
    front, back = base * 0.52, -base * 0.48
    thick = rng.uniform(0.01, 0.018) * (1.4 if style in ("child", "mountain") else 1)
    crank_y = radius * rng.uniform(0.85, 1.1)
    seat_y = {"bmx": 0.42, "child": 0.4}.get(style, rng.uniform(0.56, 0.68))
    head_y = rng.uniform(0.5, 0.6) if not small else rng.uniform(0.4, 0.56)
    head_z = front - rng.uniform(0.09, 0.15)
    crank_z = back + radius * rng.uniform(1.0, 1.2)
    place = {"head": np.array([0, head_y, head_z]), "head low": np.array([0, head_y - rng.uniform(0.07, 0.13),
        head_z + 0.025]), "seat": np.array([0, seat_y - 0.08, crank_z - (seat_y - crank_y) * 0.33]),
        "crank": np.array([0, crank_y, crank_z]), "rear": np.array([0, radius, back])}  # fmt: skip
    form = {"bmx": "diamond", "folding": "beam", "child": pick(rng, ("beam", "step")),
        "city": pick(rng, ("step", "cruiser", "diamond")), "mountain": pick(rng, ("diamond", "suspended")),
        "road": "diamond"}[style]  # fmt: skip
    built.add("frame", _frame(rng, form, place, thick))
    axis = (place["head"] - place["head low"]) / np.linalg.norm(place["head"] - place["head low"])
    crown = place["head low"] - axis * 0.03
    wide = 0.035 if style != "mountain" else 0.05
    built.add("frame", both(tube([(0, *crown[1:]), (wide, *(crown[1:] - (0.01, 0))), (wide, radius, front)],
        thick * 0.8, 6)))  # fmt: skip
    stem = place["head"] + axis * rng.uniform(0.03, 0.1)
    hold = stem + np.array([0, 0.01, rng.uniform(0, 0.07)])
    built.add("handlebar", tube([place["head"], stem, hold], thick * 0.9, 6))
    bend = {"road": "drop", "bmx": "bmx", "city": pick(rng, ("swept", "flat")),
        "child": pick(rng, ("swept", "bmx", "flat", "chopper"))}.get(style, "flat")  # fmt: skip
    built.add("handlebar", move(_handlebar(rng, bend, rng.uniform(0.15, 0.23), thick * 0.75), hold))
    direction = (place["seat"] - place["crank"]) / np.linalg.norm(place["seat"] - place["crank"])
    top = place["seat"] + direction * rng.uniform(0.05, 0.1)
    built.add("saddle", move(_saddle(rng, rng.uniform(0.05, 0.09), rng.uniform(0.2, 0.28)),
        top + np.array([0, 0.02, 0])))  # fmt: skip
    built.add("frame", rod(place["seat"], top + np.array([0, 0.015, 0]), thick * 0.8, sections=6))
    built.add("pedal", move(_crank(rng, radius * rng.uniform(0.4, 0.55), 0.05), place["crank"]))
    tyre = radius * rng.uniform(0.03, 0.06) * (1.7 if style in ("mountain", "bmx", "child") else 1)
    spokes = int(pick(rng, (0, 12, 16, 20, 24, 28), (0.05, 1, 1, 1, 1, 1)))
    wheel = spoked_wheel(radius, tyre, spokes)
    built.add("wheel", move(wheel, (0, radius, front)), move(wheel, (0, radius, back)))
    _fit_out(rng, built, style, radius, front, back, hold)


def _fit_out(rng: Rng, built: Assembly, style: str, radius: float, front: float, back: float, hold: Array) -> None:
    """Mudguards, chain guard, basket, rack, stabilisers."""
    if style in ("city", "folding", "child") and chance(rng, 0.65):
        built.add("frame", move(_guard(radius * 1.1, back, 0.03, 60, 190), (0, radius, 0)),
            move(_guard(radius * 1.1, front, 0.03, 30, 130), (0, radius, 0)))  # fmt: skip
    if style in ("city", "folding") and chance(rng, 0.4):
        built.add("frame", box((0.13, 0.012, 0.25), (0, radius * 2.25, back - 0.02)),
            both(rod((0.06, radius * 2.25, back), (0.05, radius, back), 0.007, sections=4)))  # fmt: skip
    if style == "city" and chance(rng, 0.3):
        walls = [box((0.2, 0.12, 0.006), (0, 0, z)) for z in (0.07,
            -0.07)] + [both(box((0.006, 0.12, 0.14), (0.1, 0, 0))), box((0.2, 0.006, 0.14), (0, -0.06, 0))]  # fmt: skip
        built.add("basket", move(join(*walls), hold + np.array([0, -0.02, 0.12])))
    if style == "child" and chance(rng, 0.6):
        small = ring(radius * 0.35, radius * 0.08, 12)
        built.add("wheel", both(move(small, (0.15, radius * 0.35, back))))
        built.add("frame", both(tube([(0.03, radius, back), (0.15, radius * 0.8, back), (0.15, radius * 0.35, back)],
            0.009, 4)))  # fmt: skip


def _penny_farthing(rng: Rng, built: Assembly) -> None:
    """The high wheeler: a huge front wheel and a tiny rear one."""
    big, small = rng.uniform(0.36, 0.45), rng.uniform(0.1, 0.15)
    back = -big * rng.uniform(1.1, 1.3)
    built.add("wheel", move(spoked_wheel(big, 0.014, 28, 30), (0, big, 0)),
        move(spoked_wheel(small, 0.012, 12), (0, small, back)))  # fmt: skip
    spine = spline([(0, big * 2 + 0.05, 0.02), (0, big * 1.95, -big * 0.45), (0, big * 1.3, -big * 0.95),
        (0, small, back)], 9)  # fmt: skip
    built.add("frame", tube(spine, 0.015, 6), both(rod((0.04, big, 0), (0.02, big * 2 + 0.05, 0.02), 0.012,
        sections=6)))  # fmt: skip
    built.add("handlebar", move(_handlebar(rng, pick(rng, ("flat", "swept")), 0.2, 0.01), (0, big * 2 + 0.09, 0.01)))
    built.add("saddle", move(_saddle(rng, 0.06, 0.22), (0, big * 2 + 0.07, -0.15)))
    built.add("pedal", move(_crank(rng, big * 0.3, 0.06), (0, big, 0)))


def _recumbent(rng: Rng, built: Assembly) -> None:
    """Low and long with a chair-like seat; or a tandem or tricycle for more riders."""
    if chance(rng, 0.5):
        radius = rng.uniform(0.13, 0.17)
        built.add("wheel", move(spoked_wheel(radius, 0.012, 16), (0, radius, 0.3)),
            move(spoked_wheel(radius * 1.3, 0.012, 16), (0, radius * 1.3, -0.4)))  # fmt: skip
        beam = spline([(0, 0.3, 0.55), (0, 0.24, 0.1), (0, 0.22, -0.15), (0, radius * 1.3, -0.4)], 8)
        built.add("frame", tube(beam, 0.02, 8), both(rod((0.03, radius, 0.3), (0.0, 0.3, 0.24), 0.012, sections=6)))
        seat = np.array([[(x, y, z) for x in (-0.09, 0, 0.09)] for y,
            z in ((0.28, 0.12), (0.25, -0.05), (0.35, -0.18), (0.5, -0.27))])  # fmt: skip
        built.add("saddle", sheet(seat, 0.03))
        built.add("pedal", move(_crank(rng, 0.1, 0.05), (0, 0.31, 0.56)))
        built.add("handlebar", tube([(0, 0.28, 0.22), (0, 0.5, 0.1)], 0.01, 6),
            move(_handlebar(rng, "flat", 0.13, 0.01), (0, 0.5, 0.1)))  # fmt: skip
        return
    radius, base = rng.uniform(0.18, 0.22), rng.uniform(0.4, 0.5)
    wheel = spoked_wheel(radius, 0.012, 16)
    built.add("wheel", move(wheel, (0, radius, base)))
    built.add("wheel", both(move(wheel, (0.2, radius, -0.3))) if chance(rng, 0.6) else move(wheel, (0, radius, -0.45)))
    built.add("frame", rod((-0.2, radius, -0.3), (0.2, radius, -0.3), 0.012, sections=6),
        both(rod((0, 0.3, -0.05), (0.03, radius, -0.45 + 0.15), 0.01, sections=6)))  # fmt: skip
    built.add("frame", rod((0, 0.55, base - 0.12), (0, radius, -0.05), 0.016),
        rod((0, 0.55, base - 0.12), (0, 0.52, -0.14), 0.014), rod((0, radius, -0.05), (0, 0.58, -0.16), 0.014),
        both(rod((0.035, radius, base), (0.0, 0.6, base - 0.13), 0.012, sections=6)),
        rod((0, 0.45, -0.12), (0, radius, -0.45), 0.012))  # fmt: skip
    built.add("saddle", move(_saddle(rng, 0.08, 0.22), (0, 0.61, -0.17)))
    built.add("handlebar", move(_handlebar(rng, "swept", 0.2, 0.01), (0, 0.65, base - 0.15)),
        rod((0, 0.55, base - 0.12), (0, 0.65, base - 0.15), 0.012, sections=6))  # fmt: skip
    built.add("pedal", move(_crank(rng, 0.1, 0.05), (0, radius, -0.05)))


def bicycle(rng: Rng) -> Assembly:
    """Road, mountain, city, BMX, folding, child's, high-wheel and recumbent bicycles."""
    built = Assembly()
    style = pick(rng, ("road", "mountain", "city", "bmx", "folding", "child", "high", "low"),
        (3, 3, 3, 1.5, 1, 1.5, 0.5, 1))  # fmt: skip
    if style == "high":
        _penny_farthing(rng, built)
    elif style == "low":
        _recumbent(rng, built)
    else:
        _upright(rng, built, style)
    return built


def _outline(rng: Rng, half: float, count: int) -> tuple[Array, Array]:
    """Places z from tail to nose and half widths of a deck of length 1."""
    z = np.sin(np.linspace(-np.pi / 2, np.pi / 2, count)) * 0.5
    form = pick(rng, ("popsicle", "pintail", "fish", "square"), (3, 1, 1, 1))
    edge = np.abs(2 * z)
    if form == "popsicle":
        start = rng.uniform(0.6, 0.85)
        share = np.sqrt(np.maximum(1 - (np.maximum(edge - start, 0) / (1 - start)) ** 2, 0.002))
    elif form == "pintail":
        share = np.maximum((1 - edge**2) ** rng.uniform(0.35, 0.6), 0.05)
    elif form == "fish":
        share = np.sqrt(np.maximum(1 - edge**4, 0.002)) * (1 + 0.2 * np.sin(z * 5))
    else:
        share = np.sqrt(np.maximum(1 - edge**12, 0.1)) * np.where(np.abs(edge - 0.6) < 0.13, rng.uniform(0.7, 1), 1)
    return z, half * share


def skateboard(rng: Rng) -> Assembly:
    """Street decks, longboards, cruisers, old-school boards, scooter-like boards, some with foot straps."""
    built = Assembly()
    half, thick = rng.uniform(0.09, 0.17), rng.uniform(0.012, 0.03)
    kick, start = rng.uniform(0.0, 0.1), rng.uniform(0.28, 0.36)
    z, wide = _outline(rng, half, 22)
    nose_kick = chance(rng, 0.75)
    camber, dish = rng.uniform(-0.03, 0.03) if chance(rng, 0.5) else 0.0, rng.uniform(0, 0.03)
    reach = np.maximum(np.abs(z) - start, 0) / (0.5 - start)
    lift = kick * reach**1.3 * ((z < 0) | nose_kick) + camber * np.cos(np.pi * z)
    across = np.linspace(-1, 1, 7)
    x = wide[:, None] * across
    y = lift[:, None] + dish * across**2
    grid = np.stack([x, y, np.repeat(z[:, None], 7, 1)], -1)
    style = "deck" if chance(rng, 0.88) else "flat"
    built.add("deck", sheet(grid, 0.0 if chance(rng, 0.15) else thick))
    radius = rng.uniform(0.03, 0.055) * (1.3 if chance(rng, 0.25) else 1.0)
    fat, track = radius * rng.uniform(0.7, 1.3), half * rng.uniform(0.65, 1.05)
    gap = rng.uniform(0.03, 0.07)
    place = start * rng.uniform(0.8, 1.0)
    wheel = move(along_x(cylinder(radius, fat, sections=14)), (-fat / 2, 0, 0)) if chance(rng,
        0.5) else _round_wheel(radius, fat)  # fmt: skip
    name = pick(rng, ("truck", "deck", "wheel"), (5, 3, 1.5))
    for sign in (-1, 1):
        low = -thick / 2 - gap - radius * rng.uniform(0.2, 0.6)
        middle = (0, low, place * sign)
        built.add("wheel", both(move(wheel, (track, low, place * sign))))
        built.add(name, rod((-track, low, place * sign), (track, low, place * sign), radius * rng.uniform(0.2, 0.35),
            sections=6))  # fmt: skip
        top = camber * np.cos(np.pi * place)
        built.add(name, box((half * 0.55, 0.015, 0.11), (0, top - thick / 2 - 0.005, place * sign)))
        built.add(name, rod(middle, (0, top - thick / 2, (place - 0.03) * sign), radius * 0.7,
            radius * rng.uniform(0.5, 1.0), 6))  # fmt: skip
        built.add(name, box((track * 1.2, radius * 0.6, radius * 0.7), middle))
    if style == "flat" or chance(rng, 0.15):  # straps over the feet
        for sign in (-1, 1):
            rise = arc(1.0, 0, 180, 9)
            bow = np.stack([np.stack([rise[:, 0] * half * 0.95, rise[:, 1] * 0.1 + max(camber * 0.8,
                0) + dish + thick / 2, 0 * rise[:, 0] + sign * 0.2 + dz], 1) for dz in (-0.035, 0.035)], 1)  # fmt: skip
            built.add("belt for foot", sheet(bow, rng.choice([0.0, 0.012])))
    if chance(rng, 0.06):  # a kick scooter's pole
        built.add("handle", rod((0, 0, 0.42), (0, 0.75, 0.36), 0.015),
            rod((-0.17, 0.75, 0.36), (0.17, 0.75, 0.36), 0.015))  # fmt: skip
    return built


def _round_wheel(radius: float, fat: float) -> Piece:
    """A wheel with rounded shoulders about the x axis."""
    return ellipsoid((fat / 2, radius, radius), 12, 9, 0.6)


KINDS: tuple[Kind, ...] = (
    Kind(
        "bicycle",
        bicycle,
        {
            "frame": ("body", "bicycle frame", "bike frame", "tube", "fork"),
            "wheel": ("tire", "tyre", "bicycle wheel", "rim"),
            "handlebar": ("handle", "handle bar", "grip", "steering bar"),
            "saddle": ("seat", "bicycle seat", "bike saddle"),
            "pedal": ("crank", "bicycle pedal", "foot pedal", "chainring"),
            "basket": ("front basket", "bike basket", "carrier basket"),
        },
        ("bike", "cycle", "road bike", "mountain bike", "tricycle", "push bike"),
    ),
    Kind(
        "skateboard",
        skateboard,
        {
            "wheel": ("skateboard wheel", "roller", "caster", "tire"),
            "deck": ("board", "skateboard deck", "platform", "plank"),
            "truck": ("axle", "hanger", "skateboard truck", "wheel axle"),
            "belt for foot": ("foot strap", "strap", "belt", "foot binding", "binding"),
            "handle": ("handlebar", "pole", "steering pole"),
        },
        ("longboard", "skate board", "penny board"),
    ),
)
