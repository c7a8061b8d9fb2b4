"""Trees: round crowns, conifers, palms, bare branches, crowns of many leaves."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.blossoms import leaf
from pa3d.synthetic.bodies import Look, flesh, point, skin
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, ellipsoid, lathe, move, spline, tube

Rng = np.random.Generator


def _blob(rng: Rng, middle: Array, radii: Array, rough: float, sections: int = 14) -> Piece:
    """A lump of foliage with an uneven surface."""
    ball = ellipsoid(radii, sections, max(6, sections * 2 // 3))
    waves = rng.normal(size=(3, 4)) * 5 / float(np.mean(radii))
    bumps = 1 + rough * np.sin(ball.vertices @ waves + rng.uniform(0, 6, 4)).mean(1, keepdims=True)
    return move(Piece(ball.vertices * bumps, ball.faces), middle)


def _cards(rng: Rng, middle: Array, radii: Array, count: int, size: float) -> Piece:
    """Leaves or leaf clusters as loose quads filling an ellipsoid, mostly near its skin."""
    way = rng.normal(size=(count, 3))
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    places = middle + way * radii * rng.uniform(0.35, 1.0, (count, 1)) ** 0.5
    first = rng.normal(size=(count, 3))
    first -= way * (first * way).sum(1, keepdims=True) * rng.uniform(0, 1, (count, 1))
    first /= np.linalg.norm(first, axis=1, keepdims=True) + 1e-9
    second = np.cross(first, rng.normal(size=(count, 3)))
    second /= np.linalg.norm(second, axis=1, keepdims=True) + 1e-9
    grown = size * rng.uniform(0.6, 1.3, (count, 1, 1))
    corner = np.array([[-1, -0.6], [1, -0.6], [1, 0.6], [-1, 0.6]])[None]  # (1, 4, 2)
    quads = places[:, None] + grown * (corner[..., :1] * first[:, None] + corner[..., 1:] * second[:, None])
    base = np.arange(count)[:, None] * 4
    faces = np.concatenate([base + np.array([0, 1, 2]), base + np.array([0, 2, 3])])
    return Piece(quads.reshape(-1, 3), faces)


def _trunk(rng: Rng, tree: Assembly, height: float, girth: float, sway: float = 0.05) -> Array:
    """The trunk's path (n, 3) from the ground up, thicker at the root."""
    lean = rng.normal(size=2) * sway * height
    top = np.array([lean[0], height, lean[1]])
    path = spline([(0, 0, 0), top * (0.3, 0.35, 0.3) + point(rng.normal() * sway * height * 0.3, 0, 0), top], 8)
    radii = girth * np.interp(np.linspace(0, 1, 8), (0, 0.15, 1), (rng.uniform(1.2, 1.8), 1.0, rng.uniform(0.4, 0.8)))
    tree.add("trunk", tube(path, radii, int(rng.integers(6, 12))))
    return path


def _branches(
    rng: Rng, tree: Assembly, path: Array, girth: float, reach: float, part: str, count: int, rise: float
) -> list[Array]:
    """Branches off the trunk's upper part, each forking; returns their ends."""
    ends = []
    for k in range(count):
        t = rng.uniform(0.45, 1.0)
        root = np.array([np.interp(t, np.linspace(0, 1, len(path)), path[:, i]) for i in range(3)])
        angle = k * 2.4 + rng.normal() * 0.3
        way = np.array([np.cos(angle), rise * rng.uniform(0.4, 1.4), np.sin(angle)])
        way *= reach * rng.uniform(0.6, 1.0) * (1.25 - 0.6 * t) / np.linalg.norm(way)
        bend = np.array([0, rng.uniform(-0.05, 0.2) * reach, 0])
        end = root + way + bend
        tree.add(part, tube(spline([root, root + way * 0.5, end], 5), np.linspace(0.45, 0.2, 5) * girth, 6))
        ends.append(end)
        for _ in range(pick(rng, (0, 1, 2, 3))):
            fork = root + way * rng.uniform(0.4, 0.8)
            tip = fork + way * 0.45 + rng.normal(size=3) * reach * 0.25 + point(0, 0.1 * reach, 0)
            tree.add(part, tube(np.array([fork, tip]), (0.22 * girth, 0.08 * girth), 5))
            ends.append(tip)
    return ends


def _leafy(rng: Rng, tree: Assembly) -> None:
    """A broadleaf tree: one crown, several lumps, or loose leaves; branches seen or not."""
    u = rng.uniform
    trunk, wide, tall, girth = u(0.25, 0.8), u(0.25, 0.65), u(0.25, 0.7), u(0.025, 0.08)
    style = pick(rng, ("ball", "lumps", "cards", "ends", "stack"), (3, 3, 3, 2, 1))
    inner = style in ("cards", "ends") or chance(rng, 0.25)
    path = _trunk(rng, tree, trunk + tall * (0.9 if inner else 0.25), girth)
    middle = path[-1] * (1, 0, 1) + point(0, trunk + tall * 0.75, 0)
    radii = np.array([wide, tall, wide * u(0.85, 1.1)])
    part = "branch" if chance(rng, 0.6) else "trunk"
    ends = (
        _branches(rng, tree, path, girth, wide * u(0.7, 0.95), part, int(rng.integers(3, 8)), u(0.5, 1.5))
        if inner
        else []
    )
    if style == "ball":
        tree.add("crown", _blob(rng, middle, radii, u(0.0, 0.25), int(rng.integers(8, 18))))
    elif style == "stack":
        for k in range(int(rng.integers(2, 4))):
            scale = 1 - 0.25 * k
            tree.add(
                "crown",
                _blob(rng, middle + point(0, tall * 0.75 * k - 0.3 * tall, 0), radii * scale * (1, 0.6, 1), 0.1),
            )
    elif style == "lumps":
        for _ in range(int(rng.integers(4, 11))):
            offset = np.clip(rng.normal(size=3), -1.3, 1.3) * radii * (0.5, 0.38, 0.5) + point(0, tall * 0.1, 0)
            tree.add("crown", _blob(rng, middle + offset, radii.mean() * rng.uniform(0.4, 0.65) * np.ones(3), 0.15, 10))
    elif style == "cards":
        count = int(rng.integers(120, 500))
        tree.add("crown", _cards(rng, middle, radii, count, float(radii.mean()) * 1.8 / count**0.5))
    else:
        size = wide * u(0.25, 0.5)
        for end in [*ends, path[-1]]:
            if chance(rng, 0.5) or style == "ends":
                tree.add("crown", _blob(rng, end, size * rng.uniform(0.7, 1.2, 3) * (1, u(0.5, 0.9), 1), 0.15, 9))


def _conifer(rng: Rng, tree: Assembly) -> None:
    """Fir and cypress: one cone, stacked cones, tiers of boughs, or a column."""
    u = rng.uniform
    bare, tall, wide = u(0.05, 0.35), u(0.7, 1.4), u(0.2, 0.5)
    _trunk(rng, tree, bare + tall * 0.6, u(0.02, 0.06), 0.0)
    style = pick(rng, ("tiers", "tiers", "cone", "column", "boughs"))
    sections = int(rng.integers(6, 18))
    if style == "tiers":
        count = int(rng.integers(3, 7))
        for k in range(count):
            low = bare + tall * k / count
            radius, high = wide * (1 - 0.75 * k / count), tall / count * u(1.4, 1.9)
            under = (
                [(radius * 0.15, low + high * u(0.0, 0.2)), (radius, low)]
                if chance(rng, 0.5)
                else [(0, low), (radius, low)]
            )
            tree.add("crown", lathe([*under, (radius * 0.45, low + high * 0.55), (0.0, low + high)], sections))
    elif style == "cone":
        tree.add(
            "crown",
            lathe(
                [(0, bare), (wide, bare + 0.03), (wide * u(0.4, 0.6), bare + tall * 0.5), (0, bare + tall)], sections
            ),
        )
    elif style == "column":
        tree.add(
            "crown",
            _blob(rng, np.array([0, bare + tall * 0.5, 0]), np.array([wide * 0.5, tall * 0.55, wide * 0.5]), 0.15),
        )
    else:
        sag = u(0.0, 0.5)
        part = "crown"
        for k in range(26):
            t = k / 26
            root = np.array([0, bare + tall * (0.05 + 0.92 * t), 0])
            way = np.array([np.cos(k * 2.4), 0.15 - sag * (1 - t), np.sin(k * 2.4)])
            tree.add(part, leaf(rng, root, way, wide * (1.05 - t), 0.09, "blade", 0.0, sag * 0.3))
        tree.add(part, lathe([(0.03, bare + tall * 0.8), (0, bare + tall * 1.05)], 6))


def _palm(rng: Rng, tree: Assembly) -> None:
    """A palm: a long bent trunk and fronds arching from its top."""
    u = rng.uniform
    height, girth = u(0.6, 1.4), u(0.03, 0.07)
    path = _trunk(rng, tree, height, girth, u(0.0, 0.2))
    count, length, width, sag = int(rng.integers(6, 14)), u(0.4, 0.8), u(0.05, 0.12), u(0.4, 1.1)
    for k in range(count):
        way = np.array([np.cos(k * 2.4), u(0.2, 1.2), np.sin(k * 2.4)])
        tree.add(
            "crown", leaf(rng, path[-1], way, length * u(0.8, 1.1), width, pick(rng, ("blade", "grass")), 0.0, sag)
        )
    if chance(rng, 0.3):
        for k in range(3):
            spot = path[-1] + np.array([np.cos(k * 2.1), -0.6, np.sin(k * 2.1)]) * girth * 1.6
            tree.add("fruit", move(ellipsoid(np.full(3, girth * 1.1), 8, 6), spot))


def _bare(rng: Rng, tree: Assembly) -> None:
    """A winter tree: trunk and branches only."""
    u = rng.uniform
    girth = u(0.04, 0.09)
    path = _trunk(rng, tree, u(0.6, 1.1), girth, 0.08)
    _branches(
        rng,
        tree,
        path,
        girth,
        u(0.4, 0.7),
        "branch" if chance(rng, 0.75) else "trunk",
        int(rng.integers(5, 11)),
        u(0.6, 1.8),
    )


def tree(rng: Rng) -> Assembly:
    """Any tree."""
    made = Assembly()
    pick(rng, (_leafy, _conifer, _palm, _bare), (6, 3, 1.5, 1))(rng, made)
    if chance(rng, 0.15):  # roots
        for angle in np.arange(5) * 1.26 + rng.uniform(0, 1):
            way = np.array([np.cos(angle), 0, np.sin(angle)]) * rng.uniform(0.12, 0.25)
            made.add(
                "trunk",
                skin(
                    [[0, 0.08, 0, 0.035], [*(way * 0.5 + point(0, 0.02, 0)), 0.025], [*way, 0.008]], Look(6, 1.5)
                ).piece,
            )
    if chance(rng, 0.08):
        made.add("base", lathe([(0, -0.06), (0.3, -0.06), (0.3, 0.0), (0, 0.005)], 16))
    return flesh(rng, made, rng.uniform(0.002, 0.01)) if chance(rng, 0.4) else made


KINDS: tuple[Kind, ...] = (
    Kind("tree", tree, {
        "trunk": ("tree trunk", "stem", "bole", "log"), "crown": ("foliage", "leaves", "leaf", "tree crown", "canopy",
        "treetop", "frond"),
        "branch": ("branches", "tree branch", "bough", "twig"), "fruit": ("coconut", "fruits"), "base": ("stand",
        "ground", "soil"),
    }, ("palm tree", "pine tree", "fir tree", "oak tree", "christmas tree", "conifer"), weight=0.8),
)  # fmt: skip
