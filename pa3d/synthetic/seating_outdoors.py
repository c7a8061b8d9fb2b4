"""Chairs that fold, lie in gardens or stand in schools: boards, strips, crossing frames."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import bent, divide, lying, oval, plate, slab
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, bar, box, mirror, move, sheet, spline, tube, turn, warp
from pa3d.synthetic.seating_arms import Seat, both, seats
from pa3d.synthetic.seating_frames import filling, tubular_chair


def garden_chair(rng: np.random.Generator) -> Assembly:
    """Boards: a sloping seat, a fan of a back, broad flat arms on straight front posts (Adirondack)."""
    out = Assembly()
    w, d = float(rng.uniform(0.25, 0.34)), float(rng.uniform(0.25, 0.33))
    front, slope = float(rng.uniform(0.34, 0.42)), float(rng.uniform(6, 20))
    t, count = float(rng.uniform(0.015, 0.03)), int(rng.integers(4, 9))
    pivot = (0, front, d)
    for k in (np.arange(count) + 0.5) / count * 2 - 1:
        out.add("seat", turn(box((2 * w, t, 2 * d / count * 0.85), (0, front, k * d)), "x", -slope, pivot))
    back_y = front - 2 * d * np.sin(np.deg2rad(slope))
    planks, tall = int(rng.integers(3, 8)), float(rng.uniform(0.6, 0.85))
    arch, lean = float(rng.uniform(0, 0.3)), float(rng.uniform(18, 38))
    fanned = float(rng.uniform(1, 1.3))
    for k in (np.arange(planks) + 0.5) / planks * 2 - 1:
        size = tall * (1 - arch * k * k)
        plank = move(plate(oval(w / planks * 0.9, size / 2, 0.12, 16), t, rings=1), (k * w * 0.95, size / 2, 0))
        plank = warp(plank, lambda v: np.stack([v[:, 0] * (1 + (fanned - 1) * v[:, 1] / tall), v[:, 1], v[:, 2]], 1))
        out.add("back", turn(move(plank, (0, back_y, -d + 0.02)), "x", -lean, (0, back_y, -d)))
    for share in (0.3, 0.75):
        out.add("back", turn(box((1.9 * w, 0.06, t), (0, back_y + tall * share, -d - t)), "x", -lean, (0, back_y, -d)))
    arm_y = front + float(rng.uniform(0.14, 0.22))
    board = lying(plate(oval(float(rng.uniform(0.05, 0.08)), d * 1.25, 0.3), t), arm_y)
    out.add("arm", *both([move(board, (w + 0.05, 0, -0.05))]))
    post = slab((w, 0, d * 0.75), (w + t * 1.5, front - 0.02, d * 0.75 + 0.09))
    upper = slab((w, front - 0.02, d * 0.75), (w + t * 1.5, arm_y, d * 0.75 + 0.09))
    out.add("leg", *both([post]))
    out.add("arm", *both([upper]))
    back_leg = turn(box((t * 1.5, 0.1, 2.6 * d), (w - t, front - 0.06, -0.3 * d)), "x", -slope - 4, pivot)
    out.add("leg", back_leg, mirror(back_leg))
    low = float(min(p.vertices[:, 1].min() for _, p in out.pieces))
    if low > 0.02:
        out.add("leg", *both([slab((w - t, 0, -d * 1.3), (w, low + 0.15, -d * 1.15))]))
    return out


def folding_chair(rng: np.random.Generator) -> Assembly:
    """Crossing frames: the front leg runs up into the back; seat of board, slats, cloth or pad."""
    out = Assembly()
    w, h, r = float(rng.uniform(0.2, 0.26)), float(rng.uniform(0.4, 0.48)), float(rng.uniform(0.009, 0.02))
    d, tall = float(rng.uniform(0.18, 0.24)), float(rng.uniform(0.3, 0.48))
    sections, inset = pick(rng, (4, 8)), 2.4 * r
    foot = np.array([w, 0, d * float(rng.uniform(0.9, 1.3))])
    top = np.array([w, h + tall, -d - float(rng.uniform(0.0, 0.14))])
    knee = np.array([w, h, -d * float(rng.uniform(0.3, 0.95))])
    straight = chance(rng, 0.4)
    if straight:
        knee = foot + (top - foot) * (h / (h + tall))
    out.add("leg", *both([tube(np.array([foot, knee]), r, sections, side=(1, 0, 0))]))
    out.add("back", *both([tube(np.array([knee, top]), r, sections, side=(1, 0, 0))]))
    rear = np.array([w - inset, 0, -d * float(rng.uniform(0.9, 1.4))])
    head = np.array([w - inset, h - 0.01, d * float(rng.uniform(0.3, 0.9))])
    out.add("leg", *both([bar(rear, head, r, sections=sections)]))
    for place, x in ((rear, w - inset), (foot, w)):
        if chance(rng, 0.7):
            level = place + (head - rear if place is rear else knee - foot) * float(rng.uniform(0.02, 0.3))
            out.add(
                "leg",
                bar((-x, max(level[1], r), level[2]), (x, max(level[1], r), level[2]), r * 0.8, sections=sections),
            )
    s = Seat(w - r, d, h + 0.02, float(rng.uniform(0.012, 0.035)))
    out.add("seat", *seats(rng, s))
    low = h + tall * float(rng.uniform(0.25, 0.65))
    flat = filling(rng, w, low, h + tall, 1.2 * r)
    step = (top - knee) / (top[1] - knee[1])
    bow = float(rng.uniform(0, 0.08))

    def lean(v: Array) -> Array:
        v[:, 2] += knee[2] + step[2] * (v[:, 1] - h) - bow * (1 - (v[:, 0] / w) ** 2)
        return v

    out.add("back", *(warp(piece, lean) for piece in flat))
    if chance(rng, 0.25):
        level = h + float(rng.uniform(0.16, 0.22))
        z = knee[2] + step[2] * (level - h)
        board = slab((w - 0.02, level, z), (w + 0.03, level + 0.02, d * 0.9))
        out.add("arm", *both([board, bar((w, h, d * 0.6), (w, level, d * 0.6), r)]))
    return out


def crossed_chair(rng: np.random.Generator) -> Assembly:
    """Two curved bars that cross at each side carry pads for seat and back (Barcelona and kin)."""
    out = Assembly()
    w, h, d, tall = (
        float(rng.uniform(0.3, 0.4)),
        float(rng.uniform(0.32, 0.42)),
        float(rng.uniform(0.28, 0.38)),
        float(rng.uniform(0.38, 0.5)),
    )
    r, lean = float(rng.uniform(0.012, 0.02)), float(rng.uniform(0.12, 0.3))
    flat = float(rng.uniform(0.3, 1))
    x = w * float(rng.uniform(0.6, 0.95))
    curve = spline(
        [
            (x, 0, d),
            (x, h * 0.5, 0.2 * d),
            (x, h * 0.95, -0.75 * d),
            (x, h + tall * 0.5, -d - lean * 0.3),
            (x, h + tall * 0.95, -d - lean),
        ],
        16,
    )
    cut = int(np.searchsorted(curve[:, 1], h))
    lower, upper = (
        tube(curve[: cut + 1], r * 1.3, 4, flatten=flat, side=(0, 0, 1)),
        tube(curve[cut:], r * 1.3, 4, flatten=flat, side=(0, 0, 1)),
    )
    other = tube(
        spline([(x, 0, -d * 1.1), (x, h * 0.45, -0.2 * d), (x, h * 0.9, d)], 9),
        r * 1.3,
        4,
        flatten=flat,
        side=(0, 0, 1),
    )
    out.add("leg", *both([lower, other]))
    out.add("back", *both([upper]))
    thick = float(rng.uniform(0.05, 0.11))
    pad = plate(oval(w, d, 0.2), thick * 0.7, thick * 0.15, 4)
    out.add("seat", turn(lying(pad, h + thick / 2), "x", -6, (0, h, 0)))
    cushion = move(plate(oval(w, tall / 2, 0.2), thick * 0.7, thick * 0.15, 4), (0, h + tall / 2, -d + thick / 2))
    out.add("back", turn(cushion, "x", -float(np.degrees(np.arctan2(lean, tall))), (0, h, -d)))
    return out


def shingled_chair(rng: np.random.Generator) -> Assembly:
    """Strips or rods that bend from the seat into the back over two side frames: park and patio chairs."""
    out = Assembly()
    w, h, d = float(rng.uniform(0.22, 0.34)), float(rng.uniform(0.36, 0.45)), float(rng.uniform(0.2, 0.28))
    tall, lean = float(rng.uniform(0.3, 0.6)), float(rng.uniform(0.08, 0.35))
    profile = spline(
        [
            (0, h - 0.05, d + 0.03),
            (0, h, d - 0.04),
            (0, h - 0.03, -d * 0.6),
            (0, h + 0.06, -d),
            (0, h + tall * 0.6, -d - lean * 0.6),
            (0, h + tall, -d - lean),
        ],
        26,
    )
    count = int(rng.integers(4, 16))
    along = chance(rng, 0.5)
    t = float(rng.uniform(0.006, 0.02))

    def put(piece: Piece) -> None:
        for name, cut in zip(
            ("seat", "back"),
            divide(piece, lambda m: ((m[:, 1] > h + 0.03) & (m[:, 2] < -0.6 * d)).astype(int)),
            strict=False,
        ):
            if len(cut.faces):
                out.add(name, cut)

    if along:
        half = w / count * float(rng.uniform(0.3, 0.85))
        strip = sheet(np.stack([profile - (half, 0, 0), np.add(profile, (half, 0, 0))], 1), t)
        for k in (np.arange(count) + 0.5) / count * 2 - 1:
            put(move(strip, (k * w, 0, 0)))
    else:
        for i in np.linspace(0, 24, count + 4).astype(int):
            a, b = profile[i], profile[i] * 0.35 + profile[i + 1] * 0.65
            put(sheet(np.stack([a, a, b, b]).reshape(2, 2, 3) + np.array([[-w, 0, 0], [w, 0, 0]]), t))
    rail = tube(np.add(profile, (w, 0, 0)), t * 1.2, 4, flatten=1.5, side=(1, 0, 0))
    put(rail)
    put(mirror(rail))
    r = float(rng.uniform(0.01, 0.02))
    out.add(
        "leg", *both([bar((w, 0, d * 1.05), (w, h, d * 0.8), r), bar((w, 0, -d * 1.25), (w, h + 0.05, -d * 0.85), r)])
    )
    if chance(rng, 0.6):
        arm = tube(
            bent([(w + r, h, d * 0.85), (w + r, h + 0.2, d * 0.9), (w + r, h + 0.22, -d - lean * 0.35)], 0.06),
            r * 1.2,
            pick(rng, (4, 8)),
            flatten=float(rng.uniform(0.5, 2)),
            side=(1, 0, 0),
        )
        out.add("arm", arm, mirror(arm))
    return out


def school_chair(rng: np.random.Generator) -> Assembly:
    """A plain seat with one writing board as arm, or two seats joined; light metal legs."""
    out = tubular_chair(rng) if chance(rng, 0.5) else folding_chair(rng)
    out = Assembly([(part, piece) for part, piece in out.pieces if part != "arm"])
    w = max(float(np.abs(piece.vertices[:, 0]).max()) for _, piece in out.pieces)
    level = 0.62 + float(rng.uniform(0, 0.1))
    board = lying(plate(oval(0.14, 0.2, float(rng.uniform(0.3, 0.9))), 0.015), level)
    side = pick(rng, (-1, 1))
    out.add(
        "arm", move(board, (side * (w - 0.06), 0, 0.2)), bar((side * w, 0.45, -0.1), (side * w, level, 0.05), 0.012)
    )
    return out
