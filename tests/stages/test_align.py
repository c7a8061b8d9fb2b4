"""Stage 2 in small: it learns a batch by heart, judges names fairly, and a run leaves what it promises."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

import pa3d
from pa3d.core.network import PatchAlign
from pa3d.data.augmentation import AUGMENTATIONS, Augmentation, AugmentationName
from pa3d.data.batches import RawBatch, pieces_of
from pa3d.data.named import Named, stack_named
from pa3d.data.names import NameTable, name_table
from pa3d.data.synthetic_stream import SyntheticSource
from pa3d.errors import FileError, UsageError, WordError
from pa3d.model import Model
from pa3d.progress import Silent
from pa3d.stages.align import AlignResult, run
from pa3d.stages.align_config import AlignConfig, Loss
from pa3d.stages.align_data import open_data
from pa3d.stages.align_step import align_terms, names_of, noisy
from pa3d.stages.distributed import Team
from pa3d.stages.loop_config import LoopConfig
from pa3d.stages.optimizing import parameter_groups
from pa3d.stages.validate_config import ValidationConfig
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.kinds import KINDS
from pa3d.synthetic.pieces import box, ellipsoid

STILL = Augmentation(yaw=0, tilt=0, stretch=0, jitter_share=0, crop_share=0, density_share=0, mirror_share=0)


def dumbbell(generator: np.random.Generator) -> Assembly:
    shape = Assembly()
    shape.add("weight", ellipsoid((1, 1, 1)))
    shape.add("bar", box((1, 4 + generator.random(), 1), (0, 4, 0)))
    return shape


def flag(generator: np.random.Generator) -> Assembly:
    shape = Assembly()
    shape.add("pole", box((0.3, 8, 0.3)))
    shape.add("cloth", box((3 + generator.random(), 3, 0.1), (2, 2, 0)))
    return shape


TOYS = (
    Kind("dumbbell", dumbbell, {"weight": ("ball",), "bar": ("rod",)}),
    Kind("flag", flag, {"pole": ("rod",), "cloth": ()}),
)


@pytest.fixture(scope="module")
def table() -> NameTable:
    return name_table(TOYS)


@pytest.fixture(scope="module")
def bank(table: NameTable) -> Tensor:
    vectors = torch.randn(len(table.prompts), 12, generator=torch.Generator().manual_seed(0))
    return torch.nn.functional.normalize(vectors, dim=-1)


def config(loss: Loss = "softmax", batch_loss: float = 0.3) -> AlignConfig:
    return AlignConfig(Path("unused"), loss=loss, batch_loss=batch_loss, augmentation=STILL)


@pytest.mark.parametrize("loss", ["softmax", "release", "paper"])
def test_one_batch_is_learned_by_heart(tiny_network: PatchAlign, table: NameTable, bank: Tensor, loss: Loss) -> None:
    batch = SyntheticSource(TOYS, table, seed=0).read(range(8)).batch
    tiny_network.train()
    optimizer = torch.optim.AdamW(parameter_groups(tiny_network, 0.0), lr=3e-3)
    accuracy = []
    for _ in range(60):
        terms = align_terms(tiny_network, bank, batch, config(loss))  # the same points every time
        optimizer.zero_grad()
        terms.losses.mean().backward()
        optimizer.step()
        right, counted = terms.figures["accuracy"].tolist()
        accuracy.append(right / counted)
    assert accuracy[-1] > 0.95 and min(accuracy[:3]) < 0.9
    assert tiny_network.log_scale.grad is not None and tiny_network.log_scale.grad != 0
    assert (tiny_network.bias.grad is not None) == (loss == "paper")


def pair(right: list[list[bool]]) -> RawBatch:
    """Two shapes of one part each; shape i asks row i of a table of two names."""
    points = np.random.default_rng(1).normal(size=(2, 500, 3)).astype(np.float32)
    whole = np.ones((1, 500), dtype=bool)
    shapes = [Named(points[i], whole, [i], [row for row in range(2) if right[i][row]]) for i in range(2)]
    return stack_named(np.arange(2), shapes)


def test_names_that_would_be_right_are_no_negatives(tiny_network: PatchAlign, table: NameTable, bank: Tensor) -> None:
    def loss(right: list[list[bool]], weight: float = 0.3) -> float:
        return align_terms(tiny_network, bank, pair(right), config(batch_loss=weight)).losses.mean().item()

    assert loss([[True, True], [True, True]]) == pytest.approx(0, abs=1e-6)  # alone with its name, each is right
    first, second = loss([[True, False], [True, True]]), loss([[True, True], [False, True]])
    assert first > 1e-4 and second > 1e-4
    assert loss([[True, False], [False, True]]) == pytest.approx(first + second, rel=1e-4)
    assert loss([[True, False], [False, True]], weight=0.0) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("how", "noise"), [("strong", 0.0), ("wild", 0.4)])
def test_what_is_drawn_for_a_shape_is_its_own(
    tiny_network: PatchAlign, table: NameTable, bank: Tensor, how: AugmentationName, noise: float
) -> None:
    batch = SyntheticSource(TOYS, table, seed=0).read(range(4)).batch
    settings = dataclasses.replace(config(), augmentation=AUGMENTATIONS[how], text_noise=noise)
    names = names_of(batch, bank, noise)
    whole = align_terms(tiny_network, bank, batch, settings, names=names)
    pieces = [align_terms(tiny_network, bank, piece, settings, names=names) for piece in pieces_of(batch, 3)]
    assert torch.allclose(torch.cat([piece.losses for piece in pieces]), whole.losses, atol=1e-5)
    assert sum(piece.figures["accuracy"] for piece in pieces).tolist() == whole.figures["accuracy"].tolist()
    others = align_terms(tiny_network, bank, batch._replace(keys=batch.keys + 1), settings)
    assert not torch.allclose(others.losses, whole.losses)


def test_noise_on_names_is_as_large_as_asked_and_new_for_each_shape_and_step() -> None:
    text = torch.nn.functional.normalize(torch.randn(60, 384, generator=torch.Generator().manual_seed(1)), dim=-1)
    keys = torch.arange(60)
    near, far = noisy(text, keys, 0.3), noisy(text, keys, 1.0)
    for drawn, noise in ((near, 0.3), (far, 1.0)):
        assert torch.allclose(drawn.norm(dim=-1), torch.ones(60), atol=1e-5)
        cosine = (drawn * text).sum(-1)
        assert cosine.mean().item() == pytest.approx((1 + noise**2) ** -0.5, abs=0.01)
    assert noisy(text, keys, 0.0) is text and torch.equal(noisy(text[7:9], keys[7:9], 0.3), near[7:9])
    assert not torch.allclose(noisy(text, keys + 60, 0.3), near, atol=0.01)


def test_names_are_noisy_where_it_is_asked(tiny_network: PatchAlign, table: NameTable, bank: Tensor) -> None:
    batch = SyntheticSource(TOYS, table, seed=0).read(range(4)).batch
    later = batch._replace(keys=batch.keys + 9)
    assert torch.equal(names_of(batch, bank).text, bank[names_of(batch, bank).rows])
    assert not torch.allclose(names_of(batch, bank, 0.4).text, names_of(later, bank, 0.4).text, atol=0.01)
    for weight in (0.0, 0.3):  # without the softmax over the batch too
        losses = [
            align_terms(tiny_network.eval(), bank, batch, dataclasses.replace(config(batch_loss=weight), text_noise=x))
            for x in (0.0, 0.4)
        ]
        assert not torch.allclose(losses[0].losses, losses[1].losses, atol=1e-3)


# Whole runs, on two kinds of the real world and from a tiny model.


@pytest.fixture
def settings(tiny_network: PatchAlign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AlignConfig:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    Model(tiny_network, {}).save(tmp_path / "tiny.safetensors")
    others = tuple(kind.name for kind in KINDS if kind.name not in ("mug", "table"))
    return AlignConfig(
        tmp_path / "run", init=str(tmp_path / "tiny.safetensors"), batch=2, withheld_kinds=others, device="cpu",
        workers=0, seed=3, loop=LoopConfig(max_steps=3, warmup_steps=1, log_every=1),
    )  # fmt: skip


def started(settings: AlignConfig, progress: Silent | None = None) -> AlignResult:
    try:
        return run(settings, progress or Silent())
    except WordError as error:
        pytest.skip(f"no text vectors here: {error}")


def test_a_run_leaves_its_folder_and_a_model_that_stands_alone(settings: AlignConfig) -> None:
    result = started(settings)
    assert (result.steps, result.end) == (3, "done") and result.checkpoint == settings.out / "last.safetensors"
    files = {path.name for path in settings.out.iterdir()}
    assert files == {"config.json", "run.json", "metrics.jsonl", "last.safetensors", "state", "report.html"}
    written = json.loads((settings.out / "config.json").read_text())
    assert written["batch"] == 2 and written["loop"]["max_steps"] == 3
    record = json.loads((settings.out / "run.json").read_text())
    assert (record["device"], record["seed"]) == ("cpu", 3)
    assert (record["end"], record["steps"]) == ("done", 3) and record["started"] <= record["ended"]
    lines = (settings.out / "metrics.jsonl").read_text().splitlines()
    assert [json.loads(line)["step"] for line in lines] == [1, 2, 3]

    model = pa3d.load(result.checkpoint, device="cpu", dtype="float32")
    assert model.score == (result.calibration.scale, result.calibration.bias)
    assert 0 <= result.calibration.error < 0.5 and result.calibration.pairs > 1000
    training = model.meta["training"]
    assert "calibrated" not in training  # nothing stands against its scores
    assert sorted(training["kinds"]) == ["mug", "table"] and (training["steps"], training["shapes"]) == (3, 6)
    labels = model.segment(np.random.default_rng(0).normal(size=(200, 3)), ["handle", "cup"])
    assert set(labels.labels) <= {0, 1}
    with pytest.raises(FileError, match="holds a run already"):
        run(settings, Silent())


def test_the_same_run_twice_gives_the_same_weights(settings: AlignConfig) -> None:
    first = started(settings)
    second = started(dataclasses.replace(settings, out=settings.out.with_name("again")))
    other = started(dataclasses.replace(settings, out=settings.out.with_name("other"), seed=4))
    weights = [pa3d.load(r.checkpoint, device="cpu").network.state_dict() for r in (first, second, other)]
    assert all(torch.equal(value, weights[1][name]) for name, value in weights[0].items())
    assert not torch.equal(weights[0]["encoder.cls_token"], weights[2]["encoder.cls_token"])
    assert first.calibration == second.calibration


class Impatient(Silent):
    """Presses Ctrl-C when the first step is reported."""

    def advance(self, steps: int = 1, fields: Mapping[str, float] | None = None) -> None:
        if fields is not None and not self.pressed:
            self.pressed = True
            os.kill(os.getpid(), signal.SIGINT)

    pressed = False


def test_an_interrupted_run_ends_cleanly_with_a_checkpoint(settings: AlignConfig) -> None:
    result = started(settings, Impatient())
    assert (result.steps, result.end) == (1, "interrupted")
    model = pa3d.load(result.checkpoint, device="cpu")
    assert model.meta["training"]["calibrated"] == "hastily" and result.calibration is not None
    assert model.meta["training"]["steps"] == 1 and model.score == (result.calibration.scale, result.calibration.bias)


class Killed(Impatient):
    """Ctrl-C, and then the end: no time is left."""

    def start(self, task: str, total: int | None) -> None:
        if task == "calibrate":
            assert total == 5  # few batches
            raise KeyboardInterrupt


def test_how_an_interrupted_run_ended_is_written_first(settings: AlignConfig) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(settings, Killed())
    assert json.loads((settings.out / "run.json").read_text())["end"] == "interrupted"
    model = pa3d.load(settings.out / "last.safetensors", device="cpu")
    assert (model.meta["training"]["steps"], model.meta["training"]["calibrated"]) == (1, False)


# Which way is up.


class Torn(Silent):
    """Ctrl-C as soon as a task starts."""

    def __init__(self, task: str) -> None:
        self.task = task

    def start(self, task: str, total: int | None) -> None:
        if task == self.task:
            raise KeyboardInterrupt


def heads(folder: Path) -> dict[str, tuple[Any, Any]]:
    """Of each checkpoint the up head's last weights and what is said of it."""
    found = {}
    for path in sorted(folder.glob("*.safetensors")):
        model = pa3d.load(path, device="cpu", dtype="float32", fold=False)
        head = model.network.upright
        found[path.stem] = (None if head is None else head.out.weight.tolist(), model.meta.get("upright"))
    return found


@pytest.fixture
def upward(settings: AlignConfig) -> AlignConfig:
    watched = ValidationConfig("synthetic", categories=("mug",), limit=2, points=200, every=2)
    return dataclasses.replace(settings, upright=12, validation=watched)


def test_a_run_learns_which_way_is_up(settings: AlignConfig, upward: AlignConfig) -> None:
    result = started(upward)
    found = heads(settings.out)
    assert set(found) == {"best", "last"} and all(weights is not None for weights, _ in found.values())
    assert found["best"][0] != found["last"][0]  # the best was of step 2: each has a head for its own tokens
    assert found["last"][1] == {"accuracy": result.upright, "shapes": 12, "hidden": 96}
    model = pa3d.load(result.checkpoint, device="cpu")
    assert model.meta["training"]["steps"] == 3 and model.score == (result.calibration.scale, result.calibration.bias)
    next_run = dataclasses.replace(settings, init=str(settings.out), out=settings.out.with_name("next"))
    assert started(next_run).upright is None
    assert heads(next_run.out) == {"last": (None, None)}  # its tokens are others now


def test_an_interrupted_run_learns_it_when_it_is_taken_up(settings: AlignConfig, upward: AlignConfig) -> None:
    whole = dataclasses.replace(upward, out=settings.out.with_name("whole"))
    accuracy = started(whole).upright
    assert started(upward, Impatient()).end == "interrupted"
    assert heads(settings.out) == {"last": (None, None)}
    again = dataclasses.replace(upward, resume=True)
    with pytest.raises(KeyboardInterrupt):
        run(again, Torn("which way is up"))
    assert set(heads(settings.out).values()) == {(None, None)}
    model = pa3d.load(settings.out / "last.safetensors", device="cpu")
    assert model.meta["score"] and model.meta["training"]["steps"] == 3
    assert run(again, Silent()).upright == accuracy and heads(settings.out) == heads(whole.out)
    unwatched = dataclasses.replace(upward.validation, every=1000)
    longer = dataclasses.replace(again, validation=unwatched, loop=dataclasses.replace(again.loop, max_steps=50))
    assert run(longer, Impatient()).end == "interrupted"
    assert heads(settings.out)["last"] == (None, None)
    assert heads(settings.out)["best"] == heads(whole.out)["best"]  # it fits the weights it was learned on


def test_a_run_that_is_done_can_learn_it_later(settings: AlignConfig) -> None:
    started(settings)
    assert heads(settings.out) == {"last": (None, None)}
    result = run(dataclasses.replace(settings, resume=True, upright=12), Silent())
    assert result.steps == 3 and result.upright is not None and heads(settings.out)["last"][1]["shapes"] == 12


def test_up_is_learned_from_shapes_that_stand(settings: AlignConfig) -> None:
    with pytest.raises(UsageError, match=r"--upright is for the synthetic world alone\. --data is \./shards"):
        AlignConfig(Path("run"), data="./shards", upright=100)
    lying = tuple(kind.name for kind in KINDS if kind.gravity)
    with pytest.raises(UsageError, match="All kinds that stand are withheld"):
        started(dataclasses.replace(settings, withheld_kinds=lying, upright=12))
    assert not settings.out.exists()


def test_kinds_can_be_drawn_more_often(settings: AlignConfig) -> None:
    counts = []
    for weights in ((), ("Mug=9", "table = 0.5")):
        config = dataclasses.replace(settings, kind_weights=weights)
        data = open_data(config, "unused", 128, Team(), Silent())
        ids = data.source.read(range(60)).ids
        counts.append(sum(name.startswith("mug") for name in ids) / len(ids))
        assert data.told["kind_weights"] == ({"mug": 9.0, "table": 0.5} if weights else {})
        assert ("kind weights" in data.identity) == bool(weights)  # a run that is taken up must find them again
    assert counts[0] < 0.6 < 0.8 < counts[1]


def test_shards_have_no_kinds_to_weigh() -> None:
    with pytest.raises(UsageError, match=r"--kind-weights is for the synthetic world alone\. --data is \./shards"):
        AlignConfig(Path("run"), data="./shards", kind_weights=("mug=2",))


@pytest.mark.parametrize("item", ["mug", "mug=", "=2", "mug=0", "mug=-1", "mug=nan", "mug=inf", "mug=two"])
def test_a_weight_that_is_none_is_refused(settings: AlignConfig, item: str) -> None:
    with pytest.raises(UsageError, match=r"--kind-weights .* cannot be read"):
        run(dataclasses.replace(settings, kind_weights=(item,)), Silent())
    with pytest.raises(UsageError, match="No kind is called jug"):
        run(dataclasses.replace(settings, kind_weights=("jug=2",)), Silent())
    with pytest.raises(UsageError, match="mug: both withheld and drawn more often"):
        run(dataclasses.replace(settings, kind_weights=("mug=2",), withheld_kinds=("mug",)), Silent())
    assert not settings.out.exists()


def test_an_unknown_kind_writes_nothing(settings: AlignConfig) -> None:
    wrong = dataclasses.replace(settings, withheld_kinds=("spaceship nine",))
    with pytest.raises(UsageError, match="spaceship nine"):
        run(wrong, Silent())
    assert not settings.out.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"batch": 1}, {"workers": -1}, {"seed": -1}, {"text_noise": -0.1}, {"upright": 9}, {"category_prompts": 2.0},
        {"batch_loss": float("nan")}, {"text_noise": float("inf")}, {"decoder": 0}, {"decoded_points": 0},
    ],
)  # fmt: skip
def test_what_cannot_run_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        AlignConfig(Path("run"), **wrong)  # type: ignore[arg-type]
