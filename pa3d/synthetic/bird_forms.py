"""What birds are made of: bodies, beaks, wings folded and spread, tails, legs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.bodies import Look, Skin, point, skin
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.pieces import Piece, bar, sheet

Rng = np.random.Generator
Range = tuple[float, float]


class Bird(NamedTuple):
    """Ranges of proportions; the body is 1 long. girth is a half width, head a radius, tilt degrees above level."""

    girth: Range
    tilt: Range
    neck: Range
    neck_angle: Range
    head: Range
    beaks: tuple[str, ...]
    beak: Range
    tails: tuple[str, ...]
    tail: Range
    leg: Range
    poses: tuple[str, ...]
    webbed: float = 0.0
    comb: float = 0.0
    tufts: float = 0.0


class Stance(NamedTuple):
    """The body's own directions, girth, and how high its middle stands."""

    along: Array
    up: Array
    girth: float
    pose: str


def draw(rng: Rng, bounds: Range) -> float:
    slack = 0.12 * (bounds[1] - bounds[0])
    return float(rng.uniform(bounds[0] - slack, bounds[1] + slack))


def egg(rng: Rng, stance: Stance, look: Look) -> Skin:
    """An egg along the body, breast ahead, sometimes a boat's keel."""
    shape = pick(rng, ((0.35, 0.75, 1.0, 0.95, 0.6), (0.25, 0.6, 0.95, 1.0, 0.65), (0.5, 0.9, 1.0, 0.85, 0.5)))
    narrow = rng.uniform(0.8, 1.1)
    sag = np.array([0.25, 0.05, 0.0, 0.0, 0.1]) * stance.girth
    rows = [
        [*(stance.along * t + stance.up * s), w * stance.girth * narrow, w * stance.girth]
        for t, s, w in zip((-0.45, -0.22, 0.05, 0.3, 0.45), sag, shape, strict=True)
    ]
    return skin(rows, look, side=(1, 0, 0), ends=(0.6, 0.7))


def beak_piece(rng: Rng, place: Array, aim: Array, radius: float, style: str, length: float) -> Piece:
    """A beak at the face: cone, hook, flat bill, dagger or button."""
    root = place + aim * radius * 0.75
    down = np.array([0.0, -1.0, 0.0])
    if style == "hook":
        path = [root, root + aim * length * 0.6, root + aim * length * 0.8 + down * length * 0.5]
        return skin(
            [[*p, w * radius] for p, w in zip(path, (0.42, 0.36, 0.06), strict=True)], Look(8, 2), ends=(0, 0.3)
        ).piece
    if style == "flat":
        path = [root, root + aim * length * 0.5 + down * length * 0.1, root + aim * length + down * length * 0.08]
        rows = [[*p, w * radius, t * radius] for p, w, t in zip(path, (0.5, 0.42, 0.5), (0.35, 0.2, 0.12), strict=True)]
        return skin(rows, Look(10, 2), side=(1, 0, 0), ends=(0.0, 0.8)).piece
    girth = 0.22 if style == "dagger" else 0.4
    tip = root + aim * length + down * length * rng.uniform(-0.05, 0.3)
    return skin(
        [[*root, girth * radius], [*((root + tip) / 2), girth * 0.6 * radius], [*tip, 0.03 * radius]], Look(8, 1.5)
    ).piece


def wing_pieces(rng: Rng, stance: Stance, look: Look) -> list[Piece]:
    """Both wings: folded on the sides, spread, raised or hanging as a penguin's."""
    g, along, up = stance.girth, stance.along, stance.up
    thin = look._replace(sections=max(8, look.sections)) if look.sections != 4 else look
    style = {"fly": "spread", "swim": "folded", "waddle": "flipper"}.get(stance.pose, "folded")
    if style == "folded" and chance(rng, 0.12):
        style = "raised"
    pieces = []
    if style == "folded":
        long, deep, out = rng.uniform(0.35, 0.6), rng.uniform(0.35, 0.7) * g, rng.uniform(0.85, 1.05)
        lift = rng.uniform(-0.1, 0.3)
        for side in (-1, 1):
            line = [
                along * 0.28 + up * g * lift,
                along * 0.0 + up * g * (lift + 0.1),
                along * -long + up * g * (lift + 0.15),
            ]
            outs = (0.7 * out, out, 0.45 * out)
            rows = [
                [*(p + point(side * g * o, 0, 0)), d * deep, d * g * 0.15]
                for p, o, d in zip(line, outs, (0.8, 1, 0.3), strict=True)
            ]
            pieces.append(skin(rows, thin, side=up, ends=(0.5, 0.5)).piece)
        return pieces
    if style == "flipper":
        raised, long = np.deg2rad(rng.uniform(5, 60)), rng.uniform(0.35, 0.5)
        for side in (-1, 1):
            root = along * 0.3 + np.array([side * g * 0.8, 0, 0])
            way = np.array([side * np.sin(raised), -np.cos(raised), rng.uniform(-0.1, 0.1)]) * long
            rows = [[*root, 0.08, 0.03], [*(root + way * 0.5), 0.09, 0.025], [*(root + way), 0.04, 0.015]]
            pieces.append(skin(rows, thin, side=(0, 0, 1), ends=(0.3, 0.6)).piece)
        return pieces
    span, rise = rng.uniform(0.7, 1.6), np.deg2rad(rng.uniform(-15, 45) if style == "spread" else rng.uniform(50, 80))
    fold, sweep, chord = np.deg2rad(rng.uniform(-40, 15)), rng.uniform(-0.1, 0.5), rng.uniform(0.14, 0.28)
    for side in (-1, 1):
        pieces += _spread_wing(rng, stance, thin, side, (span, rise, fold, sweep, chord))
    return pieces


def _spread_wing(
    rng: Rng, stance: Stance, look: Look, side: int, shape: tuple[float, float, float, float, float]
) -> list[Piece]:
    """One wing from shoulder over wrist to tip, in a single skin or with feathers apart at the end."""
    span, rise, fold, sweep, chord = shape
    outward = np.array([side * np.cos(rise), np.sin(rise), 0.0])
    beyond = np.array([side * np.cos(rise + fold), np.sin(rise + fold), 0.0])
    root = stance.along * 0.15 + np.array([side * stance.girth * 0.4, stance.girth * 0.3, 0.0])
    wrist = root + outward * span * 0.45 + stance.along * 0.1
    tip = wrist + beyond * span * 0.55 - stance.along * sweep
    rows = [
        [*root, chord * 1.1, 0.035],
        [*((root + wrist) / 2), chord, 0.03],
        [*wrist, chord * 0.95, 0.022],
        [*((wrist + tip) / 2), chord * 0.7, 0.015],
        [*tip, chord * 0.2, 0.008],
    ]
    pieces = [skin(rows, look, side=stance.along, ends=(0.0, 0.8)).piece]
    if shape[4] > 0.2:  # feathers stand apart
        for place in np.linspace(0.45, 1.0, 5):
            start = wrist + (tip - wrist) * place * 0.9
            end = start + beyond * span * 0.12 - stance.along * chord * (2.0 - 1.2 * place)
            pieces.append(skin([[*start, 0.03, 0.008], [*end, 0.015, 0.004]], Look(6, 1), side=stance.along).piece)
    return pieces


def tail_pieces(rng: Rng, stance: Stance, style: str, length: float) -> list[Piece]:
    """Fan, wedge, fork, cocked, cock's plume or none to speak of."""
    along, up, g = stance.along, stance.up, stance.girth
    root = along * -0.42 + up * g * 0.25
    lift = {"up": rng.uniform(0.5, 1.2), "plume": 0.6}.get(style, rng.uniform(-0.25, 0.25))
    way = (-along + up * lift) * length
    if style == "plume":
        pieces = []
        for k in range(int(rng.integers(3, 7))):
            x = rng.uniform(-0.12, 0.12)
            high = rng.uniform(0.4, 1.0) * length
            path = [
                root,
                root + up * high - along * 0.1 + point(x, 0, 0),
                root + up * high * 0.9 - along * (0.35 + 0.06 * k),
                root + up * high * 0.2 - along * 0.5,
            ]
            girths = (0.06, 0.06, 0.05, 0.02)
            pieces.append(
                skin([[*p, w, w * 0.4] for p, w in zip(path, girths, strict=True)], Look(6, 2), side=(1, 0, 0)).piece
            )
        return pieces
    if style == "fork":
        return [
            skin([[*root, 0.08, 0.03], [*(root + way * 0.6 + point(side * 0.08, 0, 0)), 0.05, 0.015],
            [*(root + way + point(side * 0.2, 0, 0)), 0.02, 0.01]],
                 Look(8, 2), side=(1, 0, 0)).piece for side in (-1, 1)
        ]  # fmt: skip
    wide = {"fan": rng.uniform(0.2, 0.4), "wedge": rng.uniform(0.08, 0.16), "up": rng.uniform(0.05, 0.2)}.get(
        style, 0.08
    )
    if style == "fan" and chance(rng, 0.4):  # spread as a peacock or turkey does
        around = np.linspace(-1.2, 1.2, 12)
        tilt = up * rng.uniform(0.3, 1.0) - along
        rim = root + length * (
            np.outer(np.sin(around), (1, 0, 0)) + np.outer(np.cos(around), tilt / np.linalg.norm(tilt))
        )
        return [sheet(np.stack([np.repeat(root[None], 12, 0) + (rim - root) * 0.1, rim]), 0.02)]
    rows = [
        [*(root + along * 0.08), g * 0.45, g * 0.3],
        [*(root + way * 0.5), wide * 0.7, 0.03],
        [*(root + way), wide, 0.015],
    ]
    return [skin(rows, Look(10, 2), side=(1, 0, 0), ends=(0.0, 0.5)).piece]


def leg_pieces(
    rng: Rng, hip: Array, length: float, side: int, webbed: bool, aft: float
) -> tuple[list[Piece], list[Piece]]:
    """Leg and toes from the hip down."""
    thick = rng.uniform(0.016, 0.035)
    heel = hip + point(0, -length * 0.5, -aft)
    ankle = hip + point(0, -length, 0.02)
    leg = [
        skin(
            [
                [*(hip + point(0, 0.08, 0)), thick * 4],
                [*(hip - point(0, length * 0.15, 0)), thick * 2],
                [*heel, thick * 1.1],
                [*ankle, thick],
            ],
            Look(7, 1.6),
            ends=(0.3, 0.2),
        ).piece
    ]
    size = rng.uniform(0.12, 0.2)
    if webbed:
        toes = [ankle + np.array([np.sin(a) * size, -0.01, np.cos(a) * size * 1.2]) for a in (-0.6, -0.2, 0.25, 0.65)]
        web = np.stack(
            [
                np.repeat((ankle - point(0, 0, 0.03))[None], 4, 0) + np.linspace(-1, 1, 4)[:, None] * (thick, 0, 0),
                np.array(toes),
            ]
        )
        return leg, [sheet(web, 0.02)]
    return leg, [
        bar(
            ankle,
            ankle + np.array([np.sin(a), 0, np.cos(a)]) * size * r + point(0, -0.01, 0),
            thick * 0.8,
            thick * 0.4,
            6,
        )
        for a, r in ((0.0, 1.0), (0.6, 0.9), (-0.6, 0.9), (np.pi, 0.6))
    ]
