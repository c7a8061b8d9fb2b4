"""Names of parts: cleaning, and reading lists of them. The only place where a name is cleaned."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from pa3d.errors import FileError, UsageError

_COMMENT = re.compile(r"(^|\s)#.*$")


def clean_name(raw: str) -> str:
    """A name as encoders and outputs have it: NFKC, lower case, punctuation and underscores as single spaces.

    Letters (of any script, with their marks) and digits stay. Raises UsageError when nothing is left.
    """
    text = unicodedata.normalize("NFKC", raw).lower()
    # Lower-casing may leave a letter and a loose mark (as for a dotted capital I): composed again by the second pass.
    text = unicodedata.normalize("NFKC", text)
    kept = "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in text)
    name = " ".join(kept.split())
    if not name:
        raise UsageError(f"{raw!r} is not a name.", "It holds no letter and no digit.", "Give a word such as `leg`.")
    return name


def unique_names(raw: Iterable[str]) -> tuple[str, ...]:
    """Cleaned names in the order given; a name that comes again after cleaning is merged with its first.

    Raises UsageError for a name that is empty after cleaning, for no names at all, and for one text: its letters are
    no names.
    """
    if isinstance(raw, str):
        raise UsageError(f"{raw!r} is one text.", "A list of names is wanted.", 'Give one, as in ["leg", "seat"].')
    names = tuple(dict.fromkeys(clean_name(name) for name in raw))
    if not names:
        raise UsageError("No part name was given.", "The list is empty.", 'Give some, as in --parts "leg,seat,back".')
    return names


def parse_names(text: str) -> tuple[str, ...]:
    """Names out of `leg, seat, "arm rest"`: separated by commas or lines, quotes optional, blank fields skipped.

    Cleaned, equal ones merged. Raises UsageError for an open quote, a name without a letter, or no name.
    """
    # `csv` allows a space before a quoted field, not after it.
    lines = [re.sub(r'"\s+,', '",', line.strip()) for line in unicodedata.normalize("NFKC", text).splitlines()]
    try:
        fields = [field for row in csv.reader(lines, skipinitialspace=True, strict=True) for field in row]
    except csv.Error as error:
        raise UsageError(
            f"The names {text!r} cannot be read.", f"{error}.".capitalize(), 'Write them as "leg,seat,back".'
        ) from error
    return unique_names(field for field in fields if field.strip())


def read_names_file(path: str | Path) -> tuple[str, ...]:
    """Names in a UTF-8 file: a JSON list of strings, or lines as `parse_names` takes them, `#` starting a comment.

    Cleaned, equal ones merged. Raises FileError for a file that cannot be read or holds no such list.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        found = "It is not UTF-8 text." if isinstance(error, UnicodeDecodeError) else f"{error.strerror}."
        raise FileError(
            f"The names file {path} cannot be read.", found, "Give a text file, one name per line."
        ) from error
    try:
        if text.lstrip().startswith("["):
            return unique_names(_json_names(text))
        return parse_names("\n".join(_COMMENT.sub("", line) for line in text.splitlines()))
    except UsageError as error:
        raise FileError(
            f"The names file {path} holds no usable list of names.",
            f"{error.what} {error.found}",
            "Write one name per line, or a JSON list of strings.",
        ) from error


def _json_names(text: str) -> list[str]:
    try:
        names = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError("It starts like a JSON list and is none.", f"{error}.") from error
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise UsageError("The JSON list must hold strings only.")
    return names
