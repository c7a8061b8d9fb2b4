"""Chairs, sofas, stools and benches."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pa3d.synthetic.forms import chance, log_uniform, pick
from pa3d.synthetic.furniture import Footprint
from pa3d.synthetic.furniture_bases import CHAIR_BASES, any_base
from pa3d.synthetic.furniture_legs import four_legs
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, bar, move, torus, tube
from pa3d.synthetic.seating_arms import ARMS, Arm, Seat, apron, both, seats
from pa3d.synthetic.seating_backs import BACKS, headrest, scrolled
from pa3d.synthetic.seating_cushions import cushioned, thick_seat
from pa3d.synthetic.seating_frames import block_chair, joined_chair, loop_chair, office_chair, tubular_chair
from pa3d.synthetic.seating_mixed import drawn_base, mixed_chair
from pa3d.synthetic.seating_outdoors import crossed_chair, folding_chair, garden_chair, school_chair, shingled_chair
from pa3d.synthetic.seating_plane import Back, placed
from pa3d.synthetic.seating_rarities import DESIGNS
from pa3d.synthetic.seating_sofas import sofa
from pa3d.synthetic.seating_walled import bucket_chair, plank_chair, walled_chair
from pa3d.synthetic.seating_whole import WHOLE_CHAIRS

ChairTable = tuple[tuple[Callable[[np.random.Generator], Assembly], float], ...]


FRAME_CHAIRS: ChairTable = (
    (joined_chair, 4.5), (office_chair, 2.5), (tubular_chair, 1.5), (loop_chair, 1.8), (garden_chair, 0.7),
    (folding_chair, 1.3), (block_chair, 1.6), (crossed_chair, 0.6), (shingled_chair, 0.9), (school_chair, 0.3),
)  # fmt: skip


def shared(table: ChairTable, total: float) -> ChairTable:
    """The table with weights that sum to `total`."""
    whole = sum(weight for _, weight in table)
    return tuple((make, weight * total / whole) for make, weight in table)


def chosen(
    rng: np.random.Generator, table: tuple[tuple[Callable[..., list[Piece]], float], ...]
) -> Callable[..., list[Piece]]:
    """One function of a table of (function, weight)."""
    return pick(rng, [make for make, _ in table], [share for _, share in table])


def _free_chair(rng: np.random.Generator) -> Assembly:
    """Any base under any seat with any back and any arms."""
    out = Assembly()
    thick = float(rng.uniform(0.012, 0.06)) if chance(rng, 0.65) else float(rng.uniform(0.06, 0.22))
    tall_chair = chance(rng, 0.07)
    top = float(rng.uniform(0.55, 0.85)) if tall_chair else float(rng.uniform(0.34, 0.52))
    w = float(rng.uniform(0.19, 0.3))
    s = Seat(w, w * float(rng.uniform(0.8, 1.12)), top, min(thick, 0.5 * top), chance(rng, 0.14))
    out.add("seat", *seats(rng, s))
    base = any_base(rng, CHAIR_BASES)
    shrink = 0.72 if s.round and base is four_legs else float(rng.uniform(0.85, 1.0))
    stand = base(rng, Footprint(s.half_width * shrink, s.half_depth * shrink, s.top - s.thick * 0.9))
    out.add("leg", *stand.legs)
    if stand.wheels:
        out.add("wheel" if chance(rng, 0.6) else "leg", *stand.wheels)
    if base is four_legs and not s.round and chance(rng, 0.35):
        out.add("seat", *apron(rng, s))
    if tall_chair and chance(rng, 0.5):
        ring = torus(0.8 * w, 0.012, 20, 6)
        out.add("leg", move(ring, (0, top * float(rng.uniform(0.3, 0.5)), 0)))
    height = float(rng.uniform(0.2, 0.45)) if tall_chair else float(rng.uniform(0.25, 0.75))
    b = Back(w * float(rng.uniform(0.78, 1.02)) * (0.8 if s.round else 1), height, float(rng.uniform(0.02, 0.08)))
    lean = float(rng.uniform(-2, 22))
    kind = chosen(rng, BACKS) if chance(rng, 0.95) else scrolled
    flat = kind(rng, b)
    if chance(rng, 0.1) and height > 0.3:
        flat += headrest(rng, b)
    place = (s.top - s.thick * float(rng.uniform(0, 0.9)), -s.half_depth + b.thick * float(rng.uniform(-0.3, 0.5)))
    out.add("back", *placed(rng, flat, b, place, lean))
    if chance(rng, 0.45):
        out.add("arm", *_arms(rng, s, lean, height))
    return out


def _arms(rng: np.random.Generator, s: Seat, lean: float, height: float) -> list[Piece]:
    """A pair of arms that reach from the back to the front of the seat."""
    rise = min(float(rng.uniform(0.13, 0.26)), 0.8 * height)
    thick = float(rng.uniform(0.03, 0.1))
    behind = -s.half_depth - np.tan(np.deg2rad(lean)) * rise * 0.9
    ahead = s.half_depth * float(rng.uniform(0.1, 0.45 if s.round else 1.0))
    style = chosen(rng, ARMS)
    x = s.half_width * (0.82 if s.round else 1) + thick * float(rng.uniform(-0.3, 0.6))
    low = s.top - s.thick * float(rng.uniform(0.2, 1.0))
    return both(style(rng, Arm(x, low, s.top + rise, behind, ahead, thick)))


def _horseshoe_chair(rng: np.random.Generator) -> Assembly:
    """A bent rail around back and sides on spindles or legs that rise: captain's and round-back chairs."""
    out = Assembly()
    w, top = float(rng.uniform(0.22, 0.32)), float(rng.uniform(0.4, 0.48))
    s = Seat(w, w * float(rng.uniform(0.85, 1.05)), top, float(rng.uniform(0.02, 0.09)), chance(rng, 0.4))
    out.add("seat", *seats(rng, s))
    base = any_base(rng, CHAIR_BASES)
    shrink = 0.72 if s.round else 0.92
    stand = base(rng, Footprint(w * shrink, s.half_depth * shrink, top - s.thick * 0.9))
    out.add("leg", *stand.legs)
    if stand.wheels:
        out.add("wheel" if chance(rng, 0.6) else "leg", *stand.wheels)
    rise, climb = float(rng.uniform(0.16, 0.3)), float(rng.uniform(0.0, 0.18))
    angle = np.deg2rad(np.linspace(-20, 200, 25) if chance(rng, 0.6) else np.linspace(0, 180, 21))
    power, r = float(rng.uniform(0.6, 1.0)), float(rng.uniform(0.012, 0.03))
    cosine, sine = np.cos(angle), np.sin(angle)
    behind = np.clip(sine, 0, 1)
    path = np.stack([
        w * 1.08 * np.sign(cosine) * np.abs(cosine) ** power,
        top + rise + climb * behind**2,
        -s.half_depth * 1.08 * np.sign(sine) * np.abs(sine) ** power,
    ], 1)  # fmt: skip
    border = float(rng.uniform(0.3, 0.85))
    inner = np.flatnonzero(sine > border)
    first, last = int(inner[0]), int(inner[-1])
    flat = float(rng.uniform(0.4, 2.5))
    grow = 1 + float(rng.uniform(0, 1.2)) * behind
    for part, piece in (("arm", slice(0, first + 1)), ("back", slice(first, last + 1)), ("arm", slice(last, None))):
        out.add(part, tube(path[piece], r * grow[piece], pick(rng, (6, 4)), flatten=flat, side=(0, 1, 0)))
    count = int(rng.integers(3, 14))
    for k in np.linspace(1, len(path) - 2, count).astype(int):
        part = "back" if sine[k] > border else "arm"
        foot = path[k] * (0.88, 0, 0.88) + (0, top - 0.01, 0)
        out.add(part, bar(foot, path[k], r * float(rng.uniform(0.4, 0.5)), sections=6))
    return out


WAYS: ChairTable = (
    (_free_chair, 0.22), (_horseshoe_chair, 0.04), (mixed_chair, 0.16), (walled_chair, 0.04), (bucket_chair, 0.05),
    (plank_chair, 0.03), *shared(FRAME_CHAIRS, 0.24), *shared(WHOLE_CHAIRS, 0.15), *shared(DESIGNS, 0.07),
)  # fmt: skip


def chair(rng: np.random.Generator) -> Assembly:
    """A chair of any style."""
    return pick(rng, [make for make, _ in WAYS], [weight for _, weight in WAYS])(rng)


def stool(rng: np.random.Generator) -> Assembly:
    """A seat without a back, from milking stool to bar stool, sometimes with a low rest."""
    out = Assembly()
    top = float(rng.uniform(0.3, 0.5)) if chance(rng, 0.5) else float(rng.uniform(0.5, 0.85))
    w = float(rng.uniform(0.12, 0.26))
    thick = min(log_uniform(rng, 0.012, 0.3 if top < 0.5 else 0.14), 0.9 * top)
    s = Seat(w, w * float(rng.uniform(0.6, 1.05)), top, thick, chance(rng, 0.5))
    if s.round:
        s = s._replace(half_depth=w)
    deep = thick > 0.06 and not s.round and chance(rng, 0.6)
    out.add("seat", *(thick_seat(rng, s, 0.02) if deep else seats(rng, s)))
    base = any_base(rng, CHAIR_BASES)
    shrink = 0.7 if s.round else float(rng.uniform(0.8, 1.0))
    place = Footprint(w * shrink, s.half_depth * shrink, top - s.thick * 0.9)
    stand = base(rng, place) if place.height > 0.24 else drawn_base(rng, place)
    out.add("leg", *stand.legs)
    if stand.wheels:
        out.add("wheel" if chance(rng, 0.6) else "leg", *stand.wheels)
    if chance(rng, 0.3) and not s.round:
        out.add("seat", *apron(rng, s))
    if chance(rng, 0.3) and top > 0.5:
        out.add(
            "footrest" if chance(rng, 0.6) else "leg",
            move(torus(0.75 * w, 0.011, 20, 6), (0, top * float(rng.uniform(0.25, 0.45)), 0)),
        )
    if chance(rng, 0.15):
        b = Back(w * 0.9, float(rng.uniform(0.1, 0.25)), 0.03)
        flat = chosen(rng, BACKS)(rng, b)
        out.add("back", *placed(rng, flat, b, (top - s.thick / 2, -s.half_depth * 0.95), float(rng.uniform(0, 12))))
    return out


def bench(rng: np.random.Generator) -> Assembly:
    """A long seat for several: plain, garden, park, piano, picnic-like, with or without back and arms."""
    out = Assembly()
    top, w = float(rng.uniform(0.36, 0.5)), float(rng.uniform(0.45, 1.1))
    s = Seat(w, float(rng.uniform(0.14, 0.27)), top, min(log_uniform(rng, 0.015, 0.3), 0.7 * top))
    out.add("seat", *(thick_seat(rng, s, 0.02) if s.thick > 0.07 and chance(rng, 0.7) else seats(rng, s)))
    base = any_base(
        rng,
        tuple(
            (fn, share) for fn, share in CHAIR_BASES if fn.__name__ not in ("few_legs", "star", "pedestal", "rockers")
        ),
    )
    stand = base(rng, Footprint(w * float(rng.uniform(0.75, 1)), s.half_depth * 0.95, top - s.thick * 0.9))
    out.add("leg", *stand.legs)
    if base is four_legs and chance(rng, 0.4):
        out.add("seat", *apron(rng, s))
    backed = chance(rng, 0.55)
    lean, height = float(rng.uniform(0, 20)), float(rng.uniform(0.25, 0.5))
    if backed:
        b = Back(w, height, float(rng.uniform(0.02, 0.06)))
        kind = chosen(
            rng, tuple((fn, share) for fn, share in BACKS if fn.__name__ not in ("hooped", "medallion", "throne"))
        )
        flat = cushioned(rng, b._replace(thick=2 * b.thick)) if chance(rng, 0.25) else kind(rng, b)
        out.add("back", *placed(rng, flat, b, (top - s.thick * 0.5, -s.half_depth), lean))
    if chance(rng, 0.6 if backed else 0.15):
        out.add("arm", *_arms(rng, s, lean if backed else 0.0, height))
    return out


_CHAIR_PARTS: dict[str, tuple[str, ...]] = {
    "back": ("backrest", "back rest", "chair back", "back of the chair", "back support"),
    "seat": ("chair seat", "seating surface", "seat cushion", "sitting surface", "seat pad"),
    "leg": ("chair leg", "legs", "base", "chair base", "foot", "support"),
    "arm": ("armrest", "arm rest", "chair arm", "arms", "side arm"),
    "wheel": ("caster", "castor", "roller", "chair wheel"),
}


KINDS: tuple[Kind, ...] = (
    Kind("chair", chair, _CHAIR_PARTS, ("armchair", "office chair", "dining chair", "easy chair", "swivel chair")),
    Kind(
        "folding chair",
        folding_chair,
        {part: _CHAIR_PARTS[part] for part in ("back", "seat", "leg", "arm")},
        ("fold up chair", "foldable chair", "camp chair"),
    ),
    Kind(
        "sofa",
        sofa,
        {
            "back": ("backrest", "back rest", "sofa back", "back cushion"),
            "arm": ("armrest", "arm rest", "sofa arm", "side arm"),
            "base": ("frame", "sofa base", "bottom", "underframe"),
            "seat": ("seat cushion", "sofa seat", "cushion", "seating surface"),
            "leg": ("sofa leg", "foot", "legs", "feet"),
        },
        ("couch", "settee", "loveseat", "divan", "chesterfield"),
    ),
    Kind(
        "stool",
        stool,
        {
            "seat": ("stool seat", "seat top", "sitting surface", "seat cushion"),
            "leg": ("stool leg", "legs", "base", "support"),
            "footrest": ("foot ring", "foot rest", "foot rail"),
            "back": ("backrest", "low back", "back rest"),
            "wheel": ("caster", "castor", "roller"),
        },
        ("bar stool", "footstool", "barstool", "bar chair"),
    ),
    Kind(
        "bench",
        bench,
        {
            "seat": ("bench seat", "sitting surface", "seating surface", "seat board"),
            "leg": ("bench leg", "legs", "base", "support"),
            "back": ("backrest", "back rest", "bench back"),
            "arm": ("armrest", "arm rest", "bench arm"),
        },
        ("park bench", "garden bench", "long seat", "pew"),
    ),
)
