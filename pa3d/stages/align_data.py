"""What align learns from: the world, streamed, or shards; with every name that can be asked."""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import json
import math
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pa3d.data.batches import RawBatch
from pa3d.data.names import name_table
from pa3d.data.read_ahead import Source
from pa3d.data.remote import fetch_shards, is_remote
from pa3d.data.shard_names import read_names
from pa3d.data.shard_stream import NamedShards, raw_points
from pa3d.data.shards import Shards, open_shards
from pa3d.data.synthetic_stream import SyntheticSource
from pa3d.errors import FileError, UsageError, WordError
from pa3d.progress import Progress
from pa3d.stages.align_config import SYNTHETIC, AlignConfig
from pa3d.stages.distributed import Team
from pa3d.synthetic.kinds import KINDS
from pa3d.synthetic.world import WORLD_VERSION
from pa3d.text.bank import prompt_vectors
from pa3d.text.lean import Meanings
from pa3d.text.names import clean_name
from pa3d.text.sources import canonical_id
from pa3d.text.templates import Prompt
from pa3d.text.vocabulary import Vocabulary

_FRESH = 1_000_003  # added to the seed: draws that training does not see


class AlignData(NamedTuple):
    """source: samples to learn from; fresh: others, to calibrate on. prompts: what a row of the bank stands for.

    shapes: in an epoch, None for the endless world. identity: what a resumed run must find again. told: for the
    checkpoint's record. meanings: of the names, by category. standing: others that stand upright, to learn which way is
    up, where that is asked for; lying: others that have no upright, if there are any.
    """

    source: Source[RawBatch]
    fresh: Source[RawBatch]
    prompts: tuple[Prompt, ...]
    shapes: int | None
    identity: dict[str, Any]
    told: dict[str, Any]
    meanings: Meanings
    standing: Source[RawBatch] | None = None
    lying: Source[RawBatch] | None = None


def open_data(config: AlignConfig, encoder: str, points: int, team: Team, progress: Progress) -> AlignData:
    """The data of a config. encoder: of the text; points: that a sample of the network has.

    Raises UsageError for an unknown kind, FileError for shards that are missing, broken, or without names.
    """
    if config.data == SYNTHETIC:
        return _world(config, points, progress)
    return _shards(config, encoder, points, team, progress)


def _world(config: AlignConfig, points: int, progress: Progress) -> AlignData:
    factors = _factors(config.kind_weights)
    unknown = {*config.withheld_kinds, *factors} - {kind.name for kind in KINDS}
    if unknown:
        near = difflib.get_close_matches(min(unknown), [kind.name for kind in KINDS], 3, 0.0)
        what = f"No kind is called {', '.join(sorted(unknown))}."
        raise UsageError(what, f"Nearest to {min(unknown)}: {', '.join(near)}.", "Give known kinds.")
    if both := sorted({*config.withheld_kinds} & {*factors}):
        what = f"{', '.join(both)}: both withheld and drawn more often."
        raise UsageError(what, "A kind that is withheld is never drawn.", "Take it out of one of them.")
    kinds = tuple(
        dataclasses.replace(kind, weight=kind.weight * factors.get(kind.name, 1.0))
        for kind in KINDS
        if kind.name not in config.withheld_kinds
    )
    table = name_table(kinds, frozenset(config.withheld_names))
    progress.note(f"{len(kinds)} kinds, {len(table.prompts)} prompts")
    source, fresh = (SyntheticSource(kinds, table, seed, raw_points(points)) for seed in _seeds(config))
    identity = {
        "world": WORLD_VERSION,
        "digest of the names": _digest(map(str, table.prompts)),
        **({"kind weights": dict(sorted(factors.items()))} if factors else {}),
    }
    told = {"world": WORLD_VERSION, "kinds": [kind.name for kind in kinds], "kind_weights": factors}
    standing = lying = None
    if config.upright is not None:
        firm, loose = ([kind for kind in kinds if kind.gravity is gravity] for gravity in (True, False))
        if not firm:
            raise UsageError("--upright has no shapes.", "All kinds that stand are withheld.", "Withhold fewer.")
        standing, lying = (
            SyntheticSource(some, table, config.seed + 2 * _FRESH, raw_points(points)) if some else None
            for some in (firm, loose)
        )
    return AlignData(source, fresh, table.prompts, None, identity, told, table.meanings(), standing, lying)


def _factors(weights: Sequence[str]) -> dict[str, float]:
    """Kinds to factors, from items like "chair=2". Raises UsageError."""
    factors = {}
    for item in weights:
        kind, _, factor = item.rpartition("=")
        try:
            value = float(factor)
        except ValueError:
            value = math.nan
        if not (kind.strip() and 0 < value < math.inf):
            found = "Each is a kind, an equals sign and a number above 0."
            raise UsageError(f"--kind-weights {item!r} cannot be read.", found, "Write chair=2,bottle=1.5.")
        factors[clean_name(kind)] = value
    return factors


def _shards(config: AlignConfig, encoder: str, points: int, team: Team, progress: Progress) -> AlignData:
    shards = open_place(config.data, team, progress)
    withheld = frozenset(map(clean_name, config.withheld_names))

    def known(prompts: Sequence[Prompt]) -> Collection[Prompt]:
        kept = [prompt for prompt in prompts if prompt.name not in withheld]
        return _encodable(kept, encoder, progress) if config.drop_unknown and kept else kept

    names = read_names(shards, progress, config.category_prompts, config.category_too, known)
    without = f", {names.nameless} without names left out" if names.nameless else ""
    progress.note(f"{len(names.places)} shapes, {len(names.rows)} prompts{without}")
    if names.broken:
        progress.note(f"{len(names.broken)} shapes cannot be read; the first: {names.broken[0]}")
    source, fresh = (NamedShards(shards, names, seed, raw_points(points)) for seed in _seeds(config))
    identity = {**shards_identity(shards), "digest of the names": _digest(map(str, names.rows))}
    told = {"shards": shards_identity(shards), "shapes_in_epoch": len(names.places)}
    return AlignData(source, fresh, names.prompts, len(names.places), identity, told, names.meanings)


def _seeds(config: AlignConfig) -> tuple[int, int]:
    return config.seed, config.seed + _FRESH


def _encodable(prompts: Sequence[Prompt], encoder: str, progress: Progress) -> Collection[Prompt]:
    """The prompts that can be encoded here: all of them, or those of the bundled vocabulary."""
    try:
        prompt_vectors(prompts, encoder_id=encoder)
    except WordError:
        vocabulary = Vocabulary.load()
        if vocabulary.encoder_id != canonical_id(encoder):
            raise
        found = vocabulary.lookup(prompts)
        progress.note(f"{len(prompts) - len(found)} of {len(prompts)} prompts are unknown here and left out")
        return found
    return prompts


def open_place(place: str, team: Team, progress: Progress) -> Shards:
    """The shards of a folder, a manifest or a URL; those of a URL are fetched once for every machine of the team."""
    if not is_remote(place):
        path = Path(place)
        if path.is_file() and path.suffix != ".json":
            do = "Give a folder of shards, its manifest.json, or a URL."
            raise FileError(f"--data {place} is no folder of shards.", "It is a file.", do)
        return open_shards(path)
    folder = fetch_shards(place, progress) if team.local == 0 else None
    team.wait()
    return open_shards(folder or fetch_shards(place, progress))


def shards_identity(shards: Shards) -> dict[str, Any]:
    """What tells shards from others, wherever they lie."""
    listed = [[str(entry["name"]), str(entry.get("sha256"))] for entry in shards.manifest["shards"]]
    return {"digest of the shards": _digest([json.dumps(listed)]), "number of shapes": len(shards)}


def _digest(texts: Any) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
