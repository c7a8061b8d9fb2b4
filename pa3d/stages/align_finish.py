"""What follows when the training of `align` is over: scores that mean something, a sense of up, a full record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from typing import Any, NamedTuple

from torch import Tensor

from pa3d.config import as_json
from pa3d.core.network import PatchAlign
from pa3d.data.augmentation import Augmentation
from pa3d.data.read_ahead import Cut, read_ahead
from pa3d.io.checkpoint import BEST, LAST
from pa3d.loading import load
from pa3d.model import Model
from pa3d.progress import Progress
from pa3d.stages.align_config import AlignConfig
from pa3d.stages.align_data import AlignData
from pa3d.stages.calibrate import BATCHES, Calibration, calibrate
from pa3d.stages.distributed import Team
from pa3d.stages.stage import LoopResult
from pa3d.stages.upright import learn_upright
from pa3d.text.bank import bundled_vectors
from pa3d.text.lean import Meanings, joined, kept_meanings, words_of

_LOOKED_AT = 8  # shapes at a time, each six ways round
_HASTY = (5, 16)  # batches, and shapes in one, to calibrate on when who interrupts does not want to wait


class Finished(NamedTuple):
    """Of the last checkpoint: its calibration, and how often its best guess at the up axis is right, where it learned
    that now.
    """

    calibration: Calibration | None
    upright: float | None


def finish(
    config: AlignConfig,
    data: AlignData,
    text: Mapping[str, Any],
    bank: Tensor,
    result: LoopResult,
    team: Team,
    progress: Progress,
) -> Finished:
    """Calibrate the best checkpoint and the last one and write both anew; once more with the sense of up they learn.

    For the first process of a team. An interrupted run is calibrated on fewer shapes, and learns no sense of up.
    """
    assert isinstance(result.network, PatchAlign)
    models = {LAST: Model(result.network, meta_of(config, data, text, result.steps))}
    if (config.out / BEST).is_file():
        best = load(config.out / BEST, device=str(team.device), dtype="float32", fold=False)
        # An up head it has is of an earlier sitting, and of the same weights.
        meta = meta_of(config, data, text, best.meta["training"]["steps"]) | {"upright": best.meta.get("upright")}
        models = {BEST: Model(best.network, meta), **models}
    count, size = (BATCHES, config.batch) if result.end == "done" else (_HASTY[0], min(_HASTY[1], config.batch))
    for name, model in models.items():
        network = model.network.to(team.device).eval()
        learned = (network.scale().item(), network.bias.item()) if config.loss == "paper" else None
        with closing(read_ahead(data.fresh, Cut(size), config.workers)) as batches:
            found = calibrate(network, bank, batches, config.augmentation, progress, learned, count)
        model.meta["score"] = {"scale": found.scale, "bias": found.bias}
        model.meta["training"]["seconds"] = round(result.seconds)
        if result.end != "done" and learned is None:
            model.meta["training"]["calibrated"] = "hastily"
        model.save(config.out / name, overwrite=True)
    accuracy = None
    if result.end == "done":
        for name, model in models.items():
            accuracy = _sense_of_up(config, data, model, name, progress)
    return Finished(found, accuracy)


def _sense_of_up(config: AlignConfig, data: AlignData, model: Model, name: str, progress: Progress) -> float | None:
    """Teach a model which way is up, where that is asked for and not done, and write it; returns its accuracy."""
    if config.upright is None or data.standing is None:
        return None
    known = model.meta.get("upright") or {}
    if known.get("shapes") == config.upright:
        return float(known["accuracy"])
    batches = read_ahead(data.standing, Cut(_LOOKED_AT))
    lying = None if data.lying is None else read_ahead(data.lying, Cut(_LOOKED_AT))
    # However the tokens were learned, shapes of the world stand at every heading and lean a little.
    found = learn_upright(model.network.encoder, batches, config.upright, Augmentation(), config.seed, progress, lying)
    progress.note(f"{name}: which way is up, right for {found.accuracy:.1%} of the shapes kept aside")
    model.network.upright = found.head
    model.meta["upright"] = {"accuracy": round(found.accuracy, 4), "shapes": found.shapes}
    model.save(config.out / name, overwrite=True)
    return found.accuracy


def headings(config: AlignConfig) -> dict[str, Any]:
    """Whether votes may turn the shape."""
    return {"any_heading": config.augmentation is not None and config.augmentation.yaw >= 180}


def learned_words(encoder: str, meanings: Meanings, before: Meanings) -> dict[str, Any]:
    """What a checkpoint says of its words: their encoder, and what those mean that others may lean on. before: what the
    model had heard when the run began.
    """
    both = joined(before, meanings)
    bundled = bundled_vectors(words_of(both), encoder)  # nobody leans on others
    return {"encoder": encoder, "meanings": kept_meanings(both, bundled)}


def meta_of(config: AlignConfig, data: AlignData, text: Mapping[str, Any], steps: int) -> dict[str, Any]:
    """What a checkpoint says of how it came to be. text: as `learned_words` says it."""
    training = {
        "data": config.data,
        **data.told,
        "steps": steps,
        "shapes": steps * config.batch,
        "seed": config.seed,
        "loss": config.loss,
        "config": json.loads(as_json(config)),
    }
    return {"stage": "align", **headings(config), "text": dict(text), "training": training}
