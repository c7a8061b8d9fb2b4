"""Protocols: every choice that moves a score, named, with the values papers used. Imports nothing heavy.

What is known of the papers' choices stands in the table below; what they leave open is decided here and marked so.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pa3d.config import Assignment, Axis, PromptStyle
from pa3d.errors import UsageError

ProtocolName = Literal["patchalign3d", "find3d", "partslip", "pa3d"]
Sampling = Literal["all", "random", "replacement", "farthest"]
Background = Literal["labelled", "zero", "category"]
Average = Literal["shape", "find3d", "partslip"]
# What a part scores that the truth lacks: nothing, even when predicted (PatchAlign3D); 0 when predicted, else nothing
# (Find3D); 0 when predicted, else 1 (older tables).
AbsentRule = Literal["skip", "union", "one"]
Rotation = Literal["none", "yaw", "so3"]
Asked = Literal["all", "present"]

FARTHEST_POOL = 10_000  # random points that farthest point sampling starts from: released practice for PartNet-E

# The figure of a report's summary that each average makes its headline.
HEADLINES: Mapping[Average, str] = {"shape": "mIoU", "find3d": "cIoU", "partslip": "part mIoU"}


@dataclass(frozen=True)
class Protocol:
    """How a benchmark is asked and scored. Each field is there because published scores differ in it."""

    name: str  # the set it comes from: patchalign3d, find3d, partslip, pa3d; "pa3d, changed" where options differ
    prompt: PromptStyle = "plain"  # "category" asks for "{part} of a {category}"
    names: str = "paper"  # whose words name the parts: paper, find3d, or a JSON file of them
    asked: Asked = "all"  # the parts of the category, or only those this shape has (easier)
    points: int | None = None  # points drawn, asked and scored; None: every point of the case
    sampling: Sampling = "all"  # how they are drawn; "farthest": from 10,000 random ones
    background: Background = "labelled"  # what becomes of points without a part (see scoring.py)
    absent: AbsentRule = "skip"  # what a part scores that the truth lacks
    average: Average = "shape"  # over shapes (mIoU), shapes then categories (cIoU), parts then categories (part mIoU)
    rotation: Rotation = "none"  # turns of each shape before it is asked: about its up axis, or any
    votes: int | None = None  # samples averaged; None: as segment does
    assign: Assignment | None = None  # how points take the answers of patches; None: as segment does
    up: Axis | None = None  # the shapes' up axis; None: as the benchmark has it

    @property
    def headline(self) -> str:
        """The figure of the summary that this average reports."""
        return HEADLINES[self.average]


# PatchAlign3D's released evaluation: 2048 drawn points are encoded and scored, once, by the nearest centre; plain
# names. Its rule for points without a part and its average on PartNet-E are not known: labelled points, as in
# ShapeNetPart, and Find3D's average, whose tables it extends, are taken.
_RELEASED = Protocol("patchalign3d", points=2048, sampling="random", votes=1, assign="nearest")
_PAPER: Mapping[str, Protocol] = {
    "shapenetpart": dataclasses.replace(_RELEASED, sampling="replacement"),
    "partnet": dataclasses.replace(_RELEASED, sampling="farthest", average="find3d"),
    "faust": dataclasses.replace(_RELEASED, absent="one"),
}
# Find3D's released evaluation: every point of the shape takes the answer of the nearest one asked, "{part} of a
# {category}", a column of zero logits where shapes have points without a part, mean over shapes, then categories.
_FIND3D = Protocol(
    "find3d", prompt="category", background="zero", absent="union", average="find3d", votes=1, assign="nearest"
)
_FIND3D_FOR: Mapping[str, Protocol] = {
    "shapenetpart": dataclasses.replace(_FIND3D, names="find3d", background="labelled"),
    "partnet": dataclasses.replace(_FIND3D, names="find3d"),
    "objaverse": dataclasses.replace(_FIND3D, average="shape"),
}
# PartSLIP: names only, every point of the cloud; what no part claims is background.
_PARTSLIP = Protocol("partslip", background="zero", average="partslip", votes=1, assign="nearest")
# What `segment` does, on every point.
_OWN = Protocol("pa3d")

# Nobody publishes numbers for these: they are measured as `segment` labels shapes.
_OWN_BENCHMARKS = ("folder", "synthetic")


def protocol(benchmark: str, name: ProtocolName | None = None, changes: Mapping[str, Any] | None = None) -> Protocol:
    """The protocol of a benchmark: the named one, or the paper's (pa3d's for folders and generated shapes), changed.

    changes: fields with other values; None means unchanged. Raises UsageError for values that contradict each other.
    """
    benchmark, _, _ = benchmark.partition("-")  # parts of one benchmark share its protocols
    if name is None:
        name = "pa3d" if benchmark in _OWN_BENCHMARKS else "patchalign3d"
    table: Mapping[str, Protocol] = {
        "patchalign3d": _PAPER.get(benchmark, _RELEASED),
        "find3d": _FIND3D_FOR.get(benchmark, _FIND3D),
        "partslip": _PARTSLIP,
        "pa3d": _OWN,
    }
    whole = table[name]
    given = {key: value for key, value in (changes or {}).items() if value is not None}
    if given.get("points") == "all" or given.get("sampling") == "all":
        _check_all(given)
        given.update(points=None, sampling="all")
    elif "points" in given and whole.sampling == "all":
        given = {"sampling": "random", **given}
    changed = dataclasses.replace(whole, **given)
    if changed.sampling != "all" and changed.points is None:
        wrong = f"--sampling {changed.sampling} does not say how many points."
        raise UsageError(wrong, "This protocol takes every point.", "Add --points, as in --points 2048.")
    if changed != whole:
        changed = dataclasses.replace(changed, name=f"{whole.name}, changed")
    for flag, value in (("--points", changed.points), ("--votes", changed.votes)):
        if value is not None and value < 1:
            raise UsageError(f"{flag} {value} is too small.", "The least is 1.", "Give a larger number.")
    return changed


def described(protocol: Protocol) -> dict[str, Any]:
    """Every option as a report prints it; "all" where no number of points is set."""
    values = dataclasses.asdict(protocol)
    return {**values, "points": "all" if protocol.points is None else protocol.points, "up": protocol.up or "as given"}


def _check_all(given: Mapping[str, Any]) -> None:
    points, sampling = given.get("points", "all"), given.get("sampling", "all")
    if points != "all" or sampling != "all":
        wrong = f"--points {points} and --sampling {sampling} contradict each other."
        raise UsageError(wrong, "One of them means every point.", "Drop one.")
