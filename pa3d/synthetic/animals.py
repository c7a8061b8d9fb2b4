"""Four-legged animals: one builder, a species in numbers for each kind; standing, walking, sitting, lying."""

from __future__ import annotations

from functools import partial

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.animal_forms import (
    Frame,
    Species,
    ear_pieces,
    horn_pieces,
    leg_skin,
    mane_piece,
    ruff_piece,
    tail_pieces,
    trunk_and_tusks,
)  # fmt: skip
from pa3d.synthetic.animal_species import PARTS, SPECIES
from pa3d.synthetic.bodies import Look, Skin, add_body, any_look, flesh, point, skin
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.people_dress import stand_on_base
from pa3d.synthetic.pieces import Piece, ellipsoid, join, move, stretch

Rng = np.random.Generator


def _draw(rng: Rng, bounds: tuple[float, float]) -> float:
    """Between bounds, now and then a little beyond."""
    low, high = bounds
    slack = 0.15 * (high - low)
    return float(rng.uniform(low - slack, high + slack))


def _torso(rng: Rng, girth: float, tuck: float, lean: float, look: Look) -> tuple[Skin, Array, Array]:
    """The barrel, its hip and its shoulder. lean: degrees its front is raised about the hip."""
    angle = np.deg2rad(lean)
    along = np.array([0.0, np.sin(angle), np.cos(angle)])
    upward = np.array([0.0, np.cos(angle), -np.sin(angle)])
    narrow, hump = rng.uniform(0.75, 0.95), rng.uniform(-0.15, 0.1)
    places = (0.0, 0.1, 0.4, 0.7, 0.92, 1.02)
    sizes = np.array([rng.uniform(0.45, 0.65), 0.92, tuck, 1.0, 0.88, 0.5]) * girth
    rise = np.array([0.05, 0.0, (1 - tuck) * 0.5 + hump * 0.3, hump * 0.2, 0.0, 0.05]) * girth
    rows = [[*(along * (p - 0.08) + upward * r), s * narrow, s] for p, s, r in zip(places, sizes, rise, strict=True)]
    barrel = skin(rows, look, side=(1, 0, 0), ends=(0.9, 0.8))
    return barrel, along * 0.06, along * 0.84


def quadruped(rng: Rng, species: Species) -> Assembly:
    """Any four-legged animal of a species."""
    body, look = Assembly(), any_look(rng)
    toy = 1.0 if chance(rng, 0.7) else rng.uniform(1.15, 1.8)  # toys: big heads, short thick legs
    girth = _draw(rng, species.girth) * toy**0.5
    leg, shank = _draw(rng, species.leg) / toy, _draw(rng, species.shank) * toy**0.7
    pose = pick(rng, species.poses)
    lean = {"sit": rng.uniform(35, 65), "rear": rng.uniform(35, 65)}.get(pose, rng.normal() * 3)
    barrel, hip, shoulder = _torso(rng, girth, _draw(rng, species.tuck), lean, look)
    core = [("torso", barrel)]
    limb_look = look if look.sections == 4 else look._replace(sections=max(5, look.sections - 3))
    limbs, ground = _legs(rng, species, pose, (hip, shoulder), (girth, leg, shank), limb_look)
    neck, head, frame = _neck_and_head(rng, species, pose, shoulder, girth, toy, look)
    neck_part = pick(rng, ("torso", "head", "neck"), (3, 1.5, 4) if np.mean(species.neck) > 0.3 else (3, 3, 1))
    limbs += [(neck_part, neck), ("head", head)]
    add_body(body, core, limbs, chance(rng, 0.7))
    _details(rng, body, species, frame, neck, neck_part, ground, limb_look)
    back = barrel.path[0] + np.array([0, girth * 0.35, 0])
    style = pick(rng, species.tails)
    if style != "none":
        body.add("tail", *tail_pieces(rng, back, style, _draw(rng, species.tail), lean, limb_look))
    if chance(rng, 0.5):
        body = flesh(rng, body, rng.uniform(0.001, 0.008))
    if chance(rng, 0.06):
        stand_on_base(rng, body)
    if chance(rng, 0.05):  # cut from a board
        return Assembly([(part, Piece(piece.vertices * (0.3, 1, 1), piece.faces)) for part, piece in body.pieces])
    return body


def _legs(
    rng: Rng, species: Species, pose: str, roots: tuple[Array, Array], sizes: tuple[float, float, float], look: Look
) -> tuple[list[tuple[str, Skin]], float]:
    """All legs by pose, and the height of the ground."""
    hip, shoulder = roots
    girth, leg, shank = sizes
    u = rng.uniform
    fine = "foot" if chance(rng, 0.2) else "leg"
    thigh = max(girth * u(0.42, 0.58), shank * 1.2)
    made: list[tuple[str, Skin]] = []
    gait = u(8, 28) if pose == "walk" else u(30, 60)
    for hind, base in ((True, hip), (False, shoulder)):
        for side in (-1, 1):
            root = base + point(side * girth * (0.45 if hind else 0.42), -girth * 0.25, 0.0)
            swing, bend, length = u(-4, 4), 0.0, leg - girth * 0.25
            if pose == "walk":
                swing = gait * side * (1 if hind else -1)
                bend = max(0.0, -swing * 0.3) + u(0, 15)
            elif pose == "run":
                swing = (-gait if hind else gait) * pick(rng, (1.0, u(0.5, 1.1)))
                bend = u(0, 40)
            elif pose == "lie":
                swing, bend = (u(60, 85), u(130, 155)) if hind else (pick(rng, (u(70, 85), u(40, 60))), u(0, 20))
                bend = bend if hind or swing > 65 else u(110, 140)
            elif pose == "sit":
                swing, bend = (u(60, 80), u(55, 85)) if hind else (u(-5, 5), 0.0)
                length = length if hind else max(length, shoulder[1] - girth * 0.25 - hip[1] + leg * 0.55)
            elif pose == "rear":
                swing, bend = (u(-10, 25), u(-10, 10)) if hind else (u(40, 90), u(30, 100))
            leg_part, paw = leg_skin(
                rng,
                root,
                length,
                shank,
                thigh * (1.1 if hind else 0.9),
                hind,
                swing,
                bend,
                species.feet,
                species.column,
                look,
            )
            made.append(("leg", leg_part))
            if paw is not None:
                made.append((fine, paw))
    return made, -leg


def _neck_and_head(
    rng: Rng, species: Species, pose: str, shoulder: Array, girth: float, toy: float, look: Look
) -> tuple[Skin, Skin, Frame]:
    angle = _draw(rng, species.neck_angle) + (rng.uniform(-110, -60) if pose == "graze" else 0.0)
    angle += rng.uniform(-5, 25) if pose in ("sit", "rear") else 0.0
    size = _draw(rng, species.head) * toy
    skull = size * _draw(rng, species.skull)
    throat = max(_draw(rng, species.throat), skull * 0.6)
    length = _draw(rng, species.neck) * (toy**-0.3)
    rad = np.deg2rad(angle)
    aim = np.array([rng.normal() * 0.08, np.sin(rad), np.cos(rad)])
    lift = np.array([0.0, girth * rng.uniform(0.1, 0.3), 0.0])
    start = shoulder + point(0, 0, girth * 0.05)
    root = shoulder + lift + aim * girth * 0.45
    top = root + aim * length
    arch = np.array([0.0, 0.0, length * rng.uniform(-0.12, 0.1)])
    rows = [
        [*start, min(girth * 0.8, throat * 2.1)],
        [*root, min(girth * 0.75, throat * 1.6)],
        [*((root + top) / 2 + arch), throat * 1.05],
        [*top, throat * 0.95],
    ]
    neck = skin(rows, look, side=(1, 0, 0), ends=(0.0, 0.6))
    drop = np.deg2rad(_draw(rng, species.drop) + (rng.uniform(20, 60) if pose == "graze" else 0.0))
    ahead = np.array([aim[0], -np.sin(drop), np.cos(drop)])
    up = np.array([0.0, np.cos(drop), np.sin(drop)])
    snout = _draw(rng, species.snout)
    brow = rng.uniform(-0.1, 0.15)
    line = (
        (-0.05, 0.75, 0.0),
        (0.18, 1.0, 0.05),
        (0.42, 0.5 + snout * 0.5, brow * 0.5),
        (0.72, snout, -0.1),
        (0.95, snout * 0.9, -0.12),
    )
    face = [[*(top + ahead * size * t + up * skull * r), skull * g * 0.92, skull * g] for t, g, r in line]
    head = skin(face, look, side=(1, 0, 0), ends=(0.7, 0.6))
    place = np.asarray(top + ahead * size * 0.12)
    return neck, head, Frame(place, ahead, up, size, skull)


def _details(
    rng: Rng, body: Assembly, species: Species, frame: Frame, neck: Skin, neck_part: str, ground: float, look: Look
) -> None:
    """Ears, horns, mane, trunk, hump, eyes."""
    style = pick(rng, species.ears)
    if style != "none":
        thin = look if look.sections == 4 else look._replace(sections=8)
        body.add("ear" if chance(rng, 0.7) else "head", *ear_pieces(rng, frame, style, _draw(rng, species.ear), thin))
    if species.horns and chance(rng, species.horned):
        horn = pick(rng, species.horns)
        body.add(
            "horn",
            *horn_pieces(rng, frame, horn, frame.length * rng.uniform(0.4, 1.0) * (1.6 if horn == "antler" else 1.0)),
        )
    if chance(rng, species.mane):
        ruff = "ruff" in species.tails or ("tuft" in species.tails and species.feet == "paw")
        body.add(
            "mane" if chance(rng, 0.5) else neck_part, ruff_piece(rng, frame) if ruff else mane_piece(rng, neck, frame)
        )
    if species.feet == "pad" and "big" in species.ears:
        trunk, tusks = trunk_and_tusks(rng, frame, ground, look)
        body.add("trunk", trunk)
        if chance(rng, 0.7):
            body.add("tusk", tusks)
    if chance(rng, 0.25):
        eye = ellipsoid(np.full(3, frame.girth * rng.uniform(0.12, 0.22)), 8, 5)
        at = frame.place + frame.ahead * frame.length * 0.2 + frame.up * frame.girth * 0.4
        body.add("head", join(*(move(eye, at + point(side * frame.girth * 0.72, 0, 0)) for side in (-1, 1))))


def _camel(rng: Rng) -> Assembly:
    body = quadruped(rng, SPECIES["camel"])
    trunk = next(piece for part, piece in body.pieces if part == "torso")
    low, high = trunk.vertices.min(0), trunk.vertices.max(0)
    tall = (high[1] - low[1]) * rng.uniform(0.25, 0.45)
    part = "hump" if chance(rng, 0.7) else "torso"
    for place in pick(rng, ((0.5,), (0.3, 0.68))):
        hump = stretch(ellipsoid((1, 1, 1), 12, 8), ((high[0] - low[0]) * 0.3, tall, tall * rng.uniform(0.7, 1.1)))
        body.add(part, move(hump, (0, high[1] - tall * 0.25, low[2] + (high[2] - low[2]) * place)))
    return body


def _build(rng: Rng, name: str) -> Assembly:
    return _camel(rng) if name == "camel" else quadruped(rng, SPECIES[name])


def _kind(name: str) -> Kind:
    """The kind of a species."""
    used, synonyms = PARTS[name]
    # Not a closure: builders travel to worker processes, which not every system forks.
    return Kind(name, partial(_build, name=name), used, synonyms, weight=0.5)


KINDS: tuple[Kind, ...] = tuple(_kind(name) for name in SPECIES)
