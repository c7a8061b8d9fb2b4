"""The method from end to end, in small: a teacher of parts, its features in shards, stage 1 and stage 2 on them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from part_teacher import (
    HELD_OUT_SEED,
    SEED,
    draw_pictures,
    new_teacher,
    part_numbers,
    patch_accuracy,
    teach_parts,
    write_teacher,
)
from torch import nn

import pa3d
from pa3d.synthetic.kinds import KINDS

from .conftest import run_pa3d

pytestmark = pytest.mark.slow
PIXELS, VIEWS = 112, 3
TAUGHT = tuple(kind for kind in KINDS if kind.name in ("mug", "table", "chair"))


def metrics(folder: Path, name: str) -> list[float]:
    lines: list[dict[str, Any]] = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    return [line[name] for line in lines]


def pa3d_run(*arguments: str) -> None:
    done = run_pa3d([*arguments, "--device", "cpu", "--quiet"])
    assert done[0].returncode == 0, done[0].stderr


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """It tells the parts of three kinds apart far better than by their frequency."""
    torch.manual_seed(0)
    model, head = new_teacher(PIXELS, width=32, layers=2), nn.Linear(32, len(part_numbers(TAUGHT)))
    pictures = draw_pictures(SEED, 80, VIEWS, PIXELS, TAUGHT)
    unseen = draw_pictures(HELD_OUT_SEED, 20, VIEWS, PIXELS, TAUGHT)
    teach_parts(model, head, pictures, 500)
    shown = unseen.parts[unseen.parts >= 0]
    assert patch_accuracy(model, head, unseen) > 0.08 + float(shown.bincount().max()) / len(shown)
    return write_teacher(model, tmp_path_factory.mktemp("teacher"))


def test_what_a_teacher_knows_goes_through_both_stages(teacher: Path, tmp_path: Path, tiny_start: Path) -> None:
    shards, first, second = (str(tmp_path / name) for name in ("shards", "first", "second"))
    views = ("--views", str(VIEWS), "--view-size", str(PIXELS), "--teacher-size", str(PIXELS))
    small = ("--points", "2048", "--teacher-patches", "128")
    pa3d_run("prepare", "synthetic:48", "--teacher", str(teacher), *views, *small, "--out", shards)
    pace = ("--data", shards, "--batch", "8", "--workers", "0", "--max-steps", "120", "--learning-rate", "0.001")
    pa3d_run("distill", "--init", str(tiny_start), *pace, "--out", first)
    cosine = metrics(Path(first), "cosine")
    assert cosine[-1] > cosine[0] + 0.1
    meta = pa3d.load(Path(first) / "last.safetensors", device="cpu").meta
    assert meta["teacher"]["name"] == teacher.name and meta["teacher"]["dimension"] == 32

    pa3d_run("align", "--init", first, *pace, "--out", second)
    loss = metrics(Path(second), "loss")
    assert loss[-1] < 0.95 * loss[0]
    assert json.loads((Path(second) / "config.json").read_text())["train"] == "last-block"
