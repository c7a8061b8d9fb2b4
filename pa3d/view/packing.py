"""Shapes and data as pages carry them: small little-endian arrays in base64 inside JSON, and the pages' own files."""

from __future__ import annotations

import base64
import json
from importlib import resources
from typing import Any

import numpy as np

from pa3d.render.normals import corner_normals, neighbourhood, unit
from pa3d.shapes.records import Array
from pa3d.view.subject import Subject

# Beyond this the browser takes flat triangles: they are small, and their normals would double the page.
_MOST_SMOOTH_FACES = 150_000


def page_file(name: str) -> str:
    """A style, script or frame that pages are made of."""
    return resources.files("pa3d.view").joinpath(name).read_text(encoding="utf-8")


def script_json(data: Any) -> str:
    """Data as JSON for a script element: a name may hold "</script>" or "<!--", so every "<" is written otherwise."""
    return json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")


def packed_geometry(subject: Subject) -> dict[str, Any]:
    """Positions on a grid of 16 bits over [-1, 1], normals on the octahedron, and triangles or point sizes."""
    grid = np.round((np.clip(subject.vertices, -1, 1) + 1) / 2 * 65535)
    arrays: dict[str, Any] = {"positions": packed(grid, "<u2")}
    if subject.faces is not None:
        arrays["faces"] = packed(subject.faces, "<u4")
        if len(subject.faces) <= _MOST_SMOOTH_FACES:
            arrays["normals"] = packed(_octahedral(corner_normals(subject.vertices, subject.faces)), "i1")
        return arrays
    near = neighbourhood(subject.vertices)
    given = near.normals if subject.normals is None else unit(np.nan_to_num(subject.normals))
    usual = float(np.median(near.reach)) or 1e-3
    beads = len(subject.vertices) <= 40_000
    arrays["normals"] = packed(_octahedral(given), "i1")
    sizes = np.clip(near.reach / usual, 0.7, 1.25) / 1.25
    arrays["sizes"] = packed(np.round(sizes * 255), "u1")
    arrays["radius"] = round(min(max(usual, 1.5e-3), 0.15) * 1.25 * (0.72 if beads else 1.0), 6)
    # Few points are beads, many a surface: the weight of the normals against the roundness of each point.
    arrays["flatness"] = 0.6 if beads else 3.0
    return arrays


def _octahedral(normals: Array) -> Array:
    """Unit normals (..., 3) as two numbers (..., 2) in -127..127: the octahedron unfolded onto a square."""
    flat = normals / np.maximum(np.abs(normals).sum(-1, keepdims=True), 1e-12)
    x, y, z = np.moveaxis(flat, -1, 0)
    sign_x, sign_y = np.where(x < 0, -1, 1), np.where(y < 0, -1, 1)
    u, v = np.where(z < 0, (1 - np.abs(y)) * sign_x, x), np.where(z < 0, (1 - np.abs(x)) * sign_y, y)
    return np.round(np.stack([u, v], -1) * 127)


def packed(values: Array, kind: str) -> str:
    """An array in base64, little-endian."""
    return base64.b64encode(np.ascontiguousarray(values).astype(kind).tobytes()).decode("ascii")


def hex_color(color: tuple[int, int, int]) -> str:
    """A colour as `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*color)
