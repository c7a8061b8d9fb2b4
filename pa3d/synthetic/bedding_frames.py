"""Beds with a frame of their own: posts and canopies, bunks, cots, hospital beds, camp beds, pallets."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.bedding_parts import HEADBOARDS, add_board, add_pillows, add_rails, mattress
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import Footprint, caster, leg, oval, pierced, plate, slab
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import bar, box, cylinder, ellipsoid, move, sheet, tube, turn


def posted_bed(rng: np.random.Generator) -> Assembly:
    """Four tall posts, often with a canopy frame or a cloth on top."""
    out = Assembly()
    w, d = float(rng.uniform(0.5, 0.95)), float(rng.uniform(0.95, 1.05))
    low, thick, tall = float(rng.uniform(0.2, 0.35)), float(rng.uniform(0.15, 0.28)), float(rng.uniform(0.9, 2.1))
    r, style = float(rng.uniform(0.02, 0.05)), pick(rng, ("square", "turned", "round"))
    add_rails(rng, out, w, d, low, low + 0.12)
    out.add("sleep area", *mattress(rng, w * 0.97, d * 0.97, low + 0.12, thick))
    add_pillows(rng, out, w, d, low + 0.12 + thick)
    posts = [(x * w, z * d) for x in (-1, 1) for z in (-1, 1)]
    shape = leg(rng, style, (0, low, 0), (0, tall, 0), r, 1.0)
    for x, z in posts:
        out.add("leg", leg(rng, "square" if style == "square" else "round", (x, 0, z), (x, low, z), r, 1.0))
        out.add("frame", move(shape, (x, 0, z)))
    add_board(
        rng,
        out,
        w * 0.96,
        d,
        low + 0.12 + thick + float(rng.uniform(0.2, 0.6)),
        "headboard",
        -1,
        int(rng.integers(len(HEADBOARDS))),
    )
    if chance(rng, 0.65):
        out.add(
            "frame",
            *(bar((x, tall, -d), (x, tall, d), r * 0.7, sections=4) for x in (-w, w)),
            *(bar((-w, tall, z), (w, tall, z), r * 0.7, sections=4) for z in (-d, d)),
        )
        if chance(rng, 0.4):
            out.add("frame", slab((-w, tall, -d), (w, tall + 0.01, d)))
    return out


def bunk_bed(rng: np.random.Generator) -> Assembly:
    """Two beds one over the other, or one above a desk; posts, rails, a ladder."""
    out = Assembly()
    w, d, r = float(rng.uniform(0.4, 0.55)), float(rng.uniform(0.9, 1.02)), float(rng.uniform(0.02, 0.045))
    levels = (0.3, float(rng.uniform(1.1, 1.4))) if chance(rng, 0.7) else (float(rng.uniform(0.9, 1.4)),)
    top = levels[-1] + float(rng.uniform(0.3, 0.5))
    for x in (-w, w):
        for z in (-d, d):
            out.add("leg", leg(rng, "square", (x, 0, z), (x, levels[0], z), r))
            out.add("frame", leg(rng, "square", (x, levels[0], z), (x, top, z), r))
    for level in levels:
        out.add("frame", *(slab((x - 0.015, level - 0.1, -d), (x + 0.015, level + 0.04, d)) for x in (-w, w)))
        out.add("sleep area", *mattress(rng, w * 0.95, d * 0.97, level, 0.12))
        add_pillows(rng, out, w, d, level + 0.12)
        for z in (-d, d):
            part = "headboard" if z < 0 and chance(rng, 0.7) else "frame"
            count = int(rng.integers(1, 5))
            out.add(
                part,
                *(
                    bar(
                        (-w, level + 0.1 + 0.22 * k / count, z),
                        (w, level + 0.1 + 0.22 * k / count, z),
                        r * 0.6,
                        sections=4,
                    )
                    for k in range(1, count + 1)
                ),
            )
    rail = levels[-1] + 0.25
    out.add(
        "frame", *(bar((x, rail, -d), (x, rail, d * float(rng.uniform(0.3, 1))), r * 0.6, sections=4) for x in (-w, w))
    )
    z, slope = d * float(rng.uniform(0.4, 0.8)), float(rng.uniform(0, 0.3))
    rungs = np.linspace(0.1, 0.95, int(rng.integers(3, 7)))
    foot, head = np.array([w + 0.03 + slope, 0, z]), np.array([w + 0.03, levels[-1] + 0.1, z])
    out.add(
        "ladder", *(bar(np.add(foot, (0, 0, s)), np.add(head, (0, 0, s)), r * 0.7, sections=4) for s in (-0.2, 0.2))
    )
    out.add(
        "ladder",
        *(
            bar(foot + (head - foot) * t + (0, 0, -0.2), foot + (head - foot) * t + (0, 0, 0.2), r * 0.6, sections=6)
            for t in rungs
        ),
    )
    return out


def cot(rng: np.random.Generator) -> Assembly:
    """A crib with bars or a cradle on rockers."""
    out = Assembly()
    w, d, high = float(rng.uniform(0.3, 0.4)), float(rng.uniform(0.55, 0.7)), float(rng.uniform(0.75, 1.0))
    level, r = float(rng.uniform(0.25, 0.45)), float(rng.uniform(0.015, 0.03))
    out.add("sleep area", *mattress(rng, w * 0.95, d * 0.97, level, 0.1))
    for x in (-w, w):
        out.add(
            "frame", bar((x, high, -d), (x, high, d), r, sections=4), bar((x, level, -d), (x, level, d), r, sections=4)
        )
        for z in np.linspace(-d, d, int(rng.integers(6, 14)))[1:-1]:
            out.add("frame", bar((x, level, z), (x, high, z), r * 0.4, sections=4))
    kind = pick(rng, (0, 0, 5, 6))
    add_board(rng, out, w, d, high + float(rng.uniform(0, 0.2)), "headboard", -1, kind)
    add_board(rng, out, w, d, high, "footboard", 1, kind)
    for x in (-w, w):
        for z in (-d, d):
            out.add("leg", leg(rng, "square", (x, 0.0, z), (x, level, z), r * 1.2))
    if chance(rng, 0.3):
        out.add("pillow", move(ellipsoid((w * 0.6, 0.04, 0.12), 12, 7, 0.5), (0, level + 0.13, -d * 0.75)))
    return out


def hospital_bed(rng: np.random.Generator) -> Assembly:
    """A bed in sections on a wheeled frame, side rails, head and foot panels; or a simple camp bed."""
    out = Assembly()
    w, d, level = float(rng.uniform(0.4, 0.5)), float(rng.uniform(0.9, 1.0)), float(rng.uniform(0.4, 0.65))
    raise_head = float(rng.uniform(0, 45))
    pivot = (0, level, -0.1 * d)
    upper = box((2 * w, 0.1, 0.9 * d), (0, level + 0.05, -0.55 * d), 0.03)
    out.add(
        "sleep area", turn(upper, "x", raise_head, pivot), box((2 * w, 0.1, 1.1 * d), (0, level + 0.05, 0.45 * d), 0.03)
    )
    out.add("frame", slab((-w, level - 0.08, -d), (w, level - 0.01, d)))
    high = level + float(rng.uniform(0.25, 0.45))
    board = pierced(oval(w, 0.28, 0.3), 0.6, 0.03) if chance(rng, 0.5) else plate(oval(w, 0.28, 0.3), 0.03)
    out.add("headboard", move(board, (0, high - 0.15, -d - 0.02)))
    if chance(rng, 0.7):
        out.add("footboard", move(board, (0, high - 0.25, d + 0.02)))
    if chance(rng, 0.6):
        for x in (-w - 0.03, w + 0.03):
            rail = tube(
                np.array(
                    [
                        (x, level, -0.5 * d),
                        (x, level + 0.25, -0.45 * d),
                        (x, level + 0.25, 0.2 * d),
                        (x, level, 0.25 * d),
                    ]
                ),
                0.015,
                6,
            )
            out.add("frame", rail, bar((x, level + 0.13, -0.47 * d), (x, level + 0.13, 0.22 * d), 0.01, sections=5))
    f = Footprint(w * 0.9, d * 0.8, level - 0.07)
    for x in (-1, 1):
        for z in (-1, 1):
            foot = (x * f.half_width, 0, z * f.half_depth)
            out.add("leg", bar((foot[0], 0.08, foot[2]), (foot[0], f.height, foot[2]), 0.025, sections=4))
            out.add("wheel", caster(rng, foot, 0.045, "single"))
    add_pillows(rng, out, w, d, level + 0.1 + 0.35 * d * float(np.sin(np.deg2rad(raise_head))))
    return out


def floor_bed(rng: np.random.Generator) -> Assembly:
    """A futon, a pallet, a mattress on the floor, a swimming-pool lounger, a camp bed."""
    out = Assembly()
    w, d = float(rng.uniform(0.4, 0.9)), float(rng.uniform(0.9, 1.05))
    style = pick(rng, ("pallet", "camp", "floating", "storage"))
    thick = float(rng.uniform(0.08, 0.25))
    if style == "camp":
        r, h = 0.018, float(rng.uniform(0.3, 0.45))
        sag: Array = np.array([0.0, -0.03, -0.04, -0.03, 0.0])
        x, z = np.meshgrid(np.linspace(-w, w, 5), np.linspace(-d, d, 9), indexing="ij")
        out.add("sleep area", sheet(np.stack([x, h + np.repeat(sag[:, None], 9, 1), z], -1), 0.01))
        out.add("frame", *(bar((s * w, h, -d), (s * w, h, d), r) for s in (-1, 1)))
        for k in (-0.7, 0.0, 0.7):
            out.add("leg", bar((-w, 0, k * d), (w, h, k * d), r), bar((w, 0, k * d + 0.03), (-w, h, k * d + 0.03), r))
        add_pillows(rng, out, w, d, h)
        return out
    low = float(rng.uniform(0.08, 0.35))
    if style == "pallet":
        for k in np.linspace(-d, d, 9):
            out.add("frame", box((2 * w + 0.1, 0.02, 0.12), (0, low - 0.01, k)))
        out.add("frame", *(box((0.1, low - 0.02, 2 * d), (k * w, (low - 0.02) / 2, 0)) for k in (-0.95, 0, 0.95)))
    elif style == "floating":
        out.add("frame", slab((-w - 0.1, low - 0.06, -d - 0.05), (w + 0.1, low, d + 0.1)))
        out.add("leg", slab((-w * 0.7, 0, -d * 0.8), (w * 0.7, low - 0.05, d * 0.8)))
    else:
        out.add("frame", slab((-w, 0, -d), (w, low, d)))
        for k in range(int(rng.integers(1, 4))):
            z0 = -d + 0.1 + k * 0.6
            out.add("frame", *(box((0.02, low * 0.7, 0.5), (s * (w + 0.01), low / 2, z0 + 0.25)) for s in (-1, 1)))
    out.add("sleep area", *mattress(rng, w * 0.99, d * 0.99, low, thick))
    add_pillows(rng, out, w, d, low + thick)
    if chance(rng, 0.6):
        out.add(
            "headboard",
            slab((-w - 0.1, 0, -d - 0.08), (w + 0.1, low + thick + float(rng.uniform(0.1, 0.6)), -d - 0.02)),
        )
        if chance(rng, 0.4):
            out.add("headboard", slab((-w - 0.1, low + thick + 0.1, -d - 0.3), (w + 0.1, low + thick + 0.13, -d)))
    if chance(rng, 0.15):
        out.add(
            "pillow",
            move(turn(cylinder(0.09, 1.6 * w, sections=12), "z", 90), (0.8 * w, low + thick + 0.08, -d + 0.15)),
        )
    return out
