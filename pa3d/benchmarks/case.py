"""One labelled shape of a benchmark, and where a benchmark's cases come from. Knows no model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pa3d.config import Axis
from pa3d.shapes.records import Array


@dataclass(frozen=True)
class Case:
    """A shape with its truth.

    points (N, 3) float64, finite, in the units of the file; up: their up axis. labels (N,) int32: index into parts,
    -1 no part. parts: the names of this shape's category in the benchmark's order, as the benchmark spells them.
    """

    id: str
    category: str
    points: Array
    labels: Array
    parts: tuple[str, ...]
    up: Axis = "y"


@dataclass(frozen=True)
class CaseFile:
    """A case that is not read yet: read() raises FileError for one that is malformed, which is listed, not fatal."""

    id: str
    category: str
    read: Callable[[], Case]


@dataclass(frozen=True)
class Layout:
    """A benchmark as data on disk.

    cases: the cases found under a folder, in a fixed order; raises FileError when the folder does not hold the layout.
    absent: what a person without the data must do: what to get, from where, how big, under which licence.
    """

    name: str
    title: str
    cases: Callable[[Path], Sequence[CaseFile]]
    absent: str
    hub: str | None = None  # data set on the hub that --download fetches
