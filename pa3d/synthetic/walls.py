"""What buildings share: roofs of every form, windows and doors set in walls, battlements, rods."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, box, cylinder, extrude, join, lathe, move, turn

Rng = np.random.Generator


def solid(corners: Array, quads: list[tuple[int, ...]]) -> Piece:
    """A solid of flat faces, each a polygon of corner numbers."""
    faces = [(polygon[0], polygon[i], polygon[i + 1]) for polygon in quads for i in range(1, len(polygon) - 1)]
    return Piece(np.asarray(corners, dtype=float), np.array(faces))


def rods(starts: Array, ends: Array, radius: float, sections: int = 4) -> Piece:
    """Many straight rods at once, from starts (n, 3) to ends (n, 3)."""
    starts, ends = np.asarray(starts, dtype=float), np.asarray(ends, dtype=float)
    count = len(starts)
    ahead = ends - starts
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True) + 1e-12
    first = np.cross(ahead, np.eye(3)[np.abs(ahead).argmin(1)])
    first /= np.linalg.norm(first, axis=1, keepdims=True) + 1e-12
    second = np.cross(ahead, first)
    angle = np.linspace(0, 2 * np.pi, sections, endpoint=False) + np.pi / 4
    ring = radius * (np.cos(angle)[:, None] * first[:, None] + np.sin(angle)[:, None] * second[:, None])  # (n, S, 3)
    vertices = np.stack([starts[:, None] + ring, ends[:, None] + ring], 1)  # (n, 2, S, 3)
    here = np.arange(sections)
    after = np.roll(here, -1)
    sides = np.concatenate(
        [np.stack([here, after, after + sections], 1), np.stack([here, after + sections, here + sections], 1)]
    )
    fan = np.stack([np.zeros(sections - 2, dtype=int), np.arange(2, sections), np.arange(1, sections - 1)], 1)
    one = np.concatenate([sides, fan, fan[:, ::-1] + sections])
    faces = (one[None] + np.arange(count)[:, None, None] * 2 * sections).reshape(-1, 3)
    return Piece(vertices.reshape(-1, 3), faces)


def roof(rng: Rng, wide: float, deep: float, height: float, style: str, eaves: float, thick: float) -> Piece:
    """A roof over a wide x deep plan (x, z) standing on y = 0, ridge along x. thick 0 gives a closed solid."""
    w, d = wide / 2 + eaves, deep / 2 + eaves
    drop = -eaves * height / (deep / 2 + 1e-9) * 0.8
    if style == "flat":
        lip = height * rng.uniform(0.1, 0.4)
        return box((2 * w, max(lip, 0.03), 2 * d), (0, max(lip, 0.03) / 2 - 0.005, 0))
    if style == "shed":
        points = [(-w, 0, d), (w, 0, d), (w, 0, -d), (-w, 0, -d), (-w, height, -d), (w, height, -d)]
        return solid(np.array(points), [(0, 1, 5, 4), (0, 4, 3), (1, 2, 5), (3, 4, 5, 2), (0, 3, 2, 1)])
    if style == "gambrel":
        line = np.array([(-d, drop), (-d * 0.72, height * 0.62), (0, height), (d * 0.72, height * 0.62), (d, drop)])
    elif style == "arched":
        angle = np.linspace(np.pi, 0, 9)
        line = np.stack([d * np.cos(angle), height * np.sin(angle)], 1)
    else:
        line = np.array([(-d, drop), (0, height), (d, drop)])
    if style in ("hip", "pyramid"):
        ridge = 0.0 if style == "pyramid" else max(0.0, w - d * rng.uniform(0.7, 1.1))
        points = [(-w, drop, d), (w, drop, d), (w, drop, -d), (-w, drop, -d), (-ridge, height, 0), (ridge, height, 0)]
        return solid(np.array(points), [(0, 1, 5, 4), (1, 2, 5), (2, 3, 4, 5), (3, 0, 4), (0, 3, 2, 1)])
    if thick <= 0:
        return turn(extrude(line, 2 * w), "y", -90)
    lower = line - (0, thick)
    outline = np.concatenate([line, lower[::-1]])
    count = len(line)
    near, far = (np.column_stack([np.full(len(outline), x), outline[:, 1], outline[:, 0]]) for x in (-w, w))
    quads: list[tuple[int, ...]] = []
    total = len(outline)
    for i in range(total):
        j = (i + 1) % total
        quads.append((i, j, j + total, i + total))
    for i in range(count - 1):
        a, b, c, e = i, i + 1, total - 2 - i, total - 1 - i
        quads += [(a, e, c, b), (a + total, b + total, c + total, e + total)]
    return solid(np.concatenate([near, far]), quads)


def gable_walls(wide: float, deep: float, height: float, style: str) -> Piece | None:
    """The wall under the two ends of a roof that leaves them open."""
    d = deep / 2
    line = {
        "gable": [(-d, 0), (0, height), (d, 0)],
        "gambrel": [(-d, 0), (-d * 0.72, height * 0.62), (0, height), (d * 0.72, height * 0.62), (d, 0)],
    }.get(style)
    if line is None:
        return None
    ends = [turn(extrude(np.array(line) * (0.98, 0.98), 0.02), "y", -90) for _ in range(2)]
    return join(*(move(end, (side * (wide / 2 - 0.01), 0, 0)) for side, end in zip((-1, 1), ends, strict=True)))


def on_wall(piece: Piece, facing: str, distance: float, along: float, height: float) -> Piece:
    """A piece made facing +z about the origin, set on the wall that looks to "+z", "-z", "+x" or "-x"."""
    degrees = {"+z": 0, "+x": 90, "-z": 180, "-x": 270}[facing]
    return turn(move(piece, (along, height, distance)), "y", degrees)


def window(rng: Rng, wide: float, tall: float, style: str, depth: float) -> Piece:
    """A window: a pane, a pane in a frame with bars, an arch, a round one."""
    if style == "arch":
        angle = np.linspace(0, np.pi, 7)
        line = np.concatenate(
            [
                [(-wide / 2, -tall / 2), (wide / 2, -tall / 2)],
                np.stack([wide / 2 * np.cos(angle), tall / 2 - wide / 2 + wide / 2 * np.sin(angle)], 1),
            ]
        )
        return extrude(line, depth)
    if style == "round":
        return turn(move(cylinder(min(wide, tall) / 2, depth, sections=14), (0, -depth / 2, 0)), "x", 90)
    pane = box((wide, tall, depth * 0.5))
    if style == "pane":
        return pane
    bar = min(wide, tall) * 0.1
    frame = [box((wide, bar, depth), (0, s * (tall - bar) / 2, 0)) for s in (-1, 1)]
    frame += [box((bar, tall, depth), (s * (wide - bar) / 2, 0, 0)) for s in (-1, 1)]
    if style == "cross":
        frame += [box((wide, bar * 0.7, depth * 0.8)), box((bar * 0.7, tall, depth * 0.8))]
    return join(pane, *frame)


def door(rng: Rng, wide: float, tall: float, depth: float) -> Piece:
    """A door standing on y = 0, facing +z: plain, arched, with a frame or in two leaves."""
    style = pick(rng, ("plain", "arch", "frame", "double"), (4, 1.5, 2, 1))
    if style == "arch":
        return move(window(rng, wide, tall, "arch", depth), (0, tall / 2, 0))
    if style == "frame":
        sides = [box((wide * 0.1, tall, depth * 1.5), (s * wide * 0.5, tall / 2, 0)) for s in (-1, 1)]
        return join(
            box((wide, tall, depth), (0, tall / 2, 0)), *sides, box((wide * 1.1, wide * 0.1, depth * 1.5), (0, tall, 0))
        )
    if style == "double":
        return join(*(box((wide * 0.48, tall, depth), (s * wide * 0.25, tall / 2, 0)) for s in (-1, 1)))
    return box((wide, tall, depth), (0, tall / 2, 0))


def windows_on(
    rng: Rng, made: Assembly, facing: str, distance: float, width: float, floors: list[float], size: tuple[float,
    float],
    style: str, skip: tuple[float, float] | None = None,
) -> None:  # fmt: skip
    """A grid of windows on one wall. floors: heights of their middles; skip: (from, to) kept free on the lowest."""
    wide, tall = size
    count = max(1, int(width / (wide * rng.uniform(1.6, 2.8))))
    places = (np.arange(count) - (count - 1) / 2) * (width * 0.86 / count)
    depth = pick(rng, (0.012, 0.03))
    pane = window(rng, wide, tall, style, depth)
    for level, height in enumerate(floors):
        for x in places:
            if level == 0 and skip is not None and skip[0] - wide / 2 < x < skip[1] + wide / 2:
                continue
            made.add("window", on_wall(pane, facing, distance, float(x), height))


def battlements(rng: Rng, length: float, size: float, thick: float) -> Piece:
    """Teeth along x, standing on y = 0."""
    count = max(2, int(length / (size * 2)))
    places = (np.arange(count) - (count - 1) / 2) * (length / count)
    return join(*(box((length / count * 0.55, size, thick), (float(x), size / 2, 0)) for x in places))


def round_battlements(radius: float, size: float, count: int) -> Piece:
    """Teeth round a tower's rim, standing on y = 0."""
    tooth = box((2 * np.pi * radius / count * 0.5, size, size * 0.6), (0, size / 2, radius - size * 0.2))
    return join(*(turn(tooth, "y", 360 * k / count) for k in range(count)))


def spire(rng: Rng, radius: float, height: float, sections: int) -> Piece:
    """A pointed or domed roof over a round or many-sided plan, standing on y = 0."""
    style = pick(rng, ("cone", "cone", "dome", "onion", "bell"))
    profile = {
        "cone": [(radius, 0), (0, height)], "dome": [(radius, 0), (radius * 0.9, height * 0.25), (radius * 0.5,
        height * 0.5), (0, height * 0.6)],
        "onion": [(radius * 0.8, 0), (radius * 1.05, height * 0.25), (radius * 0.6, height * 0.55), (radius * 0.1,
        height * 0.8), (0, height)],
        "bell": [(radius, 0), (radius * 0.5, height * 0.3), (radius * 0.25, height * 0.7), (0, height)],
    }[style]  # fmt: skip
    eave = [(0, 0)] if chance(rng, 0.5) else []
    return lathe([*eave, *profile], sections)
