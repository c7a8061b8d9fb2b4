"""Published numbers, as data: what others report for a benchmark, each with its source and its protocol."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from pa3d.benchmarks.report import Published


def published_for(benchmark: str) -> tuple[Published, ...]:
    """The numbers of a benchmark, in the file's order."""
    return tuple(one for one in published_numbers() if one.benchmark == benchmark)


@cache
def published_numbers() -> tuple[Published, ...]:
    """Every number of published.json. Behind a number those of its categories, which are means over their shapes."""
    numbers = []
    for entry in json.loads(files("pa3d.benchmarks").joinpath("published.json").read_text(encoding="utf-8")):
        by_category = entry.pop("by_category", {})
        value = entry.pop("value")
        if value is not None:
            numbers.append(Published(value=float(value), **entry))
        own = {**entry, "metric": "mIoU"}
        numbers += [Published(value=float(each), category=name, **own) for name, each in by_category.items()]
    return tuple(numbers)
