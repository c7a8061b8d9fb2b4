"""Guitars, standing: the neck runs along +y, the strings face +z."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick, turned
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, box, cylinder, join, loft, move, spline, stretch, tube
from pa3d.synthetic.vehicle_pieces import along_z, both, rod

Rng = np.random.Generator


def _slab(outline: Array, depth: float, round_: float, center: tuple[float, float], dome: float = 0.0) -> Piece:
    """A body from an outline (n, 2) seen from the front, star-shaped about center; its edges rounded."""
    middle = np.asarray(center, dtype=float)
    half = depth / 2
    levels = [(-half - dome, 0.5), (-half, 1 - round_), (-half + depth * 0.15, 1.0), (half - depth * 0.15, 1.0),
        (half, 1 - round_), (half + dome, 0.5)]  # fmt: skip
    if dome == 0:
        levels = levels[1:-1]
    rings = [np.column_stack([middle + (outline - middle) * share, np.full(len(outline), z)]) for z, share in levels]
    return loft(np.stack(rings))


def _mirrored(half: list[tuple[float, float]], count: int = 18) -> Array:
    """A closed outline from its right half, bottom to top, smoothed."""
    right = spline(half, count)
    right[:, 0] = np.maximum(right[:, 0], 0)
    return np.concatenate([right, right[::-1][1:-1] * (-1, 1)])


def _closed(points: list[tuple[float, float]], count: int = 40) -> Array:
    """A closed smooth outline through points."""
    ring = np.array(points, dtype=float)
    wrapped = np.concatenate([ring[-2:], ring, ring[:3]])
    path = spline(wrapped, (len(ring) + 4) * 5 + 1)
    return path[10 : 10 + 5 * len(ring)]


def _acoustic_outline(rng: Rng, top: float) -> Array:
    """Lower bout, waist, upper bout; sometimes a cutaway or a round pot."""
    low, waist, up = rng.uniform(0.19, 0.25), rng.uniform(0.12, 0.17), rng.uniform(0.14, 0.19)
    half = [(0, 0), (low * 0.7, 0.015), (low, top * 0.28), (waist, top * 0.6), (up, top * 0.82),
        (up * 0.6, top * 0.985), (0, top)]  # fmt: skip
    outline = _mirrored(half, 22)
    if chance(rng, 0.3):
        bite = (outline[:, 0] > 0.03) & (outline[:, 1] > top * 0.72)
        outline[bite, 0] = 0.03 + (outline[bite, 0] - 0.03) * np.clip((top - outline[bite, 1]) / (top * 0.28), 0,
            1) ** 0.6  # fmt: skip
    return outline


def _electric_outline(rng: Rng, style: str, top: float) -> Array:
    """Double-cut, single-cut, offset and sharp-horned bodies."""
    u = rng.uniform
    low, waist, up = u(0.16, 0.2), u(0.12, 0.15), u(0.13, 0.16)
    if style == "double":
        left, right, inner = top + u(0.02, 0.1), top - u(0.0, 0.05), 0.035
        slant = u(-0.02, 0.03)
        return _closed([(0, 0), (low * 0.75, 0.015 + slant), (low, top * 0.25 + slant), (waist, top * 0.6),
            (up * 1.05, right - 0.06), (up * 0.95, right + 0.01), (inner + 0.03, right - 0.1), (inner, top - 0.09),
            (-inner, top - 0.08), (-inner - 0.03, left - 0.1), (-up * 0.95, left + 0.01), (-up * 1.1, left - 0.07),
            (-waist, top * 0.62), (-low, top * 0.27), (-low * 0.75, 0.015)])  # fmt: skip
    if style == "single":
        return _closed([(0, 0), (low * 0.75, 0.015), (low, top * 0.27), (waist, top * 0.6), (up, top * 0.8),
            (up * 0.85, top * 0.9), (0.05, top * 0.78), (0.035, top * 0.86), (0.0, top), (-up * 0.6, top * 0.99),
            (-up, top * 0.83), (-waist, top * 0.6), (-low, top * 0.27), (-low * 0.75, 0.015)])  # fmt: skip
    wide = low * u(1.0, 1.2)  # sharp horns
    return np.array([(0, 0.02), (wide, 0), (waist, top * 0.5), (up * 1.1, top + 0.03), (0.05, top * 0.75),
        (-0.05, top * 0.75), (-up * 1.2, top + 0.06), (-waist, top * 0.5), (-wide, 0.03)])  # fmt: skip


def _angular_body(rng: Rng, style: str, top: float, depth: float) -> list[Piece]:
    """Flying Vs, explorers, stars: straight edges, in overlapping wings."""
    if style == "vee":
        reach, spread, wide = rng.uniform(0.15, 0.35), rng.uniform(0.17, 0.25), rng.uniform(0.06, 0.1)
        wing = np.array([(-0.045, top), (0.045, top), (0.08, top * 0.65), (spread, -reach * 0.3),
            (spread - wide * 1.3, -reach * 0.3 - 0.02), (0.0, top * 0.32), (-0.04, top * 0.5)])  # fmt: skip
        piece = _slab(wing, depth, 0.04, (0.04, top * 0.55))
        return [piece, stretch(Piece(piece.vertices, piece.faces[:, ::-1]), (-1, 1, 1))]
    if style == "explorer":
        outline = np.array([(-0.22, 0.0), (0.1, 0.06), (0.23, 0.1), (0.13, top * 0.55), (0.2, top * 1.02),
            (0.04, top * 0.85), (-0.05, top * 0.95), (-0.14, top * 0.8), (-0.12, top * 0.5)])  # fmt: skip
        return [_slab(outline, depth, 0.04, (0.0, top * 0.5))]
    outline = np.array([(0, 0.1), (0.2, -0.03), (0.1, top * 0.45), (0.19, top * 0.98), (0.04, top * 0.82),
        (-0.04, top * 0.82), (-0.2, top * 1.05), (-0.1, top * 0.45), (-0.22, -0.02)])  # fmt: skip
    return [_slab(outline, depth, 0.04, (0.0, top * 0.5))]


def _headstock(rng: Rng, y: float, long: float, wide: float, pegs: int, slope: float) -> list[Piece]:
    """The plate at the end of the neck with its tuners."""
    form = rng.integers(4)
    if form == 0:  # a paddle
        flat = [(-wide * 0.7, 0), (wide * 0.7, 0), (wide * 1.2, long * 0.25), (wide * 1.3, long), (0, long * 1.03),
            (-wide * 1.3, long), (-wide * 1.2, long * 0.25)]  # fmt: skip
    elif form == 1:  # tuners in one line
        flat = [(-wide * 0.7, 0), (wide * 0.7, 0), (wide * 0.9, long * 0.2), (wide * 1.1, long * 0.9),
            (wide * 0.5, long * 1.1), (-wide * 0.6, long * 0.95), (-wide * 1.4, long * 0.35)]  # fmt: skip
    elif form == 2:  # pointed
        flat = [(-wide * 0.7, 0), (wide * 0.7, 0), (wide * 1.6, long * 0.2), (0.0, long * 1.35),
            (-wide * 1.2, long * 0.4)]  # fmt: skip
    else:
        flat = [(-wide * 0.7, 0), (wide * 0.7, 0), (wide, long * 0.3), (wide * 0.95, long), (-wide * 0.95, long),
            (-wide, long * 0.3)]  # fmt: skip
    plate = _slab(np.array(flat), 0.018, 0.0, (0, long * 0.5))
    found = [plate]
    line = form == 1 or (form == 2 and chance(rng, 0.5))
    count = pegs if line else (pegs + 1) // 2
    for s in np.linspace(0.25, 0.9, count):
        reach = wide * 1.25
        peg = join(rod((reach * 0.8, s * long, 0), (reach + 0.025, s * long, 0), 0.004, sections=4),
            move(box((0.012, 0.018, 0.01)), (reach + 0.028, s * long, 0)))  # fmt: skip
        found.append(stretch(peg, (-1, 1, 1)) if line else both(peg))
    angle = np.deg2rad(slope)
    matrix = np.array([[1, 0, 0], [0, np.cos(angle), -np.sin(angle)], [0, np.sin(angle), np.cos(angle)]])
    return [Piece(piece.vertices @ matrix.T + np.array([0, y, 0]), piece.faces) for piece in found]


def _top_fittings(rng: Rng, electric: bool, face: float, top: float) -> list[Piece]:
    """Bridge, sound hole or pickups, knobs: all counted to the body."""
    low = top * rng.uniform(0.2, 0.35)
    found = [box((rng.uniform(0.08, 0.13), 0.02, 0.012), (0, low, face + 0.005))]
    if not electric:
        if chance(rng, 0.7):
            found.append(move(along_z(cylinder(rng.uniform(0.04, 0.055), 0.004, sections=16)), (0, top * 0.68, face)))
        return found
    for s in (0.42, 0.56, 0.7)[: int(rng.integers(1, 4))]:
        found.append(box((0.09, rng.uniform(0.015, 0.035), 0.012), (0, top * s, face + 0.003)))
    knob = along_z(cylinder(0.012, 0.02, sections=8))
    found += [move(knob, (0.1 + 0.02 * k, top * (0.33 - 0.09 * k), face)) for k in range(int(rng.integers(0, 4)))]
    if chance(rng, 0.3):
        found.append(tube([(0.04, low, face + 0.02), (0.06, low + 0.03, face + 0.045), (0.07, low + 0.14, face + 0.05)],
            0.004, 4))  # fmt: skip
    return found


def _body(rng: Rng, style: str, top: float) -> tuple[list[Piece], float, bool]:
    """The body's pieces, the height of its face, and whether it is electric."""
    if style in ("acoustic", "hollow"):
        depth = rng.uniform(0.09, 0.14) if style == "acoustic" else rng.uniform(0.05, 0.08)
        outline = _acoustic_outline(rng, top)
        return [_slab(outline, depth, 0.015, (0, top * 0.5), rng.choice([0.0, 0.006,
            0.012]))], depth / 2, style == "hollow"  # fmt: skip
    if style == "pot":  # banjos, ukuleles and resonators with a round body
        wide = rng.uniform(0.16, 0.2)
        angle = np.linspace(0, 2 * np.pi, 28, endpoint=False)
        outline = np.stack([wide * np.cos(angle), top - wide + wide * np.sin(angle)], 1)
        depth = rng.uniform(0.05, 0.1)
        return [_slab(outline, depth, 0.03, (0, top - wide))], depth / 2, False
    depth = rng.uniform(0.035, 0.06)
    if style in ("vee", "explorer", "star"):
        return _angular_body(rng, style, top, depth), depth / 2, True
    outline = _electric_outline(rng, style, top)
    return [_slab(outline, depth, rng.uniform(0.0, 0.08), (0, top * 0.42))], depth / 2, True


def guitar(rng: Rng) -> Assembly:
    """Acoustic, classical, electric of many outlines, bass, ukulele and double-necked guitars."""
    built = Assembly()
    style = pick(rng, ("acoustic", "double", "single", "horned", "vee", "explorer", "star", "hollow", "pot"),
        (3.5, 3, 2, 0.7, 1, 0.5, 0.4, 1, 0.5))  # fmt: skip
    top = rng.uniform(0.42, 0.52) if style in ("acoustic", "hollow", "pot") else rng.uniform(0.36, 0.45)
    bass = style in ("double", "single", "explorer") and chance(rng, 0.25)
    pieces, face, electric = _body(rng, style, top)
    built.add("body", *pieces, *_top_fittings(rng, electric, face, top))
    if chance(rng, 0.15):
        built.pieces = [(part, Piece(piece.vertices * (-1, 1, 1), piece.faces[:, ::-1])) for part,
            piece in built.pieces]  # fmt: skip
    end = top + rng.uniform(0.3, 0.42) + (0.12 if bass else 0)
    wide, thick = rng.uniform(0.024, 0.034), rng.uniform(0.018, 0.028)
    start = top * rng.uniform(0.6, 0.85)
    pegs = 4 if bass or (style == "pot" and chance(rng, 0.6)) else int(pick(rng, (6, 6, 6, 12, 7)))
    head, slope = rng.uniform(0.11, 0.19), rng.uniform(-15, 3)
    twin = style == "double" and chance(rng, 0.06)
    for x in (-0.075, 0.075) if twin else (0.0,):
        cut = face + rng.uniform(0.004, 0.012)
        section = [(start, wide * 1.15), (end, wide * 0.8)]
        rings = [[(w * a, y, cut + thick * b) for a, b in ((1, 0), (-1, 0), (-0.85, -0.7), (0, -1.1),
            (0.85, -0.7))] for y, w in section]  # fmt: skip
        heel = box((wide * 1.6, 0.06, face + cut), (0, top - 0.005, (cut - face) / 2))
        built.add("neck", *(move(piece, (x, 0, 0)) for piece in (loft(np.array(rings, dtype=float)), heel)))
        built.add("neck", *(move(box((wide * 1.9, 0.003, 0.004), (0, y, cut + 0.002)),
            (x, 0, 0)) for y in np.linspace(start + 0.03, end - 0.02, int(rng.integers(0, 7)))))  # fmt: skip
        head_pieces = _headstock(rng, end - 0.004, head, wide * rng.uniform(0.95, 1.3), pegs, slope)
        built.add("headstock", *(move(piece, (x, 0, cut - thick * 0.4)) for piece in head_pieces))
        if chance(rng, 0.4):
            count = 4 if bass else 6
            places = np.linspace(-0.7, 0.7, count) * wide
            built.add("neck", *(rod((x + a, top * 0.3, cut + 0.008), (x + a * 0.8, end, cut + 0.004), 0.0012,
                sections=3) for a in places))  # fmt: skip
    form = rng.integers(4)
    return turned(built, "x" if form == 1 else "z", 90) if form in (1, 2) else built


KINDS: tuple[Kind, ...] = (
    Kind(
        "guitar",
        guitar,
        {
            "headstock": ("head", "peghead", "guitar head", "tuning head"),
            "neck": ("fretboard", "fingerboard", "guitar neck", "fret board"),
            "body": ("guitar body", "soundbox", "sound box", "main body", "resonator"),
        },
        ("electric guitar", "acoustic guitar", "bass guitar", "ukulele", "bass", "banjo"),
        gravity=False,
    ),
)
