"""The names a training run may ask for: one table over all kinds, with what may stand for what.

Every (kind, part) has several names; a name may serve many parts. Rows of the table index the bank of text vectors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pa3d.errors import UsageError
from pa3d.shapes.records import Array
from pa3d.synthetic.kind import Kind
from pa3d.text.lean import Meanings
from pa3d.text.names import clean_name
from pa3d.text.plurals import plural
from pa3d.text.templates import Prompt

WIDER_SHARE = 0.45  # of the draws take one of a part's wider names, where it has any
CANONICAL_SHARE = 0.4  # of the other draws take a part's plain name; the rest its synonyms and plurals


@dataclass(frozen=True)
class NameTable:
    """prompts: the rows. choices[kind][part]: rows of plain names, the canonical one first. wider[kind][part]: rows of
    its wider names. in_category: for each row of choices the row of its category prompt; wider names have none.
    stands_for (K parts of all kinds, rows) bool: the name would be right for the part. part_index[kind][part]: row of
    stands_for.
    """

    prompts: tuple[Prompt, ...]
    choices: dict[str, dict[str, Array]]
    wider: dict[str, dict[str, Array]]
    in_category: dict[str, dict[int, int]]
    stands_for: Array
    part_index: dict[str, dict[str, int]]

    def meanings(self) -> Meanings:
        """What the names mean, by kind: the plain name of a part and its others."""
        said: dict[str, dict[str, list[str]]] = {}
        for kind, parts in self.choices.items():
            for part, rows in parts.items():
                if len(rows):  # else withholding has left nothing to ask
                    plain, *others = (self.prompts[row].name for row in (*rows, *self.wider[kind][part]))
                    said.setdefault(kind, {}).setdefault(plain, []).extend(others)
        return said


def name_table(kinds: Sequence[Kind], withheld: frozenset[str] = frozenset()) -> NameTable:
    """The table of some kinds. withheld: names never to be trained on (wordings kept for measuring)."""
    rows: dict[Prompt, int] = {}
    choices: dict[str, dict[str, Array]] = {}
    wider: dict[str, dict[str, Array]] = {}
    in_category: dict[str, dict[int, int]] = {}
    part_index: dict[str, dict[str, int]] = {}
    for kind in kinds:
        choices[kind.name], wider[kind.name], in_category[kind.name], part_index[kind.name] = {}, {}, {}, {}
        for part, names in _known_names(kind).items():
            named = [name for name in names if name not in withheld]
            more = [name for name in kind.wider.get(part, ()) if name not in withheld and name not in names]
            plain, other = ([rows.setdefault(Prompt(name), len(rows)) for name in group] for group in (named, more))
            for name, row in zip(named, plain, strict=True):
                category = Prompt(name, clean_name(kind.name))
                in_category[kind.name][row] = rows.setdefault(category, len(rows))
            choices[kind.name][part] = np.array(plain, dtype=np.int64)
            wider[kind.name][part] = np.array(other, dtype=np.int64)
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
    _share_wider_names(kinds, wider, part_index, stands_for)
    return NameTable(tuple(rows), choices, wider, in_category, stands_for, part_index)


def _known_names(kind: Kind) -> dict[str, list[str]]:
    """The names and plurals of every part, cleaned, its own first."""
    known = {}
    for part, synonyms in kind.parts.items():
        names = [clean_name(name) for name in (part, *synonyms)]
        known[part] = list(dict.fromkeys([*names, *(many for name in names if (many := plural(name)))]))
    return known


def _share_wider_names(
    kinds: Iterable[Kind],
    wider: dict[str, dict[str, Array]],
    part_index: dict[str, dict[str, int]],
    stands_for: Array,
) -> None:
    """Mark wider names as right for their part and for like parts of other kinds.

    What describes the handle of a mug describes that of a kettle, which need not list it. Parts are alike when they
    have one plain name. Marking too much costs a negative; marking too little teaches a falsehood.
    """
    of_part: defaultdict[str, set[int]] = defaultdict(set)
    for parts in wider.values():
        for part, rows in parts.items():
            of_part[part].update(rows.tolist())
    for kind in kinds:
        for part in kind.parts:
            stands_for[part_index[kind.name][part], list(of_part[part])] = True


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
        others = table.wider[kind][part]
        if len(others) and generator.random() < WIDER_SHARE:
            asked.append([int(others[generator.integers(len(others))])])
            continue
        plain = generator.random() < CANONICAL_SHARE
        row = int(rows[0] if plain else rows[generator.integers(len(rows))])
        asked.append([table.in_category[kind][row] if by_category else row])
    return asked
