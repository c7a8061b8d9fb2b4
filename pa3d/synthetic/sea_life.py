"""Fish of many forms, sharks, whales and dolphins, octopuses, crabs."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.bodies import Look, any_look, flesh, point, skin
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, ellipsoid, join, move, sheet, spline, tube, warp

Rng = np.random.Generator


def _profile(rng: Rng, form: str) -> tuple[Array, float, float]:
    """Half heights (7,) along the body from nose to tail root, half height, half width (the body is 1 long)."""
    shapes = {
        "trout": ((0.25, 0.65, 0.95, 1.0, 0.75, 0.42, 0.2), (0.11, 0.18), (0.45, 0.8)),
        "disc": ((0.2, 0.6, 0.95, 1.0, 0.85, 0.45, 0.18), (0.24, 0.42), (0.18, 0.4)),
        "eel": ((0.5, 0.85, 1.0, 1.0, 0.9, 0.7, 0.35), (0.04, 0.07), (0.7, 1.0)),
        "puffer": ((0.35, 0.8, 1.0, 0.98, 0.8, 0.45, 0.2), (0.26, 0.4), (0.8, 1.1)),
        "tuna": ((0.12, 0.55, 0.9, 1.0, 0.7, 0.3, 0.09), (0.12, 0.2), (0.6, 0.9)),
        "box": ((0.5, 0.9, 1.0, 1.0, 0.9, 0.5, 0.25), (0.12, 0.22), (0.4, 0.8)),
        "shark": ((0.15, 0.55, 0.9, 1.0, 0.7, 0.35, 0.14), (0.1, 0.15), (0.8, 1.15)),
        "whale": ((0.55, 0.9, 1.0, 0.95, 0.7, 0.4, 0.14), (0.13, 0.22), (0.8, 1.15)),
        "dolphin": ((0.2, 0.65, 0.95, 1.0, 0.75, 0.4, 0.13), (0.11, 0.16), (0.8, 1.05)),
    }[form]
    heights, tall, wide = shapes
    half = rng.uniform(*tall)
    return np.array(heights) * rng.uniform(0.92, 1.08, 7), half, half * rng.uniform(*wide)


def _fin(corners: list[tuple[float, float]], origin: Array, first: Array, second: Array, thick: float) -> Piece:
    """A thin blade through four corners given along two directions: root front, root back, tip front, tip back."""
    points = [origin + a * first + b * second for a, b in corners]
    across = np.linspace(0, 1, 4)[:, None]
    root = points[0] + (points[1] - points[0]) * across
    tip = points[2] + (points[3] - points[2]) * across
    ends = tip.mean(0)
    rows = [root]
    for t, shrink in ((0.4, 1.0), (0.75, 0.9), (0.93, 0.6), (1.0, 0.25)):  # rounded off, its front edge swept
        row = root + (tip - root) * t + 0.08 * np.sin(np.pi * t) * (points[0] - points[1])
        middle = row.mean(0) if t < 1 else ends
        rows.append(middle + (row - middle) * shrink)
    return sheet(np.stack(rows), thick)


def _tail(rng: Rng, end: Array, root: float, size: float, style: str, flat: bool, thick: float) -> list[Piece]:
    """Tail fin behind `end`: forked, crescent, fan, round, long; upright for fish, level for whales."""
    up = np.array([1.0, 0, 0]) if flat else np.array([0, 1.0, 0])
    back = np.array([0.0, 0.0, -1.0])
    if style in ("fan", "round", "veil"):
        angle = np.linspace(-1, 1, 7) * rng.uniform(0.5, 1.1)
        hollow = {"fan": 0.0, "round": 0.3, "veil": 0.0}[style] * np.abs(np.linspace(-1, 1, 7))
        reach = size * (1.6 if style == "veil" else 1.0) * (1.0 - hollow)
        rim = end + np.outer(np.cos(angle) * reach, back) + np.outer(np.sin(angle) * reach, up)
        start = end + np.outer(np.linspace(-1, 1, 7) * root, up) + point(0, 0, 0.03)
        grid = np.stack([start, (start + rim) / 2, rim])
        if style == "veil":
            grid[2] += np.sin(np.linspace(0, 5, 7))[:, None] * np.array([0.06 * size, 0, 0])
        return [sheet(grid, thick)]
    sweep, notch = (0.9, 0.35) if style == "fork" else (0.55, 0.3)
    lobes = []
    uneven = pick(rng, (1.0, 1.0, 0.6)) if not flat else 1.0
    for sign, scale in ((1, 1.0), (-1, uneven)):
        rise = up * sign
        corners = [
            (-0.03, root * 0.6),
            (notch * size, 0.0),
            (sweep * size * scale, size * scale),
            (sweep * size * scale + 0.12 * size, size * 0.95 * scale),
        ]
        lobes.append(_fin(corners, end, back, rise, thick))
    return lobes


def swimmer(rng: Rng, form: str) -> Assembly:
    """A fish, shark or whale of a form: body along z, nose ahead."""
    made, look = Assembly(), any_look(rng)
    flat = form in ("whale", "dolphin")
    heights, tall, wide = _profile(rng, form)
    along = np.array([0.48, 0.4, 0.22, 0.0, -0.22, -0.4, -0.5])
    bend = rng.normal() * 0.12 if chance(rng, 0.5) else 0.0
    lift = rng.uniform(-0.25, 0.25) * tall * (heights - 1)
    widths = heights ** rng.uniform(0.9, 1.3) * wide
    body = skin(
        np.column_stack([np.zeros(7), lift, along, widths, heights * tall]), look, side=(1, 0, 0), ends=(0.9, 0.2)
    )
    made.add("body", body.piece)
    thick = pick(rng, (0.0, 0.012, 0.025))
    end = np.array([0.0, lift[-1], -0.48])
    styles = {
        "shark": ("crescent", "fork"),
        "whale": ("crescent",),
        "dolphin": ("crescent",),
        "eel": ("round",),
        "tuna": ("crescent", "fork"),
    }
    style = pick(rng, styles.get(form, ("fork", "fan", "round", "veil", "crescent")))
    made.add("tail", *_tail(rng, end, heights[-1] * tall, rng.uniform(0.14, 0.3), style, flat, thick))
    _fins(rng, made, form, tall, wide, thick)
    if chance(rng, 0.3):
        size = tall * rng.uniform(0.1, 0.2)
        eye = ellipsoid((size, size, size), 8, 5)
        at = np.array([np.interp(0.36, along[::-1], widths[::-1]) * 0.9, tall * 0.15, 0.36])
        made.add("eye", *(move(eye, at * (side, 1, 1)) for side in (-1, 1)))
    if form == "dolphin" and chance(rng, 0.8):
        rows = [[0, lift[0], 0.45, 0.045], [0, lift[0] - 0.01, 0.6, 0.02]]
        made.add("body", skin(rows, Look(8, 1), ends=(0, 0.8)).piece)

    def curved(vertices: Array) -> Array:
        vertices[:, 0] += bend * np.sin((vertices[:, 2] - 0.3) * 4) * (0.5 - vertices[:, 2])
        return vertices

    made = Assembly([(part, warp(piece, curved)) for part, piece in made.pieces])
    if chance(rng, 0.3):
        made = flesh(rng, made, rng.uniform(0.001, 0.006))
    return made


def _fins(rng: Rng, made: Assembly, form: str, tall: float, wide: float, thick: float) -> None:
    """Back fin, belly fins and side fins."""
    up, ahead = np.array([0, 1.0, 0]), np.array([0, 0, 1.0])
    if form != "whale" or chance(rng, 0.4):
        start, stop = (
            (0.08, -0.12)
            if form in ("shark", "dolphin", "whale", "tuna")
            else (rng.uniform(0.0, 0.25), rng.uniform(-0.35, -0.1))
        )
        start, stop = (0.2, -0.45) if form == "eel" else (start, stop)
        high = rng.uniform(0.4, 1.1) * max(tall, 0.1)
        sweep = rng.uniform(0.0, 0.15)
        corners = [
            (start, -0.25 * tall),
            (stop, -0.3 * tall),
            (start - 0.12 - sweep * 0.5, high),
            (stop - sweep * 0.4, high * rng.uniform(0.3, 0.9)),
        ]
        made.add("fin", _fin(corners, up * tall * 0.85, ahead, up, thick))
    if form in ("shark", "tuna") or (form == "trout" and chance(rng, 0.4)):
        made.add(
            "fin",
            _fin([(-0.28, -0.04), (-0.38, -0.04), (-0.36, 0.06), (-0.42, 0.04)], up * tall * 0.45, ahead, up, thick),
        )
    if not form.startswith(("whale", "dolphin")) and chance(rng, 0.8):
        back = rng.uniform(-0.38, -0.28)
        corners = [
            (back + 0.15, -0.3 * tall),
            (back, -0.3 * tall),
            (back + 0.05, tall * 0.5 + 0.03),
            (back - 0.07, tall * 0.4),
        ]
        made.add("fin", _fin(corners, -up * tall * 0.6, ahead, -up, thick))
    long = rng.uniform(0.12, 0.3) if form in ("shark", "whale", "dolphin") else rng.uniform(0.08, 0.22)
    droop = np.deg2rad(rng.uniform(-10, 60))
    spots = [(0.2, 1.0)] + ([(0.0, 0.55)] if chance(rng, 0.5) else [])
    for place, scale in spots:
        for side in (-1, 1):
            out = np.array([side * np.cos(droop), -np.sin(droop), 0.0])
            corners = [
                (place, -0.03),
                (place - 0.1 * scale, -0.03),
                (place - 0.12 * scale, long * scale),
                (place - 0.2 * scale, long * 0.85 * scale),
            ]
            root = np.array([side * wide * 0.8, -tall * rng.uniform(0.15, 0.2) / scale, 0.0])
            made.add("fin", _fin(corners, root, ahead, out, thick))


def _ray(rng: Rng) -> Assembly:
    """A flat fish: wings all round, a whip for a tail."""
    made = Assembly()
    wide, long = rng.uniform(0.5, 0.9), 1.0
    rows = [
        [0, 0, z * long, w * wide, h]
        for z, w, h in ((0.45, 0.1, 0.04), (0.25, 0.5, 0.08), (0.0, 1.0, 0.07), (-0.2, 0.55, 0.06), (-0.42, 0.08, 0.03))
    ]
    body = skin(rows, Look(20, 2.5), side=(1, 0, 0), ends=(0.5, 0.3)).piece
    spread = np.abs(body.vertices[:, 0]) / wide
    body.vertices[:, 1] *= 1 - 0.8 * spread
    body.vertices[:, 1] += rng.uniform(-0.1, 0.3) * spread**2
    outer = spread[body.faces].mean(1) > rng.uniform(0.4, 0.55)
    made.add("body", Piece(body.vertices, body.faces[~outer]))
    made.add("fin", Piece(body.vertices, body.faces[outer]))
    path = spline([(0, 0, -0.4), (rng.normal() * 0.1, 0.02, -0.8), (rng.normal() * 0.2, 0, -1.2)], 8)
    made.add("tail", tube(path, np.linspace(0.025, 0.006, 8), 6))
    return made


def fish(rng: Rng) -> Assembly:
    """Any fish."""
    if chance(rng, 0.07):
        return _ray(rng)
    return swimmer(rng, pick(rng, ("trout", "disc", "eel", "puffer", "tuna", "box"), (5, 3, 0.8, 1.5, 2, 2)))


def shark(rng: Rng) -> Assembly:
    """A shark."""
    return swimmer(rng, "shark")


def whale(rng: Rng) -> Assembly:
    """A whale or a dolphin."""
    return swimmer(rng, pick(rng, ("whale", "dolphin")))


def octopus(rng: Rng) -> Assembly:
    """A bag of a head over eight arms, or a squid's long one."""
    made = Assembly()
    squid = chance(rng, 0.25)
    wide, tall = rng.uniform(0.25, 0.4), rng.uniform(0.7, 1.2) if squid else rng.uniform(0.4, 0.7)
    lean = rng.uniform(-0.3, 0.3)
    rows = [
        [0, 0.0, 0, wide * 0.6],
        [0, tall * 0.25, lean * 0.1, wide * 0.75],
        [0, tall * 0.65, lean * 0.5, wide * (0.8 if squid else 1.0)],
        [0, tall, lean, wide * (0.15 if squid else 0.7)],
    ]
    made.add("head", skin(rows, Look(14, 2.5), side=(1, 0, 0), ends=(0.3, 0.8)).piece)
    reach, thick = rng.uniform(0.5, 1.1), rng.uniform(0.06, 0.1)
    curl, drop = rng.uniform(-0.1, 0.4), rng.uniform(0.15, 0.7)
    for angle in np.arange(8) * np.pi / 4 + rng.normal(size=8) * 0.08 + np.pi / 8:
        out, side = np.array([np.cos(angle), 0, np.sin(angle)]), np.array([-np.sin(angle), 0, np.cos(angle)])
        sway = rng.normal(size=2) * 0.12
        rows = [
            [*(out * wide * 0.35 + point(0, 0.05, 0)), thick * 1.1],
            [*(out * (wide * 0.6 + reach * 0.3) - point(0, drop * 0.5, 0) + side * sway[0]), thick * 0.8],
            [*(out * (wide * 0.6 + reach * 0.7) - point(0, drop, 0) - side * sway[0]), thick * 0.5],
            [*(out * (wide * 0.6 + reach) - point(0, drop - curl, 0) + side * sway[1]), thick * 0.2],
        ]
        made.add("tentacle", skin(rows, Look(8, 2.5), ends=(0, 0.8)).piece)
    if chance(rng, 0.6):
        size = wide * rng.uniform(0.15, 0.28)
        eye = ellipsoid((size, size, size), 8, 5)
        made.add("eye", *(move(eye, (side * wide * 0.5, tall * 0.3, wide * 0.6)) for side in (-1, 1)))
    return made


def crab(rng: Rng) -> Assembly:
    """A broad shell, eight legs, two claws; or a lobster's long one."""
    made = Assembly()
    lobster = chance(rng, 0.25)
    wide, long, tall = (
        (0.2, 0.45, 0.16) if lobster else (rng.uniform(0.4, 0.65), rng.uniform(0.3, 0.45), rng.uniform(0.12, 0.22))
    )
    made.add("body", ellipsoid((wide, tall, long), 16, 9, rng.uniform(0.6, 1.0)))
    if lobster:
        rows = [[0, 0, -0.4, 0.16, 0.12], [0, 0.02, -0.7, 0.13, 0.09], [0, -0.05, -1.0, 0.2, 0.03]]
        made.add("body", skin(rows, Look(12, 2), side=(1, 0, 0)).piece)
    reach, thick = rng.uniform(0.3, 0.6), rng.uniform(0.03, 0.05)
    for side in (-1, 1):
        for place in (-0.45, -0.15, 0.15, 0.42)[: pick(rng, (3, 4, 4))]:
            root = np.array([side * wide * 0.75, -tall * 0.2, place * long * 1.3])
            out = np.array([side, 0.0, place * 1.2])
            knee = root + out * reach * 0.5 + point(0, reach * rng.uniform(0.2, 0.4), 0)
            foot = root + out * reach * 1.05 - point(0, reach * rng.uniform(0.3, 0.6), 0)
            made.add(
                "leg",
                skin([[*root, thick], [*knee, thick * 0.9], [*foot, thick * 0.25]], Look(7, 1.6, 1.0, False)).piece,
            )
        elbow = np.array([side * wide * 1.15, tall * 0.3, long * 0.9])
        hand = np.array([side * wide * rng.uniform(0.5, 1.0), tall * 0.5, long * rng.uniform(1.2, 1.6)])
        size = rng.uniform(0.09, 0.18)
        arm = skin(
            [[side * wide * 0.6, 0, long * 0.6, thick * 1.4], [*elbow, thick * 1.5], [*hand, thick * 1.3]], Look(8, 2)
        ).piece
        claws = []
        for turn_in, scale in ((-0.45, 0.8), (0.45, 1.0)):
            tip = hand + np.array([turn_in * size - side * 0.05, 0.02, 2.1 * size])
            claws.append(
                skin(
                    [
                        [*(hand + point(0, 0, 0.3 * size)), size * 0.55 * scale, size * 0.35],
                        [*((hand + tip) / 2 + point(turn_in * size * 0.8, 0, 0)), size * 0.45 * scale, size * 0.3],
                        [*tip, size * 0.06, size * 0.05],
                    ],
                    Look(8, 2),
                    side=(1, 0, 0),
                    ends=(0.8, 0.4),
                ).piece
            )
        made.add("claw", arm, join(*claws))
    for side in (-1, 1):
        made.add(
            "eye",
            tube(
                np.array([(side * 0.1, tall * 0.5, long * 0.85), (side * 0.13, tall * 1.5, long * 0.95)]),
                (0.025, 0.04),
                7,
            ),
        )
    return made


_FISH = {
    "body": ("fish body", "torso", "trunk", "belly", "head and body"),
    "fin": ("dorsal fin", "side fin", "flipper", "pectoral fin", "fins"),
    "tail": ("tail fin", "caudal fin", "fish tail"),
    "eye": ("eyes", "eyeball", "fish eye"),
}

KINDS: tuple[Kind, ...] = (
    Kind("fish", fish, _FISH, ("goldfish", "trout", "carp", "tuna", "salmon", "clownfish", "eel", "ray"), weight=0.7),
    Kind("shark", shark, _FISH, ("great white shark", "hammerhead"), weight=0.3),
    Kind(
        "whale",
        whale,
        {
            **_FISH,
            "body": ("torso", "trunk", "whale body", "belly"),
            "tail": ("tail fin", "fluke", "whale tail"),
            "eye": ("eyes", "eyeball"),
        },
        ("dolphin", "orca", "killer whale", "sperm whale"),
        weight=0.3,
    ),
    Kind(
        "octopus",
        octopus,
        {
            "head": ("body", "mantle", "octopus head"),
            "tentacle": ("arm", "leg", "octopus arm", "tentacles"),
            "eye": ("eyes", "eyeball"),
        },
        ("squid", "cuttlefish"),
        weight=0.3,
    ),
    Kind(
        "crab",
        crab,
        {
            "body": ("shell", "torso", "carapace"),
            "leg": ("crab leg", "walking leg", "limb"),
            "claw": ("pincer", "crab claw", "pincers"),
            "eye": ("eyestalk", "eyes"),
        },
        ("lobster", "crayfish", "crustacean"),
        weight=0.3,
    ),
)
