"""`pa3d bench` as people and programs meet it."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from .conftest import Command

PLY = "ply\nformat ascii 1.0\nelement vertex {}\nproperty float x\nproperty float y\nproperty float z\nend_header\n"


def write_partnet(folder: Path, category: str, shape: str, labels: list[int]) -> Path:
    """A shape of PartNet-E, byte by byte: an ASCII PLY, and a pickled dict in an .npy."""
    place = folder / "test" / category / shape
    place.mkdir(parents=True)
    rows = [f"{i} {i * i % 7} {i % 3}\n" for i in range(len(labels))]
    (place / "pc.ply").write_text(PLY.format(len(labels)) + "".join(rows))
    content = np.array({"semantic_seg": np.array(labels), "instance_seg": np.array(labels)}, dtype=object)
    np.save(place / "label.npy", content, allow_pickle=True)
    return place


@pytest.fixture
def partnet(tmp_path: Path) -> Path:
    """Two pots (lid, handle; one without a handle), a globe (sphere); points without a part in all of them."""
    folder = tmp_path / "partnet"
    write_partnet(folder, "KitchenPot", "100", [0] * 20 + [1] * 20 + [-1] * 20)
    write_partnet(folder, "KitchenPot", "101", [0] * 30 + [-1] * 30)
    write_partnet(folder, "Globe", "200", [0] * 30 + [-1] * 30)
    return folder


@pytest.fixture
def chairs(tmp_path: Path) -> Path:
    folder = tmp_path / "chairs"
    folder.mkdir()
    for i in range(3):
        points, labels = np.random.default_rng(i).random((200, 3)), np.arange(200) % 2
        np.savez(folder / f"{i}.npz", points=points, labels=labels, names=np.array(["leg", "seat"]))
    return folder


def test_a_table_for_people(command: Command, chairs: Path, tiny_model: Path) -> None:
    outcome = command("bench", "folder", chairs, "--model", tiny_model)
    assert outcome.code == 0 and outcome.err == ""
    for word in ("mIoU", "cIoU", "part mIoU", "patch oracle", "class-agnostic", "By category", "Protocol", "3 shapes"):
        assert word in outcome.out
    assert command("bench", "folder", chairs, "--model", tiny_model, "-q") == (0, "", "")


def test_both_averages_of_partnet(command: Command, partnet: Path, tiny_model: Path) -> None:
    asked = ("bench", "partnet", "--data", partnet, "--model", tiny_model)
    plain = json.loads(command(*asked, "--json", "-q").out)["report"]
    assert plain["protocol"]["average"] == "find3d" and plain["protocol"]["sampling"] == "farthest"
    by_shape = {shape["id"]: shape["iou"] for shape in plain["shapes"]}
    assert by_shape["Globe/200"] == 1, "one part, and only labelled points"
    pots = (by_shape["KitchenPot/100"] + by_shape["KitchenPot/101"]) / 2
    assert plain["summary"]["cIoU"]["value"] == pytest.approx((pots + 1) / 2)
    parts = {name: figure["value"] for name, figure in plain["by_part"]["KitchenPot"].items()}
    assert plain["by_part"]["KitchenPot"]["handle"]["shapes"] == 1
    assert plain["summary"]["part mIoU"]["value"] == pytest.approx(((parts["lid"] + parts["handle"]) / 2 + 1) / 2)
    assert {"Find3D", "PartSLIP"} <= {one["system"] for one in plain["published"]}
    other = json.loads(command(*asked, "--protocol", "partslip", "--json", "-q").out)["report"]
    assert other["protocol"]["background"] == "zero" and other["shapes"][0]["points"] == 60


def test_one_bad_label_file_is_one_listed_failure(command: Command, partnet: Path, tiny_model: Path) -> None:
    label = write_partnet(partnet, "Globe", "201", [0, 0, -1, 0]) / "label.npy"
    label.write_bytes(label.read_bytes()[:-20])
    outcome = command("bench", "partnet", partnet, "--model", tiny_model, "--json")
    found = json.loads(outcome.out)
    assert outcome.code == 1 and found["ok"] is False
    (failure,) = found["report"]["failures"]
    assert failure["id"] == "Globe/201" and len(found["report"]["shapes"]) == 3
    assert "Failed: Globe/201" in outcome.err and outcome.err.splitlines()[-1] == "1 of 4 shapes failed."
    table = command("bench", "partnet", partnet, "--model", tiny_model)
    assert table.code == 1 and "Globe/201" in table.out and "PartSLIP" in table.out


class Malicious:
    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.target),)


def test_a_malicious_label_file_runs_nothing(command: Command, partnet: Path, tiny_model: Path) -> None:
    target = partnet / "owned"
    label = write_partnet(partnet, "Globe", "201", [0]) / "label.npy"
    head = label.read_bytes()
    header = head[: 10 + int.from_bytes(head[8:10], "little")]
    label.write_bytes(header + pickle.dumps(Malicious(target)))
    outcome = command("bench", "partnet", partnet, "--model", tiny_model, "--json")
    assert outcome.code == 1 and not target.exists()
    assert [failure["id"] for failure in json.loads(outcome.out)["report"]["failures"]] == ["Globe/201"]


def test_absent_data_is_one_clear_error(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PA3D_DATA", str(tmp_path / "data"))
    outcome = command("bench", "partnet", "--json")
    assert outcome.code == 1 and outcome.err.count("\n") == 1
    error = json.loads(outcome.out)["error"]
    assert str(tmp_path / "data" / "partnet") in error["found"] + error["do"]
    assert "minghua/PartSLIP" in error["do"] and "9.4 GB" in error["do"] and "--data" in error["do"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], ""), (["nothing"], "'nothing' is not one of"), (["folder"], "No folder was named"),
        (["folder", "x", "--data", "y"], "both given"), (["faust", "--points", "some"], "--points some"),
        (["speed", "--batches", "1,b"], "--batches b"), (["speed", "--tables", "x"], "--tables x"),
        (["speed", "--votes", "0"], "--votes 0"), (["faust", "--votes", "1,2"], "--votes 1,2"),
        (["faust", "--random-weights"], "--random-weights is for speed"), (["speed", "--limit", "2"], "not for speed"),
        (["synthetic", "--points", "9", "--sampling", "all"], "contradict"), (["faust", "--names", "find3d"], "Find3D"),
        (["--compare", "a.json"], "--compare"), (["faust", "--compare", "a", "b"], "both given"),
        (["synthetic", "--limit", "0"], "--limit 0"), (["synthetic", "--up", "w"], "'w' is not one of"),
    ],
)  # fmt: skip
def test_wrong_use(command: Command, arguments: list[str], said: str) -> None:
    outcome = command("bench", *arguments)
    assert outcome.code == 2
    if arguments:
        assert outcome.out == "" and outcome.err.count("\n") == 1 and said in outcome.err


def test_printed_config_is_read_again(command: Command, tmp_path: Path) -> None:
    asked = ("bench", "shapenetpart", "D", "--votes", 2, "--points", 512, "--categories", "Chair, Mug")
    printed = command(*asked, "--print-config").out
    values = json.loads(printed)
    assert values["data"] == "D" and values["points"] == 512 and values["categories"] == ["Chair", "Mug"]
    assert values["prompt"] is None
    file = tmp_path / "config.json"
    file.write_text(printed)
    assert command("bench", "--config", file, "--print-config").out == printed
    every = json.loads(command("bench", "--config", file, "--points", "all", "--print-config").out)
    assert every == {**values, "points": "all"}
    lists = ("--batches", "2,4", "--sample", "1024", "--patches", "64,256", "--votes", "1,8")
    speed = json.loads(command("bench", "speed", *lists, "--random-weights", "--print-config").out)["speed"]
    assert speed["batches"] == [2, 4] and speed["random_weights"] is True
    assert (speed["sample"], speed["patches"], speed["votes"]) == ([1024], [64, 256], [1, 8])


def test_reports_and_their_comparison(command: Command, chairs: Path, tiny_model: Path, tmp_path: Path) -> None:
    for name, votes in (("one", 1), ("two", 2)):
        asked = ("bench", "folder", chairs, "--model", tiny_model, "--votes", votes, "--out", tmp_path / name)
        outcome = command(*asked, "--html")
        assert outcome.code == 0 and str(tmp_path / name / "report.html") in outcome.out
        assert "exists already" in command(*asked).err
    pair = (tmp_path / "one" / "report.json", tmp_path / "two" / "report.json")
    outcome = command("bench", "--compare", *pair)
    assert outcome.code == 0 and "mIoU" in outcome.out and "votes" in outcome.out
    found = json.loads(command("bench", "--compare", *pair, "--json").out)["comparison"]
    assert found["shapes"] == 3 and found["differing"] == {"votes": [1, 2]}


def test_a_page_has_a_place_of_its_own(
    command: Command, chairs: Path, tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command("bench", "folder", chairs, "--model", tiny_model, "--html", "-q").code == 0
    (page,) = (tmp_path / "runs").glob("bench-*/report.html")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_speed_is_a_benchmark_too(command: Command, tiny_model: Path, tmp_path: Path) -> None:
    asked = ("bench", "speed", "--model", tiny_model, "--tables", "assignment", "--clouds", "50", "--device", "cpu")
    outcome = command(*asked, "--seconds", 0, "--out", tmp_path / "out", "--json", "-q")
    assert outcome.code == 0
    found = json.loads(outcome.out)["speed"]
    assert {row["table"] for row in found["rows"]} == {"assignment"} and found["machine"]["torch"]
    assert (tmp_path / "out" / "report.md").read_text(encoding="utf-8").startswith("# ")


def test_interrupted_leaves_nothing_half_written(chairs: Path, tiny_model: Path, tmp_path: Path) -> None:
    points, labels = np.random.default_rng(0).random((500, 3)), np.arange(500) % 2
    for i in range(1000):  # more than a fast machine does while it is looked at
        np.savez(chairs / f"more{i}.npz", points=points, labels=labels, names=np.array(["leg", "seat"]))
    out = tmp_path / "out"
    command = [sys.executable, "-m", "pa3d", "bench", "folder", str(chairs), "--model", str(tiny_model), "--json"]
    running = subprocess.Popen(
        [*command, "--out", str(out), "--html"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    started = time.monotonic()
    while running.poll() is None and time.monotonic() - started < 60 and not out.exists():
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    stdout, stderr = running.communicate(timeout=60)
    assert running.returncode == 130, stderr
    assert json.loads(stdout)["error"]["what"] == "Interrupted."
    assert list(out.iterdir()) == []
