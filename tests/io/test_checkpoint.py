"""Checkpoint files: ours, the original's, and files that are neither or worse."""

from __future__ import annotations

import argparse
import json
import os
import pickle
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from pa3d.errors import CheckpointError, FileError, Pa3dError
from pa3d.io.checkpoint import FORMAT, checkpoint_of, read_checkpoint, read_original, write_checkpoint
from pa3d.io.source import file_sha256

WEIGHTS = {"a": torch.randn(3, 2), "n": torch.tensor(4), "t": torch.arange(6).view(2, 3).T}
META = {"stage": "align", "encoder": {"width": 2}, "note": "ä"}


def test_ours_there_and_back(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    sha256 = write_checkpoint(path, WEIGHTS, META)
    again = read_checkpoint(path)
    assert set(again.weights) == set(WEIGHTS)
    assert all(torch.equal(again.weights[name], value) for name, value in WEIGHTS.items())
    assert again.meta == {**META, "format": FORMAT}
    assert again.sha256 == sha256 == file_sha256(path)
    assert write_checkpoint(tmp_path / "again.safetensors", WEIGHTS, META) == sha256  # nothing of the time in it
    with pytest.raises(FileError, match="exists already"):
        write_checkpoint(path, WEIGHTS, META)


def damage(path: Path, how: str) -> None:
    meta: dict[str, Any] = {"format": FORMAT, **META}
    if how == "empty":
        path.write_bytes(b"")
    elif how == "text":
        path.write_text("solid cube\n")
    elif how == "cut":
        write_checkpoint(path, WEIGHTS, META)
        path.write_bytes(path.read_bytes()[:-4])
    elif how == "header":  # claims a header of 2^60 bytes
        path.write_bytes((1 << 60).to_bytes(8, "little") + b"{}")
    elif how == "stranger":
        save_file({"a": torch.zeros(1)}, path)
    else:
        told = {"other format": json.dumps({**meta, "format": 99}), "no json": "{", "list": "[1]", "no encoder": "{}"}
        content = json.dumps({"format": FORMAT}) if how == "no encoder" else told[how]
        save_file({"a": torch.zeros(1)}, path, metadata={"pa3d": content})


@pytest.mark.parametrize(
    "how", ["empty", "text", "cut", "header", "stranger", "other format", "no json", "list", "no encoder"]
)
def test_damaged_files_get_one_clear_error(tmp_path: Path, how: str) -> None:
    path = tmp_path / "m.safetensors"
    damage(path, how)
    with pytest.raises(CheckpointError) as caught:
        read_checkpoint(path)
    assert str(path) in caught.value.what and caught.value.found and caught.value.do


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"nowhere\.pt"):
        read_checkpoint(tmp_path / "nowhere.pt")


class Attack:
    """Unpickled the usual way, this makes a folder."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.mkdir, (str(self.target),)


@pytest.mark.parametrize("suffix", ["pt", "safetensors"])
@pytest.mark.parametrize("raw", [False, True])
def test_a_pickle_with_code_runs_nothing(tmp_path: Path, suffix: str, raw: bool) -> None:
    path, target = tmp_path / f"evil.{suffix}", tmp_path / "owned"
    content = {"model": {"cls_token": torch.zeros(1)}, "args": Attack(target)}
    if raw:
        path.write_bytes(pickle.dumps(content))
    else:
        torch.save(content, path)
    with pytest.raises(CheckpointError):
        read_checkpoint(path)
    assert not target.exists()


def original(golden: dict[str, Tensor]) -> dict[str, Any]:
    return {
        "model": {name.removeprefix("model."): v for name, v in golden.items() if name.startswith("model.")},
        "proj": {name.removeprefix("proj."): v for name, v in golden.items() if name.startswith("proj.")},
        "temp": {"log_scale": torch.tensor(9.0)},
        "epoch": 3,
        "args": {"num_group": 16, "group_size": 8, "npoints": 256},
    }


def test_sizes_come_from_the_tensors_and_patches_from_args(golden: dict[str, Tensor], tmp_path: Path) -> None:
    content = original(golden)
    content["args"] = argparse.Namespace(**content["args"], flag=True)
    torch.save(content, tmp_path / "o.pt")
    read = read_checkpoint(tmp_path / "o.pt")
    sizes = read.meta["encoder"]
    assert (sizes["width"], sizes["patches"], sizes["patch_size"], sizes["points"]) == (96, 16, 8, 256)
    assert "heads" not in sizes and read.meta["stage"] == "align" and read.meta["training"]["epoch"] == 3
    assert read.meta["text"]["dimension"] == len(golden["proj.proj.weight"])
    assert read.meta["score"] == {"scale": 100.0, "bias": 0.0}  # exp(9), clamped as the release does
    assert torch.equal(read.weights["text_head.weight"], golden["proj.proj.weight"])


def test_names_of_many_gpus_and_halves_are_read(golden: dict[str, Tensor], tmp_path: Path) -> None:
    content = original(golden)
    content["model"] = {
        f"module.{name}": v.half() if v.is_floating_point() else v for name, v in content["model"].items()
    }
    torch.save(content, tmp_path / "o.pt")
    weights = read_original(tmp_path / "o.pt").weights
    assert weights["encoder.blocks.0.mlp_in.weight"].dtype == torch.float32
    assert weights["encoder.embed.lift_norm.num_batches_tracked"].dtype == torch.long


def test_a_first_stage_file_has_a_teacher_head_and_no_words(golden: dict[str, Tensor], tmp_path: Path) -> None:
    content = original(golden)
    del content["temp"]
    torch.save(content, tmp_path / "o.pt")
    read = read_original(tmp_path / "o.pt")
    assert read.meta["stage"] == "distill" and read.meta["text"] is None and "score" not in read.meta
    assert "teacher_head.weight" in read.weights and "text_head.weight" not in read.weights


def test_wrong_originals_are_refused(golden: dict[str, Tensor], tmp_path: Path) -> None:
    changes: dict[str, dict[str, Any]] = {
        "surplus": {"stranger": torch.zeros(1)},
        "number": {"cls_token": 3},
    }
    for name, change in changes.items():
        content = original(golden)
        content["model"] |= change
        torch.save(content, tmp_path / f"{name}.pt")
        with pytest.raises(CheckpointError, match=next(iter(change))):
            read_original(tmp_path / f"{name}.pt")
    content = original(golden)
    del content["model"]["blocks.blocks.0.mlp.fc1.weight"]
    torch.save(content, tmp_path / "short.pt")
    with pytest.raises(CheckpointError, match=r"blocks\.0\.mlp_in\.weight"):
        read_original(tmp_path / "short.pt")
    for name, value in {"list": [1], "weights": {"a": torch.zeros(1)}}.items():
        torch.save(value, tmp_path / f"{name}.pt")
        with pytest.raises(Pa3dError, match="not an original checkpoint"):
            read_original(tmp_path / f"{name}.pt")


def test_a_run_folder_stands_for_its_best_checkpoint(tmp_path: Path) -> None:
    assert checkpoint_of(Path("small")) == Path("small")
    with pytest.raises(FileError, match="holds no checkpoint"):
        read_checkpoint(tmp_path)
    (tmp_path / "last.safetensors").touch()
    assert checkpoint_of(tmp_path) == tmp_path / "last.safetensors"
    (tmp_path / "best.safetensors").touch()
    assert checkpoint_of(tmp_path) == tmp_path / "best.safetensors"
