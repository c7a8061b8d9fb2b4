"""Pistols and rifles. They point along +z."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import (
    Piece,
    Vector,
    box,
    cylinder,
    ellipsoid,
    extrude,
    move,
    spline,
    tube,
    turn,
)
from pa3d.synthetic.vehicle_pieces import along_z, hull, pod, rod

Rng = np.random.Generator


def _plate(outline: Sequence[Vector] | Array, width: float) -> Piece:
    """A side view of (z, y) points swept across the width."""
    return turn(extrude(outline, width), "y", -90)


def _grip(rng: Rng, top: tuple[float, float], long: float, lean: float, deep: float, thick: float) -> Piece:
    """A pistol grip hanging from (z, y) = top, leaning backwards by `lean` of its length."""
    z, y = top
    bend = rng.uniform(-0.15, 0.15) * long
    flare = rng.uniform(0.9, 1.3)
    points = [(0, y, z), (0, y - long * 0.5, z - lean * long * 0.5 + bend * 0.5), (0, y - long, z - lean * long)]
    path = spline(points, 5) if chance(rng, 0.6) else np.array(points)
    s = np.linspace(0, 1, len(path))
    return tube(path, thick * (0.9 + (flare - 0.9) * s), 8, flatten=deep / thick, square=rng.uniform(0.5, 1.0),
        side=(1, 0, 0))  # fmt: skip


def _trigger(rng: Rng, z: float, y: float, long: float, drop: float, thick: float) -> list[Piece]:
    """A guard from z to z - long under y, with the trigger inside it."""
    form = rng.integers(3)
    if form == 0:
        curve = spline([(0, y, z), (0, y - drop * 0.8, z - long * 0.1), (0, y - drop, z - long * 0.55),
            (0, y - drop * 0.7, z - long * 0.95), (0, y, z - long)], 10)  # fmt: skip
    elif form == 1:
        curve = np.array([(0, y, z), (0, y - drop, z - long * 0.05), (0, y - drop, z - long * 0.9),
            (0, y - drop * 0.6, z - long)])  # fmt: skip
    else:
        turn_ = np.linspace(0, np.pi, 10)
        curve = np.stack([0 * turn_, y - drop * np.sin(turn_), z - long / 2 + long / 2 * np.cos(turn_)], 1)
    blade = tube([(0, y, z - long * 0.5), (0, y - drop * 0.35, z - long * 0.5), (0, y - drop * 0.75, z - long * 0.4)],
        thick * 0.7, 4)  # fmt: skip
    guard = tube(curve, thick, 4, flatten=rng.uniform(0.4, 1.0), side=(1, 0, 0))
    return [blade] if chance(rng, 0.08) else [guard, blade]


def _automatic(rng: Rng, gun: Assembly) -> None:
    """A slide over a frame, a slanted grip behind the trigger."""
    long, tall, half = rng.uniform(0.7, 1.0), rng.uniform(0.09, 0.15), rng.uniform(0.035, 0.06)
    nose = rng.uniform(0.0, 0.08)
    slide = [(0, 0), (long, 0), (long, tall * 0.8), (long - nose, tall), (0.02, tall), (0, tall * 0.85)]
    gun.add("barrel", _plate(slide, half * 2))
    frame = rng.uniform(0.35, 1.0)
    low = tall * rng.uniform(0.25, 0.5)
    gun.add("barrel", box((half * 1.8, low, long * frame), (0, -low / 2, long * frame / 2)))
    if chance(rng, 0.6):
        gun.add("barrel", move(pod([(0.028, -0.05), (0.028, 0.03), (0.015, 0.03), (0.012, -0.03)], 10),
            (0, tall * 0.55, long)))  # fmt: skip
    if chance(rng, 0.5):
        gun.add("barrel", box((0.012, 0.02, 0.03), (0, tall + 0.008, long - 0.05)),
            box((half, 0.02, 0.03), (0, tall + 0.008, 0.05)))  # fmt: skip
    deep = rng.uniform(0.1, 0.15)
    lean = rng.uniform(0.1, 0.5)
    grip = rng.uniform(0.35, 0.52)
    gun.add("handle", _grip(rng, (deep * 0.9, -low * 0.3), grip, lean, deep, half * rng.uniform(0.8, 1.1)))
    start = deep * 1.8
    gun.add("trigger", *_trigger(rng, start + rng.uniform(0.13, 0.19), -low * 0.9, rng.uniform(0.15, 0.2),
        rng.uniform(0.08, 0.12), 0.012))  # fmt: skip
    if chance(rng, 0.2):  # a silencer
        gun.add("barrel", move(along_z(cylinder(rng.uniform(0.04, 0.06), rng.uniform(0.3, 0.6), sections=12)),
            (0, tall * 0.55, long)))  # fmt: skip
    if chance(rng, 0.2):
        gun.add("barrel", box((half * 1.4, 0.06, 0.16), (0, -low - 0.03, long * 0.8 if frame > 0.9 else start + 0.3)))
    if chance(rng, 0.3):
        gun.add("barrel", box((half * 0.5, 0.05, 0.04), (0, tall * 0.8, -0.015)))


def _revolver(rng: Rng, gun: Assembly) -> None:
    """A drum in a frame, a round or ribbed barrel, a curved grip."""
    long, bore = rng.uniform(0.2, 0.75), rng.uniform(0.025, 0.045)
    drum, deep = rng.uniform(0.065, 0.09), rng.uniform(0.15, 0.22)
    y = drum * 0.45
    gun.add("barrel", move(along_z(cylinder(drum, deep, sections=14)), (0, 0, 0.05)))
    gun.add("barrel", move(along_z(cylinder(bore, long, bore * rng.uniform(0.8, 1), 12)), (0, y, deep + 0.04)))
    gun.add("barrel", box((bore * 1.2, 0.025, deep + 0.1), (0, drum + 0.01, deep / 2 + 0.04)),
        box((bore * 1.6, drum * 2, 0.06), (0, 0, 0.03)), box((bore * 1.2, drum * 1.6, 0.04), (0, 0, deep + 0.06)),
        box((bore * 1.5, 0.03, deep + 0.08), (0, -drum, deep / 2 + 0.05)))  # fmt: skip
    if chance(rng, 0.6):
        gun.add("barrel", box((bore, bore * 1.6, long * rng.uniform(0.5, 1)),
            (0, y - bore * 1.3, deep + 0.04 + long * 0.35)))  # fmt: skip
    gun.add("barrel", box((0.012, 0.03, 0.05), (0, y + bore + 0.01, deep + long)))
    gun.add("barrel", rod((0, y, 0.02), (0, y + 0.09, -0.05), 0.018, 0.012, 4))
    long_grip = rng.uniform(0.3, 0.42)
    path = spline([(0, drum * 0.4, 0.02), (0, -drum * 0.8, -0.05), (0, -drum - long_grip * 0.5, -0.1),
        (0, -drum - long_grip, -rng.uniform(0.12, 0.25))], 7)  # fmt: skip
    size = np.interp(np.linspace(0, 1, 7), [0, 0.4, 1], [0.03, 0.032, 0.045])
    gun.add("handle", tube(path, size, 8, flatten=rng.uniform(1.3, 1.9), side=(1, 0, 0)))
    gun.add("trigger", *_trigger(rng, rng.uniform(0.14, 0.18), -drum * 0.9, rng.uniform(0.15, 0.18),
        rng.uniform(0.09, 0.12), 0.012))  # fmt: skip


def _antique(rng: Rng, gun: Assembly) -> None:
    """A flintlock or duelling pistol: a long tube on a wooden stock that bends into the grip."""
    long, bore = rng.uniform(0.45, 0.8), rng.uniform(0.022, 0.035)
    for x in (-bore, bore) if chance(rng, 0.2) else (0.0,):
        gun.add("barrel", move(pod([(0.6 * bore, long * 0.98), (bore * rng.uniform(0.9, 1.4), long),
            (bore * 0.9, long * 0.9), (bore * 1.2, -0.02), (0, -0.02)], 10), (x, bore * 1.5, 0)))  # fmt: skip
    stock = rng.uniform(0.4, 0.95) * long
    gun.add("barrel" if chance(rng, 0.6) else "handle", hull([(stock, 0, bore * 0.9, bore * 0.7),
        (0.1, -0.01, bore * 1.2, bore * 1.3), (-0.02, -0.01, bore * 1.3, bore * 1.7)], 8))  # fmt: skip
    drop = rng.uniform(0.15, 0.3)
    path = spline([(0, 0, 0.03), (0, -0.02, -0.1), (0, -drop * 0.5, -0.2), (0, -drop, -0.25 - rng.uniform(0, 0.1))], 7)
    gun.add("handle", tube(path, np.linspace(bore * 1.3, bore * 1.2, 7), 8, flatten=1.4, side=(1, 0, 0)))
    gun.add("handle", move(ellipsoid((bore * 1.5, bore * 1.2, bore * 1.9), 10, 7), path[-1]))
    gun.add("barrel", rod((bore * 1.2, 0.02, 0.02), (bore * 1.2, 0.1, -0.03), 0.012, 0.02, 4),
        box((0.015, 0.05, 0.15), (bore * 1.2, 0.02, 0.04)))  # fmt: skip
    gun.add("trigger", *_trigger(rng, 0.12, -0.035, rng.uniform(0.15, 0.2), rng.uniform(0.06, 0.09), 0.009))


def _machine_pistol(rng: Rng, gun: Assembly) -> None:
    """A box receiver with a short barrel and the grip in its middle or behind; a broom handle."""
    long, tall, half = rng.uniform(0.45, 0.75), rng.uniform(0.1, 0.16), rng.uniform(0.035, 0.055)
    place = rng.uniform(0.05, 0.5) * long
    gun.add("barrel", box((half * 2, tall, long), (0, tall / 2, long / 2)))
    gun.add("barrel", move(along_z(cylinder(rng.uniform(0.018, 0.03), rng.uniform(0.08, 0.4), sections=10)),
        (0, tall * rng.uniform(0.4, 0.7), long)))  # fmt: skip
    deep = rng.uniform(0.06, 0.09)
    gun.add("handle", _grip(rng, (place, 0.01), rng.uniform(0.35, 0.45), rng.uniform(0, 0.4), deep, half * 0.8))
    gun.add("trigger", *_trigger(rng, place + deep + 0.19, 0.005, 0.18, 0.1, 0.011))
    if chance(rng, 0.5):
        ahead = place + deep + 0.26
        gun.add("barrel", _plate([(ahead, 0), (ahead + 0.08, 0), (ahead + 0.1, -rng.uniform(0.12, 0.35)),
            (ahead + 0.02, -0.12)], half))  # fmt: skip
    if chance(rng, 0.6):
        gun.add("barrel", box((half, 0.03, 0.05), (0, tall + 0.01, long - 0.06)),
            box((half, 0.03, 0.05), (0, tall + 0.01, 0.04)))  # fmt: skip


def _blaster(rng: Rng, gun: Assembly) -> None:
    """Ray guns, water pistols, toys: turned bodies with rings, bulbs and cones."""
    long, wide = rng.uniform(0.5, 0.9), rng.uniform(0.06, 0.14)
    profile = [(0, -0.02), (wide * 0.7, 0.0), (wide, long * 0.15), (wide * rng.uniform(0.7, 1), long * 0.4),
        (wide * rng.uniform(0.25, 0.6), long * 0.6), (wide * 0.3, long * 0.95), (wide * rng.uniform(0.2, 0.7), long),
        (0, long)]  # fmt: skip
    gun.add("barrel", pod(profile, 14))
    for z in rng.uniform(0.5, 0.9, int(rng.integers(0, 4))):
        gun.add("barrel", move(along_z(cylinder(wide * rng.uniform(0.5, 1.1), 0.015, sections=14)), (0, 0, z * long)))
    if chance(rng, 0.3):
        gun.add("barrel", _plate([(0, wide), (long * 0.5, wide * 0.6), (0.02, wide * 2)], 0.02))
    gun.add("handle", _grip(rng, (0.1, -wide * 0.5), rng.uniform(0.3, 0.42), rng.uniform(0.1, 0.6),
        rng.uniform(0.05, 0.08), rng.uniform(0.03, 0.05)))  # fmt: skip
    gun.add("trigger", *_trigger(rng, 0.34, -wide * 0.75, 0.19, 0.1, 0.012))


def pistol(rng: Rng) -> Assembly:
    """A handgun of one of the styles."""
    gun = Assembly()
    styles: tuple[Callable[[Rng, Assembly], None], ...] = (_automatic, _revolver, _antique, _machine_pistol, _blaster)
    pick(rng, styles, (4, 3, 1.3, 1.5, 1))(rng, gun)
    return gun


def rifle(rng: Rng) -> Assembly:
    """Hunting, assault, sniper, shot and lever guns."""
    gun = Assembly()
    modern = chance(rng, 0.55)
    long, half, tall = rng.uniform(0.25, 0.4), rng.uniform(0.018, 0.028), rng.uniform(0.05, 0.08)
    bore, reach = rng.uniform(0.008, 0.014), rng.uniform(0.3, 0.65)
    gun.add("body", _plate([(0, -tall * 0.5), (long, -tall * 0.4), (long, tall * 0.4), (0.02, tall * 0.5),
        (0, tall * 0.3)], half * 2))  # fmt: skip
    gun.add("barrel", rod((0, tall * 0.15, long * 0.9), (0, tall * 0.15, long + reach), bore, bore * 0.85))
    if chance(rng, 0.15):
        gun.add("barrel", rod((0, tall * 0.15 - bore * 2, long * 0.9), (0, tall * 0.15 - bore * 2, long + reach * 0.95),
            bore))  # fmt: skip
    if chance(rng, 0.4):
        gun.add("barrel", move(along_z(cylinder(bore * 1.8, 0.06, sections=10)), (0, tall * 0.15, long + reach)))
    fore = reach * rng.uniform(0.3, 0.7)
    gun.add("body", hull([(long - 0.01, -tall * 0.05, half, tall * 0.45),
        (long + fore, tall * 0.02, half * 0.8, tall * 0.3)], 10, square=rng.uniform(0.4, 1)))  # fmt: skip
    drop, back = rng.uniform(0.02, 0.09), rng.uniform(0.25, 0.36)
    if modern and chance(rng, 0.3):  # a skeleton stock
        gun.add("stock", tube([(0, tall * 0.2, 0), (0, tall * 0.1, -back), (0, -tall - drop, -back),
            (0, -tall * 0.6, -back * 0.7), (0, -tall * 0.3, 0)], 0.011, 6))  # fmt: skip
    else:
        gun.add("stock", _plate([(0.01, tall * 0.4), (-back * 0.4, tall * 0.1), (-back, tall * 0.1 - drop * 0.3),
            (-back, -tall - drop), (-back * 0.4, -tall * 0.7), (0.01, -tall * 0.45)], half * 1.5))  # fmt: skip
    if modern or chance(rng, 0.2):
        gun.add("handle", _grip(rng, (0.05, -tall * 0.4), rng.uniform(0.1, 0.14), rng.uniform(0.2, 0.6), 0.025,
            half * 0.8))  # fmt: skip
    gun.add("trigger", *_trigger(rng, 0.15, -tall * 0.45, 0.075, 0.035, 0.005))
    if modern or chance(rng, 0.3):
        curve, deep = rng.uniform(0, 0.08), rng.uniform(0.07, 0.2)
        path = spline([(0, -tall * 0.3, long * 0.68), (0, -tall * 0.4 - deep * 0.5, long * 0.68 + curve * 0.3),
            (0, -tall * 0.4 - deep, long * 0.68 + curve)], 5)  # fmt: skip
        gun.add("magazine", tube(path, half * 1.0, 4, flatten=rng.uniform(1.5, 2.4), side=(1, 0, 0)))
    if chance(rng, 0.45):
        size, start = rng.uniform(0.012, 0.02), rng.uniform(0.02, 0.1)
        tube_ = [(size * 1.4, 0.0), (size * 1.4, 0.05), (size, 0.08), (size, 0.18), (size * rng.uniform(1.2, 2), 0.22),
            (size * 1.6, 0.28)]  # fmt: skip
        gun.add("scope", move(pod(tube_, 12, caps=True), (0, tall * 0.5 + size * 2.2, start)),
            box((0.01, size * 3, 0.02), (0, tall * 0.5 + size * 0.8, start + 0.1)),
            box((0.01, size * 3, 0.02), (0, tall * 0.5 + size * 0.8, start + 0.17)))  # fmt: skip
    else:
        gun.add("barrel", box((0.005, 0.03, 0.012), (0, tall * 0.15 + 0.018, long + reach * 0.95)))
    return gun


KINDS: tuple[Kind, ...] = (
    Kind(
        "pistol",
        pistol,
        {
            "barrel": ("gun barrel", "slide", "muzzle", "body", "frame"),
            "handle": ("grip", "handle or grip", "gun grip", "pistol grip", "stock", "butt"),
            "trigger": ("trigger and guard", "trigger guard", "gun trigger"),
        },
        ("gun", "handgun", "revolver", "firearm", "weapon", "sidearm"),
    ),
    Kind(
        "rifle",
        rifle,
        {
            "barrel": ("gun barrel", "muzzle", "rifle barrel"),
            "body": ("receiver", "frame", "action", "handguard"),
            "stock": ("butt", "shoulder stock", "buttstock", "rifle stock"),
            "handle": ("grip", "pistol grip", "rifle grip"),
            "trigger": ("trigger and guard", "trigger guard"),
            "magazine": ("clip", "ammo magazine", "cartridge magazine"),
            "scope": ("sight", "rifle scope", "telescopic sight", "optic"),
        },
        ("gun", "assault rifle", "shotgun", "sniper rifle", "machine gun", "weapon"),
    ),
)
