"""Bathroom fittings: faucet, toilet."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.faucet_styles import MORE_FAUCETS
from pa3d.synthetic.forms import both, chance, lying, pick, plate, rounded_outline, squared
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import (
    Piece,
    bar,
    box,
    cylinder,
    ellipsoid,
    extrude,
    join,
    lathe,
    loft,
    move,
    spline,
    stretch,
    tube,
    turn,
)

Rng = np.random.Generator


def faucet(rng: Rng) -> Assembly:
    """Single lever, two taps, bridge, goose neck, wall tap, garden tap: the spout points along +z."""
    if chance(rng, 0.4):
        return pick(rng, MORE_FAUCETS, (3, 1.5, 1.2, 1.2))(rng)
    style = pick(rng, ("lever", "pair", "bridge", "wall", "garden"), (5, 3, 2, 1.5, 1.5))
    return {"lever": _lever_faucet, "pair": _pair_faucet, "bridge": _bridge_faucet, "wall": _wall_faucet,
            "garden": _garden_tap}[style](rng)  # fmt: skip


def _neck(rng: Rng, start: tuple[float, float], thick: float, goose: bool) -> Piece:
    """A spout in the plane x = 0 from (z, y)."""
    z, y = start
    reach = rng.uniform(0.7, 1.6)
    if goose:
        up = rng.uniform(0.6, 1.8)
        drop = rng.uniform(0.1, 0.9) * up
        points = [(z, y), (z, y + up * 0.65), (z + reach * 0.15, y + up * 0.95), (z + reach * 0.55, y + up * 1.05),
                  (z + reach * 0.9, y + up * 0.85), (z + reach, y + up - drop)]  # fmt: skip
    elif chance(rng, 0.5):
        rise = rng.uniform(-0.05, 0.5)
        points = [
            (z, y),
            (z + reach * 0.6, y + rise),
            (z + reach, y + rise),
            (z + reach * 1.03, y + rise - rng.uniform(0.05, 0.2)),
        ]
    else:
        points = [(z, y), (z + reach, y + rng.uniform(-0.2, 0.5))]
    path = spline(points, 16 if goose else 9) if len(points) > 2 else np.array(points)
    path = np.column_stack([np.zeros(len(path)), path[:, 1], path[:, 0]])
    square, flatten = (0.35, rng.uniform(0.4, 1)) if chance(rng, 0.3) else (1.0, 1.0)
    radii = np.linspace(thick, thick * rng.uniform(0.6, 1.0), len(path))
    neck = tube(path, radii, 10, flatten=flatten, square=square, side=(1, 0, 0))
    if chance(rng, 0.3):
        end = path[-1]
        neck = join(neck, move(cylinder(radii[-1] * 1.2, 0.12, sections=10), end - (0, 0.1, 0)))
    return neck


def _tap_handle(rng: Rng) -> Piece:
    """A cross, a lever, a knob or a wing on a short stem, standing on y = 0."""
    style = pick(rng, ("cross", "lever", "knob", "wing", "wheel"))
    rise, size = rng.uniform(0.1, 0.3), rng.uniform(0.2, 0.35)
    stem = cylinder(rng.uniform(0.06, 0.13), rise, sections=10)
    if style == "cross":
        rods = [bar((-size, rise, 0), (size, rise, 0), 0.055), bar((0, rise, -size), (0, rise, size), 0.055)]
        return join(stem, *rods)
    if style == "knob":
        lobes = lathe(
            np.array([(0.6, 0), (1, 0.3), (1, 0.8), (0.6, 1), (0, 1)]) * (size * 0.8, size), int(pick(rng, (6, 8, 16)))
        )
        return join(stem, move(lobes, (0, rise * 0.7, 0)))
    if style == "wheel":
        ring = move(
            stretch(
                lathe([(size, -0.04), (size * 1.15, 0), (size, 0.04), (size * 0.85, 0), (size, -0.04)], 14), (1, 1, 1)
            ),
            (0, rise, 0),
        )
        return join(stem, ring, bar((-size, rise, 0), (size, rise, 0), 0.04))
    out = size * rng.uniform(1.2, 2.4)
    lever = bar((0, rise, 0), (out, rise + rng.uniform(0, 0.25), 0), rng.uniform(0.05, 0.09), rng.uniform(0.03, 0.09))
    if style == "wing":
        lever = join(lever, bar((0, rise, 0), (-out, rise, 0), 0.06))
    return join(stem, lever)


def _lever_faucet(rng: Rng) -> Assembly:
    """One column; the lever above, behind or at the side."""
    made = Assembly()
    high, thick = rng.uniform(0.3, 1.6), rng.uniform(0.12, 0.26)
    power = float(pick(rng, (2.0, rng.uniform(4, 9)), (3, 1)))
    foot = thick * rng.uniform(1.1, 2.0)
    column = squared(
        lathe([(0, 0), (foot, 0), (foot, 0.06), (thick, 0.1), (thick * rng.uniform(0.85, 1), high), (0, high)], 16),
        power,
    )
    made.add("base", column)
    if chance(rng, 0.25):
        made.add("base", lying(plate(rng.uniform(0.9, 1.6), 0.5, 0.06, 0.2)))
    goose = chance(rng, 0.45)
    if goose:
        made.add("spout", _neck(rng, (0, high * 0.97), thick * rng.uniform(0.5, 0.9), True))
        lever = bar((0, 0, 0), (rng.uniform(0.3, 0.7), rng.uniform(0.0, 0.6), 0), 0.06, 0.04)
        hub = turn(cylinder(thick * 0.8, thick * 1.2, sections=12), "z", -90)
        made.add("switch", move(join(hub, move(lever, (thick, 0, 0))), (thick * 0.6, high * rng.uniform(0.4, 0.8), 0)))
        return made
    made.add("spout", _neck(rng, (thick * 0.7, high * rng.uniform(0.55, 0.9)), thick * rng.uniform(0.5, 0.8), False))
    cap = cylinder(thick * 1.05, rng.uniform(0.1, 0.35), top=thick * rng.uniform(0.5, 1), sections=14)
    out, rise = rng.uniform(0.35, 1.0), rng.uniform(-0.05, 0.6)
    lever = tube([(0, 0.12, 0), (0, 0.15 + rise, out)], (thick * 0.5, 0.08), 8, flatten=0.5, square=0.6, side=(1, 0, 0))
    if chance(rng, 0.3):
        lever = turn(lever, "y", 180)
    made.add("switch", move(join(squared(cap, power), lever), (0, high - 0.03, 0)))
    return made


def _pair_faucet(rng: Rng) -> Assembly:
    """A spout in the middle, a tap on each side, on one plate or on three feet."""
    made = Assembly()
    apart, high = rng.uniform(0.5, 1.1), rng.uniform(0.15, 0.6)
    thick = rng.uniform(0.13, 0.24)
    if chance(rng, 0.6):
        made.add(
            "base",
            move(lying(plate(apart * 2 + 0.5, rng.uniform(0.35, 0.6), 0.1, rng.uniform(0.02, 0.25))), (0, 0.05, 0)),
        )
    foot = lathe([(0, 0), (thick * 1.5, 0), (thick * 1.3, 0.08), (thick, 0.15), (thick, high), (0, high)], 12)
    made.add("base", foot, both(move(stretch(foot, (1, rng.uniform(0.5, 1), 1)), (apart, 0, 0))))
    goose = chance(rng, 0.5)
    made.add("spout", _neck(rng, (0, high * 0.95), thick * rng.uniform(0.5, 0.95), goose))
    handle = turn(_tap_handle(rng), "y", float(pick(rng, (0.0, rng.uniform(-60, 60)))))
    made.add("switch", both(move(handle, (apart, high * 0.75, 0))))
    return made


def _bridge_faucet(rng: Rng) -> Assembly:
    """Two risers joined by a bar that carries the spout."""
    made = Assembly()
    apart, high, thick = rng.uniform(0.5, 1.0), rng.uniform(0.3, 0.8), rng.uniform(0.07, 0.12)
    riser = lathe(
        [
            (0, 0),
            (thick * 2, 0),
            (thick * 2, 0.05),
            (thick, 0.1),
            (thick, high),
            (thick * 1.4, high),
            (thick * 1.4, high + 0.15),
            (0, high + 0.15),
        ],
        12,
    )
    made.add("base", both(move(riser, (apart, 0, 0))), bar((-apart, high * 0.8, 0), (apart, high * 0.8, 0), thick))
    made.add("spout", _neck(rng, (0, high * 0.8), thick * rng.uniform(0.8, 1.1), chance(rng, 0.75)))
    made.add("switch", both(move(_tap_handle(rng), (apart, high + 0.12, 0))))
    return made


def _wall_faucet(rng: Rng) -> Assembly:
    """Roses on the wall behind, spout and taps coming out of it; bath and shower mixers."""
    made = Assembly()
    apart, thick = rng.uniform(0.4, 0.9), rng.uniform(0.09, 0.16)
    rose = turn(lathe([(0, 0), (thick * 2, 0), (thick * 1.8, 0.06), (thick, 0.1), (thick, 0.4), (0, 0.4)], 14), "x", 90)
    made.add("base", both(move(rose, (apart, 0, 0))))
    if chance(rng, 0.6):
        made.add("base", bar((-apart, 0, 0.3), (apart, 0, 0.3), thick * 1.2, sections=10))
    else:
        made.add("base", rose)
    made.add("spout", _neck(rng, (0.3, 0.0), thick * rng.uniform(0.7, 1), chance(rng, 0.25)))
    handle = _tap_handle(rng)
    if chance(rng, 0.5):
        made.add("switch", both(move(turn(handle, "z", -90), (apart + 0.05, 0, 0.3))))
    else:
        made.add("switch", both(move(turn(handle, "x", 90), (apart, 0, 0.38))))
    return made


def _garden_tap(rng: Rng) -> Assembly:
    """A cast tap: pipe from behind, bent mouth, handle on top."""
    made = Assembly()
    thick = rng.uniform(0.15, 0.25)
    made.add("base", bar((0, 0, -rng.uniform(0.4, 0.9)), (0, 0, 0.1), thick, sections=12))
    made.add(
        "base", move(cylinder(thick * 1.2, 0.45, top=thick * 0.8, sections=int(pick(rng, (6, 12)))), (0, -0.05, 0.1))
    )
    bend, down = rng.uniform(0.3, 0.7), rng.uniform(0.3, 0.7)
    path = spline([(0, 0, 0.1), (0, 0.02, 0.1 + bend * 0.6), (0, -down * 0.4, 0.1 + bend), (0, -down, 0.1 + bend)], 10)
    made.add("spout", tube(path, np.linspace(thick, thick * 0.8, 10), 10))
    made.add("switch", move(turn(_tap_handle(rng), "y", rng.uniform(0, 180)), (0, 0.38, 0.1)))
    return made


def _seat_outline(wide: float, long: float, square: float, count: int = 24) -> np.ndarray:
    """The egg of a seat (count, 2) in (x, z); z = 0 at the back, long at the front."""
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    x = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** square * wide / 2
    z = np.sin(angle)
    x = x * np.where(z < 0, 1.0, 1.0)
    z = np.where(z < 0, -(np.abs(z) ** 0.6), z)
    return np.stack([x, (z + 1) / 2 * long], 1)


def _oval(outline: np.ndarray, height: float, scale: float = 1.0) -> np.ndarray:
    """The outline (n, 2) as a ring (n, 3) at a height, scaled about its middle."""
    middle = outline.mean(0)
    plan = middle + (outline - middle) * scale
    return np.column_stack([plan[:, 0], np.full(len(plan), height), plan[:, 1]])


def toilet(rng: Rng) -> Assembly:
    """Close-coupled, one-piece, wall-hung, back-to-wall, high-tank; lid down, up or absent."""
    made = Assembly()
    wide, long, high = rng.uniform(0.65, 0.9), rng.uniform(0.85, 1.3), rng.uniform(0.65, 0.95)
    outline = _seat_outline(wide, long, float(rng.uniform(0.6, 1.0)))
    hung = chance(rng, 0.2)
    bottom = high * rng.uniform(0.35, 0.6)
    foot = rng.uniform(0.4, 0.95)
    rings = [
        _oval(outline, high, 1.0),
        _oval(outline, high * 0.93, 1.0),
        _oval(outline, (high + bottom) / 2, rng.uniform(0.8, 0.97)),
        _oval(outline, bottom, max(foot, 0.55)),
    ]
    inner = [_oval(outline, high * 0.45, 0.25), _oval(outline, high * 0.7, 0.62), _oval(outline, high, 0.8)]
    made.add("bowl", loft(np.stack([*inner, *rings])))
    if not hung:
        low = [
            _oval(outline, bottom * 1.02, max(foot, 0.55)),
            _oval(outline, bottom * 0.5, foot * rng.uniform(0.85, 1.05)),
            _oval(outline, 0.04, foot * rng.uniform(1.0, 1.25)),
            _oval(outline, 0.0, foot * 1.2),
        ]
        back = np.array([0, 0, -rng.uniform(0.0, 0.15)])
        made.add("base", move(loft(np.stack(low)), back))
    thick = rng.uniform(0.03, 0.07)
    if chance(rng, 0.9):
        rows = [
            _oval(outline, high + 0.01, 1.03),
            _oval(outline, high + thick, 1.02),
            _oval(outline, high + thick, 0.68),
            _oval(outline, high + 0.01, 0.68),
        ]
        ring = loft(np.stack(rows), closed=True)
        made.add("seat", turn(ring, "x", -rng.uniform(70, 95), (0, high, 0.02)) if chance(rng, 0.08) else ring)
    if chance(rng, 0.9):
        lift = high + thick * 1.2
        rows = [
            _oval(outline, lift, 1.03),
            _oval(outline, lift + 0.03, 1.02),
            _oval(outline, lift + rng.uniform(0.03, 0.1), 0.5),
        ]
        lid = loft(np.stack(rows))
        if chance(rng, 0.5):
            lid = turn(lid, "x", -rng.uniform(75, 105), (0, lift, 0.02))
        made.add("lid", lid)
    if not (hung and chance(rng, 0.7)):
        _tank(rng, made, high, wide)
    return made


def _tank(rng: Rng, made: Assembly, high: float, wide: float) -> None:
    """The water tank behind the seat, low or up the wall, with its button or lever."""
    broad, tall, deep = wide * rng.uniform(0.85, 1.3), rng.uniform(0.5, 0.95), rng.uniform(0.22, 0.4)
    above = chance(rng, 0.08)
    floor = high + rng.uniform(1.0, 1.6) if above else high * rng.uniform(0.85, 1.0)
    back = -deep / 2 - 0.02
    shell = lying(extrude(rounded_outline(broad, deep, rng.uniform(0.01, 0.1)), tall, rng.uniform(1.0, 1.1)))
    made.add("tank", move(shell, (0, floor + tall / 2, back)))
    top = floor + tall
    made.add("tank", move(box((broad * 1.12, 0.06, deep * 1.12)), (0, top + 0.02, back)))
    if not above:  # the shelf the tank stands on
        shelf = box((broad * rng.uniform(0.5, 0.95), high * 0.3, deep + 0.25), (0, floor - high * 0.14, back + 0.1))
        made.add("bowl", shelf)
        if chance(rng, 0.25):  # one piece down to the floor
            made.add("base", box((broad * 0.9, floor - high * 0.25, deep), (0, (floor - high * 0.25) / 2, back)))
    if above:
        made.add("tank", bar((0, high * 0.5, back), (0, floor, back), 0.05))
    style = pick(rng, ("push", "lever", "none"), (4, 3, 2))
    if style == "push":
        made.add("button", move(cylinder(rng.uniform(0.05, 0.1), 0.04, sections=12), (0, top + 0.04, back)))
    elif style == "lever":
        at = (-broad * 0.35, top - 0.12, back + deep / 2)
        made.add(
            "button",
            move(ellipsoid((0.04, 0.04, 0.05), 8, 5), at),
            bar(at, (at[0] + 0.2, at[1] - 0.02, at[2] + 0.05), 0.022),
        )


KINDS: tuple[Kind, ...] = (
    Kind("faucet", faucet, {
        "spout": ("faucet spout", "nozzle", "neck", "water outlet"),
        "switch": ("handle", "faucet handle", "lever", "knob", "tap handle", "valve handle"),
        "base": ("body", "faucet body", "column", "mount", "stand"),
    }, ("tap", "water tap", "mixer tap", "sink faucet")),
    Kind("toilet", toilet, {
        "lid": ("cover", "toilet lid", "toilet cover", "seat cover"),
        "seat": ("toilet seat", "seat ring"),
        "tank": ("cistern", "water tank", "toilet tank"),
        "bowl": ("toilet bowl", "basin", "body", "pan"),
        "base": ("foot", "pedestal", "toilet base", "stand"),
        "button": ("flush button", "flush lever", "flush handle", "lever"),
    }, ("water closet", "lavatory", "loo")),
)  # fmt: skip
