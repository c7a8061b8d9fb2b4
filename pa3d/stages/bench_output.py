"""What a benchmark run writes: JSON, Markdown, a page. Whole or not at all, and refused before hours are spent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pa3d.benchmarks.compare import Comparison
from pa3d.benchmarks.report import Report
from pa3d.benchmarks.report_file import as_text
from pa3d.benchmarks.scoring import Scored
from pa3d.benchmarks.speed_report import SpeedReport
from pa3d.io.atomic import atomic_path, check_output, make_folder
from pa3d.stages.bench_config import BenchConfig, is_report_file
from pa3d.view.report import Pair


@dataclass(frozen=True)
class Finished:
    """One thing to write: a report with the shapes worth a look, a comparison, or a speed report."""

    result: Report | Comparison | SpeedReport
    best: Sequence[Scored] = ()
    worst: Sequence[Scored] = ()


@dataclass(frozen=True)
class Destination:
    """Where the report of one benchmark goes, None: not written."""

    data: Path | None = None
    markdown: Path | None = None
    page: Path | None = None

    def paths(self) -> tuple[Path, ...]:
        """What is written."""
        return tuple(path for path in (self.data, self.markdown, self.page) if path is not None)


def destinations(config: BenchConfig) -> dict[str, Destination]:
    """The files of every benchmark that is run (of "compare" and "speed" likewise), in folders that exist.

    --out names a folder, or a .json file beside which the others go; each benchmark of `all` gets a folder of its own.
    Raises FileError for files that exist already and for a place that cannot be written.
    """
    single = "compare" if config.compare else str(config.benchmark)
    if config.out is None:
        return dict.fromkeys(config.benchmarks() or (single,), Destination())
    places = {name: _place(Path(config.out), name, config) for name in config.benchmarks() or (single,)}
    for place in places.values():
        for path in place.paths():
            make_folder(path.parent)
            check_output(path, config.overwrite, [*config.compare, *([config.names] if config.names else [])])
    return places


def _place(out: Path, name: str, config: BenchConfig) -> Destination:
    if is_report_file(str(out)):
        stem = out.with_suffix("")
    else:
        stem = out / name / "report" if config.benchmark == "all" else out / "report"
    page = Path(f"{stem}.html") if config.html else None
    return Destination(Path(f"{stem}.json"), Path(f"{stem}.md"), page)


def write_finished(finished: Finished, place: Destination, overwrite: bool) -> tuple[Path, ...]:
    """Write what has a place; returns the files."""
    for path, write in ((place.data, _json), (place.markdown, _markdown), (place.page, _page)):
        if path is not None:
            text = write(finished)
            with atomic_path(path, overwrite) as temporary:
                temporary.write_text(text, encoding="utf-8")
    return place.paths()


def _json(finished: Finished) -> str:
    return as_text(finished.result)


def _markdown(finished: Finished) -> str:
    from pa3d.benchmarks.markdown import as_markdown

    return as_markdown(finished.result)


def _page(finished: Finished) -> str:
    from pa3d.benchmarks.page import as_page

    galleries = {"Best shapes": finished.best, "Worst shapes": finished.worst}
    return as_page(finished.result, {title: [as_pair(item) for item in items] for title, items in galleries.items()})


def as_pair(scored: Scored) -> Pair:
    """A scored shape as a page shows it: truth beside prediction."""
    score, asked = scored.score, scored.asked
    notes = [
        f"{100 * both / either:.0f}" if right else "absent"
        for both, either, right in zip(score.intersection, score.union, score.truth, strict=True)
    ]
    return Pair(
        points=asked.points,
        truth=asked.truth,
        predicted=scored.predicted,
        names=score.parts,
        title=score.id,
        figure=f"{100 * score.iou:.1f}",
        note=f"{score.category}, {score.points:,} points scored, {score.right / score.points:.1%} right",
        part_notes=notes,
        up=asked.up,
    )
