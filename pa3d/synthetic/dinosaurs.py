"""Dinosaurs on two legs and on four, and dragons."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.bodies import Look, Skin, add_body, any_look, flesh, point, skin
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import bar, ellipsoid, extrude, move, sheet, spline, stretch, turn

Rng = np.random.Generator


def leg_and_foot(
    root: Array, knee: Array, ankle: Array, toe: Array, girths: tuple[float, float, float], look: Look
) -> list[Skin]:
    """Leg and foot through its joints."""
    thigh, shin, foot = girths
    rows = [
        [*(root + point(0, thigh * 0.4, 0)), thigh * 0.9],
        [*(root + (knee - root) * 0.35), thigh],
        [*knee, (thigh + shin) / 2],
        [*ankle, shin],
    ]
    heel = ankle - (toe - ankle) * 0.15
    return [
        skin(rows, look, ends=(0.3, 0.4)),
        skin([[*heel, foot * 0.8, foot * 0.5], [*toe, foot, foot * 0.3]], look, side=(1, 0, 0), ends=(0.6, 0.7)),
    ]


def long_tail(rng: Rng, root: Array, length: float, girth: float, droop: float, look: Look) -> Skin:
    """A tail which the body runs out into."""
    sway = rng.normal() * 0.2 * length
    rows = [
        [0, root[1], root[2] + girth * 0.5, girth * 0.95], [sway * 0.1, root[1] - droop * 0.25,
        root[2] - length * 0.25, girth * 0.7],
        [sway * 0.5, root[1] - droop * 0.8, root[2] - length * 0.6, girth * 0.36], [sway,
        root[1] - droop * rng.uniform(0.5, 1.1), root[2] - length, girth * 0.08],
    ]  # fmt: skip
    return skin(rows, look, side=(1, 0, 0), ends=(0.0, 0.3))


def _walker(rng: Rng) -> Assembly:
    """Dinosaurs on two legs: level back, heavy tail, small arms."""
    made, look = Assembly(), any_look(rng)
    girth, leg, tilt = (
        rng.uniform(0.18, 0.26),
        rng.uniform(0.6, 0.95),
        np.deg2rad(pick(rng, (rng.uniform(0, 25), rng.uniform(35, 65)))),
    )
    along = np.array([0.0, np.sin(tilt), np.cos(tilt)])
    rows = [[*(along * t), g * girth * 0.85, g * girth] for t, g in ((-0.15, 0.9), (0.1, 1.0), (0.4, 0.95), (0.6, 0.7))]
    torso = skin(rows, look, side=(1, 0, 0), ends=(0.5, 0.5))
    neck_top = along * 0.6 + np.array([0, rng.uniform(0.15, 0.4), rng.uniform(0.05, 0.25)])
    neck = skin(
        [[*(along * 0.5), girth * 0.7], [*((along * 0.6 + neck_top) / 2), girth * 0.5], [*neck_top, girth * 0.42]],
        look,
        side=(1, 0, 0),
    )
    size, skull = rng.uniform(0.32, 0.5), girth * rng.uniform(0.5, 0.85)
    head_rows = [
        [*(neck_top + point(0, y * size, z * size)), skull * g * 0.8, skull * g]
        for y, z, g in ((0.02, -0.1, 0.7), (0.05, 0.2, 1.0), (0.0, 0.55, 0.75), (-0.06, 0.9, 0.45))
    ]
    head = skin(head_rows, look, side=(1, 0, 0), ends=(0.6, 0.6))
    tail = long_tail(
        rng, along * -0.15, rng.uniform(0.7, 1.2), girth * 0.85, rng.uniform(-0.1, 0.4) + 0.3 * np.sin(tilt), look
    )
    limbs = [(pick(rng, ("neck", "torso", "head")), neck), ("head", head), ("tail", tail)]
    stride = pick(rng, (0.0, rng.uniform(0.05, 0.25)))
    for side in (-1, 1):
        root = np.array([side * girth * 0.6, -girth * 0.1, 0.0])
        knee = root + point(side * 0.05, -leg * 0.4, leg * 0.22 + stride * side)
        ankle = root + point(side * 0.04, -leg * 0.92, -leg * 0.05 + stride * side)
        limbs += [
            ("leg", part)
            for part in leg_and_foot(
                root, knee, ankle, ankle + point(0, -0.04, 0.2), (girth * 0.6, girth * 0.25, 0.07), look
            )
        ]
        shoulder = along * 0.48 + point(side * girth * 0.55, -girth * 0.3, 0)
        reach = rng.uniform(0.12, 0.3)
        elbow, hand = (
            shoulder + point(side * 0.05, -reach * 0.7, 0.02),
            shoulder + point(side * 0.03, -reach * 0.9, reach * 0.8),
        )
        arm = skin([[*shoulder, 0.055], [*elbow, 0.04], [*hand, 0.028]], look, ends=(0.4, 0.8))
        limbs.append(("arm", arm))
    add_body(made, [("torso", torso)], limbs, chance(rng, 0.7))
    if chance(rng, 0.15):
        _plates(rng, made, torso, tail, spikes=True)
    return made


def _plates(rng: Rng, made: Assembly, torso: Skin, tail: Skin, spikes: bool) -> None:
    """Plates or spikes in one or two rows down the back."""
    line = np.concatenate([torso.path[::-1][::2], tail.path[2::2]])
    tall = np.concatenate([torso.sizes[::-1][::2, 1], tail.sizes[2::2, 1]])
    size = rng.uniform(0.08, 0.12) if spikes else rng.uniform(0.14, 0.24)
    rows = (0.0,) if chance(rng, 0.5) else (-0.06, 0.06)
    for k in range(1, len(line) - 1):
        scale = size * np.sin(np.pi * (k + 0.6) / len(line)) ** 0.7
        outline = (
            [(-0.6, -0.2), (0.6, -0.2), (0.5, 0.5), (0.0, 1.2), (-0.5, 0.5)]
            if not spikes
            else [(-0.45, -0.3), (0.45, -0.3), (-0.3, 1.2)]
        )
        plate = turn(extrude(np.array(outline) * scale, scale * 0.2), "y", 90)
        for x in rows:
            made.add("spike", move(plate, line[k] + point(x, tall[k] * 0.95, (x * 0.7))))


def _four_footed(rng: Rng) -> Assembly:
    """Sauropods, stegosaurs, horned and armoured dinosaurs."""
    made, look = Assembly(), any_look(rng)
    style = pick(rng, ("sauropod", "stegosaur", "horned", "armoured"), (3, 2, 2, 1))
    girth = rng.uniform(0.22, 0.34)
    leg, arch = rng.uniform(0.4, 0.75), rng.uniform(0.0, 0.5) * girth
    rows = [
        [0, arch * h, z, g * girth, g * girth]
        for z, g, h in ((-0.45, 0.75, 0.2), (-0.2, 1.0, 0.9), (0.15, 1.0, 1.0), (0.45, 0.7, 0.2))
    ]
    torso = skin(rows, look, side=(1, 0, 0), ends=(0.6, 0.6))
    length = rng.uniform(0.7, 1.5) if style == "sauropod" else rng.uniform(0.05, 0.25)
    rise = np.deg2rad(rng.uniform(5, 80) if style == "sauropod" else rng.uniform(-30, 20))
    aim = np.array([0.0, np.sin(rise), np.cos(rise)])
    top = np.array([0, 0.0, 0.5]) + aim * length
    thin = girth * (0.3 if style == "sauropod" else 0.5)
    middle = np.array([0, 0.0, 0.5]) + aim * length * 0.5 + point(0, -0.08 * length, 0.1 * length)
    neck = skin([[0, 0, 0.4, girth * 0.75], [*middle, thin * 1.25], [*top, thin]], look, side=(1, 0, 0), ends=(0, 0.4))
    size, skull = (0.22, 0.075) if style == "sauropod" else (rng.uniform(0.3, 0.45), girth * rng.uniform(0.4, 0.55))
    rows = [
        [*(top + point(0, y * size, z * size)), skull * g, skull * g]
        for y, z, g in ((0.0, -0.05, 0.8), (0.02, 0.3, 1.0), (-0.12, 0.75, 0.75), (-0.2, 1.0, 0.45))
    ]
    head = skin(rows, look, side=(1, 0, 0), ends=(0.6, 0.7))
    tail = long_tail(rng, np.array([0, 0, -0.45]), rng.uniform(0.6, 1.6), girth * 0.6, rng.uniform(0, 0.9) * leg, look)
    limbs = [(pick(rng, ("neck", "neck", "torso")) if length > 0.4 else "head", neck), ("head", head), ("tail", tail)]
    for fore in (0, 1):
        step = rng.uniform(-0.12, 0.12)
        for side in (-1, 1):
            root = np.array([side * girth * 0.6, -girth * 0.2, 0.36 if fore else -0.34])
            knee = root + point(side * 0.03, -leg * 0.5, (0.03 if not fore else -0.05) + step * side)
            ankle = root + point(side * 0.02, -leg * 0.95, step * side)
            thick = girth * (0.36 if fore else 0.45)
            limbs += [
                ("leg", part)
                for part in leg_and_foot(
                    root, knee, ankle, ankle + point(0, -0.02, 0.07), (thick, thick * 0.5, thick * 0.6), look
                )
            ]
    add_body(made, [("torso", torso)], limbs, chance(rng, 0.7))
    if style == "stegosaur" or (style == "armoured" and chance(rng, 0.7)):
        _plates(rng, made, torso, tail, spikes=style == "armoured")
    if style == "horned":
        frill = stretch(ellipsoid((1, 1, 0.2), 14, 7), skull * rng.uniform(1.6, 2.3))
        made.add("frill" if chance(rng, 0.4) else "head", move(turn(frill, "x", -30), top + point(0, skull * 0.7, 0)))
        for x, z, long in ((0.5, 0.25, 1.0), (-0.5, 0.25, 1.0), (0.0, 0.8, 0.5)):
            foot = top + point(x * skull, skull * 0.6 - z * 0.1, z * size)
            made.add("horn", bar(foot, foot + np.array([x * 0.2, 0.6, 0.7]) * skull * 2 * long, skull * 0.2, 0.01, 8))
    return made


def dinosaur(rng: Rng) -> Assembly:
    """Any dinosaur."""
    made = _walker(rng) if chance(rng, 0.5) else _four_footed(rng)
    return flesh(rng, made, rng.uniform(0.001, 0.008)) if chance(rng, 0.5) else made


def dragon(rng: Rng) -> Assembly:
    """A dinosaur's body with wings and horns."""
    made = dinosaur(rng)
    core = np.concatenate([piece.vertices for part, piece in made.pieces if part == "torso"])
    low, high = core.min(0), core.max(0)
    root = np.array([0.0, high[1] - 0.1 * (high[1] - low[1]), low[2] + 0.6 * (high[2] - low[2])])
    span, rise, fold = rng.uniform(0.7, 1.5), np.deg2rad(rng.uniform(10, 70)), np.deg2rad(rng.uniform(-60, 0))
    chord, thick = rng.uniform(0.4, 0.8), pick(rng, (0.0, 0.02))
    for side in (-1, 1):
        elbow = root + np.array([side * np.cos(rise), np.sin(rise), 0.1]) * span * 0.5
        tip = elbow + np.array([side * np.cos(rise + fold), np.sin(rise + fold), -0.3]) * span * 0.6
        fore = spline([root + point(side * 0.05, 0, 0.1), elbow, tip], 9)
        depth = chord * np.array([0.9, 0.8, 0.95, 0.7, 0.9, 0.6, 0.7, 0.35, 0.05])[:, None]
        made.add("wing", sheet(np.stack([fore, fore - depth * (0, 0.15, 0.5), fore - depth * (0, 0.35, 1.0)]), thick))
        made.add("wing", skin(np.column_stack([fore, np.linspace(0.045, 0.012, 9)]), Look(7, 1), ends=(0.5, 0.5)).piece)
    head = np.concatenate([piece.vertices for part, piece in made.pieces if part == "head"])
    if chance(rng, 0.7) and not any(part == "horn" for part, _ in made.pieces):
        middle, half = (head.min(0) + head.max(0)) / 2, (head.max(0) - head.min(0)) / 2
        for side in (-1, 1):
            foot = middle + point(side * half[0] * 0.4, half[1] * 0.6, -half[2] * 0.3)
            made.add("horn", bar(foot, foot + np.array([side * 0.3, 1.0, -0.8]) * half[1] * 1.3, 0.03, 0.006, 7))
    return made
