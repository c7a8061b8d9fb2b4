"""Segment: files in, the same files with part names out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pa3d import load
from pa3d.core.upright import UprightHead
from pa3d.errors import FileError, UsageError, WordError
from pa3d.io.formats import read
from pa3d.progress import Silent
from pa3d.shapes.records import Cloud
from pa3d.stages.segment import SegmentResult, report, run
from pa3d.stages.segment_config import SegmentConfig

POINTS = np.random.default_rng(0).random((300, 3))


class Told(Silent):
    """A Progress that remembers."""

    def __init__(self) -> None:
        self.tasks: list[tuple[str, int | None]] = []
        self.done: list[int] = []
        self.notes: list[str] = []

    def start(self, task: str, total: int | None) -> None:
        self.tasks.append((task, total))
        self.done.append(0)

    def advance(self, steps: int = 1, fields: Mapping[str, float] | None = None) -> None:
        self.done[-1] += steps

    def note(self, message: str) -> None:
        self.notes.append(message)


@pytest.fixture
def ask(tiny_model: Path, tmp_path: Path) -> SegmentConfig:
    np.savez(tmp_path / "a.npz", points=POINTS)
    return SegmentConfig(
        (str(tmp_path / "a.npz"),), parts="leg,seat", model=str(tiny_model), device="cpu", dtype="float32"
    )


def labels(result: SegmentResult, index: int = 0) -> np.ndarray:  # type: ignore[type-arg]
    output = result.items[index].output
    assert output is not None
    return np.load(output)["labels"]


def test_files_and_python_say_the_same(ask: SegmentConfig, tiny_model: Path) -> None:
    written = labels(run(ask, Silent()))
    direct = load(tiny_model, "cpu", "float32").segment(POINTS, ["leg", "seat"])
    assert (written == direct.labels).all()
    assert set(written) == {0, 1}


def test_same_request_same_bytes_and_another_seed_another_sample(ask: SegmentConfig) -> None:
    first = run(ask, Silent()).items[0].output
    assert first is not None
    content = first.read_bytes()
    run(replace(ask, overwrite=True), Silent())
    assert first.read_bytes() == content
    result = run(replace(ask, overwrite=True, seed=1, scores="all"), Silent())
    assert result.items[0].output == first and first.read_bytes() != content


def test_batched_equals_one_by_one(ask: SegmentConfig, tmp_path: Path) -> None:
    for i in range(20):  # more than a group
        np.savez(tmp_path / f"{i:02}.npz", points=np.random.default_rng(i).random((40 + 30 * i, 3)))
    paths = tuple(str(path) for path in sorted(tmp_path.glob("*.npz")))
    together = run(replace(ask, inputs=paths, out=str(tmp_path / "out")), Silent())
    assert [item.path for item in together.items] == [Path(path) for path in paths]
    for i in (0, 7, 20):
        alone = run(replace(ask, inputs=(paths[i],), out=str(tmp_path / "alone")), Silent())
        assert (labels(alone) == labels(together, i)).all()


def test_failures_keep_their_place_and_name_their_file(ask: SegmentConfig, tmp_path: Path) -> None:
    np.save(tmp_path / "nan.npy", np.full((4, 3), np.nan))
    inputs = (str(tmp_path / "gone.ply"), *ask.inputs, str(tmp_path / "nan.npy"))
    told = Told()
    result = run(replace(ask, inputs=inputs), told)
    gone, good, empty = result.items
    assert isinstance(gone.error, FileError) and good.error is None and isinstance(empty.error, FileError)
    assert empty.error.what.startswith(str(tmp_path / "nan.npy"))
    assert told.tasks == [("segment", 3)] and told.done == [3]
    assert report(result)["ok"] is False and report(replace(result, items=(good,)))["ok"] is True
    json.dumps(report(result), allow_nan=False)


def test_a_fault_in_one_file_does_not_stop_the_others(
    ask: SegmentConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    np.save(tmp_path / "odd.npy", POINTS)

    def faulty(path: Path) -> object:
        if path.name == "odd.npy":
            raise ZeroDivisionError("inside")
        return read(path)

    monkeypatch.setattr("pa3d.stages.segment.read", faulty)
    odd, good = run(replace(ask, inputs=(str(tmp_path / "odd.npy"), *ask.inputs)), Silent()).items
    assert good.error is None and "ZeroDivisionError: inside" in str(odd.error) and "odd.npy" in str(odd.error)
    assert odd.error is not None and isinstance(odd.error.__cause__, ZeroDivisionError)


def test_a_single_input_tells_its_phases(ask: SegmentConfig) -> None:
    told = Told()
    run(ask, told)
    assert [task for task, _ in told.tasks][-4:] == ["read a.npz", "encode", "label a.npz", "write a.parts.npz"]


def test_words_from_a_file_or_a_kind(ask: SegmentConfig, tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("leg\n# a remark\nSeat\n")
    assert run(replace(ask, parts=None, parts_file=str(words)), Silent()).names == ("leg", "seat")
    known = run(replace(ask, parts=None, category="chair", overwrite=True), Silent()).names
    assert {"back", "seat", "leg", "arm"} <= set(known)
    with pytest.raises(UsageError, match="which parts"):
        run(replace(ask, parts=None), Silent())


def test_unknown_words_without_an_encoder(ask: SegmentConfig, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PA3D_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("pa3d.text.sources.WORDS_MODULE", "no_such_package")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    with pytest.raises(WordError, match="zorgblat"):
        run(replace(ask, parts="leg,zorgblat"), Silent())
    assert not (tmp_path / "a.parts.npz").exists()


def test_axis_of_the_format_and_of_the_request(ask: SegmentConfig, tmp_path: Path) -> None:
    np.savetxt(tmp_path / "a.xyz", POINTS)
    both = replace(ask, inputs=(*ask.inputs, str(tmp_path / "a.xyz")))
    assert [item.up for item in run(both, Silent()).items] == ["y", "z"]
    assert [item.up for item in run(replace(both, up="-x", overwrite=True), Silent()).items] == ["-x", "-x"]


def test_the_axis_a_model_sees_is_taken_where_it_is_sure(
    ask: SegmentConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeing = load(ask.model, "cpu", "float32")
    seeing.network.upright = UprightHead(seeing.config, 8).eval()
    seeing.save(tmp_path / "sees.safetensors")
    model = load(tmp_path / "sees.safetensors", "cpu", "float32")
    expected = model.up_axis(POINTS, ["leg", "seat"])
    assert expected.chances != model.up_axis(POINTS).chances  # the names count
    ask = replace(ask, model=str(tmp_path / "sees.safetensors"), up="auto", overwrite=True)
    for sure in (0.0, 1.1):
        monkeypatch.setattr("pa3d.up_axis.SURE", sure)
        told = Told()
        result = run(ask, told)
        assert result.items[0].guess == expected
        assert result.items[0].up == ("y" if sure else expected.axis)
        assert [note for note in told.notes if "unsure which way is up" in note] == told.notes
        assert len(told.notes) == bool(sure)


def test_out_is_made_and_filled(ask: SegmentConfig, tmp_path: Path) -> None:
    file = tmp_path / "deep" / "er" / "labelled.ply"
    assert run(replace(ask, out=str(file)), Silent()).items[0].output == file
    assert isinstance(read(file), Cloud)
    (tmp_path / "plain").touch()
    with pytest.raises(FileError, match="cannot be made a folder"):
        run(replace(ask, out=str(tmp_path / "plain")), Silent())


def test_threshold_and_votes(ask: SegmentConfig) -> None:
    none = run(replace(ask, threshold=1.0), Silent()).items[0]
    assert none.unlabelled == 300 and all(part.points == 0 and part.fraction == 0 for part in none.parts)
    one, many = (run(replace(ask, votes=votes, overwrite=True), Silent()) for votes in (1, 7))
    assert one.items[0].error is None and many.items[0].parts != one.items[0].parts


@pytest.mark.parametrize(
    ("calibrated", "said"),
    [
        (False, "not calibrated, and may be far too high."),
        ("hastily", "calibrated hastily, on few shapes."),
        (None, None),
    ],
)
def test_scores_of_a_training_that_was_cut_short_are_doubted(
    ask: SegmentConfig, tmp_path: Path, calibrated: object, said: str | None
) -> None:
    model = load(ask.model, "cpu", "float32", fold=False)
    model.meta["training"] = {} if calibrated is None else {"calibrated": calibrated}
    model.save(tmp_path / "cut.safetensors")
    asked = replace(ask, model=str(tmp_path / "cut.safetensors"), overwrite=True)
    start = f"{asked.model} was saved on the way or cut short: its scores are {said}"
    for used in (asked, replace(asked, threshold=0.5), replace(asked, scores="all")):  # every output has a score
        run(used, told := Told())
        assert [note.startswith(start) for note in told.notes] == [True] * bool(said)


@pytest.mark.parametrize(
    "wrong", [{"votes": 0}, {"points": 0}, {"seed": -1}, {"threshold": 1.5}, {"points": 4, "patches": 5}]
)
def test_numbers_out_of_range(wrong: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        SegmentConfig(("a.ply",), parts="leg", **wrong)  # type: ignore[arg-type]
