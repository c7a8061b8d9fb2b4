"""What is asked about a case: which words name its parts, and which label each of its parts gets."""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pa3d.benchmarks.case import Case
from pa3d.benchmarks.protocols import Protocol
from pa3d.errors import FileError, ShapeError, UsageError
from pa3d.shapes.records import Array
from pa3d.text.names import clean_name

_FOLDER = files("pa3d.benchmarks").joinpath("names")
EVERYWHERE = "*"  # the key of a names file that holds for every category


class Question(NamedTuple):
    """words: what is asked for, cleaned, L of them; parts: the benchmark's own names for these L.

    label_of (P,) int32: which of the L each part of the case is, -1 for one left out. category: cleaned, for prompts.
    """

    words: tuple[str, ...]
    parts: tuple[str, ...]
    category: str
    label_of: tuple[int, ...]

    def truth(self, labels: Array) -> Array:
        """Labels (N,) of the case as labels of the question; points of parts left out get -1."""
        table = np.array([*self.label_of, -1], dtype=np.int32)  # -1 takes the last
        return table[labels]


@dataclass(frozen=True)
class Names:
    """Words for the parts of categories: category -> a word (or None: leave it out) per part, by order or by name."""

    source: str
    table: Mapping[str, Any]
    own: bool = False  # a file somebody wrote, and may have misspelled
    whole: bool = False  # a category it says nothing of is an error

    def words(self, case: Case) -> list[str | None]:
        """A word for each part of the case; parts that nothing is said of keep their own name.

        Raises UsageError where a list does not fit the parts, ShapeError for a category it must know and does not.
        """
        found = self.table.get(case.category)
        if found is None:
            plain = {clean_name(key): value for key, value in self.table.items() if key != EVERYWHERE}
            found = plain.get(clean_name(case.category), self.table.get(EVERYWHERE, {}))
            if self.whole and not found:
                raise ShapeError(
                    f"{self.source} say nothing of {case.category} ({case.id}).",
                    "Known are the kinds of the synthetic world.",
                    "Leave it out with --categories, or take other --names.",
                )
        if isinstance(found, Mapping):
            everywhere = self.table.get(EVERYWHERE, {})
            shared = everywhere if isinstance(everywhere, Mapping) else {}
            return [found.get(part, shared.get(part, part)) for part in case.parts]
        if len(found) != len(case.parts):
            raise UsageError(
                f"The {len(found)} names of {self.source} for {case.category} do not fit {case.id}.",
                f"It has {len(case.parts)} parts: {', '.join(case.parts)}.",
                "Give one name per part, or an object of part: name.",
            )
        return list(found)


def find_names(choice: str, benchmark: str) -> Names:
    """The words of a protocol: "paper" (the benchmark's own), "find3d", held-out "wordings-1" to "-3", or a JSON file.

    The file is an object: category, or "*" for all -> an object of part: word (null leaves the part out), or a list of
    words in label order. Raises UsageError where Find3D's are not known, FileError for a file that is none of this.
    """
    if choice == "paper":
        return Names("the benchmark", {})
    if choice == "find3d":
        known = _bundled(benchmark).get("find3d")
        if known is None:
            stems = sorted(file.name.removesuffix(".json") for file in _FOLDER.iterdir() if file.name.endswith(".json"))
            where = [stem for stem in stems if "find3d" in _bundled(stem)]
            found = f"They are known for {', '.join(where)}."
            raise UsageError(f"Find3D's names for {benchmark} are not known.", found, "Use --names paper, or a file.")
        return Names("Find3D", known)
    if choice.startswith("wordings") and not Path(choice).exists():
        return _held_out(choice)
    return Names(choice, _read(Path(choice)), own=True)


def _held_out(choice: str) -> Names:
    from pa3d.benchmarks.wordings import CHOICES, wording_words  # the whole world is slow to import

    if choice not in CHOICES:
        found = f"There are {', '.join(CHOICES)}."
        raise UsageError(f"--names {choice} is none of the held-out wordings.", found, "Give one of them.")
    return Names(f"The {choice}", wording_words(choice), whole=True)


def _bundled(benchmark: str) -> dict[str, Any]:
    """What names/<benchmark>.json says; nothing where there is none."""
    home, _, _ = benchmark.partition("-")
    file = _FOLDER.joinpath(f"{home}.json")
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}


def _read(path: Path) -> dict[str, Any]:
    what, do = f"--names {path} cannot be read.", 'Write {"category or *": {"part": "word"}}, or paper, or find3d.'
    try:
        table = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise FileError(what, f"{error}.", do) from error
    if not isinstance(table, dict):
        raise FileError(what, f"It holds a {type(table).__name__}, not an object.", do)
    for category, words in table.items():
        each = words.values() if isinstance(words, dict) else words if isinstance(words, list) else [0]
        if not all(word is None or isinstance(word, str) for word in each):
            raise FileError(what, f"{category!r} is neither an object nor a list of names.", do)
    return table


def question(case: Case, names: Names, protocol: Protocol) -> Question:
    """What is asked about a case. Parts that share a word are one part.

    Raises UsageError for names that do not fit or hold no letter, ShapeError when no part is left to ask for.
    """
    words = names.words(case)
    present = set(np.unique(case.labels).tolist()) if protocol.asked == "present" else set(range(len(case.parts)))
    asked: list[str] = []
    parts: list[str] = []
    label_of = []
    for index, (part, word) in enumerate(zip(case.parts, words, strict=True)):
        if word is None or index not in present:
            label_of.append(-1)
            continue
        cleaned = clean_name(word)
        if cleaned not in asked:
            asked.append(cleaned)
            parts.append(part)
        label_of.append(asked.index(cleaned))
    if not asked:
        found = f"Its parts: {', '.join(case.parts) or 'none'}."
        raise ShapeError(f"{case.id} has no part to ask for.", found, "Leave it out, or change --names or --asked.")
    return Question(tuple(asked), tuple(parts), clean_name(case.category), tuple(label_of))


def unmatched(names: Names, met: Mapping[str, Set[str]]) -> list[str]:
    """What names were given for and no case had, usually misspelled: `category`, or `category/part`.

    met: the parts of every category there was.
    """
    parts = {clean_name(category): found for category, found in met.items()}
    wrong = []
    for key, words in names.table.items():
        here = {part for found in met.values() for part in found} if key == EVERYWHERE else parts.get(clean_name(key))
        if here is None:
            wrong.append(key)
        elif isinstance(words, Mapping):
            wrong += [f"{key}/{part}" for part in words if part not in here]
    return wrong
