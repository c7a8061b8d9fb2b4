"""Validation: the scores of bench, without a trace on the network that learns."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.spatial import cKDTree
from torch import Tensor, nn

import pa3d
from pa3d.core.network import PatchAlign
from pa3d.data.batches import RawBatch, normalize_batch
from pa3d.errors import FileError, Pa3dError, UsageError, WordError
from pa3d.progress import Silent
from pa3d.shapes.frame import frame_of
from pa3d.stages.align_config import AlignConfig, Loss
from pa3d.stages.align_step import align_terms
from pa3d.stages.bench import run
from pa3d.stages.validate import Validator, bench_config, prepare_validation, validate_step
from pa3d.stages.validate_config import PREFIX, ValidationConfig
from pa3d.text.sources import DEFAULT_ENCODER

TWO_KINDS = ValidationConfig("synthetic", categories=("mug", "table"), limit=2, points=600, batch=3)


def prepared(config: ValidationConfig, withheld: tuple[str, ...] = ()) -> Validator:
    validator = prepare_validation(config, DEFAULT_ENCODER, withheld, Silent())
    assert validator is not None
    return validator


@pytest.fixture
def network(tiny_model: Path) -> PatchAlign:
    return pa3d.load(tiny_model, device="cpu", dtype="float32").network


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three labelled shapes, one of them lying on its side and far out on a map."""
    for i, up in enumerate(("y", "z", "y")):
        points = np.random.default_rng(i).random((400, 3)) + (4e6 if up == "z" else 0)
        labels = (points[:, 0] > points[:, 0].mean()).astype(np.int32)
        np.savez(tmp_path / f"{i}.npz", points=points, labels=labels, names=np.array(["leg", "seat"]),
                 up=np.array(up), category=np.array("chair"))  # fmt: skip
    return tmp_path


@pytest.mark.parametrize("points", [600, None])
def test_synthetic_scores_are_those_of_bench(tiny_model: Path, network: PatchAlign, points: int | None) -> None:
    config = dataclasses.replace(TWO_KINDS, points=points)
    found = prepared(config)(network, Silent())
    (report,) = run(bench_config(config, str(tiny_model)), Silent()).reports
    assert {name: report.summary[name.removeprefix(PREFIX)].value for name in found.figures} == dict(found.figures)
    assert {category: figures["mIoU"].value for category, figures in report.by_category.items()} == found.by_category
    assert found.value == report.summary["mIoU"].value and found.shapes == 4


def test_folder_scores_are_those_of_bench(tiny_model: Path, network: PatchAlign, folder: Path) -> None:
    config = ValidationConfig(str(folder), votes=2, batch=2)
    found = prepared(config)(network, Silent(), keep=True)
    (report,) = run(bench_config(config, str(tiny_model)), Silent()).reports
    assert found.shapes == 3 and found.value == report.summary["mIoU"].value
    assert [one.score.iou for one in found.scored] == [score.iou for score in report.shapes]
    assert f"mIoU {found.value:.3f}" in found.said and "3 shapes" in found.said


@pytest.fixture
def heard(tiny_model: Path, tmp_path: Path) -> Path:
    """The tiny model, which has heard of parts that none of the asked words is the plain name of."""
    model = pa3d.load(tiny_model, device="cpu", dtype="float32", fold=False)
    model.meta["text"]["meanings"] = {"cart": {"wheel": ["axle"], "bed": ["platform"]}}
    model.save(tmp_path / "heard.safetensors")
    return tmp_path / "heard.safetensors"


def test_words_lean_as_they_do_in_bench(heard: Path, folder: Path) -> None:
    """On what the checkpoint says it has heard; the loss takes them as training does."""
    config = ValidationConfig(str(folder), votes=2, batch=2)
    model = pa3d.load(heard, device="cpu", dtype="float32", fold=False)
    validator = prepare_validation(config, DEFAULT_ENCODER, (), Silent(), model.meta["text"]["meanings"])
    assert validator is not None
    found = validator(model.network, Silent(), keep=True)
    (report,) = run(bench_config(config, str(heard)), Silent()).reports
    assert [one.score for one in found.scored] == list(report.shapes)
    still = prepared(config)
    assert [one.score for one in still(model.network, Silent(), keep=True).scored] != list(report.shapes)
    words = validator.groups[0].asked[0].question.words
    assert np.array_equal(validator.groups[0].text, model.text(words))
    assert np.array_equal(validator.bank, still.bank) and not np.array_equal(validator.bank, model.text(words))


def test_the_network_and_randomness_stay_as_they_are(network: PatchAlign) -> None:
    network.train()
    network.encoder.blocks[0].eval()  # a frozen layer
    before = {name: value.clone() for name, value in network.state_dict().items()}
    modes = [module.training for module in network.modules()]
    state, drawn = torch.get_rng_state(), str(np.random.get_state())  # noqa: NPY002 (others may draw from it)
    validator = prepared(TWO_KINDS)
    first, again = validator(network, Silent()), validator(network, Silent())
    assert dict(first.figures) == dict(again.figures)
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    assert [module.training for module in network.modules()] == modes
    assert torch.equal(torch.get_rng_state(), state)
    assert str(np.random.get_state()) == drawn  # noqa: NPY002
    assert all(parameter.grad is None and parameter.requires_grad for parameter in network.parameters())


def test_the_loss_is_a_mean_over_shapes_of_the_training_step(network: PatchAlign, folder: Path) -> None:
    validator = prepared(ValidationConfig(str(folder), batch=2))
    asked: list[RawBatch] = []

    def step(given: PatchAlign, raw: RawBatch, bank: Tensor) -> Mapping[str, Tensor]:
        assert not given.training and not torch.is_grad_enabled() and bank.shape == (2, 384)
        asked.append(raw)
        return {"loss": torch.tensor([10.0 * len(asked), len(raw.points)]), "accuracy": torch.tensor([1, 2])}

    found = validator(network, Silent(), step=step)
    assert found.figures[f"{PREFIX}loss"] == pytest.approx((10 + 20) / 3)
    assert f"{PREFIX}accuracy" not in found.figures  # the scores tell it, of all points

    every = [item for group in validator.groups for item in group.asked]
    for batch, items in zip(asked, (every[:2], every[2:]), strict=True):
        placed = normalize_batch(batch.points).numpy()
        for i, item in enumerate(items):
            # Each point of the batch is one of the case, in the model frame up to which of them were drawn.
            exact = frame_of(item.points, item.up).apply(item.points)
            distance, nearest = cKDTree(exact).query(placed[i])
            assert distance.max() < 0.1
            for part, mask in enumerate(batch.masks[i]):
                assert ((item.truth[nearest] == part) == mask.numpy()).mean() > 0.9
            assert (batch.masks[i].sum(0) == 1).all() and batch.asked[i].tolist() == [0, 1]
    assert len({key for batch in asked for key in batch.keys.tolist()}) == 3


@pytest.mark.parametrize("loss", ["softmax", "release", "paper"])
def test_the_step_of_alignment_tells_its_loss(network: PatchAlign, loss: Loss) -> None:
    config = AlignConfig(Path("unused"), loss=loss, augmentation=None)

    def step(given: PatchAlign, batch: RawBatch, bank: Tensor) -> Mapping[str, Tensor]:
        losses, figures = align_terms(given, bank, batch, config)
        return {"loss": torch.stack([losses.sum(), torch.tensor(len(losses))]), **figures}

    validator = prepared(TWO_KINDS)
    found = validator(network, Silent(), step=step).figures[f"{PREFIX}loss"]
    again = validator(network, Silent(), step=step).figures[f"{PREFIX}loss"]
    assert found == again > 0
    sizes = [len(batch.points) for batch in validator.batches]
    each = [
        align_terms(network.eval(), torch.from_numpy(validator.bank), batch, config).losses.sum().item()
        for batch in validator.batches
    ]
    assert sizes == [3, 1] and found == pytest.approx(sum(each) / 4, rel=1e-4)


def test_what_training_never_saw_is_told_apart(network: PatchAlign) -> None:
    found = prepared(TWO_KINDS, withheld=("Mugs", "mug"))(network, Silent())
    assert found.figures[f"{PREFIX}withheld mIoU"] == pytest.approx(found.by_category["mug"])
    every = prepared(TWO_KINDS, withheld=("mug", "table"))(network, Silent())
    assert f"{PREFIX}withheld mIoU" not in every.figures  # it is the mIoU


def test_shapes_that_cannot_be_read_are_left_out_and_told(network: PatchAlign, folder: Path) -> None:
    (folder / "broken.npz").write_bytes(b"no archive")
    notes: list[str] = []

    class Listening(Silent):
        def note(self, message: str) -> None:
            notes.append(message)

    validator = prepare_validation(ValidationConfig(str(folder)), DEFAULT_ENCODER, (), Listening())
    assert validator is not None and validator.shapes == 3 and len(validator.failures) == 1
    assert len(notes) == 1 and "1 shape is not" in notes[0] and "broken.npz" in notes[0]


def test_what_cannot_be_validated_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert prepare_validation(ValidationConfig(), DEFAULT_ENCODER, (), Silent()) is None
    with pytest.raises(FileError, match="does not exist"):
        prepared(ValidationConfig(str(folder / "nowhere")))
    with pytest.raises(UsageError, match="spaceship"):
        prepared(ValidationConfig("synthetic", categories=("spaceship nine",)))
    with pytest.raises(UsageError, match="mug is not a category"):
        prepared(ValidationConfig(str(folder), categories=("mug",)))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(WordError):
        prepare_validation(ValidationConfig(str(folder)), "nobody/knows-this", (), Silent())
    for path in folder.glob("*.npz"):
        path.write_bytes(b"")
    with pytest.raises(FileError, match="no shape can be scored"):
        prepared(ValidationConfig(str(folder)))


@pytest.mark.parametrize("wrong", [{"every": 0}, {"limit": 0}, {"points": 0}, {"votes": 0}, {"batch": 0}, {"seed": -1}])
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(UsageError):
        ValidationConfig(**wrong)  # type: ignore[arg-type]


def test_held_out_batches_are_judged_by_the_training_step() -> None:
    network = nn.Sequential(nn.Linear(2, 2), nn.Dropout(), nn.BatchNorm1d(2))
    network[1].eval()

    def step(batch: Tensor) -> Mapping[str, Tensor]:
        assert not any(module.training for module in network.modules()) and not torch.is_grad_enabled()
        return {"loss": torch.stack([batch.sum(), torch.tensor(len(batch))]), "cosine": torch.tensor([0, 0])}

    found = validate_step(network, step, [torch.ones(3), torch.full((1,), 5.0)])
    assert found.figures[f"{PREFIX}loss"] == 2 and np.isnan(found.figures[f"{PREFIX}cosine"])
    assert (found.value, found.shapes) == (-2.0, 4)
    assert [module.training for module in network] == [True, False, True]
    with pytest.raises(Pa3dError, match="no shape"):
        validate_step(network, step, [])
