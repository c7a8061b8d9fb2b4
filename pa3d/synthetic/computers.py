"""Computers: laptop, keyboard, mouse, display."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import both, chance, log_uniform, lying, pick, plate, rounded_outline
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import (
    Piece,
    bar,
    box,
    cylinder,
    ellipsoid,
    extrude,
    join,
    move,
    sheet,
    spline,
    stretch,
    torus,
    tube,
    turn,
    warp,
)

Rng = np.random.Generator


def laptop(rng: Rng) -> Assembly:
    """The base lies, the lid opens behind it at any angle; tablets with a keyboard too."""
    made = Assembly()
    wide, deep = 1.0, rng.uniform(0.55, 0.95)
    thick = log_uniform(rng, 0.012, 0.12)
    corner = rng.uniform(0, 0.12)
    base = plate(wide, deep, thick, corner, float(pick(rng, (1.0, rng.uniform(0.9, 1.0)))))
    base = move(lying(base), (0, thick / 2, 0))
    made.add("keyboard", base)
    detailed = chance(rng, 0.3)
    style = pick(rng, ("none", "block", "keys"), (4, 2, 3))
    far, near = -deep * rng.uniform(0.3, 0.4), deep * rng.uniform(0.0, 0.12)
    if style == "block":
        made.add("keyboard", box((wide * 0.85, 0.012, near - far), (0, thick, (near + far) / 2)))
    elif style == "keys":
        made.add("keyboard", _keys(wide * 0.88, near - far, int(rng.integers(3, 6)), int(rng.integers(8, 13)), 0.015,
                                   (0, thick, (near + far) / 2)))  # fmt: skip
    pad = box((rng.uniform(0.2, 0.35), 0.006, deep * 0.2), (0, thick, deep * rng.uniform(0.28, 0.34)))
    if detailed or chance(rng, 0.4):
        made.add("touchpad" if detailed else "keyboard", pad)
    angle = float(pick(rng, (rng.uniform(85, 135), rng.uniform(15, 85), rng.uniform(135, 180), 0.5), (8, 2, 2, 0.4)))
    lid_thick = thick * rng.uniform(0.25, 0.9)
    tall = deep * rng.uniform(0.9, 1.05)
    lid = [
        move(plate(wide * float(pick(rng, (1.0, rng.uniform(0.94, 1.0)))), tall, lid_thick, corner), (0, tall / 2, 0))
    ]
    if chance(rng, 0.5):  # the glass within its frame, in front or sunk
        glass = plate(wide * 0.9, tall * 0.86, 0.006, 0.01)
        lid.append(move(glass, (0, tall * 0.52, lid_thick / 2 * rng.uniform(0.8, 1.15))))
    low = rng.uniform(0.1, 0.9) if chance(rng, 0.2) and angle > 60 else 0.95  # a lid that drops behind the base
    hinge = np.array(
        [0, thick * low + lid_thick * rng.uniform(-0.2, 0.4), -deep / 2 + lid_thick * rng.uniform(-0.5, 0.5)]
    )
    made.add("screen", *(move(turn(piece, "x", 90 - angle), hinge) for piece in lid))
    if detailed and chance(rng, 0.6):
        eye = turn(cylinder(0.012, 0.01, sections=8), "x", 90)
        made.add("camera", move(turn(move(eye, (0, tall * 0.97, lid_thick / 2)), "x", 90 - angle), hinge))
    if chance(rng, 0.35):
        radius = max(lid_thick, thick) * rng.uniform(0.4, 0.8)
        spans = pick(rng, (((-0.42, 0.42),), ((-0.4, -0.2), (0.2, 0.4))))
        rods = [bar((low, hinge[1], hinge[2]), (high, hinge[1], hinge[2]), radius) for low, high in spans]
        made.add("shaft" if detailed else "keyboard", *rods)
    return made


def _keys(
    wide: float, deep: float, rows: int, columns: int, height: float, center: tuple[float, float, float]
) -> Piece:
    """A field of keys about a centre."""
    cell_x, cell_z = wide / columns, deep / rows
    key = box((cell_x * 0.82, height, cell_z * 0.82))
    x = (np.arange(columns) - (columns - 1) / 2) * cell_x
    z = (np.arange(rows) - (rows - 1) / 2) * cell_z
    place = np.stack(np.meshgrid(x, z), -1).reshape(-1, 2)
    offset = np.column_stack([place[:, 0], np.full(len(place), height / 2), place[:, 1]]) + center
    vertices = (key.vertices[None] + offset[:, None]).reshape(-1, 3)
    faces = (key.faces[None] + 8 * np.arange(len(offset))[:, None, None]).reshape(-1, 3)
    return Piece(vertices, faces)


def keyboard(rng: Rng) -> Assembly:
    """A computer keyboard: body, keys, often a cord."""
    made = Assembly()
    deep = rng.uniform(0.28, 0.55)
    thick = rng.uniform(0.02, 0.08)
    bend = float(pick(rng, (0.0, rng.uniform(0.05, 0.25)), (4, 1)))
    slope = rng.uniform(0, 8)
    parts = [("body", move(lying(plate(1.0, deep, thick, rng.uniform(0, 0.08))), (0, thick / 2, 0)))]
    high = rng.uniform(0.012, 0.04)
    rows = int(rng.integers(4, 7))
    blocks: tuple[tuple[float, float, int], ...] = pick(
        rng,
        (((0.0, 0.94, 14),), ((-0.16, 0.6, 11), (0.31, 0.28, 4)), ((-0.17, 0.6, 12), (0.22, 0.13, 3), (0.4, 0.17, 4))),
    )
    for x, wide, columns in blocks:
        parts.append(("key", _keys(wide, deep * 0.82, rows, columns, high, (x, thick - high * 0.3, deep * 0.02))))
    if chance(rng, 0.5):
        parts.append(("key", box((0.3, high, deep * 0.12), (-0.12, thick + high * 0.2, deep * 0.36))))
    for part, piece in parts:
        piece = warp(piece, lambda v: np.column_stack([v[:, 0], v[:, 1], v[:, 2] - bend * (1 - 4 * v[:, 0] ** 2)]))
        made.add(part, turn(piece, "x", slope))
    if chance(rng, 0.5):
        start = np.array([rng.uniform(-0.4, 0.4), thick / 2, -deep / 2 - bend * 0.9])
        made.add("cord", _wander(rng, start, np.array([0.0, 0.0, -1.0]), rng.uniform(0.3, 1.0), 0.01))
    return made


def _wander(rng: Rng, start: np.ndarray, ahead: np.ndarray, length: float, radius: float) -> Piece:
    """A cable lying on the ground from a start in about a direction."""
    side = np.array([ahead[2], 0, -ahead[0]])
    points = [start]
    for step in range(1, 5):
        sway = rng.uniform(-0.25, 0.25) * length
        points.append(start * (1, 0, 1) + ahead * length * step / 4 + side * sway + np.array([0, radius, 0]))
    return tube(spline(points, 16), radius, 5)


def mouse(rng: Rng) -> Assembly:
    """A computer mouse: shell, buttons, wheel, cord."""
    made = Assembly()
    wide, tall, long = rng.uniform(0.5, 0.75), rng.uniform(0.28, 0.5), 1.0
    thick = float(rng.uniform(0.4, 1.0))
    back = rng.uniform(-0.25, 0.1)

    def shape(vertices: np.ndarray) -> np.ndarray:
        vertices[:, 1] = np.maximum(vertices[:, 1], -0.05 * tall)
        vertices[:, 1] *= 1 - back * vertices[:, 2] * -1.2
        vertices[:, 0] *= 1 - 0.25 * np.exp(-((vertices[:, 2] / 0.25) ** 2)) * (thick < 0.6)
        return vertices

    shell = warp(ellipsoid((wide / 2, tall, long / 2), 24, 15, rng.uniform(0.6, 1.0)), shape)
    corner = shell.vertices[shell.faces].mean(1)
    front = (corner[:, 2] > rng.uniform(0.02, 0.2)) & (corner[:, 1] > tall * 0.25)
    made.add("body", Piece(shell.vertices, shell.faces[~front]))
    buttons = Piece(shell.vertices * (1.0, 1.02, 1.0), shell.faces[front])
    made.add("button", buttons)
    if chance(rng, 0.85):
        size = rng.uniform(0.06, 0.1)
        wheel = turn(move(cylinder(size, 0.06, sections=12), (0, -0.03, 0)), "z", 90)
        z = long * rng.uniform(0.22, 0.34)
        height = float(shell.vertices[np.argmin(np.abs(shell.vertices[:, 2] - z) - shell.vertices[:, 1]), 1])
        made.add("wheel", move(wheel, (0, height - 0.02, z)))
    if chance(rng, 0.15):
        made.add("button", box((0.03, 0.05, 0.25), (wide * 0.49, tall * 0.35, 0.0)))
    if chance(rng, 0.55):
        start = np.array([0.0, tall * 0.2, long * 0.48])
        made.add("cord", _wander(rng, start, np.array([0.0, 0.0, 1.0]), rng.uniform(0.4, 2.0), 0.018))
    return made


def display(rng: Rng) -> Assembly:
    """Monitors and televisions: flat, curved, tubes; on a neck and foot, two feet, an arm, a wall."""
    made = Assembly()
    wide = 1.0
    tall = wide * rng.uniform(0.45, 0.85)
    if chance(rng, 0.12):
        tall = wide * rng.uniform(1.2, 1.8)
    thick = log_uniform(rng, 0.02, 0.12)
    panel = [plate(wide, tall, thick, rng.uniform(0, 0.05))]
    tube_set = chance(rng, 0.15)
    if tube_set:
        deep = rng.uniform(0.4, 0.8)
        rear = extrude(rounded_outline(wide * 0.95, tall * 0.95, 0.05), deep, rng.uniform(0.4, 0.7))
        panel.append(move(turn(rear, "y", 180), (0, 0, -deep / 2)))
    elif chance(rng, 0.5):
        bump = extrude(rounded_outline(wide * rng.uniform(0.3, 0.9), tall * rng.uniform(0.3, 0.9), 0.05), 0.08, 0.7)
        panel.append(move(turn(bump, "y", 180), (0, 0, -thick / 2 - 0.03)))
    if chance(rng, 0.6):
        glass = plate(wide * 0.93, tall * 0.9, 0.01, 0.005)
        panel.append(move(glass, (0, 0.01, thick / 2 * rng.uniform(0.8, 1.1))))
    curve = float(pick(rng, (0.0, rng.uniform(0.1, 0.35)), (6, 1)))
    if curve and not tube_set:
        strip = np.linspace(-wide / 2, wide / 2, 13)
        side, half = np.stack([strip, np.zeros(13), 2 * curve * strip**2], 1), np.array([0, tall / 2, 0])
        panel = [sheet(np.stack([side + half, side - half]), thick)]
    tilt = rng.uniform(-12, 5)
    style = (
        "foot"
        if tube_set
        else pick(
            rng, ("neck", "feet", "arm", "slab", "bare", "bent", "legs", "easel"), (7, 2.5, 1, 1.5, 0.8, 1.5, 0.5, 0.6)
        )
    )
    lift = 0.06 if style in ("slab", "bare", "foot") else rng.uniform(0.08, 0.4)
    height = tall / 2 + lift
    made.add("screen", *(move(turn(piece, "x", tilt), (0, height, 0)) for piece in panel))
    _stand(rng, made, style, height, tall, thick)
    return made


def _stand(rng: Rng, made: Assembly, style: str, height: float, tall: float, thick: float) -> None:
    """What carries a screen whose middle is at `height`."""
    if style == "bare":
        return
    if style in ("bent", "legs", "easel"):
        return _odd_stand(rng, made, style, height, tall, thick)
    if style == "feet":
        for x in (-1, 1):
            at = x * rng.uniform(0.28, 0.42)
            foot = join(bar((at, height - tall * 0.45, -thick), (at, 0.01, 0.18), 0.02),
                        bar((at, height - tall * 0.45, -thick), (at, 0.01, -0.18), 0.02))  # fmt: skip
            bar_foot = box((0.05, 0.03, 0.35), (at, 0.015, 0))
            post = bar((at, 0, 0), (at, height - tall * 0.45, 0), 0.025)
            made.add("base", *pick(rng, ((foot,), (bar_foot, post))))
        return
    wide, deep = rng.uniform(0.25, 0.6), rng.uniform(0.2, 0.4)
    flat = rng.uniform(0.012, 0.05)
    foot = pick(
        rng,
        (
            lying(plate(wide, deep, flat, rng.uniform(0.0, 0.15))),
            stretch(cylinder(0.5, flat, top=rng.uniform(0.4, 0.5)), (wide, 1, deep)),
            join(
                bar((0, 0, -deep / 2), (-wide / 2, 0, deep / 2), 0.025),
                bar((0, 0, -deep / 2), (wide / 2, 0, deep / 2), 0.025),
            ),
            stretch(torus(0.5, 0.04, 16, 6), (wide, 0.7, deep)),
        ),
    )
    back = -thick / 2 - 0.02
    made.add("base", move(foot, (0, flat / 2, back * float(rng.uniform(0, 1.5)))))
    if style == "slab" or style == "foot":
        made.add(
            "support", box((wide * 0.6, height - tall / 2 + 0.08, 0.06), (0, (height - tall / 2) / 2 + 0.03, back))
        )
        return
    reach = height + tall * rng.uniform(-0.35, 0.0)
    if style == "arm":
        knee = (0, reach * 0.5, back - rng.uniform(0.15, 0.35))
        made.add("support", bar((0, 0, back), knee, 0.025), bar(knee, (0, reach, back), 0.025))
        return
    broad = rng.uniform(0.05, 0.25)
    post = pick(
        rng,
        (
            box((broad, reach, 0.04), (0, reach / 2, back)),
            bar((0, 0, back), (0, reach, back), broad * 0.25, sections=10),
            both(bar((broad * 0.5, 0, back), (broad * 0.4, reach, back), 0.015)),
            tube(
                spline([(0, 0, back), (0, reach * 0.5, back - 0.12), (0, reach, back)], 8),
                broad / 2,
                4,
                flatten=0.2,
                side=(1, 0, 0),
            ),
        ),
    )
    made.add("support", post)
    if chance(rng, 0.4):
        made.add("support", box((0.16, 0.16, 0.05), (0, min(reach, height), back)))


def _odd_stand(rng: Rng, made: Assembly, style: str, height: float, tall: float, thick: float) -> None:
    """One bent sheet or hoop as foot and neck, splayed legs below, or props behind the screen."""
    back, low = -thick / 2 - 0.02, height - tall / 2
    if style == "bent":
        wide, out, up = rng.uniform(0.15, 0.7), rng.uniform(0.1, 0.3), low + tall * rng.uniform(0.1, 0.4)
        foot = [(0, 0.02, out), (0, 0.02, back - 0.05)]
        neck = spline([(0, 0.02, back - 0.05), (0, 0.06, back - 0.12), (0, up, back)], 9)
        if chance(rng, 0.6):
            flat = rng.uniform(0.03, 0.1)
            made.add("base", tube(foot, wide / 2, 4, flatten=flat, side=(1, 0, 0)))
            made.add("support", tube(neck, wide / 2 * rng.uniform(0.4, 1), 4, flatten=flat, side=(1, 0, 0)))
        else:
            made.add("base", both(bar((wide / 2, 0.02, out), (wide / 2, 0.02, back - 0.05), 0.02)))
            made.add("base", bar((-wide / 2, 0.02, out), (wide / 2, 0.02, out), 0.02))
            made.add("support", both(move(tube(neck, 0.02, 8), (wide / 2, 0, 0))))
    elif style == "legs":
        spread, deep = rng.uniform(0.25, 0.45), rng.uniform(0.08, 0.25)
        for z in (-deep, deep):
            lean = (spread * rng.uniform(1.0, 1.3), 0, z * 1.3 + back)
            made.add("base", both(bar((spread, low + 0.03, z * 0.3 + back * 0.5), lean, 0.025, 0.015)))
    else:
        x, reach = rng.uniform(0.0, 0.35), rng.uniform(0.15, 0.45)
        made.add("support", both(bar((x, low + tall * 0.5, back), (x, 0, back - reach), 0.025)))
        made.add("base", both(bar((x + 0.03, low + 0.02, 0), (x + 0.03, 0.0, 0.05), 0.03)))


COMPUTERS: tuple[Kind, ...] = (
    Kind("laptop", laptop, {
        "keyboard": ("base", "laptop base", "keyboard base", "bottom half", "lower half", "keys"),
        "screen": ("display", "lid", "monitor", "laptop screen", "display panel", "upper half"),
        "touchpad": ("trackpad", "touch pad"),
        "camera": ("webcam", "laptop camera"),
        "shaft": ("hinge", "laptop hinge", "joint"),
    }, ("notebook", "notebook computer", "laptop computer")),
    Kind("keyboard", keyboard, {
        "key": ("keys", "button", "key cap", "keyboard key"),
        "body": ("keyboard body", "case", "base", "frame", "board"),
        "cord": ("cable", "wire", "keyboard cable"),
    }, ("computer keyboard",)),
    Kind("mouse", mouse, {
        "button": ("mouse button", "key", "click button"),
        "wheel": ("scroll wheel", "mouse wheel", "roller"),
        "cord": ("cable", "wire", "mouse cable"),
        "body": ("mouse body", "shell", "case", "palm rest", "housing"),
    }, ("computer mouse",)),
    Kind("display", display, {
        "screen": ("display screen", "monitor", "panel", "display panel", "television screen"),
        "base": ("foot", "display base", "stand base", "feet"),
        "support": ("stand", "neck", "pole", "stand neck", "bracket"),
    }, ("monitor", "television", "tv", "computer monitor", "screen")),
)  # fmt: skip
