"""A speed run over a tiny model: its rows, counts and arithmetic; never how fast this machine is."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Hashable, Mapping
from pathlib import Path

import pytest
import torch
from conftest import TINY

from pa3d.benchmarks import arithmetic, speed, speed_text
from pa3d.benchmarks.arithmetic import multiply_adds
from pa3d.benchmarks.speed import measure
from pa3d.benchmarks.speed_config import SpeedConfig
from pa3d.benchmarks.speed_report import SpeedReport
from pa3d.benchmarks.speed_rows import usual_cloud
from pa3d.benchmarks.speed_text import encoder_absence, encoder_of
from pa3d.benchmarks.timing import Work
from pa3d.core.network import PatchAlign
from pa3d.errors import CheckpointError, FileError, Pa3dError, UsageError
from pa3d.loading import load
from pa3d.model import BATCH, DEFAULT_VOTES, Model
from pa3d.progress import Progress, Silent
from pa3d.text.sources import DEFAULT_ENCODER


@pytest.fixture(autouse=True)
def small_products(monkeypatch: pytest.MonkeyPatch) -> None:
    """Matrices small enough for a test."""
    monkeypatch.setattr(arithmetic, "CPU_PRODUCT", 16)


@pytest.fixture
def config(tiny_model: Path) -> SpeedConfig:
    """A run over a tiny model that takes no longer than it must."""
    return SpeedConfig(
        model=str(tiny_model),
        tables=("encode", "assignment", "whole"),
        devices=("cpu",),
        batches=(1, 2),
        sample=(64,),
        patches=(4,),
        votes=(1, 2),
        clouds=(20, 30, 200),
        seconds=0.0,
        runs=2,
    )


def timed_by_hand(monkeypatch: pytest.MonkeyPatch, products: float = 1e-6) -> None:
    """Every work takes as many seconds as its number: the first 1, the next 2; and every product the same."""

    def seconds(works: Mapping[Hashable, Work], rounds: int, progress: Progress) -> dict[Hashable, tuple[float, ...]]:
        return {key: (key + 1.0 if isinstance(key, int) else products,) * rounds for key in works}

    monkeypatch.setattr(speed, "round_robin", seconds)


def by_name(report: SpeedReport, table: str, dtype: str = "float32") -> dict[str, speed.SpeedRow]:
    return {row.name: row for row in report.rows if row.table == table and row.dtype == dtype}


def test_every_row_is_timed_as_often_and_says_what_it_is(config: SpeedConfig) -> None:
    report = measure(config, Silent())
    keys = [(row.table, row.name, row.device, row.dtype) for row in report.rows]
    assert len(set(keys)) == len(keys)
    assert [row.table for row in report.rows] == sorted((row.table for row in report.rows), key=config.tables.index)
    for row in report.rows:
        assert row.runs == 2
        assert 0 < row.low <= row.seconds <= row.high
        assert row.per_second == 1 / row.seconds
        assert row.memory is None or row.memory >= 0
    assert {peak.dtype for peak in report.peaks} >= {"float32", "bfloat16"}
    assert all(peak.operations_per_second > 0 and peak.size == 16 for peak in report.peaks)
    assert report.notes == ()
    assert report.protocol["devices"] == ["cpu"]
    assert report.model["parameters"] == sum(values.numel() for values in load(config.model).network.parameters())


def test_a_report_is_plain_json(config: SpeedConfig) -> None:
    report = measure(dataclasses.replace(config, tables=("encode",)), Silent())
    read = json.loads(json.dumps(dataclasses.asdict(report)))
    assert read["schema"] == 1
    assert read["rows"][0] == json.loads(json.dumps(dataclasses.asdict(report.rows[0])))


def test_batches_precisions_and_sizes_have_rows(config: SpeedConfig) -> None:
    report = measure(dataclasses.replace(config, tables=("encode",)), Silent())
    plain = by_name(report, "encode")
    assert {"unfolded, 1 at once", "1 at once", "2 at once"} <= set(plain)
    assert set(by_name(report, "encode", "bfloat16")) >= {"1 at once", "2 at once"}
    (other,) = [row for row in report.rows if row.points == 64]
    assert other.batch == 8
    assert report.table("whole") == ()


def test_settings_change_one_thing_at_a_time(config: SpeedConfig) -> None:
    report = measure(dataclasses.replace(config, tables=("whole",)), Silent())
    rows = {row.name: row for row in report.table("whole")}
    (usual,) = [row for row in rows.values() if row.default]
    assert (usual.votes, usual.patches, usual.cloud) == (DEFAULT_VOTES, TINY.patches, 30)
    assert rows["1 vote"].votes == 1
    assert rows["4 patches"].patches == 4
    assert {rows["20 points to label"].cloud, rows["200 points to label"].cloud} == {20, 200}
    assert rows[f"{BATCH} shapes together"].batch == BATCH
    for name in ("1 vote", "2 votes", "4 patches", "20 points to label", "200 points to label"):
        row = rows[name]
        changed = [getattr(row, field) != getattr(usual, field) for field in ("votes", "patches", "cloud", "points")]
        assert sum(changed) == 1


def test_assignment_knows_every_rule_of_this_model(config: SpeedConfig) -> None:
    report = measure(dataclasses.replace(config, tables=("assignment",)), Silent())
    rows = report.table("assignment")
    assert [row.cloud for row in rows if row.default] == [20, 30, 200]
    assert {row.name.partition(",")[0] for row in rows} >= {"nearest", "membership", "interpolate"}
    assert {row.cloud for row in rows if not row.default} == {30}


def test_multiply_adds_are_those_of_the_model(config: SpeedConfig) -> None:
    report = measure(dataclasses.replace(config, tables=("encode", "whole")), Silent())
    model = load(config.model, "cpu", "float32")
    points = torch.rand(1, TINY.points, 3)
    fast = model.inference  # made before counting: folding multiplies too
    folded = multiply_adds(lambda: fast.text_features(fast.encoder(points).tokens))
    written = load(config.model, "cpu", "float32", fold=False).inference
    unfolded = multiply_adds(lambda: written.text_features(written.encoder(points).tokens))
    with_graph = multiply_adds(lambda: model.network.text_features(model.network.encoder(points).tokens))
    assert with_graph == unfolded  # what blocks write in place is counted, too
    encode, whole = by_name(report, "encode"), by_name(report, "whole")
    assert encode["1 at once"].multiply_adds == encode["2 at once"].multiply_adds == folded
    assert encode["unfolded, 1 at once"].multiply_adds == unfolded > folded
    names = whole["1 vote"].names
    assert names is not None
    assert model.network.text_head is not None
    cosines = TINY.patches * names * model.network.text_head.out_features
    turns = 9 * (TINY.points + TINY.patches)  # of each vote's sample, and of its centres back
    for name, votes in (("1 vote", 1), ("2 votes", 2), (f"{BATCH} shapes together", DEFAULT_VOTES)):
        rows = [row for row in report.table("whole") if row.name == name]
        assert [row.multiply_adds for row in rows] == [votes * (folded + cosines + turns)]


def test_a_point_decoder_is_counted_where_it_works(config: SpeedConfig, tmp_path: Path) -> None:
    text, hidden, width = 384, 6, TINY.width
    path = tmp_path / "decoder.safetensors"
    Model(PatchAlign(TINY, text, None, hidden).eval(), {"text": {"encoder": DEFAULT_ENCODER}}).save(path)
    asked = dataclasses.replace(config, model=str(path), tables=("encode", "assignment"), precisions=("float32",))
    report = measure(asked, Silent())
    assert report.model["decoder"]
    usual = {row.cloud: row for row in report.table("assignment") if row.default}
    names = usual[20].names
    assert names is not None
    # A turn, the offset, and the product that gives length (D + 1) and names; what concerns a centre is made once.
    one_point = DEFAULT_VOTES * (9 + 3 * hidden + hidden * (width + 1 + names))
    assert {cloud: row.multiply_adds for cloud, row in usual.items()} == {n: n * one_point for n in (20, 30, 200)}
    assert all(row.name == f"decode, {cloud} points" and row.share for cloud, row in usual.items())
    assert not any(row.multiply_adds for row in report.table("assignment") if not row.default)
    encode = by_name(report, "encode")["1 at once"]
    assert encode.multiply_adds == by_name(report, "encode")["2 at once"].multiply_adds


def test_ratios_and_shares_follow_from_the_seconds(config: SpeedConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    timed_by_hand(monkeypatch)
    report = measure(dataclasses.replace(config, tables=("encode",), precisions=("float32",)), Silent())
    rows = by_name(report, "encode")
    assert rows["unfolded, 1 at once"].seconds == 1.0
    assert rows["unfolded, 1 at once"].ratio == 1.0
    assert rows["1 at once"].seconds == 2.0
    assert rows["1 at once"].ratio == 0.5
    assert rows["2 at once"].seconds == 1.5  # the third call takes 3 seconds for its 2 shapes
    assert rows["2 at once"].ratio == pytest.approx(1 / 1.5)
    peak = next(peak for peak in report.peaks if peak.dtype == "float32")
    assert peak.operations_per_second == pytest.approx(2 * 16**3 / 1e-6)
    counted = rows["2 at once"].multiply_adds
    assert counted is not None
    assert rows["2 at once"].share == pytest.approx(2 * counted / 1.5 / peak.operations_per_second)


def test_settings_are_compared_with_the_defaults(config: SpeedConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    timed_by_hand(monkeypatch)
    report = measure(dataclasses.replace(config, tables=("whole",)), Silent())
    rows = report.table("whole")
    assert [row.ratio for row in rows if row.default] == [1.0]
    assert rows[1].ratio == 0.5
    assert set(report.yardsticks) == {"whole"}


def test_what_does_not_fit_into_memory_is_a_note(config: SpeedConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    encode = speed.encode_trials

    def too_large(*arguments: object) -> list[speed.Trial]:
        return [trial._replace(work=Work(burst)) if trial.row.batch == 2 else trial for trial in encode(*arguments)]

    def burst() -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 9 GiB.")

    monkeypatch.setattr(speed, "encode_trials", too_large)
    report = measure(dataclasses.replace(config, tables=("encode",), precisions=("float32",)), Silent())
    assert "2 at once" not in by_name(report, "encode")
    assert report.notes == ("encode, 2 at once, float32 on cpu: did not fit into memory.",)


def test_another_fault_is_not_taken_for_a_full_memory(config: SpeedConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    trials = speed.encode_trials
    monkeypatch.setattr(speed, "encode_trials", lambda *a: [next(trials(*a))._replace(work=Work(broken))])
    with pytest.raises(RuntimeError, match="cannot be multiplied"):
        measure(dataclasses.replace(config, tables=("encode",)), Silent())


def test_words_without_an_encoder_are_a_note(
    config: SpeedConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "no-encoder"
    empty.mkdir()
    monkeypatch.setattr(speed, "encoder_of", lambda entry: str(empty))
    monkeypatch.setattr(speed_text, "FIRST_RUNS", 1)
    report = measure(dataclasses.replace(config, tables=("text",)), Silent())
    assert [row.name for row in report.rows] == ["vocabulary, new process", "vocabulary"]
    first, later = report.rows
    assert first.names == later.names == len(speed_text.NAMES)
    assert (first.runs, later.runs) == (speed.FIRST_RUNS, 2)
    assert first.seconds > later.seconds > 0
    assert report.peaks == ()
    (note,) = report.notes
    assert "no complete text encoder" in note


def test_an_encoder_is_asked_kept_and_asked_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np

    asked: list[int] = []

    def encode(prompts: list[object], encoder: str, download: bool) -> object:
        assert not download
        asked.append(len(prompts))
        return np.ones((len(prompts), 4), dtype=np.float32)

    monkeypatch.setattr(speed_text, "encode_prompts", encode)
    vocabulary, cached, encoder = speed_text.later_trials("some/encoder", tmp_path)
    assert len(cached.work.call()) == len(speed_text.NAMES)  # type: ignore[arg-type]
    assert asked == [len(speed_text.NAMES)]
    encoder.work.call()
    assert len(asked) == 2
    assert {trial.row.table for trial in (vocabulary, cached, encoder)} == {"text"}
    assert not any(trial.counted for trial in (vocabulary, cached, encoder))


def test_a_new_process_that_fails_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed_text, "_VOCABULARY", "raise ValueError('nothing here')")
    (trial,) = speed_text.first_trials(None)
    with pytest.raises(Pa3dError, match="ValueError: nothing here"):
        trial.work.call()


def test_the_encoder_is_the_models_own() -> None:
    assert encoder_of({"encoder": "some/tower", "dimension": 4}) == "some/tower"
    assert encoder_of(None) == encoder_of({"dimension": 4}) == DEFAULT_ENCODER
    assert encoder_absence("no such tower") is not None


def test_random_weights_stand_in_for_base_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(speed.PRESETS, "base", TINY)
    state = torch.get_rng_state()
    config = SpeedConfig(
        model="base", random_weights=True, tables=("whole",), votes=(), patches=(), clouds=(50,), seconds=0, runs=1
    )
    report = measure(config, Silent())
    assert torch.equal(torch.get_rng_state(), state)
    assert report.model["weights"] == "random"
    assert report.model["sha256"] is None
    assert {row.name for row in report.rows} == {f"{DEFAULT_VOTES} votes", f"{BATCH} shapes together"}
    assert all(row.multiply_adds for row in report.rows)


def test_random_weights_are_never_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*arguments: object) -> Model:
        raise FileError("The file is not on this machine.", "The hub is out of reach.", "Run with a network.")

    monkeypatch.setattr(speed, "load", absent)
    with pytest.raises(FileError, match="--random-weights"):
        measure(SpeedConfig(model="base"), Silent())
    with pytest.raises(FileError) as raised:
        measure(SpeedConfig(model="hf:someone/else"), Silent())
    assert "random" not in str(raised.value)
    with pytest.raises(UsageError, match="--model small"):
        measure(SpeedConfig(random_weights=True), Silent())


def test_a_model_without_words_cannot_be_asked(tmp_path: Path, config: SpeedConfig) -> None:
    path = tmp_path / "first-stage.safetensors"
    Model(PatchAlign(TINY, None, 10).eval(), {"stage": "distill"}).save(path)
    stage_1 = dataclasses.replace(config, model=str(path))
    assert measure(dataclasses.replace(stage_1, tables=("encode",)), Silent()).rows
    with pytest.raises(CheckpointError, match="no words"):
        measure(dataclasses.replace(stage_1, tables=("whole",)), Silent())


@pytest.mark.parametrize(("load", "said"), [(0.5, 0), (None, 0), (1.5, 1)])
def test_a_busy_machine_is_told_of(
    config: SpeedConfig, monkeypatch: pytest.MonkeyPatch, load: float | None, said: int
) -> None:
    notes: list[str] = []

    class Noting(Silent):
        def note(self, message: str) -> None:
            notes.append(message)

    monkeypatch.setattr(speed, "describe_machine", lambda: {"load": load, "cores": 2})
    report = measure(dataclasses.replace(config, tables=("encode",), batches=(), sample=()), Noting())
    assert len(notes) == said
    assert report.machine["load"] == load
    assert [row.name for row in report.rows] == ["unfolded, 1 at once"]


def test_devices_are_what_is_here() -> None:
    with pytest.raises(UsageError, match="not a device"):
        measure(SpeedConfig(devices=("tpu",)), Silent())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"batches": (1, 0)}, "--batches 0"),
        ({"runs": 0}, "--runs 0"),
        ({"seconds": -1.0}, "--seconds -1.0"),
        ({"seconds": float("nan")}, "--seconds nan"),
        ({"tables": ("encode", "decode")}, "--tables decode"),
        ({"tables": ()}, "--tables is empty"),
        ({"precisions": ("float16",)}, "--precisions float16"),
        ({"seed": -1}, "--seed -1"),
    ],
)
def test_wrong_settings_are_usage_errors(change: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        SpeedConfig(**change)  # type: ignore[arg-type]


def test_the_usual_cloud_is_the_middle_one() -> None:
    assert usual_cloud(SpeedConfig()) == 10_000
    assert usual_cloud(SpeedConfig(clouds=(7,))) == 7
    assert usual_cloud(SpeedConfig(clouds=())) == 10_000


@pytest.mark.gpu
def test_a_cuda_device_is_timed_beside_the_cpu(config: SpeedConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    monkeypatch.setattr(arithmetic, "CUDA_PRODUCT", 256)
    report = measure(dataclasses.replace(config, devices=()), Silent())
    for device in ("cpu", "cuda:0"):
        rows = [row for row in report.rows if row.device == device]
        assert {row.table for row in rows} == set(config.tables)
        assert [row.ratio for row in rows if row.name.startswith("unfolded")] == [1.0]
        assert any(peak.device == device for peak in report.peaks)
    assert all(row.memory for row in report.rows if row.device == "cuda:0")
