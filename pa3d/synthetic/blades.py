"""Knives, daggers and swords. Built along z with the tip forwards, then laid any way."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick, turned
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, box, cylinder, ellipsoid, loft, move, sheet, spline, tube, turn
from pa3d.synthetic.vehicle_pieces import along_x, hull

Rng = np.random.Generator


def _blade(z: Array, lower: Array, upper: Array, thick: float, double: bool) -> Piece:
    """A blade in the yz plane between edge `lower` and back `upper`, heights at the places z; thick 0: one sheet."""
    if thick == 0:
        line = np.stack([np.stack([0 * z, h, z], 1) for h in (lower, upper)], 1)
        return sheet(line)
    middle = (lower + upper) / 2 if double else lower * 0.35 + upper * 0.65
    span = np.maximum(upper - lower, 1e-4)
    half = np.minimum(thick / 2, span * 0.3)
    back = half * (0.02 if double else 1.0)
    x = np.stack([0 * z, half, back, -back, -half], 1)
    y = np.stack([lower, middle, upper, upper, middle], 1)
    return loft(np.stack([x, y, np.repeat(z[:, None], 5, 1)], -1))


def _edges(rng: Rng, form: str, long: float, wide: float) -> tuple[Array, Array, Array]:
    """Places z from the heel to the tip with the heights of edge and back."""
    s = 1 - (1 - np.linspace(0, 1, 14)) ** 1.6
    tip = rng.uniform(0.15, 0.7)
    round_ = np.maximum(s - (1 - tip), 0) / tip
    lower, upper = np.full_like(s, -wide / 2), np.full_like(s, wide / 2)
    if form == "chef":  # a straight back, the edge rising to the point
        lower = lower + wide * round_ ** rng.uniform(1.5, 3)
    elif form == "clip":  # the back cut down to the point
        start = rng.uniform(0.5, 0.75)
        fall = np.maximum(s - start, 0) / (1 - start)
        upper = upper - wide * 0.6 * fall ** rng.uniform(0.8, 1.3)
        lower = lower + wide * 0.4 * np.maximum(s - 0.6, 0) ** 2 / 0.16
    elif form == "drop":  # both fall to the middle
        lower, upper = lower + wide * 0.5 * round_**2, upper - wide * 0.5 * round_**1.6
    elif form == "dagger":
        waist = 1 - rng.uniform(0, 0.25) * np.sin(np.pi * s)
        share = waist * (1 - np.maximum(s - (1 - tip), 0) / tip)
        lower, upper = lower * share, upper * share
    elif form == "square":  # cleavers and utility knives
        lower, upper = lower + wide * rng.uniform(-0.1, 0.1) * s, upper - wide * rng.uniform(0, 0.15) * s
        if chance(rng, 0.4):
            upper = upper - wide * np.maximum(s - 0.8, 0) * rng.uniform(1, 4)
    elif form == "round":  # table knives
        cap = np.sqrt(np.maximum(1 - (np.maximum(s - 0.9, 0) / 0.1) ** 2, 0.01))
        lower, upper = lower * cap * (1 - 0.2 * (1 - s)), upper * cap
    elif form == "santoku":
        upper = upper - wide * 0.75 * np.maximum(s - 0.75, 0) ** 2 / 0.0625
        lower = lower + wide * 0.08 * s**3
    elif form == "bent":  # kukris, swelling forwards
        belly = np.sin(np.pi * s**1.6)
        lower, upper = lower * (0.6 + 0.7 * belly) * (1 - s**6), upper * (1 - s**8)
    return long * s, lower, upper


def _handle(rng: Rng, long: float, wide: float, thick: float) -> list[Piece]:
    """A grip from z = 0 back to -long."""
    form = rng.integers(5)
    if form == 0:  # flat scales with rivets, swelling at the end
        belly = wide * rng.uniform(0.0, 0.15)
        grip = hull([(0.005, 0, thick, wide * 0.5), (-long * 0.3, -belly, thick, wide * 0.45),
            (-long * 0.75, 0, thick * 1.1, wide * 0.5), (-long * 0.95, -belly * 1.5, thick, wide * 0.55),
            (-long, -belly * 1.5, thick * 0.5, wide * 0.3)], 10, 9, square=0.5)  # fmt: skip
        rivets = [move(along_x(cylinder(wide * 0.1, thick * 2.1, sections=8)),
            (-thick * 1.05, 0, -long * s)) for s in ((0.2, 0.5, 0.8) if chance(rng, 0.5) else ())]  # fmt: skip
        return [grip, *rivets]
    if form == 1:  # round, turned
        middle = rng.uniform(0.8, 1.5)
        return [hull([(0.005, 0, thick, wide * 0.4), (-long * 0.5, 0, thick * middle, wide * 0.4 * middle),
            (-long, 0, thick * 0.9, wide * 0.4)], 12, 7)]  # fmt: skip
    if form == 2:  # a plain bar
        return [box((thick * 2, wide * rng.uniform(0.6, 1.0), long), (0, 0, -long / 2 + 0.005),
            rng.choice([0.0, thick * 0.5]))]  # fmt: skip
    if form == 3:  # finger grooves
        z = np.linspace(0.005, -long, 14)
        groove = 1 + 0.12 * np.cos(z / long * 2 * np.pi * rng.uniform(2.5, 4))
        return [hull(np.stack([z, wide * 0.08 * (groove - 1) * 4, 0 * z + thick, wide * 0.45 * groove], 1), 10,
            square=0.7)]  # fmt: skip
    wrap = [hull([(-long * s + 0.012, 0, thick * 1.1, wide * 0.45), (-long * s - 0.004, 0, thick * 1.1, wide * 0.45)],
        8) for s in np.linspace(0.1, 0.9, 6)]  # fmt: skip
    return [hull([(0.005, 0, thick, wide * 0.4), (-long, 0, thick, wide * 0.4)], 8), *wrap]


def _guard(rng: Rng, wide: float, thick: float, long: float) -> list[Piece]:
    """What parts blade and grip, counted to the handle."""
    form = rng.integers(6)
    if form == 0:
        return []
    if form == 1:
        return [box((thick * 2.6, wide * rng.uniform(1.05, 1.6), thick * 1.5), (0, 0, 0))]
    if form == 2:  # a cross guard
        reach = wide * rng.uniform(1.2, 2.4)
        bend = rng.uniform(-0.3, 0.4) * reach
        return [tube([(0, -reach, bend), (0, -reach * 0.5, bend * 0.2), (0, 0, 0), (0, reach * 0.5, bend * 0.2),
            (0, reach, bend)], thick * 1.2, 6)]  # fmt: skip
    if form == 3:  # a disc
        return [hull([(0.006, 0, wide * 0.9, wide * 0.9), (-0.006, 0, wide * 0.9, wide * 0.9)], 14)]
    if form == 4:  # a bow over the knuckles
        bow = spline([(0, -wide * 0.5, 0), (0, -wide * 1.8, -long * 0.25), (0, -wide * 1.7, -long * 0.75),
            (0, -wide * 0.3, -long)], 9)  # fmt: skip
        return [tube(bow, thick * 0.7, 6, flatten=1.5), box((thick * 2.6, wide * 1.6, thick * 1.4), (0, 0, 0))]
    return [hull([(0.02, 0, thick * 1.1, wide * 0.45), (-0.02, 0, thick * 1.3, wide * 0.55)], 10)]


def _fixed(rng: Rng, built: Assembly, style: str) -> None:
    """Blade and handle in one line: kitchen, hunting, table knives, daggers and swords."""
    form = {"dagger": "dagger", "cleaver": "square", "table": "round"}.get(style) or pick(rng,
        ("chef", "clip", "drop", "santoku", "bent", "chef"))  # fmt: skip
    long, grip = rng.uniform(0.45, 0.65), rng.uniform(0.32, 0.45)
    wide = long * {"cleaver": rng.uniform(0.35, 0.6), "table": rng.uniform(0.08, 0.13),
        "dagger": rng.uniform(0.1, 0.2)}.get(style, rng.uniform(0.1, 0.3))  # fmt: skip
    if style == "sword":
        long, grip = rng.uniform(0.75, 0.88), rng.uniform(0.12, 0.25)
        wide, form = rng.uniform(0.025, 0.07), pick(rng, ("dagger", "dagger", "chef", "clip", "square"))
    double = form == "dagger"
    thick = float(pick(rng, (0.0, 0.008, 0.014, 0.02), (0.5, 2, 2, 1))) * (0.7 if style == "sword" else 1)
    z, lower, upper = _edges(rng, form, long, wide)
    blade = _blade(z, lower, upper, thick, double)
    hold = wide * (rng.uniform(0.25, 0.4) if style == "cleaver" else rng.uniform(0.5,
        1.0)) if style != "table" else wide * rng.uniform(0.7, 1.1)  # fmt: skip
    hold = max(hold, 0.03)
    high = (wide - hold) * rng.uniform(0, 0.5) if style not in ("dagger", "sword") else 0.0
    side = hold * rng.uniform(0.25, 0.4)
    handle = [move(piece, (0, high, 0)) for piece in _handle(rng, grip, hold, side)]
    if style in ("dagger", "sword") or chance(rng, 0.35):
        handle += _guard(rng, max(wide, hold), max(side, 0.012), grip)
    if style in ("dagger", "sword") and chance(rng, 0.7):
        knob = hold * rng.uniform(0.4, 0.8)
        handle.append(move(ellipsoid((knob * 0.8, knob, knob * rng.uniform(0.6, 1.2)), 10, 7), (0, 0, -grip)))
    if form in ("chef", "drop") and chance(rng, 0.3):  # a short heel
        handle.append(hull([(0.03, high, side * 0.7, hold * 0.4), (-0.01, high, side, hold * 0.5)], 8))
    built.add("blade", blade)
    built.add("handle", *handle)
    if style == "sword" and not double and chance(rng, 0.7):
        bend = rng.uniform(0.05, 0.25)
        built.pieces = [(part, Piece(piece.vertices + np.stack([0 * piece.vertices[:, 2],
            bend * piece.vertices[:, 2] ** 2, 0 * piece.vertices[:, 2]], 1), piece.faces)) for part,
            piece in built.pieces]  # fmt: skip


def _folding(rng: Rng, built: Assembly) -> None:
    """A blade turning out of its handle, more or less open; sometimes several tools, sometimes a butterfly."""
    long, wide, side = rng.uniform(0.45, 0.6), rng.uniform(0.08, 0.13), rng.uniform(0.02, 0.04)
    shell = hull([(0.02, 0, side, wide * 0.45), (-long * 0.3, 0, side, wide * 0.5),
        (-long * 0.8, -wide * rng.uniform(0, 0.2), side, wide * 0.5), (-long, 0, side, wide * 0.4)], 10, 9,
        square=rng.uniform(0.4, 0.8))  # fmt: skip
    z, lower, upper = _edges(rng, pick(rng, ("clip", "drop", "chef")), long * rng.uniform(0.75, 0.95),
        wide * rng.uniform(0.6, 0.9))  # fmt: skip
    blade = _blade(z, lower, upper, 0.012, False)
    angle = float(pick(rng, (0.0, 35.0, 60.0, 90.0, 120.0), (3, 1, 1, 1, 0.7)))
    built.add("blade", turn(blade, "x", -angle))
    if chance(rng, 0.25):
        split = turn(shell, "x", rng.uniform(-40, -10))
        built.add("handle", move(shell, (side, 0, 0)), move(split, (-side, 0, 0)))
        return
    built.add("handle", shell, move(along_x(cylinder(wide * 0.15, side * 2.2, sections=8)), (-side * 1.1, 0, -0.01)))
    for k in range(int(rng.integers(0, 4)) if chance(rng, 0.3) else 0):
        z, lower, upper = _edges(rng, pick(rng, ("drop", "square")), long * rng.uniform(0.3, 0.6), wide * 0.4)
        built.add("blade", move(turn(_blade(z, lower, upper, 0.012, False), "x", rng.uniform(-150, -30)),
            (side * (0.6 - 0.5 * k), 0, rng.choice([0.0, -long * 0.95]))))  # fmt: skip


def _cutter(rng: Rng, built: Assembly) -> None:
    """A utility knife or scalpel: a large handle with a small blade at its end."""
    long, wide, side = rng.uniform(0.7, 0.85), rng.uniform(0.08, 0.16), rng.uniform(0.025, 0.05)
    bend = rng.uniform(0, 0.06)
    built.add("handle", hull([(0.0, 0, side * 0.6, wide * 0.25), (-0.1, 0, side, wide * 0.5),
        (-long * 0.6, -bend, side, wide * 0.5), (-long, -bend * 0.5, side * 0.8, wide * 0.45)], 10, 9,
        square=0.5))  # fmt: skip
    small = wide * rng.uniform(0.4, 0.7)
    reach = rng.uniform(0.12, 0.3)
    built.add("blade", _blade(np.array([-0.03, 0, reach * 0.5, reach]), np.array([-small / 2] * 4),
        np.array([small / 2, small / 2, small / 2, -small * 0.4]), 0.006, False))  # fmt: skip
    if chance(rng, 0.5):
        built.add("handle", box((side * 0.8, 0.02, 0.08), (0, wide * 0.45, -long * 0.3)))


def knife(rng: Rng) -> Assembly:
    """A knife or sword of one of the styles."""
    built = Assembly()
    style = pick(rng, ("kitchen", "dagger", "sword", "cleaver", "table", "folding", "cutter"),
        (4, 2, 2, 1, 1.2, 1.5, 0.8))  # fmt: skip
    if style == "folding":
        _folding(rng, built)
    elif style == "cutter":
        _cutter(rng, built)
    else:
        _fixed(rng, built, style)
    form = rng.integers(4)
    if form == 1:
        return turned(built, "x", 90.0 * rng.choice([-1, 1]))
    if form == 2:
        return turned(built, "z", 90)
    return turned(built, "y", 90) if form == 3 else built


KINDS: tuple[Kind, ...] = (
    Kind(
        "knife",
        knife,
        {
            "blade": ("knife blade", "cutting edge", "edge", "metal blade"),
            "handle": ("grip", "knife handle", "hilt", "hold"),
        },
        ("dagger", "sword", "kitchen knife", "cleaver", "pocket knife", "machete", "cutter"),
        gravity=False,
    ),
)
