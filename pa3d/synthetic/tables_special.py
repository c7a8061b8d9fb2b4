"""Tables with a purpose or a form of their own: picnic, drafting, pool, work, trolleys, sculpted ones."""

from __future__ import annotations

import numpy as np

from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import Footprint, around, bent, caster, leg, lying, oval, pierced, plate, rectangle, slab
from pa3d.synthetic.furniture_bases import add_base
from pa3d.synthetic.furniture_frames import trestle
from pa3d.synthetic.furniture_legs import four_legs
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import box, cylinder, ellipsoid, lathe, mirror, move, spline, torus, tube, turn
from pa3d.synthetic.tables_desks import cabinet_under
from pa3d.synthetic.tables_tops import top_outline, top_pieces


def special_table(rng: np.random.Generator) -> Assembly:
    """Picnic table, drafting table, pool or ping-pong table, workbench, trolley, drop leaf, free-form base."""
    out = Assembly()
    style = pick(
        rng, ("picnic", "draft", "pool", "work", "trolley", "trolley", "leaf", "sculpted", "sculpted", "tiers")
    )
    w, d, h, t = (
        float(rng.uniform(0.5, 0.9)),
        float(rng.uniform(0.3, 0.5)),
        float(rng.uniform(0.65, 0.8)),
        float(rng.uniform(0.015, 0.05)),
    )
    if style == "picnic":
        _picnic(rng, out, w, d, h, t)
    elif style == "draft":
        tilt = float(rng.uniform(8, 50))
        out.add("desktop", turn(lying(plate(rectangle(w, d), t), h + 0.05), "x", tilt, (0, h, 0)))
        out.add("leg", *pick(rng, (four_legs, trestle))(rng, Footprint(w * 0.8, d * 0.7, h)).legs)
    elif style == "pool":
        rim = float(rng.uniform(0.04, 0.12))
        out.add("desktop", slab((-w, h - 0.12, -d), (w, h, d)), lying(pierced(rectangle(w, d), 0.88, rim), h + rim / 4))
        if chance(rng, 0.3):
            out.add("desktop", box((0.01, 0.1, 2 * d), (0, h + 0.05, 0)))
        out.add(
            "leg",
            *four_legs(rng, Footprint(w * 0.95, d * 0.92, h - 0.11), pick(rng, ("turned", "square", "taper"))).legs,
        )
    elif style == "work":
        out.add("desktop", *top_pieces(rng, rectangle(w, d), h, 0.06))
        out.add(
            "leg",
            *four_legs(rng, Footprint(w * 0.95, d * 0.95, h - 0.05), "square").legs,
            slab((-w, 0.15, -d), (w, 0.18, d)),
        )
        if chance(rng, 0.6):
            high = h + float(rng.uniform(0.2, 0.6))
            out.add("leg", slab((-0.99 * w, h - 0.005, -0.99 * d), (0.99 * w, high, -d + 0.02)))
        cabinet_under(rng, out, w * 0.3, w * 0.9, h * 0.45, h - 0.055, d * 0.9)
    elif style in ("trolley", "tiers"):
        _tiers(rng, out, w * 0.6, d * 0.8, h, style == "trolley")
    elif style == "leaf":
        _drop_leaf(rng, out, w, d, h, t)
    else:
        _sculpted(rng, out, w * 0.9, d, h * float(rng.uniform(0.5, 1)), t)
    return out


def _picnic(rng: np.random.Generator, out: Assembly, w: float, d: float, h: float, t: float) -> None:
    """A table and two benches on common legs."""
    out.add("desktop", *top_pieces(rng, rectangle(w, d), h, t))
    for side in (-1, 1):
        out.add(
            "leg",
            slab((-w, 0.42, side * (d + 0.18)), (w, 0.46, side * (d + 0.42))),
            box((0.05, 0.08, 2 * d + 0.8), (side * w * 0.7, 0.4, 0)),
        )
        for x in (-w * 0.7, w * 0.7):
            out.add("leg", leg(rng, "square", (x, 0, side * (d + 0.2)), (x, h - t, side * d * 0.4), 0.035))


def _drop_leaf(rng: np.random.Generator, out: Assembly, w: float, d: float, h: float, t: float) -> None:
    """A narrow table with two flaps, up or down."""
    out.add("desktop", lying(plate(rectangle(w * 0.4, d), t), h))
    flap = plate(oval(w * 0.4, d, 0.35), t)
    for side in (-1, 1):
        hinged = turn(
            move(lying(flap), (side * w * 0.8, 0, 0)),
            "z",
            -side * float(pick(rng, (0, 0, 85))),
            (side * w * 0.4, 0, 0),
        )
        out.add("desktop", move(hinged, (0, h, 0)))
    out.add("leg", *four_legs(rng, Footprint(w * 0.36, d * 0.9, h - t * 0.4)).legs)


def _tiers(rng: np.random.Generator, out: Assembly, w: float, d: float, h: float, rolling: bool) -> None:
    """Two to four trays between posts, on casters when it rolls."""
    foot = 0.07 if rolling else 0.0
    r, style = float(rng.uniform(0.01, 0.02)), pick(rng, ("round", "square", "turned"))
    square = chance(rng, 0.6)
    outline = rectangle(w, d) if square else oval(w, d, float(rng.uniform(0.3, 1)))
    spread = 0.95 if square else 0.7
    levels = np.linspace(h, float(rng.uniform(0.15, 0.3)), int(rng.integers(2, 5)))
    for i, level in enumerate(levels):
        out.add("desktop" if i == 0 else "leg", lying(plate(outline, 0.02), level))
        if chance(rng, 0.4):
            out.add("desktop" if i == 0 else "leg", lying(pierced(outline, 0.95, 0.05), level + 0.02))
    posts = np.array([(x * w * spread, 0, z * d * spread) for x in (-1, 1) for z in (-1, 1)])
    for post in posts:
        out.add("leg", leg(rng, style, np.add(post, (0, foot * 0.8, 0)), np.add(post, (0, h, 0)), r, 1.0))
        if rolling:
            out.add("wheel", caster(rng, post, foot * 0.5, "single"))
    if rolling and chance(rng, 0.4):
        side = w * spread
        grip = tube(
            bent(
                [
                    (side, h * 0.8, d * 0.6),
                    (side + 0.1, h + 0.05, d * 0.6),
                    (side + 0.1, h + 0.05, -d * 0.6),
                    (side, h * 0.8, -d * 0.6),
                ],
                0.04,
            ),
            0.01,
            6,
        )
        out.add("handle", grip)


def _sculpted(rng: np.random.Generator, out: Assembly, w: float, d: float, h: float, t: float) -> None:
    """A glass or stone top on spheres, curved blades, a ring, a coil or a stem that branches."""
    outline = top_outline(rng, w, d, pick(rng, ("oval", "rounded", "free", "round")))
    w, d = float(outline[:, 0].max()), float(outline[:, 1].max())
    out.add("desktop", lying(plate(outline, t * pick(rng, (0.0, 0.5, 1.0))), h - t / 2))
    style = pick(rng, ("blades", "spheres", "ring", "branch", "loops", "cage"))
    r = min(w, d) * 0.7
    if style == "blades":
        for angle in np.linspace(0, 360, pick(rng, (2, 3, 4)), endpoint=False):
            path = spline([(r, 0, 0), (r * 0.2, h * 0.3, 0.1 * r), (r * 0.4, h * 0.7, 0), (r * 0.9, h - t, 0)], 10)
            out.add(
                "leg", turn(tube(path, 0.05, 4, flatten=float(rng.uniform(0.2, 1.5)), side=(0, 0, 1)), "y", angle + 20)
            )
    elif style == "spheres":
        ball = ellipsoid((0.3 * r, (h - t) / 2, 0.3 * r), 14, 9)
        out.add("leg", *(move(ball, place * 0.7 + (0, (h - t) / 2, 0)) for place in around(rng, 3, r)))
    elif style == "ring":
        hoop = turn(torus((h - t) / 2 * 0.95, 0.04, 24, 6), "x", 90)
        out.add(
            "leg",
            *(turn(move(hoop, (0, (h - t) / 2, 0)), "y", a) for a in ((0, 90) if chance(rng, 0.6) else (0, 60, 120))),
        )
    elif style == "branch":
        out.add("leg", cylinder(0.05, h * 0.5, 0.04), lying(plate(oval(r, r), 0.02), 0.01))
        for place in around(rng, pick(rng, (3, 4, 5)), r):
            out.add(
                "leg",
                tube(
                    spline([(0, h * 0.45, 0), place * 0.4 + (0, h * 0.6, 0), np.add(place, (0, h - t, 0))], 7), 0.025, 6
                ),
            )
    elif style == "loops":
        loop = tube(
            bent(
                [
                    (w * 0.7, 0.02, d * 0.7),
                    (w * 0.7, 0.02, -d * 0.7),
                    (w * 0.7, h - t, -d * 0.7),
                    (w * 0.7, h - t, d * 0.7),
                ],
                float(rng.uniform(0, 0.25)),
                closed=True,
            ),
            0.025,
            4,
            closed=True,
        )
        out.add("leg", loop, mirror(loop))
    else:
        waist = float(rng.uniform(0.3, 1.0))
        for k in range(int(rng.integers(8, 18))):
            a, b = np.deg2rad(k * 360 / 17), np.deg2rad(k * 360 / 17 + rng.uniform(20, 60))
            strut = [
                (r * np.cos(a), 0, r * np.sin(a)),
                (r * waist * np.cos((a + b) / 2), h / 2, r * waist * np.sin((a + b) / 2)),
                (r * np.cos(b), h - t, r * np.sin(b)),
            ]
            out.add("leg", tube(np.array(strut), 0.01, 4))
        out.add("leg", lathe([(r, 0), (r, 0.02), (r * 0.95, 0.02)], 20))


def cube_table(rng: np.random.Generator) -> Assembly:
    """A solid or hollow block, a bent band, nested slabs, a night stand with drawers."""
    out = Assembly()
    w, d, h = float(rng.uniform(0.22, 0.6)), float(rng.uniform(0.2, 0.45)), float(rng.uniform(0.3, 0.65))
    t = float(rng.uniform(0.015, 0.08))
    style = pick(rng, ("stand", "stand", "stand", "band", "block", "cee"))
    out.add("desktop", box((2 * w, t, 2 * d), (0, h - t / 2, 0), 0.3 * t * (rng.random() < 0.3)))
    w, d, high = 0.99 * w, 0.99 * d, h - 0.8 * t  # the rest stays within the top and sinks a little into it
    if style == "stand":
        low = float(rng.uniform(0, 0.25)) * h
        split = low + (h - t - low) * (float(rng.uniform(0.2, 0.7)) if chance(rng, 0.5) else 0.0)
        cabinet_under(rng, out, -w * 0.98, w * 0.98, split, high, d * 0.98)
        if split > 0.02:
            add_base(rng, out, four_legs(rng, Footprint(w * 0.97, d * 0.95, split + 0.005)))
        if split > low + 0.05 and low > 0.03:
            out.add("leg", slab((-w * 0.95, low, -d * 0.95), (w * 0.95, low + 0.015, d * 0.95)))
    elif style == "band":
        out.add(
            "leg",
            slab((-w, 0, -d), (-w + t, high, d)),
            slab((w - t, 0, -d), (w, high, d)),
            slab((-w, 0, -d), (w, t, d)),
        )
    elif style == "block":
        k = float(rng.uniform(0.5, 1.0))
        out.add("leg", slab((-w * k, 0, -d * k), (w * k, high, d * k)))
    else:
        out.add("leg", slab((-w, 0, -d), (-w + t, high, d)), slab((-w, 0, -d), (w, t, d)))
    return out
