"""Choices shared by the command line and the rooms, and configuration files: defaults < file < flags."""

from __future__ import annotations

import dataclasses
import difflib
import json
import math
import types
import typing
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

from pa3d.errors import UsageError

Axis = Literal["y", "z", "x", "-y", "-z", "-x"]
UpChoice = Literal["auto", "y", "z", "x", "-y", "-z", "-x"]
Assignment = Literal["decode", "nearest", "membership", "interpolate"]
PromptStyle = Literal["plain", "category"]
DtypeChoice = Literal["auto", "float32", "bfloat16"]
ScoreChoice = Literal["best", "all"]

Config = TypeVar("Config")


def merge(
    kind: type[Config], file: Path | None, flags: Mapping[str, Any], inner: Mapping[str, Any] | None = None
) -> Config:
    """A config of a dataclass: its defaults, then a JSON file, then the flags given (None: not given).

    inner: the settings themselves, where a setting is a group of others. Raises UsageError for a file that is no JSON
    object, an unknown key (with the nearest valid one), a wrong value.
    """
    values = dict(inner or {}) if file is None else read_config(file)
    fields = {field.name: field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    for key in values:
        if key not in fields:
            near = difflib.get_close_matches(key, fields, 1, 0.0)
            raise UsageError(f"{key!r} is not a setting.", f"The nearest is {near[0]!r}.", "Correct the key.")
    hints = typing.get_type_hints(kind)
    checked = {key: _checked(key, value, hints[key]) for key, value in values.items()}
    given = {key: value for key, value in flags.items() if value is not None}
    missing = [
        name
        for name, field in fields.items()
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        and name not in checked and name not in given
    ]  # fmt: skip
    if missing:
        raise UsageError(f"Nothing says {missing[0]!r}.", "It has no default.", "Give it as a flag or in --config.")
    return kind(**{**checked, **given})


def read_config(file: Path) -> dict[str, Any]:
    """The JSON object of a configuration file. Raises UsageError for one that cannot be read, or holds none."""
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise UsageError(f"--config {file} cannot be read.", f"{error}.", "Give a JSON file.") from error
    if not isinstance(values, dict):
        raise UsageError(f"--config {file} is not a JSON object.", f"Found {type(values).__name__}.", "Write {...}.")
    return values


def as_json(config: Any) -> str:
    """A config as `--print-config` prints it and `--config` reads it."""
    return json.dumps(dataclasses.asdict(config), indent=2, default=str)


def check_range(config: Any, names: Iterable[str], least: float = 0, most: float = math.inf) -> None:
    """Raise UsageError for the first of the named settings outside of least to most, or not finite; None may stand."""
    for name in names:
        value = getattr(config, name)
        if value is not None and not (least <= value <= most and value < math.inf):
            end = f"the most {most:g}" if most < math.inf else "it must be finite"
            found = f"The least is {least:g}, and {end}."
            raise UsageError(f"{name} = {value} is not allowed.", found, "Give another number.")


def _checked(key: str, value: Any, hint: Any) -> Any:
    """The value as the field's type wants it, or a UsageError."""
    options = typing.get_args(hint) if typing.get_origin(hint) in (types.UnionType, typing.Union) else (hint,)
    for option in options:
        fits, result = _fits(value, option)
        if fits:
            return result
    wanted = " or ".join(str(getattr(option, "__name__", option)).replace("typing.", "") for option in options)
    raise UsageError(f"{key} = {value!r} is not allowed.", f"Wanted: {wanted}.", "Correct the configuration.")


def _fits(value: Any, option: Any) -> tuple[bool, Any]:
    origin = typing.get_origin(option)
    if origin is Literal:
        return value in typing.get_args(option), value
    if origin is tuple:
        inner = typing.get_args(option)[0]
        if not isinstance(value, list):
            return False, None
        items = [_fits(item, inner) for item in value]
        return all(fits for fits, _ in items), tuple(item for _, item in items)
    if dataclasses.is_dataclass(option) and isinstance(option, type):
        return (True, merge(option, None, {}, value)) if isinstance(value, dict) else (False, None)
    if option is type(None):
        return value is None, None
    if option is Path:
        return isinstance(value, str), Path(value) if isinstance(value, str) else None
    if option is float:
        return isinstance(value, int | float) and not isinstance(value, bool), value
    if option is int:
        return isinstance(value, int) and not isinstance(value, bool), value
    return isinstance(value, option), value
