"""Kettles and pots that pour, of any belly: lids cut from it or set on it, many spouts and handles. Spouts along +x."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import bail, both, chance, disc, knob, log_uniform, pick, radius_at, squared
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import (
    Piece,
    bar,
    box,
    cylinder,
    ellipsoid,
    join,
    lathe,
    mirror,
    move,
    sheet,
    spline,
    torus,
    tube,
    turn,
)

Rng = np.random.Generator

# Whole outlines up to the axis, (radius, share of the height): a lid is cut from the top.
WHOLE: dict[str, tuple[tuple[float, float], ...]] = {
    "sphere": ((0.45, 0), (0.85, 0.15), (1, 0.45), (0.85, 0.78), (0.45, 0.96), (0, 1)),
    "dome": ((0.95, 0), (1, 0.08), (0.97, 0.4), (0.75, 0.78), (0.4, 0.95), (0, 1)),
    "disc": ((0.7, 0), (1, 0.3), (1, 0.5), (0.7, 0.85), (0.3, 0.97), (0, 1)),
    "drum": ((0.95, 0), (1, 0.04), (1, 0.85), (0.95, 0.95), (0.6, 0.98), (0, 1)),
    "cone": ((1, 0), (1, 0.06), (0.7, 0.6), (0.5, 0.92), (0.35, 0.97), (0, 1)),
    "upturned": ((0.65, 0), (0.8, 0.4), (1, 0.85), (0.9, 0.96), (0.5, 1), (0, 1.02)),
    "hourglass": ((1, 0), (0.95, 0.15), (0.65, 0.55), (0.75, 0.9), (0.6, 0.98), (0, 1)),
    "pear": ((0.8, 0), (1, 0.25), (0.8, 0.6), (0.5, 0.85), (0.35, 0.97), (0, 1)),
    "shouldered": ((0.6, 0), (0.75, 0.2), (1, 0.65), (0.85, 0.85), (0.45, 0.97), (0, 1)),
    "tower": ((0.9, 0), (0.85, 0.5), (0.75, 0.93), (0.65, 0.98), (0, 1)),
}
SHARP = ("drum", "cone", "tower")


def belly(rng: Rng, electric: bool) -> tuple[Array, Array, float]:
    """Body and top profiles (n, 2) parted at the mouth, and the whole height."""
    name = pick(rng, ("tower", "drum", "cone", "hourglass", "pear", "upturned") if electric else list(WHOLE))
    line = np.array(WHOLE[name])
    sharp = name in SHARP and chance(rng, 0.6)
    tall = log_uniform(rng, 1.4, 2.9) if electric else log_uniform(rng, 0.75, 2.0)
    line = (line if sharp else spline(line, 18)) * (1, tall)
    line[:, 0] = np.maximum(line[:, 0], 0)
    mouth = float(pick(rng, (rng.uniform(0.12, 0.3), rng.uniform(0.3, 0.6), rng.uniform(0.6, 0.9)), (1.5, 4, 2)))
    widest = int(np.argmax(line[:, 0]))
    mouth = min(mouth, float(line[widest, 0]) * 0.97)
    fall = line[widest:]
    cut = float(np.interp(-mouth, -fall[:, 0], fall[:, 1]))
    keep = (np.arange(len(line)) <= widest) | (line[:, 0] > mouth)
    edge = np.array([[mouth, cut]])
    return np.concatenate([line[keep], edge]), np.concatenate([edge, line[~keep]]), tall


def cover(rng: Rng, top: Array) -> Piece:
    """A lid for the mouth top[0]: cut from the belly, domed, flat, sunk, stepped or tall; knob, ring, lever or bare."""
    mouth, base = (float(value) for value in top[0])
    style = pick(rng, ("cut", "dome", "flat", "sunk", "step", "tall", "cap"), (3, 3, 2, 1, 1, 0.7, 1))
    rise = mouth * rng.uniform(0.15, 0.75)
    over = mouth * rng.uniform(1.0, 1.08)
    line = {
        "cut": top * (1.01, 1) - (0, base - 0.01),
        "dome": spline([(over, 0), (over * 0.9, rise * 0.5), (over * 0.5, rise * 0.9), (0, rise)], 8),
        "flat": np.array([(over, -0.02), (over, 0.05), (0, 0.05)]),
        "sunk": np.array([(mouth * 0.99, 0.01), (mouth * 0.93, -0.05), (0, -0.04)]),
        "step": np.array([(over, 0), (over, 0.06), (over * 0.75, 0.08), (over * 0.7, rise), (0, rise)]),
        "tall": np.array([(over, 0), (over * 0.7, rise), (over * 0.2, rise * 2), (0, rise * 2)]),
        "cap": np.array([(over, -0.08), (over, rise * 0.6), (over * 0.9, rise * 0.7), (0, rise * 0.7)]),
    }[style] + np.array([0.0, base])
    pieces = [lathe(line, 20)]
    peak = float(line[-1, 1])
    size = rng.uniform(0.05, 0.16)
    grip = pick(rng, ("knob", "ring", "bridge", "lever", "stub", "none"), (6, 1, 1.2, 0.8, 1, 1.2))
    if grip == "knob":
        pieces.append(move(knob(rng, size, size * rng.uniform(0.9, 2.8)), (0, peak - 0.01, 0)))
    elif grip == "ring":
        pieces.append(move(turn(torus(size, size * 0.3, 12, 6), "x", 90), (0, peak + size * 0.9, 0)))
    elif grip == "bridge":
        hoop = bail(size * 1.5, size * 1.6, size * 0.3, rng.uniform(0.3, 1.0), 10)
        pieces.append(move(turn(hoop, "y", float(pick(rng, (0.0, 90.0)))), (0, peak - 0.02, 0)))
    elif grip == "lever":  # a thumb piece towards the handle
        pieces.append(box((size * 2, 0.05, size * 1.3), (-mouth, base + 0.04, 0)))
    elif grip == "stub":
        pieces.append(move(ellipsoid((size * 1.6, size * 0.6, size * 1.6), 10, 6), (0, peak, 0)))
    lid = join(*pieces)
    if chance(rng, 0.07):
        lid = turn(lid, "z", rng.uniform(15, 100), (-mouth, base, 0))
    return lid


def spout(rng: Rng, body: Array, tall: float, electric: bool) -> Piece:
    """Gooseneck, S curve, cone, stub, wide oval, angled or whistling spout; a trough or beak at the rim."""
    styles = ("beak", "trough", "cone", "stub", "goose", "wide") if electric else (
        "cone", "stub", "goose", "curve", "bent", "wide", "whistle", "trough")  # fmt: skip
    style = pick(rng, styles)
    if style in ("beak", "trough"):
        return _lip(rng, body, style)
    level = rng.uniform(0.08, 0.4) if style in ("goose", "curve", "bent") else rng.uniform(0.4, 0.8)
    y0 = float(body[-1, 1]) * level
    x0 = radius_at(body, y0) * 0.92
    up, out = tall * rng.uniform(0.8, 1.2), rng.uniform(0.35, 0.95)
    wide = log_uniform(rng, 0.08, 0.36)
    points = {
        "goose": [(x0, y0), (x0 + out * 0.6, y0 + 0.05 * up), (x0 + out * 0.75, up * 0.8), (x0 + out * 1.2, up)],
        "curve": [(x0, y0), (x0 + out * 0.55, y0 + 0.2 * up), (x0 + out * 0.8, up * 0.75), (x0 + out, up)],
        "bent": [(x0, y0), (x0 + out, y0 + 0.02), (x0 + out, up * 0.9)],
    }.get(style)
    if points is None:
        out *= {"stub": 0.35, "cone": 0.75, "wide": 0.6, "whistle": 0.6}[style]
        points = [(x0, y0), (x0 + out, y0 + out * rng.uniform(0.2, 1.5))]
    path = np.array(points) if style == "bent" else spline(points, 11)
    count = len(path)
    thin = wide * (rng.uniform(0.7, 1.25) if style in ("stub", "wide") else rng.uniform(0.3, 0.9))
    radii = thin + (wide - thin) * np.linspace(1, 0, count) ** rng.uniform(0.6, 2.2)
    flat = rng.uniform(0.35, 0.75) if style == "wide" else float(pick(rng, (1.0, rng.uniform(0.5, 1.0)), (3, 1)))
    made = tube(np.column_stack([path, np.zeros(count)]), radii, 12, flatten=flat,
                square=float(pick(rng, (1.0, 0.45), (6, 1))), side=(0, 0, 1))  # fmt: skip
    if chance(rng, 0.5):  # open at its end
        made = Piece(made.vertices, made.faces[~(made.faces == len(made.vertices) - 1).any(1)])
    if style == "whistle" or chance(rng, 0.08):
        tip, ahead = path[-1], path[-1] - path[-2]
        ahead = ahead / np.linalg.norm(ahead) * thin
        start, end = tip - ahead * 0.3, tip + ahead * rng.uniform(0.6, 1.4)
        made = join(made, bar((*start, 0.0), (*end, 0.0), thin * 1.15, thin * rng.uniform(0.6, 1.2), 12))
    return made


def _lip(rng: Rng, body: Array, style: str) -> Piece:
    """A beak on the upper wall: its edge leaves the rim's height, its sides run back into the wall."""
    rim_y = float(body[-1, 1])
    if float(body[-1, 0]) < 0.5:  # below a small mouth the wall's shoulder carries it
        rim_y = float(body[np.argmax(body[:, 0]), 1]) * 0.3 + rim_y * 0.6
    drop = rim_y * rng.uniform(0.15, 0.6)
    out, half = rng.uniform(0.15, 0.55), np.deg2rad(rng.uniform(15, 55))
    side = np.linspace(-1, 1, 9)
    rows = []
    for share in np.linspace(0, 1, 6):
        y = rim_y - drop * share
        radius = radius_at(body, y) * 0.985
        taper = (1 - share) ** (1.0 if style == "beak" else 0.5)
        angle = side * half * (0.35 + 0.65 * (1 - share))
        shape = (1 - np.abs(side)) if style == "beak" else (1 - np.abs(side) ** 3)
        x = radius * np.cos(angle) + out * taper * shape
        rows.append(np.stack([x, np.full(9, y) + 0.1 * out * taper * shape, radius * np.sin(angle)], 1))
    return sheet(np.stack(rows), float(pick(rng, (0.0, 0.03))))


def grip(rng: Rng, body: Array, tall: float, electric: bool, peak: float) -> Piece:
    """A handle: hoop along or across, bar on posts, hook, C, D or high loop behind, a rod."""
    style = pick(rng, ("c", "d", "high", "hook", "full"), (3, 3, 1.5, 1.5, 2)) if electric else pick(
        rng, ("hoop", "across", "posts", "hook", "slant", "c", "d", "rod"), (8, 4, 4, 3, 3, 3, 2, 1))  # fmt: skip
    thick = log_uniform(rng, 0.025, 0.13)
    mouth_y = float(body[-1, 1])
    at = mouth_y * rng.uniform(0.6, 0.97)
    half = radius_at(body, at) * 0.97
    rise = peak - at + rng.uniform(0.15, 0.9)
    flat = float(pick(rng, (1.0, rng.uniform(0.3, 0.7), rng.uniform(1.4, 2.6)), (3, 2, 1)))
    if style in ("hoop", "across"):
        angle = np.linspace(np.pi, 0, 18)
        arch = rng.uniform(0.3, 1.1)
        x, y = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** arch, np.sin(angle).clip(0) ** arch
        swell = 1 + rng.uniform(0, 0.8) * np.sin(angle) ** 6
        hoop = tube(np.stack([half * x, rise * y, 0 * x], 1), thick * swell, 8, flatten=flat, side=(0, 0, 1))
        if style == "across":
            hoop = turn(turn(hoop, "y", 90), "z", float(pick(rng, (0.0, rng.uniform(-80, 80)))))
        return move(hoop, (0, at, 0))
    if style == "posts":
        reach = half * rng.uniform(0.7, 1.0)
        posts = both(bar((half * 0.95, 0, 0), (reach, rise, 0), thick * rng.uniform(0.4, 1.0)))
        end = reach * rng.uniform(1.0, 1.3)
        return move(join(posts, bar((-end, rise, 0), (end, rise, 0), thick * 1.5)), (0, at, 0))
    if style == "rod":
        return turn(bar((half * 0.95, at, 0), (half + rng.uniform(0.6, 1.3), at + rng.uniform(-0.1, 0.5), 0), thick,
                        thick * rng.uniform(1, 1.7)), "y", float(pick(rng, (90.0, 180.0, -90.0))))  # fmt: skip
    low = mouth_y * (rng.uniform(0.02, 0.12) if style == "full" else rng.uniform(0.1, 0.45))
    foot, out = radius_at(body, low) * 0.96, max(1.0, half) + rng.uniform(0.25, 0.7)
    points = {
        "c": [(foot, low), (out, low + 0.1), (out, at), (half, at)],
        "d": [(foot, low), (out * 0.97, low), (out, low + 0.06), (out, at - 0.06), (out * 0.97, at), (half, at)],
        "high": [(foot, low), (out, at * 0.7), (out * 0.9, peak + 0.1), (half * 0.8, peak + 0.1), (half * 0.9, at)],
        "hook": [(half, at), (out * 0.9, at + rise * 0.35), (half * 0.8, at + rise), (-half * rng.uniform(-0.3, 0.6),
                 at + rise)],
        "slant": [(half, at), (out * 0.85, at + rise * 0.8), (half * 0.5, at + rise), (-half * 0.95, at)],
        "full": [(foot, low), (out * 0.8, low), (out, at * 0.6), (out * 0.85, at * 1.02), (half, at)],
    }[style]  # fmt: skip
    path = spline(points, 16)
    made = tube(np.column_stack([path, np.zeros(16)]), thick * rng.uniform(1, 1.4), 8, flatten=flat,
                square=float(pick(rng, (1.0, 0.4))), side=(0, 0, 1))  # fmt: skip
    return mirror(made)


def pourer(rng: Rng, electric: bool) -> Assembly:
    """A kettle or pot of any belly, lid, spout and handle; electric ones are tall and stand on a base."""
    made = Assembly()
    body, top, tall = belly(rng, electric)
    power = float(pick(rng, (2.0, rng.uniform(3, 6)), (9, 1)))
    sections = int(pick(rng, (24, 12, 8, 6), (9, 1, 0.7, 0.7)))
    line = np.concatenate([[(0.0, float(body[0, 1]))], body])
    if chance(rng, 0.3):  # a collar round the mouth
        line = np.concatenate([line, [body[-1] + (0, 0.05), body[-1] + (-0.04, 0.05)]])
    skin = lathe(line, sections)
    if chance(rng, 0.3):
        skin = join(skin, lathe(body * (0.96, 0.98) + (0, 0.03), sections))
    made.add("body", squared(skin, power))
    if chance(rng, 0.15):
        made.add("body", disc(float(body[-1, 0]), float(body[-1, 1]) - 0.03, 16))
    lid = squared(cover(rng, top), power)
    peak = max(float(lid.vertices[:, 1].max()), tall)
    made.add("spout", spout(rng, body, tall, electric))
    if chance(rng, 0.94):
        made.add("lid", lid)
    made.add("handle", grip(rng, body, tall, electric, min(peak, tall * 1.3)))
    foot = float(body[0, 0])
    if electric and chance(rng, 0.6):
        wide, high = foot * rng.uniform(1.0, 1.25), rng.uniform(0.06, 0.2)
        made.add("body", move(cylinder(wide, high, top=wide * rng.uniform(0.9, 1), sections=20), (0, -high - 0.01, 0)))
    elif chance(rng, 0.2):
        for angle in (0.5, 2.6, 4.7):
            x, z = foot * 0.85 * np.cos(angle), foot * 0.85 * np.sin(angle)
            made.add("body", bar((x, 0.08, z), (x * 1.15, -0.15, z * 1.15), 0.05))
    return made
