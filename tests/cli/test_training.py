"""What distill and align share on the command line, and a run of each through it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from tiny_shards import tiny_shards

import pa3d
from pa3d.cli.training import training_settings
from pa3d.core.network import PatchAlign
from pa3d.data.augmentation import AUGMENTATIONS
from pa3d.errors import FileError, UsageError
from pa3d.model import Model
from pa3d.stages.align_config import AlignConfig
from pa3d.stages.distill_config import DistillConfig

from .conftest import Command

NOTHING = {"config": None, "resume": None, "out": None}


def test_flags_beat_config_beats_defaults(tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    file.write_text('{"batch": 8, "loop": {"max_steps": 5, "clip": null}, "out": "there"}')
    flags = {**NOTHING, "config": file, "batch": 16, "epochs": 2.0, "augment": "none", "init": None}
    settings = training_settings(DistillConfig, "distill", flags)
    assert (settings.batch, settings.out, settings.augmentation) == (16, Path("there"), None)
    assert (settings.loop.max_steps, settings.loop.epochs, settings.loop.clip) == (5, 2.0, None)
    assert (settings.loop.learning_rate, settings.loop.head_rate) == (1e-4, 5e-4)  # the paper's, left as they were
    assert settings.loop.schedule == "constant" and not settings.resume


def test_a_run_without_a_place_gets_one() -> None:
    settings = training_settings(AlignConfig, "align", NOTHING)
    assert settings.out.parent == Path("runs") and settings.out.name.startswith("align-2")


def test_a_resumed_run_has_the_settings_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"batch": 8, "data": "shards", "out": "elsewhere"}')
    settings = training_settings(AlignConfig, "align", {**NOTHING, "resume": tmp_path, "max_steps": 9})
    assert (settings.resume, settings.out, settings.batch, settings.data) == (True, tmp_path, 8, "shards")
    assert settings.loop.max_steps == 9
    for name in ("out", "config"):
        with pytest.raises(UsageError, match=f"and --{name} x do not go together"):
            training_settings(AlignConfig, "align", {**NOTHING, "resume": tmp_path, name: Path("x")})
    (tmp_path / "run.json").write_text('{"stage": "distill"}')
    with pytest.raises(UsageError, match=r"is not a run of align\. It is one of distill\. Use pa3d distill --resume"):
        training_settings(AlignConfig, "align", {**NOTHING, "resume": tmp_path})
    with pytest.raises(FileError, match="no run that can be taken up"):
        training_settings(AlignConfig, "align", {**NOTHING, "resume": tmp_path / "nowhere"})


def test_what_training_makes_harder(tmp_path: Path, command: Command) -> None:
    (tmp_path / "words.txt").write_text("backrest\n# of a comment\nArm rests, seat pad\n")
    done = command(
        "align", "--augment", "wild", "--text-noise", "0.4", "--withhold-kinds", "mug, bus", "--withhold-names",
        tmp_path / "words.txt", "--upright", "3000", "--kind-weights", "chair=2, sofa=0.5", "--print-config",
    )  # fmt: skip
    settings = json.loads(done.out)
    assert "out" not in settings  # each run that is given it makes its own
    assert (settings["text_noise"], settings["upright"], settings["withheld_kinds"]) == (0.4, 3000, ["mug", "bus"])
    assert settings["kind_weights"] == ["chair=2", "sofa=0.5"]
    assert settings["withheld_names"] == ["backrest", "arm rests", "seat pad"]
    wild, strong = (AUGMENTATIONS[name] for name in ("wild", "strong"))
    assert wild is not None and strong is not None and strong.warp_share == 0 < wild.warp_share
    assert settings["augmentation"] == dataclasses.asdict(wild)
    (tmp_path / "config.json").write_text(done.out)
    again = command("align", "--config", tmp_path / "config.json", "--withhold-kinds", "chair", "--print-config")
    assert json.loads(again.out) == {**settings, "withheld_kinds": ["chair"]}
    refused = command("align", "--data", tmp_path, "--upright", "100", "--out", tmp_path / "run")
    assert refused.code == 2 and "--upright is for the synthetic world alone" in refused.err


def test_small_is_the_recipe_of_the_bundled_model_for_align_unless_a_file_is_called_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    monkeypatch.chdir(tmp_path)
    recipe = json.loads(command("align", "--config", "small", "--seed", "5", "--print-config").out)
    assert (recipe["data"], recipe["preset"], recipe["decoder"], recipe["seed"]) == ("synthetic", "small", 256, 5)
    assert recipe["loop"]["max_minutes"] == 240 and "out" not in recipe
    for other in (("distill",), ("segment", "a.ply"), ("prepare", "a.ply"), ("bench", "folder")):
        refused = command(*other, "--config", "small", "--print-config")
        assert refused.code == 2 and refused.out == "" and "--config small cannot be read" in refused.err
    (tmp_path / "small").write_text('{"decoder": 8}')
    assert json.loads(command("align", "--config", "small", "--print-config").out)["decoder"] == 8


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"augmentation": {"crop": 0.8}}, "crop = 0.8 is not allowed. The least is 0, and the most 0.5."),
        ({"augmentation": {"jitter": -1}}, "jitter = -1 is not allowed. The least is 0, and the most 1."),
        ({"loop": {"weight_decay": -1}}, "weight_decay = -1 is not allowed. The least is 0, and it must be finite."),
        ({"decoder": 0}, "decoder = 0 is not allowed. The least is 1, and it must be finite."),
    ],
)
def test_a_number_out_of_range_is_one_line(
    tmp_path: Path, command: Command, settings: dict[str, object], said: str
) -> None:
    (tmp_path / "config.json").write_text(json.dumps(settings))
    refused = command("align", "--config", tmp_path / "config.json", "--print-config")
    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert refused.err.startswith(f"Error: {said}")


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_both_stages_by_command(tmp_path: Path, tiny_network: PatchAlign, command: Command) -> None:
    """prepare's shards -> distill -> align on its run -> report: files, JSON, exit codes."""
    tiny_network.text_head = None
    Model(tiny_network, {"stage": "distill"}).save(tmp_path / "start.safetensors")
    shards = tiny_shards(tmp_path / "shards", 6)
    pace: Sequence[str] = ("--max-steps", "3", "--batch", "3", "--workers", "0", "--device", "cpu")
    first = command(
        "distill", "--data", shards, "--init", tmp_path / "start.safetensors", "--out", tmp_path / "one",
        "--hold-out", "2", "--validate-every", "2", "--save-steps", "2", *pace,
    )  # fmt: skip
    assert first.code == 0 and "one/last.safetensors: 3 steps" in first.out, first.err
    assert files(tmp_path / "one") == {
        "config.json", "run.json", "metrics.jsonl", "last.safetensors", "best.safetensors", "state", "report.html",
        "step-00000002.safetensors",
    }  # fmt: skip
    second = command("align", "--data", shards, "--init", tmp_path / "one", "--out", tmp_path / "two", "--json", *pace)
    said = json.loads(second.out)
    assert second.code == 0 and (said["ok"], said["end"], said["steps"]) == (True, "done", 3), second.err
    assert pa3d.load(said["checkpoint"], device="cpu").meta["stage"] == "align"
    (tmp_path / "two" / "report.html").unlink()
    assert command("align", "--report", tmp_path / "two", "-q").code == 0
    assert (tmp_path / "two" / "report.html").is_file()
    again = command("align", "--resume", tmp_path / "two", "--learning-rate", "1")
    assert again.code == 2 and "Error: " in again.err and "loop.learning_rate was" in again.err


def test_what_is_wrong_is_one_line(tmp_path: Path, command: Command) -> None:
    bare = tiny_shards(tmp_path / "bare", 3, teacher=None, labels=0)
    for arguments, code, said in (
        (("distill", "--data", bare), 1, "have no teacher features to distil from"),
        (("align", "--data", bare), 1, "have no labels to align with"),
    ):
        done = command(*arguments, "--out", tmp_path / "run", "-q", "--device", "cpu")
        assert done.code == code and done.out == ""
        assert done.err.count("\n") == 1 and said in done.err and done.err.startswith("Error: ")
    assert not (tmp_path / "run").exists()
