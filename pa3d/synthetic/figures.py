"""Figures that are not flesh: robots, mannequins, block and stick figures, pictograms, pawns, busts."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.bodies import Look, point, skin
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.people_dress import placed
from pa3d.synthetic.people_poses import Build, Joints, Limb, any_build, any_joints
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, ellipsoid, lathe, move, torus, tube, turn

Rng = np.random.Generator


def _ball(center: Array, radius: float) -> Piece:
    return move(ellipsoid((radius, radius, radius), 10, 7), center)


def _bone(start: Array, end: Array, thick: float, style: str) -> Piece:
    """A limb segment: spindle, rod, box, cone or bell."""
    if style == "box":
        return tube(np.array([start, end]), thick * 1.3, 4)
    if style == "rod":
        return bar(start, end, thick, thick, 10)
    if style == "cone":
        return bar(start, end, thick * 1.15, thick * 0.75, 10)
    if style == "bell":
        return bar(start, end, thick * 0.7, thick * 1.3, 10)
    rows = [[*(start + (end - start) * t), thick * w] for t, w in ((0.0, 0.55), (0.3, 1.0), (0.7, 0.85), (1.0, 0.5))]
    return skin(rows, Look(10, 2), ends=(0.5, 0.5)).piece


def _segmented(rng: Rng) -> Assembly:
    """Artist's mannequins and robots: separate segments and joint balls in any pose."""
    build, body = any_build(rng), Assembly()
    joints = any_joints(rng, build)
    style = pick(rng, ("spindle", "box", "rod", "cone", "bell"), (4, 3, 2, 1, 1))
    thick = 0.05 * build.limb * rng.uniform(0.8, 1.3)
    balls = chance(rng, 0.65)
    fine = chance(rng, 0.25)
    for limb, part, end_part, girth in (
        *((arm, "arm", "hand" if fine else "arm", 1.0) for arm in joints.arms),
        *((leg, "leg", "foot" if fine else "leg", 1.3) for leg in joints.legs),
    ):
        size = thick * girth
        body.add(part, _bone(limb.root, limb.middle, size, style), _bone(limb.middle, limb.end, size * 0.9, style))
        if balls:
            body.add(part, _ball(limb.root, size * 1.05), _ball(limb.middle, size * 0.9))
        body.add(end_part, *_extremity(rng, limb, size, style, part))
    _segmented_trunk(rng, body, build, joints, style, balls)
    return body


def _extremity(rng: Rng, limb: Limb, size: float, style: str, part: str) -> list[Piece]:
    """Hand or foot of a segmented figure."""
    if part == "leg":
        down = limb.end - limb.middle
        toe = limb.end + limb.ahead * size * 2.6 + down / np.linalg.norm(down) * size * 0.3
        heel = limb.end - limb.ahead * size * 0.8
        return [_bone(heel, toe, size * 0.8, "box" if style == "box" else "spindle")]
    if style in ("box", "rod") and chance(rng, 0.5):  # pincers
        claw = torus(size, size * 0.35, 10, 6, 270)
        return [placed(turn(claw, "x", 90), limb.end + limb.ahead * size, limb.ahead)]
    return [_bone(limb.end, limb.end + limb.ahead * size * 2.6, size * 0.8, style)]


def _segmented_trunk(rng: Rng, body: Assembly, build: Build, joints: Joints, style: str, balls: bool) -> None:
    hip, chest, neck = joints.spine[0], joints.spine[3], joints.spine[4]
    chest_width, hip_width, deep = build.shoulder * 0.8, build.hip * 0.95, build.depth
    two = chance(rng, 0.5)
    if style == "box":
        height = build.torso * (0.6 if two else 1.0)
        body.add("torso", placed(box((chest_width * 2, height, deep * 2)), neck - joints.up * height / 2, joints.up))
        body.add("torso", box((hip_width * 2, build.torso * 0.25, deep * 1.7), tuple(hip)))
    else:
        rows = [
            [*neck, chest_width * 0.6, deep * 0.6],
            [*chest, chest_width, deep],
            [*joints.spine[2], build.waist, deep * 0.8],
        ]
        if not two:
            rows.append([*hip, hip_width, deep * 0.9])
        body.add("torso", skin(rows, Look(12, 2), side=(1, 0, 0), ends=(0.5, 0.4)).piece)
        pelvis = [[*joints.spine[1], hip_width * 0.8, deep * 0.8], [*hip, hip_width, deep * 0.9]]
        body.add("torso", skin(pelvis, Look(12, 2), side=(1, 0, 0), ends=(0.5, 0.9)).piece)
    if two:
        body.add(
            "torso", _bone(joints.spine[3], joints.spine[0], build.waist * 0.6, "rod" if style == "box" else style)
        )
    if balls and two:
        body.add("torso", _ball(joints.spine[2], build.waist * 0.7))
    size, wide = build.head, build.head * build.skull / 2
    base = neck + joints.up * build.neck
    body.add("head", _bone(neck - joints.up * 0.02, base + joints.head * size * 0.2, wide * 0.4, "rod"))
    center = base + joints.head * size * 0.5
    if style in ("box", "rod"):
        head = pick(
            rng,
            (
                box((wide * 2, size, wide * 2)),
                ellipsoid((wide, size / 2, wide), 14, 9),
                move(cylinder(wide, size), (0, -size / 2, 0)),
            ),
        )
        body.add("head", placed(head, center, joints.head))
        if chance(rng, 0.5):  # antennas, eyes
            for side in pick(rng, ((0,), (-1, 1))):
                foot = center + joints.head * size * 0.45 + point(side * wide * 0.6, 0, 0)
                body.add(
                    "head",
                    bar(foot, foot + joints.head * size * 0.5, wide * 0.06),
                    _ball(foot + joints.head * size * 0.5, wide * 0.14),
                )
    else:
        body.add("head", placed(ellipsoid((wide, size / 2, wide * 1.15), 14, 9), center, joints.head))


def _block_figure(rng: Rng) -> Assembly:
    """Toy-brick and voxel figures: boxes turned at shoulder and hip."""
    body = Assembly()
    u = rng.uniform
    wide, tall, deep = u(0.4, 0.6), u(0.5, 0.75), u(0.2, 0.35)
    leg, arm_wide = u(0.35, 0.8), u(0.14, 0.26)
    rounding = pick(rng, (0.0, 0.0, 0.03))
    taper = pick(rng, (1.0, u(0.6, 0.95)))
    trunk = box((wide, tall, deep), (0, tall / 2, 0), rounding)
    narrow = 1 - (1 - taper) * trunk.vertices[:, 1:2] / tall
    body.add(
        "torso",
        Piece(trunk.vertices * np.concatenate([narrow, np.ones_like(narrow), np.ones_like(narrow)], 1), trunk.faces),
    )
    swing, spread = u(-50, 50) * pick(rng, (0, 1)), pick(rng, (0.0, u(5, 95)))
    lift = pick(rng, (0.0, 0.0, u(20, 180)))
    hand = "hand" if chance(rng, 0.2) else "arm"
    for side in (-1, 1):
        length = tall * u(0.9, 1.0)
        upper = box((arm_wide, length, deep * 0.8), (0, -length / 2 + arm_wide / 2, 0), rounding)
        place = np.array([side * (wide / 2 * taper + arm_wide * 0.5), tall - arm_wide / 2, 0])
        pieces = [("arm", upper)]
        if chance(rng, 0.3):
            pieces.append((hand, move(cylinder(arm_wide * 0.4, arm_wide * 0.6), (0, -length + arm_wide * 0.1, 0))))
        for part, piece in pieces:
            piece = turn(turn(piece, "z", side * spread), "x", side * swing - lift)
            body.add(part, move(piece, place))
        thigh = box((wide * 0.48, leg, deep * 0.9), (0, -leg / 2 + 0.02, 0), rounding)
        body.add("leg", move(turn(thigh, "x", -side * swing * 0.8), (side * wide * 0.25, 0, 0)))
        if chance(rng, 0.25):
            shoe = box((wide * 0.48, leg * 0.15, deep * 1.4), (0, -leg * 0.93, deep * 0.25))
            body.add("leg", move(turn(shoe, "x", -side * swing * 0.8), (side * wide * 0.25, 0, 0)))
    size = u(0.3, 0.65)
    head = pick(
        rng,
        (
            box((size, size * u(0.7, 1.1), size), rounding=rounding),
            move(cylinder(size * 0.45, size, sections=14), (0, -size / 2, 0)),
            ellipsoid((size / 2, size / 2, size / 2)),
        ),
    )
    body.add("head", move(head, (0, tall - head.vertices[:, 1].min() - 0.005, 0)))
    return body


def _stick_figure(rng: Rng) -> Assembly:
    """Wire figures and sign figures: one thickness everywhere, a ball or a disc for the head."""
    build, body = any_build(rng), Assembly()
    build = build._replace(shoulder=build.shoulder * rng.uniform(0.05, 0.8), hip=build.hip * rng.uniform(0.1, 0.9))
    joints = any_joints(rng, build)
    thick = rng.uniform(0.02, 0.07)
    for part, limbs in (("arm", joints.arms), ("leg", joints.legs)):
        for limb in limbs:
            end = limb.end if part == "arm" else limb.end + limb.ahead * 0.12
            path = [limb.root * (0.0, 1, 1), limb.root, limb.middle, limb.end, end]
            body.add(
                part, skin([[*p, thick] for p in path[: 4 if part == "arm" else 5]], Look(8, 2), ends=(0.8, 0.8)).piece
            )
    body.add("torso", tube(joints.spine, thick * rng.uniform(1.0, 1.6), 8))
    center = joints.spine[4] + joints.head * (build.head / 2 + build.neck)
    body.add("torso", bar(joints.spine[4], center, thick))
    radius = build.head / 2
    disc = placed(turn(cylinder(radius, thick * 2), "x", 90), center - joints.front * thick, joints.up)
    body.add("head", disc if chance(rng, 0.3) else _ball(center, radius))
    return body


def _pictogram(rng: Rng) -> Assembly:
    """The figure on doors: round head just over the shoulders, capsule limbs, trousers or a triangle for a dress."""
    body = Assembly()
    u = rng.uniform
    half, arm, torso, leg = u(0.18, 0.26), u(0.05, 0.08), u(0.5, 0.65), u(0.5, 0.75)
    depth = u(0.3, 1.0)
    look = Look(10, 1.5)
    pieces: list[tuple[str, Piece]] = []
    dressed = chance(rng, 0.35)
    rows = [
        [0, torso, 0, half * 0.9],
        [0, torso * 0.3, 0, half * (1.3 if dressed else 0.85)],
        [0, -0.1, 0, half * (1.9 if dressed else 0.85)],
    ]
    pieces.append(("torso", skin(rows, look, side=(1, 0, 0), ends=(0.5, 0.1)).piece))
    splay = u(0.05, 0.4)
    for side in (-1, 1):
        elbow = [side * (half + arm + splay * 0.3), torso * 0.5, 0]
        hand = [side * (half + arm + splay), u(-0.05, 0.1), 0]
        pieces.append(
            (
                "arm",
                skin(
                    [[side * half * 0.8, torso * 0.98, 0, arm], [*elbow, arm], [*hand, arm * 0.95]],
                    look,
                    ends=(0.8, 0.8),
                ).piece,
            )
        )
        pieces.append(
            (
                "leg",
                skin(
                    [[side * half * 0.45, 0, 0, half * 0.42], [side * half * 0.5, -leg, 0, half * 0.38]],
                    look,
                    ends=(0.8, 0.8),
                ).piece,
            )
        )
    radius = u(0.12, 0.2)
    pieces.append(("head", _ball(np.array([0, torso + half * 0.4 + radius * 0.95, 0]), radius)))
    for part, piece in pieces:
        body.add(part, Piece(piece.vertices * (1, 1, depth), piece.faces))
    return body


def _pawn(rng: Rng) -> Assembly:
    """Peg dolls, pawns and nesting figures: a turned body with a ball on top, sometimes arms."""
    body = Assembly()
    u = rng.uniform
    wide, tall, waist = u(0.2, 0.4), u(0.6, 1.1), u(0.1, 0.25)
    profile = [
        (0, 0),
        (wide, 0),
        (wide * u(0.9, 1.1), 0.1),
        (max(waist, wide * 0.6), tall * 0.6),
        (waist, tall * 0.97),
        (0, tall),
    ]
    body.add("torso", lathe(profile, 18))
    radius = u(0.7, 1.3) * max(waist, 0.16)
    body.add("head", _ball(np.array([0, tall + radius * 0.8, 0]), radius))
    if chance(rng, 0.6):
        drop, out = u(-0.5, 0.4) * tall, u(0.1, 0.4)
        for side in (-1, 1):
            shoulder = [side * waist * 0.7, tall * 0.85, 0, 0.06]
            body.add(
                "arm",
                skin(
                    [
                        shoulder,
                        [side * (wide + out * 0.6), tall * 0.75 + drop * 0.5, 0.05, 0.06],
                        [side * (wide + out), tall * 0.7 + drop, 0.1, 0.05],
                    ],
                    Look(8, 2),
                    ends=(0, 0.8),
                ).piece,
            )
    if chance(rng, 0.4):
        for side in (-1, 1):
            foot = ellipsoid((wide * 0.35, 0.06, wide * 0.6), 10, 6)
            body.add("leg", move(foot, (side * wide * 0.5, 0.0, wide * 0.5)))
    return body


def _bust(rng: Rng) -> Assembly:
    """A sculpted head on shoulders, cut below the chest, on a foot."""
    body = Assembly()
    u = rng.uniform
    half, tall, deep = u(0.32, 0.5), u(0.25, 0.5), u(0.14, 0.2)
    cut = u(0.35, 0.9)
    rows = [
        [0, -tall, 0, half * cut, deep * 0.9],
        [0, -tall * 0.4, 0, half * 0.95, deep * 1.1],
        [0, -0.05, 0, half * 0.95, deep],
        [0, 0.03, 0, half * 0.5, deep * 0.7],
        [0, 0.1, 0, 0.12, 0.12],
    ]
    body.add("torso", skin(rows, Look(14, 2), side=(1, 0, 0), ends=(0.1, 0)).piece)
    size, lean = u(0.15, 0.22), u(-0.03, 0.08)
    body.add(
        pick(rng, ("neck", "head", "torso")),
        skin([[0, 0.0, 0, 0.12], [0, 0.12, lean * 0.5, 0.1], [0, 0.25, lean, 0.1]], Look(10, 2)).piece,
    )
    face = [
        [0, 0.2, lean + 0.05, size * 0.5, size * 0.5],
        [0, 0.32, lean + 0.03, size * 0.8, size],
        [0, 0.46, lean, size * 0.88, size * 1.08],
    ]
    body.add("head", skin(face, Look(14, 2.5), side=(1, 0, 0), ends=(0.4, 0.8)).piece)
    if chance(rng, 0.7):
        body.add("head", bar((0, 0.42, lean + size * 0.9), (0, 0.34, lean + size * 1.3), 0.02, 0.04, 6))
    if chance(rng, 0.4):
        hair = ellipsoid((size * 0.95, size * 1.05, size * 1.15), 14, 8)
        body.add("hair" if chance(rng, 0.6) else "head", move(hair, (0, 0.5, lean - size * 0.15)))
    if chance(rng, 0.75):
        wide = u(0.12, 0.25)
        body.add(
            "base",
            lathe(
                [
                    (0, -tall - 0.25),
                    (wide, -tall - 0.25),
                    (wide, -tall - 0.2),
                    (wide * 0.5, -tall - 0.1),
                    (wide * 0.6, -tall + 0.01),
                    (0, -tall + 0.01),
                ],
                16,
            ),
        )
    return body


FIGURES = ((_segmented, 5), (_block_figure, 3), (_stick_figure, 1.2), (_pictogram, 1), (_pawn, 0.8), (_bust, 1))


def figure(rng: Rng) -> Assembly:
    """A robot, mannequin, block figure, stick figure, pictogram or pawn."""
    return pick(rng, [build for build, _ in FIGURES], [weight for _, weight in FIGURES])(rng)
