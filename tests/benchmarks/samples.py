"""A small report of each kind, with names that try to break out of whatever shows them."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from pa3d.benchmarks.compare import Comparison, compare
from pa3d.benchmarks.protocols import described, protocol
from pa3d.benchmarks.report import Failure, Published, Report
from pa3d.benchmarks.speed_report import MatrixPeak, SpeedReport, SpeedRow
from pa3d.benchmarks.summary import figures

from .scores import score

NASTY = "</script><b>|`*[x](y)_\n"
NAN = math.nan

SCORES = (
    score("chair_1", "chair", [(30, 40, 35), (10, 20, 15)], 0.625),
    score("chair_2", "chair", [(40, 40, 40), (20, 20, 20)], 1.0),
    score("chair_3", "chair", [(10, 40, 30), (0, 0, 0)], 0.25),
    score(NASTY, "cap", [(9, 10, 10)], 0.9),
)
PUBLISHED = (
    Published("Other", "folder", "mIoU", 56.9, "Paper A, table 1", "plain names"),
    Published("Other", "folder", "cIoU", 53.1, "Paper A, table 1", "plain names"),
    Published("Better", "folder", "mIoU", 60.0, "Paper B.", "sentences"),
    Published("Other", "folder", "mIoU", 51.5, "Paper C", "searched", "chair"),
    Published("Other", "folder", "mIoU", 99.0, "Paper C", "searched", "airplane"),
)


FAILURE = Failure("mug_1", "mug_1 is cut short.", "Found 3 rows.", "Get it again.")


def report(scores: Any = SCORES, average: Any = "shape", **changes: Any) -> Report:
    """A report of a folder."""
    asked = described(protocol("folder", None, {"average": average}))
    found = figures(scores, "skip", average)
    made = Report(
        "folder", "Labelled shapes", {**asked, "seeds": [0]}, {"name": "small", "parameters": 1_958_210},
        {"processor": "a processor", "memory": 8_100_000_000, "gpus": []}, found.summary, found.by_category,
        found.by_part, PUBLISHED, tuple(scores), (FAILURE,), 12.34,
        command="pa3d bench folder shapes",
    )  # fmt: skip
    return dataclasses.replace(made, **changes)


def comparison() -> Comparison:
    """The report against one in which every chair is a little better and a cap is missing."""
    better = [dataclasses.replace(one, iou=min(one.iou + 0.1, 1.0)) for one in SCORES[:3]]
    second = report(better)
    second = dataclasses.replace(second, protocol={**second.protocol, "votes": 8})
    return compare(report(), second, ("a.json", "b.json"))


def speed_report() -> SpeedReport:
    """Rows of two steps on one device; one of them knows little."""

    def row(table: Any, name: str, seconds: float, **more: Any) -> SpeedRow:
        values = {"batch": 1, "runs": 5, "low": seconds / 2, "high": seconds * 2, **more}
        return SpeedRow(table, name, "cpu", "float32", seconds=seconds, **values)

    rows = (
        row("encode", "1 at once", 0.02, memory=12_300_000, multiply_adds=420_000_000, share=0.25, ratio=1.5),
        row("encode", "8 at once", 0.01, batch=8, memory=None, share=0.5, ratio=3.0),
        row("whole", "4 votes", 1.375, default=True, cloud=10_000, votes=4),
        row("whole", "1 vote", 0.4, cloud=10_000, votes=1, runs=7),
        row("assignment", "nearest, 2,048 points", 0.001, cloud=2048),
        row("assignment", "nearest, 10,000 points", 0.004, cloud=10_000),
    )
    peak = MatrixPeak("cpu", "float32", 2048, 16.5e9, 5)
    return SpeedReport(
        "Speed of small", {"name": "small"}, {"processor": "a processor"}, {"batches": [1, 8]}, (peak,), rows,
        {"encode": "one shape at a time"}, ("Words: not measured.",), 60.0,
    )  # fmt: skip
