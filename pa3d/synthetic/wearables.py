"""Things worn: eyeglasses, shoe."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import both, chance, log_uniform, pick
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import bar, box, cylinder, ellipsoid, lathe, loft, mirror, move, spline, stretch, tube, turn

Rng = np.random.Generator


def eyeglasses(rng: Rng) -> Assembly:
    """Frame with lenses and two legs: round, square, aviator, rimless, sports; open or folded."""
    made = Assembly()
    wide, tall = rng.uniform(0.42, 0.55), rng.uniform(0.25, 0.5)
    bridge = rng.uniform(0.08, 0.2)
    square = float(rng.uniform(0.35, 1.0))
    angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    x = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** square * wide / 2
    y = np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** square * tall / 2
    x = x * (1 + rng.uniform(-0.1, 0.15) * np.sin(angle))
    y = y + rng.uniform(0.0, 0.12) * np.cos(angle) * tall
    middle = (bridge + wide) / 2
    wrap = rng.uniform(0.0, 0.25)
    rim = np.stack([x + middle, y, -wrap * (x + middle) ** 2], 1)
    thick = log_uniform(rng, 0.008, 0.04)
    style = pick(rng, ("full", "lens", "rimless", "shield"), (5, 3, 1, 0.7))
    if style in ("full", "lens"):
        made.add("body", both(tube(rim, thick, 6, closed=True)))
    if style != "full" or chance(rng, 0.3):
        lens = loft(np.stack([rim * 0.02 + rim.mean(0) * 0.98, rim]), caps=False)
        made.add("body", both(lens))
    if style == "shield":
        made.add("body", box((bridge * 2, tall * 0.7, 0.02), (0, 0, 0)))
    top = tall * rng.uniform(0.05, 0.35)
    nose = spline([(-bridge * 0.7, top, 0), (0, top + tall * 0.1, 0.02), (bridge * 0.7, top, 0)], 7)
    made.add("body", tube(nose, thick * rng.uniform(0.9, 1.6), 6))
    if chance(rng, 0.4):
        made.add("body", both(move(ellipsoid((0.015, 0.05, 0.03), 8, 5), (bridge * 0.4, -tall * 0.15, -0.05))))
    end = float(rim[:, 0].max())
    hinge = np.array([end + thick, tall * rng.uniform(0.1, 0.4), -wrap * end**2])
    long, drop = rng.uniform(0.95, 1.25), rng.uniform(0.0, 0.3)
    leg_path = spline([(0, 0, 0.0), (0.01, 0, -long * 0.4), (0, -0.01, -long * 0.75), (-0.03, -drop, -long)], 12)
    flat = rng.uniform(1.0, 3.5)
    leg = tube(leg_path, thick * rng.uniform(0.8, 1.2), 6, flatten=flat, side=(1, 0, 0))
    leg = turn(leg, "y", rng.uniform(-8, 6))
    if chance(rng, 0.15):  # folded behind the lenses
        folded = turn(leg, "y", 88)
        made.add("leg", move(folded, hinge), move(move(mirror(folded), hinge * (-1, 1, 1)), (0, 0, -thick * 4)))
        return made
    made.add("leg", both(move(leg, hinge)))
    return made


def shoe(rng: Rng) -> Assembly:
    """Sneaker, boot, loafer, pump with a heel, sandal: upper, sole, heel, laces. The toe points to +z."""
    made = Assembly()
    style = pick(rng, ("sneaker", "boot", "loafer", "pump", "sandal"), (4, 3, 2, 3, 1.5))
    wide, long = rng.uniform(0.32, 0.42), 1.0
    lift = rng.uniform(0.1, 0.5) if style == "pump" else rng.uniform(0.0, 0.06) * (style != "sneaker")
    thick = rng.uniform(0.02, 0.05) if style == "pump" else rng.uniform(0.04, 0.14)
    z = np.linspace(-0.5, 0.5, 11) * long
    width = wide / 2 * np.interp(z, [-0.5, -0.42, -0.1, 0.2, 0.4, 0.5], [0.3, 0.68, 0.66, 1.0, 0.75, 0.2])
    under = lift * np.clip(np.interp(z, [-0.5, -0.25, 0.15, 0.5], [1, 0.9, 0, 0]), 0, 1) + 0.03 * np.clip(z - 0.3, 0, 1)
    angle = np.linspace(0, 2 * np.pi, 12, endpoint=False)

    def rings(low: Array, high: Array, scale: float = 1.0) -> Array:
        across = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** 0.6
        rise = (np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** 0.6 + 1) / 2
        x_ = width[:, None] * scale * across
        y_ = low[:, None] + (high - low)[:, None] * rise
        return np.stack([x_, y_, np.repeat(z[:, None], 12, 1)], -1)

    made.add("sole", loft(rings(under, under + thick, 1.04)))
    if style == "pump" or (lift > 0.02 and chance(rng, 0.7)):
        foot = rng.uniform(0.02, 0.1) if style == "pump" else wide * 0.4
        high = max(lift, 0.04)
        made.add("heel", move(cylinder(foot, high + 0.01, top=wide * 0.32, sections=10), (0, 0, -0.38)))
    top_of_sole = under + thick * 0.9
    if style == "sandal":
        _sandal_straps(rng, made, width, top_of_sole)
        return made
    instep, heel_high = rng.uniform(0.2, 0.34), rng.uniform(0.22, 0.35)
    height = np.interp(z, [-0.5, -0.3, 0.0, 0.25, 0.45, 0.5], [heel_high, heel_high, instep, 0.16, 0.12, 0.06])
    if style in ("pump", "loafer"):
        height = height * np.interp(z, [-0.5, -0.1, 0.1], [0.8, 0.35 if style == "pump" else 0.6, 0.85])
    made.add("upper", loft(rings(top_of_sole, top_of_sole + height)))
    if style == "boot":
        shaft = rng.uniform(0.25, 1.2)
        ring = np.array([(0.6, 0), (rng.uniform(0.55, 0.7), 0.4), (rng.uniform(0.6, 0.95), 1)]) * (wide * 0.7, shaft)
        made.add("upper", move(stretch(lathe(ring, 14), (0.8, 1, 1.1)), (0, heel_high * 0.8 + lift, -0.27)))
    if style in ("sneaker", "boot") and chance(rng, 0.75):
        laces = [
            bar(
                (-0.07, top_of_sole[6] + height[6] * 0.98 + k * 0.03, 0.12 - k * 0.05),
                (0.07, top_of_sole[6] + height[6] * 0.98 + k * 0.03, 0.1 - k * 0.05),
                0.014,
                sections=5,
            )
            for k in range(int(rng.integers(3, 6)))
        ]
        made.add("lace", *laces)
    if chance(rng, 0.12):
        pair = [(part, move(mirror(piece), (wide * 1.3, 0, rng.uniform(-0.02, 0.02)))) for part, piece in made.pieces]
        made.pieces.extend(pair)
    return made


def _sandal_straps(rng: Rng, made: Assembly, width: Array, top_of_sole: Array) -> None:
    """Bands over the foot, and one round the heel; width and height of the sole along its length (11,)."""
    z, half = np.linspace(-0.5, 0.5, 11), float(width.max())
    for at in rng.uniform(-0.1, 0.35, int(rng.integers(1, 4))):
        row = int(np.argmin(np.abs(z - at)))
        loop = np.stack(
            [
                width[row] * np.cos(np.linspace(0, np.pi, 9)),
                top_of_sole[row] + 0.16 * np.sin(np.linspace(0, np.pi, 9)),
                np.full(9, at),
            ],
            1,
        )
        made.add("upper", tube(loop, rng.uniform(0.03, 0.08), 4, flatten=0.2, side=(0, 0, 1)))
    if chance(rng, 0.5):
        back = spline(
            [
                (half * 0.66, top_of_sole[2], -0.15),
                (0, 0.28 + top_of_sole[0], -0.48),
                (-half * 0.66, top_of_sole[2], -0.15),
            ],
            9,
        )
        made.add("upper", tube(back, 0.03, 4, flatten=0.3, side=(0, 1, 0)))


WEARABLES: tuple[Kind, ...] = (
    Kind("eyeglasses", eyeglasses, {
        "body": ("frame", "lens", "lenses", "glasses frame", "front"),
        "leg": ("temple", "arm", "glasses leg", "side arm", "temple arm"),
    }, ("glasses", "spectacles", "sunglasses", "goggles")),
    Kind("shoe", shoe, {
        "upper": ("shoe upper", "shoe body", "vamp", "shaft", "body"),
        "sole": ("outsole", "shoe sole", "bottom"),
        "heel": ("shoe heel", "heel block"),
        "lace": ("shoelace", "laces", "shoe string"),
    }, ("sneaker", "boot", "footwear", "sandal", "high heel", "trainer")),
)  # fmt: skip
