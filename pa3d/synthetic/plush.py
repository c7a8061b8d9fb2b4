"""Teddy bears, rabbits, and other round toys and animals that sit upright."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.bodies import Look, Skin, add_body, any_look, flesh, point, skin
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import ellipsoid, move, turn

Rng = np.random.Generator


def _torso(rng: Rng, tall: float, wide: float, look: Look) -> Skin:
    """A pear, egg or bag standing on y = 0."""
    shape = pick(rng, ((0.8, 1.0, 0.95, 0.7), (0.9, 1.0, 0.85, 0.55), (0.7, 0.95, 1.0, 0.85)))
    deep, lean = rng.uniform(0.75, 1.0), rng.uniform(-0.1, 0.1)
    rows = [
        [0, tall * t, lean * t, wide * w, wide * w * deep] for t, w in zip((0.12, 0.35, 0.65, 0.92), shape, strict=True)
    ]
    return skin(rows, look, side=(1, 0, 0), ends=(0.7, 0.6))


def _head(rng: Rng, at: Array, size: float, snout: float, look: Look) -> list[Skin]:
    """A round head with a snout."""
    wide, tall = size * rng.uniform(0.95, 1.2), size * rng.uniform(0.85, 1.05)
    skull = skin(
        [
            [*(at - point(0, 0, size * 0.45)), wide * 0.8, tall * 0.8],
            [*at, wide, tall],
            [*(at + point(0, 0, size * 0.4)), wide * 0.85, tall * 0.85],
        ],
        look,
        side=(1, 0, 0),
        ends=(0.7, 0.6),
    )
    if snout <= 0:
        return [skull]
    nose = at + point(0, -size * 0.25, size * 0.7)
    muzzle = skin(
        [[*nose, size * 0.45, size * 0.36], [*(nose + point(0, -0.02, size * snout)), size * 0.36, size * 0.28]],
        look,
        side=(1, 0, 0),
        ends=(0, 0.7),
    )
    return [skull, muzzle]


def _limb(root: Array, end: Array, girth: float, tip: float, look: Look, bow: Array) -> Skin:
    middle = (root + end) / 2 + bow
    return skin([[*root, girth * 0.9], [*middle, girth], [*end, tip]], look, ends=(0.4, 0.8))


def teddy_bear(rng: Rng) -> Assembly:
    """A toy bear: sitting, standing, arms out or down."""
    return _plush(rng, "bear")


def rabbit(rng: Rng) -> Assembly:
    """A rabbit, upright as a toy or crouched as an animal."""
    return _plush(rng, "rabbit") if chance(rng, 0.5) else _crouched(rng)


def monkey(rng: Rng) -> Assembly:
    """A monkey with long arms and a long tail; or a kangaroo's cousin without."""
    return _plush(rng, "monkey")


def _plush(rng: Rng, sort: str) -> Assembly:
    made, look = Assembly(), any_look(rng)
    u = rng.uniform
    tall, wide = u(0.6, 0.9), u(0.25, 0.4)
    core = [("torso", _torso(rng, tall, wide, look))]
    size = u(0.22, 0.4)
    at = np.array([0, tall + size * u(0.45, 0.75), u(-0.02, 0.08)])
    head = _head(rng, at, size, pick(rng, (0.0, u(0.1, 0.4), u(0.1, 0.4))), look)
    fine = chance(rng, 0.2)
    limbs: list[tuple[str, Skin]] = [("head", part) for part in head]
    slim = 0.7 if sort == "monkey" else 1.0
    girth = u(0.09, 0.15) * slim
    pose, arms = pick(rng, ("sit", "sit", "stand")), pick(rng, ("down", "out", "ahead", "up"))
    reach = u(0.35, 0.55) * (1.4 if sort == "monkey" else 1.0)
    way = {"down": (0.55, -0.8, 0.2), "out": (1.0, -0.15, 0.15), "ahead": (0.4, -0.3, 0.9), "up": (0.75, 0.75, 0.1)}[
        arms
    ]
    sway = rng.normal(size=3) * 0.15
    for side in (-1, 1):
        shoulder = np.array([side * wide * 0.55, tall * 0.82, 0.0])
        aim = (np.array(way) + sway) * (side, 1, 1)
        hand = shoulder + aim / np.linalg.norm(aim) * reach
        limbs.append(("arm", _limb(shoulder, hand, girth, girth * u(0.8, 1.1), look, np.zeros(3))))
        hip = np.array([side * wide * 0.5, tall * 0.15, 0.0])
        if pose == "sit":
            foot = hip + point(side * u(0.05, 0.25), u(-0.08, 0.02), u(0.4, 0.6))
        else:
            foot = hip + point(side * u(0.0, 0.15), -u(0.35, 0.55), 0.02)
        thigh = girth * u(1.1, 1.4)
        limbs.append(("leg", _limb(hip, foot, thigh, thigh * 0.9, look, np.zeros(3))))
        sole = foot + ((0, thigh * 0.5, thigh * 0.4) if pose == "sit" else (0, -thigh * 0.3, thigh * 0.6))
        up = np.array([0, thigh * 0.9, thigh * 0.1]) if pose == "sit" else np.array([0, 0, thigh * 1.0])
        limbs.append(
            (
                "foot" if fine else "leg",
                skin(
                    [[*(sole - up * 0.5), thigh * 0.85, thigh * 0.6], [*(sole + up * 0.5), thigh * 0.85, thigh * 0.6]],
                    look,
                    side=(1, 0, 0),
                    ends=(0.7, 0.7),
                ),
            )
        )
    add_body(made, core, limbs, chance(rng, 0.7))
    _head_details(rng, made, at, size, sort, look)
    _tail(rng, made, np.array([0, tall * 0.2, -wide * 0.8]), sort)
    return flesh(rng, made, u(0.001, 0.008)) if chance(rng, 0.5) else made


def _head_details(rng: Rng, made: Assembly, at: Array, size: float, sort: str, look: Look) -> None:
    """Ears, eyes, nose, a bow tie."""
    part = "ear" if chance(rng, 0.75) else "head"
    ear = size * rng.uniform(0.3, 0.5)
    flop = chance(rng, 0.3)
    long = size * rng.uniform(1.2, 2.4)
    for side in (-1, 1):
        if sort == "rabbit":
            root = at + point(side * size * 0.35, size * 0.7, 0)
            tip = (
                root + point(side * size * 0.9, -size * 0.3, 0.05)
                if flop
                else root + np.array([side * 0.15, 1.0, -0.15]) * long
            )
            middle = (root + tip) / 2 + ((side * 0.05, size * 0.4, 0) if flop else (0, 0, 0))
            rows = [[*root, ear * 0.4, ear * 0.25], [*middle, ear * 0.62, ear * 0.22], [*tip, ear * 0.3, ear * 0.12]]
            made.add(part, skin(rows, look, side=(1, 0, 0) if not flop else (0, 0, 1), ends=(0, 0.8)).piece)
        else:
            place = at + (
                (side * size * 0.75, size * 0.75, 0) if sort == "bear" else (side * size * 1.1, size * 0.05, 0)
            )
            made.add(part, move(turn(ellipsoid((ear, ear, ear * 0.45), 12, 7), "z", -20 * side), place))
    if chance(rng, 0.4):
        bead = size * rng.uniform(0.08, 0.14)
        eyes = "eye" if chance(rng, 0.5) else "head"
        made.add(
            eyes,
            *(
                move(ellipsoid((bead, bead, bead), 8, 5), at + point(side * size * 0.38, size * 0.15, size * 0.88))
                for side in (-1, 1)
            ),
        )
    if chance(rng, 0.15):
        for side in (-1, 1):
            bow = ellipsoid((size * 0.35, size * 0.2, size * 0.1), 8, 6)
            made.add("bow", move(bow, at + point(side * size * 0.3, -size * 1.05, size * 0.6)))


def _tail(rng: Rng, made: Assembly, root: Array, sort: str) -> None:
    if sort == "monkey":
        u = rng.uniform
        rows = [
            [*(root + point(0, 0, 0.1)), 0.045],
            [*(root + point(u(-0.1, 0.1), -0.05, -0.25)), 0.04],
            [*(root + point(u(-0.2, 0.2), u(0.1, 0.4), -0.45)), 0.035],
            [*(root + point(u(-0.3, 0.3), u(0.3, 0.7), -0.3)), 0.03],
        ]
        made.add("tail", skin(rows, Look(8, 3), ends=(0, 0.8)).piece)
    elif chance(rng, 0.7 if sort == "rabbit" else 0.4):
        ball = rng.uniform(0.06, 0.12)
        made.add("tail", move(ellipsoid((ball, ball, ball), 10, 7), root))


def _crouched(rng: Rng) -> Assembly:
    """A live rabbit: arched back, big haunches, ears up or laid back."""
    made, look = Assembly(), any_look(rng)
    u = rng.uniform
    girth, arch = u(0.24, 0.32), u(0.05, 0.2)
    rows = [
        [0, y, z, girth * w * 0.9, girth * w]
        for y, z, w in ((0, -0.4, 0.8), (arch, -0.15, 1.05), (arch * 0.7, 0.15, 0.85), (0.02, 0.36, 0.6))
    ]
    core = [("torso", skin(rows, look, side=(1, 0, 0), ends=(0.6, 0.4)))]
    size = u(0.14, 0.2)
    at = np.array([0, u(0.12, 0.32), 0.5])
    face = [
        [*(at - point(0, 0, size * 0.5)), size * 0.8],
        [*at, size],
        [*(at + point(0, -size * 0.25, size * 0.9)), size * 0.6],
    ]
    limbs: list[tuple[str, Skin]] = [("head", skin(face, look, side=(1, 0, 0), ends=(0.6, 0.7)))]
    limbs.append(("torso", skin([[0, 0.05, 0.25, girth * 0.6], [*at, size * 0.7]], look, side=(1, 0, 0), ends=(0, 0))))
    low = -girth * u(0.95, 1.15)
    for side in (-1, 1):
        x = side * girth * 0.72
        haunch = [
            [x, 0.06, -0.32, girth * 0.36, girth * 0.45],
            [x, -0.06, -0.14, girth * 0.4, girth * 0.48],
            [x, low + 0.09, -0.24, 0.06, 0.08],
        ]
        limbs.append(("leg", skin(haunch, look, side=(1, 0, 0), ends=(0.7, 0.6))))
        limbs.append(
            ("leg", skin([[x, low + 0.05, -0.32, 0.055], [x * 1.05, low + 0.045, 0.03, 0.05]], look, ends=(0.8, 0.8)))
        )
        fore = np.array([side * girth * 0.4, -0.06, 0.3])
        wrist = fore * (1, 0, 1) + point(0, low + 0.07, 0.05)
        limbs.append(
            (
                "leg",
                skin(
                    [[*fore, 0.075], [*wrist, 0.045], [*(wrist + point(0, -0.03, 0.1)), 0.045]], look, ends=(0.5, 0.8)
                ),
            )
        )
    add_body(made, core, limbs, chance(rng, 0.7))
    _head_details(rng, made, at, size, "rabbit", look)
    _tail(rng, made, np.array([0, 0.02, -0.4 - girth * 0.45]), "rabbit")
    return made


_PARTS: dict[str, tuple[str, ...]] = {
    "head": ("face", "animal head", "skull"), "torso": ("body", "belly", "trunk", "tummy"), "leg": ("lower limb",
    "hind leg", "animal leg"),
    "ear": ("ears", "animal ear"), "tail": ("animal tail", "tail tip"), "eye": ("eyes", "eyeball"), "foot": ("paw",
    "sole", "animal foot"),
    "bow": ("bow tie", "ribbon"),
}  # fmt: skip
_UPRIGHT = {**_PARTS, "arm": ("upper limb", "front paw", "front leg")}

KINDS: tuple[Kind, ...] = (
    Kind(
        "teddy bear",
        teddy_bear,
        _UPRIGHT,
        ("teddy", "toy bear", "stuffed animal", "plush toy", "stuffed bear"),
        weight=0.6,
    ),
    Kind("rabbit", rabbit, _UPRIGHT, ("bunny", "hare", "toy rabbit"), weight=0.5),
    Kind("monkey", monkey, _UPRIGHT, ("ape", "chimpanzee", "toy monkey", "gorilla"), weight=0.35),
)
