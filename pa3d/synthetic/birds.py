"""Birds: standing, flying, swimming, perched; ducks, chickens, penguins, owls."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.bird_forms import Bird, Stance, beak_piece, draw, egg, leg_pieces, tail_pieces, wing_pieces
from pa3d.synthetic.bodies import add_body, any_look, flesh, point, skin
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.people_dress import stand_on_base
from pa3d.synthetic.pieces import bar, cylinder, ellipsoid, join, move, turn

Rng = np.random.Generator


def bird_of(rng: Rng, bird: Bird) -> Assembly:
    """Any bird of a sort."""
    made, look = Assembly(), any_look(rng)
    pose = pick(rng, bird.poses)
    tilt = np.deg2rad({"fly": rng.uniform(-10, 15), "swim": rng.uniform(-8, 10)}.get(pose, draw(rng, bird.tilt)))
    along = np.array([0.0, np.sin(tilt), np.cos(tilt)])
    stance = Stance(along, np.array([0.0, np.cos(tilt), -np.sin(tilt)]), draw(rng, bird.girth), pose)
    barrel = egg(rng, stance, look)
    angle = np.deg2rad(rng.uniform(0, 25) if pose == "fly" else draw(rng, bird.neck_angle))
    aim = np.array([0.0, np.sin(angle), np.cos(angle)])
    root, long, radius = along * 0.36, draw(rng, bird.neck), draw(rng, bird.head)
    throat = min(radius * rng.uniform(0.5, 0.85), stance.girth * 0.7)
    top = root + aim * (long + stance.girth * 0.5)
    curve = np.array([0.0, 0.0, 0.25 * long]) * (1 if pose != "fly" else 0)
    head_at = top + aim * radius * 0.4 + point(0, 0, 0.12 * long)
    rows = [
        [*(root - along * 0.05), min(throat * 1.9, stance.girth * 0.62)],
        [*(root + (top - root) * 0.45 + curve), throat * 1.15],
        [*head_at, throat * 0.9],
    ]
    neck = skin(rows, look, side=(1, 0, 0), ends=(0, 0))
    gaze = np.array([0.0, rng.uniform(-0.25, 0.1), 1.0])
    gaze /= np.linalg.norm(gaze)
    face = [
        [*(head_at - gaze * radius * 0.5), radius * 0.75],
        [*(head_at + gaze * radius * 0.1), radius],
        [*(head_at + gaze * radius * 0.6), radius * 0.7],
    ]
    head = skin(face, look, side=(1, 0, 0), ends=(0.7, 0.7))
    neck_part = pick(rng, ("neck", "body", "head"), (4, 3, 2) if long > 0.15 else (1, 4, 2))
    clean = chance(rng, 0.7)
    add_body(made, [("body", barrel)], [(neck_part, neck), ("head", head)], clean)
    made.add("beak", beak_piece(rng, head_at, gaze, radius, pick(rng, bird.beaks), draw(rng, bird.beak)))
    _crest(rng, made, bird, head_at, radius)
    made.add("wing", *wing_pieces(rng, stance, look))
    style = pick(rng, bird.tails)
    if style != "none":
        made.add("tail", *tail_pieces(rng, stance, style, draw(rng, bird.tail)))
    _stand(rng, made, bird, stance)
    if chance(rng, 0.4):
        made = flesh(rng, made, rng.uniform(0.001, 0.007))
    return made


def _crest(rng: Rng, made: Assembly, bird: Bird, at: Array, radius: float) -> None:
    """A cock's comb and wattle, an owl's tufts, eyes."""
    if chance(rng, bird.comb):
        for k in range(4):
            blob = ellipsoid((radius * 0.12, radius * rng.uniform(0.3, 0.5), radius * 0.25), 8, 5)
            made.add("comb", move(blob, at + point(0, radius * (1.05 - 0.08 * abs(k - 1)), radius * (0.55 - 0.35 * k))))
        if chance(rng, 0.7):
            made.add(
                "comb",
                move(
                    ellipsoid((radius * 0.2, radius * 0.4, radius * 0.2), 8, 5),
                    at + point(0, -radius * 0.8, radius * 0.9),
                ),
            )
    if chance(rng, bird.tufts):
        for side in (-1, 1):
            foot = at + point(side * radius * 0.55, radius * 0.6, 0)
            made.add("ear", bar(foot, foot + point(side * radius * 0.2, radius * 0.75, 0), radius * 0.25, 0.01, 8))
    if chance(rng, 0.3):
        eye = ellipsoid(np.full(3, radius * rng.uniform(0.15, 0.35)), 8, 5)
        made.add(
            "head",
            join(*(move(eye, at + point(side * radius * 0.6, radius * 0.25, radius * 0.65)) for side in (-1, 1))),
        )


def _stand(rng: Rng, made: Assembly, bird: Bird, stance: Stance) -> None:
    """Legs by pose; now and then a perch or a base."""
    if stance.pose == "swim" or (stance.pose == "fly" and chance(rng, 0.6)):
        return
    fine, webbed = chance(rng, 0.4), chance(rng, bird.webbed)
    length = draw(rng, bird.leg) * (0.4 if stance.pose == "fly" else 1.0)
    aft = 0.06 * length / 0.3
    for side in (-1, 1):
        hip = stance.along * rng.uniform(-0.12, 0.0) + np.array([side * stance.girth * 0.42, -stance.girth * 0.75, 0])
        leg, foot = leg_pieces(rng, hip, length, side, webbed, aft)
        if stance.pose == "fly":
            leg = [turn(piece, "x", 75, hip) for piece in leg]
            foot = [turn(piece, "x", 75, hip) for piece in foot]
        made.add("leg", *leg)
        made.add("foot" if fine else "leg", *foot)
    if stance.pose == "stand" and chance(rng, 0.08):
        stand_on_base(rng, made)
    elif stance.pose == "stand" and chance(rng, 0.05):
        low = min(piece.vertices[:, 1].min() for _, piece in made.pieces)
        made.add("base", move(turn(cylinder(0.05, 1.4, sections=8), "z", 90), (0.7, low, 0)))


SORTS: dict[str, Bird] = {
    # girth, tilt, neck, neck angle, head, beaks, beak, tails, tail, leg, poses
    "small": Bird((0.22, 0.34), (15, 60), (0.0, 0.12), (35, 70), (0.14, 0.22), ("cone", "cone", "hook", "dagger"),
    (0.1, 0.25),
                  ("wedge", "fan", "fork", "up"), (0.2, 0.6), (0.15, 0.4), ("stand", "stand", "fly", "fly")),
    "large": Bird((0.2, 0.28), (15, 60), (0.05, 0.25), (35, 70), (0.09, 0.14), ("hook", "dagger"), (0.1, 0.25),
                  ("wedge", "fan", "fork", "up"), (0.2, 0.4), (0.15, 0.4), ("stand", "stand", "fly", "fly")),
    "wader": Bird((0.2, 0.32), (5, 35), (0.4, 1.0), (50, 85), (0.08, 0.12), ("dagger", "hook", "cone"), (0.12, 0.5),
                  ("wedge", "up"), (0.12, 0.25), (0.6, 1.2), ("stand", "stand", "stand", "fly")),
    "duck": Bird((0.26, 0.38), (-5, 20), (0.05, 0.25), (55, 95), (0.13, 0.22), ("flat", "flat", "flat", "cone"),
    (0.14, 0.28),
                 ("up", "wedge"), (0.12, 0.3), (0.12, 0.25), ("swim", "swim", "stand", "fly"), webbed=0.9),
    "swan": Bird((0.26, 0.38), (-5, 20), (0.5, 0.9), (55, 95), (0.09, 0.13), ("flat", "flat", "cone"), (0.14, 0.28),
                 ("up", "wedge"), (0.12, 0.3), (0.12, 0.25), ("swim", "swim", "stand", "fly"), webbed=0.9),
    "chicken": Bird((0.28, 0.4), (5, 35), (0.08, 0.25), (60, 90), (0.11, 0.17), ("cone", "hook"), (0.08, 0.15),
                    ("up", "plume", "plume", "fan"), (0.25, 0.6), (0.2, 0.35), ("stand",), comb=0.85),
    "penguin": Bird((0.26, 0.36), (78, 92), (0.0, 0.05), (80, 95), (0.14, 0.24), ("dagger", "cone"), (0.1, 0.25),
                    ("wedge", "none"), (0.1, 0.2), (0.05, 0.12), ("waddle",), webbed=1.0),
    "owl": Bird((0.28, 0.4), (65, 90), (0.0, 0.02), (75, 95), (0.22, 0.34), ("hook", "cone"), (0.06, 0.12),
                ("wedge", "fan"), (0.15, 0.3), (0.06, 0.15), ("stand", "stand", "stand", "fly"), tufts=0.6),
}  # fmt: skip


def bird(rng: Rng) -> Assembly:
    """A small bird, a bird of prey or a wader."""
    return bird_of(rng, SORTS[pick(rng, ("small", "large", "wader"), (4, 2, 2))])


def duck(rng: Rng) -> Assembly:
    """A duck or a swan."""
    return bird_of(rng, SORTS[pick(rng, ("duck", "swan"), (3, 1))])


def chicken(rng: Rng) -> Assembly:
    """A hen or a cock."""
    return bird_of(rng, SORTS["chicken"])


def penguin(rng: Rng) -> Assembly:
    """A penguin."""
    return bird_of(rng, SORTS["penguin"])


def owl(rng: Rng) -> Assembly:
    """An owl."""
    return bird_of(rng, SORTS["owl"])


def _parts(name: str, more: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {
        "head": (f"{name} head", "face", "animal head"),
        "body": ("torso", "trunk", "belly", "breast", "back"),
        "wing": (f"{name} wing", "wings", "feathers", "wing feathers"),
        "beak": ("bill", f"{name} beak", "mouth"),
        "tail": (f"{name} tail", "tail feather", "tail feathers"),
        "leg": (f"{name} leg", "limb", "shank"),
        "foot": ("claw", "toes", "webbed foot", "talon"),
        "neck": ("throat", f"{name} neck"),
        "base": ("stand", "perch", "pedestal", "plinth"),
        **more,
    }


KINDS: tuple[Kind, ...] = (
    Kind(
        "bird",
        bird,
        _parts("bird", {}),
        ("eagle", "sparrow", "pigeon", "crow", "flamingo", "parrot", "seagull", "hawk", "ostrich"),
        weight=0.7,
    ),
    Kind("duck", duck, _parts("duck", {}), ("swan", "goose", "rubber duck", "duckling", "water bird"), weight=0.5),
    Kind(
        "chicken",
        chicken,
        _parts("chicken", {"comb": ("crest", "cockscomb", "wattle")}),
        ("hen", "rooster", "cock", "turkey"),
        weight=0.35,
    ),
    Kind("penguin", penguin, _parts("penguin", {}), ("penguin figure", "emperor penguin"), weight=0.35),
    Kind(
        "owl",
        owl,
        _parts("owl", {"ear": ("ear tuft", "tuft", "feather tuft")}),
        ("owl figurine", "night bird"),
        weight=0.35,
    ),
)
