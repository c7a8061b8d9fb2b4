"""Chairs from one surface: moulded shells, bent bands, eggs and balls, bowls, sacks."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import Footprint, bent, divide, lying, oval, plate, slab
from pa3d.synthetic.furniture_bases import add_base
from pa3d.synthetic.furniture_frames import sled, wires
from pa3d.synthetic.furniture_legs import few_legs, four_legs, pedestal, star
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, bar, ellipsoid, mirror, move, sheet, spline, torus, tube, turn, warp
from pa3d.synthetic.seating_cut import add_parted, parted


def _ribbon_grid(profile: Array, half_widths: Array, sides: Array, columns: int = 11) -> Array:
    """A band (n, columns, 3) along a profile (n, 2) of (z, y); sides (n,): how far its edges rise along the normal."""
    s = np.linspace(-1, 1, columns)
    step = np.gradient(profile, axis=0)
    normal = np.stack([step[:, 1], -step[:, 0]], 1) / (np.linalg.norm(step, axis=1, keepdims=True) + 1e-9)
    rise = sides[:, None] * np.abs(s) ** 2.5
    x = half_widths[:, None] * s
    z = profile[:, :1] + normal[:, :1] * rise
    y = profile[:, 1:] + normal[:, 1:] * rise
    return np.stack([x, y, z], -1)


def ribbon(profile: Array, half_widths: Array, sides: Array, thickness: float, columns: int = 11) -> Piece:
    """The band as a sheet."""
    return sheet(_ribbon_grid(profile, half_widths, sides, columns), thickness)


def _skin(style: str, grid: Array, thickness: float) -> list[Piece]:
    """A grid (R, C, 3) as a solid sheet, a sheet with holes, strips with gaps, or wires."""
    if min(grid.shape[:2]) < 2:
        return []
    if style == "wires":
        lines = [*grid[::3], *grid.transpose(1, 0, 2), grid[-1]]
        return [tube(line, 0.004, 4) for line in lines if len(line) > 1]
    if style == "strips" and grid.shape[1] > 2:
        return [
            sheet(
                grid[:, k : k + 2] * (0.75, 1, 1) + grid[:, k : k + 2].mean(1, keepdims=True) * (0.25, 0, 0), thickness
            )
            for k in range(grid.shape[1] - 1)
        ]
    whole = sheet(grid, 0.0 if style == "holes" else thickness)
    if style == "holes":
        rows, columns = grid.shape[0] - 1, grid.shape[1] - 1
        kept = ~((np.arange(rows)[:, None] % 3 == 1) & (np.arange(columns)[None] % 2 == 1)).reshape(-1)
        return [Piece(whole.vertices, whole.faces[np.tile(kept, 2)])]
    return [whole]


def shell_chair(rng: np.random.Generator) -> Assembly:
    """One moulded shell for seat and back, sometimes with rising sides as arms, on any light base."""
    out = Assembly()
    w, h = float(rng.uniform(0.2, 0.3)), float(rng.uniform(0.35, 0.5))
    deep, tall = float(rng.uniform(0.36, 0.5)), float(rng.uniform(0.28, 0.6))
    lean, bend = float(rng.uniform(0.05, 0.25)) * tall, float(rng.uniform(0.04, 0.12))
    edge = -deep / 2
    profile = [
        (-edge + 0.02, h - 0.03),
        (-edge - 0.05, h + 0.01),
        (0.0, h),
        (edge + bend, h),
        (edge - 0.02, h + bend),
        (edge - lean * 0.5, h + tall * 0.5),
        (edge - lean, h + tall),
    ]
    path = spline(profile, 28)
    t = np.linspace(0, 1, 28)
    wide = w * np.interp(
        t,
        [0, 0.25, 0.5, 0.75, 1],
        [rng.uniform(0.75, 1), 1, rng.uniform(0.7, 1.05), rng.uniform(0.7, 1.1), rng.uniform(0.4, 1)],
    )
    armed = chance(rng, 0.45)
    lift = float(rng.uniform(0.12, 0.26)) if armed else float(rng.uniform(0, 0.06))
    sides = lift * np.interp(t, [0, 0.3, 0.55, 0.8, 1], [float(rng.uniform(0, 0.6)), 0.85, 1, 0.6, 0.2])
    columns = pick(rng, (11, 13))
    grid = _ribbon_grid(path, wide, sides, columns)
    if chance(rng, 0.4):  # a rounded upper and front edge
        grid[-1, :, 1] -= float(rng.uniform(0, 0.1)) * np.linspace(-1, 1, columns) ** 2
    thick = pick(rng, (0.0, 0.006, 0.012, 0.03))
    style = pick(rng, ("solid", "holes", "strips", "wires"), (10, 0.8, 0.7, 0.9))
    fold = int(np.argmax(path[:, 1] > h + 0.6 * bend + (path[:, 0] > 0)))
    first, upper = (int(rng.integers(0, 6)), fold + int(rng.integers(-2, 5))) if armed else (0, 0)
    inner = 2 if armed else 0
    out.add("seat", *_skin(style, grid[: fold + 1, inner : columns - inner], thick))
    out.add("back", *_skin(style, grid[fold:, inner : columns - inner], thick))
    for band in (grid[:, : inner + 1], grid[:, columns - inner - 1 :]) if armed else ():
        out.add("arm", *_skin(style, band[first : upper + 1], thick))
        out.add("back", *_skin(style, band[upper:], thick))
        if first:
            out.add("seat", *_skin(style, band[: first + 1], thick))
    if chance(rng, 0.2):
        out.add("seat", lying(plate(oval(w * 0.75, deep * 0.4, 0.5), 0.01, 0.015, 4), h + 0.015))
    add_base(
        rng,
        out,
        pick(rng, (four_legs, four_legs, wires, sled, pedestal, star))(rng, Footprint(w * 0.7, deep * 0.38, h)),
    )
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
    upper = [
        (d, h),
        (0.0, h - 0.01),
        (-d * 0.9, h),
        (-d, h + 0.03),
        (-d - lean * 0.4, h + tall * 0.5),
        (-d - lean, h + tall),
    ]
    sharp = style in ("Z", "front") or chance(rng, 0.2)
    legs = bent([(0, y, z) for z, y in feet], 0.05, 4)[:, [2, 1]] if sharp else spline(feet, 16)
    seat = (
        bent([(0, y, z) for z, y in upper[:1] + upper[2:3] + upper[-1:]], 0.05, 5)[:, [2, 1]]
        if sharp
        else spline(upper, 28)
    )
    narrow = float(rng.uniform(0.75, 1.1))
    out.add("leg", ribbon(legs, np.full(len(legs), w), np.zeros(len(legs)), thick, 5))
    wide = w * np.linspace(1, narrow, len(seat))
    both_parts = ribbon(seat, wide, np.full(len(seat), float(rng.uniform(0, 0.05))), thick, 7)
    for name, piece in zip(
        ("seat", "back"), divide(both_parts, lambda m: ((m[:, 1] > h + 0.045) & (m[:, 2] < 0)).astype(int)), strict=True
    ):
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
    grid = np.stack(
        [radius[:, None] * np.cos(around), tall * radius[:, None] * np.sin(around), depth[:, None] + 0 * around], -1
    )
    pod = turn(sheet(grid, pick(rng, (0.0, 0.02, 0.04))), "x", tilt)
    floor = float(rng.uniform(0.18, 0.4))
    low = float(pod.vertices[:, 1].min())
    pod = move(pod, (0, floor - low, 0))
    middle = floor - low
    seat_level = floor + 0.42 * r * tall

    def inside(v: Array) -> Array:  # above zero where an arm would be
        return np.minimum(np.minimum(np.abs(v[:, 0]) - 0.68 * r, v[:, 2] + 0.3 * r), middle + 0.25 * r - v[:, 1])

    below, above = parted(pod, lambda v: v[:, 1] - seat_level)
    if len(below.faces):
        out.add("seat", below)
    add_parted(out, "back", "arm" if chance(rng, 0.6) else "back", above, inside)
    cushion = lying(plate(oval(0.62 * r, 0.6 * r, 0.6), 0.05, 0.04, 4), seat_level - 0.02)
    out.add("seat", cushion)
    if chance(rng, 0.5):
        out.add(
            "back",
            turn(
                move(plate(oval(0.55 * r, 0.5 * r, 0.6), 0.03, 0.04, 4), (0, middle + 0.2 * r, -0.6 * r)),
                "x",
                tilt * 0.3,
            ),
        )
    if chance(rng, 0.25):  # hung from a bow
        top = middle + tall * r * 1.15
        path = spline(
            [(0, 0.0, 0.1), (0, 0.02, -1.3 * r), (0, middle, -1.7 * r), (0, top + 0.1, -0.9 * r), (0, top + 0.05, 0)],
            16,
        )
        out.add(
            "leg",
            tube(path, 0.025, 8),
            lying(plate(oval(r, r), 0.03), 0.015),
            bar((0, top + 0.05, 0), (0, middle + tall * r * 0.8, -0.2 * r), 0.008, sections=6),
        )
    else:
        add_base(rng, out, pick(rng, (pedestal, star, few_legs))(rng, Footprint(0.6 * r, 0.6 * r, floor + 0.06 * r)))
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
    add_parted(out, "back", "seat", dish, lambda v: v[:, 2] - border)
    middle = float(rng.uniform(0.42, 0.6))
    out.pieces = [(name, move(turn(piece, "x", tilt), (0, middle, 0))) for name, piece in out.pieces]
    low = middle - deep * np.cos(np.deg2rad(tilt))
    base = pick(rng, ("ring", "legs", "wires"))
    if base == "ring":
        out.add(
            "leg",
            move(torus(r * 0.55, 0.02, 20, 6), (0, 0.02, 0)),
            move(torus(r * 0.5, 0.02, 20, 6), (0, low + 0.05, 0)),
        )
        for a in np.linspace(0, 2 * np.pi, 9)[:-1]:
            c, s = np.cos(a) * r, np.sin(a) * r
            out.add("leg", bar((c * 0.55, 0.02, s * 0.55), (c * 0.5, low + 0.05, s * 0.5), 0.015, sections=6))
    else:
        stand = (four_legs if base == "legs" else wires)(rng, Footprint(r * 0.45, r * 0.45, low))
        out.add("leg", *stand.legs, *stand.wheels)
    rest, slope = middle - 0.85 * deep - 0.03, np.tan(np.deg2rad(tilt))

    def follow(v: Array) -> Array:  # the stand ends under the slanting dish
        v[:, 1] *= np.maximum(rest - slope * v[:, 2], 0.05) / (low + 0.08)
        return v

    out.pieces = [(name, warp(piece, follow) if name == "leg" else piece) for name, piece in out.pieces]
    return out


def bean_bag(rng: np.random.Generator) -> Assembly:
    """A soft sack: a low seat in front, a hump behind."""
    out = Assembly()
    rings = ellipsoid(
        (float(rng.uniform(0.4, 0.55)), 0.35, float(rng.uniform(0.42, 0.6))), 24, 16, float(rng.uniform(0.7, 1.0))
    )
    hump, slope = float(rng.uniform(0.25, 0.6)), float(rng.uniform(0.8, 2))

    def shape(v: Array) -> Array:
        back = 1 / (1 + np.exp(v[:, 2] * 12 * slope + 1))
        v[:, 1] = np.maximum(v[:, 1], -0.22) + back * hump * np.clip(v[:, 1] + 0.2, 0, None) * 2
        return v

    add_parted(out, "seat", "back", warp(rings, shape), lambda v: np.minimum(0.02 - v[:, 2], v[:, 1] - 0.1))
    return out
