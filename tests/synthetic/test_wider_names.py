"""Wider names: some for every part, right for that part alone among its kind's."""

from __future__ import annotations

from collections import defaultdict

from pa3d.synthetic.kinds import KINDS
from pa3d.synthetic.wider_names import wider_names
from pa3d.text.names import clean_name
from pa3d.text.plurals import plural


def test_every_part_of_every_kind_has_wider_names() -> None:
    parts = {(kind.name, part) for kind in KINDS for part in kind.parts}
    assert parts == {(kind, part) for kind, parts in wider_names().items() for part in parts}
    assert all(kind.wider == wider_names()[kind.name] for kind in KINDS)
    for kind in KINDS:
        assert all(8 <= len(names) <= 26 for names in kind.wider.values()), kind.name


def test_wider_names_are_clean_and_new() -> None:
    for kind in KINDS:
        for part, names in kind.wider.items():
            assert len(set(names)) == len(names), (kind.name, part)
            assert all(name == clean_name(name) and name.replace(" ", "").isalpha() for name in names)
            known = {form for name in (part, *kind.parts[part]) for form in (name, plural(name))}
            assert not known & set(names), (kind.name, part)


def test_no_wider_name_means_two_parts_of_a_kind() -> None:
    for kind in KINDS:
        parts_of: defaultdict[str, set[str]] = defaultdict(set)
        for part, synonyms in kind.parts.items():
            for name in (part, *synonyms):
                parts_of[name].add(part)
                parts_of[plural(name) or name].add(part)
        for part, names in kind.wider.items():
            for name in names:
                assert parts_of[name] <= {part}, (kind.name, name)
                parts_of[name].add(part)
