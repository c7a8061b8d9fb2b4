"""What a benchmark run found: exact counts per shape, and the figures made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ShapeScore:
    """Exact counts of one shape, per part of its category (P,) and as a whole. Unscored points count nowhere.

    intersection, union, truth: points in both, in either, in the truth. oracle_*: the same for a perfect patch
    classifier (every patch bears its majority label). agnostic: class-agnostic mIoU. points: scored points; right: of
    them correctly labelled; patches, patches_right: patches with a majority label, and those the model names so.
    """

    id: str
    category: str
    seed: int
    parts: tuple[str, ...]
    intersection: tuple[int, ...]
    union: tuple[int, ...]
    truth: tuple[int, ...]
    oracle_intersection: tuple[int, ...]
    oracle_union: tuple[int, ...]
    points: int
    right: int
    patches: int
    patches_right: int
    agnostic: float
    iou: float  # the shape's mean IoU under the report's absent-part rule; nan when no part counts


@dataclass(frozen=True)
class Failure:
    """A case that could not be scored."""

    id: str
    what: str
    found: str
    do: str


@dataclass(frozen=True)
class Figure:
    """One number with its 95 % bootstrap interval over shapes, and how many shapes it stands on.

    A share from 0 to 1, not in percent. The ends are nan where the number, or a category in a mean over categories,
    stands on a single shape.
    """

    value: float
    low: float
    high: float
    shapes: int


@dataclass(frozen=True)
class Published:
    """A published number: what was measured, by whom, where it stands, under which protocol."""

    system: str
    benchmark: str
    metric: str  # a key of Report.summary
    value: float  # percent
    source: str
    protocol: str
    category: str | None = None


@dataclass(frozen=True)
class Report:
    """A benchmark run.

    protocol: every option that moves a score. summary: metric -> Figure (mIoU, cIoU, part mIoU, point accuracy, patch
    accuracy, class-agnostic mIoU, patch oracle). by_category: category -> metric -> Figure; by_part: category -> part
    -> Figure (IoU, over the shapes that have the part). shapes: one per shape and seed.
    """

    benchmark: str
    title: str
    protocol: Mapping[str, Any]
    model: Mapping[str, Any]
    machine: Mapping[str, Any]
    summary: Mapping[str, Figure]
    by_category: Mapping[str, Mapping[str, Figure]]
    by_part: Mapping[str, Mapping[str, Figure]]
    published: tuple[Published, ...]
    shapes: tuple[ShapeScore, ...]
    failures: tuple[Failure, ...] = ()
    seconds: float = 0.0
    schema: int = field(default=1)
    command: str = ""  # the command line that makes it again
