"""A page that shows what prepared shapes were made of: their views, depth, visibility, labels, teacher features.

One HTML file that loads nothing; pictures are inside it.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from pa3d.render.camera import frame_points
from pa3d.render.shading import shaded
from pa3d.render.splats import point_map
from pa3d.render.views import Views, discs_of
from pa3d.shapes.palette import NO_PART_COLOR, PART_COLORS, part_colors
from pa3d.shapes.records import Array, Cloud
from pa3d.version import VERSION
from pa3d.view.lettering import one_line
from pa3d.view.packing import hex_color, page_file

_THUMB = 224  # pixels of a side of the small pictures
_PANEL = (300, 320)  # of a side of a point picture; the height
_ANGLES = ((35.0, 20.0), (215.0, -20.0))  # azimuth, elevation: from two sides, one of them below
# Viridis at even steps: orders by lightness too, and is read by colour-blind eyes.
_RAMP = np.array(
    [(68, 1, 84), (65, 68, 135), (42, 120, 142), (34, 168, 132), (122, 209, 81), (253, 231, 37)], np.float32
)
_LARGEST_DISC = 12  # pixels, drawn at twice the size: of a few points nobody sees a surface anyway
_MOST_NAMES = 16  # in a legend
_MOST_BARS = 40


@dataclass(frozen=True)
class Specimen:
    """A prepared shape on the page.

    cloud: its points. labels (N,) int: one name of each point, -1 none, index into names. facts: what else to say.
    views, pixels (V, N) as seen_pixels gives them: None where the source is not at hand, and note says why.
    centers (G, 3), features (G, E): the teacher's.
    """

    title: str
    cloud: Cloud
    labels: Array
    names: Sequence[str]
    facts: Sequence[tuple[str, str]] = ()
    views: Views | None = None
    pixels: Array | None = None
    centers: Array | None = None
    features: Array | None = None
    note: str = ""


def gallery_page(
    title: str, tiles: Sequence[tuple[str, str]], histogram: Sequence[tuple[str, int]], specimens: Sequence[Specimen]
) -> str:
    """The page as text (UTF-8). tiles: label and value; histogram: name and number of shapes, most frequent first."""
    parts = {
        "title": escape(one_line(title)), "version": VERSION,
        "style": page_file("theme.css") + page_file("gallery.css"),
        "tiles": "".join(f"<li><span>{escape(label)}</span><b>{escape(value)}</b></li>" for label, value in tiles),
        "names": _bars(histogram), "shapes": "\n".join(map(_section, specimens)),
    }  # fmt: skip
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], page_file("gallery.html"))


def _bars(histogram: Sequence[tuple[str, int]]) -> str:
    if not histogram:
        return "<p>No shape bears a name.</p>"
    most = max(count for _, count in histogram)
    rows = "".join(
        f'<li><span>{escape(one_line(name))}</span><i style="--part:{count / most:.3f}"></i><b>{count:,}</b></li>'
        for name, count in histogram[:_MOST_BARS]
    )
    rest = len(histogram) - _MOST_BARS
    return f'<ul class="bars">{rows}</ul>' + (f"<p>and {rest:,} rarer names</p>" if rest > 0 else "")


def _section(specimen: Specimen) -> str:
    facts = "".join(
        f"<div><dt>{escape(key)}</dt><dd>{escape(one_line(value))}</dd></div>" for key, value in specimen.facts
    )
    note = f'<p class="note">{escape(one_line(specimen.note))}</p>' if specimen.note else ""
    body = _views(specimen) + f'<div class="points">{"".join(_panels(specimen))}</div>'
    return f"<section><h2>{escape(one_line(specimen.title))}</h2><dl>{facts}</dl>{note}{body}</section>"


def _views(specimen: Specimen) -> str:
    """Rows of small pictures, a column per view: what the teacher sees, how far it is, which points are seen there."""
    views, pixels = specimen.views, specimen.pixels
    if views is None or pixels is None:
        return ""
    seen_depth = views.depth[np.isfinite(views.depth)]
    near, far = (float(seen_depth.min()), float(seen_depth.max())) if len(seen_depth) else (0.0, 1.0)
    rows: list[list[str]] = [[], [], []]
    for view, image in enumerate(views.images):
        seen = pixels[view] >= 0
        caption = f"view {view}: {seen.mean():.0%} of the points seen"
        rows[0].append(_picture(image, f"view {view}"))
        rows[1].append(_picture(_depth_picture(views.depth[view], near, far), f"depth of view {view}"))
        rows[2].append(_picture(_seen_picture(image, pixels[view], specimen.labels), caption))
    heads = (
        "picture",
        f"depth<small>{near:.3g} <i class=ramp></i> {far:.3g}</small>",
        "points seen" + ("<small>colours: labels</small>" if (specimen.labels >= 0).any() else ""),
    )
    shares = "".join(f"<span>{(row >= 0).mean():.0%}</span>" for row in pixels)
    lines = "".join(f"<h3>{head}</h3>{''.join(row)}" for head, row in zip(heads, rows, strict=True))
    style = f"--views:{len(views.images)}"
    return f'<div class="scroll"><div class="views" style="{style}">{lines}<h3>share seen</h3>{shares}</div></div>'


def _ramp(values: Array) -> Array:
    """Colours (..., 3) float32 in 0..255 of values in 0..1."""
    place = np.clip(np.asarray(values, np.float32), 0, 1) * (len(_RAMP) - 1)
    low = np.minimum(place.astype(int), len(_RAMP) - 2)
    share = (place - low)[..., None]
    return np.asarray(_RAMP[low] * (1 - share) + _RAMP[low + 1] * share)


def _depth_picture(depth: Array, near: float, far: float) -> Array:
    """Near is dark, far is light, background white; one scale over all views of a shape."""
    there = np.isfinite(depth)
    picture = np.full((*depth.shape, 3), 255, np.uint8)
    picture[there] = _ramp((depth[there] - near) / max(far - near, 1e-12))
    return picture


def _seen_picture(image: Array, pixels: Array, labels: Array) -> Array:
    """A pale view with a dot at the pixel of every point it sees, in the colour of its label."""
    height, width = image.shape[:2]
    grey = image.astype(np.float32).mean(2, keepdims=True).repeat(3, 2)
    picture: Array = np.asarray(255 - (255 - grey) * 0.45, dtype=np.uint8)
    rows = np.flatnonzero(pixels >= 0)
    colors = part_colors(labels[rows]) if (labels >= 0).any() else np.array([PART_COLORS[0]], np.uint8)
    y, x = np.divmod(pixels[rows], width)
    reach = max(round(width / _THUMB / 2), 0)  # a dot is about a pixel of the small picture
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            picture[np.clip(y + dy, 0, height - 1), np.clip(x + dx, 0, width - 1)] = colors
    return picture


def _panels(specimen: Specimen) -> list[str]:
    """Point pictures: labels, colours, in how many views a point is seen, teacher features."""
    shares = np.bincount(specimen.labels[specimen.labels >= 0], minlength=len(specimen.names)) / len(specimen.labels)
    order = np.argsort(-shares, kind="stable")[:_MOST_NAMES]
    swatches = [(PART_COLORS[i % len(PART_COLORS)], specimen.names[i], f"{shares[i]:.0%}") for i in order.tolist()]
    if (rest := 1 - shares.sum()) > 0.005:
        swatches.append((NO_PART_COLOR, "no name", f"{rest:.0%}"))
    legend = "".join(
        f'<li><i style="background:{hex_color(color)}"></i>{escape(one_line(name))} <b>{share}</b></li>'
        for color, name, share in swatches
    )
    panels = [_panel("labels", specimen.cloud, part_colors(specimen.labels), f"<ul>{legend}</ul>")]
    if specimen.cloud.colors is not None:
        told = "<p>as stored; the light is this page's</p>"
        panels.append(_panel("colours", specimen.cloud, specimen.cloud.colors, told))
    if specimen.pixels is not None:
        counts = (specimen.pixels >= 0).sum(0)
        most = max(int(counts.max(initial=0)), 1)
        told = (
            f"<p>0 <i class=ramp></i> {most} of {len(specimen.pixels)} views; in the mean {counts.mean():.1f}; "
            f"seen by none: {(counts == 0).mean():.1%}</p>"
        )
        panels.append(_panel("views that see a point", specimen.cloud, _ramp(counts / most), told))
    if specimen.centers is not None and specimen.features is not None:
        colors = feature_colors(specimen.cloud.points, specimen.centers, specimen.features)
        told = f"<p>first three principal directions of {specimen.features.shape[1]}, as red, green and blue</p>"
        panels.append(_panel("teacher features", specimen.cloud, colors, told))
    return panels


def feature_colors(points: Array, centers: Array, features: Array) -> Array:
    """Colours (N, 3) in 0..255 of points (N, 3): the first three principal components of features (G, E) at the nearest
    of centers (G, 3), each stretched over its middle 96 percent."""
    from scipy.spatial import cKDTree

    rows = features.astype(np.float32)
    rows = rows - rows.mean(0)
    left, sizes, _ = np.linalg.svd(rows, full_matrices=False)
    parts = np.zeros((len(rows), 3), np.float32)
    kept = min(3, len(sizes))
    parts[:, :kept] = left[:, :kept] * sizes[:kept]
    low, high = np.percentile(parts, [2, 98], axis=0)
    parts = np.clip((parts - low) / np.maximum(high - low, 1e-12), 0, 1)
    _, nearest = cKDTree(centers).query(points)
    return np.asarray(parts[nearest] * 255)


def _panel(title: str, cloud: Cloud, colors: Array, below: str) -> str:
    pictures = "".join(_picture(each, title) for each in _sides(cloud, np.asarray(colors, np.float32)))
    return f"<figure><h3>{title}</h3><div>{pictures}</div><figcaption>{below}</figcaption></figure>"


def _sides(cloud: Cloud, colors: Array) -> list[Array]:
    """Pictures (H, W, 3) uint8 of points in colours (N, 3) of 0..255, from two sides."""
    discs = discs_of(cloud)
    width, height = _PANEL
    pictures = []
    for azimuth, elevation in _ANGLES:
        camera = frame_points(discs.points, azimuth, elevation, 2 * width, 2 * height)
        middle = float(np.linalg.norm(camera.eye - discs.points.mean(0)))
        radius = np.minimum(discs.radius, _LARGEST_DISC * float(camera.pixel_size(middle)))
        seen = point_map(discs.points, camera, radius, discs.normals)
        picture = np.full((2 * height * 2 * width, 3), 1.0, np.float32)
        hit = np.flatnonzero(seen.points.ravel() >= 0)
        which = seen.points.ravel()[hit]
        picture[hit] = shaded(colors[discs.rows[which]] / 255, discs.normals[which], camera.axes)
        grid = picture.reshape(height, 2, width, 2, 3).mean((1, 3))
        pictures.append(np.round(grid * 255).astype(np.uint8))
    return pictures


def _picture(pixels: Array, label: str) -> str:
    """An image element with its bytes inside; large ones are made small."""
    from PIL import Image

    image = Image.fromarray(np.ascontiguousarray(pixels))
    if image.width > _PANEL[0]:
        image = image.resize((_THUMB, max(1, round(_THUMB * image.height / image.width))), Image.Resampling.BOX)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=88, subsampling=0, optimize=True)
    text = base64.b64encode(stream.getvalue()).decode("ascii")
    size, said = f'width="{image.width}" height="{image.height}"', escape(label, quote=True)
    return f'<img src="data:image/jpeg;base64,{text}" alt="{said}" title="{said}" {size}>'
