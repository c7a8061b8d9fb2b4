"""What people wear and stand on: hair, hats, skirts, capes, bases."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.bodies import Look, Skin, point, skin
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.people_poses import Build, Joints
from pa3d.synthetic.pieces import Piece, box, ellipsoid, lathe, sheet, stretch

Rng = np.random.Generator


def placed(piece: Piece, origin: Array, up: Array) -> Piece:
    """A piece made along y about the origin, stood along `up` (no sideways part needed) at `origin`."""
    up = up / (np.linalg.norm(up) + 1e-12)
    front = np.array([0.0, -up[2], up[1]])
    front /= np.linalg.norm(front) + 1e-12
    return Piece(piece.vertices @ np.stack([np.cross(up, front), up, front]) + origin, piece.faces)


def hair_or_hat(rng: Rng, body: Assembly, head: Skin, joints: Joints) -> None:
    """Hair over skull and back of the head, or a hat; own part or the head's."""
    widest = int(head.sizes[:, 0].argmax())
    center, wide, deep = head.path[widest], float(head.sizes[widest, 0]), float(head.sizes[widest, 1])
    top = head.path[-1] + joints.head * 0.02
    tall = float(np.linalg.norm(top - center))
    if chance(rng, 0.35):
        _hat(rng, body, top - joints.head * tall * rng.uniform(0.4, 0.8), joints.head, wide, tall)
        return
    part = "hair" if chance(rng, 0.4) else "head"
    front = np.array([0.0, -joints.head[2], joints.head[1]])
    offset = head.piece.vertices - center
    line, back = rng.uniform(0.05, 0.6) * tall, rng.uniform(-0.4, 0.2) * deep
    covered = (offset @ joints.head > line) | (offset @ front < back)
    covered &= offset @ joints.head > -rng.uniform(0.2, 1.1) * tall
    faces = head.piece.faces[covered[head.piece.faces].all(1)]
    body.add(part, Piece(center + offset * rng.uniform(1.04, 1.18) + joints.head * 0.01, faces))
    if chance(rng, 0.3):  # long hair or a ponytail
        thick, length = wide * rng.uniform(0.2, 0.9), tall * rng.uniform(1.0, 3.5)
        start = center - front * deep * 0.8
        end = start - joints.head * length - front * length * rng.uniform(0.0, 0.4)
        middle = (start + end) / 2 - front * deep * 0.3
        body.add(
            part,
            skin(
                [[*start, thick, deep * 0.35], [*middle, thick, deep * 0.35], [*end, thick * 0.6, deep * 0.15]],
                Look(8, 1.5),
                side=(1, 0, 0),
                ends=(0.5, 0.5),
            ).piece,
        )
    elif chance(rng, 0.2):  # a bun, or two
        bun = ellipsoid(np.full(3, wide * rng.uniform(0.3, 0.5)), 10, 7)
        spots: tuple[tuple[float, float, float], ...]
        spots = pick(rng, (((0, 0.5, -1.0),), ((0, 1.1, -0.3),), ((0.8, 0.8, -0.2), (-0.8, 0.8, -0.2))))
        for x, y, z in spots:
            body.add(
                part,
                placed(bun, center + point(x * wide, 0, 0) + joints.head * tall * y + front * deep * z, joints.head),
            )


def _hat(rng: Rng, body: Assembly, place: Array, up: Array, wide: float, tall: float) -> None:
    """Cap, brimmed hat, top hat, cone, helmet or crown round the upper head."""
    part = "hat" if chance(rng, 0.6) else "head"
    r, h = wide * rng.uniform(1.05, 1.25), tall * rng.uniform(0.7, 1.5)
    brim = r * rng.uniform(1.2, 2.2)
    profile = {
        "top": [(brim, 0), (brim, 0.03 * h), (r, 0.05 * h), (r * rng.uniform(0.8, 1.1), 1.3 * h), (0, 1.3 * h)],
        "brimmed": [(brim, -0.1 * h), (r * 1.05, 0.05 * h), (r * 0.95, 0.6 * h), (r * 0.6, 0.85 * h), (0, 0.8 * h)],
        "dome": [(r, -0.2 * h), (r * 1.02, 0.2 * h), (r * 0.8, 0.7 * h), (r * 0.4, 0.95 * h), (0, h)],
        "cone": [(r * 1.1, 0), (r * 0.5, h), (0, 2.0 * h)],
        "flat": [(r, 0), (r * 1.02, 0.3 * h), (r * 1.3, 0.55 * h), (r * 1.2, 0.75 * h), (0, 0.7 * h)],
    }[pick(rng, ("top", "brimmed", "dome", "cone", "flat"))]
    body.add(part, placed(stretch(lathe(profile, 14), (1, 1, rng.uniform(1.0, 1.2))), place, up))


def dress(rng: Rng, body: Assembly, build: Build, joints: Joints) -> None:
    """A skirt or the tails of a coat about straight legs, or a cape down the back."""
    low = max(leg.middle[1] for leg in joints.legs)
    if chance(rng, 0.15):
        _cape(rng, body, build, joints)
        return
    lowest = max(leg.end[1] for leg in joints.legs)
    if low > -0.35 * build.leg or lowest > -0.75 * build.leg or joints.up[1] < 0.7:
        return
    length = build.leg * rng.uniform(0.3, 0.95)
    waist = joints.spine[1] * rng.uniform(0.4, 1.2)
    levels = np.linspace(0, 1, 7)
    flare, ease = rng.uniform(0.0, 0.8) * build.hip, rng.uniform(1.05, 1.2)
    rows = []
    for level in levels:
        height = waist[1] * (1 - level) - length * level
        feet = np.array(
            [
                [
                    np.interp(
                        -height, (-leg.root[1], -leg.middle[1], -leg.end[1]), (leg.root[k], leg.middle[k], leg.end[k])
                    )
                    for k in (0, 2)
                ]
                for leg in joints.legs
            ]
        )
        center = feet.mean(0)
        reach = np.abs(feet - center).max(0) + build.hip * 0.5 * (0.6 + 0.4 * build.limb) + flare * level**1.3
        wide = max(reach[0], (build.waist + (build.hip - build.waist) * min(1.0, level * 4)) * ease)
        deep = max(reach[1], build.depth * (1.0 + build.belly * 0.5) * ease)
        rows.append([center[0], height, center[1], wide, deep])
    made = skin(rows, Look(14, 1.0, 1.0, False), side=(1, 0, 0), ends=(0.0, 0.0)).piece
    opened = made.faces[(made.faces != len(made.vertices) - 1).all(1)]
    body.add("skirt" if chance(rng, 0.5) else "torso", Piece(made.vertices, opened))


def _cape(rng: Rng, body: Assembly, build: Build, joints: Joints) -> None:
    across = np.linspace(-1, 1, 8)
    wide, length = build.shoulder * rng.uniform(0.8, 1.1), build.leg * rng.uniform(0.5, 1.0) + build.torso
    rows = []
    for level in np.linspace(0, 1, 7):
        top = joints.spine[4] - joints.front * build.depth * 0.9
        line = top - np.array([0, 1, 0]) * length * level - joints.front * length * 0.25 * level**1.3
        x = across * wide * (1 + 0.6 * level)
        ripple = 0.03 * np.sin(across * 9) * level - 0.3 * wide * (1 - across**2) * (1 - level)
        rows.append(np.stack([x + line[0], np.full(8, line[1]), line[2] + ripple], 1))
    cloth = sheet(np.array(rows), pick(rng, (0.0, 0.015)))
    body.add("cape" if chance(rng, 0.5) else "torso", cloth)


def stand_on_base(rng: Rng, body: Assembly) -> None:
    """A statue's base under the figure."""
    vertices = np.concatenate([piece.vertices for _, piece in body.pieces])
    low, high = vertices.min(0), vertices.max(0)
    feet = vertices[vertices[:, 1] < low[1] + 0.15 * (high[1] - low[1])]
    near, far = feet.min(0), feet.max(0)
    center, span = (near + far) / 2, (far - near) + 0.1 * (high[1] - low[1])
    tall = (high[1] - low[1]) * rng.uniform(0.02, 0.25)
    wide = float(np.hypot(span[0], span[2])) * 0.5 * rng.uniform(1.0, 1.4)
    under = np.array([center[0], low[1] - tall * 0.97, center[2]])
    style = pick(rng, ("disc", "box", "steps"))
    if style == "disc":
        profile = [(0, 0), (wide, 0), (wide, tall * 0.7), (wide * 0.9, tall), (0, tall)]
        base = lathe(profile, 20)
    elif style == "box":
        base = box((wide * 1.8, tall, wide * 1.8 * rng.uniform(0.6, 1.1)), (0, tall / 2, 0))
    else:
        base = lathe(
            [(0, 0), (wide * 1.15, 0), (wide * 1.15, tall * 0.4), (wide, tall * 0.45), (wide, tall), (0, tall)], 8
        )
    body.add("base", Piece(base.vertices + under, base.faces))
