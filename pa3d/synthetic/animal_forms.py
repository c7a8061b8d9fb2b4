"""What four-legged animals are made of: species in numbers, legs by pose, ears, tails, horns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.bodies import Look, Skin, point, skin
from pa3d.synthetic.forms import pick
from pa3d.synthetic.pieces import Piece, bar, ellipsoid, join, move, spline, tube

Rng = np.random.Generator
Range = tuple[float, float]


class Species(NamedTuple):
    """Ranges of proportions; the trunk of the body is 1 long. Girths are half widths.

    girth: of the ribs; tuck: the belly's girth over it; leg: length below the body's middle; shank: girth of a shin;
    neck: length, and degrees above level; throat: girth; head: length; skull: girth over length; snout: girth of the
    tip over the skull's; drop: degrees the face looks down; tail: length.
    """

    girth: Range
    tuck: Range
    leg: Range
    shank: Range
    neck: Range
    neck_angle: Range
    throat: Range
    head: Range
    skull: Range
    snout: Range
    drop: Range
    ears: tuple[str, ...]
    ear: Range
    tails: tuple[str, ...]
    tail: Range
    feet: str = "hoof"
    column: bool = False
    horns: tuple[str, ...] = ()
    horned: float = 0.0
    poses: tuple[str, ...] = ("stand", "stand", "walk", "run", "graze", "lie")
    mane: float = 0.0


class Frame(NamedTuple):
    """A head's place: where the skull is, where it looks, its own up, length and girth."""

    place: Array
    ahead: Array
    up: Array
    length: float
    girth: float


def leg_skin(
    rng: Rng, root: Array, length: float, shank: float, thigh: float, hind: bool, swing: float, bend: float, feet: str,
    column: bool, look: Look,
) -> tuple[Skin, Skin | None]:  # fmt: skip
    """A leg hanging from root, swung ahead and its lower half bent back (degrees), and its foot where it is a paw."""
    zig = 0.25 if column else 1.0
    if hind:
        heights, ahead = (0.22, 0.0, -0.3, -0.6, -0.9), np.array([0.0, 0.0, 0.1, -0.13, -0.09]) * zig
        girths = [thigh * 0.9, thigh, thigh * 0.72, shank * 1.15, shank]
    else:
        heights, ahead = (0.25, 0.0, -0.3, -0.58, -0.9), np.array([0.03, 0.03, -0.06, 0.0, 0.0]) * zig
        girths = [thigh * 0.75, thigh * 0.85, thigh * 0.55, shank * 1.15, shank * 0.95]
    if column:
        girths = [thigh * 0.8, thigh, thigh * 0.8, shank * 1.05, shank]
    points = np.stack([np.array(heights), ahead], 1) * length  # (5, 2) up and ahead of the root
    knee = 2 if hind else 3
    bending, swinging = np.deg2rad(bend), np.deg2rad(swing)
    points[knee:] = _turned(points[knee:], points[knee - 1] if not hind else points[2], -bending)
    points[1:] = _turned(points[1:], points[1], swinging)
    rows = [[root[0], root[1] + y, root[2] + z, g] for (y, z), g in zip(points, girths, strict=True)]
    last = points[-1] - points[-2]
    down = np.array([0.0, last[0], last[1]]) / (np.linalg.norm(last) + 1e-12)
    down = down * 0.4 + np.array([0.0, -0.6, 0.0]) if abs(bend) < 30 else down
    down /= np.linalg.norm(down)
    ankle = np.array(rows[-1][:3])
    if feet == "hoof":
        rows += [[*(ankle + down * length * 0.04), shank * 1.15], [*(ankle + down * length * 0.1), shank * 1.45]]
        return skin(rows, look, side=(1, 0, 0), ends=(0.3, 0.12)), None
    if feet == "pad":
        rows += [[*(ankle + down * length * 0.06), shank * 1.05], [*(ankle + down * length * 0.1), shank * 1.15]]
        return skin(rows, look, side=(1, 0, 0), ends=(0.3, 0.1)), None
    ahead_of = np.array([0.0, down[2], -down[1]])
    sole = ankle + down * length * 0.06
    size = shank * rng.uniform(1.05, 1.4)
    paw = [
        [*(sole - ahead_of * size * 0.4), size, size * 0.75],
        [*(sole + ahead_of * size * 1.1), size * 1.1, size * 0.6],
    ]
    leg = skin([*rows, [*(ankle + down * length * 0.05), shank * 0.95]], look, side=(1, 0, 0), ends=(0.3, 0.3))
    return leg, skin(paw, look, side=(1, 0, 0), ends=(0.7, 0.8))


def _turned(points: Array, about: Array, angle: float) -> Array:
    """Points (n, 2) (up, ahead) swung ahead about one of them."""
    offset = points - about
    cosine, sine = np.cos(angle), np.sin(angle)
    up, ahead = offset[:, 0] * cosine + offset[:, 1] * sine, offset[:, 1] * cosine - offset[:, 0] * sine
    return np.asarray(np.stack([up, ahead], 1) + about)


EARS: dict[str, tuple[tuple[float, float, float], tuple[float, float, float], float, tuple[float, ...]]] = {
    # direction of the root and of the tip (sideways, up, ahead), width over length, widths along it
    "up": ((0.35, 1.0, 0.0), (0.3, 1.0, 0.05), 0.3, (0.8, 1.0, 0.08)),
    "side": ((1.0, 0.25, -0.1), (1.0, -0.1, -0.1), 0.25, (0.5, 1.0, 0.15)),
    "flop": ((0.9, 0.5, 0.0), (0.25, -1.0, 0.1), 0.3, (0.6, 1.0, 0.7)),
    "round": ((0.6, 1.0, 0.0), (0.5, 1.0, 0.0), 0.55, (0.85, 1.0, 0.75)),
    "long": ((0.25, 1.0, -0.1), (0.2, 1.0, -0.3), 0.16, (0.7, 1.0, 0.5)),
    "big": ((1.0, 0.1, -0.5), (0.5, -0.9, -0.5), 0.6, (0.75, 1.0, 0.5)),
}


def ear_pieces(rng: Rng, frame: Frame, style: str, size: float, look: Look) -> list[Piece]:
    """Both ears."""
    start, end, wide, widths = EARS[style]
    spread = rng.uniform(0.55, 0.85)
    thin = 0.12 if style == "big" else rng.uniform(0.25, 0.5)
    tilt = rng.normal(size=3) * 0.12
    pieces = []
    if style == "big":  # hung beside the head however it looks down
        frame = frame._replace(up=np.array([0, 0.9, 0.45]), ahead=np.array([0, -0.3, 0.95]))
    for side in (-1, 1):
        across = np.array([side, 0.0, 0.0])
        root = frame.place + across * frame.girth * spread + frame.up * frame.girth * (0.35 if style == "big" else 0.55)
        first = across * start[0] + frame.up * start[1] + frame.ahead * (start[2] + tilt[0])
        last = across * (end[0] + tilt[1]) + frame.up * end[1] + frame.ahead * (end[2] + tilt[2])
        middle = root + first / np.linalg.norm(first) * size * 0.45
        tip = middle + last / np.linalg.norm(last) * size * 0.55
        rows = [[*p, size * wide * w, size * wide * w * thin] for p, w in zip((root, middle, tip), widths, strict=True)]
        facing = np.cross(tip - root, frame.ahead if abs(start[0]) > 0.5 else frame.ahead + frame.up * 0.01)
        pieces.append(skin(rows, look, side=facing, ends=(0.0, 0.2 if widths[-1] < 0.2 else 0.8)).piece)
    return pieces


def tail_pieces(rng: Rng, root: Array, style: str, size: float, back: float, look: Look) -> list[Piece]:
    """A tail from the rump. back: degrees the spine leans up there."""
    lean = np.deg2rad(back)
    u = rng.uniform
    behind = np.array([u(-0.1, 0.1), -np.sin(lean) * 0.5, -1.0])
    start = root - behind * 0.06
    if style == "curl":
        turns = np.linspace(0, u(1.2, 2.2) * 2 * np.pi, 16)
        coil = np.stack([np.sin(turns) * size * 0.28, np.cos(turns) * size * 0.28 - size * 0.28, -turns / 12 * size], 1)
        return [tube(root + coil, np.linspace(0.14, 0.07, 16) * size, 6)]
    if style == "stub":
        return [move(ellipsoid(np.array([0.4, 0.35, 0.5]) * size, 10, 7), root + behind * size * 0.2)]
    droop = {
        "hair": u(-1.1, -0.7),
        "bushy": u(-0.9, 0.6),
        "thin": u(-1.0, 1.0),
        "tuft": u(-1.1, -0.5),
        "up": u(0.5, 1.1),
    }[style]
    first = behind * size * 0.25 + np.array([0, size * 0.12 * np.sign(droop), 0])
    second = first + np.array([u(-0.15, 0.15), droop, -max(0.1, 1.0 - abs(droop))]) * size * 0.4
    curl = u(-0.3, 0.9) if style in ("thin", "up", "bushy") else 0.0
    third = (
        second
        + np.array([u(-0.2, 0.2), droop * 0.8 + curl, -max(0.05, 0.9 - abs(droop)) + curl * u(-0.8, 0.3)]) * size * 0.35
    )
    girths = {
        "hair": (0.07, 0.09, 0.13, 0.05), "bushy": (0.07, 0.1, 0.13, 0.04), "thin": (0.08, 0.06, 0.05, 0.04),
        "tuft": (0.06, 0.035, 0.03, 0.025), "up": (0.1, 0.08, 0.07, 0.05),
    }[style]  # fmt: skip
    rows = [[*(root + p), g * size] for p, g in zip((start - root, first, second, third), girths, strict=True)]
    pieces = [skin(rows, look, ends=(0.0, 0.8)).piece]
    if style == "tuft":
        pieces.append(move(ellipsoid(np.array([0.06, 0.12, 0.06]) * size, 8, 6), root + third))
    return pieces


def horn_pieces(rng: Rng, frame: Frame, style: str, size: float) -> list[Piece]:
    """Horns, antlers, a rhino's horns, tusk-less."""
    u, up, ahead = rng.uniform, frame.up, frame.ahead
    if style == "nose":
        pieces = []
        for place, scale in ((0.95, 1.0), (0.65, 0.5))[: pick(rng, (1, 2))]:
            foot = frame.place + ahead * frame.length * place + up * frame.girth * 0.3
            path = spline([foot, foot + up * size * 0.5 * scale, foot + (up * 0.9 - ahead * 0.25) * size * scale], 6)
            pieces.append(tube(path, np.linspace(0.2, 0.03, 6) * size * scale, 8))
        return pieces
    if style == "single":
        foot = frame.place + ahead * frame.length * 0.25 + up * frame.girth * 0.6
        return [bar(foot, foot + (up + ahead * 0.5) * size * 1.3, 0.08 * size, 0.01, 8)]
    pieces = []
    curves = {
        "cow": [(0.3, 0.2, 0), (0.8, 0.35, 0.1), (1.0, 0.9, 0.2)],
        "goat": [(0.05, 0.5, -0.1), (0.15, 0.9, -0.5), (0.3, 0.8, -1.0)],
        "ram": [(0.3, 0.4, -0.3), (0.7, 0.1, -0.5), (0.8, -0.4, -0.1), (0.9, -0.2, 0.35)],
        "knob": [(0.03, 0.3, -0.03), (0.06, 0.6, -0.06)],
        "antler": [(0.2, 0.5, -0.1), (0.55, 0.95, -0.25), (0.6, 1.5, -0.1)],
    }[style]
    stretch = rng.uniform(0.7, 1.3, 3)
    for side in (-1, 1):
        across = np.array([float(side), 0, 0])
        foot = frame.place + across * frame.girth * 0.4 + up * frame.girth * 0.6
        points = [foot] + [
            foot + (across * x * stretch[0] + up * y * stretch[1] + ahead * z * stretch[2]) * size for x, y, z in curves
        ]
        thick = size * (0.06 if style in ("antler", "knob") else 0.13)
        path = spline(points, 9)
        taper = np.linspace(1, 0.7 if style == "knob" else 0.25, 9)
        pieces.append(tube(path, thick * taper, 6))
        if style == "knob":
            pieces.append(move(ellipsoid(np.full(3, thick * 1.3), 8, 5), path[-1]))
        if style == "antler":
            for at, reach in ((3, 0.4), (5, 0.5), (6, 0.4))[: int(rng.integers(1, 4))]:
                pieces.append(
                    bar(
                        path[at],
                        path[at] + (up * 0.9 + ahead * u(0.2, 0.9)) * size * reach,
                        thick * 0.8,
                        thick * 0.3,
                        6,
                    )
                )
    return pieces


def mane_piece(rng: Rng, neck: Skin, frame: Frame) -> Piece:
    """A crest along the back of the neck, or a lion's ruff round it."""
    count = len(neck.path)
    steps = neck.path[-1] - neck.path[0]
    behind = np.array([0.0, steps[2], -steps[1]])
    behind = -behind / (np.linalg.norm(behind) + 1e-12) * (1 if behind[2] > 0 else -1)
    girth = neck.sizes.mean()
    rows = []
    for i in range(0, count, max(1, count // 5)):
        rows.append([*(neck.path[i] + behind * neck.sizes[i].mean() * 0.95), girth * 0.22, girth * 0.4])
    rows.append([*(frame.place + frame.up * frame.girth * 0.8), girth * 0.18, girth * 0.3])
    return skin(rows, Look(8, 1.5), side=(1, 0, 0), ends=(0.5, 0.5)).piece


def ruff_piece(rng: Rng, frame: Frame) -> Piece:
    """A lion's mane: a thick collar round the back of the head."""
    size = frame.girth * rng.uniform(1.5, 2.0)
    rows = [
        [*(frame.place - frame.ahead * size * 0.9 - frame.up * size * 0.35), size * 0.75],
        [*(frame.place - frame.ahead * size * 0.35 - frame.up * size * 0.1), size],
        [*(frame.place + frame.ahead * size * 0.05), size * 0.85],
    ]
    return skin(rows, Look(14, 2), side=(1, 0, 0), ends=(0.6, 0.15)).piece


def trunk_and_tusks(rng: Rng, frame: Frame, ground: float, look: Look) -> tuple[Piece, Piece]:
    """An elephant's trunk from the face, hanging, curled or raised; and its tusks."""
    root = frame.place + frame.ahead * frame.length * 0.6
    size = rng.uniform(0.75, 1.0) * (root[1] - ground)
    style = pick(rng, ("hang", "curl", "raise", "ahead"), (4, 2, 2, 1))
    path = {
        "hang": [(0, 0.06), (-0.3, 0.14), (-0.65, 0.08), (-0.92, 0.12)],
        "curl": [(0, 0.06), (-0.35, 0.16), (-0.62, 0.14), (-0.7, 0.3), (-0.55, 0.4)],
        "raise": [(0, 0.06), (-0.22, 0.2), (-0.12, 0.4), (0.15, 0.48), (0.4, 0.42)],
        "ahead": [(0, 0.06), (-0.15, 0.25), (-0.25, 0.5), (-0.2, 0.7)],
    }[style]
    girths = np.linspace(frame.girth * 0.55, frame.girth * 0.2, len(path) + 1)
    rows = [[*(root - frame.ahead * frame.girth * 0.5), girths[0]]]
    rows += [[root[0], root[1] + y * size, root[2] + z * size, g] for (y, z), g in zip(path, girths[1:], strict=True)]
    tusk = []
    long = frame.length * rng.uniform(0.3, 1.0)
    for side in (-1, 1):
        foot = root + point(side * frame.girth * 0.45, -frame.girth * 0.25, -0.02)
        points = [
            foot,
            foot + np.array([side * 0.1, -0.5, 0.6]) * long * 0.6,
            foot + np.array([side * 0.15, -0.4, 1.1]) * long,
        ]
        tusk.append(tube(spline(points, 6), np.linspace(0.14, 0.03, 6) * frame.girth * 1.2, 6))
    return skin(rows, look, side=(1, 0, 0), ends=(0.0, 0.2)).piece, join(*tusk)
