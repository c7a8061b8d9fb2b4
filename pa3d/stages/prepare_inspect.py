"""A look at prepared shards: what is in them, what is broken, and some of the shapes with their views."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from pa3d.config import merge
from pa3d.data.manifest import read_json, read_sidecar, shard_name, shard_path, sidecar_path, write_text
from pa3d.data.raw import Item
from pa3d.data.shards import Entry, read_index, read_sample, shard_fault
from pa3d.errors import FileError, Pa3dError
from pa3d.progress import Progress
from pa3d.render.views import seen_pixels
from pa3d.shapes.records import Cloud, Shape
from pa3d.stages.prepare_config import PrepareConfig
from pa3d.stages.prepare_plan import CONFIG, PLAN, plan_of
from pa3d.stages.prepare_shape import draw, views_of
from pa3d.view.gallery import Specimen, gallery_page

GALLERY = "gallery.html"
_SAME = 1e-6  # of a shape's size: drawn again from its source, the points are those in the shard


def inspect_shards(folder: Path, shown: int, gallery: Path | None, progress: Progress) -> dict[str, Any]:
    """Read every sample of a folder; `ok` says whether all are there and whole. The answer is what `--json` prints.

    shown: shapes in the gallery, evenly over all; 0 for none. gallery: where it goes, None: into the folder. Raises
    FileError for a folder without shards, and where the gallery cannot be written.
    """
    there = sorted(folder.glob("shard-*.tar"))
    expected, config = _expected(folder)
    if not there and not expected:
        found = "There is no such folder." if not folder.is_dir() else "It holds no shard-*.tar."
        raise FileError(f"{folder} holds no shards.", found, "Give the --out of a `pa3d prepare`.")
    tally = _Tally()
    places: list[tuple[Path, Entry]] = []
    numbers = [int(digits) for path in there if (digits := path.stem.removeprefix("shard-")).isdecimal()]
    numbers = [number for number in numbers if shard_path(folder, number) in there]
    progress.start("read shards", len(numbers))
    for number in numbers:
        for path, entry, shape in _samples(folder, number, tally):
            tally.add(shape)
            places.append((path, entry))
        progress.advance()
    missing = [shard_name(number) for number in range(expected or 0) if number not in numbers]
    result = tally.summary(folder, len(numbers), missing)
    result["gallery"] = None
    if shown > 0 and places:
        rows = np.unique(np.linspace(0, len(places) - 1, min(shown, len(places))).round().astype(int))
        chosen = [places[row] for row in rows.tolist()]
        path = gallery or folder / GALLERY
        write_text(path, _gallery(folder, result, chosen, config, progress))
        result["gallery"] = str(path)
    progress.finish()
    return result


def _expected(folder: Path) -> tuple[int | None, PrepareConfig | None]:
    """How many shards the folder should have, and the config they were made with, where it says so."""
    if not (folder / PLAN).exists():
        return None, None
    identity = read_json(folder / PLAN).get("identity", {})
    config = merge(PrepareConfig, folder / CONFIG, {}) if (folder / CONFIG).exists() else None
    if config is None or not isinstance(identity.get("shapes"), int):
        return None, config
    return -(-identity["shapes"] // config.shard_size), config


def _samples(folder: Path, number: int, tally: _Tally) -> Iterator[tuple[Path, Entry, Shape]]:
    """The whole samples of a shard; what is broken is tallied."""
    path = shard_path(folder, number)
    tally.bytes += path.stat().st_size
    try:
        if not sidecar_path(folder, number).exists():
            found = "Its sidecar is missing: it was never finished."
            raise FileError(f"{path} is not finished.", found, "Run the same `pa3d prepare` again.")
        record = read_sidecar(folder, number)
        tally.failures += [dataclasses.asdict(failure) for failure in record.failures]
        tally.notes += [dataclasses.asdict(note) for note in record.notes]
        if (fault := shard_fault(folder, record)) is not None:
            tally.broken.append(fault)
    except FileError as error:
        tally.broken.append(error)
    try:
        entries = read_index(path)
    except FileError as error:
        tally.broken.append(error)
        return
    for entry in entries:
        try:
            yield path, entry, read_sample(path, entry)
        except FileError as error:
            tally.broken.append(error)


class _Tally:
    """Figures over all samples."""

    def __init__(self) -> None:
        self.shapes = self.points = self.labelled = self.bytes = 0
        self.names: Counter[str] = Counter()
        self.shares: Counter[str] = Counter()
        self.categories: Counter[str] = Counter()
        self.teacher: Counter[str] = Counter()
        self.broken: list[FileError] = []
        self.failures: list[dict[str, str]] = []
        self.notes: list[dict[str, str]] = []

    def add(self, shape: Shape) -> None:
        self.shapes += 1
        self.points += len(shape.points)
        self.labelled += bool(shape.label_names)
        for (name, *_), share in zip(shape.label_names, shape.label_masks.mean(1).tolist(), strict=True):
            self.names[name] += 1
            self.shares[name] += share
        if shape.category:
            self.categories[shape.category] += 1
        if shape.teacher_features is not None:
            self.teacher[str(shape.teacher_features.shape[1])] += 1

    def summary(self, folder: Path, shards: int, missing: list[str]) -> dict[str, Any]:
        names = {
            name: {"shapes": count, "share": round(self.shares[name] / count, 4)}
            for name, count in self.names.most_common()
        }
        return {
            "ok": not self.broken and not missing, "schema": 1, "folder": str(folder), "shards": shards,
            "shapes": self.shapes, "bytes": self.bytes, "points_mean": self.points / max(self.shapes, 1),
            "labelled": self.labelled, "teacher": dict(self.teacher), "names": names,
            "categories": dict(self.categories.most_common()), "failures": self.failures, "notes": self.notes,
            "broken": [error.as_dict() for error in self.broken], "missing_shards": missing,
        }  # fmt: skip


def _gallery(
    folder: Path, result: Mapping[str, Any], chosen: list[tuple[Path, Entry]], config: PrepareConfig | None,
    progress: Progress,
) -> str:  # fmt: skip
    items, why = _items(config, {entry.id for _, entry in chosen})
    progress.start("draw shapes", len(chosen))
    specimens = []
    for path, entry in chosen:
        specimens.append(_specimen(read_sample(path, entry), items.get(entry.id), config, why))
        progress.advance()
    widths = ", ".join(result["teacher"]) or "none"
    tiles = [
        ("shapes", f"{result['shapes']:,}"), ("shards", f"{result['shards']:,}"),
        ("points per shape", f"{result['points_mean']:,.0f}"), ("with labels", f"{result['labelled']:,}"),
        ("names", f"{len(result['names']):,}"), ("teacher width", widths),
        ("failures", f"{len(result['failures']):,}"),
        ("broken or missing", f"{len(result['broken']) + len(result['missing_shards']):,}"),
    ]  # fmt: skip
    histogram = [(name, figures["shapes"]) for name, figures in result["names"].items()]
    return gallery_page(f"Shards in {folder.name or folder}", tiles, histogram, specimens)


def _items(config: PrepareConfig | None, wanted: set[str]) -> tuple[dict[str, Item], str]:
    """The sources of shapes, by id; else why they are not at hand."""
    if config is None:
        return {}, "the folder does not say from what it was made"
    try:
        found = {item.id: item for item in plan_of(config).items if item.id in wanted}
        return found, "its source is not there any more"
    except Pa3dError as error:
        return {}, error.what


def _specimen(shape: Shape, item: Item | None, config: PrepareConfig | None, why: str) -> Specimen:
    """A shape as the gallery shows it. Views are made again: what prepares a shape is a function of its source."""
    cloud = Cloud(shape.points.astype(np.float64), shape.normals, shape.colors)
    # A point may bear several names: the one that fewest points bear says most.
    size = shape.label_masks.sum(1)
    labels = np.full(len(shape.points), -1, dtype=np.int64)
    for index in np.argsort(-size, kind="stable").tolist():
        labels[shape.label_masks[index]] = index
    teacher = "none" if shape.teacher_features is None else "{} patches of {}".format(*shape.teacher_features.shape)
    facts = [
        ("source", shape.source), ("category", shape.category or "unknown"), ("points", f"{len(shape.points):,}"),
        ("names", str(len(shape.label_names))), ("teacher", teacher), ("licence", shape.license or "unknown"),
    ]  # fmt: skip
    specimen = Specimen(
        shape.id, cloud, labels, [names[0] for names in shape.label_names], facts,
        centers=shape.teacher_centers, features=shape.teacher_features,
    )  # fmt: skip
    if item is None or config is None:
        return dataclasses.replace(specimen, note=f"No views: {why}.")
    try:
        raw = item.load()
        drawn = draw(item, raw, config)
        extent = float(np.ptp(shape.points, axis=0).max())
        if drawn.points.shape != shape.points.shape or np.abs(drawn.points - shape.points).max() > _SAME * max(
            extent, float(np.abs(shape.points).max())
        ):
            return dataclasses.replace(specimen, note="No views: its source has changed since.")
        views = views_of(raw, config)
        return dataclasses.replace(specimen, views=views, pixels=seen_pixels(drawn.points, views, drawn.faces))
    except Exception as error:  # as when it was prepared: whatever a file does to its reader, the page is made
        return dataclasses.replace(specimen, note=f"No views: {error}")
