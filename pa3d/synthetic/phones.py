"""Mobile phones: slabs, with keys, with a lid, sliding, folding; the screen looks along +z."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import chance, log_uniform, lying, pick
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, bar, box, move, turn
from pa3d.synthetic.switch_controls import layered, round_layered

Rng = np.random.Generator


def _shell(rng: Rng, wide: float, tall: float, thick: float, corner: float) -> Piece:
    """A phone's body about the origin: flat, with soft edges, or with a rim around its front."""
    soft = min(thick * rng.uniform(0.15, 0.5), wide * 0.2)
    half = thick / 2
    style = pick(rng, ("flat", "soft", "round", "rim"), (3, 3, 1.5, 1.5))
    forms: dict[str, list[tuple[float, float]]] = {
        "flat": [(0, -half), (0, half)],
        "soft": [(soft, -half), (0, -half + soft), (0, half - soft), (soft, half)],
        "round": [(soft * 2, -half), (soft * 0.5, -half * 0.6), (0, 0), (0, half * 0.5), (soft, half)],
        "rim": [(0, -half), (0, half), (0.03, half), (0.03, half - 0.015)],
    }
    return layered(wide, tall, corner, forms[style])


def _keys(rng: Rng, wide: float, low: float, high: float, face: float, columns: int, rows: int) -> Piece:
    """Keys between two heights: boxes, ovals or discs, sunk a little in the face."""
    cell_x, cell_y = wide / columns, (high - low) / rows
    size = (cell_x * rng.uniform(0.55, 0.92), cell_y * rng.uniform(0.5, 0.9))
    proud = rng.uniform(0.008, 0.05)
    one = layered(
        *size,
        min(size) * float(pick(rng, (0.02, 0.25, 0.5))),
        [(0, -0.012), (0, proud * 0.6), (min(size) * 0.08, proud)],
        3,
    )
    if columns > 4 or chance(rng, 0.4):
        one = box((*size, proud + 0.012), (0, 0, (proud - 0.012) / 2))
    x = (np.arange(columns) - (columns - 1) / 2) * cell_x
    y = low + (np.arange(rows) + 0.5) * cell_y
    places = np.stack(np.meshgrid(x, y), -1).reshape(-1, 2)
    offsets = np.column_stack([places, np.full(len(places), face)])
    faces = one.faces[None] + len(one.vertices) * np.arange(len(places))[:, None, None]
    return Piece((one.vertices[None] + offsets[:, None]).reshape(-1, 3), faces.reshape(-1, 3))


def _pad(rng: Rng, made: Assembly, y: float, face: float, size: float) -> None:
    """A navigation key with two or four beside it."""
    if chance(rng, 0.5):
        made.add("button", move(round_layered(size, [(0, -0.01), (0, 0.03), (size * 0.1, 0.04)]), (0, y, face)))
    else:
        made.add("button", move(layered(size * 2, size * 1.6, size * 0.4, [(0, -0.01), (0, 0.03)]), (0, y, face)))
    for x in (-0.32, 0.32):
        for lift in pick(rng, ((0.0,), (-size * 0.5, size * 0.5))):
            made.add("button", box((0.2, size * 0.6, 0.04), (x, y + lift, face)))


def _back(rng: Rng, made: Assembly, tall: float, back: float, corner: float) -> None:
    """Cameras behind: one, a pill, an island of several."""
    x = float(pick(rng, (0.0, 0.27)))
    y = tall * rng.uniform(0.3, 0.4)
    count = int(pick(rng, (1, 2, 3, 4), (3, 2, 2, 1)))
    size = rng.uniform(0.05, 0.1)
    if count > 1:
        island = layered(
            size * 3.2, size * 2.6 * (count if count < 4 else 2), size, [(0, -0.005), (0, 0.02), (0.01, 0.03)]
        )
        made.add("body" if chance(rng, 0.5) else "camera", move(turn(island, "y", 180), (x, y, back)))
    for k in range(count):
        at = (x, y + (k - (count - 1) / 2) * size * 2.4, back)
        if count == 4:
            at = (x + (k % 2 - 0.5) * size * 1.6, y + (k // 2 - 0.5) * size * 2.2, back)
        lens = round_layered(size, [(0, -0.01), (0, 0.045), (size * 0.25, 0.05), (size * 0.3, 0.02)], 3)
        made.add("camera", move(turn(lens, "y", 180), at))


def _smart(rng: Rng) -> Assembly:
    made = Assembly()
    tall, thick, corner = rng.uniform(1.5, 2.3), log_uniform(rng, 0.04, 0.2), rng.uniform(0.02, 0.3)
    face = thick / 2
    made.add("body", _shell(rng, 1, tall, thick, corner))
    side, top = rng.uniform(0.86, 0.98), rng.uniform(0.7, 0.97)
    glass = layered(side, tall * top, corner * 0.8, [(0, -0.02), (0, 0.004), (0.01, rng.uniform(0.006, 0.015))])
    low = tall * (1 - top) / 2 * rng.uniform(-0.3, 0.9)
    made.add("screen", move(glass, (0, low, face)))
    if top < 0.86 and chance(rng, 0.7):
        style = pick(rng, ("round", "wide", "three"))
        y = -tall * (0.5 - (1 - top) * 0.22) if low > 0 else -tall * 0.46
        if style == "round":
            made.add("button", move(round_layered(rng.uniform(0.05, 0.1), [(0, -0.01), (0, 0.015)]), (0, y, face)))
        for x in {"round": (), "wide": (0.0,), "three": (-0.3, 0.0, 0.3)}[style]:
            made.add("button", move(layered(0.22, 0.07, 0.03, [(0, -0.01), (0, 0.02)]), (x, y, face)))
    for y in np.sort(rng.uniform(0.02, 0.38, int(rng.integers(0, 4)))):
        x = float(pick(rng, (-0.5, 0.5)))
        made.add("button", box((rng.uniform(0.02, 0.05), rng.uniform(0.07, 0.25), thick * 0.4), (x, y * tall, 0)))
    if chance(rng, 0.55):
        _back(rng, made, tall, -face, corner)
    return made


def _bar(rng: Rng) -> Assembly:
    """Keys below a screen: number keys, a small typewriter, a brick with an antenna."""
    made = Assembly()
    wide_keys = chance(rng, 0.25)
    tall, thick = rng.uniform(1.4, 1.8) if wide_keys else rng.uniform(1.8, 2.8), log_uniform(rng, 0.1, 0.45)
    made.add("body", _shell(rng, 1, tall, thick, rng.uniform(0.02, 0.3)))
    face, split = thick / 2, rng.uniform(-0.12, 0.12) * tall
    glass = layered(
        rng.uniform(0.65, 0.9), (tall * 0.46 - split) * rng.uniform(0.6, 0.95), 0.03, [(0, -0.02), (0, 0.012)]
    )
    made.add("screen", move(glass, (0, (split + tall * 0.46) / 2, face)))
    high = split - 0.03
    if chance(rng, 0.7):
        size = rng.uniform(0.09, 0.15)
        _pad(rng, made, split - size, face, size)
        high = split - 2.1 * size
    columns, rows = (int(rng.integers(7, 11)), int(rng.integers(3, 5))) if wide_keys else (3, int(rng.integers(4, 6)))
    made.add("button", (_keys(rng, rng.uniform(0.8, 0.94), -tall * 0.45, high, face, columns, rows)))
    if chance(rng, 0.35):
        x, radius = float(pick(rng, (-0.35, 0.35))), rng.uniform(0.04, 0.09)
        made.add("antenna", bar((x, tall * 0.47, 0), (x, tall * rng.uniform(0.56, 0.95), 0), radius, radius * 0.8))
    return made


def _hinged(rng: Rng) -> Assembly:
    """A clam shell with keys and a screen, or two screens that fold; open, half open or shut."""
    made = Assembly()
    folding = chance(rng, 0.3)
    span, corner = rng.uniform(0.8, 1.3), rng.uniform(0.02, 0.3)
    if folding:
        span = rng.uniform(0.55, 1.0)
    thick = log_uniform(rng, 0.06, 0.22)
    lid_thick = thick if folding else thick * rng.uniform(0.5, 1.1)
    made.add("body", move(_shell(rng, 1, span, thick, corner), (0, -span / 2 - 0.01, 0)))
    face = thick / 2
    cap = [("lid", move(_shell(rng, 1, span, lid_thick, corner), (0, span / 2 + 0.01, face - lid_thick / 2)))]
    glass = layered(rng.uniform(0.7, 0.94), span * rng.uniform(0.65, 0.94), 0.03, [(0, -0.02), (0, 0.012)])
    cap.append(("screen", move(glass, (0, span / 2 + 0.01, face))))
    if chance(rng, 0.4):  # a second one outside
        small = turn(
            layered(rng.uniform(0.3, 0.8), span * rng.uniform(0.2, 0.6), 0.03, [(0, -0.02), (0, 0.012)]), "y", 180
        )
        cap.append(("screen", move(small, (0, span / 2, face - lid_thick))))
    if chance(rng, 0.4):
        lens = turn(round_layered(rng.uniform(0.05, 0.09), [(0, -0.01), (0, 0.03)], 3), "y", 180)
        cap.append(("camera", move(lens, (rng.uniform(-0.3, 0.3), span * 0.85, face - lid_thick))))
    if folding:
        made.add("screen", move(glass, (0, -span / 2 - 0.01, face)))
    else:
        high = -0.06
        if chance(rng, 0.7):
            _pad(rng, made, -0.17, face, 0.12)
            high = -0.32
        made.add("button", (_keys(rng, 0.88, -span * 0.95, high, face, 3, int(rng.integers(3, 5)))))
    angle = float(pick(rng, (rng.uniform(0, 40), rng.uniform(40, 150), 178.5), (5, 3, 1)))
    pivot = (0, 0, face + (0.02 if angle > 150 else 0))
    for part, piece in cap:
        made.add(part, turn(piece, "x", angle, pivot))
    if chance(rng, 0.7):
        made.add(
            "body" if chance(rng, 0.6) else "lid",
            bar((-0.42, 0, face * 0.4), (0.42, 0, face * 0.4), thick * rng.uniform(0.35, 0.65)),
        )
    if not folding and chance(rng, 0.2):
        made.add("antenna", bar((0.4, -0.1, -face * 0.3), (0.4, rng.uniform(0.15, 0.5), -face * 0.3), 0.05))
    if folding and chance(rng, 0.5):  # opened like a book
        made = Assembly([(part, turn(piece, "z", 90)) for part, piece in made.pieces])
    return made


def _sliding(rng: Rng) -> Assembly:
    """The screen's half slides over the keys, along or across; or swings about a corner."""
    made = Assembly()
    tall, thick, corner = rng.uniform(1.6, 2.1), rng.uniform(0.08, 0.16), rng.uniform(0.02, 0.3)
    made.add("body", _shell(rng, 1, tall, thick, corner))
    lid_thick = thick * rng.uniform(0.6, 1.1)
    lid = [("lid", _shell(rng, 1, tall, lid_thick, corner))]
    glass = layered(0.86, tall * rng.uniform(0.55, 0.9), 0.03, [(0, -0.02), (0, 0.012)])
    lid.append(("screen", move(glass, (0, tall * 0.02, lid_thick / 2))))
    lift = (thick + lid_thick) / 2 + 0.01
    style = pick(rng, ("up", "across", "swing"), (4, 2, 1))
    out = rng.uniform(0.3, 0.5)
    face = thick / 2
    if style == "up":
        made.add("button", (_keys(rng, 0.88, -tall * 0.47, tall * (out - 0.53), face, 3, int(rng.integers(3, 5)))))
        lid = [(part, move(piece, (0, tall * out, lift))) for part, piece in lid]
        if chance(rng, 0.6):
            at = tall * (out - 0.5) + 0.05
            made.add("button", *(box((0.2, 0.06, 0.03), (x, at, lift + lid_thick / 2)) for x in (-0.3, 0.0, 0.3)))
    elif style == "across":
        keys = _keys(rng, tall * 0.9, -0.47, -0.53 + out, face, int(rng.integers(8, 12)), int(rng.integers(3, 5)))
        made.add("button", turn(keys, "z", 90))
        lid = [(part, move(piece, (-out, 0, lift))) for part, piece in lid]
    else:
        made.add("button", (_keys(rng, 0.88, -tall * 0.47, -0.02, face, 3, 4)))
        angle = rng.uniform(60, 180)
        pivot = (0, tall * 0.38, 0)
        lid = [(part, turn(move(piece, (0, 0, lift)), "z", angle, pivot)) for part, piece in lid]
    made.pieces += lid
    if chance(rng, 0.4):
        _back(rng, made, tall, -face, corner)
    return made


def phone(rng: Rng) -> Assembly:
    """A mobile phone of any sort, upright, lying or across."""
    made = pick(rng, (_smart, _bar, _hinged, _sliding), (3, 3, 3, 1.2))(rng)
    if chance(rng, 0.4):
        return Assembly([(part, lying(piece)) for part, piece in made.pieces])
    return made
