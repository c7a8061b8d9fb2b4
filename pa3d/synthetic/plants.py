"""Potted plants, flowers, mushrooms, cacti."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.blossoms import blossom, flower, leaf
from pa3d.synthetic.bodies import Look, flesh, point, skin
from pa3d.synthetic.forms import chance, log_uniform, pick, radius_at, squared, vessel
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, ellipsoid, lathe, move, spline, stretch, tube, turn

Rng = np.random.Generator


def pot(rng: Rng, plant: Assembly) -> tuple[float, float]:
    """A pot standing on y = 0 with soil; returns the soil's height and radius."""
    u = rng.uniform
    style = pick(rng, ("taper", "taper", "bowl", "straight", "urn", "square", "trough"))
    tall, wide = u(0.3, 0.6), u(0.22, 0.4)
    profiles = {
        "taper": [(wide * u(0.55, 0.85), 0), (wide, tall)], "bowl": [(wide * 0.45, 0), (wide * 0.9, tall * 0.3),
        (wide, tall * 0.7), (wide * 0.9, tall)],
        "straight": [(wide, 0), (wide, tall)], "square": [(wide * u(0.75, 1.0), 0), (wide, tall)],
        "trough": [(wide * 0.9, 0), (wide, tall * 0.8)],
        "urn": [(wide * 0.6, 0), (wide * 0.4, tall * 0.15), (wide, tall * 0.6), (wide * 0.75, tall * 0.9),
        (wide * 0.95, tall)],
    }  # fmt: skip
    profile = [*profiles[style]]
    top = profile[-1][1]
    if style == "taper" and chance(rng, 0.5):  # the collar of a clay pot
        profile = [profile[0], (wide * 0.97, tall * 0.78), (wide * 1.1, tall * 0.78), (wide * 1.12, tall)]
    made = vessel(profile, pick(rng, (0.0, 0.03, 0.05)), 18)
    if style in ("square", "trough"):
        made = stretch(squared(made, u(5, 20)), (u(1.3, 2.2) if style == "trough" else 1, 1, 1))
    plant.add("pot", made)
    if chance(rng, 0.25):
        plant.add("pot", lathe([(0, 0), (wide * 0.9, 0), (wide * 1.15, 0.05)], 18))  # saucer
    soil = top * u(0.75, 0.93)
    radius = radius_at(profile, soil) * 0.97
    filling = lathe([(radius, soil), (radius * 0.5, soil + 0.01), (0, soil + 0.015)], 14)
    if style in ("square", "trough"):
        filling = stretch(squared(filling, 8), (1.2 if style == "trough" else 1, 1, 1))
    plant.add("soil" if chance(rng, 0.6) else "pot", filling)
    return soil, radius


def _rosette(rng: Rng, plant: Assembly, base: Array, size: float) -> None:
    """Leaves from one spot: grasses, snake plants, succulents, ferns."""
    count, style = int(rng.integers(7, 28)), pick(rng, ("blade", "grass", "spoon", "oval"))
    upright, width = rng.uniform(0.1, 1.2), size * rng.uniform(0.03, 0.14)
    thick, bend = pick(rng, (0.0, 0.0, 0.015)), rng.uniform(-0.1, 0.8)
    for k in range(count):
        angle = k * 2.4
        lean = upright * rng.uniform(0.5, 1.2)
        way = np.array([np.cos(angle) * lean, 1.0, np.sin(angle) * lean])
        plant.add(
            "leaf", leaf(rng, base, way, size * rng.uniform(0.6, 1.1), width, style, thick, bend * min(1.0, lean))
        )


def _stemmed(rng: Rng, plant: Assembly, base: Array, size: float) -> None:
    """One or a few stems with leaves along them or on stalks."""
    stems, style = int(rng.integers(1, 5)), pick(rng, ("oval", "heart", "blade", "lobed"))
    thick, width = size * rng.uniform(0.012, 0.03), size * rng.uniform(0.07, 0.16)
    stalked = chance(rng, 0.5)
    sag = rng.uniform(-0.1, 0.6)
    grown = rng.uniform(0.8, 1.8)
    per_stem = max(2, int(rng.integers(10, 32) / stems))
    for k in range(stems):
        angle, lean = k * 2.4 + rng.uniform(0, 1), rng.uniform(0.0, 0.4) * (stems > 1)
        top = base + np.array([np.cos(angle) * lean, 1.0, np.sin(angle) * lean]) * size * rng.uniform(0.7, 1.0)
        path = spline([base - point(0, 0.03, 0), (base + top) / 2 + rng.normal(size=3) * 0.04 * size, top], 8)
        plant.add("stem", tube(path, np.linspace(thick, thick * 0.5, 8), 6))
        for j in range(per_stem):
            t = rng.uniform(0.25, 1.0) if j else 1.0
            root = np.array([np.interp(t, np.linspace(0, 1, 8), path[:, i]) for i in range(3)])
            turned = j * 2.4 + angle
            way = np.array([np.cos(turned), rng.uniform(-0.1, 0.9), np.sin(turned)])
            if stalked:
                end = root + way / np.linalg.norm(way) * size * rng.uniform(0.1, 0.25)
                plant.add("stem", tube(np.array([root, end]), thick * 0.4, 5))
                root = end
            plant.add("leaf", leaf(rng, root, way, size * rng.uniform(0.2, 0.42), width * grown, style, 0.0, sag))


def _bushy(rng: Rng, plant: Assembly, base: Array, size: float) -> None:
    """A clipped ball, cone or cloud of foliage, on a stem or from the soil; CAD people draw it solid."""
    high = rng.uniform(0.0, 0.7) * size
    if high > 0.1:
        plant.add(
            "stem",
            tube(
                np.array([base - point(0, 0.02, 0), base + point(0, high + 0.1, 0)]), size * rng.uniform(0.02, 0.05), 8
            ),
        )
    radius = size * rng.uniform(0.25, 0.5)
    style = pick(rng, ("ball", "cone", "cloud"))
    middle = base + point(0, high + radius * 0.8, 0)
    if style == "cone":
        cone = lathe([(0, 0), (radius, 0.02), (radius * 0.5, radius * 1.2), (0, radius * 2.4)], 14)
        plant.add("leaf", move(cone, base + point(0, high, 0)))
    elif style == "ball":
        ball = ellipsoid(radius * rng.uniform(0.8, 1.2, 3), 16, 10)
        bumps = 1 + 0.1 * np.sin(ball.vertices @ rng.normal(size=(3, 3)) * 9 / radius).sum(1, keepdims=True) / 3
        plant.add("leaf", move(Piece(ball.vertices * bumps, ball.faces), middle))
    else:
        for _ in range(int(rng.integers(3, 8))):
            offset = rng.normal(size=3) * radius * (0.5, 0.35, 0.5)
            plant.add("leaf", move(ellipsoid(np.full(3, radius * rng.uniform(0.4, 0.7)), 10, 7), middle + offset))


def _small_palm(rng: Rng, plant: Assembly, base: Array, size: float) -> None:
    """A trunk with a tuft of arching fronds or bare twigs with leaves at the end."""
    top = base + np.array([rng.normal() * 0.08, rng.uniform(0.3, 0.7), rng.normal() * 0.08]) * size
    plant.add(
        "stem",
        tube(
            spline([base - point(0, 0.03, 0), (base + top) / 2 + rng.normal(size=3) * 0.02, top], 7),
            np.linspace(0.05, 0.035, 7) * size * rng.uniform(0.5, 1.2),
            8,
        ),
    )
    sag, width = rng.uniform(0.3, 1.1), size * rng.uniform(0.03, 0.1)
    for k in range(int(rng.integers(7, 16))):
        way = np.array([np.cos(k * 2.4), rng.uniform(0.1, 1.3), np.sin(k * 2.4)])
        plant.add(
            "leaf", leaf(rng, top, way, size * rng.uniform(0.35, 0.6), width, pick(rng, ("blade", "grass")), 0.0, sag)
        )


def _flowers(rng: Rng, plant: Assembly, base: Array, size: float) -> None:
    """Flowers on stems among leaves."""
    for k in range(int(rng.integers(1, 6))):
        angle, lean = k * 2.4, rng.uniform(0.05, 0.4)
        top = base + np.array([np.cos(angle) * lean, 1.0, np.sin(angle) * lean]) * size * rng.uniform(0.6, 1.0)
        plant.add("stem", tube(spline([base, (base + top) / 2 + point(0, 0.05, 0), top], 6), size * 0.015, 5))
        plant.add("flower", blossom(rng, top, size * rng.uniform(0.1, 0.18), 6))
    for k in range(int(rng.integers(3, 9))):
        way = np.array([np.cos(k * 2.4), rng.uniform(0.3, 1.5), np.sin(k * 2.4)])
        plant.add(
            "leaf", leaf(rng, base, way, size * rng.uniform(0.3, 0.6), size * 0.08, "blade", 0.0, rng.uniform(0, 0.5))
        )


def potted_plant(rng: Rng) -> Assembly:
    """Any plant in a pot or, seldom, in a vase-like one."""
    plant = Assembly()
    soil, _ = pot(rng, plant)
    build = pick(rng, (_rosette, _stemmed, _bushy, _small_palm, _flowers), (3, 4, 2, 2, 1.5))
    build(rng, plant, np.array([0, soil, 0]), log_uniform(rng, 0.6, 2.2))
    return plant


def mushroom(rng: Rng) -> Assembly:
    """Cap and stem: dome, cone, funnel, flat or bell; alone or a few."""
    plant = Assembly()
    u = rng.uniform
    style = pick(rng, ("dome", "dome", "cone", "flat", "funnel", "bell"))
    gills = "gill" if chance(rng, 0.15) else "cap"
    for k in range(pick(rng, (1, 1, 1, 2, 3))):
        scale = 1.0 if k == 0 else u(0.4, 0.8)
        tall, stem, wide, cap = u(0.4, 1.0), u(0.07, 0.25), u(0.35, 0.7), u(0.15, 0.5)
        tops = {
            "dome": [(wide, 0), (wide * 0.97, cap * 0.3), (wide * 0.7, cap * 0.8), (wide * 0.35, cap * 0.98), (0, cap)],
            "cone": [(wide * 0.8, 0), (wide * 0.45, cap * 0.9), (wide * 0.15, cap * 1.6), (0, cap * 1.8)],
            "flat": [(wide, 0), (wide, cap * 0.15), (wide * 0.6, cap * 0.35), (0, cap * 0.3)],
            "funnel": [(wide, cap * 0.6), (wide * 0.9, cap * 0.7), (wide * 0.5, cap * 0.35), (0, cap * 0.2)],
            "bell": [
                (wide * 0.8, -cap * 0.3),
                (wide * 0.7, cap * 0.2),
                (wide * 0.5, cap * 0.9),
                (wide * 0.2, cap * 1.3),
                (0, cap * 1.35),
            ],
        }[style]
        top = lathe(tops, 18)
        inner = min(stem * 0.8, wide * 0.3)
        under = lathe([tops[0], (wide * 0.5, cap * 0.12), (inner, cap * 0.1)], 18)
        foot = np.array([0.0, 0, 0]) if k == 0 else np.array([np.cos(k * 2.2), 0, np.sin(k * 2.2)]) * u(0.35, 0.6)
        lean = u(-12, 12)
        bulb = u(0.8, 1.6)
        stalk = lathe(
            [
                (0, 0),
                (stem * bulb, 0.02),
                (stem * bulb, tall * 0.15),
                (stem, tall * 0.5),
                (stem * 0.85, tall + cap * 0.12),
            ],
            14,
        )
        pieces = [("stem", stalk), ("cap", move(top, (0, tall, 0))), (gills, move(under, (0, tall, 0)))]
        if chance(rng, 0.2):
            pieces.append(
                ("stem", move(lathe([(stem * 0.9, 0.05), (stem * 1.8, -0.03)], 14), (0, tall * 0.75, 0)))
            )  # ring
        if chance(rng, 0.2) and style == "dome":
            for _ in range(6):
                a, r = u(0, 6.28), u(0.2, 0.8)
                y = np.interp(r, (0.35, 0.7, 0.97), (0.98, 0.8, 0.3)) * cap
                pieces.append(
                    (
                        "cap",
                        move(
                            ellipsoid((0.06, 0.03, 0.06), 8, 5), (np.cos(a) * r * wide, tall + y, np.sin(a) * r * wide)
                        ),
                    )
                )
        for part, piece in pieces:
            plant.add(part, move(stretch(turn(piece, "z", lean), scale), foot))
    return plant


def cactus(rng: Rng) -> Assembly:
    """Columns with arms, balls, pads; often in a pot, sometimes in bloom."""
    plant = Assembly()
    u = rng.uniform
    soil = pot(rng, plant)[0] if chance(rng, 0.6) else 0.0
    base = np.array([0, soil, 0])
    style = pick(rng, ("column", "ball", "pads"), (3, 1.5, 1))
    tall, girth = u(0.5, 1.2), u(0.09, 0.2)
    look = Look(14, 2.5, u(0.7, 1.0))
    tops = [base + point(0, tall, 0)]
    if style == "column":
        plant.add(
            "body",
            skin(
                [
                    [*base, girth * 0.9],
                    [*(base + point(0, tall * 0.5, 0)), girth],
                    [*(base + point(0, tall - girth * 0.7, 0)), girth * 0.9],
                ],
                look,
                ends=(0, 0.9),
            ).piece,
        )
        for k in range(int(rng.integers(0, 4))):
            angle, at = k * 3.14 + u(-0.5, 0.5), base + point(0, tall * u(0.25, 0.6), 0)
            out = np.array([np.cos(angle), 0, np.sin(angle)])
            elbow, tip = at + out * girth * u(2, 3), at + out * girth * u(2.1, 3.2) + point(0, tall * u(0.2, 0.5), 0)
            rows = [
                [*at, girth * 0.6],
                [*(elbow - point(0, 0.0, 0)), girth * 0.6],
                [*((elbow + tip) / 2), girth * 0.6],
                [*tip, girth * 0.55],
            ]
            plant.add("arm" if chance(rng, 0.7) else "body", skin(rows, look, ends=(0, 0.9)).piece)
            tops.append(tip + point(0, girth * 0.4, 0))
    elif style == "ball":
        wide = u(0.2, 0.35)
        ball = ellipsoid((wide, wide * u(0.8, 1.3), wide), 24, 10)
        ribs = 1 + 0.08 * np.cos(10 * np.arctan2(ball.vertices[:, 2], ball.vertices[:, 0]))[:, None]
        ball = Piece(ball.vertices * np.concatenate([ribs, np.ones_like(ribs), ribs], 1), ball.faces)
        high = ball.vertices[:, 1].max()
        plant.add("body", move(ball, base + point(0, high * 0.85, 0)))
        tops = [base + point(0, high * 1.8, 0)]
    else:
        spots = [(base, 0.0, 1.0)]
        for k in range(int(rng.integers(2, 6))):
            root, lean, scale = spots[int(rng.integers(len(spots)))] if k else spots[0]
            size = 0.3 * scale
            pad = move(ellipsoid((size * 0.6, size, size * 0.16), 12, 8), (0, size * 0.9, 0))
            plant.add("body", move(turn(turn(pad, "y", u(-40, 40)), "z", lean), root))
            rad = np.deg2rad(lean)
            tip = root + np.array([-np.sin(rad), np.cos(rad), 0]) * size * 1.6
            spots += [(tip, lean + u(15, 50), scale * 0.8), (tip, lean - u(15, 50), scale * 0.8)]
            tops.append(tip)
    if chance(rng, 0.3):
        plant.add("flower", *(blossom(rng, top, 0.1, 6) for top in tops[:2]))
    if chance(rng, 0.4):
        plant = flesh(rng, plant, 0.004)
    return plant


KINDS: tuple[Kind, ...] = (
    Kind("potted plant", potted_plant, {
        "pot": ("plant pot", "flower pot", "planter", "container", "vase"), "leaf": ("leaves", "foliage",
        "plant leaf", "frond", "plant"),
        "stem": ("stalk", "trunk", "plant stem", "branch"), "soil": ("earth", "dirt", "ground"), "flower": ("blossom",
        "bloom", "petal"),
    }, ("plant", "houseplant", "pot plant", "plant in a pot", "bonsai"), weight=0.9),
    Kind("flower", flower, {
        "petal": ("flower petal", "blossom", "flower head", "bloom"), "center": ("flower center", "pistil", "middle",
        "disk"),
        "stem": ("stalk", "flower stem", "plant stem"), "leaf": ("leaves", "flower leaf", "foliage"),
    }, ("rose", "tulip", "daisy", "sunflower", "blossom"), weight=0.5),
    Kind("mushroom", mushroom, {
        "cap": ("mushroom cap", "head", "hat", "top"), "stem": ("stalk", "mushroom stem", "trunk", "foot"),
        "gill": ("gills", "underside of the cap"),
    }, ("toadstool", "fungus", "champignon"), weight=0.5),
    Kind("cactus", cactus, {
        "body": ("stem", "trunk", "cactus body", "cactus"), "arm": ("branch", "cactus arm", "side stem"),
        "pot": ("plant pot", "flower pot", "planter"),
        "soil": ("earth", "dirt", "ground"), "flower": ("blossom", "bloom", "cactus flower"),
    }, ("succulent", "saguaro"), weight=0.35),
)  # fmt: skip
