"""The word lists the vocabulary is built from, and how a list becomes names.

A file per group under `words/`, `#` starting a comment. Names are separated by commas, and a line says what is made
of them: `leg, fan blade` the names and their plurals; `~ dog, oil rig` plurals only of single words; `= wood, left`
no plurals; `left, right * arm, leg+` every pair, with its plural too at a `+`; `chair: back, seat` the parts alone, as
prompts with that category, and as `chair back`.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

from pa3d.text.names import clean_name
from pa3d.text.plurals import plural
from pa3d.text.templates import Prompt


def word_list_prompts() -> set[Prompt]:
    """Every prompt of every word list."""
    prompts: set[Prompt] = set()
    for path in sorted(files("pa3d.text").joinpath("words").iterdir(), key=lambda path: path.name):
        if path.name.endswith(".txt"):
            prompts |= parse_words(path.read_text(encoding="utf-8"))
    return prompts


def parse_words(text: str) -> set[Prompt]:
    """The prompts of one list."""
    prompts: set[Prompt] = set()
    for line in (line.split("#")[0].strip() for line in text.splitlines()):
        if line.startswith("="):
            prompts |= _plain(_fields(line[1:]))
        elif line.startswith("~"):
            several, single = _split_by_words(_fields(line[1:]))
            prompts |= _plain(several) | _with_plurals(single)
        elif ":" in line:
            prompts |= _category(*line.split(":", 1))
        elif "*" in line:
            prompts |= _pairs(*line.split("*", 1))
        elif line:
            prompts |= _with_plurals(_fields(line))
    return prompts


def _fields(text: str) -> list[str]:
    return [field.strip() for field in text.split(",") if field.strip()]


def _split_by_words(names: list[str]) -> tuple[list[str], list[str]]:
    """Names of several words, and single ones."""
    return [name for name in names if " " in name], [name for name in names if " " not in name]


def _plain(names: Iterable[str]) -> set[Prompt]:
    return {Prompt(clean_name(name)) for name in names}


def _with_plurals(names: Iterable[str]) -> set[Prompt]:
    singular = _plain(names)
    return singular | {Prompt(many) for prompt in singular if (many := plural(prompt.name))}


def _pairs(left: str, right: str) -> set[Prompt]:
    prompts: set[Prompt] = set()
    for part in _fields(right):
        pairs = [f"{side} {part.rstrip('+')}" for side in _fields(left)]
        prompts |= _with_plurals(pairs) if part.endswith("+") else _plain(pairs)
    return prompts


def _category(category: str, parts: str) -> set[Prompt]:
    names, kind = _plain(_fields(parts)), clean_name(category)
    of_kind = {Prompt(part.name, kind) for part in names}
    together = {Prompt(f"{kind} {part.name}") for part in names if not part.name.startswith(kind)}
    return of_kind | together | _with_plurals([kind]) | _with_plurals(part.name for part in names)
