"""Stage 1 in small: tokens learn a teacher, from shards, whatever the teacher's width."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_shards import break_sample, tiny_shards

import pa3d
from pa3d.core.geometry import group_patches
from pa3d.core.network import PatchAlign
from pa3d.core.upright import UprightHead
from pa3d.core.word_adapter import WordAdapter
from pa3d.data.augmentation import Augmentation
from pa3d.data.batches import prepare_points
from pa3d.data.shard_stream import TaughtShards, held_out, taught_places
from pa3d.data.shards import open_shards
from pa3d.errors import CheckpointError, FileError, UsageError
from pa3d.model import Model
from pa3d.progress import Silent
from pa3d.stages.distill import distill_terms, run
from pa3d.stages.distill_config import DistillConfig, DistillPace
from pa3d.stages.optimizing import parameter_groups

from .conftest import run_pa3d


@pytest.fixture
def settings(tmp_path: Path, tiny_start: Path) -> DistillConfig:
    return DistillConfig(
        tmp_path / "run", data=str(tiny_shards(tmp_path / "shards", 9)), init=str(tiny_start), batch=4, device="cpu",
        workers=0, loop=DistillPace(max_steps=4, log_every=2),
    )  # fmt: skip


def test_one_batch_is_learned_by_heart(tiny_network: PatchAlign, tmp_path: Path) -> None:
    shards = open_shards(tiny_shards(tmp_path, 8))
    batch = TaughtShards(shards, *taught_places(shards, Silent()), 0, 256).read(range(8)).batch
    network = tiny_network.train()
    optimizer = torch.optim.AdamW(parameter_groups(network, 0.0), lr=3e-3)
    cosine = []
    for _ in range(80):
        terms = distill_terms(network, batch, None)
        optimizer.zero_grad()
        terms.losses.mean().backward()
        optimizer.step()
        total, count = terms.figures["cosine"].tolist()
        cosine.append(total / count)
    assert cosine[0] < 0.5 and cosine[-1] > 0.97


def test_targets_are_those_of_the_nearest_stored_centre(tiny_network: PatchAlign, tmp_path: Path) -> None:
    """Against a loop over samples and patches, in the frame of the file: turned shapes keep their teacher."""
    shards = open_shards(tiny_shards(tmp_path, 3))
    batch = TaughtShards(shards, *taught_places(shards, Silent()), 0, 256).read(range(3)).batch
    for how in (None, Augmentation(jitter_share=0, stretch=0)):
        terms = distill_terms(tiny_network.eval(), batch, how)
        ready = prepare_points(batch.keys, batch.points, 128, how)
        centers, _ = group_patches(ready.points, 8, 6)
        features = tiny_network.teacher_features(tiny_network.encoder(ready.points).tokens)
        for i in range(3):
            raw = batch.points[i, ready.chosen[i]]
            total = 0.0
            for g in range(8):
                place = raw[(ready.points[i] - centers[i, g]).norm(dim=-1).argmin()]
                nearest = (batch.teacher_centers[i] - place).norm(dim=-1).argmin()
                target = batch.teacher_features[i, nearest].float()
                total += 1 - torch.nn.functional.cosine_similarity(features[i, g], target, dim=0).item()
            assert terms.losses[i].item() == pytest.approx(total / 8, abs=2e-5)


def test_a_run_leaves_its_folder_and_a_model_to_align_from(settings: DistillConfig) -> None:
    result = run(dataclasses.replace(settings, held_out=2, validate_every=2), Silent())
    assert (result.steps, result.end, result.broken) == (4, "done", 0)
    files = {path.name for path in settings.out.iterdir()}
    assert files == {"config.json", "run.json", "metrics.jsonl", "last.safetensors", "best.safetensors", "state",
                     "report.html"}  # fmt: skip
    lines = [json.loads(line) for line in (settings.out / "metrics.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == [2, 2, 4, 4] and {"loss", "cosine", "rate"} <= set(lines[0])
    assert {"validation loss", "validation cosine"} <= set(lines[1])
    model = pa3d.load(result.checkpoint, device="cpu", dtype="float32")
    assert model.meta["stage"] == "distill" and model.meta["teacher"]["dimension"] == 10
    assert model.network.text_head is None and model.network.teacher_head is not None
    training = model.meta["training"]
    assert training["steps"] == 4 and training["shards"]["shapes to learn from"] == 7


@pytest.mark.parametrize("width", [3, 17])
def test_a_teacher_may_have_any_width(settings: DistillConfig, tmp_path: Path, width: int) -> None:
    other = dataclasses.replace(settings, data=str(tiny_shards(tmp_path / "other", 5, teacher=width)))
    result = run(other, Silent())
    assert pa3d.load(result.checkpoint, device="cpu").meta["teacher"]["dimension"] == width


def test_a_resumed_run_with_another_teacher_is_refused(settings: DistillConfig, tmp_path: Path) -> None:
    run(settings, Silent())
    other = str(tiny_shards(tmp_path / "other", 9, teacher=7))
    told = [(settings.out / name).read_text() for name in ("config.json", "run.json")]
    with pytest.raises(CheckpointError, match="the teacher width was 10 and is 7"):
        run(dataclasses.replace(settings, data=other, resume=True), Silent())
    assert told == [(settings.out / name).read_text() for name in ("config.json", "run.json")]
    Path(str(settings.init)).unlink()  # the run has its weights
    moved = (tmp_path / "shards").rename(tmp_path / "moved")
    longer = dataclasses.replace(settings.loop, max_steps=5)
    result = run(dataclasses.replace(settings, data=str(moved), loop=longer, resume=True), Silent())
    assert result.steps == 5  # the same shards, wherever they lie


def test_what_cannot_be_learned_from_leaves_no_folder(settings: DistillConfig, tmp_path: Path) -> None:
    for data, error, said in (
        (None, UsageError, "Nothing says what to learn from"),
        (str(tmp_path / "nowhere"), FileError, "does not exist"),
        (str(tiny_shards(tmp_path / "none", 3, teacher=None)), FileError, "no teacher features to distil from"),
    ):
        with pytest.raises(error, match=said):
            run(dataclasses.replace(settings, data=data), Silent())
    with pytest.raises(UsageError, match="--hold-out 9 leaves nothing"):
        run(dataclasses.replace(settings, held_out=9), Silent())
    with pytest.raises(UsageError, match="--data synthetic has no teacher"):
        dataclasses.replace(settings, data="synthetic")
    assert not settings.out.exists()


def test_a_broken_shape_is_skipped_and_counted(settings: DistillConfig, tmp_path: Path) -> None:
    break_sample(tmp_path / "shards", 1, 0)
    loop = dataclasses.replace(settings.loop, max_steps=None, epochs=2.0)
    result = run(dataclasses.replace(settings, loop=loop), Silent())
    assert (result.steps, result.broken) == (5, 2)  # 9 shapes twice, 4 at a time
    assert json.loads((settings.out / "run.json").read_text())["broken"] == 2


def test_shards_of_broken_shapes_end_the_command_with_one_line(settings: DistillConfig, tmp_path: Path) -> None:
    shards = tiny_shards(tmp_path / "broken", 4)
    for index in range(4):
        break_sample(shards, 0, index)
    arguments = ["--init", str(settings.init), "--batch", "4", "--workers", "1", "--device", "cpu", "-q"]
    (done,) = run_pa3d(["distill", "--data", str(shards), "--out", str(settings.out), *arguments])
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and "Error: All 4 shapes of a batch are broken. The first: " in done.stderr


def test_held_out_shapes_may_be_broken(settings: DistillConfig, tmp_path: Path) -> None:
    _, back = held_out(np.array([(i // 4, i % 4) for i in range(9)]), 5)
    for shard, index in back[:-1].tolist():
        break_sample(tmp_path / "shards", shard, index)
    run(dataclasses.replace(settings, held_out=5, batch=2, validate_every=4), Silent())
    lines = [json.loads(line) for line in (settings.out / "metrics.jsonl").read_text().splitlines()]
    assert lines[-1]["validation loss"] > 0


def test_what_new_tokens_no_longer_fit_is_dropped(
    settings: DistillConfig, tmp_path: Path, tiny_network: PatchAlign
) -> None:
    tiny_network.upright = UprightHead(tiny_network.encoder.config, 8)
    tiny_network.text_head, tiny_network.words = torch.nn.Linear(32, 12), WordAdapter(12, 5)
    tiny_network.start_score(40.0, -3.0)
    Model(tiny_network, {}).save(tmp_path / "words.safetensors")
    run(dataclasses.replace(settings, init=str(tmp_path / "words.safetensors")), Silent())
    network = pa3d.load(settings.out / "last.safetensors", device="cpu", dtype="float32").network
    assert network.upright is None and network.text_head is None and network.words is None
    assert (network.scale().item(), network.bias.item()) == (pytest.approx(1 / 0.07), 0)
    with pytest.raises(UsageError, match=r"--init hf: is not a place"):
        run(dataclasses.replace(settings, init="hf:", out=tmp_path / "other"), Silent())
