"""Storage furniture: cabinets, dressers, wardrobes, sideboards, kitchen units, bookcases, shelves, chests."""

from __future__ import annotations

import itertools

import numpy as np

from pa3d.synthetic.cabinetry import Cell, drawer_front, feet, framed_body, hinged_front, split_columns, split_levels
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import Footprint, caster, leg, lying, oval, plate, rectangle, slab
from pa3d.synthetic.furniture_frames import slabs, sled, wires
from pa3d.synthetic.furniture_legs import four_legs
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import box, move
from pa3d.synthetic.storage_shelves import shelf, shelf_unit


def _compartment(rng: np.random.Generator, out: Assembly, cell: Cell, deep: float, style: str, t: float) -> None:
    """What fills an opening: drawers, one or two doors, shelves, nothing."""
    w, h = cell.right - cell.left, cell.high - cell.low
    if style == "drawers":
        count = max(1, min(7, round(h / float(rng.uniform(0.1, 0.3)))))
        for row in split_levels(rng, cell, count):
            drawer_front(rng, out, row, deep)
    elif style == "grid":
        columns = max(1, min(4, round(w / float(rng.uniform(0.2, 0.5)))))
        for column in split_columns(rng, cell, columns, 1.0):
            for row in split_levels(rng, column, max(1, min(5, round(h / 0.2))), 1.0):
                drawer_front(rng, out, row, deep)
    elif style == "door":
        if w > float(rng.uniform(0.4, 0.65)):
            look = pick(rng, ("", "flat", "framed", "raised", "louvred"))
            for half, left in zip(split_columns(rng, cell, 2, 1.0), (True, False), strict=True):
                hinged_front(rng, out, half, left, style=look)
        else:
            hinged_front(rng, out, cell, chance(rng, 0.5))
        if chance(rng, 0.35):  # what a closed door hides
            _boards(rng, out, cell, deep, t)
    elif style == "shelves":
        _boards(rng, out, cell, deep, t)
    elif style == "sliding":
        middle = (cell.left + cell.right) / 2
        for k, (a, b) in enumerate(((cell.left, middle + 0.02), (middle - 0.02, cell.right))):
            hinged_front(rng, out, Cell(a, b, cell.low, cell.high, cell.front - 0.02 * k), True, 0.0)


def _boards(rng: np.random.Generator, out: Assembly, cell: Cell, deep: float, t: float) -> None:
    """Shelf boards across an opening."""
    count = max(1, min(6, round((cell.high - cell.low) / float(rng.uniform(0.2, 0.4))) - 1))
    share = float(rng.uniform(0.7, 1.0))
    for level in cell.low + (np.arange(count) + 1) / (count + 1) * (cell.high - cell.low):
        out.add(
            "shelf",
            slab(
                (cell.left - 0.2 * t, level - t / 2, cell.front - deep),
                (cell.right + 0.2 * t, level + t / 2, cell.front - deep * (1 - share)),
            ),
        )


def _case(
    rng: np.random.Generator,
    out: Assembly,
    w: float,
    d: float,
    low: float,
    high: float,
    t: float,
    filling: tuple[str, ...],
) -> None:
    """A case with columns or rows of compartments."""
    out.add("frame", *framed_body(rng, (-w, low, -d), (w, high, d), t))
    lip = 0.0 if chance(rng, 0.6) else t * 0.8  # fronts lie on the case or inside it
    cell = Cell(-w + t, w - t, low + t, high - t, d - lip)
    deep = 2 * d - t
    columns = 1 if w < 0.3 else int(rng.integers(1, 2 + min(3, round(w / 0.3))))
    if chance(rng, 0.3):  # a band of drawers above everything
        tall = min(0.2, 0.3 * (high - low))
        for part in split_columns(rng, cell._replace(low=cell.high - tall), columns, 1.0):
            drawer_front(rng, out, part, deep)
        out.add("frame", slab((-w + t, cell.high - tall - t / 2, -d), (w - t, cell.high - tall + t / 2, d - lip)))
        cell = cell._replace(high=cell.high - tall - t / 2)
    mirrored = chance(rng, 0.5)
    styles = [pick(rng, filling) for _ in range(columns)]
    cells = split_columns(rng, cell, columns)
    for i, part in enumerate(cells):
        style = styles[min(i, columns - 1 - i)] if mirrored else styles[i]
        if i:
            out.add("frame", slab((part.left - t / 2, low + t, -d), (part.left + t / 2, cell.high, d - lip - 0.002)))
        rows = 2 if (high - low) > 0.9 and chance(rng, 0.35) else 1
        for k, row in enumerate(split_levels(rng, part, rows, 0.4)):
            if k:
                out.add("frame", slab((row.left, row.low - t / 2, -d), (row.right, row.low + t / 2, d - lip - 0.002)))
            _compartment(rng, out, row, deep, style if k == 0 else pick(rng, filling), t)


def _under(rng: np.random.Generator, out: Assembly, w: float, d: float, low: float) -> None:
    """Legs, feet, a plinth or casters."""
    if low < 0.02:
        return
    if low < 0.12 and chance(rng, 0.1):
        for x in (-0.9 * w, 0.9 * w):
            for z in (-0.85 * d, 0.85 * d):
                out.add("wheel", caster(rng, (x, 0, z), low / 2.3, "single"))
        return
    if low < 0.1 or chance(rng, 0.4):
        out.add("leg" if chance(rng, 0.8) else "frame", *feet(rng, w, d, low + 0.003))
        return
    base = pick(rng, (four_legs, four_legs, four_legs, sled, wires, slabs))
    out.add("leg", *base(rng, Footprint(w * 0.97, d * 0.95, low + 0.003)).legs)


def _cabinet(rng: np.random.Generator) -> Assembly:
    """One case of any proportion with doors, drawers and open shelves."""
    out = Assembly()
    style = pick(rng, ("side", "side", "tall", "tall", "chest", "chest", "low", "small", "wide"))
    w, h = {
        "side": (rng.uniform(0.4, 0.8), rng.uniform(0.6, 0.95)),
        "tall": (rng.uniform(0.25, 0.7), rng.uniform(1.3, 2.1)),
        "chest": (rng.uniform(0.3, 0.6), rng.uniform(0.7, 1.3)), "low": (rng.uniform(0.6, 1.0), rng.uniform(0.3, 0.6)),
        "small": (rng.uniform(0.2, 0.3), rng.uniform(0.4, 0.7)), "wide": (rng.uniform(0.8, 1.3), rng.uniform(0.6, 1.1)),
    }[style]  # fmt: skip
    w, h, d, t = float(w), float(h), float(rng.uniform(0.15, 0.32)), float(rng.uniform(0.012, 0.035))
    low = float(rng.uniform(0.03, 0.25)) if chance(rng, 0.65) else 0.0
    low = min(low, 0.35 * h)
    filling = pick(
        rng,
        (
            ("drawers",),
            ("door",),
            ("drawers", "door"),
            ("door", "shelves"),
            ("drawers", "shelves", "door"),
            ("door", "drawers", "shelves", "empty"),
            ("grid",),
            ("sliding", "door"),
        ),
    )
    _case(rng, out, w, d, low, h, t, filling)
    _under(rng, out, w, d, low)
    if chance(rng, 0.5):
        over, thick = float(rng.uniform(0, 0.04)), float(rng.uniform(0.015, 0.05))
        part = "countertop" if h < 1.1 else "frame"
        out.add(part, slab((-w - over, h - 0.004, -d - 0.004), (w + over, h + thick, d + over)))
    if chance(rng, 0.08):
        out.add("frame", move(plate(oval(w, 0.12, 0.8), 0.02), (0, h + 0.05, -d + 0.02)))
    return out


def _kitchen(rng: np.random.Generator) -> Assembly:
    """A row of base units under a worktop, maybe wall units above, a corner, an island."""
    out = Assembly()
    w, d, h, t = float(rng.uniform(0.5, 1.4)), float(rng.uniform(0.25, 0.35)), float(rng.uniform(0.8, 0.95)), 0.02
    low = float(rng.uniform(0.06, 0.14))
    _case(rng, out, w, d, low, h, t, ("door", "drawers", "door", "shelves"))
    out.add("leg" if chance(rng, 0.5) else "frame", slab((-0.99 * w, 0, -0.98 * d), (0.99 * w, low + 0.004, d - 0.06)))
    over, thick = float(rng.uniform(0.0, 0.05)), float(rng.uniform(0.02, 0.05))
    out.add("countertop", slab((-w - over, h - 0.004, -d - 0.004), (w + over, h + thick, d + over)))
    if chance(rng, 0.3):  # a sink's edge in the worktop
        out.add(
            "countertop",
            move(lying(plate(oval(0.22, 0.16, 0.3), 0.01)), (float(rng.uniform(-0.5, 0.5)) * w, h + thick, 0)),
        )
    if chance(rng, 0.35):
        above = Assembly()
        _case(rng, above, w, d * 0.55, 0.0, float(rng.uniform(0.4, 0.8)), t, ("door", "door", "shelves"))
        level = h + float(rng.uniform(0.35, 0.5))
        out.pieces += [(part, move(piece, (0, level, -d * 0.45))) for part, piece in above.pieces]
        out.add("frame", slab((-w, h, -d), (w, level + 0.05, -d + 0.01)))
    return out


def _hutch(rng: np.random.Generator) -> Assembly:
    """A cabinet below, a narrower one above: buffet, dresser with mirror or shelves, secretary, display case."""
    out = Assembly()
    w, d, h, t = float(rng.uniform(0.4, 0.7)), float(rng.uniform(0.18, 0.28)), float(rng.uniform(0.7, 0.95)), 0.022
    low = float(rng.uniform(0.0, 0.15))
    _case(rng, out, w, d, low, h, t, ("door", "drawers", "drawers"))
    _under(rng, out, w, d, low)
    out.add("countertop", slab((-w - 0.02, h - 0.004, -d - 0.004), (w + 0.02, h + 0.029, d + 0.02)))
    top = Assembly()
    tall = float(rng.uniform(0.5, 1.1))
    k = float(rng.uniform(0.85, 1.0))
    if chance(rng, 0.7):
        _case(rng, top, w * k, d * 0.65, 0.0, tall, t, ("shelves", "door", "shelves", "drawers"))
    else:
        outline = oval(w * 0.7, tall * 0.4, float(rng.uniform(0.15, 1)))
        top.add("frame", move(plate(outline, 0.03), (0, tall * 0.45, 0)))
    out.pieces += [(part, move(piece, (0, h + 0.025, -d * 0.33))) for part, piece in top.pieces]
    if chance(rng, 0.4):
        out.add("frame", slab((-w, h + tall + 0.02, -d), (w, h + tall + 0.06, d * 0.4)))
    return out


def _media(rng: np.random.Generator) -> Assembly:
    """A wall unit or a television stand: low middle, towers beside it."""
    out = Assembly()
    w, d, t = float(rng.uniform(0.4, 0.7)), float(rng.uniform(0.18, 0.26)), 0.022
    h = float(rng.uniform(0.35, 0.6))
    _case(rng, out, w, d, 0.0, h, t, ("drawers", "door", "shelves", "empty"))
    side, tall = float(rng.uniform(0.18, 0.3)), float(rng.uniform(0.9, 1.8))
    for sign in (-1, 1) if chance(rng, 0.7) else (1,):
        tower = Assembly()
        _case(
            np.random.default_rng(int(rng.integers(2**31))),
            tower,
            side,
            d,
            0.0,
            tall,
            t,
            ("shelves", "door", "drawers"),
        )
        out.pieces += [(part, move(piece, (sign * (w + side), 0, 0))) for part, piece in tower.pieces]
    if chance(rng, 0.4):
        out.add("shelf", slab((-w, tall * 0.85, -d), (w, tall * 0.85 + t, d * 0.3)))
    return out


def _locker(rng: np.random.Generator) -> Assembly:
    """Rows of lockers, a filing cabinet or a tool chest on wheels."""
    out = Assembly()
    columns, rows = int(rng.integers(1, 5)), int(rng.integers(1, 6))
    cell_w, cell_h = float(rng.uniform(0.25, 0.45)), float(rng.uniform(0.22, 0.6))
    w, h, d, t = columns * cell_w / 2, rows * cell_h, float(rng.uniform(0.2, 0.35)), 0.012
    low = 0.08 if chance(rng, 0.5) else 0.0
    out.add("frame", *framed_body(rng, (-w, low, -d), (w, low + h, d), t, 1.0))
    drawers = columns == 1 or chance(rng, 0.2)
    for column in split_columns(rng, Cell(-w + t, w - t, low + t, low + h - t, d), columns, 1.0):
        for row in split_levels(rng, column, rows, 1.0):
            if drawers:
                drawer_front(rng, out, row, 1.8 * d)
            else:
                hinged_front(rng, out, row, True, 0.06)
    _under(rng, out, w, d, low)
    return out


def _round_cabinet(rng: np.random.Generator) -> Assembly:
    """A drum, a bow front, or a tilted case: curved fronts as doors."""
    out = Assembly()
    w, d, h = float(rng.uniform(0.3, 0.6)), float(rng.uniform(0.2, 0.3)), float(rng.uniform(0.5, 1.2))
    low = float(rng.uniform(0.05, 0.2))
    count = int(rng.integers(1, 5))
    bow = float(rng.uniform(0.05, 0.25))
    x = np.linspace(-w, w, 13)
    front = d + bow * (1 - (x / w) ** 2)
    outline = np.concatenate([np.stack([x, -front], 1), [(w, d), (-w, d)]])
    out.add("frame", *(lying(plate(outline, 0.025), y) for y in (low, h)))
    out.add(
        "frame",
        slab((-w, low, -d), (-w + 0.02, h, d)),
        slab((w - 0.02, low, -d), (w, h, d)),
        slab((-w, low, -d), (w, h, -d + 0.01)),
    )
    doors = chance(rng, 0.5)
    from_to = np.linspace(low + 0.015, h - 0.015, 2 if doors else count + 1)
    for y0, y1 in itertools.pairwise(from_to):
        halves = ((0, 7), (6, 13)) if doors else ((0, 13),)
        for a, b in halves:
            rim = np.concatenate(
                [
                    np.stack([x[a:b] * 0.97, -front[a:b] + 0.002], 1),
                    np.stack([x[a:b] * 0.97, -front[a:b] + 0.02], 1)[::-1],
                ]
            )
            face = move(lying(plate(rim, y1 - y0 - 0.01, rings=1)), (0, (y0 + y1) / 2, 0))
            out.add("door" if doors else "drawer", face)
            spot = 0.0 if not doors else (-0.05 if a == 0 else 0.05)
            out.add("handle", box((0.02, 0.08 if doors else 0.02, 0.03), (spot, (y0 + y1) / 2, d + bow)))
    r = 0.025
    for px in (-w + r, w - r):
        for pz in (-d + r, d - r):
            out.add("leg", leg(rng, pick(rng, ("taper", "cabriole", "round")), (px, 0, pz), (px, low, pz), r))
    if chance(rng, 0.6):
        out.add("countertop", lying(plate(outline * 1.04, 0.02), h + 0.02))
    return out


def _trunk(rng: np.random.Generator) -> Assembly:
    """A low open or shelved unit with baskets as drawers, or a changing table on legs."""
    out = Assembly()
    w, d, h = float(rng.uniform(0.3, 0.6)), float(rng.uniform(0.18, 0.28)), float(rng.uniform(0.5, 1.1))
    r = float(rng.uniform(0.012, 0.025))
    for x in (-w, w):
        for z in (-d, d):
            out.add("frame", leg(rng, "square", (x, 0, z), (x, h, z), r))
    count = int(rng.integers(2, 5))
    levels = np.linspace(float(rng.uniform(0.05, 0.2)), h, count)
    for i, level in enumerate(levels):
        part = "countertop" if i == count - 1 else "shelf"
        out.add(part, lying(plate(rectangle(w + r, d + r), 0.02), level))
    for low, high in itertools.pairwise(levels):
        style = pick(rng, ("basket", "open", "drawer", "door"))
        if style in ("basket", "drawer"):
            for cell in split_columns(
                rng,
                Cell(-w + r, w - r, low + 0.012, high - (0.012 if style == "drawer" else 0.07), d),
                int(rng.integers(1, 4)),
            ):
                drawer_front(rng, out, cell, 1.8 * d)
        elif style == "door":
            _compartment(rng, out, Cell(-w + r, w - r, low + 0.012, high - 0.012, d), 2 * d, "door", 0.015)
    return out


def storage(rng: np.random.Generator) -> Assembly:
    """Storage furniture of any style."""
    makers = (_cabinet, _kitchen, _hutch, _media, _locker, _round_cabinet, _trunk, shelf_unit)
    return pick(rng, makers, (8, 2, 2, 1.2, 1.5, 1, 1.2, 1.2))(rng)


_PARTS: dict[str, tuple[str, ...]] = {
    "door": ("cabinet door", "cupboard door", "doors", "wardrobe door", "door panel"),
    "drawer": ("drawers", "drawer front", "drawer box", "cabinet drawer"),
    "handle": ("knob", "pull", "grip", "door handle", "drawer handle", "drawer pull"),
    "shelf": ("shelves", "shelf board", "inner shelf", "rack"),
    "frame": ("body", "cabinet body", "case", "carcass", "cabinet frame", "side panel"),
    "countertop": ("worktop", "counter", "top", "table top", "counter top"),
    "leg": ("foot", "feet", "legs", "base", "support", "plinth"),
    "wheel": ("caster", "castor", "roller", "wheels"),
}


KINDS: tuple[Kind, ...] = (
    Kind(
        "storage furniture",
        storage,
        _PARTS,
        ("cabinet", "cupboard", "dresser", "wardrobe", "sideboard", "chest of drawers", "closet"),
    ),
    Kind(
        "shelf",
        shelf,
        {
            "frame": ("body", "side panel", "case", "stand", "upright"),
            "surface": ("shelf", "shelf board", "shelves", "board", "tier"),
            "thing": ("object", "item", "book", "books", "objects on the shelf"),
        },
        ("bookshelf", "bookcase", "shelving unit", "rack", "shelves"),
    ),
)
