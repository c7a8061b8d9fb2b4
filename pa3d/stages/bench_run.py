"""One benchmark, case by case: read, ask, score. A case that fails is listed, and the run goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from pa3d.benchmarks.case import Case, CaseFile
from pa3d.benchmarks.protocols import Protocol
from pa3d.benchmarks.questions import Names, Question, question
from pa3d.benchmarks.report import Failure, ShapeScore
from pa3d.benchmarks.scoring import Scored, prepare_case, score_cases, text_of
from pa3d.errors import CheckpointError, Pa3dError, UsageError
from pa3d.model import Model
from pa3d.progress import Progress

GROUP_POINTS = 4_000_000  # points held of a group of cases, at most
SHOWN = 6  # best and worst shapes kept to be looked at, each


@dataclass
class Outcome:
    """What a benchmark gave: a score per shape and seed, the failures, the extremes of the first seed, best first."""

    scores: list[ShapeScore] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    best: list[Scored] = field(default_factory=list)
    worst: list[Scored] = field(default_factory=list)
    parts: dict[str, set[str]] = field(default_factory=dict)  # of every category that was met
    assign: str = ""  # how points took the answers of patches

    def keep(self, scored: Scored, show: bool) -> None:
        """Count a shape; with show it is also kept while it is among the best or the worst."""
        self.scores.append(scored.score)
        self.assign = scored.assign
        if show and np.isfinite(scored.score.iou):
            self.best = sorted([*self.best, scored], key=lambda item: -item.score.iou)[:SHOWN]
            self.worst = sorted([*self.worst, scored], key=lambda item: item.score.iou)[:SHOWN]

    def extremes(self) -> tuple[list[Scored], list[Scored]]:
        """The best and the worst, no shape twice: of fewer shapes than both hold, each gets half."""
        each = min(SHOWN, len({(score.category, score.id) for score in self.scores}) // 2) or 1
        best = self.best[:each]
        shown = {(item.score.category, item.score.id) for item in best}
        worst = [item for item in self.worst if (item.score.category, item.score.id) not in shown]
        return best, worst[:each]


@dataclass(frozen=True)
class Run:
    """What all cases of a benchmark share."""

    model: Model
    protocol: Protocol
    names: Names
    seeds: Sequence[int]
    batch: int
    show: bool = False  # keep the best and the worst shapes


def run_cases(files: Sequence[CaseFile], run: Run, progress: Progress) -> Outcome:
    """Score every case.

    Raises CheckpointError and UsageError for what is wrong with the request, not with a case.
    """
    outcome = Outcome()
    for key, group in _groups(_read(files, run, outcome, progress), run.batch):
        _score_group(key, group, run, outcome)
        progress.advance(len(group), _running(outcome))
    return outcome


def _read(files: Sequence[CaseFile], run: Run, outcome: Outcome, progress: Progress) -> Iterator[tuple[Case, Question]]:
    """The cases that can be read and asked; the others are failures of the outcome."""
    for file in files:
        try:
            case = file.read()
            outcome.parts.setdefault(case.category, set()).update(case.parts)
            found = case, question(case, run.names, run.protocol)
        except Exception as error:  # whatever a file does to its reader, the next one is read
            outcome.failures.append(failure(file.id, error))
            progress.advance()
            continue
        yield found


def _groups(
    cases: Iterator[tuple[Case, Question]], most: int
) -> Iterator[tuple[Question, list[tuple[Case, Question]]]]:
    """Neighbours that are asked the same, few enough to be held and encoded together."""
    group: list[tuple[Case, Question]] = []
    for case, asked in cases:
        held = sum(len(other.points) for other, _ in group) + len(case.points)
        if group and (_same(group[0][1]) != _same(asked) or len(group) == most or held > GROUP_POINTS):
            yield group[0][1], group
            group = []
        group.append((case, asked))
    if group:
        yield group[0][1], group


def _same(asked: Question) -> tuple[tuple[str, ...], str]:
    return asked.words, asked.category


def _score_group(asked: Question, group: Sequence[tuple[Case, Question]], run: Run, outcome: Outcome) -> None:
    """Score the cases of a group with every seed; where the model fails on all together, one by one."""
    try:
        text = text_of(run.model, asked, run.protocol)
    except (CheckpointError, UsageError):
        raise
    except Pa3dError as error:  # a word nobody can encode fails its cases, not the benchmark
        outcome.failures += [failure(case.id, error) for case, _ in group]
        return

    def score(cases: Sequence[tuple[Case, Question]]) -> list[Scored]:
        found = []
        for seed in run.seeds:
            ready = [prepare_case(case, own, run.protocol, seed) for case, own in cases]
            found += score_cases(run.model, ready, text, run.protocol, seed)
        return found

    _keep_each(group, score, run, outcome)


def _keep_each(
    group: Sequence[tuple[Case, Question]],
    score: Callable[[Sequence[tuple[Case, Question]]], list[Scored]],
    run: Run,
    outcome: Outcome,
) -> None:
    try:
        found = score(group)
    except (CheckpointError, UsageError):
        raise
    except Exception as error:  # as for reading
        if len(group) == 1:
            outcome.failures.append(failure(group[0][0].id, error))
            return
        for item in group:
            _keep_each([item], score, run, outcome)
        return
    for scored in found:
        outcome.keep(scored, run.show and scored.score.seed == run.seeds[0])


def failure(case_id: str, error: Exception) -> Failure:
    """An error as a line of the report; what is no error of ours is a fault, and said to be one."""
    if isinstance(error, Pa3dError):
        return Failure(case_id, error.what, error.found, error.do)
    found = f"{type(error).__name__}: {error}."
    return Failure(case_id, f"{case_id} cannot be scored.", found, "Please report it, with what -v prints.")


def _running(outcome: Outcome) -> dict[str, float]:
    known = [score.iou for score in outcome.scores if np.isfinite(score.iou)]
    return {"mIoU": float(np.mean(known))} if known else {}
