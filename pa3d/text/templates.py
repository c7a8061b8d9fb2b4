"""Prompt templates: the sentences a name is put into, and the one vector they make together (paper, section 3).

Letters: L names, T templates, E text width.
"""

from __future__ import annotations

from typing import NamedTuple, get_args

import numpy as np

from pa3d.config import PromptStyle
from pa3d.errors import UsageError
from pa3d.shapes.records import Array
from pa3d.text.names import clean_name

PROMPT_STYLES: tuple[PromptStyle, ...] = get_args(PromptStyle)

PLAIN_TEMPLATES: tuple[str, ...] = ("{}", "a {}", "{} part")
CATEGORY_TEMPLATES: tuple[str, ...] = ("a {} of a {}", "the {} of a {}", "{} of {}", "a {} part of a {}")


class Prompt(NamedTuple):
    """A name to encode; with a category, the category templates are meant. Both cleaned."""

    name: str
    category: str | None = None

    @property
    def templates(self) -> tuple[str, ...]:
        return PLAIN_TEMPLATES if self.category is None else CATEGORY_TEMPLATES

    @property
    def texts(self) -> tuple[str, ...]:
        """The T sentences whose vectors are averaged."""
        words = (self.name,) if self.category is None else (self.name, self.category)
        return tuple(template.format(*words) for template in self.templates)

    def __str__(self) -> str:
        return self.name if self.category is None else f"{self.name} of {self.category}"


def make_prompt(name: str, style: PromptStyle = "plain", category: str | None = None) -> Prompt:
    """The cleaned prompt of a name. "plain" leaves the category out; "category" needs one.

    Raises UsageError for an unknown style, a missing category, or an empty name.
    """
    if style not in PROMPT_STYLES:
        raise UsageError(f"--prompt {style} is not a prompt style.", f"Allowed: {', '.join(PROMPT_STYLES)}.")
    if style == "plain":
        return Prompt(clean_name(name))
    if category is None:
        raise UsageError(
            "--prompt category needs a category.",
            "None was given.",
            "Add it, as in --category chair, or drop --prompt.",
        )
    return Prompt(clean_name(name), clean_name(category))


def unit_rows(vectors: Array) -> Array:
    """Rows (n, E) scaled to length one, float32. A zero row is our own mistake, never an answer."""
    vectors = vectors.astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    assert (np.isfinite(lengths) & (lengths > 0)).all(), "a text vector is zero or not finite"
    return np.asarray(vectors / lengths, dtype=np.float32)


def pool_templates(vectors: Array, templates: int) -> Array:
    """One unit vector (L, E) per name from its T template vectors (L * T, E): each normalised, averaged, normalised."""
    rows = unit_rows(vectors)
    return unit_rows(rows.reshape(-1, templates, rows.shape[1]).mean(1))  # (L * T, E) -> (L, T, E) -> (L, E)
