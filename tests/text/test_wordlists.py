from __future__ import annotations

from pa3d.text.templates import Prompt
from pa3d.text.wordlists import parse_words, word_list_prompts


def names(text: str) -> set[str]:
    return {prompt.name for prompt in parse_words(text) if prompt.category is None}


def test_what_a_line_stands_for() -> None:
    assert names("leg, fan blade  # parts") == {"leg", "legs", "fan blade", "fan blades"}
    assert names("~ dog, oil rig") == {"dog", "dogs", "oil rig"}
    assert names("= wood, Left") == {"wood", "left"}
    assert names("front, rear * wheel+, side") == {
        "front wheel", "front wheels", "rear wheel", "rear wheels", "front side", "rear side",
    }  # fmt: skip
    assert names("# only a remark\n\n") == set()


def test_a_category_line() -> None:
    prompts = parse_words("Storage_Box: lid")
    assert Prompt("lid", "storage box") in prompts
    assert {"storage box", "storage boxes", "lid", "lids", "storage box lid"} == {
        prompt.name for prompt in prompts if prompt.category is None
    }


def test_the_lists_are_cleaned_and_many() -> None:
    prompts = word_list_prompts()
    assert len({prompt.name for prompt in prompts if prompt.category is None}) > 8000
    assert not [prompt for prompt in prompts if "\t" in str(prompt) or "\n" in str(prompt)]
