"""What prepare can be asked."""

from __future__ import annotations

from typing import get_args

import pytest

from pa3d.data.sources import KINDS
from pa3d.engine.masks import MaskConfig
from pa3d.errors import UsageError
from pa3d.render.views import ViewConfig
from pa3d.stages.prepare_config import Kind, PrepareConfig, Share, share_of
from pa3d.stages.prepare_engine import mask_config
from pa3d.stages.prepare_shape import view_config


def test_its_defaults_are_those_of_the_rooms_that_do_the_work() -> None:
    assert view_config(PrepareConfig()) == ViewConfig()
    assert mask_config(PrepareConfig()) == MaskConfig()
    assert get_args(Kind) == KINDS


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"points": 0}, "--points 0"),
        ({"shard_size": 0}, "--shard-size 0"),
        ({"limit": 0}, "--limit 0"),
        ({"seed": -1}, "--seed -1"),
        ({"workers": 0}, "--workers 0"),
        ({"masks": "sam"}, "--masks is given without --captioner"),
        ({"captioner": "vlm"}, "--captioner is given without --masks"),
        ({"caption_rate": 0.0}, "--caption-rate 0"),
    ],
)
def test_settings_that_make_no_sense(settings: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        PrepareConfig(**settings)  # type: ignore[arg-type]
    assert refused.value.found and refused.value.do


def test_shares_as_told_by_the_flag_torchrun_and_slurm() -> None:
    slurm = {"SLURM_PROCID": "2", "SLURM_NTASKS": "8"}
    torchrun = {"RANK": "3", "WORLD_SIZE": "4", "LOCAL_RANK": "1"}
    job = {"SLURM_JOB_ID": "77"}
    assert share_of(None, {}) == Share(0, 1, None)
    assert share_of("3/16", {**slurm, **torchrun}) == Share(3, 16, "--worker")
    assert share_of(None, slurm) == Share(2, 8, "Slurm")
    assert share_of(None, {**slurm, **job, "SLURM_STEP_ID": "0"}) == Share(2, 8, "Slurm")
    assert share_of(None, {**slurm, **torchrun}) == Share(3, 4, "torchrun")
    assert share_of(None, {**slurm, **job}) == Share(), "a batch script is not one of its later tasks"
    for odd in (
        {"RANK": "0"},
        {"RANK": "x", "WORLD_SIZE": "4"},
        {"RANK": "4", "WORLD_SIZE": "4"},
        {"RANK": "0", "WORLD_SIZE": "1"},
    ):
        assert share_of(None, odd) == Share()


@pytest.mark.parametrize("text", ["16/16", "3", "a/b", "-1/4", "1/0", "", "1/2/3", "٣/16/"])
def test_shares_that_are_none(text: str) -> None:
    with pytest.raises(UsageError, match="is no share"):
        share_of(text, {})
