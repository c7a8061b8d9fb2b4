"""A page to turn a labelled shape around in: one HTML file that needs nothing else."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np

from pa3d.config import Axis
from pa3d.errors import ShapeError, UsageError
from pa3d.render.normals import corner_normals, neighbourhood, unit
from pa3d.shapes.palette import NO_PART_COLOR, PART_COLORS
from pa3d.shapes.records import Array, Cloud, Mesh
from pa3d.view.lettering import one_line
from pa3d.view.subject import Subject, mean_scores, subject_of

_MOST_NAMES = 65_534
# Beyond this the browser takes flat triangles: they are small, and their normals would double the page.
_MOST_SMOOTH_FACES = 150_000


@dataclass(frozen=True)
class Exhibit:
    """A shape on a page. labels: (N,) for a cloud, (F,) for a mesh, index into names, -1 none; scores likewise.

    note: a line of text below the legend.
    """

    shape: Cloud | Mesh
    labels: Array
    names: Sequence[str]
    title: str = ""
    up: Axis = "y"
    scores: Array | None = None
    note: str = ""


def page(exhibits: Sequence[Exhibit] | Exhibit, title: str = "", most_points: int = 200_000) -> str:
    """The page as text (UTF-8): every exhibit, its data inside, nothing loaded from anywhere.

    Clouds of more than most_points are sampled, and the page says so. Raises ShapeError when labels or scores do not
    fit or there is nothing to draw, UsageError without any exhibit.
    """
    exhibits = [exhibits] if isinstance(exhibits, Exhibit) else list(exhibits)
    if not exhibits:
        raise UsageError("A page needs a shape.", "Found none.", "Give at least one.")
    data = {"shapes": [_packed(exhibit, most_points) for exhibit in exhibits], "none": _hex(NO_PART_COLOR)}
    # A name may hold "</script>" or "<!--": inside JSON every "<" can be written otherwise.
    encoded = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
    parts = {
        "title": html.escape(one_line(title or exhibits[0].title) or "Parts"),
        "style": _template("viewer.css"), "script": _template("viewer.js"), "data": encoded,
    }  # fmt: skip
    return re.sub(r"\{\{(title|style|script|data)\}\}", lambda match: parts[match[1]], _template("viewer.html"))


def _template(name: str) -> str:
    return resources.files("pa3d.view").joinpath(name).read_text(encoding="utf-8")


def _packed(exhibit: Exhibit, most_points: int) -> dict[str, Any]:
    """An exhibit as JSON: small little-endian arrays in base64, and words."""
    names = [one_line(name) for name in exhibit.names]
    if len(names) > _MOST_NAMES:
        raise UsageError(f"{len(names)} names are too many for a page.", f"Allowed: {_MOST_NAMES}.", "Ask for fewer.")
    scores = None if exhibit.scores is None else np.asarray(exhibit.scores)
    if scores is not None and scores.shape != np.shape(exhibit.labels):
        raise ShapeError("Scores must go with labels.", f"Found {scores.shape} for {np.shape(exhibit.labels)}.")
    subject = subject_of(exhibit.shape, exhibit.labels, len(names), exhibit.up, most_points)
    means = None if scores is None else mean_scores(exhibit.labels, scores, len(names))
    parts = [
        {"name": name, "color": _hex(PART_COLORS[index % len(PART_COLORS)]), "share": float(subject.shares[index]),
         "score": None if means is None or not np.isfinite(means[index]) else round(float(means[index]), 4)}
        for index, name in enumerate(names)
    ]  # fmt: skip
    arrays = _arrays(subject)
    arrays["labels"] = _text(subject.labels + 1, "<u2")
    if scores is not None:
        chosen = np.nan_to_num(scores[subject.rows].astype(np.float64), nan=0.0)
        arrays["scores"] = _text(np.round(np.clip(chosen, 0, 1) * 255), "u1")
    if subject.colors is not None:
        arrays["colors"] = _text(subject.colors, "u1")
    return {
        "title": one_line(exhibit.title) or "shape", "note": one_line(exhibit.note), "parts": parts,
        "kind": "cloud" if subject.faces is None else "mesh", "count": len(subject.rows), "total": subject.total,
        "none_share": max(0.0, 1 - float(subject.shares.sum())), "arrays": arrays,
    }  # fmt: skip


def _arrays(subject: Subject) -> dict[str, Any]:
    """Positions on a grid of 16 bits over [-1, 1], normals on the octahedron, and triangles or point sizes."""
    grid = np.round((np.clip(subject.vertices, -1, 1) + 1) / 2 * 65535)
    arrays: dict[str, Any] = {"positions": _text(grid, "<u2")}
    if subject.faces is not None:
        arrays["faces"] = _text(subject.faces, "<u4")
        if len(subject.faces) <= _MOST_SMOOTH_FACES:
            arrays["normals"] = _text(_octahedral(corner_normals(subject.vertices, subject.faces)), "i1")
        return arrays
    near = neighbourhood(subject.vertices)
    given = near.normals if subject.normals is None else unit(np.nan_to_num(subject.normals))
    usual = float(np.median(near.reach)) or 1e-3
    beads = len(subject.vertices) <= 40_000
    arrays["normals"] = _text(_octahedral(given), "i1")
    sizes = np.clip(near.reach / usual, 0.7, 1.25) / 1.25
    arrays["sizes"] = _text(np.round(sizes * 255), "u1")
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


def _text(values: Array, kind: str) -> str:
    """An array in base64, little-endian."""
    return base64.b64encode(np.ascontiguousarray(values).astype(kind).tobytes()).decode("ascii")


def _hex(color: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)
