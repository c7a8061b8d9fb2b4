"""Stage 2: tokens learn the names of parts (paper section 3.3). Here on the synthetic world, streamed."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor

from pa3d.config import as_json
from pa3d.core.decoder import PointDecoder
from pa3d.core.encoder import PRESETS
from pa3d.core.losses import (
    align_loss_paper,
    align_loss_release,
    align_loss_softmax,
    patch_accuracy,
    patch_label_fractions,
)
from pa3d.core.network import PatchAlign
from pa3d.data.batches import RawBatch, name_masks, prepare_points
from pa3d.data.names import NameTable, name_table
from pa3d.data.synthetic_stream import SyntheticBatches, synthetic_loader
from pa3d.errors import UsageError
from pa3d.model import Model, load
from pa3d.progress import Progress
from pa3d.runtime import keep_freed_memory, pick_device
from pa3d.stages.align_config import AlignConfig
from pa3d.stages.calibrate import Calibration, calibrate
from pa3d.stages.train import finish_run, fit, start_run
from pa3d.synthetic.kind import Kind
from pa3d.synthetic.kinds import KINDS
from pa3d.synthetic.world import WORLD_VERSION
from pa3d.text.bank import prompt_vectors
from pa3d.text.sources import DEFAULT_ENCODER
from pa3d.version import VERSION


@dataclass(frozen=True)
class AlignResult:
    """The checkpoint written, how the run ended, and the calibration of its scores."""

    checkpoint: Path
    steps: int
    seconds: float
    end: str
    calibration: Calibration


def run(config: AlignConfig, progress: Progress) -> AlignResult:
    """Train, calibrate the scores on shapes of the world not trained on, write `last.safetensors`."""
    keep_freed_memory()
    torch.manual_seed(config.seed)
    device = pick_device(config.device)
    kinds = tuple(kind for kind in KINDS if kind.name not in config.withheld_kinds)
    _check_kinds(config)
    table = name_table(kinds, frozenset(config.withheld_names))
    progress.note(f"{len(kinds)} kinds, {len(table.prompts)} prompts")
    bank = torch.from_numpy(prompt_vectors(table.prompts)).to(device)
    network = _network(config, bank.shape[1]).to(device)
    # Only now, so that a wrong setting leaves no folder that holds a run already.
    start_run(config.out, config, _run_record(config, device))
    generator = torch.Generator(device).manual_seed(config.seed)
    checkpoint = config.out / "last.safetensors"

    def save(steps: int, kept: torch.nn.Module) -> None:
        assert isinstance(kept, PatchAlign)
        Model(kept, _meta(config, steps, kinds)).save(checkpoint, overwrite=True)

    def step(raw: RawBatch) -> dict[str, Tensor]:
        return align_step(network, table, bank, to_device(raw, device), config, generator)

    stream = SyntheticBatches(kinds, table, config.batch, config.seed)
    network.train()
    result = fit(network, synthetic_loader(stream, config.workers), step, save, config.loop, config.out, progress)
    assert isinstance(result.network, PatchAlign)
    network = result.network.eval()
    calibration = calibrate(network, bank, _fresh_batches(config, kinds, table), config.augmentation, progress)
    meta = _meta(config, result.steps, kinds)
    meta["score"] = {"scale": calibration.scale, "bias": calibration.bias}
    meta["training"]["seconds"] = round(result.seconds)
    Model(network, meta).save(checkpoint, overwrite=True)
    finish_run(config.out, result)
    return AlignResult(checkpoint, result.steps, result.seconds, result.end, calibration)


def align_step(
    network: PatchAlign,
    table: NameTable,
    bank: Tensor,
    raw: RawBatch,
    config: AlignConfig,
    generator: torch.Generator,
) -> dict[str, Tensor]:
    """Loss and accuracy of one batch's patches, and of its points where there is a decoder; the loss has a graph.

    bank (R, E): a unit row per name of the table.
    """
    points, parts = prepare_points(raw, network.encoder.config.points, config.augmentation, generator)
    patches = network.encoder(points)
    masks = name_masks(parts, raw.part_of)  # (B, L, N)
    asked = _asked(raw, bank)
    fractions = patch_label_fractions(masks, patches.indices)  # (B, G, L)
    loss, cosine = _judged(network, network.text_features(patches.tokens), fractions, asked, config)
    right, counted = patch_accuracy(cosine.detach(), fractions, asked.valid)
    values = {"loss": loss, "accuracy": right / counted.clamp(min=1), "scale": network.scale().detach()}
    if network.decoder is not None:
        queries = points[:, : config.decoded_points]  # drawn at random before, so the first are as good as any
        decoded = network.text_features(network.decoder(queries, patches.centers, patches.tokens))
        bears = masks[..., : config.decoded_points].transpose(1, 2).float()  # (B, n, L)
        point_loss, cosine = _judged(network, decoded, bears, asked, config)
        right, counted = patch_accuracy(cosine.detach(), bears, asked.valid)
        values |= {"loss": loss + point_loss, "point_accuracy": right / counted.clamp(min=1)}
    return values


class _Asked(NamedTuple):
    """The names of a batch: text (U, E) of all of them, place (B, L) of a shape's names among them, valid (B, L): not
    padding, open_names (B, U): those a shape is judged on, its own and those wrong for all its parts.
    """

    text: Tensor
    place: Tensor
    valid: Tensor
    open_names: Tensor


def _asked(raw: RawBatch, bank: Tensor) -> _Asked:
    rows, place = torch.unique(raw.asked.clamp(min=0), return_inverse=True)  # (U,), (B, L)
    valid = raw.asked >= 0
    return _Asked(bank[rows], place, valid, _open_names(raw, rows, place, valid))


def _judged(
    network: PatchAlign, features: Tensor, fractions: Tensor, asked: _Asked, config: AlignConfig
) -> tuple[Tensor, Tensor]:
    """The loss, and cosines (B, Q, L), of features (B, Q, E) of patches or points that bear names by fractions."""
    place = asked.place[:, None].expand(-1, features.shape[1], -1)  # (B, Q, L)
    every = features @ asked.text.T  # (B, Q, U)
    cosine = every.gather(2, place)
    scale = network.scale()
    if config.loss == "release":
        return align_loss_release(cosine, fractions, asked.valid, scale).mean(), cosine
    if config.loss == "paper":
        return align_loss_paper(cosine, fractions, asked.valid, scale, network.bias).mean(), cosine
    own = align_loss_softmax(cosine, fractions, asked.valid, scale).mean()
    wide = torch.zeros_like(every).scatter_add_(2, place, fractions * asked.valid[:, None])
    return own + config.batch_loss * align_loss_softmax(every, wide, asked.open_names, scale).mean(), cosine


def _open_names(raw: RawBatch, rows: Tensor, place: Tensor, valid: Tensor) -> Tensor:
    """(B, U) bool: names of the batch a shape is judged on: its own, and those wrong for all its parts."""
    others = ~raw.blocked[:, rows]  # (B, U)
    own = torch.zeros(others.shape, device=others.device).scatter_add_(1, place, valid.float()) > 0
    return others | own


def to_device(raw: RawBatch, device: torch.device) -> RawBatch:
    """Every tensor of the batch on the device."""
    return RawBatch(*(value.to(device, non_blocking=True) for value in raw))


def _fresh_batches(config: AlignConfig, kinds: tuple[Kind, ...], table: NameTable) -> Iterator[RawBatch]:
    return iter(SyntheticBatches(kinds, table, config.batch, seed=config.seed + 1_000_003))


def _network(config: AlignConfig, text_width: int) -> PatchAlign:
    if config.init is None:
        return PatchAlign(PRESETS[config.preset], text_width, None, config.decoder)
    network = load(config.init, device="cpu", dtype="float32", fold=False).network
    if network.text_head is None or network.text_head.out_features != text_width:
        network.text_head = torch.nn.Linear(network.encoder.config.width, text_width)
    if network.decoder is None and config.decoder is not None:
        network.decoder = PointDecoder(network.encoder.config.width, config.decoder)
    return network


def _check_kinds(config: AlignConfig) -> None:
    unknown = set(config.withheld_kinds) - {kind.name for kind in KINDS}
    if unknown:
        known = ", ".join(kind.name for kind in KINDS)
        raise UsageError(f"No kind is called {', '.join(sorted(unknown))}.", f"Known: {known}.", "Give known kinds.")


def _run_record(config: AlignConfig, device: torch.device) -> dict[str, Any]:
    versions = {"pa3d": VERSION, "torch": torch.__version__, "python": sys.version.split()[0], "world": WORLD_VERSION}
    started = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    return {
        "command": sys.argv,
        "seed": config.seed,
        "device": str(device),
        "threads": torch.get_num_threads(),
        "started": started,
        **versions,
    }


def _meta(config: AlignConfig, steps: int, kinds: tuple[Kind, ...]) -> dict[str, Any]:
    training = {
        "data": config.data,
        "world": WORLD_VERSION,
        "kinds": [kind.name for kind in kinds],
        "steps": steps,
        "shapes": steps * config.batch,
        "seed": config.seed,
        "loss": config.loss,
        "config": json.loads(as_json(config)),
    }
    any_heading = config.augmentation.yaw >= 180  # votes may then turn the shape
    return {"stage": "align", "any_heading": any_heading, "text": {"encoder": DEFAULT_ENCODER}, "training": training}
