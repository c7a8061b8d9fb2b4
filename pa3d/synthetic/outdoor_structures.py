"""Fences and gates; and the kind of bridges."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.bridges import bridge
from pa3d.synthetic.forms import both, chance, log_uniform, pick
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, ellipsoid, extrude, join, lathe, move, tube, turn
from pa3d.synthetic.walls import rods

Rng = np.random.Generator


def _picket(rng: Rng, wide: float, tall: float, thick: float, style: str) -> Piece:
    """One slat standing on y = 0: pointed, round-topped, plain, or a rod with a spear."""
    if style == "rod":
        rod = cylinder(thick * 0.5, tall * 0.93, sections=6)
        return join(
            rod, move(lathe([(thick * 0.5, 0), (thick * 1.1, tall * 0.03), (0, tall * 0.1)], 6), (0, tall * 0.92, 0))
        )
    tops = {
        "pointed": [(wide / 2, tall - wide * 0.5), (0, tall), (-wide / 2, tall - wide * 0.5)], "plain": [(wide / 2,
        tall), (-wide / 2, tall)],
        "round": [(wide / 2, tall - wide * 0.4), (wide * 0.3, tall - wide * 0.1), (0, tall), (-wide * 0.3,
        tall - wide * 0.1), (-wide / 2, tall - wide * 0.4)],
    }[style]  # fmt: skip
    return extrude([(-wide / 2, 0), (wide / 2, 0), *tops], thick)


def _post(rng: Rng, tall: float, size: float, style: str) -> Piece:
    """A post standing on y = 0, square or round, with cap, ball or point."""
    post = cylinder(size * 0.55, tall, sections=10) if style == "round" else box((size, tall, size), (0, tall / 2, 0))
    top = pick(rng, ("none", "ball", "cap", "point"))
    if top == "ball":
        return join(post, move(ellipsoid(np.full(3, size * 0.7), 10, 7), (0, tall + size * 0.5, 0)))
    if top == "cap":
        return join(post, box((size * 1.4, size * 0.3, size * 1.4), (0, tall, 0)))
    if top == "point":
        return join(post, move(lathe([(size * 0.75, 0), (0, size * 0.8)], 8), (0, tall, 0)))
    return post


def fence(rng: Rng) -> Assembly:
    """Picket, rail, board, panel, iron and mesh fences."""
    made = Assembly()
    u = rng.uniform
    length, tall, posts = log_uniform(rng, 0.8, 2.5), u(0.4, 0.9), int(rng.integers(2, 6))
    size = u(0.03, 0.09)
    style = pick(rng, ("picket", "rails", "boards", "iron", "panel", "mesh"), (4, 3, 2, 2, 1, 1))
    places = np.linspace(-length / 2, length / 2, posts)
    made.add(
        "post",
        *(
            move(_post(rng, tall * u(1.0, 1.15), size, "square" if chance(rng, 0.7) else "round"), (float(x), 0, 0))
            for x in places
        ),
    )
    if style in ("picket", "rails", "iron", "mesh"):
        count = {"rails": int(rng.integers(2, 5))}.get(style, pick(rng, (2, 2, 3)))
        high = size * (u(0.8, 1.6) if style == "rails" else u(0.5, 1.0))
        for y in np.linspace(0.22, 0.85, count) * tall:
            rail = (
                box((length, high, size * 0.5), (0, y, 0))
                if chance(rng, 0.75)
                else bar((-length / 2, y, 0), (length / 2, y, 0), high * 0.5)
            )
            made.add("rail", rail)
    if style in ("picket", "iron", "boards"):
        count = int(rng.integers(8, 26))
        gap = length / count
        form = "rod" if style == "iron" else pick(rng, ("pointed", "round", "plain"))
        slat = _picket(
            rng,
            gap * (u(0.9, 1.02) if style == "boards" else u(0.4, 0.75)),
            tall,
            size * (0.35 if style != "iron" else 0.45),
            form,
        )
        for k in range(count):
            made.add("picket", move(slat, (-length / 2 + gap * (k + 0.5), 0.03, size * 0.3)))
    elif style == "panel":
        made.add("panel", box((length, tall * 0.9, size * 0.4), (0, tall * 0.5, 0)))
    elif style == "mesh":
        made.add("panel", _mesh(length, tall, u(0.08, 0.14)))
    return made


def _mesh(length: float, tall: float, step: float) -> Piece:
    """Crossing wires over the whole fence."""
    shift = np.arange(-length / 2 - tall, length / 2, step)
    start, stop = np.maximum(shift, -length / 2), np.minimum(shift + tall * 0.85, length / 2)
    fits = stop - start > step * 0.5
    low = np.stack([start, start - shift + 0.05, np.zeros(len(shift))], 1)[fits]
    high = np.stack([stop, stop - shift + 0.05, np.zeros(len(shift))], 1)[fits]
    flip = np.array([-1.0, 1.0, 1.0])
    return rods(np.concatenate([low, low * flip]), np.concatenate([high, high * flip]), 0.004)


def gate(rng: Rng) -> Assembly:
    """Garden and park gates: two posts, one or two leaves; a torii, an arch."""
    made = Assembly()
    u = rng.uniform
    wide, tall, size = u(0.7, 1.6), u(0.7, 1.2), u(0.06, 0.18)
    style = pick(rng, ("leaves", "leaves", "arch", "torii"))
    if style == "torii":
        height = tall * 1.3
        for side in (-1, 1):
            made.add("post", bar((side * wide * 0.5, 0, 0), (side * wide * 0.45, height, 0), size * 0.5, sections=10))
        across, over = np.linspace(-1, 1, 9) * wide * u(0.65, 0.8), u(0.0, 0.12)
        for y, thick in ((height, size * 0.7), (height * 0.8, size * 0.5)):
            bow = over * (across / wide) ** 2 * 2 if y == height else np.zeros(9)
            made.add("beam", tube(np.stack([across * (1 if y == height else 0.8), y + bow, np.zeros(9)], 1), thick, 4))
        return made
    made.add(
        "post",
        both(move(_post(rng, tall * u(1.0, 1.3), size, pick(rng, ("square", "round"))), (wide / 2 + size / 2, 0, 0))),
    )
    if style == "arch":
        angle = np.linspace(0, np.pi, 11)
        rise = u(0.2, 0.5)
        path = np.stack([(wide / 2 + size / 2) * np.cos(angle), tall + rise * np.sin(angle), np.zeros(11)], 1)
        made.add("beam", tube(path, size * u(0.3, 0.5), 6))
    leaves = pick(rng, (1, 2))
    leaf_wide = wide / leaves * 0.98
    form, swing = pick(rng, ("bars", "boards", "iron", "brace")), pick(rng, (0.0, u(10, 80)))
    for side in (-1, 1)[:leaves]:
        leaf = _leaf(rng, leaf_wide, tall * u(0.8, 0.98), size * 0.3, form)
        hinge = -wide / 2
        leaf = move(turn(move(leaf, (leaf_wide / 2, 0, 0)), "y", swing), (hinge, 0.04, 0))
        made.add(
            "gate",
            leaf
            if side == -1
            else turn(leaf, "y", 0)
            if leaves == 1
            else Piece(leaf.vertices * (-1, 1, 1), leaf.faces[:, ::-1]),
        )
    if chance(rng, 0.3):
        made.add(
            "handle",
            move(
                ellipsoid((0.03, 0.03, 0.05), 8, 6), (0.05 if leaves == 2 else leaf_wide * 0.4, tall * 0.5, size * 0.25)
            ),
        )
    if chance(rng, 0.3):  # wall or fence on both sides
        long = u(0.2, 0.6)
        made.add("wall", both(box((long, tall * 0.8, size * 0.6), (wide / 2 + size + long / 2 - 0.01, tall * 0.4, 0))))
    return made


def _leaf(rng: Rng, wide: float, tall: float, thick: float, form: str) -> Piece:
    """One leaf of a gate, standing on y = 0 about x = 0."""
    u = rng.uniform
    frame = [box((wide, thick * 1.6, thick), (0, y, 0)) for y in (thick, tall * 0.9)]
    frame += [box((thick * 1.6, tall * 0.92, thick), (s * (wide / 2 - thick), tall * 0.46, 0)) for s in (-1, 1)]
    count = int(rng.integers(4, 10))
    places: Array = np.linspace(-0.42, 0.42, count) * wide
    if form in ("bars", "iron"):
        crown = u(0.0, 0.25) * tall
        slat = [
            _picket(
                rng, thick, tall + crown * (1 - (2 * float(x) / wide) ** 2), thick, "rod" if form == "iron" else "plain"
            )
            for x in places
        ]
        return join(*frame, *(move(piece, (float(x), 0, 0)) for piece, x in zip(slat, places, strict=True)))
    if form == "boards":
        board = _picket(rng, wide / count * u(0.8, 1.0), tall, thick * 0.6, pick(rng, ("pointed", "plain", "round")))
        return join(*frame, *(move(board, (float(x), 0, thick * 0.5)) for x in places))
    rails = [box((wide, thick * 1.4, thick), (0, y * tall, 0)) for y in (0.3, 0.5, 0.7)]
    return join(*frame, *rails, bar((-wide / 2, 0, 0), (wide / 2, tall * 0.9, 0), thick * 0.7, sections=4))


KINDS: tuple[Kind, ...] = (
    Kind("bridge", bridge, {
        "deck": ("roadway", "road", "bridge deck", "surface", "walkway"), "pillar": ("pier", "support", "column",
        "pylon", "bridge pillar"),
        "railing": ("handrail", "parapet", "guard rail"), "cable": ("rope", "suspension cable", "hanger", "wire"),
        "arch": ("bridge arch", "arches", "vault"), "truss": ("girder", "lattice", "framework"),
    }, ("suspension bridge", "viaduct", "footbridge", "stone bridge", "arch bridge"), weight=0.5),
    Kind("fence", fence, {
        "post": ("fence post", "pole", "upright"), "rail": ("crossbar", "horizontal bar", "fence rail", "cross beam"),
        "picket": ("slat", "board", "fence board", "plank"), "panel": ("mesh", "fence panel", "board wall",
        "wire mesh"),
    }, ("picket fence", "railing", "palisade", "wooden fence"), weight=0.35),
    Kind("gate", gate, {
        "gate": ("gate leaf", "door", "gate door", "wing"), "post": ("gatepost", "pillar", "column"), "beam": ("arch",
        "lintel", "crossbeam", "top beam"),
        "handle": ("knob", "latch"), "wall": ("side wall", "fence", "enclosure"),
    }, ("garden gate", "entrance gate", "gateway", "torii", "portal"), weight=0.35),
)  # fmt: skip
