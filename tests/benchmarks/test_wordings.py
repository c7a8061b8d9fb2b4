"""The held-out wordings: other words than training's, three for every part, and how a benchmark asks them."""

from __future__ import annotations

from collections import Counter

import pytest

from pa3d.benchmarks.protocols import protocol
from pa3d.benchmarks.questions import find_names, question
from pa3d.benchmarks.wordings import CHOICES, wordings
from pa3d.data.names import name_table
from pa3d.errors import ShapeError, UsageError
from pa3d.synthetic.kinds import KINDS
from pa3d.text.names import clean_name
from pa3d.text.plurals import plural

from .pointwise import line

EACH = [(kind, part, words) for kind, parts in wordings().items() for part, words in parts.items()]


def closed(name: str) -> str:
    """A name without its spaces: head board is no other word than headboard."""
    return name.replace(" ", "")


def test_three_short_clean_wordings_of_every_part() -> None:
    world = {(kind.name, part) for kind in KINDS for part in kind.parts}
    named = {(kind, part) for kind, part, _ in EACH}
    assert named <= world, "wordings of parts that no kind has"
    assert len(named) > 0.9 * len(world), sorted(world - named)
    for kind, part, words in EACH:
        assert len(set(words)) == len(CHOICES), (kind, part)
        for word in words:
            assert word == clean_name(word) and len(word.split()) <= 3, (kind, part, word)


def test_no_wording_is_trained_for_any_part_in_singular_or_plural() -> None:
    # Wider names are trained without their plurals, and yet no wording may be one.
    names = {prompt.name for prompt in name_table(KINDS).prompts}
    assert {name for kind in KINDS for wider in kind.wider.values() for name in wider} <= names
    trained = {closed(form) for name in names for form in (name, plural(name)) if form}
    for kind, part, words in EACH:
        forms = {closed(form) for word in words for form in (word, plural(word)) if form}
        assert not forms & trained, (kind, part, sorted(forms & trained))


def test_no_wording_means_two_parts_of_a_kind() -> None:
    for kind, parts in wordings().items():
        counts = Counter(closed(word) for words in parts.values() for word in words)
        assert counts.most_common(1)[0][1] == 1, (kind, counts.most_common(1))


def test_a_benchmark_asks_one_wording_of_each_part() -> None:
    own = wordings()["chair"]
    case = line((0, 1, 2), ("back", "seat", "arms"), category="Chair")
    for which, choice in enumerate(CHOICES):
        asked = question(case, find_names(choice, "synthetic"), protocol("synthetic"))
        assert asked.words == (own["back"][which], own["seat"][which], own["arm"][which])
        assert asked.parts == case.parts and asked.category == "chair"


@pytest.mark.parametrize(
    ("category", "part", "kind", "plain"),
    [
        ("StorageFurniture", "door", "storage furniture", "door"),
        ("Table", "leg or support", "table", "leg"),  # ShapeNetPart's word
        ("Bucket", "base_body", "bucket", "body"),  # PartNet's
    ],
)
def test_parts_are_found_by_the_words_of_benchmarks(category: str, part: str, kind: str, plain: str) -> None:
    asked = question(line((0,), (part,), category=category), find_names("wordings-2", "folder"), protocol("folder"))
    assert asked.words == (wordings()[kind][plain][1],)


def test_a_part_that_is_none_of_the_kinds_keeps_its_name() -> None:
    case = line((0, 1), ("back", "jet pack"), category="chair")
    assert question(case, find_names("wordings-1", "folder"), protocol("folder")).words[1] == "jet pack"


def test_what_has_no_wordings_is_said() -> None:
    with pytest.raises(ShapeError, match="say nothing of hovercar"):
        question(line((0,), ("door",), category="hovercar"), find_names("wordings-1", "folder"), protocol("folder"))
    for choice in ("wordings", "wordings-4"):
        with pytest.raises(UsageError, match="none of the held-out wordings"):
            find_names(choice, "synthetic")
