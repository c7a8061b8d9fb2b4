"""A page to turn a labelled shape around in: one HTML file that needs nothing else."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pa3d.config import Axis
from pa3d.errors import ShapeError, UsageError
from pa3d.shapes.palette import NO_PART_COLOR, PART_COLORS
from pa3d.shapes.records import Array, Cloud, Mesh
from pa3d.view.lettering import one_line
from pa3d.view.packing import hex_color, packed, packed_geometry, page_file, script_json
from pa3d.view.subject import mean_scores, subject_of

_MOST_NAMES = 65_534


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
    data = {"shapes": [_packed(exhibit, most_points) for exhibit in exhibits], "none": hex_color(NO_PART_COLOR)}
    parts = {
        "title": html.escape(one_line(title or exhibits[0].title) or "Parts"),
        "style": page_file("theme.css") + page_file("viewer.css"),
        "script": page_file("drawing.js") + page_file("viewer.js"), "data": script_json(data),
    }  # fmt: skip
    return re.sub(r"\{\{(title|style|script|data)\}\}", lambda match: parts[match[1]], page_file("viewer.html"))


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
        {"name": name, "color": hex_color(PART_COLORS[index % len(PART_COLORS)]), "share": float(subject.shares[index]),
         "score": None if means is None or not np.isfinite(means[index]) else round(float(means[index]), 4)}
        for index, name in enumerate(names)
    ]  # fmt: skip
    arrays = packed_geometry(subject)
    arrays["labels"] = packed(subject.labels + 1, "<u2")
    if scores is not None:
        chosen = np.nan_to_num(scores[subject.rows].astype(np.float64), nan=0.0)
        arrays["scores"] = packed(np.round(np.clip(chosen, 0, 1) * 255), "u1")
    if subject.colors is not None:
        arrays["colors"] = packed(subject.colors, "u1")
    return {
        "title": one_line(exhibit.title) or "shape", "note": one_line(exhibit.note), "parts": parts,
        "kind": "cloud" if subject.faces is None else "mesh", "count": len(subject.rows), "total": subject.total,
        "none_share": max(0.0, 1 - float(subject.shares.sum())), "arrays": arrays,
    }  # fmt: skip
