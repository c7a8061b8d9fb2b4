"""Builds the bundled vocabulary out of the word lists beside it: `python -m pa3d.text.build`.

Deterministic: the same words and the same encoder give the same file.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from pa3d.errors import FileError, UsageError
from pa3d.shapes.records import Array
from pa3d.text.names import clean_name
from pa3d.text.sources import DEFAULT_ENCODER, canonical_id
from pa3d.text.templates import CATEGORY_TEMPLATES, PLAIN_TEMPLATES, Prompt, unit_rows
from pa3d.text.vocabulary import ASSET, entry
from pa3d.text.wordlists import word_list_prompts

Encode = Callable[[Sequence[Prompt]], Array]


def build_vocabulary(prompts: Iterable[Prompt], encode: Encode, encoder_id: str, out: Path) -> int:
    """Write the vocabulary of cleaned prompts; returns how many. encode: (L,) prompts of like templates -> (L, E)."""
    from safetensors.numpy import save

    chosen = sorted(set(prompts), key=entry)
    vectors: dict[Prompt, Array] = {}
    for templates in (PLAIN_TEMPLATES, CATEGORY_TEMPLATES):
        group = [prompt for prompt in chosen if prompt.templates == templates]
        if group:
            vectors.update(zip(group, encode(group), strict=True))
    rows = unit_rows(np.stack([vectors[prompt] for prompt in chosen])).astype(np.float16)
    entries = "\n".join(entry(prompt) for prompt in chosen).encode()
    described = {
        "format": 1,
        "encoder": canonical_id(encoder_id),
        "dimension": rows.shape[1],
        "templates": [PLAIN_TEMPLATES, CATEGORY_TEMPLATES],
    }
    # One metadata key: safetensors writes several in an order of their own, other each time.
    data = save(
        {"entries": np.frombuffer(entries, dtype=np.uint8), "vectors": rows}, metadata={"pa3d": json.dumps(described)}
    )
    part = out.with_suffix(".tmp")
    part.write_bytes(data)
    part.replace(out)
    return len(chosen)


def read_extra(path: Path) -> list[Prompt]:
    """Prompts of a file with a line each: `name<TAB>category` or a name alone, or JSON: ["name", "category" or null].

    Raises FileError for a line that is neither.
    """
    prompts = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line) if line.startswith("[") else line.split("\t")
            name, category = fields if len(fields) == 2 else (*fields, None)
            prompts.append(Prompt(clean_name(name), clean_name(category) if category else None))
        except (ValueError, TypeError, UsageError) as error:
            raise FileError(
                f"Line {number} of {path} is no prompt.", f"{error}.", "Write name<TAB>category."
            ) from error
    return prompts


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line of the build; needs the encoder."""
    from pa3d.text.bank import encode_prompts

    parser = argparse.ArgumentParser(prog="python -m pa3d.text.build", description="Build the bundled vocabulary.")
    parser.add_argument(
        "--extra", type=Path, action="append", default=[], help="more prompts: name<TAB>category a line"
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "assets" / ASSET)
    chosen = parser.parse_args(arguments)
    prompts = word_list_prompts()
    for path in chosen.extra:
        prompts.update(read_extra(path))
    build_vocabulary(prompts, lambda group: encode_prompts(group, DEFAULT_ENCODER), DEFAULT_ENCODER, chosen.out)


if __name__ == "__main__":
    main()
