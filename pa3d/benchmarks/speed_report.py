"""What `pa3d bench speed` found: plain values, ready for JSON, tables and charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pa3d.benchmarks.speed_config import SpeedTable


@dataclass(frozen=True)
class MatrixPeak:
    """The fastest square product seen between the rows of this run; operations: 2 per multiply-add."""

    device: str
    dtype: str
    size: int
    operations_per_second: float
    runs: int


@dataclass(frozen=True)
class SpeedRow:
    """One way of running, and how fast it was.

    Seconds are of one shape: of one call divided by `batch`; in the text table, of one list of names. low, high: 10 and
    90 % quantiles over the runs. None: does not apply, or cannot be measured here.
    """

    table: SpeedTable
    name: str  # "16 at once", "4 votes", "vocabulary, loaded": unique in its table for a device and a dtype
    device: str  # cpu, cuda:0
    dtype: str  # float32, bfloat16
    batch: int  # shapes per call
    runs: int
    seconds: float  # median
    low: float
    high: float
    default: bool = False  # what `pa3d segment` does when nothing is asked
    points: int | None = None  # points per sample
    patches: int | None = None  # patches per sample
    votes: int | None = None  # samples per shape
    cloud: int | None = None  # points that get a label
    names: int | None = None  # words asked
    memory: int | None = None  # bytes held more at the peak of a call than before it
    multiply_adds: int | None = None  # of one shape: matrix products and attention, counted
    share: float | None = None  # of the matrix peak of this device and dtype, 0 to 1
    ratio: float | None = None  # times as fast per shape as the yardstick of this table and device

    @property
    def per_second(self) -> float:
        """Shapes per second; in the text table, lists of names per second."""
        return 1 / self.seconds


@dataclass(frozen=True)
class SpeedReport:
    """A speed run.

    model: name, sha256, weights (trained or random), parameters, points, patches, width, depth. machine: as
    `machine.describe_machine`. protocol: the settings asked for. yardsticks: table -> what its ratios compare with.
    notes: what was not measured, and why. rows: in the order of the tables.
    """

    title: str
    model: Mapping[str, Any]
    machine: Mapping[str, Any]
    protocol: Mapping[str, Any]
    peaks: tuple[MatrixPeak, ...]
    rows: tuple[SpeedRow, ...]
    yardsticks: Mapping[str, str]
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    schema: int = field(default=1)

    def table(self, name: SpeedTable) -> tuple[SpeedRow, ...]:
        """The rows of one table."""
        return tuple(row for row in self.rows if row.table == name)
