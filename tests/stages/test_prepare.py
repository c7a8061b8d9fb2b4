"""Prepare end to end: from sources to shards, interrupted or not, by one process or several."""

from __future__ import annotations

import dataclasses
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from data.test_layout_a import MASKS, NAME, POINTS, features, write

from pa3d.data.manifest import read_sidecar, shard_path
from pa3d.data.shards import open_shards, read_shard
from pa3d.errors import FileError, UsageError
from pa3d.progress import Silent
from pa3d.stages.prepare import PrepareResult, default_workers, report, run
from pa3d.stages.prepare_config import PrepareConfig


def prepare(out: Path, *sources: object, **settings: object) -> PrepareResult:
    """A small run: 24 synthetic shapes unless other sources are named, in shards of 7."""
    config = PrepareConfig(
        sources=tuple(map(str, sources)) or ("synthetic:24",), out=str(out), points=200, shard_size=7, workers=2
    )
    return run(dataclasses.replace(config, **settings), Silent())  # type: ignore[arg-type]


def sums(folder: Path) -> dict[str, str]:
    """The sha256 of every shard, as its sidecar has it, once its bytes were found to be those."""
    opened = open_shards(folder)
    return {path.name: read_sidecar(folder, k).sha256 for k, path in enumerate(opened.paths)}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """24 shapes of the world in 4 shards, made by one process."""
    out = tmp_path_factory.mktemp("prepared") / "shards"
    result = prepare(out, workers=1)
    assert (result.count, result.made, result.finished, result.missing) == (24, 4, 0, 0) and not result.failures
    return out


def test_the_world_comes_out_labelled(undisturbed: Path) -> None:
    shards = open_shards(undisturbed)
    assert shards.counts == (7, 7, 7, 3)
    shape = shards.shape(2, 1)
    assert shape.id == "synthetic-0-000015" and shape.source == "synthetic" and shape.category
    assert shape.points.shape == (200, 3) and shape.normals is not None
    assert (shape.label_masks.sum(0) == 1).all(), "every point of a generated shape has its one part"
    np.testing.assert_allclose(np.linalg.norm(shape.normals, axis=1), 1, atol=1e-5)
    manifest = json.loads((undisturbed / "manifest.json").read_text())
    assert manifest["count"] == 24 and manifest["config"]["points"] == 200 and manifest["versions"]["pa3d"]
    assert manifest["made_of"]["sources"] == {"synthetic": 24}
    assert sum(manifest["vocabulary"]["categories"].values()) == 24


@pytest.mark.parametrize("workers", [2, 4])
def test_several_processes_make_the_same_bytes(undisturbed: Path, tmp_path: Path, workers: int) -> None:
    prepare(tmp_path, workers=workers)
    assert sums(tmp_path) == sums(undisturbed)
    assert (tmp_path / "manifest.json").read_bytes() == (undisturbed / "manifest.json").read_bytes()


def test_several_machines_share_the_shards(undisturbed: Path, tmp_path: Path) -> None:
    first = prepare(tmp_path, worker="1/2")
    assert (first.made, first.missing, first.count) == (2, 2, 10) and not (tmp_path / "manifest.json").exists()
    with pytest.raises(FileError, match="not finished"):
        open_shards(tmp_path)
    second = prepare(tmp_path, worker="0/2")
    assert (second.made, second.missing) == (2, 0)
    assert (tmp_path / "manifest.json").read_bytes() == (undisturbed / "manifest.json").read_bytes()


def test_broken_shards_are_made_anew_and_whole_ones_kept(undisturbed: Path, tmp_path: Path) -> None:
    prepare(tmp_path)
    before = sums(tmp_path)
    cut = shard_path(tmp_path, 1)
    cut.write_bytes(cut.read_bytes()[:20_000])
    with shard_path(tmp_path, 2).open("r+b") as stream:
        stream.seek(5000)
        stream.write(b"?")
    (tmp_path / "shard-000003.json").unlink()
    kept = shard_path(tmp_path, 0).stat().st_mtime_ns
    notes: list[str] = []

    class Noting(Silent):
        def note(self, message: str) -> None:
            notes.append(message)

    config = PrepareConfig(sources=("synthetic:24",), out=str(tmp_path), points=200, shard_size=7, workers=2)
    result = run(config, Noting())
    assert (result.made, result.finished) == (3, 1) and shard_path(tmp_path, 0).stat().st_mtime_ns == kept
    assert sums(tmp_path) == before == sums(undisturbed)
    assert len(notes) == 2 and "shard-000001.tar is cut off" in notes[0] and "shard-000002.tar has changed" in notes[1]


def test_a_folder_holds_one_run(undisturbed: Path) -> None:
    for changes, said in (
        ({"points": 100}, "points was 200 and is 100"),
        ({"seed": 1}, "seed was 0 and is 1"),
        ({"limit": 3}, "limit was None and is 3"),
    ):
        with pytest.raises(FileError, match="another run") as refused:
            prepare(undisturbed, **changes)
        assert said in str(refused.value)
    with pytest.raises(FileError, match="not those that") as refused:
        prepare(undisturbed, "synthetic:25")
    assert "24 shapes, now there are 25" in str(refused.value)
    assert prepare(undisturbed, workers=3, device="cpu").made == 0, "how it runs is free"


def test_a_folder_in_use_and_one_of_something_else(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    prepare(tmp_path, "synthetic:2")
    with (tmp_path / ".worker-0-of-1.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(FileError, match="in use"):
            prepare(tmp_path, "synthetic:2")
    (tmp_path / "plan.json").unlink()
    with pytest.raises(FileError, match="something else"):
        prepare(tmp_path, "synthetic:2")


def test_layout_a_comes_out_as_it_went_in(tmp_path: Path) -> None:
    import torch

    write(tmp_path / "data")
    prepare(tmp_path / "out", tmp_path / "data")
    (shape,) = read_shard(shard_path(tmp_path / "out", 0))
    points = np.array(POINTS, np.float32)
    assert (shape.id, shape.category) == (NAME, "office chair")
    np.testing.assert_array_equal(shape.points, points)
    assert shape.normals is not None and shape.normals.tolist() == [[0, 1, 0]] * 6
    assert shape.colors is not None and shape.colors.tolist() == [[255, 128, 0]] * 6
    # "Leg" and "leg" are one name, "unknown" is none; the rest as the file has it.
    legs, back, seat = np.array(MASKS[0]) | np.array(MASKS[1]), MASKS[2], MASKS[3]
    assert shape.label_names == (("leg",), ("back rest",), ("seat",))
    np.testing.assert_array_equal(shape.label_masks, np.array([legs, back, seat], bool))
    stored = features(torch.from_numpy(points))
    assert shape.teacher_centers is not None and shape.teacher_features is not None
    np.testing.assert_array_equal(shape.teacher_features, stored["patch_feats"].numpy())
    np.testing.assert_array_equal(shape.teacher_centers, points[stored["centers_idx"].numpy()])
    assert open_shards(tmp_path / "out").manifest["teacher"] == {"dimension": 4, "widths": {"4": 1}}


def sphere(path: Path, count: int = 300) -> tuple[np.ndarray, np.ndarray]:
    """A labelled sphere as NPZ: its northern half is a dome."""
    points = np.random.default_rng(0).normal(size=(count, 3))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    labels = np.where(points[:, 1] > 0, 0, -1)
    np.savez(path, points=points, labels=labels, names=np.array(["Dome"]), category=np.array("ball"))
    return points, labels


def test_a_labelled_sphere(tmp_path: Path) -> None:
    points, labels = sphere(tmp_path / "Ball.npz")
    prepare(tmp_path / "out", tmp_path / "Ball.npz", points=100)
    (shape,) = read_shard(shard_path(tmp_path / "out", 0))
    assert shape.id == "ball" and shape.category == "ball" and shape.label_names == (("dome",),)
    assert len(shape.points) == 100, "a cloud of more points gives as many as are asked for"
    rows = [int(np.flatnonzero((points.astype(np.float32) == point).all(1))[0]) for point in shape.points]
    assert rows == sorted(set(rows)), "each once, in the order of the file"
    np.testing.assert_array_equal(shape.label_masks[0], labels[rows] == 0)


def test_bad_files_are_named_and_the_rest_is_finished(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    sphere(data / "good.npz")
    np.savez(data / "nan.npz", points=np.full((50, 3), np.nan))
    np.savez(data / "pickle.npz", points=np.array([{"a": 1}], dtype=object))
    (data / "empty.ply").write_bytes(b"")
    (data / "flat.obj").write_text("v 0 0 0\nv 1 0 0\nv 2 0 0\nf 1 2 3\n")
    result = prepare(tmp_path / "out", data)
    assert [shape.id for shape in read_shard(shard_path(tmp_path / "out", 0))] == ["good"]
    failed = {failure.id: failure for failure in result.failures}
    assert set(failed) == {"empty", "flat", "nan", "pickle"}
    assert all(each.what and each.found and each.do and each.source == "data" for each in failed.values())
    assert "never loaded" in failed["pickle"].found
    said = report(result)
    assert said["ok"] is False and len(said["failures"]) == 4
    (data / "empty.ply").unlink()
    (data / "nan.npz").rename(data / "empty.npz")
    sphere(data / "nan.npz")
    assert prepare(tmp_path / "out", data).made == 0, "a finished shard is kept, failures and all"
    again = prepare(tmp_path / "out", data, retry=True)
    assert again.made == 1 and {failure.id for failure in again.failures} == {"empty", "flat", "pickle"}


def test_requests_that_make_no_sense(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No source"):
        run(PrepareConfig(out=str(tmp_path)), Silent())
    with pytest.raises(UsageError, match="view distance"):
        prepare(tmp_path, view_distance=0.5)
    with pytest.raises(FileError):
        prepare(tmp_path / "out", tmp_path / "nowhere")
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot be made a folder"):
        prepare(tmp_path / "file" / "out")
    assert not (tmp_path / "out").exists()


def test_workers_by_default() -> None:
    plain, masked = PrepareConfig(), PrepareConfig(masks="sam", captioner="vlm")
    assert default_workers(4, plain, None) == 1 and default_workers(10_000, masked, "cuda") == 1
    assert 1 <= default_workers(10_000, plain, "cpu") == default_workers(10_000, plain, "cuda") <= 8


COMMAND = [sys.executable, "-m", "pa3d", "prepare", "synthetic:24", "--points", "200", "--shard-size", "7", "-q"]


def begin(out: Path, **options: object) -> subprocess.Popen[str]:
    command = [*COMMAND, "--workers", "2", "--out", str(out)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)  # type: ignore[call-overload,no-any-return]


def kill_and_resume(out: Path, kills: int, chance: random.Random) -> None:
    """So many runs killed after a while, before their end, and one to the end."""
    window, killed = 4.0, 0
    while killed < kills:
        process = begin(out)
        wait_until = time.monotonic() + chance.uniform(0.2, window)
        while process.poll() is None and time.monotonic() < wait_until:
            time.sleep(0.01)
        killed += process.poll() is None
        # About as long as a run takes on this machine, so that kills fall everywhere in it.
        window = window * (1.1 if process.poll() is None else 0.8)
        process.kill()
        process.communicate()
        if (out / "manifest.json").exists():  # done: lose two shards, and go on
            for shard in chance.sample(range(4), 2):
                shard_path(out, shard).unlink(missing_ok=True)
    process = begin(out)
    _, said = process.communicate()
    assert process.returncode == 0, said


def test_killed_and_taken_up_again(undisturbed: Path, tmp_path: Path) -> None:
    kill_and_resume(tmp_path, 2, random.Random(0))
    assert sums(tmp_path) == sums(undisturbed)
    names = {path.name for path in tmp_path.iterdir() if not path.name.endswith(".tmp")}
    assert names == {path.name for path in undisturbed.iterdir()}
    assert not list(tmp_path.glob(".shard*")), "what killed runs left of shards is gone"


@pytest.mark.slow
def test_killed_twenty_times(undisturbed: Path, tmp_path: Path) -> None:
    kill_and_resume(tmp_path, 20, random.Random(1))
    assert sums(tmp_path) == sums(undisturbed)


@pytest.mark.parametrize("wait", [0.4, 1.0, 1.8])
def test_an_interrupted_run_leaves_nothing_half_written(undisturbed: Path, tmp_path: Path, wait: float) -> None:
    process = begin(tmp_path, start_new_session=True)
    time.sleep(wait)
    os.killpg(process.pid, signal.SIGINT)  # as from a terminal: every process gets it
    _, said = process.communicate(timeout=60)
    if process.returncode == -signal.SIGINT or "KeyboardInterrupt" in said:
        pytest.skip("it had not begun")
    if process.returncode:  # it may have been done
        assert process.returncode == 130 and "Interrupted" in said and said.count("\n") == 1
    assert not list(tmp_path.glob(".*")), "no lock, no half-written file"
    prepare(tmp_path)
    assert sums(tmp_path) == sums(undisturbed)


def test_a_full_disk_stops_the_run_in_one_line(undisturbed: Path, tmp_path: Path) -> None:
    def little_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (15_000, 15_000))

    process = begin(tmp_path, preexec_fn=little_room)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1 and said.count("\n") == 1
    assert "shard-000000.tar cannot be written" in said and "File too large" in said
    assert not list(tmp_path.glob("*.tar")) and not list(tmp_path.glob(".*"))
    prepare(tmp_path)
    assert sums(tmp_path) == sums(undisturbed)


def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    children = Path("/proc/self/task") / str(os.getpid()) / "children"
    if not children.exists():
        pytest.skip("/proc does not tell who is whose child")
    process = begin(tmp_path)
    listing = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    until = time.monotonic() + 60
    while len(pids := listing.read_text().split()) < 3 and process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)  # two workers, and Python's own tracker
    process.kill()
    process.communicate()
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
