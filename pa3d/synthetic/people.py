"""People in many poses, dressed and bare: scans and characters with smooth skin, and figures of other make."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.bodies import Look, Skin, add_body, any_look, carved, flesh, point, skin
from pa3d.synthetic.figures import figure
from pa3d.synthetic.forms import chance, pick, turned
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.people_dress import dress, hair_or_hat, stand_on_base
from pa3d.synthetic.people_poses import Build, Joints, Limb, any_build, any_joints
from pa3d.synthetic.pieces import ellipsoid, join, tube
from pa3d.synthetic.snowmen import snowman

Rng = np.random.Generator


def _torso(rng: Rng, build: Build, joints: Joints, look: Look) -> Skin:
    """From crotch to neck base; the belly lies ahead of the spine."""
    bust = rng.uniform(0.9, 1.2)
    neck = _neck_girth(build)
    heights = np.array([-0.16, 0.0, 0.22, 0.45, 0.72, 0.93, 1.03, 1.12])
    line = np.stack([np.interp(heights, (0, 0.25, 0.5, 0.8, 1.0), joints.spine[:, k]) for k in range(3)], 1)
    line[0] = joints.spine[0] - point(0, 0.14 * build.torso, 0)
    line[-1] = joints.spine[4] + joints.up * 0.1 * build.torso
    chest = max(build.shoulder * 0.86, build.waist * 1.02)
    width = np.array(
        [
            build.hip * 0.6,
            build.hip,
            (build.hip + build.waist) / 2 * 1.02,
            build.waist,
            chest * 0.95,
            build.shoulder * 0.8,
            build.shoulder * 0.45,
            neck * 1.1,
        ]
    )
    depth = build.depth * np.array([0.7, 1.05, 1.0, 0.9, bust, 0.85, 0.62, 0.5])
    depth[-1] = min(depth[-1], neck * 1.15)
    ahead = build.belly * build.depth * np.array([0, 0.12, 0.5, 0.55, 0.15, 0, 0, 0])
    depth = depth + ahead * 0.75
    line = line + ahead[:, None] * joints.front
    return skin(np.column_stack([line, width, depth]), look, side=(1, 0, 0), ends=(0.5, 0.0))


def _neck_girth(build: Build) -> float:
    return min(0.3 * build.head * build.skull, 0.062 * max(0.8, build.limb), build.shoulder * 0.5)


def _head(rng: Rng, build: Build, joints: Joints, look: Look) -> tuple[Skin, Skin]:
    """Neck and head: an egg, a ball, a jaw or a box, chin ahead."""
    neck = _neck_girth(build)
    base = joints.spine[4] + joints.up * 0.02
    chin = base + joints.up * build.neck * 0.5 + joints.head * build.neck * 0.6
    front = np.array([0.0, -joints.head[2], joints.head[1]])
    size, wide = build.head, build.head * build.skull / 2
    deep = wide * rng.uniform(1.05, 1.3)
    shape = pick(rng, ("egg", "ball", "jaw", "long"), (6, 2, 2, 1))
    across = {
        "egg": (0.5, 0.8, 1.0, 0.97, 0.62),
        "ball": (0.62, 0.92, 1.0, 0.92, 0.6),
        "jaw": (0.8, 1.0, 1.0, 0.9, 0.6),
        "long": (0.4, 0.7, 0.85, 1.0, 0.75),
    }[shape]
    heights = (0.05, 0.25, 0.52, 0.76, 0.93)
    ahead = (0.28, 0.2, 0.06, 0.0, -0.04)
    rows = [
        [*(chin + joints.head * size * h + front * deep * a), wide * w, deep * (w if h > 0.3 else w * 0.85)]
        for h, a, w in zip(heights, ahead, across, strict=True)
    ]
    head = skin(rows, look, side=(1, 0, 0), ends=(0.4, 0.5))
    inside = chin + joints.head * size * 0.3
    throat = skin(
        [[*(base - joints.up * 0.04), neck * 1.15], [*((base + chin) / 2), neck], [*inside, neck]],
        look,
        side=(1, 0, 0),
        ends=(0.0, 0.0),
    )
    return throat, head


def _arm_skin(rng: Rng, build: Build, joints: Joints, limb: Limb, look: Look) -> Skin:
    girth = 0.052 * build.limb
    wrist = pick(rng, (0.5, 0.52, rng.uniform(0.5, 1.1)))  # bare arms, or the cuffs of sleeves
    inner = limb.root * (0.5, 1, 1) + joints.up * girth * 0.2
    upper, lower = limb.middle - limb.root, limb.end - limb.middle
    muscle = rng.uniform(0.9, 1.15)
    rows = [
        [*inner, girth * 1.0], [*(limb.root + upper * 0.06), girth * 1.08], [*(limb.root + upper * 0.5),
        girth * 0.9 * muscle],
        [*(limb.middle - upper * 0.08), girth * 0.76], [*(limb.middle + lower * 0.12), girth * max(0.74, wrist * 0.8)],
        [*(limb.middle + lower * 0.4), girth * max(0.72 * muscle, wrist * 0.9)], [*limb.end, girth * wrist],
    ]  # fmt: skip
    return skin(rows, look, ends=(0.0, 0.5))


def _leg_skin(rng: Rng, build: Build, limb: Limb, look: Look) -> Skin:
    girth = min(0.088 * build.limb, build.hip * 0.62)
    upper, lower = limb.middle - limb.root, limb.end - limb.middle
    calf, cuff = rng.uniform(0.6, 0.78), pick(rng, (0.42, 0.48, rng.uniform(0.5, 0.95)))
    rows = [
        [*(limb.root + point(0, girth * 0.5, 0)), girth * 0.9], [*(limb.root + upper * 0.12), girth * 1.02],
        [*(limb.root + upper * 0.5), girth * 0.92], [*(limb.middle - upper * 0.08), girth * 0.7],
        [*(limb.middle + lower * 0.1), girth * 0.66], [*(limb.middle + lower * 0.38), girth * max(calf, cuff * 0.9)],
        [*(limb.middle + lower * 0.85), girth * cuff], [*limb.end, girth * cuff],
    ]  # fmt: skip
    return skin(rows, look, ends=(0.3, 0.4))


def _hand(rng: Rng, build: Build, limb: Limb, look: Look, style: str) -> list[Skin]:
    """Mitten, fist, or palm with fingers, going on from the wrist."""
    size = 0.09 * build.limb**0.5 * (build.arm / 0.57) ** 0.5
    along = limb.ahead
    flat = np.cross(along, (0, 0, 1.0)) if abs(along[2]) < 0.8 else np.array([0.0, 1.0, 0])
    if chance(rng, 0.4):
        flat = np.cross(along, flat)
    flat = flat / (np.linalg.norm(flat) + 1e-12)
    wrist = 0.5 * 0.052 * build.limb
    start = limb.end - along * size * 0.15
    if style == "fist":
        return [
            skin(
                [[*start, wrist * 0.9], [*(limb.end + along * size * 0.5), size * rng.uniform(0.42, 0.7)]],
                look,
                ends=(0.0, 0.9),
            )
        ]
    stretch = 1.0 if style == "mitten" else 0.6
    wide = size * rng.uniform(0.4, 0.52)
    rows = [
        [*start, wrist * 0.95, wrist * 0.9], [*(limb.end + along * size * 0.5), wide, size * 0.2],
        [*(limb.end + along * size * 1.6 * stretch), wide * 0.9, size * 0.16],
    ]  # fmt: skip
    if style == "mitten":
        rows.append([*(limb.end + along * size * 2.1), wide * 0.55, size * 0.12])
    hand = [skin(rows, look, side=flat, ends=(0.0, 0.6))]
    finger = look._replace(sections=min(look.sections, 6))
    thumb = limb.end + along * size * 0.45 + flat * wide * 0.6
    hand.append(skin([[*thumb, size * 0.13], [*(thumb + (along * 0.8 + flat * 0.5) * size * 0.8), size * 0.1]], finger))
    if style == "fingers":
        spread = rng.uniform(0.0, 0.25)
        for place in np.linspace(-0.75, 0.75, int(rng.integers(3, 5))):
            root = limb.end + along * size * 0.85 + flat * wide * place
            tip = root + (along + flat * place * spread) * size * rng.uniform(1.0, 1.25)
            hand.append(skin([[*root, size * 0.12], [*tip, size * 0.09]], finger, ends=(0.0, 0.8)))
    return hand


def _foot(rng: Rng, build: Build, limb: Limb, look: Look, style: str) -> Skin:
    """Bare foot, shoe or boot: from behind the heel to the toes."""
    girth = min(0.088 * build.limb, build.hip * 0.62)
    size = 0.25 * (build.leg / 0.88) ** 0.6 * rng.uniform(0.85, 1.15) * max(0.8, build.limb**0.4)
    shin = limb.end - limb.middle
    down = shin - limb.ahead * (shin @ limb.ahead)
    down = down / (np.linalg.norm(down) + 1e-12)
    thick = size * (0.17 if style == "bare" else rng.uniform(0.18, 0.3))
    sole = limb.end + down * girth * 0.45
    side = np.cross(limb.ahead, down)
    rows = [
        [*(sole - limb.ahead * girth * 0.45), max(thick * 0.85, girth * 0.42), thick],
        [*(sole + limb.ahead * size * 0.2), max(thick * 0.9, girth * 0.42), thick * 1.05],
        [*(sole + limb.ahead * size * 0.5 + down * thick * 0.3), size * 0.19, thick * 0.7],
        [*(sole + limb.ahead * size * 0.72 + down * thick * 0.45), size * 0.16,
        thick * (0.5 if style == "bare" else 0.65)],
    ]  # fmt: skip
    return skin(rows, look, side=side, ends=(0.5, 0.7))


def _smooth_person(rng: Rng) -> Assembly:
    """A person of flowing skins."""
    build, look, body = any_build(rng), any_look(rng), Assembly()
    joints = any_joints(rng, build)
    fine = chance(rng, 0.3)
    hand_part, foot_part = (
        ("hand" if fine and chance(rng, 0.8) else "arm"),
        ("foot" if fine and chance(rng, 0.8) else "leg"),
    )
    neck_part = "neck" if chance(rng, 0.15) else pick(rng, ("head", "head", "torso"))
    throat, head = _head(rng, build, joints, look)
    core = [("torso", _torso(rng, build, joints, look))]
    limbs: list[tuple[str, Skin]] = [(neck_part, throat), ("head", head)]
    hand_style = pick(rng, ("mitten", "fingers", "fist", "none"), (5, 3, 2, 0.5))
    foot_style = pick(rng, ("bare", "shoe", "none"), (3, 6, 0.4))
    limb_look = look if look.sections == 4 else look._replace(sections=max(5, look.sections - 3))
    ends: list[tuple[str, Skin]] = []
    for arm in joints.arms:
        upper = _arm_skin(rng, build, joints, arm, limb_look)
        limbs.append(("arm", upper))
        if hand_style != "none":
            ends += [(hand_part, piece) for piece in _hand(rng, build, arm, limb_look, hand_style)]
    for leg in joints.legs:
        limbs.append(("leg", _leg_skin(rng, build, leg, limb_look)))
        if foot_style != "none":
            ends.append((foot_part, _foot(rng, build, leg, limb_look, foot_style)))
    add_body(body, core, limbs, chance(rng, 0.7))
    body.pieces += [
        (part, carved(end.piece, [limb for name, limb in limbs if name in ("arm", "leg")])) for part, end in ends
    ]
    _face(rng, body, head, joints)
    if chance(rng, 0.5):
        hair_or_hat(rng, body, head, joints)
    if chance(rng, 0.45):
        dress(rng, body, build, joints)
    if chance(rng, 0.6):
        body = flesh(rng, body, rng.uniform(0.001, 0.008))
    return body


def _face(rng: Rng, body: Assembly, head: Skin, joints: Joints) -> None:
    """Nose, ears, breasts of the face's relief: small, and part of the head."""
    widest = head.sizes[:, 0].argmax()
    center, wide, deep = head.path[widest], head.sizes[widest, 0], head.sizes[widest, 1]
    front = np.array([0.0, -joints.head[2], joints.head[1]])
    if chance(rng, 0.6):
        root = center + front * deep * 0.9
        tip = root + front * deep * rng.uniform(0.2, 0.5) - joints.head * deep * 0.4
        body.add("head", tube(np.array([root, tip]), (wide * 0.08, wide * rng.uniform(0.12, 0.25)), 6))
    if chance(rng, 0.5):
        ear = ellipsoid((wide * 0.12, wide * rng.uniform(0.25, 0.4), wide * 0.22), 8, 5)
        for side in (-1, 1):
            body.add("head", ear._replace(vertices=ear.vertices + center + point(side * wide, 0, 0)))
    if chance(rng, 0.25):
        eye = ellipsoid(np.full(3, wide * rng.uniform(0.12, 0.25)), 8, 5)
        at = center + front * deep * 0.88
        body.add(
            "head",
            join(*(eye._replace(vertices=eye.vertices + at + point(side * wide * 0.4, 0, 0)) for side in (-1, 1))),
        )


def person(rng: Rng) -> Assembly:
    """Any person or figure of one."""
    body = _smooth_person(rng) if chance(rng, 0.72) else figure(rng)
    draw = rng.random()
    if draw > 0.88:
        stand_on_base(rng, body)
    if draw < 0.04:
        return turned(body, "x", -90)
    if draw < 0.07:  # a relief or a cut-out
        return Assembly([(part, piece._replace(vertices=piece.vertices * (1, 1, 0.2))) for part, piece in body.pieces])
    return body


KINDS: tuple[Kind, ...] = (
    Kind(
        "person",
        person,
        {
            "head": ("human head", "face", "skull", "face and hair"),
            "torso": ("body", "trunk", "chest", "upper body", "chest and belly", "belly", "abdomen", "back"),
            "arm": ("human arm", "upper limb", "upper arm", "forearm", "sleeve"),
            "leg": ("human leg", "lower limb", "thigh", "lower leg", "shin", "trouser leg"),
            "hand": ("palm", "fingers", "fist", "human hand", "glove"),
            "foot": ("shoe", "human foot", "boot", "footwear", "toes"),
            "neck": ("throat", "human neck"),
            "hair": ("hairstyle", "haircut", "hairdo"),
            "hat": ("cap", "helmet", "headgear", "headwear"),
            "skirt": ("dress", "robe", "gown", "tunic"),
            "cape": ("cloak", "mantle", "cloth on the back"),
            "base": ("stand", "pedestal", "plinth", "platform"),
        },
        (
            "human",
            "man",
            "woman",
            "figure",
            "character",
            "human body",
            "child",
            "robot",
            "statue",
            "mannequin",
            "boy",
            "girl",
        ),
        weight=1.6,
    ),
    Kind(
        "snowman",
        snowman,
        {
            "head": ("snowman head", "face", "top snowball"),
            "body": ("torso", "snowman body", "snowball", "belly"),
            "arm": ("stick arm", "twig", "branch", "limb"),
            "hat": ("top hat", "cap", "headgear"),
            "nose": ("carrot nose", "carrot"),
        },
        ("snow man", "snow figure"),
        weight=0.3,
    ),
)
