"""Trucks, and the table of heavy vehicles. The front looks along +z; wheels stand on y = 0."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pa3d.synthetic.buses import bus
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, box, cylinder, extrude, join, move, sheet, turn
from pa3d.synthetic.vehicle_pieces import along_z, both, hull, road_wheel, rod, wheel_pair

Rng = np.random.Generator


def _side_block(outline: list[tuple[float, float]], half: float) -> Piece:
    """A side view of (z, y) points swept across the width."""
    return turn(extrude(outline, half * 2), "y", -90)


def _cab(rng: Rng, truck: Assembly, half: float, floor: float, high: float, front: float) -> float:
    """A driver's cab whose front is at z = front; returns where it ends."""
    form, deep = rng.integers(4), rng.uniform(0.13, 0.22)
    rear, top, roof = front - deep, high, front - 0.04
    if form == 0:  # a flat-nosed box, sometimes rounded
        truck.add("cab", box((half * 2, top - floor, deep), (0, (top + floor) / 2, front - deep / 2),
            rng.choice([0.0, 0.03])))  # fmt: skip
    elif form == 1:  # a flat nose with a raked screen
        lean = deep * rng.uniform(0.1, 0.35)
        roof = front - lean
        truck.add("cab", _side_block([(rear, floor), (front, floor), (front, floor + (top - floor) * 0.45),
            (front - lean, top), (rear, top)], half))  # fmt: skip
    else:  # a long nose before the cabin
        nose, belt = rng.uniform(0.12, 0.22), floor + (top - floor) * rng.uniform(0.45, 0.6)
        rear = front - nose - deep * 0.85
        start = front - nose
        roof = start - deep * 0.3
        truck.add("cab", _side_block([(rear, floor), (start, floor), (start, belt), (start - deep * 0.25, top),
            (rear, top)], half))  # fmt: skip
        truck.add("cab", hull([(front, (floor + belt) / 2, half * 0.7, (belt - floor) * 0.46),
            (start - 0.01, (floor + belt) / 2, half * rng.uniform(0.75, 1), (belt - floor) / 2)], 12,
            square=rng.uniform(0.3, 0.6)))  # fmt: skip
        if chance(rng, 0.5):
            truck.add("cab", both(move(cylinder(0.012, high * 0.75, sections=8),
                (half * 0.95, floor + 0.03, rear - 0.01))))  # fmt: skip
    if chance(rng, 0.35):
        truck.add("cab", both(box((0.03, 0.06, 0.012), (half + 0.02, floor + (top - floor) * 0.65,
            front - (front - rear) * 0.4))))  # fmt: skip
    if chance(rng, 0.25):  # a wind deflector
        truck.add("cab", _side_block([(rear, top), (roof, top), (rear, top + rng.uniform(0.04, 0.1))], half * 0.85))
    truck.add("chassis", box((half * 2, rng.uniform(0.03, 0.06), 0.03), (0, floor, front)))
    return rear


def _undercarriage(
    rng: Rng, truck: Assembly, half: float, radius: float, front: float, rear: float, axles: list[float]
) -> None:
    """Frame rails from front to rear and wheels on each axle; rear ones may be twins."""
    truck.add("chassis", both(box((0.025, rng.uniform(0.025, 0.05), front - rear),
        (half * 0.45, radius * 1.5, (front + rear) / 2))))  # fmt: skip
    wide = radius * rng.uniform(0.5, 0.8)
    wheel = road_wheel(rng, radius, wide)
    twin = chance(rng, 0.3)
    for k, z in enumerate(axles):
        truck.add("wheel", wheel_pair(wheel, half - wide * 0.5, radius, z))
        if k and twin:
            truck.add("wheel", wheel_pair(wheel, half - wide * 1.6, radius, z))
        if chance(rng, 0.5):
            truck.add("chassis", rod((-half * 0.8, radius, z), (half * 0.8, radius, z), radius * 0.15, sections=6))
    if chance(rng, 0.4):
        tank = along_z(move(cylinder(radius * 0.6, 0.12, sections=10), (0, -0.06, 0)))
        truck.add("chassis", both(move(tank, (half * 0.8, radius * 1.1, (axles[0] + axles[1]) / 2))))


def _rear_axles(rng: Rng, rear: float, radius: float, most: int) -> list[float]:
    """One to `most` axles near the rear, close together."""
    count = int(rng.integers(1, most + 1))
    start = rear + radius * rng.uniform(1.2, 2.2)
    return [start + radius * 2.15 * k for k in range(count)]


def _tank(rng: Rng, half: float, low: float, high: float, front: float, rear: float) -> Piece:
    """A vessel lying along z with domed ends, round, elliptic or boxy."""
    tall = (high - low) / 2
    y, dome, square = low + tall, rng.uniform(0.02, 0.07), rng.choice([1.0, 0.75, 0.5])
    cut = rng.uniform(0.6, 0.9)
    vessel = hull([(front, y, half * cut * 0.6, tall * cut * 0.6), (front - dome * 0.5, y, half * cut, tall * cut),
        (front - dome, y, half, tall), (rear + dome, y, half, tall), (rear + dome * 0.5, y, half * cut, tall * cut),
        (rear, y, half * cut * 0.6, tall * cut * 0.6)], 18, square=square)  # fmt: skip
    pieces = [vessel]
    for z in np.linspace(rear + 0.1, front - 0.1, int(rng.integers(0, 5))):
        pieces.append(move(cylinder(0.03, 0.02, sections=10), (0, high - 0.005, z)))
    for z in np.linspace(rear + dome * 1.2, front - dome * 1.2, int(rng.integers(2, 6))) if chance(rng, 0.4) else ():
        pieces.append(hull([(z, y, half * 1.02, tall * 1.02), (z + 0.015, y, half * 1.02, tall * 1.02)], 18,
            square=square))  # fmt: skip
    return join(*pieces)


def _open_bed(rng: Rng, half: float, low: float, wall: float, front: float, rear: float) -> Piece:
    """A floor with boards around it."""
    thick = rng.uniform(0.008, 0.02)
    middle, long = (front + rear) / 2, front - rear
    pieces = [box((half * 2, thick, long), (0, low, middle))]
    if chance(rng, 0.85):
        pieces += [both(box((thick, wall, long), (half - thick / 2, low + wall / 2, middle))),
            box((half * 2, wall, thick), (0, low + wall / 2, rear)),
            box((half * 2, wall * rng.uniform(1, 2.5), thick), (0, low + wall / 2, front))]  # fmt: skip
    return join(*pieces)


def _dump_bed(rng: Rng, half: float, low: float, high: float, front: float, rear: float) -> Piece:
    """A skip with sloped ends, sometimes raised, sometimes with a shield over the cab."""
    slope = rng.uniform(0.02, 0.1)
    side = [(front - slope * 0.3, low), (rear + slope, low), (rear, high * rng.uniform(0.9, 1.0)), (front, high)]
    panel = np.array([[(half, y, z) for z, y in (side[0], side[1])], [(half, y, z) for z, y in (side[3], side[2])]])
    floor = np.array([[(x, side[0][1], side[0][0]) for x in (-half, half)],
        [(x, side[1][1], side[1][0]) for x in (-half, half)]])  # fmt: skip
    ends = [np.array([[(x, a[1], a[0]) for x in (-half, half)], [(x, b[1], b[0]) for x in (-half, half)]]) for a,
        b in ((side[0], side[3]), (side[1], side[2]))]  # fmt: skip
    thick = rng.uniform(0.008, 0.02)
    ribs = [both(rod((half, low, z), (half, high * 0.98, z), 0.01, sections=4)) for z in np.linspace(rear + slope,
        front - slope, int(rng.integers(0, 5)))]  # fmt: skip
    bed = join(both(sheet(panel, thick)), sheet(floor, thick), *(sheet(end, thick) for end in ends), *ribs)
    if chance(rng, 0.4):
        bed = join(bed, box((half * 2, thick, 0.12), (0, high, front + 0.06)))
    if chance(rng, 0.25):  # tipped, on its piston
        angle = rng.uniform(10, 40)
        lift = np.sin(np.deg2rad(angle)) * (front - rear) * 0.6
        piston = rod((0, low - 0.02, (front + rear) / 2), (0, low + lift, rear + (front - rear) * 0.6), 0.02, 0.014)
        return join(turn(bed, "x", -angle, (0, low, rear)), piston)
    return bed


def _rigid(rng: Rng, truck: Assembly) -> None:
    """Cab and load on one frame: box, tank, open bed, tipper, mixer, rubbish truck."""
    radius, half = rng.uniform(0.05, 0.08), rng.uniform(0.11, 0.17)
    floor, high = radius * rng.uniform(0.9, 1.5), rng.uniform(0.28, 0.4)
    rear = -0.5
    cab_end = _cab(rng, truck, half * rng.uniform(0.85, 1), floor, high, 0.5) - rng.uniform(0.005, 0.03)
    axles = [0.5 - rng.uniform(0.09, 0.16), *_rear_axles(rng, rear, radius, 2)]
    _undercarriage(rng, truck, half, radius, 0.48, rear, axles)
    low = radius * 2 + rng.uniform(0.0, 0.03)
    load = rng.integers(6)
    if load <= 1:
        tall = rng.uniform(0.3, 0.5)
        part, piece = "cargo box", box((half * 2, tall - low, cab_end - rear),
            (0, (tall + low) / 2, (cab_end + rear) / 2), rng.choice([0.0, 0.0, 0.02]))  # fmt: skip
    elif load == 2:
        part, piece = "tank", _tank(rng, half * 0.95, low, rng.uniform(0.28, 0.4), cab_end, rear)
    elif load == 3:
        part, piece = "bed", _open_bed(rng, half, low, rng.uniform(0.03, 0.12), cab_end, rear)
    elif load == 4:
        part, piece = "bed", _dump_bed(rng, half, low, rng.uniform(0.25, 0.36), cab_end, rear)
    else:
        drum = hull([(cab_end, low + 0.1, 0.05, 0.05), (cab_end - 0.12, low + 0.11, half * 0.85, half * 0.85),
            (-0.1, low + 0.13, half * 0.95, half * 0.95), (-0.38, low + 0.19, 0.05, 0.05),
            (-0.45, low + 0.21, 0.06, 0.06)], 16)  # fmt: skip
        part, piece = "tank", drum
        truck.add("chassis", box((half, 0.12, 0.06), (0, low + 0.05, -0.4)))
    truck.add(part, piece)
    if chance(rng, 0.25):
        truck.add("cargo box" if part == "cargo box" else "chassis", box((half * 1.9, 0.012, 0.05), (0, low, rear)))


def _semi(rng: Rng, truck: Assembly) -> None:
    """A tractor and its long trailer: box, tank, flat, or containers."""
    radius, half = rng.uniform(0.03, 0.045), rng.uniform(0.065, 0.09)
    floor, high = radius * rng.uniform(1.0, 1.5), rng.uniform(0.19, 0.25)
    cab_end = _cab(rng, truck, half, floor, high, 0.5)
    start = cab_end - rng.uniform(0.0, 0.05)
    hitch = cab_end - radius * rng.uniform(0.8, 1.8)
    _undercarriage(rng, truck, half, radius, 0.48, hitch - radius * 2,
        [0.5 - rng.uniform(0.05, 0.09), hitch - radius * 1.0, hitch + radius * 1.2][: 2 + int(chance(rng,
        0.6))])  # fmt: skip
    wheel = road_wheel(rng, radius, radius * 0.7)
    for z in _rear_axles(rng, -0.5, radius, 3):
        truck.add("wheel", wheel_pair(wheel, half - radius * 0.35, radius, z))
    low, tall = radius * 2 + 0.01, rng.uniform(0.21, 0.3)
    load = rng.integers(4)
    if load <= 1:
        truck.add("trailer", box((half * 2, tall - low, start + 0.5), (0, (tall + low) / 2, (start - 0.5) / 2)))
    elif load == 2:
        truck.add("tank", _tank(rng, half * 0.95, low, rng.uniform(0.2, 0.25), start, -0.5))
        truck.add("chassis", both(box((0.012, 0.02, start + 0.48), (half * 0.4, low, (start - 0.5) / 2))))
    else:
        truck.add("trailer", _open_bed(rng, half, low, rng.uniform(0.01, 0.06), start, -0.5))
    if chance(rng, 0.4):
        truck.add("chassis", both(rod((half * 0.6, low, start - 0.15), (half * 0.6, radius * 0.3, start - 0.15), 0.008,
            sections=4)))  # fmt: skip


def _pickup(rng: Rng, truck: Assembly) -> None:
    """A pickup built of blocks: bonnet and cabin as the cab, an open bed behind."""
    radius, half = rng.uniform(0.07, 0.1), rng.uniform(0.17, 0.21)
    floor, belt, high = radius * rng.uniform(0.9, 1.4), rng.uniform(0.2, 0.25), rng.uniform(0.32, 0.42)
    cowl, rear = rng.uniform(0.17, 0.25), rng.uniform(-0.18, 0.0)
    side = [(rear, floor), (0.5, floor), (0.5, belt * 0.85), (0.47, belt * 0.97), (cowl, belt), (cowl - 0.1, high),
        (rear + 0.02, high), (rear, belt)]  # fmt: skip
    skin = turn(extrude(side, half * 2), "y", -90)
    squeeze = np.where(skin.vertices[:, 1] > belt + 0.01, 0.84, 1.0)
    truck.add("cab", Piece(skin.vertices * np.stack([squeeze, 0 * squeeze + 1, 0 * squeeze + 1], 1), skin.faces))
    truck.add("bed", _open_bed(rng, half * 0.98, floor + 0.04, belt - floor - 0.04, rear - 0.005, -0.5))
    wheel = road_wheel(rng, radius, radius * rng.uniform(0.5, 0.8))
    truck.add("wheel", wheel_pair(wheel, half * 0.92, radius, 0.32), wheel_pair(wheel, half * 0.92, radius, -0.31))
    truck.add("chassis", box((half * 1.7, 0.02, 0.95), (0, floor + 0.01, 0)),
        *(box((half * 1.95, 0.035, 0.03), (0, floor + 0.03, z)) for z in (0.505, -0.505)))  # fmt: skip


def truck(rng: Rng) -> Assembly:
    """A truck of one of the styles."""
    built = Assembly()
    styles: tuple[Callable[[Rng, Assembly], None], ...] = (_rigid, _rigid, _rigid, _semi, _semi, _pickup)
    pick(rng, styles)(rng, built)
    return built


KINDS: tuple[Kind, ...] = (
    Kind(
        "truck",
        truck,
        {
            "cab": ("cabin", "driver cab", "truck cab", "cockpit", "truck head", "tractor"),
            "cargo box": ("cargo", "cargo container", "box", "container", "cargo area"),
            "trailer": ("semi trailer", "truck trailer", "cargo trailer", "wagon"),
            "tank": ("tanker", "milk tank", "fuel tank", "cistern", "water tank", "drum", "barrel"),
            "bed": ("truck bed", "dump bed", "loading bed", "cargo bed", "tray", "tipper"),
            "wheel": ("tire", "tyre", "truck wheel", "rim"),
            "chassis": ("frame", "undercarriage", "bumper", "base frame"),
        },
        ("lorry", "tanker truck", "dump truck", "pickup truck", "semi truck", "milk tanker", "delivery truck"),
    ),
    Kind(
        "bus",
        bus,
        {
            "body": ("bus body", "shell", "chassis", "frame", "main body", "bodywork"),
            "wheel": ("tire", "tyre", "bus wheel", "rim"),
            "window": ("window pane", "glass", "bus window", "windshield", "windscreen"),
        },
        ("coach", "school bus", "double decker bus", "minibus", "omnibus"),
    ),
)
