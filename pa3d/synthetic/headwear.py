"""Headwear: caps with visors and hats with brims."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.brims import (
    COLUMNS, around, crown_grid, crown_piece, cuff, edge_at, gap, lifted, ring_brim, visor,
)  # fmt: skip
from pa3d.synthetic.forms import chance, disc, log_uniform, pick, turned
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, ellipsoid, move, sheet, spline, stretch, tube, warp

Rng = np.random.Generator

DOMES = (
    ((1.0, 0.0), (1.02, 0.25), (0.93, 0.6), (0.62, 0.9), (0.0, 1.0)),
    ((1.0, 0.0), (1.0, 0.4), (0.96, 0.75), (0.72, 0.95), (0.0, 1.0)),
    ((1.0, 0.0), (0.97, 0.25), (0.85, 0.55), (0.55, 0.85), (0.0, 1.0)),
    ((1.0, 0.0), (1.06, 0.3), (1.05, 0.6), (0.75, 0.92), (0.0, 1.0)),
    ((1.0, 0.0), (0.94, 0.45), (0.86, 0.85), (0.6, 0.98), (0.0, 1.0)),
)


class Head(NamedTuple):
    """Half sizes of a crown: width (x), length (z), height."""

    width: float
    length: float
    height: float


def _head(rng: Rng, low: float, high: float) -> Head:
    width = float(rng.uniform(0.85, 1.0))
    return Head(width, width * float(rng.uniform(0.95, 1.35)), log_uniform(rng, low, high))


def _wall(rng: Rng) -> float:
    return float(pick(rng, (0.0, rng.uniform(0.01, 0.06), -1.0), (5, 4, 1)))


def _button(rng: Rng, grid: Array) -> Piece:
    size = rng.uniform(0.04, 0.12)
    return move(ellipsoid((size, size * rng.uniform(0.3, 1.0), size), 8, 5), grid[-1].mean(0))


def _any_visor(rng: Rng, edge: Array, scale: float = 1.0, tuck: float = 1.0) -> Piece:
    """A cap's visor: any length, width, curve and thickness."""
    curved = chance(rng, 0.65)
    drop = pick(rng, (rng.uniform(-0.1, 0.55), rng.uniform(0.5, 1.4), rng.uniform(-1.2, -0.1)), (12, 1.5, 0.7))
    length = scale * log_uniform(rng, 0.35, 1.35)
    return visor(
        edge, half=rng.uniform(42, 95), length=length,
        shape=pick(rng, ("round", "square", "shovel", "pointed"), (8, 3, 1, 0.7)),
        drop=float(drop), bend=rng.uniform(0.1, 0.9) / max(1.0, length) if curved else rng.uniform(0, 0.06),
        fan=rng.uniform(0, 0.6), power=rng.uniform(1.6, 4), tuck=tuck,
        thickness=float(pick(rng, (0.0, rng.uniform(0.01, 0.08)), (1, 1))),
    )  # fmt: skip


def _baseball(rng: Rng) -> Assembly:
    """Panels, a visor in front, often a gap with a strap behind."""
    cap = Assembly()
    head = _head(rng, 0.6, 1.55)
    grid = crown_grid(
        pick(rng, DOMES), head.width, head.height, head.length, lean=rng.uniform(-0.25, 0.12),
        tip=rng.uniform(-0.05, 0.3), seams=float(pick(rng, (0.0, rng.uniform(0.01, 0.05)))),
        oblong=rng.uniform(1.9, 2.6),
    )  # fmt: skip
    lift = gap(COLUMNS, 90, rng.uniform(50, 110), rng.uniform(0, 0.2)) if chance(rng, 0.5) else np.zeros(COLUMNS)
    if chance(rng, 0.15):  # cut lower over the ears or the neck
        lift = np.clip(lift + rng.uniform(0.05, 0.2) * np.sin(around()), 0, 0.5)
    edge = lifted(grid, lift)[0]
    if chance(rng, 0.45):
        half = rng.uniform(22, 40)
        lift = lift + gap(COLUMNS, 270, half, rng.uniform(0.2, 0.42))
        if chance(rng, 0.85):
            cap.add("crown", _band(grid[0], 270, half + 4, head.height * rng.uniform(0.08, 0.18)))
    grid = lifted(grid, lift)
    cap.add("crown", crown_piece(grid, _wall(rng)))
    if chance(rng, 0.25):  # sweatband
        cap.add("crown", cuff(edge, head.height * rng.uniform(0.1, 0.25), -0.04, -0.02, 0.0, 0.0))
    if chance(rng, 0.6):
        cap.add("crown", _button(rng, grid))
    cap.add("brim", _any_visor(rng, edge, tuck=float(pick(rng, (1.0, 0.97, 0.85)))))
    if chance(rng, 0.05):  # deerstalker
        cap.add("brim", visor(edge, rng.uniform(45, 75), rng.uniform(0.3, 0.7), drop=rng.uniform(0.1, 0.8), front=270.0))
    if chance(rng, 0.1):
        cap.add("crown", *_hanging(rng, edge))
    return cap


def _hanging(rng: Rng, edge: Array) -> list[Piece]:
    """Ear flaps, a neck cloth, or a strap under the chin."""
    style = pick(rng, ("flaps", "neck", "strap"))
    long = rng.uniform(0.3, 0.9)
    if style == "strap":
        left, right = edge_at(edge, np.array([180.0, 0.0]))
        path = spline([left, left * 0.9 - (0, long, 0), (left + right) / 2 - (0, long * 1.6, 0), right * 0.9 - (0, long, 0), right], 14)
        return [tube(path, 0.04, 4, flatten=0.2, side=(0, 0, 1))]
    spans = ((0.0, 40.0), (180.0, 40.0)) if style == "flaps" else ((270.0, rng.uniform(60, 95)),)
    made = []
    for middle, half in spans:
        side = np.linspace(-1, 1, 11)
        line = edge_at(edge, middle + half * side)
        fall = long * (1 - np.abs(side) ** 3) ** 0.5 if style == "flaps" else np.full(11, long)
        rows = [line - np.column_stack([0 * fall, fall * step, 0 * fall]) for step in np.linspace(0, 1, 5)]
        made.append(sheet(np.stack(rows)))
    return made


def _band(ring: Array, middle: float, half: float, height: float) -> Piece:
    """A strip standing on part of a ring."""
    line = edge_at(ring, middle + np.linspace(-half, half, 9))
    return sheet(np.stack([line, line + (0, height, 0)]))


def _field_cap(rng: Rng) -> Assembly:
    """Patrol cap, kepi, cadet cap: a drum with a flat or sloping top."""
    cap = Assembly()
    head = _head(rng, 0.45, 1.1)
    top = rng.uniform(0.7, 1.08)
    sag = rng.uniform(-0.08, 0.1)
    profile = ((1, 0), ((1 + top) / 2, 0.5), (top, 0.94), (top * 0.93, 1.0), (top * 0.5, 1 + sag / 2), (0, 1 + sag))
    grid = crown_grid(profile, head.width, head.height, head.length, lean=rng.uniform(-0.15, 0.35),
                      tip=rng.uniform(-0.5, 0.2), rows=16)  # fmt: skip
    cap.add("crown", crown_piece(grid, _wall(rng)))
    if chance(rng, 0.4):
        cap.add("crown", cuff(grid[0], head.height * rng.uniform(0.15, 0.4), 0.02, 0.0, 0.0, 0.0))
    cap.add("brim", _any_visor(rng, grid[0], rng.uniform(0.5, 0.9)))
    return cap


def _peaked(rng: Rng) -> Assembly:
    """Police, sailor and officer caps: a band, a wide top, a small steep visor."""
    cap = Assembly()
    head = _head(rng, 0.45, 0.95)
    band, wide = rng.uniform(0.25, 0.5), rng.uniform(1.12, 1.55)
    rim = band + (1 - band) * rng.uniform(0.4, 0.9)
    crest = rim + rng.uniform(0.0, 0.25)
    profile = ((1, 0), (1, band), (wide, rim), (wide * 0.93, rim + 0.07), (wide * 0.5, crest), (0, crest))
    grid = crown_grid(profile, head.width, head.height, head.length, tip=rng.uniform(-0.1, 0.5),
                      lean=rng.uniform(-0.1, 0.2), rows=16)  # fmt: skip
    cap.add("crown", crown_piece(grid, _wall(rng)))
    if chance(rng, 0.5):
        cap.add("crown", cuff(grid[0], head.height * band * 0.9, 0.02, 0.0, 0.0, 0.0))
    if chance(rng, 0.5):  # badge or cord
        badge = ellipsoid((0.12, 0.14, 0.04), 8, 5)
        cap.add("crown", move(badge, (0, head.height * rim * 0.7, grid[3:6, :, 2].max())))
    steep = visor(grid[0], rng.uniform(45, 80), rng.uniform(0.3, 0.75), pick(rng, ("round", "square")),
                  drop=rng.uniform(0.2, 1.2), bend=rng.uniform(0, 0.5), fan=rng.uniform(0.1, 0.8),
                  thickness=float(pick(rng, (0.0, 0.02, 0.05))))  # fmt: skip
    cap.add("brim", steep)
    return cap


def _newsboy(rng: Rng) -> Assembly:
    """Flat, ivy and newsboy caps: a low puffed crown that hangs over a small visor."""
    cap = Assembly()
    head = _head(rng, 0.3, 0.75)
    puff = rng.uniform(1.05, 1.4)
    profile = ((1, 0), (puff * 0.98, 0.22), (puff, 0.45), (puff * 0.85, 0.8), (puff * 0.5, 0.97), (0, 1))
    ahead = rng.uniform(0.05, 0.5)
    grid = crown_grid(profile, head.width, head.height, head.length * rng.uniform(1, 1.25), lean=ahead,
                      tip=rng.uniform(-0.5, -0.05), seams=float(pick(rng, (0.0, 0.06))))  # fmt: skip
    cap.add("crown", crown_piece(grid, _wall(rng)))
    if chance(rng, 0.4):
        cap.add("crown", _button(rng, grid))
    cap.add("brim", visor(grid[0], rng.uniform(45, 80), rng.uniform(0.3, 0.75), "round", drop=rng.uniform(0, 0.5),
                          bend=rng.uniform(0.05, 0.4), fan=rng.uniform(0, 0.5), power=rng.uniform(1.8, 3),
                          thickness=float(pick(rng, (0.0, 0.03, 0.06)))))  # fmt: skip
    return cap


def _bucket(rng: Rng) -> Assembly:
    """Bucket, fishing and rain hats: a flat-topped cone and a sloping brim all round."""
    cap = Assembly()
    head = _head(rng, 0.6, 1.1)
    top = rng.uniform(0.6, 0.95)
    profile = ((1, 0), ((1 + top) / 2, 0.5), (top, 0.95), (top * 0.9, 1.0), (top * 0.4, 1.01), (0, 1.02))
    if chance(rng, 0.3):
        profile = pick(rng, DOMES)
    grid = crown_grid(profile, head.width, head.height, head.length, rows=14)
    theta = around()
    width = rng.uniform(0.25, 0.9) * (1 + rng.uniform(-0.3, 0.3) * np.sin(theta))
    wave = rng.uniform(0, 0.06) * np.sin(rng.integers(2, 6) * theta + rng.uniform(0, 6))
    cap.add("crown", crown_piece(grid, _wall(rng)))
    cap.add("brim", ring_brim(grid[0], width, rng.uniform(5, 65), wave, float(pick(rng, (0.0, 0.02, 0.05)))))
    return cap


def _brimmed(rng: Rng) -> Assembly:
    """Sun hat, boater, fedora, cowboy hat, top hat, bowler, witch's hat: by the crown and the curl of the brim."""
    style = pick(rng, ("sun", "boater", "fedora", "cowboy", "top", "bowler", "witch"), (4, 1, 3, 2, 2, 2, 0.7))
    theta = around()
    low, high, wide = {
        "sun": (0.5, 1.0, (0.5, 1.5)), "boater": (0.4, 0.7, (0.3, 0.7)), "fedora": (0.7, 1.2, (0.3, 0.7)),
        "cowboy": (0.8, 1.3, (0.5, 1.0)), "top": (1.2, 2.4, (0.2, 0.6)), "bowler": (0.7, 1.0, (0.2, 0.45)),
        "witch": (1.5, 3.0, (0.4, 1.0)),
    }[style]  # fmt: skip
    head = _head(rng, low, high)
    taper = rng.uniform(0.7, 1.0)
    drum = ((1, 0), ((1 + taper) / 2, 0.5), (taper, 0.95), (taper * 0.95, 1.0), (taper * 0.5, 1.0), (0, 1.0))
    pinched = ((1, 0), (0.93, 0.4), (0.8, 0.85), (0.62, 1.0), (0.3, 0.98), (0, 0.95))
    cone = ((1, 0), (0.66, 0.3), (0.4, 0.6), (0.15, 0.9), (0, 1.0))
    profile = {"boater": drum, "top": drum, "fedora": pinched, "cowboy": pinched, "witch": cone}.get(
        style, pick(rng, DOMES)
    )
    flare = rng.uniform(0, 0.25) if style == "witch" else rng.uniform(-0.05, 0.1)
    grid = crown_grid(profile, head.width, head.height, head.length, lean=flare * head.height, rows=14)
    if style in ("fedora", "cowboy"):  # the crease along the top, the pinch in front
        ridge = np.exp(-((grid[..., 0] / (0.3 * head.width)) ** 2)) * np.clip(grid[..., 1] / head.height - 0.5, 0, 1)
        grid[..., 1] -= rng.uniform(0.1, 0.5) * head.height * ridge
        front = np.clip(grid[..., 2] / head.length, 0, 1) * grid[..., 1] / head.height
        grid[..., 0] *= 1 - rng.uniform(0, 0.45) * front
    width = rng.uniform(*wide)
    side = np.cos(theta) ** 2
    curl: Array = {
        "cowboy": rng.uniform(0.3, 0.9) * side - rng.uniform(0, 0.15),
        "fedora": rng.uniform(0, 0.2) * side - rng.uniform(0, 0.25) * np.clip(np.sin(theta), 0, 1),
        "sun": rng.uniform(-0.2, 0.15) + rng.uniform(0, 0.12) * np.sin(rng.integers(2, 7) * theta),
        "top": rng.uniform(0, 0.5) * side,
        "bowler": rng.uniform(0.2, 0.6) * (0.5 + 0.5 * side),
    }.get(style, np.zeros(COLUMNS))
    cap = Assembly()
    cap.add("crown", crown_piece(grid, _wall(rng)))
    slope = rng.uniform(-5, 25) if style == "sun" else rng.uniform(-4, 6)
    cap.add("brim", ring_brim(grid[0], width, slope, curl * width, float(pick(rng, (0.0, 0.02, 0.06)))))
    if chance(rng, 0.4):
        cap.add("crown", cuff(grid[0], head.height * rng.uniform(0.1, 0.3), 0.01, -0.03, 0.0, 0.0))
    return cap


def _knitted(rng: Rng) -> Assembly:
    """Beanies, fur hats, sailor's hats and Santa's: the rim is turned up into a band."""
    cap = Assembly()
    head = _head(rng, 0.7, 1.6)
    grid = crown_grid(pick(rng, DOMES), head.width, head.height, head.length, lean=rng.uniform(-0.3, 0.1))
    band = head.height * rng.uniform(0.15, 0.5)
    out = rng.uniform(0.02, 0.1)
    cap.add("crown", crown_piece(grid, _wall(rng)))
    flare = float(pick(rng, (0.0, rng.uniform(0, 0.25))))
    cap.add("brim", cuff(grid[0], band, out, flare, rng.uniform(0, 0.12), float(pick(rng, (0.0, out)))))
    if chance(rng, 0.12):
        cap.add("crown", *_hanging(rng, grid[0]))
    if chance(rng, 0.35):
        size = rng.uniform(0.12, 0.3)
        cap.add("crown", move(ellipsoid((size, size, size), 10, 7), grid[-1].mean(0) + (0, size * 0.7, 0)))
    return cap


def _sun_visor(rng: Rng) -> Assembly:
    """Tennis visor: the crown is a band, open above."""
    cap = Assembly()
    head = _head(rng, 0.25, 0.6)
    profile = ((1, 0), (rng.uniform(0.9, 1.0), 0.5), (rng.uniform(0.8, 0.97), 1.0))
    grid = crown_grid(profile, head.width, head.height, head.length, rows=5)
    height = np.clip(0.35 + 0.65 * np.sin(around()), 0.25, 1) if chance(rng, 0.6) else np.ones(COLUMNS)
    grid[..., 1] *= height
    cap.add("crown", crown_piece(grid, float(pick(rng, (0.0, 0.03)))))
    cap.add("brim", _any_visor(rng, grid[0]))
    return cap


def _helmet(rng: Rng) -> Assembly:
    """Hard hat, riding, batting and pith helmets: a firm shell with a lip all round, a visor, or both."""
    cap = Assembly()
    head = _head(rng, 0.7, 1.15)
    grid = crown_grid(DOMES[0], head.width, head.height, head.length)
    edge = grid[0]
    cap.add("crown", crown_piece(grid, _wall(rng)))
    thickness = float(pick(rng, (0.0, 0.03, 0.06)))
    style = pick(rng, ("visor", "lip", "both", "pith"))
    if style in ("lip", "both"):
        cap.add("brim", ring_brim(edge, rng.uniform(0.05, 0.25), rng.uniform(-5, 30), 0.0, thickness, rows=3))
    if style == "pith":
        ahead = np.abs(np.sin(around()))
        cap.add("brim", ring_brim(edge, 0.2 + rng.uniform(0.1, 0.5) * ahead, rng.uniform(15, 50), 0.0, thickness))
    if style in ("visor", "both"):
        cap.add("brim", _any_visor(rng, edge, 0.7))
    if chance(rng, 0.4):  # ridges
        for x in pick(rng, ((0.0,), (-0.25, 0.25), (-0.3, 0.0, 0.3))):
            line = np.column_stack([np.full(9, x), *_over(head, x)])
            cap.add("crown", tube(line, rng.uniform(0.03, 0.07), 6))
    return cap


def _over(head: Head, x: float) -> tuple[Array, Array]:
    """Heights and depths (9,) of a path over a dome from front to back at x."""
    angle = np.linspace(0.25, np.pi - 0.25, 9)
    room = np.sqrt(1 - (x / head.width) ** 2)
    return head.height * 0.98 * room * np.sin(angle) ** 0.8, head.length * room * np.cos(angle)


STYLES = (
    (_baseball, 15), (_field_cap, 2), (_peaked, 2), (_newsboy, 2.5), (_bucket, 2.5), (_brimmed, 4), (_knitted, 2),
    (_sun_visor, 1), (_helmet, 1.5),
)  # fmt: skip


def _crumpled(rng: Rng, made: Assembly) -> Assembly:
    """The cloth as it lies: low waves through the whole cap, and a shear."""
    wave = rng.uniform(0.5, 2.5, (3, 3)) * rng.choice([-1.0, 1.0], (3, 3))
    phase = rng.uniform(0, 6.3, 3)
    size = rng.uniform(0.02, 0.09)
    shear = rng.uniform(-0.15, 0.15, 2)

    def bend(vertices: Array) -> Array:
        out = vertices + size * np.sin(vertices @ wave + phase)
        out[:, [0, 2]] += vertices[:, 1:2] * shear
        return out

    return Assembly([(part, warp(piece, bend)) for part, piece in made.pieces])


def cap(rng: Rng) -> Assembly:
    """Any cap or hat with a crown and a brim."""
    build = pick(rng, [style for style, _ in STYLES], [weight for _, weight in STYLES])
    made = build(rng)
    if chance(rng, 0.08):  # a lining closes the crown below
        made.add("crown", stretch(disc(0.93, 0.02), (1, 1, 1.1)))
    if chance(rng, 0.3):
        made = _crumpled(rng, made)
    if chance(rng, 0.3):
        made = turned(made, "x", rng.uniform(-25, 25))
    return made


KINDS: tuple[Kind, ...] = (
    Kind(
        "cap",
        cap,
        {
            "crown": ("cap crown", "hat crown", "top", "dome", "cap body", "panel", "top of the hat", "body"),
            "brim": ("visor", "bill", "peak", "cap brim", "hat brim", "cap visor", "rim", "sun shield"),
        },
        ("hat", "baseball cap", "headwear", "bucket hat", "beanie", "sun hat", "fedora", "headgear", "cowboy hat"),
        weight=2.0,
    ),
)
