"""The names a folder of shards asks for: read once from the JSON of its samples, before training starts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pa3d.data.names import CANONICAL_SHARE
from pa3d.data.shards import Shards
from pa3d.errors import FileError, UsageError
from pa3d.progress import Progress
from pa3d.shapes.records import Array
from pa3d.text.lean import Meanings, kept_meanings
from pa3d.text.names import clean_name
from pa3d.text.templates import Prompt

Labels = Sequence[tuple[int, tuple[str, ...]]]


@dataclass(frozen=True)
class ShardNames:
    """rows: a row for each prompt. places (n, 2): (shard, index) of the samples that have something to ask.

    nameless: samples without. broken: those whose JSON cannot be read, and why. by_category: share of the shapes that
    are asked "X of a CATEGORY". category_too: the category's own name may be asked as well. meanings: of a label the
    first name is the plain one; the category "" stands for none.
    """

    rows: Mapping[Prompt, int]
    places: Array
    nameless: int
    broken: tuple[str, ...]
    by_category: float
    category_too: bool
    meanings: Meanings

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """The prompts by row."""
        return tuple(self.rows)


def read_names(
    shards: Shards,
    progress: Progress,
    by_category: float = 0.0,
    category_too: bool = False,
    known: Callable[[Sequence[Prompt]], Collection[Prompt]] | None = None,
) -> ShardNames:
    """The names of all samples, in the order of the shards. known: keeps those of the prompts it returns.

    Raises FileError when nothing is left to ask.
    """
    asked: dict[tuple[int, int], list[Prompt]] = {}
    broken: list[str] = []
    meanings: dict[str, dict[str, list[str]]] = {}
    progress.start("read the names", len(shards))
    for shard, count in enumerate(shards.counts):
        for index in range(count):
            progress.advance()
            try:
                words = shards.words(shard, index)
            except FileError as error:
                broken.append(f"{error.what} {error.found}")
                continue
            category = clean_category(words["category"])
            labels = labels_of(words["names"], category, category_too)
            for _, (first, *others) in labels:
                said = meanings.setdefault(category or "", {}).setdefault(first, [])
                said += [name for name in others if name not in said]
            names = dict.fromkeys(name for _, names in labels for name in names)
            plain = [Prompt(name) for name in names]
            wanted = [Prompt(name, category) for name in names] if category and by_category else []
            asked[shard, index] = plain + wanted
    progress.finish()
    every = sorted({prompt for prompts in asked.values() for prompt in prompts}, key=str)
    kept = set(every if known is None else known(every))
    places = [place for place, prompts in asked.items() if any(p in kept and p.category is None for p in prompts)]
    if not places:
        raise _nothing(shards, every)
    rows = {prompt: row for row, prompt in enumerate(prompt for prompt in every if prompt in kept)}
    nameless = len(asked) - len(places)
    meant = kept_meanings(meanings, {prompt.name for prompt in kept})
    return ShardNames(rows, np.array(places), nameless, tuple(broken), by_category, category_too, meant)


def _nothing(shards: Shards, prompts: Sequence[Prompt]) -> FileError:
    what = f"The shards in {shards.folder} have no labels to align with."
    if prompts:
        shown = ", ".join(map(str, prompts[:5]))
        return FileError(what, f"None of their {len(prompts)} names is known: {shown} ...", "Install the text encoder.")
    found = f"None of their {len(shards)} shapes bears the name of a part."
    return FileError(what, found, "Prepare labelled shapes, or give pa3d prepare a --captioner.")


def clean_category(category: str | None) -> str | None:
    """A category as prompts have it; None where it has no letter."""
    try:
        return None if category is None else clean_name(category)
    except UsageError:
        return None


def labels_of(names: Sequence[Sequence[str]], category: str | None, category_too: bool = False) -> Labels:
    """(label, its cleaned names) of the labels that have any; the category's own name is none of a part's."""
    labels = []
    for label, synonyms in enumerate(names):
        cleaned = dict.fromkeys(clean for name in synonyms if (clean := clean_category(name)) is not None)
        if not category_too:
            cleaned.pop(category or "", None)
        if cleaned:
            labels.append((label, tuple(cleaned)))
    return labels


def ask(
    names: ShardNames, labels: Labels, category: str | None, generator: np.random.Generator
) -> tuple[list[int], list[list[int]], list[int]]:
    """What a shape is asked: rows (one name of each label), for each the labels that bear that name, and every row
    that would be right.
    """
    by_category = category is not None and generator.random() < names.by_category
    bearers: dict[str, list[int]] = {}
    choices = []
    for label, synonyms in labels:
        kept = [name for name in synonyms if Prompt(name) in names.rows]
        choices += [kept] if kept else []
        for name in kept:
            bearers.setdefault(name, []).append(label)
    asked: dict[str, list[int]] = {}
    for kept in choices:
        plain = generator.random() < CANONICAL_SHARE
        name = kept[0] if plain else kept[generator.integers(len(kept))]
        asked[name] = bearers[name]
    rows = []
    for name in asked:
        within = names.rows.get(Prompt(name, category)) if by_category else None
        rows.append(names.rows[Prompt(name)] if within is None else within)
    forms = [Prompt(name, kind) for name in bearers for kind in (None, category)]
    right = sorted({names.rows[prompt] for prompt in forms if prompt in names.rows})
    return rows, list(asked.values()), right
