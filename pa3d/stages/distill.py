"""Stage 1: tokens learn what a 2D teacher sees of their patches (paper section 3.2)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from pa3d.config import as_json
from pa3d.core.encoder import PRESETS
from pa3d.core.losses import distill_loss
from pa3d.core.network import PatchAlign
from pa3d.data.augmentation import Augmentation
from pa3d.data.batches import Loaded, TaughtBatch, drop_path_draws, pieces_of, prepare_points, to_device
from pa3d.data.read_ahead import Cut, read_ahead
from pa3d.data.shard_stream import TaughtShards, held_out, raw_points, taught_places
from pa3d.errors import UsageError
from pa3d.io.checkpoint import LAST
from pa3d.model import Model
from pa3d.progress import Progress, Silent
from pa3d.runtime import keep_freed_memory
from pa3d.stages.align_data import open_place, shards_identity
from pa3d.stages.distill_config import DistillConfig
from pa3d.stages.distributed import Team, check_shares, join_team, sync_batch_norms
from pa3d.stages.freezing import choose_trained
from pa3d.stages.loop_config import steps_of
from pa3d.stages.optimizing import mixed, training_dtype
from pa3d.stages.run_folder import check_folder, note_end, run_folder
from pa3d.stages.stage import Stage, Terms
from pa3d.stages.starting import begun_network, initial_model, sizes_of
from pa3d.stages.train import fit
from pa3d.stages.validate import Validation, validate_step

USUAL_EPOCHS = 100  # the paper's


@dataclass(frozen=True)
class DistillResult:
    """The checkpoint written, how the run ended, and the shapes left out as broken."""

    checkpoint: Path
    steps: int
    seconds: float
    end: str
    broken: int = 0


class _Data(NamedTuple):
    """source: samples to learn from; kept_back: those to validate on, None without. teacher: what made the features."""

    source: TaughtShards
    kept_back: TaughtShards | None
    width: int
    teacher: Mapping[str, Any]
    identity: dict[str, Any]


def run(config: DistillConfig, progress: Progress) -> DistillResult:
    """Train on shards with teacher features and write `last.safetensors` (and `best.safetensors`)."""
    keep_freed_memory()
    with join_team(config.device) as team:
        return _run(config, team, progress if team.first else Silent())


def _run(config: DistillConfig, team: Team, progress: Progress) -> DistillResult:
    torch.manual_seed(config.seed)  # of weights that are drawn; nothing else asks for this state
    check_shares(team, config.batch)
    check_folder(config.out, team, config.resume)
    network = (begun_network(config.out) if config.resume else None) or _start(config)
    data = _open(config, network.encoder.config.points, team, progress)
    if network.teacher_head is None or network.teacher_head.out_features != data.width:
        network.teacher_head = nn.Linear(network.encoder.config.width, data.width)
    network = network.to(team.device)
    choose_trained(network, "all", [network.teacher_head])
    if team.size > 1:
        count = sync_batch_norms(network)
        progress.note(f"{count} BatchNorms take their statistics over the shapes of all {team.size} processes together")
    shapes = data.source.order.count
    steps = steps_of(config.loop, config.batch, shapes, -(-USUAL_EPOCHS * shapes // config.batch))
    stage = Stage(
        network=network,
        batches=partial(_batches, data.source, config, team),
        step=partial(_step, network, config, team),
        save=partial(_save, config, data),
        size=config.batch,
        steps=steps,
        identity=data.identity,
        shapes=shapes,
        sizes=sizes_of(network),
        validate=None if data.kept_back is None else partial(_validate, data.kept_back, config, team),
        validate_every=config.validate_every,
    )
    with run_folder(config.out, config, "distill", team, config.resume, stage.identity, progress):
        teacher = data.teacher.get("name", "a teacher")
        progress.note(f"{shapes} shapes, features of {teacher}, width {data.width}; {steps or 'unlimited'} steps")
        result = fit(stage, config.loop, config.out, progress, team, config.resume)
        if team.first:
            note_end(config.out, result)
            if result.end == "done":  # who interrupts does not want to wait
                _report(config.out, progress)
        team.wait()
    return DistillResult(config.out / LAST, result.steps, result.seconds, result.end, result.broken)


def _start(config: DistillConfig) -> PatchAlign:
    if config.init is None:
        return PatchAlign(PRESETS[config.preset], None, None)
    network = initial_model(config.init).network.float()
    network.text_head = network.decoder = network.upright = network.words = None  # they are of tokens that now change
    network.start_score()  # as is what was learned with them
    return network


def _open(config: DistillConfig, points: int, team: Team, progress: Progress) -> _Data:
    if config.data is None:
        raise UsageError("Nothing says what to learn from.", "--data has no default.", "Give --data SHARDS.")
    shards = open_place(config.data, team, progress)
    places, width = taught_places(shards, progress)
    if config.held_out >= len(places):
        found = f"The shards have {len(places)} shapes with features."
        raise UsageError(f"--hold-out {config.held_out} leaves nothing to learn from.", found, "Hold fewer out.")
    places, back = held_out(places, config.held_out)
    source = TaughtShards(shards, places, width, config.seed, raw_points(points))
    kept_back = TaughtShards(shards, back, width, 0, raw_points(points)) if len(back) else None
    engine = shards.manifest.get("engine")
    teacher = engine.get("teacher") if isinstance(engine, dict) else None
    identity = {"teacher width": width, **shards_identity(shards), "shapes to learn from": len(places)}
    return _Data(source, kept_back, width, teacher if isinstance(teacher, dict) else {}, identity)


def distill_terms(
    network: PatchAlign, batch: TaughtBatch, how: Augmentation | None, dtype: torch.dtype = torch.float32
) -> Terms:
    """Losses of the shapes, and the cosine of their tokens with the teacher: each patch is taught by the stored centre
    nearest to its own. dtype: of the products in the network.
    """
    sizes = network.encoder.config
    ready = prepare_points(batch.keys, batch.points, sizes.points, how)
    with mixed(batch.points.device, dtype):
        patches = network.encoder(ready.points, drop_path_draws(batch.keys, sizes.depth))
        features = network.teacher_features(patches.tokens)  # (B, G, E)
    losses = distill_loss(features, patches.centers, ready.carry(batch.teacher_centers), batch.teacher_features)
    counted = torch.tensor(float(len(losses)), device=losses.device)
    return Terms(losses, {"cosine": torch.stack([(1 - losses.detach()).sum(), counted])})


def _batches(source: TaughtShards, config: DistillConfig, team: Team, first: int) -> Iterator[Loaded[TaughtBatch]]:
    cut = Cut(config.batch, first, team.rank, team.size)
    return read_ahead(source, cut, config.workers, team.device.type == "cuda")


def _step(network: PatchAlign, config: DistillConfig, team: Team, batch: TaughtBatch, pieces: int) -> Iterator[Terms]:
    dtype = training_dtype(config.loop.precision, team.device)
    for piece in pieces_of(batch, pieces):
        yield distill_terms(network, piece, config.augmentation, dtype)


def _validate(source: TaughtShards, config: DistillConfig, team: Team, network: nn.Module) -> Validation:
    """Loss and cosine over the shapes that are held out, without augmentation."""
    assert isinstance(network, PatchAlign)
    count = source.order.count
    numbers = [range(start, min(start + config.batch, count)) for start in range(0, count, config.batch)]
    read = (source.read(each) for each in numbers)
    batches = (to_device(loaded.batch, team.device) for loaded in read if loaded.ids)

    def step(batch: TaughtBatch) -> Mapping[str, Tensor]:
        return distill_terms(network, batch, None).with_loss()

    return validate_step(network, step, batches)


def _save(config: DistillConfig, data: _Data, path: Path, network: nn.Module, steps: int) -> None:
    assert isinstance(network, PatchAlign)
    training = {
        "data": config.data,
        "shards": data.identity,
        "steps": steps,
        "shapes": steps * config.batch,
        "seed": config.seed,
        "config": json.loads(as_json(config)),
    }
    meta: dict[str, Any] = {"stage": "distill", "teacher": dict(data.teacher), "training": training}
    meta["any_heading"] = config.augmentation is not None and config.augmentation.yaw >= 180
    Model(network, meta).save(path, overwrite=True)


def _report(folder: Path, progress: Progress) -> None:
    from pa3d.stages.run_report import write_report

    write_report(folder, progress)
