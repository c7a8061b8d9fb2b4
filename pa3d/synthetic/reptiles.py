"""Dinosaurs, dragons, lizards, turtles, frogs, snakes."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.bodies import Look, Skin, add_body, any_look, flesh, skin
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, bar, ellipsoid, extrude, lathe, move, sheet, spline, stretch, turn

Rng = np.random.Generator


def _leg(root: Array, knee: Array, ankle: Array, toe: Array, girths: tuple[float, float, float], look: Look) -> list[Skin]:
    """Leg and foot through its joints."""
    thigh, shin, foot = girths
    rows = [[*(root + (0, thigh * 0.4, 0)), thigh * 0.9], [*(root + (knee - root) * 0.35), thigh], [*knee, (thigh + shin) / 2], [*ankle, shin]]
    heel = ankle - (toe - ankle) * 0.15
    return [skin(rows, look, ends=(0.3, 0.4)), skin([[*heel, foot * 0.8, foot * 0.5], [*toe, foot, foot * 0.3]], look, side=(1, 0, 0), ends=(0.6, 0.7))]


def _long_tail(rng: Rng, root: Array, length: float, girth: float, droop: float, look: Look) -> Skin:
    """A tail which the body runs out into."""
    sway = rng.normal() * 0.2 * length
    rows = [
        [0, root[1], root[2] + girth * 0.5, girth * 0.95], [sway * 0.1, root[1] - droop * 0.25, root[2] - length * 0.25, girth * 0.7],
        [sway * 0.5, root[1] - droop * 0.8, root[2] - length * 0.6, girth * 0.36], [sway, root[1] - droop * rng.uniform(0.5, 1.1), root[2] - length, girth * 0.08],
    ]  # fmt: skip
    return skin(rows, look, side=(1, 0, 0), ends=(0.0, 0.3))


def _walker(rng: Rng) -> Assembly:
    """Dinosaurs on two legs: level back, heavy tail, small arms."""
    made, look = Assembly(), any_look(rng)
    girth, leg, tilt = rng.uniform(0.18, 0.26), rng.uniform(0.6, 0.95), np.deg2rad(pick(rng, (rng.uniform(0, 25), rng.uniform(35, 65))))
    along = np.array([0.0, np.sin(tilt), np.cos(tilt)])
    rows = [[*(along * t), g * girth * 0.85, g * girth] for t, g in ((-0.15, 0.9), (0.1, 1.0), (0.4, 0.95), (0.6, 0.7))]
    torso = skin(rows, look, side=(1, 0, 0), ends=(0.5, 0.5))
    neck_top = along * 0.6 + np.array([0, rng.uniform(0.15, 0.4), rng.uniform(0.05, 0.25)])
    neck = skin([[*(along * 0.5), girth * 0.7], [*((along * 0.6 + neck_top) / 2), girth * 0.5], [*neck_top, girth * 0.42]], look, side=(1, 0, 0))
    size, skull = rng.uniform(0.32, 0.5), girth * rng.uniform(0.5, 0.85)
    head_rows = [[*(neck_top + (0, y * size, z * size)), skull * g * 0.8, skull * g] for y, z, g in ((0.02, -0.1, 0.7), (0.05, 0.2, 1.0), (0.0, 0.55, 0.75), (-0.06, 0.9, 0.45))]
    head = skin(head_rows, look, side=(1, 0, 0), ends=(0.6, 0.6))
    tail = _long_tail(rng, along * -0.15, rng.uniform(0.7, 1.2), girth * 0.85, rng.uniform(-0.1, 0.4) + 0.3 * np.sin(tilt), look)
    limbs = [(pick(rng, ("neck", "torso", "head")), neck), ("head", head), ("tail", tail)]
    stride = pick(rng, (0.0, rng.uniform(0.05, 0.25)))
    for side in (-1, 1):
        root = np.array([side * girth * 0.6, -girth * 0.1, 0.0])
        knee = root + (side * 0.05, -leg * 0.4, leg * 0.22 + stride * side)
        ankle = root + (side * 0.04, -leg * 0.92, -leg * 0.05 + stride * side)
        limbs += [("leg", part) for part in _leg(root, knee, ankle, ankle + (0, -0.04, 0.2), (girth * 0.6, girth * 0.25, 0.07), look)]
        shoulder = along * 0.48 + (side * girth * 0.55, -girth * 0.3, 0)
        reach = rng.uniform(0.12, 0.3)
        elbow, hand = shoulder + (side * 0.05, -reach * 0.7, 0.02), shoulder + (side * 0.03, -reach * 0.9, reach * 0.8)
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
        outline = [(-0.6, -0.2), (0.6, -0.2), (0.5, 0.5), (0.0, 1.2), (-0.5, 0.5)] if not spikes else [(-0.45, -0.3), (0.45, -0.3), (-0.3, 1.2)]
        plate = turn(extrude(np.array(outline) * scale, scale * 0.2), "y", 90)
        for x in rows:
            made.add("spike", move(plate, line[k] + (x, tall[k] * 0.95, (x * 0.7))))


def _four_footed(rng: Rng) -> Assembly:
    """Sauropods, stegosaurs, horned and armoured dinosaurs."""
    made, look = Assembly(), any_look(rng)
    style = pick(rng, ("sauropod", "stegosaur", "horned", "armoured"), (3, 2, 2, 1))
    girth = rng.uniform(0.22, 0.34)
    leg, arch = rng.uniform(0.4, 0.75), rng.uniform(0.0, 0.5) * girth
    rows = [[0, arch * h, z, g * girth, g * girth] for z, g, h in ((-0.45, 0.75, 0.2), (-0.2, 1.0, 0.9), (0.15, 1.0, 1.0), (0.45, 0.7, 0.2))]
    torso = skin(rows, look, side=(1, 0, 0), ends=(0.6, 0.6))
    length = rng.uniform(0.7, 1.5) if style == "sauropod" else rng.uniform(0.05, 0.25)
    rise = np.deg2rad(rng.uniform(5, 80) if style == "sauropod" else rng.uniform(-30, 20))
    aim = np.array([0.0, np.sin(rise), np.cos(rise)])
    top = np.array([0, 0.0, 0.5]) + aim * length
    thin = girth * (0.3 if style == "sauropod" else 0.5)
    middle = np.array([0, 0.0, 0.5]) + aim * length * 0.5 + (0, -0.08 * length, 0.1 * length)
    neck = skin([[0, 0, 0.4, girth * 0.75], [*middle, thin * 1.25], [*top, thin]], look, side=(1, 0, 0), ends=(0, 0.4))
    size, skull = (0.22, 0.075) if style == "sauropod" else (rng.uniform(0.3, 0.45), girth * rng.uniform(0.4, 0.55))
    rows = [[*(top + (0, y * size, z * size)), skull * g, skull * g] for y, z, g in ((0.0, -0.05, 0.8), (0.02, 0.3, 1.0), (-0.12, 0.75, 0.75), (-0.2, 1.0, 0.45))]
    head = skin(rows, look, side=(1, 0, 0), ends=(0.6, 0.7))
    tail = _long_tail(rng, np.array([0, 0, -0.45]), rng.uniform(0.6, 1.6), girth * 0.6, rng.uniform(0, 0.9) * leg, look)
    limbs = [(pick(rng, ("neck", "neck", "torso")) if length > 0.4 else "head", neck), ("head", head), ("tail", tail)]
    for fore in (0, 1):
        step = rng.uniform(-0.12, 0.12)
        for side in (-1, 1):
            root = np.array([side * girth * 0.6, -girth * 0.2, 0.36 if fore else -0.34])
            knee = root + (side * 0.03, -leg * 0.5, (0.03 if not fore else -0.05) + step * side)
            ankle = root + (side * 0.02, -leg * 0.95, step * side)
            thick = girth * (0.36 if fore else 0.45)
            limbs += [("leg", part) for part in _leg(root, knee, ankle, ankle + (0, -0.02, 0.07), (thick, thick * 0.5, thick * 0.6), look)]
    add_body(made, [("torso", torso)], limbs, chance(rng, 0.7))
    if style == "stegosaur" or (style == "armoured" and chance(rng, 0.7)):
        _plates(rng, made, torso, tail, spikes=style == "armoured")
    if style == "horned":
        frill = stretch(ellipsoid((1, 1, 0.2), 14, 7), skull * rng.uniform(1.6, 2.3))
        made.add("frill" if chance(rng, 0.4) else "head", move(turn(frill, "x", -30), top + (0, skull * 0.7, 0)))
        for x, z, long in ((0.5, 0.25, 1.0), (-0.5, 0.25, 1.0), (0.0, 0.8, 0.5)):
            foot = top + (x * skull, skull * 0.6 - z * 0.1, z * size)
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
        fore = spline([root + (side * 0.05, 0, 0.1), elbow, tip], 9)
        depth = chord * np.array([0.9, 0.8, 0.95, 0.7, 0.9, 0.6, 0.7, 0.35, 0.05])[:, None]
        made.add("wing", sheet(np.stack([fore, fore - depth * (0, 0.15, 0.5), fore - depth * (0, 0.35, 1.0)]), thick))
        made.add("wing", skin(np.column_stack([fore, np.linspace(0.045, 0.012, 9)]), Look(7, 1), ends=(0.5, 0.5)).piece)
    head = np.concatenate([piece.vertices for part, piece in made.pieces if part == "head"])
    if chance(rng, 0.7) and not any(part == "horn" for part, _ in made.pieces):
        middle, half = (head.min(0) + head.max(0)) / 2, (head.max(0) - head.min(0)) / 2
        for side in (-1, 1):
            foot = middle + (side * half[0] * 0.4, half[1] * 0.6, -half[2] * 0.3)
            made.add("horn", bar(foot, foot + np.array([side * 0.3, 1.0, -0.8]) * half[1] * 1.3, 0.03, 0.006, 7))
    return made


def lizard(rng: Rng) -> Assembly:
    """Lizards, crocodiles, newts: low, legs out to the sides."""
    made, look = Assembly(), any_look(rng)
    girth, flat = rng.uniform(0.1, 0.2), rng.uniform(0.6, 1.0)
    sway = rng.normal() * 0.08
    rows = [[sway * s, 0, z, g * girth, g * girth * flat] for z, g, s in ((-0.4, 0.7, -1), (-0.15, 1.0, 0), (0.15, 1.0, 1), (0.4, 0.7, 0))]
    torso = skin(rows, look, side=(1, 0, 0), ends=(0.5, 0.5))
    size, snout = rng.uniform(0.22, 0.5), rng.uniform(0.3, 0.8)
    rows = [[0, y, 0.4 + z * size, g * girth, g * girth * flat * 0.9] for y, z, g in ((0, 0.05, 0.6), (0.01, 0.3, 0.85), (0, 0.65, snout), (-0.01, 1.0, snout * 0.7))]
    limbs = [("head", skin(rows, look, side=(1, 0, 0), ends=(0.5, 0.7))),
             ("tail", _long_tail(rng, np.array([0, 0, -0.4]), rng.uniform(0.6, 1.6), girth * 0.65, girth * rng.uniform(0.2, 0.6), look))]  # fmt: skip
    reach, drop = rng.uniform(0.12, 0.22), rng.uniform(0.6, 1.3) * girth
    for z in (0.3, -0.3):
        step = rng.uniform(-0.1, 0.1)
        for side in (-1, 1):
            root = np.array([side * girth * 0.6, -girth * 0.1, z])
            knee = root + (side * reach, rng.uniform(-0.3, 0.4) * girth, step * side)
            ankle = root + (side * reach * 1.2, -drop, step * side * 2)
            toe = ankle + (side * 0.04, -0.01, 0.08)
            limbs += [("leg", part) for part in _leg(root, knee, ankle, toe, (girth * 0.36, girth * 0.22, 0.05), look)]
    add_body(made, [("torso", torso)], limbs, chance(rng, 0.7))
    return made


def turtle(rng: Rng) -> Assembly:
    """A domed shell over four legs or flippers, head out ahead."""
    made, look = Assembly(), any_look(rng)
    wide, long, tall = rng.uniform(0.35, 0.5), 0.5, rng.uniform(0.18, 0.42)
    rim = rng.uniform(1.0, 1.12)
    profile = [(0, tall), (0.35, tall * 0.93), (0.7, tall * 0.66), (0.92, tall * 0.3), (rim, 0.03), (rim, -0.02), (0.85, -0.07), (0, -0.09)]
    shell = stretch(lathe(profile, 18), (wide, 1, long))
    plates = chance(rng, 0.3)
    made.add("shell", shell)
    if plates:
        for angle in np.arange(6) * np.pi / 3:
            at = np.array([np.sin(angle) * wide * 0.6, tall * 0.75, np.cos(angle) * long * 0.6])
            made.add("shell", move(ellipsoid((wide * 0.24, 0.06, long * 0.24), 8, 6), at))
    up = rng.uniform(-0.05, 0.3)
    size = rng.uniform(0.1, 0.17)
    head_at = np.array([0, up, long + rng.uniform(0.1, 0.3)])
    neck = skin([[0, -0.01, long * 0.7, size * 0.8], [0, up * 0.5, long + 0.05, size * 0.65], [*head_at, size * 0.65]], look, side=(1, 0, 0))
    head = skin([[*(head_at - (0, 0, size * 0.5)), size * 0.8], [*head_at, size], [*(head_at + (0, -size * 0.2, size)), size * 0.6]], look, side=(1, 0, 0), ends=(0.6, 0.7))
    made.add("neck" if chance(rng, 0.15) else "head", neck.piece)
    made.add("head", head.piece)
    tail_end = np.array([rng.normal() * 0.05, -0.1, -long - rng.uniform(0.08, 0.25)])
    made.add("tail", skin([[0, -0.02, -long * 0.8, 0.05], [*tail_end, 0.012]], look).piece)
    sea = chance(rng, 0.4)
    for z in (1, -1):
        for side in (-1, 1):
            root = np.array([side * wide * 0.6, -0.03, z * long * 0.6])
            if sea:
                reach = rng.uniform(0.35, 0.6) if z > 0 else rng.uniform(0.18, 0.3)
                way = np.array([side * 0.85, rng.uniform(-0.3, 0.2), z * 0.3 - 0.3]) * reach
                rows = [[*root, 0.09, 0.04], [*(root + way * 0.6 + (0, 0, 0.06)), 0.11, 0.03], [*(root + way * 1.2), 0.04, 0.015]]
                made.add("leg", skin(rows, look, side=(0, 0, 1), ends=(0.3, 0.6)).piece)
                continue
            out = root + (side * 0.14, -0.08, z * 0.08)
            foot = out + (side * 0.02, -rng.uniform(0.06, 0.18), z * 0.02)
            made.add("leg", skin([[*root, 0.09], [*out, 0.085], [*foot, 0.07]], look, side=(0, 0, 1), ends=(0.3, 0.3)).piece)
    return made


def frog(rng: Rng) -> Assembly:
    """A squat body, big eyes, folded hind legs."""
    made, look = Assembly(), any_look(rng)
    girth, tilt = rng.uniform(0.24, 0.34), np.deg2rad(rng.uniform(5, 40))
    along = np.array([0, np.sin(tilt), np.cos(tilt)])
    rows = [[*(along * t), girth * w, girth * w * 0.7] for t, w in ((-0.35, 0.5), (-0.1, 0.95), (0.15, 1.0), (0.28, 0.9))]
    torso = skin(rows, look, side=(1, 0, 0), ends=(0.6, 0.2))
    face = [[*(along * t - (0, d, 0)), girth * w, girth * w * 0.65] for t, w, d in ((0.25, 0.85, 0), (0.4, 0.85, 0.02), (0.56, 0.5, 0.05))]
    limbs = [("head", skin(face, look, side=(1, 0, 0), ends=(0.2, 0.6)))]
    low = -girth * 0.9
    for side in (-1, 1):
        hip = along * -0.25 + (side * girth * 0.5, 0, 0)
        knee = hip + (side * rng.uniform(0.15, 0.3), rng.uniform(0.0, 0.15), rng.uniform(0.15, 0.3))
        ankle = np.array([knee[0] + side * 0.02, low, hip[2] - 0.05])
        limbs += [("leg", part) for part in _leg(hip, knee, ankle, ankle + (side * 0.12, 0, 0.3), (girth * 0.4, girth * 0.2, 0.07), look)]
        shoulder = along * 0.2 + (side * girth * 0.6, -girth * 0.2, 0)
        hand = np.array([side * girth * rng.uniform(0.9, 1.3), low, shoulder[2] + 0.1])
        limbs += [("leg", part) for part in _leg(shoulder, (shoulder + hand) / 2 + (side * 0.06, 0.02, -0.03), hand, hand + (side * 0.03, 0, 0.12), (0.075, 0.05, 0.05), look)]
    add_body(made, [("torso", torso)], limbs, chance(rng, 0.7))
    eye = girth * rng.uniform(0.2, 0.35)
    part = "eye" if chance(rng, 0.5) else "head"
    made.add(part, *(move(ellipsoid((eye, eye, eye), 10, 6), along * 0.38 + (side * girth * 0.55, girth * 0.55, 0)) for side in (-1, 1)))
    return made


def snake(rng: Rng) -> Assembly:
    """A long body in curves, coiled, or rearing up."""
    made = Assembly()
    thick = rng.uniform(0.03, 0.08)
    style = pick(rng, ("wave", "coil", "rear"))
    t = np.linspace(0, 1, 26)
    if style == "coil":
        turns = rng.uniform(1.5, 3.0)
        radius = np.linspace(0.5, 0.18, 26)
        path = np.stack([np.cos(t * turns * 2 * np.pi) * radius, t * turns * thick * 1.5, np.sin(t * turns * 2 * np.pi) * radius], 1)
    else:
        waves, swing = rng.uniform(1, 3), rng.uniform(0.08, 0.3)
        lift = np.clip((t - 0.7) / 0.3, 0, 1) ** 1.5 * (rng.uniform(0.3, 0.6) if style == "rear" else 0.03)
        path = np.stack([np.sin(t * waves * 2 * np.pi) * swing * (1 - 0.6 * t * (style == "rear")), lift, t * 1.6 - 0.8], 1)
    girth = thick * np.minimum(1.0, np.minimum(t * 3.5 + 0.08, (1 - t) * 1.5 + 0.75))
    cut = 25 - int(rng.integers(2, 4))
    head_at, aim = path[-1], path[-1] - path[-3]
    aim /= np.linalg.norm(aim)
    if style != "wave":
        aim = np.array([aim[0], aim[1] * 0.2, abs(aim[2]) + 0.4])
        aim /= np.linalg.norm(aim)
    tail = int(rng.integers(5, 9)) if chance(rng, 0.5) else 0
    rows = np.column_stack([path, girth])
    look = Look(10, 1.0)
    if tail:
        made.add("tail", skin(rows[: tail + 1], look, ends=(0.5, 0)).piece)
    made.add("body", skin(rows[tail : cut + 1], look, ends=(0.5 if not tail else 0, 0)).piece)
    made.add("head" if style == "rear" and chance(rng, 0.3) else "body", skin(rows[cut:], look, ends=(0, 0)).piece)
    size = thick * rng.uniform(1.1, 1.7)
    face = [[*(head_at + aim * size * d), size * w, size * w * 0.65] for d, w in ((-0.3, 0.7), (0.6, 1.0), (1.5, 0.8), (2.4, 0.45))]
    made.add("head", skin(face, Look(10, 2), ends=(0.4, 0.7)).piece)
    if style == "rear" and chance(rng, 0.5):  # a cobra's hood
        hood = ellipsoid((thick * 2.8, thick * 4.5, thick * 0.6), 12, 7)
        made.add("head", move(hood, path[-1] - (0, thick * 3.5, 0)))
    return made


_NAMES: dict[str, tuple[str, ...]] = {
    "head": ("face", "skull", "animal head"), "torso": ("body", "trunk", "belly", "back"), "leg": ("limb", "hind leg", "animal leg", "foot"),
    "tail": ("animal tail", "long tail", "tail tip"), "neck": ("throat", "nape"), "arm": ("forelimb", "front leg", "front limb"),
    "spike": ("plate", "back plate", "spine", "thorn"), "horn": ("horns", "animal horn"), "frill": ("neck frill", "collar", "head shield"),
    "wing": ("wings", "dragon wing", "wing membrane"), "eye": ("eyes", "eyeball"),
}  # fmt: skip


def _parts(*names: str) -> dict[str, tuple[str, ...]]:
    return {name: _NAMES[name] for name in names}


_DINOSAUR = ("head", "torso", "leg", "tail", "neck", "arm", "spike", "horn", "frill")
KINDS: tuple[Kind, ...] = (
    Kind("dinosaur", dinosaur, _parts(*_DINOSAUR), ("tyrannosaurus", "t rex", "triceratops", "stegosaurus", "brontosaurus", "raptor"), weight=0.5),
    Kind("dragon", dragon, _parts(*_DINOSAUR, "wing"), ("wyvern", "monster", "griffin"), weight=0.3),
    Kind("lizard", lizard, _parts("head", "torso", "leg", "tail"), ("crocodile", "gecko", "alligator", "salamander", "iguana", "reptile"), weight=0.4),
    Kind("turtle", turtle, {**_parts("head", "tail", "neck"), "shell": ("turtle shell", "carapace", "back", "body"),
                            "leg": ("flipper", "limb", "foot", "turtle leg")}, ("tortoise", "sea turtle", "terrapin"), weight=0.5),  # fmt: skip
    Kind("frog", frog, _parts("head", "torso", "leg", "eye"), ("toad", "tree frog"), weight=0.3),
    Kind("snake", snake, {**_parts("head", "tail"), "body": ("torso", "trunk", "coil", "snake body")}, ("cobra", "python", "viper", "serpent"), weight=0.3),
)
