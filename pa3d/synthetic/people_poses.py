"""Where a person's joints are: proportions from slim to heavy and baby to giant, and poses."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.bodies import point
from pa3d.synthetic.forms import chance, pick

Rng = np.random.Generator


class Build(NamedTuple):
    """Proportions, a grown-up being about 1.75 tall. Widths are half widths; `limb` multiplies the girth of limbs."""

    leg: float
    torso: float
    neck: float
    head: float
    arm: float
    shoulder: float
    hip: float
    waist: float
    depth: float
    belly: float
    limb: float
    skull: float  # width of the head over its height


class Limb(NamedTuple):
    """A limb's joints (3,): root, middle (elbow or knee), end (wrist or ankle), and where its hand or toes point."""

    root: Array
    middle: Array
    end: Array
    ahead: Array


class Joints(NamedTuple):
    """All joints of one person. spine (5, 3) from hip to neck base; up and front are the chest's."""

    spine: Array
    up: Array
    front: Array
    head: Array
    arms: tuple[Limb, Limb]
    legs: tuple[Limb, Limb]


# leg, torso, neck, head, arm, shoulder, hip, waist, depth, belly, limb, skull
BUILDS: dict[str, tuple[tuple[float, float], ...]] = {
    "adult": ((0.78, 0.98), (0.48, 0.6), (0.06, 0.12), (0.2, 0.25), (0.5, 0.64), (0.15, 0.21),
              (0.12, 0.17), (0.1, 0.15), (0.085, 0.125), (0, 0.2), (0.75, 1.15), (0.62, 0.78)),
    "heavy": ((0.75, 0.9), (0.5, 0.6), (0.03, 0.09), (0.22, 0.26), (0.52, 0.62), (0.18, 0.26),
              (0.17, 0.25), (0.18, 0.3), (0.14, 0.2), (0.3, 1.0), (1.2, 1.8), (0.7, 0.85)),
    "strong": ((0.8, 0.95), (0.5, 0.62), (0.05, 0.1), (0.2, 0.25), (0.55, 0.7), (0.22, 0.32),
               (0.12, 0.17), (0.12, 0.18), (0.11, 0.16), (0.0, 0.0), (1.2, 1.7), (0.62, 0.75)),
    "child": ((0.45, 0.7), (0.36, 0.46), (0.04, 0.08), (0.2, 0.25), (0.38, 0.5), (0.11, 0.16),
              (0.09, 0.13), (0.09, 0.13), (0.08, 0.11), (0, 0.4), (0.7, 1.0), (0.7, 0.85)),
    "toddler": ((0.25, 0.4), (0.28, 0.38), (0.01, 0.04), (0.2, 0.27), (0.26, 0.36), (0.1, 0.14),
                (0.1, 0.14), (0.1, 0.15), (0.09, 0.12), (0.2, 0.8), (0.7, 1.1), (0.8, 0.95)),
    "cartoon": ((0.2, 0.7), (0.25, 0.55), (0.0, 0.06), (0.28, 0.55), (0.25, 0.6), (0.1, 0.22),
                (0.08, 0.2), (0.07, 0.22), (0.08, 0.18), (0, 0.6), (0.5, 1.6), (0.75, 1.3)),
    "giant": ((0.5, 1.2), (0.5, 0.9), (0.02, 0.12), (0.12, 0.26), (0.6, 0.95), (0.2, 0.4),
              (0.12, 0.25), (0.12, 0.28), (0.12, 0.24), (0, 0.5), (0.9, 2.2), (0.7, 1.0)),
}  # fmt: skip


def any_build(rng: Rng) -> Build:
    """Average, heavy, strong, child, toddler, cartoon or giant."""
    style = pick(rng, tuple(BUILDS), (8, 2, 2, 2, 1, 2.5, 1))
    return Build(*(float(rng.uniform(low, high)) for low, high in BUILDS[style]))


def _toward(degrees_up: float, degrees_front: float, side: int) -> Array:
    """A direction: up 0 hangs down, 90 is level, 180 overhead; front 0 is sideways, 90 ahead, beyond 90 crosses."""
    a, f = np.deg2rad(degrees_up), np.deg2rad(degrees_front)
    return np.array([side * np.sin(a) * np.cos(f), -np.cos(a), np.sin(a) * np.sin(f)])


def _arm_angles(rng: Rng, style: str) -> tuple[float, float, float, float]:
    """Upper arm (up, front) and forearm (up, front) of one arm in a named pose, in degrees."""
    u = rng.uniform
    if style == "down":
        a, f = u(4, 20), u(-10, 30)
        return a, f, a * u(0.4, 1.0), f + u(0, 40)
    if style == "a":
        a = u(30, 60)
        return a, u(-8, 8), a + u(-12, 5), u(-5, 20)
    if style == "t":
        a = u(78, 98)
        return a, u(-8, 10), a + u(-10, 10), u(-8, 15)
    if style == "up":
        a = u(115, 172)
        return a, u(-20, 40), a + u(-25, 20), u(-20, 60)
    if style == "hip":
        return u(35, 60), u(-25, 5), u(-50, -25), u(-40, -10)
    if style == "cactus":
        return u(75, 105), u(-10, 20), u(150, 185), u(-10, 40)
    if style == "ahead":
        a = u(65, 105)
        return a, u(75, 95), a + u(-15, 20), u(75, 100)
    if style == "swing":  # walking: ahead or behind, bent
        a, f = u(15, 50), pick(rng, (u(65, 95), u(-95, -65)))
        return a, f, a + u(5, 60), abs(f)
    if style == "fold":  # hands before the chest or on the lap
        return u(10, 35), u(30, 80), u(60, 120), u(95, 140)
    return u(10, 170), u(-60, 110), u(10, 170), u(-40, 130)


def _leg_angles(rng: Rng, style: str) -> tuple[float, float, float]:
    """Swing ahead, spread aside and knee bend of one leg in a named pose, in degrees."""
    u = rng.uniform
    if style == "sit":
        return u(72, 98), u(0, 25), u(60, 100)
    if style == "floor":
        return u(82, 96), u(2, 35), u(0, 25)
    if style == "cross":
        return u(75, 90), u(40, 65), u(110, 140)
    if style == "squat":
        return u(85, 125), u(5, 40), u(100, 145)
    if style == "kneel":
        return u(-5, 30), u(0, 15), u(85, 130)
    if style == "fore":
        swing = u(12, 50)
        return swing, u(0, 8), u(0, 40)
    if style == "hind":
        return u(-40, -8), u(0, 8), u(0, 70)
    if style == "split":
        return u(-8, 8), u(15, 42), u(0, 15)
    if style == "kick":
        return u(40, 95), u(0, 20), u(0, 80)
    if style == "wild":
        return u(-40, 100), u(0, 60), u(0, 110)
    return u(-4, 8), u(0, 9), u(0, 10)


STANCES = (
    ("stand", 9), ("walk", 4), ("wide", 2), ("sit", 3), ("floor", 1), ("cross", 0.7), ("squat", 0.8), ("kneel", 0.7),
    ("kick", 1), ("wild", 1),
)  # fmt: skip


def _stance(rng: Rng) -> tuple[tuple[str, str], float]:
    """The poses of both legs, and the pitch of the body in degrees."""
    style = pick(rng, [name for name, _ in STANCES], [weight for _, weight in STANCES])
    bend = rng.uniform(25, 95) if chance(rng, 0.12) else rng.uniform(-8, 12)
    if style == "walk":
        return pick(rng, (("fore", "hind"), ("hind", "fore"))), abs(bend) * 0.5
    if style == "kick":
        return pick(rng, (("kick", "stand"), ("stand", "kick"))), bend
    if style == "kneel" and chance(rng, 0.4):
        return ("sit", "kneel"), bend
    legs = {"stand": "stand", "wide": "split"}.get(style, style)
    return (legs, legs), bend * (0.4 if style in ("sit", "floor", "cross") else 1.0)


def _leg(rng: Rng, build: Build, pelvis: Array, side: int, angles: tuple[float, float, float]) -> Limb:
    swing, spread, bend = np.deg2rad(angles)
    root = pelvis + point(side * build.hip * 0.52, 0, 0)
    thigh = np.array([side * np.sin(spread), -np.cos(spread) * np.cos(swing), np.cos(spread) * np.sin(swing)])
    low = swing - bend
    straight = side * np.sin(spread * max(0.0, 1 - bend))
    shin = np.array([straight, -np.cos(low), np.sin(low)])
    shin /= np.linalg.norm(shin)
    middle = root + thigh * build.leg * 0.5
    droop = rng.uniform(0, 0.5) * max(0.0, -low)  # a foot pushed off points its toes
    toes = np.array([side * rng.uniform(0, 0.35), np.sin(low - droop), np.cos(low - droop)])
    return Limb(root, middle, middle + shin * build.leg * 0.46, toes / np.linalg.norm(toes))


def any_joints(rng: Rng, build: Build) -> Joints:
    """Joints of a person of that build in some pose, both sides alike more often than not."""
    (left, right), pitch = _stance(rng)
    pelvis = np.zeros(3)
    left_angles = _leg_angles(rng, left)
    right_angles = left_angles if left == right and chance(rng, 0.6) else _leg_angles(rng, right)
    legs = _leg(rng, build, pelvis, 1, left_angles), _leg(rng, build, pelvis, -1, right_angles)
    lean = np.deg2rad(pitch) * np.array([0.3, 0.65, 0.95, 1.0])
    steps = (
        np.stack([np.zeros(4), np.cos(lean), np.sin(lean)], 1) * build.torso * np.array([0.25, 0.25, 0.3, 0.2])[:, None]
    )
    spine = np.concatenate([pelvis[None], np.cumsum(steps, 0)])
    up = steps[-1] / np.linalg.norm(steps[-1])
    front = np.array([0.0, -up[2], up[1]])
    nod = np.deg2rad(pitch * rng.uniform(0.0, 0.8) + rng.uniform(-12, 15))
    head = np.array([rng.normal() * 0.06, np.cos(nod), np.sin(nod)])
    names = ("down", "a", "t", "up", "hip", "cactus", "ahead", "swing", "fold", "wild")
    weights = (5, 4, 3.5, 2, 1, 1, 1.5, 3, 1.5, 1.5)
    style = pick(rng, names, weights)
    one = _arm_angles(rng, style)
    other = one if chance(rng, 0.65) else _arm_angles(rng, style if chance(rng, 0.5) else pick(rng, names, weights))
    hang = chance(rng, 0.4)  # bent over: arms hang down, or keep their place on the chest
    arms = tuple(_arm(build, spine, up, front, side, angles, hang) for side, angles in ((1, one), (-1, other)))
    return Joints(spine, up, front, head / np.linalg.norm(head), (arms[0], arms[1]), legs)


def _arm(
    build: Build,
    spine: Array,
    up: Array,
    front: Array,
    side: int,
    angles: tuple[float, float, float, float],
    hang: bool,
) -> Limb:
    axes = np.eye(3) if hang else np.stack([np.array([1.0, 0, 0]), up, front])
    upper, lower = _toward(angles[0], angles[1], side) @ axes, _toward(angles[2], angles[3], side) @ axes
    raised = np.clip((angles[0] - 60) / 100, 0, 1)  # a raised arm lifts its shoulder
    root = spine[3] + (spine[4] - spine[3]) * (0.55 + 0.4 * raised)
    root = root + point(side * build.shoulder * (0.82 - 0.12 * raised), 0, 0)
    middle = root + upper * build.arm * 0.52
    return Limb(root, middle, middle + lower * build.arm * 0.48, lower)
