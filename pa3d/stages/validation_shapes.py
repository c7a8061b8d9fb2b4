"""The shapes of a validation: read once, drawn from once, their words encoded once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from pa3d.benchmarks.protocols import Protocol
from pa3d.benchmarks.questions import find_names, question
from pa3d.benchmarks.report import Failure
from pa3d.benchmarks.scoring import Asked, prepare_case
from pa3d.data.batches import RawBatch
from pa3d.data.draws import sample_keys
from pa3d.data.named import RAW_POINTS, Named, stack_named
from pa3d.errors import FileError
from pa3d.progress import Progress
from pa3d.shapes.frame import axis_matrix
from pa3d.shapes.records import Array
from pa3d.shapes.sampling import draw_rows
from pa3d.stages.bench import find_cases
from pa3d.stages.bench_config import BenchConfig
from pa3d.stages.bench_run import failure
from pa3d.text.bank import prompt_vectors
from pa3d.text.lean import Leaning, Meanings
from pa3d.text.templates import make_prompt

_Y_UP_AGAIN = [0, 2, 1]  # the model frame's y and z swapped: what training batches hold


class Group(NamedTuple):
    """Neighbours that are asked the same, and the vectors (L, E) of the words: as a model is asked, and not leaning."""

    asked: tuple[Asked, ...]
    text: Array
    plain: Array


def read_shapes(
    config: BenchConfig, encoder_id: str, progress: Progress, meanings: Meanings = MappingProxyType({})
) -> tuple[tuple[Group, ...], tuple[Failure, ...]]:
    """Every shape that a bench of this config would score, in its groups, and those that cannot be asked.

    meanings: that the model has heard. Raises FileError when none can, UsageError and FileError as bench does,
    WordError for words nobody can encode.
    """
    assert config.benchmark is not None
    files = find_cases(config.benchmark, config, progress)
    protocol = config.protocol_for(config.benchmark)
    names = find_names(protocol.names, config.benchmark)
    asked: list[Asked] = []
    failures: list[Failure] = []
    progress.start("read shapes to validate on", len(files))
    for file in files:
        progress.advance()
        try:
            case = file.read()
            asked.append(prepare_case(case, question(case, names, protocol), protocol, config.seed))
        except Exception as error:  # whatever a file does to its reader, the next one is read
            failures.append(failure(file.id, error))
    progress.finish()
    if not asked:
        what, first = f"--validate {config.data or config.benchmark}: no shape can be scored.", failures[0]
        raise FileError(what, f"{len(failures)} failed; the first: {first.what} {first.found}", first.do)
    return _groups(asked, protocol, config.batch, encoder_id, meanings), tuple(failures)


def _groups(
    asked: Sequence[Asked], protocol: Protocol, most: int, encoder_id: str, meanings: Meanings
) -> tuple[Group, ...]:
    """Neighbours of one question, `most` at a time; the words of all of them are encoded together."""

    def key(item: Asked) -> tuple[tuple[str, ...], str]:
        return item.question.words, item.question.category

    found = []
    for (words, category), neighbours in groupby(asked, key):
        items = list(neighbours)
        prompts = [make_prompt(word, protocol.prompt, category) for word in words]
        found += [(prompts, tuple(items[start : start + most])) for start in range(0, len(items), most)]
    every = dict.fromkeys(prompt for prompts, _ in found for prompt in prompts)
    vectors = dict(zip(every, prompt_vectors(list(every), encoder_id=encoder_id), strict=True))
    lean = Leaning(meanings if protocol.prompt == "plain" else {}, encoder_id)  # as Model.text does
    groups = []
    for prompts, alike in found:
        plain = np.stack([vectors[prompt] for prompt in prompts])
        groups.append(Group(alike, lean(alike[0].question.words, plain), plain))
    return tuple(groups)


def loss_batches(groups: Sequence[Group], size: int, seed: int) -> tuple[tuple[RawBatch, ...], Array]:
    """The shapes as training batches, and the bank (R, E) whose rows they ask for.

    A shape is asked all its words, which do not lean, as in training; any other word of its batch is wrong for all its
    parts.
    """
    vectors: dict[str, Array] = {}
    for group in groups:
        vectors |= dict(zip(group.asked[0].question.words, group.plain, strict=True))
    rows = {word: row for row, word in enumerate(vectors)}
    shapes = [_named(item, rows, seed) for group in groups for item in group.asked]
    keys = sample_keys(seed, np.arange(len(shapes)))
    pieces = [slice(start, start + size) for start in range(0, len(shapes), size)]
    return tuple(stack_named(keys[piece], shapes[piece]) for piece in pieces), np.stack(list(vectors.values()))


def _named(item: Asked, rows: Mapping[str, int], seed: int) -> Named:
    words = item.question.words
    chosen = draw_rows(len(item.points), RAW_POINTS, np.random.default_rng(seed))
    middle = item.points.mean(0)  # in float64: coordinates of a map survive the cast
    points = ((item.points[chosen] - middle) @ axis_matrix(item.up).T)[:, _Y_UP_AGAIN].astype(np.float32)
    masks = item.truth[chosen] == np.arange(len(words))[:, None]  # (L, N)
    return Named(points, masks, [rows[word] for word in words], [])
