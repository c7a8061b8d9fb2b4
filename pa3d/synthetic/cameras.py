"""Cameras: compact, reflex, rangefinder, bellows, twin-lens, instant, video, action and watching cameras."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import chance, log_uniform, pick
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, ellipsoid, extrude, lathe, loft, move, spline, tube, turn
from pa3d.synthetic.switch_controls import layered, round_layered
from pa3d.synthetic.vehicle_pieces import along_z

Rng = np.random.Generator


def _lens(rng: Rng, radius: float, long: float) -> Piece:
    """A barrel along +z from z = 0: steps, a flare or a hood, glass sunk in its end."""
    steps = np.sort(rng.uniform(0.08, 0.95, int(rng.integers(0, 5))))
    line: list[tuple[float, float]] = [(radius, -0.02)]
    for at in steps:
        line += [(line[-1][0], at * long), (radius * rng.uniform(0.72, 1.12), at * long)]
    end = line[-1][0] * float(pick(rng, (1.0, rng.uniform(1.0, 1.3)), (3, 1)))
    sunk = long - min(long * 0.8, end * rng.uniform(0.05, 0.8))
    line += [
        (end, long),
        (end * 0.88, long),
        (end * rng.uniform(0.5, 0.85), sunk),
        (0, sunk + end * rng.uniform(-0.05, 0.15)),
    ]
    return along_z(lathe(line, 20))


def _top(rng: Rng, made: Assembly, wide: float, top: float, deep: float) -> None:
    """Shutter button, dials and levers on top."""
    for side in pick(rng, ((1,), (-1,), (1, -1))):
        for _ in range(int(rng.integers(1, 3))):
            size, high = wide * rng.uniform(0.025, 0.09), rng.uniform(0.02, 0.1)
            x, z = side * wide * rng.uniform(0.2, 0.42), rng.uniform(-0.25, 0.25) * deep
            knob = cylinder(size, high + 0.02, size * rng.uniform(0.8, 1), int(pick(rng, (8, 12, 18))))
            made.add("button", move(knob, (x, top - 0.02, z)))
    if chance(rng, 0.25):
        made.add("button", box((wide * 0.12, 0.04, 0.05), (wide * rng.uniform(-0.3, 0.3), top + 0.01, -deep * 0.2)))


def _rear(rng: Rng, made: Assembly, wide: float, tall: float, back: float) -> None:
    """Buttons and a display on the back."""
    made.add("body", box((wide * 0.55, tall * 0.55, 0.02), (wide * 0.1, 0, back)))
    for y in np.linspace(-0.3, 0.3, int(rng.integers(2, 5))) * tall:
        made.add(
            "button",
            move(turn(round_layered(0.03, [(0, -0.01), (0, 0.02)], 3), "y", 180), (-wide * 0.36, float(y), back)),
        )
    if chance(rng, 0.5):
        made.add(
            "button",
            move(
                turn(round_layered(0.08, [(0, -0.01), (0, 0.02), (0.05, 0.02)], 4), "y", 180),
                (-wide * 0.33, -tall * 0.2, back),
            ),
        )


def _still(rng: Rng) -> Assembly:
    """Compact, reflex, rangefinder and mirrorless cameras."""
    made = Assembly()
    style = pick(rng, ("compact", "reflex", "finder"), (3, 4, 2))
    tall, deep = rng.uniform(0.5, 0.85), log_uniform(rng, 0.14, 0.5)
    soft = min(deep, tall) * rng.uniform(0.02, 0.25)
    corner = tall * float(pick(rng, (0.02, rng.uniform(0.05, 0.2), 0.5), (2, 3, 1)))
    made.add(
        "body",
        layered(
            1.0, tall, corner, [(soft, -deep / 2), (0, -deep / 2 + soft), (0, deep / 2 - soft), (soft, deep / 2)], 5
        ),
    )
    top = tall / 2
    if style == "reflex":
        wide, high = rng.uniform(0.16, 0.26), rng.uniform(0.12, 0.28)
        hump = extrude(
            [(-wide, 0), (wide, 0), (wide * 0.6, high), (-wide * 0.6, high)],
            deep * rng.uniform(0.8, 1.3),
            rng.uniform(0.6, 1),
        )
        made.add("body", move(hump, (0, top - 0.02, 0)))
        if chance(rng, 0.4):
            made.add("body", box((0.14, 0.03, 0.14), (0, top + high, -deep * 0.1)))
    elif style == "finder":
        made.add("body", box((rng.uniform(0.3, 0.9), 0.12, deep * 0.8), (rng.uniform(-0.1, 0.1), top + 0.03, 0)))
        made.add("body", box((0.14, 0.09, 0.02), (rng.uniform(0.1, 0.3), top - 0.08, deep / 2)))
    elif chance(rng, 0.7):  # flash and viewfinder
        made.add("body", box((0.2, 0.09, 0.02), (rng.uniform(-0.4, 0.35), top * 0.75, deep / 2)))
    if style != "compact" and chance(rng, 0.6):
        grip = layered(0.2, tall * 0.94, 0.06, [(0, 0), (0, deep * rng.uniform(0.2, 0.7)), (0.04, deep * 0.75)])
        made.add("body", move(grip, (-0.4, 0, deep / 2 - 0.05)))
    if chance(rng, 0.15):  # battery grip
        made.add("body", box((0.98, 0.25, deep * 0.95), (0, -tall / 2 - 0.1, 0)))
    radius = tall * rng.uniform(0.2, 0.47)
    long = log_uniform(rng, 0.15, 1.3) if style == "reflex" else log_uniform(rng, 0.04, 0.5)
    made.add("lens", move(_lens(rng, radius, long), (rng.uniform(-0.15, 0.15), rng.uniform(-0.08, 0.02), deep / 2)))
    if chance(rng, 0.12):  # flash on the shoe
        made.add("body", box((0.3, 0.3, 0.25), (0, top + 0.4, 0)), box((0.1, 0.35, 0.1), (0, top + 0.15, 0)))
    _top(rng, made, 1 - 1.4 * corner, top, deep)
    if chance(rng, 0.4):
        _rear(rng, made, 1.0, tall, -deep / 2)
    return made


def _old(rng: Rng) -> Assembly:
    """Bellows between two boards, a twin-lens box, an instant camera, a box camera."""
    made = Assembly()
    style = pick(rng, ("bellows", "twin", "instant", "box"))
    if style == "bellows":
        tall, reach = rng.uniform(0.7, 1.1), rng.uniform(0.3, 1.0)
        made.add("body", box((1.0, tall, 0.25), (0, 0, -0.12)))
        folds = np.linspace(0, 1, 13)
        size = np.linspace(0.75, 0.4, 13) * (1 - 0.12 * (np.arange(13) % 2))
        square = np.array([(-1, -1), (-1, 1), (1, 1), (1, -1)]) * 0.5
        made.add(
            "body",
            loft(
                np.stack(
                    [
                        np.column_stack([square * (s, s * tall), np.full(4, f * reach)])
                        for s, f in zip(size, folds, strict=True)
                    ]
                )
            ),
        )
        made.add(
            "body", box((0.5, 0.5 * tall, 0.04), (0, 0, reach)), box((0.6, 0.04, reach), (0, -tall * 0.4, reach / 2))
        )
        made.add("lens", move(_lens(rng, rng.uniform(0.1, 0.2), rng.uniform(0.06, 0.3)), (0, 0, reach + 0.02)))
    elif style == "twin":
        tall, deep = rng.uniform(1.2, 1.5), rng.uniform(0.7, 1.0)
        made.add("body", box((0.9, tall, deep), (0, 0, 0), 0.05), box((0.7, tall * 0.8, 0.08), (0, 0, deep / 2)))
        for y, share in ((-0.25, 1.0), (0.28, rng.uniform(0.7, 1.0))):
            made.add(
                "lens", move(_lens(rng, 0.22 * share, rng.uniform(0.1, 0.3)), (0, y * tall * 0.8, deep / 2 + 0.03))
            )
        if chance(rng, 0.5):
            made.add("body", *(box((0.6, 0.3, 0.02), (0, tall / 2 + 0.14, z)) for z in (-0.28, 0.28)))
        made.add("button", move(turn(cylinder(0.12, 0.12, sections=14), "z", -90), (0.45, 0.2, 0)))
        return made
    else:
        tall, deep = rng.uniform(0.7, 1.2), rng.uniform(0.4, 0.9)
        made.add(
            "body", layered(1.0, tall, 0.08, [(0.03, -deep / 2), (0, -deep * 0.4), (0, deep * 0.4), (0.03, deep / 2)])
        )
        if style == "instant":
            made.add(
                "body",
                box((1.0, tall * 0.3, deep * 0.7), (0, -tall * 0.42, deep * 0.35)),
                box((0.25, 0.15, 0.03), (0.3, tall * 0.33, deep / 2)),
            )
        made.add("lens", move(_lens(rng, rng.uniform(0.12, 0.35), rng.uniform(0.05, 0.3)), (0, tall * 0.05, deep / 2)))
        made.add(
            "button",
            move(round_layered(0.06, [(0, -0.02), (0, 0.04)]), (-0.34, tall * rng.uniform(-0.2, 0.2), deep / 2)),
        )
    _top(rng, made, 1.0, tall / 2, 0.3)
    return made


def _action(rng: Rng) -> Assembly:
    """A small block with its lens in a corner."""
    made = Assembly()
    wide, tall, deep = 0.8, rng.uniform(0.55, 0.8), rng.uniform(0.25, 0.6)
    made.add(
        "body", layered(wide, tall, 0.08, [(0.02, -deep / 2), (0, -deep * 0.4), (0, deep * 0.4), (0.02, deep / 2)])
    )
    corner = float(pick(rng, (0.03, 0.16)))
    ring = layered(0.32, 0.32, corner, [(0, -0.02), (0, 0.06), (0.04, 0.07), (0.07, 0.02)])
    made.add("lens", move(ring, (0.2, tall * 0.15, deep / 2)))
    _top(rng, made, wide, tall / 2, deep)
    return made


def _video(rng: Rng) -> Assembly:
    """Camcorders, film cameras, watching cameras on a bracket, balls on a foot, action cameras."""
    made = Assembly()
    style = pick(rng, ("camcorder", "bullet", "ball", "action", "film"), (2.5, 1.5, 1, 1.5, 1))
    if style == "action":
        return _action(rng)
    if style in ("bullet", "ball"):
        long = rng.uniform(0.6, 1.2)
        body = along_z(cylinder(0.25, long, sections=18)) if style == "bullet" else ellipsoid((0.4, 0.4, 0.4), 18, 11)
        made.add("body", body)
        if style == "bullet" and chance(rng, 0.6):
            made.add("body", box((0.5, 0.03, long * 1.2), (0, 0.26, long * 0.6)))
        made.add("lens", move(_lens(rng, 0.17, rng.uniform(0.06, 0.2)), (0, 0, long if style == "bullet" else 0.36)))
        made.add(
            "body", bar((0, -0.2, 0.2), (0, -0.6, 0.1), 0.06), move(cylinder(0.3, 0.08, sections=16), (0, -0.66, 0.1))
        )
        if style == "ball" or chance(rng, 0.3):
            made.add("button", move(cylinder(0.05, 0.06, sections=10), (0, 0.38 if style == "ball" else 0.24, 0.1)))
        return made
    wide, tall, long = rng.uniform(0.3, 0.5), rng.uniform(0.35, 0.6), rng.uniform(0.8, 1.3)
    made.add(
        "body",
        layered(wide, tall, wide * rng.uniform(0.02, 0.5), [(0, -long / 2), (0, long / 2 - 0.03), (0.03, long / 2)], 5),
    )
    made.add("lens", move(_lens(rng, min(wide, tall) * rng.uniform(0.3, 0.5), rng.uniform(0.1, 0.6)), (0, 0, long / 2)))
    if style == "film":
        for z in (-0.25, 0.25):
            made.add("body", turn(move(cylinder(0.3, 0.1, sections=20), (0, -0.05, 0)), "z", 90, (0, 0, 0)))
            made.pieces[-1] = ("body", move(made.pieces[-1][1], (0, tall / 2 + 0.26, z)))
    elif chance(rng, 0.6):
        made.add(
            "body",
            turn(
                box((0.04, tall * 0.8, long * 0.6), (wide / 2 + 0.03, 0, 0)),
                "y",
                -rng.uniform(0, 80),
                (wide / 2, 0, long * 0.3),
            ),
        )
    if chance(rng, 0.4):
        path = spline(
            [
                (0, tall / 2, -long * 0.4),
                (0, tall / 2 + 0.2, -long * 0.3),
                (0, tall / 2 + 0.2, long * 0.2),
                (0, tall / 2, long * 0.3),
            ],
            10,
        )
        made.add("body", tube(path, 0.04, 6))
    _top(rng, made, wide, tall / 2, long)
    return made


def camera(rng: Rng) -> Assembly:
    """A camera of any sort; its lens looks along +z."""
    style = pick(rng, (_still, _old, _video), (6, 1.8, 2))
    made = style(rng)
    if style is _still and chance(rng, 0.12):
        line = [
            (-0.5, 0.2, 0),
            (-0.62, rng.uniform(0.7, 1.4), -0.1),
            (0.62, rng.uniform(0.7, 1.4), -0.1),
            (0.5, 0.2, 0),
        ]
        made.add("strap", tube(spline(line, 14), 0.04, 4, flatten=0.15, side=(0, 0, 1)))
    if chance(rng, 0.1):  # three legs
        low = min(float(piece.vertices[:, 1].min()) for _, piece in made.pieces)
        for angle in (90, 210, 330):
            a = np.deg2rad(angle)
            made.add("body", bar((0, low + 0.05, 0), (0.5 * np.cos(a), low - 1.2, 0.5 * np.sin(a)), 0.04))
    return made
