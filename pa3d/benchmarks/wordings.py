"""Held-out wordings: three other ways to name every part of the generated kinds, which no training may ask for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from pa3d.data.names import NameTable, name_table
from pa3d.synthetic.kinds import KINDS
from pa3d.text.names import clean_name

CHOICES = ("wordings-1", "wordings-2", "wordings-3")  # of --names: the first, second, third wording of every part


@cache
def wordings() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Kind -> part -> its three wordings, cleaned. None of them is a name that the synthetic world trains on."""
    table = json.loads((files("pa3d.benchmarks") / "names" / "wordings.json").read_text(encoding="utf-8"))
    return {kind: {part: tuple(words) for part, words in parts.items()} for kind, parts in table.items()}


def wording_words(choice: str) -> dict[str, dict[str, str]]:
    """The words of one of CHOICES: category -> name of a part -> its wording.

    Categories go by every name of a kind, parts by every trained name, so that benchmarks with names of their own find
    theirs. A part that is none of the kind's is not in it.
    """
    which = CHOICES.index(choice)
    known = [kind for kind in KINDS if kind.name in wordings()]
    trained = name_table(known)
    table: dict[str, dict[str, str]] = {}
    for kind in known:
        table[kind.name] = table[kind.name.replace(" ", "")] = _of_kind(kind.name, which, trained)  # StorageFurniture
    for kind in known:
        for other in kind.synonyms:
            table.setdefault(clean_name(other), table[kind.name])
    return table


def _of_kind(kind: str, which: int, trained: NameTable) -> dict[str, str]:
    words = {part: own[which] for part, own in wordings()[kind].items()}
    named = dict(words)
    for part, word in words.items():
        for row in trained.choices[kind][part].tolist():
            named.setdefault(trained.prompts[row].name, word)
    if "body" in named:
        named.setdefault("base body", named["body"])  # PartNet's word
    return named | {name.replace(" ", "_"): word for name, word in named.items()}
