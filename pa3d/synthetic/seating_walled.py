"""Chairs with one wall around back and sides: tubs, barrels, spindle cages, buckets, swans and tulips."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, log_uniform, pick
from pa3d.synthetic.furniture import Footprint, lying, oval, plate, slab
from pa3d.synthetic.furniture_bases import CHAIR_BASES, add_base, any_base
from pa3d.synthetic.furniture_frames import cantilever, sled, wires
from pa3d.synthetic.furniture_legs import few_legs, four_legs, pedestal, star
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, bar, ellipsoid, loft, move, sheet, tube, turn
from pa3d.synthetic.seating_cushions import pillow
from pa3d.synthetic.seating_cut import add_parted, parted
from pa3d.synthetic.seating_mixed import drawn_base

OPEN_WALLS = ("spindles", "slats", "hoops")


def _plan(rng: np.random.Generator, w: float, d: float, count: int) -> Array:
    """The wall seen from above (count, 2) in x and z, front right over the back to front left."""
    style = pick(rng, ("round", "round", "U", "U", "square", "splayed"))
    power = {"round": rng.uniform(0.8, 1.05), "U": rng.uniform(0.4, 0.8), "square": rng.uniform(0.1, 0.25)}.get(
        style, 0.6
    )
    past = float(rng.uniform(-10, 45)) if style == "round" else 0.0
    angle = np.deg2rad(np.linspace(-past, 180 + past, count))
    c, s = np.cos(angle), np.sin(angle)
    plan = np.stack([w * np.sign(c) * np.abs(c) ** power, -d * np.sign(s) * np.abs(s) ** power], 1)
    if style != "round":  # straight sides that go on to the front
        ahead = float(rng.uniform(0.3, 1.0)) * d
        ends = np.linspace(ahead, 0, 5, endpoint=False)
        sides = [np.stack([np.full(5, x), row], 1) for x, row in ((w, ends), (-w, ends[::-1]))]
        plan = np.concatenate([sides[0], plan, sides[1]])
    if style == "splayed":
        plan[:, 0] *= 1 + float(rng.uniform(0, 0.3)) * (plan[:, 1] + d) / d
    return plan


def _evenly(plan: Array, number: int) -> Array:
    """Indices of `number` points at even distances along the plan."""
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(plan, axis=0), axis=1))])
    return np.searchsorted(length, np.linspace(0, length[-1], number) - 1e-9)


def _wall(rng: np.random.Generator, plan: Array, low: float, high: Array, style: str) -> list[Piece]:
    """What the wall is made of; high (count,): its upper edge."""
    count = len(plan)
    top = np.column_stack([plan[:, 0], high, plan[:, 1]])
    flare = float(rng.uniform(0.8, 1.0)) if chance(rng, 0.4) else 1.0
    if style in OPEN_WALLS:
        flare = min(flare, 0.95)
    foot = np.column_stack([plan[:, 0] * flare, np.full(count, low), plan[:, 1] * flare])
    if style == "sheet":
        t = np.linspace(0, 1, 6)[:, None, None]
        return [sheet(foot * (1 - t) + top * t, pick(rng, (0.0, 0.008, 0.02, 0.04)))]
    if style == "solid":
        thick = log_uniform(rng, 0.03, 0.18)
        step = np.gradient(plan, axis=0)
        inward = np.stack([step[:, 1], -step[:, 0]], 1) / (np.linalg.norm(step, axis=1, keepdims=True) + 1e-9)
        inward *= -np.sign((inward * plan).sum(1).mean())
        soft = float(rng.uniform(0, 0.5)) * thick
        rings = []
        for share, up, end in (
            (0, 0, foot),
            (0, -soft, top),
            (0.2, 0, top),
            (0.8, 0, top),
            (1, -soft, top),
            (1, 0, foot),
        ):
            offset = np.column_stack([inward[:, 0], np.zeros(count), inward[:, 1]]) * (share * thick)
            rings.append(end + offset + (0, up, 0))
        return [loft(np.stack(rings).transpose(1, 0, 2))]
    if style == "channels":
        number = int(rng.integers(7, 14))
        spots = _evenly(plan, number)
        half = 1.1 * float(np.linalg.norm(np.diff(plan, axis=0), axis=1).sum()) / number / 2
        pieces = []
        for i in spots:
            tall = (high[i] - low) / 2
            cell = ellipsoid((half, tall, 0.6 * half), 10, 7, 0.5)
            facing = float(np.degrees(np.arctan2(plan[i, 0], plan[i, 1])))
            pieces.append(move(turn(cell, "y", facing), (plan[i, 0], low + tall, plan[i, 1])))
        return pieces
    r = log_uniform(rng, 0.008, 0.025)
    pieces = [
        tube(top, r * float(rng.uniform(1, 2)), pick(rng, (4, 8)), flatten=float(rng.uniform(0.5, 2)), side=(0, 1, 0))
    ]
    if style == "hoops":
        for k in np.linspace(0, 0.85, int(rng.integers(1, 5))):
            pieces.append(tube(foot * (1 - k) + top * k, r, 6))
        spots = _evenly(plan, int(rng.integers(2, 6)))
        return [*pieces, *(bar(foot[i], top[i], r, sections=6) for i in spots)]
    number, wide = int(rng.integers(6, 22)), float(rng.uniform(1, 3.5)) if style == "slats" else 1.0
    for i in _evenly(plan, number):
        pieces.append(bar(foot[i], top[i], r * 0.6 * wide, sections=4 if style == "slats" else 6))
    return pieces


def walled_chair(rng: np.random.Generator) -> Assembly:
    """A wall of any stuff on floor, foot or seat; the seat lies within."""
    out = Assembly()
    w, seat = float(rng.uniform(0.24, 0.42)), float(rng.uniform(0.34, 0.5))
    d = w * float(rng.uniform(0.75, 1.1))
    style = pick(rng, ("solid", "solid", "solid", "sheet", "sheet", "spindles", "slats", "hoops", "channels"))
    plan = _plan(rng, w, d, 41)
    thick = min(log_uniform(rng, 0.02, 0.4), seat - 0.01)
    foot = seat - thick if chance(rng, 0.6) else float(rng.uniform(0.0, 0.2))
    low = pick(rng, (0.0, foot, foot, seat - thick, seat - 0.01))
    if style in OPEN_WALLS and low > 0:
        low = seat - thick * float(rng.uniform(0, 0.5))
    arm_top, rise = seat + float(rng.uniform(0.03, 0.28)), float(rng.uniform(0, 0.5)) * (rng.random() < 0.75)
    ease = np.clip((d * float(rng.uniform(-0.3, 0.6)) - plan[:, 1]) / (d * float(rng.uniform(0.4, 1.3))), 0, 1)
    ease = ease**2 * (3 - 2 * ease)
    fall = float(rng.uniform(0, 0.8)) * (arm_top - seat) * (rng.random() < 0.4)
    high = arm_top + rise * ease - fall * np.clip(plan[:, 1] / (plan[:, 1].max() + 1e-9), 0, 1) ** 1.5
    border = -d * float(rng.uniform(0.1, 0.75))
    bottom = seat - min(thick, 0.1)
    for piece in _wall(rng, plan, low, high, style):
        if style in OPEN_WALLS and low < bottom - 0.1:
            below, piece = parted(piece, lambda v: v[:, 1] - bottom)
            if len(below.faces):
                out.add("leg", below)
        if style == "channels":
            out.add("back" if piece.vertices[:, 2].mean() < border else "arm", piece)
        elif len(piece.faces):
            add_parted(out, "back", "arm", piece, lambda v: v[:, 2] - border)
    power = float(rng.uniform(0.5, 1))
    outline = oval(w * 0.96, d * 0.97, power)
    front = float(plan[:, 1].max())
    outline[:, 1] = np.where(outline[:, 1] < 0, outline[:, 1] * max(front, 0.5 * d) / (d * 0.97), outline[:, 1])
    puff = min(thick * float(rng.uniform(0, 0.35)), 0.06)
    out.add("seat", lying(plate(outline, thick - 2 * puff, puff, 4), seat - thick / 2))
    if chance(rng, 0.35):
        out.add("seat", lying(plate(outline * 0.88, 0.03, float(rng.uniform(0.01, 0.05)), 4), seat + 0.02))
    if chance(rng, 0.25):
        cushion = pillow(rng, (-0.6 * w, seat, -0.9 * d), (0.6 * w, seat + float(rng.uniform(0.15, 0.4)), -0.6 * d))
        out.add("back", cushion)
    if low > 0 or (style in OPEN_WALLS and seat - thick > 0.2 and chance(rng, 0.3)):
        add_base(rng, out, drawn_base(rng, Footprint(w * 0.66, d * 0.66, seat - thick + 0.004)))
    return out


def bucket_chair(rng: np.random.Generator) -> Assembly:
    """A moulded bowl whose rim rises into arms and back: tulip, swan, womb, armshell, tub; on any light base."""
    out = Assembly()
    w, seat = float(rng.uniform(0.22, 0.42)), float(rng.uniform(0.3, 0.5))
    d = w * float(rng.uniform(0.8, 1.15))
    turns, rings = 40, 17
    angle = np.linspace(0, 2 * np.pi, turns + 1)  # 0 at the front
    away = np.abs(np.where(angle > np.pi, 2 * np.pi - angle, angle)) / np.pi  # 0 front, 1 back
    tall, arm = log_uniform(rng, 0.15, 0.75), float(rng.uniform(0.08, 0.28)) * (rng.random() < 0.85)
    arm_at, arm_wide = float(rng.uniform(0.4, 0.6)), float(rng.uniform(0.08, 0.22))
    half_back = float(rng.uniform(0.22, 0.42))
    hump = np.clip((away - 1 + half_back + 0.12) / 0.24, 0, 1)
    droop = float(rng.uniform(0, 0.4)) * ((1 - away) / half_back) ** 2 * (away > 1 - half_back)
    rise = tall * hump**2 * (3 - 2 * hump) * (1 - droop)
    swan = np.exp(-(((away - arm_at) / arm_wide) ** 2))
    side = swan if chance(rng, 0.5) else np.clip((away - arm_at + arm_wide) / arm_wide, 0, 1)
    rise = np.maximum(rise, arm * side) - float(rng.uniform(0, 0.04)) * (1 - away) ** 2
    t = np.linspace(0.004, 1, rings)[:, None]
    fold, belly = float(rng.uniform(0.25, 0.6)), float(rng.uniform(1.2, 2.6))
    flat, up = 1 - (1 - t) ** belly, np.clip((t - fold) / (1 - fold), 0, 1)
    hollow = float(rng.uniform(0.01, 0.08))
    lean_back, lean_side = float(rng.uniform(0.05, 0.6)), float(rng.uniform(-0.1, 0.6))
    outwards = np.clip(rise, 0, None) * (lean_side + (lean_back - lean_side) * np.clip(2 * away - 1, 0, 1))
    power, bend = float(rng.uniform(0.55, 1.0)), float(rng.uniform(1.0, 1.8))
    c, s = np.cos(angle), np.sin(angle)
    plan_x, plan_z = w * np.sign(s) * np.abs(s) ** power, d * np.sign(c) * np.abs(c) ** power
    grow = outwards * up
    x = plan_x * flat + s * grow
    z = plan_z * flat + c * grow
    y = seat + hollow * (flat**2 - 1) + rise * up**bend + 0 * x
    grid = np.stack([x, y, z], -1)  # (rings, turns + 1, 3)
    thick = pick(rng, (0.0, 0.006, 0.015, 0.03, 0.06))
    half_border = half_back + float(rng.uniform(-0.06, 0.04))
    low_ring = int(np.argmax(t[:, 0] >= fold)) + int(rng.integers(0, 3))
    armed = arm > 0.05
    first = round((arm_at - arm_wide * 1.1) * turns / 2) if armed else round((1 - half_border) * turns / 2)
    first = max(first, 1)
    second = max(round((1 - half_border) * turns / 2), first + armed)
    out.add("seat", sheet(grid[: low_ring + 1], thick))
    rim = grid[low_ring:]
    out.add("seat", sheet(rim[:, : first + 1], thick), sheet(rim[:, turns - first :], thick))
    for left, right in ((first, second), (turns - second, turns - first)) if armed else ():
        out.add("arm", sheet(rim[:, left : right + 1], thick))
    out.add("back", sheet(rim[:, second : turns - second + 1], thick))
    if chance(rng, 0.35):
        puff = float(rng.uniform(0.01, 0.05))
        out.add("seat", lying(plate(oval(0.8 * w, 0.85 * d, 0.7), 0.02, puff, 4), seat + puff * 0.6))
    if chance(rng, 0.2) and tall > 0.3:
        cushion = plate(oval(0.7 * w, 0.4 * tall, 0.6), 0.02, 0.04, 4)
        lean = float(np.degrees(np.arctan(lean_back)))
        leaning = turn(move(cushion, (0, 0.45 * tall, 0.03)), "x", -lean)
        out.add("back", move(leaning, (0, seat, -d)))
    light = (four_legs, four_legs, few_legs, wires, sled, cantilever, pedestal, pedestal, star, star)
    make = pick(rng, light) if chance(rng, 0.9) else any_base(rng, CHAIR_BASES)
    add_base(rng, out, make(rng, Footprint(w * 0.6, d * 0.6, seat - hollow * 0.7 - 0.01)))
    return out


def plank_chair(rng: np.random.Generator) -> Assembly:
    """Boards and blocks: sides that are legs and arms at once, a back that goes to the floor, cubes and crates."""
    out = Assembly()
    w, seat = float(rng.uniform(0.2, 0.38)), float(rng.uniform(0.3, 0.47))
    d, tall = w * float(rng.uniform(0.8, 1.2)), float(rng.uniform(0.15, 0.8))
    t, thick = log_uniform(rng, 0.012, 0.14), log_uniform(rng, 0.015, 0.2)
    lean = float(rng.uniform(0, 18)) * (rng.random() < 0.5)
    thick = min(thick, 0.9 * seat)
    side, behind = w + 0.004, -d - 0.004  # the seat is let into sides and back
    out.add("seat", slab((-side, seat - thick, behind), (side, seat, d)))
    if chance(rng, 0.35):
        out.add("seat", pillow(rng, (-w, seat, -d + t), (w, seat + float(rng.uniform(0.03, 0.12)), d)))
    back = slab((-w, seat - thick, -d - t), (w, seat + tall, -d), t * float(rng.uniform(0, 0.5)))
    out.add("back", turn(back, "x", -lean, (0, seat, -d)))
    style = pick(rng, ("sides", "sides", "back", "cube", "open"))
    rise = float(rng.uniform(0.05, 0.28)) if chance(rng, 0.6) else 0.0
    front = d * float(rng.uniform(0.6, 1.0))
    under = seat - thick
    if style == "open":  # a square frame at each side
        cut = under if rise else seat
        for x in (-w - t / 2, w + t / 2):
            for z in (-d + t / 2, front - t / 2):
                low, high = (x - t / 2, 0, z - t / 2), (x + t / 2, seat + rise if rise else under, z + t / 2)
                add_parted(out, "leg", "arm", slab(low, high), lambda v: v[:, 1] - cut)
            if rise:
                out.add("arm", slab((x - t / 2, seat + rise - t, -d), (x + t / 2, seat + rise, front)))
            if chance(rng, 0.5):
                out.add("leg", slab((x - t / 2, 0, -d), (x + t / 2, t, front)))
        return out
    for x in (-w - t, w):
        whole = rise > 0 and chance(rng, 0.0 if style != "cube" else 1.0)
        board = slab((x, 0, -d), (x + t, seat + rise, front))
        add_parted(out, "arm" if whole else "leg", "arm" if rise else "seat", board, lambda v: v[:, 1] - under)
    if style in ("back", "cube"):
        below = slab((0.003 - w, 0, 0.003 - d - t), (w - 0.003, under + 0.006, -d - 0.003))
        out.add("back" if style == "cube" else "leg", below)
    if style == "cube" and chance(rng, 0.7):
        out.add("seat", slab((-side, 0.003, behind), (side, under, d * float(rng.uniform(0.8, 1.0)))))
    return out
