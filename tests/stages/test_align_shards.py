"""Stage 2 from shards: after stage 1, from the bundled model, with the release's choices."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import shutil
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import torch
from tiny_shards import tiny_shape, tiny_shards, write_shards

import pa3d
from pa3d.core.decoder import PointDecoder
from pa3d.core.losses import align_loss_release, patch_label_fractions
from pa3d.core.network import PatchAlign
from pa3d.core.word_adapter import WordAdapter
from pa3d.data.batches import chosen_masks, prepare_points
from pa3d.data.shard_names import read_names
from pa3d.data.shard_stream import NamedShards
from pa3d.data.shards import open_shards
from pa3d.errors import FileError, UsageError, WordError
from pa3d.model import Model
from pa3d.progress import Silent
from pa3d.stages.align import run
from pa3d.stages.align_config import AlignConfig, Loss
from pa3d.stages.align_step import align_terms
from pa3d.stages.bench import run as bench
from pa3d.stages.loop_config import LoopConfig
from pa3d.stages.optimizing import parameter_groups
from pa3d.stages.run_report import write_report
from pa3d.stages.validate import bench_config
from pa3d.stages.validate_config import ValidationConfig
from pa3d.text.lean import words_of


@pytest.fixture
def settings(tmp_path: Path, tiny_start: Path, monkeypatch: pytest.MonkeyPatch) -> AlignConfig:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    return AlignConfig(
        tmp_path / "run", data=str(tiny_shards(tmp_path / "shards", 9)), init=str(tiny_start), batch=4, device="cpu",
        workers=0, loop=LoopConfig(max_steps=4, warmup_steps=1, log_every=2, learning_rate=1e-3),
    )  # fmt: skip


def test_eight_shapes_are_learned_by_heart(tiny_network: PatchAlign, tmp_path: Path) -> None:
    shards = open_shards(tiny_shards(tmp_path, 8))
    names = read_names(shards, Silent())
    batch = NamedShards(shards, names, 0, 256).read(range(8)).batch
    bank = torch.nn.functional.normalize(torch.randn(len(names.rows), 12, generator=torch.Generator().manual_seed(1)))
    config = AlignConfig(Path("unused"), augmentation=None)
    network = tiny_network.train()
    optimizer = torch.optim.AdamW(parameter_groups(network, 0.0), lr=3e-3)
    accuracy = []
    for _ in range(150):
        terms = align_terms(network, bank, batch, config)
        optimizer.zero_grad()
        terms.losses.mean().backward()
        optimizer.step()
        right, counted = terms.figures["accuracy"].tolist()
        accuracy.append(right / counted)
    assert accuracy[-1] >= 0.99 and accuracy[0] < 0.7


def test_the_step_is_a_loop_over_samples(tiny_network: PatchAlign, tmp_path: Path) -> None:
    """Ragged lists of names, in one go and one after the other."""
    shards = open_shards(write_shards(tmp_path, [tiny_shape(i, labels=1 + i % 4) for i in range(6)]))
    names = read_names(shards, Silent())
    batch = NamedShards(shards, names, 0, 256).read(range(6)).batch
    bank = torch.nn.functional.normalize(torch.randn(len(names.rows), 12), dim=-1)
    config = AlignConfig(Path("unused"), loss="release", augmentation=None)
    terms = align_terms(tiny_network.eval(), bank, batch, config)
    ready = prepare_points(batch.keys, batch.points, 128, None)
    patches = tiny_network.encoder(ready.points)
    features = tiny_network.text_features(patches.tokens)
    masks = chosen_masks(batch.masks, ready.chosen)
    for i in range(6):
        asked = batch.asked[i][batch.asked[i] >= 0]
        assert len(asked) == int(batch.masks[i].any(-1).sum())
        own = masks[i : i + 1, : len(asked)]
        fractions = patch_label_fractions(own, patches.indices[i : i + 1])
        cosine = features[i : i + 1] @ bank[asked].T
        valid = torch.ones(1, len(asked), dtype=torch.bool)
        expected = align_loss_release(cosine, fractions, valid, tiny_network.scale())
        assert terms.losses[i].item() == pytest.approx(expected.item(), rel=1e-4)


def test_after_stage_one_the_last_block_is_trained(settings: AlignConfig) -> None:
    before = pa3d.load(settings.init, device="cpu", dtype="float32").network.state_dict()  # type: ignore[arg-type]
    result = run(settings, Silent())
    config = json.loads((settings.out / "config.json").read_text())
    assert config["train"] == "last-block" and config["text"].endswith("MiniLM-L6-v2") and config["resume"] is False
    model = pa3d.load(result.checkpoint, device="cpu", dtype="float32")
    after = model.network.state_dict()
    moved = {name for name, value in before.items() if name in after and not torch.equal(value, after[name])}
    assert {name.split(".")[1] for name in moved if "." in name} == {"blocks", "norm"}
    assert all(name.startswith(("encoder.blocks.1.", "encoder.norm.", "log_scale")) for name in moved)
    assert model.network.teacher_head is None and model.network.text_head is not None
    assert model.meta["text"]["dimension"] == 384
    # What the first name of a label means is what its others mean, by category.
    assert model.meta["text"]["meanings"] == {
        "chair": {"back": ["backrest"], "leg": ["support"], "seat": ["sitting surface"]},
    }
    assert model.meta["training"]["shapes_in_epoch"] == 9
    again = run(dataclasses.replace(settings, init=str(settings.out), out=settings.out.with_name("more")), Silent())
    assert json.loads((again.checkpoint.parent / "config.json").read_text())["train"] == "all"  # it knows words already


@pytest.mark.parametrize("loss", ["release", "paper"])
def test_the_losses_of_release_and_paper_run(settings: AlignConfig, loss: Loss) -> None:
    loop = dataclasses.replace(settings.loop, decayed="all", schedule="constant", head_rate=5e-3, clip=None)
    result = run(dataclasses.replace(settings, loss=loss, train="release", loop=loop), Silent())
    network = pa3d.load(result.checkpoint, device="cpu", dtype="float32").network
    learned = (network.scale().item(), network.bias.item())
    assert (learned == pytest.approx((result.calibration.scale, result.calibration.bias))) == (loss == "paper")
    assert (network.bias != 0) == (loss == "paper")
    again = dataclasses.replace(settings, loss="paper", init=str(settings.out), out=settings.out.with_name("again"))
    run(dataclasses.replace(again, loop=dataclasses.replace(settings.loop, max_steps=2)), Silent())
    first = started_with(again.out)
    if loss == "paper":  # it goes on with what was learned
        assert first == pytest.approx(learned, abs=0.03)
    else:
        assert first == pytest.approx((10.0, -10.0), abs=0.03)
    assert started_with(settings.out) == pytest.approx((10.0, -10.0) if loss == "paper" else (1 / 0.07, 0.0), abs=1.5)


def started_with(folder: Path) -> tuple[float, float]:
    """Scale and bias after the few steps of a run, near where they began."""
    network = pa3d.load(folder / "last.safetensors", device="cpu", dtype="float32", fold=False).network
    return network.scale().item(), network.bias.item()


def test_a_run_is_taken_up_without_the_model_it_started_from(settings: AlignConfig, tmp_path: Path) -> None:
    run(settings, Silent())
    Path(str(settings.init)).unlink()
    longer = dataclasses.replace(settings.loop, max_steps=6)
    assert run(dataclasses.replace(settings, resume=True, loop=longer), Silent()).steps == 6
    with pytest.raises(FileError, match=r"--data .*last\.safetensors is no folder of shards"):
        run(dataclasses.replace(settings, data=str(settings.out / "last.safetensors"), init=None,
                                out=tmp_path / "other"), Silent())  # fmt: skip
    assert not (tmp_path / "other").exists()


def names_in(path: Path) -> list[str]:
    return sorted(words_of(pa3d.load(path, device="cpu").meta["text"]["meanings"]))


def test_names_that_the_first_model_learned_are_not_forgotten(
    settings: AlignConfig, tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other words lean on them. It holds for a run that is taken up when that model is gone, and for the next run."""
    monkeypatch.setattr("pa3d.stages.align_finish.BATCHES", 3)
    model = pa3d.load(tiny_model, device="cpu", dtype="float32", fold=False)
    model.meta["text"]["meanings"] = {"cart": {"wheel": ["axle"]}, "": {"leg": []}}
    model.save(tmp_path / "words.safetensors")
    every = ["axle", "back", "backrest", "leg", "seat", "sitting surface", "support", "wheel"]
    watched = ValidationConfig("synthetic", every=2, categories=("mug",), limit=1, points=200)
    begun = dataclasses.replace(settings, init=str(tmp_path / "words.safetensors"), validation=watched)
    assert run(begun, Impatient(1)).end == "interrupted"
    assert names_in(settings.out / "last.safetensors") == every
    (tmp_path / "words.safetensors").unlink()
    assert run(dataclasses.replace(begun, resume=True), Silent()).end == "done"
    assert [names_in(settings.out / f"{which}.safetensors") for which in ("last", "best")] == [every, every]
    fewer = dataclasses.replace(begun, init=str(settings.out), out=tmp_path / "next", withheld_names=("seat",))
    assert names_in(run(fewer, Silent()).checkpoint) == every  # it knows the seat, though it hears no more of it


class Impatient(Silent):
    """Asks the run to end at a line of metrics, as a scheduler would."""

    def __init__(self, lines: int) -> None:
        self.left = lines

    def advance(self, steps: int = 1, fields: Mapping[str, float] | None = None) -> None:
        if fields is not None and "loss" in fields:
            self.left -= 1
            if not self.left:
                os.kill(os.getpid(), signal.SIGTERM)


def test_a_run_taken_up_ends_as_the_undisturbed_one(settings: AlignConfig, tmp_path: Path) -> None:
    loop = dataclasses.replace(settings.loop, max_steps=9, average=0.9)
    whole_run = dataclasses.replace(settings, train="all", loop=loop, word_adapter=16, part_balance=0.5)
    whole = run(whole_run, Silent())
    cut = dataclasses.replace(whole_run, out=tmp_path / "cut")
    assert run(cut, Impatient(2)).end == "interrupted"
    assert (tmp_path / "cut" / "last.safetensors").is_file()
    result = run(dataclasses.replace(cut, resume=True), Silent())
    assert (result.steps, result.end) == (9, "done") and result.calibration == whole.calibration
    one, two = (pa3d.load(each.checkpoint, device="cpu").network.state_dict() for each in (whole, result))
    assert one.keys() == two.keys() and all(torch.equal(value, two[name]) for name, value in one.items())
    assert one["words.out.weight"].shape == (384, 16) and one["words.out.weight"].abs().max() > 1e-3  # it began at 0
    assert len(json.loads((tmp_path / "cut" / "run.json").read_text())["resumed"]) == 1


@pytest.fixture
def reader(tiny_model: Path, tmp_path: Path) -> Model:
    """The tiny model with a word adapter, saved where `reading` starts."""
    model = pa3d.load(tiny_model, device="cpu", dtype="float32", fold=False)
    model.network.words = WordAdapter(384, 16)
    torch.nn.init.normal_(model.network.words.out.weight, std=0.02)
    model.save(tmp_path / "reader.safetensors")
    return model


@pytest.fixture
def reading(settings: AlignConfig, reader: Model, tmp_path: Path) -> AlignConfig:
    loop = dataclasses.replace(settings.loop, max_steps=1)
    return dataclasses.replace(settings, init=str(tmp_path / "reader.safetensors"), loop=loop)


def test_a_word_adapter_is_trained_further(reading: AlignConfig, reader: Model) -> None:
    network = pa3d.load(run(reading, Silent()).checkpoint, device="cpu", dtype="float32").network
    assert network.words is not None and reader.network.words is not None
    moved = (network.words.out.weight - reader.network.words.out.weight).abs().max()
    assert 0 < moved < 0.01


def test_a_word_adapter_reads_one_text_encoder(reading: AlignConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    """As wide as the first, so that nothing but its name tells."""
    rows = torch.nn.functional.normalize(torch.randn(9, 384, generator=torch.Generator().manual_seed(2)), dim=-1)
    monkeypatch.setattr("pa3d.stages.align.prompt_vectors", lambda prompts, **_: rows[: len(prompts)].numpy())
    result = run(dataclasses.replace(reading, text="somebody/others"), Silent())
    model = pa3d.load(result.checkpoint, device="cpu", dtype="float32")
    assert model.meta["text"]["encoder"] == "somebody/others"
    assert model.network.words is None and model.network.text_head is not None
    other = dataclasses.replace(reading, text="somebody/others", word_adapter=8, out=reading.out.with_name("other"))
    words = pa3d.load(run(other, Silent()).checkpoint, device="cpu").network.words
    assert words is not None and words.out.weight.shape == (384, 8)


def test_another_width_than_that_of_a_part_it_has_is_refused(reading: AlignConfig, reader: Model) -> None:
    with pytest.raises(UsageError, match=r"--word-adapter 8 is too late\. .* width 16\. Give --word-adapter 16"):
        run(dataclasses.replace(reading, word_adapter=8), Silent())
    reader.network.decoder = PointDecoder(reader.config.width, 16)
    reader.save(str(reading.init), overwrite=True)
    with pytest.raises(UsageError, match=r"--decoder 8 is too late\. .* width 16\. Give --decoder 16"):
        run(dataclasses.replace(reading, decoder=8), Silent())
    assert not reading.out.exists()
    assert run(dataclasses.replace(reading, decoder=16, word_adapter=16), Silent()).end == "done"


def crowded(write: Callable[..., Any], file: str) -> Callable[..., Any]:
    """A way to write that finds the disk full when it comes to this file."""

    def full(path: Path, *given: Any, **more: Any) -> Any:
        if path.name.lstrip(".").startswith(file) and ("a" in given) == (file == "metrics"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, *given, **more)

    return full


def test_whatever_a_full_disk_cuts_short_can_be_taken_up(
    settings: AlignConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file of a run but the state, of which test_train.py tells. A first sitting had room."""
    monkeypatch.setattr("pa3d.stages.align_finish.BATCHES", 3)
    watched = ValidationConfig("synthetic", every=4, categories=("mug",), limit=1, points=200)
    loop = dataclasses.replace(settings.loop, save_steps=2)
    whole = dataclasses.replace(settings, loop=loop, train="all", validation=watched)
    undisturbed = run(whole, Silent())
    begun = dataclasses.replace(whole, out=tmp_path / "begun")
    assert run(begun, Impatient(1)).steps == 2
    for file in ("last", "best", "step-00000004", "metrics", "run.json", "report"):
        cut = dataclasses.replace(begun, out=tmp_path / file, resume=True)
        shutil.copytree(begun.out, cut.out)
        with monkeypatch.context() as patch:
            for name in ("open",) if file == "metrics" else ("write_bytes", "write_text"):
                patch.setattr(Path, name, crowded(getattr(Path, name), file))
            with pytest.raises(FileError, match=rf"{file}\S* cannot be written\. The system says: No space left"):
                run(cut, Silent())
        assert not list(cut.out.glob("**/.*.tmp"))
        left = pa3d.load(cut.out / "last.safetensors", device="cpu").meta["training"]["steps"]
        assert left == (4 if file in ("report", "step-00000004") else 2)
        result = run(cut, Silent())
        assert (result.steps, result.end, result.calibration) == (4, "done", undisturbed.calibration)
        for which in ("last", "best"):
            one, two = (pa3d.load(each / f"{which}.safetensors", device="cpu") for each in (whole.out, cut.out))
            theirs = two.network.state_dict()
            assert all(torch.equal(value, theirs[name]) for name, value in one.network.state_dict().items())
            assert one.score == two.score


def test_the_best_checkpoint_is_calibrated_too(settings: AlignConfig) -> None:
    validation = ValidationConfig("synthetic", every=2, categories=("mug",), limit=1, points=500)
    result = run(dataclasses.replace(settings, validation=validation), Silent())
    best = pa3d.load(settings.out / "best.safetensors", device="cpu")
    assert best.meta["training"]["steps"] in (2, 4) and best.score != (1 / 0.07, 0.0)
    lines = [json.loads(line) for line in (settings.out / "metrics.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines if "validation mIoU" in line] == [2, 4]
    assert result.end == "done"


def test_a_run_validates_as_bench_and_its_report_ask_the_model_it_leaves(reading: AlignConfig) -> None:
    """Of words that lean on the names it learns: neither a mug nor a lamp has a part of a chair."""
    validation = ValidationConfig("synthetic", every=1, categories=("mug", "lamp"), limit=2, points=500)
    result = run(dataclasses.replace(reading, validation=validation), Silent())
    (line,) = [json.loads(line) for line in (reading.out / "metrics.jsonl").read_text().splitlines() if "mIoU" in line]
    asked = dataclasses.replace(bench_config(validation, str(result.checkpoint)), device="cpu")
    (report,) = bench(asked, Silent()).reports
    assert line["validation mIoU"] == pytest.approx(report.summary["mIoU"].value, abs=1e-4)
    page = (reading.out / "report.html").read_text(encoding="utf-8")
    assert write_report(reading.out, Silent(), device="cpu").read_text(encoding="utf-8") == page


def test_shards_without_labels_are_refused(settings: AlignConfig, tmp_path: Path) -> None:
    bare = str(tiny_shards(tmp_path / "bare", 3, labels=0))
    with pytest.raises(FileError, match="have no labels to align with"):
        run(dataclasses.replace(settings, data=bare), Silent())
    with pytest.raises(FileError, match="does not exist"):
        run(dataclasses.replace(settings, data=str(tmp_path / "nowhere")), Silent())
    assert not settings.out.exists()


def test_unknown_names_are_an_error_or_left_out(
    settings: AlignConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pa3d.text.sources._packaged_words", lambda: None)
    monkeypatch.setenv("PA3D_CACHE", str(tmp_path / "cache"))
    shapes = [tiny_shape(i, labels=2) for i in range(4)]
    odd = dataclasses.replace(shapes[0], label_names=(("blorptang",), ("quazzleflim",)))
    mixed = dataclasses.replace(shapes[1], label_names=(("seat", "blorptang"), ("quazzleflim",)))
    folder = write_shards(tmp_path / "odd", [odd, mixed, *shapes[2:]])
    strange = dataclasses.replace(settings, data=str(folder), batch=2)
    with pytest.raises(WordError, match="blorptang"):
        run(strange, Silent())
    result = run(dataclasses.replace(strange, drop_unknown=True), Silent())
    meta = pa3d.load(result.checkpoint, device="cpu").meta
    assert meta["training"]["shapes_in_epoch"] == 3


def test_withheld_wordings_are_never_asked(settings: AlignConfig) -> None:
    result = run(dataclasses.replace(settings, withheld_names=("Leg", "support")), Silent())
    assert result.end == "done"
    everything = dataclasses.replace(settings, out=settings.out.with_name("none"), withheld_names=(
        "seat", "sitting surface", "leg", "support", "back", "backrest"))  # fmt: skip
    with pytest.raises(FileError, match="None of their 6 names is known"):
        run(everything, Silent())
