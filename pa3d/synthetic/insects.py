"""Insects, butterflies, spiders, snails: segments, thin legs, wings as sheets."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.bodies import Look, flesh, point, skin
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, ellipsoid, move, sheet, spline, tube, turn

Rng = np.random.Generator


def _ball(place: tuple[float, float, float], radii: tuple[float, float, float], tilt: float = 0.0) -> Piece:
    return move(turn(ellipsoid(radii, 12, 8), "x", tilt), place)


def _legs(rng: Rng, roots: list[tuple[float, float]], drop: float, reach: float, thick: float) -> list[Piece]:
    """Jointed legs to both sides. roots: (half distance from the middle, place along the body)."""
    pieces = []
    arch, bend = rng.uniform(-0.05, 0.6) * reach, rng.uniform(0.35, 0.6)
    middle = np.mean([z for _, z in roots])
    for x, z in roots:
        fan = (z - middle) * rng.uniform(1.5, 3.0)
        for side in (-1, 1):
            root = np.array([side * x, 0.0, z])
            way = np.array([side, 0.0, fan * 2.0])
            way /= np.linalg.norm(way)
            sway = way + point(0, 0, rng.normal() * 0.08)
            knee, foot = root + way * reach * bend + point(0, arch, 0), root + sway * reach - point(0, drop, 0)
            joints = [root * (0.5, 1, 1), knee, foot]
            girths = [thick * 1.1, thick, thick * 0.45]
            if chance(rng, 0.3):
                joints.append(foot + sway * reach * 0.15)
                girths.append(thick * 0.4)
            pieces.append(
                skin(
                    [[*p, g] for p, g in zip(joints, girths, strict=True)],
                    Look(6, 1.4, 1.0, chance(rng, 0.3)),
                    ends=(0, 0.6),
                ).piece
            )
    return pieces


def _antennae(rng: Rng, head: Array, size: float, thick: float) -> list[Piece]:
    lift, spread, long = rng.uniform(0.0, 1.0), rng.uniform(0.2, 0.8), rng.uniform(0.8, 2.5) * size
    club = chance(rng, 0.3)
    pieces = []
    for side in (-1, 1):
        root = head + np.array([side * size * 0.35, size * 0.4, size * 0.5])
        tip = root + np.array([side * spread, lift, 1.0]) / np.linalg.norm([spread, lift, 1]) * long
        middle = (root + tip) / 2 + point(0, long * 0.15, 0)
        pieces.append(tube(spline([root, middle, tip], 7), thick, 5))
        if club:
            pieces.append(move(ellipsoid(np.full(3, thick * 2.2), 8, 5), tip))
    return pieces


def _insect_wings(rng: Rng, place: tuple[float, float, float], long: float, width: float, style: str) -> list[Piece]:
    """Wings as thin leaves: folded back, held out or raised; two or four."""
    pieces = []
    thick = pick(rng, (0.0, 0.01))
    four = chance(rng, 0.5)
    raised = np.deg2rad(rng.uniform(0, 50))
    for index in range(2 if four else 1):
        scale = 1.0 - 0.25 * index
        angle = np.deg2rad({"out": rng.uniform(-5, 15) - 35 * index, "back": rng.uniform(-75, -55) + 12 * index}[style])
        t = np.linspace(0, 1, 6)
        half = width * scale * np.sin(np.pi * np.clip(t * 0.92 + 0.06, 0, 1)) ** 0.7 * (0.6 + 0.4 * t)
        along, across = np.array([np.cos(angle), 0, np.sin(angle)]), np.array([np.sin(angle), 0, -np.cos(angle)])
        lift = np.array([0, np.sin(raised), 0])
        line = t[:, None] * long * scale * (along * np.cos(raised) + lift)
        grid = (
            np.stack([line + across * half[:, None] * s for s in (-1, 0, 1)], 1)
            + np.asarray(place)
            - point(0, 0, 0.08 * index)
        )
        leaf = sheet(grid, thick)
        pieces += [leaf, Piece(leaf.vertices * (-1, 1, 1), leaf.faces[:, ::-1])]
    return pieces


def _crawler(rng: Rng) -> Assembly:
    """Ants, wasps, bees, flies, beetles: three segments, six legs."""
    made = Assembly()
    u = rng.uniform
    style = pick(rng, ("ant", "bee", "fly", "beetle", "hopper"), (2, 2, 2, 3, 1))
    tail, chest, head = {
        "ant": (u(0.22, 0.34), u(0.12, 0.18), u(0.12, 0.18)), "bee": (u(0.26, 0.36), u(0.18, 0.25), u(0.13, 0.18)),
        "fly": (u(0.22, 0.3), u(0.18, 0.24), u(0.14, 0.2)), "beetle": (u(0.36, 0.5), u(0.16, 0.24), u(0.1, 0.17)),
        "hopper": (u(0.4, 0.55), u(0.16, 0.22), u(0.12, 0.16)),
    }[style]  # fmt: skip
    girth = tail * (u(0.3, 0.45) if style == "hopper" else u(0.6, 1.0))
    droop = u(-15, 15)
    own = chance(rng, 0.3)
    neck = 1.35 if style == "ant" else 1.0
    made.add(
        "abdomen" if own else "body",
        _ball((0, 0, -chest * 0.8 * neck - tail * 0.85), (girth, girth * u(0.7, 1.0), tail), droop),
    )
    made.add("thorax" if own else "body", _ball((0, 0.02, 0), (chest * 0.85, chest * 0.85, chest * 1.15)))
    head_at = np.array([0, u(-0.03, 0.06), chest * 1.05 + head * 0.7])
    made.add("head", move(ellipsoid((head * u(0.8, 1.1), head * 0.85, head * 0.9), 12, 8), head_at))
    if style == "ant":
        made.add("thorax" if own else "body", tube(np.array([(0, 0, -chest * 2.0), (0, 0.02, chest * 1.3)]), 0.04, 6))
    if chance(rng, 0.5):
        eye = head * u(0.25, 0.5)
        for side in (-1, 1):
            made.add(
                "eye" if chance(rng, 0.5) else "head",
                move(ellipsoid((eye, eye, eye), 8, 6), head_at + point(side * head * 0.7, head * 0.3, head * 0.35)),
            )
    reach, thick = chest * u(1.2, 3.6), u(0.018, 0.045)
    made.add("leg", *_legs(rng, [(chest * 0.7, z * chest) for z in (-0.8, 0.0, 0.8)], u(0.12, 0.4), reach, thick))
    made.add("antenna", *_antennae(rng, head_at, head, thick * 0.7))
    if style in ("bee", "fly") or chance(rng, 0.2):
        made.add(
            "wing",
            *_insect_wings(rng, (0.04, chest * 0.75, -0.02), u(0.5, 0.9), u(0.12, 0.22), pick(rng, ("out", "back"))),
        )
    elif style == "beetle" and chance(rng, 0.7):  # hard wing cases over the back
        shell = ellipsoid((girth * 1.06, girth * 0.95, tail * 1.06), 14, 9)
        top = shell.vertices[:, 1] > -0.02
        cases = Piece(shell.vertices, shell.faces[top[shell.faces].all(1)])
        made.add("wing" if chance(rng, 0.6) else "body", move(cases, (0, 0.02, -chest * 0.8 - tail * 0.85)))
    return made


def _dragonfly(rng: Rng) -> Assembly:
    made = Assembly()
    u = rng.uniform
    made.add(
        "body",
        skin(
            [[0, 0, 0.2, 0.09], [0, 0, -0.1, 0.07], [0, 0, -0.5, 0.035], [0, u(-0.1, 0.1), -1.1, 0.03]],
            Look(10, 2),
            ends=(0.7, 0.8),
        ).piece,
    )
    made.add("head", _ball((0, 0, 0.34), (0.12, 0.09, 0.09)))
    made.add("wing", *_insect_wings(rng, (0.04, 0.07, 0.08), u(0.6, 0.9), u(0.07, 0.12), "out"))
    made.add("wing", *_insect_wings(rng, (0.04, 0.06, -0.08), u(0.55, 0.8), u(0.07, 0.12), "out"))
    made.add("leg", *_legs(rng, [(0.06, z) for z in (0.0, 0.1, 0.18)], 0.2, 0.25, 0.014))
    return made


def insect(rng: Rng) -> Assembly:
    """Any six-legged insect."""
    made = _dragonfly(rng) if chance(rng, 0.12) else _crawler(rng)
    return flesh(rng, made, rng.uniform(0.001, 0.006)) if chance(rng, 0.4) else made


def butterfly(rng: Rng) -> Assembly:
    """A thin body between two pairs of broad wings."""
    made = Assembly()
    u = rng.uniform
    thick = u(0.03, 0.06)
    made.add(
        "body",
        skin(
            [
                [0, 0, 0.2, thick * 0.9],
                [0, 0, 0.05, thick * 1.2],
                [0, 0, -0.2, thick * 0.9],
                [0, u(-0.08, 0.03), -0.4, thick * 0.5],
            ],
            Look(10, 2),
            ends=(0.8, 0.8),
        ).piece,
    )
    head_at = np.array([0, 0.01, 0.25])
    made.add("head" if chance(rng, 0.6) else "body", move(ellipsoid(np.full(3, thick * 1.1), 10, 7), head_at))
    made.add("antenna", *_antennae(rng, head_at, thick, thick * 0.18))
    raised, cup, sheet_thick = np.deg2rad(u(-5, 80)), u(0.0, 0.1), pick(rng, (0.0, 0.0, 0.012))
    long, fore_angle, hind_angle = u(0.6, 0.9), u(10, 40), u(-50, -25)
    for angle, scale, wide, place in (
        (fore_angle, 1.0, u(0.5, 0.75), 0.1),
        (hind_angle, u(0.65, 0.95), u(0.55, 0.9), -0.08),
    ):
        around = np.deg2rad(np.linspace(-48, 48, 9)) * wide + np.deg2rad(angle)
        lobes = long * scale * (0.8 + 0.2 * np.cos(np.linspace(-1.6, 1.6, 9) * u(0.8, 2.0)))
        if angle < 0 and chance(rng, 0.3):
            lobes[1] *= 1.35  # a swallow's tail
        radius = np.linspace(0.04, 1, 5)[:, None]
        x, z = radius * lobes * np.cos(around), radius * lobes * np.sin(around) + place
        y = cup * (radius * lobes) ** 2
        grid = np.stack([x * np.cos(raised) - y * np.sin(raised), x * np.sin(raised) + y * np.cos(raised), z], -1)
        leaf = sheet(grid, sheet_thick)
        made.add("wing", leaf, Piece(leaf.vertices * (-1, 1, 1), leaf.faces[:, ::-1]))
    if chance(rng, 0.3):
        made.add("leg", *_legs(rng, [(thick, z) for z in (0.0, 0.08, 0.15)], 0.12, 0.15, thick * 0.15))
    return made


def spider(rng: Rng) -> Assembly:
    """Two segments and eight legs; or a scorpion with claws and a raised sting."""
    made = Assembly()
    u = rng.uniform
    front, rear = u(0.14, 0.24), u(0.2, 0.4)
    scorpion = chance(rng, 0.2)
    front_part = "head" if chance(rng, 0.5) else "body"
    made.add(front_part, _ball((0, 0, front * 0.8), (front * u(0.75, 1.0), front * u(0.5, 0.8), front)))
    if scorpion:
        made.add("body", _ball((0, 0, -rear * 0.6), (front * 1.0, front * 0.6, rear)))
        high = u(0.4, 0.7)
        path = [
            (0, 0, -rear * 1.2),
            (0, 0.05, -rear * 1.7),
            (0, high * 0.6, -rear * 2.2),
            (0, high, -rear * 1.6),
            (0, high * 0.9, -rear * 1.1),
        ]
        girths = np.array([0.09, 0.08, 0.07, 0.07, 0.02])
        made.add("tail", skin(np.column_stack([path, girths]), Look(8, 3), ends=(0, 0.5)).piece)
        for side in (-1, 1):
            elbow, hand = (side * front * 2.2, 0.05, front * 1.6), (side * front * 1.6, 0.05, front * 3.2)
            made.add(
                "claw",
                skin([[side * front * 0.5, 0, front * 1.2, 0.03], [*elbow, 0.035], [*hand, 0.04]], Look(7, 2)).piece,
            )
            made.add("claw", _ball((hand[0], hand[1], hand[2] + 0.08), (0.08, 0.06, 0.15)))
    else:
        made.add(
            "body",
            _ball((0, rear * u(0.0, 0.3), -rear * 0.85), (rear * u(0.75, 1.0), rear * u(0.65, 0.95), rear), u(-20, 20)),
        )
    reach, thick = u(0.3, 1.1), u(0.018, 0.06)
    made.add(
        "leg",
        *_legs(
            rng, [(front * 0.6, front * (0.1 + z * 0.45)) for z in (0.0, 1.0, 2.0, 3.0)], u(0.15, 0.4), reach, thick
        ),
    )
    if chance(rng, 0.4) and not scorpion:
        for side in (-1, 1):
            made.add(
                front_part,
                tube(
                    np.array([(side * 0.05, -0.02, front * 1.6), (side * 0.06, -0.08, front * 2.0)]), (0.035, 0.012), 6
                ),
            )
    return made


def snail(rng: Rng) -> Assembly:
    """A coiled shell on a long foot with feelers."""
    made = Assembly()
    u = rng.uniform
    t = np.linspace(0, 1, 30)
    turns, size = u(1.8, 2.8), u(0.3, 0.45)
    angle = t * turns * 2 * np.pi
    radius = size * np.exp(-1.6 * t)
    lean = u(0.0, 0.5)
    path = np.stack(
        [lean * size * t, size * 1.25 + radius * np.sin(angle - 1.2), -radius * np.cos(angle - 1.2) * 0.95 - 0.05], 1
    )
    made.add("shell", tube(path, size * 0.62 * np.exp(-1.6 * t), 10, side=(1, 0, 0)))
    thick, lift = u(0.1, 0.16), u(0.05, 0.35)
    rows = [
        [0, 0.03, -0.75, 0.03, 0.02],
        [0, 0.06, -0.35, thick, 0.07],
        [0, 0.08, 0.15, thick * 1.1, 0.09],
        [0, 0.1 + lift * 0.4, 0.45, thick * 0.8, 0.09],
        [0, 0.12 + lift, 0.62, thick * 0.75, 0.1],
    ]
    foot = skin(rows, Look(12, 3), side=(1, 0, 0), ends=(0.5, 0.8)).piece
    cut = 0.4
    ahead = (foot.vertices[foot.faces][:, :, 2] > cut).all(1)
    if chance(rng, 0.4):
        made.add("head", Piece(foot.vertices, foot.faces[ahead]))
        made.add("body", Piece(foot.vertices, foot.faces[~ahead]))
    else:
        made.add("body", foot)
    for side, long in ((-1, u(0.2, 0.35)), (1, u(0.2, 0.35))):
        root = np.array([side * 0.05, 0.15 + lift, 0.64])
        tip = root + np.array([side * 0.4, 0.9, 0.4]) * long
        made.add(
            "antenna", tube(np.array([root, tip]), (0.03, 0.018), 6), move(ellipsoid((0.03, 0.03, 0.03), 8, 5), tip)
        )
    return made


KINDS: tuple[Kind, ...] = (
    Kind("insect", insect, {
        "head": ("insect head", "face"), "body": ("torso", "trunk"), "leg": ("insect leg", "limb"),
        "antenna": ("feeler", "antennae"),
        "wing": ("insect wing", "wings", "wing case"), "eye": ("eyes", "compound eye"), "thorax": ("chest",
        "middle body"),
        "abdomen": ("belly", "rear body", "tail end"),
    }, ("ant", "bee", "fly", "beetle", "wasp", "bug", "ladybug", "grasshopper", "dragonfly", "mosquito"), weight=0.5),
    Kind("butterfly", butterfly, {
        "wing": ("butterfly wing", "wings"), "body": ("torso", "trunk", "abdomen"), "antenna": ("feeler", "antennae"),
        "head": ("butterfly head", "face"), "leg": ("insect leg", "limb"),
    }, ("moth", "monarch butterfly"), weight=0.35),
    Kind("spider", spider, {
        "body": ("torso", "abdomen", "trunk"), "leg": ("spider leg", "limb"), "head": ("spider head", "front body"),
        "tail": ("sting", "stinger"), "claw": ("pincer", "pincers"),
    }, ("tarantula", "scorpion", "arachnid"), weight=0.4),
    Kind("snail", snail, {
        "shell": ("snail shell", "house", "coil"), "body": ("torso", "foot", "snail body"), "antenna": ("feeler",
        "tentacle", "eyestalk"),
        "head": ("snail head", "face"),
    }, ("land snail", "sea snail"), weight=0.3),
)  # fmt: skip
