"""`pa3d segment` as people and programs meet it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from .conftest import Command


def test_a_table_for_people(command: Command, shape: Path, tiny_model: Path) -> None:
    outcome = command("segment", shape, "--parts", "Leg, seat,leg", "--model", tiny_model)
    assert outcome.code == 0 and outcome.err == ""
    assert f"{shape}: 300 points, z up" in outcome.out
    assert "leg" in outcome.out and "seat" in outcome.out and "mean score" in outcome.out
    assert str(shape.with_name("shape.parts.ply")) in outcome.out


def test_one_object_for_programs(command: Command, shape: Path, tiny_model: Path) -> None:
    outcome = command("segment", shape, "nowhere.ply", "--parts", "leg,seat", "--model", tiny_model, "--json", "-q")
    assert outcome.code == 1
    report = json.loads(outcome.out)
    good, bad = report["inputs"]
    assert report["ok"] is False and report["schema"] == 1 and report["names"] == ["leg", "seat"]
    assert good["error"] is None and good["up"] == "z" and good["points"] == 300
    assert good["output"] == str(shape.with_name("shape.parts.ply"))
    assert [part["name"] for part in good["parts"]] == ["leg", "seat"]
    assert sum(part["points"] for part in good["parts"]) == 300
    assert abs(sum(part["fraction"] for part in good["parts"]) - 1) < 1e-5
    assert bad["output"] is None and bad["error"]["what"] == "nowhere.ply does not exist."
    assert outcome.err.splitlines()[-1] == "1 of 2 inputs failed."


def test_json_survives_any_file_name(command: Command, shape: Path, tiny_model: Path) -> None:
    odd = shape.with_name("größe 椅子.xyz")
    shape.rename(odd)
    outcome = command("segment", odd, "--parts", "leg", "--model", tiny_model, "--json")
    assert outcome.out.isascii()
    assert json.loads(outcome.out)["inputs"][0]["path"] == str(odd)


def test_one_bad_file_does_not_stop_the_others(command: Command, shape: Path, tiny_model: Path) -> None:
    shape.with_name("bad.ply").write_text("ply\nnonsense")
    np.save(shape.with_name("nothing.npy"), np.full((5, 3), np.nan))
    outcome = command("segment", shape.parent, "--parts", "leg", "--model", tiny_model, "-q")
    assert outcome.code == 1 and outcome.out == ""
    lines = outcome.err.splitlines()
    assert len(lines) == 3 and "bad.ply" in lines[0] and "nothing.npy" in lines[1] and lines[2].startswith("2 of 3")
    assert shape.with_name("shape.parts.ply").exists()


def test_existing_outputs_are_kept_unless_told(command: Command, shape: Path, tiny_model: Path) -> None:
    arguments = ("segment", shape, "--parts", "leg", "--model", tiny_model, "-q")
    assert command(*arguments) == (0, "", "")
    output = shape.with_name("shape.parts.ply")
    output.write_text("precious")
    outcome = command(*arguments)
    assert outcome.code == 1 and "exists already" in outcome.err and "--overwrite" in outcome.err
    assert output.read_text() == "precious"
    assert command(*arguments, "--overwrite").code == 0
    assert output.read_bytes().startswith(b"ply")


def test_printed_config_is_read_again(command: Command, shape: Path, tiny_model: Path, tmp_path: Path) -> None:
    asked = ("segment", shape, "--parts", "leg,seat", "--model", tiny_model, "--votes", 2, "--up", "-x")
    printed = command(*asked, "--print-config").out
    file = tmp_path / "config.json"
    file.write_text(printed)
    assert command("segment", "--config", file, "--print-config").out == printed
    changed = json.loads(command("segment", "--config", file, "--votes", 3, "--print-config").out)
    assert changed == {**json.loads(printed), "votes": 3}
    report = json.loads(command("segment", "--config", file, "--json").out)
    assert report["ok"] and report["inputs"][0]["up"] == "-x"


def test_a_config_without_inputs_serves_many(command: Command, shape: Path, tiny_model: Path, tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    file.write_text(command("segment", "--parts", "leg", "--model", tiny_model, "--print-config").out)
    assert command("segment", shape, "--config", file, "-q") == (0, "", "")


def test_unknown_keys_and_values_of_a_config(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    for content, said in (('{"vote": 3}', "'votes'"), ('{"votes": "x"}', "votes"), ("[]", "list"), ("{", "cannot")):
        file.write_text(content)
        outcome = command("segment", "x.ply", "--config", file)
        assert outcome.code == 2 and said in outcome.err and outcome.err.count("\n") == 1


def test_more_than_twenty_shapes_get_a_line_each(command: Command, shape: Path, tiny_model: Path) -> None:
    for i in range(21):
        np.save(shape.with_name(f"{i:02}.npy"), np.random.default_rng(i).random((40, 3)))
    outcome = command("segment", shape.parent, "--parts", "leg,seat", "--model", tiny_model)
    lines = outcome.out.splitlines()
    assert outcome.code == 0 and len(lines) == 23
    assert all("(y up): " in line for line in lines[:21])
    assert lines[22].startswith("22 labelled in") and "per second" in lines[22]


def test_only_what_a_ply_needs_is_imported(shape: Path, tiny_model: Path, command: Command) -> None:
    first = command("segment", shape, "--parts", "leg", "--model", tiny_model, "-q")
    ply = shape.with_name("shape.parts.ply")
    program = (
        "import sys\n"
        "from pa3d.cli.main import main\n"
        "try: main()\n"
        "except SystemExit as stopped: code = stopped.code\n"
        "print(code, *sorted({name.split('.')[0] for name in sys.modules}))\n"
    )
    arguments = ["segment", ply, "--parts", "leg,seat", "--model", tiny_model, "-q"]
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    code, *modules = done.stdout.split()
    assert first.code == 0 and code == "0"
    heavy = {"transformers", "huggingface_hub", "scipy", "trimesh", "laspy", "lazrs", "plyfile", "embreex", "PIL"}
    assert not heavy & set(modules)
