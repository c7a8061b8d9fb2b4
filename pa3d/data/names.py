"""The names a training run may ask for: one table over all kinds, with what may stand for what.

Every (kind, part) has several names; a name may serve many parts. Rows of the table index the bank of text vectors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pa3d.errors import UsageError
from pa3d.shapes.records import Array
from pa3d.synthetic.kind import Kind
from pa3d.text.names import clean_name
from pa3d.text.plurals import plural
from pa3d.text.templates import Prompt

CANONICAL_SHARE = 0.4  # of the draws take a part's plain name; the rest its synonyms and plurals


@dataclass(frozen=True)
class NameTable:
    """prompts: the rows. choices[kind][part]: rows of plain names, the canonical one first. in_category: for each such
    row the row of its category prompt. stands_for (K parts of all kinds, rows) bool: the name would be right for the
    part. part_index[kind][part]: row of stands_for.
    """

    prompts: tuple[Prompt, ...]
    choices: dict[str, dict[str, Array]]
    in_category: dict[str, dict[int, int]]
    stands_for: Array
    part_index: dict[str, dict[str, int]]


def name_table(kinds: Sequence[Kind], withheld: frozenset[str] = frozenset()) -> NameTable:
    """The table of some kinds. withheld: names never to be trained on (wordings kept for measuring)."""
    rows: dict[Prompt, int] = {}
    choices: dict[str, dict[str, Array]] = {}
    in_category: dict[str, dict[int, int]] = {}
    part_index: dict[str, dict[str, int]] = {}
    for kind in kinds:
        choices[kind.name], in_category[kind.name], part_index[kind.name] = {}, {}, {}
        for part, synonyms in kind.parts.items():
            names = [clean_name(name) for name in (part, *synonyms)]
            names = list(dict.fromkeys([*names, *(many for name in names if (many := plural(name)))]))
            names = [name for name in names if name not in withheld]
            plain = [rows.setdefault(Prompt(name), len(rows)) for name in names]
            for name, row in zip(names, plain, strict=True):
                category = Prompt(name, clean_name(kind.name))
                in_category[kind.name][row] = rows.setdefault(category, len(rows))
            choices[kind.name][part] = np.array(plain, dtype=np.int64)
            part_index[kind.name][part] = sum(len(parts) for parts in part_index.values())
        if not any(len(rows_of) for rows_of in choices[kind.name].values()):
            raise UsageError(
                f"No name of {kind.name} is left.", "All of them are withheld.", "Withhold fewer names, or the kind."
            )
    stands_for = np.zeros((sum(len(parts) for parts in part_index.values()), len(rows)), dtype=bool)
    for kind in kinds:
        for part, index in part_index[kind.name].items():
            plain = choices[kind.name][part].tolist()
            stands_for[index, plain] = True
            stands_for[index, [in_category[kind.name][row] for row in plain]] = True
    return NameTable(tuple(rows), choices, in_category, stands_for, part_index)


def draw_names(table: NameTable, kind: str, present: Sequence[str], generator: np.random.Generator) -> list[list[int]]:
    """For every part of the kind the rows asked for: one name per part, absent parts mostly asked too, some parts not.

    Returns a list as long as the kind's parts, in their order; an empty entry is a part nobody asks for.
    """
    by_category = generator.random() < 0.25
    asked: list[list[int]] = []
    for part, rows in table.choices[kind].items():
        wanted = 0.95 if part in present else 0.7
        if generator.random() > wanted or not len(rows):  # withholding may leave a part without names
            asked.append([])
            continue
        plain = generator.random() < CANONICAL_SHARE
        row = int(rows[0] if plain else rows[generator.integers(len(rows))])
        asked.append([table.in_category[kind][row] if by_category else row])
    return asked
