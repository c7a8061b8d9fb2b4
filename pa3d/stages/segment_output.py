"""What segment leaves behind for one shape: the labelled file, its parts, a picture, a page."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pa3d.io.atomic import atomic_path, check_output
from pa3d.io.formats import Source
from pa3d.io.labelled import Labelled, part_path, split_by_part, write_labelled
from pa3d.io.provenance import Provenance
from pa3d.patch_labels import PatchLabels
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
        self.weight, self.score, self.points = np.zeros((3, names))

    def add(self, labels: PointLabels, weights: Array | None = None) -> None:
        has = labels.labels >= 0
        kinds, scores = labels.labels[has], labels.scores[has].astype(np.float64)
        weights = np.ones(len(kinds)) if weights is None else weights[has]
        count = len(self.weight)
        self.weight += np.bincount(kinds, weights, count)
        self.score += np.bincount(kinds, weights * scores, count)
        self.points += np.bincount(kinds, minlength=count)


def write_outputs(
    source: Source, survey: Array, job: Job, answer: PatchLabels, provenance: Provenance, config: SegmentConfig
) -> Written:
    """Label the whole source and write everything asked for; on any error nothing new is left behind."""
    assert job.output is not None
    pictures = [
        job.output.with_suffix(end) for end, asked in ((".png", config.render), (".html", config.html)) if asked
    ]
    for path in pictures:
        check_output(path, config.overwrite, [job.path])
    with ExitStack() as stack:
        # Pictures are made first, so that a labelled file never stands without the picture that was asked for.
        shown = _shown(source, survey, answer, config)
        for path in pictures:
            temporary = stack.enter_context(atomic_path(path, config.overwrite, [job.path]))
            _draw(shown, path.suffix, temporary, job, provenance)
        if isinstance(source, Cloud | Mesh):
            labelled = shown if shown.record is source else label_record(source, answer, config)
            files = _write_record(labelled, job, answer, provenance, config)
            tally = _tally_record(labelled)
        else:
            files, tally = _write_las(source, job, answer, provenance, config)
    with np.errstate(invalid="ignore"):
        means = tally.score / tally.weight  # a name without points has no mean: nan
    total = tally.weight.sum()
    shares = tally.weight / total if total else tally.weight
    output = None if config.split else files[0]
    others = (*(files if config.split else ()), *pictures)
    return Written(output, others, tally.points.astype(np.int64), shares, means)


def label_record(record: Cloud | Mesh, answer: PatchLabels, config: SegmentConfig) -> Labelled:
    """Labels for the points of a cloud, or for the vertices and triangles of a mesh."""
    every = config.scores == "all"
    if isinstance(record, Cloud):
        return Labelled(record, answer.at(record.points, config.threshold, every))
    middles = record.vertices[record.faces].mean(1)  # (F, 3)
    vertices = answer.at(record.vertices, config.threshold, every)
    return Labelled(record, vertices, answer.at(middles, config.threshold, every))


def _shown(source: Source, survey: Array, answer: PatchLabels, config: SegmentConfig) -> Labelled:
    """What pictures show: the record itself, or the survey of a cloud that is never held."""
    record = source if isinstance(source, Cloud | Mesh) else Cloud(survey)
    if not (config.render or config.html) and record is not source:
        return Labelled(record, PointLabels(answer.names, np.zeros(0, np.int32), np.zeros(0, np.float32)))
    return label_record(record, answer, config)


def _draw(shown: Labelled, kind: str, path: Path, job: Job, provenance: Provenance) -> None:
    told = shown.labels if shown.face_labels is None else shown.face_labels
    up = provenance.up
    if kind == ".png":
        from pa3d.view.picture import draw_picture, picture_bytes

        image = draw_picture(
            shown.record,
            told.labels,
            told.names,
            up=up,
            title=job.path.name,
            scores=told.scores,  # type: ignore[arg-type]
        )
        path.write_bytes(picture_bytes(image))
    else:
        from pa3d.view.page import Exhibit, page

        note = f"pa3d {provenance.version}, model {provenance.model} {provenance.model_sha256[:12]}, up {up}"
        exhibit = Exhibit(shown.record, told.labels, told.names, job.path.name, up, told.scores, note)  # type: ignore[arg-type]
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
            taken = frozenset(path.name for path, _ in pieces)
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
    las: LasFile, job: Job, answer: PatchLabels, provenance: Provenance, config: SegmentConfig
) -> tuple[tuple[Path, ...], _Tally]:
    from pa3d.io.las import label_las

    assert job.output is not None
    tally = _Tally(len(answer.names))

    def label_chunk(points: Array) -> PointLabels:
        labels = answer.at(points, config.threshold, config.scores == "all", stream=las.total > len(points))
        tally.add(labels)
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
