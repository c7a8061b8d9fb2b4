"""Pliers and their kin, lying in the xy plane with their jaws up."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.hinged_tools import flat_bar, laid
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, cylinder, loft, mirror, move, spline, turn
from pa3d.synthetic.vehicle_pieces import along_z

Rng = np.random.Generator

_STYLES = ("combination", "nose", "pump", "cutter", "pincer", "slip", "crimper", "tongs")


def _jaw(rng: Rng, style: str, long: float, wide: float, thick: float, bend: float) -> Piece:
    """Half a head on the right, from the pivot at the origin up to y = long."""
    if style == "pincer":
        path = spline([(0.01, 0, 0), (wide * 1.6, long * 0.5, 0), (wide * 1.1, long * 0.95, 0),
            (0.012, long * 1.05, 0)], 8)  # fmt: skip
        return flat_bar(path, np.full(8, wide * 0.3), thick)
    s = np.linspace(0, 1, 8)
    outer = {
        "nose": wide * (0.85 - 0.7 * s**0.6), "cutter": wide * (1.1 - 0.8 * s**2), "pump": wide * (0.8 - 0.3 * s),
        "combination": wide * (0.95 - 0.35 * s**2), "slip": wide * (0.9 - 0.45 * s**1.5),
        "crimper": wide * (0.9 + 0.3 * np.sin(np.pi * s)),
        "tongs": wide * (0.35 + 0.3 * s),
    }[style]  # fmt: skip
    bulge = float(pick(rng, (0.0, rng.uniform(0.1, 0.4))))
    outer = outer * (1 + bulge * np.sin(np.pi * np.minimum(s * 1.3, 1)))
    hollow = wide * rng.uniform(0.05, 0.45) if style in ("combination", "slip", "pump", "crimper") else 0.0
    inner = 0.004 + hollow * np.clip(np.sin(np.pi * (s - 0.1) / 0.55), 0, 1) * (s < 0.65)
    if chance(rng, 0.25):
        inner = inner + wide * 0.06 * (np.arange(8) % 2)  # teeth
    inner = np.minimum(inner, outer * 0.8)
    depth = thick * (1 - {"nose": 0.5, "cutter": 0.1}.get(style, 0.2) * s)
    ring = np.stack([np.stack([inner, outer, outer * 0.97, outer, inner], 1), np.repeat((s * long)[:, None], 5, 1),
        np.array([-0.5, -0.5, 0.0, 0.5, 0.5]) * depth[:, None]], -1)  # fmt: skip
    ring[..., 2] += (bend * s**2 * long)[:, None]
    return loft(ring)


def _leg(rng: Rng, style: str, leg: float, spread: float, wide: float) -> Array:
    """The left leg's middle line (10, 3) from the pivot down: bowed, straight, S-shaped or bent out at the end."""
    form = pick(rng, ("bow", "straight", "ess", "flare"), (4, 2, 2, 1))
    low = {
        "bow": rng.uniform(0.7, 1.1),
        "straight": 1.15,
        "ess": rng.uniform(0.55, 0.9),
        "flare": rng.uniform(1.2, 1.6),
    }[form]
    middle = {"bow": 1.0, "straight": 0.62, "ess": 1.1, "flare": 0.75}[form]
    points = [(0, 0.0), (-wide * (0.75 if form != "straight" else 0.4), -wide * 0.8), (-spread * middle, -leg * 0.4),
        (-spread * low, -leg)]  # fmt: skip
    if style == "pump":
        points = [(0.02, 0.03), (-wide * 0.5, -wide), (-spread * 0.7, -leg * 0.5), (-spread * 0.9, -leg * 1.2)]
    return np.column_stack([spline(points, 10), np.zeros(10)])


def _sleeve(rng: Rng, path: Array, halves: Array, thick: float, square: float) -> list[Piece]:
    """A plastic grip over a leg from somewhere below the pivot: plain, tapering, with a guard at its top."""
    first = int(rng.integers(2, 6))
    share = np.interp(np.linspace(0, 1, 10 - first), [0, 0.3, 1], rng.uniform(1.1, 1.9, 3))
    pieces = [flat_bar(path[first:], halves[first:] * share, thick * rng.uniform(0.9, 1.5), square)]
    if chance(rng, 0.3):
        top = path[first : first + 2]
        pieces.append(flat_bar(top, halves[first] * np.array([2.2, 1.6]), thick * 1.3))
    return pieces


def pliers(rng: Rng) -> Assembly:
    """Combination, long-nose, water-pump, cutting, pincer, slip-joint, crimping pliers, tongs."""
    built = Assembly()
    style = pick(rng, _STYLES, (3, 2.5, 1.5, 1.8, 0.9, 1.5, 0.8, 0.5))
    u = rng.uniform
    thick, wide = u(0.035, 0.12), u(0.045, 0.11)
    jaw = {"nose": u(0.28, 0.6), "cutter": u(0.1, 0.2), "pincer": u(0.15, 0.24), "tongs": u(0.3, 0.6)}.get(
        style, u(0.16, 0.34)
    )
    leg, spread, grip = u(0.4, 0.85), u(0.06, 0.19), u(0.014, 0.045)
    angle = float(pick(rng, (0.0, u(2, 8), u(8, 22), u(22, 42)), (2, 1.5, 1.5, 0.7)))
    bend = float(pick(rng, (0.0, u(0.2, 0.6)), (5, 1))) if style == "nose" else 0.0
    head = _jaw(rng, style, jaw, wide, thick, bend)
    if style == "pump":
        head = move(turn(head, "z", -25), (0.02, 0, 0))
    path = _leg(rng, style, leg, spread, wide)
    halves = np.interp(np.linspace(0, 1, 10), [0, 0.25, 1], [wide * 0.6, grip * u(0.7, 1.0), grip])
    square = float(pick(rng, (0.6, 0.3, 1.0)))
    legs = [flat_bar(path, halves, thick * u(0.5, 0.9), square)]
    if chance(rng, 0.6):
        legs += _sleeve(rng, path, halves, thick, square)
    uneven = u(0.85, 0.97) if chance(rng, 0.15) else 1.0
    for side in (1, -1):
        ends = [Piece(piece.vertices * (1, uneven, 1), piece.faces) for piece in legs] if side < 0 else legs
        jaws = mirror(head) if side < 0 else head
        ends = [mirror(piece) for piece in ends] if side < 0 else ends
        built.add("jaw", turn(jaws, "z", -side * angle))
        built.add("leg", *(turn(piece, "z", -side * angle) for piece in ends))
    size = wide * u(0.25, 0.65)
    if chance(rng, 0.8):
        built.add(
            "joint",
            along_z(move(cylinder(size, thick * 1.15, sections=int(pick(rng, (12, 6)))), (0, -thick * 0.575, 0))),
        )
    if chance(rng, 0.6) and style not in ("pincer", "tongs"):
        built.add("jaw", along_z(move(cylinder(wide * u(0.8, 1.2), thick * 0.9, sections=14), (0, -thick * 0.45, 0))))
    if chance(rng, 0.2):  # a leaf spring or a wire between the legs
        y, half = -leg * 0.22, spread * 0.6 + leg * 0.22 * np.sin(np.deg2rad(angle))
        arch = spline([(-half, y, 0), (-half * 0.4, y * 0.5, 0), (half * 0.4, y * 0.5, 0), (half, y, 0)], 8)
        built.add("leg", flat_bar(arch, np.full(8, grip * 0.25), thick * 0.5))
    return laid(rng, built)
