"""What a run of prepare comes to, and the folder it belongs to: a folder holds one run, which may be taken up again."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pa3d.config import as_json
from pa3d.data.manifest import read_json, write_json
from pa3d.data.raw import Item
from pa3d.data.sources import open_sources
from pa3d.errors import FileError, UsageError
from pa3d.progress import Progress
from pa3d.stages.prepare_config import RUNNING, PrepareConfig
from pa3d.stages.prepare_shape import view_config
from pa3d.version import VERSION

CONFIG, PLAN = "config.json", "plan.json"


@dataclass(frozen=True)
class Plan:
    """What a run comes to: its items in shards. identity: what must be the same for it to be taken up again."""

    items: tuple[Item, ...]
    shards: int
    identity: Mapping[str, Any]


def resolved(config: PrepareConfig) -> PrepareConfig:
    """The config with every choice made that depends on the machine or the moment."""
    if not config.sources:
        found = "Files, folders, globs, released data sets and synthetic:N are read."
        raise UsageError("No source was given.", found, "Name one, as in pa3d prepare meshes/ --out shards.")
    view_config(config)
    out = config.out or str(Path("runs") / time.strftime("prepare-%Y%m%d-%H%M%S"))
    # Whole paths, so that the folder can be inspected from anywhere.
    sources = tuple(text if text.startswith("synthetic:") else os.path.abspath(text) for text in config.sources)  # noqa: PTH100 (a glob is no path)
    return dataclasses.replace(config, out=out, sources=sources)


def plan_of(config: PrepareConfig) -> Plan:
    """The items of a config in order. Raises UsageError, FileError for sources that are none."""
    from pa3d.synthetic.world import WORLD_VERSION

    sources = open_sources(config.sources, config.kind, config.up, config.split, config.seed)
    items = tuple(islice((item for source in sources for item in source.items), config.limit))
    if not items:
        raise FileError("There is nothing to prepare.", "The sources hold no shape.", "Give other sources.")
    digest = hashlib.sha256()
    for item in items:
        digest.update(f"{item.source}/{item.id}\n".encode())
    identity: dict[str, Any] = {
        "settings": content(config),
        "shapes": len(items),
        "shapes_sha256": digest.hexdigest(),
        "sources": dict(Counter(item.source for item in items)),
        "world": WORLD_VERSION,
    }
    if config.captioner is not None:
        from pa3d.engine.captions import read_prompt

        prompt = read_prompt(None if config.prompt_file is None else Path(config.prompt_file))
        identity["prompt_sha256"] = hashlib.sha256(prompt.encode()).hexdigest()
    if config.teacher is not None or config.masks is not None:
        from pa3d.runtime import pick_device

        identity["device"] = pick_device(config.device).type
    return Plan(items, -(-len(items) // config.shard_size), identity)


def content(config: PrepareConfig) -> dict[str, Any]:
    """The settings that decide what is in the shards. An endpoint may move: its model counts, not its address."""
    settings = {name: value for name, value in json.loads(as_json(config)).items() if name not in RUNNING}
    if config.captioner is not None and "://" in config.captioner:
        settings["captioner"] = "endpoint"
    return settings


def taken_up(out: Path, plan: Plan, progress: Progress) -> bool:
    """Whether a folder holds this run already. Raises FileError where it holds another."""
    path = out / PLAN
    if not path.exists():
        if out.is_dir() and any(out.glob("shard-*")):
            raise FileError(f"{out} holds shards of something else.", f"It has no {PLAN}.", "Give another --out.")
        return False
    there = read_json(path)
    identity = there.get("identity")
    if not isinstance(identity, dict):
        raise FileError(f"{path} is no plan.", "It has no identity.", "Give another --out.")
    _compare(out, identity, json.loads(json.dumps(plan.identity)))
    if there.get("version") != VERSION:
        progress.note(f"{out} was begun by pa3d {there.get('version')}; this is {VERSION}.")
    return True


def begin(out: Path, config: PrepareConfig, plan: Plan) -> None:
    """Make the folder and write down what it is for. Raises FileError."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        found = f"The system says: {error.strerror}."
        raise FileError(f"--out {out} cannot be made a folder.", found, "Give another place.") from error
    write_json(out / CONFIG, json.loads(as_json(config)))
    write_json(out / PLAN, {"identity": plan.identity, "version": VERSION})


def _compare(out: Path, there: Mapping[str, Any], here: Mapping[str, Any]) -> None:
    before, now = ({**each, **each.get("settings", {})} for each in (there, here))
    differing = sorted(
        key for key in before.keys() | now.keys() if key != "settings" and before.get(key) != now.get(key)
    )
    if not differing:
        return
    if set(differing) <= {"shapes", "shapes_sha256", "sources"}:
        what = f"The sources are not those that {out} was begun with."
        found = f"It has {before.get('shapes')} shapes, now there are {now.get('shapes')}"
        same = "" if before.get("shapes") != now.get("shapes") else ", with other names"
        raise FileError(what, f"{found}{same}.", "Give the same sources, or another --out.")
    told = ", ".join(f"{key} was {before.get(key)!r} and is {now.get(key)!r}" for key in differing[:8])
    raise FileError(f"{out} holds another run.", f"{told}.", "Give the same settings, or another --out.")
