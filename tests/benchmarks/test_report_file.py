"""Reports written and read back, and files that are none."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pa3d.benchmarks.published import published_for
from pa3d.benchmarks.report import Failure, Report
from pa3d.benchmarks.report_file import as_text, plain, read_report
from pa3d.benchmarks.summary import figures
from pa3d.errors import FileError

from .scores import score

SCORES = (score("größe", "chair", [(1, 2, 2), (0, 1, 0)], 0.5), score("2", "mug", [(0, 0, 0)], float("nan")))
REPORT = Report(
    "faust", "FAUST", {"absent": "skip", "average": "shape", "seeds": [0]}, {"name": "small"}, {"cores": 2},
    *figures(SCORES, "skip", "shape"), published_for("faust"), SCORES, (Failure("x", "a", "b", "c"),), 1.5,
    command="pa3d bench faust",
)  # fmt: skip


def test_written_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(as_text(REPORT), encoding="utf-8")
    json.loads(path.read_text(encoding="utf-8"), parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    again = read_report(path)
    assert as_text(again) == as_text(REPORT)
    assert again.shapes[0] == SCORES[0] and again.published == REPORT.published and again.failures == REPORT.failures
    assert np.isnan(again.shapes[1].iou) and np.isnan(again.summary["cIoU"].low)
    assert {item.name for item in dataclasses.fields(Report)} == set(json.loads(as_text(REPORT)))


def test_what_json_prints_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "printed.json"
    path.write_text(json.dumps({"ok": True, "schema": 1, "report": plain(REPORT)}), encoding="utf-8")
    assert read_report(path).shapes[0] == SCORES[0]


def broken(**changes: Any) -> str:
    return json.dumps({**plain(REPORT), **changes})


SHAPE = plain(REPORT)["shapes"][0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not JSON"), ("[]", "does not hold"), ("", "empty"), (broken(schema=2), "schema is 2"),
        (broken(shapes=[{"id": "a"}]), "missing"), (broken(summary={"mIoU": 3}), "missing"),
        (broken(protocol={}), "missing"), (broken(protocol={"absent": "no", "average": "shape"}), "its rules"),
        (broken(shapes=[{**SHAPE, "union": [0] * len(SHAPE["union"])}]), "more points than"),
        (broken(shapes=[{**SHAPE, "truth": [1]}]), "do not fit"),
        (broken(shapes=[{**SHAPE, "truth": ["1", 2]}]), "not a number"), (broken(title=None)[:-9], "not JSON"),
    ],
)  # fmt: skip
def test_files_that_are_no_report(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FileError, match="bad") as error:
        read_report(path)
    assert said in str(error.value)
