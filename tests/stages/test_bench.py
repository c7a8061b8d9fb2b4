"""Bench: folders in, reports out; what fails is listed, what is written is whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pa3d import load
from pa3d.benchmarks.report_file import read_report
from pa3d.core.network import PatchAlign
from pa3d.errors import CheckpointError, FileError, UsageError
from pa3d.model import Model
from pa3d.progress import Silent
from pa3d.stages.bench import BenchResult, command_of, report, run
from pa3d.stages.bench_config import BenchConfig
from pa3d.synthetic.kinds import KINDS

NAMES = ("leg", "seat", "back")


class Told(Silent):
    """A Progress that remembers its notes and steps."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.tasks: list[tuple[str, int | None]] = []
        self.done = 0

    def start(self, task: str, total: int | None) -> None:
        self.tasks.append((task, total))
        self.done = 0

    def advance(self, steps: int = 1, fields: Mapping[str, float] | None = None) -> None:
        self.done += steps

    def note(self, message: str) -> None:
        self.notes.append(message)


def write_shape(path: Path, seed: int, category: str = "chair", **changes: Any) -> None:
    generator = np.random.default_rng(seed)
    arrays: dict[str, Any] = {
        "points": generator.random((300, 3)), "labels": generator.integers(-1, 3, 300).astype(np.int32),
        "names": np.array(NAMES), "category": np.array(category),
    }  # fmt: skip
    np.savez(path, **{**arrays, **changes})


@pytest.fixture
def ask(tiny_model: Path, tmp_path: Path) -> BenchConfig:
    folder = tmp_path / "shapes"
    folder.mkdir()
    for i, category in enumerate(("chair", "chair", "chair", "mug")):
        write_shape(folder / f"{category}{i}.npz", i, category)
    return BenchConfig("folder", str(folder), model=str(tiny_model), device="cpu", dtype="float32", seed=5)


def only(result: BenchResult) -> Any:
    (found,) = result.reports
    return found


def test_scores_are_those_of_segment(ask: BenchConfig, tiny_model: Path) -> None:
    found = only(run(ask, Silent()))
    model = load(tiny_model, "cpu", "float32")
    ious = {}
    for path in sorted(Path(str(ask.data)).glob("*.npz")):
        arrays = np.load(path)
        said = model.segment(arrays["points"], NAMES, seed=5).labels
        known = arrays["labels"] >= 0
        pairs = [((said == i) & known, arrays["labels"] == i) for i in range(3)]
        ious[path.name] = np.mean([(a & b).sum() / (a | b).sum() for a, b in pairs if b.any()])
    assert {score.id: score.iou for score in found.shapes} == pytest.approx(ious)
    assert found.summary["mIoU"].value == pytest.approx(np.mean(list(ious.values())))
    assert found.summary["cIoU"].value == pytest.approx(
        (np.mean([ious[f"chair{i}.npz"] for i in range(3)]) + ious["mug3.npz"]) / 2
    )
    assert found.protocol["votes"] == 4 and found.protocol["assign"] == "interpolate"
    assert found.protocol["points"] == "all" and found.protocol["seeds"] == [5]
    assert found.model["sha256"] and found.machine["cores"] and found.published == ()


def test_seeds_batches_and_order_change_nothing_else(ask: BenchConfig) -> None:
    one, two = only(run(ask, Silent())), only(run(replace(ask, seeds=2, batch=1, seed=4), Silent()))
    first, second = ({(s.id, s.seed): s for s in found.shapes} for found in (one, two))
    assert len(second) == 8 and all(second[key] == score for key, score in first.items())
    assert two.summary["mIoU"].shapes == 4


def test_categories_and_limit(ask: BenchConfig) -> None:
    told = Told()
    found = only(run(replace(ask, categories=("Chair",), limit=2), told))
    assert [score.id for score in found.shapes] == ["chair0.npz", "chair1.npz"]
    assert told.tasks[-1] == ("bench folder", 2) and told.done == 2
    with pytest.raises(UsageError, match=r"--categories sofa is not .*nearest: "):
        run(replace(ask, categories=("chair", "sofa")), Silent())


def test_generated_shapes_need_nothing(ask: BenchConfig) -> None:
    config = replace(ask, benchmark="synthetic", data=None, categories=("mug", "bucket"), limit=1, points=256)
    found = only(run(config, Silent()))
    assert [score.id for score in found.shapes] == ["mug/0", "bucket/0"]
    assert found.shapes[0].points == 256 and found.protocol["sampling"] == "random"
    with pytest.raises(UsageError, match=r"nearest: .*bucket"):
        run(replace(config, categories=("buckets",)), Silent())


def test_bad_cases_are_listed_and_the_others_scored(ask: BenchConfig) -> None:
    folder = Path(str(ask.data))
    (folder / "broken.npz").write_bytes(b"PK\x03\x04nothing")
    write_shape(folder / "empty.npz", 0, labels=np.full(300, -1, dtype=np.int32))
    write_shape(folder / "far.npz", 0, points=np.full((300, 3), 1e308) * np.random.default_rng(0).random((300, 3)))
    write_shape(folder / "odd.npz", 0, names=np.array(["leg", "??", "seat"]))
    told = Told()
    result = run(ask, told)
    found = only(result)
    assert {score.id for score in found.shapes} == {"chair0.npz", "chair1.npz", "chair2.npz", "mug3.npz"}
    assert {failure.id for failure in found.failures} == {"broken.npz", "empty.npz", "far.npz", "odd.npz"}
    assert all(failure.what and failure.found for failure in found.failures)
    assert told.done == 8 and report(result)["ok"] is False


def test_a_fault_in_one_case_is_a_failure_too(ask: BenchConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    from pa3d.stages import bench_run

    real = bench_run.prepare_case

    def faulty(case: Any, *rest: Any) -> Any:
        if case.id == "chair1.npz":
            raise ZeroDivisionError("inside")
        return real(case, *rest)

    monkeypatch.setattr(bench_run, "prepare_case", faulty)
    found = only(run(ask, Silent()))
    (failure,) = found.failures
    assert failure.id == "chair1.npz" and "ZeroDivisionError: inside" in failure.found
    assert len(found.shapes) == 3


def test_nothing_scored_is_an_error(ask: BenchConfig, tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "broken.npz").write_bytes(b"nothing")
    with pytest.raises(FileError, match=r"No shape of .* could be scored\. 1 failed; the first: .*broken\.npz"):
        run(replace(ask, data=str(folder)), Silent())


def test_a_model_without_words_ends_the_run(ask: BenchConfig, tiny_network: PatchAlign, tmp_path: Path) -> None:
    Model(tiny_network, {}).save(tmp_path / "wordless.safetensors")
    with pytest.raises(CheckpointError, match="text encoder"):
        run(replace(ask, model=str(tmp_path / "wordless.safetensors")), Silent())


def test_files_are_whole_and_kept(ask: BenchConfig, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run(replace(ask, out=str(out), html=True), Silent())
    assert [path.name for path in result.files] == ["report.json", "report.md", "report.html"]
    assert sorted(path.name for path in out.iterdir()) == ["report.html", "report.json", "report.md"]
    again = read_report(out / "report.json")
    assert again.shapes == only(result).shapes and again.summary["mIoU"] == only(result).summary["mIoU"]
    assert "chair0.npz" in (out / "report.html").read_text(encoding="utf-8")
    assert "mIoU" in (out / "report.md").read_text(encoding="utf-8")
    (out / "report.md").write_text("precious")
    told = Told()
    with pytest.raises(FileError, match="exists already"):
        run(replace(ask, out=str(out)), told)
    assert told.tasks == [], "said before anything was done"
    run(replace(ask, out=str(out), overwrite=True), Silent())
    assert (out / "report.md").read_text() != "precious"
    run(replace(ask, out=str(tmp_path / "one.json")), Silent())
    assert (tmp_path / "one.json").exists() and (tmp_path / "one.md").exists()


def test_all_runs_what_is_here(ask: BenchConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pa3d.stages.bench_config.ALL", ("faust", "scanobjectnn", "synthetic"))
    scans = tmp_path / "data" / "faust"
    scans.mkdir(parents=True)
    points, labels = np.random.default_rng(0).random((90, 3)), np.arange(90) % 4
    np.savez(tmp_path / "data" / "other.npz", points=points, labels=labels)  # of no benchmark
    np.savez(scans / "scan.npz", points=points, labels=labels, label_names=np.array(["arm", "head", "leg", "torso"]))
    told = Told()
    config = replace(ask, benchmark="all", data=str(tmp_path / "data"), out=str(tmp_path / "out"), limit=1, points=64)
    monkeypatch.setattr("pa3d.benchmarks.synthetic.KINDS", KINDS[:2])
    result = run(config, told)
    assert [one.benchmark for one in result.reports] == ["faust", "synthetic"]
    assert [name for name, _ in result.skipped] == ["scanobjectnn"] and "scanobjectnn is skipped" in told.notes[0]
    assert [str(path.relative_to(tmp_path / "out")) for path in result.files] == [
        "faust/report.json", "faust/report.md", "synthetic/report.json", "synthetic/report.md",
    ]  # fmt: skip
    said = report(result)
    assert len(said["reports"]) == 2 and said["skipped"][0]["error"]["what"] and said["ok"]
    json.dumps(said, allow_nan=False)
    (scans / "scan.npz").write_bytes(b"nothing")
    worse = run(replace(config, overwrite=True, download=True), Silent())  # the hub hosts none of these
    assert [one.benchmark for one in worse.reports] == ["synthetic"] and not worse.ok
    assert [name for name, _ in worse.failed] == ["faust"] and report(worse)["failed"][0]["error"]["what"]


def test_two_reports_are_compared(ask: BenchConfig, tmp_path: Path) -> None:
    for name, votes in (("a", 1), ("b", 2)):
        run(replace(ask, votes=votes, out=str(tmp_path / f"{name}.json")), Silent())
    paths = (str(tmp_path / "a.json"), str(tmp_path / "b.json"))
    result = run(BenchConfig(compare=paths, out=str(tmp_path / "c")), Silent())
    assert result.comparison is not None and result.comparison.differing == {"votes": (1, 2)}
    assert result.comparison.shapes == 4 and report(result)["comparison"]["shapes"] == 4
    assert json.loads((tmp_path / "c" / "report.json").read_text())["headline"] == "mIoU"
    with pytest.raises(FileError, match="is an input"):
        run(BenchConfig(compare=paths, out=paths[0], overwrite=True), Silent())


def test_a_names_file_that_fits_nothing_is_told_of(ask: BenchConfig, tmp_path: Path) -> None:
    names = tmp_path / "names.json"
    names.write_text('{"chair": {"leg": "post", "leggs": "post"}, "chiar": {"leg": "foot"}}')
    told = Told()
    found = only(run(replace(ask, names=str(names)), told))
    assert told.notes == [f"--names {names}: nothing here is called {key!r}." for key in ("chair/leggs", "chiar")]
    assert found.shapes[0].parts == NAMES, "parts keep the benchmark's spelling"


def test_nothing_asked() -> None:
    with pytest.raises(UsageError, match="what to measure"):
        run(BenchConfig(), Silent())


def test_the_command_says_what_was_asked() -> None:
    config = BenchConfig("folder", "my shapes", votes=2, categories=("chair", "cap"), out="x", html=True, seeds=3)
    assert command_of(config, "folder") == "pa3d bench folder 'my shapes' --votes 2 --categories chair,cap --seeds 3"
