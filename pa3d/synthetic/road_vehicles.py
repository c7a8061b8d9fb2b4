"""Cars. The front looks along +z; lengths are about 1, wheels stand on y = 0."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, box, cylinder, ellipsoid, join, loft, move, sheet, tube, turn
from pa3d.synthetic.vehicle_pieces import along_x, both, hull, road_wheel, rod, select, wheel_pair

Rng = np.random.Generator
_TOP = (4, 5, 6, 7)  # the columns of faces that look upwards in a body's cross-section of 13 points


class _Form(NamedTuple):
    """The side view of a car: places along z from front to rear and heights."""

    cowl: float  # where the windscreen starts
    roof_front: float
    roof_rear: float
    deck: float  # where the rear window ends
    nose_high: float
    cowl_high: float
    roof_high: float
    deck_high: float
    tail_high: float
    half: float  # half the width
    floor: float
    wheel: float  # radius
    front_axle: float
    rear_axle: float


def _form(rng: Rng, style: str) -> _Form:
    """A side view of one of the styles."""
    u = rng.uniform
    cowl, front, rear, deck, high, ratio = {
        "sedan": (u(0.17, 0.26), u(0.03, 0.11), u(-0.22, -0.12), u(-0.37, -0.29), u(0.27, 0.34), u(0.6, 0.7)),
        "hatchback": (u(0.2, 0.28), u(0.06, 0.14), u(-0.38, -0.25), u(-0.48, -0.43), u(0.32, 0.42), u(0.55, 0.68)),
        "wagon": (u(0.16, 0.26), u(0.03, 0.13), u(-0.45, -0.38), u(-0.49, -0.47), u(0.28, 0.44), u(0.55, 0.68)),
        "coupe": (u(0.12, 0.22), u(-0.02, 0.06), u(-0.2, -0.1), u(-0.46, -0.36), u(0.24, 0.3), u(0.62, 0.72)),
        "wedge": (u(0.22, 0.32), u(0.02, 0.1), u(-0.14, -0.04), u(-0.46, -0.34), u(0.21, 0.27), u(0.58, 0.7)),
        "van": (u(0.33, 0.44), u(0.22, 0.3), u(-0.47, -0.43), u(-0.49, -0.47), u(0.36, 0.5), u(0.5, 0.62)),
        "pickup": (u(0.16, 0.24), u(0.04, 0.12), u(-0.12, 0.0), u(-0.15, -0.02), u(0.28, 0.38), u(0.55, 0.68)),
        "open": (u(0.12, 0.22), u(0.02, 0.08), u(-0.2, -0.1), u(-0.3, -0.2), u(0.22, 0.3), u(0.65, 0.75)),
        "jeep": (u(0.15, 0.22), u(0.1, 0.18), u(-0.46, -0.42), u(-0.49, -0.465), u(0.38, 0.48), u(0.55, 0.65)),
        "bubble": (u(0.14, 0.26), u(0.05, 0.1), u(-0.2, -0.08), u(-0.42, -0.32), u(0.32, 0.44), u(0.5, 0.6)),
    }[style]
    front, deck = min(front, cowl - 0.02), min(deck, rear - 0.02)
    belt = high * ratio
    flat = style in ("jeep", "pickup", "van")
    nose = belt * (u(0.85, 0.98) if flat else u(0.6, 0.9))
    drop = style in ("bubble", "coupe", "wedge")
    wheel = u(0.065, 0.085) * (1.2 if style in ("jeep", "pickup") else 1.0)
    belt, nose = max(belt, wheel * 2.2), max(nose, wheel * 2.05)
    tail = belt * (u(0.7, 0.95) if drop else u(0.88, 1.02))
    half = u(0.17, 0.22) * (1.08 if style == "wedge" else 1.0)
    floor = wheel * (u(0.9, 1.4) if flat else u(0.45, 0.9))
    return _Form(cowl, front, rear, deck, nose, belt, high, belt * u(0.95, 1.08), tail, half, floor, wheel,
        u(0.27, 0.34), u(-0.35, -0.26))  # fmt: skip


def _rows(form: _Form, rng: Rng) -> Array:
    """Stations along z, rear to front, with every knot of the side view among them."""
    arches = [axle + form.wheel * 1.15 * np.cos(np.linspace(0, np.pi, 9)) for axle in (form.front_axle, form.rear_axle)]
    knots = [form.cowl, form.roof_front, form.roof_rear, form.deck, 0.465, -0.465, 0.485, -0.485, 0.5, -0.5]
    return np.unique(np.concatenate([*arches, knots, np.linspace(-0.48, 0.48, 17)]).clip(-0.5, 0.5).round(4))


def _skin(rng: Rng, form: _Form, style: str) -> tuple[Piece, Array, Array]:
    """The body's skin as one sheet of 13 columns, its stations z (R,) and for each face its (row, column)."""
    z = _rows(form, rng)
    knots = np.array([(-0.5, form.tail_high * 0.85), (-0.47, form.tail_high), (form.deck, form.deck_high),
        (form.roof_rear, form.roof_high * 0.98), (form.roof_front, form.roof_high), (form.cowl, form.cowl_high),
        (0.465, form.nose_high), (0.5, form.nose_high * 0.75)])  # fmt: skip
    top = np.interp(z, *knots.T)
    belt = np.minimum(np.interp(z, [-0.5, form.deck, form.cowl, 0.465, 0.5],
        [form.tail_high * 0.85, form.deck_high, form.cowl_high, form.nose_high, form.nose_high * 0.75]),
        top) - 0.012  # fmt: skip
    rounds = {"bubble": 6, "jeep": 0}.get(style, int(rng.integers(0, 4)))
    for _ in range(rounds):  # soften the side view
        inner = (top[:-2] + 2 * top[1:-1] + top[2:]) / 4
        top = np.concatenate([top[:1], np.maximum(inner, belt[1:-1] + 0.012), top[-1:]])
    plan = 1 - rng.uniform(0.02, 0.12) * np.abs(2 * z) ** 4 * np.where(z > 0, 1.3, 1.0)
    wide = form.half * plan
    arch = np.zeros_like(z)
    for axle in (form.front_axle, form.rear_axle):
        reach = form.wheel * 1.15
        arch = np.maximum(arch, form.wheel + np.sqrt(np.maximum(reach**2 - (z - axle) ** 2,
            0)) * (np.abs(z - axle) < reach * 0.999))  # fmt: skip
    sill = np.minimum(np.maximum(form.floor, arch * (arch > form.wheel)), belt - 0.02)
    lean = rng.uniform(0.1, 0.5) if style != "jeep" else 0.05
    upper = wide * 0.94 - lean * (top - belt)
    crown = form.half * rng.uniform(0.02, 0.08)
    bulge = rng.uniform(0.94, 1.0)
    side = [(wide * bulge, sill), (wide, sill + (belt - sill) * 0.35), (wide, sill + (belt - sill) * 0.8),
        (wide * 0.96, belt), (upper, top - 0.008), (upper * 0.75, top + crown * 0.6)]  # fmt: skip
    x = np.stack([c for c, _ in side] + [0 * z] + [-c for c, _ in side[::-1]], 1)
    y = np.stack([c for _, c in side] + [top + crown] + [c for _, c in side[::-1]], 1)
    y[[0, -1]] = np.minimum(y[[0, -1]], form.floor + 0.02)
    _open_top(form, style, z, x, y)
    piece = sheet(np.stack([x, y, np.repeat(z[:, None], 13, 1)], -1))
    count = (len(z) - 1) * 12
    row, column = np.divmod(np.arange(count), 12)
    return piece, z, np.stack([np.tile(row, 2), np.tile(column, 2)], 1)


def _open_top(form: _Form, style: str, z: Array, x: Array, y: Array) -> None:
    """Lower the middle columns where a bed or an open cabin lies (changes y in place)."""
    middle = slice(4, 9)
    if style == "pickup":
        rows = (z < form.deck - 1e-6) & (z > -0.48)
    elif style == "open":
        rows = (z < form.cowl - 0.03) & (z > form.roof_rear)
    else:
        return
    y[rows, middle] = form.floor + 0.05
    x[rows, 4], x[rows, 8] = x[rows, 3] * 0.9, -x[rows, 3] * 0.9


def _wheels(rng: Rng, form: _Form) -> list[Piece]:
    """Four wheels, sometimes a spare one at the rear."""
    wide = form.wheel * rng.uniform(0.5, 0.8)
    wheel = road_wheel(rng, form.wheel, wide)
    track = form.half - wide * rng.uniform(0.3, 0.6)
    return [wheel_pair(wheel, track, form.wheel, axle) for axle in (form.front_axle, form.rear_axle)]


def _details(rng: Rng, form: _Form, style: str) -> list[Piece]:
    """Bumpers, lamps, mirrors, a spoiler, seats: each with its own chance."""
    found: list[Piece] = []
    half = form.half
    if chance(rng, 0.45):
        thick = rng.uniform(0.02, 0.05)
        found += [box((half * 1.9, thick, 0.03), (0, form.floor + thick, side * 0.495)) for side in (1, -1)]
    if chance(rng, 0.4):
        size = rng.uniform(0.015, 0.035)
        found.append(both(move(ellipsoid((size, size * 0.8, 0.02), 8, 5), (half * 0.72, form.nose_high * 0.85, 0.485))))
    if chance(rng, 0.5):
        found.append(both(box((0.035, 0.022, 0.02), (half + 0.012, form.cowl_high + 0.012, form.cowl - 0.05))))
    if style in ("wedge", "coupe", "sedan") and chance(rng, 0.3):
        up = form.tail_high + rng.uniform(0.02, 0.07)
        found += [box((half * 1.8, 0.008, 0.06), (0, up, -0.46)),
            both(box((0.012, up - form.tail_high + 0.02, 0.04), (half * 0.6, (up + form.tail_high) / 2,
            -0.455)))]  # fmt: skip
    if style in ("open", "jeep") or chance(rng, 0.2):
        seat = join(box((half * 0.6, 0.03, 0.1), (half * 0.42, form.floor + 0.07, 0.0)),
            box((half * 0.6, 0.13, 0.025), (half * 0.42, form.floor + 0.13, -0.06)))  # fmt: skip
        found.append(both(seat))
    if chance(rng, 0.75):
        found.append(box((half * 1.7, 0.01, 0.96), (0, form.floor + 0.01, 0)))
    if chance(rng, 0.3):
        found.append(both(rod((half * 0.5, form.floor, -0.4), (half * 0.5, form.floor, -0.51), 0.012, sections=6)))
    if style in ("wagon", "jeep") and chance(rng, 0.3):
        found.append(both(tube([(half * 0.6, form.roof_high, form.roof_front),
            (half * 0.6, form.roof_high + 0.03, form.roof_front - 0.04),
            (half * 0.6, form.roof_high + 0.03, form.roof_rear + 0.04), (half * 0.6, form.roof_high, form.roof_rear)],
            0.006, 4)))  # fmt: skip
    return found


def _ends(form: _Form, piece: Piece, rows: int) -> list[Piece]:
    """Flat panels that close the front and the rear of a skin."""
    grid = piece.vertices.reshape(rows, 13, 3)
    found = []
    for ring in (grid[0], grid[-1]):
        low = ring.copy()
        low[:, 1] = form.floor
        found.append(sheet(np.stack([ring, low])))
    return found


def _modern(rng: Rng, car: Assembly, style: str) -> None:
    """A car whose body is one skin."""
    form = _form(rng, style)
    skin, z, place = _skin(rng, form, style)
    middle = (z[:-1] + z[1:])[place[:, 0]] / 2
    top = np.isin(place[:, 1], _TOP)
    hood_start = rng.uniform(0.45, 0.48)
    panel = np.isin(place[:, 1], (5, 6)) if chance(rng, 0.25) else top  # some hoods leave a strip beside them
    hood = panel & (middle > form.cowl) & (middle < hood_start)
    roof = top & (middle < form.roof_front) & (middle > form.roof_rear) & (style != "open")
    car.add("body", select(skin, ~hood & ~roof), *_ends(form, skin, len(z)), *_details(rng, form, style))
    car.add("hood", select(skin, hood))
    if style != "open":
        car.add("roof", select(skin, roof))
    else:
        high, half = form.roof_high, form.half
        screen = np.array([[(half * x, y, z) for x in (-0.85, 0, 0.85)] for y,
            z in ((form.cowl_high - 0.02, form.cowl), (high, form.roof_front))])  # fmt: skip
        car.add("body", sheet(screen, rng.choice([0.0, 0.01])))
        if chance(rng, 0.3):  # the folded or raised soft top
            raised = hull([(form.roof_front, high - 0.01, half * 0.8, 0.012), (-0.1, high, half * 0.8, 0.02),
                (-0.3, form.deck_high + 0.02, half * 0.85, 0.02)], 10)  # fmt: skip
            car.add("roof", raised)
    if style == "jeep" and chance(rng, 0.5):
        wheel = road_wheel(rng, form.wheel, form.wheel * 0.6)
        car.add("wheel", move(turn(wheel, "y", 90), (0, form.cowl_high * 0.8, -0.5 - form.wheel * 0.3)))
    car.add("wheel", *_wheels(rng, form))


def _vintage(rng: Rng, car: Assembly) -> None:
    """Separate long hood, upright cabin, sweeping mudguards, running boards."""
    half, high, radius = rng.uniform(0.13, 0.17), rng.uniform(0.38, 0.5), rng.uniform(0.09, 0.13)
    floor, belt = radius * rng.uniform(0.9, 1.2), high * rng.uniform(0.58, 0.68)
    cowl, rear = rng.uniform(0.05, 0.15), rng.uniform(-0.48, -0.38)
    narrow = half * rng.uniform(0.5, 0.8)
    front, round_ = rng.uniform(0.38, 0.45), rng.uniform(0.35, 0.9)
    hood = [(front, (floor + belt) / 2, narrow * 0.75, (belt - floor) / 2 * 0.9),
        (cowl, (floor + belt) / 2, half * 0.9, (belt - floor) / 2)]  # fmt: skip
    car.add("hood", hull(hood, 12, square=round_))
    car.add("body", box((narrow * 1.5, (belt - floor) * 0.95, 0.02), (0, (floor + belt) / 2, front)))
    car.add("body", box((half * 2, belt - floor, cowl - rear), (0, (floor + belt) / 2, (cowl + rear) / 2)))
    if chance(rng, 0.8):
        posts = [(half * 0.92, cowl - 0.03), (half * 0.92, (cowl + rear) / 2), (half * 0.92, rear + 0.02)]
        car.add("body", *(both(rod((x, belt, z), (x * 0.95, high - 0.01, z - 0.01), 0.012, sections=4)) for x,
            z in posts))  # fmt: skip
        if chance(rng, 0.6):
            car.add("body", both(sheet(np.array([[(half * 0.9, belt, cowl - 0.05), (half * 0.9, belt, rear)],
                [(half * 0.88, high, cowl - 0.05), (half * 0.88, high, rear)]]))))  # fmt: skip
        thick = rng.uniform(0.01, 0.03)
        roof = hull([(cowl + 0.02, high - 0.01, half * 0.95, thick), (cowl - 0.06, high, half, thick * 1.3),
            (rear + 0.06, high, half, thick * 1.3), (rear - 0.01, high - 0.02, half * 0.95, thick)], 12,
            square=0.5)  # fmt: skip
        car.add("roof", roof)
    front_axle, rear_axle = rng.uniform(0.3, 0.38), rear + rng.uniform(0.08, 0.14)
    wide = half * rng.uniform(0.25, 0.4)
    for axle in (front_axle, rear_axle):
        angle = np.deg2rad(np.linspace(rng.uniform(-10, 20), 180, 8))
        path = np.stack([0 * angle, radius + radius * 1.2 * np.sin(angle), axle + radius * 1.25 * np.cos(angle)], 1)
        grid = path[:, None] + np.array([-wide / 2, wide / 2])[None, :, None] * np.array([1, 0, 0])
        car.add("body", both(move(sheet(grid, rng.choice([0.0, 0.012])), (half + wide * 0.35, 0, 0))))
    board = box((wide, 0.012, front_axle - rear_axle - radius * 2.2),
        (half + wide * 0.35, radius * 0.9, (front_axle + rear_axle) / 2))  # fmt: skip
    car.add("body", both(board), both(move(ellipsoid((0.028, 0.028, 0.03), 10, 7),
        (half * 0.85, belt * 0.9, front + 0.02))))  # fmt: skip
    wheel = road_wheel(rng, radius, wide * rng.uniform(0.5, 0.8))
    car.add("wheel", *(wheel_pair(wheel, half + wide * 0.35, radius, axle) for axle in (front_axle, rear_axle)))
    if chance(rng, 0.35):
        car.add("wheel", both(move(wheel, (half + wide * 0.3, radius * 1.6, cowl + 0.1))))


def _racer(rng: Rng, car: Assembly) -> None:
    """Open wheels, a slim tub, wings at both ends; or a kart or an old grand-prix cigar."""
    old = chance(rng, 0.3)
    half, tall, radius = rng.uniform(0.06, 0.09), rng.uniform(0.05, 0.08), rng.uniform(0.06, 0.085)
    floor = radius * rng.uniform(0.5, 0.8)
    tub = [(0.5, floor + tall * 0.5, half * 0.3, tall * 0.35), (0.25, floor + tall, half * 0.7, tall * 0.7),
        (0.05, floor + tall, half, tall), (-0.2, floor + tall * 1.2, half, tall * 1.2),
        (-0.46, floor + tall, half * (0.25 if old else 0.6), tall * 0.5)]  # fmt: skip
    skin = hull(tub, 14, 14, square=rng.uniform(0.6, 1.0))
    middle = skin.vertices[skin.faces].mean(1)
    hood = (middle[:, 2] > 0.12) & (middle[:, 1] > floor + tall * 0.9) & (middle[:, 2] < 0.48)
    car.add("body", select(skin, ~hood))
    car.add("hood", select(skin, hood))
    car.add("body", move(ellipsoid((0.03, 0.035, 0.035), 10, 7), (0, floor + tall * 2.2, 0.0)))
    if not old:
        pod = hull([(0.05, 0, 0.03, tall * 0.6), (-0.05, 0, 0.055, tall * 0.8), (-0.35, 0, 0.03, tall * 0.4)], 10,
            square=0.5)  # fmt: skip
        car.add("body", both(move(pod, (half + 0.05, floor + tall * 0.7, 0))))
        up = floor + tall * rng.uniform(2.5, 3.5)
        car.add("body", box((0.3, 0.008, 0.07), (0, up, -0.47)), both(box((0.006, 0.09, 0.1),
            (0.15, up - 0.03, -0.47))), both(box((0.01, up - floor - tall, 0.03),
            (0.03, (up + floor + tall) / 2, -0.45))))  # fmt: skip
        car.add("body", box((0.38, 0.008, 0.08), (0, floor * 0.9, 0.49)),
            both(box((0.006, 0.045, 0.09), (0.19, floor, 0.49))))  # fmt: skip
    wheel, rear = road_wheel(rng, radius, radius * 0.9), road_wheel(rng, radius * 1.08, radius * (0.6 if old else 1.2))
    car.add("wheel", wheel_pair(wheel, 0.17, radius, 0.3), wheel_pair(rear, 0.17, radius * 1.08, -0.36))
    car.add("body", both(rod((half * 0.5, radius, 0.3), (0.17, radius, 0.3), 0.008, sections=4)),
        both(rod((half * 0.4, radius, -0.36), (0.17, radius, -0.36), 0.01, sections=4)))  # fmt: skip


def _toy(rng: Rng, car: Assembly) -> None:
    """Two boxes on wheels, hood and roof as plates: toys and low-polygon cars."""
    half, floor, radius = rng.uniform(0.16, 0.26), rng.uniform(0.04, 0.09), rng.uniform(0.07, 0.12)
    belt, high = rng.uniform(0.18, 0.26), rng.uniform(0.32, 0.5)
    cowl, rear, thick = rng.uniform(0.1, 0.3), rng.uniform(-0.49, -0.2), rng.uniform(0.01, 0.03)
    rounding = rng.uniform(0.02, 0.08) if chance(rng, 0.4) else 0.0
    car.add("body", box((half * 2, belt - floor, 1.0), (0, (belt + floor) / 2, 0), rounding))
    lean, inset = rng.uniform(0.0, 0.12), rng.uniform(0.0, 0.04)
    low = np.array([(half, cowl), (half, rear), (-half, rear), (-half, cowl)])
    up = np.array([(half - inset, cowl - lean), (half - inset, rear + lean * 0.5), (inset - half, rear + lean * 0.5),
        (inset - half, cowl - lean)])  # fmt: skip
    rings = np.stack([np.column_stack([low[:, 0], np.full(4, belt), low[:, 1]]),
        np.column_stack([up[:, 0], np.full(4, high), up[:, 1]])])  # fmt: skip
    car.add("body", loft(rings, caps=False))
    slab = up * rng.uniform(1.0, 1.06)
    roof = np.stack([np.column_stack([slab[:, 0], np.full(4, y), slab[:, 1]]) for y in (high - thick / 2,
        high + thick)])  # fmt: skip
    car.add("roof", loft(roof))
    car.add("hood", box((half * rng.uniform(1.7, 1.98), thick, 0.48 - cowl),
        (0, belt + thick * 0.3, (cowl + 0.49) / 2)))  # fmt: skip
    wheel = road_wheel(rng, radius, radius * rng.uniform(0.4, 0.8))
    car.add("wheel", *(wheel_pair(wheel, half * rng.uniform(0.9, 1.02), radius, z) for z in (rng.uniform(0.27, 0.33),
        rng.uniform(-0.33, -0.27))))  # fmt: skip
    if chance(rng, 0.6):
        lamp = along_x(cylinder(0.03, 0.02, sections=10))
        car.add("body", both(move(turn(lamp, "y", -90), (half * 0.65, (belt + floor) / 2 + 0.02, 0.49))))


def car(rng: Rng) -> Assembly:
    """A car of one of the styles."""
    built = Assembly()
    extra: tuple[Callable[[Rng, Assembly], None], ...] = (_vintage, _racer, _toy)
    style = pick(rng, ("sedan", "hatchback", "wagon", "coupe", "wedge", "van", "pickup", "open", "jeep", "bubble", "",
        "", ""), (3, 2, 2, 2, 2, 1, 1, 1.2, 1, 1, 1, 0.8, 1))  # fmt: skip
    if style:
        _modern(rng, built, style)
    else:
        pick(rng, extra)(rng, built)
    wider = rng.uniform(0.85, 1.2)
    built.pieces = [(part, Piece(piece.vertices * (wider, 1, 1), piece.faces)) for part, piece in built.pieces]
    return built


KINDS: tuple[Kind, ...] = (
    Kind(
        "car",
        car,
        {
            "roof": ("car roof", "top", "rooftop", "roof panel"),
            "hood": ("bonnet", "engine hood", "car hood", "front hood", "engine cover"),
            "wheel": ("tire", "tyre", "car wheel", "rim", "wheel and tire"),
            "body": ("car body", "body shell", "bodywork", "chassis", "frame", "main body"),
        },
        ("automobile", "sedan", "vehicle", "auto", "sports car", "suv", "hatchback"),
    ),
)
