"""Tables and desks: tops of any outline on any base, drawers and cabinets under them, desks, benches for work."""

from __future__ import annotations

import itertools

import numpy as np

from pa3d.synthetic.cabinetry import Cell, drawer_front
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import Base, Footprint, lying, oval, plate, rectangle, slab
from pa3d.synthetic.furniture_bases import TABLE_BASES, add_base, any_base
from pa3d.synthetic.furniture_frames import slabs
from pa3d.synthetic.furniture_legs import four_legs
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import move
from pa3d.synthetic.tables_desks import corner_desk, plain_desk
from pa3d.synthetic.tables_special import cube_table, special_table
from pa3d.synthetic.tables_tops import TOPS, table_size, top_outline, top_pieces


def _apron(rng: np.random.Generator, out: Assembly, w: float, d: float, high: float, tall: float) -> None:
    """Boards under the top, sometimes with drawers in front."""
    t = 0.02
    part = pick(rng, ("leg", "leg", "desktop"))
    out.add(
        part,
        slab((-w, high - tall, -d), (w, high, -d + t)),
        slab((-w, high - tall, -d), (-w + t, high, d)),
        slab((w - t, high - tall, -d), (w, high, d)),
    )
    count = int(rng.integers(1, 5)) if chance(rng, 0.5) else 0
    if not count:
        out.add(part, slab((-w, high - tall, d - t), (w, high, d)))
        return
    edges = np.linspace(-w + t, w - t, count + 1)
    for left, right in itertools.pairwise(edges):
        drawer_front(rng, out, Cell(left + 0.008, right - 0.008, high - tall + 0.006, high - 0.006, d), d * 1.2)


def _plain_table(rng: np.random.Generator) -> Assembly:
    """A top on any base, maybe a frame with drawers under it, maybe a shelf."""
    out = Assembly()
    w, d, h, thick = table_size(rng)
    style = pick(rng, TOPS)
    if style in ("round", "polygon"):
        w = d = min(w, max(d, 0.6 * w))
    out.add("desktop", *top_pieces(rng, top_outline(rng, w, d, style), h, thick))
    square = style in ("sharp", "rounded", "boat", "trapezoid")
    share = float(rng.uniform(0.8, 0.98)) if square else float(rng.uniform(0.55, 0.68))
    shift = 0.0
    if style == "half":
        share, shift = 0.52, -0.25 * d
    base = any_base(rng, TABLE_BASES)
    f = Footprint(w * share, d * share, h - thick * 0.9)
    stand = base(rng, f)
    add_base(
        rng, out, Base([move(p, (0, 0, shift)) for p in stand.legs], [move(p, (0, 0, shift)) for p in stand.wheels])
    )
    if base is four_legs and square and chance(rng, 0.5):
        _apron(rng, out, w * share, d * share, h - thick * 0.9, float(rng.uniform(0.05, 0.18)))
    if base in (four_legs, slabs) and chance(rng, 0.22):
        level = float(rng.uniform(0.12, 0.6)) * h
        shelf = rectangle(f.half_width * 0.98, f.half_depth * 0.98) if square else oval(f.half_width, f.half_depth)
        out.add("leg", lying(plate(shelf, float(rng.uniform(0.008, 0.03))), level))
    return out


def table(rng: np.random.Generator) -> Assembly:
    """A table of any style."""
    share = rng.random()
    if share < 0.56:
        return _plain_table(rng)
    if share < 0.72:
        return plain_desk(rng)
    if share < 0.77:
        return corner_desk(rng)
    return cube_table(rng) if share < 0.87 else special_table(rng)


def desk(rng: np.random.Generator) -> Assembly:
    """A desk, its support called base."""
    made = plain_desk(rng) if chance(rng, 0.75) else corner_desk(rng)
    names = {"leg": "base", "door": "base", "handle": "drawer", "wheel": "base"}
    return Assembly([(names.get(part, part), piece) for part, piece in made.pieces])


KINDS: tuple[Kind, ...] = (
    Kind(
        "table",
        table,
        {
            "desktop": ("tabletop", "table top", "top", "surface", "top board", "counter", "top panel"),
            "leg": ("support", "table leg", "legs", "base", "table base", "stand", "leg or support"),
            "drawer": ("drawers", "drawer front", "table drawer"),
            "door": ("cabinet door", "cupboard door", "doors"),
            "handle": ("knob", "pull", "grip", "drawer handle", "door handle"),
            "wheel": ("caster", "castor", "roller", "wheels"),
        },
        ("desk", "coffee table", "dining table", "side table", "console", "workbench"),
    ),
    Kind(
        "desk",
        desk,
        {
            "desktop": ("desk top", "tabletop", "top", "work surface", "surface", "writing surface"),
            "base": ("leg", "desk base", "support", "legs", "stand", "frame"),
            "drawer": ("drawers", "drawer front", "desk drawer"),
        },
        ("writing desk", "office desk", "computer desk", "bureau", "table"),
    ),
)
