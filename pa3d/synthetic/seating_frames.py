"""Chairs whose frame is one thing: posts from floor to top, bent tubes, loops, folding, garden, office, block."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, log_uniform, pick
from pa3d.synthetic.furniture import Footprint, bent, divide, leg, lying, oval, plate, rectangle, slab
from pa3d.synthetic.furniture_legs import star
from pa3d.synthetic.kind import Assembly
from pa3d.synthetic.pieces import Piece, bar, box, ellipsoid, mirror, move, spline, tube, turn, warp
from pa3d.synthetic.seating_arms import Arm, Seat, apron, both, bracketed, floating, looped, seats
from pa3d.synthetic.seating_backs import crossed, headrest, ladder, scrolled, slatted, splat
from pa3d.synthetic.seating_cushions import cushioned, massive, pillow, thick_seat
from pa3d.synthetic.seating_panels import framed, medallion, padded, panel
from pa3d.synthetic.seating_plane import Back, placed
from pa3d.synthetic.seating_sofas import block_sofa, framed_sofa, round_sofa


def filling(rng: np.random.Generator, w: float, low: float, high: float, r: float) -> list[Piece]:
    """What lies between two posts at +-w from y low to high, upright at z = 0."""
    if chance(rng, 0.35):  # a whole design of its own between the posts
        designs = (padded, padded, panel, framed, medallion, splat, crossed, slatted, ladder, scrolled, cushioned)
        b = Back(w, high - low, r * float(rng.uniform(0.8, 3)))
        return [move(piece, (0, low, 0)) for piece in pick(rng, designs)(rng, b)]
    style = pick(rng, ("ladder", "ladder", "slats", "slats", "panel", "panel", "pad", "cross", "top", "sheet", "splat"))
    tall, middle = high - low, (low + high) / 2
    if style == "panel":
        return [move(plate(rectangle(w, tall / 2), r * float(rng.uniform(0.3, 1.2))), (0, middle, 0))]
    if style == "sheet":
        return [move(plate(rectangle(w, tall / 2), 0.0), (0, middle, 0))]
    if style == "pad":
        return [move(plate(oval(w, tall / 2, 0.25), r, r * float(rng.uniform(0.5, 2)), 4), (0, middle, 0))]
    if style == "ladder":
        count = int(rng.integers(2, 8))
        half, arch = tall / count * float(rng.uniform(0.15, 0.45)), float(rng.uniform(0, 0.12)) * (rng.random() < 0.5)
        x = np.linspace(-w, w, 7)
        return [
            tube(
                np.stack([x, y + arch * w * (1 - (x / w) ** 2), 0 * x], 1),
                0.5 * r,
                4,
                flatten=2.5 * half / r,
                side=(0, 0, 1),
            )
            for y in low + (np.arange(count) + 0.6) / count * tall
        ]
    rail = float(rng.uniform(0.6, 2.5)) * r
    pieces = [box((2 * w, 2 * rail, r), (0, high - rail, 0))]
    if style == "top":
        return pieces
    pieces.append(box((2 * w, 1.6 * r, r), (0, low + 0.8 * r, 0)))
    if style == "cross":
        return [
            *pieces,
            bar((-w, low, 0), (w, high, 0), 0.6 * r, sections=4),
            bar((w, low, 0), (-w, high, 0), 0.6 * r, sections=4),
        ]
    if style == "splat":
        wide = float(rng.uniform(0.25, 0.6)) * w
        return [*pieces, move(plate(oval(wide, tall / 2, float(rng.uniform(0.2, 1))), 0.6 * r), (0, middle, 0))]
    count = int(rng.integers(2, 12))
    half = w / count * float(rng.uniform(0.15, 0.6))
    return [
        *pieces,
        *(box((2 * half, tall, 0.6 * r), (x, middle, 0)) for x in ((np.arange(count) + 0.5) / count * 2 - 1) * w),
    ]


def _topping(rng: np.random.Generator, head: Array, r: float) -> list[Piece]:
    """What crowns the two back posts that end at head (mirrored): knobs, a crest that reaches over them, nothing."""
    if chance(rng, 0.15):
        knob = ellipsoid(np.array((1, float(rng.uniform(1, 3)), 1)) * 1.6 * r, 8, 7)
        return both([move(knob, np.add(head, (0, r, 0)))])
    if chance(rng, 0.2):
        over, high = head[0] * float(rng.uniform(1.02, 1.2)), float(rng.uniform(0.02, 0.08))
        return [move(plate(oval(over, high, float(rng.uniform(0.3, 1.2))), 2 * r), head * (0, 1, 1))]
    return []


def joined_chair(rng: np.random.Generator) -> Assembly:
    """Back legs that go on as back posts, front legs that may go on as arm posts: most wooden chairs."""
    out = Assembly()
    w = float(rng.uniform(0.19, 0.3))
    top = float(rng.uniform(0.4, 0.5)) if chance(rng, 0.9) else float(rng.uniform(0.55, 0.8))
    d = w * float(rng.uniform(0.85, 1.15))
    thick = min(log_uniform(rng, 0.012, 0.22), 0.55 * top)
    behind, r = w * float(rng.uniform(0.75, 1.0)), float(rng.uniform(0.012, 0.03))
    tall, lean, rake = float(rng.uniform(0.3, 0.75)), float(rng.uniform(0, 0.28)), float(rng.uniform(-0.02, 0.22))
    s = Seat(w, d, top, thick)
    out.add("seat", *(thick_seat(rng, s, 0.5 * top) if thick > 0.05 and chance(rng, 0.6) else seats(rng, s)))
    if chance(rng, 0.45):
        out.add("seat", *apron(rng, s))
    sections, spread = pick(rng, (4, 4, 8)), float(rng.uniform(0.9, 1.15))
    x = behind - r * 0.5
    upper = np.array([(x, top - thick, -d), (x * spread, top + tall, -d - lean * tall)])
    lower = np.array([(x, 0, -d - rake * top), (x, top * 0.55, -d - rake * top * 0.2), (x, top - thick, -d)])
    curved = chance(rng, 0.5)
    post = tube(
        upper if not curved else spline([upper[0], np.add(upper.mean(0), (0, 0, 0.08 * tall)), upper[1]], 8),
        r * 1.2,
        sections,
        side=(1, 0, 0),
    )
    foot = tube(spline(lower, 6), np.linspace(float(rng.uniform(0.6, 1)), 1, 6) * r * 1.2, sections, side=(1, 0, 0))
    out.add("back", post, mirror(post))
    out.add("back", *_topping(rng, upper[1], r))
    low = top + float(rng.uniform(0.02, 0.5)) * tall
    tangent, bulge = lean, 0.08 * tall if curved else 0.0

    def shape(v: Array) -> Array:
        t = (v[:, 1] - top) / tall
        v[:, 0] *= 1 + (spread - 1) * np.clip(t, 0, 1)
        v[:, 2] += -d - tangent * (v[:, 1] - top) + bulge * 4 * t * (1 - t)
        return v

    out.add(
        "back",
        *(warp(piece, shape) for piece in filling(rng, x, low, top + tall * float(rng.uniform(0.9, 1.0)), 1.6 * r)),
    )
    out.add("leg", foot, mirror(foot))
    front = np.array([w - r, 0, d - r])
    style = pick(rng, ("square", "taper", "round", "turned", "cabriole", "sabre"))
    out.add("leg", *both([leg(rng, style, front, np.add(front, (0, top - thick * 0.5, 0)), r, rng.uniform(0.5, 1))]))
    if chance(rng, 0.5):
        low, middle = rng.uniform(0.1, 0.6, 2) * top
        behind_foot = lower[0]
        for level in (low, middle):
            ends = np.add(front, (0, level, 0)), np.add(behind_foot, (0, level, 0))
            out.add("leg", *both([bar(*ends, r * 0.6, sections=sections)]))
        out.add("leg", bar((-w + r, low, 0), (w - r, low, 0), r * 0.6, sections=sections))
    if chance(rng, 0.45):
        rise = min(float(rng.uniform(0.15, 0.26)), 0.8 * tall)
        head = np.add(front, (0, top + rise, -float(rng.uniform(0, 0.4)) * d))
        root = np.array([x, top + rise + float(rng.uniform(-0.03, 0.05)), -d - lean * rise])
        out.add("arm", *_post_and_rail(rng, root, head, top - thick, r))
    return out


def _post_and_rail(rng: np.random.Generator, root: Array, head: Array, low: float, r: float) -> list[Piece]:
    """Both arms: a rail from the back post (root) to a post that goes on from the front leg (head)."""
    style = pick(rng, ("front", "front", "front", "set back", "free", "padded", "spindles"))
    if style == "set back":
        head = head - (0, 0, float(rng.uniform(0.2, 0.6)) * (head[2] - root[2]))
    past = float(rng.uniform(0, 0.06)) * (3 if style == "set back" else 1)
    reach = np.add(head, (float(rng.uniform(-0.02, 0.04)), 0, past))
    middle = np.add((root + reach) / 2, (0, float(rng.uniform(-0.01, 0.03)), 0))
    thick, flat = r * float(rng.uniform(0.8, 2.6)), float(rng.uniform(0.3, 0.9))
    pieces = [tube(spline([root, middle, reach], 7), thick, 4, flatten=flat, side=(1, 0, 0))]
    if style == "free":  # bends down to the side of the seat
        foot = np.array([head[0], low + 0.02, root[2] * 0.5 + head[2] * 0.5])
        pieces.append(
            tube(spline([reach, reach * (1, 0.6, 1) + foot * (0, 0.4, 0), foot], 7), 0.8 * thick, 4, side=(1, 0, 0))
        )
        return both(pieces)
    post = leg(rng, pick(rng, ("square", "round", "turned")), np.add(head * (1, 0, 1), (0, low, 0)), head, r, 1.0)
    pieces.append(post)
    if style == "padded":
        size = np.array((2.6 * thick, 1.6 * thick, float(rng.uniform(0.3, 0.8)) * (reach[2] - root[2])))
        above = np.add(middle, (0, 0.8 * thick, 0))
        pieces.append(pillow(rng, above - size / 2, above + size / 2))
    elif style == "spindles":
        for k in np.linspace(0.15, 0.85, int(rng.integers(1, 7))):
            end = root * (1 - k) + head * k
            pieces.append(bar(np.add(end * (1, 0, 1), (0, low, 0)), end, 0.5 * r, sections=6))
    return both(pieces)


def office_chair(rng: np.random.Generator) -> Assembly:
    """A padded or meshed seat and back on a rolling star, with a bracket, arms, often a headrest."""
    out = Assembly()
    w, top, thick = float(rng.uniform(0.21, 0.29)), float(rng.uniform(0.4, 0.56)), float(rng.uniform(0.03, 0.13))
    d = w * float(rng.uniform(0.85, 1.1))
    if chance(rng, 0.3):
        seat = thick_seat(rng, Seat(w, d, top, max(thick, 0.06)), top - thick)
    else:
        puff = thick * float(rng.uniform(0.1, 0.35))
        seat = [lying(plate(oval(w, d, float(rng.uniform(0.2, 0.6))), thick - 2 * puff, puff, 5), top - thick / 2)]
    fall = float(rng.uniform(0, 0.05))

    def drop(v: Array) -> Array:
        v[:, 1] -= fall * np.clip(v[:, 2] / d, 0, 1) ** 2
        return v

    out.add("seat", *(warp(piece, drop) for piece in seat))
    base = star(rng, Footprint(w, d, top - thick * 0.9), rolling=chance(rng, 0.85))
    out.add("leg", *base.legs)
    if base.wheels:
        out.add("wheel" if chance(rng, 0.6) else "leg", *base.wheels)
    tall, lean = float(rng.uniform(0.3, 0.8)), float(rng.uniform(2, 16))
    b = Back(w * float(rng.uniform(0.8, 1.02)), tall, float(rng.uniform(0.03, 0.09)))
    if chance(rng, 0.35):  # executive and racing chairs
        pieces = cushioned(rng, b._replace(thick=float(rng.uniform(0.05, 0.16))))
    else:
        pieces = pick(rng, (padded, padded, panel, framed, framed))(rng, b)
    if chance(rng, 0.3):
        pieces += headrest(rng, b)
    if chance(rng, 0.3):  # levers below the seat
        level = top - 1.1 * thick
        out.add("leg", *(bar((0, level, z), (x * w, level, z), 0.006, sections=6) for x, z in ((1.0, 0.05), (-0.9, 0))))
    gap = float(rng.uniform(0.0, 0.12))
    z = -d - float(rng.uniform(-0.02, 0.06))
    out.add("back", *placed(rng, pieces, b, (top - thick * 0.3 + gap, z), lean))
    if gap > 0.03 or chance(rng, 0.6):  # the bracket that carries the back; what lies under the seat belongs to the leg
        r = float(rng.uniform(0.01, 0.03))
        path = bent(
            [
                (0, top - thick - r, -d * 0.2),
                (0, top - thick - r, z - 0.04),
                (0, top + gap + tall * float(rng.uniform(0.2, 0.5)), z - 0.05),
            ],
            0.06,
        )
        bracket = tube(path, r * 1.6, 4, flatten=float(rng.uniform(0.3, 1)), side=(1, 0, 0))
        out.add("back", bracket)
    if chance(rng, 0.72):
        thick_arm = float(rng.uniform(0.035, 0.08))
        place = Arm(
            w + thick_arm * 0.6,
            top - thick * 0.7,
            top + float(rng.uniform(0.16, 0.27)),
            -d * 0.9,
            d * float(rng.uniform(0.3, 0.8)),
            thick_arm,
        )
        out.add("arm", *both(pick(rng, (bracketed, bracketed, looped, looped, massive, floating))(rng, place)))
    return out


def tubular_chair(rng: np.random.Generator) -> Assembly:
    """Bent steel: the tube runs from the floor through the seat into the back; cane, leather or pads on it."""
    out = Assembly()
    w, h, r = float(rng.uniform(0.2, 0.29)), float(rng.uniform(0.4, 0.48)), float(rng.uniform(0.009, 0.018))
    d, tall, lean = float(rng.uniform(0.2, 0.27)), float(rng.uniform(0.28, 0.55)), float(rng.uniform(0.02, 0.2))
    bend = float(rng.uniform(0.04, 0.1))
    style = pick(rng, ("S", "S", "four", "C", "round"))
    ahead, behind = d + float(rng.uniform(-0.03, 0.05)), -d - float(rng.uniform(-0.05, 0.08))
    if style == "S":
        under = [(w, r, behind), (w, r, ahead), (w, h, d)]
    elif style == "C":
        under = [(w, r, ahead), (w, r, behind), (w, h * 0.9, behind + 0.05)]
    else:
        under = [(w * 1.02, 0, ahead), (w, h, d)]
    legs = tube(bent(under, bend if style != "round" else 2 * bend), r, 8)
    rail = tube(np.array([(w, h, d), (w, h, -d)]), r, 8)
    post = tube(bent([(w, h, -d), (w, h + 0.03, -d - 0.01), (w, h + tall, -d - lean)], 0.03), r, 8)
    out.add("leg", legs, mirror(legs))
    out.add("seat", rail, mirror(rail), bar((-w, h, d), (w, h, d), r))
    out.add("back", post, mirror(post), bar((-w, h + tall, -d - lean), (w, h + tall, -d - lean), r))
    if style in ("four", "round"):
        out.add("leg", *both([bar((w * 1.02, 0, behind), (w, h, -d), r)]))
    else:
        level = behind if style == "S" else ahead
        out.add("leg", bar((-w, r, level), (w, r, level), r))
    t = pick(rng, (0.0, 0.015, 0.04))
    puff = t * 0.4
    out.add("seat", lying(plate(oval(w * 1.0, d, 0.15), t, puff, 4), h + t / 2))
    share = float(rng.uniform(0.3, 0.9))
    pad = move(plate(oval(w, tall * share / 2, 0.15), t, puff, 4), (0, tall * share / 2, 0))
    angle = float(np.degrees(np.arctan2(lean, tall)))
    out.add("back", move(turn(pad, "x", -angle), (0, h + tall * (1 - share), -d - lean * (1 - share))))
    if chance(rng, 0.5):
        level, z = h + float(rng.uniform(0.15, 0.24)), -d - lean * 0.4
        points = [(w + r, level, z), (w + r, level, d * 0.9), (w + r, h, d * 0.95)]
        arm = tube(bent(points, bend), r, 8)
        if chance(rng, 0.4):  # the tube goes on to the floor
            out.add("leg", *both([bar((w + r, h, d * 0.95), (w + r, 0.01, d * 0.95), r)]))
        out.add("arm", arm, mirror(arm))
        if chance(rng, 0.5):
            out.add("arm", *both([box((0.05, 0.02, d * 1.2), (w, level + r, 0))]))
    return out


def loop_chair(rng: np.random.Generator) -> Assembly:
    """Sides that reach from the floor to the arms: frames, panels or bent loops; seat and back hang between."""
    out = Assembly()
    w, top = float(rng.uniform(0.24, 0.36)), float(rng.uniform(0.32, 0.46))
    d, rise = float(rng.uniform(0.24, 0.4)), float(rng.uniform(0.12, 0.25))
    t, thick = float(rng.uniform(0.02, 0.09)), float(rng.uniform(0.03, 0.16))
    style = pick(rng, ("frame", "frame", "panel", "loop", "loop", "curve"))
    high = top + rise
    if style == "panel":
        lower, upper = slab((w, 0, -d), (w + t, top - thick, d)), slab((w, top - thick, -d), (w + t, high, d))
        out.add("leg", lower, mirror(lower))
        out.add("arm", upper, mirror(upper))
    else:
        outline = {"frame": 0.0, "loop": 0.12, "curve": 0.3}[style]
        slant = float(rng.uniform(-0.1, 0.15))
        ring = bent(
            [
                (w + t / 2, 0.01, d),
                (w + t / 2, 0.01, -d - slant),
                (w + t / 2, high, -d),
                (w + t / 2, high + float(rng.uniform(-0.03, 0.05)), d - abs(slant)),
            ],
            outline,
            5,
            closed=True,
        )
        fine = np.concatenate(
            [np.linspace(ring[i], ring[(i + 1) % len(ring)], 4, endpoint=False) for i in range(len(ring))]
        )
        r = min(t, 0.05) * 0.5
        side = tube(
            fine, r * 1.3, pick(rng, (4, 4, 8)), closed=True, flatten=float(rng.uniform(0.4, 2)), side=(1, 0, 0)
        )
        for name, piece in zip(
            ("leg", "arm"), divide(side, lambda m: (m[:, 1] > top - thick).astype(int)), strict=True
        ):
            out.add(name, piece, mirror(piece))
        if chance(rng, 0.5):
            out.add("arm", *both([box((max(t, 0.04) * 1.2, 0.025, 1.6 * d), (w + t / 2, high + 0.01, 0))]))
    tilt = float(rng.uniform(0, 10))
    s = Seat(w, d * 0.97, top, thick)
    out.add("seat", *(turn(piece, "x", -tilt, (0, top, d)) for piece in seats(rng, s)))
    b = Back(w * 0.98, float(rng.uniform(0.3, 0.65)), min(0.6 * thick, 0.08))
    make = pick(rng, (padded, padded, panel, framed))
    low = top - np.sin(np.deg2rad(tilt)) * 2 * d
    out.add("back", *placed(rng, make(rng, b), b, (low - thick * 0.5, -d * 0.9), float(rng.uniform(4, 28))))
    if chance(rng, 0.4):
        out.add(
            "leg", *(bar((-w, top - thick, z), (w, top - thick, z), 0.014, sections=4) for z in (-d * 0.7, d * 0.7))
        )
    return out


def block_chair(rng: np.random.Generator) -> Assembly:
    """An upholstered armchair like a sofa for one; its base is seat or leg as it shows less or more of the floor."""
    made = pick(rng, (block_sofa, block_sofa, framed_sofa, round_sofa))(rng, 1)
    name = "seat" if made.pieces and chance(rng, 0.8) else "leg"
    return Assembly([(name if part == "base" else part, piece) for part, piece in made.pieces])
