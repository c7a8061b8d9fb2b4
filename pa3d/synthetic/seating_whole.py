"""Chairs that are one form: shells, eggs, balls, slings, ribbons, clubs, wings, folding and garden chairs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import Base, Footprint, bent, divide, lying, oval, plate, slab
from pa3d.synthetic.furniture_bases import few_legs, four_legs, pedestal, sled, star, wires
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, ellipsoid, loft, mirror, move, sheet, spline, torus, tube, turn, warp
from pa3d.synthetic.seating_arms import both


def _stand(rng: np.random.Generator, out: Assembly, base: Base) -> None:
    """A base as leg; its casters as wheel or as leg, as annotators differ."""
    out.add("leg", *base.legs)
    if base.wheels:
        out.add("wheel" if chance(rng, 0.6) else "leg", *base.wheels)


def _ribbon(profile: Array, half_widths: Array, sides: Array, thickness: float, columns: int = 11) -> Piece:
    """A sheet along a profile (n, 2) of (z, y); sides (n,): how far its edges rise along the inner normal."""
    s = np.linspace(-1, 1, columns)
    step = np.gradient(profile, axis=0)
    normal = np.stack([step[:, 1], -step[:, 0]], 1) / (np.linalg.norm(step, axis=1, keepdims=True) + 1e-9)
    rise = sides[:, None] * np.abs(s) ** 2.5
    x = half_widths[:, None] * s
    z = profile[:, :1] + normal[:, :1] * rise
    y = profile[:, 1:] + normal[:, 1:] * rise
    return sheet(np.stack([x, y, z], -1), thickness)


def shell_chair(rng: np.random.Generator) -> Assembly:
    """One moulded shell for seat and back, sometimes with rising sides as arms, on any light base."""
    out = Assembly()
    w, h = float(rng.uniform(0.2, 0.3)), float(rng.uniform(0.35, 0.5))
    deep, tall = float(rng.uniform(0.36, 0.5)), float(rng.uniform(0.28, 0.6))
    lean = float(rng.uniform(0.05, 0.25)) * tall
    bend = float(rng.uniform(0.04, 0.12))
    profile = np.array([(deep / 2 + 0.02, h - 0.03), (deep / 2 - 0.05, h + 0.01), (0.0, h), (-deep / 2 + bend, h), (-deep / 2 - 0.02, h + bend), (-deep / 2 - lean * 0.5, h + tall * 0.5), (-deep / 2 - lean, h + tall)])
    path = spline(profile, 34)
    t = np.linspace(0, 1, 34)
    wide = w * np.interp(t, [0, 0.25, 0.5, 0.75, 1], [rng.uniform(0.75, 1), 1, rng.uniform(0.75, 1.05), rng.uniform(0.7, 1.1), rng.uniform(0.4, 1)])
    armed = chance(rng, 0.45)
    lift = float(rng.uniform(0.1, 0.24)) if armed else float(rng.uniform(0, 0.06))
    sides = lift * np.interp(t, [0, 0.3, 0.55, 0.8, 1], [0.1, 0.8, 1, 0.6, 0.2])
    shell = _ribbon(path, wide, sides, pick(rng, (0.0, 0.006, 0.012, 0.03)))
    level = h + 0.6 * bend

    def part(middle: Array) -> Array:
        inside = np.abs(middle[:, 0]) < 0.72 * w
        back = (middle[:, 2] < -deep / 2 + bend) & (middle[:, 1] > level)
        side = (~inside) & (middle[:, 1] > h + 0.35 * lift) & (middle[:, 2] > -deep / 2 + 0.02) if armed else np.zeros(len(middle), bool)
        return np.where(side, 2, np.where(back, 1, 0))

    for name, piece in zip(("seat", "back", "arm"), divide(shell, part), strict=False):
        if len(piece.faces):
            out.add(name, piece)
    _stand(rng, out, pick(rng, (four_legs, four_legs, wires, sled, pedestal, star))(rng, Footprint(w * 0.7, deep * 0.38, h)))
    return out


def ribbon_chair(rng: np.random.Generator) -> Assembly:
    """Leg, seat and back from one bent band: S, Z, C and L shapes."""
    out = Assembly()
    w, h = float(rng.uniform(0.18, 0.3)), float(rng.uniform(0.32, 0.48))
    d, tall = float(rng.uniform(0.18, 0.26)), float(rng.uniform(0.35, 0.6))
    lean = float(rng.uniform(0, 0.3)) * tall
    thick = float(rng.uniform(0.008, 0.05))
    style = pick(rng, ("S", "Z", "C", "front", "wave"))
    feet = {
        "S": [(-d * 0.9, 0.0), (d * 0.3, 0.02), (d * 0.8, h * 0.4), (d * 1.1, h * 0.85), (d, h)],
        "Z": [(d, 0.0), (-d, 0.01), (-d * 0.95, 0.03), (d * 0.97, h - 0.02), (d, h)],
        "C": [(-d, 0.0), (d * 0.9, 0.0), (d * 1.05, 0.06), (d * 1.05, h - 0.06), (d, h)],
        "front": [(d * 1.1, 0.0), (d, h * 0.5), (d, h * 0.9), (d, h)],
        "wave": [(-d * 1.2, 0.0), (0.0, 0.05), (d * 0.2, h * 0.5), (d * 1.2, h * 0.9), (d, h)],
    }[style]
    upper = [(d, h), (0.0, h - 0.01), (-d * 0.9, h), (-d, h + 0.03), (-d - lean * 0.4, h + tall * 0.5), (-d - lean, h + tall)]
    sharp = style in ("Z", "front") or chance(rng, 0.2)
    legs = bent([(0, y, z) for z, y in feet], 0.05, 4)[:, [2, 1]] if sharp else spline(feet, 16)
    seat = bent([(0, y, z) for z, y in upper[:1] + upper[2:3] + upper[-1:]], 0.05, 5)[:, [2, 1]] if sharp else spline(upper, 28)
    narrow = float(rng.uniform(0.75, 1.1))
    out.add("leg", _ribbon(legs, np.full(len(legs), w), np.zeros(len(legs)), thick, 5))
    wide = w * np.linspace(1, narrow, len(seat))
    both_parts = _ribbon(seat, wide, np.full(len(seat), float(rng.uniform(0, 0.05))), thick, 7)
    for name, piece in zip(("seat", "back"), divide(both_parts, lambda m: ((m[:, 1] > h + 0.045) & (m[:, 2] < 0)).astype(int)), strict=True):
        out.add(name, piece)
    if style == "front":  # needs legs behind
        post = slab((-w, 0, -d - thick), (-w * 0.85, h, -d + thick))
        out.add("leg", post, mirror(post))
    if chance(rng, 0.2):
        arm = tube(bent([(w, h, -d * 0.9), (w, h + 0.2, -d), (w, h + 0.2, d * 0.7), (w, h, d * 0.8)], 0.06), 0.014, 6)
        out.add("arm", arm, mirror(arm))
    return out


def egg_chair(rng: np.random.Generator) -> Assembly:
    """A hollow egg, ball or pod with its front cut away and cushions in it, on a foot or hung in a ring."""
    out = Assembly()
    r = float(rng.uniform(0.35, 0.5))
    tall, cut = float(rng.uniform(0.9, 1.35)), float(rng.uniform(0.15, 0.6))
    tilt = float(rng.uniform(-30, 5))
    angle = np.linspace(0.05, np.pi - np.arccos(np.clip(cut, 0, 1)) * 1.0, 12)
    radius, depth = r * np.sin(angle), -r * np.cos(angle)
    around = np.linspace(0, 2 * np.pi, 25)
    grid = np.stack([radius[:, None] * np.cos(around), tall * radius[:, None] * np.sin(around), depth[:, None] + 0 * around], -1)
    pod = turn(sheet(grid, pick(rng, (0.0, 0.02, 0.04))), "x", tilt)
    floor = float(rng.uniform(0.18, 0.4))
    low = float(pod.vertices[:, 1].min())
    pod = move(pod, (0, floor - low, 0))
    middle = floor - low
    seat_level = floor + 0.42 * r * tall

    def part(m: Array) -> Array:
        side = (np.abs(m[:, 0]) > 0.68 * r) & (m[:, 2] > -0.3 * r) & (m[:, 1] < middle + 0.25 * r)
        return np.where(m[:, 1] < seat_level, 0, np.where(side, 2, 1))

    names = ("seat", "back", "arm" if chance(rng, 0.6) else "back")
    for name, piece in zip(names, divide(pod, part), strict=False):
        if len(piece.faces):
            out.add(name, piece)
    cushion = lying(plate(oval(0.62 * r, 0.6 * r, 0.6), 0.05, 0.04, 4), seat_level - 0.02)
    out.add("seat", cushion)
    if chance(rng, 0.5):
        out.add("back", turn(move(plate(oval(0.55 * r, 0.5 * r, 0.6), 0.03, 0.04, 4), (0, middle + 0.2 * r, -0.6 * r)), "x", tilt * 0.3))
    if chance(rng, 0.25):  # hung from a bow
        top = middle + tall * r * 1.15
        path = spline([(0, 0.0, 0.1), (0, 0.02, -1.3 * r), (0, middle, -1.7 * r), (0, top + 0.1, -0.9 * r), (0, top + 0.05, 0)], 16)
        out.add("leg", tube(path, 0.025, 8), lying(plate(oval(r, r), 0.03), 0.015), bar((0, top + 0.05, 0), (0, middle + tall * r * 0.8, -0.2 * r), 0.008, sections=6))
    else:
        _stand(rng, out, pick(rng, (pedestal, star, few_legs))(rng, Footprint(0.6 * r, 0.6 * r, floor + 0.06 * r)))
    return out


def club_chair(rng: np.random.Generator) -> Assembly:
    """An upholstered tub: one curved wall as arms and back, deep seat, short legs or none."""
    out = Assembly()
    w, d = float(rng.uniform(0.32, 0.46)), float(rng.uniform(0.32, 0.45))
    foot, seat = float(rng.uniform(0.0, 0.2)), float(rng.uniform(0.32, 0.45))
    arm_top = seat + float(rng.uniform(0.1, 0.26))
    top = arm_top + float(rng.uniform(0.0, 0.35))
    thick, power = float(rng.uniform(0.05, 0.14)), float(rng.uniform(0.35, 1.0))
    angle = np.deg2rad(np.linspace(-30, 210, 29))
    x = w * np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** power
    z = -d * np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** power
    x, z = np.concatenate([[w * 0.97], x[np.sin(angle) > 0], [-w * 0.97]]), np.concatenate([[d], z[np.sin(angle) > 0], [d]])
    blend = np.clip((-z / d + 0.1) / float(rng.uniform(0.5, 1.1)), 0, 1)
    high = arm_top + (top - arm_top) * blend**2 * (3 - 2 * blend)
    flare = float(rng.uniform(0.9, 1.25))
    rings = []
    for share, level, grow in ((1.0, 0, 1.0), (1.0, 1, flare), (0.5, 1.02, flare), (0.0, 1, flare), (0.0, 0, 1.0)):
        inset = 1 - (1 - share) * thick / w
        y = foot + (high - foot) * level
        rings.append(np.stack([x * inset * grow, y, z * inset * grow], 1))
    wall = loft(np.stack(rings).transpose(1, 0, 2))
    border = float(rng.uniform(0.05, 0.6))
    for name, piece in zip(("arm", "back"), divide(wall, lambda m: (m[:, 2] < -border * d).astype(int)), strict=True):
        out.add(name, piece)
    inner = 1 - thick / w
    out.add("seat", lying(plate(oval(w * inner, d * 0.95, min(power, 0.5)), seat - foot - 0.06), (seat - 0.06 + foot) / 2))
    out.add("seat", move(lying(plate(oval(w * inner * 0.97, d * 0.93, min(power, 0.5)), 0.05, 0.035, 5), seat - 0.05), (0, 0, 0.06 * d)))
    if foot > 0.03:
        _stand(rng, out, pick(rng, (four_legs, four_legs, star, pedestal))(rng, Footprint(w * 0.8, d * 0.8, foot + 0.01)))
    return out


def wing_chair(rng: np.random.Generator) -> Assembly:
    """A tall upholstered back with wings and rolled or plain arms; wings are back or arm as they lie."""
    out = Assembly()
    w, d = float(rng.uniform(0.28, 0.4)), float(rng.uniform(0.28, 0.38))
    foot, seat = float(rng.uniform(0.08, 0.22)), float(rng.uniform(0.38, 0.48))
    arm_top, top = seat + float(rng.uniform(0.15, 0.24)), seat + float(rng.uniform(0.5, 0.8))
    thick = float(rng.uniform(0.07, 0.13))
    lean = float(rng.uniform(4, 14))
    pivot = (0, seat, -d)
    back = box((2 * w, top - seat + 0.1, thick), (0, (top + seat) / 2 - 0.05, -d), thick * 0.4)
    crown = float(rng.uniform(0, 0.1))
    back = warp(back, lambda v: v + np.stack([0 * v[:, 0], crown * (1 - (v[:, 0] / w) ** 2) * (v[:, 1] > seat), 0 * v[:, 0]], 1))
    out.add("back", turn(back, "x", -lean, pivot))
    reach = float(rng.uniform(0.25, 0.7)) * d
    outline = spline([(0, arm_top - 0.02), (reach * 0.9, arm_top + 0.05), (reach, (arm_top + top) / 2), (reach * 0.7, top - 0.05), (0, top)], 12)
    wing = turn(plate(np.concatenate([outline, [(0.0, (arm_top + top) / 2)]]), 0.04, 0.02), "y", -90 + float(rng.uniform(-20, 20)))
    wing = turn(move(wing, (w, 0, -d)), "x", -lean, pivot)
    out.add("back", wing, mirror(wing))
    out.add("seat", slab((-w, foot, -d), (w, seat - 0.09, d)))
    out.add("seat", box((2 * w - 0.02, 0.12, 2 * d), (0, seat - 0.05, 0.03), 0.04))
    arm = [slab((w - 0.01, foot, -d), (w + thick * 0.7, arm_top - thick * 0.5, d))]
    r = thick * float(rng.uniform(0.5, 0.7))
    arm.append(move(turn(cylinder(r, 2 * d, sections=12), "x", 90), (w + thick * 0.4, arm_top - r, -d)))
    out.add("arm", *both(arm))
    _stand(rng, out, four_legs(rng, Footprint(w, d, foot + 0.01)))
    return out


def sling_chair(rng: np.random.Generator) -> Assembly:
    """Cloth or leather hung in a light frame: deck, butterfly, director's and lounge chairs."""
    out = Assembly()
    w, h = float(rng.uniform(0.25, 0.36)), float(rng.uniform(0.25, 0.42))
    d, tall, r = float(rng.uniform(0.26, 0.4)), float(rng.uniform(0.4, 0.7)), float(rng.uniform(0.01, 0.022))
    lean = float(rng.uniform(0.25, 0.9)) * tall
    sag = float(rng.uniform(0.02, 0.14))
    points = [(d, h + 0.04), (d * 0.3, h - sag), (-d * 0.5, h - sag), (-d * 0.9, h + 0.04), (-d - lean * 0.5, h + tall * 0.5), (-d - lean, h + tall)]
    path = spline(points, 32)
    cloth = _ribbon(path, np.full(32, w - r), np.full(32, float(rng.uniform(-0.05, 0.02))), pick(rng, (0.0, 0.006, 0.03)), 7)
    corner = -d * 0.8
    for name, piece in zip(("seat", "back"), divide(cloth, lambda m: (m[:, 2] < corner).astype(int)), strict=True):
        out.add(name, piece)
    front, top = np.array([w, h + 0.04, d]), np.array([w, h + tall, -d - lean])
    style = pick(rng, ("X", "X", "loop", "rails", "rails"))
    if style == "X":
        legs = [bar((w, 0, -d - lean * 0.6), front, r), bar((w, 0, d), (w, h + tall * 0.3, -d - lean * 0.3), r)]
        out.add("back", *both([bar((w, h + tall * 0.3, -d - lean * 0.3), top, r)]))
        out.add("leg", *both(legs), bar((-w, r, -d - lean * 0.6), (w, r, -d - lean * 0.6), r), bar((-w, r, d), (w, r, d), r))
    elif style == "loop":
        loop = tube(bent([front, (w, r, d * 0.8), (w, r, -d), (w, h, -d)], 0.08), r, 8)
        out.add("leg", loop, mirror(loop))
        side = tube(spline([(w, y, z) for z, y in points], 12), r, 6)
        for name, piece in zip(("seat", "back"), divide(side, lambda m: (m[:, 2] < corner).astype(int)), strict=True):
            out.add(name, piece, mirror(piece))
    else:
        out.add("leg", *both([bar((w, 0, d * 0.8), (w, h, d * 0.8), r * 1.3, sections=4), bar((w, 0, -d), (w, h + 0.05, -d * 0.9), r * 1.3, sections=4)]))
        out.add("seat", *both([bar((w, h, d), (w, h, -d), r * 1.2, sections=4)]))
        out.add("back", *both([bar((w, h, -d * 0.9), top, r * 1.2, sections=4)]))
    out.add("back", bar(top * (-1, 1, 1), top, r))
    if chance(rng, 0.5):
        y = h + float(rng.uniform(0.15, 0.24))
        z = -d - lean * (y - h) / tall
        arm = [tube(np.array([(w, y, z), (w, y, d * 0.7)]), r * 2, 4, flatten=0.4, side=(1, 0, 0)), bar((w, h, d * 0.6), (w, y, d * 0.6), r)]
        out.add("arm", *both(arm))
    return out


def lounger(rng: np.random.Generator) -> Assembly:
    """A low long chair: chaise, lounge chair with padded sections, often on a star or sled."""
    out = Assembly()
    w, h = float(rng.uniform(0.24, 0.36)), float(rng.uniform(0.22, 0.38))
    d, tall = float(rng.uniform(0.28, 0.75)), float(rng.uniform(0.4, 0.7))
    tilt, lean = float(rng.uniform(0, 14)), float(rng.uniform(18, 50))
    thick = float(rng.uniform(0.03, 0.1))
    count = pick(rng, (1, 1, 2, 3))
    pads = [move(lying(plate(oval(w, d / 1, 0.25), thick * 0.6, thick * 0.3, 5), h), (0, 0, 0))]
    out.add("seat", *(turn(pad, "x", -tilt, (0, h, -d)) for pad in pads))
    for k in range(count):
        size = tall / count
        pad = move(plate(oval(w, size * 0.49, 0.25), thick * 0.6, thick * 0.3, 5), (0, h + size * (k + 0.5), -d + thick * 0.5))
        out.add("back", turn(pad, "x", -lean + k * float(rng.uniform(0, 6)), (0, h, -d)))
    if chance(rng, 0.4):
        shell = move(plate(oval(w * 1.02, tall / 2, 0.3), 0.012), (0, h + tall / 2, -d - thick * 0.3))
        out.add("back", turn(shell, "x", -lean, (0, h, -d)))
    if chance(rng, 0.55):
        z = -d + 0.1
        arm = tube(spline([(w, h + 0.1, z - 0.1), (w + 0.03, h + 0.2, z), (w + 0.04, h + 0.2, z + min(d, 0.35))], 8), 0.025, 6, flatten=1.5)
        out.add("arm", arm, mirror(arm), *both([bar((w + 0.02, h - 0.02, z + 0.12), (w + 0.03, h + 0.2, z + 0.12), 0.015)]))
    level = h - thick * 0.4 - 0.02
    _stand(rng, out, pick(rng, (star, sled, four_legs, pedestal) if d < 0.45 else (four_legs, sled))(rng, Footprint(w * 0.9, d * 0.85, level)))
    return out


def bowl_chair(rng: np.random.Generator) -> Assembly:
    """A dish or a soft heap to sit in: papasan, bean bag, pouf with a back."""
    out = Assembly()
    r = float(rng.uniform(0.4, 0.55))
    deep, tilt = float(rng.uniform(0.25, 0.5)) * r, float(rng.uniform(15, 45))
    ring = np.linspace(0.02, 1, 9)[:, None]
    angle = np.linspace(0, 2 * np.pi, 25)
    puff = pick(rng, (0.0, 0.02, 0.08))
    grid = np.stack([r * ring * np.cos(angle), deep * (ring**2 - 1) + 0 * angle, r * ring * np.sin(angle)], -1)
    dish = sheet(grid, puff)
    if puff == 0 and chance(rng, 0.7):
        dish = Piece(*dish)
        out.add("back", turn(torus(r, 0.018, 24, 6, 180), "y", 180))
        out.add("seat", torus(r, 0.018, 24, 6, 180))
    border = -float(rng.uniform(0.0, 0.35)) * r
    for name, piece in zip(("seat", "back"), divide(dish, lambda m: (m[:, 2] < border).astype(int)), strict=True):
        out.add(name, piece)
    middle = float(rng.uniform(0.42, 0.6))
    out.pieces = [(name, move(turn(piece, "x", tilt), (0, middle, 0))) for name, piece in out.pieces]
    low = middle - deep * np.cos(np.deg2rad(tilt))
    base = pick(rng, ("ring", "legs", "wires"))
    if base == "ring":
        out.add("leg", move(torus(r * 0.55, 0.02, 20, 6), (0, 0.02, 0)), move(torus(r * 0.5, 0.02, 20, 6), (0, low + 0.05, 0)))
        for a in np.linspace(0, 2 * np.pi, 9)[:-1]:
            c, s = np.cos(a) * r, np.sin(a) * r
            out.add("leg", bar((c * 0.55, 0.02, s * 0.55), (c * 0.5, low + 0.05, s * 0.5), 0.015, sections=6))
    else:
        _stand(rng, out, (four_legs if base == "legs" else wires)(rng, Footprint(r * 0.5, r * 0.5, low + 0.06)))
    return out


def bean_bag(rng: np.random.Generator) -> Assembly:
    """A soft sack: a low seat in front, a hump behind."""
    out = Assembly()
    rings = ellipsoid((float(rng.uniform(0.4, 0.55)), 0.35, float(rng.uniform(0.42, 0.6))), 24, 16, float(rng.uniform(0.7, 1.0)))
    hump, slope = float(rng.uniform(0.25, 0.6)), float(rng.uniform(0.8, 2))

    def shape(v: Array) -> Array:
        back = 1 / (1 + np.exp(v[:, 2] * 12 * slope + 1))
        v[:, 1] = np.maximum(v[:, 1], -0.22) + back * hump * np.clip(v[:, 1] + 0.2, 0, None) * 2
        return v

    for name, piece in zip(("seat", "back"), divide(warp(rings, shape), lambda m: ((m[:, 2] < -0.08) & (m[:, 1] > 0.05)).astype(int)), strict=True):
        out.add(name, piece)
    return out


WHOLE_CHAIRS: tuple[tuple[Callable[[np.random.Generator], Assembly], float], ...] = (
    (shell_chair, 3), (ribbon_chair, 1.3), (egg_chair, 0.9), (club_chair, 1.6), (wing_chair, 1.1), (sling_chair, 1.2),
    (lounger, 1.1), (bowl_chair, 0.35), (bean_bag, 0.15),
)  # fmt: skip
