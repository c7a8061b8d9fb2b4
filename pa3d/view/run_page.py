"""The page of a training run: curves, validation, example shapes, settings. Knows no stage: it is told plain rows.

Shares (accuracies, mIoU) are drawn in percent, as in the pages of benchmarks. A measured curve stands faint behind its
smoothed one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pa3d.shapes.records import Array
from pa3d.view.charts import histogram
from pa3d.view.line_charts import Series, line_chart
from pa3d.view.report import Chart, Gallery, Page, Pair, Section, Tile
from pa3d.view.tables import NOTHING, Cell, Column, Table, count, number

Row = Mapping[str, float]

_SHARES = ("accuracy", "mIoU", "oracle")  # ends of names of what is a share
_LONG = 12  # rows from which a table scrolls
_FEWEST_SMOOTHED = 40  # rows; fewer are drawn as they are
_SMOOTHED_OVER = 80  # a curve is smoothed over about one of so many pieces of it
_NAMES = {"accuracy": "patch accuracy", "point_accuracy": "point accuracy", "samples_per_second": "samples per second",
          "rate": "learning rate"}  # fmt: skip
_TITLES = {"cosine": "Cosine with the teacher", "scale": "Scale of cosines", "rate": "Learning rate",
           "samples_per_second": "Speed"}  # fmt: skip
_OWN_CHARTS = ("step", "seconds", "loss", "accuracy", "point_accuracy")  # drawn together with others, or not at all
_COURSE = ("mIoU", "withheld mIoU", "class-agnostic mIoU", "patch oracle")


@dataclass(frozen=True)
class Run:
    """What the page of a run tells.

    training, validation: figures by name, by ascending "step". best: the step of the best validation, None: there is
    none. steps: taken in all, where that is known. categories: mIoU of the checkpoint shown; scores: IoU of its shapes;
    pairs: some of them; shown: what they are. settings: (name, of this run, by default) of those that differ. facts:
    what else to list.
    """

    title: str
    lead: str
    training: Sequence[Row]
    validation: Sequence[Row] = ()
    best: float | None = None
    total: int | None = None
    categories: Mapping[str, float] = field(default_factory=dict)
    scores: Sequence[float] = ()
    pairs: Sequence[Pair] = ()
    shown: str = ""
    settings: Sequence[tuple[str, str, str]] = ()
    facts: Sequence[Table] = ()
    steps: int | None = None


def run_page(run: Run) -> Page:
    """What the page says, from top to bottom; `pa3d.view.report.report_page` makes it a file."""
    gallery = (Gallery("Truth beside prediction", tuple(run.pairs)),) if run.pairs else ()
    sections = (
        Section("Learning", _learning(run)),
        Section("Validation", (*_course(run), *_validations(run))),
        Section("Shapes", (*_categories(run), *_scores(run), *gallery), run.shown),
        Section("Settings", _settings(run)),
        Section("Run", tuple(table for table in run.facts if table.rows)),
    )
    return Page(run.title, run.lead, _tiles(run), sections)


def smoothed(values: Sequence[float] | Array) -> Array:
    """Values (n,) averaged over their neighbours on both sides, three times, so that no end lags; nan stays out."""
    rough = np.asarray(values, dtype=np.float64)
    known = np.isfinite(rough)
    total, weight = np.where(known, rough, 0.0), known.astype(np.float64)
    reach = len(rough) // (2 * _SMOOTHED_OVER) + 1
    if len(rough) < _FEWEST_SMOOTHED:
        return rough
    for _ in range(3):
        total, weight = _averaged(total, reach), _averaged(weight, reach)
    with np.errstate(invalid="ignore"):
        return np.asarray(total / weight)


def _averaged(values: Array, reach: int) -> Array:
    """Means over `reach` neighbours on either side, as far as there are some."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    place = np.arange(len(values))
    low, high = np.maximum(place - reach, 0), np.minimum(place + reach + 1, len(values))
    return np.asarray((sums[high] - sums[low]) / (high - low))


def _named(name: str) -> str:
    return _NAMES.get(name, name.replace("_", " "))


def _unit(name: str) -> float:
    return 100.0 if name.endswith(_SHARES) else 1.0


def _has(rows: Sequence[Row], name: str) -> bool:
    return any(math.isfinite(row.get(name, math.nan)) for row in rows)


def _curve(rows: Sequence[Row], name: str, said: str, color: int) -> list[Series]:
    """A figure over steps, scaled to its unit, in the rows that tell it."""
    told = [row for row in rows if name in row]
    if not _has(told, name):
        return []
    return [Series(said, [row["step"] for row in told], [_unit(name) * row[name] for row in told], color=color)]


def _both(rows: Sequence[Row], name: str, said: str, color: int) -> list[Series]:
    """The curve as measured, faint, and smoothed."""
    return [
        series
        for one in _curve(rows, name, said, color)
        for series in (
            Series("", one.x, one.y, faint=True, color=color),
            Series(said, one.x, smoothed(one.y).tolist(), color=color),
        )
        if not series.faint or len(one.x) >= _FEWEST_SMOOTHED
    ]


def _learning(run: Run) -> tuple[Chart, ...]:
    """Everything that was measured while the model learned."""
    charts = []
    loss = [*_both(run.training, "loss", "training", 0), *_curve(run.validation, "loss", "validation", 4)]
    if loss:
        charts = [
            Chart("Loss", line_chart(loss, x_name="step"), wide=False),
            Chart("Loss, logarithmic", line_chart(loss, x_name="step", log_y=True), wide=False),
        ]
    accuracy = [
        *_both(run.training, "accuracy", "patches, training", 0),
        *_both(run.training, "point_accuracy", "points, training", 2),
        *_curve(run.validation, "patch accuracy", "patches, validation", 1),
        *_curve(run.validation, "point accuracy", "points, validation", 4),
    ]
    if accuracy:
        charts.append(Chart("Accuracy", line_chart(accuracy, x_name="step", y_name="%"), wide=False))
    others = dict.fromkeys(name for row in run.training for name in row if name not in _OWN_CHARTS)
    for name in sorted(others, key=lambda name: list(_TITLES).index(name) if name in _TITLES else len(_TITLES)):
        title = _TITLES.get(name, _named(name).capitalize())
        course = [*_both(run.training, name, _named(name), 0), *_curve(run.validation, name, "validation", 4)]
        if name == "rate":  # a schedule is no measurement
            course = _curve(run.training, name, "", 0)
        if course:
            charts.append(Chart(title, line_chart(course, x_name="step", y_name=""), wide=False))
    return tuple(charts)


def _course(run: Run) -> tuple[Chart, ...]:
    """The scores of validation shapes over the run."""
    series = [one for i, name in enumerate(_COURSE) for one in _curve(run.validation, name, name, (0, 4, 2, 7)[i])]
    if not series:
        return ()
    few = len(run.validation) <= 60
    svg = line_chart(series, x_name="step", y_name="%", dots=few, width=1200)
    return (Chart("Zero-shot scores of the validation shapes", svg),)


def _validations(run: Run) -> tuple[Table, ...]:
    """Every validation, the best one strong."""
    names = list(dict.fromkeys(name for row in run.validation for name in row if name not in ("step", "seconds")))
    if not names:
        return ()
    rows = []
    for row in run.validation:
        best = row["step"] == run.best
        figures = [_validated(name, row.get(name, math.nan), best) for name in names]
        rows.append((Cell(f"{row['step']:,.0f}", row["step"], strong=best), *figures))
    columns = [Column(name + (", %" if _unit(name) > 1 else ""), True) for name in names]
    columns = [Column("step", True), *columns]
    return (Table("Every validation", tuple(columns), tuple(rows), long=len(rows) > _LONG, wide=True),)


def _validated(name: str, value: float, strong: bool) -> Cell:
    return number(_unit(name) * value, 1 if _unit(name) > 1 else 3, strong=strong)


def _categories(run: Run) -> tuple[Table, ...]:
    if len(run.categories) < 2:
        return ()
    each = sorted(run.categories.items(), key=lambda pair: -math.inf if math.isnan(pair[1]) else -pair[1])
    rows = tuple((Cell(name), number(100 * value)) for name, value in each)
    columns = (Column("category"), Column("mIoU, %", True, 100.0))
    return (Table("By category", columns, rows, long=len(rows) > _LONG),)


def _scores(run: Run) -> tuple[Chart, ...]:
    """How far the shapes lie apart."""
    known = [100 * value for value in run.scores if math.isfinite(value)]
    return (Chart("How many shapes score how much", histogram(known), wide=False),) if len(known) > 2 else ()


def _settings(run: Run) -> tuple[Table, ...]:
    """What was asked for otherwise than by default."""
    if not run.settings:
        return ()
    rows = tuple((Cell(name), Cell(ours), Cell(usual)) for name, ours, usual in run.settings)
    columns = (Column("setting"), Column("this run"), Column("default"))
    return (Table("Settings that are not the defaults", columns, rows, wide=True),)


def _tiles(run: Run) -> tuple[Tile, ...]:
    """The figures one asks for first."""
    tiles = []
    best = next((row for row in run.validation if row["step"] == run.best), None)
    if best is not None and "mIoU" in best:
        tiles.append(Tile("zero-shot mIoU, %", _percent(best["mIoU"]), f"at step {best['step']:,.0f}"))
    for name in ("loss", "accuracy", "point_accuracy", "cosine"):
        if _has(run.training, name):
            value = float(smoothed([row.get(name, math.nan) for row in run.training])[-1])
            said = _percent(value) if _unit(name) > 1 else f"{value:.3g}" if math.isfinite(value) else NOTHING
            tiles.append(Tile(_named(name) + (", %" if _unit(name) > 1 else ""), said, "in training, at the end"))
    if run.training:
        last = run.training[-1]
        of = "" if run.total is None else f"of {run.total:,}"
        taken = int(last["step"]) if run.steps is None else run.steps
        tiles.append(Tile("steps", count(taken).text, of))
        if "seconds" in last:
            tiles.append(Tile("minutes", f"{last['seconds'] / 60:,.1f}", "of training"))
    return tuple(tiles)


def _percent(value: float) -> str:
    return f"{100 * value:.1f}" if math.isfinite(value) else NOTHING
