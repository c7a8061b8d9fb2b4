"""The name table: what may be asked for a part, and what would be right unasked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pa3d.data.names import WIDER_SHARE, NameTable, draw_names, name_table
from pa3d.errors import UsageError
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.kinds import KINDS
from pa3d.text.templates import Prompt


def nothing(_: np.random.Generator) -> Assembly:
    return Assembly()


KIND = Kind("mug", nothing, {"handle": ("grip",), "cup": ("body", "Wall")})
OTHER = Kind("jug", nothing, {"body": (), "lid": ("cover",)})


@pytest.fixture
def table() -> NameTable:
    return name_table([KIND, OTHER])


def words(table: NameTable, rows: object) -> list[str]:
    return [table.prompts[row].name for row in np.asarray(rows).tolist()]


def test_a_part_is_called_by_its_name_synonyms_and_plurals(table: NameTable) -> None:
    assert words(table, table.choices["mug"]["handle"]) == ["handle", "grip", "handles", "grips"]
    assert set(words(table, table.choices["mug"]["cup"])) >= {"cup", "body", "wall"}  # cleaned
    assert table.prompts[table.choices["mug"]["handle"][0]] == Prompt("handle")


def test_a_shared_name_is_one_row_right_for_both_kinds(table: NameTable) -> None:
    row = table.prompts.index(Prompt("body"))
    right = {
        (kind, part) for kind, parts in table.part_index.items() for part, index in parts.items()
        if table.stands_for[index, row]
    }  # fmt: skip
    assert right == {("mug", "cup"), ("jug", "body")}


def test_every_name_has_a_prompt_in_its_category(table: NameTable) -> None:
    for kind, parts in table.choices.items():
        for part, rows in parts.items():
            for row in rows.tolist():
                inside = table.in_category[kind][row]
                assert table.prompts[inside] == Prompt(table.prompts[row].name, kind)
                assert table.stands_for[table.part_index[kind][part], inside]


def test_withheld_names_are_in_no_row() -> None:
    table = name_table([KIND, OTHER], frozenset({"grip", "body"}))
    assert not {"grip", "body"} & {prompt.name for prompt in table.prompts}
    assert words(table, table.choices["mug"]["handle"])[0] == "handle"
    assert table.choices["jug"]["body"].size  # its plural is left
    told = replace(KIND, wider={"handle": ("finger loop", "thing you hold")})
    table = name_table([told], frozenset({"finger loop"}))
    assert words(table, table.wider["mug"]["handle"]) == ["thing you hold"]


def test_a_part_without_any_name_left_is_never_asked() -> None:
    table = name_table([OTHER], frozenset({"lid", "lids", "cover", "covers"}))
    for seed in range(30):
        asked = draw_names(table, "jug", ["body", "lid"], np.random.default_rng(seed))
        assert len(asked) == 2 and asked[1] == []


def test_one_name_per_part_absent_ones_asked_less_often(table: NameTable) -> None:
    drawn = [draw_names(table, "mug", ["cup"], np.random.default_rng(seed)) for seed in range(400)]
    assert all(len(asked) == 2 and all(len(rows) <= 1 for rows in asked) for asked in drawn)
    shares = [np.mean([bool(asked[part]) for asked in drawn]) for part in range(2)]
    assert shares == pytest.approx([0.7, 0.95], abs=0.06)
    for asked in drawn:
        for part, rows in zip(("handle", "cup"), asked, strict=True):
            assert all(table.stands_for[table.part_index["mug"][part], row] for row in rows)
    in_category = [table.prompts[rows[0]].category is not None for asked in drawn for rows in asked if rows]
    assert 0.15 < np.mean(in_category) < 0.35
    names = {table.prompts[asked[0][0]].name for asked in drawn if asked[0]}
    assert names == {"handle", "grip", "handles", "grips"}


def test_wider_names_are_drawn_plainly_and_without_plurals() -> None:
    table = name_table([replace(KIND, wider={"handle": ("finger loop", "thing you hold", "grips")}), OTHER])
    assert words(table, table.wider["mug"]["handle"]) == ["finger loop", "thing you hold"]  # no name twice
    assert not table.wider["mug"]["cup"].size and not table.wider["jug"]["lid"].size
    drawn = [draw_names(table, "mug", ["handle"], np.random.default_rng(seed))[0] for seed in range(600)]
    asked = [table.prompts[rows[0]] for rows in drawn if rows]
    wider = [prompt for prompt in asked if prompt.name in {"finger loop", "thing you hold"}]
    assert len(set(wider)) == 2 and all(prompt.category is None for prompt in wider)
    assert len(wider) / len(asked) == pytest.approx(WIDER_SHARE, abs=0.06)
    assert {prompt.name for prompt in asked} - {prompt.name for prompt in wider} == {
        "handle", "grip", "handles", "grips"
    }  # fmt: skip


def test_a_wider_name_is_right_for_like_parts_of_every_kind() -> None:
    kettle = Kind("kettle", nothing, {"handle": (), "spout": ()}, wider={"handle": ("thing you hold",)})
    table = name_table([KIND, OTHER, kettle])
    row = table.prompts.index(Prompt("thing you hold"))
    right = {
        (kind, part) for kind, parts in table.part_index.items() for part, index in parts.items()
        if table.stands_for[index, row]
    }  # fmt: skip
    assert right == {("mug", "handle"), ("kettle", "handle")}


def test_the_whole_world_has_names_for_every_part() -> None:
    table = name_table(KINDS)
    assert len(set(table.prompts)) == len(table.prompts)
    assert all(rows.size for parts in table.choices.values() for rows in parts.values())
    indices = [index for parts in table.part_index.values() for index in parts.values()]
    assert sorted(indices) == list(range(len(table.stands_for)))
    assert table.stands_for.any(0).all() and table.stands_for.any(1).all()


def test_withholding_every_name_of_a_kind_is_refused() -> None:
    with pytest.raises(UsageError, match="No name of mug is left"):
        name_table(
            [KIND], frozenset({"handle", "handles", "grip", "grips", "cup", "cups", "body", "bodies", "wall", "walls"})
        )
