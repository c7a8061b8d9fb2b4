"""Open shelves: bookcases, ladders, wire racks, étagères, wall boards, cubes; with things on them."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np

from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import lying, oval, plate, rectangle, slab
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, ellipsoid, lathe, move, turn


class Rack(NamedTuple):
    """Shelves as built: the frame's pieces, boards, and their places (x0, x1, y of the upper side, z0, z1, room)."""

    frame: list[Piece]
    boards: list[Piece]
    places: list[tuple[float, float, float, float, float, float]]


def _bookcase(rng: np.random.Generator) -> Rack:
    """Sides, a back or none, boards, dividers, a plinth."""
    w, h, d = float(rng.uniform(0.25, 0.9)), float(rng.uniform(0.6, 2.1)), float(rng.uniform(0.1, 0.22))
    t = float(rng.uniform(0.01, 0.04))
    frame = [slab((x, 0, -d), (x + t, h, d)) for x in (-w, w - t)]
    if chance(rng, 0.6):
        frame.append(slab((-w, 0, -d), (w, h, -d + t * 0.4)))
    if chance(rng, 0.4):
        frame.append(slab((-w - 0.02, h, -d), (w + 0.02, h + t * 1.5, d + 0.02)))
    count, low = int(rng.integers(2, 8)), float(rng.uniform(0.0, 0.1))
    levels = np.linspace(low + t, h - t * 0.2, count)
    columns = int(rng.integers(1, 4)) if w > 0.4 else 1
    edges = np.linspace(-w + t, w - t, columns + 1)
    frame += [slab((x - t / 2, low, -d), (x + t / 2, h, d * 0.99)) for x in edges[1:-1]]
    boards, places = [], []
    step = (h - low) / count
    for a, b in itertools.pairwise(edges):
        shift = float(rng.uniform(-0.3, 0.3)) * step * (rng.random() < 0.25)
        for i, level in enumerate(levels):
            y = float(level + (shift if 0 < i < count - 1 else 0))
            boards.append(slab((a - 0.2 * t, y - t, -d + 0.15 * t), (b + 0.2 * t, y, d * 0.98)))
            places.append((a, b, y, -d, d, step * 0.85))
    return Rack(frame, boards, places)


def _posts(rng: np.random.Generator) -> Rack:
    """Four posts with boards, trays or wire grids: racks, étagères, plant stands, round too."""
    w, h, d = float(rng.uniform(0.2, 0.6)), float(rng.uniform(0.6, 1.9)), float(rng.uniform(0.12, 0.25))
    r, t = float(rng.uniform(0.006, 0.018)), float(rng.uniform(0.006, 0.025))
    sections, wired = pick(rng, (4, 8)), chance(rng, 0.25)
    lean = float(rng.uniform(0.3, 0.9)) if chance(rng, 0.2) else 1.0  # narrower above: a ladder
    frame = [bar((x, 0, z), (x * lean, h, z * lean), r, sections=sections) for x in (-w, w) for z in (-d, d)]
    if chance(rng, 0.3):
        frame += [bar((x, h * 0.05, -d), (-x, h * 0.95, -d), r * 0.6, sections=4) for x in (-w, w)]
    boards, places = [], []
    count = int(rng.integers(2, 7))
    round_board = oval(w * 1.05, d * 1.05, 0.4) if chance(rng, 0.2) else rectangle(w + r, d + r)
    for level in np.linspace(float(rng.uniform(0.05, 0.2)) * h, h * float(rng.uniform(0.9, 1.0)), count):
        k = 1 - (1 - lean) * level / h
        y = float(level)
        if wired:
            boards += [bar((x, y, -d), (x, y, d), r * 0.4, sections=4) for x in np.linspace(-w, w, 8)]
            boards += [bar((-w, y, z), (w, y, z), r * 0.6, sections=4) for z in (-d, d)]
        else:
            boards.append(lying(plate(round_board * k, t), y))
        places.append((-w * k * 0.9, w * k * 0.9, y + t / 2, -d * k, d * k, h / count * 0.8))
    return Rack(frame, boards, places)


def _leaning(rng: np.random.Generator) -> Rack:
    """Two sloping or upright rails, boards deeper below; or boards on a wall with brackets."""
    w, h, d = float(rng.uniform(0.2, 0.5)), float(rng.uniform(0.6, 1.8)), float(rng.uniform(0.15, 0.35))
    r, t = float(rng.uniform(0.012, 0.025)), 0.02
    wall = chance(rng, 0.4)
    frame = [bar((x, 0, -d if wall else d), (x, h, -d), r, sections=4) for x in (-w * 0.8, w * 0.8)]
    boards, places = [], []
    for share in np.linspace(0.15, 0.95, int(rng.integers(2, 6))):
        front = d if wall else d * (1 - 2 * share) + 0.02
        y = float(h * share)
        front = max(front, -d + 0.12)
        boards.append(slab((-w, y - t, -d), (w, y, front)))
        if wall:
            frame += [bar((x, y - 0.1, -d), (x, y - t, front * 0.7), r * 0.5, sections=4) for x in (-w * 0.8, w * 0.8)]
        places.append((-w, w, y, -d, front, h * 0.15))
    return Rack(frame, boards, places)


def _cubes(rng: np.random.Generator) -> Rack:
    """Stacked or staggered boxes, a tree of boards, a zigzag."""
    s, d, t = float(rng.uniform(0.25, 0.45)), float(rng.uniform(0.12, 0.2)), float(rng.uniform(0.012, 0.03))
    columns, rows = int(rng.integers(1, 5)), int(rng.integers(1, 6))
    stairs = chance(rng, 0.35)
    frame, boards, places = [], [], []
    for i in range(columns):
        high = max(1, rows - i) if stairs else rows
        x0, x1 = (i - columns / 2) * s, (i + 1 - columns / 2) * s
        for j in range(high):
            y = j * s
            end = x1 - 0.3 * t if i == columns - 1 or stairs else x1 + 0.3 * t
            boards.append(slab((x0 + 0.3 * t, y + 0.002, 0.002 - d), (end, y + t, d - 0.002)))
            places.append((x0 + t, x1 - t, y + t, -d, d, s - 3 * t))
            frame.append(slab((x0, y, -d), (x0 + t, y + s, d)))
            if i == columns - 1 or stairs:
                frame.append(slab((x1 - t, y, -d), (x1, y + s, d)))
        boards.append(slab((x0 - 0.003, high * s - 0.003, -d - 0.002), (x1 + 0.003, high * s + t, d + 0.002)))
    if chance(rng, 0.4):
        frame.append(
            slab((-columns / 2 * s, 0, -d), (-columns / 2 * s + s * (1 if stairs else columns), rows * s, -d + 0.008))
        )
    return Rack(frame, boards, places)


def _column(rng: np.random.Generator) -> Rack:
    """Boards on one column or between two side frames shaped as loops."""
    h, d = float(rng.uniform(0.8, 1.9)), float(rng.uniform(0.12, 0.2))
    w, t = float(rng.uniform(0.15, 0.4)), 0.02
    frame = [box((0.05, h, 0.04), (0, h / 2, -d)), lying(plate(rectangle(w * 0.9, d), 0.03), 0.015)]
    boards, places = [], []
    for i, y in enumerate(np.linspace(0.15, 0.98, int(rng.integers(3, 9))) * h):
        tilt = float(rng.uniform(-25, 25)) if chance(rng, 0.15) else 0.0
        shift = (0.3 * w * (-1) ** i) if chance(rng, 0.5) else 0.0
        boards.append(turn(slab((-w + shift, y - t, -d), (w + shift, y, d)), "z", tilt, (0, float(y), 0)))
        places.append((-w + shift, w + shift, float(y), -d, d, h / 9))
    return Rack(frame, boards, places)


def _rack(rng: np.random.Generator) -> Rack:
    return pick(rng, (_bookcase, _posts, _leaning, _cubes, _column), (4, 2.5, 1.2, 2, 0.8))(rng)


def _things(rng: np.random.Generator, rack: Rack) -> list[Piece]:
    """Books, boxes, balls, vases on some of the boards."""
    pieces: list[Piece] = []
    for x0, x1, y, z0, z1, room in rack.places:
        if room < 0.04 or x1 - x0 < 0.08 or z1 - z0 < 0.06 or chance(rng, 0.4):
            continue
        middle, deep = (z0 + z1) / 2, z1 - z0
        y -= 0.003  # things press into their board
        if chance(rng, 0.6):
            x = x0 + 0.01
            end = x0 + (x1 - x0) * float(rng.uniform(0.3, 0.95))
            while x < end and len(pieces) < 60:
                thick = float(rng.uniform(0.02, 0.06))
                tall = room * float(rng.uniform(0.5, 0.9))
                if x + thick < x1:
                    pieces.append(
                        box(
                            (thick * 0.96, tall, deep * float(rng.uniform(0.6, 0.9))),
                            (x + thick / 2, y + tall / 2, middle),
                        )
                    )
                x += thick
        else:
            size = min(room * 0.8, deep * 0.8, (x1 - x0) * 0.6)
            place = (float(rng.uniform(x0 + size / 2, x1 - size / 2)), y, middle)
            shape = pick(rng, ("ball", "vase", "box", "can"))
            if shape == "ball":
                pieces.append(move(ellipsoid((size / 2, size / 2, size / 2), 12, 8), (place[0], y + size / 2, middle)))
            elif shape == "vase":
                pieces.append(
                    move(lathe(np.array([(0.2, 0), (0.4, 0.4), (0.15, 0.8), (0.25, 1)]) * size, 12, True), place)
                )
            elif shape == "box":
                pieces.append(box((size, size * 0.8, size * 0.8), (place[0], y + size * 0.4, middle)))
            else:
                pieces.append(move(cylinder(size * 0.35, size * 0.8, sections=12), place))
    return pieces


def shelf_unit(rng: np.random.Generator) -> Assembly:
    """An open unit in the words of storage furniture."""
    rack = _rack(rng)
    out = Assembly()
    out.add("frame", *rack.frame)
    out.add("shelf", *rack.boards)
    return out


def shelf(rng: np.random.Generator) -> Assembly:
    """An open unit in the words of shelves, often with things on it."""
    rack = _rack(rng)
    out = Assembly()
    out.add("frame", *rack.frame)
    out.add("surface", *rack.boards)
    things = _things(rng, rack) if chance(rng, 0.6) else []
    if things:
        out.add("thing", *things)
    return out
