"""Dinosaurs, dragons, lizards, turtles, frogs, snakes."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.bodies import Look, add_body, any_look, point, skin
from pa3d.synthetic.dinosaurs import dinosaur, dragon, leg_and_foot, long_tail
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import ellipsoid, lathe, move, stretch

Rng = np.random.Generator


def lizard(rng: Rng) -> Assembly:
    """Lizards, crocodiles, newts: low, legs out to the sides."""
    made, look = Assembly(), any_look(rng)
    girth, flat = rng.uniform(0.1, 0.2), rng.uniform(0.6, 1.0)
    sway = rng.normal() * 0.08
    rows = [
        [sway * s, 0, z, g * girth, g * girth * flat]
        for z, g, s in ((-0.4, 0.7, -1), (-0.15, 1.0, 0), (0.15, 1.0, 1), (0.4, 0.7, 0))
    ]
    torso = skin(rows, look, side=(1, 0, 0), ends=(0.5, 0.5))
    size, snout = rng.uniform(0.22, 0.5), rng.uniform(0.3, 0.8)
    rows = [
        [0, y, 0.4 + z * size, g * girth, g * girth * flat * 0.9]
        for y, z, g in ((0, 0.05, 0.6), (0.01, 0.3, 0.85), (0, 0.65, snout), (-0.01, 1.0, snout * 0.7))
    ]
    limbs = [
        ("head", skin(rows, look, side=(1, 0, 0), ends=(0.5, 0.7))),
        (
            "tail",
            long_tail(
                rng, np.array([0, 0, -0.4]), rng.uniform(0.6, 1.6), girth * 0.65, girth * rng.uniform(0.2, 0.6), look
            ),
        ),
    ]
    reach, drop = rng.uniform(0.12, 0.22), rng.uniform(0.6, 1.3) * girth
    for z in (0.3, -0.3):
        step = rng.uniform(-0.1, 0.1)
        for side in (-1, 1):
            root = np.array([side * girth * 0.6, -girth * 0.1, z])
            knee = root + point(side * reach, rng.uniform(-0.3, 0.4) * girth, step * side)
            ankle = root + point(side * reach * 1.2, -drop, step * side * 2)
            toe = ankle + point(side * 0.04, -0.01, 0.08)
            limbs += [
                ("leg", part) for part in leg_and_foot(root, knee, ankle, toe, (girth * 0.36, girth * 0.22, 0.05), look)
            ]
    add_body(made, [("torso", torso)], limbs, chance(rng, 0.7))
    return made


def _turtle_legs(rng: Rng, made: Assembly, wide: float, long: float, look: Look) -> None:
    """Stumps for the land or flippers for the sea."""
    sea = chance(rng, 0.4)
    for z in (1, -1):
        for side in (-1, 1):
            root = np.array([side * wide * 0.6, -0.03, z * long * 0.6])
            if sea:
                reach = rng.uniform(0.35, 0.6) if z > 0 else rng.uniform(0.18, 0.3)
                way = np.array([side * 0.85, rng.uniform(-0.3, 0.2), z * 0.3 - 0.3]) * reach
                rows = [
                    [*root, 0.09, 0.04],
                    [*(root + way * 0.6 + point(0, 0, 0.06)), 0.11, 0.03],
                    [*(root + way * 1.2), 0.04, 0.015],
                ]
                made.add("leg", skin(rows, look, side=(0, 0, 1), ends=(0.3, 0.6)).piece)
                continue
            out = root + point(side * 0.14, -0.08, z * 0.08)
            foot = out + point(side * 0.02, -rng.uniform(0.06, 0.18), z * 0.02)
            made.add(
                "leg", skin([[*root, 0.09], [*out, 0.085], [*foot, 0.07]], look, side=(0, 0, 1), ends=(0.3, 0.3)).piece
            )


def turtle(rng: Rng) -> Assembly:
    """A domed shell over four legs or flippers, head out ahead."""
    made, look = Assembly(), any_look(rng)
    wide, long, tall = rng.uniform(0.35, 0.5), 0.5, rng.uniform(0.18, 0.42)
    rim = rng.uniform(1.0, 1.12)
    profile = [
        (0, tall),
        (0.35, tall * 0.93),
        (0.7, tall * 0.66),
        (0.92, tall * 0.3),
        (rim, 0.03),
        (rim, -0.02),
        (0.85, -0.07),
        (0, -0.09),
    ]
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
    neck = skin(
        [[0, -0.01, long * 0.7, size * 0.8], [0, up * 0.5, long + 0.05, size * 0.65], [*head_at, size * 0.65]],
        look,
        side=(1, 0, 0),
    )
    head = skin(
        [
            [*(head_at - point(0, 0, size * 0.5)), size * 0.8],
            [*head_at, size],
            [*(head_at + point(0, -size * 0.2, size)), size * 0.6],
        ],
        look,
        side=(1, 0, 0),
        ends=(0.6, 0.7),
    )
    made.add("neck" if chance(rng, 0.15) else "head", neck.piece)
    made.add("head", head.piece)
    tail_end = np.array([rng.normal() * 0.05, -0.1, -long - rng.uniform(0.08, 0.25)])
    made.add("tail", skin([[0, -0.02, -long * 0.8, 0.05], [*tail_end, 0.012]], look).piece)
    _turtle_legs(rng, made, wide, long, look)
    return made


def frog(rng: Rng) -> Assembly:
    """A squat body, big eyes, folded hind legs."""
    made, look = Assembly(), any_look(rng)
    girth, tilt = rng.uniform(0.24, 0.34), np.deg2rad(rng.uniform(5, 40))
    along = np.array([0, np.sin(tilt), np.cos(tilt)])
    rows = [
        [*(along * t), girth * w, girth * w * 0.7] for t, w in ((-0.35, 0.5), (-0.1, 0.95), (0.15, 1.0), (0.28, 0.9))
    ]
    torso = skin(rows, look, side=(1, 0, 0), ends=(0.6, 0.2))
    face = [
        [*(along * t - point(0, d, 0)), girth * w, girth * w * 0.65]
        for t, w, d in ((0.25, 0.85, 0), (0.4, 0.85, 0.02), (0.56, 0.5, 0.05))
    ]
    limbs = [("head", skin(face, look, side=(1, 0, 0), ends=(0.2, 0.6)))]
    low = -girth * 0.9
    for side in (-1, 1):
        hip = along * -0.25 + point(side * girth * 0.5, 0, 0)
        knee = hip + point(side * rng.uniform(0.15, 0.3), rng.uniform(0.0, 0.15), rng.uniform(0.15, 0.3))
        ankle = np.array([knee[0] + side * 0.02, low, hip[2] - 0.05])
        limbs += [
            ("leg", part)
            for part in leg_and_foot(
                hip, knee, ankle, ankle + point(side * 0.12, 0, 0.3), (girth * 0.4, girth * 0.2, 0.07), look
            )
        ]
        shoulder = along * 0.2 + point(side * girth * 0.6, -girth * 0.2, 0)
        hand = np.array([side * girth * rng.uniform(0.9, 1.3), low, shoulder[2] + 0.1])
        limbs += [
            ("leg", part)
            for part in leg_and_foot(
                shoulder,
                (shoulder + hand) / 2 + point(side * 0.06, 0.02, -0.03),
                hand,
                hand + point(side * 0.03, 0, 0.12),
                (0.075, 0.05, 0.05),
                look,
            )
        ]
    add_body(made, [("torso", torso)], limbs, chance(rng, 0.7))
    eye = girth * rng.uniform(0.2, 0.35)
    part = "eye" if chance(rng, 0.5) else "head"
    made.add(
        part,
        *(
            move(ellipsoid((eye, eye, eye), 10, 6), along * 0.38 + point(side * girth * 0.55, girth * 0.55, 0))
            for side in (-1, 1)
        ),
    )
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
        path = np.stack(
            [np.cos(t * turns * 2 * np.pi) * radius, t * turns * thick * 1.5, np.sin(t * turns * 2 * np.pi) * radius], 1
        )
    else:
        waves, swing = rng.uniform(1, 3), rng.uniform(0.08, 0.3)
        lift = np.clip((t - 0.7) / 0.3, 0, 1) ** 1.5 * (rng.uniform(0.3, 0.6) if style == "rear" else 0.03)
        path = np.stack(
            [np.sin(t * waves * 2 * np.pi) * swing * (1 - 0.6 * t * (style == "rear")), lift, t * 1.6 - 0.8], 1
        )
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
    face = [
        [*(head_at + aim * size * d), size * w, size * w * 0.65]
        for d, w in ((-0.3, 0.7), (0.6, 1.0), (1.5, 0.8), (2.4, 0.45))
    ]
    made.add("head", skin(face, Look(10, 2), ends=(0.4, 0.7)).piece)
    if style == "rear" and chance(rng, 0.5):  # a cobra's hood
        hood = ellipsoid((thick * 2.8, thick * 4.5, thick * 0.6), 12, 7)
        made.add("head", move(hood, path[-1] - point(0, thick * 3.5, 0)))
    return made


_NAMES: dict[str, tuple[str, ...]] = {
    "head": ("face", "skull", "animal head"), "torso": ("body", "trunk", "belly", "back"), "leg": ("limb", "hind leg",
    "animal leg", "foot"),
    "tail": ("animal tail", "long tail", "tail tip"), "neck": ("throat", "nape"), "arm": ("forelimb", "front leg",
    "front limb"),
    "spike": ("plate", "back plate", "spine", "thorn"), "horn": ("horns", "animal horn"), "frill": ("neck frill",
    "collar", "head shield"),
    "wing": ("wings", "dragon wing", "wing membrane"), "eye": ("eyes", "eyeball"),
}  # fmt: skip


def _parts(*names: str) -> dict[str, tuple[str, ...]]:
    return {name: _NAMES[name] for name in names}


_DINOSAUR = ("head", "torso", "leg", "tail", "neck", "arm", "spike", "horn", "frill")
KINDS: tuple[Kind, ...] = (
    Kind(
        "dinosaur",
        dinosaur,
        _parts(*_DINOSAUR),
        ("tyrannosaurus", "t rex", "triceratops", "stegosaurus", "brontosaurus", "raptor"),
        weight=0.5,
    ),
    Kind("dragon", dragon, _parts(*_DINOSAUR, "wing"), ("wyvern", "monster", "griffin"), weight=0.3),
    Kind(
        "lizard",
        lizard,
        _parts("head", "torso", "leg", "tail"),
        ("crocodile", "gecko", "alligator", "salamander", "iguana", "reptile"),
        weight=0.4,
    ),
    Kind(
        "turtle",
        turtle,
        {
            **_parts("head", "tail", "neck"),
            "shell": ("turtle shell", "carapace", "back", "body"),
            "leg": ("flipper", "limb", "foot", "turtle leg"),
        },
        ("tortoise", "sea turtle", "terrapin"),
        weight=0.5,
    ),
    Kind("frog", frog, _parts("head", "torso", "leg", "eye"), ("toad", "tree frog"), weight=0.3),
    Kind(
        "snake",
        snake,
        {**_parts("head", "tail"), "body": ("torso", "trunk", "coil", "snake body")},
        ("cobra", "python", "viper", "serpent"),
        weight=0.3,
    ),
)
