"""The rows of a speed run: each a way of running, with the call that runs it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, get_args

import numpy as np
import torch

from pa3d.benchmarks.speed_config import SpeedConfig, SpeedTable
from pa3d.benchmarks.speed_report import SpeedRow
from pa3d.benchmarks.timing import Work
from pa3d.config import Assignment, Axis
from pa3d.model import BATCH, DEFAULT_VOTES, Model
from pa3d.patch_labels import PatchLabels
from pa3d.runtime import pick_dtype
from pa3d.shapes.frame import frame_of
from pa3d.shapes.records import Array

BATCH_OF_SIZES = 8  # shapes encoded at once where the size of a sample is what changes
UP: Axis = "y"


class Trial(NamedTuple):
    """A row still without its times, and the call they are taken of.

    counted: its multiply-adds are of interest. yardstick: the other rows of its table and device are compared with it.
    """

    row: SpeedRow
    work: Work
    counted: bool = True
    yardstick: bool = False


@dataclass(frozen=True)
class Subject:
    """What is timed: a model with its weights on the CPU in float32, and what it is asked.

    surface: as many points (n, 3) of a shape as the largest question has; names: L words; text: their vectors (L, E).
    """

    model: Model
    surface: Array
    names: tuple[str, ...]
    text: Array

    def on(self, device: torch.device, dtype: torch.dtype, fold: bool = True) -> Model:
        """The same weights elsewhere."""
        return Model(self.model.network, self.model.meta, device, dtype, self.model.sha256, fold)


def encode_trials(subject: Subject, config: SpeedConfig, device: torch.device) -> Iterator[Trial]:
    """Samples in the model frame, on the device, to tokens and text features: alone and in batches."""
    plain = subject.on(device, torch.float32, fold=False)
    yield _encode_trial("unfolded, 1 at once", plain, subject.surface, 1)._replace(yardstick=True)
    for dtype in (getattr(torch, name) for name in config.precisions):
        model = subject.on(device, dtype)
        for batch in config.batches:
            yield _encode_trial(f"{batch} at once", model, subject.surface, batch)
    usual = subject.on(device, pick_dtype("auto", device))
    for points in _others(config.sample, usual.config.points):
        if points >= usual.config.patches:
            name = f"{BATCH_OF_SIZES} at once, {points:,} points"
            yield _encode_trial(name, usual.resized(points=points), subject.surface, BATCH_OF_SIZES)


def whole_trials(subject: Subject, config: SpeedConfig, device: torch.device) -> Iterator[Trial]:
    """Points to labels, as `segment` does it but for files and words: one setting changed at a time."""
    model = subject.on(device, pick_dtype("auto", device))
    cloud = usual_cloud(config)
    usual = _whole_trial(f"{DEFAULT_VOTES} votes", model, subject, cloud, DEFAULT_VOTES)
    yield usual._replace(row=dataclasses.replace(usual.row, default=True), yardstick=True)
    for votes in _others(config.votes, DEFAULT_VOTES):
        name = "1 vote" if votes == 1 else f"{votes} votes"
        yield _whole_trial(name, model, subject, cloud, votes)
    for patches in _others(config.patches, model.config.patches):
        if patches <= model.config.points:
            name = f"{patches:,} patches"
            yield _whole_trial(name, model.resized(patches=patches), subject, cloud, DEFAULT_VOTES)
    for count in _others(config.clouds, cloud):
        yield _whole_trial(f"{count:,} points to label", model, subject, count, DEFAULT_VOTES)
    yield _together_trial(model, subject, cloud)


def assignment_trials(subject: Subject, config: SpeedConfig, device: torch.device) -> Iterator[Trial]:
    """Labels for points once the patches are known: by the default rule for every number of points, then by others."""
    model = subject.on(device, pick_dtype("auto", device))
    usual = _known_patches(model, subject)
    for count in dict.fromkeys(config.clouds):
        yield _assignment_trial(usual, model, subject, count, default=True)
    for rule in get_args(Assignment):
        if rule == usual.assign or (rule == "decode" and model.network.decoder is None):
            continue
        yield _assignment_trial(_known_patches(model, subject, assign=rule), model, subject, usual_cloud(config))


def usual_cloud(config: SpeedConfig) -> int:
    """Points to label where something else changes: the middle one of those asked."""
    return sorted(config.clouds)[len(config.clouds) // 2] if config.clouds else 10_000


def _encode_trial(name: str, model: Model, surface: Array, batch: int) -> Trial:
    points = model.config.points
    frame = frame_of(surface, UP)
    samples = np.stack([frame.apply(surface[rows]) for rows in _draws(surface, points, batch)])
    drawn = torch.from_numpy(samples).to(model.device)  # (B, N, 3)
    network = model.inference

    @torch.no_grad()
    def call() -> object:
        tokens = network.encoder(drawn).tokens
        return tokens if network.text_head is None else network.text_features(tokens)

    return Trial(_row("encode", name, model, batch=batch), Work(call, model.device))


def _whole_trial(name: str, model: Model, subject: Subject, count: int, votes: int) -> Trial:
    cloud = subject.surface[:count]

    def call() -> object:
        return model.segment(cloud, subject.names, up=UP, votes=votes, text=subject.text)

    row = _row("whole", name, model, votes=votes, cloud=count, names=len(subject.names))
    return Trial(row, Work(call, model.device))


def _together_trial(model: Model, subject: Subject, count: int) -> Trial:
    """Several shapes in one question, as `segment` asks for the files of a folder."""
    clouds = [subject.surface[rows] for rows in _draws(subject.surface, count, BATCH)]

    def call() -> object:
        answers = model.patch_labels(clouds, [UP] * BATCH, subject.names, subject.text)
        return [answer.at(cloud) for answer, cloud in zip(answers, clouds, strict=True)]

    row = _row("whole", f"{BATCH} shapes together", model, batch=BATCH, votes=DEFAULT_VOTES, cloud=count)
    return Trial(dataclasses.replace(row, names=len(subject.names)), Work(call, model.device))


def _assignment_trial(known: PatchLabels, model: Model, subject: Subject, count: int, default: bool = False) -> Trial:
    cloud = subject.surface[:count]

    def call() -> object:
        return dataclasses.replace(known).at(cloud)  # a fresh one: it would remember the cells of a large question

    row = _row("assignment", f"{known.assign}, {count:,} points", model, votes=len(known.centers), cloud=count)
    row = dataclasses.replace(row, names=len(subject.names), default=default)
    return Trial(row, Work(call, model.device), counted=known.assign == "decode")


def _known_patches(model: Model, subject: Subject, **rule: Any) -> PatchLabels:
    survey = subject.surface[: 4 * model.config.points]
    (known,) = model.patch_labels([survey], [UP], subject.names, subject.text, **rule)
    return known


def _row(table: SpeedTable, name: str, model: Model, batch: int = 1, **sizes: Any) -> SpeedRow:
    """A row without times."""
    return SpeedRow(
        table=table,
        name=name,
        device=str(model.device),
        dtype=str(model.dtype).removeprefix("torch."),
        batch=batch,
        runs=0,
        seconds=0.0,
        low=0.0,
        high=0.0,
        points=model.config.points,
        patches=model.config.patches,
        **sizes,
    )


def _draws(surface: Array, count: int, times: int) -> Iterator[Array]:
    generator = np.random.default_rng(0)
    return (generator.choice(len(surface), count, replace=len(surface) < count) for _ in range(times))


def _others(values: tuple[int, ...], usual: int) -> list[int]:
    return [value for value in dict.fromkeys(values) if value != usual]
