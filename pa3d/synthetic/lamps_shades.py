"""Shades, reflectors, glass globes and bulbs."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import chance, pick
from pa3d.synthetic.furniture import rectangle
from pa3d.synthetic.pieces import Piece, bar, ellipsoid, lathe, loft, move, torus, tube, turn, warp

Parts = list[tuple[str, list[Piece]]]


def bulb(rng: np.random.Generator, radius: float) -> Piece:
    """A light bulb, screw end down, its middle at the origin."""
    style = pick(rng, ("pear", "pear", "ball", "candle", "spiral"))
    if style == "ball":
        return ellipsoid((radius, radius, radius), 10, 7)
    if style == "candle":
        return lathe(np.array([(0.4, -1.5), (0.4, -0.6), (0.6, 0.0), (0.35, 1), (0, 1.6)]) * radius, 8)
    if style == "spiral":
        t = np.linspace(0, 1, 24)
        path = np.stack([np.cos(t * 18), t * 2.4 - 1, np.sin(t * 18)], 1) * radius * (0.7, 1, 0.7)
        return tube(path, radius * 0.2, 4)
    return lathe(np.array([(0.4, -1.8), (0.42, -1.1), (0.9, -0.2), (1.0, 0.3), (0.7, 0.85), (0, 1.1)]) * radius, 10)


SHADES = (
    "drum", "drum", "cone", "cone", "empire", "bell", "square", "square", "panels", "globe", "tiers", "pleats", "oval",
    "dome",
)  # fmt: skip


def shade(rng: np.random.Generator, wide: float, high: float) -> Parts:
    """A shade with its lower rim at y = 0: drum, cone, empire, bell, square, pagoda, scalloped, globe, tiers."""
    style = pick(rng, SHADES)
    top = wide * float(rng.uniform(0.25, 0.75))
    thick = 0.0 if chance(rng, 0.6) else 0.006
    t = np.linspace(0, 1, 8)
    if style == "globe":
        squash = float(rng.uniform(0.6, 1.2))
        ball = ellipsoid((wide, wide * squash, wide), 18, 11)
        return [("lampshade", [move(ball, (0, wide * squash, 0))])]
    if style in ("square", "panels"):
        deep = float(rng.uniform(0.5, 1))
        low, high_ring = (
            rectangle(wide, wide * deep, 3),
            rectangle(top if style == "panels" else wide * 0.95, (top if style == "panels" else wide * 0.95) * deep, 3),
        )
        rings = [np.column_stack([o[:, 0], np.full(12, y), o[:, 1]]) for o, y in ((low, 0.0), (high_ring, high))]
        return [("lampshade", [loft(np.stack(rings), caps=False), *_fitter(rng, top * 0.5, high)])]
    radius = {
        "drum": wide * (1 - float(rng.uniform(0, 0.12)) * t),
        "cone": wide + (top * 0.6 - wide) * t,
        "empire": wide + (top - wide) * t,
        "bell": wide + (top - wide) * np.sqrt(t),
        "pleats": wide + (top - wide) * t,
        "oval": wide + (top - wide) * t * 0.5,
        "dome": wide * np.sqrt(np.clip(1 - 0.97 * t**2, 0, 1)),
        "tiers": wide * (1 - 0.25 * np.floor(t * 2.99)),
    }[style]
    profile = np.stack([radius, t * high], 1)
    if thick:
        profile = np.concatenate([profile, (profile - (thick, 0))[::-1]])
    sections = 24 if style == "pleats" else pick(rng, (20, 20, 20, 8, 6))
    piece = lathe(profile, sections)
    if style == "pleats":
        piece = warp(
            piece, lambda v: v * (1 + 0.06 * np.where(np.arange(len(v)) % 2, 1, -1)[:, None] * np.array([1, 0, 1]))
        )
    if style == "oval":
        piece = Piece(piece.vertices * (1, 1, 0.6), piece.faces)
    return [("lampshade", [piece, *_fitter(rng, float(radius[-1]), high)])]


def _fitter(rng: np.random.Generator, radius: float, high: float) -> list[Piece]:
    """The wires or the disc that hold a shade at its top, or nothing."""
    style = pick(rng, ("none", "none", "wires", "disc"))
    if style == "wires":
        return [
            turn(bar((-radius, high * 0.9, 0), (radius, high * 0.9, 0), 0.004, sections=4), "y", a)
            for a in (0, 60, 120)
        ]
    return [lathe([(0.0, high), (radius, high)], 16)] if style == "disc" else []


def reflector(rng: np.random.Generator, wide: float, high: float) -> Parts:
    """A hood that opens downwards at y = 0 with its neck at y = high: cone, bowl, bell, tube, disc, globe."""
    style = pick(rng, ("cone", "cone", "bowl", "bowl", "bell", "tube", "disc", "globe", "flower", "square"))
    neck = wide * float(rng.uniform(0.12, 0.4))
    t = np.linspace(0, 1, 8)
    out: Parts = []
    if style == "globe":
        ball = ellipsoid((wide * 0.8, min(high, wide) * 0.8, wide * 0.8), 16, 9)
        return [("lampshade", [Piece(np.add(ball.vertices, (0, high - min(high, wide) * 0.7, 0)), ball.faces)])]
    radius = {
        "cone": wide + (neck - wide) * t,
        "bowl": np.maximum(wide * np.sqrt(np.clip(1 - t**2, 0, 1)), neck * 0.6),
        "bell": neck + (wide - neck) * (1 - t) ** float(rng.uniform(1.5, 3)),
        "tube": wide * 0.55 * np.where(t > 0.93, 0.5, 1),
        "disc": neck + (wide * 1.2 - neck) * np.clip(1 - 2.5 * t, 0, 1),
        "flower": neck + (wide - neck) * (1 - t) ** 1.5,
        "square": wide + (neck - wide) * t,
    }[style]
    profile = np.stack([radius, t * high], 1)
    if chance(rng, 0.4):
        profile = np.concatenate([profile, (profile * (0.94, 1) + (0, -0.003))[::-1]])
    piece = lathe(profile, 4 if style == "square" else 18)
    if style == "flower":
        petals = pick(rng, (5, 6, 8))

        def wave(v: Array) -> Array:
            angle = np.arctan2(v[:, 2], v[:, 0])
            v[:, 1] += 0.12 * high * np.cos(petals * angle) * (1 - v[:, 1] / high)
            return v

        piece = warp(piece, wave)
    out.append(("lampshade", [piece]))
    if chance(rng, 0.5):
        light = bulb(rng, min(0.3 * wide, 0.25 * high))
        out.append(("bulb", [Piece(light.vertices * (1, -1, 1) + (0, high * 0.4, 0), light.faces[:, ::-1])]))
    if chance(rng, 0.15):
        out[0][1].append(torus(wide, 0.004, 20, 4))
    return out
