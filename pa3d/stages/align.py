"""Stage 2: tokens learn the names of parts (paper section 3.3), from the streamed world or from shards."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from pa3d.config import read_config
from pa3d.core.decoder import PointDecoder
from pa3d.core.encoder import PRESETS
from pa3d.core.network import PatchAlign
from pa3d.core.word_adapter import WordAdapter
from pa3d.data.batches import Loaded, RawBatch, pieces_of
from pa3d.data.read_ahead import Cut, read_ahead
from pa3d.errors import UsageError
from pa3d.io.checkpoint import LAST
from pa3d.model import Model
from pa3d.progress import Progress, Silent
from pa3d.runtime import keep_freed_memory
from pa3d.stages.align_config import AlignConfig, Train
from pa3d.stages.align_data import AlignData, open_data
from pa3d.stages.align_finish import Finished, finish, headings, learned_words, meta_of
from pa3d.stages.align_step import align_terms, names_of
from pa3d.stages.calibrate import Calibration
from pa3d.stages.distributed import Team, check_shares, join_team, sync_batch_norms
from pa3d.stages.freezing import TrainedEncoder, choose_trained
from pa3d.stages.loop_config import steps_of
from pa3d.stages.optimizing import training_dtype
from pa3d.stages.run_folder import CONFIG, check_folder, note_end, run_folder
from pa3d.stages.stage import Stage, Terms
from pa3d.stages.starting import begun_meanings, begun_network, initial_model, sizes_of
from pa3d.stages.train import fit
from pa3d.stages.validate import Validation, Validator, prepare_validation
from pa3d.text.bank import prompt_vectors
from pa3d.text.lean import Meanings
from pa3d.text.sources import DEFAULT_ENCODER, canonical_id
from pa3d.text.templates import Prompt

USUAL_STEPS = 3000  # where nothing says when to end
PAPER_START = (1 / 0.1, -10.0)  # scale and bias (method, section 3): at first every name is wrong


@dataclass(frozen=True)
class AlignResult:
    """The checkpoint written, how the run ended, the calibration of its scores (which the first process makes), the
    shapes left out as broken; upright: how often it knows which way is up, where it learned that.
    """

    checkpoint: Path
    steps: int
    seconds: float
    end: str
    calibration: Calibration | None
    broken: int = 0
    upright: float | None = None


class _Start(NamedTuple):
    """A network to train, which of it, and the text encoder it learns the words of. loss: the one that its scale and
    bias were learned with; None: they are fresh. meanings: that it has heard before.
    """

    network: PatchAlign
    train: Train
    encoder: str
    loss: str | None = None
    meanings: Meanings = MappingProxyType({})


def run(config: AlignConfig, progress: Progress) -> AlignResult:
    """Train, calibrate the scores on draws not trained on, write `last.safetensors` (and `best.safetensors`)."""
    keep_freed_memory()
    with join_team(config.device) as team:
        return _run(config, team, progress if team.first else Silent())


def _run(config: AlignConfig, team: Team, progress: Progress) -> AlignResult:
    torch.manual_seed(config.seed)  # of weights that are drawn; nothing else asks for this state
    check_shares(team, config.batch)
    check_folder(config.out, team, config.resume)
    start = _begun(config) or _start(config)
    _check_widths(start.network, config)
    config = dataclasses.replace(config, train=start.train, text=start.encoder)  # as they will be written down
    data = open_data(config, start.encoder, start.network.encoder.config.points, team, progress)
    text = learned_words(start.encoder, data.meanings, start.meanings)
    bank = _bank(data.prompts, start.encoder, team)
    network = _fitted(start, bank.shape[1], config).to(team.device)
    _choose(network, start.train, config)
    if team.size > 1 and network.encoder.embed.lift_norm.training:
        sync_batch_norms(network)
    steps = steps_of(config.loop, config.batch, data.shapes, USUAL_STEPS)
    validator = None
    if team.first:
        withheld = config.withheld_kinds
        validator = prepare_validation(config.validation, start.encoder, withheld, progress, text["meanings"])
    stage = Stage(
        network=network,
        batches=partial(_batches, data, config, team),
        step=partial(_step, network, TrainedEncoder(network.encoder), bank, config, team),
        save=partial(_save, config, data, text),
        size=config.batch,
        steps=steps,
        identity={**data.identity, "text encoder": start.encoder, "text width": bank.shape[1]},
        shapes=data.shapes,
        sizes=sizes_of(network, start.meanings),
        validate=None if config.validation.source is None else partial(_validate, validator, config, progress),
        validate_every=config.validation.every,
    )
    # Only now, so that a wrong setting leaves no folder that holds a run already.
    with run_folder(config.out, config, "align", team, config.resume, stage.identity, progress):
        progress.note(f"training {start.train} of the encoder, {steps or 'unlimited'} steps of {config.batch} shapes")
        result = fit(stage, config.loop, config.out, progress, team, config.resume)
        finished = Finished(None, None)
        if team.first:
            if result.end == "interrupted":  # what follows may be cut short
                note_end(config.out, result)
            finished = finish(config, data, text, bank, result, team, progress)
            if result.end == "done":
                note_end(config.out, result)
                _report(config.out, progress, validator)
        team.wait()
    ended = (config.out / LAST, result.steps, result.seconds, result.end)
    return AlignResult(*ended, finished.calibration, result.broken, finished.upright)


def _begun(config: AlignConfig) -> _Start | None:
    """The network of a run that is taken up; its weights come with the state."""
    network = begun_network(config.out) if config.resume else None
    if network is None:
        return None
    known = read_config(config.out / CONFIG)  # resolved when it was begun
    train, encoder = config.train or known["train"], config.text or known["text"]
    return _Start(network, train, canonical_id(encoder), config.loss, begun_meanings(config.out))


def _start(config: AlignConfig) -> _Start:
    if config.init is None:
        network = PatchAlign(PRESETS[config.preset], None, None, config.decoder)
        return _Start(network, config.train or "all", canonical_id(config.text or DEFAULT_ENCODER))
    model = initial_model(config.init)
    network, text = model.network.float(), model.meta.get("text") or {}
    known, meanings = text.get("encoder"), text.get("meanings") or {}
    network.teacher_head = None  # stage 1's work is done
    network.upright = None  # it was learned on tokens this run changes
    encoder = canonical_id(config.text or known or DEFAULT_ENCODER)
    first_time = network.text_head is None
    if known is None or encoder != canonical_id(known):
        network.text_head = network.words = None
        meanings = {}
    train: Train = config.train or ("last-block" if first_time else "all")
    return _Start(network, train, encoder, (model.meta.get("training") or {}).get("loss", "release"), meanings)


def _check_widths(network: PatchAlign, config: AlignConfig) -> None:
    """Raise UsageError for another width than that of a part the network has already, which would be kept."""
    widths = network.widths()
    for flag, asked, known in (
        ("--decoder", config.decoder, widths["decoder"]),
        ("--word-adapter", config.word_adapter, widths["words"]),
    ):
        if asked is not None and known is not None and asked != known:
            what, found = f"{flag} {asked} is too late.", f"What is trained further has one of width {known}."
            raise UsageError(what, found, f"Give {flag} {known}, or leave it out.")


def _fitted(start: _Start, text_width: int, config: AlignConfig) -> PatchAlign:
    network, width, learned_with = start.network, start.network.encoder.config.width, start.loss
    if network.text_head is None or network.text_head.out_features != text_width:
        network.text_head, learned_with = nn.Linear(width, text_width), None
        network.words = None
    if learned_with != config.loss:
        network.start_score(*(PAPER_START if config.loss == "paper" else ()))
    if network.decoder is None and config.decoder is not None:
        network.decoder = PointDecoder(width, config.decoder)
    if network.words is None and config.word_adapter is not None:
        network.words = WordAdapter(text_width, config.word_adapter)
    return network


def _choose(network: PatchAlign, train: Train, config: AlignConfig) -> None:
    bias = network.bias if config.loss == "paper" else None
    choose_trained(network, train, [network.text_head, network.decoder, network.words, network.log_scale, bias])


def _bank(prompts: tuple[Prompt, ...], encoder: str, team: Team) -> Tensor:
    """Unit vectors (R, E) of all prompts, encoded once for the whole team."""
    width = torch.zeros(1, dtype=torch.long, device=team.device)
    rows = None
    if team.first:
        rows = torch.from_numpy(prompt_vectors(prompts, encoder_id=encoder, device=str(team.device))).to(team.device)
        width += rows.shape[1]
    team.hand_out(width)
    return team.hand_out(rows if rows is not None else torch.empty(len(prompts), int(width), device=team.device))


def _batches(data: AlignData, config: AlignConfig, team: Team, first: int) -> Iterator[Loaded[RawBatch]]:
    cut = Cut(config.batch, first, team.rank, team.size)
    return read_ahead(data.source, cut, config.workers, team.device.type == "cuda")


def _step(
    network: PatchAlign,
    encode: TrainedEncoder,
    bank: Tensor,
    config: AlignConfig,
    team: Team,
    batch: RawBatch,
    pieces: int,
) -> Iterator[Terms]:
    everybody = team if config.loss == "softmax" and config.batch_loss else None
    names = names_of(batch, bank, config.text_noise, everybody)
    dtype = training_dtype(config.loop.precision, team.device)
    for piece in pieces_of(batch, pieces):
        yield align_terms(network, bank, piece, config, names=names, encode=encode, dtype=dtype)


def _validate(validator: Validator | None, config: AlignConfig, progress: Progress, network: nn.Module) -> Validation:
    assert isinstance(network, PatchAlign) and validator is not None  # the first process has one, and it alone asks
    still = dataclasses.replace(config, augmentation=None, text_noise=0.0)

    def step(asked: PatchAlign, batch: RawBatch, bank: Tensor) -> Mapping[str, Tensor]:
        return align_terms(asked, bank, batch, still).with_loss()

    return validator(network, progress, headings(config), step)


def _save(
    config: AlignConfig, data: AlignData, text: Mapping[str, Any], path: Path, network: nn.Module, steps: int
) -> None:
    assert isinstance(network, PatchAlign)
    meta = meta_of(config, data, text, steps)
    if config.loss != "paper":  # whose scale and bias are learned; others' scores are right only when the run has ended
        meta["training"]["calibrated"] = False
    Model(network, meta).save(path, overwrite=True)


def _report(folder: Path, progress: Progress, validator: Validator | None) -> None:
    from pa3d.stages.run_report import write_report

    write_report(folder, progress, validator)
