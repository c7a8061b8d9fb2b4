"""What segment leaves behind for one shape: the labelled file, its parts, a picture, a page."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pa3d.config import Axis
from pa3d.io.atomic import atomic_path, check_output
from pa3d.io.formats import Source
from pa3d.io.labelled import Labelled, part_path, split_by_part, write_labelled
from pa3d.io.provenance import Provenance
from pa3d.patch_labels import PatchLabels
from pa3d.progress import Progress
from pa3d.shapes.records import Array, Cloud, Mesh, PointLabels
from pa3d.shapes.surface import face_areas
from pa3d.stages.jobs import Job
from pa3d.stages.segment_config import SegmentConfig

if TYPE_CHECKING:
    from pa3d.io.las_layout import LasFile


class Written(NamedTuple):
    """output: the labelled file (None with --split); others: further files; per name: points, share, mean score."""

    output: Path | None
    others: tuple[Path, ...]
    counts: Array
    shares: Array
    scores: Array


class _Tally:
    """Points and scores by name, piece by piece."""

    def __init__(self, names: int) -> None:
        self.weight, self.score = np.zeros((2, names))
        self.points: Array = np.zeros(names, dtype=np.int64)

    def add(self, labels: PointLabels, weights: Array | None = None) -> None:
        has = labels.labels >= 0
        kinds, scores = labels.labels[has], labels.scores[has].astype(np.float64)
        weights = np.ones(len(kinds)) if weights is None else weights[has]
        count = len(self.weight)
        self.weight += np.bincount(kinds, weights, count)
        self.score += np.bincount(kinds, weights * scores, count)
        self.points += np.bincount(kinds, minlength=count)


def write_outputs(
    source: Source,
    survey: Array,
    job: Job,
    answer: PatchLabels,
    provenance: Provenance,
    config: SegmentConfig,
    progress: Progress,
) -> Written:
    """Label the whole source and write everything asked for; a file that is not finished is not left behind.

    survey (n, 3): the points to draw of a cloud that is never held. progress is told of labelling, drawing, writing.
    """
    assert job.output is not None
    asked = ((".png", config.render), (".html", config.html))
    pictures = [job.output.with_suffix(end) for end, wanted in asked if wanted]
    for path in pictures:
        check_output(path, config.overwrite, [job.path])
    progress.start(f"label {job.path.name}", None)
    labelled = label_record(source, answer, config) if isinstance(source, Cloud | Mesh) else None
    with ExitStack() as stack:
        # Pictures are made first, so that a labelled file never stands without the picture that was asked for.
        if pictures:
            progress.start(f"draw {job.path.name}", None)
            shown = labelled or label_record(Cloud(survey), answer, config)
            for path in pictures:
                temporary = stack.enter_context(atomic_path(path, config.overwrite, [job.path]))
                _draw(shown, path.suffix, temporary, job.path.name, answer.frame.up, provenance)
        if labelled is None:
            assert not isinstance(source, Cloud | Mesh)
            files, tally = _write_las(source, job, answer, provenance, config, progress)
        else:
            progress.start(f"write {job.output.name}", None)
            files = _write_record(labelled, job, answer, provenance, config)
            tally = _tally_record(labelled)
    with np.errstate(invalid="ignore"):
        means = tally.score / tally.weight  # a name without points has no mean: nan
    total = tally.weight.sum()
    shares = tally.weight / total if total else tally.weight
    output = None if config.split else files[0]
    others = (*(files if config.split else ()), *pictures)
    return Written(output, others, tally.points, shares, means)


def label_record(record: Cloud | Mesh, answer: PatchLabels, config: SegmentConfig) -> Labelled:
    """Labels for the points of a cloud, or for the vertices and triangles of a mesh."""
    every = config.scores == "all"
    if isinstance(record, Cloud):
        return Labelled(record, answer.at(record.points, config.threshold, every))
    middles = record.vertices[record.faces].mean(1)  # (F, 3)
    vertices = answer.at(record.vertices, config.threshold, every)
    return Labelled(record, vertices, answer.at(middles, config.threshold, every))


def _draw(shown: Labelled, kind: str, path: Path, title: str, up: Axis, provenance: Provenance) -> None:
    told = shown.labels if shown.face_labels is None else shown.face_labels
    if kind == ".png":
        from pa3d.view.picture import draw_picture, picture_bytes

        image = draw_picture(shown.record, told.labels, told.names, up=up, title=title, scores=told.scores)
        path.write_bytes(picture_bytes(image))
    else:
        from pa3d.view.page import Exhibit, page

        model = f"model {provenance.model} {provenance.model_sha256[:12]}"
        note = f"pa3d {provenance.version}, {model}, up {up}"
        exhibit = Exhibit(shown.record, told.labels, told.names, title, up, told.scores, note)
        path.write_text(page(exhibit), encoding="utf-8")


def _write_record(
    labelled: Labelled, job: Job, answer: PatchLabels, provenance: Provenance, config: SegmentConfig
) -> tuple[Path, ...]:
    assert job.output is not None
    extras = _features(answer) if config.features else None
    pieces = [(job.output, labelled)]
    if config.split:
        pieces = []
        for name, piece in split_by_part(labelled):
            taken = frozenset(path for path, _ in pieces)
            pieces.append((part_path(job.output, name, taken), piece))
    for path, _ in pieces:
        check_output(path, config.overwrite, [job.path])
    for path, piece in pieces:
        write_labelled(
            piece, path, provenance,
            colorize=config.colorize, overwrite=config.overwrite, inputs=(job.path,), extras=extras,
        )  # fmt: skip
    return tuple(path for path, _ in pieces)


def _write_las(
    las: LasFile, job: Job, answer: PatchLabels, provenance: Provenance, config: SegmentConfig, progress: Progress
) -> tuple[tuple[Path, ...], _Tally]:
    """In one pass: nothing of the cloud is held but the chunk at hand."""
    from pa3d.io.las import label_las

    assert job.output is not None
    tally = _Tally(len(answer.names))
    progress.start(f"label and write {job.output.name}", las.total)

    def label_chunk(points: Array) -> PointLabels:
        labels = answer.at(points, config.threshold, config.scores == "all", stream=las.total > len(points))
        tally.add(labels)
        progress.advance(len(points))
        return labels

    files = label_las(
        las, job.output, answer.names, label_chunk, provenance,
        all_scores=config.scores == "all", split=config.split, overwrite=config.overwrite, inputs=(job.path,),
    )  # fmt: skip
    return files, tally


def _tally_record(labelled: Labelled) -> _Tally:
    record, labels, face_labels = labelled
    tally = _Tally(len(labels.names))
    if isinstance(record, Mesh) and face_labels is not None:
        finite = np.where(np.isfinite(record.vertices), record.vertices, 0.0)
        tally.add(face_labels, face_areas(finite, record.faces))
        tally.points = np.bincount(labels.labels[labels.labels >= 0], minlength=len(labels.names))
    else:
        tally.add(labels)
    return tally


def _features(answer: PatchLabels) -> dict[str, Array]:
    """Patches of the first vote: centres in the units of the file, and features in text space."""
    centers = answer.frame.invert(answer.centers[0].cpu().numpy())
    return {"patch_centers": centers, "patch_features": answer.features[0].float().cpu().numpy()}
