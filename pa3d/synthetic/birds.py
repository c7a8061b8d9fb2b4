"""Birds: standing, flying, swimming, perched; ducks, chickens, penguins, owls."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.bodies import Look, Skin, add_body, any_look, flesh, skin
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.people_dress import stand_on_base
from pa3d.synthetic.pieces import Piece, bar, cylinder, ellipsoid, join, move, sheet, spline, turn

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


def _draw(rng: Rng, bounds: Range) -> float:
    slack = 0.12 * (bounds[1] - bounds[0])
    return float(rng.uniform(bounds[0] - slack, bounds[1] + slack))


def _body(rng: Rng, stance: Stance, look: Look) -> Skin:
    """An egg along the body, breast ahead, sometimes a boat's keel."""
    shape = pick(rng, ((0.35, 0.75, 1.0, 0.95, 0.6), (0.25, 0.6, 0.95, 1.0, 0.65), (0.5, 0.9, 1.0, 0.85, 0.5)))
    narrow = rng.uniform(0.8, 1.1)
    sag = np.array([0.25, 0.05, 0.0, 0.0, 0.1]) * stance.girth
    rows = [
        [*(stance.along * t + stance.up * s), w * stance.girth * narrow, w * stance.girth]
        for t, s, w in zip((-0.45, -0.22, 0.05, 0.3, 0.45), sag, shape, strict=True)
    ]
    return skin(rows, look, side=(1, 0, 0), ends=(0.6, 0.7))


def _beak(rng: Rng, place: Array, aim: Array, radius: float, style: str, length: float) -> Piece:
    """A beak at the face: cone, hook, flat bill, dagger or button."""
    root = place + aim * radius * 0.75
    down = np.array([0.0, -1.0, 0.0])
    if style == "hook":
        path = [root, root + aim * length * 0.6, root + aim * length * 0.8 + down * length * 0.5]
        return skin([[*p, w * radius] for p, w in zip(path, (0.42, 0.36, 0.06), strict=True)], Look(8, 2), ends=(0, 0.3)).piece
    if style == "flat":
        path = [root, root + aim * length * 0.5 + down * length * 0.1, root + aim * length + down * length * 0.08]
        rows = [[*p, w * radius, t * radius] for p, w, t in zip(path, (0.5, 0.42, 0.5), (0.35, 0.2, 0.12), strict=True)]
        return skin(rows, Look(10, 2), side=(1, 0, 0), ends=(0.0, 0.8)).piece
    girth = 0.22 if style == "dagger" else 0.4
    tip = root + aim * length + down * length * rng.uniform(-0.05, 0.3)
    return skin([[*root, girth * radius], [*((root + tip) / 2), girth * 0.6 * radius], [*tip, 0.03 * radius]], Look(8, 1.5)).piece


def _wings(rng: Rng, stance: Stance, look: Look) -> list[Piece]:
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
            line = [along * 0.28 + up * g * lift, along * 0.0 + up * g * (lift + 0.1), along * -long + up * g * (lift + 0.15)]
            outs = (0.7 * out, out, 0.45 * out)
            rows = [[*(p + (side * g * o, 0, 0)), d * deep, d * g * 0.15] for p, o, d in zip(line, outs, (0.8, 1, 0.3), strict=True)]
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
    rows = [[*root, chord * 1.1, 0.035], [*((root + wrist) / 2), chord, 0.03], [*wrist, chord * 0.95, 0.022],
            [*((wrist + tip) / 2), chord * 0.7, 0.015], [*tip, chord * 0.2, 0.008]]  # fmt: skip
    pieces = [skin(rows, look, side=stance.along, ends=(0.0, 0.8)).piece]
    if shape[4] > 0.2:  # feathers stand apart
        for place in np.linspace(0.45, 1.0, 5):
            start = wrist + (tip - wrist) * place * 0.9
            end = start + beyond * span * 0.12 - stance.along * chord * (2.0 - 1.2 * place)
            pieces.append(skin([[*start, 0.03, 0.008], [*end, 0.015, 0.004]], Look(6, 1), side=stance.along).piece)
    return pieces


def _tail(rng: Rng, stance: Stance, style: str, length: float) -> list[Piece]:
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
            path = [root, root + up * high - along * 0.1 + (x, 0, 0), root + up * high * 0.9 - along * (0.35 + 0.06 * k), root + up * high * 0.2 - along * 0.5]
            girths = (0.06, 0.06, 0.05, 0.02)
            pieces.append(skin([[*p, w, w * 0.4] for p, w in zip(path, girths, strict=True)], Look(6, 2), side=(1, 0, 0)).piece)
        return pieces
    if style == "fork":
        return [
            skin([[*root, 0.08, 0.03], [*(root + way * 0.6 + (side * 0.08, 0, 0)), 0.05, 0.015], [*(root + way + (side * 0.2, 0, 0)), 0.02, 0.01]],
                 Look(8, 2), side=(1, 0, 0)).piece for side in (-1, 1)
        ]  # fmt: skip
    wide = {"fan": rng.uniform(0.2, 0.4), "wedge": rng.uniform(0.08, 0.16), "up": rng.uniform(0.05, 0.2)}.get(style, 0.08)
    if style == "fan" and chance(rng, 0.4):  # spread as a peacock or turkey does
        around = np.linspace(-1.2, 1.2, 12)
        tilt = up * rng.uniform(0.3, 1.0) - along
        rim = root + length * (np.outer(np.sin(around), (1, 0, 0)) + np.outer(np.cos(around), tilt / np.linalg.norm(tilt)))
        return [sheet(np.stack([np.repeat(root[None], 12, 0) + (rim - root) * 0.1, rim]), 0.02)]
    rows = [[*(root + along * 0.08), g * 0.45, g * 0.3], [*(root + way * 0.5), wide * 0.7, 0.03], [*(root + way), wide, 0.015]]
    return [skin(rows, Look(10, 2), side=(1, 0, 0), ends=(0.0, 0.5)).piece]


def _leg(rng: Rng, hip: Array, length: float, side: int, webbed: bool, aft: float) -> tuple[list[Piece], list[Piece]]:
    """Leg and toes from the hip down."""
    thick = rng.uniform(0.016, 0.035)
    heel = hip + (0, -length * 0.5, -aft)
    ankle = hip + (0, -length, 0.02)
    leg = [skin([[*(hip + (0, 0.08, 0)), thick * 4], [*(hip - (0, length * 0.15, 0)), thick * 2], [*heel, thick * 1.1], [*ankle, thick]],
                Look(7, 1.6), ends=(0.3, 0.2)).piece]  # fmt: skip
    size = rng.uniform(0.12, 0.2)
    if webbed:
        toes = [ankle + np.array([np.sin(a) * size, -0.01, np.cos(a) * size * 1.2]) for a in (-0.6, -0.2, 0.25, 0.65)]
        web = np.stack([np.repeat((ankle - (0, 0, 0.03))[None], 4, 0) + np.linspace(-1, 1, 4)[:, None] * (thick, 0, 0), np.array(toes)])
        return leg, [sheet(web, 0.02)]
    return leg, [
        bar(ankle, ankle + np.array([np.sin(a), 0, np.cos(a)]) * size * r + (0, -0.01, 0), thick * 0.8, thick * 0.4, 6)
        for a, r in ((0.0, 1.0), (0.6, 0.9), (-0.6, 0.9), (np.pi, 0.6))
    ]


def bird_of(rng: Rng, bird: Bird) -> Assembly:
    """Any bird of a sort."""
    made, look = Assembly(), any_look(rng)
    pose = pick(rng, bird.poses)
    tilt = np.deg2rad({"fly": rng.uniform(-10, 15), "swim": rng.uniform(-8, 10)}.get(pose, _draw(rng, bird.tilt)))
    along = np.array([0.0, np.sin(tilt), np.cos(tilt)])
    stance = Stance(along, np.array([0.0, np.cos(tilt), -np.sin(tilt)]), _draw(rng, bird.girth), pose)
    barrel = _body(rng, stance, look)
    angle = np.deg2rad(rng.uniform(0, 25) if pose == "fly" else _draw(rng, bird.neck_angle))
    aim = np.array([0.0, np.sin(angle), np.cos(angle)])
    root, long, radius = along * 0.36, _draw(rng, bird.neck), _draw(rng, bird.head)
    throat = min(radius * rng.uniform(0.5, 0.85), stance.girth * 0.7)
    top = root + aim * (long + stance.girth * 0.5)
    curve = np.array([0.0, 0.0, 0.25 * long]) * (1 if pose != "fly" else 0)
    head_at = top + aim * radius * 0.4 + (0, 0, 0.12 * long)
    rows = [[*(root - along * 0.05), min(throat * 1.9, stance.girth * 0.62)], [*(root + (top - root) * 0.45 + curve), throat * 1.15], [*head_at, throat * 0.9]]
    neck = skin(rows, look, side=(1, 0, 0), ends=(0, 0))
    gaze = np.array([0.0, rng.uniform(-0.25, 0.1), 1.0])
    gaze /= np.linalg.norm(gaze)
    face = [[*(head_at - gaze * radius * 0.5), radius * 0.75], [*(head_at + gaze * radius * 0.1), radius], [*(head_at + gaze * radius * 0.6), radius * 0.7]]
    head = skin(face, look, side=(1, 0, 0), ends=(0.7, 0.7))
    neck_part = pick(rng, ("neck", "body", "head"), (4, 3, 2) if long > 0.15 else (1, 4, 2))
    clean = chance(rng, 0.7)
    add_body(made, [("body", barrel)], [(neck_part, neck), ("head", head)], clean)
    made.add("beak", _beak(rng, head_at, gaze, radius, pick(rng, bird.beaks), _draw(rng, bird.beak)))
    _crest(rng, made, bird, head_at, radius)
    made.add("wing", *_wings(rng, stance, look))
    style = pick(rng, bird.tails)
    if style != "none":
        made.add("tail", *_tail(rng, stance, style, _draw(rng, bird.tail)))
    _stand(rng, made, bird, stance)
    if chance(rng, 0.4):
        made = flesh(rng, made, rng.uniform(0.001, 0.007))
    return made


def _crest(rng: Rng, made: Assembly, bird: Bird, at: Array, radius: float) -> None:
    """A cock's comb and wattle, an owl's tufts, eyes."""
    if chance(rng, bird.comb):
        for k in range(4):
            blob = ellipsoid((radius * 0.12, radius * rng.uniform(0.3, 0.5), radius * 0.25), 8, 5)
            made.add("comb", move(blob, at + (0, radius * (1.05 - 0.08 * abs(k - 1)), radius * (0.55 - 0.35 * k))))
        if chance(rng, 0.7):
            made.add("comb", move(ellipsoid((radius * 0.2, radius * 0.4, radius * 0.2), 8, 5), at + (0, -radius * 0.8, radius * 0.9)))
    if chance(rng, bird.tufts):
        for side in (-1, 1):
            foot = at + (side * radius * 0.55, radius * 0.6, 0)
            made.add("ear", bar(foot, foot + (side * radius * 0.2, radius * 0.75, 0), radius * 0.25, 0.01, 8))
    if chance(rng, 0.3):
        eye = ellipsoid(np.full(3, radius * rng.uniform(0.15, 0.35)), 8, 5)
        made.add("head", join(*(move(eye, at + (side * radius * 0.6, radius * 0.25, radius * 0.65)) for side in (-1, 1))))


def _stand(rng: Rng, made: Assembly, bird: Bird, stance: Stance) -> None:
    """Legs by pose; now and then a perch or a base."""
    if stance.pose == "swim" or (stance.pose == "fly" and chance(rng, 0.6)):
        return
    fine, webbed = chance(rng, 0.4), chance(rng, bird.webbed)
    length = _draw(rng, bird.leg) * (0.4 if stance.pose == "fly" else 1.0)
    aft = 0.06 * length / 0.3
    for side in (-1, 1):
        hip = stance.along * rng.uniform(-0.12, 0.0) + np.array([side * stance.girth * 0.42, -stance.girth * 0.75, 0])
        leg, foot = _leg(rng, hip, length, side, webbed, aft)
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


SMALL = Bird((0.22, 0.34), (15, 60), (0.0, 0.12), (35, 70), (0.14, 0.22), ("cone", "cone", "hook", "dagger"), (0.1, 0.25),
             ("wedge", "fan", "fork", "up"), (0.2, 0.6), (0.15, 0.4), ("stand", "stand", "fly", "fly"))  # fmt: skip
LARGE = SMALL._replace(girth=(0.2, 0.28), head=(0.09, 0.14), beaks=("hook", "dagger"), neck=(0.05, 0.25), tail=(0.2, 0.4))
WADER = SMALL._replace(girth=(0.2, 0.32), tilt=(5, 35), neck=(0.4, 1.0), head=(0.08, 0.12), beaks=("dagger", "hook", "cone"), beak=(0.12, 0.5),
                       leg=(0.6, 1.2), tails=("wedge", "up"), tail=(0.12, 0.25), neck_angle=(50, 85), poses=("stand", "stand", "stand", "fly"))  # fmt: skip
DUCK = Bird((0.26, 0.38), (-5, 20), (0.05, 0.25), (55, 95), (0.13, 0.22), ("flat", "flat", "flat", "cone"), (0.14, 0.28), ("up", "wedge"), (0.12, 0.3),
            (0.12, 0.25), ("swim", "swim", "stand", "fly"), webbed=0.9)  # fmt: skip
SWAN = DUCK._replace(neck=(0.5, 0.9), head=(0.09, 0.13))
CHICKEN = Bird((0.28, 0.4), (5, 35), (0.08, 0.25), (60, 90), (0.11, 0.17), ("cone", "hook"), (0.08, 0.15), ("up", "plume", "plume", "fan"),
               (0.25, 0.6), (0.2, 0.35), ("stand",), comb=0.85)  # fmt: skip
PENGUIN = Bird((0.26, 0.36), (78, 92), (0.0, 0.05), (80, 95), (0.14, 0.24), ("dagger", "cone"), (0.1, 0.25), ("wedge", "none"), (0.1, 0.2),
               (0.05, 0.12), ("waddle",), webbed=1.0)  # fmt: skip
OWL = Bird((0.28, 0.4), (65, 90), (0.0, 0.02), (75, 95), (0.22, 0.34), ("hook", "cone"), (0.06, 0.12), ("wedge", "fan"), (0.15, 0.3),
           (0.06, 0.15), ("stand", "stand", "stand", "fly"), tufts=0.6)  # fmt: skip


def bird(rng: Rng) -> Assembly:
    """A small bird, a bird of prey or a wader."""
    return bird_of(rng, pick(rng, (SMALL, LARGE, WADER), (4, 2, 2)))


def duck(rng: Rng) -> Assembly:
    """A duck or a swan."""
    return bird_of(rng, pick(rng, (DUCK, SWAN), (3, 1)))


def chicken(rng: Rng) -> Assembly:
    """A hen or a cock."""
    return bird_of(rng, CHICKEN)


def penguin(rng: Rng) -> Assembly:
    """A penguin."""
    return bird_of(rng, PENGUIN)


def owl(rng: Rng) -> Assembly:
    """An owl."""
    return bird_of(rng, OWL)


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
    Kind("bird", bird, _parts("bird", {}), ("eagle", "sparrow", "pigeon", "crow", "flamingo", "parrot", "seagull", "hawk", "ostrich"), weight=0.7),
    Kind("duck", duck, _parts("duck", {}), ("swan", "goose", "rubber duck", "duckling", "water bird"), weight=0.5),
    Kind("chicken", chicken, _parts("chicken", {"comb": ("crest", "cockscomb", "wattle")}), ("hen", "rooster", "cock", "turkey"), weight=0.35),
    Kind("penguin", penguin, _parts("penguin", {}), ("penguin figure", "emperor penguin"), weight=0.35),
    Kind("owl", owl, _parts("owl", {"ear": ("ear tuft", "tuft", "feather tuft")}), ("owl figurine", "night bird"), weight=0.35),
)
